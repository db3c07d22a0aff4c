"""Clippings that notes name, and notes that name a clipping. Reading connections.

Neighbour: note_links.py keeps what notes point to.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from clipdesk.core import notes
from clipdesk.core.dates import Published
from clipdesk.core.model import LinkRecord, Mention
from clipdesk.core.query import parse_days
from clipdesk.store import clippings

_FAR: Final = "\U0010ffff"


def of_clipping(connection: sqlite3.Connection, clipping_id: int) -> tuple[Mention, ...]:
    """The notes that point to a clipping, the latest changed first."""
    rows = connection.execute(
        "SELECT DISTINCT l.printed_id, l.clipping_id, l.journal_id FROM ("
        " SELECT uid AS name FROM clipping WHERE id = :id"
        " UNION SELECT printed_id FROM clipping WHERE id = :id"
        " UNION SELECT uid FROM former_uid WHERE clipping_id = :id"
        ") w JOIN note_link l ON l.printed_id = w.name",
        {"id": clipping_id},
    ).fetchall()
    # Two clippings may have one printed id: the link leads to one of them only.
    names = {name for name, _, _ in rows}
    here = {name for name in names if clippings.row_id(connection, name) == clipping_id}
    noted = {note for name, note, _ in rows if name in here and note is not None}
    written = {entry for name, _, entry in rows if name in here and entry is not None}
    found = [*_in_notes(connection, noted), *_in_journal(connection, written)]
    return tuple(sorted(found, key=lambda one: one.changed_at, reverse=True))


def _in_notes(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Mention]:
    rows = connection.execute(
        "SELECT n.body, n.changed_at, c.uid, c.printed_id, c.published, s.name, c.headline"
        " FROM note n JOIN clipping c ON c.id = n.clipping_id JOIN source s ON s.id = c.source_id"
        " WHERE n.clipping_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return [
        Mention(notes.title(body), changed_at, clipping=_link(*about))
        for body, changed_at, *about in rows
    ]


def _in_journal(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Mention]:
    rows = connection.execute(
        "SELECT id, body, changed_at FROM journal WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return [
        Mention(notes.title(body), changed_at, journal_id=entry) for entry, body, changed_at in rows
    ]


def named(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, LinkRecord]:
    """The clippings that some links lead to, by what is written in the link."""
    found: dict[str, LinkRecord] = {}
    for name in dict.fromkeys(names):
        clipping_id = clippings.row_id(connection, name)
        if clipping_id is not None:
            found[name] = _links(connection, [clipping_id])[0]
    return found


def beginning(connection: sqlite3.Connection, typed: str, limit: int) -> list[int]:
    """Clippings whose printed id begins with what was typed, or that are of that date.

    The newest first; of nothing typed the newest of all.
    """
    typed = typed.strip().removeprefix("<")
    if not typed:
        rows = connection.execute(
            "SELECT id FROM clipping ORDER BY published DESC, uid DESC LIMIT ?", (limit,)
        )
        return [clipping_id for (clipping_id,) in rows]
    rows = connection.execute(
        "SELECT id FROM clipping WHERE printed_id >= ? AND printed_id < ?"
        " ORDER BY published DESC, uid DESC LIMIT ?",
        (typed, typed + _FAR, limit),
    )
    found = [clipping_id for (clipping_id,) in rows]
    days = parse_days(typed)
    if days is not None and days[0] <= days[1]:
        rows = connection.execute(
            "SELECT id FROM clipping WHERE published >= ? AND published < ?"
            " ORDER BY published DESC, uid DESC LIMIT ?",
            (_iso(days[0], whole_month=True), _iso(days[1] + 1), limit),
        )
        found += [clipping_id for (clipping_id,) in rows if clipping_id not in found]
    return found[:limit]


def offered(connection: sqlite3.Connection, ids: Sequence[int]) -> list[tuple[str, LinkRecord]]:
    """What to write in a link to each of some clippings, and the clipping.

    That is its printed id, where that leads to no other clipping; else its identity.
    """
    found = []
    for link, clipping_id in zip(_links(connection, ids), ids, strict=True):
        name = link.id or link.uid
        leads = clippings.row_id(connection, name) == clipping_id
        fits = f"[[{name}]]" if notes.REFERENCE.fullmatch(f"[[{name}]]") else ""
        found.append((name if leads and fits else link.uid, link))
    return found


def _iso(day: int, *, whole_month: bool = False) -> str:
    """A day as `published` has it; the first of a month also takes in what has the month alone."""
    if not 1 <= day <= dt.date.max.toordinal():
        return _FAR if day > 1 else ""
    date = dt.date.fromordinal(day)
    return date.isoformat()[:7] if whole_month and date.day == 1 else date.isoformat()


def _links(connection: sqlite3.Connection, ids: Sequence[int]) -> list[LinkRecord]:
    """Clippings that are there, in the order asked for."""
    rows = connection.execute(
        "SELECT c.id, c.uid, c.printed_id, c.published, s.name, c.headline"
        " FROM clipping c JOIN source s ON s.id = c.source_id"
        " WHERE c.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    found = {clipping_id: _link(*about) for clipping_id, *about in rows}
    return [found[clipping_id] for clipping_id in ids]


def _link(
    uid: str, printed_id: str | None, published: str, source: str, headline: str
) -> LinkRecord:
    return LinkRecord(uid, printed_id, Published.from_iso(published), source, headline)
