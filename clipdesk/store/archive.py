"""The archive's side: what an import writes. Never touches the analyst's tables.

Writer lane only, inside the import's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clipdesk.core.dates import Published
from clipdesk.core.model import Draft, Passage, PassageKind, Problem, Voice
from clipdesk.core.text import fold, printable

if TYPE_CHECKING:
    import sqlite_utils


@dataclass(frozen=True, slots=True)
class Known:
    """What the library already has under an identity."""

    clipping_id: int
    fingerprint: str
    published: Published
    source: str
    headline: str


def known_clippings(connection: sqlite3.Connection, uids: Iterable[str]) -> dict[str, Known]:
    """The clippings that the library has, by uid."""
    rows = connection.execute(
        "SELECT c.uid, c.id, c.fingerprint, c.published, s.name, c.headline"
        " FROM clipping c JOIN source s ON s.id = c.source_id"
        " WHERE c.uid IN (SELECT value FROM json_each(?))",
        (json.dumps(list(uids)),),
    )
    return {
        uid: Known(clipping_id, fingerprint, Published.from_iso(published), source, headline)
        for uid, clipping_id, fingerprint, published, source, headline in rows
    }


def start_run(
    db: sqlite_utils.Database, *, file_name: str, sha256: str, collection: str, started_at: str
) -> tuple[int, int]:
    """Open an import's record. Returns its id and its collection's."""
    collection_id = _lookup(db.conn, "collection", "title", collection)
    run = db.table("import_run").insert(
        {
            "started_at": started_at,
            "file_name": printable(file_name),
            "file_sha256": sha256,
            "collection_id": collection_id,
            "added": 0,
            "changed": 0,
            "unchanged": 0,
        }
    )
    return int(run.last_pk or 0), collection_id


def finish_run(
    db: sqlite_utils.Database, run_id: int, *, added: int, changed: int, unchanged: int
) -> None:
    """Write down what the import did."""
    db.table("import_run").update(
        run_id, {"added": added, "changed": changed, "unchanged": unchanged}
    )


def save_problems(db: sqlite_utils.Database, run_id: int, problems: Iterable[Problem]) -> None:
    """Keep what was not understood, with its lines."""
    db.table("import_problem").insert_all(
        {
            "run_id": run_id,
            "line": problem.line,
            "code": problem.code,
            "excerpt": printable(problem.excerpt),
            "details": json.dumps(problem.values, ensure_ascii=False),
        }
        for problem in problems
    )


def insert_clippings(
    db: sqlite_utils.Database, drafts: Sequence[tuple[str, Draft]], run_id: int
) -> list[int]:
    """Add new clippings under the given uids. Returns their row ids in the same order."""
    (last,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM clipping").fetchone()
    ids = list(range(last + 1, last + 1 + len(drafts)))
    db.table("clipping").insert_all(
        {"id": clipping_id, "uid": printable(uid), **_columns(db.conn, draft, run_id)}
        for clipping_id, (uid, draft) in zip(ids, drafts, strict=True)
    )
    _insert_parts(db, [(i, draft) for i, (_, draft) in zip(ids, drafts, strict=True)])
    return ids


def replace_clipping(
    db: sqlite_utils.Database, clipping_id: int, draft: Draft, run_id: int
) -> None:
    """Let a clipping say what the page says now; what it said before stays as a revision."""
    db.conn.execute(
        "INSERT INTO clipping_revision (clipping_id, run_id, published, headline, printed,"
        " fingerprint) SELECT id, ?, published, headline, printed, fingerprint"
        " FROM clipping WHERE id = ?",
        (run_id, clipping_id),
    )
    for table in ("passage", "citation", "search_text"):
        db.table(table).delete_where("clipping_id = ?", [clipping_id])
    db.table("clipping").update(clipping_id, _columns(db.conn, draft, run_id))
    _insert_parts(db, [(clipping_id, draft)])


def mark_passages(db: sqlite_utils.Database, clipping_id: int, draft: Draft) -> None:
    """Give an unchanged clipping the emphasis and links of its page.

    They are no change of its words, so no revision is made. Its page as text has none and takes
    none away; its page as HTML says what they are now.
    """
    if any(passage.marks for passage in draft.passages):
        db.conn.executemany(
            "UPDATE passage SET marks = ? WHERE clipping_id = ? AND position = ? AND text = ?",
            [
                (_marks(passage), clipping_id, position, printable(passage.text))
                for position, passage in enumerate(draft.passages)
            ],
        )


def place_on_page(
    db: sqlite_utils.Database, collection_id: int, positions: Iterable[tuple[int, int]]
) -> None:
    """Say that clippings stand on a collection's page: (clipping id, position) pairs."""
    db.table("collection_clipping").upsert_all(
        (
            {"collection_id": collection_id, "clipping_id": clipping_id, "position": position}
            for clipping_id, position in positions
        ),
        pk=("collection_id", "clipping_id"),
    )


