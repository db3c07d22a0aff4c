"""The pages in a zip: read in memory within bounds, never unpacked.

A member's name is only a label, whatever folders it claims; links, encrypted and nested zips are
passed over and named; what swells beyond reason is refused before it is read. Any thread.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from clipdesk.core.errors import UserError
from clipdesk.core.text import printable

MOST_MEGABYTES: Final = 512
"""What all pages of a zip may have together, unpacked."""
_MEGABYTE: Final = 1 << 20
_MOST_SWELLING: Final = 150
"""Text shrinks to a tenth, a page of tables to a fortieth; a bomb to a thousandth."""
_MOST_MEMBERS: Final = 100_000
_PAGES: Final = frozenset(
    {"", ".txt", ".text", ".html", ".htm", ".xhtml", ".shtml", ".shtm"}
    | {".jsonl", ".ndjson", ".csv", ".tsv", ".tab", ".ris"}
)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was passed over; `reason` names the text `report.<reason>`."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip, unpacked."""

    name: str
    data: bytes


def is_zip(data: bytes) -> bool:
    """Whether a file begins as zips do."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_hidden(name: str) -> bool:
    """Whether a file or folder is not meant to be seen."""
    return name.startswith(".") or name in {"__MACOSX", "Thumbs.db", "desktop.ini"}


def why_not(name: str) -> str | None:
    """Why a file in a folder or zip is no page, by its name; None when it may be one."""
    if is_hidden(name):
        return "skipped_hidden"
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".zip":
        return "skipped_zip"
    return None if ending in _PAGES else "skipped_unrelated"


def pages(file: Path | io.BytesIO, name: str) -> Iterator[Member | Skipped]:
    """What may be pages in a zip, in the order of their names, and what was passed over.

    Args:
        file: the zip, or its bytes.
        name: what to call it.

    Raises:
        UserError: `import_zip_damaged` when it is none, `import_zip_too_large`.
    """
    try:
        archive = _opened(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UserError("import_zip_damaged", file=name) from error
    with archive:
        members = sorted(
            (one for one in archive.infolist() if not one.is_dir()), key=lambda one: one.filename
        )
        kept = [(one, _reason(one)) for one in members]
        size = sum(one.file_size for one, reason in kept if reason is None)
        if size > MOST_MEGABYTES * _MEGABYTE or len(kept) > _MOST_MEMBERS:
            megabytes = -(-size // _MEGABYTE)
            raise UserError("import_zip_too_large", file=name, size=megabytes, limit=MOST_MEGABYTES)
        for one, reason in kept:
            label = f"{name}/{_label(one.filename)}"
            data = _unpacked(archive, one) if reason is None else None
            if data is None:
                yield Skipped(label, reason or "skipped_unreadable")
            else:
                yield Member(label, data)


def _opened(file: Path | io.BytesIO) -> zipfile.ZipFile:
    """The zip; names that do not say that they are UTF-8 are Shift_JIS, as Windows wrote them."""
    try:
        return zipfile.ZipFile(file, metadata_encoding="cp932")
    except UnicodeDecodeError:
        return zipfile.ZipFile(file)


def _reason(member: zipfile.ZipInfo) -> str | None:
    """Why a member is not read."""
    parts = [
        part
        for part in member.filename.replace("\\", "/").split("/")
        if part not in {"", ".", ".."}
    ]
    hidden = any(is_hidden(part) for part in parts)
    reason = "skipped_hidden" if hidden or not parts else why_not(parts[-1])
    if stat.S_ISLNK(member.external_attr >> 16):
        return "skipped_link"
    if reason is None and member.flag_bits & 1:
        return "skipped_encrypted"
    swells = member.file_size > _MOST_SWELLING * max(1, member.compress_size)
    return (
        "skipped_swelling" if reason is None and member.file_size > _MEGABYTE and swells else reason
    )


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """A member's bytes, never more than it announces; None when it is damaged."""
    try:
        with archive.open(member) as stream:
            return stream.read(member.file_size)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError):
        return None


def _label(name: str) -> str:
    return _CONTROL.sub("\ufffd", printable(name))
