"""Long work under way, as the main thread sees it; and the reading of pages, in its lane.

A task is made and cancelled on the main thread; its lane tells how far it is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from clipdesk.core.errors import UserError

if TYPE_CHECKING:
    from clipdesk.importing.files import PageFile
    from clipdesk.importing.mapping import Mapping
    from clipdesk.importing.plan import Watch
    from clipdesk.importing.tables import Table

    Columns = Callable[[Table], Mapping | None]
    """Says what a table's columns are; None where it shall be guessed."""

_SEEN_S: Final = 0.05
"""Nobody sees more than so many seconds' steps of a bar."""


class Task(QObject):
    """Long work under way.

    Signals (main thread): `progressed(done, total)` in clippings (a total of 0: nobody knows);
    then one of `finished(object)`, `failed(BaseException)` and `cancelled()`. A failure that is no
    `UserError` is one of our bugs.

    Attributes:
        name: the file's or the import's, for messages.
        running: it has not come to its end yet.
    """

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self.running = True
        self._cancel = threading.Event()
        self._told = 0.0

    def cancel(self) -> None:
        """Stop soon; the library stays as it was."""
        self._cancel.set()

    def is_cancelled(self) -> bool:
        """Whether the user gave up."""
        return self._cancel.is_set()

    def tell(self, done: int, total: int) -> None:
        """In a lane: tell how far it is, not more often than can be seen."""
        now = time.monotonic()
        if now - self._told > _SEEN_S or done == total:
            self._told = now
            self.progressed.emit(done, total)


class Reading(Task):
    """Pages being read for an import, one after the other; `finished` gives their number.

    Signals (main thread):
        planned(Plan): a page was read and compared with the library. Whoever gets it closes it.
        passed_over(str, str): a file's name and the text that says why it is no page.
        unreadable(str, UserError): a file could not be read; the others are.
        unmapped(str, Table): such a file, as nobody knows what the columns of its table are.
    """

    planned = Signal(object)
    passed_over = Signal(str, str)
    unreadable = Signal(str, object)
    unmapped = Signal(str, object)


def read_pages(
    connection: Any,
    task: Reading,
    named: Sequence[Path | PageFile],
    columns: Columns,
    watch: Watch,
    deliver: Callable[[Callable[[], None]], None],
) -> int:
    """In the reading lane: stage each page and compare it with the library. How many there were."""
    from clipdesk.importing import files  # noqa: PLC0415 - not needed to start
    from clipdesk.importing.sources import book_for  # noqa: PLC0415 - not needed to start
    from clipdesk.store import sources  # noqa: PLC0415 - not needed to start

    count = 0
    for source in named:
        try:
            for found in (
                [source] if isinstance(source, files.PageFile) else files.page_files(source)
            ):
                watch.check()
                if not isinstance(found, files.PageFile):
                    deliver(partial(task.passed_over.emit, found.name, found.reason))
                    continue
                try:
                    book = book_for(found.path, sources.names(connection))
                    plan = files.stage_file(found, book, watch, columns=columns)
                    plan.compare(connection, watch)
                except UserError as error:
                    if error.code == "import_no_clipping" and not found.is_named:
                        deliver(partial(task.passed_over.emit, found.name, "skipped_no_clipping"))
                        continue
                    if error.code == "import_columns_unknown":
                        deliver(partial(task.unmapped.emit, found.name, files.table_in(found)))
                    deliver(partial(task.unreadable.emit, found.name, error))
                else:
                    count += 1
                    deliver(partial(task.planned.emit, plan))
        except UserError as error:
            deliver(partial(task.unreadable.emit, str(source), error))
    return count
