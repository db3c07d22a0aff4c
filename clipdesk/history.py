"""Undo and redo: what was done, newest last. Lives in the writer lane, so order is the lane's.

Each step is kept in the library (`store/steps.py`), in the transaction of what it did: whatever
ends the program, both are there or neither. So the day's work can be undone after a restart. Long
work (`importing/aside.py`) is done in transactions of its own, the last of which writes the step.

A window takes over the steps that it finds in the library when it opens it. What another program
makes of the library later is not in its stacks: it is never undone by it, nor forgotten.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from clipdesk.commands import Changes, Command, TakeBack, kept
from clipdesk.core.errors import Cancelled, UserError
from clipdesk.store import library, steps

if TYPE_CHECKING:
    import sqlite_utils

STEPS: Final = 1_000
"""How many steps can be undone."""

_PAUSE: Final = dt.timedelta(hours=6)
"""So long nothing is done between two sittings."""
_LARGEST: Final = 8_000_000
"""A larger command (characters of JSON, a tag on 200,000 clippings) is not kept beyond the sitting."""
_ALL: Final = 32_000_000
"""So many characters of commands are kept."""
_NAMED: Final = 100
"""So many clippings of a step are kept for the log."""


@dataclass(slots=True)
class _Step:
    """A step that was done, or undone.

    Attributes:
        id: its row; 0 where it has none: an import that was undone, and can be made again.
        kept: its command as JSON; empty where it is too large.
        clippings: some of those that it changed.
        live: its command; None where it was not yet read from what is kept.
        is_new: it was done in this sitting.
    """

    id: int
    kept: str
    clippings: tuple[int, ...]
    live: Command | None = None
    is_new: bool = False

    @property
    def command(self) -> Command:
        """Its command, always the same object.

        Raises:
            UserError: undo_changed_elsewhere where another version of the program says otherwise.
        """
        if self.live is None:
            try:
                self.live = kept.loads(self.kept)
            except ValueError as error:
                raise UserError("undo_changed_elsewhere") from error
        return self.live


class History:
    """The undo and redo stacks of one window."""

    def __init__(self) -> None:
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    def load(self, db: sqlite_utils.Database, now: dt.datetime | None = None) -> None:
        """Take over what is kept: the steps of today and of the last sitting; forget the others.

        Args:
            db: the library.
            now: for tests.
        """
        with library.transaction(db):
            rows = steps.rows(db.conn)
            stay = _days_work(rows, now or dt.datetime.now(dt.UTC))[-STEPS:]
            steps.remove(db, [row.id for row in rows[: len(rows) - len(stay)]])
            for row in stay:
                if row.command:
                    step = _Step(row.id, row.command, _clippings_in(row.text))
                    (self._done if row.state == "done" else self._undone).append(step)
            self._undone.reverse()
            self._forget_imports(db)

    def do(self, db: sqlite_utils.Database, command: Command, *, undoable: bool = True) -> Changes:
        """Run a command. What changed nothing, or is not `undoable`, is no step."""
        if command.is_long:
            changes = command.do(db)
            with self._whole(db):
                if undoable and not changes.is_empty:
                    self._record(db, command, changes)
                self._forget_imports(db)
            return changes
        last = self._done[-1] if self._done else None
        with self._whole(db, command, last, None if last is None else last.live):
            changes = command.do(db)
            if undoable and not changes.is_empty:
                self._record(db, command, changes)
        return changes

    def undo(self, db: sqlite_utils.Database) -> Changes:
        """Take back the last step; nothing when there is none.

        Raises:
            UserError: what the environment says: the step stays, for another try. A step that can
                never be undone (another program wrote there since) is dropped, so that the one
                before it can be.
        """
        if not self._done:
            return Changes()
        with _taken(db, self._done) as step:
            command = step.command
            if command.is_long:
                changes = command.undo(db)
                with self._whole(db):
                    steps.remove(db, [step.id])
                step.id = 0  # what could make it again is of this sitting
                if command.is_repeatable:
                    self._undone.append(step)
                return changes
            with self._whole(db, command, step):
                changes = command.undo(db)
                self._keep(db, step, command, "undone")
                self._undone.append(step)
        return changes

    def redo(self, db: sqlite_utils.Database) -> Changes:
        """Do again what was undone last; nothing when there is none. Raises as `undo`."""
        if not self._undone:
            return Changes()
        with _taken(db, self._undone) as step:
            command = step.command
            if command.is_long:
                changes = command.do(db)
                with self._whole(db, step):
                    self._let_be_kept(db, step, command)
                self._done.append(step)
                return changes
            with self._whole(db, command, step):
                changes = command.do(db)
                self._keep(db, step, command, "done")
                self._done.append(step)
        return changes

    def take_back(self, db: sqlite_utils.Database, step_id: int) -> Changes:
        """Take back one step, also one that others came after; that is a step of its own.

        An import that nothing came after is undone.

        Raises:
            UserError: take_back_elsewhere, take_back_undone, take_back_import, take_back_archive;
                as `TakeBack`.
        """
        at = next((at for at, step in enumerate(self._done) if step.id == step_id), None)
        if at is None:
            is_undone = any(step.id == step_id for step in self._undone)
            raise UserError("take_back_undone" if is_undone else "take_back_elsewhere")
        command = self._done[at].command
        if command.is_long:
            if at < len(self._done) - 1:
                raise UserError("take_back_import")
            return self.undo(db)
        if _changes_archive(command):
            for later in self._done[at + 1 :]:
                if _changes_archive(later.command):
                    raise UserError("take_back_archive")
        return self.do(db, TakeBack(deepcopy(command.kept or command), step_id))

    @property
    def next_undo(self) -> Command | None:
        """What `undo` would take back."""
        return self._next(self._done)

    @property
    def next_redo(self) -> Command | None:
        """What `redo` would do again."""
        return self._next(self._undone)

    def _next(self, stack: list[_Step]) -> Command | None:
        while stack:
            with suppress(UserError):
                return stack[-1].command
            stack.pop()  # of another version; the log has it still
        return None

    # ---- in a transaction

    def _record(self, db: sqlite_utils.Database, command: Command, changes: Changes) -> None:
        """A command was done: let it be a step, or a part of the last one."""
        steps.remove(db, [step.id for step in self._undone])
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and last.is_new and last.command.merge(command):
            self._keep(db, last, last.command, "done")
            return
        clippings = tuple(sorted(changes.clippings)[:_NAMED])
        step = _Step(0, "", clippings, command, is_new=True)
        self._let_be_kept(db, step, command)
        self._done.append(step)
        steps.remove(db, [step.id for step in self._done[:-STEPS]])
        del self._done[:-STEPS]
        self._bound(db)

    def _let_be_kept(self, db: sqlite_utils.Database, step: _Step, command: Command) -> None:
        """Write a step's row, unless the change itself wrote it."""
        step.id = command.step_id
        if not step.id:
            step.kept = _kept(command)
            step.id, _ = steps.add(db.conn, step.kept, _told(step, command))

    def _keep(
        self, db: sqlite_utils.Database, step: _Step, command: Command, state: steps.State
    ) -> None:
        """Write what became of a step."""
        step.kept = _kept(command)
        steps.change(db.conn, step.id, step.kept, _told(step, command), state)

    def _bound(self, db: sqlite_utils.Database) -> None:
        """Keep no more than so much beyond the sitting; the newest steps are worth most."""
        left = _ALL - sum(len(step.kept) for step in self._done)
        for step in self._done:
            if left >= 0:
                return
            if step.kept:
                left += len(step.kept)
                steps.change(db.conn, step.id, "", _told(step, step.command), "done")
                step.kept = ""

    def _forget_imports(self, db: sqlite_utils.Database) -> None:
        """Forget the steps of imports that were taken back by their record."""
        for stack in (self._done, self._undone):
            for step in list(stack):
                if _is_import(step) and step.command.is_gone(db.conn):
                    steps.remove(db, [step.id])
                    stack.remove(step)

    @contextmanager
    def _whole(self, db: sqlite_utils.Database, *touched: Command | _Step | None) -> Iterator[None]:
        """One transaction; where it fails the stacks and what was touched are as before, too."""
        stacks = list(self._done), list(self._undone)
        before = [state for one in touched if one is not None for state in _states(one)]
        try:
            with library.transaction(db):
                yield
        except BaseException:
            self._done[:], self._undone[:] = stacks
            for one, values in before:
                for name, value in values.items():
                    setattr(one, name, value)
            raise


