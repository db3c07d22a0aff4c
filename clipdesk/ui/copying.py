"""Copying from the desk: clean text, citations, Markdown. Main thread; many are read in the lane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from clipdesk.exporting import copied
from clipdesk.settings import CitationStyle
from clipdesk.store import clippings, library
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.article.pane import ArticlePane
from clipdesk.ui.session import Session


class Copying(QObject):
    """What is copied on one desk.

    Attributes:
        style: in which form a citation is copied.

    Signals:
        said(str): a quiet word to the user.
        style_chosen(str): citations shall be copied so from now on.
    """

    said = Signal(str)
    style_chosen = Signal(str)

    def __init__(
        self,
        session: Session,
        article: ArticlePane,
        chosen: Callable[[], Sequence[int]],
        parent: QObject,
    ) -> None:
        """Connect them.

        Args:
            session: what is open.
            article: where words may be selected.
            chosen: the selected clippings, else the one that is open.
            parent: owns this.
        """
        super().__init__(parent)
        self._session = session
        self._article = article
        self._chosen = chosen
        self.style: CitationStyle = "newspaper"

    def copy_text(self) -> None:
        """The selected words of the article; without any, all of it."""
        words = self._article.browser.copied
        if not words and self._session.record is not None:
            words = copied.text(self._session.record)
        self._give(words, t("copying.text"))

    def copy_citation(self) -> None:
        """A line for each clipping that is chosen."""
        style = self.style
        ids = list(self._chosen())
        self._ask(
            ids,
            lambda connection: copied.citations(clippings.heads(connection, ids), style),
            t("copying.citation", n=len(ids), figure=formats.figure(len(ids))),
        )

    def cite_as(self, style: str) -> None:
        """Copy citations so."""
        self.style_chosen.emit(style)

    def copy_markdown(self) -> None:
        """The selected words as a quote with its citation; without any, or of several, all of them."""
        record, style = self._session.record, self.style
        words = self._article.browser.copied
        ids = list(self._chosen())
        if words and record is not None and len(ids) < 2:  # noqa: PLR2004 - several
            self._give(copied.quotation(words, record, style), t("copying.quote"))
            return

        def made(connection: Any) -> str:
            found = clippings.records(connection, ids)
            return "\n".join(copied.markdown(one, style) for one in found)

        said = t("copying.markdown", n=len(ids), figure=formats.figure(len(ids)))
        self._ask(ids, made, said)

    def _ask(self, ids: Sequence[int], made: Callable[[Any], str], said: str) -> None:
        path = self._session.path

        def read(connection: Any) -> str:
            with library.explained(path):
                return made(connection)

        if ids:
            self._session.worker.ask("copy", read, lambda words: self._give(words, said))

    def _give(self, words: str, said: str) -> None:
        if words:
            QGuiApplication.clipboard().setText(words)
            self.said.emit(said)
