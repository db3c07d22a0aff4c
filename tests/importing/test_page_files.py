"""The pages in a folder, a zip, or standard input, and what is passed over."""

from __future__ import annotations

import io
import json
import stat
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clipdesk import texts
from clipdesk.cli import cli
from clipdesk.core.errors import UserError
from clipdesk.importing import files, zips
from clipdesk.importing.files import PageFile, page_files
from clipdesk.importing.sources import SourceBook
from tests.pages import clip, page

HTML = (
    "<html><h1>沖の報道</h1><table><tr><td>2031.05.01<td>朝日新聞<td>港 &lt;3106-050101&gt;"
    "<td>船。</table>"
)
TEXT = page(clip())


def told(path: Path) -> tuple[list[str], dict[str, str]]:
    """The names of the pages found, and the reasons for the others."""
    pages, skipped = [], {}
    for found in page_files(path):
        if isinstance(found, PageFile):
            files.stage_file(found, SourceBook()).close()
            pages.append(found.name)
        else:
            skipped[found.name] = found.reason
    return pages, skipped


def failing(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        list(page_files(path))
    for language in texts.LANGUAGES:
        values: dict[str, Any] = dict(caught.value.values)
        words = texts.t(f"errors.{caught.value.code}", lang=language, **values)
        assert all(str(value) in words for value in values.values())
    return caught.value


def zipped(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


# ---- folders -----------------------------------------------------------------------------------


def test_a_folder_is_searched_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.html", "b/1.txt", "a/page", "z.TXT", ".git/x.txt", ".hidden.txt", "x.jpg"):
        file = tmp_path / "pages" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(HTML if name.endswith("html") else TEXT, "utf-8")
    zipped(tmp_path / "pages" / "c.zip", {"in.html": HTML})
    (tmp_path / "pages" / "b" / "round").symlink_to(tmp_path / "pages")
    pages, skipped = told(tmp_path / "pages")
    assert pages == ["c.zip/in.html", "z.TXT", "a/page", "b/1.txt", "b/2.html"]
    assert skipped == {
        ".git": "skipped_hidden", ".hidden.txt": "skipped_hidden", "x.jpg": "skipped_unrelated",
    }  # fmt: skip


def test_a_folder_without_a_page(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert failing(tmp_path / "empty").code == "import_folder_empty"


# ---- zips --------------------------------------------------------------------------------------


def test_a_zip(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "archive.bin"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/passwd.txt", TEXT)
        archive.writestr("C:\\x\x1b.html", HTML)
        archive.writestr(link, "/etc/passwd")
        archive.writestr("nested.zip", b"PK")
        archive.writestr("__MACOSX/x.txt", TEXT)
        archive.writestr("folder/", "")
        archive.writestr("bomb.txt", b" " * 5_000_000)
    pages, skipped = told(path)
    assert pages == ["archive.bin/../../etc/passwd.txt", "archive.bin/C:\\x\ufffd.html"]
    assert {name.rpartition("/")[2]: reason for name, reason in skipped.items()} == {
        "link.txt": "skipped_link",
        "nested.zip": "skipped_zip",
        "x.txt": "skipped_hidden",
        "bomb.txt": "skipped_swelling",
    }
    assert not list(tmp_path.glob("**/*.txt"))  # nothing was unpacked


def test_names_from_a_japanese_windows(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"ABCD.txt": TEXT})
    path.write_bytes(path.read_bytes().replace(b"ABCD.txt", "海霧".encode("cp932") + b".txt"))
    assert told(path)[0] == ["a.zip/海霧.txt"]
    path.write_bytes(path.read_bytes().replace("海霧".encode("cp932"), b"\xff\xfe\xfd\xfc"))
    assert len(told(path)[0]) == 1


def test_zips_that_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", {"1.txt": TEXT, "2.html": HTML})
    monkeypatch.setattr(zips, "MOST_MEGABYTES", 0)
    assert failing(path).code == "import_zip_too_large"
    monkeypatch.undo()
    monkeypatch.setattr(zips, "_MOST_MEMBERS", 1)
    assert failing(path).code == "import_zip_too_large"


def test_damaged_and_encrypted(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"1.txt": TEXT * 9, "2.txt": TEXT})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert failing(path).code == "import_zip_damaged"
    broken = bytearray(whole)
    broken[60:70] = b"\xff" * 10
    path.write_bytes(broken)
    assert told(path) == (["a.zip/2.txt"], {"a.zip/1.txt": "skipped_unreadable"})
    flags = bytearray(whole)
    at = whole.rindex(b"PK\x01\x02")
    flags[at + 8 : at + 10] = struct.pack("<H", 1)
    path.write_bytes(flags)
    assert told(path) == (["a.zip/1.txt"], {"a.zip/2.txt": "skipped_encrypted"})


def test_every_reason_in_words() -> None:
    for language in texts.LANGUAGES:
        for name in ("hidden", "unrelated", "zip", "link", "encrypted", "swelling", "unreadable"):
            assert texts.t(f"report.skipped_{name}", lang=language)


# ---- the command line --------------------------------------------------------------------------


def run(*args: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args], input=stdin)


def test_a_folder_from_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "1.txt").write_text(TEXT, "utf-8")
    (folder / "2.html").write_bytes(HTML.encode("cp932"))
    (folder / "index.html").write_text("<html>no clipping", "utf-8")
    (folder / "x.css").touch()
    ran = run("import", folder, "--json")
    assert ran.exit_code == 0  # index.html was not named: it need not be a page
    report = json.loads(ran.stdout)
    assert report["failed"] == []
    assert [(r["file"], r["collection"]) for r in report["files"]] == [
        ("1.txt", "岬の報道"), ("2.html", "沖の報道"),
    ]  # fmt: skip
    assert report["added"] == 2
    assert "x.css" in ran.stderr
    assert "index.html" in ran.stderr
    again = run("import", zipped(tmp_path / "a.zip", {"1.txt": TEXT}))
    assert again.stdout.startswith("a.zip/1.txt: 0 added, 0 changed, 1 unchanged")
    (tmp_path / "none").mkdir()
    assert run("import", tmp_path / "none").exit_code == 1


@pytest.mark.parametrize("data", [TEXT.encode("euc_jp"), HTML.encode("iso2022_jp")])
def test_standard_input(data: bytes) -> None:
    ran = run("import", "-", stdin=data)
    assert ran.exit_code == 0
    assert ran.stdout.startswith("standard input: 1 added")
    assert run("import", "-", stdin=b"").exit_code == 1


def test_standard_input_may_be_a_zip_but_not_endless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zipped(tmp_path / "a.zip", {"1.txt": TEXT}).read_bytes()
    assert "standard input/1.txt: 1 added" in run("import", "-", stdin=data).stdout
    monkeypatch.setattr(files, "MOST_MEGABYTES", 0)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert failing(Path("-")).code == "import_too_large"
