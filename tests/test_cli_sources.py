"""`clipdesk sources`: the list, and corrections that last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from clipdesk import texts
from clipdesk.cli import cli
from tests.pages import PAGE, clip, new_library, page

BODY = "\n 霧が晴れた。\n"
MORE = page(
    "2031.04.12 Harbour Gull 霧の港 <3105-041201>" + BODY,
    "2031.04.11 Harbour Gull 霧の岬 <3105-041101>" + BODY,
    "2031.04.11 灯台が光る 霧の海 <3105-041102>" + BODY,
    clip("3105-041004", source="読売新聞", headline="港の犬"),
    title="港の報道",
)


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    return new_library(tmp_path / "press.sqlite", PAGE, MORE)


def run(*args: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["sources", *map(str, args)], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def ok(*args: str | Path) -> str:
    code, out, err = run(*args)
    assert (code, err) == (0, "")
    return out


def listed(library_file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ok("--json", "--library", library_file))
    return found


def test_the_list(library_file: Path) -> None:
    out = ok("--library", library_file).splitlines()
    assert "      2  朝日新聞" in out
    at = out.index("      1  讀賣新聞")
    assert out[at + 1] == "         printed “読売新聞”: 1"
    assert out[-4].startswith("The sources of 3 clippings")
    assert out[-3] == "         灯台が光る 霧の海  <3105-041102>"
    assert out[-2] == "    50%  Harbour Gull | 霧の岬  <3105-041101>"


def test_the_list_in_japanese(library_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_current", "ja")
    out = ok("--library", library_file)
    assert "「読売新聞」と印刷: 1 件" in out
    assert "出典を推測したもの、分からなかったもの: 3 件" in out


def test_the_list_as_json(library_file: Path) -> None:
    found = listed(library_file)
    assert found["names"] == {}
    (asahi,) = [s for s in found["sources"] if s["name"] == "朝日新聞"]
    assert asahi == {
        "name": "朝日新聞",
        "clippings": 2,
        "own": False,
        "forms": [{"printed": "朝日新聞", "clippings": 2, "own": False}],
    }
    assert found["doubts"][0] == {
        "uid": "3105-041102",
        "split": "unknown",
        "source": "出典不明",
        "source_printed": "",
        "headline": "灯台が光る 霧の海",
        "confidence": None,
        "rule": None,
    }
    assert (found["doubts"][1]["confidence"], found["doubts"][1]["rule"]) == (50, "repeated")


def test_a_library_without_doubts(tmp_path: Path) -> None:
    path = new_library(tmp_path / "press.sqlite", page(clip()))
    assert ok("--library", path) == "      1  朝日新聞\n"


def test_corrections(library_file: Path) -> None:
    assert ok("mean", "読売新聞", "読売", "--library", library_file) == "1 clipping changed.\n"
    assert (
        ok("mean", "灯台が光る", "灯台新聞", "--library", library_file) == "1 clipping changed.\n"
    )
    assert ok("rename", "朝日新聞", "朝日", "--library", library_file) == "2 clippings changed.\n"
    assert ok("--library", library_file, "merge", "朝日", "灯台新聞") == "2 clippings changed.\n"
    assert ok("merge", "朝日", "灯台新聞", "--library", library_file) == "0 clippings changed.\n"
    found = listed(library_file)
    counts = {source["name"]: source["clippings"] for source in found["sources"]}
    assert (counts["読売"], counts["灯台新聞"]) == (1, 3)
    assert "朝日新聞" not in counts
    assert found["names"]["読売新聞"] == "読売"
    assert [doubt["split"] for doubt in found["doubts"]] == ["guessed"] * 2


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("rename", "無い新聞", "有る新聞"), "There is no source “無い新聞”"),
        (("rename", "朝日新聞", "毎日新聞"), "already"),
        (("merge", "朝日新聞", "無い新聞"), "There is no source “無い新聞”"),
        (("mean", " ", "朝日新聞"), "A source needs a name"),
        (("rename", "出典不明", "有る新聞"), "stands for"),
    ],
)
def test_what_cannot_be_is_said(library_file: Path, args: tuple[str, ...], reason: str) -> None:
    code, out, err = run(*args, "--library", library_file)
    assert (code, out) == (1, "")
    assert reason in err


def test_wrong_usage(library_file: Path) -> None:
    assert run("rename", "朝日新聞", "--library", library_file)[0] == 2
    assert run("forget", "朝日新聞", "--library", library_file)[0] == 2


def test_no_library(tmp_path: Path) -> None:
    for args in ((), ("rename", "朝日新聞", "朝日")):
        code, _, err = run(*args, "--library", tmp_path / "none.sqlite")
        assert code == 1
        assert "There is no library" in err
