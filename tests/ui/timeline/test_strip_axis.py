"""The words below the bars and in the legend: all apart, in sight, in both languages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetricsF

from clipdesk import texts
from clipdesk.ui import theme
from clipdesk.ui.timeline.scale import EDGE, Scale, Unit
from clipdesk.ui.timeline.strip_axis import Axis, axis_of
from clipdesk.ui.timeline.strip_bars import small_font
from clipdesk.ui.timeline.strip_legend import entries, whole_entries, with_slots
from tests.ui.timeline.test_strip_scale import scales


def _day(iso: str) -> int:
    return dt.date.fromisoformat(iso).toordinal()


def _axis(scale: Scale, font: QFont | None = None) -> Axis:
    metrics = QFontMetricsF(small_font(font or theme.ui_font()))
    return axis_of(scale, metrics.horizontalAdvance)


def _words(scale: Scale, row: int) -> list[str]:
    return [word.text for word in _axis(scale).words if word.row == row]


@pytest.mark.parametrize("language", texts.LANGUAGES)
@given(scale=scales(), points=st.sampled_from([7.0, 10.0, 18.0]))
def test_no_word_touches_another(language: str, scale: Scale, points: float) -> None:
    texts.use_language(language)
    font = theme.ui_font()
    font.setPointSizeF(points)
    axis = _axis(scale, font)
    for row in (0, 1):
        words = [word for word in axis.words if word.row == row]
        for one, next_one in pairwise(words):
            assert one.x + one.width + 3 <= next_one.x, (one, next_one)
        for word in words:
            assert word.text
            assert word.x >= EDGE - 4
            assert word.x + word.width <= scale.width - EDGE + 4


def _shown(unit: Unit, width: int = 1280) -> Scale:
    whole = Scale.of((_day("2010-03-04"), _day("2024-02-10")), width)
    return whole.with_unit(unit, _day("2016-06-10"))


def test_years() -> None:
    assert _words(_shown(Unit.YEAR), 0)[:3] == ["2010", "2011", "2012"]
    assert _words(_shown(Unit.YEAR, 420), 0)[:3] == ["2010", "2012", "2014"]


def test_months_below_their_year() -> None:
    scale = _shown(Unit.MONTH)
    assert {"1月", "7月"} <= set(_words(scale, 0))
    assert "2016年" in _words(scale, 1)
    for _ in range(2):
        scale = scale.stepped(1, 640) if scale.stepped(1, 640).unit is Unit.MONTH else scale
    assert {"1月", "4月", "7月", "10月"} <= set(_words(scale, 0))
    texts.use_language("en")
    assert {"Jan", "Apr", "Jul", "Oct"} <= set(_words(scale, 0))
    assert "2016" in _words(scale, 1)


def test_weeks_below_their_months_and_by_their_mondays_where_there_is_room() -> None:
    scale = _shown(Unit.WEEK)
    assert {"5月", "6月", "7月"} <= set(_words(scale, 0))
    assert "2016年" in _words(scale, 1)
    wide = scale.stepped(1, 640).stepped(1, 640)
    assert wide.unit is Unit.WEEK
    assert {"6日", "13日", "20日"} <= set(_words(wide, 0))
    assert "2016年6月" in _words(wide, 1)


def test_days_by_mondays_then_each_then_with_their_weekday() -> None:
    scale = _shown(Unit.DAY)
    assert {"6日", "13日"} <= set(_words(scale, 0))
    assert "7日" not in _words(scale, 0)
    wide = scale.stepped(1, 640).stepped(1, 640)
    assert {"7日", "8日"} <= set(_words(wide, 0))
    widest = wide.stepped(1, 640)
    assert {"10日(金)", "11日(土)"} <= set(_words(widest, 0))
    assert "2016年6月" in _words(widest, 1)
    texts.use_language("en")
    assert {"Fri 10", "Sat 11"} <= set(_words(widest, 0))
    assert "June 2016" in _words(widest, 1)


def test_the_period_at_the_left_edge_keeps_its_name() -> None:
    scale = _shown(Unit.DAY).panned_to(_day("2016-06-20"))
    (june, july, *_) = [word for word in _axis(scale).words if word.row == 1]
    assert (june.text, june.x) == ("2016年6月", EDGE)
    assert july.x > scale.x_of(_day("2016-07-01"))


def test_no_bars_have_no_words() -> None:
    assert _axis(Scale.of(None, 400)) == Axis((), (), ())


# ---- the legend ---------------------------------------------------------------------------------


@given(st.lists(st.text(min_size=0, max_size=30), min_size=1, max_size=7), st.integers(160, 2600))
def test_names_stand_apart_and_inside(names: list[str], width: int) -> None:
    placed = entries(names, width, lambda text: len(text) * 9.0)
    assert [entry.index for entry in placed] == list(range(len(names)))
    for one, next_one in pairwise(placed):
        assert one.end < next_one.x or next_one.row == one.row + 1 == 1
    assert all(entry.end <= width - EDGE + 1e-6 or entry.room == 0 for entry in placed)


def test_short_names_are_left_whole() -> None:
    placed = entries(["四" * 4, "六" * 6, "永" * 60, "他"], 260, lambda text: len(text) * 10.0)
    assert [entry.row for entry in placed] == [0, 0, 1, 1]
    assert [placed[0].room, placed[1].room, placed[3].room] == [40, 60, 10]
    assert placed[2].room == 260 - 2 * EDGE - 10 - 12 - 2 * 13


@given(st.lists(st.text(min_size=0, max_size=30), max_size=7), st.integers(160, 2600))
def test_names_in_a_picture_are_whole(names: list[str], width: int) -> None:
    def measure(name: str) -> float:
        return len(name) * 9.0

    placed = whole_entries(names, width, measure)
    assert [entry.index for entry in placed] == list(range(len(names)))
    for one, next_one in pairwise(placed):
        assert one.end < next_one.x or next_one.row == one.row + 1
    alone = Counter(entry.row for entry in placed)
    for entry in placed:
        whole = measure(names[entry.index])
        assert entry.room == whole or (alone[entry.row] == 1 and entry.room < whole)
        assert entry.end <= width - EDGE + 1e-6


def test_a_value_keeps_its_colour() -> None:
    first = with_slots({}, ["a", "b", "c", "d", "e", "f"])
    assert first == {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4, "f": 5}
    then = with_slots(first, ["f", "x", "a", "c", "y", "z"])
    assert (then["f"], then["a"], then["c"]) == (5, 0, 2)
    assert sorted(then.values()) == [0, 1, 2, 3, 4, 5]
    assert with_slots({}, []) == {}


def test_a_value_that_comes_back_has_its_colour_again() -> None:
    first = with_slots({}, ["a", "b", "c"])
    without = with_slots(first, ["b", "c"])
    assert with_slots(without, ["c", "b", "a"])["a"] == first["a"]
    beside = with_slots(without, ["b", "c", "new"])
    assert beside["new"] == 3  # not the colour of one that may come back
    assert with_slots(beside, ["a", "new"]) | {"b": 1, "c": 2} == beside
    crowded = with_slots(beside, ["c", "new", "d", "e", "f"])  # all six, and a is away longest
    assert crowded == {"b": 1, "c": 2, "new": 3, "d": 4, "e": 5, "f": 0}
    assert with_slots(with_slots({}, list("abcdef")), list("ghijkl")) == dict(
        zip("ghijkl", range(6), strict=True)
    )


@given(st.lists(st.lists(st.sampled_from("abcdefghij"), max_size=6, unique=True), max_size=12))
def test_every_value_has_a_colour_of_its_own(answers: list[list[str]]) -> None:
    slots: dict[str, int] = {}
    for labels in answers:
        before, slots = slots, with_slots(slots, labels)
        assert set(labels) <= set(slots)
        assert len(set(slots.values())) == len(slots) <= 6
        assert all(slots[label] == before[label] for label in labels if label in before)
