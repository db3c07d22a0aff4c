"""What is told of writes that failed: each trouble once, never a stack of boxes. Main thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clipdesk.commands import SetRead
from clipdesk.core.errors import UserError
from clipdesk.texts import describe

if TYPE_CHECKING:
    from clipdesk.commands import Command


class Failures(QObject):
    """Knows what was told already.

    A note that cannot be saved is asked for again by more typing: its editor says all the time that
    it is not saved, so that one box is enough until something is saved again. What was no act of
    the analyst's (reading that marks by itself) is told in the status bar only.

    Signals:
        failed(UserError): the analyst must be told.
        said(str): a quiet word is enough.
    """

    failed = Signal(object)
    said = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told = ""  # the code of the trouble that lasts

    def tell(self, error: UserError, command: Command | None) -> None:
        """A write failed; None for undo and redo, and for what was only read."""
        is_typed = command is not None and command.typed is not None
        is_told = error.code == self._told and is_typed
        if is_told or isinstance(command, SetRead):
            self.said.emit(describe(error))
            return
        self._told = error.code
        self.failed.emit(error)

    def forget(self) -> None:
        """Something was written: the trouble is over."""
        self._told = ""
