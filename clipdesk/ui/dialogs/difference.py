"""Two texts side by side, line by line, with what changed between them. Main thread.

What differs is core/differences.py's to say; here it is shown, walked through and copied. The
texts are the archive's: they are put in as characters, never as HTML.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollBar,
    QSizePolicy,
    QStackedWidget,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.differences import Aligned, Run, RunKind, compare
from clipdesk.texts import t
from clipdesk.ui import formats, plain, theme
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.tokens import Space

_SIGN: Final = int(QTextFormat.Property.UserProperty) + 1
"""Marks characters that are no part of the text: the sign for a line's end that came or went."""
_MARGIN: Final = 20
"""Left of the text, for the minus or plus of its line."""
_LINE_PERCENT: Final = 135.0
_EYE: Final = 0.25
"""A change that was out of sight comes to this share of the height."""
_KEYS: Final = {"previous": "F7", "next": "F8"}

_PROPORTIONAL: Final = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_HAIR: Final = 0.01

_Row = Literal["same", "changed", "missing"]
_Span = tuple[int, int]
"""From one of Qt's positions in a column to another."""


@dataclass(slots=True)
class _Change:
    """One change: the rows it is in, and where it stands in the left and the right column."""

    first_row: int
    last_row: int
    spans: tuple[_Span, _Span]


