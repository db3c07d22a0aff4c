"""Saved searches on the desk: kept, counted, opened, named, ordered, undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from clipdesk.commands import SaveSearch, SetRead
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
    assert not desk.sidebar.clear_button.isVisible()
    desk.sidebar.saved.open_requested.emit(_listed(desk)[0].id)
    qtbot.waitUntil(lambda: _listed(desk)[0].is_on)
    desktop.settle(qtbot, desk)
    assert desk.search.field.text() == "港"  # the rest is in the sidebar and in chips
    assert desk.session.found.filter == wanted
    assert desk.sidebar.clear_button.isVisible()
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
