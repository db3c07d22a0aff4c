"""What every command is: `do` and `undo` on the writing database, and what they changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

if TYPE_CHECKING:
    import sqlite3

    import sqlite_utils


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write changed, so that only the concerned panes refresh.

    Attributes:
        clippings: row ids whose annotations changed; empty with `archive` means any.
        searches: the saved searches changed, which is nothing that a search finds.
        journal: free notes that changed; no search finds them.
        links: what notes point to changed: other articles may show who points to them.
        tag_names: the new name of each tag and branch that got one, by the old one.
        meanings: what the colours of highlights mean changed; nor is that.
    """

    clippings: frozenset[int] = frozenset()
    tags: bool = False
    notes: bool = False
    reading: bool = False
    highlights: bool = False
    archive: bool = False
    searches: bool = False
    journal: frozenset[int] = frozenset()
    links: bool = False
    tag_names: tuple[tuple[str, str], ...] = ()
    meanings: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.changes_findings or self.searches or self.journal or self.meanings)

    @property
    def changes_findings(self) -> bool:
        """Whether a search may find something else now, or show it otherwise."""
        return self.tags or self.notes or self.reading or self.highlights or self.archive


NOT_KEPT: Final = {"kept": False}
"""Marks a field (its `metadata`) that is not kept beyond the sitting."""


class Command(ABC):
    """A change that can be done, undone and done again.

    What it remembers is kept with the library (`kept.py`): fields of a dataclass, of numbers, texts,
    tuples, lists, dictionaries, enumerations and dataclasses of these.

    Attributes:
        is_long: a process of its own does it, in transactions of its own.
        is_repeatable: it can be made again after it was undone.
        changes_archive: it changes clippings themselves: what came after it may build on that.
    """

    __slots__ = ()
    is_long: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True
    changes_archive: ClassVar[bool] = False

    @abstractmethod
    def do(self, db: sqlite_utils.Database) -> Changes:
        """Make the change; an empty answer means that there was nothing to do.

        Raises:
            UserError: undo_changed_elsewhere when doing it again would overwrite another's work.
        """

    @abstractmethod
    def undo(self, db: sqlite_utils.Database) -> Changes:
        """Restore every row to what it was before `do`.

        Raises:
            UserError: undo_changed_elsewhere when that would overwrite another's work.
        """

    def follow(  # noqa: B027 - long work only
        self, progress: Callable[[int, int], None], give_way: Callable[[], None]
    ) -> None:
        """Tell how far doing and undoing it is, in clippings of all; let others write meanwhile."""

    def merge(self, later: Command) -> bool:  # noqa: ARG002 - only some commands look at it
        """Take up a later command into this one's undo step (typing in one note)."""
        return False

    @property
    def kept(self) -> Command | None:
        """What undoes the same at another sitting; None where nothing can."""
        return self

    def is_gone(self, connection: sqlite3.Connection) -> bool:  # noqa: ARG002 - as above
        """Whether it was taken back otherwise, so that there is nothing to undo."""
        return False

    @property
    def step_id(self) -> int:
        """The row of `step` that the change itself wrote, where it is long; 0: none."""
        return 0

    @property
    def typed(self) -> tuple[str, int] | None:
        """Names the text that this writes, where whoever typed it keeps it until it is written."""
        return None

    @property
    @abstractmethod
    def text(self) -> tuple[str, dict[str, Any]]:
        """The key and values of the text that names the change.

        Where one clipping is meant, `clipping` is its row id: who shows the text puts its headline
        there.
        """


def counted(ids: Sequence[int]) -> dict[str, Any]:
    """How many clippings, and which one where it is one."""
    return {"n": len(ids), "clipping": ids[0] if len(ids) == 1 else 0}
