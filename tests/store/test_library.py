"""The library file: what is made, brought up to date, or refused and left as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from clipdesk import paths, texts
from clipdesk.core.errors import UserError
from clipdesk.store import library
from tests.pages import PAGE, bring, clip, dump, dump_file, new_library, page

REWRITE = "CLIPDESK_WRITE_SCHEMA"

OPENERS: list[Callable[[Path], object]] = [
    library.open_for_reading,
    library.open_for_writing,
    library.is_current,
]


def refusal(path: Path, opener: Callable[[Path], object]) -> str:
    """The code with which a library is refused; it can be told in both languages."""
    with pytest.raises(UserError) as caught:
        opener(path)
    for language in texts.LANGUAGES:
        texts.use_language(language)
        assert str(path) in texts.describe(caught.value)
    return caught.value.code


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "書庫 #1%.sqlite"


def test_a_new_library(path: Path) -> None:
    inner = path.parent / "new" / "folder" / path.name
    assert library.is_missing(inner)
    assert not library.is_current(inner)
    with closing(library.open_for_writing(inner, create=True)) as db:
        assert library.version(db.conn) == library.latest_version()
        assert db.conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert db.conn.execute("PRAGMA application_id").fetchone() == (library.APPLICATION_ID,)
    assert library.is_current(inner)
    with closing(library.open_for_reading(inner)) as connection:
        assert not any(dump(connection).values())
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM tag")


def test_opening_again_changes_nothing(path: Path) -> None:
    new_library(path, PAGE)
    before = dump_file(path)
    library.open_for_writing(path, create=True).close()
    library.open_for_writing(path).close()
    assert dump_file(path) == before
    assert [p.name for p in path.parent.iterdir() if "backup" in p.name] == []


def test_schema_sql_is_what_the_migrations_make(path: Path) -> None:
    """Run with CLIPDESK_WRITE_SCHEMA=1 to write it anew."""
    with closing(library.open_for_writing(path, create=True)) as db:
        made = library.schema(db.conn)
    file = paths.migrations() / "schema.sql"
    head = (
        "-- What the migrations in this folder add up to, to read. Generated, never run. Write it"
        " anew with:\n--   CLIPDESK_WRITE_SCHEMA=1 .venv/bin/python -m pytest tests/store -k"
        " schema_sql\n\n"
    )
    if os.environ.get(REWRITE):
        file.write_text(head + made, "utf-8")
    assert file.read_text("utf-8") == head + made


# ---- refused, and left as they are -------------------------------------------------------------


@pytest.mark.parametrize("opener", [library.open_for_reading, library.open_for_writing])
def test_missing(path: Path, opener: Callable[[Path], object]) -> None:
    assert refusal(path, opener) == "library_missing"
    assert list(path.parent.glob("*")) == []


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize(
    "data", [b"x", b"abc" * 5_000, b"SQLite format 3\0", b"SQLite format 3\0" + b"\7" * 8_000]
)
def test_no_sqlite_file(path: Path, opener: Callable[[Path], object], data: bytes) -> None:
    path.write_bytes(data)
    assert refusal(path, opener) == "library_not_sqlite"
    assert path.read_bytes() == data
    assert list(path.parent.glob("*.sqlite*")) == [path]


@pytest.mark.parametrize("opener", OPENERS)
def test_a_folder(tmp_path: Path, opener: Callable[[Path], object]) -> None:
    assert refusal(tmp_path, opener) == "library_not_sqlite"


@pytest.mark.parametrize("opener", OPENERS)
def test_an_empty_file(path: Path, opener: Callable[[Path], object]) -> None:
    path.touch()
    assert refusal(path, opener) == "library_not_sqlite"
    assert path.read_bytes() == b""
    assert library.is_missing(path)
    library.open_for_writing(path, create=True).close()
    assert library.is_current(path)


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_another_programs_database(
    path: Path, opener: Callable[[Path], object], journal: str
) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA journal_mode = {journal}")
        other.execute("PRAGMA application_id = 7")
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    assert refusal(path, opener) == "library_not_ours"
    assert path.read_bytes() == before
    # Not even SQLite's own log files are left beside it.
    assert list(path.parent.glob("*.sqlite*")) == [path]


@pytest.mark.parametrize("opener", OPENERS)
def test_a_newer_library(path: Path, opener: Callable[[Path], object]) -> None:
    new_library(path, PAGE)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
        newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    assert refusal(path, opener) == "library_newer"
    assert list(path.parent.glob("*.sqlite*")) == [path]  # no log left beside it
    assert path.read_bytes() == before


def test_under_a_file_there_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "library.sqlite"
    opener = lambda p: library.open_for_writing(p, create=True)  # noqa: E731 - shorter
    assert refusal(path, opener) == "library_unwritable"
    assert refusal(path, library.open_for_reading) == "library_missing"


def test_a_name_that_the_disk_refuses(tmp_path: Path) -> None:
    for opener in OPENERS:
        assert refusal(tmp_path / ("x" * 300), opener) == "library_unwritable"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_read_only(path: Path) -> None:
    new_library(path)
    path.chmod(0o400)
    assert refusal(path, library.open_for_writing) == "library_unwritable"
    library.open_for_reading(path).close()


def test_media_that_nobody_can_write_are_read(path: Path) -> None:
    """A library in WAL mode in a folder where its log cannot be made."""
    new_library(path, PAGE)
    program = (
        "import sys; from pathlib import Path; from clipdesk.store import clippings, library;"
        "print(clippings.count(library.open_for_reading(Path(sys.argv[1]))))"
    )
    command = [sys.executable, "-c", program, str(path)]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # root writes anywhere, unless it gives it up
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root may write, and there is no setpriv to give that up")
        without = "-dac_override,-dac_read_search"
        command = [setpriv, f"--bounding-set={without}", f"--inh-caps={without}", *command]
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        path.parent.chmod(0o700)
    assert (ran.stdout, ran.stderr) == ("5\n", "")


def test_read_only_connection(path: Path) -> None:
    with closing(library.open_for_writing(path, create=True)) as db:
        db.conn.execute("PRAGMA query_only = 1")  # SQLite answers as on a read-only disk
        with pytest.raises(UserError) as caught:
            bring(db, PAGE)
        assert caught.value.code == "library_read_only"


def test_damaged(path: Path) -> None:
    new_library(path, PAGE)
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    with pytest.raises(UserError) as caught, closing(library.open_for_writing(path)) as db:
        bring(db, PAGE)
    assert caught.value.code == "library_damaged"


def test_a_folder_whose_name_is_not_unicode(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this disk knows only Unicode names")
    new_library(folder / "library.sqlite", PAGE)
    assert len(dump_file(folder / "library.sqlite")["clipping"]) == 5


# ---- several programs, or several hands in this one --------------------------------------------


def test_busy(path: Path) -> None:
    with closing(library.open_for_writing(path, create=True)) as db:
        db.conn.execute("PRAGMA busy_timeout = 20")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(UserError) as caught:
                bring(db, PAGE)
            assert caught.value.code == "library_busy"
        assert not any(dump(db.conn).values())
        bring(db, PAGE)  # and when the other one is done, it goes on


def test_looking_at_an_open_library_keeps_its_locks(path: Path) -> None:
    """Else the next program to leave deletes the log that we still write.

    POSIX drops every lock of a process on a file as soon as it closes any handle of it.
    """
    log = Path(f"{path}-wal")
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, PAGE)
        library.open_for_reading(path).close()
        library.open_for_writing(path).close()
        assert library.is_current(path)
        assert not library.is_missing(path)
        leave = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        leave += "c.execute('SELECT * FROM tag').fetchall(); c.close()"
        subprocess.run([sys.executable, "-c", leave, str(path)], check=True)
        assert log.exists()


def test_two_programs_make_the_same_library(path: Path) -> None:
    """The one that comes second finds the tables made, and neither removes the other's file."""
    new_library(path.with_name("twin.sqlite"))
    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        first.execute("PRAGMA journal_mode = WAL")
        first.execute("BEGIN EXCLUSIVE")
        failures: list[BaseException] = []

        def second() -> None:
            try:
                library.open_for_writing(path, create=True).close()
            except BaseException as error:  # noqa: BLE001 - shown by the test
                failures.append(error)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)  # it waits for the first one by now
        with closing(library.open_for_reading(path.with_name("twin.sqlite"))) as twin:
            for statement in library.schema(twin).split(";\n\n"):
                first.execute(statement)
        first.execute(f"PRAGMA user_version = {library.latest_version()}")
        first.execute(f"PRAGMA application_id = {library.APPLICATION_ID}")
        first.execute("COMMIT")
        thread.join()
    assert failures == []
    assert library.is_current(path)


