"""One filter in the field, in the sidebar and in chips: from each to the others. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from clipdesk.core.query.days import parse_days, period
from clipdesk.core.query.filters import Facet, Filter, Pair, Sort
from clipdesk.core.query.parsing import parse
from clipdesk.core.query.printing import to_text
from clipdesk.core.query.tree import Either, Field, Node, Not, Term, all_of, any_of, none_of
from clipdesk.core.text import fold

Means = Callable[[Term], frozenset[Pair] | None]
"""The values of a facet, of which a clipping has any exactly if a term holds; None for none."""


def written(wanted: Filter) -> str:
    """A typed query that means the same as a filter, but for its order."""
    nodes: list[Node] = [parse(wanted.query, whole_words=wanted.whole_words).tree]
    for _, pairs in groupby(sorted(wanted.chosen), key=lambda pair: pair[0]):
        nodes.append(any_of(typed_as(*pair) for pair in pairs))
    if wanted.days is not None:
        nodes.append(Term(Field.DATE, "", days=wanted.days))
    nodes += [none_of(typed_as(*pair)) for pair in sorted(wanted.excluded)]
    return to_text(all_of(nodes))


def with_headline(wanted: Filter, text: str) -> Filter:
    """The same filter, and besides a text in the headline; newest first."""
    typed = parse(wanted.query, whole_words=wanted.whole_words).tree
    query = to_text(all_of([typed, Term(Field.HEADLINE, fold(text))]))
    return replace(wanted, query=query, whole_words=False, sort=Sort.NEWEST)


def typed_as(facet: Facet, value: str) -> Term:
    """The term that means a value of a facet."""
    if facet is Facet.READING:
        return Term(Field.HAS, "note") if value == "noted" else Term(Field.IS, value)
    if facet is Facet.YEAR:
        return Term(Field.DATE, "", days=parse_days(value) or (1, 0))
    field = _FIELDS[facet]
    if facet is Facet.TAG:
        return Term(field, fold(f"{value}/*") if value else "")
    return Term(field, fold(value), whole=True)


_FIELDS: Final = {
    Facet.SOURCE: Field.SOURCE,
    Facet.VIA: Field.VIA,
    Facet.COLLECTION: Field.COLLECTION,
    Facet.TAG: Field.TAG,
}


def lifted(wanted: Filter, means: Means) -> Filter:
    """The same filter with what was typed of facets and days where the sidebar shows it.

    A whole year or month is a value there; any other period, or a second one, is the range of days.
    What cannot be said there stays in the query: two conditions on one facet, say.
    """
    query = parse(wanted.query, whole_words=wanted.whole_words)
    kept: list[str] = []
    for part in query.parts:
        moved = _moved(wanted, part.node, means)
        if moved is None:
            kept.append(query.text[part.start : part.end])
        else:
            wanted = moved
    if len(kept) == len(query.parts):
        return wanted
    return replace(wanted, query=" ".join(kept))


def _moved(wanted: Filter, node: Node, means: Means) -> Filter | None:
    """The filter with a condition of its query moved out of it; None where that cannot be."""
    if isinstance(node, Not):
        pairs = _pairs(node.part, means)
        return None if pairs is None else replace(wanted, excluded=wanted.excluded | pairs)
    pairs = _pairs(node, means)
    facets = {facet for facet, _ in pairs or ()}
    if pairs and len(facets) == 1 and not any(wanted.values(facet) for facet in facets):
        return replace(wanted, chosen=wanted.chosen | pairs)
    if isinstance(node, Term) and node.published is not None and wanted.days is None:
        return replace(wanted, days=node.published)
    return None


def _pairs(node: Node, means: Means) -> frozenset[Pair] | None:
    """The values that a clipping has any of exactly if a condition holds."""
    pairs: set[Pair] = set()
    for term in _terms(node):
        meant = None if term is None else _meant(term, means)
        if meant is None:
            return None
        pairs |= meant
    return frozenset(pairs)


def _meant(term: Term, means: Means) -> frozenset[Pair] | None:
    """The same of one term; whole years and months are values, too."""
    if term.published is None:
        return means(term)
    name = period(term.published)
    return None if name is None else frozenset({(Facet.YEAR, name)})


def _terms(node: Node) -> Iterator[Term | None]:
    if isinstance(node, Term):
        yield node
    elif isinstance(node, Either):
        yield from (part if isinstance(part, Term) else None for part in node.parts)
    else:
        yield None
