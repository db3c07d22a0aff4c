"""The rows of the list: clippings with a heading before each month. Main thread.

An order that is not that of time has no months: its rows stand without headings.

Nothing is built per clipping: the answer's arrays are kept as they came, the headings are found
by bisection, and a row is read in a chunk when it is first shown. Its neighbours: list_view.py
shows it, pane.py feeds it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from clipdesk.core.hits import Context, sought
from clipdesk.core.query import Filter, Found, Sort, parse
from clipdesk.store.clippings import Row
from clipdesk.texts import t
from clipdesk.ui import formats

ReadRows = Callable[[Sequence[int]], list[Row]]
ReadContexts = Callable[[Sequence[int]], dict[int, Context]]
_Index = QModelIndex | QPersistentModelIndex

_CHUNK: Final = 64
_KEPT: Final = 10_000
_LOOKED_INTO: Final = 16  # as many as a window shows
_NEAR: Final = 2_000
_STALE: Final = 2_000  # where more than so many were read since, another answer is on its way
_NOWHERE: Final = QModelIndex()
_NO_CONTEXT: Final = Context()


def no_contexts(_ids: Sequence[int]) -> dict[int, Context]:
    """What is read where nobody says where words stand."""
    return {}


@dataclass(frozen=True, slots=True)
class Heading:
    """A month in the list.

    Attributes:
        month: `year * 12 + month - 1`.
        count: its clippings among those shown.
        year_count: those of its year.
        opens_year: it is the first of its year in the list.
    """

    month: int
    count: int
    year_count: int
    opens_year: bool


class ListModel(QAbstractTableModel):
    """One column: headings and clippings. Positions count clippings, rows count both."""

    def __init__(
        self,
        read_rows: ReadRows,
        read_contexts: ReadContexts = no_contexts,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._read_rows = read_rows
        self._read_contexts = read_contexts
        self._has_contexts = False
        self._ids: array[int] = array("q")
        self._months: array[int] = array("l")
        self._unread = b""
        self._starts: list[int] = []  # the position of each month's first clipping
        self._years: list[int] = []  # the positions of the years' first ones
        self._heading_rows: list[int] = []
        self._cache: OrderedDict[int, Row | None] = OrderedDict()
        self._contexts: dict[int, Context] = {}

    def show_found(self, found: Found) -> None:
        """Show another answer; rows are read anew."""
        self.beginResetModel()
        self._ids, self._months = found.ids, found.months
        self._unread = found.unread_marks
        self._starts = [] if is_by_relevance(found.filter) else _run_starts(found.months)
        self._years = self._starts[:1] + [
            start
            for before, start in pairwise(self._starts)
            if found.months[before] // 12 != found.months[start] // 12
        ]
        self._heading_rows = [start + k for k, start in enumerate(self._starts)]
        self._has_contexts = bool(_words(found.filter))
        self._cache.clear()
        self._contexts.clear()
        self.endResetModel()

    def refresh_rows(self, ids: Iterable[int]) -> None:
        """Read these clippings again when they are next shown; none named means all."""
        wanted = list(ids)
        if wanted:
            for clipping_id in wanted:
                self._cache.pop(clipping_id, None)
                self._contexts.pop(clipping_id, None)
        else:
            self._cache.clear()
            self._contexts.clear()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))

    @property
    def ids(self) -> array[int]:
        """The clippings shown, in the order that was asked for. Not to be changed."""
        return self._ids

    @property
    def heading_rows(self) -> list[int]:
        """The rows that are headings, ascending. Not to be changed."""
        return self._heading_rows

    @property
    def has_headings(self) -> bool:
        """Whether the clippings stand below their months."""
        return bool(self._starts)

    @property
    def has_contexts(self) -> bool:
        """Whether words were looked for, so that `context` may have something to tell."""
        return self._has_contexts

    def is_heading(self, row: int) -> bool:
        """Whether a row is a month's heading."""
        k = bisect_left(self._heading_rows, row)
        return k < len(self._heading_rows) and self._heading_rows[k] == row

    def row_at(self, position: int) -> int:
        """The row of the clipping at a position."""
        return position + bisect_right(self._starts, position)

    def position_at(self, row: int) -> int:
        """The position of a row's clipping; for a heading that of the clipping below it."""
        return row - bisect_left(self._heading_rows, row + 1) + self.is_heading(row)

    def position_of(self, clipping_id: int, hint: int = 0) -> int | None:
        """Where a clipping stands, None where it is not shown; quick near the hint."""
        for start, stop in ((max(0, hint - _NEAR), hint + _NEAR), (0, len(self._ids))):
            with suppress(ValueError):
                return self._ids.index(clipping_id, start, stop)
        return None

    def unread_after(self, position: int) -> int | None:
        """Where the next unread clipping stands, from the top again at the end; None for none."""
        for start, stop in ((position + 1, len(self._unread)), (0, position + 1)):
            at = self._unread.find(1, start, stop)
            for _ in range(_STALE):
                if at < 0:
                    break
                row = self.clipping(at)  # it may have been read since the answer came
                if row is not None and not row.is_read:
                    return at
                at = self._unread.find(1, at + 1, stop)
        return None

    def month_at(self, position: int) -> int:
        """The month of the clipping at a position."""
        return self._months[position]

    def heading_of(self, row: int) -> Heading | None:
        """The heading over a row (or the row itself)."""
        k = bisect_right(self._heading_rows, row) - 1
        return self._heading(k) if k >= 0 else None

    def clipping(self, position: int) -> Row | None:
        """The row of a clipping, read with its neighbours; None where the library lost it."""
        clipping_id = self._ids[position]
        if clipping_id in self._cache:
            self._cache.move_to_end(clipping_id)
            return self._cache[clipping_id]
        first = position - position % _CHUNK
        missing = [i for i in self._ids[first : first + _CHUNK] if i not in self._cache]
        self._cache.update(dict.fromkeys(missing))
        self._cache.update((row.id, row) for row in self._read_rows(missing))
        while len(self._cache) > _KEPT:
            gone, _ = self._cache.popitem(last=False)
            self._contexts.pop(gone, None)
        return self._cache[clipping_id]

    def context(self, clipping_id: int) -> Context:
        """Where a clipping that was read as an `item` has the words that were looked for."""
        return self._contexts.get(clipping_id, _NO_CONTEXT)

    def item(self, row: int) -> Row | Heading | None:
        """What stands in a row."""
        if self.is_heading(row):
            return self.heading_of(row)
        position = self.position_at(row)
        if self._has_contexts and self._ids[position] not in self._contexts:
            self._look_into(position)
        return self.clipping(position)

    def _look_into(self, position: int) -> None:
        """Read the contexts of some clippings: it takes longer than reading their rows does."""
        first = position - position % _LOOKED_INTO
        ids = [i for i in self._ids[first : first + _LOOKED_INTO] if i not in self._contexts]
        self._contexts.update(dict.fromkeys(ids, _NO_CONTEXT))
        self._contexts.update(self._read_contexts(ids))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Clippings and headings."""
        return 0 if parent.isValid() else len(self._ids) + len(self._starts)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """One."""
        return 0 if parent.isValid() else 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A heading is neither selectable nor enabled."""
        if not index.isValid() or self.is_heading(index.row()):
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; the delegate asks `item` for the rest."""
        wanted = (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        )
        if role not in wanted or not index.isValid() or index.row() >= self.rowCount():
            return None
        item = self.item(index.row())
        if item is None:
            return ""
        if isinstance(item, Heading):
            return None if role == Qt.ItemDataRole.ToolTipRole else heading_text(item)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(item, self.context(item.id))
        return item.headline

    def _heading(self, k: int) -> Heading:
        start = self._starts[k]
        end = self._starts[k + 1] if k + 1 < len(self._starts) else len(self._ids)
        year = bisect_right(self._years, start)
        until = self._years[year] if year < len(self._years) else len(self._ids)
        first = self._years[year - 1]
        return Heading(self._months[start], end - start, until - first, opens_year=start == first)


def heading_text(heading: Heading) -> str:
    """A heading in words."""
    return t(
        "timeline.heading",
        month=formats.month_name(heading.month),
        n=heading.count,
        count=formats.figure(heading.count),
    )


def spoken(row: Row, context: Context = _NO_CONTEXT) -> str:
    """Everything that a line shows, as a screen reader says it."""
    marks = [
        t(f"timeline.mark.{name}")
        for name, has in (
            ("unread", not row.is_read),
            ("starred", row.starred),
            ("noted", row.has_note),
            ("highlighted", row.highlighted),
            ("cited", row.cited),
        )
        if has
    ]
    return t("timeline.separator").join(
        [
            formats.long_date(row.published),
            row.source,
            row.headline,
            *row.tags,
            *marks,
            *([context.text] if context.text else []),
        ]
    )


def _words(shown: Filter) -> tuple[object, ...]:
    """What is looked for in texts."""
    return sought(parse(shown.query, whole_words=shown.whole_words)) if shown.query else ()


def is_by_relevance(shown: Filter) -> bool:
    """Whether the order is not that of time: where no word counts, relevance means the newest."""
    return shown.sort is Sort.RELEVANCE and bool(_words(shown))


def _run_starts(months: array[int]) -> list[int]:
    """Where each month begins; the months are in order, up or down."""
    starts = []
    at = 0
    sign = -1 if len(months) and months[0] > months[-1] else 1
    while at < len(months):
        starts.append(at)
        at = bisect_right(months, sign * months[at], lo=at, key=lambda month: sign * month)
    return starts
