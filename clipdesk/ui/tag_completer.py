"""What tag is meant by what is typed: any part of a name, as searches compare. Main thread.

Qt's own completer would compare letter by letter: neither ｶｻﾞﾌ nor KAZ would be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from clipdesk.core.text import fold

_ROWS: Final = 12


def matching(tags: Iterable[str], typed: str) -> list[str]:
    """The tags that have what was typed in their names, those first whose last part begins so.

    Otherwise in the order given.
    """
    sought = fold(typed)
    found = [(tag, folded) for tag in tags if sought in (folded := fold(tag))]
    begins = [tag for tag, folded in found if folded.rpartition("/")[2].startswith(sought)]
    first = frozenset(begins)
    return begins + [tag for tag, _ in found if tag not in first]


class TagCompleter(QCompleter):
    """Completes a field to tags, the likeliest first; nothing typed yet means any."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._tags: Sequence[str] = ()
        self._matches = QStringListModel(self)
        self.setModel(self._matches)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(_ROWS)
        field.setCompleter(self)
        field.textEdited.connect(self._on_field_text_edited)

    def offer(self, tags: Sequence[str]) -> None:
        """The tags, the likeliest first."""
        self._tags = tags
        self._matches.setStringList(list(tags))

    def _on_field_text_edited(self, text: str) -> None:
        self._matches.setStringList(matching(self._tags, text))
