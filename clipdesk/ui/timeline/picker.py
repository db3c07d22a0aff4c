"""The bar where the keyboard or a drag stands, and the bars between it and where it began.

Plain numbers, no widgets; any thread. Bars are those of scale.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Picker:
    """Picks bars with the mouse or with Shift and the arrows.

    Attributes:
        cursor: where it stands.
        anchor: where a drag or a Shift+arrow began.
        active: whether a range is being picked.
        dragging: whether the mouse picks it.
    """

    cursor: int | None = None
    anchor: int | None = None
    active: bool = False
    dragging: bool = False

    def press(self, bar: int, *, extend: bool) -> None:
        """Begin at a bar; or go on to it from where it stands."""
        if not extend or self.cursor is None:
            self.anchor = bar
        elif self.anchor is None:
            self.anchor = self.cursor
        self.cursor = bar
        self.active = self.dragging = True

    def step(self, bar: int, *, extend: bool) -> None:
        """Go to a bar; or stretch the range to it."""
        if not extend:
            self.anchor = None
        elif self.anchor is None:
            self.anchor = self.cursor
        self.cursor = bar
        self.active = self.anchor is not None
        self.dragging = False

    def range(self) -> tuple[int, int] | None:
        """The bars between which a range is being picked, either way round."""
        if not self.active or self.anchor is None or self.cursor is None:
            return None
        return self.anchor, self.cursor

    def take(self) -> tuple[int, int] | None:
        """End with what is picked, if only the bar where it stands."""
        self.active = self.dragging = False
        if self.cursor is None:
            return None
        picked = (self.cursor if self.anchor is None else self.anchor), self.cursor
        self.anchor = None
        return picked

    def cancel(self) -> None:
        """Give the range up and stay."""
        self.active = self.dragging = False
        self.anchor = None
