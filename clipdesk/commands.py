"""Every change that the analyst makes, one class each: `do` and `undo` on the writing database.

Writer lane. A command remembers what it replaced, so that its undo restores every row exactly.
`text` names the change for the menu ("Undo: tag 国/カザフスタン on 12 clippings").
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clipdesk.store import layer, library

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write changed, so that only the concerned panes refresh.

    Attributes:
        clippings: row ids whose annotations changed; empty with `archive` means any.
    """

    clippings: frozenset[int] = frozenset()
    tags: bool = False
    notes: bool = False
    reading: bool = False
    archive: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.tags or self.notes or self.reading or self.archive)


class Command(ABC):
    """A change that can be done, undone and done again."""

    __slots__ = ()

    @abstractmethod
    def do(self, db: sqlite_utils.Database) -> Changes:
        """Make the change; an empty answer means that there was nothing to do."""

    @abstractmethod
    def undo(self, db: sqlite_utils.Database) -> Changes:
        """Restore every row to what it was before `do`."""

    def merge(self, later: Command) -> bool:  # noqa: ARG002 - only some commands look at it
        """Take up a later command into this one's undo step (typing in one note)."""
        return False

    @property
    @abstractmethod
    def text(self) -> tuple[str, dict[str, Any]]:
        """The key and values of the text that names the change."""


@dataclass(slots=True)
class AddTag(Command):
    """Give clippings a tag; it is made if it is new."""

    ids: tuple[int, ...]
    name: str
    _added: list[layer.Tagging] = field(default_factory=list)
    _made: int | None = None
    _stamp: str = ""

    def do(self, db: sqlite_utils.Database) -> Changes:
        name = layer.clean_tag_name(self.name)
        self._stamp = self._stamp or layer.now()
        with library.transaction(db):
            tag_id, is_new = layer.ensure_tag(db, name)
            self._added = layer.tag_clippings(db, self.ids, tag_id, self._stamp)
            self._made = tag_id if is_new else None
        return Changes(frozenset(row[0] for row in self._added), tags=bool(self._added or is_new))

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            layer.remove_taggings(db, self._added)
            if self._made is not None:
                layer.delete_unused_tag(db, self._made)
        return Changes(frozenset(row[0] for row in self._added), tags=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.add_tag", {"tag": self.name, "n": len(self._added or self.ids)}


@dataclass(slots=True)
class RemoveTag(Command):
    """Take a tag off clippings; the tag itself stays."""

    ids: tuple[int, ...]
    name: str
    _taken: list[layer.Tagging] = field(default_factory=list)

    def do(self, db: sqlite_utils.Database) -> Changes:
        name = layer.clean_tag_name(self.name)
        with library.transaction(db):
            self._taken = layer.untag_clippings(db, self.ids, name)
        return Changes(frozenset(row[0] for row in self._taken), tags=bool(self._taken))

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            layer.put_taggings(db, self._taken)
        return Changes(frozenset(row[0] for row in self._taken), tags=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.remove_tag", {"tag": self.name, "n": len(self._taken or self.ids)}


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
    _stamp: str = ""

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            before = layer.note(db.conn, self.clipping_id)
            if not self._stamp and layer.same_note(before, self.body):
                return Changes()
            stamp = self._stamp or layer.now()
            self._before = layer.put_note(db, self.clipping_id, (self.body, stamp))
        self._stamp = stamp  # doing it again writes the very same note
        return Changes(frozenset({self.clipping_id}), notes=True)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            layer.put_note(db, self.clipping_id, self._before)
        return Changes(frozenset({self.clipping_id}), notes=True)

    def merge(self, later: Command) -> bool:
        if (
            not isinstance(later, EditNote)
            or later.clipping_id != self.clipping_id
            or later.session != self.session
            or not self.session
        ):
            return False
        self.body, self._stamp = later.body, later._stamp  # noqa: SLF001 - a class of its own kind
        return True

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.edit_note", {}


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
        return key, {"n": len(self._before or self.ids)}


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
        with library.transaction(db):
            rows = layer.readings(db.conn, before)
            layer.put_readings(db, [(i, before[i], star) for i, _, star in rows])
        return Changes(frozenset(before), reading=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        key = "desk.change.mark_read" if self.read else "desk.change.mark_unread"
        return key, {"n": len(self._before or self.ids)}
