"""Saved searches on the desk: kept, counted, opened, named, ordered, undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddTag, SaveSearch, SetRead
from clipdesk.core.query import Facet, Filter
from clipdesk.texts import t
from clipdesk.ui.chips import Chip
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs.saving import SearchNameDialog
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.searches import proposed
from clipdesk.ui.sidebar.saved import Saved, SavedModel
from tests.ui import desktop


def _listed(desk: Desk) -> list[Saved]:
    model = desk.sidebar.saved.list.model()
    assert isinstance(model, SavedModel)
    return model.listed


def _names(desk: Desk) -> list[str]:
    return [one.name for one in _listed(desk)]


def _counts(desk: Desk) -> list[tuple[int, int] | None]:
    return [one.counts for one in _listed(desk)]


def _answer(desk: Desk, name: str, says: str = "") -> None:
    """Type a name into the dialog and agree."""
    dialog = next(d for d in desk.findChildren(SearchNameDialog) if d.isVisible())
    field = desktop.child(dialog, QLineEdit)
    field.setText(name)
    if says:
        assert says in desktop.words(dialog)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _save(desk: Desk, qtbot: QtBot, window: MainWindow, wanted: Filter, name: str) -> None:
    desk.session.show(wanted)
    desktop.settle(qtbot, desk)
    window.actions_["save_search"].trigger()
    _answer(desk, name)
    qtbot.waitUntil(lambda: name in _names(desk))


def test_what_is_shown_is_kept_by_a_name_and_opened(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    wanted = Filter("岬", frozenset({(Facet.SOURCE, "時事通信")}))
    _save(desk, qtbot, window, wanted, "岬の時事")
    assert _listed(desk)[0].is_on
    qtbot.waitUntil(lambda: _counts(desk) == [(1, 1)])
    window.actions_["clear_filter"].trigger()
    qtbot.waitUntil(lambda: not _listed(desk)[0].is_on)
    desk.sidebar.saved.open_requested.emit(_listed(desk)[0].id)
    # Its conditions are checked in the sidebar again.
    qtbot.waitUntil(lambda: desk.session.shown == wanted)
    assert len(desk.session.found.ids) == 1
    assert _listed(desk)[0].is_on


def test_years_are_ticked_again_when_their_search_is_opened(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    years = frozenset({(Facet.YEAR, "2030"), (Facet.YEAR, "2031")})
    wanted = Filter("港", years, excluded=frozenset({(Facet.YEAR, "2031-03")}))
    _save(desk, qtbot, window, wanted, "年")
    window.actions_["clear_filter"].trigger()
    desktop.settle(qtbot, desk)
    qtbot.waitUntil(lambda: not desk.sidebar.clear_button.isVisible())
    desk.sidebar.saved.open_requested.emit(_listed(desk)[0].id)
    qtbot.waitUntil(lambda: _listed(desk)[0].is_on)
    desktop.settle(qtbot, desk)
    assert desk.search.field.text() == "港"  # the rest is in the sidebar and in chips
    assert desk.session.found.filter == wanted
    qtbot.waitUntil(desk.sidebar.clear_button.isVisible)  # the list is painted first
    assert len([chip for chip in desk.search.findChildren(Chip) if chip.isVisible()]) == 3


def test_one_saved_in_haste_is_known_when_it_is_opened(desk: Desk, qtbot: QtBot) -> None:
    """Saved before its answer: as it was typed."""
    desk.session.worker.write(SaveSearch("時事", Filter("source:時事 港")))
    qtbot.waitUntil(lambda: _names(desk) == ["時事"])
    desk.sidebar.saved.open_requested.emit(_listed(desk)[0].id)
    qtbot.waitUntil(lambda: _listed(desk)[0].is_on)
    assert desk.session.wanted == Filter("港", frozenset({(Facet.SOURCE, "時事通信")}))
    desk.session.show(Filter("港"))
    qtbot.waitUntil(lambda: not _listed(desk)[0].is_on)


@pytest.mark.parametrize(("language", "name"), [("ja", "標題"), ("en", "headline")])
def test_what_stays_typed_is_in_the_language_in_use(
    desk: Desk, qtbot: QtBot, window: MainWindow, language: str, name: str
) -> None:
    window.set_language(language)
    desk.session.worker.write(SaveSearch("一", Filter("headline:岬 has:tag")))
    qtbot.waitUntil(lambda: _names(desk) == ["一"])
    desk.sidebar.saved.open_requested.emit(_listed(desk)[0].id)
    qtbot.waitUntil(lambda: _listed(desk)[0].is_on)
    assert desk.search.field.text().startswith(f"{name}:岬")
    assert _listed(desk)[0].query == desk.search.field.text()


def test_counts_follow_the_library(desk: Desk, qtbot: QtBot, window: MainWindow) -> None:
    _save(desk, qtbot, window, Filter("岬"), "岬")
    _save(desk, qtbot, window, Filter("is:unread"), "未読")
    qtbot.waitUntil(lambda: None not in _counts(desk))
    (every, unread), (still, _) = [n for n in _counts(desk) if n is not None]
    first = desk.session.id_of(desktop.UIDS[0])
    assert first is not None
    desk.session.worker.write(SetRead((first,), read=True))
    qtbot.waitUntil(lambda: _counts(desk) == [(every, unread - 1), (still - 1, still - 1)])


def test_the_same_name_replaces_and_undo_brings_back(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    _save(desk, qtbot, window, Filter("岬"), "これ")
    desk.session.show(Filter("霧"))
    desktop.settle(qtbot, desk)
    window.actions_["save_search"].trigger()
    _answer(desk, " これ ", t("sidebar.naming.will_replace"))
    qtbot.waitUntil(lambda: [one.query for one in _listed(desk)] == ["霧"])
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: [one.query for one in _listed(desk)] == ["岬"])
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: not _listed(desk))


def test_named_replaced_ordered_and_deleted(desk: Desk, qtbot: QtBot, window: MainWindow) -> None:
    for name in ("一", "二", "三"):
        desk.session.worker.write(SaveSearch(name, Filter(name)))
    qtbot.waitUntil(lambda: _names(desk) == ["一", "二", "三"])
    pane, (_, second, third) = desk.sidebar.saved, [one.id for one in _listed(desk)]
    pane.rename_requested.emit(second)
    _answer(desk, "三", t("sidebar.naming.is_taken"))
    assert _names(desk) == ["一", "二", "三"]
    _answer(desk, "弐")
    qtbot.waitUntil(lambda: _names(desk) == ["一", "弐", "三"])
    pane.list.setFocus()
    pane.list.setCurrentIndex(pane.list.model().index(2, 0))
    for order in (["一", "三", "弐"], ["三", "一", "弐"]):
        QTest.keyClick(pane.list, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda order=order: _names(desk) == order)  # type: ignore[misc]
    current = pane.list.current()
    assert current is not None
    assert current.id == third
    desk.session.show(Filter("霧"))
    pane.replace_requested.emit(third)
    qtbot.waitUntil(lambda: _listed(desk)[0].query == "霧")
    QTest.keyClick(pane.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: _names(desk) == ["一", "弐"])
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: _names(desk) == ["三", "一", "弐"])


def test_what_became_of_a_search_is_said(desk: Desk, qtbot: QtBot, window: MainWindow) -> None:
    said: list[str] = []
    desk.said.connect(said.append)
    _save(desk, qtbot, window, Filter("岬"), "岬")
    window.actions_["save_search"].trigger()
    _answer(desk, "岬", t("sidebar.naming.will_replace"))
    pane, one = desk.sidebar.saved, _listed(desk)[0].id
    pane.rename_requested.emit(one)
    _answer(desk, "灯")
    qtbot.waitUntil(lambda: _names(desk) == ["灯"])
    pane.delete_requested.emit(one)
    qtbot.waitUntil(lambda: _names(desk) == [])
    desktop.settle(qtbot, desk)
    keys = "save_search", "replace_search", "rename_search", "delete_search"
    told = [t(f"desk.done.{key}", name=name) for key, name in zip(keys, "岬岬岬灯", strict=True)]
    assert said[: len(told)] == told


def test_a_name_that_is_too_long_is_said_to_be_so(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    window.actions_["save_search"].trigger()
    name = "長" * 101
    _answer(desk, name, t("sidebar.naming.too_long", limit=100, length=101))
    dialog = next(d for d in desk.findChildren(SearchNameDialog) if d.isVisible())
    assert dialog.name == name  # as it was typed, and not taken
    _answer(desk, name[1:])
    qtbot.waitUntil(lambda: _names(desk) == [name[1:]])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_dialog_has_room_for_what_it_says(
    desk: Desk, window: MainWindow, language: str
) -> None:
    window.set_language(language)
    desk.session.show(Filter("霧" * 5_000))
    for purpose in ("save", "rename"):
        about = "x" * 5_000 if purpose == "rename" else "検索: 霧"
        dialog = SearchNameDialog(purpose, "未読", about, ["未読", "港"], desk)
        dialog.open()
        before = dialog.size()
        assert before.height() < 600
        assert before.width() < 600
        for name in ("港", "長" * 101):
            desktop.child(dialog, QLineEdit).setText(name)
            said = dialog._said
            assert said.text()
            assert said.heightForWidth(said.width()) <= said.height()
        assert dialog.size() == before
        dialog.reject()


def test_tab_goes_from_the_search_through_the_sidebar_to_the_list(desk: Desk, qtbot: QtBot) -> None:
    desk.session.worker.write(SaveSearch("一", Filter("霧")))
    desk.session.worker.write(AddTag(tuple(desk.session.found.ids), "港"))
    source = frozenset({(Facet.SOURCE, "時事通信")})
    desk.session.show(Filter(chosen=source))
    desktop.settle(qtbot, desk)
    qtbot.waitUntil(desk.sidebar.clear_button.isVisible)
    desk.search.field.setFocus()
    went = []
    for _ in range(14):
        widget = QApplication.focusWidget()
        assert widget is not None
        went.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    sidebar, article = desk.sidebar, desk.article
    (chip,) = [chip for chip in desk.search.findChildren(Chip) if chip.isVisible()]
    (tag,) = [chip for chip in article.tags.findChildren(Chip) if chip.isVisible()]
    wanted = [
        desk.search.field,
        desk.search._order,
        desktop.child(chip, QToolButton),
        sidebar.saved.save_button,
        sidebar.saved.list,
        sidebar.clear_button,
        sidebar.view,
        desk.timeline.strip,
        desk.timeline.list,
        article._header.looks,
        article._header.star,
        desktop.child(tag, QToolButton),
        desktop.tag_field(desk),
        article.browser,
    ]
    assert went == wanted


def test_saving_makes_no_search_anew(desk: Desk, qtbot: QtBot) -> None:
    desktop.settle(qtbot, desk)
    with qtbot.assertNotEmitted(desk.session.found_changed):
        desk.session.worker.write(SaveSearch("一", Filter("霧")))
        qtbot.waitUntil(lambda: _names(desk) == ["一"])
        qtbot.waitUntil(lambda: None not in _counts(desk))


def test_nothing_is_counted_while_a_search_is_under_way(desk: Desk, qtbot: QtBot) -> None:
    desk.session.worker.write(SaveSearch("一", Filter("霧")))
    qtbot.waitUntil(lambda: _names(desk) == ["一"])
    tickets = desk.session.worker._tickets
    asked = tickets.get("count")
    desk.session.wanted = Filter("岬")  # its answer is on the way
    desk.saved._on_timer_timeout()
    assert tickets.get("count") == asked
    desk.session.show(Filter("岬"))
    qtbot.waitUntil(lambda: None not in _counts(desk))


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (Filter(), "すべて"),
        (Filter(" 霧  岬 ", frozenset({(Facet.READING, "unread")})), "霧 岬・未読"),
        (Filter(excluded=frozenset({(Facet.YEAR, "2031-03")})), "−2031年3月"),
        (Filter("霧" * 50), "霧" * 39 + "…"),
    ],
)
def test_a_name_is_proposed(wanted: Filter, name: str) -> None:
    assert proposed(wanted) == name
