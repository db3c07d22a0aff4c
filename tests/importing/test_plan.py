"""What a plan says before a word is written: new, changed, moved to another id, gone."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clipdesk.core.errors import Cancelled
from clipdesk.core.model import Highlight, Layer, Summary
from clipdesk.importing import run
from clipdesk.importing.identity import names_of
from clipdesk.importing.plan import Plan, Watch, stage_page
from clipdesk.store import clippings, find, highlights, layer, library
from clipdesk.store.staging import Kind
from clipdesk.texts import LANGUAGES, t
from tests.pages import PAGE, TITLE, bring, clip, dump, page, plan, read

ONE = clip("3105-040901", headline="灯台の日誌", body=" 一つ目。")
TWO = clip("3105-040902", headline="港の祭り", body=" 二つ目。")
STAMP = "2031-05-01T00:00:00Z"
THREE = clip("3105-040903", headline="氷の道", body=" 三つ目。")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        yield opened


def counts(made: Plan) -> dict[str, int]:
    return {kind: n for kind, n in made.counts.items() if n}


def uids(db: Any) -> dict[str, str]:
    """The uid of each clipping by its headline."""
    rows = clippings.rows(db.conn, find.find_ids(db.conn, ""))
    return {row.headline: row.uid for row in rows}


def codes(made: Plan) -> list[str]:
    return [problem.code for problem in made.stage.problems()]


def test_the_counts(db: Any) -> None:
    assert counts(plan(None, PAGE)) == {"new": 5, "problems": 1}
    bring(db, PAGE)
    edited = PAGE.replace("修理へ", "修理").replace("歳末の港", "歳末の港町")
    made = plan(db.conn, edited + clip("3105-050101", date="2031.05.01", headline="五月"))
    assert counts(made) == {"new": 2, "changed": 1, "unchanged": 3, "gone": 1, "problems": 1}
    (changed,) = made.stage.entries("changed")
    assert (changed.uid, changed.headline, changed.former_uid) == (
        "3105-041003",
        "岬の灯台 を修理",
        "",
    )
    (gone,) = made.stage.entries("gone")
    assert (gone.position, gone.headline) == (-1, "歳末の港")
    assert [e.headline for e in made.stage.entries("new")] == ["歳末の港町", "五月"]
    assert [e.headline for e in made.stage.entries("new", 1, 1)] == ["五月"]


def test_a_draft_and_its_lines_can_be_shown_before_anything_is_written() -> None:
    made = plan(None, PAGE)
    lines = PAGE.split("\n")
    for position, draft in enumerate(read(PAGE).drafts):
        assert made.stage.draft(position) == draft
        last = draft.line + draft.printed.count("\n")
        assert made.stage.lines(draft.line, last) == lines[draft.line - 1 : last]
    assert made.stage.lines(-3, 2) == lines[:2]
    assert made.stage.lines(len(lines) - 1, 9_999) == lines[-2:]


def test_lines_of_a_long_page() -> None:
    text = page(*(clip(f"3106-04{n:04}") for n in range(300)))
    made = plan(None, text)
    lines = text.split("\n")
    for first, last in ((1, 1), (199, 202), (200, 400), (950, 1_210)):
        assert made.stage.lines(first, last) == lines[first - 1 : last]


def test_a_changed_id_is_the_same_clipping(db: Any) -> None:
    bring(db, page(ONE, TWO))
    (one,) = find.find_ids(db.conn, "一つ目")
    made = bring(db, page(ONE.replace("3105-040901", "3105-040907"), TWO))
    assert counts(made) == {"changed": 1, "unchanged": 1}
    (changed,) = made.stage.entries("changed")
    assert (changed.uid, changed.former_uid) == ("3105-040907", "3105-040901")
    assert list(find.find_ids(db.conn, "一つ目")) == [one]
    assert clippings.row_id(db.conn, "3105-040907") == one
    assert clippings.row_id(db.conn, "3105-040901") == one  # links written by hand still lead there
    assert counts(bring(db, page(ONE, TWO))) == {"changed": 1, "unchanged": 1}  # the older page
    assert uids(db)["灯台の日誌"] == "3105-040901"


def test_ids_that_change_places(db: Any) -> None:
    bring(db, page(ONE, TWO))
    swapped = page(
        ONE.replace("040901", "x").replace("x", "040902"),
        TWO.replace("040902", "040901"),
    )
    before = {text: list(find.find_ids(db.conn, text)) for text in ("一つ目", "二つ目")}
    made = bring(db, swapped)
    assert counts(made) == {"changed": 2}
    assert {text: list(find.find_ids(db.conn, text)) for text in before} == before
    assert uids(db) == {"灯台の日誌": "3105-040902", "港の祭り": "3105-040901"}
    assert counts(bring(db, swapped)) == {"unchanged": 2}


def test_an_id_that_passes_to_a_new_clipping(db: Any) -> None:
    bring(db, page(ONE))
    other = clip("3105-040901", headline="港の祭り", body=" 新しい。")
    made = bring(db, page(other, ONE.replace("3105-040901", "3105-040908")))
    assert counts(made) == {"new": 1, "changed": 1}
    assert uids(db) == {"灯台の日誌": "3105-040908", "港の祭り": "3105-040901"}


def test_what_shares_its_head_is_not_taken_for_a_changed_id(db: Any) -> None:
    bring(db, page(ONE))
    others = [ONE.replace("040901", n).replace("一つ", n) for n in ("040911", "040912")]
    assert counts(bring(db, page(*others))) == {"new": 2, "gone": 1}


def test_what_is_gone_stays_and_may_come_back(db: Any) -> None:
    bring(db, page(ONE, TWO))
    assert counts(bring(db, page(ONE))) == {"unchanged": 1, "gone": 1}
    assert clippings.count(db.conn) == 2
    assert counts(plan(db.conn, page(ONE))) == {"unchanged": 1}  # gone once, told once
    assert counts(bring(db, page(ONE, TWO))) == {"unchanged": 2}
    assert counts(plan(db.conn, page(ONE))) == {"unchanged": 1, "gone": 1}


def test_another_page_has_nothing_to_lose(db: Any) -> None:
    bring(db, page(ONE, TWO))
    assert counts(bring(db, page(ONE, title="沖"))) == {"unchanged": 1}
    assert counts(plan(db.conn, page(ONE, TWO))) == {"unchanged": 2}


def test_the_same_words_read_otherwise_are_no_revision(db: Any) -> None:
    bring(db, page(ONE))
    db.conn.execute("UPDATE clipping SET reading = 'older reader'")
    made = bring(db, page(ONE))
    assert counts(made) == {"reread": 1}
    assert find.find_ids(db.conn, "has:revision").tolist() == []
    assert counts(bring(db, page(ONE))) == {"unchanged": 1}
    db.conn.execute("UPDATE clipping SET reading = ''")  # nobody knows: it is looked up
    assert counts(plan(db.conn, page(ONE))) == {"unchanged": 1}


def test_a_plan_is_compared_anew(db: Any) -> None:
    made = plan(db.conn, PAGE)
    assert counts(made) == {"new": 5, "problems": 1}
    bring(db, PAGE)
    made.compare(db.conn)
    assert counts(made) == {"unchanged": 5, "problems": 1}
    twice = plan(db.conn, page(TWO, THREE, TWO, title="沖"))
    for _ in range(2):
        assert counts(twice) == {"new": 2, "twice": 1, "problems": 2}
        assert sorted(codes(twice)) == ["id_of_two", "printed_twice"]
        twice.compare(db.conn)


def staged(*drafts: Any, is_page: bool = False) -> Plan:
    def reading() -> Iterator[Any]:
        yield from drafts
        yield Summary(TITLE, {})

    made = stage_page(reading(), lambda: iter([]), file_name="x", sha256="x", is_page=is_page)
    assert made is not None
    return made


def test_annotations_that_a_file_brings(db: Any) -> None:
    one, two = read(page(ONE, TWO)).drafts
    brought = Layer(tags=("港", "国/海"), note="持参", starred=True, read_at="2031-05-01T00:00:00Z")
    made = staged(replace(one, layer=brought), two)
    made.compare(db.conn)
    before = dump(db.conn)
    run_id = run.apply_plan(db, made)
    record = clippings.record(db.conn, 1)
    assert record is not None
    assert (record.tags, record.note, record.starred) == (("国/海", "港"), "持参", True)
    assert record.read_at == "2031-05-01T00:00:00Z"
    layer.put_note(db, 1, ("自分の", layer.now()))  # the analyst's own word wins
    made.compare(db.conn)
    assert codes(made) == ["note_kept"]
    run.apply_plan(db, made)
    assert clippings.record(db.conn, 1).note == "自分の"  # type: ignore[union-attr]
    layer.put_note(db, 1, None)
    for number in (run_id + 1, run_id):
        run.take_back(db, number)
    assert dump(db.conn) == before


def test_what_the_analyst_took_away_is_not_brought_again(db: Any) -> None:
    """A second import of the same file brought tags, notes, stars and highlights back, silently."""
    (one,) = read(page(clip("3105-040901", body=" 霧が晴れ、灯台が見えた。"))).drafts
    mark = Highlight("灯台", "霧が晴れ、", "が見えた。", 5, "yellow", "", STAMP, STAMP)
    brought = Layer(("港", "国/海"), "持参", starred=True, read_at=STAMP, highlights=(mark,))
    made = staged(replace(one, layer=brought))
    for _ in range(2):
        made.compare(db.conn)
        run.apply_plan(db, made)
    before = clippings.record(db.conn, 1)
    assert before is not None
    assert (before.tags, before.note, before.starred) == (("国/海", "港"), "持参", True)
    assert not codes(made)
    layer.untag_clippings(db, [1], "港")
    layer.put_note(db, 1, None)
    layer.put_readings(db, [layer.Reading(1, None, 0)])
    (placed,) = highlights.of_clipping(db.conn, 1)
    highlights.change(db, placed.id, replace(placed.highlight, colour="red"))
    made.compare(db.conn)
    assert codes(made) == ["annotations_away"]
    run.apply_plan(db, made)
    after = clippings.record(db.conn, 1)
    assert after is not None
    assert (after.tags, after.note, after.starred, after.read_at) == (("国/海",), None, False, None)
    assert [one.highlight.colour for one in highlights.of_clipping(db.conn, 1)] == ["red"]
    # What the file has only now is another matter.
    more = staged(replace(one, layer=replace(brought, tags=("港", "霧"), note="別の")))
    more.compare(db.conn)
    run.apply_plan(db, more)
    now = clippings.record(db.conn, 1)
    assert now is not None
    assert (now.tags, now.note) == (("国/海", "霧"), "別の")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_where_a_file_annotates_what_was_there(db: Any, language: str) -> None:
    """The first import of one's own export brought back what was removed since, unsaid."""
    bring(db, page(ONE, TWO))
    one, two = read(page(ONE, TWO)).drafts
    (marked,) = layer.ensure_tag(db, "港")[:1]
    layer.tag_clippings(db, [1], marked, STAMP)
    layer.put_note(db, 2, ("註", STAMP))
    said = Layer(tags=("港",)), Layer(note="註", read_at=STAMP)
    made = staged(*(replace(d, layer=a) for d, a in zip((one, two), said, strict=True)))
    made.compare(db.conn)
    assert not codes(made)  # nothing that was not there
    layer.untag_clippings(db, [1], "港")
    made.compare(db.conn)
    (problem,) = made.stage.problems()
    assert (problem.code, problem.line, problem.values) == (
        "annotations_brought",
        one.line,
        {"n": 1},
    )
    assert "1" in t(f"problems.{problem.code}", lang=language, **problem.values)
    run.apply_plan(db, made)
    made.compare(db.conn)
    assert not codes(made)


