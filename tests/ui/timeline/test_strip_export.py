"""The chart as a picture: on the clipboard, as PNG, as SVG."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from clipdesk.core.errors import UserError
from clipdesk.ui import theme
from clipdesk.ui.dialogs import choosing
from clipdesk.ui.timeline import strip_export
from clipdesk.ui.timeline.density import Density
from clipdesk.ui.timeline.strip import DensityStrip, Unit
from clipdesk.ui.tokens import LIGHT

FIRST = dt.date(2022, 1, 1).toordinal()


@pytest.fixture
def strip(qtbot: QtBot, qapp: QApplication) -> DensityStrip:
    theme.apply(qapp, "dark")
    made = DensityStrip()
    qtbot.addWidget(made)
    made.resize(700, made.height())
    counts = [n % 5 for n in range(400)]
    june = dt.date(2022, 6, 1).toordinal(), dt.date(2022, 6, 30).toordinal()
    density = Density(
        FIRST, counts, counts, [(*june, 40, 50)], {"港湾": counts[:200] + [0] * 200}, "source"
    )
    made.show_density(density, june)
    made.zoom_to(Unit.WEEK)
    return made


def test_a_picture_is_sharp_and_in_the_colours_of_the_day(strip: DensityStrip) -> None:
    picture = strip_export.image(strip.look)
    assert (picture.width(), picture.height()) == (2100, strip.height() * 3)
    assert picture.pixelColor(3, 3).name() == LIGHT.paper
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }
    assert {LIGHT.stack[0], LIGHT.stack_rest} <= colours


def test_copying_gives_pixels_and_lines(strip: DensityStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.said):
        QTest.keyClick(strip, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert data.data("image/svg+xml").startsWith(b"<?xml")


def test_an_svg_says_and_shows_the_same(strip: DensityStrip) -> None:
    lines = strip_export.svg(strip.look)
    root = ET.fromstring(lines)  # noqa: S314 - our own
    words = "".join("".join(root.itertext()).split())
    for word in ("港湾", "その他", "2022年6月、", "週ごと", "2022年"):
        assert word in words
    renderer = QSvgRenderer(QByteArray(lines))
    assert renderer.isValid()
    size = strip.size()
    drawn = QImage(size, QImage.Format.Format_RGB32)
    drawn.fill(0)
    painter = QPainter(drawn)
    renderer.render(painter)
    painter.end()
    pixels = strip_export.image(strip.look).scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    chart = strip.look.chart
    points = [
        (x, y) for x in range(0, size.width(), 3) for y in range(chart.top + 12, chart.base, 3)
    ]
    unlike = [
        at
        for at in points
        if abs(drawn.pixelColor(*at).lightness() - pixels.pixelColor(*at).lightness()) > 90
    ]
    assert len(unlike) < len(points) * 0.03


@pytest.mark.parametrize("unit", Unit)
def test_nothing_of_an_svg_stands_beside_it(strip: DensityStrip, unit: Unit) -> None:
    """An SVG clips nothing: bars, spans and the brush must end at the edge by themselves."""
    strip.zoom_to(unit)
    strip.set_current((FIRST - 9000, FIRST + 9000))
    root = ET.fromstring(strip_export.svg(strip.look))  # noqa: S314 - our own
    for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
        x, wide = float(rect.get("x", "0")), float(rect.get("width", "0"))
        assert x >= -0.5
        assert x + wide <= 700.5


@pytest.mark.parametrize(
    ("typed", "kind", "made"),
    [
        ("棒.png", "PNG (*.png)", "棒.png"),
        ("棒.svg", "PNG (*.png)", "棒.svg"),
        ("棒", "SVG (*.svg)", "棒.svg"),
        ("棒", "PNG (*.png)", "棒.png"),
        ("2.5", "PNG (*.png)", "2.5.png"),
    ],
)
def test_saving_takes_the_kind_of_the_name(
    strip: DensityStrip,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    kind: str,
    made: str,
) -> None:
    answer = [str(tmp_path / typed)], kind
    monkeypatch.setattr(choosing, "ask", lambda *_, **__: answer)
    strip.save_chart()
    content = (tmp_path / made).read_bytes()
    assert content.startswith(b"<?xml" if made.endswith("svg") else b"\x89PNG")
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [made]


def test_no_name_saves_nothing(
    strip: DensityStrip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "ask", lambda *_, **__: ([], ""))
    strip.save_chart()
    assert not any(file.is_file() for file in tmp_path.iterdir())


def test_what_cannot_be_written_is_told(
    strip: DensityStrip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "none" / "chart.png"
    with pytest.raises(UserError):
        strip_export.write(strip.look, there)
    monkeypatch.setattr(choosing, "ask", lambda *_, **__: ([str(there)], ""))
    strip.save_chart()
    (box,) = strip.findChildren(QMessageBox)
    assert str(there) in box.text()
    box.close()


def test_a_picture_tells_whole_tags_which_the_strip_shortens(strip: DensityStrip) -> None:
    tags = [f"地域/とても遠い海の向こうの岸辺/港{n}" for n in range(6)]
    counts = {tag: [9 - n] for n, tag in enumerate(tags)}
    strip.show_density(Density(FIRST, [60], [60], (), counts, "tag"), None)
    root = ET.fromstring(strip_export.svg(strip.look))  # noqa: S314 - our own
    words = "".join("".join(root.itertext()).split())
    assert all(tag in words for tag in tags)
    assert "その他" in words
    chart = strip.look.chart
    assert chart.legend[-1].row == 0  # the strip has the last parts only
    assert strip_export.image(strip.look).height() > chart.height * 3
