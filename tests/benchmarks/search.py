"""The search index: what making it costs, and how fast it answers, against looking through the texts.

    python -m tests.benchmarks.search [CLIPPINGS] [FOLDER]

Makes a library of generated clippings (archive.py) in FOLDER, or takes the one that lies there.
Prints the rate of making the index beside one of FTS5 alone (the same rows, cut before, given to
`executemany`); of bare rows without an index; p50 and p95 of questions by kind beside the bare
MATCH of the same terms, and beside `instr` over all texts. Answers are compared with those. Last,
p50 and p95 of a whole answer (order, facets, strip) and of its first 200 rows.
"""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from clipdesk.core import grams
from clipdesk.core.dates import month_days
from clipdesk.core.query import Facet, Field, Filter
from clipdesk.core.searchable import searchable
from clipdesk.importing.page import read_page
from clipdesk.importing.sources import book_for
from clipdesk.store import clippings, columns, find, index, library, rebuilding
from clipdesk.store.index import TEXTS, Text
from clipdesk.store.kept import Kept
from tests.benchmarks import archive

_CHUNK: Final = 1_000
_ASKED: Final = 60
"""Values of each kind."""


def texts(number: int) -> Iterator[Text]:
    """The folded texts of a generated archive."""
    book = book_for(Path("page.txt"))
    blocks = archive.generate(number)
    ids = iter(range(1, number + 2))
    while chunk := list(islice(blocks, _CHUNK)):
        drafts = read_page("".join(chunk), book, title_fallback="").drafts
        yield from ((next(ids), *searchable(draft)) for draft in drafts)


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def make_library(path: Path, number: int, *, with_texts: bool = True) -> None:
    """A library that has the texts, and of its clippings no more than a search needs."""
    rng = random.Random(5)
    with closing(library.open_for_writing(path, create=True)) as db, library.transaction(db):
        connection = db.conn
        connection.execute("INSERT INTO collection VALUES (1, 'c')")
        connection.executemany(
            "INSERT INTO source VALUES (?, ?)", ((at, f"s{at}") for at in range(1, _SOURCES + 1))
        )
        connection.execute(
            "INSERT INTO import_run (id, started_at, file_name, file_sha256, collection_id, added,"
            " changed, unchanged) VALUES (1, '', '', '', 1, 0, 0, 0)"
        )
        connection.executemany(
            "INSERT INTO clipping (id, uid, published, precision, first_day, last_day,"
            " date_printed, source_id, source_printed, via, headline, printed, fingerprint, run_id)"
            " VALUES (?, ?, ?, ?, ?, ?, '', ?, 's', ?, 'h', ?, '', 1)",
            (
                (
                    at + 1,
                    f"u{at}",
                    *_dates(day, by_month=at % 50 == 0),
                    # A few of them have most of the clippings.
                    1 + int(rng.random() ** 2 * _SOURCES),
                    rng.choice((None, None, "Yahoo", "インターネット")),
                    "x" * 1_800,
                )
                for at, day in enumerate(archive.days(number))
            ),
        )
        if with_texts:
            connection.executemany("INSERT INTO search_text VALUES (?, ?, ?, ?, ?)", texts(number))
        _annotate(connection, number, rng)


_SOURCES: Final = 60
_TAGS: Final = 200


def _dates(day: dt.date, *, by_month: bool) -> tuple[str, str, int, int]:
    """published, precision, first_day, last_day."""
    if by_month:
        return f"{day:%Y-%m}", "month", *month_days(day.year, day.month)
    return day.isoformat(), "day", day.toordinal(), day.toordinal()


def _annotate(connection: sqlite3.Connection, number: int, rng: random.Random) -> None:
    """Tag a fifth of the clippings twice, read half of them, star a few."""
    some = range(1, number + 1)
    connection.executemany(
        "INSERT INTO tag (id, name) VALUES (?, ?)", ((at, f"組/{at}") for at in range(1, _TAGS + 1))
    )
    connection.executemany(
        "INSERT INTO clipping_tag VALUES (?, ?, '')",
        ((i, tag) for i in some[::5] for tag in rng.sample(range(1, _TAGS + 1), 2)),
    )
    connection.executemany(
        "INSERT INTO reading (clipping_id, read_at, starred) VALUES (?, ?, ?)",
        ((i, "2031", i % 40 == 1) for i in some[::2]),
    )


# ---- making it ---------------------------------------------------------------------------------


