"""The library file: open, create, migrate, and say in words why it cannot be.

A library is a SQLite file with our `application_id`; its `user_version` is the number of the
last migration in db/ that was applied. Nothing here touches a file that is not a library of
this version or older.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clipdesk import paths
from clipdesk.core.errors import UserError, reason_of
from clipdesk.core.model import fingerprint, hashed_uid
from clipdesk.store import note_links

if TYPE_CHECKING:
    import sqlite_utils

APPLICATION_ID: Final = 0x636C6970  # "clip"
_SMALLEST: Final = 512  # bytes; SQLite has no smaller page
_BUSY_MS: Final = 5_000
_MIGRATION: Final = re.compile(r"(\d{4})_\w+\.sql")


def open_for_writing(path: Path, *, create: bool = False) -> sqlite_utils.Database:
    """Open the library for the writer lane, bringing an older one to this version.

    A backup is made beside it before it is migrated. With `create`, a missing library is made.

    Raises:
        UserError: library_missing, library_unwritable, library_not_sqlite, library_not_ours,
            library_newer, library_damaged, library_busy, disk_full.
    """
    import sqlite_utils  # noqa: PLC0415 - 160 ms, see the package's docstring

    with explained(path):
        is_new = _check(path, create=create)
        made = is_new and _make_file(path)
        if not is_new:
            _check_writable(path)
        connection = _connect(path, "rw")
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # An import writes the same pages of the index again and again: 40 MB of log spare it
            # most of that.
            connection.execute("PRAGMA wal_autocheckpoint = 10000")
            _migrate(connection, path)
            if is_new:
                from clipdesk.store import rebuilding  # noqa: PLC0415 - brings the archive with it

                rebuilding.rebuild(connection)  # of nothing yet: imports keep it
        except BaseException as error:
            connection.close()
            if made and _code(error) != "library_busy":  # else another program is making it
                _remove(path)
            raise
    return sqlite_utils.Database(connection)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open the library for reading only. It must be of this version.

    Raises:
        UserError: as `open_for_writing`, and library_older when it was not migrated yet.
    """
    with explained(path):
        _check(path, create=False)
        connection = _connect_reader(path)
        try:
            if version(connection) < latest_version():
                raise UserError("library_older", path=str(path))
            # SQLite makes it at its first use, and an interrupt then looks like a fault of it.
            connection.execute("SELECT value FROM json_each('[]')")
        except BaseException:
            connection.close()
            raise
        return connection


def is_current(path: Path) -> bool:
    """Whether the library exists and needs no migration. Raises what opening it would raise."""
    with explained(path):
        if not path.exists():
            return False
        _check(path, create=False)
        with closing(_connect_reader(path)) as connection:
            return version(connection) == latest_version()


def is_missing(path: Path) -> bool:
    """Whether opening it for writing would make it. Raises what opening it would raise."""
    with explained(path):
        return _check(path, create=True)


@contextmanager
def transaction(db: sqlite_utils.Database) -> Iterator[sqlite3.Connection]:
    """One write transaction, begun at once as a writer; all of it stays or nothing does.

    Inside another one it is a part of that: an error has to pass through both.
    """
    if db.conn.in_transaction:
        yield db.conn
        return
    with explained(path_of(db.conn)):
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield db.conn
            db.conn.execute("COMMIT")
        except BaseException:
            _roll_back(db.conn)
            raise


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # some errors have ended it
        connection.execute("ROLLBACK")


@contextmanager
def one_state(connection: sqlite3.Connection) -> Iterator[None]:
    """Read one state of the library, whoever writes meanwhile; within a transaction, that one's."""
    begun = not connection.in_transaction
    if begun:
        connection.execute("BEGIN")
    try:
        yield
    finally:
        if begun:
            _end_reading(connection)


_TRIALS: Final = 3


def _end_reading(connection: sqlite3.Connection) -> None:
    """End a reading transaction, also where the interrupt of what was read hits its end.

    One that stayed open would show the library as it is now for ever.
    """
    for trial in range(_TRIALS):
        try:
            connection.commit()  # does nothing where an error has ended it
        except sqlite3.OperationalError as error:
            if not was_interrupted(error) or trial == _TRIALS - 1:
                raise
        else:
            return


