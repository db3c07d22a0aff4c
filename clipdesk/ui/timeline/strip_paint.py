"""Painting the strip: its header, and brush, pointer and marks over the chart. Main thread.

Functions of a painter, the colours and what is to be seen; they know no widget. The chart itself
is strip_bars.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from clipdesk.ui import theme
from clipdesk.ui.timeline.scale import EDGE
from clipdesk.ui.timeline.strip_bars import (
    Chart,
    Layer,
    faint,
    fineness,
    paint_chart,
    slot_rect,
    snap,
    snapped,
)
from clipdesk.ui.tokens import Radius, Size, Tokens

HEADER_TOP: Final = 3
BUTTON: Final = 22
_LEAST_GRIP: Final = 14.0


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen over the chart.

    Attributes:
        label: the header's text.
        label_room: the width that it has.
        unit_label: the name of the bars' unit, and where it stands.
        brush: the days chosen, or being picked.
        has_grips: whether the brush's ends show something to take hold of.
        hovered: the bar under the pointer.
        cursor: the bar where the keyboard stands, None without the focus.
        current: the days of the clipping that is open: one, or its month.
    """

    chart: Chart
    label: str
    label_room: float
    unit_label: tuple[str, QRectF] | None = None
    brush: tuple[int, int] | None = None
    has_grips: bool = True
    hovered: int | None = None
    cursor: int | None = None
    current: tuple[int, int] | None = None


def header_font(font: QFont, *, chosen: bool) -> QFont:
    """The header's font beside the widget's."""
    return theme.scaled(font, Size.SMALL, bold=chosen)


def paint(painter: QPainter, colours: Tokens, look: Look, layer: Layer | None = None) -> None:
    """Paint all of the strip; the chart from its layer, or anew without one."""
    chart = look.chart
    painter.fillRect(QRectF(0, 0, chart.scale.width, chart.height), QColor(colours.paper))
    _paint_header(painter, colours, look)
    if not chart.scale.count:
        return
    _paint_ground(painter, colours, look)
    if layer is None:
        paint_chart(painter, colours, chart)
    else:
        painter.drawPixmap(0, 0, layer.pixmap(chart, colours, fineness(painter)))
    _paint_brush(painter, colours, look)
    _paint_marks(painter, colours, look)


def _paint_header(painter: QPainter, colours: Tokens, look: Look) -> None:
    chosen = look.brush is not None
    painter.setFont(header_font(look.chart.font, chosen=chosen))
    painter.setPen(QColor(colours.accent if chosen else colours.ink_soft))
    room = max(0.0, look.label_room)
    metrics = QFontMetricsF(painter.font())
    label = metrics.elidedText(look.label, Qt.TextElideMode.ElideRight, room)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(EDGE, HEADER_TOP, room + 1, BUTTON), middle, label)
    if look.unit_label is not None:
        text, rect = look.unit_label
        painter.setFont(header_font(look.chart.font, chosen=False))
        painter.setPen(QColor(colours.ink_soft))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _paint_ground(painter: QPainter, colours: Tokens, look: Look) -> None:
    """The slot under the pointer and the brush's ground, below the bars."""
    chart = look.chart
    if look.hovered is not None:
        slot = _cut(slot_rect(chart, look.hovered), chart)
        painter.fillRect(snapped(painter, slot), QColor(colours.selection_idle))
    if (brush := _brush_rect(painter, look)) is not None:
        painter.fillRect(_cut(brush, chart), faint(colours.brush, 0.10))


def _paint_brush(painter: QPainter, colours: Tokens, look: Look) -> None:
    """What is not chosen pales; the brush's ends, with something to take hold of."""
    chart = look.chart
    if look.brush is None:
        return
    veil = faint(colours.paper, 0.55)
    plot = QRectF(EDGE, chart.top, chart.scale.room, chart.plot)
    brush = _brush_rect(painter, look)
    if brush is None:
        painter.fillRect(plot, veil)
        return
    inside = _cut(brush, chart)
    painter.fillRect(QRectF(plot.topLeft(), inside.bottomLeft()), veil)
    painter.fillRect(QRectF(inside.topRight(), plot.bottomRight()), veil)
    edge = QColor(colours.brush)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for x, middle in ((brush.left(), brush.left() + 0.5), (brush.right() - 1, brush.right() - 0.5)):
        if EDGE - 1 <= x <= chart.scale.right + 1:
            painter.fillRect(QRectF(x, chart.top, 1, chart.plot), edge)
            if look.has_grips and brush.width() >= _LEAST_GRIP:
                grip = QRectF(middle - 2.5, chart.top + chart.plot / 2 - 8, 5, 16)
                painter.setPen(QPen(edge, 1))
                painter.setBrush(QColor(colours.paper))
                painter.drawRoundedRect(grip, 2.5, 2.5)
    painter.restore()


def _paint_marks(painter: QPainter, colours: Tokens, look: Look) -> None:
    """The clipping that is open, and where the keyboard stands."""
    chart = look.chart
    if look.current is not None:
        _paint_current(painter, colours, chart, look.current)
    if look.cursor is not None:
        slot = snapped(painter, _cut(slot_rect(chart, look.cursor), chart))
        if not slot.width():  # out of sight
            return
        painter.setPen(QPen(QColor(colours.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(slot.adjusted(0.75, 0.75, -0.75, 2), Radius.S, Radius.S)


def _paint_current(painter: QPainter, colours: Tokens, chart: Chart, days: tuple[int, int]) -> None:
    """A pin at its day; over its month, where no day is known, a bracket."""
    span = chart.scale.span_of(days)
    if span is None:
        return
    left, right = span
    if right < EDGE or left > chart.scale.right:
        return
    ink, top = QColor(colours.ink), chart.top + 2.5
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if days[0] == days[1]:
        x = snap((left + right) / 2 - 0.5, fineness(painter))
        painter.fillRect(QRectF(x, top, 1, chart.base - top), ink)
        painter.drawEllipse(QPointF(x + 0.5, top), 3, 3)
    else:
        middle = (left + right) / 2
        left, right = min(left, middle - 4) + 0.5, max(right, middle + 4) - 0.5
        left, right = max(float(EDGE), left), min(chart.scale.right, right)
        painter.fillRect(QRectF(left, top - 1, right - left, 2), ink)
        for x in (left, right - 1.5):
            painter.fillRect(QRectF(x, top - 1, 1.5, 6), ink)
    painter.restore()


def _brush_rect(painter: QPainter, look: Look) -> QRectF | None:
    """Where the brush is, also beyond the edges; None beside all bars."""
    span = None if look.brush is None else look.chart.scale.span_of(look.brush)
    if span is None:
        return None
    left, right = span
    return snapped(painter, QRectF(left, look.chart.top, max(2.0, right - left), look.chart.plot))


def _cut(rect: QRectF, chart: Chart) -> QRectF:
    """What of a part of the plot is in sight."""
    left = max(float(EDGE), min(rect.left(), chart.scale.right))
    right = max(left, min(rect.right(), chart.scale.right))
    return QRectF(left, rect.top(), right - left, rect.height())
