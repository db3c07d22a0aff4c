"""What was read of a library between searches: its columns (`columns.py`), its marks (`marked.py`)."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from clipdesk.store import layer, library

if TYPE_CHECKING:
    from clipdesk.store.columns import Columns
    from clipdesk.store.marked import Marks


class Snapshot(Protocol):
    """What was read of one state of a library."""

    def updated(self, connection: sqlite3.Connection, ids: Iterable[int]) -> Self:
        """The same after the analyst's side of some clippings changed, and nothing else."""


S = TypeVar("S", bound=Snapshot)


class KeptSnapshot(Generic[S]):
    """A snapshot of a library between searches. Any thread.

    It is brought up to date when it is asked for: by what changed where that was told, else,
    where the library is another than when this connection saw it last, by loading it anew.
    """

    def __init__(self, load: Callable[[sqlite3.Connection], S]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._snapshot: S | None = None
        self._told: deque[frozenset[int] | None] = deque()
        self._seen: dict[int, tuple[int, int]] = {}

    def _is_of_the_past(self, snapshot: S) -> bool:  # noqa: ARG002 - most know no time
        """Whether the day alone made another of it."""
        return False

    def tell(self, ids: Iterable[int] | None) -> None:
        """The analyst's side of these clippings changed, and nothing else; None for anything.

        No clipping says that something else changed, a saved search: the snapshot stays.
        Never waits for a search.
        """
        self._told.append(None if ids is None else frozenset(ids))

    def current(self, connection: sqlite3.Connection) -> S:
        """The snapshot of the state that a transaction sees."""
        # What others wrote changes the one number, what this connection wrote the other. The first
        # question of a transaction also settles which state it sees.
        state = (library.data_version(connection), connection.total_changes)
        with self._lock:
            told = [self._told.popleft() for _ in range(len(self._told))]
            changed = frozenset[int]().union(*filter(None, told))
            snapshot, self._snapshot = self._snapshot, None  # for good where this fails
            is_told = bool(told) and None not in told
            if snapshot is not None and self._is_of_the_past(snapshot):
                snapshot = None
            is_known = not told and self._seen.get(id(connection)) == state
            if snapshot is None or not (is_told or is_known):
                del snapshot  # two states at once would take twice the memory
                snapshot = self._load(connection)
            elif changed:
                snapshot = snapshot.updated(connection, changed)
            self._snapshot = snapshot
            self._seen[id(connection)] = state
            return snapshot


class Kept(KeptSnapshot["Columns"]):
    """The columns of a library between searches."""

    def __init__(self) -> None:
        super().__init__(_columns)

    def _is_of_the_past(self, snapshot: Columns) -> bool:
        return snapshot.today != layer.today().toordinal()  # other clippings are due


class KeptMarks(KeptSnapshot["Marks"]):
    """The marks of a library between looks at them."""

    def __init__(self) -> None:
        super().__init__(_marks)


def _columns(connection: sqlite3.Connection) -> Columns:
    from clipdesk.store import columns  # noqa: PLC0415 - numpy takes 80 ms

    return columns.Columns.load(connection)


def _marks(connection: sqlite3.Connection) -> Marks:
    from clipdesk.store import marked  # noqa: PLC0415 - as above

    return marked.Marks.load(connection)
