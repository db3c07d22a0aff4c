"""The strip, clicked, dragged over, zoomed and walked along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QImage,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.core.query import Facet, Filter, Found
from clipdesk.settings import Appearance
from clipdesk.ui import formats, theme
from clipdesk.ui.timeline import strip_paint
from clipdesk.ui.timeline.density import Density, density_of
from clipdesk.ui.timeline.strip import DensityStrip, Unit
from tests.ui.library import endless, spans, two_years

_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_LEFT = Qt.MouseButton.LeftButton
_FACETS = ("source", "via", "tag", "collection")


def _day(iso: str) -> int:
    return dt.date.fromisoformat(iso).toordinal()


def _days(first: str, last: str) -> tuple[int, int]:
    return _day(first), _day(last)


@pytest.fixture
def strip(qtbot: QtBot) -> DensityStrip:
    """24 months with 1 to 12 clippings each."""
    made = DensityStrip()
    qtbot.addWidget(made)
    made.resize(600, made.height())
    made.show_density(density_of(two_years().found()), None)
    return made


def _daily(*, facet: str = "") -> Density:
    """Three years: of each day as many as the day of its week (Monday 1), of June 2022 nine more.

    Of each day's one is not shown; of those shown, one is of b, the others of a.
    """
    first, last = _days("2021-01-01", "2023-12-31")
    every = [(day - 1) % 7 + 1 for day in range(first, last + 1)]
    shown = [count - 1 for count in every]
    stacks = {"a": [max(0, n - 1) for n in shown], "b": [min(1, n) for n in shown]} if facet else {}
    june = (*_days("2022-06-01", "2022-06-30"), 4, 9)
    return Density(first, shown, every, [june], stacks, facet)


@pytest.fixture
def days_strip(qtbot: QtBot) -> Iterator[DensityStrip]:
    """Three years by day, shown and with the keys."""
    made = DensityStrip()
    qtbot.addWidget(made)
    made.resize(800, made.height())
    made.show_density(_daily(), None)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    yield made
    QToolTip.hideText()
    made.hide()


class Asked:
    """What was asked for, in order."""

    def __init__(self, strip: DensityStrip) -> None:
        self.days: list[tuple[int, int] | None] = []
        strip.days_requested.connect(self.days.append)


def _at(strip: DensityStrip, bar: int) -> QPoint:
    return strip.bar_rect(bar).center().toPoint()


def _unit(strip: DensityStrip) -> Unit:
    """The unit, which mypy shall not believe to stay."""
    return strip.unit


def _place(strip: DensityStrip, day: float) -> QPoint:
    return QPoint(round(strip.scale.x_of(day)), _at(strip, strip.scale.visible.start).y())


def _send(
    strip: DensityStrip,
    kind: QEvent.Type,
    at: QPoint,
    button: Qt.MouseButton = _LEFT,
    keys: Qt.KeyboardModifier = _NONE,
) -> None:
    """What the mouse does, without QTest's wait for a double click."""
    moves = kind is QEvent.Type.MouseMove
    pressed = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else button
    own = Qt.MouseButton.NoButton if moves else button
    where = QPointF(strip.mapToGlobal(at))
    QApplication.sendEvent(strip, QMouseEvent(kind, QPointF(at), where, own, pressed, keys))


def _press(strip: DensityStrip, at: QPoint, keys: Qt.KeyboardModifier = _NONE) -> None:
    _send(strip, QEvent.Type.MouseButtonPress, at, keys=keys)


def _move(strip: DensityStrip, at: QPoint) -> None:
    _send(strip, QEvent.Type.MouseMove, at)


def _release(strip: DensityStrip, at: QPoint) -> None:
    _send(strip, QEvent.Type.MouseButtonRelease, at)


def _drag(strip: DensityStrip, *places: QPoint, keys: Qt.KeyboardModifier = _NONE) -> None:
    _press(strip, places[0], keys)
    for at in places[1:]:
        _move(strip, at)
    _release(strip, places[-1])


def _hover(strip: DensityStrip, at: QPoint) -> None:
    _send(strip, QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton)


def _wheel(strip: DensityStrip, x: int, *, up: int, keys: Qt.KeyboardModifier = _NONE) -> None:
    at = QPointF(x, strip.bar_rect(0).center().y())
    turn = QPoint(0, 120 * up)
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        turn,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strip, event)


def _click(strip: DensityStrip, bar: int) -> None:
    _drag(strip, _at(strip, bar))


# ---- clicking and dragging -----------------------------------------------------------------------


def test_a_click_asks_for_its_bar_and_another_for_all(strip: DensityStrip) -> None:
    asked = Asked(strip)
    assert strip.unit is Unit.MONTH
    _click(strip, 1)
    assert asked.days == [_days("2022-02-01", "2022-02-28")]
    assert strip.days == asked.days[0]  # before any answer
    _click(strip, 1)
    assert asked.days[1:] == [None]
    strip.zoom_to(Unit.YEAR)
    _click(strip, 1)
    assert asked.days[2:] == [_days("2023-01-01", "2023-12-31")]


