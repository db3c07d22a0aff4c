"""The desk while it is used: from a key to the repainted list, and how long the window stands still.

    python -m tests.benchmarks.desk [CLIPPINGS] [LIBRARY]

Makes a library of generated clippings (archive.py) in LIBRARY, or takes the one that lies there;
opens it in a real window, offscreen. Prints p50 and p95 in milliseconds of a typed character until
the list is painted with its answer; and the longest time between two turns of the event loop while
typing, walking, scrolling, brushing, and while all that is done and a page of 5,000 clippings is
imported. Beside yardsticks of the same run: the loop with nothing to do, and with a thread that
only counts: that long Python itself keeps the window waiting.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from clipdesk.app import SWITCH
from clipdesk.settings import Settings
from clipdesk.texts import use_language
from clipdesk.ui import theme
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from tests.benchmarks import archive, importing

QUERIES: Final = (
    "米軍", "一帯一路", "中国 制裁", "中国 -ロシア", "UAV", "弾道ミサイル", "source:時事通信 date:2022",
    "核", "読売", "明らかにした", "has:compilernote", "(中国 OR ロシア) 演習",
)  # fmt: skip
_IMPORTED: Final = 5_000
_NONE: Final = Qt.MouseButton.NoButton
_LEFT: Final = Qt.MouseButton.LeftButton


def make_library(path: Path, clippings: int) -> None:
    """Import a generated page."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        importing.write_page(page, clippings)
        importing.import_page(page, path)


class Turns(QObject):
    """Looks at the clock whenever the event loop turns, every millisecond where it can."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=1)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._last = 0.0
        self.gaps: list[float] = []

    def _on_timer_timeout(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    @contextmanager
    def watched(self, name: str) -> Iterator[None]:
        """Print the longest gap of what is done meanwhile."""
        self.gaps, self._last = [], time.perf_counter()
        self._timer.start()
        yield
        self._timer.stop()
        longest = sorted(self.gaps, reverse=True)[:3]
        over = sum(gap > 0.016 for gap in self.gaps)
        shown = " ".join(f"{gap * 1_000:7.1f}" for gap in longest)
        print(f"{name:40}{shown}{over:8} over 16 ms of {len(self.gaps)}", flush=True)  # noqa: T201


class Painted(QObject):
    """Knows when the list was last painted."""

    at = 0.0

    def eventFilter(self, target: QObject, event: QEvent) -> bool:  # noqa: N802
        del target
        if event.type() is QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


def turn(seconds: float) -> None:
    """Let the event loop turn for a while."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        QApplication.processEvents()
        time.sleep(0.0002)


def wait_until(condition: Callable[[], bool], limit: float = 30.0) -> None:
    """Let the event loop turn until something is so."""
    until = time.perf_counter() + limit
    while not condition():
        if time.perf_counter() > until:
            raise TimeoutError
        QApplication.processEvents()
        time.sleep(0.0002)


