"""Completion: what may be meant by what is being typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.query import NAMES, Candidate, Field, complete, parse
from tests.core.query.test_parsing import typed

KNOWN = {
    Field.SOURCE: ["時事通信", "AFP=時事", "Stars & Stripes", "讀賣新聞"],
    Field.VIA: ["Yahoo"],
    Field.TAG: ["国/カザフスタン", "国/日本/北海道", "急"],
    Field.COLLECTION: ["北の海"],
}


def texts(text: str, *, japanese: bool = False) -> list[str]:
    return [found.text for found in complete(text, len(text), KNOWN, japanese=japanese)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s", ["source:"]),
        ("中国 -SO", ["source:"]),
        ("c", ["compiler:", "collection:", "cites:", "citedby:"]),
        ("出", ["出典:"]),
        ("(ta", ["tag:"]),
        ("a OR d", ["date:"]),
        ("source:", ["時事通信", "AFP=時事", '"Stars & Stripes"', "讀賣新聞"]),
        ("source:時事", ["時事通信", "AFP=時事"]),
        ("出典：ＡＦＰ", ["AFP=時事"]),
        ("source:読", ["讀賣新聞"]),
        ('source:"stars & s', ['"Stars & Stripes"']),
        ("source:=時", ["時事通信", "AFP=時事"]),
        ("source:(時事 OR af", ["AFP=時事"]),
        ("-source:st", ['"Stars & Stripes"']),
        ("via:", ["Yahoo"]),
        ("tag:国", ["国/*", "国/カザフスタン", "国/日本/*", "国/日本/北海道"]),
        ("tag:北", ["国/日本/北海道"]),
        ("collection:海", ["北の海"]),
        ("has:", ["note", "highlight", "tag", "citation", "compilernote", "revision", "review"]),
        ("is:u", ["unread"]),
        ("is:未", ["未読"]),
        ("date:20", []),
        ("headline:a", []),
        ("id:", []),
        ("どこにもない", []),
        ('"s', []),
    ],
)
def test_candidates(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_in_japanese() -> None:
    assert texts("", japanese=True)[:3] == ["出典:", "経由:", "タグ:"]
    assert texts("s", japanese=True) == ["source:"]
    assert texts("is:", japanese=True) == ["未読", "既読", "スター", "再読"]
    assert texts("is:s", japanese=True) == ["starred"]
    assert len(texts("中国 ")) == len(NAMES)


def test_the_place_that_is_replaced() -> None:
    text = "中国 -source:時事 OR x"
    first = complete(text, text.index("事") + 1, KNOWN)[0]
    assert first == Candidate("時事通信", 11, 13, Field.SOURCE, is_value=True, label="時事通信")
    assert complete(text, 4, KNOWN)[0].start == 4
    assert complete("a source:x", 3, KNOWN)[0] == Candidate(
        "source:", 2, 3, Field.SOURCE, is_value=False, label="source:"
    )


def test_long_lists_are_cut() -> None:
    many = {Field.TAG: [f"t{n}" for n in range(1_000)]}
    assert len(complete("tag:", 4, many)) == 50


@given(typed, st.integers(0, 40))
def test_any_candidate_fits(text: str, cursor: int) -> None:
    for found in complete(text, cursor, KNOWN):
        assert 0 <= found.start <= found.end <= min(cursor, len(text))
        completed = text[: found.start] + found.text
        assert len(parse(completed).remarks) <= len(parse(text[:cursor]).remarks) + 1
