"""Which form a file has: what stands in it decides, its name's ending only where that is silent.

The archive's own page is what anything is that is nothing else: its reader says what is wrong
with it. Pure; any thread.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from typing import Final

from clipdesk.importing.csl import is_csl
from clipdesk.importing.dateline import read_date_line
from clipdesk.importing.html import is_html
from clipdesk.importing.ids import is_regular, take_id
from clipdesk.importing.jsonl import is_jsonl
from clipdesk.importing.ris import is_ris
from clipdesk.importing.tables import is_table


class Format(StrEnum):
    """The forms of files that can be read."""

    PAGE = "page"  # the archive's own, as text
    HTML = "html"
    JSONL = "jsonl"  # our own
    CSV = "csv"  # or separated by tabs, semicolons, bars
    RIS = "ris"
    CSL = "csl"


_ENDINGS: Final = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".shtml": Format.HTML,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".tab": Format.CSV,
    ".ris": Format.RIS,
    ".json": Format.CSL,
    ".csljson": Format.CSL,
}


def format_of(name: str, head: str) -> Format:
    """The form of a file.

    Args:
        name: the file's; only its ending counts, in any case.
        head: the beginning of its text, some hundred lines at least, or all of it.
    """
    ending = _ENDINGS.get(PurePath(name).suffix.lower())
    if is_jsonl(head):
        return Format.JSONL
    if is_csl(head):
        return Format.CSL
    if is_ris(head):
        return Format.RIS
    if is_table(head, sure=ending is not Format.CSV):
        return Format.CSV
    if is_html(head):
        return Format.HTML
    return Format.PAGE if ending is None or _is_page(head) else ending


def _is_page(head: str) -> bool:
    """Whether a block of the archive begins somewhere: a date in the first column and an id."""
    lines = head.split("\n")
    dated = any(read_date_line(line) is not None for line in lines)
    ids = (take_id(line)[1] for line in lines)
    return dated and any(found is not None and is_regular(found) for found in ids)
