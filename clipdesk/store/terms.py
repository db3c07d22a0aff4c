"""What each term of a query means: a mask over the columns. Reading connections.

Texts are looked up in the index where it is current; else they are looked through, all words of a
query that belong together at once. Imported by the first search: numpy takes 80 ms.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from clipdesk.core import grams
from clipdesk.core.query import TEXT_FIELDS, All, Facet, Field, Node, Not, Pair, Term, leaves
from clipdesk.core.text import fold
from clipdesk.store import index, sources
from clipdesk.store.columns import Columns, groups_of, ids_of
from clipdesk.store.values import Mask, Numbers

_LONGEST_ID: Final = 100
_WIDTH: Final = 100

_OF_ARCHIVE: Final = {
    "citation": "SELECT DISTINCT clipping_id FROM citation",
    "compilernote": "SELECT clipping_id FROM search_text WHERE compiler <> ''",
    "revision": "SELECT DISTINCT clipping_id FROM clipping_revision WHERE kind = 'page'",
}

_NAMED: Final = {
    Field.SOURCE: Facet.SOURCE,
    Field.VIA: Facet.VIA,
    Field.COLLECTION: Facet.COLLECTION,
    Field.TAG: Facet.TAG,
}


class Asking:
    """Questions to one state of a library.

    Attributes:
        connection: inside the transaction that sees it.
        clips: its columns.
    """

    def __init__(self, connection: sqlite3.Connection, clips: Columns) -> None:
        self.connection = connection
        self.clips = clips

    @cached_property
    def is_indexed(self) -> bool:
        """Whether the index can be asked."""
        return index.standing(self.connection) is index.Standing.CURRENT

    def mask(self, node: Node) -> Mask:
        """The clippings that meet a tree; not to be changed."""
        if isinstance(node, Term):
            return self._term(node)
        if isinstance(node, Not):
            return ~self.mask(node.part)
        texts = [part for part in node.parts if _text_of(part) is not None]
        others = [part for part in node.parts if _text_of(part) is None]
        is_all = isinstance(node, All)
        mask = self.clips.all() if is_all else self.clips.none()
        for part in others:
            mask = mask & self.mask(part) if is_all else mask | self.mask(part)
        if len(texts) > 1 and not self.is_indexed:
            found = self._scanned(texts, "AND" if is_all else "OR")
            return mask & found if is_all else mask | found
        for part in texts:
            if is_all and not mask.any():
                break
            mask = mask & self.mask(part) if is_all else mask | self.mask(part)
        return mask

    def target(self, node: Node) -> int | None:
        """The clipping whose id is all that a tree says; None where it says anything else."""
        if not isinstance(node, Term) or node.field not in (Field.ANY, Field.ID):
            return None
        ids = self._ids_named(node.value)
        if not len(ids):
            return None
        # Of several that print it, the one that has it as its identity.
        sql = "SELECT id FROM clipping WHERE uid IN (SELECT value FROM json_each(?))"
        own = ids_of(self.connection, sql, (_spellings(node.value),))
        return int(own[0] if len(own) else ids.min())

    def means(self, term: Term) -> frozenset[Pair] | None:
        """The values of a facet, of which a clipping has any exactly if a term holds."""
        if term.field in (Field.IS, Field.HAS):
            state = {"note": "noted"}.get(term.value) if term.field is Field.HAS else term.value
            return None if state is None else frozenset({(Facet.READING, state)})
        facet = _NAMED.get(term.field)
        if facet is None:
            return None
        values = self._values(term)
        if facet is Facet.TAG and term.value.endswith("/*"):
            folded = [(name, fold(name)) for name in self.clips.values(facet).names if name]
            values = [name for name, key in folded if key == term.value[:-2]]
        if not values or not np.array_equal(self.mask(term), self.clips.bearing(facet, values)):
            return None
        return frozenset((facet, value) for value in values)

    def only_below(self, node: Node) -> tuple[str, ...]:
        """The tags that a tree names, that no clipping has, and that some have one below of."""
        named = {term.value for term, _ in leaves(node) if term.field is Field.TAG} - {""}
        if not named:
            return ()
        branches, own = self.clips.values(Facet.TAG), self.clips.own_tags
        return tuple(
            name
            for name in branches.names
            if fold(name) in named
            and branches.bearing(frozenset({name})).any()
            and not own.bearing(frozenset({name})).any()
        )

    # ---- terms

    def _term(self, term: Term) -> Mask:
        clips = self.clips
        if term.days is not None:
            is_date = term.field is Field.DATE
            return clips.within(term.days) if is_date else clips.reviewed_within(term.days)
        if term.field in TEXT_FIELDS:
            return clips.remembered(term, lambda: self._text(term))
        if term.field is Field.IS:
            return clips.bearing(Facet.READING, [term.value])
        if term.field is Field.HAS:
            return self._having(term.value)
        if term.field in _NAMED:
            return self._bearing(term)
        return clips.having(self.connection, *_BY_ID[term.field](_spellings(term.value)))

    def _text(self, term: Term) -> Mask:
        """The clippings that hold a text, by the index; without it by looking through the texts."""
        if not self.is_indexed:
            return self._scanned([term], "AND")
        if term.whole:
            index.know_words(self.connection)
        mask = self._beside(term)
        for select, values in index.selections(term.field, term.value, whole_words=term.whole):
            mask |= self.clips.having(self.connection, select, values)
        return mask

    def _beside(self, term: Term) -> Mask:
        """Those that a text means beside what the index knows: by comments, and by ids."""
        mask = self.clips.none()
        if term.field in (Field.ANY, Field.NOTE):
            mask[[at for at, text in self.clips.comments.items() if _holds(text, term)]] = True
        if term.field is Field.ANY:
            ids = self._ids_named(term.value)
            if len(ids):
                mask |= self.clips.places.mask(ids)
                mask |= self.clips.having(self.connection, *_cites(_spellings(term.value)))
        return mask

    def _ids_named(self, value: str) -> Numbers:
        """The row ids of the clippings that have an id."""
        if len(value) > _LONGEST_ID or not any(map(str.isdigit, value)):
            return np.zeros(0, dtype=np.int64)
        return ids_of(self.connection, *_by_id(_spellings(value)))

    def _having(self, value: str) -> Mask:
        clips = self.clips
        if value == "note":
            return clips.bearing(Facet.READING, ["noted"])
        if value == "highlight":
            return clips.highlighted
        if value == "review":
            return clips.has_review
        if value == "tag":
            return ~clips.own_tags.none
        return clips.once(value, lambda: clips.having(self.connection, _OF_ARCHIVE[value]))

    def _bearing(self, term: Term) -> Mask:
        values = frozenset(self._values(term))
        if term.field is Field.TAG:
            return self.clips.own_tags.bearing(values)
        mask = self.clips.bearing(_NAMED[term.field], values)
        if term.field is Field.SOURCE and not term.whole:
            for printed, rows in self._printed():
                if term.value in printed:
                    mask[rows] = True
        return mask

    def _values(self, term: Term) -> Sequence[str]:
        """The names that a term means; a whole name that a source had before means the source."""
        names = self.clips.folded_names[_NAMED[term.field]]
        meant = [name for name, folded in names if _is_named(folded, term)]
        if not meant and term.field is Field.SOURCE and term.whole:
            meant = [name for name, _ in names if name == self._renamed.get(term.value)]
        return meant

    @property
    def _renamed(self) -> dict[str, str]:
        """What the analyst said that names of sources mean; their old names are among them."""

        def read() -> dict[str, str]:
            return {fold(printed): name for printed, name in sources.names(self.connection).items()}

        return self.clips.once("renamed", read)

    def _printed(self) -> list[tuple[str, Numbers]]:
        """What sources were printed as, folded, and where these clippings are."""

        def read() -> list[tuple[str, Numbers]]:
            sql = "SELECT source_printed, group_concat(id) FROM clipping GROUP BY source_printed"
            groups = groups_of(self.connection, sql)
            return [(fold(name), self.clips.places.of(ids)) for name, ids in groups.items()]

        return self.clips.once("printed", read)

    # ---- without the index

    def _scanned(self, parts: Iterable[Node], joint: str) -> Mask:
        """The clippings that hold these texts, or any of them, all looked for at once."""
        conditions: list[str] = []
        values: list[str | int] = []
        contain: dict[bool, index.Contains] = {}
        for part in parts:
            term = _text_of(part)
            if term is None:
                continue
            if term.whole not in contain:
                contain[term.whole] = index.containing(self.connection, whole_words=term.whole)
            condition, its_values = contain[term.whole](term.field, term.value)
            beside = self.clips.ids[self._beside(term)].tolist()
            if beside:
                condition = f"({condition} OR c.id IN (SELECT value FROM json_each(?)))"
                its_values = [*its_values, json.dumps(beside)]
            conditions.append(f"NOT {condition}" if isinstance(part, Not) else condition)
            values += its_values
        where = _joined(conditions, joint)
        return self.clips.having(
            self.connection, f"SELECT c.id FROM clipping c WHERE {where}", values
        )


def _text_of(node: Node) -> Term | None:
    """The term of a condition that looks for one text, or excludes one."""
    term = node.part if isinstance(node, Not) else node
    return term if isinstance(term, Term) and term.field in TEXT_FIELDS else None


def _holds(text: str, term: Term) -> bool:
    return grams.holds_word(text, term.value) if term.whole else term.value in text


def _is_named(folded: str, term: Term) -> bool:
    """Whether a folded name is meant by a term; the empty name is none."""
    if term.field is Field.TAG and term.value.endswith("/*"):
        branch = term.value[:-2]
        return folded == branch or folded.startswith(f"{branch}/")
    if term.whole or term.field is Field.TAG or not folded:
        return folded == term.value
    return term.value in folded


def _joined(parts: list[str], joint: str) -> str:
    """Conditions joined, as a shallow tree: SQLite allows a depth of 1,000."""
    while len(parts) > 1:
        parts = [
            f"({f' {joint} '.join(parts[at : at + _WIDTH])})" for at in range(0, len(parts), _WIDTH)
        ]
    return parts[0]


# ---- ids

_ByIds = Callable[[str], tuple[str, list[str]]]
_ASKED: Final = "(SELECT value FROM json_each(?))"
_IS_ASKED: Final = f"(y.printed_id IN {_ASKED} OR y.uid IN {_ASKED})"


def _spellings(value: str) -> str:
    """An id as it may be stored, as JSON: as typed, in narrow characters, in capitals."""
    return json.dumps(sorted({value, fold(value), value.upper()}))


def _by_id(ids: str) -> tuple[str, list[str]]:
    return f"SELECT y.id FROM clipping y WHERE {_IS_ASKED}", [ids] * 2


def _cites(ids: str) -> tuple[str, list[str]]:
    """Those that print one of these ids, and those whose citation led to what has it now."""
    return (
        (
            f"SELECT clipping_id FROM citation WHERE printed_id IN {_ASKED}"
            " UNION ALL SELECT x.clipping_id FROM clipping y JOIN citation x ON x.target_id = y.id"
            f" WHERE {_IS_ASKED}"
        ),
        [ids] * 3,
    )


def _cited_by(ids: str) -> tuple[str, list[str]]:
    return (
        (
            "SELECT x.target_id FROM clipping y JOIN citation x ON x.clipping_id = y.id"
            f" WHERE x.target_id IS NOT NULL AND {_IS_ASKED}"
        ),
        [ids] * 2,
    )


_BY_ID: Final[dict[Field, _ByIds]] = {
    Field.ID: _by_id,
    Field.CITES: _cites,
    Field.CITED_BY: _cited_by,
}
