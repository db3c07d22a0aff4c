"""The line below a headline that says on which day the clipping is to be shown again. Main thread."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from clipdesk.core.dates import Published
from clipdesk.store import layer
from clipdesk.texts import t
from clipdesk.ui import formats, theme


class ReviewLine(QLabel):
    """It hides where there is no such day; its link asks for another one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("quiet")
        self.setTextFormat(Qt.TextFormat.RichText)  # our own words and one link
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.hide()

    def show_day(self, day: str | None) -> None:
        """Say the day, `2027-01-15`; None hides the line."""
        self.setVisible(day is not None)
        if day is None:
            return
        today, tokens = layer.today().isoformat(), theme.tokens()
        key = "article.review" if day > today else "article.review_due"
        name = formats.plain_date(Published.from_iso(day))
        said = escape(t("article.review_today" if day == today else key, day=name))
        if day <= today:
            said = f'<span style="color: {tokens.warning}">{said}</span>'
        link = f'<a href="review" style="color: {tokens.accent}">'
        self.setText(f"{said} — {link}{escape(t('article.review_change'))}</a>")
