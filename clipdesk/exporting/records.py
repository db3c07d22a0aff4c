"""Clippings as data: JSON Lines, one clipping a line, every layer in it. Any thread."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from clipdesk.core.model import Record
from clipdesk.exporting.files import replacing

# Legal inside JSON, but some programs take them for the end of the line.
_LINE_ENDS: Final = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


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
        # Highlights arrive with the annotation layer's issue: the store gives none yet. The field
        # is here already, so that programs that read the file need no second version.
        "highlights": [],
        "starred": record.starred,
        "read_at": record.read_at,
        "printed": record.printed,
    }


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
