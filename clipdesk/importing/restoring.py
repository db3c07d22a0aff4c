"""Annotations of a mirror brought into a library: `core/annotation_lines.py` says what a line is.

The file is walked twice: for which line of each thing is the last, then for these. So memory holds
no annotations, however many there are. Writes batch by batch, and gives way in between. What finds
no clipping, and what cannot be read, is reported with its line; the file stays as it is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from clipdesk.core.annotation_lines import (
    FORMAT,
    KINDS,
    VERSION,
    ClippingLine,
    Head,
    Key,
    Line,
    SearchLine,
    SourceNameLine,
    TagLine,
    VersionLine,
    key_of,
    parsed,
    read,
)
from clipdesk.core.errors import UserError, reason_of
from clipdesk.core.model import Problem
from clipdesk.importing.plan import NOBODY, Watch
from clipdesk.store import layer, library, restoring, searches
from clipdesk.texts import t, tell

if TYPE_CHECKING:
    import sqlite3

    import sqlite_utils

_BATCH: Final = 200
_ROWS: Final = 500
"""So many rows are taken back, or written again, at once."""
_EXCERPT: Final = 200
"""Characters of a line that cannot be read that are told."""
_MARK: Final = "mark"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A clipping of the file that is not in the library.

    Attributes:
        line: 1-based.
    """

    line: int
    head: Head


@dataclass(slots=True)
class Restored:
    """What bringing annotations in came to, or would come to.

    Attributes:
        things: how many things the file says anything of.
        counts: rows that were written, by their tables.
        clippings: those that got something; row ids.
        stay: things of which the library says something else, which stays; the file's words are
            kept too where they are a note's.
        unplaced: in the order of the file; not in the library.
        problems: what could not be read, by line.
        steps: to take it back.
    """

    things: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    clippings: set[int] = field(default_factory=set)
    stay: list[Key] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    steps: list[restoring.Step] = field(default_factory=list)


COUNTED: Final = {
    "clipping_tag": "taggings",
    "note": "notes",
    "note_revision": "versions",
    "highlight": "highlights",
    "reading": "marks",
    "tag": "tags",
    "saved_search": "searches",
    "colour_meaning": "colours",
    "source_name": "source_names",
    "journal": "free_notes",
    "journal_revision": "free_note_versions",
}
"""What rows of a table are called in a report."""


def in_words(done: Restored, file: str, *, planned: bool = False) -> Iterator[str]:
    """What it came to, line by line, in the language in use."""
    total = done.counts.total()
    if not total and not done.unplaced:
        yield t("restore.nothing", file=file)
    else:
        key = "restore.planned" if planned else "restore.done"
        yield t(key, n=total, clippings=len(done.clippings), file=file)
    for table, name in COUNTED.items():
        if done.counts[table]:
            counted = t(f"restore.kinds.{name}")
            yield t("restore.counted", name=counted, n=done.counts[table])
    if done.stay:
        yield t("restore.stay", n=len(done.stay))
    if done.unplaced:
        yield t("restore.not_found", n=len(done.unplaced), file=file)
    for one in done.unplaced:
        head = one.head
        yield _shown(f"  {head.published}  {head.source}  {head.headline}  <{head.uid}>")
    for problem in done.problems:
        yield t("restore.line", line=problem.line, text=tell(problem))


def look(connection: sqlite3.Connection, path: Path, watch: Watch = NOBODY) -> Restored:
    """Say what `restore` would do. Nothing is written.

    Raises:
        UserError: annotations_missing, annotations_unreadable, annotations_unknown,
            annotations_newer; as `library.explained`.
        Cancelled: the watch says so.
    """
    with library.explained(library.path_of(connection)):
        return _restored(path, _Bringer(connection, None), watch)


