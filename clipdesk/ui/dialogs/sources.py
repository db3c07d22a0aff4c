"""All sources of the library, how they were printed, and what of them is in doubt. Main thread.

Changes nothing by itself: what the analyst decides goes out as a command, and `refresh` shows what
became of it. The list is read in the search lane.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipdesk.commands import (
    Changes,
    Command,
    CorrectSplit,
    MergeSources,
    RenameSource,
    SetMeaning,
)
from clipdesk.core.model import Split
from clipdesk.core.text import fold_name
from clipdesk.importing.division import UNKNOWN_SOURCE
from clipdesk.importing.sources import SourceBook
from clipdesk.store import library, sources
from clipdesk.store.sources import Doubt, Form, Listed
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.dialogs.naming import NameDialog, Purpose
from clipdesk.ui.dialogs.split import SplitDialog
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.notice import Notice
from clipdesk.ui.tokens import Size, Space

Ask = Callable[[str, Callable[[Any], Any], Callable[[Any], None]], None]

_SIZE = QSize(980, 620)
_LIST_WIDTH = 300
_ROW = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(slots=True)
class _Case:
    """Something to be checked: clippings that one decision settles.

    Attributes:
        printed: the source as printed; empty where none could be told.
        source: as the library has it.
        proposal: the known source that it may be a misprint of, or empty.
        confidence: percent, None where it is not known.
        example: one of the clippings; None where the cut is sure and only the name is odd.
        headline: one of theirs.
    """

    printed: str
    source: str
    proposal: str
    confidence: int | None
    rule: str
    example: Doubt | None
    headline: str
    clippings: int = 0


@dataclass(slots=True)
class _Answer:
    """What the dialog shows."""

    listed: list[Listed] = field(default_factory=list)
    cases: list[_Case] = field(default_factory=list)
    book: SourceBook = field(default_factory=SourceBook)


class SourcesDialog(QDialog):
    """The sources on the left, on the right the one that is chosen, or what is to be checked.

    Signals:
        command_requested(Command): the analyst decided something.
    """

    command_requested = Signal(object)

    def __init__(self, ask: Ask, path: Path, parent: QWidget, *, read_only: str = "") -> None:
        """Build it and ask for the list.

        Args:
            ask: puts a question to the search lane (`Worker.ask`).
            path: the library's file.
            parent: the window that it belongs to.
            read_only: why nothing can be decided; empty where it can be.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._ask, self._path = ask, path
        self._answer = _Answer()
        self._wanted: str | None = None  # the source to show; None: the first line
        self._is_gone = False
        self._filter = QLineEdit(self, clearButtonEnabled=True)
        self._list = _table(self, columns=2, stretched=0)
        self._list.setHeaderHidden(True)
        self._page = QStackedWidget(self)
        self._source = _SourcePage(self)
        self._doubts = _DoubtsPage(self)
        self._nothing = QLabel(self)
        self._notice = Notice(self)
        self._close = QPushButton(self)
        self._build()
        self._connect()
        self.retranslate()
        self._notice.say(read_only)
        if read_only:
            for button in self._page.findChildren(QPushButton):
                button.hide()
        room = parent.window().size()
        self.resize(_SIZE.boundedTo(room * 0.94))
        self.refresh()

    def _build(self) -> None:
        self._nothing.setObjectName("emptyState")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        for page in (self._source, self._doubts, self._nothing):
            self._page.addWidget(page)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, Space.M, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._filter)
        column.addWidget(self._list, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(left)
        splitter.addWidget(self._page)
        splitter.setHandleWidth(1)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([_LIST_WIDTH, _SIZE.width() - _LIST_WIDTH])
        self._close.setAutoDefault(False)  # Enter in the filter closes nothing
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(self._notice)
        layout.addWidget(splitter, 1)
        layout.addWidget(buttons)
        self._filter.setFocus()

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._show_filtered)
        self._list.currentItemChanged.connect(self._on_list_current_item_changed)
        self._source.name_requested.connect(self._ask_for_name)
        self._doubts.settled.connect(self.command_requested)
        self._doubts.cut_requested.connect(self._ask_for_cut)
        self._doubts.name_requested.connect(self._ask_for_name)
        theme.watcher().changed.connect(self._show_answer)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("sources.dialog.title"))
        self._filter.setPlaceholderText(t("sources.dialog.filter"))
        self._filter.setAccessibleName(t("sources.dialog.filter"))
        self._list.setAccessibleName(t("sources.dialog.list"))
        self._nothing.setText(t("sources.dialog.nothing"))
        self._close.setText(t("sources.dialog.close"))
        self._source.retranslate()
        self._doubts.retranslate()
        self._show_answer()

    def refresh(self) -> None:
        """Read the sources anew."""
        self._ask("sources", self._read, self._on_answered)

    def show_changes(self, changes: Changes) -> None:
        """Something was written: read anew where it concerns the sources."""
        if changes.archive and not self._is_gone:
            self.refresh()

    def done(self, result: int) -> None:
        self._is_gone = True
        super().done(result)

    # ---- reading

    def _read(self, connection: Any) -> _Answer:
        """In the search lane."""
        with library.explained(self._path):
            book = SourceBook(sources.names(connection))
            listed = sources.listed(connection)
            cases = _cases(sources.doubts(connection), listed, book)
            for case in cases:
                if case.example is None:
                    case.headline = sources.forms(connection, case.source)[0].examples[0]
            return _Answer(listed, cases, book)

    def _on_answered(self, answer: _Answer) -> None:
        if not self._is_gone:
            self._answer = answer
            self._show_answer()

    def _on_forms_answered(self, answer: tuple[str, list[Form]]) -> None:
        if not self._is_gone and answer[0] == self._wanted:
            self._source.show_forms(answer[1])

    # ---- showing

    def _show_answer(self) -> None:
        """Fill the list; what was shown stays shown where it is still there."""
        wanted = self._wanted
        self._list.blockSignals(True)
        self._list.clear()
        if self._answer.cases:
            count = sum(case.clippings for case in self._answer.cases)
            item = QTreeWidgetItem([t("sources.dialog.doubts"), formats.figure(count)])
            item.setData(0, _ROW, "")
            for column in (0, 1):
                item.setForeground(column, QColor(theme.tokens().warning))
                item.setFont(column, theme.scaled(theme.ui_font(), 1, bold=True))
            self._list.addTopLevelItem(item)
        for source in self._answer.listed:
            item = QTreeWidgetItem([seen(source.name), formats.figure(source.clippings)])
            item.setData(0, _ROW, source.name)
            item.setToolTip(0, plain_hint(seen(source.name)))
            self._list.addTopLevelItem(item)
        for item in _items(self._list):
            item.setTextAlignment(1, _RIGHT)
        self._list.blockSignals(False)
        self._doubts.show_cases(self._answer.cases, self._answer.book)
        self._show_filtered()
        found = [item for item in _items(self._list) if item.data(0, _ROW) == wanted]
        chosen = found[0] if found else self._list.topLevelItem(0)
        if chosen is not None:
            self._list.setCurrentItem(chosen)
            self._list.scrollToItem(chosen)
        self._show_chosen()

    def _show_filtered(self) -> None:
        sought = fold_name(self._filter.text())
        for item in _items(self._list):
            name = item.data(0, _ROW)
            item.setHidden(bool(sought) and (not name or sought not in fold_name(name)))

    def _on_list_current_item_changed(self, item: QTreeWidgetItem | None) -> None:
        self._wanted = None if item is None else item.data(0, _ROW)
        self._show_chosen()

    def _show_chosen(self) -> None:
        item = self._list.currentItem()
        if item is None:
            self._page.setCurrentWidget(self._nothing)
            return
        name = self._wanted = item.data(0, _ROW)
        if not name:
            self._page.setCurrentWidget(self._doubts)
            return
        (source,) = [one for one in self._answer.listed if one.name == name]
        self._source.show_source(source)
        self._page.setCurrentWidget(self._source)

        def read(connection: Any) -> tuple[str, list[Form]]:
            with library.explained(self._path):
                return name, sources.forms(connection, name)

        self._ask("source_forms", read, self._on_forms_answered)

    # ---- deciding

    def _ask_for_name(self, purpose: Purpose, name: str) -> None:
        there = {source.name for source in self._answer.listed}
        dialog = NameDialog(purpose, name, self._answer.book, there, self)
        dialog.chosen.connect(lambda chosen: self._decide(purpose, name, chosen))
        dialog.open()

    def _decide(self, purpose: Purpose, name: str, chosen: str) -> None:
        """Ask for the command; the new name is what is shown next."""
        book = self._answer.book
        there = {source.name for source in self._answer.listed}
        command: Command = SetMeaning(name, chosen)
        if purpose != "mean":
            meant = chosen if chosen in there else book.meant(chosen)
            is_there = chosen in there or book.knows(chosen)
            if purpose == "merge" or (
                is_there and meant != name and fold_name(chosen) != fold_name(name)
            ):
                command, chosen = MergeSources(name, chosen), meant
            else:
                command = RenameSource(name, chosen)
            self._wanted = chosen
        self.command_requested.emit(command)

    def _ask_for_cut(self, doubt: Doubt) -> None:
        line = f"{doubt.source_printed} {doubt.headline}".strip()
        names = [source.name for source in self._answer.listed if source.name != UNKNOWN_SOURCE]
        dialog = SplitDialog(line, doubt.source_printed, self._answer.book, self, names=names)
        dialog.chosen.connect(
            lambda printed, name: self.command_requested.emit(
                CorrectSplit(doubt.clipping_id, printed, name)
            )
        )
        dialog.open()


