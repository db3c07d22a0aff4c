"""The analyst's side of a library, to be compared whatever its row ids; for tests of the mirror."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clipdesk.store import layer, library

if TYPE_CHECKING:
    import sqlite_utils

_NAMED: Final = "(SELECT c.uid FROM clipping c WHERE c.id = x.clipping_id)"
_SIDE: Final = {
    "tag": "SELECT name, colour, key FROM tag",
    "clipping_tag": f"SELECT {_NAMED}, t.name, added_at FROM clipping_tag x JOIN tag t ON t.id = tag_id",
    "note": f"SELECT {_NAMED}, body, changed_at FROM note x",
    "note_revision": f"SELECT {_NAMED}, body, changed_at FROM note_revision x",
    "reading": f"SELECT {_NAMED}, read_at, starred, review_on FROM reading x",
    "highlight": (
        f"SELECT {_NAMED}, quote, prefix, suffix, start, colour, comment, added_at, changed_at,"
        " p.start_at, p.end_at FROM highlight x LEFT JOIN highlight_place p ON highlight_id = x.id"
    ),
    "note_search_text": f"SELECT {_NAMED}, body FROM note_search_text x",
    "saved_search": "SELECT name, query, sort, whole_words, position FROM saved_search",
    "colour_meaning": "SELECT colour, meaning FROM colour_meaning",
    "source_name": "SELECT printed, source, added_at FROM source_name",
    "journal": "SELECT uid, body, added_at, changed_at FROM journal",
    "journal_revision": (
        "SELECT j.uid, x.body, x.changed_at FROM journal_revision x JOIN journal j ON j.id = journal_id"
    ),
}


def side(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """Every row of the analyst's side, but for row ids."""
    return {name: sorted(map(repr, connection.execute(sql))) for name, sql in _SIDE.items()}


def side_of(path: Path) -> dict[str, list[Any]]:
    """The same of a library file."""
    with closing(library.open_for_reading(path)) as connection:
        return side(connection)


def fill(db: sqlite_utils.Database) -> None:
    """What there are no commands for yet."""
    with library.transaction(db):
        db.conn.execute("INSERT INTO tag (name, colour) VALUES ('未使用', 'blue')")
        db.conn.execute("INSERT INTO colour_meaning VALUES ('yellow', '事実'), ('red', 'doubt')")
        db.conn.execute(
            "INSERT INTO journal (uid, body, added_at, changed_at)"
            " VALUES ('j1', '# 航海日誌', '2031-01-01T00:00:00Z', '2031-02-01T00:00:00Z')"
        )
        db.conn.executemany(
            "INSERT INTO journal_revision (journal_id, body, changed_at)"
            " SELECT id, ?, ? FROM journal",
            [("# 航", "2031-01-01T00:00:00Z"), ("# 航海", "2031-01-01T00:00:00Z")],
        )
        db.conn.executemany(
            "INSERT INTO note_revision (clipping_id, body, changed_at) VALUES (?, ?, ?)",
            [(1, "前", "2031-01-01T00:00:00Z"), (2, "消したメモ", "2031-01-02T00:00:00Z")],
        )
        layer.put_readings(db, [layer.Reading(3, None, 1)])
        db.conn.execute("UPDATE reading SET review_on = '2032-01-15' WHERE clipping_id = 3")
