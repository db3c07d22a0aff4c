"""Typing, chips and keys of the search field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.core.query import Facet, Field, Filter, Found, Sort
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
    return {
        desktop.child(chip, QLabel).text(): desktop.child(chip, QToolButton)
        for chip in bar.findChildren(Chip)
        if chip.isVisibleTo(bar)
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


def _answer(wanted: Filter, shown: Filter) -> Found:
    return Found(wanted, shown_as=shown)


_TYPED = Filter("霧 source:時事通信 date:2022", frozenset({(Facet.TAG, "海")}))
_LIFTED = Filter(
    "霧", frozenset({(Facet.TAG, "海"), (Facet.SOURCE, "時事通信")}), (738_156, 738_520)
)


def test_what_is_typed_of_facets_stands_in_chips_and_in_the_field(
    bar: SearchBar, field: QLineEdit
) -> None:
    bar.show_filter(_TYPED)
    assert list(_chips(bar)) == ["タグ: 海"]  # the library alone knows what the rest means
    bar.show_found(_answer(_TYPED, _LIFTED))
    assert set(_chips(bar)) == {"出典: 時事通信", "タグ: 海", "期間: 2022年"}
    assert field.text() == _TYPED.query


def test_taking_a_typed_chip_away_takes_it_out_of_the_text(bar: SearchBar, qtbot: QtBot) -> None:
    bar.show_filter(_TYPED)
    bar.show_found(_answer(_TYPED, _LIFTED))
    with qtbot.waitSignal(bar.filter_requested) as asked:
        _chips(bar)["出典: 時事通信"].click()
    assert asked.args == [replace(_LIFTED, chosen=frozenset({(Facet.TAG, "海")}))]


def test_typing_on_does_not_let_the_chips_flicker(bar: SearchBar, qtbot: QtBot) -> None:
    bar.show_filter(_TYPED)
    bar.show_found(_answer(_TYPED, _LIFTED))
    before = set(_chips(bar))
    bar.show_filter(replace(_TYPED, query=f"{_TYPED.query} 港"))
    assert set(_chips(bar)) == before
    bar.show_found(_answer(_TYPED, Filter()))  # an answer that nobody waits for any more
    assert set(_chips(bar)) == before
    bar.show_filter(Filter())
    assert _chips(bar) == {}


def test_what_is_excluded_has_a_minus(bar: SearchBar, qtbot: QtBot) -> None:
    wanted = Filter(excluded=frozenset({(Facet.YEAR, "2022-05"), (Facet.READING, "read")}))
    bar.show_filter(wanted)
    chips = _chips(bar)
    assert set(chips) == {"− 年: 2022年5月", "− 閲覧状況: 既読"}
    with qtbot.waitSignal(bar.filter_requested) as asked:
        chips["− 年: 2022年5月"].click()
    assert asked.args == [Filter(excluded=frozenset({(Facet.READING, "read")}))]


def _words(bar: SearchBar) -> QAction:
    return next(action for action in bar.field.actions() if action.isCheckable())


def test_whole_words_are_switched_in_the_field(
    bar: SearchBar, field: QLineEdit, qtbot: QtBot
) -> None:
    bar.show_filter(Filter("IS"))
    QTest.keyClicks(field, "I")
    before = _words(bar).icon().pixmap(20).toImage()
    with qtbot.waitSignal(bar.filter_requested) as asked:
        _words(bar).trigger()
    assert asked.args == [Filter("ISI", whole_words=True)]
    bar.show_filter(asked.args[0])
    assert _words(bar).isChecked()
    assert _words(bar).icon().pixmap(20).toImage() != before
    with qtbot.assertNotEmitted(bar.filter_requested, wait=200):
        pass  # what was typed was asked for with it


def test_the_order_is_shown_and_chosen(bar: SearchBar, qtbot: QtBot) -> None:
    button = next(b for b in bar.findChildren(QToolButton) if b.menu() is not None)
    assert button.text() == "新しい順"
    oldest = next(a for a in button.menu().actions() if a.text() == "古い順")
    with qtbot.waitSignal(bar.filter_requested) as asked:
        oldest.trigger()
    assert asked.args == [Filter(sort=Sort.OLDEST)]
    bar.show_filter(asked.args[0])
    assert button.text() == "古い順"
    with qtbot.assertNotEmitted(bar.filter_requested):
        oldest.trigger()
    texts.use_language("en")
    bar.retranslate()
    assert button.text() == "Oldest first"


def _remark(bar: SearchBar) -> str:
    said = _said(bar).text()
    assert bool(bar._row.remarks) or not said
    return said


def _said(bar: SearchBar) -> QLabel:
    return next(b for b in bar.findChildren(QLabel) if b.objectName() == "quiet")


def test_what_is_not_understood_is_said_after_a_pause(
    bar: SearchBar, field: QLineEdit, qtbot: QtBot
) -> None:
    bar.show_filter(Filter("date:x"))  # from a saved search, say: at once
    assert "date:x" in _remark(bar)
    before = field.grab().toImage()
    field.selectAll()
    QTest.keyClicks(field, '"a')
    assert _remark(bar) == ""  # the quote may be closed yet
    qtbot.waitUntil(lambda: '"' in _remark(bar))
    assert field.grab().toImage() != before
    QTest.keyClicks(field, "b")
    assert '"' in _remark(bar)  # it still holds
    QTest.keyClicks(field, '"')
    assert _remark(bar) == ""


def test_what_has_no_room_is_told_as_more(bar: SearchBar) -> None:
    bar.show_filter(Filter("date:x is:y has:z a OR"))
    said = _said(bar)
    remarks = bar._row.remarks
    assert len(remarks) == 4
    assert said.text().endswith("（ほか 3 件）")
    assert all(word in said.toolTip() for word in ("date:x", "is:y", "has:z", "OR"))
    assert said.accessibleName() == "\n".join(remarks)
    bar.resize(4_000, 80)
    assert said.text() == "　".join(remarks)
    assert said.toolTip() == ""


def test_the_row_is_one_line_whatever_stands_in_it(bar: SearchBar, qtbot: QtBot) -> None:
    high = bar.sizeHint().height()
    bar.show_filter(_ALL)
    assert bar.sizeHint().height() == high
    many = Filter(chosen=frozenset((Facet.TAG, f"国/{n}") for n in range(40)))
    bar.show_filter(replace(many, query="date:x is:y has:z"))
    assert bar.sizeHint().height() == high
    shown = _chips(bar)
    assert 0 < len(shown) < 40
    more = next(b for b in bar.findChildren(QToolButton) if b.text().startswith("ほか"))
    assert more.text() == f"ほか {40 - len(shown)} 件"
    assert more.isVisible()
    more.menu().aboutToShow.emit()
    actions = more.menu().actions()
    assert len(actions) == 40 - len(shown)
    with qtbot.waitSignal(bar.filter_requested) as asked:
        actions[0].trigger()
    assert len(asked.args[0].chosen) == 39
    bar.resize(20_000, 80)
    assert len(_chips(bar)) == 40
    assert not more.isVisible()


def test_how_many_were_found_stands_where_nothing_is_remarked_on(bar: SearchBar) -> None:
    bar.show_found(Found(Filter(), total=1_234))
    assert _said(bar).text() == "全 1,234 件"
    bar.show_filter(Filter("date:x"))
    assert "date:x" in _said(bar).text()
    bar.show_filter(Filter("霧"))
    bar.show_found(Found(Filter("霧"), total=1_234))
    assert _said(bar).text() == "1,234 件中 0 件"
    texts.use_language("en")
    bar.retranslate()
    assert _said(bar).text() == "0 of 1,234 clippings"


def test_enter_says_it_at_once(bar: SearchBar, field: QLineEdit) -> None:
    QTest.keyClicks(field, "a OR")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "OR" in _remark(bar)


def test_a_remark_is_short_and_plain(bar: SearchBar) -> None:
    bar.show_filter(Filter("(" * 60 + "<b>" + "語" * 9_950))
    assert 0 < len(_remark(bar)) < 400
    assert _said(bar).textFormat() is Qt.TextFormat.PlainText


def test_a_field_without_its_value_is_not_searched_for(
    bar: SearchBar, field: QLineEdit, qtbot: QtBot
) -> None:
    bar.offer({Field.SOURCE: ["時事通信"]})
    desktop.give_keys(qtbot, bar, field)
    with qtbot.assertNotEmitted(bar.filter_requested, wait=300):
        QTest.keyClicks(field, "source:")
    bar.show_filter(Filter())  # the answer to something else
    assert field.text() == "source:"
    with qtbot.waitSignal(bar.filter_requested) as asked:
        QTest.keyClicks(field, "a")
    assert asked.args == [Filter("source:a")]


def test_no_conditions_no_chips(bar: SearchBar) -> None:
    bar.show_filter(_ALL)
    bar.show_filter(Filter("灯台"))
    assert _chips(bar) == {}


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
