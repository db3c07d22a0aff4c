"""From a file to a page: what may be wrong with a file is said here, in the user's words.

The only module of the reading side that touches the disk. Reads, never writes; the importing
lane, for a large page takes seconds.
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import Final

from clipdesk.core.errors import UserError
from clipdesk.core.model import Page
from clipdesk.core.text import printable
from clipdesk.importing.decode import decode
from clipdesk.importing.html import is_html, read_html
from clipdesk.importing.page import read_page
from clipdesk.importing.sources import SourceBook
from clipdesk.texts import t

MOST_MEGABYTES: Final = 256
"""A page of 200 clippings has 0.15 MB; what is larger than this is no page."""
_MEGABYTE: Final = 1 << 20


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