def see_anew(connection: sqlite3.Connection) -> None:
    """Let a reading connection see the present state, whatever broken off reading left open."""
    if connection.in_transaction:
        connection.rollback()


def need_room(db: sqlite_utils.Database, size: int) -> None:
    """See that there is room for so many bytes beside the library.

    Raises:
        UserError: disk_full; better now than in the middle, where even taking back needs room.
    """
    path = path_of(db.conn)
    if shutil.disk_usage(path.parent).free < size:
        raise UserError("disk_full", path=str(path))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says of the environment into a `UserError`; our own bugs pass."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = _code(error)
        if code is None:
            raise
        raise UserError(code, path=str(path)) from error
    except OSError as error:
        reason = reason_of(error)
        raise UserError("library_unwritable", path=str(path), reason=reason) from error


_CODES: Final = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "library_read_only",
    sqlite3.SQLITE_PERM: "library_read_only",
    sqlite3.SQLITE_CANTOPEN: "library_cannot_open",
    sqlite3.SQLITE_BUSY: "library_busy",
    sqlite3.SQLITE_LOCKED: "library_busy",
    sqlite3.SQLITE_NOTADB: "library_not_sqlite",
    sqlite3.SQLITE_CORRUPT: "library_damaged",
    sqlite3.SQLITE_IOERR: "library_io",
}


def _code(error: BaseException) -> str | None:
    """The words for what SQLite says of the environment; None for anything else."""
    return _CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def latest_version() -> int:
    """The number of the newest migration."""
    return _migration_files()[-1][0]


def version(connection: sqlite3.Connection) -> int:
    """The number of the last migration applied to a library."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def data_version(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection writes into the library."""
    (number,) = connection.execute("PRAGMA data_version").fetchone()
    return int(number)


