"""The tags of the clipping that is open: chips that close, and a field to type another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article.note_text import step_of
from clipdesk.ui.chips import Chip, FlowLayout, plain_hint, put_in_tab_order
from clipdesk.ui.tag_completer import TagCompleter

_FIELD = 150  # pixels
_OF_METHOD = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Down)
_GIVEN_BACK = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)


class TagsBar(QWidget):
    """Chips and a field.

    Attributes:
        given_to: the clippings that a typed tag is for, where it is not the open one alone.

    Signals:
        add_requested(str): the user typed a tag and pressed Enter.
        remove_requested(str): the user closed a chip.
        left(): Escape: the keys should go back to the article.
        step_requested(str): "undo" or "redo" was asked for in the empty field.
    """

    add_requested = Signal(str)
    remove_requested = Signal(str)
    left = Signal()
    step_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = FlowLayout(self)
        self._chips: list[Chip] = []
        self._tags: tuple[str, ...] = ()
        self._read_only = ""
        self.given_to: tuple[int, ...] = ()
        self._field = _TagField(self)
        self._field.returnPressed.connect(self._on_field_return_pressed)
        self._field.left.connect(self.left)
        self._field.step_requested.connect(self.step_requested)
        self._field.lost_keys.connect(self._aim)
        self._completer = TagCompleter(self._field)
        self._layout.addWidget(self._field)
        theme.watcher().changed.connect(self.repaint_chips)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        several = len(self.given_to)
        text = t("article.add_tag_selected", n=several) if several else t("article.add_tag")
        self._field.setPlaceholderText(text)
        self._field.setAccessibleName(text)
        self._field.setFixedWidth(
            max(_FIELD, self._field.fontMetrics().horizontalAdvance(text) + _FIELD // 4)
        )
        self.show_tags(self._tags)

    def set_read_only(self, why: str) -> None:
        """Say why no tag can be given or taken; empty where it can be."""
        self._read_only = why
        self._field.setEnabled(not why)
        self._field.setToolTip(why and plain_hint(why))
        self.show_tags(self._tags)

    def show_tags(self, tags: Sequence[str]) -> None:
        """Show the clipping's tags."""
        self._tags = tuple(tags)
        for chip in self._chips:
            self._layout.removeWidget(chip)
            chip.deleteLater()
        self._layout.removeWidget(self._field)
        self._chips = [
            Chip(
                tag,
                t("article.remove_tag", tag=tag),
                self,
                colours=theme.chip_colours(tag, theme.page_tokens()),
                closable=not self._read_only,
            )
            for tag in tags
        ]
        for chip in self._chips:
            chip.closed.connect(self.remove_requested)
        for widget in (*self._chips, self._field):
            self._layout.addWidget(widget)
            widget.show()
        put_in_tab_order(self._chips, self._field)

    def repaint_chips(self) -> None:
        """Tags were given other colours."""
        self.show_tags(self._tags)

    def offer(self, tags: Sequence[str]) -> None:
        """The tags that typing completes to, the likeliest first."""
        self._completer.offer(tags)

    def give_back(self, name: str) -> None:
        """It could not be given: what was typed stands in the field again."""
        if not self._field.text():
            self._field.setText(name)

    def focus(self, given_to: Sequence[int] = ()) -> None:
        """Put the cursor into the field.

        Args:
            given_to: the clippings that what is typed is for, until the field is left; none for the
                open one.
        """
        self._aim(given_to)
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _aim(self, given_to: Sequence[int] = ()) -> None:
        if self.given_to != tuple(given_to):
            self.given_to = tuple(given_to)
            self.retranslate()

    def _on_field_return_pressed(self) -> None:
        name = self._field.text().strip()
        if name:
            if (popup := self._completer.popup()) is not None:
                popup.hide()
            self._field.setText("")  # unlike `clear`: undo does not bring it back
            self.add_requested.emit(name)


class _TagField(QLineEdit):
    """A field that opens its completion on Down and leaves on Escape.

    While it is empty, undo and redo are the desk's: they take the tag back that was just given.
    """

    left = Signal()
    step_requested = Signal(str)
    lost_keys = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_composing = False
        self.setObjectName("tagField")
        self.setFrame(False)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and step_of(event)
        ):
            event.accept()  # else these keys would be the window's
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_composing and event.key() in _OF_METHOD:
            return  # it is the input method's, that some hand on: nothing is given or left
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
            return
        if (step := step_of(event)) and not self.text():
            self.step_requested.emit(step)
            return
        completer = self.completer()
        if event.key() == Qt.Key.Key_Down and completer is not None:
            self.textEdited.emit(self.text())
            completer.complete()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # else the completion would put its choice into the field again

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Another widget has the keys now; a menu or another window gives them back."""
        super().focusOutEvent(event)
        if event.reason() not in _GIVEN_BACK:
            self.lost_keys.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file is the window's to import; its name is no tag."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)
