"""The article's text on the screen: a column to read, words to select, highlights to click.

Main thread. It shows the document that it is given and paints highlights over it; what a click
means is the pane's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
    QTextCursor,
    QTextLine,
)
from PySide6.QtWidgets import QApplication, QFrame, QTextBrowser, QToolTip, QWidget

from clipdesk.core.model import Highlight, Passage, PlacedHighlight
from clipdesk.exporting import copied
from clipdesk.ui.article import highlights, page
from clipdesk.ui.article.hits import Hits
from clipdesk.ui.article.justify import justify
from clipdesk.ui.article.look import Look
from clipdesk.ui.chips import lines_hint, plain_hint
from clipdesk.ui.swatches import Names, labelled

_SIDE = 24
"""Pixels at each side of the text, at least."""


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at the upper edge: how far somebody has read, whatever the lines' width.

    Attributes:
        position: in the document, of the uppermost line that is in sight.
        hidden: so many pixels of that line are out of sight.
    """

    position: int = 0
    hidden: int = 0

    @classmethod
    def from_text(cls, text: str) -> Place:
        """Read back what `str` wrote; anything else is the beginning."""
        found = re.fullmatch(r"([0-9]{1,9}) (-?[0-9]{1,9})", text)
        return cls(int(found[1]), int(found[2])) if found else cls()

    def __str__(self) -> str:
        return f"{self.position} {self.hidden}"


_BY_KEYS = Qt.TextInteractionFlag.TextSelectableByKeyboard
_PENDING = 0
"""The id of a highlight that is not written yet; SQLite gives none."""


