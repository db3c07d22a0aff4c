"""The analyst's side as the mirror has it: what changed since, and what it says now.

Triggers (db/0006_mirror.sql) number every change; a mirror says up to which number it has them.
Reading connections; `forget` is for the writer lane, inside a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Final

from clipdesk.core.annotation_lines import (
    ClippingLine,
    ColourLine,
    Head,
    JournalLine,
    Key,
    Line,
    SearchLine,
    SourceNameLine,
    TagLine,
    VersionLine,
)
from clipdesk.store import highlights

if TYPE_CHECKING:
    import sqlite_utils

_BATCH: Final = 200
"""So many things are read at once."""


@dataclass(frozen=True, slots=True)
class State:
    """How far the analyst's side is.

    Attributes:
        library: the library's identity.
        seq: the number of the latest change, 0 before the first.
        known: the changes after this one can be told.
    """

    library: str
    seq: int
    known: int


def state(connection: sqlite3.Connection) -> State:
    """How far the analyst's side is. Costs next to nothing."""
    (uid,) = connection.execute("SELECT uid FROM identity").fetchone()
    oldest, newest = connection.execute(  # each by itself: both at once would read all rows
        "SELECT (SELECT min(seq) FROM layer_change), (SELECT max(seq) FROM layer_change)"
    ).fetchone()
    return State(str(uid), newest or 0, (oldest or 1) - 1)


def changed(connection: sqlite3.Connection, after: int) -> list[Key]:
    """What is another since a change."""
    rows = connection.execute(
        "SELECT DISTINCT kind, key, part FROM layer_change WHERE seq > ?"
        f" ORDER BY {_ORDER}, key, part",
        (after,),
    )
    return [Key(*row) for row in rows]


def forget(db: sqlite_utils.Database, up_to: int) -> None:
    """Forget which changes there were up to one; the number of the latest stays."""
    db.conn.execute(
        "DELETE FROM layer_change WHERE seq <= ? AND seq < (SELECT max(seq) FROM layer_change)",
        (up_to,),
    )


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the analyst has added nothing."""
    sql = " UNION ALL ".join(f"SELECT EXISTS (SELECT 1 FROM {table})" for table in _TABLES)
    return not any(found for (found,) in connection.execute(sql))


def size(connection: sqlite3.Connection) -> int:
    """How many rows the analyst's side has."""
    sql = " UNION ALL ".join(f"SELECT count(*) FROM {table}" for table in _TABLES)
    return sum(count for (count,) in connection.execute(sql))


_TABLES: Final = (
    "clipping_tag", "note", "note_revision", "highlight", "reading", "tag", "saved_search",
    "colour_meaning", "source_name", "journal", "journal_revision",
)  # fmt: skip


def everything(connection: sqlite3.Connection) -> Iterator[Key]:
    """All that the analyst's side is made of, in the order of the lines' kinds."""
    for sql in _EVERYTHING:
        for row in connection.execute(sql):
            yield Key(*row)


def lines(connection: sqlite3.Connection, keys: Iterable[Key]) -> Iterator[tuple[Key, Line | None]]:
    """What there is to be said of things now, None of those that are no more.

    Args:
        connection: in a transaction: nobody writes in between.
        keys: those of one kind together.
    """
    for kind, group in groupby(keys, lambda key: key.kind):
        while batch := list(islice(group, _BATCH)):
            found = _READERS[kind](connection, batch)
            for key in batch:
                yield key, found.get(key)


_Found = Mapping[Key, Line]

_ORDER: Final = (
    "CASE kind WHEN 'tag' THEN 0 WHEN 'colour' THEN 1 WHEN 'search' THEN 2 WHEN 'source_name'"
    " THEN 3 WHEN 'journal' THEN 4 WHEN 'journal_version' THEN 5 WHEN 'clipping' THEN 6 ELSE 7 END"
)
_EVERYTHING: Final = (
    "SELECT 'tag', name FROM tag ORDER BY name",
    "SELECT 'colour', colour FROM colour_meaning ORDER BY colour",
    "SELECT 'search', name FROM saved_search ORDER BY position, id",
    "SELECT 'source_name', printed FROM source_name ORDER BY printed",
    "SELECT 'journal', uid FROM journal ORDER BY id",
    (
        "SELECT DISTINCT 'journal_version', j.uid, r.changed_at FROM journal_revision r"
        " JOIN journal j ON j.id = r.journal_id ORDER BY j.id, r.changed_at"
    ),
    (
        "SELECT 'clipping', uid FROM clipping WHERE id IN (SELECT clipping_id FROM clipping_tag"
        " UNION SELECT clipping_id FROM note UNION SELECT clipping_id FROM reading"
        " UNION SELECT clipping_id FROM highlight UNION SELECT clipping_id FROM note_revision)"
        " ORDER BY id"
    ),
    (
        "SELECT DISTINCT 'version', c.uid, r.changed_at FROM note_revision r"
        " JOIN clipping c ON c.id = r.clipping_id ORDER BY c.id, r.changed_at"
    ),
)


def _names(keys: Iterable[Key]) -> tuple[str]:
    return (json.dumps([key.key for key in keys]),)


