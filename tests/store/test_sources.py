"""Sources as the library lists them, and the searched texts that follow them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import RenameSource, SetMeaning
from clipdesk.core.model import Draft, Split
from clipdesk.core.searchable import searchable
from clipdesk.core.text import fold
from clipdesk.store import find, headlines, index, library, rebuilding, sources
from clipdesk.store.sources import Doubt, Form, Listed
from tests.pages import PAGE, bring, clip, page, read

BODY = "\n 霧が晴れた。\n"
MORE = page(
    "2031.04.12 Harbour Gull 霧の港 <3105-041201>" + BODY,
    "2031.04.11 Harbour Gull 霧の岬 <3105-041101>" + BODY,
    "2031.04.11 灯台が光る 霧の海 <3105-041102>" + BODY,
    clip("3105-041003", source="毎日新聞", headline="港の猫"),
    clip("3105-041004", source="毎日 新聞", headline="港の犬"),
    title="港の報道",
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        bring(opened, PAGE)
        bring(opened, MORE)
        yield opened


def test_sources_are_listed_with_their_counts(db: Any) -> None:
    sources.put_names(db, [("毎日 新聞", "毎日新聞", "2031-05-01T00:00:00Z")])
    found = {source.name: source for source in sources.listed(db.conn)}
    assert found["朝日新聞"] == Listed("朝日新聞", 2, 1, 0, own=False)
    assert found["毎日新聞"] == Listed("毎日新聞", 2, 2, 0, own=True)
    assert found["Harbour Gull"] == Listed("Harbour Gull", 2, 1, 2, own=False)
    assert found["出典不明"].doubtful == 1
    assert list(found) == sorted(found)
    sources.put_source(db, "空の新聞")
    assert "空の新聞" not in {source.name for source in sources.listed(db.conn)}


def test_a_sources_printed_forms(db: Any) -> None:
    sources.put_names(db, [("毎日　新聞", "毎日新聞", "2031-05-01T00:00:00Z")])
    assert sources.forms(db.conn, "毎日新聞") == [
        Form("毎日 新聞", 1, own=True, examples=("港の犬",)),
        Form("毎日新聞", 1, own=True, examples=("港の猫",)),
    ]
    assert sources.forms(db.conn, "出典不明") == [
        Form("", 1, own=False, examples=("灯台が光る 霧の海",))
    ]
    assert sources.forms(db.conn, "無い新聞") == []


def test_doubts_say_how_sure_they_are(db: Any) -> None:
    unknown, *guessed = sources.doubts(db.conn)
    assert unknown == Doubt(
        unknown.clipping_id,
        "3105-041102",
        Split.UNKNOWN,
        "出典不明",
        "",
        "灯台が光る 霧の海",
        None,
        "",
    )
    assert [(d.uid, d.source_printed, d.confidence, d.rule) for d in guessed] == [
        ("3105-041101", "Harbour Gull", 50, "repeated"),
        ("3105-041201", "Harbour Gull", 50, "repeated"),
    ]
    db.conn.execute(  # what an older version wrote down
        "UPDATE import_problem SET details = ? WHERE code = 'source_guessed'",
        (json.dumps({"source": "Harbour Gull", "headline": "霧の岬"}),),
    )
    assert [d.confidence for d in sources.doubts(db.conn)] == [None] * 3


def test_names_of_the_analysts_own(db: Any) -> None:
    rows = [("港報", "港湾新報", "2031-05-01T00:00:00Z"), ("霧報", "霧", "2031-05-02T00:00:00Z")]
    sources.put_names(db, rows)
    assert sources.name_rows(db.conn) == rows
    assert sources.names(db.conn) == {"港報": "港湾新報", "霧報": "霧"}
    sources.put_names(db, [("港報", "港", "2031-05-03T00:00:00Z")])
    sources.remove_names(db, rows)  # the first says something else by now
    assert sources.names(db.conn) == {"港報": "港"}


def test_a_source_comes_back_with_its_id(db: Any) -> None:
    made, is_new = sources.put_source(db, "空の新聞")
    assert is_new
    assert sources.put_source(db, "空の新聞") == (made, False)
    used = sources.source_id(db.conn, "朝日新聞")
    assert used is not None
    assert sources.delete_unused_sources(db, [made, used]) == [(made, "空の新聞")]
    assert sources.put_source(db, "空の新聞", made) == (made, True)
    assert sources.put_source(db, "別の新聞", made)[0] != made
    assert sources.source_id(db.conn, "無い新聞") is None


def test_printed_forms_are_sought_as_names_are_compared(db: Any) -> None:
    assert sorted(sources.printed_like(db.conn, ["毎日新聞"])) == ["毎日 新聞", "毎日新聞"]
    assert sources.printed_like(db.conn, ["", "harbour gull"]) == ["Harbour Gull"]


def test_standings_are_read_and_written_as_they_are(db: Any) -> None:
    ids = [row_id for (row_id,) in db.conn.execute("SELECT id FROM clipping ORDER BY id")]
    found = sources.standings(db.conn, ids * 100)
    assert {row.clipping_id for row in found} == set(ids)
    before = list(db.conn.execute("SELECT * FROM clipping ORDER BY id"))
    sources.put_standings(db, found[: len(ids)])
    assert list(db.conn.execute("SELECT * FROM clipping ORDER BY id")) == before
    assert sources.standings_in_doubt(db.conn)[0].line == "Harbour Gull 霧の港"
    assert sources.newest_clipping(db.conn) == ids[-1]


# ---- the searched texts --------------------------------------------------------------------------


def sought(db: Any) -> dict[int, tuple[str, ...]]:
    rows = db.conn.execute(
        "SELECT clipping_id, headline, body, compiler, apparatus FROM search_text"
    )
    return {clipping_id: tuple(rest) for clipping_id, *rest in rows}


def test_the_searched_texts_are_made_of_the_stored_rows(db: Any) -> None:
    before = sought(db)
    ids = list(before)
    db.conn.execute("UPDATE search_text SET headline = ''")
    headlines.refresh(db.conn, ids * 200)
    assert sought(db) == before
    db.conn.execute("UPDATE clipping SET headline = '霧の　朝' WHERE id = ?", (ids[0],))
    headlines.refresh(db.conn, ids[1:])
    assert sought(db) == before
    headlines.refresh(db.conn, ids[:1])
    assert sought(db)[ids[0]] == ("霧の朝", *before[ids[0]][1:])


def test_the_index_is_told(db: Any) -> None:
    rebuilding.rebuild(db.conn)
    RenameSource("朝日新聞", "波止場だより").do(db)
    SetMeaning("Harbour Gull", "鴎の報道").do(db)
    assert index.is_current(db.conn)
    assert len(find.find_ids(db.conn, "source:波止場だより")) == 2
    assert len(find.find_ids(db.conn, "source:鴎の報道")) == 2
    assert len(find.find_ids(db.conn, "霧の岬")) == 1


def test_what_is_searched_of_a_draft() -> None:
    draft: Draft = read(PAGE).drafts[0]
    found = searchable(draft)
    assert found.headline == fold(draft.headline)
    assert found.body == "\n".join(fold(p.text) for p in draft.passages[:1])
    assert found.compiler == ""
    assert found.apparatus.split("\n") == [
        "【日誌の発見関連記事:3105-040901(as 2031.04.09)】",
        "【関連記事:3001-010101(as 2030.01.01)】",
    ]
    noted = searchable(read(PAGE).drafts[2])
    assert noted.compiler == fold("編者は別の日誌も知っている。")
