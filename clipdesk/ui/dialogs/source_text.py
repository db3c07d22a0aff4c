"""Lines of a page as they stand in its file, numbered, with the one in question marked. Main thread.

It holds a window of a page that may be far larger: whoever shows it chooses which lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMimeData, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from clipdesk.texts import t
from clipdesk.ui import plain, theme
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.tokens import Space

_LEAST_DIGITS: Final = 3
_BAR: Final = 3
"""How wide the bar beside the marked line is, in pixels."""
_TAB: Final = 4
_SPREAD: Final = 200
"""Over so many lines an excerpt may run."""


class SourceTextView(QPlainTextEdit):
    """A page's lines, to be read and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sourceText")
        plain.reads_only(self)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._first = 1
        self._lines: list[str] = []
        self._marked = 0  # the number of the marked line; 0 for none
        self._excerpt: tuple[int, int] | None = None  # Qt's positions
        self._gutter = _Gutter(self)
        self.updateRequest.connect(self._on_update_request)
        theme.watcher().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(t("source_text.name"))

    def show_lines(self, first_line: int, lines: Sequence[str]) -> None:
        """Show some lines of a page.

        Args:
            first_line: the number of the first one, 1-based; 0 shows no numbers.
            lines: without their ends.
        """
        self._first = first_line
        self._lines = [plain.in_paragraph(seen(line)) for line in lines]
        self._marked, self._excerpt = 0, None
        self.setPlainText("\n".join(self._lines))
        self._show_marks()
        self._make_room()

    def go_to(self, line: int, excerpt: str = "") -> bool:
        """Scroll to a line and mark it, and in it the excerpt, if that is found.

        Args:
            line: its number.
            excerpt: characters that begin in that line; where they break into lines, and how many
                spaces part them, may differ.

        Returns:
            Whether the line is among those that are shown.
        """
        place = line - self._first
        if not self._first or not 0 <= place < len(self._lines):
            return False
        block = self.document().findBlockByNumber(place)
        found = _found(self._lines[place : place + _SPREAD], excerpt)
        self._marked, self._excerpt = line, None
        cursor = QTextCursor(block)
        if found is not None:
            text = "\n".join(self._lines[place : place + _SPREAD])
            start = block.position() + plain.length(text[: found[0]])
            self._excerpt = start, start + plain.length(text[found[0] : found[1]])
            cursor.setPosition(start)
        self.setTextCursor(cursor)
        self.centerCursor()
        self._show_marks()
        return True

    @property
    def marked_line(self) -> int | None:
        """The number of the line that is marked."""
        return self._marked or None

    @property
    def marked_excerpt(self) -> str:
        """The marked characters, empty where none are."""
        if self._excerpt is None:
            return ""
        return _text_of(self._cursor_over(self._excerpt))

    def _cursor_over(self, span: tuple[int, int]) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _show_marks(self) -> None:
        marks = []
        if self._excerpt is not None:
            c = theme.tokens()
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self._cursor_over(self._excerpt)
            mark.format.setForeground(QColor(c.ink))
            mark.format.setBackground(QColor(c.hit))
            mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            mark.format.setUnderlineColor(QColor(c.warning))
            marks = [mark]
        self.setExtraSelections(marks)
        self.viewport().update()
        self._gutter.update()

    # ---- the gutter

    def gutter_width(self) -> int:
        """As wide as the highest number needs; nothing where no numbers are shown."""
        if not self._first:
            return 0
        digits = max(_LEAST_DIGITS, len(str(self._first + max(0, len(self._lines) - 1))))
        return self.fontMetrics().horizontalAdvance("9" * digits) + Space.L + Space.M

    def paint_gutter(self, painter: QPainter, width: int, height: int) -> None:
        """Paint the numbers of the lines in sight."""
        c = theme.tokens()
        painter.fillRect(0, 0, width, height, QColor(c.sunken))
        for block, rect in self._in_sight():
            number = self._first + block.blockNumber()
            is_marked = number == self._marked
            if is_marked:
                painter.fillRect(QRectF(0, rect.top(), width, rect.height()), QColor(c.selection))
                painter.fillRect(QRectF(0, rect.top(), _BAR, rect.height()), QColor(c.accent))
            painter.setPen(QColor(c.ink if is_marked else c.ink_faint))
            painter.setFont(theme.scaled(self.font(), 1, bold=is_marked))
            line = QRectF(0, rect.top(), width - Space.M, self.fontMetrics().height())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, str(number))

    def _in_sight(self) -> list[tuple[QTextBlock, QRectF]]:
        """The lines that are seen, and where."""
        found = []
        block = self.firstVisibleBlock()
        while block.isValid() and block.blockNumber() < len(self._lines):
            rect = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if rect.top() > self.viewport().height():
                break
            found.append((block, rect))
            block = block.next()
        return found

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width() + Space.M, 0, 0, 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        inner = self.contentsRect()
        self._gutter.setGeometry(
            QRect(inner.left(), inner.top(), self.gutter_width(), inner.height())
        )

    def _on_update_request(self, rect: QRect, scrolled: int) -> None:
        if scrolled:
            self._gutter.scroll(0, scrolled)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def _on_theme_changed(self) -> None:
        self.setFont(theme.ui_font())  # a new stylesheet takes the font away
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * _TAB)
        self._make_room()
        self._show_marks()

    # ---- Qt's

    def paintEvent(self, event: QPaintEvent) -> None:
        """The marked line has a ground over its whole width, however many lines it breaks into."""
        painter = QPainter(self.viewport())
        for block, rect in self._in_sight():
            if self._first + block.blockNumber() == self._marked:
                whole = QRectF(0, rect.top(), self.viewport().width(), rect.height())
                painter.fillRect(whole, QColor(theme.tokens().selection))
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_gutter()

    def createMimeDataFromSelection(self) -> QMimeData:
        """The characters as they stand there: Qt would make spaces of no-break spaces."""
        mime = QMimeData()
        mime.setText(_text_of(self.textCursor()))
        return mime


class _Gutter(QWidget):
    """The numbers of the lines."""

    def __init__(self, view: SourceTextView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._view.paint_gutter(painter, self.width(), self.height())
        painter.end()


def _text_of(cursor: QTextCursor) -> str:
    return cursor.selectedText().replace("\u2029", "\n").replace(plain.LINE, "\n")


def _found(lines: Sequence[str], excerpt: str) -> tuple[int, int] | None:
    """Where an excerpt that begins in the first line stands in the lines, joined by newlines."""
    words = plain.in_paragraph(seen(excerpt)).removesuffix("…").split()
    if not words or not lines:
        return None
    text = "\n".join(lines)
    for form in (r"\s+", r"\s*"):
        for wanted in (words, words[:1]):
            found = re.compile(form.join(map(re.escape, wanted))).search(text)
            if found is not None and found.start() <= len(lines[0]):
                return found.span()
    return None
