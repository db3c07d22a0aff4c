"""Periods as they are typed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.dates import month_days
from clipdesk.core.query import days_text, parse_days

FIRST, LAST = dt.date.min.toordinal(), dt.date.max.toordinal()


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


@given(st.text(st.characters(codec=None)))
def test_days_never_raise(text: str) -> None:
    days = parse_days(text)
    assert days is None or len(days) == 2


@given(st.integers(FIRST, LAST), st.integers(-800, 800), st.booleans(), st.booleans())
def test_days_can_be_typed(one: int, further: int, to_start: bool, to_end: bool) -> None:
    two = max(FIRST, min(LAST, one + further))
    first, last = min(one, two), max(one, two)
    if to_start:
        first = month_days(dt.date.fromordinal(first).year, 1)[0]
    if to_end:
        last = month_days(dt.date.fromordinal(last).year, 12)[1]
    days = first, last
    assert parse_days(days_text(days)) == days


@pytest.mark.parametrize(
    ("text", "days", "shortest"),
    [
        ("2022", (day("2022-01-01"), day("2022-12-31")), "2022"),
        ("2022-02", (day("2022-02-01"), day("2022-02-28")), "2022-02"),
        ("2022.2", (day("2022-02-01"), day("2022-02-28")), "2022-02"),
        ("2022/2/5", (day("2022-02-05"), day("2022-02-05")), "2022-02-05"),
        ("2022年", (day("2022-01-01"), day("2022-12-31")), "2022"),
        ("２０２２年２月", (day("2022-02-01"), day("2022-02-28")), "2022-02"),
        ("2022年2月5日", (day("2022-02-05"), day("2022-02-05")), "2022-02-05"),
        ("２０２２", (day("2022-01-01"), day("2022-12-31")), "2022"),
        ("2021..2022-03", (day("2021-01-01"), day("2022-03-31")), "2021..2022-03"),
        ("2021-01 .. 2022-12", (day("2021-01-01"), day("2022-12-31")), "2021..2022"),
        ("2020-03..2020-12", (day("2020-03-01"), day("2020-12-31")), "2020-03..2020-12"),
        ("2021..2021-11", (day("2021-01-01"), day("2021-12-31")), "2021"),
        ("2021-01..2021-11", (day("2021-01-01"), day("2021-11-30")), "2021-01..2021-11"),
        ("2021〜2022", (day("2021-01-01"), day("2022-12-31")), "2021..2022"),
        ("2022-01-01..2022-12-31", (day("2022-01-01"), day("2022-12-31")), "2022"),
        ("2022-03..2021", (day("2021-01-01"), day("2022-03-31")), "2021..2022-03"),
        ("2022-01-20..2022-01-10", (day("2022-01-10"), day("2022-01-20")), "2022-01-10..2022-01-20"),
        ("2022..", (day("2022-01-01"), LAST), "2022.."),
        ("..2022", (FIRST, day("2022-12-31")), "..2022"),
        ("..", (FIRST, LAST), ".."),
        (">=2022", (day("2022-01-01"), LAST), "2022.."),
        ("≧2022", None, ""),
        ("＞＝2022-08-15", (day("2022-08-15"), LAST), "2022-08-15.."),
        ("<=2022", (FIRST, day("2022-12-31")), "..2022"),
        (">2022", (day("2023-01-01"), LAST), "2023.."),
        ("<2022", (FIRST, day("2021-12-31")), "..2021"),
        ("<0001", (FIRST, FIRST - 1), "<0001-01-01"),
        (">9999", (LAST + 1, LAST), ">9999-12-31"),
        ("2022-13", None, ""),
        ("2022年13月", None, ""),
        ("2022-02-30", None, ""),
        ("0000", None, ""),
        ("22", None, ""),
        ("2022-", None, ""),
        ("2022-01-05-06", None, ""),
        (">", None, ""),
        ("2022..soon", None, ""),
        ("", None, ""),
    ],
)  # fmt: skip
def test_days(text: str, days: tuple[int, int] | None, shortest: str) -> None:
    assert parse_days(text) == days
    if days is not None:
        assert days_text(days) == shortest
        assert parse_days(shortest) == days
