"""The look in use: colours, fonts and icons. Main thread.

`apply` sets Fusion, a palette and one stylesheet, all made from `tokens.Tokens`. A pane that paints by
itself or shows HTML asks `tokens()` while painting and repaints on `watcher().changed`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final
from zlib import crc32

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from clipdesk import paths
from clipdesk.core.anchors import COLOURS
from clipdesk.settings import Appearance as Scheme
from clipdesk.settings import Face, Ground
from clipdesk.ui.sheet import stylesheet
from clipdesk.ui.tokens import DARK, LIGHT, SEPIA, Tokens

_JAPANESE: Final = (
    "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Source Han Sans",
    "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic UI", "Meiryo UI", "Meiryo",
    "BIZ UDPGothic", "BIZ UDGothic", "IBM Plex Sans JP", "M PLUS 1p", "IPAexGothic",
    "IPAPGothic", "TakaoPGothic", "VL PGothic",
)  # fmt: skip
_SERIF: Final = (
    "Noto Serif CJK JP", "Noto Serif JP", "Source Han Serif JP", "Source Han Serif",
    "Hiragino Mincho ProN", "Hiragino Mincho Pro", "Yu Mincho", "YuMincho", "BIZ UDPMincho",
    "BIZ UDMincho", "Shippori Mincho", "Zen Old Mincho", "IPAexMincho", "IPAPMincho",
    "TakaoPMincho", "MS PMincho", "MS Mincho",
)  # fmt: skip
_NO_OPINION: Final = ("", "Sans Serif", "Sans", "sans-serif", "DejaVu Sans")
_SMALLEST_POINTS: Final = 10.0
_DRESSED: Final = "clipdeskDressed"
_ICON_SIZES: Final = (16, 20, 24, 32, 40, 48)  # 16 to 24, on screens of ratio 1 to 2


class Watcher(QObject):
    """Tells when the colours changed."""

    changed = Signal()


_current = LIGHT
_wanted: Scheme = "light"
_ground: Ground = "window"
_tag_colours: Mapping[str, str] = {}


@cache
def watcher() -> Watcher:
    """The one watcher of the process."""
    return Watcher()


def tokens() -> Tokens:
    """The colours in use."""
    return _current


def use_ground(ground: Ground) -> None:
    """What articles stand on from now on; who shows one asks for `page_tokens` again."""
    global _ground  # noqa: PLW0603 - one look for the process
    _ground = ground


def page_tokens() -> Tokens:
    """The colours in use where an article is read."""
    fixed: dict[Ground, Tokens] = {"day": LIGHT, "sepia": SEPIA, "night": DARK}
    return fixed.get(_ground, _current)


def dress(widget: QWidget, colours: Tokens) -> None:
    """Give a part of the window colours of its own, or the window's again."""
    sheet = ""
    if colours is not _current:
        # A palette does not come through to what the application's sheet speaks of.
        sheet = f"""QWidget {{ color: {colours.ink};
            selection-color: {colours.on_accent};
            selection-background-color: {colours.accent}; }}
            {stylesheet(colours)}"""
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)


def apply(app: QApplication, scheme: Scheme) -> None:
    """Dress the application, before its first widget; `system` follows the desktop, also later."""
    global _current, _wanted  # noqa: PLW0603 - one look for the process
    if not app.property(_DRESSED):
        app.setProperty(_DRESSED, True)
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(_on_system_changed)
    _wanted = scheme
    dark = scheme == "dark" or (
        scheme == "system" and app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    )
    _current = DARK if dark else LIGHT
    load_fonts()
    app.setFont(ui_font())
    app.setPalette(_palette(_current))
    app.setStyleSheet(stylesheet(_current))
    watcher().changed.emit()


def _on_system_changed() -> None:
    app = QApplication.instance()
    if _wanted == "system" and isinstance(app, QApplication):
        apply(app, "system")


@cache
def load_fonts() -> str:
    """The family for Japanese: a good installed one, else the one that comes with the program.

    A desktop's last resort for all of East Asia shows Chinese shapes of the characters; it is
    no Japanese font, whatever writing systems it claims. Loading ours takes some 25 ms.
    """
    installed = set(QFontDatabase.families(QFontDatabase.WritingSystem.Japanese))
    good = next((family for family in _JAPANESE if family in installed), "")
    if good:
        return good
    import noto_cjk_sans_jp_bold  # noqa: PLC0415 - wanted only where no font is
    import noto_cjk_sans_jp_regular  # noqa: PLC0415

    families: list[str] = []
    for package in (noto_cjk_sans_jp_regular, noto_cjk_sans_jp_bold):
        number = QFontDatabase.addApplicationFont(str(package.FONT_PATH))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else next(iter(sorted(installed)), "")


