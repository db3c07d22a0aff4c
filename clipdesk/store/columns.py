"""The clippings as columns: arrays that answer what a filter asks of every clipping at once.

Loaded from one state of the library, by indexes alone: no clipping is read itself. All arrays are
in the timeline's order, newest first. A snapshot is never changed: what the analyst does to some
clippings makes another one of it (`updated`).

Reading connections, inside one transaction. Imported by the first search: numpy takes 80 ms.
Neighbours: kept.py keeps the present snapshot between searches; values.py has the arrays of the
facets, counts.py counts.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np

from clipdesk.core.query import Facet, Term
from clipdesk.core.text import fold
from clipdesk.store import index, layer
from clipdesk.store.values import (
    Coded,
    Codes,
    Linked,
    Mask,
    Numbers,
    Places,
    States,
    Tags,
    Values,
    grouped,
    in_order,
    linked,
    to_array,
)

T = TypeVar("T")

_KEPT_TERMS: Final = 8
"""So many masks of terms are kept, of a byte for each clipping."""


@dataclass(frozen=True)
class Columns:
    """The clippings of one state of a library, newest first.

    Attributes:
        ids: row ids.
        places: where each id is.
        months: `year * 12 + month - 1`.
        first_days: the first day (`date.toordinal`) that each may have appeared,
        last_days: and the last; the same unless it is known to its month only.
        sources: whose they are.
        vias: their routes, '' for none.
        collections: the pages that they stand on.
        tags: the tags that they bear.
        states: what the analyst did with them.
        reviews: the day (`date.toordinal`) on which each is to be shown again; 0 for none.
        highlighted: those with a highlight.
        comments: by place, the folded comments at highlights, a line each.
        today: the day (`date.toordinal`) on which they were read: what is due follows from it.
        archive: what was asked later of the archive's side, by name; it lasts while that stays.
        terms: the masks of the terms asked last.
        memo: what was worked out of these columns, by name.
    """

    ids: Numbers
    places: Places
    months: Codes
    first_days: Codes
    last_days: Codes
    sources: Coded
    vias: Coded
    collections: Linked
    tags: Tags
    states: States
    reviews: Codes
    highlighted: Mask
    comments: Mapping[int, str]
    today: int
    archive: dict[str, Any] = field(default_factory=dict)
    terms: dict[Term, Mask] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)

    # ---- loading

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> Columns:
        """Read them."""
        # SQLite makes a text of each column by itself, without Python's lock.
        id_text, dates = connection.execute(
            "SELECT group_concat(id), group_concat(published) FROM"
            " (SELECT id, published FROM clipping ORDER BY published DESC, uid DESC)"
        ).fetchone()
        ids = numbers(id_text)
        places, count = Places(ids), len(ids)
        months, first_days, last_days = _dated(dates or "")
        names = dict(connection.execute("SELECT id, name FROM source").fetchall())
        sources = connection.execute(
            "SELECT source_id, group_concat(id) FROM clipping GROUP BY source_id"
        )
        vias = groups_of(
            connection,
            "SELECT via, group_concat(id) FROM clipping WHERE via IS NOT NULL GROUP BY via",
        )
        collections = groups_of(
            connection,
            "SELECT c.title, group_concat(x.clipping_id) FROM collection c"
            " LEFT JOIN collection_clipping x ON x.collection_id = c.id GROUP BY c.id",
        )
        reviews, today = _reviews(connection, places), layer.today().toordinal()
        return cls(
            ids,
            places,
            months,
            first_days,
            last_days,
            grouped({names[i]: numbers(text) for i, text in sources}, places, count),
            grouped(vias, places, count),
            linked(collections, places, count),
            _tags(connection, places),
            _states(connection, places, _due(reviews, today)),
            reviews,
            places.mask(ids_of(connection, "SELECT DISTINCT clipping_id FROM highlight")),
            _comments(connection, places),
            today,
        )

    def updated(self, connection: sqlite3.Connection, ids: Iterable[int]) -> Columns:
        """These columns after the analyst's side of some clippings changed, and nothing else."""
        wanted = (json.dumps(list(ids)),)
        is_changed = self.having(connection, "SELECT value FROM json_each(?)", wanted)

        def merged(old: Mask, new: Mask) -> Mask:
            return np.where(is_changed, new, old)

        new = _reviews(connection, self.places, _SOME, wanted)
        reviews = np.where(is_changed, new, self.reviews)
        is_due = _due(reviews, self.today)
        states = _states(connection, self.places, is_due, _SOME, wanted)
        tags = _tags(connection, self.places, _SOME, wanted)
        stay = ~is_changed[self.tags.at]
        highlighted = self.having(
            connection, f"SELECT DISTINCT clipping_id FROM highlight WHERE {_SOME}", wanted
        )
        comments = {at: text for at, text in self.comments.items() if not is_changed[at]}
        return replace(
            self,
            states=States(tuple(map(merged, self.states.masks, states.masks))),
            reviews=reviews,
            tags=Tags(
                np.concatenate((self.tags.at[stay], tags.at)),
                np.concatenate((self.tags.ids[stay], tags.ids)),
                tags.names,
            ),
            highlighted=merged(self.highlighted, highlighted),
            comments=comments | _comments(connection, self.places, _SOME, wanted),
            terms={},
            memo={},
        )

    # ---- masks

    def __len__(self) -> int:
        """How many clippings the library has."""
        return len(self.ids)

    def all(self) -> Mask:
        """The mask of every clipping."""
        return np.ones(len(self), dtype=np.bool_)

    def none(self) -> Mask:
        """The mask of no clipping."""
        return np.zeros(len(self), dtype=np.bool_)

    def having(
        self, connection: sqlite3.Connection, select: str, values: Iterable[str | int] = ()
    ) -> Mask:
        """Those whose ids a SELECT gives, in any order.

        SQLite joins the ids to one text by itself: others can work meanwhile.
        """
        return self.places.mask(ids_of(connection, select, values))

    def ids_at(self, rows: Numbers) -> array[int]:
        """The ids of the clippings at these places, in their order."""
        return to_array("q", self.ids[rows])

    def months_at(self, rows: Numbers) -> array[int]:
        """The months of the clippings at these places, in their order."""
        return to_array("l", self.months[rows])

    def reviewed_within(self, days: tuple[int, int]) -> Mask:
        """Those that are to be shown again on one of these days, inclusive."""
        return self.has_review & (self.reviews >= days[0]) & (self.reviews <= days[1])

    @property
    def has_review(self) -> Mask:
        """Those that are to be shown again some day."""
        return self.reviews > 0

    def within(self, days: tuple[int, int]) -> Mask:
        """Those that may have appeared in these days, inclusive."""
        return (self.first_days <= days[1]) & (self.last_days >= days[0])

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What is read of the archive's side when it is asked for first."""
        if name not in self.archive:
            self.archive[name] = make()
        found: T = self.archive[name]
        return found

    def remembered(self, term: Term, make: Callable[[], Mask]) -> Mask:
        """The mask of a term, made anew unless it was asked just before."""
        mask = self.terms.pop(term, None)
        if mask is None:
            mask = make()
            while len(self.terms) >= _KEPT_TERMS:
                del self.terms[next(iter(self.terms))]
        self.terms[term] = mask
        return mask

    # ---- facets

    def values(self, facet: Facet) -> Values:
        """The values of a facet; of years not their months."""
        return self._facets[facet]

    def bearing(self, facet: Facet, values: Iterable[str]) -> Mask:
        """Those that have any of these values of a facet."""
        wanted = frozenset(values)
        if facet is not Facet.YEAR:
            return self._facets[facet].bearing(wanted)
        mask = self._years.bearing(wanted)
        if any("-" in value for value in wanted):
            mask |= self.month_names.bearing(wanted)
        return mask

    @cached_property
    def _facets(self) -> dict[Facet, Values]:
        return {
            Facet.READING: self.states,
            Facet.SOURCE: self.sources,
            Facet.VIA: self.vias,
            Facet.COLLECTION: self.collections,
            Facet.TAG: self.tags.branches(len(self)),
            Facet.YEAR: self._years,
        }

    @property
    def month_names(self) -> Coded:
        """The months, as `2022-05`."""
        return self.once("months", lambda: in_order(self.months, _month_name))

    @property
    def month_numbers(self) -> list[int]:
        """The same as `months` has them."""
        return self.once("month numbers", lambda: list(dict.fromkeys(self.months.tolist())))

    @cached_property
    def own_tags(self) -> Linked:
        """The tags that clippings bear themselves."""
        return self.tags.own(len(self))

    @property
    def _years(self) -> Coded:
        return self.once("years", lambda: in_order(self.months // 12, "{:04}".format))

    @cached_property
    def folded_names(self) -> dict[Facet, list[tuple[str, str]]]:
        """The values of sources, routes, collections and tags, and the same folded."""
        facets: dict[Facet, Values] = {
            Facet.SOURCE: self.sources,
            Facet.VIA: self.vias,
            Facet.COLLECTION: self.collections,
            Facet.TAG: self.own_tags,
        }
        return {
            facet: [(name, fold(name)) for name in values.names] for facet, values in facets.items()
        }


def _month_name(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


# ---- reading

_SOME: Final = "clipping_id IN (SELECT value FROM json_each(?))"


def ids_of(
    connection: sqlite3.Connection, select: str, values: Iterable[str | int] = ()
) -> Numbers:
    """The ids that a SELECT gives, which SQLite joins to one text by itself."""
    (text,) = connection.execute(
        f"WITH found(id) AS ({select}) SELECT group_concat(id) FROM found", tuple(values)
    ).fetchone()
    return numbers(text)


def numbers(text: str | int | None) -> Numbers:
    """Numbers with commas between them, as SQLite joins them; None for none."""
    return np.fromstring(str(text or ""), dtype=np.int64, sep=",")


def groups_of(connection: sqlite3.Connection, select: str) -> dict[str, Numbers]:
    """The ids by the first column of a SELECT, whose second joins them."""
    return {name: numbers(text) for name, text in connection.execute(select)}


def _dated(dates: str) -> tuple[Codes, Codes, Codes]:
    """Months, first and last days of dates of ours with commas between them."""
    text = np.frombuffer(dates.encode() + b",", dtype=np.uint8)
    ends = np.flatnonzero(text == ord(","))
    starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1] + 1))
    if not dates:
        starts = ends = ends[:0]
    has_day = ends - starts > len("2023-12")

    def number(at: int, digits: int) -> Numbers:
        value = np.zeros(len(starts), dtype=np.int64)
        for place in range(at, at + digits):
            value = value * 10 + text[np.minimum(starts + place, len(text) - 1)] - ord("0")
        return value

    months = number(0, 4) * 12 + number(5, 2) - 1
    day = np.where(has_day, number(8, 2), 1)
    first = _first_days(months)
    last = np.where(has_day, first + day - 1, _first_days(months + 1) - 1)
    return months.astype(np.int32), (first + day - 1).astype(np.int32), last.astype(np.int32)


