"""How a dossier is to look: what is on its pages, and how they are laid out. Main thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QWidget,
)

from clipdesk.exporting.dossier import Left, layout_from
from clipdesk.texts import t
from clipdesk.ui.tokens import Space

_IN_A_ROW = 3


class DossierForm(QObject):
    """The choices, as rows for the dialog's form."""

    def __init__(self, saved: Mapping[str, Any], parent: QWidget) -> None:
        """Build it.

        Args:
            saved: the choices of the last time (`chosen`), whatever became of the file meanwhile.
            parent: the form.
        """
        super().__init__(parent)
        known = layout_from(saved)
        self._parts = {part: QCheckBox(t(f"export.part.{part}"), parent) for part in get_args(Left)}
        for part, box in self._parts.items():
            box.setChecked(part not in known["without"])
        self._form, self._columns = QComboBox(parent), QComboBox(parent)
        for short in (False, True):
            self._form.addItem(t("export.short" if short else "export.full"), short)
        for number in (1, 2):
            self._columns.addItem(t("export.columns_of", n=number), number)
        self._own_pages = QCheckBox(t("export.own_pages"), parent)
        self._landscape = QCheckBox(t("export.landscape"), parent)
        self._form.setCurrentIndex(self._form.findData(known["short"]))
        self._columns.setCurrentIndex(self._columns.findData(known["columns"]))
        self._own_pages.setChecked(known["own_pages"])
        self._landscape.setChecked(known["landscape"])
        self._form.currentIndexChanged.connect(self._show_possible)
        self._show_possible()

    def add_to(self, rows: QFormLayout) -> None:
        """Put the choices into a form's rows."""
        parts, layout = QGridLayout(), QHBoxLayout()
        parts.setHorizontalSpacing(Space.XL)
        parts.setVerticalSpacing(Space.M)
        parts.setColumnStretch(_IN_A_ROW, 1)
        for at, box in enumerate(self._parts.values()):
            parts.addWidget(box, *divmod(at, _IN_A_ROW))
        layout.setSpacing(Space.XL)
        layout.addWidget(self._landscape)
        layout.addWidget(self._own_pages)
        layout.addStretch()
        rows.addRow(t("export.form"), self._form)
        rows.addRow(t("export.parts"), parts)
        rows.addRow(t("export.columns"), self._columns)
        rows.addRow(t("export.layout"), layout)

    @property
    def chosen(self) -> dict[str, Any]:
        """The choices as plain data, as they are remembered; `layout_from` reads them."""
        return {
            "without": [part for part, box in self._parts.items() if not box.isChecked()],
            "landscape": self._landscape.isChecked(),
            "columns": self._columns.currentData(),
            "own_pages": self._own_pages.isChecked(),
            "short": self._form.currentData(),
        }

    def _show_possible(self) -> None:
        """A line for each clipping has no place for what stands below it."""
        is_short = bool(self._form.currentData())
        for part in ("compiler", "tags", "highlights", "notes"):
            self._parts[part].setEnabled(not is_short)
        self._own_pages.setEnabled(not is_short)
