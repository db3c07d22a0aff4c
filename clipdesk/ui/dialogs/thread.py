"""The thread of citations: all that cite and are cited, in the order of time. Main thread.

It stays beside the desk: what is opened here opens there. The thread is read in the search lane.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.store import library, threads
from clipdesk.store.threads import Knot, Thread
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.dialogs.thread_arcs import KNOT, OPEN, ThreadDelegate, arcs, dangling_words
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.session import Session
from clipdesk.ui.tokens import Space

_SIZE = QSize(680, 620)
_SPOKEN = 5
"""So many connections of a clipping are named to those who hear the list."""


class ThreadDialog(QDialog):
    """One thread.

    Signals:
        open_requested(int): open this clipping on the desk.
    """

    open_requested = Signal(int)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._start = 0
        self._most = threads.MOST
        self._thread: Thread | None = None
        self._is_closed = False
        self._title = QLabel(self)
        self._title.setObjectName("quiet")
        self._title.setWordWrap(True)
        self._list = _List(self)
        self._list.setObjectName("threadRows")
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._delegate = ThreadDelegate(self._list)
        self._list.setItemDelegate(self._delegate)
        self._list.currentRowChanged.connect(self._on_list_current_row_changed)
        self._list.opened.connect(self._on_list_opened)
        self._list.clicked.connect(self._on_list_opened)
        self._more = QPushButton(self)
        self._more.setAutoDefault(False)
        self._more.clicked.connect(self._on_more_clicked)
        self._hint = QLabel(self)
        self._hint.setObjectName("quiet")
        self._close = QPushButton(self)
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.close)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._more)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addLayout(head)
        layout.addWidget(self._list, 1)
        layout.addLayout(foot)
        session.record_changed.connect(self._on_session_record_changed)
        theme.watcher().changed.connect(self._list.viewport().update)
        self.retranslate()
        self.resize(_SIZE.boundedTo(parent.window().size() * 0.94))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("thread.title"))
        self._list.setAccessibleName(t("thread.list"))
        self._more.setText(t("thread.more"))
        self._hint.setText(t("thread.hint"))
        self._close.setText(t("desk.close"))

    def follow(self, clipping_id: int) -> None:
        """Show the thread of a clipping; one that is shown stays where it is."""
        if self._thread is not None and any(k.id == clipping_id for k in self._thread.knots):
            self._choose(clipping_id)
            return
        self._start, self._most = clipping_id, threads.MOST
        self._read()

    def _read(self) -> None:
        self._title.setText(t("thread.reading"))
        self._more.hide()
        start, most, path = self._start, self._most, self._session.path

        def read(connection: Any) -> Thread:
            with library.explained(path):
                return threads.thread(connection, start, most)

        self._session.worker.ask("thread", read, self._show)

    def done(self, result: int) -> None:
        self._is_closed = True
        super().done(result)

    def _show(self, found: Thread) -> None:
        if self._is_closed:  # the answer came too late
            return
        self._thread = found
        knots = found.knots
        rows = {knot.id: row for row, knot in enumerate(knots)}
        self._delegate.show_arcs(arcs([(rows[a], rows[b]) for a, b in found.links]))
        self._list.clear()
        heard = _heard(found)
        for knot in knots:
            item = QListWidgetItem(self._list)
            item.setData(KNOT, knot)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, heard[knot.id])
        self._more.setVisible(found.more)
        if len(knots) > 1:
            first, last = (formats.plain_date(knots[end].published) for end in (0, -1))
            key = "thread.bounded" if found.more else "thread.total"
            self._title.setText(t(key, n=len(knots), first=first, last=last))
        else:
            self._title.setText(t("thread.alone"))
        self._on_session_record_changed()
        self._choose(self._start)
        self._list.setFocus()

    def _choose(self, clipping_id: int) -> None:
        for row in range(self._list.count()):
            if self._knot(row).id == clipping_id:
                self._list.setCurrentRow(row)
                self._list.scrollToItem(
                    self._list.item(row), QAbstractItemView.ScrollHint.PositionAtCenter
                )

    def _knot(self, row: int) -> Knot:
        knot: Knot = self._list.item(row).data(KNOT)
        return knot

    def _on_list_current_row_changed(self, row: int) -> None:
        self._delegate.choose(row)
        self._list.viewport().update()

    def _on_list_opened(self, index: QModelIndex) -> None:
        self.open_requested.emit(self._knot(index.row()).id)

    def _on_more_clicked(self) -> None:
        self._most += threads.MOST
        self._read()

    def _on_session_record_changed(self) -> None:
        for row in range(self._list.count()):
            self._list.item(row).setData(OPEN, self._knot(row).id == self._session.current)


class _List(QListWidget):
    """A list in which Enter opens."""

    opened = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


def _heard(found: Thread) -> dict[int, str]:
    """Each clipping in words, with what the arcs say to the eye."""
    names = {knot.id: seen(knot.headline) for knot in found.knots}
    cites: dict[int, list[str]] = {}
    cited_by: dict[int, list[str]] = {}
    for citing, cited in found.links:
        cites.setdefault(citing, []).append(names[cited])
        cited_by.setdefault(cited, []).append(names[citing])
    made = {}
    for knot in found.knots:
        parts = [formats.plain_date(knot.published), seen(knot.source), names[knot.id]]
        for key, ends in (("cites", cites), ("cited_by", cited_by)):
            if others := ends.get(knot.id):
                parts.append(t(f"thread.{key}", headlines="、".join(others[:_SPOKEN])))
        if knot.dangling:
            parts.append(dangling_words(knot))
        made[knot.id] = ", ".join(parts)
    return made
