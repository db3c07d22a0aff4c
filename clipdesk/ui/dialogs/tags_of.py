"""Asks which tags all, some or none of the selected clippings shall bear. Main thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.errors import UserError
from clipdesk.core.text import fold
from clipdesk.store.layer import clean_tag_name
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.tag_completer import matching
from clipdesk.ui.tag_dots import dot
from clipdesk.ui.tokens import Space

_SIZE: Final = (460, 520)
_NAME: Final = Qt.ItemDataRole.UserRole
_BEFORE: Final = Qt.ItemDataRole.UserRole + 1
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_All, _Some, _None = (
    Qt.CheckState.Checked,
    Qt.CheckState.PartiallyChecked,
    Qt.CheckState.Unchecked,
)


class TagsOfDialog(QDialog):
    """A field that filters and makes tags, and a check of three states for each.

    Signals:
        chosen(tuple, tuple): the tags that all of them get, and those that none keeps; the dialog is
            closed.
    """

    chosen = Signal(object, object)

    def __init__(
        self, count: int, borne: Mapping[str, int], tags: Sequence[str], parent: QWidget
    ) -> None:
        """Build it; `open` shows it.

        Args:
            count: how many clippings it is about.
            borne: how many of them bear each tag.
            tags: every tag, the likeliest first.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._count = count
        self._is_composing = False
        self.setWindowTitle(t("tags.of.title"))
        said = QLabel(t("tags.of.what", n=count, count=formats.figure(count)), self)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        self._field = QLineEdit(self, clearButtonEnabled=True)
        self._field.setPlaceholderText(t("tags.of.field"))
        self._field.setAccessibleName(t("tags.of.field"))
        self._field.installEventFilter(self)
        self._list = QTreeWidget(self)
        self._list.setObjectName("rows")
        self._list.setColumnCount(2)
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAccessibleName(t("tags.of.title"))
        self._list.header().setStretchLastSection(False)
        self._list.header().setSectionResizeMode(0, self._list.header().ResizeMode.Stretch)
        self._list.header().setSectionResizeMode(1, self._list.header().ResizeMode.ResizeToContents)
        order = sorted(tags, key=lambda name: not borne.get(name, 0))  # theirs first
        for name in order:
            self._add(name, borne.get(name, 0))
        self._apply = QPushButton(t("tags.of.apply"), self)
        self._apply.setDefault(True)
        cancel = QPushButton(t("tags.cancel"), self)
        cancel.setAutoDefault(False)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL + Space.S, Space.XXL, Space.XL)
        layout.setSpacing(Space.L)
        layout.addWidget(said)
        layout.addWidget(self._field)
        layout.addWidget(self._list, 1)
        layout.addWidget(buttons)
        self._field.textChanged.connect(self._filter)
        self._list.itemClicked.connect(self._on_list_item_clicked)
        self._list.installEventFilter(self)
        self.resize(*_SIZE)
        self._field.setFocus()

    def accept(self) -> None:
        give: list[str] = []
        take: list[str] = []
        for item in self._items():
            now = item.checkState(0)
            if now is not item.data(0, _BEFORE) and now is not _Some:
                (give if now is _All else take).append(item.data(0, _NAME))
        super().accept()
        if give or take:
            self.chosen.emit(tuple(give), tuple(take))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space and Enter in the list, Enter and Down in the field."""
        if isinstance(event, QInputMethodEvent) and watched is self._field:
            self._is_composing = bool(event.preeditString())
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if watched is self._field:
                return self._key_in_field(event)
            item = self._list.currentItem()
            if event.key() == Qt.Key.Key_Space and item is not None:
                self._turn(item)
                return True
        return super().eventFilter(watched, event)

    def _key_in_field(self, event: QKeyEvent) -> bool:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._is_composing:
            return is_enter  # it is the input method's
        if is_enter and self._field.text().strip():
            self._take_typed()
            return True
        if event.key() == Qt.Key.Key_Down:
            first = next((item for item in self._items() if not item.isHidden()), None)
            if first is not None:
                self._list.setFocus()
                self._list.setCurrentItem(first)
            return True
        return False

    def _take_typed(self) -> None:
        """Give what is typed to all: the tag of that name, or else a new one."""
        try:
            name = clean_tag_name(self._field.text())
        except UserError:
            return
        same = [item for item in self._items() if item.data(0, _NAME) == name]
        alike = [item for item in self._items() if fold(item.data(0, _NAME)) == fold(name)]
        item = next(iter(same or alike), None) or self._add(name, 0, first=True)
        item.setCheckState(0, _All)
        self._field.clear()
        self._list.scrollToItem(item)
        self._list.setCurrentItem(item)

    def _add(self, name: str, borne: int, *, first: bool = False) -> QTreeWidgetItem:
        state = _All if borne >= self._count else _Some if borne else _None
        count = "" if not borne or borne >= self._count else formats.figure(borne)
        item = QTreeWidgetItem([seen(name), count])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(0, state)
        item.setIcon(0, dot(name))
        item.setData(0, _NAME, name)
        item.setData(0, _BEFORE, state)
        item.setToolTip(0, plain_hint(seen(name)))
        item.setTextAlignment(1, _RIGHT)
        self._list.insertTopLevelItem(0 if first else self._list.topLevelItemCount(), item)
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self._list.topLevelItem(at) for at in range(self._list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _filter(self, text: str) -> None:
        items = self._items()
        shown = frozenset(matching([item.data(0, _NAME) for item in items], text))
        for item in items:
            item.setHidden(item.data(0, _NAME) not in shown)

    def _on_list_item_clicked(self, item: QTreeWidgetItem) -> None:
        self._turn(item)

    def _turn(self, item: QTreeWidgetItem) -> None:
        """All, none, and where only some of them bear it, as it was."""
        states = [_All, _None, _Some] if item.data(0, _BEFORE) is _Some else [_All, _None]
        at = states.index(item.checkState(0))
        item.setCheckState(0, states[(at + 1) % len(states)])
