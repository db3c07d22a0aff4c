"""The first start: the sample archive, a page to import, or a library that exists."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCommandLinkButton, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.tokens import Space

_CARD_WIDTH = 520
_CHOICES = (("import", "import"), ("sample", "star"), ("open", "folder-open"))


class WelcomePage(QWidget):
    """Three ways in. A page dropped anywhere on the window is imported as well.

    Signals:
        import_requested(), sample_requested(), open_requested(): the choices.
        language_requested(str): `ja` or `en`.
    """

    import_requested = Signal()
    sample_requested = Signal()
    open_requested = Signal()
    language_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self._logo = QLabel(self)
        self._title = QLabel("clipdesk", self)
        self._title.setObjectName("welcomeTitle")
        self._lead = QLabel(self)
        self._lead.setWordWrap(True)
        self._lead.setObjectName("quiet")
        self._buttons = {name: QCommandLinkButton(self) for name, _ in _CHOICES}
        self._buttons["import"].clicked.connect(self.import_requested)
        self._buttons["sample"].clicked.connect(self.sample_requested)
        self._buttons["open"].clicked.connect(self.open_requested)
        self._languages = QLabel(self)
        self._languages.linkActivated.connect(self.language_requested)
        self._languages.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._build()
        theme.watcher().changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _build(self) -> None:
        card = QFrame(self)
        card.setObjectName("welcomeCard")
        card.setFixedWidth(_CARD_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(36, 32, 36, 28)
        column.setSpacing(Space.L)
        head = QHBoxLayout()
        head.setSpacing(Space.L)
        head.addWidget(self._logo)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        column.addWidget(self._lead)
        column.addSpacing(Space.M)
        for button in self._buttons.values():
            button.setIconSize(QSize(24, 24))
            column.addWidget(button)
        column.addSpacing(Space.M)
        column.addWidget(self._languages)
        layout = QVBoxLayout(self)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._lead.setText(t("welcome.lead"))
        for name, button in self._buttons.items():
            button.setText(t(f"welcome.{name}"))
            button.setDescription(t(f"welcome.{name}_more"))
        self._languages.setText(
            f'<a style="color: {theme.tokens().accent}" href="ja">日本語</a>　·　'
            f'<a style="color: {theme.tokens().accent}" href="en">English</a>'
        )

    def _dress(self) -> None:
        for name, icon in _CHOICES:
            self._buttons[name].setIcon(theme.icon(icon))
        self._logo.setPixmap(theme.app_icon().pixmap(QSize(48, 48)))
        self.retranslate()
