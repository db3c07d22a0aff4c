"""An HTML page as the readers want it: rows of cells, cells of lines, lines with their marks.

Lines end where the page ends them (`<br>`, a new paragraph), not where its source is broken. An
empty line stands where a paragraph ends. Pure; any thread; walks the tree without recursion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from clipdesk.core.text import printable
from clipdesk.importing import tags
from clipdesk.importing.dateline import read_date_line
from clipdesk.importing.lines import visible

_BREAK: Final = re.compile(r"[ \t\r\f]*\n\s*")
_OTHER_SPACE: Final = re.compile("[\t\r\f\v\x1c-\x1f\x85\xa0\u2028\u2029]")
_LEAD: Final = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """Some visible characters of a line that are set apart; counted without the spaces.

    Attributes:
        kind: a `MarkKind`, or empty for a link that leads nowhere (to the page's top).
    """

    start: int
    end: int
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is printed.

    Attributes:
        number: 1-based line in the page's source.
        heading: whether the page calls it a heading.
    """

    text: str
    number: int
    spans: tuple[Span, ...] = ()
    heading: bool = False

    @property
    def is_link(self) -> bool:
        """Whether the whole of it is links."""
        linked = sum(s.end - s.start for s in self.spans if s.kind != "emphasis")
        return 0 < visible(self.text) <= linked


@dataclass(slots=True)
class Cell:
    """A table's cell, or text outside of any table."""

    lines: list[Line] = field(default_factory=list)
    rows: int = 1
    is_head: bool = False

    @property
    def filled(self) -> list[Line]:
        """Its lines with text."""
        return [line for line in self.lines if line.text.strip()]


@dataclass(slots=True)
class Row:
    """A table's row.

    Attributes:
        is_layout: whether it holds a table: its own text is then text outside of rows.
    """

    cells: list[Cell] = field(default_factory=list)
    is_layout: bool = False


@dataclass(slots=True)
class Document:
    """The page: rows, and the cells that stand for text between them, in printed order.

    Attributes:
        visible: how many characters that are not space it prints, counted before they are cut.
    """

    title: str
    parts: list[Row | Cell]
    visible: int


def read_document(html: str, *, lines_count: bool = False) -> Document:
    """Take a page apart.

    Args:
        html: the page's source.
        lines_count: whether the source's own lines are the page's, as in `<pre>`.
    """
    tidier = tags.Tidier(printable(html))
    walker = _Walker(pre=lines_count)
    for markup in tidier.pieces():
        walker.walk(LexborHTMLParser(markup).root)
    return Document(tidier.title, walker.parts, walker.visible)


class _LineBuilder:
    """Gathers the text of one cell, line by line."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.pieces: list[str] = []
        self.count = 0
        self.number = 0
        self.spans: list[Span] = []
        self.open: dict[tuple[str, str], int] = {}

    def add(self, text: str, number: int, styles: list[tuple[str, str]]) -> None:
        """Append text that stands in the source's line `number`."""
        seen = visible(text)
        if seen:
            if not self.count:
                lead = _LEAD.match(text)
                self.number = number + text.count("\n", 0, lead.end() if lead else 0)
            for style in styles:
                self._mark(style, self.count, self.count + seen)
            self.count += seen
        self.pieces.append(text)

    def _mark(self, style: tuple[str, str], start: int, end: int) -> None:
        """Set characters apart; what touches the same kind of mark becomes one with it."""
        last = self.open.get(style)
        if last is not None and self.spans[last].end == start:
            self.spans[last] = Span(self.spans[last].start, end, *style)
            return
        self.open[style] = len(self.spans)
        self.spans.append(Span(start, end, *style))

    def end_line(self, number: int, *, heading: bool = False) -> None:
        """End the line; an empty one is kept where the page has it."""
        text = "".join(self.pieces)
        lead = _LEAD.match(text)
        indent = lead[0] if lead is not None else ""
        body = _OTHER_SPACE.sub(" ", _BREAK.sub(" ", text[len(indent) :].rstrip()))
        indent = _OTHER_SPACE.sub(" ", indent.rpartition("\n")[2]) if body else ""
        line = Line(indent + body, self.number or number, tuple(self.spans), heading)
        lines = self.cell.lines
        if line.text or (lines and lines[-1].text):  # one empty line says it as well as many
            lines.append(line)
        self.pieces, self.count, self.number, self.spans, self.open = [], 0, 0, [], {}

    @property
    def is_empty(self) -> bool:
        """Whether the line has no visible character yet."""
        return not self.count


class _Walker:
    """Goes through trees from first to last, told where each element begins and ends.

    A page may come in several trees, one for each piece of its markup.
    """

    def __init__(self, *, pre: bool) -> None:
        self.parts: list[Row | Cell] = []
        self.visible = 0
        self.number = 1
        self.styles: list[tuple[str, str]] = []
        self.hidden = 0
        self.pre = int(pre)
        self.heading = 0
        self.rows: list[Row | None] = []  # of each open table; None in a table inside a body
        self.line = _LineBuilder(Cell())
        self._loose()

    def walk(self, root: Any) -> None:
        node = root
        ends: list[list[str]] = []
        while node is not None:
            tag = node.tag
            child = None
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag and not tag.startswith(("-", "!")):
                ends.append(self._enter(tag, node))
                child = node.child
                if child is None:
                    self._leave(ends.pop())
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None:
                node = node.parent
                if node is None or not ends:
                    self._end_cell()
                    return
                self._leave(ends.pop())
                following = node.next
            node = following

    def _text(self, text: str) -> None:
        if not self.hidden:
            self.visible += visible(text)
            pieces = text.split("\n") if self.pre else [text]
            for index, piece in enumerate(pieces):
                if index:
                    self.line.end_line(self.number)
                    self.number += 1
                self.line.add(piece, self.number, self.styles)
            if self.pre:
                return
        self.number += text.count("\n")

    def _enter(self, tag: str, node: Any) -> list[str]:
        """Begin an element; what its end will have to undo."""
        undo: list[str] = []
        attributes: dict[str, str | None] = node.attributes
        number = attributes.get(tags.LINE)
        if number is not None:
            self.number = int(number)
        if tag == tags.HIDDEN or "hidden" in attributes:
            self.hidden += 1
            undo.append("hidden")
        if self.hidden:
            return undo
        if tag in {"table", "tr", "td", "th"}:
            self._enter_table(tag, attributes)
            undo.append(tag)
        elif tag in tags.LINES:
            self._break(tag)
            undo.append(tag)
        self.pre += tag == "pre"
        self.heading += tag in tags.HEADINGS
        style: tuple[str, str] | None = None
        if tag in tags.EMPHASIS or tags.EMPHATIC in attributes:
            style = ("emphasis", "")
        elif tag == "a" and attributes.get("href") is not None:
            style = tags.link_of(attributes["href"] or "")
        if style is not None and style not in self.styles:
            self.styles.append(style)
            undo.append("style")
        return undo

    def _leave(self, undo: list[str]) -> None:
        for what in reversed(undo):
            if what == "hidden":
                self.hidden -= 1
            elif what == "style":
                self.styles.pop()
            elif what == "table":
                self.rows.pop()
                self._break("div")
            elif what == "tr":
                self._end_row()
            elif what in {"td", "th"}:
                if self._row is not None:
                    self._end_cell()
                    self._loose()
            else:
                self._break(what, ends=True)
                self.pre -= what == "pre"
                self.heading -= what in tags.HEADINGS

    def _break(self, tag: str, *, ends: bool = False) -> None:
        """End the line, and leave room where a paragraph begins or ends."""
        if tag == "br":
            if not ends:
                self.line.end_line(self.number)
            return
        if not self.line.is_empty:
            self.line.end_line(self.number, heading=bool(self.heading))
        lines = self.line.cell.lines
        if tag in tags.PARAGRAPHS and lines and lines[-1].text:
            self.line.end_line(self.number)

    @property
    def _row(self) -> Row | None:
        return self.rows[-1] if self.rows else None

    def _enter_table(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "table":
            outer = self._row
            inside = bool(self.rows) and (outer is None or _is_dated(outer))
            if not inside and outer is not None:
                self._dissolve(outer)
            self._break("div")
            self.rows.append(None if inside else Row())
        elif self._row is None:
            self._break("div")
        elif tag == "tr":
            self.rows[-1] = Row()
        else:
            self._end_cell()
            cell = Cell(rows=int(attributes.get("rowspan") or 1), is_head=tag == "th")
            self._row.cells.append(cell)
            self.line = _LineBuilder(cell)

    def _dissolve(self, row: Row) -> None:
        """A row that holds a table only lays out the page: its cells are text outside of rows."""
        self._end_cell()
        self.parts += row.cells
        row.cells, row.is_layout = [], True
        self._loose()

    def _end_row(self) -> None:
        row = self._row
        if row is not None:
            self._end_cell()
            if row.is_layout:
                self.parts += row.cells
            elif row.cells:
                self.parts.append(row)
            self.rows[-1] = Row()
            self._loose()

    def _loose(self) -> None:
        """Begin text that stands in no row."""
        last = self.parts[-1] if self.parts else None
        if not isinstance(last, Cell) or (last.lines and self.rows):
            last = Cell()
            self.parts.append(last)
        self.line = _LineBuilder(last)

    def _end_cell(self) -> None:
        if not self.line.is_empty:
            self.line.end_line(self.number, heading=bool(self.heading))


def _is_dated(row: Row) -> bool:
    """Whether a cell of a row is being read that stands beside a date."""
    if len(row.cells) < 2:  # noqa: PLR2004
        return False
    return any(read_date_line(line.text.strip()) is not None for line in row.cells[0].filled[:1])
