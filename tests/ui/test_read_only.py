"""A library that can only be read is read; a write that fails is told once, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from clipdesk.core.errors import UserError
from clipdesk.settings import Settings
from clipdesk.store import clippings
from clipdesk.texts import describe, language, t
from clipdesk.ui.actions import _WRITES
from clipdesk.ui.article.pane import ArticlePane
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs import messages
from clipdesk.ui.dialogs.importing import ImportDialog
from clipdesk.ui.dialogs.sources import SourcesDialog
from clipdesk.ui.lanes import Job
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.notice import Notice
from tests import pages
from tests.ui import desktop


@pytest.fixture
def shelf(qtbot: QtBot, read_only_file: Path) -> Iterator[MainWindow]:
    """A window on a library that can only be read; it would mark as read at once."""
    settings = Settings(language="ja", appearance="light", mark_read="at_once")
    window = desktop.opened(qtbot, read_only_file, settings)
    yield window
    window.close()


def why(window: MainWindow) -> str:
    said = desktop.desk_of(window).session.read_only
    assert said
    return said


def test_it_is_said_once_and_stays(shelf: MainWindow, qtbot: QtBot) -> None:
    desk = desktop.desk_of(shelf)
    notice = desktop.child(desk, Notice)
    assert notice.isVisible()
    assert notice.words == f"{why(shelf)} {t('desk.read_only_what')}"
    for _ in range(4):
        desk.next_clipping()
    qtbot.wait(50)
    desktop.wait_writes(qtbot, desk.session.worker)
    assert not desktop.boxes(shelf)
    assert desk.session.found.unread == 5  # nothing was marked as read
    shelf.set_language("en")
    assert language() == "en"
    assert notice.words.startswith("This library is read-only")
    assert shelf.actions_["star"].toolTip().startswith("This library is read-only")


def test_what_writes_cannot_be_chosen_and_says_why(shelf: MainWindow, qtbot: QtBot) -> None:
    for name in _WRITES:
        action = shelf.actions_[name]
        assert not action.isEnabled(), name
        assert action.toolTip() == action.statusTip() == why(shelf)
    for name in ("export_pdf", "find", "next", "sources", "imports", "open_library", "revisions"):
        assert shelf.actions_[name].isEnabled(), name
        assert shelf.actions_[name].statusTip() == ""
    desk = desktop.desk_of(shelf)
    assert not desktop.tag_field(desk).isEnabled()
    assert not desk.sidebar.saved.save_button.isEnabled()
    assert why(shelf) in desk.sidebar.saved.save_button.toolTip()
    pane = desktop.child(desk, ArticlePane)
    assert not pane._header.star.isEnabled()


def test_a_note_can_be_read_but_not_typed(shelf: MainWindow, qtbot: QtBot) -> None:
    desk = desktop.desk_of(shelf)
    field = desktop.note_text(desk)
    desktop.give_keys(qtbot, shelf, field)
    QTest.keyClicks(field, "fog")
    assert field.toPlainText() == ""
    assert field.placeholderText() == why(shelf)
    assert t("article.note_read_only") in desktop.words(desk.article.note)
    qtbot.wait(20)
    assert not desktop.boxes(shelf)


def test_what_is_wished_all_the_same_is_refused_quietly(
    shelf: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = desktop.desk_of(shelf)
    for wish in (desk.toggle_star, desk.toggle_read, desk.save_search):
        with qtbot.waitSignal(desk.said) as said:
            wish()
        assert said.args == [why(shelf)]
    shelf.import_pages(desktop.page_file(tmp_path))  # dropped on the window
    assert not shelf.findChildren(ImportDialog)
    assert shelf._status._said == why(shelf)
    assert not desktop.boxes(shelf)
    desk.show_sources()
    dialog = desktop.child(desk, SourcesDialog)
    assert desktop.child(dialog, Notice).words == why(shelf)
    shown = [b.text() for b in dialog.findChildren(QPushButton) if b.isVisible()]
    assert shown == [t("sources.dialog.close")]


def test_tags_have_no_cross_there(qtbot: QtBot) -> None:
    pane = ArticlePane()
    qtbot.addWidget(pane)
    for said, crosses in (("", 1), ("読み取り専用", 0)):
        pane.set_read_only(said)
        pane.tags.show_tags(["港"])
        found = [b for b in pane.tags.findChildren(QToolButton) if not b.isHidden()]
        assert len([b for b in found if b.parent() in pane.tags._chips]) == crosses


def test_another_library_can_be_written(shelf: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    made = pages.new_library(tmp_path / "other.sqlite", desktop.PAGE)
    shelf.open_library(made)
    qtbot.waitUntil(lambda: desktop.desk_of(shelf).session.path == made)
    assert not desktop.child(desktop.desk_of(shelf), Notice).isVisible()
    assert shelf.actions_["import"].isEnabled()
    assert shelf.actions_["star"].isEnabled()
    assert shelf.actions_["star"].statusTip() == ""
    assert not desktop.note_text(desktop.desk_of(shelf)).isReadOnly()


# ---- what fails later ----------------------------------------------------------------------------


def _forbid(desk: Desk, *, forbidden: bool) -> None:
    """Let the library refuse every write from now on, as a medium does that became read-only."""
    said = f"PRAGMA query_only = {int(forbidden)}"
    desk.session.worker._writer.post(Job(lambda db: db.conn.execute(said), lambda _: None))


def test_failing_notes_are_told_once_and_stay(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desktop.wait_writes(qtbot, desk.session.worker)
    _forbid(desk, forbidden=True)
    field = desktop.note_text(desk)
    desktop.give_keys(qtbot, window, field)
    for word in ("fog", "ship", "harbour"):
        QTest.keyClicks(field, word)
        desk.article.note.flush()
        desktop.wait_writes(qtbot, desk.session.worker)
        QApplication.processEvents()
    (box,) = desktop.boxes(window)
    box.close()
    field.setFocus()
    QTest.keyClicks(field, "s")
    desk.article.note.flush()
    desktop.wait_writes(qtbot, desk.session.worker)
    QApplication.processEvents()
    assert not desktop.boxes(window)  # it was told
    assert field.toPlainText() == "fogshipharbours"
    assert t("article.note_not_saved") in desktop.words(desk.article.note)
    _forbid(desk, forbidden=False)
    QTest.keyClicks(field, "!")
    desk.article.note.flush()
    desktop.settle(qtbot, desk)
    record = desk.session.record
    assert record is not None
    assert record.note == "fogshipharbours!"
    _forbid(desk, forbidden=True)  # another trouble is told again
    QTest.keyClicks(field, "?")
    desk.article.note.flush()
    desktop.only_box(qtbot, window).close()
    _forbid(desk, forbidden=False)
    desktop.wait_writes(qtbot, desk.session.worker)


def test_failing_wishes_share_a_box(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desktop.wait_writes(qtbot, desk.session.worker)
    _forbid(desk, forbidden=True)
    for _ in range(3):
        desk.toggle_star()
    desktop.wait_writes(qtbot, desk.session.worker)
    box = desktop.only_box(qtbot, window)
    first = box.text()
    messages.show_error(window, UserError("disk_full", path="press"))  # another trouble meanwhile
    assert desktop.only_box(qtbot, window) is box
    assert box.text() == f"{first}\n\n{describe(UserError('disk_full', path='press'))}"
    box.close()
    desk.toggle_star()
    desktop.only_box(qtbot, window).close()  # each act is answered, one box at a time
    _forbid(desk, forbidden=False)
    desktop.wait_writes(qtbot, desk.session.worker)


def test_reading_that_cannot_be_marked_raises_no_box(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desktop.wait_writes(qtbot, desk.session.worker)
    _forbid(desk, forbidden=True)
    current = desk.session.current
    assert current is not None
    with qtbot.waitSignal(desk.said):
        desk.session.mark_read(current)
    assert not desktop.boxes(window)
    (row,) = desk.session.rows([current])
    assert isinstance(row, clippings.Row)
    assert not row.is_read
    _forbid(desk, forbidden=False)
    desktop.wait_writes(qtbot, desk.session.worker)
