"""The strip above its list: the clipping that is open, the days, what is passed on."""

from __future__ import annotations

from array import array
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot

from clipdesk.core.dates import Published
from clipdesk.core.query import Facet, Filter, Found
from clipdesk.ui.timeline.pane import STACKS, TimelinePane
from clipdesk.ui.timeline.scale import Unit
from tests.ui.library import Library, row

MONTH = Published.from_iso("2022-06")
DAY = Published.from_iso("2022-05-20T20:48")


@pytest.fixture
def pane(qtbot: QtBot) -> TimelinePane:
    library = Library([row(1, MONTH.iso), row(2, DAY.iso, is_read=False), row(3, "2021-01-31")])
    made = TimelinePane(library.read)
    qtbot.addWidget(made)
    made.resize(460, 600)
    made.show_found(library.found())
    return made


def test_the_clipping_that_is_open_is_marked_as_precisely_as_it_is_known(
    pane: TimelinePane,
) -> None:
    for clipping, published in ((1, MONTH), (2, DAY)):
        assert pane.select(clipping)
        assert pane.strip.look.current == (published.first_day, published.last_day)


def test_what_leaves_the_list_stays_open_and_marked(pane: TimelinePane) -> None:
    library = Library([row(1, MONTH.iso), row(2, DAY.iso), row(3, "2021-01-31")])
    assert pane.select(2)
    pane.show_found(library.found(Filter("x"), lambda r: r.id != 2))
    assert pane.current_id() is None
    assert pane.strip.look.current == (DAY.first_day, DAY.last_day)
    pane.mark_open(Published.from_iso("2019-01-02"))  # one that is not listed at all
    assert pane.strip.look.current == (Published(2019, 1, 2).first_day,) * 2
    pane.mark_open(None)
    assert pane.strip.look.current is None


def test_days_of_an_answer_are_the_brush(pane: TimelinePane) -> None:
    library = Library([row(1, MONTH.iso), row(2, DAY.iso)])
    days = (MONTH.first_day, MONTH.last_day)
    pane.show_found(replace(library.found(), shown_as=Filter(days=days)))
    assert pane.strip.days == days
    pane.show_found(library.found())
    assert pane.strip.days is None


def test_wishes_and_words_are_passed_on(pane: TimelinePane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.stack_requested):
        pane.strip.stack_requested.emit("tag")
    with qtbot.waitSignal(pane.said):
        QTest.keyClick(pane.strip, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(pane.days_requested) as asked:
        pane.strip.choose(pane.strip.bar_days(0))
    assert asked.args == [pane.strip.bar_days(0)]


def test_the_bars_are_divided_as_the_answer_is(pane: TimelinePane) -> None:
    days = array("q", [2, 0, 3])
    found = Found(
        Filter(),
        total=5,
        first_day=DAY.first_day,
        days=days,
        every_day=days,
        stack_facet=Facet.SOURCE,
        stacks={"岬日報": array("q", [2, 0, 1]), "港湾新報": array("q", [0, 0, 2])},
        stack_others=array("q", [0, 0, 1]),
    )
    pane.show_found(found)
    assert [entry.index for entry in pane.strip.look.chart.legend] == [0, 1, 2]
    pane.strip.zoom_to(Unit.DAY)
    bar = pane.strip.scale.bar_of(DAY.first_day + 2)
    assert "岬日報 1件、港湾新報 2件、その他 1件" in pane.strip.bar_text(bar)


def test_c_asks_for_one_facet_after_the_other(pane: TimelinePane, qtbot: QtBot) -> None:
    found = Library([row(1, MONTH.iso)]).found()
    for facet in (*STACKS, ""):
        with qtbot.waitSignal(pane.stack_requested) as asked:
            QTest.keyClick(pane.strip, Qt.Key.Key_C)
        assert asked.args == [facet]
        others = array("q", [1])
        pane.show_found(replace(found, stack_facet=facet, stack_others=others))


@pytest.mark.parametrize("width", [420, 800])
def test_a_button_offers_the_facets_at_any_width(pane: TimelinePane, width: int) -> None:
    pane.resize(width, 600)
    pane.show()
    (button,) = pane.strip.findChildren(QToolButton, "colours")
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    (menu,) = pane.strip.findChildren(QMenu)
    assert len(menu.actions()) == 1 + len(STACKS)
    menu.close()


def test_bars_are_higher_in_a_high_pane(pane: TimelinePane) -> None:
    heights = []
    for height in (300, 700, 1_000, 1_400, 3_000):
        pane.resize(460, height)
        pane.grab()
        heights.append(pane.strip.look.chart.plot)
    assert heights[0] == heights[1] == 64
    assert heights == sorted(heights)
    assert heights[-1] == 120


def test_the_legend_names_others_only_where_there_are_any(pane: TimelinePane) -> None:
    def divided(shown: int, others: int) -> Found:
        days, every = array("q", [shown + others]), array("q", [9])
        return Found(
            Filter(),
            total=9,
            first_day=DAY.first_day,
            days=days,
            every_day=every,
            stack_facet=Facet.SOURCE,
            stacks={"岬日報": array("q", [shown])} if shown else {},
            stack_others=array("q", [others]),
        )

    heights = []
    for shown, others, named in ((3, 1, 2), (4, 0, 1), (0, 4, 1), (0, 0, 0)):
        pane.show_found(divided(shown, others))
        chart = pane.strip.look.chart
        assert len(chart.legend) == named
        assert not pane.strip.grab().isNull()
        heights.append(chart.height)
    assert len(set(heights)) == 1  # what is below does not jump
