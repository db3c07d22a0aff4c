"""Annotations of a mirror brought into the library, as one step.

It may be long work, so a process of its own does it (`importing/aside.py`); the writer lane waits.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from clipdesk.commands.base import Changes, Command
from clipdesk.importing import aside, jobs
from clipdesk.importing.plan import NOBODY, Watch
from clipdesk.importing.restoring import Restored

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(slots=True)
class RestoreAnnotations(Command):
    """Bring the annotations of a file into the library.

    Attributes:
        file: read at the first doing; doing it again needs it no more.
        watch: sees every doing and undoing of it.
        restored: what it came to.
    """

    file: Path
    watch: Watch = NOBODY
    restored: Restored = field(default_factory=Restored)
    is_long: ClassVar[bool] = True
    _is_done: bool = False

    def do(self, db: sqlite_utils.Database) -> Changes:
        if self._is_done:
            steps = self.restored.steps
            again = aside.work_on(db, jobs.put_annotations_again, steps, watch=self._unstoppable)
            self.restored.steps = again
        else:
            self.restored = aside.work_on(db, jobs.restore_annotations, self.file, watch=self.watch)
            self._is_done = True
        return self._changes()

    def undo(self, db: sqlite_utils.Database) -> Changes:
        steps = self.restored.steps
        aside.work_on(db, jobs.take_back_annotations, steps, watch=self._unstoppable)
        return self._changes()

    @property
    def kept(self) -> Command | None:
        return None  # as many rows as there are annotations; the file brings them again

    @property
    def _unstoppable(self) -> Watch:
        """Nobody can cancel taking it back: half of it would stay."""
        return replace(self.watch, is_cancelled=NOBODY.is_cancelled)

    def _changes(self) -> Changes:
        if not self.restored.steps:
            return Changes()
        clippings = frozenset(self.restored.clippings)
        return Changes(
            clippings,
            tags=True,
            notes=True,
            reading=True,
            highlights=True,
            searches=True,
            links=True,
            meanings=True,
        )

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.restore", {"file": self.file.name, "clipping": 0}
