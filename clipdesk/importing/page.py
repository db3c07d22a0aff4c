"""A printed page as text: the press-clipping page, from its title to its last clipping.

Narrates the reading: `blocks.py` cuts the page, `header.py` gathers each head, `division.py`
tells source from headline, `body.py` gathers the paragraphs, `ids.py` knows the ids. Whatever
was not understood, or was understood against its letters, becomes a `Problem` with its line;
every visible character of the page is accounted for. Pure; any thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from clipdesk.core.dates import Published
from clipdesk.core.model import Citation, Draft, Page, Passage, Problem, Reading, Split, Summary
from clipdesk.importing.blocks import Block, blocks
from clipdesk.importing.body import read_body
from clipdesk.importing.decode import UNREADABLE
from clipdesk.importing.division import UNKNOWN_SOURCE, Divider, Division
from clipdesk.importing.header import Header, read_header
from clipdesk.importing.ids import agrees, is_regular, references
from clipdesk.importing.lines import visible
from clipdesk.importing.slips import note_slips
from clipdesk.importing.sources import SourceBook

_LINES_AT_ONCE: Final = 500
_LONGEST_EXCERPT: Final = 200
_CONTEXT: Final = 20
"""Characters shown on either side of one that could not be read."""


def read_lines(lines: Iterable[str], book: SourceBook, *, title_fallback: str) -> Reading:
    """Read a page as it passes through; memory does not grow with it.

    Args:
        lines: the page's; walked twice where a head must be guessed, for all heads teach how.
        book: the known sources.
        title_fallback: the title where the page prints none (its file's name).

    Yields:
        As `Reading`. In the summary the visible (non-space) characters are counted: each is of a
        clipping, of the furniture, or of a problem (a block that could not become a clipping and
        is kept in the problem's excerpt).
    """
    every = (read_header(block, book) for block in blocks(lines, book) if block.date is not None)
    divider = Divider(book, every)
    watch = _Watch()
    read = blocks(watch.passing(lines), book)
    furniture = next(read)
    heads = ((block, read_header(block, book)) for block in read)
    sums = Counter(furniture=visible(furniture.printed))
    yield from read_entries(heads, divider, book, sums)
    yield from watch.problems
    yield Summary(_title(furniture) or title_fallback, _characters(watch.visible, sums))


def read_page(text: str, book: SourceBook, *, title_fallback: str) -> Page:
    r"""Read a whole page at once.

    Args:
        text: the page, lines ended by `\n`.
        book: the known sources.
        title_fallback: as in `read_lines`.

    Returns:
        The page; its `drafts` are empty when it holds no clipping.
    """
    return collected(read_lines(text.split("\n"), book, title_fallback=title_fallback))


def collected(reading: Reading) -> Page:
    """All of a page in memory, its problems in the order of their lines."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    summary = Summary("", {})
    for found in reading:
        match found:
            case Draft():
                drafts.append(found)
            case Problem():
                problems.append(found)
            case Summary():
                summary = found
    problems.sort(key=lambda problem: problem.line)
    return Page(summary.title, tuple(drafts), tuple(problems), summary.characters)


def passing(page: Page) -> Reading:
    """A page that is in memory, as one that passes through."""
    yield from page.drafts
    yield from page.problems
    yield Summary(page.title, page.characters)


def read_entries(
    entries: Iterable[tuple[Block, Header]],
    divider: Divider,
    book: SourceBook,
    sums: Counter[str],
) -> Iterator[Draft | Problem]:
    """The clippings of blocks, whichever form they were printed in.

    Args:
        entries: each block with its head, in printed order.
        divider: knows the page's heads.
        book: the known sources.
        sums: counts the visible characters of `clippings` and of `problems`.
    """
    lines_by_id: dict[str, int] = {}
    for block, header in entries:
        if not header.date.possible:
            sums["problems"] += visible(block.printed)
            yield _impossible(block, header)
            continue
        reader = _ClippingReader(block, header, divider.divide(header), book)
        draft = reader.read()
        sums["clippings"] += visible(draft.printed)
        yield draft
        yield from reader.problems
        yield from _repeated(header, lines_by_id)


class _Watch:
    """Looks at a page's lines as they pass to its reader, before they are cut.

    Attributes:
        visible: how many visible characters passed.
        problems: lines in which bytes of the file were no characters: only a better copy can
            mend them.
    """

    def __init__(self) -> None:
        self.visible = 0
        self.problems: list[Problem] = []

    def passing(self, lines: Iterable[str]) -> Iterator[str]:
        coming = iter(lines)
        first = 1
        while held := list(islice(coming, _LINES_AT_ONCE)):  # faster than one by one
            text = "\n".join(held)
            self.visible += visible(text)
            if UNREADABLE in text:
                self.problems += [
                    unreadable(line, number)
                    for number, line in enumerate(held, first)
                    if UNREADABLE in line
                ]
            yield from held
            first += len(held)


def unreadable(line: str, number: int) -> Problem:
    """A line in which bytes of the file were no characters."""
    at = line.find(UNREADABLE)
    excerpt = line[max(0, at - _CONTEXT) : at + _CONTEXT]
    return Problem("characters_unreadable", number, excerpt, {"n": line.count(UNREADABLE)})


def _characters(whole: int, sums: Counter[str]) -> dict[str, int]:
    return {"input": whole, **{key: sums[key] for key in ("clippings", "furniture", "problems")}}


def _title(furniture: Block) -> str:
    return next((line.strip() for line in furniture.lines if line.strip()), "")


def _impossible(block: Block, header: Header) -> Problem:
    """A block that no month of the calendar can hold: kept whole, verbatim."""
    return Problem("date_impossible", block.line, block.printed, {"printed": header.date.printed})


def _repeated(header: Header, lines_by_id: dict[str, int]) -> Iterator[Problem]:
    if header.printed_id is None:
        return
    first = lines_by_id.setdefault(header.printed_id, header.id_line)
    if first != header.id_line:
        yield Problem(
            "id_repeated",
            header.id_line,
            header.printed_id,
            {"id": header.printed_id, "first": first},
        )


class _ClippingReader:
    """Makes one draft of a block and notes what is odd about it."""

    def __init__(self, block: Block, header: Header, division: Division, book: SourceBook) -> None:
        self.block = block
        self.header = header
        self.division = division
        self.book = book
        self.problems: list[Problem] = []

    def read(self) -> Draft:
        published = self._published()
        source = self._source()
        self._check_id(published)
        header, division = self.header, self.division
        if not division.headline:
            self._report("headline_missing", self.block.line, header.date_printed)
        passages = read_body(self.block.lines[header.body :], self.block.line + header.body)
        self._check_notes(passages)
        return Draft(
            printed_id=header.printed_id,
            published=published,
            date_printed=header.date_printed,
            source=source,
            source_printed=division.source_printed,
            via=header.via,
            headline=division.headline,
            passages=passages,
            citations=tuple(self._citations(passages)),
            printed=self.block.printed,
            line=self.block.line,
            split=division.split,
        )

    def _report(self, code: str, line: int, excerpt: str, **values: str | int) -> None:
        self.problems.append(Problem(code, line, excerpt[:_LONGEST_EXCERPT], values))

    def _published(self) -> Published:
        date, clock = self.header.date, self.header.clock
        minute = None
        if clock is not None:
            minute = clock.minute if date.day is not None else None
            if minute is None:
                self._report(
                    "time_impossible",
                    self.block.line,
                    self.header.date_printed,
                    printed=clock.printed,
                )
        published, as_printed = date.published(minute)
        if not as_printed:
            self._report(
                "day_impossible",
                self.block.line,
                date.printed,
                printed=date.printed,
                meant=published.iso,
            )
        elif date.slip:
            self._report(
                "date_slip",
                self.block.line,
                date.printed,
                printed=date.printed,
                meant=Published(published.year, published.month, published.day).iso,
            )
        return published

    def _source(self) -> str:
        """The source as meant; reports guesses, slips and what could not be told."""
        printed, headline = self.division.source_printed, self.division.headline
        line = self.header.source_line
        if self.division.split is Split.UNKNOWN:
            self._report("source_unknown", line, headline, meant=UNKNOWN_SOURCE, headline=headline)
            return UNKNOWN_SOURCE
        meant = self.book.meant(printed)
        if self.division.split is Split.GUESSED:
            self._report(
                "source_guessed",
                line,
                f"{printed} {headline}",
                source=printed,
                headline=headline,
                confidence=self.division.confidence,
                rule=self.division.rule,
            )
        elif self.book.is_misprint(printed):
            self._report("source_misprint", line, printed, printed=printed, meant=meant)
        elif not self.book.knows(printed) and (near := self.book.near(printed)) is not None:
            self._report("source_near", line, printed, printed=printed, proposal=near)
        return meant

    def _check_id(self, published: Published) -> None:
        printed_id, line = self.header.printed_id, self.header.id_line
        if printed_id is None:
            self._report("id_missing", self.block.line, self.division.headline)
        elif not is_regular(printed_id):
            self._report("id_malformed", line, printed_id, id=printed_id)
        elif not agrees(printed_id, published):
            date = self.header.date.printed
            self._report("id_disagrees", line, printed_id, id=printed_id, date=date)

    def _check_notes(self, passages: tuple[Passage, ...]) -> None:
        for slip in note_slips(passages):
            self._report(slip.code, slip.passage.line + slip.offset, slip.excerpt)

    def _citations(self, passages: tuple[Passage, ...]) -> Iterator[Citation]:
        for index, passage in enumerate(passages):
            for reference in references(passage.text) if "関連記事" in passage.text else ():
                if not reference.cited:
                    self._report("citation_without_id", passage.line, reference.printed)
                for printed_id, hint in reference.cited:
                    if not is_regular(printed_id):
                        self._report("citation_malformed", passage.line, printed_id, id=printed_id)
                    yield Citation(printed_id, hint, index)