def measure_making(connection: sqlite3.Connection, folder: Path, number: int) -> None:
    """The rebuilding beside FTS5 alone and beside bare rows."""
    rows = connection.execute(
        "SELECT clipping_id, headline, body, compiler, apparatus FROM search_text"
        " ORDER BY clipping_id LIMIT ?",
        (min(number, 100_000),),
    ).fetchall()
    bare, told = _bare(folder / "bare.sqlite", rows), _told(folder / "told.sqlite", rows)
    report("bare rows, no index", len(rows) / bare[0], "a second")
    report("the same index, terms cut before", len(rows) / bare[1], "a second")
    report("index.add, 2,000 a transaction", len(rows) / told, "a second")
    report("ratio", told / bare[1], "")
    took = seconds(lambda: rebuilding.rebuild(connection, anew=True))
    report("rebuilding", number / took, f"a second: {took:.1f} s for all")
    for table in TEXTS.tables:
        (size,) = connection.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE name GLOB ?", (f"{table}_*",)
        ).fetchone()
        report(f"size of {table}", size / 1e6, "MB")


def _scratch(path: Path) -> sqlite3.Connection:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    with closing(library.open_for_writing(path, create=True)) as db:
        rebuilding.rebuild(db.conn)
        db.conn.execute("DROP TRIGGER search_text_added")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


_BATCH: Final = 2_000


def _bare(path: Path, rows: Sequence[Text]) -> tuple[float, float]:
    """Seconds of the rows alone, and of their terms, cut before, in the same tables."""
    pairs = [
        (i, grams.pairs(b), grams.pairs(c), grams.pairs(h), grams.pairs(a))
        for i, h, b, c, a in rows
    ]
    singles = [(i, grams.singles(b, h, c, a)) for i, h, b, c, a in rows]

    def insert(*tables: tuple[str, Sequence[tuple[str | int, ...]]]) -> None:
        for at in range(0, len(rows), _BATCH):
            connection.execute("BEGIN")
            for into, values in tables:
                slots = ", ".join("?" * len(values[0]))
                connection.executemany(
                    f"INSERT INTO {into} VALUES ({slots})", values[at : at + _BATCH]
                )
            connection.execute("COMMIT")

    with closing(_scratch(path)) as connection:
        plain = seconds(lambda: insert(("search_text", rows)))
        columns = f"search_pairs (rowid, {', '.join(TEXTS.columns)})"
        into = seconds(lambda: insert((columns, pairs), ("search_singles (rowid, terms)", singles)))
    return plain, into


def _told(path: Path, rows: Sequence[Text]) -> float:
    def add() -> None:
        for at in range(0, len(rows), _BATCH):
            connection.execute("BEGIN")
            index.add(connection, rows[at : at + _BATCH])
            connection.execute("COMMIT")

    with closing(_scratch(path)) as connection:
        return seconds(add)


# ---- asking it ---------------------------------------------------------------------------------


