"""What other programs are given: read back by readers that are not ours, and by our own importer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rispy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from clipdesk import texts
from clipdesk.core.dates import Published
from clipdesk.core.errors import UserError
from clipdesk.core.model import Draft, Passage, PassageKind, Record, Voice
from clipdesk.exporting import interchange
from clipdesk.importing import csl, ris, tables
from clipdesk.importing.sources import SourceBook

BOOK = SourceBook()
HOSTILE = (
    "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "TY  - JOUR", "a\nER  - \nTY  - JOUR", 'a"b,c;d\te', "\\[x](y)",
    "<script>", "岬\u202e逆", "\x00\x07", "\ud800", "𠮷😀", "## 見出し", "  ",
)  # fmt: skip


@pytest.fixture(autouse=True, params=texts.LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    before = texts.language()
    texts.use_language(request.param)
    yield request.param
    texts.use_language(before)


@pytest.fixture
def pair(make_record: Callable[..., Record]) -> list[Record]:
    first = make_record(note="私の **判断**\n- 一", uid="2405-041201")
    second = make_record(
        id=None, uid="x", published=Published(2024, 3), via=None, tags=(), source="Harbour News",
        headline='Fog, "again"', passages=(_text(" 霧が出た。"), _text(" 船は待った。")),
    )  # fmt: skip
    return [first, second]


def _text(words: str) -> Passage:
    return Passage(PassageKind.TEXT, Voice.ARTICLE, words, words.strip(), 1)


def _written(records: list[Record], ending: str, folder: Path) -> str:
    file = folder / f"out{ending}"
    assert interchange.write(iter(records), file, "newspaper") == len(records)
    assert [one.name for one in folder.iterdir()] == [file.name]
    return file.read_text("utf-8")


def _drafts(reading: Iterator[object]) -> list[Draft]:
    return [one for one in reading if isinstance(one, Draft)]


@pytest.mark.parametrize(("ending", "separator"), [(".csv", ","), (".tsv", "\t")])
def test_a_table(pair: list[Record], tmp_path: Path, ending: str, separator: str) -> None:
    text = _written(pair, ending, tmp_path)
    assert text.startswith("\ufeff")  # or Excel reads Japanese as something else
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator))
    t = texts.t
    assert [row[t("export.column.headline")] for row in rows] == [r.headline for r in pair]
    assert rows[0][t("export.column.date")] == "2024-04-12 09:05"
    assert rows[1][t("export.column.date")] == "2024-03"
    assert rows[0][t("export.column.my_note")] == "私の **判断**\n- 一"
    assert rows[0][t("export.column.tags")] == "港/青浜; 土木"
    assert rows[1][t("export.column.text")] == "霧が出た。\n船は待った。"


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".ris", ".json"])
def test_our_own_importer_understands_it(pair: list[Record], tmp_path: Path, ending: str) -> None:
    lines = _written(pair, ending, tmp_path).split("\n")
    if ending == ".ris":
        reading = ris.read_ris(lines, BOOK, title_fallback="x")
    elif ending == ".json":
        reading = csl.read_csl(lines, BOOK, title_fallback="x")
    else:
        reading = tables.read_table(lines, BOOK, title_fallback="x")
    first, second = _drafts(iter(reading))
    assert (first.headline, second.headline) == (pair[0].headline, pair[1].headline)
    assert (first.source, second.source) == ("みなと新報", "Harbour News")
    assert first.published.iso[:10] == "2024-04-12"
    assert second.published == Published(2024, 3)
    assert first.printed_id == "2405-041201"
    assert first.layer is not None
    assert set(first.layer.tags) == {"港/青浜", "土木"}
    assert "桟橋の完成を発表した" in first.passages[0].text
    if ending != ".json":
        assert first.layer.note is not None
        assert "判断" in first.layer.note
        assert "昨年の発表では" in "".join(
            p.text for p in first.passages if p.voice is Voice.COMPILER
        )


def test_ris_is_read_by_rispy(pair: list[Record], tmp_path: Path) -> None:
    first, second = rispy.loads(_written(pair, ".ris", tmp_path))
    assert (first["type_of_reference"], first["title"]) == ("NEWS", pair[0].headline)
    assert first["date"] == "2024/04/12/09:05"
    assert first["keywords"] == ["港/青浜", "土木"]
    assert second["date"] == "2024/03//"
    assert second["abstract"] == "霧が出た。 船は待った。"


def test_csl_is_an_array_of_items(pair: list[Record], tmp_path: Path) -> None:
    first, second = json.loads(_written(pair, ".json", tmp_path))
    assert first["issued"] == {"date-parts": [[2024, 4, 12]]}
    assert second["issued"] == {"date-parts": [[2024, 3]]}
    assert (first["container-title"], second["container-title"]) == ("みなと新報", "Harbour News")
    assert json.loads(_written([], ".json", tmp_path)) == []


def test_markdown_says_whose_words_are_whose(pair: list[Record], tmp_path: Path) -> None:
    shown = MarkdownIt().render(_written(pair, ".md", tmp_path))
    assert f"<h2>{pair[0].headline}</h2>" in shown
    assert "#港/青浜 #土木" in shown
    assert f"<strong>{texts.t('export.column.my_note')}</strong>" in shown
    assert "<strong>判断</strong>" in shown
    assert "<blockquote>" in shown  # the compiler's


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(
    words: str, make_record: Callable[..., Record], tmp_path: Path
) -> None:
    record = make_record(
        headline=words, source=words, via=words, tags=(words,), note=words, id=words,
        passages=(_text(words), _text("後")),
    )  # fmt: skip
    records = [record, make_record()]
    for row in csv.reader(io.StringIO(_written(records, ".csv", tmp_path).removeprefix("\ufeff"))):
        assert len(row) == 10
        assert not [value for value in row if value.startswith(("=", "+", "-", "@", "\t"))]
    (tmp_path / "out.csv").unlink()
    assert len(rispy.loads(_written(records, ".ris", tmp_path))) == 2
    (tmp_path / "out.ris").unlink()
    assert len(json.loads(_written(records, ".json", tmp_path))) == 2
    (tmp_path / "out.json").unlink()
    bare = [replace(one, note=None) for one in records]  # a note is Markdown and means it
    shown = MarkdownIt("commonmark", {"html": True}).render(_written(bare, ".md", tmp_path))
    assert "<script>" not in shown
    assert shown.count("<h2>") == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60))
def test_any_words_make_one_row_and_one_record(
    words: str, make_record: Callable[..., Record], tmp_path_factory: pytest.TempPathFactory
) -> None:
    record = make_record(headline=words, note=words, tags=(words,), passages=(_text(words),))
    folder = tmp_path_factory.mktemp("any")
    assert len(list(csv.reader(io.StringIO(_written([record], ".csv", folder))))) == 2
    (folder / "out.csv").unlink()
    assert len(rispy.loads(_written([record], ".ris", folder))) == 1


def test_a_place_that_cannot_be_written_is_said(pair: list[Record], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="export_folder_missing"):
        interchange.write(pair, tmp_path / "nowhere" / "out.csv", "plain")
