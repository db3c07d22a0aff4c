"""Every tag with its counts, and what can be made of it. Main thread.

The dialog stays beside the desk. It reads in the search lane, asks by signals for what is to be
done (`ui/tagging.py`), and shows what became of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipdesk.commands import Changes, ColourTag, SetTagKeys
from clipdesk.core.anchors import COLOURS
from clipdesk.core.text import fold
from clipdesk.store import library, tags
from clipdesk.store.tags import Listed, is_in
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.dragging import drag_tag, tag_in
from clipdesk.ui.notice import Notice
from clipdesk.ui.tag_dots import colour_dot, dot
from clipdesk.ui.tokens import Space

_SIZE: Final = QSize(760, 600)
_NAME: Final = Qt.ItemDataRole.UserRole
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_COLUMNS: Final = ("name", "own", "whole", "key")
Ask = Callable[..., None]


class TagsDialog(QDialog):
    """A tree of tags, a field that filters it, and a button for each thing to do.

    Signals:
        command_requested(Command): a colour or a digit was chosen.
        wished(str, str): create, rename, merge or nest, and the tag that it is about.
        dropped(str, str): a tag was dropped on another one; on the empty ground: on ''.
        delete_requested(list): these tags shall be deleted.
    """

    command_requested = Signal(object)
    wished = Signal(str, str)
    dropped = Signal(str, str)
    delete_requested = Signal(object)

    def __init__(self, ask: Ask, path: Path, read_only: str, parent: QWidget) -> None:
        """Build it and ask for the list.

        Args:
            ask: puts a question to the search lane (`Worker.ask`).
            path: the library's file.
            read_only: why nothing can be changed; empty where it can be.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._ask, self._path, self._read_only = ask, path, read_only
        self._listed: list[Listed] = []
        self._wanted = ""
        self._is_gone = False
        self.setWindowTitle(t("tags.title"))
        self._filter = QLineEdit(self, clearButtonEnabled=True)
        self._filter.setPlaceholderText(t("tags.filter"))
        self._filter.setAccessibleName(t("tags.filter"))
        self._tree = _Tree(self)
        self._said = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._said.setObjectName("quiet")
        self._said.setWordWrap(True)
        self._notice = Notice(self)
        self._buttons: dict[str, QPushButton] = {}
        self._build()
        self._filter.textChanged.connect(self._show_filtered)
        self._tree.itemSelectionChanged.connect(self._show_chosen)
        self._tree.customContextMenuRequested.connect(self._show_menu)
        self._tree.wished.connect(self._wish)
        self._tree.dropped.connect(self.dropped)
        theme.watcher().changed.connect(self._show_listed)
        self._notice.say(read_only)
        room = parent.window().size()
        self.resize(_SIZE.boundedTo(room * 0.94))
        self.refresh()

    def _build(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(Space.M)
        for name in ("create", "rename", "merge", "nest", "colour", "key", "delete", "unused"):
            button = QPushButton(t(f"tags.button.{name}"), self)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._wish, name))
            button.setVisible(not self._read_only)
            self._buttons[name] = button
            side.addWidget(button)
            if name in {"create", "nest", "key"}:
                side.addSpacing(Space.M)
        side.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(Space.L)
        middle.addWidget(self._tree, 1)
        middle.addLayout(side)
        close = QPushButton(t("tags.close"), self)
        close.setAutoDefault(False)  # Enter in the filter closes nothing
        buttons = QDialogButtonBox(self)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(self._notice)
        layout.addWidget(self._filter)
        layout.addLayout(middle, 1)
        layout.addWidget(self._said)
        layout.addWidget(buttons)
        self._filter.setFocus()

    def refresh(self) -> None:
        """Read the tags anew."""

        def read(connection: Any) -> list[Listed]:
            with library.explained(self._path):
                return tags.listed(connection)

        self._ask("tags", read, self._on_answered)

    def show_changes(self, changes: Changes) -> None:
        """Something was written: read anew where it concerns the tags."""
        if changes.tags and not self._is_gone:
            self._wanted = dict(changes.tag_names).get(self._wanted, self._wanted)
            self.refresh()

    def point_at(self, tag: str) -> None:
        """Choose a tag, now or when the list comes."""
        if tag:
            self._wanted = tag
            self._filter.clear()
            self._choose_wanted()

    def done(self, result: int) -> None:
        self._is_gone = True
        super().done(result)

    def chosen(self) -> list[str]:
        """The tags that are chosen, without those below another one of them."""
        names = sorted(item.data(0, _NAME) for item in self._tree.selectedItems())
        return [n for n in names if not any(is_in(n, o) for o in names if o != n)]

    # ---- showing

    def _on_answered(self, listed: list[Listed]) -> None:
        if not self._is_gone:
            self._listed = listed
            self._show_listed()

    def _show_listed(self) -> None:
        closed = {
            item.data(0, _NAME)
            for item in self._tree.every()
            if item.childCount() and not item.isExpanded()
        }
        bar = self._tree.verticalScrollBar()
        at = bar.value()
        self._tree.blockSignals(True)
        self._tree.clear()
        items: dict[str, QTreeWidgetItem] = {}
        for one in self._listed:
            above, _, leaf = one.name.rpartition("/")
            item = QTreeWidgetItem(
                [
                    seen(leaf),
                    formats.figure(one.own) if one.is_tag else "",
                    formats.figure(one.whole),
                    str(one.key or ""),
                ]
            )
            item.setData(0, _NAME, one.name)
            item.setIcon(0, dot(one.name))
            item.setToolTip(0, plain_hint(seen(one.name)))
            item.setTextAlignment(1, _RIGHT)
            item.setTextAlignment(2, _RIGHT)
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignCenter)
            if not one.whole:
                item.setToolTip(0, plain_hint(t("tags.is_unused", tag=seen(one.name))))
                for column in range(len(_COLUMNS)):
                    item.setForeground(column, QColor(theme.tokens().ink_faint))
            items[one.name] = item
            if above:
                items[above].addChild(item)
            else:
                self._tree.addTopLevelItem(item)
        for name, item in items.items():
            item.setExpanded(name not in closed)
        self._tree.blockSignals(False)
        self._show_filtered()
        bar.setValue(at)
        self._choose_wanted()
        self._show_chosen()

    def _choose_wanted(self) -> None:
        for item in self._tree.every():
            if item.data(0, _NAME) == self._wanted:
                self._tree.setCurrentItem(item)
                self._tree.scrollToItem(item)

    def _show_filtered(self) -> None:
        """Show what has the typed text in its name, below what it stands below."""
        sought = fold(self._filter.text())
        fitting = [one.name for one in self._listed if sought in fold(one.name)]
        shown = {
            "/".join(parts[: at + 1])
            for parts in (name.split("/") for name in fitting)
            for at in range(len(parts))
        }
        for item in self._tree.every():
            item.setHidden(item.data(0, _NAME) not in shown)

    def _show_chosen(self) -> None:
        """Say what is chosen, and enable what can be done with it."""
        chosen = self.chosen()
        if len(chosen) == 1:
            self._wanted = chosen[0]
        one = len(chosen) == 1
        for name, button in self._buttons.items():
            needs = {"create": True, "unused": True, "delete": bool(chosen)}
            button.setEnabled(needs.get(name, one))
        unused = [listed for listed in self._listed if not listed.whole]
        count = sum(listed.is_tag for listed in self._listed)
        key = "tags.counts" if self._listed else "tags.none"
        self._said.setText(t(key, n=count, unused=len(unused)))

    # ---- doing

    def _wish(self, name: str) -> None:
        if self._read_only or not self._buttons[name].isEnabled():
            return
        chosen = self.chosen()
        if name == "unused":
            self._choose_unused()
        elif name == "delete":
            self.delete_requested.emit(chosen)
        elif name in {"colour", "key"}:
            button = self._buttons[name]
            menu = self._colour_menu(self) if name == "colour" else self._key_menu(self)
            menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        else:
            self.wished.emit(name, chosen[0] if len(chosen) == 1 else "")

    def _choose_unused(self) -> None:
        """Choose the tags that no clipping bears, nor one below them."""
        unused = {one.name for one in self._listed if not one.whole}
        self._filter.clear()
        self._tree.clearSelection()
        for item in self._tree.every():
            item.setSelected(item.data(0, _NAME) in unused)
        self._tree.setFocus()

    def _colour_menu(self, parent: QWidget) -> QMenu:
        menu = _menu(parent, t("tags.button.colour"))
        (tag,) = self.chosen()
        there = next((one.colour for one in self._listed if one.name == tag), None)
        for colour in (*COLOURS, ""):
            text = t(f"article.colour.{colour}") if colour else t("tags.no_colour")
            is_this = (there or "") == colour
            action = menu.addAction(colour_dot(colour), f"{text}\t✓" if is_this else text)
            action.setCheckable(True)  # its mark is not drawn beside an icon
            action.setChecked(is_this)
            command = ColourTag(tag, colour or None)
            action.triggered.connect(partial(self.command_requested.emit, command))
        return menu

    def _key_menu(self, parent: QWidget) -> QMenu:
        menu = _menu(parent, t("tags.button.key"))
        (tag,) = self.chosen()
        keys = {one.key: one.name for one in self._listed if one.key is not None}
        others = {key: name for key, name in keys.items() if name != tag}
        for key in (*range(1, 10), None):
            text = t("tags.no_key") if key is None else str(key)
            if key is not None and (holder := others.get(key)):
                text = t("tags.key_of", key=key, tag=seen(holder).replace("&", "&&"))
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(keys.get(key) == tag if key else tag not in keys.values())
            wanted = others if key is None else {**others, key: tag}
            command = SetTagKeys(wanted)
            action.triggered.connect(partial(self.command_requested.emit, command))
        return menu

    def _show_menu(self, at: QPoint) -> None:
        if self._read_only:
            return
        menu = _menu(self, "")
        for name in ("create", "rename", "merge", "nest"):
            action = menu.addAction(t(f"tags.button.{name}"), partial(self._wish, name))
            action.setEnabled(self._buttons[name].isEnabled())
        if len(self.chosen()) == 1:
            menu.addMenu(self._colour_menu(menu))
            menu.addMenu(self._key_menu(menu))
        action = menu.addAction(t("tags.button.delete"), partial(self._wish, "delete"))
        action.setEnabled(self._buttons["delete"].isEnabled())
        menu.popup(self._tree.viewport().mapToGlobal(at))


