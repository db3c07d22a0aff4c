"""Commands: do and undo restore every row exactly, and doing again gives the same again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.commands import (
    AddTag,
    Command,
    CreateTag,
    DeleteTags,
    EditNote,
    RemoveTag,
    SetRead,
    SetStarred,
    SetTagKeys,
    SetTags,
    toggle_read,
    toggle_starred,
    toggle_tag,
)
from clipdesk.core.errors import UserError
from clipdesk.history import History
from clipdesk.store import clippings, layer, library
from tests.pages import PAGE, dump, new_library

ids = st.lists(st.integers(1, 5), max_size=4).map(tuple)
tags = st.sampled_from(["国", "国/海", " 国 / 海 ", "急", "\udcff"])
several = st.lists(tags, max_size=3).map(tuple)
bodies = st.sampled_from(
    [
        "",
        " ",
        "メモ",
        "[[3105-040901]] <3105-040902>",
        "別のメモ",
        "a\r\nb",
        "\x00",
        "\udcff",
        "𠮷😀",
    ]
)
commands = st.one_of(
    st.builds(AddTag, ids, tags),
    st.builds(RemoveTag, ids, tags),
    st.builds(
        EditNote,
        st.integers(1, 5),
        bodies,
        st.integers(0, 2),
        st.sampled_from(["", "2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"]),
    ),
    st.builds(SetStarred, ids, st.booleans()),
    st.builds(SetRead, ids, st.booleans()),
    st.builds(SetTags, ids, several, several),
    st.builds(CreateTag, tags),
    st.builds(DeleteTags, several),
    st.builds(SetTagKeys, st.dictionaries(st.integers(1, 9), tags, max_size=4)),
    st.builds(toggle_tag, ids, tags.map(str.strip)),
    st.builds(toggle_starred, ids),
    st.builds(toggle_read, ids),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One library for many examples: each of them ends where it began."""
    path = new_library(tmp_path_factory.mktemp("commands") / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        yield db


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


@given(st.lists(commands, max_size=12))
@settings(max_examples=60)
def test_undo_restores_every_row_and_redo_the_same_again(
    shared: Any, sequence: list[Command]
) -> None:
    states = [dump(shared.conn)]
    done = []
    for command in sequence:
        if not command.do(shared).is_empty:
            done.append(command)
            states.append(dump(shared.conn))
        assert dump(shared.conn) == states[-1]  # what says that nothing changed changed nothing
    for command, state in zip(reversed(done), reversed(states[:-1]), strict=True):
        command.undo(shared)
        assert dump(shared.conn) == state

    for command, state in zip(done, states[1:], strict=True):
        command.do(shared)
        assert dump(shared.conn) == state
    for command in reversed(done):
        command.undo(shared)
    assert dump(shared.conn) == states[0]


steps = st.one_of(commands, st.sampled_from(["undo", "redo"]))


@given(st.lists(steps, max_size=20))
@settings(max_examples=60)
def test_any_walk_through_the_history(shared: Any, walk: list[Command | str]) -> None:
    history = History()
    first = dump(shared.conn)
    past, future = [first], list[dict[str, list[Any]]]()
    for step in walk:
        if step == "undo":
            history.undo(shared)
            if len(past) > 1:
                future.append(past.pop())
        elif step == "redo":
            history.redo(shared)
            if future:
                past.append(future.pop())
        elif isinstance(step, Command):
            before = history.next_undo
            if not history.do(shared, step).is_empty:
                future.clear()
                if before is not None and history.next_undo is before:
                    past.pop()  # merged into the step before
                past.append(dump(shared.conn))
        assert dump(shared.conn) == past[-1]
    while history.next_undo is not None:
        history.undo(shared)
    assert dump(shared.conn) == first


def test_doing_again_later_writes_the_same_stamps(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Command] = [
        AddTag((1, 2), "急"),
        EditNote(1, "メモ"),
        SetRead((1, 3), read=True),
        SetStarred((1,), starred=True),
    ]
    for command in made:
        command.do(db)
    after = dump(db.conn)
    for command in reversed(made):
        command.undo(db)
    monkeypatch.setattr(layer, "now", lambda: "2099-01-01T00:00:00Z")  # time passes
    for command in made:
        command.do(db)
    assert dump(db.conn) == after


# ---- tags --------------------------------------------------------------------------------------


def test_a_tag_for_a_clipping_named_twice(db: Any) -> None:
    assert AddTag((1, 1, 2), "急").do(db).clippings == {1, 2}
    assert AddTag((1, 2), " 急 ").do(db).is_empty
    assert layer.tag_names(db.conn) == ["急"]


def test_a_tag_is_taken_off_under_the_name_it_was_typed(db: Any) -> None:
    AddTag((1, 2), "国//海 ").do(db)
    assert layer.tag_names(db.conn) == ["国/海"]
    assert RemoveTag((1, 3), "国//海 ").do(db).clippings == {1}
    assert RemoveTag((1,), "国/海").do(db).is_empty
    assert RemoveTag((1,), "どこにもない").do(db).is_empty
    assert layer.tag_names(db.conn) == ["国/海"]


def test_undo_keeps_a_tag_that_another_hand_uses(db: Any) -> None:
    adding = AddTag((1,), "急")
    adding.do(db)
    AddTag((2,), "急").do(db)
    adding.undo(db)
    assert layer.tag_names(db.conn) == ["急"]
    assert [row.tags for row in clippings.rows(db.conn, [1, 2])] == [(), ("急",)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "tag_empty"),
        (" / / ", "tag_empty"),
        ("\u200b", "tag_empty"),
        ("長" * 201, "tag_too_long"),
    ],
)
def test_names_that_are_no_tag(db: Any, name: str, code: str) -> None:
    before = dump(db.conn)
    for command in (AddTag((1,), name), RemoveTag((1,), name)):
        with pytest.raises(UserError) as caught:
            command.do(db)
        assert caught.value.code == code
    assert dump(db.conn) == before


