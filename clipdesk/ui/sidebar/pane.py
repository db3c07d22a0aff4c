"""The filter pane: every facet's values with their counts. Main thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from clipdesk.core.query import Facet, Found


class SidebarPane(QWidget):
    """Facets to choose from.

    Signals:
        facet_requested: facet, value, and whether the value is asked for beside the others.
        clear_requested: nothing shall be chosen.
    """

    facet_requested = Signal(object, str, bool)
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = QTreeWidget(self)
        self._tree.setColumnCount(2)
        self._tree.setHeaderHidden(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._tree)
        self._tree.itemClicked.connect(self._on_clicked)

    def show_found(self, found: Found) -> None:
        """Show another answer's counts."""
        self._tree.clear()
        for facet, counts in found.facets.items():
            section = QTreeWidgetItem(self._tree, [str(facet)])
            section.setExpanded(True)
            for value, count in counts.items():
                item = QTreeWidgetItem(section, [value, str(count)])
                item.setData(0, Qt.ItemDataRole.UserRole, (facet, value))

    def retranslate(self) -> None:
        """Take the language in use."""

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        pair: tuple[Facet, str] | None = item.data(0, Qt.ItemDataRole.UserRole)
        if pair:
            toggle = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
            self.facet_requested.emit(*pair, bool(toggle))
