"""The window as a user has it, on a library made of an invented page. Helpers for its tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from clipdesk.core.query import Found
from clipdesk.settings import Settings
from clipdesk.texts import t
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs.importing import ImportDialog
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.worker import Worker
from tests import pages

PAGE = pages.page(
    pages.clip(
        "3105-041003",
        date="2031.04.10\n 20:48",
        source="時事通信",
        via="Yahoo",
        headline="岬の灯台を修理へ",
        body=" 港湾局は10日、岬の灯台を直すと発表した。\n"
        "【日誌の発見関連記事:3105-040901 (AS 2031.04.09)】\n"
        "【関連記事:3001-010101 (AS 2030.01.01)】",
    ),
    pages.clip("3105-040902", source="読売新聞", headline="岬への道、嵐で閉鎖"),
    pages.clip(
        "3105-040901",
        body=" 霧の朝、灯台で古い日誌が見つかった。\n\n【註】\n 編者は別の日誌も知っている。",
    ),
    pages.clip("3105-030201", date="2031.03.02", source="時事通信", headline="春の出港"),
    pages.clip("3101-123101", date="2030.12.31", via="Yahoo", headline="歳末の港"),
)
"""Five clippings in three months of two years; the first cites the third and one that is nowhere."""

UIDS = ("3105-041003", "3105-040902", "3105-040901", "3105-030201", "3101-123101")

_Found = TypeVar("_Found", bound=QObject)


def page_file(folder: Path, text: str = PAGE, name: str = "page.txt") -> Path:
    """A page as a file."""
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def opened(qtbot: QtBot, path: Path, settings: Settings | None = None) -> MainWindow:
    """A window on a library, shown and active, as `app.run` opens it."""
    window = MainWindow(settings or Settings(language="ja", appearance="light"), path)
    qtbot.addWidget(window)
    window.setWindowState(Qt.WindowState.WindowNoState)  # the screen of these tests is small
    window.resize(1280, 800)
    window.open_wanted()
    with qtbot.waitExposed(window):
        window.show()
    activate(qtbot, window)
    return window


def activate(qtbot: QtBot, window: MainWindow) -> None:
    """Give a window the keys."""
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and QApplication.focusWidget() is not None)


def give_keys(qtbot: QtBot, window: QWidget, widget: QWidget) -> None:
    """Give a widget of a window the keys."""
    window.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)


def desk_of(window: MainWindow) -> Desk:
    """The desk of the library that is open."""
    assert window._desk is not None
    return window._desk


def wait_writes(qtbot: QtBot, worker: Worker) -> None:
    """Wait until every write that was asked for is answered."""
    answered: list[bool] = []
    worker.prepare(lambda: answered.append(True), lambda _: answered.append(False))
    qtbot.waitUntil(lambda: bool(answered))


def settle(qtbot: QtBot, desk: Desk) -> Found:
    """Wait for every write, then for the answer to the filter."""
    wait_writes(qtbot, desk.session.worker)
    with qtbot.waitSignal(desk.session.found_changed) as found:
        desk.session.show(desk.session.wanted)
    assert isinstance(found.args[0], Found)
    return found.args[0]


def child(parent: QWidget, kind: type[_Found], name: str = "") -> _Found:
    """The one child of that kind."""
    found = parent.findChildren(kind, name) if name else parent.findChildren(kind)
    assert len(found) == 1, found
    return found[0]


def search_field(desk: Desk) -> QLineEdit:
    return child(desk.search, QLineEdit)


def tag_field(desk: Desk) -> QLineEdit:
    return child(desk.article.tags, QLineEdit)


def note_text(desk: Desk) -> QPlainTextEdit:
    return child(desk.article.note, QPlainTextEdit)


def press(keys: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys where the focus is, as a user does."""
    for key in keys:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, key, modifier)


def press_key(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key that is no letter where the focus is, as a user does."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifier)


def button(parent: QWidget, text: str) -> QPushButton:
    """The visible button of that text."""
    found = [b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert len(found) == 1, [b.text() for b in parent.findChildren(QPushButton)]
    return found[0]


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def boxes(window: QWidget) -> list[QMessageBox]:
    """The messages that are shown."""
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def only_box(qtbot: QtBot, window: QWidget) -> QMessageBox:
    """Wait for a message; there is one only."""
    qtbot.waitUntil(lambda: bool(boxes(window)))
    (box,) = boxes(window)
    return box


def words(widget: QWidget) -> list[str]:
    """Every text that a part of the window shows on labels and buttons."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return labels + [b.text() for b in widget.findChildren(QPushButton) if b.isVisible()]


def when_box_opens(qtbot: QtBot, window: QWidget, act: Callable[[QMessageBox], None]) -> None:
    """Do something with the next message, also with one that waits for its answer."""
    from PySide6.QtCore import QTimer

    timer = QTimer(window, interval=5)

    def look() -> None:
        if shown := boxes(window):
            timer.stop()
            act(shown[0])

    timer.timeout.connect(look)
    timer.start()


def previewed(qtbot: QtBot, window: QWidget) -> ImportDialog:
    """Wait until what an import would do is shown; the import dialog."""
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)))
    dialog = child(window, ImportDialog)
    qtbot.waitUntil(lambda: t("desk.import_now") in words(dialog))
    return dialog


def ended(qtbot: QtBot, window: QWidget) -> ImportDialog:
    """Wait until an import has come to its end; its dialog."""
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)))
    dialog = child(window, ImportDialog)
    qtbot.waitUntil(lambda: t("desk.close") in words(dialog))
    return dialog


def bring_in(qtbot: QtBot, window: MainWindow, *named: Path) -> ImportDialog:
    """Import pages as a user does: look at the plan, agree, see the report."""
    window.import_pages(*named)
    click(button(previewed(qtbot, window), t("desk.import_now")))
    return ended(qtbot, window)


def labels(widget: QWidget) -> list[QLabel]:
    """The labels in a widget that can be seen."""
    return [label for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def shown(widget: QWidget, text: str) -> bool:
    """Whether a label that can be seen says something."""
    return any(text in label.text() for label in labels(widget))
