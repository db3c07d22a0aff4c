"""The sidebar: what it lists, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.core.query import READING_STATES, Facet, Filter, Found
from clipdesk.settings import Appearance
from clipdesk.ui import theme
from clipdesk.ui.sidebar.entries import SECTIONS, Entry, More, lines
from clipdesk.ui.sidebar.model import FacetModel
from clipdesk.ui.sidebar.pane import SidebarPane


def _found(chosen: set[tuple[Facet, str]] | None = None, **more: dict[str, int]) -> Found:
    facets = {
        Facet.READING: {"noted": 0, "starred": 1, "unread": 3, "read": 9},
        Facet.SOURCE: {"北洋新報": 5, "沿岸日報": 7, "Arctic Wire": 7},
        Facet.VIA: {"": 9, "Yahoo": 3},
        Facet.TAG: {"国": 1, "海": 4, "国/ノルウェー": 2, "": 6},
        Facet.YEAR: {"2022": 2, "2023": 10},
    }
    facets |= {Facet(name): counts for name, counts in more.items()}
    return Found(Filter(chosen=frozenset(chosen or ())), facets=facets)


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[SidebarPane]:
    made = SidebarPane()
    qtbot.addWidget(made)
    made.resize(240, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.show_found(_found())
    yield made
    made.hide()


def _labels(found: Found, facet: Facet, *, whole: bool = False) -> list[str]:
    return [
        " " * line.depth + line.label if isinstance(line, Entry) else f"+{line.hidden}"
        for line in lines(found, facet, whole=whole)
    ]


def _index(pane: SidebarPane, facet: Facet, value: str) -> QModelIndex:
    model = pane.view.model()
    assert isinstance(model, FacetModel)
    section = model.index(SECTIONS.index(facet), 0)
    for at in range(model.rowCount(section)):
        index = model.index(at, 0, section)
        line = model.line(index)
        if isinstance(line, Entry) and line.value == value:
            return index
    raise AssertionError(value)


def _spot(pane: SidebarPane, facet: Facet, value: str) -> QPoint:
    return pane.view.visualRect(_index(pane, facet, value)).center()


def test_each_section_has_its_order() -> None:
    assert _labels(_found(), Facet.READING) == ["未読", "既読", "スター付き", "メモあり"]
    assert _labels(_found(), Facet.SOURCE) == ["Arctic Wire", "沿岸日報", "北洋新報"]
    assert _labels(_found(), Facet.VIA) == ["直接", "Yahoo"]
    assert _labels(_found(), Facet.TAG) == ["国", " ノルウェー", "海", "タグなし"]
    assert _labels(_found(), Facet.YEAR) == ["2023年", "2022年"]


def test_no_tag_is_listed_only_if_counted_or_chosen() -> None:
    assert _labels(_found(tag={"海": 1, "": 0}), Facet.TAG) == ["海"]
    assert "タグなし" in _labels(_found({(Facet.TAG, "")}, tag={"海": 1, "": 0}), Facet.TAG)


def test_a_long_section_is_shortened_but_keeps_what_is_chosen() -> None:
    many = {f"紙{n:02}": n for n in range(30)}
    found = _found({(Facet.SOURCE, "紙00")}, source=many)
    short = lines(found, Facet.SOURCE, whole=False)
    assert [line.value for line in short if isinstance(line, Entry)] == [
        *(f"紙{n:02}" for n in range(29, 17, -1)),
        "紙00",
    ]
    assert short[-1] == More(Facet.SOURCE, 17)
    assert len(lines(found, Facet.SOURCE, whole=True)) == 31


def test_a_click_asks_for_the_value_alone(pane: SidebarPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.facet_requested) as asked:
        QTest.mouseClick(
            pane.view.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            _spot(pane, Facet.SOURCE, "北洋新報"),
        )
    assert asked.args == [Facet.SOURCE, "北洋新報", False]


def test_ctrl_click_and_the_box_ask_in_addition(pane: SidebarPane, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    plain = Qt.KeyboardModifier.NoModifier
    box = pane.view.box_rect(_index(pane, Facet.TAG, "海")).center()
    for modifier, spot in ((control, _spot(pane, Facet.TAG, "海")), (plain, box)):
        with qtbot.waitSignal(pane.facet_requested) as asked:
            QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, modifier, spot)
        assert asked.args == [Facet.TAG, "海", True]


@pytest.mark.parametrize(
    ("key", "modifier", "toggle"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, True),
    ],
)
def test_the_keyboard_reaches_values(
    pane: SidebarPane,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    toggle: bool,
) -> None:
    pane.view.setCurrentIndex(pane.view.model().index(0, 0))
    QTest.keyClick(pane.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.facet_requested) as asked:
        QTest.keyClick(pane.view, key, modifier)
    assert asked.args == [Facet.READING, "unread", toggle]


def test_sections_fold_and_stay_so(pane: SidebarPane, qtbot: QtBot) -> None:
    section = pane.view.model().index(1, 0)
    spot = pane.view.visualRect(section).center()
    with qtbot.assertNotEmitted(pane.facet_requested):
        QTest.mouseClick(
            pane.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
        )
    assert not pane.view.isExpanded(section)
    pane.show_found(_found(source={"新聞": 2}))
    assert not pane.view.isExpanded(section)
    pane.view.setCurrentIndex(section)
    QTest.keyClick(pane.view, Qt.Key.Key_Return)
    assert pane.view.isExpanded(section)


def test_an_update_keeps_scroll_and_current_line(pane: SidebarPane) -> None:
    many = {f"紙{n:02}": n for n in range(12)}
    pane.resize(240, 300)
    pane.show_found(_found(source=many))
    pane.view.setCurrentIndex(_index(pane, Facet.SOURCE, "紙03"))
    pane.view.verticalScrollBar().setValue(90)
    pane.show_found(_found(source={name: 12 - n for name, n in many.items()}))
    line = pane.view.model().line(pane.view.currentIndex())  # type: ignore[attr-defined]
    assert line.value == "紙03"
    assert pane.view.verticalScrollBar().value() == 90


def test_clear_stands_there_while_something_is_chosen(pane: SidebarPane, qtbot: QtBot) -> None:
    assert not pane.clear_button.isVisible()
    pane.show_found(_found({(Facet.SOURCE, "北洋新報")}))
    assert pane.clear_button.isVisible()
    with qtbot.waitSignal(pane.clear_requested):
        QTest.mouseClick(pane.clear_button, Qt.MouseButton.LeftButton)


def test_values_speak_and_are_checked(pane: SidebarPane) -> None:
    pane.show_found(_found({(Facet.TAG, "国/ノルウェー")}))
    index = _index(pane, Facet.TAG, "国/ノルウェー")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "国/ノルウェー、2件"
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked


_COUNTS = st.dictionaries(
    st.sampled_from([f"t{n}" for n in range(20)] + ["", "t1/a"]), st.integers(0, 9)
)


@given(st.lists(st.tuples(_COUNTS, st.sets(st.sampled_from(["t1", "t19", ""]))), max_size=5))
def test_in_place_changes_end_where_a_new_model_would(
    steps: list[tuple[dict[str, int], set[str]]],
) -> None:
    model = FacetModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert tester.model() is model
    for counts, chosen in steps:
        found = _found({(Facet.TAG, value) for value in chosen}, tag=counts)
        model.show_found(found)
        section = model.index(SECTIONS.index(Facet.TAG), 0)
        shown = [model.line(model.index(r, 0, section)) for r in range(model.rowCount(section))]
        assert shown == lines(found, Facet.TAG, whole=False)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_paints(
    qtbot: QtBot, qapp: QApplication, language: str, scheme: Appearance
) -> None:
    texts.use_language(language)
    theme.apply(qapp, scheme)
    pane = SidebarPane()
    qtbot.addWidget(pane)
    pane.resize(180, 900)
    pane.show_found(_found({(Facet.TAG, "国")}, source={f"紙{n:02}" * 9: n for n in range(20)}))
    assert not pane.grab().isNull()
    pane.retranslate()
    pane.view.collapseAll()
    assert not pane.grab().isNull()
    assert all(texts.t(f"sidebar.reading.{state}") for state in READING_STATES)
