"""The list of all notes: its rows, read when they are seen, and how they are painted. Main thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from clipdesk.store.my_notes import Key, Line
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.tokens import Size, Space

_PAGE: Final = 50
_MOST: Final = 2_000
"""So many lines are kept; what is scrolled to after that is read anew."""
_Index = QModelIndex | QPersistentModelIndex


class NoteLines(QAbstractListModel):
    """The notes."""

    def __init__(
        self, read: Callable[[Sequence[Key]], Sequence[Line]], parent: QObject | None = None
    ) -> None:
        """Make an empty list.

        Args:
            read: gives the lines of some notes.
            parent: owns it.
        """
        super().__init__(parent)
        self._read = read
        self._keys: Sequence[Key] = ()
        self._lines: dict[Key, Line] = {}

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Show these notes, as they are now; the same ones in the same order stay where they are."""
        self._lines = {}
        if keys == self._keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(keys) - 1, 0))
            return
        self.beginResetModel()
        self._keys = keys
        self.endResetModel()

    def row_of(self, key: Key | None) -> int:
        """Where a note stands; -1 where it does not."""
        try:
            return -1 if key is None else self._keys.index(key)
        except ValueError:
            return -1

    def key(self, row: int) -> Key | None:
        """The note of a row."""
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def line(self, row: int) -> Line | None:
        """What a row says; None where the note is gone."""
        key = self.key(row)
        if key is None:
            return None
        if key not in self._lines:
            if len(self._lines) > _MOST:
                self._lines = {}
            first = row // _PAGE * _PAGE
            page = self._keys[first : first + _PAGE]
            self._lines |= {line.key: line for line in self._read(page)}
        return self._lines.get(key)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a screen reader hears; the delegate paints more."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            line = self.line(index.row())
            return None if line is None else " — ".join(filter(None, (said(line), about(line))))
        return None


def said(line: Line) -> str:
    """How a note is called."""
    return seen(line.title) or t("notes.untitled")


def about(line: Line) -> str:
    """What it is on: a clipping's headline, with its date; or that it is a free one."""
    if line.published is None:
        return t("notes.free")
    return seen(f"{' '.join(line.headline.split())}　{formats.plain_date(line.published)}")


class NoteLineDelegate(QStyledItemDelegate):
    """Three lines: what the note begins with and its day, what follows, what it is on."""

    def __init__(self, model: NoteLines, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def height(self) -> int:
        """Of each line, in pixels."""
        plain, small = self._fonts()[1:]
        return 2 * _height(plain) + _height(small) + 2 * Space.M

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colours = theme.tokens()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            is_active = bool(state & QStyle.StateFlag.State_Active)
            ground = colours.selection if is_active else colours.selection_idle
            painter.fillRect(rect, QColor(ground))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.hover))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colours.line))
        line = self._model.line(index.row())
        if line is not None:
            self._paint_line(painter, rect.adjusted(Space.L, Space.M, -Space.L, 0), line)
        painter.restore()

    def _paint_line(self, painter: QPainter, inside: QRect, line: Line) -> None:
        colours = theme.tokens()
        bold, plain, small = self._fonts()
        day = formats.stamp_day(line.changed_at)
        painter.setFont(small)
        painter.setPen(QColor(colours.ink_soft))
        wide = painter.fontMetrics().horizontalAdvance(day)
        high = _height(plain)
        first = QRect(inside.left(), inside.top(), inside.width(), high)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(first, right, day)
        _write(painter, first.adjusted(0, 0, -wide - Space.L, 0), said(line), bold, colours.ink)
        second = first.translated(0, high)
        _write(painter, second, seen(line.excerpt), plain, colours.ink_soft)
        third = second.translated(0, high)
        colour = colours.ink_soft if line.published is not None else colours.analyst
        _write(painter, third, about(line), small, colour)

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        font = self._view.font()
        return theme.scaled(font, 1, bold=True), font, theme.scaled(font, Size.SMALL)


def _height(font: QFont) -> int:
    return QFontMetrics(font).height()


def _write(painter: QPainter, place: QRect, text: str, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
