"""The strip's scale and its picker, in numbers."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clipdesk.ui.timeline.picker import Grip, Picker, grip_at
from clipdesk.ui.timeline.scale import EDGE, GUTTER, LAST_DAY, Scale, Unit, first_day_of, number_of

WIDTH = 800


def _day(iso: str) -> int:
    return dt.date.fromisoformat(iso).toordinal()


def _days(first: str, last: str) -> tuple[int, int]:
    return _day(first), _day(last)


def _scale(unit: Unit, first: str = "2020-03-05", last: str = "2022-02-10") -> Scale:
    whole = Scale.of(_days(first, last), WIDTH)
    return whole.with_unit(unit, _day(first))


EXTENTS = st.tuples(st.integers(1, LAST_DAY), st.integers(0, 9000)).map(
    lambda pair: (pair[0], min(LAST_DAY, sum(pair)))
)


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    """Scales of any days, zoomed and panned anyhow."""
    scale = Scale.of(
        draw(EXTENTS), draw(st.integers(120, 3000)), draw(st.sampled_from([Unit.DAY, Unit.MONTH]))
    )
    for move in draw(st.lists(st.sampled_from(["in", "out", "wheel", "pan", "all"]), max_size=12)):
        x = draw(st.floats(0, scale.width))
        if move == "in":
            scale = scale.stepped(1, x)
        elif move == "out":
            scale = scale.stepped(-1, x)
        elif move == "wheel":
            scale = scale.zoomed(1.2 if x > scale.width / 2 else 0.7, x)
        elif move == "pan":
            scale = scale.panned(x - scale.width / 2)
        else:
            scale = scale.with_all()
    return scale


# ---- the calendar ------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", Unit)
@given(day=st.integers(1, LAST_DAY))
def test_a_day_is_in_the_bar_of_its_number(unit: Unit, day: int) -> None:
    number = number_of(unit, day)
    assert first_day_of(unit, number) <= day < first_day_of(unit, number + 1)


def test_weeks_begin_on_monday() -> None:
    for number in (0, 1, 105_000):
        assert dt.date.fromordinal(first_day_of(Unit.WEEK, number)).weekday() == 0
    scale = _scale(Unit.WEEK)
    assert dt.date.fromordinal(scale.begin).weekday() == 0
    assert scale.days_of(0) == (scale.begin, scale.begin + 6)


def test_months_are_those_of_lists() -> None:
    assert number_of(Unit.MONTH, _day("2020-03-05")) == 2020 * 12 + 2
    assert first_day_of(Unit.MONTH, 2020 * 12 + 2) == _day("2020-03-01")


# ---- bars ---------------------------------------------------------------------------------------


@given(scales())
def test_every_day_is_in_exactly_one_bar(scale: Scale) -> None:
    assert scale.begin <= scale.extent[0] <= scale.extent[1] <= scale.end
    starts = scale.starts(range(scale.count))
    assert starts[0] == scale.begin
    assert starts[-1] == scale.end + 1
    assert all(one < next_one for one, next_one in pairwise(starts))
    for bar in {0, scale.count // 2, scale.count - 1, *scale.visible}:
        first, last = scale.days_of(bar)
        assert (first, last + 1) == (starts[bar], starts[bar + 1])
        assert scale.bar_of(first) == scale.bar_of(last) == bar


@given(scales(), st.floats(0, 1))
def test_pixels_and_days_go_round(scale: Scale, part: float) -> None:
    day = scale.begin + part * (scale.end + 1 - scale.begin)
    assert scale.day_at(scale.x_of(day)) == pytest.approx(day, abs=1e-6)
    x = EDGE + part * scale.room
    assert scale.x_of(scale.day_at(x)) == pytest.approx(x, abs=1e-4)


@given(scales())
def test_bars_in_sight_fill_the_room_and_the_pointer_finds_them(scale: Scale) -> None:
    assert scale.x_of(scale.begin) <= EDGE + 1e-3
    assert scale.x_of(scale.end + 1) >= scale.right - 1e-3
    assert scale.unit.least_day <= scale.day_width + 1e-9
    assert scale.unit.least_day <= scale.finest.least_day
    for bar in scale.visible:
        left, right = (scale.x_of(day) for day in scale.starts(range(bar, bar + 1)))
        assert right > EDGE - 1e-3
        assert left < scale.right + 1e-3
        middle = (max(left, EDGE) + min(right, scale.right)) / 2
        if right - left > 1 and EDGE + 0.1 < middle < scale.right - 0.1:
            assert scale.bar_at(middle) == bar
            assert scale.bar_near(left + 1e-4 if left > EDGE else middle) == bar


def test_a_month_of_31_days_is_wider_than_one_of_28() -> None:
    scale = _scale(Unit.MONTH)
    wide = [scale.x_of(_day(one)) for one in ("2021-01-01", "2021-02-01", "2021-03-01")]
    assert (wide[1] - wide[0]) / (wide[2] - wide[1]) == pytest.approx(31 / 28)


def test_the_bar_at_a_place() -> None:
    scale = Scale.of(_days("2020-03-05", "2020-12-10"), WIDTH)
    assert scale.bar_at(EDGE - 5) is None
    assert scale.bar_at(EDGE - 4) == scale.bar_at(EDGE) == 0
    assert scale.bar_at(WIDTH - GUTTER + 4) == scale.count - 1
    assert scale.bar_at(WIDTH - GUTTER + 5) is None
    assert Scale(width=WIDTH).bar_at(100) is None


def test_the_border_nearest_to_a_place() -> None:
    scale = _scale(Unit.MONTH)
    begin, end = scale.x_of(_day("2020-05-01")), scale.x_of(_day("2020-06-01"))
    assert scale.border_near(begin + 1) == _day("2020-05-01")
    assert scale.border_near(end - 1) == _day("2020-06-01")
    assert scale.border_near(WIDTH + 99) == scale.end + 1


# ---- zooming ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "unit"),
    [
        ("2034-12-31", Unit.YEAR),
        ("2024-12-31", Unit.MONTH),
        ("2021-06-30", Unit.WEEK),
        ("2020-02-10", Unit.DAY),
    ],
)
def test_the_width_chooses_the_finest_bars_that_have_room(last: str, unit: Unit) -> None:
    scale = Scale.of(_days("2020-01-01", last), WIDTH)
    assert scale.unit is unit
    assert scale.shows_all
    months = Scale.of(_days("2020-01-01", last), WIDTH, Unit.MONTH)
    assert months.unit is (unit if unit.of_months else Unit.MONTH)


def test_keys_go_through_all_units_and_back() -> None:
    scale = Scale.of(_days("2010-03-04", "2024-02-10"), 420)
    met = [scale]
    while met[-1].can_zoom_in:
        met.append(met[-1].stepped(1, 200))
        assert len(met) < 14
    assert list(dict.fromkeys(s.unit for s in met)) == list(Unit)
    assert met[-1].stepped(1, 200) == met[-1]
    back = met[-1]
    for _ in met:
        back = back.stepped(-1, 200)
    assert back == scale
    assert not back.can_zoom_out
    assert back.stepped(-1, 200) == back


def test_a_short_time_can_be_had_in_coarser_bars() -> None:
    whole = Scale.of(_days("2020-03-05", "2020-07-02"), 420)
    assert whole.unit is Unit.WEEK
    months = whole.stepped(-1, 200)
    assert (months.unit, months.count, months.shows_all) == (Unit.MONTH, 5, True)
    years = months.stepped(-1, 200)
    assert (years.unit, years.count, years.can_zoom_out) == (Unit.YEAR, 1, False)
    assert [years.stepped(1, 9).unit, years.stepped(1, 9).stepped(1, 9)] == [Unit.MONTH, whole]
    with_wheel = whole
    for _ in range(30):
        with_wheel = with_wheel.zoomed(1 / 1.2, 100)
    assert with_wheel.unit is Unit.YEAR
    for _ in range(4):
        with_wheel = with_wheel.zoomed(1.2, 100)
    assert with_wheel.unit is not Unit.YEAR


@given(scales(), st.floats(0, 1), st.sampled_from([1.2, 3.0]))
def test_zooming_in_holds_what_is_at_the_pointer(scale: Scale, part: float, factor: float) -> None:
    x = EDGE + part * scale.room
    zoomed = scale.zoomed(factor, x)
    assert zoomed.day_width >= scale.day_width - 1e-9 or scale.shows_all
    if zoomed.begin < zoomed.left < zoomed.end + 1 - zoomed.room / zoomed.day_width - 1e-3:
        assert zoomed.day_at(x) == pytest.approx(scale.day_at(x), abs=1e-3)


@given(scales(), st.sampled_from(Unit), st.floats(0, 1))
def test_a_unit_can_be_asked_for(scale: Scale, unit: Unit, part: float) -> None:
    day = scale.begin + int(part * (scale.end - scale.begin))
    shown = scale.with_unit(unit, day)
    if unit.least_day > scale.finest.least_day:
        assert shown == scale
    else:
        assert shown.unit is unit
        first, last = shown.days_in_sight
        assert first - 1 <= min(max(day, shown.begin), shown.end) <= last + 1


def test_chosen_days_can_fill_the_strip() -> None:
    days = _days("2015-05-01", "2015-08-31")
    scale = Scale.of(_days("2010-03-04", "2024-02-10"), 420).with_days(days)
    left, right = scale.x_of(days[0]), scale.x_of(days[1] + 1)
    assert (right - left) / scale.room == pytest.approx(0.9)
    assert left - EDGE == pytest.approx(420 - GUTTER - right)
    assert scale.with_days(_days("1990-01-01", "1990-02-01")) == scale


def test_the_zoom_survives_other_days_and_widths_and_all_follows_the_width() -> None:
    extent = _days("2010-03-04", "2024-02-10")
    whole = Scale.of(extent, 420)
    assert whole.following(extent, 2560, Unit.DAY).shows_all
    assert whole.following(extent, 2560, Unit.DAY).unit is Unit.MONTH
    weeks = whole.with_unit(Unit.WEEK, _day("2016-06-10"))
    longer = weeks.following((extent[0] - 90, extent[1] + 400), 600, Unit.DAY)
    assert (longer.unit, longer.left, longer.day_width) == (Unit.WEEK, weeks.left, weeks.day_width)
    assert weeks.following(None, 600, Unit.DAY).count == 0
    assert weeks.following(None, 600, Unit.DAY).following(extent, 600, Unit.DAY).unit is Unit.WEEK
    assert weeks.following(extent, 420, Unit.MONTH).unit is Unit.MONTH


def test_the_calendar_ends_without_harm() -> None:
    for days in ((LAST_DAY, LAST_DAY), (1, 1), (1, LAST_DAY)):
        scale = Scale.of(days, WIDTH)
        for _ in range(20):
            assert scale.span_of((1, LAST_DAY)) is not None
            assert scale.visible
            assert 1 <= scale.begin <= scale.end <= LAST_DAY
            scale = scale.stepped(1, WIDTH - GUTTER - 1)
        assert scale.unit is Unit.DAY


# ---- panning ------------------------------------------------------------------------------------


@given(scales(), st.floats(-1e5, 1e5))
def test_panning_stops_at_the_ends(scale: Scale, pixels: float) -> None:
    panned = scale.panned(pixels)
    assert panned.begin - 1e-6 <= panned.left
    assert panned.left + panned.room / panned.day_width <= panned.end + 1 + 1e-6
    assert panned.day_width == scale.day_width


def test_a_day_is_brought_in_sight_by_the_shortest_way() -> None:
    scale = _scale(Unit.WEEK, last="2023-02-10").with_unit(Unit.DAY, _day("2021-06-01"))
    first, last = scale.days_in_sight
    assert scale.revealing(first + 2, first + 2) == scale
    later = scale.revealing(last + 30, last + 30)
    assert later.x_of(last + 31) == pytest.approx(WIDTH - GUTTER)
    earlier = scale.revealing(first - 30, first - 30)
    assert earlier.x_of(first - 30) == pytest.approx(EDGE)
    assert scale.revealing(1, 1).left == scale.begin
    assert scale.revealing(LAST_DAY, LAST_DAY).x_of(scale.end + 1) == pytest.approx(WIDTH - GUTTER)
    assert scale.pulled(WIDTH).left == pytest.approx(scale.left + GUTTER / 4 / scale.day_width)
    assert scale.pulled(WIDTH / 2) == scale


def test_no_bars_do_no_harm() -> None:
    empty = Scale.of(None, WIDTH)
    for scale in (
        empty.stepped(1, 3),
        empty.zoomed(2, 3),
        empty.with_all(),
        empty.with_unit(Unit.DAY, 7),
        empty.with_days((1, 9)),
        empty.revealing(3, 3),
    ):
        assert scale.count == 0
        assert not scale.visible
        assert scale.bar_at(WIDTH / 2) is None
        assert scale.span_of((1, LAST_DAY)) is None
        assert not scale.can_zoom_in
        assert not scale.can_zoom_out


# ---- the picker ---------------------------------------------------------------------------------


def _middle(scale: Scale, iso: str) -> float:
    first, last = scale.days_of(scale.bar_of(_day(iso)))
    return (scale.x_of(first) + scale.x_of(last + 1)) / 2


def _months() -> Scale:
    """27 months, all in sight."""
    scale = Scale.of(_days("2020-03-05", "2022-05-10"), WIDTH, Unit.MONTH)
    assert scale.unit is Unit.MONTH
    return scale


def _dragged(scale: Scale, days: tuple[int, int] | None, start: float, end: float) -> Picker:
    picker = Picker()
    picker.press(scale, start, days, extend=False)
    picker.drag(scale, (start + end) / 2)
    picker.drag(scale, end)
    return picker


def test_a_drag_picks_whole_bars_either_way_round() -> None:
    scale = _months()
    start, end = _middle(scale, "2020-06-10"), _middle(scale, "2021-02-03")
    for one, other in ((start, end), (end, start)):
        assert _dragged(scale, None, one, other).take() == _days("2020-06-01", "2021-02-28")


def test_a_hand_that_clicks_does_not_drag() -> None:
    scale = _months()
    picker = Picker()
    x = scale.x_of(_day("2020-06-01")) + 1
    picker.press(scale, x, None, extend=False)
    picker.drag(scale, x - 3)
    assert not picker.has_moved
    assert picker.click(scale) == _days("2020-06-01", "2020-06-30")
    assert not picker.is_active


def test_what_the_pointer_takes_hold_of() -> None:
    scale = _months()
    days = _days("2020-06-01", "2021-02-28")
    left, right = scale.x_of(days[0]), scale.x_of(days[1] + 1)
    places = [left - 6, left - 4, left + 4, left + 9, right - 9, right - 4, right + 4, right + 6]
    new, whole, first, last = Grip.NEW, Grip.WHOLE, Grip.FIRST, Grip.LAST
    grips = [new, first, first, whole, whole, last, last, new]
    assert [grip_at(scale, x, days) for x in places] == grips
    assert {grip_at(scale, x, None) for x in places} == {new}
    assert {grip_at(scale, x, _days("1990-01-01", "1990-01-01")) for x in places} == {new}


def test_the_middle_of_a_narrow_brush_can_be_taken() -> None:
    scale = Scale.of(_days("2010-01-01", "2024-02-10"), 200)
    days = _days("2015-01-01", "2015-12-31")
    left, right = scale.x_of(days[0]), scale.x_of(days[1] + 1)
    assert right - left < 14
    assert grip_at(scale, (left + right) / 2, days) is Grip.WHOLE


def test_a_brush_over_all_that_is_in_sight_gives_way_to_another() -> None:
    scale = _scale(Unit.DAY, last="2025-02-10").panned(9000)
    assert grip_at(scale, WIDTH / 2, (scale.begin, scale.end)) is Grip.NEW


@pytest.mark.parametrize(
    ("end", "to", "picked"),
    [
        ("first", "2020-04-01", ("2020-04-01", "2021-02-28")),
        ("first", "2020-09-02", ("2020-09-01", "2021-02-28")),
        ("first", "2021-05-30", ("2021-03-01", "2021-05-31")),  # past the other end
        ("first", "2021-03-01", ("2021-02-01", "2021-02-28")),  # onto it
        ("last", "2021-03-31", ("2020-06-01", "2021-03-31")),
        ("last", "2020-07-01", ("2020-06-01", "2020-06-30")),
        ("last", "2020-05-02", ("2020-05-01", "2020-05-31")),
        ("last", "2020-06-02", ("2020-06-01", "2020-06-30")),
    ],
)
def test_an_end_moves_to_the_nearest_border(end: str, to: str, picked: tuple[str, str]) -> None:
    scale = _months()
    days = _days("2020-06-01", "2021-02-28")
    start = scale.x_of(days[0] if end == "first" else days[1] + 1)
    assert _dragged(scale, days, start, scale.x_of(_day(to))).take() == _days(*picked)


def test_the_middle_moves_by_bars_and_stops_at_the_ends() -> None:
    scale = _months()
    days = _days("2020-06-01", "2020-08-31")
    start = _middle(scale, "2020-07-10")
    moved = _dragged(scale, days, start, _middle(scale, "2021-01-10")).take()
    assert moved == _days("2020-12-01", "2021-02-28")
    assert _dragged(scale, days, start, 0).take() == _days("2020-03-01", "2020-05-31")
    assert _dragged(scale, days, start, WIDTH).take() == _days("2022-03-01", "2022-05-31")


def test_a_brush_of_odd_days_moves_by_days() -> None:
    scale = _months()
    days = _days("2020-06-10", "2020-08-12")
    start = _middle(scale, "2020-07-10")
    moved = _dragged(scale, days, start, start + 10 * scale.day_width).take()
    assert moved == _days("2020-06-20", "2020-08-22")
    assert _dragged(scale, days, start, 0).take() == _days("2020-03-01", "2020-05-03")


def test_shift_stretches_the_nearer_end() -> None:
    scale = _months()
    days = _days("2020-06-01", "2020-12-31")
    for to, picked in (
        ("2021-04-05", ("2020-06-01", "2021-04-30")),
        ("2020-04-05", ("2020-04-01", "2020-12-31")),
        ("2020-07-05", ("2020-07-01", "2020-12-31")),
        ("2020-11-05", ("2020-06-01", "2020-11-30")),
    ):
        picker = Picker()
        picker.press(scale, _middle(scale, to), days, extend=True)
        assert picker.has_moved
        assert picker.take() == _days(*picked)
    picker = Picker(cursor=_day("2020-06-20"))
    picker.press(scale, _middle(scale, "2020-04-05"), None, extend=True)
    assert picker.take() == _days("2020-04-01", "2020-06-30")


def test_the_keyboard_stretches_with_shift_only() -> None:
    scale = _months()
    picker = Picker(cursor=_day("2020-06-20"))
    bar = scale.bar_of(_day("2020-06-20"))
    picker.step(scale, bar + 1, None, extend=False)
    assert not picker.is_active
    picker.step(scale, bar + 2, None, extend=True)
    picker.step(scale, bar + 3, None, extend=True)
    assert picker.range == _days("2020-07-01", "2020-09-30")
    picker.step(scale, bar, None, extend=True)
    assert picker.range == _days("2020-06-01", "2020-07-31")
    picker.cancel()
    assert picker.take() is None
    assert picker.cursor == _day("2020-06-01")


def test_the_keyboard_stretches_what_is_chosen() -> None:
    scale = _months()
    days = _days("2020-06-01", "2020-08-31")
    for cursor, by, picked in (
        ("2020-08-05", 1, ("2020-06-01", "2020-09-30")),
        ("2020-08-05", -1, ("2020-06-01", "2020-07-31")),
        ("2020-06-05", -1, ("2020-05-01", "2020-08-31")),
        ("2021-01-05", 1, ("2021-01-01", "2021-02-28")),
    ):
        picker = Picker(cursor=_day(cursor))
        picker.step(scale, scale.bar_of(_day(cursor)) + by, days, extend=True)
        assert picker.range == _days(*picked)


@given(scales(), st.data())
def test_whatever_is_dragged_gives_days_of_the_bars(scale: Scale, data: st.DataObject) -> None:
    places = st.floats(0, scale.width)
    ends = st.integers(scale.begin, scale.end)
    days = data.draw(st.none() | st.tuples(ends, ends).map(lambda d: (min(d), max(d))))
    start = data.draw(places)
    assume(scale.bar_at(start) is not None)
    picker = Picker()
    picker.press(scale, start, days, extend=data.draw(st.booleans()))
    for x in data.draw(st.lists(st.floats(-100, scale.width + 100), max_size=4)):
        picker.drag(scale, x)
    first, last = picker.take() or (0, 0)
    assert scale.begin <= first <= last <= scale.end