class DifferenceView(QWidget):
    """Before at the left, after at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._aligned: tuple[Aligned, ...] | None = None
        self._changes: list[_Change] = []
        self._here = -1
        self._is_unseen = False  # the text was not in sight yet, so its first change neither
        self._titles = [QLabel(self), QLabel(self)]
        self._columns = (_Column(RunKind.REMOVED, self), _Column(RunKind.ADDED, self))
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # its coming must not break the lines anew
        self._bar.setSizePolicy(policy)
        self._count = QLabel(self)
        self._count.setObjectName("quiet")
        self._buttons = {name: QToolButton(self) for name in _KEYS}
        self._empty = QLabel(self)
        self._empty.setObjectName("emptyState")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._fit)
        self._connect()
        self.setFocusProxy(self._columns[1])
        self._on_theme_changed()
        self.retranslate()

    def _build(self) -> QWidget:
        page = QWidget(self)
        head = QHBoxLayout()
        head.setContentsMargins(_MARGIN + Space.S, 0, 0, Space.S)
        head.addWidget(self._count, 1)
        for button in self._buttons.values():
            button.setAutoRaise(True)
            button.setIconSize(QSize(20, 20))
            head.addWidget(button)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        rule = QFrame(page)
        rule.setObjectName("hairline")
        rule.setFixedWidth(1)
        grid.addWidget(rule, 0, 1, 2, 1)
        for place, column in enumerate(self._columns):
            title = self._titles[place]
            title.setObjectName("differenceTitle")
            title.setTextFormat(Qt.TextFormat.PlainText)
            title.setWordWrap(True)
            title.setAlignment(Qt.AlignmentFlag.AlignBottom)
            title.setMinimumWidth(1)  # a long word must not push the window wide
            title.setContentsMargins(_MARGIN + Space.S, Space.S, Space.M, Space.S)
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(title, 0, place * 2)
            grid.addWidget(column, 1, place * 2)
            grid.setColumnStretch(place * 2, 1)
        grid.addWidget(self._bar, 1, 3)
        grid.setRowStretch(1, 1)
        column_of_all = QVBoxLayout(page)
        column_of_all.setContentsMargins(0, 0, 0, 0)
        column_of_all.setSpacing(0)
        column_of_all.addLayout(head)
        column_of_all.addLayout(grid, 1)
        return page

    def _connect(self) -> None:
        for place, column in enumerate(self._columns):
            other = self._columns[1 - place]
            column.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            column.resized.connect(self._fitting.start)
        own = self._columns[1].verticalScrollBar()
        own.rangeChanged.connect(self._on_column_range_changed)
        own.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(own.setValue)
        for name, step in (("previous", -1), ("next", 1)):
            go = partial(self._go, step)
            self._buttons[name].clicked.connect(go)
            QShortcut(QKeySequence(_KEYS[name]), self, go)
        theme.watcher().changed.connect(self._on_theme_changed)

    # ---- what is shown

    def show_texts(self, before: str, after: str, before_title: str, after_title: str) -> None:
        """Show what changed from one text to the other.

        Comparing two clippings takes milliseconds, two hostile texts of 100,000 characters a
        second.

        Args:
            before: the text at the left.
            after: the text at the right.
            before_title: heads the left column.
            after_title: heads the right column.
        """
        aligned = compare(before, after)
        is_new = aligned != self._aligned
        self._aligned = aligned
        for title, column, text in zip(
            self._titles, self._columns, (before_title, after_title), strict=True
        ):
            title.setText(text)
            column.setAccessibleName(text)
        self._stack.setCurrentIndex(1)
        if is_new:
            self._here = -1
            self._is_unseen = True
            self._fill()
        self._show_place()

    def clear(self) -> None:
        """Show nothing, and say so."""
        self._aligned = None
        self._changes = []
        for column in self._columns:
            column.clear()
        self._stack.setCurrentIndex(0)

    def retranslate(self) -> None:
        """Say everything in the language in use; the titles are the owner's to give again."""
        self._empty.setText(t("difference.empty"))
        for name, button in self._buttons.items():
            text = t(f"difference.{name}")
            button.setAccessibleName(text)
            button.setToolTip(f"{text} ({_KEYS[name]})")
        self._bar.setAccessibleName(t("difference.scroll"))
        self._show_place()

    def next_change(self) -> None:
        """Go to the next change, after the last to the first."""
        self._go(1)

    def previous_change(self) -> None:
        """Go to the change before, from the first to the last."""
        self._go(-1)

    @property
    def change_count(self) -> int:
        """How many changes there are."""
        return len(self._changes)

    def _fill(self) -> None:
        aligned = self._aligned or ()
        self._changes = _changes(aligned, *(column.fill(aligned) for column in self._columns))
        self._fit()

    def _fit(self) -> None:
        """Make every row as high at the left as at the right, keeping the row at the top.

        A text that is seen for the first time begins at its first change.
        """
        if self._aligned is None or not self.isVisible():
            return
        top = self._columns[1].top_row()
        heights = [column.row_heights() for column in self._columns]
        rows = [max(pair) for pair in zip(*heights, strict=True)]
        for column, own in zip(self._columns, heights, strict=True):
            column.fill_up([row - height for row, height in zip(rows, own, strict=True)])
        self._columns[1].scroll_to_row(*top)
        bar = self._columns[1].verticalScrollBar()
        self._on_column_range_changed(bar.minimum(), bar.maximum())
        if self._is_unseen:
            self._is_unseen = False
            self._bar.setValue(0)
            if self._changes:
                self._bring_into_sight(self._changes[0])

    # ---- walking

    def _go(self, step: int) -> None:
        if not self._changes:
            return
        if self._here < 0:
            self._here = 0 if step > 0 else len(self._changes) - 1
        else:
            self._here = (self._here + step) % len(self._changes)
        self._bring_into_sight(self._changes[self._here])
        self._show_place()

    def _bring_into_sight(self, change: _Change) -> None:
        """Put the cursors there, and scroll where that is out of sight."""
        spans = change.spans
        seen = self._bar.value(), self._bar.value() + self._bar.pageStep()  # a cursor scrolls, too
        places = [column.go_to(span) for column, span in zip(self._columns, spans, strict=True)]
        top, bottom = min(top for top, _ in places), max(bottom for _, bottom in places)
        if not (seen[0] <= top and bottom <= seen[1]):
            self._bar.setValue(round(top - self._bar.pageStep() * _EYE))

    def _show_place(self) -> None:
        n = len(self._changes)
        if not n:
            text = t("difference.none")
        elif self._here < 0:
            text = t("difference.count", n=n, figure=formats.figure(n))
        else:
            text = t(
                "difference.place", place=formats.figure(self._here + 1), all=formats.figure(n)
            )
        self._count.setText(text)
        here = self._changes[self._here] if self._changes and self._here >= 0 else None
        for button in self._buttons.values():
            button.setEnabled(bool(n))
        for place, column in enumerate(self._columns):
            column.mark(None if here is None else here.spans[place])

    # ---- what happens around

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fitting.start()

    def _on_column_range_changed(self, lowest: int, highest: int) -> None:
        own = self._columns[1].verticalScrollBar()
        self._bar.setRange(lowest, highest)
        self._bar.setPageStep(self._columns[1].viewport().height())  # Qt sets its own one later
        self._bar.setSingleStep(own.singleStep())
        self._bar.setValue(own.value())
        self._bar.setVisible(highest > lowest)

    def _on_theme_changed(self) -> None:
        for name, icon in (("previous", "chevron-up"), ("next", "chevron-down")):
            self._buttons[name].setIcon(theme.icon(icon))
        for title in self._titles:
            title.setFont(theme.scaled(theme.ui_font(), 1, bold=True))
        place = self._bar.value()
        for column in self._columns:
            column.setFont(theme.ui_font())  # a new stylesheet takes the font away
        if self._aligned is not None:
            self._fill()
            self._bar.setValue(place)
            self._show_place()


