"""Long work under way, as the main thread sees it.

A task is made and cancelled on the main thread; its lane tells how far it is.
"""

from __future__ import annotations

import threading
import time
from typing import Final

from PySide6.QtCore import QObject, Signal

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
