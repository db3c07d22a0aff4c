"""The mirror follows the window's writes by itself, and nobody waits for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddTag, EditNote
from clipdesk.core.errors import UserError
from clipdesk.exporting import mirror
from clipdesk.store import annotated, library
from clipdesk.ui import mirroring
from clipdesk.ui.worker import Worker
from tests.ui import desktop


@pytest.fixture
def worker(library_file: Path, qapp: object) -> Iterator[Worker]:
    made = Worker(library_file)
    yield made
    made.close()


def is_behind(path: Path) -> bool:
    """Whether the library has what its mirror has not."""
    file = mirror.path_of(path)
    with closing(library.open_for_reading(path)) as connection:
        seq = annotated.state(connection).seq
    if not file.exists():
        return bool(seq)
    return bool(json.loads(file.read_text("utf-8").splitlines()[-1])["seq"] != seq)


def test_it_follows_each_write_undo_and_redo(worker: Worker, qtbot: QtBot) -> None:
    add = partial(worker.write, AddTag((1,), "国"))
    asked: list[Callable[[], None]] = [add, worker.undo, worker.redo]
    for ask in asked:
        ask()
        desktop.wait_writes(qtbot, worker)
        qtbot.waitUntil(lambda: not is_behind(worker.path))
    assert '"国"' in mirror.path_of(worker.path).read_text("utf-8")


def test_many_writes_go_together(worker: Worker, qtbot: QtBot) -> None:
    for n in range(30):
        worker.write(EditNote(1, f"メモ {n}", 1))
    desktop.wait_writes(qtbot, worker)
    qtbot.waitUntil(lambda: not is_behind(worker.path))
    text = mirror.path_of(worker.path).read_text("utf-8")
    assert text.count('"kind": "mark"') <= 3


def test_closing_waits_for_the_last_write(library_file: Path, qapp: object) -> None:
    worker = Worker(library_file)
    worker.write(EditNote(1, "最後の言葉"))
    worker.close()
    assert not is_behind(library_file)
    assert "最後の言葉" in mirror.path_of(library_file).read_text("utf-8")


def test_what_another_program_left_undone(worker: Worker, qtbot: QtBot) -> None:
    with closing(library.open_for_writing(worker.path)) as db:
        AddTag((1,), "国").do(db)  # and it was killed before the mirror followed
    worker.heal_mirror()
    qtbot.waitUntil(lambda: not is_behind(worker.path))


def test_a_large_one_is_written_by_another_process(
    worker: Worker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(mirror, "_MANY", 0)
        patch.setattr(mirror, "keep", None)  # it cannot be done here
        for clipping_id in (1, 2):
            worker.write(AddTag((clipping_id,), "国"))
            desktop.wait_writes(qtbot, worker)
            qtbot.waitUntil(lambda: not is_behind(worker.path), timeout=20_000)


def test_that_it_cannot_be_kept_is_told_once(worker: Worker, qtbot: QtBot) -> None:
    told: list[BaseException] = []
    worker.failed.connect(lambda error, _: told.append(error))
    file = mirror.path_of(worker.path)
    file.mkdir()
    for n in range(3):
        worker.write(EditNote(1, f"{n}"))
        desktop.wait_writes(qtbot, worker)
        qtbot.wait(int(mirroring._PAUSE_S * 1_500))
    qtbot.waitUntil(lambda: len(told) == 1)
    assert isinstance(told[0], UserError)
    assert told[0].code == "mirror_unwritable"
    file.rmdir()
    worker.write(EditNote(1, "geht wieder"))
    desktop.wait_writes(qtbot, worker)
    qtbot.waitUntil(lambda: not is_behind(worker.path))
    assert len(told) == 1


def test_what_is_no_mirror_of_this_library_is_set_aside(worker: Worker, qtbot: QtBot) -> None:
    file = mirror.path_of(worker.path)
    file.write_text("precious", "utf-8")
    with qtbot.waitSignal(worker.mirror_set_aside) as told:
        worker.write(AddTag((1,), "国"))
    assert told.args is not None
    assert told.args[0].read_text("utf-8") == "precious"


def test_whatever_sqlite_says_of_a_library_that_goes_away_is_not_the_mirrors_to_tell(
    worker: Worker,
) -> None:
    """It was told as a disk that fails, when the file was moved just while the mirror read it."""
    told: list[BaseException] = []
    kept = mirroring.Mirroring(
        worker.path, forget=lambda _: None, told=lambda _: None, failed=told.append
    )
    error = UserError("library_io", path=str(worker.path))
    away = worker.path.rename(worker.path.with_name("away.sqlite"))
    kept._on_failure(error)
    assert told == []
    away.rename(worker.path)
    kept._on_failure(error)
    assert told == [error]
    kept.close()
