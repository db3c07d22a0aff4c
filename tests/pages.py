"""Invented pages in the printed form, and libraries made of them. For every test without a window."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clipdesk.core.model import Page
from clipdesk.importing import files, run
from clipdesk.importing.page import collected, read_lines, read_page
from clipdesk.importing.plan import Plan, stage_page
from clipdesk.importing.sources import SourceBook
from clipdesk.store import library

if TYPE_CHECKING:
    import sqlite_utils

TITLE = "岬の報道"
BOOK = SourceBook({"北海タイムズ": "北海タイムズ"})


def clip(
    printed_id: str | None = "3105-040901",
    *,
    date: str = "2031.04.09",
    source: str = "朝日新聞",
    via: str | None = None,
    headline: str = "灯台守の日誌が見つかる",
    body: str = " 霧が晴れた。",
) -> str:
    """One clipping as it is printed."""
    head = [date, source, *([] if via is None else [f"({via})"])]
    return "\n".join([*head, headline + (f" <{printed_id}>" if printed_id else ""), "", body, ""])


def page(*clips: str, title: str = TITLE) -> str:
    """A page as it is printed."""
    return "\n".join([title, "", *clips])


# Newest first. 040903 cites 040901 and one that is nowhere; 040901 has a note and a place.
PAGE = page(
    clip(
        "3105-041003",
        date="2031.04.10",
        source="時事通信",
        via="Yahoo",
        headline="岬の灯台 を修理へ",
        body=" 港湾局は10日、岬の灯台を直すと 発表した。 費用は3,000㌧の石の分である。\n\n"
        " 【日誌の発見関連記事:3105-040901 (AS 2031.04.09)】\n"
        "【関連記事:3001-010101 (AS 2030.01.01)】",
    ),
    clip(
        "3105-040902",
        date="2031.04.09\n 20:48",
        source="ロイタ通信",
        via="インターネット",
        headline="Storm closes the CAPE road",
        body=" The Cape Road was closed on Wednesday.\n 道は夜に閉じた。",
    ),
    clip(
        "3105-040901",
        body=" 霧の朝、灯台で古い日誌が見つかった(註:戦前のもの)。\n"
        "岬 の位置 (Google Map)】\n\n【註】\n 編者は別の日誌も知っている。",
    ),
    clip("3105-040000", date="2031.04", source="北海タイムズ", headline="四月の海"),
    clip(
        None,
        date="2030.12.31",
        source="朝日新聞",
        via="Yahoo",
        headline="歳末の港",
        body=" 100%の船が_港に\\戻った。",
    ),
)


def read(text: str) -> Page:
    """A text read as a page; 北海タイムズ is a source of the user's own."""
    return read_page(text, BOOK, title_fallback="無題")


def read_file(path: Path, book: SourceBook | None = None) -> Page:
    """A file read as an import reads it."""
    with files.opened(files.PageFile(path, path.name)) as found:
        return collected(found.reading(book or SourceBook()))


def plan(connection: sqlite3.Connection | None, text: str, name: str = "page.txt") -> Plan:
    """What importing a text would do."""
    lines = text.split("\n")
    made = stage_page(
        read_lines(lines, BOOK, title_fallback="無題"),
        lambda: iter(lines),
        file_name=name,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    assert made is not None
    made.compare(connection)
    return made


def bring(db: sqlite_utils.Database, text: str) -> Plan:
    """Import a text."""
    made = plan(db.conn, text)
    run.apply_plan(db, made)
    return made


def new_library(path: Path, *texts: str) -> Path:
    """A library file with some pages in it."""
    with closing(library.open_for_writing(path, create=True)) as db:
        for text in texts:
            bring(db, text)
    return path


_OF_INDEX = re.compile("index_state|(search|note)_(pairs|singles)|identity|layer_change|step$")


def dump(connection: sqlite3.Connection, *, without: Sequence[str] = ()) -> dict[str, list[Any]]:
    """Every row of every table, but for the search index, the steps, and the mirror's account of changes."""
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if name not in without and not _OF_INDEX.match(name)
    ]
    return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in names}


def dump_file(path: Path) -> dict[str, list[Any]]:
    """Every row of every table of a library file."""
    with closing(library.open_for_reading(path)) as connection:
        return dump(connection)
