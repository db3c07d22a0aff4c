"""What notes point to: kept by whoever writes a note. Writer lane, inside a transaction.

Neighbour: mentions.py reads it from the other end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clipdesk.core import notes

if TYPE_CHECKING:
    import sqlite3


def put_of_note(connection: sqlite3.Connection, clipping_id: int, body: str) -> None:
    """A clipping's note points to what its text names; an empty text to nothing."""
    _put(connection, "clipping_id", clipping_id, body)


def put_of_journal(connection: sqlite3.Connection, journal_id: int, body: str) -> None:
    """The same of a free note."""
    _put(connection, "journal_id", journal_id, body)


def put_all(connection: sqlite3.Connection) -> None:
    """Make all of them anew of what the notes say."""
    connection.execute("DELETE FROM note_link")
    for column, table in (("clipping_id", "note"), ("journal_id", "journal")):
        key = "clipping_id" if table == "note" else "id"
        rows = connection.execute(
            f"SELECT {key}, body FROM {table} WHERE body LIKE '%[[%' OR body LIKE '%<%'"
        ).fetchall()
        for owner, body in rows:
            _put(connection, column, owner, body)


def _put(connection: sqlite3.Connection, column: str, owner: int, body: str) -> None:
    connection.execute(f"DELETE FROM note_link WHERE {column} = ?", (owner,))
    connection.executemany(
        f"INSERT INTO note_link ({column}, printed_id) VALUES (?, ?)",
        [(owner, name) for name in notes.links(body)],
    )
