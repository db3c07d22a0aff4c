"""Free notes, of no clipping: add, write, delete.

Another program may have changed the same rows since: a free note is put back only if it still is as
the command left it, for undoing never overwrites what somebody wrote.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from clipdesk.commands.annotating import former
from clipdesk.commands.base import Changes, Command
from clipdesk.core import notes
from clipdesk.core.errors import UserError
from clipdesk.core.text import printable
from clipdesk.store import journal, layer, library, versions
from clipdesk.store.journal import Entry
from clipdesk.store.versions import Kind, Version

if TYPE_CHECKING:
    import sqlite_utils

_SHORT: Final = 24
"""So many characters of its first line name a free note in a menu."""


@dataclass(slots=True)
class AddJournal(Command):
    """Begin a free note."""

    body: str = ""
    _entry: Entry | None = None

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if self._entry is None:
                stamp = layer.now()
                wanted = Entry(
                    journal.next_id(db.conn),
                    secrets.token_hex(8),
                    printable(self.body),
                    stamp,
                    stamp,
                )
            else:  # another one may have its id by now
                wanted = self._entry
                if journal.entry(db.conn, wanted.id) is not None:
                    raise UserError("undo_changed_elsewhere")
            journal.put(db.conn, wanted)
        self._entry = wanted
        return _changes(None, wanted)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if self._entry is None or journal.entry(db.conn, self._entry.id) != self._entry:
                raise UserError("undo_changed_elsewhere")
            journal.delete(db.conn, self._entry.id)
        return _changes(self._entry, None)

    @property
    def journal_id(self) -> int:
        """The free note that was begun; 0 before it was."""
        return 0 if self._entry is None else self._entry.id

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.add_journal", {"clipping": 0}


@dataclass(slots=True)
class EditJournal(Command):
    """Let a free note say `body` (Markdown); one that says nothing stays, as an empty one.

    Attributes:
        session, since: as those of `EditNote`.

    Raises:
        UserError: journal_gone when it is not there.
    """

    journal_id: int
    body: str
    session: int = 0
    since: str = ""
    _before: Entry | None = None
    _after: Entry | None = None
    _kept: list[Version] = field(default_factory=list)

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            before = journal.entry(db.conn, self.journal_id)
            if self._after is not None and before != self._before:
                raise UserError("undo_changed_elsewhere")
            if before is None:
                raise UserError("journal_gone")
            if self._after is None and before.body == printable(self.body):
                return Changes()
            after = self._after or before._replace(
                body=printable(self.body), changed_at=layer.now()
            )
            said = before.body, before.changed_at
            old = self._kept if self._after else former(said, self.since)
            kept = versions.keep(db.conn, Kind.JOURNAL, self.journal_id, old)
            journal.put(db.conn, after)
        self._before, self._after, self._kept = before, after, kept
        return _changes(before, after)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if self._before is None or journal.entry(db.conn, self.journal_id) != self._after:
                raise UserError("undo_changed_elsewhere")
            journal.put(db.conn, self._before)
            versions.remove(db.conn, Kind.JOURNAL, self.journal_id, self._kept)
        return _changes(self._after, self._before)

    def merge(self, later: Command) -> bool:
        if (
            not isinstance(later, EditJournal)
            or later.journal_id != self.journal_id
            or (later.session, later.since) != (self.session, self.since)
            or not self.session
            or later._before != self._after  # noqa: SLF001 - another program wrote in between
        ):
            return False
        self.body, self._after = later.body, later._after  # noqa: SLF001 - of its own class
        self._kept += later._kept  # noqa: SLF001 - as above
        return True

    @property
    def typed(self) -> tuple[str, int] | None:
        return Kind.JOURNAL, self.journal_id

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.edit_journal", _named(self.body or self._said)

    @property
    def _said(self) -> str:
        return "" if self._before is None else self._before.body


@dataclass(slots=True)
class DeleteJournal(Command):
    """Delete a free note, with what it said before; nothing when it is not there."""

    journal_id: int
    _entry: Entry | None = None
    _versions: list[Version] = field(default_factory=list)

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            found = journal.entry(db.conn, self.journal_id)
            if self._entry is not None and found != self._entry:
                raise UserError("undo_changed_elsewhere")
            if found is None:
                return Changes()
            kept = versions.of(db.conn, Kind.JOURNAL, self.journal_id)
            journal.delete(db.conn, self.journal_id)
        self._entry, self._versions = found, kept
        return _changes(found, None)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if self._entry is None or journal.entry(db.conn, self.journal_id) is not None:
                raise UserError("undo_changed_elsewhere")
            journal.put(db.conn, self._entry)
            versions.keep(db.conn, Kind.JOURNAL, self.journal_id, reversed(self._versions))
        return _changes(None, self._entry)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.delete_journal", _named("" if self._entry is None else self._entry.body)


def _changes(before: Entry | None, after: Entry | None) -> Changes:
    linked = [() if one is None else notes.links(one.body) for one in (before, after)]
    ids = frozenset(one.id for one in (before, after) if one is not None)
    return Changes(journal=ids, links=linked[0] != linked[1])


def _named(body: str) -> dict[str, Any]:
    title = notes.title(body)
    if len(title) > _SHORT:
        title = title[: _SHORT - 1].rstrip() + "…"
    return {"title": title or "—", "clipping": 0}
