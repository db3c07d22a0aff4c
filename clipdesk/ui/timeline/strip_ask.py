"""Lets the wishes of a drag through at a rate that a search can follow. Main thread."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

_INTERVAL_MS: Final = 80
"""A search of a large library takes as long; faster wishes would only drop answers."""

Days = tuple[int, int] | None


class Asking(QObject):
    """The days that are asked for: the first wish at once, then the last one of each interval.

    Signals:
        asked: (first, last) in days (`date.toordinal`), or None for all.
    """

    asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said: Days = None
        self._waiting: Days = None
        self._timer = QTimer(self, interval=_INTERVAL_MS, singleShot=True)
        self._timer.timeout.connect(self._on_timer_timeout)

    def begin(self, days: Days) -> None:
        """These days are chosen: nothing else was asked for yet."""
        self._timer.stop()
        self._said = self._waiting = days

    def wish(self, days: Days) -> None:
        """Ask for days soon, if no other wish comes before."""
        self._waiting = days
        if not self._timer.isActive():
            self._on_timer_timeout()

    def settle(self, days: Days) -> None:
        """Ask for these days now, unless they were asked for last."""
        self._timer.stop()
        self._waiting = days
        self._say()

    def _on_timer_timeout(self) -> None:
        if self._waiting != self._said:
            self._say()
            self._timer.start()

    def _say(self) -> None:
        if self._waiting != self._said:
            self._said = self._waiting
            self.asked.emit(self._said)
