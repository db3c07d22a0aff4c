"""Tags, notes, stars and reading marks.

Another program (the command line) may have changed the same rows since. Tags, stars and reading
marks are put back where they still are as the command left them. A note is put back only if
nobody else has written it: undoing never overwrites what somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clipdesk.commands.base import Changes, Command, counted
from clipdesk.core.errors import UserError
from clipdesk.store import layer, library

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(slots=True)
class AddTag(Command):
    """Give clippings a tag; it is made if it is new."""

    ids: tuple[int, ...]
    name: str
    _added: list[layer.Tagging] = field(default_factory=list)
    _made: bool = False
    _stamp: str = ""

    def do(self, db: sqlite_utils.Database) -> Changes:
        name = layer.clean_tag_name(self.name)
        self._stamp = self._stamp or layer.now()
        with library.transaction(db):
            tag, self._made = layer.ensure_tag(db, name)
            self._added = layer.tag_clippings(db, self.ids, tag, self._stamp)
        changed = bool(self._added or self._made)
        return Changes(frozenset(row[0] for row in self._added), tags=changed)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        name = layer.clean_tag_name(self.name)
        with library.transaction(db):
            # By its name: another program may have deleted the tag, and made it with another id.
            if (tag := layer.tag_id(db.conn, name)) is not None:
                layer.remove_taggings(db, [(row[0], tag, row[2]) for row in self._added])
            if self._made:
                layer.delete_unused_tag(db, name)
        return Changes(frozenset(row[0] for row in self._added), tags=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        ids = [row[0] for row in self._added] or self.ids
        return "desk.change.add_tag", {"tag": self.name, **counted(ids)}


@dataclass(slots=True)
class RemoveTag(Command):
    """Take a tag off clippings; a tag that no clipping bears any more is deleted."""

    ids: tuple[int, ...]
    name: str
    _taken: list[layer.Tagging] = field(default_factory=list)
    _deleted: int | None = None

    def do(self, db: sqlite_utils.Database) -> Changes:
        name = layer.clean_tag_name(self.name)
        with library.transaction(db):
            self._taken = layer.untag_clippings(db, self.ids, name)
            self._deleted = layer.delete_unused_tag(db, name)
        changed = bool(self._taken) or self._deleted is not None
        return Changes(frozenset(row[0] for row in self._taken), tags=changed)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        had = self._taken[0][1] if self._taken else self._deleted
        with library.transaction(db):
            if had is not None:
                tag = layer.put_tag(db, layer.clean_tag_name(self.name), had)
                layer.put_taggings(db, [(row[0], tag, row[2]) for row in self._taken])
        return Changes(frozenset(row[0] for row in self._taken), tags=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        ids = [row[0] for row in self._taken] or self.ids
        return "desk.change.remove_tag", {"tag": self.name, **counted(ids)}


@dataclass(slots=True)
class EditNote(Command):
    """Let a clipping's note say `body` (Markdown); a blank body removes the note.

    Attributes:
        session: names one stretch of typing; edits of one session are one undo step.
    """

    clipping_id: int
    body: str
    session: int = 0
    _before: layer.Note | None = None
    _after: layer.Note | None = None
    _stamp: str = ""

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            before = layer.note(db.conn, self.clipping_id)
            if not self._stamp and layer.same_note(before, self.body):
                return Changes()
            if self._stamp and before != self._before:
                raise UserError("undo_changed_elsewhere")
            stamp = self._stamp or layer.now()
            self._before = layer.put_note(db, self.clipping_id, (self.body, stamp))
            self._after = layer.note(db.conn, self.clipping_id)
        self._stamp = stamp  # doing it again writes the very same note
        return Changes(frozenset({self.clipping_id}), notes=True)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if layer.note(db.conn, self.clipping_id) != self._after:
                raise UserError("undo_changed_elsewhere")
            layer.put_note(db, self.clipping_id, self._before)
        return Changes(frozenset({self.clipping_id}), notes=True)

    def merge(self, later: Command) -> bool:
        if (
            not isinstance(later, EditNote)
            or later.clipping_id != self.clipping_id
            or later.session != self.session
            or not self.session
            or later._before != self._after  # noqa: SLF001 - another program wrote in between
        ):
            return False
        self.body = later.body
        self._stamp, self._after = later._stamp, later._after  # noqa: SLF001 - of its own class
        return True

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.edit_note", {"clipping": self.clipping_id}


@dataclass(slots=True)
class SetStarred(Command):
    """Star clippings or take the star off."""

    ids: tuple[int, ...]
    starred: bool
    _before: list[layer.Reading] = field(default_factory=list)

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            rows = layer.readings(db.conn, self.ids)
            self._before = [row for row in rows if bool(row[2]) != self.starred]
            layer.put_readings(db, [(i, at, int(self.starred)) for i, at, _ in self._before])
        return Changes(frozenset(row[0] for row in self._before), reading=bool(self._before))

    def undo(self, db: sqlite_utils.Database) -> Changes:
        ids = [row[0] for row in self._before]
        with library.transaction(db):
            # The star alone: reading a clipping is no step, and undoing this must not unread it.
            rows = layer.readings(db.conn, ids)
            layer.put_readings(db, [(i, at, int(not self.starred)) for i, at, _ in rows])
        return Changes(frozenset(ids), reading=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        key = "desk.change.star" if self.starred else "desk.change.unstar"
        return key, counted([row[0] for row in self._before] or self.ids)


@dataclass(slots=True)
class SetRead(Command):
    """Mark clippings as read or unread."""

    ids: tuple[int, ...]
    read: bool
    _before: list[layer.Reading] = field(default_factory=list)
    _stamp: str = ""

    def do(self, db: sqlite_utils.Database) -> Changes:
        self._stamp = self._stamp or layer.now()
        stamp = self._stamp if self.read else None
        with library.transaction(db):
            rows = layer.readings(db.conn, self.ids)
            self._before = [row for row in rows if bool(row[1]) != self.read]
            layer.put_readings(db, [(i, stamp, star) for i, _, star in self._before])
        return Changes(frozenset(row[0] for row in self._before), reading=bool(self._before))

    def undo(self, db: sqlite_utils.Database) -> Changes:
        before = {clipping_id: read_at for clipping_id, read_at, _ in self._before}
        made = self._stamp if self.read else None
        with library.transaction(db):
            rows = layer.readings(db.conn, before)
            layer.put_readings(db, [(i, before[i], star) for i, at, star in rows if at == made])
        return Changes(frozenset(before), reading=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        key = "desk.change.mark_read" if self.read else "desk.change.mark_unread"
        return key, counted([row[0] for row in self._before] or self.ids)
