"""`clipdesk imports`: the record of imports, and taking one back."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from clipdesk import texts
from clipdesk.cli import cli
from clipdesk.store import library
from tests.pages import PAGE, TITLE, clip, dump_file, new_library, page

CHANGED = page(
    clip("3105-041003", date="2031.04.10", source="時事通信", headline="岬の灯台を直す"),
    title=TITLE,
)
MORE = page(clip("3106-010101", date="2031.06.01"), title="港の報道")


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    return new_library(tmp_path / "press.sqlite", PAGE, MORE)


def run(*args: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(a) for a in args], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def ok(*args: str | Path) -> str:
    code, out, err = run(*args)
    assert (code, err) == (0, "")
    return out


def listed(library_file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ok("imports", "--json", "--library", library_file))
    return found


def stop_half_way(library_file: Path, run_id: int) -> None:
    """As a power cut leaves it."""
    with closing(library.open_for_writing(library_file)) as db:
        db.table("import_run").update(run_id, {"state": "running"})


def test_the_list(library_file: Path) -> None:
    latest, first = ok("imports", "--library", library_file).splitlines()
    here = dt.datetime.now().astimezone().strftime("%Y-")
    assert re.match(rf"    2  {here}\d\d-\d\d \d\d:\d\d  page\.txt \(港の報道\): 1 added", latest)
    assert first.startswith("    1  ")
    assert first.endswith(
        f"({TITLE}): 5 added, 0 changed, 0 read differently, 0 unchanged, 0 gone, 1 to check"
    )


def test_the_list_in_japanese(library_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_current", "ja")
    assert f"({TITLE}): 追加 5、変更 0" in ok("imports", "--library", library_file)


def test_the_list_as_json(library_file: Path) -> None:
    latest, first = listed(library_file)
    assert (latest["id"], latest["collection"], latest["added"]) == (2, "港の報道", 1)
    assert first["started_at"].endswith("Z")
    del first["started_at"]
    assert first == {
        "id": 1,
        "file_name": "page.txt",
        "collection": TITLE,
        "added": 5,
        "changed": 0,
        "reread": 0,
        "unchanged": 0,
        "gone": 0,
        "problems": 1,
        "running": False,
    }


def test_no_imports(tmp_path: Path) -> None:
    path = new_library(tmp_path / "press.sqlite")
    assert ok("imports", "--library", path) == "There are no imports in this library.\n"
    assert listed(path) == []


def test_undo(library_file: Path, tmp_path: Path) -> None:
    before = dump_file(new_library(tmp_path / "other.sqlite", MORE))
    out = ok("imports", "undo", "1", "--library", library_file)
    assert out == "The import of page.txt was taken back.\n"
    assert [one["id"] for one in listed(library_file)] == [2]
    assert len(dump_file(library_file)["clipping"]) == len(before["clipping"]) == 1
    assert ok("search", "--count", "霧が晴れた", "--library", library_file) == "1\n"
    assert ok("imports", "--library", library_file, "undo", "2").startswith("The import")
    assert listed(library_file) == []


def test_what_was_annotated_stays(library_file: Path) -> None:
    ok("note", "3105-041003", "--text", "要確認", "--library", library_file)
    ok("tag", "add", "港", "3105-040902", "--library", library_file)
    out = ok("imports", "undo", "1", "--library", library_file)
    assert out.splitlines()[1].startswith("2 clippings stay")
    (_, first) = listed(library_file)
    assert first["added"] == 2


def test_an_unfinished_import(library_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_half_way(library_file, 2)
    (latest, _) = ok("imports", "--library", library_file).splitlines()
    assert "unfinished: import the file again to go on" in latest
    assert listed(library_file)[0]["running"] is True
    monkeypatch.setattr(texts, "_current", "ja")
    assert "未完了" in ok("imports", "--library", library_file)
    assert "取り消しました" in ok("imports", "undo", "2", "--library", library_file)


def test_what_cannot_be_taken_back(library_file: Path, tmp_path: Path) -> None:
    code, out, err = run("imports", "undo", "7", "--library", library_file)
    assert (code, out) == (1, "")
    assert "There is no import 7 in this library" in err
    path = new_library(tmp_path / "twice.sqlite", PAGE, CHANGED)
    before = dump_file(path)
    code, out, err = run("imports", "undo", "1", "--library", path)
    assert (code, out) == (1, "")
    assert "a later import of the same page" in err
    assert dump_file(path) == before
    ok("imports", "undo", "2", "--library", path)
    ok("imports", "undo", "1", "--library", path)


def test_wrong_usage(library_file: Path) -> None:
    assert run("imports", "undo", "one", "--library", library_file)[0] == 2
    assert run("imports", "undo", "--library", library_file)[0] == 2
    assert run("imports", "redo", "1", "--library", library_file)[0] == 2


def test_the_help_is_whole_in_japanese() -> None:
    env = {**os.environ, texts.LANGUAGE_VARIABLE: "ja"}
    command = [sys.executable, "-m", "clipdesk", "imports", "--help"]
    out = subprocess.run(command, env=env, check=True, capture_output=True).stdout.decode()
    assert "undo  取り込み N を取り消します。" in out


def test_no_library(tmp_path: Path) -> None:
    for args in (("imports",), ("imports", "undo", "1")):
        code, _, err = run(*args, "--library", tmp_path / "none.sqlite")
        assert code == 1
        assert "There is no library" in err
