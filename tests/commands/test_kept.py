"""Commands as the library keeps them: every kind comes back as it was, at any time of its life."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.commands import (
    AddHighlight,
    AddJournal,
    AddTag,
    ColourTag,
    Command,
    CorrectSplit,
    CreateTag,
    DeleteJournal,
    DeleteSearch,
    DeleteTags,
    EditHighlight,
    EditJournal,
    MergeSources,
    MergeTags,
    MoveHighlight,
    MoveSearch,
    NestTag,
    RemoveHighlight,
    RenameSearch,
    RenameSource,
    RenameTag,
    ReplaceSearch,
    SaveSearch,
    SetColourMeanings,
    SetMeaning,
    SetReview,
    SetTags,
    TakeBack,
    kept,
)
from clipdesk.commands.importing import FormerImport
from clipdesk.commands.restoring import RestoreAnnotations
from clipdesk.core.anchors import COLOURS
from clipdesk.core.errors import UserError
from clipdesk.core.query import Facet, Filter, Sort
from clipdesk.history import STEPS, History
from clipdesk.store import library
from tests.commands.test_annotating import commands as annotating
from tests.pages import PAGE, dump, new_library

clippings = st.integers(1, 5)
few = st.integers(1, 3)
tags = st.sampled_from(["国", "国/海", "急", "急/海"])
names = st.sampled_from(["海", "夜の海", "霧", "ロイタ通信", "新しい通信", "\udcff"])
filters = st.builds(
    Filter,
    st.sampled_from(["", "霧", "海 OR 道"]),
    st.frozensets(st.tuples(st.sampled_from(Facet), st.sampled_from(["", "2031", "国"]))),
    st.none() | st.just((1, 740_000)),
    sort=st.sampled_from(Sort),
    whole_words=st.booleans(),
)
spans = st.tuples(st.integers(0, 6), st.integers(1, 6)).map(lambda pair: (pair[0], sum(pair)))
colours = st.sampled_from(COLOURS)
days = st.sampled_from([None, "2027-01-15", "2031-04-09"])
tag_names = st.sampled_from(["国", "国/海", "急", "USA"])
taggeds = st.lists(clippings, max_size=3).map(tuple)
every = st.one_of(
    annotating,
    st.builds(SetColourMeanings, st.dictionaries(colours, names, max_size=3)),
    st.builds(
        lambda i, at, colour: AddHighlight(i, at[0], at[1], colour), clippings, spans, colours
    ),
    st.builds(RemoveHighlight, few),
    st.builds(EditHighlight, few, colours, st.sampled_from(["", "註", "\udcff"])),
    st.builds(lambda i, at: MoveHighlight(i, *at), few, spans),
    st.builds(SaveSearch, names, filters),
    st.builds(RenameSearch, few, names),
    st.builds(ReplaceSearch, few, filters),
    st.builds(DeleteSearch, few),
    st.builds(MoveSearch, few, st.integers(0, 3)),
    st.builds(
        SetReview, st.lists(clippings, max_size=3).map(tuple), days, st.sampled_from(["", "海"])
    ),
    st.builds(AddJournal, names),
    st.builds(EditJournal, few, names, st.integers(0, 2), st.sampled_from(["", "2000-01-01T"])),
    st.builds(DeleteJournal, few),
    st.builds(CreateTag, tag_names),
    st.builds(ColourTag, tag_names, st.one_of(st.none(), colours)),
    st.builds(RenameTag, tag_names, tag_names),
    st.builds(NestTag, tag_names, st.one_of(st.just(""), tag_names)),
    st.builds(MergeTags, tag_names, tag_names),
    st.builds(DeleteTags, st.lists(tag_names, max_size=2).map(tuple)),
    st.builds(SetTags, taggeds, st.lists(tag_names, max_size=2).map(tuple)),
    st.builds(SetMeaning, names, names),
    st.builds(CorrectSplit, clippings, names, names),
    st.builds(RenameSource, names, names),
    st.builds(MergeSources, names, names),
)
# As often commands as the others together; `one_of` would take each kind for as likely as these.
steps = st.sampled_from(["command"] * 5 + ["undo", "redo", "restart", "take back", "take back"])
walks = st.lists(
    steps.flatmap(
        lambda name: {
            "command": every,
            "take back": st.tuples(st.just(name), st.integers(0, STEPS)),
        }.get(name, st.just(name))
    ),
    max_size=20,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One library for many examples."""
    path = new_library(tmp_path_factory.mktemp("kept") / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        yield db


@pytest.fixture(scope="module")
def fresh(shared: Any) -> Iterator[Callable[[], Any]]:
    """Gives it as it was made."""
    with closing(sqlite3.connect(":memory:")) as made:
        shared.conn.backup(made)

        def give() -> Any:
            made.backup(shared.conn)
            return shared

        yield give


def _kept_rows(db: Any) -> list[int]:
    rows = db.conn.execute("SELECT id FROM step WHERE state = 'done' ORDER BY id")
    return [step_id for (step_id,) in rows]


def _walked(db: Any, history: History, step: Any) -> History:
    """One step of a walk. The history after it."""
    before = dump(db.conn)
    try:
        if step == "restart":
            history = History()
            history.load(db)
        elif step in ("undo", "redo"):
            getattr(history, step)(db)
        elif not isinstance(step, tuple):
            history.do(db, step)
        elif rows := _kept_rows(db):
            history.take_back(db, rows[step[1] % len(rows)])
    except UserError as error:
        if error.code == "undo_changed_elsewhere":  # nobody else is here
            raise
        assert dump(db.conn) == before
    return history


@given(walks)
@settings(max_examples=150)
def test_any_walk_undone_restores_every_row_whatever_is_closed_in_between(
    fresh: Callable[[], Any], walk: list[Any]
) -> None:
    """Undo, redo, taking back from the middle, closing and opening again, in any order."""
    db = fresh()
    first = dump(db.conn)
    history = History()
    for step in walk:
        history = _walked(db, history, step)
        assert (history.next_undo is not None) == bool(_kept_rows(db))
    last = dump(db.conn)
    history = History()
    history.load(db)
    count = 0
    while history.next_undo is not None:
        history.undo(db)
        count += 1
    assert dump(db.conn) == first
    history = History()
    history.load(db)
    for _ in range(count):
        history.redo(db)
    assert dump(db.conn) == last
    while history.next_undo is not None:
        history.undo(db)
    assert dump(db.conn) == first


def test_tags_that_come_back_take_no_ids_of_each_other(fresh: Callable[[], Any]) -> None:
    """The first one's id was given to another tag meanwhile; the next free one was the second's."""
    db = fresh()
    before = dump(db.conn)
    history = History()
    history.do(db, SetTags((1,), ("新", "新/二")))
    (step,) = _kept_rows(db)
    history.take_back(db, step)
    history.do(db, AddTag((2,), "他"))
    with_other = dump(db.conn)
    history.take_back(db, _kept_rows(db)[1])  # the taking back
    rows = db.conn.execute(
        "SELECT name, clipping_id FROM tag JOIN clipping_tag ON tag_id = id ORDER BY 1"
    ).fetchall()
    assert [row for row in rows if row[0] in {"他", "新", "新/二"}] == [
        ("他", 2),
        ("新", 1),
        ("新/二", 1),
    ]
    history.undo(db)
    assert dump(db.conn) == with_other
    history.undo(db)
    history.undo(db)
    history.undo(db)
    assert dump(db.conn) == before


@given(every)
@settings(max_examples=300)
def test_every_command_comes_back_as_it_was(fresh: Callable[[], Any], command: Command) -> None:
    db = fresh()
    try:
        if command.do(db).is_empty:
            return
    except UserError:
        return
    for act in (command.undo, command.do, command.undo):
        one = command.kept
        assert one is not None
        again = kept.loads(kept.dumps(one))
        assert (again, again.text) == (one, command.text)
        act(db)


def test_every_kind_of_command_is_among_them() -> None:
    tried = {"Toggle", "TakeBack", "FormerImport", "ImportPage", "TakeBackImport"}
    tried |= {RestoreAnnotations.__name__}
    tried |= {"AddTag", "RemoveTag", "EditNote", "SetStarred", "SetRead", "SetTagKeys"}
    tried |= {"AddHighlight", "RemoveHighlight", "EditHighlight", "MoveHighlight", "SaveSearch"}
    tried |= {"RenameSearch", "ReplaceSearch", "DeleteSearch", "MoveSearch", "SetMeaning"}
    tried |= {"CorrectSplit", "RenameSource", "MergeSources", "SetReview", "SetColourMeanings"}
    tried |= {"AddJournal", "EditJournal", "DeleteJournal"}
    tried |= {
        "CreateTag",
        "ColourTag",
        "RenameTag",
        "NestTag",
        "MergeTags",
        "DeleteTags",
        "SetTags",
    }
    assert set(kept.known()) == tried


def test_an_import_of_another_sitting() -> None:
    command = FormerImport(3, "page.txt", "2031-04-09T00:00:00Z")
    assert kept.loads(kept.dumps(command)) == command


def test_one_within_another() -> None:
    command = TakeBack(SaveSearch("海", Filter("霧", frozenset({(Facet.TAG, "国")}))), 4)
    assert kept.loads(kept.dumps(command)) == command


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '["AddTag"]', '["AddTag",{}]', '["Nothing",{}]', '["Command",{}]',
     '["AddTag",{"ids":1,"name":"a"}]', '["AddTag",{"ids":["x"],"name":"a"}]',
     '["AddTag",{"ids":[1],"name":null}]', '["TakeBack",{"taken":[],"of":1}]',
     "[" * 100_000],
)  # fmt: skip
def test_what_is_no_command_of_ours(text: str) -> None:
    with pytest.raises(ValueError, match="no command of ours"):
        kept.loads(text)
