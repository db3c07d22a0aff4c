"""The analyst's side: tags, notes, stars and reading marks. Never touched by an import.

Writes: writer lane only, inside a transaction; they return what they replaced, so that a command
can put it back exactly.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from clipdesk.core.errors import UserError
from clipdesk.core.text import fold, printable
from clipdesk.store import index, note_links

if TYPE_CHECKING:
    import sqlite_utils

Tagging = tuple[int, int, str]
"""A row of clipping_tag: clipping id, tag id, added_at."""

Note = tuple[str, str]
"""A note's body and changed_at."""


class Reading(NamedTuple):
    """A row of reading; a clipping without one is unread, unstarred, and has no such day.

    Attributes:
        review_on: the day on which it is to be shown again, `2027-01-15`.
    """

    clipping_id: int
    read_at: str | None = None
    starred: int = 0
    review_on: str | None = None


def now() -> str:
    """The stamp of a change: UTC, ISO 8601 to the second."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> dt.date:
    """The day by this machine's clock."""
    return dt.datetime.now(dt.UTC).astimezone().date()


def tag_names(connection: sqlite3.Connection) -> list[str]:
    """Every tag, by name."""
    return [name for (name,) in connection.execute("SELECT name FROM tag ORDER BY name")]


def tag_keys(connection: sqlite3.Connection) -> dict[int, str]:
    """The tags that a digit gives and takes away, by the digit."""
    return dict(
        connection.execute(
            "SELECT key, name FROM tag WHERE key IS NOT NULL ORDER BY key"
        ).fetchall()
    )


def put_tag_keys(db: sqlite_utils.Database, keys: Mapping[int, str]) -> None:
    """Let these digits stand for these tags, and no others; a tag that is not there gets none."""
    db.conn.execute("UPDATE tag SET key = NULL WHERE key IS NOT NULL")
    db.conn.executemany("UPDATE tag SET key = ? WHERE name = ?", keys.items())


def clean_tag_name(name: str) -> str:
    """A tag's name as it is kept: trimmed, without empty parts in its path.

    Raises:
        UserError: tag_empty when nothing is left, tag_too_long over 200 characters.
    """
    parts = [" ".join(printable(part).split()) for part in name.split("/")]
    cleaned = "/".join(part for part in parts if part)
    if not fold(cleaned):
        raise UserError("tag_empty")
    if len(cleaned) > _LONGEST_TAG:
        raise UserError("tag_too_long", limit=_LONGEST_TAG)
    return cleaned


_LONGEST_TAG = 200


def ensure_tag(db: sqlite_utils.Database, name: str) -> tuple[int, bool]:
    """The id of a tag and whether it was made just now."""
    found = tag_id(db.conn, name)
    if found is not None:
        return found, False
    return int(db.table("tag").insert({"name": name}).last_pk or 0), True


def tag_id(connection: sqlite3.Connection, name: str) -> int | None:
    """The id of a tag, None where there is none of that name."""
    found = connection.execute("SELECT id FROM tag WHERE name = ?", (name,)).fetchone()
    return None if found is None else int(found[0])


def bears(connection: sqlite3.Connection, clipping_id: int, name: str) -> bool:
    """Whether a clipping bears a tag."""
    found = connection.execute(
        "SELECT 1 FROM clipping_tag ct JOIN tag t ON t.id = ct.tag_id"
        " WHERE ct.clipping_id = ? AND t.name = ?",
        (clipping_id, name),
    )
    return found.fetchone() is not None


def put_tag(db: sqlite_utils.Database, name: str, wanted: int) -> int:
    """Bring a tag back, with the id it had unless that is 0 or taken. Returns its id."""
    found = tag_id(db.conn, name)
    if found is not None:
        return found
    taken = not wanted or db.conn.execute("SELECT 1 FROM tag WHERE id = ?", (wanted,)).fetchone()
    if taken:
        return ensure_tag(db, name)[0]
    db.table("tag").insert({"id": wanted, "name": name})
    return wanted


def delete_unused_tag(db: sqlite_utils.Database, name: str) -> int | None:
    """Delete a tag unless a clipping bears it, a digit gives it, or it was given a colour.

    Returns:
        The id that it had; None where it stays.
    """
    found = db.conn.execute(
        "SELECT id FROM tag WHERE name = ? AND key IS NULL AND colour IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM clipping_tag WHERE tag_id = tag.id)",
        (name,),
    ).fetchone()
    if found is None:
        return None
    db.table("tag").delete(found[0])
    return int(found[0])


def bearing(connection: sqlite3.Connection, tag: int) -> set[int]:
    """The clippings that bear a tag itself."""
    return {
        clipping_id
        for (clipping_id,) in connection.execute(
            "SELECT clipping_id FROM clipping_tag WHERE tag_id = ?", (tag,)
        )
    }


def tag_clippings(
    db: sqlite_utils.Database, ids: Iterable[int], tag: int, stamp: str
) -> list[Tagging]:
    """Give clippings a tag. Returns the rows that were new."""
    have = bearing(db.conn, tag)
    wanted = dict.fromkeys(ids)  # a clipping may be named twice
    added = [(clipping_id, tag, stamp) for clipping_id in wanted if clipping_id not in have]
    put_taggings(db, added)
    return added


