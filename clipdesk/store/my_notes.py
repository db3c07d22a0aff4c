"""All that the analyst wrote: notes on clippings and free notes, in one list. Reading connections."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clipdesk.core import notes
from clipdesk.core.dates import Published
from clipdesk.core.text import fold
from clipdesk.store import index
from clipdesk.store.versions import Kind

Key = tuple[Kind, int]
"""A note: of the clipping of that id, or the free one of that id."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of the list shows.

    Attributes:
        title: the first line of the note that says something; may be empty.
        excerpt: what comes after it.
        changed_at: UTC, ISO 8601 to the second.
        headline, published, source: of the note's clipping; a free note has none.
    """

    key: Key
    title: str
    excerpt: str
    changed_at: str
    headline: str = ""
    published: Published | None = None
    source: str = ""


def keys(connection: sqlite3.Connection, text: str = "") -> list[Key]:
    """Every note that holds a text, compared as a search compares; the latest changed first.

    20,000 notes take some 30 ms.
    """
    wanted = fold(text)
    rows = connection.execute(
        "SELECT changed_at, 1, n.clipping_id FROM note n"
        + (" JOIN note_search_text x USING (clipping_id) WHERE instr(x.body, ?)" if wanted else ""),
        (wanted,) if wanted else (),
    ).fetchall()
    free = connection.execute("SELECT changed_at, 0, id, body FROM journal")
    rows += [row[:3] for row in free if not wanted or wanted in index.folded_lines(row[3])]
    rows.sort(reverse=True)
    return [(Kind.NOTE if of_clipping else Kind.JOURNAL, i) for _, of_clipping, i in rows]


def lines(connection: sqlite3.Connection, wanted: Sequence[Key]) -> list[Line]:
    """The lines of some notes, in the order asked for; those that are gone are left out."""
    found = {line.key: line for line in _of_clippings(connection, _ids(wanted, Kind.NOTE))}
    found |= {line.key: line for line in _free(connection, _ids(wanted, Kind.JOURNAL))}
    return [found[key] for key in wanted if key in found]


def _ids(wanted: Iterable[Key], kind: Kind) -> str:
    return json.dumps([i for of, i in wanted if of is kind])


def _of_clippings(connection: sqlite3.Connection, ids: str) -> Iterable[Line]:
    rows = connection.execute(
        "SELECT n.clipping_id, n.body, n.changed_at, c.headline, c.published, s.name FROM note n"
        " JOIN clipping c ON c.id = n.clipping_id JOIN source s ON s.id = c.source_id"
        " WHERE n.clipping_id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    for i, body, changed_at, headline, published, source in rows:
        yield Line(
            (Kind.NOTE, i),
            notes.title(body),
            notes.excerpt(body),
            changed_at,
            headline,
            Published.from_iso(published),
            source,
        )


def _free(connection: sqlite3.Connection, ids: str) -> Iterable[Line]:
    rows = connection.execute(
        "SELECT id, body, changed_at FROM journal WHERE id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    for i, body, changed_at in rows:
        yield Line((Kind.JOURNAL, i), notes.title(body), notes.excerpt(body), changed_at)