def resolve_citations(db: sqlite_utils.Database) -> int:
    """Lead dangling citations to their targets where these are in the library. Counts them."""
    cursor = db.conn.execute(
        "UPDATE citation SET target_id ="
        " (SELECT min(id) FROM clipping WHERE printed_id = citation.printed_id)"
        " WHERE target_id IS NULL"
        " AND EXISTS (SELECT 1 FROM clipping WHERE printed_id = citation.printed_id)"
    )
    return cursor.rowcount


def _columns(connection: sqlite3.Connection, draft: Draft, run_id: int) -> dict[str, object]:
    return {
        "printed_id": None if draft.printed_id is None else printable(draft.printed_id),
        "published": draft.published.iso,
        "precision": draft.published.precision.value,
        "first_day": draft.published.first_day,
        "last_day": draft.published.last_day,
        "date_printed": draft.date_printed,
        "source_id": _lookup(connection, "source", "name", draft.source),
        "source_printed": printable(draft.source_printed),
        "via": draft.via,
        "headline": printable(draft.headline),
        "printed": printable(draft.printed),
        "fingerprint": draft.fingerprint,
        "run_id": run_id,
    }


def _insert_parts(db: sqlite_utils.Database, drafts: Sequence[tuple[int, Draft]]) -> None:
    db.table("passage").insert_all(
        {
            "clipping_id": clipping_id,
            "position": position,
            "kind": passage.kind.value,
            "voice": passage.voice.value,
            "block": passage.block,
            "line": passage.line,
            "printed": printable(passage.printed),
            "text": printable(passage.text),
            "marks": _marks(passage),
        }
        for clipping_id, draft in drafts
        for position, passage in enumerate(draft.passages)
    )
    db.table("citation").insert_all(
        {
            "clipping_id": clipping_id,
            "position": position,
            "passage": citation.passage,
            "printed_id": printable(citation.printed_id),
            "hint": printable(citation.hint),
        }
        for clipping_id, draft in drafts
        for position, citation in enumerate(draft.citations)
    )
    db.table("search_text").insert_all(
        {"clipping_id": clipping_id, **_folded(draft)} for clipping_id, draft in drafts
    )


def _marks(passage: Passage) -> str:
    return json.dumps(
        [(m.start, m.end, m.kind, printable(m.target)) for m in passage.marks], ensure_ascii=False
    )


def _folded(draft: Draft) -> dict[str, str]:
    """What substring search looks at; a line for each passage, so that no hit spans two."""

    def lines(voice: Voice) -> str:
        return "\n".join(
            fold(p.text)
            for p in draft.passages
            if p.voice is voice and p.kind is not PassageKind.RELATED
        )

    return {
        "headline": fold(draft.headline),
        "body": lines(Voice.ARTICLE),
        "compiler": lines(Voice.COMPILER),
        "apparatus": "\n".join(fold(text) for text in _apparatus(draft) if text),
    }


def _apparatus(draft: Draft) -> Iterator[str | None]:
    """What stands around the text, where a word is looked for too."""
    yield from (draft.printed_id, draft.source, draft.source_printed, draft.via)
    for citation in draft.citations:
        yield from (citation.printed_id, citation.hint)


def _lookup(connection: sqlite3.Connection, table: str, column: str, value: str) -> int:
    """The id of a name, added when it is new."""
    value = printable(value)
    found = connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (value,)).fetchone()
    if found is None:
        cursor = connection.execute(f"INSERT INTO {table} ({column}) VALUES (?)", (value,))
        return int(cursor.lastrowid or 0)
    return int(found[0])
