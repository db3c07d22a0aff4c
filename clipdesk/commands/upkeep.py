"""What is kept beside the library, done by a process of its own (`importing/aside.py`) where long."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from clipdesk.exporting import mirror
from clipdesk.store import library

if TYPE_CHECKING:
    from clipdesk.importing.aside import Tell
    from clipdesk.importing.plan import Watch


def keep_mirror(watch: Watch, _tell: Tell, path: Path) -> mirror.Kept:
    """Bring the mirror of a library up to date.

    Raises:
        Cancelled: the mirror is as it was.
        UserError: as `mirror.keep`.
    """
    with closing(library.open_for_reading(path)) as connection:
        return mirror.keep(connection, check=watch.check)
