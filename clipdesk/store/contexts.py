"""Where clippings of the list have the words that they were found by. Reading connections.

The folded texts, which are stored, say which passage has a word; only that passage is read and
folded with the way back (core/hits.py). What a window shows takes 1 or 2 ms.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from clipdesk.core import hits
from clipdesk.core.hits import Context, Where
from clipdesk.core.query import Query, Term
from clipdesk.core.text import fold

WIDTH: Final = 90
"""Characters of an excerpt: more than the widest list shows."""


class _Line(NamedTuple):
    """A line of a clipping's texts that may be shown.

    Attributes:
        folded: as it is searched.
        number: among the lines of that voice.
    """

    where: Where
    folded: str
    number: int


def contexts(
    connection: sqlite3.Connection, ids: Iterable[int], query: Query, width: int = WIDTH
) -> dict[int, Context]:
    """Where each of some clippings has the words of a query; {} for a query that has none.

    Of a clipping that has some of them in no headline, the line that has most of these is given:
    of several the first, of the article before the compiler's, the citing, the analyst's.
    """
    terms = hits.sought(query)
    if not terms:
        return {}
    asked = json.dumps(list(ids))
    own = _own_lines(connection, asked)
    found: dict[int, Context] = {}
    for clipping_id, headline, folded_headline, *texts in connection.execute(
        "SELECT c.id, c.headline, t.headline, t.body, t.compiler, t.apparatus FROM clipping c"
        " JOIN search_text t ON t.clipping_id = c.id"
        " WHERE c.id IN (SELECT value FROM json_each(?))",
        (asked,),
    ):
        in_headline = hits.fitting(terms, Where.HEADLINE)
        have = {term for term in in_headline if hits.holds(folded_headline, term)}
        marked = hits.ranges(headline, have) if have else ()
        missing = [term for term in terms if term not in have]
        archive = (_lines(*voice, missing) for voice in zip(_STORED, texts, strict=True))
        lines = chain(*archive, own[clipping_id]) if missing else ()
        found[clipping_id] = Context(marked)
        if (best := _best(missing, lines)) is not None:
            line, wanted = best
            text = _text(connection, clipping_id, line)
            if ranges := hits.ranges(text, wanted):
                excerpt = hits.context(text, ranges, width)
                found[clipping_id] = Context(marked, line.where, excerpt.text, excerpt.ranges)
    return found


def _best(missing: Sequence[Term], lines: Iterable[_Line]) -> tuple[_Line, list[Term]] | None:
    """The line that has most of some words, and those that it has."""
    best: tuple[_Line, list[Term]] | None = None
    for line in lines:
        has = [t for t in hits.fitting(missing, line.where) if hits.holds(line.folded, t)]
        if has and (best is None or len(has) > len(best[1])):
            best = line, has
            if len(has) == len(missing):
                break
    return best


_STORED: Final = (Where.TEXT, Where.COMPILER, Where.CITATION)
"""The voices of search_text's columns body, compiler and apparatus."""


def _lines(where: Where, text: str, missing: Sequence[Term]) -> Iterator[_Line]:
    """The lines of a text, where it has any of some words at all."""
    if any(term.value in text for term in hits.fitting(missing, where)):
        yield from (_Line(where, line, n) for n, line in enumerate(text.split("\n")))


def _own_lines(connection: sqlite3.Connection, ids: str) -> defaultdict[int, list[_Line]]:
    """The folded lines of notes, and those of comments after them."""
    found: defaultdict[int, list[_Line]] = defaultdict(list)
    for clipping_id, body in connection.execute(
        "SELECT clipping_id, body FROM note_search_text"
        " WHERE clipping_id IN (SELECT value FROM json_each(?))",
        (ids,),
    ):
        found[clipping_id] += [_Line(Where.NOTE, s, n) for n, s in enumerate(body.split("\n"))]
    comments: defaultdict[int, list[str]] = defaultdict(list)
    for clipping_id, comment in connection.execute(
        "SELECT clipping_id, comment FROM highlight WHERE comment <> ''"
        " AND clipping_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (ids,),
    ):
        comments[clipping_id] += comment.split("\n")
    for clipping_id, lines in comments.items():
        found[clipping_id] += [_Line(Where.COMMENT, fold(s), n) for n, s in enumerate(lines)]
    return found


# ---- the readable text of a line

_OF_PASSAGES: Final = {
    Where.TEXT: "voice = 'article' AND kind <> 'related'",
    Where.COMPILER: "voice = 'compiler' AND kind <> 'related'",
    Where.CITATION: "kind = 'related'",
}
"""What belongs to each text, as `core/searchable.py` has it."""


def _text(connection: sqlite3.Connection, clipping_id: int, line: _Line) -> str:
    if (condition := _OF_PASSAGES.get(line.where)) is not None:
        row = connection.execute(
            f"SELECT text FROM passage WHERE clipping_id = ? AND {condition}"
            " ORDER BY position LIMIT 1 OFFSET ?",
            (clipping_id, line.number),
        ).fetchone()
        return "" if row is None else str(row[0])
    if line.where is Where.NOTE:
        sql = "SELECT body FROM note WHERE clipping_id = ?"
    else:
        sql = "SELECT comment FROM highlight WHERE comment <> '' AND clipping_id = ? ORDER BY id"
    lines = [
        text for (body,) in connection.execute(sql, (clipping_id,)) for text in body.split("\n")
    ]
    return lines[line.number] if line.number < len(lines) else ""
