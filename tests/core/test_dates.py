"""Dates: what is written reads back, sorts as text, and a month is all its days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.dates import Precision, Published, month_days


@st.composite
def published(draw: st.DrawFn) -> Published:
    day = draw(st.dates())
    precision = draw(st.sampled_from(Precision))
    if precision is Precision.MONTH:
        return Published(day.year, day.month)
    minute = draw(st.integers(0, 1439)) if precision is Precision.MINUTE else None
    return Published(day.year, day.month, day.day, minute)


@given(published())
def test_iso_reads_back(date: Published) -> None:
    assert Published.from_iso(date.iso) == date
    assert Published.from_iso(date.iso).precision is date.precision


@given(st.lists(published()))
def test_the_strings_sort_as_the_dates(dates: list[Published]) -> None:
    def key(date: Published) -> tuple[int, int, int, int]:
        minute = -1 if date.minute is None else date.minute
        return date.year, date.month, date.day or 0, minute

    assert sorted(dates, key=key) == sorted(dates, key=lambda date: date.iso)


@given(published())
def test_days(date: Published) -> None:
    first, last = dt.date.fromordinal(date.first_day), dt.date.fromordinal(date.last_day)
    assert (first.year, first.month) == (last.year, last.month) == (date.year, date.month)
    if date.precision is Precision.MONTH:
        assert first.day == 1
        assert last == dt.date.max or (last + dt.timedelta(days=1)).day == 1
        assert date.weekday is None
    else:
        assert first == last
        assert (first.day, first.weekday()) == (date.day, date.weekday)


def test_month_days_knows_leap_years() -> None:
    assert [month_days(year, 2)[1] - month_days(year, 2)[0] + 1 for year in (2023, 2024)] == [
        28,
        29,
    ]
    assert month_days(9999, 12)[1] == dt.date.max.toordinal()


def test_precision_and_clock() -> None:
    date = Published(2023, 12, 5, 20 * 60 + 48)
    assert (date.iso, date.clock, date.precision) == ("2023-12-05T20:48", "20:48", "minute")
    assert (Published(2022, 2, 5).iso, Published(2022, 2, 5).clock) == ("2022-02-05", None)
    assert Published(2020, 1).iso == "2020-01"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023",
        "2023-13",
        "2023-00",
        "2023-02-30",
        "2023-02-00",
        "2023-02-05T24:00",
        "2023-02-05T10:99",  # not 11:39
        "2023-02-05T10:00:00",
        "２０２３-02-05",
        "2023-02-05 ",
        "2023-02-05\n",
        "0000-01",
    ],
)
def test_what_we_never_wrote_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the calendar has its own words
        Published.from_iso(text)


@pytest.mark.parametrize(
    "values",
    [(2023, 2, 29), (2023, 2, 0), (2023, 2, None, 5), (2023, 2, 5, 1440), (2023, 2, 5, -1)],
)
def test_impossible_dates_are_refused(values: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the calendar has its own words
        Published(*values)
