"""All highlights of the library: which of them are shown, in which order. Reading connections.

As with clippings (`find.py`), what is asked of all is asked of arrays (`Marks`), which are kept
between questions; only what a window shows of the answer is read whole (`rows`). 50,000 highlights
take some 100 ms to load and 10 ms to ask. Imported when they are looked at: numpy takes 80 ms.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from clipdesk.core.anchors import COLOURS
from clipdesk.core.dates import Published
from clipdesk.core.marks import ListedMark, MarkFilter, MarkOrder, MarksFound
from clipdesk.core.model import Highlight
from clipdesk.core.query import Facet
from clipdesk.core.text import fold
from clipdesk.store import library
from clipdesk.store.columns import numbers
from clipdesk.store.highlights import COLUMNS
from clipdesk.store.values import Mask, Numbers, to_array

if TYPE_CHECKING:
    from clipdesk.store.columns import Columns
    from clipdesk.store.kept import Kept, KeptMarks

_BATCH: Final = 500
_SOME: Final = "clipping_id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class Marks:
    """The highlights of one state of a library, in the order of their ids.

    Attributes:
        ids: row ids.
        clippings: whose they are.
        colours: places in `core.anchors.COLOURS`.
        made: when, in seconds since 1970 (UTC).
        starts: where they stand in their texts; -1 where they fit nowhere.
        texts: the folded words and comment by id; of those that were asked for.
    """

    ids: Numbers
    clippings: Numbers
    colours: Numbers
    made: Numbers
    starts: Numbers
    texts: dict[int, str]

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> Marks:
        """Read them."""
        ids, clippings, colours, made, starts = _columns(connection)
        return cls(ids, clippings, colours, made, starts, {})

    def updated(self, connection: sqlite3.Connection, ids: Iterable[int]) -> Marks:
        """These after the analyst's side of some clippings changed, and nothing else."""
        wanted = list(ids)
        stay = ~np.isin(self.clippings, np.array(wanted, dtype=np.int64))
        mine = self.ids, self.clippings, self.colours, self.made, self.starts
        new = _columns(connection, _SOME, (json.dumps(wanted),))
        both = [np.concatenate((a[stay], b)) for a, b in zip(mine, new, strict=True)]
        order = np.argsort(both[0])
        columns = [one[order] for one in both]
        for highlight_id in (*self.ids[~stay].tolist(), *new[0].tolist()):
            self.texts.pop(highlight_id, None)  # to be read anew; it is nobody else's
        found, clippings, colours, made, starts = columns
        return Marks(found, clippings, colours, made, starts, self.texts)

    def holding(self, connection: sqlite3.Connection, mask: Mask, words: Sequence[str]) -> Mask:
        """Of some highlights those that hold every folded word."""
        rows = np.flatnonzero(mask)
        ids = self.ids[rows].tolist()
        texts = self._folded(connection, ids)
        held = np.zeros(len(self.ids), dtype=np.bool_)
        held[rows] = [all(word in texts[i] for word in words) for i in ids]
        return held

    def _folded(self, connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
        texts = self.texts
        unknown = [i for i in ids if i not in texts]
        for highlight_id, quote, comment in connection.execute(
            "SELECT id, quote, comment FROM highlight WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(unknown),),
        ):
            texts[highlight_id] = f"{fold(quote)}\n{fold(comment)}" if comment else fold(quote)
        return texts


def _columns(
    connection: sqlite3.Connection, where: str = "true", values: Iterable[str] = ()
) -> list[Numbers]:
    # SQLite makes a text of each column by itself, without Python's lock.
    colours = " ".join(f"WHEN '{name}' THEN {at}" for at, name in enumerate(COLOURS))
    texts = connection.execute(
        "SELECT group_concat(id), group_concat(clipping_id), group_concat(colour),"
        " group_concat(made), group_concat(start) FROM (SELECT h.id, h.clipping_id,"
        f" CASE h.colour {colours} ELSE 0 END AS colour,"
        " coalesce(CAST(strftime('%s', h.added_at) AS INTEGER), 0) AS made,"
        " coalesce(p.start_at, -1) AS start"
        " FROM highlight h LEFT JOIN highlight_place p ON p.highlight_id = h.id"
        f" WHERE {where} ORDER BY h.id)",
        tuple(values),
    ).fetchone()
    return [numbers(text) for text in texts]


def find(
    connection: sqlite3.Connection, wanted: MarkFilter, kept: Kept, kept_marks: KeptMarks
) -> MarksFound:
    """The highlights that a filter shows.

    Args:
        connection: in no transaction, or in one that has what shall be seen.
        wanted: what is asked for.
        kept: the library's clippings, and
        kept_marks: its highlights from the question before; both must have been told of every
            change since.
    """
    with library.one_state(connection):
        clips, marks = kept.current(connection), kept_marks.current(connection)
        at = clips.places.sought(marks.clippings)
        mask = _shown(connection, clips, marks, at, wanted)
    rows = _in_order(marks, at, np.flatnonzero(mask), wanted.order)
    is_lost = marks.starts[rows] < 0
    rows = np.concatenate((rows[is_lost], rows[~is_lost]))
    return MarksFound(to_array("q", marks.ids[rows]), int(is_lost.sum()), len(marks.ids))


def warm(
    connection: sqlite3.Connection, kept: Kept, kept_marks: KeptMarks, *, texts: bool = False
) -> None:
    """Read beforehand what `find` will ask for; with `texts`, also what typed words are sought in."""
    with library.one_state(connection):
        kept.current(connection)
        marks = kept_marks.current(connection)
        if texts:
            marks.holding(connection, np.ones(len(marks.ids), dtype=np.bool_), ())


def _shown(
    connection: sqlite3.Connection, clips: Columns, marks: Marks, at: Numbers, wanted: MarkFilter
) -> Mask:
    mask = np.ones(len(marks.ids), dtype=np.bool_)
    if wanted.colours:
        mask &= np.isin(marks.colours, [COLOURS.index(colour) for colour in wanted.colours])
    of_clippings: list[Mask] = []
    if wanted.tag:
        of_clippings.append(clips.bearing(Facet.TAG, [wanted.tag]))
    if wanted.among is not None:
        of_clippings.append(clips.places.mask(np.array(wanted.among, dtype=np.int64)))
    if wanted.days is not None and wanted.order.by_making:
        first, after = wanted.days[0], wanted.days[1] + 1
        mask &= (marks.made >= _midnight(first)) & (marks.made < _midnight(after))
    elif wanted.days is not None:
        of_clippings.append(clips.within(wanted.days))
    for those in of_clippings:
        mask &= those[at]
    words = [word for word in map(fold, wanted.text.split()) if word]
    return marks.holding(connection, mask, words) if words else mask


def _in_order(marks: Marks, at: Numbers, rows: Numbers, order: MarkOrder) -> Numbers:
    """Rows in an order; those of one clipping in that of its text."""
    starts, ids, made = marks.starts[rows], marks.ids[rows], marks.made[rows]
    place = at[rows]  # the newest clipping comes first
    keys = {
        MarkOrder.NEWEST: (ids, starts, place),
        MarkOrder.OLDEST: (ids, starts, -place),
        MarkOrder.MADE: (-ids, -made),
        MarkOrder.MADE_OLDEST: (ids, made),
    }
    return rows[np.lexsort(keys[order])]


def _midnight(day: int) -> float:
    """When a day (`date.toordinal`) begins here, in seconds since 1970 (UTC)."""
    if day <= dt.date.min.toordinal():
        return -np.inf
    if day >= dt.date.max.toordinal():  # there is no timestamp beyond
        return np.inf
    begin = dt.datetime.combine(dt.date.fromordinal(day), dt.time())
    try:
        return begin.astimezone().timestamp()
    except (OverflowError, OSError, ValueError):  # before what this machine's clock knows
        return begin.replace(tzinfo=dt.UTC).timestamp()


def rows(connection: sqlite3.Connection, ids: Sequence[int]) -> list[ListedMark]:
    """Highlights in the order of the ids; unknown ids are left out. 20 µs for each."""
    wanted = json.dumps(list(ids))
    found: dict[int, ListedMark] = {}
    tags: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for clipping_id, tag in connection.execute(
        "SELECT x.clipping_id, t.name FROM clipping_tag x JOIN tag t ON t.id = x.tag_id"
        " WHERE x.clipping_id IN (SELECT clipping_id FROM highlight"
        " WHERE id IN (SELECT value FROM json_each(?))) ORDER BY t.name",
        (wanted,),
    ):
        tags[clipping_id] += (tag,)
    for (
        highlight_id, clipping_id, uid, printed_id, published, source, headline, start, end, *values
    ) in connection.execute(
        "SELECT h.id, c.id, c.uid, c.printed_id, c.published, s.name, c.headline, p.start_at,"
        f" p.end_at, {COLUMNS} FROM highlight h JOIN clipping c ON c.id = h.clipping_id"
        " JOIN source s ON s.id = c.source_id"
        " LEFT JOIN highlight_place p ON p.highlight_id = h.id"
        " WHERE h.id IN (SELECT value FROM json_each(?))",
        (wanted,),
    ):  # fmt: skip
        found[highlight_id] = ListedMark(
            highlight_id,
            clipping_id,
            uid,
            printed_id,
            Published.from_iso(published),
            source,
            headline,
            tags[clipping_id],
            Highlight(*values),
            start,
            end,
        )
    return [found[i] for i in ids if i in found]


def all_rows(connection: sqlite3.Connection, ids: array[int]) -> Iterator[ListedMark]:
    """The same of any number, batch by batch."""
    for first in range(0, len(ids), _BATCH):
        yield from rows(connection, ids[first : first + _BATCH])
