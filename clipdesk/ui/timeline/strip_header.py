"""The strip in words, and the buttons in its header. Main thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QToolButton, QWidget

from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.timeline.scale import EDGE, Scale, Unit
from clipdesk.ui.timeline.strip_paint import BUTTON, HEADER_TOP, header_font


def label(scale: Scale, days: tuple[int, int] | None) -> str:
    """The days chosen, as far as there are bars; else all that have clippings."""
    if not scale.bars:
        return ""
    if days is None:
        return formats.days_name(*scale.counted_days)
    return formats.days_name(*(scale.clipped(days) or days))


def bar_text(scale: Scale, bar: int) -> str:
    """A bar: `2022年1月: 12 / 15件`."""
    shown, every = scale.bars[bar]
    month = scale.month_of(bar)
    monthly = scale.unit is Unit.MONTH
    return t(
        "timeline.strip.bar_all" if shown == every else "timeline.strip.bar",
        name=formats.month_name(month) if monthly else formats.year_name(month // 12),
        shown=formats.figure(shown),
        all=formats.figure(every),
        n=every,
    )


class Buttons:
    """Behind the days a button to show all, at the right years and months."""

    def __init__(
        self, strip: QWidget, clear: Callable[[], None], zoom: Callable[[Unit], None]
    ) -> None:
        self._strip = strip
        self._clear = self._button("clear", clear)
        self._coarser = self._button("minus", lambda: zoom(Unit.YEAR))
        self._finer = self._button("plus", lambda: zoom(Unit.MONTH))

    def arrange(self, scale: Scale, days: tuple[int, int] | None) -> None:
        """Enable and place them."""
        self._clear.setVisible(days is not None)
        self._coarser.setEnabled(bool(scale.bars) and scale.unit is Unit.MONTH)
        self._finer.setEnabled(bool(scale.bars) and scale.unit is Unit.YEAR)
        right = self._strip.width() - EDGE + 4
        self._finer.setGeometry(right - BUTTON, HEADER_TOP, BUTTON, BUTTON)
        self._coarser.setGeometry(right - 2 * BUTTON - 2, HEADER_TOP, BUTTON, BUTTON)
        metrics = QFontMetrics(header_font(self._strip.font(), chosen=days is not None))
        behind = EDGE + metrics.horizontalAdvance(label(scale, days)) + 4
        self._clear.setGeometry(min(behind, right - 3 * BUTTON - 8), HEADER_TOP, BUTTON, BUTTON)

    def retranslate(self) -> None:
        """Take the language in use."""
        for button, key in (
            (self._clear, "timeline.strip.clear"),
            (self._coarser, "timeline.strip.years"),
            (self._finer, "timeline.strip.months"),
        ):
            button.setToolTip(t(key))
            button.setAccessibleName(t(key))

    def use_theme(self) -> None:
        """Take the colours in use."""
        for button in (self._clear, self._coarser, self._finer):
            button.setIcon(theme.icon(button.objectName()))

    def _button(self, name: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton(self._strip)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(do)
        return button
