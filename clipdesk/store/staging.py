"""A page between reading and import: its clippings, its text and the plan, in a file of its own.

A page of any length passes through here; nothing of it need be held in memory, and any clipping,
problem or line of it can be shown before a word is written into the library. The file is
temporary and goes with the `Stage`. Any one thread at a time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Final, Literal

from clipdesk.core import likeness, snapshots
from clipdesk.core.dates import Published
from clipdesk.core.model import Draft, Problem
from clipdesk.core.text import printable
from clipdesk.store.archive import Known, Written
from clipdesk.store.library import explained

_PREFIX: Final = "clipdesk-{}-"  # of a folder, with the process that made it
_BATCH: Final = 2_000
"""Clippings that are written together: half a second, after which others may write. The index is
written a third faster than with a quarter of them."""
_FEW: Final = 5
"""A piece of a text that more have is a set phrase."""
_TEXT_LINES: Final = 200
"""Lines of the page that are kept together."""

_SCHEMA: Final = """
CREATE TABLE draft (
  position    INTEGER PRIMARY KEY,      -- on the page, from the top
  line        INTEGER NOT NULL,
  last_line   INTEGER NOT NULL,
  uid         TEXT NOT NULL,            -- the identity that it asks for
  fingerprint TEXT NOT NULL,
  reading     TEXT NOT NULL,
  printed_id  TEXT,
  published   TEXT NOT NULL,
  source      TEXT NOT NULL,
  headline    TEXT NOT NULL,
  words       TEXT NOT NULL,            -- core/likeness.py: what its text is told by
  data        TEXT NOT NULL,            -- core/snapshots.py
  has_layer   INTEGER NOT NULL,         -- 1: the file brings annotations
  kind        TEXT,                     -- the plan: a `Kind`
  identity    TEXT,                     -- the identity that it gets
  clipping_id INTEGER,                  -- the library's clipping, NULL when it is new
  former_uid  TEXT                      -- what the library calls it, where that changes
) STRICT;
CREATE INDEX draft_kind ON draft(kind, position);
CREATE TABLE problem (
  line    INTEGER NOT NULL,
  code    TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  details TEXT NOT NULL,
  planned INTEGER NOT NULL              -- 1: only the library could show it
) STRICT;
CREATE TABLE gone (                     -- clippings of the collection that the page has no more
  clipping_id INTEGER PRIMARY KEY,
  uid         TEXT NOT NULL,
  published   TEXT NOT NULL,
  source      TEXT NOT NULL,
  headline    TEXT NOT NULL
) STRICT;
CREATE TABLE piece (                    -- sketches of texts that seek their like (core/likeness.py)
  piece INTEGER NOT NULL,
  there INTEGER NOT NULL,               -- 0: of a clipping of the page, 1: of the library
  owner INTEGER NOT NULL,               -- its position, or its row id there
  size  INTEGER NOT NULL                -- how many pieces it has
) STRICT;
CREATE INDEX piece_piece ON piece(piece, there);
CREATE TABLE elsewhere (                -- what other files of the same import say on this page
  key   INTEGER PRIMARY KEY,            -- of an id or a fingerprint that stands there
  later INTEGER NOT NULL                -- 1: in a file that comes in later
) STRICT;
CREATE TABLE page_text (first_line INTEGER PRIMARY KEY, lines TEXT NOT NULL) STRICT;
"""


class Kind(StrEnum):
    """What an import does with a clipping of the page."""

    NEW = "new"
    CHANGED = "changed"  # the page says something else
    REREAD = "reread"  # the same words, read otherwise
    UNCHANGED = "unchanged"
    TWICE = "twice"  # it stands on the page twice, word for word: imported once


@dataclass(frozen=True, slots=True)
class Head:
    """What the plan looks at of a staged clipping."""

    position: int
    line: int
    last_line: int
    uid: str
    fingerprint: str
    reading: str
    published: Published
    source: str
    headline: str
    has_layer: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What the plan says of one staged clipping; `former_uid` is empty where the id stays."""

    position: int
    kind: Kind
    identity: str
    clipping_id: int | None = None
    former_uid: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A staged clipping as it is to be written; `former_uid` is empty where the id stays."""

    position: int
    kind: Kind
    clipping_id: int | None
    former_uid: str
    written: Written


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the plan, to be shown.

    Attributes:
        position: on the page, from the top; -1 for a clipping that the page has no more.
        line: 1-based line of the page; 0 for one that is gone.
        uid: the identity that it gets.
        former_uid: what the library calls it until then, empty where that stays.
        clipping_id: the library's clipping, None when it is new.
    """

    position: int
    line: int
    uid: str
    published: Published
    source: str
    headline: str
    clipping_id: int | None
    former_uid: str


