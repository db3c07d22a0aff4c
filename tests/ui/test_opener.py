"""Opening libraries: at once, made new, brought up to date, or refused in words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clipdesk.store import library
from clipdesk.ui.opener import Opener
from clipdesk.ui.session import Session
from tests.ui import desktop


@pytest.fixture
def opener(qapp: object) -> Opener:
    return Opener()


def _opened(opener: Opener, path: Path, *, create: bool = False) -> list[Session]:
    got: list[Session] = []
    opener.open(path, got.append, create=create)
    return got


def test_a_library_that_is_ready_is_open_at_once(opener: Opener, library_file: Path) -> None:
    (session,) = _opened(opener, library_file)
    assert session.path == library_file
    session.close()


def test_a_missing_one_is_made_when_asked(opener: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    working: list[bool] = []
    opener.working.connect(working.append)
    got = _opened(opener, tmp_path / "a" / "new.sqlite", create=True)
    qtbot.waitUntil(lambda: bool(got))
    assert working == [True, False]
    got[0].close()


def test_a_second_wish_while_one_is_made_ready_is_a_double_click(
    opener: Opener, tmp_path: Path, qtbot: QtBot
) -> None:
    got = _opened(opener, tmp_path / "new.sqlite", create=True)
    again = _opened(opener, tmp_path / "new.sqlite", create=True)
    qtbot.waitUntil(lambda: bool(got))
    assert again == []
    got[0].close()
    (session,) = _opened(opener, tmp_path / "new.sqlite")
    session.close()


def _newer(path: Path) -> None:
    with closing(library.open_for_writing(path, create=True)) as db:
        db.conn.execute("PRAGMA user_version = 9999")


def _other(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (x)")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda _: None, "library_missing"),
        (lambda path: path.write_text("no database " * 100), "library_not_sqlite"),
        (lambda path: path.mkdir(), "library_not_sqlite"),
        (_other, "library_not_ours"),
        (_newer, "library_newer"),
    ],
)
def test_what_cannot_be_opened_is_said(
    opener: Opener, tmp_path: Path, qtbot: QtBot, make: object, code: str
) -> None:
    path = tmp_path / "x.sqlite"
    make(path)  # type: ignore[operator]
    errors: list[str] = []
    opener.failed.connect(lambda error: errors.append(error.code))
    assert _opened(opener, path) == []
    qtbot.waitUntil(lambda: bool(errors))
    assert errors == [code]


def test_a_failure_leaves_the_opener_ready(
    opener: Opener, tmp_path: Path, library_file: Path, qtbot: QtBot
) -> None:
    folder = desktop.page_file(tmp_path)  # a file where a folder is needed
    with qtbot.waitSignal(opener.failed):
        _opened(opener, folder / "new.sqlite", create=True)
    (session,) = _opened(opener, library_file)
    session.close()
