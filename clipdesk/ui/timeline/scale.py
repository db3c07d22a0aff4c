"""The strip's scale: where a day stands, which bars there are, and how it zooms and pans.

Plain numbers, no widgets; any thread. A day is `date.toordinal`, x is counted from the widget's
left edge. Time runs evenly, so a month of 31 days is wider than one of 28. A scale never changes:
what zooms or pans it gives another. How many clippings a bar has is density.py's to say.

What a unit means in the calendar stands in `Unit`, `number_of` and `first_day_of`, nowhere else.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Final, Self

EDGE: Final = 12  # left free at the left of the bars
GUTTER: Final = 38  # and at the right, where the number of the measuring line stands
LAST_DAY: Final = dt.date.max.toordinal()
_REACH: Final = 4  # how far beyond the bars the pointer still means one
_WIDEST_DAY: Final = 64.0
_WIDEST_MONTH_DAY: Final = 4.0  # of a month's bar, where there is nothing finer
_STEP: Final = 2.0  # what a key or a button zooms by
_JUST_BELOW: Final = 0.999
_HAIR: Final = 1e-7  # of a day: what is lost between a day and its x


class Unit(Enum):
    """What a bar stands for: how many days it has, about, and how narrow it may get."""

    YEAR = (365.25, 8.0)
    MONTH = (30.44, 7.5)
    WEEK = (7.0, 7.5)
    DAY = (1.0, 8.0)

    @property
    def least_day(self) -> float:
        """The width of a day from which on these bars have room."""
        return self.value[1] / self.value[0]

    @property
    def of_months(self) -> bool:
        """Whether a bar is made of whole months, so that a month is never in two of them."""
        return self in (Unit.YEAR, Unit.MONTH)

    def finer(self) -> Unit | None:
        """The next unit below it."""
        return _BELOW.get(self)


_COARSE_FIRST: Final = tuple(Unit)
_BELOW: Final = dict(pairwise(_COARSE_FIRST))


def number_of(unit: Unit, day: int) -> int:
    """The calendar's number of the bar that has a day; a month is `year * 12 + month - 1`.

    Weeks begin on Monday, as day 1 of the calendar does.
    """
    day = max(1, min(LAST_DAY, day))
    if unit is Unit.DAY:
        return day
    if unit is Unit.WEEK:
        return (day - 1) // 7
    date = dt.date.fromordinal(day)
    return date.year if unit is Unit.YEAR else date.year * 12 + date.month - 1


def first_day_of(unit: Unit, number: int) -> int:
    """The first day of the bar of that number; after the calendar's last bar, the day after it."""
    if unit is Unit.DAY:
        day = number
    elif unit is Unit.WEEK:
        day = number * 7 + 1
    else:
        year, month = (number, 0) if unit is Unit.YEAR else divmod(number, 12)
        if year > dt.MAXYEAR:
            return LAST_DAY + 1
        day = dt.date(max(1, year), month + 1, 1).toordinal()
    return max(1, min(LAST_DAY + 1, day))


