"""Search hits in the analyst's note, marked while it is shown and while it is written. Main thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from clipdesk.core import anchors, hits
from clipdesk.core.hits import Range, Where
from clipdesk.core.query import Term
from clipdesk.ui import theme

_PAUSE_MS: Final = 150
"""Marks follow what is typed after so long a pause."""


class NoteHits(QObject):
    """Marks the words that were searched for in the field that notes are written in."""

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self._terms: Sequence[Term] = ()
        self._ranges: Sequence[Range] = ()
        self._current: int | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._mark)
        field.document().contentsChanged.connect(self._on_contents_changed)
        theme.watcher().changed.connect(self._mark)

    def show_hits(self, terms: Sequence[Term]) -> None:
        """Mark these words."""
        self._terms = hits.fitting(terms, Where.NOTE)
        self._mark()

    def count(self) -> int:
        """How many the note has as it stands."""
        if self._timer.isActive():
            self._mark()
        return len(self._ranges)

    def show_current(self, number: int | None) -> None:
        """Mark the hit that the reader is at, counted from 0, and scroll to it; None for none."""
        if number == self._current:
            return
        self._current = number
        self._mark()
        if number is not None and number < len(self._ranges):
            self._reveal(self._ranges[number])

    def _reveal(self, place: Range) -> None:
        """Scroll to a place; the cursor of who writes stays where it is."""
        field, bar = self._field, self._field.verticalScrollBar()
        before = field.textCursor()
        cursor = QTextCursor(field.document())
        cursor.setPosition(anchors.to_utf16(self._text, place[0]))
        field.setTextCursor(cursor)
        field.ensureCursorVisible()
        value = bar.value()
        field.setTextCursor(before)
        bar.setValue(value)

    @property
    def _text(self) -> str:
        return self._field.document().toRawText().replace("\u2029", "\n")

    def _on_contents_changed(self) -> None:
        if self._terms or self._field.extraSelections():
            self._timer.start()

    def _mark(self) -> None:
        self._timer.stop()
        colours = theme.tokens()
        ink = QTextCharFormat()
        ink.setBackground(QColor(colours.hit))
        ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        ink.setUnderlineColor(QColor(colours.hit_line))
        here = QTextCharFormat(ink)
        here.setBackground(QColor(colours.hit_line))
        here.setForeground(QColor(colours.paper))
        text = self._text
        marks = []
        self._ranges = hits.line_ranges(text, self._terms)
        for number, (start, end) in enumerate(self._ranges):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self._field.document())
            mark.cursor.setPosition(anchors.to_utf16(text, start))
            mark.cursor.setPosition(anchors.to_utf16(text, end), QTextCursor.MoveMode.KeepAnchor)
            mark.format = here if number == self._current else ink
            marks.append(mark)
        self._field.setExtraSelections(marks)
