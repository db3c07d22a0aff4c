"""The index's terms: what a text gives, and what a value asks for."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clipdesk.core import grams
from clipdesk.core.text import fold

lines = st.text(
    st.one_of(st.sampled_from("灯台 ab9é-'\"*𠮷😀が\u0304ト"), st.characters(codec="utf-8"))
)
texts = st.lists(lines.map(fold), max_size=4).map("\n".join)


def tokens(terms: str) -> list[str]:
    """What FTS5's `ascii` tokenizer makes of terms, all ASCII punctuation belonging to them."""
    return (
        re.split("[\x00- \x7f]+", terms.strip("\x00 \n\x7f")) if terms.strip("\x00 \n\x7f") else []
    )


def found(terms: str, query: str) -> bool:
    """Whether a text's terms hold a query's phrase."""
    there, asked = tokens(terms), tokens(query[1:-1].replace('""', '"'))
    return any(there[at : at + len(asked)] == asked for at in range(len(there) - len(asked) + 1))


@given(texts, texts, st.data())
def test_pairs_find_what_the_text_holds_and_nothing_else(
    text: str, other: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    for value in (text[start : start + data.draw(st.integers(2, 12))], other[:5]):
        value = fold(value)  # noqa: PLW2901 - what is asked is folded, and has no line ends
        if len(value) > 1:
            assert found(grams.pairs(text), grams.pairs_query(value)) == (value in text)


@given(texts, texts, texts, texts)
@example("is", "ISIS is".casefold(), "éis", "")
def test_singles_tell_every_character_and_where_it_stands(
    body: str, headline: str, compiler: str, apparatus: str
) -> None:
    terms = set(tokens(grams.singles(body, headline, compiler, apparatus)))
    for char in {*body, *headline, *compiler, *apparatus, "灯", "a"} - {" ", "\n"}:
        for column, text in (("headline", headline), ("compiler", compiler)):
            assert (grams.single_query(char, column)[1:-1].replace('""', '"') in terms) == (
                char in text
            )
        anywhere = grams.single_query(char)[1:-1].replace('""', '"') in terms
        assert anywhere == any(char in text for text in (body, headline, compiler, apparatus))
        wanted, unwanted = (
            part[1:-1].replace('""', '"')
            for part in grams.single_query(char, "body").split(" NOT ")
        )
        assert (wanted in terms and unwanted not in terms) == (char in body)


@given(texts, texts)
@example("a is b", "is")
@example("isの", "is")
@example("アis", "is")
@example("caféis", "is")
@example("čis x", "is")
@example("f-35a", "35a")
@example("x", "")
def test_words_are_found_whole(text: str, other: str) -> None:
    terms = set(tokens(grams.singles(text)))
    for word in {*re.findall("[a-z0-9é]+", f"{text} {other}"), "is"}:
        if grams.is_word(word):
            query = grams.word_query(word)[1:-1]
            assert (query in terms) == grams.holds_word(text, word)


@pytest.mark.parametrize(
    ("text", "value", "held"),
    [
        ("is", "is", True),
        ("isis", "is", False),
        ("isの", "is", True),
        ("isis is", "is", True),
        ("éis", "is", False),
        ("f-35aと", "f-35a", True),
        ("f-35ab", "f-35a", False),
        ("xf-35a", "f-35a", False),
        ("(is)", "(is)", True),
        ("制裁is", "裁is", True),
        ("制裁", "裁", True),
    ],
)
def test_holds_word(text: str, value: str, held: bool) -> None:
    assert grams.holds_word(text, value) is held


def test_only_folded_values_are_fit() -> None:
    assert all(map(grams.is_fit, ["a", "灯台", "𠮷", '"', "a b", "é"]))
    assert not any(map(grams.is_fit, ["", "A", "a\nb", "\x00", "\x80", "a\ud800", "\x7f"]))


@given(st.text())
def test_a_folded_text_is_fit(text: str) -> None:
    folded = fold(text)
    assert grams.is_fit(folded) is (folded != "")


def test_all_punctuation_is_kept() -> None:
    assert tokens(grams.pairs(string.punctuation)) == [
        string.punctuation[at : at + 2] for at in range(len(string.punctuation) - 1)
    ]
    assert grams.pairs_query('"x"') == '"""x x"""'
    assert grams.pairs("") == grams.pairs("a") == ""
