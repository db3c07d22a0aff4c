"""The strip: how many clippings each month or year has, and the days chosen there. Main thread.

Painted by hand from the answer's monthly counts; it decides nothing, it asks by
`days_requested`. Heights are proportional to the counts; a bar that is not empty is never
lower than can be seen.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolButton, QToolTip, QWidget

from clipdesk.core.dates import month_days
from clipdesk.core.query import Found
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.tokens import Radius, Size

_HEIGHT: Final = 104
_HEADER: Final = 26
_FOOTER: Final = 18
_MARGIN: Final = 12
_BUTTON: Final = 22
_WIDEST_BAR: Final = 22.0
_LOWEST_BAR: Final = 2.0
_ROOM_FOR_MONTHS: Final = 5.0  # a month's width below which years are shown instead
_ROOM_FOR_MONTH_NAMES: Final = 30.0
_YEAR_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)


class Unit(Enum):
    """What a bar stands for: how many months, and how narrow it may get."""

    MONTH = (1, 8.0)
    YEAR = (12, 12.0)

    @property
    def months(self) -> int:
        """Months in a bar."""
        return self.value[0]

    @property
    def narrowest(self) -> float:
        """The least width of a bar with its gap."""
        return self.value[1]


class DensityStrip(QWidget):
    """Bars by month or year; a click or a drag asks for their days.

    Signals:
        days_requested: (first, last) in days (`date.toordinal`), or None to show all.
    """

    days_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[int, int] = {}
        self._all: dict[int, int] = {}
        self._days: tuple[int, int] | None = None
        self._current: int | None = None
        self._wanted_unit: Unit | None = None  # None: chosen by the width
        self._unit = Unit.YEAR
        self._first = 0  # the first bar's first month
        self._bars: list[tuple[int, int]] = []  # (shown, all)
        self._offset = 0.0
        self._hovered: int | None = None
        self._cursor: int | None = None
        self._anchor: int | None = None  # where a drag or a Shift+arrow began
        self._dragging = False
        self._clear = self._button("clear", self._on_clear)
        self._coarser = self._button("minus", lambda: self.zoom(Unit.YEAR))
        self._finer = self._button("plus", lambda: self.zoom(Unit.MONTH))
        self.setFixedHeight(_HEIGHT)
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
        if month is not None and not self._dragging:
            self._reveal((month - self._first) // self._unit.months)
        self.update()

    @property
    def unit(self) -> Unit:
        """What a bar stands for now."""
        return self._unit

    def zoom(self, unit: Unit) -> None:
        """Show months or years, keeping in view what is looked at."""
        if unit is self._unit:
            return
        looked_at = self._month_of(self._cursor) if self._cursor is not None else self._current
        if looked_at is None and self._days is not None:
            looked_at = _month_at(self._days[0])
        if looked_at is None:
            looked_at = self._month_of(self._bar_at(self.width() / 2) or 0)
        self._wanted_unit = unit
        chosen = self._cursor is not None
        self._arrange()
        bar = self._clamped((looked_at - self._first) // self._unit.months)
        self._cursor = bar if chosen else None
        self._reveal(bar, centre=True)
        self.update()

    def retranslate(self) -> None:
        """Take the language in use."""
        self.setAccessibleName(t("timeline.strip.name"))
        for button, key in (
            (self._clear, "timeline.strip.clear"),
            (self._coarser, "timeline.strip.years"),
            (self._finer, "timeline.strip.months"),
        ):
            button.setToolTip(t(key))
            button.setAccessibleName(t(key))
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        """A low strip."""
        return QSize(400, _HEIGHT)

    def bar_rect(self, bar: int) -> QRectF:
        """Where a bar's slot stands, gap and all."""
        slot = self._slot()
        return QRectF(_MARGIN + bar * slot - self._offset, _HEADER, slot, self._plot_height())

    def bar_days(self, bar: int) -> tuple[int, int]:
        """First and last day of a bar."""
        first = self._month_of(bar)
        last = first + self._unit.months - 1
        return _days(first)[0], _days(last)[1]

    def bar_text(self, bar: int) -> str:
        """A bar in words: `2022年1月: 12 / 15件`."""
        shown, every = self._bars[bar]
        month = self._month_of(bar)
        return t(
            "timeline.strip.bar_all" if shown == every else "timeline.strip.bar",
            name=formats.month_name(month)
            if self._unit is Unit.MONTH
            else formats.year_name(month // 12),
            shown=formats.figure(shown),
            all=formats.figure(every),
            n=every,
        )

    # Arranging

    def _arrange(self) -> None:
        months = [*self._all, *self._shown]
        if not months:
            self._bars = []
            self._show_buttons()
            self.update()
            return
        first, last = min(months), max(months)
        room = self._room() / (last - first + 1)
        self._unit = self._wanted_unit or (Unit.MONTH if room >= _ROOM_FOR_MONTHS else Unit.YEAR)
        if self._unit is Unit.YEAR:
            first -= first % 12
        self._first = first
        size = self._unit.months
        shown = [0] * ((last - first) // size + 1)
        every = list(shown)
        for counts, into in ((self._shown, shown), (self._all, every)):
            for month, count in counts.items():
                into[(month - first) // size] += count
        self._bars = list(zip(shown, every, strict=True))
        self._hovered = None
        self._cursor = None if self._cursor is None else self._clamped(self._cursor)
        self._offset = self._clamped_offset(self._offset)
        self._show_buttons()
        self.update()

    def _show_buttons(self) -> None:
        self._clear.setVisible(self._days is not None)
        self._coarser.setEnabled(bool(self._bars) and self._unit is Unit.MONTH)
        self._finer.setEnabled(bool(self._bars) and self._unit is Unit.YEAR)
        right = self.width() - _MARGIN + 4
        top = 3
        self._finer.setGeometry(right - _BUTTON, top, _BUTTON, _BUTTON)
        self._coarser.setGeometry(right - 2 * _BUTTON - 2, top, _BUTTON, _BUTTON)
        label = self._header_metrics().horizontalAdvance(self._label())
        at = min(_MARGIN + label + 4, right - 3 * _BUTTON - 8)
        self._clear.setGeometry(at, top, _BUTTON, _BUTTON)

    def _room(self) -> float:
        return max(1.0, self.width() - 2 * _MARGIN)

    def _slot(self) -> float:
        return max(self._unit.narrowest, self._room() / max(1, len(self._bars)))

    def _plot_height(self) -> float:
        return self.height() - _HEADER - _FOOTER

    def _month_of(self, bar: int) -> int:
        return self._first + bar * self._unit.months

    def _bar_at(self, x: float) -> int | None:
        if not self._bars or not _MARGIN - 4 <= x <= self.width() - _MARGIN + 4:
            return None
        return self._clamped(int((x - _MARGIN + self._offset) // self._slot()))

    def _clamped(self, bar: int) -> int:
        return max(0, min(len(self._bars) - 1, bar))

    def _clamped_offset(self, offset: float) -> float:
        return max(0.0, min(len(self._bars) * self._slot() - self._room(), offset))

    def _reveal(self, bar: int, *, centre: bool = False) -> None:
        slot = self._slot()
        left = bar * slot
        if centre:
            self._offset = left + slot / 2 - self._room() / 2
        elif left < self._offset:
            self._offset = left
        elif left + slot > self._offset + self._room():
            self._offset = left + slot - self._room()
        self._offset = self._clamped_offset(self._offset)

    def _x_of(self, day: int) -> float:
        """The place of the beginning of a day."""
        month = _month_at(day)
        first, last = _days(month)
        months = month - self._first + (day - first) / (last - first + 1)
        return _MARGIN + months / self._unit.months * self._slot() - self._offset

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint header, brush, bars, scale and marks."""
        super().paintEvent(event)
        painter = QPainter(self)
        colours = theme.tokens()
        painter.fillRect(self.rect(), QColor(colours.paper))
        self._paint_header(painter)
        if not self._bars:
            painter.end()
            return
        painter.setClipRect(QRectF(_MARGIN, 0, self._room(), self.height()))
        self._paint_ground(painter)
        self._paint_bars(painter)
        painter.setClipRect(QRectF(_MARGIN - 4, _HEADER - 2, self._room() + 8, self.height()))
        self._paint_marks(painter)
        self._paint_scale(painter)
        painter.end()

    def _paint_header(self, painter: QPainter) -> None:
        colours = theme.tokens()
        painter.setFont(theme.scaled(self.font(), Size.SMALL, bold=self._days is not None))
        painter.setPen(QColor(colours.accent if self._days else colours.ink_soft))
        room = self.width() - 2 * _MARGIN - 3 * _BUTTON
        label = painter.fontMetrics().elidedText(
            self._label(), Qt.TextElideMode.ElideRight, max(0, room)
        )
        painter.drawText(QRectF(_MARGIN, 3, room, _BUTTON), Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_ground(self, painter: QPainter) -> None:
        colours = theme.tokens()
        if self._hovered is not None and not self._dragging:
            painter.fillRect(
                self._snapped(self.bar_rect(self._hovered)), QColor(colours.selection_idle)
            )
        span = self._brush()
        if span is None:
            return
        ground = QColor(colours.brush)
        ground.setAlphaF(0.13)
        painter.fillRect(span, ground)
        edge = QColor(colours.brush)
        painter.fillRect(QRectF(span.left(), span.top(), 1, span.height()), edge)
        painter.fillRect(QRectF(span.right() - 1, span.top(), 1, span.height()), edge)

    def _brush(self) -> QRectF | None:
        """Where the chosen days (or those being dragged over) stand."""
        if self._dragging and self._anchor is not None and self._cursor is not None:
            low, high = sorted((self._anchor, self._cursor))
            days = self.bar_days(low)[0], self.bar_days(high)[1]
        elif self._days is not None:
            days = self._days
        else:
            return None
        first = max(days[0], self.bar_days(0)[0])
        last = min(days[1], self.bar_days(len(self._bars) - 1)[1])
        if first > last:
            return None
        left, right = self._x_of(first), self._x_of(last + 1)
        return self._snapped(QRectF(left, _HEADER, max(2.0, right - left), self._plot_height()))

    def _paint_bars(self, painter: QPainter) -> None:
        colours = theme.tokens()
        slot, height = self._slot(), self._plot_height() - 2
        tallest = max(max(pair) for pair in self._bars) or 1
        ghost, solid = QColor(colours.ghost), QColor(colours.bar)
        width = min(_WIDEST_BAR, max(1.0, slot * 0.76))
        ratio = self.devicePixelRatioF()
        base = self._snap(_HEADER + self._plot_height())
        first = max(0, int(self._offset // slot) - 1)
        last = min(len(self._bars), int((self._offset + self._room()) // slot) + 2)
        for bar in range(first, last):
            shown, every = self._bars[bar]
            left = _MARGIN + bar * slot - self._offset + (slot - width) / 2
            left = round(left * ratio) / ratio
            wide = round(width * ratio) / ratio
            if every > shown:
                tall = round(max(_LOWEST_BAR, height * every / tallest) * ratio) / ratio
                painter.fillRect(QRectF(left, base - tall, wide, tall), ghost)
            if shown:
                tall = round(max(_LOWEST_BAR, height * shown / tallest) * ratio) / ratio
                painter.fillRect(QRectF(left, base - tall, wide, tall), solid)
        painter.fillRect(QRectF(_MARGIN, base, self._room(), 1), QColor(colours.line_strong))

    def _paint_marks(self, painter: QPainter) -> None:
        colours = theme.tokens()
        if self._current is not None:
            x = self._snap(self._x_of(sum(_days(self._current)) // 2))
            top = _HEADER + 2.0
            painter.fillRect(QRectF(x, top, 1, self._plot_height() - 2), QColor(colours.ink))
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.ink))
            painter.drawEllipse(QPointF(x + 0.5, top), 2.5, 2.5)
            painter.restore()
        if self.hasFocus() and self._cursor is not None:
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            painter.drawRoundedRect(
                self._snapped(self.bar_rect(self._cursor)).adjusted(0.75, 0.75, -0.75, 2),
                Radius.S,
                Radius.S,
            )

    def _paint_scale(self, painter: QPainter) -> None:
        """Years (and months, where they are wide) below the bars; the leftmost year stays."""
        font = theme.scaled(self.font(), 0.8)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        slot = self._slot()
        top = _HEADER + self._plot_height()
        names = t("formats.months_brief").split() if slot >= _ROOM_FOR_MONTH_NAMES else []
        need = metrics.horizontalAdvance("2000") + 10
        step = next((n for n in _YEAR_STEPS if self._year_width() * n >= need), _YEAR_STEPS[-1])
        labels: list[tuple[float, str, bool]] = []
        months = self._unit is Unit.MONTH
        leftmost = self._month_of(int(self._offset // slot)) if months else 0
        narrow = months and not names
        for bar in range(-self._first % 12 if narrow else 0, len(self._bars), 12 if narrow else 1):
            year, of_year = divmod(self._month_of(bar), 12)
            label = names[of_year] if months and of_year else str(year)
            rect = self.bar_rect(bar)
            if names or year % step == 0:
                middle = rect.center().x() - metrics.horizontalAdvance(label) / 2
                labels.append((rect.left() + 3 if narrow else middle, label, label == str(year)))
            if narrow and year % step == 0:
                painter.fillRect(
                    QRectF(self._snap(rect.left()), top, 1, _FOOTER - 4),
                    QColor(theme.tokens().line_strong),
                )
        if leftmost and not names:
            labels = [label for label in labels if label[0] > _MARGIN]
            if not labels or labels[0][0] > _MARGIN + need:
                labels.insert(0, (float(_MARGIN), str(leftmost // 12), True))
        colours = theme.tokens()
        for x, label, is_year in labels:
            painter.setPen(QColor(colours.ink_soft if is_year else colours.ink_faint))
            painter.drawText(QPointF(x, top + metrics.ascent() + 2), label)

    def _year_width(self) -> float:
        return self._slot() * 12 / self._unit.months

    def _snap(self, x: float) -> float:
        ratio = self.devicePixelRatioF()
        return round(x * ratio) / ratio

    def _snapped(self, rect: QRectF) -> QRectF:
        left, right = self._snap(rect.left()), self._snap(rect.right())
        return QRectF(left, rect.top(), right - left, rect.height())

    def _label(self) -> str:
        if self._days is not None and self._bars:
            first = max(self._days[0], self.bar_days(0)[0])
            last = min(self._days[1], self.bar_days(len(self._bars) - 1)[1])
            return formats.days_name(*(self._days if first > last else (first, last)))
        months = [*self._all, *self._shown]
        if not months:
            return ""
        return formats.days_name(_days(min(months))[0], _days(max(months))[1])

    def _header_metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.scaled(self.font(), Size.SMALL, bold=self._days is not None))

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        bar = self._bar_at(event.position().x())
        inside = event.position().y() >= _HEADER
        if event.button() is Qt.MouseButton.LeftButton and bar is not None and inside:
            extends = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if not extends or self._cursor is None:
                self._anchor = bar
            else:
                self._anchor = self._anchor if self._anchor is not None else self._cursor
            self._cursor = bar
            self._dragging = True
            QToolTip.hideText()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag on, or tell the figures under the pointer."""
        x = event.position().x()
        if self._dragging:
            beyond = min(0.0, x - _MARGIN) + max(0.0, x - self.width() + _MARGIN)
            self._offset = self._clamped_offset(self._offset + beyond / 4)
            x = max(float(_MARGIN), min(self.width() - _MARGIN - 1.0, x))
            self._cursor = self._bar_at(x)
            self.update()
            return
        hovered = self._bar_at(x) if event.position().y() >= _HEADER else None
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()
            if hovered is None:
                QToolTip.hideText()
            else:
                self._show_tip(event.globalPosition().toPoint(), hovered)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the bars clicked or dragged over."""
        if event.button() is Qt.MouseButton.LeftButton and self._dragging:
            self._dragging = False
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
            self._offset = self._clamped_offset(self._offset - turn / 120 * 48)
            self._hovered = None
            self.update()
        event.accept()

    def _zoom_at(self, x: float, unit: Unit) -> None:
        bar = self._bar_at(x)
        if bar is None or unit is self._unit:
            return
        within = (x - _MARGIN + self._offset) / self._slot() * self._unit.months + self._first
        self._wanted_unit = unit
        self._cursor = None
        self._arrange()
        here = (within - self._first) / self._unit.months * self._slot()
        self._offset = self._clamped_offset(here - (x - _MARGIN))
        self.update()

    def _show_tip(self, at: QPoint, bar: int) -> None:
        QToolTip.showText(at, self.bar_text(bar), self)

    # Keyboard

    def event(self, event: QEvent) -> bool:
        """Keep Esc and Enter from a window's shortcuts while they mean something here."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            mine = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (
                event.key() == Qt.Key.Key_Escape and (self._dragging or self._days is not None)
            )
            if mine or (
                event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
                and not event.modifiers() & Qt.KeyboardModifier.AltModifier
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go over the bars, Enter chooses, Esc shows all, + and - zoom."""
        if not self._bars or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -len(self._bars),
            Qt.Key.Key_End: len(self._bars),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._move(
                moves[key], extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            )
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor is not None:
            self._dragging = False
            self._ask()
        elif key == Qt.Key.Key_Escape and self._dragging:
            self._cancel_drag()
        elif key == Qt.Key.Key_Escape and self._days is not None:
            self.days_requested.emit(None)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Semicolon):
            self.zoom(Unit.MONTH)
        elif key == Qt.Key.Key_Minus:
            self.zoom(Unit.YEAR)
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def _move(self, delta: int, *, extend: bool) -> None:
        if self._cursor is None:
            month = self._current if self._current is not None else self._month_of(len(self._bars))
            self._cursor = self._clamped((month - self._first) // self._unit.months)
        else:
            if extend and self._anchor is None:
                self._anchor = self._cursor
            self._cursor = self._clamped(self._cursor + delta)
        if not extend:
            self._anchor = None
        self._dragging = self._anchor is not None
        self._reveal(self._cursor)
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
        if self._cursor is None:
            return
        low, high = sorted(
            (self._anchor if self._anchor is not None else self._cursor, self._cursor)
        )
        days = self.bar_days(low)[0], self.bar_days(high)[1]
        self._anchor = None
        self.days_requested.emit(None if days == self._days else days)

    def _cancel_drag(self) -> None:
        self._dragging = False
        self._anchor = None
        self.update()

    def _tell(self) -> None:
        """Say what is looked at to a screen reader."""
        if self._cursor is not None and self._cursor < len(self._bars):
            description = self.bar_text(self._cursor)
        else:
            description = self._label()
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)
            QAccessible.updateAccessibility(
                QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            )

    # Following the window

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the bars fit."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        if event.type() is QEvent.Type.FontChange:
            self._show_buttons()
        super().changeEvent(event)

    def _on_theme_changed(self) -> None:
        for button, name in (
            (self._clear, "clear"),
            (self._coarser, "minus"),
            (self._finer, "plus"),
        ):
            button.setIcon(theme.icon(name))
        self.update()

    def _on_clear(self) -> None:
        self.days_requested.emit(None)

    def _button(self, name: str, do: object) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(do)
        return button


def _month_at(day: int) -> int:
    date = dt.date.fromordinal(min(day, dt.date.max.toordinal()))
    return date.year * 12 + date.month - 1


def _days(month: int) -> tuple[int, int]:
    return month_days(month // 12, month % 12 + 1)
