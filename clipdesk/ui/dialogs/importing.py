"""An import: pages are read, shown as what they would do, then brought in, each as one step.

Nothing is written before the analyst has seen the plan. The dialog does not block the desk: edits
go on while a long page comes in. Main thread; `ui/worker.py` does the work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from clipdesk import paths
from clipdesk.commands import Changes, Command, SetMeaning
from clipdesk.core.errors import UserError
from clipdesk.core.model import Problem
from clipdesk.importing.mapping import recall
from clipdesk.importing.plan import Plan
from clipdesk.importing.sources import SourceBook
from clipdesk.texts import describe, t
from clipdesk.ui import formats
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.dialogs import wording
from clipdesk.ui.dialogs.naming import NameDialog
from clipdesk.ui.dialogs.planned import Planned
from clipdesk.ui.dialogs.preview import PreviewPane
from clipdesk.ui.dialogs.split import SplitDialog
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.notice import Notice
from clipdesk.ui.tokens import Space

if TYPE_CHECKING:
    from clipdesk.importing.files import PageFile
    from clipdesk.importing.tables import Table
    from clipdesk.ui.session import Session
    from clipdesk.ui.tasks import Reading, Task
    from clipdesk.ui.worker import ChangeText

_PREVIEW: Final = QSize(1000, 680)
_WIDTH: Final = 560
_MOST_TOLD: Final = 8
"""So many files that were passed over are named; of more it is said how many they are."""
_LIST_SHARE: Final = (240, 760)
_KEYS: Final = {"undo": ("Ctrl+Z",), "redo": ("Ctrl+Shift+Z", "Ctrl+Y")}
"""As the window has them: the report takes its own imports back, one by one."""


class _Phase(Enum):
    READING = auto()
    PLANNED = auto()
    WRITING = auto()
    ENDED = auto()


class ImportDialog(QDialog):
    """Progress first, then the preview, then progress again, then the report.

    Signals:
        columns_requested(str, Table): say what the columns of the table in a file are.
        sources_requested(): show the sources.
    """

    columns_requested = Signal(str, object)
    sources_requested = Signal()

    def __init__(
        self,
        session: Session,
        named: Sequence[Path | PageFile],
        columns: dict[str, Any],
        parent: QWidget,
    ) -> None:
        """Begin to read.

        Args:
            session: the library that it goes into.
            named: files, folders, zips, pasted text.
            columns: what tables' columns were said to be: the settings' `columns`.
            parent: the desk.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._named = tuple(named)
        self._columns = columns
        self._phase = _Phase.READING
        self._plans: list[Plan] = []
        self._previews: list[Planned] = []  # one for each plan
        self._done: list[Plan] = []
        self._untold: list[str] = []  # what could not be read, or was no page
        self._unmapped: list[tuple[str, Table]] = []  # of which nobody knows the columns
        self._task: Task | None = None
        self._kind = ""
        self._on_top = 0  # so many of the pages that are in are the last steps of the undo history
        self._taken_back = 0  # so many were taken back, and are its next steps to be made again
        self._is_stepping = False
        self._is_closed = False
        self._build()
        self._session.worker.changed.connect(self._on_worker_changed)
        self._session.worker.failed.connect(self._on_worker_failed)
        self._session.worker.step_progressed.connect(self._on_worker_step_progressed)
        self._read()

    def _build(self) -> None:
        self.setWindowTitle(t("desk.import_title"))
        self.setMinimumWidth(_WIDTH)
        self._said = QLabel(self)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar(self, textVisible=False)  # it is too thin for figures
        self._read_as = Notice(self)
        self._pages = QListWidget(self)
        self._pages.setAccessibleName(t("desk.import_pages"))
        self._pages.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._pages.setSpacing(Space.S)
        self._pane = PreviewPane(self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.addWidget(self._pages)
        self._splitter.addWidget(self._pane)
        self._splitter.setHandleWidth(Space.L)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.hide()
        self._import = QPushButton(t("desk.import_now"), self)
        self._import.setDefault(True)
        self._import.hide()
        self._choose_columns = QPushButton(t("desk.import_columns"), self)
        self._choose_columns.setAutoDefault(False)
        self._choose_columns.hide()
        self._leave = QPushButton(t("desk.cancel"), self)
        self._leave.setAutoDefault(False)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._choose_columns, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._import, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self._leave, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL, Space.XXL, Space.XL)
        layout.setSpacing(Space.L)
        layout.addWidget(self._said)
        layout.addWidget(self._bar)
        layout.addWidget(self._read_as)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(buttons)
        self._pages.currentRowChanged.connect(self._on_pages_row_changed)
        self._pane.correction_requested.connect(self._on_pane_correction_requested)
        self._choose_columns.clicked.connect(self._on_choose_columns_clicked)
        self._read_as.pressed.connect(self._on_choose_columns_clicked)
        for name, keys in _KEYS.items():
            for key in keys:
                QShortcut(QKeySequence(key), self, partial(self._on_step_keys, name))

    # ---- what the buttons do

    def accept(self) -> None:
        """Bring the pages in."""
        if self._phase is _Phase.PLANNED:
            self._write_next()

    def reject(self) -> None:
        """Give up what is under way; close what has come to its end."""
        if self._phase in {_Phase.READING, _Phase.WRITING} and self._task is not None:
            self._task.cancel()
            self._leave.setEnabled(False)
            return
        self._throw_away()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._phase in {_Phase.READING, _Phase.WRITING}:
            self.reject()
            event.ignore()
        else:
            self._throw_away()
            super().closeEvent(event)

    def done(self, result: int) -> None:
        self._is_closed = True
        super().done(result)

    def read_again(self) -> None:
        """Read the pages anew: a source or a column was corrected."""
        if self._phase is _Phase.PLANNED or not self._done:
            self._kind = self._pane.kind
            self._throw_away()
            self._read()

    def _throw_away(self) -> None:
        """Plans that were carried out belong to the undo history; the others go."""
        self._pane.clear()
        for plan in self._plans:
            if plan not in self._done:
                plan.close()
        self._plans = []
        self._previews = []

    # ---- reading

    def _read(self) -> None:
        self._phase = _Phase.READING
        self._untold = []
        self._unmapped = []
        self._pages.clear()
        name = Path(self._named[0].name).name
        self._show_progress(t("desk.import_reading", file=name))
        task: Reading = self._session.worker.read_pages(self._named, self._columns)
        task.progressed.connect(self._on_reading_progressed)
        task.planned.connect(self._on_reading_planned)
        task.passed_over.connect(self._on_reading_passed_over)
        task.unreadable.connect(self._on_reading_unreadable)
        task.unmapped.connect(lambda name, table: self._unmapped.append((name, table)))
        self._watch(task)
        task.finished.connect(self._on_reading_finished)

    def _watch(self, task: Task) -> None:
        self._task = task
        task.failed.connect(self._on_task_failed)
        task.cancelled.connect(self._on_task_cancelled)

    def _on_reading_progressed(self, done: int, _total: int) -> None:
        text = t("desk.import_read", n=done, figure=formats.figure(done))
        self._said.setText(text)

    def _on_reading_planned(self, plan: Plan) -> None:
        self._plans.append(plan)
        self._previews.append(Planned(plan, self._session))
        name = Path(plan.file_name).name
        item = QListWidgetItem(f"{seen(plan.title)}\n{seen(name)}\n{_in_short(plan)}", self._pages)
        item.setToolTip(plain_hint(seen(plan.file_name)))

    def _on_reading_passed_over(self, name: str, reason: str) -> None:
        if reason not in {"skipped_hidden", "skipped_unrelated"}:
            self._untold.append(t("report.skipped", file=name, reason=t(f"report.{reason}")))

    def _on_reading_unreadable(self, _name: str, error: UserError) -> None:
        self._untold.append(describe(error))

    def _on_reading_finished(self, _count: int) -> None:
        self._task = None
        if not self._plans:
            self._end("\n".join(self._told()) or t("desk.import_nothing"))
            self._choose_columns.setVisible(bool(self._unmapped))
            return
        self._phase = _Phase.PLANNED
        self._bar.hide()
        self._pages.setVisible(len(self._plans) > 1)
        self._pages.setCurrentRow(0)
        self._splitter.show()
        self._splitter.setSizes(list(_LIST_SHARE))
        self._import.show()
        self._import.setFocus()
        self._leave.setText(t("desk.cancel"))
        self._grow()
        self._show_plan(0)
        if self._kind:  # where the analyst was
            self._pane.show_kind(self._kind)

    def _show_plan(self, row: int) -> None:
        plan = self._plans[row]
        counts = self._sums()
        heading = t("desk.import_plan", n=len(self._plans), collection=plan.title)
        lines = [heading, *self._told()]
        if len(self._plans) > 1:  # of one, the tabs say it
            lines.insert(1, _counts_in_words(counts))
        if not any(counts[kind] for kind in ("new", "changed", "reread", "gone")):
            lines.insert(1, t("desk.import_all_there"))
        if plan.continues:
            lines.append(t("report.continues"))
        titles = Counter(plan.title for plan in self._plans)
        lines += [
            t("desk.import_one_title", n=n, collection=title)
            for title, n in titles.items()
            if n > 1
        ]
        self._said.setText(seen("\n".join(lines)))
        self._show_page(row)

    def _show_page(self, row: int) -> None:
        """Show one of the pages; of a table, how its columns were read."""
        self._pane.show_preview(self._previews[row])
        table = self._plans[row].table
        if self._phase is not _Phase.PLANNED or table is None:
            self._read_as.say("")
            return
        told, is_guess = wording.columns(table, recall(self._columns)(table))
        self._read_as.say(told, t("desk.import_columns"), warns=is_guess)

    def _sums(self) -> dict[str, int]:
        kinds = ("new", "changed", "reread", "unchanged", "gone", "problems")
        return {kind: sum(plan.counts[kind] for plan in self._plans) for kind in kinds}

    def _told(self) -> list[str]:
        """What was no page, some of it by name."""
        told = self._untold[:_MOST_TOLD]
        if more := len(self._untold) - len(told):
            told.append(t("desk.unsaved_more", n=more))
        return told

    def _on_pages_row_changed(self, row: int) -> None:
        if 0 <= row < len(self._plans) and self._phase in {_Phase.PLANNED, _Phase.ENDED}:
            self._show_page(row)

    # ---- corrections

    def _on_choose_columns_clicked(self) -> None:
        if self._unmapped:
            self.columns_requested.emit(*self._unmapped[0])
        elif (plan := self._plans[max(0, self._pages.currentRow())]).table is not None:
            self.columns_requested.emit(plan.file_name, plan.table)

    def _on_pane_correction_requested(self, problem: Problem) -> None:
        """Once the clippings are in the library they are corrected there."""
        if self._phase is not _Phase.PLANNED:
            self.sources_requested.emit()
            return
        names = self._session.source_names()
        book = SourceBook(names)
        values = problem.values
        dialog: SplitDialog | NameDialog
        if problem.code == "source_near":
            printed = str(values["printed"])
            proposed = str(values["proposal"])
            dialog = NameDialog("mean", printed, book, names.values(), self, proposed=proposed)
            dialog.chosen.connect(lambda name: self._correct(printed, name))
        else:
            source = str(values.get("source", ""))
            line = f"{source} {values['headline']}".strip()
            dialog = SplitDialog(line, source, book, self, names=list(names.values()))
            dialog.chosen.connect(self._correct)
        dialog.open()

    def _correct(self, printed: str, source: str) -> None:
        """Write it down, then read the pages by it."""
        worker = self._session.worker
        self._session.write(SetMeaning(printed, source), "import")
        worker.after_writes(self.read_again)

    # ---- writing

    def _write_next(self) -> None:
        waiting = [plan for plan in self._plans if plan not in self._done]
        if not waiting:
            self._report()
            return
        self._phase = _Phase.WRITING
        self._splitter.hide()
        self._import.hide()
        self._read_as.say("")
        self._leave.setText(t("desk.cancel"))
        self._leave.setEnabled(True)
        plan = waiting[0]
        self._show_progress(t("desk.status_importing", file=plan.file_name))
        self._previews[self._plans.index(plan)].begin_writing()
        task = self._session.worker.import_plan(plan)
        task.progressed.connect(self._on_writing_progressed)
        self._watch(task)
        task.finished.connect(self._on_writing_finished)

    def _on_writing_progressed(self, done: int, total: int) -> None:
        if self._task is None or not total:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._said.setText(
            t(
                "desk.import_progress",
                file=self._task.name,
                done=formats.figure(done),
                total=formats.figure(total),
            )
        )

    def _on_writing_finished(self, plan: Plan) -> None:
        self._done.append(plan)
        self._on_top += 1
        self._task = None
        self._write_next()

    def _report(self) -> None:
        lines = [t("desk.import_done", n=len(self._done))]
        if len(self._done) > 1:
            lines.append(_counts_in_words(self._sums()))
        self._end("\n".join(lines))
        self._splitter.show()
        self._grow()
        self._pane.show_preview(self._previews[max(0, self._pages.currentRow())])
        if self._sums()["problems"]:
            self._pane.show_kind("problems")
        self._leave.setFocus()

    # ---- taking back, and making again

    def _on_step_keys(self, name: str) -> None:
        """What is being saved comes first: it is a step, too."""
        if self._phase is _Phase.ENDED and self._done and not self._is_stepping:
            self._session.worker.after_writes(partial(self._step, name))

    def _step(self, name: str) -> None:
        """Undo or redo, where that is one of these imports; nothing else out of sight."""
        if self._is_closed:
            return
        undo, redo = self._session.worker.next_steps
        at = len(self._done) - self._taken_back
        if name == "undo" and self._on_top and _is_import_of(self._done[at - 1], undo):
            self._show_stepping(t("desk.import_taking_back", file=self._done[at - 1].file_name))
            self._session.worker.undo()
        elif name == "redo" and self._taken_back and _is_import_of(self._done[at], redo):
            self._show_stepping(t("desk.status_importing", file=self._done[at].file_name))
            self._session.worker.redo()
        else:
            self._said.setText(t(f"desk.import_no_{name}"))

    def _show_stepping(self, text: str) -> None:
        self._is_stepping = True
        self._said.setText(text)
        self._bar.setRange(0, 0)
        self._bar.show()

    def _on_worker_changed(self, _changes: Changes, origin: str) -> None:
        """Keep count of the steps, also of those that the window takes back."""
        at = len(self._done) - self._taken_back
        if origin == "undo" and self._on_top:
            self._on_top -= 1
            self._taken_back += 1
            self._end_step(t("desk.import_taken_back", file=self._done[at - 1].file_name))
        elif origin == "redo" and self._taken_back:
            self._on_top += 1
            self._taken_back -= 1
            self._end_step(t("desk.import_again", file=self._done[at].file_name))
        elif origin == "elsewhere" or (origin == "import" and self._phase is _Phase.WRITING):
            pass  # no step; or the import itself, which is counted when it has come to its end
        elif origin == "import" or not self._are_steps_ours():
            self._on_top = self._taken_back = 0

    def _on_worker_step_progressed(
        self, _name: str, _text: ChangeText, done: int, total: int
    ) -> None:
        if self._is_stepping:
            self._bar.setRange(0, total)
            self._bar.setValue(done)

    def _are_steps_ours(self) -> bool:
        """Whether the history still ends with these imports; not every change is a step."""
        undo, redo = self._session.worker.next_steps
        at = len(self._done) - self._taken_back
        return (not self._on_top or _is_import_of(self._done[at - 1], undo)) and (
            not self._taken_back or _is_import_of(self._done[at], redo)
        )

    def _on_worker_failed(self, _error: BaseException, command: Command | None) -> None:
        if self._is_stepping and command is None:  # the window says why
            self._end_step(t("desk.import_step_failed"))

    def _end_step(self, text: str) -> None:
        if self._phase is _Phase.ENDED:
            self._is_stepping = False
            self._bar.hide()
            self._said.setText(text)

    # ---- ends

    def _on_task_failed(self, error: BaseException) -> None:
        text = (
            describe(error)
            if isinstance(error, UserError)
            else t("desk.import_bug", log=str(paths.log_file()))
        )
        self._end("\n".join([text, *self._what_is_in()]))

    def _on_task_cancelled(self) -> None:
        if self._phase is _Phase.READING:
            self._throw_away()
            super().reject()
            return
        self._end("\n".join([t("desk.import_cancelled"), *self._what_is_in()]))

    def _what_is_in(self) -> list[str]:
        """Pages that came in before one did not."""
        return [t("desk.import_some", n=len(self._done))] if self._done else []

    def _end(self, text: str) -> None:
        self._phase = _Phase.ENDED
        self._task = None
        self._said.setText(text)
        self._bar.hide()
        self._import.hide()
        self._choose_columns.hide()
        self._leave.setText(t("desk.close"))
        self._leave.setEnabled(True)
        self._leave.setDefault(True)
        self._leave.setFocus()
        self._shrink()

    def _show_progress(self, text: str) -> None:
        self._splitter.hide()
        self._import.hide()
        self._shrink()
        self._said.setText(text)
        self._bar.setRange(0, 0)
        self._bar.show()
        self._leave.setEnabled(True)

    def _shrink(self) -> None:
        """Take no more room than words and a bar need."""
        self._choose_columns.hide()
        self._read_as.say("")
        if (layout := self.layout()) is not None:
            layout.activate()  # what was hidden counts no more
        self.resize(self.sizeHint())
        self._put_in_middle()

    def _grow(self) -> None:
        """Take the room that the preview needs, within the screen."""
        room = self.screen().availableGeometry()
        self.resize(_PREVIEW.expandedTo(self.size()).boundedTo(room.size() * 0.95))
        self._put_in_middle()

    def _put_in_middle(self) -> None:
        room = self.screen().availableGeometry()
        if (parent := self.parentWidget()) is not None:
            frame = self.frameGeometry()
            frame.moveCenter(parent.window().frameGeometry().center())
            frame.moveTop(max(room.top(), min(frame.top(), room.bottom() - frame.height())))
            frame.moveLeft(max(room.left(), min(frame.left(), room.right() - frame.width())))
            self.move(frame.topLeft())


def _is_import_of(plan: Plan, step: ChangeText) -> bool:
    """Whether a step of the history may be the import of a plan."""
    return step is not None and (step[0], step[1].get("file")) == (
        "desk.change.import",
        plan.file_name,
    )


def _in_short(plan: Plan) -> str:
    """The counts of one of several pages."""
    return t(
        "desk.import_page",
        new=formats.figure(plan.counts["new"]),
        changed=formats.figure(plan.counts["changed"]),
        problems=formats.figure(plan.counts["problems"]),
    )


def _counts_in_words(counts: Mapping[str, int]) -> str:
    return t("desk.import_counts", **{kind: formats.figure(n) for kind, n in counts.items()})
