"""A library as JSON Lines and back: the archive's side and the analyst's, whole."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import (
    AddHighlight,
    AddTag,
    ColourTag,
    EditNote,
    SetRead,
    SetStarred,
    SetTagKeys,
)
from clipdesk.exporting.records import write_jsonl
from clipdesk.importing import files, run
from clipdesk.importing.html import read_html
from clipdesk.importing.page import passing
from clipdesk.importing.plan import Plan, stage_page
from clipdesk.importing.sources import SourceBook
from clipdesk.store import clippings, find, imports, layer, library, tags
from tests.html_pages import STYLES, render
from tests.pages import PAGE, TITLE, bring, dump, new_library, read


def exported(db: Any, file: Path) -> list[str]:
    """Every record of a library, a line each."""
    ids = list(find.find_ids(db.conn, ""))
    write_jsonl(clippings.records(db.conn, ids), file)
    return file.read_text("utf-8").splitlines()


def planned(db: Any, file: Path) -> Plan:
    made = files.stage_file(files.PageFile(file, file.name), SourceBook())
    made.compare(db.conn)
    return made


def annotate(db: Any) -> None:
    ids = list(find.find_ids(db.conn, ""))
    AddTag(tuple(ids[:3]), "国/岬").do(db)
    AddTag((ids[0],), "港").do(db)
    ColourTag("国", "violet").do(db)  # a branch that no clipping bears itself
    ColourTag("港", "red").do(db)
    SetTagKeys({7: "港"}).do(db)
    EditNote(ids[0], "**要確認** 𠮷\n\n- 一\n").do(db)
    EditNote(ids[3], "memo").do(db)
    db.conn.execute("UPDATE note SET changed_at = '2026-01-02T03:04:05Z'")  # when it was written
    SetStarred((ids[1],), starred=True).do(db)
    SetRead((ids[1], ids[2]), read=True).do(db)
    AddHighlight(ids[0], 0, 5, "yellow", "なぜ").do(db)
    AddHighlight(ids[0], 3, 9, "red").do(db)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A library with two collections, links and emphasis, and every kind of annotation."""
    path = new_library(tmp_path / "full.sqlite", PAGE, PAGE.replace(TITLE, "沖"))
    with closing(library.open_for_writing(path)) as db:
        html = render(read(PAGE), STYLES["plain"])
        marked = stage_page(
            passing(read_html(html, SourceBook(), title_fallback=TITLE)),
            lambda: iter([]),
            file_name="page.html",
            sha256="x",
        )
        assert marked is not None
        marked.compare(db.conn)
        run.apply_plan(db, marked)
        annotate(db)
    return path


def test_a_library_to_jsonl_to_a_library(full: Path, tmp_path: Path) -> None:
    with closing(library.open_for_writing(full)) as db:
        before = exported(db, tmp_path / "a.jsonl")
    with closing(library.open_for_writing(tmp_path / "b.sqlite", create=True)) as db:
        empty = dump(db.conn)
        made = planned(db, tmp_path / "a.jsonl")
        assert (made.added, made.counts["problems"]) == (5, 0)
        number = run.apply_plan(db, made)
        assert exported(db, tmp_path / "b.jsonl") == before
        again = planned(db, tmp_path / "b.jsonl")
        assert (again.unchanged, again.total, again.counts["problems"]) == (5, 5, 0)
        run.take_back(db, number)
        assert dump(db.conn) == empty


def test_jsonl_over_the_library_that_it_came_from_changes_nothing(
    full: Path, tmp_path: Path
) -> None:
    with closing(library.open_for_writing(full)) as db:
        before = exported(db, tmp_path / "a.jsonl")
        made = planned(db, tmp_path / "a.jsonl")
        assert (made.unchanged, made.total) == (5, 5)
        run.apply_plan(db, made)
        assert exported(db, tmp_path / "b.jsonl") == before


def test_colours_and_digits_of_tags_come_along_where_there_are_none(
    full: Path, tmp_path: Path
) -> None:
    with closing(library.open_for_writing(full)) as db:
        exported(db, tmp_path / "a.jsonl")
    with closing(library.open_for_writing(tmp_path / "b.sqlite", create=True)) as db:
        bring(db, PAGE)
        AddTag((1,), "港").do(db)
        AddTag((1,), "急").do(db)
        ColourTag("港", "blue").do(db)
        SetTagKeys({7: "急"}).do(db)
        before = dump(db.conn)
        number = run.apply_plan(db, planned(db, tmp_path / "a.jsonl"))
        assert tags.colours(db.conn) == {"国": "violet", "港": "blue"}
        assert layer.tag_keys(db.conn) == {7: "急"}
        ColourTag("国", None).do(db)  # what the analyst took away stays away
        again = run.apply_plan(db, planned(db, tmp_path / "a.jsonl"))
        assert tags.colours(db.conn) == {"港": "blue"}
        ColourTag("国", "violet").do(db)
        run.take_back(db, again)
        run.take_back(db, number)
        for name in ("tag", "clipping_tag"):
            assert dump(db.conn)[name] == before[name]


def test_the_real_page(real_page: Path, tmp_path: Path) -> None:
    with closing(library.open_for_writing(tmp_path / "a.sqlite", create=True)) as db:
        bring(db, real_page.read_text("utf-8"))
        annotate(db)
        before = exported(db, tmp_path / "a.jsonl")
    with closing(library.open_for_writing(tmp_path / "b.sqlite", create=True)) as db:
        run.apply_plan(db, planned(db, tmp_path / "a.jsonl"))
        assert exported(db, tmp_path / "b.jsonl") == before
        assert imports.runs(db.conn)[0].added == 197
