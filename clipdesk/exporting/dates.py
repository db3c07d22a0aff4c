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
