"""Sources: how they are called, how they were printed, what the analyst says of them.

The analyst's own names (`source_name`) are read by every import after; `commands/sources.py`
lets the clippings that are there follow. Writes: writer lane only, inside a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from clipdesk.core.model import Split
from clipdesk.core.text import fold_name, printable

if TYPE_CHECKING:
    import sqlite_utils

_BATCH: Final = 500
_EXAMPLES: Final = 3

Name = tuple[str, str, str]
"""A row of source_name: the name as printed, the source as meant, added_at."""

Source = tuple[int, str]
"""A row of source."""


class Standing(NamedTuple):
    """What a clipping's row says of its source: all that a correction may change.

    Attributes:
        reading: the hash of what was made of the page's words; empty where it is not known.
    """

    clipping_id: int
    source_id: int
    source_printed: str
    headline: str
    split: str
    reading: str

    @property
    def line(self) -> str:
        """Source and headline as one line, as they were printed where they shared one."""
        return f"{self.source_printed} {self.headline}".strip()


@dataclass(frozen=True, slots=True)
class Listed:
    """A source of the library.

    Attributes:
        clippings: how many it has.
        forms: how many ways it was printed in.
        doubtful: how many of its clippings have a guessed or unknown cut.
        own: whether the analyst has said something of it.
    """

    name: str
    clippings: int
    forms: int
    doubtful: int
    own: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which a source was printed.

    Attributes:
        printed: empty where no source could be told.
        own: whether the analyst said what it means.
        examples: some headlines, the newest first.
    """

    printed: str
    clippings: int
    own: bool
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A clipping whose source was not surely told from its headline.

    Attributes:
        confidence: percent, None where the import did not say (no guess, or an older one).
        rule: what the guess rests on, the text `sources.rule_<rule>`; empty as above.
    """

    clipping_id: int
    uid: str
    split: Split
    source: str
    source_printed: str
    headline: str
    confidence: int | None
    rule: str


# ---- reading ---------------------------------------------------------------------------------


def names(connection: sqlite3.Connection) -> dict[str, str]:
    """The analyst's own names: as printed -> as meant, the earliest first."""
    return {printed: source for printed, source, _ in name_rows(connection)}


def name_rows(connection: sqlite3.Connection) -> list[Name]:
    """Every row of the analyst's own names."""
    return connection.execute(
        "SELECT printed, source, added_at FROM source_name ORDER BY added_at, printed"
    ).fetchall()


def listed(connection: sqlite3.Connection) -> list[Listed]:
    """Every source that has clippings, by name."""
    clippings: Counter[int] = Counter()
    printed: Counter[int] = Counter()
    for source, count in connection.execute(
        "SELECT source_id, count(*) FROM clipping GROUP BY source_printed, source_id"
    ):
        clippings[source] += count
        printed[source] += 1
    in_doubt = connection.execute("SELECT source_id FROM clipping WHERE split <> 'sure'")
    doubtful = Counter(source for (source,) in in_doubt)
    own = set(names(connection).values())
    found = connection.execute("SELECT id, name FROM source ORDER BY name")
    return [
        Listed(name, clippings[i], printed[i], doubtful[i], name in own)
        for i, name in found
        if clippings[i]
    ]


def forms(connection: sqlite3.Connection, name: str) -> list[Form]:
    """How a source was printed, the most frequent first."""
    own = set(map(fold_name, names(connection)))
    counts = connection.execute(
        "SELECT c.source_printed, count(*) FROM clipping c JOIN source s ON s.id = c.source_id"
        " WHERE s.name = ? GROUP BY c.source_printed ORDER BY count(*) DESC, c.source_printed",
        (name,),
    ).fetchall()
    return [
        Form(printed, count, fold_name(printed) in own, tuple(_examples(connection, name, printed)))
        for printed, count in counts
    ]


def _examples(connection: sqlite3.Connection, name: str, printed: str) -> Iterator[str]:
    for (headline,) in connection.execute(
        "SELECT c.headline FROM clipping c JOIN source s ON s.id = c.source_id"
        " WHERE c.source_printed = ? AND s.name = ? ORDER BY c.published DESC, c.uid DESC LIMIT ?",
        (printed, name, _EXAMPLES),
    ):
        yield headline


def doubts(connection: sqlite3.Connection) -> list[Doubt]:
    """The clippings whose source was guessed or could not be told, the least sure first."""
    told: dict[tuple[str, str], tuple[int, str]] = {}
    for details, *_ in connection.execute(
        "SELECT details FROM import_problem WHERE code = 'source_guessed' ORDER BY id"
    ):
        said = json.loads(details)
        if {"source", "headline", "confidence", "rule"} <= said.keys():
            cut = printable(said["source"]), printable(said["headline"])
            told[cut] = said["confidence"], said["rule"]
    doubtful = connection.execute(
        "SELECT c.id, c.uid, c.split, s.name, c.source_printed, c.headline"
        " FROM clipping c JOIN source s ON s.id = c.source_id WHERE c.split <> 'sure'"
    )
    found = [
        Doubt(
            i,
            uid,
            Split(split),
            source,
            printed,
            headline,
            *told.get((printed, headline), _NEITHER),
        )
        for i, uid, split, source, printed, headline in doubtful
    ]
    return sorted(found, key=lambda doubt: (doubt.confidence or 0, doubt.source_printed, doubt.uid))