def _first_days(months: Numbers) -> Numbers:
    """The first day (`date.toordinal`) of each month."""
    since_1970 = (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    days: Numbers = since_1970.astype(np.int64) + _EPOCH
    return days


_EPOCH: Final = 719_163  # date(1970, 1, 1).toordinal()


def _reviews(
    connection: sqlite3.Connection, places: Places, where: str = "true", values: Iterable[str] = ()
) -> Codes:
    reviews = np.zeros(len(places) + 1, dtype=np.int32)
    rows = connection.execute(
        f"SELECT clipping_id, review_on FROM reading WHERE review_on IS NOT NULL AND {where}",
        tuple(values),
    ).fetchall()
    at = places.sought(np.array([row[0] for row in rows], dtype=np.int64))
    reviews[at] = [dt.date.fromisoformat(day).toordinal() for _, day in rows]
    return reviews[:-1]


def _due(reviews: Codes, today: int) -> Mask:
    return (reviews > 0) & (reviews <= today)


def _states(
    connection: sqlite3.Connection,
    places: Places,
    is_due: Mask,
    where: str = "true",
    values: Iterable[str] = (),
) -> States:
    values = tuple(values)
    read, starred, noted = (
        places.mask(ids_of(connection, f"SELECT clipping_id FROM {what} AND {where}", values))
        for what in (
            "reading WHERE read_at IS NOT NULL",
            "reading WHERE starred = 1",
            "note WHERE true",
        )
    )
    return States((~read, read, starred, noted, is_due))


def _tags(
    connection: sqlite3.Connection, places: Places, where: str = "true", values: Iterable[str] = ()
) -> Tags:
    names = dict(connection.execute("SELECT id, name FROM tag ORDER BY id").fetchall())
    clippings, tags = connection.execute(
        f"SELECT group_concat(clipping_id), group_concat(tag_id) FROM clipping_tag WHERE {where}",
        tuple(values),
    ).fetchone()
    at = places.sought(numbers(clippings))
    is_there = at < len(places)
    return Tags(at[is_there], numbers(tags)[is_there], names)


def _comments(
    connection: sqlite3.Connection, places: Places, where: str = "true", values: Iterable[str] = ()
) -> dict[int, str]:
    found: dict[int, str] = {}
    for clipping_id, comment in connection.execute(
        f"SELECT clipping_id, comment FROM highlight WHERE comment <> '' AND {where}",
        tuple(values),
    ):
        for place in places.of(np.array([clipping_id], dtype=np.int64)).tolist():
            found[place] = f"{found.get(place, '')}\n{index.folded_lines(comment)}"
    return found