def test_a_file_may_say_in_which_collections_a_clipping_stands(db: Any) -> None:
    one, two = read(page(ONE, TWO)).drafts
    made = staged(replace(one, collections=("沖", "岸")), two)
    made.compare(db.conn)
    run.apply_plan(db, made)
    records = clippings.records(db.conn, [1, 2])
    assert [record.collections for record in records] == [("沖", "岸"), (TITLE,)]


def test_reading_can_be_cancelled() -> None:
    drafts = read(page(*(clip(f"3106-04{n:04}") for n in range(1_200)))).drafts
    seen: list[int] = []

    def reading() -> Iterator[Any]:
        yield from drafts
        yield Summary(TITLE, {})

    with pytest.raises(Cancelled):
        stage_page(
            reading(),
            lambda: iter([]),
            file_name="x",
            sha256="x",
            watch=Watch(lambda done, _: seen.append(done), lambda: bool(seen)),
        )
    assert seen == [500]


def test_every_kind_has_a_count() -> None:
    assert set(plan(None, PAGE).counts) == {*map(str, Kind), "gone", "problems"}


# ---- one id, two articles ----------------------------------------------------------------------

WHALE = clip("2401-120501", headline="鯨が港に現れる", body=" 甲の本文。", source="時事通信")
YEN = clip("2401-120501", headline="円相場が急落した", body=" 乙の本文。", source="時事通信")


