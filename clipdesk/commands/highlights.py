"""Highlights: marking words, taking the mark off, its colour and comment, and other words for it.

Another program (the command line) may have changed the same highlight since: then nothing is
taken back or made again, for that would overwrite what somebody wrote. Where a highlight stands
follows from its words and the text as it is now, also after an undo.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from clipdesk.commands.base import Changes, Command
from clipdesk.core import anchors
from clipdesk.core.errors import UserError
from clipdesk.core.model import Highlight
from clipdesk.core.text import printable
from clipdesk.store import highlights, layer, library

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(slots=True)
class AddHighlight(Command):
    """Mark words of a clipping; the same words in the same colour are marked once.

    Attributes:
        start: of the words, in code points of the reading text (`core/anchors.py`).
        end: after the words.
        words: what is shown there; where the text says something else by now, nothing is marked.
            Empty: not compared.
    """

    clipping_id: int
    start: int
    end: int
    colour: str
    comment: str = ""
    words: str = ""
    _row: highlights.Row | None = None

    def do(self, db: sqlite_utils.Database) -> Changes:
        colour = highlights.clean_colour(self.colour)
        with library.transaction(db):
            if self._row is None:
                quote, prefix, suffix = _anchor(
                    db, self.clipping_id, self.start, self.end, self.words
                )
                if self._is_there(db, colour):
                    return Changes()
                stamp = layer.now()
                comment = _clean(self.comment)
                made = Highlight(quote, prefix, suffix, self.start, colour, comment, stamp, stamp)
                row = (0, self.clipping_id, made)
            else:
                row = self._row
            (self._row,) = highlights.rows(db.conn, highlights.put_rows(db, [row]))
        return _changed(self.clipping_id)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if self._row is not None:
                _expect(db, self._row)
                highlights.remove(db, [self._row[0]])
        return _changed(self.clipping_id)

    def _is_there(self, db: sqlite_utils.Database, colour: str) -> bool:
        return any(
            (placed.start, placed.end) == (self.start, self.end)
            and placed.highlight.colour == colour
            and placed.highlight.comment == _clean(self.comment)
            for placed in highlights.of_clipping(db.conn, self.clipping_id)
        )

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.add_highlight", {"clipping": self.clipping_id}


@dataclass(slots=True)
class RemoveHighlight(Command):
    """Take a highlight away, with its comment.

    Attributes:
        clipping_id: names the change until it is made.
    """

    id: int
    clipping_id: int = 0
    _taken: highlights.Row | None = None

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if self._taken is not None:
                _expect(db, self._taken)
            taken = highlights.remove(db, [self.id if self._taken is None else self._taken[0]])
            if not taken:
                return Changes()
            (self._taken,) = taken
        self.clipping_id = self._taken[1]
        return _changed(self.clipping_id)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if self._taken is not None:
                made = highlights.put_rows(db, [self._taken])
                (self._taken,) = highlights.rows(db.conn, made)
        return _changed(self.clipping_id)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.remove_highlight", {"clipping": self.clipping_id}


@dataclass(slots=True)
class _Change(Command):
    """A highlight becomes another one."""

    id: int
    _before: highlights.Row | None = field(default=None, init=False)
    _after: highlights.Row | None = field(default=None, init=False)

    @abstractmethod
    def _new(self, db: sqlite_utils.Database, row: highlights.Row) -> Highlight:
        """What it becomes; its stamp is set if that is something else."""

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if self._before is None or self._after is None:
                found = highlights.rows(db.conn, [self.id])
                if not found:
                    raise UserError("highlight_gone")
                before, clipping_id = found[0], found[0][1]
                new = self._new(db, before)
                if new == before[2]:
                    return Changes()
                new = replace(new, changed_at=layer.now())
                self._before, self._after = before, (self.id, clipping_id, new)
            else:
                _expect(db, self._before)
            highlights.change(db, self.id, self._after[2])
        return _changed(self._after[1])

    def undo(self, db: sqlite_utils.Database) -> Changes:
        if self._before is None or self._after is None:
            return Changes()
        with library.transaction(db):
            _expect(db, self._after)
            highlights.change(db, self.id, self._before[2])
        return _changed(self._before[1])

    def _named(self, clipping_id: int) -> dict[str, Any]:
        return {"clipping": clipping_id if self._before is None else self._before[1]}


@dataclass(slots=True)
class EditHighlight(_Change):
    """Give a highlight a colour and a comment; a blank comment is none.

    Attributes:
        clipping_id: names the change until it is made.
    """

    colour: str
    comment: str
    clipping_id: int = 0

    def _new(self, db: sqlite_utils.Database, row: highlights.Row) -> Highlight:  # noqa: ARG002 - no text is looked at
        colour = highlights.clean_colour(self.colour)
        return replace(row[2], colour=colour, comment=_clean(self.comment))

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.edit_highlight", self._named(self.clipping_id)


@dataclass(slots=True)
class MoveHighlight(_Change):
    """Let a highlight be on these words of its clipping; its colour and comment stay.

    Attributes:
        start, end, words: as in `AddHighlight`.
        clipping_id: names the change until it is made.
    """

    start: int
    end: int
    words: str = ""
    clipping_id: int = 0

    def _new(self, db: sqlite_utils.Database, row: highlights.Row) -> Highlight:
        quote, prefix, suffix = _anchor(db, row[1], self.start, self.end, self.words)
        return replace(row[2], quote=quote, prefix=prefix, suffix=suffix, start=self.start)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.move_highlight", self._named(self.clipping_id)


def _anchor(
    db: sqlite_utils.Database, clipping_id: int, start: int, end: int, words: str
) -> tuple[str, str, str]:
    """The anchor of the words between two offsets, which must be `words` unless that is empty."""
    text = highlights.text(db.conn, clipping_id)
    is_inside = 0 <= start < end <= len(text)
    if not is_inside or (words and text[start:end] != words):
        raise UserError("highlight_text_changed")
    return anchors.make(text, start, end)


def _clean(comment: str) -> str:
    return printable(comment) if comment.strip() else ""


def _expect(db: sqlite_utils.Database, row: highlights.Row) -> None:
    """Refuse where a highlight is not as it was left."""
    if highlights.rows(db.conn, [row[0]]) != [row]:
        raise UserError("undo_changed_elsewhere")


def _changed(clipping_id: int) -> Changes:
    return Changes(frozenset({clipping_id}), highlights=True)
