"""The buttons in the strip's header, and the room that they leave. Main thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QToolButton, QWidget

from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.timeline.scale import EDGE, Scale, Unit
from clipdesk.ui.timeline.strip_paint import BUTTON, HEADER_TOP, header_font
from clipdesk.ui.timeline.strip_words import facet_name, unit_name

_LEAST_FOR_FACET = 560  # a narrower strip has a sign for it
_LEAST_FOR_UNIT = 300


class Buttons:
    """Behind the days chosen a button to show all; at the right colours, zoom and menu."""

    def __init__(
        self,
        strip: QWidget,
        clear: Callable[[], None],
        zoom: Callable[[int], None],
        menu: Callable[[str, QPoint], object],
    ) -> None:
        """Make them.

        Args:
            strip: where they stand.
            clear: called to show all days.
            zoom: called with the steps to zoom in by.
            menu: called for `more` or `colours` and the place where that menu shall open.
        """
        self._strip = strip
        self._menu = menu
        self._clear = self._button("clear", clear)
        self._out = self._button("minus", lambda: zoom(-1))
        self._in = self._button("plus", lambda: zoom(1))
        self._more = self._button("more", lambda: self._open(self._more))
        self._colours = self._button("colours", lambda: self._open(self._colours))
        self._more.setText("⋯")
        self.label_room = 0.0
        self.unit_rect: QRectF | None = None

    def arrange(self, scale: Scale, label: str, *, chosen: bool, facet: str | None) -> None:
        """Enable and place them.

        Args:
            scale: the bars.
            label: the days in words.
            chosen: whether days are chosen.
            facet: what the bars are divided by, empty for nothing; None if they cannot be.
        """
        self._clear.setVisible(chosen)
        self._out.setEnabled(scale.can_zoom_out)
        self._in.setEnabled(scale.can_zoom_in)
        self._more.setEnabled(scale.count > 0)
        plain = QFontMetrics(header_font(self._strip.font(), chosen=False))
        x = self._strip.width() - EDGE + 6
        x = self._place(self._more, x, BUTTON)
        x = self._place(self._in, x, BUTTON)
        unit = max(plain.horizontalAdvance(unit_name(unit)) for unit in Unit) + 6
        named = scale.count > 0 and self._strip.width() >= _LEAST_FOR_UNIT
        self.unit_rect = QRectF(x - unit, HEADER_TOP, unit, BUTTON) if named else None
        x = self._place(self._out, x - unit * named, BUTTON)
        text = "" if facet is None else t("timeline.strip.colours", facet=facet_name(facet))
        fits = self._strip.width() >= _LEAST_FOR_FACET
        self._colours.setVisible(bool(text) and named)
        if text and named:
            self._colours.setText(text if fits else "")
            style = Qt.ToolButtonStyle
            self._colours.setToolButtonStyle(
                style.ToolButtonTextOnly if fits else style.ToolButtonIconOnly
            )
            self._colours.setFont(header_font(self._strip.font(), chosen=False))
            wide = plain.horizontalAdvance(text) + 2 * 6 if fits else BUTTON
            x = self._place(self._colours, x - 2, wide)
        metrics = QFontMetrics(header_font(self._strip.font(), chosen=chosen))
        self.label_room = max(0.0, x - 4 - EDGE - (BUTTON + 4 if chosen else 0))
        behind = EDGE + min(metrics.horizontalAdvance(label), round(self.label_room)) + 4
        self._clear.setGeometry(behind, HEADER_TOP, BUTTON, BUTTON)

    def retranslate(self) -> None:
        """Take the language in use."""
        for button, key in (
            (self._clear, "timeline.strip.clear"),
            (self._out, "timeline.strip.zoom_out"),
            (self._in, "timeline.strip.zoom_in"),
            (self._more, "timeline.strip.more"),
            (self._colours, "timeline.strip.divide"),
        ):
            button.setToolTip(t(key))
            button.setAccessibleName(t(key))

    def use_theme(self) -> None:
        """Take the colours in use."""
        for button in (self._clear, self._out, self._in):
            button.setIcon(theme.icon(button.objectName()))
        self._colours.setIcon(theme.icon("stack"))

    def _open(self, button: QToolButton) -> None:
        self._menu(button.objectName(), button.mapToGlobal(button.rect().bottomLeft()))

    def _place(self, button: QToolButton, right: int, width: int) -> int:
        """Set a button left of what is there; returns where the next one ends."""
        button.setGeometry(right - width, HEADER_TOP, width, BUTTON)
        return right - width - 2

    def _button(self, name: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton(self._strip)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(do)
        return button
