"""What each section lists, in which order. Pure: no Qt; neighbour: model.py shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from clipdesk.core.query import READING_STATES, Facet, Found
from clipdesk.core.text import fold
from clipdesk.texts import t
from clipdesk.ui import formats

SECTIONS: Final = (
    Facet.READING,
    Facet.SOURCE,
    Facet.VIA,
    Facet.COLLECTION,
    Facet.TAG,
    Facet.YEAR,
)
SHORT: Final = 12
"""How many values a section, or a branch of it, shows unless asked for more."""
_MATCHES: Final = 30
"""How many of those that a section is looked through for."""


class Order(StrEnum):
    """How a section lists its values; years have the newest first for their names."""

    COUNT = "count"
    NAME = "name"


class State(StrEnum):
    """What the filter makes of a value."""

    PLAIN = "plain"
    CHOSEN = "chosen"
    EXCLUDED = "excluded"


class Wish(StrEnum):
    """What is asked for with a value: it alone, it or no longer it beside others, without it."""

    ALONE = "alone"
    BESIDE = "beside"
    WITHOUT = "without"


ORDERS: Final = {
    Facet.SOURCE: Order.COUNT,
    Facet.VIA: Order.COUNT,
    Facet.COLLECTION: Order.COUNT,
    Facet.TAG: Order.COUNT,
    Facet.YEAR: Order.NAME,
}
"""The sections whose order can be chosen, with the one that they begin with."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the analyst has a section shown.

    Attributes:
        order: of its values.
        sought: only values with this in their names; None where there is no field to type it in.
        whole: the branches listed to their end; '' is the section itself.
        opened: the branches that were opened (or, False, closed); the others are as they begin.
    """

    order: Order = Order.COUNT
    sought: str | None = None
    whole: frozenset[str] = frozenset()
    opened: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a facet.

    Attributes:
        value: as the filter wants it.
        label: as it is shown, below its parents.
        name: as it is called alone.
        depth: how many of its parents are listed above it.
        is_open: whether what is below it is listed; None where nothing is.
        had: its count in the last answer that had any of its facet, where this one has none.
    """

    facet: Facet
    value: str
    label: str
    name: str
    count: int
    state: State = State.PLAIN
    depth: int = 0
    is_open: bool | None = None
    had: int = 0


@dataclass(frozen=True, slots=True)
class More:
    """The last line of a long section, or of a long branch.

    Attributes:
        branch: whose values are not all listed; '' is the section itself.
        hidden: values not listed; 0 where all of them are.
    """

    facet: Facet
    branch: str
    hidden: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Finder:
    """The line with the field that looks through a section."""

    facet: Facet


@dataclass(frozen=True, slots=True)
class Nothing:
    """Stands where no value has what was typed in its name."""

    facet: Facet


Line = Entry | More | Finder | Nothing


def lines(
    found: Found, facet: Facet, shape: Shape, before: Mapping[str, int] | None = None
) -> list[Line]:
    """The lines of a section.

    Args:
        found: the answer.
        facet: which section.
        shape: how it is shown.
        before: the counts that rank values of one count: those of the last answer that had any, so
            that values keep their order where nothing is found.
    """
    every = _entries(found, facet, before or {})
    head: list[Line] = [] if shape.sought is None else [Finder(facet)]
    if shape.sought and shape.sought.strip():
        return [*head, *_matching(facet, every, shape.sought, shape)]
    return [*head, *_Tree(facet, every, shape).lines("", 0)]


def counted(found: Found, facet: Facet) -> Mapping[str, int]:
    """How many there are of each value of a section; {} where all are 0."""
    counts = found.facets.get(facet, {})
    if facet is Facet.YEAR:
        counts = {**counts, **found.month_counts}
    return counts if any(counts.values()) else {}


def is_long(found: Found, facet: Facet) -> bool:
    """Whether a section has so many values that one looks through them by typing."""
    return facet in ORDERS and len(found.facets.get(facet, ())) > SHORT


def marked_count(found: Found, facet: Facet) -> int:
    """How many values of a section are chosen or excluded."""
    shown = found.shown_as
    return len(shown.values(facet)) + len(shown.excluded_values(facet))


