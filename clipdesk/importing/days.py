"""Dates as other files write them: tables, RIS, CSL-JSON, not the archive's pages.

    2023-12-05T20:48   2023/12/5   20231205   2023年12月5日(火)   令和5年12月5日   R5.12.5
    2023/12/05/朝刊   2023/12//   5 December 2023   Dec 2023   05/12/2023 (if it is told which)

No part is ever filled in that was not written: a year alone stays a year. The archive's own forms
are those of `dateline.py`. Pure; any thread.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from clipdesk.importing.dateline import read_date_line

_LONGEST: Final = 80
"""A text of more characters is no date."""
_NOON: Final = 12
_HOURS: Final = 24
_MINUTES: Final = 60
_LAST_MONTH: Final = 12
_DASHES: Final = str.maketrans("‐‑‒–—−", "------")

_ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_INITIALS: Final = {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}
_ERA: Final = re.compile(
    r"(明治|大正|昭和|平成|令和|[mtshr]\.?(?=[0-9])) ?(元|[0-9]{1,2}) ?(?:年 ?|[./-](?=[0-9]))",
    re.IGNORECASE,
)
_SLASHED: Final = re.compile(r"([12][0-9]{3})/ ?([0-9]{0,2}) ?/ ?([0-9]{0,2}) ?(?:/|(?=\s|$))")
_COMPACT: Final = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})?(?=\s|T|$)")
_STAMP: Final = re.compile(r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})T(?=[0-9])")
_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?P<name>{'|'.join(_NAMES)})[a-z]{{0,6}}\.?"
_TH: Final = r"(?:st|nd|rd|th)?"
_ENGLISH: Final = tuple(
    re.compile(rf"(?:[a-z]{{3,9}}\.?,? )?{form}(?![0-9a-z])", re.IGNORECASE)
    for form in (
        rf"(?P<day>[0-9]{{1,2}}){_TH}[ -]{_MONTH},?[ -](?P<year>[12][0-9]{{3}})",
        rf"{_MONTH} (?P<day>[0-9]{{1,2}}){_TH},? (?P<year>[12][0-9]{{3}})",
        rf"{_MONTH},? (?P<year>[12][0-9]{{3}})",
        rf"(?P<year>[12][0-9]{{3}}),?[ -]{_MONTH}(?:[ -](?P<day>[0-9]{{1,2}}){_TH})?",
    )
)
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([12][0-9]{3})(?![0-9])")
_YEAR: Final = re.compile(r"([12][0-9]{3}) ?年?/{0,3}$")
_CLOCK: Final = re.compile(
    r"(?P<half>午前|午後|[ap]\.?m\.?)? ?"
    r"(?P<hour>[0-9]{1,2})(?: ?時 ?(?:(?P<min>[0-9]{1,2}) ?分)?|:(?P<minute>[0-9]{2})(?::[0-9]{2})?(?:\.[0-9]+)?)"
    r" ?(?P<later>[ap]\.?m\.?(?![a-z]))? ?(?P<zone>Z\b|UTC|GMT|JST|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_JAPANS: Final = frozenset({"", "JST", "+09:00", "+0900"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written.

    Attributes:
        minute: minutes after midnight; None when there is no such time.
        elsewhere: whether it is said to be another zone's than Japan's.
    """

    minute: int | None
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written, no more precise than that.

    Attributes:
        month: None for a year alone.
        day: None for a month alone.
        clock: None where no time was written with it.
        slip: whether the separators are not those of any regular form.
    """

    year: int
    month: int | None
    day: int | None = None
    clock: Clock | None = None
    slip: bool = False


def read_day(text: str, *, day_first: bool | None = None) -> Day | None:
    """The date that a text begins with, None where it is none that can be told.

    What follows a date (a weekday, 朝刊) is passed over. A midnight that stands with the date is
    what programs write for "no time", and counts as none.

    Args:
        text: a cell or field.
        day_first: how to read 05/12/2023: True the 5th of December, False the 12th of May, None
            not at all, unless only one of them can be.
    """
    if len(text) > _LONGEST:
        return None
    text = " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())
    found = _written(text, day_first)
    if found is None:
        return None
    day, rest = found
    clock = read_clock(rest)
    if clock is not None and clock.minute == 0:
        clock = None
    return replace(day, clock=clock)


def read_clock(text: str) -> Clock | None:
    """The time that stands in a text: `20:48`, `午後8時48分`, `8:48 PM`; None without one."""
    found = _CLOCK.search(unicodedata.normalize("NFKC", text[:_LONGEST]))
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["min"] or found["minute"] or 0)
    half = (found["half"] or found["later"] or "").lower()
    if half.startswith(("午後", "p")) and hour < _NOON:
        hour += _NOON
    elif half.startswith(("午前", "a")) and hour == _NOON:
        hour = 0
    real = hour < _HOURS and minute < _MINUTES
    zone = (found["zone"] or "").upper()
    return Clock(hour * _MINUTES + minute if real else None, zone not in _JAPANS)


def _written(text: str, day_first: bool | None) -> tuple[Day, str] | None:
    """The date and the rest of the text."""
    western = _western(text)
    if western is None:
        return None
    return _slashed(western) or _japanese(western) or _english(western, day_first) or _bare(western)


def _western(text: str) -> str | None:
    """A year of an emperor's era as one of the West: 令和5年12月5日 is 2023年12月5日."""
    found = _ERA.match(text)
    if found is None:
        return text
    name = found[1].rstrip(".").lower()
    year = _ERAS[_INITIALS.get(name, name)] + (1 if found[2] == "元" else int(found[2]))
    separator = found[0].rstrip()[-1]
    return f"{year}{separator}{text[found.end() :].lstrip()}"


