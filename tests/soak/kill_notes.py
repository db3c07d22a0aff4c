"""Kill the program while somebody types a note: at most the last second may be lost.

    .venv/bin/python -m tests.soak.kill_notes [KILLS=100] [SEED=1]

A child process opens a real window (offscreen) on a library and types without end, at a hand's pace,
with and without pauses, into the note of a clipping or, every other time, into a free note; each key
is told before it is pressed. After some seconds it is killed (`SIGKILL`). Then the library is read:

- it is sound, and what is saved is the beginning of what was typed;
- how old the first key was that is lost, at the moment of the kill.

Prints the worst and the median, and fails where it is more than a second.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from clipdesk.store import library
from tests import pages

MOST: Final = 1.0
"""Seconds of typing that may be lost."""
_TYPED: Final = "霧の朝、灯台の𠮷田さんへ😀 on the cape,\n- 港 "


def typed(count: int) -> str:
    """The first so many keys."""
    return (_TYPED * (count // len(_TYPED) + 1))[:count]


def child(path: Path, kind: str, seed: int) -> None:
    """Type until killed."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication

    from clipdesk.app import SWITCH
    from clipdesk.settings import Settings
    from clipdesk.ui import theme
    from clipdesk.ui.desk import Desk
    from clipdesk.ui.main_window import MainWindow

    sys.setswitchinterval(SWITCH)
    app = QApplication([])
    theme.apply(app, "light")
    window = MainWindow(Settings(language="ja", appearance="light"), path)
    window.open_wanted()
    window.show()
    window.activateWindow()

    def turn(seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.001)

    while not window.findChildren(Desk):
        turn(0.05)
    turn(0.3)
    (desk,) = window.findChildren(Desk)
    editor = desk.article.note
    if kind == "free":
        desk.show_notes()
        dialog = desk.notes._dialog
        assert dialog is not None
        dialog.add()
        editor = dialog.editor
        while editor.shown_id is None:
            turn(0.05)
    else:
        desk.focus_note()
    chance = random.Random(seed)
    field = editor.field
    sys.stdout.write("ready\n")
    for number, key in enumerate(typed(100_000)):
        sys.stdout.write(f"{number} {time.monotonic()}\n")
        sys.stdout.flush()
        event = QInputMethodEvent()  # as Japanese is typed
        event.setCommitString(key)
        QApplication.sendEvent(field, event)
        turn(chance.choice([0.01, 0.03, 0.06]) if chance.random() < 0.97 else 0.6)


def saved(path: Path, kind: str) -> str:
    """What the library has."""
    with closing(library.open_for_reading(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        table = "journal" if kind == "free" else "note"
        found = connection.execute(f"SELECT body FROM {table}").fetchone()
    return "" if found is None else str(found[0])


def kill_once(folder: Path, kind: str, seed: int) -> tuple[float, int]:
    """How many seconds of typing one kill loses, and of how many keys."""
    path = pages.new_library(folder / f"{seed}.sqlite", pages.PAGE)
    chance = random.Random(seed)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.kill_notes", "child", str(path), kind, str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(folder), "XDG_STATE_HOME": str(folder)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(chance.uniform(0.2, 4))
    process.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    keys = [line.split() for line in process.stdout.read().splitlines()]
    process.wait()
    times = [float(at) for number, at in (key for key in keys if len(key) == 2)]
    text = saved(path, kind)
    if not typed(len(times)).startswith(text):
        raise SystemExit(f"seed {seed}: what is saved was never typed: {text!r}")
    lost = times[len(text) :]
    return (max(0.0, killed - lost[0]) if lost else 0.0), len(times)


def main() -> None:
    """Kill it as often as the command line says."""
    if sys.argv[1:2] == ["child"]:
        child(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
        return
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    lost, keys = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(kills):
            kind = "free" if number % 2 else "note"
            seconds, typed_keys = kill_once(Path(folder), kind, first + number)
            lost.append(seconds)
            keys += typed_keys
            sys.stdout.write(f"\r{number + 1} kills, worst {max(lost):.2f} s")
            sys.stdout.flush()
    late = sum(one > MOST for one in lost)
    sys.stdout.write(
        f"\n{kills} kills, {keys} keys: lost at worst the last {max(lost):.2f} s,"
        f" median {statistics.median(lost):.2f} s; more than {MOST:.0f} s: {late}\n"
    )
    if late:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
