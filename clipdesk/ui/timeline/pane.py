"""The chronological pane: the density strip above the list of clippings. Main thread.

It shows a `Found`, reads its lines through `read_rows` and asks for everything else by signals;
it writes nothing. Its parts: strip.py, list_view.py, list_model.py.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import chain
from typing import Final, NamedTuple

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from clipdesk.core.dates import Published
from clipdesk.core.query import Facet, Filter, Found, Sort
from clipdesk.ui.timeline.density import density_of
from clipdesk.ui.timeline.list_model import (
    ListModel,
    ReadContexts,
    ReadRows,
    is_by_relevance,
    no_contexts,
)
from clipdesk.ui.timeline.list_view import ListView
from clipdesk.ui.timeline.quick_find import QuickFind
from clipdesk.ui.timeline.strip import DensityStrip

_Select = QItemSelectionModel.SelectionFlag
_FEW: Final = 3
STACKS: Final = (Facet.SOURCE, Facet.VIA, Facet.TAG, Facet.COLLECTION)
"""What the strip's bars can be divided by."""
_MOST_RUNS: Final = 5_000  # Qt's selection slows down with the square of its ranges


class _Kept(NamedTuple):
    """How the list was before words of a headline were looked for.

    Attributes:
        current: the current clipping.
        ids: those that were listed.
        runs: those of them that were selected, as ranges of positions (the last one exclusive).
        scrolled: how far the list was.
    """

    current: int | None
    ids: array[int]
    runs: list[tuple[int, int]]
    scrolled: int


