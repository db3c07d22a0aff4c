"""One open library as the window uses it: what is shown, what is open, the way back. No widgets.

Main thread. Reads by itself only what is indexed and short (list rows, one clipping); searches
go to the search lane, writes to the writer lane.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from clipdesk.commands import (
    Changes,
    Command,
    SetRead,
    Toggle,
    toggle_read,
    toggle_starred,
    toggle_tag,
)
from clipdesk.core.errors import UserError
from clipdesk.core.hits import Context
from clipdesk.core.marks import ListedMark, MarkFilter, MarksFound
from clipdesk.core.model import LinkRecord, Mention, Record
from clipdesk.core.query import Facet, Filter, Found, parse, renamed_filter, with_headline
from clipdesk.store import (
    clippings,
    contexts,
    find,
    index,
    journal,
    layer,
    library,
    meanings,
    mentions,
    my_notes,
    revisions,
    searches,
    sources,
    tags,
    versions,
)
from clipdesk.store.journal import Entry
from clipdesk.store.kept import Kept, KeptMarks
from clipdesk.texts import t
from clipdesk.ui.step_names import step_name
from clipdesk.ui.worker import ChangeText, Worker

_LOOK_MS = 2_000
"""So often it is looked whether another program (the command line) wrote into the library."""
_TYPED_MS = 1_500
"""What is typed in a note may change what a search finds: it is looked when the typing pauses."""
_MOST_LINKS = 9


class Session(QObject):
    """The library that is open.

    Attributes:
        wanted: the filter that was asked for last.
        found: the answer that is shown.
        stack: what the counts by day are divided by.

    Signals:
        wanted_changed(Filter): another filter was asked for; its answer is on the way.
        found_changed(Found): another answer to the filter.
        record_changed(): the clipping that is open, or its annotations, changed.
        tags_changed(): tags came or went.
        refused(str): something was to be written into a library that can only be read; why.
    """

    wanted_changed = Signal(object)
    found_changed = Signal(object)
    record_changed = Signal()
    tags_changed = Signal()
    refused = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        """Open the library for reading; it must be of this version.

        Raises:
            UserError: as `library.open_for_reading`; library_open_elsewhere when another window
                has it: two windows would overwrite each other's notes.
        """
        super().__init__(parent)
        self.path = path
        self._unwritable = library.unwritable(path)
        self._lock = _locked(path)
        self._reader = library.open_for_reading(path)
        self._version = library.data_version(self._reader)
        self._kept, self._kept_marks = Kept(), KeptMarks()
        self.worker = Worker(path, self)
        self.worker.changed.connect(self._on_worker_changed)
        self.wanted = Filter()
        self.stack: Facet | None = None
        self.found = Found(Filter())
        self.current: int | None = None
        self.record: Record | None = None
        self.mentions: tuple[Mention, ...] = ()
        self._trail: list[int] = []
        self._step = -1
        self._closed = False
        self._today = layer.today()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look_elsewhere)
        self._timer.start()
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(lambda: self.show(self.wanted))

    def close(self) -> None:
        """Finish every write and let the library go. Waits."""
        self._closed = True
        self._timer.stop()
        self._typed.stop()
        self.worker.close()
        self._reader.close()
        self._lock.unlock()

    @property
    def is_writable(self) -> bool:
        """Whether the library could be written when it was opened."""
        return self._unwritable is None

    @property
    def read_only(self) -> str:
        """Why nothing can be written into the library, in words; empty where it can be."""
        return t("desk.read_only", path=str(self._unwritable)) if self._unwritable else ""

    def write(self, command: Command, origin: str = "") -> None:
        """Make one of the analyst's changes; what can only be read refuses it with a word."""
        if self.is_writable:
            self.worker.write(command, origin)
        else:
            self.refused.emit(self.read_only)

    @property
    def is_closed(self) -> bool:
        """Whether the library was let go: what is told of it after that can be read no more."""
        return self._closed

    def look_elsewhere(self) -> None:
        """Show what another program wrote since, if any did."""
        if self._closed:
            return
        if self._today != layer.today():  # midnight has passed: other clippings are due
            self._today = layer.today()
            self.show(self.wanted)
        with suppress(UserError), library.explained(self.path):  # what reads next will tell
            version = library.data_version(self._reader)
            if version != self._version:  # we wrote, or another: the writing connection knows
                self._version = version
                self.worker.look_elsewhere()

    def show(self, wanted: Filter) -> None:
        """Ask for the clippings of a filter; `found_changed` brings them.

        A later wish is made of `wanted`, not of what is found: the answer to the wish before it
        may still be on its way.
        """
        self._want(wanted)
        stack = self.stack
        self.worker.ask(
            "find", lambda connection: self._find(connection, wanted, stack), self._on_found
        )

    def lift(self, wanted: Filter, answered: Callable[[Filter], None]) -> None:
        """Ask for a filter with what was typed of facets and dates where the sidebar shows it.

        Whatever is asked to be shown meanwhile makes this stale.
        """

        def asked(connection: Any) -> Filter:
            with library.explained(self.path):
                return find.as_shown(connection, wanted, self._kept)

        self.worker.ask("find", asked, answered)

    def show_now(self, wanted: Filter) -> None:
        """The same at once, for the first paint."""
        self._want(wanted)
        self._on_found(self._find(self._reader, wanted, self.stack))

    def divide(self, facet: str) -> None:
        """Divide the counts by day by a facet; empty for none."""
        self.stack = Facet(facet) if facet else None
        self.show(self.wanted)

    @property
    def shown(self) -> Filter:
        """What is asked for, with what was typed of facets and dates where the sidebar shows it.

        What the sidebar, a chip or the strip changes is made of this: so it goes out of the typed
        text, too. While the answer is on its way, nobody knows what the text means of them.
        """
        return self.found.shown_as if self.found.filter == self.wanted else self.wanted

    def find_headlines(self, text: str, answered: Callable[[Sequence[int]], None]) -> None:
        """Tell which of the clippings that are shown have a text in their headline."""
        wanted = with_headline(self.found.filter, text)
        self.worker.ask("headlines", lambda c: self._find(c, wanted, None).ids, answered)

    def find_links(
        self, typed: str, answered: Callable[[Sequence[tuple[str, LinkRecord]]], None]
    ) -> None:
        """Tell which clippings a link may mean that begins so: by id, date, or words of a headline."""

        def found(connection: Any) -> list[tuple[str, LinkRecord]]:
            with library.explained(self.path):
                ids = mentions.beginning(connection, typed, _MOST_LINKS)
                if typed.strip() and len(ids) < _MOST_LINKS:
                    titled = self._find(connection, with_headline(Filter(), typed), None).ids
                    ids += [i for i in titled[: 2 * _MOST_LINKS] if i not in ids]
                return mentions.offered(connection, ids[:_MOST_LINKS])

        self.worker.ask("links", found, answered)

    def rows(self, ids: Sequence[int]) -> list[clippings.Row]:
        """List rows; none of a library that was let go."""
        if self._closed:
            return []
        with library.explained(self.path):
            return clippings.rows(self._reader, ids)

    def contexts(self, ids: Sequence[int]) -> dict[int, Context]:
        """Where clippings have the words that were typed, for the list to show; {} without words.

        Of the answer that is shown, not of the wish on its way. 35 µs for each clipping.
        """
        if self._closed:
            return {}
        shown = self.found.filter
        with library.explained(self.path):
            query = parse(shown.query, whole_words=shown.whole_words)
            return contexts.contexts(self._reader, ids, query)

    def id_of(self, uid: str) -> int | None:
        """The clipping of that identity."""
        with library.explained(self.path):
            return clippings.row_id(self._reader, uid)

    def same_day(self, clipping_id: int) -> list[int]:
        """The clippings of the same source and day, oldest first."""
        with library.explained(self.path):
            return clippings.same_day(self._reader, clipping_id)

    def revisions(self, clipping_id: int) -> list[revisions.Revision]:
        """What a clipping said before, newest first."""
        with library.explained(self.path):
            return revisions.of_clipping(self._reader, clipping_id)

    def versions(self, kind: versions.Kind, owner: int) -> list[versions.Version]:
        """What a note said before, newest first."""
        with library.explained(self.path):
            return versions.of(self._reader, kind, owner)

    def note(self, clipping_id: int) -> layer.Note | None:
        """A clipping's note."""
        with library.explained(self.path):
            return layer.note(self._reader, clipping_id)

    def entry(self, journal_id: int) -> Entry | None:
        """A free note."""
        with library.explained(self.path):
            return journal.entry(self._reader, journal_id)

    def note_lines(self, keys: Sequence[my_notes.Key]) -> list[my_notes.Line]:
        """The lines of some notes; none of a library that was let go."""
        if self._closed:
            return []
        with library.explained(self.path):
            return my_notes.lines(self._reader, keys)

    def record_named(self, name: str) -> Record | None:
        """The clipping of an identity, whole; None where there is none."""
        with library.explained(self.path):
            found = clippings.row_id(self._reader, name)
            return None if found is None else clippings.record(self._reader, found)

    def source_names(self) -> dict[str, str]:
        """The analyst's own names of sources: as printed, and as meant."""
        with library.explained(self.path):
            return sources.names(self._reader)

    def recall_steps(self) -> None:
        """Tell what of the last sitting can be undone; nothing where nothing can be written."""
        if self.is_writable and not self._closed:
            self.worker.recall_steps()

    def say(self, change: ChangeText) -> str:
        """The name of a step, with its clipping's headline; empty for no step."""
        if change is None:
            return ""
        return step_name(*change, lambda i: "".join(row.headline for row in self.rows([i])))

    def review_on(self, ids: Sequence[int]) -> str | None:
        """A day on which one of some clippings is to be shown again, the first; None for none."""
        with library.explained(self.path):
            days = [row.review_on for row in layer.readings(self._reader, ids) if row.review_on]
        return min(days, default=None)

    def tags(self) -> list[str]:
        """Every tag, those that were given last first."""
        with library.explained(self.path):
            return tags.recent_names(self._reader)

    def tag_colours(self) -> dict[str, str]:
        """The colours that tags were given."""
        with library.explained(self.path):
            return tags.colours(self._reader)

    def tag_keys(self) -> dict[int, str]:
        """The tags that the digits stand for."""
        with library.explained(self.path):
            return layer.tag_keys(self._reader)

    def colour_meanings(self) -> dict[str, str]:
        """What the analyst lets colours of highlights mean; none of a library that was let go."""
        if self._closed:
            return {}
        with library.explained(self.path):
            return meanings.of_colours(self._reader)

    def find_marks(self, wanted: MarkFilter, answered: Callable[[MarksFound], None]) -> None:
        """Ask which highlights of the library a filter shows."""

        def find(connection: Any) -> MarksFound:
            from clipdesk.store import marked  # noqa: PLC0415 - numpy takes 80 ms

            with library.explained(self.path):
                return marked.find(connection, wanted, self._kept, self._kept_marks)

        self.worker.ask("marks", find, answered)

    def warm_marks(self, *, texts: bool = False) -> None:
        """Read beforehand, in no hurry, what `find_marks` will ask for."""

        def warm(connection: Any) -> None:
            from clipdesk.store import marked  # noqa: PLC0415 - as above

            with library.explained(self.path):
                marked.warm(connection, self._kept, self._kept_marks, texts=texts)

        self.worker.ask("warm_marks", warm, lambda _: None, waits=True)

    def marks(self, ids: Sequence[int]) -> list[ListedMark]:
        """Highlights with their clippings; none of a library that was let go."""
        if self._closed:
            return []
        from clipdesk.store import marked  # noqa: PLC0415 - as above

        with library.explained(self.path):
            return marked.rows(self._reader, ids)

    def searches(self) -> list[searches.SavedSearch]:
        """The saved searches, in the analyst's order; none of a library that was let go."""
        if self._closed:
            return []
        with library.explained(self.path):
            return searches.all_searches(self._reader)

    def count(self, wanted: Filter, answered: Callable[[tuple[int, int]], None]) -> None:
        """Ask how many clippings a filter shows, and how many of them are unread, in no hurry."""

        def counted(connection: Any) -> tuple[int, int]:
            with library.explained(self.path):
                return find.count(connection, wanted, self._kept)

        self.worker.ask("count", counted, answered, waits=True)

    def open(self, clipping_id: int | None, *, remember: bool = True) -> None:
        """Open a clipping; `remember` puts it on the way back."""
        self.record, self.mentions = None, ()
        if clipping_id is not None:
            with library.explained(self.path):
                self.record = clippings.record(self._reader, clipping_id)
                self.mentions = mentions.of_clipping(self._reader, clipping_id)
        self.current = clipping_id
        if remember and clipping_id is not None and self._place() != clipping_id:
            del self._trail[self._step + 1 :]
            self._trail.append(clipping_id)
            self._step = len(self._trail) - 1
        self.record_changed.emit()

    def step_back(self, steps: int) -> int | None:
        """Go back (or forward, for a negative number) on the way; the clipping there."""
        target = self._step - steps
        if not 0 <= target < len(self._trail):
            return None
        self._step = target
        return self._trail[target]

    def heal_index(self) -> None:
        """Make the search index anew where it needs that, and can be made."""
        if self.is_writable:
            self.worker.heal_index()

    def mark_read(self, clipping_id: int) -> None:
        """Reading marks by itself; that is nothing to undo, as it was no act of the analyst."""
        if self.is_writable and self.record is not None and self.record.read_at is None:
            self.worker.write(SetRead((clipping_id,), read=True), undoable=False)

    def toggle_read(self, ids: Sequence[int]) -> None:
        """Mark as read, or as unread when all of them are read."""
        self._toggle(toggle_read(ids))

    def toggle_star(self, ids: Sequence[int]) -> None:
        """Star, or take the star off when all of them have it."""
        self._toggle(toggle_starred(ids))

    def toggle_tag(self, ids: Sequence[int], name: str) -> None:
        """Give a tag, or take it off when all of them have it."""
        self._toggle(toggle_tag(ids, name))

    def _toggle(self, command: Toggle) -> None:
        if command.ids:
            self.write(command)

    def _place(self) -> int | None:
        return self._trail[self._step] if 0 <= self._step < len(self._trail) else None

    def _want(self, wanted: Filter) -> None:
        self.wanted = wanted
        self.wanted_changed.emit(wanted)

    def _find(self, connection: Any, wanted: Filter, stack: Facet | None) -> Found:
        with library.explained(self.path):
            return find.find(connection, wanted, self._kept, stack=stack)

    def _on_found(self, found: Found) -> None:
        self.found = found
        self.found_changed.emit(found)
        if index.is_suspected(self._reader):
            self.heal_index()

    def _on_worker_changed(self, changes: Changes, origin: str) -> None:
        if self._closed:  # it was saved while the library was let go
            return
        # A tag may come and go without a clipping.
        is_any = changes.archive or (changes.changes_findings and not changes.clippings)
        for kept in (self._kept, self._kept_marks):
            kept.tell(None if is_any else changes.clippings)
        is_opened_below = changes.archive or self.current in changes.clippings
        if changes.links and not is_opened_below:
            self.open(self.current, remember=False)  # who mentions it may be shown
        if not changes.changes_findings:
            return
        if changes.tag_names:  # what is shown goes on being so by the new names
            self.wanted = renamed_filter(self.wanted, dict(changes.tag_names))
        if changes.tags:
            self.tags_changed.emit()
        if is_opened_below:
            self.open(self.current, remember=False)
        if origin == "note":
            self._typed.start()  # nobody who types shall wait for a list
        else:
            self._typed.stop()
            self.show(self.wanted)


def _locked(path: Path) -> QLockFile:
    """The lock that says that a window has the library; a crashed window's lock is taken over.

    Where no lock can be made (read-only media) nobody can write either.
    """
    lock = QLockFile(f"{path.resolve()}.lock")
    lock.setStaleLockTime(0)
    if not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
        raise UserError("library_open_elsewhere", path=str(path))
    return lock