@pytest.mark.parametrize(("start", "end"), [(3, 14), (14, 3)])
def test_a_drag_asks_for_the_range(strip: DensityStrip, start: int, end: int) -> None:
    asked = Asked(strip)
    _drag(strip, _at(strip, start), _at(strip, 8), _at(strip, end))
    assert asked.days[-1] == strip.days == _days("2022-04-01", "2023-03-31")


def test_a_drag_asks_on_its_way_but_not_too_often(strip: DensityStrip, qtbot: QtBot) -> None:
    asked = Asked(strip)
    _press(strip, _at(strip, 3))
    assert asked.days == []
    for bar in (4, 5, 6, 7):
        _move(strip, _at(strip, bar))
    assert asked.days == [_days("2022-04-01", "2022-05-31")]
    qtbot.waitUntil(lambda: len(asked.days) == 2)
    assert asked.days[-1] == _days("2022-04-01", "2022-08-31")
    _move(strip, _at(strip, 9))
    _move(strip, _at(strip, 10))
    _release(strip, _at(strip, 10))
    assert asked.days[-1] == _days("2022-04-01", "2022-11-30")
    said = len(asked.days)
    qtbot.wait(200)
    assert len(asked.days) == said


def test_an_answer_on_the_way_leaves_the_drag_alone(strip: DensityStrip) -> None:
    asked = Asked(strip)
    _press(strip, _at(strip, 3))
    _move(strip, _at(strip, 6))
    strip.show_density(density_of(two_years().found()), asked.days[-1])
    _move(strip, _at(strip, 9))
    assert strip.days == _days("2022-04-01", "2022-10-31")
    _release(strip, _at(strip, 9))
    assert asked.days[-1] == _days("2022-04-01", "2022-10-31")


def test_the_ends_and_the_middle_of_the_brush_are_dragged(strip: DensityStrip) -> None:
    asked = Asked(strip)
    spring = _days("2022-03-01", "2022-05-31")
    strip.show_density(density_of(two_years().found()), spring)
    first, last = _place(strip, spring[0]), _place(strip, spring[1] + 1)
    _drag(strip, first, _place(strip, _day("2022-01-31")), _place(strip, _day("2022-02-02")))
    assert asked.days[-1] == _days("2022-02-01", "2022-05-31")
    _drag(strip, last, _place(strip, _day("2022-07-30")))
    assert asked.days[-1] == _days("2022-02-01", "2022-07-31")
    _drag(strip, _at(strip, 3), _at(strip, 7))
    assert asked.days[-1] == _days("2022-06-01", "2022-11-30")
    _drag(strip, _at(strip, 20), _at(strip, 21))
    assert asked.days[-1] == _days("2023-09-01", "2023-10-31")


def test_a_click_inside_the_brush_chooses_its_bar(strip: DensityStrip) -> None:
    asked = Asked(strip)
    strip.show_density(density_of(two_years().found()), _days("2022-03-01", "2022-08-31"))
    _click(strip, 4)
    assert asked.days == [_days("2022-05-01", "2022-05-31")]


def test_shift_stretches_the_brush_to_a_click(strip: DensityStrip) -> None:
    asked = Asked(strip)
    _click(strip, 4)
    _drag(strip, _at(strip, 7), keys=_SHIFT)
    assert asked.days[-1] == _days("2022-05-01", "2022-08-31")


def test_a_double_click_shows_all_days(strip: DensityStrip) -> None:
    asked = Asked(strip)
    strip.show_density(density_of(two_years().found()), _days("2022-03-01", "2022-08-31"))
    _click(strip, 12)
    _send(strip, QEvent.Type.MouseButtonDblClick, _at(strip, 12))
    _release(strip, _at(strip, 12))
    assert asked.days[-1] is None
    assert strip.days is None


def test_esc_gives_a_drag_up_and_asks_for_what_was_chosen_before(strip: DensityStrip) -> None:
    asked = Asked(strip)
    before = _days("2022-03-01", "2022-04-30")
    strip.show_density(density_of(two_years().found()), before)
    _press(strip, _at(strip, 10))
    _move(strip, _at(strip, 14))
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert asked.days == [_days("2022-11-01", "2023-03-31"), before]
    assert strip.days == before
    _release(strip, _at(strip, 14))
    assert len(asked.days) == 2


def test_a_drag_held_beyond_the_edge_goes_on(days_strip: DensityStrip, qtbot: QtBot) -> None:
    strip = days_strip
    strip.zoom_to(Unit.DAY)
    begin, last = strip.scale.left, strip.scale.days_in_sight[1]
    _press(strip, QPoint(500, 60))
    _move(strip, QPoint(900, 60))
    qtbot.waitUntil(lambda: strip.scale.left > begin + 20)
    assert strip.days is not None
    assert strip.days[1] > last
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    left = strip.scale.left
    qtbot.wait(60)
    assert strip.scale.left == left


