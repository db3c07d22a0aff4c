"""What the analyst says of sources: what a printed name means, where a source ends, other names.

Each command writes the analyst's own names (`source_name`), so that the next import of the page
gives the same, and lets the clippings that are there follow. What a page printed stays.
Another program may have written since (an import, the command line): undoing puts back what still
is as the command left it, and lets clippings that came since follow too.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from clipdesk.commands.base import Changes, Command
from clipdesk.core.errors import UserError
from clipdesk.core.model import Split
from clipdesk.core.text import fold_name, printable
from clipdesk.importing.division import UNKNOWN_SOURCE
from clipdesk.importing.sources import SourceBook, cut_after
from clipdesk.store import headlines, layer, library, sources
from clipdesk.store.sources import Name, Source, Standing

if TYPE_CHECKING:
    import sqlite_utils

_LONGEST: Final = 200


@dataclass(slots=True)
class _Wanted:
    """What a command is about to make of the library.

    Attributes:
        meanings: printed name -> source as meant, for the analyst's own names.
        forgotten: printed names that the analyst takes back.
        moved: clippings with the name of their source and the rest of their row as it shall be.
        ended: sources that are no more.
    """

    meanings: dict[str, str] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)
    moved: dict[int, tuple[Standing, str]] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)

    def move(self, standing: Standing, source: str) -> None:
        """Let a clipping stand under a source."""
        self.moved[standing.clipping_id] = standing, source


@dataclass(slots=True)
class _Correction(Command):
    """What corrections of sources have in common: doing, undoing and doing again, exactly."""

    changes_archive: ClassVar[bool] = True
    _stamp: str = field(default="", init=False)
    _names_before: list[Name] = field(default_factory=list, init=False)
    _names_after: list[Name] = field(default_factory=list, init=False)
    _before: list[Standing] = field(default_factory=list, init=False)
    _after: list[Standing] = field(default_factory=list, init=False)
    _left: list[Source] = field(default_factory=list, init=False)
    _made: list[Source] = field(default_factory=list, init=False)
    _deleted: list[Source] = field(default_factory=list, init=False)
    _newest: int = field(default=0, init=False)

    @abstractmethod
    def _plan(self, db: sqlite_utils.Database, book: SourceBook) -> _Wanted:
        """What is to be made, read in the transaction; `book` is what is known so far."""

    def do(self, db: sqlite_utils.Database) -> Changes:
        self._stamp = self._stamp or layer.now()
        with library.transaction(db):
            wanted = self._plan(db, SourceBook(sources.names(db.conn)))
            self._write_names(db, wanted)
            self._write_clippings(db, wanted)
        return self._changes(self._before)

    def undo(self, db: sqlite_utils.Database) -> Changes:
        with library.transaction(db):
            back = {i: sources.put_source(db, name, i) for i, name in (*self._deleted, *self._left)}
            there = {row.clipping_id: row for row in sources.standings(db.conn, self._ids)}
            restored = []
            for before, after in zip(self._before, self._after, strict=True):
                now = there.get(before.clipping_id)
                if now is not None and now[:5] == after[:5]:
                    reading = before.reading if now.reading == after.reading else ""
                    source, _ = back[before.source_id]
                    restored.append(before._replace(source_id=source, reading=reading))
            sources.put_standings(db, restored)
            self._restore_names(db)
            strays = self._let_strays_follow(db)
            emptied = [back[i][0] for i, _ in self._left]  # by others, if they are still empty
            sources.delete_unused_sources(db, [*emptied, *(i for i, _ in self._made)])
            headlines.refresh(db.conn, [row.clipping_id for row in (*restored, *strays)])
        return self._changes([*restored, *strays])

    @property
    def _ids(self) -> list[int]:
        return [row.clipping_id for row in self._before]

    def _changes(self, rows: Iterable[Standing]) -> Changes:
        changed = bool(self._before or self._deleted or self._names_before != self._names_after)
        return Changes(frozenset(row.clipping_id for row in rows), archive=changed)

    def _write_names(self, db: sqlite_utils.Database, wanted: _Wanted) -> None:
        """Write the analyst's own names; a printed form that is the same as compared goes."""
        said = {fold_name(printed): printed for printed in wanted.meanings}
        ending = {fold_name(printed) for printed in wanted.forgotten}
        there = sources.name_rows(db.conn)
        same = {
            printed
            for printed, source, _ in there
            if wanted.meanings.get(said.get(fold_name(printed), "")) == source
        }
        self._names_before = [
            row
            for row in there
            if row[0] not in same and (fold_name(row[0]) in said or fold_name(row[0]) in ending)
        ]
        known = {fold_name(printed) for printed in same}
        self._names_after = [
            (printed, source, self._stamp)
            for printed, source in wanted.meanings.items()
            if fold_name(printed) not in known
        ]
        sources.remove_names(db, self._names_before)
        sources.put_names(db, self._names_after)

    def _restore_names(self, db: sqlite_utils.Database) -> None:
        sources.remove_names(db, self._names_after)
        there = {fold_name(printed) for printed, _, _ in sources.name_rows(db.conn)}
        sources.put_names(db, [row for row in self._names_before if fold_name(row[0]) not in there])

    def _write_clippings(self, db: sqlite_utils.Database, wanted: _Wanted) -> None:
        ids: dict[str, int] = {}
        self._made, self._before, self._after = [], [], []
        for before in sources.standings(db.conn, list(wanted.moved)):
            after, name = wanted.moved[before.clipping_id]
            if name not in ids:
                ids[name], is_new = sources.put_source(db, name)
                if is_new:
                    self._made.append((ids[name], name))
            after = after._replace(source_id=ids[name])
            if after[:4] != before[:4]:
                after = after._replace(reading="")  # the next import tells
            if after != before:
                self._before.append(before)
                self._after.append(after)
        sources.put_standings(db, self._after)
        self._left = sources.rows(db.conn, {row.source_id for row in self._before})
        ended = sources.rows_named(db.conn, wanted.ended)
        self._deleted = sources.delete_unused_sources(db, [i for i, _ in (*self._left, *ended)])
        self._newest = sources.newest_clipping(db.conn)
        headlines.refresh(db.conn, self._ids)

    def _let_strays_follow(self, db: sqlite_utils.Database) -> list[Standing]:
        """Clippings that came since, under a name that is undone now."""
        names = {after.source_id for after in self._after}
        book = SourceBook(sources.names(db.conn))
        printed = sources.printed_like(db.conn, [name for name, _, _ in self._names_after])
        moved = []
        for row in sources.standings_printed(db.conn, printed):
            if row.clipping_id > self._newest and row.source_id in names:
                source, _ = sources.put_source(db, book.meant(row.source_printed))
                if source != row.source_id:
                    moved.append(row._replace(source_id=source, reading=""))
        sources.put_standings(db, moved)
        return moved


