"""My note: it saves by itself, and nothing typed is ever lost or overwritten."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from clipdesk.commands import SetStarred
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article.note_editor import NoteEditor
from clipdesk.ui.desk import Desk
from tests.ui import desktop


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[NoteEditor]:
    frame = QWidget()
    qtbot.addWidget(frame)
    made = NoteEditor(frame)
    other = QLineEdit(frame)
    layout = QVBoxLayout(frame)
    layout.addWidget(made)
    layout.addWidget(other)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    yield made
    frame.hide()


@pytest.fixture
def text(editor: NoteEditor) -> QPlainTextEdit:
    editor.show_note(1, "")
    editor.focus()
    return desktop.child(editor, QPlainTextEdit)


@pytest.fixture
def asked(editor: NoteEditor) -> list[tuple[int, str]]:
    got: list[tuple[int, str]] = []
    editor.edited.connect(lambda clipping, body, *_: got.append((clipping, body)))
    return got


def _state(editor: NoteEditor) -> str:
    return editor.findChildren(QLabel)[1].text()


def test_it_saves_after_a_pause(
    editor: NoteEditor, text: QPlainTextEdit, asked: list[tuple[int, str]], qtbot: QtBot
) -> None:
    QTest.keyClicks(text, "abc")
    assert asked == []
    assert _state(editor) == t("article.note_typing")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [(1, "abc")]
    assert _state(editor) == t("article.note_typing")  # it is not saved yet
    editor.note_saved(1)
    assert _state(editor) == t("article.note_saved")


def test_it_saves_when_the_focus_leaves(
    editor: NoteEditor, text: QPlainTextEdit, asked: list[tuple[int, str]], qtbot: QtBot
) -> None:
    QTest.keyClicks(text, "abc")
    desktop.child(editor.window(), QLineEdit).setFocus()
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [(1, "abc")]


def test_it_saves_when_another_clipping_opens(
    editor: NoteEditor, text: QPlainTextEdit, asked: list[tuple[int, str]]
) -> None:
    QTest.keyClicks(text, "abc")
    editor.show_note(2, "other")
    assert asked == [(1, "abc")]
    assert text.toPlainText() == "other"
    editor.show_note(None, "")
    assert asked == [(1, "abc")]
    assert not editor.isEnabled()


def test_showing_is_no_editing(
    editor: NoteEditor, text: QPlainTextEdit, asked: list[tuple[int, str]]
) -> None:
    """What the field makes of line ends and blanks must not be written back."""
    for clipping, note in ((2, "a\r\nb"), (3, "no-break\u00a0space"), (4, "  "), (5, "a\u2028b")):
        editor.show_note(clipping, note)
        editor.flush_all()
    assert asked == []


def test_a_no_break_space_survives_editing(
    editor: NoteEditor, text: QPlainTextEdit, asked: list[tuple[int, str]]
) -> None:
    editor.show_note(2, "a\u00a0b")
    text.insertPlainText("c")
    editor.flush()
    assert asked == [(2, "ca\u00a0b")]


def test_the_library_never_overwrites_what_is_typed(
    editor: NoteEditor, text: QPlainTextEdit, asked: list[tuple[int, str]]
) -> None:
    QTest.keyClicks(text, "abc")
    editor.show_note(1, "from elsewhere")
    assert text.toPlainText() == "abc"
    editor.flush()
    editor.show_note(1, "")  # a star was given meanwhile: the note is on its way
    assert text.toPlainText() == "abc"
    QTest.keyClicks(text, "d")
    editor.note_saved(1)
    editor.show_note(1, "abc")
    assert text.toPlainText() == "abcd"
    editor.flush()
    assert asked == [(1, "abc"), (1, "abcd")]


def test_blanks_that_are_typed_stay(editor: NoteEditor, text: QPlainTextEdit) -> None:
    QTest.keyClicks(text, "  ")
    editor.flush()
    editor.note_saved(1)
    editor.show_note(1, "")  # a blank note is none
    assert text.toPlainText() == "  "


def test_an_undone_change_is_shown(editor: NoteEditor, text: QPlainTextEdit) -> None:
    QTest.keyClicks(text, "abc")
    editor.flush()
    editor.note_saved(1)
    editor.show_note(1, "abc")
    editor.show_note(1, "ab")
    assert text.toPlainText() == "ab"
    editor.show_note(1, "")
    assert text.toPlainText() == ""
    assert _state(editor) == ""


def test_the_cursor_stays_where_the_text_changes(editor: NoteEditor, text: QPlainTextEdit) -> None:
    QTest.keyClicks(text, "abcdef")
    editor.flush()
    editor.note_saved(1)
    editor.show_note(1, "abc")
    assert text.textCursor().position() == 3


def test_what_cannot_be_saved_stays_and_says_so(
    editor: NoteEditor, text: QPlainTextEdit, asked: list[tuple[int, str]]
) -> None:
    QTest.keyClicks(text, "abc")
    editor.flush()
    editor.note_failed(1)
    assert text.toPlainText() == "abc"
    assert _state(editor) == t("article.note_not_saved")
    editor.show_note(1, "")  # the library still has none
    assert text.toPlainText() == "abc"
    editor.flush()  # the message took the focus: not again and again
    assert asked == [(1, "abc")]
    QTest.keyClicks(text, "d")
    editor.flush()
    assert asked == [(1, "abc"), (1, "abcd")]
    editor.note_saved(1)
    assert _state(editor) == t("article.note_saved")


def test_what_could_not_be_saved_is_kept_while_another_clipping_is_open(
    editor: NoteEditor, text: QPlainTextEdit, asked: list[tuple[int, str]]
) -> None:
    QTest.keyClicks(text, "abc")
    editor.show_note(2, "other")
    editor.note_failed(1)
    assert text.toPlainText() == "other"
    assert _state(editor) == t("article.note_saved")
    editor.show_note(1, "")
    assert text.toPlainText() == "abc"
    assert _state(editor) == t("article.note_not_saved")
    editor.show_note(2, "other")
    editor.note_failed(1)
    editor.flush_all()
    assert asked == [(1, "abc")] * 3
    editor.note_saved(1)
    editor.show_note(1, "abc")
    assert _state(editor) == t("article.note_saved")


def test_coming_back_before_it_is_saved_shows_what_was_typed(
    editor: NoteEditor, text: QPlainTextEdit
) -> None:
    QTest.keyClicks(text, "abc")
    editor.show_note(2, "")
    editor.show_note(1, "")
    assert text.toPlainText() == "abc"


def test_one_stretch_of_typing_is_one_step(editor: NoteEditor, text: QPlainTextEdit) -> None:
    sessions: list[int] = []
    editor.edited.connect(lambda *args: sessions.append(args[2]))
    for typed in "ab":
        QTest.keyClicks(text, typed)
        editor.flush()
    editor.end_session()
    QTest.keyClicks(text, "c")
    editor.flush()
    assert sessions[0] == sessions[1] != sessions[2]


def test_who_comes_back_to_a_note_begins_a_step_of_its_own(
    editor: NoteEditor, text: QPlainTextEdit
) -> None:
    """Taking back the addition must not take the note that was left minutes ago."""
    sessions: list[tuple[int, str]] = []
    editor.edited.connect(lambda *args: sessions.append(args[2:]))
    QTest.keyClicks(text, "a")
    QCoreApplication.sendEvent(text, QFocusEvent(QEvent.Type.FocusOut))
    QTest.keyClicks(text, "b")
    editor.flush()
    assert [typed[0] for typed in sessions] == [sessions[0][0], sessions[1][0]]
    assert sessions[0][0] != sessions[1][0]
    assert all(since for _, since in sessions)


def test_a_long_rest_ends_a_stretch_of_typing(
    editor: NoteEditor, text: QPlainTextEdit, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions: list[int] = []
    editor.edited.connect(lambda *args: sessions.append(args[2]))
    clock = time.monotonic
    for later in (0, 30, 120):
        monkeypatch.setattr(time, "monotonic", lambda later=later: clock() + later)
        QTest.keyClicks(text, "a")
        editor.flush()
    assert sessions[0] == sessions[1] != sessions[2]


def test_a_dropped_file_is_no_note(text: QPlainTextEdit) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/page.txt")])
    data.setText("file:///page.txt")
    assert not text.canInsertFromMimeData(data)
    words = QMimeData()
    words.setText("words")
    assert text.canInsertFromMimeData(words)


def test_the_note_stands_on_the_analysts_ground(qtbot: QtBot, qapp: QApplication) -> None:
    """The third voice looks like itself: a plain widget ignores its ground unless told."""
    theme.apply(qapp, "light")
    made = NoteEditor()
    qtbot.addWidget(made)
    made.resize(300, 160)
    made.ensurePolished()
    assert made.grab().toImage().pixelColor(3, 80).name() == theme.tokens().analyst_ground


def _press(text: QPlainTextEdit, *keys: Qt.Key, shift: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier
    if shift:
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    for key in keys:
        QTest.keyClick(text, key, modifiers)


def test_undo_in_an_untouched_note_is_the_desks(desk: Desk, qtbot: QtBot) -> None:
    session = desk.session
    assert session.current is not None
    session.worker.write(SetStarred((session.current,), starred=True))
    qtbot.waitUntil(lambda: session.record is not None and session.record.starred)
    desk.focus_note()
    text = desktop.note_text(desk)
    _press(text, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: session.record is not None and not session.record.starred)
    assert text.hasFocus()
    _press(text, Qt.Key.Key_Z, shift=True)
    qtbot.waitUntil(lambda: session.record is not None and session.record.starred)
    _press(text, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: session.record is not None and not session.record.starred)
    _press(text, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: session.record is not None and session.record.starred)


def test_undo_of_what_is_typed_is_the_fields(desk: Desk, qtbot: QtBot) -> None:
    session = desk.session
    assert session.current is not None
    session.worker.write(SetStarred((session.current,), starred=True))
    qtbot.waitUntil(lambda: session.record is not None and session.record.starred)
    desk.focus_note()
    text = desktop.note_text(desk)
    QTest.keyClicks(text, "abc")
    _press(text, Qt.Key.Key_Z)
    assert text.toPlainText() == ""
    _press(text, Qt.Key.Key_Z, shift=True)
    assert text.toPlainText() == "abc"
    desktop.wait_writes(qtbot, session.worker)
    assert session.record is not None
    assert session.record.starred


def test_one_goes_on_writing_at_the_end_or_where_one_was(
    editor: NoteEditor, text: QPlainTextEdit
) -> None:
    text.clearFocus()
    editor.show_note(2, "one\ntwo")
    editor.focus()
    assert text.textCursor().position() == len("one\ntwo")
    QTest.keyClick(text, Qt.Key.Key_Up)
    text.clearFocus()
    editor.focus()
    assert text.textCursor().position() == len("one")
    text.clearFocus()
    editor.show_note(3, "\n".join(map(str, range(99))))
    assert text.verticalScrollBar().value() == 0  # who reads begins at the beginning


def test_escape_leaves_the_note_and_saves_it(desk: Desk, qtbot: QtBot) -> None:
    desk.focus_note()
    text = desktop.note_text(desk)
    QTest.keyClicks(text, "abc")
    QTest.keyClick(text, Qt.Key.Key_Escape)
    assert desk.article.browser.hasFocus()
    assert text.toPlainText() == "abc"
    qtbot.waitUntil(lambda: desk.session.record is not None and desk.session.record.note == "abc")
