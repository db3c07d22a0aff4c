"""From clipping to clipping: the thread in its window, and a source's day by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from clipdesk.store import threads
from clipdesk.texts import t
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs.thread import ThreadDialog
from clipdesk.ui.dialogs.thread_arcs import arcs
from clipdesk.ui.main_window import MainWindow
from tests import pages
from tests.ui import desktop
from tests.ui.desktop import UIDS


def _thread(window: MainWindow, qtbot: QtBot) -> QListWidget:
    window.actions_["thread"].trigger()
    shown = desktop.child(desktop.desk_of(window), QListWidget, "threadRows")
    qtbot.waitUntil(lambda: shown.count() > 0)
    return shown


def _uid(desk: Desk) -> str:
    assert desk.session.record is not None
    return desk.session.record.uid


def test_a_thread_is_walked_by_keys_and_leads_back(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.go_to(UIDS[0])
    rows = _thread(window, qtbot)
    said = [rows.item(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(rows.count())]
    assert len(said) == 2
    assert "灯台守の日誌が見つかる" in said[0]
    assert t("thread.cited_by", headlines="岬の灯台を修理へ") in said[0]
    assert "<3001-010101> (AS 2030.01.01)" in said[1]
    assert rows.currentRow() == 1
    QTest.keyClick(rows, Qt.Key.Key_Up)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert _uid(desk) == UIDS[2]
    desk.go_back()
    assert _uid(desk) == UIDS[0]
    rect = rows.visualItemRect(rows.item(0))
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert _uid(desk) == UIDS[2]
    window.actions_["thread"].trigger()  # the same window, the same thread
    assert len(desk.findChildren(ThreadDialog)) == 1
    dialog = desktop.child(desk, ThreadDialog)
    assert not dialog.grab().isNull()
    dialog.close()
    qtbot.waitUntil(lambda: not desk.findChildren(ThreadDialog))


def test_one_that_stands_alone_is_said(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.go_to(UIDS[4])
    _thread(window, qtbot)
    dialog = desktop.child(desk, ThreadDialog)
    assert t("thread.alone") in [label.text() for label in dialog.findChildren(QLabel)]


def test_a_long_thread_gives_more(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "MOST", 1)
    desk.go_to(UIDS[0])
    rows = _thread(window, qtbot)
    assert rows.count() == 1
    dialog = desktop.child(desk, ThreadDialog)
    more = next(b for b in dialog.findChildren(QPushButton) if b.text() == t("thread.more"))
    more.click()
    qtbot.waitUntil(lambda: rows.count() == 2)
    assert not more.isVisible()


def test_closing_before_the_answer_does_no_harm(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.go_to(UIDS[0])
    window.actions_["thread"].trigger()
    desktop.child(desk, ThreadDialog).close()
    desktop.settle(qtbot, desk)


def test_the_link_under_the_article_shows_it(desk: Desk, qtbot: QtBot) -> None:
    desk.go_to(UIDS[0])
    desk.article.thread_requested.emit()
    qtbot.waitUntil(lambda: bool(desk.findChildren(ThreadDialog)))


@pytest.fixture
def day(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    clips = [
        pages.clip(f"3105-0409{n:02}", date=f"2031.04.09\n {n:02}:00", headline=f"第{n}報")
        for n in (3, 2, 1)
    ]
    file = pages.new_library(tmp_path / "day.sqlite", pages.page(*clips))
    made = desktop.opened(qtbot, file)
    yield made
    made.close()


def test_a_sources_day_by_keys(day: MainWindow, qtbot: QtBot) -> None:
    desk = desktop.desk_of(day)
    said: list[str] = []
    desk.said.connect(said.append)
    desk.go_to("3105-040901")
    for name, expected in (
        ("same_day_later", "3105-040902"),
        ("same_day_later", "3105-040903"),
        ("same_day_later", "3105-040903"),
        ("same_day_earlier", "3105-040902"),
    ):
        day.actions_[name].trigger()
        assert _uid(desk) == expected
    assert "3 件中 2 件目" in said[0]
    assert said[2] == t("thread.no_later", source="朝日新聞", day="2031年4月9日")
    desk.go_back()
    assert _uid(desk) == "3105-040903"


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda p: p[0] != p[1])))
def test_arcs_share_no_stretch_of_a_lane(links: list[tuple[int, int]]) -> None:
    made = arcs(links)
    assert {(arc.upper, arc.lower) for arc in made} == {(min(pair), max(pair)) for pair in links}
    for one in made:
        for other in made:
            if one is not other and one.lane == other.lane < 11:
                assert one.lower <= other.upper or one.upper >= other.lower


def test_reading_goes_on_where_it_was_left(qtbot: QtBot, tmp_path: Path) -> None:
    """In one sitting for every clipping, after a restart for the one that was open."""
    body = "\n\n".join(f" 第{n}段落の霧。" + "港の話が続く。" * 30 for n in range(40))
    clips = [pages.clip(f"3105-04090{n}", headline=f"第{n}報", body=body) for n in (2, 1)]
    file = pages.new_library(tmp_path / "long.sqlite", pages.page(*clips))
    first = desktop.opened(qtbot, file)
    desk = desktop.desk_of(first)
    bar = desk.article.browser.verticalScrollBar()
    places = {}
    for uid, share in (("3105-040901", 0.3), ("3105-040902", 0.6)):
        desk.go_to(uid)
        bar.setValue(round(bar.maximum() * share))
        places[uid] = bar.value()
    desk.go_to("3105-040901")
    assert bar.value() == places["3105-040901"]
    desk.go_to("3105-040902")
    assert bar.value() == places["3105-040902"]
    first.close()
    again = desktop.opened(qtbot, file)
    desk = desktop.desk_of(again)
    assert _uid(desk) == "3105-040902"
    qtbot.waitUntil(
        lambda: desk.article.browser.verticalScrollBar().value() == places["3105-040902"]
    )
    again.close()
