"""Printed ids, `<YYMM-MMDDnn>`: the digest's month, the article's month and day, a number.

The day is 00 where only the month is known. Ids are kept as printed, however odd; this module
finds them and says what is odd about them. Pure; any thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from clipdesk.core.dates import Published

_HYPHENS: Final = "-‐‑–−ー\uff0d"
_DIGITS: Final = "0-9\uff10-\uff19"
_REGULAR: Final = re.compile(r"([0-9]{2})([0-9]{2})-([0-9]{2})([0-9]{2})[0-9]{2}")
_ANYWHERE: Final = re.compile(r"<([0-9]{4}-[0-9]{6})>")
_AT_END: Final = re.compile(
    f"[<\uff1c] ?([{_DIGITS}][{_DIGITS}A-Za-z]{{0,7}}[{_HYPHENS}][{_DIGITS}A-Za-z]{{0,12}}) ?[>\uff1e]?$"
)
_IN_CITATION: Final = re.compile(
    f"([{_DIGITS}][{_DIGITS}A-Za-z]{{1,5}}[{_HYPHENS}][{_DIGITS}A-Za-z]{{2,8}})"
    r"(?:\s{0,4}[(\uff08]([^()\uff08\uff09]*)[)\uff09]?)?"
)
_CITES: Final = re.compile(r"関連記事\s{0,4}[:\uff1a]([^】]*)")
_MONTHS: Final = range(1, 13)
_MOST_MONTHS: Final = 12
"""A digest appears in the article's month or soon after; more months than these are a slip."""


def take_id(line: str) -> tuple[str, str | None]:
    """A headline's line without its id, and the id as printed (None when there is none)."""
    line = line.strip()
    found = _AT_END.search(line, max(0, len(line) - 30))
    if found is not None:
        return line[: found.start()].rstrip(), found[1]
    every = list(_ANYWHERE.finditer(line))
    if not every:
        return line, None
    found = every[-1]
    return f"{line[: found.start()].rstrip()} {line[found.end() :].lstrip()}", found[1]


def is_regular(printed_id: str) -> bool:
    """Whether an id has the form, and its months are months."""
    found = _REGULAR.fullmatch(printed_id)
    return found is not None and int(found[2]) in _MONTHS and int(found[3]) in _MONTHS


def agrees(printed_id: str, published: Published) -> bool:
    """Whether a regular id names the article's own date and a digest that fits it."""
    found = _REGULAR.fullmatch(printed_id)
    if found is None:
        return False
    digest = (2000 + int(found[1])) * 12 + int(found[2])
    lag = digest - (published.year * 12 + published.month)
    named = (int(found[3]), int(found[4]))
    return named == (published.month, published.day or 0) and 0 <= lag <= _MOST_MONTHS


@dataclass(frozen=True, slots=True)
class References:
    """What one 関連記事: cites: ids as printed, each with its hint (may be empty)."""

    printed: str
    cited: tuple[tuple[str, str], ...]


def references(text: str) -> list[References]:
    """Every 関連記事: in a paragraph; one without an id has no `cited`."""
    return [
        References(
            found[0],
            tuple((one[1], (one[2] or "").strip()) for one in _IN_CITATION.finditer(found[1])),
        )
        for found in _CITES.finditer(text)
    ]
