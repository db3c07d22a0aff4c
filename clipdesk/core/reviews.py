"""The day on which something is to be shown again, as it is typed. Pure."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from dateutil.relativedelta import relativedelta

from clipdesk.core.text import fold

_DAY: Final = re.compile(
    r"(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})日?"  # 2027-01-15, 1/15, 1月15日
)
_LATER: Final = re.compile(
    r"\+?(\d{1,4})\s*(|d|days?|日後?|w|weeks?|週間?後?|m|months?|か月後?|ヶ月後?|y|years?|年後?)"
)
_UNITS: Final = {"": "days", "d": "days", "日": "days", "w": "weeks", "週": "weeks", "m": "months",
                 "か": "months", "ヶ": "months", "y": "years", "年": "years"}  # fmt: skip
_WORDS: Final = {
    "today": relativedelta(),
    "今日": relativedelta(),
    "本日": relativedelta(),
    "tomorrow": relativedelta(days=1),
    "明日": relativedelta(days=1),
    "あした": relativedelta(days=1),
    "明後日": relativedelta(days=2),
    "あさって": relativedelta(days=2),
    "next week": relativedelta(weeks=1),
    "来週": relativedelta(weeks=1),
    "再来週": relativedelta(weeks=2),
    "next month": relativedelta(months=1),
    "来月": relativedelta(months=1),
    "next year": relativedelta(years=1),
    "来年": relativedelta(years=1),
}


def parse_day(text: str, today: dt.date) -> dt.date | None:
    """`2027-01-15`, `2027.1.15`, `2027年1月15日`, `1/15`, `+7`, `2w`, `3か月後`, `tomorrow`, `来週`.

    Without a year it is the next day of that date, today included. Next week is seven days from
    today, and so on.

    Returns:
        The day, or None where it is none.
    """
    said = " ".join(fold(text).split())
    try:
        if said in _FOLDED:
            return _shifted(today, _FOLDED[said])
        if (later := _LATER.fullmatch(said)) is not None and (said[0] == "+" or later[2]):
            return _shifted(today, relativedelta(**{_UNITS[later[2][:1]]: int(later[1])}))
        if (found := _DAY.fullmatch(said)) is None:
            return None
        year, month, day = found.groups()
        if year is not None:
            return dt.date(int(year), int(month), int(day))
        return _next(today, int(month), int(day))
    except (ValueError, OverflowError):  # no such day
        return None


def _shifted(today: dt.date, by: relativedelta) -> dt.date:
    shifted: dt.date = today + by
    return shifted


def _next(today: dt.date, month: int, day: int) -> dt.date | None:
    """The next day of that date: of the 29th of February some years away."""
    for year in range(today.year, today.year + 9):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


_FOLDED: Final = {fold(word): by for word, by in _WORDS.items()}