@dataclass(slots=True)
class SetMeaning(_Correction):
    """Let a printed form mean a source; every clipping with that form follows.

    Where the name was not known, guessed and unknown cuts of lines that begin with it follow too.
    """

    printed: str
    source: str

    def _plan(self, db: sqlite_utils.Database, book: SourceBook) -> _Wanted:
        printed, source = _clean(self.printed), _meant(self.source, self.printed, book)
        wanted = _Wanted({printed: source})
        _let_follow(db, wanted, source, book)
        return wanted

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.set_meaning", {
            "printed": self.printed,
            "source": self.source,
            "clipping": 0,
        }


@dataclass(slots=True)
class CorrectSplit(_Correction):
    """Let the source of a clipping end elsewhere in its line, once and for all.

    Every clipping whose cut was guessed or unknown and whose line begins with the same name is
    cut anew. Where the analyst had taken the wrong cut for right, what was cut like it follows.

    Raises:
        UserError: split_not_there when the line does not begin with the name.
    """

    clipping_id: int
    source_printed: str
    source: str

    def _plan(self, db: sqlite_utils.Database, book: SourceBook) -> _Wanted:
        printed = _clean(self.source_printed)
        source = _meant(self.source, printed, book)
        wanted = _Wanted({printed: source})
        chosen = sources.standings(db.conn, [self.clipping_id])
        if not chosen:
            raise UserError("clipping_unknown", id=self.clipping_id)
        line, former = chosen[0].line, chosen[0].source_printed
        if cut_after(line, printed) is None:
            raise UserError("split_not_there", printed=printed, line=line)
        _let_follow(db, wanted, source, book)
        lines = [*sources.standings_in_doubt(db.conn), *chosen]
        if fold_name(former) in map(fold_name, sources.names(db.conn)):
            lines += sources.standings_printed(db.conn, sources.printed_like(db.conn, [former]))
            if len(fold_name(former)) > len(
                fold_name(printed)
            ):  # the longest known name would win again
                wanted.forgotten.append(former)
        _cut_anew(wanted, lines, printed, source)
        return wanted

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.correct_split", {"clipping": self.clipping_id}


