"""Highlights on the open article: where its text stands in the document, their paint, their menu.

Search hits are painted with them. Main thread. The document is made by `page`; nothing here changes it: highlights are painted over
it, so that words can be marked without setting the text anew. Qt counts UTF-16 units from the
document's start, highlights count code points of the reading text (`core/anchors.py`): `Places`
leads from the one to the other, passage by passage.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtGui import (
    QAction,
    QColor,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QMenu, QTextEdit, QWidget

from clipdesk.core import anchors
from clipdesk.core.model import Passage, PlacedHighlight
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article import page
from clipdesk.ui.article.hits import Hits
from clipdesk.ui.swatches import Names, labelled, swatch

_SHORT: Final = 16
"""So many characters of a highlight's words name it in a menu."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A passage that is shown as it is.

    Attributes:
        passage: the passage.
        start: of its text in the reading text, in code points.
        position: of its text in the document, in UTF-16 units.
        text: as its block has it; each code point stands for one of the passage's.
    """

    passage: Passage
    start: int
    position: int
    text: str


class Places:
    """Where the reading text of a clipping stands in the document that shows it."""

    def __init__(self, document: QTextDocument, passages: Sequence[Passage]) -> None:
        spans = anchors.passage_spans(passages)
        self._text = anchors.text_of(passages)
        self._parts: list[_Part] = []
        block = document.begin()
        while block.isValid():
            number = block.userState()
            if 0 <= number < len(passages):
                text = page.shown(passages[number].text)
                if block.text() == text:
                    self._parts.append(
                        _Part(passages[number], spans[number][0], block.position(), text)
                    )
            block = block.next()

    def ranges(self, start: int, end: int) -> list[tuple[int, int]]:
        """Positions in the document of a part of the reading text: one range for each passage."""
        found = []
        for part in self._parts:
            first, last = max(start, part.start), min(end, part.start + len(part.text))
            if first < last:
                units = (anchors.to_utf16(part.text, at - part.start) for at in (first, last))
                found.append((part.position + next(units), part.position + next(units)))
        return found

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """The part of the reading text between two positions, without spaces at its ends.

        Passages that are not shown as they are (places, citations) belong to it where they stand
        between others. None when there are no words.
        """
        starts, ends = [], []
        for part in self._parts:
            units = anchors.to_utf16(part.text, len(part.text))
            if first < part.position + units and last > part.position:
                text = part.text
                starts.append(part.start + anchors.from_utf16(text, max(0, first - part.position)))
                ends.append(part.start + anchors.from_utf16(text, last - part.position))
        if not starts:
            return None
        start, end = min(starts), max(ends)
        words = self._text[start:end]
        start, end = end - len(words.lstrip()), start + len(words.rstrip())
        return (start, end) if start < end else None

    def offset(self, position: int) -> int | None:
        """The character of the reading text at a position; None where none of it stands."""
        for part in self._parts:
            units = position - part.position
            if 0 <= units < anchors.to_utf16(part.text, len(part.text)):
                return part.start + anchors.from_utf16(part.text, units)
        return None

    def passages(self, first: int, last: int) -> list[tuple[Passage, str]]:
        """The passages between two positions, each with those of its words that stand there."""
        found = []
        for part in self._parts:
            ends = (max(0, at - part.position) for at in (first, last))
            start, end = (anchors.from_utf16(part.text, units) for units in ends)
            if start < end:
                found.append((part.passage, part.passage.text[start:end]))
        return found

    def offset_from(self, position: int) -> int:
        """The first character of the reading text at a position or after it; its end without one."""
        for part in self._parts:
            units = position - part.position
            if units < anchors.to_utf16(part.text, len(part.text)):
                return part.start + anchors.from_utf16(part.text, max(0, units))
        return len(self._text)

    def words(self, start: int, end: int) -> str:
        """The words between two offsets of the reading text."""
        return self._text[start:end]


def at(placed: Iterable[PlacedHighlight], offset: int) -> list[PlacedHighlight]:
    """The highlights on a character of the reading text, the shortest first."""
    found = [
        (one.end - one.start, one.id, one)
        for one in placed
        if one.start is not None and one.end is not None and one.start <= offset < one.end
    ]
    return [one for _, _, one in sorted(found, key=lambda found: found[:2])]


def selections(
    document: QTextDocument,
    places: Places,
    placed: Sequence[PlacedHighlight],
    found_in: Hits | None = None,
    pointed: int | None = None,
) -> list[QTextEdit.ExtraSelection]:
    """The paint of highlights and of search hits.

    Where several highlights lie on words, their colours mix. Words with a comment are dotted below,
    in the colour of the analyst's voice. Hits are underlined; they have a ground of their own where
    no highlight lies, and the one that the reader is at everywhere. The highlight that was gone to
    (`pointed`, its id) is underlined.
    """
    hits, current = (found_in.text, found_in.in_text) if found_in is not None else ((), None)
    spans = [*((one.start, one.end) for one in placed if one.start is not None), *hits]
    cuts = sorted({cut for span in spans for cut in span if cut is not None})
    found = []
    for start, end in pairwise(cuts):
        here = at(placed, start)
        number = bisect_right(hits, start, key=lambda hit: hit[0]) - 1
        hit = hits[number] if number >= 0 and start < hits[number][1] else None
        if not here and hit is None:
            continue
        ink = _ink(here, is_hit=hit is not None, is_current=hit is not None and hit == current)
        if any(one.id == pointed for one in here):
            ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            ink.setUnderlineColor(QColor(theme.page_tokens().accent))
        for first, last in places.ranges(start, end):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(document)
            selection.cursor.setPosition(first)
            selection.cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
            selection.format = ink
            found.append(selection)
    return found


def _ink(here: Sequence[PlacedHighlight], *, is_hit: bool, is_current: bool) -> QTextCharFormat:
    """How words are painted on which highlights lie, or a hit."""
    colours, ink = theme.page_tokens(), QTextCharFormat()
    if here:
        names = [one.highlight.colour for one in here]
        ink.setBackground(QColor(theme.mark_ground(names, colours)))
    if any(one.highlight.comment for one in here):
        ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        ink.setUnderlineColor(QColor(colours.analyst))
    if is_hit:
        ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        ink.setUnderlineColor(QColor(colours.hit_line))
        if not here:
            ink.setBackground(QColor(colours.hit))
    if is_current:
        ink.setBackground(QColor(colours.hit_line))
        ink.setForeground(QColor(colours.paper))
    return ink


def menu(
    placed: Sequence[PlacedHighlight],
    parent: QWidget,
    names: Names,
    *,
    recolour: Callable[[PlacedHighlight, str], None],
    comment: Callable[[PlacedHighlight], None],
    remove: Callable[[PlacedHighlight], None],
) -> QMenu:
    """What can be done with the highlights on some words; of several each has a menu of its own."""
    made = QMenu(parent)
    for one in placed:
        inside = made
        if len(placed) > 1:
            inside = made.addMenu(swatch(one.highlight.colour), _short(one.highlight.quote))
        for colour in anchors.COLOURS:
            is_its = colour == one.highlight.colour
            icon = swatch(colour, checked=is_its)
            action = QAction(icon, labelled(colour, names).replace("&", "&&"), inside)
            action.setCheckable(True)
            action.setChecked(is_its)
            action.triggered.connect(partial(recolour, one, colour))
            inside.addAction(action)
        inside.addSeparator()
        for text, call in (("article.comment", comment), ("article.remove_highlight", remove)):
            inside.addAction(t(text), partial(call, one))
    return made


def _short(words: str) -> str:
    """A menu's name of a highlight; an ampersand would be eaten."""
    line = " ".join(words.split()).replace("&", "&&")
    return line if len(line) <= _SHORT else f"{line[:_SHORT].rstrip()}…"
