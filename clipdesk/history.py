"""Undo and redo: what was done, newest last. Lives in the writer lane, so order is the lane's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from clipdesk.commands import Changes, Command
from clipdesk.core.errors import Cancelled, UserError

if TYPE_CHECKING:
    import sqlite_utils

STEPS: Final = 1_000
"""How many steps can be undone."""


class History:
    """The undo and redo stacks of one sitting."""

    def __init__(self) -> None:
        self._done: list[Command] = []
        self._undone: list[Command] = []

    def do(self, db: sqlite_utils.Database, command: Command, *, undoable: bool = True) -> Changes:
        """Run a command. What changed nothing, or is not `undoable`, is no step."""
        changes = command.do(db)
        if changes.is_empty or not undoable:
            return changes
        self._undone.clear()
        if not (self._done and self._done[-1].merge(command)):
            self._done.append(command)
            del self._done[:-STEPS]
        return changes

    def undo(self, db: sqlite_utils.Database) -> Changes:
        """Take back the last step; nothing when there is none.

        Raises:
            UserError: what the environment says: the step stays, for another try. A step that can
                never be undone (another program wrote there since) is dropped, so that the one
                before it can be.
        """
        if not self._done:
            return Changes()
        with _taken(self._done) as command:
            changes = command.undo(db)
        self._undone.append(command)
        return changes

    def redo(self, db: sqlite_utils.Database) -> Changes:
        """Do again what was undone last; nothing when there is none. Raises as `undo`."""
        if not self._undone:
            return Changes()
        with _taken(self._undone) as command:
            changes = command.do(db)
        self._done.append(command)
        return changes

    @property
    def next_undo(self) -> Command | None:
        """What `undo` would take back."""
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Command | None:
        """What `redo` would do again."""
        return self._undone[-1] if self._undone else None


@contextmanager
def _taken(steps: list[Command]) -> Iterator[Command]:
    """Take the last step off; put it back when it fails but may work later.

    It is off while it works, for long work gives way to others, which are steps of their own.
    """
    command = steps.pop()
    at = len(steps)
    try:
        yield command
    except BaseException as error:
        if isinstance(error, UserError | Cancelled) and error.args[:1] not in _FOR_GOOD:
            steps.insert(at, command)
        raise


_FOR_GOOD: Final = {("undo_changed_elsewhere",), ("import_not_latest",)}