def _menu(parent: QWidget, title: str) -> QMenu:
    menu = QMenu(title, parent)
    if not isinstance(parent, QMenu):
        menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _with_below(item: QTreeWidgetItem | None) -> list[QTreeWidgetItem]:
    if item is None:
        return []
    below = (_with_below(item.child(at)) for at in range(item.childCount()))
    return [item, *(one for lines in below for one in lines)]


class _Tree(QTreeWidget):
    """The tags; one can be dragged on another.

    Signals:
        wished(str): a key asked for that: rename, delete, create.
        dropped(str, str): a tag on another one, or on ''.
    """

    wished = Signal(str)
    dropped = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rows")
        self.setHeaderLabels([t(f"tags.column.{name}") for name in _COLUMNS])
        self.setAccessibleName(t("tags.title"))
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def every(self) -> list[QTreeWidgetItem]:
        """Every line."""
        return [
            child
            for at in range(self.topLevelItemCount())
            for child in _with_below(self.topLevelItem(at))
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wish = {
            Qt.Key.Key_F2: "rename",
            Qt.Key.Key_Delete: "delete",
            Qt.Key.Key_Insert: "create",
        }.get(Qt.Key(event.key()))
        if wish and not event.modifiers():
            self.wished.emit(wish)
            return
        super().keyPressEvent(event)

    def startDrag(self, supported: Qt.DropAction) -> None:
        del supported
        item = self.currentItem()
        if item is not None:
            drag_tag(self, item.data(0, _NAME))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(bool(tag_in(event)))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls
        may = self._onto(event) is not None
        self._aim(self.itemAt(event.position().toPoint()) if may else None)
        event.setAccepted(may)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._aim(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._aim(None)
        onto = self._onto(event)
        if onto is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self.dropped.emit(tag_in(event), onto)

    def _aim(self, target: QTreeWidgetItem | None) -> None:
        """Show what it would be dropped on."""
        for item in self.every():
            ground = QBrush(QColor(theme.tokens().selection)) if item is target else QBrush()
            for column in range(self.columnCount()):
                item.setBackground(column, ground)

    def _onto(self, event: QDropEvent) -> str | None:
        """What it would be dropped on; None where it cannot be."""
        tag = tag_in(event)
        item = self.itemAt(event.position().toPoint())
        if item is None:
            return "" if "/" in tag else None
        onto: str = item.data(0, _NAME)
        return None if not tag or is_in(onto, tag) else onto
