"""The strip: how many clippings each month or year has, and the range of days chosen there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from clipdesk.core.query import Found


class DensityStrip(QWidget):
    """Bars by month or year; a click or a drag asks for their days.

    Signals:
        days_requested: (first, last) in days (`date.toordinal`), or None to show all.
    """

    days_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._current: int | None = None

    def show_found(self, found: Found) -> None:
        """Show another answer's months."""
        self._found = found
        self.update()

    def set_current_month(self, month: int | None) -> None:
        """Mark the month of the current clipping."""
        self._current = month
        self.update()

    def retranslate(self) -> None:
        """Take the language in use."""

    def sizeHint(self) -> QSize:
        """A low strip."""
        return QSize(400, 96)
