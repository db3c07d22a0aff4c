"""Dates in the words of the window."""

from __future__ import annotations

import datetime as dt

import pytest

from clipdesk import texts
from clipdesk.core.dates import Published
from clipdesk.ui import formats


@pytest.mark.parametrize(
    ("language", "published", "short", "long"),
    [
        ("ja", "2023-12-05T20:48", "5日(火) 20:48", "2023年12月5日(火) 20:48"),
        ("ja", "2023-12-05", "5日(火)", "2023年12月5日(火)"),
        ("ja", "2020-01", "1月", "2020年1月"),
        ("en", "2023-12-05T20:48", "Tue 5, 20:48", "Tuesday, 5 December 2023, 20:48"),
        ("en", "2023-12-05", "Tue 5", "Tuesday, 5 December 2023"),
        ("en", "2020-01", "January", "January 2020"),
    ],
)
def test_dates(language: str, published: str, short: str, long: str) -> None:
    texts.use_language(language)
    assert formats.short_date(Published.from_iso(published)) == short
    assert formats.long_date(Published.from_iso(published)) == long


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2022-01-01", "2022-12-31", "2022年"),
        ("2021-01-01", "2022-12-31", "2021年 – 2022年"),
        ("2022-02-01", "2022-02-28", "2022年2月"),
        ("2022-02-01", "2022-03-31", "2022年2月 – 2022年3月"),
        ("2022-02-01", "2022-03-30", "2022年2月1日 – 2022年3月30日"),
        ("2022-02-05", "2022-02-05", "2022年2月5日"),
        ("9999-01-01", "9999-12-31", "9999年"),
        ("2020-01-01", "9999-12-31", "2020年以降"),
        ("2020-02-01", "9999-12-31", "2020年2月以降"),
        ("0001-01-01", "2020-03-04", "2020年3月4日まで"),
        ("0001-01-01", "9999-12-31", "すべての日付"),
        ("2020-03-05", "2020-03-04", "該当する日なし"),
    ],
)
def test_ranges_of_days(first: str, last: str, name: str) -> None:
    days = (dt.date.fromisoformat(day).toordinal() for day in (first, last))
    assert formats.days_name(*days) == name


def test_month_name_speaks_the_language() -> None:
    assert formats.month_name(2023 * 12 + 11) == "2023年12月"
    texts.use_language("en")
    assert formats.month_name(2023 * 12 + 11) == "December 2023"
