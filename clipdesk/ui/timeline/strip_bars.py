"""The strip's chart: legend, bars, spans and the words below, painted. Main thread.

Functions of a painter, the colours and the chart; they know no widget. Heights are proportional
to the counts; a bar that is not empty is never lower than can be seen. What stands over the
chart (brush, pointer, marks) is strip_paint.py's. A chart changes seldom: `Layer` keeps it, so
that these move over it at no cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from clipdesk import texts
from clipdesk.core.query import Facet
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.timeline.density import Density, height
from clipdesk.ui.timeline.scale import EDGE, Scale, Unit
from clipdesk.ui.timeline.strip_axis import axis_of
from clipdesk.ui.timeline.strip_legend import SQUARE, Entry, entries, whole_entries
from clipdesk.ui.tokens import Tokens

HEADER: Final = 28
PLOT: Final = (64, 120)  # the least height of the bars, and the greatest
_LEGEND: Final = 16  # a row of it
_BELOW_LEGEND: Final = 2
_ROW: Final = 14
_FOOTER: Final = 2 * _ROW + 7
_ABOVE: Final = 6  # free above the tallest bar: room for the mark of the clipping that is open
_WIDEST_BAR: Final = 44.0
_LOWEST_BAR: Final = 2.0
_HATCH: Final = 5.0
_ROUND: Final = (1, 2, 5)
_LEAST_MEASURED: Final = 2
_BEFORE_NUMBER: Final = 5


@dataclass(frozen=True, slots=True)
class Chart:
    """What is counted, and how it is shown; the layer is painted anew when any of it changes.

    Attributes:
        font: the widget's.
        slots: the colour of each of the density's labels.
        legend: where their names stand, and that of all others if there are any; empty where
            nothing divides.
        in_full: whether a tag's name is told with those above it; else its last part.
        plot: the height of the tallest bar, with what is free above it.
    """

    scale: Scale
    density: Density
    font: QFont
    slots: tuple[int, ...] = ()
    legend: tuple[Entry, ...] = ()
    plot: int = PLOT[0]
    in_full: bool = False

    @property
    def top(self) -> int:
        """Where the plot begins; it does not move where a filter leaves nothing to name."""
        rows = self.legend[-1].row + 1 if self.legend else bool(self.density.stack_facet)
        return HEADER + (rows * _LEGEND + _BELOW_LEGEND if rows else 0)

    @property
    def base(self) -> int:
        """What the bars stand on."""
        return self.top + self.plot

    @property
    def height(self) -> int:
        """Of all of it."""
        return self.base + _FOOTER


def small_font(font: QFont) -> QFont:
    """The font of the words below the bars."""
    return theme.scaled(font, 0.8)


def slot_rect(chart: Chart, bar: int) -> QRectF:
    """Where a bar's slot stands, gap and all."""
    first, last = chart.scale.days_of(bar)
    left, right = chart.scale.x_of(first), chart.scale.x_of(last + 1)
    return QRectF(left, chart.top, right - left, chart.plot)


def colours_of(chart: Chart, colours: Tokens) -> tuple[str, ...]:
    """The colour of each value, and of all others."""
    return (*(colours.stack[slot] for slot in chart.slots), colours.stack_rest)


class Layer:
    """The chart as it was painted last."""

    def __init__(self) -> None:
        self._made_of: tuple[object, ...] = ()
        self._pixmap = QPixmap()

    def pixmap(self, chart: Chart, colours: Tokens, ratio: float) -> QPixmap:
        """The chart on a clear ground, painted again only if anything changed."""
        made_of = (chart, colours.name, ratio, texts.language())
        if made_of != self._made_of:
            self._made_of = made_of
            width, high = round(chart.scale.width * ratio), round(chart.height * ratio)
            if self._pixmap.size().toTuple() != (width, high):
                self._pixmap = QPixmap(width, high)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._pixmap)
            paint_chart(painter, colours, chart)
            painter.end()
        return self._pixmap


