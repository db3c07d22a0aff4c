"""Where the window stands: as the last time, and always on a screen that is there. Main thread."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_FIRST_SIZE: Final = QSize(1280, 800)
_FRAME: Final = QMargins(6, 34, 6, 6)  # before the window is shown nobody knows its frame


def place(window: QWidget, saved: object) -> None:
    """Give a window its place before it is shown.

    Args:
        window: a window that is not shown yet.
        saved: what its `saveGeometry` gave the last time; anything else is a first start.
    """
    is_first = not (isinstance(saved, QByteArray) and window.restoreGeometry(saved))
    if is_first:
        window.resize(_FIRST_SIZE)
    if window.isMaximized() or window.isFullScreen():  # Qt chooses a screen that is there
        return
    wanted = window.geometry()
    screen = QGuiApplication.primaryScreen()
    if not is_first:
        screen = QGuiApplication.screenAt(wanted.center()) or screen
    room = screen.availableGeometry()
    inside = fitted(wanted, room)
    if is_first:  # where it stands is the desktop's to say
        window.resize(inside.size())
        is_small = inside.size() != wanted.size()
    else:
        if not room.contains(wanted):
            window.setGeometry(inside)
        is_small = wanted.width() > room.width() or wanted.height() > room.height()
    if is_small:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def fitted(wanted: QRect, room: QRect) -> QRect:
    """A window's place as it fits, with its frame, into a screen's room."""
    inner = room.marginsRemoved(_FRAME)
    size = wanted.size().boundedTo(inner.size())
    left = min(wanted.left(), inner.right() + 1 - size.width())
    top = min(wanted.top(), inner.bottom() + 1 - size.height())
    return QRect(QPoint(max(inner.left(), left), max(inner.top(), top)), size)
