"""The answer to a filter by one plain loop over all clippings: what `store/find.py` must say too.

Its words in SQL are of their own, as far as texts and fields are asked; the index is not.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from clipdesk.core.query import Facet, Field, Filter, Found, Term, month_index, parse
from clipdesk.core.text import fold
from clipdesk.store import index
from clipdesk.store.index import Condition

_HAS = {
    "note": "n.clipping_id IS NOT NULL",
    "tag": "EXISTS (SELECT 1 FROM clipping_tag x WHERE x.clipping_id = c.id)",
    "highlight": "EXISTS (SELECT 1 FROM highlight x WHERE x.clipping_id = c.id)",
    "citation": "EXISTS (SELECT 1 FROM citation x WHERE x.clipping_id = c.id)",
    "compilernote": "st.compiler <> ''",
    "revision": (
        "EXISTS (SELECT 1 FROM clipping_revision x WHERE x.clipping_id = c.id AND x.kind = 'page')"
    ),
}

_IS = {"unread": "r.read_at IS NULL", "read": "r.read_at IS NOT NULL", "starred": "r.starred = 1"}


def find(connection: sqlite3.Connection, wanted: Filter) -> Found:
    """Answer a filter."""
    with _one_state(connection):
        try:
            return _find(connection, wanted)
        except sqlite3.DatabaseError as error:
            if not index.suspect(connection, error):
                raise
        return _find(connection, wanted)  # now without the index


def _find(connection: sqlite3.Connection, wanted: Filter) -> Found:
    tags = _tags_by_clipping(connection)
    found = Found(
        wanted,
        facets={facet: _all_values(connection, facet) for facet in Facet},
        strip_all=_months(connection),
    )
    where, values = _conditions(connection, parse(wanted.query))
    rows = connection.execute(
        "SELECT c.id, c.published, c.first_day, c.last_day, s.name, coalesce(c.via, ''),"
        " r.read_at IS NOT NULL, coalesce(r.starred, 0), n.clipping_id IS NOT NULL"
        " FROM clipping c JOIN source s ON s.id = c.source_id"
        " LEFT JOIN search_text st ON st.clipping_id = c.id"
        " LEFT JOIN note n ON n.clipping_id = c.id"
        " LEFT JOIN reading r ON r.clipping_id = c.id"
        f" WHERE {where} ORDER BY c.published DESC, c.uid DESC",
        values,
    )
    counts = {facet: Counter(found.facets[facet]) for facet in Facet}
    strip: Counter[int] = Counter()
    chosen = {facet: wanted.values(facet) for facet in Facet}
    unread = 0
    for clipping_id, published, first, last, source, via, is_read, starred, noted in rows:
        mine = {
            Facet.READING: _reading(is_read, starred, noted),
            Facet.SOURCE: (source,),
            Facet.VIA: (via,),
            Facet.TAG: tags.get(clipping_id, ("",)),
            Facet.YEAR: (published[:4],),
        }
        failing = [f for f in Facet if chosen[f] and chosen[f].isdisjoint(mine[f])]
        month = month_index(published)
        if not failing:
            strip[month] += 1
        if wanted.days and not (first <= wanted.days[1] and last >= wanted.days[0]):
            continue
        for facet in failing if len(failing) == 1 else () if failing else Facet:
            counts[facet].update(mine[facet])
        if not failing:
            found.ids.append(clipping_id)
            found.months.append(month)
            unread += not is_read
    return Found(
        wanted,
        found.ids,
        found.months,
        {facet: dict(counter) for facet, counter in counts.items()},
        dict(strip),
        found.strip_all,
        sum(found.strip_all.values()),
        unread,
    )


def find_ids(connection: sqlite3.Connection, query: str) -> array[int]:
    """The row ids that a typed query shows, newest first."""
    return find(connection, Filter(query)).ids


@contextmanager
def _one_state(connection: sqlite3.Connection) -> Iterator[None]:
    """Read in one transaction: an index that was current when asked stays so until it answered."""
    begun = not connection.in_transaction
    if begun:
        connection.execute("BEGIN")
    try:
        yield
    finally:
        if begun:
            connection.commit()  # does nothing where an error has ended it


def _reading(is_read: int, starred: int, noted: int) -> tuple[str, ...]:
    states = ["read" if is_read else "unread"]
    if starred:
        states.append("starred")
    if noted:
        states.append("noted")
    return tuple(states)


def _tags_by_clipping(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    tags: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for clipping_id, name in connection.execute(
        "SELECT ct.clipping_id, t.name FROM clipping_tag ct JOIN tag t ON t.id = ct.tag_id"
    ):
        tags[clipping_id] += (name,)
    return tags


def _all_values(connection: sqlite3.Connection, facet: Facet) -> dict[str, int]:
    """Every value that the library has for a facet, with a count of 0."""
    if facet is Facet.READING:
        return dict.fromkeys(("unread", "read", "starred", "noted"), 0)
    sql = {
        Facet.SOURCE: "SELECT DISTINCT s.name FROM clipping c JOIN source s ON s.id = c.source_id",
        Facet.VIA: "SELECT DISTINCT coalesce(via, '') FROM clipping",
        Facet.TAG: "SELECT name FROM tag",
        Facet.YEAR: "SELECT DISTINCT substr(published, 1, 4) FROM clipping",
    }[facet]
    return {value: 0 for (value,) in connection.execute(sql)}


def _months(connection: sqlite3.Connection) -> dict[int, int]:
    rows = connection.execute(
        "SELECT substr(published, 1, 7), count(*) FROM clipping GROUP BY substr(published, 1, 7)"
    )
    return {month_index(month): count for month, count in rows}


def _conditions(connection: sqlite3.Connection, terms: Iterable[Term]) -> Condition:
    """The terms as one SQL condition with its parameters."""
    parts = ["1"]
    values: list[str | int] = []
    tags = [(i, fold(name)) for i, name in connection.execute("SELECT id, name FROM tag")]
    contains = index.containing(connection)
    for term in terms:
        if term.field in index.TEXT_FIELDS:
            condition, its_values = contains(term.field, term.value)
        else:
            condition, its_values = _condition(connection, term)
            # A comparison with NULL is neither true nor false; a term is.
            condition = f"coalesce(({condition}), 0)"
        # A word is looked for in the tags too; no OR where none has it keeps long queries short.
        if term.field is Field.ANY and (named := [i for i, name in tags if term.value in name]):
            bears, its_tags = _bears(named)
            condition, its_values = f"({condition} OR {bears})", its_values + its_tags
        parts.append(f"NOT {condition}" if term.negated else condition)
        values.extend(its_values)
    return _all_of(parts), values


def _all_of(parts: list[str]) -> str:
    """The conditions joined by AND, as a shallow tree: SQLite allows a depth of 1,000."""
    while len(parts) > 1:
        parts = [
            f"({' AND '.join(parts[at : at + _WIDTH])})" for at in range(0, len(parts), _WIDTH)
        ]
    return parts[0]


_WIDTH = 100


def _condition(connection: sqlite3.Connection, term: Term) -> Condition:
    if term.days is not None:
        return "c.first_day <= ? AND c.last_day >= ?", [term.days[1], term.days[0]]
    if term.field in (Field.HAS, Field.IS):
        return (_HAS if term.field is Field.HAS else _IS)[term.value], []
    return _NAMED[term.field](connection, term.value)


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


def _by_tag(connection: sqlite3.Connection, value: str) -> Condition:
    """The tag of that name; `国/*` is the branch below 国."""
    rows = connection.execute("SELECT id, name FROM tag")
    branch = value.removesuffix("*") if value.endswith("/*") else None
    ids = [
        i
        for i, name in rows
        if fold(name) == value or (branch is not None and fold(name).startswith(branch))
    ]
    return _bears(ids)


def _bears(tag_ids: list[int]) -> Condition:
    condition, values = _in("x.tag_id", tag_ids)
    return (
        f"EXISTS (SELECT 1 FROM clipping_tag x WHERE x.clipping_id = c.id AND {condition})",
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
    Field.TAG: _by_tag,
    Field.CITES: _by_cites,
    Field.CITED_BY: _by_cited_by,
}


def _in(column: str, values: list[str] | list[int]) -> Condition:
    return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(values)]
