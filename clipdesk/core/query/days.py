"""Periods as they are typed: `2022`, `2022-01..2022-03`, `>=2021-08-15`. Pure."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from clipdesk.core.dates import month_days
from clipdesk.core.text import fold

Days = tuple[int, int]
"""A first and a last day (`date.toordinal`), inclusive; no day where the last comes first."""

FIRST_DAY: Final = dt.date.min.toordinal()
LAST_DAY: Final = dt.date.max.toordinal()

_DAY: Final = re.compile(
    r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?|年(?:(\d{1,2})月(?:(\d{1,2})日)?)?)?"
)
_SIGNS: Final = (">=", "<=", ">", "<")


def parse_days(text: str) -> Days | None:
    """`2022`, `2022-01`, `2022-01-05`, `A..B`, `A..`, `..B`, `>=A`, `<=B`, `>A`, `<B` in days.

    Dates may also be written `2022.1.5`, `2022/1/5` and `2022年1月5日`, ranges with `~`.

    Returns:
        First and last day, or None when it is no date.
    """
    text = fold(text)
    for sign in _SIGNS:
        if text.startswith(sign):
            return _compared(sign, _part(text[len(sign) :]))
    start, dots, end = text.partition(".." if ".." in text else "~")
    if not dots:
        return _part(text)
    first = (FIRST_DAY, FIRST_DAY) if not start else _part(start)
    last = (LAST_DAY, LAST_DAY) if not end else _part(end)
    if first is None or last is None:
        return None
    # The wrong way round means the same days: nobody asks for none.
    return min(first[0], last[0]), max(first[1], last[1])


def days_text(days: Days) -> str:
    """The shortest text that `parse_days` understands as these days."""
    first, last = days
    if first > last:  # before the calendar, or after it
        return f"<{_iso(FIRST_DAY)}" if first <= FIRST_DAY else f">{_iso(LAST_DAY)}"
    if days == (FIRST_DAY, LAST_DAY):
        return ".."
    if (text := _period(first, last)) is not None:
        return text
    start = "" if first == FIRST_DAY else _shortest(first, days, 0)
    end = "" if last == LAST_DAY else _shortest(last, days, 1)
    return f"{start}..{end}"


def period(days: Days) -> str | None:
    """The year (`2022`) or the month (`2022-05`) that these days are; None for any others."""
    return None if days[0] >= days[1] else _period(*days)


def _compared(sign: str, part: Days | None) -> Days | None:
    if part is None:
        return None
    return {
        ">=": (part[0], LAST_DAY),
        "<=": (FIRST_DAY, part[1]),
        ">": (part[1] + 1, LAST_DAY),
        "<": (FIRST_DAY, part[0] - 1),
    }[sign]


def _part(text: str) -> Days | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day, month_too, day_too = (int(n) if n else None for n in found.groups())
    month, day = (month_too, day_too) if month is None else (month, day)
    try:
        if year is None:
            return None
        if month is None:
            return month_days(year, 1)[0], month_days(year, 12)[1]
        if day is None:
            return month_days(year, month)
        ordinal = dt.date(year, month, day).toordinal()
    except ValueError:
        return None
    return ordinal, ordinal


def _period(first: int, last: int) -> str | None:
    """A day, a month or a year; None for any other days."""
    if first == last:
        return _iso(first)
    for text in (_iso(first)[:4], _iso(first)[:7]):
        if _part(text) == (first, last):
            return text
    return None


def _shortest(day: int, days: Days, end: int) -> str:
    """The shortest date, within a period, that begins (0) or ends (1) with a day."""
    iso = _iso(day)
    return next(
        text
        for text in (iso[:4], iso[:7], iso)
        if (part := _part(text)) is not None
        and part[end] == day
        and days[0] <= part[0] <= part[1] <= days[1]
    )


def _iso(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()
