"""Finding by columns against one plain loop (naive_find.py): any library, any filter, any write."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipdesk.commands import AddTag, Command, EditNote, RemoveTag, SetRead, SetStarred
from clipdesk.commands.importing import ImportPage, TakeBackImport
from clipdesk.commands.sources import MergeSources, RenameSource
from clipdesk.core.dates import month_days
from clipdesk.core.query import READING_STATES, Facet, Filter, Found
from clipdesk.store import columns, find, imports, library, rebuilding
from tests.pages import bring, clip, page, plan
from tests.store import naive_find

SOURCES = ["朝日新聞", "時事通信", "ロイタ通信"]
TAGS = ["国/灯台", "国/海", "急", "Ａ'\"", "国"]
VIAS = [None, "", "Yahoo", 'a,"b"\\', "霧\n,1"]
WORDS = ["灯台", "霧", "海", "見", "a", "100%"]


def same(connection: sqlite3.Connection, wanted: Filter) -> Found:
    """The answer, which is what the plain loop says; the counts by day are counted anew."""
    found = find.find(connection, wanted)
    bare = replace(found, first_day=1, days=array("q"), every_day=array("q"), spans=())
    assert bare == naive_find.find(connection, wanted)
    assert (found.ids.typecode, found.months.typecode) == ("q", "l")
    assert all(type(n) is int for counts in found.facets.values() for n in counts.values())
    dates = {
        i: days for i, *days in connection.execute("SELECT id, first_day, last_day FROM clipping")
    }
    passing = naive_find.find(connection, replace(wanted, days=None)).ids
    shown, every = (Counter(tuple(dates[i]) for i in ids) for ids in (passing, dates))
    for counts, expected in ((found.days, shown), (found.every_day, every)):
        by_day = {(at, at): count for at, count in enumerate(counts, found.first_day) if count}
        assert by_day == {days: n for days, n in expected.items() if days[0] == days[1]}
    assert len(found.days) == len(found.every_day)
    spans = sorted((*days, shown[days], n) for days, n in every.items() if days[0] < days[1])
    assert list(found.spans) == spans
    return found


# ---- any library -------------------------------------------------------------------------------


def fill(connection: sqlite3.Connection, rng: random.Random) -> None:
    """Clippings of any kind and number, with gaps between their ids, and annotations."""
    connection.execute("INSERT INTO collection VALUES (1, '岬')")
    connection.executemany("INSERT INTO source VALUES (?, ?)", [*enumerate(SOURCES, 7), (1, "無")])
    connection.executemany("INSERT INTO tag VALUES (?, ?)", enumerate(TAGS, 3))
    connection.execute(
        "INSERT INTO import_run (id, started_at, file_name, file_sha256, collection_id, added,"
        " changed, unchanged) VALUES (1, '', '', '', 1, 0, 0, 0)"
    )
    number = rng.choice((0, 1, 2, 40))
    last = dt.date(rng.choice((1, 1999, 2031)), 12, 31).toordinal()
    for clipping_id in rng.sample([*range(1, 90), 10**9, 2**53], number):
        day = dt.date.fromordinal(last - int(rng.random() ** 2 * 300))
        precision = rng.choice(("minute", "day", "day", "month"))
        published = {"minute": f"{day}T20:48", "day": str(day), "month": str(day)[:7]}[precision]
        days = (day.toordinal(),) * 2
        if precision == "month":
            days = month_days(day.year, day.month)
        connection.execute(
            "INSERT INTO clipping (id, uid, published, precision, first_day, last_day,"
            " date_printed, source_id, source_printed, via, headline, printed, fingerprint, run_id)"
            " VALUES (?, ?, ?, ?, ?, ?, '', ?, 's', ?, 'h', '', '', 1)",
            (
                clipping_id, f"u{rng.random()}", published, precision, *days,
                rng.randint(7, 9), rng.choice(VIAS),
            ),
        )  # fmt: skip
        connection.execute(
            "INSERT INTO search_text VALUES (?, ?, ?, ?, ?)",
            (clipping_id, *("".join(rng.choices(WORDS, k=rng.randint(0, 3))) for _ in range(4))),
        )
        for tag in rng.sample(range(3, 3 + len(TAGS) - 1), rng.choice((0, 0, 1, 3))):
            connection.execute("INSERT INTO clipping_tag VALUES (?, ?, '')", (clipping_id, tag))
        if rng.random() < 0.6:
            read = rng.choice((None, "2031"))
            connection.execute(
                "INSERT INTO reading VALUES (?, ?, ?)", (clipping_id, read, rng.randint(0, 1))
            )
        if rng.random() < 0.3:
            connection.execute("INSERT INTO note VALUES (?, '要', '')", (clipping_id,))
            connection.execute("INSERT INTO note_search_text VALUES (?, '要霧')", (clipping_id,))


def days_of_1999(draw: st.DrawFn) -> tuple[int, int] | None:
    first = dt.date(draw(st.sampled_from((1, 1999, 2031))), 12, 31).toordinal()
    ends = draw(st.lists(st.integers(-200, 5), min_size=2, max_size=2))
    return min(ends) + first, max(ends) + first


TERMS = [
    *WORDS, *SOURCES, "要", "国", "急", "source:時事", "source:s", "via:yahoo", "via:a", "tag:急",
    "tag:国/*", "tag:国", "tag:無い", "has:note", "has:tag", "has:highlight", "has:citation",
    "has:compilernote", "has:revision", "is:read", "is:unread", "is:starred", "note:霧",
    "headline:灯台", "text:霧", "compiler:海", "date:1999", "date:2031-12-05..2031-12-20", "id:u1",
    "cites:1", "citedby:1", "collection:岬", '"灯台霧"', "どこにもない",
]  # fmt: skip


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Any typed query with any values and days."""
    terms = draw(
        st.lists(st.tuples(st.sampled_from(("", "-")), st.sampled_from(TERMS)), max_size=3)
    )
    choices = {
        Facet.SOURCE: [*SOURCES, "無", "どこにもない"],
        Facet.VIA: [via or "" for via in VIAS],
        Facet.TAG: [*TAGS, ""],
        Facet.YEAR: ["0001", "1999", "2031"],
        Facet.READING: [*READING_STATES, "?"],
    }
    pairs = [(facet, value) for facet, values in choices.items() for value in values]
    return Filter(
        " ".join(map("".join, terms)),
        frozenset(draw(st.lists(st.sampled_from(pairs), max_size=5))),
        draw(st.one_of(st.none(), st.just(days_of_1999(draw)))),
    )


