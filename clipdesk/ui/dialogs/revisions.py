"""What a clipping said before, import by import, beside what it says since. Main thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from clipdesk.core.model import Record
from clipdesk.store.revisions import Revision
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.dialogs.earlier import EarlierTexts, Text, title_label
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.tokens import Space

_SIZE = QSize(1040, 660)


class RevisionsDialog(QDialog):
    """The texts of one clipping; it shows what it is given and changes nothing."""

    def __init__(self, record: Record, revisions: Sequence[Revision], parent: QWidget) -> None:
        """Show the latest change.

        Args:
            record: the clipping as it is.
            revisions: what it was, newest first.
            parent: the window that it stands over.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._record, self._revisions = record, revisions
        self._headline = title_label(self)
        self._texts = EarlierTexts(self, _SIZE.width(), to_next=True)
        self._close = QPushButton(self)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(Space.L)
        layout.addWidget(self._headline)
        layout.addWidget(self._texts, 1)
        layout.addWidget(buttons)
        self.retranslate()
        self._texts.list.setFocus()
        self.resize(_SIZE.boundedTo(parent.window().size() * 0.94))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("revisions.title"))
        self._headline.setText(seen(self._record.headline))
        self._texts.say(t("revisions.list"), t("revisions.with_next"), t("revisions.with_present"))
        self._close.setText(t("desk.close"))
        present = Text(self._record.printed, t("revisions.present"))
        self._texts.show_texts([_text(revision) for revision in self._revisions], present)


def _text(revision: Revision) -> Text:
    when = formats.stamp(revision.replaced_at)
    title = t("revisions.until", day=when)
    return Text(revision.printed, title, f"{when}\n{revision.file_name}")
