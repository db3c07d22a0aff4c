"""Start-up: the desk on a library against a bare PySide6 window, in one run, turn about.

    python tests/benchmarks/startup.py LIBRARY [ROUNDS]

Each start is a process of its own. What is measured: from the process's spawning to the moment
when the event loop is idle after the first paint of the window. Prints p50 and the ratio.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

_ENVIRONMENT = {  # as a user has it: Python keeps its bytecode
    key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"
}
_WATCH = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

def end():
    os.write(1, str(time.time()).encode())
    os._exit(0)

class Watch(QObject):
    seen = False
    def eventFilter(self, target, event):
        if not self.seen and event.type() == QEvent.Type.Paint:
            self.seen = True
            QTimer.singleShot(0, end)
        return False
watch = Watch()
run = QApplication.exec
def watched_exec(*_):
    QApplication.instance().installEventFilter(watch)
    return run()
QApplication.exec = watched_exec
"""
_BARE = (
    _WATCH
    + """
from PySide6.QtWidgets import QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
app.exec()
"""
)
_DESK = (
    _WATCH
    + """
from pathlib import Path
from clipdesk.app import run as desk
desk(Path(sys.argv[1]))
"""
)


def seconds(program: str, library: Path) -> float:
    """From spawning to idle after the first paint, in seconds."""
    begin = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program, str(library)],
        check=True,
        capture_output=True,
        env=_ENVIRONMENT,
    )
    return float(done.stdout) - begin


def main() -> None:
    """Print the two medians and their ratio."""
    library = Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    seconds(_BARE, library)
    seconds(_DESK, library)
    bare, desk = [], []
    for _ in range(rounds):
        bare.append(seconds(_BARE, library))
        desk.append(seconds(_DESK, library))
    p50_bare, p50_desk = statistics.median(bare), statistics.median(desk)
    print(f"bare window  p50 {p50_bare * 1000:6.0f} ms  ({rounds} starts)")  # noqa: T201
    print(f"the desk     p50 {p50_desk * 1000:6.0f} ms")  # noqa: T201
    print(f"ratio        {p50_desk / p50_bare:6.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
