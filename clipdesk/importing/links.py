"""Emphasis and links of an HTML page, laid over the readable text of its passages.

The text form of a page lost them; here they are kept as what they are. Nothing is ever opened.
Pure; any thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from clipdesk.core.model import Citation, Mark, MarkKind, Passage, PassageKind
from clipdesk.importing.cells import Line, Span
from clipdesk.importing.lines import visible

_PRINTED_ID: Final = re.compile("[0-9]{4}-[0-9]{5,6}")


def marks(passage: Passage, lines: Sequence[Line], at: int) -> Iterable[Mark]:
    """Marks with offsets into the readable text, which has the same visible characters.

    Args:
        passage: as `body.py` read it.
        lines: the page's.
        at: index of the first that the passage was read from.
    """
    places = [place for place, char in enumerate(passage.text) if not char.isspace()]
    for span in sorted(_spans(passage, lines, at), key=lambda s: (s.start, s.end)):
        start, end = max(0, span.start), min(len(places), span.end)
        if not span.kind or start >= end:
            continue
        kind, target = MarkKind(span.kind), span.target
        first, after = places[start], places[end - 1] + 1
        if kind is MarkKind.GLOSSARY:
            cited = _PRINTED_ID.search(passage.text, first, after)
            if cited is not None:
                kind, target = MarkKind.CITATION, cited[0]
            elif passage.kind is PassageKind.PLACE:
                kind = MarkKind.PLACE
        yield Mark(first, after, kind, target)


def _spans(passage: Passage, lines: Sequence[Line], at: int) -> Iterable[Span]:
    """The spans of the passage's own lines, counted from its text's beginning."""
    count = passage.printed.count("\n") + 1
    before = visible(passage.text) - visible(passage.printed)  # a 【註】 is not in the text
    while count:
        line = lines[at]
        at += 1
        if line.text.strip():
            for span in line.spans:
                yield Span(span.start + before, span.end + before, span.kind, span.target)
            before += visible(line.text)
            count -= 1


def citations(passages: Sequence[Passage], printed: Sequence[Citation]) -> Iterable[Citation]:
    """What the text cites, and what only links cite; the link's words are then the hint."""
    for index, passage in enumerate(passages):
        here = [citation for citation in printed if citation.passage == index]
        yield from here
        known = {citation.printed_id for citation in here}
        for mark in passage.marks:
            if mark.kind is MarkKind.CITATION and mark.target not in known:
                known.add(mark.target)
                words = passage.text[mark.start : mark.end]
                yield Citation(mark.target, "" if mark.target in words else words, index)
