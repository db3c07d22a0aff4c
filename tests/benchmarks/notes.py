"""Typing in a note: how late a key is, in a library of 100,000 clippings and 20,000 notes.

    python -m tests.benchmarks.notes [CLIPPINGS=100000] [LIBRARY]

Makes the library (as desk.py does, with a note on every fifth clipping) or takes the one that lies
in LIBRARY; opens it in a real window, offscreen. Keys come every 30 ms, as from a keyboard: one
that comes while the window is busy waits. Prints p50, p95, the worst of what it took from then
until the letter was painted, how many were later than 16 ms, and the most that the window's own
thread computed for one of them (a busy machine makes keys late, too): in a short note, in one of 20,000
characters, beside its preview, with the list of all notes open, and while a page is imported.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from clipdesk.app import SWITCH
from clipdesk.settings import Settings
from clipdesk.store import layer, library
from clipdesk.texts import use_language
from clipdesk.ui import theme
from clipdesk.ui.article.note_editor import NoteEditor
from clipdesk.ui.article.note_modes import NoteMode
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from tests.benchmarks import archive, importing
from tests.benchmarks.desk import make_library, turn, wait_until

_EVERY: Final = 0.03
_KEYS: Final = 200
_NOTES: Final = 5
"""A note on each of so many clippings."""
_TEXT: Final = "霧の朝、灯台の記事を読む。**要確認** [[3105-040901]]\n\n- 港の件\n- 船の件\n\n"
_IMPORTED: Final = 5_000


class Painted(QObject):
    """Knows when a widget was last painted."""

    at = 0.0

    def eventFilter(self, target: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint:
            target.removeEventFilter(self)
            QApplication.sendEvent(target, event)
            target.installEventFilter(self)
            self.at = time.perf_counter()
            return True
        return False


def add_notes(path: Path) -> int:
    """Write a note on every fifth clipping. Returns how many."""
    with closing(library.open_for_writing(path)) as db:
        ids = [i for (i,) in db.conn.execute("SELECT id FROM clipping WHERE id % ? = 0", (_NOTES,))]
        with library.transaction(db):
            for number in ids:
                layer.put_note(db, number, (f"# メモ {number}\n{_TEXT}", "2026-01-01T00:00:00Z"))
    return len(ids)


def type_keys(editor: NoteEditor, name: str, keys: int = _KEYS) -> None:
    """Type at a hand's pace, and print how late the letters were."""
    field, painted, late = editor.field, Painted(), []
    most = 0.0
    field.viewport().installEventFilter(painted)
    editor.focus()
    due = time.perf_counter() + 0.2
    computed = time.thread_time()
    for number in range(keys):
        while time.perf_counter() < due:
            computed = time.thread_time()
            QApplication.processEvents()
            time.sleep(0.0002)
        event = QInputMethodEvent()
        event.setCommitString("灯台の霧がa晴れ"[number % 8])
        QApplication.sendEvent(field, event)
        wait_until(lambda due=due: painted.at > due)  # type: ignore[misc]
        late.append((painted.at - due) * 1_000)
        most = max(most, (time.thread_time() - computed) * 1_000)
        due += _EVERY
        due = max(due, time.perf_counter())
    field.viewport().removeEventFilter(painted)
    turn(1.2)
    late.sort()
    over = sum(one > 16 for one in late)
    print(  # noqa: T201
        f"{name:44}{late[len(late) // 2]:8.1f}{late[int(len(late) * 0.95)]:8.1f}{late[-1]:8.1f} ms"
        f"{over:5} over 16 ms of {len(late)}; computed {most:.1f} ms",
        flush=True,
    )


def measure(desk: Desk, folder: Path) -> None:
    """Type in every state."""
    editor = desk.article.note
    print(f"{'':44}{'p50':>8}{'p95':>8}{'worst':>8}")  # noqa: T201
    editor.field.setPlainText(_TEXT)
    type_keys(editor, "a short note")
    editor.set_mode(NoteMode.BOTH)
    type_keys(editor, "beside its preview")
    editor.set_mode(NoteMode.WRITE)
    desk.next_clipping()
    turn(1)
    editor.field.setPlainText(_TEXT * 400)
    turn(2)
    type_keys(editor, f"a note of {len(_TEXT) * 400:,} characters")
    editor.set_mode(NoteMode.BOTH)
    type_keys(editor, "the same beside its preview")
    editor.set_mode(NoteMode.WRITE)
    desk.next_clipping()
    turn(1)
    editor.field.setPlainText(_TEXT)
    desk.show_notes()
    turn(1)
    dialog = desk.notes._dialog
    assert dialog is not None
    dialog.add()
    turn(1)
    type_keys(dialog.editor, "a free note, all notes listed")
    dialog.close()
    turn(0.5)
    page = folder / "more.txt"
    importing.write_page(page, _IMPORTED)
    other = page.read_text("utf-8").replace(archive.TITLE, "別の頁").replace("-", "-9")
    page.write_text(other, "utf-8")
    worker = desk.session.worker
    plans: list[object] = []
    ended: list[object] = []
    reading = worker.read_pages([page], {})
    reading.planned.connect(plans.append)
    reading.finished.connect(ended.append)
    while not ended:
        type_keys(editor, "while a page is read", 100)
    done: list[object] = []
    for plan in plans:
        task = worker.import_plan(plan)  # type: ignore[arg-type]
        task.finished.connect(done.append)
    while len(done) < len(plans):
        type_keys(editor, f"while {_IMPORTED:,} clippings are imported", 100)


def main() -> None:
    """Make the library unless it is there, and measure."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = scratch
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch) / "library.sqlite"
        if not path.exists():
            make_library(path, number)
            print(f"{add_notes(path):,} notes")  # noqa: T201
        sys.setswitchinterval(SWITCH)  # as `app.run` does
        app = QApplication([])
        use_language("ja")
        theme.apply(app, "light")
        window = MainWindow(Settings(language="ja", appearance="light"), path)
        window.resize(1600, 1000)
        window.open_wanted()
        window.show()
        window.activateWindow()
        wait_until(lambda: bool(window.findChildren(Desk)))
        turn(4)  # what waits for the first paint
        (desk,) = window.findChildren(Desk)
        print(f"{desk.session.found.total:,} clippings")  # noqa: T201
        measure(desk, Path(scratch))
        window.close()


if __name__ == "__main__":
    main()