def paint_chart(painter: QPainter, colours: Tokens, chart: Chart) -> None:
    """Paint legend, bars, spans and the words below."""
    _paint_legend(painter, colours, chart)
    scale = chart.scale
    small = small_font(chart.font)
    metrics = QFontMetricsF(small)
    axis = axis_of(scale, metrics.horizontalAdvance)
    ratio = fineness(painter)
    for x in (snap(line, ratio) for line in axis.lines):
        painter.fillRect(QRectF(x, chart.top, 1, chart.plot), QColor(colours.line))
        crossed = any(not w.row and w.x - 2 < x < w.x + w.width + 2 for w in axis.words)
        for top, bottom in ((0, 4), (_ROW + 3, _FOOTER - 3)) if crossed else ((0, _FOOTER - 3),):
            below = QRectF(x, chart.base + top, 1, bottom - top)
            painter.fillRect(below, QColor(colours.line_strong))
    for x in (snap(tick, ratio) for tick in axis.ticks):
        painter.fillRect(QRectF(x, chart.base, 1, 4), QColor(colours.line_strong))
    _paint_measure(painter, colours, chart, named=False)
    _paint_bars(painter, colours, chart)
    base = QRectF(EDGE, snap(chart.base, ratio), scale.room, 1)
    painter.fillRect(base, QColor(colours.line_strong))
    painter.setFont(small)
    _paint_measure(painter, colours, chart, named=True)
    for word in axis.words:
        single = scale.unit is Unit.YEAR  # one row in the middle of two
        painter.setPen(QColor(colours.ink_soft if word.row or single else colours.ink_faint))
        y = chart.base + 3 + word.row * _ROW + metrics.ascent() + (_ROW / 2 if single else 0)
        painter.drawText(QPointF(word.x, y), word.text)


def legend_of(density: Density, width: int, font: QFont) -> tuple[Entry, ...]:
    """Where the names of the values stand."""
    measure = QFontMetricsF(small_font(font)).horizontalAdvance
    return entries(_names(density, in_full=False), width, measure)


def in_full(chart: Chart) -> Chart:
    """The same with every name whole, in as many rows as they need: no pointer asks a picture."""
    measure = QFontMetricsF(small_font(chart.font)).horizontalAdvance
    names = _names(chart.density, in_full=True)
    return replace(chart, legend=whole_entries(names, chart.scale.width, measure), in_full=True)


def legend_entry_at(chart: Chart, at: QPointF) -> int | None:
    """Which of the values' names stands there; the others come last."""
    row = (at.y() - HEADER) // _LEGEND
    return next(
        (e.index for e in chart.legend if e.row == row and e.x <= at.x() <= e.end + 4), None
    )


def _names(density: Density, *, in_full: bool) -> list[str]:
    facet = density.stack_facet
    if not facet:
        return []
    named = [formats.value_name(Facet(facet), label) for label in density.labels]
    if facet == "tag" and not in_full:
        named = [formats.tag_leaf(name) for name in named]
    return [*named, t("timeline.strip.others")] if density.totals[-1] else named


def _paint_legend(painter: QPainter, colours: Tokens, chart: Chart) -> None:
    if not chart.legend:
        return
    font = small_font(chart.font)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(colours.ink_soft))
    names = _names(chart.density, in_full=chart.in_full)
    found = colours_of(chart, colours)
    for entry in chart.legend:
        middle = HEADER + (entry.row + 0.5) * _LEGEND
        square = QRectF(entry.x, middle - SQUARE / 2, SQUARE, SQUARE)
        painter.fillRect(snapped(painter, square), QColor(found[entry.index]))
        y = middle + (metrics.ascent() - metrics.descent()) / 2
        right = Qt.TextElideMode.ElideRight
        shown = metrics.elidedText(names[entry.index], right, entry.room + 0.5)
        painter.drawText(QPointF(entry.word_x, y), shown)


def _paint_measure(painter: QPainter, colours: Tokens, chart: Chart, *, named: bool) -> None:
    """A line at a round number below the bars, or over them the number that it is at."""
    greatest = chart.density.tallest(chart.scale.unit)
    if greatest < _LEAST_MEASURED:
        return
    number = _round_below(greatest)
    y = snap(chart.base - (chart.plot - _ABOVE) * number / greatest, fineness(painter))
    if not named:
        painter.fillRect(QRectF(EDGE, y, chart.scale.room, 1), QColor(colours.line))
        return
    text = formats.figure(number)
    metrics = QFontMetricsF(painter.font())
    wide = metrics.horizontalAdvance(text)
    x = min(chart.scale.right + _BEFORE_NUMBER, chart.scale.width - wide - 2)
    painter.setPen(QColor(colours.ink_faint))
    painter.drawText(QPointF(x, y + (metrics.ascent() - metrics.descent()) / 2), text)


