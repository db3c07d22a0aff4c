"""Dates in the words of the printed page, never more precise than they are. Any thread."""

from __future__ import annotations

import datetime as dt

from clipdesk import texts
from clipdesk.core.dates import Published


def in_full(published: Published, language: str) -> str:
    """`2023年12月5日(火)20:48`; `5 Dec 2023, 20:48`; a month alone is `December 2023`."""
    return _filled(str(published.precision), published, language)


def brief(published: Published, language: str) -> str:
    """`2023.12.05`; `5 Dec 2023`: without weekday and time."""
    return _filled("brief_month" if published.day is None else "brief_day", published, language)


def within_year(published: Published, language: str) -> str:
    """`12月5日`; `5 Dec`: under a heading that tells the year."""
    return _filled("short_month" if published.day is None else "short_day", published, language)


def month(published: Published, language: str) -> str:
    """`2023年12月`; `December 2023`."""
    return _filled("month", published, language)


def year(published: Published, language: str) -> str:
    """`2023年`; `2023`."""
    return _filled("year", published, language)


def calendar_day(day: dt.date, language: str) -> str:
    """A day of our own, such as the one the dossier was made on, as `in_full` writes it."""
    return in_full(Published(day.year, day.month, day.day), language)


def days(first: int, last: int, language: str) -> str:
    """A range of days (`date.toordinal`, inclusive) in the widest words that are exact.

    What reaches to an end of the calendar is open there; before its first day and after its last
    there is none.
    """
    if first > last:
        return texts.t("formats.no_day", lang=language)
    start, end = dt.date.fromordinal(first), dt.date.fromordinal(last)
    ends_month = end == dt.date.max or dt.date.fromordinal(last + 1).day == 1
    name = calendar_day
    if start.day == 1 and ends_month:
        name = _whole_year if (start.month, end.month) == (1, 12) else _whole_month
    names = name(start, language), name(end, language)
    if names[0] == names[1]:
        return names[0]
    since, until = start > dt.date.min, end < dt.date.max
    if not until:
        key = "formats.since" if since else "formats.any_day"
        return texts.t(key, lang=language, day=names[0])
    if not since:
        return texts.t("formats.until", lang=language, day=names[1])
    return texts.t("dossier.title_page.span", lang=language, first=names[0], last=names[1])


def _whole_month(day: dt.date, language: str) -> str:
    return month(Published(day.year, day.month), language)


def _whole_year(day: dt.date, language: str) -> str:
    return year(Published(day.year, day.month), language)


def _filled(form: str, published: Published, language: str) -> str:
    weekday = published.weekday
    return texts.t(
        f"dossier.date.{form}",
        lang=language,
        year=published.year,
        month=texts.t(f"dossier.month.{published.month}", lang=language),
        month_in_full=texts.t(f"dossier.month_in_full.{published.month}", lang=language),
        month_number=published.month,
        day=published.day,
        weekday="" if weekday is None else texts.t(f"dossier.weekday.{weekday}", lang=language),
        clock=published.clock,
    )
