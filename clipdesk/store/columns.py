"""The clippings as columns: arrays that answer what a filter asks of every clipping at once.

Loaded from one state of the library and kept by its connection until that state changes. All
arrays are in the timeline's order, newest first; a mask says of each clipping whether it counts.
Reading connections. Imported by the first search: numpy takes 80 ms.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from clipdesk.core.query import READING_STATES, Facet
from clipdesk.core.text import fold
from clipdesk.store import library

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


class Places:
    """Where the clippings stand, by their ids."""

    def __init__(self, ids: Numbers) -> None:
        """Take the ids in the order of their places; each is there once."""
        self._order = np.argsort(ids)
        self._sorted = ids[self._order]

    def of(self, ids: Numbers) -> Numbers:
        """The places of ids, in their order; those that no clipping has are left out."""
        if not len(self._sorted):
            return ids[:0]
        at = np.searchsorted(self._sorted, ids)
        at[at == len(self._sorted)] = 0
        found: Numbers = self._order[at[self._sorted[at] == ids]]
        return found

    def mask(self, ids: Numbers) -> Mask:
        """The mask of these ids."""
        mask = np.zeros(len(self._sorted), dtype=np.bool_)
        mask[self.of(ids)] = True
        return mask


@dataclass(frozen=True, slots=True)
class Coded:
    """A facet of which every clipping has one value.

    Attributes:
        codes: for each clipping the place of its value in `names`.
        names: the values that the library has, each once.
    """

    codes: Numbers
    names: Sequence[str]

    def bearing(self, values: frozenset[str]) -> Mask:
        """Those with any of these values."""
        wanted = np.array([name in values for name in self.names], dtype=np.bool_)
        return wanted[self.codes]

    def count(self, mask: Mask) -> dict[str, int]:
        """How many there are of each value."""
        counts = np.bincount(self.codes[mask], minlength=len(self.names))
        return dict(zip(self.names, counts.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags: a clipping may bear several, and '' is none.

    Attributes:
        at: for each tag that a clipping bears the clipping's place,
        codes: and the tag's place in `names`.
        names: every tag, borne or not.
        none: the clippings that bear none.
    """

    at: Numbers
    codes: Numbers
    names: Sequence[str]
    none: Mask

    def bearing(self, values: frozenset[str]) -> Mask:
        """Those with any of these tags."""
        mask = self.none.copy() if "" in values else np.zeros_like(self.none)
        wanted = np.array([name in values for name in self.names], dtype=np.bool_)
        if wanted.any():
            mask[self.at[wanted[self.codes]]] = True
        return mask

    def count(self, mask: Mask) -> dict[str, int]:
        """How many there are of each tag, and of those that bear none, if there are any."""
        counts = np.bincount(self.codes[mask[self.at]], minlength=len(self.names))
        named = dict(zip(self.names, counts.tolist(), strict=True))
        none = int(np.count_nonzero(mask & self.none))
        return {**named, "": none} if none else named


@dataclass(frozen=True, slots=True)
class States:
    """What the analyst did with the clippings: a mask for each of `READING_STATES`."""

    masks: dict[str, Mask]

    def bearing(self, values: frozenset[str]) -> Mask:
        """Those in any of these states."""
        mask = np.zeros_like(self.masks["read"])
        for state in values & self.masks.keys():
            mask |= self.masks[state]
        return mask

    def count(self, mask: Mask) -> dict[str, int]:
        """How many there are in each state."""
        return {state: int(np.count_nonzero(mask & its)) for state, its in self.masks.items()}


