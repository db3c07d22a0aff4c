"""The sections and their lines as a tree that is changed in place. Main thread.

The sections always stand; of their lines only what differs is told to the view, so that it
keeps its place, its current line and what is folded.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from clipdesk.core.query import Facet, Found
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.sidebar.entries import SECTIONS, Entry, Line, More, lines

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_SECTION: Final = 0  # the internal id of a section; a line has its section's row + 1


class FacetModel(QAbstractItemModel):
    """Two floors: sections, and their lines (values, and "more" in a long section)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._whole: set[Facet] = set()
        self._lines: dict[Facet, list[Line]] = {facet: [] for facet in SECTIONS}

    def show_found(self, found: Found) -> None:
        """Show another answer's counts."""
        self._found = found
        for row in range(len(SECTIONS)):
            self._show(row)

    def toggle_whole(self, facet: Facet) -> None:
        """List all of a long section, or its first values only."""
        self._whole ^= {facet}
        self._show(SECTIONS.index(facet))

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

    def chosen_count(self, facet: Facet) -> int:
        """How many values of a section are chosen."""
        return sum(isinstance(line, Entry) and line.chosen for line in self._lines[facet])

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
        """All are enabled; a value can be checked."""
        if not index.isValid():
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
        return self._text(index, line) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _text(self, index: _Index, line: Line | None) -> str:
        if line is None:
            return t(f"sidebar.section.{self.facet(index)}")
        if isinstance(line, Entry):
            return line.label
        if not line.hidden:
            return t("sidebar.less")
        return t("sidebar.more", n=line.hidden, count=formats.figure(line.hidden))

    def _show(self, section: int) -> None:
        """Bring a section's lines to what they shall be, telling only the differences."""
        if self._found is None:
            return
        facet = SECTIONS[section]
        wanted = lines(self._found, facet, whole=facet in self._whole)
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


def _key(line: Line) -> str | None:
    return None if isinstance(line, More) else line.value


def _entry_data(entry: Entry, role: int) -> Any:
    if role == Qt.ItemDataRole.CheckStateRole:
        return Qt.CheckState.Checked if entry.chosen else Qt.CheckState.Unchecked
    if role == Qt.ItemDataRole.ToolTipRole:
        return entry.name
    if role == Qt.ItemDataRole.AccessibleTextRole:
        count = formats.figure(entry.count)
        return t("sidebar.spoken", name=entry.name, n=entry.count, count=count)
    return None
