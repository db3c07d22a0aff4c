"""The density strip with 1,000,000 dates in 15 years: what painting, zooming and brushing cost.

    python -m tests.benchmarks.strip [CLIPPINGS] [WIDTH]

Offscreen, on the main thread, as the desk does it; bars divided by a facet of 40 values, one
clipping in twenty known to its month only. Prints p50 and p95 in milliseconds: of taking up
another answer (its sums made in the search lane, and here), of a repaint alone, and of a step of
zoom, pan, brush and hover with the repaint that it brings, at each unit.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import statistics
import sys
import time
from array import array
from collections.abc import Callable
from itertools import cycle
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clipdesk.texts import use_language
from clipdesk.ui import theme
from clipdesk.ui.timeline.density import Density
from clipdesk.ui.timeline.scale import Unit, first_day_of, number_of
from clipdesk.ui.timeline.strip import DensityStrip

_FIRST: Final = dt.date(2011, 1, 1).toordinal()
_DAYS: Final = 15 * 365 + 4
_VALUES: Final = 40
_ROUNDS: Final = 200
_NONE: Final = Qt.MouseButton.NoButton
_LEFT: Final = Qt.MouseButton.LeftButton


class Counts:
    """What a search of generated clippings counted."""

    def __init__(self, clippings: int) -> None:
        rng = random.Random(7)
        self.shown, self.every = array("q", [0] * _DAYS), array("q", [0] * _DAYS)
        self.stacks = {f"出典{n:02}": array("q", [0] * _DAYS) for n in range(_VALUES)}
        labels = list(self.stacks)
        weights = [1 / (n + 1) for n in range(_VALUES)]
        months: dict[int, list[int]] = {}
        sources = rng.choices(labels, weights, k=clippings)
        for source in sources:
            at = int(rng.triangular(0, _DAYS, _DAYS))
            is_shown = rng.random() < 0.5
            if rng.random() < 0.05:
                counts = months.setdefault(number_of(Unit.MONTH, _FIRST + at), [0, 0])
                counts[0] += is_shown
                counts[1] += 1
                continue
            self.every[at] += 1
            self.shown[at] += is_shown
            self.stacks[source][at] += is_shown
        self.spans = [
            (first_day_of(Unit.MONTH, month), first_day_of(Unit.MONTH, month + 1) - 1, *counts)
            for month, counts in months.items()
        ]

    def density(self, values: int = _VALUES) -> Density:
        """Summed up."""
        chosen = {label: self.stacks[label] for label in list(self.stacks)[:values]}
        return Density(_FIRST, self.shown, self.every, self.spans, chosen, "source")


def measure(name: str, work: Callable[[], object], rounds: int = _ROUNDS) -> None:
    """Print how long something takes."""
    taken: list[float] = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    p95 = taken[int(len(taken) * 0.95)]
    print(f"{name:34} p50 {statistics.median(taken):6.2f}  p95 {p95:6.2f}  max {taken[-1]:6.2f} ms")  # noqa: T201


def moved(strip: DensityStrip, kind: QEvent.Type, x: float, button: Qt.MouseButton) -> None:
    """Let the pointer do something over the plot."""
    at = QPointF(x, strip.bar_rect(strip.scale.visible.start).center().y())
    pressed = _NONE if kind is QEvent.Type.MouseButtonRelease else button
    own = _NONE if kind is QEvent.Type.MouseMove else button
    event = QMouseEvent(
        kind, at, QPointF(strip.mapToGlobal(QPoint(0, 0))) + at, own, pressed,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(strip, event)


def main() -> None:
    """Print the table."""
    clippings = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    width = int(sys.argv[2]) if len(sys.argv) > 2 else 1280
    app = QApplication([])
    use_language("ja")
    theme.apply(app, "light")
    counts = Counts(clippings)
    print(f"{clippings:,} clippings, {_DAYS:,} days, {width} pixels wide")  # noqa: T201
    measure("sums, 40 values", counts.density, 40)
    measure("sums, 7 values", lambda: counts.density(7), 40)
    strip = DensityStrip()
    strip.resize(width, strip.height())
    strip.offer_facets(("source",))
    strip.show()
    QTest.qWaitForWindowExposed(strip)
    answers = cycle([counts.density(), counts.density(20)])

    def answer() -> None:
        strip.show_density(next(answers), strip.days)
        strip.repaint()

    measure("another answer, repainted", answer)
    for unit in Unit:
        strip.zoom_to(unit)
        strip.repaint()
        print(f"-- {unit.name.lower()}, {len(strip.scale.visible)} bars in sight")  # noqa: T201
        measure("repaint", strip.repaint)
        steps = cycle([1.13, 1 / 1.13])

        def zoom(steps: cycle[float] = steps) -> None:
            strip._use(strip.scale.zoomed(next(steps), width / 3))
            strip.repaint()

        measure("zoom step", zoom)
        pans = cycle([40, 40, -40, -40])

        def pan(pans: cycle[int] = pans) -> None:
            strip._use(strip.scale.panned(next(pans)))
            strip.repaint()

        measure("pan step", pan)
        places = cycle([*range(width // 4, width // 2, 7), *range(width // 2, width // 4, -7)])

        def brush(places: cycle[int] = places) -> None:
            moved(strip, QEvent.Type.MouseMove, next(places), _LEFT)
            strip.repaint()

        moved(strip, QEvent.Type.MouseButtonPress, width / 5, _LEFT)
        measure("brush step", brush)
        moved(strip, QEvent.Type.MouseButtonRelease, width / 3, _LEFT)

        def hover(places: cycle[int] = places) -> None:
            moved(strip, QEvent.Type.MouseMove, next(places), _NONE)
            strip.repaint()

        measure("hover step", hover)
        strip.show_all_days()


if __name__ == "__main__":
    main()
