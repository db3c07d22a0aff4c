"""The words of a row made to fit, and painted with the hits in them. Main thread.

Ranges are code points of the whole text; what of them is left out is not marked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from clipdesk.ui import theme
from clipdesk.ui.tokens import Radius

Range = tuple[int, int]
_ELLIPSIS = "…"
_LEAD = 1 / 3
"""So much of a line may stand before the first hit."""


@dataclass(frozen=True, slots=True)
class Line:
    """A part of a text that fits into a line.

    Attributes:
        text: what is shown, with an ellipsis where it is cut.
        ranges: the hits in it, by its own characters.
    """

    text: str
    ranges: tuple[Range, ...] = ()


def fitted(
    text: str, font: QFont, widths: Sequence[int], ranges: Sequence[Range] = ()
) -> list[Line]:
    """A text broken into lines of these widths; the last one is elided."""
    metrics = QFontMetricsF(font)
    lines = []
    start = 0
    for width in widths[:-1]:
        rest = text[start:]
        if not rest or metrics.horizontalAdvance(rest) <= min(width, widths[-1]):
            break
        whole = _first_line(rest, font, width)
        shown = whole.rstrip()
        lines.append(Line(shown, _inside(ranges, start, start + len(shown))))
        start += len(whole)
        start += len(text[start:]) - len(text[start:].lstrip())
    if text[start:]:
        lines.append(_elided(text[start:], metrics, max(0, widths[-1]), ranges, start))
    return lines


def around(text: str, font: QFont, width: float, ranges: Sequence[Range]) -> Line:
    """One line of a text that has its first hit in sight."""
    metrics = QFontMetricsF(font)
    first = ranges[0][0] if ranges else 0
    start = 0
    if metrics.horizontalAdvance(text) > width:
        fits = partial(_leads, metrics, text, first, width * _LEAD)
        start = bisect_left(range(first), True, key=fits)
        start = _after_word(text, start, first)
    before = _ELLIPSIS if start else ""
    room = width - metrics.horizontalAdvance(before)
    line = _elided(text[start:], metrics, room, ranges, start)
    shift = len(before)
    moved = tuple((first + shift, last + shift) for first, last in line.ranges)
    return Line(before + line.text, moved)


def paint(painter: QPainter, at: QPointF, line: Line, font: QFont, ink: str) -> None:
    """Paint a line from its baseline, with a ground behind its hits."""
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    if line.ranges:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens().hit))
        for first, last in line.ranges:
            left = metrics.horizontalAdvance(line.text[:first])
            right = metrics.horizontalAdvance(line.text[:last])
            top = at.y() - metrics.ascent()
            ground = QRectF(at.x() + left, top, right - left, metrics.height())
            painter.drawRoundedRect(ground, Radius.S / 2, Radius.S / 2)
    painter.setPen(QColor(ink))
    painter.drawText(at, line.text)


def _first_line(text: str, font: QFont, width: int) -> str:
    """As much of a text as Qt breaks off for a width; something in any case."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    units = line.textLength() * 2  # Qt counts UTF-16 units
    layout.endLayout()
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[:units].decode("utf-16-le", "replace") or text[:1]


def _leads(metrics: QFontMetricsF, text: str, first: int, lead: float, start: int) -> bool:
    """Whether what stands between two places of a text has room."""
    return metrics.horizontalAdvance(text[start:first]) <= lead


def _after_word(text: str, start: int, most: int) -> int:
    """Where a text that is cut best goes on: not inside a Latin word, nor with a space."""
    at = start
    while 0 < at < most and _is_latin(text[at - 1]) and _is_latin(text[at]):
        at += 1
    while at < most and text[at].isspace():
        at += 1
    return at


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _elided(
    text: str, metrics: QFontMetricsF, width: float, ranges: Iterable[Range], start: int
) -> Line:
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    left = len(text) if shown == text else max(0, len(shown) - len(_ELLIPSIS))
    return Line(shown, _inside(ranges, start, start + left))


def _inside(ranges: Iterable[Range], start: int, end: int) -> tuple[Range, ...]:
    """The parts of ranges between two places, counted from the first of them."""
    return tuple(
        (max(first, start) - start, min(last, end) - start)
        for first, last in ranges
        if first < end and last > start
    )
