"""Imports: what each did, where clippings stand on their pages, and how an import is taken back.

Writes: writer lane only, inside a transaction. What an import changes is written down as it is
changed (`clipping_revision.snapshot`, `import_place`, `former_uid`, `import_layer`), so that it can
be taken back exactly, also at another sitting. What the analyst has annotated since, and what a
later import has changed, is never taken away.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from clipdesk.core import snapshots
from clipdesk.core.model import Draft, Highlight, Layer, Problem, TagLook
from clipdesk.core.text import printable
from clipdesk.store import archive, highlights, layer, sources, tags

if TYPE_CHECKING:
    import sqlite_utils

_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Run:
    """An import that was made, or one that was stopped half-way (`running`).

    Attributes:
        started_at: UTC, ISO 8601 to the second.
        file_name: without its folder.
        collection: the page's title.
    """

    id: int
    started_at: str
    file_name: str
    collection: str
    added: int
    changed: int
    reread: int
    unchanged: int
    gone: int
    problems: int
    running: bool  # 0 or 1 of SQLite


def runs(connection: sqlite3.Connection) -> list[Run]:
    """Every import, the latest first."""
    rows = connection.execute(
        "SELECT r.id, r.started_at, r.file_name, k.title, r.added, r.changed, r.reread,"
        " r.unchanged, r.gone,"
        " (SELECT count(*) FROM import_problem p WHERE p.run_id = r.id), r.state = 'running'"
        " FROM import_run r JOIN collection k ON k.id = r.collection_id ORDER BY r.id DESC"
    )
    return [Run(*row) for row in rows]


def is_there(
    connection: sqlite3.Connection, run_id: int, file_name: str = "", started_at: str = ""
) -> bool:
    """Whether an import is in the record; its number may be another's by now."""
    found = connection.execute(
        "SELECT file_name, started_at FROM import_run WHERE id = ?", (run_id,)
    ).fetchone()
    return found is not None and (not file_name or found == (file_name, started_at))


def problems(connection: sqlite3.Connection, run_id: int) -> list[Problem]:
    """What an import reported, by line."""
    rows = connection.execute(
        "SELECT code, line, excerpt, details FROM import_problem WHERE run_id = ? ORDER BY line, id",
        (run_id,),
    )
    return [
        Problem(code, line, excerpt, json.loads(details)) for code, line, excerpt, details in rows
    ]


