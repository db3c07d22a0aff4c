"""What is copied: clean text in its voices, citations no more precise than printed, plain Markdown."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.dates import Published
from clipdesk.core.model import Passage, PassageKind, Record, Voice
from clipdesk.exporting import copied
from clipdesk.exporting.markdown import Bullets, Heading, Paragraph, Quote, Text, parse
from clipdesk.settings import CitationStyle

_KINDS = PassageKind


def _passage(text: str, kind: PassageKind = PassageKind.TEXT, block: int | None = None) -> Passage:
    voice = Voice.ARTICLE if block is None else Voice.COMPILER
    return Passage(kind, voice, text, text, 1, block)


RECORD = Record(
    id="3105-041003", uid="3105-041003", collections=(), published=Published(2031, 4, 10, 1248),
    date_printed="2031.04.10", source="時事通信", source_printed="時事 通信", via="Yahoo",
    headline="岬の「灯台」を修理へ",
    passages=(
        _passage("港湾局が発表した。 費用は\u200b3,000㌧分\u202e。"),
        _passage("石の種類", _KINDS.HEADING),
        _passage("・花崗岩", _KINDS.BULLET),
        _passage("・砂岩 *2*", _KINDS.BULLET),
        _passage("岬 の位置 (Google Map)】", _KINDS.PLACE),
        _passage("編者は別の日誌も知る。", block=0),
        _passage("1. 戦前の日誌", _KINDS.BULLET, block=0),
        _passage("【関連記事:3105-040901】", _KINDS.RELATED, block=0),
    ),
    cites=(), cited=(), cited_by=(), tags=("港",), note="私のメモ", starred=False, read_at=None,
    printed="",
)  # fmt: skip


def test_text_is_clean_and_its_voices_are_told_apart() -> None:
    assert copied.text(RECORD) == (
        "港湾局が発表した。費用は3,000㌧分。\n\n石の種類\n\n・花崗岩\n・砂岩 *2*\n\n"
        "【註】編者は別の日誌も知る。\n\n1. 戦前の日誌"
    )


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("newspaper", "「岬の『灯台』を修理へ」『時事通信』(Yahoo 経由)2031年4月10日20:48 <3105-041003>"),
        ("apa", "岬の「灯台」を修理へ. (2031, April 10, 20:48). 時事通信. Via Yahoo. <3105-041003>"),
        ("chicago", "“岬の「灯台」を修理へ,” 時事通信, via Yahoo, April 10, 2031, 20:48, <3105-041003>."),
        ("plain", "2031-04-10 20:48 時事通信 (Yahoo) 岬の「灯台」を修理へ <3105-041003>"),
    ],
)  # fmt: skip
def test_citations(style: CitationStyle, expected: str) -> None:
    assert copied.citation(RECORD, style) == expected


@pytest.mark.parametrize("style", get_args(CitationStyle))
def test_a_date_is_no_more_precise_than_printed(style: CitationStyle) -> None:
    bare = replace(RECORD, id=None, via=None)
    month = copied.citation(replace(bare, published=Published(2031, 4)), style)
    assert "4" in month or "April" in month
    assert not any(day in month for day in ("1日", "April 1", "04-01", "<", "Yahoo", "None"))
    day = copied.citation(replace(bare, published=Published(2031, 4, 9)), style)
    assert ":" not in day


@given(st.text(), st.text(), st.sampled_from(get_args(CitationStyle)))
def test_a_citation_is_one_line(headline: str, source: str, style: CitationStyle) -> None:
    made = copied.citation(replace(RECORD, headline=headline, source=source), style)
    assert len(made.splitlines()) == 1
    assert "<3105-041003>" in made


def test_several_stand_one_a_line() -> None:
    assert len(copied.citations([RECORD] * 3, "plain").split("\n")) == 3


def test_markdown_keeps_the_voices_apart_and_the_analysts_out() -> None:
    made = copied.markdown(RECORD, "plain")
    blocks = parse(made)
    assert [type(block) for block in blocks] == [
        Heading, Paragraph, Paragraph, Heading, Bullets, Quote, Paragraph,
    ]  # fmt: skip
    assert "編者は別の日誌" in str(blocks[5])
    assert "編者は別の日誌" not in str(blocks[:5])
    assert "私のメモ" not in made
    assert "砂岩 *2*" in str(blocks[4])
    assert "岬" in str(blocks[6])


def test_a_quotation_has_its_source() -> None:
    (quote,) = parse(copied.quotation("霧の# 朝\n1. 船", RECORD, "plain"))
    assert isinstance(quote, Quote)
    assert "時事通信" in str(quote.blocks[-1])


_LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)


@given(_LINES.filter(lambda text: "http" not in text.casefold()))
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    said = copied.clean(text)
    blocks = parse(copied.escaped(said))
    if not said:
        assert blocks == ()
        return
    (paragraph,) = blocks
    assert isinstance(paragraph, Paragraph)
    (shown,) = paragraph.content
    assert isinstance(shown, Text)
    assert shown.text.split() == said.split()


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = copied.clean(text)
    assert copied.clean(once) == once
    assert once == once.strip()
