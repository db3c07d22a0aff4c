"""Which colour each value of a facet has, and where the legend says so. No widgets; any thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Final

from clipdesk.ui.timeline.density import STACKED
from clipdesk.ui.timeline.scale import EDGE

SQUARE: Final = 8.0
_BEHIND_SQUARE: Final = 5.0
_GAP: Final = 12.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A square in a colour and the name behind it.

    Attributes:
        index: which of the names.
        row: 0, or a later one where a row has no room for all.
        room: for the name, which is shortened to it.
    """

    index: int
    row: int
    x: float
    room: float

    @property
    def word_x(self) -> float:
        """Where the name begins."""
        return self.x + SQUARE + _BEHIND_SQUARE

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.word_x + self.room


def with_slots(before: dict[str, int], labels: Sequence[str]) -> dict[str, int]:
    """The colour of each value, also of those that were there before and are not now.

    A value keeps its colour, so that no filter repaints it, and gets it again when it comes back;
    that of one that is away longest is given to another only where all are taken.
    """
    away = {label: slot for label, slot in before.items() if label not in labels}
    untaken = sorted(set(range(STACKED)) - set(before.values()))
    free = iter([*((None, slot) for slot in untaken), *away.items()])
    here: dict[str, int] = {}
    for label in labels:
        if label in before:
            here[label] = before[label]
        else:
            left, here[label] = next(free)
            away = {other: slot for other, slot in away.items() if other != left}
    return {**away, **here}


def entries(names: Sequence[str], width: int, measure: Callable[[str], float]) -> tuple[Entry, ...]:
    """Where the names have room: in one row, else in two, shortened evenly where they must be."""
    beside = SQUARE + _BEHIND_SQUARE + _GAP
    room = width - 2 * EDGE + _GAP
    wide = [measure(name) for name in names]
    if sum(wide) + beside * len(wide) <= room:
        return tuple(_row(0, 0, wide, room))
    half = (len(wide) + 1) // 2
    return (*_row(0, 0, wide[:half], room), *_row(1, half, wide[half:], room))


def whole_entries(
    names: Sequence[str], width: int, measure: Callable[[str], float]
) -> tuple[Entry, ...]:
    """The same in as many rows as it takes; only what is wider than a row is shortened."""
    beside = SQUARE + _BEHIND_SQUARE + _GAP
    room = width - 2 * EDGE + _GAP
    rows: list[list[float]] = [[]]
    for wide in map(measure, names):
        if rows[-1] and sum(rows[-1]) + wide + beside * (len(rows[-1]) + 1) > room:
            rows.append([])
        rows[-1].append(wide)
    firsts = accumulate(map(len, rows), initial=0)
    placed = (
        _row(row, first, wide, room)
        for row, (first, wide) in enumerate(zip(firsts, rows, strict=False))
    )
    return tuple(chain.from_iterable(placed))


def _row(row: int, first: int, wide: list[float], room: float) -> Iterator[Entry]:
    beside = SQUARE + _BEHIND_SQUARE + _GAP
    left, widths = room - len(wide) * beside, [0.0] * len(wide)
    for place, index in enumerate(sorted(range(len(wide)), key=wide.__getitem__)):
        widths[index] = max(0.0, min(wide[index], left / (len(wide) - place)))
        left -= widths[index]
    x = float(EDGE)
    for index, word in enumerate(widths):
        yield Entry(first + index, row, x, word)
        x += beside + word
