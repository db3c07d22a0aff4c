"""The model: identities, and which voice says what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.dates import Published
from clipdesk.core.model import (
    Citation,
    CitationRecord,
    Draft,
    Passage,
    PassageKind,
    Voice,
    place_names,
)

ARTICLE, COMPILER = Voice.ARTICLE, Voice.COMPILER
DRAFT = Draft(
    printed_id="3105-040901",
    published=Published(2031, 4, 9),
    date_printed="2031.04.09",
    source="朝日新聞",
    source_printed="朝日新聞",
    via=None,
    headline="灯台",
    passages=(
        Passage(PassageKind.TEXT, ARTICLE, " 霧", "霧", 1),
        Passage(PassageKind.HEADING, ARTICLE, "海", "海", 2),
        Passage(
            PassageKind.PLACE, ARTICLE, "岬 の位置 (Google Map)】", "岬 の位置 (Google Map)】", 3
        ),
        Passage(PassageKind.RELATED, ARTICLE, "【関連記事:1】", "【関連記事:1】", 4),
        Passage(PassageKind.TEXT, COMPILER, "【註】\n 一", "一", 5, 0),
        Passage(PassageKind.RELATED, COMPILER, "【関連記事:2】", "【関連記事:2】", 6, 0),
        Passage(PassageKind.BULLET, COMPILER, " ・二", "・二", 7, 0),
        Passage(PassageKind.TEXT, COMPILER, "【註】\n 三", "三", 8, 1),
    ),
    citations=(Citation("3001-010101", "", 3),),
    printed="2031.04.09\n…",
    line=10,
)


def test_voices_stay_apart() -> None:
    assert DRAFT.text == "霧\n海"
    assert DRAFT.compiler_notes == ("一\n・二", "三")


def test_uid() -> None:
    assert DRAFT.uid == "3105-040901"
    nameless = replace(DRAFT, printed_id=None)
    assert nameless.uid.startswith("x-")
    assert len(nameless.uid) == 14
    assert replace(nameless, passages=(), line=1, via="Yahoo").uid == nameless.uid
    for other in ({"headline": "港"}, {"source_printed": "A"}, {"published": Published(2031, 4)}):
        assert replace(nameless, **other).uid != nameless.uid
    # What a source means, and where it ends, may be corrected: the clipping stays itself.
    assert replace(nameless, source="時事通信").uid == nameless.uid
    cut = replace(nameless, source_printed="港湾", headline="新報 灯台")
    assert replace(nameless, source_printed="港湾 新報", headline="灯台").uid == cut.uid
    assert replace(DRAFT, given_uid="x").uid == "x"


@pytest.mark.parametrize(
    "change",
    [
        {"printed_id": None},
        {"published": Published(2031, 4, 9, 0)},
        {"date_printed": "2031.04:09"},
        {"source": "A"},
        {"source_printed": "A"},
        {"via": "Yahoo"},
        {"headline": "港"},
        {"passages": DRAFT.passages[1:]},
        {"citations": ()},
    ],
)
def test_what_was_read_is_told_from_what_was_printed(change: dict[str, object]) -> None:
    read_otherwise = replace(DRAFT, **change)  # type: ignore[arg-type]
    assert read_otherwise.reading != DRAFT.reading
    assert read_otherwise.fingerprint == DRAFT.fingerprint


def test_the_printed_words_are_the_fingerprint() -> None:
    assert replace(DRAFT, printed=f" {DRAFT.printed}\n").fingerprint == DRAFT.fingerprint
    assert replace(DRAFT, printed=f"{DRAFT.printed}。").fingerprint != DRAFT.fingerprint
    lower = tuple(replace(p, line=p.line + 100) for p in DRAFT.passages)
    assert replace(DRAFT, line=110, passages=lower).reading == DRAFT.reading


@given(st.text(st.characters(codec=None)))
def test_any_text_has_an_identity(text: str) -> None:
    draft = replace(DRAFT, printed_id=None, headline=text, printed=text)
    assert draft.uid
    assert draft.fingerprint


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("岬 の位置 (Google Map)】", ["岬"]),
        ("【岬 の位置港 の位置 (Google Map)】", ["岬", "港"]),
        ("【岬の位置、港の位置】", ["岬", "港"]),
        ("の位置】", []),
        ("", []),
    ],
)
def test_place_names(text: str, names: list[str]) -> None:
    assert place_names(text) == names


def test_a_citation_is_resolved_when_it_leads_somewhere() -> None:
    assert CitationRecord("3105-040901", "", "3105-040901").resolved
    assert not CitationRecord("3105-040901", "", None).resolved
