"""Painting one line of the list: a clipping or a month's heading. Main thread.

A clipping's line has its date and source above, with tags and marks at the right, and the headline
on one or two lines below. Everything is measured from the view's font.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from clipdesk.store.clippings import Row
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.timeline.list_model import Heading, ListModel
from clipdesk.ui.tokens import Radius, Size

_LEFT: Final = 26  # the headline's edge; the unread dot stands before it
_RIGHT: Final = 14
_TOP: Final = 9
_GAP: Final = 3
_MARK: Final = 15
_CHIP_PADDING: Final = 6
_CHIPS: Final = 3
_LEAST_CHIP: Final = 36  # of a name shortened to less nothing is left
_WIDEST_CHIP: Final = 120
_LEAST_ROUTE: Final = 60
_META_GAP: Final = 10
_ROOM_FOR_ONE_LINE: Final = 640


@dataclass(frozen=True, slots=True)
class Type:
    """The fonts of a line with their metrics, and the heights that follow from them."""

    headline: QFont
    unread: QFont
    meta: QFont
    source: QFont
    line: int
    small: int

    @classmethod
    def of(cls, font: QFont) -> Type:
        """From the view's font."""
        meta = theme.scaled(font, Size.SMALL)
        return cls(
            headline=QFont(font),
            unread=theme.scaled(font, Size.NORMAL, bold=True),
            meta=meta,
            source=theme.scaled(font, Size.SMALL, bold=True),
            line=round(QFontMetrics(font).height() * 1.02),
            small=max(QFontMetrics(meta).height(), _MARK),
        )

    def row_height(self, lines: int) -> int:
        """Of a clipping whose headline may take so many lines."""
        return _TOP + self.small + _GAP + lines * self.line + _TOP

    @property
    def heading_height(self) -> int:
        """Of a month's heading."""
        return self.small + 12


def headline_lines(width: int) -> int:
    """How many lines a headline may take in a list of that width."""
    return 1 if width >= _ROOM_FOR_ONE_LINE else 2


