"""The window as a whole, from the welcome page to the last note."""

from __future__ import annotations

import inspect
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from operator import attrgetter
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCommandLinkButton,
    QDialog,
    QLineEdit,
    QListWidget,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from clipdesk import paths, texts
from clipdesk.core.errors import UserError
from clipdesk.core.query import Filter
from clipdesk.importing.mapping import Column, Mapping
from clipdesk.settings import Settings
from clipdesk.store import clippings, library
from clipdesk.texts import describe, t
from clipdesk.ui import actions, theme
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs import choosing
from clipdesk.ui.dialogs.columns import ColumnsDialog
from clipdesk.ui.dialogs.preview import PreviewPane
from clipdesk.ui.dialogs.shortcuts import ShortcutsDialog
from clipdesk.ui.dialogs.split import SplitDialog
from clipdesk.ui.dialogs.welcome import WelcomePage
from clipdesk.ui.lanes import Job
from clipdesk.ui.main_window import MainWindow
from tests import pages
from tests.ui import desktop
from tests.ui.desktop import UIDS, press

_WITHOUT_SHORTCUT = {
    "open_sample": "done once, from the welcome page",
    "light": "a choice of a group, made once",
    "dark": "a choice of a group, made once",
    "system": "a choice of a group, made once",
    "japanese": "a choice of a group, made once",
    "english": "a choice of a group, made once",
    "about": "never in a hurry",
    "sources": "rarely needed, and then for a while",
    "imports": "rarely needed",
    "restore_annotations": "done once, after a mishap",
    "read_delayed": "a choice of a group, made once",
    "read_at_once": "a choice of a group, made once",
    "read_by_hand": "a choice of a group, made once",
    "citation_newspaper": "a choice of a group, made once",
    "citation_apa": "a choice of a group, made once",
    "citation_chicago": "a choice of a group, made once",
    "citation_plain": "a choice of a group, made once",
}


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A first start: no library yet."""
    made = desktop.opened(qtbot, tmp_path / "library.sqlite")
    yield made
    made.close()


def _note(path: Path, uid: str = UIDS[0]) -> str | None:
    with closing(library.open_for_reading(path)) as connection:
        found = clippings.row_id(connection, uid)
        assert found is not None
        record = clippings.record(connection, found)
        assert record is not None
        return record.note


def _sample(qtbot: QtBot, window: MainWindow) -> Desk:
    """Wait until the sample is open and filled."""
    qtbot.waitUntil(lambda: window._desk is not None, timeout=20_000)
    desk = desktop.desk_of(window)
    qtbot.waitUntil(lambda: desk.session.found.total == 89, timeout=20_000)
    return desk


def _choose(monkeypatch: pytest.MonkeyPatch, file: Path | str) -> None:
    """What the desktop's own file dialog answers."""
    files = [str(file)] if str(file) else []
    monkeypatch.setattr(choosing, "ask", lambda *_, **__: (files, ""))


# ---- the table of actions


def _specs() -> list[actions.Spec]:
    return [s for specs in actions.MENUS.values() for s in specs if s is not actions.LINE]


@pytest.mark.parametrize("spec", _specs(), ids=lambda spec: spec.name)
def test_every_action_calls_something_of_ours(spec: actions.Spec, desk: Desk) -> None:
    if "." in spec.slot:
        assert callable(attrgetter(spec.slot)(desk))
    elif spec.slot != "close":  # the window's own, of Qt
        assert spec.slot in vars(MainWindow) or spec.slot in vars(Desk)
    if spec.slot not in vars(MainWindow) and spec.slot != "close":
        assert spec.needs, "without a library there is no desk"


def test_every_action_has_a_shortcut_or_a_reason() -> None:
    assert {spec.name for spec in _specs() if not spec.keys} == set(_WITHOUT_SHORTCUT)


def test_no_two_actions_share_a_shortcut() -> None:
    keys = [key for spec in _specs() for key in spec.keys]
    assert len(keys) == len(set(keys))


