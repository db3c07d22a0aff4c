"""Tags: given by Enter, taken by their cross, offered while typing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
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


def _commit(field: QLineEdit, text: str) -> None:
    """Type as an input method does."""
    confirmed = QInputMethodEvent()
    confirmed.setCommitString(text)
    QApplication.sendEvent(field, confirmed)


def _offered(bar: TagsBar) -> list[str]:
    model = bar._completer.completionModel()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_any_part_of_a_name_is_found_however_it_is_typed(bar: TagsBar) -> None:
    bar.offer(["急", "国/カザフスタン", "Kazakh press", "地域/カザフ"])
    field = desktop.child(bar, QLineEdit)
    for typed, expected in (
        ("ｻﾞﾌ", ["国/カザフスタン", "地域/カザフ"]),
        ("KAZ", ["Kazakh press"]),
        ("カザフ", ["国/カザフスタン", "地域/カザフ"]),
        ("地", ["地域/カザフ"]),
    ):
        field.clear()
        _commit(field, typed)
        assert _offered(bar) == expected
    field.clear()
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert _offered(bar) == ["急", "国/カザフスタン", "Kazakh press", "地域/カザフ"]


def test_enter_that_confirms_a_conversion_gives_nothing(bar: TagsBar, qtbot: QtBot) -> None:
    field = desktop.child(bar, QLineEdit)
    _commit(field, "港")
    QApplication.sendEvent(field, QInputMethodEvent("きた", []))
    with qtbot.assertNotEmitted(bar.add_requested), qtbot.assertNotEmitted(bar.left):
        QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.keyClick(field, Qt.Key.Key_Escape)
    _commit(field, "北")
    assert field.text() == "港北"
    with qtbot.waitSignal(bar.add_requested) as asked:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == ["港北"]


def test_a_tag_that_was_given_a_colour_has_it_with_all_below(bar: TagsBar) -> None:
    theme.use_tag_colours({"国": "red", "国/海": "blue"})
    try:
        named = theme.tokens().named_chips
        assert theme.chip_colours("国") == theme.chip_colours("国/日本/北") == named[3]
        assert theme.chip_colours("国/海/島") == named[2]
        assert theme.chip_colours("国民") in theme.tokens().chips
        bar.show_tags(["国"])
        assert named[3][1] in bar._chips[0].styleSheet()
    finally:
        theme.use_tag_colours({})
