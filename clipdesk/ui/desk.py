"""The desk of one open library: search, sidebar, timeline and article side by side, connected.

Panes do not know each other: what one wishes comes here, goes to the `Session`, and what changed
comes back to the panes that it concerns. Main thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QModelIndex, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from clipdesk.commands import (
    AddHighlight,
    AddTag,
    Changes,
    Command,
    EditHighlight,
    RemoveTag,
)
from clipdesk.core.errors import UserError
from clipdesk.core.query import Facet, Filter, Found
from clipdesk.settings import Settings
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article.browser import Place
from clipdesk.ui.article.look import Look
from clipdesk.ui.article.pane import ArticlePane
from clipdesk.ui.connections import Connections
from clipdesk.ui.copying import Copying
from clipdesk.ui.dialogs import messages
from clipdesk.ui.failures import Failures
from clipdesk.ui.marking import Marking
from clipdesk.ui.notes import Notes
from clipdesk.ui.notice import Notice
from clipdesk.ui.reading import Reading
from clipdesk.ui.saving_as import SavingAs
from clipdesk.ui.search_bar import SearchBar
from clipdesk.ui.searches import SavedSearches
from clipdesk.ui.searching import Searching
from clipdesk.ui.session import Session
from clipdesk.ui.sidebar.entries import Wish
from clipdesk.ui.sidebar.pane import SidebarPane
from clipdesk.ui.steps import Steps
from clipdesk.ui.tagging import Tagging
from clipdesk.ui.telling import Telling
from clipdesk.ui.timeline.pane import STACKS, TimelinePane

if TYPE_CHECKING:
    from clipdesk.store.imports import Run
    from clipdesk.ui.dialogs.imports import ImportsDialog

_RECALL_AFTER_MS = 300
"""What was done at the last sitting is told when the first page stands."""
_HEAL_AFTER_MS = 2_000
"""Opening comes first; a search finds everything without the index, too."""
_WIDTHS = (220, 420, 640)


class Desk(QWidget):
    """The panes.

    Signals:
        current_changed(bool): whether a clipping is open.
        selection_changed(int): how many are selected.
        failed(UserError): a change could not be saved.
        said(str): something was done that is worth a quiet word.
        tag_keys_changed(dict): the tag of each digit that stands for one.
        chosen(dict): these settings were chosen, by their names.
    """

    current_changed = Signal(bool)
    selection_changed = Signal(int)
    failed = Signal(object)
    said = Signal(str)
    tag_keys_changed = Signal(object)
    chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.search = SearchBar(self)
        self.sidebar = SidebarPane(self)
        self.timeline = TimelinePane(session.rows, session.contexts, self)
        self.article = ArticlePane(self)
        self.searching = Searching(session, self.search, self.article, self.timeline.step, self)
        self.copying = Copying(session, self.article, self._chosen, self)
        self.connections = Connections(session, self)
        self.notes = Notes(session, self.article.note, self)
        self.saved = SavedSearches(session, self.sidebar.saved, self)
        self.tagging = Tagging(session, self._chosen, self)
        self.saving_as = SavingAs(session, self.timeline.selected_ids, self)
        self.marking = Marking(session, self.article, self)
        self._notice = Notice(self)
        self._telling = Telling(session, self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName("deskSplitter")
        self.splitter.setHandleWidth(1)
        for pane in (self.sidebar, self.timeline, self.article):
            self.splitter.addWidget(pane)
        self.splitter.setSizes(list(_WIDTHS))
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setStretchFactor(2, 2)
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.search)
        layout.addWidget(self._notice)
        layout.addWidget(self.splitter, 1)
        self._settings = Settings()
        self._opens_first_of: Filter | None = None  # when its answer comes
        self._was_empty = False
        self._failures = Failures(self)
        self.steps = Steps(session, self)
        self._is_leaving = False
        self.reading = Reading(self)
        self._counts_timer = QTimer(self, singleShot=True, interval=0)
        self._counts_timer.timeout.connect(lambda: self.sidebar.show_found(self.session.found))
        self._connect()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.session.look_elsewhere()

    def _connect(self) -> None:
        session, worker = self.session, self.session.worker
        told_by = (self.searching, self.copying, self.connections, self.timeline, self.article)
        for part in (
            *told_by,
            self.tagging,
            self.saving_as,
            self.steps,
            self._failures,
            self._telling,
        ):
            part.said.connect(self.said)
        self.connections.open_requested.connect(self._open)
        self.article.thread_requested.connect(self.connections.show_thread)
        self.copying.style_chosen.connect(lambda style: self.chosen.emit({"citation_style": style}))
        self.searching.open_requested.connect(self._open)
        session.found_changed.connect(self._on_session_found_changed)
        session.record_changed.connect(self._on_session_record_changed)
        session.tags_changed.connect(self._on_session_tags_changed)
        worker.changed.connect(self._on_worker_changed)
        worker.failed.connect(self._on_worker_failed)
        worker.mirror_set_aside.connect(
            lambda path: self.said.emit(t("desk.mirror_set_aside", file=path.name))
        )
        self.search.left.connect(self._on_search_left)
        self.sidebar.facet_requested.connect(self._on_sidebar_facet_requested)
        self.sidebar.clear_requested.connect(self.clear_filter)
        self.sidebar.view.clippings_dropped.connect(self.tagging.give)
        self.sidebar.view.tag_dropped.connect(self.tagging.move)
        self.sidebar.view.tag_requested.connect(self.tagging.wish)
        self.timeline.current_changed.connect(self._on_timeline_current_changed)
        self.timeline.selection_changed.connect(self.selection_changed)
        self.timeline.days_requested.connect(self._on_timeline_days_requested)
        self.timeline.stack_requested.connect(session.divide)
        self.timeline.headlines_requested.connect(self._on_timeline_headlines_requested)
        self.timeline.activated.connect(lambda _: self.article.focus_text())
        self.article.tag_requested.connect(self._on_article_tag_requested)
        self.article.untag_requested.connect(self._on_article_untag_requested)
        self.article.note_step_requested.connect(partial(self._step_in_field, of_tags=False))
        self.article.tag_step_requested.connect(partial(self._step_in_field, of_tags=True))
        self.article.star_requested.connect(lambda: session.toggle_star(self._opened()))
        self.article.looks_requested.connect(self.show_looks)
        self.article.back_requested.connect(self.go_back)
        self.article.forward_requested.connect(self.go_forward)
        self.article.revisions_requested.connect(self.show_revisions)
        self.article.review_requested.connect(self.set_review)
        self.article.clipping_requested.connect(self.go_to)
        self.article.journal_requested.connect(self.notes.show_all)
        self.notes.clipping_requested.connect(self.go_to)
        self.marking.open_requested.connect(self._open)
        self.marking.step_requested.connect(
            lambda step: (self.undo if step == "undo" else self.redo)()
        )
        session.refused.connect(self.said)
        worker.written.connect(lambda _: self._failures.forget())
        self._failures.failed.connect(self.failed)
        self._show_read_only()
        self.article.tags.left.connect(self.article.focus_text)
        self.article.page_end_reached.connect(self.next_clipping)
        self.reading.was_read.connect(self._on_reading_was_read)

    def use_space_key(self, action: QAction) -> None:
        """Let Space page on where it presses no button: in the list and in the article."""
        self.timeline.list.addAction(action)
        self.article.browser.addAction(action)

    def use_settings(self, settings: Settings) -> None:
        """Follow the user's choices."""
        self._settings = settings
        self.copying.style = self.saving_as.style = settings.citation_style
        theme.use_ground(settings.ground)
        self.article.set_look(Look.of(settings))
        self.timeline.list.set_compact(settings.rows == "compact")
        self.reading.use(settings.mark_read)

    def _show_read_only(self) -> None:
        """Say once, for as long as it is so, that nothing can be written, and why."""
        why = self.session.read_only
        self._notice.say(why and f"{why} {t('desk.read_only_what')}")
        self.article.set_read_only(why)
        self.sidebar.saved.set_read_only(why)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for pane in (self.search, self.sidebar, self.timeline, self.article):
            pane.retranslate()
        self._show_read_only()
        self.notes.retranslate()
        self.sidebar.show_found(self.session.found)

    def let_go(self, state: QSettings) -> bool:
        """Save what is unsaved and close the library.

        Returns:
            False when an import shall go on, or what cannot be saved shall not be lost: the desk
            goes on.
        """
        worker = self.session.worker
        if (jobs := worker.running_imports()) and not messages.may_stop_import(self, jobs):
            return False
        self._is_leaving = True
        self.notes.flush_all()
        while failures := worker.finish_writes():
            named = [self.session.say(failure.text) for failure in failures]
            answer = messages.ask_about_unsaved(self, failures[0].error, named)
            if answer == "leave":
                break
            if answer == "stay":
                self._is_leaving = False
                return False
            for failure in failures:
                if failure.command is None or failure.command.typed is None:
                    failure.again()  # else its editor has the text
            self.notes.flush_all()
        self.save_state(state)
        self.session.close()
        return True

    def export(self, settings: Settings, remember: Callable[..., None]) -> None:
        """Ask for a dossier of what is listed or selected."""
        from clipdesk.ui.dialogs.export import Choice, ExportDialog  # noqa: PLC0415 - rarely needed

        self.notes.flush()
        session = self.session
        choice = Choice(
            self.timeline.selected_ids(),
            list(session.found.ids),
            session.found.filter,
            session.path,
        )
        ExportDialog(choice, session.worker.ask, settings, remember, self).open()

    def save_state(self, state: QSettings) -> None:
        """Remember the shape and the clipping that is open."""
        state.setValue("desk/splitter", self.splitter.saveState())
        state.setValue("desk/article", self.article.splitter.saveState())
        state.setValue("desk/sidebar", self.sidebar.isVisibleTo(self))
        state.setValue("desk/sort", str(self.session.wanted.sort))
        state.setValue("desk/stack", self.session.stack or "")
        self.sidebar.save_state(state)
        self.notes.save_state(state)
        if self.session.record is not None:
            state.setValue(f"last/{self._key}", self.session.record.uid)
            state.setValue(f"place/{self._key}", str(self.article.place))

    def restore_state(self, state: QSettings) -> None:
        """Take up the shape and the clipping of the last time."""
        for name, splitter in (
            ("desk/splitter", self.splitter),
            ("desk/article", self.article.splitter),
        ):
            if isinstance(saved := state.value(name), QByteArray):  # a damaged file gives words
                splitter.restoreState(saved)
        self.sidebar.setVisible(bool(state.value("desk/sidebar", True, type=bool)))
        self.sidebar.restore_state(state)
        self.notes.restore_state(state)
        stack = str(state.value("desk/stack", "", type=str))
        self.session.stack = Facet(stack) if stack in STACKS else None
        sort = str(state.value("desk/sort", "", type=str))
        self.session.show_now(self.searching.first_wanted(sort))
        self._on_session_tags_changed()
        self.marking.name_colours()
        uid = state.value(f"last/{self._key}", "", type=str)
        found = self.session.id_of(str(uid)) if uid else None
        place = str(state.value(f"place/{self._key}", "", type=str))
        self.article.remember_place(str(uid), Place.from_text(place))
        if found is None or not self.timeline.select(found):
            self.timeline.step(1)
            self.reading.stop()  # nobody chose it
        self.timeline.list.setFocus()
        QTimer.singleShot(_RECALL_AFTER_MS, self, self.session.recall_steps)
        QTimer.singleShot(_HEAL_AFTER_MS, self, self.session.heal_index)
        QTimer.singleShot(_HEAL_AFTER_MS, self, self._look_for_stopped_import)
        if self.session.is_writable:
            QTimer.singleShot(_HEAL_AFTER_MS, self, self.session.worker.heal_mirror)
        QTimer.singleShot(_HEAL_AFTER_MS, self, self.session.warm_marks)

    @property
    def _key(self) -> str:
        """The library's name in the window state; a slash would be a group of its own."""
        return str(self.session.path.resolve()).replace("/", "|").replace("\\", "|")

    # ---- what actions call

    def focus_search(self) -> None:
        self.search.focus()

    def quick_find(self) -> None:
        self.timeline.quick.begin()

    def save_search(self) -> None:
        self.saved.save()

    def clear_filter(self) -> None:
        self.searching.clear()
        self.timeline.list.setFocus()

    def set_sort(self, sort: str) -> None:
        self.searching.set_sort(sort)

    def toggle_whole_words(self) -> None:
        self.searching.toggle_whole_words()

    def next_hit(self) -> None:
        if not self.article.step_found(1):
            self.searching.step_hit(1)

    def previous_hit(self) -> None:
        if not self.article.step_found(-1):
            self.searching.step_hit(-1)

    def show_looks(self) -> None:
        self.article.open_looks(self._settings).chosen.connect(self.chosen)

    def toggle_star(self) -> None:
        self.session.toggle_star(self._chosen())

    def toggle_read(self) -> None:
        self.reading.stop()
        self.session.toggle_read(self._chosen())

    def focus_tags(self) -> None:
        chosen = self._chosen()
        self.article.tags.focus(() if chosen == self._opened() else chosen)

    def set_review(self) -> None:
        """Ask on which day what is chosen is to be shown again."""
        from clipdesk.ui.dialogs.review import ask_review  # noqa: PLC0415 - rarely needed

        ask_review(self.session, self._chosen(), self)

    def focus_note(self) -> None:
        self.article.note.focus()

    def turn_note(self) -> None:
        self.article.note.turn_mode()

    def show_note_versions(self) -> None:
        self.notes.show_versions()

    def show_notes(self) -> None:
        self.notes.show_all()

    def show_revisions(self) -> None:
        """Show what the clipping said before, beside what it says since."""
        from clipdesk.ui.dialogs.revisions import RevisionsDialog  # noqa: PLC0415 - rarely needed

        session = self.session
        if session.record is not None and session.current is not None:
            RevisionsDialog(session.record, session.revisions(session.current), self).open()

    def next_clipping(self) -> None:
        self.timeline.step(1)

    def previous_clipping(self) -> None:
        self.timeline.step(-1)

    def next_unread(self) -> None:
        self.timeline.next_unread()

    def page_on(self) -> None:
        self.article.page_down()

    def go_back(self) -> None:
        self._go_along(1)

    def go_forward(self) -> None:
        self._go_along(-1)

    def show_sources(self) -> None:
        """The sources' dialog stays beside the desk; there is one only."""
        from clipdesk.ui.dialogs.sources import SourcesDialog  # noqa: PLC0415 - rarely needed

        worker = self.session.worker
        for dialog in self.findChildren(SourcesDialog):
            if dialog.isVisible():
                dialog.raise_()
                dialog.activateWindow()
                return
        dialog = SourcesDialog(
            worker.ask, self.session.path, self, read_only=self.session.read_only
        )
        dialog.command_requested.connect(self.session.write)
        worker.changed.connect(dialog.show_changes)
        dialog.show()

    def restore_annotations(self) -> None:
        """Bring annotations back from the copy beside a library."""
        from clipdesk.ui.dialogs.restoring import restore_annotations  # noqa: PLC0415 - rarely needed

        restore_annotations(self, self.session.worker)

    def show_changes(self) -> None:
        """What was changed stays beside the desk, as the sources do."""
        from clipdesk.ui.dialogs.changes import show_changes  # noqa: PLC0415 - rarely needed

        self.notes.end_sessions()
        show_changes(self.session, self._open, self)

    def show_imports(self) -> None:
        """The record of imports stays beside the desk, as the sources do."""
        self._imports()

    def toggle_sidebar(self) -> None:
        self.sidebar.setVisible(not self.sidebar.isVisible())

    def undo(self) -> None:
        self.notes.end_sessions()
        self.steps.take("undo")

    def redo(self) -> None:
        self.notes.end_sessions()
        self.steps.take("redo")

    def go_to(self, uid: str) -> None:
        """Open a clipping that another one cites."""
        found = self.session.id_of(uid)
        if found is not None:
            self._open(found)

    def _imports(self) -> ImportsDialog:
        from clipdesk.ui.dialogs.imports import ImportsDialog  # noqa: PLC0415 - rarely needed

        shown = [one for one in self.findChildren(ImportsDialog) if one.isVisible()]
        dialog = shown[0] if shown else ImportsDialog(self.session, self)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog

    def _look_for_stopped_import(self) -> None:
        """Ask once about an import that was stopped half-way; nobody else would remember it."""
        from clipdesk.store import imports, library  # noqa: PLC0415 - not needed to start

        session = self.session

        def read(connection: Any) -> Run | None:
            with library.explained(session.path):
                return next((run for run in imports.runs(connection) if run.running), None)

        def answered(run: Run | None) -> None:
            # One that is under way counts as stopped in the record.
            if run is None or self._is_leaving or session.worker.running_imports():
                return
            if messages.ask_about_stopped_import(self, run.file_name) == "take_back":
                self._imports().take_back(run)

        if session.is_writable:
            session.worker.ask("stopped_import", read, answered)

    # ---- what panes wish and the session says

    def _chosen(self) -> list[int]:
        """What an action is for: the selected clippings, else the one that is open."""
        return self.timeline.selected_ids() or self._opened()

    def _opened(self) -> list[int]:
        """What stands in the article pane is for: the clipping that it shows."""
        current = self.session.current
        return [] if current is None else [current]

    def _step_in_field(self, name: str, *, of_tags: bool) -> None:
        self.notes.end_sessions()
        self.steps.take_in_field(name, of_tags=of_tags)

    def _go_along(self, steps: int) -> None:
        found = self.session.step_back(steps)
        if found is not None:
            self._open(found, remember=False)

    def _can_go(self, steps: int) -> bool:
        """Whether the way goes on there: a step, and the same one back."""
        can = self.session.step_back(steps) is not None
        return can and self.session.step_back(-steps) is not None

    def _open(self, clipping_id: int, *, remember: bool = True) -> None:
        """Open a clipping, also one that the filter does not show."""
        if not self.timeline.select(clipping_id):
            self.timeline.list.clearSelection()  # nothing in the list is what is read
            self.timeline.list.setCurrentIndex(QModelIndex())
        if clipping_id != self.session.current:  # the list has it opened, where it has it
            self.session.open(clipping_id, remember=remember)

    def _on_timeline_current_changed(self, clipping_id: int | None) -> None:
        # A clipping that leaves the list (it counts as read now, another filter) stays open:
        # nobody takes the page out of a reader's hands.
        if clipping_id is not None:
            self.session.open(clipping_id)

    def _on_search_left(self, opens_first: bool) -> None:
        self.timeline.list.setFocus()
        session = self.session
        self._opens_first_of = session.wanted if opens_first else None
        if session.found.filter == session.wanted:  # else the list has the rows of another
            self._open_first(session.found)

    def _on_sidebar_facet_requested(self, facet: Facet, value: str, wish: Wish) -> None:
        shown = self.session.shown  # what was typed of facets is unchosen there, too
        change = {
            Wish.ALONE: shown.only,
            Wish.BESIDE: shown.toggled,
            Wish.WITHOUT: shown.without,
        }[wish]
        self.session.show(change(facet, value))

    def _on_timeline_days_requested(self, days: tuple[int, int] | None) -> None:
        self.session.show(replace(self.session.shown, days=days))

    def _on_timeline_headlines_requested(self, text: str) -> None:
        quick = self.timeline.quick
        self.session.find_headlines(text, lambda ids: quick.show_matches(text, ids))

    def _on_article_tag_requested(self, name: str) -> None:
        if ids := tuple(self.article.tags.given_to or self._opened()):
            self.session.write(AddTag(ids, name))

    def _on_article_untag_requested(self, name: str) -> None:
        if ids := tuple(self._opened()):
            self.session.write(RemoveTag(ids, name))

    def _on_session_found_changed(self, found: Found) -> None:
        self.timeline.show_found(found, self.session.current)
        self._counts_timer.start()  # the list is painted first
        if self._was_empty and self.timeline.current_id() is None:
            self.timeline.step(1)
            self.reading.stop()  # as above
        self._was_empty = not found.total
        self._open_first(found)

    def _open_first(self, found: Found) -> None:
        """Open the first clipping where that was wished of this answer and none is current."""
        if found.filter == self._opens_first_of and self.timeline.current_id() is None:
            self.timeline.step(1)
        self._opens_first_of = None

    def _on_session_record_changed(self) -> None:
        record, current = self.session.record, self.session.current
        self.article.show_record(current, record, self.session.mentions)
        self.article.show_way(back=self._can_go(1), forward=self._can_go(-1))
        self.timeline.mark_open(None if record is None else record.published)
        self.current_changed.emit(record is not None)
        self.reading.follow(current, is_unread=record is not None and record.read_at is None)

    def _on_session_tags_changed(self) -> None:
        theme.use_tag_colours(self.session.tag_colours())
        self.article.tags.repaint_chips()
        self.article.offer_tags(self.session.tags())
        self.tag_keys_changed.emit(self.session.tag_keys())

    def _on_worker_changed(self, changes: Changes, origin: str) -> None:
        self.timeline.refresh_rows(changes.clippings)
        if origin in {"undo", "redo"} and len(changes.clippings) == 1 and not self._is_leaving:
            (changed,) = changes.clippings
            if changed != self.session.current:  # nothing is taken back out of sight
                self._open(changed)

    def _on_worker_failed(self, error: BaseException, command: Command | None) -> None:
        if isinstance(command, AddTag):
            self.article.tags.give_back(command.name)
        if isinstance(command, EditHighlight) and not self._is_leaving:
            self.marking.give_back(command)
        if isinstance(command, AddHighlight):
            self.article.drop_pending()
        # While leaving it is asked what to do; the exception hook tells of our bugs.
        if not self._is_leaving and isinstance(error, UserError):
            self._failures.tell(error, command)

    def _on_reading_was_read(self) -> None:
        if self.session.current is not None:
            self.session.mark_read(self.session.current)
