"""The order of what was found. Reading connections.

Relevance is BM25 over pairs of characters: a word counts more the rarer it is in the library, the
more often it stands in a clipping, and the shorter that is; a place in the headline counts five
times. How often it stands there is not counted of a word that more than half of the clippings
have, nor of a single character: only that it does. What excludes clippings, or names a field that
is no text, counts nothing. Equally relevant ones come newest first.

Imported by the first search: numpy takes 80 ms.
"""

from __future__ import annotations

from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from clipdesk.core import grams
from clipdesk.core.query import TEXT_FIELDS, Field, Query, Sort, Term, leaves
from clipdesk.store import index
from clipdesk.store.columns import numbers
from clipdesk.store.terms import Asking
from clipdesk.store.values import Numbers

_HEADLINE: Final = 5
_MOST_TERMS: Final = 20
_FINENESS: Final = 1_000


def in_order(asking: Asking, query: Query, rows: Numbers, sort: Sort) -> Numbers:
    """The clippings that a query shows, given newest first, in the order that is asked for."""
    if sort is Sort.OLDEST:
        return rows[::-1]
    if sort is Sort.NEWEST:
        return rows
    words = dict.fromkeys(
        term for term, wanted in leaves(query.tree) if wanted and term.field in TEXT_FIELDS
    )
    scores = np.zeros(len(asking.clips))
    for term in list(words)[:_MOST_TERMS]:
        scores += _scores(asking, term)
    return rows[np.argsort(-scores[rows], kind="stable")]


def _scores(asking: Asking, term: Term) -> NDArray[np.float64]:
    """How much a word says for each clipping."""
    mask = asking.mask(term)
    hits, total = int(mask.sum()), len(mask)
    if len(term.value) > 1 and grams.is_fit(term.value) and asking.is_indexed and 2 * hits < total:
        weights = _weights(asking, term)
    else:
        weights = mask.astype(np.float64)
        if term.field is Field.ANY:
            weights += asking.mask(Term(Field.HEADLINE, term.value, term.whole)) * (_HEADLINE - 1)
    return weights * log(1 + (total - hits + 0.5) / (hits + 0.5))


def _weights(asking: Asking, term: Term) -> NDArray[np.float64]:
    """How heavily a word stands in each clipping, whatever its rarity."""
    ask, places = asking.connection.execute, asking.clips.places
    weights = np.zeros(len(places) + 1)
    for by in index.rankings(term.field, term.value, headline=_HEADLINE):
        (hits,) = ask(
            f"SELECT count(*) FROM {by.table} WHERE {by.table} MATCH ?", (by.match,)
        ).fetchone()
        total = index.rows_in(asking.connection, by.table)
        # SQLite's rarity, which is next to nothing for what more than half of the texts have.
        rarity = max(log((total - hits + 0.5) / (hits + 0.5)), 1e-6)
        ids, found = ask(
            f"WITH found(id, score) AS MATERIALIZED (SELECT rowid, {by.rank} FROM {by.table}"
            f" WHERE {by.table} MATCH ?) SELECT group_concat(id),"
            " group_concat(CAST(score * ? AS INTEGER)) FROM found",
            (by.match, -_FINENESS / rarity),
        ).fetchone()
        weights[places.sought(numbers(ids))] += numbers(found) / _FINENESS
    return weights[:-1]
