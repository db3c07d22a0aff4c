"""What every command is: `do` and `undo` on the writing database, and what they changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write changed, so that only the concerned panes refresh.

    Attributes:
        clippings: row ids whose annotations changed; empty with `archive` means any.
        searches: the saved searches changed, which is nothing that a search finds.
        tag_names: the new name of each tag and branch that got one, by the old one.
    """

    clippings: frozenset[int] = frozenset()
    tags: bool = False
    notes: bool = False
    reading: bool = False
    highlights: bool = False
    archive: bool = False
    searches: bool = False
    tag_names: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.changes_findings or self.searches)

    @property
    def changes_findings(self) -> bool:
        """Whether a search may find something else now, or show it otherwise."""
        return self.tags or self.notes or self.reading or self.highlights or self.archive


class Command(ABC):
    """A change that can be done, undone and done again."""

    __slots__ = ()

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

    def follow(self, progress: Callable[[int, int], None]) -> None:  # noqa: B027 - long work only
        """Tell how far doing and undoing it is, in clippings of all."""

    def merge(self, later: Command) -> bool:  # noqa: ARG002 - only some commands look at it
        """Take up a later command into this one's undo step (typing in one note)."""
        return False

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
