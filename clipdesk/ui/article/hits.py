"""Search hits on the open article: where they stand, and which of them the reader is at. No widgets.

Offsets are code points: of the headline, and of the reading text (`core/anchors.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from clipdesk.core import anchors, hits
from clipdesk.core.hits import Range, Where
from clipdesk.core.model import Passage, PassageKind, Record
from clipdesk.core.query import Term

_UNSHOWN = frozenset({PassageKind.RELATED, PassageKind.PLACE})
"""Passages that the page says in other words."""


class Hits:
    """The hits of one clipping, in the order in which they are read.

    Attributes:
        headline: those in the headline.
        text: those in the reading text, of passages that are shown as they are.
        note: how many the analyst's note has, which stands below; it says that itself.
    """

    def __init__(self, record: Record | None = None, terms: Sequence[Term] = ()) -> None:
        self.headline: tuple[Range, ...] = ()
        self.text: tuple[Range, ...] = ()
        self.note = 0
        self._at: int | None = None
        if record is not None and terms:
            wanted = hits.fitting(terms, Where.HEADLINE)
            self.headline = hits.ranges(record.headline, wanted)
            self.text = _in_passages(record.passages, terms)

    def __len__(self) -> int:
        return len(self.headline) + len(self.text) + self.note

    def step(self, delta: int) -> bool:
        """Go to the next hit, or the previous one; False where there is none, and none is current."""
        start = -1 if delta > 0 else len(self)
        at = (start if self._at is None else self._at) + delta
        self._at = at if 0 <= at < len(self) else None
        return self._at is not None

    def turn(self, delta: int) -> None:
        """The same round and round: after the last hit comes the first."""
        if len(self) and not self.step(delta):
            self.step(delta)

    def go_near(self, offset: int) -> None:
        """Be at the first hit of the text from an offset on; where there is none, at the first of all."""
        first = len(self.headline)
        following = (first + n for n, (start, _) in enumerate(self.text) if start >= offset)
        if len(self):
            self._at = 0 if offset == 0 else next(following, 0)

    @property
    def number(self) -> int | None:
        """The hit that the reader is at, counted from 1."""
        return None if self._at is None else self._at + 1

    @property
    def in_headline(self) -> Range | None:
        """The same, if it stands in the headline."""
        at = self._at
        return self.headline[at] if at is not None and at < len(self.headline) else None

    @property
    def in_text(self) -> Range | None:
        """The same, if it stands in the reading text."""
        at = self._at
        first = len(self.headline)
        end = first + len(self.text)
        return self.text[at - first] if at is not None and first <= at < end else None

    @property
    def in_note(self) -> int | None:
        """The same, if it stands in the note: which of those there."""
        first = len(self.headline) + len(self.text)
        return self._at - first if self._at is not None and self._at >= first else None

    def show_note(self, count: int) -> None:
        """The note has so many now."""
        self.note = count
        if self._at is not None:
            self._at = min(self._at, len(self) - 1) if len(self) else None


def _in_passages(passages: Sequence[Passage], terms: Sequence[Term]) -> tuple[Range, ...]:
    found: list[Range] = []
    for passage, (start, _) in zip(passages, anchors.passage_spans(passages), strict=True):
        if passage.kind not in _UNSHOWN:
            wanted = hits.fitting(terms, hits.where_of(passage))
            found += [(start + a, start + b) for a, b in hits.ranges(passage.text, wanted)]
    return tuple(found)
