"""Markdown's small helps, and links to clippings while they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk.ui.article import note_keys
from clipdesk.ui.article.note_text import LinkChoice, NoteText
from clipdesk.ui.completions import Completions
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from tests.ui import desktop

_CONTROL = Qt.KeyboardModifier.ControlModifier
_KEY = Qt.Key


@pytest.fixture
def field(desk: Desk) -> NoteText:
    desk.focus_note()
    return desk.article.note.field


@pytest.mark.parametrize(
    ("before", "after", "begins"),
    [
        ("- 一", "", "- "),
        ("  * 一", "", "  * "),
        ("9. 一", "", "10. "),
        ("1) 一", "二", "2) "),
        ("- [x] 済み", "", "- [ ] "),
        ("- ", "", ""),
        ("- [ ] ", "", ""),
        ("- ", "二", "- "),
        ("> 引用", "", "> "),
        ("> ", "", ""),
        ("普通の行", "", None),
        ("-一", "", None),
        ("2031.04.09", "", None),
        ("", "", None),
    ],
)
def test_what_the_next_line_begins_with(before: str, after: str, begins: str | None) -> None:
    assert note_keys.next_line(before, after) == begins


@given(st.from_regex(r"( {0,6})([-*+]|[0-9]{1,3}[.)]) [^\n]{0,9}", fullmatch=True))
def test_deeper_and_higher_again_is_the_same(line: str) -> None:
    deeper = note_keys.indented(line)
    assert deeper is not None
    assert deeper.endswith(line)
    assert note_keys.outdented(deeper) == line


@given(st.text(st.characters(exclude_characters="*\n"), min_size=1), st.sampled_from(["**", "*"]))
def test_emphasis_twice_is_none(words: str, mark: str) -> None:
    assert note_keys.wrapped(note_keys.wrapped(words, mark), mark) == words


def test_emphasis_of_another_kind_is_another() -> None:
    assert note_keys.wrapped("**a**", "*") == "***a***"
    assert note_keys.wrapped("***a***", "*") == "**a**"


def test_enter_goes_on_with_a_list_and_ends_it(field: NoteText) -> None:
    QTest.keyClicks(field, "- a")
    QTest.keyClick(field, _KEY.Key_Return)
    QTest.keyClicks(field, "b")
    assert field.words() == "- a\n- b"
    QTest.keyClick(field, _KEY.Key_Return)
    QTest.keyClick(field, _KEY.Key_Return)
    QTest.keyClicks(field, "c")
    assert field.words() == "- a\n- b\nc"


def test_tab_changes_the_level_of_items_and_leaves_elsewhere(field: NoteText, desk: Desk) -> None:
    field.setPlainText("- 一\n- 𠮷😀二\n普通")
    field.selectAll()
    QTest.keyClick(field, _KEY.Key_Tab)
    assert field.words() == "  - 一\n  - 𠮷😀二\n普通"
    QTest.keyClick(field, _KEY.Key_Backtab)
    assert field.words() == "- 一\n- 𠮷😀二\n普通"
    field.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(field, _KEY.Key_Tab)
    assert field.words() == "- 一\n- 𠮷😀二\n普通"
    assert not field.hasFocus()


def test_ctrl_b_and_ctrl_i_emphasize_and_do_nothing_else(
    field: NoteText, window: MainWindow, desk: Desk
) -> None:
    field.setPlainText("𠮷 word")
    field.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(field, _KEY.Key_B, _CONTROL)
    assert field.words() == "𠮷 **word**"
    assert desk.sidebar.isVisible()  # Ctrl+B is its key elsewhere
    QTest.keyClick(field, _KEY.Key_B, _CONTROL)
    QTest.keyClick(field, _KEY.Key_I, _CONTROL)
    assert field.words() == "𠮷 *word*"
    assert not desktop.boxes(window)


# ---- links


def _offered(desk: Desk) -> Completions[LinkChoice]:
    return desktop.child(desk.window(), Completions, "completions")


def _labels(completions: Completions[LinkChoice]) -> list[str]:
    model = completions.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def _wait_offered(desk: Desk, qtbot: QtBot, *labels: str) -> Completions[LinkChoice]:
    qtbot.waitUntil(
        lambda: (
            bool(desk.window().findChildren(Completions))
            and _offered(desk).isVisible()
            and (not labels or _labels(_offered(desk)) == list(labels))
        )
    )
    return _offered(desk)


def test_a_link_is_completed_by_words_of_a_headline(
    field: NoteText, desk: Desk, qtbot: QtBot
) -> None:
    field.insertPlainText("𠮷 see ")
    QTest.keyClicks(field, "[[")
    shown = _wait_offered(desk, qtbot)
    assert _labels(shown)[0] == "岬の灯台を修理へ"  # the newest
    assert len(_labels(shown)) == 5
    event = QInputMethodEvent()
    event.setCommitString("岬")
    QApplication.sendEvent(field, event)
    _wait_offered(desk, qtbot, "岬の灯台を修理へ", "岬への道、嵐で閉鎖")
    QTest.keyClick(field, _KEY.Key_Down)
    QTest.keyClick(field, _KEY.Key_Down)
    QTest.keyClick(field, _KEY.Key_Return)
    assert field.words() == "𠮷 see [[3105-040902]]"
    assert not shown.isVisible()
    assert field.textCursor().atEnd()


def test_a_link_is_completed_by_id_and_date(field: NoteText, desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(field, "[[3105-0302")
    _wait_offered(desk, qtbot, "春の出港")
    QTest.keyClick(field, _KEY.Key_Tab)
    assert field.words() == "[[3105-030201]]"
    QTest.keyClicks(field, " [[2030.12")
    _wait_offered(desk, qtbot, "歳末の港")
    QTest.keyClick(field, _KEY.Key_Escape)  # hides what is offered, and stays in the note
    assert not _offered(desk).isVisible()
    assert field.hasFocus()


def test_brackets_that_stand_already_are_not_doubled(
    field: NoteText, desk: Desk, qtbot: QtBot
) -> None:
    field.setPlainText("[[]] 後")
    cursor = field.textCursor()
    cursor.setPosition(2)
    field.setTextCursor(cursor)
    QTest.keyClicks(field, "3105-0302")
    _wait_offered(desk, qtbot, "春の出港")
    QTest.keyClick(field, _KEY.Key_Tab)
    assert field.words() == "[[3105-030201]] 後"


def test_nothing_is_offered_while_an_input_method_composes(
    field: NoteText, desk: Desk, qtbot: QtBot
) -> None:
    QTest.keyClicks(field, "[[")
    shown = _wait_offered(desk, qtbot)
    QApplication.sendEvent(field, QInputMethodEvent("みさき", []))
    assert not shown.isVisible()
    assert field.words() == "[["
    qtbot.wait(60)
    assert not shown.isVisible()


def test_the_hint_gives_way_to_what_is_composed(field: NoteText) -> None:
    """Seen with mozc: both were painted over each other in an empty note."""
    field.setPlainText("")
    hint = field.placeholderText()
    assert hint
    QApplication.sendEvent(field, QInputMethodEvent("みさき", []))
    assert not field.placeholderText()
    QApplication.sendEvent(field, QInputMethodEvent("", []))
    assert field.placeholderText() == hint


def test_enter_without_an_offer_is_a_line(field: NoteText) -> None:
    QTest.keyClicks(field, "a [[nowhere")
    QTest.keyClick(field, _KEY.Key_Return)
    assert field.words() == "a [[nowhere\n"