def test_the_pointer_says_what_it_would_take(strip: DensityStrip) -> None:
    days = _days("2022-03-01", "2022-08-31")
    strip.show_density(density_of(two_years().found()), days)
    for at, shape in (
        (_place(strip, days[0]), Qt.CursorShape.SizeHorCursor),
        (_at(strip, 4), Qt.CursorShape.OpenHandCursor),
        (_place(strip, days[1] + 1), Qt.CursorShape.SizeHorCursor),
        (_at(strip, 15), Qt.CursorShape.ArrowCursor),
        (QPoint(300, 5), Qt.CursorShape.ArrowCursor),
    ):
        _hover(strip, at)
        assert strip.cursor().shape() is shape


def test_the_clear_button_stands_there_while_days_are_chosen(strip: DensityStrip) -> None:
    asked = Asked(strip)
    button = strip.findChild(QToolButton, "clear")
    assert button is not None
    assert button.isHidden()
    strip.show_density(density_of(two_years().found()), _days("2022-02-01", "2022-02-28"))
    assert not button.isHidden()
    button.click()
    assert asked.days == [None]
    assert button.isHidden()


# ---- zooming and panning -------------------------------------------------------------------------


def test_the_wheel_zooms_at_the_pointer_through_all_units(days_strip: DensityStrip) -> None:
    strip = days_strip
    day = strip.scale.day_at(300)
    units = []
    for _ in range(40):
        units.append(strip.unit)
        _wheel(strip, 300, up=1)
    assert list(dict.fromkeys(units)) == [Unit.MONTH, Unit.WEEK, Unit.DAY]
    assert strip.scale.day_at(300) == pytest.approx(day, abs=0.01)
    for _ in range(60):
        _wheel(strip, 300, up=-1, keys=Qt.KeyboardModifier.ControlModifier)
    assert strip.unit is Unit.YEAR
    assert strip.scale.shows_all


def test_shift_and_the_wheel_pan(days_strip: DensityStrip) -> None:
    strip = days_strip
    strip.zoom_to(Unit.DAY)
    begin = strip.scale
    _wheel(strip, 300, up=-1, keys=_SHIFT)
    assert strip.scale.left > begin.left
    assert strip.scale.day_width == begin.day_width
    _wheel(strip, 300, up=1, keys=_SHIFT)
    assert strip.scale.left == pytest.approx(begin.left)


def test_nothing_is_left_of_the_keyboards_bar_where_it_is_out_of_sight(
    days_strip: DensityStrip,
) -> None:
    strip = days_strip
    QTest.keyClick(strip, Qt.Key.Key_Home)
    strip.zoom_to(Unit.DAY)
    for _ in range(3):
        _wheel(strip, 300, up=-1, keys=_SHIFT)
    assert strip.look.cursor == 0
    shown = QImage(strip.size(), QImage.Format.Format_RGB32)
    without = shown.copy()
    for image, look in ((shown, strip.look), (without, replace(strip.look, cursor=None))):
        painter = QPainter(image)
        strip_paint.paint(painter, theme.tokens(), look)
        painter.end()
    assert shown == without


def test_the_axis_is_dragged(days_strip: DensityStrip) -> None:
    strip = days_strip
    asked = Asked(strip)
    strip.zoom_to(Unit.DAY)
    begin, axis = strip.scale, strip.height() - 8
    _hover(strip, QPoint(400, axis))
    assert strip.cursor().shape() is Qt.CursorShape.OpenHandCursor
    _drag(strip, QPoint(400, axis), QPoint(300, axis), QPoint(250, axis))
    assert strip.scale.x_of(begin.day_at(400)) == pytest.approx(250)
    for kind, x in ((QEvent.Type.MouseButtonPress, 250), (QEvent.Type.MouseMove, 400)):
        _send(strip, kind, QPoint(x, 60), Qt.MouseButton.MiddleButton)
    _send(strip, QEvent.Type.MouseButtonRelease, QPoint(400, 60), Qt.MouseButton.MiddleButton)
    assert strip.scale.left == pytest.approx(begin.left)
    _send(strip, QEvent.Type.MouseButtonDblClick, QPoint(400, axis))
    assert strip.scale.shows_all
    assert asked.days == []


def test_plus_minus_and_nought_zoom(days_strip: DensityStrip) -> None:
    strip = days_strip
    assert _unit(strip) is Unit.MONTH
    QTest.keyClick(strip, Qt.Key.Key_Minus)
    assert _unit(strip) is Unit.YEAR
    QTest.keyClick(strip, Qt.Key.Key_Plus)
    assert _unit(strip) is Unit.MONTH
    for key in (Qt.Key.Key_Semicolon, Qt.Key.Key_Equal, Qt.Key.Key_Plus, Qt.Key.Key_Plus):
        QTest.keyClick(strip, key)
    assert _unit(strip) is Unit.DAY
    QTest.keyClick(strip, Qt.Key.Key_0)
    assert strip.scale.shows_all


