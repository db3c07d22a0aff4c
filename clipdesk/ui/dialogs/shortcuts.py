"""Every shortcut, and what single widgets do with keys, side by side. Main thread."""

from __future__ import annotations

from html import escape
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from clipdesk.texts import t
from clipdesk.ui.actions import WIDGET_KEYS, shortcut_table, widget_keys
from clipdesk.ui.tokens import Space

_BETWEEN: Final = f"<td style='padding-left: {Space.XXL}px'></td>"
_MOST: Final = 0.94  # of the screen's height and width
_WIDEST_KEYS: Final = 22  # characters
_HEADING: Final = 2  # is as high as so many rows


class ShortcutsDialog(QDialog):
    """A list to look at; it scrolls where a screen is too small for it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("desk.shortcuts_title"))
        text = QLabel(_tables(), self, textFormat=Qt.TextFormat.RichText)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(text)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrows scroll
        area.setAccessibleName(t("desk.shortcuts_title"))
        close = QPushButton(t("desk.close"), self)
        close.setDefault(True)
        buttons = QDialogButtonBox(self)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL, Space.XXL, Space.XL)
        layout.setSpacing(Space.L)
        layout.addWidget(area)
        layout.addWidget(buttons)
        close.setFocus()
        around = layout.sizeHint() - area.sizeHint()
        bar = area.verticalScrollBar().sizeHint().width()
        wanted = text.sizeHint() + around
        wanted.setWidth(wanted.width() + bar)
        self.resize(wanted.boundedTo(self.screen().availableSize() * _MOST))


def _tables() -> str:
    """The shortcuts in two columns, the widgets' keys in a third and where there is room below."""
    rows = shortcut_table()
    half = (len(rows) + 1) // 2
    columns = [_table(rows[:half]), _table(rows[half:]), ""]
    heights = [half, len(rows) - half, 0]
    for widget in WIDGET_KEYS:
        keys = widget_keys(widget)
        at = heights.index(min(heights))
        columns[at] += f"<h4>{escape(t(f'keys.{widget}.title'))}</h4>{_table(keys)}"
        heights[at] += len(keys) + _HEADING
    return f"<table><tr>{_BETWEEN.join(f'<td>{column}</td>' for column in columns)}</tr></table>"


def _table(rows: list[tuple[str, str]]) -> str:
    cells = (
        f"<tr><td style='padding: 1px 20px 1px 0; white-space: nowrap'>{escape(text)}</td>"
        f"<td style='white-space: nowrap'><b>{_folded(keys)}</b></td></tr>"
        for text, keys in rows
    )
    return f"<table>{''.join(cells)}</table>"


def _folded(keys: str) -> str:
    """Many keys for one thing in several lines."""
    lines: list[str] = []
    for key in keys.split(" / "):
        if lines and len(lines[-1]) + len(key) < _WIDEST_KEYS:
            lines[-1] += f" / {key}"
        else:
            lines.append(key)
    return " /<br>".join(map(escape, lines))
