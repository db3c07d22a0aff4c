"""The analyst's notes as text: what they point to, and how they are called in a list. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

REFERENCE: Final = re.compile(r"\[\[([^\[\]\n]{1,80})\]\]|<([0-9]{3,6}-[0-9A-Za-z]{4,10})>")
"""A link to a clipping: `[[2107-051202]]`, or as the id is printed: `<2107-051202>`."""

_MARKS: Final = re.compile(r"^(?:\s|#{1,6}\s|>|[-*+]\s|[0-9]{1,9}[.)]\s|\[[ xX]\]\s)+")
_EMPHASIS: Final = re.compile(r"\*\*|__|~~|`")
_LONGEST: Final = 200


def reference(found: re.Match[str]) -> str:
    """The id that a match of `REFERENCE` points to; empty where there is none in it."""
    return (found[1] or found[2] or "").strip()


def links(body: str) -> tuple[str, ...]:
    """The ids that a note points to, as written, each once, in order.

    An id that stands as an example in code counts, too: whoever looks for it wants to find it.
    """
    ids = (reference(found) for found in REFERENCE.finditer(body))
    return tuple(dict.fromkeys(name for name in ids if name))


def title(body: str) -> str:
    """The first line that says something, without the marks of headings and lists; may be empty."""
    return next(_lines(body), "")


def excerpt(body: str) -> str:
    """What comes after the title, in one line."""
    lines = _lines(body)
    next(lines, "")
    return " ".join(lines)[:_LONGEST]


def _lines(body: str) -> Iterator[str]:
    """The lines that say something; of a long note the first ones are enough."""
    for line in body[: _LONGEST * 10].splitlines():
        said = _EMPHASIS.sub("", _MARKS.sub("", line)).strip()
        if said:
            yield said[:_LONGEST]
