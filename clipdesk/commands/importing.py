"""Bringing a page in, as one step that can be taken back and made again.

It is long work, so a process of its own does it (`importing/aside.py`); the writer lane waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from clipdesk.commands.base import Changes, Command
from clipdesk.core.errors import UserError
from clipdesk.importing import aside, jobs
from clipdesk.importing.plan import NOBODY, Plan, Watch
from clipdesk.store import library

if TYPE_CHECKING:
    import sqlite_utils

T = TypeVar("T")

_EVERYTHING = Changes(tags=True, notes=True, reading=True, highlights=True, archive=True)


@dataclass(slots=True)
class ImportPage(Command):
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

    def do(self, db: sqlite_utils.Database) -> Changes:
        plan = self.plan
        done = _aside(db, jobs.bring, plan, watch=self.watch)
        self._run_id, plan.counts, plan.continues = done
        return _EVERYTHING

    def follow(self, progress: Callable[[int, int], None]) -> None:
        self.watch = Watch(progress, give_way=self.watch.give_way)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        # Nobody can cancel it: half an import would stay, as all of it in one transaction would
        # keep the analyst's edits waiting for as long as it takes.
        watch = replace(self.watch, is_cancelled=NOBODY.is_cancelled)
        self.stay = _take_back(db, self._run_id, watch)
        return _EVERYTHING

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.import", {"file": self.plan.file_name, "clipping": 0}


@dataclass(slots=True)
class TakeBackImport(Command):
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
    return _aside(db, jobs.take_back, run_id, watch=watch)


def _aside(db: sqlite_utils.Database, job: Callable[..., T], *values: Any, watch: Watch) -> T:
    """Have a job done on a library, of which the file is looked after: nobody else's is written.

    Raises:
        UserError: library_gone where it was moved, deleted or replaced meanwhile; as the job.
    """
    path = library.path_of(db.conn)
    meant = library.which_file(path)

    def check() -> None:
        if meant is None or library.which_file(path) != meant:
            raise UserError("library_gone", path=str(path))

    def give_way() -> None:
        check()
        watch.give_way()

    check()
    done = aside.call(job, path, meant, *values, watch=replace(watch, give_way=give_way))
    check()
    return done
