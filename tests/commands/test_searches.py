"""Commands on saved searches: do and undo restore every row exactly, also beside another program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.commands import (
    Command,
    DeleteSearch,
    MoveSearch,
    RenameSearch,
    ReplaceSearch,
    SaveSearch,
)
from clipdesk.core.errors import UserError
from clipdesk.core.query import Facet, Filter, Sort
from clipdesk.history import History
from clipdesk.store import find, library, searches
from tests.pages import PAGE, dump, new_library

names = st.sampled_from(["灯台", " 灯台 ", "霧", "", "x" * 101, "\udcff", "a\nb"])
filters = st.builds(
    Filter,
    st.sampled_from(["", "霧", "source:朝日新聞 OR 霧", '"']),
    st.frozensets(st.sampled_from([(Facet.SOURCE, "朝日新聞"), (Facet.TAG, "国/海")])),
    sort=st.sampled_from(Sort),
    whole_words=st.booleans(),
)
ids = st.integers(1, 4)
commands = st.one_of(
    st.builds(SaveSearch, names, filters),
    st.builds(RenameSearch, ids, names),
    st.builds(ReplaceSearch, ids, filters),
    st.builds(DeleteSearch, ids),
    st.builds(MoveSearch, ids, st.integers(-1, 5)),
)
_REFUSED = {"search_name_empty", "search_name_too_long", "search_name_taken", "search_gone"}


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


def attempt(db: Any, command: Command) -> bool:
    """Whether it changed anything; what is refused changes nothing."""
    try:
        return not command.do(db).is_empty
    except UserError as error:
        if error.code not in _REFUSED:
            raise
        return False


def listed(db: Any) -> list[str]:
    return [row.name for row in searches.all_searches(db.conn)]


def saved(db: Any, *wanted: str) -> list[int]:
    """Save some by their names; their ids."""
    for name in wanted:
        SaveSearch(name, Filter(name)).do(db)
    return [row.id for row in searches.all_searches(db.conn)]


@given(st.lists(commands, max_size=12))
@settings(max_examples=60)
def test_undo_restores_every_row_and_redo_the_same_again(
    shared: Any, sequence: list[Command]
) -> None:
    states = [dump(shared.conn)]
    done = []
    for command in sequence:
        if attempt(shared, command):
            done.append(command)
            states.append(dump(shared.conn))
        assert dump(shared.conn) == states[-1]  # what says that nothing changed changed nothing
    for command, state in zip(reversed(done), reversed(states[:-1]), strict=True):
        assert command.undo(shared).searches
        assert dump(shared.conn) == state
    for command, state in zip(done, states[1:], strict=True):
        command.do(shared)
        assert dump(shared.conn) == state
    for command in reversed(done):
        command.undo(shared)
    assert dump(shared.conn) == states[0]


@pytest.mark.parametrize(
    "wanted",
    [
        Filter("霧 -嵐", sort=Sort.OLDEST, whole_words=True),
        Filter("Fog", frozenset({(Facet.SOURCE, "朝日新聞"), (Facet.READING, "unread")})),
        Filter(excluded=frozenset({(Facet.VIA, "Yahoo")}), days=(741500, 741600)),
        Filter(),
    ],
)
def test_a_saved_search_finds_what_was_shown(db: Any, wanted: Filter) -> None:
    SaveSearch("あれ", wanted).do(db)
    (row,) = searches.all_searches(db.conn)
    again = row.filter
    assert (again.sort, again.whole_words) == (wanted.sort, wanted.whole_words)
    assert not again.chosen  # all in words
    assert find.find(db.conn, again).ids == find.find(db.conn, wanted).ids
    assert searches.as_kept(again) == searches.as_kept(wanted)


def test_new_ones_come_below_and_are_moved(db: Any) -> None:
    first, second, third = saved(db, "一", "二", "三")
    MoveSearch(third, 0).do(db)
    assert listed(db) == ["三", "一", "二"]
    MoveSearch(third, 9).do(db)
    assert listed(db) == ["一", "二", "三"]
    assert MoveSearch(second, 1).do(db).is_empty
    DeleteSearch(first).do(db)
    saved(db, "四")
    assert listed(db) == ["二", "三", "四"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (" \n", "search_name_empty"),
        ("x" * 101, "search_name_too_long"),
        ("二", "search_name_taken"),
    ],
)
def test_names_are_checked(db: Any, name: str, code: str) -> None:
    first, _ = saved(db, "一", "二")
    for command in (SaveSearch(name, Filter()), RenameSearch(first, name)):
        with pytest.raises(UserError) as error:
            command.do(db)
        assert error.value.code == code
    assert listed(db) == ["一", "二"]


def test_what_is_gone_is_told(db: Any) -> None:
    for command in (RenameSearch(7, "一"), ReplaceSearch(7, Filter()), MoveSearch(7, 0)):
        with pytest.raises(UserError, match="search_gone"):
            command.do(db)
    assert DeleteSearch(7).do(db).is_empty


def test_undo_overwrites_nothing_that_another_hand_wrote(db: Any) -> None:
    first, second = saved(db, "一", "二")
    history = History()
    history.do(db, ReplaceSearch(first, Filter("霧")))
    RenameSearch(first, "別名").do(db)
    with pytest.raises(UserError, match="undo_changed_elsewhere"):
        history.undo(db)
    deleting = DeleteSearch(second)
    deleting.do(db)
    SaveSearch("二", Filter("他人の")).do(db)
    with pytest.raises(UserError, match="undo_changed_elsewhere"):
        deleting.undo(db)
    moving = MoveSearch(first, 1)
    moving.do(db)
    saved(db, "三")
    with pytest.raises(UserError, match="undo_changed_elsewhere"):
        moving.undo(db)
    assert listed(db) == ["二", "別名", "三"]


def test_the_steps_are_named(db: Any) -> None:
    (first,) = saved(db, "一")
    made: list[Command] = [
        ReplaceSearch(first, Filter("霧")),
        MoveSearch(first, 0),
        RenameSearch(first, "二"),
        DeleteSearch(first),
    ]
    for command in made:
        command.do(db)
    assert [command.text[1]["name"] for command in made] == ["一", "一", "一", "二"]
    assert all(command.text[1]["clipping"] == 0 for command in made)
