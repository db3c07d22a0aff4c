"""The history: steps, merged typing, and its bound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import AddTag, EditNote, SetRead, SetStarred
from clipdesk.history import STEPS, History
from clipdesk.store import layer, library
from tests.pages import PAGE, dump, new_library


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


def body(db: Any, clipping_id: int = 1) -> str | None:
    note = layer.note(db.conn, clipping_id)
    return None if note is None else note[0]


def type_in(history: History, db: Any, text: str, session: int, clipping_id: int = 1) -> None:
    for end in range(1, len(text) + 1):
        history.do(db, EditNote(clipping_id, text[:end], session))


def test_nothing_to_undo_or_redo(db: Any) -> None:
    history = History()
    assert history.undo(db).is_empty
    assert history.redo(db).is_empty
    assert history.next_undo is history.next_redo is None


def test_one_sitting_of_typing_is_one_step(db: Any) -> None:
    history = History()
    EditNote(1, "前から").do(db)
    type_in(history, db, "最初", 1)
    type_in(history, db, "次の文", 2)
    type_in(history, db, "別の切り抜き", 2, clipping_id=2)
    assert (body(db), body(db, 2)) == ("次の文", "別の切り抜き")
    history.undo(db)
    assert (body(db), body(db, 2)) == ("次の文", None)
    history.undo(db)
    assert body(db) == "最初"
    history.undo(db)
    assert body(db) == "前から"
    assert history.next_undo is None
    for expected in ("最初", "次の文"):
        history.redo(db)
        assert body(db) == expected


def test_without_a_session_every_edit_is_a_step(db: Any) -> None:
    history = History()
    type_in(history, db, "ab", 0)
    history.undo(db)
    assert body(db) == "a"


def test_typing_and_deleting_again_is_undone_to_what_was_there(db: Any) -> None:
    history = History()
    EditNote(1, "前から").do(db)
    before = dump(db.conn)
    history.do(db, EditNote(1, "前からx", 1))
    history.do(db, EditNote(1, "", 1))
    history.do(db, EditNote(1, "前から", 1))
    after = dump(db.conn)
    history.undo(db)
    assert dump(db.conn) == before
    history.redo(db)
    assert dump(db.conn) == after


def test_another_step_between_ends_the_merging(db: Any) -> None:
    history = History()
    history.do(db, EditNote(1, "a", 1))
    history.do(db, SetStarred((1,), starred=True))
    history.do(db, EditNote(1, "ab", 1))
    history.undo(db)
    assert body(db) == "a"


def test_a_new_step_forgets_what_was_undone(db: Any) -> None:
    history = History()
    history.do(db, AddTag((1,), "a"))
    history.undo(db)
    assert isinstance(history.next_redo, AddTag)
    history.do(db, AddTag((1,), "b"))
    assert history.next_redo is None


def test_what_changes_nothing_is_no_step_and_forgets_nothing(db: Any) -> None:
    history = History()
    history.do(db, AddTag((1,), "a"))
    history.undo(db)
    assert history.do(db, SetStarred((1,), starred=False)).is_empty
    assert history.next_redo is not None
    assert history.next_undo is None


def test_what_is_not_undoable_is_no_step_and_forgets_nothing(db: Any) -> None:
    history = History()
    history.do(db, AddTag((1,), "a"))
    history.undo(db)
    assert not history.do(db, SetRead((1,), read=True), undoable=False).is_empty
    assert history.next_redo is not None
    assert history.next_undo is None


def test_a_thousand_steps(db: Any) -> None:
    history = History()
    for n in range(STEPS + 5):
        history.do(db, SetStarred((1,), starred=n % 2 == 0))
    undone = 0
    while history.next_undo is not None:
        history.undo(db)
        undone += 1
    assert undone == STEPS
    assert bool(layer.readings(db.conn, [1])[0][2])  # the fifth of them was a star
