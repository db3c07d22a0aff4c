"""The record of imports: what each did, what was odd about its page, and taking it back.

Main thread. It is read in the search lane; taking back is the writer lane's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipdesk.commands import Changes
from clipdesk.core.errors import UserError
from clipdesk.core.model import Problem
from clipdesk.store import imports, library
from clipdesk.store.imports import Run
from clipdesk.texts import describe, t
from clipdesk.ui import formats, theme
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.dialogs import messages, wording
from clipdesk.ui.dialogs.preview_rows import Rows
from clipdesk.ui.session import Session
from clipdesk.ui.short_label import ShortLabel
from clipdesk.ui.tasks import Task
from clipdesk.ui.tokens import Space

_SIZE: Final = QSize(1080, 660)
_COUNTS: Final = ("added", "changed", "reread", "unchanged", "gone", "problems")
_FILE, _COLLECTION, _FIRST_COUNT = 1, 2, 3
_FILE_WIDTH: Final = 220
_LINE_WIDTH: Final = 72
_EXCERPT_WIDTH: Final = 280
_MOST_SAID: Final = 5
"""Lines of a message."""
_ID: Final = Qt.ItemDataRole.UserRole
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ImportsDialog(QDialog):
    """The imports, the latest first, and below them what was odd about the chosen one's page."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        """Build it and ask for the list.

        Args:
            session: the library.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._runs: list[Run] = []
        self._shown: int | None = None  # the import whose problems are shown
        self._task: Task | None = None
        self._is_gone = False
        self._list = QTreeWidget(self)
        self._problems: Rows[Problem] = Rows(
            (
                ("imports.line", lambda problem: formats.figure(problem.line)),
                ("imports.excerpt", lambda problem: problem.excerpt),
                ("imports.message", wording.told),
            ),
            self,
        )
        self._table = QTableView(self)
        self._nothing, self._fine = QLabel(self), QLabel(self)
        self._message, self._said = ShortLabel(_MOST_SAID, self), ShortLabel(_MOST_SAID, self)
        self._bar = QProgressBar(self, textVisible=False)  # it is too thin for figures
        self._take_back, self._close = QPushButton(self), QPushButton(self)
        self._build()
        self._connect()
        self.retranslate()
        room = parent.window().size()
        self.resize(_SIZE.boundedTo(room * 0.94))
        self.refresh()

    def _build(self) -> None:
        for label in (self._nothing, self._fine):
            label.setObjectName("emptyState")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self._build_tables()
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, Space.M, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._table, 1)
        column.addWidget(self._message)
        self._detail = QStackedWidget(self)
        self._detail.addWidget(self._fine)
        self._detail.addWidget(page)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self._list)
        splitter.addWidget(self._detail)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([_SIZE.height() // 2] * 2)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(splitter)
        self._bar.hide()
        self._take_back.setAutoDefault(False)
        self._close.setAutoDefault(False)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._take_back, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        words = QVBoxLayout()
        words.setSpacing(Space.S)
        words.addWidget(self._said)
        words.addWidget(self._bar)
        foot = QHBoxLayout()
        foot.setSpacing(Space.L)
        foot.addLayout(words, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def _build_tables(self) -> None:
        runs = self._list
        runs.setObjectName("rows")
        runs.setColumnCount(_FIRST_COUNT + len(_COUNTS))
        runs.setRootIsDecorated(False)
        runs.setUniformRowHeights(True)
        runs.setAllColumnsShowFocus(True)
        runs.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = runs.header()
        header.setStretchLastSection(False)
        for column in range(runs.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_FILE, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(_FILE, _FILE_WIDTH)
        header.setSectionResizeMode(_COLLECTION, QHeaderView.ResizeMode.Stretch)
        for column in range(_FIRST_COUNT, runs.columnCount()):
            runs.headerItem().setTextAlignment(column, _RIGHT)
        table = self._table
        table.setObjectName("previewTable")
        table.setModel(self._problems)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        line = table.fontMetrics().height() + Space.M
        table.verticalHeader().setDefaultSectionSize(line)
        table.horizontalHeader().setHighlightSections(False)
        table.setColumnWidth(0, _LINE_WIDTH)
        table.setColumnWidth(1, _EXCERPT_WIDTH)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)

    def _connect(self) -> None:
        self._list.currentItemChanged.connect(self._show_chosen)
        self._table.selectionModel().currentRowChanged.connect(self._show_message)
        self._take_back.clicked.connect(self._on_take_back_clicked)
        self._session.worker.changed.connect(self._on_worker_changed)
        theme.watcher().changed.connect(self._show_runs)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("imports.title"))
        self._list.setAccessibleName(t("imports.list"))
        self._table.setAccessibleName(t("imports.problems"))
        self._nothing.setText(t("imports.none"))
        self._fine.setText(t("imports.no_problems"))
        self._take_back.setText(t("imports.take_back"))
        self._close.setText(t("desk.close"))
        self._list.setHeaderLabels(
            [
                t("imports.when"),
                t("imports.file"),
                t("imports.collection"),
                *(t(f"imports.{name}") for name in _COUNTS),
            ]
        )
        head = self._list.headerItem()
        for name, hint in (("reread", t("imports.reread_hint")), ("gone", t("imports.gone_hint"))):
            head.setToolTip(_FIRST_COUNT + _COUNTS.index(name), hint)
        self._problems.retranslate()
        self._show_runs()

    def refresh(self) -> None:
        """Read the record anew."""

        def read(connection: Any) -> list[Run]:
            with library.explained(self._session.path):
                return imports.runs(connection)

        self._session.worker.ask("imports", read, self._on_runs_answered)

    def take_back(self, run: Run) -> None:
        """Take an import back, without a question."""
        worker = self._session.worker
        if worker.running_imports():  # one that is under way counts as unfinished, too
            self._said.say(t("imports.still_running"))
            return
        task = self._task = worker.take_back_import(run.id, run.file_name)
        self._said.say(t("imports.taking_back", file=run.file_name))
        self._bar.setRange(0, 0)
        self._bar.show()
        task.progressed.connect(self._on_task_progressed)
        task.finished.connect(partial(self._on_task_finished, task))
        task.failed.connect(self._on_task_failed)
        task.cancelled.connect(partial(self._end_task, ""))
        self._show_possible()

    def reject(self) -> None:
        if self._task is None:  # half of an import would stay, and nobody would be told how much
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._task is None:
            super().closeEvent(event)
        else:
            event.ignore()

    def done(self, result: int) -> None:
        self._is_gone = True
        super().done(result)

    # ---- what is shown

    def _on_worker_changed(self, changes: Changes, _origin: str) -> None:
        if changes.archive and not self._is_gone:
            self.refresh()

    def _on_runs_answered(self, runs: list[Run]) -> None:
        if self._is_gone:
            return
        self._runs = runs
        self._shown = None  # an import that went on has other problems
        self._show_runs()

    def _show_runs(self) -> None:
        chosen = self._chosen
        self._list.blockSignals(True)
        self._list.clear()
        for run in self._runs:
            item = _item(run)
            self._list.addTopLevelItem(item)
            if self._list.currentItem() is None or (chosen and run.id == chosen.id):
                self._list.setCurrentItem(item)
        self._list.blockSignals(False)
        self._stack.setCurrentIndex(1 if self._runs else 0)
        self._show_chosen()

    @property
    def _chosen(self) -> Run | None:
        item = self._list.currentItem()
        wanted = None if item is None else item.data(0, _ID)
        return next((run for run in self._runs if run.id == wanted), None)

    def _show_chosen(self, *_: object) -> None:
        run = self._chosen
        self._show_possible()
        self._show_message()
        if run is None:
            self._show_problems([])
        elif run.id != self._shown:
            run_id = run.id

            def read(connection: Any) -> tuple[int, list[Problem]]:
                with library.explained(self._session.path):
                    return run_id, imports.problems(connection, run_id)

            self._session.worker.ask("import_problems", read, self._on_problems_answered)

    def _on_problems_answered(self, answer: tuple[int, list[Problem]]) -> None:
        run_id, found = answer
        chosen = self._chosen
        if not self._is_gone and chosen is not None and chosen.id == run_id:
            self._shown = run_id
            self._show_problems(found)

    def _show_problems(self, found: Sequence[Problem]) -> None:
        self._problems.show_rows(len(found), lambda start, limit: found[start : start + limit])
        self._detail.setCurrentIndex(1 if found else 0)
        if found:
            self._table.selectRow(0)
        self._show_message()

    def _show_message(self, *_: object) -> None:
        """The whole of what the table has one line for."""
        problem = self._problems.row(self._table.currentIndex().row())
        self._message.say("" if problem is None else wording.told(problem))

    def _show_possible(self) -> None:
        run, why = self._chosen, self._session.read_only
        self._take_back.setEnabled(run is not None and not why and self._task is None)
        self._close.setEnabled(self._task is None)
        if why:
            self._said.say(why)
        self._take_back.setToolTip(why and plain_hint(why))

    # ---- taking back

    def _on_take_back_clicked(self) -> None:
        run = self._chosen
        if run is None:
            return
        when = formats.stamp(run.started_at)
        if messages.may_take_back(self, run.file_name, when, unfinished=bool(run.running)):
            self.take_back(run)

    def _on_task_progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_task_finished(self, task: Task, stay: int) -> None:
        text = t("imports.taken_back", file=task.name)
        if stay:
            text += "\n" + t("imports.stay", n=stay)
        self._end_task(text)

    def _on_task_failed(self, error: BaseException) -> None:
        # Of our bugs the exception hook tells.
        self._end_task(describe(error) if isinstance(error, UserError) else "")

    def _end_task(self, text: str) -> None:
        self._task = None
        self._bar.hide()
        self._said.say(text)
        self._show_possible()
        self.refresh()


def _item(run: Run) -> QTreeWidgetItem:
    """An import's line."""
    file = t("imports.unfinished", file=run.file_name) if run.running else run.file_name
    counts = [formats.figure(getattr(run, name)) for name in _COUNTS]
    if run.running:  # they are written down at its end
        counts = ["—"] * len(_COUNTS)
    words = [wording.seen(text) for text in (file, run.collection)]
    item = QTreeWidgetItem([formats.stamp(run.started_at), *words, *counts])
    item.setData(0, _ID, run.id)
    hint = t("imports.unfinished_hint") if run.running else run.file_name
    item.setToolTip(_FILE, plain_hint(wording.seen(hint)))
    item.setToolTip(_COLLECTION, plain_hint(wording.seen(run.collection)))
    if run.running:
        item.setForeground(_FILE, QColor(theme.tokens().warning))
    for column in range(_FIRST_COUNT, item.columnCount()):
        item.setTextAlignment(column, _RIGHT)
    return item
