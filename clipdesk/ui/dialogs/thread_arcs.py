"""How a thread's rows and the arcs beside them are drawn. Main thread.

Rows stand in the order of time; an arc leads from who cites to who is cited, in a gutter at their
left. Short arcs run near the rows, long ones outside of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from clipdesk.store.threads import Knot
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.tokens import Size, Space

KNOT: Final = Qt.ItemDataRole.UserRole
OPEN: Final = Qt.ItemDataRole.UserRole + 1
_LANE: Final = 11  # pixels
_DOT: Final = 4
_MOST_LANES: Final = 12
_BEND: Final = 9


@dataclass(frozen=True, slots=True)
class Arc:
    """An arc between two rows, the upper one first, and how far outside it runs."""

    upper: int
    lower: int
    lane: int


def arcs(links: Sequence[tuple[int, int]]) -> list[Arc]:
    """Arcs between rows that no two share a stretch of a lane, as far as there are lanes.

    Args:
        links: pairs of rows.
    """
    spans = sorted({(min(link), max(link)) for link in links}, key=lambda s: (s[1] - s[0], s))
    taken: list[list[tuple[int, int]]] = []
    made = []
    for upper, lower in spans:
        free = (
            lane
            for lane, others in enumerate(taken)
            if all(lower <= first or upper >= last for first, last in others)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((upper, lower))
        made.append(Arc(upper, lower, min(lane, _MOST_LANES - 1)))
    return made


class ThreadDelegate(QStyledItemDelegate):
    """Draws one clipping of a thread with the pieces of the arcs that pass by it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._arcs: list[Arc] = []
        self._chosen = -1

    def show_arcs(self, made: list[Arc]) -> None:
        """Draw these from now on."""
        self._arcs = made

    def choose(self, row: int) -> None:
        """Let the arcs of a row stand out."""
        self._chosen = row

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        knot: Knot = index.data(KNOT)
        small, bold = _fonts(option.font)
        lines = QFontMetrics(bold).height() + QFontMetrics(small).height()
        lines += QFontMetrics(small).height() if knot.dangling else 0
        return QSize(200, lines + 2 * Space.M)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours = theme.tokens()
        knot: Knot = index.data(KNOT)
        is_open = bool(index.data(OPEN))
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            focused = option.state & QStyle.StateFlag.State_Active
            painter.fillRect(rect, QColor(colours.selection if focused else colours.selection_idle))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.hover))
        gutter = self._gutter()
        self._paint_arcs(painter, rect, index.row(), gutter)
        centre = QPointF(rect.left() + gutter, self._dot_y(rect))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent), 1.5))
        painter.setBrush(QColor(colours.accent if is_open else colours.paper))
        painter.drawEllipse(centre, _DOT, _DOT)
        small, bold = _fonts(option.font)
        left = rect.left() + gutter + Space.L
        area = QRect(left, rect.top() + Space.M, rect.right() - left - Space.L, rect.height())
        day = f"{formats.plain_date(knot.published)}　{seen(knot.source)}"
        if is_open:
            day += f"　·　{t('thread.open')}"
        _line(painter, area, small, colours.ink_soft, day)
        area.translate(0, QFontMetrics(small).height())
        plain = QFont(option.font)
        _line(painter, area, bold if is_open else plain, colours.ink, seen(knot.headline))
        if knot.dangling:
            area.translate(0, QFontMetrics(bold).height())
            _line(painter, area, small, colours.ink_soft, dangling_words(knot))
        painter.restore()

    def _gutter(self) -> int:
        lanes = max((arc.lane for arc in self._arcs), default=-1) + 1
        return Space.XL + lanes * _LANE

    def _dot_y(self, rect: QRect) -> float:
        return rect.top() + rect.height() / 2

    def _paint_arcs(self, painter: QPainter, rect: QRect, row: int, gutter: int) -> None:
        colours = theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        here = [arc for arc in self._arcs if arc.upper <= row <= arc.lower]
        for arc in sorted(here, key=lambda arc: self._chosen in (arc.upper, arc.lower)):
            chosen = self._chosen in (arc.upper, arc.lower)
            painter.setPen(
                QPen(QColor(colours.accent if chosen else colours.ink_faint), 2 if chosen else 1)
            )
            dot = rect.left() + gutter
            x = dot - (arc.lane + 1) * _LANE
            middle, top, bottom = self._dot_y(rect), float(rect.top()), float(rect.bottom() + 1)
            path = QPainterPath()
            if arc.upper < row < arc.lower:
                path.moveTo(x, top)
                path.lineTo(x, bottom)
            else:
                end = bottom if row == arc.upper else top
                bend = _BEND if row == arc.upper else -_BEND
                path.moveTo(dot - _DOT, middle)
                path.lineTo(x + _BEND, middle)
                path.quadTo(x, middle, x, middle + bend)
                path.lineTo(x, end)
            painter.drawPath(path)


def dangling_words(knot: Knot) -> str:
    """What a clipping cites that is not in the library."""
    named = (f"<{number}>" + (f" ({hint})" if hint else "") for number, hint in knot.dangling)
    return t("thread.dangling", ids=seen("、".join(named)))


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    return theme.scaled(font, Size.SMALL), theme.scaled(font, Size.NORMAL, bold=True)


def _line(painter: QPainter, area: QRect, font: QFont, colour: str, words: str) -> None:
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    line = metrics.elidedText(
        " ".join(words.split(" ")).replace("\n", " "), Qt.TextElideMode.ElideRight, area.width()
    )
    painter.drawText(area.left(), area.top() + metrics.ascent(), line)
