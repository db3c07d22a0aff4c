"""The one place of colours, spacing, type and icons. Main thread.

`apply` sets Fusion, a palette and one stylesheet, all made from `Tokens`. A pane that paints by
itself or shows HTML asks `tokens()` while painting and repaints on `watcher().changed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal
from zlib import crc32

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from clipdesk import paths
from clipdesk.settings import Appearance as Scheme

_JAPANESE: Final = (
    "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Source Han Sans",
    "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic UI", "Meiryo UI", "Meiryo",
    "BIZ UDPGothic", "BIZ UDGothic", "IBM Plex Sans JP", "M PLUS 1p", "IPAexGothic",
    "IPAPGothic", "TakaoPGothic", "VL PGothic",
)  # fmt: skip
_NO_OPINION: Final = ("", "Sans Serif", "Sans", "sans-serif", "DejaVu Sans")
_SMALLEST_POINTS: Final = 10.0
_DRESSED: Final = "clipdeskDressed"
_ICON_SIZES: Final = (16, 20, 24, 32, 40, 48)  # 16 to 24, on screens of ratio 1 to 2


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour by its purpose.

    Attributes:
        paper: what an article or a list stands on.
        desk: what surrounds the papers: window, sidebar, toolbars.
        raised: menus, fields, buttons.
        sunken: headings inside a list, troughs.
        ink: text; `ink_soft` is secondary, `ink_faint` the quietest that is still to be
            read; `disabled` is not.
        line: hairlines; `line_strong` borders of fields.
        accent: deep teal: bars, links, focus; `on_accent` is text on it.
        selection: behind what is selected; `selection_idle` without the focus.
        brush: over the chosen days of the strip.
        bar, ghost: clippings shown, and clippings of the whole library.
        compiler, analyst: the two other voices beside the article: text and its ground.
        hit: behind a search hit.
        sources: quiet text colours, one of which a source always keeps.
        chips: (text, ground) of tags, one of which a tag always keeps.
        marks: grounds of highlights, by their number.
    """

    name: Literal["light", "dark"]
    paper: str
    desk: str
    raised: str
    sunken: str
    ink: str
    ink_soft: str
    ink_faint: str
    disabled: str
    line: str
    line_strong: str
    accent: str
    on_accent: str
    selection: str
    selection_idle: str
    hover: str
    brush: str
    bar: str
    ghost: str
    star: str
    warning: str
    danger: str
    success: str
    compiler: str
    compiler_ground: str
    analyst: str
    analyst_ground: str
    hit: str
    sources: tuple[str, ...]
    chips: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]


LIGHT: Final = Tokens(
    name="light",
    paper="#fdfcf9",
    desk="#f3f1eb",
    raised="#ffffff",
    sunken="#f7f5ef",
    ink="#23282b",
    ink_soft="#4d565b",
    ink_faint="#636b70",
    disabled="#a3a8a9",
    line="#e4e0d6",
    line_strong="#c6c1b4",
    accent="#175e69",
    on_accent="#ffffff",
    selection="#d5e6e6",
    selection_idle="#e6ebe9",
    hover="#f2f1eb",
    brush="#175e69",
    bar="#3b7f89",
    ghost="#dcd9cf",
    star="#a86a00",
    warning="#8a5a00",
    danger="#a8322a",
    success="#2f6b3c",
    compiler="#6b4a1e",
    compiler_ground="#f6eddc",
    analyst="#3b4a86",
    analyst_ground="#eceef7",
    hit="#ffe7a3",
    sources=(
        "#2f5d86",
        "#7a4a2b",
        "#3c6440",
        "#74406e",
        "#5b5a1f",
        "#8a3d42",
        "#45508c",
        "#2b6564",
    ),
    chips=(
        ("#245a63", "#deecec"),
        ("#6a4a1f", "#f3e8d6"),
        ("#3f4a85", "#e6e8f5"),
        ("#7a3a4a", "#f5e3e6"),
        ("#3d6136", "#e4eedf"),
        ("#66427a", "#eee4f3"),
    ),
    marks=("#fdeaa7", "#cfe8cf", "#cfe3f5", "#f6d3dc", "#e3d7f2"),
)