@dataclass(slots=True)
class RenameSource(_Correction):
    """Give a source another name, in the library and for every page to come.

    Raises:
        UserError: source_missing when there is no such source, source_exists when the new name is
            that of another one, source_placeholder for the sign of an unknown source.
    """

    old: str
    new: str

    def _plan(self, db: sqlite_utils.Database, book: SourceBook) -> _Wanted:
        old, new = _existing(db, self.old, book), _clean(self.new)
        _not_placeholder(old, new)
        if new == old:
            return _Wanted()
        taken = sources.source_id(db.conn, new) is not None or book.knows(new)
        if fold_name(new) != fold_name(old) and taken and book.meant(new) != old:
            raise UserError("source_exists", name=book.meant(new))
        return _renamed(db, old, new, book)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.rename_source", {"old": self.old, "new": self.new, "clipping": 0}


@dataclass(slots=True)
class MergeSources(_Correction):
    """Let a source be another one that is there, in the library and for every page to come.

    Raises:
        UserError: source_missing, source_placeholder as `RenameSource`.
    """

    old: str
    into: str

    def _plan(self, db: sqlite_utils.Database, book: SourceBook) -> _Wanted:
        old, into = _existing(db, self.old, book), _existing(db, self.into, book)
        _not_placeholder(old, into)
        return _Wanted() if old == into else _renamed(db, old, into, book)

    @property
    def text(self) -> tuple[str, dict[str, Any]]:
        return "desk.change.merge_sources", {"old": self.old, "into": self.into, "clipping": 0}


def _renamed(db: sqlite_utils.Database, old: str, new: str, book: SourceBook) -> _Wanted:
    """Every name that means the old source means the new one; its clippings follow."""
    rows = sources.standings_of(db.conn, old)
    printed = dict.fromkeys(" ".join(row.source_printed.split()) for row in rows)
    # A form that is known to mean another source says nothing of this one.
    forms = [form for form in printed if not book.knows(form) or book.meant(form) == old]
    names = [old, *book.forms(old), *forms]
    if book.meant(new) != new or fold_name(new) == fold_name(old):
        names.insert(0, new)
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(fold_name(name), name)
    seen.pop("", None)
    wanted = _Wanted(dict.fromkeys(seen.values(), new), ended=[old])
    for row in rows:
        wanted.move(row, new)
    _let_follow(db, wanted, new, book)
    return wanted


def _let_follow(db: sqlite_utils.Database, wanted: _Wanted, source: str, book: SourceBook) -> None:
    """Let clippings follow what is said, as the next import would.

    A name in the analyst's table is known, and so is what it means: clippings that were printed so
    are sure, and lines in doubt that begin with it are cut after it.
    """
    names = [*wanted.meanings, *([] if book.knows(source) else [source])]
    for row in sources.standings_printed(db.conn, sources.printed_like(db.conn, names)):
        wanted.move(row._replace(split=Split.SURE.value), source)
    doubtful = sources.standings_in_doubt(db.conn)
    for name in sorted(names, key=len):  # the longest known name wins
        if not book.knows(name):
            _cut_anew(wanted, doubtful, name, source)


def _cut_anew(wanted: _Wanted, rows: Iterable[Standing], printed: str, source: str) -> None:
    """Cut the lines that begin with a name after it."""
    for row in rows:
        cut = cut_after(row.line, printed)
        if cut is not None:
            wanted.move(
                row._replace(source_printed=cut[0], headline=cut[1], split=Split.SURE.value), source
            )


def _clean(name: str) -> str:
    """A name as it is kept: trimmed, its spaces single.

    Raises:
        UserError: source_empty when nothing is left, source_too_long over 200 characters.
    """
    cleaned = " ".join(printable(name).split())
    if not fold_name(cleaned):
        raise UserError("source_empty")
    if len(cleaned) > _LONGEST:
        raise UserError("source_too_long", limit=_LONGEST)
    return cleaned


def _meant(name: str, printed: str, book: SourceBook) -> str:
    """The source that the analyst means: a known one by any of its names, else a new one.

    The printed name itself is taken at its word: `Reuters` means `Reuters`, not what it meant.
    """
    cleaned = _clean(name)
    meant = cleaned if fold_name(cleaned) == fold_name(printed) else book.meant(cleaned)
    _not_placeholder(meant)
    return meant


def _existing(db: sqlite_utils.Database, name: str, book: SourceBook) -> str:
    """The source of a name: the library's own, else the one that a known name means."""
    cleaned = _clean(name)
    meant = book.meant(cleaned)
    for wanted in (cleaned, meant):
        if sources.source_id(db.conn, wanted) is not None:
            return wanted
    if not book.knows(cleaned):
        raise UserError("source_missing", name=cleaned)
    return meant


def _not_placeholder(*names: str) -> None:
    if UNKNOWN_SOURCE in names:
        raise UserError("source_placeholder", name=UNKNOWN_SOURCE)
