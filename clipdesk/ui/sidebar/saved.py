"""The saved searches, on top of the sidebar: what they are called and what they find now.

Main thread. It shows what it is given and says by signals what shall be done with which; it knows
nothing of filters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.sidebar.delegate import EDGE, LINE_PADDING
from clipdesk.ui.sidebar.menu import add, new_menu
from clipdesk.ui.tokens import Radius, Size, Space

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_SHOWN: Final = 8
"""So many are in sight at once; more scroll."""
_ICON: Final = 14
_LABEL: Final = EDGE + 8 + _ICON + 8
_DOT: Final = 5
_LEAST_NAME: Final = 80
"""Pixels of a name that unread ones leave it; in a narrow sidebar they are told on hover."""
_MIME: Final = "application/x-clipdesk-saved-search"


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search as the sidebar shows it.

    Attributes:
        query: the whole filter as it is typed.
        counts: clippings that it finds, and unread ones; None while they are not counted yet.
        is_on: whether it is what is shown now.
    """

    id: int
    name: str
    query: str
    counts: tuple[int, int] | None = None
    is_on: bool = False


class SavedModel(QAbstractListModel):
    """The saved searches in their order.

    Signals:
        move_requested: one of them, and how many shall stand above it.
    """

    move_requested = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listed: list[Saved] = []

    def show_searches(self, listed: Sequence[Saved]) -> None:
        """Show these; the list is made anew only where others or another order came."""
        if [one.id for one in listed] != [one.id for one in self.listed]:
            self.beginResetModel()
            self.listed = list(listed)
            self.endResetModel()
            return
        for row, (before, now) in enumerate(zip(self.listed, listed, strict=True)):
            if before != now:
                self.listed[row] = now
                self.dataChanged.emit(self.index(row), self.index(row))

    def row_of(self, search_id: int) -> int:
        """Where one stands; -1 for one that is not there."""
        return next((row for row, one in enumerate(self.listed) if one.id == search_id), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.listed)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names; what is said of them."""
        if not index.isValid():
            return None
        one = self.listed[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.name
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [one.name, one.query or t("sidebar.saved.all"), _counts_text(one)]
            return "".join(plain_hint(line) for line in lines if line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = [one.name, _counts_text(one), t("sidebar.saved.on") if one.is_on else ""]
            return t("sidebar.state.joint").join(part for part in said if part)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """They are dragged between each other, not onto each other."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def supportedDropActions(self) -> Qt.DropAction:
        """They are moved."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Only our own can be dropped here."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The one that is dragged."""
        data = QMimeData()
        for index in indexes[:1]:
            data.setData(_MIME, str(self.listed[index.row()].id).encode("ascii"))
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index
    ) -> bool:
        """Ask for the new order; False: the view shall remove nothing itself."""
        del action, column
        text = bytes(data.data(_MIME).data()).decode("ascii", "replace")
        source = self.row_of(int(text)) if text.isdecimal() else -1
        if source >= 0:
            if row < 0:
                row = parent.row() if parent.isValid() else len(self.listed)
            place = row - 1 if source < row else row
            if place != source:
                self.move_requested.emit(int(text), place)
        return False


