"""Keeps the mirror beside the library while the window is open, in a lane of its own.

Nobody waits for it: writes go on in the writer lane while the mirror is written and reaches the
disk. Several changes in a row are written at once. What is long (the whole of a large mirror) is
done by a process of its own. That it cannot be kept is told once, until it can again; the library
has the annotations all the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from clipdesk.core.errors import Cancelled, UserError
from clipdesk.store import library
from clipdesk.ui.lanes import Job, Lane

_PAUSE_S: Final = 0.5
"""Seconds after a change in which others may follow: they go together."""


_OF_THE_LIBRARY: Final = frozenset({"library_missing", "library_gone"})
"""That the library itself is away is told by whoever wants to write into it."""


class Mirroring:
    """The lane that keeps one library's mirror. Its methods may be called from any thread.

    Args:
        path: the library's.
        forget: takes, in this lane, the number of the change up to which the library may forget.
        told: takes, in this lane, where a file went that was in the way.
        failed: takes, in this lane, why the mirror cannot be kept; what is no `UserError` is one
            of our bugs.
    """

    def __init__(
        self,
        path: Path,
        *,
        forget: Callable[[int], None],
        told: Callable[[Path], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._path = path
        self._forget = forget
        self._told = told
        self._failed = failed
        self._closing = threading.Event()
        self._is_due = threading.Event()
        self._has_failed = False
        self._lane = Lane("mirror", lambda: library.open_for_reading(path))

    def follow(self) -> None:
        """The library was written: let the mirror follow soon."""
        if self._is_due.is_set() or self._closing.is_set():
            return
        self._is_due.set()
        self._post(lambda connection: self._keep(connection, thoroughly=False))

    def look_through(self) -> None:
        """See whether the mirror is whole and nobody edited it; else make it so."""
        if not self._closing.is_set():
            self._post(lambda connection: self._keep(connection, thoroughly=True))

    def close(self) -> None:
        """Let the mirror follow the last changes, and end. Waits; not for what is long."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._post(lambda connection: self._keep(connection, thoroughly=False))
        self._lane.stop()

    def _post(self, run: Callable[[Any], None]) -> None:
        self._lane.post(Job(run, self._on_failure))

    def _keep(self, connection: Any, *, thoroughly: bool) -> None:
        from clipdesk.exporting import mirror  # noqa: PLC0415 - not needed to start

        if not thoroughly:
            self._closing.wait(_PAUSE_S)
        self._is_due.clear()  # before it is read: what comes now is a change of its own
        if mirror.is_long_work(connection):
            kept = self._keep_aside()
        else:
            kept = mirror.keep(connection, thoroughly=thoroughly)
        if kept is None:
            return
        self._has_failed = False
        if kept.set_aside is not None:
            self._told(kept.set_aside)
        self._forget(kept.seq)

    def _keep_aside(self) -> Any:
        """Write a mirror that takes long; at closing it is left for the next opening."""
        from clipdesk.commands import upkeep  # noqa: PLC0415 - rarely needed
        from clipdesk.importing import aside  # noqa: PLC0415 - rarely needed
        from clipdesk.importing.plan import Watch  # noqa: PLC0415 - rarely needed

        if self._closing.is_set():
            return None
        watch = Watch(is_cancelled=self._closing.is_set)
        return aside.call(upkeep.keep_mirror, self._path, watch=watch)

    def _on_failure(self, error: BaseException) -> None:
        self._is_due.clear()
        if isinstance(error, Cancelled):
            return
        # Just when it goes away, SQLite may say anything of it.
        is_away = library.which_file(self._path) is None
        if isinstance(error, UserError) and (
            self._has_failed or is_away or error.code in _OF_THE_LIBRARY
        ):
            return
        self._has_failed = True
        self._failed(error)