def _clippings(connection: sqlite3.Connection, keys: list[Key]) -> _Found:
    heads: dict[int, Head] = {}
    for clipping_id, *values in connection.execute(
        "SELECT c.id, c.uid, c.printed_id, c.published, s.name, c.source_printed, c.headline,"
        " c.fingerprint FROM clipping c JOIN source s ON s.id = c.source_id"
        " WHERE c.uid IN (SELECT value FROM json_each(?))",
        _names(keys),
    ):
        heads[clipping_id] = Head(*values)
    ids = json.dumps(list(heads))
    tags: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for clipping_id, name, added_at in connection.execute(
        "SELECT x.clipping_id, t.name, x.added_at FROM clipping_tag x JOIN tag t ON t.id = x.tag_id"
        " WHERE x.clipping_id IN (SELECT value FROM json_each(?)) ORDER BY x.added_at, t.name",
        (ids,),
    ):
        tags[clipping_id].append((name, added_at))
    notes = {
        clipping_id: (body, changed_at)
        for clipping_id, body, changed_at in connection.execute(
            "SELECT clipping_id, body, changed_at FROM note"
            " WHERE clipping_id IN (SELECT value FROM json_each(?))",
            (ids,),
        )
    }
    readings = {
        clipping_id: (bool(starred), read_at, review_on)
        for clipping_id, read_at, starred, review_on in connection.execute(
            "SELECT clipping_id, read_at, starred, review_on FROM reading"
            " WHERE clipping_id IN (SELECT value FROM json_each(?))",
            (ids,),
        )
    }
    versions = {
        clipping_id
        for (clipping_id,) in connection.execute(
            "SELECT DISTINCT clipping_id FROM note_revision"
            " WHERE clipping_id IN (SELECT value FROM json_each(?))",
            (ids,),
        )
    }
    marked = highlights.of_clippings(connection, heads)
    found: dict[Key, Line] = {}
    for clipping_id, head in heads.items():
        if (
            clipping_id
            not in tags.keys() | notes.keys() | readings.keys() | versions | marked.keys()
        ):
            continue
        made = sorted(marked[clipping_id], key=lambda placed: placed.id)
        one = ClippingLine(
            head,
            tuple(tags[clipping_id]),
            notes.get(clipping_id),
            *readings.get(clipping_id, (False, None, None)),
            tuple(placed.highlight for placed in made),
        )
        found[one.key] = one
    return found


def _versions_of(table: str, join: str) -> Any:
    def read(connection: sqlite3.Connection, keys: list[Key]) -> _Found:
        bodies: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for uid, changed_at, body in connection.execute(
            f"SELECT o.uid, r.changed_at, r.body FROM {table} r JOIN {join}"
            " WHERE o.uid IN (SELECT value FROM json_each(?))"
            " AND r.changed_at IN (SELECT value FROM json_each(?)) ORDER BY r.id",
            (*_names(keys), json.dumps([key.part for key in keys])),
        ):
            bodies[uid, changed_at].append(body)
        return {
            key: VersionLine(key.kind, key.key, key.part, tuple(bodies[key.key, key.part]))
            for key in keys
            if (key.key, key.part) in bodies
        }

    return read


def _tags(connection: sqlite3.Connection, keys: list[Key]) -> _Found:
    rows = connection.execute(
        "SELECT name, colour, key FROM tag WHERE name IN (SELECT value FROM json_each(?))",
        _names(keys),
    )
    return {one.key: one for one in (TagLine(*row) for row in rows)}


def _searches(connection: sqlite3.Connection, keys: list[Key]) -> _Found:
    rows = connection.execute(
        "SELECT name, query, sort, whole_words, position FROM saved_search"
        " WHERE name IN (SELECT value FROM json_each(?))",
        _names(keys),
    )
    return {
        one.key: one
        for one in (
            SearchLine(name, query, sort, bool(whole), place)
            for name, query, sort, whole, place in rows
        )
    }


def _colours(connection: sqlite3.Connection, keys: list[Key]) -> _Found:
    rows = connection.execute(
        "SELECT colour, meaning FROM colour_meaning"
        " WHERE colour IN (SELECT value FROM json_each(?))",
        _names(keys),
    )
    return {one.key: one for one in (ColourLine(*row) for row in rows)}


def _source_names(connection: sqlite3.Connection, keys: list[Key]) -> _Found:
    rows = connection.execute(
        "SELECT printed, source, added_at FROM source_name"
        " WHERE printed IN (SELECT value FROM json_each(?))",
        _names(keys),
    )
    return {one.key: one for one in (SourceNameLine(*row) for row in rows)}


def _journals(connection: sqlite3.Connection, keys: list[Key]) -> _Found:
    rows = connection.execute(
        "SELECT uid, body, added_at, changed_at FROM journal"
        " WHERE uid IN (SELECT value FROM json_each(?))",
        _names(keys),
    )
    return {one.key: one for one in (JournalLine(*row) for row in rows)}


_READERS: Final[dict[str, Any]] = {
    "clipping": _clippings,
    "version": _versions_of("note_revision", "clipping o ON o.id = r.clipping_id"),
    "journal": _journals,
    "journal_version": _versions_of("journal_revision", "journal o ON o.id = r.journal_id"),
    "tag": _tags,
    "search": _searches,
    "colour": _colours,
    "source_name": _source_names,
}