def _changes(
    aligned: Sequence[Aligned], before: Sequence[Sequence[_Span]], after: Sequence[Sequence[_Span]]
) -> list[_Change]:
    """Every change; lines that came, or went, one after the other are one."""
    found: list[_Change] = []
    for row, pair in enumerate(aligned):
        if pair.is_same:
            continue
        spans = list(zip(before[row], after[row], strict=True))
        follows = found and found[-1].last_row == row - 1 and row > 0
        if follows and _side(pair) is not None and _side(pair) is _side(aligned[row - 1]):
            last, ((left, right),) = found[-1], spans
            last.last_row = row
            last.spans = ((last.spans[0][0], left[1]), (last.spans[1][0], right[1]))
        else:
            found += (_Change(row, row, span) for span in spans)
    return found


def _side(pair: Aligned) -> RunKind | None:
    """The side that a row has alone."""
    if pair.before is None:
        return RunKind.ADDED
    return RunKind.REMOVED if pair.after is None else None


class _Column(QTextEdit):
    """One side: a paragraph of Qt's for each row, made as high as the other side's.

    Signals:
        resized(): the lines may break elsewhere now.
    """

    resized = Signal()

    def __init__(self, kind: RunKind, parent: QWidget) -> None:
        """Make an empty one.

        Args:
            kind: what the changed runs of this side are.
            parent: the widget it stands in.
        """
        super().__init__(parent)
        plain.reads_only(self)
        self._kind = kind
        self._rows: list[_Row] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setMinimumWidth(120)
        self.document().setDocumentMargin(0)

    def fill(self, aligned: Sequence[Aligned]) -> list[list[_Span]]:
        """Show this side; where each change of each row stands in it."""
        texts: list[str] = []
        marks: list[tuple[_Span, bool]] = []  # where, and whether it is a sign
        spans: list[list[_Span]] = []
        self._rows = []
        position = 0
        for pair in aligned:
            runs = pair.before if self._kind is RunKind.REMOVED else pair.after
            row_spans = [(position, position)]
            for run in runs or ():
                start = position
                for text, is_sign in _pieces(run):
                    texts.append(text)
                    end = position + plain.length(text)
                    if run.kind is not RunKind.SAME:
                        marks.append(((position, end), is_sign))
                    position = end
                if run.kind is RunKind.SAME:
                    row_spans.append((position, position))
                else:
                    row_spans[-1] = (start, position)
            spans.append([row_spans[place] for place in _places(pair)])
            self._rows.append("missing" if runs is None else "same" if pair.is_same else "changed")
            texts.append("\n")
            position += 1
        self._put("".join(texts[:-1]), marks)
        return spans

    def _put(self, text: str, marks: Sequence[tuple[_Span, bool]]) -> None:
        self.setCurrentCharFormat(QTextCharFormat())  # else all gets the look at the last place
        self.setPlainText(text)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        block = QTextBlockFormat()
        block.setLeftMargin(_MARGIN + Space.S)
        block.setRightMargin(Space.M)
        block.setBottomMargin(Space.S)
        block.setLineHeight(_LINE_PERCENT, _PROPORTIONAL)
        cursor.mergeBlockFormat(block)
        for span, is_sign in marks:
            _select(cursor, span)
            cursor.mergeCharFormat(self._looks(is_sign=is_sign))
        cursor.endEditBlock()

    def _looks(self, *, is_sign: bool) -> QTextCharFormat:
        """Of what came or went: told by its line as well as by its colour."""
        ink, ground, _ = self._colours()
        looks = QTextCharFormat()
        looks.setForeground(QColor(ink))
        looks.setBackground(QColor(ground))
        if is_sign:
            looks.setProperty(_SIGN, 1)
        elif self._kind is RunKind.REMOVED:
            looks.setFontStrikeOut(True)
        else:
            looks.setFontUnderline(True)
        return looks

    def _colours(self) -> tuple[str, str, str]:
        """Of this side's changes: the text, its ground, and the ground where the reader is."""
        c = theme.tokens()
        if self._kind is RunKind.REMOVED:
            return c.removed, c.removed_ground, c.removed_here
        return c.added, c.added_ground, c.added_here

    # ---- the rows

    def row_heights(self) -> list[float]:
        """How high each row is by itself."""
        layout = self.document().documentLayout()
        height = layout.documentSize().height()  # Qt lays a long text out only when it is asked
        blocks = list(self._blocks())
        tops = [layout.blockBoundingRect(block).top() for block in blocks] + [height]
        return [
            below - top - block.blockFormat().bottomMargin()
            for block, top, below in zip(blocks, tops, tops[1:], strict=False)
        ]

    def fill_up(self, missing: Sequence[float]) -> None:
        """Give each row that much more height than its text needs."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for block, height in zip(self._blocks(), missing, strict=True):
            looks = block.blockFormat()
            if abs(looks.bottomMargin() - Space.S - height) > _HAIR:
                looks.setBottomMargin(Space.S + height)
                cursor.setPosition(block.position())
                cursor.setBlockFormat(looks)
        cursor.endEditBlock()

    def top_row(self) -> tuple[int, float]:
        """The row at the top, and how much of it is above."""
        block = self.cursorForPosition(QPoint(0, 0)).block()
        return block.blockNumber(), self.verticalScrollBar().value() - self._rect(block).top()

    def scroll_to_row(self, row: int, above: float) -> None:
        """Bring a row to the top, with so much of it above."""
        block = self.document().findBlockByNumber(row)
        self.verticalScrollBar().setValue(round(self._rect(block).top() + above))

    def go_to(self, span: _Span) -> tuple[float, float]:
        """Put the cursor there; the top and the bottom of that place in the document."""
        cursor = self.textCursor()
        tops_and_bottoms: list[float] = []
        for position in reversed(span):
            cursor.setPosition(position)
            rect = self.cursorRect(cursor).translated(0, self.verticalScrollBar().value())
            tops_and_bottoms += (rect.top(), rect.bottom())
        self.setTextCursor(cursor)
        return min(tops_and_bottoms), max(tops_and_bottoms)

    def mark(self, span: _Span | None) -> None:
        """Show where the reader is."""
        here = QTextEdit.ExtraSelection()
        if span is not None:
            here.cursor = QTextCursor(self.document())
            _select(here.cursor, span)
            here.format.setBackground(QColor(self._colours()[2]))
        self.setExtraSelections([] if span is None else [here])

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _rect(self, block: QTextBlock) -> QRectF:
        return self.document().documentLayout().blockBoundingRect(block)

    # ---- Qt's

    def paintEvent(self, event: QPaintEvent) -> None:
        """Beside each changed row its sign; where the other side has a row alone, hatching."""
        painter = QPainter(self.viewport())
        hatching = QBrush(QColor(theme.tokens().line), Qt.BrushStyle.BDiagPattern)
        painter.setPen(QColor(self._colours()[0]))
        sign = "−" if self._kind is RunKind.REMOVED else "+"
        scrolled = self.verticalScrollBar().value()
        bottom = scrolled + self.viewport().height()
        block = self.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid() and block.blockNumber() < len(self._rows):
            rect = self._rect(block)
            if rect.top() > bottom:
                break
            row = self._rows[block.blockNumber()]
            if row == "missing":
                rect.setRect(0, rect.top() - scrolled, self.width(), self._height_of(block))
                painter.fillRect(rect, hatching)
            elif row == "changed":
                line = block.layout().lineAt(0).rect().translated(0, rect.top() - scrolled)
                line.setLeft(0)
                line.setWidth(_MARGIN)
                painter.drawText(line, Qt.AlignmentFlag.AlignCenter, sign)
            block = block.next()
        painter.end()
        super().paintEvent(event)

    def _height_of(self, block: QTextBlock) -> float:
        """With what it is filled up by."""
        following = block.next()
        if following.isValid():
            end = self._rect(following).top() - Space.S
        else:
            end = self.document().documentLayout().documentSize().height()
        return end - self._rect(block).top()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def createMimeDataFromSelection(self) -> QMimeData:
        """The text alone: no colours, no signs, no rows that only fill up."""
        mime = QMimeData()
        mime.setText(self.selected_text())
        return mime

    def selected_text(self) -> str:
        """What is selected, as it stands in the text."""
        selected = self.textCursor()
        start, end = selected.selectionStart(), selected.selectionEnd()
        lines = []
        block = self.document().findBlock(start)
        while block.isValid() and block.position() <= end:
            if self._rows[block.blockNumber()] != "missing":
                lines.append(_selected_of(block, start, end))
            block = block.next()
        return "\n".join(lines).replace(plain.LINE, "\n")


def _selected_of(block: QTextBlock, start: int, end: int) -> str:
    parts = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        span = max(start, fragment.position()), min(end, fragment.position() + fragment.length())
        if span[0] < span[1] and not fragment.charFormat().hasProperty(_SIGN):
            cursor = QTextCursor(block)
            _select(cursor, span)
            parts.append(cursor.selectedText())
        iterator += 1
    return "".join(parts)


def _select(cursor: QTextCursor, span: _Span) -> None:
    cursor.setPosition(span[0])
    cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)


def _places(pair: Aligned) -> list[int]:
    """After how many of a row's runs that are the same its changes stand."""
    if pair.before is None or pair.after is None:
        return [0]
    places: set[int] = set()
    for side in (pair.before, pair.after):
        place = 0
        for run in side:
            if run.kind is RunKind.SAME:
                place += 1
            else:
                places.add(place)
    return sorted(places)


def _pieces(run: Run) -> list[tuple[str, bool]]:
    """A run's text as it is shown, and signs (True) for what cannot be seen."""
    text = plain.in_paragraph(seen(run.text))
    if run.kind is RunKind.SAME:
        return [(text, False)]
    pieces = []
    for number, line in enumerate(text.split(plain.LINE)):
        if number:
            pieces += [("↵", True), (plain.LINE, False)]
        if line:
            pieces.append((line, False))
    if all(unicodedata.category(char) in {"Cf", "Mn"} for char in run.text):
        pieces.append(("".join(f"‹U+{ord(char):04X}›" for char in run.text), True))
    return pieces
