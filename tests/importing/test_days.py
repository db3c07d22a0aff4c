"""Dates as other files write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.dates import Published
from clipdesk.importing.days import Clock, day_comes_first, read_clock, read_day


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("2031-04-09", 2031, 4, 9),
        ("2031-04", 2031, 4, None),
        ("2031", 2031, None, None),
        ("2031年", 2031, None, None),
        ("2031/4/9", 2031, 4, 9),
        ("2031.04:09", 2031, 4, 9),
        ("20230409", 2023, 4, 9),
        ("202304", 2023, 4, None),
        ("2031年4月9日(水)", 2031, 4, 9),
        ("2031年 4月 9日", 2031, 4, 9),
        ("2031年4月9日朝刊", 2031, 4, 9),
        ("2031年4月", 2031, 4, None),
        ("２０３１年４月９日", 2031, 4, 9),
        ("令和5年12月5日", 2023, 12, 5),
        ("令和元年5月1日", 2019, 5, 1),
        ("㋿5年12月", 2023, 12, None),
        ("平成31年4月", 2019, 4, None),
        ("昭和64年1月7日", 1989, 1, 7),
        ("R5.12.5", 2023, 12, 5),
        ("H31/4/30", 2019, 4, 30),
        ("令和5年", 2023, None, None),
        ("2031/04/09/朝刊", 2031, 4, 9),
        ("2031/04//", 2031, 4, None),
        ("2031///", 2031, None, None),
        ("9 April 2031", 2031, 4, 9),
        ("Wednesday, April 9, 2031", 2031, 4, 9),
        ("Sept. 9th, 2031", 2031, 9, 9),
        ("2031 Apr 09", 2031, 4, 9),
        ("Apr 2031", 2031, 4, None),
        ("13/04/2031", 2031, 4, 13),
        ("04/13/2031", 2031, 4, 13),
        ("04/04/2031", 2031, 4, 4),
        ("2031.14.40", 2031, 14, 40),
    ],
)
def test_forms(text: str, year: int, month: int | None, day: int | None) -> None:
    found = read_day(text)
    assert found is not None
    assert (found.year, found.month, found.day, found.clock) == (year, month, day, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "05/12/2031",
        "春",
        "April",
        "May Day 2031",
        "12:30",
        "2031/4/9" + " " * 80,
        "0",
        "31",
    ],
)
def test_no_dates(text: str) -> None:
    assert read_day(text) is None


def test_which_comes_first() -> None:
    assert read_day("05/12/2031", day_first=True) == read_day("2031-12-05")
    assert read_day("05/12/2031", day_first=False) == read_day("2031-05-12")
    assert day_comes_first(["05/12/2031", "13/12/2031"]) is True
    assert day_comes_first(["05/12/2031", "12/13/2031"]) is False
    assert day_comes_first(["05/12/2031"]) is None
    assert day_comes_first(["13/12/2031", "12/13/2031"]) is None


@pytest.mark.parametrize(
    ("text", "minute", "elsewhere"),
    [
        ("2031-04-09T20:48", 1248, False),
        ("2031-04-09T20:48:11.5+09:00", 1248, False),
        ("2031-04-09 20:48 JST", 1248, False),
        ("2031-04-09T20:48:11Z", 1248, True),
        ("2031-04-09T20:48-05:00", 1248, True),
        ("2031/4/9 8:48 PM", 1248, False),
        ("2031年4月9日 午後8時48分", 1248, False),
        ("2031年4月9日 午前0時5分", 5, False),
        ("2031-04-09 24:00", None, False),
    ],
)
def test_times_with_the_date(text: str, minute: int | None, elsewhere: bool) -> None:
    day = read_day(text)
    assert day is not None
    assert day.clock == Clock(minute, elsewhere)


def test_midnight_with_the_date_is_no_time() -> None:
    day = read_day("2031/04/09 0:00:00")
    assert day is not None
    assert day.clock is None
    assert read_clock("0:00") == Clock(0, elsewhere=False)


@given(st.text(max_size=90))
def test_whatever_it_says(text: str) -> None:
    read_clock(text)
    day = read_day(text, day_first=True)
    if day is not None:
        assert 1000 <= day.year < 3000
        assert day.month is None or 0 <= day.month < 100


@given(st.dates())
def test_what_we_write(date: object) -> None:
    day = read_day(str(date))
    if day is not None and day.month is not None:  # years before 1000 are no dates of the press
        assert Published(day.year, day.month, day.day).iso == str(date)
