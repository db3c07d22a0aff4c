"""My note on the clipping that is open: plain Markdown that saves by itself.

A note is saved half a second after the typing pauses, and at once when the editor loses the
focus, another clipping opens, or the window closes. What could not be saved stays in the editor.
"""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from clipdesk.texts import t

_PAUSE_MS = 500
_sessions = count(1)


class NoteEditor(QWidget):
    """A title, the state of saving, and the text.

    Signals:
        edited(int, str, int): save this text as the note of the clipping; the last number names
            the stretch of typing, which is one undo step.
    """

    edited = Signal(int, str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noteEditor")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._clipping: int | None = None
        self._saved = ""
        self._session = next(_sessions)
        self._title = QLabel(self)
        self._title.setObjectName("sectionTitle")
        self._state = QLabel(self)
        self._state.setObjectName("quiet")
        self._text = _NoteText(self)
        self._text.textChanged.connect(self._on_text_changed)
        self._text.left.connect(self.flush)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.flush)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 8, 24, 12)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._text)
        self.retranslate()
        self.setEnabled(False)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(t("article.my_note"))
        self._text.setPlaceholderText(t("article.note_placeholder"))
        self._text.setAccessibleName(t("article.my_note"))

    def show_note(self, clipping_id: int | None, note: str) -> None:
        """Show a clipping's note.

        The note of the clipping that is open already is taken over only when nothing unsaved
        stands here: the library never overwrites what is being typed.
        """
        if clipping_id != self._clipping:
            self.flush()
            self._clipping = clipping_id
            self._session = next(_sessions)
        elif self._is_unsaved or note == self._text.toPlainText():
            self._saved = note
            self._show_state()
            return
        self._saved = note
        self._text.blockSignals(True)
        self._text.setPlainText(note)
        self._text.blockSignals(False)
        self._show_state()
        self.setEnabled(clipping_id is not None)

    def flush(self) -> None:
        """Ask for saving at once what is not saved."""
        self._timer.stop()
        if self._clipping is not None and self._is_unsaved:
            self._saved = self._text.toPlainText()
            self.edited.emit(self._clipping, self._saved, self._session)
        self._show_state()

    def end_session(self) -> None:
        """Let the next typing be an undo step of its own."""
        self._session = next(_sessions)

    def show_unsaved(self) -> None:
        """Saving failed: the text stays and counts as unsaved."""
        self._saved = "\0"
        self._state.setText(t("article.note_not_saved"))

    def focus(self) -> None:
        """Put the cursor into the note."""
        self._text.setFocus()

    @property
    def _is_unsaved(self) -> bool:
        return self._text.toPlainText() != self._saved

    def _on_text_changed(self) -> None:
        self._timer.start()
        self._show_state()

    def _show_state(self) -> None:
        if self._is_unsaved:
            self._state.setText(t("article.note_typing"))
        else:
            self._state.setText(t("article.note_saved") if self._saved else "")


class _NoteText(QPlainTextEdit):
    """The text; `left` says that the focus went elsewhere."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
