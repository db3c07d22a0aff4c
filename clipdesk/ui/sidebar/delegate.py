"""How the tree of facets is painted, and where the parts of a line are. Main thread.

It owns no data: model.py has the lines, view.py handles pointer and keys.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
)

from clipdesk.core.query import Facet
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.sidebar.entries import ORDERS, Entry, Finder, State
from clipdesk.ui.sidebar.model import FacetModel
from clipdesk.ui.tokens import Radius, Size

Index = QModelIndex | QPersistentModelIndex

EDGE: Final = 8
_BOX: Final = 14
_LABEL: Final = EDGE + 8 + _BOX + 8
_INDENT: Final = 14
_DOT: Final = 10
_TWISTY: Final = 14
LINE_PADDING: Final = 6
_FIELD_PADDING: Final = 12
_SECTION_TOP: Final = 14
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
_MIDDLE_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class FacetDelegate(QStyledItemDelegate):
    """Paints sections and lines."""

    def __init__(self, model: FacetModel, view: QTreeView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self.target = QPersistentModelIndex()  # what something is dragged over

    # ---- where things are

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A line's height; a section has room above it."""
        del option
        height = QFontMetrics(self._view.font()).height() + LINE_PADDING
        line = self._model.line(index)
        if line is None:
            height += _SECTION_TOP if index.row() else 0
        elif isinstance(line, Finder):
            height += _FIELD_PADDING
        return QSize(80, height)

    def box_rect(self, index: Index) -> QRect:
        """Where the check box of a value stands."""
        rect = self._view.visualRect(index)
        return QRect(rect.left() + EDGE + 8, rect.top() + (rect.height() - _BOX) // 2, _BOX, _BOX)

    def twisty_rect(self, index: Index) -> QRect:
        """Where a value is opened and closed; empty where nothing is below it."""
        line = self._model.line(index)
        if not isinstance(line, Entry) or line.is_open is None:
            return QRect()
        rect = self._view.visualRect(index)
        left = rect.left() + _LABEL + line.depth * _INDENT - 2
        return QRect(left, rect.top(), _TWISTY, rect.height())

    def find_rect(self, index: Index) -> QRect:
        """Where a section's values are looked through; empty where they are few."""
        if self._model.line(index) is not None or not self._model.can_seek(
            self._model.facet(index)
        ):
            return QRect()
        inside = self._section_rect(self._view.visualRect(index))
        return QRect(
            inside.right() - EDGE * 2 - _BOX + 2, inside.top(), _BOX + EDGE, inside.height()
        )

    def order_rect(self, index: Index) -> QRect:
        """Where a section's order is changed; empty where it has only one."""
        facet = self._model.facet(index)
        if self._model.line(index) is not None or facet not in ORDERS:
            return QRect()
        inside = self._section_rect(self._view.visualRect(index))
        right = inside.right() - EDGE * 2
        find = self.find_rect(index)
        if not find.isEmpty():
            right = find.left() - EDGE // 2
        font = theme.scaled(self._view.font(), Size.SMALL)
        width = QFontMetrics(font).horizontalAdvance(self._order_text(index))
        return QRect(right - width, inside.top(), width, inside.height())

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Say what the parts of a section's line do."""
        at = event.pos()
        for key, rect in (
            ("find_hint", self.find_rect(index)),
            ("order_hint", self.order_rect(index)),
        ):
            if rect.contains(at):
                QToolTip.showText(event.globalPos(), plain_hint(t(f"sidebar.{key}")), view, rect)
                return True
        return super().helpEvent(event, view, option, index)

    def editorEvent(self, event: QEvent, model: object, option: object, index: object) -> bool:
        """The view handles clicks; nothing is checked here."""
        del event, model, option, index
        return False

    # ---- how they look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a section or a line."""
        rect: QRect = option.rect
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = self._view.hasFocus() and self._view.currentIndex() == index
        focused = focused or self.target == index
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._model.line(index)
        if line is None:
            self._paint_section(painter, rect, index, hovered=hovered, focused=focused)
        elif isinstance(line, Entry):
            self._paint_entry(painter, rect, index, line, (hovered, focused))
        elif not isinstance(line, Finder):
            self._paint_words(painter, rect, index, hovered=hovered, focused=focused)
        painter.restore()

    def _paint_section(
        self, painter: QPainter, rect: QRect, index: Index, *, hovered: bool, focused: bool
    ) -> None:
        colours = theme.tokens()
        inside = self._section_rect(rect)
        self._ground(painter, inside, "", focused=focused)
        unfolded = self._view.isExpanded(index)
        chevron = "chevron-down" if unfolded else "chevron-right"
        at = QPoint(inside.left() + EDGE + 8, inside.top() + (inside.height() - _BOX) // 2)
        self._icon(painter, chevron, colours.ink_faint, QRect(at, QSize(_BOX, _BOX)))
        facet = self._model.facet(index)
        right = inside.right() - EDGE * 2
        if unfolded:
            right = self._paint_tools(painter, index, right, shows_order=hovered or focused)
        elif marked := self._model.marked_count(facet):
            painter.setFont(theme.scaled(self._view.font(), Size.SMALL, bold=True))
            painter.setPen(QColor(colours.accent))
            painter.drawText(
                inside.adjusted(0, 0, -EDGE * 2, 0), _MIDDLE_RIGHT, formats.figure(marked)
            )
            right -= QFontMetrics(painter.font()).horizontalAdvance(formats.figure(marked)) + EDGE
        painter.setFont(theme.scaled(self._view.font(), Size.SMALL, bold=True))
        painter.setPen(QColor(colours.ink_soft))
        text = QRect(inside)
        text.setLeft(inside.left() + _LABEL)
        text.setRight(right)
        self._elided(painter, text, str(index.data(Qt.ItemDataRole.DisplayRole)))

    def _paint_tools(
        self, painter: QPainter, index: Index, right: int, *, shows_order: bool
    ) -> int:
        """What a section's order and field are changed with; the right end of what is left."""
        colours = theme.tokens()
        find = self.find_rect(index)
        if not find.isEmpty():
            is_on = self._model.shape(self._model.facet(index)).sought is not None
            ink = colours.accent if is_on else colours.ink_faint
            middle = find.center()
            self._icon(
                painter, "search", ink, QRect(middle.x() - 6, middle.y() - 6, _BOX - 1, _BOX - 1)
            )
            right = find.left() - EDGE // 2
        order = self.order_rect(index)
        if shows_order and not order.isEmpty():
            painter.setFont(theme.scaled(self._view.font(), Size.SMALL))
            painter.setPen(QColor(colours.accent))
            painter.drawText(order, _MIDDLE_RIGHT, self._order_text(index))
            right = order.left() - EDGE
        return right

    def _paint_entry(
        self, painter: QPainter, rect: QRect, index: Index, entry: Entry, under: tuple[bool, bool]
    ) -> None:
        colours = theme.tokens()
        hovered, focused = under
        excluded = entry.state is State.EXCLUDED
        ground = {
            State.CHOSEN: colours.selection,
            State.EXCLUDED: colours.removed_ground,
            State.PLAIN: colours.selection_idle if hovered else "",
        }[entry.state]
        self._ground(painter, rect, ground, focused=focused)
        if entry.state is not State.PLAIN or hovered or focused:
            self._paint_box(painter, self.box_rect(index), entry.state)
        small = theme.scaled(self._view.font(), Size.SMALL)
        count = formats.figure(entry.count)
        width = QFontMetrics(small).horizontalAdvance(count)
        painter.setFont(small)
        painter.setPen(QColor(colours.ink_soft if entry.count else colours.ink_faint))
        painter.drawText(rect.adjusted(0, 0, -EDGE * 2, 0), _MIDDLE_RIGHT, count)
        font = theme.scaled(self._view.font(), Size.NORMAL, bold=entry.state is State.CHOSEN)
        font.setStrikeOut(excluded)
        painter.setFont(font)
        strong = entry.count or entry.state is State.CHOSEN
        ink = colours.removed if excluded else colours.ink if strong else colours.ink_faint
        painter.setPen(QColor(ink))
        left = _LABEL + entry.depth * _INDENT
        if self._model.is_tree(entry.facet):
            twisty = self.twisty_rect(index)
            if not twisty.isEmpty():
                icon = QRect(0, 0, _TWISTY - 2, _TWISTY - 2)
                icon.moveCenter(twisty.center())
                name = "chevron-down" if entry.is_open else "chevron-right"
                self._icon(painter, name, colours.ink_faint, icon)
            left += _TWISTY
        if entry.facet is Facet.TAG and theme.tag_colour(entry.value):
            edge, fill = theme.chip_colours(entry.value)
            painter.setPen(QPen(QColor(edge), 1))
            painter.setBrush(QColor(fill))
            top = rect.center().y() + 1 - _DOT / 2
            painter.drawEllipse(QRectF(left + 0.5, top, _DOT, _DOT))
            painter.setPen(QColor(ink))
            left += _DOT + EDGE - 2
        self._elided(painter, rect.adjusted(left, 0, -EDGE * 3 - width, 0), entry.label)

    def _paint_words(
        self, painter: QPainter, rect: QRect, index: Index, *, hovered: bool, focused: bool
    ) -> None:
        """A line of words: that there is more, or that nothing matches."""
        colours = theme.tokens()
        can_be_used = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        ground = colours.selection_idle if hovered and can_be_used else ""
        self._ground(painter, rect, ground, focused=focused)
        painter.setFont(theme.scaled(self._view.font(), Size.SMALL))
        painter.setPen(QColor(colours.accent if can_be_used else colours.ink_faint))
        line = self._model.line(index)
        left = _LABEL + getattr(line, "depth", 0) * _INDENT
        if self._model.is_tree(self._model.facet(index)):
            left += _TWISTY
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        self._elided(painter, rect.adjusted(left, 0, -EDGE, 0), text)

    def _ground(self, painter: QPainter, rect: QRect, ground: str, *, focused: bool) -> None:
        shape = QRectF(rect).adjusted(EDGE + 0.5, 1, -EDGE + 0.5, -1)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(shape, Radius.M, Radius.M)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.tokens().accent), 1.2))
            painter.drawRoundedRect(shape, Radius.M, Radius.M)

    def _paint_box(self, painter: QPainter, box: QRect, state: State) -> None:
        colours = theme.tokens()
        shape = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        edge, fill, icon, ink = {
            State.CHOSEN: (colours.accent, colours.accent, "check", colours.on_accent),
            State.EXCLUDED: (colours.removed, colours.removed_ground, "minus", colours.removed),
            State.PLAIN: (colours.line_strong, colours.raised, "", ""),
        }[state]
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(shape, Radius.S, Radius.S)
        if icon:
            self._icon(painter, icon, ink, box.adjusted(1, 1, -1, -1))

    def _icon(self, painter: QPainter, name: str, ink: str, rect: QRect) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect.topLeft(), theme.pixmap(name, ink, rect.width(), ratio))

    def _elided(self, painter: QPainter, rect: QRect, text: str) -> None:
        font: QFont = painter.font()
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _MIDDLE, shown)

    def _section_rect(self, rect: QRect) -> QRect:
        height = QFontMetrics(self._view.font()).height() + LINE_PADDING
        return QRect(rect.left(), rect.bottom() + 1 - height, rect.width(), height)

    def _order_text(self, index: Index) -> str:
        facet = self._model.facet(index)
        return order_name(facet, self._model.shape(facet).order)


def order_name(facet: object, order: object) -> str:
    """A section's order in words."""
    return t(f"sidebar.order.{'time' if facet == 'year' and order == 'name' else order}")
