"""Reading clippings: list rows, whole records, identities. Reading connections."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clipdesk.core.dates import Published
from clipdesk.core.errors import UserError
from clipdesk.core.model import (
    CitationRecord,
    LinkRecord,
    Mark,
    MarkKind,
    Passage,
    PassageKind,
    Record,
    Split,
    Voice,
)
from clipdesk.core.text import printable
from clipdesk.store import highlights, revisions
from clipdesk.store import tags as tag_rows

_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of the chronological list shows.

    Attributes:
        id: the row id in the library.
        cited: whether another clipping cites it.
        highlighted: whether any of its words are.
    """

    id: int
    uid: str
    published: Published
    source: str
    via: str | None
    headline: str
    tags: tuple[str, ...]
    is_read: bool
    starred: bool
    has_note: bool
    cited: bool
    highlighted: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What names a clipping to others: what a citation gives.

    Attributes:
        id: as printed, None where none was printed.
    """

    id: str | None
    published: Published
    source: str
    via: str | None
    headline: str


def heads(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Head]:
    """What names some clippings, in the order asked for; unknown ids are left out."""
    wanted = list(ids)
    found = {
        clipping_id: Head(printed_id, Published.from_iso(published), source, via, headline)
        for clipping_id, printed_id, published, source, via, headline in connection.execute(
            "SELECT c.id, c.printed_id, c.published, s.name, c.via, c.headline"
            " FROM clipping c JOIN source s ON s.id = c.source_id"
            " WHERE c.id IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        )
    }
    return [found[i] for i in wanted if i in found]


def rows(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Row]:
    """The list rows of some clippings, in the order asked for; unknown ids are left out."""
    wanted = list(ids)
    tags = _grouped(
        connection,
        "SELECT ct.clipping_id, t.name FROM clipping_tag ct JOIN tag t ON t.id = ct.tag_id"
        " WHERE ct.clipping_id IN (SELECT value FROM json_each(?)) ORDER BY t.name",
        wanted,
    )
    found = {
        clipping_id: Row(
            clipping_id,
            uid,
            Published.from_iso(published),
            source,
            via,
            headline,
            tuple(name for (name,) in tags[clipping_id]),
            bool(is_read),
            bool(starred),
            bool(has_note),
            bool(cited),
            bool(highlighted),
        )
        for (
            clipping_id,
            uid,
            published,
            source,
            via,
            headline,
            is_read,
            starred,
            has_note,
            cited,
            highlighted,
        ) in connection.execute(
            "SELECT c.id, c.uid, c.published, s.name, c.via, c.headline, r.read_at IS NOT NULL,"
            " coalesce(r.starred, 0), n.clipping_id IS NOT NULL,"
            " EXISTS (SELECT 1 FROM citation x WHERE x.target_id = c.id),"
            " EXISTS (SELECT 1 FROM highlight h WHERE h.clipping_id = c.id)"
            " FROM clipping c JOIN source s ON s.id = c.source_id"
            " LEFT JOIN reading r ON r.clipping_id = c.id"
            " LEFT JOIN note n ON n.clipping_id = c.id"
            " WHERE c.id IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        )
    }
    return [found[i] for i in wanted if i in found]


def records(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Record]:
    """Whole clippings with the analyst's layer, in the order asked for, read in batches."""
    for start in range(0, len(ids), _BATCH):
        yield from _batch(connection, list(ids[start : start + _BATCH]))


def record(connection: sqlite3.Connection, clipping_id: int) -> Record | None:
    """One whole clipping, None when it is not there."""
    return next(records(connection, [clipping_id]), None)


def row_ids(connection: sqlite3.Connection, names: Iterable[str]) -> list[int]:
    """The row ids of clippings named by printed id or uid, in that order.

    Raises:
        UserError: clipping_unknown for the first name that is neither.
    """
    found = []
    for name in names:
        clipping_id = row_id(connection, name)
        if clipping_id is None:
            raise UserError("clipping_unknown", id=name)
        found.append(clipping_id)
    return found


def row_id(connection: sqlite3.Connection, name: str) -> int | None:
    """The row id of a clipping named by uid, else by printed id (with or without brackets).

    Last by an id that it had before its page changed it.
    """
    bare = printable(name.strip().removeprefix("<").removesuffix(">"))
    found = connection.execute(
        "SELECT id FROM (SELECT id, uid <> :name AS rank FROM clipping WHERE uid = :name"
        " OR printed_id = :name UNION ALL SELECT clipping_id, 2 FROM former_uid WHERE uid = :name)"
        " ORDER BY rank, id LIMIT 1",
        {"name": bare},
    ).fetchone()
    return None if found is None else int(found[0])


def same_day(connection: sqlite3.Connection, clipping_id: int) -> list[int]:
    """The clippings of the same source and the same day, oldest first, this one among them.

    Where the page tells only the month, those of which it tells no more either.
    """
    found = connection.execute(
        "SELECT published, source_id FROM clipping WHERE id = ?", (clipping_id,)
    ).fetchone()
    if found is None:
        return []
    published, source_id = found
    day = published.partition("T")[0]
    is_day = Published.from_iso(day).day is not None
    rows = connection.execute(  # the plus: a source has far more clippings than a day
        "SELECT id FROM clipping WHERE published BETWEEN ? AND ? AND +source_id = ?"
        " ORDER BY published, uid",
        (day, f"{day}T99:99" if is_day else day, source_id),
    )
    return [one for (one,) in rows]


