"""The list of clippings: looks, keyboard, the heading that stays at the top. Main thread.

The view owns no data: list_model.py has the rows, delegate.py paints them, pane.py decides what
is current.
"""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.dragging import drag_clippings
from clipdesk.ui.timeline.delegate import Delegate
from clipdesk.ui.timeline.list_model import ListModel
from clipdesk.ui.timeline.row_shape import Shape

_Hint = QAbstractItemView.ScrollHint


class ListView(QTableView):
    """Rows of one height under month headings; single keys are left to the window's actions.

    Where the order is not that of time there are no headings.

    Signals:
        opened: a clipping's row, by Enter or a double click.
    """

    opened = Signal(QModelIndex)

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clippings = model
        self._delegate = Delegate(model, self)
        self._sticky = _StickyHeading(self)
        self._empty = QLabel(self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setTextFormat(Qt.TextFormat.RichText)
        self._empty.setWordWrap(True)
        self._empty.hide()
        self._empty_key = ""
        self._is_compact = False
        self._gets_keys = False
        self._is_pressed = False
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setCornerButtonEnabled(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(8)
        self._low_rows: list[int] = []  # made low as headings of the last answer, ascending
        self.setModel(model)
        model.modelReset.connect(self._on_model_reset)
        self.verticalScrollBar().valueChanged.connect(self._sticky.follow)
        theme.watcher().changed.connect(self._on_theme_changed)
        self._measure()

    def set_compact(self, compact: bool) -> None:
        """Show low rows: one line of the headline, in a wide list all of the row in a line."""
        if compact != self._is_compact:
            self._is_compact = compact
            self._measure()

    def show_empty(self, key: str) -> None:
        """Say why the list is empty: a key below `timeline.empty`, or nothing."""
        self._empty_key = key
        self._empty.setVisible(bool(key))
        self._write_empty()

    def retranslate(self) -> None:
        """Take the language in use."""
        self.setAccessibleName(t("timeline.list"))
        self._write_empty()
        self._sticky.update()
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: single letters are actions."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; what is typed is left to the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.text().isprintable() and event.text():
            event.ignore()
            return
        super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Move over clippings, never onto a heading."""
        del modifiers
        model = self._clippings
        count = len(model.ids)
        if not count or self._gets_keys:
            return QModelIndex()
        current = self.currentIndex()
        at = model.position_at(current.row()) if current.isValid() else -1
        page = max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize() - 1)
        step = {
            QAbstractItemView.CursorAction.MoveUp: -1,
            QAbstractItemView.CursorAction.MovePrevious: -1,
            QAbstractItemView.CursorAction.MoveDown: 1,
            QAbstractItemView.CursorAction.MoveNext: 1,
            QAbstractItemView.CursorAction.MovePageUp: -page,
            QAbstractItemView.CursorAction.MovePageDown: page,
            QAbstractItemView.CursorAction.MoveHome: -count,
            QAbstractItemView.CursorAction.MoveEnd: count,
        }.get(action, 0)
        target = 0 if at < 0 and step > 0 and step < count else at + step
        return model.index(model.row_at(max(0, min(count - 1, target))), 0)

    def scrollTo(
        self, index: QModelIndex | QPersistentModelIndex, hint: _Hint = _Hint.EnsureVisible
    ) -> None:
        """Scroll so that the heading at the top does not cover the row."""
        super().scrollTo(index, hint)
        covered = self._covered
        top = self.rowViewportPosition(index.row())
        bar = self.verticalScrollBar()
        if top < covered:
            bar.setValue(bar.value() - (covered - top))

    def in_sight(self, index: QModelIndex) -> bool:
        """Whether any of a row can be seen."""
        rect = self.visualRect(index)
        top = self._covered
        return rect.isValid() and rect.bottom() > top and rect.top() < self.viewport().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the overlays in place; a wide list gives headlines one line."""
        super().resizeEvent(event)
        if self._wanted_shape() != self._delegate.shape:
            self._measure()
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the selection as active. Qt would open the first row where none is: nobody chose it."""
        self._gets_keys = True
        super().focusInEvent(event)
        self._gets_keys = False
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the selection as idle."""
        super().focusOutEvent(event)
        self.viewport().update()

    @property
    def is_pressed(self) -> bool:
        """Whether a press of the mouse is being carried out: what it selects is Qt's to say."""
        return self._is_pressed

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the row current, then select by the keys that are held."""
        self._is_pressed = True
        super().mousePressEvent(event)
        self._is_pressed = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the clipping under the pointer."""
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self.opened.emit(index)

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Let what is selected be dragged; Qt would ask each of a million rows for its data."""
        del supported
        place, chosen = self._clippings.position_at, self.selectionModel().selection()
        ranges = [chosen.at(at) for at in range(chosen.count())]
        count = sum(place(one.bottom() + 1) - place(one.top()) for one in ranges)
        if count:
            drag_clippings(self, t("timeline.dragged", n=count, count=formats.figure(count)))

    def paint_sticky(self, painter: QPainter, width: int) -> None:
        """Paint the heading of the month at the top."""
        heading = self._clippings.heading_of(self.rowAt(0))
        if heading is not None:
            height = self._delegate.shape.heading_height
            self._delegate.paint_heading(painter, QRect(0, 0, width, height), heading, whole=True)

    def place_sticky(self) -> None:
        """Put the heading at the top, pushed up by the next one."""
        row = self.rowAt(0)
        height = self._delegate.shape.heading_height
        if row < 0 or not self._clippings.has_headings:
            self._sticky.hide()
            return
        following = row + 1
        y = 0
        if following < self._clippings.rowCount() and self._clippings.is_heading(following):
            y = min(0, self.rowViewportPosition(following) - height)
        self._sticky.setGeometry(0, y, self.viewport().width(), height)
        self._sticky.show()
        self._sticky.update()

    @property
    def _covered(self) -> int:
        """What the heading at the top covers of the rows."""
        return self._delegate.shape.heading_height if self._clippings.has_headings else 0

    def _wanted_shape(self) -> Shape:
        return Shape.of(
            self.font(),
            self.viewport().width(),
            compact=self._is_compact,
            has_context=self._clippings.has_contexts,
            has_headings=self._clippings.has_headings or not self._clippings.ids,
        )

    def _on_model_reset(self) -> None:
        """Another answer has other headings, and perhaps rows of another height."""
        if self._wanted_shape() == self._delegate.shape:
            self._size_headings()
        else:
            self._measure()

    def _measure(self) -> None:
        """Take the row height that follows from the font and the width."""
        bar = self.verticalScrollBar()
        top = self.rowAt(0)
        self._delegate.shape = self._wanted_shape()
        self.verticalHeader().setDefaultSectionSize(self._delegate.shape.height)
        self._size_headings()
        if top >= 0:
            bar.setValue(self.verticalHeader().sectionPosition(top))

    def _size_headings(self) -> None:
        """Make the headings lower than the clippings.

        Qt keeps the heights of the last answer's rows for the rows of this one, so those of its
        headings are taken back. With updates off the header only notes the sizes; otherwise it
        would measure all rows again after each heading.
        """
        header = self.verticalHeader()
        header.setUpdatesEnabled(False)
        header.blockSignals(True)
        headings = list(self._clippings.heading_rows)
        last = bisect_left(self._low_rows, header.count())
        for row in set(self._low_rows[:last]).difference(headings):
            header.resizeSection(row, header.defaultSectionSize())
        for row in headings:
            header.resizeSection(row, self._delegate.shape.heading_height)
        self._low_rows = headings
        header.blockSignals(False)
        header.setUpdatesEnabled(True)
        self.updateGeometries()
        self._place()

    def _place(self) -> None:
        self.place_sticky()
        self._empty.setGeometry(
            self.viewport().geometry().adjusted(24, 0, -24, -self.viewport().height() // 4)
        )

    def _write_empty(self) -> None:
        if not self._empty_key:
            self._empty.clear()
            return
        colours = theme.tokens()
        title = t(f"timeline.empty.{self._empty_key}.title")
        hint = t(f"timeline.empty.{self._empty_key}.hint").replace("\n", "<br>")
        self._empty.setText(
            f"<p style='color:{colours.ink_soft}; font-size:large'>{title}</p>"
            f"<p style='color:{colours.ink_faint}; line-height:140%'>{hint}</p>"
        )

    def _on_theme_changed(self) -> None:
        self._write_empty()
        self._sticky.update()
        self.viewport().update()


class _StickyHeading(QWidget):
    """The month of the topmost row, over the list.

    A child of the view and not of its viewport, whose children scroll away.
    """

    def __init__(self, view: ListView) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def follow(self) -> None:
        """The list was scrolled."""
        self._view.place_sticky()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the heading."""
        super().paintEvent(event)
        painter = QPainter(self)
        self._view.paint_sticky(painter, self.width())
        painter.end()
