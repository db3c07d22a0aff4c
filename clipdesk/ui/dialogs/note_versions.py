"""What a note said before, beside what it says since, and the way back to it. Main thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clipdesk.commands import EditJournal, EditNote
from clipdesk.store.versions import Kind, Version
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.dialogs.earlier import EarlierTexts, Text, title_label
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.session import Session
from clipdesk.ui.tokens import Space

_SIZE: Final = QSize(980, 600)


def show_versions(session: Session, kind: Kind, owner: int, title: str, parent: QWidget) -> None:
    """Show the versions of a note; to restore one writes it as a new one.

    Args:
        session: the library.
        kind: of the note.
        owner: its clipping, or the free note.
        title: what it is about.
        parent: the window that the dialog stands over.
    """
    if session.is_closed:
        return
    if kind is Kind.NOTE:
        note = session.note(owner)
        present = ("", "") if note is None else note
    else:
        entry = session.entry(owner)
        present = ("", "") if entry is None else (entry.body, entry.changed_at)
    found = session.versions(kind, owner)
    dialog = NoteVersionsDialog(
        title, Version(0, *present), found, parent, writable=session.is_writable
    )

    def restore(body: str) -> None:
        make = EditNote if kind is Kind.NOTE else EditJournal
        session.write(make(owner, body))

    dialog.restore_requested.connect(restore)
    dialog.open()


class NoteVersionsDialog(QDialog):
    """The versions of one note; it shows what it is given and changes nothing by itself.

    Signals:
        restore_requested(str): let the note say this again.
    """

    restore_requested = Signal(str)

    def __init__(
        self,
        title: str,
        present: Version,
        versions: Sequence[Version],
        parent: QWidget,
        *,
        writable: bool = True,
    ) -> None:
        """Show the latest one.

        Args:
            title: what the note is about.
            present: what it says; an empty text where there is none any more.
            versions: what it said, newest first.
            parent: the window that it stands over.
            writable: whether one can be restored.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._name, self._present, self._versions = title, present, versions
        self._writable = writable
        self._title = title_label(self)
        self._texts = EarlierTexts(self, _SIZE.width(), to_next=False)
        self._restore, self._close = QPushButton(self), QPushButton(self)
        self._none = QLabel(self)
        self._none.setObjectName("emptyState")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        self._build()
        self.retranslate()
        self._texts.list.setFocus()
        self.resize(_SIZE.boundedTo(parent.window().size() * 0.94))

    def _build(self) -> None:
        stack = QStackedWidget(self)
        stack.addWidget(self._none)
        stack.addWidget(self._texts)
        stack.setCurrentIndex(1 if self._versions else 0)
        self._restore.setAutoDefault(False)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._restore, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(Space.L)
        layout.addWidget(self._title)
        layout.addWidget(stack, 1)
        layout.addWidget(buttons)
        self._texts.chosen.connect(self._on_texts_chosen)
        self._restore.clicked.connect(self._on_restore_clicked)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("notes.versions"))
        self._title.setText(seen(self._name) or t("notes.untitled"))
        self._none.setText(t("notes.no_versions"))
        self._texts.say(t("notes.versions"), t("notes.with_next"), t("notes.with_present"))
        self._restore.setText(t("notes.restore"))
        self._restore.setToolTip(t("notes.restore_hint"))
        self._close.setText(t("desk.close"))
        present = Text(self._present.body, t("notes.present"))
        self._texts.show_texts([_text(version) for version in self._versions], present)

    def _on_texts_chosen(self, place: int) -> None:
        is_one = 0 <= place < len(self._versions)
        self._restore.setEnabled(
            is_one and self._writable and self._versions[place].body != self._present.body
        )

    def _on_restore_clicked(self) -> None:
        self.restore_requested.emit(self._versions[self._texts.list.currentRow()].body)
        self.accept()


def _text(version: Version) -> Text:
    when = formats.stamp(version.changed_at)
    return Text(version.body, t("notes.version_of", day=when), when)