def restore(
    db: sqlite_utils.Database, path: Path, watch: Watch = NOBODY, into: Restored | None = None
) -> Restored:
    """Bring the annotations of a file into the library; where they are there, nothing changes.

    Args:
        db: in no transaction.
        path: the file; never written.
        watch: sees the things of the file pass.
        into: takes it up from the beginning, so that the caller has it also when this raises.

    Raises:
        UserError: as `look`; what was written by then stays, and doing it again goes on.
        Cancelled: so too.
    """
    return _restored(path, _Bringer(db.conn, db), watch, into)


def take_back(
    db: sqlite_utils.Database, steps: Sequence[restoring.Step], watch: Watch = NOBODY
) -> None:
    """Take back what was restored, but for what was changed since. Doing it again goes on."""
    for done in range(len(steps), 0, -_ROWS):
        with library.transaction(db):
            restoring.take_back(db, steps[max(0, done - _ROWS) : done])
        watch.progress(len(steps) - max(0, done - _ROWS), len(steps))
        watch.give_way()


def put_again(
    db: sqlite_utils.Database, steps: Sequence[restoring.Step], watch: Watch = NOBODY
) -> list[restoring.Step]:
    """Write what was taken back once more, but for what was changed since.

    Returns:
        What was written.
    """
    made: list[restoring.Step] = []
    for start in range(0, len(steps), _ROWS):
        with library.transaction(db):
            made += restoring.put_again(db, steps[start : start + _ROWS])
        watch.progress(min(start + _ROWS, len(steps)), len(steps))
        watch.give_way()
    return made


def _restored(
    path: Path, bringer: _Bringer, watch: Watch, into: Restored | None = None
) -> Restored:
    done = Restored() if into is None else into
    with _opened(path) as stream:
        places = _places(stream, path, done)
        done.things = len(places)
        count = 0
        for kind in KINDS:
            of_kind = iter([(key, *place) for key, place in places.items() if key.kind == kind])
            while batch := list(islice(of_kind, _BATCH)):
                read_ = [
                    (number, line)
                    for _, at, number in batch
                    if (line := _read_at(stream, at, number, done)) is not None
                ]
                bringer.bring(read_, done)
                count += len(batch)
                watch.progress(count, len(places))
                watch.give_way()
                watch.check()
    done.problems.sort(key=lambda problem: problem.line)
    done.unplaced.sort(key=lambda one: one.line)
    return done


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise UserError("annotations_missing", path=str(path)) from error
    except OSError as error:
        reason = reason_of(error)
        raise UserError("annotations_unreadable", path=str(path), reason=reason) from error
    with stream:
        yield stream


def _places(stream: BinaryIO, path: Path, done: Restored) -> dict[Key, tuple[int, int]]:
    """Where the last line of each thing begins, and its number."""
    places: dict[Key, tuple[int, int]] = {}
    is_ours = False
    at = 0
    for number, line in enumerate(stream, 1):
        start, at = at, at + len(line)
        if not line.strip():
            continue
        try:
            data = parsed(line)
            if data["kind"] == FORMAT:
                is_ours = True
                _check_version(path, data.get("version"))
                continue
            if data["kind"] == _MARK:
                continue
            key, is_removed = key_of(data)
        except ValueError:
            done.problems.append(_unreadable(number, line))
            if number == 1 and not _may_be_ours(line):
                raise UserError("annotations_unknown", path=str(path)) from None
            continue
        places.pop(key, None)  # in the order of the last lines
        if not is_removed:
            places[key] = start, number
    if not is_ours and not places:
        raise UserError("annotations_unknown", path=str(path))
    return places


def _may_be_ours(line: bytes) -> bool:
    """Whether a damaged first line may have been a mirror's: other files are not read on."""
    return b'"kind"' in line or len(line) < len(FORMAT)


def _check_version(path: Path, found: Any) -> None:
    if type(found) is int and found > VERSION:
        raise UserError("annotations_newer", path=str(path), found=found, known=VERSION)


