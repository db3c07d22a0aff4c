"""The place in the list, the mark in the strip and what is open, while the filter changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk.core.query import Filter, Sort
from clipdesk.ui.desk import Desk
from tests import pages

YEARS = (2033, 2032, 2031)
EACH = 20  # clippings of a year, one a month and more
NINTH = 8


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    """Sixty clippings in three years; the older ones have more words of the sea."""
    clips = [
        pages.clip(
            f"{year - 2000}{12 - n // 2:02}-{12 - n // 2:02}{20 - n % 2:02}01",
            date=f"{year}.{12 - n // 2:02}.{20 - n % 2:02}",
            headline=f"{year}年の港 {n}",
            body=" 海の話。" + "海。" * (2033 - year) * 10,
        )
        for year in YEARS
        for n in range(EACH)
    ]
    return pages.new_library(tmp_path / "press.sqlite", pages.page(*clips))


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """The ninth clipping is open, and the strip has a bar a year."""
    strip = desk.timeline.strip
    while strip.scale.can_zoom_out:
        strip.zoom(-1)
    while desk.timeline._position < NINTH:
        desk.next_clipping()
    assert desk.timeline._position == NINTH
    return desk


@pytest.fixture
def opened(desk: Desk) -> list[int | None]:
    """What is opened from now on, and what was read anew."""
    ids: list[int | None] = []
    desk.session.record_changed.connect(lambda: ids.append(desk.session.current))
    return ids


def _brush(desk: Desk, qtbot: QtBot, bar: int) -> None:
    """Click a bar of the strip, as its user does: the strip has the keys then."""
    desk.timeline.strip.setFocus(Qt.FocusReason.MouseFocusReason)
    strip = desk.timeline.strip
    with qtbot.waitSignal(desk.session.found_changed):
        at = strip.bar_rect(bar).center().toPoint()
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert len(desk.session.found.ids) == EACH


def test_clearing_after_the_brush_opens_nothing(
    desk: Desk, qtbot: QtBot, opened: list[int | None]
) -> None:
    _brush(desk, qtbot, 0)
    with qtbot.waitSignal(desk.session.found_changed):
        desk.clear_filter()
        assert desk.timeline.list.hasFocus()
    assert opened == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_going_from_the_strip_into_the_list_opens_nothing(
    desk: Desk, qtbot: QtBot, opened: list[int | None], key: Qt.Key
) -> None:
    _brush(desk, qtbot, 0)
    for _ in range(30):
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key)
        if desk.timeline.list.hasFocus():
            break
    assert desk.timeline.list.hasFocus()
    assert opened == []
    assert desk.timeline.current_id() is None


def test_the_place_in_the_list_comes_back_with_the_open_clipping(
    desk: Desk, qtbot: QtBot, opened: list[int | None]
) -> None:
    current, following = desk.session.found.ids[NINTH : NINTH + 2]
    _brush(desk, qtbot, 0)
    with qtbot.waitSignal(desk.session.found_changed):
        QTest.keyClick(desk.timeline.strip, Qt.Key.Key_Escape)
    timeline = desk.timeline
    assert timeline.current_id() == current
    assert timeline.selected_ids() == [current]
    assert timeline.list.in_sight(timeline.list.currentIndex())
    assert opened == []  # it was open all the time
    desk.next_clipping()
    assert opened == [following]


def test_the_strip_marks_what_is_open_through_any_change_of_filter(
    desk: Desk, qtbot: QtBot
) -> None:
    record = desk.session.record
    assert record is not None
    marked = (record.published.first_day, record.published.last_day)
    for bar in (0, 1):
        _brush(desk, qtbot, bar)
        assert desk.timeline.strip.look.current == marked
    with qtbot.waitSignal(desk.session.found_changed):
        desk.clear_filter()
    assert desk.timeline.strip.look.current == marked


def test_by_relevance_the_list_begins_at_the_top(desk: Desk, qtbot: QtBot) -> None:
    timeline, bar = desk.timeline, desk.timeline.list.verticalScrollBar()
    current = timeline.current_id()

    def shows(wanted: Filter) -> None:
        with qtbot.waitSignal(desk.session.found_changed):
            desk.session.show(wanted)
        assert timeline.current_id() == current
        assert timeline.selected_ids() == [current]

    by_relevance = Filter("海", sort=Sort.RELEVANCE)
    shows(Filter("海"))
    shows(by_relevance)
    assert bar.value() == 0
    assert not timeline.list.in_sight(timeline.list.currentIndex())
    bar.setValue(200)
    shows(by_relevance)  # a mark changed
    assert bar.value() == 200
    shows(replace(by_relevance, query="港"))
    assert bar.value() == 0
    for sort in (Sort.OLDEST, Sort.NEWEST):
        shows(Filter("海", sort=sort))
        assert timeline.list.in_sight(timeline.list.currentIndex())
    shows(Filter(sort=Sort.RELEVANCE))  # no words: the newest come first
    assert timeline.list.in_sight(timeline.list.currentIndex())
