"""How many clippings appeared when: counts by day, so summed that any period is a difference.

Plain numbers, no widgets; made on any thread, never changed. Days are `date.toordinal`. What the
strip shows at any zoom is read off here: nothing is done for each clipping. scale.py says which
days a bar has, strip.py shows them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from clipdesk.core.query import Found
from clipdesk.ui.timeline.scale import Unit, first_day_of, number_of

STACKED: Final = 6  # so many values of a facet have a colour of their own
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Span(NamedTuple):
    """Clippings that are known to their month only.

    Attributes:
        first: the month's first day.
        last: its last day, inclusive.
        shown: those that the filter shows.
        every: those of the whole library.
        stacks: those shown by the values of the facet.
        others: those shown that have none of these values; None for what is left of the sum.
    """

    first: int
    last: int
    shown: int
    every: int
    stacks: Mapping[str, int] = _NOTHING
    others: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Bars side by side, a list of counts for each thing that is counted.

    Attributes:
        shown: those that the filter shows.
        every: those of the whole library.
        stacks: those shown by value, in the order of `Density.labels`, and last all others;
            empty where no facet divides them.
    """

    shown: list[int]
    every: list[int]
    stacks: list[list[int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one bar.

    Attributes:
        shown: those that the filter shows.
        every: those of the whole library.
        stacks: those shown by value, as in `Columns`.
        loose_shown: beside them, those that may have appeared then or at another time of their
            month, as far as they are shown.
        loose_every: the same of the whole library.
    """

    shown: int
    every: int
    stacks: tuple[int, ...]
    loose_shown: int
    loose_every: int


class Density:
    """The counts of an answer.

    Attributes:
        spans: what is known to a period only, in the order of time.
        labels: the values that have a colour, those with most clippings first; empty where no
            facet divides the bars.
        stack_facet: the facet, empty for none.
        extent: the first and the last day that has clippings, None where there are none.
    """

    def __init__(
        self,
        first_day: int,
        shown: Iterable[int],
        every: Iterable[int],
        spans: Iterable[Sequence[Any]] = (),
        stacks: Mapping[str, Iterable[int]] = _NOTHING,
        stack_facet: str = "",
        stack_others: Iterable[int] | None = None,
    ) -> None:
        """Sum up counts by day; arrays (numpy's, too) are read as the memory that they are.

        Args:
            first_day: the day of the first count.
            shown: of each day, the clippings that the filter shows; none is known to a month only.
            every: the same of the whole library.
            spans: of each month that has such, the clippings known to it only: the fields of
                `Span`. Two spans may be of the same days, but never overlap otherwise.
            stacks: of each value of a facet, the clippings shown by day: of the six greatest
                values at least. A clipping may have several values.
            stack_facet: the facet that the values are of, empty for none.
            stack_others: the clippings shown by day that have none of the values of `stacks`, which
                then are six at most; without it, what is missing of `shown` in the sum.

        Raises:
            ValueError: the counts differ in length, or spans overlap.
        """
        self._first = first_day
        self._shown, self._every = _sums(shown), _sums(every)
        self.spans = _merged(spans)
        self._span_ends = [span.last for span in self.spans]
        self._span_shown = _sums(span.shown for span in self.spans)
        self._span_every = _sums(span.every for span in self.spans)
        self.stack_facet = stack_facet
        values = {label: _sums(counts) for label, counts in stacks.items()}
        in_spans = {
            label: _sums(span.stacks.get(label, 0) for span in self.spans)
            for label in (dict.fromkeys([*stacks, *_labels(self.spans)]) if stack_facet else ())
        }
        flat = [0] * len(self._shown)
        totals = {label: values.get(label, flat)[-1] + in_spans[label][-1] for label in in_spans}
        self.labels = tuple(sorted(totals, key=lambda label: (-totals[label], label))[:STACKED])
        self._others = None if stack_others is None else _sums(stack_others)
        self._span_others = _sums(span.others or 0 for span in self.spans)
        self._stacks = [(values.get(label, flat), in_spans[label]) for label in self.labels]
        by_day = [self._every, *values.values(), *([self._others] if self._others else [])]
        if any(len(sums) != len(self._shown) for sums in by_day):
            raise ValueError("counts of different days")
        self.extent = self._extent()
        self._tallest: dict[Unit, float] = {}

    @property
    def has_days(self) -> bool:
        """Whether anything is known to the day."""
        return self._shown[-1] > 0 or self._every[-1] > 0

    @property
    def finest(self) -> Unit:
        """The finest unit that has anything to tell."""
        return Unit.DAY if self.has_days or not self.spans else Unit.MONTH

    @property
    def total(self) -> tuple[int, int]:
        """The clippings shown, and those of the whole library."""
        return self._shown[-1] + self._span_shown[-1], self._every[-1] + self._span_every[-1]

    @property
    def totals(self) -> list[int]:
        """Those shown by value, as in `Columns`."""
        coloured = [days[-1] + spans[-1] for days, spans in self._stacks]
        if self._others is not None:
            return [*coloured, self._others[-1] + self._span_others[-1]]
        return [*coloured, max(0, self.total[0] - sum(coloured))]

    def columns(self, unit: Unit, starts: Sequence[int]) -> Columns:
        """The counts of bars that follow each other.

        Args:
            unit: what a bar stands for. Weeks and days leave spans out: none is theirs alone.
            starts: the first day of each bar, and of the one after the last.
        """
        at = self._places(starts)
        ends = [bisect_left(self._span_ends, day) for day in starts] if unit.of_months else None

        def counts(by_day: list[int], by_span: list[int]) -> list[int]:
            counted = _steps([by_day[i] for i in at])
            if ends is None or not self.spans:
                return counted
            return [a + b for a, b in zip(counted, _steps([by_span[i] for i in ends]), strict=True)]

        shown = counts(self._shown, self._span_shown)
        every = counts(self._every, self._span_every)
        if not self.stack_facet:
            return Columns(shown, every, [])
        stacks = [counts(*sums) for sums in self._stacks]
        if self._others is not None:
            return Columns(shown, every, [*stacks, counts(self._others, self._span_others)])
        coloured = map(sum, zip(*stacks, strict=True)) if stacks else [0] * len(shown)
        rest = [max(0, most - some) for most, some in zip(shown, coloured, strict=True)]
        return Columns(shown, every, [*stacks, rest])

    def figures(self, unit: Unit, first: int, last: int) -> Figures:
        """The counts of a bar."""
        columns = self.columns(unit, (first, last + 1))
        loose = () if unit.of_months else self.spans_in(first, last)
        return Figures(
            columns.shown[0],
            columns.every[0],
            tuple(stack[0] for stack in columns.stacks),
            sum(span.shown for span in loose),
            sum(span.every for span in loose),
        )

    def found_in(self, first: int, last: int) -> int:
        """How many of those shown a filter of these days shows: month-only ones by any day."""
        spans = self._range_of_spans(first, last)
        begin, end = self._places((first, last + 1))
        return (
            self._shown[end]
            - self._shown[begin]
            + self._span_shown[spans.stop]
            - self._span_shown[spans.start]
        )

    def spans_in(self, first: int, last: int) -> list[Span]:
        """The spans that have any of these days."""
        found = self._range_of_spans(first, last)
        return self.spans[found.start : found.stop]

    def tallest(self, unit: Unit) -> float:
        """The greatest count of a bar anywhere, at least 1."""
        if unit not in self._tallest:
            self._tallest[unit] = self._greatest(unit)
        return self._tallest[unit]

    def _greatest(self, unit: Unit) -> float:
        if self.extent is None:
            return 1
        first, last = (number_of(unit, day) for day in self.extent)
        starts = [first_day_of(unit, number) for number in range(first, last + 2)]
        columns = self.columns(unit, starts)
        counts: list[float] = [1, *columns.shown, *columns.every]
        if not unit.of_months:
            counts += [tall for span in self.spans for tall in height(span, unit)]
        return max(counts)

    def _extent(self) -> tuple[int, int] | None:
        first: list[int] = [span.first for span in self.spans[:1]]
        last: list[int] = [span.last for span in self.spans[-1:]]
        for sums in (self._shown, self._every):
            if sums[-1]:
                first.append(self._first + bisect_right(sums, 0) - 1)
                last.append(self._first + bisect_left(sums, sums[-1]) - 1)
        return (min(first), max(last)) if first else None

    def _places(self, days: Sequence[int]) -> list[int]:
        """Where the sums before these days stand."""
        first, most = self._first, len(self._shown) - 1
        return [max(0, min(most, day - first)) for day in days]

    def _range_of_spans(self, first: int, last: int) -> range:
        begin = bisect_left(self._span_ends, first)
        end = bisect_right(self.spans, last, lo=begin, key=lambda span: span.first)
        return range(begin, end)


def height(span: Span, unit: Unit) -> tuple[float, float]:
    """How many of a span's clippings, shown and in the library, a bar would have on average."""
    part = (7 if unit is Unit.WEEK else 1) / (span.last + 1 - span.first)
    return span.shown * part, span.every * part


def density_of(found: Found) -> Density:
    """What an answer tells."""
    if not found.stack_facet:
        return Density(found.first_day, found.days, found.every_day, found.spans)
    others, count = found.stack_others, len(found.days)
    return Density(
        found.first_day,
        found.days,
        found.every_day,
        [
            Span(*span)._replace(others=n)
            for span, n in zip(found.spans, others[count:], strict=True)
        ],
        found.stacks,
        found.stack_facet,
        others[:count],
    )


def _sums(counts: Iterable[int]) -> list[int]:
    """The sum before each count, and that of all."""
    try:
        numbers: Iterable[int] = memoryview(counts).tolist()  # type: ignore[arg-type]
    except TypeError:
        numbers = counts
    return list(accumulate(numbers, initial=0))


def _steps(sums: list[int]) -> list[int]:
    """What is between each sum and the next."""
    return list(map(sub, sums[1:], sums))


def _merged(spans: Iterable[Sequence[Any]]) -> list[Span]:
    """In the order of time, one for the same days, without those that have no clipping."""
    merged: list[Span] = []
    for span in sorted((Span(*fields) for fields in spans), key=lambda span: span[:2]):
        if not span.shown and not span.every:
            continue
        before = merged[-1] if merged else None
        if before is None or before.last < span.first:
            merged.append(span)
        elif before[:2] != span[:2]:
            raise ValueError("spans overlap")
        else:
            both = [*before.stacks, *span.stacks]
            merged[-1] = Span(
                span.first,
                span.last,
                before.shown + span.shown,
                before.every + span.every,
                {key: before.stacks.get(key, 0) + span.stacks.get(key, 0) for key in both},
                None if before.others is None else before.others + (span.others or 0),
            )
    return merged


def _labels(spans: Iterable[Span]) -> Iterable[str]:
    for span in spans:
        yield from span.stacks
