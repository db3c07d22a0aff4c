"""What keys do to Markdown while it is typed: lists go on, levels change, emphasis. Pure."""

from __future__ import annotations

import re
from typing import Final

_ITEM: Final = re.compile(
    r"(?P<indent>[ \t]*)(?P<marker>[-*+]|(?P<number>[0-9]{1,9})(?P<dot>[.)]))(?P<gap>[ \t]+)"
    r"(?P<box>\[[ xX]\][ \t]+)?"
)
_QUOTE: Final = re.compile(r"[ \t]*(?:>[ \t]?)+")
_LINK: Final = re.compile(r"\[\[([^\[\]\n]{0,60})$")


def next_line(before: str, after: str = "") -> str | None:
    """What the line begins with that comes after one of a list or a quotation.

    Args:
        before: the line up to the cursor.
        after: the rest of it.

    Returns:
        Empty where the line has only its mark: there the list ends. None in any other line.
    """
    if (item := _ITEM.match(before)) is not None:
        if not before[item.end() :].strip() and not after.strip():
            return ""
        marker = item["marker"]
        if item["number"]:
            marker = f"{int(item['number']) + 1}{item['dot']}"
        return item["indent"] + marker + item["gap"] + ("[ ] " if item["box"] else "")
    if (quote := _QUOTE.match(before)) is not None:
        return quote[0] if before[quote.end() :].strip() or after.strip() else ""
    return None


def indented(line: str) -> str | None:
    """The item of a list one level deeper; None where the line is none."""
    item = _ITEM.match(line)
    return None if item is None else " " * (len(item["marker"]) + 1) + line


def outdented(line: str) -> str | None:
    """The item one level higher, as far as there is one; None where the line is none."""
    item = _ITEM.match(line)
    if item is None:
        return None
    most = min(len(item["indent"]), len(item["marker"]) + 1)
    return line.removeprefix("\t") if line.startswith("\t") else line[most:]


def wrapped(words: str, mark: str) -> str:
    """Words with a mark of emphasis around them, or without it where they have it."""
    doubled = len(mark) == 1 and words.startswith(mark * 2) and not words.startswith(mark * 3)
    has = len(words) >= 2 * len(mark) and words.startswith(mark) and words.endswith(mark)
    if has and not doubled:
        return words[len(mark) : len(words) - len(mark)]
    return f"{mark}{words}{mark}"


def link_begun(before: str) -> str | None:
    """What was typed of a link to a clipping, after its `[[`; None where none is being typed."""
    found = _LINK.search(before)
    return None if found is None else found[1]
