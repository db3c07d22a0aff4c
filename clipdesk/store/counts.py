"""Counting the clippings of a mask: by the values of the facets, and by time. No SQL; any thread.

Imported by the first search: numpy takes 80 ms.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from clipdesk.core.query import Facet, Span
from clipdesk.store.columns import Columns
from clipdesk.store.values import Linked, Mask, Numbers, to_array

STACKED: Final = 6
"""So many values of a facet are told apart in the strip; the others are what is left."""


class Counts:
    """The clippings of a mask, counted by what they have."""

    def __init__(self, columns: Columns, mask: Mask) -> None:
        self._columns = columns
        self._mask = mask
        self.rows: Numbers = np.flatnonzero(mask)
        self._strip = Strip.of(columns)

    @classmethod
    def of(cls, columns: Columns, mask: Mask) -> Counts:
        """As made anew; those of all clippings are kept with the columns."""
        if not mask.all():
            return cls(columns, mask)
        if "every" not in columns.memo:
            columns.memo["every"] = cls(columns, mask)
        every: Counts = columns.memo["every"]
        return every

    def facet(self, facet: Facet) -> dict[str, int]:
        """How many have each value of a facet: 0 for one that only others of the library have."""
        if facet is Facet.YEAR:
            years: dict[str, int] = {}
            for month, count in self.months_of_years().items():
                years[month[:4]] = years.get(month[:4], 0) + count
            return years
        values = self._columns.values(facet)
        counts = dict(zip(values.names, values.counted(self._mask, self.rows), strict=True))
        if isinstance(values, Linked) and not counts[""]:
            del counts[""]
        return counts

    def months_of_years(self) -> dict[str, int]:
        """How many there are of each month that the library has, `2022-05`."""
        return dict(zip(self._columns.month_names.names, self._by_month, strict=True))

    def by_month(self) -> dict[int, int]:
        """How many there are of each month (`year * 12 + month - 1`) that has any."""
        months = self._columns.month_numbers
        return {month: n for month, n in zip(months, self._by_month, strict=True) if n}

    def by_day(self) -> array[int]:
        """How many there are of each day from `Strip.first_day` on, of those known to the day."""
        return to_array("q", self._in_strip[: self._strip.length])

    def spans(self) -> list[Span]:
        """Of each month that the library has clippings known to it only of: they, and these."""
        counts = self._in_strip[self._strip.length :].tolist()
        return [
            (first, last, count, every)
            for (first, last, every), count in zip(self._strip.ends, counts, strict=True)
        ]

    def stacked(
        self, facet: Facet
    ) -> tuple[dict[str, array[int]], list[dict[str, int]], array[int]]:
        """The values of a facet with most of these clippings: theirs by day, and by span.

        Last those that have none of these values, by day and after that by span.
        """
        columns, strip = self._columns, self._strip
        values = columns.own_tags if facet is Facet.TAG else columns.values(facet)
        counts = np.array(values.counted(self._mask, self.rows))
        top = [code for code in np.argsort(-counts, kind="stable")[:STACKED] if counts[code]]
        slots = np.full(len(counts), len(top))
        slots[top] = np.arange(len(top))
        at, codes = values.pairs(self._mask, self.rows)
        slot = slots[codes]
        others = self._mask.copy()
        others[at[slot < len(top)]] = False  # a clipping may have several values
        found = np.bincount(
            slot * strip.width + strip.codes[at], minlength=(len(top) + 1) * strip.width
        ).reshape(len(top) + 1, strip.width)
        names = [values.names[code] for code in top]
        days, spans = found[:-1, : strip.length], found[:-1, strip.length :]
        return (
            {name: to_array("q", its) for name, its in zip(names, days, strict=True)},
            [dict(zip(names, its, strict=True)) for its in spans.T.tolist()],
            to_array("q", np.bincount(strip.codes[others], minlength=strip.width)),
        )

    @cached_property
    def _by_month(self) -> list[int]:
        months = self._columns.month_names
        return months.counted(self._mask, self.rows)

    @cached_property
    def _in_strip(self) -> Numbers:
        return np.bincount(self._strip.codes[self.rows], minlength=self._strip.width)


@dataclass(frozen=True, slots=True)
class Strip:
    """Where clippings stand in time.

    Attributes:
        first_day: the day (`date.toordinal`) that counts by day begin with; 1 where nothing is
            known to the day.
        length: how many days there are from it to the last.
        ends: of each month that clippings are known to only, in order: its first day, its last,
            and how many these clippings are.
        codes: for each clipping the days since `first_day`; of those known to their month only
            `length` and the place of the month in `ends`.
    """

    first_day: int
    length: int
    ends: tuple[tuple[int, int, int], ...]
    codes: Numbers

    @classmethod
    def of(cls, columns: Columns) -> Strip:
        """That of all clippings; kept as long as the archive stays."""
        return columns.once("strip", lambda: cls._made(columns))

    @classmethod
    def _made(cls, columns: Columns) -> Strip:
        is_exact = columns.first_days == columns.last_days
        exact = columns.first_days[is_exact]
        first_day = int(exact.min()) if len(exact) else 1
        length = int(exact.max()) + 1 - first_day if len(exact) else 0
        at = np.flatnonzero(~is_exact)
        _, one_of_each, place, counts = np.unique(
            columns.months[at], return_index=True, return_inverse=True, return_counts=True
        )
        one = at[one_of_each]
        ends = zip(
            columns.first_days[one].tolist(),
            columns.last_days[one].tolist(),
            counts.tolist(),
            strict=True,
        )
        codes = columns.first_days - np.int32(first_day)
        codes[at] = length + place
        return cls(first_day, length, tuple(ends), codes)

    @property
    def width(self) -> int:
        """How many codes there are."""
        return self.length + len(self.ends)
