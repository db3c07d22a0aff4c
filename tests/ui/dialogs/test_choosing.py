"""Asking for files opens none of them: the library's locks would be gone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from clipdesk.commands import EditNote
from clipdesk.store import clippings
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs import choosing
from clipdesk.ui.main_window import MainWindow
from tests.ui import desktop

MODES = QFileDialog.FileMode


def answered(parent: QWidget, act: Callable[[QFileDialog], None]) -> None:
    """Do something with the dialog when it has looked around; it must close it."""

    def look() -> None:
        act(desktop.child(parent, QFileDialog))

    QTimer.singleShot(400, look)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="POSIX locks, and Qt's own dialog")
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("mode", [MODES.ExistingFiles, MODES.Directory, MODES.AnyFile])
def test_what_is_written_after_asking_stays(
    window: MainWindow, desk: Desk, qtbot: QtBot, mode: MODES
) -> None:
    worker, path, current = desk.session.worker, desk.session.path, desk.session.current
    assert current is not None
    desktop.wait_writes(qtbot, worker)

    def type_and_leave(dialog: QFileDialog) -> None:
        desktop.child(dialog, QLineEdit, "fileNameEdit").setText(f"{path.parent}/")
        QTimer.singleShot(300, dialog.reject)

    answered(window, type_and_leave)
    asked = choosing.ask(window, "", mode=mode, proposed=str(path.parent))
    assert asked == ([], "")
    # Another program that leaves the library deletes the log, unless it finds our locks.
    other = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT count(*) FROM clipping').fetchone(); c.close()"
    subprocess.run([sys.executable, "-c", other, str(path)], check=True)
    assert Path(f"{path}-wal").exists()
    worker.write(EditNote(current, "after", 1))
    desktop.wait_writes(qtbot, worker)
    read = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT body FROM note').fetchone()[0])"
    ran = subprocess.run(
        [sys.executable, "-c", read, str(path)], check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip() == "after"
    assert clippings.record(desk.session._reader, current) is not None


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_what_is_chosen_is_given(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("霧", "utf-8")

    def choose(dialog: QFileDialog) -> None:
        assert [w.text() for w in dialog.findChildren(QLabel)] == [
            "場所(&L):",
            "ファイル名(&N):",
            "ファイルの種類(&T):",
        ]
        field = desktop.child(dialog, QLineEdit, "fileNameEdit")
        field.setText('"a.txt" "b.txt"')
        QApplication.processEvents()
        dialog.accept()

    answered(parent, choose)
    names, kind = choosing.ask(
        parent, "頁", "頁 (*.txt);;表 (*.csv)", mode=MODES.ExistingFiles, proposed=str(tmp_path)
    )
    assert sorted(map(Path, names)) == [tmp_path / "a.txt", tmp_path / "b.txt"]
    assert kind == "頁 (*.txt)"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_file_is_proposed_and_replaced_without_a_question(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    there = tmp_path / "there.pdf"
    there.write_bytes(b"%PDF")
    answered(parent, lambda dialog: dialog.accept())
    names, _ = choosing.ask(
        parent,
        "書き出す",
        "PDF (*.pdf)",
        mode=MODES.AnyFile,
        proposed=str(there),
        saves=True,
        confirms=False,
    )
    assert names == [str(there)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system asks")
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_another_kind_gives_the_name_another_ending(qtbot: QtBot, tmp_path: Path) -> None:
    """Whoever chose RIS must not get a table, nor have another file replaced unasked."""
    seen: list[str] = []

    def act(dialog: QFileDialog) -> None:
        kinds = desktop.child(dialog, QComboBox, "fileTypeCombo")
        field = desktop.child(dialog, QLineEdit, "fileNameEdit")
        seen.append(field.text())
        kinds.setFocus()  # as by a click or Tab
        for place in (1, 2):
            kinds.setCurrentIndex(place)
            kinds.textActivated.emit(kinds.currentText())
            seen.append(field.text())
        field.setText("bare")
        dialog.accept()

    window = QWidget()
    qtbot.addWidget(window)
    answered(window, act)
    names, kind = choosing.ask(
        window,
        "x",
        "Table (*.csv);;RIS (*.ris);;JSON (*.json)",
        mode=MODES.AnyFile,
        proposed=str(tmp_path / "out.v2.csv"),
        saves=True,
    )
    assert seen == ["out.v2.csv", "out.v2.ris", "out.v2.json"]
    assert names == [str(tmp_path / "bare.json")]
    assert choosing.named(Path("bare"), kind, (".csv", ".ris", ".json")).name == "bare.json"
