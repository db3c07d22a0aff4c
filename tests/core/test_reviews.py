"""Days to review on, as they are typed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.reviews import parse_day

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-15", "2027-01-15"),
        ("２０２７．１．１５", "2027-01-15"),
        ("2027/1/15", "2027-01-15"),
        ("2027年1月15日", "2027-01-15"),
        ("1/15", "2027-01-15"),
        ("1月15日", "2027-01-15"),
        ("11/24", "2026-11-24"),
        ("2/29", "2028-02-29"),
        ("+7", "2026-12-01"),
        (" +7 ", "2026-12-01"),
        ("7", None),
        ("7d", "2026-12-01"),
        ("3日後", "2026-11-27"),
        ("2週間後", "2026-12-08"),
        ("2w", "2026-12-08"),
        ("3か月後", "2027-02-24"),
        ("+1m", "2026-12-24"),
        ("10年後", "2036-11-24"),
        ("Tomorrow", "2026-11-25"),
        ("明日", "2026-11-25"),
        ("next  week", "2026-12-01"),
        ("来週", "2026-12-01"),
        ("来月", "2026-12-24"),
        ("今日", "2026-11-24"),
        ("2027-02-30", None),
        ("2/30", None),
        ("13/1", None),
        ("9999y", None),
        ("+9999", "2054-04-10"),
        ("", None),
        ("soon", None),
        ("2027-01", None),
    ],
)
def test_what_is_understood(text: str, expected: str | None) -> None:
    found = parse_day(text, TODAY)
    assert (found and found.isoformat()) == expected


@given(st.text(max_size=20), st.dates())
def test_anything_can_be_typed(text: str, today: dt.date) -> None:
    found = parse_day(text, today)
    assert found is None or isinstance(found, dt.date)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_a_day_as_it_is_kept_means_itself(day: dt.date) -> None:
    assert parse_day(day.isoformat(), TODAY) == day
