"""How the clippings were selected, in the dossier's words."""

from __future__ import annotations

import datetime as dt

import pytest

from clipdesk.core.query import Facet, Filter
from clipdesk.exporting import dates
from clipdesk.exporting.selection import in_words


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def test_nothing_is_said_where_all_were_taken() -> None:
    assert in_words(Filter(" "), "en") == ""
    assert in_words(Filter("灯台"), "en", by_hand=True) == "chosen one by one"
    assert in_words(Filter(), "ja", by_hand=True) == "個別に選択"


def test_the_whole_filter_is_described() -> None:
    wanted = Filter(
        " 灯台\n-霧 ",
        frozenset(
            {
                (Facet.SOURCE, "時事通信"),
                (Facet.SOURCE, "朝日新聞"),
                (Facet.VIA, ""),
                (Facet.TAG, "国/{海}"),
                (Facet.TAG, ""),
                (Facet.YEAR, "2031"),
                (Facet.READING, "starred"),
            }
        ),
        (day("2031-01-01"), day("2031-12-31")),
    )
    assert in_words(wanted, "ja") == (
        "検索: 灯台 -霧、閲覧状況: スター付き、出典: 時事通信または朝日新聞、経由: 直接、"
        "タグ: タグなしまたは国/{海}、年: 2031年、期間: 2031年"
    )
    assert in_words(wanted, "en") == (
        "search: 灯台 -霧; Reading: Starred; Sources: 時事通信 or 朝日新聞; Route: Direct; "
        "Tags: Untagged or 国/{海}; Years: 2031; Period: 2031"
    )


def test_months_and_what_is_excluded_are_said() -> None:
    wanted = Filter(
        chosen=frozenset({(Facet.YEAR, "2031-02")}),
        excluded=frozenset({(Facet.SOURCE, "朝日新聞"), (Facet.COLLECTION, "")}),
    )
    assert in_words(wanted, "ja") == (
        "出典: 朝日新聞を除く、資料集: 資料集なしを除く、年: 2031年2月"
    )
    assert in_words(wanted, "en") == (
        "Sources: not 朝日新聞; Collections: not No collection; Years: February 2031"
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2031-01-01", "2032-12-31", "2031 – 2032"),
        ("2031-02-01", "2031-02-28", "February 2031"),
        ("2031-02-01", "2031-03-31", "February 2031 – March 2031"),
        ("2031-02-02", "2031-02-02", "2 Feb 2031"),
        ("2031-02-01", "2031-03-30", "1 Feb 2031 – 30 Mar 2031"),
        ("9999-01-01", "9999-12-31", "9999"),
        ("2031-01-01", "9999-12-31", "from 2031"),
        ("0001-01-01", "2031-02-28", "until February 2031"),
        ("0001-01-01", "9999-12-31", "any date"),
        ("2031-02-02", "2031-02-01", "no date"),
    ],
)
def test_days(first: str, last: str, words: str) -> None:
    assert dates.days(day(first), day(last), "en") == words
