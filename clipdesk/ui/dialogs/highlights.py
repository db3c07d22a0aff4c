"""All highlights and comments of the library: to filter, to go to, to export. Main thread.

It stays beside the desk. Which are shown is asked in the search lane; the rows in sight are read
here (`marks_list.py`). It changes nothing by itself: what the analyst wishes goes out.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.commands import Changes
from clipdesk.core.anchors import COLOURS
from clipdesk.core.errors import UserError
from clipdesk.core.marks import ListedMark, MarkFilter, MarkOrder, MarksFound
from clipdesk.core.model import PlacedHighlight
from clipdesk.core.query import parse_days
from clipdesk.exporting import marked as exporting
from clipdesk.texts import t
from clipdesk.ui import formats, swatches, theme
from clipdesk.ui.article import highlights
from clipdesk.ui.article.comment_dialog import CommentDialog
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.dialogs import choosing, messages
from clipdesk.ui.dialogs.marks_list import MarksDelegate, MarksModel
from clipdesk.ui.session import Session
from clipdesk.ui.short_label import ShortLabel
from clipdesk.ui.swatches import Names
from clipdesk.ui.tokens import Space

_SIZE: Final = QSize(760, 680)
_ICON: Final = 16
_SOON_MS: Final = 60
"""What is written one after the other is shown together."""
_DAYS_WIDTH: Final = 132
_TAG_WIDTH: Final = 150
_STEPS: Final = {"undo": QKeySequence.StandardKey.Undo, "redo": QKeySequence.StandardKey.Redo}


class HighlightsDialog(QDialog):
    """The list, above it what it is filtered by.

    Signals:
        open_requested(int, int): open this clipping at this highlight.
        edit_requested(int, int, str, str): a clipping, its highlight, a colour and a comment for it.
        remove_requested(int, int): a clipping, and its highlight that shall go.
        meanings_requested(): name the colours.
        step_requested(str): "undo" or "redo", typed in the list.
    """

    open_requested = Signal(int, int)
    edit_requested = Signal(int, int, str, str)
    remove_requested = Signal(int, int)
    meanings_requested = Signal()
    step_requested = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        """Build it and ask for all highlights.

        Args:
            session: the library.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._named: Names = {}
        self._found = MarksFound()
        self._is_gone = False
        self._commented: ListedMark | None = None  # whose comment was edited last
        self._text = QLineEdit(self, clearButtonEnabled=True)
        self._colours = [QToolButton(self) for _ in COLOURS]
        self._tag, self._order = QComboBox(self), QComboBox(self)
        self._days = QLineEdit(self, clearButtonEnabled=True)
        self._only_shown = QCheckBox(self)
        self._count, self._empty = QLabel(self), QLabel(self)
        self._said = ShortLabel(2, self)
        self._list = QTableView(self)  # a list view asks for every row, one by one
        self._model = MarksModel(session.marks, self)
        self._rows = MarksDelegate(self._model, self._list)
        self._stack = QStackedWidget(self)
        self._open, self._export, self._meanings = (QPushButton(self) for _ in range(3))
        self._close = QPushButton(self)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._build()
        self._connect()
        self.retranslate()
        self.resize(_SIZE.boundedTo(parent.window().size() * 0.94))
        self.refresh()
        session.warm_marks(texts=True)  # typing finds them read

    def _build(self) -> None:
        for colour, button in zip(COLOURS, self._colours, strict=True):
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setIconSize(QSize(_ICON, _ICON))
            button.setProperty("colour", colour)
        self._tag.setFixedWidth(_TAG_WIDTH)
        self._tag.setEditable(True)
        self._tag.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if (completer := self._tag.completer()) is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._days.setFixedWidth(_DAYS_WIDTH)
        self._build_list()
        self._empty.setObjectName("emptyState")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        for push in (self._open, self._export, self._meanings, self._close):
            push.setAutoDefault(False)  # Enter in a field opens and closes nothing
        first, second, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (first, second, foot):
            row.setSpacing(Space.M)
        first.addWidget(self._text, 1)
        for button in self._colours:
            first.addWidget(button)
        second.addWidget(self._tag)
        second.addWidget(self._days)
        second.addWidget(self._order)
        second.addWidget(self._only_shown)
        second.addStretch(1)
        self._count.setObjectName("quiet")
        foot.addWidget(self._count)
        foot.addWidget(self._said, 1)
        for push in (self._meanings, self._export, self._open, self._close):
            foot.addWidget(push)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)
        self.setTabOrder(self._text, self._list)
        self._text.setFocus()

    def _build_list(self) -> None:
        view = self._list
        view.setObjectName("marks")
        view.setModel(self._model)
        view.setItemDelegate(self._rows)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(self._rows.height)

    def _connect(self) -> None:
        self._text.textChanged.connect(self.refresh)
        self._text.returnPressed.connect(self._enter_list)
        self._days.textChanged.connect(self._on_days_text_changed)
        for button in self._colours:
            button.toggled.connect(self.refresh)
        self._tag.currentTextChanged.connect(self.refresh)
        self._order.currentIndexChanged.connect(self.refresh)
        self._only_shown.toggled.connect(self.refresh)
        self._list.activated.connect(self._open_chosen)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._list.selectionModel().selectionChanged.connect(self._show_possible)
        self._model.modelReset.connect(self._show_possible)
        self._open.clicked.connect(self._open_chosen)
        self._close.clicked.connect(self.reject)
        self._export.clicked.connect(self._on_export_clicked)
        self._meanings.clicked.connect(self.meanings_requested)
        self._soon.timeout.connect(self.refresh)
        self._session.worker.changed.connect(self._on_worker_changed)
        self._session.found_changed.connect(self._on_session_found_changed)
        self._session.tags_changed.connect(self._show_tags)
        theme.watcher().changed.connect(self._on_theme_changed)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("highlights.title"))
        self._list.setAccessibleName(t("highlights.list"))
        for field, text, hint in (
            (self._text, t("highlights.text"), t("highlights.text_hint")),
            (self._days, t("highlights.days"), t("highlights.days_hint")),
        ):
            field.setPlaceholderText(text)
            field.setAccessibleName(text)
            field.setToolTip(plain_hint(hint))
        self._tag.setAccessibleName(t("highlights.tag"))
        self._tag.setToolTip(plain_hint(t("highlights.tag")))
        self._order.setAccessibleName(t("highlights.order"))
        self._only_shown.setText(t("highlights.only_shown"))
        self._only_shown.setToolTip(plain_hint(t("highlights.only_shown_hint")))
        self._open.setText(t("highlights.open"))
        self._close.setText(t("desk.close"))
        self._export.setText(t("highlights.export"))
        self._meanings.setText(t("highlights.meanings"))
        self._meanings.setEnabled(self._session.is_writable)
        self._meanings.setToolTip(plain_hint(self._session.read_only))
        order = max(0, self._order.currentIndex())
        self._order.blockSignals(True)
        self._order.clear()
        for one in MarkOrder:
            self._order.addItem(t(f"highlights.sort.{one}"), one)
        self._order.setCurrentIndex(order)
        self._order.blockSignals(False)
        self._show_tags()
        self.name_colours(self._named)
        self._show_count()

    def name_colours(self, named: Names) -> None:
        """Say what the colours mean; `named` has the analyst's own meanings."""
        self._named = named
        names = self._model.names = swatches.names(named)
        for colour, button in zip(COLOURS, self._colours, strict=True):
            name = swatches.labelled(colour, names)
            button.setIcon(swatches.swatch(colour))
            button.setToolTip(plain_hint(t("highlights.colour_hint", name=name)))
            button.setAccessibleName(name)
        self._list.viewport().update()

    def refresh(self, *_: object) -> None:
        """Ask for what is shown now."""
        if not self._is_gone:
            self._session.find_marks(self._wanted, self._on_found)

    def give_back_comment(self, highlight_id: int, typed: str) -> bool:
        """What could not be saved stands in the editor again; False where it was not ours."""
        one = self._commented
        is_mine = one is not None and one.id == highlight_id and one.highlight.comment != typed
        if is_mine and one is not None:
            self._edit_comment(one, typed)
        return is_mine

    def done(self, result: int) -> None:
        self._is_gone = True
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._list.hasFocus():
            if event.matches(QKeySequence.StandardKey.Copy):
                self._copy()
                return
            if event.matches(QKeySequence.StandardKey.Delete):
                self._remove_chosen()
                return
            for step, key in _STEPS.items():
                if event.matches(key):
                    self.step_requested.emit(step)
                    return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_chosen()
                return
        if event.key() == Qt.Key.Key_Escape and self._text.hasFocus() and self._text.text():
            self._text.clear()
            return
        super().keyPressEvent(event)

    # ---- what is shown

    @property
    def _wanted(self) -> MarkFilter:
        chosen = {b.property("colour") for b in self._colours if b.isChecked()}
        tag = self._tag.currentText().strip()
        is_tag = self._tag.findText(tag, Qt.MatchFlag.MatchExactly) > 0
        return MarkFilter(
            colours=frozenset(chosen),
            tag=tag if is_tag else "",
            days=parse_days(self._days.text()) if self._days.text().strip() else None,
            text=self._text.text(),
            order=MarkOrder(self._order.currentData() or MarkOrder.NEWEST),
            among=self._session.found.ids if self._only_shown.isChecked() else None,
        )

    def _on_found(self, found: MarksFound) -> None:
        if self._is_gone:
            return
        current = self._model.id_at(self._list.currentIndex().row())
        bar = self._list.verticalScrollBar()
        is_same, place = found.ids == self._found.ids, bar.value()
        self._found = found
        self._model.show_found(found)
        row = None if current is None else self._model.row_of(current)
        first = next(
            (r for r in range(min(2, self._model.rowCount())) if self._model.heading(r) is None),
            None,
        )
        row = first if row is None else row
        if row is not None:
            index = self._model.index(row)
            self._list.setCurrentIndex(index)
            if is_same:
                bar.setValue(place)
            else:
                self._list.scrollTo(index)
        self._stack.setCurrentIndex(0 if len(found.ids) else 1)
        self._show_count()
        self._show_possible()

    def _show_count(self) -> None:
        shown, total = len(self._found.ids), self._found.total
        key = "highlights.count" if shown == total else "highlights.count_some"
        figure = formats.figure
        self._count.setText(t(key, n=total, figure=figure(shown), total=figure(total)))
        self._empty.setText(t("highlights.nothing") if total else t("highlights.empty"))

    def _show_possible(self, *_: object) -> None:
        self._open.setEnabled(self._chosen() is not None)
        self._export.setEnabled(bool(len(self._found.ids)))

    def _show_tags(self) -> None:
        """The tags to choose from; the chosen one stays."""
        chosen = self._tag.currentText() if self._tag.currentIndex() > 0 else ""
        self._tag.blockSignals(True)
        self._tag.clear()
        self._tag.addItems([t("highlights.all_tags"), *self._session.tags()])
        self._tag.setCurrentIndex(max(0, self._tag.findText(chosen, Qt.MatchFlag.MatchExactly)))
        self._tag.blockSignals(False)

    def _on_days_text_changed(self, text: str) -> None:
        is_days = not text.strip() or parse_days(text) is not None
        self._said.say("" if is_days else t("highlights.days_unknown", text=text))
        if is_days:
            self.refresh()

    def _on_worker_changed(self, changes: Changes, _origin: str) -> None:
        if changes.highlights or changes.archive or changes.tags:
            self._soon.start()

    def _on_session_found_changed(self, _found: object) -> None:
        if self._only_shown.isChecked():
            self._soon.start()

    def _on_theme_changed(self) -> None:
        self.name_colours(self._named)

    # ---- what is done with it

    def _chosen(self) -> ListedMark | None:
        return self._model.mark(self._list.currentIndex().row())

    def _enter_list(self) -> None:
        self._list.setFocus()

    def _open_chosen(self, *_: object) -> None:
        if (mark := self._chosen()) is not None:
            self.open_requested.emit(mark.clipping_id, mark.id)

    def _copy(self) -> None:
        """Copy the selected ones, which may be all."""
        ranges = self._list.selectionModel().selection().toList()
        rows = sorted(row for one in ranges for row in range(one.top(), one.bottom() + 1))
        ids = array("q", (i for row in rows if (i := self._model.id_at(row)) is not None))
        names = dict(self._model.names)

        def read(connection: Any) -> tuple[int, str]:
            from clipdesk.store import library, marked  # noqa: PLC0415 - numpy takes 80 ms

            with library.explained(self._session.path):
                marks = marked.all_rows(connection, ids)
                return len(ids), exporting.markdown(marks, names)

        if ids:
            self._session.worker.ask("copy_marks", read, self._on_copied)

    def _on_copied(self, answer: tuple[int, str]) -> None:
        if not self._is_gone:
            count, text = answer
            QGuiApplication.clipboard().setText(text)
            self._said.say(t("highlights.copied", n=count, figure=formats.figure(count)))

    def _show_menu(self, place: QPoint) -> None:
        mark = self._chosen()
        if mark is None:
            return
        if not self._session.is_writable:
            menu = QMenu(self)
        else:
            placed = PlacedHighlight(mark.id, mark.highlight, mark.start, mark.end)
            menu = highlights.menu(
                [placed],
                self,
                self._model.names,
                recolour=lambda one, colour: self.edit_requested.emit(
                    mark.clipping_id, one.id, colour, one.highlight.comment
                ),
                comment=lambda _: self._edit_comment(mark),
                remove=lambda one: self.remove_requested.emit(mark.clipping_id, one.id),
            )
            menu.addSeparator()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(t("highlights.open"), self._open_chosen)
        menu.addAction(t("highlights.copy"), self._copy)
        menu.popup(self._list.viewport().mapToGlobal(place))

    def _remove_chosen(self) -> None:
        """One by one: each is a judgement, and a step of its own."""
        mark = self._chosen()
        if mark is None or not self._session.is_writable:
            return
        if len(self._list.selectionModel().selectedRows()) > 1:
            self._said.say(t("highlights.one_by_one"))
        else:
            self.remove_requested.emit(mark.clipping_id, mark.id)

    def _edit_comment(self, mark: ListedMark, typed: str | None = None) -> None:
        self._commented = mark
        one = mark.highlight
        dialog = CommentDialog(
            one.quote, one.comment, one.comment if typed is None else typed, self
        )
        dialog.edited.connect(
            lambda comment: self.edit_requested.emit(mark.clipping_id, mark.id, one.colour, comment)
        )
        dialog.open()

    # ---- export

    def _on_export_clicked(self) -> None:
        names, kind = choosing.ask(
            self,
            t("highlights.export_title"),
            t("highlights.export_filter"),
            mode=QFileDialog.FileMode.AnyFile,
            proposed=str(choosing.documents() / f"{t('highlights.export_name')}.md"),
            saves=True,
        )
        if names:
            self.export_to(choosing.named(Path(names[0]), kind, (".md", ".csv", ".jsonl")))

    def export_to(self, destination: Path) -> None:
        """Write what is shown; its end is said below the list."""
        self._said.say(t("highlights.exporting"))
        write = _export(self._session.path, self._found, destination, dict(self._model.names))
        self._session.worker.ask("export_marks", write, self._on_exported)

    def _on_exported(self, answer: tuple[Path, int] | UserError) -> None:
        if self._is_gone:
            return
        if isinstance(answer, UserError):
            self._said.say("")
            messages.show_error(self, answer)
            return
        file, count = answer
        figure = formats.figure(count)
        self._said.say(t("highlights.exported", n=count, figure=figure, file=file.name))


def _export(
    library_file: Path, found: MarksFound, destination: Path, names: Mapping[str, str]
) -> Callable[[Any], tuple[Path, int] | UserError]:
    """What the search lane does: read what is shown and write it."""

    def write(connection: Any) -> tuple[Path, int] | UserError:
        from clipdesk.store import library, marked  # noqa: PLC0415 - numpy takes 80 ms

        try:
            with library.explained(library_file):
                marks = marked.all_rows(connection, found.ids)
                return destination, exporting.write(marks, destination, names)
        except UserError as error:
            return error

    return write
