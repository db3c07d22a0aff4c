"""From the fields of a record to a clipping: what tables, RIS and CSL-JSON have in common.

Their readers say which field is which; here the date, source, id and text are understood as on
the archive's pages, and what is odd about them is reported. `Tally` counts what passes, so that
nothing is lost unseen. Pure; any thread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from clipdesk.core.dates import Published
from clipdesk.core.errors import UserError
from clipdesk.core.model import (
    Citation,
    Draft,
    Layer,
    Passage,
    PassageKind,
    Problem,
    Split,
    Summary,
    Voice,
)
from clipdesk.importing.body import read_body
from clipdesk.importing.days import Clock, Day, read_clock, read_day
from clipdesk.importing.decode import UNREADABLE
from clipdesk.importing.division import UNKNOWN_SOURCE
from clipdesk.importing.ids import agrees, is_regular, references, take_id
from clipdesk.importing.lines import is_indented, readable, visible
from clipdesk.importing.page import unreadable
from clipdesk.importing.slips import note_slips
from clipdesk.importing.sources import SourceBook
from clipdesk.store.layer import clean_tag_name

_LONGEST_EXCERPT: Final = 200
_MARK: Final = "\ufeff"
_LONGEST_NAME: Final = 200
_URN: Final = re.compile(r"10\.[0-9]{4,9}/\S+|[a-z][a-z0-9+.-]{1,15}:\S{6,}", re.IGNORECASE)
_ACCESSION: Final = re.compile(r"(?=(?:[^0-9\s]*[0-9]){5})\S{8,}")
"""A database's number: long, and with digits enough."""
_BETWEEN_TAGS: Final = re.compile("[;|\n\u3001\uff1b]")
_COMMA: Final = re.compile("[,\uff0c]")
_DOI_LEAD: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)(?=10\.)", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"[(\uff08](.*)[)\uff09]|[<\uff1c](.*)[>\uff1e]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    r"""Some text of a record and the line of the file where it begins.

    Attributes:
        label: what a detail is, said before it.
        escaped: its line ends are written as `\n`: all of it stands in one line of the file.
    """

    text: str
    line: int
    label: str = ""
    escaped: bool = False

    @property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.split("\n")


@dataclass(slots=True)
class Fields:
    """What a record says, as written; anything but `line` and `printed` may be empty.

    Attributes:
        line: 1-based line of the file where the record begins.
        printed: the record's own characters in the file.
        archives: those of them that are the archive's, without tags and memos: whoever changes
            these has not changed the clipping. Empty where all are.
        ids: what may be its id, the best first.
        has_id: whether the file gives its records ids, so that one without is odd.
        details: author, page, edition: said above the text.
        texts: the article's paragraphs.
        links: addresses: said below the text.
        notes: the compiler's.
        memos: the analyst's own.
        day_first: as `days.read_day`.
    """

    line: int
    printed: str
    archives: str = ""
    date: str = ""
    time: str = ""
    source: str = ""
    via: str = ""
    headline: str = ""
    ids: Sequence[str] = ()
    has_id: bool = False
    details: list[Text] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    links: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    memos: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    day_first: bool | None = None


