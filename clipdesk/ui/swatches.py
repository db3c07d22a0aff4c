"""The colours of highlights as icons and in words: what each is called, and what it means.

Main thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from clipdesk.core.anchors import COLOURS
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.tokens import Radius

Names = Mapping[str, str]
"""What every colour means, in words: the analyst's, else ours."""

_SWATCH: Final = 16  # pixels
_FINE: Final = 2
"""Pixels for each, on the finest screens."""


def names(named: Names) -> dict[str, str]:
    """What every colour means, in the language in use where the analyst named nothing else."""
    return {colour: named.get(colour) or default(colour) for colour in COLOURS}


def default(colour: str) -> str:
    """What a colour means until it is named."""
    return t(f"highlights.meaning.{colour}")


def labelled(colour: str, meanings: Names) -> str:
    """`事実 (黄)`: for those who do not see the colour."""
    meaning = meanings.get(colour) or default(colour)
    return t("highlights.named", meaning=meaning, colour=t(f"article.colour.{colour}"))


def swatch(colour: str, *, checked: bool = False) -> QIcon:
    """A highlight's colour as an icon; `checked` is the one in use."""
    ink = theme.tokens().ink
    drawn = QPixmap(QSize(_SWATCH, _SWATCH) * _FINE)
    drawn.setDevicePixelRatio(_FINE)
    drawn.fill(QColor("transparent"))
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(ink if checked else theme.tokens().ink_faint))
    painter.setBrush(QColor(theme.mark_ground([colour])))
    painter.drawRoundedRect(QRectF(0.5, 0.5, _SWATCH - 1, _SWATCH - 1), Radius.S, Radius.S)
    if checked:
        size = _SWATCH - 4
        painter.drawPixmap(2, 2, theme.pixmap("check", ink, size, _FINE))
    painter.end()
    return QIcon(drawn)