def test_the_window_stays_small() -> None:
    source = inspect.getsource(inspect.getmodule(MainWindow))  # type: ignore[arg-type]
    assert len(source.splitlines()) <= 250


# ---- the first start


def test_the_first_start_offers_ways_in(empty: MainWindow) -> None:
    offered = [b.text() for b in empty.findChildren(QCommandLinkButton) if b.isVisible()]
    assert offered == [t("welcome.import"), t("welcome.sample"), t("welcome.open")]
    assert not empty.actions_["find"].isEnabled()
    assert not empty.actions_["star"].isEnabled()
    assert not empty._wanted.exists()  # nothing is made before it is needed


def _way(window: MainWindow, name: str) -> QCommandLinkButton:
    return next(
        b for b in window.findChildren(QCommandLinkButton) if b.text() == t(f"welcome.{name}")
    )


def test_import_makes_the_library(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _choose(monkeypatch, desktop.page_file(tmp_path))
    desktop.click(_way(empty, "import"))
    desktop.click(desktop.button(desktop.previewed(qtbot, empty), t("desk.import_now")))
    dialog = desktop.ended(qtbot, empty)
    assert t("desk.import_done", n=1) in " ".join(desktop.words(dialog))
    dialog.reject()
    desk = desktop.desk_of(empty)
    qtbot.waitUntil(lambda: desk.session.found.total == 5)
    qtbot.waitUntil(lambda: desk.session.record is not None)
    assert desk.session.path == tmp_path / "library.sqlite"
    assert Settings.load().library == str(tmp_path / "library.sqlite")


def test_giving_up_the_choice_of_a_file_changes_nothing(
    empty: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    _choose(monkeypatch, "")
    desktop.click(_way(empty, "import"))
    desktop.click(_way(empty, "open"))
    assert empty._desk is None
    assert not empty._wanted.exists()


def test_the_sample_has_a_library_of_its_own(empty: MainWindow, qtbot: QtBot) -> None:
    button = _way(empty, "sample")
    desktop.click(button)
    desktop.click(button)  # twice, as people do
    desk = _sample(qtbot, empty)
    said = " ".join(desktop.words(empty.statusBar()))
    assert t("desk.sample_ready", n=89) in said
    assert not empty.findChildren(QDialog)  # a report of what was decided is not the first thing
    assert desk.session.path == paths.sample_library()
    assert Settings.load().library == ""
    empty.actions_["open_sample"].trigger()  # it is open: nothing more
    assert desktop.desk_of(empty) is desk


def test_a_sample_that_was_not_filled_is_filled_the_next_time(
    empty: MainWindow, qtbot: QtBot
) -> None:
    library.open_for_writing(paths.sample_library(), create=True).close()
    desktop.click(_way(empty, "sample"))
    _sample(qtbot, empty)


def test_a_page_of_ones_own_never_goes_into_the_sample(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    empty.open_sample()
    _sample(qtbot, empty)
    desktop.bring_in(qtbot, empty, desktop.page_file(tmp_path))
    assert desktop.desk_of(empty).session.path == tmp_path / "library.sqlite"
    qtbot.waitUntil(lambda: desktop.desk_of(empty).session.found.total == 5)
    with closing(library.open_for_reading(paths.sample_library())) as connection:
        assert connection.execute("SELECT count(*) FROM clipping").fetchone() == (89,)


def test_open_opens(
    empty: MainWindow, qtbot: QtBot, library_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _choose(monkeypatch, library_file)
    desktop.click(_way(empty, "open"))
    assert desktop.desk_of(empty).session.found.total == 5
    assert "press" in empty.windowTitle()


def test_the_language_of_the_welcome_page_is_chosen_there(empty: MainWindow) -> None:
    assert empty._welcome is not None
    empty._welcome.language_requested.emit("en")
    assert t("welcome.import") == "Import a page"
    assert _way(empty, "import").isVisible()


# ---- importing


def _drop(window: QWidget, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, left, none))


def test_dropped_files_are_imported_into_one_new_library(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    other = pages.page(pages.clip("3105-050101", date="2031.05.01", headline="五月"))
    _drop(empty, desktop.page_file(tmp_path), desktop.page_file(tmp_path, other, "may.txt"))
    dialog = desktop.previewed(qtbot, empty)
    desk = desktop.desk_of(empty)
    assert desk.session.found.total == 0  # nothing is written before it was seen
    assert desktop.child(dialog, QListWidget).count() == 2
    desktop.click(desktop.button(dialog, t("desk.import_now")))
    qtbot.waitUntil(lambda: desk.session.found.total == 6)


def test_a_dropped_folder_is_searched_for_pages(
    empty: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "pages" / "deep"
    folder.mkdir(parents=True)
    desktop.page_file(folder)
    (folder / "broken.txt").write_bytes(b"\0\1\2")
    _drop(empty, tmp_path / "pages")
    dialog = desktop.previewed(qtbot, empty)
    assert "broken.txt" in " ".join(desktop.words(dialog))
    desktop.click(desktop.button(dialog, t("desk.import_now")))
    qtbot.waitUntil(lambda: desktop.desk_of(empty).session.found.total == 5)


def test_copied_text_is_imported(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("")
    window.import_from("clipboard")
    assert describe(UserError("paste_empty")) in desktop.only_box(qtbot, window).text()
    QApplication.clipboard().setText(pages.page(pages.clip("3105-040999", headline="写し")))
    window.import_from("clipboard")
    desktop.click(desktop.button(desktop.previewed(qtbot, window), t("desk.import_now")))
    qtbot.waitUntil(lambda: desk.session.found.total == 6)


def test_an_import_is_undone_and_made_again(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = pages.page(
        pages.clip("3105-040999", headline="岬の新しい灯"), pages.clip("3105-040998", headline="岸")
    )
    desktop.bring_in(qtbot, window, desktop.page_file(tmp_path, page)).close()
    qtbot.waitUntil(lambda: desk.session.found.total == 7)
    desk.undo()
    qtbot.waitUntil(lambda: desk.session.found.total == 5)
    desk.redo()
    qtbot.waitUntil(lambda: desk.session.found.total == 7)


def test_a_plan_that_is_not_wanted_changes_nothing(
    window: MainWindow, qtbot: QtBot, library_file: Path, tmp_path: Path
) -> None:
    before = pages.dump_file(library_file)
    window.import_pages(
        desktop.page_file(tmp_path, pages.page(pages.clip("3105-040999", headline="岬の新しい灯")))
    )
    dialog = desktop.previewed(qtbot, window)
    desktop.click(desktop.button(dialog, t("desk.cancel")))
    assert not dialog.isVisible()
    assert pages.dump_file(library_file) == before


def test_the_columns_of_a_table_are_asked_for_where_nobody_knows_them(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("甲,乙,丙\nx,灯台,5\ny,港,6\n", "utf-8")
    window.import_pages(file)
    dialog = desktop.ended(qtbot, window)
    desktop.click(desktop.button(dialog, t("desk.import_columns")))
    asked = desktop.child(dialog, ColumnsDialog)
    asked.reject()
    file.write_text("甲,乙,丙\n2031-04-11,灯台,朝日新聞\n2031-04-12,港,朝日新聞\n", "utf-8")
    dialog.read_again()
    dialog = desktop.previewed(qtbot, window)
    desktop.click(desktop.button(dialog, t("desk.import_columns")))
    asked = desktop.child(dialog, ColumnsDialog)
    asked.chosen.emit(Mapping((Column.DATE, Column.HEADLINE, Column.SOURCE)))
    asked.close()
    qtbot.waitUntil(lambda: bool(Settings.load().columns))
    dialog = desktop.previewed(qtbot, window)
    desktop.click(desktop.button(dialog, t("desk.import_now")))
    qtbot.waitUntil(lambda: desk.session.found.total == 7)


def test_a_guessed_source_is_corrected_in_the_preview(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    text = "岬\n\n2031.04.12 Gull Watch 灯台の夜 <3105-041201>\n\n 霧。\n"
    window.import_pages(desktop.page_file(tmp_path, text))
    dialog = desktop.previewed(qtbot, window)
    pane = desktop.child(dialog, PreviewPane)
    pane.show_kind("problems")
    desktop.click(desktop.button(pane, t("preview.correct")))
    (guessed,) = dialog._plans
    asked = desktop.child(dialog, SplitDialog)
    asked.chosen.emit("Gull Watch", "灯台通信")
    asked.close()
    qtbot.waitUntil(lambda: desk.session.source_names() == {"Gull Watch": "灯台通信"})
    qtbot.waitUntil(lambda: bool(dialog._plans) and dialog._plans[0] is not guessed)
    dialog = desktop.previewed(qtbot, window)
    desktop.click(desktop.button(dialog, t("desk.import_now")))
    qtbot.waitUntil(lambda: desk.session.found.total == 6)
    record = desk.session.record_named("3105-041201")
    assert record is not None
    assert (record.source, record.source_printed) == ("灯台通信", "Gull Watch")
    assert record.headline == "灯台の夜"


def test_a_drop_that_is_no_file_is_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("words")
    enter = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_an_import_that_fails_says_why(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.import_pages(tmp_path / "missing.txt")
    dialog = desktop.ended(qtbot, window)
    assert "missing.txt" in " ".join(desktop.words(dialog))
    desktop.click(desktop.button(dialog, t("desk.close")))
    assert not dialog.isVisible()


def test_an_import_does_not_block_the_desk_and_is_cancelled(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    text = pages.page(
        *(
            pages.clip(f"3106-05{1 + n // 99:02}{1 + n % 99:02}", headline=f"五月の報告 {n}")
            for n in range(1500)
        )
    )
    window.import_pages(desktop.page_file(tmp_path, text))
    dialog = desktop.previewed(qtbot, window)
    assert not dialog.isModal()
    dialog.accept()
    dialog.reject()  # gives the import up, which goes on for some time yet
    desktop.ended(qtbot, window)
    assert t("desk.import_cancelled") in desktop.words(dialog)
    assert desktop.settle(qtbot, desktop.desk_of(window)).total == 5


def test_odd_things_on_a_page_are_listed_as_text(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    odd = "<img src=file:///etc/passwd> <oddid>"
    page = pages.page(pages.clip(None, headline=odd))
    dialog = desktop.bring_in(qtbot, window, desktop.page_file(tmp_path, page, "odd.txt"))
    pane = desktop.child(dialog, PreviewPane)
    assert pane.kind == "problems"
    table = next(one for one in pane.findChildren(QTableView) if one.isVisible())
    model = table.model()
    shown = [str(model.index(row, 1).data()) for row in range(model.rowCount())]
    assert odd in shown


def test_an_import_says_its_progress_in_words(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    until = threading.Event()
    window.import_pages(
        desktop.page_file(tmp_path, pages.page(pages.clip("3105-040999", headline="岬の新しい灯")))
    )
    dialog = desktop.previewed(qtbot, window)
    _hold_the_writer(desk, until)
    dialog.accept()
    task = dialog._task
    assert task is not None
    task.progressed.emit(12, 1970)
    text = t("desk.import_progress", file="page.txt", done="12", total="1,970")
    assert text in desktop.words(dialog)
    until.set()
    desktop.ended(qtbot, window)


# ---- libraries that cannot be opened


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")


@pytest.mark.parametrize("kind", ["missing", "text", "newer"])
def test_what_cannot_be_opened_leaves_what_is_open(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path, kind: str, library_file: Path
) -> None:
    other = tmp_path / "other.sqlite"
    if kind == "text":
        other.write_text("no database " * 100)
    elif kind == "newer":
        shutil.copy(library_file, other)
        _newer(other)
    window.open_library(other)
    box = desktop.only_box(qtbot, window)
    assert "other.sqlite" in box.text()
    assert box.textFormat() is Qt.TextFormat.PlainText
    box.accept()
    assert desktop.desk_of(window) is desk
    press("j")
    assert desk.session.record is not None
    assert desk.session.record.uid == UIDS[1]


def test_a_start_with_a_library_that_cannot_be_opened_offers_ways_in(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = desktop.opened(qtbot, desktop.page_file(tmp_path))
    box = desktop.only_box(qtbot, window)
    box.accept()
    assert _way(window, "import").isVisible()
    window.close()


def test_a_new_library_in_a_place_that_cannot_be_written_is_said(
    qtbot: QtBot, tmp_path: Path
) -> None:
    no_folder = desktop.page_file(tmp_path)
    window = desktop.opened(qtbot, no_folder / "library.sqlite")
    window.import_pages(no_folder)
    box = desktop.only_box(qtbot, window)
    assert "library.sqlite" in box.text()
    box.accept()
    assert window._desk is None
    window.close()


# ---- notes at the end


def test_closing_saves_the_note_that_is_being_typed(window: MainWindow, library_file: Path) -> None:
    press("e")
    press("to the last word")
    window.close()
    assert _note(library_file) == "to the last word"


def test_opening_another_library_saves_the_note_that_is_being_typed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, library_file: Path
) -> None:
    other = Path(shutil.copy(library_file, tmp_path / "other.sqlite"))
    press("e")
    press("to the last word")
    window.open_library(other)
    assert _note(library_file) == "to the last word"
    assert _note(other) is None
    QApplication.processEvents()  # the answer of the library that was let go comes now
    assert desktop.desk_of(window).session.path == other


def test_a_note_that_cannot_be_saved_keeps_the_window_open(
    window: MainWindow, desk: Desk, qtbot: QtBot, library_file: Path
) -> None:
    desktop.wait_writes(qtbot, desk.session.worker)
    desk.session.worker._writer.connection.conn.execute("PRAGMA query_only = ON")
    desk.article.note._timer.setInterval(60_000)  # closing saves it, not the pause
    press("e")
    press("precious")
    desktop.when_box_opens(
        qtbot, window, lambda box: desktop.click(desktop.button(box, t("desk.stay")))
    )
    assert not window.close()
    assert window.isVisible()
    assert desktop.note_text(desk).toPlainText() == "precious"
    assert t("article.note_not_saved") in desktop.words(desk.article.note)
    assert desktop.boxes(window) == []
    desktop.activate(qtbot, window)
    desk.article.note._timer.setInterval(1)
    press("!")  # another try: it says why, and no more than once
    box = desktop.only_box(qtbot, window)
    assert "press.sqlite" in box.text()
    box.accept()
    desk.session.worker._writer.connection.conn.execute("PRAGMA query_only = OFF")
    window.close()
    assert _note(library_file) == "precious!"


def test_a_note_that_cannot_be_saved_is_lost_only_when_told_so(
    window: MainWindow, desk: Desk, qtbot: QtBot, library_file: Path
) -> None:
    desktop.wait_writes(qtbot, desk.session.worker)
    desk.session.worker._writer.connection.conn.execute("PRAGMA query_only = ON")
    desk.article.note._timer.setInterval(60_000)  # closing saves it, not the pause
    press("e")
    press("precious")
    desktop.when_box_opens(
        qtbot, window, lambda box: desktop.click(desktop.button(box, t("desk.leave_without")))
    )
    assert window.close()
    assert _note(library_file) is None


# ---- what else is unsaved at the end


def _answering(window: MainWindow, *keys: str) -> list[str]:
    """Answer the questions that come, one after the other; what they said."""
    said: list[str] = []
    timer = QTimer(window, interval=5)

    def look() -> None:
        if len(said) < len(keys) and (shown := desktop.boxes(window)):
            said.append(shown[0].text())
            desktop.click(desktop.button(shown[0], t(keys[len(said) - 1])))

    timer.timeout.connect(look)
    timer.start()
    return said


def _reader_of(path: Path) -> tuple[tuple[str, ...], bool]:
    with closing(library.open_for_reading(path)) as connection:
        found = clippings.row_id(connection, UIDS[0])
        assert found is not None
        (row,) = clippings.rows(connection, [found])
        return row.tags, row.starred


def _tag_and_star_while_another_writes(desk: Desk, qtbot: QtBot, other: sqlite3.Connection) -> None:
    desktop.wait_writes(qtbot, desk.session.worker)
    desk.session.worker._writer.connection.conn.execute("PRAGMA busy_timeout = 1")
    other.execute("BEGIN IMMEDIATE")
    one = desk.session.current
    assert one is not None
    desk.article.tag_requested.emit("港")
    desk.toggle_star()


def test_tags_and_stars_that_cannot_be_saved_are_asked_about(
    window: MainWindow, desk: Desk, qtbot: QtBot, library_file: Path
) -> None:
    with closing(sqlite3.connect(library_file, isolation_level=None)) as other:
        _tag_and_star_while_another_writes(desk, qtbot, other)
        said = _answering(window, "desk.try_again", "desk.stay")
        assert not window.close()
        other.execute("ROLLBACK")
    assert len(said) == 2
    for text in said:
        assert t("errors.library_busy", path=str(library_file)) in text
        assert t("desk.change.add_tag", tag="港", n=1, clipping="岬の灯台を修理へ") in text
        assert t("desk.change.star", n=1, clipping="岬の灯台を修理へ") in text
    assert window.close()  # it was said, and the user stayed: nothing is left to ask
    assert _reader_of(library_file) == ((), False)


def test_tags_and_stars_that_can_be_saved_at_another_try_are(
    window: MainWindow, desk: Desk, qtbot: QtBot, library_file: Path
) -> None:
    with closing(sqlite3.connect(library_file, isolation_level=None)) as other:
        _tag_and_star_while_another_writes(desk, qtbot, other)
        desktop.note_text(desk).setPlainText("to the last word")

        def answer(box: QMessageBox) -> None:
            other.execute("ROLLBACK")
            desktop.click(desktop.button(box, t("desk.try_again")))

        desktop.when_box_opens(qtbot, window, answer)
        assert window.close()
    assert _reader_of(library_file) == (("港",), True)
    assert _note(library_file) == "to the last word"


def test_a_note_that_a_bug_of_ours_kept_from_being_saved_is_asked_about(
    window: MainWindow, desk: Desk, qtbot: QtBot, library_file: Path
) -> None:
    desktop.wait_writes(qtbot, desk.session.worker)
    with closing(sqlite3.connect(library_file, isolation_level=None)) as other:
        other.execute("ALTER TABLE note RENAME COLUMN body TO gone")
    desk.article.note._timer.setInterval(60_000)
    press("e")
    press("precious")
    with capture_exceptions() as caught:
        said = _answering(window, "desk.stay", "desk.leave_without")
        assert not window.close()
        qtbot.waitUntil(lambda: bool(caught))
        assert desktop.note_text(desk).toPlainText() == "precious"
        assert t("article.note_not_saved") in desktop.words(desk.article.note)
        assert window.close()
    assert t("desk.bug_title") in said[0]


def _hold_the_writer(desk: Desk, until: threading.Event) -> None:
    """What is imported next is not quick."""

    def wait(_: object) -> None:
        until.wait(20)

    desk.session.worker._writer.post(Job(wait, print))


def test_leaving_asks_before_it_gives_an_import_up(
    window: MainWindow, desk: Desk, qtbot: QtBot, library_file: Path, tmp_path: Path
) -> None:
    file = desktop.page_file(
        tmp_path, pages.page(pages.clip("3105-040999", headline="岬の新しい灯"))
    )
    go_on = threading.Event()
    window.import_pages(file)
    dialog = desktop.previewed(qtbot, window)
    _hold_the_writer(desk, go_on)
    dialog.accept()
    said = _answering(window, "desk.go_on")
    assert not window.close()
    assert said == [t("desk.import_running", file=file.name)]
    go_on.set()
    desktop.ended(qtbot, window)
    assert desktop.settle(qtbot, desk).total == 6
    assert window.close()  # nothing to ask any more


def test_an_import_that_ends_while_it_is_asked_about_takes_the_question_along(
    window: MainWindow, desk: Desk, qtbot: QtBot, library_file: Path, tmp_path: Path
) -> None:
    """Nobody answers: the import is whole, and the window closes as was wished."""
    go_on = threading.Event()
    window.import_pages(
        desktop.page_file(tmp_path, pages.page(pages.clip("3105-040999", headline="岬の新しい灯")))
    )
    dialog = desktop.previewed(qtbot, window)
    _hold_the_writer(desk, go_on)
    dialog.accept()
    threading.Timer(0.5, go_on.set).start()
    assert window.close()
    with closing(library.open_for_reading(library_file)) as connection:
        assert clippings.row_id(connection, "3105-040999") is not None


def test_an_import_is_given_up_when_told_so(
    window: MainWindow, desk: Desk, qtbot: QtBot, library_file: Path, tmp_path: Path
) -> None:
    before = pages.dump_file(library_file)
    go_on = threading.Event()
    window.import_pages(
        desktop.page_file(tmp_path, pages.page(pages.clip("3105-040999", headline="岬の新しい灯")))
    )
    dialog = desktop.previewed(qtbot, window)
    _hold_the_writer(desk, go_on)
    dialog.accept()
    threading.Timer(0.5, go_on.set).start()
    said = _answering(window, "desk.stop_import")
    assert window.close()
    assert len(said) == 1
    assert pages.dump_file(library_file) == before


def test_an_import_that_dies_of_a_bug_says_so(
    window: MainWindow, qtbot: QtBot, library_file: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(library_file)) as other:
        other.execute(
            "CREATE TRIGGER lost BEFORE INSERT ON import_run BEGIN SELECT no_such_thing(); END"
        )
    with capture_exceptions() as caught:
        report = desktop.bring_in(qtbot, window, desktop.page_file(tmp_path))
        qtbot.waitUntil(lambda: bool(caught))
    assert t("desk.import_bug", log=str(paths.log_file())) in desktop.words(report)


# ---- language and look


def _visible_words(window: MainWindow) -> set[str]:
    found = set(desktop.words(window)) | {menu.title() for menu in window.findChildren(QMenu)}
    found |= {action.text() for action in window.findChildren(QAction) if action.text()}
    found |= {a.toolTip() for a in window.findChildren(QAction) if a.toolTip()}
    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            found |= {widget.toolTip(), widget.accessibleName()}
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            found.add(widget.placeholderText())
    return {word for word in found if word}


def _sayings(language: str) -> set[str]:
    """Every text of the window in a language that the other language says otherwise."""
    other = texts.catalogue("en" if language == "ja" else "ja").values()
    return {
        text
        for text in texts.catalogue(language).values()
        if isinstance(text, str) and "{" not in text and text not in other
    }


@pytest.mark.parametrize("state", ["desk", "welcome"])
def test_the_language_changes_everywhere_at_once(
    request: pytest.FixtureRequest, qtbot: QtBot, state: str
) -> None:
    window: MainWindow = request.getfixturevalue("window" if state == "desk" else "empty")
    if state == "desk":
        desk = desktop.desk_of(window)
        press("s")
        desktop.settle(qtbot, desk)
        desk.session.show(Filter("岬", days=(741000, 742000)))
        desktop.settle(qtbot, desk)
    japanese, english = _sayings("ja"), _sayings("en")
    window.actions_["english"].trigger()
    assert _visible_words(window) & english != set()
    assert _visible_words(window) & japanese == set()
    assert not {a.text() for a in window.findChildren(QAction) if "戻す" in a.text()}
    window.actions_["japanese"].trigger()
    assert _visible_words(window) & english == set()
    assert window.actions_["japanese"].isChecked()
    assert Settings.load().language == "ja"


def test_the_look_changes_at_once_and_is_remembered(window: MainWindow, desk: Desk) -> None:
    before = desk.article.browser.toHtml()
    assert "font-size:12pt" in before
    window.actions_["dark"].trigger()
    assert theme.tokens().name == "dark"
    assert desk.article.browser.toHtml() != before
    assert window.palette().window().color().lightness() < 100
    assert window.actions_["dark"].isChecked()
    assert not window.actions_["light"].isChecked()
    assert Settings.load().appearance == "dark"
    window.actions_["light"].trigger()
    assert desk.article.browser.toHtml() == before


def test_the_text_size_has_its_bounds_and_is_remembered(window: MainWindow) -> None:
    for _ in range(30):
        window.actions_["larger"].trigger()
    assert Settings.load().text_size == 28
    for _ in range(30):
        window.actions_["smaller"].trigger()
    assert Settings.load().text_size == 8
    window.actions_["normal_size"].trigger()
    assert Settings.load().text_size == 12


# ---- what is remembered


def test_the_next_window_takes_up_where_this_one_was(qtbot: QtBot, library_file: Path) -> None:
    first = desktop.opened(qtbot, library_file)
    desk = desktop.desk_of(first)
    press("jjj")
    first.resize(790, 640)  # the screen of these tests is small
    desk.splitter.setSizes([200, 250, 340])
    sizes = desk.splitter.sizes()
    first.close()
    second = _again(qtbot, library_file)
    desk = desktop.desk_of(second)
    assert desk.session.record is not None
    assert desk.session.record.uid == UIDS[3]
    assert (second.width(), second.height()) == (790, 640)
    assert desk.splitter.sizes() == sizes
    assert second.actions_["sidebar"].isChecked()
    second.actions_["sidebar"].trigger()
    assert not second.actions_["sidebar"].isChecked()
    second.close()
    third = _again(qtbot, library_file)
    assert not third.actions_["sidebar"].isChecked()
    assert not desktop.desk_of(third).sidebar.isVisible()
    third.close()


def _again(qtbot: QtBot, path: Path) -> MainWindow:
    window = MainWindow(Settings.load(), path)
    qtbot.addWidget(window)
    window.open_wanted()
    with qtbot.waitExposed(window):
        window.show()
    return window


def test_a_state_file_that_is_damaged_is_no_reason_not_to_start(
    qtbot: QtBot, library_file: Path
) -> None:
    file = paths.window_state_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(
        b"[desk]\nsplitter=@ByteArray(\\0\\1)\narticle=7\nsidebar=perhaps\n\xff\n[window]\ngeometry=x\n"
    )
    window = desktop.opened(qtbot, library_file)
    assert desktop.desk_of(window).session.record is not None
    window.close()


def test_a_second_window_on_a_library_sends_to_the_first(
    qtbot: QtBot, window: MainWindow, library_file: Path
) -> None:
    """Each would overwrite the other's notes; the second one offers the other ways in."""
    other = MainWindow(Settings(language="en"), library_file)
    qtbot.addWidget(other)
    other.open_wanted()
    other.show()
    box = desktop.only_box(qtbot, other)
    assert t("errors.library_open_elsewhere", path=str(library_file)) == box.text()
    assert other.findChildren(WelcomePage)
    assert desktop.desk_of(window).session.found.total == 5


# ---- short messages


def test_every_key_is_listed(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["shortcuts"].trigger()
    dialog = desktop.child(window, ShortcutsDialog)
    shown = " ".join(desktop.words(dialog))
    native = QKeySequence.SequenceFormat.NativeText
    for spec in _specs():
        assert not spec.keys or QKeySequence(spec.keys[0]).toString(native) in shown
    for key in ("PgDown", "9", "C"):
        assert QKeySequence(key).toString(native) in shown
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(ShortcutsDialog))


def test_short_messages_open_and_go(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["about"].trigger()
    box = desktop.only_box(qtbot, window)
    assert "press.sqlite" in box.text()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desktop.boxes(window))
    assert isinstance(box, QMessageBox)
