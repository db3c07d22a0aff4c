"""A range of days being picked: with the mouse, by what was taken hold of, or with the keyboard.

Plain numbers, no widgets; any thread. Ends are borders of the bars of scale.py, so that what is
picked has words: whole years, months, weeks or days.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from clipdesk.ui.timeline.scale import EDGE, Scale

_REACH: Final = 5.0  # how far beside an end the pointer still takes it
_LEAST_MIDDLE: Final = 8.0  # so much of a narrow brush is left to take hold of between its ends
_SLACK: Final = 4.0  # a hand that clicks moves no further

Days = tuple[int, int]


class Grip(Enum):
    """What of the brush the pointer takes hold of."""

    NEW = "new"  # none of it: another one
    FIRST = "first"
    LAST = "last"
    WHOLE = "whole"


def grip_at(scale: Scale, x: float, days: Days | None) -> Grip:
    """What a press at x would take hold of, with those days chosen."""
    span = None if days is None else scale.span_of(days)
    if span is None:
        return Grip.NEW
    left, right = span
    inward = min(_REACH, max(0.0, (right - left - _LEAST_MIDDLE) / 2))
    # An end that is out of sight is not there to be taken.
    if -_REACH <= x - left <= inward and left > EDGE - 1:
        return Grip.FIRST
    if -inward <= x - right <= _REACH and right < scale.right + 1:
        return Grip.LAST
    can_move = left > EDGE + 1 or right < scale.right - 1  # else there is no place beside it
    return Grip.WHOLE if left < x < right and can_move else Grip.NEW


@dataclass(slots=True)
class Picker:
    """Picks days with the mouse or with Shift and the arrows.

    Attributes:
        cursor: a day of the bar where the keyboard stands.
        range: what is being picked, None while nothing is.
        grip: what the mouse has hold of, None while it has nothing.
        has_moved: whether the mouse dragged; else it clicks.
        has_walked: whether the keyboard went elsewhere since days were picked.
    """

    cursor: int | None = None
    range: Days | None = None
    grip: Grip | None = None
    has_moved: bool = False
    has_walked: bool = False
    _cursor_before: int | None = None
    _anchor: Days = (0, 0)  # the bar, or the brush, that the picking began with
    _pressed: float = 0.0  # the day under the pointer then, with its fraction
    _pressed_x: float = 0.0

    @property
    def is_active(self) -> bool:
        """Whether a range is being picked."""
        return self.range is not None

    def press(self, scale: Scale, x: float, days: Days | None, *, extend: bool) -> None:
        """Take hold at x.

        Args:
            scale: the bars.
            x: where; one of the bars.
            days: those that are chosen.
            extend: stretch what is chosen, or from where the keyboard stands, to the bar at x.
        """
        bar = scale.days_of(scale.bar_near(x))
        inside = None if days is None else scale.clipped(days)
        self._cursor_before = self.cursor
        self._pressed, self._pressed_x = scale.day_at(x), x
        self.has_moved = extend
        self.grip = Grip.NEW if extend else grip_at(scale, x, days)
        if extend and inside is not None:
            nearer_first = bar[0] - inside[0] < inside[1] - bar[1]
            self._anchor = (inside[1], inside[1]) if nearer_first else (inside[0], inside[0])
            self.range = _hull(self._anchor, bar)
        elif extend and self.cursor is not None:
            self._anchor = scale.days_of(scale.bar_of(self.cursor))
            self.range = _hull(self._anchor, bar)
        elif self.grip is Grip.NEW or inside is None:
            self._anchor = self.range = bar
        else:
            self._anchor = self.range = inside
        self.cursor = bar[0]

    def drag(self, scale: Scale, x: float) -> None:
        """Go on to x, also beside the bars."""
        if self.grip is None or (not self.has_moved and abs(x - self._pressed_x) < _SLACK):
            return
        self.has_moved = True
        bar = scale.days_of(scale.bar_near(x))
        self.cursor = bar[0]
        first, last = self._anchor
        if self.grip is Grip.NEW:
            self.range = _hull(self._anchor, bar)
        elif self.grip is Grip.WHOLE:
            self.range = self._moved(scale, x)
        else:
            fixed = last + 1 if self.grip is Grip.FIRST else first
            low, high = sorted((fixed, scale.border_near(x)))
            if low == high:  # an end that meets the other leaves a bar on its own side
                day = fixed - (self.grip is Grip.FIRST)
                low, high = scale.days_of(scale.clamped(scale.bar_of(day)))
                high += 1
            self.range = low, high - 1

    def step(self, scale: Scale, bar: int, days: Days | None, *, extend: bool) -> None:
        """Go to a bar with the keyboard; or stretch to it what is chosen, or being picked.

        Args:
            scale: the bars.
            bar: where to.
            days: those that are chosen.
            extend: whether to stretch.
        """
        there = scale.days_of(bar)
        self.grip = None
        self.has_walked = not extend
        if not extend:
            self.range = None
        else:
            if self.range is None:
                self._cursor_before = self.cursor
                self._anchor = self._far_end(scale, days)
            self.range = _hull(self._anchor, there)
        self.cursor = there[0]

    def click(self, scale: Scale) -> Days | None:
        """The bar where it stands; ends the picking."""
        self.cancel()
        return None if self.cursor is None else scale.days_of(scale.bar_of(self.cursor))

    def take(self) -> Days | None:
        """What was picked, None if nothing; ends the picking."""
        picked = self.range
        self.cancel()
        return picked

    def give_up(self) -> None:
        """End the picking where it began."""
        self.cancel()
        self.cursor = self._cursor_before

    def cancel(self) -> None:
        """End the picking, and stay."""
        self.range = self.grip = None
        self.has_moved = self.has_walked = False

    def _moved(self, scale: Scale, x: float) -> Days:
        """The brush as far on as the pointer: by whole bars if it is made of them, else by days."""
        first, last = self._anchor
        bars = scale.bar_of(first), scale.bar_of(last)
        if scale.days_between(*bars) == self._anchor:
            here = scale.bar_near(x) - scale.bar_of(int(self._pressed))
            by = max(-bars[0], min(scale.count - 1 - bars[1], here))
            return scale.days_between(bars[0] + by, bars[1] + by)
        days = round(scale.day_at(x) - self._pressed)
        days = max(scale.begin - first, min(scale.end - last, days))
        return first + days, last + days

    def _far_end(self, scale: Scale, days: Days | None) -> Days:
        """Where stretching begins: the far end of what is chosen, if the cursor is at its other."""
        bar = scale.days_of(scale.bar_of(self.cursor or scale.begin))
        inside = None if days is None else scale.clipped(days)
        if inside is not None and bar[0] <= inside[1] <= bar[1]:
            return inside[0], inside[0]
        if inside is not None and bar[0] <= inside[0] <= bar[1]:
            return inside[1], inside[1]
        return bar


def _hull(one: Days, other: Days) -> Days:
    return min(one[0], other[0]), max(one[1], other[1])