def _states(one: Any) -> list[tuple[Any, dict[str, Any]]]:
    """What a command, the commands in it, or a step, remember."""
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    inner = [value for value in values.values() if isinstance(value, Command)]
    return [(one, values), *(state for value in inner for state in _states(value))]


def _kept(command: Command) -> str:
    text = "" if command.kept is None else kept.dumps(command.kept)
    return text if len(text) <= _LARGEST else ""


def _told(step: _Step, command: Command) -> str:
    """What the log says of a step: the text that names it, and clippings."""
    return json.dumps([*command.text, step.clippings])


def _clippings_in(text: str) -> tuple[int, ...]:
    with suppress(ValueError, TypeError):
        *_, clippings = json.loads(text)
        return tuple(clippings)
    return ()


def _is_import(step: _Step) -> bool:
    if step.is_new:
        return step.command.is_long
    return step.kept.startswith(f'["{steps.IMPORT}"')


def _changes_archive(command: Command) -> bool:
    return command.changes_archive or (
        isinstance(command, TakeBack) and _changes_archive(command.taken)
    )


def _days_work(rows: list[steps.Row], now: dt.datetime) -> list[steps.Row]:
    """The steps of today, and those of the last sitting: back to a long pause."""
    at = [dt.datetime.fromisoformat(row.made_at) for row in rows]
    first = 0
    for place, (before, after) in enumerate(pairwise(at), 1):
        is_today = before.astimezone().date() == now.astimezone().date()
        if after - before > _PAUSE and not is_today:
            first = place
    return rows[first:]


@contextmanager
def _taken(db: sqlite_utils.Database, stack: list[_Step]) -> Iterator[_Step]:
    """Take the last step off; put it back when it fails but may work later.

    It is off while it works, for long work gives way to others, which are steps of their own.
    """
    step = stack.pop()
    at = len(stack)
    try:
        with _gone_is_changed():
            yield step
    except BaseException as error:
        if isinstance(error, UserError | Cancelled) and error.args[:1] not in _FOR_GOOD:
            stack.insert(at, step)
        else:
            with suppress(UserError), library.transaction(db):
                steps.remove(db, [step.id])
        raise


@contextmanager
def _gone_is_changed() -> Iterator[None]:
    """A step on a clipping that is not there any more (its import was taken back)."""
    try:
        yield
    except Exception as error:
        if not library.lacks_row(error):
            raise
        raise UserError("undo_changed_elsewhere") from error


_FOR_GOOD: Final = {("undo_changed_elsewhere",), ("import_not_latest",)}
