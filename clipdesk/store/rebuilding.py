"""Making the search index anew (index.py), in the writer lane, while others go on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from clipdesk.core import grams
from clipdesk.core.errors import Cancelled
from clipdesk.core.searchable import searchable
from clipdesk.core.text import FOLDING_VERSION
from clipdesk.store import archive, index
from clipdesk.store.index import NOTES, PARTS, Part, State

_PUNCTUATION: Final = "".join(c for c in map(chr, range(0x21, 0x7F)) if not c.isalnum())
_SETTINGS: Final = {
    "hashsize": 64 << 20,  # bytes that may be held back before they are written, not 1 MB
    "automerge": 16,  # pieces that are merged at a time, not 4: a sixth faster to write,
    "crisismerge": 64,  # and hardly slower to ask
}
_BATCH: Final = 2_000
_TRIALS: Final = 3
"""How often it is made when it is behind again by the end: somebody writes and does not tell it."""


def rebuild(
    connection: sqlite3.Connection,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    *,
    anew: bool = False,
) -> None:
    """Make the index, and first the folded texts where these are of another folding.

    Runs in many short transactions, between which others may write. A rebuilding that was stopped
    goes on where it stopped unless it must begin `anew`; without `anew`, nothing is done to an index
    that is current.

    Args:
        connection: a writing one, in no transaction.
        anew: False keeps what there is, where that can be trusted.
        on_progress: called between transactions with the number of texts done, and of all.
        is_cancelled: asked between transactions.

    Raises:
        Cancelled: what was done by then is kept.
    """
    for _ in range(_TRIALS):
        parts = [part for part in PARTS if anew or not _is_good(connection, part)]
        if not parts:
            return
        _build(connection, parts, on_progress, is_cancelled, anew=anew)
        anew = False


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the index can be trusted: nothing need be done."""
    return all(_is_good(connection, part) for part in PARTS)


def _is_good(connection: sqlite3.Connection, part: Part) -> bool:
    state = index.state_of(connection, part)
    return (
        state is not None and state.folded == FOLDING_VERSION and index.is_whole(connection, part)
    )


def _build(
    connection: sqlite3.Connection,
    parts: Sequence[Part],
    on_progress: Callable[[int, int], None],
    is_cancelled: Callable[[], bool],
    *,
    anew: bool,
) -> None:
    total = sum(connection.execute(_COUNTS[part.texts]).fetchone()[0] for part in parts)
    done = 0
    for part in parts:
        with _transaction(connection):
            state = index.state_of(connection, part)
            if not anew and state is not None and _can_go_on(connection, part, state):
                done += state.size
            else:
                _make(connection, part)
        has_more = True
        while has_more:
            on_progress(min(done, total), total)
            if is_cancelled():
                raise Cancelled
            with _transaction(connection):
                added = _take_batch(connection, part)
            done += added
            has_more = bool(added)
    index.trust(connection)
    on_progress(total, total)


_COUNTS: Final = {
    "search_text": "SELECT count(*) FROM clipping",  # as many, and faster counted
    "note_search_text": "SELECT count(*) FROM note_search_text",
}


def _can_go_on(connection: sqlite3.Connection, part: Part, state: State) -> bool:
    """Whether what an earlier rebuilding left may stay."""
    return (
        state.is_known
        and state.is_balanced
        and state.up_to is not None
        and index.is_sound(connection, part, state)
    )


def _make(connection: sqlite3.Connection, part: Part) -> None:
    """Make a part's tables, empty, whatever is left of those there were."""
    for table in part.tables:
        _drop(connection, table)
    # A string in a string in a string: of the tokenizer, of the option, of SQL.
    characters = _PUNCTUATION.replace("'", "''")
    tokenizer = f"ascii tokenchars '{characters}'".replace("'", "''")
    columns = ", ".join(part.columns)
    connection.execute(
        f"CREATE VIRTUAL TABLE {part.pairs}"
        f" USING fts5({columns}, content='', tokenize='{tokenizer}')"
    )
    connection.execute(
        f"CREATE VIRTUAL TABLE {part.singles} USING fts5(terms, content='', detail=none,"
        f" columnsize=0, tokenize='{tokenizer}')"
    )
    for table in part.tables:
        connection.executemany(
            f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", _SETTINGS.items()
        )
    connection.execute(
        "INSERT INTO index_state VALUES (?, 0, ?, ?, 0, 0, 0, 0) ON CONFLICT (id) DO UPDATE"
        " SET folding = excluded.folding, terms = excluded.terms, up_to = 0, size = 0, due = 0, due_ids = 0",
        (part.id, FOLDING_VERSION, grams.VERSION),
    )


def _drop(connection: sqlite3.Connection, table: str) -> None:
    """Drop a table of FTS5, be it damaged or there only in part."""
    connection.execute("SAVEPOINT dropping")
    try:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    except sqlite3.DatabaseError as error:
        if not index.is_damage(error):
            raise
        connection.execute("ROLLBACK TO dropping")
        # FTS5 cannot open it, nor drop it therefore: its entry goes as if it were any row.
        connection.execute("PRAGMA writable_schema = ON")
        try:
            connection.execute("DELETE FROM sqlite_schema WHERE name = ?", (table,))
        finally:
            connection.execute("PRAGMA writable_schema = RESET")
    for shadow in ("data", "idx", "docsize", "config"):
        connection.execute(f"DROP TABLE IF EXISTS {table}_{shadow}")
    connection.execute("RELEASE dropping")


def _take_batch(connection: sqlite3.Connection, part: Part) -> int:
    """Take the next texts in. Returns how many these were; after the last the part is whole."""
    state = index.state_of(connection, part)
    if state is None or not state.is_known or state.up_to is None:
        return 0  # another program was at it too
    sql = (
        f"SELECT clipping_id, {', '.join(part.columns)} FROM {part.texts}"
        " WHERE clipping_id > ? ORDER BY clipping_id LIMIT ?"
    )
    rows = connection.execute(sql, (state.up_to, _BATCH)).fetchall()
    if rows and state.folded != FOLDING_VERSION:
        ids = [row[0] for row in rows]
        _fold_anew(connection, part, ids)
        connection.execute(
            "UPDATE index_state SET due = due - ?, due_ids = due_ids - ? WHERE id = ?",
            (2 * len(ids), 2 * sum(ids), part.id),
        )
        rows = connection.execute(sql, (state.up_to, _BATCH)).fetchall()
    index.insert(connection, part, rows)
    if rows:
        connection.execute("UPDATE index_state SET up_to = ? WHERE id = ?", (rows[-1][0], part.id))
    else:
        connection.execute(
            "UPDATE index_state SET up_to = NULL, folded = ? WHERE id = ?",
            (FOLDING_VERSION, part.id),
        )
    return len(rows)


def _fold_anew(connection: sqlite3.Connection, part: Part, ids: Sequence[int]) -> None:
    """Make folded texts anew of what they are the folded form of."""
    if part is NOTES:
        notes = [
            connection.execute("SELECT body FROM note WHERE clipping_id = ?", (i,)).fetchone()
            for i in ids
        ]
        connection.executemany(
            "UPDATE note_search_text SET body = ? WHERE clipping_id = ?",
            [
                ("" if note is None else index.folded_lines(note[0]), i)
                for i, note in zip(ids, notes, strict=True)
            ],
        )
    else:
        connection.executemany(
            "UPDATE search_text SET headline = ?, body = ?, compiler = ?, apparatus = ?"
            " WHERE clipping_id = ?",
            [(*searchable(archive.draft_of(connection, i)), i) for i in ids],
        )


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
