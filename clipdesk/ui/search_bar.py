"""The search field, the order, and the chips of what is on.

It shows a `Filter` and says how to change it. What is typed, the chips and the sidebar are three
views of one filter: what is typed of facets and dates stands in chips, too (`Found.shown_as`).
While it is being typed it stays in the field; taking its chip away moves what was typed of facets
into the chips, and this one goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.query import (
    NAMES,
    Advice,
    Facet,
    Field,
    Filter,
    Found,
    Pair,
    Remark,
    Sort,
    advice,
    parse,
    quoted,
)
from clipdesk.texts import language, t
from clipdesk.ui import formats, theme
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.conditions import Condition, ConditionsRow
from clipdesk.ui.search_field import SearchField
from clipdesk.ui.tokens import Space

_PAUSE_MS = 0
"""What is typed is asked for at once: the lane drops what is stale before it is answered."""
_REMARK_AFTER_MS = 800
"""A quote that is being typed is not closed yet: nothing is said of it at once."""
_LONGEST_EXCERPT: Final = 40


class SearchBar(QWidget):
    """Type to search; each chip takes one condition away.

    Signals:
        filter_requested(Filter): show this instead.
        confirmed(): Enter: what was typed is meant so.
        left(bool): the keys should go to the list; whether its first clipping should be opened
            where none is current there: by Enter and Down, not by Escape. What was typed is asked
            for, and may not be answered yet.
    """

    filter_requested = Signal(object)
    confirmed = Signal()
    left = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchBar")
        self._wanted = Filter()
        self._shown = Filter()
        self._advice: list[Advice] = []
        self._branches: frozenset[str] = frozenset()  # tags that others are below of
        self._is_ahead = False  # the text was edited and not asked for yet
        self.field = SearchField(self)
        self._glass = QAction(self)
        self.field.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._words = QAction(self)
        self._words.setCheckable(True)
        self._words.triggered.connect(self._on_words_triggered)
        self.field.addAction(self._words, QLineEdit.ActionPosition.TrailingPosition)
        self.field.setClearButtonEnabled(True)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._remark_timer = QTimer(self, singleShot=True, interval=_REMARK_AFTER_MS)
        self._remark_timer.timeout.connect(self._show_remarks)
        self.field.textEdited.connect(self._on_field_text_edited)
        self.field.textChanged.connect(self._on_field_text_changed)
        self.field.returnPressed.connect(self._on_field_return_pressed)
        self.field.left.connect(self._on_field_left)
        self._order = _Order(self)
        self._order.chosen.connect(self._on_order_chosen)
        self._row = ConditionsRow(self)
        self.field.keep_free(self._row)
        self._count: tuple[int, int] | None = None  # shown, and in all
        line = QHBoxLayout()
        line.setSpacing(Space.M)
        line.addWidget(self.field, 1)
        line.addWidget(self._order)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        layout.setSpacing(Space.S)
        layout.addLayout(line)
        layout.addWidget(self._row)
        theme.watcher().changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.field.setPlaceholderText(t("desk.search_placeholder"))
        self.field.setAccessibleName(t("desk.search"))
        self._words.setText(t("desk.whole_words"))
        self._words.setToolTip(plain_hint(t("desk.whole_words_hint")))
        self._order.retranslate()
        self._show_chips()
        self._show_count()
        if self._row.remarks:
            self._show_remarks()

    def offer(self, known: Mapping[Field, Sequence[str]]) -> None:
        """The names of sources, routes, tags and collections that typing completes to."""
        self.field.offer(known)
        parted = (tag.split("/") for tag in known.get(Field.TAG, ()))
        branches = frozenset(
            "/".join(parts[:depth]) for parts in parted for depth in range(1, len(parts))
        )
        if branches != self._branches:
            self._branches = branches
            self._show_chips()

    def show_filter(self, wanted: Filter) -> None:
        """Show what is asked for; its answer is on the way.

        What of it was typed of facets is known by the answer alone: while only the text is another,
        the chips wait for it.
        """
        is_typed = wanted == replace(self._wanted, query=wanted.query)
        self._wanted = wanted
        if self.field.text() != wanted.query and not self._is_ahead and not self.field.is_composing:
            self.field.setText(wanted.query)
            self._show_remarks()
        self._words.setChecked(wanted.whole_words)
        self._dress_words()
        self._order.show_sort(wanted.sort)
        if not is_typed:
            self._shown = wanted
            self._show_chips()

    def show_found(self, found: Found) -> None:
        """Show the answer's conditions; not of one that is no longer waited for."""
        if found.filter == self._wanted and found.shown_as != self._shown:
            self._shown = found.shown_as
            self._show_chips()
        if found.filter == self._wanted:
            self._count = len(found.ids), found.total
            self._show_count()
        said = advice(found) if found.filter == self._wanted else []
        if said != self._advice:
            self._advice = said
            self._remark_timer.start()

    def stop_typing(self) -> None:
        """Forget what was typed and not asked for yet."""
        self._timer.stop()
        self._is_ahead = False

    def focus(self) -> None:
        """Put the cursor into the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # ---- chips

    def _show_chips(self) -> None:
        shown = self._shown
        conditions: list[Condition] = [
            (self._named(*pair), partial(self._ask_without, pair)) for pair in sorted(shown.chosen)
        ]
        for pair in sorted(shown.excluded):
            text = t("desk.chip_without", condition=self._named(*pair))
            conditions.append((text, partial(self._ask_without, pair)))
        if shown.days is not None:
            text = t("desk.chip_days", days=formats.days_name(*shown.days))
            conditions.append((text, lambda: self._ask(replace(self._shown, days=None))))
        self._row.show_conditions(conditions)

    def _named(self, facet: Facet, value: str) -> str:
        """A condition in words; of a tag that has others below it, these are meant, too."""
        is_branch = facet is Facet.TAG and value in self._branches
        return _named(facet, f"{value}/…" if is_branch else value)

    def _ask_without(self, pair: Pair) -> None:
        shown = self._shown
        chosen, excluded = shown.chosen - {pair}, shown.excluded - {pair}
        self._ask(replace(shown, chosen=chosen, excluded=excluded))

    def _show_count(self) -> None:
        if self._count is None:
            return
        shown, total = map(formats.figure, self._count)
        key = "desk.found_all" if self._wanted.is_empty else "desk.found"
        self._row.show_state(t(key, shown=shown, total=total))

    # ---- remarks

    def _show_remarks(self) -> None:
        """Say what may not have been understood, and mark where it stands."""
        if self.field.is_completing:  # nobody has chosen yet
            self._remark_timer.start()
            return
        self._remark_timer.stop()
        query = parse(self.field.text(), whole_words=self._wanted.whole_words)
        said = [_said(remark) for remark in query.remarks]
        said += [_advised(one) for one in self._advice]
        self._row.say(list(dict.fromkeys(said)))
        self.field.mark(query.remarks)

    def _wait_with_remarks(self) -> None:
        """Another text is being typed: what still holds stays said, what is new waits."""
        held: list[Remark] = []
        if said := self._row.remarks:
            held = [one for one in parse(self.field.text()).remarks if _said(one) in said]
        self.field.mark(held)
        if not held:
            self._row.say(())
        self._remark_timer.start()

    # ---- the look

    def _dress(self) -> None:
        self._glass.setIcon(theme.icon("search"))
        self._dress_words()
        self._order.dress()
        self._show_chips()

    def _dress_words(self) -> None:
        """Qt shows no state on a field's button."""
        if self._words.isChecked():
            ratio = self.devicePixelRatioF()
            drawn = theme.pixmap("whole-words-on", theme.tokens().accent, 20, ratio)
            self._words.setIcon(QIcon(drawn))
        else:
            self._words.setIcon(theme.icon("whole-words"))

    # ---- wishes

    def _ask(self, wanted: Filter) -> None:
        """Ask for another filter; what was typed and not asked for yet is forgotten."""
        self.stop_typing()
        self.filter_requested.emit(wanted)

    def _typed(self) -> Filter:
        """What is asked for with the text as it stands."""
        return replace(self._wanted, query=self.field.text())

    def _on_field_text_edited(self, _text: str) -> None:
        self._is_ahead = True
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        if not self.field.lacks_value:  # `source:` alone finds nothing, for a moment
            self._ask(self._typed())

    def _on_field_text_changed(self, text: str) -> None:
        self._wait_with_remarks()
        if not text and self._wanted.query:  # also by the clear button, which is no edit
            self._ask(self._typed())

    def _on_field_return_pressed(self) -> None:
        self._ask(self._typed())
        self._show_remarks()
        self.confirmed.emit()
        self.left.emit(True)

    def _on_field_left(self, opens_first: bool) -> None:
        if self._is_ahead:
            self._ask(self._typed())
        self.left.emit(opens_first)

    def _on_words_triggered(self, whole: bool) -> None:
        self._ask(replace(self._typed(), whole_words=whole))

    def _on_order_chosen(self, sort: Sort) -> None:
        self._ask(replace(self._typed(), sort=sort))


