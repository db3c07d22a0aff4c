"""Highlights on the article: exact in any text, mixed where they overlap, made and changed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QHelpEvent, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QToolTip,
)
from pytestqt.qtbot import QtBot

from clipdesk.commands import RemoveHighlight
from clipdesk.core import anchors
from clipdesk.core.dates import Published
from clipdesk.core.model import (
    Highlight,
    Mark,
    MarkKind,
    Passage,
    PassageKind,
    PlacedHighlight,
    Record,
    Voice,
)
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article.browser import ArticleBrowser
from clipdesk.ui.article.comment_dialog import CommentDialog
from clipdesk.ui.article.highlights import Places
from clipdesk.ui.article.look import Look
from clipdesk.ui.article.mark_bar import MarkBar
from clipdesk.ui.article.note_editor import NoteEditor
from clipdesk.ui.article.page import link_wish, page_html, shown
from clipdesk.ui.article.pane import ArticlePane
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.swatches import labelled, swatch
from clipdesk.ui.tokens import LIGHT
from tests.ui import desktop

TEXT = "霧の朝、𠮷田は😀灯台へ行った。か\u3099けの道は<b>狭い</b>。"
NOTE = "編者は別の日誌も知っている。"


def _passage(text: str, kind: PassageKind = PassageKind.TEXT, block: int | None = None) -> Passage:
    voice = Voice.ARTICLE if block is None else Voice.COMPILER
    return Passage(kind, voice, " " + text, text, 1, block)


RECORD = Record(
    id="3105-041003", uid="3105-041003", collections=(), published=Published(2031, 4, 10),
    date_printed="2031.04.10", source="時事通信", source_printed="時事通信", via=None,
    headline="岬の灯台", cites=(), cited=(), cited_by=(), tags=(), note=None, starred=False,
    read_at=None, printed="",
    passages=(
        replace(_passage(TEXT), marks=(Mark(4, 6, MarkKind.EMPHASIS),)),
        _passage("【関連記事:3105-040901】", PassageKind.RELATED),
        _passage("夜は静かだった。\n星が出た。"),
        _passage("岬 の位置 (Google Map)】", PassageKind.PLACE),
        _passage(NOTE, block=0),
    ),
)  # fmt: skip


def placed(number: int, words: str, colour: str = "yellow", comment: str = "") -> PlacedHighlight:
    """A highlight on the first place of some words; on none where they do not stand."""
    start = anchors.text_of(RECORD.passages).find(words)
    made = Highlight(words, "", "", max(0, start), colour, comment, "", "")
    if start < 0:
        return PlacedHighlight(number, made, None, None)
    return PlacedHighlight(number, made, start, start + len(words))


def record(*highlights: PlacedHighlight) -> Record:
    return replace(RECORD, placed=highlights)


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ArticlePane]:
    made = ArticlePane()
    qtbot.addWidget(made)
    made.resize(700, 800)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def select(browser: ArticleBrowser, words: str) -> None:
    """Select words as the mouse does."""
    cursor = browser.document().find(words)
    assert not cursor.isNull(), words
    browser.setTextCursor(cursor)


def middle(browser: ArticleBrowser, position: int) -> QPoint:
    """The place on the screen of the character at a position."""
    cursor = QTextCursor(browser.document())
    cursor.setPosition(position)
    here = QRectF(browser.cursorRect(cursor))
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
    there = QRectF(browser.cursorRect(cursor))
    is_last = there.y() > here.y()
    return QPointF(
        here.x() + 3 if is_last else (here.x() + there.x()) / 2, here.center().y()
    ).toPoint()


def painted(browser: ArticleBrowser) -> dict[str, list[str]]:
    """The words of each ground."""
    found: dict[str, list[str]] = {}
    for selection in browser.extraSelections():
        ground = selection.format.background().color().name()
        found.setdefault(ground, []).append(selection.cursor.selectedText())
    return found


# ---- places in the document --------------------------------------------------------------------

words = st.text(
    st.one_of(st.sampled_from("霧港𠮷😀か\u3099\u0301<>&\"' \t\u3000\u00a0\n\r\u2028\u2029\ufdd0\ufffc\u200b"), st.characters(codec="utf-8")),
    min_size=1,
    max_size=30,
)  # fmt: skip
kinds = st.sampled_from(list(PassageKind))
passages = st.lists(
    st.builds(_passage, words, kinds, st.sampled_from([None, None, 0, 1])), min_size=1, max_size=6
)


def document_of(these: list[Passage]) -> QTextDocument:
    document = QTextDocument()
    document.setHtml(page_html(replace(RECORD, passages=tuple(these)), LIGHT, Look()))
    return document


def selected(document: QTextDocument, first: int, last: int) -> str:
    cursor = QTextCursor(document)
    cursor.setPosition(first)
    cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText()


@given(passages, st.data())
@settings(max_examples=150)
def test_any_part_of_the_reading_text_is_found_in_the_document(
    qapp: QApplication, these: list[Passage], data: st.DataObject
) -> None:
    document = document_of(these)
    places = Places(document, these)
    text = anchors.text_of(these)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    parts = []
    for (first, last), one in zip(anchors.passage_spans(these), these, strict=True):
        if one.kind not in {PassageKind.RELATED, PassageKind.PLACE}:
            parts.append(shown(text[max(start, first) : min(end, last)]))
    ranges = places.ranges(start, end)
    assert [selected(document, *one) for one in ranges] == [part for part in parts if part]
    for first, last in ranges:  # and back; a selection ends between characters
        assert places.offset(first) is not None
        back = places.span(first, last)
        chosen = "" if back is None else places.words(*back)
        assert shown(chosen) == shown(shown(chosen)).strip()
        assert shown(chosen) == selected(document, first, last).strip()


def test_a_selection_over_passages_is_all_that_stands_between(qapp: QApplication) -> None:
    document = document_of(list(RECORD.passages))
    places = Places(document, RECORD.passages)
    first = document.find("狭い").selectionStart()
    last = document.find("編者は別").selectionEnd()
    span = places.span(first, last)
    assert span is not None
    chosen = places.words(*span)
    assert chosen.startswith("狭い</b>。\n【関連")  # what is printed between them, shown or not
    assert chosen.endswith("星が出た。\n岬 の位置 (Google Map)】\n編者は別")
    label = document.find(t("article.compiler_note"))
    assert places.span(label.selectionStart(), label.selectionEnd()) is None
    assert places.offset(label.selectionStart()) is None


# ---- paint -------------------------------------------------------------------------------------


def test_highlights_lie_on_their_words(pane: ArticlePane) -> None:
    pane.show_record(
        1,
        record(
            placed(1, "𠮷田は😀", "red"),
            placed(2, "灯台へ", "blue", "どこ"),
            placed(3, "か\u3099け", "green"),
            placed(4, "だった。\n星", "violet"),
            placed(5, "別の日誌"),
        ),
    )
    yellow, green, blue, red, violet = LIGHT.marks
    assert painted(pane.browser) == {
        red: ["𠮷田は😀"],
        blue: ["灯台へ"],
        green: ["か\u3099け"],
        violet: ["だった。\u2028星"],
        yellow: ["別の日誌"],
    }
    dotted = [
        one.cursor.selectedText()
        for one in pane.browser.extraSelections()
        if one.format.underlineStyle() is one.format.UnderlineStyle.DotLine
    ]
    assert dotted == ["灯台へ"]


def test_colours_mix_where_highlights_lie_over_each_other(pane: ArticlePane) -> None:
    pane.show_record(
        1,
        record(placed(1, "霧の朝、𠮷田", "red"), placed(2, "朝、𠮷田は", "blue"), placed(3, "、")),
    )
    assert painted(pane.browser) == {
        theme.mark_ground(["red"]): ["霧の"],
        theme.mark_ground(["red", "blue"]): ["朝", "𠮷田"],
        theme.mark_ground(["red", "blue", "yellow"]): ["、"],
        theme.mark_ground(["blue"]): ["は"],
    }


def test_the_paint_is_seen_and_follows_the_look(pane: ArticlePane, qapp: QApplication) -> None:
    for scheme in ("light", "dark"):
        theme.apply(qapp, scheme)
        pane.show_record(1, record(placed(1, "霧の朝、𠮷田は😀灯台へ行った", "blue")))
        image = pane.browser.viewport().grab().toImage()
        colours = {
            image.pixelColor(x, y).name()
            for y in range(0, image.height() // 4, 2)
            for x in range(0, image.width(), 3)
        }
        assert theme.tokens().marks[2] in colours


def test_marking_sets_no_text_anew(pane: ArticlePane) -> None:
    pane.show_record(1, record())
    select(pane.browser, "灯台")
    pane.show_record(1, record(placed(1, "霧の朝")))
    assert pane.browser.textCursor().selectedText() == "灯台"
    pane.show_record(1, record(placed(1, "霧の朝"), placed(2, "灯台")))
    assert not pane.browser.textCursor().hasSelection()  # the colour is to be seen
    select(pane.browser, "灯台")
    pane.show_record(1, record(placed(2, "灯台", "red")))
    assert pane.browser.textCursor().selectedText() == "灯台"


# ---- under the mouse ---------------------------------------------------------------------------


@pytest.mark.parametrize("width", [700, 260])
def test_every_character_knows_its_highlights(pane: ArticlePane, width: int) -> None:
    pane.resize(width, 800)
    these = (placed(1, "霧の朝、𠮷田は", "red"), placed(2, "田は😀灯台へ"), placed(3, "別の日誌"))
    pane.show_record(1, record(*these))
    browser, text = pane.browser, anchors.text_of(RECORD.passages)
    position = 0
    while position < browser.document().characterCount() - 1:
        cursor = QTextCursor(browser.document())
        cursor.setPosition(position)
        cursor.movePosition(
            QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor
        )
        offset = browser._places.offset(position)
        if offset is not None and text[offset].strip():
            expected = {one.id for one in these if one.start <= offset < one.end}  # type: ignore[operator]
            under = {one.id for one in browser._under(middle(browser, position))}
            assert under == expected, (position, text[offset])
        position = cursor.selectionEnd()
    assert browser._under(QPoint(browser.viewport().width() - 2, 2)) == []


def _menu(pane: ArticlePane) -> QMenu:
    (menu,) = (menu for menu in pane.findChildren(QMenu) if menu.isVisible())
    return menu


def _click(pane: ArticlePane, words: str) -> None:
    place = middle(pane.browser, pane.browser.document().find(words).selectionStart())
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(pane.browser.viewport(), Qt.MouseButton.LeftButton, none, place)


def test_a_click_opens_what_can_be_done(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.show_record(1, record(placed(7, "𠮷田は", "red", "誰")))
    _click(pane, "田は")
    menu = _menu(pane)
    named = {action.text(): action for action in menu.actions() if action.text()}
    assert list(named) == [
        *(labelled(colour, {}) for colour in anchors.COLOURS),
        t("article.comment"),
        t("article.remove_highlight"),
    ]
    assert [text for text, action in named.items() if action.isChecked()] == [labelled("red", {})]
    with qtbot.waitSignal(pane.highlight_edit_requested) as asked:
        named[labelled("blue", {})].trigger()
    assert asked.args == [7, "blue", "誰"]
    with qtbot.waitSignal(pane.highlight_remove_requested) as asked:
        named[t("article.remove_highlight")].trigger()
    assert asked.args == [7]
    menu.close()
    _click(pane, "静か")
    assert not [menu for menu in pane.findChildren(QMenu) if menu.isVisible()]


def test_each_of_several_has_a_menu_of_its_own(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.show_record(
        1,
        record(
            placed(1, "霧の朝、𠮷田は😀灯台へ行った", "red"),
            placed(2, "は😀灯&台"),
            placed(3, "😀"),
        ),
    )
    _click(pane, "😀")
    first, second = _menu(pane).actions()
    assert (first.text(), second.text()) == ("😀", "霧の朝、𠮷田は😀灯台へ行った")
    inside = first.menu()
    assert isinstance(inside, QMenu)
    with qtbot.waitSignal(pane.highlight_remove_requested) as asked:
        inside.actions()[-1].trigger()
    assert asked.args == [3]
    _menu(pane).close()


def test_selecting_opens_no_menu_and_the_right_button_does(pane: ArticlePane) -> None:
    pane.show_record(1, record(placed(1, "霧の朝、𠮷田は", "red")))
    browser = pane.browser
    viewport = browser.viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(viewport, left, none, middle(browser, 0))
    QTest.mouseMove(viewport, middle(browser, 2))
    QTest.mouseRelease(viewport, left, none, middle(browser, 2))
    assert browser.textCursor().hasSelection()
    assert not [menu for menu in pane.findChildren(QMenu) if menu.isVisible()]
    browser.clear_selection()
    place = middle(browser, 1)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(viewport, QContextMenuEvent(reason, place, viewport.mapToGlobal(place)))
    assert len(_menu(pane).actions()) == 8
    _menu(pane).close()


def test_a_comment_shows_under_the_mouse_as_it_was_typed(pane: ArticlePane, qtbot: QtBot) -> None:
    comment = "<img src='x'>\n&amp; 次の行"
    pane.show_record(1, record(placed(1, "霧の朝", comment=comment), placed(2, "朝、")))
    place = middle(pane.browser, 2)
    help_event = QHelpEvent(QEvent.Type.ToolTip, place, pane.browser.viewport().mapToGlobal(place))
    QApplication.sendEvent(pane.browser.viewport(), help_event)
    hint = QTextDocument()
    hint.setHtml(QToolTip.text())
    yellow = labelled("yellow", {})
    assert hint.toPlainText() == f"{yellow}\n{yellow}\n{comment}"  # the shortest first
    QToolTip.hideText()


# ---- what is no longer found -------------------------------------------------------------------

LOST = placed(9, "入札は<i>首都</i>の会社", "red", "誰が?\n<b>いつ</b>")


def _link(pane: ArticlePane, text: str) -> QPoint:
    cursor = pane.browser.document().find(text)
    return middle(pane.browser, cursor.selectionStart() + 1)


def test_what_is_lost_is_listed_with_its_comment(pane: ArticlePane) -> None:
    pane.show_record(1, record(placed(1, "霧の朝"), LOST))
    plain = pane.browser.toPlainText()
    assert t("article.lost") in plain
    assert "入札は<i>首都</i>の会社\n誰が?\n<b>いつ</b>" in plain
    pane.show_record(1, record(placed(1, "霧の朝")))
    assert t("article.lost") not in pane.browser.toPlainText()


def test_what_stands_only_where_nothing_is_shown_is_listed_too(pane: ArticlePane) -> None:
    pane.show_record(1, record(placed(1, "関連記事:3105", comment="ここ")))
    assert "関連記事:3105\nここ" in pane.browser.toPlainText()


def test_a_lost_one_is_removed_or_put_on_the_selected_words(
    pane: ArticlePane, qtbot: QtBot
) -> None:
    pane.show_record(1, record(LOST))
    viewport, left = pane.browser.viewport(), Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    move, remove = _link(pane, t("article.lost_move")), _link(pane, t("article.lost_remove"))
    with qtbot.waitSignal(pane.said) as said, qtbot.assertNotEmitted(pane.highlight_move_requested):
        QTest.mouseClick(viewport, left, none, move)
    assert said.args == [t("article.select_first")]
    select(pane.browser, "夜は静か")
    with qtbot.waitSignal(pane.highlight_move_requested) as asked:
        QTest.mouseClick(viewport, left, none, move)
    start = anchors.text_of(RECORD.passages).index("夜は静か")
    assert asked.args == [9, start, start + 4, "夜は静か"]
    assert pane.browser.textCursor().selectedText() == "夜は静か"
    with qtbot.waitSignal(pane.highlight_remove_requested) as asked:
        QTest.mouseClick(viewport, left, none, remove)
    assert asked.args == [9]


def test_walking_to_the_link_by_keys_keeps_the_words(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.show_record(1, record(LOST))
    pane.browser.setFocus()
    select(pane.browser, "星が出た")
    QTest.keyClick(pane.browser, Qt.Key.Key_Tab)
    with qtbot.waitSignal(pane.highlight_move_requested) as asked:
        QTest.keyClick(pane.browser, Qt.Key.Key_Return)
    assert asked.args[0] == 9
    assert asked.args[3] == "星が出た"


@pytest.mark.parametrize(
    ("href", "wish"),
    [
        ("mark:move/9", ("move", 9)),
        ("mark:remove/12", ("remove", 12)),
        ("mark:remove/", None),
        ("mark:remove/９", None),
        ("mark:other/9", None),
        ("remove/9", None),
        ("clip:3105-040901", None),
    ],
)
def test_only_our_own_links_ask_for_something(href: str, wish: tuple[str, int] | None) -> None:
    assert link_wish(href) == wish


# ---- what cannot be written --------------------------------------------------------------------


def test_a_library_that_cannot_be_written_shows_and_changes_nothing(
    pane: ArticlePane, qtbot: QtBot
) -> None:
    pane.set_read_only("読み取り専用")
    pane.show_record(1, record(placed(1, "霧の朝"), LOST))
    assert painted(pane.browser) == {LIGHT.marks[0]: ["霧の朝"]}
    assert "<b>いつ</b>" in pane.browser.toPlainText()
    assert t("article.lost_remove") not in pane.browser.toPlainText()
    select(pane.browser, "灯台")
    with qtbot.assertNotEmitted(pane.highlight_requested):
        pane.highlight()
    pane.browser.clear_selection()
    _click(pane, "霧の")
    assert not [menu for menu in pane.findChildren(QMenu) if menu.isVisible()]


# ---- the comment -------------------------------------------------------------------------------


def _dialog(pane: ArticlePane) -> CommentDialog:
    (dialog,) = (d for d in pane.findChildren(CommentDialog) if d.isVisible())
    return dialog


def _field(dialog: CommentDialog) -> QPlainTextEdit:
    return desktop.child(dialog, QPlainTextEdit)


def _open_comment(pane: ArticlePane, comment: str = "誰") -> CommentDialog:
    pane.show_record(1, record(placed(7, "𠮷田は", "red", comment)))
    _click(pane, "田は")
    menu = _menu(pane)
    menu.actions()[-2].trigger()
    menu.close()
    return _dialog(pane)


@pytest.mark.parametrize("way", ["save", "ctrl+enter", "escape", "close"])
def test_a_comment_is_saved_however_the_editor_is_left(
    pane: ArticlePane, qtbot: QtBot, way: str
) -> None:
    dialog = _open_comment(pane)
    assert "𠮷田は" in desktop.words(dialog)
    field = _field(dialog)
    assert field.toPlainText() == "誰"
    field.setPlainText("別の\nメモ")
    with qtbot.waitSignal(pane.highlight_edit_requested) as asked:
        if way == "save":
            desktop.click(desktop.button(dialog, t("article.comment_save")))
        elif way == "ctrl+enter":
            QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        elif way == "escape":
            QTest.keyClick(field, Qt.Key.Key_Escape)
        else:
            dialog.close()
    assert asked.args == [7, "red", "別の\nメモ"]


def test_a_comment_can_be_left_as_it_was(pane: ArticlePane, qtbot: QtBot) -> None:
    dialog = _open_comment(pane, "a\r\nb\u00a0c")
    with qtbot.assertNotEmitted(pane.highlight_edit_requested):
        QTest.keyClick(_field(dialog), Qt.Key.Key_Escape)  # nothing was typed
    dialog = _open_comment(pane)
    _field(dialog).setPlainText("別のメモ")
    with qtbot.assertNotEmitted(pane.highlight_edit_requested):
        leave = desktop.button(dialog, t("article.comment_leave"))
        assert isinstance(leave, QPushButton)
        desktop.click(leave)
    assert not [d for d in pane.findChildren(CommentDialog) if d.isVisible()]


# ---- on a real library -------------------------------------------------------------------------


def _marked(desk: Desk) -> list[tuple[str, str, str]]:
    assert desk.session.record is not None
    return [(h.quote, h.colour, h.comment) for h in desk.session.record.highlights]


def test_words_are_marked_by_a_key_and_undone(desk: Desk, qtbot: QtBot) -> None:
    select(desk.article.browser, "岬の灯台を直す")
    desktop.press("h")
    qtbot.waitUntil(lambda: _marked(desk) == [("岬の灯台を直す", "yellow", "")])
    assert painted(desk.article.browser) == {LIGHT.marks[0]: ["岬の灯台を直す"]}
    assert not desk.article.browser.textCursor().hasSelection()
    desk.undo()
    qtbot.waitUntil(lambda: _marked(desk) == [])
    assert painted(desk.article.browser) == {}
    desk.redo()
    qtbot.waitUntil(lambda: len(_marked(desk)) == 1)


def test_nothing_selected_is_said(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.said) as said:
        desktop.press("h")
    assert said.args == [t("article.select_first")]


def test_a_mark_is_coloured_commented_moved_and_removed(desk: Desk, qtbot: QtBot) -> None:
    article = desk.article
    select(article.browser, "港湾局")
    article.highlight()
    qtbot.waitUntil(lambda: len(_marked(desk)) == 1)
    assert desk.session.record is not None
    made = desk.session.record.placed[0].id
    article.highlight_edit_requested.emit(made, "green", "誰の話か")
    qtbot.waitUntil(lambda: _marked(desk) == [("港湾局", "green", "誰の話か")])
    select(article.browser, "発表した")
    chosen = article.browser.chosen
    assert chosen is not None
    article.highlight_move_requested.emit(made, *chosen)
    qtbot.waitUntil(lambda: _marked(desk) == [("発表した", "green", "誰の話か")])
    article.highlight_remove_requested.emit(made)
    qtbot.waitUntil(lambda: _marked(desk) == [])
    for expected in ("発表した", "港湾局"):
        desk.undo()
        qtbot.waitUntil(lambda e=expected: [quote for quote, _, _ in _marked(desk)] == [e])  # type: ignore[misc]


def test_a_comment_that_cannot_be_saved_stands_in_the_editor_again(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    article = desk.article
    select(article.browser, "港湾局")
    article.highlight()
    qtbot.waitUntil(lambda: len(_marked(desk)) == 1)
    assert desk.session.record is not None
    (one,) = desk.session.record.placed
    article._edit_comment(one)
    dialog = _dialog(article)
    desk.session.worker.write(RemoveHighlight(one.id))  # as another program does
    qtbot.waitUntil(lambda: _marked(desk) == [])
    _field(dialog).setPlainText("大事なこと")
    dialog.accept()
    box = desktop.only_box(qtbot, window)
    assert t("errors.highlight_gone") in box.text()
    box.accept()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in article.findChildren(CommentDialog)))
    again = _dialog(article)
    assert _field(again).toPlainText() == "大事なこと"
    desktop.click(desktop.button(again, t("article.comment_leave")))


def test_a_swatch_has_the_colour_of_its_name(pane: ArticlePane) -> None:
    for name, ground in zip(anchors.COLOURS, LIGHT.marks, strict=True):
        image = swatch(name).pixmap(16, 16).toImage()
        assert image.pixelColor(7, 7) == QColor(ground)


def test_marked_words_are_seen_before_they_are_written(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.show_record(1, record(placed(1, "霧の朝")))
    select(pane.browser, "灯台")
    with qtbot.waitSignal(pane.highlight_requested) as asked:
        pane.highlight("red")
    assert asked.args[2:] == ["灯台", "red"]
    assert painted(pane.browser) == {LIGHT.marks[0]: ["霧の朝"], LIGHT.marks[3]: ["灯台"]}
    _click(pane, "灯台")  # nothing can be done with it yet
    assert not [menu for menu in pane.findChildren(QMenu) if menu.isVisible()]
    pane.drop_pending()
    assert painted(pane.browser) == {LIGHT.marks[0]: ["霧の朝"]}
    select(pane.browser, "霧の朝")
    pane.highlight()  # it is there: nothing is painted twice
    assert painted(pane.browser) == {LIGHT.marks[0]: ["霧の朝"]}


def test_words_that_cannot_be_marked_lose_the_paint(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    article = desk.article
    article.browser.show_pending(0, 3, "別の語句", "red")
    article.highlight_requested.emit(0, 3, "別の語句", "red")  # the text says something else
    box = desktop.only_box(qtbot, window)
    assert t("errors.highlight_text_changed") in box.text()
    box.accept()
    assert painted(article.browser) == {}


def test_the_highlight_that_was_gone_to_is_set_apart(pane: ArticlePane) -> None:
    pane.show_record(1, record(placed(1, "霧の朝"), placed(2, "別の日誌", "red"), LOST))
    pane.browser.point_at(2)
    lines = [one.cursor.selectedText() for one in pane.browser.extraSelections()
             if one.format.underlineStyle() is one.format.UnderlineStyle.SingleUnderline]  # fmt: skip
    assert lines == ["別の日誌"]
    _click(pane, "静か")
    assert not [one for one in pane.browser.extraSelections() if one.format.fontUnderline()]
    pane.resize(700, 220)
    pane.browser.point_at(LOST.id)  # it is listed below the text
    assert pane.browser.verticalScrollBar().value() > 0


# ---- the bar beside selected words -------------------------------------------------------------


def _bar(pane: ArticlePane) -> MarkBar:
    return desktop.child(pane, MarkBar)


def drag(browser: ArticleBrowser, first: int, last: int) -> None:
    """Select with the mouse."""
    viewport, left = browser.viewport(), Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(viewport, left, none, middle(browser, first))
    QTest.mouseMove(viewport, middle(browser, last))
    QTest.mouseRelease(viewport, left, none, middle(browser, last))


def selection_rect(pane: ArticlePane) -> QRect:
    """The lines of the selected words in the pane, as far as they are in sight."""
    browser = pane.browser
    cursor = browser.textCursor()
    view = QRect(browser.viewport().mapTo(pane, QPoint()), browser.viewport().size())
    ends = []
    for position in (cursor.selectionStart(), cursor.selectionEnd()):
        one = QTextCursor(browser.document())
        one.setPosition(position)
        ends.append(browser.cursorRect(one).translated(view.topLeft()))
    whole = QRect(view.left(), ends[0].top(), view.width(), ends[1].bottom() - ends[0].top())
    return whole.intersected(view)


@pytest.mark.parametrize("height", [800, 420, 300])
@pytest.mark.parametrize("backwards", [False, True])
def test_the_bar_stands_beside_the_words_and_never_on_them(
    pane: ArticlePane, qtbot: QtBot, height: int, backwards: bool
) -> None:
    pane.resize(700, height)
    pane.show_record(1, record())
    browser = pane.browser
    for words in ("霧の朝", "灯台へ行った", "夜は静か", NOTE):
        cursor = browser.document().find(words)
        browser.setTextCursor(cursor)
        browser.ensureCursorVisible()
        first, last = cursor.selectionStart(), cursor.selectionEnd() - 1
        drag(browser, *((last, first) if backwards else (first, last)))
        bar = _bar(pane)
        if browser.chosen is None:
            continue
        qtbot.waitUntil(bar.isVisible)
        assert pane.rect().contains(bar.geometry())
        assert not bar.geometry().intersects(selection_rect(pane)), words
    browser.selectAll()  # more than is in sight
    _bar(pane).offer()
    assert not _bar(pane).isVisible() or not _bar(pane).geometry().intersects(selection_rect(pane))


def _offered(pane: ArticlePane, qtbot: QtBot, words: str = "灯台へ") -> MarkBar:
    cursor = pane.browser.document().find(words)
    pane.browser.setFocus()
    drag(pane.browser, cursor.selectionStart(), cursor.selectionEnd())
    bar = _bar(pane)
    qtbot.waitUntil(bar.isVisible)
    return bar


@pytest.mark.parametrize("way", ["esc", "scroll", "click", "other", "record", "mark"])
def test_the_bar_goes_away(pane: ArticlePane, qtbot: QtBot, way: str) -> None:
    pane.resize(700, 260)
    pane.show_record(1, record())
    bar = _offered(pane, qtbot, "霧の朝")
    if way == "esc":
        QTest.keyClick(pane.browser, Qt.Key.Key_Escape)
        assert pane.browser.textCursor().hasSelection()
        QTest.keyRelease(pane.browser, Qt.Key.Key_Shift)  # as of another shortcut
        qtbot.wait(20)
    elif way == "scroll":
        pane.browser.verticalScrollBar().setValue(12)
    elif way == "click":
        _click(pane, "静か")
    elif way == "other":
        desktop.click(desktop.child(pane, NoteEditor))
    elif way == "record":
        pane.show_record(2, replace(RECORD, uid="2", passages=RECORD.passages[2:]))
    else:
        pane.highlight()
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_a_colour_in_the_bar_marks_the_words(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.show_record(1, record())
    pane.name_colours({"red": "要確認 & 急"})
    bar = _offered(pane, qtbot)
    buttons = bar.findChildren(QToolButton)
    assert [one.accessibleName() for one in buttons[:4]] == [
        *(labelled(colour, {}) for colour in ("yellow", "green", "blue")),
        labelled("red", {"red": "要確認 & 急"}),
    ]
    assert buttons[3].text() == "要確認 && 急"
    with qtbot.waitSignal(pane.highlight_requested) as asked:
        desktop.click(buttons[3])
    assert asked.args[2:] == [pane.browser._placed[0].highlight.quote, "red"]
    assert pane.browser.hasFocus()


def test_the_bar_is_reached_and_used_by_keys(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.show_record(1, record())
    bar = _offered(pane, qtbot)
    buttons = bar.findChildren(QToolButton)
    QTest.keyClick(pane.browser, Qt.Key.Key_Tab)
    assert buttons[0].hasFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Right)
    QTest.keyClick(buttons[1], Qt.Key.Key_Tab)
    assert buttons[2].hasFocus()
    QTest.keyClick(buttons[2], Qt.Key.Key_Left)
    with qtbot.waitSignal(pane.highlight_requested) as asked:
        QTest.keyClick(buttons[1], Qt.Key.Key_Return)
    assert asked.args[3] == "green"
    bar = _offered(pane, qtbot, "狭い")
    QTest.keyClick(pane.browser, Qt.Key.Key_Tab)
    with qtbot.waitSignal(pane.highlight_requested) as asked:
        QTest.keyClick(buttons[0], Qt.Key.Key_5)
    assert asked.args[3] == "violet"
    _offered(pane, qtbot, "静か")
    QTest.keyClick(pane.browser, Qt.Key.Key_Tab)
    QTest.keyClick(buttons[0], Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert pane.browser.hasFocus()


def test_a_narrow_pane_has_the_bar_without_words(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.resize(320, 600)
    pane.show_record(1, record())
    bar = _offered(pane, qtbot, "霧の朝")
    assert pane.rect().contains(bar.geometry())


def test_nothing_is_offered_where_nothing_can_be_written(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.set_read_only("読み取り専用")
    pane.show_record(1, record())
    cursor = pane.browser.document().find("灯台へ")
    drag(pane.browser, cursor.selectionStart(), cursor.selectionEnd())
    qtbot.wait(30)
    assert not _bar(pane).isVisible()


def test_words_are_marked_and_commented_in_one_go(desk: Desk, qtbot: QtBot) -> None:
    select(desk.article.browser, "港湾局")
    desktop.press("H", Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(desk.article.findChildren(CommentDialog)))
    dialog = _dialog(desk.article)
    _field(dialog).setPlainText("誰の話か")
    dialog.accept()
    qtbot.waitUntil(lambda: _marked(desk) == [("港湾局", "yellow", "誰の話か")])
    select(desk.article.browser, "港湾局")  # it is marked: its comment is opened, none is added
    desk.article.highlight_and_comment()
    again = _dialog(desk.article)
    assert _field(again).toPlainText() == "誰の話か"
    again.accept()


def test_each_colour_has_a_key(desk: Desk, qtbot: QtBot) -> None:
    for key, words in zip("12345", ("港湾局", "10日", "岬の", "灯台を", "発表"), strict=True):
        select(desk.article.browser, words)
        desktop.press(key, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda w=words: w in [quote for quote, _, _ in _marked(desk)])  # type: ignore[misc]
    assert {quote: colour for quote, colour, _ in _marked(desk)} == dict(
        zip(("港湾局", "10日", "岬の", "灯台を", "発表"), anchors.COLOURS, strict=True)
    )


def test_words_are_selected_and_marked_by_keys_alone(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.show_record(1, record())
    shift = Qt.KeyboardModifier.ShiftModifier
    pane.browser.setFocus()
    QTest.keyClick(pane.browser, Qt.Key.Key_Right, shift)
    assert not pane.browser.textCursor().hasSelection()
    pane.toggle_caret()
    for _ in range(5):
        QTest.keyClick(pane.browser, Qt.Key.Key_Right, shift)
    QTest.keyRelease(pane.browser, Qt.Key.Key_Shift)
    qtbot.waitUntil(_bar(pane).isVisible)
    QTest.keyClick(pane.browser, Qt.Key.Key_Tab)
    buttons = _bar(pane).findChildren(QToolButton)
    with qtbot.waitSignal(pane.highlight_requested) as asked:
        QTest.keyClick(buttons[0], Qt.Key.Key_4)
    assert asked.args[2:] == ["霧の朝、𠮷", "red"]
    pane.toggle_caret()
    QTest.keyClick(pane.browser, Qt.Key.Key_Right, shift)
    assert not pane.browser.textCursor().hasSelection()


def test_a_drag_between_two_lines_selects_words(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.resize(420, 600)
    pane.set_look(Look(leading=240))
    pane.show_record(
        1, replace(RECORD, passages=(_passage("霧の朝、灯台で日誌が見つかった。" * 6),))
    )
    browser = pane.browser
    QApplication.processEvents()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    line = browser.document().begin().layout().lineAt(1).naturalTextRect()
    next_line = browser.document().begin().layout().lineAt(2).naturalTextRect()
    assert next_line.top() > line.bottom() + 6
    for y in range(int(line.top()) + 1, int(next_line.bottom()) - 1, 2):
        first, last = QPoint(60, y), QPoint(200, y)
        browser.clear_selection()  # else a press on it begins to drag it away
        QTest.mousePress(browser.viewport(), left, none, first)
        QTest.mouseMove(browser.viewport(), QPoint(120, y))
        QTest.mouseMove(browser.viewport(), last)
        QTest.mouseRelease(browser.viewport(), left, none, last)
        assert len(browser.textCursor().selectedText()) == 8, y
