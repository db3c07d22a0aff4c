"""Search hits in the analyst's note, marked while it is shown and while it is written. Main thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from clipdesk.core import anchors, hits
from clipdesk.core.hits import Where
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
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._mark)
        field.document().contentsChanged.connect(self._on_contents_changed)
        theme.watcher().changed.connect(self._mark)

    def show_hits(self, terms: Sequence[Term]) -> None:
        """Mark these words."""
        self._terms = hits.fitting(terms, Where.NOTE)
        self._mark()

    def _on_contents_changed(self) -> None:
        if self._terms or self._field.extraSelections():
            self._timer.start()

    def _mark(self) -> None:
        colours = theme.tokens()
        ink = QTextCharFormat()
        ink.setBackground(QColor(colours.hit))
        ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        ink.setUnderlineColor(QColor(colours.hit_line))
        text = self._field.document().toRawText().replace("\u2029", "\n")
        marks = []
        for start, end in hits.line_ranges(text, self._terms):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self._field.document())
            mark.cursor.setPosition(anchors.to_utf16(text, start))
            mark.cursor.setPosition(anchors.to_utf16(text, end), QTextCursor.MoveMode.KeepAnchor)
            mark.format = ink
            marks.append(mark)
        self._field.setExtraSelections(marks)
