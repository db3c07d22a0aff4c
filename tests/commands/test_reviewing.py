"""Review days: set, taken away, undone; what is due; the search that is saved with the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import SetRead, SetReview
from clipdesk.core.query import READING_STATES, Facet, Filter
from clipdesk.store import clippings, find, layer, library, searches
from clipdesk.store.kept import Kept
from tests.pages import PAGE, dump, new_library


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def due(db: Any) -> list[int]:
    return sorted(find.find_ids(db.conn, "is:due"))


def test_a_day_is_set_and_undone_beside_what_was_read_since(db: Any) -> None:
    before = dump(db.conn)
    command = SetReview((1, 2), "2027-01-15")
    assert command.do(db).clippings == {1, 2}
    SetRead((1,), read=True).do(db)
    command.undo(db)
    assert [row.review_on for row in layer.readings(db.conn, [1, 2])] == [None, None]
    assert layer.readings(db.conn, [1])[0].read_at is not None
    SetRead((1,), read=False).do(db)
    assert dump(db.conn) == before


def test_a_day_that_another_program_set_since_stays(db: Any) -> None:
    command = SetReview((1, 2), "2027-01-15")
    command.do(db)
    SetReview((1,), "2028-02-02").do(db)
    assert command.undo(db).clippings == {2}
    assert [row.review_on for row in layer.readings(db.conn, [1, 2])] == ["2028-02-02", None]


def test_what_is_due_by_today(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer, "today", lambda: dt.date(2027, 1, 15))
    for clipping_id, day in ((1, "2027-01-14"), (2, "2027-01-15"), (3, "2027-01-16")):
        SetReview((clipping_id,), day).do(db)
    assert due(db) == [1, 2]
    kept = Kept()
    wanted = Filter()
    assert find.find(db.conn, wanted, kept).facets[Facet.READING]["due"] == 2
    monkeypatch.setattr(layer, "today", lambda: dt.date(2027, 1, 16))
    assert find.find(db.conn, wanted, kept).facets[Facet.READING]["due"] == 3  # midnight passed
    SetReview((2,), None).do(db)
    kept.tell([2])
    assert find.find(db.conn, wanted, kept).facets[Facet.READING]["due"] == 2
    assert sorted(find.find_ids(db.conn, "再読日:2027-01-16..")) == [3]
    assert sorted(find.find_ids(db.conn, "-has:review")) == [2, 4, 5]
    record = clippings.record(db.conn, 1)
    assert record is not None
    assert record.review_on == "2027-01-14"
    assert READING_STATES[-1] == "due"


def test_the_first_day_brings_the_saved_search(db: Any) -> None:
    before = dump(db.conn)
    first = SetReview((1,), "2027-01-15", "再読")
    assert first.do(db).searches
    assert [(one.name, one.query) for one in searches.all_searches(db.conn)] == [("再読", "is:due")]
    second = SetReview((2,), "2027-01-15", "再読")
    assert not second.do(db).searches
    after = dump(db.conn)
    second.undo(db)
    first.undo(db)
    assert dump(db.conn) == before
    first.do(db)
    second.do(db)
    assert dump(db.conn) == after


def test_a_search_of_that_kind_or_name_is_not_saved_twice(db: Any) -> None:
    first = SetReview((1,), "2027-01-15", "再読")
    first.do(db)
    SetReview((1,), None).do(db)
    assert not SetReview((1,), "2027-01-16", "別の名").do(db).searches
    assert len(searches.all_searches(db.conn)) == 1
