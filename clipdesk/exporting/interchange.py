"""Clippings for other programs: tables (CSV, TSV), RIS and CSL-JSON, Markdown. Any thread.

The archive's words are data in all of them: a cell that a spreadsheet would take for a formula
begins with an apostrophe, a text in RIS is one line (a line in it that looked like a tag would end
it), and Markdown shows what it would mean. What one of them cannot hold (highlights, read marks)
is in JSON Lines (`records.py`). The field names are those that our own importer, Zotero and
spreadsheets know.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import rispy

from clipdesk import texts
from clipdesk.core.model import Record, Voice
from clipdesk.exporting import copied
from clipdesk.exporting.files import replacing
from clipdesk.exporting.marked import cell
from clipdesk.settings import CitationStyle

_COLUMNS: Final = (
    "date", "source", "via", "headline", "text", "compiler_note", "my_note", "tags", "id",
    "collection",
)  # fmt: skip


def write(records: Iterable[Record], destination: Path, style: CitationStyle) -> int:
    """Write clippings in their order, in the form that the file's name ends with; how many.

    Args:
        records: may come from a generator; memory stays flat.
        destination: its name ends with one of `FORMS`.
        style: of the citations in Markdown.

    Raises:
        UserError: the destination cannot be written; it is then as it was.
    """
    count = 0

    def counted() -> Iterator[Record]:
        nonlocal count
        for record in records:
            count += 1
            yield record

    with replacing(destination) as stream:
        for part in FORMS[destination.suffix.casefold()](counted(), style):
            # A lone surrogate is no character: UTF-8 cannot hold it.
            stream.write(part.encode("utf-8", "replace"))
    return count


def _table(separator: str) -> Callable[[Iterable[Record], CitationStyle], Iterator[str]]:
    def lines(records: Iterable[Record], _style: CitationStyle) -> Iterator[str]:
        """A line each, below the names. It begins with a byte order mark: Excel knows UTF-8 by it."""
        yield "\ufeff" + _line((texts.t(f"export.column.{name}") for name in _COLUMNS), separator)
        for record in records:
            yield _line((cell(value) for value in _values(record)), separator)

    return lines


def _line(cells: Iterable[Any], separator: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerow(cells)
    return stream.getvalue()


def _values(record: Record) -> tuple[str, ...]:
    return (
        record.published.iso.replace("T", " "),
        record.source,
        record.via or "",
        record.headline,
        _article(record),
        "\n".join(record.compiler_notes),
        record.note or "",
        "; ".join(record.tags),
        record.id or "",
        "; ".join(record.collections),
    )


def _article(record: Record) -> str:
    """The article's own words, a line for each paragraph."""
    said = (p for p in record.passages if p.voice is Voice.ARTICLE)
    return "\n".join(filter(None, (copied.clean(passage.text) for passage in said)))


def _ris(records: Iterable[Record], _style: CitationStyle) -> Iterator[str]:
    for record in records:
        when = record.published
        entry = {
            "type_of_reference": "NEWS",
            "title": _one_line(record.headline),
            "secondary_title": _one_line(record.source),
            "database_provider": _one_line(record.via or ""),
            "year": str(when.year),
            "date": "/".join(
                [str(when.year), f"{when.month:02}", f"{when.day:02}" if when.day else "", ""]
            )
            + (when.clock or ""),
            "abstract": _one_line(_article(record)),
            "notes": [_one_line(note) for note in record.compiler_notes],
            "research_notes": _one_line(record.note or ""),
            "keywords": [_one_line(tag) for tag in record.tags],
            "id": _one_line(record.id or ""),
        }
        yield rispy.dumps([{k: v for k, v in entry.items() if v}]).partition("\n")[2] + "\n"


def _csl(records: Iterable[Record], _style: CitationStyle) -> Iterator[str]:
    """An array, an item a line."""
    before = "["
    for record in records:
        when = record.published
        item = {
            "id": record.id or record.uid,
            "type": "article-newspaper",
            "title": record.headline,
            "container-title": record.source,
            "source": record.via,
            "issued": {"date-parts": [[n for n in (when.year, when.month, when.day) if n]]},
            "abstract": _article(record),
            "note": record.note,
            "annote": "\n".join(record.compiler_notes),
            "keyword": "; ".join(record.tags),
        }
        yield before + "\n" + json.dumps({k: v for k, v in item.items() if v}, ensure_ascii=False)
        before = ","
    yield "\n]\n" if before == "," else "[]\n"


def _markdown(records: Iterable[Record], style: CitationStyle) -> Iterator[str]:
    """A heading for each clipping; its tags, its text and the analyst's note below."""
    for number, record in enumerate(records):
        yield ("\n" if number else "") + copied.markdown(record, style)
        if record.tags:
            yield f"\n{copied.escaped(' '.join(f'#{tag}' for tag in record.tags))}\n"
        if record.note and record.note.strip():
            # The analyst's own words: Markdown, as they meant it.
            yield f"\n**{texts.t('export.column.my_note')}**\n\n{record.note.strip()}\n"


def _one_line(text: str) -> str:
    return " ".join(copied.clean(text).split())


FORMS: Final[dict[str, Callable[[Iterable[Record], CitationStyle], Iterator[str]]]] = {
    ".csv": _table(","),
    ".tsv": _table("\t"),
    ".ris": _ris,
    ".json": _csl,
    ".md": _markdown,
}
"""What a file's name can end with, and how such a file is written."""