@dataclass(frozen=True, slots=True)
class Scale:
    """Bars side by side over a range of days; some of them, or all, in sight.

    Attributes:
        unit: what a bar stands for.
        width: the widget's.
        extent: the first and the last day that has clippings; none where first > last.
        finest: the unit below which nothing is known of the clippings.
        wanted: the day's width that was asked for, None for whatever shows all of them. With a
            smaller one than shows all, all are shown, in the coarser bars that it has room for.
        begin: the first day of the first bar; no month of it is cut off.
        end: the last day of the last bar.
        count: the number of bars.
        day_width: of a day, in pixels.
        left: the day at the left edge, with its fraction.
    """

    unit: Unit = Unit.YEAR
    width: int = 0
    extent: tuple[int, int] = (1, 0)
    finest: Unit = Unit.DAY
    wanted: float | None = None
    begin: int = 1
    end: int = 0
    count: int = 0
    day_width: float = 1.0
    left: float = 1.0

    @classmethod
    def of(
        cls,
        extent: tuple[int, int] | None,
        width: int,
        finest: Unit = Unit.DAY,
        wanted: float | None = None,
    ) -> Self:
        """For the days that have clippings, at the beginning of them.

        Args:
            extent: the first and the last of them, None for none.
            width: the widget's.
            finest: the finest unit that bars may have.
            wanted: a day's width, None for whatever shows all.
        """
        if extent is None:
            return cls(width=width, finest=finest, wanted=wanted)
        room = _room(width)
        if wanted is None:
            for unit in reversed(_units(finest)):
                begin, end = _aligned(extent, unit)
                fit = room / (end + 1 - begin)
                if fit >= unit.least_day:
                    break
            day_width = max(fit, unit.least_day)
        else:
            unit = next((u for u in reversed(_units(finest)) if wanted >= u.least_day), Unit.YEAR)
            begin, end = _aligned(extent, unit)
            day_width = max(wanted, room / (end + 1 - begin))
        first, last = number_of(unit, begin), number_of(unit, end)
        return cls(
            unit, width, extent, finest, wanted, begin, end, last - first + 1, day_width, begin
        )

    def following(self, extent: tuple[int, int] | None, width: int, finest: Unit) -> Self:
        """For other days or another width, zoomed and panned as before as far as there are bars."""
        # Where nothing is known below months, what was wanted for days waits until it is.
        return self.of(extent, width, finest, self.wanted).panned_to(self.left)

    # Zooming

    @property
    def shows_all(self) -> bool:
        """Whether no bar is out of sight."""
        return self.day_width * (self.end + 1 - self.begin) <= self.room + 1e-6

    @property
    def can_zoom_in(self) -> bool:
        """Whether bars can get wider or finer."""
        return self.count > 0 and self._zoom < self._most * _JUST_BELOW

    @property
    def can_zoom_out(self) -> bool:
        """Whether bars can get narrower or coarser."""
        return (
            self.count > 0
            and not (self.shows_all and self.unit is Unit.YEAR)
            and (self._zoom > Unit.YEAR.least_day)
        )

    def zoomed(self, factor: float, x: float) -> Self:
        """Wider or narrower by a factor; the day at x stays where it is."""
        if not (self.can_zoom_in if factor > 1 else self.can_zoom_out):
            return self
        if self.shows_all and (factor < 1 or self._is_below):
            factor **= 3  # nothing widens here, only the bars' unit changes: no long way to it
        to = self._zoom * factor
        if not self.shows_all:
            to = max(to, self.with_all().day_width)
        return self._with(to, self.day_at(x), x)

    def stepped(self, steps: int, x: float) -> Self:
        """The same by keys and buttons: 1 or -1; each step changes what is to be seen."""
        if not (self.can_zoom_in if steps > 0 else self.can_zoom_out):
            return self
        whole = self.with_all()
        finer = self.unit.finer()
        if steps > 0 and self._is_below and self.unit is not whole.unit and finer:
            to = whole.day_width if finer is whole.unit else finer.least_day
        elif steps < 0 and self.shows_all:
            to = self.unit.least_day * _JUST_BELOW
        else:
            to = max(self.day_width * _STEP**steps, whole.day_width)
        return self._with(to, self.day_at(x), x)

    def with_unit(self, unit: Unit, day: float) -> Self:
        """With bars of a unit, as many in sight as have room, and that day among them."""
        if not self.count or unit not in _units(self.finest):
            return self
        begin, end = _aligned(self.extent, unit)
        to = max(self.room / (end + 1 - begin), unit.least_day * 1.5)
        if finer := unit.finer():
            to = min(to, finer.least_day * _JUST_BELOW)
        return self._with(to, day, self.middle)

    def with_all(self) -> Self:
        """With every bar in sight."""
        return self.of(self.extent if self.count else None, self.width, self.finest)

    def with_days(self, days: tuple[int, int]) -> Self:
        """As wide as these days fill nearly all the room."""
        inside = self.clipped(days)
        if inside is None:
            return self
        to = self.room * 0.9 / (inside[1] + 1 - inside[0])
        return self._with(to, (inside[0] + inside[1] + 1) / 2, self.middle)

    @property
    def _zoom(self) -> float:
        return self.day_width if self.wanted is None else self.wanted

    @property
    def _is_below(self) -> bool:
        """Whether less was asked for than shows all."""
        return self.wanted is not None and self.wanted < self.day_width

    @property
    def _most(self) -> float:
        days = self.finest in (Unit.DAY, Unit.WEEK)
        return max(_WIDEST_DAY if days else _WIDEST_MONTH_DAY, self.with_all().day_width)

    def _with(self, wanted: float, day: float, x: float) -> Self:
        """With a day's width, the day at x."""
        whole = self.with_all()
        if math.isclose(wanted, whole.day_width):
            return whole
        wanted = max(Unit.YEAR.least_day, min(self._most, wanted))
        made = self.of(self.extent, self.width, self.finest, wanted)
        return made.panned_to(day - (x - EDGE) / made.day_width)

    # Panning

    @property
    def room(self) -> float:
        """The width for the bars."""
        return _room(self.width)

    @property
    def right(self) -> float:
        """Where the room ends."""
        return EDGE + self.room

    @property
    def middle(self) -> float:
        """The middle of the room."""
        return EDGE + self.room / 2

    def panned_to(self, left: float) -> Self:
        """With that day at the left edge, as far as there are bars."""
        most = self.end + 1 - self.room / self.day_width
        return replace(self, left=max(float(self.begin), min(most, left)))

    def panned(self, pixels: float) -> Self:
        """So many pixels on in time."""
        return self.panned_to(self.left + pixels / self.day_width)

    def revealing(self, first: int, last: int) -> Self:
        """Panned as little as shows these days, the first ones rather than the last."""
        if not self.count:
            return self
        left = self.left
        left = max(left, min(last, self.end) + 1 - self.room / self.day_width)
        return self.panned_to(min(left, max(first, self.begin)))

    def pulled(self, x: float) -> Self:
        """Panned on by a drag that went beyond the bars, the faster the farther."""
        beyond = min(0.0, x - EDGE) + max(0.0, x - self.right)
        return self.panned(beyond / 4)

    # Days

    def x_of(self, day: float) -> float:
        """Where a day begins."""
        return EDGE + (day - self.left) * self.day_width

    def day_at(self, x: float) -> float:
        """The day at x, with its fraction."""
        return self.left + (x - EDGE) / self.day_width

    def clipped(self, days: tuple[int, int]) -> tuple[int, int] | None:
        """What the bars have of a range of days, None if nothing."""
        first, last = max(days[0], self.begin), min(days[1], self.end)
        return None if first > last else (first, last)

    def span_of(self, days: tuple[int, int]) -> tuple[float, float] | None:
        """From the beginning of the first day to the end of the last, None if beside the bars."""
        inside = self.clipped(days)
        return None if inside is None else (self.x_of(inside[0]), self.x_of(inside[1] + 1))

    @property
    def days_in_sight(self) -> tuple[int, int]:
        """The first and the last day that can be seen, a part of it at least."""
        right = self.left + self.room / self.day_width
        return math.floor(self.left + _HAIR), max(self.begin, math.ceil(right - _HAIR) - 1)

    # Bars

    def bar_of(self, day: int) -> int:
        """The bar that a day is part of; not clamped."""
        return number_of(self.unit, day) - number_of(self.unit, self.begin)

    def days_of(self, bar: int) -> tuple[int, int]:
        """The first and the last day of a bar, inclusive."""
        return self.days_between(bar, bar)

    def days_between(self, one: int, other: int) -> tuple[int, int]:
        """The first and the last day of two bars and all between them, either way round."""
        low, high = sorted((one, other))
        first = number_of(self.unit, self.begin)
        return first_day_of(self.unit, first + low), first_day_of(self.unit, first + high + 1) - 1

    def starts(self, bars: range) -> list[int]:
        """The first day of each bar, and of the one after them."""
        first = number_of(self.unit, self.begin)
        numbers = range(first + bars.start, first + bars.stop + 1)
        return [first_day_of(self.unit, number) for number in numbers]

    @property
    def visible(self) -> range:
        """The bars of which something can be seen."""
        if not self.count:
            return range(0)
        first, last = self.days_in_sight
        return range(self.clamped(self.bar_of(first)), self.clamped(self.bar_of(last)) + 1)

    def bar_at(self, x: float) -> int | None:
        """The bar at x, None if x is beside them all."""
        if not self.count or not EDGE - _REACH <= x <= self.right + _REACH:
            return None
        return self.bar_near(x)

    def bar_near(self, x: float) -> int:
        """The bar in sight that is nearest to x."""
        inside = max(float(EDGE), min(self.right - 0.01, x))
        return self.clamped(self.bar_of(math.floor(self.day_at(inside) + _HAIR)))

    def border_near(self, x: float) -> int:
        """The first day of the bar that begins nearest to x; the day after all, at their end."""
        first, last = self.days_of(self.bar_near(x))
        return first if x < (self.x_of(first) + self.x_of(last + 1)) / 2 else last + 1

    def clamped(self, bar: int) -> int:
        """The nearest bar that there is."""
        return max(0, min(self.count - 1, bar))


def _units(finest: Unit) -> tuple[Unit, ...]:
    """The units that bars may have, the coarsest first."""
    return _COARSE_FIRST[: _COARSE_FIRST.index(finest) + 1]


def _aligned(extent: tuple[int, int], unit: Unit) -> tuple[int, int]:
    """Whole months, and whole bars of the unit, around some days."""
    first, last = extent
    for whole in (Unit.MONTH, unit):
        first = first_day_of(whole, number_of(whole, first))
        last = first_day_of(whole, number_of(whole, last) + 1) - 1
    return first, last


def _room(width: int) -> float:
    return max(1.0, width - EDGE - GUTTER)
