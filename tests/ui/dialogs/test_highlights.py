"""The list of all highlights and the names of colours, on a real library in a real window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddHighlight, AddTag
from clipdesk.core.anchors import COLOURS
from clipdesk.core.model import Highlight
from clipdesk.core.query import Filter
from clipdesk.store import highlights, library
from clipdesk.texts import t
from clipdesk.ui.article.comment_dialog import CommentDialog
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs import choosing
from clipdesk.ui.dialogs.highlights import HighlightsDialog
from clipdesk.ui.dialogs.marks_list import MarksModel
from clipdesk.ui.dialogs.meanings import MeaningsDialog
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.swatches import labelled
from tests.ui import desktop

STAMP = "2031-04-11T00:00:00Z"


def _marked(path: Path) -> None:
    """Three highlights that stand somewhere and one that does not."""
    from contextlib import closing

    with closing(library.open_for_writing(path)) as db:
        ids = {uid: i for i, uid in db.conn.execute("SELECT id, uid FROM clipping")}
        texts = {uid: highlights.text(db.conn, i) for uid, i in ids.items()}
        for uid, words, colour, comment in (
            ("3105-041003", "岬の灯台", "red", "本当か"),
            ("3105-041003", "港湾局", "yellow", ""),
            ("3105-040901", "古い日誌", "green", "<b>誰の</b>"),
        ):
            start = texts[uid].index(words)
            AddHighlight(ids[uid], start, start + len(words), colour, comment).do(db)
        AddTag((ids["3105-040901"],), "国/海").do(db)
        lost = Highlight("どこにもない語句", "", "", 0, "blue", "", STAMP, STAMP)
        with library.transaction(db):
            highlights.add(db, ids["3105-040901"], lost)


@pytest.fixture
def desk(qtbot: QtBot, library_file: Path) -> Iterator[Desk]:
    _marked(library_file)
    window = desktop.opened(qtbot, library_file)
    yield desktop.desk_of(window)
    window.close()


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot) -> HighlightsDialog:
    desk.marking.show_list()
    made = desktop.child(desk, HighlightsDialog)
    qtbot.waitUntil(lambda: model(made).rowCount() > 0)
    return made


def view(dialog: HighlightsDialog) -> QTableView:
    return desktop.child(dialog, QTableView, "marks")


def model(dialog: HighlightsDialog) -> MarksModel:
    found = view(dialog).model()
    assert isinstance(found, MarksModel)
    return found


def shown(dialog: HighlightsDialog) -> list[str]:
    """The words of each row; a heading in brackets."""
    rows = []
    for row in range(model(dialog).rowCount()):
        heading, mark = model(dialog).heading(row), model(dialog).mark(row)
        rows.append(f"[{heading[0]}]" if heading else mark.highlight.quote if mark else "?")
    return rows


LOST = f"[{t('highlights.lost', n=1, figure='1', lang='ja')}]"


def placed(number: int) -> str:
    return f"[{t('highlights.placed', n=number, figure=str(number), lang='ja')}]"


def field(dialog: HighlightsDialog, name: str) -> QLineEdit:
    (found,) = (f for f in dialog.findChildren(QLineEdit) if f.placeholderText() == name)
    return found


ALL = [LOST, "どこにもない語句", placed(3), "港湾局", "岬の灯台", "古い日誌"]


def test_what_fits_nowhere_has_a_heading_of_its_own(dialog: HighlightsDialog) -> None:
    assert shown(dialog) == ALL
    assert t("highlights.count", n=4, figure="4") in desktop.words(dialog)
    assert view(dialog).currentIndex().row() == 1
    view(dialog).grab()
    for row, quote in enumerate(ALL):
        index = model(dialog).index(row)
        is_heading = quote.startswith("[")
        assert bool(index.flags() & Qt.ItemFlag.ItemIsSelectable) is not is_heading
        said = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
        assert quote.strip("[]") in said
    hint = str(model(dialog).index(5).data(Qt.ItemDataRole.ToolTipRole))
    assert "&lt;b&gt;誰の" in hint
    assert labelled("green", {}) in hint


def test_it_is_filtered_as_one_types_and_chooses(
    desk: Desk, dialog: HighlightsDialog, qtbot: QtBot
) -> None:
    def expect(*quotes: str) -> None:
        qtbot.waitUntil(lambda: [q for q in shown(dialog) if not q.startswith("[")] == [*quotes])

    every = [quote for quote in ALL if not quote.startswith("[")]
    text = field(dialog, t("highlights.text"))
    text.setText("本当")
    expect("岬の灯台")
    text.setText("どこにもない語")
    expect("どこにもない語句")
    text.setText("そんな語はない")
    expect()
    assert t("highlights.nothing") in desktop.words(dialog)
    text.clear()
    expect(*every)
    red = next(
        b for b in dialog.findChildren(QToolButton) if b.accessibleName() == labelled("red", {})
    )
    red.click()
    expect("岬の灯台")
    assert t("highlights.count_some", n=4, figure="1", total="4") in desktop.words(dialog)
    red.click()
    tag, order = dialog.findChildren(QComboBox)
    tag.setCurrentText("国/海")
    expect("どこにもない語句", "古い日誌")
    tag.setCurrentIndex(0)
    expect(*every)
    days = field(dialog, t("highlights.days"))
    days.setText("2031-04-10")
    expect("港湾局", "岬の灯台")
    days.setText("2031-04-1x")
    assert any("2031-04-1x" in text for text in desktop.words(dialog))
    days.clear()
    expect(*every)
    order.setCurrentIndex(1)
    expect("どこにもない語句", "古い日誌", "港湾局", "岬の灯台")
    order.setCurrentIndex(0)
    desktop.child(dialog, QCheckBox).click()
    desk.session.show(Filter("港湾局"))
    expect("港湾局", "岬の灯台")


def test_it_goes_to_the_highlight_in_the_article(
    desk: Desk, dialog: HighlightsDialog, qtbot: QtBot
) -> None:
    row = shown(dialog).index("古い日誌")
    view(dialog).setCurrentIndex(model(dialog).index(row))
    view(dialog).setFocus()
    QTest.keyClick(view(dialog), Qt.Key.Key_Return)
    record = desk.session.record
    assert record is not None
    assert record.uid == "3105-040901"
    lines = [one.cursor.selectedText() for one in desk.article.browser.extraSelections()
             if one.format.underlineStyle() is one.format.UnderlineStyle.SingleUnderline]  # fmt: skip
    assert lines == ["古い日誌"]
    assert dialog.isVisible()
    desk.marking.show_list()
    assert len([d for d in desk.findChildren(HighlightsDialog) if d.isVisible()]) == 1


def test_it_follows_what_is_marked_elsewhere(
    desk: Desk, dialog: HighlightsDialog, qtbot: QtBot
) -> None:
    mark = model(dialog).mark(3)
    assert mark is not None
    desk.article.highlight_remove_requested.emit(mark.id)
    qtbot.waitUntil(lambda: shown(dialog) == [*ALL[:2], placed(2), *ALL[4:]])
    desk.undo()
    qtbot.waitUntil(lambda: shown(dialog) == ALL)


def _menu(dialog: HighlightsDialog) -> QMenu:
    place = view(dialog).visualRect(view(dialog).currentIndex()).center()
    view(dialog).customContextMenuRequested.emit(place)
    (menu,) = (menu for menu in dialog.findChildren(QMenu) if menu.isVisible())
    return menu


def test_a_row_can_be_changed_where_it_stands(
    desk: Desk, dialog: HighlightsDialog, qtbot: QtBot
) -> None:
    view(dialog).setCurrentIndex(model(dialog).index(4))
    menu = _menu(dialog)
    actions = {action.text(): action for action in menu.actions()}
    actions[labelled("violet", {})].trigger()
    menu.close()
    qtbot.waitUntil(lambda: (model(dialog).mark(4) or Any).highlight.colour == "violet")  # type: ignore[union-attr]
    menu = _menu(dialog)
    next(a for a in menu.actions() if a.text() == t("article.comment")).trigger()
    menu.close()
    comment = desktop.child(dialog, CommentDialog)
    desktop.child(comment, QPlainTextEdit).setPlainText("数える")
    comment.accept()
    qtbot.waitUntil(lambda: (model(dialog).mark(4) or Any).highlight.comment == "数える")  # type: ignore[union-attr]
    desk.undo()
    desk.undo()
    qtbot.waitUntil(lambda: (model(dialog).mark(4) or Any).highlight.colour == "red")  # type: ignore[union-attr]


def test_delete_takes_one_row_away_and_undo_brings_it_back(
    dialog: HighlightsDialog, qtbot: QtBot
) -> None:
    view(dialog).setFocus()
    view(dialog).selectAll()
    QTest.keyClick(view(dialog), Qt.Key.Key_Delete)
    assert shown(dialog) == ALL  # several: none, and it says why
    assert t("highlights.one_by_one") in desktop.words(dialog)
    view(dialog).setCurrentIndex(model(dialog).index(3))
    QTest.keyClick(view(dialog), Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown(dialog) == [*ALL[:2], placed(2), *ALL[4:]])
    view(dialog).setFocus()
    QTest.keyClick(view(dialog), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown(dialog) == ALL)


def test_rows_are_copied_as_markdown(dialog: HighlightsDialog, qtbot: QtBot) -> None:
    view(dialog).setFocus()
    view(dialog).selectAll()
    QTest.keyClick(view(dialog), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    said = t("highlights.copied", n=4, figure="4")
    qtbot.waitUntil(lambda: said in desktop.words(dialog))
    copied = QGuiApplication.clipboard().text()
    assert copied.count("## ") == 3  # one that is lost comes first, apart from its clipping
    assert "> 港湾局" in copied


@pytest.mark.parametrize("ending", [".md", ".csv", ".jsonl"])
def test_what_is_shown_is_exported(
    dialog: HighlightsDialog,
    qtbot: QtBot,
    tmp_path: Path,
    ending: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    field(dialog, t("highlights.text")).setText("灯台")
    qtbot.waitUntil(lambda: shown(dialog) == ["岬の灯台"])
    kind = t("highlights.export_filter").split(";;")[[".md", ".csv", ".jsonl"].index(ending)]
    target = tmp_path / "印"
    monkeypatch.setattr(choosing, "ask", lambda *_, **__: ([str(target)], kind))
    desktop.click(desktop.button(dialog, t("highlights.export")))
    file = target.with_name(f"印{ending}")
    said = t("highlights.exported", n=1, figure="1", file=file.name)
    qtbot.waitUntil(lambda: said in desktop.words(dialog))
    text = file.read_text("utf-8-sig")
    assert "岬の灯台" in text
    assert "港湾局" not in text
    if ending == ".jsonl":
        assert json.loads(text)["meaning"] == t("highlights.meaning.red")


def test_an_export_that_fails_is_told(
    dialog: HighlightsDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.export_to(tmp_path / "none" / "marks.md")
    box = desktop.only_box(qtbot, dialog)
    assert "marks.md" in box.text() or "none" in box.text()
    box.accept()


def test_colours_are_named_and_the_names_are_everywhere(
    desk: Desk, dialog: HighlightsDialog, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    window = desk.window()
    assert isinstance(window, MainWindow)
    desktop.click(desktop.button(dialog, t("highlights.meanings")))
    asking = desktop.child(dialog, MeaningsDialog)
    fields = dict(zip(COLOURS, asking.findChildren(QLineEdit), strict=True))
    assert fields["red"].placeholderText() == t("highlights.meaning.red")
    fields["red"].setText(" 要 確認 ")
    asking.accept()
    named = {"red": "要 確認"}
    qtbot.waitUntil(lambda: desk.session.colour_meanings() == named)
    qtbot.waitUntil(lambda: "要 確認" in window.actions_["highlight_red"].text())
    assert model(dialog).names["red"] == "要 確認"
    assert labelled("red", named) in desk.article.browser._hint(desk.session.record.placed[0]) or (  # type: ignore[union-attr]
        labelled("red", named) in desk.article.browser._hint(desk.session.record.placed[1])  # type: ignore[union-attr]
    )
    desk.undo()
    qtbot.waitUntil(lambda: desk.session.colour_meanings() == {})
    qtbot.waitUntil(lambda: t("highlights.meaning.red") in window.actions_["highlight_red"].text())


def test_an_empty_library_says_what_to_do(window: MainWindow, qtbot: QtBot) -> None:
    desk = desktop.desk_of(window)
    desk.marking.show_list()
    dialog = desktop.child(desk, HighlightsDialog)
    said = next(
        label for label in dialog.findChildren(QLabel) if label.objectName() == "emptyState"
    )
    qtbot.waitUntil(said.isVisible)
    assert said.text() == t("highlights.empty")


def test_a_library_that_can_only_be_read_lists_and_exports(
    read_only_file: Path, qtbot: QtBot
) -> None:
    window = desktop.opened(qtbot, read_only_file)
    desk = desktop.desk_of(window)
    desk.marking.show_list()
    dialog = desktop.child(desk, HighlightsDialog)
    assert not desktop.button(dialog, t("highlights.meanings")).isEnabled()
    window.close()
