"""Long work in a process of its own: Python runs one thread at a time, and the window needs it.

Who calls waits in its lane, passes on what is told, and lets others write between two batches as
if the work were done there. What can be done aside is in `jobs.py`. The process opens the files
itself; it stays for the next job for a while, and ends with the program that started it: a job
under way then breaks off, as at a power cut.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from clipdesk.core.errors import Cancelled, UserError
from clipdesk.importing.plan import Watch
from clipdesk.store import library, staging
from clipdesk.texts import language, use_language

if TYPE_CHECKING:
    import sqlite_utils

T = TypeVar("T")

Tell = Callable[..., None]
"""Takes the name of something that happened, and its values."""

_LOOK_S: Final = 0.05
"""Seconds between two looks at whether the user gave up."""
_IDLE_S: Final = 30.0
"""Seconds that a process with nothing to do is kept: it holds some 60 MB."""
_SILENCE_S: Final = 30.0
"""A process that gave no sign of life for so many seconds hangs."""
_SIGN_S: Final = 1.0
"""Seconds between two signs of life."""
_GRACE_S: Final = 2.0
"""Seconds that a process has to end by itself."""
_GENTLE: Final = 5
"""So much it steps back where the machine is busy: what is shown goes first."""

_CONTEXT: Final = multiprocessing.get_context("spawn")  # a fork would copy half a window


class BugAsideError(RuntimeError):
    """One of our bugs, in the other process; its text is the trace there."""


def call(job: Callable[..., T], *values: Any, watch: Watch, tell: Tell | None = None) -> T:
    """Do a job aside, and wait for it. Any thread; each call has a process to itself.

    Args:
        job: a function of a module, called there as `job(watch, tell, *values)`.
        values: can be pickled, as can what the job gives and tells.
        watch: asked and told here, as the job asks and tells there.
        tell: takes what the job tells, here.

    Raises:
        UserError: as the job; `aside_lost` when the process ended in the middle of it (killed from
            outside, out of memory) or hangs.
        Cancelled: as the job.
        BugAsideError: anything else that the job raised.
    """
    process = _Process.take()
    handed_over = staging.folders_of(process.number)
    try:
        kind, answer = process.carry_out((job, values, language()), watch, tell)
    except BaseException:  # nobody knows what it does now
        process.end()
        for folder in staging.folders_of(process.number) - handed_over:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    process.keep()
    if kind == "cancelled":
        raise Cancelled
    if kind == "refused":
        raise answer
    if kind == "bug":
        raise BugAsideError(answer)
    done: T = answer
    return done


def work_on(db: sqlite_utils.Database, job: Callable[..., T], *values: Any, watch: Watch) -> T:
    """Have a job done that writes into a library, of which the file is looked after meanwhile.

    Args:
        db: the library, open here; the job gets its path, and which file that is.
        job: as in `call`.
        values: as in `call`.
        watch: as in `call`.

    Raises:
        UserError: library_gone where it was moved, deleted or replaced; the rest is as in `call`.
    """
    path = library.path_of(db.conn)
    meant = library.which_file(path)

    def check() -> None:
        if meant is None or library.which_file(path) != meant:
            raise UserError("library_gone", path=str(path))

    def give_way() -> None:
        check()
        watch.give_way()

    check()
    done = call(job, path, meant, *values, watch=replace(watch, give_way=give_way))
    check()
    return done


class _Process:
    """One process and the line to it."""

    _idle: Final[list[_Process]] = []
    _lock: Final = threading.Lock()

    def __init__(self) -> None:
        self._line, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(
            target=_serve, args=(theirs,), name="clipdesk-aside", daemon=True
        )
        self._process.start()
        theirs.close()  # else nobody would notice its end
        self._timer: threading.Timer | None = None
        self._has_given_up = False

    @classmethod
    def take(cls) -> _Process:
        """One that has nothing to do."""
        with cls._lock:
            while cls._idle:
                if (kept := cls._idle.pop()).is_awake():
                    return kept
        return cls()

    @property
    def number(self) -> int:
        """The system's number of it."""
        return self._process.pid or 0

    def is_awake(self) -> bool:
        """Whether it still runs; it is kept no longer."""
        if self._timer is not None:
            self._timer.cancel()
        return self._process.is_alive()

    def keep(self) -> None:
        """Keep it for the next job, for a while; one such is enough."""
        with self._lock:
            if not self._idle:
                self._timer = threading.Timer(_IDLE_S, self._end_idle)
                self._timer.daemon = True
                self._timer.start()
                self._idle.append(self)
                return
        self.end()

    def end(self) -> None:
        """End it, whatever it does."""
        self._line.close()
        self._process.terminate()
        self._process.join(_GRACE_S)
        if self._process.is_alive():  # one that was stopped hears nothing else
            self._process.kill()
            self._process.join()

    def _end_idle(self) -> None:
        with self._lock:
            if self not in self._idle:
                return
            self._idle.remove(self)
        self.end()

    def carry_out(self, order: tuple[Any, ...], watch: Watch, tell: Tell | None) -> tuple[str, Any]:
        """Have a job done: how it ended, and with what. The rest is as in `call`."""
        try:
            self._line.send(("order", pickle.dumps(order)))
            while True:
                kind, values = self._hear(watch)
                match kind:
                    case "alive":
                        pass
                    case "progress":
                        watch.progress(*values)
                    case "turn":
                        watch.give_way()
                        self._line.send(("go on", b""))
                    case "told":
                        if tell is not None:
                            tell(*values)
                    case _:
                        return kind, values
        except (EOFError, OSError) as error:
            raise UserError("aside_lost") from error
        finally:
            self._has_given_up = False

    def _hear(self, watch: Watch) -> tuple[str, Any]:
        """What it says next; it is told meanwhile when the user gives up."""
        until = time.monotonic() + _SILENCE_S
        while True:
            if not self._has_given_up and watch.is_cancelled():
                self._has_given_up = True
                self._line.send(("give up", b""))
            if self._line.poll(_LOOK_S):
                said: tuple[str, Any] = self._line.recv()
                return said
            if time.monotonic() > until:
                raise UserError("aside_lost")


