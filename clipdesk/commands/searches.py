"""Saved searches: keep a filter by a name, name it anew, let it be another filter, forget, order.

Another program may have changed the same rows since: a saved search is put back only if it still
is as the command left it, for undoing never overwrites what somebody wrote.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clipdesk.commands.base import Changes, Command
from clipdesk.core.errors import UserError
from clipdesk.store import library, searches
from clipdesk.store.searches import SavedSearch

if TYPE_CHECKING:
    import sqlite3

    import sqlite_utils

    from clipdesk.core.query import Filter


@dataclass(slots=True)
class _OneSearch(Command):
    """What commands on one saved search have in common: a row before, and a row after."""

    _before: SavedSearch | None = field(default=None, init=False)
    _after: SavedSearch | None = field(default=None, init=False)
    _is_done: bool = field(default=False, init=False)

    @abstractmethod
    def _change(
        self, connection: sqlite3.Connection
    ) -> tuple[SavedSearch | None, SavedSearch | None]:
        """The row as it is and as it shall be; None where there is none."""

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if self._is_done:
                self._replace(db, self._before, self._after)
            else:
                self._before, self._after = self._change(db.conn)
                if self._before == self._after:
                    return Changes()
                self._put(db, self._after)
        self._is_done = True
        return Changes(searches=True)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            self._replace(db, self._after, self._before)
        return Changes(searches=True)

    def _replace(
        self, db: sqlite_utils.Database, there: SavedSearch | None, wanted: SavedSearch | None
    ) -> None:
        if searches.search(db.conn, self._row_id) != there:
            raise UserError("undo_changed_elsewhere")
        try:
            self._put(db, wanted)
        except UserError as error:  # somebody gave its name to another one
            raise UserError("undo_changed_elsewhere") from error

    def _put(self, db: sqlite_utils.Database, wanted: SavedSearch | None) -> None:
        searches.put_search(db, self._row_id, wanted)

    @property
    def _row_id(self) -> int:
        row = self._after or self._before
        return 0 if row is None else row.id

    def _said(self, name: str) -> dict[str, Any]:
        row = self._before or self._after
        return {"name": name or ("?" if row is None else row.name), "clipping": 0}


@dataclass(slots=True)
class SaveSearch(_OneSearch):
    """Keep a filter by a name, below those that are kept.

    Raises:
        UserError: search_name_empty, search_name_too_long; search_name_taken when another one has
            the name.
    """

    name: str
    wanted: Filter

    def _change(
        self, connection: sqlite3.Connection
    ) -> tuple[SavedSearch | None, SavedSearch | None]:
        name = searches.clean_search_name(self.name)
        search_id, position = searches.next_place(connection)
        return None, SavedSearch(search_id, name, *searches.as_kept(self.wanted), position)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.save_search", self._said(self.name)


@dataclass(slots=True)
class RenameSearch(_OneSearch):
    """Give a saved search another name.

    Raises:
        UserError: as `SaveSearch`; search_gone when it is not there.
    """

    search_id: int
    name: str

    def _change(
        self, connection: sqlite3.Connection
    ) -> tuple[SavedSearch | None, SavedSearch | None]:
        row = _existing(connection, self.search_id)
        return row, row._replace(name=searches.clean_search_name(self.name))

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.rename_search", self._said("")


@dataclass(slots=True)
class ReplaceSearch(_OneSearch):
    """Let a saved search be another filter, by the same name.

    Raises:
        UserError: search_gone when it is not there.
    """

    search_id: int
    wanted: Filter

    def _change(
        self, connection: sqlite3.Connection
    ) -> tuple[SavedSearch | None, SavedSearch | None]:
        row = _existing(connection, self.search_id)
        query, sort, whole_words = searches.as_kept(self.wanted)
        return row, row._replace(query=query, sort=sort, whole_words=whole_words)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.replace_search", self._said("")


@dataclass(slots=True)
class DeleteSearch(_OneSearch):
    """Forget a saved search; nothing when it is not there."""

    search_id: int

    def _change(
        self, connection: sqlite3.Connection
    ) -> tuple[SavedSearch | None, SavedSearch | None]:
        return searches.search(connection, self.search_id), None

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.delete_search", self._said("")


@dataclass(slots=True)
class MoveSearch(Command):
    """Let a saved search stand elsewhere in the order.

    Attributes:
        place: how many stand above it; beyond the last is the last.

    Raises:
        UserError: search_gone when it is not there.
    """

    search_id: int
    place: int
    _name: str = field(default="", init=False)
    _before: list[tuple[int, int]] = field(default_factory=list, init=False)
    _after: list[tuple[int, int]] = field(default_factory=list, init=False)

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            there = _positions(db.conn)
            if self._after:
                if there != self._before:
                    raise UserError("undo_changed_elsewhere")
            else:
                self._name = _existing(db.conn, self.search_id).name
                ids = [search_id for search_id, _ in there]
                moved = [search_id for search_id in ids if search_id != self.search_id]
                moved.insert(max(0, self.place), self.search_id)
                if moved == ids:
                    return Changes()
                self._before = there
                self._after = [(search_id, at) for at, search_id in enumerate(moved)]
            searches.put_positions(db, self._after)
        return Changes(searches=True)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if _positions(db.conn) != self._after:
                raise UserError("undo_changed_elsewhere")
            searches.put_positions(db, self._before)
        return Changes(searches=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.move_search", {"name": self._name or "?", "clipping": 0}


def _positions(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """Where the saved searches stand: (id, position), in their order."""
    return [(row.id, row.position) for row in searches.all_searches(connection)]


def _existing(connection: sqlite3.Connection, search_id: int) -> SavedSearch:
    row = searches.search(connection, search_id)
    if row is None:
        raise UserError("search_gone")
    return row
