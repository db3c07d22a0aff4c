"""Which file: the choosers, what was dropped on the window, what was copied elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from clipdesk.core.errors import UserError
from clipdesk.texts import t
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
        name = QFileDialog.getExistingDirectory(parent, t("desk.import_folder_title"))
        return [Path(name)] if name else []
    names, _ = QFileDialog.getOpenFileNames(
        parent, t("desk.import_title"), "", t("desk.import_filter")
    )
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
    name, _ = QFileDialog.getOpenFileName(
        parent, t("desk.open_title"), str(folder), t("desk.library_filter")
    )
    return Path(name) if name else None


def choose_pdf(parent: QWidget, proposed: str) -> Path | None:
    """Ask where a PDF goes; whether an existing one is replaced is asked later, once."""
    name, _ = QFileDialog.getSaveFileName(
        parent,
        t("export.dialog_title"),
        proposed,
        t("export.pdf_filter"),
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    return Path(name) if name else None


def dropped_files(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    """The local files and folders of a drag."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
