"""Which highlights of the library are asked for, and in which order. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from clipdesk.core.dates import Published
from clipdesk.core.model import Highlight


class MarkOrder(StrEnum):
    """By the date of the clipping, or by when the highlight was made."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MADE = "made"  # the latest first
    MADE_OLDEST = "made_oldest"

    @property
    def by_making(self) -> bool:
        """Whether it goes by when the highlight was made."""
        return self in {MarkOrder.MADE, MarkOrder.MADE_OLDEST}


@dataclass(frozen=True, slots=True)
class MarkFilter:
    """Highlights of these colours AND on clippings with the tag AND of these days AND with words.

    Attributes:
        colours: any of them; none for every colour.
        tag: the clipping's, or one below it; empty for any clipping.
        days: first and last day (`date.toordinal`, inclusive), of the clipping's date or, where the
            order goes by that, of making, by this machine's clock.
        text: each of its words stands in the highlighted words or in the comment, folded.
        among: row ids of the clippings that count; None for all.
    """

    colours: frozenset[str] = frozenset()
    tag: str = ""
    days: tuple[int, int] | None = None
    text: str = ""
    order: MarkOrder = MarkOrder.NEWEST
    among: Sequence[int] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every highlight is shown."""
        is_plain = not self.colours and not self.tag and not self.text.strip()
        return is_plain and self.days is None and self.among is None


@dataclass(frozen=True, slots=True)
class MarksFound:
    """The answer.

    Attributes:
        ids: row ids of highlights: first those that fit nowhere in their texts, then the others.
        lost: how many fit nowhere.
        total: highlights of the library.
    """

    ids: array[int] = field(default_factory=lambda: array("q"))
    lost: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class ListedMark:
    """A highlight and its clipping, as lists and exports have it.

    Attributes:
        id: the highlight's row id.
        uid: the clipping's identity.
        printed_id: None where none was printed.
        start: where it stands now (`PlacedHighlight`), None where it fits nowhere.
        tags: the clipping's.
    """

    id: int
    clipping_id: int
    uid: str
    printed_id: str | None
    published: Published
    source: str
    headline: str
    tags: tuple[str, ...]
    highlight: Highlight
    start: int | None
    end: int | None
