"""Which digit gives clippings which tag, and takes it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clipdesk.commands.base import Changes, Command
from clipdesk.core.errors import UserError
from clipdesk.store import layer, library

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(slots=True)
class SetTagKeys(Command):
    """Let the keys 1 to 9 stand for these tags, and no others; a tag that is new is made.

    Attributes:
        keys: the tag of each digit that has one; a tag that is named twice gets the last of them.
    """

    keys: Mapping[int, str]
    _before: dict[int, str] | None = None
    _after: dict[int, str] = field(default_factory=dict)
    _made: dict[str, int] = field(default_factory=dict)

    def do(self, db: sqlite_utils.Database) -> Changes:
        by_name = {layer.clean_tag_name(name): key for key, name in sorted(self.keys.items())}
        wanted = {key: name for name, key in by_name.items()}
        with library.transaction(db):
            before = layer.tag_keys(db.conn)
            if self._before is not None and before != self._before:
                raise UserError("undo_changed_elsewhere")
            if before == wanted:
                return Changes()
            self._made = {
                name: layer.put_tag(db, name, self._made.get(name, 0))
                for name in by_name
                if layer.tag_id(db.conn, name) is None
            }
            layer.put_tag_keys(db, wanted)
        self._before, self._after = before, wanted
        return Changes(tags=True)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if layer.tag_keys(db.conn) != self._after:
                raise UserError("undo_changed_elsewhere")
            layer.put_tag_keys(db, self._before or {})
            for name in reversed(self._made):
                layer.delete_unused_tag(db, name)
        return Changes(tags=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.set_tag_keys", {"clipping": 0}
