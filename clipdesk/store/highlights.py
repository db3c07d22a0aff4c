"""Highlights, and where they stand now. Never touched by an import, but for where they stand.

What the analyst marked (`highlight`) is theirs; where it stands (`highlight_place`) follows from
it and from the clipping's text, and is made anew whenever either changes. A highlight that has no
place fits nowhere in the text: it is listed, and stays.

Writes: writer lane only, inside a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Final

from clipdesk.core import anchors
from clipdesk.core.errors import UserError
from clipdesk.core.model import Highlight, PlacedHighlight
from clipdesk.core.text import printable

if TYPE_CHECKING:
    import sqlite_utils

Row = tuple[int, int, Highlight]
"""A row of highlight: its id, the clipping's id, and what was marked."""

_BATCH: Final = 200
COLUMNS: Final = (
    "h.quote, h.prefix, h.suffix, h.start, h.colour, h.comment, h.added_at, h.changed_at"
)


def clean_colour(name: str) -> str:
    """A colour's name as it is kept.

    Raises:
        UserError: highlight_colour_unknown.
    """
    if name not in anchors.COLOURS:
        raise UserError("highlight_colour_unknown", colour=name)
    return name


def text(connection: sqlite3.Connection, clipping_id: int) -> str:
    """The reading text of a clipping, in which highlights count their offsets; may be empty."""
    return _texts(connection, [clipping_id])[clipping_id]


def of_clipping(connection: sqlite3.Connection, clipping_id: int) -> tuple[PlacedHighlight, ...]:
    """A clipping's highlights in the order of its text, those that fit nowhere last."""
    return of_clippings(connection, [clipping_id])[clipping_id]


def of_clippings(
    connection: sqlite3.Connection, clipping_ids: Iterable[int]
) -> defaultdict[int, tuple[PlacedHighlight, ...]]:
    """The same for several clippings; no highlights for those that have none."""
    found: defaultdict[int, tuple[PlacedHighlight, ...]] = defaultdict(tuple)
    for clipping_id, highlight_id, start, end, *values in connection.execute(
        f"SELECT h.clipping_id, h.id, p.start_at, p.end_at, {COLUMNS} FROM highlight h"
        " LEFT JOIN highlight_place p ON p.highlight_id = h.id"
        " WHERE h.clipping_id IN (SELECT value FROM json_each(?))"
        " ORDER BY h.clipping_id, p.start_at IS NULL, p.start_at, p.end_at, h.start, h.added_at,"
        " h.id",
        (json.dumps(list(clipping_ids)),),
    ):
        placed = PlacedHighlight(highlight_id, Highlight(*values), start, end)
        found[clipping_id] += (placed,)
    return found


def rows(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Row]:
    """The rows of highlights; unknown ids are left out."""
    return [
        (highlight_id, clipping_id, Highlight(*values))
        for highlight_id, clipping_id, *values in connection.execute(
            f"SELECT h.id, h.clipping_id, {COLUMNS} FROM highlight h"
            " WHERE h.id IN (SELECT value FROM json_each(?)) ORDER BY h.id",
            (json.dumps(list(ids)),),
        )
    ]


def add(db: sqlite_utils.Database, clipping_id: int, highlight: Highlight) -> int:
    """Give a clipping a highlight. Returns its id."""
    (made,) = put_rows(db, [(0, clipping_id, highlight)])
    return made


def put_rows(db: sqlite_utils.Database, wanted: Iterable[Row]) -> list[int]:
    """Write rows of highlight, with the ids they had unless these are 0 or taken.

    Returns:
        Their ids, in the same order.
    """
    made: list[int] = []
    clippings: dict[int, None] = {}
    for highlight_id, clipping_id, highlight in wanted:
        taken = (
            not highlight_id
            or db.conn.execute("SELECT 1 FROM highlight WHERE id = ?", (highlight_id,)).fetchone()
        )
        cursor = db.conn.execute(
            "INSERT INTO highlight (id, clipping_id, quote, prefix, suffix, start, colour, comment,"
            " added_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (None if taken else highlight_id, clipping_id, *_values(highlight)),
        )
        made.append(int(cursor.lastrowid or 0))
        clippings[clipping_id] = None
    re_anchor(db.conn, clippings)
    return made


def change(db: sqlite_utils.Database, highlight_id: int, highlight: Highlight) -> None:
    """Let a highlight be this one: another colour or comment, or other words."""
    db.conn.execute(
        "UPDATE highlight SET quote = ?, prefix = ?, suffix = ?, start = ?, colour = ?,"
        " comment = ?, added_at = ?, changed_at = ? WHERE id = ?",
        (*_values(highlight), highlight_id),
    )
    re_anchor(db.conn, {clipping_id for _, clipping_id, _ in rows(db.conn, [highlight_id])})