@pytest.fixture(scope="module", params=range(14))
def some(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """Fourteen libraries; every other has an index."""
    path = tmp_path_factory.mktemp("some") / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        with library.transaction(db):
            fill(db.conn, random.Random(request.param))
        if request.param % 2:
            rebuilding.rebuild(db.conn, anew=True)
    with closing(library.open_for_reading(path)) as connection:
        yield connection


@given(wanted=filters())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_filter_of_any_library(some: sqlite3.Connection, wanted: Filter) -> None:
    same(some, wanted)


@pytest.mark.parametrize("term", TERMS)
def test_any_term_and_its_negation(some: sqlite3.Connection, term: str) -> None:
    same(some, Filter(term))
    same(some, Filter(f"-{term}"))


# ---- after any write ---------------------------------------------------------------------------


def clips(numbers: range, source: str = "朝日新聞") -> str:
    return page(
        *(
            clip(
                f"3104-04{n:04}",
                date="2031.04" if n % 5 == 0 else f"2031.04.{n % 28 + 1:02}",
                source=source,
                via=VIAS[n % 3],
                headline=f"見出し{n} {WORDS[n % 3]}",
            )
            for n in numbers
        )
    )


QUESTIONS = [
    Filter(),
    Filter("霧"),
    Filter("is:unread -海"),
    Filter("note:要"),
    Filter("急", frozenset({(Facet.READING, "read")})),
    Filter("", frozenset({(Facet.TAG, "急"), (Facet.TAG, ""), (Facet.SOURCE, "朝日新聞")})),
    Filter("", days=month_days(2031, 4)),
]


def commands(db: Any, rng: random.Random) -> Iterator[Command]:
    """Commands of every kind, on clippings as they then are."""

    def ids() -> tuple[int, ...]:
        return tuple(rng.sample(list(naive_find.find_ids(db.conn, "")), 3))

    yield AddTag(ids(), "急")
    yield AddTag(ids(), "国/海")
    yield RemoveTag(ids(), "急")
    yield SetRead(ids(), read=True)
    yield SetStarred(ids(), starred=True)
    yield SetRead(ids(), read=False)
    yield EditNote(ids()[0], "要確認")
    yield EditNote(ids()[0], "霧")
    yield ImportPage(plan(db.conn, clips(range(4, 16))))
    yield ImportPage(plan(db.conn, clips(range(14), "時事通信").replace("見出し3 ", "霧3 ")))
    yield RenameSource("朝日新聞", "朝日")
    yield MergeSources("朝日", "時事通信")
    yield TakeBackImport(imports.runs(db.conn)[0].id)


@pytest.mark.parametrize("seed", range(3))
def test_every_command_is_seen_by_every_connection(tmp_path: Path, seed: int) -> None:
    """By the one that writes and those that wrote nothing; done, undone, and done again."""
    path = tmp_path / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, clips(range(9)))
        with (
            closing(library.open_for_reading(path)) as reader,
            closing(library.open_for_writing(path)) as other,
        ):

            def ask() -> list[Found]:
                answers = [
                    [same(each, wanted) for wanted in QUESTIONS]
                    for each in (db.conn, reader, other.conn)
                ]
                assert answers[0] == answers[1] == answers[2]
                return answers[0]

            for at, command in enumerate(commands(db, random.Random(seed))):
                writer = (db, other)[at % 2]
                before = ask()
                command.do(writer)
                ask()
                if not isinstance(command, (ImportPage, TakeBackImport)):
                    command.undo(writer)
                    assert ask() == before
                    command.do(writer)
                    ask()


