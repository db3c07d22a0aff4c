"""Saved searches: filters that the analyst keeps by a name, in an order of the analyst's own.

Reading functions take any connection; writing ones are called inside a transaction of the writer
lane's. Neighbour: commands/searches.py, which undoes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from clipdesk.core.errors import UserError
from clipdesk.core.query import Filter, Sort, written
from clipdesk.core.text import fold, printable

if TYPE_CHECKING:
    import sqlite_utils

LONGEST_NAME: Final = 100
"""So many characters a name has at most."""


class SavedSearch(NamedTuple):
    """A row of saved_search, in the order of its columns.

    Attributes:
        query: the whole filter as it is typed.
    """

    id: int
    name: str
    query: str
    sort: str
    whole_words: int
    position: int

    @property
    def filter(self) -> Filter:
        """What it shows."""
        return Filter(self.query, sort=Sort(self.sort), whole_words=bool(self.whole_words))


def as_kept(wanted: Filter) -> tuple[str, str, int]:
    """A filter as it is kept: query, sort, whole_words."""
    return printable(written(wanted)), wanted.sort.value, int(wanted.whole_words)


def clean_search_name(name: str) -> str:
    """A saved search's name as it is kept: trimmed, its spaces single.

    Raises:
        UserError: search_name_empty when nothing is left, search_name_too_long over 100
            characters.
    """
    cleaned = " ".join(printable(name).split())
    if not fold(cleaned):
        raise UserError("search_name_empty")
    if len(cleaned) > LONGEST_NAME:
        raise UserError("search_name_too_long", limit=LONGEST_NAME)
    return cleaned


def all_searches(connection: sqlite3.Connection) -> list[SavedSearch]:
    """Every saved search, in the analyst's order."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM saved_search ORDER BY position, id")
    return [SavedSearch(*row) for row in rows]


def search(connection: sqlite3.Connection, search_id: int) -> SavedSearch | None:
    """The saved search of that id; None where there is none."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM saved_search WHERE id = ?", (search_id,)
    ).fetchone()
    return None if row is None else SavedSearch(*row)


def named(connection: sqlite3.Connection, name: str) -> SavedSearch | None:
    """The saved search of that name; None where there is none."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM saved_search WHERE name = ?", (name,)
    ).fetchone()
    return None if row is None else SavedSearch(*row)


def next_place(connection: sqlite3.Connection) -> tuple[int, int]:
    """The id and the position of one that comes below all others."""
    found = connection.execute(
        "SELECT coalesce(max(id), 0) + 1, coalesce(max(position), -1) + 1 FROM saved_search"
    ).fetchone()
    return int(found[0]), int(found[1])


def put_search(db: sqlite_utils.Database, search_id: int, row: SavedSearch | None) -> None:
    """Let the saved search of an id be that row; None deletes it.

    Raises:
        UserError: search_name_taken when another one has the name.
    """
    if row is None:
        db.conn.execute("DELETE FROM saved_search WHERE id = ?", (search_id,))
        return
    other = named(db.conn, row.name)
    if other is not None and other.id != search_id:
        raise UserError("search_name_taken", name=row.name)
    db.table("saved_search").upsert(row._asdict(), pk="id")


def put_positions(db: sqlite_utils.Database, positions: Iterable[tuple[int, int]]) -> None:
    """Write where saved searches stand: (id, position) of each."""
    db.conn.executemany(
        "UPDATE saved_search SET position = ? WHERE id = ?",
        [(position, search_id) for search_id, position in positions],
    )


_COLUMNS: Final = ", ".join(SavedSearch._fields)
