"""A library's columns (`columns.py`) between searches."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from clipdesk.store import layer, library

if TYPE_CHECKING:
    from clipdesk.store.columns import Columns


class Kept:
    """The columns of a library between searches. Any thread.

    They are brought up to date when they are asked for: by what changed where that was told, else,
    where the library is another than when this connection saw it last, by loading them anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._columns: Columns | None = None
        self._told: deque[frozenset[int] | None] = deque()
        self._seen: dict[int, tuple[int, int]] = {}

    def tell(self, ids: Iterable[int] | None) -> None:
        """The analyst's side of these clippings changed, and nothing else; None for anything.

        No clipping says that something else changed, a saved search: the columns stay.
        Never waits for a search.
        """
        self._told.append(None if ids is None else frozenset(ids))

    def current(self, connection: sqlite3.Connection) -> Columns:
        """The columns of the state that a transaction sees."""
        from clipdesk.store import columns as loading  # noqa: PLC0415 - numpy takes 80 ms

        # What others wrote changes the one number, what this connection wrote the other. The first
        # question of a transaction also settles which state it sees.
        state = (library.data_version(connection), connection.total_changes)
        with self._lock:
            told = [self._told.popleft() for _ in range(len(self._told))]
            changed = frozenset[int]().union(*filter(None, told))
            columns, self._columns = self._columns, None  # for good where this fails
            is_told = bool(told) and None not in told
            if columns is not None and columns.today != layer.today().toordinal():
                columns = None  # other clippings are due
            is_known = not told and self._seen.get(id(connection)) == state
            if columns is None or not (is_told or is_known):
                del columns  # two states at once would take twice the memory
                columns = loading.Columns.load(connection)
            elif changed:
                columns = columns.updated(connection, changed)
            self._columns = columns
            self._seen[id(connection)] = state
            return columns
