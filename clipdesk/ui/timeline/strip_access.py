"""The bars for a screen reader: an invisible child over each, with its figures. Main thread.

They are made only while somebody listens, and renamed only when the strip has come to rest.
Labels of Qt's own and not interfaces of ours: who owns an interface made in Python, Qt and
Python do not agree when the program ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget

_REST_MS: Final = 150


class ReadableBars(QObject):
    """One child for each bar in sight."""

    def __init__(self, strip: QWidget, bars: Callable[[], Sequence[tuple[QRect, str]]]) -> None:
        """Make none yet.

        Args:
            strip: where the bars are.
            bars: gives place and words of each that is in sight.
        """
        super().__init__(strip)
        self._strip = strip
        self._bars = bars
        self._labels: list[QLabel] = []
        self._timer = QTimer(self, interval=_REST_MS, singleShot=True)
        self._timer.timeout.connect(self.follow_now)

    def follow(self) -> None:
        """The bars changed: say so when they have come to rest."""
        if QAccessible.isActive():
            self._timer.start()

    def follow_now(self) -> None:
        """Say what the bars are now."""
        self._timer.stop()
        bars = self._bars() if QAccessible.isActive() else ()
        while len(self._labels) > len(bars):
            self._labels.pop().deleteLater()
        while len(self._labels) < len(bars):
            self._labels.append(self._label())
        for label, (place, words) in zip(self._labels, bars, strict=True):
            label.setGeometry(place)
            label.setAccessibleName(words)
            label.show()

    def _label(self) -> QLabel:
        label = QLabel(self._strip)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return label
