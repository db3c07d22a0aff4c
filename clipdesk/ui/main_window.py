"""The window: menus, the library that is open, dialogs, and what is remembered.

The panes and their connections are `Desk`; where no library is open the welcome page stands in
its place. Main thread.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from clipdesk import paths
from clipdesk.settings import Appearance, MarkRead, Settings
from clipdesk.texts import t, use_language
from clipdesk.ui import placing, theme
from clipdesk.ui.actions import Actions
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs import files, messages
from clipdesk.ui.dialogs.shortcuts import ShortcutsDialog
from clipdesk.ui.dialogs.welcome import WelcomePage
from clipdesk.ui.importer import Importer
from clipdesk.ui.opener import Opener
from clipdesk.ui.qt_words import use_qt_words
from clipdesk.ui.session import Session
from clipdesk.ui.status import StatusBar
from clipdesk.ui.worker import ChangeText

if TYPE_CHECKING:
    from clipdesk.importing.files import PageFile


class MainWindow(QMainWindow):
    """The window of one library."""

    def __init__(self, settings: Settings, wanted: Path) -> None:
        """Build the window; `open_wanted` opens the library.

        Args:
            settings: the user's choices.
            wanted: the library to open, or to make when the first page is imported.
        """
        super().__init__()
        self._settings = settings
        self._wanted = wanted
        self._state = QSettings(str(paths.window_state_file()), QSettings.Format.IniFormat)
        self._desk: Desk | None = None
        self._importer: Importer | None = None
        self._welcome: WelcomePage | None = None
        self._opener = Opener(self)
        self.setWindowIcon(theme.app_icon())
        self.setAcceptDrops(True)
        self._stack = QStackedWidget(self)
        self.setCentralWidget(self._stack)
        self._status = StatusBar(self)
        self.setStatusBar(self._status)
        self.actions_ = Actions(self, self.menuBar(), self.perform)
        self._opener.failed.connect(partial(messages.show_error, self))
        self._opener.working.connect(self._status.show_opening)
        placing.place(self, self._state.value("window/geometry"))
        self.actions_.show_choices(self._settings)
        self.setWindowTitle("clipdesk")
        self.actions_.enable("library", False)
        self.actions_.enable("clipping", False)
        self._on_worker_history_changed(None, None)

    def perform(self, slot: str, value: str) -> None:
        """Call an action's slot: ours, else the desk's or that of one of its parts."""
        target: object = self if hasattr(self, slot) else self._desk
        if target is not None:
            attrgetter(slot)(target)(*([value] if value else []))

    # ---- the library

    def open_wanted(self) -> None:
        """Open the library at start; where there is none, or it cannot be opened, offer ways in."""
        if self._wanted.exists():
            self.open_library(self._wanted)
        if self._desk is None:
            self._show_welcome()

    def open_library(
        self, path: Path, then: Callable[[], None] | None = None, *, create: bool = False
    ) -> None:
        """Open a library in place of the one that is open; `then` runs when it is open."""

        def opened(session: Session) -> None:
            if not self._close_library():
                session.close()
                return
            self._show_library(session)
            if then is not None:
                then()

        if self._desk is None or path.resolve() != self._desk.session.path.resolve():
            self._opener.open(path, opened, create=create)
        elif then is not None:
            then()

    def _show_library(self, session: Session) -> None:
        desk = self._desk = Desk(session, self)
        self._importer = Importer(desk, self._settings, self._remember)
        session.setParent(desk)
        self._stack.addWidget(desk)
        self._stack.setCurrentWidget(desk)
        session.found_changed.connect(self._status.show_found)
        session.wanted_changed.connect(self.actions_.show_filter)
        session.worker.history_changed.connect(self._on_worker_history_changed)
        for one in (desk, self._importer):
            one.failed.connect(partial(messages.show_error, self))
            one.said.connect(self._status.say)
        self._status.follow(desk.steps)
        desk.selection_changed.connect(self._status.show_selected)
        desk.current_changed.connect(partial(self.actions_.enable, "clipping"))
        desk.use_space_key(self.actions_["page_on"])
        desk.use_settings(self._settings)
        desk.chosen.connect(lambda choices: self._choose(**choices))
        self.actions_.follow(desk)
        self.actions_.show_library(session.read_only)
        desk.restore_state(self._state)
        self.actions_["sidebar"].setChecked(desk.sidebar.isVisibleTo(desk))
        self._on_worker_history_changed(None, None)
        self.setWindowTitle(t("desk.title", library=session.path.stem))
        if session.path != paths.sample_library():
            self._wanted = session.path
            self._remember(library=str(session.path.resolve()))

    def _close_library(self) -> bool:
        """Let the library go; False when a note cannot be saved and shall not be lost."""
        if self._desk is not None:
            if not self._desk.let_go(self._state):
                return False
            self._stack.removeWidget(self._desk)
            self._desk.deleteLater()
            self._desk = self._importer = None
        return True

    def _show_welcome(self) -> None:
        page = self._welcome = WelcomePage(self)
        page.import_requested.connect(partial(self.import_from, "files"))
        page.sample_requested.connect(self.open_sample)
        page.open_requested.connect(self.choose_library)
        page.language_requested.connect(self.set_language)
        self._stack.addWidget(page)

    # ---- what actions call

    def import_from(self, where: str) -> None:
        self.import_pages(*files.pages_from(self, where))

    def import_pages(self, *named: Path | PageFile) -> None:
        """Import pages; into the analyst's own library, never into the sample's."""

        def bring() -> None:
            if self._importer is not None:
                self._importer.import_pages(named)

        if named:
            self.open_library(self._wanted, bring, create=True)

    def open_sample(self) -> None:
        """Open the sample archive in a library of its own, filled at the first time."""

        def fill() -> None:
            if self._desk and self._importer and not self._desk.session.found.total:
                self._importer.fill_with_sample()

        self.open_library(paths.sample_library(), fill, create=True)

    def choose_library(self) -> None:
        if (file := files.choose_library(self, self._wanted.parent)) is not None:
            self.open_library(file)

    def export_pdf(self) -> None:
        if self._desk is not None:
            self._desk.export(self._settings, self._remember)

    def change_text_size(self, by: str) -> None:
        self._choose(text_size=self._settings.other_text_size(int(by)))

    def set_mark_read(self, when: MarkRead) -> None:
        self._choose(mark_read=when)

    def toggle_compact(self) -> None:
        self._choose(rows="compact" if self._settings.rows == "comfortable" else "comfortable")

    def set_appearance(self, scheme: Appearance) -> None:
        self._choose(appearance=scheme)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, scheme)

    def set_language(self, wanted: str) -> None:
        use_language(wanted)
        use_qt_words()
        self._choose(language=wanted)
        self.actions_.explain_read_only(self._desk.session.read_only if self._desk else "")
        self._status.retranslate()
        if self._welcome is not None:
            self._welcome.retranslate()
        if self._desk is not None:
            self._desk.retranslate()
            self._on_worker_history_changed(*self._desk.session.worker.next_steps)

    def show_shortcuts(self) -> None:
        ShortcutsDialog(self).open()

    def show_about(self) -> None:
        messages.show_about(self, self._desk.session.path if self._desk is not None else None)

    # ---- what is remembered and shown

    def _remember(self, **choices: object) -> None:
        self._settings = self._settings.changed(**choices)

    def _choose(self, **choices: object) -> None:
        self._remember(**choices)
        self.actions_.show_choices(self._settings)
        if self._desk is not None:
            self._desk.use_settings(self._settings)

    def _on_worker_history_changed(self, undo: ChangeText, redo: ChangeText) -> None:
        for name, step in (("undo", undo), ("redo", redo)):
            self.actions_.name_step(name, self._desk.session.say(step) if self._desk else "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files.dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.import_pages(*files.dropped_files(event))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._close_library():
            event.ignore()
            return
        self._state.setValue("window/geometry", self.saveGeometry())
        self._state.sync()
        super().closeEvent(event)
