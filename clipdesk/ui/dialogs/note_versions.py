"""What a note said before, beside what it says since, and the way back to it. Main thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QPushButton,
    QRadioButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clipdesk.commands import EditJournal, EditNote
from clipdesk.store.versions import Kind, Version
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.dialogs.difference import DifferenceView
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.session import Session
from clipdesk.ui.tokens import Size, Space

_SIZE: Final = QSize(980, 600)
_LIST_WIDTH: Final = 220


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
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._title.setFont(theme.scaled(self.font(), Size.TITLE, bold=True))
        self._title.setMinimumWidth(1)  # a long word must not push the window wide
        self._list = QListWidget(self)
        self._list.setSpacing(Space.XS)
        self._difference = DifferenceView(self)
        self._with_present, self._with_next = QRadioButton(self), QRadioButton(self)
        self._restore, self._close = QPushButton(self), QPushButton(self)
        self._none = QLabel(self)
        self._none.setObjectName("emptyState")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        self._build()
        self.retranslate()
        self._list.setCurrentRow(0)
        self._list.setFocus()
        self.resize(_SIZE.boundedTo(parent.window().size() * 0.94))

    def _build(self) -> None:
        choices = QButtonGroup(self)
        choices.addButton(self._with_present)
        choices.addButton(self._with_next)
        self._with_present.setChecked(True)
        side = QWidget(self)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, Space.M, 0)
        left.addWidget(self._list, 1)
        left.addWidget(self._with_present)
        left.addWidget(self._with_next)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(side)
        splitter.addWidget(self._difference)
        splitter.setHandleWidth(1)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([_LIST_WIDTH, _SIZE.width() - _LIST_WIDTH])
        stack = QStackedWidget(self)
        stack.addWidget(self._none)
        stack.addWidget(splitter)
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
        self._list.currentRowChanged.connect(self._show_chosen)
        self._with_present.toggled.connect(self._show_chosen)
        self._restore.clicked.connect(self._on_restore_clicked)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("notes.versions"))
        self._title.setText(seen(self._name) or t("notes.untitled"))
        self._list.setAccessibleName(t("notes.versions"))
        self._none.setText(t("notes.no_versions"))
        self._with_present.setText(t("notes.with_present"))
        self._with_next.setText(t("notes.with_next"))
        self._restore.setText(t("notes.restore"))
        self._restore.setToolTip(t("notes.restore_hint"))
        self._close.setText(t("desk.close"))
        self._difference.retranslate()
        chosen = self._list.currentRow()
        self._list.blockSignals(True)
        self._list.clear()
        self._list.addItems([formats.stamp(version.changed_at) for version in self._versions])
        self._list.setCurrentRow(chosen)
        self._list.blockSignals(False)
        self._show_chosen()

    def _show_chosen(self, *_: object) -> None:
        """The chosen version against the present one, or the one that came after it."""
        chosen = self._list.currentRow()
        several = len(self._versions) > 1
        self._with_present.setVisible(several)  # of one alone both are the same
        self._with_next.setVisible(several)
        is_one = 0 <= chosen < len(self._versions)
        self._restore.setEnabled(
            is_one and self._writable and self._versions[chosen].body != self._present.body
        )
        if not is_one:
            self._difference.clear()
            return
        before, after = self._versions[chosen], self._present
        if chosen and self._with_next.isChecked():
            after = self._versions[chosen - 1]
        self._difference.show_texts(
            before.body, after.body, _named(before), self._named_after(after)
        )

    def _named_after(self, version: Version) -> str:
        return t("notes.present") if version is self._present else _named(version)

    def _on_restore_clicked(self) -> None:
        self.restore_requested.emit(self._versions[self._list.currentRow()].body)
        self.accept()


def _named(version: Version) -> str:
    return t("notes.version_of", day=formats.stamp(version.changed_at))
