"""The archive's text as it is put into a text field: what it means to Qt alone is taken out.

Qt parts paragraphs at some characters and builds tables of others, whatever a text means by them.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QTextEdit

from clipdesk.core.text import printable

LINE: Final = "\u2028"
"""A line's end inside a paragraph of Qt's."""

_SHOWN: Final = str.maketrans(
    {
        **{chr(code): chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"},
        **{chr(code): "\ufffd" for code in range(0x80, 0xA0)},
        "\x7f": "\u2421",
        "\u2029": "\u2028",
        "\ufdd0": "\ufffd",
        "\ufdd1": "\ufffd",
        "\ufffc": "\ufffd",  # the place of a picture
    }
)


def shown(text: str) -> str:
    """The text with every control character made visible, but for tabs and newlines."""
    return printable(text).translate(_SHOWN)


def in_paragraph(text: str) -> str:
    """The same for one paragraph of Qt's: its newlines part lines in it."""
    return shown(text).replace("\n", LINE)


def reads_only(field: QTextEdit) -> None:
    """Let a field be read, selected and walked through by keys, and Tab leave it."""
    field.setReadOnly(True)
    field.setUndoRedoEnabled(False)
    field.setTabChangesFocus(True)