DARK: Final = Tokens(
    name="dark",
    paper="#1d2124",
    desk="#171a1c",
    raised="#272c30",
    sunken="#22272a",
    ink="#e4e2dc",
    ink_soft="#b1b7b9",
    ink_faint="#8d9598",
    disabled="#626a6e",
    line="#2f3539",
    line_strong="#474f54",
    accent="#74bec7",
    on_accent="#0d2226",
    selection="#234248",
    selection_idle="#2b3337",
    hover="#262b2f",
    brush="#74bec7",
    bar="#5ea6b0",
    ghost="#363d41",
    star="#e3b04b",
    warning="#e0ad55",
    danger="#ee8f86",
    success="#8cc795",
    compiler="#dcbb86",
    compiler_ground="#322a1f",
    analyst="#aab6ec",
    analyst_ground="#262a3b",
    hit="#6b5312",
    sources=(
        "#93bbe0",
        "#d8a988",
        "#9cc5a0",
        "#d2a3cc",
        "#c4c286",
        "#e2a2a6",
        "#adb6ea",
        "#8ec7c6",
    ),
    chips=(
        ("#9fd3d9", "#24393d"),
        ("#e0c196", "#3b3123"),
        ("#b9c1f0", "#2c3047"),
        ("#efb3bf", "#412a30"),
        ("#b3d6aa", "#2b3827"),
        ("#d6b8e6", "#372c40"),
    ),
    marks=("#5e5118", "#2c4f33", "#25465f", "#5d2f3c", "#463463"),
)


class Space:
    """Distances, in device-independent pixels."""

    XS: Final = 2
    S: Final = 4
    M: Final = 8
    L: Final = 12
    XL: Final = 16
    XXL: Final = 24


class Radius:
    """Roundness of corners."""

    S: Final = 3
    M: Final = 5
    L: Final = 8


class Size:
    """The scale of type, as factors of the interface's size."""

    SMALL: Final = 0.86
    NORMAL: Final = 1.0
    TITLE: Final = 1.08
    HEADLINE: Final = 1.5


class Watcher(QObject):
    """Tells when the colours changed."""

    changed = Signal()


_current = LIGHT
_wanted: Scheme = "light"


@cache
def watcher() -> Watcher:
    """The one watcher of the process."""
    return Watcher()


def tokens() -> Tokens:
    """The colours in use."""
    return _current


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
    app.setStyleSheet(_stylesheet(_current))
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


def reading_font(points: float = 12) -> QFont:
    """The article's font."""
    font = ui_font()
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


def chip_colours(tag: str) -> tuple[str, str]:
    """Text and ground that a tag always has; a branch of tags shares its root's."""
    root = tag.split("/", 1)[0]
    return _current.chips[crc32(root.encode()) % len(_current.chips)]


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


