"""Tags themselves: made, named, merged, nested, coloured, deleted; and many given and taken at once.

A branch takes along what is below it. Saved searches that name a tag follow it to its new name, in
the same step. Another program may have changed the same rows since: tags are put back only if they
still are as the command left them, for undoing never overwrites what somebody wrote; of what
clippings bear, and of the searches, what still is as the command left it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clipdesk.commands.base import Changes, Command, counted
from clipdesk.core.errors import UserError
from clipdesk.core.query import renamed_query
from clipdesk.store import layer, library, searches, tags
from clipdesk.store.layer import Tagging, clean_tag_name
from clipdesk.store.tags import Tag, is_in

if TYPE_CHECKING:
    import sqlite3

    import sqlite_utils


@dataclass(slots=True)
class _Wanted:
    """What a command is about to make of the tags.

    Attributes:
        before: the tags as they are,
        after: and as they shall be: one that is not here is deleted, one that is only here is made.
        taken: what clippings bear no more,
        given: and what they are to bear.
        names: the new name of each tag and branch that gets one.
    """

    before: list[Tag] = field(default_factory=list)
    after: list[Tag] = field(default_factory=list)
    taken: list[Tagging] = field(default_factory=list)
    given: list[Tagging] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _TagChange(Command):
    """What changes of tags have in common: doing, undoing and doing again, exactly."""

    _is_done: bool = field(default=False, init=False)
    _before: list[Tag] = field(default_factory=list, init=False)
    _after: list[Tag] = field(default_factory=list, init=False)
    _taken: list[Tagging] = field(default_factory=list, init=False)
    _given: list[Tagging] = field(default_factory=list, init=False)
    _names: dict[str, str] = field(default_factory=dict, init=False)
    # Of each saved search that follows: its id, what it asked for, and what it asks for.
    _searches: list[tuple[int, str, str]] = field(default_factory=list, init=False)

    @abstractmethod
    def _plan(self, connection: sqlite3.Connection) -> _Wanted:
        """What is to be made, read in the transaction."""

    def do(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            if not self._is_done:
                wanted = self._plan(db.conn)
                if wanted.before == wanted.after and not wanted.taken and not wanted.given:
                    return Changes()
                self._before, self._after = wanted.before, wanted.after
                self._taken, self._given = wanted.taken, wanted.given
                self._names = wanted.names
                self._searches = _following(db.conn, wanted)
            self._make_room(db.conn, self._before, self._after)
            now = _as_left(db.conn, self._before, self._after)
            self._taken = layer.remove_taggings(db, self._taken)
            _put(db, self._before, now)
            self._given = tags.give_taggings(db, self._given)
            self._searches = _rewritten(db, self._searches)
            self._is_done = True
            return self._changes(db.conn, self._names)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            self._make_room(db.conn, self._after, self._before)
            now = _as_left(db.conn, self._after, self._before)
            self._given = layer.remove_taggings(db, self._given)
            _put(db, self._after, now)
            self._taken = tags.give_taggings(db, self._taken)
            back = _rewritten(db, [(i, after, before) for i, before, after in self._searches])
            self._searches = [(i, before, after) for i, after, before in back]
            return self._changes(db.conn, {new: old for old, new in self._names.items()})

    def _make_room(
        self, connection: sqlite3.Connection, there: list[Tag], wanted: list[Tag]
    ) -> None:
        """Give tags that are to come back other ids where another tag has theirs by now."""
        made = {tag.id for tag in wanted} - {tag.id for tag in there}
        free = max(made | {tags.next_id(connection) - 1}) + 1  # nor one that comes back, too
        ids = {taken: free + at for at, taken in enumerate(sorted(tags.rows(connection, made)))}
        if not ids:
            return

        def moved(rows: list[Tag]) -> list[Tag]:
            return [row._replace(id=ids.get(row.id, row.id)) for row in rows]

        def borne(rows: list[Tagging]) -> list[Tagging]:
            return [(clipping_id, ids.get(tag, tag), at) for clipping_id, tag, at in rows]

        self._before, self._after = moved(self._before), moved(self._after)
        self._taken, self._given = borne(self._taken), borne(self._given)

    def _changes(self, connection: sqlite3.Connection, names: dict[str, str]) -> Changes:
        changed = self._before != self._after or bool(self._taken or self._given)
        if not changed:
            return Changes()
        ids = {row[0] for row in (*self._taken, *self._given)}
        if names:  # what clippings bear is called otherwise now
            mine = {tag.id for tag in (*self._before, *self._after)}
            ids |= {row[0] for row in tags.taggings(connection, mine)}
        return Changes(
            frozenset(ids),
            tags=True,
            searches=bool(self._searches),
            tag_names=tuple(names.items()),
        )


@dataclass(slots=True)
class CreateTag(_TagChange):
    """Make a tag that no clipping bears yet."""

    name: str

    def _plan(self, connection: sqlite3.Connection) -> _Wanted:
        name = clean_tag_name(self.name)
        if tags.named(connection, name) is not None:
            return _Wanted()
        return _Wanted(after=[Tag(tags.next_id(connection), name)])

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.create_tag", {"tag": self.name, "clipping": 0}


@dataclass(slots=True)
class ColourTag(_TagChange):
    """Give a tag a colour (one of `anchors.COLOURS`); None takes it away.

    A branch that is no tag itself becomes one.

    Raises:
        UserError: tag_gone when there is nothing of that name.
    """

    name: str
    colour: str | None

    def _plan(self, connection: sqlite3.Connection) -> _Wanted:
        name = clean_tag_name(self.name)
        there = tags.of_branch(connection, name)
        if not there:
            raise UserError("tag_gone", name=name)
        tag = next((tag for tag in there if tag.name == name), None)
        if tag is not None:
            return _Wanted([tag], [tag._replace(colour=self.colour)])
        if self.colour is None:
            return _Wanted()
        return _Wanted(after=[Tag(tags.next_id(connection), name, colour=self.colour)])

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.colour_tag", {"tag": self.name, "clipping": 0}


@dataclass(slots=True)
class RenameTag(_TagChange):
    """Give a tag another name, which may be another path; what is below it comes along.

    Raises:
        UserError: tag_empty, tag_too_long; tag_gone when there is nothing of that name; tag_taken
            when there is a tag of the new name already, for that is merging.
    """

    name: str
    new: str

    def _plan(self, connection: sqlite3.Connection) -> _Wanted:
        old, new = clean_tag_name(self.name), clean_tag_name(self.new)
        return _moved(connection, old, new, merges=False)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.rename_tag", {"old": self.name, "new": self.new, "clipping": 0}


@dataclass(slots=True)
class NestTag(_TagChange):
    """Let a tag, and what is below it, be below another one; by its last name.

    Attributes:
        under: the other one; empty for none: the tag stands alone then.

    Raises:
        UserError: as `RenameTag`; tag_into_itself when it is that tag, or below it.
    """

    name: str
    under: str

    def _plan(self, connection: sqlite3.Connection) -> _Wanted:
        name = clean_tag_name(self.name)
        under = clean_tag_name(self.under) if self.under else ""
        if under and is_in(under, name):
            raise UserError("tag_into_itself", name=name, into=under)
        leaf = name.rpartition("/")[2]
        new = f"{under}/{leaf}" if under else leaf
        return _moved(connection, name, clean_tag_name(new), merges=False)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        key = "desk.change.nest_tag" if self.under else "desk.change.unnest_tag"
        return key, {"tag": self.name, "under": self.under, "clipping": 0}


@dataclass(slots=True)
class MergeTags(_TagChange):
    """Let clippings bear one tag instead of another; what is below it comes along.

    The one that stays keeps its colour and its digit, and takes those of the other where it has
    none.

    Raises:
        UserError: tag_gone when there is nothing of a name; tag_into_itself when one is the other,
            or below it.
    """

    name: str
    into: str

    def _plan(self, connection: sqlite3.Connection) -> _Wanted:
        name, into = clean_tag_name(self.name), clean_tag_name(self.into)
        if is_in(into, name):
            raise UserError("tag_into_itself", name=name, into=into)
        if not tags.of_branch(connection, into):
            raise UserError("tag_gone", name=into)
        return _moved(connection, name, into, merges=True)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.merge_tags", {"tag": self.name, "into": self.into, "clipping": 0}


@dataclass(slots=True)
class DeleteTags(_TagChange):
    """Delete tags with all that is below them: no clipping bears them any more.

    Saved searches that name them stay; they find nothing there until the tags are back.
    """

    names: tuple[str, ...]

    def _plan(self, connection: sqlite3.Connection) -> _Wanted:
        found = {
            tag.id: tag
            for name in self.names
            for tag in tags.of_branch(connection, clean_tag_name(name))
        }
        return _Wanted(list(found.values()), taken=tags.taggings(connection, found))

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        if len(self.names) == 1:
            return "desk.change.delete_tag", {"tag": self.names[0], "clipping": 0}
        return "desk.change.delete_tags", {"n": len(self.names), "clipping": 0}


@dataclass(slots=True)
class SetTags(_TagChange):
    """Give clippings some tags and take others off, in one step.

    As `AddTag` and `RemoveTag` do: a tag that is new is made, one that is of no use is deleted.
    What is to be given and taken is given.
    """

    ids: tuple[int, ...]
    give: tuple[str, ...] = ()
    take: tuple[str, ...] = ()

    def _plan(self, connection: sqlite3.Connection) -> _Wanted:
        ids = layer.there(connection, self.ids)
        wanted = _Wanted()
        new_id = tags.next_id(connection)
        stamp = layer.now()
        give = dict.fromkeys(map(clean_tag_name, self.give)) if ids else {}
        for name in give:
            tag = tags.named(connection, name)
            if tag is None:
                tag = Tag(new_id, name)
                wanted.after.append(tag)
                new_id += 1
            have = {row[0] for row in tags.taggings(connection, [tag.id])}
            wanted.given += [(i, tag.id, stamp) for i in ids if i not in have]
        mine = frozenset(ids)
        for name in dict.fromkeys(map(clean_tag_name, self.take)):
            tag = tags.named(connection, name)
            if tag is None or name in give:
                continue
            borne = tags.taggings(connection, [tag.id])
            taken = [row for row in borne if row[0] in mine]
            wanted.taken += taken
            if taken and len(taken) == len(borne) and tag.key is None and tag.colour is None:
                wanted.before.append(tag)
        return wanted

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        changed = sorted({row[0] for row in (*self._taken, *self._given)})
        return "desk.change.set_tags", counted(changed or self.ids)


def _moved(connection: sqlite3.Connection, old: str, new: str, *, merges: bool) -> _Wanted:
    """A branch by another name; where there is a tag of a new name already, they become one.

    Raises:
        UserError: tag_gone; tag_taken where that shall not be.
    """
    moved = tags.of_branch(connection, old)
    if not moved:
        raise UserError("tag_gone", name=old)
    if old == new:
        return _Wanted()
    own = {tag.id for tag in moved}
    wanted = _Wanted(before=list(moved))
    for tag in moved:
        name = clean_tag_name(new + tag.name.removeprefix(old))
        there = tags.named(connection, name)
        if there is None or there.id in own:
            wanted.after.append(tag._replace(name=name))
            continue
        if not merges:
            raise UserError("tag_taken", name=name)
        wanted.before.append(there)
        key = tag.key if there.key is None else there.key
        wanted.after.append(there._replace(key=key, colour=there.colour or tag.colour))
        rows = tags.taggings(connection, [tag.id])
        wanted.taken += rows
        wanted.given += [(clipping_id, there.id, added_at) for clipping_id, _, added_at in rows]
    wanted.names = {
        path: new + path.removeprefix(old)
        for path in _paths(tag.name for tag in moved)
        if is_in(path, old)
    }
    return wanted


def _paths(names: Iterable[str]) -> dict[str, None]:
    """Tags and the branches that they are on."""
    paths: dict[str, None] = {}
    for name in names:
        parts = name.split("/")
        paths.update(dict.fromkeys("/".join(parts[: at + 1]) for at in range(len(parts))))
    return paths


def _as_left(connection: sqlite3.Connection, there: list[Tag], wanted: list[Tag]) -> list[Tag]:
    """What tags shall be that are as one list says: as the other one does.

    Of a tag that is in both only what differs there is changed.

    Raises:
        UserError: undo_changed_elsewhere where they are not so any more.
    """
    ids = {tag.id for tag in (*there, *wanted)}
    now, shall = tags.rows(connection, ids), {tag.id: tag for tag in wanted}
    made = []
    for tag in there:
        found = now.pop(tag.id, None)
        after = shall.pop(tag.id, None)
        fields = Tag._fields if after is None else _differing(tag, after)
        if found is None or any(getattr(found, name) != getattr(tag, name) for name in fields):
            raise UserError("undo_changed_elsewhere")
        if after is not None:
            made.append(found._replace(**{name: getattr(after, name) for name in fields}))
    made += shall.values()
    if now or not tags.is_free(connection, made, ids):
        raise UserError("undo_changed_elsewhere")
    return made


def _differing(one: Tag, other: Tag) -> list[str]:
    return [name for name in Tag._fields if getattr(one, name) != getattr(other, name)]


def _put(db: sqlite_utils.Database, there: list[Tag], wanted: list[Tag]) -> None:
    """Write tags in the place of others.

    Raises:
        UserError: undo_changed_elsewhere where a clipping bears one that is to go.
    """
    gone = {tag.id for tag in there} - {tag.id for tag in wanted}
    if tags.taggings(db.conn, gone):
        raise UserError("undo_changed_elsewhere")
    tags.put(db, gone, wanted)


def _following(connection: sqlite3.Connection, wanted: _Wanted) -> list[tuple[int, str, str]]:
    """The saved searches that name tags which get other names: id, and what they ask for."""
    if not wanted.names:
        return []
    ids = {tag.id for tag in wanted.before}
    stay = [name for name in layer.tag_names(connection) if name not in wanted.names]
    stay += [tag.name for tag in wanted.after if tag.id not in ids]
    return [
        (row.id, row.query, query)
        for row in searches.all_searches(connection)
        if (query := renamed_query(row.query, wanted.names, stay)) != row.query
    ]


def _rewritten(
    db: sqlite_utils.Database, wanted: list[tuple[int, str, str]]
) -> list[tuple[int, str, str]]:
    """Let saved searches ask for something else; those that ask for what was not left stay so.

    Returns:
        Those that were written.
    """
    written = []
    for search_id, before, after in wanted:
        row = searches.search(db.conn, search_id)
        if row is not None and row.query == before:
            searches.put_search(db, search_id, row._replace(query=after))
            written.append((search_id, before, after))
    return written
