"""Tables of comma- or tab-separated values: a row a clipping, by a mapping of the columns.

`look` finds the separator and the row of names; `read_table` reads the rows as they pass. A row's
`printed` is its own lines, quotation marks and all. Pure; any thread.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from clipdesk.core.errors import UserError
from clipdesk.core.model import Problem, Reading
from clipdesk.importing.days import read_day
from clipdesk.importing.mapping import Column, Mapping, guess, known_names
from clipdesk.importing.records import Fields, Tally, Text, split_tags
from clipdesk.importing.sources import SourceBook

_SEPARATORS: Final = (",", "\t", ";", "|")
_SAMPLE_LINES: Final = 400
_SAMPLE_ROWS: Final = 50
_NAMES_WITHIN: Final = 20
"""Rows in which the names of columns are sought: databases print the query above them."""
_LONGEST_ROW: Final = 5_000
"""Lines that a row may have; where one has more, its quotation mark was never closed."""
_MOST_BROKEN: Final = 100
"""Rows with such a mark after which no longer is sought where the next one begins."""
_LONGEST_CELL: Final = 2**31 - 1
_SEPARATOR_SAID: Final = re.compile(r"sep=([,\t;|:])", re.IGNORECASE)
_FITTING: Final = 0.7
"""Share of a table's rows that must be as its header says."""
_MARK: Final = "\ufeff"
_LONGEST_EXCERPT: Final = 200


@dataclass(frozen=True, slots=True)
class Table:
    """What a table looks like from its beginning.

    Attributes:
        separator: of its cells.
        header: the names of its columns; empty ones where it has none.
        header_line: 1-based line where the names end, 0 where there are none.
        rows: some of the rows below, to guess by and to show.
    """

    separator: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[str, ...], ...]

    @property
    def mapping(self) -> Mapping:
        """What the columns are, as far as can be guessed."""
        return guess(self.header, self.rows)


def look(lines: Iterable[str]) -> Table | None:
    """A table's form, told by its first lines; None where they are no table."""
    sample = [line.removeprefix(_MARK) for line in islice(lines, _SAMPLE_LINES)]
    said = _SEPARATOR_SAID.fullmatch(sample[0].rstrip()) if sample else None
    forms = [_form(sample, mark) for mark in ((said[1],) if said else _SEPARATORS)]
    found = [form for form in forms if form is not None]
    return max(found, key=lambda form: form[0])[1] if found else None


def is_table(text: str, *, sure: bool) -> bool:
    """Whether a text is a table of clippings: most rows have its columns, one of them dates.

    Args:
        text: the file's beginning.
        sure: whether nothing else says so, such as the file's name: then at least two columns
            must have names that are known, or every row must fit.
    """
    table = look(text.split("\n"))
    if table is None or not table.mapping.dated:
        return False
    if not table.rows:
        return known_names(table.header) > (2 if sure else 0)
    fitting = sum(len(row) == len(table.header) for row in table.rows) / len(table.rows)
    if not sure:
        return fitting >= _FITTING
    if known_names(table.header) > 1:
        return fitting >= _FITTING and _are_dated(table)
    return fitting == 1 and len(table.rows) > 1 and len(table.header) > 2 and _are_dated(table)  # noqa: PLR2004


def _are_dated(table: Table) -> bool:
    """Whether most of a table's rows have a date that can be read."""
    mapping = table.mapping
    days = [read_day(_date(row, mapping), day_first=True) for row in table.rows]
    return sum(day is not None for day in days) >= _FITTING * len(days)


def read_table(
    lines: Iterable[str],
    book: SourceBook,
    *,
    title_fallback: str,
    mapping: Mapping | None = None,
) -> Reading:
    """Read a table as it passes through; memory does not grow with it.

    Args:
        lines: the file's; walked twice, the first time only its beginning.
        book: the known sources.
        title_fallback: the title, for a table has none.
        mapping: what the columns are; guessed where it is not given.

    Yields:
        As `Reading`. The names of the columns, what stands above them and empty rows are the
        furniture.

    Raises:
        UserError: `import_columns_unknown` where no column is the date.
    """
    table = look(lines)
    mapping = mapping or (None if table is None else table.mapping)
    if table is None or mapping is None or not mapping.dated:
        shown = () if table is None else table.header if table.header_line else table.rows[0]
        names = " / ".join(filter(None, map(str.strip, shown)))[:_LONGEST_EXCERPT] or "-"
        raise UserError("import_columns_unknown", file=title_fallback, columns=names)
    tally = Tally()
    for row in _Rows(tally.passing(lines), table, mapping):
        if row.cells is None:
            tally.count("problems", row.printed)
            yield Problem("row_unreadable", row.line, row.printed)
        elif row.line <= table.header_line or not any(map(str.strip, row.cells)):
            tally.count("furniture", row.printed)
        else:
            yield from _odd(row, table)
            yield from tally.made(_fields(row, row.cells, table, mapping), book)
        yield from tally.taken()
    yield tally.summary(title_fallback)