def _unreadable(number: int, line: bytes) -> Problem:
    excerpt = _shown(line.decode("utf-8", "replace").strip())
    return Problem("annotation_unreadable", number, excerpt, {"excerpt": excerpt})


def _shown(text: str) -> str:
    """The beginning of a text, without what a terminal or a window would obey."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text[:_EXCERPT])


def _read_at(stream: BinaryIO, at: int, number: int, done: Restored) -> Line | None:
    """The thing that a line says; what of it cannot be read is told."""
    stream.seek(at)
    text = stream.readline()
    try:
        line, odd = read(parsed(text))
        line = _cleaned(line, odd)
    except (ValueError, UserError):
        done.problems.append(_unreadable(number, text))
        return None
    if odd:
        excerpt = _shown(json.dumps(odd, ensure_ascii=False))
        values = {"of": _shown(line.key.key), "excerpt": excerpt}
        done.problems.append(Problem("annotation_odd", number, excerpt, values))
    return line


def _cleaned(line: Line, odd: dict[str, Any]) -> Line:
    """The line with names as the library keeps them."""
    match line:
        case TagLine():
            return replace(line, name=layer.clean_tag_name(line.name))
        case SearchLine():
            return replace(line, name=searches.clean_search_name(line.name))
        case SourceNameLine():
            return replace(line, printed=" ".join(line.printed.split()))
        case ClippingLine():
            tags: dict[str, str] = {}
            for name, added_at in line.tags:
                try:
                    tags.setdefault(layer.clean_tag_name(name), added_at)
                except UserError:
                    odd.setdefault("tags", []).append(name)
            if line.note is not None and not line.note[0].strip():
                line = replace(line, note=None)
            return replace(line, tags=tuple(tags.items()))
        case _:
            return line


@dataclass(slots=True)
class _Bringer:
    """Brings lines into one library, or only says what that would be.

    Attributes:
        db: None where nothing shall be written.
        found: clippings by the uids of the file.
        missing: uids of the file that are told to be of no clipping.
    """

    connection: sqlite3.Connection
    db: sqlite_utils.Database | None
    found: dict[str, int] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def bring(self, lines: list[tuple[int, Line]], done: Restored) -> None:
        """Bring a batch in, in one transaction."""
        if self.db is None:
            self._bring(lines, done, lambda steps: steps)
            return
        db = self.db
        made: list[restoring.Step] = []

        def put(steps: list[restoring.Step]) -> list[restoring.Step]:
            made.extend(restoring.put(db, steps))
            return steps

        with library.transaction(db):
            self._bring(lines, done, put)
        done.steps += made

    def _bring(
        self,
        lines: list[tuple[int, Line]],
        done: Restored,
        put: Callable[[list[restoring.Step]], list[restoring.Step]],
    ) -> None:
        heads = [line.head for _, line in lines if isinstance(line, ClippingLine)]
        self.found |= restoring.find(self.connection, heads) if heads else {}
        for number, line in lines:
            clipping_id = 0
            if isinstance(line, ClippingLine):
                clipping_id = self.found.get(line.head.uid, 0)
                if not clipping_id:
                    self._miss(number, line.head, done)
                    continue
            elif isinstance(line, VersionLine) and line.kind == "version":
                clipping_id = self.found.get(line.uid, 0)
                if not clipping_id:
                    self._miss(number, Head(line.uid, None, "", "", "", "", ""), done)
                    continue
            steps, stays = restoring.wanted(self.connection, line, clipping_id)
            put(steps)
            done.counts.update(step.table for step in steps)
            if steps and clipping_id:
                done.clippings.add(clipping_id)
            if stays:
                done.stay.append(line.key)

    def _miss(self, number: int, head: Head, done: Restored) -> None:
        """Tell that a clipping is not there; of versions only where its own line was not read."""
        if head.uid not in self.missing:
            self.missing.add(head.uid)
            done.unplaced.append(Unplaced(number, head))
