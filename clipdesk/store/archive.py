"""The archive's side: clippings as an import writes them. Never touches the analyst's tables.

Writes: writer lane only, inside a transaction of the import's. The imports themselves, and how
they are taken back, are in `imports.py`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from clipdesk.core import snapshots
from clipdesk.core.dates import Published
from clipdesk.core.model import (
    Citation,
    Draft,
    Mark,
    MarkKind,
    Passage,
    PassageKind,
    Split,
    Voice,
)
from clipdesk.core.searchable import searchable
from clipdesk.core.text import printable
from clipdesk.store import index

if TYPE_CHECKING:
    import sqlite_utils


class Written(NamedTuple):
    """A clipping as it is to be written, its hashes computed.

    Attributes:
        draft: has no lone surrogates: what passed a `Stage` or comes from the library has none.
    """

    uid: str
    draft: Draft
    fingerprint: str
    reading: str

    @classmethod
    def of(cls, uid: str, draft: Draft) -> Self:
        """Compute the hashes."""
        return cls(uid, draft, draft.fingerprint, draft.reading)


@dataclass(frozen=True, slots=True)
class Known:
    """What the library already has under an identity."""

    clipping_id: int
    uid: str
    fingerprint: str
    reading: str
    published: Published
    source: str
    headline: str


_KNOWN = (
    "SELECT c.id, c.uid, c.fingerprint, c.reading, c.published, s.name, c.headline"
    " FROM clipping c JOIN source s ON s.id = c.source_id"
)


def known_clippings(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, Known]:
    """The clippings that the library has under some names: their uids, else their former ones."""
    wanted = json.dumps(list(names))
    former = connection.execute(
        "SELECT uid, clipping_id FROM former_uid WHERE uid IN (SELECT value FROM json_each(?))",
        (wanted,),
    ).fetchall()
    known = {one.clipping_id: one for one in clippings_by_id(connection, [i for _, i in former])}
    found = {uid: known[clipping_id] for uid, clipping_id in former}
    rows = connection.execute(
        f"{_KNOWN} WHERE c.uid IN (SELECT value FROM json_each(?))", (wanted,)
    )
    return found | {row[1]: _known(row) for row in rows}


def clippings_by_id(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Known]:
    """What the library has under some row ids."""
    if not ids:
        return []
    rows = connection.execute(
        f"{_KNOWN} WHERE c.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return [_known(row) for row in rows]


def _known(row: tuple[Any, ...]) -> Known:
    clipping_id, uid, print_, reading, published, source, headline = row
    return Known(clipping_id, uid, print_, reading, Published.from_iso(published), source, headline)


def clippings_on_page(connection: sqlite3.Connection, title: str) -> list[int]:
    """The clippings that stand on a collection's page, by row id."""
    rows = connection.execute(
        "SELECT cc.clipping_id FROM collection_clipping cc"
        " JOIN collection k ON k.id = cc.collection_id"
        " WHERE k.title = ? AND cc.gone_run_id IS NULL",
        (printable(title),),
    )
    return [clipping_id for (clipping_id,) in rows]


def was_printed(connection: sqlite3.Connection, clipping_id: int, fingerprint: str) -> bool:
    """Whether a clipping had some words at an earlier import: they are kept as a revision."""
    found = connection.execute(
        "SELECT 1 FROM clipping_revision WHERE clipping_id = ? AND fingerprint = ?",
        (clipping_id, fingerprint),
    )
    return found.fetchone() is not None


def words_of(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, str]:
    """What was printed below the heads of clippings, as `Draft.words`, by row id."""
    rows = connection.execute(
        "SELECT clipping_id, text FROM passage"
        " WHERE clipping_id IN (SELECT value FROM json_each(?)) ORDER BY clipping_id, position",
        (json.dumps(list(ids)),),
    )
    return {
        clipping_id: "\n".join(text for _, text in passages)
        for clipping_id, passages in groupby(rows, key=itemgetter(0))
    }


def draft_of(connection: sqlite3.Connection, clipping_id: int) -> Draft:
    """A clipping of the library as it was read from its page."""
    (
        printed_id,
        published,
        date_printed,
        source,
        source_printed,
        via,
        headline,
        printed,
        split,
    ) = connection.execute(
        "SELECT c.printed_id, c.published, c.date_printed, s.name, c.source_printed, c.via,"
        " c.headline, c.printed, c.split FROM clipping c JOIN source s ON s.id = c.source_id"
        " WHERE c.id = ?",
        (clipping_id,),
    ).fetchone()
    passages = connection.execute(
        "SELECT kind, voice, printed, text, line, block, marks FROM passage"
        " WHERE clipping_id = ? ORDER BY position",
        (clipping_id,),
    )
    citations = connection.execute(
        "SELECT printed_id, hint, passage FROM citation WHERE clipping_id = ? ORDER BY position",
        (clipping_id,),
    )
    return Draft(
        printed_id,
        Published.from_iso(published),
        date_printed,
        source,
        source_printed,
        via,
        headline,
        tuple(passage_of(values) for values in passages),
        tuple(Citation(*values) for values in citations),
        printed,
        0,  # where it stood on its page is no part of it
        Split(split),
    )