def test_buttons_zoom_around_what_is_looked_at(days_strip: DensityStrip) -> None:
    strip = days_strip
    plus, minus = (strip.findChild(QToolButton, name) for name in ("plus", "minus"))
    assert plus is not None
    assert minus is not None
    strip.set_current(_days("2021-03-10", "2021-03-10"))
    while plus.isEnabled():
        plus.click()
    assert strip.unit is Unit.DAY
    first, last = strip.scale.days_in_sight
    assert first <= _day("2021-03-10") <= last
    while minus.isEnabled():
        minus.click()
    assert (strip.unit, strip.scale.shows_all) == (Unit.YEAR, True)


def test_keys_and_buttons_zoom_to_days_that_came_from_elsewhere(days_strip: DensityStrip) -> None:
    strip = days_strip
    plus = strip.findChild(QToolButton, "plus")
    assert plus is not None
    _click(strip, 2)
    strip.show_density(_daily(), None)  # the filter was cleared
    chosen = _days("2023-03-01", "2023-11-30")
    strip.show_density(_daily(), chosen)  # and days were typed
    assert strip.hasFocus()
    for _ in range(6):
        plus.click()
    first, last = strip.scale.days_in_sight
    assert chosen[0] <= first < last <= chosen[1]
    strip.zoom_to_all()
    strip.set_current(_days("2021-06-10", "2021-06-10"))
    strip.show_density(_daily(), None)
    while plus.isEnabled():
        QTest.keyClick(strip, Qt.Key.Key_Plus)
    first, last = strip.scale.days_in_sight
    assert first <= _day("2021-06-10") <= last


def test_keys_zoom_to_the_year_that_was_clicked_and_to_where_they_went(
    days_strip: DensityStrip,
) -> None:
    strip = days_strip
    strip.zoom_to(Unit.YEAR)
    _click(strip, 1)
    assert strip.days == _days("2022-01-01", "2022-12-31")
    for _ in range(8):
        QTest.keyClick(strip, Qt.Key.Key_Plus)
    first, last = strip.scale.days_in_sight
    assert first < _day("2022-07-02") < last
    strip.zoom_to(Unit.MONTH)
    for _ in range(2):
        QTest.keyClick(strip, Qt.Key.Key_Right)
    for _ in range(8):
        QTest.keyClick(strip, Qt.Key.Key_Plus)
    first, last = strip.scale.days_in_sight
    assert first <= _day("2022-03-01") <= last


def test_an_end_is_reached_at_the_first_press(days_strip: DensityStrip) -> None:
    strip = days_strip
    strip.set_current(_days("2022-03-10", "2022-03-10"))
    QTest.keyClick(strip, Qt.Key.Key_Home)
    assert strip.look.cursor == 0
    strip.show_density(_daily(), _days("2022-03-01", "2022-03-31"))
    QTest.keyClick(strip, Qt.Key.Key_End)
    assert strip.look.cursor == strip.scale.count - 1


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        (Qt.Key.Key_Left, "2022-02-01", "2022-03-31"),
        (Qt.Key.Key_Right, "2022-03-01", "2022-04-30"),
        (Qt.Key.Key_End, "2022-03-01", "2023-12-31"),
        (Qt.Key.Key_Home, "2021-01-01", "2022-03-31"),
    ],
)
def test_shift_begins_to_stretch_at_the_clipping_that_is_open(
    days_strip: DensityStrip, key: Qt.Key, first: str, last: str
) -> None:
    days_strip.set_current(_days("2022-03-10", "2022-03-10"))
    QTest.keyClick(days_strip, key, _SHIFT)
    assert days_strip.days == _days(first, last)


def test_an_answer_to_what_was_chosen_here_leaves_the_keyboard_where_it_is(
    days_strip: DensityStrip,
) -> None:
    strip = days_strip
    _click(strip, 2)
    strip.show_density(_daily(), strip.days)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.look.cursor == 3


def test_two_fingers_zoom(days_strip: DensityStrip) -> None:
    strip = days_strip
    at = QPointF(300, 60)
    day, wide = strip.scale.day_at(300), strip.scale.day_width
    pad = QPointingDevice(
        "pad", 1, QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.Position, 2, 0,
    )  # fmt: skip
    kind = Qt.NativeGestureType.ZoomNativeGesture
    event = QNativeGestureEvent(kind, pad, 2, at, at, at, 0.5, QPointF())
    QApplication.sendEvent(strip, event)
    assert strip.scale.day_width == pytest.approx(wide * 1.5)
    assert strip.scale.day_at(300) == pytest.approx(day)


