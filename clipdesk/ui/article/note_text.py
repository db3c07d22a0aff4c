"""The field that notes are typed into: Markdown's small helps, and links to clippings. Main thread.

Positions that Qt gives count UTF-16 units. While an input method composes, nothing is completed and
no text is set: it would break what is being composed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from clipdesk.core import anchors
from clipdesk.ui import plain
from clipdesk.ui.article import note_keys
from clipdesk.ui.completions import Completions

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_MARKS: Final = {Qt.Key.Key_B: "**", Qt.Key.Key_I: "*"}


def step_of(event: QKeyEvent) -> str:
    """Which step keys ask for, "undo" or "redo", as the window has them; else empty."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return "undo"
    is_y = event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return "redo" if is_y or event.matches(QKeySequence.StandardKey.Redo) else ""


@dataclass(frozen=True, slots=True)
class LinkChoice:
    """A clipping that may be meant.

    Attributes:
        name: what to write between the brackets.
        label: its headline.
        hint: its date and source.
    """

    name: str
    label: str
    hint: str


class NoteText(QPlainTextEdit):
    """The text.

    Enter goes on with a list or a quotation; Tab and Shift+Tab change the level of a list's item,
    and leave the field anywhere else. Ctrl+B and Ctrl+I emphasize. Escape goes back to what stands
    before the field: the article. Where the field has nothing of its own to take back or to make
    again, the desk is asked: it tells this wish from that of its menu.

    Signals:
        left(): the focus went elsewhere.
        step_requested(str): "undo" or "redo", where the field has nothing of its own for it.
        link_typed(str): so much of a link to a clipping stands before the cursor; `offer_links`
            answers.
    """

    left = Signal()
    step_requested = Signal(str)
    link_typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._completions: Completions[LinkChoice] | None = None
        self._is_composing = False
        self._hint = ""
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_text_changed)
        self.cursorPositionChanged.connect(self._on_cursor_position_changed)

    def show_hint(self, text: str) -> None:
        """Say in the empty field what it is for."""
        self._hint = text
        self._place_hint()

    def words(self) -> str:
        """The text as typed (`toPlainText` turns no-break spaces into spaces)."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def offer_links(self, typed: str, choices: Sequence[LinkChoice]) -> None:
        """Offer clippings for what was typed of a link; too late, if something else stands there."""
        if self._is_composing or not self.hasFocus() or self._begun() != typed:
            return
        if self._completions is None:
            if not choices:
                return
            self._completions = Completions(self.window(), lambda choice: choice.hint)
            self._completions.accepted.connect(self._accept)
        rect = self.cursorRect()
        place = self.viewport().mapToGlobal(rect.topLeft())
        self._completions.offer(choices, QRect(place, rect.size()) if choices else QRect())

    # ---- links

    def _begun(self) -> str | None:
        """What stands of a link before the cursor."""
        cursor = self.textCursor()
        text = cursor.block().text()
        return note_keys.link_begun(text[: anchors.from_utf16(text, cursor.positionInBlock())])

    def _on_text_changed(self) -> None:
        if self._is_composing or not self.hasFocus():
            return
        if (typed := self._begun()) is not None:
            self.link_typed.emit(typed)
        else:
            self._hide_completions()

    def _on_cursor_position_changed(self) -> None:
        if self._is_completing and self._begun() is None:
            self._hide_completions()

    def _accept(self, choice: LinkChoice) -> None:
        """Put a clipping's id where the link is being typed."""
        self._hide_completions()
        if (typed := self._begun()) is None:
            return
        cursor = self.textCursor()
        keep = QTextCursor.MoveMode.KeepAnchor
        cursor.setPosition(cursor.position() - plain.length(typed), keep)
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        text = cursor.block().text()
        rest = text[anchors.from_utf16(text, end - cursor.block().position()) :]
        cursor.setPosition(start)
        cursor.setPosition(end + (2 if rest.startswith("]]") else 0), keep)
        cursor.insertText(f"{choice.name}]]")
        self.setTextCursor(cursor)

    @property
    def _is_completing(self) -> bool:
        return self._completions is not None and self._completions.isVisible()

    def _hide_completions(self) -> None:
        if self._completions is not None:
            self._completions.hide()

    def _steer(self, event: QKeyEvent) -> bool:
        """Give a key to the completions; whether they had a use for it."""
        completions = self._completions
        if completions is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            completions.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            completions.hide()
        elif key in (*_ENTER, Qt.Key.Key_Tab):
            choice = completions.chosen() or completions.first()
            if choice is None:
                return False
            self._accept(choice)
        else:
            return False
        return True

    # ---- Markdown

    def _break_line(self) -> bool:
        """Go on with a list or a quotation; whether there is one."""
        cursor = self.textCursor()
        text = cursor.block().text()
        at = anchors.from_utf16(text, cursor.positionInBlock())
        begins = None if cursor.hasSelection() else note_keys.next_line(text[:at], text[at:])
        if begins is None:
            return False
        if begins:
            cursor.insertText(f"\n{begins}")
        else:  # an item with nothing in it ends the list
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            cursor.removeSelectedText()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def _shift(self, changed: Callable[[str], str | None]) -> bool:
        """Change the level of every item that is selected; whether there is any."""
        cursor = self.textCursor()
        document = self.document()
        first = document.findBlock(cursor.selectionStart())
        last = document.findBlock(cursor.selectionEnd())
        numbers = range(first.blockNumber(), last.blockNumber() + 1)
        if changed(first.text()) is None:
            return False
        cursor.beginEditBlock()
        for number in numbers:
            block = document.findBlockByNumber(number)
            if (line := changed(block.text())) is not None and line != block.text():
                # Only the blanks before it: the cursor stays where it was in its words.
                edit = QTextCursor(block)
                more = len(line) - len(block.text())
                if more > 0:
                    edit.insertText(line[:more])
                else:
                    edit.setPosition(block.position() - more, QTextCursor.MoveMode.KeepAnchor)
                    edit.removeSelectedText()
        cursor.endEditBlock()
        return True

    def _emphasize(self, mark: str) -> None:
        """Put a mark around what is selected, or the word at the cursor, or take it away."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        words = cursor.selectedText()
        if "\u2029" in words:  # emphasis ends with its paragraph
            return
        start = cursor.selectionStart()
        made = note_keys.wrapped(words, mark)
        cursor.insertText(made)
        if words:
            cursor.setPosition(start)
            cursor.setPosition(start + plain.length(made), QTextCursor.MoveMode.KeepAnchor)
        else:
            cursor.setPosition(start + len(mark))
        self.setTextCursor(cursor)

    # ---- Qt

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """A file is the window's to import; its name is no note."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._use_tab(event) or super().event(event)  # it would leave the field
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if step_of(event):
                event.accept()  # else these keys would be the window's
                return True
            if self._mark_of(event) or (event.key() == Qt.Key.Key_Escape and self._is_completing):
                event.accept()
                return True
        return super().event(event)

    def _use_tab(self, event: QKeyEvent) -> bool:
        """Take a link's clipping, or change the level of an item; whether there is one."""
        if (
            self._is_composing
            or self.isReadOnly()
            or event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        ):
            return False
        if self._is_completing and self._steer(event):
            return True
        if event.key() == Qt.Key.Key_Backtab:
            return self._shift(note_keys.outdented)
        return not event.modifiers() and self._shift(note_keys.indented)

    def _mark_of(self, event: QKeyEvent) -> str:
        """The mark that a key puts around words; empty for any other key."""
        return _MARKS.get(Qt.Key(event.key()), "") if event.modifiers() == _CONTROL else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plainly = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._is_completing and self._steer(event):
            return
        if key == Qt.Key.Key_Escape:
            self.focusPreviousChild()
        elif step := step_of(event):
            self._take(step)
        elif self.isReadOnly():
            super().keyPressEvent(event)
        elif mark := self._mark_of(event):
            self._emphasize(mark)
        elif not (key in _ENTER and plainly and self._break_line()):
            super().keyPressEvent(event)

    def _take(self, step: str) -> None:
        """Undo or redo what was typed here; where there is nothing, the desk is asked."""
        document = self.document()
        if step == "undo" and document.isUndoAvailable():
            self.undo()
        elif step == "redo" and document.isRedoAvailable():
            self.redo()
        else:
            self.step_requested.emit(step)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        if self._is_composing:
            self._hide_completions()
        self._place_hint()
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._is_composing = False
        self._place_hint()
        self._hide_completions()
        self.left.emit()

    def _place_hint(self) -> None:
        """To Qt a field is empty while the first words are still composed: it would paint both."""
        hint = "" if self._is_composing else self._hint
        if hint != self.placeholderText():
            self.setPlaceholderText(hint)