def start_run(
    db: sqlite_utils.Database, *, file_name: str, sha256: str, collection: str, started_at: str
) -> tuple[int, int]:
    """Open an import's record; one of the same file that was stopped goes on.

    Returns:
        Its id and its collection's.
    """
    collection_id = archive.lookup(db.conn, "collection", "title", collection)
    if (stopped := stopped_run(db.conn, sha256, collection)) is not None:
        return stopped, collection_id
    (last_source,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM source").fetchone()
    run = db.table("import_run").insert(
        {
            "started_at": started_at,
            "file_name": printable(file_name),
            "file_sha256": sha256,
            "collection_id": collection_id,
            "added": 0,
            "changed": 0,
            "unchanged": 0,
            "state": "running",
            "last_source_id": last_source,
        }
    )
    return int(run.last_pk or 0), collection_id


def count_written_now(db: sqlite_utils.Database, run_id: int, *, changed: int, reread: int) -> None:
    """Count what a batch of an import replaced, in the batch's transaction.

    So the record is right whatever becomes of the import, also where it is stopped and goes on.
    """
    db.conn.execute(
        "UPDATE import_run SET changed = changed + ?, reread = reread + ? WHERE id = ?",
        (changed, reread, run_id),
    )


def finish_run(db: sqlite_utils.Database, run_id: int, *, total: int, gone: int) -> None:
    """Close an import's record.

    Args:
        db: in a transaction.
        run_id: the import.
        total: how many clippings the page has; what it neither added nor replaced was unchanged.
        gone: how many it has no more.
    """
    (added,) = db.conn.execute(f"SELECT count(*) FROM {_ADDED}", (run_id, run_id)).fetchone()
    db.conn.execute(
        "UPDATE import_run SET added = ?, unchanged = max(0, ? - ? - changed - reread), gone = ?,"
        " state = 'done' WHERE id = ?",
        (added, total, added, gone, run_id),
    )


def stopped_run(connection: sqlite3.Connection, sha256: str, collection: str) -> int | None:
    """The import of the same file that was stopped half-way and goes on when it is imported."""
    found = connection.execute(
        "SELECT r.id FROM import_run r JOIN collection k ON k.id = r.collection_id"
        " WHERE r.state = 'running' AND r.file_sha256 = ? AND k.title = ?",
        (sha256, printable(collection)),
    ).fetchone()
    return None if found is None else int(found[0])


def save_problems(db: sqlite_utils.Database, run_id: int, found: Iterable[Problem]) -> None:
    """Keep what was not understood, with its lines."""
    db.table("import_problem").delete_where("run_id = ?", [run_id])
    db.table("import_problem").insert_all(
        {
            "run_id": run_id,
            "line": problem.line,
            "code": problem.code,
            "excerpt": printable(problem.excerpt),
            "details": json.dumps(problem.values, ensure_ascii=False),
        }
        for problem in found
    )


def place_on_page(
    db: sqlite_utils.Database,
    run_id: int,
    collection_id: int,
    positions: Mapping[int, int],
    *,
    added: Iterable[int],
) -> None:
    """Say where clippings stand on a collection's page, counted from its foot.

    Args:
        db: in a transaction.
        run_id: the import.
        collection_id: the collection.
        positions: by row id.
        added: those that the import added: with them goes where they stand.
    """
    rows = db.conn.execute(
        "SELECT clipping_id, position, gone_run_id FROM collection_clipping"
        " WHERE collection_id = ? AND clipping_id IN (SELECT value FROM json_each(?))",
        (collection_id, json.dumps(list(positions))),
    )
    stood = {clipping_id: (position, gone) for clipping_id, position, gone in rows}
    moved = [i for i, position in positions.items() if stood.get(i) != (position, None)]
    new = set(added)
    _keep_places(
        db, run_id, collection_id, {i: stood.get(i, (None, None)) for i in moved if i not in new}
    )
    db.conn.executemany(
        "INSERT INTO collection_clipping (collection_id, clipping_id, position) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET position = excluded.position, gone_run_id = NULL",
        [(collection_id, i, positions[i]) for i in moved],
    )


def mark_gone(
    db: sqlite_utils.Database, run_id: int, collection_id: int, ids: Sequence[int]
) -> None:
    """Say that a page has these clippings no more. They stay, with all that was annotated."""
    rows = db.conn.execute(
        "SELECT clipping_id, position, gone_run_id FROM collection_clipping"
        " WHERE collection_id = ? AND clipping_id IN (SELECT value FROM json_each(?))",
        (collection_id, json.dumps(list(ids))),
    )
    _keep_places(db, run_id, collection_id, {i: (position, gone) for i, position, gone in rows})
    db.conn.executemany(
        "UPDATE collection_clipping SET gone_run_id = ?"
        " WHERE collection_id = ? AND clipping_id = ?",
        [(run_id, collection_id, i) for i in ids],
    )


def _keep_places(
    db: sqlite_utils.Database,
    run_id: int,
    collection_id: int,
    places: Mapping[int, tuple[int | None, int | None]],
) -> None:
    """Remember where clippings stood before; what is remembered already (a resumed import) stays."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO import_place (run_id, collection_id, clipping_id, position,"
        " gone_run_id) VALUES (?, ?, ?, ?, ?)",
        [(run_id, collection_id, i, position, gone) for i, (position, gone) in places.items()],
    )


def keep_former_uids(
    db: sqlite_utils.Database, run_id: int, former: Iterable[tuple[str, int]]
) -> None:
    """Remember what clippings were called: (uid, clipping id) pairs. Links to it still lead there."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO former_uid (uid, clipping_id, run_id) VALUES (?, ?, ?)",
        [(printable(uid), clipping_id, run_id) for uid, clipping_id in former],
    )


