"""From a file to a page: what may be wrong with a file is said here, in the user's words.

The only module of the reading side that touches the disk. `page_files` finds the pages in what a
user names: a file, a folder, a zip (`zips.py`), standard input. Reads, never writes; the
importing lane, for a large page takes seconds.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from clipdesk.core.errors import UserError
from clipdesk.core.model import Page
from clipdesk.core.text import printable
from clipdesk.importing import zips
from clipdesk.importing.decode import decode
from clipdesk.importing.html import is_html, read_html
from clipdesk.importing.page import read_page
from clipdesk.importing.sources import SourceBook
from clipdesk.texts import t

MOST_MEGABYTES: Final = 256
"""A page of 200 clippings has 0.15 MB; what is larger than this is no page."""
STDIN: Final = Path("-")
_MEGABYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class PageFile:
    """What may hold a page.

    Attributes:
        path: the file; of a page in a zip, the zip's.
        name: its name below what the user named; only a label, never a place to write to.
        data: its bytes where they are in memory already.
    """

    path: Path
    name: str
    data: bytes | None = None

    def read(self, book: SourceBook) -> tuple[Page, str]:
        """The page and the SHA-256 of its bytes; raises as `read_file`."""
        if self.data is None:
            return read_file(self.path, book)
        title = printable(PurePath(self.name).stem)
        return _read(self.data, self.name, book, title), hashlib.sha256(self.data).hexdigest()


def page_files(path: Path) -> Iterator[PageFile | zips.Skipped]:
    """The pages in what a user named, one after the other, and what was passed over and why.

    Args:
        path: a file; a folder, which is searched to its depths in the order of names; a zip;
            `-` for standard input. Whether a single file is a page is for its reader to say; in
            folders and zips hidden files and those with the endings of other things are left out.

    Raises:
        UserError: as `read_file`, `import_folder_empty`, or those of `zips.py`.
    """
    if path == STDIN:
        data = sys.stdin.buffer.read(MOST_MEGABYTES * _MEGABYTE + 1)
        name = t("report.stdin")
        if len(data) > MOST_MEGABYTES * _MEGABYTE:
            size = MOST_MEGABYTES + 1
            raise UserError("import_too_large", file=name, size=size, limit=MOST_MEGABYTES)
        if zips.is_zip(data):
            yield from _zipped(path, io.BytesIO(data), name)
        else:
            yield PageFile(path, name, data)
    elif os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where it may not look
        yield from _in_folder(path)
    elif _is_zip(path):
        yield from _zipped(path, path, path.name)
    else:
        yield PageFile(path, path.name)


def _in_folder(folder: Path) -> Iterator[PageFile | zips.Skipped]:
    """Links to folders are not followed: they may lead round in a circle."""
    failed: list[OSError] = []
    found = False
    for place, folders, names in os.walk(folder, onerror=failed.append):
        folders.sort()
        for name in [name for name in folders if zips.is_hidden(name)]:
            folders.remove(name)
            shown = printable((Path(place) / name).relative_to(folder).as_posix())
            yield zips.Skipped(shown, "skipped_hidden")
        for name in sorted(names):
            path = Path(place) / name
            shown = printable(path.relative_to(folder).as_posix())
            reason = zips.why_not(name)
            if reason == "skipped_zip":
                found = True
                yield from _zipped(path, path, shown)
            elif reason is not None:
                yield zips.Skipped(shown, reason)
            else:
                found = True
                yield PageFile(path, shown)
    for error in failed:
        yield zips.Skipped(printable(str(error.filename)), "skipped_unreadable")
    if not found:
        raise UserError("import_folder_empty", file=printable(str(folder)))


def _zipped(path: Path, file: Path | io.BytesIO, name: str) -> Iterator[PageFile | zips.Skipped]:
    for member in zips.pages(file, printable(name)):
        if isinstance(member, zips.Skipped):
            yield member
        else:
            yield PageFile(path, member.name, member.data)


def _is_zip(path: Path) -> bool:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as stream:
            return zips.is_zip(stream.read(4))
    except (OSError, ValueError):
        return False  # its reader will say what is wrong


def read_file(path: Path, book: SourceBook) -> tuple[Page, str]:
    """The page in a file, and the SHA-256 of the file's bytes.

    Raises:
        UserError: `import_missing`, `import_unreadable` (a folder, a device, no permission),
            `import_too_large`, `import_empty`, `import_binary`, or `import_no_clipping`.
    """
    name = printable(str(path))
    data = _bytes(path, name)
    return _read(data, name, book, printable(path.stem)), hashlib.sha256(data).hexdigest()


def _read(data: bytes, name: str, book: SourceBook, title: str) -> Page:
    """The page in a file's bytes, as text or as HTML: what is in it decides, not its name."""
    text = decode(data, name)
    read = read_html if is_html(text) else read_page
    page = read(text, book, title_fallback=title)
    if not page.drafts:
        raise UserError("import_no_clipping", file=name)
    return page


def _bytes(path: Path, name: str) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UserError("import_unreadable", file=name, reason=t("errors.import_reason_folder"))
        if not stat.S_ISREG(status.st_mode):  # a pipe would wait for ever, a device never end
            raise UserError("import_unreadable", file=name, reason=t("errors.import_reason_device"))
        if status.st_size > MOST_MEGABYTES * _MEGABYTE:
            size = -(-status.st_size // _MEGABYTE)
            raise UserError("import_too_large", file=name, size=size, limit=MOST_MEGABYTES)
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise UserError("import_missing", file=name) from error
    except PermissionError as error:
        reason = t("errors.import_reason_permission")
        raise UserError("import_unreadable", file=name, reason=reason) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError("import_unreadable", file=name, reason=reason) from error
