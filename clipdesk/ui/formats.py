"""Dates, months and figures as the window shows them, in the language in use. Main thread.

The dossier's dates are the printed page's and stand in exporting/; a screen has less room and
repeats what its headings say less often.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

from clipdesk.core.dates import Published
from clipdesk.core.query import Facet, parse_days
from clipdesk.texts import language, t


def short_date(published: Published) -> str:
    """Under its month's heading: `5日(火) 20:48`, `Tue 5, 20:48`; a month-only date is `12月`."""
    return _filled("short", published)


def long_date(published: Published) -> str:
    """`2023年12月5日(火) 20:48`, `Tuesday, 5 December 2023, 20:48`; `2023年12月`."""
    return _filled("long", published)


def plain_date(published: Published) -> str:
    """Without weekday and time: `2023年12月5日`, `5 Dec 2023`; `2023年12月`, `December 2023`."""
    if published.day is None:
        return _filled("long", published)
    return _filled("plain", Published(published.year, published.month, published.day))


def stamp(at: str) -> str:
    """When something was done, by this machine's clock: `2026年11月24日 17:41`.

    Args:
        at: UTC, ISO 8601.
    """
    here = dt.datetime.fromisoformat(at).astimezone()
    return _filled(
        "plain", Published(here.year, here.month, here.day, here.hour * 60 + here.minute)
    )


def stamp_day(at: str) -> str:
    """The same without the time: `2026年11月24日`, `24 Nov 2026`."""
    here = dt.datetime.fromisoformat(at).astimezone()
    return _filled("plain", Published(here.year, here.month, here.day))


def month_name(month_index: int) -> str:
    """`2023年12月`, `December 2023` of `year * 12 + month - 1`."""
    year, month = divmod(month_index, 12)
    return _filled("long", Published(year, month + 1))


def month_alone(month_index: int) -> str:
    """The same where the year is told beside it: `12月`, `December`."""
    return t("formats.months").split()[month_index % 12]


def year_name(year: int) -> str:
    """`2023年`, `2023`."""
    return t("formats.year", year=year)


def days_name(first: int, last: int) -> str:
    """A range of days (`date.toordinal`, inclusive) in the widest words that are exact.

    What reaches to an end of the calendar is open there; before its first day and after its last
    there is none.
    """
    if first > last:
        return t("formats.no_day")
    start, end = dt.date.fromordinal(first), dt.date.fromordinal(last)
    following = dt.date.fromordinal(last + 1) if end < dt.date.max else None
    if start.day == 1 and (following is None or following.day == 1):
        if start.month == 1 and (following is None or following.month == 1):
            names = year_name(start.year), year_name(end.year)
        else:
            names = _month(start), _month(end)
    else:
        names = _day(start), _day(end)
    if names[0] == names[1]:
        return names[0]
    since, until = start > dt.date.min, end < dt.date.max
    if since and until:
        return t("formats.range", first=names[0], last=names[1])
    if since:
        return t("formats.since", day=names[0])
    return t("formats.until", day=names[1]) if until else t("formats.any_day")


def value_name(facet: Facet, value: str) -> str:
    """A value of a facet in words, also the one that says that there is none."""
    if facet is Facet.READING:
        return t(f"sidebar.reading.{value}")
    if facet is Facet.YEAR:
        return _time_name(value, language())
    return value or t(f"sidebar.{_NONE[facet]}")


_NONE: Final = {
    Facet.SOURCE: "no_source",
    Facet.VIA: "direct",
    Facet.COLLECTION: "no_collection",
    Facet.TAG: "untagged",
}


@lru_cache(maxsize=4_096)
def _time_name(value: str, _language: str) -> str:
    """A year or a month; an archive has hundreds, and every answer names them all."""
    days = parse_days(value)
    return days_name(*days) if days is not None else value


def figure(number: int) -> str:
    """`12,345`."""
    return f"{number:,}"


def tag_leaf(name: str) -> str:
    """The last part of a tag's path: `カザフスタン` of `国/カザフスタン`."""
    return name.rsplit("/", 1)[-1] or name


def _month(day: dt.date) -> str:
    return month_name(day.year * 12 + day.month - 1)


def _day(day: dt.date) -> str:
    return _filled("plain", Published(day.year, day.month, day.day))


def _filled(form: str, published: Published) -> str:
    weekday = published.weekday
    month = published.month - 1
    return t(
        f"formats.{form}_{published.precision}",
        year=published.year,
        month=published.month,
        month_name=t("formats.months").split()[month],
        month_brief=t("formats.months_brief").split()[month],
        day=published.day,
        weekday="" if weekday is None else t("formats.weekdays").split()[weekday],
        weekday_brief="" if weekday is None else t("formats.weekdays_brief").split()[weekday],
        clock=published.clock,
    )
