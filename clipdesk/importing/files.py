"""From a file to a staged page: what may be wrong with a file is said here, in the user's words.

The only module of the reading side that touches the disk. `page_files` finds the pages in what a
user names: a file, a folder, a zip (`zips.py`), standard input. Reads, never writes; the
importing lane, for a large page takes seconds.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from clipdesk.core.errors import UserError
from clipdesk.core.model import Reading
from clipdesk.core.text import printable
from clipdesk.importing import zips
from clipdesk.importing.csl import read_csl
from clipdesk.importing.decode import Text
from clipdesk.importing.formats import Format, format_of
from clipdesk.importing.html import pass_html
from clipdesk.importing.jsonl import read_jsonl
from clipdesk.importing.mapping import Mapping
from clipdesk.importing.page import read_lines
from clipdesk.importing.plan import NOBODY, Plan, Watch, stage_page
from clipdesk.importing.ris import read_ris
from clipdesk.importing.sources import SourceBook
from clipdesk.importing.tables import Table, look, read_table
from clipdesk.texts import t

MOST_MEGABYTES: Final = 256
"""What must be held in memory as a whole (HTML, standard input) may have so many."""
_HEAD_LINES: Final = 2_000
"""Lines by which the form of a file is told."""
_WHOLE: Final = frozenset({Format.HTML, Format.CSL})
STDIN: Final = Path("-")
_MEGABYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class PageFile:
    """What may hold a page.

    Attributes:
        path: the file; of a page in a zip, the zip's.
        name: its name below what the user named; only a label, never a place to write to.
        data: its bytes where they are in memory already.
        is_named: whether the user named it; what lies in a folder or zip may be anything.
    """

    path: Path
    name: str
    data: bytes | None = None
    is_named: bool = True


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
                yield PageFile(path, shown, is_named=False)
    for error in failed:
        yield zips.Skipped(printable(str(error.filename)), "skipped_unreadable")
    if not found:
        raise UserError("import_folder_empty", file=printable(str(folder)))


def _zipped(path: Path, file: Path | io.BytesIO, name: str) -> Iterator[PageFile | zips.Skipped]:
    for member in zips.pages(file, printable(name)):
        if isinstance(member, zips.Skipped):
            yield member
        else:
            yield PageFile(path, member.name, member.data, is_named=False)


def _is_zip(path: Path) -> bool:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as stream:
            return zips.is_zip(stream.read(4))
    except (OSError, ValueError):
        return False  # its reader will say what is wrong


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is open, its encoding and form told."""

    text: Text
    title: str
    form: Format

    @property
    def is_page(self) -> bool:
        """Whether it is the archive's own page, all that its collection has."""
        return self.form in {Format.PAGE, Format.HTML}

    def reading(self, book: SourceBook, columns: Mapping | None = None) -> Reading:
        """Let it pass through its reader.

        Args:
            book: the known sources.
            columns: what a table's columns are; guessed where it is not given.
        """
        if self.form is Format.HTML:
            return pass_html(self.text.whole(), book, title_fallback=self.title)
        if self.form is Format.CSV:
            return read_table(self.text, book, title_fallback=self.title, mapping=columns)
        read = {
            Format.PAGE: read_lines,
            Format.JSONL: read_jsonl,
            Format.RIS: read_ris,
            Format.CSL: read_csl,
        }[self.form]
        return read(self.text, book, title_fallback=self.title)


@contextmanager
def opened(file: PageFile) -> Iterator[Opened]:
    """Open what may hold a page.

    Raises:
        UserError: `import_missing`, `import_unreadable` (a folder, a device, no permission),
            `import_too_large`, `import_empty` or `import_binary`.
    """
    if file.data is not None:
        title = printable(PurePath(file.name).stem)
        yield _opened(io.BytesIO(file.data), file.name, title, len(file.data))
        return
    name = printable(str(file.path))
    with _explained(name):
        status = file.path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UserError("import_unreadable", file=name, reason=t("errors.import_reason_folder"))
        if not stat.S_ISREG(status.st_mode):  # a pipe would wait for ever, a device never end
            raise UserError("import_unreadable", file=name, reason=t("errors.import_reason_device"))
        stream = file.path.open("rb")
    with stream:
        with _explained(name):
            made = _opened(stream, name, printable(file.path.stem), status.st_size)
        yield made


def _opened(stream: BinaryIO, name: str, title: str, size: int) -> Opened:
    text = Text(stream, name)
    form = format_of(name, "\n".join(islice(text, _HEAD_LINES)))
    if form in _WHOLE and size > MOST_MEGABYTES * _MEGABYTE:
        megabytes = -(-size // _MEGABYTE)
        raise UserError("import_too_large", file=name, size=megabytes, limit=MOST_MEGABYTES)
    return Opened(text, title, form)


def stage_file(
    file: PageFile,
    book: SourceBook,
    watch: Watch = NOBODY,
    *,
    columns: Callable[[Table], Mapping | None] = lambda _: None,
) -> Plan:
    """Read a file into a plan, which is to be compared with the library yet.

    Args:
        file: as `page_files` gives it.
        book: the known sources.
        watch: sees the clippings pass.
        columns: says what a table's columns are; None where it shall be guessed.

    Raises:
        UserError: as `opened`, `import_no_clipping`, and `import_columns_unknown`.
        Cancelled: the user gave up.
    """
    with opened(file) as found:
        table = look(found.text) if found.form is Format.CSV else None
        plan = stage_page(
            found.reading(book, None if table is None else columns(table)),
            lambda: iter(found.text),
            file_name=file.name,
            sha256=found.text.sha256,
            is_page=found.is_page,
            watch=watch,
        )
    if plan is None:
        raise UserError("import_no_clipping", file=found.text.name)
    plan.table = table
    return plan


def table_in(file: PageFile) -> Table | None:
    """The form of the table in a file; None where it is none. Raises as `opened`."""
    with opened(file) as found:
        return look(found.text)


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Say in the user's words why a file cannot be read."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise UserError("import_missing", file=name) from error
    except PermissionError as error:
        reason = t("errors.import_reason_permission")
        raise UserError("import_unreadable", file=name, reason=reason) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError("import_unreadable", file=name, reason=reason) from error
