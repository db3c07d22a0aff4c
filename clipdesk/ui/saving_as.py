"""Clippings saved for other programs: tables, RIS, CSL-JSON, Markdown, JSON Lines. Main thread.

They are read and written in the search lane; the file takes its place when it is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from clipdesk.core.errors import UserError
from clipdesk.settings import CitationStyle
from clipdesk.store import clippings, library
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.dialogs import choosing, messages
from clipdesk.ui.session import Session

_ENDINGS: Final = (".csv", ".tsv", ".ris", ".json", ".md", ".jsonl")


class SavingAs(QObject):
    """What is saved from one desk.

    Attributes:
        style: in which form citations are written.

    Signals:
        said(str): a quiet word to the user.
    """

    said = Signal(str)

    def __init__(
        self, session: Session, selected: Callable[[], Sequence[int]], desk: QWidget
    ) -> None:
        """Take what the desk has.

        Args:
            session: what is open.
            selected: the clippings that are selected.
            desk: what dialogs belong to.
        """
        super().__init__(desk)
        self._session = session
        self._selected = selected
        self._desk = desk
        self.style: CitationStyle = "newspaper"

    def ask(self) -> None:
        """Ask for a file; several that are selected go there, else all that are listed."""
        selected = list(self._selected())
        ids = selected if len(selected) > 1 else list(self._session.found.ids)
        if not ids:
            self.said.emit(t("saving.nothing"))
            return
        names, kind = choosing.ask(
            self._desk,
            t("saving.title", n=len(ids), figure=formats.figure(len(ids))),
            ";;".join(f"{t(f'saving.kind_{end[1:]}')} (*{end})" for end in _ENDINGS),
            mode=QFileDialog.FileMode.AnyFile,
            proposed=str(choosing.documents() / f"{t('export.file_name')}{_ENDINGS[0]}"),
            saves=True,
        )
        if names:
            self.save(ids, choosing.named(Path(names[0]), kind, _ENDINGS))

    def save(self, ids: Sequence[int], destination: Path) -> None:
        """Write some clippings, in this order; how it ended is said."""
        self.said.emit(t("saving.under_way", file=destination.name))
        write = _written(self._session.path, ids, destination, self.style)
        self._session.worker.ask("save_as", write, self._on_written)

    def _on_written(self, answer: tuple[Path, int] | UserError) -> None:
        if isinstance(answer, UserError):
            self.said.emit("")
            messages.show_error(self._desk, answer)
            return
        file, count = answer
        figure = formats.figure(count)
        self.said.emit(t("saving.done", n=count, figure=figure, file=str(file)))


def _written(
    library_file: Path, ids: Sequence[int], destination: Path, style: CitationStyle
) -> Callable[[Any], tuple[Path, int] | UserError]:
    """What the search lane does."""

    def write(connection: Any) -> tuple[Path, int] | UserError:
        from clipdesk.exporting import interchange  # noqa: PLC0415 - rispy is rarely needed
        from clipdesk.exporting.records import write_jsonl  # noqa: PLC0415 - as above

        try:
            with library.explained(library_file):
                records = clippings.records(connection, ids)
                if destination.suffix.casefold() == ".jsonl":
                    return destination, write_jsonl(records, destination)
                return destination, interchange.write(records, destination, style)
        except UserError as error:
            return error

    return write