# ---- a full disk, and migrations that stop half-way --------------------------------------------


def test_disk_full(path: Path) -> None:
    new_library(path, PAGE)
    before = dump_file(path)
    large = page(*(clip(f"3105-04{n:04}", body=" 霧。" * 2_000) for n in range(100, 160)))
    with closing(library.open_for_writing(path)) as db:
        (pages,) = db.conn.execute("PRAGMA page_count").fetchone()
        db.conn.execute(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(UserError) as caught:
            bring(db, large)
        assert caught.value.code == "disk_full"
        assert dump(db.conn) == before
        db.conn.execute(f"PRAGMA max_page_count = {pages + 10_000}")
        assert bring(db, large).added == 60  # once there is room again
    assert len(dump_file(path)["clipping"]) == 65


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped migrations in a folder where a test adds its own."""
    folder = tmp_path / "db"
    folder.mkdir()
    for file in paths.migrations().iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(paths, "migrations", lambda: folder)
    return folder


def test_an_older_library_is_brought_up_to_date(path: Path, migrations: Path) -> None:
    new_library(path, PAGE)
    before = dump_file(path)
    next_one = library.latest_version() + 1
    (migrations / f"{next_one:04}_later.sql").write_text(
        "CREATE INDEX later_note ON note(changed_at);\n-- ; a comment\n"
        "CREATE TABLE later (x TEXT) STRICT;\n"
    )
    assert refusal(path, library.open_for_reading) == "library_older"
    assert not library.is_current(path)
    library.open_for_writing(path).close()
    assert library.is_current(path)
    after = dump_file(path)
    assert after.pop("later") == []
    assert after == before
    (backup,) = path.parent.glob("*.backup.sqlite")
    with closing(sqlite3.connect(backup)) as connection:
        assert dump(connection) == before
        assert library.version(connection) == next_one - 1


@pytest.mark.parametrize(
    "broken", ["CREATE TABLE half (x TEXT);\nNO SQL;\n", "CREATE TABLE half (x TEXT);\n\xff;\n"]
)
def test_a_migration_that_stops_leaves_the_old_library(
    path: Path, migrations: Path, broken: str
) -> None:
    new_library(path, PAGE)
    before = dump_file(path)
    next_one = migrations / f"{library.latest_version() + 1:04}_broken.sql"
    next_one.write_text(broken, "utf-8")
    with pytest.raises(sqlite3.OperationalError):
        library.open_for_writing(path)
    next_one.unlink()
    assert library.is_current(path)
    assert dump_file(path) == before


def test_a_library_that_cannot_be_made_leaves_no_file(path: Path, migrations: Path) -> None:
    broken = migrations / f"{library.latest_version() + 1:04}_broken.sql"
    broken.write_text("NO SQL;\n")
    with pytest.raises(sqlite3.OperationalError):
        library.open_for_writing(path, create=True)
    assert list(path.parent.glob("*.sqlite*")) == []
    path.touch()  # this one is the user's: it stays
    with pytest.raises(sqlite3.OperationalError):
        library.open_for_writing(path, create=True)
    assert path.exists()


def test_an_interrupt_of_the_first_search_is_told_as_one(path: Path) -> None:
    """SQLite makes its table functions at their first use; stopped there it names no interrupt."""
    new_library(path, PAGE)
    with closing(library.open_for_reading(path)) as connection:
        active = connection.execute("SELECT id FROM clipping")
        active.fetchone()

        def stop(*_: object) -> int:
            connection.interrupt()
            return sqlite3.SQLITE_OK

        connection.set_authorizer(stop)
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute("SELECT value FROM json_each('[1]')").fetchone()
        active.close()
    assert library.was_interrupted(caught.value)


# ---- reading one state


@pytest.mark.parametrize("interrupts", [1, 2])
def test_a_reading_that_is_interrupted_at_its_end_ends(tmp_path: Path, interrupts: int) -> None:
    """Else the connection would see the library as it was then for as long as it is open."""
    path = new_library(tmp_path / "library.sqlite", PAGE)
    left = interrupts

    def interrupt() -> int:
        nonlocal left
        left -= 1
        return int(left >= 0)

    with (
        closing(library.open_for_reading(path)) as reader,
        closing(library.open_for_writing(path)) as db,
    ):
        with library.one_state(reader):
            before = reader.execute("SELECT count(*) FROM clipping").fetchone()
            bring(db, page(clip("3106-050101", date="2031.05.01")))
            assert reader.execute("SELECT count(*) FROM clipping").fetchone() == before
            reader.set_progress_handler(interrupt, 1)
        assert left < 0
        reader.set_progress_handler(None, 0)
        assert not reader.in_transaction
        assert reader.execute("SELECT count(*) FROM clipping").fetchone() == (before[0] + 1,)


def test_what_was_left_open_is_let_go(tmp_path: Path) -> None:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_reading(path)) as reader:
        rows = reader.execute("SELECT id FROM clipping")

        def read_and_be_interrupted() -> None:
            with library.one_state(reader):
                next(rows)
                reader.interrupt()  # whatever is begun before `rows` ends is interrupted, too

        next(rows)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            read_and_be_interrupted()
        assert reader.in_transaction
        rows.close()
        library.see_anew(reader)
        assert not reader.in_transaction
