"""The saved searches on top of the sidebar: what they say, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.settings import Appearance
from clipdesk.ui import theme
from clipdesk.ui.sidebar.saved import Saved, SavedModel, SavedPane

LISTED = [
    Saved(4, "霧と灯台", "霧 灯台", (1234, 5), is_on=True),
    Saved(2, "未読", "is:unread", (0, 0)),
    Saved(9, "すべて", ""),
]


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[SavedPane]:
    made = SavedPane()
    qtbot.addWidget(made)
    made.resize(240, 300)
    made.show_searches(LISTED)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def _model(pane: SavedPane) -> SavedModel:
    model = pane.list.model()
    assert isinstance(model, SavedModel)
    return model


def test_they_say_what_they_find(pane: SavedPane) -> None:
    said = Qt.ItemDataRole.AccessibleTextRole
    assert [_model(pane).index(row).data(said) for row in range(3)] == [
        *("霧と灯台、1,234件、未読5件、表示中", "未読、0件、未読0件", "すべて、件数を確認中")
    ]
    hint = _model(pane).index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "霧 灯台" in hint
    pane.show_searches([Saved(1, "<b>", "<i>")])
    hint = _model(pane).index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in hint
    assert "<i>" not in hint


def test_one_that_comes_is_in_sight_and_has_the_line_of_the_keys(pane: SavedPane) -> None:
    many = [Saved(n, f"検索 {n}", "") for n in range(1, 21)]
    pane.show_searches(many)
    pane.list.setCurrentIndex(_model(pane).index(0))
    pane.show_searches([*many, Saved(30, "新しい検索", "")])
    current = pane.list.current()
    assert current is not None
    assert current.id == 30
    seen = pane.list.visualRect(pane.list.currentIndex())
    assert pane.list.viewport().rect().contains(seen)
    pane.show_searches(many)  # taken back
    last = pane.list.current()
    assert last is not None
    assert last.id == 20
    pane.show_searches([many[0], Saved(31, "戻った検索", ""), *many[1:]])
    back = pane.list.current()
    assert back is not None
    assert back.id == 31
    assert pane.list.viewport().rect().contains(pane.list.visualRect(pane.list.currentIndex()))


def test_without_any_it_is_said_how_to_keep_one(pane: SavedPane, qtbot: QtBot) -> None:
    pane.show_searches([])
    assert not pane.list.isVisible()
    assert pane._hint.isVisible()
    with qtbot.waitSignal(pane.save_requested):
        pane.save_button.click()


def test_a_click_opens(pane: SavedPane, qtbot: QtBot) -> None:
    spot = pane.list.visualRect(_model(pane).index(1)).center()
    with qtbot.waitSignal(pane.open_requested) as asked:
        QTest.mouseClick(
            pane.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
        )
    assert asked.args == [2]


def test_keys(pane: SavedPane, qtbot: QtBot) -> None:
    pane.list.setFocus()
    QTest.keyClick(pane.list, Qt.Key.Key_Down)
    for key, modifier, signal, args in (
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, pane.open_requested, [2]),
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, pane.rename_requested, [2]),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, pane.delete_requested, [2]),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, pane.move_requested, [2, 0]),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier, pane.move_requested, [2, 2]),
    ):
        with qtbot.waitSignal(signal) as asked:
            QTest.keyClick(pane.list, key, modifier)
        assert asked.args == args
    pane.list.setCurrentIndex(_model(pane).index(0))
    with qtbot.assertNotEmitted(pane.move_requested):
        QTest.keyClick(pane.list, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize(
    ("source", "row", "onto", "place"),
    [(0, 3, -1, 2), (0, 2, -1, 1), (2, 0, -1, 0), (0, -1, 2, 1), (2, -1, 0, 0), (0, -1, -1, 2)],
)
def test_a_drop_asks_for_a_place(
    pane: SavedPane, qtbot: QtBot, source: int, row: int, onto: int, place: int
) -> None:
    model = _model(pane)
    data = model.mimeData([model.index(source)])
    parent = model.index(onto) if onto >= 0 else QModelIndex()
    with qtbot.waitSignal(pane.move_requested) as asked:
        assert not model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent)
    assert asked.args == [LISTED[source].id, place]


@pytest.mark.parametrize("row", [0, 1])
def test_a_drop_at_its_own_place_asks_for_nothing(pane: SavedPane, qtbot: QtBot, row: int) -> None:
    model = _model(pane)
    data = model.mimeData([model.index(0)])
    with qtbot.assertNotEmitted(pane.move_requested):
        model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, QModelIndex())


def test_another_order_keeps_the_one_with_the_keys(pane: SavedPane) -> None:
    tester = QAbstractItemModelTester(
        _model(pane), QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    assert isinstance(tester.model(), QAbstractItemModel)
    pane.list.setCurrentIndex(_model(pane).index(1))
    pane.show_searches([LISTED[1], LISTED[0], LISTED[2]])
    assert pane.list.currentIndex().row() == 0
    pane.show_searches([replace(one, counts=(7, 7)) for one in LISTED])
    assert pane.list.currentIndex().row() == 1
    pane.show_searches([LISTED[0], LISTED[2]])  # it is gone: the one in its place
    assert pane.list.currentIndex().row() == 1


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_paints(
    qtbot: QtBot, qapp: QApplication, language: str, scheme: Appearance
) -> None:
    texts.use_language(language)
    theme.apply(qapp, scheme)
    pane = SavedPane()
    qtbot.addWidget(pane)
    pane.resize(150, 300)
    pane.show_searches([*LISTED, Saved(11, "長い" * 40, "x", (1, 1))])
    assert not pane.grab().isNull()
