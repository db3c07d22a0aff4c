"""Restoring annotations is one step: undone it leaves nothing, done again it gives the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import AddHighlight, AddTag, EditNote, SaveSearch, SetStarred, SetTagKeys
from clipdesk.commands.restoring import RestoreAnnotations
from clipdesk.core.errors import Cancelled, UserError
from clipdesk.core.query import Filter
from clipdesk.exporting import mirror
from clipdesk.history import History
from clipdesk.importing.plan import Watch
from clipdesk.store import layer, library
from tests.annotations import fill, side
from tests.pages import PAGE, new_library


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The mirror of another library."""
    path = new_library(tmp_path / "other.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as db:
        fill(db)
        AddTag((1, 2), "国").do(db)
        EditNote(1, "写しのメモ").do(db)
        AddHighlight(1, 0, 5, "red", "重要").do(db)
        SaveSearch("港", Filter("港")).do(db)
        SetTagKeys({1: "国"}).do(db)
        mirror.keep(db.conn)
    return mirror.path_of(path)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def test_do_undo_redo(db: Any, file: Path) -> None:
    SetStarred((1, 4), starred=True).do(db)
    EditNote(2, "ここのメモ").do(db)
    history = History()
    before = side(db.conn)
    command = RestoreAnnotations(file)
    assert not history.do(db, command).is_empty
    after = side(db.conn)
    assert after != before
    assert command.restored.unplaced == []
    file.unlink()  # it is read once
    for _ in range(2):
        history.undo(db)
        assert side(db.conn) == before
        history.redo(db)
        assert side(db.conn) == after
    history.undo(db)
    EditNote(1, "その後").do(db)
    history.redo(db)
    found = layer.note(db.conn, 1)
    assert found is not None
    assert found[0] == "その後"  # what was written since stays


def test_where_all_is_there_it_is_no_step(db: Any, file: Path) -> None:
    history = History()
    history.do(db, RestoreAnnotations(file))
    assert history.do(db, RestoreAnnotations(file)).is_empty
    history.undo(db)
    assert not any(side(db.conn).values())


def test_given_up_nothing_of_it_stays(db: Any, file: Path) -> None:
    asked = 0

    def gave_up() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    with pytest.raises(Cancelled):
        RestoreAnnotations(file, Watch(is_cancelled=gave_up)).do(db)
    assert not any(side(db.conn).values())


def test_a_file_that_is_none(db: Any, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="annotations_missing"):
        RestoreAnnotations(tmp_path / "none.jsonl").do(db)