@dataclass(frozen=True)
class Columns:
    """The clippings of one state of a library, newest first.

    Attributes:
        ids: row ids.
        places: where each id is.
        months: `year * 12 + month - 1`.
        first_days: the first day (`date.toordinal`) that each may have appeared,
        last_days: and the last; the same unless it is known to its month only.
        facets: the values of each facet.
        queried: what typed queries were found to show in this state; the last one asked.
    """

    ids: Numbers
    places: Places
    months: Numbers
    first_days: Numbers
    last_days: Numbers
    facets: dict[Facet, Coded | Tags | States]
    queried: dict[str, Mask] = field(default_factory=dict)

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> Columns:
        """Read them; within one transaction."""
        # SQLite makes a text of each column by itself, without Python's lock; by rows as they lie,
        # which is twice as fast as in the order of an index.
        *texts, vias = connection.execute(
            "SELECT group_concat(id), group_concat(first_day), group_concat(last_day),"
            " group_concat(source_id),"
            " group_concat(substr(published, 1, 4) * 12 + substr(published, 6, 2) - 1),"
            " json_group_array(coalesce(via, '')) FROM clipping"
        ).fetchone()
        lying, *columns = map(_numbers, texts)
        ids = column(
            connection,
            "SELECT group_concat(id) FROM"
            " (SELECT id FROM clipping ORDER BY published DESC, uid DESC)",
        )
        order = Places(lying).of(ids)
        first_days, last_days, source_ids, months = (numbers[order] for numbers in columns)
        places = Places(ids)
        read, starred, noted = (
            places.mask(column(connection, sql))
            for sql in (
                "SELECT group_concat(clipping_id) FROM reading WHERE read_at IS NOT NULL",
                "SELECT group_concat(clipping_id) FROM reading WHERE starred = 1",
                "SELECT group_concat(clipping_id) FROM note",
            )
        )
        states = dict(zip(READING_STATES, (~read, read, starred, noted), strict=True))
        return cls(
            ids,
            places,
            months,
            first_days,
            last_days,
            {
                Facet.READING: States(states),
                Facet.SOURCE: _sources(connection, source_ids),
                Facet.VIA: _coded(json.loads(vias), order),
                Facet.TAG: _tags(connection, places),
                Facet.YEAR: _years(months),
            },
        )

    def __len__(self) -> int:
        """How many clippings the library has."""
        return len(self.ids)

    def all(self) -> Mask:
        """The mask of every clipping."""
        return np.ones(len(self), dtype=np.bool_)

    def having(
        self, connection: sqlite3.Connection, select: str, values: Iterable[str | int] = ()
    ) -> Mask:
        """Those whose ids a SELECT gives, in any order.

        SQLite joins the ids to one text by itself: others can work meanwhile.
        """
        named = f"WITH found(id) AS ({select}) SELECT group_concat(id) FROM found"
        return self.places.mask(column(connection, named, values))

    def within(self, days: tuple[int, int]) -> Mask:
        """Those that may have appeared in these days, inclusive."""
        return (self.first_days <= days[1]) & (self.last_days >= days[0])

    def bearing(self, facet: Facet, values: Iterable[str]) -> Mask:
        """Those that have any of these values of a facet."""
        return self.facets[facet].bearing(frozenset(values))

    def count(self, facet: Facet, mask: Mask) -> dict[str, int]:
        """How many have each value of a facet: 0 for one that only others of the library have."""
        return self.facets[facet].count(mask)

    def ids_of(self, mask: Mask) -> array[int]:
        """Their ids, newest first."""
        return _array("q", self.ids[mask])

    def months_of(self, mask: Mask) -> array[int]:
        """Their months, newest first."""
        return _array("l", self.months[mask])

    def by_month(self, mask: Mask) -> dict[int, int]:
        """How many there are of each month that has any."""
        if not len(self):
            return {}
        least = int(self.months.min())
        counts = np.bincount(self.months[mask] - least)
        at = np.flatnonzero(counts)
        return dict(zip((at + least).tolist(), counts[at].tolist(), strict=True))

    @cached_property
    def folded_tags(self) -> list[tuple[str, str]]:
        """Every tag's name, and the same folded."""
        tags = self.facets[Facet.TAG]
        return [(name, fold(name)) for name in tags.names] if isinstance(tags, Tags) else []

    @cached_property
    def every_month(self) -> dict[int, int]:
        """`by_month` of the whole library."""
        return self.by_month(self.all())

    @cached_property
    def every_day(self) -> array[int]:
        """`by_day` of the whole library."""
        return self.by_day(self.all())

    @cached_property
    def first_day(self) -> int:
        """The day that `by_day` begins with; 1 where nothing is known to the day."""
        return int(self.first_days[self._exact].min()) if self._exact.any() else 1

    def by_day(self, mask: Mask) -> array[int]:
        """How many there are of each day from `first_day` on, of those known to the day."""
        days = self.first_days[mask & self._exact] - self.first_day
        return _array("q", np.bincount(days, minlength=self._day_count))

    def spans(self, mask: Mask) -> tuple[tuple[int, int, int, int], ...]:
        """Of each month, those known to it only: its first day, its last, they, and of all."""
        shown = self.by_month(mask & ~self._exact)
        return tuple(
            (first, last, shown.get(month, 0), every)
            for month, (first, last, every) in self._every_span.items()
        )

    @cached_property
    def _exact(self) -> Mask:
        """Those known to the day."""
        exact: Mask = self.first_days == self.last_days
        return exact

    @cached_property
    def _day_count(self) -> int:
        """From the first day to the last that is known."""
        days = self.first_days[self._exact]
        return int(days.max()) + 1 - self.first_day if len(days) else 0

    @cached_property
    def _every_span(self) -> dict[int, tuple[int, int, int]]:
        """Of each month that has clippings known to it only: its days, and how many they are."""
        at = np.flatnonzero(~self._exact)
        months, one_of_each = np.unique(self.months[at], return_index=True)
        one = at[one_of_each]
        days = zip(self.first_days[one].tolist(), self.last_days[one].tolist(), strict=True)
        counts = self.by_month(~self._exact)
        return {
            month: (*ends, counts[month]) for month, ends in zip(months.tolist(), days, strict=True)
        }


