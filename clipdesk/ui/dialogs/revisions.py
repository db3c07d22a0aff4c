"""What a clipping said before, import by import, beside what it says since. Main thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.model import Record
from clipdesk.store.revisions import Revision
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.dialogs.difference import DifferenceView
from clipdesk.ui.dialogs.wording import seen
from clipdesk.ui.tokens import Size, Space

_SIZE = QSize(1040, 660)
_LIST_WIDTH = 230


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
        self._headline = QLabel(self)
        self._headline.setTextFormat(Qt.TextFormat.PlainText)
        self._headline.setWordWrap(True)
        self._headline.setFont(theme.scaled(self.font(), Size.TITLE, bold=True))
        self._headline.setMinimumWidth(1)  # a long word must not push the window wide
        self._list = QListWidget(self)
        self._list.setWordWrap(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSpacing(Space.XS)
        self._difference = DifferenceView(self)
        self._with_next, self._with_present = QRadioButton(self), QRadioButton(self)
        self._close = QPushButton(self)
        self._build()
        self.retranslate()
        self._list.setCurrentRow(0)
        self._list.setFocus()
        room = parent.window().size()
        self.resize(_SIZE.boundedTo(room * 0.94))

    def _build(self) -> None:
        choices = QButtonGroup(self)
        choices.addButton(self._with_next)
        choices.addButton(self._with_present)
        self._with_next.setChecked(True)
        side = QWidget(self)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, Space.M, 0)
        left.addWidget(self._list, 1)
        left.addWidget(self._with_next)
        left.addWidget(self._with_present)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(side)
        splitter.addWidget(self._difference)
        splitter.setHandleWidth(1)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([_LIST_WIDTH, _SIZE.width() - _LIST_WIDTH])
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(Space.L)
        layout.addWidget(self._headline)
        layout.addWidget(splitter, 1)
        layout.addWidget(buttons)
        self._list.currentRowChanged.connect(self._show_chosen)
        self._with_present.toggled.connect(self._show_chosen)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(t("revisions.title"))
        self._headline.setText(seen(self._record.headline))
        self._list.setAccessibleName(t("revisions.list"))
        self._with_next.setText(t("revisions.with_next"))
        self._with_present.setText(t("revisions.with_present"))
        self._close.setText(t("desk.close"))
        self._difference.retranslate()
        chosen = self._list.currentRow()
        self._list.blockSignals(True)
        self._list.clear()
        for revision in self._revisions:
            when = formats.stamp(revision.replaced_at)
            self._list.addItem(QListWidgetItem(f"{when}\n{revision.file_name}"))
        self._list.setCurrentRow(chosen)
        self._list.blockSignals(False)
        self._show_chosen()

    def _show_chosen(self, *_: object) -> None:
        """The chosen text against the one that replaced it, or against the present one."""
        chosen = self._list.currentRow()
        several = len(self._revisions) > 1
        self._with_next.setVisible(several)  # of one change alone both are the same
        self._with_present.setVisible(several)
        if not 0 <= chosen < len(self._revisions):
            self._difference.clear()
            return
        before = self._revisions[chosen]
        title = t("revisions.until", day=formats.stamp(before.replaced_at))
        if chosen == 0 or self._with_present.isChecked():
            self._difference.show_texts(
                before.printed, self._record.printed, title, t("revisions.present")
            )
        else:
            after = self._revisions[chosen - 1]
            self._difference.show_texts(
                before.printed,
                after.printed,
                title,
                t("revisions.until", day=formats.stamp(after.replaced_at)),
            )
