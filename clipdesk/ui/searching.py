"""How a search goes on the desk: to its answer, to the clipping that an id means, through the hits.

Main thread. It connects the search bar, the session and the article; the list is reached through the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from clipdesk.core import hits
from clipdesk.core.query import Facet, Field, Filter, Found, Sort, Term, parse
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.article.pane import ArticlePane
from clipdesk.ui.search_bar import SearchBar
from clipdesk.ui.session import Session

_COMPLETED: Final = {
    Field.SOURCE: Facet.SOURCE,
    Field.VIA: Facet.VIA,
    Field.COLLECTION: Facet.COLLECTION,
}


class Searching(QObject):
    """The search of one desk.

    Signals:
        open_requested(int): an id was typed: open its clipping.
        said(str): a quiet word to the user.
    """

    open_requested = Signal(int)
    said = Signal(str)

    def __init__(
        self,
        session: Session,
        bar: SearchBar,
        article: ArticlePane,
        step: Callable[[int], bool],
        parent: QObject,
    ) -> None:
        """Connect them.

        Args:
            session: what is searched.
            bar: where it is typed.
            article: where hits are marked.
            step: opens the next (1) or the previous (-1) clipping of the list; False at its end.
            parent: owns this.
        """
        super().__init__(parent)
        self._session = session
        self._bar = bar
        self._article = article
        self._step = step
        self._terms: tuple[Term, ...] = ()
        self._target: int | None = None  # the clipping that was opened for a typed id
        session.wanted_changed.connect(bar.show_filter)
        session.found_changed.connect(self._on_session_found_changed)
        bar.filter_requested.connect(session.show)
        bar.confirmed.connect(self._on_bar_confirmed)

    def clear(self) -> None:
        """Show everything, in the order that is on."""
        self._bar.stop_typing()
        self._session.show(self._session.wanted.cleared())

    def set_sort(self, sort: str) -> None:
        """Show the clippings in another order."""
        self._session.show(replace(self._session.wanted, sort=Sort(sort)))

    def toggle_whole_words(self) -> None:
        """Look for whole Latin words, or for words anywhere."""
        wanted = self._session.wanted
        self._session.show(replace(wanted, whole_words=not wanted.whole_words))

    def step_hit(self, delta: int) -> None:
        """Go to the next (1) or the previous (-1) hit, at the end into the next clipping."""
        if not self._terms:
            self.said.emit(t("desk.hit_no_words"))
            return
        place = self._article.step_hit(delta)
        if place is None:
            if not self._step(delta):
                self.said.emit(t("desk.hit_last" if delta > 0 else "desk.hit_first"))
                return
            place = self._article.step_hit(delta)
        if place is None:
            self.said.emit(t("desk.hit_none"))
        else:
            number, total = map(formats.figure, place)
            self.said.emit(t("desk.hit", number=number, total=total))

    def first_wanted(self, saved: str) -> Filter:
        """Everything, in the order of the last time."""
        return Filter(sort=Sort(saved)) if saved in set(Sort) else Filter()

    def _on_session_found_changed(self, found: Found) -> None:
        self._bar.show_found(found)
        self._bar.offer(self._known(found))
        query = parse(found.filter.query, whole_words=found.filter.whole_words)
        self._terms = hits.sought(query)
        self._article.show_hits(self._terms)
        if found.target is not None and found.target != self._target:
            self.open_requested.emit(found.target)
        self._target = found.target

    def _on_bar_confirmed(self) -> None:
        self._target = None  # what an id means is opened again

    def _known(self, found: Found) -> dict[Field, list[str]]:
        """The names that the library has, those of most clippings first."""
        known: dict[Field, list[str]] = {}
        for field, facet in _COMPLETED.items():
            counts = found.facets.get(facet, {})
            known[field] = sorted(filter(None, counts), key=lambda name: -counts[name])
        known[Field.TAG] = self._session.tags()
        return known
