"""What may be wrong with a file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from clipdesk import texts
from clipdesk.core.errors import UserError
from clipdesk.importing import files
from clipdesk.importing.sources import SourceBook
from tests.pages import read_file

GOOD = "海の便り\n2031.04.09 朝日新聞 灯台 <3105-040901>\r\n 霧が晴れた。\r\n"


def failing(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        files.stage_file(files.PageFile(path, path.name), SourceBook())
    for language in texts.LANGUAGES:
        values: dict[str, Any] = dict(caught.value.values)
        told = texts.t(f"errors.{caught.value.code}", lang=language, **values)
        assert all(str(value) in told for value in values.values())
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
def test_a_page(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "海.txt"
    path.write_bytes(GOOD.encode(encoding))
    page = read_file(path)
    assert page.title == "海の便り"
    assert page.drafts[0].text == "霧が晴れた。"
    with files.stage_file(files.PageFile(path, path.name), SourceBook()) as plan:
        assert plan.sha256 == hashlib.sha256(GOOD.encode(encoding)).hexdigest()


def test_the_files_name_is_the_last_title(tmp_path: Path) -> None:
    path = tmp_path / "海.txt"
    path.write_text(GOOD.partition("\n")[2], encoding="utf-8")
    assert read_file(path).title == "海"


@pytest.mark.parametrize("name", ["none.txt", "file/none.txt", "nul\0.txt"])
def test_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert failing(tmp_path / name).code == "import_missing"


def test_a_folder_a_pipe_a_loop(tmp_path: Path) -> None:
    assert failing(tmp_path).code == "import_unreadable"
    os.mkfifo(tmp_path / "pipe")
    assert failing(tmp_path / "pipe").code == "import_unreadable"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert failing(tmp_path / "loop").code == "import_unreadable"
    assert failing(tmp_path / ("x" * 300)).code == "import_unreadable"


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.txt"
    path.write_text(GOOD, encoding="utf-8")

    def refuse(*_: Any) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert failing(path).code == "import_unreadable"


def test_contents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.txt"
    for data, code in (
        (b"", "import_empty"),
        (b"\0\1\2", "import_binary"),
        ("ただの文。".encode(), "import_no_clipping"),
        ("2031.14.09 朝日新聞 灯台".encode(), "import_no_clipping"),
    ):
        path.write_bytes(data)
        assert failing(path).code == code
    path.write_bytes("<table><tr><td>2031.04.09<td>朝日新聞<td>灯台<td>霧。".encode())
    monkeypatch.setattr(files, "MOST_MEGABYTES", 0)
    assert failing(path).code == "import_too_large"