class SavedPane(QWidget):
    """The saved searches, to open, name and order.

    Signals (with the id of the search that is meant):
        open_requested: show what it finds.
        rename_requested: give it another name.
        replace_requested: let it be what is shown now.
        delete_requested: forget it.
        move_requested: how many shall stand above it.
        save_requested: keep what is shown now.
    """

    open_requested = Signal(int)
    rename_requested = Signal(int)
    replace_requested = Signal(int)
    delete_requested = Signal(int)
    move_requested = Signal(int, int)
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read_only = ""
        self._model = SavedModel(self)
        self.list = SavedList(self._model, self)
        self._title = QLabel(self)
        self._hint = QLabel(self)
        self._hint.setObjectName("quiet")
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(Space.XL, 0, Space.L, Space.S)
        self.save_button = QToolButton(self)
        self.save_button.setAutoRaise(True)
        self.save_button.clicked.connect(lambda _: self.save_requested.emit())
        top = QHBoxLayout()
        top.setContentsMargins(Space.XL, Space.S, Space.M, Space.XS)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, Space.S)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._hint)
        layout.addWidget(self.list)
        self._model.move_requested.connect(self.move_requested)
        self.list.wished.connect(self._on_list_wished)
        theme.watcher().changed.connect(self._dress)
        self._dress()
        self.show_searches([])
        self.retranslate()

    def show_searches(self, listed: Sequence[Saved]) -> None:
        """Show these, in this order; the one with the keys keeps them, unless one comes (back)."""
        current, row = self.list.current(), self.list.currentIndex().row()
        there_before = {one.id for one in self._model.listed}
        self._model.show_searches(listed)
        if current is not None:
            there = self._model.row_of(current.id)
            row = there if there >= 0 else min(row, len(listed) - 1)
            self.list.setCurrentIndex(self._model.index(row))
        self._hint.setHidden(bool(listed))
        self.list.setHidden(not listed)
        self.list.fit()
        new = [one.id for one in listed if one.id not in there_before]
        if len(new) == 1:
            self.reveal(new[0])

    def reveal(self, search_id: int) -> None:
        """Bring one into sight, and let it have the keys when the list gets them."""
        index = self._model.index(self._model.row_of(search_id))
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def retranslate(self) -> None:
        """Take the language in use."""
        self._title.setText(t("sidebar.saved.title"))
        self._title.setFont(theme.scaled(self.font(), Size.NORMAL, bold=True))
        self._hint.setText(t("sidebar.saved.none"))
        self._hint.setFont(theme.scaled(self.font(), Size.SMALL))
        self.save_button.setToolTip(plain_hint(self._read_only or t("sidebar.saved.save_hint")))
        self.save_button.setAccessibleName(t("actions.save_search"))
        self.list.setAccessibleName(t("sidebar.saved.title"))

    def set_read_only(self, why: str) -> None:
        """Say why nothing can be saved; empty where it can be."""
        self._read_only = why
        self.save_button.setEnabled(not why)
        self.retranslate()

    def _dress(self) -> None:
        self.save_button.setIcon(theme.icon("plus"))

    def _on_list_wished(self, wish: str, search_id: int) -> None:
        if wish in _STEPS:
            place = self._model.row_of(search_id) + _STEPS[wish]
            if 0 <= place < len(self._model.listed):
                self.move_requested.emit(search_id, place)
            return
        signals = {
            "open": self.open_requested,
            "rename": self.rename_requested,
            "replace": self.replace_requested,
            "delete": self.delete_requested,
        }
        signals[wish].emit(search_id)


_STEPS: Final = {"up": -1, "down": 1}
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_PLAIN: Final = Qt.KeyboardModifier.NoModifier
_KEYS: Final = {
    (Qt.Key.Key_Return, _PLAIN): "open",
    (Qt.Key.Key_Enter, _PLAIN): "open",
    (Qt.Key.Key_Space, _PLAIN): "open",
    (Qt.Key.Key_F2, _PLAIN): "rename",
    (Qt.Key.Key_Delete, _PLAIN): "delete",
    (Qt.Key.Key_Up, _CONTROL): "up",
    (Qt.Key.Key_Down, _CONTROL): "down",
}
_MENU: Final = (
    ("open", "Return"),
    ("rename", "F2"),
    ("replace", ""),
    ("", ""),
    ("up", "Ctrl+Up"),
    ("down", "Ctrl+Down"),
    ("", ""),
    ("delete", "Del"),
)


