"""The strip: how many clippings there are when, and the days chosen there. Main thread.

It decides nothing, it asks by `days_requested`. Its parts: density.py counts, scale.py measures,
picker.py knows which days a hand picks, strip_bars.py and strip_paint.py paint, strip_words.py
has the words, strip_header.py the buttons, strip_keys.py the keyboard; here are the mouse and
what ties all of it together.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QMenu, QPinchGesture, QToolTip, QWidget

from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.timeline import strip_bars, strip_keys, strip_menu, strip_paint, strip_words
from clipdesk.ui.timeline.density import Density
from clipdesk.ui.timeline.picker import Grip, Picker, grip_at
from clipdesk.ui.timeline.scale import Scale, Unit
from clipdesk.ui.timeline.strip_access import ReadableBars
from clipdesk.ui.timeline.strip_ask import Asking
from clipdesk.ui.timeline.strip_header import Buttons
from clipdesk.ui.timeline.strip_legend import with_slots

__all__ = ["DensityStrip", "Unit"]

Days = tuple[int, int]

_WHEEL_ZOOM: Final = 1.2  # for one notch
_WHEEL_PAN: Final = 64  # pixels for one notch
_NOTCH: Final = 120
_PULL_MS: Final = 16
_PART: Final = 11  # of its pane's height that the bars take
_SHAPES: Final = {
    Grip.NEW: Qt.CursorShape.ArrowCursor,
    Grip.FIRST: Qt.CursorShape.SizeHorCursor,
    Grip.LAST: Qt.CursorShape.SizeHorCursor,
    Grip.WHOLE: Qt.CursorShape.OpenHandCursor,
}


class DensityStrip(QWidget):
    """Bars over time; a click or a drag asks for their days.

    Signals:
        days_requested: (first, last) in days (`date.toordinal`), or None to show all; while days
            are being picked some of the way, at the end what was picked.
        stack_requested: the facet to divide the bars by (one of those offered), empty for none.
        said: something was done that is worth a quiet word.
    """

    days_requested = Signal(object)
    stack_requested = Signal(str)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._density = Density(1, (), ())
        self._days: Days | None = None
        self._current: Days | None = None
        self._scale = Scale()
        self._facets: tuple[str, ...] = ()
        self._slots: dict[str, dict[str, int]] = {}  # of each facet's values
        self._label = ""
        self._hovered: int | None = None
        self._panned_from: float | None = None  # x, while the axis is dragged
        self._pointer = 0.0
        self._chart = strip_bars.Chart(self._scale, self._density, self.font())
        self._layer = strip_bars.Layer()
        self._plot = strip_bars.PLOT[0]
        self._picker = Picker()
        self._asking = Asking(self)
        self._asking.asked.connect(self.days_requested)
        self._pull = QTimer(self, interval=_PULL_MS)
        self._pull.timeout.connect(self._on_pull_timeout)
        self._buttons = Buttons(self, self.show_all_days, self.zoom, self.open_menu)
        self._readable = ReadableBars(self, self._readable_bars)
        self.setFixedHeight(self._chart.height)
        self.setMinimumWidth(160)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)
        theme.watcher().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.retranslate()

    # What is shown

    def show_density(self, density: Density, days: Days | None) -> None:
        """Show another answer's counts and the days that it was asked for.

        What a hand is just picking stays in it.
        """
        facet = density.stack_facet
        self._slots[facet] = with_slots(self._slots.get(facet, {}), density.labels)
        self._density = density
        if not self._picker.is_active and days != self._days:
            self._days = days
            self._picker.cursor = None  # days from elsewhere: the keyboard begins at them
        self._scale = self._scale.following(density.extent, self.width(), density.finest)
        self._hovered = None
        self._refresh()

    def offer_facets(self, facets: tuple[str, ...]) -> None:
        """What the bars can be divided by, of `source`, `via`, `tag`, `collection`."""
        self._facets = facets
        self._refresh()

    def use_room(self, height: int) -> None:
        """Take a part of a pane's height for the bars, within bounds."""
        least, most = strip_bars.PLOT
        plot = max(least, min(most, height // _PART))
        if plot != self._plot:
            self._plot = plot
            self._refresh()

    def set_current(self, days: Days | None) -> None:
        """Mark the day of the clipping that is open, or its month where no day is known."""
        if days == self._current:
            return
        self._current = days
        if days is not None and not self._picker.is_active and self._panned_from is None:
            self._use(self._scale.revealing(*days))
        self.update()

    @property
    def unit(self) -> Unit:
        """What a bar stands for now."""
        return self._scale.unit

    @property
    def scale(self) -> Scale:
        """The bars."""
        return self._scale

    @property
    def days(self) -> Days | None:
        """The days that are chosen, or just being picked."""
        return self._picker.range or self._days

    @property
    def look(self) -> strip_paint.Look:
        """What is to be seen now."""
        shown = self._picker
        at = shown.cursor if self.hasFocus() and shown.grip is None else None
        unit = self._buttons.unit_rect
        return strip_paint.Look(
            chart=self._chart,
            label=self._label,
            label_room=self._buttons.label_room,
            unit_label=None if unit is None else (strip_words.unit_name(self.unit), QRectF(unit)),
            brush=self.days,
            hovered=None if shown.is_active else self._hovered,
            cursor=None if at is None else self._scale.clamped(self._scale.bar_of(at)),
            current=self._current,
        )

    def bar_rect(self, bar: int) -> QRectF:
        """Where a bar's slot stands, gap and all."""
        return strip_bars.slot_rect(self._chart, bar)

    def bar_days(self, bar: int) -> Days:
        """First and last day of a bar."""
        return self._scale.days_of(bar)

    def bar_text(self, bar: int) -> str:
        """A bar in words: `2022年1月: 12 / 15件`."""
        return strip_words.bar_text(self._density, self.unit, self._scale.days_of(bar))

    def retranslate(self) -> None:
        """Take the language in use."""
        self.setAccessibleName(t("timeline.strip.name"))
        self._buttons.retranslate()
        self._refresh()

    def sizeHint(self) -> QSize:
        """A low strip."""
        return QSize(400, self._chart.height)

    # Zooming and panning

    def zoom(self, steps: int) -> None:
        """Zoom in by a step, or out by -1, around what is looked at."""
        day = self._looked_at()
        scale = self._scale
        x = scale.x_of(day)
        if not 0 <= x <= self.width():
            scale = scale.panned_to(day - scale.room / 2 / scale.day_width)
            x = scale.x_of(day)
        self._use(scale.stepped(steps, x))

    def zoom_to(self, unit: Unit) -> None:
        """Show bars of a unit, and among them what is looked at."""
        self._use(self._scale.with_unit(unit, self._looked_at()))

    def zoom_to_all(self) -> None:
        """Bring all bars in sight."""
        self._use(self._scale.with_all())

    def zoom_to_days(self) -> None:
        """Make the chosen days fill the strip."""
        if self.days is not None:
            self._use(self._scale.with_days(self.days))

    def _looked_at(self) -> float:
        """The day to zoom around, with its fraction."""
        inside = None if self.days is None else self._scale.clipped(self.days)
        cursor = self._picker.cursor if self.hasFocus() else None
        if cursor is not None and (inside is None or self._picker.has_walked):
            first, last = self._scale.days_of(self._scale.bar_of(cursor))
        elif inside is not None:
            first, last = inside
        elif self._current is not None and self._scale.clipped(self._current) is not None:
            first, last = self._current
        else:
            return self._scale.day_at(self._scale.middle)
        return (first + last + 1) / 2

    def _use(self, scale: Scale) -> None:
        if scale != self._scale:
            self._scale = scale
            self._hovered = None
            QToolTip.hideText()  # it told of a bar that is elsewhere now
            self._refresh()

    def _refresh(self) -> None:
        """Take up what changed."""
        density, font = self._density, self.font()
        of_facet = self._slots.get(density.stack_facet, {})
        slots = tuple(of_facet[label] for label in density.labels)
        legend = strip_bars.legend_of(density, self.width(), font)
        self._chart = strip_bars.Chart(self._scale, density, font, slots, legend, self._plot)
        if self._chart.height != self.height():
            self.setFixedHeight(self._chart.height)
        days = self.days
        self._label = strip_words.chosen(self._scale, self._density, days)
        facet = self._density.stack_facet if self._facets else None
        self._buttons.arrange(self._scale, self._label, chosen=days is not None, facet=facet)
        self._readable.follow()
        self._tell()
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is to be seen now."""
        painter = QPainter(self)
        strip_paint.paint(painter, theme.tokens(), self.look, self._layer)
        painter.end()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag, of the brush or of time itself."""
        at, button = event.position(), event.button()
        left = button is Qt.MouseButton.LeftButton
        on_axis = at.y() >= self._chart.base
        if (left and on_axis) or button is Qt.MouseButton.MiddleButton:
            self._panned_from = at.x()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif left and self._bar_under(at) is not None:
            self.end_picking()
            self._asking.begin(self._days)
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._picker.press(self._scale, at.x(), self._days, extend=bool(shift))
            if self._picker.grip is Grip.WHOLE:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._picked()
        QToolTip.hideText()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag on, or tell the figures under the pointer."""
        at = event.position()
        self._pointer = at.x()
        if self._panned_from is not None:
            self._use(self._scale.panned(self._panned_from - at.x()))
            self._panned_from = at.x()
        elif self._picker.grip is not None:
            self._drag()
            beyond = self._scale.pulled(at.x()) != self._scale
            if beyond and not self._pull.isActive():
                self._pull.start()
        else:
            self._hover(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the bars clicked or dragged over."""
        self._pull.stop()
        self._panned_from = None
        if event.button() is Qt.MouseButton.LeftButton and self._picker.grip is not None:
            if self._picker.has_moved:
                self.choose(self._picker.take())
            else:
                self.choose_bar()
        self._show_grip(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all days; on the axis, all bars."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if event.position().y() >= self._chart.base:
            self.zoom_to_all()
        elif self._bar_under(event.position()) is not None:
            self.show_all_days()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        super().leaveEvent(event)
        self._hovered = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift, or sideways, pan."""
        delta = event.angleDelta()
        sideways = abs(delta.x()) > abs(delta.y())
        turn = (delta.x() if sideways else delta.y()) / _NOTCH
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._use(self._scale.panned(-turn * _WHEEL_PAN))
        elif turn:
            self._use(self._scale.zoomed(_WHEEL_ZOOM**turn, event.position().x()))
        event.accept()

    def _drag(self) -> None:
        self._picker.drag(self._scale, self._pointer)
        self._picked()

    def _on_pull_timeout(self) -> None:
        """The pointer is held beyond an edge: time moves on under it."""
        pulled = self._scale.pulled(self._pointer)
        if self._picker.grip is None or not self._picker.has_moved or pulled == self._scale:
            self._pull.stop()
            return
        self._scale = pulled
        self._drag()

    def _hover(self, event: QMouseEvent) -> None:
        at = event.position()
        self._show_grip(at)
        hovered = self._bar_under(at)
        named = strip_bars.legend_entry_at(self._chart, at)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()
        elif hovered is not None:
            return
        text = ""  # hides what is shown
        if hovered is not None:
            colours = strip_bars.colours_of(self._chart, theme.tokens())
            days = self._scale.days_of(hovered)
            text = strip_words.bar_hint(self._density, self.unit, days, colours)
        elif named is not None:
            text = strip_words.value_hint(self._density, named)
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _bar_under(self, at: QPointF) -> int | None:
        inside = self._chart.top <= at.y() < self._chart.base
        return self._scale.bar_at(at.x()) if inside else None

    def _show_grip(self, at: QPointF) -> None:
        """The pointer says what it would take hold of."""
        if self._bar_under(at) is not None:
            shape = _SHAPES[grip_at(self._scale, at.x(), self._days)]
        elif at.y() >= self._chart.base and not self._scale.shows_all:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if shape != self.cursor().shape():
            self.setCursor(shape)

    # Keyboard, gestures and menu

    def event(self, event: QEvent) -> bool:
        """Keep keys from a window's shortcuts while they mean something here; follow fingers."""
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if strip_keys.is_mine(event, can_clear=self.days is not None):
                event.accept()
                return True
        elif isinstance(event, QNativeGestureEvent):
            if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
                self._use(self._scale.zoomed(max(0.1, 1 + event.value()), event.position().x()))
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = self.mapFromGlobal(pinch.centerPoint())
                self._use(self._scale.zoomed(max(0.1, pinch.scaleFactor()), at.x()))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the keys do is in strip_keys.py."""
        if not self._scale.count or not strip_keys.press(self, event):
            super().keyPressEvent(event)

    def move_cursor(self, bars: int, *, extend: bool) -> None:
        """Go so many bars on; `extend` stretches the brush.

        The first time the keyboard comes to what is looked at, and goes on from there only to
        stretch, or to an end.
        """
        scale, picker = self._scale, self._picker
        if picker.cursor is None:
            picker.cursor = self._keyboard_begins
            if not extend and abs(bars) < scale.count:
                bars = 0
        bar = scale.clamped(scale.bar_of(picker.cursor) + bars)
        if extend and not picker.is_active:
            self._asking.begin(self._days)
        elif not extend:
            self.end_picking()
        picker.step(scale, bar, self._days, extend=extend)
        self._scale = scale.revealing(*scale.days_of(bar))
        if extend:
            picker.has_moved = True
        self._picked()

    @property
    def _keyboard_begins(self) -> int:
        """A day of the bar where the keyboard stands first."""
        for days, end in ((self._days, 1), (self._current, 0)):
            inside = None if days is None else self._scale.clipped(days)
            if inside is not None:
                return inside[end]
        return self._scale.end

    def divide_next(self) -> None:
        """Ask for the next of the facets that were offered, after the last for none."""
        facets = ("", *self._facets)
        at = facets.index(self._density.stack_facet) if self._density.stack_facet in facets else 0
        if self._facets:
            self.stack_requested.emit(facets[(at + 1) % len(facets)])

    @property
    def bars_in_sight(self) -> int:
        """How many bars have room, at least 1."""
        return max(1, len(self._scale.visible) - 1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu."""
        self.open_menu("more", event.globalPos())

    def open_menu(self, which: str, at: QPoint) -> QMenu:
        """Open the menu of everything (`more`) or that of the facets (`colours`)."""
        menu = strip_menu.new_menu(self)
        facet = self._density.stack_facet
        if which == "colours":
            strip_menu.add_facets(menu, self._facets, facet, self.stack_requested.emit)
            menu.popup(at)
            return menu
        scale = self._scale
        strip_menu.add_units(menu, scale, self.zoom_to)
        if self._facets:
            inner = menu.addMenu(t("timeline.strip.divide"))
            strip_menu.add_facets(inner, self._facets, facet, self.stack_requested.emit)
        menu.addSeparator()
        add = partial(strip_menu.add, menu)
        add("zoom_in", partial(self.zoom, 1), enabled=scale.can_zoom_in)
        add("zoom_out", partial(self.zoom, -1), enabled=scale.can_zoom_out)
        add("zoom_all", self.zoom_to_all, enabled=not scale.shows_all)
        add("zoom_days", self.zoom_to_days, enabled=self.days is not None)
        add("clear", self.show_all_days, enabled=self.days is not None)
        menu.addSeparator()
        add("copy", self.copy_chart, enabled=scale.count > 0)
        add("save", self.save_chart, enabled=scale.count > 0)
        menu.popup(at)
        return menu

    def copy_chart(self) -> None:
        """Put the chart on the clipboard."""
        from clipdesk.ui.timeline import strip_export  # noqa: PLC0415 - rarely needed

        strip_export.copy(self.look)
        self.said.emit(t("timeline.strip.copied"))

    def save_chart(self) -> None:
        """Ask where the chart shall be saved, and save it."""
        from clipdesk.ui.timeline import strip_export  # noqa: PLC0415 - rarely needed

        strip_export.save(self.look, self)

    # Choosing

    def choose(self, days: Days | None) -> None:
        """Ask for days, if they are not those asked for last."""
        self._picker.cancel()
        self._days = days
        self._asking.settle(days)
        self._refresh()

    def choose_bar(self) -> None:
        """Ask for the bar where the cursor is; for all days if it is chosen."""
        if self._picker.grip is None:
            self._asking.begin(self._days)
        picked = self._picker.click(self._scale)
        self.choose(None if picked == self._days else picked)

    def show_all_days(self) -> None:
        """Ask for all days."""
        if not self._picker.is_active:
            self._asking.begin(self._days)
        self.choose(None)

    def end_picking(self) -> None:
        """What is being picked is chosen."""
        if self._picker.is_active:
            self.choose(self._picker.take())

    def give_up_picking(self) -> None:
        """What was chosen before the picking is chosen again."""
        self._pull.stop()
        self._picker.give_up()
        self.choose(self._days)

    @property
    def is_picking(self) -> bool:
        """Whether days are being picked."""
        return self._picker.is_active

    @property
    def has_cursor(self) -> bool:
        """Whether the keyboard stands on a bar."""
        return self._picker.cursor is not None

    def _picked(self) -> None:
        """The range in the hand changed: show it, and ask for it soon."""
        if self._picker.has_moved and self._picker.range is not None:
            self._asking.wish(self._picker.range)
        self._refresh()

    # Accessibility

    def _readable_bars(self) -> list[tuple[QRect, str]]:
        """Place and words of each bar in sight."""
        bars = self._scale.visible
        return [(self.bar_rect(bar).toAlignedRect(), self.bar_text(bar)) for bar in bars]

    def _tell(self) -> None:
        """Say what is looked at to a screen reader."""
        description = self._label
        if self._picker.is_active:
            pass  # the days being picked
        elif self._picker.cursor is not None and self._scale.count:
            bar = self._scale.clamped(self._scale.bar_of(self._picker.cursor))
            description = self.bar_text(bar)
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)
            changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(changed)

    # Following the window

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was picked with the keyboard is chosen."""
        super().focusOutEvent(event)
        if self._picker.grip is None and event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.end_picking()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        self._readable.follow()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the bars fit."""
        super().resizeEvent(event)
        density = self._density
        self._scale = self._scale.following(density.extent, self.width(), density.finest)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._refresh()

    def _on_theme_changed(self) -> None:
        self._buttons.use_theme()
        self.update()
