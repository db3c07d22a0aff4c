"""The tree of facets: painting, pointer and keyboard. Main thread.

It owns no data and decides nothing: model.py has the lines, pane.py passes the wishes on.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from clipdesk.ui import formats, theme
from clipdesk.ui.sidebar.entries import Entry, More
from clipdesk.ui.sidebar.model import FacetModel
from clipdesk.ui.tokens import Radius, Size

_EDGE: Final = 8
_BOX: Final = 14
_LABEL: Final = _EDGE + 8 + _BOX + 8
_INDENT: Final = 14
_LINE_PADDING: Final = 6
_SECTION_TOP: Final = 14


class FacetView(QTreeView):
    """Sections that fold, values to choose.

    Signals:
        chosen: facet, value, and whether it is asked for beside the others.
        whole_toggled: a facet, whose section shall be listed longer or shorter.
    """

    chosen = Signal(object, str, bool)
    whole_toggled = Signal(object)

    def __init__(self, model: FacetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facets = model
        self._pressed = QPersistentModelIndex()
        self.setModel(model)
        self.setItemDelegate(_Delegate(model, self))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(True)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.expandAll()
        theme.watcher().changed.connect(self.viewport().update)

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: single letters are actions."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses a value alone, Space or Ctrl+Enter beside the others."""
        index = self.currentIndex()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if index.isValid() and (enter or event.key() == Qt.Key.Key_Space):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._use(index, toggle=control or not enter)
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.text() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what is pressed."""
        super().mousePressEvent(event)
        self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Use what was pressed and released."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            if self._pressed == index:
                control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                self._use(index, toggle=control or self._in_box(index, event.position().toPoint()))
            self._pressed = QPersistentModelIndex()

    def box_rect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where the check box of a value stands."""
        return _box(self.visualRect(index))

    def _in_box(self, index: QModelIndex, at: QPoint) -> bool:
        return self.box_rect(index).adjusted(-6, -6, 4, 6).contains(at)

    def _use(self, index: QModelIndex, *, toggle: bool) -> None:
        line = self._facets.line(index)
        if line is None:
            self.setExpanded(index, not self.isExpanded(index))
        elif isinstance(line, More):
            self.whole_toggled.emit(line.facet)
        else:
            self.chosen.emit(line.facet, line.value, toggle)


class _Delegate(QStyledItemDelegate):
    """Paints sections and lines."""

    def __init__(self, model: FacetModel, view: FacetView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """A line's height; a section has room above it."""
        del option
        height = QFontMetrics(self._view.font()).height() + _LINE_PADDING
        if self._model.line(index) is None:
            height += _SECTION_TOP if index.row() else 0
        return QSize(80, height)

    def editorEvent(self, event: QEvent, model: object, option: object, index: object) -> bool:
        """The view handles clicks; nothing is checked here."""
        del event, model, option, index
        return False

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a section or a line."""
        rect: QRect = option.rect
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = self._view.hasFocus() and self._view.currentIndex() == index
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._model.line(index)
        if line is None:
            self._paint_section(painter, rect, index, focused=focused)
        elif isinstance(line, Entry):
            self._paint_entry(painter, rect, line, hovered=hovered, focused=focused)
        else:
            self._paint_more(painter, rect, index, hovered=hovered, focused=focused)
        painter.restore()

    def _paint_section(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        *,
        focused: bool,
    ) -> None:
        colours = theme.tokens()
        height = QFontMetrics(self._view.font()).height() + _LINE_PADDING
        inside = QRect(rect.left(), rect.bottom() + 1 - height, rect.width(), height)
        self._paint_ground(painter, inside, "", focused=focused)
        unfolded = self._view.isExpanded(index)
        ratio = painter.device().devicePixelRatioF()
        chevron = theme.pixmap(
            "chevron-down" if unfolded else "chevron-right", colours.ink_faint, _BOX, ratio
        )
        painter.drawPixmap(inside.left() + _EDGE + 8, inside.top() + (height - _BOX) // 2, chevron)
        painter.setFont(theme.scaled(self._view.font(), Size.SMALL, bold=True))
        painter.setPen(QColor(colours.ink_soft))
        name = str(index.data(Qt.ItemDataRole.DisplayRole))
        text = inside.adjusted(_LABEL, 0, -_EDGE * 2, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)
        chosen = self._model.chosen_count(self._model.facet(index))
        if chosen and not unfolded:
            painter.setPen(QColor(colours.accent))
            painter.drawText(
                text,
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                formats.figure(chosen),
            )

    def _paint_entry(
        self, painter: QPainter, rect: QRect, entry: Entry, *, hovered: bool, focused: bool
    ) -> None:
        colours = theme.tokens()
        ground = colours.selection if entry.chosen else colours.selection_idle if hovered else ""
        self._paint_ground(painter, rect, ground, focused=focused)
        if entry.chosen or hovered or focused:
            self._paint_box(painter, _box(rect), chosen=entry.chosen)
        font = self._view.font()
        small = theme.scaled(font, Size.SMALL)
        count = formats.figure(entry.count)
        width = QFontMetrics(small).horizontalAdvance(count)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(small)
        painter.setPen(QColor(colours.ink_soft if entry.count else colours.ink_faint))
        painter.drawText(
            rect.adjusted(0, 0, -_EDGE * 2, 0), middle | Qt.AlignmentFlag.AlignRight, count
        )
        font = theme.scaled(font, Size.NORMAL, bold=entry.chosen)
        painter.setFont(font)
        painter.setPen(QColor(colours.ink if entry.count or entry.chosen else colours.ink_faint))
        text = rect.adjusted(_LABEL + entry.depth * _INDENT, 0, -_EDGE * 3 - width, 0)
        label = QFontMetrics(font).elidedText(
            entry.label, Qt.TextElideMode.ElideRight, text.width()
        )
        painter.drawText(text, middle, label)

    def _paint_more(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        *,
        hovered: bool,
        focused: bool,
    ) -> None:
        colours = theme.tokens()
        self._paint_ground(
            painter, rect, colours.selection_idle if hovered else "", focused=focused
        )
        painter.setFont(theme.scaled(self._view.font(), Size.SMALL))
        painter.setPen(QColor(colours.accent))
        painter.drawText(
            rect.adjusted(_LABEL, 0, -_EDGE, 0),
            Qt.AlignmentFlag.AlignVCenter,
            str(index.data(Qt.ItemDataRole.DisplayRole)),
        )

    def _paint_ground(self, painter: QPainter, rect: QRect, ground: str, *, focused: bool) -> None:
        shape = QRectF(rect).adjusted(_EDGE + 0.5, 1, -_EDGE + 0.5, -1)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(shape, Radius.M, Radius.M)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.tokens().accent), 1.2))
            painter.drawRoundedRect(shape, Radius.M, Radius.M)

    def _paint_box(self, painter: QPainter, box: QRect, *, chosen: bool) -> None:
        colours = theme.tokens()
        shape = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(colours.accent if chosen else colours.line_strong), 1))
        painter.setBrush(QColor(colours.accent if chosen else colours.raised))
        painter.drawRoundedRect(shape, Radius.S, Radius.S)
        if chosen:
            ratio = painter.device().devicePixelRatioF()
            check = theme.pixmap("check", colours.on_accent, _BOX - 2, ratio)
            painter.drawPixmap(box.left() + 1, box.top() + 1, check)


def _box(rect: QRect) -> QRect:
    return QRect(rect.left() + _EDGE + 8, rect.top() + (rect.height() - _BOX) // 2, _BOX, _BOX)
