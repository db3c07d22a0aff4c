"""What saved searches count, and what their coming and going costs a search."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from clipdesk.commands import SaveSearch, SetRead
from clipdesk.core.query import Facet, Filter
from clipdesk.store import columns, find, library
from clipdesk.store.kept import Kept
from tests.pages import PAGE, new_library


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(made)) as db:
        SetRead((1, 3), read=True).do(db)
    return made


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(),
        Filter("霧"),
        Filter("どこにもない"),
        Filter("is:unread OR 灯台"),
        Filter(chosen=frozenset({(Facet.READING, "unread")})),
        Filter("霧", excluded=frozenset({(Facet.READING, "unread")})),
        Filter(days=(741500, 741600)),
    ],
)
def test_the_count_is_that_of_the_whole_answer(path: Path, wanted: Filter) -> None:
    with closing(library.open_for_reading(path)) as connection:
        found = find.find(connection, wanted)
        assert find.count(connection, wanted) == (len(found.ids), found.unread)


def test_a_search_that_is_saved_loads_no_columns(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept()
    with (
        closing(library.open_for_reading(path)) as connection,
        closing(library.open_for_writing(path)) as db,
    ):
        before = find.count(connection, Filter(), kept)
        kept.tell(SaveSearch("霧", Filter("霧")).do(db).clippings)
        monkeypatch.setattr(columns.Columns, "load", _never)
        assert find.count(connection, Filter(), kept) == before
        kept.tell(SetRead((2,), read=True).do(db).clippings)
        assert find.count(connection, Filter(), kept) == (before[0], before[1] - 1)


def _never(*_: object) -> None:
    raise AssertionError("loaded anew")
