"""A lane: a thread that does one job after the other on a connection of its own.

What a lane is used for is said in `worker.py`. Jobs run in the lane, and never touch a widget.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """What a lane does, and what it calls (in the lane) when that raises.

    Attributes:
        gives_way: it is long, and lets others run in between; two of them never run at once.
    """

    run: Callable[[Any], None]
    failed: Callable[[BaseException], None]
    gives_way: bool = False


class Lane(threading.Thread):
    """A thread with a queue and a connection that it opens at its first job.

    Attributes:
        connection: None until then.
        is_giving_way: a long job stands still while others run.
    """

    def __init__(self, name: str, open_connection: Callable[[], Any]) -> None:
        super().__init__(name=name, daemon=True)
        self._open = open_connection
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._later: deque[Job | None] = deque()
        self.connection: Any = None
        self.is_giving_way = False
        self.start()

    def post(self, job: Job) -> None:
        self._jobs.put(job)

    def stop(self) -> None:
        """Finish what is queued, close the connection and end. Waits."""
        self._jobs.put(None)
        self.join()

    def give_way(self) -> None:
        """In a long job: run what was posted meanwhile; what is long itself comes after it."""
        self.is_giving_way = True
        with suppress(Empty):
            while True:
                job = self._jobs.get_nowait()
                if job is None or job.gives_way:
                    self._later.append(job)
                else:
                    self._run(job)
        self.is_giving_way = False

    def run(self) -> None:
        while (job := self._later.popleft() if self._later else self._jobs.get()) is not None:
            self._run(job)
        if self.connection is not None:
            self.connection.close()

    def _run(self, job: Job) -> None:
        try:
            if self.connection is None:
                self.connection = self._open()
            job.run(self.connection)
        except BaseException as error:  # noqa: BLE001 - handed to the main thread
            job.failed(error)