def test_fingers_on_a_screen_zoom(days_strip: DensityStrip, qtbot: QtBot) -> None:
    strip = days_strip
    wide = strip.scale.day_width
    screen = QTest.createTouchDevice()
    touch = QTest.touchEvent(strip, screen)
    touch.press(0, QPoint(380, 60)).press(1, QPoint(420, 60)).commit()
    for spread in range(40, 160, 20):
        touch.move(0, QPoint(400 - spread, 60)).move(1, QPoint(400 + spread, 60)).commit()
    touch.release(0, QPoint(250, 60)).release(1, QPoint(550, 60)).commit()
    assert strip.scale.day_width > wide * 1.5


def test_the_width_chooses_the_bars_until_the_user_does(qtbot: QtBot) -> None:
    strip = DensityStrip()
    qtbot.addWidget(strip)
    strip.resize(400, strip.height())
    density = density_of(endless(1000))
    strip.show_density(density, None)
    assert _unit(strip) is Unit.YEAR
    strip.resize(2200, strip.height())
    strip.grab()  # a hidden widget learns of its size when it is painted
    assert _unit(strip) is Unit.MONTH
    strip.zoom_to(Unit.YEAR)
    strip.resize(2300, strip.height())
    strip.grab()
    assert _unit(strip) is Unit.YEAR


def test_what_counts_by_month_has_no_finer_bars(strip: DensityStrip) -> None:
    for _ in range(9):
        QTest.keyClick(strip, Qt.Key.Key_Plus)
    assert strip.unit is Unit.MONTH
    strip.zoom_to(Unit.DAY)
    assert strip.unit is Unit.MONTH


def test_the_bars_pan_to_the_clipping_that_is_open(days_strip: DensityStrip) -> None:
    strip = days_strip
    strip.zoom_to(Unit.DAY)
    for iso in ("2021-01-05", "2023-12-30", "2022-06-15"):
        strip.set_current(_days(iso, iso))
        first, last = strip.scale.days_in_sight
        assert first <= _day(iso) <= last
    strip.set_current(None)
    assert strip.look.current is None


# ---- the keyboard --------------------------------------------------------------------------------


def test_the_keyboard_goes_over_the_bars(strip: DensityStrip) -> None:
    asked = Asked(strip)
    strip.set_current(_days("2022-05-03", "2022-05-03"))
    QTest.keyClick(strip, Qt.Key.Key_Right)  # the first one only shows where it stands
    assert strip.accessibleDescription() == "2022年5月: 5件"
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.accessibleDescription() == "2022年6月: 6件"
    QTest.keyClick(strip, Qt.Key.Key_Return)
    assert asked.days == [_days("2022-06-01", "2022-06-30")]
    for key, name in (
        (Qt.Key.Key_Home, "2022年1月: 1件"),
        (Qt.Key.Key_Left, "2022年1月: 1件"),
        (Qt.Key.Key_End, "2023年12月: 12件"),
        (Qt.Key.Key_PageUp, "2022年1月: 1件"),
        (Qt.Key.Key_PageDown, "2023年12月: 12件"),
    ):
        QTest.keyClick(strip, key)
        assert strip.accessibleDescription() == name
    QTest.keyClick(strip, Qt.Key.Key_Enter)
    QTest.keyClick(strip, Qt.Key.Key_Enter)
    assert asked.days[1:] == [_days("2023-12-01", "2023-12-31"), None]


def test_shift_and_the_arrows_stretch_the_brush(strip: DensityStrip) -> None:
    asked = Asked(strip)
    _click(strip, 5)
    QTest.keyClick(strip, Qt.Key.Key_Right, _SHIFT)
    assert asked.days[-1] == _days("2022-06-01", "2022-07-31")  # at once
    QTest.keyClick(strip, Qt.Key.Key_Right, _SHIFT)
    assert strip.days == _days("2022-06-01", "2022-08-31")
    assert strip.accessibleDescription() == "2022年6月 – 2022年8月、21件"
    QTest.keyClick(strip, Qt.Key.Key_Return)
    assert asked.days[-1] == _days("2022-06-01", "2022-08-31")
    QTest.keyClick(strip, Qt.Key.Key_Left, _SHIFT)
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert asked.days[-1] == strip.days == _days("2022-06-01", "2022-08-31")
    QTest.keyClick(strip, Qt.Key.Key_End, _SHIFT)
    QTest.keyClick(strip, Qt.Key.Key_Left)  # goes on without the brush, which stays
    assert asked.days[-1] == strip.days == _days("2022-06-01", "2023-12-31")


def test_leaving_the_strip_keeps_what_was_stretched(days_strip: DensityStrip, qtbot: QtBot) -> None:
    strip = days_strip
    asked = Asked(strip)
    QTest.keyClick(strip, Qt.Key.Key_Home)
    QTest.keyClick(strip, Qt.Key.Key_Home)
    for _ in range(3):
        QTest.keyClick(strip, Qt.Key.Key_Right, _SHIFT)
    strip.clearFocus()
    assert asked.days[-1] == strip.days == _days("2021-01-01", "2021-04-30")
    assert strip.look.cursor is None