# ---- the form ----------------------------------------------------------------------------------


def _form(sample: list[str], separator: str) -> tuple[tuple[float, ...], Table] | None:
    """The table that some lines are with a separator, and how well it fits; None for none."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    reader = _csv((f"{line}\n" for line in sample), separator)
    with suppress(csv.Error):
        rows += ((reader.line_num, tuple(row)) for row in reader if any(map(str.strip, row)))
    if not rows:
        return None
    named = [known_names(row) for _, row in rows[:_NAMES_WITHIN]]
    most = max(named)
    at = named.index(most) if most > 1 else 0
    width = len(rows[at][1])
    if most <= 1:
        width = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    if width < 2:  # noqa: PLR2004 - a column alone is no table
        return None
    below = [row for _, row in rows[at + 1 :]]
    fitting = sum(len(row) == width for row in below) / max(1, len(below))
    line, header = rows[at]
    if most == 0 and not _is_header(header, below, width):
        line, header, below = 0, ("",) * width, [header, *below]
    table = Table(
        separator, (*header, *[""] * (width - len(header))), line, tuple(below[:_SAMPLE_ROWS])
    )
    return (min(most, 2), round(fitting, 1), most, width), table


def _is_header(row: tuple[str, ...], below: list[tuple[str, ...]], width: int) -> bool:
    """Whether a row of unknown words stands above dates and has none itself."""
    found = guess(("",) * width, below[:_SAMPLE_ROWS]).places(Column.DATE)
    return bool(found) and found[0] < len(row) and read_day(row[found[0]], day_first=True) is None


# ---- rows --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A row and its own lines.

    Attributes:
        cells: None where they could not be told apart.
        unclosed: a quotation mark in it is never closed.
    """

    line: int
    printed: str
    cells: list[str] | None
    unclosed: bool = False


class _TooLongError(Exception):
    """A row has more lines than any."""


class _Rows:
    """The rows of a table, each with the lines that it was read from."""

    def __init__(self, lines: Iterable[str], table: Table, mapping: Mapping) -> None:
        self._lines = iter(lines)
        self._separator = table.separator
        self._width = len(table.header)
        self._mapping = mapping
        self._again: deque[str] = deque()  # lines that a row took and gave back
        self._taken: list[str] = []
        self._line = 1
        self._broken = 0

    def __iter__(self) -> Iterator[_Row]:
        reader = self._reader()
        while True:
            self._taken = []
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLongError):  # the file's end inside of a quotation, too
                row = self._mended()
                reader = self._reader()
            else:
                row = self._row(cells)
                if len(self._taken) > 1 and len(cells) != self._width:
                    row = self._parted() or row
            yield row
            self._line += row.printed.count("\n") + 1

    def _reader(self) -> Any:
        return _csv(self._passing(), self._separator, strict=True)

    def _passing(self) -> Iterator[str]:
        """Lines for the reader of cells, which asks for no more than its row needs."""
        while True:
            if len(self._taken) >= _LONGEST_ROW:
                raise _TooLongError
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return
            self._taken.append(line)
            yield f"{line}\n"

    def _row(self, cells: list[str] | None, *, unclosed: bool = False) -> _Row:
        return _Row(self._line, "\n".join(self._taken), cells, unclosed)

    def _mended(self) -> _Row:
        """A row that is not as the rules of quotation want it."""
        if len(self._taken) == 1:
            cells = self._literal()
            return self._row(cells or self._tolerant(), unclosed=cells is None)
        self._broken += 1
        told = self._broken <= _MOST_BROKEN and len(self._taken) < _LONGEST_ROW
        return self._parted() or self._row(self._tolerant() if told else None, unclosed=True)

    def _parted(self) -> _Row | None:
        """The row without those that it swallowed, for they begin again; None if there are none."""
        if self._broken > _MOST_BROKEN:
            return None
        places = (at for at in range(1, len(self._taken)) if self._is_whole(self._taken[at]))
        following = next(places, None)
        if following is None:
            return None
        self._again.extendleft(reversed(self._taken[following:]))
        del self._taken[following:]
        return self._row(self._literal(), unclosed=True)

    def _literal(self) -> list[str] | None:
        """The cells of a line whose quotation marks are only characters; None if they do not fit."""
        with suppress(csv.Error):
            reader = csv.reader(self._taken, delimiter=self._separator, quoting=csv.QUOTE_NONE)
            rows = list(reader)
            if len(rows) == 1 and len(rows[0]) == self._width:
                return [_unquoted(cell) for cell in rows[0]]
        return None

    def _tolerant(self) -> list[str] | None:
        """The cells as they can be told, against the rules."""
        with suppress(csv.Error):
            for row in _csv((f"{line}\n" for line in self._taken), self._separator):
                return list(row)
        return None

    def _is_whole(self, line: str) -> bool:
        """Whether a line alone is a row of the table."""
        with suppress(csv.Error):
            for row in _csv([line], self._separator):
                dated = read_day(_date(row, self._mapping), day_first=True) is not None
                return len(row) == self._width and dated
        return False


