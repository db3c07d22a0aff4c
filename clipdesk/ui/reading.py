"""When a clipping that is open counts as read: after a while, at once, or only by hand. Main thread."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from clipdesk.settings import MarkRead

_DELAYS: Final[dict[MarkRead, int | None]] = {"delayed": 1_500, "at_once": 0, "by_hand": None}
"""Milliseconds; None for never."""
_LOOK_AGAIN_MS: Final = 500


class Reading(QObject):
    """Watches what is open.

    Signals:
        was_read(): the clipping that is open counts as read from now on.
    """

    was_read = Signal()

    def __init__(self, desk: QWidget) -> None:
        super().__init__(desk)
        self._desk = desk
        self._delay: int | None = _DELAYS["delayed"]
        self._opened: int | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timer_timeout)

    def use(self, wanted: MarkRead) -> None:
        """Count as read so from the next clipping on."""
        self._delay = _DELAYS[wanted]
        if self._delay is None:
            self.stop()

    def follow(self, clipping_id: int | None, *, is_unread: bool) -> None:
        """This clipping is open now, or it changed."""
        if not is_unread:
            self.stop()
        elif clipping_id != self._opened and self._delay is not None:
            # What was marked as unread while it is open stays so.
            self._timer.start(self._delay)
        self._opened = clipping_id

    def stop(self) -> None:
        """What is open is not to be marked by itself any more."""
        self._timer.stop()

    @property
    def is_waiting(self) -> bool:
        """Whether what is open will count as read if it stays open."""
        return self._timer.isActive()

    def _on_timer_timeout(self) -> None:
        if any(dialog.isVisible() for dialog in self._desk.window().findChildren(QDialog)):
            self._timer.start(self._delay or _LOOK_AGAIN_MS)  # nobody reads what a dialog covers
        else:
            self.was_read.emit()
