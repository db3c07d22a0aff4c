"""What the colours of highlights mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clipdesk.commands.base import Changes, Command
from clipdesk.core.errors import UserError
from clipdesk.store import library, meanings

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(slots=True)
class SetColourMeanings(Command):
    """Let the colours of highlights mean this, and no others anything of the analyst's.

    Attributes:
        meanings: by colour (`core.anchors.COLOURS`); a blank one is none.
    """

    meanings: Mapping[str, str]
    _before: dict[str, str] | None = None
    _after: dict[str, str] = field(default_factory=dict)

    def do(self, db: sqlite_utils.Database) -> Changes:
        wanted = meanings.clean(self.meanings)
        with library.transaction(db):
            before = meanings.of_colours(db.conn)
            if self._before is not None and before != self._before:
                raise UserError("undo_changed_elsewhere")
            if before == wanted:
                return Changes()
            meanings.put(db, wanted)
        self._before, self._after = before, wanted
        return Changes(meanings=True)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if meanings.of_colours(db.conn) != self._after:
                raise UserError("undo_changed_elsewhere")
            meanings.put(db, self._before or {})
        return Changes(meanings=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.set_colour_meanings", {"clipping": 0}
