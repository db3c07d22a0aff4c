"""The query language: what is typed becomes terms, and nothing that is typed is an error."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.query import Facet, Field, Filter, Term, month_index, parse, parse_days
from clipdesk.core.text import fold

anything = st.text(st.characters(codec=None))
names = st.sampled_from(
    ["source:", "via:", "出典：", "has:", "is:", "date:", "日付:", "id:", '"', "-", " ", "..", ">="]
)


@given(st.lists(st.one_of(anything, names)).map("".join))
def test_anything_can_be_typed(query: str) -> None:
    for term in parse(query):
        assert term.value
        term.value.encode()  # can be given to the database
        assert (term.days is None) == (term.field is not Field.DATE)
        if term.field is Field.ANY:
            assert fold(term.value) == term.value


@given(anything)
def test_days_never_raise(text: str) -> None:
    days = parse_days(text)
    assert days is None or len(days) == 2


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", []),
        ('"', []),
        ("- \u3000", [Term(Field.ANY, "-")]),
        ('source:"\u200b" id:<>', [Term(Field.ANY, "source:"), Term(Field.ANY, "id:<>")]),
        ("中国　経済", [Term(Field.ANY, "中国"), Term(Field.ANY, "経済")]),
        ("中国 中国", [Term(Field.ANY, "中国")]),
        ('"New  York"', [Term(Field.ANY, "new york")]),
        ('"never closed', [Term(Field.ANY, "never closed")]),
        ('-"中国 経済"', [Term(Field.ANY, "中国経済", negated=True)]),
        ("-制裁", [Term(Field.ANY, "制裁", negated=True)]),
        ("F-35A", [Term(Field.ANY, "f-35a")]),
        ("source:Jane's", [Term(Field.SOURCE, "jane's")]),
        ('source:"Stars & Stripes"', [Term(Field.SOURCE, "stars&stripes")]),
        ("出典：時事 経由:Yahoo", [Term(Field.SOURCE, "時事"), Term(Field.VIA, "yahoo")]),
        ("-VIA:Yahoo", [Term(Field.VIA, "yahoo", negated=True)]),
        ("タグ:国/*", [Term(Field.TAG, "国/*")]),
        ("標題:灯台", [Term(Field.HEADLINE, "灯台")]),
        ("headline:灯台", [Term(Field.HEADLINE, "灯台")]),
        ("本文:霧", [Term(Field.TEXT, "霧")]),
        ("メモ:要", [Term(Field.NOTE, "要")]),
        ("註:編者", [Term(Field.COMPILER, "編者")]),
        ("compiler:編者", [Term(Field.COMPILER, "編者")]),
        ("collection:岬", [Term(Field.COLLECTION, "岬")]),
        ("has:Note", [Term(Field.HAS, "note")]),
        ("has:nothing", [Term(Field.ANY, "has:nothing")]),
        ("is:unread", [Term(Field.IS, "unread")]),
        ("source:", [Term(Field.ANY, "source:")]),
        ("http://x", [Term(Field.ANY, "http://x")]),
        ("2401-120511", [Term(Field.ANY, "2401-120511")]),
        ("<2401-12051>", [Term(Field.ANY, "2401-12051")]),
        ('"0120-12345"', [Term(Field.ANY, "0120-12345")]),
        ("id:<2401-120511>", [Term(Field.ID, "2401-120511")]),
        ("cites:2401-120511", [Term(Field.CITES, "2401-120511")]),
        ("citedby:x-1", [Term(Field.CITED_BY, "x-1")]),
        ("id:\udcff", [Term(Field.ID, "\ufffd")]),
        ("date:yesterday", [Term(Field.ANY, "date:yesterday")]),
    ],
)
def test_terms(query: str, terms: list[Term]) -> None:
    assert list(parse(query)) == terms


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


FIRST, LAST = dt.date.min.toordinal(), dt.date.max.toordinal()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2022", (day("2022-01-01"), day("2022-12-31"))),
        ("2022-02", (day("2022-02-01"), day("2022-02-28"))),
        ("2022.2", (day("2022-02-01"), day("2022-02-28"))),
        ("2022/2/5", (day("2022-02-05"), day("2022-02-05"))),
        ("２０２２", (day("2022-01-01"), day("2022-12-31"))),
        ("2021..2022-03", (day("2021-01-01"), day("2022-03-31"))),
        ("2022-03..2021", (day("2021-01-01"), day("2022-03-31"))),
        ("2022-01-20..2022-01-10", (day("2022-01-10"), day("2022-01-20"))),
        ("2022..", (day("2022-01-01"), LAST)),
        ("..2022", (FIRST, day("2022-12-31"))),
        (">=2022", (day("2022-01-01"), LAST)),
        ("<=2022", (FIRST, day("2022-12-31"))),
        (">2022", (day("2023-01-01"), LAST)),
        ("<2022", (FIRST, day("2021-12-31"))),
        ("2022-13", None),
        ("2022-02-30", None),
        ("0000", None),
        ("22", None),
        ("2022-", None),
        (">", None),
        ("2022..soon", None),
        ("", None),
    ],
)
def test_days(text: str, days: tuple[int, int] | None) -> None:
    assert parse_days(text) == days


def test_a_query_of_any_length_is_taken() -> None:
    assert len(parse("あ" * 100_000)) == 1
    assert parse("a " * 100_000) == (Term(Field.ANY, "a"),)


def test_choosing_facet_values() -> None:
    wanted = Filter().toggled(Facet.SOURCE, "A").toggled(Facet.SOURCE, "B").toggled(Facet.VIA, "")
    assert wanted.values(Facet.SOURCE) == {"A", "B"}
    assert wanted.toggled(Facet.SOURCE, "A").values(Facet.SOURCE) == {"B"}
    alone = wanted.only(Facet.SOURCE, "B")
    assert alone.values(Facet.SOURCE) == {"B"}
    assert alone.values(Facet.VIA) == {""}
    assert alone.only(Facet.SOURCE, "B").values(Facet.SOURCE) == set()
    assert Filter(" ").is_empty
    assert not wanted.is_empty
    assert not Filter(days=(1, 2)).is_empty
    assert month_index("2020-01") == 2020 * 12