def _entries(found: Found, facet: Facet, before: Mapping[str, int]) -> dict[str, Entry]:
    """Every value of a facet that is to be listed."""
    chosen = found.shown_as.values(facet)
    excluded = found.shown_as.excluded_values(facet)
    counts = found.facets.get(facet, {})
    if facet is Facet.YEAR:
        counts = {**counts, **found.month_counts}
    marked = dict.fromkeys(sorted(chosen | excluded), 0)
    entries = {}
    for value, count in {**marked, **counts}.items():
        state = State.CHOSEN if value in chosen else State.PLAIN
        if value in excluded:
            state = State.EXCLUDED
        had = before.get(value, 0)
        # What stands for none is listed for its clippings only; where nothing is found it stays.
        if count or had or value or state is not State.PLAIN:
            name = formats.value_name(facet, value)
            entries[value] = Entry(facet, value, name, name, count, state, had=had)
    return entries


def _matching(
    facet: Facet, every: Mapping[str, Entry], sought: str, shape: Shape
) -> Iterator[Line]:
    """The values with something in their names, without their branches."""
    sought = fold(sought)
    found = _ranked((e for e in every.values() if sought in fold(e.name)), shape.order)
    listed = [e for at, e in enumerate(found) if at < _MATCHES or "" in shape.whole]
    yield from listed
    if not found:
        yield Nothing(facet)
    if len(found) > _MATCHES:
        yield More(facet, "", len(found) - len(listed))


class _Tree:
    """A section's values below those that they are part of: tags by their paths, months."""

    def __init__(self, facet: Facet, every: Mapping[str, Entry], shape: Shape) -> None:
        self._facet = facet
        self._shape = shape
        self._below: defaultdict[str, list[Entry]] = defaultdict(list)
        self._holds_marked: set[str] = set()
        for entry in every.values():
            above = [value for value in _above(facet, entry.value) if value in every]
            self._below[above[0] if above else ""].append(entry)
            if entry.state is not State.PLAIN:
                self._holds_marked.update(above)
        # A few tags are seen at one glance; of many only the first floor is.
        self._begins_open = facet is Facet.TAG and len(every) <= SHORT

    def lines(self, branch: str, depth: int, *, is_open: bool = True) -> Iterator[Line]:
        """What is below a branch; of a closed one only what is chosen or excluded there."""
        ranked = _ranked(self._below[branch], self._shape.order)
        whole = branch in self._shape.whole
        hidden = 0
        for rank, entry in enumerate(ranked):
            is_marked = entry.state is not State.PLAIN or entry.value in self._holds_marked
            if not is_marked and not (is_open and (whole or rank < SHORT)):
                hidden += 1
                continue
            label = _label_below(entry, branch)
            if not self._below.get(entry.value) or not entry.value:
                yield replace(entry, label=label, depth=depth)
                continue
            opens = self._shape.opened.get(entry.value, self._begins_open)
            yield replace(entry, label=label, depth=depth, is_open=opens)
            yield from self.lines(entry.value, depth + 1, is_open=opens)
        if is_open and len(ranked) > SHORT:
            yield More(self._facet, branch, hidden, depth)


def _ranked(entries: Iterable[Entry], order: Order) -> list[Entry]:
    """Entries in their order; what stands for none comes last among names, and after all tags."""

    def rank(entry: Entry) -> tuple[object, ...]:
        value, is_none = entry.value, not entry.value
        if entry.facet is Facet.READING:
            known = value in READING_STATES
            return (READING_STATES.index(value) if known else len(READING_STATES),)
        if entry.facet is Facet.YEAR:
            time = tuple(-int(part) if part.isdecimal() else 0 for part in value.split("-"))
            return (-entry.count, -entry.had, time) if order is Order.COUNT else time
        is_last = is_none and (entry.facet is Facet.TAG or order is Order.NAME)
        if order is Order.COUNT:
            return is_last, -entry.count, -entry.had, is_none, value
        return is_last, fold(value), value

    return sorted(entries, key=rank)


def _above(facet: Facet, value: str) -> list[str]:
    """The values that one is part of, the nearest first."""
    if facet is Facet.YEAR:
        return [value[:4]] if "-" in value else []
    if facet is not Facet.TAG:
        return []
    parts = value.split("/")
    return ["/".join(parts[:depth]) for depth in range(len(parts) - 1, 0, -1)]


def _label_below(entry: Entry, branch: str) -> str:
    """What an entry is called below its branch."""
    if not branch:
        return entry.label
    if entry.facet is Facet.YEAR:
        return t("formats.months").split()[int(entry.value[5:7]) - 1]
    return entry.value.removeprefix(f"{branch}/")