class _Order(QToolButton):
    """The order of the list, with a menu to change it.

    Signals:
        chosen(Sort): another order.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._sort = Sort.NEWEST
        menu = QMenu(self)
        group = QActionGroup(menu)
        self._choices: dict[Sort, QAction] = {}
        for sort in Sort:
            action = self._choices[sort] = menu.addAction("")
            action.setCheckable(True)
            action.triggered.connect(partial(self._on_action_triggered, sort))
            group.addAction(action)
        self.setMenu(menu)

    def show_sort(self, sort: Sort) -> None:
        """Show the order that is on."""
        self._sort = sort
        self._choices[sort].setChecked(True)
        self.setText(t(f"desk.sort.{sort}"))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for sort, action in self._choices.items():
            action.setText(t(f"desk.sort.{sort}"))
        self.setToolTip(plain_hint(t("desk.sort_hint")))
        self.setAccessibleName(t("desk.sort_hint"))
        self.show_sort(self._sort)

    def dress(self) -> None:
        """Take the colours in use."""
        self.setIcon(theme.icon("sort"))

    def _on_action_triggered(self, sort: Sort) -> None:
        if sort is not self._sort:
            self.chosen.emit(sort)


def _named(facet: Facet, value: str) -> str:
    """A condition in words."""
    return t(
        "desk.chip", facet=t(f"sidebar.section.{facet}"), value=formats.value_name(facet, value)
    )


def _advised(one: Advice) -> str:
    facet, value = one.facet, one.value
    values = {"facet": t(f"sidebar.section.{facet}")}
    if one.code in ("elsewhere", "branch_only"):
        wanted = f"{value}/*" if one.code == "branch_only" else value
        values["query"] = f"{NAMES[Field(facet)][language() == 'ja']}:{quoted(wanted)}"
        values["word"] = value
    elif one.code == "both_ways":
        values["condition"] = _named(facet, value)
    return t(f"query.{one.code}", **values)


def _said(remark: Remark) -> str:
    excerpt = " ".join(remark.excerpt.split())
    if len(excerpt) > _LONGEST_EXCERPT:
        excerpt = excerpt[:_LONGEST_EXCERPT].rstrip() + "…"
    return t(f"query.remark.{remark.code}", excerpt=excerpt)
