"""The archive's own printed form: a page made of clippings reads back as these clippings."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.dates import Published
from clipdesk.core.model import (
    CitationRecord,
    Draft,
    Page,
    Passage,
    PassageKind,
    Record,
    Voice,
)
from clipdesk.exporting.printed import render_block, write_page
from clipdesk.importing.ids import references
from clipdesk.importing.lines import readable
from clipdesk.importing.page import read_page
from clipdesk.importing.sources import SourceBook
from clipdesk.store import clippings, find, library
from tests.pages import PAGE, TITLE, bring, clip, new_library, page

BOOK = SourceBook()
SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "northern-seas.txt"


def read(text: str) -> Page:
    return read_page(text, BOOK, title_fallback="無題")


def as_record(draft: Draft) -> Record:
    """A clipping as the library gives it out."""
    return Record(
        id=draft.printed_id,
        uid=draft.uid,
        collections=(TITLE,),
        published=draft.published,
        date_printed=draft.date_printed,
        source=draft.source,
        source_printed=draft.source_printed,
        via=draft.via,
        headline=draft.headline,
        passages=draft.passages,
        cites=tuple(CitationRecord(c.printed_id, c.hint, None) for c in draft.citations),
        cited=(),
        cited_by=(),
        tags=(),
        note=None,
        starred=False,
        read_at=None,
        printed=draft.printed,
    )


def written(records: Sequence[Record], title: str = TITLE) -> Page:
    """The page that is written, read back."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.txt"
        assert write_page(iter(records), out, title=title, read=read) == len(records)
        data = out.read_bytes()
    assert data.endswith(b"\n")
    return read(data.decode("utf-8"))


def fields(draft: Draft) -> tuple[object, ...]:
    """Everything that was read, but for the block itself and its lines."""
    return (
        draft.printed_id,
        draft.published,
        draft.date_printed,
        draft.source,
        draft.source_printed,
        draft.via,
        draft.headline,
        [(p.kind, p.voice, p.text, p.block) for p in draft.passages],
        [(c.printed_id, c.hint) for c in draft.citations],
    )


def prints(drafts: Sequence[Draft]) -> list[tuple[str, str]]:
    return [(draft.uid, draft.fingerprint) for draft in drafts]


def from_library(path: Path) -> list[Record]:
    """Every clipping of a library, as an export gets it."""
    with closing(library.open_for_reading(path)) as connection:
        return list(clippings.records(connection, find.find_ids(connection, "")))


# ---- pages as text -----------------------------------------------------------------------------