def passage_of(values: Sequence[Any]) -> Passage:
    """A passage's row: kind, voice, printed, text, line, block, marks."""
    kind, voice, printed, text, line, block, marked = values
    marks = tuple(
        Mark(start, end, MarkKind(name), target) for start, end, name, target in json.loads(marked)
    )
    return Passage(PassageKind(kind), Voice(voice), printed, text, line, block, marks)


def insert_clippings(db: sqlite_utils.Database, rows: Sequence[Written], run_id: int) -> list[int]:
    """Add new clippings. Returns their row ids in the same order."""
    (last,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM clipping").fetchone()
    ids = list(range(last + 1, last + 1 + len(rows)))
    sources = _source_ids(db.conn, rows)
    db.conn.executemany(
        f"INSERT INTO clipping (id, {', '.join(_COLUMNS)}) VALUES (?{', ?' * len(_COLUMNS)})",
        (
            (clipping_id, *_columns(row, sources[row.draft.source], run_id))
            for clipping_id, row in zip(ids, rows, strict=True)
        ),
    )
    _insert_parts(db, [(i, row.draft) for i, row in zip(ids, rows, strict=True)])
    return ids


def replace_clippings(
    db: sqlite_utils.Database,
    replaced: Sequence[tuple[int, Written]],
    run_id: int,
    *,
    kind: Literal["page", "reading"],
) -> None:
    """Let clippings say what their page says now; what they said before stays as a revision.

    Args:
        db: in a transaction.
        replaced: row ids and what they shall say.
        run_id: the import that does it.
        kind: whether the page changed, or only what was made of its words.
    """
    for clipping_id, _ in replaced:
        _keep_revision(db, clipping_id, run_id, kind)
    # Identities may pass from one to another: first all let go of theirs.
    db.conn.executemany(
        "UPDATE clipping SET uid = '~' || id WHERE id = ? AND uid <> ?",
        [(clipping_id, row.uid) for clipping_id, row in replaced],
    )
    overwrite_clippings(db, [(i, row, run_id) for i, row in replaced])


def overwrite_clippings(
    db: sqlite_utils.Database, rows: Sequence[tuple[int, Written, int]]
) -> None:
    """Write clippings anew: row id, what it says, and the import whose words these are."""
    _delete_parts(db, [clipping_id for clipping_id, *_ in rows])
    sources = _source_ids(db.conn, [row for _, row, _ in rows])
    db.conn.executemany(
        f"UPDATE clipping SET ({', '.join(_COLUMNS)}) = (?{', ?' * (len(_COLUMNS) - 1)})"
        " WHERE id = ?",
        (
            (*_columns(row, sources[row.draft.source], run_id), clipping_id)
            for clipping_id, row, run_id in rows
        ),
    )
    _insert_parts(db, [(clipping_id, row.draft) for clipping_id, row, _ in rows])


def delete_clippings(db: sqlite_utils.Database, ids: Sequence[int]) -> None:
    """Delete clippings with all that the archive's side has of them.

    Raises:
        sqlite3.IntegrityError: the analyst's side holds one of them.
    """
    _delete_parts(db, ids)
    db.conn.executemany("DELETE FROM clipping WHERE id = ?", [(i,) for i in ids])


def _keep_revision(db: sqlite_utils.Database, clipping_id: int, run_id: int, kind: str) -> None:
    before = draft_of(db.conn, clipping_id)
    db.conn.execute(
        "INSERT INTO clipping_revision (clipping_id, run_id, published, headline, printed,"
        " fingerprint, kind, snapshot) SELECT id, ?, published, headline, printed, fingerprint, ?,"
        " json_array(uid, run_id, ?) FROM clipping WHERE id = ?",
        (run_id, kind, snapshots.to_json(before), clipping_id),
    )


def mark_passages(db: sqlite_utils.Database, drafts: Mapping[int, Draft], run_id: int) -> None:
    """Give unchanged clippings (by row id) the emphasis and links of their page.

    They are no change of its words, so no revision is shown. The page as text has none and takes
    none away; the page as HTML says what they are now.
    """
    for clipping_id, draft in drafts.items():
        if not any(passage.marks for passage in draft.passages):
            continue
        has_its_words = db.conn.execute(
            "SELECT 1 FROM clipping WHERE id = ? AND fingerprint = ?",
            (clipping_id, draft.fingerprint),
        )
        if has_its_words.fetchone() is None:
            continue  # it is an earlier text: see `importing/together.py`
        rows = db.conn.execute(
            "SELECT marks FROM passage WHERE clipping_id = ? ORDER BY position", (clipping_id,)
        )
        if [marks for (marks,) in rows] == [_marks(passage) for passage in draft.passages]:
            continue
        _keep_revision(db, clipping_id, run_id, "reading")
        db.conn.executemany(
            "UPDATE passage SET marks = ? WHERE clipping_id = ? AND position = ? AND text = ?",
            [
                (_marks(passage), clipping_id, position, passage.text)
                for position, passage in enumerate(draft.passages)
            ],
        )
        db.conn.execute("UPDATE clipping SET run_id = ? WHERE id = ?", (run_id, clipping_id))


def resolve_citations(db: sqlite_utils.Database) -> int:
    """Lead every citation to the clipping that its printed id means now. Counts what changed.

    Of several that print it the one that has it as its identity, else the first; where nobody
    prints it any more, the one that had it before its page changed it. Nothing but what stands in
    the library decides, so that taking an import back leads citations where they led before.
    """
    target = (
        "coalesce((SELECT id FROM clipping WHERE uid = citation.printed_id),"
        " (SELECT min(id) FROM clipping WHERE printed_id = citation.printed_id),"
        " (SELECT min(clipping_id) FROM former_uid WHERE uid = citation.printed_id))"
    )
    cursor = db.conn.execute(
        f"UPDATE citation SET target_id = {target} WHERE target_id IS NOT {target}"
    )
    return cursor.rowcount


_COLUMNS = (
    "uid",
    "printed_id",
    "published",
    "precision",
    "first_day",
    "last_day",
    "date_printed",
    "source_id",
    "source_printed",
    "via",
    "headline",
    "printed",
    "fingerprint",
    "reading",
    "split",
    "run_id",
)


def _columns(row: Written, source_id: int, run_id: int) -> tuple[object, ...]:
    """What a clipping's row says; as `_COLUMNS`."""
    draft, published = row.draft, row.draft.published
    return (
        row.uid,
        draft.printed_id,
        published.iso,
        published.precision.value,
        published.first_day,
        published.last_day,
        draft.date_printed,
        source_id,
        draft.source_printed,
        draft.via,
        draft.headline,
        draft.printed,
        row.fingerprint,
        row.reading,
        draft.split.value,
        run_id,
    )


def _source_ids(connection: sqlite3.Connection, rows: Iterable[Written]) -> dict[str, int]:
    """The row ids of the drafts' sources; those that are new are added."""
    names = {row.draft.source for row in rows}
    return {name: lookup(connection, "source", "name", name) for name in sorted(names)}


def _insert_parts(db: sqlite_utils.Database, drafts: Sequence[tuple[int, Draft]]) -> None:
    db.conn.executemany(
        "INSERT INTO passage (clipping_id, position, kind, voice, block, line, printed, text,"
        " marks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                clipping_id,
                position,
                passage.kind.value,
                passage.voice.value,
                passage.block,
                passage.line,
                passage.printed,
                passage.text,
                _marks(passage),
            )
            for clipping_id, draft in drafts
            for position, passage in enumerate(draft.passages)
        ),
    )
    db.conn.executemany(
        "INSERT INTO citation (clipping_id, position, passage, printed_id, hint)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            (
                clipping_id,
                position,
                citation.passage,
                citation.printed_id,
                citation.hint,
            )
            for clipping_id, draft in drafts
            for position, citation in enumerate(draft.citations)
        ),
    )
    texts = [(clipping_id, *searchable(draft)) for clipping_id, draft in drafts]
    db.conn.executemany(
        "INSERT INTO search_text (clipping_id, headline, body, compiler, apparatus)"
        " VALUES (?, ?, ?, ?, ?)",
        texts,
    )
    index.add(db.conn, texts)


def _delete_parts(db: sqlite_utils.Database, ids: Sequence[int]) -> None:
    index.remove(db.conn, ids)
    for table in ("passage", "citation", "search_text"):
        db.conn.executemany(
            f"DELETE FROM {table} WHERE clipping_id = ?", [(clipping_id,) for clipping_id in ids]
        )


def _marks(passage: Passage) -> str:
    if not passage.marks:
        return "[]"
    return json.dumps(
        [(m.start, m.end, m.kind, m.target) for m in passage.marks], ensure_ascii=False
    )


def lookup(connection: sqlite3.Connection, table: str, column: str, value: str) -> int:
    """The id of a name, added when it is new."""
    value = printable(value)
    found = connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (value,)).fetchone()
    if found is None:
        cursor = connection.execute(f"INSERT INTO {table} ({column}) VALUES (?)", (value,))
        return int(cursor.lastrowid or 0)
    return int(found[0])
