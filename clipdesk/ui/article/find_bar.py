"""Finding words within the article that is open: a field, the count of hits, the way through them.

Main thread. It only asks; the pane finds and marks.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.tokens import Space


class FindBar(QWidget):
    """A bar that is hidden until it is wanted.

    Signals:
        sought(str): look for these words; empty for none.
        step_requested(int): go to the next hit (1), or the previous one (-1).
        closed(): nothing is looked for any more; the keys should go back to the article.
    """

    sought = Signal(str)
    step_requested = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self._field = _FindField(self)
        self._field.textChanged.connect(self.sought)
        self._field.step_requested.connect(self.step_requested)
        self._field.left.connect(self.close_bar)
        self._count = QLabel(self)
        self._count.setObjectName("quiet")
        self._previous, self._next, self._close = (QToolButton(self) for _ in range(3))
        self._previous.clicked.connect(lambda: self.step_requested.emit(-1))
        self._next.clicked.connect(lambda: self.step_requested.emit(1))
        self._close.clicked.connect(self.close_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XXL, Space.S, Space.XXL, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._field, 1)
        row.addWidget(self._count)
        for button in (self._previous, self._next, self._close):
            button.setAutoRaise(True)
            row.addWidget(button)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._field.setPlaceholderText(t("article.find_words"))
        self._field.setAccessibleName(t("article.find_words"))
        for button, icon, text in (
            (self._previous, "chevron-up", "article.find_previous"),
            (self._next, "chevron-down", "article.find_next"),
            (self._close, "cancel", "article.find_close"),
        ):
            button.setIcon(theme.icon(icon, theme.page_tokens()))
            button.setAccessibleName(t(text))
            button.setToolTip(t(text))

    @property
    def is_on(self) -> bool:
        """Whether words are looked for."""
        return not self.isHidden() and bool(self._field.text())

    def open_bar(self, words: str) -> None:
        """Show the bar, for these words or for those of the last time."""
        self.show()
        if words:
            self._field.setText(words)
        elif self._field.text():
            self.sought.emit(self._field.text())
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_bar(self) -> None:
        """Hide it; what was looked for is kept for the next time."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def show_count(self, number: int | None, total: int) -> None:
        """Say which of how many hits the reader is at."""
        if not self._field.text():
            text = ""
        elif not total:
            text = t("article.find_none")
        elif number is None:
            text = t("article.find_total", n=total)
        else:
            text = f"{formats.figure(number)} / {formats.figure(total)}"
        self._count.setText(text)
        self._previous.setEnabled(total > 0)
        self._next.setEnabled(total > 0)


class _FindField(QLineEdit):
    """A field in which Enter goes on, Shift+Enter back, and Escape leaves.

    An Enter that confirms a conversion never comes here: the input method keeps it.
    """

    step_requested = Signal(int)
    left = Signal()

    def event(self, event: QEvent) -> bool:
        # Escape is this field's, whatever else it means to the window.
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step_requested.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)
