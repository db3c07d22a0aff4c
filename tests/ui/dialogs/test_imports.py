"""The record of imports on a real library: read, taken back, asked about at the start."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from clipdesk.commands import EditNote
from clipdesk.store import clippings, imports, library
from clipdesk.texts import t, use_language
from clipdesk.ui import desk as desk_module
from clipdesk.ui.dialogs.imports import ImportsDialog
from clipdesk.ui.main_window import MainWindow
from tests import pages
from tests.ui import desktop

FIRST = pages.page(
    "2031.04.11 Harbour Gull Light out <3105-041101>\n\n 霧が晴れた。\n",
    pages.clip(None, date="2031.04.10", headline="岬の灯台"),
    pages.clip(),
)
LATER = pages.page(pages.clip("3106-060101", date="2031.06.01"), title="港の報道")
AGAIN = pages.page(pages.clip(body=" 霧が深い。"))


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    path = tmp_path / "press.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        pages.bring(db, FIRST)
        pages.bring(db, LATER)
        db.conn.execute("UPDATE import_run SET started_at = '2031-06-02T03:00:00Z'")
    return path


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> ImportsDialog:
    """As the menu shows it."""
    window.actions_["imports"].trigger()
    shown = desktop.child(window, ImportsDialog)
    qtbot.waitUntil(lambda: bool(lines(shown)))
    return shown


def lines(dialog: ImportsDialog) -> list[list[str]]:
    items = [dialog._list.topLevelItem(row) for row in range(dialog._list.topLevelItemCount())]
    return [
        [item.text(column) for column in range(item.columnCount())]
        for item in items
        if item is not None
    ]


def choose(dialog: ImportsDialog, row: int) -> None:
    item = dialog._list.topLevelItem(row)
    assert item is not None
    dialog._list.setCurrentItem(item)


def problems(dialog: ImportsDialog) -> list[list[str]]:
    model = dialog._problems
    return [
        [model.data(model.index(row, column)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def answers(qtbot: QtBot, window: MainWindow, text: str) -> list[str]:
    """Press a button of the next question; what it asked is in the list then."""
    asked: list[str] = []

    def act(box: QMessageBox) -> None:
        asked.append(box.text())
        desktop.click(desktop.button(box, text))

    desktop.when_box_opens(qtbot, window, act)
    return asked


def total(path: Path) -> int:
    with closing(library.open_for_reading(path)) as connection:
        return clippings.count(connection)


def is_idle(dialog: ImportsDialog, text: str) -> Callable[[], bool]:
    return lambda: dialog._task is None and text in dialog._said.text()


def stop_half_way(path: Path, run_id: int) -> None:
    """As a power cut leaves it."""
    with closing(library.open_for_writing(path)) as db:
        db.table("import_run").update(run_id, {"state": "running"})


def test_the_list(dialog: ImportsDialog, qtbot: QtBot) -> None:
    when = lines(dialog)[0][0]
    assert when.startswith("2031年6月2日")
    assert lines(dialog) == [
        [when, "page.txt", "港の報道", "1", "0", "0", "0", "0", "0"],
        [when, "page.txt", pages.TITLE, "3", "0", "0", "0", "0", "2"],
    ]
    assert t("imports.no_problems") in desktop.words(dialog)
    choose(dialog, 1)
    qtbot.waitUntil(lambda: len(problems(dialog)) == 2)
    line, excerpt, message = problems(dialog)[0]
    assert (line, excerpt[:12]) == ("3", "Harbour Gull")
    assert "境目" in message
    assert dialog._message.text() == message
    use_language("en")
    dialog.retranslate()
    assert "To check" in [
        dialog._list.headerItem().text(column) for column in range(dialog._list.columnCount())
    ]
    assert dialog._message.text() != message


def test_there_is_one_dialog(dialog: ImportsDialog, window: MainWindow) -> None:
    window.actions_["imports"].trigger()
    assert desktop.child(window, ImportsDialog) is dialog


def test_taking_back(
    dialog: ImportsDialog, window: MainWindow, qtbot: QtBot, library_file: Path
) -> None:
    choose(dialog, 1)
    asked = answers(qtbot, window, t("imports.keep"))
    desktop.click(dialog._take_back)
    assert t("imports.ask_what") in asked[0]
    assert t("imports.ask_final") in asked[0]
    assert t("imports.ask_unfinished") not in asked[0]
    assert total(library_file) == 4
    answers(qtbot, window, t("imports.do_take_back"))
    desktop.click(dialog._take_back)
    qtbot.waitUntil(is_idle(dialog, t("imports.taken_back", file="page.txt")))
    qtbot.waitUntil(lambda: len(lines(dialog)) == 1)
    assert total(library_file) == 1
    assert lines(dialog)[0][2] == "港の報道"
    assert not dialog._bar.isVisible()
    answers(qtbot, window, t("imports.do_take_back"))
    desktop.click(dialog._take_back)
    qtbot.waitUntil(lambda: not lines(dialog) and dialog._task is None)
    assert t("imports.none") in desktop.words(dialog)
    assert not dialog._take_back.isEnabled()


def test_what_was_annotated_stays(
    dialog: ImportsDialog, window: MainWindow, qtbot: QtBot, library_file: Path
) -> None:
    session = desktop.desk_of(window).session
    (noted,) = [row.id for row in session.rows(list(session.found.ids)) if row.uid == "3105-040901"]
    session.worker.write(EditNote(noted, "灯台を調べる", 1))
    desktop.settle(qtbot, desktop.desk_of(window))
    choose(dialog, 1)
    answers(qtbot, window, t("imports.do_take_back"))
    desktop.click(dialog._take_back)
    qtbot.waitUntil(is_idle(dialog, t("imports.stay", n=1)))
    assert total(library_file) == 2
    qtbot.waitUntil(lambda: lines(dialog)[1][3] == "1")


def test_only_the_latest_of_a_page(
    dialog: ImportsDialog, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    desktop.bring_in(qtbot, window, desktop.page_file(tmp_path, AGAIN, "again.txt")).accept()
    qtbot.waitUntil(lambda: len(lines(dialog)) == 3)  # it is read anew by itself
    assert lines(dialog)[0][1] == "again.txt"
    choose(dialog, 2)
    answers(qtbot, window, t("imports.do_take_back"))
    desktop.click(dialog._take_back)
    qtbot.waitUntil(is_idle(dialog, t("errors.import_not_latest")))
    assert dialog._take_back.isEnabled()
    assert len(lines(dialog)) == 3


def test_it_stays_open_while_an_import_is_taken_back(dialog: ImportsDialog, qtbot: QtBot) -> None:
    dialog.take_back(dialog._runs[1])
    assert dialog._bar.isVisible()
    assert not dialog._close.isEnabled()
    assert not dialog._take_back.isEnabled()
    dialog.reject()
    dialog.close()
    assert dialog.isVisible()
    dialog.take_back(dialog._runs[0])  # one after the other
    assert dialog._said.text() == t("imports.still_running")
    qtbot.waitUntil(lambda: dialog._task is None)
    assert dialog._close.isEnabled()


def test_a_theme_keeps_the_choice(dialog: ImportsDialog, qtbot: QtBot) -> None:
    choose(dialog, 1)
    qtbot.waitUntil(lambda: len(problems(dialog)) == 2)
    dialog._show_runs()
    assert dialog._list.currentIndex().row() == 1
    assert len(problems(dialog)) == 2


# ---- an import that was stopped half-way


def at_the_start(text: str) -> tuple[QTimer, list[str]]:
    """Press a button of the question that comes while the window opens."""
    asked: list[str] = []
    timer = QTimer(interval=5)

    def look() -> None:
        if isinstance(box := QApplication.activeModalWidget(), QMessageBox):
            timer.stop()
            asked.append(box.text())
            desktop.click(desktop.button(box, text))

    timer.timeout.connect(look)
    timer.start()
    return timer, asked


@pytest.fixture
def stopped(library_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    stop_half_way(library_file, 2)
    monkeypatch.setattr(desk_module, "_HEAL_AFTER_MS", 0)
    return library_file


def test_it_is_asked_at_the_start_and_may_wait(stopped: Path, qtbot: QtBot) -> None:
    _timer, asked = at_the_start(t("imports.later"))
    window = desktop.opened(qtbot, stopped)
    qtbot.waitUntil(lambda: bool(asked))
    assert t("imports.stopped", file="page.txt") in asked[0]
    window.actions_["imports"].trigger()
    dialog = desktop.child(window, ImportsDialog)
    qtbot.waitUntil(lambda: bool(lines(dialog)))
    assert lines(dialog)[0][1:] == ["(未完了) page.txt", "港の報道", *"——————"]
    asked = answers(qtbot, window, t("imports.keep"))
    desktop.click(dialog._take_back)
    assert t("imports.ask_unfinished") in asked[0]
    window.close()
    with closing(library.open_for_reading(stopped)) as connection:
        assert [bool(run.running) for run in imports.runs(connection)] == [True, False]


def test_it_is_taken_back_at_the_start(stopped: Path, qtbot: QtBot) -> None:
    _timer, _ = at_the_start(t("imports.do_take_back"))
    window = desktop.opened(qtbot, stopped)
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportsDialog)))
    dialog = desktop.child(window, ImportsDialog)
    qtbot.waitUntil(is_idle(dialog, t("imports.taken_back", file="page.txt")))
    assert total(stopped) == 3
    window.close()


def test_nobody_is_asked_about_whole_imports(
    library_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_HEAL_AFTER_MS", 0)
    window = desktop.opened(qtbot, library_file)
    desktop.settle(qtbot, desktop.desk_of(window))
    qtbot.wait(50)
    assert not desktop.boxes(window)
    window.close()


def test_a_library_that_cannot_be_written(read_only_file: Path, qtbot: QtBot) -> None:
    window = desktop.opened(qtbot, read_only_file)
    window.actions_["imports"].trigger()
    dialog = desktop.child(window, ImportsDialog)
    qtbot.waitUntil(lambda: bool(lines(dialog)))
    assert not dialog._take_back.isEnabled()
    assert dialog._said.whole == desktop.desk_of(window).session.read_only != ""
    assert dialog.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.close()
