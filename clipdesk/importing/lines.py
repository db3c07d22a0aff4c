"""Printed lines: how they are counted, joined and made readable.

Hard wraps left single spaces inside Japanese words, and lost links broke lines in two; the
printed form keeps both, the readable form mends them. Pure; any thread.
"""

from __future__ import annotations

import re
from typing import Final

_JAPANESE: Final = "\u3001-\u303f\u3041-\u30ff\u31f0-\u31ff\u3300-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff9f\U00020000-\U0003ffff"
_ENDS: Final = "。\uff01\uff1f"
# Both begin with the space, which is sought, and look back over it: looking back at every
# character takes ten times as long.
_STRAY: Final = re.compile(
    f" (?=[{_JAPANESE}])(?<=[{_JAPANESE}] )(?<![{_ENDS}] )(?<![{_ENDS}][」』] )"
)
_BEFORE_MARK: Final = re.compile(r" (?=[、。」』】〕〉》\uff0c\uff0e\uff09])(?<=\S )")
_LATIN: Final = re.compile("[0-9A-Za-z]")


def visible(text: str) -> int:
    """How many characters are not space: the measure in which nothing may be lost."""
    return sum(map(len, text.split()))


def join(lines: list[str]) -> str:
    """Printed lines as one, where a lost link or a wrap had broken it.

    No space comes between them, except between two ASCII letters or digits.
    """
    if len(lines) == 1:
        return lines[0].strip()
    text = ""
    parts = []
    for line in map(str.strip, lines):
        if not line:
            continue
        if text and _LATIN.match(line) and _LATIN.match(text[-1]):
            parts.append(" ")
        parts.append(line)
        text = line
    return "".join(parts)


def readable(lines: list[str]) -> str:
    """A paragraph's printed lines as it is meant to be read.

    Single spaces inside Japanese go; those after a full stop, beside Latin, and runs of spaces
    stay, for they may be meant.
    """
    return _BEFORE_MARK.sub("", _STRAY.sub("", join(lines)))


def is_indented(line: str) -> bool:
    """Whether a line begins a paragraph of its own: with a space (of any width) and then text."""
    return line[:1].isspace() and not line.isspace()
