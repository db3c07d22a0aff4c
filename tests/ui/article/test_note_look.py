"""What a note looks like: Markdown as rich text that is safe, links, mentions at the other end."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddJournal, EditNote
from clipdesk.core.dates import Published
from clipdesk.core.model import LinkRecord
from clipdesk.exporting import markdown
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article import note_page
from clipdesk.ui.article.note_modes import NoteMode
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from tests.ui import desktop

_KNOWN = {
    "3105-040901": LinkRecord(
        "3105-040901", "3105-040901", Published(2031, 4, 9), "朝日新聞", "<b>日誌</b> & 灯台"
    )
}


def _html(body: str) -> str:
    return note_page.note_html(markdown.parse(body), _KNOWN, theme.tokens(), 12)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.others: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.others.add(tag)
        self.links += [str(value) for name, value in attrs if name in {"href", "src"}]


@given(
    st.lists(
        st.sampled_from(
            ["<img src=x>", "<a href='file:///x'>", "![a](http://x/y.png)", "[a](javascript:x)",
             "[[3105-040901]]", "[[<b>]]", "&amp;", "https://x", '[w](https://x/?a=1&b="2)',
             "\n\n", "> ", "- ", "| a | b |\n|--|--|\n| c | d |\n", "`", "**", "\u202e", "\x00", "\u2029"]
        )
    ).map("".join)
)  # fmt: skip
def test_whatever_is_typed_nothing_is_loaded_and_nothing_else_is_linked(body: str) -> None:
    tags = _Tags()
    tags.feed(_html(body))
    assert not tags.others & {"img", "script", "object", "iframe", "link"}
    assert all(link.startswith(("clip:", "http://", "https://")) for link in tags.links)


def test_a_note_has_headings_lists_tables_quotes_and_links() -> None:
    html = _html(
        "# 題\n\n- 一\n- **二**\n\n|a|b|\n|-|-:|\n|c|d|\n\n> 引\n\n[[3105-040901]] <1-2345>"
    )
    for part in ('class="heading"', "<ul>", "<b>二</b>", '<td align="right">d</td>'):
        assert part in html
    assert '<a href="clip:3105-040901">&lt;b&gt;日誌&lt;/b&gt; &amp; 灯台</a>' in html
    assert _html("<3001-010101>").count("clip:") == 0
    assert "3001-010101" in _html("<3001-010101>")  # it is not there: that is said


def test_the_note_is_seen_while_it_is_written(desk: Desk, qtbot: QtBot) -> None:
    note = desk.article.note
    desk.focus_note()
    desk.turn_note()
    assert note.mode is NoteMode.BOTH
    QTest.keyClicks(note.field, "**bold** <b>tag</b>")
    qtbot.waitUntil(lambda: note.view.toPlainText() == "bold <b>tag</b>")
    desk.turn_note()
    assert not note.field.isVisible()
    assert note.view.hasFocus()
    desk.focus_note()  # who wants to write sees what is written
    assert note.field.hasFocus()


def test_another_clipping_never_shows_the_note_of_the_one_before(desk: Desk, qtbot: QtBot) -> None:
    note = desk.article.note
    note.set_mode(NoteMode.READ)
    assert desk.session.current is not None
    desk.session.worker.write(EditNote(desk.session.current, "ここ"))
    qtbot.waitUntil(lambda: note.view.toPlainText() == "ここ")
    desk.next_clipping()
    assert note.view.toPlainText() == ""
    desk.previous_clipping()
    qtbot.waitUntil(lambda: note.view.toPlainText() == "ここ")


def test_a_link_goes_there_and_alt_left_comes_back(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    note, session = desk.article.note, desk.session
    first = session.current
    assert first is not None
    note.set_mode(NoteMode.READ)
    session.worker.write(EditNote(first, "見よ [[3105-040901]]"))
    qtbot.waitUntil(lambda: "灯台守" in note.view.toPlainText())
    note.view.anchorClicked.emit(QUrl("clip:3105-040901"))
    assert session.record is not None
    assert session.record.uid == "3105-040901"
    # At the other end it is said who points here.
    assert t("article.mentioned") in desk.article.browser.toPlainText()
    assert "見よ" in desk.article.browser.toPlainText()
    window.actions_["back"].trigger()
    assert session.current == first
    assert t("article.mentioned") not in desk.article.browser.toPlainText()


def test_a_free_note_that_points_here_is_named_at_once(desk: Desk, qtbot: QtBot) -> None:
    desk.session.worker.write(AddJournal("考え <3105-041003>"))
    qtbot.waitUntil(lambda: "考え" in desk.article.browser.toPlainText())
    desk.session.worker.undo()
    qtbot.waitUntil(lambda: "考え" not in desk.article.browser.toPlainText())


def test_a_link_into_the_web_shows_first_where_it_leads(
    desk: Desk, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "clipdesk.ui.note_help.QDesktopServices.openUrl",
        lambda url: opened.append(url.toString()),
    )
    said: list[str] = []

    def answer(box: QMessageBox) -> None:
        said.append(box.text())
        desktop.click(
            desktop.button(box, t("desk.cancel" if len(said) == 1 else "desk.open_web_go"))
        )

    view = desk.article.note.view
    for _ in range(2):
        desktop.when_box_opens(qtbot, window, answer)
        view.anchorClicked.emit(QUrl("https://example.org/a?b=1"))
    assert all("https://example.org/a?b=1" in text for text in said)
    assert opened == ["https://example.org/a?b=1"]
    for other in ("file:///etc/passwd", "javascript:x", "mailto:a@b"):
        view.anchorClicked.emit(QUrl(other))
    assert len(opened) == 1


def test_how_a_note_is_looked_at_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    desk = desktop.desk_of(window)
    path = desk.session.path
    desk.turn_note()
    window.close()
    again = desktop.opened(qtbot, path)
    assert desktop.desk_of(again).article.note.mode is NoteMode.BOTH
    again.close()