def read_all(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO reading SELECT id, '2031', 0 FROM clipping")


def unread(connection: sqlite3.Connection) -> int:
    return same(connection, Filter()).unread


@pytest.mark.parametrize("ends", ["ROLLBACK", "COMMIT"])
def test_what_a_transaction_wrote_is_not_kept_before_it_ends(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, clips(range(9)))
        with closing(library.open_for_reading(path)) as reader:
            assert unread(db.conn) == unread(reader) == 9
            db.conn.execute("BEGIN IMMEDIATE")
            read_all(db.conn)
            assert (unread(db.conn), unread(reader)) == (0, 9)
            db.conn.execute(ends)
            left = 9 if ends == "ROLLBACK" else 0
            assert (unread(db.conn), unread(reader)) == (left, left)


def test_a_transaction_sees_its_own_state_until_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, clips(range(9)))
        with closing(library.open_for_reading(path)) as reader:
            reader.execute("BEGIN")
            assert unread(reader) == 9
            read_all(db.conn)
            assert unread(reader) == 9
            reader.execute("COMMIT")
            assert unread(reader) == 0


def test_rolling_back_to_a_savepoint(tmp_path: Path) -> None:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as db:
        bring(db, clips(range(9)))
        db.conn.execute("BEGIN")
        assert unread(db.conn) == 9
        db.conn.execute("SAVEPOINT s")
        read_all(db.conn)
        assert unread(db.conn) == 0
        db.conn.execute("ROLLBACK TO s")
        assert unread(db.conn) == 9
        db.conn.execute("COMMIT")
        assert unread(db.conn) == 9


def test_columns_are_loaded_once_for_a_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And at each search by a connection that is none of ours."""
    loaded: list[object] = []
    load: Callable[[sqlite3.Connection], columns.Columns] = columns.Columns.load

    def counted(connection: sqlite3.Connection) -> columns.Columns:
        loaded.append(connection)
        return load(connection)

    monkeypatch.setattr(columns.Columns, "load", counted)
    path = tmp_path / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, clips(range(9)))
        for wanted in (Filter(), Filter("霧"), Filter("霧", frozenset({(Facet.VIA, "")}))):
            find.find(db.conn, wanted)
        assert len(loaded) == 1
        read_all(db.conn)
        find.find(db.conn, Filter())
        assert len(loaded) == 2
    with closing(sqlite3.connect(path)) as plain:
        assert find.find(plain, Filter()).total == len(same(plain, Filter()).ids) == 9
    assert len(loaded) == 4
