"""The lanes: order, answers, what is interrupted, what is lost (nothing)."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddTag, Changes, EditNote, SetStarred
from clipdesk.core.errors import UserError
from clipdesk.importing.aside import BugAsideError
from clipdesk.importing.plan import Plan
from clipdesk.store import clippings, index, layer, library
from clipdesk.ui.worker import ChangeText, Worker
from tests import pages
from tests.ui import desktop


@pytest.fixture
def worker(library_file: Path, qapp: object) -> Iterator[Worker]:
    made = Worker(library_file)
    yield made
    made.close()


def _read(path: Path, uid: str = "3105-041003") -> Any:
    with closing(library.open_for_reading(path)) as connection:
        found = clippings.row_id(connection, uid)
        assert found is not None
        return clippings.record(connection, found)


def _id(path: Path, uid: str = "3105-041003") -> int:
    with closing(library.open_for_reading(path)) as connection:
        found = clippings.row_id(connection, uid)
        assert found is not None
        return found


def test_writes_are_made_in_order_and_told_in_order(worker: Worker, qtbot: QtBot) -> None:
    one = _id(worker.path)
    told: list[tuple[str, object]] = []
    worker.written.connect(lambda command: told.append(("written", command)))
    worker.changed.connect(lambda _, origin: told.append(("changed", origin)))
    worker.history_changed.connect(lambda undo, _: told.append(("history", undo)))
    first, second = EditNote(one, "一"), EditNote(one, "一二")
    worker.write(first, "a")
    worker.write(second, "b")
    desktop.wait_writes(qtbot, worker)
    step: ChangeText = ("desk.change.edit_note", {"clipping": one})
    assert told == [
        ("written", first),
        ("changed", "a"),
        ("history", step),
        ("written", second),
        ("changed", "b"),
        ("history", step),
    ]
    assert _read(worker.path).note == "一二"


def test_what_changed_is_told_with_its_steps(worker: Worker, qtbot: QtBot) -> None:
    one = _id(worker.path)
    changes: list[Changes] = []
    worker.changed.connect(lambda changed, _: changes.append(changed))
    with qtbot.waitSignal(worker.history_changed) as told:
        worker.write(AddTag((one,), "港"))
    step = ("desk.change.add_tag", {"tag": "港", "n": 1, "clipping": one})
    assert changes == [Changes(frozenset({one}), tags=True)]
    assert told.args == [step, None]
    with qtbot.waitSignal(worker.history_changed) as told:
        worker.undo()
    assert told.args == [None, step]
    assert _read(worker.path).tags == ()
    with qtbot.waitSignal(worker.history_changed):
        worker.redo()
    assert _read(worker.path).tags == ("港",)


def test_a_change_that_is_no_step_leaves_the_steps(worker: Worker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(worker.history_changed) as told:
        worker.write(SetStarred((_id(worker.path),), starred=True), undoable=False)
    assert told.args == [None, None]
    with qtbot.assertNotEmitted(worker.changed):
        worker.undo()
        desktop.wait_writes(qtbot, worker)
    assert _read(worker.path).starred


def test_a_failing_write_is_told_and_changes_nothing(worker: Worker, qtbot: QtBot) -> None:
    before = pages.dump_file(worker.path)
    command = AddTag((_id(worker.path),), " / ")
    with qtbot.assertNotEmitted(worker.changed), qtbot.waitSignal(worker.failed) as told:
        worker.write(command)
    assert told.args[0].code == "tag_empty"
    assert told.args[1] is command
    assert pages.dump_file(worker.path) == before
    with qtbot.waitSignal(worker.changed):  # the lane goes on
        worker.write(AddTag(command.ids, "港"))


def test_a_bug_of_ours_goes_to_the_exception_hook_and_the_lane_goes_on(
    worker: Worker, qtbot: QtBot
) -> None:
    command = EditNote(10_000, "nobody's")
    with capture_exceptions() as caught:
        with qtbot.waitSignal(worker.failed) as told:
            worker.write(command)
        qtbot.waitUntil(lambda: bool(caught))
    assert isinstance(caught[0][1], sqlite3.IntegrityError)
    assert told.args == [caught[0][1], command]
    assert [failure.command for failure in worker.finish_writes()] == [command]
    with qtbot.waitSignal(worker.changed):
        worker.write(EditNote(_id(worker.path), "mine"))


def test_a_stale_answer_is_dropped(worker: Worker, qtbot: QtBot) -> None:
    answers: list[str] = []
    worker.ask("find", lambda _: "old", answers.append)
    worker.ask("find", lambda _: "new", answers.append)
    qtbot.waitUntil(lambda: "new" in answers)
    worker.ask("other", lambda _: "end", answers.append)
    qtbot.waitUntil(lambda: "end" in answers)
    assert answers == ["new", "end"]


def test_a_question_sees_the_present_whatever_the_one_before_left_open(
    worker: Worker, qtbot: QtBot
) -> None:
    """A search that was broken off kept its state of the library, and all later ones had it."""
    answers: list[Any] = []

    def count(connection: Any) -> Any:
        return connection.execute("SELECT count(*) FROM tag").fetchone()[0]

    def leave_open(connection: Any) -> Any:
        connection.execute("BEGIN")
        return count(connection)

    worker.ask("one", leave_open, answers.append)
    qtbot.waitUntil(lambda: answers == [0])
    with qtbot.waitSignal(worker.changed):
        worker.write(AddTag((_id(worker.path),), "港"))
    worker.ask("two", count, answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == [0, 1]


_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def test_a_later_question_interrupts_the_scan_that_it_makes_stale(
    worker: Worker, qtbot: QtBot
) -> None:
    answers: list[Any] = []
    begun: list[bool] = []

    def endless(connection: sqlite3.Connection) -> Any:
        begun.append(True)
        return connection.execute(_ENDLESS).fetchone()

    worker.ask("find", endless, answers.append)
    qtbot.waitUntil(lambda: bool(begun))
    worker.ask("find", lambda _: "new", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]
    assert len(begun) == 1


def test_an_interrupt_loses_no_answer_of_another_kind(worker: Worker, qtbot: QtBot) -> None:
    answers: list[str] = []
    begun: list[bool] = []

    def slow_once(connection: sqlite3.Connection) -> str:
        begun.append(True)
        if len(begun) == 1:
            connection.execute(_ENDLESS).fetchone()
        return "slow"

    worker.ask("slow", slow_once, answers.append)
    qtbot.waitUntil(lambda: bool(begun))
    worker.ask("quick", lambda _: "quick", answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == ["quick", "slow"]


def test_a_question_in_no_hurry_interrupts_nothing(worker: Worker, qtbot: QtBot) -> None:
    answers: list[str] = []
    begun: list[bool] = []

    def short(connection: sqlite3.Connection) -> str:
        begun.append(True)
        connection.execute(_ENDLESS.replace("n)", "n WHERE i < 300000)")).fetchone()
        return "search"

    worker.ask("find", short, answers.append)
    qtbot.waitUntil(lambda: bool(begun))
    worker.ask("count", lambda _: "count", answers.append, waits=True)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == ["search", "count"]
    assert len(begun) == 1


def test_an_error_of_a_question_is_told(worker: Worker, qtbot: QtBot) -> None:
    def question(_: object) -> None:
        raise UserError("library_io", path="x")

    with qtbot.waitSignal(worker.failed) as told:
        worker.ask("find", question, lambda _: None)
    assert told.args[0].code == "library_io"
    assert told.args[1] is None


def test_closing_finishes_the_writes_that_are_queued(worker: Worker) -> None:
    one = _id(worker.path)
    for number in range(20):
        worker.write(EditNote(one, f"note {number}"))
    worker.close()
    assert _read(worker.path).note == "note 19"


def test_after_closing_nothing_is_asked_and_closing_again_does_nothing(
    worker: Worker, qtbot: QtBot
) -> None:
    answers: list[str] = []
    worker.ask("find", lambda _: "never", answers.append)
    worker.close()
    worker.ask("find", lambda _: "never", answers.append)
    worker.close()
    QApplication.processEvents()
    assert answers == []


def test_finishing_tells_which_notes_are_not_saved(worker: Worker, qtbot: QtBot) -> None:
    """Also one that failed just before, which nobody heard of yet."""
    one = _id(worker.path)
    desktop.wait_writes(qtbot, worker)
    connection = worker._writer.connection.conn
    connection.execute("PRAGMA query_only = ON")
    worker.write(EditNote(one, "first"))
    worker.write(AddTag((one,), ""))
    for _ in range(2):
        (note,) = (f for f in worker.finish_writes() if isinstance(f.command, EditNote))
        assert isinstance(note.error, UserError)
        assert note.error.code == "library_read_only"
    connection.execute("PRAGMA query_only = OFF")
    worker.write(EditNote(one, "second"))
    (tag,) = worker.finish_writes()
    assert isinstance(tag.command, AddTag)
    desktop.wait_writes(qtbot, worker)  # now it was told
    assert worker.finish_writes() == []
    assert _read(worker.path).note == "second"


def test_nothing_is_written_into_a_library_that_is_gone(worker: Worker, qtbot: QtBot) -> None:
    """SQLite would write into the deleted file and be content."""
    one = _id(worker.path)
    with qtbot.waitSignal(worker.changed):
        worker.write(EditNote(one, "before"))
    away = worker.path.rename(worker.path.with_name("away.sqlite"))
    with qtbot.assertNotEmitted(worker.written), qtbot.waitSignal(worker.failed) as told:
        worker.write(EditNote(one, "lost?"))
    assert told.args[0].code == "library_gone"
    away.rename(worker.path)
    assert _read(worker.path).note == "before"
    with qtbot.waitSignal(worker.changed):
        worker.write(EditNote(one, "after"))
    assert _read(worker.path).note == "after"


def test_preparing_makes_a_new_library(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "new folder" / "new.sqlite"
    worker = Worker(path)
    done: list[bool] = []
    worker.prepare(lambda: done.append(True), lambda _: done.append(False))
    qtbot.waitUntil(lambda: bool(done))
    worker.close()
    assert done == [True]
    assert library.is_current(path)


def test_preparing_says_why_it_cannot(tmp_path: Path, qtbot: QtBot) -> None:
    path = desktop.page_file(tmp_path)
    worker = Worker(path)
    errors: list[BaseException] = []
    worker.prepare(lambda: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    worker.close()
    assert isinstance(errors[0], UserError)
    assert errors[0].code == "library_not_sqlite"
    assert path.read_text("utf-8") == desktop.PAGE


# ---- imports


def _many(count: int) -> str:
    return pages.page(
        *(
            pages.clip(f"3106-04{1 + n // 99:02}{1 + n % 99:02}", headline=f"灯台の報告 {n}")
            for n in range(count)
        )
    )


def _planned(worker: Worker, qtbot: QtBot, file: Path) -> Plan:
    """The plan of a page."""
    reading = worker.read_pages([file], {})
    with qtbot.waitSignal(reading.planned) as told:
        pass
    plan: Plan = told.args[0]
    return plan


def test_an_import_tells_its_progress_and_its_end(
    worker: Worker, qtbot: QtBot, tmp_path: Path
) -> None:
    plan = _planned(worker, qtbot, desktop.page_file(tmp_path, _many(1_250)))
    assert plan.added == 1_250
    task = worker.import_plan(plan)
    progress: list[tuple[int, int]] = []
    task.progressed.connect(lambda done, total: progress.append((done, total)))
    with qtbot.waitSignal(worker.changed) as told, qtbot.waitSignal(task.finished):
        pass
    assert progress[-1] == (1_250, 1_250)
    written = [step for step in progress if step[1]]  # comparing, before, does not know the end
    assert written == sorted(written)
    changed, origin = told.args
    assert changed.archive
    assert origin == "import"


def test_reading_tells_of_every_file(worker: Worker, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    good = desktop.page_file(folder)
    (folder / "bad.txt").write_text("no clipping here\n")
    (folder / "x.jpg").touch()
    reading = worker.read_pages([folder, tmp_path / "missing.txt"], {})
    plans: list[Plan] = []
    told: list[tuple[str, str]] = []
    reading.planned.connect(plans.append)
    reading.passed_over.connect(lambda name, reason: told.append((name, reason)))
    reading.unreadable.connect(lambda name, error: told.append((Path(name).name, error.code)))
    with qtbot.waitSignal(reading.finished) as ended:
        pass
    assert ended.args == [1]
    assert [plan.file_name for plan in plans] == [good.name]
    assert told == [
        ("bad.txt", "skipped_no_clipping"),
        ("x.jpg", "skipped_unrelated"),
        ("missing.txt", "import_missing"),
    ]


def test_edits_do_not_wait_for_an_import(worker: Worker, qtbot: QtBot, tmp_path: Path) -> None:
    plan = _planned(worker, qtbot, desktop.page_file(tmp_path, _many(4_000)))
    one = _id(worker.path)
    task = worker.import_plan(plan)
    order: list[str] = []
    task.finished.connect(lambda _: order.append("import"))
    worker.written.connect(lambda _: order.append("note"))
    worker.write(EditNote(one, "途中で"))
    with qtbot.waitSignal(task.finished, timeout=60_000):
        pass
    assert order == ["note", "import"]
    assert _read(worker.path).note == "途中で"
    with qtbot.waitSignal(worker.changed, timeout=60_000):
        worker.undo()  # the import, which ended last
    assert _read(worker.path).note == "途中で"
    with closing(library.open_for_reading(worker.path)) as connection:
        assert clippings.count(connection) == 5


def test_a_cancelled_import_leaves_the_library_as_it_was(
    worker: Worker, qtbot: QtBot, tmp_path: Path
) -> None:
    plan = _planned(worker, qtbot, desktop.page_file(tmp_path, _many(1_250)))
    with closing(library.open_for_reading(worker.path)) as connection:
        before = clippings.count(connection)
    task = worker.import_plan(plan)
    task.progressed.connect(task.cancel)  # when something was written
    with qtbot.assertNotEmitted(worker.changed), qtbot.waitSignal(task.cancelled):
        task.cancel()
    with closing(library.open_for_reading(worker.path)) as connection:
        assert clippings.count(connection) == before
    with qtbot.waitSignal(worker.changed):
        worker.write(AddTag((_id(worker.path),), "港"))


def test_closing_gives_an_import_up(worker: Worker, qtbot: QtBot, tmp_path: Path) -> None:
    plan = _planned(worker, qtbot, desktop.page_file(tmp_path, _many(2_000)))
    worker.import_plan(plan)
    worker.close()
    with closing(library.open_for_reading(worker.path)) as connection:
        assert clippings.count(connection) == 5


def test_closing_gives_reading_up(worker: Worker, tmp_path: Path) -> None:
    before = pages.dump_file(worker.path)
    worker.read_pages([desktop.page_file(tmp_path, _many(20_000))], {})
    worker.close()
    assert pages.dump_file(worker.path) == before


def test_a_bug_of_ours_in_an_import_ends_it(worker: Worker, qtbot: QtBot, tmp_path: Path) -> None:
    """The dialog waits for an end; without one it could never be closed."""
    plan = _planned(worker, qtbot, desktop.page_file(tmp_path))
    with closing(sqlite3.connect(worker.path)) as other:
        other.execute("ALTER TABLE import_run RENAME COLUMN started_at TO lost")
    with capture_exceptions() as caught:
        task = worker.import_plan(plan)
        with qtbot.assertNotEmitted(task.cancelled), qtbot.waitSignal(task.failed) as told:
            pass
        qtbot.waitUntil(lambda: bool(caught))
    assert isinstance(caught[0][1], BugAsideError)
    assert "sqlite3.OperationalError" in str(caught[0][1])  # the trace of the other process
    assert told.args[0] is caught[0][1]


def test_a_library_that_goes_away_during_an_import_is_told(
    worker: Worker, qtbot: QtBot, tmp_path: Path
) -> None:
    """SQLite would write on into the deleted file, and the import be said to be done."""
    plan = _planned(worker, qtbot, desktop.page_file(tmp_path, _many(3_000)))
    task = worker.import_plan(plan)
    task.progressed.connect(lambda *_: worker.path.unlink(missing_ok=True))
    with qtbot.assertNotEmitted(task.finished), qtbot.waitSignal(task.failed) as told:
        pass
    assert told.args[0].code == "library_gone"
    assert not worker.path.exists()


def test_an_undo_whose_process_is_killed_can_be_tried_again(
    worker: Worker, qtbot: QtBot, tmp_path: Path
) -> None:
    plan = _planned(worker, qtbot, desktop.page_file(tmp_path, _many(3_000)))
    with qtbot.waitSignal(worker.import_plan(plan).finished, timeout=60_000):
        pass
    step = worker.next_steps[0]
    (child,) = multiprocessing.active_children()
    timer = QTimer(interval=100)
    timer.timeout.connect(child.kill)
    with qtbot.waitSignal(worker.failed, timeout=30_000) as told:
        worker.undo()
        timer.start()
    timer.stop()
    assert told.args[0].code == "aside_lost"
    assert worker.next_steps[0] == step
    with qtbot.waitSignal(worker.changed, timeout=60_000):
        worker.undo()
    with closing(library.open_for_reading(worker.path)) as connection:
        assert clippings.count(connection) == 5


def test_a_missing_index_heals_itself(worker: Worker, qtbot: QtBot) -> None:
    with closing(sqlite3.connect(worker.path)) as other:
        other.execute("UPDATE index_state SET terms = 0")
        other.commit()
    worker.heal_index()
    with closing(library.open_for_reading(worker.path)) as connection:
        qtbot.waitUntil(lambda: index.is_current(connection))


def test_tags_read_from_the_library_are_what_was_written(worker: Worker, qtbot: QtBot) -> None:
    worker.write(AddTag((_id(worker.path),), " 国 / 港 "))
    desktop.wait_writes(qtbot, worker)
    with closing(library.open_for_reading(worker.path)) as connection:
        assert layer.tag_names(connection) == ["国/港"]