def of(connection: sqlite3.Connection, *, keep: bool) -> Columns:
    """The columns of the state that a transaction sees.

    Args:
        connection: inside the transaction.
        keep: keep them with the connection for the next time; only where the transaction has
            written nothing: what it wrote may be rolled back.
    """
    # What others wrote changes the one number, what this connection wrote the other. The first
    # question of a transaction also settles which state it sees.
    state = (library.data_version(connection), connection.total_changes)
    kept = connection.kept if isinstance(connection, library.Connection) else {}
    if (found := kept.get(_KEPT)) is not None and found[0] == state:
        columns: Columns = found[1]
        return columns
    kept.pop(_KEPT, None)  # two states at once would take twice the memory
    del found
    columns = Columns.load(connection)
    if keep:
        kept[_KEPT] = state, columns
    return columns


_KEPT: Final = "columns"


def column(connection: sqlite3.Connection, sql: str, values: Iterable[str | int] = ()) -> Numbers:
    """The numbers of a SELECT of one `group_concat`."""
    (text,) = connection.execute(sql, tuple(values)).fetchone()
    return _numbers(text)


def _numbers(text: str | int | None) -> Numbers:
    """Numbers with commas between them, as SQLite joins them; None for none."""
    return np.fromstring(str(text or ""), dtype=np.int64, sep=",")


def _array(code: Literal["l", "q"], numbers: Numbers) -> array[int]:
    return array(code, numbers.astype(code).tobytes())


def _coded(values: Sequence[str], order: Numbers) -> Coded:
    places = {name: at for at, name in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(places.__getitem__, values), dtype=np.int64, count=len(values))
    return Coded(codes[order], list(places))


def _sources(connection: sqlite3.Connection, source_ids: Numbers) -> Coded:
    names = dict(connection.execute("SELECT id, name FROM source").fetchall())
    ids, codes = np.unique(source_ids, return_inverse=True)
    return Coded(codes, [names[i] for i in ids.tolist()])


def _years(months: Numbers) -> Coded:
    years, codes = np.unique(months // 12, return_inverse=True)
    return Coded(codes, [f"{year:04}" for year in years.tolist()])


def _tags(connection: sqlite3.Connection, places: Places) -> Tags:
    names = dict(connection.execute("SELECT id, name FROM tag ORDER BY id").fetchall())
    bearers, tag_ids = map(
        _numbers,
        connection.execute(
            "SELECT group_concat(clipping_id), group_concat(tag_id) FROM clipping_tag"
        ).fetchone(),
    )
    codes = np.searchsorted(np.array(list(names), dtype=np.int64), tag_ids)
    return Tags(places.of(bearers), codes, list(names.values()), ~places.mask(bearers))
