"""What I changed: the list, taking one back from the middle, going to its clipping; review days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddTag, EditNote, SetStarred
from clipdesk.store import clippings, layer
from clipdesk.texts import t, use_language
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs.changes import ChangesDialog
from clipdesk.ui.dialogs.review import ReviewDialog
from clipdesk.ui.main_window import MainWindow
from tests.ui import desktop


def button(dialog: ChangesDialog | ReviewDialog, key: str) -> QPushButton:
    (found,) = [one for one in dialog.findChildren(QPushButton) if one.text() == t(key)]
    return found


def trees(dialog: ChangesDialog) -> tuple[QTreeWidget, QTreeWidget]:
    """The changes, and the clippings of the chosen one."""
    found = {tree.accessibleName(): tree for tree in dialog.findChildren(QTreeWidget)}
    return found[t("changes.title")], found[t("changes.clippings")]


def lines(dialog: ChangesDialog) -> list[tuple[str, str]]:
    """The changes and their states."""
    tree, _ = trees(dialog)
    items = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    return [(item.text(1), item.text(2)) for item in items if item is not None]


def choose(tree: QTreeWidget, line: int) -> None:
    item = tree.topLevelItem(line)
    assert item is not None
    tree.setCurrentItem(item)


@pytest.fixture
def changes(qtbot: QtBot, desk: Desk) -> Callable[[], ChangesDialog]:
    def opened() -> ChangesDialog:
        desk.show_changes()
        (dialog,) = desk.findChildren(ChangesDialog)
        return dialog

    worker = desk.session.worker
    with qtbot.waitSignals([worker.written] * 3):
        worker.write(AddTag((1, 2), "国"))
        worker.write(SetStarred((3,), starred=True))
        worker.write(EditNote(4, "メモ"))
    return opened


def tags(desk: Desk, clipping_id: int) -> tuple[str, ...]:
    record = clippings.record(desk.session._reader, clipping_id)
    assert record is not None
    return record.tags


def test_one_from_the_middle_is_taken_back_and_that_is_undone(
    qtbot: QtBot, desk: Desk, changes: Callable[[], ChangesDialog]
) -> None:
    dialog = changes()
    qtbot.waitUntil(lambda: len(lines(dialog)) == 3)
    assert [state for _, state in lines(dialog)] == ["", "", ""]
    assert "メモ" in lines(dialog)[0][0]
    assert lines(dialog)[2][0] == "2 件にタグ 国"
    tree, about = trees(dialog)
    choose(tree, 2)
    assert about.topLevelItemCount() == 2
    desktop.click(button(dialog, "changes.take_back"))
    qtbot.waitUntil(lambda: len(lines(dialog)) == 4)
    assert tags(desk, 1) == ()
    assert lines(dialog)[0] == ("『2 件にタグ 国』の取り消し", "")
    assert lines(dialog)[3][1] == "取り消した"
    assert not button(dialog, "changes.take_back").isEnabled()
    desk.undo()
    qtbot.waitUntil(lambda: lines(dialog)[0][1] == "元に戻した")
    assert tags(desk, 1) == ("国",)
    assert lines(dialog)[3][1] == ""


def test_why_one_cannot_be_taken_back_is_said(
    qtbot: QtBot, desk: Desk, changes: Callable[[], ChangesDialog]
) -> None:
    dialog = changes()
    worker = desk.session.worker
    with qtbot.waitSignal(worker.written):
        worker.write(EditNote(4, "別のメモ"))
    qtbot.waitUntil(lambda: len(lines(dialog)) == 4)
    tree, _ = trees(dialog)
    choose(tree, 1)
    desktop.click(button(dialog, "changes.take_back"))
    qtbot.waitUntil(
        lambda: any(
            label.text() == t("errors.take_back_changed") for label in desktop.labels(dialog)
        )
    )
    assert len(lines(dialog)) == 4


def test_words_filter_and_enter_goes_there(
    qtbot: QtBot, desk: Desk, changes: Callable[[], ChangesDialog]
) -> None:
    dialog = changes()
    qtbot.waitUntil(lambda: len(lines(dialog)) == 3)
    field = dialog.findChildren(QLineEdit)[0]
    field.setText("スター")
    assert len(lines(dialog)) == 1
    field.clear()
    field.setText("ない語")
    assert lines(dialog) == []
    field.setText("スター")
    desktop.click(button(dialog, "changes.open"))
    assert desk.session.current == 3


def test_the_menu_names_the_last_step_of_the_last_sitting(
    qtbot: QtBot, window: MainWindow, library_file: Path
) -> None:
    desk = desktop.desk_of(window)
    with qtbot.waitSignal(desk.session.worker.written):
        desk.session.worker.write(AddTag((1, 2), "国"))
    window.close()
    again = desktop.opened(qtbot, library_file)
    qtbot.waitUntil(again.actions_["undo"].isEnabled)
    assert again.actions_["undo"].text() == "元に戻す: 2 件にタグ 国"
    desk = desktop.desk_of(again)
    with qtbot.waitSignal(desk.session.worker.changed):
        again.actions_["undo"].trigger()
    assert tags(desk, 1) == ()
    again.close()


# ---- review days -------------------------------------------------------------------------------


def review_on(desk: Desk) -> str | None:
    assert desk.session.record is not None
    return desk.session.record.review_on


def asked(desk: Desk) -> ReviewDialog:
    desk.set_review()
    (dialog,) = desk.findChildren(ReviewDialog)
    return dialog


def test_a_day_is_typed_shown_and_taken_away(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.session.record is not None)
    dialog = asked(desk)
    field = dialog.findChildren(QLineEdit)[0]
    assert not button(dialog, "review.apply").isEnabled()
    field.setText("来週")
    assert button(dialog, "review.apply").isEnabled()
    with qtbot.waitSignal(desk.session.record_changed):
        QTest.keyClick(field, Qt.Key.Key_Return)
    week = (layer.today() + dt.timedelta(weeks=1)).isoformat()
    assert review_on(desk) == week
    assert desktop.shown(desk.article, "再読日")
    assert "再読" in [one.name for one in desk.session.searches()]
    qtbot.waitUntil(lambda: not desk.findChildren(ReviewDialog))
    dialog = asked(desk)
    with qtbot.waitSignal(desk.session.record_changed):
        desktop.click(button(dialog, "review.none"))
    assert review_on(desk) is None
    assert not desktop.shown(desk.article, "再読日")


@pytest.mark.parametrize("text", ["2001-01-01", "いつか"])
def test_what_is_no_day_to_come_is_refused(qtbot: QtBot, desk: Desk, text: str) -> None:
    qtbot.waitUntil(lambda: desk.session.record is not None)
    dialog = asked(desk)
    field = dialog.findChildren(QLineEdit)[0]
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    field.setText("")
    desktop.click(button(dialog, "review.in_a_month"))
    assert button(dialog, "review.apply").isEnabled()
    dialog.reject()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_speaks_both_languages(
    qtbot: QtBot, desk: Desk, changes: Callable[[], ChangesDialog], language: str
) -> None:
    use_language(language)
    dialog = changes()
    qtbot.waitUntil(lambda: len(lines(dialog)) == 3)
    assert dialog.windowTitle() == t("changes.title")
    QApplication.processEvents()
