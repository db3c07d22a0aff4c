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
        uid, headline, published: of the note's clipping; a free note has none.
    """

    key: Key
    title: str
    excerpt: str
    changed_at: str
    uid: str = ""
    headline: str = ""
    published: Published | None = None


def keys(connection: sqlite3.Connection, text: str = "") -> list[Key]:
    """Every note that holds a text, compared as a search compares; the latest changed first.

    20,000 notes take some 30 ms.
    """
    wanted = fold(text)
    free = connection.execute("SELECT id, body FROM journal") if wanted else ()
    fitting = [i for i, body in free if wanted in index.folded_lines(body)]
    noted, written = "note", "journal"
    if wanted:
        noted = "note JOIN note_search_text x USING (clipping_id) WHERE instr(x.body, :text)"
        written = "journal WHERE id IN (SELECT value FROM json_each(:free))"
    # SQLite puts them in order: Python's sort would hold up whoever types.
    rows = connection.execute(
        f"SELECT 1 AS noted, clipping_id AS id, changed_at FROM {noted}"
        f" UNION ALL SELECT 0, id, changed_at FROM {written}"
        " ORDER BY changed_at DESC, noted DESC, id DESC",
        {"text": wanted, "free": json.dumps(fitting)} if wanted else {},
    )
    return [(Kind.NOTE if noted else Kind.JOURNAL, i) for noted, i, _ in rows]


def lines(connection: sqlite3.Connection, wanted: Sequence[Key]) -> list[Line]:
    """The lines of some notes, in the order asked for; those that are gone are left out."""
    found = {line.key: line for line in _of_clippings(connection, _ids(wanted, Kind.NOTE))}
    found |= {line.key: line for line in _free(connection, _ids(wanted, Kind.JOURNAL))}
    return [found[key] for key in wanted if key in found]


def _ids(wanted: Iterable[Key], kind: Kind) -> str:
    return json.dumps([i for of, i in wanted if of is kind])


def _of_clippings(connection: sqlite3.Connection, ids: str) -> Iterable[Line]:
    rows = connection.execute(
        "SELECT n.clipping_id, n.body, n.changed_at, c.uid, c.headline, c.published FROM note n"
        " JOIN clipping c ON c.id = n.clipping_id"
        " WHERE n.clipping_id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    for i, body, changed_at, uid, headline, published in rows:
        yield Line(
            (Kind.NOTE, i),
            notes.title(body),
            notes.excerpt(body),
            changed_at,
            uid,
            headline,
            Published.from_iso(published),
        )


def _free(connection: sqlite3.Connection, ids: str) -> Iterable[Line]:
    rows = connection.execute(
        "SELECT id, body, changed_at FROM journal WHERE id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    for i, body, changed_at in rows:
        yield Line((Kind.JOURNAL, i), notes.title(body), notes.excerpt(body), changed_at)
