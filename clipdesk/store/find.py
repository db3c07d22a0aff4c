"""Which clippings a filter shows, and what every facet value would give. Reading connections.

What each term and each chosen value means is a mask over the library's columns (`columns.py`); the
order, the facets and the strip are read off them (`counts.py`). Texts are compared as folded
substrings (by the index, `index.py`), so that every word that stands in the archive is found, of
any length. One search is one transaction: it sees one state of the library.

Neighbours: terms.py says what each term means, relevance.py how well a clipping fits.
"""

from __future__ import annotations

import sqlite3
from array import array
from typing import TYPE_CHECKING

from clipdesk.core.query import READING_STATES, Facet, Filter, Found, Sort, lifted, parse
from clipdesk.store import index, library

if TYPE_CHECKING:
    from clipdesk.store.columns import Columns
    from clipdesk.store.counts import Counts
    from clipdesk.store.kept import Kept
    from clipdesk.store.values import Mask


def find(
    connection: sqlite3.Connection,
    wanted: Filter,
    kept: Kept | None = None,
    *,
    stack: Facet | None = None,
) -> Found:
    """Answer a filter.

    Args:
        connection: in no transaction, or in one that has what shall be seen.
        wanted: what is asked for.
        kept: the library's columns from the search before; they must have been told of every
            change since. Without them they are loaded, 40 ms for 100,000 clippings.
        stack: what the strip shall be divided by.
    """
    from clipdesk.store import columns  # noqa: PLC0415 - numpy takes 80 ms

    with library.one_state(connection):
        clips = columns.Columns.load(connection) if kept is None else kept.current(connection)
        try:
            return _find(connection, clips, wanted, stack)
        except sqlite3.DatabaseError as error:
            if not index.suspect(connection, error):
                raise
        return _find(connection, clips, wanted, stack)  # now without the index


def count(
    connection: sqlite3.Connection, wanted: Filter, kept: Kept | None = None
) -> tuple[int, int]:
    """How many clippings a filter shows, and how many of them are unread.

    Takes what `find` takes; far less than a whole answer.
    """
    from clipdesk.store import columns, counts, terms  # noqa: PLC0415 - as above

    with library.one_state(connection):
        clips = columns.Columns.load(connection) if kept is None else kept.current(connection)
        query = parse(wanted.query, whole_words=wanted.whole_words)

        def counted() -> tuple[int, int]:
            mask = terms.Asking(connection, clips).mask(query.tree)
            inside = None if wanted.days is None else clips.within(wanted.days)
            shown = _all(mask, inside, *(_passing(clips, wanted, facet) for facet in Facet))
            found = counts.Counts.of(clips, shown)
            return len(found.rows), found.facet(Facet.READING)["unread"]

        try:
            return counted()
        except sqlite3.DatabaseError as error:
            if not index.suspect(connection, error):
                raise
        return counted()  # now without the index


def as_shown(connection: sqlite3.Connection, wanted: Filter, kept: Kept | None = None) -> Filter:
    """A filter with what was typed of facets and days where the sidebar shows it.

    Takes what `find` takes; its `shown_as` without its answer.
    """
    from clipdesk.store import columns, terms  # noqa: PLC0415 - as above

    with library.one_state(connection):
        clips = columns.Columns.load(connection) if kept is None else kept.current(connection)
        return lifted(wanted, terms.Asking(connection, clips).means)


def find_ids(connection: sqlite3.Connection, query: str, sort: Sort = Sort.NEWEST) -> array[int]:
    """The row ids that a typed query shows, newest first unless asked otherwise."""
    return find(connection, Filter(query, sort=sort)).ids


def _find(
    connection: sqlite3.Connection, clips: Columns, wanted: Filter, stack: Facet | None
) -> Found:
    from clipdesk.store import counts, relevance, terms  # noqa: PLC0415 - as above

    asking = terms.Asking(connection, clips)
    asked, wanted = wanted, lifted(wanted, asking.means)  # what is typed counts as chosen
    query = parse(wanted.query, whole_words=wanted.whole_words)
    queried = asking.mask(query.tree)
    inside = None if wanted.days is None else clips.within(wanted.days)
    passing = {
        facet: mask for facet in Facet if (mask := _passing(clips, wanted, facet)) is not None
    }
    without_days = _all(queried, *passing.values())
    in_strip = counts.Counts.of(clips, without_days)
    shown = in_strip if inside is None else counts.Counts.of(clips, without_days & inside)
    facets = {facet: shown.facet(facet) for facet in Facet if facet not in passing}
    years = shown
    for facet in passing:
        base = _all(
            queried, inside, *(mask for other, mask in passing.items() if other is not facet)
        )
        facets[facet], counted = _offered(clips, wanted, facet, base)
        if facet is Facet.YEAR:
            years = counted
    months = years.months_of_years()
    for value in [value for value in facets[Facet.YEAR] if "-" in value]:  # an excluded month
        months[value] = facets[Facet.YEAR].pop(value)
    rows = relevance.in_order(asking, query, shown.rows, wanted.sort)
    spans = in_strip.spans()
    stacks: dict[str, array[int]] = {}
    others = array("q")
    if stack is not None:
        stacks, in_spans, others = in_strip.stacked(stack)
        spans = [(*span[:4], its) for span, its in zip(spans, in_spans, strict=True)]
    every = counts.Counts.of(clips, clips.all())
    return Found(
        asked,
        clips.ids_at(rows),
        clips.months_at(rows),
        {facet: facets[facet] for facet in Facet},
        in_strip.by_month(),
        every.by_month(),
        len(clips),
        shown.facet(Facet.READING)["unread"],
        counts.Strip.of(clips).first_day,
        in_strip.by_day(),
        every.by_day(),
        tuple(spans),
        stack or "",
        stacks,
        months,
        wanted,
        asking.target(query.tree),
        others,
        clips.states.masks[READING_STATES.index("unread")][rows].tobytes(),
        asking.only_below(parse(asked.query).tree),
    )


def _all(mask: Mask, *others: Mask | None) -> Mask:
    for other in others:
        if other is not None:
            mask = mask & other
    return mask


def _passing(clips: Columns, wanted: Filter, facet: Facet) -> Mask | None:
    """The clippings that the chosen and the excluded values of a facet let through; None for all."""
    chosen, excluded = wanted.values(facet), wanted.excluded_values(facet)
    if not chosen and not excluded:
        return None
    mask = clips.bearing(facet, chosen) if chosen else clips.all()
    return mask & ~clips.bearing(facet, excluded) if excluded else mask


def _offered(
    clips: Columns, wanted: Filter, facet: Facet, others: Mask
) -> tuple[dict[str, int], Counts]:
    """What choosing each value of a facet would give, and all that its exclusions leave.

    Of what all but this facet let through. An excluded value says what it would give if it were
    not excluded.
    """
    from clipdesk.store import counts  # noqa: PLC0415 - as above

    excluded = wanted.excluded_values(facet)
    left = others & ~clips.bearing(facet, excluded) if excluded else others
    counted = counts.Counts.of(clips, left)
    offered = counted.facet(facet)
    for value in excluded:
        rest = excluded - {value}
        left = others & ~clips.bearing(facet, rest) if rest else others
        offered[value] = int((left & clips.bearing(facet, [value])).sum())
    return offered, counted
