"""Which file: the choosers, what was dropped on the window, what was copied elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from clipdesk.core.errors import UserError
from clipdesk.texts import t
from clipdesk.ui.dialogs import choosing
from clipdesk.ui.dialogs.messages import show_error

if TYPE_CHECKING:
    from clipdesk.importing.files import PageFile


def pages_from(parent: QWidget, where: str) -> list[Path | PageFile]:
    """Ask for what shall be imported; empty when there is nothing.

    Args:
        parent: the window.
        where: `files`, `folder`, or `clipboard` for the text that was copied elsewhere.
    """
    if where == "clipboard":
        return _pasted(parent)
    if where == "folder":
        mode = QFileDialog.FileMode.Directory
        names, _ = choosing.ask(parent, t("desk.import_folder_title"), mode=mode)
    else:
        mode = QFileDialog.FileMode.ExistingFiles
        names, _ = choosing.ask(parent, t("desk.import_title"), t("desk.import_filter"), mode=mode)
    return [Path(name) for name in names]


def _pasted(parent: QWidget) -> list[Path | PageFile]:
    from clipdesk.importing.files import PageFile  # noqa: PLC0415 - brings the readers with it

    text = QGuiApplication.clipboard().text()
    if not text.strip():
        show_error(parent, UserError("paste_empty"))
        return []
    name = t("desk.pasted")
    return [PageFile(Path(name), name, text.encode("utf-8", "replace"))]


def choose_library(parent: QWidget, folder: Path) -> Path | None:
    """Ask for a library to open."""
    title, kinds = t("desk.open_title"), t("desk.library_filter")
    names, _ = choosing.ask(parent, title, kinds, proposed=str(folder))
    return Path(names[0]) if names else None


def choose_annotations(parent: QWidget, folder: Path) -> Path | None:
    """Ask for the copy of annotations that lies beside a library."""
    name, _ = QFileDialog.getOpenFileName(
        parent, t("restore.title"), str(folder), t("restore.filter")
    )
    return Path(name) if name else None


def choose_pdf(parent: QWidget, proposed: str) -> Path | None:
    """Ask where a PDF goes; whether an existing one is replaced is asked later, once."""
    names, _ = choosing.ask(
        parent,
        t("export.dialog_title"),
        t("export.pdf_filter"),
        mode=QFileDialog.FileMode.AnyFile,
        proposed=proposed,
        saves=True,
        confirms=False,
    )
    return Path(names[0]) if names else None


def dropped_files(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    """The local files and folders of a drag."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
