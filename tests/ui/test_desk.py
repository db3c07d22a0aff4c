"""The panes of one library together, used by keys and mouse on a real library."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QFocusEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddTag, Command, EditNote, SetTagKeys
from clipdesk.core.dates import month_days
from clipdesk.core.model import Record
from clipdesk.core.query import Facet, Filter
from clipdesk.settings import Settings
from clipdesk.store import library
from clipdesk.texts import t
from clipdesk.ui.chips import Chip
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.timeline.scale import Unit
from tests.ui import desktop
from tests.ui.desktop import UIDS, press


def _open(desk: Desk) -> Record:
    assert desk.session.record is not None
    return desk.session.record


def _shown(desk: Desk) -> list[str]:
    return [row.uid for row in desk.session.rows(list(desk.session.found.ids))]


def _ids(desk: Desk) -> list[int]:
    found = (desk.session.id_of(uid) for uid in UIDS)
    return [i for i in found if i is not None]


def test_the_newest_clipping_is_open_and_the_list_has_the_keys(desk: Desk) -> None:
    assert _open(desk).uid == UIDS[0]
    assert QApplication.focusWidget() is desk.timeline.list


def test_keys_walk(desk: Desk, qtbot: QtBot) -> None:
    press("jj")
    assert _open(desk).uid == UIDS[2]
    press("k")
    assert _open(desk).uid == UIDS[1]
    press("r")
    qtbot.waitUntil(lambda: _open(desk).read_at is not None)
    press("kn")
    assert _open(desk).uid == UIDS[2]


def test_keys_mark(desk: Desk, qtbot: QtBot) -> None:
    press("s")
    qtbot.waitUntil(lambda: _open(desk).starred)
    press("r")
    qtbot.waitUntil(lambda: _open(desk).read_at is not None)
    press("sr")
    qtbot.waitUntil(lambda: not _open(desk).starred and _open(desk).read_at is None)


def test_a_tag_is_typed(desk: Desk, qtbot: QtBot) -> None:
    press("t")
    field = desktop.tag_field(desk)
    assert QApplication.focusWidget() is field
    press("srjnke/t")
    assert field.text() == "srjnke/t"
    assert not _open(desk).starred
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _open(desk).tags == ("srjnke/t",))
    assert field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is desk.article.browser
    chip = next(c for c in desk.article.tags.findChildren(Chip) if c.isVisible())
    chip.closed.emit("srjnke/t")
    qtbot.waitUntil(lambda: _open(desk).tags == ())


def test_digits_give_and_take_their_tags(desk: Desk, qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(desk.said):
        press("3")
    desk.session.worker.write(SetTagKeys({1: "港/北", 9: "急"}))
    desktop.settle(qtbot, desk)
    assert desk.session.tag_keys() == {1: "港/北", 9: "急"}
    assert [window.actions_[f"tag_{n}"].text() for n in (1, 2, 9)] == ["港/北", "—", "急"]
    QTest.keyClick(desk.timeline.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press("1")
    desktop.settle(qtbot, desk)
    assert all(row.tags == ("港/北",) for row in desk.session.rows(_ids(desk)))
    press("1")
    desktop.settle(qtbot, desk)
    assert not any(row.tags for row in desk.session.rows(_ids(desk)))
    for _ in range(2):
        window.actions_["undo"].trigger()
    desktop.settle(qtbot, desk)
    assert not any(row.tags for row in desk.session.rows(_ids(desk)))
    window.actions_["undo"].trigger()
    desktop.settle(qtbot, desk)
    assert desk.session.tag_keys() == {}
    assert window.actions_["tag_1"].text() == "—"


def test_a_tag_that_is_known_is_completed(desk: Desk, qtbot: QtBot) -> None:
    press("t")
    press("harbour")
    QTest.keyClick(desktop.tag_field(desk), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _open(desk).tags == ("harbour",))
    field = desktop.tag_field(desk)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    press("j")
    press("t")
    press("arb")
    popup = desk.article.tags._completer.popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _open(desk).tags == ("harbour",))
    assert field.text() == ""


def test_a_tag_that_cannot_be_given_stands_in_the_field_again(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    press("t")
    desktop.tag_field(desk).insert("x" * 201)
    QTest.keyClick(desktop.tag_field(desk), Qt.Key.Key_Return)
    desktop.only_box(qtbot, window).accept()
    assert desktop.tag_field(desk).text() == "x" * 201
    assert _open(desk).tags == ()


def test_a_note_is_typed_and_saved(desk: Desk, qtbot: QtBot) -> None:
    press("e")
    text = desktop.note_text(desk)
    assert QApplication.focusWidget() is text
    press("jknsrte /")
    assert text.toPlainText() == "jknsrte /"
    assert _open(desk).uid == UIDS[0]
    qtbot.waitUntil(lambda: _open(desk).note == "jknsrte /")
    assert t("article.note_saved") in desktop.words(desk.article.note)


def test_single_letters_typed_into_the_search_stay_letters(desk: Desk, qtbot: QtBot) -> None:
    press("/")
    field = desktop.search_field(desk)
    assert QApplication.focusWidget() is field
    press("jknsrte")
    assert field.text() == "jknsrte"
    qtbot.waitUntil(lambda: desk.session.found.filter.query == "jknsrte")
    assert not len(desk.session.found.ids)
    assert _open(desk).uid == UIDS[0]  # nobody takes the page away
    QTest.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(desk.session.found.ids) == 5)


def test_a_search_finds_and_enter_goes_to_the_first(desk: Desk, qtbot: QtBot) -> None:
    press("/")
    field = desktop.search_field(desk)
    field.insert("嵐")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[1]])
    qtbot.waitUntil(lambda: _open(desk).uid == UIDS[1])
    assert QApplication.focusWidget() is desk.timeline.list


def test_clearing_while_typing_clears(desk: Desk, qtbot: QtBot, window: MainWindow) -> None:
    press("/")
    press("x")
    window.actions_["clear_filter"].trigger()
    desktop.settle(qtbot, desk)
    assert desktop.search_field(desk).text() == ""
    assert not desk.search._timer.isActive()
    assert len(desk.session.found.ids) == 5


def _click_facet(desk: Desk, label: str, modifier: Qt.KeyboardModifier) -> None:
    view = desk.sidebar.view
    model = view.model()
    labels = []
    for section in range(model.rowCount()):
        parent = model.index(section, 0)
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            labels.append(str(index.data()))
            if labels[-1] == label:
                place = QPoint(
                    view.visualRect(index).center().x(), view.visualRect(index).center().y()
                )
                QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
                return
    raise AssertionError(labels)


def test_a_facet_click_filters(desk: Desk, qtbot: QtBot) -> None:
    _click_facet(desk, "時事通信", Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[0], UIDS[3]])
    assert "時事通信" in "".join(desktop.words(desk.search))


def test_two_quick_facet_clicks_both_count(desk: Desk, qtbot: QtBot) -> None:
    _click_facet(desk, "時事通信", Qt.KeyboardModifier.NoModifier)
    _click_facet(desk, "讀賣新聞", Qt.KeyboardModifier.ControlModifier)
    both = {(Facet.SOURCE, "時事通信"), (Facet.SOURCE, "讀賣新聞")}
    assert desk.session.wanted.chosen == both
    qtbot.waitUntil(lambda: len(desk.session.found.ids) == 3)


def test_the_bars_are_divided_and_stay_so(
    desk: Desk, qtbot: QtBot, window: MainWindow, library_file: Path
) -> None:
    desk.timeline.stack_requested.emit("source")
    qtbot.waitUntil(lambda: desk.session.found.stack_facet == "source")
    assert sum(map(sum, desk.session.found.stacks.values())) == 5
    legend = desk.timeline.strip.look.chart.legend
    assert legend
    desk.session.show(Filter("嵐"))
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[1]])
    assert list(desk.session.found.stacks) == [desk.session.rows([_ids(desk)[1]])[0].source]
    window.close()
    again = desktop.opened(qtbot, library_file)
    assert desktop.desk_of(again).timeline.strip.look.chart.legend == legend
    again.close()


def test_what_is_typed_of_a_facet_is_checked_and_can_be_unchecked(desk: Desk, qtbot: QtBot) -> None:
    desk.session.show(Filter("source:時事通信 岬"))
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[0]])
    assert desk.session.found.facets[Facet.SOURCE]["讀賣新聞"] == 1  # what adding it would give
    _click_facet(desk, "讀賣新聞", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[0], UIDS[1]])
    assert desk.session.wanted.query == "岬"
    _click_facet(desk, "時事通信", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[1]])


def test_alt_click_excludes(desk: Desk, qtbot: QtBot) -> None:
    _click_facet(desk, "時事通信", Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[1], UIDS[2], UIDS[4]])
    _click_facet(desk, "時事通信", Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: len(_shown(desk)) == 5)


def test_a_month_is_chosen_below_its_year(desk: Desk, qtbot: QtBot) -> None:
    view = desk.sidebar.view
    view.setCurrentIndex(view.model().index(5, 0))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Right)
    _click_facet(desk, "3月", Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[3]])
    assert "2031年3月" in "".join(desktop.words(desk.search))


def test_a_bar_click_filters(desk: Desk, qtbot: QtBot) -> None:
    strip = desk.timeline.strip
    strip.zoom_to(Unit.MONTH)
    days = month_days(2031, 3)
    bar = next(i for i in range(24) if strip.bar_days(i) == days)
    place = strip.bar_rect(bar).center().toPoint()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[3]])
    assert desk.session.wanted == Filter(days=days)


def test_days_that_were_typed_are_the_brush_and_give_way_to_others(
    desk: Desk, qtbot: QtBot
) -> None:
    march = month_days(2031, 3)
    april = month_days(2031, 4)
    desk.session.show(Filter("date:2031-03..2031-04 の"))
    qtbot.waitUntil(lambda: desk.session.found.filter == desk.session.wanted)
    assert desk.timeline.strip.days == (march[0], april[1])
    desk.timeline.days_requested.emit(april)
    assert desk.session.wanted == Filter("の", days=april)
    desk.timeline.days_requested.emit(march)
    assert desk.session.wanted == Filter("の", days=march)
    desk.timeline.days_requested.emit(None)
    assert desk.session.wanted == Filter("の")


def test_a_search_survives_the_reading_mark_that_comes_meanwhile(desk: Desk, qtbot: QtBot) -> None:
    press("/")
    field = desktop.search_field(desk)
    desk.reading._timer.start(1)
    field.insert("嵐")
    field.textEdited.emit("嵐")
    qtbot.waitUntil(lambda: _open(desk).read_at is not None)
    desktop.settle(qtbot, desk)
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[1]])
    assert field.text() == "嵐"


def test_what_is_open_counts_as_read_and_stays_open(desk: Desk, qtbot: QtBot) -> None:
    """With the unread ones listed the clipping leaves the list, not the reader's eyes."""
    press("j")
    press("k")  # chosen, not opened by the start
    desk.session.show(Filter(chosen=frozenset({(Facet.READING, "unread")})))
    qtbot.waitUntil(lambda: desk.session.found.filter == desk.session.wanted)
    qtbot.waitUntil(lambda: len(desk.session.found.ids) == 4)  # by itself
    assert _open(desk).uid == UIDS[0]
    assert _open(desk).read_at is not None
    press("s")
    qtbot.waitUntil(lambda: _open(desk).starred)
    press("j")
    assert _open(desk).uid == UIDS[1]