@pytest.mark.parametrize("title", [TITLE, "別の頁"])
def test_another_article_of_the_same_id_source_and_day_overwrites_nothing(
    db: Any, title: str
) -> None:
    bring(db, page(WHALE))
    layer.put_note(db, 1, ("鯨の註", layer.now()))
    made = bring(db, page(YEN, title=title))
    assert made.counts["new"] == 1
    assert made.counts["changed"] == 0
    assert "id_of_two" in codes(made)
    whale = clippings.record(db.conn, 1)
    assert whale is not None
    assert (whale.headline, whale.note) == ("鯨が港に現れる", "鯨の註")
    (other,) = (i for i in find.find_ids(db.conn, "") if i != 1)
    yen = clippings.record(db.conn, other)
    assert yen is not None
    assert (yen.headline, yen.note) == ("円相場が急落した", None)
    assert counts(plan(db.conn, page(YEN, title=title)))["unchanged"] == 1


def test_the_corrected_headline_of_the_one_that_does_not_own_its_id(db: Any) -> None:
    bring(db, page(WHALE, YEN))
    both = uids(db)
    layer.put_note(db, 2, ("円の註", layer.now()))
    corrected = YEN.replace("急落した", "急落")
    made = bring(db, page(WHALE, corrected))
    assert (made.counts["changed"], made.counts["new"], made.counts["gone"]) == (1, 0, 0)
    yen = clippings.record(db.conn, 2)
    assert yen is not None
    assert (yen.headline, yen.note) == ("円相場が急落", "円の註")
    assert clippings.row_id(db.conn, both["円相場が急落した"]) == 2  # links still lead there
    assert counts(plan(db.conn, page(WHALE, corrected)))["unchanged"] == 2


