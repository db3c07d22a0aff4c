"""Counts by day, summed: bars, spans, values, and what an answer tells."""

from __future__ import annotations

import datetime as dt
from array import array
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.query import Filter, Found
from clipdesk.store import library
from clipdesk.store.find import find
from clipdesk.ui.timeline.density import STACKED, Density, Span, density_of
from clipdesk.ui.timeline.scale import Scale, Unit, first_day_of, number_of
from tests import pages

DAY = dt.date(2022, 2, 1).toordinal()


def _day(iso: str) -> int:
    return dt.date.fromisoformat(iso).toordinal()


def _month(year: int, month: int) -> tuple[int, int]:
    number = year * 12 + month - 1
    return first_day_of(Unit.MONTH, number), first_day_of(Unit.MONTH, number + 1) - 1


class Made(NamedTuple):
    """Counts, and the sums that must come out."""

    density: Density
    shown: dict[int, int]
    every: dict[int, int]
    spans: list[Span]


@st.composite
def densities(draw: st.DrawFn) -> Made:
    """Counts of some days, of some months, and of a few values."""
    first = draw(st.integers(_day("1890-01-01"), _day("2080-01-01")))
    counts = st.integers(0, 9)
    every = draw(st.lists(counts, max_size=500))
    shown = [draw(st.integers(0, count)) if count else 0 for count in every[:40]]
    shown += [0] * (len(every) - len(shown))
    months = draw(st.sets(st.integers(-30, 30), max_size=5))
    spans: list[Span] = []
    for month in sorted(months):
        number = number_of(Unit.MONTH, first) + month
        days = first_day_of(Unit.MONTH, number), first_day_of(Unit.MONTH, number + 1) - 1
        spans.append(Span(*days, some := draw(counts), some + draw(st.integers(1, 9))))
    density = Density(first, shown, every, spans)
    by_day = {first + n: count for n, count in enumerate(every)}
    return Made(density, {first + n: c for n, c in enumerate(shown)}, by_day, spans)


