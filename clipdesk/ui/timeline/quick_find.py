"""Going to a clipping of the list by words of its headline. Main thread.

Letters are actions here, so typing needs a key that begins it. What is typed is looked for among
the clippings that are listed, by whoever answers `wished` with `show_matches`; nothing leaves the
list. Enter stays at what was found, Esc goes back to what was current, selected and in sight, the
arrows go from one to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.timeline.list_model import ListModel
from clipdesk.ui.tokens import Space

_PAUSE_MS: Final = 120
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuickFind(QFrame):
    """A field below the list, there while it is used.

    Signals:
        wished(str): whose headlines have this?
        begun(): keep what is current and selected.
        moved(int): go to the clipping at this position.
        ended(bool): the keys should go back to the list; whether the user stays at what was found,
            or wants what was kept.
    """

    begun = Signal()
    wished = Signal(str)
    moved = Signal(int)
    ended = Signal(bool)

    def __init__(self, model: ListModel, where: Callable[[], int], parent: QWidget) -> None:
        """Hidden until it begins.

        Args:
            model: the clippings that are listed.
            where: gives the position of the current one, -1 for none.
            parent: the pane.
        """
        super().__init__(parent)
        self.setObjectName("quickFind")
        self._model = model
        self._where = where
        self._from = -1
        self._matches: frozenset[int] = frozenset()
        self._field = _Field(self)
        self._said = QLabel(self)
        self._said.setObjectName("quiet")
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        layout.setSpacing(Space.M)
        layout.addWidget(self._field, 1)
        layout.addWidget(self._said)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._field.textChanged.connect(lambda _: self._timer.start())
        self._field.stepped.connect(self._on_field_stepped)
        self._field.left.connect(self._on_field_left)
        self.hide()
        self.retranslate()

    def begin(self) -> None:
        """Let the user type."""
        if not self.isVisible():  # its key may be pressed again
            self._from = self._where()
            self.begun.emit()
        self._matches = frozenset()
        self._field.clear()
        self._timer.stop()
        self._said.clear()
        self.show()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_matches(self, text: str, ids: Iterable[int]) -> None:
        """The clippings whose headlines have a text; go to the first from where it began."""
        if not self.isVisible() or text != self._field.text():
            return
        self._matches = frozenset(ids)
        count = len(self._matches)
        self._said.setText(t("timeline.quick.found", n=count, count=formats.figure(count)))
        self._go(max(0, self._from), 1)

    def retranslate(self) -> None:
        """Take the language in use."""
        self._field.setPlaceholderText(t("timeline.quick.hint"))
        self._field.setAccessibleName(t("timeline.quick.name"))

    def _go(self, start: int, step: int) -> None:
        """Go to the first match from a position on, over the end to the beginning."""
        ids = self._model.ids
        count = len(ids)
        if not self._matches or not count:
            return
        onward = range(start, count) if step > 0 else range(min(start, count - 1), -1, -1)
        around = range(min(start, count)) if step > 0 else range(count - 1, start, -1)
        found = next((p for p in chain(onward, around) if ids[p] in self._matches), None)
        if found is not None:
            self.moved.emit(found)

    def _on_timer_timeout(self) -> None:
        text = self._field.text()
        if text.strip():
            self.wished.emit(text)
        else:
            self._matches = frozenset()
            self._said.clear()

    def _on_field_stepped(self, step: int) -> None:
        self._go(self._where() + step, step)

    def _on_field_left(self, stay: bool) -> None:
        if not self.isVisible():
            return
        self._timer.stop()
        self.hide()
        self.ended.emit(stay)


class _Field(QLineEdit):
    """Tells of the keys that leave it.

    Signals:
        stepped(int): to the next match, or the one before.
        left(bool): whether the user stays at what was found.
    """

    stepped = Signal(int)
    left = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, Enter and Esc leave."""
        if event.key() in _STEPS:
            self.stepped.emit(_STEPS[Qt.Key(event.key())])
        elif event.key() in _ENTER or event.key() == Qt.Key.Key_Escape:
            self.left.emit(event.key() in _ENTER)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes elsewhere stays at what was found."""
        super().focusOutEvent(event)
        if event.reason() in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason):
            self.left.emit(True)
