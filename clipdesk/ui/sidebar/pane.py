"""The filter pane: every facet's values with their counts. Main thread.

It shows a `Found` and asks for other filters by signals. Its parts: entries.py (what is listed),
model.py, view.py, delegate.py, menu.py; above them saved.py.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from clipdesk.core.query import Found
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.sidebar.entries import ORDERS, SECTIONS, Order
from clipdesk.ui.sidebar.model import FacetModel
from clipdesk.ui.sidebar.saved import SavedPane
from clipdesk.ui.sidebar.view import FacetView
from clipdesk.ui.tokens import Size, Space


class SidebarPane(QWidget):
    """Saved searches, and facets to choose from.

    Signals:
        facet_requested: facet, value, and how it is asked for (`Wish`).
        clear_requested: nothing shall be chosen.
    """

    facet_requested = Signal(object, str, object)
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = FacetModel(self)
        self.view = FacetView(self._model, self)
        self.saved = SavedPane(self)
        self._title = QLabel(self)
        self.clear_button = QPushButton(self)
        self.clear_button.setFlat(True)
        policy = self.clear_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.clear_button.setSizePolicy(policy)
        self.clear_button.hide()
        top = QHBoxLayout()
        top.setContentsMargins(Space.XL, Space.S, Space.M, Space.XS)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.saved)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        self.setMinimumWidth(180)  # short names and their counts
        # No focus proxy: Tab would go to it at once, past what stands before it.
        stops = self.saved.save_button, self.saved.list, self.clear_button, self.view
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)
        self.view.chosen.connect(self.facet_requested)
        self.clear_button.clicked.connect(self._on_clear_clicked)
        self.retranslate()

    def show_found(self, found: Found) -> None:
        """Show another answer's counts, keeping the place."""
        self._model.show_found(found)
        shown = found.shown_as
        for row, facet in enumerate(SECTIONS):
            nothing = not found.facets.get(facet) and not self._model.marked_count(facet)
            self.view.setRowHidden(row, self.view.rootIndex(), nothing)
        is_any = bool(shown.chosen or shown.excluded)
        if not is_any and self.clear_button.hasFocus():
            self.view.setFocus()
        self.clear_button.setVisible(is_any)

    def save_state(self, state: QSettings) -> None:
        """Remember the orders, and which sections are folded."""
        for facet in SECTIONS:
            folded = not self.view.isExpanded(self._model.section(facet))
            state.setValue(f"sidebar/folded_{facet}", folded)
            if facet in ORDERS:
                state.setValue(f"sidebar/order_{facet}", str(self._model.shape(facet).order))

    def restore_state(self, state: QSettings) -> None:
        """Take up the orders and the folded sections of the last time."""
        for facet in SECTIONS:
            folded = bool(state.value(f"sidebar/folded_{facet}", False, type=bool))
            self.view.setExpanded(self._model.section(facet), not folded)
            order = state.value(f"sidebar/order_{facet}", "", type=str)
            if facet in ORDERS and order in set(Order):  # a damaged file gives words
                self._model.set_order(facet, Order(str(order)))

    def retranslate(self) -> None:
        """Take the language in use."""
        self._title.setText(t("sidebar.title"))
        font = theme.scaled(self.font(), Size.NORMAL, bold=True)
        self._title.setFont(font)
        self.clear_button.setText(t("sidebar.clear"))
        self.view.setAccessibleName(t("sidebar.name"))
        self._model.retranslate()
        self.saved.retranslate()
        self.view.retranslate()

    def _on_clear_clicked(self) -> None:
        self.clear_requested.emit()
