"""Highlights in the library: what stands where, what fits nowhere, and what an import may touch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clipdesk.core import anchors
from clipdesk.core.errors import UserError
from clipdesk.core.model import Highlight
from clipdesk.store import clippings, find, highlights, library
from tests.pages import PAGE, dump, new_library

STAMP = "2031-04-11T00:00:00Z"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def row_id(db: Any, name: str) -> int:
    found = clippings.row_id(db.conn, name)
    assert found is not None
    return found


def mark(db: Any, clipping_id: int, words: str, comment: str = "", colour: str = "yellow") -> int:
    """Mark words of a clipping. Returns the highlight's id."""
    text = highlights.text(db.conn, clipping_id)
    start = text.index(words)
    anchor = anchors.make(text, start, start + len(words))
    made = Highlight(*anchor, start, colour, comment, STAMP, STAMP)
    with library.transaction(db):
        return highlights.add(db, clipping_id, made)


def rewrite(db: Any, clipping_id: int, was: str, now: str) -> list[int]:
    """Change a clipping's passages as an import does. Returns what fits nowhere then."""
    with library.transaction(db):
        db.conn.execute(
            "UPDATE passage SET text = replace(text, ?, ?) WHERE clipping_id = ?",
            (was, now, clipping_id),
        )
        return highlights.re_anchor(db.conn, [clipping_id])


def words(db: Any, clipping_id: int) -> list[str | None]:
    """What is marked now."""
    text = highlights.text(db.conn, clipping_id)
    return [
        None if placed.start is None else text[placed.start : placed.end]
        for placed in highlights.of_clipping(db.conn, clipping_id)
    ]


def test_the_reading_text_is_that_of_the_record(db: Any) -> None:
    for clipping_id in find.find_ids(db.conn, ""):
        record = clippings.record(db.conn, clipping_id)
        assert record is not None
        assert highlights.text(db.conn, clipping_id) == anchors.text_of(record.passages)
    assert highlights.text(db.conn, 99) == ""


def test_a_record_has_its_highlights_in_the_order_of_the_text(db: Any) -> None:
    clipping_id = row_id(db, "3105-040901")
    later = mark(db, clipping_id, "別の日誌", "註にも", "red")
    first = mark(db, clipping_id, "灯台で", "灯")
    both = mark(db, clipping_id, "朝、灯台で古い日誌")
    record = clippings.record(db.conn, clipping_id)
    assert record is not None
    assert [placed.id for placed in record.placed] == [both, first, later]
    assert record.highlights == tuple(placed.highlight for placed in record.placed)
    assert [h.comment for h in record.highlights] == ["", "灯", "註にも"]
    text = anchors.text_of(record.passages)
    assert [text[p.start : p.end] for p in record.placed] == [h.quote for h in record.highlights]
    assert clippings.record(db.conn, row_id(db, "3105-040902")).highlights == ()  # type: ignore[union-attr]
    assert highlights.of_clipping(db.conn, 99) == ()


def test_marks_follow_their_words_and_what_is_lost_is_listed(db: Any) -> None:
    clipping_id = row_id(db, "3105-041003")
    kept = mark(db, clipping_id, "岬の灯台を直す")
    gone = mark(db, clipping_id, "石の分である", "本当か", "green")
    near = mark(db, clipping_id, "3,000㌧の石")
    assert rewrite(db, clipping_id, "港湾局は10日", "港湾局は4月10日") == []
    assert words(db, clipping_id) == ["岬の灯台を直す", "3,000㌧の石", "石の分である"]
    assert rewrite(db, clipping_id, "3,000㌧の石の分である", "4,000㌧") == [gone]
    assert words(db, clipping_id) == ["岬の灯台を直す", "4,000㌧", None]
    assert rewrite(db, clipping_id, "4,000㌧", "3,000㌧の石の分である") == []
    ids = [placed.id for placed in highlights.of_clipping(db.conn, clipping_id)]
    assert ids == [kept, near, gone]


