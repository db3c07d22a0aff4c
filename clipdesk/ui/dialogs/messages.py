"""Short messages: an error of the user's in words, a bug of ours, shortcuts, about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from clipdesk import __version__, paths
from clipdesk.core.errors import UserError
from clipdesk.texts import describe, t

if TYPE_CHECKING:
    from clipdesk.ui.tasks import Task

_ERROR: Final = "error"
_LOOK_MS: Final = 100
_MOST_NAMED: Final = 8
"""So many changes are named; of more it is said how many they are."""


def show_error(parent: QWidget | None, error: BaseException) -> None:
    """Say what is wrong and what to do; of one of our bugs the exception hook tells.

    What is wrong while a box is still open is said in that box, once: boxes do not pile up.
    """
    if not isinstance(error, UserError):
        return
    text = describe(error)
    for box in parent.findChildren(QMessageBox, _ERROR) if parent is not None else []:
        if box.isVisible():
            if text not in box.text().split("\n\n"):
                box.setText(f"{box.text()}\n\n{text}")
            return
    _show(parent, QMessageBox.Icon.Warning, t("desk.error_title"), text, _ERROR)


def show_bug(parent: QWidget | None) -> None:
    """Say that the program failed, and where it is written."""
    _show(
        parent,
        QMessageBox.Icon.Critical,
        t("desk.bug_title"),
        t("desk.bug_text", log=str(paths.log_file())),
    )


def ask_about_unsaved(
    parent: QWidget, error: BaseException, changes: Sequence[str]
) -> Literal["again", "leave", "stay"]:
    """Ask what to do about changes that could not be saved, when the library shall be let go."""
    why = describe(error) if isinstance(error, UserError) else t("desk.bug_title")
    named = [t("desk.unsaved_item", change=change) for change in changes[:_MOST_NAMED]]
    if more := len(changes) - len(named):
        named.append(t("desk.unsaved_more", n=more))
    text = "\n".join([why, "", t("desk.unsaved"), *named])
    box = _box(parent, QMessageBox.Icon.Warning, t("desk.error_title"), text, t("desk.stay"))
    again = box.addButton(t("desk.try_again"), QMessageBox.ButtonRole.AcceptRole)
    leave = box.addButton(t("desk.leave_without"), QMessageBox.ButtonRole.DestructiveRole)
    pressed = _answer(box)
    return "again" if pressed is again else "leave" if pressed is leave else "stay"


def may_stop_import(parent: QWidget, imports: Sequence[Task]) -> bool:
    """Ask whether imports that are under way may be given up.

    Where they end while it is asked there is nothing to give up any more, and nothing to ask.
    """

    def look() -> None:
        if not any(one.running for one in imports):
            box.accept()

    text = t("desk.import_running", file=imports[0].name)
    box = _box(parent, QMessageBox.Icon.Question, t("desk.import_title"), text, t("desk.go_on"))
    stop = box.addButton(t("desk.stop_import"), QMessageBox.ButtonRole.DestructiveRole)
    looks = QTimer(box, interval=_LOOK_MS)
    looks.timeout.connect(look)
    looks.start()
    return _answer(box) is stop or not any(one.running for one in imports)


def may_take_back(parent: QWidget, file: str, when: str, *, unfinished: bool) -> bool:
    """Ask whether an import shall be taken back, and say what that means.

    Args:
        parent: the window that the question belongs to.
        file: the import's.
        when: it was made, in words.
        unfinished: it was stopped half-way.
    """
    parts = [t("imports.ask", file=file, when=when), t("imports.ask_what"), t("imports.ask_final")]
    if unfinished:
        parts.append(t("imports.ask_unfinished"))
    title, text = t("imports.ask_title"), "\n\n".join(parts)
    box = _box(parent, QMessageBox.Icon.Question, title, text, t("imports.keep"))
    take_back = box.addButton(t("imports.do_take_back"), QMessageBox.ButtonRole.DestructiveRole)
    return _answer(box) is take_back


def ask_about_stopped_import(parent: QWidget, file: str) -> Literal["take_back", "later"]:
    """Ask what to do about an import that was stopped half-way and never went on."""
    title = t("desk.import_title")
    text = "\n\n".join([t("imports.stopped", file=file), t("imports.stopped_what")])
    box = _box(parent, QMessageBox.Icon.Warning, title, text, t("imports.later"))
    take_back = box.addButton(t("imports.do_take_back"), QMessageBox.ButtonRole.DestructiveRole)
    return "take_back" if _answer(box) is take_back else "later"


def may_open_web(parent: QWidget, url: str) -> bool:
    """Ask whether a link shall be opened in the browser, and show where it leads."""
    text = t("desk.open_web", url=url)
    box = _box(parent, QMessageBox.Icon.Question, t("desk.open_web_title"), text, t("desk.cancel"))
    go = box.addButton(t("desk.open_web_go"), QMessageBox.ButtonRole.AcceptRole)
    return _answer(box) is go


def show_about(parent: QWidget, library: Path | None) -> None:
    """Say what this is."""
    _show(
        parent,
        QMessageBox.Icon.NoIcon,
        t("actions.about"),
        t("desk.about", version=__version__, library=str(library or "—")),
    )


def _show(
    parent: QWidget | None, icon: QMessageBox.Icon, title: str, text: str, name: str = ""
) -> None:
    box = _box(parent, icon, title, text)
    box.setObjectName(name)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.open()


def _answer(box: QMessageBox) -> QAbstractButton | None:
    """Wait for an answer; the button that was pressed."""
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    box.exec()
    box.deleteLater()
    return box.clickedButton()


def _box(
    parent: QWidget | None, icon: QMessageBox.Icon, title: str, text: str, leave: str = ""
) -> QMessageBox:
    """A box that does not block: nothing waits for it, and it goes by itself."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setText(text)
    button = box.addButton(leave or t("desk.close"), QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(button)
    box.setDefaultButton(button)
    return box
