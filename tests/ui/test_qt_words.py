"""Qt's own words are in the language in use, also after it was changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.ui.main_window import MainWindow

_MNEMONIC = re.compile(r"\(&\w\)|\t.*")
"""The letter that Japanese puts behind a word for the key, and a menu's shortcut."""


def _file_dialog(qtbot: QtBot, folder: Path, mode: QFileDialog.FileMode) -> list[str]:
    dialog = QFileDialog(None, "表題", str(folder), "頁 (*)")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(mode)
    qtbot.addWidget(dialog)
    shown = [w.text() for w in dialog.findChildren(QLabel)]
    return shown + [w.text() or w.toolTip() for w in dialog.findChildren(QAbstractButton)]


def _english(words: list[str]) -> list[str]:
    return [word for word in words if re.search("[A-Za-z]{2,}", _MNEMONIC.sub("", word))]


@pytest.mark.parametrize(
    "mode", [QFileDialog.FileMode.ExistingFiles, QFileDialog.FileMode.Directory]
)
def test_the_file_dialog_is_wholly_japanese(
    qtbot: QtBot, tmp_path: Path, mode: QFileDialog.FileMode
) -> None:
    words = _file_dialog(qtbot, tmp_path, mode)
    assert len(words) > 8
    assert _english(words) == []
    for kind in ("Drive", "Folder"):
        said = QCoreApplication.translate("QAbstractFileIconProvider", kind)
        assert _english([said]) == []


@pytest.mark.parametrize("field", [QLineEdit, QPlainTextEdit])
def test_menus_of_fields_and_standard_buttons_are_japanese(
    qtbot: QtBot, field: type[QLineEdit | QPlainTextEdit]
) -> None:
    widget = field()
    qtbot.addWidget(widget)
    menu = widget.createStandardContextMenu()
    qtbot.addWidget(menu)
    words = [action.text() for action in menu.actions()]
    assert len(words) > 6
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(kinds.Cancel | kinds.Close | kinds.Yes | kinds.No | kinds.Save)
    qtbot.addWidget(box)
    assert _english(words + [button.text() for button in box.buttons()]) == []


def test_qt_follows_a_change_of_the_language(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    assert "場所(&L):" in _file_dialog(qtbot, tmp_path, QFileDialog.FileMode.AnyFile)
    window.set_language("en")
    assert texts.language() == "en"
    assert "&Look in:" in _file_dialog(qtbot, tmp_path, QFileDialog.FileMode.AnyFile)
    window.set_language("ja")
    assert "場所(&L):" in _file_dialog(qtbot, tmp_path, QFileDialog.FileMode.AnyFile)