def _stylesheet(colours: Tokens) -> str:
    """One sheet, for what the palette cannot say; named by purpose, never by pane."""
    c = colours
    controls = paths.resource("icons", "controls", c.name).as_posix()
    return f"""
    QToolTip {{ color: {c.ink}; background: {c.raised}; border: 1px solid {c.line_strong};
        padding: {Space.S}px {Space.M}px; }}
    QMainWindow::separator, QSplitter::handle {{ background: {c.line}; }}
    QSplitter::handle:hover {{ background: {c.accent}; }}
    QMenuBar {{ background: {c.desk}; border: none; padding: {Space.XS}px {Space.S}px; }}
    QMenuBar::item {{ background: transparent; padding: {Space.S}px {Space.M}px;
        border-radius: {Radius.S}px; }}
    QMenuBar::item:selected {{ background: {c.selection}; color: {c.ink}; }}
    QMenu {{ background: {c.raised}; border: 1px solid {c.line_strong};
        padding: {Space.S}px; }}
    QMenu::item {{ padding: {Space.S + 1}px {Space.XXL}px {Space.S + 1}px {Space.M}px;
        border-radius: {Radius.S}px; }}
    QMenu::item:selected {{ background: {c.selection}; color: {c.ink}; }}
    QMenu::item:disabled {{ color: {c.disabled}; }}
    QMenu::separator {{ height: 1px; background: {c.line};
        margin: {Space.S}px {Space.M}px; }}
    QMenu::icon {{ padding-left: {Space.M}px; }}
    QToolBar {{ background: {c.desk}; border: none; padding: {Space.S}px {Space.M}px;
        spacing: {Space.S}px; }}
    QToolBar::separator {{ background: {c.line}; width: 1px; margin: {Space.S}px; }}
    QToolButton {{ background: transparent; border: 1px solid transparent;
        border-radius: {Radius.M}px; padding: {Space.S - 1}px; }}
    QToolButton:hover {{ background: {c.selection_idle}; }}
    QToolButton:pressed, QToolButton:checked {{ background: {c.selection}; }}
    QToolButton:focus {{ border-color: {c.accent}; }}
    QToolButton:disabled {{ color: {c.disabled}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QPushButton {{ background: {c.raised}; border: 1px solid {c.line_strong};
        border-radius: {Radius.M}px; padding: {Space.S + 1}px {Space.XL}px; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:pressed {{ background: {c.selection}; }}
    QPushButton:focus {{ border-color: {c.accent}; }}
    QPushButton:default {{ background: {c.accent}; color: {c.on_accent};
        border-color: {c.accent}; }}
    QPushButton:default:focus {{ border: 2px solid {c.ink}; padding: {Space.S}px 15px; }}
    QPushButton:disabled {{ color: {c.disabled}; background: {c.desk};
        border-color: {c.line}; }}
    QPushButton:flat {{ background: transparent; border-color: transparent;
        color: {c.accent}; padding: {Space.XS}px {Space.S}px; }}
    QPushButton:flat:hover {{ background: {c.selection_idle}; }}
    QPushButton:flat:focus {{ border-color: {c.accent}; }}
    QPushButton:flat:disabled {{ color: {c.disabled}; }}
    QLineEdit, QPlainTextEdit {{ background: {c.raised}; border: 1px solid {c.line_strong};
        border-radius: {Radius.M}px; padding: {Space.S}px {Space.S + 2}px; }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {c.accent}; }}
    QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {c.desk};
        color: {c.disabled}; }}
    QComboBox, QSpinBox {{ background: {c.raised}; border: 1px solid {c.line_strong};
        border-radius: {Radius.M}px; padding: {Space.S}px {Space.S + 2}px; }}
    QComboBox:focus, QSpinBox:focus {{ border-color: {c.accent}; }}
    QComboBox:disabled, QSpinBox:disabled {{ background: {c.desk}; color: {c.disabled}; }}
    QComboBox::drop-down {{ border: none; width: 22px; }}
    QComboBox::down-arrow {{ image: url("{controls}/chevron-down.svg"); width: 14px; }}
    QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.line_strong};
        selection-background-color: {c.selection}; selection-color: {c.ink}; }}
    QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: 20px; }}
    QSpinBox::up-arrow {{ image: url("{controls}/chevron-up.svg"); width: 11px; }}
    QSpinBox::down-arrow {{ image: url("{controls}/chevron-down.svg"); width: 11px; }}
    QCheckBox, QRadioButton {{ spacing: {Space.M - 1}px; }}
    QCheckBox::indicator, QRadioButton::indicator {{ width: 14px; height: 14px;
        background: {c.raised}; border: 1px solid {c.ink_faint};
        border-radius: {Radius.S}px; }}
    QRadioButton::indicator {{ border-radius: 8px; }}
    QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
        image: url("{controls}/check.svg"); }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px; background: {c.on_accent};
        border: 5px solid {c.accent}; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {c.accent}; }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{
        background: {c.desk}; border-color: {c.line_strong}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {c.line}; }}
    QTabBar::tab {{ color: {c.ink_soft}; padding: {Space.S + 2}px {Space.L}px;
        border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {c.ink}; border-bottom-color: {c.accent}; }}
    QTabBar::tab:hover {{ background: {c.hover}; }}
    QStatusBar {{ background: {c.desk}; border-top: 1px solid {c.line};
        color: {c.ink_soft}; }}
    QStatusBar::item {{ border: none; }}
    QStatusBar QLabel {{ color: {c.ink_soft}; }}
    QProgressBar {{ background: {c.line}; border: none; border-radius: {Radius.S}px;
        min-height: 6px; max-height: 6px; text-align: center; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: {Radius.S}px; }}
    QAbstractScrollArea {{ border: none; }}
    QTableView, QTextBrowser {{ background: {c.paper}; }}
    QTreeView {{ background: {c.desk}; }}
    QDialog QTreeView, QDialog QListView {{ background: {c.paper};
        border: 1px solid {c.line_strong}; border-radius: {Radius.S}px; }}
    QFrame#hairline {{ background: {c.line}; border: none; }}
    QScrollBar {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ width: 12px; }}
    QScrollBar:horizontal {{ height: 12px; }}
    QScrollBar::handle {{ background: {c.line_strong}; border-radius: 3px; margin: 3px; }}
    QScrollBar::handle:hover {{ background: {c.ink_faint}; }}
    QScrollBar::handle:vertical {{ min-height: 36px; }}
    QScrollBar::handle:horizontal {{ min-width: 36px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def icon(name: str) -> QIcon:
    """One of our icons in the colours in use; ask again after `watcher().changed`."""
    return _icon(name, _current.name)


@cache
def _icon(name: str, scheme: str) -> QIcon:
    colours = DARK if scheme == "dark" else LIGHT
    made = QIcon()
    for size in _ICON_SIZES:
        for mode, state, colour in (
            (QIcon.Mode.Normal, QIcon.State.Off, colours.ink_soft),
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