def _unquoted(cell: str) -> str:
    """A cell without the marks around the whole of it."""
    whole = len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
    return cell[1:-1].replace('""', '"') if whole else cell


def _csv(lines: Iterable[str], separator: str, *, strict: bool = False) -> Any:
    """A reader of cells; the limit of their length is the whole program's, so it is set here."""
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(lines, delimiter=separator, strict=strict)


def _odd(row: _Row, table: Table) -> Iterator[Problem]:
    """What is odd about a row that can be read."""
    cells = row.cells or []
    surplus = [cell for cell in cells[len(table.header) :] if cell.strip()]
    excerpt = row.printed[:_LONGEST_EXCERPT]
    if surplus:
        yield Problem("row_too_wide", row.line, excerpt, {"n": len(surplus)})
    if row.unclosed:
        yield Problem("row_unclosed", row.line, excerpt)


def _fields(row: _Row, cells: list[str], table: Table, mapping: Mapping) -> Fields:
    """What a row says, by the mapping."""
    width = len(table.header)
    if len(cells) > width and mapping.columns[width - 1 : width] in _RUNNING:
        # Its text has separators and no quotation marks around it.
        cells = [*cells[: width - 1], table.separator.join(cells[width - 1 :])]

    def texts(column: Column) -> list[Text]:
        places = [place for place in mapping.places(column) if place < len(cells)]
        label = column is Column.DETAIL
        return [
            Text(
                cells[place],
                row.line + sum(cell.count("\n") for cell in cells[:place]),
                table.header[place].strip() if label and place < width else "",
            )
            for place in places
        ]

    def cell(column: Column) -> str:
        return next((text.text for text in texts(column)), "")

    return Fields(
        line=row.line,
        printed=row.printed,
        archives=_archives(row, table, mapping),
        date=_date(cells, mapping),
        time=cell(Column.TIME),
        source=cell(Column.SOURCE),
        via=cell(Column.VIA),
        headline=cell(Column.HEADLINE),
        ids=[text.text for text in texts(Column.ID)],
        has_id=Column.ID in mapping.columns,
        details=texts(Column.DETAIL),
        texts=texts(Column.TEXT),
        links=texts(Column.URL),
        notes=texts(Column.NOTE),
        memos=[text.text for text in texts(Column.MEMO)],
        tags=[tag for text in texts(Column.TAGS) for tag in split_tags(text.text)],
        day_first=mapping.day_first,
    )


def _archives(row: _Row, table: Table, mapping: Mapping) -> str:
    """The row's characters without the cells of the analyst's; all, where cells cannot be told."""
    own = {*mapping.places(Column.TAGS), *mapping.places(Column.MEMO)}
    if not own or row.unclosed or row.cells is None:
        return row.printed
    apart = re.escape(table.separator)
    raw = re.findall(rf'(?:"[^"]*(?:""[^"]*)*")?[^{apart}]*(?:{apart}|\Z)', row.printed)
    raw = [cell.removesuffix(table.separator) for cell in raw[: len(row.cells)]]
    if [_unquoted(cell) for cell in raw] != row.cells:
        return row.printed
    last = len(table.header) - 1
    if last in own:  # its words may run over
        own |= {*range(last, len(raw))}
    return table.separator.join(cell for place, cell in enumerate(raw) if place not in own)


_RUNNING: Final = {(Column.TEXT,), (Column.NOTE,), (Column.MEMO,)}
"""What a last column may be whose words run over into cells beyond it."""


def _date(cells: Sequence[str], mapping: Mapping) -> str:
    """A row's date as written; from its parts where these have columns of their own."""

    def cell(column: Column) -> str:
        return next((cells[at].strip() for at in mapping.places(column) if at < len(cells)), "")

    parts = ((Column.YEAR, "年"), (Column.MONTH, "月"), (Column.DAY, "日"))
    written = [(cell(column).removesuffix(unit), unit) for column, unit in parts]
    return cell(Column.DATE) or "".join(f"{part}{unit}" for part, unit in written if part)
