"""Asks for the name of a source, and says what the name is to the library. Main thread."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.importing.sources import SourceBook
from clipdesk.texts import t
from clipdesk.ui.dialogs.split import completer
from clipdesk.ui.dialogs.wording import seen, straight
from clipdesk.ui.tokens import Space

Purpose = Literal["rename", "merge", "mean"]

_WIDTH = 500


class NameDialog(QDialog):
    """A question, a field that completes to the sources, and what the name typed would do.

    Signals:
        chosen(str): the name, its spaces single; the dialog is closed.
    """

    chosen = Signal(str)

    def __init__(
        self,
        purpose: Purpose,
        name: str,
        book: SourceBook,
        there: Collection[str],
        parent: QWidget,
        *,
        proposed: str = "",
    ) -> None:
        """Build it; `open` shows it.

        Args:
            purpose: what the name is for.
            name: the source, or the printed form, that the question is about.
            book: the known sources.
            there: the sources of the library.
            parent: the window that it belongs to.
            proposed: the answer to begin with, where there is a likely one.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._purpose, self._about, self._book, self._there = purpose, name, book, there
        shown = seen(name)
        title, question = {
            "rename": (t("sources.name.rename"), t("sources.name.rename_question", name=shown)),
            "merge": (t("sources.name.merge"), t("sources.name.merge_question", name=shown)),
            "mean": (t("sources.name.mean"), t("sources.name.mean_question", name=shown)),
        }[purpose]
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        asked = QLabel(question, self, textFormat=Qt.TextFormat.PlainText)
        asked.setWordWrap(True)
        self._field = QLineEdit(self)
        self._field.setCompleter(completer([*book.names(), *there], self))
        self._said = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._said.setObjectName("quiet")
        self._said.setWordWrap(True)
        self._apply = QPushButton(t("sources.name.apply"), self)
        self._apply.setDefault(True)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = QPushButton(t("sources.name.cancel"), self)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QFormLayout()
        row.setHorizontalSpacing(Space.L)
        row.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        row.addRow(t("sources.name.source"), self._field)
        row.addRow("", self._said)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL + Space.S, Space.XXL, Space.XL)
        layout.setSpacing(Space.L)
        layout.addWidget(asked)
        layout.addLayout(row)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self._field.textChanged.connect(self._judge)
        self._field.setText(proposed or ("" if purpose == "merge" else straight(name)))
        self._field.selectAll()
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

    def _judge(self) -> None:
        """Say what the name is, and whether it may be."""
        name = self.name
        there = name in self._there or self._book.knows(name)
        meant = name if name in self._there else self._book.meant(name)
        text = ""
        if not name or (name == self._about and self._purpose == "rename"):
            possible = False
        elif self._purpose == "merge":
            possible = there and meant != self._about
            text = "" if there else t("sources.name.not_there")
        else:
            possible = True
            if self._purpose == "rename" and there and meant != self._about:
                text = t("sources.name.will_merge")
            elif not there:
                text = t("sources.name.is_new")
        if possible and not text and meant not in {name, self._about}:
            text = t("sources.name.is_known", name=seen(meant))
        self._said.setText(text)
        self._apply.setEnabled(possible)
