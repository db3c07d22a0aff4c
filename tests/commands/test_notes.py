"""Versions of notes, what notes point to, and free notes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipdesk.commands import AddJournal, Command, DeleteJournal, EditJournal, EditNote
from clipdesk.core.errors import UserError
from clipdesk.history import History
from clipdesk.store import journal, layer, library, mentions, my_notes, note_links, versions
from clipdesk.store.versions import Kind
from tests.pages import PAGE, bring, dump, new_library

_EARLY, _LATE = "2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def _said(db: Any, kind: Kind = Kind.NOTE, owner: int = 1) -> list[str]:
    return [version.body for version in versions.of(db.conn, kind, owner)]


def _id(db: Any, uid: str) -> int:
    ((found,),) = db.conn.execute("SELECT id FROM clipping WHERE uid = ?", (uid,))
    return int(found)


def test_one_stretch_of_typing_leaves_one_version(db: Any) -> None:
    history = History()
    history.do(db, EditNote(1, "昨日"))
    for body in ("昨日の", "昨日の海", ""):
        history.do(db, EditNote(1, body, 1, _LATE))  # the note that was there is older
    assert _said(db) == ["昨日の海", "昨日の", "昨日"]  # the clock went back: none is lost
    for body in ("今", "今日"):
        history.do(db, EditNote(1, body, 2, _EARLY))
    assert _said(db)[0] == "昨日の海"  # of what this stretch wrote itself none is kept
    history.do(db, EditNote(1, "明日", 3))
    assert _said(db)[0] == "今日"


def test_undo_takes_the_version_back_and_redo_brings_the_same_again(db: Any) -> None:
    history = History()
    history.do(db, EditNote(1, "前"))
    before = dump(db.conn)
    for body in ("a", "ab"):
        history.do(db, EditNote(1, body, 1, _LATE))
    after = dump(db.conn)
    assert _said(db) == ["a", "前"]
    history.undo(db)
    assert dump(db.conn) == before
    history.redo(db)
    assert dump(db.conn) == after


def test_a_removed_note_leaves_its_version_which_holds_the_clipping(db: Any) -> None:
    EditNote(1, "消す").do(db)
    EditNote(1, "").do(db)
    assert layer.note(db.conn, 1) is None
    assert _said(db) == ["消す"]
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute("DELETE FROM clipping WHERE id = 1")


def test_a_note_is_seen_from_what_it_points_to(db: Any) -> None:
    target = _id(db, "3105-040901")
    other = _id(db, "3105-041003")
    changes = EditNote(other, "# 日誌\n[[3105-040901]] と <3105-040902>、[[3001-010101]]").do(db)
    assert changes.links
    (mention,) = mentions.of_clipping(db.conn, target)
    assert mention.title == "日誌"
    assert mention.clipping is not None
    assert mention.clipping.uid == "3105-041003"
    assert (
        not EditNote(other, "# 日誌\n<3105-040901> [[3105-040902]] [[3001-010101]]!").do(db).links
    )
    add = AddJournal("考え <3105-040901>")
    assert add.do(db).links
    assert {one.title for one in mentions.of_clipping(db.conn, target)} == {
        "日誌",
        "考え <3105-040901>",
    }
    add.undo(db)
    EditNote(other, "").do(db)
    assert mentions.of_clipping(db.conn, target) == ()


def test_a_link_leads_to_one_clipping_alone(db: Any) -> None:
    """Where two clippings print one id, its note is mentioned where the link leads."""
    one, two = _id(db, "3105-040901"), _id(db, "3105-040902")
    db.conn.execute("UPDATE clipping SET printed_id = '3105-040901' WHERE id = ?", (two,))
    EditNote(_id(db, "3105-041003"), "[[3105-040901]]").do(db)
    assert len(mentions.of_clipping(db.conn, one)) == 1
    assert mentions.of_clipping(db.conn, two) == ()
    ((name, _),) = mentions.offered(db.conn, [two])
    assert name == "3105-040902"  # its identity: its printed id leads elsewhere


def test_links_can_be_made_anew(db: Any) -> None:
    EditNote(1, "[[3105-040901]]").do(db)
    AddJournal("<3105-040902>").do(db)
    before = dump(db.conn)["note_link"]
    db.conn.execute("DELETE FROM note_link")
    note_links.put_all(db.conn)
    assert dump(db.conn)["note_link"] == before != []


def test_what_may_be_linked(db: Any) -> None:
    def names(typed: str) -> list[str]:
        ids = mentions.beginning(db.conn, typed, 9)
        return [name for name, _ in mentions.offered(db.conn, ids)]

    assert names("3105-0409") == ["3105-040902", "3105-040901"]
    assert names("<3105-041003") == ["3105-041003"]
    assert set(names("2031-04")) == {"3105-041003", "3105-040902", "3105-040901", "3105-040000"}
    assert names("2031.04.10") == ["3105-041003"]
    assert len(names("")) == 5
    assert names("")[0] == "3105-041003"
    assert names("灯台") == []
    without_id = names("2030")[0]
    assert list(mentions.named(db.conn, [without_id, "nowhere"])) == [without_id]


def test_free_notes_are_listed_with_the_others(db: Any) -> None:
    add = AddJournal("# 日記\n霧の朝")
    add.do(db)
    EditNote(1, "ｱﾙﾌｧ\n二行目").do(db)
    db.conn.execute("UPDATE note SET changed_at = ?", (_EARLY,))
    assert my_notes.keys(db.conn) == [(Kind.JOURNAL, add.journal_id), (Kind.NOTE, 1)]
    assert my_notes.keys(db.conn, "アルファ") == [(Kind.NOTE, 1)]
    assert my_notes.keys(db.conn, " 霧 ") == [(Kind.JOURNAL, add.journal_id)]
    free, noted = my_notes.lines(db.conn, my_notes.keys(db.conn))
    assert (free.title, free.excerpt, free.headline) == ("日記", "霧の朝", "")
    assert noted.headline
    assert my_notes.lines(db.conn, [(Kind.JOURNAL, 99)]) == []


def test_a_free_note_has_versions_and_comes_back_with_them(db: Any) -> None:
    history = History()
    add = AddJournal("一")
    history.do(db, add)
    history.do(db, EditJournal(add.journal_id, "二"))
    history.do(db, EditJournal(add.journal_id, "三"))
    before = dump(db.conn)
    history.do(db, DeleteJournal(add.journal_id))
    assert journal.entry(db.conn, add.journal_id) is None
    history.undo(db)
    assert dump(db.conn) == before
    assert _said(db, Kind.JOURNAL, add.journal_id) == ["二", "一"]


_bodies = st.sampled_from(["", " ", "一", "二 [[3105-040901]]", "<3105-040902>", "\udcff"])
_stamps = st.sampled_from(["", _EARLY, _LATE])
_commands = st.one_of(
    st.builds(AddJournal, _bodies),
    st.builds(EditJournal, st.integers(1, 2), _bodies, st.integers(0, 2), _stamps),
    st.builds(DeleteJournal, st.integers(1, 2)),
)


@given(st.lists(st.one_of(_commands, st.sampled_from(["undo", "redo"])), max_size=12))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_walk_through_free_notes(db: Any, sequence: list[Command | str]) -> None:
    db.conn.execute("PRAGMA synchronous = OFF")
    history = History()
    before = dump(db.conn)
    for step in sequence:
        if isinstance(step, Command):
            with suppress(UserError):  # it is not there
                history.do(db, step)
        else:
            history.undo(db) if step == "undo" else history.redo(db)
    after = dump(db.conn)
    undone = 0
    while history.next_undo is not None:
        history.undo(db)
        undone += 1
    assert dump(db.conn) == before
    for _ in range(undone):
        history.redo(db)
    assert dump(db.conn) == after
    for _ in range(undone):
        history.undo(db)


def test_what_another_wrote_is_not_undone(db: Any) -> None:
    add = AddJournal("一")
    add.do(db)
    mine = EditJournal(add.journal_id, "二")
    mine.do(db)
    EditJournal(add.journal_id, "別").do(db)
    for command in (mine, add):
        with pytest.raises(UserError, match="undo_changed_elsewhere"):
            command.undo(db)
    DeleteJournal(add.journal_id).do(db)
    with pytest.raises(UserError, match="journal_gone"):
        EditJournal(add.journal_id, "x").do(db)


def test_an_import_that_is_taken_back_leaves_what_was_noted(db: Any) -> None:
    """A clipping whose note was removed keeps what the note said."""
    from clipdesk.importing import run
    from tests.pages import clip, page

    bring(db, page(clip("3105-050101", date="2031.05.01"), title="別"))
    one = _id(db, "3105-050101")
    EditNote(one, "覚え").do(db)
    EditNote(one, "").do(db)
    ((last,),) = db.conn.execute("SELECT max(id) FROM import_run")
    run.take_back(db, last)
    assert _said(db, owner=one) == ["覚え"]
