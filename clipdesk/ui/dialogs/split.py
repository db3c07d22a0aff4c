"""Where a source ends in its line, and what it is called: chosen by the analyst.

Knows no library: it gets a line and the known names, and answers with the source as printed and
as meant. The import's preview and the sources' dialog use it. Main thread.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from clipdesk.importing.sources import SourceBook, cut_after, prefixes
from clipdesk.texts import t
from clipdesk.ui import plain, theme
from clipdesk.ui.dialogs.wording import seen, straight
from clipdesk.ui.tokens import Size, Space

_WIDTH = 620
_MOST_HEIGHT = 700
"""A small screen has so much room."""
_TICK = 4.0
"""Half the width of the mark below a gap, in pixels."""
_LINE_PERCENT = 140
_MOST_LINES = 8
"""A longer line scrolls."""
_VALUE = 80, 40
"""Of a longer part so many characters are shown of its beginning and of its end."""
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


class SplitDialog(QDialog):
    """Asks where the source of one line ends.

    Signals:
        chosen(str, str): the source as printed and as meant; the dialog is closed.
    """

    chosen = Signal(str, str)

    def __init__(
        self,
        line: str,
        source_printed: str,
        book: SourceBook,
        parent: QWidget | None = None,
        *,
        names: Sequence[str] = (),
    ) -> None:
        """Build it; `open` shows it.

        Args:
            line: source and headline as one line.
            source_printed: where the source was thought to end; may be empty.
            book: the known sources.
            parent: the window that it belongs to.
            names: sources that typing completes to beside the known ones.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("sources.split.title"))
        self.setMinimumWidth(_WIDTH)
        self._book = book
        question = QLabel(t("sources.split.question"), self)
        question.setWordWrap(True)
        self.cut_line = CutLine(self)
        self._printed = _value(self)
        self._headline = _value(self)
        self._name = QLineEdit(self)
        self._name.setCompleter(completer([*book.names(), *names], self))
        self._said = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        follows = QLabel(t("sources.split.follows"), self)
        for label in (self._said, follows):
            label.setObjectName("quiet")
            label.setWordWrap(True)
        buttons = QDialogButtonBox(self)
        self._apply = QPushButton(t("sources.split.apply"), self)
        self._apply.setDefault(True)
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = QPushButton(t("sources.split.cancel"), self)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows = QFormLayout()
        rows.setHorizontalSpacing(Space.L)
        rows.setVerticalSpacing(Space.M)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.addRow(t("sources.split.source_printed"), self._printed)
        rows.addRow(t("sources.split.headline"), self._headline)
        rows.addRow(t("sources.split.source"), self._name)
        rows.addRow("", self._said)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL + Space.S, Space.XXL, Space.XL)
        layout.setSpacing(Space.L)
        layout.addWidget(question)
        layout.addWidget(self.cut_line)
        layout.addLayout(rows)
        layout.addWidget(follows)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.cut_line.cut_changed.connect(self._on_cut_line_cut_changed)
        self._name.textChanged.connect(self._on_name_text_changed)
        self.cut_line.show_line(line, source_printed)
        self.cut_line.setFocus()

    @property
    def answer(self) -> tuple[str, str]:
        """The source as printed and as meant; both empty where nothing can be cut."""
        printed = self.cut_line.source_printed
        name = " ".join(self._name.text().split())
        return (printed, name or printed) if printed else ("", "")

    def accept(self) -> None:
        if self._apply.isEnabled():
            answer = self.answer
            super().accept()
            self.chosen.emit(*answer)

    def _on_cut_line_cut_changed(self, printed: str, headline: str) -> None:
        self._printed.setText(_short(printed))
        self._headline.setText(_short(headline))
        self._apply.setEnabled(bool(printed))
        self._name.setEnabled(bool(printed))
        if not self._name.isModified():
            self._name.setText(self._book.near(printed) or straight(self._book.meant(printed)))
        self._say()
        self._grow()

    def _on_name_text_changed(self) -> None:
        if not self._name.text().strip():
            self._name.setModified(False)  # an emptied field is filled anew by the next cut
        self._say()

    def _grow(self) -> None:
        """Parts that take more lines now need more room."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            needed = min(layout.totalHeightForWidth(self.width()), _MOST_HEIGHT)
            self.resize(self.width(), max(self.height(), needed))

    def _say(self) -> None:
        """Say what is known of the name."""
        printed, name = self.answer
        near = self._book.near(printed)
        if not printed:
            text = t("sources.split.no_gap")
        elif near is not None and name == near:
            text = t("sources.split.resembles", name=seen(near))
        elif self._book.knows(name):
            text = t("sources.split.known", name=seen(self._book.meant(name)))
        else:
            text = t("sources.split.new")
        self._said.setText(text)


class CutLine(QTextEdit):
    """A line with a mark where its source ends; a click or the arrow keys move the mark.

    Signals:
        cut_changed(str, str): the source as printed and the headline; the first is empty where
            the line has no gap.
    """

    cut_changed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain.reads_only(self)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # no caret
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("cutLine")
        self.setAccessibleName(t("sources.split.line"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.document().setDocumentMargin(Space.L)
        self._line = ""
        self._cuts: list[tuple[str, str]] = []
        self._at = -1
        theme.watcher().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def source_printed(self) -> str:
        """What stands before the mark."""
        return self._cuts[self._at][0] if self._cuts else ""

    def show_line(self, line: str, source_printed: str) -> None:
        """Show a line, its mark after the source; at the first gap where that is none."""
        self._line = line.strip()
        self._cuts = list(prefixes(self._line, len(self._line)))
        thought = cut_after(self._line, source_printed)
        self._at = self._cuts.index(thought) if thought in self._cuts else 0
        self.setPlainText(plain.in_paragraph(seen(self._line)))
        block = QTextBlockFormat()
        block.setLineHeight(_LINE_PERCENT, _PROPORTIONAL)
        cursor = QTextCursor(self.document())
        cursor.mergeBlockFormat(block)
        self._show_cut()
        self._fit()
        self._bring_into_sight()

    def move_to(self, at: int) -> None:
        """Move the mark to another gap, counted from 0; beyond the last it stays there."""
        at = max(0, min(at, len(self._cuts) - 1))
        if self._cuts and at != self._at:
            self._at = at
            self._show_cut()
            self._bring_into_sight()

    def _show_cut(self) -> None:
        source = QTextEdit.ExtraSelection()
        source.cursor = QTextCursor(self.document())
        if self._cuts:
            source.cursor.setPosition(self._position(self._at), QTextCursor.MoveMode.KeepAnchor)
        looks = QTextCharFormat()
        looks.setBackground(QColor(theme.tokens().selection))
        source.format = looks
        self.setExtraSelections([source])
        self.viewport().update()
        self.cut_changed.emit(*(self._cuts[self._at] if self._cuts else ("", self._line)))

    def _bring_into_sight(self) -> None:
        if not self._cuts:
            return
        bar, gap = self.verticalScrollBar(), self._gap(self._at)
        below = gap.bottom() + _TICK + Space.M - self.viewport().height()
        if below > 0:
            bar.setValue(bar.value() + round(below))
        elif gap.top() < Space.M:
            bar.setValue(bar.value() + round(gap.top()) - Space.M)

    def _position(self, cut: int) -> int:
        return plain.length(self._cuts[cut][0])

    def _gap(self, cut: int) -> QRectF:
        """Where a gap is in the viewport: its caret, at the end of the name."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._position(cut))
        return QRectF(self.cursorRect(cursor))

    def _first_in_sight(self) -> int:
        """The first gap that is not above the top edge."""
        top = self.cursorForPosition(QPoint(0, 0)).position()
        return bisect_left(range(len(self._cuts)), top, key=self._position)

    def _nearest(self, place: QPointF) -> int:
        """The gap that is nearest to a place; lines above and below are farther than beside."""

        def distance(cut: int) -> float:
            gap = self._gap(cut)
            above = max(0.0, gap.top() - place.y(), place.y() - gap.bottom())
            return abs(gap.center().x() - place.x()) + 100 * above

        return min(range(len(self._cuts)), key=distance)

    def _fit(self) -> None:
        self.updateGeometry()

    # ---- Qt's

    def sizeHint(self) -> QSize:
        document = self.document().clone()
        document.setTextWidth(max(self.viewport().width(), 1))
        line = self.fontMetrics().height() * _LINE_PERCENT / 100
        height = min(document.size().height(), _MOST_LINES * line + 2 * document.documentMargin())
        return QSize(_WIDTH, round(height) + 2 * self.frameWidth() + Space.M)

    def minimumSizeHint(self) -> QSize:
        return QSize(_WIDTH // 2, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
        self._bring_into_sight()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._cuts:
            self.move_to(self._nearest(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._cuts:
            self.move_to(self._nearest(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if key_scrolls := _SCROLLS.get(Qt.Key(event.key())):
            self.verticalScrollBar().triggerAction(key_scrolls)
            return
        steps = {
            Qt.Key.Key_Left: self._at - 1,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._cuts) - 1,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.move_to(steps[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            event.ignore()  # the dialog's
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Below each gap a small mark; at the chosen one a bar through the line."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme.tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        bottom = self.viewport().height()
        for cut in range(self._first_in_sight(), len(self._cuts)):
            gap = self._gap(cut)
            if gap.top() > bottom:
                break
            is_here = cut == self._at
            painter.setBrush(QColor(c.accent if is_here else c.line_strong))
            x, y = gap.center().x(), gap.bottom() + 1
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(x, y), QPointF(x - _TICK, y + _TICK), QPointF(x + _TICK, y + _TICK)]
                )
            )
            if is_here:
                painter.drawRect(QRectF(x - 1, gap.top(), 2, gap.height() + 1))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _on_theme_changed(self) -> None:
        self.setFont(theme.scaled(theme.ui_font(), Size.TITLE * Size.TITLE))
        if self._line:
            self._show_cut()


_SCROLLS: Final = {
    Qt.Key.Key_Up: QScrollBar.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QScrollBar.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
}


class _Names(QStringListModel):
    """Names that are taken as they are, and shown as `seen`."""

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        found = super().data(index, role)
        return seen(found) if found and role == Qt.ItemDataRole.DisplayRole else found


def completer(names: Sequence[str], parent: QWidget) -> QCompleter:
    """Completes to names that hold what is typed, and shows in its list what turns a line."""
    model = _Names(sorted(set(names)), parent)
    made = QCompleter(model, parent)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return made


def _short(text: str) -> str:
    """A part of the line, for the form below it; the line itself has it whole."""
    beginning, end = _VALUE
    text = seen(text)
    if len(text) <= beginning + end:
        return text
    return f"{text[:beginning].rstrip()} … {text[-end:].lstrip()}"


def _value(parent: QWidget) -> QLabel:
    """A text that is shown as it is and may be copied; a long one is no reason for a wide window."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
