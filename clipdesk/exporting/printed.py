"""Clippings in the archive's own printed form: a page that an import reads back. Any thread.

A clipping's block is written verbatim where it reads back as this clipping; where it does not (it
came from a page of another form, or its source was told by neighbours that are not on this page),
`render_block` prints it anew from what was read. The analyst's layer has no printed form.

Writing knows nothing of reading (the floors): who calls hands in the page reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from clipdesk.core.model import Draft, Page, Passage, PassageKind, Record, Voice
from clipdesk.exporting.files import replacing

PageReader = Callable[[str], Page]

_COLUMN_HEADS: Final = ("年 月 日", "出   典", "標       題", "要             旨")
_GUESSES: Final = frozenset({"source_guessed", "source_unknown"})
_LINE_ENDS: Final = re.compile(r"[\r\n]+")
_LIST_MARK: Final = re.compile(
    r"[・•●○■□◆◇▪‣◦①-⑳]|[0-9]{1,2}(?:[.\uff0e)] )|[(\uff08][0-9]{1,2}[)\uff09]"
)


def write_page(
    records: Iterable[Record], destination: Path, *, title: str, read: PageReader
) -> int:
    """Write a page in the archive's printed form (UTF-8) and return how many clippings it has.

    The order is kept; the archive's own is newest first. Where two clippings bear one id, both
    are written. What cannot be printed so that it reads back exactly (a lone surrogate, a source
    that looks like a date) is printed as nearly as possible.

    Args:
        records: may come from a generator; only their blocks are held, as text.
        destination: replaced whole or not at all.
        title: becomes the collection's name on import; without one, the file's name does.
        read: reads a page as the next import will.

    Raises:
        UserError: the destination cannot be written; it is then as it was.
    """
    sheet = _Sheet(title, read)
    for record in records:
        sheet.add(record)
    text = sheet.text()
    with replacing(destination) as stream:
        stream.write(text.encode())
    return len(sheet.blocks)


class _Sheet:
    """The page in the making."""

    def __init__(self, title: str, read: PageReader) -> None:
        self._furniture = _furniture(title)
        self._read = read
        self.blocks: list[str] = []
        self._doubtful: dict[int, Record] = {}

    def add(self, record: Record) -> None:
        """Print one clipping below the others."""
        best, chosen = _NONE, ""
        for block in map(_decodable, _forms(record)):
            page = self._read(block)
            likeness = _likeness(record, block, page)
            if likeness > best or best == _NONE:  # a block that is none would join its neighbour
                best, chosen = likeness, block
            if likeness >= _DOUBTFUL:
                break
        if best == _DOUBTFUL:
            self._doubtful[len(self.blocks)] = record
        self.blocks.append(chosen)

    def text(self) -> str:
        """The whole page. Blocks whose division only the page can tell are read in their place."""
        while self._doubtful:
            drafts = {draft.line: draft for draft in self._read(self._joined()).drafts}
            failing = [
                (number, record)
                for (number, record), line in zip(
                    self._doubtful.items(), self._lines(self._doubtful), strict=True
                )
                if line not in drafts or not _same_division(record, drafts[line])
            ]
            if not failing:
                break
            for number, record in failing:
                self.blocks[number] = _decodable(render_block(record))
                del self._doubtful[number]
        return self._joined()

    def _joined(self) -> str:
        return "".join(f"{part}\n" for part in (*self._furniture, *self.blocks))

    def _lines(self, numbers: Iterable[int]) -> Iterator[int]:
        """The 1-based lines at which some blocks begin, these in ascending order."""
        line = 1 + len(self._furniture)
        at = 0
        for number in numbers:
            line += sum(block.count("\n") + 1 for block in self.blocks[at:number])
            at = number
            yield line


_NONE, _OTHER, _DOUBTFUL, _SAME = range(4)
"""How a block reads back: not as one clipping, as another, as the same but for a guess, the same."""


def _likeness(record: Record, block: str, page: Page) -> int:
    if len(page.drafts) != 1 or page.drafts[0].printed != block:
        return _NONE
    (draft,) = page.drafts
    if not _same_words(record, draft):
        return _OTHER
    if not _GUESSES.isdisjoint(problem.code for problem in page.problems):
        return _DOUBTFUL
    return _SAME if _same_division(record, draft) else _OTHER


def _same_words(record: Record, draft: Draft) -> bool:
    """Whether everything was read that a block tells by itself, whatever else is on the page."""
    return (
        (draft.printed_id, draft.published, draft.date_printed, draft.via)
        == (record.id, record.published, record.date_printed, record.via)
        and [(p.kind, p.voice, p.text, p.block) for p in draft.passages]
        == [(p.kind, p.voice, p.text, p.block) for p in record.passages]
        and [(c.printed_id, c.hint) for c in draft.citations]
        == [(c.id, c.hint) for c in record.cites]
    )


def _same_division(record: Record, draft: Draft) -> bool:
    """Whether source and headline were told apart; the source as meant is the reader's to know."""
    return (draft.source_printed, draft.headline) == (record.source_printed, record.headline)


