"""What notes said before. Read by any connection; written in the writer lane, in a transaction.

One version is kept for each stretch of typing, not for each time it was saved; who writes a note
says when a stretch begins (commands/annotating.py, journal.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import sqlite3


class Kind(StrEnum):
    """What kind of note it is."""

    NOTE = "note"  # a clipping's
    JOURNAL = "journal"  # a free one


class Version(NamedTuple):
    """What a note said.

    Attributes:
        id: its row; 0 for one that has none yet.
        changed_at: when it came to say that: UTC, ISO 8601 to the second.
    """

    id: int
    body: str
    changed_at: str


_TABLES: Final = {
    Kind.NOTE: ("note_revision", "clipping_id"),
    Kind.JOURNAL: ("journal_revision", "journal_id"),
}


def of(connection: sqlite3.Connection, kind: Kind, owner: int) -> list[Version]:
    """The versions of a note before the present one, newest first.

    Args:
        connection: reads.
        kind: of the note.
        owner: its clipping, or the free note.
    """
    table, column = _TABLES[kind]
    rows = connection.execute(
        f"SELECT id, body, changed_at FROM {table} WHERE {column} = ? ORDER BY id DESC", (owner,)
    )
    return [Version(*row) for row in rows]


def keep(
    connection: sqlite3.Connection, kind: Kind, owner: int, versions: Iterable[Version]
) -> list[Version]:
    """Keep versions of a note, each with the id it had unless that is taken. Returns them."""
    table, column = _TABLES[kind]
    kept = []
    for version in versions:
        taken = connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (version.id,)).fetchone()
        wanted = version.id if version.id and taken is None else None
        row = connection.execute(
            f"INSERT INTO {table} (id, {column}, body, changed_at) VALUES (?, ?, ?, ?)",
            (wanted, owner, version.body, version.changed_at),
        )
        kept.append(version._replace(id=row.lastrowid or 0))
    return kept


def remove(
    connection: sqlite3.Connection, kind: Kind, owner: int, versions: Iterable[Version]
) -> None:
    """Forget versions of a note again."""
    table, column = _TABLES[kind]
    connection.executemany(
        f"DELETE FROM {table} WHERE id = ? AND {column} = ? AND body = ?",
        [(version.id, owner, version.body) for version in versions],
    )
