"""What is odd about a clipping's notes: a 【註】 without a bracket, without a text, `(註:` left open.

The text stays as it was printed; whoever reads the clipping says what was found. Pure; any thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from clipdesk.core.model import Passage, PassageKind
from clipdesk.importing import marks

_APART: Final = {PassageKind.PLACE, PassageKind.RELATED, PassageKind.DESCRIPTOR}
"""Lines with brackets of their own, of which one is mostly lost: they close no note."""
_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip in a note.

    Attributes:
        code: of the `Problem`.
        passage: in which it stands.
        offset: how many printed lines below the passage's first.
        excerpt: the words there.
    """

    code: str
    passage: Passage
    offset: int
    excerpt: str


def note_slips(passages: Sequence[Passage]) -> Iterator[Slip]:
    """The slips in the notes of one clipping, passage by passage; then those of their brackets."""
    for passage in passages:
        if not passage.text:
            yield Slip("note_empty", passage, 0, passage.printed)
        for beginning in marks.unclosed_notes(passage.text):
            yield Slip("inline_note_unclosed", passage, 0, beginning)
    yield from _broken_marks(passage for passage in passages if passage.kind not in _APART)


def _broken_marks(passages: Iterable[Passage]) -> Iterator[Slip]:
    """Marks that lost a bracket. One that holds a whole note, `【註: …】`, may close far below."""
    waiting: list[tuple[Passage, int]] = []
    for passage in passages:
        printed = passage.printed
        if "【" not in printed and "】" not in printed:  # nearly all: they are not walked through
            continue
        if waiting and marks.note_mark(printed.strip()) is not None:  # a note ends where one begins
            yield from _unclosed(waiting)
            waiting = []
        above = len(waiting)
        end = len(printed.rstrip()) - 1
        for at, char in enumerate(printed):
            if char == "【":
                waiting.append((passage, at))
            elif char == "】" and len(waiting) > above:
                waiting.pop()
            elif char == "】" and marks.lacks_opening(printed[:at]):
                yield _slip("note_mark_unopened", passage, at - 1)
            elif char == "】" and waiting and at == end:
                waiting.pop()
                above = len(waiting)
    yield from _unclosed(waiting)


def _unclosed(waiting: Iterable[tuple[Passage, int]]) -> Iterator[Slip]:
    for passage, at in waiting:
        if marks.lacks_closing(passage.printed[at:]):
            yield _slip("note_mark_unclosed", passage, at)


def _slip(code: str, passage: Passage, at: int) -> Slip:
    excerpt = " ".join(passage.printed[at : at + _SHOWN].split())
    return Slip(code, passage, passage.printed.count("\n", 0, at), excerpt)
