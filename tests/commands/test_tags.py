"""Tags made, named, merged, nested, coloured, deleted; what follows them, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.commands import (
    AddTag,
    ColourTag,
    Command,
    CreateTag,
    DeleteTags,
    MergeTags,
    NestTag,
    RemoveTag,
    RenameTag,
    SaveSearch,
    SetTagKeys,
    SetTags,
)
from clipdesk.core.errors import UserError
from clipdesk.core.query import Facet, Filter
from clipdesk.core.text import fold
from clipdesk.store import clippings, find, layer, library, searches
from clipdesk.store import tags as stored
from tests.pages import PAGE, dump, new_library

names = st.sampled_from(["国", "国/海", "国/海/島", "海", "海/島", "急", "USA", "usa"])
groups = st.lists(names, max_size=3).map(tuple)
ids = st.lists(st.integers(1, 5), max_size=4).map(tuple)
colours = st.sampled_from([None, "red", "blue"])
commands = st.one_of(
    st.builds(AddTag, ids, names),
    st.builds(RemoveTag, ids, names),
    st.builds(SetTags, ids, groups, groups),
    st.builds(CreateTag, names),
    st.builds(ColourTag, names, colours),
    st.builds(RenameTag, names, names),
    st.builds(NestTag, names, st.one_of(st.just(""), names)),
    st.builds(MergeTags, names, names),
    st.builds(DeleteTags, groups),
    st.builds(SetTagKeys, st.dictionaries(st.integers(1, 9), names, max_size=2)),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One library for many examples: each of them ends where it began."""
    path = new_library(tmp_path_factory.mktemp("tags") / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        for name in ("国", "国/*", "海", "usa"):
            SaveSearch(name, Filter(f"港 OR tag:{name}")).do(db)
        yield db


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def borne(db: Any) -> dict[str, list[int]]:
    """The clippings of each tag."""
    made: dict[str, list[int]] = {name: [] for name in layer.tag_names(db.conn)}
    for name, clipping_id in db.conn.execute(
        "SELECT name, clipping_id FROM tag JOIN clipping_tag ON tag_id = id ORDER BY 1, 2"
    ):
        made[name].append(clipping_id)
    return made


def _given(db: Any, ids: tuple[int, ...], name: str, stamp: str) -> None:
    """Give clippings a tag at a time."""
    with library.transaction(db):
        layer.tag_clippings(db, ids, layer.ensure_tag(db, name)[0], stamp)


def queries(db: Any) -> list[str]:
    """What the saved searches ask for."""
    return [row.query for row in searches.all_searches(db.conn)]


@given(st.lists(commands, max_size=10))
@settings(max_examples=80)
def test_undo_restores_every_row_and_redo_the_same_again(
    shared: Any, sequence: list[Command]
) -> None:
    states = [dump(shared.conn)]
    done = []
    for command in sequence:
        with suppress(UserError):
            if not command.do(shared).is_empty:
                done.append(command)
                states.append(dump(shared.conn))
        assert dump(shared.conn) == states[-1]  # a refused or empty change changed nothing
    for _ in range(2):
        for command, state in zip(reversed(done), reversed(states[:-1]), strict=True):
            assert not command.undo(shared).is_empty
            assert dump(shared.conn) == state
        for command, state in zip(done, states[1:], strict=True):
            command.do(shared)
            assert dump(shared.conn) == state
    for command in reversed(done):
        command.undo(shared)
    assert dump(shared.conn) == states[0]


@given(st.lists(commands, max_size=8), names, names)
@settings(max_examples=60)
def test_a_saved_search_finds_the_same_after_its_tag_is_called_otherwise(
    shared: Any, sequence: list[Command], old: str, new: str
) -> None:
    done = []
    for command in sequence:
        with suppress(UserError):
            if not command.do(shared).is_empty:
                done.append(command)
    before = {
        row.id: (row.query, list(find.find(shared.conn, row.filter).ids))
        for row in searches.all_searches(shared.conn)
    }
    is_fresh = not any(fold(name).startswith(fold(new)) for name in layer.tag_names(shared.conn))
    command = RenameTag(old, new)
    with suppress(UserError):
        if not command.do(shared).is_empty:
            done.append(command)
            for row in searches.all_searches(shared.conn):
                query, ids_before = before[row.id]
                found = list(find.find(shared.conn, row.filter).ids)
                if query == row.query:
                    continue  # it is about a branch that the tag has left, or about others
                if is_fresh:
                    assert found == ids_before
                else:  # a branch of that name that others are in finds more
                    assert set(found) >= set(ids_before)
    for command in reversed(done):
        command.undo(shared)


def test_a_branch_takes_along_what_is_below_it(db: Any) -> None:
    AddTag((1, 2), "国/日本").do(db)
    AddTag((3,), "国/日本/北").do(db)
    AddTag((4,), "国民").do(db)
    changes = RenameTag("国", " 地域 / 国 ").do(db)
    assert changes.clippings == {1, 2, 3}
    assert dict(changes.tag_names) == {
        "国": "地域/国",
        "国/日本": "地域/国/日本",
        "国/日本/北": "地域/国/日本/北",
    }
    assert borne(db) == {"国民": [4], "地域/国/日本": [1, 2], "地域/国/日本/北": [3]}


def test_a_tag_may_become_its_own_branch(db: Any) -> None:
    AddTag((1,), "海").do(db)
    AddTag((2,), "海/北").do(db)
    command = RenameTag("海", "海/北")
    command.do(db)
    assert borne(db) == {"海/北": [1], "海/北/北": [2]}
    command.undo(db)
    assert borne(db) == {"海": [1], "海/北": [2]}


def test_a_name_that_is_taken_is_not_taken_over(db: Any) -> None:
    AddTag((1,), "国/日本").do(db)
    AddTag((2,), "地域/日本").do(db)
    before = dump(db.conn)
    for command in (RenameTag("国", "地域"), NestTag("国/日本", "地域")):
        with pytest.raises(UserError, match="tag_taken") as refused:
            command.do(db)
        assert refused.value.values == {"name": "地域/日本"}
    assert dump(db.conn) == before


def test_merging_joins_branches_and_keeps_when_a_tag_was_given_first(db: Any) -> None:
    _given(db, (1, 2), "国/日本", "2031-01-01T00:00:00Z")
    _given(db, (2, 3), "地域/日本", "2031-02-02T00:00:00Z")
    AddTag((4,), "国").do(db)
    changes = MergeTags("国", "地域").do(db)
    assert changes.clippings == {1, 2, 3, 4}
    assert borne(db) == {"地域": [4], "地域/日本": [1, 2, 3]}
    stamps = dict(db.conn.execute("SELECT clipping_id, added_at FROM clipping_tag").fetchall())
    assert {i: stamps[i][:7] for i in (1, 2, 3)} == {1: "2031-01", 2: "2031-02", 3: "2031-02"}


def test_what_stays_keeps_its_colour_and_takes_the_digit_it_has_not(db: Any) -> None:
    AddTag((1,), "甲").do(db)
    AddTag((2,), "乙").do(db)
    SetTagKeys({3: "甲"}).do(db)
    ColourTag("甲", "red").do(db)
    ColourTag("乙", "blue").do(db)
    command = MergeTags("甲", "乙")
    command.do(db)
    (tag,) = stored.of_branch(db.conn, "乙")
    assert (tag.key, tag.colour) == (3, "blue")
    command.undo(db)
    assert layer.tag_keys(db.conn) == {3: "甲"}


def test_a_tag_goes_into_its_ancestor_but_not_into_its_descendant(db: Any) -> None:
    AddTag((1,), "国/日本").do(db)
    AddTag((2,), "国/日本/日本").do(db)
    for command in (MergeTags("国", "国/日本"), NestTag("国", "国/日本"), NestTag("国", "国")):
        with pytest.raises(UserError, match="tag_into_itself"):
            command.do(db)
    MergeTags("国/日本", "国").do(db)
    assert borne(db) == {"国": [1], "国/日本": [2]}


def test_nesting_and_taking_out_again(db: Any) -> None:
    AddTag((1,), "日本/北").do(db)
    NestTag("日本", "国").do(db)
    assert layer.tag_names(db.conn) == ["国/日本/北"]
    NestTag("国/日本/北", "").do(db)
    assert layer.tag_names(db.conn) == ["北"]
    assert NestTag("北", "").do(db).is_empty


def test_what_is_not_there_is_said(db: Any) -> None:
    AddTag((1,), "海").do(db)
    for command in (
        RenameTag("国", "州"),
        NestTag("国", "海"),
        MergeTags("国", "海"),
        MergeTags("海", "国"),
        ColourTag("国", "red"),
    ):
        with pytest.raises(UserError, match="tag_gone"):
            command.do(db)
    assert DeleteTags(("国",)).do(db).is_empty


def test_deleting_takes_what_is_below_and_leaves_searches(db: Any) -> None:
    AddTag((1,), "国/日本").do(db)
    AddTag((2,), "国民").do(db)
    SaveSearch("国", Filter("tag:国/*")).do(db)
    before = dump(db.conn)
    command = DeleteTags(("国",))
    assert command.do(db).clippings == {1}
    assert borne(db) == {"国民": [2]}
    assert queries(db) == ["tag:国/*"]
    command.undo(db)
    assert dump(db.conn) == before


def test_saved_searches_follow_in_the_same_step(db: Any) -> None:
    AddTag((1,), "国/日本").do(db)
    AddTag((2,), "海").do(db)
    SaveSearch("a", Filter("港 タグ:国/日本")).do(db)
    SaveSearch("b", Filter("", frozenset({(Facet.TAG, "国")}))).do(db)
    SaveSearch("c", Filter("tag:海")).do(db)
    command = RenameTag("国", "地 域")
    assert command.do(db).searches
    assert queries(db) == ["港 tag:地域/日本", "tag:地域/*", "tag:海"]
    assert not RenameTag("海", "洋").do(db).clippings - {2}
    RenameTag("地 域", "州").do(db)
    with pytest.raises(UserError, match="undo_changed_elsewhere"):
        command.undo(db)
    assert queries(db)[0] == "港 tag:州/日本"


def test_a_search_that_somebody_changed_stays_as_they_left_it(db: Any) -> None:
    AddTag((1,), "国").do(db)
    SaveSearch("a", Filter("tag:国")).do(db)
    command = RenameTag("国", "州")
    command.do(db)
    db.conn.execute("UPDATE saved_search SET query = 'tag:州 港'")
    command.undo(db)
    assert queries(db) == ["tag:州 港"]
    assert layer.tag_names(db.conn) == ["国"]


def test_a_colour_keeps_a_tag_that_no_clipping_bears(db: Any) -> None:
    AddTag((1,), "国/日本").do(db)
    ColourTag("国/日本", "green").do(db)
    ColourTag("国", "red").do(db)  # it was only the beginning of a path
    RemoveTag((1,), "国/日本").do(db)
    assert stored.colours(db.conn) == {"国": "red", "国/日本": "green"}
    listed = [(one.name, one.is_tag, one.own, one.whole) for one in stored.listed(db.conn)]
    assert listed == [("国", True, 0, 0), ("国/日本", True, 0, 0)]


def test_the_list_counts_a_clipping_once_in_a_branch(db: Any) -> None:
    AddTag((1, 2), "国/日本").do(db)
    AddTag((2, 3), "国/米").do(db)
    AddTag((1,), "国/米/州/北").do(db)
    found = {one.name: (one.is_tag, one.own, one.whole) for one in stored.listed(db.conn)}
    assert found == {
        "国": (False, 0, 3),
        "国/日本": (True, 2, 2),
        "国/米": (True, 2, 3),
        "国/米/州": (False, 0, 1),
        "国/米/州/北": (True, 1, 1),
    }
    assert stored.counted(db.conn, ["国/日本", "国/米/州"]) == 2
    assert stored.borne_by(db.conn, [1, 2]) == {"国/日本": 2, "国/米": 1, "国/米/州/北": 1}


def test_recent_tags_come_first_and_unused_ones_last(db: Any) -> None:
    _given(db, (1,), "古", "2030-01-01T00:00:00Z")
    _given(db, (1,), "新", "2031-01-01T00:00:00Z")
    CreateTag("無").do(db)
    assert stored.recent_names(db.conn) == ["新", "古", "無"]


def test_tags_of_many_are_given_and_taken_in_one_step(db: Any) -> None:
    AddTag((1, 2), "甲").do(db)
    AddTag((2, 3), "乙").do(db)
    before = dump(db.conn)
    command = SetTags((1, 2, 99), give=("丙/新", "乙"), take=("甲",))
    assert command.do(db).clippings == {1, 2}
    assert borne(db) == {"丙/新": [1, 2], "乙": [1, 2, 3]}  # 甲 is of no use any more
    assert command.text == ("desk.change.set_tags", {"n": 2, "clipping": 0})
    command.undo(db)
    assert dump(db.conn) == before
    assert SetTags((1,), give=("甲",)).do(db).is_empty


def test_rows_of_the_list_say_the_new_name(db: Any) -> None:
    AddTag((1,), "国").do(db)
    RenameTag("国", "州").do(db)
    assert clippings.rows(db.conn, [1])[0].tags == ("州",)


def test_what_came_after_does_not_keep_a_change_from_being_taken_back(db: Any) -> None:
    AddTag((1,), "国").do(db)
    SaveSearch("国", Filter("tag:国")).do(db)
    rename, delete = RenameTag("国", "州"), DeleteTags(("急",))
    AddTag((2,), "急").do(db)
    rename.do(db)
    ColourTag("州", "red").do(db)
    delete.do(db)
    CreateTag("別").do(db)  # it gets the number that was freed
    delete.undo(db)
    rename.undo(db)
    assert borne(db) == {"国": [1], "急": [2], "別": []}
    assert stored.colours(db.conn) == {"国": "red"}
    assert queries(db) == ["tag:国"]
    delete.do(db)
    rename.do(db)
    assert borne(db) == {"州": [1], "別": []}
    assert queries(db) == ["tag:州"]
