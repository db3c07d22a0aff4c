"""Asks on which day clippings are to be shown again. Main thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.commands import SetReview
from clipdesk.core.dates import Published
from clipdesk.core.reviews import parse_day
from clipdesk.store import layer
from clipdesk.texts import language, t
from clipdesk.ui import formats, theme
from clipdesk.ui.dialogs import wording
from clipdesk.ui.session import Session
from clipdesk.ui.tokens import Space

_WIDTH: Final = 420
_HEADLINE: Final = 60
"""So many characters of a headline name its clipping."""
_QUICK: Final = ("tomorrow", "in_a_week", "in_a_month", "in_half_a_year")
_TYPED: Final = {
    "tomorrow": "+1",
    "in_a_week": "+1w",
    "in_a_month": "+1m",
    "in_half_a_year": "+6m",
}


class ReviewDialog(QDialog):
    """A field to type a day into, some days that are often meant, and a calendar.

    Signals:
        chosen(object): the day, `2027-01-15`, or None for none; the dialog is closed.
    """

    chosen = Signal(object)

    def __init__(self, about: str, day: str | None, parent: QWidget) -> None:
        """Build it; `open` shows it.

        Args:
            about: names what is to be shown again.
            day: on which day it is so far.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("review.title"))
        self.setMinimumWidth(_WIDTH)
        self._today = layer.today()
        what = QLabel(about, self, textFormat=Qt.TextFormat.PlainText)
        what.setWordWrap(True)
        self._field = QLineEdit(day or "", self)
        self._field.setPlaceholderText(t("review.placeholder"))
        self._field.setAccessibleName(t("review.day"))
        self._said = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._said.setObjectName("quiet")
        self._said.setWordWrap(True)
        self._apply = QPushButton(t("review.apply"), self)
        self._calendar = _Calendar(self)
        self._calendar.setMinimumDate(_qdate(self._today))
        self._calendar.setAccessibleName(t("review.calendar"))
        self._build(what, can_be_none=day is not None)
        self._field.textChanged.connect(self._on_field_text_changed)
        self._calendar.clicked.connect(self._on_calendar_clicked)
        self._calendar.activated.connect(self._on_calendar_activated)
        self._field.selectAll()
        self._field.setFocus()
        self._on_field_text_changed(self._field.text())

    def _build(self, what: QLabel, *, can_be_none: bool) -> None:
        quick = QHBoxLayout()
        quick.setSpacing(Space.S)
        for name in _QUICK:
            button = QPushButton(t(f"review.{name}"), self, autoDefault=False)
            button.clicked.connect(lambda _=False, text=_TYPED[name]: self._take(text))
            quick.addWidget(button)
        self._apply.setDefault(True)
        none = QPushButton(t("review.none"), self, autoDefault=False)
        none.setEnabled(can_be_none)
        none.clicked.connect(self._take_none)
        cancel = QPushButton(t("review.cancel"), self, autoDefault=False)
        buttons = QDialogButtonBox(self)
        buttons.addButton(none, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL + Space.S, Space.XXL, Space.XL)
        layout.setSpacing(Space.M)
        layout.addWidget(what)
        layout.addWidget(self._field)
        layout.addWidget(self._said)
        layout.addLayout(quick)
        layout.addWidget(self._calendar, 1)
        layout.addSpacing(Space.S)
        layout.addWidget(buttons)

    @property
    def _day(self) -> dt.date | None:
        """The day that was typed, if it is one and not past."""
        day = parse_day(self._field.text(), self._today)
        return None if day is None or day < self._today else day

    def accept(self) -> None:
        if (day := self._day) is not None:
            super().accept()
            self.chosen.emit(day.isoformat())

    def _take(self, typed: str) -> None:
        day = parse_day(typed, self._today)
        self._field.setText("" if day is None else day.isoformat())

    def _take_none(self) -> None:
        super().accept()
        self.chosen.emit(None)

    def _on_field_text_changed(self, text: str) -> None:
        day = self._day
        self._apply.setEnabled(day is not None)
        is_past = day is None and parse_day(text, self._today) is not None
        colour = theme.tokens().danger if text.strip() and day is None else ""
        self._said.setStyleSheet(f"color: {colour}" if colour else "")
        if day is not None:
            days = (day - self._today).days
            name = formats.long_date(Published(day.year, day.month, day.day))
            self._said.setText(t("review.understood", n=days, day=name))
            self._calendar.setSelectedDate(_qdate(day))
        elif is_past:
            self._said.setText(t("review.past"))
        else:
            self._said.setText(t("review.how" if not text.strip() else "review.no_day"))

    def _on_calendar_clicked(self, date: QDate) -> None:
        self._field.setText(date.toString(Qt.DateFormat.ISODate))

    def _on_calendar_activated(self, date: QDate) -> None:
        self._on_calendar_clicked(date)
        self.accept()


class _Calendar(QCalendarWidget):
    """A calendar in our language and colours."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        is_japanese = language() == "ja"
        self.setLocale(
            QLocale(QLocale.Language.Japanese if is_japanese else QLocale.Language.English)
        )
        self.setFirstDayOfWeek(Qt.DayOfWeek.Sunday if is_japanese else Qt.DayOfWeek.Monday)
        tokens = theme.tokens()
        for day, colour in (
            (Qt.DayOfWeek.Saturday, tokens.ink),
            (Qt.DayOfWeek.Sunday, tokens.danger),
        ):
            shape = QTextCharFormat()
            shape.setForeground(QColor(colour))
            self.setWeekdayTextFormat(day, shape)
        self.setStyleSheet(
            f"#qt_calendar_navigationbar {{ background: {tokens.sunken}; }}"
            f"#qt_calendar_navigationbar QToolButton {{ color: {tokens.ink}; }}"
        )
        for name, icon in (("prev", "chevron-left"), ("next", "chevron-right")):
            button = self.findChild(QToolButton, f"qt_calendar_{name}month")
            if isinstance(button, QToolButton):
                button.setIcon(theme.icon(icon))


def ask_review(session: Session, ids: Sequence[int], parent: QWidget) -> None:
    """Ask on which day some clippings are to be shown again, and set it.

    Args:
        session: the library.
        ids: the clippings; of none nothing is asked.
        parent: the window that the dialog belongs to.
    """
    if not ids:
        return
    headline = " ".join(session.rows(ids[:1])[0].headline.split()) if len(ids) == 1 else ""
    about = t("review.about", n=len(ids), headline=wording.seen(headline[:_HEADLINE]))
    dialog = ReviewDialog(about, session.review_on(ids), parent)
    dialog.chosen.connect(lambda day: session.write(SetReview(tuple(ids), day, t("review.search"))))
    dialog.open()


def _qdate(day: dt.date) -> QDate:
    return QDate(day.year, day.month, day.day)
