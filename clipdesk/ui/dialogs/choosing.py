"""The dialog that asks for files. It opens none of those that it lists. Main thread.

Qt's own looks into files to tell their kinds, as the dialogs of GTK do. Closing a file drops every
lock (POSIX) that this process holds on it: also those on the library that is open, when it lies in
a folder that is shown. The next program to leave the library would then take itself for the last,
and delete the log (-wal) that we still write into.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QFileInfo, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QWidget

from clipdesk.texts import t

_ENDING: Final = re.compile(r"\*(\.\w+)")
"""In a kind's words: `Markdown (*.md)`."""


def ask(
    parent: QWidget,
    title: str,
    kinds: str = "",
    *,
    mode: QFileDialog.FileMode = QFileDialog.FileMode.ExistingFile,
    proposed: str = "",
    saves: bool = False,
    confirms: bool = True,
) -> tuple[list[str], str]:
    """Ask, and wait for the answer.

    Args:
        parent: the window that it belongs to.
        title: of the dialog.
        kinds: which files are shown, as `QFileDialog` has it; the first of them at first.
        mode: what may be chosen.
        proposed: the folder or the file to begin with.
        saves: it is asked where something goes.
        confirms: whether an existing file shall be replaced is asked at once.

    Returns:
        What was chosen, and as which kind; nothing where the user gave up.
    """
    dialog = QFileDialog(parent, title, "", kinds)
    icons = _Icons()
    if sys.platform.startswith("linux"):  # elsewhere they are asked outside of this process
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, on=not confirms)
    dialog.setIconProvider(icons)
    dialog.setFileMode(mode)
    if saves:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.filterSelected.connect(lambda kind: _name_by_kind(dialog, kind))
    if QFileInfo(proposed).isDir():
        dialog.setDirectory(proposed)
    elif proposed:
        dialog.selectFile(proposed)
        dialog.setDefaultSuffix(Path(proposed).suffix[1:])
    try:
        if not dialog.exec():
            return [], ""
        return dialog.selectedFiles(), dialog.selectedNameFilter()
    finally:
        dialog.setParent(None)
        dialog.deleteLater()


def _name_by_kind(dialog: QFileDialog, kind: str) -> None:
    """Let the name that is proposed end as the kind that was chosen: seen before it is saved."""
    endings = _ENDING.findall(";;".join(dialog.nameFilters()))
    wanted = _ENDING.findall(kind)
    chosen = [Path(name) for name in dialog.selectedFiles()]
    if wanted:
        dialog.setDefaultSuffix(wanted[0][1:])
        if chosen and chosen[0].suffix in endings and chosen[0].suffix not in wanted:
            dialog.selectFile(str(chosen[0].with_suffix(wanted[0])))


def named(path: Path, kind: str, endings: Sequence[str]) -> Path:
    """The file's name with the ending of the kind that was chosen, where it has none of these."""
    if path.suffix.casefold() in endings:
        return path
    longest_first = sorted(endings, key=len, reverse=True)  # .json stands in .jsonl
    ending = next((one for one in longest_first if f"*{one}" in kind), endings[0])
    return path.with_name(path.name + ending)


def documents() -> Path:
    """The folder that is proposed for files of the user's."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(folder) if folder and Path(folder).is_dir() else Path.home()


class _Icons(QFileIconProvider):
    """Icons and kinds of files by what the system says of them, not by what stands in them."""

    def icon(self, what: Any) -> Any:
        if isinstance(what, QFileInfo):
            kinds = QFileIconProvider.IconType
            what = kinds.Folder if what.isDir() else kinds.File
        return super().icon(what)

    def type(self, info: QFileInfo) -> str:
        return t("qt.folder") if info.isDir() else info.suffix()
