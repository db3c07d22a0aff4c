"""My note on the clipping that is open: plain Markdown that saves by itself.

A note is saved half a second after the typing pauses, and at once when the editor loses the
focus, another clipping opens, or the window closes. What could not be saved is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from clipdesk.texts import t
from clipdesk.ui.chips import plain_hint

_PAUSE_MS = 500
_sessions = count(1)


class NoteEditor(QWidget):
    """A title, the state of saving, and the text.

    What was typed counts as saved only when the library says so: until then, and for as long as
    saving fails, the text is kept here, also while another clipping is open.

    Signals:
        edited(int, str, int): save this text as the note of the clipping; the last number names
            the stretch of typing, which is one undo step. `note_saved` or `note_failed` answers.
        step_requested(str): "undo" or "redo", where the field has nothing of its own for it.
    """

    edited = Signal(int, str, int)
    step_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noteEditor")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # the analyst's own ground
        self._clipping: int | None = None
        self._note = ""  # what the library has
        self._settled = ""  # what stood here when it was last the same as the library, or asked for
        self._kept: dict[int, _Kept] = {}
        self._session = next(_sessions)
        self._read_only = ""
        self._title = QLabel(self)
        self._title.setObjectName("sectionTitle")
        self._state = QLabel(self)
        self._state.setObjectName("quiet")
        self._text = _NoteText(self)
        self._text.textChanged.connect(self._on_text_changed)
        self._text.left.connect(self.flush)
        self._text.step_requested.connect(self.step_requested)
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
        self._text.setPlaceholderText(self._read_only or t("article.note_placeholder"))
        self._text.setAccessibleName(t("article.my_note"))
        self._show_state()

    def set_read_only(self, why: str) -> None:
        """Show notes, but let nothing be typed.

        Args:
            why: nothing can be written; empty where it can be.
        """
        self._read_only = why
        self._text.setReadOnly(bool(why))
        self._state.setToolTip(why and plain_hint(why))
        self._text.setToolTip(why and plain_hint(why))
        self.retranslate()

    def show_note(self, clipping_id: int | None, note: str) -> None:
        """Show a clipping's note.

        What the library does not have yet stays: the library never overwrites what is typed.
        """
        if clipping_id != self._clipping:
            self.flush(again=True)
            self._clipping = clipping_id
            self._session = next(_sessions)
            kept = None if clipping_id is None else self._kept.get(clipping_id)
            self._note = note
            self._text.moveCursor(QTextCursor.MoveOperation.Start)
            self._put(note if kept is None else kept.text)
            self.setEnabled(clipping_id is not None)
        elif self._clipping not in self._kept and note != self._note:
            self._note = note
            blank = not note and not self._text.words().strip()  # a blank note is none
            if not self._is_unsaved and not blank and note != self._text.words():
                self._put(note)
        self._show_state()

    def flush(self, *, again: bool = False) -> None:
        """Ask for saving at once what is not saved; what failed, only when `again`."""
        self._timer.stop()
        text = self._text.words()
        kept = None if self._clipping is None else self._kept.get(self._clipping)
        failed = again and kept is not None and kept.failed
        if self._clipping is not None and (self._is_unsaved or failed):
            self._settled = text
            self._ask(self._clipping, text)
        self._show_state()

    def flush_all(self) -> None:
        """Ask for saving at once every text that the library does not have."""
        self.flush(again=True)
        for clipping_id, kept in list(self._kept.items()):
            if kept.failed:
                self._ask(clipping_id, kept.text)

    def note_saved(self, clipping_id: int) -> None:
        """The library has the text that it was asked to save."""
        kept = self._kept.get(clipping_id)
        if kept is not None:
            kept.under_way -= 1
            if not kept.under_way:
                del self._kept[clipping_id]
        self._show_state()

    def note_failed(self, clipping_id: int) -> None:
        """Saving failed: the text stays, and is asked for again by more typing or by leaving."""
        kept = self._kept.get(clipping_id)
        if kept is not None:
            kept.under_way -= 1
            kept.failed = kept.failed or not kept.under_way
        self._show_state()

    def end_session(self) -> None:
        """Let the next typing be an undo step of its own."""
        self._session = next(_sessions)

    def focus(self) -> None:
        """Put the cursor into the note: at its end, unless it was put elsewhere already."""
        if not self._text.textCursor().position():
            self._text.moveCursor(QTextCursor.MoveOperation.End)
        self._text.setFocus()

    @property
    def field(self) -> QPlainTextEdit:
        """What the note is written in, for its marks."""
        return self._text

    @property
    def _is_unsaved(self) -> bool:
        return self._text.words() != self._settled

    def _ask(self, clipping_id: int, text: str) -> None:
        kept = self._kept.setdefault(clipping_id, _Kept())
        kept.text = text
        kept.under_way += 1
        kept.failed = False
        self.edited.emit(clipping_id, text, self._session)

    def _put(self, text: str) -> None:
        """Show a text; the cursor stays as far as there is text."""
        position = self._text.textCursor().position()
        self._text.blockSignals(True)
        self._text.setPlainText(text)
        self._text.blockSignals(False)
        # What the field made of it (line ends): showing a note is not editing it.
        self._settled = self._text.words()
        cursor = self._text.textCursor()
        cursor.setPosition(min(position, self._text.document().characterCount() - 1))
        self._text.setTextCursor(cursor)

    def _on_text_changed(self) -> None:
        self._timer.start()
        self._show_state()

    def _show_state(self) -> None:
        kept = None if self._clipping is None else self._kept.get(self._clipping)
        if self._read_only:
            self._state.setText(t("article.note_read_only"))
        elif kept is not None and kept.failed:
            self._state.setText(t("article.note_not_saved"))
        elif kept is not None or self._is_unsaved:
            self._state.setText(t("article.note_typing"))
        else:
            self._state.setText(t("article.note_saved") if self._settled.strip() else "")


def step_of(event: QKeyEvent) -> str:
    """Which step keys ask for, "undo" or "redo", as the window has them; else empty."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return "undo"
    is_y = event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return "redo" if is_y or event.matches(QKeySequence.StandardKey.Redo) else ""


@dataclass(slots=True)
class _Kept:
    """A text that the library does not have yet.

    Attributes:
        under_way: how often it was asked to save it and has not answered.
        failed: it answered that it could not.
    """

    text: str = ""
    under_way: int = 0
    failed: bool = False


class _NoteText(QPlainTextEdit):
    """The text.

    Escape goes back to what stands before it: the article. Where the field has nothing of its own
    to take back or to make again, the desk is asked: it tells this wish from that of its menu.

    Signals:
        left(): the focus went elsewhere.
        step_requested(str): see `NoteEditor`.
    """

    left = Signal()
    step_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def words(self) -> str:
        """The text as typed (`toPlainText` turns no-break spaces into spaces)."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """A file is the window's to import; its name is no note."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and step_of(event)
        ):
            event.accept()  # else these keys would be the window's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step, document = step_of(event), self.document()
        if event.key() == Qt.Key.Key_Escape:
            self.focusPreviousChild()
        elif step == "undo" and document.isUndoAvailable():
            self.undo()
        elif step == "redo" and document.isRedoAvailable():
            self.redo()
        elif step:
            self.step_requested.emit(step)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
