"""The panel of how articles are set: what is chosen shows at once, and is remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from clipdesk.settings import BOUNDS, Settings
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article.look_panel import LookPanel
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.tokens import SEPIA
from tests.ui import desktop


def _opened(window: MainWindow) -> LookPanel:
    window.actions_["looks"].trigger()
    return desktop.child(window, LookPanel)


def _number(panel: LookPanel, name: str) -> QSpinBox:
    (found,) = (b for b in panel.findChildren(QSpinBox) if b.accessibleName() == t(f"looks.{name}"))
    return found


def _button(panel: LookPanel, text: str) -> QToolButton:
    (found,) = (b for b in panel.findChildren(QToolButton) if b.text() == t(f"looks.{text}"))
    return found


def test_choices_show_at_once_and_are_remembered(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    panel = _opened(window)
    line = desk.article.browser.viewport().width()
    _number(panel, "measure").setValue(24)
    assert desk.article.browser.viewport().width() < line
    _number(panel, "leading").setValue(220)
    _number(panel, "text_size").setValue(15)
    assert desk.article.browser.document().defaultFont().pointSizeF() == 15
    desktop.child(panel, QCheckBox).click()
    desktop.click(_button(panel, "ground_sepia"))
    assert theme.page_tokens() is SEPIA
    image = desk.article.grab().toImage()
    assert image.pixelColor(3, 3).name() == SEPIA.paper
    kept = Settings.load()
    assert (kept.measure, kept.leading, kept.text_size) == (24, 220, 15)
    assert (kept.justify, kept.ground) == (False, "sepia")
    panel.close()
    qtbot.waitUntil(lambda: not window.findChildren(LookPanel))
    panel = _opened(window)
    assert _number(panel, "measure").value() == 24
    assert _button(panel, "ground_sepia").isChecked()
    desktop.child(panel, QPushButton).click()
    usual, kept = Settings(), Settings.load()
    assert (kept.measure, kept.leading, kept.text_size) == (
        usual.measure,
        usual.leading,
        usual.text_size,
    )
    assert theme.page_tokens() is theme.tokens()


def test_a_key_closes_it_and_every_choice_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    panel = _opened(window)
    for button in panel.findChildren(QToolButton):
        assert button.accessibleName()
    serif = _button(panel, "face_serif")
    assert serif.isEnabled() == bool(theme.serif_family())
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(LookPanel))


def test_numbers_stay_within_bounds() -> None:
    for name, (least, most) in BOUNDS.items():
        for wrong in (least - 1, most + 1):
            Settings().changed(**{name: wrong})
            assert getattr(Settings.load(), name) == getattr(Settings(), name)