def _paint_bars(painter: QPainter, colours: Tokens, chart: Chart) -> None:
    """Ghosts, what is known to its month only, then what is shown, divided or not."""
    scale, ratio = chart.scale, fineness(painter)
    per_count = (chart.plot - _ABOVE) / chart.density.tallest(scale.unit)
    base = snap(chart.base, ratio)
    starts = scale.starts(scale.visible)
    columns = chart.density.columns(scale.unit, starts)
    layers = columns.stacks or [columns.shown]
    ghosts: list[QRectF] = []
    solid: list[list[QRectF]] = [[] for _ in layers]
    divided = zip(*layers, strict=True)
    sides = _sides(scale, starts, ratio)
    for shown, every, counts in zip(columns.shown, columns.every, divided, strict=True):
        left, wide = next(sides)
        if every > shown and wide > 0:
            tall = round(max(_LOWEST_BAR, every * per_count) * ratio) / ratio
            ghosts.append(QRectF(left, base - tall, wide, tall))
        if shown and wide > 0:
            each = max(_LOWEST_BAR, shown * per_count) / max(1, sum(counts))
            below, done = 0, 0.0
            for rects, count in zip(solid, counts, strict=True):
                below += count
                upper = round(below * each * ratio) / ratio
                if upper > done:
                    rects.append(QRectF(left, base - upper, wide, upper - done))
                    done = upper
    _fill(painter, ghosts, colours.ghost)
    if not scale.unit.of_months:
        _paint_spans(painter, colours, chart)
    shades = colours_of(chart, colours) if columns.stacks else (colours.bar,)
    for shade, rects in zip(shades, solid, strict=True):
        _fill(painter, rects, shade)


def _sides(scale: Scale, starts: list[int], ratio: float) -> Iterator[tuple[float, float]]:
    """Where each bar begins and how wide it is: with a little room beside it, and never a block.

    On whole pixels, and as far as it is in sight.
    """
    leftmost, rightmost = float(EDGE), scale.right
    borders = map(scale.x_of, starts)
    begin = next(borders)
    for end in borders:
        slot = end - begin
        gap = (slot - min(_WIDEST_BAR, slot - max(1.0, min(6.0, slot * 0.18)))) / 2
        left = round(max(begin + gap, leftmost) * ratio) / ratio
        yield left, round(min(end - gap, rightmost) * ratio) / ratio - left
        begin = end


def _fill(painter: QPainter, rects: list[QRectF], colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRects(rects)


def _paint_spans(painter: QPainter, colours: Tokens, chart: Chart) -> None:
    """What is known to its month only: hatched over the whole month, as high as it is long."""
    scale, ratio = chart.scale, fineness(painter)
    per_count = (chart.plot - _ABOVE) / chart.density.tallest(scale.unit)
    base = snap(chart.base, ratio)
    lines: list[QLineF] = []
    for span in chart.density.spans_in(*scale.days_in_sight):
        left = max(float(EDGE), snap(scale.x_of(span.first) + 1, ratio))
        right = min(scale.right, snap(scale.x_of(span.last + 1) - 1, ratio))
        shown, every = (max(4.0, n * per_count) if n else 0.0 for n in height(span, scale.unit))
        for tall, colour, part in ((every, colours.ghost, 0.55), (shown, colours.bar, 0.16)):
            if tall and right > left:
                box = QRectF(left, base - snap(tall, ratio), right - left, snap(tall, ratio))
                painter.fillRect(box, faint(colour, part))
        if shown and right > left:
            box = QRectF(left, base - snap(shown, ratio), right - left, snap(shown, ratio))
            lines += _hatching(box)
            lines.append(QLineF(box.topLeft(), box.topRight()))
    if lines:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(faint(colours.bar, 0.6), 1))
        painter.drawLines(lines)
        painter.restore()


def _hatching(box: QRectF) -> list[QLineF]:
    """Slanting lines, cut at the box by hand: an SVG knows no clipping."""
    lines: list[QLineF] = []
    left, right, bottom, tall = box.left(), box.right(), box.bottom(), box.height()
    start = left - left % _HATCH - (tall // _HATCH + 1) * _HATCH
    while start < right:
        low = max(0.0, left - start)
        high = min(tall, right - start)
        if low < high:
            lines.append(QLineF(start + low, bottom - low, start + high, bottom - high))
        start += _HATCH
    return lines


def _round_below(greatest: float) -> int:
    """The greatest of 1, 2, 5, 10, 20 … that is not above."""
    power = int("1" + "0" * (len(str(int(greatest))) - 1))
    return max(part * power for part in _ROUND if part * power <= greatest)


def faint(colour: str, part: float) -> QColor:
    """A colour that only tints, by so much."""
    made = QColor(colour)
    made.setAlphaF(part)
    return made


def fineness(painter: QPainter) -> float:
    """Pixels of the screen in one of ours."""
    return painter.device().devicePixelRatioF()


def snap(x: float, ratio: float) -> float:
    """The nearest whole pixel of the screen."""
    return round(x * ratio) / ratio


def snapped(painter: QPainter, rect: QRectF) -> QRectF:
    """With its sides on whole pixels of the screen."""
    ratio = fineness(painter)
    left, right = snap(rect.left(), ratio), snap(rect.right(), ratio)
    return QRectF(left, rect.top(), right - left, rect.height())
