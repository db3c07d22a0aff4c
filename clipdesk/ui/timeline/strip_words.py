"""The strip in words: its bars, the days chosen, the units and the values. Main thread."""

from __future__ import annotations

import datetime as dt
from html import escape

from clipdesk.core.dates import Published
from clipdesk.core.query import Facet
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.timeline.density import Density, Figures, Span
from clipdesk.ui.timeline.scale import Scale, Unit


def period(unit: Unit, first: int) -> str:
    """A bar's time by its first day: `2023年`, `2023年12月`, `2023年12月5日(火)`."""
    day = dt.date.fromordinal(first)
    if unit is Unit.YEAR:
        return formats.year_name(day.year)
    if unit is Unit.MONTH:
        return formats.month_name(day.year * 12 + day.month - 1)
    published = Published(day.year, day.month, day.day)
    if unit is Unit.WEEK:
        return t("timeline.strip.week", day=formats.plain_date(published))
    return formats.long_date(published)


def bar_lines(density: Density, unit: Unit, days: tuple[int, int]) -> list[str]:
    """A bar in lines: its time and figures, its values, what is known to its month only."""
    figures = density.figures(unit, *days)
    lines = [_count(period(unit, days[0]), figures.shown, figures.every)]
    lines += [
        t("timeline.strip.value", name=name, count=formats.figure(count))
        for name, count in values(density, figures)
        if count
    ]
    if not unit.of_months:
        lines += [_loose(span) for span in density.spans_in(*days)]
    return lines


def bar_text(density: Density, unit: Unit, days: tuple[int, int]) -> str:
    """The same in one line: `2022年1月: 12 / 15件`."""
    return t("timeline.strip.joint").join(bar_lines(density, unit, days))


def bar_hint(
    density: Density, unit: Unit, days: tuple[int, int], colours: tuple[str, ...] = ()
) -> str:
    """The same as a tooltip; a square in its colour before each value."""
    first, *others = bar_lines(density, unit, days)
    figures = density.figures(unit, *days)
    squares = [
        f"<span style='color:{colour}'>■</span> "
        for colour, count in zip(colours, figures.stacks, strict=False)
        if count
    ]
    squares += [""] * (len(others) - len(squares))
    rows = "".join(
        f"<br>{square}{escape(line)}" for square, line in zip(squares, others, strict=True)
    )
    return f"<p style='white-space:pre'><b>{escape(first)}</b>{rows}</p>"


def value_hint(density: Density, index: int) -> str:
    """A value and how many of those shown have it, as a tooltip."""
    if density.extent is None:
        return ""
    counted = density.totals[index]
    name = _names(density)[index]
    line = t("timeline.strip.value", name=name, count=formats.figure(counted))
    return f"<p>{escape(line)}</p>"


def values(density: Density, figures: Figures) -> list[tuple[str, int]]:
    """The names of a bar's values and their counts, the others last; none without a facet."""
    if not density.stack_facet:
        return []
    return list(zip(_names(density), figures.stacks, strict=True))


def _names(density: Density) -> list[str]:
    named = [formats.value_name(Facet(density.stack_facet), label) for label in density.labels]
    return [*named, t("timeline.strip.others")]


def facet_name(facet: str) -> str:
    """`出典`; empty: not divided."""
    return t(f"timeline.strip.facet.{facet or 'none'}")


def unit_name(unit: Unit) -> str:
    """`月ごと`."""
    return t(f"timeline.strip.unit.{unit.name.lower()}")


def chosen(scale: Scale, density: Density, days: tuple[int, int] | None) -> str:
    """The days chosen, as far as there are bars, and what they have; else all that have any."""
    if density.extent is None:
        return ""
    if days is None:
        first, last = density.extent
        if not density.has_days:
            return formats.days_name(first, last)
        return formats.days_name(first, last) if scale.unit is Unit.DAY else _months(first, last)
    inside = scale.clipped(days) or days
    count = density.found_in(*inside)
    return t(
        "timeline.strip.chosen",
        days=formats.days_name(*inside),
        count=formats.figure(count),
        n=count,
    )


def _months(first: int, last: int) -> str:
    """The months from one day to another."""
    names = [period(Unit.MONTH, day) for day in (first, last)]
    if names[0] == names[1]:
        return names[0]
    return t("formats.range", first=names[0], last=names[1])


def _count(name: str, shown: int, every: int) -> str:
    return t(
        "timeline.strip.bar_all" if shown == every else "timeline.strip.bar",
        name=name,
        shown=formats.figure(shown),
        all=formats.figure(every),
        n=every,
    )


def _loose(span: Span) -> str:
    return t(
        "timeline.strip.loose",
        figures=_count(period(Unit.MONTH, span.first), span.shown, span.every),
    )
