"""Imports of one open library: from what the analyst named to the dialog, and what goes with it.

Main thread. Reading, comparing and writing are the worker's; what is shown is
`dialogs/importing.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from clipdesk import paths
from clipdesk.settings import Settings
from clipdesk.texts import t
from clipdesk.ui.desk import Desk

if TYPE_CHECKING:
    from clipdesk.importing.files import PageFile
    from clipdesk.importing.mapping import Mapping
    from clipdesk.importing.plan import Plan
    from clipdesk.importing.tables import Table
    from clipdesk.ui.dialogs.importing import ImportDialog


class Importer(QObject):
    """Brings pages into the library of a desk.

    Signals:
        failed(BaseException): the sample could not be imported.
        said(str): something was done that is worth a quiet word.
    """

    failed = Signal(object)
    said = Signal(str)

    def __init__(self, desk: Desk, settings: Settings, remember: Callable[..., None]) -> None:
        """Prepare; nothing is read yet.

        Args:
            desk: it belongs to it.
            settings: the user's choices.
            remember: keeps changed choices.
        """
        super().__init__(desk)
        self._desk = desk
        self._session = desk.session
        self._columns: dict[str, Any] = dict(settings.columns)
        self._remember = remember

    def import_pages(self, named: Sequence[Path | PageFile]) -> None:
        """Read pages and show what importing them would do."""
        if not self._session.is_writable:  # dropped on the window; the actions cannot be chosen
            self.said.emit(self._session.read_only)
            return
        from clipdesk.ui.dialogs.importing import ImportDialog  # noqa: PLC0415 - after first paint

        dialog = ImportDialog(self._session, named, self._columns, self._desk)
        dialog.columns_requested.connect(
            lambda name, table: self._ask_for_columns(dialog, name, table)
        )
        dialog.sources_requested.connect(self._desk.show_sources)
        dialog.show()

    def fill_with_sample(self) -> None:
        """Import the sample's page; with no preview, as it is no page of the analyst's."""
        worker = self._session.worker
        reading = worker.read_pages([paths.sample_page()], {})

        def bring(plan: Plan) -> None:
            task = worker.import_plan(plan)
            task.failed.connect(self.failed)
            task.finished.connect(lambda plan: self.said.emit(t("desk.sample_ready", n=plan.added)))

        reading.planned.connect(bring)
        reading.unreadable.connect(lambda _, error: self.failed.emit(error))
        reading.failed.connect(self.failed)
        self.said.emit(t("desk.sample_coming"))

    def _ask_for_columns(self, dialog: ImportDialog, file_name: str, table: Table) -> None:
        """Let the analyst say what a table's columns are, once and for all."""
        from clipdesk.importing.mapping import key, recall  # noqa: PLC0415 - rarely needed
        from clipdesk.ui.dialogs.columns import ColumnsDialog  # noqa: PLC0415 - rarely needed

        def chosen(mapping: Mapping) -> None:
            self._columns[key(table.header)] = mapping.to_dict()
            self._remember(columns=dict(self._columns))
            dialog.read_again()

        mapping = recall(self._columns)(table) or table.mapping
        asked = ColumnsDialog(table, mapping, file_name, dialog)
        asked.chosen.connect(chosen)
        asked.open()
