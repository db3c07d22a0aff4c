"""Highlights that an import would lose: told before it, word for word as afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from clipdesk.cli import cli
from clipdesk.core import anchors
from clipdesk.core.model import Highlight, Problem
from clipdesk.importing import run
from clipdesk.importing.plan import Plan
from clipdesk.importing.together import join
from clipdesk.store import clippings, highlights, imports, library
from tests.pages import bring, clip, page, plan

STAMP = "2031-05-01T00:00:00Z"
STAYS = (
    " 港湾局は十二日、来年の予算を議会に示した。内訳は岸壁の補修、航路の浚渫、倉庫の建て替えの三つで、"
    "総額は前の年を少し上回る。議会は月末までに可否を決める。\n"
)
LONG = STAYS + " 港の古い灯台は三年の修理ののち、秋に再び灯をともした。\n 霧笛も新しくなる。"
OTHER = STAYS + " 市場では、鱈の値が上がり、漁師たちは沖へ出るのを早めたという。"
BEFORE = page(
    clip("3105-040903", headline="秋の灯台", body=LONG),
    clip("3105-040902", headline="港の祭り", body=LONG),
    clip("3105-040901", headline="灯台の日誌", body=LONG),
)
AFTER = BEFORE.replace(LONG, OTHER)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        bring(opened, BEFORE)
        yield opened


def mark(db: Any, uid: str, words: str) -> int:
    """Highlight some words of a clipping; the highlight's row id."""
    clipping_id = clippings.row_id(db.conn, uid)
    assert clipping_id is not None
    text = highlights.text(db.conn, clipping_id)
    start = text.index(words)
    quote, prefix, suffix = anchors.make(text, start, start + len(words))
    one = Highlight(quote, prefix, suffix, start, "yellow", "", STAMP, STAMP)
    with library.transaction(db):
        return highlights.add(db, clipping_id, one)


def told(made: Plan) -> list[Problem]:
    return [one for one in made.stage.problems() if one.code == "highlight_lost"]


def test_it_is_told_before_the_import_as_it_is_afterwards(db: Any) -> None:
    for uid, words in (("3105-040903", "三年の修理"), ("3105-040901", "霧笛も新しく")):
        mark(db, uid, words)
    mark(db, "3105-040901", "古い灯台は三年の")
    made = plan(db.conn, AFTER)
    before, counts = told(made), dict(made.counts)
    assert [(one.values["id"], one.values["quote"]) for one in before] == [
        ("3105-040903", "三年の修理"),
        ("3105-040901", "霧笛も新しく"),
        ("3105-040901", "古い灯台は三年の"),
    ]
    assert counts["problems"] == 3
    run_id = run.apply_plan(db, made)
    assert told(made) == before
    assert made.counts == counts
    assert imports.problems(db.conn, run_id) == list(made.stage.problems())


def test_what_stays_in_its_place_is_not_told(db: Any) -> None:
    mark(db, "3105-040903", "三年の修理")
    mark(db, "3105-040902", "霧笛も新しく")  # this one's text stays
    made = plan(db.conn, BEFORE.replace("灯をともした", "灯をともし直した", 1))
    assert made.changed == 1
    assert not told(made)


def test_what_was_marked_after_the_preview_is_told_when_it_comes_in(db: Any) -> None:
    made = plan(db.conn, AFTER)
    assert not told(made)
    mark(db, "3105-040902", "三年の修理")
    run.apply_plan(db, made)
    assert [one.values["id"] for one in told(made)] == ["3105-040902"]
    assert made.counts["problems"] == 1


def test_what_was_taken_away_after_the_preview_is_not_told_when_it_comes_in(db: Any) -> None:
    highlight_id = mark(db, "3105-040902", "三年の修理")
    made = plan(db.conn, AFTER)
    assert told(made)
    with library.transaction(db):
        highlights.remove(db, [highlight_id])
    run.apply_plan(db, made)
    assert not told(made)
    assert made.counts["problems"] == 0


def test_of_several_files_each_tells_its_own(db: Any) -> None:
    """The second one finds the words again that the first one has no more."""
    mark(db, "3105-040903", "三年の修理")
    mark(db, "3105-040901", "霧笛も新しく")
    only = clip("3105-040903", headline="秋の灯台", body=OTHER)
    plans = [plan(db.conn, page(only), "a.txt"), plan(db.conn, AFTER, "b.txt")]
    plans.append(plan(db.conn, BEFORE.replace("霧笛", "新しい霧笛"), "c.txt"))
    join(plans)
    for number, made in enumerate(plans):
        made.compare(db.conn, before=plans[:number])
    before = [told(made) for made in plans]
    assert before[0]
    for made, was in zip(plans, before, strict=True):
        run.bring(db, made)
        assert told(made) == was


def test_only_changed_clippings_with_highlights_are_looked_at(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(db, "3105-040903", "三年の修理")
    mark(db, "3105-040902", "三年の修理")
    changed = page(
        clip("3105-040903", headline="秋の灯台", body=OTHER),
        clip("3105-040902", headline="港の祭り", body=LONG),
        clip("3105-040901", headline="灯台の日誌", body=OTHER),
    )
    sought: list[str] = []
    find = anchors.find

    def counted(text: str, *values: Any) -> tuple[int, int] | None:
        sought.append(text)
        return find(text, *values)

    monkeypatch.setattr(anchors, "find", counted)
    made = plan(db.conn, changed)
    assert len(sought) == len(told(made)) == 1


def test_a_dry_run_tells_it(db: Any, tmp_path: Path) -> None:
    mark(db, "3105-040903", "三年の修理")
    file, path = tmp_path / "page.txt", tmp_path / "library.sqlite"
    file.write_text(AFTER, "utf-8")

    def reported(*options: str) -> Any:
        done = CliRunner().invoke(
            cli, ["import", *options, str(file), "--library", str(path)], catch_exceptions=False
        )
        assert done.exit_code == 0
        return done.stdout

    assert "三年の修理" in reported("--dry-run")
    dry = json.loads(reported("--dry-run", "--json"))
    real = json.loads(reported("--json"))
    assert [one["code"] for one in dry["problems"]] == ["highlight_lost"]
    assert dry["problems"] == real["problems"]
    assert dry["files"][0]["problems"] == real["files"][0]["problems"]
