"""One program at a time imports into a library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clipdesk.core.errors import UserError
from clipdesk.store import turns

_HOLD = """
import sys, time
from pathlib import Path
from clipdesk.store import turns
with turns.alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_is_told_and_the_next_may(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite"
    with turns.alone(file):
        with pytest.raises(UserError, match="import_busy"), turns.alone(file):
            pass
        with turns.alone(tmp_path / "other.sqlite"):
            pass
    with turns.alone(file):
        pass
    assert not list(tmp_path.iterdir())


def test_who_was_killed_keeps_nobody_out(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(file)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UserError, match="import_busy"), turns.alone(file):
            pass
        other.kill()
        other.wait()
        with turns.alone(file):
            pass
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_nobody_is_kept_out(tmp_path: Path) -> None:
    with turns.alone(tmp_path / "no folder" / "library.sqlite"):
        pass
