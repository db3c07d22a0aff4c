"""Bringing annotations of a mirror into a library: finding their clippings, and what is to be written.

What is newer in the library stays; where both have words of the analyst's, both are kept. What is to
be written is worked out first (`wanted`, any connection), so that it can be told without writing,
and is a list of rows as they were and as they shall be, so that it can be taken back exactly.
`put` and `take_back`: writer lane, inside a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clipdesk.core.annotation_lines import (
    ClippingLine,
    ColourLine,
    Head,
    JournalLine,
    Line,
    SearchLine,
    SourceNameLine,
    TagLine,
    VersionLine,
)
from clipdesk.core.model import Highlight
from clipdesk.store import highlights, layer, note_links, searches

if TYPE_CHECKING:
    import sqlite_utils

Row = Mapping[str, Any]


class Step(NamedTuple):
    """A row that is written: what it was, None where it was not there, and what it is then."""

    table: str
    before: Row | None
    after: Row


# ------------------------------------------------------------------ finding clippings


class _Candidate(NamedTuple):
    id: int
    uid: str
    printed_id: str | None
    published: str
    source: str
    source_printed: str
    headline: str
    fingerprint: str


_CANDIDATES: Final = (
    "SELECT c.id, c.uid, c.printed_id, c.published, s.name, c.source_printed, c.headline,"
    " c.fingerprint FROM clipping c JOIN source s ON s.id = c.source_id WHERE "
)


def find(connection: sqlite3.Connection, heads: Sequence[Head]) -> dict[str, int]:
    """The clippings that some heads describe, row ids by the heads' uids.

    Its words tell a clipping for sure. Else it has the name and at least two of date, source and
    headline, for ids pass from one clipping to another; or it is the only one of the same date,
    source and headline.
    """
    named: defaultdict[str, set[int]] = defaultdict(set)
    candidates: dict[int, _Candidate] = {}
    for condition, values in (
        ("c.uid IN (SELECT value FROM json_each(?))", [head.uid for head in heads]),
        ("c.printed_id IN (SELECT value FROM json_each(?))", [head.printed_id for head in heads]),
        ("c.published IN (SELECT value FROM json_each(?))", [head.published for head in heads]),
        (
            (
                "c.id IN (SELECT clipping_id FROM former_uid"
                " WHERE uid IN (SELECT value FROM json_each(?)))"
            ),
            [head.uid for head in heads],
        ),
    ):
        for row in connection.execute(f"{_CANDIDATES}{condition}", (json.dumps(values),)):
            one = _Candidate(*row)
            candidates[one.id] = one
            named[one.uid].add(one.id)
            if one.printed_id:
                named[one.printed_id].add(one.id)
    for uid, clipping_id in connection.execute(
        "SELECT uid, clipping_id FROM former_uid WHERE uid IN (SELECT value FROM json_each(?))",
        (json.dumps([head.uid for head in heads]),),
    ):
        named[uid].add(clipping_id)
    by_day: defaultdict[str, list[_Candidate]] = defaultdict(list)
    for one in candidates.values():
        by_day[one.published].append(one)
    found: dict[str, int] = {}
    for head in heads:
        names = named[head.uid] | (named[head.printed_id] if head.printed_id else set())
        near = {c.id: c for c in (*by_day[head.published], *(candidates[i] for i in names))}
        best = _best(head, sorted(near.values()), names)
        if best is not None:
            found[head.uid] = best
    return found


def _best(head: Head, near: list[_Candidate], names: set[int]) -> int | None:
    same_words = [c for c in near if head.fingerprint and c.fingerprint == head.fingerprint]
    same_name = [c for c in near if c.id in names and _agrees(head, c)]
    same_head = [c for c in near if _is_headed(head, c)]
    for fitting in (same_words, same_name):
        if fitting:
            return min(fitting, key=lambda c: (c.uid != head.uid, not _is_headed(head, c), c.id)).id
    return same_head[0].id if len(same_head) == 1 else None


def _agrees(head: Head, c: _Candidate) -> bool:
    """Whether two of date, source and headline are the same; or the head does not say them."""
    if not head.published and not head.headline:
        return True
    return (
        (c.published == head.published)
        + (c.source == head.source or c.source_printed == head.source_printed)
        + (_squeezed(c.headline) == _squeezed(head.headline))
    ) > 1


def _is_headed(head: Head, c: _Candidate) -> bool:
    """Whether date, source and headline are the same, wherever the source ends."""
    return c.published == head.published and (
        _squeezed(c.source_printed + c.headline) == _squeezed(head.source_printed + head.headline)
        or (c.source, _squeezed(c.headline)) == (head.source, _squeezed(head.headline))
    )


def _squeezed(text: str) -> str:
    return "".join(text.split())


# ------------------------------------------------------------------ what is to be written


class Wanted(NamedTuple):
    """What a line comes to.

    Attributes:
        steps: to be put.
        stays: whether the library says something else there, which stays.
    """

    steps: list[Step]
    stays: bool = False


def wanted(connection: sqlite3.Connection, line: Line, clipping_id: int = 0) -> Wanted:
    """What of a line the library lacks.

    Args:
        connection: any.
        line: its names are as the library keeps them.
        clipping_id: the clipping that it is of, 0 where it is of none.
    """
    match line:
        case ClippingLine():
            return _wanted_of_clipping(connection, line, clipping_id)
        case VersionLine(kind="version"):
            return Wanted(
                _versions(connection, "note_revision", {"clipping_id": clipping_id}, line)
            )
        case VersionLine():
            return Wanted(_versions(connection, "journal_revision", {"uid": line.uid}, line))
        case JournalLine():
            return _wanted_journal(connection, line)
        case _:
            return _wanted_of_no_note(connection, line)


def _wanted_of_no_note(
    connection: sqlite3.Connection, line: TagLine | SearchLine | ColourLine | SourceNameLine
) -> Wanted:
    match line:
        case TagLine():
            return _wanted_of_tag(connection, line)
        case SearchLine():
            return _wanted_search(connection, line)
        case ColourLine():
            row = {"colour": line.colour, "meaning": line.meaning}
            return _absent(connection, "colour_meaning", row)
        case SourceNameLine():
            row = {"printed": line.printed, "source": line.source, "added_at": line.added_at}
            return _absent(connection, "source_name", row, but="added_at")


def _absent(connection: sqlite3.Connection, table: str, row: Row, but: str = "") -> Wanted:
    """A row that is put where there is none."""
    there = _there(connection, table, row)
    if there is None:
        return Wanted([Step(table, None, row)])
    return Wanted([], any(there[name] != row[name] for name in row if name != but))


def _wanted_of_tag(connection: sqlite3.Connection, line: TagLine) -> Wanted:
    digit = line.digit
    if digit in layer.tag_keys(connection):
        digit = None
    row = {"name": line.name, "colour": line.colour, "key": digit}
    there = _there(connection, "tag", row)
    if there is None:
        return Wanted([Step("tag", None, row)], digit != line.digit)
    after = {
        "name": line.name,
        "colour": there["colour"] or line.colour,
        "key": there["key"] or digit,
    }
    stays = (after["colour"], after["key"]) != (
        line.colour or after["colour"], line.digit or after["key"]
    )  # fmt: skip
    return Wanted([Step("tag", there, after)] if after != there else [], stays)


def _wanted_search(connection: sqlite3.Connection, line: SearchLine) -> Wanted:
    said = (line.query, line.sort, int(line.whole_words))
    name, number = line.name, 1
    while (there := searches.named(connection, name)) is not None:
        if (there.query, there.sort, there.whole_words) == said:
            return Wanted([])
        number += 1
        name = f"{line.name} ({number})"
    taken = {one.position for one in searches.all_searches(connection)}
    position = line.position if line.position not in taken else max(taken) + 1
    row = {
        "name": name,
        "query": line.query,
        "sort": line.sort,
        "whole_words": int(line.whole_words),
        "position": position,
    }
    return Wanted([Step("saved_search", None, row)], number > 1)


def _wanted_journal(connection: sqlite3.Connection, line: JournalLine) -> Wanted:
    row = {
        "uid": line.uid,
        "body": line.body,
        "added_at": line.added_at,
        "changed_at": line.changed_at,
    }
    there = _there(connection, "journal", row)
    if there is None:
        return Wanted([Step("journal", None, row)])
    if there["body"] == line.body:
        return Wanted([])
    of = {"uid": line.uid}
    if line.changed_at > there["changed_at"]:
        steps = _version(connection, "journal_revision", of, there["body"], there["changed_at"])
        return Wanted([*steps, Step("journal", there, {**row, "added_at": there["added_at"]})])
    return Wanted(
        _version(connection, "journal_revision", of, line.body, line.changed_at), stays=True
    )


def _wanted_of_clipping(
    connection: sqlite3.Connection, line: ClippingLine, clipping_id: int
) -> Wanted:
    of = {"clipping_id": clipping_id}
    steps = [
        Step("clipping_tag", None, row)
        for name, added_at in line.tags
        for row in ({**of, "tag": name, "added_at": added_at},)
        if _there(connection, "clipping_tag", row) is None
    ]
    stays = False
    if line.note is not None:
        body, changed_at = line.note
        row = {**of, "body": body, "changed_at": changed_at}
        there = _there(connection, "note", row)
        if there is None:
            steps.append(Step("note", None, row))
        elif there["body"] != body and changed_at > there["changed_at"]:
            steps += _version(connection, "note_revision", of, there["body"], there["changed_at"])
            steps.append(Step("note", there, row))
        elif there["body"] != body:
            stays = True
            steps += _version(connection, "note_revision", of, body, changed_at)
    steps += _wanted_reading(connection, line, clipping_id)
    steps += _wanted_highlights(connection, line.highlights, clipping_id)
    return Wanted(steps, stays)


def _wanted_reading(
    connection: sqlite3.Connection, line: ClippingLine, clipping_id: int
) -> list[Step]:
    if not (line.read_at or line.starred or line.review_on):
        return []
    row = {"clipping_id": clipping_id, "read_at": None, "starred": 0, "review_on": None}
    there = _there(connection, "reading", row)
    known = there or row
    after = {
        "clipping_id": clipping_id,
        "read_at": known["read_at"] or line.read_at,
        "starred": int(known["starred"] or line.starred),
        "review_on": known["review_on"] or line.review_on,
    }
    return [Step("reading", there, after)] if after != known else []


def _wanted_highlights(
    connection: sqlite3.Connection, marked: Iterable[Highlight], clipping_id: int
) -> list[Step]:
    """Those that are not there; one that is the same, made at the same time, is the newer of both."""
    placed = highlights.of_clipping(connection, clipping_id)
    left = {one.id: one.highlight for one in placed}
    missing: list[Highlight] = []
    for one in marked:
        same = next((i for i, there in left.items() if there == one), None)
        if same is None:
            missing.append(one)
        else:
            del left[same]
    steps = []
    for one in missing:
        made = (one.quote, one.start, one.added_at)
        same = next((i for i, h in left.items() if (h.quote, h.start, h.added_at) == made), None)
        if same is None:
            alike = highlights.sameness(one)
            same = next((i for i, h in left.items() if highlights.sameness(h) == alike), None)
            newer = False
        else:
            newer = one.changed_at > left[same].changed_at
        if same is None:
            steps.append(Step("highlight", None, _highlight_row(0, clipping_id, one)))
            continue
        there = left.pop(same)
        if newer:
            before = _highlight_row(same, clipping_id, there)
            steps.append(Step("highlight", before, _highlight_row(same, clipping_id, one)))
    return steps


def _versions(connection: sqlite3.Connection, table: str, of: Row, line: VersionLine) -> list[Step]:
    steps: list[Step] = []
    for body, count in Counter(line.bodies).items():
        there = _count(connection, table, {**of, "body": body, "changed_at": line.changed_at})
        row = {**of, "body": body, "changed_at": line.changed_at}
        steps += [Step(table, None, row)] * (count - there)
    return steps


def _version(
    connection: sqlite3.Connection, table: str, of: Row, body: str, changed_at: str
) -> list[Step]:
    """A version of a note, unless it is there."""
    row = {**of, "body": body, "changed_at": changed_at}
    return [] if _count(connection, table, row) else [Step(table, None, row)]


# ------------------------------------------------------------------ writing, and taking back

_NAMED_BY: Final = {
    "tag": ("name",),
    "colour_meaning": ("colour",),
    "saved_search": ("name",),
    "source_name": ("printed",),
    "journal": ("uid",),
    "clipping_tag": ("clipping_id", "tag"),
    "note": ("clipping_id",),
    "reading": ("clipping_id",),
    "highlight": ("id",),
}
"""What tells a row of each table from the others, whatever its row id."""
_FROM: Final = {
    "clipping_tag": (
        "(SELECT x.clipping_id, t.name AS tag, x.added_at FROM clipping_tag x"
        " JOIN tag t ON t.id = x.tag_id)"
    ),
    "journal_revision": (
        "(SELECT j.uid, r.body, r.changed_at FROM journal_revision r"
        " JOIN journal j ON j.id = r.journal_id)"
    ),
}


def _there(connection: sqlite3.Connection, table: str, row: Row) -> dict[str, Any] | None:
    """The row as it is, in the columns of `row`; None where it is not there."""
    names = _NAMED_BY[table]
    found = connection.execute(
        f"SELECT {', '.join(row)} FROM {_FROM.get(table, table)}"
        f" WHERE {' AND '.join(f'{name} = ?' for name in names)}",
        [row[name] for name in names],
    ).fetchone()
    return None if found is None else dict(zip(row, found, strict=True))


def _count(connection: sqlite3.Connection, table: str, row: Row) -> int:
    (count,) = connection.execute(
        f"SELECT count(*) FROM {_FROM.get(table, table)}"
        f" WHERE {' AND '.join(f'{name} = ?' for name in row)}",
        list(row.values()),
    ).fetchone()
    return int(count)


def put(db: sqlite_utils.Database, steps: Iterable[Step]) -> list[Step]:
    """Write rows. Returns the steps as they were made, for `take_back`."""
    made = [_put(db, step) for step in steps]
    _link(db, made)
    return made


def put_again(db: sqlite_utils.Database, made: Sequence[Step]) -> list[Step]:
    """Write rows once more that were taken back, but for those that were changed since."""
    again = [
        _put(db, step)
        for step in made
        if step.table not in _NAMED_BY
        or (step.table == "highlight" and step.before is None)
        or _there(db.conn, step.table, step.after) == step.before
    ]
    _link(db, again)
    return again


def _put(db: sqlite_utils.Database, step: Step) -> Step:
    table, before, after = step
    if table == "note":
        layer.put_note(db, after["clipping_id"], (after["body"], after["changed_at"]))
    elif table == "clipping_tag":
        tag, _ = layer.ensure_tag(db, after["tag"])
        layer.put_taggings(db, [(after["clipping_id"], tag, after["added_at"])])
    elif table == "highlight" and before is None:
        (made,) = highlights.put_rows(db, [(0, after["clipping_id"], _highlight(after))])
        return Step(table, None, {**after, "id": made})
    elif table == "highlight":
        highlights.change(db, after["id"], _highlight(after))
    elif table == "journal_revision":
        db.conn.execute(
            "INSERT INTO journal_revision (journal_id, body, changed_at)"
            " SELECT id, ?, ? FROM journal WHERE uid = ?",
            (after["body"], after["changed_at"], after["uid"]),
        )
    elif before is None:
        db.conn.execute(
            f"INSERT INTO {table} ({', '.join(after)}) VALUES ({', '.join('?' * len(after))})",
            list(after.values()),
        )
    else:
        _overwrite(db, table, after)
    return step


def _overwrite(db: sqlite_utils.Database, table: str, row: Row) -> None:
    names = _NAMED_BY[table]
    changed = [name for name in row if name not in names]
    db.conn.execute(
        f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in changed)}"
        f" WHERE {' AND '.join(f'{name} = ?' for name in names)}",
        [row[name] for name in (*changed, *names)],
    )


def take_back(db: sqlite_utils.Database, made: Sequence[Step]) -> None:
    """Let rows be what they were before `put`, but for those that were changed since."""
    for step in reversed(made):
        _take_back(db, step)
    _link(db, made)


def _link(db: sqlite_utils.Database, made: Iterable[Step]) -> None:
    """Free notes point to what they say now."""
    for uid in {step.after["uid"] for step in made if step.table == "journal"}:
        row = db.conn.execute("SELECT id, body FROM journal WHERE uid = ?", (uid,)).fetchone()
        if row is not None:
            note_links.put_of_journal(db.conn, *row)


def _take_back(db: sqlite_utils.Database, step: Step) -> None:
    table, before, after = step
    if table in {"note_revision", "journal_revision"}:
        _remove_version(db, table, after)
        return
    if _there(db.conn, table, after) != dict(after):
        return
    if table == "note":
        note = None if before is None else (before["body"], before["changed_at"])
        layer.put_note(db, after["clipping_id"], note)
    elif table == "highlight":
        if before is None:
            highlights.remove(db, [after["id"]])
        else:
            highlights.change(db, after["id"], _highlight(before))
    elif table == "clipping_tag":
        tag = layer.tag_id(db.conn, after["tag"])
        layer.remove_taggings(db, [(after["clipping_id"], tag or 0, after["added_at"])])
    elif before is not None:
        _overwrite(db, table, before)
    elif table == "tag":
        db.conn.execute(  # one that the analyst has given since stays
            "DELETE FROM tag WHERE name = ?"
            " AND NOT EXISTS (SELECT 1 FROM clipping_tag WHERE tag_id = tag.id)",
            (after["name"],),
        )
    else:
        names = _NAMED_BY[table]
        db.conn.execute(
            f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in names)}",
            [after[name] for name in names],
        )


def _remove_version(db: sqlite_utils.Database, table: str, row: Row) -> None:
    of = "clipping_id = ?" if "clipping_id" in row else (
        "journal_id = (SELECT id FROM journal WHERE uid = ?)"
    )  # fmt: skip
    db.conn.execute(
        f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table}"
        f" WHERE {of} AND body = ? AND changed_at = ?)",
        (row.get("clipping_id", row.get("uid")), row["body"], row["changed_at"]),
    )


_HIGHLIGHT: Final = (
    "quote", "prefix", "suffix", "start", "colour", "comment", "added_at", "changed_at"
)  # fmt: skip


def _highlight_row(highlight_id: int, clipping_id: int, highlight: Highlight) -> Row:
    values = dict(zip(_HIGHLIGHT, astuple(highlight), strict=True))
    return {"id": highlight_id, "clipping_id": clipping_id, **values}


def _highlight(row: Row) -> Highlight:
    return Highlight(*(row[name] for name in _HIGHLIGHT))
