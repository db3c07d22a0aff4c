"""A page's lines, cut where a clipping begins: the furniture first, then block by block.

A generator: a page of any length passes through line by line. Pure; any thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from clipdesk.importing.dateline import DateLine, read_clock, read_date_line
from clipdesk.importing.ids import take_id
from clipdesk.importing.sources import SourceBook

_HIRAGANA: Final = re.compile("[ぁ-ん]")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines from one date line to before the next; before the first one, the furniture.

    Attributes:
        line: 1-based line in the page of the first of `lines`.
        lines: verbatim, without their line ends.
        date: what the first line says; None for the furniture.
    """

    line: int
    lines: tuple[str, ...]
    date: DateLine | None

    @property
    def printed(self) -> str:
        """The whole block, verbatim but for blank lines at its end, without the last newline."""
        last = len(self.lines)
        while last and not self.lines[last - 1].strip():
            last -= 1
        return "\n".join(self.lines[:last])


def blocks(lines: Iterable[str], book: SourceBook) -> Iterator[Block]:
    """The page's furniture (always, even when empty), then its blocks in printed order."""
    first = 1
    date: DateLine | None = None
    held: list[str] = []
    for number, line in enumerate(lines, 1):
        opened = _opens(line, book) if line[:1].isnumeric() else None  # most lines are not
        if opened is not None:
            yield Block(first, tuple(held), date)
            first, date, held = number, opened, []
        held.append(line)
    yield Block(first, tuple(held), date)


def _opens(line: str, book: SourceBook) -> DateLine | None:
    """The date, if a clipping begins here.

    A date in the first column may also be the rest of a line that a lost link broke: then
    particles follow it, or the calendar has no such month.
    """
    date = read_date_line(line)
    if date is None or not date.rest or (date.possible and not _HIRAGANA.match(date.rest)):
        return date
    rest = date.rest
    plausible = (
        take_id(rest)[1] is not None
        or read_clock(rest) is not None
        or book.knows(rest)
        or book.split(rest) is not None
    )
    return date if plausible else None
