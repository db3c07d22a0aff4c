"""What I changed: every step that is kept, newest first; any one of them can be taken back.

Main thread. The steps are read in the search lane; taking back is the writer lane's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.errors import UserError
from clipdesk.core.text import fold
from clipdesk.store import clippings, library, steps
from clipdesk.store.clippings import Row
from clipdesk.texts import describe, t
from clipdesk.ui import formats, theme
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.dialogs import wording
from clipdesk.ui.session import Session
from clipdesk.ui.step_names import step_name
from clipdesk.ui.tokens import Space

_SIZE: Final = QSize(860, 620)
_ID: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class _Entry:
    """A step as it is listed.

    Attributes:
        state: `done`, `undone`, `taken_back` by a later one, or `lost`: too large to be kept.
        sought: folded, what it is found by.
    """

    id: int
    made_at: str
    name: str
    state: str
    clippings: tuple[int, ...]
    sought: str


class ChangesDialog(QDialog):
    """The steps, and below them the clippings of the chosen one.

    Signals:
        clipping_requested(int): open a clipping.
    """

    clipping_requested = Signal(int)

    def __init__(self, session: Session, parent: QWidget) -> None:
        """Build it and ask for the list.

        Args:
            session: the library.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._listed: list[steps.Listed] = []
        self._rows: dict[int, Row] = {}
        self._entries: list[_Entry] = []
        self._is_gone = False
        self._filter = QLineEdit(self)
        self._list, self._about = QTreeWidget(self), QTreeWidget(self)
        self._nothing, self._said = QLabel(self), QLabel(self)
        self._take_back, self._open, self._close = (QPushButton(self) for _ in range(3))
        self._build()
        self._filter.textChanged.connect(self._show_entries)
        self._list.currentItemChanged.connect(self._show_chosen)
        self._list.itemActivated.connect(lambda *_: self._open_chosen())
        self._about.itemActivated.connect(lambda *_: self._open_chosen())
        self._open.clicked.connect(self._open_chosen)
        self._take_back.clicked.connect(self._on_take_back_clicked)
        session.worker.history_changed.connect(self._on_worker_history_changed)
        theme.watcher().changed.connect(self._show_entries)
        self.retranslate()
        self.resize(_SIZE.boundedTo(parent.window().size() * 0.94))
        self._filter.setFocus()
        self.refresh()

    def _build(self) -> None:
        self._filter.setClearButtonEnabled(True)
        self._nothing.setObjectName("emptyState")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setMinimumWidth(1)  # long words must not push the window wide
        for tree, stretched in ((self._list, 1), (self._about, 2)):
            tree.setObjectName("rows")
            tree.setColumnCount(3)
            tree.setRootIsDecorated(False)
            tree.setUniformRowHeights(True)
            tree.setAllColumnsShowFocus(True)
            tree.header().setStretchLastSection(False)
            for column in range(3):
                tree.header().setSectionResizeMode(
                    column,
                    QHeaderView.ResizeMode.Stretch
                    if column == stretched
                    else QHeaderView.ResizeMode.ResizeToContents,
                )
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self._list)
        splitter.addWidget(self._about)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([_SIZE.height() * 3 // 4, _SIZE.height() // 4])
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(splitter)
        buttons = QDialogButtonBox(self)
        for button, role in (
            (self._open, QDialogButtonBox.ButtonRole.ActionRole),
            (self._take_back, QDialogButtonBox.ButtonRole.ActionRole),
            (self._close, QDialogButtonBox.ButtonRole.RejectRole),
        ):
            button.setAutoDefault(False)
            buttons.addButton(button, role)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(Space.L)
        foot.addWidget(self._said, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(self._filter)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("changes.title"))
        self._filter.setPlaceholderText(t("changes.filter"))
        self._filter.setAccessibleName(t("changes.filter"))
        self._list.setAccessibleName(t("changes.title"))
        self._about.setAccessibleName(t("changes.clippings"))
        self._list.setHeaderLabels([t("changes.when"), t("changes.what"), t("changes.state")])
        self._about.setHeaderLabels(
            [t("changes.published"), t("changes.source"), t("changes.clipping")]
        )
        self._take_back.setText(t("changes.take_back"))
        self._open.setText(t("changes.open"))
        self._close.setText(t("desk.close"))
        self._show_listed()

    def refresh(self) -> None:
        """Read the steps anew."""

        def read(connection: Any) -> tuple[list[steps.Listed], dict[int, Row]]:
            with library.explained(self._session.path):
                listed = steps.listed(connection)
                wanted = {i for one in listed for i in _told(one)[2]}
                return listed, {row.id: row for row in clippings.rows(connection, list(wanted))}

        self._session.worker.ask("steps", read, self._on_steps_answered)

    def done(self, result: int) -> None:
        self._is_gone = True
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self._take_back.isEnabled():
            self._on_take_back_clicked()
        elif event.key() == Qt.Key.Key_Down and self._filter.hasFocus():
            self._list.setFocus()
        else:
            super().keyPressEvent(event)

    # ---- what is shown

    def _on_worker_history_changed(self, *_: object) -> None:
        if not self._is_gone:
            self.refresh()

    def _on_steps_answered(self, answer: tuple[list[steps.Listed], dict[int, Row]]) -> None:
        if not self._is_gone:
            self._listed, self._rows = answer
            self._show_listed()

    def _show_listed(self) -> None:
        self._entries = _entries(self._listed, self._rows)
        self._show_entries()

    def _show_entries(self, *_: object) -> None:
        chosen = self._chosen
        sought = fold(self._filter.text())
        shown = [entry for entry in self._entries if sought in entry.sought]
        self._list.blockSignals(True)
        self._list.clear()
        for entry in shown:
            item = _item(entry)
            self._list.addTopLevelItem(item)
            if self._list.currentItem() is None or (chosen and entry.id == chosen.id):
                self._list.setCurrentItem(item)
        self._list.blockSignals(False)
        self._nothing.setText(t("changes.no_match" if self._entries else "changes.none"))
        self._stack.setCurrentIndex(1 if shown else 0)
        self._show_chosen()

    @property
    def _chosen(self) -> _Entry | None:
        item = self._list.currentItem()
        wanted = None if item is None else item.data(0, _ID)
        return next((entry for entry in self._entries if entry.id == wanted), None)

    def _show_chosen(self, *_: object) -> None:
        entry = self._chosen
        self._about.clear()
        for clipping_id in () if entry is None else entry.clippings:
            if (row := self._rows.get(clipping_id)) is not None:
                words = [
                    wording.seen(text) for text in (row.source, " ".join(row.headline.split()))
                ]
                item = QTreeWidgetItem([formats.plain_date(row.published), *words])
                item.setData(0, _ID, clipping_id)
                self._about.addTopLevelItem(item)
        if (first := self._about.topLevelItem(0)) is not None:
            self._about.setCurrentItem(first)
        reason = "" if entry is None or entry.state == "done" else f"changes.why_{entry.state}"
        if not self._session.is_writable:
            reason = "changes.why_read_only"
        self._said.setText(t(reason) if reason else "")
        self._take_back.setEnabled(entry is not None and not reason)
        self._open.setEnabled(self._about.topLevelItemCount() > 0)

    # ---- what is asked for

    def _open_chosen(self) -> None:
        item = self._about.currentItem()
        if item is not None:
            self.clipping_requested.emit(item.data(0, _ID))

    def _on_take_back_clicked(self) -> None:
        if (entry := self._chosen) is not None:
            self._take_back.setEnabled(False)  # until it is told what became of it
            self._session.worker.take_back(entry.id, self._on_take_back_failed)

    def _on_take_back_failed(self, error: BaseException) -> None:
        if not self._is_gone and isinstance(error, UserError):
            self._show_chosen()
            self._said.setText(describe(error))


def show_changes(session: Session, go_to: Callable[[int], None], parent: QWidget) -> None:
    """Show the dialog: there is one only.

    Args:
        session: the library.
        go_to: opens a clipping.
        parent: the window that it belongs to.
    """
    shown = [one for one in parent.findChildren(ChangesDialog) if one.isVisible()]
    dialog = shown[0] if shown else ChangesDialog(session, parent)
    if not shown:
        dialog.clipping_requested.connect(go_to)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def _told(step: steps.Listed) -> tuple[str, dict[str, Any], tuple[int, ...]]:
    """The key and the values of a step's name, and its clippings."""
    with suppress(ValueError, TypeError):
        key, values, its = json.loads(step.text)
        return key, values, tuple(its)
    return "", {}, ()


def _entries(listed: Sequence[steps.Listed], rows: Mapping[int, Row]) -> list[_Entry]:
    def headline_of(clipping_id: int) -> str:
        row = rows.get(clipping_id)
        return "" if row is None else row.headline

    taken_back: set[int] = set()  # by a step that was done later: it is listed before
    entries = []
    for step in listed:
        key, values, its = _told(step)
        if not key:
            continue
        state: str = "taken_back" if step.id in taken_back else step.state
        if state == "done" and not step.is_kept:
            state = "lost"
        if step.state == "done" and "of" in values and state == "done":
            taken_back.add(values["of"])
        name = wording.seen(step_name(key, values, headline_of))
        words = [name, *(headline_of(i) for i in its)]
        sought = fold("\n".join(words))
        entries.append(_Entry(step.id, step.made_at, name, state, its, sought))
    return entries


def _item(entry: _Entry) -> QTreeWidgetItem:
    state = "" if entry.state in ("done", "lost") else t(f"changes.{entry.state}")
    item = QTreeWidgetItem([formats.stamp(entry.made_at), entry.name, state])
    item.setData(0, _ID, entry.id)
    item.setToolTip(1, plain_hint(entry.name))
    if state:
        for column in range(3):
            item.setForeground(column, QColor(theme.tokens().ink_faint))
    return item
