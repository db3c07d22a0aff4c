"""Undo and redo: what was done, newest last. Lives in the writer lane, so order is the lane's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clipdesk.commands import Changes, Command

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
        """Take back the last step; nothing when there is none."""
        if not self._done:
            return Changes()
        changes = self._done[-1].undo(db)
        self._undone.append(self._done.pop())
        return changes

    def redo(self, db: sqlite_utils.Database) -> Changes:
        """Do again what was undone last; nothing when there is none."""
        if not self._undone:
            return Changes()
        changes = self._undone[-1].do(db)
        self._done.append(self._undone.pop())
        return changes

    @property
    def next_undo(self) -> Command | None:
        """What `undo` would take back."""
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Command | None:
        """What `redo` would do again."""
        return self._undone[-1] if self._undone else None