def folders_of(process: int) -> set[Path]:
    """The folders of stages that a process made and that are there still; also when it is not."""
    return set(Path(tempfile.gettempdir()).glob(f"{_PREFIX.format(process)}*"))


class Stage:
    """The temporary file; it goes with the last that holds it, or with `close`."""

    def __init__(self) -> None:
        """Make it.

        Raises:
            UserError: as `library.explained`: there is no room for it.
        """
        with explained(Path(tempfile.gettempdir())):
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX.format(os.getpid())))
        self._file = folder / "page.sqlite"
        with explained(self._file):
            self._db = _connect(self._file)
            self._remove = weakref.finalize(self, _discard, self._db, folder)
            self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Remove it."""
        self._remove()

    def __getstate__(self) -> Path:
        """Another process borrows it (`aside.py`): it is not removed with the borrowed one."""
        return self._file

    def __setstate__(self, file: Path) -> None:
        self._file = file
        self._db = _connect(file)
        self._remove = weakref.finalize(self, _discard, self._db, None)

    def let_go(self) -> None:
        """Leave it to who borrowed it, and will `take_over`."""
        self._remove.detach()
        self._db.close()

    def take_over(self) -> None:
        """Remove it in the end: who made it let it go."""
        self._remove.detach()
        self._remove = weakref.finalize(self, _discard, self._db, self._file.parent)

    # ---- filled by a reader

    def add(self, drafts: Sequence[Draft], first_position: int) -> None:
        """Take the next clippings of the page."""
        with self._together():
            self._db.executemany(
                "INSERT INTO draft (position, line, last_line, uid, fingerprint, reading,"
                " printed_id, published, source, headline, words, data, has_layer)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (_row(position, draft) for position, draft in enumerate(drafts, first_position)),
            )

    def add_problems(self, problems: Iterable[Problem], *, planned: bool) -> None:
        """Take what was odd on the page, or what comparing it with the library showed."""
        with self._together():
            self._db.executemany(
                "INSERT INTO problem VALUES (?, ?, ?, ?, ?)",
                (
                    (
                        p.line,
                        p.code,
                        printable(p.excerpt),
                        json.dumps(p.values, ensure_ascii=True),
                        int(planned),
                    )
                    for p in problems
                ),
            )

    def tell_anew(self, code: str, problems: Iterable[Problem]) -> None:
        """Take these planned problems in the place of all that have this code."""
        found = list(problems)
        with self._together():
            self._db.execute("DELETE FROM problem WHERE planned AND code = ?", (code,))
        self.add_problems(found, planned=True)

    def add_text(self, lines: Iterable[str]) -> None:
        """Take the page's text, for showing what stands at a line."""
        held: list[str] = []
        first = 1
        with self._together():
            for line in lines:
                held.append(line)
                if len(held) == _TEXT_LINES:
                    self._put_text(first, held)
                    first += len(held)
                    held = []
            self._put_text(first, held)

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Writes that are one step; the file is thrown away when one fails."""
        with explained(self._file):
            self._db.execute("BEGIN")
            yield
            self._db.execute("COMMIT")

    def _put_text(self, first: int, lines: list[str]) -> None:
        if lines:
            self._db.execute(
                "INSERT INTO page_text VALUES (?, ?)", (first, printable("\n".join(lines)))
            )

    def index(self) -> None:
        """Prepare for planning; call it once, when the page has passed through."""
        with explained(self._file):
            self._db.execute("CREATE INDEX draft_uid ON draft(uid, position)")
            self._db.execute("CREATE INDEX draft_words ON draft(words)")
            self._db.execute("CREATE INDEX problem_line ON problem(line)")

    # ---- other files of the same page

    def add_elsewhere(self, other: Stage, *, later: bool) -> None:
        """Take what another file of the same import says on this page, by ids and fingerprints."""
        names = chain.from_iterable(other._db.execute("SELECT uid, fingerprint FROM draft"))
        with self._together():
            self._db.executemany(
                "INSERT INTO elsewhere VALUES (?, ?)"
                " ON CONFLICT DO UPDATE SET later = max(later, excluded.later)",
                ((_key(name), int(later)) for name in names),
            )

    def stand_elsewhere(self, names: Iterable[str], *, later: bool = False) -> set[str]:
        """Which of some ids and fingerprints stand in other files of the same import.

        Args:
            names: the ids and fingerprints.
            later: count only files that come in later.
        """
        keys = {_key(name): name for name in names}
        found = self._db.execute(
            "SELECT key FROM elsewhere WHERE key IN (SELECT value FROM json_each(?))"
            " AND later >= ?",
            (json.dumps(list(keys)), int(later)),
        )
        return {keys[key] for (key,) in found}

    def has_others(self) -> bool:
        """Whether other files of the same import belong to this page."""
        return self._db.execute("SELECT 1 FROM elsewhere LIMIT 1").fetchone() is not None

    # ---- the plan

    def groups(self) -> Iterator[list[Head]]:
        """The staged clippings, those together that ask for one identity."""
        cursor = self._db.execute(
            "SELECT position, line, last_line, uid, fingerprint, reading, published, source,"
            " headline, has_layer FROM draft ORDER BY uid, position"
        )
        for _, members in groupby(map(_head, cursor), key=lambda head: head.uid):
            yield list(members)

    def forget_plan(self) -> None:
        """Begin the plan anew, for the library as it is now."""
        with self._together():
            self._db.execute(
                "UPDATE draft SET kind = NULL, identity = NULL, clipping_id = NULL,"
                " former_uid = NULL WHERE kind IS NOT NULL"
            )
            self._db.execute("DELETE FROM gone")
            self._db.execute("DELETE FROM piece")
            self._db.execute("DELETE FROM problem WHERE planned")

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Write down what the plan says of some clippings."""
        with self._together():
            self._db.executemany(
                "UPDATE draft SET kind = ?, identity = ?, clipping_id = ?, former_uid = ?"
                " WHERE position = ?",
                (
                    (d.kind, printable(d.identity), d.clipping_id, d.former_uid, d.position)
                    for d in decisions
                ),
            )

    def add_gone(self, gone: Iterable[Entry]) -> None:
        """Write down which clippings of the collection the page has no more."""
        with self._together():
            self._db.executemany(
                "INSERT INTO gone VALUES (?, ?, ?, ?, ?)",
                ((e.clipping_id, e.uid, e.published.iso, e.source, e.headline) for e in gone),
            )

    def join_layer(self, position: int, other: int) -> None:
        """Give a clipping the annotations, too, that its file says of it a second time."""
        draft, again = self.draft(position), self.draft(other)
        if again.layer is None:
            return
        joined = again.layer if draft.layer is None else draft.layer.joined(again.layer)
        with self._together():
            self._db.execute(
                "UPDATE draft SET data = ?, has_layer = 1 WHERE position = ?",
                (snapshots.to_json(replace(draft, layer=joined)), position),
            )

    def with_words(self, keys: Iterable[str]) -> dict[str, list[int]]:
        """The clippings with some texts (`likeness.words_key`), by their positions."""
        rows = self._db.execute(
            "SELECT words, position FROM draft WHERE words IN (SELECT value FROM json_each(?))"
            " AND kind IS NOT 'twice'",
            (json.dumps(list(keys)),),
        )
        found: dict[str, list[int]] = {}
        for key, position in rows:
            found.setdefault(key, []).append(position)
        return found

    def words_alone(self, positions: Iterable[int]) -> list[tuple[int, str]]:
        """Those of some clippings whose text no other one on the page has, and that text."""
        rows = self._db.execute(
            "SELECT position, data FROM draft d WHERE words <> ''"
            " AND position IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1"
            " FROM draft o WHERE o.words = d.words AND o.position <> d.position"
            " AND o.kind IS NOT 'twice')",
            (json.dumps(list(positions)),),
        )
        return [(position, snapshots.from_json(data).words) for position, data in rows]

    def add_sketches(self, texts: Iterable[tuple[int, str]], *, there: bool) -> None:
        """Take the sketches of texts, of the page's (by position) or of the library's (by row id)."""
        with self._together():
            for owner, text in texts:
                pieces = likeness.sketch(text)
                self._db.executemany(
                    "INSERT INTO piece VALUES (?, ?, ?, ?)",
                    ((piece, int(there), owner, len(pieces)) for piece in pieces),
                )

    def take_likely(self) -> list[tuple[int, int]]:
        """Pairs of one here and one there whose sketches have much in common; forgets these.

        What many have leads from each to each and tells nothing.
        """
        rows = self._db.execute(
            "SELECT here.owner, other.owner FROM (SELECT piece FROM piece GROUP BY piece"
            " HAVING sum(there) BETWEEN 1 AND :few AND sum(NOT there) BETWEEN 1 AND :few) telling"
            " JOIN piece here ON here.piece = telling.piece AND here.there = 0"
            " JOIN piece other ON other.piece = telling.piece AND other.there = 1"
            " GROUP BY here.owner, other.owner"
            " HAVING 3 * count(*) >= min(here.size, other.size) ORDER BY here.owner, other.owner",
            {"few": _FEW},
        ).fetchall()
        with self._together():
            self._db.execute("DELETE FROM piece")
        return rows

    def drop_repeated(self, lines: Sequence[tuple[int, int]]) -> None:
        """Take back that an id stands twice, where the clipping itself does: within these lines."""
        with self._together():
            self._db.executemany(
                "UPDATE problem SET planned = -1 WHERE code = 'id_repeated'"
                " AND line BETWEEN ? AND ? AND planned = 0",
                lines,
            )

    def says_repeated(self, first: int, last: int) -> bool:
        """Whether the page's reader reported a repeated id within these lines."""
        found = self._db.execute(
            "SELECT 1 FROM problem WHERE code = 'id_repeated' AND line BETWEEN ? AND ?",
            (first, last),
        )
        return found.fetchone() is not None

    def index_decisions(self) -> None:
        """Prepare for `decided`, when the plan is made."""
        with self._together():
            self._db.execute("CREATE INDEX IF NOT EXISTS draft_identity ON draft(identity)")
            self._db.execute(
                "CREATE INDEX IF NOT EXISTS draft_former ON draft(former_uid)"
                " WHERE former_uid <> ''"
            )
            self._db.execute("CREATE INDEX IF NOT EXISTS draft_clipping ON draft(clipping_id)")

    def decided(
        self, by: Literal["identity", "former_uid", "clipping_id"], values: Iterable[str | int]
    ) -> list[tuple[Decision, Known]]:
        """What the plan makes anew of some clippings; a new one has the row id 0."""
        rows = self._db.execute(
            "SELECT position, kind, identity, clipping_id, former_uid, fingerprint, reading,"
            f" published, source, headline FROM draft WHERE {by} <> ''"
            " AND kind IN ('new', 'changed', 'reread')"
            f" AND {by} IN (SELECT value FROM json_each(?))",
            (json.dumps(list(values)),),
        )
        return [
            (
                Decision(at, Kind(kind), uid, there, former),
                Known(there or 0, uid, print_, reading, Published.from_iso(day), source, headline),
            )
            for at, kind, uid, there, former, print_, reading, day, source, headline in rows
        ]

    def claimed(self) -> set[int]:
        """The row ids of the library's clippings that the page has."""
        rows = self._db.execute("SELECT clipping_id FROM draft WHERE clipping_id IS NOT NULL")
        return {clipping_id for (clipping_id,) in rows}

    # ---- what it says

    def counts(self) -> dict[str, int]:
        """How many clippings of each `Kind`, and `gone` and `problems`."""
        counts = dict.fromkeys([*Kind], 0) | dict(
            self._db.execute(
                "SELECT kind, count(*) FROM draft WHERE kind IS NOT NULL GROUP BY kind"
            )
        )
        (gone,) = self._db.execute("SELECT count(*) FROM gone").fetchone()
        (problems,) = self._db.execute("SELECT count(*) FROM problem WHERE planned >= 0").fetchone()
        return {str(kind): n for kind, n in counts.items()} | {"gone": gone, "problems": problems}

    def size(self) -> int:
        """How many bytes it takes on the disk; in the library it will be more, with the index."""
        return self._file.stat().st_size

    def total(self) -> int:
        """How many clippings the page has."""
        (count,) = self._db.execute("SELECT count(*) FROM draft").fetchone()
        return int(count)

    def entries(self, kind: str, start: int = 0, limit: int = -1) -> list[Entry]:
        """The clippings of a `Kind`, or those that are `gone`, in printed order."""
        if kind == "gone":
            rows = self._db.execute(
                "SELECT -1, 0, uid, published, source, headline, clipping_id, '' FROM gone"
                " ORDER BY published DESC, uid DESC LIMIT ? OFFSET ?",
                (limit, start),
            )
        else:
            rows = self._db.execute(
                "SELECT position, line, identity, published, source, headline, clipping_id,"
                " former_uid FROM draft WHERE kind = ? ORDER BY position LIMIT ? OFFSET ?",
                (kind, limit, start),
            )
        return [
            Entry(at, line, uid, Published.from_iso(published), source, headline, known, former)
            for at, line, uid, published, source, headline, known, former in rows
        ]

    def problems(self, start: int = 0, limit: int = -1) -> list[Problem]:
        """What was odd, by line."""
        rows = self._db.execute(
            "SELECT code, line, excerpt, details FROM problem WHERE planned >= 0"
            " ORDER BY line, rowid LIMIT ? OFFSET ?",
            (limit, start),
        )
        return [
            Problem(code, line, excerpt, json.loads(details))
            for code, line, excerpt, details in rows
        ]

    def draft(self, position: int) -> Draft:
        """One staged clipping."""
        (data,) = self._db.execute(
            "SELECT data FROM draft WHERE position = ?", (position,)
        ).fetchone()
        return snapshots.from_json(data)

    def lines(self, first: int, last: int) -> list[str]:
        """The page's lines from `first` to `last`, 1-based; fewer where it ends before."""
        start = max(1, first)
        rows = self._db.execute(
            "SELECT first_line, lines FROM page_text WHERE first_line BETWEEN ? AND ?"
            " ORDER BY first_line",
            (start - _TEXT_LINES + 1, last),
        )
        found: list[str] = []
        for at, text in rows:
            lines = text.split("\n")
            found += lines[max(0, start - at) : max(0, last - at + 1)]
        return found

    # ---- carried out

    def due(self, after: int, *, renamed: bool) -> list[Due]:
        """The next clippings to write, in printed order.

        Args:
            after: the position of the last one that was written, -1 at first.
            renamed: those whose identity changes (all of them at once, for they may change it
                among themselves), or the others.
        """
        rows = self._db.execute(
            "SELECT position, kind, clipping_id, coalesce(former_uid, ''), identity, data,"
            " fingerprint, reading FROM draft WHERE position > ? AND kind <> 'twice'"
            f" AND coalesce(former_uid, '') {'<>' if renamed else '='} ''"
            " ORDER BY position LIMIT ?",
            (after, -1 if renamed else _BATCH),
        )
        return [
            Due(at, Kind(kind), known, former, Written(uid, snapshots.from_json(data), *hashes))
            for at, kind, known, former, uid, data, *hashes in rows
        ]

    def gone_ids(self) -> list[int]:
        """The row ids of the clippings that the page has no more."""
        return [i for (i,) in self._db.execute("SELECT clipping_id FROM gone")]


def _row(position: int, draft: Draft) -> tuple[object, ...]:
    """A clipping's row; all its texts can be stored and shown from here on."""
    written = snapshots.to_json(draft)
    if (data := printable(written)) is not written:
        draft = snapshots.from_json(data)
    return (
        position,
        draft.line,
        draft.line + draft.printed.count("\n"),
        draft.uid,
        draft.fingerprint,
        draft.reading,
        draft.printed_id,
        draft.published.iso,
        draft.source,
        draft.headline,
        likeness.words_key(draft.words),
        data,
        int(draft.layer is not None),
    )


def _head(row: tuple[Any, ...]) -> Head:
    at, line, last_line, uid, print_, reading, published, source, headline, has_layer = row
    day = Published.from_iso(published)
    return Head(at, line, last_line, uid, print_, reading, day, source, headline, bool(has_layer))


def _connect(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")  # it is temporary
    return db


def _key(name: str) -> int:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], signed=True)


def _discard(db: sqlite3.Connection, folder: Path | None) -> None:
    with suppress(sqlite3.Error):
        db.close()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
