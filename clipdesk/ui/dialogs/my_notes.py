"""All my notes, on clippings and free ones: found by a text, read, and the free ones written here.

Main thread; the list is made in the search lane. The dialog stays beside the desk, and while it is
closed it keeps what could not be saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from clipdesk.commands import AddJournal, Changes, Command, DeleteJournal, EditJournal
from clipdesk.store import library, my_notes
from clipdesk.store.my_notes import Key, Line
from clipdesk.store.versions import Kind
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.article.note_editor import NoteEditor
from clipdesk.ui.article.note_view import NoteView
from clipdesk.ui.dialogs.note_lines import NoteLineDelegate, NoteLines, about, said
from clipdesk.ui.dialogs.note_versions import show_versions
from clipdesk.ui.note_help import NoteHelp
from clipdesk.ui.session import Session
from clipdesk.ui.tokens import Size, Space

_SIZE: Final = QSize(1040, 680)
_WIDTHS: Final = (360, 680)
_TYPING_MS: Final = 120
_REFRESH_MS: Final = 1_200
"""A note that is being written here goes up in the list when the typing pauses."""
_NOTHING, _READ, _WRITE = range(3)


class MyNotesDialog(QDialog):
    """The notes at the left, the chosen one at the right.

    Signals:
        clipping_requested(str): go to the clipping of this uid.
        step_requested(str): `undo` or `redo`.
    """

    clipping_requested = Signal(str)
    step_requested = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        """Build it; `open_list` shows it.

        Args:
            session: the library.
            parent: the desk.
        """
        super().__init__(parent)
        self._session = session
        self._wanted: Key | None = None  # to be chosen when the list has it
        self._shown: Key | None = None
        self._filter = QLineEdit(self)
        self._model = NoteLines(session.note_lines, self)
        self._list = QTableView(self)  # a list view would lay out all its rows at every change
        self._count, self._empty = QLabel(self), QLabel(self)
        self._about = QLabel(self)
        self._go = QPushButton(self)
        self._view = NoteView(self)
        self.editor = NoteEditor(self, "notes.free")
        self._new, self._delete, self._close = (QPushButton(self) for _ in range(3))
        self._stack = QStackedWidget(self)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._later = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._build()
        self._connect()
        self.retranslate()
        self.resize(_SIZE.boundedTo(parent.window().size() * 0.94))

    def _build(self) -> None:
        self._build_list()
        self._filter.setClearButtonEnabled(True)
        self._count.setObjectName("quiet")
        self._empty.setObjectName("emptyState")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setWordWrap(True)
        self._about.setMinimumWidth(1)  # a long word must not push the window wide
        side = QWidget(self)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, Space.L, 0)
        left.setSpacing(Space.M)
        left.addWidget(self._filter)
        left.addWidget(self._list, 1)
        left.addWidget(self._count)
        for page in (self._empty, self._build_reading(), self.editor):
            self._stack.addWidget(page)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(side)
        splitter.addWidget(self._stack)
        splitter.setHandleWidth(1)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes(list(_WIDTHS))
        foot = QHBoxLayout()
        foot.setSpacing(Space.M)
        for button in (self._new, self._delete, self._close):
            button.setAutoDefault(False)
        foot.addWidget(self._new)
        foot.addWidget(self._delete)
        foot.addStretch()
        foot.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(splitter, 1)
        layout.addLayout(foot)

    def _build_list(self) -> None:
        notes = self._list
        delegate = NoteLineDelegate(self._model, notes)
        notes.setModel(self._model)
        notes.setItemDelegate(delegate)
        notes.setMouseTracking(True)
        notes.setShowGrid(False)
        notes.setTabKeyNavigation(False)
        notes.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        notes.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        notes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        notes.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        notes.horizontalHeader().hide()
        notes.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        notes.verticalHeader().hide()
        notes.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        notes.verticalHeader().setDefaultSectionSize(delegate.height())

    def _build_reading(self) -> QWidget:
        """A clipping's note: read here, written where the clipping is."""
        page = QFrame(self)
        page.setObjectName("noteEditor")  # the analyst's own ground
        head = QHBoxLayout()
        head.setSpacing(Space.L)
        head.addWidget(self._about, 1)
        head.addWidget(self._go, 0, Qt.AlignmentFlag.AlignTop)
        self._go.setAutoDefault(False)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, Space.L, 24, Space.L)
        column.setSpacing(Space.L)
        column.addLayout(head)
        column.addWidget(self._view, 1)
        return page

    def _connect(self) -> None:
        worker = self._session.worker
        self._filter.textChanged.connect(lambda _: self._typing.start())
        self._typing.timeout.connect(self._refresh)
        self._later.timeout.connect(self._refresh)
        self._list.selectionModel().currentChanged.connect(self._on_list_current_changed)
        self._list.activated.connect(self._on_list_activated)
        self._go.clicked.connect(self._go_to_clipping)
        self._new.clicked.connect(self.add)
        self._delete.clicked.connect(self._on_delete_clicked)
        self._close.clicked.connect(self.reject)
        self.editor.edited.connect(self._on_editor_edited)
        self.editor.versions_requested.connect(self._show_versions)
        self.editor.step_requested.connect(self.step_requested)
        self._help = NoteHelp(self._session, self._view)
        for help_ in (self._help, NoteHelp(self._session, self.editor.view, self.editor)):
            help_.clipping_requested.connect(self._leave_for)
        worker.written.connect(self._on_worker_written)
        worker.changed.connect(self._on_worker_changed)
        theme.watcher().changed.connect(self._draw)
        QShortcut(QKeySequence("Ctrl+N"), self, self.add)
        QShortcut(QKeySequence("Ctrl+F"), self, self._filter.setFocus)
        QShortcut(QKeySequence("Ctrl+Shift+E"), self, self.editor.turn_mode)
        for keys, step in (("Ctrl+Z", "undo"), ("Ctrl+Shift+Z", "redo"), ("Ctrl+Y", "redo")):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda step=step: self.step_requested.emit(step))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("notes.title"))
        self._filter.setPlaceholderText(t("notes.filter"))
        self._filter.setAccessibleName(t("notes.filter"))
        self._list.setAccessibleName(t("notes.list"))
        self._go.setText(t("notes.go"))
        self._new.setText(t("notes.new"))
        self._new.setToolTip(t("notes.new_hint"))
        self._delete.setText(t("notes.delete"))
        self._close.setText(t("desk.close"))
        self._view.setAccessibleName(t("article.note_preview"))
        self.editor.retranslate()
        self._show_chosen()
        self._show_count()

    def open_list(self, journal_id: int = 0) -> None:
        """Show the list, and a free note of it; 0 for the one that is chosen already."""
        if journal_id:
            self._wanted = Kind.JOURNAL, journal_id
            if self._model.row_of(self._wanted) < 0:
                self._filter.clear()  # it may stand against it
        is_shown = self.isVisible()
        self.show()
        self.raise_()
        self.activateWindow()
        if not is_shown:
            self._list.setFocus()
        self._refresh()

    def add(self) -> None:
        """Begin a free note; where an empty one is open already, that."""
        if self._shown and self._shown[0] is Kind.JOURNAL and not self.editor.field.words().strip():
            self.editor.focus()
        elif self._session.is_writable:
            self._filter.clear()
            self.editor.flush()
            self._session.write(AddJournal())

    def done(self, result: int) -> None:
        self.editor.flush()
        super().done(result)

    # ---- the list

    def _refresh(self) -> None:
        self._typing.stop()
        self._later.stop()
        text = self._filter.text()

        def read(connection: Any) -> list[Key]:
            with library.explained(self._session.path):
                return my_notes.keys(connection, text)

        self._session.worker.ask("my_notes", read, self._on_keys_answered)

    def _on_keys_answered(self, keys: Sequence[Key]) -> None:
        wanted = self._wanted if self._wanted in keys else self._shown
        if self._wanted in keys:
            self._wanted = None
        selection = self._list.selectionModel()
        selection.blockSignals(True)
        self._model.show_keys(keys)
        row = self._model.row_of(wanted)
        if row < 0 and keys:
            row = 0
        index = self._model.index(row, 0) if row >= 0 else QModelIndex()
        self._list.setCurrentIndex(index)
        selection.blockSignals(False)
        self._list.viewport().update()
        self._show_count()
        if self._model.key(row) != self._shown or not keys:
            self._list.scrollTo(index)
        self._show_chosen()

    def _show_count(self) -> None:
        n = self._model.rowCount()
        self._count.setText(t("notes.count", n=n, figure=formats.figure(n)))

    @property
    def _line(self) -> Line | None:
        return self._model.line(self._list.currentIndex().row())

    def _on_list_current_changed(self, *_: object) -> None:
        self._show_chosen()

    def _on_list_activated(self, _index: QModelIndex) -> None:
        if self._shown and self._shown[0] is Kind.JOURNAL:
            self.editor.focus()
        else:
            self._go_to_clipping()

    def _show_chosen(self) -> None:
        """The chosen note at the right; while one is typed, what is typed stays."""
        key, line = self._model.key(self._list.currentIndex().row()), self._line
        self._delete.setEnabled(
            key is not None and key[0] is Kind.JOURNAL and self._session.is_writable
        )
        self._new.setEnabled(self._session.is_writable)
        is_other, self._shown = key != self._shown, key
        if key is None or line is None:
            self.editor.show_note(None, "")
            self._empty.setText(t("notes.none" if not self._filter.text() else "notes.not_found"))
            self._stack.setCurrentIndex(_NOTHING)
        elif key[0] is Kind.JOURNAL:
            entry = self._session.entry(key[1])
            self.editor.show_note(key[1], "" if entry is None else entry.body)
            self._stack.setCurrentIndex(_WRITE)
        else:
            self.editor.show_note(None, "")
            self._about.setText(about(line))
            self._about.setFont(theme.scaled(self.font(), Size.TITLE, bold=True))
            if is_other:
                self._view.show_html("", is_new=True)
            self._stack.setCurrentIndex(_READ)
            self._draw()

    def _draw(self) -> None:
        if self._shown is not None and self._shown[0] is Kind.NOTE:
            note = self._session.note(self._shown[1])
            self._help.draw("" if note is None else note[0], self._view.show_html)

    # ---- what is done

    def _go_to_clipping(self) -> None:
        if (line := self._line) is not None and line.uid:
            self._leave_for(line.uid)

    def _leave_for(self, uid: str) -> None:
        """The desk comes forward; the list stays beside it."""
        self.editor.flush()
        self.clipping_requested.emit(uid)
        if (desk := self.parentWidget()) is not None:
            desk.window().raise_()
            desk.window().activateWindow()

    def _on_delete_clicked(self) -> None:
        if self._shown is not None and self._shown[0] is Kind.JOURNAL:
            self.editor.flush()
            self._session.write(DeleteJournal(self._shown[1]))

    def _show_versions(self) -> None:
        line = self._line
        if line is None or self._shown is None:
            return
        self.editor.flush()
        owner = self._shown[1]
        self._session.worker.after_writes(
            lambda: show_versions(self._session, Kind.JOURNAL, owner, said(line), self)
        )

    def _on_editor_edited(self, journal_id: int, body: str, session: int, since: str) -> None:
        self._session.write(EditJournal(journal_id, body, session, since), "note")

    def _on_worker_written(self, command: Command) -> None:
        is_here = self.isVisible() and not self._session.is_closed
        if isinstance(command, AddJournal) and is_here:
            self._wanted = Kind.JOURNAL, command.journal_id
            self._refresh()
            self.editor.show_note(command.journal_id, command.body)
            self._shown = self._wanted
            self._stack.setCurrentIndex(_WRITE)
            self.editor.focus()

    def _on_worker_changed(self, changes: Changes, origin: str) -> None:
        if self._session.is_closed:  # it was saved while the library was let go
            return
        own = self.editor.shown_id
        is_mine = own in changes.journal or changes.links or origin == "elsewhere"
        if own is not None and is_mine:
            entry = self._session.entry(own)
            if entry is None:
                self._refresh()
            else:
                self.editor.show_note(own, entry.body)
        if self.isVisible() and (changes.notes or changes.journal or changes.archive):
            self._later.start()
