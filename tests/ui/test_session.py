"""What is shown, what is open, the way back; and what S and R mean for several clippings."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk.core.errors import UserError
from clipdesk.core.query import Facet, Filter
from clipdesk.ui.session import Session
from tests.ui import desktop


@pytest.fixture
def session(library_file: Path, qapp: object) -> Iterator[Session]:
    made = Session(library_file)
    made.show_now(Filter())
    yield made
    made.close()


def _uid(session: Session) -> str | None:
    return None if session.record is None else session.record.uid


def test_the_newest_comes_first(session: Session) -> None:
    ids = list(session.found.ids)
    assert [row.uid for row in session.rows(ids)] == list(desktop.UIDS)
    assert session.found.total == 5


def test_the_way_back_and_forward(session: Session) -> None:
    a, b, c, d, _ = session.found.ids
    for clipping in (a, b, b, c):
        session.open(clipping)
    assert session.step_back(-1) is None
    assert session.step_back(1) == b
    assert session.step_back(1) == a
    assert session.step_back(1) is None
    assert session.step_back(-1) == b
    session.open(b, remember=False)
    session.open(b)  # the list says it again: no new place
    assert session.step_back(-1) == c
    assert session.step_back(2) == a
    session.open(d)  # another way from here on
    assert session.step_back(-1) is None
    assert session.step_back(1) == a


def test_nothing_open_is_no_place(session: Session) -> None:
    session.open(None)
    assert session.record is None
    assert session.step_back(1) is None


def test_a_wish_is_known_at_once_and_answered_later(session: Session, qtbot: QtBot) -> None:
    wanted = Filter("灯台")
    with qtbot.waitSignal(session.found_changed) as found:
        session.show(wanted)
        assert session.wanted == wanted
        assert session.found.filter == Filter()
    assert found.args[0].filter == wanted
    assert len(session.found.ids) == 2


def test_a_write_does_not_take_back_a_wish_on_its_way(session: Session, qtbot: QtBot) -> None:
    """A reading mark is set by itself while the user types a search."""
    wanted = Filter(chosen=frozenset({(Facet.SOURCE, "時事通信")}))
    session.mark_read(session.found.ids[0])
    session.show(wanted)
    session.toggle_star([session.found.ids[0]])
    desktop.wait_writes(qtbot, session.worker)
    assert session.wanted == wanted
    qtbot.waitUntil(lambda: session.found.filter == wanted)


@pytest.mark.parametrize(("before", "after"), [((), True), ((0,), True), ((0, 1), False)])
def test_stars_are_given_unless_all_have_one(
    session: Session, qtbot: QtBot, before: tuple[int, ...], after: bool
) -> None:
    ids = list(session.found.ids[:2])
    if before:
        session.toggle_star([ids[i] for i in before])
    session.worker.finish_writes()
    session.toggle_star(ids)
    desktop.wait_writes(qtbot, session.worker)
    assert [row.starred for row in session.rows(ids)] == [after, after]


@pytest.mark.parametrize(("before", "after"), [((), True), ((0,), True), ((0, 1), False)])
def test_all_are_marked_as_read_unless_all_are(
    session: Session, qtbot: QtBot, before: tuple[int, ...], after: bool
) -> None:
    ids = list(session.found.ids[:2])
    if before:
        session.toggle_read([ids[i] for i in before])
    session.worker.finish_writes()
    session.toggle_read(ids)
    desktop.wait_writes(qtbot, session.worker)
    assert [row.is_read for row in session.rows(ids)] == [after, after]


def test_nothing_chosen_changes_nothing(session: Session, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(session.worker.changed):
        session.toggle_star([])
        session.toggle_read([])
        desktop.wait_writes(qtbot, session.worker)


def test_reading_is_no_step(session: Session, qtbot: QtBot) -> None:
    first = session.found.ids[0]
    session.open(first)
    with qtbot.waitSignal(session.record_changed):
        session.mark_read(first)
    assert session.record is not None
    assert session.record.read_at is not None
    assert session.worker.next_steps == (None, None)


def test_what_is_open_follows_its_changes_only(session: Session, qtbot: QtBot) -> None:
    first, second = session.found.ids[:2]
    session.open(first)
    with qtbot.assertNotEmitted(session.record_changed):
        session.toggle_star([second])
        desktop.wait_writes(qtbot, session.worker)
    with qtbot.waitSignal(session.record_changed):
        session.toggle_star([first])
    assert session.record is not None
    assert session.record.starred


def test_what_is_saved_while_closing_asks_nothing_of_a_closed_library(
    session: Session, qtbot: QtBot
) -> None:
    first = session.found.ids[0]
    session.open(first)
    session.toggle_star([first])
    session.close()
    QApplication.processEvents()  # its answer comes now
    assert session.rows([first]) == []


def test_of_an_unknown_uid_there_is_no_clipping(session: Session) -> None:
    assert session.id_of("3105-041003") == session.found.ids[0]
    assert session.id_of("nowhere") is None


def test_one_window_has_a_library(session: Session, library_file: Path) -> None:
    """Two windows would overwrite each other's notes."""
    with pytest.raises(UserError) as caught:
        Session(library_file)
    assert caught.value.code == "library_open_elsewhere"
    session.close()
    again = Session(library_file)
    again.close()
    assert not list(library_file.parent.glob("*.lock"))


def test_a_crashed_windows_lock_is_taken_over(library_file: Path, qapp: object) -> None:
    program = (
        "import os, sys; from pathlib import Path; from clipdesk.ui.session import Session;"
        "kept = Session(Path(sys.argv[1])); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", program, str(library_file)], check=False)
    assert list(library_file.parent.glob("*.lock"))
    Session(library_file).close()
