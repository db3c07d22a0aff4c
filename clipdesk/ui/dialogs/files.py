"""Which file: the choosers, and what was dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from clipdesk.texts import t


def choose_page(parent: QWidget) -> Path | None:
    """Ask for a page to import."""
    name, _ = QFileDialog.getOpenFileName(
        parent, t("desk.import_title"), "", t("desk.import_filter")
    )
    return Path(name) if name else None


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
    """The local files of a drag."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
