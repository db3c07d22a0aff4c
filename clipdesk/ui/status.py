"""The status bar: shown / total / selected / unread, and what runs."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from clipdesk.core.query import Found
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.steps import Steps
from clipdesk.ui.tokens import Space

_SAID_FOR_MS = 8_000
_BAR = 120  # pixels
_SHARE = 0.65
"""Of its width, for what is said."""


class StatusBar(QStatusBar):
    """Counts at the left, what runs at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(Space.XL - 2, 0, Space.XL, 0)  # Qt adds 2: in line with the sidebar
        self._found: Found | None = None
        self._selected = 0
        self._said = ""
        self._counts = QLabel(self)
        self._running = QLabel(self, textFormat=Qt.TextFormat.PlainText)  # tags, headlines
        self._timer = QTimer(self, singleShot=True, interval=_SAID_FOR_MS)
        self._timer.timeout.connect(lambda: self._show_said(""))
        self._bar = QProgressBar(self, textVisible=False)  # it is too thin for figures
        self._bar.setFixedWidth(_BAR)
        self._bar.hide()
        self.addWidget(self._counts, 1)
        self.addPermanentWidget(self._running)
        self.addPermanentWidget(self._bar)

    def show_found(self, found: Found | None) -> None:
        """Show an answer's counts; None when no library is open."""
        self._found = found
        self.retranslate()

    def show_selected(self, selected: int) -> None:
        """Show how many clippings are selected."""
        self._selected = selected
        self.retranslate()

    def say(self, text: str) -> None:
        """Say for a while what was done."""
        self._show_said(text)
        self._timer.start()

    def follow(self, steps: Steps) -> None:
        """Show how far the long ones of these steps are."""
        steps.progressed.connect(self.show_progress)
        steps.ended.connect(self.end_progress)

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Say what is under way, and how far it is, until `end_progress`."""
        self._timer.stop()
        self._show_said(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.show()

    def end_progress(self) -> None:
        """It has come to its end; what was said of it goes, too."""
        if self._bar.isVisibleTo(self):
            self._bar.hide()
            self._show_said("")

    def show_opening(self, is_opening: bool) -> None:
        """Say that a library is being made ready."""
        self._timer.stop()
        self._show_said(t("desk.status_opening") if is_opening else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_said(self._said)

    def _show_said(self, text: str) -> None:
        """Show as much of it as leaves the counts their room; all of it on hover."""
        self._said = " ".join(text.split())
        room = round(self.width() * _SHARE)
        fits = self._running.fontMetrics().elidedText(
            self._said, Qt.TextElideMode.ElideMiddle, room
        )
        self._running.setText(fits)
        self._running.setToolTip("" if fits == self._said else plain_hint(self._said))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._counts.setAccessibleName(t("desk.counts"))
        if self._found is None:
            self._counts.clear()
            return
        shown, total = len(self._found.ids), self._found.total
        parts = [
            t("desk.status_shown", shown=formats.figure(shown), total=formats.figure(total)),
            t("desk.status_unread", n=formats.figure(self._found.unread)),
        ]
        if self._selected > 1:
            parts.append(t("desk.status_selected", n=formats.figure(self._selected)))
        self._counts.setText("　　".join(parts))
