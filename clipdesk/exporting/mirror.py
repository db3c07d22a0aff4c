"""The mirror: the analyst's side kept as JSON Lines beside the library. Any thread, any program.

`NAME.annotations.jsonl` belongs to `NAME.sqlite`. What changed is appended, a line for each thing
(`core/annotation_lines.py`), and after them a mark: the number of the change up to which the mirror has
them, where the mark stands, and the sum of all bytes before it. So a mirror that is behind (a
crash, another program) is caught up with, one that breaks off in the middle goes on from its last
mark, and one that is missing, was edited, or has grown to twice its size is written anew, whole or
not at all. What was not written here of this library is never overwritten: it is set aside under
another name, for it may be all that is left of a library that is gone.

Programs take turns (`store/turns.py`); no reader needs that.
"""

from __future__ import annotations

import datetime as dt
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from clipdesk.core import annotation_lines
from clipdesk.core.errors import UserError, reason_of
from clipdesk.exporting.files import replacing
from clipdesk.store import annotated, library, turns

if TYPE_CHECKING:
    import sqlite3

    import sqlite_utils

_TAIL: Final = 1_000
"""Bytes; a mark is much shorter."""
_CHUNK: Final = 1 << 20
_SLACK: Final = 256 * 1024
"""Bytes that a mirror may grow by beyond twice its size before it is written anew."""
_PATIENCE_S: Final = 10.0
_CHECKED: Final = 200
"""Lines between two looks at whether nobody wants them any more."""
_MANY: Final = 1_000
"""So many changes, or things, are better written by another process than the window's."""
_FORGET: Final = 5_000
"""So many changes that the mirror has are remembered before they are forgotten at once."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a mirror came to.

    Attributes:
        seq: the mirror has all changes up to this one.
        set_aside: where a file went that was in the way and not ours to overwrite.
    """

    seq: int
    set_aside: Path | None = None


def path_of(library_file: Path) -> Path:
    """Where a library's mirror lies."""
    return library_file.with_name(f"{library_file.stem}.annotations.jsonl")


def keep(
    connection: sqlite3.Connection,
    *,
    thoroughly: bool = False,
    check: Callable[[], None] = lambda: None,
) -> Kept:
    """Bring the mirror of an open library up to date. On the disk when this returns.

    Costs two short reads where nothing changed.

    Args:
        connection: any of the library's, in no transaction.
        thoroughly: read the mirror through, to see whether anybody edited it.
        check: called now and then; what it raises ends it, and the mirror is as it was.

    Raises:
        UserError: mirror_unwritable, mirror_busy; as `library.explained`.
    """
    path = library.path_of(connection)
    with (
        library.explained(path),
        _explained(path_of(path)),
        turns.alone(_lock_of(path), UserError("mirror_busy", path=str(path.parent)), _PATIENCE_S),
        library.one_state(connection),
    ):
        return _Keeper(connection, path_of(path), check).keep(thoroughly=thoroughly)


def _lock_of(library_file: Path) -> Path:
    return path_of(library_file).with_suffix(".lock")


def is_long_work(connection: sqlite3.Connection) -> bool:
    """Whether keeping the mirror would take more than some hundredths of a second."""
    path = library.path_of(connection)
    with library.explained(path), _explained(path_of(path)):
        now = annotated.state(connection)
        found = _look(path_of(path), thoroughly=False)
        if _is_ours(found, now) and not _has_grown(found):
            return now.seq - found.mark.seq > _MANY
        return annotated.size(connection) > _MANY


def keep_after(db: sqlite_utils.Database) -> Kept:
    """As `keep`, after a program that is no window wrote into the library; then forget changes."""
    kept = keep(db.conn)
    forget(db, kept.seq)
    return kept


def forget(db: sqlite_utils.Database, seq: int) -> None:
    """Let the library forget the changes that the mirror has, where they have become many."""
    with library.explained(library.path_of(db.conn)):
        if seq - annotated.state(db.conn).known <= _FORGET:
            return
    with library.transaction(db):
        annotated.forget(db, seq)


# ------------------------------------------------------------------ what lies there


@dataclass(frozen=True, slots=True)
class _Mark:
    """The end of what was written at once.

    Attributes:
        seq: the number of the change.
        at: where the mark stands, in bytes.
        crc: the sum of all bytes before it (CRC-32).
        whole: how long the mirror was when it was last written whole.
    """

    seq: int
    at: int
    crc: int
    whole: int

    def line(self) -> bytes:
        """The mark as it is written."""
        said = {"kind": "mark", "seq": self.seq, "at": self.at, "crc": self.crc}
        return annotation_lines.as_bytes({**said, "whole": self.whole})


@dataclass(frozen=True, slots=True)
class _Found:
    """What lies where a mirror shall be.

    Attributes:
        library: whose it says that it is; empty where it says nothing.
        size: in bytes.
        mark: the last one that is right; `_NOWHERE` where there is none.
        end: where that mark ends; what follows was never finished.
        edited: something was changed in it, or it is none.
    """

    library: str
    size: int
    mark: _Mark
    end: int
    edited: bool = False


_NOWHERE: Final = _Mark(-1, 0, 0, 0)
_NOTHING: Final = _Found("", 0, _NOWHERE, 0)


def _look(path: Path, *, thoroughly: bool) -> _Found:
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        return _NOTHING
    with stream:
        size = os.fstat(stream.fileno()).st_size
        if not size:
            return _NOTHING
        owner = _owner(stream.readline(_CHUNK))
        stream.seek(max(0, size - _TAIL))
        tail = stream.read()
        start = tail.rfind(b"\n", 0, len(tail) - 1) + 1
        mark = _mark(tail[start:])
        is_whole = mark is not None and mark.at == size - len(tail) + start
        if mark is not None and is_whole and (not thoroughly or _sum(stream, mark.at) == mark.crc):
            return _Found(owner, size, mark, size)
        stream.seek(0)
        return _read_through(stream, owner, size)


