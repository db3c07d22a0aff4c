"""The same page as HTML: a table of date, source, headline and text, one clipping a row.

Gives the same `Page` as `page.py` does for the text form, by the same readers: the cells become
lines. What only a table can say is used instead of guessed: which cell is the source's, where a
paragraph ends. A page without such rows (its text in `<pre>`, in one cell, in paragraphs) is
read by the text form's rules. Line numbers are those of the HTML source. Pure; any thread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from clipdesk.core.model import Draft, MarkKind, Page, Passage, Problem, Reading, Summary
from clipdesk.importing import links
from clipdesk.importing.blocks import Block, blocks
from clipdesk.importing.cells import Cell, Document, Line, Row, read_document
from clipdesk.importing.dateline import DateLine, read_clock, read_date_line
from clipdesk.importing.decode import UNREADABLE
from clipdesk.importing.division import Divider
from clipdesk.importing.header import Header, read_cells, read_header
from clipdesk.importing.ids import take_id
from clipdesk.importing.lines import is_indented, visible
from clipdesk.importing.marks import is_heading
from clipdesk.importing.page import collected, read_entries, unreadable
from clipdesk.importing.sources import SourceBook

_BEGINNING: Final = re.compile(
    r"^\s*<(?:!doctype\s+html|(?:html|head|body|title|meta|table|tr|td)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_CELL: Final = re.compile(r"<t[rdh](?=[\s>])", re.IGNORECASE)
_COLUMNS: Final = 4
_HEADS: Final = frozenset({"年月日", "日付", "出典", "標題", "見出し", "要旨", "内容"})
_LONGEST_EXCERPT: Final = 200


def is_html(text: str) -> bool:
    """Whether a text is markup, by what stands in it: neither a name nor a server says so surely."""
    return _BEGINNING.search(text) is not None or len(_CELL.findall(text)) > 1


def read_html(text: str, book: SourceBook, *, title_fallback: str) -> Page:
    """Read a page, as `page.read_page`.

    In `characters` those are counted that the page shows: no markup, scripts or comments.
    """
    return collected(pass_html(text, book, title_fallback=title_fallback))


def pass_html(text: str, book: SourceBook, *, title_fallback: str) -> Reading:
    """The same, its clippings passing through: they need not be in memory all at once."""
    reader = _PageReader(read_document(text), book)
    if reader.entries:  # it is a table: its source need not be held while it is read
        text = ""
    reading = reader.read(title_fallback)
    beginning, is_page = _to_first_draft(reading)
    if text and not is_page:  # a text between <html> and </html>: then its lines are lines
        as_text = _PageReader(read_document(text, lines_count=True), book).read(title_fallback)
        found, is_text = _to_first_draft(as_text)
        if is_text:
            beginning, reading = found, as_text
    yield from beginning
    yield from reading


def _to_first_draft(reading: Reading) -> tuple[list[Draft | Problem | Summary], bool]:
    """What a reading gives up to its first clipping, and whether it has one."""
    beginning = []
    for found in reading:
        beginning.append(found)
        if isinstance(found, Draft):
            return beginning, True
    return beginning, False


@dataclass(slots=True)
class _Entry:
    """A clipping's row and what follows it in rows without a date.

    Attributes:
        cells: the lines that stand in this row.
        lent: whether the date stands in a row above.
        source: the source's lines where they stand in a row above.
        sure: whether the cells are those of the four columns.
    """

    date: DateLine
    cells: list[list[Line]]
    lent: bool
    source: list[str]
    sure: bool
    more: list[Line] = field(default_factory=list)


class _PageReader:
    def __init__(self, document: Document, book: SourceBook) -> None:
        self.document = document
        self.book = book
        self.entries: list[_Entry] = []
        self.spans: dict[int, tuple[int, Cell]] = {}
        self.lines: list[Line] = []  # of the blocks; the readers number them from 1
        self.problems: list[Problem] = []
        self.furniture = 0
        self.outside = 0
        for part in document.parts:
            if isinstance(part, Row):
                self._row(part)
            else:
                self._loose(part.filled)

    def read(self, title_fallback: str) -> Reading:
        entries = self._blocks()
        title = self._title() or title_fallback
        self.document.parts = []  # the blocks have all of it
        self.entries = []
        divider = Divider(self.book, (header for _, header in entries))
        sums = Counter(furniture=self.furniture)
        yield from self._placed(read_entries(entries, divider, self.book, sums))
        for line in self.lines:
            if UNREADABLE in line.text:
                yield unreadable(line.text, line.number)
        yield from self.problems
        sums["problems"] += self.outside
        characters = {"input": self.document.visible, "clippings": 0, "problems": 0, **sums}
        yield Summary(title, characters)

    # ---- rows -------------------------------------------------------------------------------

    def _row(self, row: Row) -> None:
        cells = self._in_columns(row)
        if not any(cell.filled for cell, _ in cells):
            return
        first, lent = cells[0]
        date = _date(first.filled)
        own = [cell for cell, above in cells[1:] if not above and cell.filled]
        has_id = any(_holds_id(cell.filled) for cell in own)
        if date is not None and own:
            self._open(date, cells, lent=lent)
        elif date is None and not first.filled and has_id and self.entries:
            self._open(replace(self.entries[-1].date, rest=""), cells, lent=True)
        elif date is not None and not lent and any(above and cell.filled for cell, above in cells):
            self._loose(first.filled)  # another date for the words above: whose is not said
        else:
            self._undated(row)

    def _in_columns(self, row: Row) -> list[tuple[Cell, bool]]:
        """The row's cells, and among them those of rows above that reach down to it (True).

        A row that has all its cells needs none, whatever the rows above claim.
        """
        own = list(row.cells)
        dated = _date(own[0].filled) is not None
        placed: list[tuple[Cell, bool]] = []
        spans, self.spans = self.spans, {}
        for column in range(_COLUMNS):
            left, above = spans.get(column, (0, None))
            missing = len(own) < _COLUMNS - column
            if above is not None and missing and not (column == 0 and dated):
                placed.append((above, True))
                if left > 1:
                    self.spans[column] = left - 1, above
            elif own:
                cell = own.pop(0)
                placed.append((cell, False))
                if cell.rows > 1:
                    self.spans[column] = cell.rows - 1, cell
        return placed + [(cell, False) for cell in own]

    def _open(self, date: DateLine, cells: list[tuple[Cell, bool]], *, lent: bool) -> None:
        """A row that is a clipping."""
        first, source, *others = (cell.filled for cell, _ in cells)
        clock = date.rest + "".join(line.text.strip() for line in first[1:])
        found = read_clock(clock)
        bare = not clock or (found is not None and found.printed == clock.strip())
        headed = bool(others and others[0]) or not any(_holds_id(lines[:3]) for lines in others[1:])
        sure = len(cells) >= _COLUMNS and bare and headed and not _holds_id(source)
        if lent:
            date = replace(date, rest=clock if bare else "")
        kept = [[] if above else _trimmed(cell.lines) for cell, above in cells]
        if sure:
            kept[3:] = [[line for cell in kept[3:] for line in cell]]
        else:
            while not kept[-1]:
                kept.pop()
        above = [line.text for line in source] if cells[1][1] else []
        self.entries.append(_Entry(date, kept, lent, above, sure))

    def _undated(self, row: Row) -> None:
        """The table's heads and headings; else the clipping above goes on."""
        cells = [cell for cell in row.cells if cell.filled]
        lines = [line for cell in cells for line in cell.filled]
        heads = all(cell.is_head for cell in cells) or all(
            "".join("".join(line.text for line in cell.filled).split()) in _HEADS for cell in cells
        )
        heading = len(lines) == 1 and is_heading(lines[0].text.strip())
        if not self.entries or heads or heading:
            self._loose(lines, known=True)
            return
        self.entries[-1].more += [Line("", lines[0].number), *_paragraphs(lines)]
        self._report("row_undated", lines)

    def _loose(self, lines: list[Line], *, known: bool = False) -> None:
        """Text outside of the clippings: furniture above them, links, heads; else a problem."""
        count = sum(visible(line.text) for line in lines)
        if known or not self.entries or all(line.is_link for line in lines):
            self.furniture += count
        else:
            self.outside += count
            self._report("text_outside", lines, whole=True)

    def _report(self, code: str, lines: list[Line], *, whole: bool = False) -> None:
        excerpt = "\n".join(line.text for line in lines)
        limit = None if whole else _LONGEST_EXCERPT
        self.problems.append(Problem(code, lines[0].number, excerpt[:limit]))

    # ---- blocks -----------------------------------------------------------------------------

    def _blocks(self) -> list[tuple[Block, Header]]:
        if self.entries:
            return [self._block(entry) for entry in self.entries]
        for part in self.document.parts:
            cells = part.cells if isinstance(part, Row) else [part]
            self.lines += [line for cell in cells for line in cell.lines]
        furniture, *read = blocks((line.text for line in self.lines), self.book)
        self.furniture = visible(furniture.printed)
        return [(block, read_header(block, self.book)) for block in read]

    def _block(self, entry: _Entry) -> tuple[Block, Header]:
        at = len(self.lines) + 1
        heads, body = entry.cells[:-1], entry.cells[-1]
        body = _paragraphs(body) if entry.sure else _after_id(body, alone=len(entry.cells) < 3)  # noqa: PLR2004
        if not entry.lent:  # a date begins its line
            heads[0][0] = replace(heads[0][0], text=heads[0][0].text.strip())
        lines = [line for cell in heads for line in cell] + body + entry.more
        if entry.lent and not entry.sure:  # the reader of heads begins below the date's line
            lines.insert(0, Line("", lines[0].number))
        self.lines += lines
        block = Block(at, tuple(line.text for line in lines), entry.date)
        if not entry.sure:
            return block, read_header(block, self.book)
        dates, sources, headlines = ([line.text for line in cell] for cell in heads)
        header = read_cells(block, dates, sources or entry.source, headlines)
        if entry.source and not sources:  # it stands above this block
            header.body -= len(entry.source)
            header.id_line -= len(entry.source) if header.id_line else 0
            header.source_line = at
        return block, header

    # ---- what the readers gave, in the page's terms --------------------------------------------

    def _title(self) -> str:
        """The page's first heading, else its first line that is no link, else its head's title."""
        above: list[Line] = []
        for part in self.document.parts:
            if isinstance(part, Row):
                if any(_date(cell.filled) for cell in part.cells[:1]):
                    break
                continue
            above += part.filled
        if not self.entries:
            above = [line for line in self.lines[: self._first_date()] if line.text.strip()]
        chosen = [line for line in above if line.heading] or [
            line for line in above if not line.is_link
        ]
        return chosen[0].text.strip() if chosen else self.document.title

    def _first_date(self) -> int:
        dated = (i for i, line in enumerate(self.lines) if read_date_line(line.text))
        return next(dated, len(self.lines))

    def _placed(self, read: Iterator[Draft | Problem]) -> Iterator[Draft | Problem]:
        """Clippings and problems by the lines of the source; a link may be a citation's id."""
        linked: set[int] = set()
        for found in read:
            if isinstance(found, Draft):
                draft = self._draft(found)
                linked = {
                    passage.line
                    for passage in draft.passages
                    if any(mark.kind is MarkKind.CITATION for mark in passage.marks)
                }
                yield draft
                continue
            problem = self._placed_problem(found)
            if problem.code != "citation_without_id" or problem.line not in linked:
                yield problem

    def _number(self, line: int) -> int:
        return self.lines[line - 1].number

    def _placed_problem(self, problem: Problem) -> Problem:
        values = dict(problem.values)
        if problem.code == "id_repeated":
            values["first"] = self._number(values["first"])
        return replace(problem, line=self._number(problem.line), values=values)

    def _draft(self, draft: Draft) -> Draft:
        passages = tuple(self._passage(passage) for passage in draft.passages)
        return replace(
            draft,
            passages=passages,
            citations=tuple(links.citations(passages, draft.citations)),
            line=self._number(draft.line),
        )

    def _passage(self, passage: Passage) -> Passage:
        """The passage with the marks of its lines."""
        found = tuple(links.marks(passage, self.lines, passage.line - 1))
        return replace(passage, line=self._number(passage.line), marks=found)


