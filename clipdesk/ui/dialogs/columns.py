"""Asks what the columns of a table are: a choice above each, over the table's first rows. Main thread."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipdesk.importing.mapping import REPEATED, Column, Mapping, needs_order, said
from clipdesk.importing.tables import Table
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.tokens import Space

_SIZE: Final = QSize(980, 520)
_KINDS: Final[tuple[Column | None, ...]] = (None, *Column)
_ORDERS: Final = (None, True, False)
_ROWS: Final = 10
"""So many of the table's rows are shown."""
_LONGEST: Final = 200
"""Characters of a cell that are shown; a column is narrow and a text is long."""
_WIDEST: Final = 200
_NARROWEST: Final = 100


class ColumnsDialog(QDialog):
    """A table's first rows, and above each column what it is.

    Signals:
        chosen(Mapping): what the columns are; the dialog is closed.
    """

    chosen = Signal(object)

    def __init__(self, table: Table, mapping: Mapping, file_name: str, parent: QWidget) -> None:
        """Build it; `open` shows it.

        Args:
            table: what is asked about.
            mapping: what its columns are until then.
            file_name: of the table.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._table, self._file_name = table, file_name
        self._combos = [QComboBox(self) for _ in table.header]
        columns = [*mapping.columns, *[None] * len(table.header)]
        for place, combo in enumerate(self._combos):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.addItems([""] * len(_KINDS))
            combo.setCurrentIndex(_KINDS.index(columns[place]))
            combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            combo.installEventFilter(self)
        self._taken: tuple[QComboBox, QComboBox] | None = None  # who took what, and from whom
        self._cells = QTableWidget(self)
        self._order, self._order_asked = QComboBox(self), QLabel(self)
        self._order.addItems([""] * len(_ORDERS))
        self._order.setCurrentIndex(_ORDERS.index(mapping.day_first))
        self._question, self._why = QLabel(self), QLabel(self)
        self._apply, self._cancel = QPushButton(self), QPushButton(self)
        self._build()
        self.retranslate()
        for combo in self._combos:
            combo.currentIndexChanged.connect(partial(self._on_combo_index_changed, combo))
        self._order.currentIndexChanged.connect(self._judge)
        room = parent.window().size()
        self.resize(_SIZE.boundedTo(room * 0.94))

    def _build(self) -> None:
        for label in (self._question, self._why, self._order_asked):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setWordWrap(True)
        self._why.setWordWrap(True)
        self._why.setObjectName("quiet")
        self._order_asked.setBuddy(self._order)
        self._fill()
        order = QHBoxLayout()
        order.setSpacing(Space.M)
        order.addWidget(self._order_asked)
        order.addWidget(self._order)
        order.addStretch(1)
        self._apply.setDefault(True)
        self._cancel.setAutoDefault(False)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self._cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(Space.L)
        foot.addWidget(self._why, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL, Space.XXL, Space.XL)
        layout.setSpacing(Space.L)
        layout.addWidget(self._question)
        layout.addWidget(self._cells, 1)
        layout.addLayout(order)
        layout.addLayout(foot)

    def _fill(self) -> None:
        """The choices in the first row, then the names where there are any, then some rows."""
        cells, header = self._cells, self._table.header
        cells.setObjectName("previewTable")
        cells.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        cells.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        cells.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from choice to choice
        cells.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        cells.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        cells.setShowGrid(False)
        cells.setWordWrap(False)
        cells.horizontalHeader().hide()
        cells.verticalHeader().hide()
        named = [header] if any(map(str.strip, header)) else []
        rows = [*named, *self._table.rows[:_ROWS]]
        cells.setColumnCount(len(header) + 1)  # the last has nothing: the names' band goes on there
        cells.setRowCount(1 + len(rows))
        tokens = theme.tokens()
        for number, row in enumerate(rows, 1):
            whole = [*row, *[""] * len(header)][: len(header)]
            for place, text in enumerate([*whole, ""]):
                shown = seen(" ".join(text[:_LONGEST].split()))
                item = QTableWidgetItem(shown)
                item.setToolTip(plain_hint(shown))
                if number <= len(named):
                    item.setBackground(QColor(tokens.sunken))
                    item.setForeground(QColor(tokens.ink_soft))
                cells.setItem(number, place, item)
        cells.horizontalHeader().setMinimumSectionSize(0)
        cells.horizontalHeader().setSectionResizeMode(len(header), QHeaderView.ResizeMode.Stretch)
        line = cells.fontMetrics().height() + Space.M
        cells.verticalHeader().setDefaultSectionSize(line)
        cells.verticalHeader().setMinimumSectionSize(line)
        for place, combo in enumerate(self._combos):
            cells.setCellWidget(0, place, combo)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("columns.title", file=seen(self._file_name)))
        self._question.setText(t("columns.question"))
        self._cells.setAccessibleName(t("columns.table"))
        self._apply.setText(t("columns.apply"))
        self._cancel.setText(t("columns.cancel"))
        for place, combo in enumerate(self._combos):
            name = self._table.header[place].strip()
            combo.setAccessibleName(name or t("columns.column", n=place + 1))
            for index, kind in enumerate(_KINDS):
                combo.setItemText(index, t(f"columns.kind_{kind or ''}"))
        orders = (t("columns.order_ask"), t("columns.order_day"), t("columns.order_month"))
        for index, text in enumerate(orders):
            self._order.setItemText(index, text)
        for combo in self._combos:
            self._fit(combo)
        if self._combos:
            self._cells.setRowHeight(0, self._combos[0].sizeHint().height() + Space.S)
        self._judge()

    def _fit(self, combo: QComboBox) -> None:
        """Make a column as wide as its cells and any choice: nothing of its list is covered."""
        combo.ensurePolished()
        place, whole = self._combos.index(combo), combo.sizeHint().width()
        advance = combo.fontMetrics().horizontalAdvance
        items = [self._cells.item(row, place) for row in range(1, self._cells.rowCount())]
        cells = max((advance(item.text()) for item in items if item is not None), default=0)
        width = max(min(cells, _WIDEST), whole, _NARROWEST) + 2 * Space.M
        self._cells.setColumnWidth(place, width + Space.S)
        combo.view().setMinimumWidth(whole)

    @property
    def mapping(self) -> Mapping:
        """What is chosen."""
        order = _ORDERS[self._order.currentIndex()] if self._needs_order else None
        return said(self._columns, self._table.rows, day_first=order)

    def accept(self) -> None:
        if self._apply.isEnabled():
            mapping = self.mapping
            super().accept()
            self.chosen.emit(mapping)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QComboBox):
            if event.type() is QEvent.Type.Wheel and not watched.hasFocus():
                event.ignore()  # who scrolls the table changes nothing
                return True
            if event.type() is QEvent.Type.FocusIn:
                at = self._cells.model().index(0, self._combos.index(watched))
                self._cells.scrollTo(at)
        return super().eventFilter(watched, event)

    @property
    def _columns(self) -> list[Column | None]:
        return [_kind(combo) for combo in self._combos]

    @property
    def _needs_order(self) -> bool:
        return needs_order(self._columns, self._table.rows)

    def _on_combo_index_changed(self, changed: QComboBox, _index: int) -> None:
        """What there can be only one of is taken from the column that had it."""
        self._fit(changed)
        kind = _kind(changed)
        if kind is not None and kind not in REPEATED:
            for combo in self._combos:
                if combo is not changed and _kind(combo) is kind:
                    combo.setCurrentIndex(0)
                    self._taken = changed, combo
        self._judge()

    def _judge(self) -> None:
        """Say what is missing, and whether the choice may be."""
        needs_order = self._needs_order
        self._order.setVisible(needs_order)
        self._order_asked.setVisible(needs_order)
        if needs_order:
            at = self._columns.index(Column.DATE)
            dates = [row[at].strip() for row in self._table.rows if at < len(row)]
            shown = next(filter(None, dates), "")
            self._order_asked.setText(t("columns.order", date=seen(shown[:_LONGEST])))
        why = ""
        if not self.mapping.dated:
            why = t("columns.no_date")
        elif needs_order and not self._order.currentIndex():
            why = t("columns.no_order")
        self._why.setText(why or self._told_taken())
        self._apply.setEnabled(not why)

    def _told_taken(self) -> str:
        """Which column lost what it was, as long as that is so: it may stand out of sight."""
        if self._taken is None:
            return ""
        into, lost = self._taken
        if _kind(lost) is not None or _kind(into) is None:
            return ""
        return t("columns.taken", kind=into.currentText(), column=lost.accessibleName())


def _kind(combo: QComboBox) -> Column | None:
    # Items keep no kinds: Qt would give back plain strings.
    return _KINDS[combo.currentIndex()]
