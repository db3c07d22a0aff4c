"""The sections and their lines as a tree that is changed in place. Main thread.

The sections always stand; of their lines only what differs is told to the view, so that it
keeps its place, its current line and what is folded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from clipdesk.core.query import Facet, Found
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.sidebar.entries import (
    ORDERS,
    SECTIONS,
    Entry,
    Finder,
    Line,
    More,
    Nothing,
    Order,
    Shape,
    State,
    counted,
    is_long,
    lines,
    marked_count,
)

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_SECTION: Final = 0  # the internal id of a section; a line has its section's row + 1


class FacetModel(QAbstractItemModel):
    """Two floors: sections, and their lines; what is below a value is set in by its depth."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._shapes = {facet: Shape(ORDERS.get(facet, Order.NAME)) for facet in SECTIONS}
        self._lines: dict[Facet, list[Line]] = {facet: [] for facet in SECTIONS}
        self._counts: dict[Facet, Mapping[str, int]] = {}  # of the last answer that had any

    def show_found(self, found: Found) -> None:
        """Show another answer's counts."""
        self._found = found
        for row in range(len(SECTIONS)):
            self._show(row)

    def toggle_whole(self, facet: Facet, branch: str = "") -> None:
        """List all of a long section or branch, or its first values only."""
        shape = self._shapes[facet]
        self._reshape(facet, replace(shape, whole=shape.whole ^ {branch}))

    def set_open(self, entry: Entry, is_open: bool) -> None:
        """List what is below a value, or not."""
        shape = self._shapes[entry.facet]
        opened = {**shape.opened, entry.value: is_open}
        self._reshape(entry.facet, replace(shape, opened=opened))

    def set_order(self, facet: Facet, order: Order) -> None:
        """List a section in another order."""
        self._reshape(facet, replace(self._shapes[facet], order=order))

    def seek(self, facet: Facet, sought: str | None) -> None:
        """List only values with that in their names; None takes the field for it away."""
        self._reshape(facet, replace(self._shapes[facet], sought=sought))

    def shape(self, facet: Facet) -> Shape:
        """How a section is shown."""
        return self._shapes[facet]

    def can_seek(self, facet: Facet) -> bool:
        """Whether a section is worth looking through by typing."""
        is_on = self._shapes[facet].sought is not None
        return is_on or (self._found is not None and is_long(self._found, facet))

    def retranslate(self) -> None:
        """Take the language in use."""
        if self._found is not None:
            self.show_found(self._found)
        self.dataChanged.emit(self.index(0, 0), self.index(len(SECTIONS) - 1, 0))

    def line(self, index: _Index) -> Line | None:
        """The line at an index; None for a section."""
        if not index.isValid() or index.internalId() == _SECTION:
            return None
        return self._lines[SECTIONS[index.internalId() - 1]][index.row()]

    def facet(self, index: _Index) -> Facet:
        """The section that an index belongs to or is."""
        section = index.row() if index.internalId() == _SECTION else index.internalId() - 1
        return SECTIONS[section]

    def section(self, facet: Facet) -> QModelIndex:
        """The index of a section."""
        return self.index(SECTIONS.index(facet), 0)

    def above(self, index: _Index) -> QModelIndex:
        """The line that a line is below, or its section."""
        line = self.line(index)
        parent = index.parent()
        if isinstance(line, Entry | More) and line.depth:
            for row in range(index.row() - 1, -1, -1):
                upper = self.index(row, 0, parent)
                found = self.line(upper)
                if isinstance(found, Entry) and found.depth < line.depth:
                    return upper
        return parent

    def marked_count(self, facet: Facet) -> int:
        """How many values of a section are chosen or excluded."""
        return 0 if self._found is None else marked_count(self._found, facet)

    def is_tree(self, facet: Facet) -> bool:
        """Whether any value listed in a section has others below it."""
        return any(isinstance(e, Entry) and e.is_open is not None for e in self._lines[facet])

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        """The index of a section or of its line."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _SECTION)

    def parent(self, index: _Index = _NOWHERE) -> Any:
        """A line's section."""
        if not index.isValid() or index.internalId() == _SECTION:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _SECTION)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Sections, or a section's lines."""
        if not parent.isValid():
            return len(SECTIONS)
        if parent.internalId() != _SECTION or parent.column():
            return 0
        return len(self._lines[SECTIONS[parent.row()]])

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """One."""
        del parent
        return 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A value can be checked; the keys pass over a field and over what only says something."""
        if not index.isValid() or isinstance(self.line(index), Finder | Nothing):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if isinstance(self.line(index), Entry):
            flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemNeverHasChildren
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and check marks; the delegate asks `line` for the rest."""
        if not index.isValid():
            return None
        line = self.line(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index, line)
        if isinstance(line, Entry):
            return _entry_data(line, role)
        if role != Qt.ItemDataRole.AccessibleTextRole:
            return None
        return self._spoken_section(index) if line is None else self._text(index, line)

    def _text(self, index: _Index, line: Line | None) -> str:
        if line is None:
            return t(f"sidebar.section.{self.facet(index)}")
        if isinstance(line, Entry):
            return line.label
        if isinstance(line, Finder):
            return ""
        if isinstance(line, Nothing):
            return t("sidebar.no_match")
        if not line.hidden:
            return t("sidebar.less")
        return t("sidebar.more", n=line.hidden, count=formats.figure(line.hidden))

    def _spoken_section(self, index: _Index) -> str:
        facet = self.facet(index)
        name, marked = t(f"sidebar.section.{facet}"), self.marked_count(facet)
        return t("sidebar.spoken_section", name=name, n=marked) if marked else name

    def _reshape(self, facet: Facet, shape: Shape) -> None:
        self._shapes[facet] = shape
        self._show(SECTIONS.index(facet))

    def _show(self, section: int) -> None:
        """Bring a section's lines to what they shall be, telling only the differences."""
        if self._found is None:
            return
        facet = SECTIONS[section]
        counts = counted(self._found, facet)
        self._counts[facet] = counts or self._counts.get(facet, {})
        before = {} if counts else self._counts[facet]
        wanted = lines(self._found, facet, self._shapes[facet], before)
        mine = self._lines[facet]
        parent = self.index(section, 0)
        keys = [_key(line) for line in wanted]
        kept = set(keys)
        for row in reversed(range(len(mine))):
            if _key(mine[row]) not in kept:
                self.beginRemoveRows(parent, row, row)
                del mine[row]
                self.endRemoveRows()
        had = {_key(line) for line in mine}
        new = [line for line in wanted if _key(line) not in had]
        if new:
            self.beginInsertRows(parent, len(mine), len(mine) + len(new) - 1)
            mine.extend(new)
            self.endInsertRows()
        if [_key(line) for line in mine] != keys:
            self._reorder(parent, mine, wanted)
        mine[:] = wanted
        self.dataChanged.emit(parent, parent)
        if mine:
            self.dataChanged.emit(self.index(0, 0, parent), self.index(len(mine) - 1, 0, parent))

    def _reorder(self, parent: QModelIndex, mine: list[Line], wanted: list[Line]) -> None:
        self.layoutAboutToBeChanged.emit()  # PySide may refuse the optional arguments
        place = {_key(line): row for row, line in enumerate(wanted)}
        before = [i for i in self.persistentIndexList() if i.parent() == parent]
        after = [self.createIndex(place[_key(mine[i.row()])], 0, i.internalId()) for i in before]
        mine[:] = wanted
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _key(line: Line) -> tuple[str, str]:
    if isinstance(line, Entry):
        return "entry", line.value
    return type(line).__name__, line.branch if isinstance(line, More) else ""


def _entry_data(entry: Entry, role: int) -> Any:
    if role == Qt.ItemDataRole.CheckStateRole:
        chosen = entry.state is State.CHOSEN
        return Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_hint(entry.name) + plain_hint(t("sidebar.hint"))
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return _spoken(entry)
    return None


def _spoken(entry: Entry) -> str:
    """A value's name, count and state, as a screen reader says it."""
    count = formats.figure(entry.count)
    said = [t("sidebar.spoken", name=entry.name, n=entry.count, count=count)]
    if entry.state is not State.PLAIN:
        said.append(t(f"sidebar.state.{entry.state}"))
    if entry.is_open is not None:
        said.append(t("sidebar.state.open" if entry.is_open else "sidebar.state.closed"))
    return t("sidebar.state.joint").join(said)