def test_a_tag_that_nobody_bears_any_more_goes_and_comes_back(db: Any) -> None:
    AddTag((1,), "ほか").do(db)
    AddTag((1, 2), "しゅべつ").do(db)
    before = dump(db.conn)
    first, last = RemoveTag((1,), "しゅべつ"), RemoveTag((2,), "しゅべつ")
    first.do(db)
    assert layer.tag_names(db.conn) == ["しゅべつ", "ほか"]
    last.do(db)
    assert layer.tag_names(db.conn) == ["ほか"]
    last.undo(db)
    first.undo(db)
    assert dump(db.conn) == before


def test_a_tag_left_over_by_an_older_program_can_be_deleted(db: Any) -> None:
    layer.ensure_tag(db, "誤記")
    before = dump(db.conn)
    removing = RemoveTag((1,), "誤記")
    assert removing.do(db).tags
    assert layer.tag_names(db.conn) == []
    removing.undo(db)
    assert dump(db.conn) == before


# ---- beside another program (each command that no history has seen is one of its own)


def test_a_tag_given_back_elsewhere_meanwhile(db: Any) -> None:
    history = History()
    AddTag((1, 2), "急").do(db)
    history.do(db, RemoveTag((1, 2), "急"))
    AddTag((3,), "別").do(db)  # takes the id that the tag had
    AddTag((1,), "急").do(db)
    history.undo(db)
    assert [row.tags for row in clippings.rows(db.conn, [1, 2, 3])] == [("急",), ("急",), ("別",)]
    history.redo(db)
    assert [row.tags for row in clippings.rows(db.conn, [1, 2, 3])] == [("急",), (), ("別",)]


def test_a_tag_whose_id_was_taken_elsewhere_is_made_again_under_its_name(db: Any) -> None:
    history = History()
    AddTag((1,), "急").do(db)
    history.do(db, RemoveTag((1,), "急"))
    AddTag((3,), "別").do(db)
    history.undo(db)
    assert [row.tags for row in clippings.rows(db.conn, [1, 3])] == [("急",), ("別",)]


def test_undoing_a_tag_takes_no_other_that_has_its_id_now(db: Any) -> None:
    history = History()
    history.do(db, AddTag((1,), "急"))
    RemoveTag((1,), "急").do(db)
    AddTag((1,), "別").do(db)
    history.undo(db)
    assert [row.tags for row in clippings.rows(db.conn, [1])] == [("別",)]


def test_a_note_written_elsewhere_is_not_undone_and_the_next_step_can_be(db: Any) -> None:
    history = History()
    history.do(db, SetStarred((1,), starred=True))
    history.do(db, EditNote(1, "窓で", 1))
    EditNote(1, "よそで").do(db)
    before = dump(db.conn)
    with pytest.raises(UserError) as caught:
        history.undo(db)
    assert caught.value.code == "undo_changed_elsewhere"
    assert dump(db.conn) == before
    assert history.undo(db).reading
    assert history.next_undo is None


def test_a_note_written_elsewhere_is_not_done_again(db: Any) -> None:
    history = History()
    history.do(db, EditNote(1, "窓で", 1))
    history.undo(db)
    EditNote(1, "よそで").do(db)
    with pytest.raises(UserError) as caught:
        history.redo(db)
    assert caught.value.code == "undo_changed_elsewhere"
    assert history.next_redo is None
    assert layer.note(db.conn, 1) == ("よそで", layer.note(db.conn, 1)[1])  # type: ignore[index]