# ---- annotations that a file brings ------------------------------------------------------------


def bring_layer(
    db: sqlite_utils.Database, run_id: int, clipping_id: int, brought: Layer, stamp: str
) -> None:
    """Add a file's annotations to a clipping.

    What the analyst has there already stays as it is, and what an earlier import brought and the
    analyst took away stays away.
    """
    new = _not_brought_before(db.conn, clipping_id, brought)
    added: dict[str, Any] = {"stamp": stamp, "offered": asdict(brought)}
    added["tags"] = [
        tag
        for name in new.tags
        for tag in (layer.ensure_tag(db, layer.clean_tag_name(name))[0],)
        if layer.tag_clippings(db, [clipping_id], tag, stamp)
    ]
    added["looks"] = [
        asdict(given) for look in new.tag_looks if (given := tags.dress(db, look)) is not None
    ]
    if new.note and layer.note(db.conn, clipping_id) is None:
        at = new.note_changed_at or stamp
        layer.put_note(db, clipping_id, (new.note, at))
        added |= {"note": new.note, "note_at": at}
    (there,) = layer.readings(db.conn, [clipping_id])
    wrote = layer.Reading(
        clipping_id,
        there.read_at or new.read_at,
        int(there.starred or new.starred),
        there.review_on or new.review_on,
    )
    if wrote != there:
        added["reading"], added["wrote"] = there[1:], wrote[1:]
        layer.put_readings(db, [wrote])
    added["highlights"] = [
        (row[0], asdict(row[2])) for row in highlights.bring(db, clipping_id, new.highlights)
    ]
    # An import that was stopped and goes on has written it down already.
    db.conn.execute(
        "INSERT OR IGNORE INTO import_layer (run_id, clipping_id, brought) VALUES (?, ?, ?)",
        (run_id, clipping_id, json.dumps(added)),
    )


def is_taken_away(connection: sqlite3.Connection, clipping_id: int, brought: Layer) -> bool:
    """Whether a file brings again what the analyst took away: it stays away.

    That a clipping was marked as unread is not worth a word.
    """
    new = _not_brought_before(connection, clipping_id, brought)
    (there,) = layer.readings(connection, [clipping_id])
    placed = highlights.of_clipping(connection, clipping_id)
    marked = {(one.highlight.quote, one.highlight.start) for one in placed}
    return (
        any(
            not layer.bears(connection, clipping_id, layer.clean_tag_name(name))
            for name in set(brought.tags) - set(new.tags)
        )
        or (brought.note != new.note and layer.note(connection, clipping_id) is None)
        or (brought.starred != new.starred and not there.starred)
        or (brought.review_on != new.review_on and not there.review_on)
        or any(
            (one.quote, one.start) not in marked
            for one in set(brought.highlights) - set(new.highlights)
        )
    )


def would_annotate(connection: sqlite3.Connection, clipping_id: int, brought: Layer) -> bool:
    """Whether bringing a file's annotations adds any; that it was read is not worth a word."""
    new = _not_brought_before(connection, clipping_id, brought)
    (there,) = layer.readings(connection, [clipping_id])
    marked = {
        highlights.sameness(one.highlight)
        for one in highlights.of_clipping(connection, clipping_id)
    }
    return (
        any(not layer.bears(connection, clipping_id, layer.clean_tag_name(n)) for n in new.tags)
        or bool(new.note and layer.note(connection, clipping_id) is None)
        or (new.starred and not there.starred)
        or bool(new.review_on and not there.review_on)
        or any(highlights.sameness(one) not in marked for one in new.highlights)
    )


