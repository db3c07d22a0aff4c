"""The real page, read whole. Skipped where it is absent; none of its sentences stand here."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from clipdesk.core.dates import Precision
from clipdesk.core.model import Page, PassageKind, Voice
from clipdesk.importing.lines import visible
from clipdesk.importing.page import read_page
from clipdesk.importing.sources import SourceBook
from tests.pages import read_file

# Every slip that stands on the page, found by reading it: line and code.
SLIPS = [
    (24, "date_slip"),
    (96, "source_misprint"),  # Kyin Independent
    (168, "date_slip"),
    (179, "date_slip"),
    (188, "date_slip"),
    (197, "date_slip"),
    (208, "date_slip"),
    (217, "date_slip"),
    (227, "date_slip"),
    (236, "date_slip"),
    (245, "date_slip"),
    (714, "inline_note_unclosed"),
    (840, "citation_malformed"),  # a digest of the month 21
    (944, "source_misprint"),  # TBS News信
    (1106, "id_malformed"),
    (1165, "source_misprint"),  # Jane's Defence Weely
    (1280, "source_misprint"),  # Inrternational Defence Review, four times
    (1289, "source_misprint"),
    (1291, "source_misprint"),
    (1294, "source_misprint"),
    (1298, "source_misprint"),  # 産経新聞通信
    (1337, "id_missing"),
]

SOURCES = {
    "AFP=時事": 18,
    "AP": 2,
    "BBC News": 4,
    "Breaking Defense": 1,
    "CNN": 3,
    "Defense News": 1,
    "EPA=時事": 1,
    "FNN プライム": 1,
    "International Defence Review": 5,
    "Jane's 360": 4,
    "Jane's Defence Weekly": 32,
    "Jane's Missiles & Rockets": 1,
    "Kyiv Independent": 2,
    "Military Times": 1,
    "Record China": 1,
    "Stars & Stripes": 2,
    "TBS News": 3,
    "Ukrinform": 1,
    "Wall Street Journal": 1,
    "WoW! Korea": 1,
    "テレ朝 News": 6,
    "ロイタ通信": 22,
    "乗りものニュース": 1,
    "共同通信": 9,
    "産経新聞": 10,
    "時事通信": 33,
    "東京新聞": 2,
    "日テレ News": 1,
    "日経新聞": 8,
    "毎日新聞": 8,
    "讀賣新聞": 4,
    "朝日新聞": 8,
}


@pytest.fixture(scope="module")
def page(real_page: Path) -> Page:
    return read_file(real_page)


def test_every_clipping_is_there(page: Page) -> None:
    assert len(page.drafts) == 197
    assert page.title.startswith("中央アジア")
    ids = [draft.printed_id for draft in page.drafts]
    assert ids.count(None) == 1
    assert ids.count("1809-08120") == 1
    assert len(set(ids)) == 197
    lines = [draft.line for draft in page.drafts]
    assert lines == sorted(lines)
    days = [draft.published.last_day for draft in page.drafts]
    assert days == sorted(days, reverse=True)


def test_routes(page: Page) -> None:
    assert Counter(draft.via for draft in page.drafts) == {
        "Yahoo": 131,
        "インターネット": 3,
        None: 63,
    }


def test_sources_as_meant(page: Page) -> None:
    assert Counter(draft.source for draft in page.drafts) == SOURCES
    assert len(SOURCES) == 32
    printed = {d.source_printed for d in page.drafts if d.source_printed != d.source}
    assert printed == {
        "Kyin Independent",
        "TBS News信",
        "Jane's Defence Weely",
        "Inrternational Defence Review",
        "産経新聞通信",
    }


def test_dates_with_their_precision(page: Page) -> None:
    assert Counter(draft.published.precision for draft in page.drafts) == {
        Precision.MINUTE: 55,
        Precision.DAY: 136,
        Precision.MONTH: 6,
    }
    months = [(d.source, d.published.iso) for d in page.drafts if d.published.day is None]
    assert sorted(months) == [
        ("International Defence Review", "2014-07"),
        ("International Defence Review", "2014-07"),
        ("International Defence Review", "2014-07"),
        ("International Defence Review", "2014-07"),
        ("International Defence Review", "2020-01"),
        ("Jane's Missiles & Rockets", "2012-09"),
    ]


def test_tricky_heads(page: Page) -> None:
    by_line = {draft.line: draft for draft in page.drafts}
    tricky = {
        19: ("Kyiv Independent", "2023-11-18T18:52", "Media: "),
        24: ("乗りものニュース", "2023-11-03T18:42", "「ロ"),
        94: ("Kyiv Independent", "2023-07-19T21:40", "Washington Post: "),
        168: ("時事通信", "2023-05-26T07:09", "旧"),
        440: ("時事通信", "2022-09-14T06:59", "首"),
        620: ("AP", "2021-12-01", "タ"),
        958: ("FNN プライム", "2021-08-15", "米・"),
        1079: ("Jane's Defence Weekly", "2019-10-02", "Russia's"),
        1130: ("毎日新聞", "2017-06-16", "米国 "),
        1190: ("時事通信", "2016-04-06", "ナ"),
        1298: ("産経新聞", "2014-06-03", "米、"),
        1323: ("時事通信", "2012-03-30", "イ"),
        1337: ("Jane's Defence Weekly", "2012-03-07", "Israel, "),
    }
    for line, (source, date, beginning) in tricky.items():
        draft = by_line[line]
        assert (draft.source, draft.published.iso) == (source, date)
        assert draft.headline.startswith(beginning)


def test_no_head_was_cut_wrongly(page: Page) -> None:
    assert not {p.code for p in page.problems} & {
        "source_guessed",
        "source_unknown",
        "headline_missing",
    }
    for draft in page.drafts:
        assert draft.headline
        assert draft.headline == draft.headline.strip()
        assert "<" not in draft.headline
        assert "\n" not in draft.headline
        assert draft.passages


def test_notes_and_citations(page: Page) -> None:
    noted = [draft.line for draft in page.drafts for _ in draft.compiler_notes]
    assert noted == [503, 1220, 1236, 1262, 1271]
    cited = [citation.printed_id for draft in page.drafts for citation in draft.citations]
    assert cited == [
        "2305-043005",
        "2107-051202",
        "2111-100603",
        "0521-100003",
        "1502-011415",
        "1502-011415",
        "1204-033001",
    ]
    hints = [citation.hint for draft in page.drafts for citation in draft.citations]
    assert hints[1] == "JDW 2021.05.12"
    for draft in page.drafts:
        for citation in draft.citations:
            assert draft.passages[citation.passage].kind is PassageKind.RELATED
    note = next(draft for draft in page.drafts if draft.line == 1220)
    spoken = [p.kind.value for p in note.passages if p.voice is Voice.COMPILER]
    assert spoken == ["text", *["bullet"] * 4, "text", "bullet", "text"]


def test_kinds_of_passages(page: Page) -> None:
    kinds = Counter(p.kind for draft in page.drafts for p in draft.passages)
    del kinds[PassageKind.TEXT]
    assert kinds == {
        PassageKind.RELATED: 7,
        PassageKind.PLACE: 6,
        PassageKind.DESCRIPTOR: 4,
        PassageKind.HEADING: 2,
        PassageKind.BULLET: 3 + 8 + 4 + 5 + 7,
    }


def test_problems_are_exactly_the_slips(page: Page) -> None:
    assert [(problem.line, problem.code) for problem in page.problems] == SLIPS


def test_nothing_is_lost(page: Page, real_page: Path) -> None:
    text = real_page.read_text(encoding="utf-8")
    counts = page.characters
    assert counts["input"] == visible(text)
    assert counts["input"] == counts["clippings"] + counts["furniture"] + counts["problems"]
    assert counts["problems"] == 0
    for draft in page.drafts:
        assert draft.printed in text


def test_the_page_teaches_its_own_sources(page: Page, real_page: Path) -> None:
    text = real_page.read_text(encoding="utf-8")
    unaided = read_page(text, SourceBook(shipped=()), title_fallback="x")
    wrong = [
        a.line
        for a, b in zip(page.drafts, unaided.drafts, strict=True)
        if (a.source_printed, a.headline) != (b.source_printed, b.headline)
    ]
    assert wrong == [90, 1165, 1320]  # names that stand on the page once
    guessed = {p.line for p in unaided.problems if p.code in {"source_guessed", "source_unknown"}}
    assert guessed >= {92, 1165, 1320}  # the source stands two lines below its date


@pytest.mark.parametrize("encoding", ["cp932", "euc_jis_2004", "iso2022_jp", "utf-8-sig"])
def test_every_encoding_tells_the_same(
    page: Page, real_page: Path, tmp_path: Path, encoding: str
) -> None:
    text = real_page.read_text(encoding="utf-8")
    copy = tmp_path / "page.txt"
    copy.write_bytes(text.encode(encoding, "replace"))
    read = read_file(copy)
    assert [(d.source, d.printed_id, d.published) for d in read.drafts] == [
        (d.source, d.printed_id, d.published) for d in page.drafts
    ]
    same = sum(a.text == b.text for a, b in zip(read.drafts, page.drafts, strict=True))
    assert same > 180  # the others hold characters that the older encodings lack


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_copy_loses_nothing(real_page: Path, seed: int) -> None:
    harm = random.Random(seed)
    damaged: list[str] = []
    for line in real_page.read_text(encoding="utf-8").split("\n"):
        match harm.randrange(12):
            case 0:
                pass
            case 1:
                damaged += [line, line]
            case 2:
                damaged.append(line[: harm.randrange(len(line) + 1)])
            case 3:
                damaged.insert(harm.randrange(len(damaged) + 1), line)
            case 4:
                damaged.append(line.strip())
            case _:
                damaged.append(line)
    text = "\n".join(damaged)
    page = read_page(text, SourceBook(), title_fallback="x")
    counts = page.characters
    assert counts["input"] == visible(text)
    assert counts["input"] == counts["clippings"] + counts["furniture"] + counts["problems"]
    assert len(page.drafts) > 100
