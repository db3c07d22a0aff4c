"""The rows of an import's preview: read page by page, when they come into sight. Main thread.

How many rows there are is known from the start, so that any place of 100,000 is one step away;
what stands in them is read only there.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from clipdesk.texts import t
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.dialogs.wording import seen

_PAGE: Final = 100
_KEPT: Final = 60
"""So many pages are kept: what the eye goes to and fro in."""
_NOWHERE: Final = QModelIndex()
_ALIGNED: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight

_Index = QModelIndex | QPersistentModelIndex
_One = TypeVar("_One")


class Rows(QAbstractTableModel, Generic[_One]):
    """A table of things that are read when they are seen."""

    def __init__(
        self,
        columns: Sequence[tuple[str, Callable[[_One], str]]],
        parent: QObject | None = None,
    ) -> None:
        """Make an empty one.

        Args:
            columns: the key of each heading, and what a row says below it. The first one holds
                figures.
            parent: owns it.
        """
        super().__init__(parent)
        self._columns = columns
        self._count = 0
        self._read: Callable[[int, int], Sequence[_One]] = lambda _start, _limit: ()
        self._pages: OrderedDict[int, Sequence[_One]] = OrderedDict()

    def show_rows(self, count: int, read: Callable[[int, int], Sequence[_One]]) -> None:
        """Show other rows.

        Args:
            count: how many there are.
            read: gives those from a row on, as many as asked for.
        """
        self.beginResetModel()
        self._count, self._read = count, read
        self._pages.clear()
        self.endResetModel()

    def row(self, number: int) -> _One | None:
        """One of them; None where there is none."""
        if not 0 <= number < self._count:
            return None
        page = self._page(number // _PAGE)
        return page[number % _PAGE] if number % _PAGE < len(page) else None

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        if self._count:
            last = self.index(self._count - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return _ALIGNED
        if role not in wanted or (one := self.row(index.row())) is None:
            return None
        text = seen(" ".join(self._columns[index.column()][1](one).split()))  # a row is one line
        return plain_hint(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return t(self._columns[section][0])
            if role == Qt.ItemDataRole.TextAlignmentRole:
                left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
                return left if section else _ALIGNED
        return None

    def _page(self, number: int) -> Sequence[_One]:
        if number in self._pages:
            self._pages.move_to_end(number)
        else:
            self._pages[number] = self._read(number * _PAGE, _PAGE)
            if len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return self._pages[number]
