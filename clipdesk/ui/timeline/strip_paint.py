"""Painting the strip: header, brush, bars, marks and the years below. Main thread.

Functions of a painter, the colours and what is to be seen; they know no widget. Heights are
proportional to the counts; a bar that is not empty is never lower than can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.timeline.scale import EDGE, Scale, Unit, days_of_month
from clipdesk.ui.tokens import Radius, Size, Tokens

HEIGHT: Final = 104
HEADER: Final = 26
HEADER_TOP: Final = 3
BUTTON: Final = 22
_FOOTER: Final = 18
_PLOT: Final = HEIGHT - HEADER - _FOOTER
_BASE: Final = HEADER + _PLOT
_WIDEST_BAR: Final = 22.0
_LOWEST_BAR: Final = 2.0
_ROOM_FOR_MONTH_NAMES: Final = 30.0
_YEAR_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen.

    Attributes:
        font: the widget's.
        label: the header's text.
        chosen: whether days are chosen.
        brush: the days chosen, or being dragged over.
        hovered: the bar under the pointer.
        cursor: the bar where the keyboard stands, None without the focus.
        current: the current clipping's month.
    """

    scale: Scale
    font: QFont
    label: str
    chosen: bool
    brush: tuple[int, int] | None = None
    hovered: int | None = None
    cursor: int | None = None
    current: int | None = None


def header_font(font: QFont, *, chosen: bool) -> QFont:
    """The header's font beside the widget's."""
    return theme.scaled(font, Size.SMALL, bold=chosen)


def slot_rect(scale: Scale, bar: int) -> QRectF:
    """Where a bar's slot stands, gap and all."""
    return QRectF(scale.left_of(bar), HEADER, scale.slot, _PLOT)


def paint(painter: QPainter, colours: Tokens, look: Look) -> None:
    """Paint all of the strip."""
    scale = look.scale
    painter.fillRect(0, 0, scale.width, HEIGHT, QColor(colours.paper))
    _paint_header(painter, colours, look)
    if not scale.bars:
        return
    painter.setClipRect(QRectF(EDGE, 0, scale.room, HEIGHT))
    _paint_ground(painter, colours, look)
    _paint_bars(painter, colours, scale)
    painter.setClipRect(QRectF(EDGE - 4, HEADER - 2, scale.room + 8, HEIGHT))
    _paint_marks(painter, colours, look)
    _paint_scale(painter, colours, look)


def _paint_header(painter: QPainter, colours: Tokens, look: Look) -> None:
    painter.setFont(header_font(look.font, chosen=look.chosen))
    painter.setPen(QColor(colours.accent if look.chosen else colours.ink_soft))
    room = look.scale.width - 2 * EDGE - 3 * BUTTON
    label = painter.fontMetrics().elidedText(look.label, Qt.TextElideMode.ElideRight, max(0, room))
    painter.drawText(QRectF(EDGE, HEADER_TOP, room, BUTTON), Qt.AlignmentFlag.AlignVCenter, label)


def _paint_ground(painter: QPainter, colours: Tokens, look: Look) -> None:
    """The slot under the pointer and the brush."""
    if look.hovered is not None:
        slot = _snapped(painter, slot_rect(look.scale, look.hovered))
        painter.fillRect(slot, QColor(colours.selection_idle))
    span = None if look.brush is None else look.scale.span_of(look.brush)
    if span is None:
        return
    left, right = span
    brush = _snapped(painter, QRectF(left, HEADER, max(2.0, right - left), _PLOT))
    edge = QColor(colours.brush)
    ground = QColor(edge)
    ground.setAlphaF(0.13)
    painter.fillRect(brush, ground)
    painter.fillRect(QRectF(brush.left(), brush.top(), 1, brush.height()), edge)
    painter.fillRect(QRectF(brush.right() - 1, brush.top(), 1, brush.height()), edge)


