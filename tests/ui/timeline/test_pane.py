"""The list with its strip, used by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.core.hits import Context, Where
from clipdesk.core.query import Filter, Found, Sort
from clipdesk.settings import Appearance
from clipdesk.store.clippings import Row
from clipdesk.ui import theme
from clipdesk.ui.timeline import row_text
from clipdesk.ui.timeline.list_model import ListModel
from clipdesk.ui.timeline.pane import TimelinePane
from clipdesk.ui.timeline.row_shape import META_GAP, Fonts, Shape
from clipdesk.ui.timeline.row_text import Line
from tests.ui.library import Library, endless, row, two_years


@pytest.fixture
def library() -> Library:
    return two_years()


@pytest.fixture
def pane(library: Library, qtbot: QtBot) -> Iterator[TimelinePane]:
    made = TimelinePane(library.read)
    qtbot.addWidget(made)
    made.resize(460, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.show_found(library.found())
    yield made
    made.hide()


def test_selecting_makes_current_and_scrolls(
    pane: TimelinePane, library: Library, qtbot: QtBot
) -> None:
    oldest = library.found().ids[-1]
    with qtbot.waitSignals([pane.current_changed, pane.selection_changed]):
        assert pane.select(oldest)
    assert pane.current_id() == oldest
    assert pane.selected_ids() == [oldest]
    assert pane.list.in_sight(pane.list.currentIndex())
    assert not pane.select(10_000)
    assert pane.current_id() == oldest


def test_steps_go_over_headings_and_stop_at_the_ends(pane: TimelinePane, library: Library) -> None:
    ids = library.found().ids
    walked = []
    while pane.step(1):
        walked.append(pane.current_id())
    assert walked == list(ids)
    assert not pane.step(1)
    assert pane.step(-1)
    assert pane.current_id() == ids[-2]


def test_arrow_page_and_home_keys_walk_over_clippings(
    pane: TimelinePane, library: Library, qtbot: QtBot
) -> None:
    ids = library.found().ids
    pane.select(ids[11])  # the last one of its month
    QTest.keyClick(pane.list, Qt.Key.Key_Down)
    assert pane.current_id() == ids[12]
    QTest.keyClick(pane.list, Qt.Key.Key_Up)
    assert pane.current_id() == ids[11]
    QTest.keyClick(pane.list, Qt.Key.Key_End)
    assert pane.current_id() == ids[-1]
    QTest.keyClick(pane.list, Qt.Key.Key_Home)
    assert pane.current_id() == ids[0]
    QTest.keyClick(pane.list, Qt.Key.Key_PageDown)
    assert pane.current_id() in ids[4:12]


def test_single_letters_are_left_alone(pane: TimelinePane, qtbot: QtBot) -> None:
    pane.step(1)
    before = pane.current_id()
    for key in (Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_Space, Qt.Key.Key_1):
        QTest.keyClick(pane.list, key)
    assert pane.current_id() == before
    assert not pane.list.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_enter_and_double_click_open(pane: TimelinePane, library: Library, qtbot: QtBot) -> None:
    ids = library.found().ids
    pane.select(ids[3])
    with qtbot.waitSignal(pane.activated) as opened:
        QTest.keyClick(pane.list, Qt.Key.Key_Return)
    assert opened.args == [ids[3]]
    place = pane.list.visualRect(pane.list.currentIndex()).center()
    with qtbot.waitSignal(pane.activated) as opened:
        QTest.mouseDClick(
            pane.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
    assert opened.args == [ids[3]]


def test_a_heading_is_not_opened(pane: TimelinePane, qtbot: QtBot) -> None:
    place = pane.list.visualRect(pane.list.model().index(0, 0)).center()
    with qtbot.assertNotEmitted(pane.activated):
        QTest.mouseDClick(
            pane.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
    assert pane.current_id() is None


def test_current_and_selection_stay_where_still_shown(
    pane: TimelinePane, library: Library, qtbot: QtBot
) -> None:
    read = [i for i, r in library.rows.items() if r.is_read]
    unread = [i for i, r in library.rows.items() if not r.is_read]
    pane.select(read[0])
    for clipping_id in (unread[0], read[5]):
        place = pane.list.visualRect(_index(pane, clipping_id)).center()
        QTest.mouseClick(
            pane.list.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            place,
        )
    assert set(pane.selected_ids()) == {read[0], unread[0], read[5]}
    with qtbot.assertNotEmitted(pane.current_changed):
        pane.show_found(library.found(Filter("is:read"), lambda r: r.is_read))
    assert pane.current_id() == read[5]
    assert pane.selected_ids() == [read[0], read[5]]


def test_a_current_clipping_that_leaves_is_told_and_its_place_kept(
    pane: TimelinePane, library: Library, qtbot: QtBot
) -> None:
    unread = [i for i, r in library.rows.items() if not r.is_read]
    wanted = Filter("is:unread")
    pane.show_found(library.found(wanted, lambda r: not r.is_read))
    pane.select(unread[4])
    library.rows[unread[4]] = replace(library.rows[unread[4]], is_read=True)
    with qtbot.waitSignal(pane.current_changed) as told:
        pane.show_found(library.found(wanted, lambda r: not r.is_read))
    assert told.args == [None]
    assert pane.step(1)
    assert pane.current_id() == unread[5]


def test_the_eye_keeps_its_place_when_the_same_is_shown_again(
    pane: TimelinePane, library: Library
) -> None:
    pane.list.verticalScrollBar().setValue(1234)
    pane.show_found(library.found())
    assert pane.list.verticalScrollBar().value() == 1234


def test_all_are_selected_without_headings(
    pane: TimelinePane, library: Library, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(pane.selection_changed) as told:
        pane.list.selectAll()
    assert told.args == [len(library.rows)]
    assert pane.selected_ids() == list(library.found().ids)
    pane.show_found(library.found())
    assert pane.selected_ids() == list(library.found().ids)


def test_next_unread_goes_round(pane: TimelinePane, library: Library) -> None:
    unread = [i for i, r in library.rows.items() if not r.is_read]
    met = []
    for _ in range(len(unread) + 1):
        assert pane.next_unread()
        met.append(pane.current_id())
    assert met == [*unread, unread[0]]
    pane.show_found(library.found(Filter("is:read"), lambda r: r.is_read))
    assert not pane.next_unread()


def test_changed_rows_are_read_again(pane: TimelinePane, library: Library) -> None:
    pane.list.viewport().repaint()
    first = library.found().ids[0]
    library.rows[first] = replace(library.rows[first], headline="改めた見出し")
    pane.refresh_rows([first])
    assert pane.list.model().index(1, 0).data() == "改めた見出し"


def test_rows_are_added_to_no_selection(pane: TimelinePane) -> None:
    """What is open need not be in the list: then nothing is selected yet."""
    pane.list.setCurrentIndex(QModelIndex())
    pane.list.clearSelection()
    places = [at for at in range(8) if not pane._model.is_heading(at)][:3]
    for at in places:
        QTest.mouseClick(
            pane.list.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            pane.list.visualRect(pane.list.model().index(at, 0)).center(),
        )
    assert len(pane.selected_ids()) == 3


def test_tab_reaches_the_strip_before_the_list(pane: TimelinePane) -> None:
    """With the list as the pane's proxy Tab went to it at once, past the strip."""
    pane.list.setFocus()
    QTest.keyClick(pane.list, Qt.Key.Key_Backtab)
    assert pane.strip.hasFocus()
    QTest.keyClick(pane.strip, Qt.Key.Key_Tab)
    assert pane.list.hasFocus()