def _not_brought_before(connection: sqlite3.Connection, clipping_id: int, brought: Layer) -> Layer:
    """What no earlier import has brought to a clipping."""
    rows = connection.execute(
        "SELECT brought FROM import_layer WHERE clipping_id = ?", (clipping_id,)
    )
    before = [
        offered for (text,) in rows if (offered := json.loads(text).get("offered")) is not None
    ]
    brought_tags = {layer.clean_tag_name(name) for offered in before for name in offered["tags"]}
    looks = {TagLook(**look) for offered in before for look in offered.get("tag_looks", ())}
    marked = {
        highlights.sameness(Highlight(**one)) for offered in before for one in offered["highlights"]
    }
    return Layer(
        tags=tuple(name for name in brought.tags if layer.clean_tag_name(name) not in brought_tags),
        note=None if any(offered["note"] == brought.note for offered in before) else brought.note,
        starred=brought.starred and not any(offered["starred"] for offered in before),
        read_at=None if any(offered["read_at"] for offered in before) else brought.read_at,
        review_on=(
            None if any(offered.get("review_on") for offered in before) else brought.review_on
        ),
        highlights=tuple(
            one for one in brought.highlights if highlights.sameness(one) not in marked
        ),
        note_changed_at=brought.note_changed_at,
        tag_looks=tuple(look for look in brought.tag_looks if look not in looks),
    )


def take_back_layers(db: sqlite_utils.Database, run_id: int) -> int:
    """Take a batch of brought annotations back, as far as the analyst has not changed them.

    Returns:
        How many clippings it was; 0 when there are no more.
    """
    rows = db.conn.execute(
        "SELECT clipping_id, brought FROM import_layer WHERE run_id = ? LIMIT ?", (run_id, _BATCH)
    ).fetchall()
    given: set[int] = set()
    for clipping_id, text in rows:
        added = json.loads(text)
        given |= set(added["tags"])
        for look in added.get("looks", ()):
            tags.undress(db, TagLook(**look))
        layer.remove_taggings(db, [(clipping_id, tag, added["stamp"]) for tag in added["tags"]])
        if layer.note(db.conn, clipping_id) == (
            added.get("note"),
            added.get("note_at", added["stamp"]),
        ):
            layer.put_note(db, clipping_id, None)
        highlights.take_back(
            db, [(i, clipping_id, Highlight(**values)) for i, values in added["highlights"]]
        )
        if "wrote" in added:
            _take_back_reading(db, clipping_id, added["reading"], added["wrote"])
        db.conn.execute(
            "DELETE FROM import_layer WHERE run_id = ? AND clipping_id = ?", (run_id, clipping_id)
        )
    for (name,) in db.conn.execute(
        "SELECT name FROM tag WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(given)),),
    ).fetchall():
        layer.delete_unused_tag(db, name)
    return len(rows)


def _take_back_reading(
    db: sqlite_utils.Database, clipping_id: int, before: Sequence[Any], wrote: Sequence[Any]
) -> None:
    """Take back what a file said of reading; what the analyst said of it since stays.

    Args:
        db: in a transaction.
        clipping_id: the clipping.
        before: the columns of `reading` after the clipping's, as they were before the import; older
            libraries kept fewer of them.
        wrote: the same as the import left them.
    """
    (there,) = layer.readings(db.conn, [clipping_id])
    names = layer.Reading._fields[1:]
    changes = {
        name: was
        for name, was, made in zip(names, before, wrote, strict=False)
        if made != was and getattr(there, name) == made
    }
    layer.put_readings(db, [there._replace(**changes)])


# ---- taking an import back ---------------------------------------------------------------------

_ADDED: Final = (
    "clipping c WHERE c.run_id = ? AND NOT EXISTS"
    " (SELECT 1 FROM clipping_revision r WHERE r.clipping_id = c.id AND r.run_id = ?)"
)
_ANNOTATED: Final = (
    "EXISTS (SELECT 1 FROM clipping_tag x WHERE x.clipping_id = c.id)"
    " OR EXISTS (SELECT 1 FROM note x WHERE x.clipping_id = c.id)"
    " OR EXISTS (SELECT 1 FROM note_revision x WHERE x.clipping_id = c.id)"
    " OR EXISTS (SELECT 1 FROM highlight x WHERE x.clipping_id = c.id)"
    " OR EXISTS (SELECT 1 FROM reading x WHERE x.clipping_id = c.id"
    " AND (x.starred OR x.review_on IS NOT NULL))"
    # another import has changed it since, or found it on its page too
    " OR EXISTS (SELECT 1 FROM clipping_revision x WHERE x.clipping_id = c.id)"
    " OR EXISTS (SELECT 1 FROM import_place x WHERE x.clipping_id = c.id AND x.run_id <> c.run_id)"
)