class Delegate(QStyledItemDelegate):
    """Paints the rows of a `ListModel`."""

    def __init__(self, model: ListModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._type = Type.of(QFont())
        self.lines = 2

    def use_font(self, font: QFont) -> None:
        """Measure anew."""
        self._type = Type.of(font)

    @property
    def type(self) -> Type:
        """The fonts and heights in use."""
        return self._type

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a row."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        item = self._model.item(index.row())
        if isinstance(item, Heading):
            self.paint_heading(painter, rect, item)
            return
        self._paint_ground(painter, rect, state)
        if item is not None:
            self._paint_clipping(painter, rect, item)

    def paint_heading(self, painter: QPainter, rect: QRect, heading: Heading) -> None:
        """Paint a month's name and count."""
        colours = theme.tokens()
        painter.fillRect(rect, QColor(colours.sunken))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colours.line))
        inside = rect.adjusted(_LEFT, 0, -_RIGHT, -1)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._type.source)
        painter.setPen(QColor(colours.ink_soft))
        painter.drawText(
            inside, middle | Qt.AlignmentFlag.AlignLeft, formats.month_name(heading.month)
        )
        painter.setFont(self._type.meta)
        painter.setPen(QColor(colours.ink_faint))
        painter.drawText(
            inside,
            middle | Qt.AlignmentFlag.AlignRight,
            t("timeline.heading_count", n=heading.count, count=formats.figure(heading.count)),
        )

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        colours = theme.tokens()
        flag = QStyle.StateFlag
        selected = bool(state & flag.State_Selected)
        focused = bool(state & flag.State_HasFocus)
        if selected:
            active = self._view.hasFocus()
            painter.fillRect(rect, QColor(colours.selection if active else colours.selection_idle))
        elif state & flag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.hover))
        else:
            painter.fillRect(rect, QColor(colours.paper))
        painter.fillRect(
            rect.left() + _LEFT, rect.bottom(), rect.width() - _LEFT, 1, QColor(colours.line)
        )
        if focused:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(colours.accent))
            if not selected:
                painter.setPen(QPen(QColor(colours.accent), 1))
                painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -1.5))

    def _paint_clipping(self, painter: QPainter, rect: QRect, row: Row) -> None:
        colours = theme.tokens()
        kind = self._type
        left, right = rect.left() + _LEFT, rect.right() + 1 - _RIGHT
        font = kind.headline if row.is_read else kind.unread
        top = rect.top() + _TOP
        if self.lines > 1:
            short = QFontMetrics(font).horizontalAdvance(row.headline) <= right - left
            top += kind.line // 2 if short else 0  # what leaves a line free stands in the middle
        if not row.is_read:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            middle = top + kind.small + _GAP + kind.line / 2
            painter.drawEllipse(QPointF(rect.left() + _LEFT / 2 + 1, middle), 3.5, 3.5)
            painter.restore()
        marks = self._paint_marks(painter, right, top, row)
        line = QRect(left, top, marks - left, kind.small)
        line.setLeft(self._paint_meta(painter, line, row))
        chips = self._paint_chips(painter, line, row.tags)
        self._paint_route(painter, QRect(line.left(), top, chips - line.left(), kind.small), row)
        first = top + kind.small + _GAP
        painter.setFont(font)
        painter.setPen(QColor(colours.ink))
        lines = fitted(
            row.headline,
            painter.font(),
            [right - left] * self.lines,
        )
        baseline = first + painter.fontMetrics().ascent()
        for number, text in enumerate(lines):
            painter.drawText(QPointF(left, baseline + number * kind.line), text)

    def _paint_marks(self, painter: QPainter, right: int, top: int, row: Row) -> int:
        """The marks from the right; returns where they begin."""
        colours = theme.tokens()
        ratio = painter.device().devicePixelRatioF()
        y = top + (self._type.small - _MARK) // 2
        for has, name, colour in (
            (row.starred, "star-filled", colours.star),
            (row.has_note, "note", colours.analyst),
            (row.cited, "link", colours.ink_faint),
        ):
            if has:
                right -= _MARK
                painter.drawPixmap(right, y, theme.pixmap(name, colour, _MARK, ratio))
                right -= 5
        return right

    def _paint_meta(self, painter: QPainter, rect: QRect, row: Row) -> int:
        """Date and source; returns where they end."""
        kind = self._type
        ink = theme.tokens().ink_soft
        x = _word(painter, rect, formats.short_date(row.published), kind.meta, ink)
        rest = QRect(x, rect.top(), rect.right() + 1 - x, rect.height())
        return _word(painter, rest, row.source, kind.source, theme.source_colour(row.source))

    def _paint_route(self, painter: QPainter, rect: QRect, row: Row) -> None:
        whole = QFontMetrics(self._type.meta).horizontalAdvance(row.via or "")
        if rect.width() >= min(whole, _LEAST_ROUTE):
            _word(painter, rect, row.via or "", self._type.meta, theme.tokens().ink_faint)

    def _paint_chips(self, painter: QPainter, rect: QRect, tags: tuple[str, ...]) -> int:
        """The tags that have room, right-aligned, and how many more; returns where they begin."""
        if not tags:
            return rect.right() + 1
        font = theme.scaled(self._type.meta, 0.94)
        metrics = QFontMetrics(font)
        chips: list[tuple[str, str, str]] = []
        room = rect.width()
        for number, tag in enumerate(tags[:_CHIPS]):
            others = len(tags) - number - 1
            behind = metrics.horizontalAdvance(f"+{others}") + 2 * _CHIP_PADDING if others else 0
            inside = min(_WIDEST_CHIP, room - behind - 2 * _CHIP_PADDING)
            whole = metrics.horizontalAdvance(formats.tag_leaf(tag))
            if inside < min(whole, _LEAST_CHIP):
                break
            name = metrics.elidedText(formats.tag_leaf(tag), Qt.TextElideMode.ElideRight, inside)
            room -= metrics.horizontalAdvance(name) + 2 * _CHIP_PADDING + 4
            chips.append((name, *theme.chip_colours(tag)))
        if more := len(tags) - len(chips):
            chips.append((f"+{more}", theme.tokens().ink_faint, ""))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        height = metrics.height()
        x = rect.right() + 1
        for name, ink, ground in reversed(chips):
            width = metrics.horizontalAdvance(name) + 2 * _CHIP_PADDING
            x -= width
            shape = QRectF(x, rect.top() + (rect.height() - height) / 2, width, height)
            if ground:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(ground))
                painter.drawRoundedRect(shape, Radius.M, Radius.M)
            painter.setPen(QColor(ink))
            painter.drawText(shape, Qt.AlignmentFlag.AlignCenter, name)
            x -= 4
        painter.restore()
        return x - 6


def _word(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str) -> int:
    """A word from the left, shortened to its room; returns where the next one may begin."""
    if not text or rect.width() < rect.height():
        return rect.left()
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return rect.left() + metrics.horizontalAdvance(shown) + _META_GAP


def fitted(text: str, font: QFont, widths: list[int]) -> list[str]:
    """A text broken into lines of these widths; the last one is elided."""
    metrics = QFontMetrics(font)
    lines = []
    for width in widths[:-1]:
        if not text or metrics.horizontalAdvance(text) <= min(width, widths[-1]):
            break
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
        lines.append(encoded[:units].decode("utf-16-le", "replace").rstrip())
        text = encoded[units:].decode("utf-16-le", "replace").lstrip()
    if text:
        lines.append(metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, widths[-1])))
    return lines
