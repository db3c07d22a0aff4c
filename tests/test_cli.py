"""The command line: every command and option, exit codes, and reasons in words."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from clipdesk import __version__, paths, texts
from clipdesk.cli import cli
from clipdesk.core.errors import UserError
from clipdesk.exporting.records import record_dict
from clipdesk.settings import Settings
from clipdesk.store import clippings, library
from tests.pages import PAGE, TITLE, clip, dump_file, new_library, page

UIDS = ["3105-041003", "3105-040902", "3105-040901", "3105-040000"]  # and one without an id


@dataclass
class Ran:
    code: int
    out: str
    err: str


def run(*args: str | Path, stdin: str | bytes | None = None) -> Ran:
    """Run a command in this process; a bug passes through."""
    result = CliRunner().invoke(cli, [str(a) for a in args], input=stdin, catch_exceptions=False)
    return Ran(result.exit_code, result.stdout, result.stderr)


def ok(*args: str | Path, stdin: str | bytes | None = None) -> str:
    ran = run(*args, stdin=stdin)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    file = tmp_path / "page.txt"
    file.write_text(PAGE, "utf-8")
    return file


@pytest.fixture
def lib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library that CLIPDESK_LIBRARY names, with the page in it."""
    path = new_library(tmp_path / "library.sqlite", PAGE)
    monkeypatch.setenv(paths.LIBRARY_VARIABLE, str(path))
    return path


# ---- import ------------------------------------------------------------------------------------


def test_import_makes_the_default_library(page_file: Path) -> None:
    out = ok("import", page_file)
    assert "5 added, 0 changed, 0 unchanged" in out
    assert TITLE in out
    assert "line " in out  # what needed a decision, with its line
    assert paths.default_library().is_file()
    again = ok("import", page_file)
    assert "0 added, 0 changed, 5 unchanged" in again
    assert ok("search", "--count") == "5\n"


def test_an_import_that_goes_on_with_one_that_was_stopped_says_so(
    page_file: Path, lib: Path
) -> None:
    sha256 = hashlib.sha256(page_file.read_bytes()).hexdigest()
    with closing(sqlite3.connect(lib)) as connection, connection:
        connection.execute("UPDATE import_run SET state = 'running', file_sha256 = ?", (sha256,))
    said = "This goes on with an import that was stopped."
    assert said in ok("import", page_file, "--dry-run")
    assert json.loads(ok("import", page_file, "--dry-run", "--json"))["files"][0]["continues"]
    assert said in ok("import", page_file)
    assert said not in ok("import", page_file)