def _forms(record: Record) -> Iterator[str]:
    """The ways to print a clipping, the best first."""
    if record.printed.strip():
        yield record.printed
    yield render_block(record)
    yield render_block(record, indented_headline=True)
    yield render_block(replace(record, date_printed=_date(record)))


def _furniture(title: str) -> tuple[str, ...]:
    """The lines above the first clipping."""
    name = " ".join(_decodable(title).split())
    if not name:
        return ()
    # In the first column a date would begin a clipping.
    return (f" {name}" if name[0].isdecimal() else name, "", *_COLUMN_HEADS)


def _decodable(text: str) -> str:
    """The text as a file can hold it and an import reads it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines.encode("utf-8", "replace").decode()


def render_block(record: Record, *, indented_headline: bool = False) -> str:
    """A clipping's block printed from its fields, in the form of the archive's pages.

    Args:
        record: what is printed; a citation that stands in none of its passages gets a line.
        indented_headline: keeps a headline that begins with a date from beginning a clipping.
    """
    lines = list(_head(record, " " if indented_headline else ""))
    passages = [*record.passages, *_lost_citations(record)]
    before: Passage | None = None
    for passage in passages:
        lines += _paragraph(passage, before)
        before = passage
    return "\n".join(lines).rstrip()


def _head(record: Record, indent: str) -> Iterator[str]:
    """Date, time, source, route, and the headline with its id."""
    date, clock = record.date_printed.strip() or _date(record), ""
    if record.published.minute is not None and " " in date:
        date, clock = date.rsplit(" ", 1)
    yield date
    if clock:
        yield f" {clock}"
    if record.source_printed:
        yield _line(record.source_printed)
    yield ""
    if record.via:
        yield f"({_line(record.via)})"
        yield ""
    headline = _line(record.headline)
    printed_id = "" if record.id is None else f"<{record.id}>"
    yield indent + f"{headline} {printed_id}".strip()


def _date(record: Record) -> str:
    """The date in the page's form, where none of its own was printed."""
    published = record.published
    date = f"{published.year:04}.{published.month:02}"
    if published.day is not None:
        date += f".{published.day:02}"
    return date if published.clock is None else f"{date} {published.clock}"


def _line(text: str) -> str:
    return _LINE_ENDS.sub(" ", text).strip()


def _paragraph(passage: Passage, before: Passage | None) -> Iterator[str]:
    """A passage's printed lines."""
    text = _line(passage.text)
    opens_note = passage.block is not None and (before is None or before.block != passage.block)
    if opens_note and passage.kind is PassageKind.TEXT:
        yield f"【註】 {text}".rstrip()
        return
    if opens_note:
        yield "【註】"
    if not text:
        return
    if passage.kind is PassageKind.HEADING or _is_label(passage):
        yield ""
        yield text
    elif passage.kind is PassageKind.PLACE and not text.endswith("】"):
        yield text
    else:
        yield f" {text}"


def _is_label(passage: Passage) -> bool:
    """Whether it is a list line that only its place below a blank line shows to be one."""
    return passage.kind is PassageKind.BULLET and not _LIST_MARK.match(passage.text)


def _lost_citations(record: Record) -> Iterator[Passage]:
    """Citations that none of the passages prints, each in a line of its own."""
    printed = "\n".join(p.text for p in record.passages)
    last = record.passages[-1] if record.passages else None
    for cite in record.cites:
        if cite.id in printed:
            continue
        text = f"【関連記事:{cite.id}{f' ({cite.hint})' if cite.hint else ''}】"
        block = None if last is None else last.block
        voice = Voice.ARTICLE if block is None else Voice.COMPILER
        yield Passage(PassageKind.RELATED, voice, text, text, 0, block)
