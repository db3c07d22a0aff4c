"""What is said of an answer that may hold less than was meant."""

from __future__ import annotations

from array import array

import pytest

from clipdesk.core.query import Advice, Facet, Filter, Found, Pair, advice, parse_days

_FOUND = array("q", [1])


def _said(found: Found) -> list[tuple[str, Facet, str]]:
    return [(one.code, one.facet, one.value) for one in advice(found)]


def test_a_word_that_only_names_have() -> None:
    facets = {Facet.SOURCE: {"讀賣新聞": 0, "朝日新聞": 0}, Facet.TAG: {"読売": 0, "読売/夕刊": 0}}
    assert _said(Found(Filter(" 読売 "), facets=facets)) == [
        ("elsewhere", Facet.SOURCE, "読売"),
        ("elsewhere", Facet.TAG, "読売"),
    ]
    assert _said(Found(Filter("新聞"), facets=facets)) == [("elsewhere", Facet.SOURCE, "新聞")]
    assert advice(Found(Filter("読売"), _FOUND, facets=facets)) == []
    for other in ("", "読売 新聞", "-読売", "出典:読売", "霧"):
        assert advice(Found(Filter(other), facets=facets)) == []


def test_a_tag_that_only_others_are_below_of() -> None:
    """Said of whatever else was found: of `-tag:国` it excludes nothing."""
    found = Found(Filter("-tag:国"), _FOUND, only_below=("国",))
    assert advice(found) == [Advice("branch_only", Facet.TAG, "国")]


def _shown(
    query: str = "",
    *,
    chosen: set[Pair] | None = None,
    excluded: set[Pair] | None = None,
    days: str = "",
) -> Found:
    """An answer that found nothing."""
    wanted = Filter(
        query,
        frozenset(chosen or ()),
        parse_days(days) if days else None,
        frozenset(excluded or ()),
    )
    return Found(wanted, shown_as=wanted)


_SOURCE = (Facet.SOURCE, "時事通信")


def test_what_is_chosen_and_excluded() -> None:
    found = _shown(chosen={_SOURCE, (Facet.TAG, "国")}, excluded={_SOURCE, (Facet.TAG, "国/霧")})
    assert advice(found) == [Advice("both_ways", *_SOURCE)]


@pytest.mark.parametrize(
    ("query", "chosen", "facet"),
    [
        ("source:朝日", _SOURCE, Facet.SOURCE),
        ("source:(朝日 OR 読売)", _SOURCE, Facet.SOURCE),
        ("via:yahoo", (Facet.VIA, ""), Facet.VIA),
        ("is:read", (Facet.READING, "unread"), Facet.READING),
        ("is:read", (Facet.READING, "starred"), None),
        ("is:starred", (Facet.READING, "unread"), None),
        ("-source:朝日", _SOURCE, None),
        ("via:yahoo", _SOURCE, None),
        ("tag:霧", (Facet.TAG, "港"), None),  # a clipping may have both
    ],
)
def test_two_conditions_on_what_a_clipping_has_once(
    query: str, chosen: Pair, facet: Facet | None
) -> None:
    said = advice(_shown(query, chosen={chosen}))
    assert said == ([] if facet is None else [Advice("one_value", facet)])


@pytest.mark.parametrize(
    ("query", "days", "years", "clash"),
    [
        ("date:2023", "2022", (), True),
        ("date:2022-05", "2022", (), False),
        ("date:2022-05 date:2022-06", "2022", (), True),
        ("-date:2022", "2022-03", (), True),
        ("-date:2022-03", "2022", (), False),
        ("", "2022", ("2023",), True),
        ("", "2022", ("2023", "2022-05"), False),
        ("", "2022", (), False),
        ("date:2023", "", ("2022",), True),
        ("date:2022-05", "", ("2022",), False),
        ("", "", ("2023",), False),
    ],
)
def test_periods_without_a_common_day(
    query: str, days: str, years: tuple[str, ...], clash: bool
) -> None:
    said = advice(_shown(query, days=days, chosen={(Facet.YEAR, year) for year in years}))
    assert said == ([Advice("no_common_day", Facet.YEAR)] if clash else [])


def test_a_year_and_what_is_excluded_of_it() -> None:
    month, year = (Facet.YEAR, "2022-05"), (Facet.YEAR, "2022")
    assert _said(_shown(chosen={month}, excluded={year})) == [("no_common_day", Facet.YEAR, "")]
    assert advice(_shown(chosen={year}, excluded={month})) == []
    assert advice(_shown(chosen={year}, excluded={year})) == [Advice("both_ways", *year)]
    assert advice(_shown(excluded={year})) == []


def test_nothing_is_said_of_clashes_where_something_is_found() -> None:
    """A clipping dated to its month may meet two periods."""
    wanted = Filter("date:2022-05-20", days=parse_days("2022-05-01"))
    assert advice(Found(wanted, _FOUND, shown_as=wanted)) == []
