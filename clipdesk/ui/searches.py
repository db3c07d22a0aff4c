"""The saved searches of the library that is open: kept, counted, and done with as the sidebar wishes.

Main thread. They are counted in the search lane, one by one and only while nothing is searched, so
that they never make a search wait. Neighbours: sidebar/saved.py shows them, commands/searches.py
changes them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from clipdesk import texts
from clipdesk.commands import (
    Changes,
    DeleteSearch,
    MoveSearch,
    RenameSearch,
    ReplaceSearch,
    SaveSearch,
)
from clipdesk.core.query import Filter, Sort, parse, to_text, written
from clipdesk.exporting import selection
from clipdesk.store.searches import SavedSearch
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.session import Session
from clipdesk.ui.sidebar.saved import Saved, SavedPane

_IDLE_MS: Final = 400
"""So long nothing was searched before they are counted."""
_PROPOSED: Final = 40
"""So many characters a proposed name has at most."""

Counts = tuple[int, int]


class SavedSearches(QObject):
    """Between the session and the pane."""

    def __init__(self, session: Session, pane: SavedPane, parent: QWidget) -> None:
        """Connect them; they are counted when the first search is answered.

        Args:
            session: the library.
            pane: where they are shown.
            parent: owns this; its window asks for names.
        """
        super().__init__(parent)
        self._session = session
        self._pane = pane
        self._window = parent
        self._searches: list[SavedSearch] = []
        self._counts: dict[int, Counts] = {}
        self._stale: dict[int, int] = {}  # what is to be counted, and since which change
        self._change = 0
        self._opened: tuple[Filter, Filter] | None = None  # one that was opened, and as it is shown
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timer_timeout)
        session.wanted_changed.connect(lambda _: self._show())
        session.found_changed.connect(lambda _: self._on_session_found_changed())
        session.worker.changed.connect(self._on_worker_changed)
        pane.open_requested.connect(self._on_pane_open_requested)
        pane.save_requested.connect(self.save)
        pane.rename_requested.connect(self._on_pane_rename_requested)
        pane.replace_requested.connect(self._on_pane_replace_requested)
        pane.delete_requested.connect(lambda i: session.write(DeleteSearch(i)))
        pane.move_requested.connect(lambda i, at: session.write(MoveSearch(i, at)))
        self._load()

    def save(self) -> None:
        """Ask for a name and keep what is shown by it."""
        if not self._session.is_writable:
            self._session.refused.emit(self._session.read_only)
            return
        from clipdesk.ui.dialogs.saving import SearchNameDialog  # noqa: PLC0415 - rarely needed

        wanted = self._session.shown
        there = {row.name: row.id for row in self._searches}
        dialog = SearchNameDialog("save", proposed(wanted), _in_words(wanted), there, self._window)

        def chosen(name: str) -> None:
            if name in there:
                self._session.write(ReplaceSearch(there[name], wanted))
                self._pane.reveal(there[name])
            else:
                self._session.write(SaveSearch(name, wanted))

        dialog.chosen.connect(chosen)
        dialog.open()

    def _load(self) -> None:
        """Read what there is; what is new or finds something else is to be counted."""
        before = {row.id: row.filter for row in self._searches}
        self._searches = self._session.searches()
        now = {row.id: row.filter for row in self._searches}
        self._counts = {i: n for i, n in self._counts.items() if before.get(i) == now.get(i)}
        self._stale = {i: since for i, since in self._stale.items() if i in now}
        self._count_anew([i for i, wanted in now.items() if before.get(i) != wanted])
        self._show()

    def _show(self) -> None:
        """Show them, with what is known of them."""
        if not self._searches:
            self._pane.show_searches([])
            return
        shown = self._session.shown
        now = _same(shown)
        opened = self._opened[0] if self._opened and self._opened[1] == shown else None
        self._pane.show_searches(
            [
                Saved(
                    row.id,
                    row.name,
                    _as_typed(row.query),
                    self._counts.get(row.id),
                    _same(row.filter) == now or row.filter == opened,
                )
                for row in self._searches
            ]
        )

    # ---- counting

    def _count_anew(self, ids: list[int]) -> None:
        self._change += 1
        for search_id in ids:
            self._stale.pop(search_id, None)
            self._stale[search_id] = self._change
        self._wait()

    def _wait(self) -> None:
        if self._stale:
            self._timer.start(_IDLE_MS)

    def _on_timer_timeout(self) -> None:
        """Count the next one, unless a search is under way; its answer starts the wait anew."""
        session = self._session
        if not self._stale or session.found.filter != session.wanted:
            return
        search_id, since = next(iter(self._stale.items()))
        wanted = next(row.filter for row in self._searches if row.id == search_id)

        def answered(counts: Counts) -> None:
            if self._stale.get(search_id) == since:  # else something changed meanwhile
                del self._stale[search_id]
                self._counts[search_id] = counts
                self._show()
            if self._stale and not self._timer.isActive():
                self._timer.start(0)

        session.count(wanted, answered)

    def _on_session_found_changed(self) -> None:
        self._show()
        self._wait()

    def _on_worker_changed(self, changes: Changes, _origin: str) -> None:
        if changes.searches:
            self._load()
        if changes.changes_findings:
            self._count_anew([row.id for row in self._searches])

    # ---- what the pane wishes

    def _row(self, search_id: int) -> SavedSearch | None:
        return next((row for row in self._searches if row.id == search_id), None)

    def _on_pane_open_requested(self, search_id: int) -> None:
        """Show what it was when it was saved: words in the field, the rest chosen and in chips."""
        if (row := self._row(search_id)) is None:
            return

        def lifted(shown: Filter) -> None:
            self._opened = row.filter, shown
            self._session.show(shown)

        self._session.lift(replace(row.filter, query=_as_typed(row.query)), lifted)

    def _on_pane_rename_requested(self, search_id: int) -> None:
        from clipdesk.ui.dialogs.saving import SearchNameDialog  # noqa: PLC0415 - rarely needed

        if not self._session.is_writable:
            self._session.refused.emit(self._session.read_only)
        elif (row := self._row(search_id)) is not None:
            there = [one.name for one in self._searches]
            dialog = SearchNameDialog("rename", row.name, _as_typed(row.query), there, self._window)
            write = self._session.write
            dialog.chosen.connect(lambda name: write(RenameSearch(search_id, name)))
            dialog.open()

    def _on_pane_replace_requested(self, search_id: int) -> None:
        self._session.write(ReplaceSearch(search_id, self._session.shown))


def proposed(wanted: Filter) -> str:
    """A short name for a filter: its words and values."""
    parts = [" ".join(wanted.query.split())]
    parts += [formats.value_name(*pair) for pair in sorted(wanted.chosen)]
    if wanted.days is not None:
        parts.append(formats.days_name(*wanted.days))
    parts += [f"−{formats.value_name(*pair)}" for pair in sorted(wanted.excluded)]
    name = t("sidebar.naming.joint").join(part for part in parts if part)
    name = name or t("sidebar.saved.all")
    return name if len(name) <= _PROPOSED else name[: _PROPOSED - 1].rstrip() + "…"


def _in_words(wanted: Filter) -> str:
    return selection.in_words(wanted, texts.language()) or t("sidebar.saved.all")


def _as_typed(query: str) -> str:
    """A kept query with the names of the language in use."""
    return to_text(parse(query).tree, in_japanese=texts.language() == "ja")


def _same(wanted: Filter) -> tuple[str, Sort]:
    """Alike for filters that are written alike."""
    return written(wanted), wanted.sort
