"""One program at a time imports into a library, or takes an import back. Any thread.

Two at once would each take the other's clippings for its own. The lock is on a file of its own
beside the library, never on the library: closing that would drop SQLite's locks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clipdesk.core.errors import UserError


@contextmanager
def alone(library_file: Path) -> Iterator[None]:
    """Be the only one; the file goes with it, also when the program is killed and the next comes.

    Where the folder's system knows no locks, or nothing can be written there, nobody is kept out.

    Raises:
        UserError: import_busy while another one is at it.
    """
    file = library_file.with_name(f"{library_file.name}.importing")
    try:
        handle = _take(file)
    except BlockingIOError:
        raise UserError("import_busy", path=str(library_file)) from None
    except OSError:
        handle = None
    try:
        yield
    finally:
        if handle is not None:
            with suppress(OSError):
                file.unlink()  # before it is let go: who waits for no lock finds none
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
