"""Date lines and times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.importing.dateline import read_clock, read_date_line


@pytest.mark.parametrize(
    ("line", "iso", "slip"),
    [
        ("2031.04.09", "2031-04-09", False),
        ("2031.04:09", "2031-04-09", True),
        ("2031:04.09", "2031-04-09", True),
        ("2031/4/9", "2031-04-09", False),
        ("2031-04-09", "2031-04-09", False),
        ("2031年4月9日", "2031-04-09", False),
        ("2031.04.09 (水)", "2031-04-09", False),
        ("2031.04", "2031-04", False),
        ("2031:04", "2031-04", True),
        ("2031年4月", "2031-04", False),
        ("\uff12\uff10\uff13\uff11\uff0e\uff10\uff14\uff0e\uff10\uff19", "2031-04-09", False),
    ],
)
def test_forms(line: str, iso: str, slip: bool) -> None:
    date = read_date_line(line + " 港湾新報")
    assert date is not None
    assert date.published() == (date.published()[0], True)
    assert date.published()[0].iso == iso
    assert date.slip is slip
    assert date.printed == line
    assert date.rest == "港湾新報"


@pytest.mark.parametrize(
    "line",
    [
        "",
        " 2031.04.09",
        "2031.04.09の霧",
        "2031",
        "2031.4",
        "20310409",
        "9.4.2031",
        "0031.04.09",
        "²031.04.09",
    ],
)
def test_not_dates(line: str) -> None:
    assert read_date_line(line) is None


def test_a_day_that_the_calendar_lacks() -> None:
    date = read_date_line("2031.02.30")
    assert date is not None
    assert date.possible
    published, as_printed = date.published(60)
    assert (published.iso, as_printed) == ("2031-02", False)


def test_a_month_that_the_calendar_lacks() -> None:
    date = read_date_line("2031.13.01")
    assert date is not None
    assert not date.possible


def test_clock() -> None:
    clock = read_clock(" 07:05")
    assert clock is not None
    assert (clock.printed, clock.minute) == ("07:05", 425)
    impossible = read_clock("24:05 港")
    assert impossible is not None
    assert impossible.minute is None
    assert read_clock("07:055") is None
    assert read_clock("港") is None


@given(st.text())
def test_any_line(line: str) -> None:
    read_clock(line)
    date = read_date_line(line)
    assert date is None or line.startswith(date.printed)
