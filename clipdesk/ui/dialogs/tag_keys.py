"""Asks which tag each of the keys 1 to 9 gives and takes away. Main thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.texts import t
from clipdesk.ui.tokens import Space

DIGITS: Final = range(1, 10)
_WIDTH: Final = 460


class TagKeysDialog(QDialog):
    """A field for each digit that completes to the tags; a new tag may be typed.

    Signals:
        chosen(dict): the tag of each digit that has one; the dialog is closed.
    """

    chosen = Signal(object)

    def __init__(self, tags: Sequence[str], keys: Mapping[int, str], parent: QWidget) -> None:
        """Build it; `open` shows it.

        Args:
            tags: every tag.
            keys: the tag of each digit that has one.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("tag_keys.title"))
        self.setMinimumWidth(_WIDTH)
        said = QLabel(t("tag_keys.what"), self, textFormat=Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        rows = QFormLayout()
        rows.setHorizontalSpacing(Space.L)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._fields = {digit: self._field(tags, keys.get(digit, "")) for digit in DIGITS}
        for digit, field in self._fields.items():
            field.setAccessibleName(t("tag_keys.tag_of", key=digit))
            rows.addRow(str(digit), field)
        apply, cancel = (
            QPushButton(t("tag_keys.apply"), self),
            QPushButton(t("tag_keys.cancel"), self),
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
        chosen = {digit: " ".join(f.currentText().split()) for digit, f in self._fields.items()}
        super().accept()
        self.chosen.emit({digit: name for digit, name in chosen.items() if name})

    def _field(self, tags: Sequence[str], chosen: str) -> QComboBox:
        field = QComboBox(self)
        field.setEditable(True)
        field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        field.addItems(["", *tags])
        field.setCurrentText(chosen)
        if (completer := field.completer()) is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        if (line := field.lineEdit()) is not None:
            line.setPlaceholderText(t("tag_keys.none"))
            line.editingFinished.connect(lambda: self._take_elsewhere(field))
        field.activated.connect(lambda _: self._take_elsewhere(field))
        return field

    def _take_elsewhere(self, field: QComboBox) -> None:
        """A tag has one key: what was chosen here stands nowhere else."""
        name = field.currentText().strip()
        for other in self._fields.values():
            if name and other is not field and other.currentText().strip() == name:
                other.setCurrentText("")
