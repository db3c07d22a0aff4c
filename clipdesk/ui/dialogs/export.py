"""Export to PDF: what, how, where; then the typesetter's progress, and the result to open.

The typesetting runs in a process of its own (`exporting.typeset`); the desk stays alive. The
destination is written only when everything succeeded.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from PySide6.QtCore import QProcess, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.errors import UserError
from clipdesk.core.model import Record
from clipdesk.exporting import typeset
from clipdesk.exporting.dossier import DossierOptions
from clipdesk.settings import Paper, Settings
from clipdesk.texts import LANGUAGES, describe, language, t
from clipdesk.ui.dialogs import files, messages
from clipdesk.ui.tokens import Space

_PATIENCE_MS = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be exported.

    Attributes:
        selected, listed: row ids in the list's order; `selected` may be empty.
        query: the typed words that made the list.
        library: the library's name.
    """

    selected: Sequence[int]
    listed: Sequence[int]
    query: str
    library: str


class ExportDialog(QDialog):
    """Ask, typeset, tell. `remember` is called with the choices that hold for the next time."""

    def __init__(
        self,
        choice: Choice,
        read: Callable[[Sequence[int]], list[Record]],
        settings: Settings,
        remember: Callable[..., None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("export.dialog_title"))
        self.setMinimumWidth(560)
        self._choice, self._read, self._remember = choice, read, remember
        self._job: typeset.Job | None = None
        self._process: QProcess | None = None
        self._made: Path | None = None
        self._is_cancelled = False
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._build_form(settings))
        self._stack.addWidget(self._build_progress())
        self._buttons = QDialogButtonBox(self)
        self._go = QPushButton(t("export.go"), self)
        self._go.setDefault(True)
        self._go.clicked.connect(self._on_go_clicked)
        self._folder = QPushButton(t("desk.show_folder"), self)
        self._folder.clicked.connect(self._on_folder_clicked)
        self._leave = QPushButton(t("desk.cancel"), self)
        self._buttons.addButton(self._folder, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.addButton(self._go, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.addButton(self._leave, QDialogButtonBox.ButtonRole.RejectRole)
        self._folder.hide()  # a button box shows what it is given
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(Space.L)
        layout.addWidget(self._stack)
        layout.addWidget(self._buttons)

    def _build_form(self, settings: Settings) -> QWidget:
        form = QWidget(self)
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.L)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        selected, listed = len(self._choice.selected), len(self._choice.listed)
        self._only_selected = QRadioButton(t("export.selected", n=selected), form)
        all_listed = QRadioButton(t("export.listed", n=listed), form)
        group = QButtonGroup(form)
        group.addButton(self._only_selected)
        group.addButton(all_listed)
        self._only_selected.setEnabled(bool(selected))
        (self._only_selected if selected > 1 else all_listed).setChecked(True)
        what = QVBoxLayout()
        what.addWidget(self._only_selected)
        what.addWidget(all_listed)
        self._title = QLineEdit(self._choice.query.strip() or t("export.default_title"), form)
        self._author = QLineEdit(settings.author, form)
        self._paper = QComboBox(form)
        for paper in get_args(Paper):
            self._paper.addItem(t(f"export.paper_{paper.replace('-', '_')}"), paper)
        self._paper.setCurrentIndex(max(0, self._paper.findData(settings.paper)))
        self._language = QComboBox(form)
        for name in LANGUAGES:
            self._language.addItem(t(f"export.language_{name}"), name)
        self._language.setCurrentIndex(self._language.findData(language()))
        self._proposed = str(_default_destination(settings))
        self._destination = QLineEdit(self._proposed, form)
        browse = QPushButton(t("export.browse"), form)
        browse.clicked.connect(self._on_browse_clicked)
        where = QHBoxLayout()
        where.addWidget(self._destination, 1)
        where.addWidget(browse)
        rows.addRow(t("export.what"), what)
        rows.addRow(t("export.title"), self._title)
        rows.addRow(t("export.author"), self._author)
        rows.addRow(t("export.paper"), self._paper)
        rows.addRow(t("export.language"), self._language)
        rows.addRow(t("export.destination"), where)
        return form

    def _build_progress(self) -> QWidget:
        page = QWidget(self)
        self._said = QLabel(page)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._bar = QProgressBar(page, textVisible=False)  # it is too thin for figures
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._said)
        column.addWidget(self._bar)
        column.addStretch()
        return page

    def reject(self) -> None:
        """Cancel what runs, else close."""
        if self._process is not None:
            self._is_cancelled = True
            self._process.terminate()
            if not self._process.waitForFinished(_PATIENCE_MS):
                self._process.kill()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._process is not None:
            self.reject()
            event.ignore()
        else:
            super().closeEvent(event)

    def _on_browse_clicked(self) -> None:
        file = files.choose_pdf(self, self._destination.text())
        if file is not None:
            self._destination.setText(str(file))

    def _on_go_clicked(self) -> None:
        if self._made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made)))
            return
        destination = _destination(self._destination.text(), Path(self._proposed))
        self._destination.setText(str(destination))
        if os.path.lexists(destination) and not self._may_replace(destination):
            return
        ids = self._choice.selected if self._only_selected.isChecked() else self._choice.listed
        options = DossierOptions(
            title=self._title.text(),
            made_on=dt.datetime.now().astimezone().date(),
            author=self._author.text(),
            language=self._language.currentData(),
            paper=self._paper.currentData(),
            library=self._choice.library,
            query=self._choice.query,
        )
        self._remember(
            author=options.author, paper=options.paper, export_folder=str(destination.parent)
        )
        try:
            self._job = typeset.prepare(self._read(ids), options, destination)
        except UserError as error:
            messages.show_error(self, error)  # what was typed in the form stays
            return
        except OSError as error:
            reason = error.strerror or type(error).__name__
            messages.show_error(
                self, UserError("export_unwritable", path=str(destination), reason=reason)
            )
            return
        self._start(self._job)

    def _may_replace(self, destination: Path) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(t("export.dialog_title"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(t("export.exists", file=destination.name))
        replace = box.addButton(t("export.replace"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(t("desk.cancel"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is replace

    def _start(self, job: typeset.Job) -> None:
        process = self._process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._on_process_output)
        process.finished.connect(self._on_process_finished)
        process.errorOccurred.connect(self._on_process_error)
        self._said.setText(t("export.preparing"))
        self._bar.setRange(0, 0)
        self._bar.show()
        self._stack.setCurrentIndex(1)
        self._go.hide()
        process.setWorkingDirectory(str(job.folder))
        process.start(job.command[0], job.command[1:])

    def _on_process_output(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data()).decode("utf-8", "replace")
            progress = typeset.read_progress(line)
            if progress is not None:
                self._said.setText(t(f"dossier.progress.{progress.stage}"))

    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._on_process_finished()

    def _on_process_finished(self) -> None:
        job, self._process = self._job, None
        if job is None:
            return
        self._bar.hide()
        if self._is_cancelled:
            job.discard()
            self._said.setText(t("export.cancelled"))
            self._leave.setText(t("desk.close"))
        else:
            self._finish(job)

    def _finish(self, job: typeset.Job) -> None:
        try:
            report = job.finish()
        except UserError as error:
            self._stack.setCurrentIndex(0)  # to choose another place
            self._go.show()
            messages.show_error(self, error)
            return
        except typeset.TypesettingError:
            self._said.setText(describe(UserError("export_stopped", path=str(job.destination))))
            raise
        self._leave.setText(t("desk.close"))
        self._made = job.destination
        said = t("export.done", n=report.pages, file=job.destination.name)
        if report.reason:
            said += "\n" + t("export.plain", reason=report.reason)
        self._said.setText(said)
        self._go.setText(t("desk.open"))
        self._go.show()
        self._go.setFocus()
        self._folder.show()

    def _on_folder_clicked(self) -> None:
        if self._made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made.parent)))


def _destination(typed: str, proposed: Path) -> Path:
    """Where the PDF goes: a bare name goes to the proposed folder, a folder gets the proposed name."""
    name = typed.strip().replace("\0", "")
    if not name:
        return proposed
    with suppress(RuntimeError):  # ~somebody is no user: then it is a name
        return _named_pdf(proposed.parent / Path(name).expanduser(), proposed.name)
    return _named_pdf(proposed.parent / name, proposed.name)


def _named_pdf(path: Path, name: str) -> Path:
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a name is too long
        return path / name
    return path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")


def _default_destination(settings: Settings) -> Path:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    known = (folder for folder in (settings.export_folder, documents) if folder)
    # A new home has no documents folder yet, whatever its name would be.
    folder = next((folder for folder in known if os.path.isdir(folder)), str(Path.home()))  # noqa: PTH112 - Path.is_dir raises where a name is too long
    name = f"{t('export.file_name')}-{dt.datetime.now().astimezone():%Y%m%d}.pdf"
    return Path(folder) / name