def test_what_was_typed_over_anothers_note_is_undone_to_that_note(db: Any) -> None:
    history = History()
    history.do(db, EditNote(1, "窓", 1))
    EditNote(1, "よそで").do(db)
    history.do(db, EditNote(1, "窓で", 1))  # the same stretch of typing
    history.undo(db)
    assert (layer.note(db.conn, 1) or ("",))[0] == "よそで"


def test_undoing_a_reading_mark_leaves_a_later_one(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    SetRead((1,), read=True).do(db)
    unread = SetRead((1,), read=False)
    unread.do(db)
    monkeypatch.setattr(layer, "now", lambda: "2099-01-01T00:00:00Z")
    SetRead((1,), read=True).do(db)
    unread.undo(db)
    assert layer.readings(db.conn, [1])[0][1] == "2099-01-01T00:00:00Z"


def test_a_step_that_fails_by_a_bug_is_dropped(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    history = History()
    history.do(db, AddTag((2,), "国"))
    history.do(db, AddTag((1,), "急"))

    def fails(*_: object) -> None:
        raise sqlite3.IntegrityError

    with monkeypatch.context() as broken:
        broken.setattr(layer, "remove_taggings", fails)
        with pytest.raises(sqlite3.IntegrityError):
            history.undo(db)
    assert not history.undo(db).is_empty
    assert [row.tags for row in clippings.rows(db.conn, [1, 2])] == [("急",), ()]


# ---- notes -------------------------------------------------------------------------------------


def test_a_blank_note_is_none(db: Any) -> None:
    assert EditNote(1, "").do(db).is_empty
    assert EditNote(1, " \n").do(db).is_empty
    EditNote(1, "メモ").do(db)
    assert EditNote(1, "メモ").do(db).is_empty
    assert not EditNote(1, "  ").do(db).is_empty
    assert layer.note(db.conn, 1) is None
    assert dump(db.conn)["note_search_text"] == []


def test_a_note_that_no_database_can_hold_is_written_once(db: Any) -> None:
    EditNote(1, "\udcff").do(db)
    assert EditNote(1, "\udcff").do(db).is_empty
    note = layer.note(db.conn, 1)
    assert note is not None
    assert note[0] == "\ufffd"


# ---- reading -----------------------------------------------------------------------------------


def test_undoing_a_star_does_not_unread(db: Any) -> None:
    """Reading a clipping is no step of the history; it happens between star and undo."""
    history = History()
    history.do(db, SetStarred((1,), starred=True))
    history.do(db, SetRead((1,), read=True), undoable=False)
    history.undo(db)
    (row,) = clippings.rows(db.conn, [1])
    assert (row.starred, row.is_read) == (False, True)


def test_undoing_a_reading_mark_does_not_touch_the_star(db: Any) -> None:
    history = History()
    history.do(db, SetRead((1,), read=True))
    history.do(db, SetStarred((1,), starred=True), undoable=False)
    history.undo(db)
    (row,) = clippings.rows(db.conn, [1])
    assert (row.starred, row.is_read) == (True, False)


# ---- what fails leaves nothing -----------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        AddTag((1, 999), "急"),
        EditNote(999, "メモ"),
        SetStarred((1, 999), starred=True),
        SetRead((1, 999), read=True),
    ],
)
def test_a_command_that_fails_leaves_nothing(db: Any, command: Command) -> None:
    history = History()
    history.do(db, AddTag((2,), "国"))
    before = dump(db.conn)
    with pytest.raises(sqlite3.IntegrityError):
        history.do(db, command)
    assert dump(db.conn) == before
    assert not db.conn.in_transaction
    assert isinstance(history.next_undo, AddTag)
    assert history.next_undo is not command


def test_a_step_that_cannot_be_undone_now_can_be_later(db: Any) -> None:
    history = History()
    first = dump(db.conn)
    history.do(db, AddTag((2,), "国"))
    db.conn.execute("PRAGMA query_only = 1")
    with pytest.raises(UserError) as caught:
        history.undo(db)
    assert caught.value.code == "library_read_only"
    assert history.next_undo is not None
    db.conn.execute("PRAGMA query_only = 0")
    history.undo(db)
    assert dump(db.conn) == first
    db.conn.execute("PRAGMA query_only = 1")
    with pytest.raises(UserError):
        history.redo(db)
    db.conn.execute("PRAGMA query_only = 0")
    assert not history.redo(db).is_empty


def test_every_change_has_a_name(db: Any) -> None:
    from clipdesk.texts import LANGUAGES, t

    made: list[Command] = [
        AddTag((1, 2), "急"),
        SetStarred((1,), starred=True),
        SetStarred((1,), starred=False),
        SetRead((1, 2, 3), read=True),
        SetRead((1,), read=False),
        EditNote(1, "メモ"),
        RemoveTag((1,), "急"),
    ]
    for command in made:
        command.do(db)
        key, values = command.text
        for language in LANGUAGES:
            assert t(key, lang=language, **values)
