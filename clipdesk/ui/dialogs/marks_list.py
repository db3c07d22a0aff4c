"""The highlights of a list: read when they come into sight, painted a row each. Main thread.

A row has the date, source and headline of the clipping above, below it the words on the ground of
their colour, and the comment in the analyst's colour. Headings are rows of the same height, so that
Qt finds any of 50,000 rows without asking for the others.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from clipdesk.core.marks import ListedMark, MarksFound
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.chips import lines_hint
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.swatches import Names, labelled
from clipdesk.ui.timeline import row_text
from clipdesk.ui.tokens import Radius, Size, Space

_PAGE: Final = 50
_KEPT: Final = 40
"""So many pages are kept."""
_LINES: Final = 2
"""Lines of a row below the first: of the words, and of the comment."""
_LONGEST: Final = 600
"""So many characters of words or a comment are looked at for a row; a hint shows more."""
_HINT: Final = 2_000
_NOWHERE: Final = QModelIndex()
_SIDE: Final = 12
_BAR: Final = 4

_Index = QModelIndex | QPersistentModelIndex


class MarksModel(QAbstractListModel):
    """The rows: a heading and what fits nowhere, a heading and the others.

    Without any that fit nowhere there are no headings.
    """

    def __init__(
        self, read: Callable[[Sequence[int]], list[ListedMark]], parent: QObject | None = None
    ) -> None:
        """Make an empty one.

        Args:
            read: gives highlights by their row ids.
            parent: owns it.
        """
        super().__init__(parent)
        self._read = read
        self._found = MarksFound()
        self._pages: OrderedDict[int, dict[int, ListedMark]] = OrderedDict()
        self.names: Names = {}

    def show_found(self, found: MarksFound) -> None:
        """Show another answer, or the same read anew."""
        self.beginResetModel()
        self._found = found
        self._pages.clear()
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._found.ids) + len(self._headings())

    def heading(self, row: int) -> tuple[str, str] | None:
        """The words of a heading, and why it is there; None of a highlight's row."""
        if row not in self._headings():
            return None
        lost, all_ = self._found.lost, len(self._found.ids)
        if not row:
            text = t("highlights.lost", n=lost, figure=formats.figure(lost))
            return text, t("highlights.lost_why")
        rest = all_ - lost
        return t("highlights.placed", n=rest, figure=formats.figure(rest)), ""

    def mark(self, row: int) -> ListedMark | None:
        """The highlight of a row; None of a heading, and of one that is gone."""
        at = self._at(row)
        if at is None:
            return None
        number = at // _PAGE
        page = self._pages.get(number)
        if page is None:
            ids = self._found.ids[number * _PAGE : (number + 1) * _PAGE]
            page = self._pages[number] = {mark.id: mark for mark in self._read(ids)}
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return page.get(self._found.ids[at])

    def row_of(self, highlight_id: int) -> int | None:
        """Where a highlight is shown."""
        try:
            at = self._found.ids.index(highlight_id)
        except ValueError:
            return None
        lost = self._found.lost
        return at + (0 if not lost else 1 if at < lost else 2)

    def id_at(self, row: int) -> int | None:
        """The highlight's id of a row, without reading it."""
        at = self._at(row)
        return None if at is None else self._found.ids[at]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        if (heading := self.heading(index.row())) is not None:
            return " ".join(heading) if role != Qt.ItemDataRole.ToolTipRole else None
        mark = self.mark(index.row())
        if mark is None:
            return None
        one = mark.highlight
        said = [labelled(one.colour, self.names), one.quote, one.comment]
        parts = [seen(part[:_HINT]) for part in (*said, _origin(mark)) if part]
        if role == Qt.ItemDataRole.ToolTipRole:
            return lines_hint(parts).replace("\n", "<br>")
        return " — ".join(" ".join(part.split()) for part in parts)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.heading(index.row()) is not None:
            return Qt.ItemFlag.NoItemFlags
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    def _headings(self) -> tuple[int, ...]:
        """The rows that are headings."""
        lost = self._found.lost
        if not lost:
            return ()
        return (0, lost + 1) if lost < len(self._found.ids) else (0,)

    def _at(self, row: int) -> int | None:
        headings = self._headings()
        if row in headings or not 0 <= row < self.rowCount():
            return None
        return row - sum(heading < row for heading in headings)


