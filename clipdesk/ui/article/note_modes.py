"""How a note is looked at: written, written beside what it looks like, or read. Main thread."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from clipdesk.texts import t


class NoteMode(StrEnum):
    """What is shown of a note."""

    WRITE = "write"
    BOTH = "both"
    READ = "read"


_MODES: Final = tuple(NoteMode)


class NoteModes(QWidget):
    """A button for each.

    Signals:
        chosen(NoteMode): one was pressed, or the next one was asked for.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.mode = NoteMode.WRITE
        self._group = QButtonGroup(self)
        self._buttons = {mode: QToolButton(self) for mode in _MODES}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for place, button in enumerate(self._buttons.values()):
            button.setCheckable(True)
            button.setAutoRaise(True)
            self._group.addButton(button, place)
            layout.addWidget(button)
        self._buttons[self.mode].setChecked(True)
        self._group.idClicked.connect(lambda place: self._choose(_MODES[place]))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for mode, button in self._buttons.items():
            button.setText(t(f"article.note_mode.{mode}"))
            button.setToolTip(t(f"article.note_mode_hint.{mode}"))

    def show_mode(self, mode: NoteMode) -> None:
        """Mark the one in use."""
        self.mode = mode
        self._buttons[mode].setChecked(True)

    def turn(self) -> None:
        """Choose the next one."""
        self._choose(_MODES[(_MODES.index(self.mode) + 1) % len(_MODES)])

    def _choose(self, mode: NoteMode) -> None:
        self.show_mode(mode)
        self.chosen.emit(mode)