@given(densities(), st.integers(120, 3000), st.integers(-3, 9))
def test_the_bars_of_every_zoom_sum_up_to_all(made: Made, width: int, steps: int) -> None:
    density = made.density
    spans_shown = sum(span.shown for span in made.spans)
    spans_every = sum(span.every for span in made.spans)
    days_shown, days_every = sum(made.shown.values()), sum(made.every.values())
    assert density.total == (days_shown + spans_shown, days_every + spans_every)
    scale = Scale.of(density.extent, width, density.finest)
    for _ in range(abs(steps)):
        scale = scale.stepped(1 if steps > 0 else -1, width / 2)
    if density.extent is None:
        assert density.total == (0, 0)
        return
    columns = density.columns(scale.unit, scale.starts(range(scale.count)))
    whole = scale.unit.of_months  # else what is known to its month only has no bar of its own
    assert sum(columns.shown) == days_shown + whole * spans_shown
    assert sum(columns.every) == days_every + whole * spans_every
    for bar in {0, scale.count // 2, scale.count - 1}:
        first, last = scale.days_of(bar)
        figures = density.figures(scale.unit, first, last)
        assert (figures.shown, figures.every) == (columns.shown[bar], columns.every[bar])
        by_hand = sum(count for day, count in made.shown.items() if first <= day <= last)
        by_hand += sum(s.shown for s in made.spans if first <= s.first and s.last <= last)
        assert figures.shown == by_hand
    assert density.tallest(scale.unit) >= max(*columns.every, *columns.shown, 1)


@given(densities(), st.integers(-40_000, 40_000), st.integers(0, 40_000))
def test_a_range_counts_what_a_filter_of_its_days_finds(made: Made, start: int, more: int) -> None:
    first = max(1, (made.density.extent or (700_000, 0))[0] + start)
    last = first + more
    by_hand = sum(count for day, count in made.shown.items() if first <= day <= last)
    overlapping = [s for s in made.spans if s.first <= last and s.last >= first]
    assert made.density.found_in(first, last) == by_hand + sum(s.shown for s in overlapping)
    assert made.density.spans_in(first, last) == overlapping


def test_the_extent_is_from_the_first_clipping_to_the_last() -> None:
    assert Density(1, (), ()).extent is None
    assert Density(700_000, [0, 0], [0, 0]).extent is None
    assert Density(700_000, [0, 0, 0, 0], [0, 2, 1, 0]).extent == (700_001, 700_002)
    january = _month(2020, 1)
    assert Density(1, (), (), [(*january, 0, 1)]).extent == january
    dated = Density(january[0] + 3, [1], [1], [(*january, 0, 1), (*_month(2020, 3), 0, 0)])
    assert dated.extent == january


def test_what_is_known_to_months_only_has_no_finer_bars() -> None:
    january = _month(2020, 1)
    assert Density(1, (), (), [(*january, 0, 1)]).finest is Unit.MONTH
    assert Density(january[0], [0], [1], [(*january, 0, 1)]).finest is Unit.DAY


def test_a_month_is_spread_over_its_days_never_the_first() -> None:
    january, day = _month(2020, 1), _day("2020-01-01")
    density = Density(day, [0] * 31, [1] * 31, [(*january, 62, 62)])
    figures = density.figures(Unit.DAY, day, day)
    assert (figures.shown, figures.every) == (0, 1)
    assert (figures.loose_shown, figures.loose_every) == (62, 62)
    week = density.figures(Unit.WEEK, _day("2020-01-06"), _day("2020-01-12"))
    assert (week.shown, week.every, week.loose_shown) == (0, 7, 62)
    month = density.figures(Unit.MONTH, *january)
    assert (month.shown, month.every, month.loose_shown) == (62, 93, 0)
    assert density.tallest(Unit.DAY) == 2
    assert density.tallest(Unit.WEEK) == 14
    assert density.tallest(Unit.MONTH) == 93


def test_arrays_are_read_as_memory() -> None:
    counts = array("i", [1, 2, 3])
    for given_as in (counts, memoryview(counts), [1, 2, 3], (1, 2, 3), iter([1, 2, 3])):
        shown = Density(700_000, given_as, [3, 3, 3])
        assert shown.total == (6, 9)


def test_counts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="different days"):
        Density(1, [1], [1, 2])
    with pytest.raises(ValueError, match="different days"):
        Density(1, [1], [1], (), {"a": [1, 2]}, "source")
    with pytest.raises(ValueError, match="overlap"):
        Density(1, (), (), [(10, 40, 1, 1), (40, 60, 1, 1)])
    both = Density(1, (), (), [(10, 40, 1, 2, {"a": 1}), (10, 40, 3, 4, {"b": 2})], {}, "tag")
    assert both.spans == [Span(10, 40, 4, 6, {"a": 1, "b": 2})]


# ---- values -------------------------------------------------------------------------------------


def test_the_six_greatest_values_have_a_colour_and_all_others_one() -> None:
    stacks = {name: [count, 0] for name, count in zip("abcdefgh", range(1, 9), strict=True)}
    density = Density(700_000, [36, 2], [50, 2], (), stacks, "source")
    assert density.labels == tuple("hgfedc")
    assert len(density.labels) == STACKED
    columns = density.columns(Unit.DAY, [700_000, 700_001, 700_002])
    assert [stack[0] for stack in columns.stacks] == [8, 7, 6, 5, 4, 3, 1 + 2]
    assert [stack[1] for stack in columns.stacks] == [0, 0, 0, 0, 0, 0, 2]
    assert density.totals == [8, 7, 6, 5, 4, 3, 5]


def test_a_clipping_may_have_several_values() -> None:
    density = Density(700_000, [2], [2], (), {"a": [2], "b": [1]}, "tag")
    assert density.figures(Unit.DAY, 700_000, 700_000).stacks == (2, 1, 0)


def test_months_have_values_too() -> None:
    january = _month(2020, 1)
    spans = [(*january, 3, 3, {"a": 2, "c": 1})]
    density = Density(january[0], [2], [2], spans, {"a": [1], "b": [1]}, "source")
    assert density.labels == ("a", "b", "c")
    assert density.figures(Unit.MONTH, *january).stacks == (3, 1, 1, 0)
    assert density.figures(Unit.DAY, january[0], january[0]).stacks == (1, 1, 0, 0)


