"""Completions of the search field: by keys, by the mouse, beside an input method."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.core.query import Field
from clipdesk.ui.completions import Completions
from clipdesk.ui.search_field import SearchField
from tests.ui import desktop

KNOWN = {
    Field.SOURCE: ["時事通信", "朝日新聞", "New York Times", "<b>x</b>"],
    Field.TAG: ["国/カザフスタン", "国/ウズベキスタン", "急"],
}


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[SearchField]:
    """The field at the top of a window, with the keys."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    layout = QVBoxLayout(window)
    made = SearchField(window)
    layout.addWidget(made)
    layout.addStretch()
    made.offer(KNOWN)
    with qtbot.waitExposed(window):
        window.show()
    desktop.give_keys(qtbot, window, made)
    yield made
    window.hide()


def offered(field: SearchField) -> list[str]:
    """What is offered, as it is read aloud."""
    lists = [one for one in field.window().findChildren(Completions) if one.isVisible()]
    if not lists:
        return []
    model = lists[0].model()
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def key(field: SearchField, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(field, one)


def test_fields_then_values_are_taken_by_tab(field: SearchField) -> None:
    field.insert("霧 ")
    QTest.keyClicks(field, "so")
    assert offered(field) == ["source:"]
    key(field, Qt.Key.Key_Tab)
    assert field.text() == "霧 source:"
    assert offered(field) == KNOWN[Field.SOURCE]
    QTest.keyClicks(field, "new")
    assert offered(field) == ["New York Times"]
    key(field, Qt.Key.Key_Tab)
    assert field.text() == '霧 source:"New York Times" '
    assert offered(field) == []
    assert field.hasFocus()


def test_in_the_language_in_use(field: SearchField) -> None:
    QTest.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert "出典:" in offered(field)
    key(field, Qt.Key.Key_Escape)
    texts.use_language("en")
    QTest.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert "source:" in offered(field)
    assert field.text() == ""


def test_enter_is_the_searchs_unless_something_is_chosen(field: SearchField, qtbot: QtBot) -> None:
    QTest.keyClicks(field, "tag:")
    assert offered(field) == ["国/*", "国/カザフスタン", "国/ウズベキスタン", "急"]
    with qtbot.waitSignal(field.returnPressed):
        key(field, Qt.Key.Key_Return)
    assert (field.text(), offered(field)) == ("tag:", [])
    field.insert("国")
    with qtbot.assertNotEmitted(field.returnPressed), qtbot.assertNotEmitted(field.left):
        key(field, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert field.text() == "tag:国/* "


def test_up_goes_to_the_last_and_past_both_ends_is_none(field: SearchField, qtbot: QtBot) -> None:
    QTest.keyClicks(field, "is:")
    key(field, Qt.Key.Key_Up, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.returnPressed):
        key(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "s")
    key(field, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert field.text() == "is:starred "


def test_escape_closes_before_it_clears(field: SearchField, qtbot: QtBot) -> None:
    QTest.keyClicks(field, "so")
    key(field, Qt.Key.Key_Escape)
    assert (field.text(), offered(field)) == ("so", [])
    key(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        key(field, Qt.Key.Key_Escape)


def test_without_completions_the_keys_are_the_windows(field: SearchField, qtbot: QtBot) -> None:
    QTest.keyClicks(field, "zzz")
    assert offered(field) == []
    with qtbot.waitSignal(field.left):
        key(field, Qt.Key.Key_Down)


def test_a_click_takes_it(field: SearchField) -> None:
    QTest.keyClicks(field, "source:")
    shown = desktop.child(field.window(), Completions)
    place = shown.visualRect(shown.model().index(1, 0)).center()
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert field.text() == "source:朝日新聞 "
    assert field.hasFocus()


def test_in_the_middle_of_a_text_what_follows_stays(field: SearchField) -> None:
    field.setText("😀 so 港")
    field.setCursorPosition(5)
    QTest.keyClicks(field, "u")
    key(field, Qt.Key.Key_Tab)
    assert field.text() == "😀 source: 港"
    key(field, Qt.Key.Key_Tab)
    assert field.text() == "😀 source:時事通信 港"


def test_what_is_already_there_is_not_offered(field: SearchField) -> None:
    QTest.keyClicks(field, "source:")
    field.insert("朝日新聞")
    assert offered(field) == []


def test_nothing_is_offered_while_a_word_is_composed(field: SearchField) -> None:
    def compose(shown: str, typed: str = "") -> None:
        event = QInputMethodEvent(shown, [])
        event.setCommitString(typed)
        QApplication.sendEvent(field, event)

    QTest.keyClicks(field, "source:")
    assert offered(field)
    compose("じじ")
    assert offered(field) == []
    key(field, Qt.Key.Key_Tab)  # goes where Tab goes: nothing is taken
    assert field.text() == "source:"
    field.setFocus()
    compose("", "時事")
    assert field.text() == "source:時事"
    assert offered(field) == ["時事通信"]


def test_leaving_closes_the_list(field: SearchField) -> None:
    QTest.keyClicks(field, "source:")
    field.clearFocus()
    assert offered(field) == []


def test_a_narrow_window_keeps_the_list_inside(field: SearchField) -> None:
    field.window().resize(240, 120)
    QApplication.processEvents()
    field.insert("霧 " * 40)
    QTest.keyClicks(field, "source:")
    shown = desktop.child(field.window(), Completions)
    assert field.window().rect().contains(shown.geometry())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_field_says_what_it_asks(field: SearchField, language: str) -> None:
    texts.use_language(language)
    QTest.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    shown = desktop.child(field.window(), Completions)
    model = shown.model()
    spoken = [
        str(model.index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole))
        for n in range(model.rowCount())
    ]
    assert len(spoken) == 15
    assert all(len(words.split()) > 1 for words in spoken)
    shown.grab()  # every row is painted
