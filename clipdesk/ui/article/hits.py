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
    """

    def __init__(self, record: Record | None = None, terms: Sequence[Term] = ()) -> None:
        self.headline: tuple[Range, ...] = ()
        self.text: tuple[Range, ...] = ()
        self._at: int | None = None
        if record is not None and terms:
            wanted = hits.fitting(terms, Where.HEADLINE)
            self.headline = hits.ranges(record.headline, wanted)
            self.text = _in_passages(record.passages, terms)

    def __len__(self) -> int:
        return len(self.headline) + len(self.text)

    def step(self, delta: int) -> bool:
        """Go to the next hit, or the previous one; False where there is none, and none is current."""
        start = -1 if delta > 0 else len(self)
        at = (start if self._at is None else self._at) + delta
        self._at = at if 0 <= at < len(self) else None
        return self._at is not None

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
        return self.text[at - first] if at is not None and at >= first else None


def _in_passages(passages: Sequence[Passage], terms: Sequence[Term]) -> tuple[Range, ...]:
    found: list[Range] = []
    for passage, (start, _) in zip(passages, anchors.passage_spans(passages), strict=True):
        if passage.kind not in _UNSHOWN:
            wanted = hits.fitting(terms, hits.where_of(passage))
            found += [(start + a, start + b) for a, b in hits.ranges(passage.text, wanted)]
    return tuple(found)