_REPLACED: Final = (
    "clipping_revision r WHERE r.run_id <> :run AND r.snapshot <> ''"
    " AND json_extract(r.snapshot, '$[1]') = :run"
)
"""What an import wrote and another page's import replaced: when that one is taken back these words
come back, and they are this import's. So its record has to stay as long as they do."""


def has_later(connection: sqlite3.Connection, run_id: int) -> bool:
    """Whether a later import read the same collection's page."""
    found = connection.execute(
        "SELECT 1 FROM import_run later JOIN import_run r ON r.collection_id = later.collection_id"
        " WHERE r.id = ? AND later.id > r.id",
        (run_id,),
    )
    return found.fetchone() is not None


def count_written(connection: sqlite3.Connection, run_id: int) -> int:
    """How many clippings taking an import back has to look at."""
    (count,) = connection.execute(
        "SELECT (SELECT count(*) FROM clipping WHERE run_id = ?)"
        " + (SELECT count(*) FROM import_layer WHERE run_id = ?)",
        (run_id, run_id),
    ).fetchone()
    return int(count)


def remove_added(db: sqlite_utils.Database, run_id: int, after: int) -> tuple[int, int, int]:
    """Remove a batch of what an import added, but what was annotated since.

    Args:
        db: in a transaction.
        run_id: the import.
        after: the last row id that was looked at, 0 at first.

    Returns:
        The last row id looked at, how many were removed, how many stay; the first is `after`
        when there are no more.
    """
    rows = db.conn.execute(
        f"SELECT c.id, {_ANNOTATED} FROM {_ADDED} AND c.id > ? ORDER BY c.id LIMIT ?",
        (run_id, run_id, after, _BATCH),
    ).fetchall()
    removed = [clipping_id for clipping_id, annotated in rows if not annotated]
    # That it was read is no annotation: it was shown.
    db.conn.executemany("DELETE FROM reading WHERE clipping_id = ?", [(i,) for i in removed])
    archive.delete_clippings(db, removed)
    return (rows[-1][0] if rows else after), len(removed), len(rows) - len(removed)


def restore_replaced(db: sqlite_utils.Database, run_id: int, *, renamed: bool) -> list[int]:
    """Let a batch of clippings say again what they said before an import replaced them.

    Args:
        db: in a transaction.
        run_id: the import.
        renamed: those whose identity it changed (all of them at once, for they may have changed
            it among themselves), or the others.

    Returns:
        Their row ids; empty when there are no more.
    """
    rows = db.conn.execute(
        "SELECT r.id, r.clipping_id, r.snapshot FROM clipping_revision r"
        " JOIN clipping c ON c.id = r.clipping_id WHERE r.run_id = ? AND c.run_id = ?"
        f" AND {'' if renamed else 'NOT '}EXISTS (SELECT 1 FROM former_uid f"
        " WHERE f.clipping_id = c.id AND f.run_id = r.run_id) ORDER BY r.id LIMIT ?",
        (run_id, run_id, -1 if renamed else _BATCH),
    ).fetchall()
    before = [(clipping_id, *json.loads(snapshot)) for _, clipping_id, snapshot in rows]
    if renamed:
        ids = [clipping_id for _, clipping_id, _ in rows]
        db.conn.executemany("UPDATE clipping SET uid = '~' || id WHERE id = ?", [(i,) for i in ids])
        db.conn.executemany(  # a clipping that stays because it was annotated may have the name
            "UPDATE clipping SET uid = uid || '~' || id WHERE uid = ?",
            [(uid,) for _, uid, _, _ in before],
        )
        db.conn.executemany(
            "DELETE FROM former_uid WHERE clipping_id = ? AND run_id = ?",
            [(i, run_id) for i in ids],
        )
    names = sources.names(db.conn)
    restored = [
        (i, archive.Written.of(uid, _renamed(snapshots.from_json(draft), names)), run)
        for i, uid, run, draft in before
    ]
    archive.overwrite_clippings(db, restored)
    highlights.re_anchor(db.conn, [clipping_id for _, clipping_id, _ in rows])
    db.conn.executemany("DELETE FROM clipping_revision WHERE id = ?", [(row[0],) for row in rows])
    return [clipping_id for _, clipping_id, _ in rows]


