"""How high a row of the list is and where its parts stand, by font, width and density. Main thread.

delegate.py paints by it, list_view.py takes the heights from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QFont, QFontMetrics

from clipdesk.core.dates import Published
from clipdesk.ui import formats, theme
from clipdesk.ui.tokens import Size

LEFT: Final = 26  # the headline's edge; the unread dot stands before it
RIGHT: Final = 14
MARK: Final = 15
GAP: Final = 3  # between what stands above the headline, the headline, and what it was found by
META_GAP: Final = 10
_WIDE: Final = 640
_TOP: Final = 9
_TOP_COMPACT: Final = 4
_WIDE_DATES: Final = tuple(Published(2024, 12, day, 20 * 60 + 48) for day in range(22, 29))
_SOURCE_SIGNS: Final = (7, 20)  # of a compact line's source and route: at least, and at most
_SOURCE_PART: Final = 0.4  # of what a list is wider than it must be, which goes to them


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of a row with their heights."""

    headline: QFont
    unread: QFont
    meta: QFont
    source: QFont
    line: int
    small: int

    @classmethod
    def of(cls, font: QFont) -> Fonts:
        """From the view's font."""
        meta = theme.scaled(font, Size.SMALL)
        return cls(
            headline=QFont(font),
            unread=theme.scaled(font, Size.NORMAL, bold=True),
            meta=meta,
            source=theme.scaled(font, Size.SMALL, bold=True),
            line=round(QFontMetrics(font).height() * 1.02),
            small=max(QFontMetrics(meta).height(), MARK),
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """A row's parts.

    Attributes:
        fonts: what they are written in.
        lines: so many the headline may take.
        in_a_line: date, source, headline, tags and marks stand side by side: a compact row that is
            wide enough; else the headline stands below the others.
        has_context: a line with the words that the clipping was found by stands below.
        has_headings: the months stand above the rows; else each row tells its own.
        top: what is free above and below.
    """

    fonts: Fonts
    lines: int
    in_a_line: bool
    has_context: bool
    has_headings: bool
    top: int

    @classmethod
    def of(
        cls, font: QFont, width: int, *, compact: bool, has_context: bool, has_headings: bool
    ) -> Shape:
        """For a list of that width."""
        wide = width >= _WIDE
        return cls(
            Fonts.of(font),
            lines=1 if wide or compact else 2,
            in_a_line=wide and compact,
            has_context=has_context,
            has_headings=has_headings,
            top=_TOP_COMPACT if compact else _TOP,
        )

    @property
    def height(self) -> int:
        """Of the row."""
        fonts = self.fonts
        beside = max(0, fonts.small - fonts.line)
        above = beside if self.in_a_line else fonts.small + GAP
        below = (GAP + fonts.small) * self.has_context
        return self.top + above + self.lines * fonts.line + below + self.top

    @property
    def heading_height(self) -> int:
        """Of a month's heading."""
        return self.fonts.small + 12

    def date(self, published: Published) -> str:
        """As much of the date as no heading tells."""
        if self.has_headings:
            return formats.short_date(published)
        return formats.plain_date(published)

    @property
    def dates(self) -> int:
        """The width of the date where all stands in a line."""
        meta = QFontMetrics(self.fonts.meta)
        return max(meta.horizontalAdvance(self.date(day)) for day in _WIDE_DATES) + 2

    def origin(self, width: int) -> int:
        """The width of source and route where all stands in a line, in a list of that width."""
        metrics = QFontMetrics(self.fonts.source)
        least, most = (metrics.horizontalAdvance("新" * signs) for signs in _SOURCE_SIGNS)
        return min(most, least + round(max(0, width - _WIDE) * _SOURCE_PART))
