"""The values of the look: every colour by its purpose, distances, roundness, the scale of type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal


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
        stack, stack_rest: the six values of a facet that bars are divided by, and all others;
            told apart by eyes that miss a colour, too (a test says how far).
        compiler, analyst: the two other voices beside the article: text and its ground.
        hit: behind a search hit; `hit_line` below it, and behind the one that the reader is at,
            whose text is `paper`.
        removed, added: what a difference takes away and brings: text, its ground, and the ground
            of the change that the reader is at.
        sources: quiet text colours, one of which a source always keeps.
        chips: (text, ground) of tags, one of which a tag always keeps.
        named_chips: the same of tags that were given a colour, in the order of
            `core.anchors.COLOURS`.
        marks: grounds of highlights, in the order of `core.anchors.COLOURS`.
    """

    name: Literal["light", "dark", "sepia"]
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
    hit_line: str
    removed: str
    removed_ground: str
    removed_here: str
    added: str
    added_ground: str
    added_here: str
    sources: tuple[str, ...]
    chips: tuple[tuple[str, str], ...]
    named_chips: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    stack: tuple[str, ...]
    stack_rest: str


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
    hit="#ffdcb0",
    hit_line="#b04a0c",
    removed="#8f2a23",
    removed_ground="#fbe6e2",
    removed_here="#f3c2ba",
    added="#1f5c33",
    added_ground="#e0f0e1",
    added_here="#b5dcb9",
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
    named_chips=(
        ("#574400", "#f7d860"),
        ("#134f2b", "#a5dba6"),
        ("#123f6b", "#a9d0f5"),
        ("#83142c", "#f8b4c0"),
        ("#4a2a80", "#d3bdf3"),
    ),
    marks=("#fbe08a", "#c5e6c3", "#c6def5", "#f7ccd6", "#e0d2f3"),
    stack=("#0b5563", "#b7881f", "#2f96dd", "#82291d", "#9652a1", "#4b7d5c"),
    stack_rest="#8d9294",
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
    hit="#6d431b",
    hit_line="#f2a65e",
    removed="#f2a79f",
    removed_ground="#43292a",
    removed_here="#6b3634",
    added="#9ed8ab",
    added_ground="#20382a",
    added_here="#2c5a3c",
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
    named_chips=(
        ("#ffe08a", "#5c4a08"),
        ("#b2eab6", "#1f5a30"),
        ("#b9dcff", "#184f7d"),
        ("#ffc2cc", "#7a2439"),
        ("#e0cbff", "#543590"),
    ),
    marks=("#4a3f10", "#23442b", "#1f3f56", "#522836", "#3e2f5a"),
    stack=("#7cc3cc", "#e5b080", "#486ca7", "#b24e26", "#b17fdb", "#b8e4c7"),
    stack_rest="#767d81",
)

SEPIA: Final = replace(
    LIGHT,
    name="sepia",
    paper="#f6ecd8",
    desk="#ede1c8",
    raised="#fbf5e6",
    sunken="#f1e6cf",
    ink="#33291c",
    ink_soft="#574a39",
    ink_faint="#625442",
    disabled="#a69a85",
    line="#e2d5ba",
    line_strong="#c4b493",
    accent="#12525d",
    selection="#dbe0cd",
    selection_idle="#e5dfc9",
    hover="#f1e7d1",
    brush="#12525d",
    compiler="#65410f",
    compiler_ground="#ecdab6",
    analyst="#37457d",
    analyst_ground="#e6e2dd",
    hit="#ffd092",
    hit_line="#a3430a",
)
"""For the article alone: a warm paper, by day and by night."""


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