class Tally:
    """Counts a file's visible characters as its lines pass to the reader.

    Attributes:
        line: how many lines passed.
        problems: lines in which bytes of the file were no characters; taken by the reader.
    """

    def __init__(self) -> None:
        self.line = 0
        self.problems: list[Problem] = []
        self._sums: Counter[str] = Counter()

    def passing(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines; a byte order mark that was left before the first belongs to nothing."""
        for line in lines:
            self.line += 1
            self._sums["input"] += visible(line)
            if UNREADABLE in line:
                self.problems.append(unreadable(line, self.line))
            if self.line == 1 and line.startswith(_MARK):
                self._sums["furniture"] += 1
                yield line.removeprefix(_MARK)
            else:
                yield line

    def count(self, kind: str, printed: str) -> None:
        """Say what some characters were: of `clippings`, `furniture` or `problems`."""
        self._sums[kind] += visible(printed)

    def made(self, fields: Fields, book: SourceBook) -> Iterator[Draft | Problem]:
        """The clipping of a record and what is odd about it; counts the record."""
        maker = _Maker(fields, book)
        draft = maker.make()
        self.count("problems" if draft is None else "clippings", fields.printed)
        if draft is not None:
            yield draft
        yield from maker.problems
        yield from self.taken()

    def taken(self) -> Iterator[Problem]:
        """The problems that were waiting."""
        problems, self.problems = self.problems, []
        return iter(problems)

    def summary(self, title: str) -> Summary:
        """What a reader says last."""
        names = ("input", "clippings", "furniture", "problems")
        return Summary(title, {name: self._sums[name] for name in names})


def name_of(texts: Iterable[str]) -> str | None:
    """The first that names one record among those of all files, as printed; None without one.

    An id of the archive's form, a DOI, an address, or a number as databases give them; a running
    number or a short key is the name of another record in the next file.
    """
    for text in texts:
        bare = text.strip()
        if len(bare) > _LONGEST_NAME:
            continue
        found = _BRACKETS.fullmatch(bare)
        if found is not None:
            bare = (found[1] or found[2] or "").strip()
        bare = _DOI_LEAD.sub("", bare, count=1)
        if is_regular(bare) or _URN.fullmatch(bare) or _ACCESSION.fullmatch(bare):
            return bare
    return None


def split_tags(text: str, *, commas: bool = True) -> list[str]:
    """The tags in one cell or field.

    Args:
        text: tags with `;`, `|`, 、 or line ends between them, else with commas.
        commas: False where commas belong to the tags: `Putin, Vladimir`.
    """
    tags = _BETWEEN_TAGS.split(text)
    if commas and len(tags) == 1:
        tags = _COMMA.split(text)
    return [tag for tag in tags if tag.strip()]


def citations(passages: Sequence[Passage]) -> Iterator[Citation]:
    """What the text of passages cites, in order."""
    for index, passage in enumerate(passages):
        for reference in references(passage.text):
            for printed_id, hint in reference.cited:
                yield Citation(printed_id, hint, index)


def paragraphs(text: Text) -> tuple[Passage, ...]:
    """The passages of a text.

    Where it sets paragraphs in by a space, the rest of a broken line is known by having none.
    Where it never does, every line is a paragraph.
    """
    if any(is_indented(line) for line in text.lines):
        passages = read_body(text.lines, text.line)
    else:
        apart = [one for line in text.lines for one in (line, "")]  # an empty line says so
        passages = tuple(replace(p, line=text.line + p.line // 2) for p in read_body(apart, 0))
    return tuple(replace(p, line=text.line) for p in passages) if text.escaped else passages


def compilers(texts: Iterable[Text], first_block: int) -> Iterator[Passage]:
    """The passages of the compiler's notes, a block each; a 【註】 in one opens another."""
    block = first_block - 1
    for text in texts:
        above: tuple[int | None] | None = (
            None  # the block, as the text has it, of the passage above
        )
        for passage in paragraphs(text):
            block += above != (passage.block,)
            above = (passage.block,)
            yield replace(passage, voice=Voice.COMPILER, block=block)


class _Maker:
    """Makes one draft of a record's fields and notes what is odd about it."""

    def __init__(self, fields: Fields, book: SourceBook) -> None:
        self.fields = fields
        self.book = book
        self.problems: list[Problem] = []

    def make(self) -> Draft | None:
        """The draft; None where no date can be told: then a problem keeps the whole record."""
        published = self._published()
        if published is None:
            return None
        fields = self.fields
        source = self._source()
        headline, printed_id = self._headline_and_id(published)
        passages = self._passages()
        layer = self._layer()
        return Draft(
            printed_id=printed_id,
            published=published,
            date_printed=self._date_printed(),
            source=source,
            source_printed=" ".join(fields.source.split()),
            via=_bare_route(fields.via),
            headline=headline,
            passages=passages,
            citations=tuple(citations(passages)),
            printed=self._printed(),
            line=fields.line,
            split=Split.SURE if fields.source.strip() else Split.UNKNOWN,
            layer=layer,
        )

    def _report(self, code: str, excerpt: str, line: int = 0, **values: str | int) -> None:
        line = line or self.fields.line
        self.problems.append(Problem(code, line, excerpt[:_LONGEST_EXCERPT], values))

    def _printed(self) -> str:
        """The archive's characters; where a tag cannot be one, all: else it would be nowhere."""
        fields = self.fields
        is_whole = any(problem.code == "tag_unusable" for problem in self.problems)
        return fields.printed if is_whole else fields.archives or fields.printed

    def _date_printed(self) -> str:
        return " ".join(f"{self.fields.date} {self.fields.time}".split())

    # ---- date ---------------------------------------------------------------------------------

    def _published(self) -> Published | None:
        """The date; reports what is odd, and keeps the whole record where there is none."""
        fields = self.fields
        printed = " ".join(fields.date.split())
        if not printed:
            self.problems.append(Problem("date_missing", fields.line, fields.printed))
            return None
        day = read_day(fields.date, day_first=fields.day_first)
        values = {"printed": printed[:_LONGEST_EXCERPT]}
        if day is None:
            self.problems.append(Problem("date_unknown", fields.line, fields.printed, values))
            return None
        if day.month is None:
            self.problems.append(Problem("date_year_only", fields.line, fields.printed, values))
            return None
        try:
            month = Published(day.year, day.month)
        except ValueError:
            self.problems.append(Problem("date_impossible", fields.line, fields.printed, values))
            return None
        return self._to_the_day(day, month, printed)

    def _to_the_day(self, day: Day, month: Published, printed: str) -> Published:
        try:
            published = Published(day.year, month.month, day.day)
        except ValueError:
            self._report("day_impossible", printed, printed=printed, meant=month.iso)
            published = month
        else:
            if day.slip:
                self._report("date_slip", printed, printed=printed, meant=published.iso)
        time = self.fields.time.strip()
        clock = read_clock(time) if time else day.clock
        if time and clock is None:
            clock = Clock(None, elsewhere=False)
        if clock is None:
            return published
        said = time or printed
        if clock.elsewhere:
            self._report("time_elsewhere", said, printed=said)
        elif clock.minute is None or published.day is None:
            self._report("time_impossible", said, printed=said)
        else:
            return replace(published, minute=clock.minute)
        return published

    # ---- source, headline, id -----------------------------------------------------------------

    def _source(self) -> str:
        printed = " ".join(self.fields.source.split())
        if not printed:
            self._report("source_missing", self.fields.headline.strip(), meant=UNKNOWN_SOURCE)
            return UNKNOWN_SOURCE
        meant = self.book.meant(printed)
        if self.book.is_misprint(printed):
            self._report("source_misprint", printed, printed=printed, meant=meant)
        elif not self.book.knows(printed) and (near := self.book.near(printed)) is not None:
            self._report("source_near", printed, printed=printed, proposal=near)
        return meant

    def _headline_and_id(self, published: Published) -> tuple[str, str | None]:
        headline = " ".join(filter(None, map(str.strip, self.fields.headline.split("\n"))))
        printed_id = name_of(self.fields.ids)
        if printed_id is None:
            bare, found = take_id(headline)
            if found is not None and is_regular(found):
                headline, printed_id = bare, found
        if not headline:
            self._report("headline_missing", self._date_printed())
        if printed_id is None:
            if self.fields.has_id and not any(one.strip() for one in self.fields.ids):
                self._report("id_missing", headline)
        elif is_regular(printed_id) and not agrees(printed_id, published):
            self._report("id_disagrees", printed_id, id=printed_id, date=self._date_printed())
        return headline, printed_id

    # ---- text ---------------------------------------------------------------------------------

    def _passages(self) -> tuple[Passage, ...]:
        """Details, text and addresses in the article's voice, then the compiler's notes."""
        fields = self.fields
        written = list(chain.from_iterable(map(paragraphs, fields.texts)))
        noted = next((at for at, p in enumerate(written) if p.block is not None), len(written))
        blocks = 1 + max((p.block for p in written if p.block is not None), default=-1)
        passages = (
            *_descriptors(fields.details),
            *written[:noted],
            *_descriptors(fields.links),
            *written[noted:],
            *compilers(fields.notes, blocks),
        )
        for passage in passages:
            self._check(passage)
        for slip in note_slips(passages):  # where a text is escaped its lines are one
            self._report(slip.code, slip.excerpt, slip.passage.line)
        return passages

    def _check(self, passage: Passage) -> None:
        for reference in references(passage.text):
            if not reference.cited:
                self._report("citation_without_id", reference.printed, passage.line)
            for printed_id, _ in reference.cited:
                if not is_regular(printed_id):
                    self._report("citation_malformed", printed_id, passage.line, id=printed_id)

    # ---- the analyst's side -------------------------------------------------------------------

    def _layer(self) -> Layer | None:
        note = "\n\n".join(memo.strip() for memo in self.fields.memos if memo.strip())
        tags = tuple(self._tags())
        return Layer(tags=tags, note=note or None) if tags or note else None

    def _tags(self) -> Iterator[str]:
        """The tags as the library keeps them, each once."""
        names = dict.fromkeys(self.fields.tags)
        seen = set()
        for name in names:
            try:
                tag = clean_tag_name(name)
            except UserError:
                self._report("tag_unusable", name.strip())
                continue
            if tag not in seen:
                seen.add(tag)
                yield tag


def _descriptors(texts: Iterable[Text]) -> Iterator[Passage]:
    for text in texts:
        said = readable(text.lines)
        if said:
            said = f"{text.label}: {said}" if text.label else said
            yield Passage(PassageKind.DESCRIPTOR, Voice.ARTICLE, text.text, said, text.line)


def _bare_route(via: str) -> str | None:
    """The route without the brackets in which pages print it."""
    via = " ".join(via.split())
    found = _BRACKETS.fullmatch(via)
    return (via if found is None else (found[1] or found[2] or "").strip()) or None