def ui_font() -> QFont:
    """The interface's font: the system's, then a Japanese one.

    Where the system has no opinion (a generic name), the Japanese font's own Latin letters and
    figures match its characters better than any other's.
    """
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    named = font.family()
    ours = load_fonts()
    families = [ours, named] if named in _NO_OPINION else [named, ours]
    font.setFamilies([family for family in families if family])
    font.setPointSizeF(max(font.pointSizeF(), _SMALLEST_POINTS))
    return font


@cache
def serif_family() -> str:
    """An installed family with serifs for Japanese; empty where there is none."""
    installed = set(QFontDatabase.families(QFontDatabase.WritingSystem.Japanese))
    return next((family for family in _SERIF if family in installed), "")


def reading_font(points: float = 12, face: Face = "sans") -> QFont:
    """The article's font; without serifs where no font has them for Japanese."""
    font = ui_font()
    if face == "serif" and serif_family():
        font.setFamilies([serif_family(), *font.families()])
    font.setPointSizeF(points)
    return font


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The font a step up or down the scale of `Size`."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(round(font.pixelSize() * factor))
    made.setBold(bold)
    return made


def source_colour(source: str) -> str:
    """The text colour that a source always has."""
    return _current.sources[crc32(source.encode()) % len(_current.sources)]


def use_tag_colours(colours: Mapping[str, str]) -> None:
    """Take the colours (of `COLOURS`) that tags of the library were given, by their names.

    Who shows tags is told by the session's `tags_changed`.
    """
    global _tag_colours  # noqa: PLW0603 - one library for the process
    _tag_colours = colours


def tag_colour(tag: str) -> str:
    """The colour that a tag was given, or the nearest above it was; empty for none."""
    while tag and tag not in _tag_colours:
        tag = tag.rpartition("/")[0]
    return _tag_colours.get(tag, "")


def chip_colours(tag: str, on: Tokens | None = None) -> tuple[str, str]:
    """Text and ground of a tag: of the colour that it was given, else those that it always has.

    A branch of tags shares its root's.
    """
    if colour := tag_colour(tag):
        return (on or _current).named_chips[COLOURS.index(colour)]
    root = tag.split("/", 1)[0]
    chips = (on or _current).chips
    return chips[crc32(root.encode()) % len(chips)]


def mark_ground(names: Sequence[str], on: Tokens | None = None) -> str:
    """The ground of words that highlights of these colours lie on, one or several."""
    colours = on or _current
    grounds = [QColor(colours.marks[COLOURS.index(name)]) for name in names]
    mixed = [sum(parts) / len(grounds) for parts in zip(*map(_rgb, grounds), strict=True)]
    if len(grounds) > 1:  # like ink over ink, so that two of one colour are seen too
        step = 0.05 if colours is DARK else 0.07
        ink = _rgb(QColor(colours.ink))
        mixed = [part + (end - part) * step for part, end in zip(mixed, ink, strict=True)]
    return QColor(*map(round, mixed)).name()


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _palette(colours: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, colours.desk),
        (role.WindowText, colours.ink),
        (role.Base, colours.paper),
        (role.AlternateBase, colours.sunken),
        (role.Text, colours.ink),
        (role.Button, colours.raised),
        (role.ButtonText, colours.ink),
        (role.BrightText, colours.danger),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.ink),
        (role.PlaceholderText, colours.ink_soft),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.raised),
        (role.Midlight, colours.line),
        (role.Mid, colours.line),
        (role.Dark, colours.line_strong),
        (role.Shadow, colours.line_strong),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.disabled))
    return palette


def icon(name: str, on: Tokens | None = None) -> QIcon:
    """One of our icons in the colours in use; ask again after `watcher().changed`."""
    return _icon(name, (on or _current).name)


@cache
def _icon(name: str, scheme: str) -> QIcon:
    colours = next(made for made in (LIGHT, DARK, SEPIA) if made.name == scheme)
    plain = colours.star if name == "star-filled" else colours.ink_soft
    made = QIcon()
    for size in _ICON_SIZES:
        for mode, state, colour in (
            (QIcon.Mode.Normal, QIcon.State.Off, plain),
            (QIcon.Mode.Normal, QIcon.State.On, colours.accent),
            (QIcon.Mode.Disabled, QIcon.State.Off, colours.disabled),
        ):
            made.addPixmap(_drawn(name, colour, size), mode, state)
    return made


@cache
def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """An icon in one colour, for painting by hand on a screen of that pixel ratio."""
    drawn = _drawn(name, colour, round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _drawn(name: str, colour: str, pixels: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))
    drawn = QPixmap(QSize(pixels, pixels))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return drawn


@cache
def _svg(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text("utf-8")


@cache
def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return QIcon(str(paths.resource("icons", "clipdesk.svg")))
