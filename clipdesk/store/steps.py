"""Steps: what the analyst changed, as the library keeps it, to be undone also after a restart.

What a step says of itself is made and read by `history.py` and `commands/kept.py`. Writes: writer
lane only, inside a transaction, that of the change itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from clipdesk.store import layer

if TYPE_CHECKING:
    import sqlite_utils

State = Literal["done", "undone"]

IMPORT: Final = "FormerImport"
"""The command that takes an import back at another sitting."""


class Row(NamedTuple):
    """A row of step.

    Attributes:
        id: in the order of doing.
        made_at: UTC, ISO 8601 to the second.
        command: JSON; empty where it was too large to be kept.
        text: JSON.
    """

    id: int
    made_at: str
    command: str
    text: str
    state: State


class Listed(NamedTuple):
    """A step as the log shows it; attributes as above.

    Attributes:
        is_kept: whether its command was not too large to be kept.
    """

    id: int
    made_at: str
    text: str
    state: State
    is_kept: bool  # 0 or 1 of SQLite


def rows(connection: sqlite3.Connection) -> list[Row]:
    """Every step, in the order of doing."""
    found = connection.execute("SELECT id, made_at, command, text, state FROM step ORDER BY id")
    return [Row(*row) for row in found]


def listed(connection: sqlite3.Connection) -> list[Listed]:
    """Every step, newest first."""
    found = connection.execute(
        "SELECT id, made_at, text, state, command <> '' FROM step ORDER BY id DESC"
    )
    return [Listed(*row) for row in found]


def add(connection: sqlite3.Connection, command: str, text: str) -> tuple[int, str]:
    """Write a step that was done just now. Returns its id and made_at."""
    made_at = layer.now()
    cursor = connection.execute(
        "INSERT INTO step (made_at, command, text, state) VALUES (?, ?, ?, 'done')",
        (made_at, command, text),
    )
    return int(cursor.lastrowid or 0), made_at


def add_import(connection: sqlite3.Connection, run_id: int) -> int:
    """Write the step of an import, in its last transaction. Returns the step's id."""
    file_name, started_at = connection.execute(
        "SELECT file_name, started_at FROM import_run WHERE id = ?", (run_id,)
    ).fetchone()
    fields = {"run_id": run_id, "file_name": file_name, "started_at": started_at}
    text = ["desk.change.import", {"file": file_name, "clipping": 0}, []]
    return add(connection, json.dumps([IMPORT, fields]), json.dumps(text))[0]


def change(
    connection: sqlite3.Connection, step_id: int, command: str, text: str, state: State
) -> None:
    """Write what became of a step."""
    connection.execute(
        "UPDATE step SET command = ?, text = ?, state = ? WHERE id = ?",
        (command, text, state, step_id),
    )


def remove(db: sqlite_utils.Database, ids: Iterable[int]) -> None:
    """Forget steps."""
    db.conn.executemany("DELETE FROM step WHERE id = ?", [(step_id,) for step_id in ids])
