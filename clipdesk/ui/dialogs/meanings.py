"""Asks what each colour of highlights means. Main thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.anchors import COLOURS
from clipdesk.texts import t
from clipdesk.ui import swatches
from clipdesk.ui.tokens import Space

_WIDTH: Final = 420
_LONGEST: Final = 40
_SWATCH: Final = 16


class MeaningsDialog(QDialog):
    """A field for each colour; what it means until it is named stands faintly in it.

    Signals:
        chosen(dict): the meaning of each colour that has one; the dialog is closed.
    """

    chosen = Signal(object)

    def __init__(self, named: Mapping[str, str], parent: QWidget) -> None:
        """Build it; `open` shows it.

        Args:
            named: the analyst's own meanings, by colour.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("highlights.meanings_title"))
        self.setMinimumWidth(_WIDTH)
        said = QLabel(t("highlights.meanings_what"), self, textFormat=Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        rows = QGridLayout()
        rows.setHorizontalSpacing(Space.L)
        rows.setVerticalSpacing(Space.M)
        rows.setColumnStretch(2, 1)
        self._fields: dict[str, QLineEdit] = {}
        for row, colour in enumerate(COLOURS):
            name = t(f"article.colour.{colour}")
            swatch, label = QLabel(self), QLabel(name, self)
            swatch.setPixmap(swatches.swatch(colour).pixmap(_SWATCH, _SWATCH))
            field = self._fields[colour] = QLineEdit(named.get(colour, ""), self)
            field.setMaxLength(_LONGEST)
            field.setPlaceholderText(swatches.default(colour))
            field.setAccessibleName(t("highlights.meaning_of", colour=name))
            label.setBuddy(field)
            for column, widget in enumerate((swatch, label, field)):
                rows.addWidget(widget, row, column)
        apply, cancel = (
            QPushButton(t("highlights.apply"), self),
            QPushButton(t("highlights.cancel"), self),
        )
        apply.setDefault(True)
        cancel.setAutoDefault(False)
        buttons = QDialogButtonBox(self)
        buttons.addButton(apply, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL + Space.S, Space.XXL, Space.XL)
        layout.setSpacing(Space.L)
        layout.addWidget(said)
        layout.addLayout(rows)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def accept(self) -> None:
        chosen = {colour: field.text() for colour, field in self._fields.items()}
        super().accept()
        self.chosen.emit({colour: text for colour, text in chosen.items() if text.strip()})
