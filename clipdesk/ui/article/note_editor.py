"""A note of mine, on the clipping that is open or a free one: Markdown that saves by itself.

What is typed is saved within half a second, also while the typing goes on, and at once when the
editor loses the focus, another note opens, or the window closes. What could not be saved is kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.store import layer
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article.note_modes import NoteMode, NoteModes
from clipdesk.ui.article.note_text import NoteText
from clipdesk.ui.article.note_view import NoteView
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.tokens import Space

_SAVE_MS = 500
"""Whatever happens, no more is lost than that, and what it takes to write."""
_PREVIEW_MS = 150
_STRETCH, _PAUSE = 600, 60
"""Seconds: typing that goes on for so long, or rests for so long, begins a stretch of its own: an
undo step, a version. Leaving the field ends a stretch, too."""
_sessions = count(1)


class NoteEditor(QWidget):
    """A title, the state of saving, the text, and what it looks like.

    What was typed counts as saved only when the library says so: until then, and for as long as
    saving fails, the text is kept here, also while another clipping is open.

    Signals:
        edited(int, str, int, str): save this text as the note of the clipping (or as the free
            note); the number and the stamp name the stretch of typing, which is one undo step and
            leaves one version, and when it began. `note_saved` or `note_failed` answers.
        step_requested(str): "undo" or "redo", where the field has nothing of its own for it.
        preview_requested(str): show what this text looks like; `show_preview` answers.
        versions_requested(): show what the note said before.
    """

    edited = Signal(int, str, int, str)
    step_requested = Signal(str)
    preview_requested = Signal(str)
    versions_requested = Signal()

    def __init__(self, parent: QWidget | None = None, title: str = "article.my_note") -> None:
        """Build it; `show_note` fills it.

        Args:
            parent: what it is a part of.
            title: the key of the text that heads it.
        """
        super().__init__(parent)
        self._title_key = title
        self.setObjectName("noteEditor")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # the analyst's own ground
        self._clipping: int | None = None
        self._note = ""  # what the library has
        self._settled = ""  # what stood here when it was last the same as the library, or asked for
        self._kept: dict[int, _Kept] = {}
        self._session = next(_sessions)
        self._read_only = ""
        self._since = ""  # when the stretch of typing began
        self._began = self._typed = 0.0
        self._title = QLabel(self)
        self._title.setObjectName("sectionTitle")
        self._state = QLabel(self)
        self._state.setObjectName("quiet")
        self._text = NoteText(self)
        self._text.textChanged.connect(self._on_text_changed)
        self._text.left.connect(self._on_text_left)
        self._text.step_requested.connect(self.step_requested)
        self.view = NoteView(self)
        self.view.hide()
        self._modes = NoteModes(self)
        self._modes.chosen.connect(self.set_mode)
        self._versions = QToolButton(self)
        self._versions.setAutoRaise(True)
        self._versions.clicked.connect(self.versions_requested)
        self._timer, self._preview = (
            QTimer(self, singleShot=True, interval=interval) for interval in (_SAVE_MS, _PREVIEW_MS)
        )
        self._timer.timeout.connect(self.flush)
        self._preview.timeout.connect(self._ask_preview)
        self._build()
        theme.watcher().changed.connect(self._ask_preview)
        self.retranslate()
        self.setEnabled(False)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self._title)
        head.addWidget(self._state)
        head.addStretch()
        head.addWidget(self._versions)
        head.addWidget(self._modes)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.setChildrenCollapsible(False)
        both.addWidget(self._text)
        both.addWidget(self.view)
        both.setSizes([1, 1])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 6, 24, 12)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(both, 1)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(t(self._title_key))
        self._modes.retranslate()
        self._versions.setText(t("article.note_versions"))
        self._versions.setToolTip(t("article.note_versions_hint"))
        self.view.setAccessibleName(t("article.note_preview"))
        self._text.show_hint(self._read_only or t("article.note_placeholder"))
        self._text.setAccessibleName(t(self._title_key))
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
            self.end_session()
            kept = None if clipping_id is None else self._kept.get(clipping_id)
            self._note = note
            self._text.moveCursor(QTextCursor.MoveOperation.Start)
            self._put(note if kept is None else kept.text)
            self.setEnabled(clipping_id is not None)
            self.view.show_html("", is_new=True)  # never one note under the name of another
            self._ask_preview()
        elif self._clipping not in self._kept and note != self._note:
            self._note = note
            blank = not note and not self._text.words().strip()  # a blank note is none
            if not self._is_unsaved and not blank and note != self._text.words():
                self._put(note)
                self._ask_preview()
        self._show_state()

    def set_mode(self, mode: NoteMode) -> None:
        """Write, write beside what it looks like, or read."""
        had = self._text.hasFocus() or self.view.hasFocus()
        self._modes.show_mode(mode)
        self._text.setVisible(mode is not NoteMode.READ)
        self.view.setVisible(mode is not NoteMode.WRITE)
        if had:
            (self.view if mode is NoteMode.READ else self._text).setFocus()
        self._ask_preview()

    def turn_mode(self) -> None:
        """The next of the three."""
        self._modes.turn()

    @property
    def mode(self) -> NoteMode:
        """What is shown of the note."""
        return self._modes.mode

    def show_preview(self, html: str) -> None:
        """Show what the note looks like."""
        if self._clipping is not None:
            self.view.show_html(html)

    def show_text(self) -> None:
        """Let the text itself be seen."""
        if self.mode is NoteMode.READ:
            self.set_mode(NoteMode.BOTH)

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
        self._session, self._since = next(_sessions), ""

    def focus(self) -> None:
        """Put the cursor into the note: at its end, unless it was put elsewhere already."""
        if self.mode is NoteMode.READ:
            self.set_mode(NoteMode.WRITE)
        if not self._text.textCursor().position():
            self._text.moveCursor(QTextCursor.MoveOperation.End)
        self._text.setFocus()

    @property
    def field(self) -> NoteText:
        """What the note is written in, for its marks and links."""
        return self._text

    @property
    def shown_id(self) -> int | None:
        """Whose note it is."""
        return self._clipping

    @property
    def _is_unsaved(self) -> bool:
        return self._text.words() != self._settled

    def _ask(self, clipping_id: int, text: str) -> None:
        kept = self._kept.setdefault(clipping_id, _Kept())
        kept.text = text
        kept.under_way += 1
        kept.failed = False
        self.edited.emit(clipping_id, text, self._session, self._since)

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

    def _ask_preview(self) -> None:
        """Ask for what the note looks like, if that is to be seen."""
        self._preview.stop()
        if self.mode is not NoteMode.WRITE and self._clipping is not None:
            self.preview_requested.emit(self._text.words())

    def _on_text_left(self) -> None:
        self.flush()
        self.end_session()

    def _on_text_changed(self) -> None:
        now = time.monotonic()
        if self._since and (now - self._began > _STRETCH or now - self._typed > _PAUSE):
            self.end_session()
        if not self._since:
            self._since, self._began = layer.now(), now
        self._typed = now
        if not self._timer.isActive():
            self._timer.start()
        if self.mode is not NoteMode.WRITE:
            # Of a long note it takes long enough to be noticed by who types on.
            self._preview.start(_PREVIEW_MS + self._text.document().characterCount() // 20)
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