_NEITHER: Final[tuple[int | None, str]] = (None, "")


def source_id(connection: sqlite3.Connection, name: str) -> int | None:
    """The id of a source, None where the library has none of that name."""
    found = rows_named(connection, [name])
    return found[0][0] if found else None


def rows(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Source]:
    """The rows of sources by their ids."""
    return connection.execute(
        "SELECT id, name FROM source WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(sorted(ids)),),
    ).fetchall()


def rows_named(connection: sqlite3.Connection, wanted: Sequence[str]) -> list[Source]:
    """The rows of sources by their names."""
    return connection.execute(
        "SELECT id, name FROM source WHERE name IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(wanted),),
    ).fetchall()


def newest_clipping(connection: sqlite3.Connection) -> int:
    """The row id of the clipping that came last, 0 where there is none."""
    (found,) = connection.execute("SELECT coalesce(max(id), 0) FROM clipping").fetchone()
    return int(found)


def printed_like(connection: sqlite3.Connection, printed: Iterable[str]) -> list[str]:
    """The printed forms in the library that are the same name as one of these, as compared."""
    wanted = set(map(fold_name, printed)) - {""}
    there = connection.execute("SELECT DISTINCT source_printed FROM clipping")
    return [form for (form,) in there if fold_name(form) in wanted]


def standings_of(connection: sqlite3.Connection, name: str) -> list[Standing]:
    """The clippings of a source."""
    return _standings(connection, "source_id = (SELECT id FROM source WHERE name = ?)", name)


def standings_printed(connection: sqlite3.Connection, printed: Sequence[str]) -> list[Standing]:
    """The clippings with one of these printed forms."""
    return _standings(
        connection, "source_printed IN (SELECT value FROM json_each(?))", json.dumps(printed)
    )


def standings_in_doubt(connection: sqlite3.Connection) -> list[Standing]:
    """The clippings whose source was guessed or could not be told."""
    return _standings(connection, "split <> 'sure'")


def standings(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Standing]:
    """Clippings by their row ids."""
    return [
        standing
        for start in range(0, len(ids), _BATCH)
        for standing in _standings(
            connection,
            "id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids[start : start + _BATCH])),
        )
    ]


def _standings(connection: sqlite3.Connection, condition: str, *values: str) -> list[Standing]:
    found = connection.execute(
        "SELECT id, source_id, source_printed, headline, split, reading FROM clipping"
        f" WHERE {condition} ORDER BY id",
        values,
    )
    return [Standing(*row) for row in found]


# ---- writing ---------------------------------------------------------------------------------


def put_names(db: sqlite_utils.Database, wanted: Iterable[Name]) -> None:
    """Write rows of source_name; a printed form has one."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO source_name (printed, source, added_at) VALUES (?, ?, ?)", wanted
    )


def remove_names(db: sqlite_utils.Database, unwanted: Iterable[Name]) -> None:
    """Delete rows of source_name; one that says something else by now stays."""
    db.conn.executemany(
        "DELETE FROM source_name WHERE printed = ? AND source = ? AND added_at = ?", unwanted
    )


def put_source(db: sqlite_utils.Database, name: str, wanted: int | None = None) -> tuple[int, bool]:
    """The id of a source, which is added where it is not there, and whether it was.

    Args:
        db: in a transaction.
        name: as meant.
        wanted: the id that it had; it gets another one where that is taken.
    """
    found = source_id(db.conn, name)
    if found is not None:
        return found, False
    if wanted is not None:
        taken = db.conn.execute("SELECT 1 FROM source WHERE id = ?", (wanted,)).fetchone()
        wanted = None if taken else wanted
    cursor = db.conn.execute("INSERT INTO source (id, name) VALUES (?, ?)", (wanted, name))
    return int(cursor.lastrowid or 0), True


def delete_unused_sources(db: sqlite_utils.Database, ids: Iterable[int]) -> list[Source]:
    """Delete those of these sources that no clipping has. Returns their rows."""
    gone: list[Source] = db.conn.execute(
        "SELECT id, name FROM source WHERE id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM clipping WHERE source_id = source.id) ORDER BY id",
        (json.dumps(sorted(ids)),),
    ).fetchall()
    db.conn.executemany("DELETE FROM source WHERE id = ?", [(row[0],) for row in gone])
    return gone


def put_standings(db: sqlite_utils.Database, wanted: Iterable[Standing]) -> None:
    """Write what clippings' rows say of their sources."""
    db.conn.executemany(
        "UPDATE clipping SET source_id = ?, source_printed = ?, headline = ?, split = ?,"
        " reading = ? WHERE id = ?",
        [(*row[1:], row.clipping_id) for row in wanted],
    )
