"""What is dragged inside the window: clippings, and tags. Main thread.

Panes do not know each other: a drag says what it has by a kind of ours. Which clippings it has, the
desk knows: those that are selected. Drags from other programs are none of these.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtGui import QColor, QDrag, QDropEvent, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from clipdesk.ui import theme
from clipdesk.ui.tokens import Radius, Space

_CLIPPINGS: Final = "application/x-clipdesk-clippings"
_TAG: Final = "application/x-clipdesk-tag"
_WIDEST: Final = 260  # pixels


def drag_clippings(source: QWidget, text: str) -> None:
    """Let what is selected be dragged until it is dropped; `text` says what it is."""
    _drag(source, clippings_data(), text)


def drag_tag(source: QWidget, tag: str) -> None:
    """The same of a tag."""
    _drag(source, tag_data(tag), tag)


def has_clippings(event: QDropEvent) -> bool:
    """Whether clippings of ours are dragged."""
    return event.source() is not None and event.mimeData().hasFormat(_CLIPPINGS)


def tag_in(event: QDropEvent) -> str:
    """The tag of ours that is dragged; empty for none."""
    if event.source() is None or not event.mimeData().hasFormat(_TAG):
        return ""
    return bytes(event.mimeData().data(_TAG).data()).decode()


def clippings_data() -> QMimeData:
    """What a drag of clippings has."""
    return _data(_CLIPPINGS, b"")


def tag_data(tag: str) -> QMimeData:
    """What a drag of a tag has."""
    return _data(_TAG, tag.encode())


def _data(kind: str, value: bytes) -> QMimeData:
    data = QMimeData()
    data.setData(kind, value)
    return data


def _drag(source: QWidget, data: QMimeData, text: str) -> None:
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(_label(source, text))
    drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.CopyAction)


def _label(source: QWidget, text: str) -> QPixmap:
    """What hangs at the pointer."""
    colours = theme.tokens()
    metrics = QFontMetrics(source.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, _WIDEST)
    size = metrics.size(0, shown)
    ratio = source.devicePixelRatioF()
    width, height = size.width() + 2 * Space.L, size.height() + 2 * Space.S
    label = QPixmap(round(width * ratio), round(height * ratio))
    label.setDevicePixelRatio(ratio)
    label.fill(Qt.GlobalColor.transparent)
    painter = QPainter(label)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    rect = QRect(0, 0, width, height)
    painter.drawRoundedRect(rect, Radius.M, Radius.M)
    painter.setPen(QColor(colours.on_accent))
    painter.setFont(source.font())
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)
    painter.end()
    return label