def test_what_opens_by_itself_at_the_start_does_not_count_as_read(desk: Desk) -> None:
    assert _open(desk).uid == UIDS[0]
    assert not desk.reading.is_waiting
    press("j")
    assert desk.reading.is_waiting


def test_reading_marks_come_at_once_or_only_by_hand(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    window.actions_["read_by_hand"].trigger()
    press("j")
    assert not desk.reading.is_waiting
    window.actions_["read_at_once"].trigger()
    assert window.actions_["read_at_once"].isChecked()
    press("j")
    qtbot.waitUntil(lambda: _open(desk).read_at is not None, timeout=1_000)
    desktop.settle(qtbot, desk)
    rows = desk.session.rows(_ids(desk)[:3])
    assert [row.is_read for row in rows] == [False, False, True]
    assert Settings.load().mark_read == "at_once"


def test_a_headline_is_found_from_the_list(desk: Desk, qtbot: QtBot) -> None:
    headline = desk.session.rows([_ids(desk)[3]])[0].headline
    press("'")
    field = desktop.child(desk.timeline.quick, QLineEdit)
    assert QApplication.focusWidget() is field
    field.setText(headline[2:6])
    qtbot.waitUntil(lambda: _open(desk).uid == UIDS[3])
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is desk.timeline.list
    assert desk.session.wanted == Filter()


def test_low_rows_are_a_choice(desk: Desk, window: MainWindow) -> None:
    header = desk.timeline.list.verticalHeader()
    high = header.defaultSectionSize()
    window.actions_["compact"].trigger()
    assert header.defaultSectionSize() < high
    assert window.actions_["compact"].isChecked()
    assert Settings.load().rows == "compact"
    window.actions_["compact"].trigger()
    assert header.defaultSectionSize() == high
    assert not window.actions_["compact"].isChecked()


def test_words_that_were_searched_stand_in_the_list(desk: Desk, qtbot: QtBot) -> None:
    desk.session.show(Filter("霧"))
    qtbot.waitUntil(lambda: desk.session.found.filter.query == "霧")
    model = desk.timeline.list.model()
    row = next(r for r in range(model.rowCount()) if model.flags(model.index(r, 0)))
    spoken = str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "霧" in spoken.split("、", 3)[-1]


def test_what_a_dialog_covers_is_not_read(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["about"].trigger()
    box = desktop.only_box(qtbot, window)
    desk.reading._timer.start(1)
    qtbot.wait(30)
    assert _open(desk).read_at is None
    box.close()
    qtbot.waitUntil(lambda: _open(desk).read_at is not None)


def test_marked_as_unread_it_stays_unread_while_it_is_open(desk: Desk, qtbot: QtBot) -> None:
    press("r")
    qtbot.waitUntil(lambda: _open(desk).read_at is not None)
    press("r")
    qtbot.waitUntil(lambda: _open(desk).read_at is None)
    assert not desk.reading.is_waiting
    press("jk")
    assert desk.reading.is_waiting


def test_a_citation_opens_and_back_returns(desk: Desk, window: MainWindow) -> None:
    desk.article.clipping_requested.emit(UIDS[2])
    assert _open(desk).uid == UIDS[2]
    assert desk.timeline.current_id() == desk.session.current
    window.actions_["back"].trigger()
    assert _open(desk).uid == UIDS[0]
    window.actions_["forward"].trigger()
    assert _open(desk).uid == UIDS[2]
    desk.article.clipping_requested.emit("nowhere")
    assert _open(desk).uid == UIDS[2]


def test_buttons_go_back_and_forward(desk: Desk, qtbot: QtBot) -> None:
    header = desk.article.findChildren(QToolButton)
    back = next(b for b in header if b.toolTip() == t("article.back"))
    forward = next(b for b in header if b.toolTip() == t("article.forward"))
    assert not back.isEnabled()
    assert not forward.isEnabled()
    press("j")
    desktop.click(back)
    assert _open(desk).uid == UIDS[0]
    assert not back.isEnabled()
    desktop.click(forward)
    assert _open(desk).uid == UIDS[1]
    assert not forward.isEnabled()
    assert back.isEnabled()


def test_keys_are_for_what_a_citation_opened_outside_the_list(desk: Desk, qtbot: QtBot) -> None:
    desk.session.show(Filter("修理"))
    qtbot.waitUntil(lambda: _shown(desk) == [UIDS[0]])
    desk.article.clipping_requested.emit(UIDS[2])
    assert _open(desk).uid == UIDS[2]
    press("s")
    qtbot.waitUntil(lambda: _open(desk).starred)
    desktop.settle(qtbot, desk)
    assert _open(desk).uid == UIDS[2]
    first = desk.session.id_of(UIDS[0])
    assert first is not None
    assert not desk.session.rows([first])[0].starred
    press("j")
    assert _open(desk).uid == UIDS[0]


def test_several_are_starred_tagged_and_taken_back_at_once(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    QTest.keyClick(desk.timeline.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.timeline.selected_ids()) == 5
    press("s")
    desktop.settle(qtbot, desk)
    assert all(row.starred for row in desk.session.rows(_ids(desk)))
    assert "5" in window.actions_["undo"].text()
    press("t")
    press("R&D")
    QTest.keyClick(desktop.tag_field(desk), Qt.Key.Key_Return)
    desktop.settle(qtbot, desk)
    assert all(row.tags == ("R&D",) for row in desk.session.rows(_ids(desk)))
    assert "R&&D" in window.actions_["undo"].text()  # a menu takes & for a mnemonic
    for _ in range(2):
        window.actions_["undo"].trigger()
    desktop.settle(qtbot, desk)
    rows = desk.session.rows(_ids(desk))
    assert not any(row.starred or row.tags for row in rows)


def test_undo_and_redo_name_their_steps_and_update_the_note(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    undo, redo = window.actions_["undo"], window.actions_["redo"]
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    press("e")
    press("one")
    qtbot.waitUntil(undo.isEnabled)
    assert undo.text() == t(
        "actions.step",
        step=t("actions.undo"),
        change=t("desk.change.edit_note", clipping="岬の灯台を修理へ"),
    )
    press(" two")  # not saved yet: a step of its own
    undo.trigger()
    text = desktop.note_text(desk)
    desktop.wait_writes(qtbot, desk.session.worker)
    qtbot.waitUntil(lambda: text.toPlainText() == "")
    assert redo.isEnabled()
    assert not undo.isEnabled()
    redo.trigger()
    qtbot.waitUntil(lambda: text.toPlainText() == "one two")


def test_a_storm_of_undo_and_redo_ends_where_it_should(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    for _ in range(10):
        press("s")
        press("j")
    desktop.settle(qtbot, desk)
    for name in ("undo", "redo", "undo") * 30:
        window.actions_[name].trigger()
    desktop.settle(qtbot, desk)
    for _ in range(30):
        window.actions_["redo"].trigger()
    desktop.settle(qtbot, desk)
    for _ in range(30):
        window.actions_["undo"].trigger()
    desktop.settle(qtbot, desk)
    assert not any(row.starred for row in desk.session.rows(_ids(desk)))


def test_the_space_key_reads_on(desk: Desk, qtbot: QtBot, window: MainWindow) -> None:
    action = window.actions_["page_on"]
    assert isinstance(action, QAction)
    assert action in desk.timeline.list.actions()
    QTest.keyClick(desk.timeline.list, Qt.Key.Key_Space)
    assert _open(desk).uid == UIDS[1]  # the first one had nothing left to scroll


def test_the_sidebar_goes_and_comes(desk: Desk, window: MainWindow) -> None:
    window.actions_["sidebar"].trigger()
    assert not desk.sidebar.isVisible()
    window.actions_["sidebar"].trigger()
    assert desk.sidebar.isVisible()


@pytest.mark.parametrize("long", ["W" * 2_000, "長" * 2_000])
def test_nothing_long_pushes_the_window_wide(
    desk: Desk, qtbot: QtBot, window: MainWindow, long: str
) -> None:
    press("t")
    tag = long[:200]
    desktop.tag_field(desk).insert(tag)
    QTest.keyClick(desktop.tag_field(desk), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _open(desk).tags == (tag,))
    desk.session.show(Filter(chosen=frozenset({(Facet.TAG, tag)})))
    desktop.settle(qtbot, desk)
    press("e")
    desktop.note_text(desk).insertPlainText(long)
    qtbot.waitUntil(lambda: _open(desk).note == long)
    window.resize(1024, 700)
    assert window.minimumSizeHint().width() <= 1024
    assert window.width() == 1024
    widget: QWidget = desk.article
    assert widget.width() < 1024


# ---- tags and undo by keys


def test_undo_takes_the_tag_back_that_was_just_typed(desk: Desk, qtbot: QtBot) -> None:
    press("t")
    press("harbour")
    field = desktop.tag_field(desk)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _open(desk).tags == ("harbour",))
    assert QApplication.focusWidget() is field  # for the next one
    press("z", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: _open(desk).tags == ())
    assert field.text() == ""
    press("y", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: _open(desk).tags == ("harbour",))
    press("xy")
    press("z", Qt.KeyboardModifier.ControlModifier)  # what is being typed is the field's
    desktop.settle(qtbot, desk)
    assert _open(desk).tags == ("harbour",)
    assert field.text() != "xy"


def _tags(desk: Desk) -> list[tuple[str, ...]]:
    return [row.tags for row in desk.session.rows(_ids(desk))]


def _select_all(desk: Desk) -> None:
    QTest.keyClick(desk.timeline.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def test_the_article_acts_on_itself_whatever_is_selected(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    every = tuple(_ids(desk))
    desk.session.worker.write(AddTag(every, "港"))
    desktop.settle(qtbot, desk)
    _select_all(desk)
    chip = next(c for c in desk.article.tags.findChildren(Chip) if c.isVisible())
    cross = desktop.child(chip, QToolButton)
    assert cross.accessibleName() == t("article.remove_tag", tag="港")
    cross.click()
    desktop.settle(qtbot, desk)
    assert _tags(desk) == [(), *[("港",)] * 4]
    desk.article._header.star.click()
    desktop.settle(qtbot, desk)
    assert [row.starred for row in desk.session.rows(_ids(desk))] == [True, *[False] * 4]
    field = desktop.tag_field(desk)
    desktop.click(field)
    assert field.placeholderText() == "タグを追加"
    press("kita")
    QTest.keyClick(field, Qt.Key.Key_Return)
    desktop.settle(qtbot, desk)
    assert _tags(desk) == [("kita",), *[("港",)] * 4]
    assert len(desk.timeline.selected_ids()) == 5
    for _ in range(3):
        window.actions_["undo"].trigger()
    desktop.settle(qtbot, desk)
    assert _tags(desk) == [("港",)] * 5


def test_an_article_that_left_the_list_keeps_its_cross_to_itself(desk: Desk, qtbot: QtBot) -> None:
    desk.session.worker.write(AddTag(tuple(_ids(desk)), "港"))
    desktop.settle(qtbot, desk)
    _select_all(desk)
    desk.session.show(Filter("-岬の灯台を修理へ"))
    desktop.settle(qtbot, desk)
    assert _open(desk).uid == UIDS[0]
    assert len(desk.timeline.selected_ids()) == 4
    chip = next(c for c in desk.article.tags.findChildren(Chip) if c.isVisible())
    desktop.child(chip, QToolButton).click()
    desktop.settle(qtbot, desk)
    assert _tags(desk) == [(), *[("港",)] * 4]
    with qtbot.waitSignal(desk.said) as said:
        desk.toggle_star()  # by its key: the list's
    assert said.args == ["4 件にスターを付けました。"]
    assert [row.starred for row in desk.session.rows(_ids(desk))] == [False, *[True] * 4]


def test_a_tag_for_what_is_selected_is_typed_and_told(desk: Desk, qtbot: QtBot) -> None:
    field = desktop.tag_field(desk)
    assert field.placeholderText() == "タグを追加"
    _select_all(desk)
    assert field.placeholderText() == "タグを追加"
    press("t")
    assert field.placeholderText() == "選択中の 5 件にタグを追加"
    assert field.fontMetrics().horizontalAdvance(field.placeholderText()) < field.width()
    press("harbour")
    with qtbot.waitSignal(desk.said) as said:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert said.args == ["5 件にタグ harbour を付けました。"]
    desktop.settle(qtbot, desk)
    assert _tags(desk) == [("harbour",)] * 5
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.placeholderText() == "タグを追加"
    desk.timeline.list.setFocus()
    press("j")
    press("t")
    assert field.placeholderText() == "タグを追加"
    press("one")
    with qtbot.assertNotEmitted(desk.said):  # one sees it
        QTest.keyClick(field, Qt.Key.Key_Return)
        desktop.settle(qtbot, desk)
    assert sum("one" in tags for tags in _tags(desk)) == 1


@pytest.mark.parametrize(
    ("reason", "stays"),
    [
        (Qt.FocusReason.ActiveWindowFocusReason, True),
        (Qt.FocusReason.PopupFocusReason, True),
        (Qt.FocusReason.TabFocusReason, False),
    ],
)
def test_a_menu_or_another_window_takes_no_aim_away(
    desk: Desk, reason: Qt.FocusReason, stays: bool
) -> None:
    _select_all(desk)
    press("t")
    QApplication.sendEvent(desktop.tag_field(desk), QFocusEvent(QEvent.Type.FocusOut, reason))
    assert bool(desk.article.tags.given_to) is stays


def test_undo_shows_what_it_changes(desk: Desk, qtbot: QtBot, window: MainWindow) -> None:
    press("j")
    press("e")
    press("mine")
    qtbot.waitUntil(lambda: _open(desk).note == "mine")
    desk.timeline.list.setFocus()
    press("jj")
    assert _open(desk).uid == UIDS[3]
    # The lane names its next step after it told the change: the note is seen before the name.
    qtbot.waitUntil(lambda: "岬への道、嵐で閉鎖" in window.actions_["undo"].text())
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: _open(desk).uid == UIDS[1] and _open(desk).note is None)
    assert desk.timeline.current_id() == desk.session.current
    press("j")
    window.actions_["redo"].trigger()
    qtbot.waitUntil(lambda: _open(desk).uid == UIDS[1] and _open(desk).note == "mine")


# ---- beside the command line


def _elsewhere(desk: Desk, *commands: Command) -> None:
    """What another program does."""
    with closing(library.open_for_writing(desk.session.path)) as db:
        for command in commands:
            command.do(db)


def test_what_the_command_line_wrote_is_shown(desk: Desk, qtbot: QtBot) -> None:
    desk.session._timer.setInterval(20)
    one = _ids(desk)[0]
    _elsewhere(desk, EditNote(one, "from outside"), AddTag((one,), "港"))
    text = desktop.note_text(desk)
    qtbot.waitUntil(lambda: text.toPlainText() == "from outside" and _open(desk).tags == ("港",))
    qtbot.waitUntil(lambda: desk.session.found.facets[Facet.TAG].get("港") == 1)
    press("e")
    text.moveCursor(QTextCursor.MoveOperation.End)
    press("!")
    qtbot.waitUntil(lambda: _open(desk).note == "from outside!")
    desk.undo()
    qtbot.waitUntil(lambda: _open(desk).note == "from outside")


def test_it_is_looked_when_the_window_becomes_active(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    desk.session._timer.stop()
    _elsewhere(desk, EditNote(_ids(desk)[0], "from outside"))
    QApplication.sendEvent(desk, QEvent(QEvent.Type.ActivationChange))
    qtbot.waitUntil(lambda: desktop.note_text(desk).toPlainText() == "from outside")


def test_what_is_typed_stays_beside_what_the_command_line_wrote(desk: Desk, qtbot: QtBot) -> None:
    desk.session._timer.setInterval(20)
    desk.article.note._timer.setInterval(60_000)
    press("e")
    press("typed")
    _elsewhere(desk, EditNote(_ids(desk)[0], "from outside"))
    qtbot.waitUntil(lambda: _open(desk).note == "from outside")
    assert desktop.note_text(desk).toPlainText() == "typed"
    desk.article.note.flush()
    qtbot.waitUntil(lambda: _open(desk).note == "typed")
    desk.undo()
    qtbot.waitUntil(lambda: _open(desk).note == "from outside")


def test_a_note_that_the_command_line_wrote_over_mine_is_not_undone(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    press("s")
    press("e")
    press("mine")
    qtbot.waitUntil(lambda: _open(desk).note == "mine" and _open(desk).starred)
    _elsewhere(desk, EditNote(_ids(desk)[0], "from outside"))
    desk.undo()
    box = desktop.only_box(qtbot, window)
    assert box.text() == t("errors.undo_changed_elsewhere")
    box.accept()
    change = t("desk.change.star", n=1, clipping="岬の灯台を修理へ")
    qtbot.waitUntil(lambda: change in window.actions_["undo"].text())
    desk.session.look_elsewhere()
    qtbot.waitUntil(lambda: desktop.note_text(desk).toPlainText() == "from outside")
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: not _open(desk).starred)
    assert _open(desk).note == "from outside"


def test_ones_own_writes_are_shown_once(desk: Desk, qtbot: QtBot) -> None:
    press("s")
    desktop.settle(qtbot, desk)
    desk.session.look_elsewhere()  # the first look knows nothing
    desktop.settle(qtbot, desk)
    desk.reading.stop()
    seen: list[str] = []
    desk.session.worker.changed.connect(lambda _, origin: seen.append(origin))
    press("s")
    desktop.settle(qtbot, desk)
    desk.session.look_elsewhere()
    desktop.settle(qtbot, desk)
    assert seen == [""]
