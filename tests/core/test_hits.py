"""Hits: what a search finds is marked where it stands, and shown in one line."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clipdesk.core import folded, hits
from clipdesk.core.hits import Where
from clipdesk.core.model import Passage, PassageKind, Voice
from clipdesk.core.query import Field, Term, parse, to_text
from clipdesk.core.text import fold

LETTERS = [*"霧海港灯台讀賣aIS09 ー、。\n㌧①😀", "か\u3099", "ﾊﾟ", "e\u0301", "葛\U000e0100"]
mixed = st.lists(st.sampled_from(LETTERS), max_size=60).map("".join)
anything = st.one_of(mixed, st.text(st.characters(codec=None), max_size=40))


def marked(text: str, typed: str, where: Where = Where.TEXT) -> list[str]:
    """The parts of a text that a query marks."""
    terms = hits.fitting(hits.sought(parse(typed)), where)
    return [text[start:end] for start, end in hits.ranges(text, terms)]


def are_in_order(ranges: tuple[hits.Range, ...], text: str) -> bool:
    ends = [0, *(at for found in ranges for at in found), len(text)]
    return ends == sorted(ends) and all(start < end for start, end in ranges)


@given(anything, st.data(), st.booleans())
def test_what_a_search_finds_is_marked(text: str, data: st.DataObject, whole: bool) -> None:
    plain = fold(text)
    assume(plain)
    start = data.draw(st.integers(0, len(plain) - 1))
    end = data.draw(st.integers(start + 1, min(len(plain), start + 6)))
    value = fold(plain[start:end])
    assume(value)
    term = Term(Field.ANY, value, whole)
    ranges = hits.ranges(text, [term])
    assert bool(ranges) is hits.holds(plain, term)
    assert are_in_order(ranges, text)
    for first, last in ranges:
        assert not folded.joins(text[first]) or first == 0 or folded.fold(text).starts[0] == first
        assert last == len(text) or not folded.joins(text[last])


@given(
    mixed, mixed, st.lists(st.sampled_from("霧海港a灯"), min_size=1, max_size=4), st.integers(0, 80)
)
def test_one_line_has_the_first_hit(before: str, after: str, words: list[str], width: int) -> None:
    text = f"{before}{words[0]}{after}"
    ranges = hits.ranges(text, [Term(Field.ANY, word) for word in words])
    assume(ranges)
    made = hits.context(text, ranges, width)
    assert len(made.text) <= max(3, width)
    assert are_in_order(made.ranges, made.text)
    assert made.ranges
    assert "\n" not in made.text
    start, end = made.ranges[0]
    first = text[slice(*ranges[0])].replace("\n", " ")
    assert first.startswith(made.text[start:end])
    if len(text) <= width:
        assert made.text == text.replace("\n", " ")
        assert made.ranges == ranges


@pytest.mark.parametrize(
    ("text", "typed", "parts"),
    [
        ("岬の灯 台を直すと 発表", "灯台 発表", ["灯 台", "発表"]),
        ("讀賣新聞と読売新聞", "読売", ["讀賣", "読売"]),
        ("Fー35とＦ３５", "f-35 F35", ["Fー35", "Ｆ３５"]),
        ("3,000㌧", "トン", ["㌧"]),
        ("IS と ISIS と is", "=IS", ["IS", "is"]),
        ("IS と ISIS と is", "IS", ["IS", "IS", "IS", "is"]),
        ("New York, NewYork", '"new york"', ["New York"]),
        ("霧の海の霧", "霧 -海", ["霧", "霧"]),
        ("霧の海", "-霧 -(海 OR 山)", []),
        ("霧の海", "霧 OR (海 山)", ["霧", "海"]),
        ("霧の海", "text:霧 headline:海 note:の", ["霧"]),
        ("灯台守", "灯台 台守", ["灯台守"]),  # they overlap
        ("海海海", "海", ["海", "海", "海"]),
        ("霧の海", "source:霧 tag:海 is:read", []),
        ("<3105-0410>の記事", "3105-0410", ["3105-0410"]),
        ("か\u3099と葛\U000e0100", "が 葛", ["か\u3099", "葛\U000e0100"]),
    ],
)
def test_what_is_marked(text: str, typed: str, parts: list[str]) -> None:
    assert marked(text, typed) == parts


@pytest.mark.parametrize(
    ("field", "places"),
    [
        ("", set(Where)),
        ("headline:", {Where.HEADLINE}),
        ("text:", {Where.TEXT}),
        ("compiler:", {Where.COMPILER}),
        ("note:", {Where.NOTE, Where.COMMENT}),
    ],
)
def test_a_field_is_looked_for_in_its_own_texts(field: str, places: set[Where]) -> None:
    assert {where for where in Where if marked("霧", f"{field}霧", where)} == places


def test_words_asked_for_twice_count_once() -> None:
    assert [to_text(term) for term in hits.sought(parse("霧 霧 text:霧 -霧"))] == ["霧", "text:霧"]


def test_no_hit_goes_over_a_line_of_a_note() -> None:
    terms = hits.sought(parse("灯台"))
    assert hits.line_ranges("灯\n台\n 灯 台", terms) == ((5, 8),)
    assert hits.ranges("灯\n台", terms) == ((0, 3),)


def test_whose_a_passage_is() -> None:
    def where(kind: PassageKind, voice: Voice) -> Where:
        return hits.where_of(Passage(kind, voice, "", "", 1))

    assert where(PassageKind.BULLET, Voice.ARTICLE) is Where.TEXT
    assert where(PassageKind.TEXT, Voice.COMPILER) is Where.COMPILER
    assert where(PassageKind.RELATED, Voice.COMPILER) is Where.CITATION


LONG = (
    "朝から霧が濃かった。岬の灯台は終日、灯を点したままだった。漁協は「船を出すな」と伝えた。" * 3
)


@pytest.mark.parametrize(
    ("text", "typed", "width", "line"),
    [
        (LONG, "灯台", 30, "…岬の灯台は終日、灯を点したままだった。漁協は「船を出すな…"),
        (LONG, "朝から", 20, "朝から霧が濃かった。岬の灯台は終日、…"),
        (LONG[:40], "漁協", 60, LONG[:40]),
        ("a\nb 灯台 \u202eabc", "灯台", 60, "a b 灯台 \u200babc"),
        ("The harbour office said that", "office", 14, "…office said…"),
        ("海" * 50, "海" * 40, 10, "海" * 9 + "…"),
    ],
)
def test_where_a_line_is_cut(text: str, typed: str, width: int, line: str) -> None:
    made = hits.context(text, hits.ranges(text, hits.sought(parse(typed))), width)
    assert made.text == line
