"""Where the clippings of the list have the words that they were found by."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from clipdesk.commands import AddHighlight, EditNote
from clipdesk.core.hits import Context, Where
from clipdesk.core.query import parse
from clipdesk.store import clippings, contexts, find, library
from tests.pages import bring, clip, page

BODY = (
    " 霧の朝、岬の灯 台で日誌が見つかった。\n\n 費用は3,000㌧の石の分。讀賣の記者は讀む。\n\n"
    "【註】\n 編者は別の日誌も知っている。\n\n【関連記事:3001-010101 (北海 2030.01.01)】"
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A clipping with all voices, and one with next to nothing."""
    path = tmp_path_factory.mktemp("contexts") / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(
            db,
            page(
                clip("3105-040901", headline="灯台守の日誌", body=BODY),
                clip("3105-040802", date="2031.04.08", headline="港の IS", body=" ISIS。"),
            ),
        )
        first = clippings.row_ids(db.conn, ["3105-040901"])[0]
        EditNote(first, "要確認\n- 船の名は?").do(db)
        AddHighlight(first, 0, 2, "red", "海霧か\n調べる").do(db)
    with closing(library.open_for_reading(path)) as connection:
        yield connection


def shown(reader: sqlite3.Connection, typed: str, name: str = "3105-040901") -> Context | None:
    """The context of a clipping."""
    (clipping_id,) = clippings.row_ids(reader, [name])
    return contexts.contexts(reader, [clipping_id], parse(typed)).get(clipping_id)


@pytest.mark.parametrize(
    ("typed", "headline", "where", "parts"),
    [
        ("灯台", ["灯台"], None, []),
        ("日誌", ["日誌"], None, []),
        ("text:灯台", [], Where.TEXT, ["灯台"]),
        ("灯台 トン", ["灯台"], Where.TEXT, ["㌧"]),
        ("霧 読売 石", [], Where.TEXT, ["石", "讀賣"]),  # the line that has two of them
        ("編者", [], Where.COMPILER, ["編者"]),
        ("北海", [], Where.CITATION, ["北海"]),
        ("船の名", [], Where.NOTE, ["船の名"]),
        ("note:確認", [], Where.NOTE, ["確認"]),
        ("調べる", [], Where.COMMENT, ["調べる"]),
        ("海霧", [], Where.COMMENT, ["海霧"]),
        ("3105-040901", [], None, []),  # its id, which no text has
        ("灯台 -山 is:unread", ["灯台"], None, []),
        ("讀", [], Where.TEXT, ["讀", "讀"]),
    ],
)
def test_where_a_word_stands(
    reader: sqlite3.Connection,
    typed: str,
    headline: list[str],
    where: Where | None,
    parts: list[str],
) -> None:
    found = shown(reader, typed)
    assert found is not None
    assert ["灯台守の日誌"[s:e] for s, e in found.headline] == headline
    assert found.where is where
    assert [found.text[s:e] for s, e in found.ranges] == parts
    assert bool(found.text) is (where is not None)


def test_whole_words(reader: sqlite3.Connection) -> None:
    found = shown(reader, "=IS", "3105-040802")
    assert found == Context(((3, 5),))
    assert shown(reader, "text:IS", "3105-040802") == Context(
        (), Where.TEXT, "ISIS。", ((0, 2), (2, 4))
    )


@pytest.mark.parametrize("typed", ["", "-灯台", "source:朝日", "date:2031"])
def test_without_words_there_is_nothing(reader: sqlite3.Connection, typed: str) -> None:
    assert contexts.contexts(reader, find.find_ids(reader, ""), parse(typed)) == {}


def test_an_unknown_clipping_has_none(reader: sqlite3.Connection) -> None:
    assert contexts.contexts(reader, [99], parse("霧")) == {}