def test_re_anchoring_changes_nothing_but_where_they_stand(db: Any) -> None:
    for uid in ("3105-041003", "3105-040901"):
        mark(db, row_id(db, uid), "灯台", "メモ")
    before = dump(db.conn)
    ids = [*find.find_ids(db.conn, ""), 99]
    with library.transaction(db):
        assert highlights.re_anchor(db.conn, ids) == []
    assert dump(db.conn) == before
    db.conn.execute("DELETE FROM highlight_place")  # it is derived
    with library.transaction(db):
        highlights.re_anchor(db.conn, ids)
    assert dump(db.conn) == before
    rewrite(db, row_id(db, "3105-041003"), "灯台", "防波堤")
    changed = dump(db.conn)
    assert {name for name in before if before[name] != changed[name]} == {
        "passage",
        "highlight_place",
    }


def test_clippings_without_highlights_are_not_even_read(db: Any) -> None:
    mark(db, row_id(db, "3105-041003"), "灯台")
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    highlights.re_anchor(db.conn, [i for i in range(10_000) if i != row_id(db, "3105-041003")])
    db.conn.set_trace_callback(None)
    assert not [sql for sql in asked if "FROM passage" in sql]


def test_rows_go_and_come_back_as_they_were(db: Any) -> None:
    clipping_id = row_id(db, "3105-041003")
    ids = [mark(db, clipping_id, "灯台"), mark(db, clipping_id, "港湾局", "誰", "violet")]
    before = dump(db.conn)
    with library.transaction(db):
        taken = highlights.remove(db, [*ids, 99])
    assert taken == [(ids[0], clipping_id, taken[0][2]), (ids[1], clipping_id, taken[1][2])]
    assert taken[1][2].comment == "誰"
    assert dump(db.conn)["highlight_place"] == []
    with library.transaction(db):
        assert highlights.put_rows(db, taken) == ids
    assert dump(db.conn) == before
    with library.transaction(db):  # an id that is taken by now
        assert highlights.put_rows(db, [taken[0]]) == [max(ids) + 1]
    assert words(db, clipping_id) == ["港湾局", "灯台", "灯台"]


def test_a_change_of_the_words_is_placed_anew(db: Any) -> None:
    clipping_id = row_id(db, "3105-041003")
    made = mark(db, clipping_id, "灯台", "?")
    ((_, _, before),) = highlights.rows(db.conn, [made])
    text = highlights.text(db.conn, clipping_id)
    start = text.index("発表")
    quote, prefix, suffix = anchors.make(text, start, start + 2)
    with library.transaction(db):
        highlights.change(
            db, made, replace(before, quote=quote, prefix=prefix, suffix=suffix, start=start)
        )
    assert words(db, clipping_id) == ["発表"]
    with library.transaction(db):
        highlights.change(db, 99, before)
    assert words(db, clipping_id) == ["発表"]


def test_what_a_file_brings_is_added_once_and_taken_back_unless_changed(db: Any) -> None:
    clipping_id = row_id(db, "3105-041003")
    mark(db, clipping_id, "灯台", "同じ")
    (mine,) = highlights.of_clipping(db.conn, clipping_id)
    new = replace(mine.highlight, comment="\udcff別", added_at="2030-01-01T00:00:00Z")
    odd = Highlight("どこにもない", "", "", 2**40, "blue", "", STAMP, STAMP)
    before = dump(db.conn)
    with library.transaction(db):
        brought = highlights.bring(db, clipping_id, [mine.highlight, new, odd, new])
    assert [row[2].comment for row in brought] == ["\ufffd別", ""]
    assert words(db, clipping_id) == ["灯台", "灯台", None]
    with library.transaction(db):
        assert highlights.bring(db, clipping_id, [mine.highlight, new, odd]) == []
        highlights.change(db, brought[1][0], replace(brought[1][2], comment="読んだ"))
        assert highlights.take_back(db, brought) == [brought[0]]
        highlights.remove(db, [brought[1][0]])
    assert dump(db.conn) == before


@pytest.mark.parametrize("colour", ["", "Yellow", "purple", "#ffff00"])
def test_a_colour_that_is_none(db: Any, colour: str) -> None:
    with pytest.raises(UserError) as caught:
        highlights.clean_colour(colour)
    assert caught.value.code == "highlight_colour_unknown"
    with pytest.raises(UserError):
        mark(db, 1, "灯台", colour=colour)
    assert dump(db.conn)["highlight"] == []


def test_clippings_with_highlights_are_found(db: Any) -> None:
    clipping_id = row_id(db, "3105-041003")
    mark(db, clipping_id, "灯台")
    assert list(find.find_ids(db.conn, "has:highlight")) == [clipping_id]
    assert len(find.find_ids(db.conn, "-has:highlight")) == 4
