"""Libraries of every earlier version come up to date with nothing lost; their pages come again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from clipdesk.importing import run
from clipdesk.store import clippings, find, imports, index, library, rebuilding, revisions
from tests.pages import PAGE, bring, plan

HERE = Path(__file__).parent


def older(path: Path, version: int) -> Path:
    """A library as that version left it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / f"library_v{version}.sql").read_text("utf-8"))
    return path


def test_version_1(tmp_path: Path) -> None:
    path = older(tmp_path / "old.sqlite", 1)
    changed = PAGE.replace("3,000㌧", "4,000㌧")
    with closing(library.open_for_writing(path)) as db:
        assert library.version(db.conn) == library.latest_version()
        ids = list(find.find_ids(db.conn, ""))
        records = list(clippings.records(db.conn, ids))
        assert [record.tags for record in records[:3]] == [("国/岬",), ("国/岬",), ()]
        assert records[0].note == "**要確認**"
        assert [record.starred for record in records] == [False, True, False, False, False]
        assert records[4].read_at is not None
        assert [one.published.iso for one in revisions.of_clipping(db.conn, ids[0])] == [
            "2031-04-10"
        ]
        assert len(find.find_ids(db.conn, "has:revision")) == 1

        made = plan(db.conn, changed)  # the page that it was filled with last
        assert (made.unchanged, made.total) == (5, 5)
        assert bring(db, PAGE).changed == 1
        run.take_back(db, imports.runs(db.conn)[0].id)
        assert (plan(db.conn, changed).unchanged, clippings.count(db.conn)) == (5, 5)

        assert not index.is_current(db.conn)
        found = list(find.find_ids(db.conn, "霧"))
        rebuilding.rebuild(db.conn)
        assert index.is_current(db.conn)
        assert list(find.find_ids(db.conn, "霧")) == found != []
