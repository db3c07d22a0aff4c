"""Painting one line of the list: a clipping or a month's heading. Main thread.

A clipping's row has its date and source above, with tags and marks at the right, and the headline
on one or two lines below; a compact row in a wide list has all of it in a line. Where words were
looked for, a line around them stands at the bottom, in the voice of who wrote it. Everything is
measured from the view's font (row_shape.py); words are made to fit in row_text.py.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from clipdesk.core.hits import Context, Where
from clipdesk.store.clippings import Row
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.timeline import row_text
from clipdesk.ui.timeline.list_model import Heading, ListModel
from clipdesk.ui.timeline.row_shape import GAP, LEFT, MARK, META_GAP, RIGHT, Shape
from clipdesk.ui.tokens import Radius, Tokens

_CHIP_PADDING: Final = 6
_CHIPS: Final = 3
_LEAST_CHIP: Final = 36  # of a name shortened to less nothing is left
_WIDEST_CHIP: Final = 120
_LEAST_ROUTE: Final = 60
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter


class Delegate(QStyledItemDelegate):
    """Paints the rows of a `ListModel`."""

    def __init__(self, model: ListModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self.shape = Shape.of(QFont(), 0, compact=False, has_context=False, has_headings=True)

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

    def paint_heading(
        self, painter: QPainter, rect: QRect, heading: Heading, *, whole: bool = False
    ) -> None:
        """Paint a month's name and count; the year's before it where it begins, or if `whole`."""
        colours, fonts = theme.tokens(), self.shape.fonts
        has_year = whole or heading.opens_year
        painter.fillRect(rect, QColor(colours.sunken))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colours.line))
        if heading.opens_year and not whole:
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, QColor(colours.line_strong))
        inside = rect.adjusted(LEFT, 0, -RIGHT, -1)
        month = formats.month_alone(heading.month)
        if has_year:
            year = formats.year_name(heading.month // 12)
            count = formats.figure(heading.year_count)
            counted = t("timeline.year_count", n=heading.year_count, count=count)
            x = _word(painter, inside, year, fonts.unread, colours.ink)
            x = _word(
                painter, _from(inside, x - META_GAP // 2), counted, fonts.meta, colours.ink_faint
            )
            inside = _from(inside, x + META_GAP)
        _word(painter, inside, month, fonts.source, colours.ink_soft)
        painter.setFont(fonts.meta)
        painter.setPen(QColor(colours.ink_faint))
        painter.drawText(
            inside,
            _MIDDLE | Qt.AlignmentFlag.AlignRight,
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
            rect.left() + LEFT, rect.bottom(), rect.width() - LEFT, 1, QColor(colours.line)
        )
        if focused:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(colours.accent))
            if not selected:
                painter.setPen(QPen(QColor(colours.accent), 1))
                painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -1.5))

    def _paint_clipping(self, painter: QPainter, rect: QRect, row: Row) -> None:
        shape, fonts, context = self.shape, self.shape.fonts, self._model.context(row.id)
        font = fonts.headline if row.is_read else fonts.unread
        free = 0  # what is left of lines that this row has not
        if shape.has_context and not context.text:
            free += fonts.small + GAP
        top = rect.top() + shape.top
        left, right = rect.left() + LEFT, rect.right() + 1 - RIGHT
        if shape.in_a_line:
            top += free // 2
            first = top + max(0, fonts.small - fonts.line) // 2
            self._paint_in_a_line(painter, QRect(left, top, right - left, 0), row, font, context)
            below = top + max(fonts.line, fonts.small) + GAP
        else:
            width = right - left
            lines = row_text.fitted(row.headline, font, [width] * shape.lines, context.headline)
            free += max(0, shape.lines - max(1, len(lines))) * fonts.line
            top += free // 2
            first = top + fonts.small + GAP
            self._paint_above(painter, QRect(left, top, width, fonts.small), row)
            ascent = QFontMetrics(font).ascent()
            for number, line in enumerate(lines):
                at = QPointF(left, first + ascent + number * fonts.line)
                row_text.paint(painter, at, line, font, theme.tokens().ink)
            below = first + max(1, len(lines)) * fonts.line + GAP
        if not row.is_read:
            self._paint_dot(painter, QPointF(rect.left() + LEFT / 2 + 1, first + fonts.line / 2))
        if context.text:
            self._paint_context(painter, QRect(left, below, right - left, fonts.small), context)

    def _paint_dot(self, painter: QPainter, middle: QPointF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens().accent))
        painter.drawEllipse(middle, 3.5, 3.5)
        painter.restore()

    def _paint_above(self, painter: QPainter, rect: QRect, row: Row) -> None:
        """Date, source and route, tags and marks, above the headline."""
        marks = self._paint_marks(painter, rect, row)
        line = QRect(rect.left(), rect.top(), marks - rect.left(), rect.height())
        least = QFontMetrics(self.shape.fonts.meta).horizontalAdvance("+9") + 2 * _CHIP_PADDING
        line.setLeft(
            self._paint_meta(painter, line.adjusted(0, 0, -least * bool(row.tags), 0), row)
        )
        chips = self._paint_chips(painter, line, row.tags)
        line.setRight(chips - 1)
        self._paint_route(painter, line, row)

    def _paint_in_a_line(
        self, painter: QPainter, rect: QRect, row: Row, font: QFont, context: Context
    ) -> None:
        """Date, source and route in columns, the headline, tags and marks at the right."""
        shape, fonts, colours = self.shape, self.shape.fonts, theme.tokens()
        rect.setHeight(max(fonts.line, fonts.small))
        date = QRect(rect.left(), rect.top(), shape.dates, rect.height())
        _word(painter, date, shape.date(row.published), fonts.meta, colours.ink_soft)
        wide = shape.origin(self._view.width())
        origin = QRect(date.right() + 1 + META_GAP, rect.top(), wide, rect.height())
        begin = origin.right() + 1 + META_GAP
        x = _word(painter, origin, row.source, fonts.source, theme.source_colour(row.source))
        self._paint_route(painter, _from(origin, x), row)
        marks = self._paint_marks(painter, rect, row)
        room = QRect(begin, rect.top(), marks - begin, rect.height())
        tags = QRect(room)
        tags.setLeft(room.left() + room.width() * 3 // 5)  # the headline comes first
        chips = self._paint_chips(painter, tags, row.tags)
        metrics = QFontMetrics(font)
        (line, *_) = row_text.fitted(
            row.headline, font, [chips - META_GAP - begin], context.headline
        ) or [row_text.Line("")]
        baseline = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) / 2
        row_text.paint(painter, QPointF(begin, baseline), line, font, colours.ink)

    def _paint_context(self, painter: QPainter, rect: QRect, context: Context) -> None:
        """One line around the words that the clipping was found by, in the colour of its voice."""
        colours, fonts = theme.tokens(), self.shape.fonts
        ink = _ink(colours, context.where)
        if context.where is not Where.TEXT:
            name = t(f"timeline.where.{context.where}")
            rect.setLeft(_word(painter, rect, name, fonts.source, ink) - META_GAP // 2)
        line = row_text.around(context.text, fonts.meta, rect.width(), context.ranges)
        metrics = QFontMetrics(fonts.meta)
        baseline = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) / 2
        row_text.paint(painter, QPointF(rect.left(), baseline), line, fonts.meta, ink)

    def _paint_marks(self, painter: QPainter, rect: QRect, row: Row) -> int:
        """The marks from the right; returns where they begin."""
        colours = theme.tokens()
        ratio = painter.device().devicePixelRatioF()
        right = rect.right() + 1
        y = rect.top() + (rect.height() - MARK) // 2
        for has, name, colour in (
            (row.starred, "star-filled", colours.star),
            (row.has_note, "note", colours.analyst),
            (row.highlighted, "highlight", colours.analyst),
            (row.cited, "link", colours.ink_faint),
        ):
            if has:
                right -= MARK
                painter.drawPixmap(right, y, theme.pixmap(name, colour, MARK, ratio))
                right -= 5
        return right

    def _paint_meta(self, painter: QPainter, rect: QRect, row: Row) -> int:
        """Date and source; returns where they end."""
        fonts = self.shape.fonts
        date = self.shape.date(row.published)
        x = _word(painter, rect, date, fonts.meta, theme.tokens().ink_soft)
        colour = theme.source_colour(row.source)
        return _word(painter, _from(rect, x), row.source, fonts.source, colour)

    def _paint_route(self, painter: QPainter, rect: QRect, row: Row) -> None:
        whole = QFontMetrics(self.shape.fonts.meta).horizontalAdvance(row.via or "")
        if rect.width() >= min(whole, _LEAST_ROUTE):
            _word(painter, rect, row.via or "", self.shape.fonts.meta, theme.tokens().ink_faint)

    def _paint_chips(self, painter: QPainter, rect: QRect, tags: tuple[str, ...]) -> int:
        """The tags that have room, right-aligned, and how many more; returns where they begin."""
        if not tags:
            return rect.right() + 1
        font = theme.scaled(self.shape.fonts.meta, 0.94)
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
        more = len(tags) - len(chips)
        if more and room >= metrics.horizontalAdvance(f"+{more}"):
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
    painter.drawText(rect, _MIDDLE | Qt.AlignmentFlag.AlignLeft, shown)
    return rect.left() + metrics.horizontalAdvance(shown) + META_GAP


def _from(rect: QRect, left: int) -> QRect:
    """What of a line is left from there on."""
    return QRect(left, rect.top(), rect.right() + 1 - left, rect.height())


def _ink(colours: Tokens, where: Where | None) -> str:
    """The colour of a voice."""
    if where in (Where.NOTE, Where.COMMENT):
        return colours.analyst
    return colours.compiler if where in (Where.COMPILER, Where.CITATION) else colours.ink_soft