class _SourcePage(QWidget):
    """One source: its printed forms, and what can be made of it.

    Signals:
        name_requested(str, str): a purpose of `NameDialog`, and the name that it is about.
    """

    name_requested = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self._count = 0
        self._title = _title(self)
        self._counts = QLabel(self)
        self._counts.setObjectName("quiet")
        self._forms = _table(self, columns=4, stretched=2)
        self._forms.headerItem().setTextAlignment(1, _RIGHT)
        self._rename, self._merge, self._mean = (QPushButton(self) for _ in range(3))
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self._title)
        words.addWidget(self._counts)
        head.addLayout(words, 1)
        head.addWidget(self._rename)
        head.addWidget(self._merge)
        foot = QHBoxLayout()
        foot.addWidget(self._mean)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addLayout(head)
        layout.addWidget(self._forms, 1)
        layout.addLayout(foot)
        for button, purpose in ((self._rename, "rename"), (self._merge, "merge")):
            button.setAutoDefault(False)
            button.clicked.connect(
                lambda _=False, purpose=purpose: self.name_requested.emit(purpose, self._name)
            )
        self._mean.setAutoDefault(False)
        self._mean.clicked.connect(self._on_mean_clicked)
        self._forms.itemActivated.connect(self._on_mean_clicked)
        self._forms.currentItemChanged.connect(self._show_possible)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._rename.setText(t("sources.dialog.rename"))
        self._merge.setText(t("sources.dialog.merge"))
        self._mean.setText(t("sources.dialog.mean"))
        self._forms.setAccessibleName(t("sources.dialog.printed"))
        self._forms.setHeaderLabels(
            [
                t("sources.dialog.printed"),
                t("sources.dialog.count"),
                t("sources.dialog.example"),
                t("sources.dialog.own"),
            ]
        )

    def show_source(self, source: Listed) -> None:
        """Show a source; its forms come by `show_forms`."""
        if source.name != self._name:
            self._forms.clear()
        self._name = source.name
        self._title.setText(seen(source.name))
        figure = formats.figure(source.clippings)
        self._counts.setText(t("sources.dialog.counts", n=source.clippings, figure=figure))
        for button in (self._rename, self._merge):
            button.setEnabled(source.name != UNKNOWN_SOURCE)
        self._show_possible()

    def show_forms(self, forms: Sequence[Form]) -> None:
        """Show how it was printed."""
        self._forms.clear()
        for form in forms:
            item = QTreeWidgetItem(
                [
                    seen(form.printed) or t("sources.dialog.none_printed"),
                    formats.figure(form.clippings),
                    seen(" ".join(form.examples[0].split())) if form.examples else "",
                    "✓" if form.own else "",
                ]
            )
            item.setData(0, _ROW, form.printed)
            item.setToolTip(0, plain_hint(seen(form.printed)))
            item.setToolTip(2, "".join(plain_hint(seen(one)) for one in form.examples))
            item.setToolTip(3, t("sources.dialog.own_hint") if form.own else "")
            item.setTextAlignment(1, _RIGHT)
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignCenter)
            self._forms.addTopLevelItem(item)
        _choose(self._forms, 0)

    def _show_possible(self) -> None:
        item = self._forms.currentItem()
        self._mean.setEnabled(item is not None and bool(item.data(0, _ROW)))

    def _on_mean_clicked(self) -> None:
        item = self._forms.currentItem()
        if item is not None and item.data(0, _ROW):
            self.name_requested.emit("mean", item.data(0, _ROW))


