"""Finding within the article: folded as a search, counted, round and round, and away again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from clipdesk.core.hits import sought
from clipdesk.core.query import parse
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article.pane import ArticlePane
from tests.ui import desktop
from tests.ui.article.test_article import RECORD, _passage

TEXT = _passage("讀賣新聞の霧。 読売 新聞の海。𠮷田は3㌧の石を見た。")


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ArticlePane]:
    made = ArticlePane()
    qtbot.addWidget(made)
    made.resize(700, 500)
    with qtbot.waitExposed(made):
        made.show()
    made.show_record(1, replace(RECORD, headline="読売の灯台", passages=(TEXT,)))
    yield made
    made.hide()


def _field(pane: ArticlePane) -> QLineEdit:
    return desktop.child(pane.finder, QLineEdit)


def _count(pane: ArticlePane) -> str:
    return desktop.child(pane.finder, QLabel).text()


def _marked(pane: ArticlePane) -> list[str]:
    return [one.cursor.selectedText() for one in pane.browser.extraSelections()]


def test_words_are_found_as_a_search_finds_them(pane: ArticlePane) -> None:
    pane.find_words()
    _field(pane).insert("読売新聞")
    assert _marked(pane) == ["讀賣新聞", "読売 新聞"]
    assert _count(pane) == "1 / 2"
    _field(pane).setText("トン")
    assert _marked(pane) == ["㌧"]
    _field(pane).setText("無い")
    assert _marked(pane) == []
    assert _count(pane) == t("article.find_none")
    _field(pane).setText(" ")
    assert _marked(pane) == []


def test_enter_goes_round_and_shift_enter_back(pane: ArticlePane) -> None:
    pane.find_words()
    _field(pane).setText("読売")
    seen = [_count(pane)]
    for _ in range(3):
        QTest.keyClick(_field(pane), Qt.Key.Key_Return)
        seen.append(_count(pane))
    assert seen == ["1 / 3", "2 / 3", "3 / 3", "1 / 3"]
    QTest.keyClick(_field(pane), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert _count(pane) == "3 / 3"


def test_escape_gives_the_hits_of_the_search_back(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.show_hits(sought(parse("霧")))
    assert _marked(pane) == ["霧"]
    pane.find_words()
    _field(pane).setText("海")
    assert _marked(pane) == ["海"]
    QTest.keyClick(_field(pane), Qt.Key.Key_Escape)
    assert _marked(pane) == ["霧"]
    assert not pane.finder.isVisible()
    assert not pane.step_found(1), "F3 is the search's again"
    pane.find_words()
    assert _field(pane).text() == "海"
    assert _field(pane).selectedText() == "海"
    assert _marked(pane) == ["海"]


def test_it_begins_where_one_reads_and_with_what_is_selected(pane: ArticlePane) -> None:
    passages = tuple(_passage(f"第{n}の海。" + "文。" * 90) for n in range(40))
    pane.show_record(2, replace(RECORD, uid="long", passages=passages))
    bar = pane.browser.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    cursor = pane.browser.document().find("文")
    pane.browser.setTextCursor(cursor)
    bar.setValue(bar.maximum() // 2)
    pane.find_words()
    assert _field(pane).text() == "文"
    _field(pane).setText("の海")
    number, total = map(int, _count(pane).split(" / "))
    assert total == 40
    assert 15 < number < 27


def test_another_clipping_is_searched_too(pane: ArticlePane) -> None:
    pane.find_words()
    _field(pane).setText("海")
    pane.show_record(2, replace(RECORD, uid="x", passages=(_passage("海と海。"),)))
    assert _marked(pane) == ["海", "海"]
    assert _count(pane) == t("article.find_total", n=2)


def test_every_button_has_a_name(pane: ArticlePane) -> None:
    theme.use_ground("night")
    pane.retranslate()
    theme.use_ground("window")
    for child in pane.finder.findChildren(QObject):
        if child.metaObject().className() == "QToolButton":
            assert child.property("accessibleName")
