"""CSL-JSON, which reference managers export: one JSON array of items.

The array is held in memory whole, but each item is read by itself, from the characters that are
its own: one that is broken harms no other. Pure; any thread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clipdesk.core.errors import UserError
from clipdesk.core.model import Problem, Reading
from clipdesk.importing.days import read_day
from clipdesk.importing.ids import is_regular
from clipdesk.importing.records import Fields, Tally, Text, split_tags
from clipdesk.importing.sources import SourceBook

_OPENING: Final = re.compile(r"\ufeff?\s*(?:\{\s*\"items\"\s*:\s*)?\[")
_FIRST: Final = re.compile(r"\s*(?:\{\s*(?:\"|$)|\]\s*\Z)")
_AROUND: Final = re.compile(r"[\s,]*")
_END: Final = re.compile(r"[\s,]*\][\s}]*\Z")
_FIRST_KEY: Final = re.compile(r"\{\s*\"[^\"\\\n]{0,40}\"\s*:")
_MOST_BROKEN: Final = 100
"""Items after which a broken array is no longer searched for the next one."""
_LINE_TAG: Final = re.compile(r"<br ?/?>|</(?:jats:)?p>", re.IGNORECASE)
_TAG: Final = re.compile(
    r"</?(?:i|b|em|strong|sup|sub|sc|span|p|jats:[a-z]{1,20})(?: [^<>]{0,200})?>", re.IGNORECASE
)
_DECODER: Final = json.JSONDecoder()
_DATES: Final = (
    "issued", "published", "published-online", "published-print", "available-date",
    "original-date", "event-date",
)  # fmt: skip
_SOURCES: Final = (
    "container-title", "container-title-short", "journalAbbreviation", "collection-title",
    "publisher", "authority",
)  # fmt: skip

_KEYS: Final = frozenset({*_DATES, *_SOURCES, "type", "title", "author", "abstract"})
"""What an item of CSL-JSON has some of."""
_OURS: Final = frozenset({"uid", "published", "headline", "source_printed"})
"""What a clipping of our own JSON Lines has, when another program broke its line."""


def is_csl(text: str) -> bool:
    """Whether a text begins as an array of objects does."""
    opening = _OPENING.match(text)
    return opening is not None and _FIRST.match(text, opening.end()) is not None


def read_csl(lines: Iterable[str], book: SourceBook, *, title_fallback: str) -> Reading:
    """Read an array of items.

    Args:
        lines: the file's; walked once, and joined.
        book: the known sources.
        title_fallback: the title, for CSL-JSON has none.

    Yields:
        As `Reading`. Brackets and commas around the items are furniture; what is no item is a
        problem and kept whole.

    Raises:
        UserError: `import_json_unknown` where it is JSON of something else.
    """
    tally = Tally()
    text = "\n".join(tally.passing(lines))
    items, resembling = 0, False
    for part in _parts(text):
        if part.item is not None:
            items += 1
            if len(_OURS.intersection(part.item)) > 1:  # it would be read, and half of it lost
                raise UserError("import_json_unknown", file=title_fallback)
            resembling = resembling or not _KEYS.isdisjoint(part.item)
            yield from tally.made(_fields(part, part.item), book)
        elif part.broken:
            tally.count("problems", part.printed)
            yield Problem("item_unreadable", part.line, part.printed)
        else:
            tally.count("furniture", part.printed)
    yield from tally.taken()
    if not resembling and (items or not is_csl(text)):
        raise UserError("import_json_unknown", file=title_fallback)
    yield tally.summary(title_fallback)


# ---- the array ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """An item, or what stands around items.

    Attributes:
        item: None for what is none.
        broken: whether it should have been one.
    """

    line: int
    printed: str
    item: Mapping[str, Any] | None = None
    broken: bool = False


def _parts(text: str) -> Iterator[_Part]:
    """The whole text in parts, in order."""
    opening = _OPENING.match(text)
    at = 0 if opening is None else opening.end()
    yield _Part(1, text[:at])
    line = 1 + text.count("\n", 0, at)
    next_item = _beginning_of_items(text, at)
    broken = 0
    while at < len(text):
        part, following = _part(text, at, line, next_item if broken < _MOST_BROKEN else None)
        broken += part.broken
        yield part
        line += text.count("\n", at, following)
        at = following


def _part(text: str, at: int, line: int, next_item: re.Pattern[str] | None) -> tuple[_Part, int]:
    """The part that begins at a place, and where the next one does."""
    end = _END.match(text, at)
    if end is not None:
        return _Part(line, text[at:]), len(text)
    around = _AROUND.match(text, at)
    if around is not None and around.end() > at:
        return _Part(line, around[0]), around.end()
    if text.startswith("{", at):
        try:
            item, following = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):  # ValueError: a number of too many digits, too
            pass
        else:
            return _Part(line, text[at:following], item), following
    found = None if next_item is None else next_item.search(text, at + 1)
    following = len(text) if found is None else found.start()
    return _Part(line, text[at:following], broken=True), following


def _beginning_of_items(text: str, at: int) -> re.Pattern[str]:
    """What every item begins with: the first one's place in its line, else its first key."""
    first = text.find("{", at)
    line_start = text.rfind("\n", 0, max(0, first)) + 1
    indent = text[line_start : max(0, first)]
    if line_start > 0 and not indent.strip():
        return re.compile(rf"^{re.escape(indent)}\{{", re.MULTILINE)
    key = _FIRST_KEY.match(text, max(0, first))
    return re.compile(re.escape(key[0]) if key else r"\{\s*\"(?:id|type)\"\s*:")


