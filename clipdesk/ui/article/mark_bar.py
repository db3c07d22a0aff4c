"""The bar that appears beside words as they are selected: a colour marks them. Main thread.

It stands beside the selection and never on it, and takes no keys from the text: Tab goes into it.
It goes away when it is not wanted: on Esc, on scrolling, on a click elsewhere.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QToolButton, QWidget

from clipdesk.core.anchors import COLOURS
from clipdesk.texts import t
from clipdesk.ui import swatches, theme
from clipdesk.ui.article.browser import ArticleBrowser
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.swatches import Names
from clipdesk.ui.tokens import Space

_GAP: Final = 6
"""Pixels between the bar and the selected words."""
_ICON: Final = 16
_LONGEST: Final = 8
"""So many characters of a meaning stand on its button."""
_SELECTING: Final = {
    Qt.Key.Key_Shift, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_A,
}  # fmt: skip


class MarkBar(QFrame):
    """A button for each colour, by its meaning, and one for a comment.

    Signals:
        colour_chosen(str): mark the words in this colour.
        comment_chosen(): mark them and write a comment.
    """

    colour_chosen = Signal(str)
    comment_chosen = Signal()

    def __init__(self, browser: ArticleBrowser, pane: QWidget) -> None:
        """Make it, hidden.

        Args:
            browser: whose words are selected.
            pane: the bar may stand anywhere in it; an ancestor of the browser.
        """
        super().__init__(pane)
        self.setObjectName("markBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._browser, self._pane = browser, pane
        self._view = browser.viewport()  # asked for later, it may be going just then
        self._allowed = True
        self._is_new = False  # what is selected, since the bar came or went
        self._buttons: list[QToolButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.XS)
        for name in (*COLOURS, ""):
            button = QToolButton(self)
            button.setAutoRaise(True)
            button.setIconSize(QSize(_ICON, _ICON))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys in the text
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.installEventFilter(self)
            button.clicked.connect(lambda _=False, name=name: self._choose(name))
            row.addWidget(button)
            self._buttons.append(button)
        self.hide()
        browser.installEventFilter(self)
        self._view.installEventFilter(self)
        browser.verticalScrollBar().valueChanged.connect(self.leave)
        browser.selectionChanged.connect(self._on_browser_selection_changed)

    def name_colours(self, names: Names) -> None:
        """Say what the colours mean, in the language in use."""
        self.setAccessibleName(t("highlights.bar"))
        for number, (colour, button) in enumerate(zip(COLOURS, self._buttons, strict=False), 1):
            name = swatches.labelled(colour, names)
            text = names[colour]
            text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
            button.setIcon(swatches.swatch(colour))
            button.setText(text.replace("&", "&&"))
            button.setToolTip(plain_hint(t("highlights.colour_key", name=name, key=number)))
            button.setAccessibleName(name)
        comment = self._buttons[-1]
        comment.setIcon(theme.icon("note"))
        comment.setText(t("highlights.bar_comment"))
        comment.setToolTip(plain_hint(t("highlights.bar_comment_hint")))
        comment.setAccessibleName(t("highlights.bar_comment_hint"))

    def allow(self, allowed: bool) -> None:
        """Whether words can be marked at all."""
        self._allowed = allowed
        self.leave()

    def offer(self) -> None:
        """Appear beside the selected words, if there are any and there is room."""
        self._is_new = False
        if not self._allowed or self._browser.chosen is None:
            self.leave()
            return
        for button in self._buttons:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        room = self._pane.width() - 2 * Space.S
        if self.sizeHint().width() > room:
            for button in self._buttons:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.adjustSize()
        place = self._place()
        if place is None:
            self.leave()
            return
        self.move(place)
        self.show()
        self.raise_()

    def leave(self, *_: object) -> None:
        """Go away; the keys go back into the text."""
        self._is_new = False
        if self.isVisible():
            has_keys = self.isAncestorOf(QApplication.focusWidget() or self._browser)
            self.hide()
            if has_keys:
                self._browser.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (app := QApplication.instance()) is not None:
            app.installEventFilter(self)  # clicks elsewhere

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)  # also when the whole window goes
        if (app := QApplication.instance()) is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            if isinstance(watched, QWidget) and watched is not self:
                self._press(watched)
        elif watched is self._view:
            if kind is QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
                if event.button() is Qt.MouseButton.LeftButton:
                    QTimer.singleShot(0, self, self.offer)  # the text takes the release first
            elif kind is QEvent.Type.Resize and self.isVisible():
                QTimer.singleShot(0, self, self.offer)  # the words stand elsewhere
        elif isinstance(event, QKeyEvent) and watched is self._browser:
            return self._browser_key(event)
        elif isinstance(event, QKeyEvent) and watched in self._buttons:
            return self._button_key(event)
        return False

    def _press(self, widget: QWidget) -> None:
        if not self.isAncestorOf(widget):
            self.leave()

    def _browser_key(self, event: QKeyEvent) -> bool:
        if event.type() is QEvent.Type.KeyRelease:
            if event.key() in _SELECTING and not event.isAutoRepeat():
                QTimer.singleShot(0, self, self._offer_anew)
            return False
        if not self.isVisible() or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        if event.key() == Qt.Key.Key_Tab and not event.modifiers():
            self._buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return False

    def _button_key(self, event: QKeyEvent) -> bool:
        digit = event.key() - Qt.Key.Key_0
        is_digit = 1 <= digit <= len(COLOURS) and not event.modifiers()
        if event.type() is QEvent.Type.ShortcutOverride:
            if is_digit or event.key() == Qt.Key.Key_Escape:
                event.accept()  # else it gives a tag
                return True
            return False
        if event.type() is not QEvent.Type.KeyPress:
            return False
        at = next(n for n, button in enumerate(self._buttons) if button.hasFocus())
        last = len(self._buttons) - 1
        if is_digit:
            self._choose(COLOURS[digit - 1])
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._buttons[at].click()
        elif event.key() == Qt.Key.Key_Right or (event.key() == Qt.Key.Key_Tab and at < last):
            self._buttons[min(at + 1, last)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Left or (event.key() == Qt.Key.Key_Backtab and at):
            self._buttons[max(at - 1, 0)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._browser.setFocus()
        else:
            return False
        return True

    def _choose(self, colour: str) -> None:
        self.leave()
        if colour:
            self.colour_chosen.emit(colour)
        else:
            self.comment_chosen.emit()

    def _on_browser_selection_changed(self) -> None:
        self._is_new = True
        if self.isVisible() and not self._browser.textCursor().hasSelection():
            self.leave()

    def _offer_anew(self) -> None:
        """After a key that may have selected: Shift is let go for other reasons, too."""
        if self._is_new and self._browser.textCursor().hasSelection():
            self.offer()

    def _place(self) -> QPoint | None:
        """Where it stands in the pane without touching the words; None where there is no room.

        Beside the end where the selecting stopped, else at the other end; where the words fill the
        text's whole height, outside of the text.
        """
        browser, cursor = self._browser, self._browser.textCursor()
        view = self._view
        seen = QRect(view.mapTo(self._pane, QPoint()), view.size())
        first, last = QTextCursor(cursor), QTextCursor(cursor)
        first.setPosition(cursor.selectionStart())
        last.setPosition(cursor.selectionEnd())
        top, bottom = (browser.cursorRect(end).translated(seen.topLeft()) for end in (first, last))
        above = top.top() - _GAP - self.height()
        below = bottom.bottom() + _GAP
        ends_below = cursor.position() == cursor.selectionEnd()
        beside = [(below, bottom.x()), (above, top.x())]
        places = [
            (y, x)
            for y, x in (beside if ends_below else reversed(beside))
            if seen.top() <= y and y + self.height() <= seen.bottom() + 1
        ]
        middle = seen.center().x()
        places += [(seen.bottom() + 1 + _GAP, middle), (seen.top() - _GAP - self.height(), middle)]
        for y, x in places:
            left = max(
                Space.S, min(x - self.width() // 2, self._pane.width() - self.width() - Space.S)
            )
            if y >= 0 and y + self.height() <= self._pane.height():
                return QPoint(left, y)
        return None
