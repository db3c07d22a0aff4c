"""The import's dialog on a real library: what the preview and the report show of each clipping."""

from __future__ import annotations

import hashlib
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddTag, EditNote, SetRead, SetStarred
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


def _column(dialog: ImportDialog, kind: str) -> list[str]:
    """What stands in the last column of a kind's rows."""
    pane = pane_of(dialog)
    pane.show_kind(kind)
    model = pane._tables["entries"].model()
    last = model.columnCount() - 1
    return [str(model.index(row, last).data()) for row in range(model.rowCount())]


def test_the_preview_says_what_of_mine_is_on_a_clipping(
    planned: ImportDialog, window: MainWindow, qtbot: QtBot
) -> None:
    """What changes or goes under my hands I want to look at first."""
    session = desktop.desk_of(window).session
    entry = planned._plans[0].stage.entries("changed")[0]
    assert entry.clipping_id is not None
    assert _column(planned, "changed") == [""]
    session.worker.write(AddTag((entry.clipping_id,), "国/岬"))
    session.worker.write(EditNote(entry.clipping_id, "霧"))
    desktop.wait_writes(qtbot, session.worker)
    star, note = t("preview.mine_star"), t("preview.mine_note")
    assert _column(planned, "changed") == [f"{note} · 国/岬"]
    session.worker.write(SetStarred((entry.clipping_id,), starred=True))
    desktop.wait_writes(qtbot, session.worker)
    assert _column(planned, "changed") == [f"{star} · {note} · 国/岬"]