def _renamed(draft: Draft, names: Mapping[str, str]) -> Draft:
    """A draft under its source's present name: that the analyst corrected it since stays."""
    printed = " ".join(draft.source_printed.split())
    return replace(draft, source=names.get(draft.source, names.get(printed, draft.source)))


def restore_places(db: sqlite_utils.Database, run_id: int) -> None:
    """Let clippings stand again where they stood on their pages before an import."""
    db.conn.execute(
        "UPDATE collection_clipping AS cc SET position = p.position, gone_run_id = p.gone_run_id"
        " FROM import_place p WHERE p.run_id = ? AND p.collection_id = cc.collection_id"
        " AND p.clipping_id = cc.clipping_id AND p.position IS NOT NULL",
        (run_id,),
    )
    db.conn.execute(
        "DELETE FROM collection_clipping WHERE (collection_id, clipping_id) IN (SELECT"
        " collection_id, clipping_id FROM import_place WHERE run_id = ? AND position IS NULL)",
        (run_id,),
    )
    db.conn.execute("DELETE FROM import_place WHERE run_id = ?", (run_id,))


def begin_taking_back(db: sqlite_utils.Database, run_id: int) -> int:
    """Let an import count as stopped half-way until all of it is taken back. Always 0."""
    db.conn.execute("UPDATE import_run SET state = 'running' WHERE id = ?", (run_id,))
    return 0


def end_taking_back(db: sqlite_utils.Database, run_id: int) -> int:
    """Remove an import's record, unless something of it stays; and what nothing stands in now.

    Returns:
        How many clippings stay as the import wrote them, or as another page's changed them since.
    """
    db.table("import_problem").delete_where("run_id = ?", [run_id])
    (stays,) = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM clipping WHERE run_id = :run)"
        " OR EXISTS (SELECT 1 FROM clipping_revision WHERE run_id = :run)"
        f" OR EXISTS (SELECT 1 FROM {_REPLACED})"
        " OR EXISTS (SELECT 1 FROM former_uid WHERE run_id = :run)"
        " OR EXISTS (SELECT 1 FROM collection_clipping WHERE gone_run_id = :run)",
        {"run": run_id},
    ).fetchone()
    db.conn.execute(
        "DELETE FROM source WHERE id > (SELECT last_source_id FROM import_run WHERE id = ?)"
        " AND id NOT IN (SELECT source_id FROM clipping)",
        (run_id,),
    )
    added = 0
    if stays:
        (added,) = db.conn.execute(f"SELECT count(*) FROM {_ADDED}", (run_id, run_id)).fetchone()
        (changed,) = db.conn.execute(
            "SELECT count(*) FROM clipping_revision WHERE run_id = ?", (run_id,)
        ).fetchone()
        db.table("import_run").update(
            run_id,
            {
                "added": added,
                "changed": changed,
                "reread": 0,
                "unchanged": 0,
                "gone": 0,
                "state": "done",
            },
        )
    else:
        db.table("import_run").delete(run_id)
    db.conn.execute(
        "DELETE FROM collection WHERE id NOT IN (SELECT collection_id FROM import_run)"
        " AND id NOT IN (SELECT collection_id FROM collection_clipping)"
    )
    archive.resolve_citations(db)
    (replaced,) = db.conn.execute(
        f"SELECT count(DISTINCT r.clipping_id) FROM {_REPLACED}", {"run": run_id}
    ).fetchone()
    return int(added) + int(replaced)