def remove(db: sqlite_utils.Database, ids: Iterable[int]) -> list[Row]:
    """Take highlights away. Returns the rows that were taken."""
    taken = rows(db.conn, ids)
    gone = [(row[0],) for row in taken]
    db.conn.executemany("DELETE FROM highlight WHERE id = ?", gone)  # their places go with them
    return taken


def bring(
    db: sqlite_utils.Database, clipping_id: int, highlights: Iterable[Highlight]
) -> list[Row]:
    """Give a clipping the highlights of a file, but for those that it has.

    Returns:
        The rows that were new; `take_back` takes them away again.
    """
    have = {sameness(placed.highlight) for placed in of_clipping(db.conn, clipping_id)}
    new = {key: one for one in highlights if (key := sameness(one)) not in have}
    return rows(db.conn, put_rows(db, [(0, clipping_id, one) for one in new.values()]))


def take_back(db: sqlite_utils.Database, brought: Sequence[Row]) -> list[Row]:
    """Take rows away, but for those that were changed since. Returns what was taken."""
    there = rows(db.conn, [row[0] for row in brought])
    return remove(db, [row[0] for row in there if row in brought])


def sought_in(
    connection: sqlite3.Connection, clipping_ids: Iterable[int]
) -> dict[int, list[tuple[int, Highlight]]]:
    """The highlights, with their row ids, of those clippings that have any."""
    sought: defaultdict[int, list[tuple[int, Highlight]]] = defaultdict(list)
    for highlight_id, clipping_id, *values in connection.execute(
        f"SELECT h.id, h.clipping_id, {COLUMNS} FROM highlight h"
        " WHERE h.clipping_id IN (SELECT value FROM json_each(?)) ORDER BY h.clipping_id, h.id",
        (json.dumps(list(clipping_ids)),),
    ):
        sought[clipping_id].append((highlight_id, Highlight(*values)))
    return dict(sought)


def re_anchor(connection: sqlite3.Connection, clipping_ids: Iterable[int]) -> list[int]:
    """Say where the highlights of some clippings stand in their texts as these are now.

    To be called for the clippings whose passages were written, in the same transaction. Those
    without highlights cost next to nothing.

    Returns:
        The ids of those highlights that fit nowhere.
    """
    sought = sought_in(connection, clipping_ids)
    missing: list[int] = []
    marked = list(sought)
    for first in range(0, len(marked), _BATCH):
        batch = marked[first : first + _BATCH]
        texts = _texts(connection, batch)
        places = {
            highlight_id: anchors.find(texts[clipping_id], h.quote, h.prefix, h.suffix, h.start)
            for clipping_id in batch
            for highlight_id, h in sought[clipping_id]
        }
        _put_places(connection, places)
        missing += [highlight_id for highlight_id, place in places.items() if place is None]
    return missing


def _put_places(connection: sqlite3.Connection, places: dict[int, tuple[int, int] | None]) -> None:
    """Write where highlights stand, as far as it is another place than before."""
    before: dict[int, tuple[int, int] | None] = {
        highlight_id: (start, end)
        for highlight_id, start, end in connection.execute(
            "SELECT highlight_id, start_at, end_at FROM highlight_place"
            " WHERE highlight_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(places)),),
        )
    }
    moved = {i: place for i, place in places.items() if place != before.get(i)}
    connection.executemany(
        "DELETE FROM highlight_place WHERE highlight_id = ?", [(i,) for i in moved if i in before]
    )
    connection.executemany(
        "INSERT INTO highlight_place (highlight_id, start_at, end_at) VALUES (?, ?, ?)",
        [(i, *place) for i, place in moved.items() if place is not None],
    )


def _texts(connection: sqlite3.Connection, clipping_ids: Collection[int]) -> defaultdict[int, str]:
    """The reading texts of clippings."""
    parts: defaultdict[int, list[str]] = defaultdict(list)
    for clipping_id, words in connection.execute(
        "SELECT clipping_id, text FROM passage"
        " WHERE clipping_id IN (SELECT value FROM json_each(?)) ORDER BY clipping_id, position",
        (json.dumps(list(clipping_ids)),),
    ):
        parts[clipping_id].append(words)
    return defaultdict(str, {i: anchors.join(words) for i, words in parts.items()})


def _values(highlight: Highlight) -> tuple[object, ...]:
    """The columns of a highlight, in the order of its attributes."""
    return astuple(
        replace(
            highlight,
            quote=printable(highlight.quote),
            prefix=printable(highlight.prefix),
            suffix=printable(highlight.suffix),
            colour=clean_colour(highlight.colour),
            comment=printable(highlight.comment),
        )
    )


def sameness(highlight: Highlight) -> tuple[str, int, str, str]:
    """What makes two highlights of a clipping the same, whenever they were made."""
    return (
        printable(highlight.quote), highlight.start, highlight.colour, printable(highlight.comment)
    )  # fmt: skip
