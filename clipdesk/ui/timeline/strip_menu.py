"""The strip's menus: what the bars are, their colours, the zoom, and the chart as a picture.

Main thread. A menu is made when it opens, in the language in use, and lives as long as it is
open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from clipdesk.texts import t
from clipdesk.ui.timeline.scale import Scale, Unit
from clipdesk.ui.timeline.strip_words import facet_name, unit_name

Do = Callable[[], None]


def new_menu(parent: QWidget) -> QMenu:
    """An empty menu that goes when it closes."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def add_units(menu: QMenu, scale: Scale, choose: Callable[[Unit], None]) -> None:
    """What a bar stands for."""
    group = QActionGroup(menu)
    for unit in Unit:
        action = _choice(menu, group, unit_name(unit), partial(choose, unit))
        action.setChecked(unit is scale.unit)
        action.setEnabled(unit.least_day <= scale.finest.least_day)


def add_facets(
    menu: QMenu, facets: Sequence[str], chosen: str, choose: Callable[[str], None]
) -> None:
    """What the bars are divided by."""
    group = QActionGroup(menu)
    for facet in ("", *facets):
        action = _choice(menu, group, facet_name(facet), partial(choose, facet))
        action.setChecked(facet == chosen)


def add(menu: QMenu, key: str, do: Do, *, enabled: bool = True) -> None:
    """One thing to do; its text is `timeline.strip.menu.<key>`."""
    action = menu.addAction(t(f"timeline.strip.menu.{key}"))
    action.setObjectName(key)
    action.setEnabled(enabled)
    action.triggered.connect(lambda _: do())


def _choice(menu: QMenu, group: QActionGroup, text: str, do: Do) -> QAction:
    action = menu.addAction(text)
    action.setCheckable(True)
    group.addAction(action)
    action.triggered.connect(lambda _: do())
    return action
