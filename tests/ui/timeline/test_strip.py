"""The strip, clicked, dragged over and walked along."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from clipdesk.core.query import Filter, Found
from clipdesk.ui.timeline.strip import DensityStrip, Unit
from tests.ui.library import endless, two_years


def _days(first: str, last: str) -> tuple[int, int]:
    return dt.date.fromisoformat(first).toordinal(), dt.date.fromisoformat(last).toordinal()


@pytest.fixture
def strip(qtbot: QtBot) -> DensityStrip:
    made = DensityStrip()
    qtbot.addWidget(made)
    made.resize(600, made.height())
    made.show_found(two_years().found())
    return made


def _at(strip: DensityStrip, bar: int) -> QPoint:
    return strip.bar_rect(bar).center().toPoint()


def _chosen(strip: DensityStrip, days: tuple[int, int] | None) -> None:
    strip.show_found(two_years().found(Filter(days=days)))


def test_a_click_asks_for_its_month(strip: DensityStrip, qtbot: QtBot) -> None:
    assert str(strip.unit) == "Unit.MONTH"
    with qtbot.waitSignal(strip.days_requested) as asked:
        QTest.mouseClick(
            strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, _at(strip, 1)
        )
    assert asked.args == [_days("2022-02-01", "2022-02-28")]


def test_a_click_on_the_chosen_month_asks_for_all(strip: DensityStrip, qtbot: QtBot) -> None:
    _chosen(strip, _days("2022-02-01", "2022-02-28"))
    with qtbot.waitSignal(strip.days_requested) as asked:
        QTest.mouseClick(
            strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, _at(strip, 1)
        )
    assert asked.args == [None]


def test_a_click_asks_for_its_year(strip: DensityStrip, qtbot: QtBot) -> None:
    strip.zoom(Unit.YEAR)
    with qtbot.waitSignal(strip.days_requested) as asked:
        QTest.mouseClick(
            strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, _at(strip, 1)
        )
    assert asked.args == [_days("2023-01-01", "2023-12-31")]


@pytest.mark.parametrize(("start", "end"), [(3, 14), (14, 3)])
def test_a_drag_asks_for_the_range(strip: DensityStrip, qtbot: QtBot, start: int, end: int) -> None:
    QTest.mousePress(
        strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, _at(strip, start)
    )
    QTest.mouseMove(strip, _at(strip, 8))
    QTest.mouseMove(strip, _at(strip, end))
    with qtbot.waitSignal(strip.days_requested) as asked:
        QTest.mouseRelease(
            strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, _at(strip, end)
        )
    assert asked.args == [_days("2022-04-01", "2023-03-31")]


def test_the_clear_button_stands_there_while_days_are_chosen(
    strip: DensityStrip, qtbot: QtBot
) -> None:
    button = strip.findChild(QToolButton, "clear")
    assert button is not None
    assert button.isHidden()
    _chosen(strip, _days("2022-02-01", "2022-02-28"))
    assert not button.isHidden()
    with qtbot.waitSignal(strip.days_requested) as asked:
        button.click()
    assert asked.args == [None]


def test_the_keyboard_goes_over_the_bars(strip: DensityStrip, qtbot: QtBot) -> None:
    strip.set_current_month(2022 * 12 + 4)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.accessibleDescription() == "2022年6月: 6件"
    with qtbot.waitSignal(strip.days_requested) as asked:
        QTest.keyClick(strip, Qt.Key.Key_Return)
    assert asked.args == [_days("2022-06-01", "2022-06-30")]
    QTest.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(strip.days_requested) as asked:
        QTest.keyClick(strip, Qt.Key.Key_Return)
    assert asked.args == [_days("2022-06-01", "2022-07-31")]


def test_esc_shows_all_days_if_some_are_chosen(strip: DensityStrip, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(strip.days_requested):
        QTest.keyClick(strip, Qt.Key.Key_Escape)
    _chosen(strip, _days("2022-02-01", "2022-02-28"))
    with qtbot.waitSignal(strip.days_requested) as asked:
        QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert asked.args == [None]


def test_plus_and_minus_zoom(strip: DensityStrip, qtbot: QtBot) -> None:
    QTest.keyClick(strip, Qt.Key.Key_Minus)
    assert str(strip.unit) == "Unit.YEAR"
    QTest.keyClick(strip, Qt.Key.Key_Plus)
    assert str(strip.unit) == "Unit.MONTH"


def test_the_width_chooses_the_bars_until_the_user_does(qtbot: QtBot) -> None:
    strip = DensityStrip()
    qtbot.addWidget(strip)
    strip.resize(400, strip.height())
    strip.show_found(endless(1000))
    assert str(strip.unit) == "Unit.YEAR"
    strip.resize(1600, strip.height())
    strip.show_found(endless(1000))
    assert str(strip.unit) == "Unit.MONTH"


def test_the_months_pan_to_the_current_one(qtbot: QtBot) -> None:
    strip = DensityStrip()
    qtbot.addWidget(strip)
    strip.resize(400, strip.height())
    strip.show_found(endless(1000))
    strip.zoom(Unit.MONTH)
    for month, bar in ((2004 * 12, 0), (2023 * 12 + 11, 239)):
        strip.set_current_month(month)
        assert 0 <= strip.bar_rect(bar).left() <= strip.bar_rect(bar).right() <= 400


def test_figures_tell_the_shown_and_all(strip: DensityStrip) -> None:
    found = two_years().found(keep=lambda r: not r.is_read)
    strip.show_found(found)
    assert strip.bar_text(11) == "2022年12月: 4 / 12件"


def test_an_empty_library_and_strange_days_do_no_harm(strip: DensityStrip, qtbot: QtBot) -> None:
    for found in (
        Found(Filter()),
        Found(Filter(days=_days("0001-01-01", "9999-12-31"))),
        replace(two_years().found(), filter=Filter(days=_days("0001-01-01", "9999-12-31"))),
        replace(two_years().found(), filter=Filter(days=_days("1990-01-01", "1990-12-31"))),
        replace(two_years().found(), filter=Filter(days=_days("2023-01-01", "2022-01-01"))),
        replace(two_years().found(), strip={9999 * 12 + 11: 1}),
    ):
        strip.show_found(found)
        strip.grab()
        QTest.mouseClick(
            strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 60)
        )
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Return, Qt.Key.Key_Minus, Qt.Key.Key_Plus):
            QTest.keyClick(strip, key)
        strip.grab()


def test_zooming_gives_a_range_up(strip: DensityStrip, qtbot: QtBot) -> None:
    """Its ends were months; as years they would lie a century away."""
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(strip, Qt.Key.Key_Minus)
    with qtbot.waitSignal(strip.days_requested) as asked:
        QTest.keyClick(strip, Qt.Key.Key_Return)
    assert asked.args in ([_days("2022-01-01", "2022-12-31")], [_days("2023-01-01", "2023-12-31")])


def test_the_mouse_stretches_no_range_of_the_keyboard(strip: DensityStrip, qtbot: QtBot) -> None:
    QTest.keyClick(strip, Qt.Key.Key_Home)  # the first key only shows where the keyboard stands
    QTest.keyClick(strip, Qt.Key.Key_Home)
    QTest.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseMove(strip, _at(strip, 9))
    QTest.mouseMove(strip, _at(strip, 12))
    with qtbot.waitSignal(strip.days_requested) as asked:
        QTest.keyClick(strip, Qt.Key.Key_Return)
    assert asked.args == [_days("2022-01-01", "2022-02-28")]
