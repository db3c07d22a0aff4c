"""The only threads: a writer, a search, a reading, a mirror lane. Stale answers are dropped.

The main thread posts; a lane runs one job at a time on its own connection and answers on the
main thread. The writer lane owns the writing connection and the undo history; it opens the
library at its first job, so that the first paint does not wait for sqlite-utils. Long work there
is done by a process of its own (`importing/aside.py`), and gives way to other jobs between its
batches. The reading lane waits for pages that are read for an import, so that neither edits nor
searches do; it starts with the first page. The mirror lane (`mirroring.py`) writes the analyst's
side a second time, beside the library. Lanes are in `lanes.py`, long work as the main thread
sees it in `tasks.py`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot

from clipdesk.commands import Changes
from clipdesk.core.errors import Cancelled, UserError
from clipdesk.history import History
from clipdesk.store import library
from clipdesk.ui.lanes import Job, Lane
from clipdesk.ui.mirroring import Mirroring
from clipdesk.ui.tasks import Reading, Task

if TYPE_CHECKING:
    from clipdesk.commands import Command
    from clipdesk.commands.importing import ImportPage, TakeBackImport
    from clipdesk.commands.restoring import RestoreAnnotations
    from clipdesk.importing.files import PageFile
    from clipdesk.importing.plan import Plan

ChangeText = tuple[str, dict[str, Any]] | None
"""The key and values of the text that names a step; None when there is no step."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A change of the analyst's that could not be made.

    Attributes:
        error: why; anything but a `UserError` is one of our bugs.
        text: names the change.
        command: what was to be done; None where a step was to be taken back or made again.
        again: asks for it once more.
    """

    error: BaseException
    text: ChangeText
    command: Command | None
    again: Callable[[], None]


class Worker(QObject):
    """The lanes of one library.

    Signals (main thread):
        written(Command): a command was carried out, also when it changed nothing.
        changed(Changes, str): a write was made; the str names who asked for it.
        history_changed(object, object): the texts (key, values) of the next undo and redo, or None.
        step_progressed(str, object, int, int): a long step is under way: "undo" or "redo", its
            text, and how many clippings are done, of how many.
        stepped(str, object): "undo" or "redo", and the text (key, values) of the step that was taken.
        held(str, object): the same of one that was not taken, as it might not be.
        failed(BaseException, Command): a write could not be made; nothing was changed. What is no
            `UserError` is one of our bugs, and goes to the exception hook also.
        mirror_set_aside(Path): a file that was no mirror of this library lay in the mirror's place,
            and was given this name.
    """

    written = Signal(object)
    changed = Signal(object, str)
    history_changed = Signal(object, object)
    step_progressed = Signal(str, object, int, int)
    stepped = Signal(str, object)
    held = Signal(str, object)
    failed = Signal(object, object)
    mirror_set_aside = Signal(object)
    _delivered = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._history = History()
        self._tickets: dict[str, int] = {}
        self._tasks: list[Task] = []
        self._unsaved: dict[tuple[str, int], Failure] = {}  # texts whose last write failed
        self._untold: list[Failure] = []  # what else failed, and no `failed` was delivered yet
        self._closed = False
        self._delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)
        self._file: library.WhichFile = None
        self._seen: int | None = None  # the data version of the writing connection
        self._writer = Lane("writer", self._open_for_writing)
        self._searcher = Lane("search", lambda: library.open_for_reading(path))
        self._page_reader: Lane | None = None
        self._mirroring = Mirroring(
            path,
            forget=self._forget_mirrored,
            told=self.mirror_set_aside.emit,
            failed=self._on_mirror_failed,
        )

    def prepare(self, done: Callable[[], None], failed: Callable[[BaseException], None]) -> None:
        """Open the library for writing: make a new one, bring an older one up to date."""
        self._post_write(
            lambda _: self._deliver(done), lambda error: self._deliver(lambda: failed(error))
        )

    def write(self, command: Command, origin: str = "", *, undoable: bool = True) -> None:
        """Make one of the analyst's changes."""

        def run(db: Any) -> None:
            changes = self._history.do(db, command, undoable=undoable)
            if command.typed is not None:
                self._unsaved.pop(command.typed, None)
            self.written.emit(command)
            self._report(changes, origin)

        def failed(error: Any) -> None:
            again = partial(self.write, command, origin, undoable=undoable)
            failure = Failure(error, command.text, command, again)
            if command.typed is not None:
                self._unsaved[command.typed] = failure
                self.failed.emit(error, command)
            elif undoable:  # else it was no act of the analyst
                self._fail(failure)
            else:
                self.failed.emit(error, command)

        self._post_write(run, failed)

    def heal_index(self) -> None:
        """Make the search index anew where it is missing, behind or in doubt; others come first.

        Until then texts themselves are looked through, so that nothing is missed.
        """

        def run(db: Any) -> None:
            from clipdesk.store import rebuilding  # noqa: PLC0415 - not needed to start

            with library.explained(self.path):
                if rebuilding.is_current(db.conn):
                    return
            from clipdesk.importing import aside, jobs  # noqa: PLC0415 - rarely needed
            from clipdesk.importing.plan import Watch  # noqa: PLC0415 - rarely needed

            watch = Watch(is_cancelled=lambda: self._closed, give_way=self._writer.give_way)
            aside.call(jobs.heal_index, self.path, watch=watch)

        def failed(error: BaseException) -> None:
            if not isinstance(error, UserError | Cancelled):  # searching works without it
                self._raise_later(error)

        self._writer.post(Job(run, failed, gives_way=True))

    def heal_mirror(self) -> None:
        """Make the mirror of the annotations anew where it is missing, behind or was edited."""
        self._mirroring.look_through()

    def _forget_mirrored(self, seq: int) -> None:
        """In the mirror lane: the mirror has all changes up to one."""

        def run(db: Any) -> None:
            from clipdesk.exporting import mirror  # noqa: PLC0415 - not needed to start

            mirror.forget(db, seq)

        def failed(error: BaseException) -> None:
            if not isinstance(error, UserError):  # next time, then
                self._raise_later(error)

        self._writer.post(Job(run, failed))

    def _on_mirror_failed(self, error: BaseException) -> None:
        """In the mirror lane: the annotations are in the library, but nowhere else."""
        if isinstance(error, UserError):
            self.failed.emit(error, None)
        else:
            self._raise_later(error)

    def recall_steps(self) -> None:
        """Open the library for writing, so that `history_changed` tells of the steps it keeps."""
        self._post_write(lambda _: None, lambda _: None)

    def take_back(self, step_id: int, failed: Callable[[BaseException], None]) -> None:
        """Take back one step, wherever it stands; that is a step of its own.

        Args:
            step_id: its row.
            failed: told on the main thread why it cannot be.
        """

        def run(db: Any) -> None:
            self._report(self._history.take_back(db, step_id), "undo")

        self._post_write(run, lambda error: self._deliver(lambda: failed(error)))

    def after_writes(self, done: Callable[[], None]) -> None:
        """Call `done` on the main thread when what was posted until now is written."""
        self._writer.post(Job(lambda _: self._deliver(done), lambda _: self._deliver(done)))

    def undo(self, may: Callable[[Command], bool] | None = None) -> None:
        """Take back the last change.

        Args:
            may: whether it may be taken back; asked in the lane, where the order of steps is known.
        """
        self._step("undo", may)

    def redo(self, may: Callable[[Command], bool] | None = None) -> None:
        """Make the change again that was taken back last; `may` as for `undo`."""
        self._step("redo", may)

    @property
    def next_steps(self) -> tuple[ChangeText, ChangeText]:
        """What undo and redo would do."""
        undo, redo = self._history.next_undo, self._history.next_redo
        return undo.text if undo else None, redo.text if redo else None

    def running_imports(self) -> list[Task]:
        """The imports that write and have not come to their end."""
        self._tasks = [task for task in self._tasks if task.running]
        return [task for task in self._tasks if not isinstance(task, Reading)]

    def read_pages(self, sources: Sequence[Path | PageFile], columns: dict[str, Any]) -> Reading:
        """Read what may be pages: files, folders, zips, pasted text; each becomes a plan.

        Its end is told from the main thread: the caller has time to listen.

        Args:
            sources: what the user named.
            columns: what tables' columns were said to be: the settings' `columns`.
        """
        task = Reading(sources[0].name, self)
        self._tasks.append(task)
        if self._page_reader is None:
            self._page_reader = Lane("reading", lambda: None)

        def tell(what: str, *values: Any) -> None:
            if what == "planned":
                values[0].stage.take_over()
            self._deliver(lambda: getattr(task, what).emit(*values))

        def run(_: Any) -> None:
            from clipdesk.importing import aside, jobs  # noqa: PLC0415 - not needed to start
            from clipdesk.importing.plan import Watch  # noqa: PLC0415 - not needed to start

            watch = Watch(task.tell, task.is_cancelled)
            order = self.path, list(sources), columns
            try:
                count = aside.call(jobs.read_pages, *order, watch=watch, tell=tell)
            except UserError as error:
                if error.code == "aside_lost":  # who only reads leaves nothing half in
                    raise UserError("aside_lost_reading") from error
                raise
            self._end(task, lambda: task.finished.emit(count))

        self._page_reader.post(Job(run, lambda error: self._task_failed(task, error)))
        return task

    def import_plan(self, plan: Plan) -> Task:
        """Bring a planned page into the library, as one step that can be undone."""
        from clipdesk.commands.importing import ImportPage  # noqa: PLC0415 - not needed to start

        task = Task(plan.file_name, self)
        command = ImportPage(plan)
        self._do_long(task, command, lambda: plan)
        return task

    def restore_annotations(self, file: Path) -> Task:
        """Bring the annotations of a mirror in, as one step; `finished` gives a `Restored`."""
        from clipdesk.commands.restoring import RestoreAnnotations  # noqa: PLC0415 - as above

        task = Task(file.name, self)
        command = RestoreAnnotations(file)
        self._do_long(task, command, lambda: command.restored)
        return task

    def take_back_import(self, run_id: int, name: str) -> Task:
        """Take back an import of an earlier sitting; `finished` gives how many clippings stay."""
        from clipdesk.commands.importing import TakeBackImport  # noqa: PLC0415 - as above

        task = Task(name, self)
        command = TakeBackImport(run_id)
        self._do_long(task, command, lambda: command.stay, undoable=False)
        return task

    def _do_long(
        self,
        task: Task,
        command: ImportPage | TakeBackImport | RestoreAnnotations,
        answer: Callable[[], Any],
        *,
        undoable: bool = True,
    ) -> None:
        from clipdesk.importing.plan import Watch  # noqa: PLC0415 - not needed to start

        self._tasks.append(task)
        command.watch = Watch(task.tell, task.is_cancelled, self._writer.give_way)

        def run(db: Any) -> None:
            self._check_file()
            changes = self._history.do(db, command, undoable=undoable)
            self._report(changes, "import")
            given = answer()
            self._end(task, lambda: task.finished.emit(given))

        self._writer.post(Job(run, lambda error: self._task_failed(task, error), gives_way=True))

    def _end(self, task: Task, tell: Callable[[], None]) -> None:
        """In a lane: a task has come to its end."""
        task.running = False
        self._deliver(tell)

    def _task_failed(self, task: Task, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self._end(task, task.cancelled.emit)
        else:
            self._end(task, lambda: task.failed.emit(error))
        if not isinstance(error, UserError | Cancelled):
            self._raise_later(error)

    def ask(
        self,
        kind: str,
        question: Callable[[Any], Any],
        answered: Callable[[Any], None],
        *,
        waits: bool = False,
    ) -> None:
        """Put a question to the search lane.

        A later question of the same kind makes this one stale: its scan is interrupted and its
        answer never shown.

        Args:
            kind: names what is asked.
            question: gives the answer, in the lane.
            answered: takes it, on the main thread.
            waits: it is in no hurry: it interrupts nothing, and what interrupts it goes first.
        """
        if self._closed:
            return
        ticket = self._tickets[kind] = self._tickets.get(kind, 0) + 1
        if self._searcher.connection is not None and not waits:
            self._searcher.connection.interrupt()

        def run(connection: Any) -> None:
            if self._tickets[kind] == ticket:
                library.see_anew(connection)
                answer = question(connection)
                self._deliver(lambda: self._answer(kind, ticket, answered, answer))

        def failed(error: BaseException) -> None:
            # An interrupted scan of a question that still counts is asked again: the interrupt
            # was meant for another kind.
            if self._tickets[kind] == ticket and library.was_interrupted(error):
                self._searcher.post(Job(run, failed))
            elif isinstance(error, UserError):
                self.failed.emit(error, None)
            elif not library.was_interrupted(error):
                self._raise_later(error)

        self._searcher.post(Job(run, failed))

    def look_elsewhere(self) -> None:
        """Tell by `changed`, from "elsewhere", whether another program wrote since the last look.

        The writing connection is asked: its own writes do not count.
        """

        def told(_: object) -> None:
            self._mirroring.follow()  # the other program may have ended before it did
            self.changed.emit(
                Changes(
                    tags=True,
                    notes=True,
                    reading=True,
                    highlights=True,
                    archive=True,
                    searches=True,
                    links=True,
                    meanings=True,
                ),
                "elsewhere",
            )

        def run(db: Any) -> None:
            with library.explained(self.path):
                seen, self._seen = self._seen, library.data_version(db.conn)
            if seen != self._seen:  # also at the first look: nobody knows
                told(db)

        self._writer.post(Job(run, told))  # who cannot write sees what others wrote all the same

    def finish_writes(self) -> list[Failure]:
        """Finish every queued write; an import is given up. Waits.

        Returns:
            The notes whose last write failed, now or before; and what else failed, and nobody was
            told yet.
        """
        for task in self._tasks:
            task.cancel()
        done = threading.Event()
        self._writer.post(Job(lambda _: done.set(), lambda _: done.set()))
        done.wait()
        return [*self._unsaved.values(), *self._untold]

    def close(self) -> None:
        """Finish every queued write and end the lanes; an import is given up. Waits."""
        if self._closed:
            return
        self._closed = True
        for task in self._tasks:
            task.cancel()
        self._tickets = dict.fromkeys(self._tickets, -1)
        if self._page_reader is not None:
            self._page_reader.stop()
        self._searcher.stop()
        self._writer.stop()
        self._mirroring.close()

    def _post_write(
        self,
        run: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        *,
        gives_way: bool = False,
    ) -> None:
        def explained(error: BaseException) -> None:
            failed(error)
            if not isinstance(error, UserError | Cancelled):
                self._raise_later(error)

        def checked(db: Any) -> None:
            self._check_file()
            run(db)

        self._writer.post(Job(checked, explained, gives_way=gives_way))

    def _open_for_writing(self) -> Any:
        """In the writer lane."""
        db = library.open_for_writing(self.path, create=True)
        self._file = library.which_file(self.path)
        self._history.load(db)
        if any(known := self.next_steps):
            self.history_changed.emit(*known)
        return db

    def _check_file(self) -> None:
        """SQLite would go on writing into a file that was deleted, and say that it is saved."""
        if library.which_file(self.path) != self._file:
            raise UserError("library_gone", path=str(self.path))

    def _step(self, name: Literal["undo", "redo"], may: Callable[[Command], bool] | None) -> None:
        history = self._history

        def run(db: Any) -> None:
            step, taken = (
                (history.undo, history.next_undo)
                if name == "undo"
                else (history.redo, history.next_redo)
            )
            if taken is None:
                return
            if taken.is_long and self._writer.is_giving_way:  # two of them never run at once
                self._post_write(run, failed, gives_way=True)
                return
            if may is not None and not may(taken):
                self.held.emit(name, taken.text)
                return
            progress = partial(self.step_progressed.emit, name, taken.text)
            taken.follow(progress, self._writer.give_way)
            self._report(step(db), name)
            self.stepped.emit(name, taken.text)

        def failed(error: BaseException) -> None:
            undo, redo = self.next_steps
            if isinstance(error, UserError) and error.code != "undo_changed_elsewhere":
                again, text = (self.undo, undo) if name == "undo" else (self.redo, redo)
                self._fail(Failure(error, text, None, again))
            else:  # that step is gone for good
                self.failed.emit(error, None)
                self.history_changed.emit(undo, redo)

        self._post_write(run, failed)

    def _fail(self, failure: Failure) -> None:
        """In a lane: tell it, and remember it until it is told."""
        self._untold.append(failure)
        self.failed.emit(failure.error, failure.command)
        self._deliver(lambda: self._untold.remove(failure))

    def _report(self, changes: Changes, origin: str) -> None:
        """In the writer lane: say what changed."""
        if not changes.is_empty:
            self._mirroring.follow()
            self.changed.emit(changes, origin)
        self.history_changed.emit(*self.next_steps)

    def _answer(self, kind: str, ticket: int, answered: Callable[[Any], None], answer: Any) -> None:
        if self._tickets.get(kind) == ticket:
            answered(answer)

    def _deliver(self, call: Callable[[], None]) -> None:
        """From a lane: run `call` on the main thread."""
        self._delivered.emit(call)

    def _raise_later(self, error: BaseException) -> None:
        """Hand one of our bugs to the main thread's exception hook."""
        self._deliver(lambda: sys.excepthook(type(error), error, error.__traceback__))

    @Slot(object)
    def _on_delivered(self, call: Callable[[], None]) -> None:
        call()