class TimelinePane(QWidget):
    """Strip and list.

    Signals:
        current_changed: the current clipping's id, or None.
        selection_changed: how many clippings are selected.
        days_requested: (first, last) in days (`date.toordinal`), or None to show all.
        activated: a clipping's id (Enter, double click).
        stack_requested: the facet to divide the strip's bars by, empty for none.
        said: something was done that is worth a quiet word.
        headlines_requested: a text; `quick.show_matches` takes the clippings whose headline has it.
    """

    current_changed = Signal(object)
    selection_changed = Signal(int)
    days_requested = Signal(object)
    activated = Signal(int)
    stack_requested = Signal(str)
    said = Signal(str)
    headlines_requested = Signal(str)

    def __init__(
        self,
        read_rows: ReadRows,
        read_contexts: ReadContexts = no_contexts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._current: int | None = None
        self._position = -1  # of the current clipping, or where it was before it vanished
        self._quiet = False
        self._chosen: frozenset[int] | None = None  # selected, and some of it is not shown now
        self._before_quick: _Kept | None = None
        self._model = ListModel(read_rows, read_contexts, self)
        self.strip = DensityStrip(self)
        self.list = ListView(self._model, self)
        self.quick = QuickFind(self._model, lambda: self._position, self)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(line)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.quick)
        self.strip.days_requested.connect(self.days_requested)
        self.strip.stack_requested.connect(self.stack_requested)
        self.strip.said.connect(self.said)
        self.strip.offer_facets(STACKS)
        self.quick.wished.connect(self.headlines_requested)
        self.quick.moved.connect(lambda at: self._make_current(at, _Select.ClearAndSelect))
        self.quick.begun.connect(self._on_quick_begun)
        self.quick.ended.connect(self._on_quick_ended)
        self.list.opened.connect(self._on_list_opened)
        chosen = self.list.selectionModel()
        chosen.currentChanged.connect(self._on_current_changed)
        chosen.selectionChanged.connect(self._on_selection_changed)
        self.retranslate()

    def show_found(self, found: Found, opened: int | None = None) -> None:
        """Show another answer; the current and selected clippings stay so where still shown.

        What was selected and is not shown is selected again when it comes back, unless something
        else was selected meanwhile.

        Args:
            found: the answer.
            opened: the clipping that is being read; it is current where the list has it and has no
                other: it comes back, or it was opened by its id.
        """
        model = self._model
        before = Filter() if self._found is None else self._found.filter
        same = self._found is not None and before == found.filter
        ranks_anew = is_by_relevance(found.filter) and _ranking(before) != _ranking(found.filter)
        stays = found.ids == model.ids  # most answers only say that a mark changed
        runs = self._selected_positions()
        selected = self._chosen or frozenset(() if stays else self.selected_ids())
        current = opened if self._current is None else self._current
        anchor = self._anchor()
        self._quiet = True
        self._found = found
        model.show_found(found)
        position = None if current is None else model.position_of(current, self._position)
        if position is not None:
            self.list.selectionModel().setCurrentIndex(self._index(position), _Select.NoUpdate)
            self._current = current  # what comes back was open all the time: nothing to tell
        elif not same:
            self._position = -1
        if stays:
            self._select_runs(runs)
        elif self._select_again(selected) < len(selected):
            self._chosen = selected
        else:
            self._chosen = None
        self._quiet = False
        self.list.show_empty("" if len(found.ids) else "match" if found.total else "library")
        self.strip.show_density(density_of(found), found.shown_as.days)
        if ranks_anew:
            self.list.verticalScrollBar().setValue(0)  # the most relevant, not what is open
        else:
            self._stay_at(anchor, position, same=same)
        self._on_current_changed()
        self._tell_selection()

    def mark_open(self, published: Published | None) -> None:
        """Mark in the strip when the clipping that is open appeared, listed or not."""
        days = None if published is None else (published.first_day, published.last_day)
        self.strip.set_current(days)

    def select(self, clipping_id: int) -> bool:
        """Make a clipping current and scroll to it; whether it is shown at all."""
        position = self._model.position_of(clipping_id, self._position)
        if position is None:
            return False
        self._make_current(position, _Select.ClearAndSelect)
        return True

    def current_id(self) -> int | None:
        """The current clipping."""
        return self._current

    def selected_ids(self) -> list[int]:
        """The selected clippings in the list's order."""
        ids: list[int] = []
        for first, last in self._selected_positions():
            ids.extend(self._model.ids[first:last])
        return ids

    def refresh_rows(self, ids: Iterable[int]) -> None:
        """Clippings' annotations changed: show them anew; none named means all."""
        self._model.refresh_rows(ids)

    def step(self, delta: int) -> bool:
        """Go that many clippings on or back; whether there was one."""
        count = len(self._model.ids)
        if not count:
            return False
        if self._position < 0:
            target = 0 if delta > 0 else count - 1
        else:
            gone = self._current is None and delta > 0  # the next one moved up to its place
            target = self._position + delta - gone
        target = max(0, min(count - 1, target))
        if self._current is not None and target == self._position:
            return False
        self._make_current(target, _Select.ClearAndSelect)
        return True

    def next_unread(self) -> bool:
        """Go to the next unread clipping, from the top again at the end; whether there is one."""
        gone = self._current is None and self._position >= 0  # the next one moved up to its place
        position = self._model.unread_after(self._position - gone)
        if position is not None:
            self._make_current(position, _Select.ClearAndSelect)
        return position is not None

    def retranslate(self) -> None:
        """Take the language in use."""
        self.strip.retranslate()
        self.list.retranslate()
        self.quick.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a high pane the bars have more room."""
        super().resizeEvent(event)
        self.strip.use_room(event.size().height())

    def _index(self, position: int) -> QModelIndex:
        return self._model.index(self._model.row_at(position), 0)

    def _make_current(self, position: int, command: QItemSelectionModel.SelectionFlag) -> None:
        self.list.selectionModel().setCurrentIndex(self._index(position), command)
        self.list.scrollTo(self._index(position))

    def _anchor(self) -> tuple[int, int] | None:
        """A clipping in sight (the current one, else the topmost) and its height on the screen."""
        current = self.list.currentIndex()
        row = current.row() if current.isValid() and self.list.in_sight(current) else -1
        if row < 0:
            row = self.list.rowAt(0)
        if row < 0 or self._model.is_heading(row):
            return None
        return self._model.ids[self._model.position_at(row)], self.list.rowViewportPosition(row)

    def _stay_at(self, anchor: tuple[int, int] | None, current: int | None, *, same: bool) -> None:
        """Keep what the eye rests on where it was; another filter without it begins at the top."""
        bar = self.list.verticalScrollBar()
        position = None if anchor is None else self._model.position_of(anchor[0], self._position)
        if anchor is not None and position is not None and (same or position == current):
            row = self._model.row_at(position)
            bar.setValue(bar.value() + self.list.rowViewportPosition(row) - anchor[1])
        elif current is not None:
            self.list.scrollTo(self._index(current))
        elif not same:
            bar.setValue(0)

    def _selected_positions(self) -> list[tuple[int, int]]:
        """The selected clippings as ranges of positions (the last one exclusive)."""
        ranges = sorted(
            (r.top(), r.bottom()) for r in self.list.selectionModel().selection().toList()
        )
        return [
            (self._model.position_at(top), self._model.position_at(bottom + 1))
            for top, bottom in ranges
        ]

    def _select_again(self, wanted: frozenset[int]) -> int:
        """Select what is shown of some clippings; how many that are."""
        if not wanted:
            return 0
        positions: Iterable[int]
        if len(wanted) <= _FEW:
            near = (self._model.position_of(i, self._position) for i in wanted)
            positions = sorted(position for position in near if position is not None)
        else:
            positions = (p for p, i in enumerate(self._model.ids) if i in wanted)
        runs: list[list[int]] = []
        for position in positions:
            if runs and runs[-1][1] == position - 1:
                runs[-1][1] = position
            else:
                runs.append([position, position])
                if len(runs) > _MOST_RUNS:
                    return 0
        found = [(first, last + 1) for first, last in runs]
        self._select_runs(found)
        return sum(end - first for first, end in found)

    def _select_runs(self, runs: Iterable[tuple[int, int]]) -> None:
        """Select ranges of positions (the last one exclusive), and nothing else."""
        chosen = QItemSelection()
        for first, end in runs:
            if first < end:
                chosen.append(QItemSelectionRange(self._index(first), self._index(end - 1)))
        self.list.selectionModel().select(chosen, _Select.ClearAndSelect)

    def _on_current_changed(self) -> None:
        if self._quiet:
            return
        index = self.list.currentIndex()
        current = None
        if index.isValid() and not self._model.is_heading(index.row()):
            self._position = self._model.position_at(index.row())
            current = self._model.ids[self._position]
            row = self._model.clipping(self._position)
            if row is not None:  # what leaves the list stays open, and marked
                self.mark_open(row.published)
            # What is clicked Qt selects itself; with Ctrl held it would take this selection off again.
            if not self.list.is_pressed and not self.list.selectionModel().hasSelection():
                self.list.selectionModel().select(index, _Select.Select)
        if current != self._current:
            self._current = current
            self.current_changed.emit(current)

    def _on_selection_changed(self) -> None:
        if not self._quiet:
            self._chosen = None
            self._tell_selection()

    def _tell_selection(self) -> None:
        self.selection_changed.emit(sum(b - a for a, b in self._selected_positions()))

    def _on_quick_begun(self) -> None:
        self._before_quick = _Kept(
            self._current,
            self._model.ids,
            self._selected_positions(),
            self.list.verticalScrollBar().value(),
        )

    def _on_quick_ended(self, stay: bool) -> None:
        kept, self._before_quick = self._before_quick, None
        self.list.setFocus()
        if stay or kept is None:
            return
        if kept.current is not None:
            self.select(kept.current)
        if kept.ids != self._model.ids:
            self._select_again(frozenset(chain.from_iterable(kept.ids[a:b] for a, b in kept.runs)))
        elif kept.runs:
            self._select_runs(kept.runs)
            self.list.verticalScrollBar().setValue(kept.scrolled)

    def _on_list_opened(self, index: QModelIndex) -> None:
        if not self._model.is_heading(index.row()):
            self.activated.emit(self._model.ids[self._model.position_at(index.row())])


def _ranking(shown: Filter) -> tuple[Sort, str, bool]:
    """What makes one clipping more relevant than another."""
    return shown.sort, shown.query, shown.whole_words
