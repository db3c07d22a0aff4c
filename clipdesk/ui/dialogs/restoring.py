"""Annotations brought back from the copy beside a library: which file, how far, what came of it.

Main thread. The work is the worker's (`restore_annotations`); one step that Ctrl+Z takes back.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QProgressDialog, QWidget

from clipdesk.texts import t
from clipdesk.ui.dialogs import files
from clipdesk.ui.dialogs.messages import show_error

if TYPE_CHECKING:
    from clipdesk.importing.restoring import Restored
    from clipdesk.ui.tasks import Task
    from clipdesk.ui.worker import Worker

_SHOWN_AFTER_MS: Final = 400
_MOST_LINES: Final = 14
"""So many lines are shown at once; the others unfold."""


def restore_annotations(parent: QWidget, worker: Worker) -> None:
    """Ask which file, bring its annotations in, and say what came of it."""
    file = files.choose_annotations(parent, worker.path.parent)
    if file is not None:
        restore_from(parent, worker, file)


def restore_from(parent: QWidget, worker: Worker, file: Path) -> Task:
    """Bring the annotations of a file in, and say what came of it; it can be cancelled."""
    task = worker.restore_annotations(file)
    label = t("restore.running", file=file.name)
    progress = QProgressDialog(label, t("restore.cancel"), 0, 0, parent)
    progress.setWindowTitle(t("restore.title"))
    progress.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    progress.setAutoReset(False)
    progress.setAutoClose(False)
    progress.setMinimumDuration(_SHOWN_AFTER_MS)
    progress.canceled.connect(task.cancel)

    def progressed(done: int, total: int) -> None:
        progress.setMaximum(total)
        progress.setValue(done)

    def end() -> None:
        task.progressed.disconnect(progressed)
        progress.canceled.disconnect(task.cancel)
        progress.close()
        progress.deleteLater()

    def finished(restored: Restored) -> None:
        end()
        _tell(parent, restored, file.name)

    def failed(error: BaseException) -> None:
        end()
        show_error(parent, error)

    task.progressed.connect(progressed)
    task.finished.connect(finished)
    task.failed.connect(failed)
    task.cancelled.connect(end)
    return task


def _tell(parent: QWidget, restored: Restored, name: str) -> None:
    from clipdesk.importing.restoring import in_words  # noqa: PLC0415 - rarely needed

    lines = list(in_words(restored, name))
    is_whole = not (restored.unplaced or restored.problems)
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Information if is_whole else QMessageBox.Icon.Warning)
    box.setWindowTitle(t("restore.title"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    shown = [lines[0], "", *lines[1:_MOST_LINES]] if len(lines) > 1 else lines
    box.setText("\n".join(line.strip() for line in shown))  # plain; an informative text is not
    if len(lines) > _MOST_LINES:
        box.setDetailedText("\n".join(lines))
    close = box.addButton(t("desk.close"), QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(close)
    box.setDefaultButton(close)
    box.open()
