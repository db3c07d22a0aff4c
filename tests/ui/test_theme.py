"""Colours with contrast, icons that draw, one signal for all that paint."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations_with_replacement, product

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk import paths
from clipdesk.core.anchors import COLOURS
from clipdesk.ui import theme
from clipdesk.ui.tokens import DARK, LIGHT, SEPIA, Tokens

_BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    made = QColor(colour)
    return (
        0.2126 * linear(made.redF())
        + 0.7152 * linear(made.greenF())
        + 0.0722 * linear(made.blueF())
    )


def _contrast(ink: str, ground: str) -> float:
    dark, light = sorted((_luminance(ink), _luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def _pairs(c: Tokens) -> list[tuple[str, str]]:
    """Every text colour with every ground that it stands on."""
    rows = (c.paper, c.selection, c.selection_idle, c.hover)
    return [
        *product((c.ink, c.ink_soft), (*rows, c.desk, c.raised, c.sunken)),
        *product((c.ink_faint,), (c.paper, c.desk, c.sunken, c.hover)),
        *product(c.sources, rows),
        *product((c.accent,), (c.paper, c.desk, c.raised)),
        *product((c.warning, c.danger, c.success), (c.paper, c.desk, c.raised)),
        (c.on_accent, c.accent),
        (c.compiler, c.compiler_ground),
        (c.compiler, c.paper),
        (c.analyst, c.analyst_ground),
        (c.analyst, c.paper),
        (c.ink, c.compiler_ground),
        (c.ink, c.analyst_ground),
        (c.ink, c.hit),
        (c.paper, c.hit_line),
        *product((c.ink, c.ink_soft, c.compiler), c.marks),
        *product((c.removed,), (c.paper, c.removed_ground, c.removed_here)),
        *product((c.added,), (c.paper, c.added_ground, c.added_here)),
        *c.chips,
        *c.named_chips,
    ]


@pytest.mark.parametrize("tokens", [LIGHT, DARK, SEPIA], ids=["light", "dark", "sepia"])
def test_text_has_contrast(tokens: Tokens) -> None:
    weak = [
        (ink, ground, round(_contrast(ink, ground), 2))
        for ink, ground in _pairs(tokens)
        if _contrast(ink, ground) < 4.5
    ]
    assert weak == []


@_BOTH
def test_text_has_contrast_where_highlights_lie_over_each_other(
    qapp: QApplication, tokens: Tokens
) -> None:
    theme.apply(qapp, "dark" if tokens is DARK else "light")
    for number in (1, 2, 3):
        for names in combinations_with_replacement(COLOURS, number):
            ground = theme.mark_ground(names)
            for ink in (tokens.ink, tokens.ink_soft, tokens.compiler):
                assert _contrast(ink, ground) >= 4.5, (names, ink)
    assert [theme.mark_ground([name]) for name in COLOURS] == list(tokens.marks)
    assert len({theme.mark_ground([a, a]) for a in COLOURS} | set(tokens.marks)) == 10


@_BOTH
def test_every_colour_is_one(tokens: Tokens) -> None:
    for field in fields(tokens):
        value = getattr(tokens, field.name)
        if field.name != "name" and isinstance(value, str):
            assert QColor(value).isValid(), field.name


def test_apply_changes_palette_and_tells(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.watcher().changed):
        theme.apply(qapp, "dark")
    assert theme.tokens() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Base).name() == DARK.paper
    theme.apply(qapp, "system")
    assert theme.tokens() in (LIGHT, DARK)


def test_applying_twice_connects_once(qapp: QApplication) -> None:
    told: list[None] = []
    theme.apply(qapp, "system")
    theme.apply(qapp, "system")

    def tell() -> None:
        told.append(None)

    theme.watcher().changed.connect(tell)
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    theme.watcher().changed.disconnect(tell)
    assert len(told) == 1


def test_the_font_has_japanese_figures_and_signs() -> None:
    metrics = QFontMetrics(theme.ui_font())
    assert theme.load_fonts()
    assert metrics.inFontUcs4(ord("切"))
    assert theme.reading_font(14).pointSizeF() == 14


@pytest.mark.parametrize(
    "name", sorted(f.stem for f in paths.resource("icons").glob("*.svg") if f.stem != "clipdesk")
)
def test_icons_draw_something(name: str) -> None:
    icon = theme.icon(name)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
        image = icon.pixmap(QSize(24, 24), 1.0, mode).toImage()
        assert image.width() == 24
        drawn = [image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)]
        assert max(drawn) > 150


def test_icons_are_sharp_on_a_fine_screen() -> None:
    assert theme.icon("search").pixmap(QSize(20, 20), 2.0).toImage().width() == 40


def test_a_branch_of_tags_shares_its_colour() -> None:
    assert theme.chip_colours("国/ロシア") == theme.chip_colours("国")


@_BOTH
def test_the_drawings_of_controls_have_the_colours_in_use(tokens: Tokens) -> None:
    folder = paths.resource("icons", "controls", tokens.name)
    drawn = {f.stem: f.read_text("utf-8") for f in folder.glob("*.svg")}
    assert f'stroke="{tokens.on_accent}"' in drawn["check"]
    assert f'stroke="{tokens.ink_soft}"' in drawn["chevron-down"]
    assert f'stroke="{tokens.ink_soft}"' in drawn["chevron-up"]


def test_every_icon_is_used() -> None:
    sources = paths.resource().parent.joinpath("clipdesk", "ui").rglob("*.py")
    code = "".join(file.read_text("utf-8") for file in sources)
    names = {file.stem for file in paths.resource("icons").glob("*.svg")}
    assert {name for name in names if f'"{name}' not in code} == set()