def _paint_bars(painter: QPainter, colours: Tokens, scale: Scale) -> None:
    slot, height, tallest = scale.slot, _PLOT - 2, scale.tallest
    ghost, solid = QColor(colours.ghost), QColor(colours.bar)
    width = min(_WIDEST_BAR, max(1.0, slot * 0.76))
    ratio = _ratio(painter)
    base = _snap(_BASE, ratio)
    wide = _snap(width, ratio)
    for bar in scale.visible:
        shown, every = scale.bars[bar]
        left = _snap(scale.left_of(bar) + (slot - width) / 2, ratio)
        for count, colour in ((every if every > shown else 0, ghost), (shown, solid)):
            if count:
                tall = _snap(max(_LOWEST_BAR, height * count / tallest), ratio)
                painter.fillRect(QRectF(left, base - tall, wide, tall), colour)
    painter.fillRect(QRectF(EDGE, base, scale.room, 1), QColor(colours.line_strong))


def _paint_marks(painter: QPainter, colours: Tokens, look: Look) -> None:
    """The current clipping's month and where the keyboard stands."""
    if look.current is not None:
        middle = sum(days_of_month(look.current)) // 2
        x = _snap(look.scale.x_of_day(middle), _ratio(painter))
        top = HEADER + 2.0
        painter.fillRect(QRectF(x, top, 1, _PLOT - 2), QColor(colours.ink))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.ink))
        painter.drawEllipse(QPointF(x + 0.5, top), 2.5, 2.5)
        painter.restore()
    if look.cursor is not None:
        slot = _snapped(painter, slot_rect(look.scale, look.cursor))
        painter.setPen(QPen(QColor(colours.accent), 1.5))
        painter.drawRoundedRect(slot.adjusted(0.75, 0.75, -0.75, 2), Radius.S, Radius.S)


def _paint_scale(painter: QPainter, colours: Tokens, look: Look) -> None:
    """Years (and months, where they are wide) below the bars; the leftmost year stays."""
    scale = look.scale
    font = theme.scaled(look.font, 0.8)
    metrics = QFontMetrics(font)
    painter.setFont(font)
    names = t("formats.months_brief").split() if scale.slot >= _ROOM_FOR_MONTH_NAMES else []
    need = metrics.horizontalAdvance("2000") + 10
    year_width = scale.slot * 12 / scale.unit.months
    step = next((n for n in _YEAR_STEPS if year_width * n >= need), _YEAR_STEPS[-1])
    labels: list[tuple[float, str, bool]] = []
    months = scale.unit is Unit.MONTH
    narrow = months and not names
    ratio = _ratio(painter)
    for bar in range(-scale.first % 12 if narrow else 0, len(scale.bars), 12 if narrow else 1):
        year, of_year = divmod(scale.month_of(bar), 12)
        label = names[of_year] if months and of_year else str(year)
        left = scale.left_of(bar)
        if names or year % step == 0:
            middle = left + scale.slot / 2 - metrics.horizontalAdvance(label) / 2
            labels.append((left + 3 if narrow else middle, label, label == str(year)))
        if narrow and year % step == 0:
            tick = QRectF(_snap(left, ratio), _BASE, 1, _FOOTER - 4)
            painter.fillRect(tick, QColor(colours.line_strong))
    if narrow:
        labels = [label for label in labels if label[0] > EDGE]
        if not labels or labels[0][0] > EDGE + need:
            labels.insert(0, (float(EDGE), str(scale.month_of(scale.leftmost) // 12), True))
    for x, label, is_year in labels:
        painter.setPen(QColor(colours.ink_soft if is_year else colours.ink_faint))
        painter.drawText(QPointF(x, _BASE + metrics.ascent() + 2), label)


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatioF()


def _snap(x: float, ratio: float) -> float:
    """The nearest whole pixel of the screen."""
    return round(x * ratio) / ratio


def _snapped(painter: QPainter, rect: QRectF) -> QRectF:
    ratio = _ratio(painter)
    left, right = _snap(rect.left(), ratio), _snap(rect.right(), ratio)
    return QRectF(left, rect.top(), right - left, rect.height())
