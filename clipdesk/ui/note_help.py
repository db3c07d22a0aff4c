"""What a note's editor needs of the library: what it looks like, and clippings to link. Main thread.

Both are asked for in the search lane: typing waits for neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import count
from typing import Any, Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from clipdesk.core.model import LinkRecord
from clipdesk.store import library, mentions
from clipdesk.ui import formats, theme
from clipdesk.ui.article.note_editor import NoteEditor
from clipdesk.ui.article.note_text import LinkChoice
from clipdesk.ui.article.note_view import NoteView
from clipdesk.ui.dialogs import messages
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.session import Session

_numbers: Final = count(1)


class NoteHelp(QObject):
    """Stands between an editor, or a view alone, and the library.

    Signals:
        clipping_requested(str): go to the clipping of this uid.
    """

    clipping_requested = Signal(str)

    def __init__(self, session: Session, view: NoteView, editor: NoteEditor | None = None) -> None:
        super().__init__(view)
        self._session = session
        self._view = view
        self._number = next(_numbers)  # so that two editors do not make each other's answers stale
        view.clipping_requested.connect(self.clipping_requested)
        view.web_requested.connect(self._on_view_web_requested)
        if editor is not None:
            editor.preview_requested.connect(partial(self.draw, answered=editor.show_preview))
            editor.field.link_typed.connect(partial(self._on_link_typed, editor))

    def draw(self, text: str, answered: Any) -> None:
        """Ask for what a note looks like."""
        tokens, size = theme.tokens(), self._view.font().pointSizeF()

        def drawn(connection: Any) -> str:
            # The parser costs 20 ms, and many a day nobody looks.
            from clipdesk.exporting import markdown  # noqa: PLC0415
            from clipdesk.ui.article import note_page  # noqa: PLC0415

            blocks = markdown.parse(text)
            with library.explained(self._session.path):
                known = mentions.named(connection, note_page.references(blocks))
            return note_page.note_html(blocks, known, tokens, size)

        self._session.worker.ask(f"note_look_{self._number}", drawn, answered, waits=True)

    def _on_link_typed(self, editor: NoteEditor, typed: str) -> None:
        def answered(found: Sequence[tuple[str, LinkRecord]]) -> None:
            editor.field.offer_links(typed, [_choice(name, link) for name, link in found])

        self._session.find_links(typed, answered)

    def _on_view_web_requested(self, url: str) -> None:
        if messages.may_open_web(self._view, url):
            QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode))


def _choice(name: str, link: LinkRecord) -> LinkChoice:
    hint = f"{formats.plain_date(link.published)}　{link.source}"
    return LinkChoice(name, seen(link.headline), seen(hint))
