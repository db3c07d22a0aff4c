"""Earlier texts: from the quiet line in the article to the difference, on a real library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QMainWindow, QRadioButton
from pytestqt.qtbot import QtBot

from clipdesk.store import clippings, library, revisions
from clipdesk.texts import t, use_language
from clipdesk.ui import formats
from clipdesk.ui.article.pane import ArticlePane
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs.difference import DifferenceView
from clipdesk.ui.dialogs.revisions import RevisionsDialog
from clipdesk.ui.main_window import MainWindow
from tests import pages
from tests.ui import desktop

UID = "3105-041003"
BODIES = (" 灯台を直す。", " 灯台を建て直す。", " 灯台を石で建て直す。")
STAMPS = ("2031-04-11T03:00:00Z", "2031-05-11T03:00:00Z", "2031-06-11T03:00:00Z")


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    """A clipping that two later pages changed, and one that stayed."""
    path = tmp_path / "press.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        for number, body in enumerate(BODIES, 1):
            changed = pages.clip(UID, date="2031.04.10", headline="岬の灯台", body=body)
            pages.bring(db, pages.page(changed, pages.clip()))
            db.conn.execute(
                "UPDATE import_run SET started_at = ? WHERE id = ?", (STAMPS[number - 1], number)
            )
    return path


@pytest.fixture
def dialog(qtbot: QtBot, library_file: Path) -> Iterator[RevisionsDialog]:
    with closing(library.open_for_reading(library_file)) as connection:
        clipping_id = clippings.row_id(connection, UID)
        assert clipping_id is not None
        record = clippings.record(connection, clipping_id)
        found = revisions.of_clipping(connection, clipping_id)
    assert record is not None
    parent = QMainWindow()
    qtbot.addWidget(parent)
    parent.resize(1200, 800)
    made = RevisionsDialog(record, found, parent)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def _shown(dialog: RevisionsDialog) -> tuple[str, str]:
    left, right = dialog.findChildren(DifferenceView)[0]._columns
    return left.toPlainText(), right.toPlainText()


def _titles(dialog: RevisionsDialog) -> list[str]:
    labels = dialog.findChildren(QLabel, "differenceTitle")
    return [label.text() for label in labels]


def _until(stamp: str) -> str:
    return t("revisions.until", day=formats.stamp(stamp))


def test_each_text_against_the_next_or_the_present_one(dialog: RevisionsDialog) -> None:
    rows = desktop.child(dialog, QListWidget)
    assert [rows.item(n).text() for n in range(rows.count())] == [
        f"{formats.stamp(stamp)}\npage.txt" for stamp in (STAMPS[2], STAMPS[1])
    ]
    assert _titles(dialog) == [_until(STAMPS[2]), t("revisions.present")]
    assert [BODIES[n + 1] in text for n, text in enumerate(_shown(dialog))] == [True, True]
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert _titles(dialog) == [_until(STAMPS[1]), _until(STAMPS[2])]
    assert [BODIES[n] in text for n, text in enumerate(_shown(dialog))] == [True, True]
    with_present = next(
        b for b in dialog.findChildren(QRadioButton) if b.text() == t("revisions.with_present")
    )
    with_present.click()
    assert _titles(dialog) == [_until(STAMPS[1]), t("revisions.present")]
    assert BODIES[0] in _shown(dialog)[0]
    assert BODIES[2] in _shown(dialog)[1]


def test_it_speaks_the_language_in_use(dialog: RevisionsDialog) -> None:
    rows = desktop.child(dialog, QListWidget)
    rows.setCurrentRow(1)
    use_language("en")
    dialog.retranslate()
    assert dialog.windowTitle() == "Earlier texts"
    assert rows.currentRow() == 1
    assert _titles(dialog) == [_until(STAMPS[1]), _until(STAMPS[2])]
    assert _titles(dialog)[0].startswith("Until the import of")


@pytest.mark.parametrize("text", ["<b>x</b>", "<img src=file:///etc/passwd>"])
def test_hostile_names_and_headlines_are_text(qtbot: QtBot, text: str) -> None:
    from tests.ui.article.test_article import RECORD

    parent = QMainWindow()
    qtbot.addWidget(parent)
    one = revisions.Revision(STAMPS[1], text, RECORD.published, text, text)
    made = RevisionsDialog(replace(RECORD, headline=text, printed="x"), [one], parent)
    assert text in desktop.child(made, QListWidget).item(0).text()
    for label in made.findChildren(QLabel):
        assert text not in label.text() or label.textFormat() is Qt.TextFormat.PlainText
    assert not any(b.isVisibleTo(made) for b in made.findChildren(QRadioButton))
    nothing = RevisionsDialog(RECORD, [], parent)
    assert nothing.findChildren(DifferenceView)[0]._empty.isVisibleTo(nothing)


def test_it_fits_into_a_small_window(qtbot: QtBot, dialog: RevisionsDialog) -> None:
    dialog.resize(660, 450)
    assert dialog.width() <= 700
    assert dialog.height() <= 480
    for child in dialog.findChildren(QRadioButton):
        assert QRect(dialog.rect()).contains(
            QRect(child.mapTo(dialog, child.rect().topLeft()), child.size())
        )


# ---- in the desk ------------------------------------------------------------------------------


def _line(desk: Desk) -> QLabel:
    return desk.article._header.revised


def test_a_quiet_line_leads_there(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    desk.go_to(UID)
    assert _line(desk).isVisible()
    day = formats.stamp_day(STAMPS[2])
    assert t("article.revised", n=2, day=day) in _line(desk).text()
    _line(desk).linkActivated.emit("revisions")
    (shown,) = desk.findChildren(RevisionsDialog)
    assert BODIES[1] in _shown(shown)[0]
    shown.close()
    desk.go_to("3105-040901")
    assert not _line(desk).isVisible()


def test_the_action_leads_there_too(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    desk.go_to(UID)
    desk.timeline.list.setFocus()
    desktop.press("r", Qt.KeyboardModifier.ControlModifier)
    (shown,) = desk.findChildren(RevisionsDialog)
    assert shown.isVisible()
    shown.close()


def test_the_line_is_said_in_both_languages(qtbot: QtBot) -> None:
    from tests.ui.article.test_article import RECORD

    pane = ArticlePane()
    qtbot.addWidget(pane)
    pane.show_record(1, replace(RECORD, revisions=1, revised_at=STAMPS[2]))
    use_language("en")
    pane.retranslate()
    assert "The page changed this text on" in pane._header.revised.text()