def test_zooming_leaves_a_brush_as_it_is(strip: DensityStrip) -> None:
    asked = Asked(strip)
    _click(strip, 5)
    QTest.keyClick(strip, Qt.Key.Key_Right, _SHIFT)
    QTest.keyClick(strip, Qt.Key.Key_Minus)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    assert asked.days[-1] == strip.days == _days("2022-06-01", "2022-07-31")


def test_the_mouse_stretches_no_range_of_the_keyboard(strip: DensityStrip) -> None:
    _click(strip, 5)
    QTest.keyClick(strip, Qt.Key.Key_Right, _SHIFT)
    _hover(strip, _at(strip, 9))
    assert strip.days == _days("2022-06-01", "2022-07-31")
    _click(strip, 12)
    assert strip.days == _days("2023-01-01", "2023-01-31")


def test_esc_shows_all_days_if_some_are_chosen(strip: DensityStrip) -> None:
    asked = Asked(strip)
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert asked.days == []
    strip.show_density(density_of(two_years().found()), _days("2022-02-01", "2022-02-28"))
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert asked.days == [None]


def test_keys_are_kept_from_the_window_while_they_mean_something(strip: DensityStrip) -> None:
    def kept(key: Qt.Key, keys: Qt.KeyboardModifier = _NONE) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, keys)
        event.ignore()
        QApplication.sendEvent(strip, event)
        return event.isAccepted()

    assert kept(Qt.Key.Key_Left)
    assert kept(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert not kept(Qt.Key.Key_Escape)
    assert not kept(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert not kept(Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert not kept(Qt.Key.Key_J)
    _click(strip, 3)
    assert kept(Qt.Key.Key_Escape)


# ---- words ---------------------------------------------------------------------------------------


def test_figures_tell_the_shown_and_all(strip: DensityStrip) -> None:
    found = two_years().found(keep=lambda r: not r.is_read)
    strip.show_density(density_of(found), None)
    assert strip.bar_text(11) == "2022年12月: 4 / 12件"


@pytest.mark.parametrize(
    ("language", "unit", "words"),
    [
        ("ja", Unit.YEAR, "2022年: 1,101 / 1,471件、a 784件、b 313件、その他 4件"),
        ("ja", Unit.MONTH, "2022年6月: 93 / 128件、a 63件、b 26件、その他 4件"),
        (
            "ja",
            Unit.WEEK,
            "2022年6月13日からの1週間: 21 / 28件、a 15件、b 6件、ほかに日付が月までのもの: 2022年6月: 4 / 9件",
        ),
        (
            "ja",
            Unit.DAY,
            "2022年6月15日(水): 2 / 3件、a 1件、b 1件、ほかに日付が月までのもの: 2022年6月: 4 / 9件",
        ),
        ("en", Unit.MONTH, "June 2022: 93 of 128; a: 63; b: 26; Others: 4"),
        (
            "en",
            Unit.WEEK,
            "Week of 13 Jun 2022: 21 of 28; a: 15; b: 6; also, with only the month known, June 2022: 4 of 9",
        ),
    ],
)
def test_a_bar_in_words(days_strip: DensityStrip, language: str, unit: Unit, words: str) -> None:
    strip = days_strip
    texts.use_language(language)
    strip.show_density(_daily(facet="source"), None)
    strip.zoom_to(unit)
    assert strip.bar_text(strip.scale.bar_of(_day("2022-06-15"))) == words


def test_hovering_tells_the_figures(days_strip: DensityStrip) -> None:
    strip = days_strip
    strip.show_density(_daily(facet="source"), None)
    bar = strip.scale.bar_of(_day("2022-06-15"))
    _hover(strip, _at(strip, bar))
    told = QToolTip.text()
    for line in ("2022年6月: 93 / 128件", "a 63件", "b 26件", "その他 4件"):
        assert line in told
    for colour in (*theme.tokens().stack[:2], theme.tokens().stack_rest):
        assert f"color:{colour}" in told
    assert strip.look.hovered == bar
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert strip.look.hovered is None


def test_hovering_a_name_in_the_legend_tells_it(days_strip: DensityStrip) -> None:
    strip = days_strip
    density = Density(_day("2022-01-01"), [3], [3], (), {"<b>長い名前": [2]}, "source")
    strip.show_density(density, None)
    entry = strip.look.chart.legend[0]
    _hover(strip, QPoint(round(entry.word_x + 2), strip.look.chart.top - 10))
    assert "&lt;b&gt;長い名前 2件" in QToolTip.text()


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("facet", _FACETS)
def test_a_value_that_is_none_has_a_name(language: str, facet: str) -> None:
    texts.use_language(language)
    assert formats.value_name(Facet(facet), "")
    assert formats.value_name(Facet(facet), "x") == "x"


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (None, "2021年1月 – 2023年12月"),
        (("2022-01-01", "2022-12-31"), "2022年、1,101件"),
        (("2022-06-13", "2022-06-13"), "2022年6月13日、4件"),  # 0 of the day, 4 of its month
        (("1990-01-01", "2021-01-31"), "2021年1月、99件"),
        (("1990-01-01", "1990-01-31"), "1990年1月、0件"),
    ],
)
def test_the_header_tells_the_days(
    days_strip: DensityStrip, days: tuple[str, str] | None, label: str
) -> None:
    days_strip.show_density(_daily(), None if days is None else _days(*days))
    assert days_strip.look.label == label


# ---- colours -------------------------------------------------------------------------------------


def test_facets_that_are_offered_can_be_asked_for(days_strip: DensityStrip, qtbot: QtBot) -> None:
    strip = days_strip
    button = strip.findChild(QToolButton, "colours")
    assert button is not None
    assert button.isHidden()
    plain = strip.height()
    strip.offer_facets(_FACETS)
    assert button.isVisible()
    assert button.text() == "色分け: なし"
    button.click()
    menu = _menu(strip)
    assert [a.text() for a in menu.actions()] == ["なし", "出典", "経由", "タグ", "ページ"]
    with qtbot.waitSignal(strip.stack_requested) as asked:
        menu.actions()[1].trigger()
    assert asked.args == ["source"]
    strip.show_density(_daily(facet="source"), None)
    assert strip.height() > plain
    assert button.text() == "色分け: 出典"
    strip.show_density(_daily(), None)
    assert strip.height() == plain


def test_a_value_keeps_its_colour_when_others_come_before_it(days_strip: DensityStrip) -> None:
    strip = days_strip
    day = _day("2022-01-01")
    strip.show_density(Density(day, [5], [5], (), {"a": [3], "b": [2]}, "source"), None)
    strip.show_density(Density(day, [2], [5], (), {"b": [2], "c": [1]}, "source"), None)
    chart = strip.look.chart
    assert dict(zip(chart.density.labels, chart.slots, strict=True)) == {"b": 1, "c": 2}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_spans_and_ghosts_are_painted(
    days_strip: DensityStrip, qapp: QApplication, scheme: Appearance
) -> None:
    strip = days_strip
    theme.apply(qapp, scheme)
    colours = theme.tokens()
    strip.show_density(_daily(facet="source"), None)
    bar = strip.scale.bar_of(_day("2022-06-15"))
    picture = strip.grab().toImage()
    x, base = _at(strip, bar).x(), strip.look.chart.base
    column = {picture.pixelColor(x, y).name() for y in range(strip.look.chart.top, base)}
    assert {colours.stack[0], colours.stack[1], colours.ghost, colours.paper} <= column
    strip.show_density(_daily(), None)
    picture = strip.grab().toImage()
    base = strip.look.chart.base
    assert picture.pixelColor(x, base - 3).name() == colours.bar
    strip.zoom_to(Unit.DAY)
    strip.set_current(_days("2022-06-11", "2022-06-11"))
    monday = strip.scale.x_of(_day("2022-06-13")) + strip.scale.day_width / 2  # none is shown
    picture = strip.grab().toImage()
    hatched = {picture.pixelColor(round(monday) + n, base - 2).name() for n in range(-4, 4)}
    assert len(hatched) > 1


def test_a_month_is_marked_as_one(days_strip: DensityStrip) -> None:
    strip = days_strip
    strip.zoom_to(Unit.DAY)
    ink, top = theme.tokens().ink, strip.look.chart.top + 2
    month, day = _days("2022-06-01", "2022-06-30"), _days("2022-06-01", "2022-06-01")
    for days, is_marked in ((month, True), (day, False)):
        strip.set_current(days)
        x = round(strip.scale.x_of(_day("2022-06-20")))
        picture = strip.grab().toImage()
        assert (picture.pixelColor(x, top).name() == ink) is is_marked


# ---- the menu, screen readers, the rest ----------------------------------------------------------


def _menu(strip: DensityStrip) -> QMenu:
    """The menu that is open."""
    (menu,) = (m for m in strip.findChildren(QMenu) if m.isVisible())
    return menu


def test_the_menu_has_units_zoom_days_and_pictures(days_strip: DensityStrip, qtbot: QtBot) -> None:
    strip = days_strip
    strip.offer_facets(_FACETS)
    strip.show_density(_daily(), _days("2022-06-01", "2022-06-30"))
    at = QPoint(400, 60)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(strip, QContextMenuEvent(reason, at, strip.mapToGlobal(at)))
    menu = _menu(strip)
    named = {action.text(): action for action in menu.actions()}
    assert named["月ごと"].isChecked()
    named["日ごと"].trigger()
    assert strip.unit is Unit.DAY
    by_name = {action.objectName(): action for action in menu.actions() if action.objectName()}
    assert list(by_name) == [
        "zoom_in", "zoom_out", "zoom_all", "zoom_days", "clear", "copy", "save",
    ]  # fmt: skip
    by_name["zoom_days"].trigger()
    wide = strip.scale.x_of(_day("2022-07-01")) - strip.scale.x_of(_day("2022-06-01"))
    assert wide == pytest.approx(strip.scale.room * 0.9)
    asked = Asked(strip)
    by_name["clear"].trigger()
    assert asked.days == [None]
    menu.close()
    assert strip.findChild(QToolButton, "more").isEnabled()  # type: ignore[union-attr]


def test_every_bar_in_sight_is_readable(days_strip: DensityStrip, qtbot: QtBot) -> None:
    strip = days_strip
    assert strip.findChildren(QLabel) == []  # nobody listens
    QAccessible.setActive(True)
    try:
        strip.zoom_to(Unit.DAY)
        qtbot.waitUntil(lambda: len(strip.findChildren(QLabel)) == len(strip.scale.visible))
        interface = QAccessible.queryAccessibleInterface(strip)
        children = [interface.child(n) for n in range(interface.childCount())]
        words = [child.text(QAccessible.Text.Name) for child in children]
        spoken = [strip.bar_text(bar) for bar in strip.scale.visible]
        assert [word for word in words if word in spoken] == spoken
        strip.zoom_to(Unit.YEAR)
        qtbot.waitUntil(lambda: len(strip.findChildren(QLabel)) == 3)
        for label, bar in zip(strip.findChildren(QLabel), range(3), strict=True):
            assert label.accessibleName() == strip.bar_text(bar)
            assert label.geometry() == strip.bar_rect(bar).toAlignedRect()
    finally:
        QAccessible.setActive(False)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("width", [160, 420, 1280])
def test_header_and_legend_do_not_overlap(
    days_strip: DensityStrip, language: str, width: int
) -> None:
    strip = days_strip
    texts.use_language(language)
    strip.resize(width, strip.height())
    strip.offer_facets(_FACETS)
    strip.show_density(_daily(facet="collection"), _days("2022-06-01", "2023-06-30"))
    strip.retranslate()
    buttons = [b for b in strip.findChildren(QToolButton) if b.isVisible()]
    places = sorted((b.geometry() for b in buttons), key=lambda rect: rect.left())
    for one, next_one in pairwise(places):
        assert one.right() < next_one.left()
    assert places[-1].right() <= width
    look = strip.look
    assert (look.unit_label is not None) is (width > 300)
    assert look.unit_label is None or not any(
        look.unit_label[1].toRect().intersects(place) for place in places
    )
    clear = strip.findChild(QToolButton, "clear")
    assert clear is not None
    assert clear.geometry().right() < places[places.index(clear.geometry()) + 1].left()
    assert clear.geometry().left() >= min(look.label_room, 0)


def test_an_empty_library_and_strange_days_do_no_harm(strip: DensityStrip) -> None:
    found = two_years().found()
    for answer in (
        Found(Filter()),
        Found(Filter(days=_days("0001-01-01", "9999-12-31"))),
        replace(found, filter=Filter(days=_days("0001-01-01", "9999-12-31"))),
        replace(found, filter=Filter(days=_days("1990-01-01", "1990-12-31"))),
        replace(found, filter=Filter(days=_days("2023-01-01", "2022-01-01"))),
        replace(found, spans=spans({}, {9999 * 12 + 11: 1})),
        replace(found, spans=spans({12: 1}, {12: 1, 9999 * 12 + 11: 1})),
    ):
        strip.show_density(density_of(answer), answer.filter.days)
        strip.grab()
        _drag(strip, QPoint(300, 60), QPoint(320, 60), QPoint(900, 60))
        _wheel(strip, 300, up=3)
        _wheel(strip, 300, up=-3, keys=_SHIFT)
        for key in (
            Qt.Key.Key_Left,
            Qt.Key.Key_Return,
            Qt.Key.Key_Minus,
            Qt.Key.Key_Plus,
            Qt.Key.Key_End,
            Qt.Key.Key_Escape,
        ):
            QTest.keyClick(strip, key)
            QTest.keyClick(strip, key, _SHIFT)
        strip.grab()


def test_values_have_the_same_colours_when_bars_are_divided_by_their_facet_again(
    strip: DensityStrip,
) -> None:
    first = _day("2022-01-01")

    def divided(facet: str, *names: str) -> Density:
        return Density(first, [9], [9], (), {n: [9 - k] for k, n in enumerate(names)}, facet)

    strip.show_density(divided("tag", "a", "b"), None)
    for other in (divided("tag", "b"), divided("source", "x", "b"), divided("", *())):
        strip.show_density(other, None)
    strip.show_density(divided("tag", "b", "a"), None)
    assert strip.look.chart.slots == (1, 0)
