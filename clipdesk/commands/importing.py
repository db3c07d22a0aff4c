"""Bringing a page in, as one step that can be taken back and made again.

It is long work, so a process of its own does it (`importing/aside.py`); the writer lane waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from clipdesk.commands.base import NOT_KEPT, Changes, Command
from clipdesk.core.errors import UserError
from clipdesk.importing import aside, jobs
from clipdesk.importing.plan import NOBODY, Plan, Watch
from clipdesk.store import imports

if TYPE_CHECKING:
    import sqlite3

    import sqlite_utils

_EVERYTHING = Changes(tags=True, notes=True, reading=True, highlights=True, archive=True)


class _Import(Command):
    """What a process of its own does to an import."""

    __slots__ = ()
    is_long: ClassVar[bool] = True
    changes_archive: ClassVar[bool] = True


@dataclass(slots=True)
class ImportPage(_Import):
    """Bring a planned page into the library.

    The plan is compared with the library once more, for that may have changed since it was shown.

    Attributes:
        plan: kept as long as the step can be made again.
        watch: sees every doing and undoing of it.
        stay: clippings that stayed when it was taken back: they were annotated since, or changed
            by a later import.
    """

    plan: Plan
    watch: Watch = NOBODY
    stay: int = 0
    _run_id: int = 0
    _step_id: int = 0

    def do(self, db: sqlite_utils.Database) -> Changes:
        plan = self.plan
        done = aside.work_on(db, jobs.bring, plan, watch=self.watch)
        self._run_id, self._step_id, plan.counts, plan.continues = done
        return _EVERYTHING

    def follow(self, progress: Callable[[int, int], None], give_way: Callable[[], None]) -> None:
        self.watch = Watch(progress, give_way=give_way)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        if self.is_gone(db.conn):
            raise UserError("undo_changed_elsewhere")
        # Nobody can cancel it: half an import would stay, as all of it in one transaction would
        # keep the analyst's edits waiting for as long as it takes.
        watch = replace(self.watch, is_cancelled=NOBODY.is_cancelled)
        self.stay = _take_back(db, self._run_id, watch)
        self._step_id = 0
        return _EVERYTHING

    def is_gone(self, connection: sqlite3.Connection) -> bool:
        # One that was undone here has its page, and can be made again.
        return bool(self._step_id) and not imports.is_there(connection, self._run_id)

    @property
    def step_id(self) -> int:
        return self._step_id

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.import", {"file": self.plan.file_name, "clipping": 0}


@dataclass(slots=True)
class FormerImport(_Import):
    """An import of an earlier sitting: `undo` takes it back, for good, as its plan is gone.

    Attributes:
        run_id: its number; another import may have it since, of another file or moment.
    """

    is_repeatable: ClassVar[bool] = False
    run_id: int
    file_name: str
    started_at: str
    watch: Watch = field(default=NOBODY, compare=False, metadata=NOT_KEPT)

    def do(self, db: sqlite_utils.Database) -> Changes:
        raise NotImplementedError

    def undo(self, db: sqlite_utils.Database) -> Changes:
        if self.is_gone(db.conn):
            raise UserError("undo_changed_elsewhere")
        _take_back(db, self.run_id, self.watch)
        return _EVERYTHING

    def follow(self, progress: Callable[[int, int], None], give_way: Callable[[], None]) -> None:
        self.watch = Watch(progress, give_way=give_way)

    def is_gone(self, connection: sqlite3.Connection) -> bool:
        return not imports.is_there(connection, self.run_id, self.file_name, self.started_at)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.import", {"file": self.file_name, "clipping": 0}


@dataclass(slots=True)
class TakeBackImport(_Import):
    """Take back an import of an earlier sitting. It cannot be made again: its page is not here.

    Attributes:
        stay: as in `ImportPage`.
    """

    run_id: int
    watch: Watch = NOBODY
    stay: int = 0

    def do(self, db: sqlite_utils.Database) -> Changes:
        self.stay = _take_back(db, self.run_id, self.watch)
        return _EVERYTHING

    def undo(self, db: sqlite_utils.Database) -> Changes:
        raise NotImplementedError

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.take_back", {"clipping": 0}


def _take_back(db: sqlite_utils.Database, run_id: int, watch: Watch) -> int:
    return aside.work_on(db, jobs.take_back, run_id, watch=watch)
