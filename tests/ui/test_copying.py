"""Copying from the desk: what lands on the clipboard."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QTextCursor
from pytestqt.qtbot import QtBot

from clipdesk.settings import Settings
from clipdesk.texts import t
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from tests.ui.desktop import UIDS


def _open(desk: Desk, uid: str) -> None:
    desk.go_to(uid)
    assert desk.session.record is not None
    assert desk.session.record.uid == uid


def _clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_all_of_the_text_without_a_word_of_the_page(window: MainWindow, desk: Desk) -> None:
    _open(desk, UIDS[2])
    desk.article.browser.selectAll()
    desk.article.browser.copy()
    selected = _clipboard()
    assert selected == "霧の朝、灯台で古い日誌が見つかった。\n\n【註】編者は別の日誌も知っている。"
    desk.article.browser.clear_selection()
    window.actions_["copy_text"].trigger()
    assert _clipboard() == selected


def test_a_part_of_it(desk: Desk) -> None:
    _open(desk, UIDS[2])
    cursor = desk.article.browser.document().find("古い日誌")
    desk.article.browser.setTextCursor(cursor)
    desk.article.browser.copy()
    assert _clipboard() == "古い日誌"


def test_a_headline_among_the_connections(desk: Desk) -> None:
    _open(desk, UIDS[0])
    cursor = desk.article.browser.document().find("灯台守の日誌が見つかる")
    assert not cursor.isNull()
    desk.article.browser.setTextCursor(cursor)
    desk.article.browser.copy()
    assert _clipboard() == "灯台守の日誌が見つかる"


def test_citations_of_one_and_of_several(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    _open(desk, UIDS[0])
    with qtbot.waitSignal(desk.copying.said) as said:
        window.actions_["copy_citation"].trigger()
    assert said.args == [t("copying.citation", n=1, figure="1")]
    assert "『時事通信』" in _clipboard()
    window.actions_["citation_plain"].trigger()
    assert Settings.load().citation_style == "plain"
    assert window.actions_["citation_plain"].isChecked()
    desk.timeline.list.selectAll()
    with qtbot.waitSignal(desk.copying.said):
        window.actions_["copy_citation"].trigger()
    lines = _clipboard().split("\n")
    assert [line[:10] for line in lines] == [
        "2031-04-10", "2031-04-09", "2031-04-09", "2031-03-02", "2030-12-31",
    ]  # fmt: skip


def test_markdown_of_clippings_and_of_words(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    _open(desk, UIDS[2])
    with qtbot.waitSignal(desk.copying.said):
        window.actions_["copy_markdown"].trigger()
    assert _clipboard().startswith("## 灯台守の日誌が見つかる\n")
    assert "\n> 編者は別の日誌も知っている。" in _clipboard()
    browser = desk.article.browser
    browser.setTextCursor(browser.document().find("古い日誌"))
    with qtbot.waitSignal(desk.copying.said):
        window.actions_["copy_markdown"].trigger()
    assert _clipboard().startswith("> 古い日誌\n>\n> — 「灯台守")
    browser.moveCursor(QTextCursor.MoveOperation.End)