def _sum(stream: BinaryIO, size: int) -> int:
    """The sum of a file's first bytes."""
    stream.seek(0)
    crc = 0
    while size and (chunk := stream.read(min(size, _CHUNK))):
        crc = zlib.crc32(chunk, crc)
        size -= len(chunk)
    return crc


def _read_through(stream: BinaryIO, owner: str, size: int) -> _Found:
    """Find the last mark that is right, and whether one after it is wrong."""
    crc = at = end = 0
    last, edited = _NOWHERE, False
    for line in stream:
        mark = _mark(line)
        if mark is not None and (mark.at, mark.crc) == (at, crc):
            last, end = mark, at + len(line)
        elif mark is not None:
            edited = True
        crc = zlib.crc32(line, crc)
        at += len(line)
    return _Found(owner, size, last, end, edited or last is _NOWHERE)


def _mark(line: bytes) -> _Mark | None:
    if not line.startswith(b'{"kind": "mark"') or not line.endswith(b"\n"):
        return None
    try:
        data = annotation_lines.parsed(line)
    except ValueError:
        return None
    values = [data.get(name) for name in ("seq", "at", "crc", "whole")]
    return _Mark(*values) if all(type(value) is int for value in values) else None  # type: ignore[arg-type]  # they are int


def _owner(line: bytes) -> str:
    """The library that a first line names; empty where it is none of this version's."""
    try:
        data = annotation_lines.parsed(line)
    except ValueError:
        return ""
    ours = (data["kind"], data.get("version")) == (
        annotation_lines.FORMAT,
        annotation_lines.VERSION,
    )
    return str(data.get("library", "")) if ours else ""


def _is_ours(found: _Found, now: annotated.State) -> bool:
    """Whether a mirror can be gone on with."""
    return (
        found.library == now.library and not found.edited and now.known <= found.mark.seq <= now.seq
    )


def _has_grown(found: _Found) -> bool:
    return found.size > 2 * found.mark.whole + _SLACK


# ------------------------------------------------------------------ writing


@dataclass(slots=True)
class _Keeper:
    """Brings one mirror up to date; in the library's transaction, under the lock."""

    connection: sqlite3.Connection
    path: Path
    check: Callable[[], None]

    def keep(self, *, thoroughly: bool) -> Kept:
        now = annotated.state(self.connection)
        found = _look(self.path, thoroughly=thoroughly)
        if _is_ours(found, now) and not _has_grown(found):
            if found.mark.seq < now.seq or found.end < found.size:
                self._append(found, now)
            return Kept(now.seq)
        if found.library != now.library and annotated.is_empty(self.connection):
            return Kept(now.seq)  # there is nothing to keep, and what lies there may be precious
        is_precious = found.size and not (
            found.library == now.library and not found.edited and found.mark.seq <= now.seq
        )
        aside = self._set_aside() if is_precious else None
        self._write(now)
        return Kept(now.seq, aside)

    def _append(self, found: _Found, now: annotated.State) -> None:
        keys = annotated.changed(self.connection, found.mark.seq)
        with self.path.open("r+b") as stream:
            try:
                # Over what a crash left: then nobody can take it for something that was said.
                stream.seek(found.end)
                stream.truncate()
                crc = zlib.crc32(found.mark.line(), found.mark.crc)
                written = _Sum(stream, found.end, crc)
                self._put(written, iter(keys))
                written.mark(now.seq, found.mark.whole)
                stream.flush()
                os.fsync(stream.fileno())
            except BaseException:
                with suppress(OSError):
                    stream.truncate(found.end)
                raise

    def _write(self, now: annotated.State) -> None:
        stamp = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with replacing(self.path) as stream:
            written = _Sum(stream, 0, 0)
            written.write(annotation_lines.header(now.library, stamp))
            self._put(written, annotated.everything(self.connection))
            written.mark(now.seq, written.at)

    def _put(self, written: _Sum, keys: Iterator[annotation_lines.Key]) -> None:
        for number, (key, one) in enumerate(annotated.lines(self.connection, keys)):
            if number % _CHECKED == 0:
                self.check()
            written.write(
                annotation_lines.removed(key) if one is None else annotation_lines.line(one)
            )

    def _set_aside(self) -> Path:
        """Give what lies there another name. It is never overwritten."""
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        number = 1
        while True:
            more = "" if number == 1 else f"-{number}"
            aside = self.path.with_name(f"{self.path.stem}.{stamp}{more}.jsonl")
            if not aside.exists():
                self.path.rename(aside)
                return aside
            number += 1


@dataclass(slots=True)
class _Sum:
    """A stream that knows where it is and the sum of what it has."""

    stream: BinaryIO
    at: int
    crc: int

    def write(self, line: bytes) -> None:
        self.stream.write(line)
        self.at += len(line)
        self.crc = zlib.crc32(line, self.crc)

    def mark(self, seq: int, whole: int) -> None:
        self.write(_Mark(seq, self.at, self.crc, whole).line())


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say in words why a mirror cannot be written. The library is not concerned."""
    try:
        yield
    except OSError as error:
        raise UserError("mirror_unwritable", path=str(path), reason=reason_of(error)) from error
    except UserError as error:
        if not error.code.startswith("export_"):
            raise
        cause = error.__cause__
        reason = reason_of(cause) if isinstance(cause, OSError) else error.code
        raise UserError("mirror_unwritable", path=str(path), reason=reason) from error