def schema(connection: sqlite3.Connection) -> str:
    """The schema as SQL, for db/schema.sql; without the search index, which makes its own."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        " AND name NOT GLOB '*_pairs*' AND name NOT GLOB '*_singles*'"
        " ORDER BY tbl_name, type <> 'table', type, name"
    )
    return "\n\n".join(f"{sql};" for (sql,) in rows) + "\n"


def _check(path: Path, *, create: bool) -> bool:
    """Refuse what is no library of ours, without touching it. True when it must be made.

    Only SQLite opens the file: closing a handle of our own would drop the locks that this process
    holds on the same library elsewhere (POSIX), and the next program to leave the library would
    delete the log (-wal) that we still write.
    """
    if not path.exists():
        if create:
            return True
        raise UserError("library_missing", path=str(path))
    if not path.is_file():
        raise UserError("library_not_sqlite", path=str(path))
    size = path.stat().st_size
    if size < _SMALLEST:
        # An empty file is one that SQLite itself would make; we only fill it when asked to.
        if create and not size:
            return True
        raise UserError("library_not_sqlite", path=str(path))
    application, found, is_bare = _identity(path)
    if create and is_bare:
        return True  # another program makes the library just now, or was stopped while it did
    if application != APPLICATION_ID:
        raise UserError("library_not_ours", path=str(path))
    if found > latest_version():
        raise UserError("library_newer", path=str(path), found=found, known=latest_version())
    return False


def _identity(path: Path) -> tuple[int, int, bool]:
    """Whose database it is, its version, and whether it is nobody's and has no table.

    One that nobody has open is read as "immutable" first, which leaves no log (-wal) beside
    another program's database, or beside one of a later version; what is being written now would seem damaged that way.
    """
    if not any(Path(f"{path}{suffix}").exists() for suffix in ("-wal", "-journal")):
        with suppress(sqlite3.DatabaseError):
            with closing(_connect(path, "ro&immutable=1")) as connection:
                seen = _read_identity(connection)
            if seen[0] != APPLICATION_ID or seen[1] > latest_version():
                return seen
    with closing(_connect_reader(path)) as connection:
        return _read_identity(connection)


def _read_identity(connection: sqlite3.Connection) -> tuple[int, int, bool]:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    found = version(connection)
    # A newer program's schema may be more than this SQLite can read: asked for last.
    is_bare = not application and not found and not schema(connection).strip()
    return int(application), found, is_bare


def unwritable(path: Path) -> Path | None:
    """What the system keeps us from writing: the library or its folder; None where it lets us.

    SQLite makes files beside the library in order to write it.
    """
    return next((one for one in (path, path.parent) if not os.access(one, os.W_OK)), None)


def _check_writable(path: Path) -> None:
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _make_file(path: Path) -> bool:
    """Make the empty file, with its folder. False when it is there (by now)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    return True


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection of ours: autocommit, foreign keys on, usable from the lane that owns it."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads; also on media that nobody can write.

    A library in WAL mode needs files beside it even for reading. Where these cannot be made,
    and no log of another program's lies there, nobody writes: the file is read as it lies.
    """
    connection = _connect(path, "ro")
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        if _code(error) not in {"library_read_only", "library_cannot_open"}:
            raise
        if Path(f"{path}-wal").exists():
            raise
        return _connect(path, "ro&immutable=1")
    return connection


def _migration_files() -> list[tuple[int, Path]]:
    files = paths.migrations().iterdir()
    return sorted(
        (int(found[1]), file) for file in files if (found := _MIGRATION.fullmatch(file.name))
    )


def _missing_migrations(connection: sqlite3.Connection) -> list[tuple[int, Path]]:
    found = version(connection)
    return [(number, file) for number, file in _migration_files() if number > found]


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if not _missing_migrations(connection):
        return
    if found := version(connection):
        _back_up(connection, path, found)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        # Looked up again under the lock: another program may have been faster.
        for number, file in _missing_migrations(connection):
            for statement in _statements(file.read_text("utf-8")):
                connection.execute(statement)
            if number == _REHASHED:
                _rehash(connection)
            if number == _LINKED:
                note_links.put_all(connection)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


_REHASHED: Final = 2
_LINKED: Final = 5
"""The migration that begins to keep what notes point to."""


def _rehash(connection: sqlite3.Connection) -> None:
    """Give clippings the hashes of migration 2, so that importing a page again changes nothing."""
    connection.create_function("page_print", 1, fingerprint, deterministic=True)
    connection.create_function("hashed_uid", 3, hashed_uid, deterministic=True)
    connection.execute("UPDATE clipping SET fingerprint = page_print(printed)")
    connection.execute("UPDATE clipping_revision SET fingerprint = page_print(printed)")
    connection.execute(  # one whose identity another clipping has keeps its own
        "UPDATE OR IGNORE clipping SET uid = hashed_uid(published, source_printed, headline)"
        " WHERE printed_id IS NULL AND uid LIKE 'x-%' AND uid NOT LIKE '%~%'"
    )


def _statements(script: str) -> Iterator[str]:
    """The single statements of a script (`executescript` would commit by itself)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _back_up(connection: sqlite3.Connection, path: Path, found: int) -> None:
    """Copy the library beside itself before a migration changes it."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    target = path.with_name(f"{path.stem}.v{found}.{stamp}.backup{path.suffix}")
    try:
        with closing(sqlite3.connect(target)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except BaseException:
        _remove(target)  # half a backup is worse than none
        raise


def path_of(connection: sqlite3.Connection) -> Path:
    """The file of a library that is open."""
    # As bytes: a folder's name need not be UTF-8.
    (file,) = connection.execute(
        "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
    ).fetchone()
    return Path(os.fsdecode(file))


WhichFile = tuple[int, int] | None
"""Which file a name stands for; None for none."""


def which_file(path: Path) -> WhichFile:
    """Which file a name stands for now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def discard(path: Path) -> None:
    """Remove a library that was made just now and into which nothing came. Close it first."""
    with suppress(OSError):  # what could not even be made needs no removing
        _remove(path)


def lacks_row(error: BaseException) -> bool:
    """Whether a row could not be written because what it belongs to (a clipping) is not there."""
    code = getattr(error, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY


def was_interrupted(error: BaseException) -> bool:
    """Whether a scan was stopped by `Connection.interrupt`."""
    return (
        isinstance(error, sqlite3.OperationalError)
        and error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT
    )