def test_what_lies_beside_the_pages_of_a_folder_is_passed_over(
    page_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    page_file.rename(folder / "page.txt")
    (folder / "index.html").write_text("<html><a href='page.txt'>the page</a></html>")
    ran = run("import", folder, "--json")
    assert ran.code == 0
    assert "Passed over: index.html (it has no clipping)" in ran.err
    assert json.loads(ran.out)["failed"] == []
    assert run("import", folder / "index.html").code == 1  # it was named


def test_import_report_as_json(page_file: Path) -> None:
    report = json.loads(ok("import", "--json", page_file))
    assert set(report) == {
        "added", "applied", "changed", "characters", "clippings", "failed", "files", "gone", "problems",
        "reread", "unchanged",
    }  # fmt: skip
    assert (report["added"], report["changed"], report["unchanged"]) == (5, 0, 0)
    assert report["applied"] is True
    assert report["clippings"] == 5
    numbers = report["characters"]
    assert numbers["input"] == numbers["clippings"] + numbers["furniture"] + numbers["problems"]
    (file,) = report["files"]
    assert file["sha256"] == hashlib.sha256(page_file.read_bytes()).hexdigest()
    assert (file["file"], file["collection"]) == ("page.txt", TITLE)
    assert (file["columns"], report["failed"]) == (None, [])
    for problem in report["problems"]:
        assert {"file", "line", "code", "excerpt"} <= set(problem)
    assert [problem["code"] for problem in report["problems"]] == ["id_missing"]


def test_dry_run_writes_nothing(page_file: Path, tmp_path: Path) -> None:
    out = ok("import", "--dry-run", page_file)
    assert "would add 5" in out
    assert not paths.default_library().exists()
    assert not paths.default_library().parent.exists()
    path = new_library(tmp_path / "library.sqlite", PAGE)
    before = dump_file(path)
    page_file.write_text(PAGE.replace("霧が", "霞が") + clip("3012-300101", date="2030.12.30"))
    report = json.loads(ok("import", "--dry-run", "--json", page_file, "--library", path))
    assert (report["added"], report["unchanged"], report["applied"]) == (1, 4, False)
    assert report["changed"] == 1
    assert dump_file(path) == before
    empty = tmp_path / "empty.sqlite"
    empty.touch()  # importing would fill it
    assert "would add 6" in ok("import", "--dry-run", page_file, "--library", empty)
    assert empty.read_bytes() == b""


def test_several_files_one_of_them_bad(page_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(page(clip("3012-300101", date="2030.12.30"), title="別"))
    ran = run("import", page_file, tmp_path / "nowhere.txt", other, "--json")
    assert ran.code == 1  # not all of it could be done
    assert "nowhere.txt, so nothing was imported from it" in ran.err
    assert "1 file could not be imported (see above)" in ran.err
    report = json.loads(ran.out)
    (failed,) = report["failed"]
    assert (failed["code"], Path(failed["file"]).name) == ("import_missing", "nowhere.txt")
    assert failed["reason"] in ran.err
    assert [file["collection"] for file in report["files"]] == [TITLE, "別"]
    assert (report["added"], ok("search", "--count")) == (6, "6\n")
    assert ok("search", "--ids", "collection:別") == "3012-300101\n"


def test_a_dry_run_of_several_files_one_of_them_bad(page_file: Path, tmp_path: Path) -> None:
    ran = run("import", "--dry-run", tmp_path / "nowhere.txt", page_file)
    assert (ran.code, "would add 5" in ran.out) == (1, True)
    assert "1 file could not be read (see above). The others are reported." in ran.err


def test_one_import_gives_each_file_its_report(page_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(page_file.read_bytes())
    out = ok("import", page_file, copy)
    assert "page.txt: 5 added" in out
    assert "copy.txt: 0 added, 0 changed, 5 unchanged" in out


def test_a_failed_import_leaves_no_new_library(
    page_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, mine = tmp_path / "new.sqlite", tmp_path / "mine.sqlite"
    mine.touch()

    def full(*_: object, **__: object) -> None:
        raise UserError("disk_full", path="new.sqlite")

    monkeypatch.setattr("clipdesk.importing.run.apply_plan", full)
    assert run("import", page_file, "--library", path).code == 1
    assert not list(tmp_path.glob("new.sqlite*"))
    assert run("import", page_file, "--library", mine).code == 1
    assert mine.exists()  # it was the user's before


def test_the_environment_chooses_the_language_before_the_settings(page_file: Path) -> None:
    ok("import", page_file)
    Settings().changed(language="en")
    environment = {**os.environ, "CLIPDESK_LANGUAGE": "ja"}
    command = [sys.executable, "-m", "clipdesk", "search", "--help"]
    said = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    assert "新しい順" in said.decode("utf-8")


def test_trouble_with_the_library_ends_the_import(page_file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_text("no library, but a text that is long enough" * 50)
    ran = run("import", page_file, page_file, "--library", broken)
    assert (ran.code, ran.out, ran.err.count("broken.sqlite")) == (1, "", 1)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("missing.txt", None),
        ("empty.txt", b""),
        ("blank.txt", b" \n\n"),
        ("binary.txt", bytes(range(256)) * 20),
        ("no_clipping.txt", "岬の報道\n\n 何もない。\n".encode()),
    ],
)
def test_bad_pages(lib: Path, tmp_path: Path, language: str, name: str, data: bytes | None) -> None:
    texts.use_language(language)
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    before = dump_file(lib)
    for option in ([], ["--json"], ["--dry-run"]):
        ran = run("import", file, *option)
        assert ran.code == 1
        assert name in ran.err
        if option == ["--json"]:
            (failed,) = json.loads(ran.out)["failed"]
            assert failed["reason"] in ran.err
            assert Path(failed["file"]).name == name
        else:
            assert ran.out == ""
        assert "see above" not in ran.err  # there are no others
        assert ("取り込んでいません" in ran.err) == (language == "ja")
    assert dump_file(lib) == before
    run("import", file, "--library", tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    assert "is a folder" in run("import", tmp_path).err


# ---- libraries that cannot be used -------------------------------------------------------------


def future(path: Path) -> None:
    new_library(path, PAGE)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def theirs(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")


def under_a_file(path: Path) -> None:
    path.write_bytes(b"")


COMMANDS: list[list[str]] = [
    ["search"],
    ["tag", "add", "急", "3105-040901"],
    ["tag", "remove", "急", "3105-040901"],
    ["note", "3105-040901", "--text", "x"],
    ["export", "out.jsonl"],
    ["export", "out.pdf"],
    ["export", "out.txt"],
    ["import", "page.txt"],
    ["import", "page.txt", "--dry-run"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.write_text("text " * 1_000), "is not an SQLite file"),
        (lambda path: path.write_bytes(b"x"), "is not an SQLite file"),
        (theirs, "another program"),
        (future, "newer clipdesk"),
    ],
    ids=["text", "byte", "theirs", "future"],
)
def test_bad_libraries(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    page_file: Path,
    make: Callable[[Path], object],
    reason: str,
    command: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    bad = tmp_path / "bad.sqlite"
    make(bad)
    before = bad.read_bytes()
    for language in texts.LANGUAGES:
        texts.use_language(language)
        ran = run(*command, "--library", bad)
        assert (ran.code, ran.out) == (1, "")
        assert str(bad) in ran.err
        assert (
            reason.replace("is not an ", "") in ran.err or reason in ran.err
        ) or language == "ja"
    assert bad.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("out.")) == []


@pytest.mark.parametrize("command", COMMANDS[:6], ids=" ".join)
def test_no_library_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*command)
    assert (ran.code, ran.out) == (1, "")
    assert "There is no library" in ran.err
    assert not paths.default_library().exists()
    assert list(tmp_path.glob("out.*")) == []


def test_a_place_where_nothing_can_be_written(page_file: Path) -> None:
    ran = run("import", page_file, "--library", page_file / "library.sqlite")
    assert ran.code == 1
    assert "cannot be written" in ran.err
    assert page_file.read_text("utf-8") == PAGE
    name = "x" * 300
    for command in (
        *COMMANDS[:6],
        ["import", str(page_file)],
        ["import", str(page_file), "--dry-run"],
    ):
        ran = run(*command, "--library", page_file.with_name(name))
        assert (ran.code, name in ran.err) == (1, True)


def test_a_damaged_library(lib: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lib)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'passage'"
        ).fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(lib.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    lib.write_bytes(data)
    for command in (["search", "--json"], ["export", str(tmp_path / "out.jsonl")]):
        ran = run(*command)
        assert (ran.code, "is damaged" in ran.err) == (1, True)
    assert not (tmp_path / "out.jsonl").exists()


def test_an_older_library_is_brought_up_to_date(
    lib: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "db"
    folder.mkdir()
    for file in paths.migrations().iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / f"{library.latest_version() + 1:04}_later.sql").write_text("CREATE TABLE l (x TEXT);")
    monkeypatch.setattr(paths, "migrations", lambda: folder)
    assert run("import", tmp_path / "page.txt", "--dry-run").code == 1  # it may write nothing
    assert ok("search", "--count") == "5\n"
    assert len(list(tmp_path.glob("library.v*.backup.sqlite"))) == 1


# ---- which library -----------------------------------------------------------------------------


def test_library_before_and_after_the_command(lib: Path, tmp_path: Path, page_file: Path) -> None:
    other = new_library(tmp_path / "other.sqlite", page(clip("3012-300101", date="2030.12.30")))
    assert ok("search", "--count") == "5\n"
    assert ok("search", "--count", "--library", other) == "1\n"
    assert ok("--library", other, "search", "--count") == "1\n"
    assert ok("--library", other, "search", "--count", "--library", lib) == "5\n"
    assert ok("--library", other, "tag", "add", "急", "3012-300101") == "1 clipping changed.\n"
    assert ok("tag", "add", "急", "3012-300101", "--library", other) == "0 clippings changed.\n"
    ok("--library", other, "import", page_file)
    assert ok("search", "--count", "--library", other) == "6\n"


# ---- search ------------------------------------------------------------------------------------


def test_search_lists_newest_first(lib: Path) -> None:
    lines = ok("search").splitlines()
    assert len(lines) == 5
    assert lines[0] == f"{'2031-04-10':<16}  時事通信  岬の灯台 を修理へ  <3105-041003>"
    assert lines[1].startswith("2031-04-09T20:48  ロイタ通信  ")
    assert lines[3].startswith("2031-04   ")
    assert lines[4].endswith(">")


def test_search_modes(lib: Path) -> None:
    assert ok("search", "--count", "灯台") == "2\n"
    assert ok("search", "灯台", "霧", "--ids") == "3105-040901\n"
    assert ok("search", "--ids").splitlines()[:4] == UIDS
    assert ok("search", "--count", "どこにもない") == "0\n"
    assert ok("search", "--ids", "どこにもない") == ""
    assert ok("search", "どこにもない") == ""
    assert json.loads(ok("search", "--json", "どこにもない")) == []


def test_search_limit(lib: Path) -> None:
    assert ok("search", "--ids", "--limit", "2").splitlines() == UIDS[:2]
    assert len(json.loads(ok("search", "--json", "--limit", "1"))) == 1
    assert len(ok("search", "--limit", "3").splitlines()) == 3
    assert ok("search", "--limit", "0") == ""
    assert ok("search", "--limit", "99", "--ids").splitlines()[:4] == UIDS
    assert run("search", "--limit", "-1").code == 2


def test_search_excludes_after_two_dashes(lib: Path) -> None:
    assert ok("search", "--count", "--", "-via:Yahoo") == "3\n"
    assert ok("search", "--count", "--", "灯台", "-霧") == "1\n"
    assert ok("search", "--count", '"cape road"') == "1\n"


def test_search_orders(lib: Path) -> None:
    newest = ok("search", "--ids").splitlines()
    assert ok("search", "--ids", "--order", "oldest").splitlines() == newest[::-1]
    best = ok("search", "--ids", "--order", "relevance", "灯台 OR 道").splitlines()
    assert sorted(best) == ["3105-040901", "3105-040902", "3105-041003"]
    assert best != sorted(best, key=newest.index)
    assert run("search", "--order", "size").code == 2


def test_search_for_whole_words(lib: Path) -> None:
    assert ok("search", "--count", "clos") == "1\n"
    assert ok("search", "--count", "clos", "--whole-words") == "0\n"
    assert ok("search", "--count", "=closed OR 港湾局") == "2\n"


def test_search_remarks_on_what_may_be_meant_otherwise(lib: Path) -> None:
    found = run("search", "--count", "(灯台 OR 霧", "date:soon")
    assert (found.code, found.out) == (0, "2\n")
    assert "The bracket ( is not closed." in found.err
    assert "date:soon cannot be read as a date." in found.err
    assert run("search", "--count", "灯台").err == ""


def test_search_gives_whole_records(lib: Path) -> None:
    ok("tag", "add", "国/海", "3105-040901")
    ok("note", "3105-040901", "--text", "**要**確認")
    records = json.loads(ok("search", "--json"))
    with closing(library.open_for_reading(lib)) as connection:
        ids = clippings.row_ids(connection, [record["uid"] for record in records])
        expected = [record_dict(record) for record in clippings.records(connection, ids)]
    assert records == expected
    assert [list(record) for record in records] == [
        [
            "id", "uid", "collection", "published", "precision", "source", "source_printed", "via",
            "headline", "text", "compiler_notes", "cites", "cited_by", "places", "tags", "note",
            "highlights", "starred", "read_at", "printed", "date_printed", "collections",
            "passages", "citations", "split", "review_on", "note_changed_at",
            "tag_looks",
        ]
    ] * 5  # fmt: skip
    third = records[2]
    assert (third["tags"], third["note"]) == (["国/海"], "**要**確認")
    assert third["places"] == ["岬"]
    assert third["compiler_notes"] == ["編者は別の日誌も知っている。"]
    assert third["cited_by"] == ["3105-041003"]
    assert records[0]["cites"] == [
        {"id": "3105-040901", "resolved": True},
        {"id": "3001-010101", "resolved": False},
    ]
    assert (records[3]["published"], records[3]["precision"]) == ("2031-04", "month")
    assert records[4]["id"] is None


# ---- tags and notes ----------------------------------------------------------------------------


def test_tags(lib: Path) -> None:
    out = ok("tag", "add", " 国 / 海 ", "3105-040901", "<3105-040902>", "3105-040901")
    assert out == "2 clippings changed.\n"
    assert ok("search", "--ids", "tag:国/海").split() == ["3105-040902", "3105-040901"]
    assert ok("tag", "add", "国/海", "3105-040901") == "0 clippings changed.\n"
    assert ok("tag", "remove", "国//海", "3105-040901", "3105-041003") == "1 clipping changed.\n"
    assert ok("search", "--ids", "tag:国/海").split() == ["3105-040902"]
    texts.use_language("ja")
    assert ok("tag", "remove", "国/海", "3105-040902") == "1 件を変更しました。\n"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["tag", "add", "急", "3105-040901", "0000-000000"], "no clipping 0000-000000"),
        (["tag", "add", "急", "\udcff"], "no clipping"),
        (["tag", "remove", "急", "nothing"], "no clipping nothing"),
        (["tag", "add", " / ", "3105-040901"], "needs a name"),
        (["tag", "add", "長" * 201, "3105-040901"], "at most 200"),
        (["note", "nothing", "--text", "x"], "no clipping nothing"),
        (["export", "out.jsonl", "--ids", "3105-040901,nothing"], "no clipping nothing"),
        (["export", "out.jsonl", "どこにもない"], "nothing to export"),
        (["export", "out.jsonl", "--ids", " , "], "nothing to export"),
        (["export", "out.jsonl", "--ids", "3105-040901", "via:Yahoo"], "nothing to export"),
        (["export", "out.pdf", "どこにもない"], "nothing to export"),
        (["export", "out.xyz"], ".json or .md"),
        (["export", "out.txt", "どこにもない"], "nothing to export"),
        (["export", "nowhere/out.txt"], "does not exist"),
        (["export", "out"], "out"),
        (["export", "nowhere/out.jsonl"], "does not exist"),
        (["export", "nowhere/out.pdf"], "does not exist"),
    ],
)
def test_what_cannot_be_done(
    lib: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = dump_file(lib)
    ran = run(*command)
    assert (ran.code, ran.out) == (1, "")
    assert reason in ran.err
    texts.use_language("ja")
    japanese = run(*command)
    assert (japanese.code, japanese.err != ran.err) == (1, True)
    assert dump_file(lib) == before
    assert list(tmp_path.glob("out*")) == []


def test_notes(lib: Path, tmp_path: Path) -> None:
    def note() -> str | None:
        found: str | None = json.loads(ok("search", "--json", "id:3105-040901"))[0]["note"]
        return found

    assert ok("note", "3105-040901", "--text", "要確認") == "1 clipping changed.\n"
    assert note() == "要確認"
    assert ok("note", "3105-040901", "--text", "要確認") == "0 clippings changed.\n"
    file = tmp_path / "note.md"
    file.write_bytes("\ufeff# 見出し\n".encode())
    ok("note", "3105-040901", "--file", file)
    assert note() == "# 見出し\n"
    ok("note", "3105-040901", "--file", "-", stdin="標準入力から𠮷".encode())
    assert note() == "標準入力から𠮷"
    assert ok("search", "--count", "note:標準") == "1\n"
    file.write_bytes("霧".encode("cp932"))
    ran = run("note", "3105-040901", "--file", file)
    assert (ran.code, "is not UTF-8" in ran.err) == (1, True)
    assert note() == "標準入力から𠮷"
    assert ok("note", "3105-040901", "--text", " ") == "1 clipping changed.\n"
    assert note() is None
    assert ok("note", "3105-040901", "--text", " ") == "0 clippings changed.\n"


# ---- export ------------------------------------------------------------------------------------


def test_export_records(lib: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.JSONL"
    assert ok("export", out, "灯台") == f"2 clippings written to {out}.\n"
    lines = out.read_text("utf-8").splitlines()
    assert [json.loads(line)["uid"] for line in lines] == ["3105-041003", "3105-040901"]
    assert [json.loads(line) for line in lines] == json.loads(ok("search", "--json", "灯台"))
    ok("export", out, "--ids", "3105-040000,<3105-041003>, 3105-040901,3105-040000")
    uids = [json.loads(line)["uid"] for line in out.read_text("utf-8").splitlines()]
    assert uids == ["3105-040000", "3105-041003", "3105-040901"]
    ok("export", out, "灯台", "--ids", "3105-040901,3105-040000,3105-041003")
    uids = [json.loads(line)["uid"] for line in out.read_text("utf-8").splitlines()]
    assert uids == ["3105-040901", "3105-041003"]
    ok("export", out)
    assert len(out.read_text("utf-8").splitlines()) == 5


def test_export_a_page(lib: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.TXT"
    assert ok("export", out) == f"5 clippings written to {out}.\n"
    before = dump_file(lib)
    again = json.loads(ok("import", out, "--json", "--dry-run"))
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 5)
    assert again["files"][0]["collection"] == TITLE  # the whole collection keeps its name
    assert dump_file(lib) == before
    ok("export", out, "灯台")
    assert out.read_text("utf-8").startswith("灯台\n\n年 月 日\n")
    ok("export", out, "--ids", "3105-040000,3105-041003", "--title", "二つの記事")
    text = out.read_text("utf-8")
    assert text.startswith("二つの記事\n")
    assert text.index("<3105-040000>") < text.index("<3105-041003>")
    ok("import", out, "--library", tmp_path / "other.sqlite")
    found = ok("search", "--ids", "--library", tmp_path / "other.sqlite").split()
    assert found == ["3105-041003", "3105-040000"]


def test_a_page_of_several_collections_has_a_title_of_its_own(lib: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(page(clip("3105-050101", date="2031.05.01"), title="沖の報道"), "utf-8")
    ok("import", other)
    out = tmp_path / "out.txt"
    ok("export", out)
    assert out.read_text("utf-8").startswith(texts.t("export.default_title") + "\n")


def test_export_a_dossier(lib: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    options = ["--title", "岬の記録", "--author", "試験 太郎", "--paper", "jis-b5"]
    said = ok("export", out, "灯台", *options, "--language", "ja")
    assert said == f"2 clippings written to {out}.\n"
    with pikepdf.open(out) as pdf:
        assert str(pdf.docinfo["/Title"]) == "岬の記録"
        assert str(pdf.docinfo["/Author"]) == "試験 太郎"
        left, bottom, right, top = (float(value) for value in pdf.pages[0].mediabox)
        assert (round((right - left) / 72 * 25.4), round((top - bottom) / 72 * 25.4)) == (182, 257)
    ok("export", out, "--ids", "3105-040000,3105-041003")
    with pikepdf.open(out) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Press clippings"
    ok("export", out, "--ids", "3105-040000,3105-041003", "--language", "ja")
    with pikepdf.open(out) as pdf:
        assert str(pdf.docinfo["/Title"]) == "報道資料集"


def test_what_a_dossier_could_not_draw_is_said(lib: Path, tmp_path: Path) -> None:
    ran = run("export", tmp_path / "out.pdf", "--title", "灯台\U0001f600")
    assert ran.code == 0
    assert "[U+1F600] \U0001f600" in ran.err
    assert ran.err.startswith(texts.t("export.replaced", n=1, characters="")[:40])


# ---- usage -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ["nothing"],
        ["search", "--nothing"],
        ["import"],
        ["tag"],
        ["tag", "add", "急"],
        ["note", "3105-040901"],
        ["note", "3105-040901", "--text", "a", "--file", "-"],
        ["export"],
        ["export", "out.pdf", "--paper", "a9"],
        ["export", "out.pdf", "--without", "notes,nothing"],
        ["export", "out.pdf", "--columns", "3"],
        ["export", "out.pdf", "--language", "fr"],
    ],
)
def test_wrong_usage(lib: Path, command: list[str]) -> None:
    ran = run(*command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_the_list_of_commands_cuts_no_sentence() -> None:
    """Without it click cuts the Japanese ones at their first space: "切り抜き ID..."."""
    for group in ((), ("tag",), ("sources",), ("imports",)):
        said = program(*group, "--help", environment={"CLIPDESK_LANGUAGE": "ja"}).out
        listed = said.partition("コマンド:")[2].split()
        assert listed
        assert not [word for word in listed if word == "..."]
        assert said.rstrip().endswith("。")


def test_help_and_version() -> None:
    assert __version__ in ok("--version")
    for command in ([], ["import"], ["search"], ["tag"], ["tag", "add"], ["note"], ["export"]):
        assert "--help" in ok(*command, "--help")


# ---- as a program of its own -------------------------------------------------------------------


def program(
    *args: str | Path, stdin: bytes = b"", environment: dict[str, str] | None = None
) -> Ran:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "clipdesk", *map(str, args)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=paths.resource().parent,
        env={**os.environ, **(environment or {})},
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_program(tmp_path: Path, page_file: Path, language: str) -> None:
    lib = tmp_path / "library.sqlite"
    speaking = {
        "CLIPDESK_LANGUAGE": language,
        "CLIPDESK_LIBRARY": str(lib),
        "PYTHONIOENCODING": "ascii",  # a console that knows no Japanese
    }
    ran = program("import", page_file, environment=speaking)
    assert (ran.code, ran.err) == (0, "")
    assert ("追加 5 件" in ran.out) == (language == "ja")
    assert program("search", "--ids", "灯台", environment=speaking).out.split() == [
        UIDS[0],
        UIDS[2],
    ]
    ran = program("note", UIDS[0], "--file", "-", stdin="要".encode(), environment=speaking)
    assert (ran.code, ran.err) == (0, "")
    ran = program("import", tmp_path / "missing.txt", environment=speaking)
    assert (ran.code, ran.out) == (1, "")
    assert ("が見つかりません" in ran.err) == (language == "ja")
    ran = program("search", "--limit", "x", environment=speaking)
    assert (ran.code, ran.out) == (2, "")
    help_text = program("--help", environment=speaking).out
    assert ("切り抜き" in help_text) == (language == "ja")


def test_click_speaks_the_language_too(lib: Path) -> None:
    """In a program of its own: click keeps the help option that it made."""
    said = program("search", "--help", environment={"CLIPDESK_LANGUAGE": "ja"}).out
    assert said.startswith("使い方: ")
    assert "オプション:" in said
    assert "この説明を表示して終了します。" in said
    assert not re.search("Usage|Options:|Show this", said)
    said = program("search", "--help", environment={"CLIPDESK_LANGUAGE": "en"}).out
    assert said.startswith("Usage: ")
    assert "Show this message and exit." in said
    texts.use_language("ja")
    assert "引数がありません: 'NAME'" in run("tag", "add").err
    assert "'nothing' というコマンドはありません。" in run("nothing").err
    assert "'--nothing' というオプションはありません。" in run("search", "--nothing").err
    assert "の値が正しくありません" in run("search", "--limit", "-1").err


def test_arguments_that_are_no_text(lib: Path) -> None:
    odd = os.fsdecode(b"\xff")
    assert program("search", "--count", odd).code == 0
    ran = program("tag", "add", odd, odd)
    assert (ran.code, "There is no clipping" in ran.err) == (1, True)


# ---- the real page -----------------------------------------------------------------------------


FOUND_ON_THE_REAL_PAGE = {  # counted by hand in the page's text, without its spaces
    "米": 48,
    "核": 3,
    "IS": 37,  # and once in the name of a source
    "中国": 29,
    "制裁": 9,
    "米軍": 21,
    "一帯一路": 7,
    **dict.fromkeys(("UAV", "ＵＡＶ", "uav"), 20),
    **dict.fromkeys(("source:読売", "出典:讀賣", "source:読売新聞"), 4),  # printed 讀賣新聞
    "明らかにした": 29,  # one of them broken by a space
    "中国 -ロシア": 14,
    "source:時事通信 date:2022-01": 3,
    "cites:1502-011415": 2,
}


def test_the_real_page(real_page: Path, tmp_path: Path) -> None:
    at = ["--library", str(tmp_path / "real.sqlite")]
    report = json.loads(ok("import", real_page, "--json", *at))
    assert (report["clippings"], report["added"]) == (197, 197)
    for query, number in {
        "": 197,
        "via:Yahoo": 131,
        "via:インターネット": 3,
        "-via:Yahoo -via:インターネット": 63,
        "has:compilernote": 5,
        "has:citation": 7,
    }.items():
        assert ok("search", "--count", *at, "--", query) == f"{number}\n", query
    for query, number in FOUND_ON_THE_REAL_PAGE.items():
        assert ok("search", "--count", *at, "--", query) == f"{number}\n", query
    records = json.loads(ok("search", "--json", *at))
    assert len({record["source"] for record in records}) == 32
    assert len({record["id"] for record in records if record["id"]}) == 196
    assert len(set(ok("search", "--ids", *at).split())) == 197
    assert Counter(record["via"] for record in records)[None] == 63
    before: dict[str, Any] = dump_file(tmp_path / "real.sqlite")
    again = json.loads(ok("import", real_page, "--json", *at))
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 197)
    after = dump_file(tmp_path / "real.sqlite")
    for table in (
        "clipping",
        "passage",
        "citation",
        "search_text",
        "collection_clipping",
        "source",
    ):
        assert after[table] == before[table]