class MarksDelegate(QStyledItemDelegate):
    """Paints the rows of a `MarksModel`."""

    def __init__(self, model: MarksModel, view: QWidget) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    @property
    def height(self) -> int:
        """Of every row, in pixels."""
        meta, words = self._fonts()
        lines = QFontMetrics(meta).height() + _LINES * QFontMetrics(words).lineSpacing()
        return lines + 2 * Space.M + Space.S

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if (heading := self._model.heading(index.row())) is not None:
            self._paint_heading(painter, rect, *heading)
        elif (mark := self._model.mark(index.row())) is not None:
            self._paint_ground(painter, rect, state)
            self._paint_mark(painter, rect, mark)

    def _fonts(self) -> tuple[QFont, QFont]:
        font = self._view.font()
        return theme.scaled(font, Size.SMALL), font

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str, why: str) -> None:
        colours = theme.tokens()
        meta, words = self._fonts()
        bold = theme.scaled(words, 1, bold=True)
        painter.fillRect(rect, QColor(colours.sunken))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colours.line_strong))
        inside = rect.adjusted(_SIDE, Space.M, -_SIDE, -Space.M)
        lines = [(text, bold, colours.analyst), (why, meta, colours.ink_soft)]
        lines = [line for line in lines if line[0]]
        height = sum(QFontMetrics(font).lineSpacing() for _, font, _ in lines)
        top = float(inside.bottom() - height)
        for line, font, ink in lines:
            metrics = QFontMetrics(font)
            fitted = row_text.fitted(line, font, [inside.width()])[0]
            row_text.paint(
                painter, QPointF(inside.left(), top + metrics.ascent()), fitted, font, ink
            )
            top += metrics.lineSpacing()

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        colours, flag = theme.tokens(), QStyle.StateFlag
        ground = colours.paper
        if state & flag.State_Selected:
            has_keys = self._view.hasFocus()
            ground = colours.selection if has_keys else colours.selection_idle
        elif state & flag.State_MouseOver:
            ground = colours.hover
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colours.line))
        if state & flag.State_HasFocus:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(colours.accent))

    def _paint_mark(self, painter: QPainter, rect: QRect, mark: ListedMark) -> None:
        colours, one = theme.tokens(), mark.highlight
        meta, words = self._fonts()
        inside = rect.adjusted(_SIDE, Space.M, -_SIDE, -Space.M)
        small, large = QFontMetrics(meta), QFontMetrics(words)
        meaning = self._model.names.get(one.colour, "")
        right = inside.width() - min(small.horizontalAdvance(meaning), inside.width() // 4)
        (line,) = row_text.fitted(_origin(mark), meta, [right - _SIDE]) or [row_text.Line("")]
        base = inside.top() + small.ascent()
        row_text.paint(painter, QPointF(inside.left(), base), line, meta, colours.ink_soft)
        (line,) = row_text.fitted(meaning, meta, [inside.width() - right + 1]) or [
            row_text.Line("")
        ]
        row_text.paint(painter, QPointF(inside.left() + right, base), line, meta, colours.ink_soft)
        left, width = inside.left() + _BAR + Space.M, inside.width() - _BAR - Space.M
        comment = _line(one.comment)
        lines = row_text.fitted(_line(one.quote), words, [width] * (_LINES - bool(comment)))
        top = inside.top() + small.height() + Space.S
        ground = QColor(theme.mark_ground([one.colour]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        for number, line in enumerate(lines):
            y = top + number * large.lineSpacing()
            wide = large.horizontalAdvance(line.text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            under = QRectF(left - Space.XS, y, wide + 2 * Space.XS, large.height())
            painter.drawRoundedRect(under, Radius.S, Radius.S)
            row_text.paint(painter, QPointF(left, y + large.ascent()), line, words, colours.ink)
        if comment:
            y = top + max(1, len(lines)) * large.lineSpacing()
            painter.fillRect(inside.left(), y, _BAR - 1, large.height(), QColor(colours.analyst))
            (line,) = row_text.fitted(comment, words, [width])
            row_text.paint(painter, QPointF(left, y + large.ascent()), line, words, colours.analyst)


def _line(text: str) -> str:
    """Words in one line, as a row has room for."""
    return seen(" ".join(text[:_LONGEST].split()))


def _origin(mark: ListedMark) -> str:
    date = formats.plain_date(mark.published)
    return "　".join((date, _line(mark.source), _line(mark.headline)))
