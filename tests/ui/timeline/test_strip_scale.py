"""The strip's scale and its picker, in numbers."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.query import Filter, Found
from clipdesk.store import library
from clipdesk.store.find import find
from clipdesk.ui.timeline.picker import Picker
from clipdesk.ui.timeline.scale import EDGE, Scale, Unit, days_of_month, month_of_day
from tests import pages


def _day(iso: str) -> int:
    return dt.date.fromisoformat(iso).toordinal()


def _month(year: int, month: int) -> int:
    return year * 12 + month - 1


SPRING = {_month(2020, 3): 2, _month(2020, 5): 4, _month(2021, 2): 1}
WIDTH = 12 * 20 + 2 * EDGE


def _months(width: int = WIDTH) -> Scale:
    return Scale.of(SPRING, SPRING, width, Unit.MONTH)


def test_months_are_counted_from_the_first_to_the_last() -> None:
    scale = Scale.of({_month(2020, 5): 3}, SPRING, WIDTH, Unit.MONTH)
    assert scale.bars == ((0, 2), (0, 0), (3, 4), *[(0, 0)] * 8, (0, 1))
    assert scale.month_of(0) == _month(2020, 3)
    assert scale.tallest == 4


def test_years_are_whole_ones_with_the_sums_of_their_months() -> None:
    scale = Scale.of({_month(2020, 5): 3}, SPRING, WIDTH, Unit.YEAR)
    assert scale.bars == ((3, 6), (0, 1))
    assert scale.month_of(0) == _month(2020, 1)
    assert scale.bar_of(_month(2021, 12)) == 1
    assert scale.counted_days == (_day("2020-03-01"), _day("2021-02-28"))


def test_the_width_chooses_the_unit() -> None:
    counts = {_month(2000, 1): 1, _month(2019, 12): 1}
    assert Scale.of(counts, counts, 240 * 5 + 2 * EDGE).unit is Unit.MONTH
    assert Scale.of(counts, counts, 240 * 5 + 2 * EDGE - 1).unit is Unit.YEAR


def test_the_days_of_bars() -> None:
    scale = _months()
    assert scale.days_of(11) == (_day("2021-02-01"), _day("2021-02-28"))
    assert scale.days_between(2, 0) == (_day("2020-03-01"), _day("2020-05-31"))
    years = Scale.of(SPRING, SPRING, WIDTH, Unit.YEAR)
    assert years.days_of(0) == (_day("2020-01-01"), _day("2020-12-31"))


def test_the_place_of_a_day() -> None:
    scale = _months()
    assert scale.slot == 20
    assert scale.x_of_day(_day("2020-03-01")) == EDGE
    assert scale.x_of_day(_day("2020-04-16")) == EDGE + 30
    assert scale.panned_to(0).x_of_day(_day("2021-03-01")) == WIDTH - EDGE
    assert scale.month_at(EDGE + 30) == _month(2020, 4) + 0.5


def test_the_calendar_ends_without_harm() -> None:
    last = {_month(9999, 12): 1}
    for unit in Unit:
        scale = Scale.of(last, last, WIDTH, unit)
        assert scale.span_of((1, dt.date.max.toordinal())) == (EDGE, WIDTH - EDGE)
    assert month_of_day(dt.date.max.toordinal() + 1) == _month(9999, 12)


def test_the_brush_has_its_last_day_and_no_more() -> None:
    scale = _months()
    assert scale.span_of(days_of_month(_month(2020, 4))) == (EDGE + 20, EDGE + 40)
    one = scale.span_of((_day("2020-04-30"), _day("2020-04-30")))
    assert one == pytest.approx((EDGE + 40 - 20 / 30, EDGE + 40))
    assert scale.clipped((1, _day("2020-03-01"))) == (_day("2020-03-01"), _day("2020-03-01"))
    assert scale.span_of((1, _day("2020-02-29"))) is None
    assert scale.span_of((_day("2020-05-02"), _day("2020-05-01"))) is None


def test_the_bar_at_a_place() -> None:
    scale = _months()
    assert [scale.bar_at(x) for x in (EDGE - 5, EDGE - 4, EDGE + 19, EDGE + 20)] == [None, 0, 0, 1]
    assert [scale.bar_at(WIDTH - EDGE + n) for n in (-1, 4, 5)] == [11, 11, None]
    assert Scale(width=WIDTH).bar_at(100) is None


def test_narrow_bars_pan_as_far_as_they_go() -> None:
    scale = _months(48 + 2 * EDGE)  # room for six of the twelve
    assert scale.slot == Unit.MONTH.narrowest
    assert [scale.panned_to(to).offset for to in (-9, 30, 99)] == [0, 30, 48]
    assert scale.revealing(5).offset == 0
    assert scale.revealing(6).offset == 8
    assert scale.revealing(6).revealing(0).offset == 0
    assert scale.revealing(6, centre=True).offset == 28
    assert scale.panned_to(40).leftmost == 5
    assert list(scale.panned_to(40).visible) == list(range(4, 12))
    assert scale.pulled(scale.width).offset == 3
    assert scale.panned_to(10).pulled(EDGE - 8).offset == 8
    assert (scale.inside(-50), scale.inside(500)) == (EDGE, scale.width - EDGE - 1)


def test_other_counts_keep_the_place() -> None:
    scale = _months(48 + 2 * EDGE).panned_to(40)
    assert scale.recounted({}, SPRING, scale.width, Unit.MONTH).offset == 40
    assert scale.recounted({}, SPRING, scale.width + 16, Unit.MONTH).offset == 32
    empty = scale.recounted({}, {}, WIDTH, None)
    assert (empty.unit, empty.bars, empty.width) == (Unit.MONTH, (), WIDTH)


def test_no_bars_do_no_harm() -> None:
    empty = Scale(width=WIDTH)
    assert empty.clamped(3) == 0
    assert empty.tallest == 1
    assert empty.revealing(7).offset == 0
    assert list(empty.visible) == []
    assert empty.span_of((1, 2)) is None


@given(
    st.integers(_month(1850, 1), _month(2050, 1)),
    st.integers(1, 400),
    st.integers(160, 2000),
    st.sampled_from(Unit),
    st.floats(0, 1),
)
def test_bars_days_and_places_agree(
    first: int, length: int, width: int, unit: Unit, part: float
) -> None:
    counts = {first: 1, first + length: 2}
    scale = Scale.of(counts, counts, width, unit)
    scale = scale.panned_to(part * len(scale.bars) * scale.slot)
    assert [sum(column) for column in zip(*scale.bars, strict=True)] == [3, 3]
    for bar in {0, len(scale.bars) // 2, len(scale.bars) - 1}:
        begin, end = scale.days_of(bar)
        assert scale.span_of((begin, end)) == pytest.approx(
            (scale.left_of(bar), scale.left_of(bar + 1))
        )
        assert scale.bar_of(month_of_day(begin)) == scale.bar_of(month_of_day(end)) == bar
        middle = scale.left_of(bar) + scale.slot / 2
        assert scale.bar_at(middle) == (bar if 8 <= middle <= width - 8 else None)
        assert scale.holding(scale.month_at(middle), middle).offset == pytest.approx(scale.offset)


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


def test_a_month_only_clipping_counts_in_its_month_and_year(january: Path) -> None:
    found = _found(january)
    months = Scale.of(found.strip, found.strip_all, WIDTH, Unit.MONTH)
    assert months.bars == ((2, 2), (1, 1))
    assert Scale.of(found.strip, found.strip_all, WIDTH, Unit.YEAR).bars == ((3, 3),)


@pytest.mark.parametrize("unit", Unit)
def test_the_days_of_a_bar_find_what_it_counts(january: Path, unit: Unit) -> None:
    found = _found(january)
    scale = Scale.of(found.strip, found.strip_all, WIDTH, unit)
    for bar, (shown, _) in enumerate(scale.bars):
        assert len(_found(january, scale.days_of(bar)).ids) == shown


def test_a_month_only_clipping_is_found_by_any_day_of_its_month(january: Path) -> None:
    for first, last, count in (
        ("2020-01-31", "2020-01-31", 1),
        ("2020-01-01", "2020-01-01", 1),
        ("2020-01-15", "2020-01-15", 2),
        ("2020-01-31", "2020-02-01", 2),
        ("2019-12-01", "2019-12-31", 0),
    ):
        assert len(_found(january, (_day(first), _day(last))).ids) == count


def test_the_picker_takes_from_where_it_began() -> None:
    picker = Picker()
    assert picker.take() is None
    picker.press(4, extend=True)
    assert picker.range() == (4, 4)
    picker.cursor = 2
    assert picker.take() == (4, 2)
    assert picker.range() is None
    assert picker.take() == (2, 2)


def test_the_picker_stretches_with_shift_only() -> None:
    picker = Picker()
    picker.step(3, extend=True)
    assert not picker.active
    picker.step(4, extend=True)
    picker.step(5, extend=True)
    assert picker.range() == (3, 5)
    picker.step(6, extend=False)
    assert picker.range() is None
    picker.press(9, extend=True)
    assert picker.range() == (6, 9)
    picker.cancel()
    assert picker.take() == (9, 9)
