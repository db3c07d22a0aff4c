"""What an import writes: clippings, revisions, citations, and never the analyst's side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import AddTag, EditNote, SetStarred
from clipdesk.core.errors import Cancelled
from clipdesk.core.model import Mark, MarkKind
from clipdesk.importing import run
from clipdesk.importing.html import read_html
from clipdesk.importing.page import passing
from clipdesk.importing.plan import Plan, Watch, stage_page
from clipdesk.importing.sources import SourceBook
from clipdesk.store import clippings, find, library, staging
from tests.pages import PAGE, TITLE, bring, clip, dump, page, plan, read

LAYER = ("tag", "clipping_tag", "note", "reading", "note_search_text")
RUNS = ("import_run", "import_problem")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        yield opened


def annotate(db: Any) -> None:
    ids = tuple(find.find_ids(db.conn, ""))
    AddTag(ids[:2], "灯台").do(db)
    EditNote(ids[0], "要確認").do(db)
    SetStarred(ids, starred=True).do(db)


def headlines(db: Any, query: str = "") -> list[str]:
    ids = find.find_ids(db.conn, query)
    return [row.headline for row in clippings.rows(db.conn, ids)]


def codes(made: Plan) -> list[str]:
    return [problem.code for problem in made.stage.problems()]


# ---- records equal drafts ----------------------------------------------------------------------


def test_records_say_what_was_read(db: Any) -> None:
    drafts = read(PAGE).drafts
    bring(db, PAGE)
    ids = clippings.row_ids(db.conn, [draft.uid for draft in drafts])
    for draft, record in zip(drafts, clippings.records(db.conn, ids), strict=True):
        assert record.id == draft.printed_id
        assert record.uid == draft.uid
        assert record.collections == (TITLE,)
        assert [(c.id, c.hint) for c in record.cites] == [
            (c.printed_id, c.hint) for c in draft.citations
        ]
        for name in [
            "published",
            "date_printed",
            "source",
            "source_printed",
            "via",
            "headline",
            "passages",
            "printed",
            "text",
            "compiler_notes",
        ]:
            assert getattr(record, name) == getattr(draft, name), name
        assert (record.tags, record.note, record.starred, record.read_at) == ((), None, False, None)


def test_records_and_rows_keep_the_order_asked_for(db: Any) -> None:
    bring(db, page(*(clip(f"3105-04{n:04}") for n in range(100, 350))))  # more than a batch
    ids = list(find.find_ids(db.conn, ""))[::-1]
    assert [row.id for row in clippings.rows(db.conn, [*ids, 9_999])] == ids
    uids = [row.uid for row in clippings.rows(db.conn, ids)]
    assert [record.uid for record in clippings.records(db.conn, [9_999, *ids])] == uids
    assert clippings.record(db.conn, 9_999) is None
    assert clippings.count(db.conn) == 250
    assert clippings.row_id(db.conn, f" <{uids[3]}> ") == ids[3]
    assert clippings.row_id(db.conn, "\udcff") is None


def test_a_row_says_what_lies_on_the_clipping(db: Any) -> None:
    bring(db, PAGE)
    first, *others = find.find_ids(db.conn, "")
    AddTag((first,), "b").do(db)
    AddTag((first,), "a").do(db)
    EditNote(first, "x").do(db)
    SetStarred((first,), starred=True).do(db)
    row, *rest = clippings.rows(db.conn, [first, *others])
    assert (row.tags, row.starred, row.has_note, row.is_read) == (("a", "b"), True, True, False)
    assert [r.uid for r in (row, *rest) if r.cited] == ["3105-040901"]
    assert not any(r.tags or r.starred or r.has_note or r.is_read for r in rest)


# ---- importing again ---------------------------------------------------------------------------


def test_importing_twice_adds_nothing(db: Any) -> None:
    made = bring(db, PAGE)
    assert (made.added, made.changed, made.unchanged) == (5, 0, 0)
    annotate(db)
    before = dump(db.conn, without=RUNS)
    again = bring(db, PAGE)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 5)
    assert dump(db.conn, without=RUNS) == before
    assert len(dump(db.conn)["import_run"]) == 2


def test_a_plan_writes_nothing(db: Any) -> None:
    before = dump(db.conn)
    made = plan(db.conn, PAGE)
    assert made.added == 5
    assert dump(db.conn) == before
    report = made.as_dict(applied=False)
    characters = report["characters"]
    parts = ("clippings", "furniture", "problems")
    assert characters["input"] == sum(characters[part] for part in parts)


def test_changed_words_become_a_revision_and_the_layer_stays(db: Any) -> None:
    bring(db, PAGE)
    annotate(db)
    layer = {name: rows for name, rows in dump(db.conn).items() if name in LAYER}
    made = bring(db, PAGE.replace("費用は3,000㌧", "費用は4,000㌧"))
    assert (made.added, made.changed, made.unchanged) == (0, 1, 4)
    assert {name: rows for name, rows in dump(db.conn).items() if name in LAYER} == layer
    assert headlines(db, "4,000トン") == ["岬の灯台 を修理へ"]
    assert headlines(db, "3,000トン") == []
    assert headlines(db, "has:revision") == ["岬の灯台 を修理へ"]
    (revision,) = db.conn.execute("SELECT printed FROM clipping_revision").fetchone()
    assert "3,000㌧" in revision
    assert headlines(db, "citedby:3105-041003") == ["灯台守の日誌が見つかる"]


@pytest.mark.parametrize("when", [0, 1, 2, 3])
def test_a_cancelled_import_leaves_nothing(
    db: Any, when: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "_BATCH", 400)
    bring(db, PAGE)
    before = dump(db.conn)
    calls: list[int] = []
    made = plan(db.conn, page(*(clip(f"3106-04{n:04}") for n in range(100, 1350))))

    def is_cancelled() -> bool:
        calls.append(1)
        return len(calls) > when

    with pytest.raises(Cancelled):
        run.apply_plan(db, made, Watch(is_cancelled=is_cancelled))
    assert dump(db.conn) == before
    progress: list[tuple[int, int]] = []
    run.apply_plan(db, made, Watch(progress=lambda *at: progress.append(at)))
    assert progress[-1] == (1250, 1250)
    assert progress == sorted(progress)
    assert clippings.count(db.conn) == 1255


def test_one_clipping_on_two_pages(db: Any) -> None:
    bring(db, PAGE)
    bring(db, PAGE.replace(TITLE, "灯台の報道"))
    (record,) = clippings.records(db.conn, clippings.row_ids(db.conn, ["3105-040901"]))
    assert record.collections == (TITLE, "灯台の報道")
    assert clippings.count(db.conn) == 5
    assert len(headlines(db, "collection:灯台")) == 5


# ---- one id, two clippings ---------------------------------------------------------------------

ONE = clip("3105-040901", headline="灯台の日誌", body=" 一つ目。")
TWO = clip("3105-040901", headline="港の祭り", body=" 二つ目。")
THREE = clip("3105-040901", headline="港の祭り", body=" 三つ目。")
FOUR = clip("3105-040901", headline="港の祭り", body=" 四つ目。")


@pytest.mark.parametrize(
    "clips", [(ONE, TWO), (ONE, TWO, THREE), (TWO, THREE), (ONE, TWO, THREE, FOUR)]
)
def test_clippings_that_print_one_id_are_all_kept_and_reported(
    db: Any, clips: tuple[str, ...]
) -> None:
    made = bring(db, page(*clips))
    assert made.added == len(clips)
    assert codes(made).count("id_repeated") == len(clips) - 1
    assert clippings.count(db.conn) == len(clips)
    texts = {record.text for record in clippings.records(db.conn, find.find_ids(db.conn, ""))}
    assert len(texts) == len(clips)
    before = dump(db.conn, without=RUNS)
    assert bring(db, page(*clips)).unchanged == len(clips)
    assert dump(db.conn, without=RUNS) == before


def test_nameless_clippings_of_one_head_are_all_kept(db: Any) -> None:
    clips = [clip(None, body=f" {n}。") for n in "一二三"]
    made = bring(db, page(*clips))
    assert (made.added, clippings.count(db.conn)) == (3, 3)
    assert codes(made).count("id_of_two") == 2
    assert bring(db, page(*clips)).unchanged == 3


def test_printed_twice_is_imported_once(db: Any) -> None:
    made = bring(db, page(ONE, TWO, ONE))
    assert (made.added, clippings.count(db.conn)) == (2, 2)
    # The page alone would say of both repetitions that both were imported.
    assert [code for code in codes(made) if code != "id_missing"] == [
        "id_repeated",
        "printed_twice",
    ]


@pytest.mark.parametrize("order", [(TWO, ONE), (TWO,), (ONE,), (TWO, THREE, ONE)])
def test_notes_stay_with_their_clipping_whatever_the_page_prints_first(
    db: Any, order: tuple[str, ...]
) -> None:
    """Both share day, source and id: either could be taken for a new text of the other."""
    bring(db, page(ONE, TWO))
    (one,) = find.find_ids(db.conn, "一つ目")
    (two,) = find.find_ids(db.conn, "二つ目")
    EditNote(one, "一のメモ").do(db)
    EditNote(two, "二のメモ").do(db)
    made = bring(db, page(*order))
    assert made.changed == 0
    assert made.added == len(order) - len({ONE, TWO}.intersection(order))
    assert (
        list(find.find_ids(db.conn, "一つ目")) == list(find.find_ids(db.conn, "note:一の")) == [one]
    )
    assert (
        list(find.find_ids(db.conn, "二つ目")) == list(find.find_ids(db.conn, "note:二の")) == [two]
    )


def test_a_later_page_prints_an_id_that_is_taken(db: Any) -> None:
    bring(db, page(ONE))
    other = clip("3105-040901", date="2030.01.01", headline="別の日", body=" 別の日の文。")
    made = bring(db, page(other, title="別"))
    assert (made.added, made.changed) == (1, 0)
    assert "id_of_two" in codes(made)
    assert headlines(db, "id:3105-040901") == ["灯台の日誌", "別の日"]


def test_a_corrected_headline_is_a_revision(db: Any) -> None:
    bring(db, page(ONE))
    assert bring(db, page(ONE.replace("灯台の日誌", "灯台守の日誌"))).changed == 1
    assert bring(db, page(ONE.replace("2031.04.09", "2031.04.08"))).changed == 0
    assert clippings.count(db.conn) == 2


def test_a_corrected_date_is_a_revision(db: Any) -> None:
    bring(db, page(ONE))
    assert bring(db, page(ONE.replace("2031.04.09", "2031.04.08"))).changed == 1
    assert clippings.count(db.conn) == 1


# ---- citations ---------------------------------------------------------------------------------

CITING = clip("3105-041003", date="2031.04.10", body=" 文。\n\n【関連記事:3105-040901 (AS)】")


@pytest.mark.parametrize("pages", [(CITING, ONE), (ONE, CITING), (f"{CITING}\n{ONE}",)])
def test_a_citation_finds_its_target_in_any_order(db: Any, pages: tuple[str, ...]) -> None:
    for text in pages:
        bring(db, page(text))
    citing, cited = clippings.records(
        db.conn, clippings.row_ids(db.conn, ["3105-041003", "3105-040901"])
    )
    assert [(c.id, c.resolved) for c in citing.cites] == [("3105-040901", True)]
    assert [link.uid for link in citing.cited] == ["3105-040901"]
    assert [link.uid for link in cited.cited_by] == ["3105-041003"]


def test_a_citation_of_what_is_nowhere_dangles(db: Any) -> None:
    bring(db, page(CITING))
    (record,) = clippings.records(db.conn, clippings.row_ids(db.conn, ["3105-041003"]))
    assert [(c.id, c.hint, c.uid) for c in record.cites] == [("3105-040901", "AS", None)]
    assert record.cited == ()
    assert headlines(db, "cites:3105-040901") == ["灯台守の日誌が見つかる"]


# ---- emphasis and links ------------------------------------------------------------------------


def test_marks_come_with_html_and_are_no_change_of_the_words(db: Any) -> None:
    html = (
        "<table><tr><td>2031.04.09<td>朝日新聞<td>灯台 &lt;3105-040901&gt;<td>&nbsp;𠮷村の<b>霧</b>と"
        "<a href='gull.html?a=\"&amp;b'>カモメ</a>。</table>"
    )
    text = "2031.04.09\n朝日新聞\n\n灯台 <3105-040901>\n 𠮷村の霧とカモメ。"
    marks = (
        Mark(3, 4, MarkKind.EMPHASIS),
        Mark(5, 8, MarkKind.GLOSSARY, 'gull.html?a="&b'),
    )

    def stored() -> tuple[Mark, ...]:
        (record,) = clippings.records(db.conn, list(find.find_ids(db.conn, "")))
        return record.passages[0].marks

    assert bring(db, text).added == 1
    assert stored() == ()
    for page_read in (read_html(html, SourceBook(), title_fallback=TITLE), read(text)):
        made = stage_page(passing(page_read), lambda: iter([]), file_name="page", sha256="")
        assert made is not None
        made.compare(db.conn)
        run.apply_plan(db, made)
        assert (made.added, made.changed, made.unchanged) == (0, 0, 1)
        assert stored() == marks
    assert headlines(db, "has:revision") == []