def test_the_printed_form(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    drafts = read(PAGE).drafts
    write_page(map(as_record, drafts), out, title="岬の 報道\n", read=read)
    lines = out.read_text("utf-8").split("\n")
    assert lines[:2] == ["岬の 報道", ""]
    assert [re.sub(" ", "", line) for line in lines[2:6]] == ["年月日", "出典", "標題", "要旨"]
    assert "\n".join(lines[6:]) == "".join(f"{draft.printed}\n" for draft in drafts)
    assert read(out.read_text("utf-8")).title == "岬の 報道"


def test_page_to_library_to_page(tmp_path: Path) -> None:
    path = new_library(tmp_path / "library.sqlite", PAGE.rstrip("\n"))
    records = from_library(path)
    again = written(records, records[0].collections[0])
    assert sorted(prints(again.drafts)) == sorted(prints(read(PAGE).drafts))
    with closing(library.open_for_writing(path)) as db:
        plan = bring(db, "\n".join([TITLE, *(d.printed for d in again.drafts)]))
    assert (plan.added, plan.changed, plan.unchanged) == (0, 0, 5)


def test_the_real_page_to_library_to_page_to_library(real_page: Path, tmp_path: Path) -> None:
    text = real_page.read_text("utf-8")
    path = new_library(tmp_path / "library.sqlite", text)
    out = tmp_path / "out.txt"
    (title,) = {title for record in from_library(path) for title in record.collections}
    assert write_page(from_library(path), out, title=title, read=read) == 197
    again = read(out.read_text("utf-8"))
    assert again.title == title
    assert sorted(prints(again.drafts)) == sorted(prints(read(text).drafts))
    with closing(library.open_for_writing(path)) as db:
        plan = bring(db, out.read_text("utf-8"))
    assert (plan.added, plan.changed, plan.unchanged) == (0, 0, 197)


def test_the_real_page_printed_anew_reads_the_same(real_page: Path) -> None:
    drafts = read(real_page.read_text("utf-8")).drafts
    again = written([replace(as_record(draft), printed="") for draft in drafts])
    assert list(map(fields, again.drafts)) == list(map(fields, drafts))


def test_the_sample_without_its_invented_press() -> None:
    """Its sources are guessed then; the page, which shows them all, still tells the same."""
    drafts = read(SAMPLE.read_text("utf-8")).drafts
    again = written([as_record(draft) for draft in drafts])
    assert prints(again.drafts) == prints(drafts)
    alone = [written([as_record(draft)]).drafts for draft in drafts]  # no neighbour tells
    same = [(d.source_printed, d.headline) for d in drafts]
    assert [(d.source_printed, d.headline) for (d,) in alone] == same


def test_a_source_that_only_its_neighbours_told_is_printed_on_its_own_line() -> None:
    text = page(clip(source="Gull Wing"), "2031.04.09 Gull Wing Light <3105-040902>\n 霧。")
    drafts = read(text).drafts
    assert drafts[1].source_printed == "Gull Wing"
    assert prints(written(list(map(as_record, drafts))).drafts) == prints(drafts)
    (alone,) = written([as_record(drafts[1])]).drafts
    assert fields(alone) == fields(drafts[1])
    assert alone.printed.startswith("2031.04.09\nGull Wing\n")


@pytest.mark.parametrize("title", ["2031.04.09", "2031年4月 の報道", " ", "", "a\r\nb", "霧\ud800"])
def test_any_title(title: str) -> None:
    drafts = read(PAGE).drafts
    again = written(list(map(as_record, drafts)), title)
    assert prints(again.drafts) == prints(drafts)
    expected = " ".join(title.split()).replace("\ud800", "?") or "無題"
    assert again.title == expected


def test_a_page_without_clippings(tmp_path: Path) -> None:
    assert write_page([], tmp_path / "out.txt", title="", read=read) == 0
    assert (tmp_path / "out.txt").read_bytes() == b""


# ---- clippings of another form -----------------------------------------------------------------

ROW = "<tr><td>2031.04.09</td>\n<td>朝日新聞</td></tr>"


def test_a_row_of_a_table_is_printed_anew() -> None:
    drafts = read(PAGE).drafts
    again = written([replace(as_record(draft), printed=ROW) for draft in drafts])
    assert list(map(fields, again.drafts)) == list(map(fields, drafts))


def test_a_block_that_another_program_changed_is_printed_anew() -> None:
    (draft,) = read(clip()).drafts
    (again,) = written(
        [replace(as_record(draft), printed=draft.printed.replace("灯", "火"))]
    ).drafts
    assert fields(again) == fields(draft)


def test_a_citation_that_no_passage_prints_gets_a_line() -> None:
    (draft,) = read(clip()).drafts
    cites = (
        CitationRecord("3104-030101", "港報 2031.03.01", None),
        CitationRecord("123-45", "", None),
    )
    block = render_block(replace(as_record(draft), cites=cites))
    assert block.endswith("\n 【関連記事:3104-030101 (港報 2031.03.01)】\n 【関連記事:123-45】")
    (again,) = read(block).drafts
    assert [(c.printed_id, c.hint) for c in again.citations] == [(c.id, c.hint) for c in cites]


def test_a_headline_that_begins_with_a_date() -> None:
    (draft,) = read(clip(via="Yahoo")).drafts
    record = replace(as_record(draft), headline="2031年4月 の霧", printed="")
    (again,) = written([record]).drafts
    assert fields(again) == fields(replace(draft, headline="2031年4月 の霧"))


def test_what_cannot_be_printed_exactly_is_still_a_clipping_of_its_own() -> None:
    drafts = read(PAGE).drafts
    odd = replace(
        as_record(drafts[1]), date_printed="きのう", headline="霧\r\nの\ud800海", printed=ROW
    )
    again = written([as_record(drafts[0]), odd, as_record(drafts[2])]).drafts
    assert [d.printed_id for d in again] == [d.printed_id for d in drafts[:3]]
    assert again[1].published == drafts[1].published
    assert again[1].headline == "霧 の?海"
    assert prints([again[0], again[2]]) == prints([drafts[0], drafts[2]])


WORDS = st.sampled_from(
    [
        "灯台",
        "霧の海",
        "Cape Road",
        "NDO",
        "港湾局は10日",
        "3,000㌧",
        "(註:戦前の 記録)",
        "カモメ",
        "「鐘」",
    ]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: "が、".join(words) + "した。")
TEXT = st.lists(SENTENCE, min_size=1, max_size=3).map(lambda all_: readable([" ".join(all_)]))
ID = st.from_regex(r"[0-9]{4}-[0-9]{4,6}", fullmatch=True)
HINT = st.sampled_from(["", "JDW 2021.05.12", "港報"])


def passages_of(kind: PassageKind) -> st.SearchStrategy[str]:
    """Texts that a page may print for a kind of passage."""
    match kind:
        case PassageKind.HEADING:
            return st.sampled_from(["今後の見通し", "Outlook", "港 3つの課題"])
        case PassageKind.BULLET:
            return st.builds(
                "{}{}".format, st.sampled_from(["・", "1. ", "(2) ", "① ", "Gull-1: "]), WORDS
            )
        case PassageKind.DESCRIPTOR:
            return WORDS.map("= {}に関する2頁の記事 =".format)
        case PassageKind.PLACE:
            return st.sampled_from(
                ["岬の位置 (Google Map)】", "岬の位置港の位置 (Google Map)】", "岬の位置"]
            )
        case PassageKind.RELATED:
            return st.builds(
                lambda word, ids, hint: (
                    f"【{word}関連記事:{', '.join(ids)}{hint and f' ({hint})'}】"
                ),
                st.sampled_from(["", "海難", "日誌の発見"]),
                st.lists(ID, min_size=1, max_size=2),
                HINT,
            )
        case _:
            return TEXT


def _in_a_printable_order(kinds: list[PassageKind]) -> Iterator[PassageKind]:
    """A page begins with a paragraph, and one stands below each subheading."""
    yield PassageKind.TEXT
    for kind in kinds:
        yield kind
        if kind is PassageKind.HEADING:
            yield PassageKind.TEXT


@st.composite
def bodies(draw: st.DrawFn) -> tuple[Passage, ...]:
    """The passages of a clipping: an article, and up to two notes of the compiler."""
    found: list[Passage] = []
    for block in [None, *range(draw(st.integers(0, 2)))]:
        voice = Voice.ARTICLE if block is None else Voice.COMPILER
        kinds = draw(st.lists(st.sampled_from(PassageKind), max_size=5))
        for kind in _in_a_printable_order(kinds):
            text = readable([draw(passages_of(kind))])
            found.append(Passage(kind, voice, text, text, 0, block))
    return tuple(found)


@st.composite
def dates(draw: st.DrawFn) -> tuple[Published, str]:
    """A date and a form in which a page may print it."""
    year, month, day = draw(st.integers(1990, 2099)), draw(st.integers(1, 12)), None
    printed = draw(st.sampled_from([f"{year}.{month:02}", f"{year}年{month}月"]))
    minute = None
    if draw(st.booleans()):
        day = draw(st.integers(1, 28))
        form = draw(
            st.sampled_from(["{}.{:02}.{:02}", "{}.{:02}:{:02}", "{}/{}/{}", "{}年{}月{}日"])
        )
        printed = form.format(year, month, day)
        if draw(st.booleans()):
            minute = draw(st.integers(0, 1439))
            printed += f" {minute // 60:02}:{minute % 60:02}"
    return Published(year, month, day, minute), printed


def _is_headline(words: list[str]) -> bool:
    """Whether a page could print it: a lone bracket below the source would be the route."""
    return not words[0].startswith("(")


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Clippings as a page of another form may have given them to the library."""
    published, date_printed = draw(dates())
    source = draw(st.sampled_from(["朝日新聞", "AFP=時事", "Jane's 360", "港湾新報", "Gull Wing"]))
    passages = draw(bodies())
    cited = [pair for p in passages for r in references(p.text) for pair in r.cited]
    (plain,) = read(clip()).drafts
    return replace(
        as_record(plain),
        id=draw(st.none() | ID),
        published=published,
        date_printed=date_printed,
        source=source,
        source_printed=source,
        via=draw(st.sampled_from([None, "Yahoo", "インターネット", "共同"])),
        headline=" ".join(draw(st.lists(WORDS, min_size=1, max_size=4).filter(_is_headline))),
        passages=passages,
        cites=tuple(CitationRecord(printed_id, hint, None) for printed_id, hint in cited),
        printed=draw(st.sampled_from(["", ROW])),
    )


def record_fields(record: Record) -> tuple[object, ...]:
    return (
        record.id,
        record.published,
        record.date_printed,
        record.source,
        record.source_printed,
        record.via,
        record.headline,
        [(p.kind, p.voice, p.text, p.block) for p in record.passages],
        [(c.id, c.hint) for c in record.cites],
    )


@given(st.lists(records(), min_size=1, max_size=4))
def test_printed_anew_and_read_back(some: list[Record]) -> None:
    again = written(some)
    assert again.title == TITLE
    assert list(map(fields, again.drafts)) == list(map(record_fields, some))


@given(st.lists(records(), min_size=1, max_size=3), st.data())
def test_a_printed_page_stays_as_it_is(some: list[Record], data: st.DataObject) -> None:
    first = written(some).drafts
    kept = data.draw(st.permutations(first))[: data.draw(st.integers(1, len(first)))]
    assert prints(written(list(map(as_record, kept))).drafts) == prints(kept)
