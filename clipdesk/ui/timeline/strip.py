"""The strip: how many clippings each month or year has, and the days chosen there. Main thread.

It decides nothing, it asks by `days_requested`. Its parts: scale.py counts and measures,
picker.py knows which bars a drag picks, strip_header.py has words and buttons,
strip_paint.py paints; here are mouse, keyboard and what a screen reader is told.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from clipdesk.core.query import Found
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.timeline import strip_header, strip_paint
from clipdesk.ui.timeline.picker import Picker
from clipdesk.ui.timeline.scale import Scale, Unit, month_of_day

__all__ = ["DensityStrip", "Unit"]


class DensityStrip(QWidget):
    """Bars by month or year; a click or a drag asks for their days.

    Signals:
        days_requested: (first, last) in days (`date.toordinal`), or None to show all.
    """

    days_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[int, int] = {}  # clippings by month
        self._all: dict[int, int] = {}
        self._days: tuple[int, int] | None = None
        self._current: int | None = None
        self._wanted_unit: Unit | None = None  # None: chosen by the width
        self._scale = Scale()
        self._hovered: int | None = None
        self._picker = Picker()
        self._buttons = strip_header.Buttons(self, self._show_all, self.zoom)
        self.setFixedHeight(strip_paint.HEIGHT)
        self.setMinimumWidth(160)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        theme.watcher().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.retranslate()

    def show_found(self, found: Found) -> None:
        """Show another answer's months."""
        self._shown, self._all, self._days = found.strip, found.strip_all, found.filter.days
        self._cancel_drag()
        self._arrange()
        self._tell()

    def set_current_month(self, month: int | None) -> None:
        """Mark the month of the current clipping (`year * 12 + month - 1`)."""
        if month == self._current:
            return
        self._current = month
        if month is not None and not self._picker.active:
            self._scale = self._scale.revealing(self._scale.bar_of(month))
        self.update()

    @property
    def unit(self) -> Unit:
        """What a bar stands for now."""
        return self._scale.unit

    def zoom(self, unit: Unit) -> None:
        """Show months or years, keeping in view what is looked at."""
        scale = self._scale
        if unit is scale.unit:
            return
        self._cancel_drag()  # bars of months are no bars of years
        cursor = self._picker.cursor
        if cursor is not None:
            looked_at = scale.month_of(cursor)
        elif self._current is not None:
            looked_at = self._current
        elif self._days is not None:
            looked_at = month_of_day(self._days[0])
        else:
            looked_at = scale.month_of(scale.bar_at(self.width() / 2) or 0)
        self._wanted_unit = unit
        self._arrange()
        bar = self._scale.clamped(self._scale.bar_of(looked_at))
        self._picker.cursor = None if cursor is None else bar
        self._scale = self._scale.revealing(bar, centre=True)
        self.update()

    def retranslate(self) -> None:
        """Take the language in use."""
        self.setAccessibleName(t("timeline.strip.name"))
        self._buttons.retranslate()
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        """A low strip."""
        return QSize(400, strip_paint.HEIGHT)

    def bar_rect(self, bar: int) -> QRectF:
        """Where a bar's slot stands, gap and all."""
        return strip_paint.slot_rect(self._scale, bar)

    def bar_days(self, bar: int) -> tuple[int, int]:
        """First and last day of a bar."""
        return self._scale.days_of(bar)

    def bar_text(self, bar: int) -> str:
        """A bar in words: `2022年1月: 12 / 15件`."""
        return strip_header.bar_text(self._scale, bar)

    # Arranging

    def _arrange(self) -> None:
        """Count and measure anew, keeping the offset as far as there are bars."""
        self._scale = self._scale.recounted(self._shown, self._all, self.width(), self._wanted_unit)
        if self._scale.bars:
            cursor, self._hovered = self._picker.cursor, None
            self._picker.cursor = None if cursor is None else self._scale.clamped(cursor)
        self._buttons.arrange(self._scale, self._days)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is to be seen now."""
        super().paintEvent(event)
        picker, scale = self._picker, self._scale
        picked = picker.range()
        look = strip_paint.Look(
            scale=scale,
            font=self.font(),
            label=strip_header.label(scale, self._days),
            chosen=self._days is not None,
            brush=self._days if picked is None else scale.days_between(*picked),
            hovered=None if picker.active else self._hovered,
            cursor=picker.cursor if self.hasFocus() else None,
            current=self._current,
        )
        painter = QPainter(self)
        strip_paint.paint(painter, theme.tokens(), look)
        painter.end()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        bar = self._bar_under(event)
        if event.button() is Qt.MouseButton.LeftButton and bar is not None:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._picker.press(bar, extend=bool(shift))
            QToolTip.hideText()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag on, or tell the figures under the pointer."""
        # A range begun with Shift and the arrows is not the mouse's to stretch.
        if self._picker.dragging:
            x = event.position().x()
            self._scale = self._scale.pulled(x)
            self._picker.cursor = self._scale.bar_at(self._scale.inside(x))
            self.update()
            return
        hovered = self._bar_under(event)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()
            text = "" if hovered is None else self.bar_text(hovered)  # none hides it
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the bars clicked or dragged over."""
        if event.button() is Qt.MouseButton.LeftButton and self._picker.active:
            self._ask()
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        super().leaveEvent(event)
        self._hovered = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pan; with Ctrl zoom at the pointer."""
        delta = event.angleDelta()
        turn = delta.y() or delta.x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turn:
                self._zoom_at(event.position().x(), Unit.MONTH if turn > 0 else Unit.YEAR)
        else:
            self._scale = self._scale.panned_to(self._scale.offset - turn / 120 * 48)
            self._hovered = None
            self.update()
        event.accept()

    def _zoom_at(self, x: float, unit: Unit) -> None:
        """Show months or years, keeping what stands at x where it is."""
        if self._scale.bar_at(x) is None or unit is self._scale.unit:
            return
        self._cancel_drag()
        month = self._scale.month_at(x)
        self._wanted_unit = unit
        self._picker.cursor = None
        self._arrange()
        self._scale = self._scale.holding(month, x)
        self.update()

    def _bar_under(self, event: QMouseEvent) -> int | None:
        at = event.position()
        return self._scale.bar_at(at.x()) if at.y() >= strip_paint.HEADER else None

    # Keyboard

    def event(self, event: QEvent) -> bool:
        """Keep Esc and Enter from a window's shortcuts while they mean something here."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                mine = self._picker.active or self._days is not None
            elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                mine = not event.modifiers() & Qt.KeyboardModifier.AltModifier
            else:
                mine = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if mine:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go over the bars, Enter chooses, Esc shows all, + and - zoom."""
        if not self._scale.bars or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        k, far = Qt.Key, len(self._scale.bars)
        moves = {k.Key_Left: -1, k.Key_Right: 1, k.Key_Home: -far, k.Key_End: far}
        key = Qt.Key(event.key())
        if key in moves:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._move(moves[key], extend=bool(shift))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._picker.cursor is not None:
            self._ask()
        elif key == Qt.Key.Key_Escape and self._picker.active:
            self._cancel_drag()
        elif key == Qt.Key.Key_Escape and self._days is not None:
            self._show_all()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Semicolon):
            self.zoom(Unit.MONTH)
        elif key == Qt.Key.Key_Minus:
            self.zoom(Unit.YEAR)
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def _move(self, delta: int, *, extend: bool) -> None:
        if self._picker.cursor is not None:
            bar = self._picker.cursor + delta
        elif self._current is not None:
            bar = self._scale.bar_of(self._current)
        else:
            bar = len(self._scale.bars) - 1
        bar = self._scale.clamped(bar)
        self._picker.step(bar, extend=extend)
        self._scale = self._scale.revealing(bar)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A range begun with the keyboard is given up."""
        super().focusOutEvent(event)
        self._cancel_drag()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        self.update()

    # Asking

    def _ask(self) -> None:
        """Ask for the bars from the anchor to the cursor; for all days if they are chosen."""
        picked = self._picker.take()
        if picked is not None:
            days = self._scale.days_between(*picked)
            self.days_requested.emit(None if days == self._days else days)

    def _show_all(self) -> None:
        self.days_requested.emit(None)

    def _cancel_drag(self) -> None:
        self._picker.cancel()
        self.update()

    def _tell(self) -> None:
        """Say what is looked at to a screen reader."""
        description = strip_header.label(self._scale, self._days)
        if self._picker.cursor is not None and self._picker.cursor < len(self._scale.bars):
            description = self.bar_text(self._picker.cursor)
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)
            changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(changed)

    # Following the window

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the bars fit."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        if event.type() is QEvent.Type.FontChange:
            self._buttons.arrange(self._scale, self._days)
        super().changeEvent(event)

    def _on_theme_changed(self) -> None:
        self._buttons.use_theme()
        self.update()
