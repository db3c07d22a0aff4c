"""What is said of a change that the analyst made and may not see. Main thread.

A change of the clipping that is open shows by itself. What an action did to several, or to another
one, is told; and what became of a saved search, or of a tag.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from clipdesk.commands import (
    AddTag,
    Command,
    DeleteSearch,
    DeleteTags,
    MergeTags,
    NestTag,
    RemoveTag,
    RenameSearch,
    RenameTag,
    ReplaceSearch,
    SaveSearch,
    SetTags,
    Toggle,
)
from clipdesk.ui.session import Session

_OF_CLIPPINGS: Final = (AddTag, RemoveTag, SetTags, Toggle)
_OF_TAGS: Final = (RenameTag, NestTag, MergeTags, DeleteTags)
_OF_SEARCHES: Final = (SaveSearch, RenameSearch, ReplaceSearch, DeleteSearch)


class Telling(QObject):
    """Tells of one library's changes.

    Signals:
        said(str): what was done.
    """

    said = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        session.worker.written.connect(self._on_worker_written)

    def _on_worker_written(self, command: Command) -> None:
        key, values = command.text
        is_out_of_sight = (
            isinstance(command, _OF_CLIPPINGS) and values["clipping"] != self._session.current
        )
        if is_out_of_sight or isinstance(command, (*_OF_SEARCHES, *_OF_TAGS)):
            done = f"desk.done.{key.removeprefix('desk.change.')}"
            self.said.emit(self._session.say((done, values)))
