"""What may be meant by what is being typed, in a list beside the field. Main thread.

It lies over the panes without being a window: the field keeps the keys, and an input method that
is composing there notices nothing. The field says what is offered and hands it the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clipdesk.ui import theme
from clipdesk.ui.tokens import Radius, Space

_MOST_ROWS: Final = 9
_WIDTHS: Final = (220, 460)  # pixels
_Index = QModelIndex | QPersistentModelIndex


class Labelled(Protocol):
    """What can be offered."""

    @property
    def label(self) -> str:
        """How it is called."""


_One = TypeVar("_One", bound=Labelled)


class Completions(QListView, Generic[_One]):
    """The list.

    Signals:
        accepted(candidate): it was clicked.
    """

    accepted = Signal(object)

    def __init__(self, window: QWidget, hint: Callable[[_One], str]) -> None:
        """Make the list, hidden.

        Args:
            window: what it lies over.
            hint: what stands beside the name of a candidate; may be empty.
        """
        super().__init__(window)
        self.setObjectName("completions")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self._model: _Model[_One] = _Model(hint, self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self._model, self))
        self.clicked.connect(lambda index: self.accepted.emit(self._model.candidate(index.row())))
        self.hide()

    def offer(self, candidates: Sequence[_One], below: QRect) -> None:
        """Show candidates, none of them chosen; none at all hides the list.

        Args:
            candidates: the likeliest first.
            below: what it shall stand below, in the coordinates of the screen; above it where
                there is more room.
        """
        self._model.show_candidates(candidates)
        self.setCurrentIndex(QModelIndex())
        window = self.parentWidget()
        if not candidates or window is None:
            self.hide()
            return
        place = window.mapFromGlobal(below.bottomLeft()) + QPoint(0, Space.XS)
        least, most = _WIDTHS
        width = min(max(least, self.sizeHintForColumn(0) + 2 * Space.L), most)
        width = min(width, window.width() - 2 * Space.S)
        rows = min(len(candidates), _MOST_ROWS)
        height = rows * self.sizeHintForRow(0) + 2 * Space.S
        room = max(0, window.height() - place.y() - Space.S)
        top = window.mapFromGlobal(below.topLeft()).y() - 2 * Space.XS
        y = place.y()
        if height > room and top > room:
            height = min(height, top)
            y = top - height
        height = min(height, max(room, top))
        x = max(Space.S, min(place.x(), window.width() - width - Space.S))
        self.setGeometry(x, y, width, height)
        self.scrollToTop()
        self.show()
        self.raise_()

    def chosen(self) -> _One | None:
        """What Up and Down went to."""
        index = self.currentIndex()
        return self._model.candidate(index.row()) if index.isValid() else None

    def first(self) -> _One | None:
        """The likeliest."""
        return self._model.candidate(0) if self._model.rowCount() else None

    def step(self, delta: int) -> None:
        """Choose the next or the previous one; before the first and behind the last is none."""
        count = self._model.rowCount()
        index = self.currentIndex()
        places = count + 1  # the last of them is none
        at = ((index.row() if index.isValid() else count) + delta) % places
        self.setCurrentIndex(QModelIndex() if at == count else self._model.index(at, 0))


class _Model(QAbstractListModel, Generic[_One]):
    """The candidates."""

    def __init__(self, hint: Callable[[_One], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.hint = hint
        self._candidates: Sequence[_One] = ()

    def show_candidates(self, candidates: Sequence[_One]) -> None:
        """Show others."""
        self.beginResetModel()
        self._candidates = candidates
        self.endResetModel()

    def candidate(self, row: int) -> _One:
        """The candidate of a row."""
        return self._candidates[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._candidates)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name; a screen reader hears what a field means, too."""
        if not index.isValid():
            return None
        candidate = self._candidates[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return name_of(candidate)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(filter(None, (name_of(candidate), self.hint(candidate))))
        return None


def name_of(candidate: Labelled) -> str:
    """How a candidate is called, in one line."""
    return " ".join(candidate.label.split())


class _Delegate(QStyledItemDelegate, Generic[_One]):
    """A name, and at the right what it means."""

    def __init__(self, model: _Model[_One], view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        candidate = self._model.candidate(index.row())
        metrics = QFontMetrics(self._view.font())
        hint = self._model.hint(candidate)
        width = metrics.horizontalAdvance(name_of(candidate)) + 2 * Space.M
        if hint:
            width += metrics.horizontalAdvance(hint) + Space.XXL
        return QSize(width, metrics.height() + 2 * Space.S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colours = theme.tokens()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        flag = QStyle.StateFlag
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (flag.State_Selected | flag.State_MouseOver):
            is_chosen = bool(state & flag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selection if is_chosen else colours.hover))
            painter.drawRoundedRect(rect, Radius.S, Radius.S)
        painter.setFont(self._view.font())
        metrics = painter.fontMetrics()
        inside = rect.adjusted(Space.M, 0, -Space.M, 0)
        candidate = self._model.candidate(index.row())
        hint = self._model.hint(candidate)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.ink_soft))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, hint)
        room = inside.width() - (metrics.horizontalAdvance(hint) + Space.M if hint else 0)
        shown = metrics.elidedText(name_of(candidate), Qt.TextElideMode.ElideMiddle, room)
        painter.setPen(QColor(colours.ink))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()
