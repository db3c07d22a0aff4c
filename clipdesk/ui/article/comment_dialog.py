"""The comment on a highlight: a small editor. Main thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.texts import t
from clipdesk.ui.tokens import Space

_WIDTH, _HEIGHT = 460, 260
_MOST_WORDS = 140
"""So many characters of a highlight's words are shown above its comment."""


class CommentDialog(QDialog):
    """The words, and what the analyst says of them.

    Nothing that was typed goes by a slip: closing the window saves it, as does Ctrl+Enter; only
    the button that says so leaves the comment as it was.

    Signals:
        edited(str): another comment shall be saved; blank takes it away.
    """

    edited = Signal(str)

    def __init__(self, words: str, saved: str, typed: str, parent: QWidget | None = None) -> None:
        """Make the dialog.

        Args:
            words: what is marked.
            saved: the comment that the library has.
            typed: what stands in the field: the same, or what could not be saved.
            parent: the pane.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("article.comment_title"))
        line = " ".join(words.split())
        line = line if len(line) <= _MOST_WORDS else f"{line[:_MOST_WORDS].rstrip()}…"
        said = QLabel(line, self)
        said.setTextFormat(Qt.TextFormat.PlainText)  # the archive's words run nothing
        said.setWordWrap(True)
        said.setObjectName("quiet")
        self._text = _CommentText(self)
        self._text.setPlainText(saved)
        self._saved = self._text.words()  # what the field made of it (line ends) is no edit
        self._text.setPlainText(typed)
        self._text.setAccessibleName(t("article.comment_title"))
        self._text.moveCursor(QTextCursor.MoveOperation.End)  # typing replaces nothing
        self._text.finished.connect(self.accept)
        save = QPushButton(t("article.comment_save"), self)
        save.setDefault(True)
        save.clicked.connect(self.accept)
        leave = QPushButton(t("article.comment_leave"), self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self._on_leave_clicked)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(save)
        layout = QVBoxLayout(self)
        layout.setSpacing(Space.L)
        layout.addWidget(said)
        layout.addWidget(self._text, 1)
        layout.addLayout(buttons)
        self.resize(_WIDTH, _HEIGHT)
        self._text.setFocus()

    def done(self, result: int) -> None:
        """Whatever closes it, what was typed is saved."""
        typed = self._text.words()
        if typed != self._saved:
            self._saved = typed
            self.edited.emit(typed)
        super().done(result)

    def _on_leave_clicked(self) -> None:
        self._text.setPlainText(self._saved)
        self.reject()


class _CommentText(QPlainTextEdit):
    """The field; `finished` says Ctrl+Enter."""

    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def words(self) -> str:
        """The text as typed (`toPlainText` turns no-break spaces into spaces)."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
            return
        super().keyPressEvent(event)
