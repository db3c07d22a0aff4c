"""The searched headlines, kept as the stored rows say. Writer lane only, inside a transaction.

Only what can change without an import is made anew here: headlines, which end where a source
begins. The texts themselves come with their passages (`archive.py`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from clipdesk.core.text import fold
from clipdesk.store import index

_BATCH: Final = 500


def refresh(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Let a search find clippings by what their headlines say now."""
    for start in range(0, len(ids), _BATCH):
        _refresh(connection, json.dumps(list(ids[start : start + _BATCH])))


def _refresh(connection: sqlite3.Connection, ids: str) -> None:
    rows = connection.execute(
        "SELECT t.clipping_id, t.headline, t.body, t.compiler, t.apparatus, c.headline"
        " FROM search_text t JOIN clipping c ON c.id = t.clipping_id"
        " WHERE t.clipping_id IN (SELECT value FROM json_each(?)) ORDER BY t.clipping_id",
        (ids,),
    ).fetchall()
    changed: list[index.Text] = [
        (clipping_id, folded, *texts)
        for clipping_id, old, *texts, headline in rows
        if (folded := fold(headline)) != old
    ]
    index.remove(connection, [text[0] for text in changed])
    connection.executemany(
        "UPDATE search_text SET headline = ? WHERE clipping_id = ?",
        [(headline, i) for i, headline, *_ in changed],
    )
    index.add(connection, changed)
