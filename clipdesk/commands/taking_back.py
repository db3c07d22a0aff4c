"""Taking back one change out of the middle of what was done, as a change of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clipdesk.commands.base import Changes, Command
from clipdesk.core.errors import UserError

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(slots=True)
class TakeBack(Command):
    """Undo a step that others came after; undoing this does it again.

    Attributes:
        taken: a copy of the step's command: the step itself is undone in its turn.
        of: the step's number, by which the log knows that it is taken back.

    Raises:
        UserError: take_back_changed where something was written over it since, take_back_nothing
            where nothing of it is left.
    """

    taken: Command
    of: int

    def do(self, db: sqlite_utils.Database) -> Changes:
        try:
            changes = self.taken.undo(db)
        except UserError as error:
            if error.code != "undo_changed_elsewhere":
                raise
            raise UserError("take_back_changed") from error
        if changes.is_empty:
            raise UserError("take_back_nothing")
        return changes

    def undo(self, db: sqlite_utils.Database) -> Changes:
        return self.taken.do(db)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        key, values = self.taken.text
        values = {"change": [key, values], "of": self.of, "clipping": values["clipping"]}
        return "desk.change.take_back_step", values
