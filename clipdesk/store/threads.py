"""Threads: everything that citations connect with a clipping, over any number of steps.

Reading connections. A citation connects both ends, whichever of them cites; circles and clippings
that cite themselves do no harm.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from clipdesk.core.dates import Published

MOST: Final = 500
"""So many clippings of a thread are given, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Knot:
    """A clipping of a thread.

    Attributes:
        id: the row id in the library.
        dangling: what it cites that is not in the library: printed id and hint.
    """

    id: int
    uid: str
    published: Published
    source: str
    headline: str
    dangling: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """What citations connect.

    Attributes:
        knots: its clippings, oldest first.
        links: (who cites, who is cited), by row id, each once, both of them among the knots.
        more: whether more clippings belong to it; those that are fewer steps away are here.
    """

    knots: tuple[Knot, ...]
    links: tuple[tuple[int, int], ...]
    more: bool


def thread(connection: sqlite3.Connection, clipping_id: int, most: int = MOST) -> Thread:
    """The thread of a clipping; without knots where there is no such clipping."""
    known = {clipping_id}
    edge = [clipping_id]
    more = False
    while edge and not more:
        new = sorted(_neighbours(connection, edge) - known)
        more = len(known) + len(new) > most
        edge = new[: most - len(known)]
        known.update(edge)
    return Thread(_knots(connection, known), _links(connection, known), more)


def _neighbours(connection: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    rows = connection.execute(
        "SELECT target_id FROM citation"
        " WHERE clipping_id IN (SELECT value FROM json_each(:ids)) AND target_id IS NOT NULL"
        " UNION SELECT clipping_id FROM citation"
        " WHERE target_id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(ids))},
    )
    return {found for (found,) in rows}


def _links(connection: sqlite3.Connection, known: Iterable[int]) -> tuple[tuple[int, int], ...]:
    rows = connection.execute(
        "SELECT DISTINCT clipping_id, target_id FROM citation"
        " WHERE clipping_id IN (SELECT value FROM json_each(:ids))"
        " AND target_id IN (SELECT value FROM json_each(:ids)) AND target_id <> clipping_id"
        " ORDER BY 1, 2",
        {"ids": json.dumps(list(known))},
    )
    return tuple((citing, cited) for citing, cited in rows)


def _knots(connection: sqlite3.Connection, known: Iterable[int]) -> tuple[Knot, ...]:
    ids = json.dumps(list(known))
    dangling: dict[int, list[tuple[str, str]]] = {}
    for clipping_id, printed_id, hint in connection.execute(
        "SELECT DISTINCT clipping_id, printed_id, hint FROM citation WHERE target_id IS NULL"
        " AND clipping_id IN (SELECT value FROM json_each(?)) ORDER BY clipping_id, position",
        (ids,),
    ):
        dangling.setdefault(clipping_id, []).append((printed_id, hint))
    rows = connection.execute(
        "SELECT c.id, c.uid, c.published, s.name, c.headline"
        " FROM clipping c JOIN source s ON s.id = c.source_id"
        " WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY c.published, c.uid",
        (ids,),
    )
    return tuple(
        Knot(
            found,
            uid,
            Published.from_iso(published),
            source,
            headline,
            tuple(dangling.get(found, ())),
        )
        for found, uid, published, source, headline in rows
    )
