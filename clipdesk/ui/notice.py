"""A quiet band of words that stays as long as it is true, with or without a button. Main thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from clipdesk.ui.short_label import ShortLabel
from clipdesk.ui.tokens import Space

_LINES = 3


class Notice(QFrame):
    """Hidden as long as it has nothing to say.

    Signals:
        pressed(): its button was pressed.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._said = ShortLabel(_LINES, self)
        self._button = QPushButton(self)
        self._button.setAutoDefault(False)  # Enter is for the dialog
        self._button.hide()
        self._button.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        row.setSpacing(Space.L)
        row.addWidget(self._said, 1)
        row.addWidget(self._button)
        self.hide()

    @property
    def words(self) -> str:
        """All that it says."""
        return self._said.whole

    def say(self, text: str, button: str = "", *, warns: bool = True) -> None:
        """Say something, or nothing any more.

        Args:
            text: the words; empty for none.
            button: what its button is called; empty for none.
            warns: its edge has the colour of a warning.
        """
        self._said.say(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setProperty("warns", warns)
        self.style().polish(self)  # else the property counts from the next look on
        self.setVisible(bool(text))
