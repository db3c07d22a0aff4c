"""The difference of two texts as it is seen: rows level, changes marked, the text itself copied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from clipdesk.texts import t, use_language
from clipdesk.ui import theme
from clipdesk.ui.dialogs.difference import DifferenceView
from tests.ui import desktop

BEFORE = """ 港湾局は10日、岬の灯台を直すと
発表した。費用は3,000㌧の石の分である。

 灯台は百年前に建てられ、嵐のたびに傷んできた。
 漁協は反対する。
 古い日誌は博物館に移す。"""
AFTER = """ 港湾局は11日、岬の灯台を直すと発表した。費用は3,500㌧の石の分である。

 灯台は百年前に建てられ、嵐のたびに傷んできた。
 古い日誌は博物館に移す。
 霧笛も取り替える。"""


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[DifferenceView]:
    made = DifferenceView()
    qtbot.addWidget(made)
    made.resize(900, 500)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def _columns(view: DifferenceView) -> tuple[QTextEdit, QTextEdit]:
    left, right = view.findChildren(QTextEdit)
    return left, right


def _show(view: DifferenceView, before: str = BEFORE, after: str = AFTER) -> None:
    view.show_texts(before, after, "前の文章", "今の文章")
    QApplication.processEvents()


def _tops(column: QTextEdit) -> list[float]:
    layout = column.document().documentLayout()
    block = column.document().begin()
    tops = []
    while block.isValid():
        tops.append(layout.blockBoundingRect(block).top())
        block = block.next()
    return tops


def _marked(column: QTextEdit) -> list[tuple[str, bool, bool]]:
    """(text, struck through, underlined) of what has a ground of its own."""
    found = []
    block = column.document().begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            looks = iterator.fragment().charFormat()
            if looks.background().style() is not Qt.BrushStyle.NoBrush:
                found.append(
                    (iterator.fragment().text(), looks.fontStrikeOut(), looks.fontUnderline())
                )
            iterator += 1
        block = block.next()
    return found


def _copied(column: QTextEdit) -> str:
    QApplication.clipboard().clear()
    column.copy()
    return QApplication.clipboard().text()


def test_rows_stand_beside_each_other(view: DifferenceView) -> None:
    for width in (900, 420, 1400):
        view.resize(width, 500)
        _show(view)
        left, right = _columns(view)
        assert _tops(left) == pytest.approx(_tops(right), abs=0.5)
        assert len(_tops(left)) == 6


def test_changes_are_told_by_more_than_colour(view: DifferenceView) -> None:
    _show(view)
    left, right = _columns(view)
    assert _marked(left) == [
        ("10", True, False),
        ("↵", False, False),
        ("\u2028", True, False),
        ("3,000", True, False),
        (" 漁協は反対する。", True, False),
    ]
    assert _marked(right) == [
        ("11", False, True),
        ("3,500", False, True),
        (" 霧笛も取り替える。", False, True),
    ]


def test_one_text_after_another_shows_its_own_changes_alone(view: DifferenceView) -> None:
    """The view stands at the first change, whose look the next text took over as a whole."""
    _show(view, "霧の朝\n灯台", "晴れた朝\n灯台")
    _show(view, "港の話\n六日", "港の話\n七日")
    left, right = _columns(view)
    assert _marked(left) == [("六", True, False)]
    assert _marked(right) == [("七", False, True)]


def test_what_cannot_be_seen_is_told(view: DifferenceView) -> None:
    _show(view, "灯台\u200b", "灯台")
    left, _ = _columns(view)
    assert "‹U+200B›" in left.toPlainText()
    left.selectAll()
    assert _copied(left) == "灯台\u200b"


@pytest.mark.parametrize("look", ["light", "dark"])
def test_colours_are_those_in_use(view: DifferenceView, qapp: QApplication, look: str) -> None:
    _show(view)
    theme.apply(qapp, "dark" if look == "dark" else "light")
    left, right = _columns(view)
    for column, ground in (
        (left, theme.tokens().removed_ground),
        (right, theme.tokens().added_ground),
    ):
        cursor = column.document().find("1" if column is left else "11")
        assert cursor.charFormat().background().color() == QColor(ground)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="file:///etc/passwd">',
        "&lt;b&gt;",
        "a\x00b\x1bc",
        "\ufdd0\ufdd1\ufffc\u2029",
        "\ud800",
        "\u202eabc",
    ],
)
def test_hostile_text_is_text(view: DifferenceView, text: str) -> None:
    _show(view, f"灯台\n{text}", f"灯台\n{text}x")
    left, right = _columns(view)
    assert left.document().blockCount() == right.document().blockCount() == 2
    if text.isascii() and text.isprintable():
        assert text in left.toPlainText()
    view.show_texts(text, text, text, text)
    for label in view.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or label.text() != text


def test_the_changes_are_counted_and_walked_through(view: DifferenceView, qtbot: QtBot) -> None:
    _show(view)
    assert view.change_count == 5
    assert t("difference.count", n=5, figure="5") in desktop.words(view)
    desktop_place = [t("difference.place", place=str(n), all="5") for n in range(1, 6)]
    with qtbot.waitActive(view):
        view.activateWindow()
    view.setFocus()
    seen = []
    for _ in range(6):
        QTest.keyClick(_columns(view)[1], Qt.Key.Key_F8)
        seen += [text for text in desktop.words(view) if text in desktop_place]
    assert seen == [*desktop_place, desktop_place[0]]
    QTest.keyClick(_columns(view)[1], Qt.Key.Key_F7)
    assert desktop_place[4] in desktop.words(view)
    previous = next(b for b in view.findChildren(QToolButton) if "F7" in b.toolTip())
    previous.click()
    assert desktop_place[3] in desktop.words(view)
    left, right = _columns(view)
    (here,) = left.extraSelections()
    assert here.cursor.selectedText() == " 漁協は反対する。"
    assert right.extraSelections()[0].cursor.selectedText() == ""


def test_a_change_far_down_comes_into_sight(view: DifferenceView) -> None:
    lines = [f" {number} の段落。" for number in range(300)]
    _show(view, "\n".join(lines), "\n".join([*lines[:-20], "新しい。", *lines[-20:]]))
    left, right = _columns(view)
    right.verticalScrollBar().setValue(0)
    view.next_change()
    rect = right.cursorRect()
    assert 0 <= rect.top() < rect.bottom() <= right.viewport().height()
    assert left.verticalScrollBar().value() == right.verticalScrollBar().value() > 0


@pytest.mark.parametrize("is_shown_first", [True, False])
def test_it_begins_at_the_first_change(view: DifferenceView, *, is_shown_first: bool) -> None:
    lines = [f" {number} の段落。" for number in range(300)]
    changed = [*lines[:200], "新しい。", *lines[200:-20], "もう一つ。", *lines[-20:]]
    view.setVisible(is_shown_first)
    view.show_texts("\n".join(lines), "\n".join(changed), "前の文章", "今の文章")
    view.show()
    QApplication.processEvents()
    left, right = _columns(view)
    place = right.document().find("新しい。")
    rect = right.cursorRect(place)
    assert 0 <= rect.top() < rect.bottom() <= right.viewport().height() // 2
    assert left.verticalScrollBar().value() == right.verticalScrollBar().value() > 0
    assert t("difference.count", n=2, figure="2") in desktop.words(view)
    view.next_change()  # the first one first
    assert t("difference.place", place="1", all="2") in desktop.words(view)
    right.verticalScrollBar().setValue(0)
    view.resize(700, 500)  # who scrolls is left where he is
    QApplication.processEvents()
    assert right.verticalScrollBar().value() == 0
    _show(view)
    assert right.verticalScrollBar().value() == 0


def test_both_sides_scroll_together(view: DifferenceView) -> None:
    _show(view, "\n".join("あ" * 200), "\n".join("あ" * 201))
    left, right = _columns(view)
    left.verticalScrollBar().setValue(300)
    assert right.verticalScrollBar().value() == view._bar.value() == 300
    view._bar.setValue(120)
    assert left.verticalScrollBar().value() == right.verticalScrollBar().value() == 120
    assert left.verticalScrollBar().maximum() == right.verticalScrollBar().maximum()
    assert view._bar.maximum() == right.verticalScrollBar().maximum()
    row = right.cursorForPosition(right.viewport().rect().topLeft()).blockNumber()
    view.resize(500, 500)
    QApplication.processEvents()
    assert right.cursorForPosition(right.viewport().rect().topLeft()).blockNumber() == row


@pytest.mark.parametrize("text", [BEFORE, "𠮷野家\u00a0の港\n\n😀か\u3099\tx\n", ""])
def test_the_text_itself_is_copied(view: DifferenceView, text: str) -> None:
    for before, after in ((text, AFTER), (AFTER, text), (text, text), (text, "")):
        _show(view, before, after)
        for column, whole in zip(_columns(view), (before, after), strict=True):
            column.selectAll()
            if whole:
                assert _copied(column) == whole
            assert not column.createMimeDataFromSelection().hasHtml()


def test_a_part_is_copied(view: DifferenceView) -> None:
    _show(view)
    left, _ = _columns(view)
    cursor = left.document().find("直す")
    end = left.document().find("発表")
    cursor.setPosition(end.selectionEnd(), QTextCursor.MoveMode.KeepAnchor)
    left.setTextCursor(cursor)
    assert _copied(left) == "直すと\n発表"


def test_equal_texts_and_no_texts(view: DifferenceView) -> None:
    assert view._empty.isVisible()
    assert view._empty.text() == t("difference.empty")
    _show(view, BEFORE, BEFORE)
    assert not view._empty.isVisible()
    assert t("difference.none") in desktop.words(view)
    assert not any(button.isEnabled() for button in view.findChildren(QToolButton))
    view.next_change()
    view.clear()
    assert view._empty.isVisible()


def test_it_speaks_the_language_in_use(view: DifferenceView) -> None:
    _show(view)
    use_language("en")
    view.retranslate()
    assert "5 changes" in desktop.words(view)
    hints = [button.toolTip() for button in view.findChildren(QToolButton)]
    assert hints == ["Previous change (F7)", "Next change (F8)"]
    assert [column.accessibleName() for column in _columns(view)] == ["前の文章", "今の文章"]
