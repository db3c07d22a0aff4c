"""RIS, which press databases and reference managers export: tagged lines, a record from TY to ER.

rispy tells a line's tag from its content; the records are gathered here, one after the other, for
rispy would hold the whole file and tell no lines. Pure; any thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rispy import RisParser

from clipdesk.core.model import Draft, Problem, Reading
from clipdesk.importing.days import read_day
from clipdesk.importing.ids import is_regular
from clipdesk.importing.records import Fields, Tally, Text, split_tags
from clipdesk.importing.sources import SourceBook

_DATES: Final = ("DA", "Y1", "PY", "YR")  # Y2 says when somebody looked at it
_SOURCES: Final = ("JF", "T2", "BT", "JO", "JA", "J2", "J1", "PB")
_HEADLINES: Final = ("TI", "T1", "CT", "ST")
_OUR_IDS: Final = ("LB", "ID", "CN", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8")
_IDS: Final = ("DO", "AN", "ID")
_ROUTES: Final = ("DP", "DB")
_NOTES: Final = ("N1",)
"""Reference managers call them notes, and databases put their own remarks there: nobody can tell
whose they are. They are neither the article's words nor surely the analyst's, who could not tell
them from their own later: so they are kept as what whoever compiled the file says."""
_MEMOS: Final = ("RN",)
"""Research notes: by their name those of whose file it is, as is a memo in a table."""
_TAGS: Final = ("KW",)
_LOOSE: Final = re.compile(r"([A-Z][A-Z0-9]) - ?(?=\S|$)")
"""A tag with one space too few; understood only in a record that begins so."""
_YEAR: Final = re.compile("[12][0-9]{3}")
_MOST_OUTSIDE: Final = 1_000
"""Lines between records that are kept together."""
_LONGEST_EXCERPT: Final = 200


def is_ris(text: str) -> bool:
    """Whether a text is RIS: a TY, and at once below it another tag."""
    parser = RisParser()
    lines = (line.removeprefix("\ufeff") for line in text.split("\n") if line.strip())
    for line in lines:
        loose = line.startswith("TY - ")
        if _parsed(parser, line, loose=loose)[0] == parser.START_TAG:
            following = next(lines, None)
            return following is None or bool(_parsed(parser, following, loose=loose)[0])
    return False


def read_ris(lines: Iterable[str], book: SourceBook, *, title_fallback: str) -> Reading:
    """Read RIS as it passes through; memory does not grow with the file.

    Args:
        lines: the file's; walked once.
        book: the known sources.
        title_fallback: the title, for RIS has none.

    Yields:
        As `Reading`. What stands above the first record is furniture; what stands between records
        is a problem and kept whole.
    """
    tally = Tally()
    begun = False
    for part in _parts(tally.passing(lines)):
        if part.entries:
            begun = True
            made = tally.made(_fields(part), book)
            yield from made if part.ended else _unended(part, list(made))
        elif begun and part.printed.strip():
            tally.count("problems", part.printed)
            yield Problem("between_records", part.line, part.printed)
        else:
            tally.count("furniture", part.printed)
        yield from tally.taken()
    yield tally.summary(title_fallback)


def _unended(part: _Part, made: list[Draft | Problem]) -> Iterator[Draft | Problem]:
    """What was made of a record without an end, and one report that says what became of it."""
    if any(isinstance(one, Draft) for one in made):
        yield Problem("record_unended", part.line, part.printed[:_LONGEST_EXCERPT])
        yield from made
        return
    for one in made:
        if isinstance(one, Problem) and one.code == "date_missing":
            yield Problem("record_cut_off", one.line, one.excerpt)
        else:
            yield one


@dataclass(slots=True)
class _Entry:
    """A tag with its lines."""

    tag: str
    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).rstrip()


@dataclass(slots=True)
class _Part:
    """A record, or lines outside of any, which have no entries."""

    line: int
    lines: list[str] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    ended: bool = False
    loose: bool = False

    @property
    def printed(self) -> str:
        return "\n".join(self.lines).rstrip("\n")


def _parts(lines: Iterable[str]) -> Iterator[_Part]:
    parser = RisParser()
    part = _Part(1)
    for number, line in enumerate(lines, 1):
        loose = line.startswith("TY - ") or part.loose
        tag, content = _parsed(parser, line, loose=loose)
        if tag == parser.START_TAG or part.ended or _is_full(part):
            yield part
            part = _Part(number, loose=line.startswith("TY - "))
        part.lines.append(line)
        if tag and (part.entries or tag == parser.START_TAG):
            part.entries.append(_Entry(tag, number, [content]))
            part.ended = tag == parser.END_TAG
        elif part.entries:
            part.entries[-1].lines.append(line)
    yield part


def _is_full(part: _Part) -> bool:
    return not part.entries and len(part.lines) >= _MOST_OUTSIDE


def _parsed(parser: RisParser, line: str, *, loose: bool) -> tuple[str, str]:
    """A line's tag, empty without one, and its content."""
    if loose:
        line = _LOOSE.sub(r"\1  - ", line, count=1) if _LOOSE.match(line) else line
    tag, content = parser.parse_line(line)
    return tag or "", content


def _fields(record: _Part) -> Fields:
    """What a record says."""

    def texts(*tags: str) -> list[Text]:
        """Tag by tag in the order asked for; what two of them say alike, once."""
        found: dict[str, Text] = {}
        for tag in tags:
            for entry in record.entries:
                if entry.tag == tag and entry.text.strip():
                    found.setdefault(entry.text, Text(entry.text, entry.line))
        return list(found.values())

    def said(*tags: str) -> list[str]:
        return [text.text for text in texts(*tags)]

    def first(*tags: str) -> str:
        return next(iter(said(*tags)), "")

    authors = texts("AU", "A1")
    joined = [Text("; ".join(one.text for one in authors), authors[0].line)] if authors else []
    return Fields(
        line=record.line,
        printed=record.printed,
        archives=_archives(record),
        date=_date(said(*_DATES)),
        source=first(*_SOURCES),
        via=first(*_ROUTES),
        headline=first(*_HEADLINES),
        ids=[*filter(is_regular, said(*_OUR_IDS)), *said(*_IDS)],
        details=joined,
        texts=texts("AB", "N2"),
        links=texts("UR"),
        notes=texts(*_NOTES),
        memos=said(*_MEMOS),
        tags=[tag for text in said(*_TAGS) for tag in split_tags(text, commas=False)],
    )


def _archives(record: _Part) -> str:
    """The record without the lines of the analyst's."""
    own = {
        line
        for entry in record.entries
        if entry.tag in {*_TAGS, *_MEMOS}
        for line in range(entry.line, entry.line + len(entry.lines))
    }
    kept = (text for line, text in enumerate(record.lines, record.line) if line not in own)
    return "\n".join(kept).rstrip("\n")


def _date(written: Sequence[str]) -> str:
    """The most precise of a record's dates, as written; a day without its year is given it."""
    years = [year for text in written if (year := _YEAR.match(text.strip())) is not None]
    if years:
        known = years[0][0]
        short = [text for text in written if not _YEAR.search(text)]
        filled = [form for text in short for form in (f"{text} {known}", f"{known}年{text}")]
        written = [*written, *filled]
    best, chosen = 0, next(iter(written), "")
    for text in written:
        day = read_day(text)
        precision = 0 if day is None else 1 + (day.month is not None) + (day.day is not None)
        if precision > best:
            best, chosen = precision, text
    return chosen
