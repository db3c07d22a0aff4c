"""The window stands on a screen that is there, and all of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from clipdesk.ui import placing

ROOM = QRect(0, 24, 1920, 1056)  # below a panel


@pytest.mark.parametrize(
    ("wanted", "fitted"),
    [
        (QRect(100, 100, 1280, 800), QRect(100, 100, 1280, 800)),
        (QRect(3000, 2000, 1280, 800), QRect(634, 274, 1280, 800)),  # its screen is gone
        (QRect(-900, -900, 400, 300), QRect(6, 58, 400, 300)),
        (QRect(0, 0, 5000, 5000), QRect(6, 58, 1908, 1016)),
    ],
)
def test_fitted(wanted: QRect, fitted: QRect) -> None:
    assert placing.fitted(wanted, ROOM) == fitted


@pytest.mark.parametrize("saved", [None, "x"])
def test_a_first_window_fills_a_small_screen(qtbot: QtBot, saved: object) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    placing.place(window, saved)  # the screen of these tests is 800 by 800
    assert window.isMaximized()
    window.show()
    assert QGuiApplication.primaryScreen().availableGeometry().contains(window.geometry())


@pytest.mark.parametrize(
    "left", [QRect(5000, 3000, 500, 400), QRect(100, 100, 500, 400), QRect(600, 500, 500, 400)]
)
def test_a_window_comes_back_on_the_screen(qtbot: QtBot, left: QRect) -> None:
    old, new = QWidget(), QWidget()
    qtbot.addWidget(old)
    qtbot.addWidget(new)
    old.setGeometry(left)
    placing.place(new, old.saveGeometry())
    new.show()
    assert QGuiApplication.primaryScreen().availableGeometry().contains(new.geometry())
    assert new.size() == left.size()
    assert not new.isMaximized()
