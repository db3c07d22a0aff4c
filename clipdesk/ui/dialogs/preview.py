"""What an import would do, before it does it: clippings by kind, and what was odd. Main thread.

It asks a `Preview` for a page of rows, or for one text, and writes nothing. The dialog around it
(importing.py) imports, or does not. Its parts: preview_rows.py, difference.py, source_text.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.dates import Published
from clipdesk.core.model import Problem
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.dialogs import wording
from clipdesk.ui.dialogs.difference import DifferenceView
from clipdesk.ui.dialogs.preview_rows import Rows
from clipdesk.ui.dialogs.source_text import SourceTextView
from clipdesk.ui.short_label import ShortLabel
from clipdesk.ui.tokens import Space

KINDS: Final = ("new", "changed", "reread", "unchanged", "gone", "problems")
"""The tabs, and the names of the counts."""
CORRECTABLE: Final = frozenset({"source_guessed", "source_unknown", "source_near"})
"""The problems that the analyst can decide once and for all."""

_AROUND: Final = 60
"""So many lines are shown before and after the one that is odd."""
_PAUSE_MS: Final = 40
"""A key that is held down runs over rows that nobody wants to compare."""
_KEYS: Final = {"previous_problem": "Shift+F4", "next_problem": "F4"}
_MOST_SAID: Final = 3
"""Lines of a message or a headline; the page's text below has the whole of it."""
_TABLE_SHARE: Final = (2, 3)
_TAKES_PLACE: Final = " → "
_HEADLINE, _NUMBER = 3, 4
_WIDTHS: Final = (72, 130, 130, 0, 140, 150)
_WIDEST_NUMBER: Final = 300
_LOOKED_AT: Final = 100
"""So many rows say how wide the numbers are: measuring 100,000 takes long."""


class Entry(Protocol):
    """A clipping of the page; what `store.staging.Entry` is."""

    @property
    def position(self) -> int:
        """On the page, from the top; -1 for one that is gone."""

    @property
    def line(self) -> int:
        """Where it begins on the page, 1-based; 0 for one that is gone."""

    @property
    def uid(self) -> str:
        """The identity that it gets."""

    @property
    def published(self) -> Published:
        """Its date."""

    @property
    def source(self) -> str:
        """Its source as meant."""

    @property
    def headline(self) -> str:
        """Its headline."""

    @property
    def former_uid(self) -> str:
        """What the library calls it until then; empty where that stays."""

    @property
    def clipping_id(self) -> int | None:
        """The library's clipping; None for a new one."""


class Preview(Protocol):
    """What an import would do. Every question is small, and answered at once."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each of `KINDS`."""

    def entries(self, kind: str, start: int, limit: int) -> Sequence[Entry]:
        """The clippings of a kind, from one on."""

    def problems(self, start: int, limit: int) -> Sequence[Problem]:
        """What was odd, by line, from one on."""

    def texts(self, kind: str, entry: Entry) -> tuple[str, str]:
        """What the library had of it before the import, and what the page has.

        The texts are as printed; for the kind `reread`, whose words are the same, they are what was
        made of these. One is empty where it has none, or where nobody knows any more.
        """

    def analysts(self, kind: str, entry: Entry) -> str:
        """What the analyst has on a clipping, or, of a new one, what the file brings, in words."""

    def source_lines(self, first: int, last: int) -> Sequence[str]:
        """The page's lines, 1-based; fewer where it ends before."""


