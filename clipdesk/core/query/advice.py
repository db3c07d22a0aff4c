"""Why an answer may hold less than was meant, and what would find it. Pure.

Unlike a remark (`parsing.py`) this is known only when the answer is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from clipdesk.core.query.days import FIRST_DAY, LAST_DAY, parse_days
from clipdesk.core.query.filters import Facet, Filter, Found
from clipdesk.core.query.parsing import parse
from clipdesk.core.query.tree import Either, Field, Node, Not, Term
from clipdesk.core.text import fold

_NAMED: Final = {
    Field.SOURCE: Facet.SOURCE,
    Field.VIA: Facet.VIA,
    Field.COLLECTION: Facet.COLLECTION,
    Field.TAG: Facet.TAG,
}
_SINGLE: Final = {Field.SOURCE: Facet.SOURCE, Field.VIA: Facet.VIA, Field.IS: Facet.READING}
"""Of these a clipping has one value."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One reason.

    Attributes:
        code: names the text `query.<code>`: `elsewhere`, a word that no text has, but a name of the
            facet; `branch_only`, a tag that no clipping has itself, though some below it;
            `both_ways`, a value that is both asked for and excluded; `one_value`, two conditions on
            what a clipping has once; `no_common_day`, periods that have no day in common.
        facet: what it is about.
        value: the word, the tag or the value; empty where there is none.
    """

    code: str
    facet: Facet
    value: str = ""


def advice(found: Found) -> list[Advice]:
    """Everything there is to say of an answer, each once."""
    shown = found.shown_as
    said = [Advice("branch_only", Facet.TAG, name) for name in found.only_below]
    said += [Advice("both_ways", *pair) for pair in sorted(shown.chosen & shown.excluded)]
    if not found.ids:
        said += _elsewhere(found)
        said += _clashes(shown)
    return list(dict.fromkeys(said))


def _elsewhere(found: Found) -> Iterator[Advice]:
    """Of one word that no text has: the facets whose names have it.

    Bare words look for nothing but texts; who types the name of a newspaper may not know.
    """
    term = parse(found.filter.query).tree
    if not isinstance(term, Term) or term.field is not Field.ANY:
        return
    word = found.filter.query.strip().strip('"“”')
    for facet in _NAMED.values():
        names = found.facets.get(facet, ())
        if any(_is_named(facet, fold(name), term.value) for name in names):
            yield Advice("elsewhere", facet, word)


def _is_named(facet: Facet, name: str, word: str) -> bool:
    """Whether `facet:word` finds the name: of a tag the whole is meant."""
    return word == name if facet is Facet.TAG else word in name


def _clashes(shown: Filter) -> Iterator[Advice]:
    """Conditions that stand in each other's way, of an answer that found nothing.

    What was typed of facets and days is where the sidebar shows it, but for a second condition on
    the same: that stayed in the query.
    """
    left = [part.node for part in parse(shown.query, whole_words=shown.whole_words).parts]
    for node in left:
        for term in _terms(node):
            facet = _SINGLE.get(term.field)
            if facet is not None and shown.values(facet) and _is_exclusive(term, shown):
                yield Advice("one_value", facet)
    if not _have_common_day(left, shown):
        yield Advice("no_common_day", Facet.YEAR)


def _is_exclusive(term: Term, shown: Filter) -> bool:
    """Whether a state of reading shuts out the one that is chosen; names always do."""
    states = {"read", "unread"}
    return term.field is not Field.IS or shown.values(Facet.READING) | {term.value} == states


def _have_common_day(left: list[Node], shown: Filter) -> bool:
    """Whether the years and the periods asked for have any day that none excluded covers."""
    periods = [node.published for node in left if isinstance(node, Term) and node.published]
    periods += [] if shown.days is None else [shown.days]
    first = max((days[0] for days in periods), default=FIRST_DAY)
    last = min((days[1] for days in periods), default=LAST_DAY)
    years = [parse_days(year) for year in shown.values(Facet.YEAR)] or [(FIRST_DAY, LAST_DAY)]
    asked = [(max(first, days[0]), min(last, days[1])) for days in years if days is not None]
    parts = [node.part for node in left if isinstance(node, Not)]
    excluded = [part.published for part in parts if isinstance(part, Term) and part.published]
    # A value that is both asked for and excluded is told as that.
    gone = shown.excluded_values(Facet.YEAR) - shown.values(Facet.YEAR)
    excluded += [days for year in gone if (days := parse_days(year)) is not None]
    return any(
        begin <= end and not any(days[0] <= begin and end <= days[1] for days in excluded)
        for begin, end in asked
    )


def _terms(node: Node) -> Iterator[Term]:
    """The terms of a condition that any of them meets."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, Either):
        yield from (part for part in node.parts if isinstance(part, Term))
