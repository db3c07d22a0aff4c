"""The strip's scale: which bars there are, how many clippings each has, and where it stands.

Plain numbers, no widgets; any thread. A month is `year * 12 + month - 1`, a day is
`date.toordinal`, x is counted from the widget's left edge. A scale never changes: what pans or
fits it gives another.

What a unit means in the calendar stands in `Unit`, `Scale.of` and the methods under "Calendar",
nowhere else: a level of weeks or days is to be added there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Self

from clipdesk.core.dates import month_days

EDGE: Final = 12  # left free on either side of the bars
_REACH: Final = 4  # how far beyond the bars the pointer still means one
_ROOM_FOR_MONTHS: Final = 5.0  # a month's width below which years are shown instead


class Unit(Enum):
    """What a bar stands for: how many months, and how narrow it may get."""

    MONTH = (1, 8.0)
    YEAR = (12, 12.0)

    @property
    def months(self) -> int:
        """Months in a bar."""
        return self.value[0]

    @property
    def narrowest(self) -> float:
        """The least width of a bar with its gap."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Scale:
    """Bars side by side, panned by an offset.

    Attributes:
        months: the first and the last month that has clippings.
        bars: of each bar the clippings shown and those of the whole library.
        width: the widget's.
        offset: how far the bars are panned to the left.
    """

    unit: Unit = Unit.YEAR
    months: tuple[int, int] = (0, 0)
    bars: tuple[tuple[int, int], ...] = ()
    width: int = 0
    offset: float = 0.0

    @classmethod
    def of(
        cls, shown: dict[int, int], every: dict[int, int], width: int, unit: Unit | None = None
    ) -> Self:
        """From the clippings by month, of which there must be one; no unit: what has room.

        `Found.strip` has a month-only clipping in its month like any other, and so has its bar.
        A level below months needs counts by day, and decides here where such a clipping stands.
        """
        first, last = min((*every, *shown)), max((*every, *shown))
        if unit is None:
            wide = _room(width) / (last - first + 1) >= _ROOM_FOR_MONTHS
            unit = Unit.MONTH if wide else Unit.YEAR
        made = cls(unit, (first, last), width=width)
        counts = [[0, 0] for _ in range(made.bar_of(last) + 1)]
        for which, by_month in enumerate((shown, every)):
            for month, count in by_month.items():
                counts[made.bar_of(month)][which] += count
        return replace(made, bars=tuple((some, most) for some, most in counts))

    def recounted(
        self, shown: dict[int, int], every: dict[int, int], width: int, unit: Unit | None
    ) -> Self:
        """With other counts or another width, panned as before as far as there are bars."""
        if not shown and not every:
            return replace(self, bars=(), width=width)
        return self.of(shown, every, width, unit).panned_to(self.offset)

    # Calendar

    @property
    def first(self) -> int:
        """The month in which the first bar begins."""
        return self.months[0] - self.months[0] % self.unit.months

    def bar_of(self, month: int) -> int:
        """The bar that a month is part of; not clamped."""
        return (month - self.first) // self.unit.months

    def month_of(self, bar: int) -> int:
        """The month in which a bar begins."""
        return self.first + bar * self.unit.months

    def days_of(self, bar: int) -> tuple[int, int]:
        """The first and the last day of a bar, inclusive."""
        return self.days_between(bar, bar)

    def days_between(self, one: int, other: int) -> tuple[int, int]:
        """The first and the last day of two bars and all between them, either way round."""
        low, high = sorted((one, other))
        last = self.month_of(high) + self.unit.months - 1
        return days_of_month(self.month_of(low))[0], days_of_month(last)[1]

    def x_of_day(self, day: int) -> float:
        """Where a day begins."""
        month = month_of_day(day)
        first, last = days_of_month(month)
        months = month - self.first + (day - first) / (last - first + 1)
        return EDGE + months / self.unit.months * self.slot - self.offset

    def month_at(self, x: float) -> float:
        """The month at x, with its fraction."""
        return (x - EDGE + self.offset) / self.slot * self.unit.months + self.first

    def holding(self, month: float, x: float) -> Self:
        """Panned so that a month, with its fraction, stands at x, as far as there are bars."""
        here = (month - self.first) / self.unit.months * self.slot
        return self.panned_to(here - (x - EDGE))

    # Days

    @property
    def counted_days(self) -> tuple[int, int]:
        """From the first day of the first month with clippings to the last day of the last."""
        return days_of_month(self.months[0])[0], days_of_month(self.months[1])[1]

    def clipped(self, days: tuple[int, int]) -> tuple[int, int] | None:
        """What the bars have of a range of days, None if nothing."""
        if not self.bars:
            return None
        begin, end = self.days_between(0, len(self.bars) - 1)
        first, last = max(days[0], begin), min(days[1], end)
        return None if first > last else (first, last)

    def span_of(self, days: tuple[int, int]) -> tuple[float, float] | None:
        """From the beginning of the first day to the end of the last, None if beside the bars."""
        inside = self.clipped(days)
        if inside is None:
            return None
        return self.x_of_day(inside[0]), self.x_of_day(inside[1] + 1)

    # Bars

    @property
    def room(self) -> float:
        """The width for the bars."""
        return _room(self.width)

    @property
    def slot(self) -> float:
        """A bar's width with its gap."""
        return max(self.unit.narrowest, self.room / max(1, len(self.bars)))

    @property
    def tallest(self) -> int:
        """The greatest count, at least 1."""
        return max((max(pair) for pair in self.bars), default=0) or 1

    @property
    def leftmost(self) -> int:
        """The bar at the left edge."""
        return int(self.offset // self.slot)

    @property
    def visible(self) -> range:
        """The bars to be painted."""
        last = int((self.offset + self.room) // self.slot) + 2
        return range(max(0, self.leftmost - 1), min(len(self.bars), last))

    def left_of(self, bar: int) -> float:
        """Where a bar's slot begins."""
        return EDGE + bar * self.slot - self.offset

    def bar_at(self, x: float) -> int | None:
        """The bar at x, None if x is beside them all."""
        if not self.bars or not EDGE - _REACH <= x <= self.width - EDGE + _REACH:
            return None
        return self.clamped(int((x - EDGE + self.offset) // self.slot))

    def clamped(self, bar: int) -> int:
        """The nearest bar that there is."""
        return max(0, min(len(self.bars) - 1, bar))

    # Panning

    def panned_to(self, offset: float) -> Self:
        """With that offset, as far as there are bars."""
        most = len(self.bars) * self.slot - self.room
        return replace(self, offset=max(0.0, min(most, offset)))

    def revealing(self, bar: int, *, centre: bool = False) -> Self:
        """Panned as little as shows a bar; or with the bar in the middle."""
        left, slot, room = bar * self.slot, self.slot, self.room
        offset = self.offset
        if centre:
            offset = left + slot / 2 - room / 2
        elif left < offset:
            offset = left
        elif left + slot > offset + room:
            offset = left + slot - room
        return self.panned_to(offset)

    def pulled(self, x: float) -> Self:
        """Panned on by a drag that went beyond the bars, the faster the farther."""
        beyond = min(0.0, x - EDGE) + max(0.0, x - self.width + EDGE)
        return self.panned_to(self.offset + beyond / 4)

    def inside(self, x: float) -> float:
        """The nearest x that the bars have."""
        return max(float(EDGE), min(self.width - EDGE - 1.0, x))


def _room(width: int) -> float:
    return max(1.0, width - 2 * EDGE)


def month_of_day(day: int) -> int:
    """The month of a day; of the day after the last one, the last month."""
    date = dt.date.fromordinal(min(day, dt.date.max.toordinal()))
    return date.year * 12 + date.month - 1


def days_of_month(month: int) -> tuple[int, int]:
    """The first and the last day of a month, inclusive."""
    return month_days(month // 12, month % 12 + 1)
