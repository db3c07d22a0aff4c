"""The row under the search field: chips of what is on, and a quiet word beside them. Main thread.

It is always there and always one line high, so that nothing below it moves under the pointer. What
does not fit is behind a button (chips) or in the tooltip (words).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.chips import Chip, lines_hint, put_in_tab_order
from clipdesk.ui.tokens import Space

_GAP: Final = 6  # pixels between chips
_SHARE: Final = 0.5
"""So much of the row remarks may take, at most, while there are more chips than fit."""

Condition = tuple[str, Callable[[], None]]
"""A condition in words, and what takes it away."""


class ConditionsRow(QWidget):
    """One line: chips, then remarks; where there are none, the state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._conditions: Sequence[Condition] = ()
        self._chips: list[Chip] = []
        self._remarks: Sequence[str] = ()
        self._state = ""
        self._more = QToolButton(self)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(QMenu(self._more))
        self._more.menu().aboutToShow.connect(self._fill_menu)
        self._more.hide()
        self._words = QLabel(self)
        self._words.setObjectName("quiet")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._measure()

    @property
    def remarks(self) -> Sequence[str]:
        """What is said."""
        return self._remarks

    def show_conditions(self, conditions: Sequence[Condition]) -> None:
        """Show a chip for each condition."""
        for chip in self._chips:
            chip.hide()  # it may live a little longer
            chip.deleteLater()
        self._conditions = conditions
        self._chips = []
        for text, take_away in conditions:
            chip = Chip(text, t("desk.chip_remove_named", condition=text), self)
            chip.closed.connect(lambda _, take=take_away: take())
            self._chips.append(chip)
        put_in_tab_order(self._chips, self._more)
        self._arrange()

    def say(self, remarks: Sequence[str]) -> None:
        """Say these, or nothing of the kind."""
        self._remarks = remarks
        self._arrange()

    def show_state(self, state: str) -> None:
        """Say this where there is nothing to remark on."""
        self._state = state
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()

    def _measure(self) -> None:
        """Be as high as a chip is, whether there is one or not."""
        chip = Chip("国", "", self)
        chip.ensurePolished()
        self.setFixedHeight(chip.sizeHint().height())
        chip.hide()
        chip.deleteLater()
        self._arrange()

    def _arrange(self) -> None:
        """Place as many chips as fit, and give the words the rest."""
        widths = [chip.sizeHint().width() for chip in self._chips]
        whole = self._words.fontMetrics().horizontalAdvance("　".join(self._remarks))
        kept = min(whole + Space.M, round(self.width() * _SHARE)) if self._remarks else 0
        room = self.width() - kept
        count = _fitting(widths, room)
        hidden = len(widths) - count
        if hidden:
            self._more.setText(t("desk.chips_more", n=formats.figure(hidden)))
            count = _fitting(widths, room - self._more.sizeHint().width() - _GAP)
            self._more.setText(t("desk.chips_more", n=formats.figure(len(widths) - count)))
        at = 0
        for chip, width in zip(self._chips, widths, strict=True):
            is_shown = chip in self._chips[:count]
            chip.setVisible(is_shown)
            if is_shown:
                chip.setGeometry(QRect(QPoint(at, 0), QSize(width, self.height())))
                at += width + _GAP
        self._more.setVisible(hidden > 0)
        if hidden:
            width = self._more.sizeHint().width()
            self._more.setGeometry(at, 0, width, self.height())
            at += width + _GAP
        at += Space.S  # in line with the sidebar below
        self._words.setGeometry(at, 0, max(0, self.width() - at), self.height())
        self._write()

    def _write(self) -> None:
        """Write as many remarks as fit, one at least, and how many more there are."""
        remarks, metrics, room = self._remarks, self._words.fontMetrics(), self._words.width()
        said = remarks or (self._state,)
        shown = "　".join(said)
        for count in range(len(said) - 1, 0, -1):
            if metrics.horizontalAdvance(shown) <= room:
                break
            more = t("query.more", n=formats.figure(len(said) - count))
            first = "　".join(said[:count])
            if count == 1:
                left = room - metrics.horizontalAdvance(f"　{more}")
                first = metrics.elidedText(first, Qt.TextElideMode.ElideRight, left)
            shown = f"{first}　{more}"
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
        self._words.setText(shown)
        is_whole = shown == "　".join(said)
        self._words.setToolTip("" if is_whole else lines_hint(said))
        self._words.setAccessibleName("\n".join(said))

    def _fill_menu(self) -> None:
        """List what has no room; choosing one takes it away."""
        menu = self._more.menu()
        menu.clear()
        for (text, take_away), chip in zip(self._conditions, self._chips, strict=True):
            if not chip.isVisibleTo(self):
                shown = menu.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, 400)
                action = menu.addAction(
                    t("desk.chip_remove_named", condition=shown.replace("&", "&&"))
                )
                action.triggered.connect(lambda _=False, take=take_away: take())


def _fitting(widths: Sequence[int], room: int) -> int:
    """How many chips of these widths have room in a line."""
    used = 0
    for count, width in enumerate(widths):
        used += width
        if used > room:
            return count
        used += _GAP
    return len(widths)
