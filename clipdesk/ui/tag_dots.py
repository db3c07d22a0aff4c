"""The round mark of a tag in its colours, for lists. Main thread."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from clipdesk.core.anchors import COLOURS
from clipdesk.ui import theme

_SIZE: Final = 16
_RATIO: Final = 2


def dot(tag: str) -> QIcon:
    """The mark of a tag; empty where it was given no colour."""
    return colour_dot(theme.tag_colour(tag))


def colour_dot(colour: str) -> QIcon:
    """The mark of a colour (of `COLOURS`); an empty one for none."""
    drawn = QPixmap(_SIZE * _RATIO, _SIZE * _RATIO)
    drawn.setDevicePixelRatio(_RATIO)
    drawn.fill(Qt.GlobalColor.transparent)
    if colour:
        ink, ground = theme.tokens().named_chips[COLOURS.index(colour)]
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(ink), 1))
        painter.setBrush(QColor(ground))
        painter.drawEllipse(QRectF(2.5, 2.5, _SIZE - 5, _SIZE - 5))
        painter.end()
    made = QIcon(drawn)
    made.addPixmap(drawn, QIcon.Mode.Selected)  # Qt would mix in the selection's colour
    return made
