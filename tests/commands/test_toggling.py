"""Keys that give and take away; chains of undone and redone commands are in test_annotating.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import AddTag, SetRead, SetStarred, toggle_read, toggle_starred, toggle_tag
from clipdesk.commands.toggling import Toggle
from clipdesk.store import clippings, library
from clipdesk.store.clippings import Row
from tests.pages import PAGE, dump, new_library


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("toggle", "one", "has"),
    [
        (partial(toggle_tag, name="甲"), AddTag((2,), "甲"), lambda row: "甲" in row.tags),
        (toggle_starred, SetStarred((2,), starred=True), lambda row: row.starred),
        (toggle_read, SetRead((2,), read=True), lambda row: row.is_read),
    ],
    ids=["tag", "star", "read"],
)
def test_given_unless_all_have_it(
    db: Any, toggle: Callable[[Sequence[int]], Toggle], one: Any, has: Callable[[Row], bool]
) -> None:
    one.do(db)
    before = dump(db.conn)
    given = toggle((1, 2, 3, 3, 999))
    assert given.do(db).clippings == {1, 3}
    assert [has(row) for row in clippings.rows(db.conn, [1, 2, 3, 4])] == [True, True, True, False]
    taken = toggle((1, 2, 3))
    assert taken.text[1]["n"] == 3
    assert taken.do(db).clippings == {1, 2, 3}
    assert not any(has(row) for row in clippings.rows(db.conn, [1, 2, 3]))
    taken.undo(db)
    given.undo(db)
    assert dump(db.conn) == before
    given.do(db)  # gives again, whatever has it meanwhile
    assert all(has(row) for row in clippings.rows(db.conn, [1, 2, 3]))


def test_nothing_is_given_to_none(db: Any) -> None:
    assert toggle_starred((999,)).do(db).is_empty
    assert toggle_starred(()).do(db).is_empty
