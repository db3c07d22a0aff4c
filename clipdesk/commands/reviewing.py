"""The day on which clippings are to be shown again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clipdesk.commands.base import Changes, Command, counted
from clipdesk.core.query import Filter
from clipdesk.store import layer, library, searches
from clipdesk.store.searches import SavedSearch

if TYPE_CHECKING:
    import sqlite_utils

_DUE = "is:due"


@dataclass(slots=True)
class SetReview(Command):
    """Let clippings be shown again on a day, or on none.

    Attributes:
        day: `2027-01-15`; None: no more.
        search: with the first such day of a library a search for what is due is saved by this name,
            unless there is one; empty: none.
    """

    ids: tuple[int, ...]
    day: str | None
    search: str = ""
    _before: dict[int, str | None] | None = None
    _saved: SavedSearch | None = field(default=None)

    def do(self, db: sqlite_utils.Database) -> Changes:
        ids = self.ids if self._before is None else self._before
        saved = self._saved
        with library.transaction(db):
            rows = [r for r in layer.readings(db.conn, ids) if r.review_on != self.day]
            if rows and self._before is None:
                saved = self._due_search(db)
            elif saved is not None and not _can_be(db, saved):
                saved = None
            if rows and saved is not None:
                searches.put_search(db, saved.id, saved)
            layer.put_readings(db, [row._replace(review_on=self.day) for row in rows])
        if rows or self._before is not None:
            self._before = {row.clipping_id: row.review_on for row in rows}
        self._saved = saved
        return self._changes(is_saved=bool(rows) and saved is not None)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        before, saved = self._before or {}, self._saved
        with library.transaction(db):
            rows = [r for r in layer.readings(db.conn, before) if r.review_on == self.day]
            layer.put_readings(
                db, [row._replace(review_on=before[row.clipping_id]) for row in rows]
            )
            if saved is not None:
                if rows and searches.search(db.conn, saved.id) == saved:
                    searches.put_search(db, saved.id, None)
                else:
                    saved = None
        self._before = {row.clipping_id: before[row.clipping_id] for row in rows}
        self._saved = saved
        return self._changes(is_saved=saved is not None)

    def _due_search(self, db: sqlite_utils.Database) -> SavedSearch | None:
        """The search to be saved; None where there is no need of one."""
        if not self.search or self.day is None or layer.has_reviews(db.conn):
            return None
        query, sort, whole_words = searches.as_kept(Filter(_DUE))
        name = searches.clean_search_name(self.search)
        if any(one.query == query or one.name == name for one in searches.all_searches(db.conn)):
            return None
        search_id, position = searches.next_place(db.conn)
        return SavedSearch(search_id, name, query, sort, whole_words, position)

    def _changes(self, *, is_saved: bool) -> Changes:
        ids = frozenset(self._before or ())
        return Changes(ids, reading=bool(ids), searches=is_saved)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        key = "desk.change.no_review" if self.day is None else "desk.change.review"
        return key, {"day": self.day or "", **counted(list(self._before or ()) or self.ids)}


def _can_be(db: sqlite_utils.Database, saved: SavedSearch) -> bool:
    """Whether the search can come back: neither its number nor its name is taken."""
    is_free = searches.search(db.conn, saved.id) is None
    return is_free and searches.named(db.conn, saved.name) is None
