"""Asks for the name of a saved search, and says what the name would do. Main thread."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.store.searches import LONGEST_NAME
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.tokens import Space

Purpose = Literal["save", "rename"]

_WIDTH: Final = 460
_FIELD: Final = 10 * LONGEST_NAME
"""Characters that may be typed: one that is too long is shown whole, and said to be so."""
_ABOUT: Final = 240
"""Characters of the search that are shown."""
_VERDICTS: Final = ("will_replace", "is_taken", "too_long")


class SearchNameDialog(QDialog):
    """A field for the name; to save under a name that is there replaces what has it.

    Signals:
        chosen(str): the name, its spaces single; the dialog is closed.
    """

    chosen = Signal(str)

    def __init__(
        self, purpose: Purpose, name: str, about: str, there: Collection[str], parent: QWidget
    ) -> None:
        """Build it; `open` shows it.

        Args:
            purpose: what the name is for.
            name: the name to begin with.
            about: the search in words.
            there: the names that saved searches have.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._purpose, self._own, self._there = purpose, name, there
        self.setWindowTitle(t(f"sidebar.naming.{purpose}"))
        self.setMinimumWidth(_WIDTH)
        asked = QLabel(t("sidebar.naming.name"), self)
        self._field = QLineEdit(name, self)
        self._field.setMaxLength(_FIELD)
        self._field.selectAll()
        asked.setBuddy(self._field)
        if len(about) > _ABOUT:
            about = about[: _ABOUT - 1].rstrip() + "…"
        shown = self._quiet_label(about)
        self._said = self._quiet_label(*(self._verdict(key, _FIELD) for key in _VERDICTS))
        self._apply = QPushButton(self)
        self._apply.setDefault(True)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = QPushButton(t("sidebar.naming.cancel"), self)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL + Space.S, Space.XXL, Space.XL)
        layout.setSpacing(Space.M)
        for part in (asked, self._field, shown, self._said):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self._field.textChanged.connect(self._judge)
        self._judge()

    @property
    def name(self) -> str:
        """What is typed, its spaces single."""
        return " ".join(self._field.text().split())

    def accept(self) -> None:
        if self._apply.isEnabled():
            name = self.name
            super().accept()
            self.chosen.emit(name)

    def _quiet_label(self, *texts: str) -> QLabel:
        """A label with the first of these texts, and room for each: a dialog does not grow."""
        label = QLabel(texts[0], self, textFormat=Qt.TextFormat.PlainText)
        label.setObjectName("quiet")
        label.setWordWrap(True)
        label.setMinimumWidth(1)  # a long word must not push the dialog wide
        label.ensurePolished()
        for text in texts:
            label.setText(text)
            room = label.heightForWidth(_WIDTH - 2 * Space.XXL)
            label.setMinimumHeight(max(room, label.minimumHeight()))
        return label

    @staticmethod
    def _verdict(key: str, length: int) -> str:
        limit, n = map(formats.figure, (LONGEST_NAME, length))
        return t(f"sidebar.naming.{key}", limit=limit, length=n)

    def _judge(self) -> None:
        """Say what the name is, and whether it may be."""
        name, is_new = self.name, self._purpose == "save"
        is_there = name in self._there and (is_new or name != self._own)
        key = ("will_replace" if is_new else "is_taken") if is_there else ""
        is_long = len(name) > LONGEST_NAME
        key = "too_long" if is_long else key
        self._said.setText(self._verdict(key, len(name)) if key else "")
        self._apply.setText(t(f"sidebar.naming.{'replace' if is_there and is_new else 'apply'}"))
        self._apply.setEnabled(bool(name) and not is_long and (is_new or not is_there))