def values(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Values by kind, drawn from the texts themselves with a fixed seed."""
    rng = random.Random(7)
    (last,) = connection.execute("SELECT max(clipping_id) FROM search_text").fetchone()
    bodies = [
        connection.execute(
            "SELECT body FROM search_text WHERE clipping_id = ?", (rng.randint(1, last),)
        ).fetchone()[0].replace("\n", "")
        for _ in range(_ASKED)
    ]  # fmt: skip

    def parts(length: int) -> list[str]:
        drawn = [body[(at := rng.randrange(len(body) - length)) : at + length] for body in bodies]
        return [part for part in drawn if part.strip()]  # a space is no word

    return {
        "1 character": [*parts(1), "米", "核"],
        "2 characters": [*parts(2), "制裁", "中国", "米軍"],
        "4 characters": [*parts(4), "一帯一路", "明らかに"],
        "8 characters": [*parts(8), "弾道ミサイルの"],
        "20 characters": parts(20),
        "60 characters": parts(60),
        "Latin": ["is", "uav", "f-35a", "nato", "s-400", "35", "type 055", "m"],
        "nowhere": ["鷹匠", "どこにもない", "zzz", "饕", "qq1"],
    }


def measure_asking(connection: sqlite3.Connection) -> None:
    """By kind: counting by the index, by bare MATCH, and by looking through all texts."""
    print(f"{'':16}{'index':>16}{'bare MATCH':>18}{'instr':>16}{'hits':>10}   ms, p50/p95")  # noqa: T201
    for kind, asked in values(connection).items():
        told: list[float] = []
        bare: list[float] = []
        plain: list[float] = []
        hits: list[int] = []
        for value in asked:
            select, parameters = index.selection(Field.ANY, value)
            count = f"SELECT count(*) FROM ({select})"
            told.append(_answer(connection, count, parameters, hits))
            query = grams.single_query(value) if len(value) == 1 else grams.pairs_query(value)
            table = TEXTS.singles if len(value) == 1 else TEXTS.pairs
            match = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?"
            bare.append(_answer(connection, match, [query], hits))
            if len(plain) < 5:  # they take as long as each other
                scan = "SELECT count(*) FROM search_text WHERE " + " OR ".join(
                    f"instr({column}, ?)" for column in TEXTS.columns
                )
                plain.append(_answer(connection, scan, [value] * len(TEXTS.columns), hits))
                assert len(set(hits[-3:])) == 1, (value, hits[-3:])
            else:
                assert hits[-1] == hits[-2], (value, hits[-2:])
        figures = "".join(
            f"{_p50(times):9.2f}/{_p95(times):<7.2f}" for times in (told, bare, plain)
        )
        print(f"{kind:16}{figures}{statistics.median(hits):8,.0f}")  # noqa: T201
    own = [seconds(lambda: index.standing(connection)) for _ in range(200)]
    print(f"{'standing':16}{_p50(own):9.2f}/{_p95(own):<7.2f}")  # noqa: T201


def measure_finding(connection: sqlite3.Connection) -> None:
    """The whole answer with its first 200 rows, beside the bare MATCH, first and with a change."""
    kept = Kept()  # as the window keeps the columns
    begin = time.perf_counter()
    find.find(connection, Filter(), kept)
    print(f"the first find of a connection {(time.perf_counter() - begin) * 1_000:8.1f} ms")  # noqa: T201
    own = [seconds(lambda: columns.Columns.load(connection)) for _ in range(10)]
    print(f"loading the columns {_p50(own):9.1f}/{_p95(own):<7.1f}")  # noqa: T201
    print(f"{'':24}{'bare MATCH':>16}{'find':>16}{'+ 200 rows':>16}{'+ facet':>16}   p50/p95")  # noqa: T201
    for kind, asked in {**values(connection), "all of these": []}.items():
        queries = asked or [value for some in values(connection).values() for value in some]
        bare: list[float] = []
        whole: list[float] = []
        rowed: list[float] = []
        other: list[float] = []
        for value in queries:
            query = grams.single_query(value) if len(value) == 1 else grams.pairs_query(value)
            table = TEXTS.singles if len(value) == 1 else TEXTS.pairs
            match = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?"
            bare.append(_answer(connection, match, [query], []))
            begin = time.perf_counter()
            found = find.find(connection, Filter(f'"{value}"'), kept)
            whole.append(time.perf_counter() - begin)
            clippings.rows(connection, found.ids[:200])
            rowed.append(time.perf_counter() - begin)
            chosen = frozenset({(Facet.SOURCE, "s1"), (Facet.YEAR, "2020")})
            other.append(
                seconds(partial(find.find, connection, Filter(f'"{value}"', chosen), kept))
            )
        line = "".join(f"{_p50(t):8.2f}/{_p95(t):<7.2f}" for t in (bare, whole, rowed, other))
        print(f"{kind:24}{line}")  # noqa: T201
    searches = ["", "米軍", "米", "一帯一路", "中国 制裁", "中国 -ロシア", "is:unread", "has:tag"]
    for query in searches:
        own = [
            seconds(partial(find.find, connection, Filter(query + " " * n), kept)) for n in range(9)
        ]
        print(f"find {query:12}{_p50(own):8.1f}/{_p95(own):<7.1f}")  # noqa: T201


def _answer(
    connection: sqlite3.Connection, sql: str, parameters: Iterable[str | int], hits: list[int]
) -> float:
    begin = time.perf_counter()
    (count,) = connection.execute(sql, tuple(parameters)).fetchone()
    hits.append(count)
    return time.perf_counter() - begin


def _p50(times: Sequence[float]) -> float:
    return statistics.median(times) * 1_000


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1_000


def report(what: str, figure: float, unit: str) -> None:
    """A line of the table."""
    print(f"{what:34}{figure:12,.2f} {unit}", flush=True)  # noqa: T201


def main() -> None:
    """Measure on as many clippings as the command line says."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else scratch)
        path = folder / f"search-{number}.sqlite"
        if not path.exists():
            make_library(path, number)
        with closing(library.open_for_writing(path)) as db:
            measure_making(db.conn, folder, number)
            db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with closing(library.open_for_reading(path)) as reader:
            measure_asking(reader)
            measure_finding(reader)


if __name__ == "__main__":
    main()
