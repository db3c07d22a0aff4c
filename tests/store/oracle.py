"""What a filter means, said plainly: every clipping is looked at, every text is looked through.

Reads whole records, as the window shows them; knows nothing of the index or of columns.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from clipdesk.core.model import PassageKind, Record, Voice
from clipdesk.core.query import (
    READING_STATES,
    All,
    Facet,
    Field,
    Filter,
    Found,
    Node,
    Not,
    Sort,
    Term,
    leaves,
    month_index,
    parse,
)
from clipdesk.core.text import fold
from clipdesk.store import clippings, layer

_LETTER = "[0-9a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff]"


@dataclass(frozen=True)
class Clipping:
    """A clipping as a search may ask for it.

    Attributes:
        texts: by field the lines, folded.
        around: the lines that cite, folded.
        cites: the ids that it prints, and those of the clippings that they lead to.
    """

    id: int
    record: Record
    texts: dict[Field, list[str]]
    around: list[str]
    cites: frozenset[str]
    has_revision: bool

    @property
    def names(self) -> set[str]:
        return {self.record.uid, self.record.id or self.record.uid}

    def values(self, facet: Facet) -> set[str]:
        """What it counts for in the sidebar."""
        record = self.record
        if facet is Facet.READING:
            return {
                state
                for state, holds in zip(
                    READING_STATES,
                    (
                        record.read_at is None,
                        record.read_at is not None,
                        record.starred,
                        record.note is not None,
                        record.review_on is not None
                        and record.review_on <= layer.today().isoformat(),
                    ),
                    strict=True,
                )
                if holds
            }
        if facet is Facet.TAG:
            paths = {
                "/".join(tag.split("/")[: n + 1])
                for tag in record.tags
                for n in range(tag.count("/") + 1)
            }
            return paths or {""}
        return {
            Facet.SOURCE: {record.source},
            Facet.VIA: {record.via or ""},
            Facet.COLLECTION: set(record.collections) or {""},
            Facet.YEAR: {f"{record.published.year:04}"},
        }[facet]

    @property
    def month(self) -> str:
        return f"{self.record.published.year:04}-{self.record.published.month:02}"

    def has(self, facet: Facet, values: Iterable[str]) -> bool:
        mine = self.values(facet) | ({self.month} if facet is Facet.YEAR else set())
        return not mine.isdisjoint(values)

    def within(self, days: tuple[int, int]) -> bool:
        return (
            self.record.published.first_day <= days[1] and self.record.published.last_day >= days[0]
        )


def everything(connection: sqlite3.Connection) -> list[Clipping]:
    """Every clipping, newest first."""
    ids = [i for (i,) in connection.execute("SELECT id FROM clipping")]
    revised = {
        i
        for (i,) in connection.execute(
            "SELECT clipping_id FROM clipping_revision WHERE kind = 'page'"
        )
    }
    records = dict(zip(ids, clippings.records(connection, ids), strict=True))
    printed = {record.uid: record.id or record.uid for record in records.values()}
    found = [
        Clipping(
            i,
            record,
            _texts(record),
            [fold(p.text) for p in record.passages if p.kind is PassageKind.RELATED],
            frozenset(
                name
                for cited in record.cites
                for name in (cited.id, cited.uid, printed.get(cited.uid or ""))
                if name is not None
            ),
            i in revised,
        )
        for i, record in records.items()
    ]
    return sorted(found, key=lambda c: (c.record.published.iso, c.record.uid), reverse=True)


def _texts(record: Record) -> dict[Field, list[str]]:
    def lines(voice: Voice) -> list[str]:
        return [
            fold(p.text)
            for p in record.passages
            if p.voice is voice and p.kind is not PassageKind.RELATED
        ]

    own = [record.note or "", *(highlight.comment for highlight in record.highlights)]
    return {
        Field.HEADLINE: [fold(record.headline)],
        Field.TEXT: lines(Voice.ARTICLE),
        Field.COMPILER: lines(Voice.COMPILER),
        Field.NOTE: [fold(line) for text in own for line in text.split("\n")],
    }


# ---- queries -----------------------------------------------------------------------------------


def meets(clipping: Clipping, node: Node, cited_by: Callable[[Clipping, str], bool]) -> bool:
    """Whether a clipping meets a tree."""
    if isinstance(node, Not):
        return not meets(clipping, node.part, cited_by)
    if isinstance(node, Term):
        return _holds(clipping, node, cited_by)
    joined = all if isinstance(node, All) else any
    return joined(meets(clipping, part, cited_by) for part in node.parts)


def contains(line: str, value: str, *, whole: bool = False) -> bool:
    """Whether a folded line holds a folded value."""
    if not whole:
        return value in line
    before = f"(?<!{_LETTER})" if re.match(_LETTER, value[0]) else ""
    after = f"(?!{_LETTER})" if re.match(_LETTER, value[-1]) else ""
    return re.search(before + re.escape(value) + after, line) is not None


def _holds(clipping: Clipping, term: Term, cited_by: Callable[[Clipping, str], bool]) -> bool:
    value = term.value
    if term.days is not None and term.field is Field.REVIEW:
        review_on = clipping.record.review_on
        day = dt.date.fromisoformat(review_on).toordinal() if review_on else 0
        return bool(day) and term.days[0] <= day <= term.days[1]
    if term.days is not None:
        return clipping.within(term.days)
    if term.field is Field.ANY or term.field in clipping.texts:
        return _says(clipping, term)
    if term.field in (Field.TAG, Field.SOURCE, Field.VIA, Field.COLLECTION):
        return _is_named(clipping, term)
    return {
        Field.ID: lambda: value in clipping.names,
        Field.CITES: lambda: value in clipping.cites,
        Field.CITED_BY: lambda: cited_by(clipping, value),
        Field.HAS: lambda: _has(clipping, value),
        Field.IS: lambda: value in clipping.values(Facet.READING),
    }[term.field]()


def _says(clipping: Clipping, term: Term) -> bool:
    value = term.value
    if term.field is Field.ANY:
        lines = [line for texts in clipping.texts.values() for line in texts] + clipping.around
        is_there = any(contains(line, value, whole=term.whole) for line in lines)
        return is_there or value in clipping.names or value in clipping.cites
    return any(contains(line, value, whole=term.whole) for line in clipping.texts[term.field])


def _is_named(clipping: Clipping, term: Term) -> bool:
    record, value = clipping.record, term.value
    if term.field is Field.TAG:
        tags = [fold(tag) for tag in record.tags]
        if value.endswith("/*"):
            return any(tag == value[:-2] or tag.startswith(value[:-1]) for tag in tags)
        return value in tags if value else not tags
    names = {
        Field.SOURCE: [record.source],
        Field.VIA: [record.via or ""],
        Field.COLLECTION: list(record.collections) or [""],
    }[term.field]
    if term.whole:
        return value in map(fold, names)
    if term.field is Field.SOURCE:
        names.append(record.source_printed)
    return any(value in fold(name) for name in names)


def _has(clipping: Clipping, value: str) -> bool:
    record = clipping.record
    return bool(
        {
            "note": record.note is not None,
            "highlight": record.highlights,
            "tag": record.tags,
            "citation": record.cites,
            "compilernote": any(clipping.texts[Field.COMPILER]),
            "revision": clipping.has_revision,
            "review": record.review_on is not None,
        }[value]
    )


# ---- answers -----------------------------------------------------------------------------------


class Oracle:
    """Answers filters on one state of a library."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.all = everything(connection)
        self.tags = [name for (name,) in connection.execute("SELECT name FROM tag")]
        self.collections = [t for (t,) in connection.execute("SELECT title FROM collection")]

    def ids(self, node: Node) -> list[int]:
        """Those that meet a tree, newest first."""
        return [c.id for c in self.all if meets(c, node, self.cited_by)]

    def cited_by(self, clipping: Clipping, name: str) -> bool:
        """Whether the clipping of an id cites a clipping."""
        return any(
            cited.uid == clipping.record.uid
            for other in self.all
            if name in other.names
            for cited in other.record.cites
        )

    def answer(self, wanted: Filter) -> Found:
        """The answer to a filter, but for what is counted by day, and what follows from its words."""
        tree = parse(wanted.query, whole_words=wanted.whole_words).tree
        queried = [c for c in self.all if meets(c, tree, self.cited_by)]

        def passes(c: Clipping, *, but: Facet | None = None, days: bool = True) -> bool:
            return (not days or wanted.days is None or c.within(wanted.days)) and all(
                facet is but
                or (
                    (not wanted.values(facet) or c.has(facet, wanted.values(facet)))
                    and not c.has(facet, wanted.excluded_values(facet))
                )
                for facet in Facet
            )

        def offered(facet: Facet, value: str) -> list[Clipping]:
            excluded = wanted.excluded_values(facet) - {value}
            return [c for c in queried if passes(c, but=facet) and not c.has(facet, excluded)]

        shown = [c for c in queried if passes(c)]
        in_strip = [c for c in queried if passes(c, days=False)]
        excluded_months = {v for v in wanted.excluded_values(Facet.YEAR) if "-" in v}
        facets = {
            facet: {
                value: sum(c.has(facet, [value]) for c in offered(facet, value))
                for value in self._values(facet, wanted) - excluded_months
            }
            for facet in Facet
        }
        for facet in (Facet.TAG, Facet.COLLECTION):
            if not facets[facet].get("") and "" not in wanted.excluded_values(facet):
                facets[facet].pop("", None)
        ordered = shown[::-1] if wanted.sort is Sort.OLDEST else shown
        return Found(
            wanted,
            array("q", [c.id for c in ordered]),
            array("l", [month_index(c.month) for c in ordered]),
            facets,
            dict(Counter(month_index(c.month) for c in in_strip)),
            dict(Counter(month_index(c.month) for c in self.all)),
            len(self.all),
            sum(c.record.read_at is None for c in shown),
            month_counts={
                month: sum(c.month == month for c in offered(Facet.YEAR, month))
                for month in {c.month for c in self.all} | excluded_months
            },
            unread_marks=bytes(c.record.read_at is None for c in ordered),
            only_below=tuple(sorted(self._only_below(wanted))),
        )

    def _only_below(self, wanted: Filter) -> set[str]:
        """Tags that the query names alone, of which clippings have only some below."""
        tree = parse(wanted.query).tree
        named = {term.value for term, _ in leaves(tree) if term.field is Field.TAG}
        own = {tag for c in self.all for tag in c.record.tags}
        branches = {path for c in self.all for path in c.values(Facet.TAG)} - {""}
        return {path for path in branches - own if fold(path) in named}

    def by_day(self, wanted: Filter) -> dict[tuple[int, int], tuple[int, int]]:
        """For each day, or month of days, how many the filter without its days shows, and of all."""
        shown = set(self.answer(replace(wanted, days=None, sort=Sort.NEWEST)).ids)

        def days(c: Clipping) -> tuple[int, int]:
            return c.record.published.first_day, c.record.published.last_day

        every = Counter(map(days, self.all))
        found = Counter(days(c) for c in self.all if c.id in shown)
        return {key: (found[key], count) for key, count in every.items()}

    def _values(self, facet: Facet, wanted: Filter) -> set[str]:
        """Every value that the library has for a facet."""
        found = set(wanted.excluded_values(facet))
        if facet is Facet.READING:
            return found | set(READING_STATES)
        if facet is Facet.TAG:
            found |= {
                "/".join(tag.split("/")[: n + 1])
                for tag in self.tags
                for n in range(tag.count("/") + 1)
            } | {""}
        elif facet is Facet.COLLECTION:
            found |= {*self.collections, ""}
        for c in self.all:
            found |= c.values(facet)
        return found
