"""`clipdesk import --columns`: said once, remembered; and what cannot be said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from clipdesk import texts
from clipdesk.cli import cli
from clipdesk.settings import Settings

TABLE = """when,who,what,words,other
2031-04-09,朝日新聞,灯台守の日誌,霧の朝、日誌が見つかった。,甲
2031-04-10,時事通信,岬の灯台,港湾局が直す。,乙
"""
UNSURE = "when,what\n05/04/2031,霧の海\n06/04/2031,港の犬\n"


def run(*args: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(a) for a in args], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def ok(*args: str | Path) -> str:
    code, out, err = run(*args)
    assert (code, err) == (0, "")
    return out


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "table.csv"
    file.write_text(TABLE, "utf-8")
    return file


def records() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ok("search", "--json"))
    return found


def test_columns_are_said_and_remembered(table: Path, tmp_path: Path) -> None:
    ok("import", "--columns", "date,source,headline,text,tags", table)
    newest, oldest = records()
    assert (newest["source"], newest["headline"]) == ("時事通信", "岬の灯台")
    assert (oldest["source"], oldest["headline"]) == ("朝日新聞", "灯台守の日誌")
    assert oldest["tags"] == ["甲"]
    (remembered,) = Settings.load().columns.values()
    assert remembered == {"columns": ["date", "source", "headline", "text", "tags"]}
    later = tmp_path / "later.csv"
    later.write_text(TABLE.replace("2031", "2032"), "utf-8")
    code, _, err = run("import", later)
    assert code == 0
    assert "later.csv: the columns were read as they were said before: when → date, who →" in err
    assert records()[0]["tags"] == ["乙"]


def test_how_columns_were_guessed_is_said(tmp_path: Path) -> None:
    file = tmp_path / "guessed.csv"
    file.write_text("日付,媒体,見出し,\n2031-04-09,朝日新聞,灯台,甲\n", "utf-8")
    code, out, err = run("import", file)
    assert (code, "1 added" in out) == (0, True)
    assert (
        "guessed.csv: the columns were read as 日付 → date, 媒体 → source, 見出し → headline,"
        " column 4 → nothing (only in the printed form)." in err
    )
    assert err.rstrip().endswith("--columns date,source,headline,-")
    code, out, err = run("import", "--json", "--dry-run", file)
    assert (code, err) == (0, "")
    assert json.loads(out)["files"][0]["columns"] == [
        {"name": "日付", "kind": "date"},
        {"name": "媒体", "kind": "source"},
        {"name": "見出し", "kind": "headline"},
        {"name": "", "kind": None},
    ]
    ok("import", "--columns", "date,source,headline,-", file)  # who says it need not be told


def test_columns_without_use(table: Path) -> None:
    ok("import", "--columns", "Date, - ,headline,", table)
    newest, _ = records()
    assert newest["headline"] == "岬の灯台"
    assert newest["source"] != "時事通信"
    assert newest["tags"] == []
    (remembered,) = Settings.load().columns.values()
    assert remembered == {"columns": ["date", "", "headline", "", ""]}


def test_what_is_only_tried_is_not_remembered(table: Path) -> None:
    out = ok("import", "--dry-run", "--columns", "date,source,headline,text", table)
    assert "灯台守の日誌" in out
    assert Settings.load().columns == {}


def test_the_order_of_day_and_month_that_the_window_asked_for_stays(tmp_path: Path) -> None:
    file = tmp_path / "unsure.csv"
    file.write_text(UNSURE + "25/04/2031,岬の猫\n", "utf-8")
    ok("import", "--columns", "date,headline", file)
    file.write_text(UNSURE, "utf-8")
    ok("import", "--columns", "date,headline", file)
    assert {record["published"] for record in records()} == {
        "2031-04-05", "2031-04-06", "2031-04-25",
    }  # fmt: skip
    (remembered,) = Settings.load().columns.values()
    assert remembered == {"columns": ["date", "headline"], "day_first": True}


def test_pages_are_none_of_its_business(tmp_path: Path, table: Path) -> None:
    from tests.pages import PAGE

    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    ok("import", "--columns", "date,source,headline,text", page, table)
    assert len(records()) == 7
    assert len(Settings.load().columns) == 1


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ("date,author", "There is no kind of column “author”"),
        ("headline,text", "No column is the date"),
        ("date,source,date", "Only one column can be “date”"),
        ("", "No column is the date"),
    ],
)
def test_wrong_usage(table: Path, columns: str, reason: str) -> None:
    code, out, err = run("import", "--columns", columns, table)
    assert (code, out) == (2, "")
    assert reason in " ".join(err.split())


def test_wrong_usage_in_japanese(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_current", "ja")
    assert "日付の列がありません" in run("import", "--columns", "text", table)[2]


def test_more_columns_than_there_are(table: Path) -> None:
    code, out, err = run("import", "--columns", "date,-,-,-,-,text", table)
    assert (code, out) == (1, "")
    assert "6 columns were named, but the table has 5" in err
    assert Settings.load().columns == {}
