"""Highlights with their clippings as a file: Markdown, a table (CSV), data (JSON Lines). Any thread.

The archive's words are data in all three: in Markdown every character that would mean something is
escaped, and a table's cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from clipdesk import texts
from clipdesk.core.marks import ListedMark
from clipdesk.exporting import dates
from clipdesk.exporting.files import replacing

Names = Mapping[str, str]
"""What each colour means, in words."""

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#+\-!|~&=:.])")
_LINE_ENDS: Final = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_BROKEN: Final = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write(marks: Iterable[ListedMark], destination: Path, names: Names) -> int:
    """Write highlights in their order, in the form that the file's name ends with; how many.

    Args:
        marks: may come from a generator: memory stays flat.
        destination: `.md`, `.csv` or `.jsonl`; any other name is Markdown.
        names: what the colours mean.

    Raises:
        UserError: the destination cannot be written; it is then as it was.
    """
    form = _FORMS.get(destination.suffix.casefold(), _markdown)
    count = 0

    def counted() -> Iterator[ListedMark]:
        nonlocal count
        for mark in marks:
            count += 1
            yield mark

    with replacing(destination) as stream:
        for part in form(counted(), names):
            stream.write(part.encode("utf-8", "backslashreplace"))
    return count


def markdown(marks: Iterable[ListedMark], names: Names) -> str:
    """Highlights as Markdown, for the clipboard."""
    return "".join(_markdown(marks, names))


def _markdown(marks: Iterable[ListedMark], names: Names) -> Iterator[str]:
    """A heading for each clipping, `[[id]]` in it, and below it its highlights as quotations."""
    language = texts.language()
    is_first = True
    for _, group in groupby(marks, key=lambda mark: mark.clipping_id):
        for number, mark in enumerate(group):
            if not number:
                head = [dates.in_full(mark.published, language), mark.source, mark.headline]
                line = " · ".join(_escaped(" ".join(part.split())) for part in head)
                link = f" [[{mark.printed_id}]]" if _is_linkable(mark.printed_id) else ""
                yield f"{'' if is_first else chr(10)}## {line}{link}\n"
                is_first = False
            quote = _LINE_ENDS.sub("\n", mark.highlight.quote)
            yield "\n" + "".join(f"> {_escaped(part)}\n" for part in quote.split("\n"))
            said = f"**{_escaped(names[mark.highlight.colour])}**"
            if mark.start is None:
                said += f" ({_escaped(texts.t('article.lost', lang=language))})"
            yield f"\n{said}\n"
            if comment := _LINE_ENDS.sub("\n", mark.highlight.comment).strip():
                yield f"\n{comment}\n"  # the analyst's own words: Markdown if they mean it


def _csv(marks: Iterable[ListedMark], names: Names) -> Iterator[str]:
    """A line each. It begins with a byte order mark, by which Excel knows UTF-8."""
    yield "\ufeff"
    is_first = True
    for mark in marks:
        data = _data(mark, names)
        if is_first:
            yield _line(data)
            is_first = False
        data["tags"] = "; ".join(mark.tags)
        yield _line(cell(value) for value in data.values())
    if is_first:
        yield _line(_COLUMNS)


def _jsonl(marks: Iterable[ListedMark], names: Names) -> Iterator[str]:
    for mark in marks:
        line = json.dumps(_data(mark, names), ensure_ascii=False).translate(_BROKEN)
        yield f"{line}\n"


_FORMS: Final[dict[str, Callable[[Iterable[ListedMark], Names], Iterator[str]]]] = {
    ".md": _markdown,
    ".csv": _csv,
    ".jsonl": _jsonl,
}
_COLUMNS: Final = (
    "quote", "comment", "colour", "meaning", "published", "source", "headline", "id", "uid", "tags",
    "added_at", "changed_at", "start", "found",
)  # fmt: skip
"""What a file says of each; the names are a promise to other programs."""


def _data(mark: ListedMark, names: Names) -> dict[str, Any]:
    one = mark.highlight
    values = (
        one.quote, one.comment, one.colour, names[one.colour], mark.published.iso, mark.source,
        mark.headline, mark.printed_id, mark.uid, list(mark.tags), one.added_at, one.changed_at,
        mark.start, mark.start is not None,
    )  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))


def _line(cells: Iterable[Any]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(cells)
    return stream.getvalue()


def cell(value: object) -> object:
    """A table's cell that runs nothing in a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _is_linkable(printed_id: str | None) -> bool:
    return bool(printed_id) and not re.search(r"[\[\]\s]", printed_id or "")
