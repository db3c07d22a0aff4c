"""A note as it is read: rich text that loads nothing and follows no link by itself. Main thread."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from clipdesk.ui.article import page
from clipdesk.ui.tokens import Space


class NoteView(QTextBrowser):
    """The rendered note.

    Signals:
        clipping_requested(str): a link to the clipping of this uid was followed.
        web_requested(str): one into the web; nothing is opened by itself.
    """

    clipping_requested = Signal(str)
    web_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("noteView")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(Space.M)
        self.setTabChangesFocus(True)
        self._html = ""
        self.anchorClicked.connect(self._on_anchor_clicked)

    def show_html(self, html: str, *, is_new: bool = False) -> None:
        """Show a document; unless it is another note's, the eye keeps its place."""
        if html == self._html and not is_new:
            return
        self._html = html
        bar = self.verticalScrollBar()
        place = 0 if is_new else bar.value()
        self.setHtml(html)
        bar.setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None

    def _on_anchor_clicked(self, url: QUrl) -> None:
        href = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if (uid := page.link_uid(href)) is not None:
            self.clipping_requested.emit(uid)
        elif url.scheme() in {"http", "https"}:
            self.web_requested.emit(href)
