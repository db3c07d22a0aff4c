"""Free notes, of no clipping. Read by any connection; written in the writer lane, in a transaction.

Neighbours: versions.py has what they said before, my_notes.py lists them with the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clipdesk.core.text import printable
from clipdesk.store import note_links

if TYPE_CHECKING:
    import sqlite3


class Entry(NamedTuple):
    """A row of journal, in the order of its columns."""

    id: int
    uid: str
    body: str
    added_at: str
    changed_at: str


_COLUMNS: Final = ", ".join(Entry._fields)


def entry(connection: sqlite3.Connection, journal_id: int) -> Entry | None:
    """A free note; None where there is none of that id."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM journal WHERE id = ?", (journal_id,)
    ).fetchone()
    return None if row is None else Entry(*row)


def next_id(connection: sqlite3.Connection) -> int:
    """The id of the next one."""
    (found,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM journal").fetchone()
    return int(found)


def put(connection: sqlite3.Connection, wanted: Entry) -> None:
    """Write a free note, with what it points to."""
    wanted = wanted._replace(body=printable(wanted.body))
    connection.execute(
        f"INSERT INTO journal ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET uid = excluded.uid, body = excluded.body,"
        " added_at = excluded.added_at, changed_at = excluded.changed_at",
        wanted,
    )
    note_links.put_of_journal(connection, wanted.id, wanted.body)


def delete(connection: sqlite3.Connection, journal_id: int) -> None:
    """Delete a free note; what it said before and what it points to go with it."""
    connection.execute("DELETE FROM journal WHERE id = ?", (journal_id,))
