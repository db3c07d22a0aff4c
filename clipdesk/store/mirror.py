"""The searched texts, kept as the stored rows say. Writer lane only, inside a transaction.

Only what can change without an import is made anew here: headlines, and the names that stand
around the texts. The texts themselves come with their passages (`archive.py`).
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from clipdesk.core.searchable import searchable_apparatus
from clipdesk.core.text import fold
from clipdesk.store import index

_BATCH: Final = 500


def refresh(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Let a search find clippings by what their rows say now of headline, source and route."""
    for start in range(0, len(ids), _BATCH):
        _refresh(connection, json.dumps(list(ids[start : start + _BATCH])))


def _refresh(connection: sqlite3.Connection, ids: str) -> None:
    cited: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for clipping_id, printed_id, hint in connection.execute(
        "SELECT clipping_id, printed_id, hint FROM citation"
        " WHERE clipping_id IN (SELECT value FROM json_each(?)) ORDER BY clipping_id, position",
        (ids,),
    ):
        cited[clipping_id].append((printed_id, hint))
    rows = connection.execute(
        "SELECT t.clipping_id, t.headline, t.body, t.compiler, t.apparatus,"
        " c.headline, c.printed_id, s.name, c.source_printed, c.via"
        " FROM search_text t JOIN clipping c ON c.id = t.clipping_id"
        " JOIN source s ON s.id = c.source_id"
        " WHERE t.clipping_id IN (SELECT value FROM json_each(?)) ORDER BY t.clipping_id",
        (ids,),
    ).fetchall()
    changed: list[index.Text] = []
    for clipping_id, old_headline, body, compiler, old_apparatus, headline, *names in rows:
        fresh = fold(headline), searchable_apparatus(names, cited[clipping_id])
        if fresh != (old_headline, old_apparatus):
            changed.append((clipping_id, fresh[0], body, compiler, fresh[1]))
    index.remove(connection, [text[0] for text in changed])
    connection.executemany(
        "UPDATE search_text SET headline = ?, apparatus = ? WHERE clipping_id = ?",
        [(headline, apparatus, i) for i, headline, _, _, apparatus in changed],
    )
    index.add(connection, changed)
