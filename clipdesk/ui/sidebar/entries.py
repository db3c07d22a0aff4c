"""What each section lists, in which order. Pure: no Qt; neighbour: model.py shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from clipdesk.core.query import READING_STATES, Facet, Found
from clipdesk.texts import t
from clipdesk.ui import formats

SECTIONS: Final = (Facet.READING, Facet.SOURCE, Facet.VIA, Facet.TAG, Facet.YEAR)
SHORT: Final = 12
"""How many values a section shows unless asked for more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a facet.

    Attributes:
        value: as the filter wants it.
        label: as it is shown, below its parents.
        name: as it is called alone.
        depth: how many of its parents are listed above it.
    """

    facet: Facet
    value: str
    label: str
    name: str
    count: int
    chosen: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class More:
    """The last line of a long section.

    Attributes:
        hidden: values not listed; 0 where all of them are.
    """

    facet: Facet
    hidden: int


Line = Entry | More


def lines(found: Found, facet: Facet, *, whole: bool) -> list[Line]:
    """The lines of a section; `whole` lists a long section to its end."""
    chosen = found.filter.values(facet)
    counts = found.facets.get(facet, {})
    every = [
        Entry(facet, value, label, label, count, value in chosen)
        for value, count in {**dict.fromkeys(sorted(chosen), 0), **counts}.items()
        if count or value or value in chosen
        for label in (_label(facet, value),)
    ]
    ranked = sorted(every, key=_RANK[facet])
    listed = [e for rank, e in enumerate(ranked) if whole or rank < SHORT or e.chosen]
    shown: list[Line] = list(_nested(listed) if facet is Facet.TAG else listed)
    if len(every) > SHORT:
        shown.append(More(facet, len(every) - len(listed)))
    return shown


def _by_count(entry: Entry) -> tuple[object, ...]:
    return -entry.count, entry.value == "", entry.value


def _by_state(entry: Entry) -> tuple[object, ...]:
    known = entry.value in READING_STATES
    return (READING_STATES.index(entry.value) if known else len(READING_STATES),)


def _newest_first(entry: Entry) -> tuple[object, ...]:
    return (-int(entry.value) if entry.value.isdecimal() else 0,)


_RANK: Final[dict[Facet, Callable[[Entry], tuple[object, ...]]]] = {
    Facet.READING: _by_state,
    Facet.SOURCE: _by_count,
    Facet.VIA: _by_count,
    Facet.TAG: _by_count,
    Facet.YEAR: _newest_first,
}


def _nested(entries: Iterable[Entry]) -> list[Entry]:
    """Tags by their paths, each below those of its parents that are listed; no tag comes last."""
    nested = []
    above: list[str] = []
    for entry in sorted(entries, key=lambda e: (e.value == "", e.value.split("/"))):
        while above and not entry.value.startswith(f"{above[-1]}/"):
            above.pop()
        label = entry.value.removeprefix(f"{above[-1]}/") if above else entry.label
        nested.append(replace(entry, label=label, depth=len(above)))
        if entry.value:
            above.append(entry.value)
    return nested


def _label(facet: Facet, value: str) -> str:
    if facet is Facet.READING:
        return t(f"sidebar.reading.{value}")
    if facet is Facet.YEAR and value.isdecimal():
        return formats.year_name(int(value))
    if not value:
        return t("sidebar.untagged" if facet is Facet.TAG else "sidebar.direct")
    return value
