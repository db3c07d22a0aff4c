"""Asks about tags: for a name, whether to merge or to nest, whether to delete. Main thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.errors import UserError
from clipdesk.store.layer import clean_tag_name
from clipdesk.store.tags import is_in
from clipdesk.texts import describe, t
from clipdesk.ui import formats
from clipdesk.ui.dialogs.wording import seen, straight
from clipdesk.ui.tag_completer import TagCompleter
from clipdesk.ui.tokens import Space

_WIDTH: Final = 460
_MOST_NAMED: Final = 6
"""So many tags or searches are named; of more it is said how many they are."""


class TagNameDialog(QDialog):
    """A question, a field that completes to the tags, and what the name typed would do.

    Signals:
        chosen(str, bool): the name, and whether the tag shall be merged into the one that has it;
            the dialog is closed.
    """

    chosen = Signal(str, bool)

    def __init__(self, purpose: str, tag: str, tags: Sequence[str], parent: QWidget) -> None:
        """Build it; `open` shows it.

        Args:
            purpose: create, rename, merge, nest.
            tag: what it is about; for `create` the branch to begin with, or nothing.
            tags: every tag, the likeliest first.
            parent: the window that it belongs to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._purpose, self._tag = purpose, tag
        self._there = {
            "/".join(parts[: at + 1])
            for parts in (name.split("/") for name in tags)
            for at in range(len(parts))
        }
        self._merges = False
        self.setWindowTitle(t(f"tags.name.{purpose}"))
        self.setMinimumWidth(_WIDTH)
        asked = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        asked.setText(t(f"tags.name.{purpose}_question", tag=seen(tag)))
        asked.setWordWrap(True)
        self._field = QLineEdit(self)
        self._field.setAccessibleName(t("tags.name.field"))
        completer = TagCompleter(self._field)
        completer.offer([name for name in tags if not (tag and is_in(name, tag))])
        self._said = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._said.setObjectName("quiet")
        self._said.setWordWrap(True)
        self._apply = QPushButton(self)
        self._apply.setDefault(True)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = QPushButton(t("tags.cancel"), self)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XL + Space.S, Space.XXL, Space.XL)
        layout.setSpacing(Space.L)
        for widget in (asked, self._field, self._said):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self._field.textChanged.connect(self._judge)
        if purpose == "rename":
            self._field.setText(straight(tag))
            leaf = len(tag.rpartition("/")[2])
            self._field.setSelection(len(self._field.text()) - leaf, leaf)
        elif purpose == "create" and tag:
            self._field.setText(f"{straight(tag)}/")
        self._judge()

    def accept(self) -> None:
        if self._apply.isEnabled():
            super().accept()
            self.chosen.emit(self._name, self._merges)

    @property
    def _name(self) -> str:
        """What is typed, as it would be kept; empty where it cannot be."""
        try:
            return clean_tag_name(self._field.text())
        except UserError:
            return ""

    def _judge(self) -> None:
        """Say what the name would do, and whether it may."""
        name, text, possible = self._name, "", True
        is_there = name in self._there
        self._merges = False
        if not name:
            possible = (
                self._purpose == "nest" and not self._field.text().strip() and "/" in self._tag
            )
            text = t("tags.name.to_the_top") if possible else ""
        elif self._purpose == "create":
            possible, text = not is_there, t("tags.name.is_there") if is_there else ""
        elif self._purpose == "rename":
            possible = name != self._tag
            self._merges = is_there and not is_in(name, self._tag)
            text = t("tags.name.will_merge") if self._merges else ""
        elif is_in(name, self._tag):
            error = UserError("tag_into_itself", name=seen(self._tag), into=seen(name))
            possible, text = False, describe(error)
        elif self._purpose == "merge":
            possible, text = is_there, "" if is_there else t("tags.name.not_there")
        elif not is_there:
            text = t("tags.name.is_new")
        if possible and self._purpose == "nest" and name:
            leaf = self._tag.rpartition("/")[2]
            text = " ".join([t("tags.name.becomes", name=seen(f"{name}/{leaf}")), text]).strip()
        self._said.setText(text)
        self._apply.setEnabled(possible)
        self._apply.setText(t(f"tags.name.do_{'merge' if self._merges else self._purpose}"))


def ask_merge_or_nest(parent: QWidget, tag: str, onto: str) -> Literal["merge", "nest", ""]:
    """Ask what dropping a tag on another one means; empty for nothing."""
    leaf = tag.rpartition("/")[2]
    name = seen(f"{onto}/{leaf}")
    text = t("tags.dropped", tag=seen(tag), onto=seen(onto), name=name)
    box = _box(parent, t("tags.dropped_title"), text)
    nest = box.addButton(t("tags.name.do_nest"), QMessageBox.ButtonRole.AcceptRole)
    merge = box.addButton(t("tags.name.do_merge"), QMessageBox.ButtonRole.AcceptRole)
    nest.setEnabled(tag.rpartition("/")[0] != onto)
    box.exec()
    pressed = box.clickedButton()
    box.deleteLater()
    return "merge" if pressed is merge else "nest" if pressed is nest else ""


def may_delete(
    parent: QWidget, names: Sequence[str], clippings: int, below: int, searches: Sequence[str]
) -> bool:
    """Ask whether tags shall be deleted, and say what that touches.

    Args:
        parent: the window that the question belongs to.
        names: the tags.
        clippings: that bear them, or one below them.
        below: tags that go with them.
        searches: the saved searches that name them.
    """
    parts = [t("tags.delete", n=len(names), names=_named(names))]
    if below:
        parts.append(t("tags.delete_below", n=below))
    parts.append(t("tags.delete_clippings", n=clippings, count=formats.figure(clippings)))
    if searches:
        parts.append(t("tags.delete_searches", n=len(searches), names=_named(searches)))
    box = _box(parent, t("tags.delete_title"), "\n\n".join(parts))
    delete = box.addButton(t("tags.do_delete"), QMessageBox.ButtonRole.DestructiveRole)
    box.exec()
    pressed = box.clickedButton()
    box.deleteLater()
    return pressed is delete


def _named(names: Sequence[str]) -> str:
    shown = [seen(name) for name in names[:_MOST_NAMED]]
    more = ["…"] if len(names) > len(shown) else []
    return t("tags.joint").join([*shown, *more])


def _box(parent: QWidget, title: str, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    cancel = box.addButton(t("tags.cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(cancel)
    box.setDefaultButton(cancel)
    return box