# ---- in the other process


def _serve(line: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who started it
    if hasattr(os, "nice"):
        os.nice(_GENTLE)
    with suppress(EOFError, OSError):  # the program ended
        while True:
            said, order = line.recv()
            if said != "order":  # it was said to a job that had just ended
                continue
            with _Line(line) as mine:
                answer = _answer(order, mine)
            try:
                line.send(answer)
            except (pickle.PicklingError, AttributeError, TypeError):
                line.send(("bug", traceback.format_exc()))


def _answer(order: bytes, line: _Line) -> tuple[str, Any]:
    watch = Watch(line.progress, line.has_given_up, line.give_way)
    try:
        job, values, spoken = pickle.loads(order)  # noqa: S301 - from the program itself
        use_language(spoken)
        return "done", job(watch, line.tell, *values)
    except Cancelled:
        return "cancelled", None
    except UserError as error:
        return "refused", error
    except Exception:  # noqa: BLE001 - goes to who called
        return "bug", traceback.format_exc()


class _Line:
    """What a job says and hears. Without anybody at the other end there is nothing to do."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._has_given_up = False
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._signs = threading.Thread(target=self._give_signs, daemon=True)

    def __enter__(self) -> Self:
        self._signs.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._signs.join()

    def _give_signs(self) -> None:
        while not self._is_over.wait(_SIGN_S):
            self._send("alive", None)

    def progress(self, done: int, total: int) -> None:
        self._send("progress", (done, total))

    def tell(self, *values: Any) -> None:
        self._send("told", values)

    def has_given_up(self) -> bool:
        try:
            while not self._has_given_up and self._line.poll():
                self._hear()
        except (EOFError, OSError):
            os._exit(1)
        return self._has_given_up

    def give_way(self) -> None:
        self._send("turn", None)
        try:
            while self._hear() != "go on":
                pass
        except (EOFError, OSError):
            os._exit(1)

    def _hear(self) -> str:
        said: str = self._line.recv()[0]
        self._has_given_up |= said == "give up"
        return said

    def _send(self, kind: str, values: Any) -> None:
        try:
            with self._lock:
                self._line.send((kind, values))
        except OSError:
            os._exit(1)