def test_the_preview_says_what_a_table_brings_of_mine(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    table = "date,source,title,text,memo,tags\n2031-05-01,Gull,Fog,Fog came.,my own\tword,海; 霧\n"
    window.import_pages(desktop.page_file(tmp_path, table, "a.csv"))
    dialog = desktop.previewed(qtbot, window)
    assert _column(dialog, "new") == [f"{t('preview.mine_note_of', text='my own word')} · 海 · 霧"]


def test_tab_goes_through_the_preview_from_top_to_bottom(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    other = desktop.page_file(tmp_path, desktop.PAGE.replace("2031.04.09", "2031.04:09"), "b.txt")
    window.import_pages(desktop.page_file(tmp_path, AGAIN, "a.txt"), other)
    dialog = desktop.previewed(qtbot, window)
    dialog._pages.setCurrentRow(1)
    pane_of(dialog).show_kind("problems")
    desktop.give_keys(qtbot, dialog, dialog._pages)
    went: list[QWidget] = []
    while (at := QApplication.focusWidget()) is not None and at not in went:
        went.append(at)
        desktop.press_key(Qt.Key.Key_Tab)
    pages_list, *rest = went
    assert pages_list is dialog._pages
    places = [at.mapTo(dialog, QPoint()) for at in rest]
    assert [(at.y(), at.x()) for at in places] == sorted((at.y(), at.x()) for at in places)
    assert [type(at).__name__ for at in rest] == [
        "QTabBar",
        "QTableView",
        *["QToolButton"] * 2,
        "SourceTextView",
        *["QPushButton"] * 2,
    ]


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
    monkeypatch.setattr("clipdesk.ui.dialogs.planned._READINGS", 0)
    apply(qtbot, window, planned)
    first, text = shown(planned, "reread")
    assert first == 0
    assert "春の出港" in text
    QApplication.processEvents()


# ---- taking back while the report is in front


def _press(dialog: ImportDialog, keys: str) -> None:
    """Where the keys go in the report: also into its texts, which are only read."""
    QTest.keySequence(dialog.focusWidget(), QKeySequence(keys))


def _is_there(window: MainWindow) -> bool:
    return "雨の朝" in _printed(window)


def _printed(window: MainWindow) -> str:
    record = desktop.desk_of(window).session.record_named(desktop.UIDS[2])
    assert record is not None
    return record.printed


def _has(desk: Desk, count: int) -> bool:
    return desk.session.found.total == count


def _says(dialog: ImportDialog, key: str, **values: str) -> bool:
    return t(f"desk.{key}", **values) in desktop.words(dialog)


def test_undo_in_the_report_takes_the_import_back_and_says_so(
    planned: ImportDialog, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    apply(qtbot, window, planned)
    before = compared(planned, "changed")
    for focused in (desktop.child(planned, DifferenceView)._columns[0], planned._leave):
        focused.setFocus()
        desk.session.look_elsewhere()  # a look is no step
        desktop.wait_writes(qtbot, desk.session.worker)
        _press(planned, "Ctrl+Z")
        qtbot.waitUntil(lambda: _says(planned, "import_taken_back", file="again.txt"))
        assert not _is_there(window)
        assert compared(planned, "changed") == before
        _press(planned, "Ctrl+Z")  # there is nothing else of its own
        qtbot.waitUntil(lambda: _says(planned, "import_no_undo"))
        _press(planned, "Ctrl+Shift+Z")
        qtbot.waitUntil(lambda: _says(planned, "import_again", file="again.txt"))
        assert _is_there(window)
        assert not planned._bar.isVisible()


def test_undo_in_the_report_takes_nothing_else_back(
    planned: ImportDialog, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    apply(qtbot, window, planned)
    first = desk.session.id_of(desktop.UIDS[0])
    assert first is not None
    desk.session.worker.write(SetRead((first,), read=True), undoable=False)  # no step either
    desk.session.worker.write(SetStarred((first,), starred=True))
    _press(planned, "Ctrl+Z")
    qtbot.waitUntil(lambda: _says(planned, "import_no_undo"))
    desktop.wait_writes(qtbot, desk.session.worker)
    assert _is_there(window)
    (row,) = desk.session.rows([first])
    assert (row.starred, row.is_read) == (True, True)


def test_the_report_says_what_the_window_takes_back(
    planned: ImportDialog, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    apply(qtbot, window, planned)
    desk.undo()
    qtbot.waitUntil(lambda: _says(planned, "import_taken_back", file="again.txt"))
    desk.redo()
    qtbot.waitUntil(lambda: _says(planned, "import_again", file="again.txt"))


def test_several_pages_are_taken_back_one_by_one(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """Also when they are called the same."""
    files: list[Path] = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        text = pages.page(pages.clip(f"3105-05010{len(files)}", date="2031.05.01"), title=name)
        files.append(desktop.page_file(tmp_path / name, text, "index.txt"))
    dialog = desktop.bring_in(qtbot, window, *files)
    qtbot.waitUntil(partial(_has, desk, 7))
    for left in (6, 5):
        _press(dialog, "Ctrl+Z")
        qtbot.waitUntil(partial(_has, desk, left))
        qtbot.waitUntil(lambda: not dialog._is_stepping)
    _press(dialog, "Ctrl+Z")
    qtbot.waitUntil(lambda: _says(dialog, "import_no_undo"))
    for left in (6, 7):
        _press(dialog, "Ctrl+Y")
        qtbot.waitUntil(partial(_has, desk, left))
        qtbot.waitUntil(lambda: not dialog._is_stepping)
    dialog.close()
    desk.undo()
    qtbot.waitUntil(lambda: desk.session.found.total == 6)


def test_both_are_taken_back_where_the_keys_come_fast(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """The second waits for the first; it was run in its midst, and refused."""
    files: list[Path] = []
    for name in ("a", "b"):
        text = pages.page(pages.clip(f"3105-05010{len(files)}", date="2031.05.01"), title=name)
        files.append(desktop.page_file(tmp_path, text, f"{name}.txt"))
    dialog = desktop.bring_in(qtbot, window, *files)
    qtbot.waitUntil(partial(_has, desk, 7))
    dialog.close()
    with qtbot.assertNotEmitted(desk.session.worker.failed):
        desk.undo()
        desk.undo()
        qtbot.waitUntil(partial(_has, desk, 5))


def test_the_preview_says_that_it_goes_on_with_an_import_that_was_stopped(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = desktop.page_file(tmp_path, desktop.PAGE)
    sha256 = hashlib.sha256(page.read_bytes()).hexdigest()
    with closing(library.open_for_writing(desk.session.path)) as db, library.transaction(db):
        db.conn.execute("UPDATE import_run SET state = 'running', file_sha256 = ?", (sha256,))
    window.import_pages(page)
    assert t("report.continues") in "\n".join(desktop.words(desktop.previewed(qtbot, window)))