# ---- an item -----------------------------------------------------------------------------------


def _fields(part: _Part, item: Mapping[str, Any]) -> Fields:
    """What an item says."""

    def first(*names: str) -> str:
        return next((said for name in names if (said := _said(item.get(name)))), "")

    def texts(*names: str) -> list[Text]:
        found = dict.fromkeys(said for name in names if (said := _said(item.get(name))))
        return [Text(said, part.line, escaped=True) for said in found]

    authors = "; ".join(filter(None, map(_name, _list(item.get("author")))))
    ids = [first("id"), first("call-number"), first("number"), first("citation-key")]
    tags = [tag for text in _list(item.get("keyword")) for tag in split_tags(_said(text))]
    return Fields(
        line=part.line,
        printed=part.printed,
        archives=_KEYWORD.sub("", part.printed),
        date=_date(item),
        source=first(*_SOURCES),
        via=first("source", "archive"),
        headline=first("title", "title-short", "shortTitle"),
        ids=[*filter(is_regular, ids), first("DOI"), ids[0]],
        details=[Text(authors, part.line)] if authors else [],
        texts=texts("abstract"),
        links=texts("URL"),
        notes=texts("note", "annote"),
        tags=tags,
    )


_STRING: Final = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_WORDS: Final = rf'"keyword"\s*:\s*(?:{_STRING}|\[\s*(?:{_STRING}[\s,]*)*\])'
_KEYWORD: Final = re.compile(rf",\s*{_WORDS}|{_WORDS}\s*,?")
"""The tags of an item, which are the analyst's; no string can hold this, its quotation marks would
be written otherwise."""


def _list(value: Any) -> list[Any]:
    """The value's members, or itself where it is alone."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _said(value: Any) -> str:
    """A value as text, without the markup that titles and abstracts have; Crossref lists titles."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, str):
        return _TAG.sub("", _LINE_TAG.sub("\n", value)).strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _name(author: Any) -> str:
    if not isinstance(author, dict):
        return _said(author)
    names = ("non-dropping-particle", "family", "given")
    return _said(author.get("literal")) or ", ".join(
        said for said in (_said(author.get(name)) for name in names) if said
    )


def _date(item: Mapping[str, Any]) -> str:
    """The first of the item's dates that has a month; else the first."""
    written = [form for name in _DATES for form in _forms(item.get(name)) if form]
    for form in written:
        day = read_day(form)
        if day is not None and day.month is not None:
            return form
    return next(iter(written), "")


def _forms(value: Any) -> Iterator[str]:
    """The ways in which a CSL date says what it is."""
    if not isinstance(value, dict):
        yield _said(value)
        return
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        said = [_said(part) for part in parts[0][:3]]
        yield "-".join(part.zfill(2) for part in said if part)
    yield _said(value.get("raw"))
    yield _said(value.get("literal"))
