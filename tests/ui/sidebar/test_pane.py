"""The sidebar's facets: what they list, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPoint, QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.core.query import READING_STATES, Facet, Filter, Found
from clipdesk.settings import Appearance
from clipdesk.ui import theme
from clipdesk.ui.sidebar import menu
from clipdesk.ui.sidebar.entries import (
    SECTIONS,
    Entry,
    Finder,
    More,
    Nothing,
    Order,
    Shape,
    State,
    Wish,
    lines,
)
from clipdesk.ui.sidebar.model import FacetModel
from clipdesk.ui.sidebar.pane import SidebarPane

Pairs = set[tuple[Facet, str]]


def _found(
    chosen: Pairs | None = None, excluded: Pairs | None = None, **more: dict[str, int]
) -> Found:
    facets = {
        Facet.READING: {"noted": 0, "starred": 1, "unread": 3, "read": 9},
        Facet.SOURCE: {"北洋新報": 5, "沿岸日報": 7, "Arctic Wire": 7},
        Facet.VIA: {"": 9, "Yahoo": 3},
        Facet.COLLECTION: {"北の海の記事": 12},
        Facet.TAG: {"国": 5, "海": 4, "国/ノルウェー": 2, "": 6},
        Facet.YEAR: {"2022": 2, "2023": 10},
    }
    months = more.pop("months", {"2023-03": 7, "2023-01": 3, "2022-12": 2})
    facets |= {Facet(name): counts for name, counts in more.items()}
    wanted = Filter(chosen=frozenset(chosen or ()), excluded=frozenset(excluded or ()))
    return Found(wanted, facets=facets, month_counts=months, shown_as=wanted)


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


def _labels(found: Found, facet: Facet, shape: Shape = Shape()) -> list[str]:  # noqa: B008
    said = []
    for line in lines(found, facet, shape):
        if isinstance(line, Entry):
            said.append(" " * line.depth + line.label)
        elif isinstance(line, More):
            said.append(" " * line.depth + f"+{line.hidden}")
        else:
            said.append(type(line).__name__)
    return said


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
    found = _found()
    assert _labels(found, Facet.READING) == ["未読", "既読", "スター付き", "メモあり"]
    assert _labels(found, Facet.SOURCE) == ["Arctic Wire", "沿岸日報", "北洋新報"]
    assert _labels(found, Facet.VIA) == ["直接", "Yahoo"]
    assert _labels(found, Facet.COLLECTION) == ["北の海の記事"]
    assert _labels(found, Facet.TAG) == ["国", " ノルウェー", "海", "タグなし"]
    years = Shape(Order.NAME)
    assert _labels(found, Facet.YEAR, years) == ["2023年", "2022年"]


def test_the_order_can_be_changed() -> None:
    found, by_name = _found(), Shape(Order.NAME)
    assert _labels(found, Facet.SOURCE, by_name) == ["Arctic Wire", "北洋新報", "沿岸日報"]
    assert _labels(found, Facet.VIA, by_name) == ["Yahoo", "直接"]
    assert _labels(_found(tag={"海": 1, "国": 3, "国/乙": 1, "国/甲": 2, "": 9}), Facet.TAG) == [
        *("国", " 甲", " 乙", "海", "タグなし")
    ]
    assert _labels(_found(year={"2021": 5, "2022": 9, "2023": 9}, months={}), Facet.YEAR) == [
        *("2023年", "2022年", "2021年")
    ]


def test_a_year_opens_to_its_months() -> None:
    opened = Shape(Order.NAME, opened={"2023": True})
    assert _labels(_found(), Facet.YEAR, opened) == ["2023年", " 3月", " 1月", "2022年"]
    (month,) = [e for e in lines(_found(), Facet.YEAR, opened) if getattr(e, "label", "") == "3月"]
    assert isinstance(month, Entry)
    assert (month.value, month.name, month.count) == ("2023-03", "2023年3月", 7)


def test_what_is_marked_is_listed_in_a_closed_branch_too() -> None:
    closed = Shape(opened={"国": False})
    assert _labels(_found(), Facet.TAG, closed) == ["国", "海", "タグなし"]
    for found in (
        _found({(Facet.TAG, "国/ノルウェー")}),
        _found(excluded={(Facet.TAG, "国/ノルウェー")}),
    ):
        assert _labels(found, Facet.TAG, closed) == ["国", " ノルウェー", "海", "タグなし"]


def test_a_tag_that_is_gone_stands_below_what_is_left_of_its_path() -> None:
    found = _found({(Facet.TAG, "国/島/岬")})
    assert _labels(found, Facet.TAG)[:3] == ["国", " ノルウェー", " 島/岬"]


def test_where_nothing_is_found_values_keep_their_order(pane: SidebarPane) -> None:
    def order(facet: Facet) -> list[str]:
        model = pane.view.model()
        assert isinstance(model, FacetModel)
        listed = [
            model.line(model.index(row, 0, section))
            for section in [model.section(facet)]
            for row in range(model.rowCount(section))
        ]
        return [line.value for line in listed if isinstance(line, Entry) and line.value]

    counts = {"あ": 1, "い": 3, "う": 2}
    pane.show_found(_found(source=counts, tag=counts, via=counts))
    none = dict.fromkeys(sorted(counts), 0)
    for _ in range(2):
        pane.show_found(_found(source=none, tag=none, via=none, year={}, months={}))
        for facet in (Facet.SOURCE, Facet.TAG, Facet.VIA):
            assert order(facet) == ["い", "う", "あ"]
    pane.show_found(_found(source={"あ": 9, "い": 0, "う": 0}))
    assert order(Facet.SOURCE) == ["あ", "い", "う"]  # by name again among those of one count


def test_where_nothing_is_found_no_line_goes(pane: SidebarPane) -> None:
    """Lines below must not jump up under the pointer, and down again with the next answer."""
    model = pane.view.model()
    assert isinstance(model, FacetModel)

    def listed() -> list[int]:
        return [model.rowCount(model.section(f)) for f in (Facet.VIA, Facet.TAG)]

    pane.show_found(_found())
    before = listed()
    tags = dict.fromkeys(("国", "海", "国/ノルウェー", ""), 0)
    pane.show_found(_found(via={"": 0, "Yahoo": 0}, tag=tags))
    assert listed() == before


def test_no_tag_is_listed_only_if_counted_or_chosen() -> None:
    assert _labels(_found(tag={"海": 1, "": 0}), Facet.TAG) == ["海"]
    assert "タグなし" in _labels(_found({(Facet.TAG, "")}, tag={"海": 1, "": 0}), Facet.TAG)


def test_a_long_section_is_shortened_but_keeps_what_is_chosen() -> None:
    many = {f"紙{n:02}": n for n in range(30)}
    found = _found({(Facet.SOURCE, "紙00")}, {(Facet.SOURCE, "紙01")}, source=many)
    short = lines(found, Facet.SOURCE, Shape())
    assert [line.value for line in short if isinstance(line, Entry)] == [
        *(f"紙{n:02}" for n in range(29, 17, -1)),
        *("紙01", "紙00"),
    ]
    assert short[-1] == More(Facet.SOURCE, "", 16)
    assert len(lines(found, Facet.SOURCE, Shape(whole=frozenset({""})))) == 31


def test_a_long_branch_is_shortened_by_itself() -> None:
    many = {"国": 40, **{f"国/{n:02}": n for n in range(20)}, "海": 1}
    found = _found(tag=many)
    assert _labels(found, Facet.TAG) == ["国", "海"]  # many tags: the first floor
    opened = Shape(opened={"国": True})
    assert _labels(found, Facet.TAG, opened)[-2:] == [" +8", "海"]
    whole = Shape(opened={"国": True}, whole=frozenset({"国"}))
    assert _labels(found, Facet.TAG, whole)[-3:] == [" 00", " +0", "海"]


def test_typing_looks_through_a_section() -> None:
    tags = {"国": 9, "国/ノルウェー": 2, "海/ノルウェー海": 5, "海": 5}
    found = _found(tag=tags)
    assert _labels(found, Facet.TAG, Shape(sought="ﾉﾙｳｪｰ")) == [
        *("Finder", "海/ノルウェー海", "国/ノルウェー")
    ]
    assert _labels(found, Facet.TAG, Shape(sought="どこにも")) == ["Finder", "Nothing"]
    assert _labels(found, Facet.TAG, Shape(sought=" "))[:2] == ["Finder", "国"]
    many = _found(source={f"紙{n:02}": n for n in range(40)})
    assert _labels(many, Facet.SOURCE, Shape(sought="紙"))[-1] == "+10"


def test_a_click_asks_for_the_value_alone(pane: SidebarPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.facet_requested) as asked:
        QTest.mouseClick(
            pane.view.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            _spot(pane, Facet.SOURCE, "北洋新報"),
        )
    assert asked.args == [Facet.SOURCE, "北洋新報", Wish.ALONE]


def test_ctrl_click_and_the_box_ask_in_addition(pane: SidebarPane, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    plain = Qt.KeyboardModifier.NoModifier
    box = pane.view.box_rect(_index(pane, Facet.TAG, "海")).center()
    for modifier, spot in ((control, _spot(pane, Facet.TAG, "海")), (plain, box)):
        with qtbot.waitSignal(pane.facet_requested) as asked:
            QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, modifier, spot)
        assert asked.args == [Facet.TAG, "海", Wish.BESIDE]


def test_alt_click_asks_for_all_but_the_value(pane: SidebarPane, qtbot: QtBot) -> None:
    spot = _spot(pane, Facet.VIA, "Yahoo")
    with qtbot.waitSignal(pane.facet_requested) as asked:
        QTest.mouseClick(
            pane.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, spot
        )
    assert asked.args == [Facet.VIA, "Yahoo", Wish.WITHOUT]


@pytest.mark.parametrize(
    ("key", "modifier", "wish"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, Wish.ALONE),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, Wish.BESIDE),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, Wish.BESIDE),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier, Wish.WITHOUT),
        (Qt.Key.Key_Minus, Qt.KeyboardModifier.NoModifier, Wish.WITHOUT),
    ],
)
def test_the_keyboard_reaches_values(
    pane: SidebarPane,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    wish: Wish,
) -> None:
    pane.view.setCurrentIndex(pane.view.model().index(0, 0))
    QTest.keyClick(pane.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.facet_requested) as asked:
        QTest.keyClick(pane.view, key, modifier)
    assert asked.args == [Facet.READING, "unread", wish]


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
    pane.show_found(_found({(Facet.TAG, "国/ノルウェー")}, {(Facet.TAG, "海")}))
    index = _index(pane, Facet.TAG, "国/ノルウェー")
    said = Qt.ItemDataRole.AccessibleTextRole
    assert index.data(said) == "国/ノルウェー、2件、選択中"
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert _index(pane, Facet.TAG, "海").data(said) == "海、4件、除外中"
    assert _index(pane, Facet.TAG, "国").data(said) == "国、5件、展開済み"
    assert index.parent().data(said) == "タグ、2件を指定中"


def test_a_name_is_no_html(pane: SidebarPane) -> None:
    pane.show_found(_found(source={"<b>紙</b>": 1}))
    hint = _index(pane, Facet.SOURCE, "<b>紙</b>").data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in hint


def test_left_and_right_close_and_open(pane: SidebarPane) -> None:
    model = pane.view.model()
    assert isinstance(model, FacetModel)
    pane.view.setCurrentIndex(_index(pane, Facet.YEAR, "2023"))
    QTest.keyClick(pane.view, Qt.Key.Key_Right)
    pane.view.setCurrentIndex(_index(pane, Facet.YEAR, "2023-01"))
    QTest.keyClick(pane.view, Qt.Key.Key_Left)  # to the year
    assert pane.view.currentIndex() == _index(pane, Facet.YEAR, "2023")
    QTest.keyClick(pane.view, Qt.Key.Key_Left)
    with pytest.raises(AssertionError):
        _index(pane, Facet.YEAR, "2023-01")
    QTest.keyClick(pane.view, Qt.Key.Key_Left)  # to the section
    assert pane.view.currentIndex() == model.section(Facet.YEAR)


def test_the_arrow_before_a_year_opens_it_and_chooses_nothing(
    pane: SidebarPane, qtbot: QtBot
) -> None:
    spot = pane.view._delegate.twisty_rect(_index(pane, Facet.YEAR, "2023")).center()
    with qtbot.assertNotEmitted(pane.facet_requested):
        QTest.mouseClick(
            pane.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
        )
    assert _index(pane, Facet.YEAR, "2023-01").isValid()


def _field(pane: SidebarPane) -> QLineEdit:
    (field,) = pane.view.findChildren(QLineEdit, "finder")
    assert isinstance(field, QLineEdit)
    return field


def test_a_name_is_looked_for_by_keys(pane: SidebarPane, qtbot: QtBot) -> None:
    pane.activateWindow()
    pane.show_found(_found(source={f"紙{n:02}": n for n in range(20)}))
    pane.view.setFocus()
    pane.view.setCurrentIndex(_index(pane, Facet.SOURCE, "紙12"))
    QTest.keyClick(pane.view, Qt.Key.Key_F)
    field = _field(pane)
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "3")
    model = pane.view.model()
    assert isinstance(model, FacetModel)
    section = model.section(Facet.SOURCE)
    listed = [model.line(model.index(row, 0, section)) for row in range(model.rowCount(section))]
    assert isinstance(listed[0], Finder)
    assert [e.value for e in listed if isinstance(e, Entry)] == ["紙13", "紙03"]
    pane.show_found(_found(source={f"紙{n:02}": n + 1 for n in range(20)}))
    assert _field(pane) is field
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert pane.view.hasFocus()
    with qtbot.waitSignal(pane.facet_requested) as asked:
        QTest.keyClick(pane.view, Qt.Key.Key_Space)
    assert asked.args == [Facet.SOURCE, "紙13", Wish.BESIDE]
    field.setFocus()
    QTest.keyClicks(field, "x")
    assert isinstance(model.line(model.index(1, 0, section)), Nothing)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not isinstance(model.line(model.index(0, 0, section)), Finder)
    assert pane.view.hasFocus()


def test_escape_on_a_line_takes_its_sections_field_away(pane: SidebarPane) -> None:
    pane.show_found(_found(source={f"紙{n:02}": n for n in range(20)}))
    model = pane.view.model()
    assert isinstance(model, FacetModel)
    pane.view.seek(Facet.SOURCE)
    pane.view.setFocus()
    pane.view.setCurrentIndex(_index(pane, Facet.YEAR, "2023"))
    QTest.keyClick(pane.view, Qt.Key.Key_Escape)
    assert model.shape(Facet.SOURCE).sought == ""  # another section's
    pane.view.setCurrentIndex(_index(pane, Facet.SOURCE, "紙12"))
    QTest.keyClick(pane.view, Qt.Key.Key_Escape)
    assert model.shape(Facet.SOURCE).sought is None
    assert pane.view.currentIndex() == model.section(Facet.SOURCE)


def test_a_short_section_is_not_looked_through(pane: SidebarPane) -> None:
    pane.view.setCurrentIndex(_index(pane, Facet.SOURCE, "北洋新報"))
    QTest.keyClick(pane.view, Qt.Key.Key_F)
    assert not pane.view.findChildren(QLineEdit, "finder")


def test_the_order_and_what_is_folded_are_remembered(
    pane: SidebarPane, qtbot: QtBot, tmp_path: Path
) -> None:
    pane.view.setCurrentIndex(_index(pane, Facet.SOURCE, "北洋新報"))
    QTest.keyClick(pane.view, Qt.Key.Key_O)
    model = pane.view.model()
    assert isinstance(model, FacetModel)
    pane.view.collapse(model.section(Facet.VIA))
    state = QSettings(str(tmp_path / "state.ini"), QSettings.Format.IniFormat)
    pane.save_state(state)
    state.setValue("sidebar/order_tag", "nonsense")
    again = SidebarPane()
    qtbot.addWidget(again)
    again.restore_state(state)
    again.show_found(_found())
    shown = again.view.model()
    assert isinstance(shown, FacetModel)
    assert shown.shape(Facet.SOURCE).order is Order.NAME
    assert shown.shape(Facet.TAG).order is Order.COUNT
    assert not again.view.isExpanded(shown.section(Facet.VIA))
    assert again.view.isExpanded(shown.section(Facet.SOURCE))


def test_the_menu_offers_what_the_keys_do(pane: SidebarPane, qtbot: QtBot) -> None:
    pane.show_found(_found({(Facet.SOURCE, "北洋新報")}))
    offered = menu.of_line(pane.view, pane.view._facets, _index(pane, Facet.SOURCE, "北洋新報"))
    qtbot.addWidget(offered)
    names = [action.objectName() for action in offered.actions() if action.objectName()]
    assert names == ["alone", "beside_no_more", "without", "order_name", "fold_all", "unfold_all"]
    with qtbot.waitSignal(pane.facet_requested) as asked:
        next(a for a in offered.actions() if a.objectName() == "without").trigger()
    assert asked.args == [Facet.SOURCE, "北洋新報", Wish.WITHOUT]


_COUNTS = st.dictionaries(
    st.sampled_from([f"t{n}" for n in range(20)] + ["", "t1/a", "t1/a/x", "t2/b"]),
    st.integers(0, 9),
)
_SHAPES = st.builds(
    Shape,
    st.sampled_from(Order),
    st.sampled_from([None, "", "t1", "a", "?"]),
    st.frozensets(st.sampled_from(["", "t1"])),
    st.dictionaries(st.sampled_from(["t1", "t1/a"]), st.booleans()),
)
_MARKED = st.sets(st.sampled_from(["t1", "t19", "", "t1/a/x"]))


@given(st.lists(st.tuples(_COUNTS, _MARKED, _MARKED, _SHAPES), max_size=5))
def test_in_place_changes_end_where_a_new_model_would(
    steps: list[tuple[dict[str, int], set[str], set[str], Shape]],
) -> None:
    model = FacetModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert tester.model() is model
    last: dict[str, int] = {}  # the last counts that were not all 0
    for counts, chosen, excluded, shape in steps:
        is_any = any(counts.values())
        last = counts if is_any else last
        found = _found(
            {(Facet.TAG, value) for value in chosen},
            {(Facet.TAG, value) for value in excluded - chosen},
            tag=counts,
        )
        model.show_found(found)
        model._reshape(Facet.TAG, shape)
        section = model.section(Facet.TAG)
        shown = [model.line(model.index(r, 0, section)) for r in range(model.rowCount(section))]
        assert shown == lines(found, Facet.TAG, shape, {} if is_any else last)
        marked = {e.value for e in shown if isinstance(e, Entry) and e.state is not State.PLAIN}
        if shape.sought is None:
            assert marked == chosen | excluded  # never out of sight


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
    sources = {f"紙{n:02}" * 9: n for n in range(20)}
    pane.show_found(_found({(Facet.TAG, "国")}, {(Facet.TAG, "海")}, source=sources))
    pane.view.setCurrentIndex(_index(pane, Facet.TAG, "国"))
    pane.view.seek(Facet.SOURCE)
    assert not pane.grab().isNull()
    pane.retranslate()
    pane.view.collapseAll()
    assert not pane.grab().isNull()
    assert all(texts.t(f"sidebar.reading.{state}") for state in READING_STATES)
