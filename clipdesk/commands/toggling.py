"""What a key gives and takes away: given, unless all of the clippings have it.

Which of the two it is, the writer lane finds out: it may be asked of a million clippings, and other
changes may be on their way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from clipdesk.commands.annotating import AddTag, RemoveTag, SetRead, SetStarred
from clipdesk.commands.base import Changes, Command
from clipdesk.store import layer

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(slots=True)
class Toggle(Command):
    """One of two commands, chosen when it is done first.

    Attributes:
        ids: the clippings; one that is not there any more is left out.
        have_all: whether all of some clippings have it.
        give: makes the command that gives it to some clippings.
        take: makes the one that takes it off them.
    """

    ids: Sequence[int]
    have_all: Callable[[Any, Sequence[int]], bool]
    give: Callable[[tuple[int, ...]], Command]
    take: Callable[[tuple[int, ...]], Command]
    _chosen: Command | None = None

    def do(self, db: sqlite_utils.Database) -> Changes:
        if self._chosen is None:
            ids = layer.there(db.conn, self.ids)
            if not ids:
                return Changes()
            make = self.take if self.have_all(db.conn, ids) else self.give
            self._chosen = make(tuple(ids))
        return self._chosen.do(db)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        return Changes() if self._chosen is None else self._chosen.undo(db)

    @property
    def kept(self) -> Command | None:
        return self if self._chosen is None else self._chosen.kept

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return (self._chosen or self.give(tuple(self.ids))).text


def toggle_tag(ids: Sequence[int], name: str) -> Toggle:
    """Give a tag, or take it off."""
    return Toggle(
        ids,
        lambda connection, these: layer.all_tagged(connection, these, layer.clean_tag_name(name)),
        lambda these: AddTag(these, name),
        lambda these: RemoveTag(these, name),
    )


def toggle_starred(ids: Sequence[int]) -> Toggle:
    """Star, or take the star off."""
    give, take = (partial(SetStarred, starred=starred) for starred in (True, False))
    return Toggle(ids, layer.all_starred, give, take)


def toggle_read(ids: Sequence[int]) -> Toggle:
    """Mark as read, or as unread."""
    give, take = (partial(SetRead, read=read) for read in (True, False))
    return Toggle(ids, layer.all_read, give, take)
