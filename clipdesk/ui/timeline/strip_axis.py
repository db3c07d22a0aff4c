"""The words below the bars, so placed that none touches another. Any thread, no widgets.

Two rows: what each bar is, as far as there is room, and above it the year or month that they are
part of, which stays in sight as long as any of it does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from clipdesk.core.dates import Published
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.timeline.scale import EDGE, Scale, Unit, first_day_of, number_of

Measure = Callable[[str], float]
"""A text's width in pixels."""

_GAP: Final = 8.0  # between two words
_INDENT: Final = 4.0  # of a word behind the line where its period begins
_YEAR_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MONTH_STEPS: Final = (1, 3, 6)
_DAYS_OF_MONTH: Final = 28
_DAYS_OF_YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class Word:
    """A word below the bars.

    Attributes:
        row: 0 next to the bars, 1 below.
    """

    text: str
    x: float
    width: float
    row: int


@dataclass(frozen=True, slots=True)
class Axis:
    """All that stands below the bars.

    Attributes:
        lines: where the periods of row 1 begin (of row 0, where there is no other).
        ticks: where those of row 0 begin that their words do not stand in the middle of.
    """

    words: tuple[Word, ...]
    lines: tuple[float, ...]
    ticks: tuple[float, ...]


def axis_of(scale: Scale, measure: Measure) -> Axis:
    """What stands below these bars."""
    if not scale.count:
        return Axis((), (), ())
    make = {
        Unit.YEAR: _years,
        Unit.MONTH: _months,
        Unit.WEEK: _weeks,
        Unit.DAY: _days,
    }[scale.unit]
    return make(scale, measure)


def _years(scale: Scale, measure: Measure) -> Axis:
    step = _step(_YEAR_STEPS, scale.day_width * _DAYS_OF_YEAR, measure("2000"))
    return Axis(tuple(_middles(scale, measure, step, str)), (), ())


def _months(scale: Scale, measure: Measure) -> Axis:
    names = t("formats.months_brief").split()
    widest = max(map(measure, names))
    step = _step(_MONTH_STEPS, scale.day_width * _DAYS_OF_MONTH, widest)
    above, lines = _periods(scale, measure, Unit.YEAR, 1, _year)
    if step == 1:
        words = _middles(scale, measure, step, lambda number: names[number % 12])
        return Axis((*words, *above), lines, ())
    below, ticks = _periods(scale, measure, Unit.MONTH, 0, lambda n: names[n % 12], step or 12)
    return Axis((*below, *above), lines, ticks)


def _weeks(scale: Scale, measure: Measure) -> Axis:
    if 7 * scale.day_width >= measure(_day_brief(30)) + _GAP:
        words = _middles(scale, measure, 1, lambda number: _day_brief(_date(number * 7 + 1).day))
        above, lines = _periods(scale, measure, Unit.MONTH, 1, formats.month_name)
        return Axis((*words, *above), lines, ())
    names = t("formats.months_brief").split()
    step = _step(_MONTH_STEPS, scale.day_width * _DAYS_OF_MONTH - _INDENT, max(map(measure, names)))
    below, ticks = _periods(
        scale, measure, Unit.MONTH, 0, lambda number: names[number % 12], step or 12
    )
    above, lines = _periods(scale, measure, Unit.YEAR, 1, _year)
    return Axis((*below, *above), lines, ticks)


def _days(scale: Scale, measure: Measure) -> Axis:
    above, lines = _periods(scale, measure, Unit.MONTH, 1, formats.month_name)
    for name in (_day_and_weekday, _day_name):
        widest = max(measure(name(number)) for number in _WIDE_DAYS)
        if scale.day_width >= widest + _GAP:
            return Axis((*_middles(scale, measure, 1, name), *above), lines, ())
    mondays = _middles(scale, measure, 1, lambda n: "" if (n - 1) % 7 else _day_name(n))
    return Axis((*mondays, *above), lines, ())


def _middles(
    scale: Scale, measure: Measure, step: int, name: Callable[[int], str]
) -> Iterator[Word]:
    """The names of every so many bars, below their middles; 0 gives none."""
    if not step:
        return
    end = 0.0
    for bar in scale.visible:
        first, last = scale.days_of(bar)
        number = number_of(scale.unit, first)
        text = "" if number % step else name(number)
        if not text:
            continue
        width = measure(text)
        x = (scale.x_of(first) + scale.x_of(last + 1) - width) / 2
        if max(end, EDGE - _INDENT) <= x and x + width <= scale.width - EDGE + _INDENT:
            yield Word(text, x, width, 0)
            end = x + width + _INDENT


def _periods(
    scale: Scale,
    measure: Measure,
    unit: Unit,
    row: int,
    name: Callable[[int], str],
    step: int = 1,
) -> tuple[list[Word], tuple[float, ...]]:
    """The names of longer periods, at their beginnings or the left edge, and where they begin."""
    words: list[Word] = []
    lines: list[float] = []
    first, last = scale.days_in_sight
    numbers = range(number_of(unit, first), number_of(unit, last) + 1)
    edge = scale.width - EDGE
    for number in numbers:
        begin = scale.x_of(first_day_of(unit, number))
        if number % step:
            continue
        if begin > EDGE + 1:
            lines.append(begin)
        x = max(begin + _INDENT, float(EDGE))
        text, end = name(number), min(edge, scale.x_of(first_day_of(unit, number + step)))
        if x + measure(text) <= end - (_INDENT if end < edge else 0):
            words.append(Word(text, x, measure(text), row))
    return words, tuple(lines)


def _step(steps: tuple[int, ...], wide: float, widest: float) -> int:
    """The least step at which words have room, 0 for none."""
    return next((step for step in steps if step * wide >= widest + _GAP), 0)


def _year(number: int) -> str:
    return formats.year_name(number)


def _day_brief(day: int) -> str:
    return t("timeline.strip.day", day=day)


def _date(day: int) -> dt.date:
    return dt.date.fromordinal(day)


def _day_name(number: int) -> str:
    return _day_brief(_date(number).day)


def _day_and_weekday(number: int) -> str:
    day = _date(number)
    return formats.short_date(Published(day.year, day.month, day.day))


_WIDE_DAYS: Final = range(dt.date(2024, 1, 22).toordinal(), dt.date(2024, 1, 29).toordinal())
