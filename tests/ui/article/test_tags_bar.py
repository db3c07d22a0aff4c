"""Tags: given by Enter, taken by their cross, offered while typing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from clipdesk.ui import theme
from clipdesk.ui.article.tags_bar import TagsBar
from clipdesk.ui.chips import Chip
from tests.ui import desktop


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[TagsBar]:
    made = TagsBar()
    qtbot.addWidget(made)
    made.resize(600, 100)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def _chips(bar: TagsBar) -> dict[str, Chip]:
    return {desktop.child(chip, QLabel).text(): chip for chip in bar._chips}


def test_enter_gives_a_tag(bar: TagsBar, qtbot: QtBot) -> None:
    field = desktop.child(bar, QLineEdit)
    QTest.keyClicks(field, "  harbour ")
    with qtbot.waitSignal(bar.add_requested) as asked:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == ["harbour"]
    assert field.text() == ""


def test_an_empty_field_gives_none(bar: TagsBar, qtbot: QtBot) -> None:
    field = desktop.child(bar, QLineEdit)
    QTest.keyClicks(field, "  ")
    with qtbot.assertNotEmitted(bar.add_requested):
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_cross_takes_its_tag(bar: TagsBar, qtbot: QtBot) -> None:
    long = "国/" + "長" * 198
    bar.show_tags(["港", long])
    assert len(_chips(bar)) == 2
    for tag, chip in zip(("港", long), bar._chips, strict=True):
        with qtbot.waitSignal(bar.remove_requested) as asked:
            desktop.child(chip, QToolButton).click()
        assert asked.args == [tag]


def test_other_tags_replace_them(bar: TagsBar) -> None:
    bar.show_tags(["a", "b"])
    bar.show_tags(["c"])
    assert list(_chips(bar)) == ["c"]


def test_escape_empties_the_field_and_leaves(bar: TagsBar, qtbot: QtBot) -> None:
    field = desktop.child(bar, QLineEdit)
    QTest.keyClicks(field, "har")
    with qtbot.assertNotEmitted(bar.add_requested), qtbot.waitSignal(bar.left):
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_many_tags_stand_in_lines_inside_the_bar(bar: TagsBar) -> None:
    bar.show_tags([f"tag number {n}" for n in range(30)] + ["W" * 200])
    bar.resize(300, bar.heightForWidth(300))
    bar._layout.activate()
    for chip in bar._chips:
        assert chip.geometry().right() <= 300
    assert bar.heightForWidth(300) > bar.heightForWidth(900)


def test_a_tag_has_the_colours_that_it_has_in_the_list(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    bar = TagsBar()
    qtbot.addWidget(bar)
    bar.show_tags(["国/カザフスタン"])
    bar.resize(400, 60)
    with qtbot.waitExposed(bar):
        bar.show()
    (chip,) = bar.findChildren(Chip)
    for scheme in ("light", "dark"):
        theme.apply(qapp, scheme)
        qtbot.waitUntil(lambda: len(bar.findChildren(Chip)) == 1)
        (chip,) = bar.findChildren(Chip)
        ground = theme.chip_colours("国/カザフスタン")[1]
        shown = chip.grab().toImage()
        assert shown.pixelColor(4, shown.height() // 2).name() == ground
    theme.apply(qapp, "light")
