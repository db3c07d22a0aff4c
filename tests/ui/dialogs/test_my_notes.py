"""The list of all notes, free notes, and versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QTableView
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddJournal, EditJournal, EditNote
from clipdesk.store.versions import Kind
from clipdesk.texts import t
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs.my_notes import MyNotesDialog
from clipdesk.ui.dialogs.note_versions import NoteVersionsDialog
from clipdesk.ui.main_window import MainWindow
from tests.ui import desktop


def _titles(dialog: MyNotesDialog) -> list[str]:
    model = desktop.child(dialog, QTableView).model()
    return [str(model.index(row, 0).data()).split(" — ")[0] for row in range(model.rowCount())]


def _opened(desk: Desk, qtbot: QtBot, *titles: str) -> MyNotesDialog:
    desk.show_notes()
    dialog = desktop.child(desk, MyNotesDialog)
    qtbot.waitUntil(lambda: _titles(dialog) == list(titles))
    return dialog


def _body(desk: Desk, journal_id: int) -> str | None:
    entry = desk.session.entry(journal_id)
    return None if entry is None else entry.body


def test_all_notes_stand_in_the_list_and_are_found(desk: Desk, qtbot: QtBot) -> None:
    worker = desk.session.worker
    first = desk.session.current
    assert first is not None
    worker.write(EditNote(first, "# 灯台の件\n続き"))
    worker.write(AddJournal("日記 [[3105-040901]]"))
    desktop.wait_writes(qtbot, worker)
    dialog = _opened(desk, qtbot, "灯台の件", "日記 [[3105-040901]]")
    desk.next_clipping()
    QTest.keyClick(desktop.child(dialog, QTableView), Qt.Key.Key_Return)
    assert desk.session.current == first  # it leads to its clipping
    typed = desktop.child(dialog, QLineEdit)
    typed.setText("日 記")
    qtbot.waitUntil(lambda: _titles(dialog) == ["日記 [[3105-040901]]"])
    typed.setText("nothing")
    qtbot.waitUntil(lambda: _titles(dialog) == [])
    assert t("notes.not_found") in desktop.words(dialog)


def test_a_free_note_is_written_saved_by_itself_undone_and_deleted(
    desk: Desk, qtbot: QtBot
) -> None:
    dialog = _opened(desk, qtbot)
    assert t("notes.none") in desktop.words(dialog)
    desktop.click(desktop.button(dialog, t("notes.new")))
    qtbot.waitUntil(lambda: dialog.editor.shown_id == 1 and dialog.editor.isVisible())
    QTest.keyClicks(dialog.editor.field, "abc")
    qtbot.waitUntil(lambda: _body(desk, 1) == "abc")
    qtbot.waitUntil(lambda: _titles(dialog) == ["abc"])
    dialog.add()
    qtbot.waitUntil(lambda: _titles(dialog) == [t("notes.untitled"), "abc"])
    dialog.add()  # an empty one is there
    desktop.wait_writes(qtbot, desk.session.worker)
    assert _body(desk, 3) is None
    desk.undo()
    qtbot.waitUntil(lambda: _titles(dialog) == ["abc"])
    desktop.click(desktop.button(dialog, t("notes.delete")))
    qtbot.waitUntil(lambda: _titles(dialog) == [])
    dialog.close()
    desk.undo()  # nothing comes back out of sight
    qtbot.waitUntil(lambda: dialog.isVisible() and _titles(dialog) == ["abc"])
    assert dialog.editor.shown_id == 1
    desk.undo()
    qtbot.waitUntil(lambda: _body(desk, 1) == "")
    assert dialog.editor.field.words() == ""


def test_closing_the_list_and_the_window_saves_what_is_typed(
    window: MainWindow, qtbot: QtBot, library_file: Path
) -> None:
    desk = desktop.desk_of(window)
    dialog = _opened(desk, qtbot)
    dialog.add()
    qtbot.waitUntil(lambda: dialog.editor.shown_id == 1)
    QTest.keyClicks(dialog.editor.field, "abc")
    dialog.close()
    qtbot.waitUntil(lambda: _body(desk, 1) == "abc")
    dialog.open_list()
    qtbot.waitUntil(lambda: _titles(dialog) == ["abc"])
    dialog.editor.focus()
    QTest.keyClicks(dialog.editor.field, "d")
    window.close()
    again = desktop.opened(qtbot, library_file)
    assert _body(desktop.desk_of(again), 1) == "abcd"
    again.close()


def test_what_is_typed_in_a_free_note_survives_a_failure(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    desk.session.worker.write(AddJournal("一"))
    desktop.wait_writes(qtbot, desk.session.worker)
    dialog = _opened(desk, qtbot, "一")
    desk.session.path.rename(desk.session.path.with_suffix(".away"))
    dialog.editor.focus()
    QTest.keyClicks(dialog.editor.field, "b")
    dialog.editor.flush()
    box = desktop.only_box(qtbot, window)
    box.close()
    assert t("article.note_not_saved") in desktop.words(dialog)
    desk.session.path.with_suffix(".away").rename(desk.session.path)
    dialog.editor.flush_all()
    qtbot.waitUntil(lambda: _body(desk, 1) == "一b")


def _versions(parent: Desk | MyNotesDialog, qtbot: QtBot) -> NoteVersionsDialog:
    qtbot.waitUntil(lambda: bool(parent.findChildren(NoteVersionsDialog)))
    return desktop.child(parent, NoteVersionsDialog)


def test_a_version_is_restored_as_a_new_one(desk: Desk, qtbot: QtBot) -> None:
    session = desk.session
    clipping = session.current
    assert clipping is not None
    for body in ("一", "二", "三"):
        session.worker.write(EditNote(clipping, body))
    desktop.wait_writes(qtbot, session.worker)
    desk.show_note_versions()
    dialog = _versions(desk, qtbot)
    shown = desktop.child(dialog, QListWidget)
    assert shown.count() == 2
    shown.setCurrentRow(1)
    desktop.click(desktop.button(dialog, t("notes.restore")))
    qtbot.waitUntil(lambda: session.record is not None and session.record.note == "一")
    assert desk.article.note.field.words() == "一"
    kept = session.versions(Kind.NOTE, clipping)
    assert [version.body for version in kept] == ["三", "二", "一"]
    desk.undo()
    qtbot.waitUntil(lambda: session.record is not None and session.record.note == "三")
    assert len(session.versions(Kind.NOTE, clipping)) == 2


def test_one_stretch_in_the_editor_leaves_one_version(desk: Desk, qtbot: QtBot) -> None:
    session, note = desk.session, desk.article.note
    clipping = session.current
    assert clipping is not None
    session.worker.write(EditNote(clipping, "昨日"))
    qtbot.waitUntil(lambda: note.field.words() == "昨日")
    qtbot.wait(1_100)  # stamps are to the second
    desk.focus_note()
    for key in "abc":
        QTest.keyClicks(note.field, key)
        note.flush()
    desktop.wait_writes(qtbot, session.worker)
    assert session.note(clipping) is not None
    assert [one.body for one in session.versions(Kind.NOTE, clipping)] == ["昨日"]


def test_without_versions_that_is_said(desk: Desk, qtbot: QtBot) -> None:
    desk.show_note_versions()
    dialog = _versions(desk, qtbot)
    labels = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert t("notes.no_versions") in labels


@pytest.mark.parametrize("count", [3])
def test_versions_of_a_free_note(desk: Desk, qtbot: QtBot, count: int) -> None:
    worker = desk.session.worker
    worker.write(AddJournal("0"))
    for number in range(1, count):
        worker.write(EditJournal(1, str(number)))
    desktop.wait_writes(qtbot, worker)
    dialog = _opened(desk, qtbot, str(count - 1))
    dialog.editor.versions_requested.emit()
    versions = _versions(dialog, qtbot)
    desktop.child(versions, QListWidget).setCurrentRow(count - 2)
    desktop.click(desktop.button(versions, t("notes.restore")))
    qtbot.waitUntil(lambda: _body(desk, 1) == "0")
    qtbot.waitUntil(lambda: dialog.editor.field.words() == "0")
