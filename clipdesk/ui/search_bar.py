"""The search field and the chips of what is on. It shows a `Filter` and says how to change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from clipdesk.core.query import Facet, Filter, parse_days
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.chips import Chip, FlowLayout
from clipdesk.ui.tokens import Space

_PAUSE_MS = 120


class SearchBar(QWidget):
    """Type to search; each chip takes one condition away.

    Signals:
        filter_requested(Filter): show this instead.
        left(bool): Enter, Down or Escape: the keys should go to the list; whether an answer is
            still to come.
    """

    filter_requested = Signal(object)
    left = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchBar")
        self._filter = Filter()
        self._field = _Field(self)
        self._glass = QAction(self)
        self._field.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._field.setClearButtonEnabled(True)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._field.textEdited.connect(lambda _: self._timer.start())
        self._field.textChanged.connect(self._on_field_text_changed)
        self._field.returnPressed.connect(self._on_field_return_pressed)
        self._field.left.connect(lambda: self.left.emit(False))
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        layout.setSpacing(Space.M)
        layout.addWidget(self._field)
        layout.addWidget(self._chips)
        theme.watcher().changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._field.setPlaceholderText(t("desk.search_placeholder"))
        self._field.setAccessibleName(t("desk.search"))
        self._show_chips()

    def show_filter(self, shown: Filter) -> None:
        """Show what is on."""
        self._filter = shown
        if self._field.text() != shown.query and not self._timer.isActive():
            self._field.setText(shown.query)
        self._show_chips()

    def stop_typing(self) -> None:
        """Forget what was typed and not asked for yet."""
        self._timer.stop()

    def focus(self) -> None:
        """Put the cursor into the field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def _show_chips(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # it may live a little longer
                widget.deleteLater()
        chosen = sorted(self._filter.chosen)
        for facet, value in chosen:
            text = t(
                "desk.chip", facet=t(f"sidebar.section.{facet}"), value=value_name(facet, value)
            )
            self._add_chip(text, partial(self._filter.toggled, facet, value))
        if self._filter.days is not None:
            text = t("desk.chip_days", days=formats.days_name(*self._filter.days))
            self._add_chip(text, partial(replace, self._filter, days=None))
        self._chips.setVisible(bool(chosen) or self._filter.days is not None)

    def _add_chip(self, text: str, without: Callable[[], Filter]) -> None:
        chip = Chip(text, t("desk.chip_remove"), self._chips)
        chip.closed.connect(lambda _: self.filter_requested.emit(without()))
        self._flow.addWidget(chip)

    def _dress(self) -> None:
        self._glass.setIcon(theme.icon("search"))
        self._show_chips()

    def _on_timer_timeout(self) -> None:
        self._timer.stop()
        self.filter_requested.emit(replace(self._filter, query=self._field.text()))

    def _on_field_text_changed(self, text: str) -> None:
        if not text and self._filter.query:  # also by the clear button, which is no edit
            self._on_timer_timeout()

    def _on_field_return_pressed(self) -> None:
        self._on_timer_timeout()
        self.left.emit(True)


def value_name(facet: Facet, value: str) -> str:
    """A facet's value in words."""
    if facet is Facet.READING:
        return t(f"sidebar.reading.{value}")
    if facet is Facet.YEAR:
        days = parse_days(value)
        return formats.days_name(*days) if days is not None else value
    if not value:
        return t("sidebar.direct" if facet is Facet.VIA else "sidebar.untagged")
    return value


class _Field(QLineEdit):
    """Down goes to the list; Escape clears, and goes there when nothing is left to clear."""

    left = Signal()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file is the window's to import; its name is no query."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)
