"""What is made of tags besides typing one: keys, dialogs, and what is dropped in the sidebar.

Main thread. The desk says which clippings are meant; each wish becomes one command of the writer
lane's, so that each is one step to undo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from clipdesk.commands import AddTag, CreateTag, DeleteTags, MergeTags, NestTag, RenameTag, SetTags
from clipdesk.core.query import names_tag
from clipdesk.store import library, tags
from clipdesk.texts import t
from clipdesk.ui.session import Session


class Tagging(QObject):
    """The tags of one library.

    Signals:
        said(str): something is worth a quiet word.
    """

    said = Signal(str)

    def __init__(self, session: Session, chosen: Callable[[], list[int]], desk: QWidget) -> None:
        """Take what the desk has.

        Args:
            session: the library.
            chosen: the clippings that an action is for.
            desk: what dialogs belong to.
        """
        super().__init__(desk)
        self._session = session
        self._chosen = chosen
        self._desk = desk

    def toggle(self, digit: str) -> None:
        """Give what is chosen the tag of a digit, or take it off; say where no tag has it."""
        name = self._session.tag_keys().get(int(digit))
        if name is None:
            self.said.emit(t("desk.no_tag_key", key=digit))
        else:
            self._session.toggle_tag(self._chosen(), name)

    def give(self, tag: str) -> None:
        """Give what is chosen a tag."""
        if ids := tuple(self._chosen()):
            self._session.write(AddTag(ids, tag))
        else:
            self.said.emit(t("tags.nothing_chosen"))

    def wish(self, what: str, tag: str) -> None:
        """Do with a tag what the sidebar's menu names (`sidebar.menu.TAG_WISHES`)."""
        session = self._session
        if not session.is_writable:
            session.refused.emit(session.read_only)
            return
        if what == "give":
            self.give(tag)
        elif what == "delete":
            self.delete([tag])
        elif what == "manage":
            self.manage(tag)
        else:
            self._ask_for_name(what, tag)

    def move(self, tag: str, onto: str) -> None:
        """Ask whether a tag that was dropped on another is to be merged or nested; do it."""
        session = self._session
        if not session.is_writable:
            session.refused.emit(session.read_only)
        elif not onto:
            session.write(NestTag(tag, ""))
        else:
            from clipdesk.ui.dialogs.tag_asking import ask_merge_or_nest  # noqa: PLC0415 - rare

            answer = ask_merge_or_nest(self._desk, tag, onto)
            if answer:
                session.write((MergeTags if answer == "merge" else NestTag)(tag, onto))

    def delete(self, names: Sequence[str]) -> None:
        """Say what deleting tags touches, and do it when that is meant."""
        session = self._session

        def read(connection: Any) -> tuple[int, int]:
            with library.explained(session.path):
                below = {tag.name for n in names for tag in tags.of_branch(connection, n)}
                return tags.counted(connection, names), len(below.difference(names))

        def answered(found: tuple[int, int]) -> None:
            from clipdesk.ui.dialogs.tag_asking import may_delete  # noqa: PLC0415 - rarely needed

            searches = [s.name for s in session.searches() if names_tag(s.query, names)]
            if may_delete(self._desk, names, *found, searches):
                session.write(DeleteTags(tuple(names)))

        session.worker.ask("tags_deleted", read, answered)

    def choose(self) -> None:
        """Ask which tags all, some or none of the chosen clippings shall bear."""
        session, ids = self._session, tuple(self._chosen())
        if not ids:
            self.said.emit(t("tags.nothing_chosen"))
            return

        def read(connection: Any) -> tuple[dict[str, int], list[str]]:
            with library.explained(session.path):
                return tags.borne_by(connection, ids), tags.recent_names(connection)

        def answered(found: tuple[dict[str, int], list[str]]) -> None:
            from clipdesk.ui.dialogs.tags_of import TagsOfDialog  # noqa: PLC0415 - rarely needed

            dialog = TagsOfDialog(len(ids), *found, self._desk)
            dialog.chosen.connect(lambda give, take: session.write(SetTags(ids, give, take)))
            dialog.open()

        session.worker.ask("tags_of", read, answered)

    def manage(self, tag: str = "") -> None:
        """The tags' dialog stays beside the desk; there is one only."""
        from clipdesk.ui.dialogs.tags import TagsDialog  # noqa: PLC0415 - rarely needed

        session = self._session
        shown = [one for one in self._desk.findChildren(TagsDialog) if one.isVisible()]
        if shown:
            dialog = shown[0]
        else:
            dialog = TagsDialog(session.worker.ask, session.path, session.read_only, self._desk)
            dialog.command_requested.connect(session.write)
            dialog.wished.connect(self._ask_for_name)
            dialog.dropped.connect(self.move)
            dialog.delete_requested.connect(self.delete)
            session.worker.changed.connect(dialog.show_changes)
            dialog.show()
        dialog.point_at(tag)
        dialog.raise_()
        dialog.activateWindow()

    def _ask_for_name(self, what: str, tag: str) -> None:
        """Ask for the name that a wish needs: rename, merge, nest, create."""
        from clipdesk.ui.dialogs.tag_asking import TagNameDialog  # noqa: PLC0415 - rarely needed

        session = self._session
        make = {
            "rename": lambda name: RenameTag(tag, name),
            "merge": lambda name: MergeTags(tag, name),
            "nest": lambda name: NestTag(tag, name),
            "create": CreateTag,
        }[what]

        def chosen(name: str, *, merges: bool) -> None:
            session.write(MergeTags(tag, name) if merges else make(name))

        dialog = TagNameDialog(what, tag, session.tags(), self._desk)
        dialog.chosen.connect(lambda name, merges: chosen(name, merges=merges))
        dialog.open()
