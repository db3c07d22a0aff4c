"""The list with 1,000,000 clippings: what scrolling, walking and marking cost.

    python -m tests.benchmarks.rows [CLIPPINGS] [FOLDER]

Makes a library of bare clippings (search.py) in FOLDER, or takes the one that lies there. Offscreen,
on the main thread, as the desk does it. Prints p50, p95 and the longest in milliseconds of a frame
while scrolling by a wheel's notch, by pages and by dragging the bar, each with the reading of its
rows; of going to the next clipping; and what it takes to show another answer, to find the next
unread one, and to do so while all are selected.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from clipdesk.core.query import Filter
from clipdesk.texts import use_language
from clipdesk.ui import theme
from clipdesk.ui.desk import Desk
from clipdesk.ui.session import Session
from tests.benchmarks.search import make_library

_FRAMES: Final = 300
_NOTCH: Final = 60  # pixels
_PAGE: Final = 600


def milliseconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1_000


def report(what: str, times: list[float]) -> None:
    """A line of figures."""
    cuts = statistics.quantiles(times, n=20) if len(times) > 1 else times * 19
    sys.stdout.write(f"{what:<44}{cuts[9]:8.1f}{cuts[18]:8.1f}{max(times):8.1f} ms\n")


def measure(desk: Desk) -> None:
    """Use the list."""
    pane, rows = desk.timeline, desk.timeline.list
    found = desk.session.found
    bar = rows.verticalScrollBar()

    def frame(pixels: int) -> None:
        bar.setValue(bar.value() + pixels)
        rows.viewport().repaint()

    far = bar.maximum() // _FRAMES
    for what, pixels in (("a notch", _NOTCH), ("a page", _PAGE), ("dragging the bar", far)):
        bar.setValue(0)
        times = [milliseconds(partial(frame, pixels)) for _ in range(_FRAMES)]
        report(f"scrolling: {what}", times)
    pane.select(found.ids[len(found.ids) // 2])

    def walk() -> None:
        pane.step(1)
        QApplication.processEvents()

    report("the next clipping", [milliseconds(walk) for _ in range(100)])
    report("the next unread", [milliseconds(pane.next_unread) for _ in range(100)])
    half = replace(
        found, ids=found.ids[::2], months=found.months[::2], unread_marks=found.unread_marks[::2]
    )
    for what in ("", ", all selected"):
        if what:
            rows.selectAll()
        report(f"the same answer again{what}", [milliseconds(lambda: pane.show_found(found))])
        report(f"every other clipping{what}", [milliseconds(lambda: pane.show_found(half))])
        report(f"all of them again{what}", [milliseconds(lambda: pane.show_found(found))])
    report("rows of another height", [milliseconds(lambda: rows.set_compact(True))])


def main() -> None:
    """Make the library unless it is there, and measure."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else made)
        path = folder / f"rows-{number}.sqlite"
        if not path.exists():
            make_library(path, number, with_texts=False)
        app = QApplication(sys.argv[:1])
        use_language("ja")
        theme.apply(app, "light")
        session = Session(path)
        desk = Desk(session)
        desk.resize(1280, 800)
        desk.show()
        session.show_now(Filter())
        app.processEvents()
        sys.stdout.write(f"{'':<44}{'p50':>8}{'p95':>8}{'max':>8}\n")
        measure(desk)
        session.close()


if __name__ == "__main__":
    main()
