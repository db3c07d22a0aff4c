"""One program at a time imports into a library."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from clipdesk.core.errors import UserError
from clipdesk.store import turns

BUSY = UserError("import_busy", path="x")

_HOLD = """
import sys, time
from pathlib import Path
from clipdesk.core.errors import UserError
from clipdesk.store import turns
with turns.alone(Path(sys.argv[1]), UserError("import_busy")):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_is_told_and_the_next_may(tmp_path: Path) -> None:
    file = turns.importing(tmp_path / "library.sqlite")
    with turns.alone(file, BUSY):
        with pytest.raises(UserError, match="import_busy"), turns.alone(file, BUSY):
            pass
        with turns.alone(tmp_path / "other", BUSY):
            pass
    with turns.alone(file, BUSY):
        pass
    assert not list(tmp_path.iterdir())


def test_who_was_killed_keeps_nobody_out(tmp_path: Path) -> None:
    file = turns.importing(tmp_path / "library.sqlite")
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(file)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UserError, match="import_busy"), turns.alone(file, BUSY):
            pass
        other.kill()
        other.wait()
        with turns.alone(file, BUSY):
            pass
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_nobody_is_kept_out(tmp_path: Path) -> None:
    with turns.alone(tmp_path / "no folder" / "lock", BUSY):
        pass


def test_who_is_patient_waits(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    order: list[str] = []
    taken = threading.Event()

    def hold() -> None:
        with turns.alone(file, BUSY):
            taken.set()
            time.sleep(0.2)
            order.append("first")

    other = threading.Thread(target=hold)
    other.start()
    assert taken.wait(10)
    with turns.alone(file, BUSY, patience_s=10):
        order.append("second")
    other.join()
    assert order == ["first", "second"]
