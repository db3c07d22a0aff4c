"""Finding by columns against a plain reading of every record (oracle.py): any library, filter, write."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clipdesk.commands import (
    AddHighlight,
    AddTag,
    Changes,
    Command,
    EditNote,
    RemoveTag,
    SetRead,
    SetStarred,
)
from clipdesk.commands.importing import ImportPage, TakeBackImport
from clipdesk.commands.sources import MergeSources, RenameSource
from clipdesk.core.dates import month_days
from clipdesk.core.query import READING_STATES, Facet, Filter, Found, Sort, written
from clipdesk.core.text import fold
from clipdesk.store import columns, find, imports, library, rebuilding
from clipdesk.store.kept import Kept
from tests.pages import bring, clip, page, plan
from tests.store.oracle import Oracle

SOURCES = ["朝日新聞", "時事通信", "ロイタ通信"]
TAGS = ["国/灯台", "国/海", "急", "Ａ'\"", "国", "水/深/青", "水/深/黒"]
VIAS = [None, "", "Yahoo", 'a,"b"\\', "霧\n,1"]
WORDS = ["灯台", "霧", "海", "見", "a", "100%"]
COLLECTIONS = ["岬", "北の海", "空"]


def bare(found: Found) -> Found:
    """An answer without what the oracle leaves out."""
    return replace(
        found,
        first_day=1,
        days=array("q"),
        every_day=array("q"),
        spans=(),
        shown_as=Filter(),
        target=None,
        only_below=tuple(sorted(found.only_below)),
    )


def same(
    connection: sqlite3.Connection,
    wanted: Filter,
    oracle: Oracle | None = None,
    kept: Kept | None = None,
) -> Found:
    """The answer, which is what the oracle says."""
    found = find.find(connection, wanted, kept)
    oracle = oracle or Oracle(connection)
    # What is typed of facets counts as chosen: it moves the counts, not what is shown.
    assert bare(found) == replace(oracle.answer(found.shown_as), filter=wanted)
    if found.shown_as != wanted:
        assert found.ids == oracle.answer(wanted).ids
    assert (found.ids.typecode, found.months.typecode) == ("q", "l")
    assert all(type(n) is int for counts in found.facets.values() for n in counts.values())
    shown = {(at, at): n for at, n in enumerate(found.days, found.first_day)}
    every = {(at, at): n for at, n in enumerate(found.every_day, found.first_day)}
    for first, last, some, most in (span[:4] for span in found.spans):
        shown[first, last], every[first, last] = some, most
    assert [span[:2] for span in found.spans] == sorted(span[:2] for span in found.spans)
    by_day = {key: (shown[key], n) for key, n in every.items() if n}
    assert by_day == oracle.by_day(found.shown_as)
    assert len(found.days) == len(found.every_day)
    return found


# ---- any library -------------------------------------------------------------------------------


def fill(connection: sqlite3.Connection, rng: random.Random) -> None:
    """Clippings of any kind and number, with gaps between their ids, and annotations."""
    connection.executemany("INSERT INTO collection VALUES (?, ?)", enumerate(COLLECTIONS, 1))
    connection.executemany("INSERT INTO source VALUES (?, ?)", [*enumerate(SOURCES, 7), (1, "無")])
    connection.executemany("INSERT INTO tag (id, name) VALUES (?, ?)", enumerate(TAGS, 3))
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
        texts = ["".join(rng.choices(WORDS, k=rng.randint(0, 3))) for _ in range(4)]
        if precision == "month":
            days = month_days(day.year, day.month)
        connection.execute(
            "INSERT INTO clipping (id, uid, published, precision, first_day, last_day,"
            " date_printed, source_id, source_printed, via, headline, printed, fingerprint, run_id)"
            " VALUES (?, ?, ?, ?, ?, ?, '', ?, 's', ?, ?, '', '', 1)",
            (
                clipping_id, f"u{rng.random()}", published, precision, *days,
                rng.randint(7, 9), rng.choice(VIAS), texts[0],
            ),
        )  # fmt: skip
        kinds = [("text", "article", None), ("text", "compiler", 0), ("related", "article", None)]
        connection.executemany(
            "INSERT INTO passage (clipping_id, position, kind, voice, block, line, printed, text)"
            " VALUES (?, ?, ?, ?, ?, 1, ?, ?)",
            [
                (clipping_id, at, *kind, text, text)
                for at, (kind, text) in enumerate(zip(kinds, texts[1:], strict=True))
                if text
            ],
        )
        connection.execute(
            "INSERT INTO search_text VALUES (?, ?, ?, ?, ?)", (clipping_id, *map(fold, texts))
        )
        for collection in rng.sample((1, 2), rng.choice((0, 1, 1, 2))):
            connection.execute(
                "INSERT INTO collection_clipping (collection_id, clipping_id, position)"
                " VALUES (?, ?, 1)",
                (collection, clipping_id),
            )
        if rng.random() < 0.2:
            connection.execute(
                "INSERT INTO highlight (clipping_id, quote, prefix, suffix, start, colour, comment,"
                " added_at, changed_at) VALUES (?, 'q', '', '', 0, 'red', ?, '', '')",
                (clipping_id, rng.choice(("", "要海", "ＡＢ\n霧"))),
            )
        for tag in rng.sample(range(3, 3 + len(TAGS) - 1), rng.choice((0, 0, 1, 3))):
            connection.execute("INSERT INTO clipping_tag VALUES (?, ?, '')", (clipping_id, tag))
        if rng.random() < 0.6:
            read = rng.choice((None, "2031"))
            connection.execute(
                "INSERT INTO reading (clipping_id, read_at, starred) VALUES (?, ?, ?)",
                (clipping_id, read, rng.randint(0, 1)),
            )
        if rng.random() < 0.3:
            connection.execute("INSERT INTO note VALUES (?, '要霧', '')", (clipping_id,))
            connection.execute("INSERT INTO note_search_text VALUES (?, '要霧')", (clipping_id,))


def days_of_1999(draw: st.DrawFn) -> tuple[int, int] | None:
    first = dt.date(draw(st.sampled_from((1, 1999, 2031))), 12, 31).toordinal()
    ends = draw(st.lists(st.integers(-200, 5), min_size=2, max_size=2))
    return min(ends) + first, max(ends) + first


TERMS = [
    *WORDS, *SOURCES, "要", "国", "急", "source:時事", "source:s", "source:=時事通信", "source:=s",
    "via:yahoo", "via:a", 'via:""', "via:=yahoo", "tag:急", "tag:国/*", "tag:国", "tag:無い", "tag:水/*",
    'tag:""', "has:note", "has:tag", "has:highlight", "has:citation", "has:compilernote",
    "has:revision", "is:read", "is:unread", "is:starred", "note:霧", "note:ab", "=ab", "headline:灯台",
    "text:霧", "compiler:海", "date:1999", "date:2031-12-05..2031-12-20", "id:u1", "cites:1",
    "citedby:1", "collection:岬", "collection:空", 'collection:""', '"灯台霧"', "どこにもない",
    "(霧 OR 海)", "(灯台 OR has:note -見)", "(a OR is:read)",
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
        Facet.COLLECTION: [*COLLECTIONS, ""],
        Facet.TAG: [*TAGS, "", "水", "水/深"],
        Facet.YEAR: ["0001", "1999", "2031", "1999-12", "2031-11"],
        Facet.READING: [*READING_STATES, "?"],
    }
    pairs = [(facet, value) for facet, values in choices.items() for value in values]
    return Filter(
        " ".join(map("".join, terms)),
        frozenset(draw(st.lists(st.sampled_from(pairs), max_size=5))),
        draw(st.one_of(st.none(), st.just(days_of_1999(draw)))),
        frozenset(draw(st.lists(st.sampled_from(pairs), max_size=3))),
        draw(st.sampled_from([Sort.NEWEST, Sort.NEWEST, Sort.OLDEST])),
    )


@pytest.fixture(scope="module", params=range(8))
def some(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """Eight libraries; every other has an index."""
    path = tmp_path_factory.mktemp("some") / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        with library.transaction(db):
            fill(db.conn, random.Random(request.param))
        if request.param % 2:
            rebuilding.rebuild(db.conn, anew=True)
    with closing(library.open_for_reading(path)) as connection:
        yield connection


@pytest.fixture(scope="module")
def oracle(some: sqlite3.Connection) -> Oracle:
    """What that library has."""
    return Oracle(some)


@given(wanted=filters())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_filter_of_any_library(
    some: sqlite3.Connection, oracle: Oracle, wanted: Filter
) -> None:
    same(some, wanted, oracle)


def test_any_term_and_its_negation(some: sqlite3.Connection, oracle: Oracle) -> None:
    for term in TERMS:
        same(some, Filter(term), oracle)
        same(some, Filter(f"-{term}"), oracle)


@given(wanted=filters())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_a_filter_shown_otherwise_shows_the_same(some: sqlite3.Connection, wanted: Filter) -> None:
    """Typed as one query, or with what was typed in the sidebar."""
    found = find.find(some, wanted)
    assert find.find(some, found.shown_as).ids == found.ids
    assert find.find(some, Filter(written(wanted), sort=wanted.sort)).ids == found.ids


@given(wanted=filters())
@example(wanted=Filter("date:2031-12-05..2031-12-20"))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_stacks_are_shares_of_the_strip(
    some: sqlite3.Connection, oracle: Oracle, wanted: Filter
) -> None:
    # Days that are typed count as the filter's days: the strip is without them too.
    in_strip = replace(find.find(some, wanted).shown_as, days=None, sort=Sort.NEWEST)
    by_id = {c.id: c for c in oracle.all}
    shown = [by_id[i] for i in find.find(some, in_strip).ids]
    for facet in Facet:
        found = find.find(some, wanted, stack=facet)
        mine = [
            (c, value)
            for c in shown
            for value in (set(c.record.tags) or {""} if facet is Facet.TAG else c.values(facet))
        ]
        totals = Counter(value for _, value in mine)
        least = sorted(totals.values(), reverse=True)[:6][-1:] or [0]
        assert len(found.stacks) == min(6, len(totals))
        assert all(totals[value] >= least[0] for value in found.stacks)
        for value, counts in found.stacks.items():
            days = {(at, at): n for at, n in enumerate(counts, found.first_day) if n}
            days |= {span[:2]: span[4][value] for span in found.spans if span[4][value]}  # type: ignore[misc]
            assert days == Counter(
                (c.record.published.first_day, c.record.published.last_day)
                for c, its in mine
                if its == value
            )
        told = set(found.stacks)
        theirs = {c.id for c, value in mine if value in told}
        days = {(at, at): n for at, n in enumerate(found.stack_others, found.first_day) if n}
        in_spans = found.stack_others[len(found.days) :]
        days = {key: n for key, n in days.items() if key[0] < found.first_day + len(found.days)}
        days |= {span[:2]: n for span, n in zip(found.spans, in_spans, strict=True) if n}
        assert days == Counter(
            (c.record.published.first_day, c.record.published.last_day)
            for c in shown
            if c.id not in theirs
        )
        assert (found.stack_facet, bare(found).facets) == (
            facet,
            oracle.answer(found.shown_as).facets,
        )


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
    Filter("has:highlight OR tag:国/*", frozenset({(Facet.READING, "read")})),
    Filter("", frozenset({(Facet.TAG, "国"), (Facet.TAG, ""), (Facet.SOURCE, "朝日新聞")})),
    Filter("", days=month_days(2031, 4)),
]


def commands(db: Any, rng: random.Random) -> Iterator[Command]:
    """Commands of every kind, on clippings as they then are."""

    def ids() -> tuple[int, ...]:
        return tuple(rng.sample(list(find.find_ids(db.conn, "")), 3))

    yield AddTag(ids(), "急")
    yield AddTag(ids(), "国/海")
    yield RemoveTag(ids(), "急")
    yield SetRead(ids(), read=True)
    yield SetStarred(ids(), starred=True)
    yield SetRead(ids(), read=False)
    yield EditNote(ids()[0], "要確認")
    yield EditNote(ids()[0], "霧")
    yield AddHighlight(ids()[0], 0, 2, "red", "要る霧")
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
            kept = Kept()

            def ask(changes: Changes | None = None) -> list[Found]:
                if changes is not None:
                    kept.tell(None if changes.archive else changes.clippings)
                oracle = Oracle(reader)
                for each in (db.conn, other.conn):
                    for wanted in QUESTIONS[:2]:
                        same(each, wanted, oracle)
                return [same(reader, wanted, oracle, kept) for wanted in QUESTIONS]

            for at, command in enumerate(commands(db, random.Random(seed))):
                writer = (db, other)[at % 2]
                before = ask()
                ask(command.do(writer))
                if not isinstance(command, (ImportPage, TakeBackImport)):
                    assert ask(command.undo(writer)) == before
                    ask(command.do(writer))


def read_all(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO reading (clipping_id, read_at, starred) SELECT id, '2031', 0 FROM clipping"
    )


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


def test_columns_are_loaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And again where nobody told what changed."""
    done: list[str] = []
    load: Callable[[sqlite3.Connection], columns.Columns] = columns.Columns.load
    update: Callable[..., columns.Columns] = columns.Columns.updated

    def loaded(connection: sqlite3.Connection) -> columns.Columns:
        done.append("load")
        return load(connection)

    def updated(*args: Any) -> columns.Columns:
        done.append("update")
        return update(*args)

    monkeypatch.setattr(columns.Columns, "load", loaded)
    monkeypatch.setattr(columns.Columns, "updated", updated)
    path = tmp_path / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, clips(range(9)))
        with closing(library.open_for_reading(path)) as reader:
            kept, ids = Kept(), tuple(find.find_ids(db.conn, ""))
            done.clear()
            for wanted in (Filter(), Filter("霧"), Filter("霧", frozenset({(Facet.VIA, "")}))):
                find.find(reader, wanted, kept)
            assert done == ["load"]
            kept.tell(SetRead(ids[:2], read=True).do(db).clippings)
            kept.tell(SetStarred(ids[1:3], starred=True).do(db).clippings)
            assert same(reader, Filter("is:read"), kept=kept).total == 9
            same(reader, Filter("is:starred"), kept=kept)
            assert done == ["load", "update"]
            read_all(db.conn)
            assert find.find(reader, Filter("is:unread"), kept).unread == 0
            assert done == ["load", "update", "load"]
            kept.tell(None)
            find.find(reader, Filter(), kept)
            assert done[3:] == ["load"]
            kept.tell(())  # something else changed
            find.find(reader, Filter(), kept)
            assert done[4:] == []


def test_a_search_that_was_stopped_leaves_no_half_columns(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, clips(range(9)))
        ids = tuple(find.find_ids(db.conn, ""))
        with closing(library.open_for_reading(path)) as reader:
            kept = Kept()
            for step in range(40):
                SetRead((ids[step % 9],), read=step % 2 == 0).do(db)
                kept.tell((ids[step % 9],))
                reader.set_progress_handler(lambda: 1, 40 * (step + 1))
                with suppress(sqlite3.OperationalError):
                    find.find(reader, Filter("is:read"), kept)
                reader.set_progress_handler(None, 0)
                same(reader, Filter("is:read"), kept=kept)
