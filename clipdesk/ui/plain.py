"""The archive's text as it is put into a text field: what it means to Qt alone is taken out.

Qt parts paragraphs at some characters and builds tables of others, whatever a text means by them.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from clipdesk.core.text import printable

LINE: Final = "\u2028"
"""A line's end inside a paragraph of Qt's."""

_SHOWN: Final = str.maketrans(
    {
        **{
            chr(code): "\ufffd"
            for code in (*range(0x20), *range(0x7F, 0xA0), 0xFDD0, 0xFDD1, 0xFFFC)
            if chr(code) not in "\t\n"
        },
        "\u2029": LINE,
    }
)


def shown(text: str) -> str:
    """The text with � for every control character but tabs and newlines; as long as before."""
    return printable(text).translate(_SHOWN)


def in_paragraph(text: str) -> str:
    """The same for one paragraph of Qt's: its newlines part lines in it."""
    return shown(text).replace("\n", LINE)


def length(text: str) -> int:
    """In Qt's positions, which count UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def reads_only(field: QTextEdit | QPlainTextEdit) -> None:
    """Let a field be read, selected and walked through by keys, and Tab leave it."""
    field.setReadOnly(True)
    field.setUndoRedoEnabled(False)
    field.setTabChangesFocus(True)
    field.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
