"""What the analyst lets the colours of highlights mean: a name for each colour that has one.

Writes: writer lane only, inside a transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from clipdesk.core.anchors import COLOURS
from clipdesk.core.text import printable
from clipdesk.store.highlights import clean_colour

if TYPE_CHECKING:
    import sqlite_utils

_LONGEST: Final = 40
"""So many characters name a colour."""


def of_colours(connection: sqlite3.Connection) -> dict[str, str]:
    """The meanings that were named, by colour, in the order of the colours."""
    named = dict(connection.execute("SELECT colour, meaning FROM colour_meaning").fetchall())
    return {colour: named[colour] for colour in COLOURS if colour in named}


def clean(meanings: Mapping[str, str]) -> dict[str, str]:
    """Meanings as they are kept: in one line, and none where one is blank.

    Raises:
        UserError: highlight_colour_unknown.
    """
    lines = {clean_colour(c): " ".join(printable(m).split()) for c, m in meanings.items()}
    kept = {colour: line[:_LONGEST].rstrip() for colour, line in lines.items() if line}
    return {colour: kept[colour] for colour in COLOURS if colour in kept}


def put(db: sqlite_utils.Database, meanings: Mapping[str, str]) -> None:
    """Let the colours mean this, and the others nothing of the analyst's."""
    db.conn.execute("DELETE FROM colour_meaning")
    db.conn.executemany("INSERT INTO colour_meaning VALUES (?, ?)", meanings.items())