def test_days_come_from_the_strip(pane: TimelinePane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.days_requested):
        QTest.mouseClick(
            pane.strip,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            pane.strip.bar_rect(2).center().toPoint(),
        )


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [200, 460, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("compact", [False, True])
def test_everything_paints(
    qtbot: QtBot, qapp: QApplication, language: str, width: int, scheme: Appearance, compact: bool
) -> None:
    marked = {"is_read": False, "starred": True, "has_note": True, "cited": True, "via": "Yahoo"}
    marked["highlighted"] = True

    def contexts(ids: object) -> dict[int, Context]:
        return {
            1: Context(((0, 150),), Where.NOTE, "𠮷" * 90, ((60, 62), (70, 90))),
            3: Context(((0, 4), (295, 299))),
        }

    library = Library(
        [
            row(1, "2023-12", headline="𠮷" * 200, tags=("国/A", "B", "C" * 80, "D"), **marked),
            row(2, "2023-12-05T20:48", headline="", source=""),
            row(3, "2023-11-05", headline="word " * 60, tags=("国",)),
        ]
    )
    texts.use_language(language)
    theme.apply(qapp, scheme)
    pane = TimelinePane(library.read, contexts)
    qtbot.addWidget(pane)
    pane.resize(width, 500)
    pane.list.set_compact(compact)
    for wanted in (Filter(), Filter("word"), Filter("word", sort=Sort.RELEVANCE)):
        pane.show_found(library.found(wanted))
        pane.select(1)
        assert not pane.grab().isNull()
    pane.show_found(library.found(Filter("x"), lambda _: False))
    assert not pane.grab().isNull()
    pane.show_found(Found(Filter()))
    pane.retranslate()
    assert not pane.grab().isNull()


@pytest.mark.parametrize("width", [200, 460, 1200])
def test_tags_take_nothing_from_the_headline(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    widths: dict[str, list[int]] = {}

    def fitted(text: str, font: QFont, room: list[int], ranges: object) -> list[Line]:
        widths[text] = room
        return [Line(text)]

    monkeypatch.setattr(row_text, "fitted", fitted)
    five = ("一", "二/三", "四" * 40, "五", "六")
    library = Library(
        [row(1, "2023-12"), row(2, "2023-12", tags=("一",)), row(3, "2023-12", tags=five)]
    )
    pane = TimelinePane(library.read)
    qtbot.addWidget(pane)
    pane.resize(width, 500)
    pane.show_found(library.found())
    pane.grab()
    assert widths["見出し 1"] == widths["見出し 2"] == widths["見出し 3"]


def test_a_wide_compact_list_has_long_sources_and_routes_whole(qtbot: QtBot) -> None:
    long, via = "Jane's Coastal Weekly", "Yahoo"
    with_via = row(1, "2023-12-05", source=long, via=via, headline="")
    pair = (with_via, replace(with_via, via=None)), (with_via, replace(with_via, source=long[:15]))
    for one, other in pair:
        shots = []
        for shown in (one, other):
            pane = TimelinePane(Library([shown]).read)
            qtbot.addWidget(pane)
            pane.resize(960, 500)
            pane.list.set_compact(True)
            pane.show_found(Library([shown]).found())
            shots.append(pane.list.grab().toImage())
        assert shots[0] != shots[1]
    fonts = Fonts.of(pane.list.font())
    needed = QFontMetrics(fonts.source).horizontalAdvance(long) + META_GAP
    needed += QFontMetrics(fonts.meta).horizontalAdvance(via)
    shape = Shape.of(pane.list.font(), 960, compact=True, has_context=False, has_headings=True)
    assert shape.in_a_line
    assert needed <= shape.origin(960) < 960 / 3  # the headline comes first
    assert shape.origin(5_000) == shape.origin(6_000)
    assert shape.origin(640) <= 100


def test_a_million_clippings_are_walked_at_once(qtbot: QtBot) -> None:
    pane = TimelinePane(lambda ids: [row(i, "2020-01-01") for i in ids])
    qtbot.addWidget(pane)
    pane.resize(460, 600)
    pane.show_found(endless(1_000_000))
    assert pane.select(777_777)
    assert pane.step(1)
    assert pane.current_id() == 777_778
    assert not pane.grab().isNull()


def test_what_was_selected_is_selected_again_when_it_comes_back(
    pane: TimelinePane, library: Library, qtbot: QtBot
) -> None:
    every = library.found()
    pane.select(every.ids[3])
    for _ in range(6):
        QTest.keyClick(pane.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    selected = pane.selected_ids()
    assert selected == list(every.ids[3:10])
    with qtbot.waitSignal(pane.selection_changed) as told:
        pane.show_found(library.found(Filter("x"), lambda r: r.id % 2 == 0))
    assert pane.selected_ids() == [i for i in selected if i % 2 == 0]
    assert told.args == [len(pane.selected_ids())]
    pane.show_found(library.found(Filter("y"), lambda r: r.id == 1))
    assert pane.selected_ids() == []
    pane.show_found(replace(every, filter=Filter()))
    assert pane.selected_ids() == selected
    pane.show_found(library.found(Filter("x"), lambda r: r.id % 2 == 0))
    pane.step(1)  # something else is selected
    pane.show_found(every)
    assert len(pane.selected_ids()) == 1


def test_a_mark_that_changed_leaves_a_selection_of_all_as_it_is(qtbot: QtBot) -> None:
    pane = TimelinePane(lambda ids: [row(i, "2020-01-01") for i in ids])
    qtbot.addWidget(pane)
    found = endless(100_000)
    pane.show_found(found)
    pane.list.selectAll()
    pane.show_found(replace(found, unread_marks=b"\0" * 100_000))
    assert len(pane.selected_ids()) == 100_000


def test_typing_goes_to_words_of_a_headline(
    pane: TimelinePane, library: Library, qtbot: QtBot
) -> None:
    ids = library.found().ids
    pane.select(ids[20])
    pane.quick.begin()
    (field,) = pane.quick.findChildren(QLineEdit)
    assert QApplication.focusWidget() is field
    with qtbot.waitSignal(pane.headlines_requested) as wished:
        QTest.keyClicks(field, "jk")
    assert wished.args == ["jk"]
    pane.quick.show_matches("j", [ids[30]])  # of what was typed before
    assert pane.current_id() == ids[20]
    pane.quick.show_matches("jk", [ids[2], ids[40], ids[60]])
    walked = [pane.current_id()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(field, key)
        walked.append(pane.current_id())
    assert walked == [ids[40], ids[60], ids[2], ids[60], ids[40]]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert pane.current_id() == ids[20]
    assert not pane.quick.isVisible()
    assert QApplication.focusWidget() is pane.list
    pane.quick.begin()
    assert field.text() == ""
    with qtbot.waitSignal(pane.headlines_requested):
        QTest.keyClicks(field, "a")
    pane.quick.show_matches("a", [ids[50]])
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert pane.current_id() == ids[50]
    assert not pane.quick.isVisible()


def _three_selected(pane: TimelinePane) -> list[int]:
    """Three rows are selected with a gap, the last of them current."""
    ids = list(pane._model.ids)
    pane.select(ids[20])
    for at in (21, 23):
        QTest.mouseClick(
            pane.list.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            pane.list.visualRect(_index(pane, ids[at])).center(),
        )
    assert pane.selected_ids() == [ids[20], ids[21], ids[23]]
    return pane.selected_ids()


def test_esc_in_quick_find_brings_the_selection_back(pane: TimelinePane) -> None:
    ids, selected = list(pane._model.ids), _three_selected(pane)
    pane.list.verticalScrollBar().setValue(pane.list.verticalScrollBar().value() + 30)
    scrolled = pane.list.verticalScrollBar().value()
    told: list[int] = []
    pane.selection_changed.connect(told.append)
    for again in (False, True):
        pane.quick.begin()
        (field,) = pane.quick.findChildren(QLineEdit)
        field.setText("a")
        pane.quick.show_matches("a", [ids[60], ids[70]])
        QTest.keyClick(field, Qt.Key.Key_Down)
        assert pane.selected_ids() == [ids[70]]
        if again:  # the key that begins it
            pane.quick.begin()
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert pane.selected_ids() == selected
        assert pane.current_id() == ids[23]
        assert pane.list.verticalScrollBar().value() == scrolled
        assert told[-1] == 3


def test_esc_in_quick_find_brings_back_what_is_left_of_the_selection(
    pane: TimelinePane, library: Library
) -> None:
    ids, selected = list(pane._model.ids), _three_selected(pane)
    pane.quick.begin()
    (field,) = pane.quick.findChildren(QLineEdit)
    field.setText("a")
    pane.quick.show_matches("a", [ids[60]])
    pane.show_found(library.found(Filter("x"), lambda r: r.id not in (ids[0], selected[1])))
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert pane.selected_ids() == [selected[0], selected[2]]
    assert pane.current_id() == selected[2]


def test_enter_in_quick_find_selects_what_was_found(pane: TimelinePane) -> None:
    ids, _ = list(pane._model.ids), _three_selected(pane)
    pane.quick.begin()
    (field,) = pane.quick.findChildren(QLineEdit)
    field.setText("a")
    pane.quick.show_matches("a", [ids[60]])
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert pane.selected_ids() == [ids[60]]


def test_the_next_unread_of_a_million_is_found_without_reading_them(qtbot: QtBot) -> None:
    reads: list[int] = []

    def read(ids: Sequence[int]) -> list[Row]:
        reads.append(len(ids))
        return [row(i, "2020-01-01", is_read=i not in (700_001, 900_001)) for i in ids]

    marks = bytearray(1_000_000)
    marks[700_000] = marks[800_000] = marks[900_000] = 1  # that in the middle was read since
    pane = TimelinePane(read)
    qtbot.addWidget(pane)
    pane.show_found(replace(endless(1_000_000), unread_marks=bytes(marks)))
    seen = []
    for _ in range(3):
        assert pane.next_unread()
        seen.append(pane.current_id())
    assert seen == [700_001, 900_001, 700_001]
    assert sum(reads) < 5_000


def _index(pane: TimelinePane, clipping_id: int) -> QModelIndex:
    position = pane._model.position_of(clipping_id)
    assert position is not None
    return pane._index(position)


def test_only_this_answers_headings_are_low(pane: TimelinePane, library: Library) -> None:
    """Heights that Qt kept from the answer before cut clippings off."""
    every = library.found()
    pane.show_found(every)
    for keep in (5, 2, 7, 1):
        ids, months = every.ids[::keep], every.months[::keep]
        pane.show_found(replace(every, ids=ids, months=months))
        model, header = pane.list.model(), pane.list.verticalHeader()
        assert isinstance(model, ListModel)
        heights = {
            is_heading: {
                header.sectionSize(row)
                for row in range(model.rowCount())
                if model.is_heading(row) is is_heading
            }
            for is_heading in (True, False)
        }
        assert heights[False] == {header.defaultSectionSize()}
        assert len(heights[True]) == 1
        assert heights[True] != heights[False]