class ArticleBrowser(QTextBrowser):
    """The text, in a column no wider than the measure. It loads nothing, whatever a page says.

    Signals:
        page_end_reached(): Space was pressed where nothing is left to scroll.
        highlights_clicked(list[PlacedHighlight], QPoint): highlights, the shortest first, and the
            place on the screen.
    """

    page_end_reached = Signal()
    highlights_clicked = Signal(list, QPoint)
    _html = ""  # Qt asks for these while the widget is being made
    _measure = Look().measure
    _even = Look().justify
    _justified: object = None
    _painted: object = None
    _placed_on: object = None
    _place = Place()
    _settling = 0

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.document().setDocumentMargin(0)
        self._places = highlights.Places(self.document(), ())
        self._placed: Sequence[PlacedHighlight] = ()
        self._names: Names = {}
        self._pointed: int | None = None  # the highlight that was gone to
        self._hits = Hits()
        self._chosen: tuple[int, int] | None = None
        self._pressed_at = QPoint()
        self._pressed_link = ""
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_bar_value_changed)
        # A bar that came and went would make lines of other widths, for which it would go and come.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar.rangeChanged.connect(lambda _, most: bar.setEnabled(most > 0))
        bar.setEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionChanged.connect(self._on_selection_changed)

    def show_html(self, html: str) -> None:
        """Show a document: one that stands already keeps its selection, another look its place."""
        if html == self._html:
            return
        self._html = html
        self._chosen = self._pointed = None
        with self.in_place():
            self.setHtml(html)

    def show_highlights(
        self, passages: Sequence[Passage], placed: Sequence[PlacedHighlight]
    ) -> None:
        """Paint highlights over the document that stands, which shows these passages."""
        before = {(one.id, one.start, one.end) for one in self._placed}
        now = {(one.id, one.start, one.end) for one in placed}
        if self._chosen in {(start, end) for _, start, end in now - before}:
            self.clear_selection()  # these words were marked just now: the colour is to be seen
        self._placed = placed
        if (self._html, passages) != self._placed_on:
            self._placed_on = self._html, passages
            self._places = highlights.Places(self.document(), passages)
        self._on_selection_changed()
        self._paint()

    def show_pending(self, start: int, end: int, words: str, colour: str) -> None:
        """Paint words as marked that are about to be, until highlights are shown anew."""
        made = Highlight(words, "", "", start, colour, "", "", "")
        self._placed = (*self._placed, PlacedHighlight(_PENDING, made, start, end))
        self.clear_selection()  # the colour is to be seen
        self._paint()

    def name_colours(self, names: Names) -> None:
        """What the colours of highlights mean."""
        self._names = names

    def point_at(self, highlight_id: int) -> None:
        """Bring a highlight into sight and set it apart, until another page or a click.

        One that fits nowhere is listed below the text.
        """
        one = next((one for one in self._placed if one.id == highlight_id), None)
        if one is None:
            return
        self._pointed = highlight_id
        self._paint()
        if one.start is None or one.end is None or not self._places.ranges(one.start, one.end):
            self.scrollToAnchor(page.LOST)
        else:
            self._reveal(one.start, one.end)

    def show_hits(self, hits: Hits) -> None:
        """Mark search hits in the document that stands; the one that the reader is at is shown."""
        self._hits = hits
        self._paint()
        if hits.in_text is not None:
            self._reveal(*hits.in_text)

    @property
    def chosen(self) -> tuple[int, int, str] | None:
        """The selected part of the reading text: start and end in code points, and the words.

        None when no words of the text are selected. Walking to a link by keys keeps them.
        """
        if self._chosen is None:
            return None
        return *self._chosen, self._places.words(*self._chosen)

    @property
    def copied(self) -> str:
        """The selected words as clean text, without what the page says of itself; or nothing."""
        cursor = self.textCursor()
        if found := self._places.passages(cursor.selectionStart(), cursor.selectionEnd()):
            return copied.passages_text(found)
        return copied.clean(cursor.selection().toPlainText())

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.copied)
        return data

    @property
    def offset_in_sight(self) -> int:
        """The first character of the reading text that is in sight, in code points; 0 at its start."""
        return self._places.offset_from(self._place.position) if self._place.position else 0

    def toggle_caret(self) -> None:
        """Let the arrow keys move a cursor (with Shift they select), or scroll as before."""
        self.setTextInteractionFlags(self.textInteractionFlags() ^ _BY_KEYS)
        if self.textInteractionFlags() & _BY_KEYS and not self.textCursor().hasSelection():
            self.setTextCursor(self.cursorForPosition(QPoint(0, 0)))  # where somebody reads

    def clear_selection(self) -> None:
        """Select nothing."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Whatever changes the lines, the eye finds its place again."""
        self._settling += 1
        yield
        if self._settling == 1:
            self._justify()
            self._scroll_to(self._place)
        self._settling -= 1

    @property
    def place(self) -> Place:
        """How far the reader has come."""
        return self._place

    def go_to(self, place: Place) -> None:
        """Take up reading there; also before the text has its room."""
        with self.in_place():
            self._place = place

    def set_look(self, look: Look) -> None:
        """Set the text so; the document that stands is for the caller to make anew."""
        self._measure = look.measure
        self._even = look.justify
        self.setFont(look.font())
        self._keep_measure()

    def page_down(self) -> None:
        """Scroll one page, or say that the end is reached."""
        bar = self.verticalScrollBar()
        if bar.value() >= bar.maximum():
            self.page_end_reached.emit()
        else:
            bar.setValue(bar.value() + int(bar.pageStep() * 0.9))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        with self.in_place():
            super().resizeEvent(event)
            self._keep_measure()

    def showEvent(self, event: QShowEvent) -> None:
        with self.in_place():  # Qt goes to the text's cursor at the first time
            super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        with self.in_place():
            super().changeEvent(event)
            if event.type() is QEvent.Type.FontChange:
                self._keep_measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pointed is not None:
            self._pointed = None
            self._paint()
        self._pressed_at = event.position().toPoint()
        self._pressed_link = self.anchorAt(self._pressed_at)
        # A link that is about the selected words must not take the selection away.
        if not self._pressed_link.startswith(page.MARK_SCHEME):
            super().mousePressEvent(self._on_line(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(self._on_line(event) if event.buttons() else event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(self._on_line(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._pressed_link.startswith(page.MARK_SCHEME):
            if self.anchorAt(place) == self._pressed_link:
                self.anchorClicked.emit(QUrl(self._pressed_link))
            return
        super().mouseReleaseEvent(self._on_line(event))
        moved = (place - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        is_plain = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        if is_plain and not moved and not self._pressed_link:
            self._click(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.textCursor().hasSelection() or not self._click(event.pos()):
            super().contextMenuEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if (
            isinstance(event, QHelpEvent)
            and event.type() is QEvent.Type.ToolTip
            and (here := self._under(event.pos()))
        ):
            QToolTip.showText(event.globalPos(), "".join(map(self._hint, here)), self)
            return True
        return super().viewportEvent(event)

    def _click(self, place: QPoint) -> bool:
        """Tell of the highlights under a place; False when there are none."""
        here = [] if self.textCursor().hasSelection() else self._under(place)
        here = [one for one in here if one.id != _PENDING]
        if here:
            self.highlights_clicked.emit(here, self.viewport().mapToGlobal(place))
        return bool(here)

    def _hint(self, one: PlacedHighlight) -> str:
        """What a highlight's colour means, and its comment."""
        meaning = lines_hint([labelled(one.highlight.colour, self._names)])
        return meaning + plain_hint(one.highlight.comment).replace("\n", "<br>")

    def _paint(self) -> None:
        """Paint highlights and hits over the document, if any of it changed."""
        placed, hits, pointed = tuple(self._placed), self._hits, self._pointed
        painted = self._html, placed, hits.text, hits.in_text, pointed
        if painted != self._painted:
            self._painted = painted
            self.setExtraSelections(
                highlights.selections(self.document(), self._places, placed, hits, pointed)
            )

    def _reveal(self, start: int, end: int) -> None:
        """Scroll to a part of the reading text that is out of sight, leaving some text around it."""
        if not (ranges := self._places.ranges(start, end)):
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(ranges[0][0])
        rect, height = self.cursorRect(cursor), self.viewport().height()
        if rect.top() < 0 or rect.bottom() > height - rect.height():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + rect.top() - height // 3)

    def _under(self, place: QPoint) -> list[PlacedHighlight]:
        """The highlights on the character under a place."""
        bars = self.horizontalScrollBar(), self.verticalScrollBar()
        point = QPointF(place) + QPointF(*(bar.value() for bar in bars))
        layout = self.document().documentLayout()
        position = layout.hitTest(point, Qt.HitTestAccuracy.ExactHit)
        if position < 0:
            return []
        block = self.document().findBlock(position)
        point -= layout.blockBoundingRect(block).topLeft()
        for number in range(block.layout().lineCount()):
            line = block.layout().lineAt(number)
            if line.y() <= point.y() < line.y() + line.height():
                on = line.xToCursor(point.x(), QTextLine.CursorPosition.CursorOnCharacter)
                offset = self._places.offset(block.position() + on)
                return [] if offset is None else highlights.at(self._placed, offset)
        return []

    def _on_line(self, event: QMouseEvent) -> QMouseEvent:
        """The event on the nearest line.

        Between the lines of a paragraph, where there is much room, Qt takes any place for the same
        one, the end of a line: a drag that began there would select nothing.
        """
        bars = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        point = event.position() + QPointF(*bars)
        layout = self.document().documentLayout()
        block = self.document().findBlock(layout.hitTest(point, Qt.HitTestAccuracy.FuzzyHit))
        top, lines = layout.blockBoundingRect(block).top(), block.layout()
        rects = [lines.lineAt(n).naturalTextRect() for n in range(lines.lineCount())]
        spans = [(top + rect.top(), top + rect.bottom()) for rect in rects]
        if not spans or not spans[0][0] <= point.y() < spans[-1][1]:
            return event
        if any(first <= point.y() < last for first, last in spans):
            return event
        middles = [(first + last) / 2 for first, last in spans]
        y = min(middles, key=lambda middle: abs(middle - point.y()))
        return QMouseEvent(
            event.type(), QPointF(event.position().x(), y - bars[1]), event.globalPosition(),
            event.button(), event.buttons(), event.modifiers(), event.pointingDevice(),
        )  # fmt: skip

    def _on_selection_changed(self) -> None:
        cursor = self.textCursor()
        span = self._places.span(cursor.selectionStart(), cursor.selectionEnd())
        if span is not None or not cursor.hasSelection():
            self._chosen = span

    def _on_bar_value_changed(self) -> None:
        if self._settling:
            return
        cursor = self.cursorForPosition(QPoint(0, 0))
        top = self.cursorRect(cursor).top()
        at_start = self.verticalScrollBar().value() == 0
        self._place = Place() if at_start else Place(cursor.position(), -top)

    def _scroll_to(self, place: Place) -> None:
        bar = self.verticalScrollBar()
        if place == Place():
            bar.setValue(0)
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(place.position, self.document().characterCount() - 1))
        bar.setValue(bar.value() + self.cursorRect(cursor).top() + place.hidden)

    def _justify(self) -> None:
        """Make the lines even, if anything changed of what they depend on."""
        depends = self._html, self.viewport().width(), self.font().toString(), self._even
        if depends != self._justified:
            self._justified = depends
            em = QFontMetricsF(self.font()).horizontalAdvance("あ")
            justify(self.document(), em, wanted=self._even)

    def _keep_measure(self) -> None:
        """A line is so many whole characters wide, so that Japanese lines end evenly."""
        em = QFontMetricsF(self.font()).horizontalAdvance("あ")
        room = self.width() - _SIDE - self.verticalScrollBar().sizeHint().width()
        line = ceil(max(1, min(self._measure, int((room - _SIDE) / em))) * em)
        self.setViewportMargins(_SIDE, 14, max(0, room - line), 0)
