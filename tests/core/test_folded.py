"""Folding with a way back: the same as folding, and each character of it leads to where it came from."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clipdesk.core import folded
from clipdesk.core.text import fold

anything = st.text(st.characters(codec=None), max_size=60)  # lone surrogates too
LETTERS = [
    *"霧海讀賣國Fａz09 ー゛か㌧①ﾊ、。「’´¨~\n\t\u3000\u200b😀",
    "か\u3099",
    "ﾊﾟ",
    "e\u0301",
    "葛\U000e0100",
    "\u1112\u1161\u11ab",
]
mixed = st.lists(st.sampled_from(LETTERS), max_size=40).map("".join)


@given(st.one_of(anything, mixed))
@example("F ー 35Aーｂｰ3")
@example("か゛き゛ a ¨ b")
@example("New  York\u3000市 \u0301x")
@example("aーー")
def test_it_is_the_same_folding_with_a_way_back(text: str) -> None:
    made = folded.fold(text)
    assert made.text == fold(text)
    assert len(made.starts) == len(made.ends) == len(made.text)
    assert made.starts == sorted(made.starts)
    assert made.ends == sorted(made.ends)
    for start, end in zip(made.starts, made.ends, strict=True):
        assert 0 <= start < end <= len(text)
        assert end == len(text) or not folded.joins(text[end])


@given(mixed, st.data())
def test_what_a_part_came_from_folds_to_it_or_more(text: str, data: st.DataObject) -> None:
    made = folded.fold(text)
    if made.text:
        start = data.draw(st.integers(0, len(made.text) - 1))
        end = data.draw(st.integers(start + 1, len(made.text)))
        first, last = made.origin(start, end)
        part = fold(text[first:last])
        # A dash at its edge was a vowel mark, and a space one between two letters.
        assert made.text[start:end].strip(" -") in part


@pytest.mark.parametrize(
    ("text", "words", "origin"),
    [
        ("3,000㌧の石", "トン", "㌧"),
        ("3,000㌧の石", "ン", "㌧"),
        ("明らか にした", "らかに", "らか に"),
        ("The New\n York", "newyork", None),
        ("The New\n York", "new york", "New\n York"),
        ("The New\n York", " y", "\n Y"),
        ("讀賣 新聞", "読売新", "讀賣 新"),
        ("Ｆー３５Ａ", "f-35", "Ｆー３５"),
        ("か\u3099と", "が", "か\u3099"),
        ("か゛と", "が", "か゛"),
        ("か゛と、F ー 35が", "f-35", "F ー 35"),
        ("か゛と、F ー 35が", "と", "と"),
        ("霧¨゛と", "\u3099", "¨゛"),  # they change places
        ("葛\U000e0100西", "葛", "葛\U000e0100"),
    ],
)
def test_where_words_came_from(text: str, words: str, origin: str | None) -> None:
    made = folded.fold(text)
    at = made.text.find(words)
    if origin is None:
        assert at < 0
    else:
        start, end = made.origin(at, at + len(words))
        assert text[start:end] == origin


def test_a_long_text_with_marks_that_stand_alone_keeps_its_places() -> None:
    """Where no cut were found, a hit would mark the whole text."""
    text = "か゛霧 が晴れた。" * 2_000
    made = folded.fold(text)
    assert max(e - s for s, e in zip(made.starts, made.ends, strict=True)) <= 3
