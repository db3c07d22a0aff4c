"""Chips that close, and the layout that sets them in lines. Shared by the panes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QToolButton,
    QWidget,
)

from clipdesk.ui import theme
from clipdesk.ui.tokens import Space

_CROSS = 10  # pixels
_WIDEST = 260  # pixels


def plain_hint(text: str) -> str:
    """A tooltip that shows a text as it is: Qt would take tags in it for HTML, and load images."""
    return f"<p>{escape(text)}</p>"


def lines_hint(lines: Sequence[str]) -> str:
    """The same of several texts, one below the other."""
    return "".join(plain_hint(line) for line in lines)


class Chip(QFrame):
    """A word in a rounded box with a cross.

    Attributes:
        cross: the button that closes it.

    Signals:
        closed(str): the cross was pressed; the text of the chip.
    """

    closed = Signal(str)

    def __init__(
        self,
        text: str,
        close_hint: str,
        parent: QWidget | None = None,
        *,
        colours: tuple[str, str] | None = None,
        closable: bool = True,
    ) -> None:
        """Make a chip.

        Args:
            text: its word, shown as it is.
            close_hint: what the cross does.
            parent: the widget it stands in.
            closable: it has a cross.
            colours: of the text and the ground, where they are not the look's own (a tag's).
        """
        super().__init__(parent)
        self.setObjectName("chip")
        if colours is not None:
            ink, ground = colours
            self.setStyleSheet(
                f"QFrame#chip {{ background: {ground}; }} QFrame#chip QLabel {{ color: {ink}; }}"
            )
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        shown = label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _WIDEST)
        label.setText(shown)
        if shown != text:
            label.setToolTip(plain_hint(text))
        close = QToolButton(self)
        close.setIcon(theme.icon("cancel"))
        close.setIconSize(QSize(_CROSS, _CROSS))
        close.setAutoRaise(True)
        close.setToolTip(plain_hint(close_hint))
        close.setAccessibleName(close_hint)
        close.clicked.connect(lambda: self.closed.emit(text))
        self.cross = close
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, 1, Space.XS, 1)
        row.setSpacing(Space.XS)
        row.addWidget(label)
        row.addWidget(close)
        if not closable:
            close.hide()
            row.setContentsMargins(Space.M, 1, Space.M, 1)


def put_in_tab_order(chips: Sequence[Chip], last: QWidget) -> None:
    """Let Tab go through chips and then to what stands behind them: what is made last is last."""
    for before, after in pairwise([last, *(chip.cross for chip in chips), last]):
        QWidget.setTabOrder(before, after)


class FlowLayout(QLayout):
    """Widgets in lines, left to right, as many as fit (Qt has none)."""

    _GAP = 6

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items in lines of one height; returns the height used."""
        line = max((item.sizeHint().height() for item in self._items), default=0)
        x, y = rect.x(), rect.y()
        for item in self._items:
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y = rect.x(), y + line + self._GAP
            if move:
                item.setGeometry(QRect(QPoint(x, y + (line - hint.height()) // 2), hint))
            x += hint.width() + self._GAP
        return y + line - rect.y()