def count(connection: sqlite3.Connection) -> int:
    """How many clippings the library has."""
    (number,) = connection.execute("SELECT count(*) FROM clipping").fetchone()
    return int(number)


def _batch(connection: sqlite3.Connection, ids: list[int]) -> Iterator[Record]:
    passages = _grouped(
        connection,
        "SELECT clipping_id, kind, voice, printed, text, line, block, marks FROM passage"
        " WHERE clipping_id IN (SELECT value FROM json_each(?)) ORDER BY clipping_id, position",
        ids,
    )
    cites = _grouped(
        connection,
        "SELECT x.clipping_id, x.printed_id, x.hint, t.uid FROM citation x"
        " LEFT JOIN clipping t ON t.id = x.target_id"
        " WHERE x.clipping_id IN (SELECT value FROM json_each(?))"
        " ORDER BY x.clipping_id, x.position",
        ids,
    )
    cited = _links(connection, "x.clipping_id", "x.target_id", ids)
    cited_by = _links(connection, "x.target_id", "x.clipping_id", ids)
    tags = _grouped(
        connection,
        "SELECT ct.clipping_id, t.name FROM clipping_tag ct JOIN tag t ON t.id = ct.tag_id"
        " WHERE ct.clipping_id IN (SELECT value FROM json_each(?)) ORDER BY t.name",
        ids,
    )
    collections = _grouped(
        connection,
        "SELECT cc.clipping_id, k.title FROM collection_clipping cc"
        " JOIN collection k ON k.id = cc.collection_id"
        " WHERE cc.clipping_id IN (SELECT value FROM json_each(?)) ORDER BY k.id",
        ids,
    )
    looks = tag_rows.looks(connection)
    revised = revisions.count(connection, ids)
    placed = highlights.of_clippings(connection, ids)
    main = {
        row[0]: row
        for row in connection.execute(
            "SELECT c.id, c.printed_id, c.uid, c.published, c.date_printed, s.name,"
            " c.source_printed, c.via, c.headline, c.printed, n.body, coalesce(r.starred, 0),"
            " r.read_at, c.split, r.review_on, n.changed_at FROM clipping c JOIN source s ON s.id = c.source_id"
            " LEFT JOIN note n ON n.clipping_id = c.id LEFT JOIN reading r ON r.clipping_id = c.id"
            " WHERE c.id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
    }
    for clipping_id in ids:
        if clipping_id not in main:
            continue
        (
            _,
            printed_id,
            uid,
            published,
            date_printed,
            source,
            source_printed,
            via,
            headline,
            printed,
            note,
            starred,
            read_at,
            split,
            review_on,
            note_changed_at,
        ) = main[clipping_id]
        revision_count, revised_at = revised.get(clipping_id, (0, None))
        yield Record(
            id=printed_id,
            uid=uid,
            collections=tuple(title for (title,) in collections[clipping_id]),
            published=Published.from_iso(published),
            date_printed=date_printed,
            source=source,
            source_printed=source_printed,
            via=via,
            headline=headline,
            passages=tuple(_passage(values) for values in passages[clipping_id]),
            cites=tuple(CitationRecord(*values) for values in cites[clipping_id]),
            cited=cited[clipping_id],
            cited_by=cited_by[clipping_id],
            tags=tuple(name for (name,) in tags[clipping_id]),
            tag_looks=tuple(look for look in looks if _is_above(look.name, tags[clipping_id])),
            note=note,
            starred=bool(starred),
            read_at=read_at,
            printed=printed,
            highlights=tuple(one.highlight for one in placed[clipping_id]),
            placed=placed[clipping_id],
            revisions=revision_count,
            revised_at=revised_at,
            split=Split(split),
            review_on=review_on,
            note_changed_at=note_changed_at,
        )


def _is_above(tag: str, borne: list[tuple[Any, ...]]) -> bool:
    """Whether any of the tags that are borne is that one, or below it."""
    return any(tag_rows.is_in(name, tag) for (name,) in borne)


def _passage(values: tuple[Any, ...]) -> Passage:
    kind, voice, printed, text, line, block, marked = values
    marks = tuple(
        Mark(start, end, MarkKind(name), target) for start, end, name, target in json.loads(marked)
    )
    return Passage(PassageKind(kind), Voice(voice), printed, text, line, block, marks)


def _links(
    connection: sqlite3.Connection, here: str, there: str, ids: list[int]
) -> defaultdict[int, tuple[LinkRecord, ...]]:
    """The clippings at the other end of citations, oldest first, each once."""
    grouped = _grouped(
        connection,
        f"SELECT DISTINCT {here}, c.uid, c.printed_id, c.published, s.name, c.headline"
        f" FROM citation x JOIN clipping c ON c.id = {there}"
        " JOIN source s ON s.id = c.source_id"
        f" WHERE {here} IN (SELECT value FROM json_each(?)) ORDER BY c.published, c.uid",
        ids,
    )
    links: defaultdict[int, tuple[LinkRecord, ...]] = defaultdict(tuple)
    for clipping_id, found in grouped.items():
        links[clipping_id] = tuple(
            LinkRecord(uid, printed_id, Published.from_iso(published), source, headline)
            for uid, printed_id, published, source, headline in found
        )
    return links


def _grouped(
    connection: sqlite3.Connection, sql: str, ids: list[int]
) -> defaultdict[int, list[tuple[Any, ...]]]:
    """The rows of a query over `json_each(?)`, grouped by their first column."""
    groups: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for clipping_id, *values in connection.execute(sql, (json.dumps(ids),)):
        groups[clipping_id].append(tuple(values))
    return groups
