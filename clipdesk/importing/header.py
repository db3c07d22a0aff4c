"""A block's head: date, time, source, route, headline and id, over several lines or in one.

    2023.12.05          2022.02.05 朝日新聞     2017.06.16 Yahoo 毎日新聞記事
     20:48                                      「headline」
    朝日新聞            (Yahoo)                 <id>
    (Yahoo)             headline <id>
    headline <id>                               2019.11.22 Jane's 360 headline <id>

This module gathers the lines and says what they are by their place; which part of a shared line
is the source is for `division.py`. Pure; any thread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from clipdesk.importing.blocks import Block
from clipdesk.importing.dateline import Clock, DateLine, read_clock
from clipdesk.importing.ids import is_regular, take_id
from clipdesk.importing.lines import is_indented, join
from clipdesk.importing.marks import is_body_mark
from clipdesk.importing.sources import SourceBook

_ROUTE: Final = re.compile(r"[(\uff08] ?([^()\uff08\uff09]{1,20}) ?[)\uff09]")
_BARE_ROUTES: Final = {"インターネット", "Yahoo"}
_ROUTE_AT_END: Final = re.compile(r"[(\uff08] ?(Yahoo|インターネット) ?[)\uff09]$")
_OLDER: Final = re.compile(r"(Yahoo|インターネット)[ \u3000]+(.{1,60}?)記事(?=\s|「|$)")
_MOST_LINES: Final = 8
_SHORT: Final = 20


@dataclass(slots=True)
class Header:
    """The head of a block, its lines told apart by their place.

    Attributes:
        before: lines before the route: the source, or source and headline.
        after: lines after the route: the headline.
        via: the route as printed, without its brackets; None where none was printed.
        older: the route, source and headline came in the older form (`Yahoo …記事`).
        alone: the first of `before` has a blank line below it.
        id_line: 1-based line in the page of the id, 0 without one.
        source_line: 1-based line in the page where the source stands.
        body: index in the block's lines where the body begins.
    """

    date: DateLine
    clock: Clock | None = None
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    via: str | None = None
    older: bool = False
    alone: bool = False
    printed_id: str | None = None
    id_line: int = 0
    source_line: int = 0
    body: int = 1

    @property
    def date_printed(self) -> str:
        """The date's own characters, with the time's if one was printed."""
        return (
            self.date.printed if self.clock is None else f"{self.date.printed} {self.clock.printed}"
        )


def read_header(block: Block, book: SourceBook) -> Header:
    """Gather the head of a block.

    Args:
        block: one with a date.
        book: tells a source's second line from the first paragraph.
    """
    assert block.date is not None  # noqa: S101 - furniture has no head
    return _HeaderReader(block, block.date, book).read()


def read_cells(
    block: Block, dates: Sequence[str], sources: Sequence[str], headlines: Sequence[str]
) -> Header:
    """The head of a block whose date, source and headline stood in table cells of their own.

    Nothing need be guessed there but the form of the route.

    Args:
        block: one with a date; its lines begin with those of the three cells, in this order.
        dates: the date's cell; empty where a cell of a row above serves this row too.
        sources: the source's cell, with the route.
        headlines: the headline's cell, with the id.
    """
    assert block.date is not None  # noqa: S101 - a row without a date is no block
    at = len(dates)
    header = Header(block.date, source_line=block.line + at)
    clock = block.date.rest + "".join(dates[1:])
    header.clock = read_clock(clock)
    for index, line in enumerate(map(str.strip, sources)):
        text = line
        if text and not header.before and header.via is None:
            header.source_line = block.line + at + index
            text = _take_older(header, text)
        route = _route(text)
        found = _ROUTE_AT_END.search(text)
        if header.via is None and route is not None:
            header.via = route
        elif header.via is None and found is not None:
            header.via = found[1]
            header.before.append(text[: found.start()].rstrip())
        elif text:
            (header.after if header.older else header.before).append(text)
    at += len(sources)
    headline, header.printed_id = take_id(join(list(headlines)))
    if header.printed_id is not None:
        holding = (i for i, line in enumerate(headlines) if header.printed_id in line)
        header.id_line = block.line + at + next(holding, 0)
    if headline:
        header.after.append(headline)
    header.body = at + len(headlines)
    return header


class _HeaderReader:
    """Reads line by line until the id, or until the first line that belongs to the body."""

    def __init__(self, block: Block, date: DateLine, book: SourceBook) -> None:
        self.block = block
        self.lines = block.lines
        self.book = book
        self.header = Header(date=date, source_line=block.line)

    def read(self) -> Header:
        header = self.header
        rest = self._take_clock(header.date.rest)
        if rest:
            self._take(rest, 0)
        taken = 0
        while header.printed_id is None and header.body < len(self.lines):
            line = self.lines[header.body]
            if line.strip():
                if taken == _MOST_LINES or not self._belongs(line):
                    break
                self._take(line.strip(), header.body)
                taken += 1
            elif len(header.before) == 1 and header.via is None:
                header.alone = True
            header.body += 1
        return header

    def _take_clock(self, rest: str) -> str:
        """Read the time from the date's line or the line below; the date line's remainder."""
        header = self.header
        if rest:
            header.clock = read_clock(rest)
            return rest if header.clock is None else rest[len(header.clock.printed) :].strip()
        filled = (at for at, line in enumerate(self.lines) if at and line.strip())
        below = next(filled, None)
        if below is not None:
            clock = read_clock(self.lines[below])
            if clock is not None and clock.printed == self.lines[below].strip():
                header.clock = clock
                header.body = below + 1
        return ""

    def _belongs(self, line: str) -> bool:
        """Whether a line after the date still is of the head."""
        header = self.header
        text = line.strip()
        if not is_indented(line):
            return take_id(text)[1] is not None or not is_body_mark(text)
        if not header.before and header.via is None:
            return take_id(text)[1] is not None or (len(text) <= _SHORT and "。" not in text)
        if self._continues_source(text):
            return True
        printed_id = take_id(text)[1]
        if printed_id is None or not is_regular(printed_id):
            return False
        return not header.after and (header.via is not None or self.book.knows(join(header.before)))

    def _continues_source(self, text: str) -> bool:
        """Whether an indented line is the rest of the source's name (`乗りもの` / ` ニュース`)."""
        header = self.header
        if header.via is not None or len(header.before) != 1 or header.alone:
            return False
        if self.book.knows(join([*header.before, text])):
            return True
        if len(text) > _SHORT or "。" in text:
            return False
        below = self.lines[header.body + 1 : header.body + 4]
        following = [line for line in below if line.strip()]
        if not following or is_indented(following[0]):
            return False
        return _route(following[0].strip()) is not None or (
            not below[0].strip() and take_id(following[0])[1] is not None
        )

    def _take(self, text: str, index: int) -> None:
        """Put a stripped line of the head where it belongs."""
        header = self.header
        if index and is_indented(self.lines[index]) and self._continues_source(text):
            header.before = [join([*header.before, text])]
            return
        if header.via is None:
            if not header.before:
                header.source_line = self.block.line + index
                text = _take_older(header, text)
            route = _route(text)
            if route is not None:
                header.via = route
                return
            found = _ROUTE_AT_END.search(text)
            if found is not None and found.start():
                header.via = found[1]
                text = text[: found.start()].rstrip()
                header.before.append(text)
                return
        text, header.printed_id = take_id(text)
        if header.printed_id is not None:
            header.id_line = self.block.line + index
        if text:
            (header.before if header.via is None else header.after).append(text)


def _take_older(header: Header, text: str) -> str:
    """Read `Yahoo 毎日新聞記事`; what follows it on the line is of the headline."""
    found = _OLDER.match(text)
    if found is None:
        return text
    header.older = True
    header.via = found[1]
    header.before.append(found[2].strip())
    return text[found.end() :].strip()


def _route(text: str) -> str | None:
    """The route, if a line is nothing but one."""
    if text in _BARE_ROUTES:
        return text
    found = _ROUTE.fullmatch(text)
    return None if found is None else found[1].strip()
