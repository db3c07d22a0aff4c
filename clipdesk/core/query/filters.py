"""The filter that the typed query is a part of, and the answer to it. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Self


class Facet(StrEnum):
    """The groups of the filter sidebar."""

    READING = "reading"
    SOURCE = "source"
    VIA = "via"
    COLLECTION = "collection"
    TAG = "tag"
    YEAR = "year"


READING_STATES: Final = ("unread", "read", "starred", "noted", "due")
"""The values of the reading facet; due is what was to be shown again today or before. Of the others: names ('' is "none"); a tag means all below it,
too, 国 also 国/カザフスタン; years `2022`, and their months, `2022-05`."""

Pair = tuple[Facet, str]
"""A value of a facet."""


class Sort(StrEnum):
    """The order of the clippings."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RELEVANCE = "relevance"  # newest first where no word is looked for


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown: typed query AND chosen facet values AND range of days, but what is excluded.

    Attributes:
        chosen: OR within a facet, AND between facets.
        days: first and last day (`date.toordinal`, inclusive); a month-only clipping matches a
            range that it overlaps.
        excluded: clippings with any of these values are not shown.
        sort: the order.
        whole_words: words of the query are looked for as if typed with `=`.
    """

    query: str = ""
    chosen: frozenset[Pair] = frozenset()
    days: tuple[int, int] | None = None
    excluded: frozenset[Pair] = frozenset()
    sort: Sort = Sort.NEWEST
    whole_words: bool = False

    def toggled(self, facet: Facet, value: str) -> Self:
        """With one facet value switched on or off; one that was excluded is so no more."""
        pair = {(facet, value)}
        return replace(self, chosen=self.chosen ^ pair, excluded=self.excluded - pair)

    def only(self, facet: Facet, value: str) -> Self:
        """With one value of a facet alone; switched off when it already stood alone."""
        others = frozenset(pair for pair in self.chosen if pair[0] is not facet)
        mine = self.chosen - others
        return replace(
            self,
            chosen=others if mine == {(facet, value)} else others | {(facet, value)},
            excluded=frozenset(pair for pair in self.excluded if pair[0] is not facet),
        )

    def without(self, facet: Facet, value: str) -> Self:
        """With one facet value excluded, or no longer so; one that was chosen is so no more."""
        pair = {(facet, value)}
        return replace(self, excluded=self.excluded ^ pair, chosen=self.chosen - pair)

    def cleared(self) -> Self:
        """Everything, in the same order; words to come are meant in the same way."""
        return replace(self, query="", chosen=frozenset(), days=None, excluded=frozenset())

    def values(self, facet: Facet) -> frozenset[str]:
        """The chosen values of a facet."""
        return frozenset(value for f, value in self.chosen if f is facet)

    def excluded_values(self, facet: Facet) -> frozenset[str]:
        """The excluded values of a facet."""
        return frozenset(value for f, value in self.excluded if f is facet)

    @property
    def is_empty(self) -> bool:
        """Whether everything is shown."""
        return (
            not self.query.strip() and not self.chosen and not self.excluded and self.days is None
        )


Span = tuple[int, int, int, int] | tuple[int, int, int, int, Mapping[str, int]]
"""Clippings known to a month only: its first day (`date.toordinal`), its last, those shown, those
of the whole library; and where the strip is divided, those shown by value."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a filter.

    Attributes:
        ids: row ids of the clippings, in the filter's order.
        months: for each of them `year * 12 + month - 1`.
        facets: for each facet the count of every value under the filter's other facets, so that
            the counts of an active facet show what choosing would give; what is excluded of a
            facet stays so, but for the value itself. What is typed of facets and days counts as
            chosen, here and in the strip.
        strip: clippings by month (`year * 12 + month - 1`) under the filter without its days.
        strip_all: clippings by month of the whole library.
        total: clippings in the library.
        unread: unread ones among `ids`.
        first_day: the day (`date.toordinal`) that `days` and `every_day` begin with.
        days: clippings by day under the filter without its days; of those known to the day.
        every_day: the same of the whole library.
        spans: of each month that has clippings known to it only, in order, as far as the filter
            without its days shows them.
        stack_facet: what the strip is divided by, empty for nothing.
        stacks: of the facet's values with most clippings in the strip: theirs by day, as `days`.
            Of tags those that clippings bear themselves.
        month_counts: as `facets` of the years, for their months (`2022-05`).
        shown_as: the same filter with what was typed of facets and days among `chosen`,
            `excluded` and `days`.
        target: the clipping that a typed id means, if nothing else was typed; None for none.
        stack_others: those in the strip that have none of the values of `stacks`, by day as `days`,
            and after the last day by span as `spans`; empty where nothing is divided.
        unread_marks: a byte for each of `ids`: 1 where it is unread, else 0.
        only_below: tags that were typed alone and that no clipping has, though some have one below.
    """

    filter: Filter
    ids: array[int] = field(default_factory=lambda: array("q"))
    months: array[int] = field(default_factory=lambda: array("l"))
    facets: dict[Facet, dict[str, int]] = field(default_factory=dict)
    strip: dict[int, int] = field(default_factory=dict)
    strip_all: dict[int, int] = field(default_factory=dict)
    total: int = 0
    unread: int = 0
    first_day: int = 1
    days: array[int] = field(default_factory=lambda: array("q"))
    every_day: array[int] = field(default_factory=lambda: array("q"))
    spans: tuple[Span, ...] = ()
    stack_facet: str = ""
    stacks: dict[str, array[int]] = field(default_factory=dict)
    month_counts: dict[str, int] = field(default_factory=dict)
    shown_as: Filter = Filter()
    target: int | None = None
    stack_others: array[int] = field(default_factory=lambda: array("q"))
    unread_marks: bytes = b""
    only_below: tuple[str, ...] = ()


def month_index(published: str) -> int:
    """`year * 12 + month - 1` of an ISO date of ours."""
    return int(published[:4]) * 12 + int(published[5:7]) - 1