def untag_clippings(db: sqlite_utils.Database, ids: Sequence[int], name: str) -> list[Tagging]:
    """Take a tag off clippings. Returns the rows that were taken."""
    taken = db.conn.execute(
        "SELECT ct.clipping_id, ct.tag_id, ct.added_at FROM clipping_tag ct"
        " JOIN tag t ON t.id = ct.tag_id"
        " WHERE t.name = ? AND ct.clipping_id IN (SELECT value FROM json_each(?))",
        (name, json.dumps(list(ids))),
    ).fetchall()
    remove_taggings(db, taken)
    return taken


def put_taggings(db: sqlite_utils.Database, rows: Iterable[Tagging]) -> None:
    """Write rows of clipping_tag; a tag that a clipping bears already stays as it is."""
    db.conn.executemany("INSERT OR IGNORE INTO clipping_tag VALUES (?, ?, ?)", rows)


def remove_taggings(db: sqlite_utils.Database, rows: Sequence[Tagging]) -> list[Tagging]:
    """Delete rows of clipping_tag; one that was made anew since then stays. Returns what was there."""
    wanted = (json.dumps(rows),)
    there = db.conn.execute(
        "SELECT ct.clipping_id, ct.tag_id, ct.added_at FROM json_each(?) r JOIN clipping_tag ct"
        " ON ct.clipping_id = r.value ->> 0 AND ct.tag_id = r.value ->> 1"
        " AND ct.added_at = r.value ->> 2",
        wanted,
    ).fetchall()
    db.conn.executemany(
        "DELETE FROM clipping_tag WHERE clipping_id = ? AND tag_id = ?", [row[:2] for row in there]
    )
    return there


def note(connection: sqlite3.Connection, clipping_id: int) -> Note | None:
    """A clipping's note, None where there is none."""
    found = connection.execute(
        "SELECT body, changed_at FROM note WHERE clipping_id = ?", (clipping_id,)
    ).fetchone()
    return None if found is None else (found[0], found[1])


def same_note(there: Note | None, body: str) -> bool:
    """Whether writing `body` would change nothing; blank means no note."""
    return (there[0] if there else "") == (printable(body) if body.strip() else "")


def put_note(db: sqlite_utils.Database, clipping_id: int, wanted: Note | None) -> Note | None:
    """Write a clipping's note; None or a blank body removes it. Returns what was there."""
    before = note(db.conn, clipping_id)
    index.remove_notes(db.conn, [clipping_id])
    if wanted is None or not wanted[0].strip():
        db.table("note").delete_where("clipping_id = ?", [clipping_id])
        db.table("note_search_text").delete_where("clipping_id = ?", [clipping_id])
        note_links.put_of_note(db.conn, clipping_id, "")
        return before
    body = printable(wanted[0])
    db.table("note").upsert(
        {"clipping_id": clipping_id, "body": body, "changed_at": wanted[1]}, pk="clipping_id"
    )
    folded = index.folded_lines(body)
    db.table("note_search_text").upsert(
        {"clipping_id": clipping_id, "body": folded}, pk="clipping_id"
    )
    index.add_notes(db.conn, [(clipping_id, folded)])
    note_links.put_of_note(db.conn, clipping_id, body)
    return before


def there(connection: sqlite3.Connection, ids: Sequence[int]) -> list[int]:
    """Those of some row ids that a clipping has, each once."""
    return [
        clipping_id
        for (clipping_id,) in connection.execute(
            "SELECT id FROM clipping WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
    ]


def all_tagged(connection: sqlite3.Connection, ids: Sequence[int], name: str) -> bool:
    """Whether all of some clippings bear a tag."""
    return _all_in(
        connection,
        ids,
        "SELECT ct.clipping_id FROM clipping_tag ct JOIN tag t ON t.id = ct.tag_id WHERE t.name = ?",
        name,
    )


def all_starred(connection: sqlite3.Connection, ids: Sequence[int]) -> bool:
    """Whether all of some clippings have a star."""
    return _all_in(connection, ids, "SELECT clipping_id FROM reading WHERE starred = 1")


def all_read(connection: sqlite3.Connection, ids: Sequence[int]) -> bool:
    """Whether all of some clippings are read."""
    return _all_in(connection, ids, "SELECT clipping_id FROM reading WHERE read_at IS NOT NULL")


def _all_in(connection: sqlite3.Connection, ids: Sequence[int], select: str, *values: str) -> bool:
    (lacks,) = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM json_each(?) WHERE value NOT IN ({select}))",
        (json.dumps(list(ids)), *values),
    ).fetchone()
    return not lacks


def readings(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Reading]:
    """The reading rows of clippings, also of those that have none."""
    wanted = list(ids)
    found = {
        row[0]: Reading(*row)
        for row in connection.execute(
            "SELECT clipping_id, read_at, starred, review_on FROM reading"
            " WHERE clipping_id IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        )
    }
    return [found.get(clipping_id, Reading(clipping_id)) for clipping_id in dict.fromkeys(wanted)]


def has_reviews(connection: sqlite3.Connection) -> bool:
    """Whether any clipping is to be shown again on a day."""
    (found,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM reading WHERE review_on IS NOT NULL)"
    ).fetchone()
    return bool(found)


def put_readings(db: sqlite_utils.Database, rows: Iterable[Reading]) -> None:
    """Write reading rows; one that says nothing is deleted."""
    kept: list[Reading] = []
    gone: list[Reading] = []
    for row in rows:
        (kept if any(row[1:]) else gone).append(row)
    db.table("reading").upsert_all((row._asdict() for row in kept), pk="clipping_id")
    db.conn.executemany("DELETE FROM reading WHERE clipping_id = ?", [(row[0],) for row in gone])
