"""Where the words of a query stand in a readable text, and one line around the first of them. Pure.

The same words, fields and folding as the search has (`core/query`, `core/text.py`,
`store/terms.py`): a clipping that was found by a word has a hit of it in its headline, in a
passage, in its note, or in a comment at a highlight. An id that was typed finds its clipping
without standing in any of them.

Offsets are code points of the text that was given, never of a folded one; for Qt, which counts
UTF-16 units, `anchors.to_utf16` leads there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from clipdesk.core import folded, grams
from clipdesk.core.model import Passage, PassageKind, Voice
from clipdesk.core.query import TEXT_FIELDS, Field, Query, Term, leaves
from clipdesk.core.text import fold

Range = tuple[int, int]
"""The first character of a hit, and after its last one."""


class Where(StrEnum):
    """Who speaks where a hit stands."""

    HEADLINE = "headline"
    TEXT = "text"  # the article's voice
    COMPILER = "compiler"  # a 【註】 block
    CITATION = "citation"  # a line that cites other clippings
    NOTE = "note"  # the analyst's note
    COMMENT = "comment"  # the analyst's, at a highlight


_FIELD: Final = {
    Where.HEADLINE: Field.HEADLINE,
    Where.TEXT: Field.TEXT,
    Where.COMPILER: Field.COMPILER,
    Where.NOTE: Field.NOTE,
    Where.COMMENT: Field.NOTE,
}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text in one line.

    Attributes:
        text: plain, whatever the archive says: no line breaks, nothing that turns its direction;
            an ellipsis where it was cut.
        ranges: the hits in it, in order, disjoint.
    """

    text: str
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a line of the list shows of the words that its clipping was found by.

    Attributes:
        headline: the hits in the headline as `Row.headline` has it, in order, disjoint.
        where: whose words the excerpt gives; None where there is none, for everything that was
            looked for stands in the headline (or nothing was).
        text: the excerpt: one line around the first hit of what the headline does not have. Make
            room for its beginning: the hit stands within the first third. Empty without one.
        ranges: the hits in it, in order, disjoint.
    """

    headline: tuple[Range, ...] = ()
    where: Where | None = None
    text: str = ""
    ranges: tuple[Range, ...] = ()


# ------------------------------------------------------------------ what is looked for, and where


def sought(query: Query) -> tuple[Term, ...]:
    """The words that a query looks for in texts, each once; not those that it excludes."""
    words = (term for term, wanted in leaves(query.tree) if wanted and term.field in TEXT_FIELDS)
    return tuple(dict.fromkeys(words))


def fitting(terms: Iterable[Term], where: Where) -> list[Term]:
    """Those of the words that are looked for there."""
    return [term for term in terms if term.field in (Field.ANY, _FIELD.get(where))]


def where_of(passage: Passage) -> Where:
    """Who speaks in a passage."""
    if passage.kind is PassageKind.RELATED:
        return Where.CITATION
    return Where.COMPILER if passage.voice is Voice.COMPILER else Where.TEXT


def holds(text: str, term: Term) -> bool:
    """Whether a word stands in a folded text."""
    return grams.holds_word(text, term.value) if term.whole else term.value in text


def ranges(text: str, terms: Iterable[Term]) -> tuple[Range, ...]:
    """The parts of a text where any of some words stands, in order, disjoint.

    Hits that overlap are one. A hit ends with the marks that combine with its last character.

    Args:
        text: a headline, one passage, or one line of a note: a hit goes over every line break in
            it.
        terms: those that are `fitting` for it.
    """
    plain = fold(text)
    wanted = [term for term in terms if holds(plain, term)]
    if not wanted:  # the way back takes longer
        return ()
    whole = folded.fold(text)
    found = (
        whole.origin(at, at + len(term.value)) for term in wanted for at in _places(plain, term)
    )
    return merged(found)


def line_ranges(text: str, terms: Sequence[Term]) -> tuple[Range, ...]:
    """The same in a text of lines, such as a note: no hit goes over a line break."""
    found: list[Range] = []
    start = 0
    for line in text.split("\n"):
        found += [(start + first, start + last) for first, last in ranges(line, terms)]
        start += len(line) + 1
    return tuple(found)


def merged(found: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges in order, those that overlap made one."""
    made: list[Range] = []
    for start, end in sorted(found):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)


def _places(text: str, term: Term) -> Iterator[int]:
    if term.whole:
        yield from grams.words_in(text, term.value)
        return
    at = text.find(term.value)
    while at >= 0:
        yield at
        at = text.find(term.value, at + len(term.value))


# ------------------------------------------------------------------ one line around the first hit

_LEAD: Final = 0.3
"""So much of a line may stand before the first hit."""
_BREAKS: Final = frozenset(" \t\n\u3000、。，．,.;；:：!?！？)）」』】]・")
"""After these a text is best cut."""
_UNSHOWN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def context(text: str, found: Sequence[Range], width: int) -> Excerpt:
    """One line around the first hit, cut after a word or a stop where there is one near.

    Args:
        text: where the hits stand.
        found: the hits, at least one, as `ranges` gives them.
        width: so many characters the line may have, with its ellipses; of a longer hit the
            beginning is given.
    """
    first = found[0][0]
    size = max(3, width) - 2  # an ellipsis at each end
    start = 0
    if len(text) > size + 2:
        least = max(0, min(first - int(size * _LEAD), len(text) - size))
        start = _start(text, least, first) if least else 0
    room = size + (1 if start == 0 else 0)
    end = len(text) if len(text) - start <= room + 1 else _end(text, start, start + room, first)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = tuple(
        (max(s, start) + shift, min(e, end) + shift) for s, e in found if s < end and e > start
    )
    return Excerpt(before + _in_a_line(text[start:end]) + after, inside)


def _start(text: str, least: int, first: int) -> int:
    """Where to begin, from `least` to the first hit."""
    for at in range(least, first + 1):
        if text[at - 1] in _BREAKS and text[at] not in _BREAKS:
            return at
    return next((at for at in range(least, first) if _may_cut(text, at)), first)


def _end(text: str, start: int, most: int, first: int) -> int:
    """Where to end, at `most` at the latest, not before the first hit's beginning."""
    least = max(first + 1, start + 1, most - (most - start) // 5)
    for at in range(most, least, -1):
        if text[at - 1] in _BREAKS and not text[at - 1].isspace():
            return at
    return next((at for at in range(most, least, -1) if _may_cut(text, at)), most)


def _may_cut(text: str, at: int) -> bool:
    """Whether a cut goes through no Latin word and no character with its marks, nor after a space."""
    before, after = text[at - 1], text[at]
    is_inside = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return not is_inside and not before.isspace() and not folded.joins(after)


def _in_a_line(text: str) -> str:
    """Each character by one that can be shown in a line."""
    return _TURNING.sub("\u200b", _UNSHOWN.sub(" ", text))