class SavedList(QListView):
    """The lines: pointer and keyboard.

    Signals:
        wished(str, int): what shall be done (`open`, `up`, …), and with which search.
    """

    wished = Signal(str, int)

    def __init__(self, model: SavedModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._searches = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(model, self))
        self.setObjectName("savedSearches")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.clicked.connect(lambda index: self._wish("open", index))
        theme.watcher().changed.connect(self.viewport().update)

    def current(self) -> Saved | None:
        """The one that has the keys."""
        index = self.currentIndex()
        return self._searches.listed[index.row()] if index.isValid() else None

    def fit(self) -> None:
        """Be as high as the lines that shall be in sight."""
        every = len(self._searches.listed)
        lines = min(every, _SHOWN)
        # The facets below scroll nearly always: their counts and these stand in one column.
        free = 0 if every > lines else self.verticalScrollBar().sizeHint().width()
        self.setViewportMargins(0, 0, free, 0)
        self.setFixedHeight(lines * max(self.sizeHintForRow(0), 1) if lines else 0)

    def focusInEvent(self, event: Any) -> None:
        """The keys always have a line."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._searches.listed:
            self.setCurrentIndex(self._searches.index(0))

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: single letters are actions."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, F2 names, Delete forgets, Ctrl+Up and Ctrl+Down order."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        wish = _KEYS.get((Qt.Key(event.key()), modifiers))
        if wish is not None:
            self._wish(wish, self.currentIndex())
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.text() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a saved search."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        menu = new_menu(self)
        row, last = index.row(), len(self._searches.listed) - 1
        for key, keys in _MENU:
            if not key:
                menu.addSeparator()
                continue
            enabled = not (key == "up" and row == 0) and not (key == "down" and row == last)
            # Another order may come while the menu is open.
            wish = partial(self._wish, key, QPersistentModelIndex(index))
            add(menu, f"saved_{key}", wish, keys, enabled=enabled)
        at = self.visualRect(index).bottomLeft() + QPoint(EDGE, 0) if by_key else event.pos()
        menu.popup(self.viewport().mapToGlobal(at))

    def _wish(self, wish: str, index: _Index) -> None:
        if index.isValid():
            self.wished.emit(wish, self._searches.listed[index.row()].id)


class _Delegate(QStyledItemDelegate):
    """Paints a saved search: its name, unread ones, all."""

    def __init__(self, model: SavedModel, view: SavedList) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """A line's height, as in the facets."""
        del option, index
        return QSize(80, QFontMetrics(self._view.font()).height() + LINE_PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a line."""
        one = self._model.listed[index.row()]
        colours = theme.tokens()
        rect: QRect = option.rect
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QRectF(rect).adjusted(EDGE + 0.5, 1, -EDGE + 0.5, -1)
        if one.is_on or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selection if one.is_on else colours.selection_idle))
            painter.drawRoundedRect(shape, Radius.M, Radius.M)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), 1.2))
            painter.drawRoundedRect(shape, Radius.M, Radius.M)
        ratio = painter.device().devicePixelRatioF()
        ink = colours.accent if one.is_on else colours.ink_faint
        painter.drawPixmap(
            rect.left() + EDGE + 8,
            rect.top() + (rect.height() - _ICON) // 2,
            theme.pixmap("search", ink, _ICON, ratio),
        )
        right = self._paint_counts(painter, rect, one)
        font = theme.scaled(self._view.font(), Size.NORMAL, bold=one.is_on)
        painter.setFont(font)
        painter.setPen(QColor(colours.ink))
        text = QRect(rect.left() + _LABEL, rect.top(), 0, rect.height())
        text.setRight(right)
        name = QFontMetrics(font).elidedText(one.name, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()

    def _paint_counts(self, painter: QPainter, rect: QRect, one: Saved) -> int:
        """Paint what it finds; the right end of what is left for the name."""
        colours = theme.tokens()
        end = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        font = theme.scaled(self._view.font(), Size.SMALL)
        every, unread = one.counts or (None, 0)
        text = "…" if every is None else formats.figure(every)
        place = rect.adjusted(0, 0, -EDGE * 2, 0)
        painter.setFont(font)
        painter.setPen(QColor(colours.ink_soft if every else colours.ink_faint))
        painter.drawText(place, end, text)
        place.setRight(place.right() - QFontMetrics(font).horizontalAdvance(text) - EDGE)
        bold = theme.scaled(self._view.font(), Size.SMALL, bold=True)
        text = formats.figure(unread)
        used = QFontMetrics(bold).horizontalAdvance(text) + _DOT + 3 + EDGE
        if unread and place.right() - used - rect.left() - _LABEL >= _LEAST_NAME:
            painter.setFont(bold)
            painter.setPen(QColor(colours.accent))
            painter.drawText(place, end, text)
            left = place.right() - QFontMetrics(bold).horizontalAdvance(text) - _DOT - 3
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(QRectF(left, rect.center().y() - _DOT / 2 + 1, _DOT, _DOT))
            place.setRight(left - EDGE)
        return place.right()


def _counts_text(one: Saved) -> str:
    if one.counts is None:
        return t("sidebar.saved.counting")
    every, unread = one.counts
    return t(
        "sidebar.saved.counts",
        n=every,
        count=formats.figure(every),
        unread=formats.figure(unread),
    )
