"""The field that is typed into: its keys, what it completes, and where something is odd in it.

Main thread. Positions that Qt gives count UTF-16 units, those of a query code points; nothing of
another kind leaves this file. While an input method composes, nothing is completed and no text is
set: it would break what is being composed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from clipdesk.core import anchors
from clipdesk.core.query import Candidate, Field, Remark, complete
from clipdesk.texts import language, t
from clipdesk.ui import theme
from clipdesk.ui.completions import Completions

_WAVE: Final = 2  # pixels up and down
_LONGEST: Final = 1_000
"""In a longer text nothing is completed unless it is asked for: nobody types one."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchField(QLineEdit):
    """A line of text.

    Down goes to the list; Escape clears, and goes there when nothing is left to clear. Where
    completions are shown, Up and Down go through them, Tab takes the chosen or the first one, Enter
    the chosen one, and Escape hides them. Ctrl+Space shows what can be typed here.

    Signals:
        left(bool): the keys should go to the list, and to its first clipping (Down).
    """

    left = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: Mapping[Field, Sequence[str]] = {}
        self._remarks: Sequence[Remark] = ()
        self._completions: Completions[Candidate] | None = None
        self._kept_free: QWidget = self
        self.is_composing = False
        self.textEdited.connect(lambda _: self._complete())
        self.cursorPositionChanged.connect(self._on_cursor_position_changed)

    def offer(self, known: Mapping[Field, Sequence[str]]) -> None:
        """The names of sources, routes, tags and collections that typing completes to."""
        self._known = known

    def keep_free(self, row: QWidget) -> None:
        """Completions stand below this row."""
        self._kept_free = row

    def mark(self, remarks: Sequence[Remark]) -> None:
        """Mark the places of what may not have been understood."""
        self._remarks = remarks
        self.update()

    def hide_completions(self) -> None:
        """Offer nothing more."""
        if self._completions is not None:
            self._completions.hide()

    @property
    def is_completing(self) -> bool:
        """Whether completions are shown."""
        return self._completions is not None and self._completions.isVisible()

    @property
    def lacks_value(self) -> bool:
        """Whether a field was named whose values are offered, and none of them is begun."""
        text, at = self.text(), anchors.from_utf16(self.text(), self.cursorPosition())
        return self.is_completing and text[:at].endswith((":", "："))

    # ---- completions

    def _complete(self, *, asked: bool = False) -> None:
        """Offer what may be meant at the cursor; of nothing typed only if `asked`."""
        text, cursor = self.text(), self.cursorPosition()
        at = anchors.from_utf16(text, cursor)
        found: list[Candidate] = []
        is_at_end = len(text) <= _LONGEST and (at == len(text) or text[at].isspace())
        if not self.is_composing and self.hasFocus() and (is_at_end or asked):
            found = complete(text, at, self._known, japanese=language() == "ja")
        if not asked:
            found = [
                one
                for one in found
                if (one.is_value or one.start < one.end) and text[one.start : one.end] != one.text
            ]
        if not found and self._completions is None:
            return
        if self._completions is None:
            self._completions = Completions(self.window(), _hint)
            self._completions.accepted.connect(self._accept)
        self._completions.offer(found, self._place(found[0].start) if found else QRect())

    def _accept(self, candidate: Candidate) -> None:
        """Put a candidate where it belongs; what it wants next is offered at once."""
        text = self.text()
        start, end = (anchors.to_utf16(text, at) for at in (candidate.start, candidate.end))
        is_last = candidate.end == len(text)
        self.hide_completions()
        self.setSelection(start, end - start)
        self.insert(candidate.text + (" " if candidate.is_value and is_last else ""))
        self._complete(asked=not candidate.is_value)

    def _place(self, at: int) -> QRect:
        """Where a character of the text stands on the screen."""
        place = self.mapToGlobal(QPoint(round(self._x(at)), 0))
        row = self._kept_free
        below = row.mapToGlobal(QPoint(0, row.height())).y()
        return QRect(place, QSize(1, below - place.y()))

    def _x(self, at: int) -> float:
        """Where a character of the text begins, within the field."""
        text, here = self.text(), self.cursorPosition()
        metrics = self.fontMetrics()
        cursor = anchors.from_utf16(text, here)
        first, last = sorted((at, cursor))
        between = metrics.horizontalAdvance(text[first:last])
        # The cursor's rectangle is wider than the cursor, which stands in its middle.
        middle = self.cursorRect().center().x()
        return middle - between if at < cursor else middle + between

    def _on_cursor_position_changed(self, _old: int, _new: int) -> None:
        self.update()  # the text may have scrolled under the marks

    # ---- Qt

    def event(self, event: QEvent) -> bool:
        """Tab belongs to the completions while they are shown."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and not event.modifiers()
            and self.is_completing
            and not self.is_composing
            and self._completions is not None
        ):
            candidate = self._completions.chosen() or self._completions.first()
            if candidate is not None:
                self._accept(candidate)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.is_completing and self._completions is not None and self._steer(event):
            return
        if key == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._complete(asked=True)
        elif key == Qt.Key.Key_Down:
            self.left.emit(True)
        elif key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit(False)
        else:
            super().keyPressEvent(event)

    def _steer(self, event: QKeyEvent) -> bool:
        """Give a key to the completions; whether they had a use for it."""
        completions = self._completions
        if completions is None:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            completions.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            completions.hide()
        elif key in _ENTER and (candidate := completions.chosen()) is not None:
            self._accept(candidate)
        else:
            if key in (*_ENTER, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
                completions.hide()
            return False
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.is_composing = bool(event.preeditString())
        if self.is_composing:
            self.hide_completions()
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.is_composing = False
        self.hide_completions()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file is the window's to import; its name is no query."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._remarks or self.is_composing:
            return
        inside = self.cursorRect()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect().adjusted(26, 0, -26, 0))
        painter.setPen(QPen(QColor(theme.tokens().warning), 1.2))
        length = len(self.text())
        for remark in self._remarks:
            first, last = (self._x(min(at, length)) for at in (remark.start, remark.end))
            painter.drawPath(_wave(first, max(last, first + 3 * _WAVE), inside.bottom() - _WAVE))
        painter.end()


def _hint(candidate: Candidate) -> str:
    """What a field means; nothing of a value."""
    return "" if candidate.is_value else t(f"query.field.{candidate.field}")


def _wave(first: float, last: float, y: float) -> QPainterPath:
    path = QPainterPath(QPointF(first, y))
    x, up = first, True
    last = min(last, first + 10_000)  # pixels: more is on no screen
    while x < last:
        x += _WAVE
        path.lineTo(min(x, last), y - _WAVE if up else y)
        up = not up
    return path
