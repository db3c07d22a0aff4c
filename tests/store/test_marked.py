"""All highlights of a library: filtered, in order, and kept up to date as a plain reading would be."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.commands import AddTag
from clipdesk.core import anchors
from clipdesk.core.marks import MarkFilter, MarkOrder
from clipdesk.core.model import Highlight
from clipdesk.core.query import parse_days
from clipdesk.core.text import fold
from clipdesk.store import clippings, find, highlights, library, marked
from clipdesk.store.kept import Kept, KeptMarks
from tests.pages import PAGE, new_library


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def mark(
    db: Any, uid: str, words: str, colour: str = "yellow", comment: str = "", made: str = ""
) -> int:
    """Mark words of a clipping; such as do not stand in it fit nowhere."""
    clipping_id = clippings.row_id(db.conn, uid)
    assert clipping_id is not None
    text = highlights.text(db.conn, clipping_id)
    start = text.find(words)
    anchor = (words, "", "") if start < 0 else anchors.make(text, start, start + len(words))
    stamp = made or "2031-04-11T00:00:00Z"
    one = Highlight(*anchor, max(0, start), colour, comment, stamp, stamp)
    with library.transaction(db):
        return highlights.add(db, clipping_id, one)


@pytest.fixture
def marks(db: Any) -> dict[str, int]:
    """Six highlights, one of which fits nowhere."""
    AddTag((clippings.row_id(db.conn, "3105-040901") or 0,), "国/海").do(db)
    return {
        "lamp": mark(db, "3105-041003", "岬の灯台を直す", "red", "本当か", "2031-04-12T09:00:00Z"),
        "tons": mark(db, "3105-041003", "3,000㌧", "blue", made="2031-04-10T09:00:00Z"),
        "road": mark(db, "3105-040902", "The Cape Road", "green", "F-35A の話", "2031-05-01T00:00:00Z"),
        "diary": mark(db, "3105-040901", "古い日誌", "yellow", made="2031-04-11T09:00:00Z"),
        "month": mark(db, "3105-040000", "霧が晴れた", "violet", made="2031-04-09T09:00:00Z"),
        "lost": mark(db, "3105-040901", "どこにもない語句", "red", made="2031-04-13T09:00:00Z"),
    }  # fmt: skip


def shown(db: Any, marks: dict[str, int], wanted: MarkFilter) -> list[str]:
    names = {number: name for name, number in marks.items()}
    answer = marked.find(db.conn, wanted, Kept(), KeptMarks())
    assert answer.total == len(marks)
    return [names[i] for i in answer.ids]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (MarkOrder.NEWEST, ["lost", "lamp", "tons", "road", "diary", "month"]),
        (MarkOrder.OLDEST, ["lost", "month", "diary", "road", "lamp", "tons"]),
        (MarkOrder.MADE, ["lost", "road", "lamp", "diary", "tons", "month"]),
        (MarkOrder.MADE_OLDEST, ["lost", "month", "tons", "diary", "lamp", "road"]),
    ],
)
def test_what_fits_nowhere_comes_first_then_the_order(
    db: Any, marks: dict[str, int], order: MarkOrder, names: list[str]
) -> None:
    assert shown(db, marks, MarkFilter(order=order)) == names
    assert marked.find(db.conn, MarkFilter(order=order), Kept(), KeptMarks()).lost == 1


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"colours": frozenset({"red", "blue"})}, ["lost", "lamp", "tons"]),
        ({"tag": "国"}, ["lost", "diary"]),
        ({"tag": "国/海"}, ["lost", "diary"]),
        ({"tag": "国/山"}, []),
        ({"days": parse_days("2031-04-10")}, ["lamp", "tons", "month"]),
        ({"days": parse_days("2031-04-10..")}, ["lamp", "tons", "month"]),
        ({"text": "灯台"}, ["lamp"]),
        ({"text": "ｆ-35ａ cape"}, ["road"]),
        ({"text": "3,000トン"}, ["tons"]),
        ({"text": "本当か 灯台"}, ["lamp"]),
        ({"text": "本当か cape"}, []),
        ({"text": "  "}, ["lost", "lamp", "tons", "road", "diary", "month"]),
        ({"text": "語句", "colours": frozenset({"red"})}, ["lost"]),
        ({"order": MarkOrder.MADE, "days": parse_days("2031-05")}, ["road"]),
        ({"order": MarkOrder.MADE, "days": parse_days("..")}, ["lost", "road", "lamp", "diary", "tons", "month"]),
    ],
)  # fmt: skip
def test_a_filter_shows_what_fits(
    db: Any, marks: dict[str, int], wanted: dict[str, Any], names: list[str]
) -> None:
    assert shown(db, marks, MarkFilter(**wanted)) == names


def test_the_days_of_making_are_those_of_this_machines_clock(
    db: Any, marks: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        mine = {**marks, "night": mark(db, "3105-041003", "港湾局", made="2031-06-01T16:00:00Z")}
        days = dt.date(2031, 6, 2).toordinal()
        wanted = MarkFilter(order=MarkOrder.MADE, days=(days, days))
        assert shown(db, mine, wanted) == ["night"]
        assert shown(db, mine, replace(wanted, days=(days - 1, days - 1))) == []
    finally:
        monkeypatch.undo()
        time.tzset()


def test_only_those_of_some_clippings(db: Any, marks: dict[str, int]) -> None:
    among = list(find.find_ids(db.conn, "灯台"))
    assert shown(db, marks, MarkFilter(among=among)) == ["lost", "lamp", "tons", "diary"]
    assert shown(db, marks, MarkFilter(among=[])) == []


def test_rows_have_what_a_list_shows(db: Any, marks: dict[str, int]) -> None:
    lost, lamp = marked.rows(db.conn, [marks["lost"], 99, marks["lamp"]])
    assert (lost.uid, lost.start, lost.end, lost.tags) == ("3105-040901", None, None, ("国/海",))
    assert (lamp.printed_id, lamp.source, lamp.headline) == (
        "3105-041003", "時事通信", "岬の灯台 を修理へ",
    )  # fmt: skip
    text = highlights.text(db.conn, lamp.clipping_id)
    assert text[lamp.start : lamp.end] == lamp.highlight.quote == "岬の灯台を直す"
    assert lamp.published.day == 10
    ids = marked.find(db.conn, MarkFilter(), Kept(), KeptMarks()).ids
    assert [one.id for one in marked.all_rows(db.conn, ids)] == list(ids)


def test_a_library_without_any(db: Any) -> None:
    answer = marked.find(db.conn, MarkFilter(text="灯台"), Kept(), KeptMarks())
    assert (list(answer.ids), answer.lost, answer.total) == ([], 0, 0)


UIDS = ("3105-041003", "3105-040902", "3105-040901")
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("add"), st.sampled_from(UIDS), st.sampled_from(["灯", "the", "霧", "無い"]),
            st.sampled_from(anchors.COLOURS), st.sampled_from(["", "本当か", "灯"]),
        ),
        st.tuples(st.just("remove"), st.integers(1, 6)),
        st.tuples(st.just("look"), st.sampled_from(["", "灯", "本当"])),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = new_library(tmp_path_factory.mktemp("marked") / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        yield db


@given(steps)
@settings(max_examples=60, deadline=None)
def test_what_is_kept_is_what_would_be_read(shared: Any, steps: list[tuple[Any, ...]]) -> None:
    with library.transaction(shared):
        shared.conn.execute("DELETE FROM highlight")
    kept, kept_marks = Kept(), KeptMarks()
    reader = library.open_for_reading(library.path_of(shared.conn))
    with closing(reader):
        for step in (*steps, ("look", "灯"), ("look", "")):
            if step[0] == "look":
                wanted = MarkFilter(text=step[1])
                answer = marked.find(reader, wanted, kept, kept_marks)
                fresh = marked.find(reader, wanted, Kept(), KeptMarks())
                assert answer == fresh
                plain = [
                    i
                    for i, quote, comment in reader.execute(
                        "SELECT id, quote, comment FROM highlight"
                    )
                    if fold(step[1]) in fold(quote) or fold(step[1]) in fold(comment)
                ]
                assert sorted(answer.ids) == sorted(plain)
                continue
            if step[0] == "add":
                changed = clippings.row_id(shared.conn, step[1])
                mark(shared, *step[1:])
            else:
                with library.transaction(shared):
                    taken = highlights.remove(shared, [step[1]])
                changed = taken[0][1] if taken else None
            for one in (kept, kept_marks):
                one.tell([] if changed is None else [changed])
