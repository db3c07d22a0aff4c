"""The import's dialog on a real library: what the preview and the report show of each clipping."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk.store import library
from clipdesk.texts import t
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs.difference import DifferenceView
from clipdesk.ui.dialogs.importing import ImportDialog
from clipdesk.ui.dialogs.preview import PreviewPane
from clipdesk.ui.dialogs.source_text import SourceTextView
from clipdesk.ui.main_window import MainWindow
from tests import pages
from tests.ui import desktop

NEW = pages.clip(None, date="2031.04.12", headline="番号のない記事", body=" 新しい霧。")
AGAIN = desktop.PAGE.replace("霧の朝、", "雨の朝、").replace(
    f"{pages.TITLE}\n", f"{pages.TITLE}\n\n{NEW}"
)
"""One is new, one is changed, and the library read one otherwise (`library_file`)."""


@pytest.fixture
def library_file(library_file: Path) -> Path:
    """An earlier reader saw the headline of the fourth otherwise."""
    with closing(library.open_for_writing(library_file)) as db, library.transaction(db):
        db.conn.execute(
            "UPDATE clipping SET headline = '春の', reading = '' WHERE uid = ?", (desktop.UIDS[3],)
        )
    return library_file


@pytest.fixture
def planned(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> ImportDialog:
    window.import_pages(desktop.page_file(tmp_path, AGAIN, "again.txt"))
    dialog = desktop.previewed(qtbot, window)
    counts = dialog._plans[0].counts
    assert (counts["new"], counts["changed"], counts["reread"], counts["unchanged"]) == (1, 1, 1, 3)
    return dialog


def apply(qtbot: QtBot, window: MainWindow, dialog: ImportDialog) -> None:
    desktop.click(desktop.button(dialog, t("desk.import_now")))
    desktop.ended(qtbot, window)


def pane_of(dialog: ImportDialog) -> PreviewPane:
    return desktop.child(dialog, PreviewPane)


def compared(dialog: ImportDialog, kind: str) -> tuple[str, str]:
    """What stands at the left and at the right of a kind's first row."""
    pane_of(dialog).show_kind(kind)
    view = desktop.child(dialog, DifferenceView)
    assert view.isVisible()
    left, right = view._columns
    return left.toPlainText(), right.toPlainText()


def shown(dialog: ImportDialog, kind: str) -> tuple[int, str]:
    """The number of the first line, and the text, of a kind's first row."""
    pane_of(dialog).show_kind(kind)
    view = desktop.child(dialog, SourceTextView)
    assert view.isVisible()
    return view._first, view.toPlainText()


def test_the_report_compares_with_what_was_there_before(
    planned: ImportDialog, window: MainWindow, qtbot: QtBot
) -> None:
    before = {kind: compared(planned, kind) for kind in ("changed", "reread")}
    assert "霧の朝" in before["changed"][0]
    assert "雨の朝" in before["changed"][1]
    assert "春の出港" not in before["reread"][0]
    assert "春の出港" in before["reread"][1]
    apply(qtbot, window, planned)
    assert {kind: compared(planned, kind) for kind in before} == before


def test_the_report_follows_undo_and_redo(
    planned: ImportDialog, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    before = compared(planned, "changed")
    apply(qtbot, window, planned)
    for step in (desk.undo, desk.redo):
        step()
        desktop.wait_writes(qtbot, desk.session.worker)
        pane_of(planned).show_kind("new")
        assert compared(planned, "changed") == before


def test_the_report_of_a_page_that_came_back_to_older_words(
    planned: ImportDialog, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """The words before are those of the import before, not the oldest."""
    apply(qtbot, window, planned)
    planned.close()
    window.import_pages(desktop.page_file(tmp_path, desktop.PAGE))
    qtbot.waitUntil(lambda: len(window.findChildren(ImportDialog)) == 1)
    dialog = desktop.previewed(qtbot, window)
    for _ in "preview", "report":
        left, right = compared(dialog, "changed")
        assert ("雨の朝" in left, "霧の朝" in right) == (True, True)
        if not dialog._done:
            apply(qtbot, window, dialog)


@pytest.mark.parametrize("when", ["preview", "report"])
def test_new_and_unchanged_ones_show_the_pages_own_lines(
    planned: ImportDialog, window: MainWindow, qtbot: QtBot, when: str
) -> None:
    if when == "report":
        apply(qtbot, window, planned)
    page = AGAIN.split("\n")
    for kind in ("new", "unchanged"):
        first, text = shown(planned, kind)
        assert first > 0
        lines = text.split("\n")
        assert lines == page[first - 1 : first - 1 + len(lines)]


def test_a_reading_of_which_nobody_knows_what_it_was_is_shown_alone(
    planned: ImportDialog, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many are kept: what is shown then claims no line of the page, and no comparison."""
    monkeypatch.setattr("clipdesk.ui.dialogs.importing._READINGS", 0)
    apply(qtbot, window, planned)
    first, text = shown(planned, "reread")
    assert first == 0
    assert "春の出港" in text
    QApplication.processEvents()
