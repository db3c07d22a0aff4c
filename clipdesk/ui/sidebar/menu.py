"""The menu of a line of the sidebar: all that pointer and keys do, in words. Main thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from clipdesk.texts import t
from clipdesk.ui.sidebar.entries import ORDERS, Entry, Order, State, Wish

if TYPE_CHECKING:
    from clipdesk.ui.sidebar.model import FacetModel
    from clipdesk.ui.sidebar.view import FacetView

_KEYS: Final = {Wish.ALONE: "Return", Wish.BESIDE: "Space", Wish.WITHOUT: "-"}

TAG_WISHES: Final = {
    "give": "",
    "rename": "F2",
    "merge": "",
    "nest": "",
    "delete": "Delete",
    "manage": "",
}
"""What can be asked for with a tag, and the keys that do it."""


def new_menu(parent: QWidget) -> QMenu:
    """An empty menu that goes when it closes."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def add(
    menu: QMenu, key: str, do: Callable[[], None], keys: str = "", *, enabled: bool = True
) -> None:
    """One thing to do; its text is `sidebar.menu.<key>`, its key is shown and works elsewhere."""
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    text = t(f"sidebar.menu.{key}")
    action = menu.addAction(f"{text}\t{shown}" if shown else text)
    action.setObjectName(key)
    action.setEnabled(enabled)
    action.triggered.connect(lambda _: do())


def of_line(view: FacetView, model: FacetModel, index: QModelIndex) -> QMenu:
    """The menu of a line or a section."""
    menu = new_menu(view)
    line, facet = model.line(index), model.facet(index)
    if isinstance(line, Entry):
        beside = "beside_no_more" if line.state is State.CHOSEN else "beside"
        without = "without_no_more" if line.state is State.EXCLUDED else "without"
        for key, wish in (
            ("alone", Wish.ALONE),
            (beside, Wish.BESIDE),
            (without, Wish.WITHOUT),
        ):
            # Another answer may come while the menu is open.
            add(menu, key, partial(view.use, QPersistentModelIndex(index), wish), _KEYS[wish])
        menu.addSeparator()
    if tag := view.tag_at(index):
        for what, keys in TAG_WISHES.items():
            add(menu, f"tag_{what}", partial(view.tag_requested.emit, what, tag), keys)
        menu.addSeparator()
    if model.can_seek(facet):
        add(menu, "find", partial(view.seek, facet), "F")
    if facet in ORDERS:
        by_count = model.shape(facet).order is Order.COUNT
        by_name = "order_time" if facet == "year" else "order_name"
        add(menu, by_name if by_count else "order_count", partial(view.change_order, facet), "O")
    add(menu, "fold_all", view.collapseAll)
    add(menu, "unfold_all", view.expandAll)
    return menu
