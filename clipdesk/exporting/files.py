"""Writing a file whole or not at all. Any thread."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from clipdesk.core.errors import UserError, reason_of

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def replacing(destination: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become `destination` when the block ends without an exception.

    The bytes go to a hidden file in the same folder, reach the disk, and then take the place of
    the destination in one step: a reader sees the old file or the new one, a power cut too. After
    any exception the old file is untouched and nothing new is left. A symbolic link stays a link;
    the file that it points to is replaced.

    Raises:
        UserError: `export_folder_missing`, `export_disk_full` or `export_unwritable`. Every
            OSError of the block counts as the destination's: do nothing else in it.
    """
    target = Path(os.path.realpath(destination))
    # Short whatever the destination's name, which may already be as long as the disk allows.
    part = target.parent / f".clipdesk-{secrets.token_hex(6)}.part"
    try:
        # Not mkstemp: its 0600 would hide the export from the colleagues it is made for.
        with part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        raise as_user_error(error, destination) from error
    finally:
        with suppress(OSError):  # gone after success; never there without its folder
            part.unlink()


def as_user_error(error: OSError, destination: Path) -> UserError:
    """The words for why `destination` could not be written."""
    if error.errno in _FULL:
        return UserError("export_disk_full", path=str(destination))
    if not os.path.isdir(destination.parent):  # noqa: PTH112 - Path.is_dir raises where a name is too long
        return UserError(
            "export_folder_missing", path=str(destination), folder=str(destination.parent)
        )
    return UserError("export_unwritable", path=str(destination), reason=reason_of(error))
