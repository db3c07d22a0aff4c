"""`clipdesk rebuild-index`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clipdesk import paths, texts
from clipdesk.cli import cli
from clipdesk.store import index, library
from tests.pages import PAGE, dump_file, new_library


@pytest.fixture
def lib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library that CLIPDESK_LIBRARY names, with the page in it."""
    path = new_library(tmp_path / "library.sqlite", PAGE)
    monkeypatch.setenv(paths.LIBRARY_VARIABLE, str(path))
    return path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in args], catch_exceptions=False)


def is_current(path: Path) -> bool:
    with closing(library.open_for_reading(path)) as reader:
        return index.is_current(reader)


def test_the_index_is_made_anew(lib: Path) -> None:
    before = dump_file(lib)
    result = run("rebuild-index")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "5 clippings are in the new search index.\n"
    assert is_current(lib)
    with closing(library.open_for_writing(lib)) as db:
        db.conn.execute("DROP TABLE search_pairs_data")
    assert not is_current(lib)
    assert run("search", "--count", "灯台").stdout == "2\n"
    texts.use_language("ja")
    result = run("rebuild-index", "--library", lib)
    assert result.stdout == "5 件の切り抜きの索引を作り直しました。\n"
    assert is_current(lib)
    assert dump_file(lib) == before
    assert run("search", "--count", "灯台").stdout == "2\n"


def test_a_library_that_is_not_there(tmp_path: Path) -> None:
    result = run("rebuild-index", "--library", tmp_path / "none.sqlite")
    assert result.exit_code == 1
    assert str(tmp_path / "none.sqlite") in result.stderr
    assert not list(tmp_path.glob("none*"))


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    pty = pytest.importorskip("pty", reason="no terminals on this system")
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)


def test_progress_on_a_terminal(lib: Path, terminal: tuple[int, int]) -> None:
    ours, theirs = terminal
    done = subprocess.run(
        [sys.executable, "-m", "clipdesk", "rebuild-index"],
        check=True,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm"},
    )
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    assert "5 clippings" in done.stdout.decode()
    assert re.search(r"Rebuilding.*100%", shown)
