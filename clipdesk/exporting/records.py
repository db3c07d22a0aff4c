"""Clippings as data: JSON Lines, one clipping a line, every layer in it. Any thread.

An import reads them back as they were, annotations included: `importing/jsonl.py`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from clipdesk.core.model import Highlight, MarkKind, Passage, Record
from clipdesk.exporting.files import replacing

# Legal inside JSON, but some programs take them for the end of the line.
_LINE_ENDS: Final = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})

_CITES: Final = re.compile(r"関連記事\s{0,4}[:\uff1a]([^】]*)")
_HINT: Final = re.compile(r"[(\uff08][^()\uff08\uff09]*[)\uff09]")
_ID: Final = re.compile(
    "[0-9\uff10-\uff19][0-9\uff10-\uff19A-Za-z]{1,5}[-‐‑–−ー\uff0d][0-9\uff10-\uff19A-Za-z]{2,8}"
)


def record_dict(record: Record) -> dict[str, Any]:
    """The record as JSON-able data; the fields and their order are a promise to other programs."""
    return {
        "id": record.id,
        "uid": record.uid,
        "collection": record.collections[0] if record.collections else "",
        "published": record.published.iso,
        "precision": str(record.published.precision),
        "source": record.source,
        "source_printed": record.source_printed,
        "via": record.via,
        "headline": record.headline,
        "text": record.text,
        "compiler_notes": list(record.compiler_notes),
        "cites": [{"id": c.id, "resolved": c.resolved} for c in record.cites],
        "cited_by": [link.id or link.uid for link in record.cited_by],
        "places": list(record.places),
        "tags": list(record.tags),
        "note": record.note,
        "highlights": [_highlight(highlight) for highlight in record.highlights],
        "starred": record.starred,
        "read_at": record.read_at,
        "printed": record.printed,
        "date_printed": record.date_printed,
        "collections": list(record.collections),
        "passages": [_passage(passage) for passage in record.passages],
        "citations": [
            {"id": cite.id, "hint": cite.hint, "passage": passage}
            for cite, passage in zip(record.cites, _cited_in(record), strict=True)
        ],
        "split": str(record.split),
        "review_on": record.review_on,
        "note_changed_at": record.note_changed_at,
        "tag_looks": [asdict(look) for look in record.tag_looks],
    }


def _highlight(highlight: Highlight) -> dict[str, Any]:
    return {
        "quote": highlight.quote,
        "prefix": highlight.prefix,
        "suffix": highlight.suffix,
        "start": highlight.start,
        "colour": highlight.colour,
        "comment": highlight.comment,
        "added_at": highlight.added_at,
        "changed_at": highlight.changed_at,
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "kind": str(passage.kind),
        "voice": str(passage.voice),
        "printed": passage.printed,
        "text": passage.text,
        "line": passage.line,
        "block": passage.block,
        "marks": [
            {"start": m.start, "end": m.end, "kind": str(m.kind), "target": m.target}
            for m in passage.marks
        ],
    }


def _cited_in(record: Record) -> Iterator[int]:
    """The index of the passage that holds each citation, 0 where none does.

    Citations stand in the order of the passages; a passage cites an id as often as its 関連記事
    name it, or by a link.
    """
    left = [Counter(_cites(passage)) for passage in record.passages]
    at = 0
    for cite in record.cites:
        found = next((i for i in range(at, len(left)) if left[i][cite.id] > 0), None)
        if found is None:
            found = next((i for i, p in enumerate(record.passages) if cite.id in p.text), 0)
        else:
            left[found][cite.id] -= 1
            at = found
        yield found


def _cites(passage: Passage) -> Iterator[str]:
    linked = dict.fromkeys(m.target for m in passage.marks if m.kind is MarkKind.CITATION)
    for cited in _CITES.finditer(passage.text):
        for found in _ID.finditer(_HINT.sub(" ", cited[1])):
            linked.pop(found[0], None)
            yield found[0]
    yield from linked


def write_jsonl(records: Iterable[Record], destination: Path) -> int:
    """Write one JSON object a line (UTF-8) and return how many.

    Memory stays flat: the records may come from a generator. A lone surrogate is written as its
    JSON escape, which UTF-8 could not hold, and reads back as it was.

    Raises:
        UserError: the destination cannot be written; it is then as it was.
    """
    count = 0
    with replacing(destination) as stream:
        for record in records:
            stream.write(_line(record))
            count += 1
    return count


def _line(record: Record) -> bytes:
    line = json.dumps(record_dict(record), ensure_ascii=False).translate(_LINE_ENDS)
    # backslashreplace writes \udXXX, which is exactly JSON's own escape.
    return (line + "\n").encode("utf-8", "backslashreplace")
