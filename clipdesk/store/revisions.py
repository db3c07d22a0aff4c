"""What a clipping said before a page changed it. Reading connections.

An import writes the revisions (archive.py). Those that keep another reading of the same words are
for taking an import back alone, and not given out here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from clipdesk.core.dates import Published


@dataclass(frozen=True, slots=True)
class Revision:
    """A clipping as it was until an import replaced it.

    Attributes:
        replaced_at: when that import began: UTC, ISO 8601 to the second.
        file_name: the file that said something else; without its folder.
        printed: the block, verbatim.
    """

    replaced_at: str
    file_name: str
    published: Published
    headline: str
    printed: str


def of_clipping(connection: sqlite3.Connection, clipping_id: int) -> list[Revision]:
    """The revisions of a clipping, newest first."""
    rows = connection.execute(
        "SELECT r.started_at, r.file_name, x.published, x.headline, x.printed"
        " FROM clipping_revision x JOIN import_run r ON r.id = x.run_id"
        " WHERE x.clipping_id = ? AND x.kind = 'page' ORDER BY x.id DESC",
        (clipping_id,),
    )
    return [
        Revision(replaced_at, file_name, Published.from_iso(published), headline, printed)
        for replaced_at, file_name, published, headline, printed in rows
    ]


def count(
    connection: sqlite3.Connection, clipping_ids: Iterable[int]
) -> dict[int, tuple[int, str]]:
    """How many revisions each clipping has that has any, and when it was replaced last."""
    wanted = ",".join(str(int(clipping_id)) for clipping_id in clipping_ids)
    rows = connection.execute(
        "SELECT x.clipping_id, count(*), max(r.started_at)"
        " FROM clipping_revision x JOIN import_run r ON r.id = x.run_id"
        " WHERE x.clipping_id IN (SELECT value FROM json_each(?)) AND x.kind = 'page'"
        " GROUP BY x.clipping_id",
        (f"[{wanted}]",),
    )
    return {clipping_id: (number, last) for clipping_id, number, last in rows}
