"""Tags, notes, stars and reading marks.

Another program (the command line) may have changed the same rows since. Tags, stars and reading
marks are put back where they still are as the command left them. A note is put back only if
nobody else has written it: undoing never overwrites what somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clipdesk.commands.base import Changes, Command, counted
from clipdesk.core import notes
from clipdesk.core.errors import UserError
from clipdesk.store import layer, library, versions
from clipdesk.store.versions import Kind, Version

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(slots=True)
class AddTag(Command):
    """Give clippings a tag; it is made if it is new."""

    ids: tuple[int, ...]
    name: str
    _added: list[layer.Tagging] = field(default_factory=list)
    _made: int = 0
    _stamp: str = ""

    def do(self, db: sqlite_utils.Database) -> Changes:
        name = layer.clean_tag_name(self.name)
        ids = [row[0] for row in self._added] if self._stamp else self.ids
        stamp = self._stamp or layer.now()
        with library.transaction(db):
            is_new = layer.tag_id(db.conn, name) is None
            tag = layer.put_tag(db, name, self._made)
            added = layer.tag_clippings(db, ids, tag, stamp)
        self._made, self._added = tag if is_new else 0, added
        changed = bool(self._added or self._made)
        self._stamp = stamp if changed else self._stamp
        return Changes(frozenset(row[0] for row in self._added), tags=changed)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        name = layer.clean_tag_name(self.name)
        deleted = None
        with library.transaction(db):
            # By its name: another program may have deleted the tag, and made it with another id.
            tag = layer.tag_id(db.conn, name)
            rows = [] if tag is None else [(row[0], tag, row[2]) for row in self._added]
            removed = layer.remove_taggings(db, rows)
            if self._made:
                deleted = layer.delete_unused_tag(db, name)
        self._added = removed
        changed = bool(self._added) or deleted is not None
        return Changes(frozenset(row[0] for row in self._added), tags=changed)

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
    _is_done: bool = False

    def do(self, db: sqlite_utils.Database) -> Changes:
        name = layer.clean_tag_name(self.name)
        with library.transaction(db):
            if not self._is_done:
                taken = layer.untag_clippings(db, self.ids, name)
            else:  # a tag that was given anew since stays
                taken = layer.remove_taggings(db, self._taken)
            deleted = None
            if not self._is_done or self._deleted is not None:
                deleted = layer.delete_unused_tag(db, name)
        self._taken, self._deleted = taken, deleted
        changed = bool(self._taken) or self._deleted is not None
        self._is_done = self._is_done or changed
        return Changes(frozenset(row[0] for row in self._taken), tags=changed)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        name = layer.clean_tag_name(self.name)
        had = self._taken[0][1] if self._taken else self._deleted
        if had is None:
            return Changes()
        with library.transaction(db):
            is_new = layer.tag_id(db.conn, name) is None
            tag = layer.put_tag(db, name, had)
            have = layer.bearing(db.conn, tag)
            rows = [(row[0], tag, row[2]) for row in self._taken if row[0] not in have]
            layer.put_taggings(db, rows)
        self._taken, self._deleted = rows, tag if is_new else None
        changed = bool(self._taken) or is_new
        return Changes(frozenset(row[0] for row in self._taken), tags=changed)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        ids = [row[0] for row in self._taken] or self.ids
        return "desk.change.remove_tag", {"tag": self.name, **counted(ids)}


@dataclass(slots=True)
class EditNote(Command):
    """Let a clipping's note say `body` (Markdown); a blank body removes the note.

    Attributes:
        session: names one stretch of typing; edits of one session are one undo step.
        since: when that stretch began; what the note said before that is kept as a version of it.
            Empty: just now.
    """

    clipping_id: int
    body: str
    session: int = 0
    since: str = ""
    _before: layer.Note | None = None
    _after: layer.Note | None = None
    _stamp: str = ""
    _kept: list[Version] = field(default_factory=list)

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            before = layer.note(db.conn, self.clipping_id)
            if not self._stamp and layer.same_note(before, self.body):
                return Changes()
            if self._stamp and before != self._before:
                raise UserError("undo_changed_elsewhere")
            stamp = self._stamp or layer.now()
            old = self._kept if self._stamp else former(before, self.since)
            self._kept = versions.keep(db.conn, Kind.NOTE, self.clipping_id, old)
            self._before = layer.put_note(db, self.clipping_id, (self.body, stamp))
            self._after = layer.note(db.conn, self.clipping_id)
        self._stamp = stamp  # doing it again writes the very same note
        return self._changes(self._before, self._after)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if layer.note(db.conn, self.clipping_id) != self._after:
                raise UserError("undo_changed_elsewhere")
            layer.put_note(db, self.clipping_id, self._before)
            versions.remove(db.conn, Kind.NOTE, self.clipping_id, self._kept)
        return self._changes(self._after, self._before)

    def _changes(self, before: layer.Note | None, after: layer.Note | None) -> Changes:
        linked = [notes.links(note[0]) if note else () for note in (before, after)]
        return Changes(frozenset({self.clipping_id}), notes=True, links=linked[0] != linked[1])

    def merge(self, later: Command) -> bool:
        if (
            not isinstance(later, EditNote)
            or later.clipping_id != self.clipping_id
            or later.session != self.session
            or later.since != self.since
            or not self.session
            or later._before != self._after  # noqa: SLF001 - another program wrote in between
        ):
            return False
        self.body = later.body
        self._stamp, self._after = later._stamp, later._after  # noqa: SLF001 - of its own class
        self._kept += later._kept  # noqa: SLF001 - as above
        return True

    @property
    def typed(self) -> tuple[str, int] | None:
        return Kind.NOTE, self.clipping_id

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.edit_note", {"clipping": self.clipping_id}


def former(before: tuple[str, str] | None, since: str) -> list[Version]:
    """What is to be kept of a note (its body, and changed_at) that is about to say something else.

    Args:
        before: None where there is none.
        since: when the stretch of typing began; empty: just now.
    """
    if before is None or not before[0].strip() or (since and before[1] >= since):
        return []
    return [Version(0, *before)]


@dataclass(slots=True)
class SetStarred(Command):
    """Star clippings or take the star off."""

    ids: tuple[int, ...]
    starred: bool
    _changed: tuple[int, ...] | None = None

    def do(self, db: sqlite_utils.Database) -> Changes:
        ids = self.ids if self._changed is None else self._changed
        return self._set(db, ids, starred=self.starred)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        return self._set(db, self._changed or (), starred=not self.starred)

    def _set(self, db: sqlite_utils.Database, ids: tuple[int, ...], *, starred: bool) -> Changes:
        """Of these clippings those that are the other way round."""
        with library.transaction(db):
            # The star alone: reading a clipping is no step, and undoing this must not unread it.
            rows = [r for r in layer.readings(db.conn, ids) if bool(r.starred) != starred]
            layer.put_readings(db, [row._replace(starred=int(starred)) for row in rows])
        changed = tuple(row.clipping_id for row in rows)
        if changed or self._changed is not None:
            self._changed = changed
        return Changes(frozenset(changed), reading=bool(changed))

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        key = "desk.change.star" if self.starred else "desk.change.unstar"
        return key, counted(self._changed or self.ids)


@dataclass(slots=True)
class SetRead(Command):
    """Mark clippings as read or unread."""

    ids: tuple[int, ...]
    read: bool
    _before: dict[int, str | None] = field(default_factory=dict)
    _stamp: str = ""

    def do(self, db: sqlite_utils.Database) -> Changes:
        ids = list(self._before) if self._stamp else self.ids
        stamp = self._stamp or layer.now()
        with library.transaction(db):
            rows = [r for r in layer.readings(db.conn, ids) if bool(r.read_at) != self.read]
            made = stamp if self.read else None
            layer.put_readings(db, [row._replace(read_at=made) for row in rows])
        if rows or self._stamp:
            self._before = {row.clipping_id: row.read_at for row in rows}
            self._stamp = stamp
        return Changes(frozenset(self._before), reading=bool(self._before))

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            rows = [r for r in layer.readings(db.conn, self._before) if r.read_at == self._made]
            before = {row.clipping_id: self._before[row.clipping_id] for row in rows}
            layer.put_readings(db, [row._replace(read_at=before[row.clipping_id]) for row in rows])
        self._before = before
        return Changes(frozenset(self._before), reading=bool(self._before))

    @property
    def _made(self) -> str | None:
        return self._stamp if self.read else None

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        key = "desk.change.mark_read" if self.read else "desk.change.mark_unread"
        return key, counted(list(self._before) or self.ids)