class PreviewPane(QWidget):
    """Tabs with counts, the rows of the chosen one, and below them the chosen row's text.

    Signals:
        correction_requested(Problem): say what this source is.
    """

    correction_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._kind = ""
        self._tabs = QTabBar(self)
        self._entries: Rows[Entry] = Rows(
            (
                ("preview.line", lambda entry: formats.figure(entry.line) if entry.line else "—"),
                ("preview.date", lambda entry: formats.plain_date(entry.published)),
                ("preview.source", lambda entry: entry.source),
                ("preview.headline", lambda entry: entry.headline),
                ("preview.id", _identity),
                ("preview.mine", self._analysts),
            ),
            self,
        )
        self._problems: Rows[Problem] = Rows(
            (
                ("preview.line", lambda problem: formats.figure(problem.line)),
                ("preview.excerpt", lambda problem: problem.excerpt),
                ("preview.message", wording.told),
            ),
            self,
        )
        self._tables = {
            "entries": _table(self._entries, _WIDTHS, _HEADLINE, self),
            "problems": _table(self._problems, (72, 200, 0), 2, self),
        }
        self._rows = QStackedWidget(self)
        for table in self._tables.values():
            self._rows.addWidget(table)
        self._difference = DifferenceView(self)
        self._detail = QStackedWidget(self)
        self._detail.addWidget(self._difference)
        self._detail.addWidget(self._build_text())
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._build()
        self._connect()
        self._on_theme_changed()
        self.retranslate()

    def _build(self) -> None:
        self._tabs.setExpanding(False)
        self._tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a click gives it the arrow keys
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(True)
        self._tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for button in self._tabs.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # arrow keys do what these do
        for _ in KINDS:
            self._tabs.addTab("")
        self._empty = QLabel(self)
        self._empty.setObjectName("emptyState")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.addWidget(self._rows)
        self._splitter.addWidget(self._detail)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for place, share in enumerate(_TABLE_SHARE):
            self._splitter.setStretchFactor(place, share)
        self._splitter.setSizes([200 * share for share in _TABLE_SHARE])
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._tabs)
        layout.addWidget(self._stack, 1)

    def _build_text(self) -> QWidget:
        page = QWidget(self)
        self._said, self._place = ShortLabel(_MOST_SAID, page), QLabel(page)
        self._place.setObjectName("quiet")
        self._said.setContentsMargins(0, Space.S, 0, Space.S)  # level with the buttons
        self._place.setContentsMargins(0, Space.S, 0, Space.S)
        self._correct = QPushButton(page)
        self._correct.setAutoDefault(False)  # Enter is for the dialog
        self._walk = {name: QToolButton(page) for name in _KEYS}
        self._text = SourceTextView(page)  # made last: Tab comes to it last
        head = QHBoxLayout()
        head.setContentsMargins(Space.M, Space.S, 0, Space.S)
        head.setSpacing(Space.M)
        head.addWidget(self._said, 1)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(self._correct, 0, top)
        head.addWidget(self._place)
        for button in self._walk.values():
            button.setAutoRaise(True)
            button.setIconSize(QSize(20, 20))
            head.addWidget(button)
        for widget in (self._place, *self._walk.values()):
            head.setAlignment(widget, top)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._text, 1)
        return page

    def _connect(self) -> None:
        self._tabs.currentChanged.connect(self._on_tab_changed)
        for table in self._tables.values():
            table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self._pause.timeout.connect(self._show_row)
        self._correct.clicked.connect(self._on_correct_clicked)
        for name, step in (("previous_problem", -1), ("next_problem", 1)):
            go = partial(self._go, step)
            self._walk[name].clicked.connect(go)
            QShortcut(QKeySequence(_KEYS[name]), self, go)
        theme.watcher().changed.connect(self._on_theme_changed)

    # ---- what is shown

    def show_preview(self, preview: Preview) -> None:
        """Show what an import would do; the tab and the row stay, where they are still there."""
        kind, row = self._kind, self._table().currentIndex().row()
        self._preview = preview
        counts = preview.counts
        self._name_tabs()
        filled = [name for name in KINDS if counts.get(name)]
        for place, name in enumerate(KINDS):
            self._tabs.setTabEnabled(place, name in filled)
        if not filled:
            self._kind = ""
            self._stack.setCurrentIndex(0)
            return
        chosen = kind if kind in filled else filled[0]
        self._tabs.blockSignals(True)
        self._tabs.setCurrentIndex(KINDS.index(chosen))
        self._tabs.blockSignals(False)
        self._show_kind(chosen, min(max(row, 0), counts[chosen] - 1) if kind == chosen else 0)
        self._stack.setCurrentIndex(1)

    def clear(self) -> None:
        """Show nothing."""
        self._preview = None
        self._kind = ""
        self._pause.stop()
        for rows in (self._entries, self._problems):
            rows.show_rows(0, lambda _start, _limit: ())
        self._name_tabs()
        self._stack.setCurrentIndex(0)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._empty.setText(t("preview.nothing"))
        self._correct.setText(t("preview.correct"))
        for name, button in self._walk.items():
            text = t(f"preview.{name}")
            button.setAccessibleName(text)
            button.setToolTip(f"{text} ({_KEYS[name]})")
        self._tabs.setAccessibleName(t("preview.kinds"))
        for name, table in self._tables.items():
            table.setAccessibleName(t(f"preview.{name}_table"))
        self._name_tabs()
        self._entries.retranslate()
        self._problems.retranslate()
        self._difference.retranslate()
        self._text.retranslate()
        self._show_row()

    @property
    def kind(self) -> str:
        """The tab that is shown, one of `KINDS`; empty where there is nothing."""
        return self._kind

    def show_kind(self, kind: str) -> None:
        """Show another tab, if there is anything in it."""
        place = KINDS.index(kind)
        if self._tabs.isTabEnabled(place):
            self._tabs.setCurrentIndex(place)

    def next_problem(self) -> None:
        """Go to the next problem, after the last to the first."""
        self._go(1)

    def previous_problem(self) -> None:
        """Go to the problem before, from the first to the last."""
        self._go(-1)

    def _table(self) -> QTableView:
        return self._tables["problems" if self._kind == "problems" else "entries"]

    def _name_tabs(self) -> None:
        counts = self._preview.counts if self._preview is not None else {}
        for place, name in enumerate(KINDS):
            figure = formats.figure(counts.get(name, 0))
            self._tabs.setTabText(place, t(f"preview.{name}", figure=figure))

    def _show_kind(self, kind: str, row: int = 0) -> None:
        if self._preview is None:
            return
        self._kind = kind
        count = self._preview.counts[kind]
        if kind == "problems":
            self._problems.show_rows(count, self._preview.problems)
        else:
            self._entries.show_rows(count, partial(self._preview.entries, kind))
            self._fit_numbers(count)
        table = self._table()
        self._rows.setCurrentWidget(table)
        table.selectRow(row)
        table.scrollTo(table.model().index(row, 0))
        self._show_row()

    def _fit_numbers(self, count: int) -> None:
        """Give the numbers the room that two of them need, where they changed."""
        table = self._tables["entries"]
        rows = map(self._entries.row, range(min(count, _LOOKED_AT)))
        texts = (_identity(entry) for entry in rows if entry is not None)
        widest = max(map(table.fontMetrics().horizontalAdvance, texts), default=0)
        wanted = min(widest + 2 * Space.M + Space.L, _WIDEST_NUMBER)
        table.setColumnWidth(_NUMBER, max(wanted, _WIDTHS[_NUMBER]))

    def _show_row(self) -> None:
        """The text of the chosen row."""
        self._pause.stop()
        row = self._table().currentIndex().row()
        if self._preview is None or not self._kind:
            return
        if self._kind == "problems":
            if (problem := self._problems.row(row)) is not None:
                self._show_problem(self._preview, problem, row)
        elif (entry := self._entries.row(row)) is not None:
            self._show_entry(self._preview, entry)

    def _show_entry(self, preview: Preview, entry: Entry) -> None:
        before, after = preview.texts(self._kind, entry)
        if before and self._kind in {"changed", "reread"}:
            titles = t("preview.before"), t("preview.after")
            self._difference.show_texts(before, after, *titles)
            self._detail.setCurrentIndex(0)
            return
        self._said.say(wording.seen(entry.headline))
        for widget in (self._correct, self._place, *self._walk.values()):
            widget.hide()
        first = 0 if self._kind == "reread" else entry.line  # a reading is no line of the page
        self._text.show_lines(first, (after or before).split("\n"))
        self._detail.setCurrentIndex(1)

    def _show_problem(self, preview: Preview, problem: Problem, row: int) -> None:
        first = max(1, problem.line - _AROUND)
        self._said.say(wording.told(problem))
        self._place.setText(
            t(
                "preview.problem_place",
                place=formats.figure(row + 1),
                all=formats.figure(preview.counts["problems"]),
            )
        )
        for widget in (self._place, *self._walk.values()):
            widget.show()
        self._correct.setVisible(problem.code in CORRECTABLE)
        self._text.show_lines(first, preview.source_lines(first, problem.line + _AROUND))
        self._detail.setCurrentIndex(1)
        self._text.go_to(problem.line, problem.excerpt)

    def _analysts(self, entry: Entry) -> str:
        return "" if self._preview is None else self._preview.analysts(self._kind, entry)

    # ---- what happens

    def _go(self, step: int) -> None:
        count = self._preview.counts.get("problems", 0) if self._preview is not None else 0
        if not count:
            return
        if self._kind == "problems":
            row = (self._table().currentIndex().row() + step) % count
        else:
            self.show_kind("problems")
            row = 0 if step > 0 else count - 1
        table = self._table()
        table.selectRow(row)
        table.scrollTo(table.model().index(row, 0))
        self._show_row()

    def _on_tab_changed(self, place: int) -> None:
        if self._preview is not None and place >= 0:
            self._show_kind(KINDS[place])

    def _on_row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._pause.start()

    def _on_correct_clicked(self) -> None:
        problem = self._problems.row(self._tables["problems"].currentIndex().row())
        if problem is not None:
            self.correction_requested.emit(problem)

    def _on_theme_changed(self) -> None:
        for name, icon in (("previous_problem", "chevron-up"), ("next_problem", "chevron-down")):
            self._walk[name].setIcon(theme.icon(icon))
        for table in self._tables.values():
            table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + Space.M)


def _identity(entry: Entry) -> str:
    """The printed number, and the one that it takes the place of."""
    numbers = [wording.number(uid) or "—" for uid in (entry.former_uid, entry.uid) if uid]
    return _TAKES_PLACE.join(dict.fromkeys(numbers))


def _table(
    model: Rows[Entry] | Rows[Problem], widths: Sequence[int], widest: int, parent: QWidget
) -> QTableView:
    """A table of rows of one height; `widest` is the column that takes the room that is left."""
    table = QTableView(parent)
    table.setObjectName("previewTable")
    table.setModel(model)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setMinimumHeight(90)
    rows, columns = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # measuring 100,000 rows takes long
    columns.setHighlightSections(False)
    for place, width in enumerate(widths):
        if place == widest:
            columns.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        else:
            table.setColumnWidth(place, width)
    return table
