"""Lines that all end at the right edge, as Japanese is set. Main thread.

Qt widens the spaces of a line; Japanese has none. So the characters of each line are moved apart by
a hair. It lies over the document as a highlighter's formats do: its text and its own formats stay
as they are, and no line is broken otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import floor
from typing import Final

from PySide6.QtGui import QFont, QTextBlock, QTextCharFormat, QTextDocument, QTextLayout

from clipdesk.ui.plain import LINE

_WIDEST: Final = 0.1
"""So much of a character's width at most is put between two; a line that needs more stays short."""
_SPARE: Final = 0.08
"""So much of a character's width a line stays short of its edge: its last character may have been
kerned with the first of the next line, and will not be."""
_FINEST: Final = 64
"""Qt counts in such parts of a pixel; rounded up, a line would be broken elsewhere."""
_WIDE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_UNSPACED: Final = re.compile("[\u0300-\u036f\u200b-\u200f\u3099\u309a\udc00-\udfff\ufe00-\ufe0f]")
"""What takes no room of its own: marks, and second halves of UTF-16 pairs."""


def justify(document: QTextDocument, em: float, *, wanted: bool) -> None:
    """Set the lines of every passage anew.

    Args:
        document: its passages' blocks have a state (`page`).
        em: the width of a Japanese character.
        wanted: False for lines as they come.
    """
    _set(document, [(block, []) for block in _blocks(document) if block.layout().formats()])
    if not wanted:
        return
    document.documentLayout().documentSize()  # all of it is laid out
    made = [(block, made) for block in _blocks(document) if (made := _made(block, em))]
    before = [_starts(block) for block, _ in made]
    _set(document, made)
    document.documentLayout().documentSize()
    broken: list[tuple[QTextBlock, list[QTextLayout.FormatRange]]] = [
        (block, [])
        for (block, _), starts in zip(made, before, strict=True)
        if _starts(block) != starts
    ]
    _set(document, broken)  # better uneven than broken elsewhere


def _set(
    document: QTextDocument, wanted: list[tuple[QTextBlock, list[QTextLayout.FormatRange]]]
) -> None:
    for block, formats in wanted:
        block.layout().setFormats(formats)
    if wanted:
        start, last = wanted[0][0].position(), wanted[-1][0]
        document.markContentsDirty(start, last.position() + last.length() - start)


def _starts(block: QTextBlock) -> list[int]:
    layout = block.layout()
    return [layout.lineAt(number).textStart() for number in range(layout.lineCount())]


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        if block.userState() >= 0:
            yield block
        block = block.next()


def _made(block: QTextBlock, em: float) -> list[QTextLayout.FormatRange]:
    """The formats that fill the lines of a block, but the last one."""
    layout, text = block.layout(), block.text()
    if layout.lineCount() < 2 or not _WIDE.search(text):  # noqa: PLR2004 - the last is no line to fill
        return []
    units = _as_utf16(text)
    made = []
    for number in range(layout.lineCount() - 1):
        line = layout.lineAt(number)
        start = line.textStart()
        words = units[start : start + line.textLength()]
        slack = line.width() - line.naturalTextWidth() - em * _SPARE
        room = words.rstrip()
        gaps = len(room) - len(_UNSPACED.findall(room))
        by = floor(slack / gaps * _FINEST) / _FINEST if gaps and not words.endswith(LINE) else 0
        if 0 < by <= em * _WIDEST:
            one = QTextLayout.FormatRange()
            one.start, one.length = start, len(room)
            one.format = QTextCharFormat()
            one.format.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            one.format.setFontLetterSpacing(by)
            made.append(one)
    return made


def _as_utf16(text: str) -> str:
    """A string with a character for each of Qt's."""
    if text.isascii() or max(text) < "\U00010000":
        return text
    units = memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")
    return "".join(map(chr, units))
