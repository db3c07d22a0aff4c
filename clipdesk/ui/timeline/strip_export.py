"""The chart as a picture: copied, or saved as PNG or SVG. Main thread.

A picture goes into a document, so its colours are those of the day whatever the window's are.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QRect, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

from clipdesk.core.errors import UserError
from clipdesk.exporting.files import replacing
from clipdesk.texts import t
from clipdesk.ui.dialogs import choosing
from clipdesk.ui.dialogs.messages import show_error
from clipdesk.ui.timeline.scale import EDGE
from clipdesk.ui.timeline.strip_bars import in_full
from clipdesk.ui.timeline.strip_paint import Look, paint
from clipdesk.ui.tokens import LIGHT

_RATIO: Final = 3.0  # pixels of the picture in one of ours: sharp on paper, too
_ENDINGS: Final = (".png", ".svg")
_SVG_TYPE: Final = "image/svg+xml"


def copy(look: Look) -> None:
    """Put the chart on the clipboard, for programs that take pixels and those that take lines."""
    data = QMimeData()
    data.setImageData(image(look))
    data.setData(_SVG_TYPE, QByteArray(svg(look)))
    QGuiApplication.clipboard().setMimeData(data)


def save(look: Look, parent: QWidget) -> None:
    """Ask where the chart shall go and write it there; an error is told."""
    names, kind = choosing.ask(
        parent,
        t("timeline.strip.save_title"),
        t("timeline.strip.save_filter"),
        mode=QFileDialog.FileMode.AnyFile,
        proposed=t("timeline.strip.file_name"),
        saves=True,
    )
    if not names:
        return
    path = Path(names[0])
    if path.suffix.casefold() not in _ENDINGS:
        path = path.with_name(path.name + (".svg" if "svg" in kind else ".png"))
    try:
        write(look, path)
    except UserError as error:
        show_error(parent, error)


def write(look: Look, path: Path) -> None:
    """Write the chart, as SVG if the name ends so, else as PNG.

    Raises:
        UserError: it cannot be written; an earlier file is then as it was.
    """
    as_lines = path.suffix.casefold() == ".svg"
    content = svg(look) if as_lines else png(look)
    with replacing(path) as stream:
        stream.write(content)


def image(look: Look) -> QImage:
    """The chart in pixels."""
    look = _still(look)
    size = _size(look)
    drawn = QImage(size * _RATIO, QImage.Format.Format_RGB32)
    drawn.setDevicePixelRatio(_RATIO)
    painter = QPainter(drawn)
    paint(painter, LIGHT, look)
    painter.end()
    return drawn


def png(look: Look) -> bytes:
    """The chart in pixels, as a file's bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image(look).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def svg(look: Look) -> bytes:
    """The chart in lines, as a file's bytes."""
    look = _still(look)
    size = _size(look)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(round(QGuiApplication.primaryScreen().logicalDotsPerInch()))
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(t("timeline.strip.title"))
    generator.setDescription(look.label)
    painter = QPainter(generator)
    paint(painter, LIGHT, look)
    painter.end()
    return bytes(buffer.data().data())


def _size(look: Look) -> QSize:
    return QSize(look.chart.scale.width, look.chart.height)


def _still(look: Look) -> Look:
    """Without what belongs to the hand: pointer, keyboard, grips, and room for buttons.

    Which clipping is open is nobody's matter but the reader's. Names stand there whole.
    """
    unit = look.unit_label
    if unit is not None:
        text, rect = unit
        rect.moveRight(look.chart.scale.width - EDGE)
        unit = text, rect
    right = look.chart.scale.width - EDGE
    room = (right if unit is None else unit[1].left()) - EDGE
    return replace(
        look,
        chart=in_full(look.chart),
        hovered=None,
        cursor=None,
        current=None,
        has_grips=False,
        label_room=room,
        unit_label=unit,
    )
