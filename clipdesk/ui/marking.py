"""Highlights on one desk: from the article and the list of all to the library, and back.

Main thread. What the panes wish becomes a command; the meanings of colours go to whoever shows
them; a highlight of the list is opened in the article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from clipdesk.commands import (
    AddHighlight,
    Changes,
    EditHighlight,
    MoveHighlight,
    RemoveHighlight,
    SetColourMeanings,
)
from clipdesk.ui.article.pane import ArticlePane
from clipdesk.ui.session import Session

if TYPE_CHECKING:
    from clipdesk.ui.dialogs.highlights import HighlightsDialog


class Marking(QObject):
    """The highlights of one desk. It shows nothing itself; dialogs belong to the desk.

    Signals:
        open_requested(int): a highlight's clipping shall be opened.
        colours_named(dict): what the analyst lets colours mean, by colour.
        step_requested(str): "undo" or "redo", asked for in the list.
    """

    open_requested = Signal(int)
    colours_named = Signal(object)
    step_requested = Signal(str)

    def __init__(self, session: Session, article: ArticlePane, desk: QWidget) -> None:
        """Connect them.

        Args:
            session: the library.
            article: where words are marked.
            desk: owns this and its dialogs.
        """
        super().__init__(desk)
        self._session, self._article, self._desk = session, article, desk
        self._list: HighlightsDialog | None = None
        article.highlight_requested.connect(self._add)
        article.highlight_edit_requested.connect(self._edit)
        article.highlight_move_requested.connect(self._move)
        article.highlight_remove_requested.connect(self._remove)
        session.worker.changed.connect(self._on_worker_changed)

    def name_colours(self) -> None:
        """Tell everybody what the colours mean."""
        named = self._session.colour_meanings()
        self._article.name_colours(named)
        if self._list is not None:
            self._list.name_colours(named)
        self.colours_named.emit(named)

    def show_list(self) -> None:
        """All highlights of the library stay beside the desk; there is one list only."""
        from clipdesk.ui.dialogs.highlights import HighlightsDialog  # noqa: PLC0415 - rarely needed

        if self._list is None:
            shown = self._list = HighlightsDialog(self._session, self._desk)
            shown.name_colours(self._session.colour_meanings())
            shown.open_requested.connect(self._open)
            shown.edit_requested.connect(self._edit_of)
            shown.remove_requested.connect(self._remove_of)
            shown.meanings_requested.connect(self.show_meanings)
            shown.step_requested.connect(self.step_requested)
            shown.finished.connect(self._on_list_finished)
            shown.show()
        self._list.raise_()
        self._list.activateWindow()

    def show_meanings(self) -> None:
        """Ask what the colours mean."""
        from clipdesk.ui.dialogs.meanings import MeaningsDialog  # noqa: PLC0415 - rarely needed

        above = self._desk if self._list is None else self._list
        dialog = MeaningsDialog(self._session.colour_meanings(), above)
        dialog.chosen.connect(lambda named: self._session.write(SetColourMeanings(named)))
        dialog.open()

    def give_back(self, command: EditHighlight) -> None:
        """It could not be saved: what was typed stands in an editor again."""
        if self._list is None or not self._list.give_back_comment(command.id, command.comment):
            self._article.give_back_comment(command.id, command.comment)

    def _open(self, clipping_id: int, highlight_id: int) -> None:
        self.open_requested.emit(clipping_id)
        self._article.show_highlight(highlight_id)

    def _add(self, start: int, end: int, words: str, colour: str) -> None:
        if (current := self._session.current) is not None:
            self._session.write(AddHighlight(current, start, end, colour, words=words))

    def _edit(self, highlight_id: int, colour: str, comment: str) -> None:
        self._edit_of(self._session.current or 0, highlight_id, colour, comment)

    def _edit_of(self, clipping_id: int, highlight_id: int, colour: str, comment: str) -> None:
        self._session.write(EditHighlight(highlight_id, colour, comment, clipping_id))

    def _move(self, highlight_id: int, start: int, end: int, words: str) -> None:
        current = self._session.current or 0
        self._session.write(MoveHighlight(highlight_id, start, end, words, current))

    def _remove(self, highlight_id: int) -> None:
        self._remove_of(self._session.current or 0, highlight_id)

    def _remove_of(self, clipping_id: int, highlight_id: int) -> None:
        self._session.write(RemoveHighlight(highlight_id, clipping_id))

    def _on_list_finished(self, _result: int) -> None:
        self._list = None

    def _on_worker_changed(self, changes: Changes, _origin: str) -> None:
        if changes.meanings:
            self.name_colours()
