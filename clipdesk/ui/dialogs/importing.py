"""An import under way, and its report: what came in, and what needed a decision, by line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipdesk import paths
from clipdesk.core.errors import UserError
from clipdesk.importing.plan import Plan
from clipdesk.texts import describe, t, tell
from clipdesk.ui import formats
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.tokens import Space
from clipdesk.ui.worker import Import

_REPORT = QSize(760, 520)


class ImportDialog(QDialog):
    """Progress first, then the report or the reason why not. Does not block the desk."""

    def __init__(self, job: Import, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("desk.import_title"))
        self.setMinimumWidth(560)
        self._job = job
        self._running = True
        self._said = QLabel(t("desk.status_importing", file=job.file.name), self)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._bar = QProgressBar(self, textVisible=False)  # it is too thin for figures
        self._bar.setRange(0, 0)
        self._problems = _problem_table(self)
        self._problems.hide()
        buttons = QDialogButtonBox(self)
        self._button = QPushButton(t("desk.cancel"), self)
        buttons.addButton(self._button, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(Space.L)
        layout.addWidget(self._said)
        layout.addWidget(self._bar)
        layout.addWidget(self._problems, 1)
        layout.addWidget(buttons)
        job.progressed.connect(self._on_job_progressed)
        job.finished.connect(self._on_job_finished)
        job.failed.connect(self._on_job_failed)
        job.cancelled.connect(self._on_job_cancelled)

    def reject(self) -> None:
        """Cancel the import while it runs; close the report afterwards."""
        if self._running:
            self._job.cancel()
            self._button.setEnabled(False)
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._running:
            self._job.cancel()
            event.ignore()
        else:
            super().closeEvent(event)

    def _on_job_progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        done_text, total_text = formats.figure(done), formats.figure(total)
        self._said.setText(
            t("desk.import_progress", file=self._job.file.name, done=done_text, total=total_text)
        )

    def _on_job_finished(self, plan: Plan) -> None:
        text = t(
            "report.done",
            file=plan.file_name,
            collection=plan.title,
            added=plan.added,
            changed=plan.changed,
            unchanged=plan.unchanged,
        )
        if plan.counts["problems"]:
            text += "\n\n" + t("report.problems", n=plan.counts["problems"])
            self._show_problems(plan)
        self._end(text)

    def _on_job_failed(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._end(describe(error))
        else:
            self._end(t("desk.import_bug", log=str(paths.log_file())))

    def _on_job_cancelled(self) -> None:
        self._end(t("desk.import_cancelled"))

    def _end(self, text: str) -> None:
        self._running = False
        self._said.setText(text)
        self._bar.hide()
        self._button.setText(t("desk.close"))
        self._button.setEnabled(True)
        self._button.setFocus()
        self.resize(_REPORT if self._problems.isVisibleTo(self) else self.sizeHint())
        if (
            parent := self.parentWidget()
        ) is not None:  # where it grew, its end may be off the screen
            frame = self.frameGeometry()
            frame.moveCenter(parent.window().frameGeometry().center())
            self.move(frame.topLeft())

    def _show_problems(self, plan: Plan) -> None:
        found = plan.stage.problems()
        self._problems.setRowCount(len(found))
        for row, problem in enumerate(found):
            text = tell(problem)
            for column, cell in enumerate((str(problem.line), text)):
                item = QTableWidgetItem(cell)
                item.setToolTip(plain_hint(problem.excerpt) if column else "")
                self._problems.setItem(row, column, item)
        self._problems.show()


def _problem_table(parent: QWidget) -> QTableWidget:
    table = QTableWidget(0, 2, parent)
    table.setHorizontalHeaderLabels([t("report.line"), t("report.what")])
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.setMinimumHeight(200)
    return table
