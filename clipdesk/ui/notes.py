"""My notes on the desk: saved, looked at, linked; their versions; the list of them all. Main thread.

The editors ask for saving and are told how it went; who writes and reads is the `Session`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from clipdesk.commands import (
    AddJournal,
    Changes,
    Command,
    DeleteJournal,
    EditJournal,
    EditNote,
)
from clipdesk.store.versions import Kind
from clipdesk.ui.article.note_editor import NoteEditor
from clipdesk.ui.article.note_modes import NoteMode
from clipdesk.ui.note_help import NoteHelp
from clipdesk.ui.session import Session

if TYPE_CHECKING:
    from clipdesk.ui.dialogs.my_notes import MyNotesDialog

_FREE: Final = (AddJournal, EditJournal, DeleteJournal)


class Notes(QObject):
    """Connects the editor of the clipping's note, and the dialog of all notes, with the library.

    Signals:
        clipping_requested(str): go to the clipping of this uid.
    """

    clipping_requested = Signal(str)

    def __init__(self, session: Session, editor: NoteEditor, desk: QWidget) -> None:
        super().__init__(desk)
        self._session = session
        self._editor = editor
        self._desk = desk
        self._dialog: MyNotesDialog | None = None
        editor.edited.connect(self._on_editor_edited)
        editor.versions_requested.connect(self.show_versions)
        help_ = NoteHelp(session, editor.view, editor)
        help_.clipping_requested.connect(self.clipping_requested)
        worker = session.worker
        worker.written.connect(self._on_worker_written)
        worker.failed.connect(self._on_worker_failed)
        worker.changed.connect(self._on_worker_changed)

    def flush(self) -> None:
        """Ask for saving at once what is being typed."""
        for editor in self._editors():
            editor.flush()

    def flush_all(self) -> None:
        """Ask for saving at once every text that the library does not have."""
        for editor in self._editors():
            editor.flush_all()

    def end_sessions(self) -> None:
        """What is being typed becomes a step of its own before one is taken back."""
        for editor in self._editors():
            editor.flush()
            editor.end_session()

    def save_state(self, state: QSettings) -> None:
        """Remember how notes are looked at."""
        state.setValue("desk/note", str(self._editor.mode))

    def restore_state(self, state: QSettings) -> None:
        """Look at notes as the last time."""
        said = str(state.value("desk/note", "", type=str))
        if said in set(NoteMode):
            self._editor.set_mode(NoteMode(said))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        if self._dialog is not None:
            self._dialog.retranslate()

    def show_versions(self) -> None:
        """Show what the note of the clipping said before."""
        from clipdesk.ui.dialogs.note_versions import show_versions  # noqa: PLC0415 - rarely needed

        session, record = self._session, self._session.record
        if record is None or session.current is None:
            return
        self._editor.flush()
        clipping_id = session.current
        # Behind the writing: what was typed just now is the present text.
        session.worker.after_writes(
            lambda: show_versions(session, Kind.NOTE, clipping_id, record.headline, self._desk)
        )

    def show_all(self, journal_id: int = 0) -> None:
        """Show the list of all notes; it stays beside the desk, and there is one only.

        Args:
            journal_id: the free note to go to; 0 for none.
        """
        from clipdesk.ui.dialogs.my_notes import MyNotesDialog  # noqa: PLC0415 - rarely needed

        if self._dialog is None:
            self._dialog = MyNotesDialog(self._session, self._desk)
            self._dialog.clipping_requested.connect(self.clipping_requested)
            self._dialog.step_requested.connect(self._on_dialog_step_requested)
        self._dialog.open_list(journal_id)

    def _editors(self) -> list[NoteEditor]:
        others = [] if self._dialog is None else [self._dialog.editor]
        return [self._editor, *others]

    def _of(self, command: Command | None) -> tuple[NoteEditor, int] | None:
        """The editor that keeps what a command writes, and whose text it is."""
        if command is None or command.typed is None:
            return None
        kind, owner = command.typed
        if kind == Kind.NOTE:
            return self._editor, owner
        return None if self._dialog is None else (self._dialog.editor, owner)

    def _on_dialog_step_requested(self, step: str) -> None:
        self.end_sessions()
        worker = self._session.worker
        # Who stands in the list thinks of free notes: no other step is taken from there.
        (worker.undo if step == "undo" else worker.redo)(lambda one: isinstance(one, _FREE))

    def _on_editor_edited(self, clipping_id: int, body: str, session: int, since: str) -> None:
        self._session.write(EditNote(clipping_id, body, session, since), "note")

    def _on_worker_written(self, command: Command) -> None:
        if (found := self._of(command)) is not None:
            found[0].note_saved(found[1])

    def _on_worker_failed(self, _error: BaseException, command: Command | None) -> None:
        if (found := self._of(command)) is not None:
            found[0].note_failed(found[1])

    def _on_worker_changed(self, changes: Changes, origin: str) -> None:
        # Nothing is taken back out of sight.
        is_step = origin in {"undo", "redo"} and not self._session.is_closed
        if changes.journal and is_step:
            (changed, *_) = changes.journal
            self.show_all(changed)
