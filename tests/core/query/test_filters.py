"""The filter, and its three views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clipdesk.core.query import (
    Facet,
    Field,
    Filter,
    Pair,
    Sort,
    Term,
    leaves,
    lifted,
    month_index,
    parse,
    parse_days,
    to_text,
    with_headline,
    written,
)
from clipdesk.core.query.days import FIRST_DAY, LAST_DAY, period
from clipdesk.core.query.tree import all_of
from clipdesk.core.text import fold


def test_choosing_facet_values() -> None:
    wanted = Filter().toggled(Facet.SOURCE, "A").toggled(Facet.SOURCE, "B").toggled(Facet.VIA, "")
    assert wanted.values(Facet.SOURCE) == {"A", "B"}
    assert wanted.toggled(Facet.SOURCE, "A").values(Facet.SOURCE) == {"B"}
    alone = wanted.only(Facet.SOURCE, "B")
    assert alone.values(Facet.SOURCE) == {"B"}
    assert alone.values(Facet.VIA) == {""}
    assert alone.only(Facet.SOURCE, "B").values(Facet.SOURCE) == set()


def test_excluding_facet_values() -> None:
    wanted = Filter().toggled(Facet.TAG, "A").without(Facet.TAG, "A").without(Facet.TAG, "B")
    assert wanted.values(Facet.TAG) == set()
    assert wanted.excluded_values(Facet.TAG) == {"A", "B"}
    assert wanted.excluded_values(Facet.VIA) == set()
    assert wanted.without(Facet.TAG, "A").excluded_values(Facet.TAG) == {"B"}
    again = wanted.toggled(Facet.TAG, "A")
    assert again.values(Facet.TAG) == {"A"}
    assert again.excluded_values(Facet.TAG) == {"B"}
    assert wanted.without(Facet.VIA, "").only(Facet.TAG, "C").excluded == {(Facet.VIA, "")}


def test_what_is_empty() -> None:
    assert Filter(" ", sort=Sort.OLDEST, whole_words=True).is_empty
    assert not Filter(days=(1, 2)).is_empty
    assert not Filter().toggled(Facet.VIA, "").is_empty
    assert not Filter().without(Facet.VIA, "").is_empty
    assert month_index("2020-01") == 2020 * 12


def pairs(facet: Facet, *values: str) -> frozenset[Pair]:
    return frozenset((facet, value) for value in values)


@pytest.mark.parametrize(
    ("wanted", "query"),
    [
        (Filter(), ""),
        (Filter("  中国  -ロシア "), "中国 -ロシア"),
        (Filter("a OR b", days=parse_days("2022")), "(a OR b) date:2022"),
        (Filter("IS", whole_words=True), "=is"),
        (
            Filter("霧", pairs(Facet.SOURCE, "時事 通信", "Stars & Stripes") | pairs(Facet.VIA, "")),
            '霧 (source:=stars&stripes OR source:=時事通信) via:""',
        ),
        (Filter(chosen=pairs(Facet.TAG, "国")), "tag:国/*"),
        (Filter(chosen=pairs(Facet.TAG, "")), 'tag:""'),
        (Filter(chosen=pairs(Facet.YEAR, "2022", "2021-05")), "date:2021-05 OR date:2022"),
        (Filter(chosen=pairs(Facet.READING, "noted", "unread")), "has:note OR is:unread"),
        (Filter(chosen=pairs(Facet.COLLECTION, "北の海")), "collection:=北の海"),
        (Filter(excluded=pairs(Facet.TAG, "急", "")), '-tag:"" -tag:急/*'),
    ],
)  # fmt: skip
def test_a_filter_can_be_typed(wanted: Filter, query: str) -> None:
    assert written(wanted) == query
    assert written(Filter(written(wanted))) == query


_SOURCES = {
    "時事": pairs(Facet.SOURCE, "時事通信", "AFP=時事"),
    "朝日": pairs(Facet.SOURCE, "朝日新聞"),
}


def means(term: Term) -> frozenset[Pair] | None:
    """What a library might say."""
    if term.field is Field.SOURCE:
        return _SOURCES.get(term.value)
    if term.field is Field.TAG:
        return pairs(Facet.TAG, term.value)
    if term.field is Field.IS:
        return pairs(Facet.READING, term.value)
    return None


def lift(query: str, chosen: Iterable[Pair] = (), days: tuple[int, int] | None = None) -> Filter:
    return lifted(Filter(query, frozenset(chosen), days), means)


def test_what_is_typed_shows_in_the_sidebar() -> None:
    assert lift("source:時事 霧  date:2022-05-03.. -tag:(急 OR 済)") == Filter(
        "霧", _SOURCES["時事"], parse_days("2022-05-03.."), pairs(Facet.TAG, "急", "済")
    )
    assert lift("source:(時事 OR 朝日)").chosen == _SOURCES["時事"] | _SOURCES["朝日"]
    assert lift("source:時事 OR source:朝日").query == ""
    assert lift("is:unread (tag:急 OR tag:済)").values(Facet.TAG) == {"急", "済"}


def test_what_the_sidebar_cannot_say_stays_typed() -> None:
    for query in (
        "霧", "source:どこ", "source:時事 OR 霧", "source:時事 OR tag:急", "(tag:急 霧) OR tag:済",
        "-(tag:急 is:read)", "-date:2022..", "-source:どこ", "date:2022 OR date:2021-05-01",
        "date:2022 OR tag:急",
    ):  # fmt: skip
        assert lift(query) == Filter(query), query
    assert lift("tag:急 tag:済") == Filter("tag:済", pairs(Facet.TAG, "急"))
    periods = "date:2022-05-03", "date:..2022"
    assert lift(" ".join(periods)) == Filter(periods[1], days=parse_days("2022-05-03"))
    chosen = pairs(Facet.SOURCE, "朝日新聞")
    assert lift("source:時事", chosen) == Filter("source:時事", chosen)
    assert lift("date:2022..", days=(1, 2)) == Filter("date:2022..", days=(1, 2))


def test_a_whole_year_or_month_is_one_of_the_sidebar() -> None:
    assert lift("date:2021").chosen == pairs(Facet.YEAR, "2021")
    assert lift("霧 日付:(2021 OR 2022年5月)") == Filter("霧", pairs(Facet.YEAR, "2021", "2022-05"))
    assert lift("date:2021 OR date:2022").query == ""
    assert lift("-date:2021 -date:2022-05").excluded == pairs(Facet.YEAR, "2021", "2022-05")
    inside = lift("date:2021 date:2021-05")  # a second period is the brush
    assert inside == Filter("", pairs(Facet.YEAR, "2021"), parse_days("2021-05"))
    assert lift("date:2021", days=(1, 2)) == Filter("", pairs(Facet.YEAR, "2021"), (1, 2))
    for text in ("2021-05-03", "2021..2022", "..2021", ">2021", ">9999", "<0001", ".."):
        assert lift(f"date:{text}") == Filter(days=parse_days(text))


_YEARS = st.integers(1, 9999).map("{:04}".format)
_TIMES = st.frozensets(
    _YEARS | st.tuples(_YEARS, st.integers(1, 12)).map(lambda ym: f"{ym[0]}-{ym[1]:02}"),
    max_size=4,
)
_DAYS = st.tuples(st.integers(FIRST_DAY, LAST_DAY), st.integers(FIRST_DAY, LAST_DAY)).map(
    lambda ends: (min(ends), max(ends))
)


@given(chosen=_TIMES, excluded=_TIMES, days=st.none() | _DAYS, word=st.sampled_from(["", "霧"]))
@example(chosen=frozenset({"2020", "2021"}), excluded=frozenset(), days=None, word="")
@example(chosen=frozenset({"2021"}), excluded=frozenset({"2021-05"}), days=None, word="霧")
def test_years_and_months_come_back_as_they_were_chosen(
    chosen: frozenset[str],
    excluded: frozenset[str],
    days: tuple[int, int] | None,
    word: str,
) -> None:
    """From the sidebar into a saved search and back."""
    if days is not None and period(days) is not None:
        days = days[0], days[0]
    wanted = Filter(word, pairs(Facet.YEAR, *chosen), days, pairs(Facet.YEAR, *excluded))
    assert lifted(Filter(written(wanted)), means) == wanted


def test_a_query_keeps_its_words() -> None:
    assert lift("  中国   source:朝日  -(a  b) ").query == "中国 -(a  b)"
    assert parse(lift("a source:朝日 (b").query).tree == parse("a (b").tree


@pytest.mark.parametrize("typed", ["", "a OR b", "-(港 霧)", "=IS", '"x" (', "headline:港"])
@pytest.mark.parametrize("text", ["港", "ＩＳ", "a OR b", '-"x', "date:2031", "(", "港 の"])
def test_a_headline_narrows_whatever_was_typed(typed: str, text: str) -> None:
    wanted = Filter(typed, days=(1, 2), sort=Sort.RELEVANCE, whole_words=True)
    narrowed = with_headline(wanted, text)
    assert replace(narrowed, query="") == Filter(days=(1, 2))
    words = Term(Field.HEADLINE, fold(text))
    both = parse(typed, whole_words=True).tree, words
    assert parse(narrowed.query).tree == parse(to_text(all_of(both))).tree
    assert words in [term for term, wanted in leaves(parse(narrowed.query).tree) if wanted]