def test_without_a_facet_nothing_is_divided() -> None:
    density = Density(700_000, [2], [2], [(*_month(1990, 1), 1, 1, {"a": 1})])
    assert density.labels == ()
    assert density.figures(Unit.DAY, 700_000, 700_000).stacks == ()


@given(densities(), st.data())
def test_values_of_one_each_sum_up_to_the_bar(made: Made, data: st.DataObject) -> None:
    share = data.draw(st.integers(1, 9))
    shown = list(made.shown.values())
    first = min(made.shown, default=1)
    stacks = {
        "a": [count * share // 10 for count in shown],
        "b": [count - count * share // 10 for count in shown],
    }
    density = Density(first, shown, list(made.every.values()), made.spans, stacks, "source")
    if density.extent is None:
        return
    for unit in Unit:
        numbers = range(*(number_of(unit, day) + n for n, day in enumerate(density.extent)))
        starts = [first_day_of(unit, n) for n in range(numbers.start, numbers.stop + 1)]
        columns = density.columns(unit, starts)
        assert [sum(parts) for parts in zip(*columns.stacks, strict=True)] == columns.shown


# ---- what the search gives now ------------------------------------------------------------------


@pytest.fixture
def january(tmp_path: Path) -> Path:
    """One clipping of 2020-01, one of its 15th, one of the day after the month."""
    page = pages.page(
        pages.clip("2002-020101", date="2020.02.01"),
        pages.clip("2001-011501", date="2020.01.15"),
        pages.clip("2001-010001", date="2020.01"),
    )
    return pages.new_library(tmp_path / "press.sqlite", page)


def _found(file: Path, days: tuple[int, int] | None = None) -> Found:
    with closing(library.open_for_reading(file)) as connection:
        return find(connection, Filter(days=days))


def test_months_of_an_answer_are_bars_of_months_and_years(january: Path) -> None:
    density = density_of(_found(january))
    assert density.total == (3, 3)
    assert density.extent is not None
    scale = Scale.of(density.extent, 400, density.finest).with_unit(Unit.MONTH, density.extent[0])
    assert density.columns(Unit.MONTH, scale.starts(range(2))).shown == [2, 1]
    assert density.figures(Unit.YEAR, _day("2020-01-01"), _day("2020-12-31")).shown == 3
    assert density_of(Found(Filter())).extent is None


@pytest.mark.parametrize("unit", [Unit.MONTH, Unit.YEAR])
def test_the_days_of_a_bar_find_what_it_counts(january: Path, unit: Unit) -> None:
    density = density_of(_found(january))
    assert density.extent is not None
    scale = Scale.of(density.extent, 400, density.finest).with_unit(unit, density.extent[0])
    for bar in range(scale.count):
        days = scale.days_of(bar)
        assert len(_found(january, days).ids) == density.figures(unit, *days).shown
        assert density.found_in(*days) == density.figures(unit, *days).shown


def test_a_month_only_clipping_is_found_by_any_day_of_its_month(january: Path) -> None:
    for first, last, count in (
        ("2020-01-31", "2020-01-31", 1),
        ("2020-01-01", "2020-01-01", 1),
        ("2020-01-15", "2020-01-15", 2),
        ("2020-01-31", "2020-02-01", 2),
        ("2019-12-01", "2019-12-31", 0),
    ):
        assert len(_found(january, (_day(first), _day(last))).ids) == count


def test_others_are_told_though_clippings_have_several_values() -> None:
    both = {"a": array("q", [3, 0]), "b": array("q", [3, 0])}
    spans = ((DAY, DAY + 27, 2, 2, {"a": 1, "b": 1}),)
    found = Found(
        Filter(),
        first_day=DAY,
        days=array("q", [5, 1]),
        every_day=array("q", [5, 1]),
        spans=spans,
        stack_facet="tag",
        stacks=both,
        stack_others=array("q", [2, 1, 1]),
    )
    density = density_of(found)
    assert density.figures(Unit.DAY, DAY, DAY).stacks == (3, 3, 2)
    assert density.figures(Unit.MONTH, DAY, DAY + 27).stacks == (4, 4, 4)
    assert density.totals == [4, 4, 4]
