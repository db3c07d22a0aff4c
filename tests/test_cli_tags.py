"""`clipdesk tag`: the list, and tags renamed, merged and deleted."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from clipdesk import texts
from clipdesk.cli import cli
from clipdesk.commands import AddTag, ColourTag, CreateTag, SaveSearch, SetTagKeys
from clipdesk.core.query import Filter
from clipdesk.store import library, searches
from tests.pages import PAGE, new_library


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    path = new_library(tmp_path / "press.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as db:
        AddTag((1, 2), "国/日本").do(db)
        AddTag((2,), "国/米").do(db)
        CreateTag("未使用").do(db)
        SetTagKeys({4: "国/米"}).do(db)
        ColourTag("国/米", "red").do(db)
        SaveSearch("国", Filter("tag:国/*")).do(db)
    return path


def run(*args: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["tag", *map(str, args)], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def ok(*args: str | Path) -> str:
    code, out, err = run(*args)
    assert (code, err) == (0, "")
    return out


def listed(library_file: Path) -> dict[str, Any]:
    return {
        row["name"]: row["clippings"]
        for row in json.loads(ok("list", "--json", "--library", library_file))
    }


def test_the_list_shows_branches_and_unused_tags(library_file: Path) -> None:
    assert ok("list", "--library", library_file).splitlines() == [
        "      2  国",
        "      2    国/日本",
        "      1    国/米  [4, Red]",
        "      0  未使用",
    ]


def test_the_list_as_json_has_tags_only(library_file: Path) -> None:
    rows = json.loads(ok("list", "--json", "--library", library_file))
    assert [row["name"] for row in rows] == ["国/日本", "国/米", "未使用"]
    assert rows[1] == {
        "name": "国/米",
        "clippings": 1,
        "with_below": 1,
        "colour": "red",
        "key": 4,
    }


def test_the_list_in_japanese(library_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_current", "ja")
    assert "[4, 赤]" in ok("list", "--library", library_file)


def test_renaming_a_branch(library_file: Path) -> None:
    out = ok("rename", "国", "地域/国", "--library", library_file)
    assert out == "2 clippings changed.\n"
    assert listed(library_file) == {"地域/国/日本": 2, "地域/国/米": 1, "未使用": 0}
    with closing(library.open_for_reading(library_file)) as connection:
        assert [row.query for row in searches.all_searches(connection)] == ["tag:地域/国/*"]


def test_merging(library_file: Path) -> None:
    ok("merge", "国/米", "国/日本", "--library", library_file)
    assert listed(library_file) == {"国/日本": 2, "未使用": 0}


def test_deleting_several(library_file: Path) -> None:
    ok("delete", "国", "未使用", "--library", library_file)
    assert listed(library_file) == {}


def test_what_cannot_be_is_said(library_file: Path) -> None:
    for args, said in (
        (("rename", "無", "有"), "There is no tag “無”"),
        (("rename", "国/米", "国/日本"), "There is a tag “国/日本” already"),
        (("merge", "国", "国/米"), "“国/米” is “国” itself"),
    ):
        code, out, err = run(*args, "--library", library_file)
        assert (code, out) == (1, "")
        assert err.startswith(said)
