"""Restoring annotations in the window: one step, told in words, nothing of the archive obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddTag, EditNote
from clipdesk.exporting import mirror
from clipdesk.store import library
from clipdesk.ui.dialogs.restoring import restore_from
from clipdesk.ui.worker import Worker
from tests.annotations import side_of
from tests.pages import clip, new_library, page
from tests.ui import desktop


@pytest.fixture
def worker(library_file: Path, qapp: object) -> Iterator[Worker]:
    made = Worker(library_file)
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def told(qtbot: QtBot, window: QWidget) -> QMessageBox:
    boxes: list[QMessageBox] = []

    def is_told() -> bool:
        boxes[:] = window.findChildren(QMessageBox)
        return bool(boxes)

    qtbot.waitUntil(is_told, timeout=30_000)
    return boxes[0]


def test_restored_and_undone(worker: Worker, window: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    with closing(library.open_for_writing(worker.path)) as db:
        AddTag((1, 2), "国").do(db)
        mirror.keep(db.conn)
        file = mirror.path_of(worker.path).rename(tmp_path / "kept.jsonl")
        before = side_of(worker.path)
        with library.transaction(db):
            db.conn.execute("DELETE FROM clipping_tag")
            db.conn.execute("DELETE FROM tag")
    restore_from(window, worker, file)
    box = told(qtbot, window)
    assert box.text().startswith("kept.jsonl: 2 件の切り抜きに 3 個の注釈を復元しました。")
    assert box.icon() is QMessageBox.Icon.Information
    assert side_of(worker.path) == before
    box.close()
    worker.undo()
    desktop.wait_writes(qtbot, worker)
    assert not any(side_of(worker.path).values())


def test_what_is_not_there_is_listed_as_plain_text(
    worker: Worker, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    strange = page(
        *(clip(f"3105-0409{n:02}", headline=f"<b>見\u202e出し {n}</b>") for n in range(30))
    )
    path = new_library(tmp_path / "strange.sqlite", strange)
    with closing(library.open_for_writing(path)) as db:
        for n in range(30):
            EditNote(n + 1, "x").do(db)
        mirror.keep(db.conn)
    restore_from(window, worker, mirror.path_of(path))
    box = told(qtbot, window)
    assert box.icon() is QMessageBox.Icon.Warning
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert "<b>見\ufffd出し" in box.text()
    assert box.detailedText().count("<b>") > 25
    box.close()


def test_a_file_that_is_none_is_told(
    worker: Worker, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    restore_from(window, worker, tmp_path / "none.jsonl")
    box = told(qtbot, window)
    assert "none.jsonl" in box.text()
    box.close()
