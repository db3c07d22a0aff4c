"""Which clippings a filter shows, and what every facet value would give. Reading connections.

What each term and each chosen value means is a mask over the library's columns (`columns.py`);
the order, the facets and the strip are read off them. Texts are compared as folded substrings (by
the index, `index.py`), so that every word that stands in the archive is found, of any length. One
search is one transaction: it sees one state of the library.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clipdesk.core.query import Facet, Field, Filter, Found, Term, parse
from clipdesk.core.text import fold
from clipdesk.store import index
from clipdesk.store.index import Condition

if TYPE_CHECKING:
    from clipdesk.store.columns import Columns, Mask

_HAS = {
    "note": "EXISTS (SELECT 1 FROM note x WHERE x.clipping_id = c.id)",
    "tag": "EXISTS (SELECT 1 FROM clipping_tag x WHERE x.clipping_id = c.id)",
    "highlight": "EXISTS (SELECT 1 FROM highlight x WHERE x.clipping_id = c.id)",
    "citation": "EXISTS (SELECT 1 FROM citation x WHERE x.clipping_id = c.id)",
    "compilernote": (
        "EXISTS (SELECT 1 FROM search_text x WHERE x.clipping_id = c.id AND x.compiler <> '')"
    ),
    "revision": (
        "EXISTS (SELECT 1 FROM clipping_revision x WHERE x.clipping_id = c.id AND x.kind = 'page')"
    ),
}


def find(connection: sqlite3.Connection, wanted: Filter) -> Found:
    """Answer a filter."""
    with _one_state(connection) as is_ours:
        try:
            return _find(connection, wanted, keep=is_ours)
        except sqlite3.DatabaseError as error:
            if not index.suspect(connection, error):
                raise
        return _find(connection, wanted, keep=False)  # now without the index


def _find(connection: sqlite3.Connection, wanted: Filter, *, keep: bool) -> Found:
    from clipdesk.store import columns  # noqa: PLC0415 - numpy takes 80 ms

    clips = columns.of(connection, keep=keep)
    passing = queried = _queried(connection, clips, wanted.query)
    chosen = {
        facet: clips.bearing(facet, values) for facet in Facet if (values := wanted.values(facet))
    }
    for mask in chosen.values():
        passing = passing & mask
    inside = clips.all() if wanted.days is None else clips.within(wanted.days)
    shown = passing & inside
    facets: dict[Facet, dict[str, int]] = {}
    for facet in Facet:
        counted = shown
        if facet in chosen:
            counted = queried & inside
            for other, mask in chosen.items():
                if other is not facet:
                    counted = counted & mask
        facets[facet] = clips.count(facet, counted)
    return Found(
        wanted,
        clips.ids_of(shown),
        clips.months_of(shown),
        facets,
        clips.by_month(passing),
        clips.every_month,
        len(clips),
        clips.count(Facet.READING, shown)["unread"],
        clips.first_day,
        clips.by_day(passing),
        clips.every_day,
        clips.spans(passing),
    )


def find_ids(connection: sqlite3.Connection, query: str) -> array[int]:
    """The row ids that a typed query shows, newest first."""
    return find(connection, Filter(query)).ids


@contextmanager
def _one_state(connection: sqlite3.Connection) -> Iterator[bool]:
    """Read in one transaction: an index that was current when asked stays so until it answered.

    Gives whether it was begun here, so that nothing was written in it.
    """
    begun = not connection.in_transaction
    if begun:
        connection.execute("BEGIN")
    try:
        yield begun
    finally:
        if begun:
            connection.commit()  # does nothing where an error has ended it


def _queried(connection: sqlite3.Connection, clips: Columns, query: str) -> Mask:
    """The clippings that a typed query shows."""
    if (known := clips.queried.get(query)) is not None:
        return known
    terms = parse(query)
    is_indexed = (
        any(term.field in index.TEXT_FIELDS for term in terms)
        and index.standing(connection) is index.Standing.CURRENT
    )
    mask = clips.all()
    scanned: list[Term] = []
    for term in terms:
        if not is_indexed and term.field in index.TEXT_FIELDS:
            scanned.append(term)
            continue
        found = _found_by(connection, clips, term)
        mask &= ~found if term.negated else found
        if not mask.any():
            break
    else:
        if scanned:
            mask &= _scanned(connection, clips, scanned)
    clips.queried.clear()  # the last one alone: what is toggled beside it then needs no search
    clips.queried[query] = mask
    return mask


def _all_of(parts: list[str]) -> str:
    """The conditions joined by AND, as a shallow tree: SQLite allows a depth of 1,000."""
    while len(parts) > 1:
        parts = [
            f"({' AND '.join(parts[at : at + _WIDTH])})" for at in range(0, len(parts), _WIDTH)
        ]
    return parts[0]


_WIDTH = 100


def _found_by(connection: sqlite3.Connection, clips: Columns, term: Term) -> Mask:
    """The clippings that a term means; a text is looked up in the index."""
    if term.field in index.TEXT_FIELDS:
        mask = ~clips.all()
        for select, values in index.selections(term.field, term.value):
            mask |= clips.having(connection, select, values)
        if term.field is Field.ANY and (named := _tags_with(clips, term.value)):
            mask |= clips.bearing(Facet.TAG, named)
        return mask
    if term.days is not None:
        return clips.within(term.days)
    if term.field is Field.IS:
        return clips.bearing(Facet.READING, [term.value])
    if term.field is Field.TAG:
        return clips.bearing(Facet.TAG, _tags_named(clips, term.value))
    if term.field is Field.HAS:
        condition, values = _HAS[term.value], []
    else:
        condition, values = _NAMED[term.field](connection, term.value)
    return clips.having(connection, f"SELECT c.id FROM clipping c WHERE {condition}", values)


def _scanned(connection: sqlite3.Connection, clips: Columns, terms: Iterable[Term]) -> Mask:
    """The clippings that hold all of these texts, looked through at once, without the index."""
    contains = index.containing(connection)
    parts: list[str] = []
    values: list[str | int] = []
    for term in terms:
        condition, its_values = contains(term.field, term.value)
        # A word is looked for in the tags too; no OR where none has it keeps long queries short.
        if term.field is Field.ANY and (named := _tags_with(clips, term.value)):
            bears, its_tags = _bears(named)
            condition, its_values = f"({condition} OR {bears})", its_values + its_tags
        parts.append(f"NOT {condition}" if term.negated else condition)
        values.extend(its_values)
    where = _all_of(parts)
    return clips.having(connection, f"SELECT c.id FROM clipping c WHERE {where}", values)


def _tags_with(clips: Columns, value: str) -> list[str]:
    """The tags that a folded value is a part of."""
    return [name for name, folded in clips.folded_tags if value in folded]


def _tags_named(clips: Columns, value: str) -> list[str]:
    """The tag of that folded name; `国/*` is the branch below 国."""
    branch = value.removesuffix("*") if value.endswith("/*") else None
    return [
        name
        for name, folded in clips.folded_tags
        if folded == value or (branch is not None and folded.startswith(branch))
    ]


_Named = Callable[[sqlite3.Connection, str], Condition]


def _by_id(_: sqlite3.Connection, value: str) -> Condition:
    return "c.printed_id = ? OR c.uid = ?", [value, value]


def _by_source(connection: sqlite3.Connection, value: str) -> Condition:
    rows = connection.execute(
        "SELECT DISTINCT c.source_id, s.name, c.source_printed"
        " FROM clipping c JOIN source s ON s.id = c.source_id"
    )
    ids = {i for i, name, printed in rows if value in fold(name) or value in fold(printed)}
    return _in("c.source_id", sorted(ids))


def _by_via(connection: sqlite3.Connection, value: str) -> Condition:
    rows = connection.execute("SELECT DISTINCT via FROM clipping WHERE via IS NOT NULL")
    return _in("c.via", sorted(via for (via,) in rows if value in fold(via)))


def _by_collection(connection: sqlite3.Connection, value: str) -> Condition:
    rows = connection.execute("SELECT id, title FROM collection")
    condition, values = _in("x.collection_id", [i for i, title in rows if value in fold(title)])
    return (
        f"EXISTS (SELECT 1 FROM collection_clipping x WHERE x.clipping_id = c.id AND {condition})",
        values,
    )


def _bears(tags: list[str]) -> Condition:
    condition, values = _in("t.name", tags)
    return (
        (
            "EXISTS (SELECT 1 FROM clipping_tag x JOIN tag t ON t.id = x.tag_id"
            f" WHERE x.clipping_id = c.id AND {condition})"
        ),
        values,
    )


def _by_cites(_: sqlite3.Connection, value: str) -> Condition:
    return (
        "EXISTS (SELECT 1 FROM citation x WHERE x.clipping_id = c.id AND x.printed_id = ?)",
        [value],
    )


def _by_cited_by(_: sqlite3.Connection, value: str) -> Condition:
    return (
        (
            "EXISTS (SELECT 1 FROM citation x JOIN clipping y ON y.id = x.clipping_id"
            " WHERE x.target_id = c.id AND (y.printed_id = ? OR y.uid = ?))"
        ),
        [value, value],
    )


_NAMED: dict[Field, _Named] = {
    Field.ID: _by_id,
    Field.SOURCE: _by_source,
    Field.VIA: _by_via,
    Field.COLLECTION: _by_collection,
    Field.CITES: _by_cites,
    Field.CITED_BY: _by_cited_by,
}


def _in(column: str, values: list[str] | list[int]) -> Condition:
    return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(values)]
