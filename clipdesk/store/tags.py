"""The tags themselves: names that are paths, colours, digits; who bears them, and how many.

Reading functions take any connection; writing ones are called inside a transaction of the writer
lane's. Giving clippings a tag and taking it off is `layer.py`'s. Neighbour: commands/tags.py, which
undoes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from clipdesk.core.model import TagLook
from clipdesk.store.layer import Tagging, delete_unused_tag

if TYPE_CHECKING:
    import sqlite_utils


class Tag(NamedTuple):
    """A row of tag, in the order of its columns.

    Attributes:
        key: the digit that gives it and takes it away.
        colour: one of `anchors.COLOURS`.
    """

    id: int
    name: str
    key: int | None = None
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A tag as lists show it.

    Attributes:
        is_tag: whether it is one, and not only the beginning of others' paths.
        own: clippings that bear it itself.
        whole: clippings that bear it or one below it, each counted once.
    """

    name: str
    is_tag: bool
    colour: str | None
    key: int | None
    own: int
    whole: int


def is_in(name: str, branch: str) -> bool:
    """Whether a tag is a branch, or below it."""
    return name == branch or name.startswith(f"{branch}/")


def of_branch(connection: sqlite3.Connection, branch: str) -> list[Tag]:
    """A tag and those below it, by name; none where there is nothing of that name."""
    rows = connection.execute(
        "SELECT id, name, key, colour FROM tag"
        " WHERE name = ?1 OR (name >= ?1 || '/' AND name < ?1 || '0') ORDER BY name",  # 0 follows /
        (branch,),
    )
    return [Tag(*row) for row in rows]


def named(connection: sqlite3.Connection, name: str) -> Tag | None:
    """The tag of that name; None where there is none."""
    row = connection.execute(
        "SELECT id, name, key, colour FROM tag WHERE name = ?", (name,)
    ).fetchone()
    return None if row is None else Tag(*row)


