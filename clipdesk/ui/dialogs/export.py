"""Export to PDF: what, how, where; then the typesetter's progress, and the result to open.

The clippings are read and made into the typesetter's data in the search lane, the typesetting
runs in a process of its own (`exporting.typeset`): the main thread waits for neither. The
destination is written only when everything succeeded.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QProcess, QStandardPaths, Qt, QTimer, QUrl
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
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.errors import Cancelled, UserError
from clipdesk.core.model import Record
from clipdesk.core.query import Filter
from clipdesk.exporting import selection, typeset
from clipdesk.exporting.dossier import DossierOptions, layout_from
from clipdesk.exporting.files import as_user_error
from clipdesk.settings import Paper, Settings
from clipdesk.store import clippings, library, meanings
from clipdesk.texts import LANGUAGES, describe, language, t
from clipdesk.ui.dialogs import files, messages
from clipdesk.ui.dialogs.dossier_form import DossierForm
from clipdesk.ui.tokens import Space

_PATIENCE_MS = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be exported.

    Attributes:
        selected, listed: row ids in the list's order; `selected` may be empty.
        filter: what made the list.
        library: the library's file.
    """

    selected: Sequence[int]
    listed: Sequence[int]
    filter: Filter
    library: Path


Ask = Callable[[str, Callable[[Any], Any], Callable[[Any], None]], None]
"""`Worker.ask`: a question to the search lane."""


