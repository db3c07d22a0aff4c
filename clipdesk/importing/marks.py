"""What a printed line is by its own marks: a note, a citation, a place, a descriptor, a list.

Pure; any thread. Every test takes a stripped line and bounded time.
"""

from __future__ import annotations

import re
from typing import Final

_NOTES: Final = ("【註】", "【注】")
_UNCLOSED: Final = re.compile(r"【(?:註|注(?=[\s:\uff1a]|$))(?!】)")
_UNOPENED: Final = re.compile(r"註$|(?:^|\n)\s*注$")
_PLACE_END: Final = re.compile(r"の位置 {0,2}(?:[(\uff08] ?(?:Google ?Map)? ?[)\uff09]?)? ?(】?)$")
_LONGEST_PLACE: Final = 120
_BULLETS: Final = frozenset("・•●○■□◆◇▪‣◦")
_NUMBERED: Final = re.compile(r"(?:[0-9]{1,2}[.\uff0e)] |[(\uff08][0-9]{1,2}[)\uff09]|[①-⑳])")
_LABEL: Final = re.compile(
    r"[^\s:\uff1a。、「」【(\uff08]{1,24}(?: [^\s:\uff1a。、「」【(\uff08]{1,24}){0,2}(?::\s|\uff1a)"
)
_LONGEST_HEADING: Final = 30
_LONGEST_LEAD: Final = 30
"""Characters that may precede 関連記事 in a line that is a citation: a word or two."""
_OPEN_END: Final = "。.、,!?:(\uff08\uff0e\uff0c\uff01\uff1f\uff1a"


def note_mark(text: str) -> str | None:
    """The 【註】 that a line begins with, None for other lines."""
    return text[:3] if text.startswith(_NOTES) else None


def lacks_closing(text: str) -> bool:
    """Whether a text begins with a 【註 of which the bracket does not follow: 注目 is no note."""
    return _UNCLOSED.match(text) is not None


def lacks_opening(text: str) -> bool:
    """Whether what stands before a 】 that nothing opened is the 註 of a mark: 発注 is none."""
    return _UNOPENED.search(text) is not None


def is_broken_mark(text: str) -> bool:
    """Whether a line begins with a mark that lost one of its brackets, and holds no other."""
    if "】" not in text:
        return lacks_closing(text)
    return text[:2] in {"註】", "注】"}


def is_related(text: str) -> bool:
    """Whether a line is a citation, `【…関連記事:…】`; one of its brackets may be lost."""
    at = text.find("関連記事")
    if at < 0 or at > _LONGEST_LEAD or "。" in text[:at]:
        return False
    if text[at + 4 :].lstrip()[:1] not in {":", "\uff1a"}:
        return False
    closed = text.endswith("】") or "】" not in text
    return closed and (text.startswith("【") or text.endswith("】"))


def is_place(text: str, *, indented: bool) -> bool:
    """Whether a line only locates places, `… の位置 (Google Map)】`; its 【 is mostly lost."""
    if len(text) > _LONGEST_PLACE or "。" in text:
        return False
    found = _PLACE_END.search(text)
    return found is not None and found.start() > 0 and (bool(found[1]) or not indented)


def is_descriptor(text: str) -> bool:
    """Whether a line is `= … =`, which says what an article is."""
    marks = "=\uff1d"
    return len(text) > 2 and text[0] in marks and text[-1] in marks  # noqa: PLR2004


def is_bracketed(text: str) -> bool:
    """Whether a line is nothing but one 【…】."""
    return text.startswith("【") and text.find("】") == len(text) - 1


def is_bullet(text: str) -> bool:
    """Whether an indented line is of a list: `・…`, `1. …`."""
    return text[:1] in _BULLETS or _NUMBERED.match(text) is not None


def has_bullet(text: str) -> bool:
    """Whether a line begins with a list's dot."""
    return text[:1] in _BULLETS


def has_label(text: str) -> bool:
    """Whether a line is `Name-1: …`, as lists of equipment are printed, without a space before."""
    return _LABEL.match(text) is not None


def is_heading(text: str) -> bool:
    """Whether a line is short and ends no sentence, as subheadings do."""
    return 0 < len(text) <= _LONGEST_HEADING and text[-1] not in _OPEN_END and "。" not in text


def is_open(text: str) -> bool:
    """Whether a bracket in a marked line still waits for its end."""
    return text.count("【") > text.count("】") or max(text.count("("), text.count("\uff08")) > max(
        text.count(")"), text.count("\uff09")
    )


def ends_sentence(text: str) -> bool:
    """Whether a paragraph's last sentence is complete."""
    text = text.rstrip("」』)\uff09】 ")
    return text[-1:] in set("。.!?\uff0e\uff01\uff1f")


def is_body_mark(text: str) -> bool:
    """Whether a line can only stand in the body, never in the head."""
    return (
        note_mark(text) is not None
        or is_broken_mark(text)
        or is_related(text)
        or is_descriptor(text)
    )


def unclosed_notes(text: str) -> list[str]:
    """The beginnings of inline notes, `(註:…`, whose bracket never closes."""
    if "註" not in text and "注" not in text:
        return []
    waiting: list[int] = []
    for at, char in enumerate(text):
        if char in "(\uff08":
            waiting.append(at)
        elif char in ")\uff09" and waiting:
            waiting.pop()
    return [text[at : at + 30] for at in waiting if text[at + 1 : at + 2] in {"註", "注"}]
