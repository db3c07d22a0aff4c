"""Typing, chips and keys of the search field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.core.query import Facet, Filter
from clipdesk.ui.chips import Chip
from clipdesk.ui.search_bar import SearchBar
from tests.ui import desktop


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[SearchBar]:
    made = SearchBar()
    qtbot.addWidget(made)
    made.resize(900, 80)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


@pytest.fixture
def field(bar: SearchBar) -> QLineEdit:
    return desktop.child(bar, QLineEdit)


def _chips(bar: SearchBar) -> dict[str, QToolButton]:
    chips = [bar._flow.itemAt(i) for i in range(bar._flow.count())]
    widgets = [item.widget() for item in chips if item is not None]
    return {
        desktop.child(chip, QLabel).text(): desktop.child(chip, QToolButton)
        for chip in widgets
        if isinstance(chip, Chip)
    }


_ALL = Filter("灯台", frozenset({(Facet.SOURCE, "時事通信"), (Facet.TAG, "")}), (737790, 738154))


def test_one_question_after_a_pause(bar: SearchBar, field: QLineEdit, qtbot: QtBot) -> None:
    asked: list[Filter] = []
    bar.filter_requested.connect(asked.append)
    QTest.keyClicks(field, "todai")
    assert asked == []
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [Filter("todai")]


def test_typing_keeps_the_other_conditions(bar: SearchBar, field: QLineEdit, qtbot: QtBot) -> None:
    bar.show_filter(_ALL)
    with qtbot.waitSignal(bar.filter_requested) as asked:
        QTest.keyClicks(field, "x")
    assert asked.args == [Filter("灯台x", _ALL.chosen, _ALL.days)]


def test_enter_asks_at_once_and_leaves(bar: SearchBar, field: QLineEdit, qtbot: QtBot) -> None:
    asked: list[Filter] = []
    bar.filter_requested.connect(asked.append)
    QTest.keyClicks(field, "todai")
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked == [Filter("todai")]
    assert not bar._timer.isActive()


def test_down_leaves(bar: SearchBar, field: QLineEdit, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.filter_requested), qtbot.waitSignal(bar.left):
        QTest.keyClick(field, Qt.Key.Key_Down)


def test_escape_clears_then_leaves(bar: SearchBar, field: QLineEdit, qtbot: QtBot) -> None:
    bar.show_filter(_ALL)
    with qtbot.assertNotEmitted(bar.left), qtbot.waitSignal(bar.filter_requested) as asked:
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert asked.args == [Filter("", _ALL.chosen, _ALL.days)]
    bar.show_filter(asked.args[0])
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(field, Qt.Key.Key_Escape)


def test_the_clear_button_asks_at_once(bar: SearchBar, field: QLineEdit, qtbot: QtBot) -> None:
    bar.show_filter(_ALL)
    buttons = [b for b in field.findChildren(QToolButton) if b.isVisible()]
    with qtbot.waitSignal(bar.filter_requested) as asked:
        QTest.mouseClick(buttons[-1], Qt.MouseButton.LeftButton)
    assert asked.args[0].query == ""
    assert field.text() == ""


def test_each_chip_takes_one_condition_away(bar: SearchBar, qtbot: QtBot) -> None:
    bar.show_filter(_ALL)
    chips = _chips(bar)
    assert len(chips) == 3
    for button in chips.values():
        with qtbot.waitSignal(bar.filter_requested) as asked:
            button.click()
        left = asked.args[0]
        assert left.query == "灯台"
        gone = len(_ALL.chosen - left.chosen) + (left.days is None)
        assert gone == 1


def test_no_conditions_no_chips(bar: SearchBar) -> None:
    bar.show_filter(_ALL)
    bar.show_filter(Filter("灯台"))
    assert _chips(bar) == {}
    assert not bar._chips.isVisible()


def test_showing_a_filter_asks_for_nothing(bar: SearchBar, field: QLineEdit, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.filter_requested, wait=200):
        bar.show_filter(_ALL)
        assert field.text() == "灯台"
        bar.show_filter(Filter())
        assert field.text() == ""


def test_an_answer_does_not_overwrite_typing(bar: SearchBar, field: QLineEdit) -> None:
    QTest.keyClicks(field, "new")
    bar.show_filter(Filter("old"))
    assert field.text() == "new"


def test_what_was_typed_can_be_forgotten(bar: SearchBar, field: QLineEdit, qtbot: QtBot) -> None:
    QTest.keyClicks(field, "new")
    with qtbot.assertNotEmitted(bar.filter_requested, wait=200):
        bar.stop_typing()
        bar.show_filter(Filter())
    assert field.text() == ""


def test_chips_follow_the_language(bar: SearchBar) -> None:
    bar.show_filter(_ALL)
    before = set(_chips(bar))
    texts.use_language("en")
    bar.retranslate()
    assert "Sources: 時事通信" in _chips(bar)
    assert not before & set(_chips(bar))


def test_a_long_value_is_shortened_and_a_hostile_one_is_text(bar: SearchBar) -> None:
    value = "<img src=file:///etc/passwd>" + "長" * 300
    bar.show_filter(Filter(chosen=frozenset({(Facet.TAG, value)})))
    ((text, button),) = _chips(bar).items()
    assert "…" in text
    chip = button.parentWidget()
    assert chip is not None
    assert chip.sizeHint().width() < 400
    hint = desktop.child(chip, QLabel).toolTip()
    assert "&lt;img" in hint
    assert "<img" not in hint


def test_a_dropped_file_is_no_query(field: QLineEdit) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/page.txt")])
    data.setText("/page.txt")
    event = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(field, event)
    assert not event.isAccepted()