def test_very_many_that_print_one_id_and_one_headline(db: Any) -> None:
    many = [clip("3105-040901", body=f" 文{n}。") for n in range(300)]
    made = bring(db, page(*many))
    assert made.added == 300
    assert counts(plan(db.conn, page(*many)))["unchanged"] == 300
    heads = [head for group in made.stage.groups() for head in group]
    names = names_of(heads).values()
    assert max(map(len, names)) < 25  # of each, not one for each of the others
    longer = plan(db.conn, page(*many, clip("3105-040901", body=" また別の文。")))
    assert (longer.added, longer.unchanged) == (1, 300)


def test_a_repeated_id_is_found_by_its_line(db: Any) -> None:
    """20,000 repeated date lines took a minute: each looked at the problems of all."""
    made = plan(db.conn, page(*(clip("3105-040901") for _ in range(50))))
    assert counts(made)["twice"] == 49
    with closing(sqlite3.connect(made.stage._file)) as looked:
        steps = looked.execute(
            "EXPLAIN QUERY PLAN UPDATE problem SET planned = -1"
            " WHERE code = 'id_repeated' AND line BETWEEN 5 AND 9 AND planned = 0"
        ).fetchall()
    assert "SEARCH problem USING INDEX problem_line" in steps[0][3]


def test_who_has_a_name_comes_before_who_had_it(db: Any) -> None:
    """An id that a page took away and gives to a twin: the clipping that had it stays what it is."""
    without = ONE.replace(" <3105-040901>", "")
    bring(db, page(ONE))
    layer.put_note(db, 1, ("註", layer.now()))
    assert counts(bring(db, page(without)))["changed"] == 1
    both = page(without, ONE)
    made = bring(db, both)
    assert (made.added, made.unchanged) == (1, 1)
    record = clippings.record(db.conn, 1)
    assert record is not None
    assert (record.id, record.note) == (None, "註")
    assert counts(plan(db.conn, both))["unchanged"] == 2


def test_who_finds_every_name_taken_gets_one_of_its_words(db: Any) -> None:
    """Its id is another's, and the name that it had another's too: the import broke off there."""
    plain = clip(None, headline="港の祭り", body=" 二つ目。")
    bring(db, page(ONE, TWO.replace("040902", "040901"), plain))
    bring(db, page(TWO.replace("040902", "040901").replace("朝日新聞", "時事通信"), plain))
    third = page(TWO.replace("040902", "040901"))
    before = dump(db.conn)
    made = bring(db, third)
    (entry,) = [e for kind in Kind for e in made.stage.entries(kind)]
    assert re.fullmatch("3105-040901~[0-9a-f]{16}", entry.uid)
    assert counts(plan(db.conn, third))["unchanged"] == 1
    run.take_back(db, 3)
    assert dump(db.conn) == before


LIGHTHOUSE = " 港湾局は十日、岬の灯台の壁が崩れたため、来月から三か月をかけて積み直すと発表した。費用は国が出す。"
ELECTION = " 島の議会選挙は九日に投票が行われ、漁業権の見直しを掲げた新人の三人が、いずれも初めて議席を得た。"


@pytest.mark.parametrize(
    ("printed_id", "title"),
    [("3105-040902", TITLE), ("3105-040901", TITLE), ("3105-040901", "別の頁")],
)
def test_two_editorials_of_one_day_are_two(db: Any, printed_id: str, title: str) -> None:
    """Date, source and headline are the same, and nothing else: the note went to the other one."""
    bring(db, page(clip("3105-040901", headline="社説", body=LIGHTHOUSE)))
    layer.put_note(db, 1, ("灯台の註", layer.now()))
    made = bring(db, page(clip(printed_id, headline="社説", body=ELECTION), title=title))
    assert (made.added, made.changed) == (1, 0)
    record = clippings.record(db.conn, 1)
    assert record is not None
    assert (record.note, record.text) == ("灯台の註", LIGHTHOUSE.strip())
    corrected = clip("3105-040901", headline="社説", body=LIGHTHOUSE.replace("十日", "九日"))
    assert (plan(db.conn, page(corrected)).changed) == 1
