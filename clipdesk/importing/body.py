"""A block's body: its lines gathered into paragraphs, and what each paragraph is.

A line without a leading space is the rest of the line above, where an inline link was lost,
unless its own marks or its place say that it begins something. A 【註】 opens a compiler's note,
which runs to the end of the clipping. Pure; any thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from clipdesk.core.model import Passage, PassageKind, Voice
from clipdesk.importing import marks
from clipdesk.importing.lines import is_indented, readable

_MARKED: Final = {PassageKind.RELATED, PassageKind.PLACE, PassageKind.DESCRIPTOR}

_MOST_BROKEN: Final = 3
"""Lines that a marked line may have been broken into by lost links."""


@dataclass(slots=True)
class _Paragraph:
    """A paragraph in the making: printed lines, and those of them that are read."""

    kind: PassageKind
    line: int
    block: int | None
    printed: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    waiting: bool = False  # only a 【註】 so far: the next line begins its text

    def add(self, line: str) -> None:
        self.printed.append(line)
        self.spoken.append(line)

    def passage(self) -> Passage:
        return Passage(
            kind=self.kind,
            voice=Voice.ARTICLE if self.block is None else Voice.COMPILER,
            printed="\n".join(self.printed),
            text=readable(self.spoken),
            line=self.line,
            block=self.block,
        )


def read_body(lines: Sequence[str], first_line: int) -> tuple[Passage, ...]:
    """The passages of a body, in printed order.

    Args:
        lines: verbatim, without line ends.
        first_line: 1-based line in the page of the first of them.
    """
    return tuple(p.passage() for p in _BodyReader(lines, first_line).read())


class _BodyReader:
    def __init__(self, lines: Sequence[str], first_line: int) -> None:
        self.lines = lines
        self.first_line = first_line
        self.paragraphs: list[_Paragraph] = []
        self.block: int | None = None
        self.gap = False

    def read(self) -> list[_Paragraph]:
        for index, line in enumerate(self.lines):
            if line.strip():
                self._take(index, line)
                self.gap = False
            else:
                self.gap = True
        return self.paragraphs

    def _take(self, index: int, line: str) -> None:
        text = line.strip()
        mark = marks.note_mark(text)
        if mark is not None:
            self.block = 0 if self.block is None else self.block + 1
            note = self._open(PassageKind.TEXT, index)
            note.printed.append(line)
            spoken = text.removeprefix(mark).strip()
            if spoken:
                note.spoken.append(spoken)
            else:
                note.waiting = True
            return
        last = self.paragraphs[-1] if self.paragraphs else None
        kind = self._kind(index, line, text, last)
        if last is not None and last.waiting:
            last.waiting = False
            last.kind = kind or PassageKind.TEXT
            last.add(line)
        elif kind is None and last is not None:
            last.add(line)
        else:
            self._open(kind or PassageKind.TEXT, index).add(line)

    def _open(self, kind: PassageKind, index: int) -> _Paragraph:
        paragraph = _Paragraph(kind, self.first_line + index, self.block)
        self.paragraphs.append(paragraph)
        return paragraph

    def _kind(
        self, index: int, line: str, text: str, last: _Paragraph | None
    ) -> PassageKind | None:
        """What the paragraph is that a line begins; None when it continues the one above."""
        marked = last is not None and last.kind in _MARKED
        indented = is_indented(line)
        if last is not None and marked and not indented and self._is_open(last):
            return None
        if marks.is_related(text):
            return PassageKind.RELATED
        if marks.is_place(text, indented=indented):
            return PassageKind.PLACE
        if marks.is_descriptor(text):
            return PassageKind.DESCRIPTOR
        if indented:
            return PassageKind.BULLET if marks.is_bullet(text) else PassageKind.TEXT
        return self._unspaced_kind(index, text, None if self.gap or marked else last)

    def _unspaced_kind(self, index: int, text: str, last: _Paragraph | None) -> PassageKind | None:
        """The same for a line without a leading space; `last` is what it could continue."""
        ended = last is None or marks.ends_sentence(last.spoken[-1] if last.spoken else "")
        # An empty line ends no list: where paragraphs are HTML's, one stands before each of them.
        in_list = bool(self.paragraphs) and self.paragraphs[-1].kind is PassageKind.BULLET
        if marks.has_label(text) and (ended or in_list or self._labels_follow(index)):
            return PassageKind.BULLET
        if marks.has_bullet(text) and (ended or in_list):
            return PassageKind.BULLET
        if marks.is_bracketed(text) or marks.is_broken_mark(text):
            return PassageKind.TEXT
        is_heading = marks.is_heading(text) and self._paragraph_follows(index)
        if in_list and self.block is not None:
            # A note's sentence may go on between two lists: a subheading has a text below it.
            is_heading = is_heading and not marks.is_bullet(self.lines[index + 1].strip())
            return PassageKind.HEADING if is_heading else PassageKind.TEXT
        if (ended or in_list) and is_heading:
            return PassageKind.HEADING
        return PassageKind.TEXT if last is None else None

    def _labels_follow(self, index: int) -> bool:
        return index + 1 < len(self.lines) and marks.has_label(self.lines[index + 1])

    def _paragraph_follows(self, index: int) -> bool:
        return index + 1 < len(self.lines) and is_indented(self.lines[index + 1])

    @staticmethod
    def _is_open(last: _Paragraph) -> bool:
        """Whether a marked line's bracket is still open."""
        return len(last.spoken) <= _MOST_BROKEN and marks.is_open("".join(last.spoken))
