"""The tree of facets: pointer and keyboard, and the fields that look through long sections.

Main thread. It owns no data and decides nothing about the filter: model.py has the lines, pane.py
passes the wishes on. Neighbour: delegate.py paints.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QTreeView, QWidget

from clipdesk.core.query import Facet
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.dragging import drag_tag, has_clippings, tag_in
from clipdesk.ui.sidebar import menu
from clipdesk.ui.sidebar.delegate import EDGE, FacetDelegate, Index
from clipdesk.ui.sidebar.entries import ORDERS, Entry, More, Order, Wish
from clipdesk.ui.sidebar.model import FacetModel

_TAG_KEYS = {Qt.Key.Key_F2: "rename", Qt.Key.Key_Delete: "delete"}
_WISHES = (
    (Qt.KeyboardModifier.AltModifier, Wish.WITHOUT),
    (Qt.KeyboardModifier.ControlModifier, Wish.BESIDE),
)


class FacetView(QTreeView):
    """Sections that fold, values to choose.

    Signals:
        chosen: facet, value, and how it is asked for (`Wish`).
        clippings_dropped(str): the clippings that are selected were dropped on a tag.
        tag_dropped(str, str): a tag was dropped on another one; on the section: on ''.
        tag_requested(str, str): what shall become of a tag (`menu.TAG_WISHES`), and which.
    """

    chosen = Signal(object, str, object)
    clippings_dropped = Signal(str)
    tag_dropped = Signal(str, str)
    tag_requested = Signal(str, str)

    def __init__(self, model: FacetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facets = model
        self._pressed = QPersistentModelIndex()
        self._pressed_at = QPoint()
        self._delegate = FacetDelegate(model, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
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
        self.setAcceptDrops(True)
        self.expandAll()
        theme.watcher().changed.connect(self.viewport().update)

    # ---- what can be done, by pointer, keys and menu

    def use(self, index: Index, wish: Wish) -> None:
        """Fold a section, list more, or ask for a value."""
        line = self._facets.line(index)
        if line is None:
            section = self._facets.section(self._facets.facet(index))
            self.setExpanded(section, not self.isExpanded(section))
        elif isinstance(line, More):
            self._facets.toggle_whole(line.facet, line.branch)
        elif isinstance(line, Entry):
            self.chosen.emit(line.facet, line.value, wish)

    def set_open(self, index: Index, is_open: bool) -> bool:
        """List what is below a value, or not; False where nothing is to be done."""
        line = self._facets.line(index)
        if not isinstance(line, Entry) or line.is_open is None or line.is_open == is_open:
            return False
        self._facets.set_open(line, is_open)
        return True

    def change_order(self, facet: Facet) -> None:
        """List a section in the other order."""
        if facet in ORDERS:
            is_by_count = self._facets.shape(facet).order is Order.COUNT
            self._facets.set_order(facet, Order.NAME if is_by_count else Order.COUNT)

    def seek(self, facet: Facet, *, wanted: bool = True) -> None:
        """Give a section the field that looks through it and put the keys there, or take it away."""
        if not wanted:
            self._facets.seek(facet, None)
            self.setFocus()
            self.setCurrentIndex(self._facets.section(facet))
        elif self._facets.can_seek(facet):
            if self._facets.shape(facet).sought is None:
                self._facets.seek(facet, "")
            section = self._facets.section(facet)
            self.expand(section)
            at = self._facets.index(0, 0, section)
            if self.indexWidget(at) is None:
                self.setIndexWidget(at, _FinderLine(self, facet))
            self.scrollTo(at)
            field = self.indexWidget(at)
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retranslate(self) -> None:
        """Take the language in use."""
        for line in self.findChildren(_FinderLine):
            line.retranslate()

    def tag_at(self, index: Index) -> str:
        """The tag of a line; empty where it is none."""
        line = self._facets.line(index)
        is_tag = isinstance(line, Entry) and line.facet is Facet.TAG
        return line.value if is_tag and isinstance(line, Entry) else ""

    def box_rect(self, index: Index) -> QRect:
        """Where the check box of a value stands."""
        return self._delegate.box_rect(index)

    # ---- keys

    def event(self, event: QEvent) -> bool:
        """The keys that are ours come before an action of the window with the same one."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_F, Qt.Key.Key_O, Qt.Key.Key_Minus)
            and not event.modifiers()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: single letters are actions."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses a value alone, Space or Ctrl+Enter beside others, - or Alt+Enter without.

        Left and Right close and open; F looks through a long section, Escape ends that, O changes
        its order. F2 renames a tag, Delete deletes it.
        """
        index = self.currentIndex()
        wish = _TAG_KEYS.get(Qt.Key(event.key())) if not event.modifiers() else None
        if wish and self.tag_at(index):
            self.tag_requested.emit(wish, self.tag_at(index))
            return
        if index.isValid() and event.key() == Qt.Key.Key_Escape and self._is_sought(index):
            self.seek(self._facets.facet(index), wanted=False)
            return
        if index.isValid() and self._key_used(index, event):
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.text() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _key_used(self, index: QModelIndex, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.use(index, _wish(modifiers, Wish.ALONE))
        elif key == Qt.Key.Key_Space:
            self.use(index, Wish.BESIDE)
        elif key == Qt.Key.Key_Minus and not modifiers & ~Qt.KeyboardModifier.KeypadModifier:
            if isinstance(self._facets.line(index), Entry):
                self.use(index, Wish.WITHOUT)
        elif key == Qt.Key.Key_Right and not modifiers:
            return self.set_open(index, True)
        elif key == Qt.Key.Key_Left and not modifiers and index.parent().isValid():
            if not self.set_open(index, False):
                self.setCurrentIndex(self._facets.above(index))
        elif key == Qt.Key.Key_F and not modifiers:
            self.seek(self._facets.facet(index))
        elif key == Qt.Key.Key_O and not modifiers:
            self.change_order(self._facets.facet(index))
        else:
            return False
        return True

    def _is_sought(self, index: QModelIndex) -> bool:
        return self._facets.shape(self._facets.facet(index)).sought is not None

    # ---- pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what is pressed."""
        super().mousePressEvent(event)
        self._pressed_at = event.position().toPoint()
        self._pressed = QPersistentModelIndex(self.indexAt(self._pressed_at))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the tag that was pressed."""
        super().mouseMoveEvent(event)
        tag = self.tag_at(self._pressed)
        far = (event.position().toPoint() - self._pressed_at).manhattanLength()
        is_pressed = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if tag and is_pressed and far >= QApplication.startDragDistance():
            self._pressed = QPersistentModelIndex()
            drag_tag(self, tag)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Clippings and tags of ours may be dropped on a tag; files are the window's."""
        event.setAccepted(has_clippings(event) or bool(tag_in(event)))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show what it would be dropped on; near an edge the list moves."""
        super().dragMoveEvent(event)  # scrolls
        index = self.indexAt(event.position().toPoint())
        self._aim(index if self._may_drop(event, index) else QModelIndex())
        event.setAccepted(self._delegate.target.isValid())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is dragged over it any more."""
        super().dragLeaveEvent(event)
        self._aim(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:
        """Say what was dropped on which tag."""
        index = self.indexAt(event.position().toPoint())
        self._aim(QModelIndex())
        if not self._may_drop(event, index):
            event.ignore()
            return
        event.acceptProposedAction()
        onto, tag = self.tag_at(index), tag_in(event)
        if tag:
            self.tag_dropped.emit(tag, onto)
        else:
            self.clippings_dropped.emit(onto)

    def _may_drop(self, event: QDropEvent, index: QModelIndex) -> bool:
        """Whether it can be dropped there: what is a tag's own, or in it, is no place for it."""
        onto, tag = self.tag_at(index), tag_in(event)
        if tag and index.isValid() and self._facets.line(index) is None:
            return self._facets.facet(index) is Facet.TAG and "/" in tag
        if not onto:
            return False
        return not f"{onto}/".startswith(f"{tag}/") if tag else has_clippings(event)

    def _aim(self, index: QModelIndex) -> None:
        self._delegate.target = QPersistentModelIndex(index)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Use what was pressed and released."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            if self._pressed == index:
                self._clicked(index, event.position().toPoint(), event.modifiers())
            self._pressed = QPersistentModelIndex()

    def _clicked(self, index: QModelIndex, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        facet = self._facets.facet(index)
        if self._delegate.find_rect(index).contains(at) and self.isExpanded(index):
            self.seek(facet, wanted=self._facets.shape(facet).sought is None)
        elif self._delegate.order_rect(index).contains(at) and self.isExpanded(index):
            self.change_order(facet)
        elif self._delegate.twisty_rect(index).adjusted(-2, 0, 2, 0).contains(at):
            self.set_open(index, not getattr(self._facets.line(index), "is_open", False))
        else:
            in_box = self.box_rect(index).adjusted(-6, -6, 4, 6).contains(at)
            self.use(index, _wish(modifiers, Wish.BESIDE if in_box else Wish.ALONE))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a line; the menu key opens it at the current line."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        at = self.visualRect(index).bottomLeft() + QPoint(EDGE, 0) if by_key else event.pos()
        menu.of_line(self, self._facets, index).popup(self.viewport().mapToGlobal(at))


class _FinderLine(QWidget):
    """The field that looks through a section, as it stands in its line."""

    def __init__(self, view: FacetView, facet: Facet) -> None:
        super().__init__()
        self._view, self._facet = view, facet
        self._model = view._facets  # noqa: SLF001 - a part of the view
        self.field = QLineEdit(self)
        self.field.setObjectName("finder")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(lambda text: self._model.seek(facet, text))
        self.setFocusProxy(self.field)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the language in use."""
        name = t("sidebar.find_name", section=t(f"sidebar.section.{self._facet}"))
        self.field.setPlaceholderText(t("sidebar.find_placeholder"))
        self.field.setAccessibleName(name)

    def resizeEvent(self, event: object) -> None:
        del event
        self.field.setGeometry(self.rect().adjusted(EDGE * 2, 2, -EDGE - 2, -3))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter go to the first value, Escape takes the field away."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._view.seek(self._facet, wanted=False)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            first = self._model.index(1, 0, self._model.section(self._facet))
            if isinstance(self._model.line(first), Entry):
                self._view.setFocus()
                self._view.setCurrentIndex(first)
        elif key == Qt.Key.Key_Up:
            self._view.setFocus()
            self._view.setCurrentIndex(self._model.section(self._facet))
        else:
            super().keyPressEvent(event)


def _wish(modifiers: Qt.KeyboardModifier, otherwise: Wish) -> Wish:
    return next((wish for modifier, wish in _WISHES if modifiers & modifier), otherwise)
