"""Undo and redo as the desk asks for them, and what is said of each. Main thread.

The menu and the keys outside text fields take whatever step is next. In a text field one thinks of
what one wrote: from there only a step is taken that changed the clipping in sight; of any other it
is said what it is, and where it is taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clipdesk.commands import AddTag, RemoveTag, SetTags
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.session import Session
from clipdesk.ui.worker import ChangeText

if TYPE_CHECKING:
    from clipdesk.commands import Command


class Steps(QObject):
    """The steps of one library.

    Signals:
        said(str): what was taken back or made again, or was not.
        progressed(str, int, int): a long one is under way: which, and how many clippings of how
            many are done.
        ended(): it has come to its end, this way or another.
    """

    said = Signal(str)
    progressed = Signal(str, int, int)
    ended = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        session.worker.step_progressed.connect(self._on_worker_step_progressed)
        session.worker.failed.connect(self._on_worker_failed)
        session.worker.stepped.connect(self._on_worker_stepped)
        session.worker.held.connect(self._on_worker_held)

    def take(self, name: str) -> None:
        """Take the next step, whatever it is: `undo` or `redo`."""
        worker = self._session.worker
        (worker.undo if name == "undo" else worker.redo)()

    def take_in_field(self, name: str, *, of_tags: bool = False) -> None:
        """Take the next step if it is one of the clipping that is open.

        Args:
            name: `undo` or `redo`.
            of_tags: a tag that several clippings were given counts, too.
        """
        worker, current = self._session.worker, self._session.current

        def may(command: Command) -> bool:
            if of_tags and isinstance(command, AddTag | RemoveTag | SetTags):
                return True
            return bool(current) and command.text[1].get("clipping") == current

        (worker.undo if name == "undo" else worker.redo)(may)

    def _on_worker_step_progressed(
        self, name: str, text: ChangeText, done: int, total: int
    ) -> None:
        key = "desk.undoing" if name == "undo" else "desk.redoing"
        figures = {"done": formats.figure(done), "total": formats.figure(total)}
        self.progressed.emit(t(key, change=self._session.say(text), **figures), done, total)

    def _on_worker_stepped(self, name: str, text: ChangeText) -> None:
        self.ended.emit()
        change = self._session.say(text)
        self.said.emit(t("desk.undone" if name == "undo" else "desk.redone", change=change))

    def _on_worker_failed(self, _error: BaseException, command: Command | None) -> None:
        if command is None:  # a step
            self.ended.emit()

    def _on_worker_held(self, name: str, text: ChangeText) -> None:
        key = "desk.undo_held" if name == "undo" else "desk.redo_held"
        self.said.emit(t(key, change=self._session.say(text)))
