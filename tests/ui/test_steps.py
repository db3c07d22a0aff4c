"""Undo and redo say what they did, and take back nothing large from within a text field."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk.texts import t, use_language
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from tests import pages
from tests.ui import desktop
from tests.ui.desktop import press

MORE = pages.page(pages.clip("3105-040999", headline="岬の新しい灯"))
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def imported(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Desk:
    """The desk, after a page came in; a note's field has the keys."""
    dialog = desktop.bring_in(qtbot, window, desktop.page_file(tmp_path, MORE, "more.txt"))
    dialog.close()
    desk = desktop.desk_of(window)
    desktop.settle(qtbot, desk)
    assert desk.session.found.total == 6
    desktop.activate(qtbot, window)
    desktop.give_keys(qtbot, window, desktop.note_text(desk))
    return desk


def said(window: MainWindow) -> str:
    text: str = window._status._said
    return text


def the_import() -> str:
    return t("desk.change.import", file="more.txt")


def test_a_note_that_is_untouched_takes_no_import_back(
    imported: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    desktop.press_key(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: said(window) == t("desk.undo_held", change=the_import()))
    assert desktop.settle(qtbot, imported).total == 6
    imported.timeline.list.setFocus()
    desktop.press_key(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: said(window) == t("desk.undone", change=the_import()))
    assert desktop.settle(qtbot, imported).total == 5
    desktop.give_keys(qtbot, window, desktop.note_text(imported))
    for key, modifier in ((Qt.Key.Key_Z, CTRL | SHIFT), (Qt.Key.Key_Y, CTRL)):
        window._status.say("")
        desktop.press_key(key, modifier)
        qtbot.waitUntil(lambda: said(window) == t("desk.redo_held", change=the_import()))
    assert desktop.settle(qtbot, imported).total == 5
    window.actions_["redo"].trigger()  # the menu names it
    qtbot.waitUntil(lambda: said(window) == t("desk.redone", change=the_import()))
    assert desktop.settle(qtbot, imported).total == 6


def test_keys_that_come_fast_stop_before_the_import(
    imported: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    imported.toggle_star()
    press("fog")
    imported.article.note.flush()
    desktop.settle(qtbot, imported)
    imported.next_clipping()
    imported.previous_clipping()  # the field knows nothing of what was typed any more
    desktop.note_text(imported).setFocus()
    for _ in range(6):
        desktop.press_key(Qt.Key.Key_Z, CTRL)
    assert desktop.settle(qtbot, imported).total == 6
    record = imported.session.record
    assert record is not None
    assert (record.note, record.starred) == (None, False)
    qtbot.waitUntil(lambda: said(window) == t("desk.undo_held", change=the_import()))


def test_a_change_of_another_clipping_is_not_taken_back_from_a_note(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    desk.toggle_star()
    desktop.settle(qtbot, desk)
    starred = desk.session.current
    desk.next_clipping()
    here = desk.session.current
    desktop.give_keys(qtbot, window, desktop.note_text(desk))
    desktop.press_key(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: "岬の灯台を修理へ" in said(window))
    desktop.settle(qtbot, desk)
    assert desk.session.current == here
    assert desk.session.rows([starred or 0])[0].starred


def test_a_tag_of_several_is_taken_back_where_it_was_typed(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    QTest.keyClick(desk.timeline.list, Qt.Key.Key_A, CTRL)
    press("s")
    press("t")
    press("fog")
    field = desktop.tag_field(desk)
    QTest.keyClick(field, Qt.Key.Key_Return)
    desktop.settle(qtbot, desk)
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(
        lambda: (
            said(window)
            == t("desk.undone", change=t("desk.change.add_tag", n=5, tag="fog", clipping=""))
        )
    )
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    stars = t("desk.change.star", n=5, clipping="")
    qtbot.waitUntil(lambda: said(window) == t("desk.undo_held", change=stars))
    ids = list(desktop.settle(qtbot, desk).ids)
    assert all(row.starred and not row.tags for row in desk.session.rows(ids))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_step_says_what_it_did(
    desk: Desk, window: MainWindow, qtbot: QtBot, language: str
) -> None:
    use_language(language)
    for wish in (desk.toggle_star, desk.toggle_read):
        wish()
        desktop.settle(qtbot, desk)
        for name, key in (("undo", "undone"), ("redo", "redone"), ("undo", "undone")):
            window._status.say("")
            window.actions_[name].trigger()
            qtbot.waitUntil(lambda: bool(said(window)))
            assert said(window).startswith(t(f"desk.{key}", change=""))
            assert "岬の灯台を修理へ" in said(window)
    window._status.say("")
    desk.undo()  # there is nothing left
    desktop.wait_writes(qtbot, desk.session.worker)
    assert said(window) == ""


def test_a_long_word_leaves_the_status_bar_its_counts(window: MainWindow, desk: Desk) -> None:
    width = window.minimumSizeHint().width()
    window._status.say("灯台" * 900 + "\n<b>")
    QApplication.processEvents()
    assert window.width() == 1280
    assert window.minimumSizeHint().width() <= max(width, 1280)
    assert window._status._counts.isVisible()
    assert window._status._counts.width() > 200
    assert "&lt;b&gt;" in window._status._running.toolTip()
    window._status.say("short")
    assert window._status._running.text() == "short"
    assert window._status._running.toolTip() == ""


def test_taking_an_import_back_shows_how_far_it_is_and_why_it_goes_on(
    imported: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    imported.timeline.list.setFocus()
    shown: list[tuple[str, bool, int]] = []
    bar = window._status._bar
    imported.steps.progressed.connect(
        lambda *_: shown.append((said(window), bar.isVisible(), bar.maximum()))
    )
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: said(window) == t("desk.undone", change=the_import()))
    assert shown[-1] == (t("desk.undoing", change=the_import(), done="1", total="1"), True, 1)
    assert not bar.isVisible()
    shown.clear()
    window.actions_["redo"].trigger()
    qtbot.waitUntil(lambda: said(window) == t("desk.redone", change=the_import()))
    assert shown[-1] == (t("desk.redoing", change=the_import(), done="1", total="1"), True, 1)
    assert not bar.isVisible()
    imported.toggle_star()
    shown.clear()
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: "岬" in said(window))
    assert shown == []


def test_what_is_told_of_progress_goes_when_a_step_fails(
    imported: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    window._status.show_progress("…", 1, 2)
    worker = imported.session.worker
    away = worker.path.rename(worker.path.with_name("away.sqlite"))
    imported.steps.take("undo")
    desktop.only_box(qtbot, window).close()
    away.rename(worker.path)
    assert not window._status._bar.isVisible()
    assert said(window) == ""