def _date(lines: list[Line]) -> DateLine | None:
    """The date that a cell begins with."""
    return read_date_line(lines[0].text.strip()) if lines else None


def _trimmed(lines: list[Line]) -> list[Line]:
    """Lines without the empty ones around them."""
    start, end = 0, len(lines)
    while start < end and not lines[start].text.strip():
        start += 1
    while end > start and not lines[end - 1].text.strip():
        end -= 1
    return lines[start:end]


def _holds_id(lines: list[Line]) -> bool:
    return any(take_id(line.text)[1] is not None for line in lines)


def _paragraphs(lines: list[Line]) -> list[Line]:
    """A body's lines, told apart as the text form tells them.

    Where the page sets paragraphs in by a space, the rest of a broken line is known by having
    none. Where it never does, every line is a paragraph: an empty line says so.
    """
    if any(is_indented(line.text) for line in lines):
        below = [*lines[1:], Line("", 0)]
        return [a for a, b in zip(lines, below, strict=True) if a.text or not is_indented(b.text)]
    return [one for line in lines for one in (line, Line("", line.number))]


def _after_id(lines: list[Line], *, alone: bool) -> list[Line]:
    """The same for a cell that may begin with the headline: what follows its id is the body.

    Args:
        lines: of the row's last cell.
        alone: whether no other cell can hold the headline.
    """
    for index, line in enumerate(lines):
        if take_id(line.text)[1] is not None:
            return [*lines[: index + 1], *_paragraphs(lines[index + 1 :])]
    if alone or any(is_indented(line.text) for line in lines):
        return lines
    return [replace(line, text=f" {line.text}") if line.text else line for line in lines]
