"""What the keys do in the strip. Main thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from clipdesk.ui.timeline.strip import DensityStrip

_ARROWS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PAGES: Final = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENDS: Final = {Qt.Key.Key_Home: -1, Qt.Key.Key_End: 1}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# Japanese keyboards have the plus on the semicolon's key, others on that of the equals sign.
_ZOOMS: Final = {
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Equal: 1,
    Qt.Key.Key_Semicolon: 1,
    Qt.Key.Key_Minus: -1,
}
_LOOKS: Final = (Qt.Key.Key_0, Qt.Key.Key_C)


def is_mine(event: QKeyEvent, *, can_clear: bool) -> bool:
    """Whether a key means something here, though it may be a shortcut of the window."""
    key = event.key()
    if key == Qt.Key.Key_Escape:
        return can_clear
    if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
        return event.matches(QKeySequence.StandardKey.Copy)
    others = (*_ENTER, Qt.Key.Key_C)
    return key in {**_ARROWS, **_PAGES, **_ENDS, **_ZOOMS} or key in others


def press(strip: DensityStrip, event: QKeyEvent) -> bool:
    """Do what a key means; whether it means anything.

    Arrows go over the bars, Shift stretches the brush, Enter chooses, Esc gives up or shows all
    days, + and - zoom, 0 shows all bars, C divides them by the next facet.
    """
    if event.matches(QKeySequence.StandardKey.Copy):
        strip.copy_chart()
        return True
    if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
        return False
    key = Qt.Key(event.key())
    steps = _steps(strip, key)
    if steps:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        strip.move_cursor(steps, extend=bool(shift))
    elif key in _LOOKS or key in _ZOOMS:
        _look(strip, key)
    elif key in _ENTER and strip.is_picking:
        strip.end_picking()
    elif key in _ENTER and strip.has_cursor:
        strip.choose_bar()
    elif key == Qt.Key.Key_Escape and strip.is_picking:
        strip.give_up_picking()
    elif key == Qt.Key.Key_Escape and strip.days is not None:
        strip.show_all_days()
    else:
        return False
    return True


def _look(strip: DensityStrip, key: Qt.Key) -> None:
    """Show the bars otherwise."""
    if key == Qt.Key.Key_0:
        strip.zoom_to_all()
    elif key == Qt.Key.Key_C:
        strip.divide_next()
    else:
        strip.zoom(_ZOOMS[key])


def _steps(strip: DensityStrip, key: Qt.Key) -> int:
    """How many bars a key goes on."""
    if key in _ARROWS:
        return _ARROWS[key]
    if key in _PAGES:
        return _PAGES[key] * strip.bars_in_sight
    return _ENDS.get(key, 0) * strip.scale.count