class User:
    """Somebody at the window."""

    def __init__(self, window: MainWindow) -> None:
        self.desk: Desk = window.findChildren(Desk)[0]
        self.field: QLineEdit = self.desk.search.findChildren(QLineEdit)[0]
        self.painted = Painted()
        self.desk.timeline.list.viewport().installEventFilter(self.painted)

    def type(self, text: str) -> list[float]:
        """Type a query into the empty field; seconds from each key to the list with its answer."""
        self.clear()
        taken = []
        for at in range(len(text)):
            begin = time.perf_counter()
            typed_one = QInputMethodEvent()  # as Japanese is typed
            typed_one.setCommitString(text[at])
            QApplication.sendEvent(self.field, typed_one)
            typed = text[: at + 1]
            found = lambda typed=typed: self.desk.session.found.filter.query == typed  # noqa: E731
            wait_until(found)
            answered = time.perf_counter()
            self.desk.timeline.list.viewport().update()
            wait_until(lambda answered=answered: self.painted.at > answered)  # type: ignore[misc]
            taken.append(self.painted.at - begin)
        return taken

    def clear(self) -> None:
        """Empty the field."""
        self.field.clear()
        wait_until(lambda: self.desk.session.found.filter.query == "")

    def walk(self, steps: int) -> None:
        """Press J, or K."""
        for _ in range(steps):
            self.desk.next_clipping()
            turn(0.02)

    def scroll(self, steps: int) -> None:
        """Turn the wheel over the list."""
        view = self.desk.timeline.list.viewport()
        at = QPointF(view.rect().center())
        for step in range(steps):
            by = QPoint(0, -360 if step % 50 < 40 else 3_600)
            event = QWheelEvent(
                at, view.mapToGlobal(at), QPoint(), by, _NONE,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(view, event)
            turn(0.01)

    def brush(self, steps: int) -> None:
        """Drag over the strip."""
        strip = self.desk.timeline.strip
        width, y = strip.width(), strip.height() * 0.5
        self._mouse(QEvent.Type.MouseButtonPress, width * 0.3, y, _LEFT)
        for step in range(steps):
            self._mouse(QEvent.Type.MouseMove, width * (0.3 + 0.4 * step / steps), y, _NONE)
            turn(0.01)
        self._mouse(QEvent.Type.MouseButtonRelease, width * 0.7, y, _LEFT)
        turn(0.3)
        self.desk.clear_filter()
        turn(0.3)

    def _mouse(self, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton) -> None:
        strip = self.desk.timeline.strip
        at = QPointF(x, y)
        held = _NONE if kind is QEvent.Type.MouseButtonRelease else _LEFT
        event = QMouseEvent(
            kind, at, strip.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(strip, event)


def measure_typing(user: User) -> None:
    """Each character of each query."""
    taken = [1_000 * one for query in QUERIES for one in user.type(query)]
    taken.sort()
    p95 = taken[int(len(taken) * 0.95)]
    print(  # noqa: T201
        f"{'a key until the list is repainted':40}p50 {statistics.median(taken):7.1f}"
        f"   p95 {p95:7.1f}   worst {taken[-1]:7.1f} ms ({len(taken)} keys)"
    )


def measure_gaps(user: User, folder: Path) -> None:
    """The longest times between two turns of the loop."""
    turns = Turns()
    print(f"{'longest gaps, ms':40}{'first':>7} {'second':>7} {'third':>7}")  # noqa: T201
    with turns.watched("nothing to do (yardstick)"):
        turn(2)
    with turns.watched("a thread that counts (yardstick)"):
        stop = threading.Event()
        thread = threading.Thread(target=_count, args=(stop,))
        thread.start()
        turn(2)
        stop.set()
        thread.join()
    queries = cycle(QUERIES)
    with turns.watched("typing"):
        for _ in range(4):
            user.type(next(queries))
    user.clear()
    with turns.watched("walking"):
        user.walk(60)
    with turns.watched("scrolling"):
        user.scroll(150)
    with turns.watched("brushing"):
        user.brush(60)
    page = folder / "more.txt"
    importing.write_page(page, _IMPORTED)
    other = page.read_text("utf-8").replace(archive.TITLE, "別の頁").replace("-", "-9")
    page.write_text(other, "utf-8")
    worker = user.desk.session.worker
    with turns.watched(f"all that while importing {_IMPORTED:,}"):
        plans: list[object] = []
        ended: list[object] = []
        reading = worker.read_pages([page], {})
        reading.planned.connect(plans.append)
        reading.finished.connect(ended.append)
        while not ended:
            user.type(next(queries))
            user.scroll(20)
        user.clear()
        done: list[object] = []
        for plan in plans:
            task = worker.import_plan(plan)  # type: ignore[arg-type]
            task.finished.connect(done.append)
        while len(done) < len(plans):
            user.type(next(queries))
            user.walk(10)
            user.scroll(20)
            user.brush(10)


def _count(stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1


def main() -> None:
    """Measure on as many clippings as the command line says."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = scratch
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else folder / "library.sqlite"
        if not path.exists():
            make_library(path, number)
        sys.setswitchinterval(SWITCH)  # as `app.run` does
        app = QApplication([])
        use_language("ja")
        theme.apply(app, "light")
        window = MainWindow(Settings(language="ja", appearance="light"), path)
        window.resize(1600, 1000)
        window.open_wanted()
        window.show()
        wait_until(lambda: bool(window.findChildren(Desk)))
        turn(4)  # what waits for the first paint
        user = User(window)
        print(f"{user.desk.session.found.total:,} clippings")  # noqa: T201
        measure_typing(user)
        measure_gaps(user, folder)
        window.close()


if __name__ == "__main__":
    main()
