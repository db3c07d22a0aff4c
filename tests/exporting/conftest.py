"""Clippings of our own invention, for everything that is exported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from clipdesk.core.dates import Published
from clipdesk.core.model import (
    CitationRecord,
    LinkRecord,
    Passage,
    PassageKind,
    Record,
    Voice,
)
from clipdesk.exporting.dossier import DossierOptions

RecordMaker = Callable[..., Record]


def passage(
    text: str,
    kind: PassageKind = PassageKind.TEXT,
    voice: Voice = Voice.ARTICLE,
    block: int | None = None,
) -> Passage:
    return Passage(kind, voice, " " + text, text, 1, block)


_PLAIN = Record(
    id="2405-041201",
    uid="2405-041201",
    collections=("港湾の報道",),
    published=Published(2024, 4, 12, 9 * 60 + 5),
    date_printed="2024.04.12 09:05",
    source="みなと新報",
    source_printed="みなと 新報",
    via="Yahoo",
    headline="港の「新しい桟橋」が完成",
    passages=(
        passage("港湾局は12日、桟橋の完成を発表した。 船は来月から着く(註:試験の寄港は済んだ)。"),
        passage("Harbour Office statement", PassageKind.HEADING),
        passage("The pier was finished two weeks early, the office said."),
        passage("・岸壁の延長", PassageKind.BULLET),
        passage("・Crane capacity", PassageKind.BULLET),
        passage("= 港湾の整備に関する3頁の記事 =", PassageKind.DESCRIPTOR),
        passage("青浜 の位置白崎 の位置 (Google Map)】", PassageKind.PLACE),
        passage("【註】", voice=Voice.COMPILER, block=0),
        passage("昨年の発表では完成は秋とされていた。", voice=Voice.COMPILER, block=0),
        passage(
            "【起工関連記事:2301-000001 (MN 2023.01)】", PassageKind.RELATED, Voice.COMPILER, 0
        ),
    ),
    cites=(),
    cited=(),
    cited_by=(),
    tags=("港/青浜", "土木"),
    note=None,
    starred=False,
    read_at=None,
    printed="2024.04.12\n 09:05\nみなと 新報\n…",
)


@pytest.fixture
def make_record() -> RecordMaker:
    """A record with every kind of passage, changed as asked."""
    return lambda **changes: replace(_PLAIN, **changes)


@pytest.fixture
def options() -> DossierOptions:
    return DossierOptions(
        title="桟橋の記録",
        made_on=dt.date(2026, 11, 23),
        author="試験 太郎",
        library="港",
        selected_by="tag:港",
    )


@pytest.fixture
def three(make_record: RecordMaker) -> list[Record]:
    """Three clippings, newest first: the first cites the last; one citation dangles."""
    last = make_record(
        id="2301-000001",
        uid="2301-000001",
        published=Published(2023, 1),
        headline="桟橋の起工",
        via=None,
        tags=(),
    )
    middle = make_record(
        id=None,
        uid="x-0123456789ab",
        published=Published(2024, 2, 3),
        source="The Pier Gazette",
        headline="Harbour office promises an early opening",
        passages=(passage("Work on the pier goes on through the winter."),),
        note="読み比べる: [[2405-041201]] と [[9999-000001]]。**「早い」**のは*本当*か。",
    )
    first = make_record(
        cites=(
            CitationRecord("2301-000001", "MN 2023.01", "2301-000001"),
            CitationRecord("2212-010101", "MN 2022.12.01", None),
        ),
        cited=(_link(last),),
    )
    return [first, middle, replace(last, cited_by=(_link(first),))]


def _link(record: Record) -> LinkRecord:
    return LinkRecord(record.uid, record.id, record.published, record.source, record.headline)
