"""Going from clipping to clipping: the thread of citations, and a source's day. Main thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.session import Session


class Connections(QObject):
    """The ways on one desk.

    Signals:
        open_requested(int): open this clipping.
        said(str): a quiet word to the user.
    """

    open_requested = Signal(int)
    said = Signal(str)

    def __init__(self, session: Session, desk: QWidget) -> None:
        super().__init__(desk)
        self._session = session
        self._desk = desk

    def show_thread(self) -> None:
        """Show all that citations connect with the open clipping, in a window beside the desk."""
        from clipdesk.ui.dialogs.thread import ThreadDialog  # noqa: PLC0415 - rarely needed

        if self._session.current is None:
            return
        shown = [one for one in self._desk.findChildren(ThreadDialog) if one.isVisible()]
        dialog = shown[0] if shown else ThreadDialog(self._session, self._desk)
        if not shown:
            dialog.open_requested.connect(self.open_requested)
        dialog.follow(self._session.current)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def go_earlier(self) -> None:
        """Open what its source published before it on its day."""
        self._go(-1)

    def go_later(self) -> None:
        """Open what its source published after it on its day."""
        self._go(1)

    def _go(self, delta: int) -> None:
        record, current = self._session.record, self._session.current
        if record is None or current is None:
            return
        ids = self._session.same_day(current)
        named = {"source": record.source, "day": formats.plain_date(record.published)}
        at = ids.index(current) + delta
        if 0 <= at < len(ids):
            self.open_requested.emit(ids[at])
            total = formats.figure(len(ids))
            self.said.emit(t("thread.place", number=formats.figure(at + 1), total=total, **named))
        elif len(ids) == 1:
            self.said.emit(t("thread.only", **named))
        else:
            self.said.emit(t("thread.no_later" if delta > 0 else "thread.no_earlier", **named))