def _slashed(text: str) -> tuple[Day, str] | None:
    """The form of RIS, `YYYY/MM/DD/other`, any of which may be empty."""
    found = _SLASHED.match(text)
    if found is None or (found[3] and not found[2]):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None  # noqa: S101 - four digits
    return Day(year, month, day), text[found.end() :]


def _japanese(text: str) -> tuple[Day, str] | None:
    """The forms of `dateline.py`, and those without any separator."""
    apart = _STAMP.sub(r"\1 ", text[:_LONGEST])
    apart = re.sub(r"([日月])(?=[^\s0-9(])", r"\1 ", apart)  # 12月5日朝刊
    line = read_date_line(apart)
    if line is not None:
        return Day(line.year, line.month, line.day, slip=line.slip), line.rest
    found = _COMPACT.match(text)
    if found is None:
        return None
    day = None if found[3] is None else int(found[3])
    return Day(int(found[1]), int(found[2]), day), text[found.end() :].removeprefix("T")


def _english(text: str, day_first: bool | None) -> tuple[Day, str] | None:
    for form in _ENGLISH:
        found = form.match(text)
        if found is not None:
            day = found.groupdict().get("day")
            month = _NAMES.index(found["name"].lower()) + 1
            when = Day(int(found["year"]), month, None if day is None else int(day))
            return when, text[found.end() :]
    found = _YEAR_LAST.match(text)
    if found is None:
        return None
    one, other = int(found[1]), int(found[3])
    if one > _LAST_MONTH or other > _LAST_MONTH:
        day_first = one > _LAST_MONTH
    if day_first is None and one != other:
        return None
    day_number, month = (one, other) if day_first else (other, one)
    return Day(int(found[4]), month, day_number), text[found.end() :]


def _bare(text: str) -> tuple[Day, str] | None:
    """A year alone."""
    found = _YEAR.match(text)
    return None if found is None else (Day(int(found[1]), None), "")


def day_comes_first(texts: list[str]) -> bool | None:
    """How a column writes 05/12/2023, told by those of its dates that leave no choice."""
    told = set()
    for text in texts:
        found = _YEAR_LAST.match(unicodedata.normalize("NFKC", text[:_LONGEST]).strip())
        if found is not None and (int(found[1]) > _LAST_MONTH) != (int(found[3]) > _LAST_MONTH):
            told.add(int(found[1]) > _LAST_MONTH)
    return told.pop() if len(told) == 1 else None
