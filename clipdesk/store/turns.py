"""Programs take turns at what only one may do: importing into a library, keeping its mirror. Any thread.

The lock is on a file of its own beside the library, never on the library: closing that would drop
SQLite's locks. It leaves nothing there.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from clipdesk.core.errors import UserError

_TRY_S: Final = 0.02


def importing(library_file: Path) -> Path:
    """The file of who imports or takes an import back: two at once would mix up their clippings."""
    return library_file.with_name(f"{library_file.name}.importing")


@contextmanager
def alone(file: Path, busy: UserError, patience_s: float = 0.0) -> Iterator[None]:
    """Be the only one, lanes of this program included; who was killed keeps nobody out.

    Where the folder's system knows no locks, or nothing can be written there, nobody is kept out.

    Args:
        file: is made, and goes again.
        busy: raised while another one is at it,
        patience_s: after so many seconds.
    """
    until = time.monotonic() + patience_s
    handle = None
    while handle is None:
        try:
            handle = _take(file)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise busy from None
            time.sleep(_TRY_S)
        except OSError:
            break
    try:
        yield
    finally:
        if handle is not None:
            with suppress(OSError):
                file.unlink()  # before it is let go: who comes then makes another
            os.close(handle)


if sys.platform == "win32":

    def _take(file: Path) -> int:
        flags = os.O_CREAT | os.O_EXCL | os.O_TEMPORARY | os.O_RDWR  # it is deleted when closed
        try:
            return os.open(file, flags)
        except (FileExistsError, PermissionError) as error:
            raise BlockingIOError from error

else:

    def _take(file: Path) -> int:
        import fcntl  # noqa: PLC0415 - not on Windows

        while True:
            handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                there = file.stat()
            except FileNotFoundError:  # who had it removed it in between
                os.close(handle)
                continue
            except BaseException:
                os.close(handle)
                raise
            if (there.st_dev, there.st_ino) == (os.fstat(handle).st_dev, os.fstat(handle).st_ino):
                return handle
            os.close(handle)
