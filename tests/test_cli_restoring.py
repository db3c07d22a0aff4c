"""`clipdesk restore-annotations`, and the mirror that every command keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clipdesk import paths
from clipdesk.cli import cli
from clipdesk.exporting import mirror
from tests.annotations import side_of
from tests.pages import PAGE

UID = "3105-040901"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.txt"
    file.write_text(PAGE, "utf-8")
    return file


@pytest.fixture
def lib(tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library that CLIPDESK_LIBRARY names, with the page in it."""
    path = tmp_path / "library.sqlite"
    monkeypatch.setenv(paths.LIBRARY_VARIABLE, str(path))
    assert run("import", page).exit_code == 0
    return path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in args], catch_exceptions=False)


def annotated(lib: Path) -> Path:
    """The mirror after some commands."""
    assert run("tag", "add", "国/海", UID, "3105-040902").exit_code == 0
    assert run("note", UID, "--text", "# メモ").exit_code == 0
    assert run("sources", "rename", "時事通信", "岬通信").exit_code == 0
    return mirror.path_of(lib)


def test_delete_import_restore(lib: Path, page: Path) -> None:
    assert not mirror.path_of(lib).exists()  # there is nothing to keep yet
    file = annotated(lib)
    before = side_of(lib)
    lib.unlink()
    assert run("import", page).exit_code == 0
    said = run("restore-annotations", file, "--dry-run")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout.splitlines()[0].endswith("things would be restored on 2 clippings.")
    done = run("restore-annotations", file)
    assert done.exit_code == 0
    assert "  tags on clippings: 2\n  notes: 1\n" in done.stdout
    assert side_of(lib) == before
    (aside,) = lib.parent.glob("library.annotations.*Z.jsonl")
    assert str(aside) in done.stderr  # it was another library's
    assert run("restore-annotations", file, "--json").exit_code == 0
    lib.unlink()
    assert run("import", page).exit_code == 0
    assert run("restore-annotations", aside, "--library", lib).exit_code == 0
    assert side_of(lib) == before


def test_an_import_taken_back_is_mirrored_too(lib: Path, page: Path) -> None:
    annotated(lib)
    size = mirror.path_of(lib).stat().st_size
    page.write_text(PAGE.replace("灯台守の日誌", "灯台守の手帳"), "utf-8")
    assert run("import", page).exit_code == 0
    text = mirror.path_of(lib).read_text("utf-8")
    assert "灯台守の手帳" in text
    assert run("imports", "undo", "2").exit_code == 0
    assert mirror.path_of(lib).stat().st_size > len(text.encode()) > size
    assert "灯台守の日誌" in mirror.path_of(lib).read_text("utf-8").splitlines()[-2]


def test_what_is_not_found_or_cannot_be_read_is_told(lib: Path, tmp_path: Path) -> None:
    file = annotated(lib)
    text = file.read_text("utf-8").replace(UID, "9999-999999").replace("2031-04-09", "1999-01-01")
    other = tmp_path / "other.jsonl"
    other.write_text(f"{text}\x1b[31m{{half", "utf-8")
    done = run("restore-annotations", other)
    assert done.exit_code == 1
    assert "灯台守の日誌が見つかる  <9999-999999>" in done.stdout
    assert "\x1b" not in done.stdout
    report = json.loads(run("restore-annotations", other, "--json").stdout)
    assert report["not_found"][-1]["uid"] == "9999-999999"
    assert [one["code"] for one in report["problems"]] == ["annotation_unreadable"]
    assert set(report) == {
        "applied", "things", "clippings", "restored", "kept_as_they_are", "not_found", "problems"
    }  # fmt: skip


def test_refusals(lib: Path, page: Path, tmp_path: Path) -> None:
    for file, words in ((tmp_path / "none.jsonl", "There is no file"), (page, "holds no")):
        done = run("restore-annotations", file)
        assert done.exit_code == 1
        assert words in done.stderr
    done = run("restore-annotations", page, "--library", tmp_path / "none.sqlite")
    assert done.exit_code == 1
    assert not list(tmp_path.glob("none*"))


def test_a_mirror_that_cannot_be_kept_stops_no_command(lib: Path) -> None:
    mirror.path_of(lib).mkdir()
    done = run("tag", "add", "国", UID)
    assert done.exit_code == 0
    assert done.stdout == "1 clipping changed.\n"
    assert "cannot be kept up to date" in done.stderr