class _DoubtsPage(QWidget):
    """What is to be checked.

    Signals:
        settled(Command): a proposal was taken.
        cut_requested(Doubt): the cut shall be chosen.
        name_requested(str, str): as `_SourcePage`.
    """

    settled = Signal(object)
    cut_requested = Signal(object)
    name_requested = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cases: list[_Case] = []
        self._title = _title(self)
        self._hint = QLabel(self)
        self._hint.setObjectName("quiet")
        self._hint.setWordWrap(True)
        self._table = _table(self, columns=4, stretched=3)
        for column in (1, 2):
            self._table.headerItem().setTextAlignment(column, _RIGHT)
        self._why = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._why.setObjectName("quiet")
        self._why.setWordWrap(True)
        self._accept, self._correct = QPushButton(self), QPushButton(self)
        foot = QHBoxLayout()
        foot.setSpacing(Space.M)
        foot.addWidget(self._why, 1)
        foot.addWidget(self._accept)
        foot.addWidget(self._correct)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self._title)
        words.addWidget(self._hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addLayout(words)
        layout.addWidget(self._table, 1)
        layout.addLayout(foot)
        for button in (self._accept, self._correct):
            button.setAutoDefault(False)
        self._accept.clicked.connect(self._on_accept_clicked)
        self._correct.clicked.connect(self._on_correct_clicked)
        self._table.itemActivated.connect(self._on_correct_clicked)
        self._table.currentItemChanged.connect(self._show_possible)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(t("sources.dialog.doubts_title"))
        self._hint.setText(t("sources.dialog.doubts_hint"))
        self._table.setAccessibleName(t("sources.dialog.doubts_title"))
        self._table.setHeaderLabels(
            [
                t("sources.dialog.proposal"),
                t("sources.dialog.confidence"),
                t("sources.dialog.count"),
                t("sources.dialog.example"),
            ]
        )
        self._show_possible()

    def show_cases(self, cases: Sequence[_Case], book: SourceBook) -> None:
        """Show what is to be checked; the place in the list stays."""
        at = self._table.indexOfTopLevelItem(self._table.currentItem() or QTreeWidgetItem())
        self._cases = list(cases)
        self._table.clear()
        for case in cases:
            sure = case.confidence
            item = QTreeWidgetItem(
                [
                    seen(_named(case)),
                    "" if sure is None else t("sources.dialog.percent", n=sure),
                    formats.figure(case.clippings),
                    seen(" ".join(case.headline.split())),
                ]
            )
            if not case.printed:
                item.setForeground(0, QColor(theme.tokens().ink_faint))
            for column in (0, 3):
                item.setToolTip(column, plain_hint(item.text(column)))
            for column in (1, 2):
                item.setTextAlignment(column, _RIGHT)
            self._table.addTopLevelItem(item)
        _choose(self._table, max(0, min(at, len(cases) - 1)))
        self._show_possible()

    @property
    def _case(self) -> _Case | None:
        item = self._table.currentItem()
        return None if item is None else self._cases[self._table.indexOfTopLevelItem(item)]

    def _show_possible(self) -> None:
        case = self._case
        rule = "" if case is None else case.rule or ("" if case.printed else "none")
        self._why.setText(t("sources.dialog.why", rule=t(f"sources.rule_{rule}")) if rule else "")
        near = case is not None and bool(case.proposal)
        self._accept.setText(
            t("sources.dialog.accept_near") if near else t("sources.dialog.accept")
        )
        cut = case is None or case.example is not None
        self._correct.setText(t("sources.dialog.correct") if cut else t("sources.dialog.mean"))
        self._accept.setEnabled(case is not None and bool(case.printed))
        self._correct.setEnabled(case is not None)

    def _on_accept_clicked(self) -> None:
        if (case := self._case) is not None and case.printed:
            self.settled.emit(SetMeaning(case.printed, case.proposal or case.source))

    def _on_correct_clicked(self) -> None:
        if (case := self._case) is None:
            return
        if case.example is not None:
            self.cut_requested.emit(case.example)
        else:
            self.name_requested.emit("mean", case.printed)


def _cases(doubts: Sequence[Doubt], listed: Sequence[Listed], book: SourceBook) -> list[_Case]:
    """What one decision settles, the least sure first."""
    found: dict[str, _Case] = {}
    for doubt in doubts:
        printed = doubt.source_printed
        key = fold_name(printed) if doubt.split is Split.GUESSED else f"\n{doubt.clipping_id}"
        if key not in found:
            proposal = (book.near(printed) if printed else None) or ""
            found[key] = _Case(
                printed,
                doubt.source,
                proposal,
                doubt.confidence,
                doubt.rule,
                doubt,
                doubt.headline,
            )
        found[key].clippings += 1
    for source in listed:
        near = None if fold_name(source.name) in found else book.near(source.name)
        if near is not None:
            found[fold_name(source.name)] = _Case(
                source.name, source.name, near, None, "near", None, "", source.clippings
            )
    return list(found.values())


def _named(case: _Case) -> str:
    if case.proposal:
        return t("sources.dialog.proposed", printed=case.printed, name=case.proposal)
    return case.printed or t("sources.dialog.none_printed")


def _table(parent: QWidget, *, columns: int, stretched: int) -> QTreeWidget:
    """A list with columns, one line a row."""
    table = QTreeWidget(parent)
    table.setObjectName("rows")
    table.setColumnCount(columns)
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setAllColumnsShowFocus(True)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = table.header()
    header.setStretchLastSection(False)
    for column in range(columns):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    return table


def _choose(table: QTreeWidget, row: int) -> None:
    if (item := table.topLevelItem(row)) is not None:
        table.setCurrentItem(item)


def _title(parent: QWidget) -> QLabel:
    label = QLabel(parent, textFormat=Qt.TextFormat.PlainText)
    label.setFont(theme.scaled(parent.font(), Size.TITLE * Size.TITLE, bold=True))
    label.setWordWrap(True)
    label.setMinimumWidth(1)  # a long name must not push the window wide
    return label


def _items(table: QTreeWidget) -> list[QTreeWidgetItem]:
    found = [table.topLevelItem(row) for row in range(table.topLevelItemCount())]
    return [item for item in found if item is not None]