def rows(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Tag]:
    """The tags of these ids, by id."""
    found = connection.execute(
        "SELECT id, name, key, colour FROM tag WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row[0]: Tag(*row) for row in found}


def colours(connection: sqlite3.Connection) -> dict[str, str]:
    """The colours that tags were given, by their names."""
    return dict(
        connection.execute("SELECT name, colour FROM tag WHERE colour IS NOT NULL").fetchall()
    )


def looks(connection: sqlite3.Connection) -> list[TagLook]:
    """The tags that were given a colour or a digit, by name."""
    found = connection.execute(
        "SELECT name, colour, key FROM tag WHERE colour IS NOT NULL OR key IS NOT NULL"
        " ORDER BY name"
    )
    return [TagLook(*row) for row in found]


def dress(db: sqlite_utils.Database, wanted: TagLook) -> TagLook | None:
    """Give a tag a colour and a digit where it has none, and no other tag has the digit.

    One that is not there is made. Returns what was given; None for nothing.
    """
    is_taken = db.conn.execute("SELECT 1 FROM tag WHERE key = ?", (wanted.key,)).fetchone()
    there = named(db.conn, wanted.name)
    given = TagLook(
        wanted.name,
        wanted.colour if there is None or there.colour is None else None,
        wanted.key if not is_taken and (there is None or there.key is None) else None,
    )
    if there is not None and given.colour is None and given.key is None:
        return None
    db.conn.execute(
        "INSERT INTO tag (name, colour, key) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
        " SET colour = coalesce(excluded.colour, colour), key = coalesce(excluded.key, key)",
        (given.name, given.colour, given.key),
    )
    return given


def undress(db: sqlite_utils.Database, given: TagLook) -> None:
    """Take from a tag what `dress` gave it, as far as it is so still; a tag of no use goes."""
    db.conn.execute(
        "UPDATE tag SET colour = nullif(colour, ?2), key = nullif(key, ?3) WHERE name = ?1",
        (given.name, given.colour, given.key),
    )
    delete_unused_tag(db, given.name)


def recent_names(connection: sqlite3.Connection) -> list[str]:
    """Every tag: those that were given last come first, those that nobody bears last, by name."""
    rows = connection.execute(
        "SELECT name, (SELECT max(added_at) FROM clipping_tag WHERE tag_id = tag.id) AS last"
        " FROM tag ORDER BY last IS NULL, last DESC, name"
    )
    return [name for name, _ in rows]


def listed(connection: sqlite3.Connection) -> list[Listed]:
    """Every tag and every beginning of a path, by name, what is below a branch after it."""
    there = {
        row[1]: (Tag(*row[:4]), int(row[4]))
        for row in connection.execute(
            "SELECT id, name, key, colour,"
            " (SELECT count(*) FROM clipping_tag WHERE tag_id = tag.id) FROM tag"
        )
    }
    paths = {"/".join(name.split("/")[:depth]) for name in there for depth in _depths(name)}
    branches = {path.rpartition("/")[0] for path in paths if "/" in path}
    whole = _counted(connection, sorted(branches))
    made = []
    for path in sorted(paths, key=lambda path: path.split("/")):
        tag, own = there.get(path, (None, 0))
        made.append(
            Listed(
                path,
                tag is not None,
                tag.colour if tag else None,
                tag.key if tag else None,
                own,
                whole.get(path, own),
            )
        )
    return made


def counted(connection: sqlite3.Connection, branches: Sequence[str]) -> int:
    """How many clippings bear any of these tags, or one below them; each is counted once."""
    ids = [tag.id for branch in branches for tag in of_branch(connection, branch)]
    (count,) = connection.execute(
        "SELECT count(DISTINCT clipping_id) FROM clipping_tag"
        " WHERE tag_id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    ).fetchone()
    return int(count)


def borne_by(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[str, int]:
    """How many of some clippings bear each tag; tags that none of them bears have 0."""
    found = dict(
        connection.execute(
            "SELECT tag_id, count(*) FROM clipping_tag"
            " WHERE clipping_id IN (SELECT value FROM json_each(?)) GROUP BY tag_id",
            (json.dumps(list(ids)),),
        ).fetchall()
    )
    rows = connection.execute("SELECT id, name FROM tag ORDER BY name")
    return {name: found.get(tag, 0) for tag, name in rows}


def taggings(connection: sqlite3.Connection, tags: Iterable[int]) -> list[Tagging]:
    """The rows of clipping_tag of these tags."""
    found = connection.execute(
        "SELECT clipping_id, tag_id, added_at FROM clipping_tag"
        " WHERE tag_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(tags)),),
    )
    return found.fetchall()


def next_id(connection: sqlite3.Connection) -> int:
    """The id of a tag to come."""
    (found,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM tag").fetchone()
    return int(found)


def put(db: sqlite_utils.Database, gone: Iterable[int], there: Sequence[Tag]) -> None:
    """Let tags be these rows, and those of some ids be no more; no clipping may bear these.

    Names and digits may go from one to another.
    """
    db.conn.executemany("DELETE FROM tag WHERE id = ?", [(tag,) for tag in gone])
    now, names = rows(db.conn, [tag.id for tag in there]), {tag.name for tag in there}
    changed = [(tag, now[tag.id]) for tag in there if now.get(tag.id, tag) != tag]
    in_the_way = [(tag.id,) for tag, old in changed if old.name != tag.name and old.name in names]
    # Out of each other's way first: no name of a tag begins with a slash.
    db.conn.executemany("UPDATE tag SET name = '/' || id WHERE id = ?", in_the_way)
    db.conn.executemany("UPDATE tag SET key = NULL WHERE id = ?", [(tag.id,) for tag, _ in changed])
    db.conn.executemany(
        "INSERT INTO tag (id, name, key, colour) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, key = excluded.key,"
        " colour = excluded.colour",
        there,
    )


def give_taggings(db: sqlite_utils.Database, rows: Sequence[Tagging]) -> list[Tagging]:
    """Write rows of clipping_tag. Returns those that were written.

    A tag that a clipping bears already stays as it is; a clipping may be there no more.
    """
    new = db.conn.execute(
        "SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)"
        " WHERE EXISTS (SELECT 1 FROM clipping WHERE id = value ->> 0)"
        " AND NOT EXISTS (SELECT 1 FROM clipping_tag"
        " WHERE clipping_id = value ->> 0 AND tag_id = value ->> 1)",
        (json.dumps(rows),),
    ).fetchall()
    db.conn.executemany("INSERT INTO clipping_tag VALUES (?, ?, ?)", new)
    return new


def is_free(connection: sqlite3.Connection, wanted: Sequence[Tag], ids: Iterable[int]) -> bool:
    """Whether no tags but those of some ids have the names and digits that these shall have."""
    (taken,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM tag WHERE id NOT IN (SELECT value FROM json_each(?2))"
        " AND (name IN (SELECT value ->> 1 FROM json_each(?1))"
        " OR key IN (SELECT value ->> 2 FROM json_each(?1))))",
        (json.dumps(wanted), json.dumps(list(ids))),
    ).fetchone()
    return not taken


def _depths(name: str) -> range:
    return range(1, name.count("/") + 2)


def _counted(connection: sqlite3.Connection, paths: Sequence[str]) -> dict[str, int]:
    """How many clippings bear each of these tags, or one below it."""
    return dict(
        connection.execute(
            "SELECT p.value, count(DISTINCT ct.clipping_id) FROM json_each(?) p"
            " JOIN tag t ON t.name = p.value"
            " OR (t.name >= p.value || '/' AND t.name < p.value || '0')"
            " JOIN clipping_tag ct ON ct.tag_id = t.id GROUP BY p.value",
            (json.dumps(paths),),
        ).fetchall()
    )
