"""Earlier texts in a list, and the chosen one beside a later: what revisions and versions share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QListWidget,
    QRadioButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from clipdesk.ui import theme
from clipdesk.ui.dialogs.difference import DifferenceView
from clipdesk.ui.tokens import Size, Space

_LIST_WIDTH: Final = 230


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be compared; `title` stands over it, `line` in the list."""

    words: str
    title: str
    line: str = ""


class EarlierTexts(QSplitter):
    """The list at the left, the difference at the right.

    Signals:
        chosen(int): the place of the text that is looked at, newest first; -1 for none.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget, width: int, *, to_next: bool) -> None:
        """Make it empty.

        Args:
            parent: the dialog.
            width: of the whole, in pixels.
            to_next: compare with the text that came after it, not the present one, until chosen
                otherwise.
        """
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._texts: Sequence[Text] = ()
        self._present = Text("", "")
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(Space.XS)
        self._difference = DifferenceView(self)
        self._with_next, self._with_present = QRadioButton(self), QRadioButton(self)
        both = [self._with_next, self._with_present]
        choices = QButtonGroup(self)
        side = QWidget(self)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, Space.M, 0)
        left.addWidget(self.list, 1)
        for choice in both if to_next else reversed(both):
            choices.addButton(choice)
            left.addWidget(choice)
        both[0 if to_next else 1].setChecked(True)
        self.addWidget(side)
        self.addWidget(self._difference)
        self.setHandleWidth(1)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setSizes([_LIST_WIDTH, width - _LIST_WIDTH])
        self.list.currentRowChanged.connect(self._show_chosen)
        self._with_present.toggled.connect(self._show_chosen)

    def say(self, list_name: str, with_next: str, with_present: str) -> None:
        """What the list and the choices are called, in the language in use."""
        self.list.setAccessibleName(list_name)
        self._with_next.setText(with_next)
        self._with_present.setText(with_present)
        self._difference.retranslate()

    def show_texts(self, texts: Sequence[Text], present: Text) -> None:
        """Show these texts, newest first; the place that was chosen stays."""
        self._texts, self._present = texts, present
        place = max(self.list.currentRow(), 0)
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([text.line for text in texts])
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        several = len(texts) > 1
        self._with_next.setVisible(several)  # of one alone both are the same
        self._with_present.setVisible(several)
        self._show_chosen()

    def _show_chosen(self, *_: object) -> None:
        place = self.list.currentRow()
        if 0 <= place < len(self._texts):
            before = self._texts[place]
            is_last = place == 0 or self._with_present.isChecked()
            after = self._present if is_last else self._texts[place - 1]
            self._difference.show_texts(before.words, after.words, before.title, after.title)
        else:
            self._difference.clear()
        self.chosen.emit(place)


def title_label(parent: QWidget) -> QLabel:
    """A title of any length: plain, wrapped, and never pushing the window wide."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(theme.scaled(parent.font(), Size.TITLE, bold=True))
    label.setMinimumWidth(1)
    return label
