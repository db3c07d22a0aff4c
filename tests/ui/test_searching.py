"""A search on the desk: one filter in three places, ids, orders, and the way through the hits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddTag
from clipdesk.core.query import Facet, Filter, Found, Sort
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.chips import Chip
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.sidebar.entries import Wish
from tests.ui import desktop
from tests.ui.desktop import UIDS, press

SEARCHES = [
    '"', "“", "😀", "'; DROP TABLE clipping; --", "%_\\", "a" * 10_000, "(" * 300, ")", "-", "=",
    "OR", "AND OR", "source:", "date:x", "\u202e\u200b", "ﷺ", "*", "NEAR(", "\x00", "-(", '=""',
    "date:>9999", "date:<0001", "date:..", "-date:..", "date:2031..", "date:..1999", "date:0001", "date:9999",
]  # fmt: skip


def _typed(desk: Desk, qtbot: QtBot, text: str) -> Found:
    """Type a text, and wait for its answer."""
    field = desk.search.field
    field.setFocus()
    field.selectAll()
    field.insert(text)
    if desk.session.found.filter.query != field.text():
        with qtbot.waitSignal(desk.session.found_changed):
            pass
    assert desk.session.found.filter.query == field.text()
    return desk.session.found


@pytest.mark.parametrize("text", SEARCHES, ids=range(len(SEARCHES)))
def test_anything_can_be_typed(desk: Desk, qtbot: QtBot, text: str) -> None:
    field = desk.search.field
    field.setFocus()
    field.insert(text)
    with qtbot.waitSignal(desk.session.found_changed):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.session.found.filter.query == field.text()
    assert desktop.boxes(desk.window()) == []
    field.grab()


def test_stale_answers_are_not_shown(desk: Desk, qtbot: QtBot) -> None:
    answers: list[str] = []
    desk.session.found_changed.connect(lambda found: answers.append(found.filter.query))
    for n in range(1, 6):
        desk.session.show(Filter("灯台守"[:n] + "x" * (n % 2)))
    qtbot.waitUntil(lambda: bool(answers))
    desktop.settle(qtbot, desk)
    assert answers == [desk.session.wanted.query] * 2


def test_a_typed_facet_is_unchosen_in_the_sidebar_and_leaves_the_text(
    desk: Desk, qtbot: QtBot
) -> None:
    found = _typed(desk, qtbot, "source:時事通信 date:2031.. 港")
    assert found.shown_as.chosen == {(Facet.SOURCE, "時事通信")}
    assert desk.session.shown == found.shown_as
    with qtbot.waitSignal(desk.session.found_changed):
        desk._on_sidebar_facet_requested(Facet.SOURCE, "時事通信", Wish.BESIDE)
    assert desk.search.field.text() == "港"
    assert desk.session.found.filter.days == found.shown_as.days
    assert not desk.session.found.filter.chosen


def test_while_an_answer_is_awaited_nobody_knows_what_is_typed(desk: Desk, qtbot: QtBot) -> None:
    desk.session.show(Filter("source:時事通信"))
    assert desk.session.shown == Filter("source:時事通信")
    desktop.settle(qtbot, desk)
    assert desk.session.shown == Filter(chosen=frozenset({(Facet.SOURCE, "時事通信")}))


def test_dates_dragged_over_the_strip_take_the_place_of_typed_ones(
    desk: Desk, qtbot: QtBot
) -> None:
    found = _typed(desk, qtbot, "港 date:2031..")
    assert desk.timeline.strip.days == found.shown_as.days
    with qtbot.waitSignal(desk.session.found_changed):
        desk._on_timeline_days_requested((741_000, 741_100))
    assert desk.session.found.filter == Filter("港", days=(741_000, 741_100))


def test_an_id_opens_its_clipping_while_it_is_typed(desk: Desk, qtbot: QtBot) -> None:
    _typed(desk, qtbot, UIDS[3])
    assert desk.session.record is not None
    assert desk.session.record.uid == UIDS[3]
    assert desk.search.field.hasFocus()
    desk.go_to(UIDS[0])
    desktop.settle(qtbot, desk)  # the same answer again takes nobody's page away
    assert desk.session.record.uid == UIDS[0]
    QTest.keyClick(desk.search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.record is not None and desk.session.record.uid == UIDS[3])


def test_an_id_among_other_words_opens_nothing(desk: Desk, qtbot: QtBot) -> None:
    _typed(desk, qtbot, f"{UIDS[3]} 港")
    assert desk.session.record is not None
    assert desk.session.record.uid == UIDS[0]


def test_orders_are_chosen_and_remembered(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.session.found_changed):
        window.actions_["sort_oldest"].trigger()
    rows = desk.session.rows(list(desk.session.found.ids))
    assert [row.uid for row in rows] == list(reversed(UIDS))
    assert window.actions_["sort_oldest"].isChecked()
    desk.clear_filter()  # the order is no filter
    assert desk.session.wanted == Filter(sort=Sort.OLDEST)
    path = desk.session.path
    window.close()
    again = desktop.opened(qtbot, path)
    assert desktop.desk_of(again).session.wanted == Filter(sort=Sort.OLDEST)
    assert again.actions_["sort_oldest"].isChecked()
    again.close()


def test_a_damaged_order_is_the_usual_one(desk: Desk) -> None:
    assert desk.searching.first_wanted("sideways") == Filter()


def test_by_relevance_the_headline_counts_most(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    _typed(desk, qtbot, "日誌")
    with qtbot.waitSignal(desk.session.found_changed):
        window.actions_["sort_relevance"].trigger()
    rows = desk.session.rows(list(desk.session.found.ids))
    assert [row.uid for row in rows] == [UIDS[2], UIDS[0]]  # the newer one only cites it


def test_whole_words_by_the_menu(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.session.found_changed):
        window.actions_["whole_words"].trigger()
    assert desk.session.found.filter.whole_words
    assert window.actions_["whole_words"].isChecked()
    with qtbot.waitSignal(desk.session.found_changed):
        window.actions_["whole_words"].trigger()
    assert not window.actions_["whole_words"].isChecked()


# ---- hits


@pytest.fixture
def said(desk: Desk) -> list[str]:
    words: list[str] = []
    desk.said.connect(words.append)
    return words


def _uid(desk: Desk) -> str:
    assert desk.session.record is not None
    return desk.session.record.uid


def test_f3_goes_through_the_hits_and_on(desk: Desk, qtbot: QtBot, said: list[str]) -> None:
    _typed(desk, qtbot, "灯台")
    desk.timeline.select(desk.session.found.ids[0])
    desk.timeline.list.setFocus()
    steps: list[tuple[str, str]] = []

    def walk(call: Callable[[], None], times: int) -> None:
        for _ in range(times):
            call()
            steps.append((_uid(desk), said[-1]))

    walk(desk.next_hit, 5)
    first, second = UIDS[0], UIDS[2]
    assert steps == [
        (first, "該当箇所 1 / 2"),  # in the headline
        (first, "該当箇所 2 / 2"),
        (second, "該当箇所 1 / 2"),
        (second, "該当箇所 2 / 2"),
        (second, t("desk.hit_last")),
    ]
    steps.clear()
    walk(desk.previous_hit, 5)
    assert steps == [
        (second, "該当箇所 2 / 2"),
        (second, "該当箇所 1 / 2"),
        (first, "該当箇所 2 / 2"),
        (first, "該当箇所 1 / 2"),
        (first, t("desk.hit_first")),
    ]


def test_f3_by_its_key(desk: Desk, qtbot: QtBot, said: list[str]) -> None:
    _typed(desk, qtbot, "灯台")
    QTest.keyClick(desk.search.field, Qt.Key.Key_F3)
    assert said == ["該当箇所 1 / 2"]
    QTest.keyClick(desk.search.field, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert said[-1] == t("desk.hit_first")


def test_without_words_f3_says_so(desk: Desk, said: list[str]) -> None:
    press("j")
    desk.next_hit()
    assert said == [t("desk.hit_no_words")]


def test_a_hit_that_no_article_shows(desk: Desk, qtbot: QtBot, said: list[str]) -> None:
    """Found by a source; the word stands in none of the texts that are shown."""
    _typed(desk, qtbot, "AS 2031")
    assert len(desk.session.found.ids) == 1
    desk.next_hit()
    desk.next_hit()
    assert said == [t("desk.hit_last")] * 2


def test_hits_are_marked_in_headline_and_text(desk: Desk, qtbot: QtBot) -> None:
    _typed(desk, qtbot, "灯台")
    label = next(b for b in desk.article.findChildren(QLabel) if b.objectName() == "headline")
    assert theme.tokens().hit in label.text()
    (mark,) = desk.article.browser.extraSelections()
    assert mark.cursor.selectedText() == "灯台"
    desk.next_hit()
    desk.next_hit()
    (mark,) = desk.article.browser.extraSelections()
    assert mark.format.background().color().name() == theme.tokens().hit_line
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    (mark,) = desk.article.browser.extraSelections()
    assert mark.format.background().color().name() == theme.tokens().hit_line
    _typed(desk, qtbot, "")
    assert desk.article.browser.extraSelections() == []
    assert label.text() == "岬の灯台を修理へ"


def test_a_word_that_only_a_source_has_is_told(desk: Desk, qtbot: QtBot) -> None:
    _typed(desk, qtbot, "読売")
    told = t("query.elsewhere", word="読売", facet="出典", query="出典:読売")
    qtbot.waitUntil(lambda: told in "\n".join(desktop.words(desk.search)))
    _typed(desk, qtbot, "出典:読売")
    qtbot.waitUntil(lambda: told not in "\n".join(desktop.words(desk.search)))
    assert len(desk.session.found.ids) == 1


# ---- nothing is opened that nobody chose


@pytest.fixture
def opened(desk: Desk) -> list[str]:
    """What is opened from now on."""
    uids: list[str] = []

    def note() -> None:
        if desk.session.record is not None and (not uids or uids[-1] != _uid(desk)):
            uids.append(_uid(desk))

    desk.session.record_changed.connect(note)
    return uids


def _found_other_than_open(desk: Desk, qtbot: QtBot) -> None:
    """The first clipping is open, and the one that is found is another."""
    found = _typed(desk, qtbot, "出港")
    assert len(found.ids) == 1
    assert _uid(desk) == UIDS[0]
    assert desk.timeline.current_id() is None


def test_clearing_the_filter_opens_no_row_of_the_old_one(
    desk: Desk, qtbot: QtBot, opened: list[str]
) -> None:
    _found_other_than_open(desk, qtbot)
    with qtbot.waitSignal(desk.session.found_changed):
        QTest.keyClick(desk.search.field, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
        assert desk.timeline.list.hasFocus()
    assert desk.session.found.filter == Filter()
    assert opened in ([], [UIDS[0]])
    assert desk.timeline.current_id() == desk.session.current  # it is listed again
    assert desk.timeline.selected_ids() == [desk.session.current]


@pytest.mark.parametrize("reason", [Qt.FocusReason.TabFocusReason, Qt.FocusReason.OtherFocusReason])
def test_the_keys_alone_open_nothing(
    desk: Desk, qtbot: QtBot, opened: list[str], reason: Qt.FocusReason
) -> None:
    _found_other_than_open(desk, qtbot)
    desk.timeline.list.setFocus(reason)
    assert opened == []
    QTest.keyClick(desk.timeline.list, Qt.Key.Key_Down)
    assert opened == [UIDS[3]]


def test_enter_opens_no_row_of_the_search_before(
    desk: Desk, qtbot: QtBot, opened: list[str]
) -> None:
    _found_other_than_open(desk, qtbot)
    field = desk.search.field
    field.selectAll()
    field.insert("歳末")
    with qtbot.waitSignal(desk.session.found_changed):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert opened == [UIDS[4]]


def test_down_opens_no_row_of_the_search_before(
    desk: Desk, qtbot: QtBot, opened: list[str]
) -> None:
    _found_other_than_open(desk, qtbot)
    field = desk.search.field
    field.selectAll()
    field.insert("歳末")
    with qtbot.waitSignal(desk.session.found_changed):
        QTest.keyClick(field, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: opened == [UIDS[4]])
    assert desk.timeline.list.hasFocus()


def test_escape_twice_opens_nothing(desk: Desk, qtbot: QtBot, opened: list[str]) -> None:
    _found_other_than_open(desk, qtbot)
    with qtbot.waitSignal(desk.session.found_changed):
        QTest.keyClick(desk.search.field, Qt.Key.Key_Escape)
        QTest.keyClick(desk.search.field, Qt.Key.Key_Escape)
    assert desk.timeline.list.hasFocus()
    assert opened in ([], [UIDS[0]])


def test_clearing_after_enter_forgets_that_the_first_was_wanted(
    desk: Desk, qtbot: QtBot, opened: list[str]
) -> None:
    _found_other_than_open(desk, qtbot)
    desk.go_to(UIDS[2])
    opened.clear()
    field = desk.search.field
    field.selectAll()
    field.insert("歳末")
    with qtbot.waitSignal(desk.session.found_changed):
        QTest.keyClick(field, Qt.Key.Key_Return)
        desk.clear_filter()
    assert desk.session.found.filter == Filter()
    assert opened in ([], [UIDS[2]])


def test_words_that_find_nothing_for_a_moment_open_nothing(
    desk: Desk, qtbot: QtBot, opened: list[str]
) -> None:
    assert not _typed(desk, qtbot, "どこにもない").ids
    assert _typed(desk, qtbot, "出港").ids
    assert opened == []


def test_a_chip_that_goes_opens_nothing(desk: Desk, qtbot: QtBot, opened: list[str]) -> None:
    _typed(desk, qtbot, "読売")
    with qtbot.waitSignal(desk.session.found_changed):
        desk.session.show(Filter(chosen=frozenset({(Facet.SOURCE, "読売新聞")})))
    (chip,) = desk.search.findChildren(Chip)
    button = desktop.child(chip, QToolButton)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(desk.session.found_changed):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert opened in ([], [UIDS[0]])


def test_a_typed_id_is_marked_in_list_and_strip_at_once(desk: Desk, qtbot: QtBot) -> None:
    _typed(desk, qtbot, "読売")
    _typed(desk, qtbot, UIDS[3])
    assert desk.timeline.current_id() == desk.session.current
    assert desk.timeline.selected_ids() == [desk.session.current]
    assert desk.session.record is not None
    published = desk.session.record.published
    assert desk.timeline.strip.look.current == (published.first_day, published.last_day)


def test_nothing_below_moves_when_chips_and_remarks_come(desk: Desk, qtbot: QtBot) -> None:
    place = desk.splitter.geometry()
    _typed(desk, qtbot, "is:unread 出典:時事通信 date:2031 date:x")
    QTest.keyClick(desk.search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(desk.search.findChildren(Chip)) >= 3)
    QApplication.processEvents()
    assert desk.splitter.geometry() == place


def test_a_branch_says_so_in_its_chip_and_what_finds_it(desk: Desk, qtbot: QtBot) -> None:
    desk.session.worker.write(AddTag((desk.session.found.ids[0],), "国/日本"))
    desktop.settle(qtbot, desk)
    _typed(desk, qtbot, "tag:国/*")
    chips = [desktop.child(chip, QLabel).text() for chip in desk.search.findChildren(Chip)]
    assert "タグ: 国/…" in chips
    assert not _typed(desk, qtbot, "タグ:国").ids
    told = t("query.branch_only", word="国", query="タグ:国/*")
    QTest.keyClick(desk.search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told in desk.search._row.remarks)
    desktop.settle(qtbot, desk)
    assert len(_typed(desk, qtbot, "タグ:国/*").ids) == 1
    qtbot.waitUntil(lambda: told not in desk.search._row.remarks)


def test_fast_typing_ends_with_the_answer_to_what_stands_there(desk: Desk, qtbot: QtBot) -> None:
    field = desk.search.field
    field.setFocus()
    for key in "date:2031 is:unread 港 出典:読売 12":
        field.insert(key)
        QTest.qWait(1)
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    desktop.settle(qtbot, desk)
    found = desk.session.found
    assert found.filter.query == field.text() == "date:2031 is:unread 港 出典:読売"
    assert desk.search._shown == found.shown_as
    chips = [chip for chip in desk.search.findChildren(Chip) if chip.isVisible()]
    assert len(chips) == len(found.shown_as.chosen) == 3
    assert list(desk.timeline._model.ids) == list(found.ids)