class ExportDialog(QDialog):
    """Ask, typeset, tell. `remember` is called with the choices that hold for the next time."""

    def __init__(
        self,
        choice: Choice,
        ask: Ask,
        settings: Settings,
        remember: Callable[..., None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("export.dialog_title"))
        self.setMinimumWidth(560)
        self._choice, self._ask, self._remember = choice, ask, remember
        self._job: typeset.Job | None = None
        self._process: QProcess | None = None
        self._made: Path | None = None
        self._is_preparing = False
        self._cancelled = threading.Event()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._build_form(settings))
        self._stack.addWidget(self._build_progress())
        self._buttons = QDialogButtonBox(self)
        self._go = QPushButton(t("export.go"), self)
        self._go.clicked.connect(self._on_go_clicked)
        self._folder = QPushButton(t("desk.show_folder"), self)
        self._folder.clicked.connect(self._on_folder_clicked)
        self._leave = QPushButton(t("desk.cancel"), self)
        self._buttons.addButton(self._folder, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.addButton(self._go, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.addButton(self._leave, QDialogButtonBox.ButtonRole.RejectRole)
        self._folder.hide()  # a button box shows what it is given
        for button in (self._folder, self._leave):
            button.setAutoDefault(False)  # Enter is for the other one
        self._go.setDefault(True)
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
        self._title = QLineEdit(form)
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
        self._propose_title()
        self._language.currentIndexChanged.connect(lambda _: self._propose_title())
        browse = QPushButton(t("export.browse"), form)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse_clicked)
        where = QHBoxLayout()
        where.addWidget(self._destination, 1)
        where.addWidget(browse)
        rows.addRow(t("export.what"), what)
        rows.addRow(t("export.title"), self._title)
        rows.addRow(t("export.author"), self._author)
        rows.addRow(t("export.paper"), self._paper)
        rows.addRow(t("export.language"), self._language)
        self._look = DossierForm(settings.dossier, form)
        self._look.add_to(rows)
        rows.addRow(t("export.destination"), where)
        return form

    def _build_progress(self) -> QWidget:
        page = QWidget(self)
        self._said = QLabel(page)
        self._said.setObjectName("exportSaid")
        font = self._said.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self._said.setFont(font)
        self._bar = QProgressBar(page, textVisible=False)  # it is too thin for figures
        self._details = QLabel(page)
        self._details.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._details.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        # A long path is no reason for a wide window.
        self._details.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label in (self._said, self._details):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.L)
        column.addStretch(2)
        column.addWidget(self._said)
        column.addWidget(self._bar)
        column.addWidget(self._details)
        column.addStretch(3)
        return page

    def _propose_title(self) -> None:
        """In the dossier's language, until the user types one."""
        if not self._title.isModified():
            words = " ".join(self._choice.filter.query.split())
            self._title.setText(
                words or t("export.default_title", lang=self._language.currentData())
            )

    def reject(self) -> None:
        """Cancel what runs, else close. Waits for nothing."""
        if self._process is not None:
            self._cancelled.set()
            self._process.terminate()
            patience = QTimer(self._process, singleShot=True, interval=_PATIENCE_MS)
            patience.timeout.connect(self._process.kill)
            patience.start()
        elif self._is_preparing:
            self._is_preparing = False
            self._cancelled.set()  # what is made meanwhile is thrown away when it comes
            self._say_cancelled()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._process is not None or self._is_preparing:
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
        by_hand = self._only_selected.isChecked()
        ids = self._choice.selected if by_hand else self._choice.listed
        chosen = self._language.currentData()
        options = DossierOptions(
            title=self._title.text(),
            made_on=dt.datetime.now().astimezone().date(),
            author=self._author.text(),
            language=chosen,
            paper=self._paper.currentData(),
            library=self._choice.library.stem,
            selected_by=selection.in_words(self._choice.filter, chosen, by_hand=by_hand),
            **layout_from(self._look.chosen),
        )
        self._remember(
            author=options.author,
            paper=options.paper,
            export_folder=str(destination.parent),
            dossier=self._look.chosen,
        )
        self._show_progress()
        self._is_preparing = True
        prepare = _preparation(self._choice.library, ids, options, destination, self._cancelled)
        self._ask("export", prepare, self._on_prepared)

    def _on_prepared(self, made: typeset.Job | UserError | Cancelled) -> None:
        """Also when the dialog has gone: only the job is touched then."""
        if self._cancelled.is_set():
            if isinstance(made, typeset.Job):
                made.discard()
            return
        self._is_preparing = False
        if isinstance(made, typeset.Job):
            self._start(made)
        elif isinstance(made, UserError):
            self._show_form()  # what was typed stays
            messages.show_error(self, made)

    def _show_form(self) -> None:
        self._stack.setCurrentIndex(0)
        self._go.show()
        self._go.setDefault(True)

    def _show_progress(self) -> None:
        self._said.setText(t("export.preparing"))
        self._details.clear()
        self._bar.setRange(0, 0)
        self._bar.show()
        self._stack.setCurrentIndex(1)
        self._go.hide()
        self._leave.setFocus()

    def _say_cancelled(self) -> None:
        self._bar.hide()
        self._said.setText(t("export.cancelled"))
        self._leave.setText(t("desk.close"))

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
        self._job = job
        process = self._process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._on_process_output)
        process.finished.connect(self._on_process_finished)
        process.errorOccurred.connect(self._on_process_error)
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
        if self._cancelled.is_set():
            job.discard()
            self._say_cancelled()
        else:
            self._bar.hide()
            self._finish(job)

    def _finish(self, job: typeset.Job) -> None:
        try:
            report = job.finish()
        except UserError as error:
            self._show_form()  # to choose another place
            messages.show_error(self, error)
            return
        except typeset.TypesettingError:
            self._leave.setText(t("desk.close"))
            self._said.setText(describe(UserError("export_stopped", path=str(job.destination))))
            raise
        self._leave.setText(t("desk.close"))
        self._made = job.destination
        self._said.setText(t("export.done", n=report.pages, file=job.destination.name))
        self._details.setText("\n\n".join([str(job.destination), *typeset.remarks(report)]))
        self._go.setText(t("desk.open"))
        self._folder.show()
        self._go.show()
        self._go.setDefault(True)
        self._go.setFocus()

    def _on_folder_clicked(self) -> None:
        if self._made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made.parent)))


def _preparation(
    path: Path,
    ids: Sequence[int],
    options: DossierOptions,
    destination: Path,
    cancelled: threading.Event,
) -> Callable[[Any], typeset.Job | UserError | Cancelled]:
    """What the search lane does: read the clippings, write the typesetter's data."""

    def records(connection: Any) -> Iterator[Record]:
        for record in clippings.records(connection, ids):
            if cancelled.is_set():
                raise Cancelled
            yield record

    def prepare(connection: Any) -> typeset.Job | UserError | Cancelled:
        try:
            with library.explained(path):
                read = list(records(connection))
                named = meanings.of_colours(connection)
            return typeset.prepare(read, replace(options, meanings=named), destination)
        except (UserError, Cancelled) as error:
            return error
        except OSError as error:  # of the destination's name, which may be too long to look at
            return as_user_error(error, destination)

    return prepare


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
