"""Opening a library: make a missing one, bring an older one up to date, then give its session.

Main thread; the writing is done in a writer lane of its own, so that the window stays alive.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from clipdesk.core.errors import UserError
from clipdesk.store import library
from clipdesk.ui.session import Session
from clipdesk.ui.worker import Worker


class Opener(QObject):
    """Opens one library after the other.

    Signals:
        working(bool): a library is being made ready.
        failed(UserError): it could not be opened; what was open stays open.
    """

    working = Signal(bool)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_working = False

    def open(self, path: Path, opened: Callable[[Session], None], *, create: bool = False) -> None:
        """Open a library and hand its session to `opened`, at once when it is ready for use.

        While another one is made ready this does nothing: that is a double click.

        Args:
            path: the library.
            opened: takes the session over.
            create: make the library when it is missing.
        """
        if self._is_working:
            return
        try:
            if library.is_current(path):
                opened(Session(path))
            elif create or path.exists():
                self._make_ready(path, opened)
            else:
                raise UserError("library_missing", path=str(path))
        except UserError as error:
            self.failed.emit(error)

    def _make_ready(self, path: Path, opened: Callable[[Session], None]) -> None:
        worker = Worker(path, self)
        self._is_working = True
        self.working.emit(True)

        def end() -> None:
            worker.close()
            worker.deleteLater()
            self._is_working = False
            self.working.emit(False)

        def done() -> None:
            end()
            self.open(path, opened)

        def failed(error: BaseException) -> None:
            end()
            if isinstance(error, UserError):  # a bug of ours was told by the exception hook
                self.failed.emit(error)

        worker.prepare(done, failed)
