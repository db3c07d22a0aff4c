"""How the article's text is set: its font, and the distances that follow from it. Main thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from PySide6.QtGui import QFont, QFontMetricsF

from clipdesk.settings import Face, Settings
from clipdesk.ui import theme


@dataclass(frozen=True, slots=True)
class Look:
    """The analyst's choices (`Settings` says what they mean), and what follows from them."""

    size: int = 12
    face: Face = "sans"
    leading: int = 180
    measure: int = 40
    justify: bool = True

    @classmethod
    def of(cls, chosen: Settings) -> Self:
        """The look that was chosen."""
        return cls(chosen.text_size, chosen.face, chosen.leading, chosen.measure, chosen.justify)

    def font(self, factor: float = 1) -> QFont:
        """The text's font, or one a step up or down from it."""
        return theme.reading_font(self.size * factor, self.face)

    @property
    def em(self) -> float:
        """The width of a Japanese character, in pixels."""
        return QFontMetricsF(self.font()).horizontalAdvance("あ")

    @property
    def line(self) -> int:
        """The same leading in percent of the line that the font asks for, as Qt wants it."""
        metrics = QFontMetricsF(self.font())
        return round(self.leading * metrics.horizontalAdvance("あ") / metrics.height())
