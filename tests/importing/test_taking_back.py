"""An import is taken back whole: the library is as it was; what was annotated since stays."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.commands import AddHighlight, AddTag, EditNote, SetRead, SetStarred
from clipdesk.commands.importing import ImportPage, TakeBackImport
from clipdesk.core.errors import Cancelled, UserError
from clipdesk.core.model import Layer, Page, Summary
from clipdesk.history import History
from clipdesk.importing import run
from clipdesk.importing.html import read_html
from clipdesk.importing.page import passing, read_page
from clipdesk.importing.plan import Plan, Watch, stage_page
from clipdesk.importing.sources import SourceBook
from clipdesk.store import clippings, find, imports, layer, library, staging, turns
from tests.html_pages import STYLES, render
from tests.pages import BOOK, PAGE, TITLE, bring, clip, dump, page, plan

DERIVED = (  # the index may lie otherwise on the disk, though it says the same
    "index_state",
    *(
        f"{t}{s}"
        for t in ("search_pairs", "search_singles", "note_pairs", "note_singles")
        for s in ("", "_data", "_idx", "_docsize", "_config", "_content")
    ),
)


@pytest.fixture(autouse=True)
def _short_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of the tests shall be long."""
    monkeypatch.setattr(staging, "_BATCH", 400)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        yield opened


def state(db: Any) -> dict[str, list[Any]]:
    return dump(db.conn, without=DERIVED)


def latest(db: Any) -> int:
    return imports.runs(db.conn)[0].id


def test_a_first_import(db: Any) -> None:
    before = state(db)
    bring(db, PAGE)
    assert run.take_back(db, latest(db)) == 0
    assert state(db) == before


def test_what_changed_says_again_what_it_said(db: Any) -> None:
    bring(db, PAGE)
    before = state(db)
    edited = (
        PAGE.replace("3,000㌧", "4,000㌧").replace("時事通信", "共同通信").replace("四月の海", "海")
    )
    bring(db, edited.replace("3105-040902", "3105-040905"))
    assert state(db) != before
    assert run.take_back(db, latest(db)) == 0
    assert state(db) == before


def test_as_html_and_back(db: Any) -> None:
    bring(db, PAGE)
    before = state(db)
    html = render(read_page(PAGE, BOOK, title_fallback=TITLE), STYLES["noise"])
    read = read_html(html, BOOK, title_fallback=TITLE)
    made = stage_page(passing(read), lambda: iter([]), file_name="x.html", sha256="x")
    assert made is not None
    made.compare(db.conn)
    run.apply_plan(db, made)
    run.take_back(db, latest(db))
    assert state(db) == before


def test_what_was_annotated_since_stays(db: Any) -> None:
    bring(db, PAGE)
    ids = list(find.find_ids(db.conn, ""))
    EditNote(ids[0], "大事").do(db)
    AddTag((ids[1],), "港").do(db)
    SetStarred((ids[2],), starred=True).do(db)
    SetRead((ids[3],), read=True).do(db)  # was shown: no annotation
    number = latest(db)
    assert run.take_back(db, number) == 3
    assert sorted(find.find_ids(db.conn, "")) == sorted(ids[:3])
    record = clippings.record(db.conn, ids[0])
    assert record is not None
    assert record.note == "大事"
    (left,) = imports.runs(db.conn)
    assert (left.id, left.added) == (number, 3)
    assert bring(db, PAGE).added == 2  # and comes again


def test_a_clipping_that_another_page_has_too_stays(db: Any) -> None:
    bring(db, PAGE)
    bring(db, PAGE.replace(TITLE, "沖"))
    first = imports.runs(db.conn)[1].id
    assert run.take_back(db, first) == 5
    assert clippings.count(db.conn) == 5


def test_the_later_import_of_a_page_goes_first(db: Any) -> None:
    bring(db, PAGE)
    bring(db, PAGE.replace("3,000㌧", "4,000㌧"))
    second, first = (made.id for made in imports.runs(db.conn))
    before = state(db)
    with pytest.raises(UserError) as caught:
        run.take_back(db, first)
    assert caught.value.code == "import_not_latest"
    assert state(db) == before
    run.take_back(db, second)
    run.take_back(db, first)
    assert clippings.count(db.conn) == 0


def test_an_import_is_a_step_that_is_undone_and_made_again(db: Any) -> None:
    history = History()
    empty = state(db)
    history.do(db, ImportPage(plan(db.conn, PAGE)))
    history.do(db, ImportPage(plan(db.conn, PAGE.replace("3,000㌧", "4,000㌧"))))
    full = dump(db.conn, without=(*DERIVED, "import_run", "import_problem"))
    history.undo(db)
    history.undo(db)
    assert state(db) == empty
    history.redo(db)
    history.redo(db)
    assert dump(db.conn, without=(*DERIVED, "import_run", "import_problem")) == full


def test_one_that_is_taken_back_half_way_counts_as_stopped(db: Any) -> None:
    """The record would go on saying that all of it is there."""
    bring(db, PAGE)
    (stored,) = imports.runs(db.conn)

    def break_off() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.take_back(db, stored.id, Watch(give_way=break_off))
    assert [one.running for one in imports.runs(db.conn)] == [True]
    assert run.take_back(db, stored.id) == 0
    assert imports.runs(db.conn) == []


def test_nobody_imports_or_takes_back_while_another_does(db: Any) -> None:
    bring(db, PAGE)
    (stored,) = imports.runs(db.conn)
    before = state(db)
    again = plan(db.conn, PAGE.replace("3,000㌧", "4,000㌧"))
    busy = UserError("import_busy", path="x")
    with turns.alone(turns.importing(library.path_of(db.conn)), busy):
        with pytest.raises(UserError, match="import_busy"):
            run.bring(db, again)
        with pytest.raises(UserError, match="import_busy"):
            run.take_back(db, stored.id)
    assert state(db) == before
    run.bring(db, again)


def test_an_import_of_an_earlier_sitting(db: Any) -> None:
    before = state(db)
    bring(db, PAGE)
    command = TakeBackImport(latest(db))
    assert not command.do(db).is_empty
    assert (state(db), command.stay) == (before, 0)


# ---- in batches --------------------------------------------------------------------------------

LONG = page(*(clip(f"3106-04{n:04}", body=f" 霧の{n}日目。") for n in range(1_300)), title="長い頁")


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_long_import_that_is_cancelled_leaves_nothing(db: Any, after: int) -> None:
    bring(db, PAGE)
    before = state(db)
    calls: list[int] = []

    def is_cancelled() -> bool:
        calls.append(1)
        return len(calls) > after

    with pytest.raises(Cancelled):
        run.apply_plan(db, plan(db.conn, LONG), Watch(is_cancelled=is_cancelled))
    assert state(db) == before


def test_edits_come_in_between_and_are_kept(db: Any) -> None:
    bring(db, PAGE)
    made = plan(db.conn, LONG)
    notes: list[int] = []

    def edit() -> None:
        notes.append(len(notes))
        EditNote(1, f"{len(notes)}回目").do(db)
        if len(notes) == 2:
            AddTag(tuple(find.find_ids(db.conn, "霧の7日目")), "見た").do(db)

    number = run.apply_plan(db, made, Watch(give_way=edit))
    assert len(notes) >= 3
    assert clippings.count(db.conn) == 1_305
    assert run.take_back(db, number) == 1
    assert clippings.count(db.conn) == 6


def stopped(db: Any, made: Plan) -> None:
    """The program is killed in the middle of an import."""

    class Killed(BaseException):
        pass

    writer = run._Writer(db, made)
    steps = writer.steps()
    for _ in range(2):
        with library.transaction(db):
            next(steps)


def test_an_import_that_was_killed_goes_on(db: Any) -> None:
    before = state(db)
    stopped(db, plan(db.conn, LONG))
    (half,) = imports.runs(db.conn)
    assert half.running
    assert 0 < clippings.count(db.conn) < 1_300
    bring(db, LONG)
    (whole,) = imports.runs(db.conn)
    assert (whole.id, whole.running, whole.added, whole.unchanged) == (half.id, False, 1_300, 0)
    run.take_back(db, whole.id)
    assert state(db) == before


def test_what_an_import_counts_that_was_killed_and_goes_on(db: Any) -> None:
    many = [clip(f"3106-04{n:04}", headline=f"海{n}") for n in range(6_000)]
    bring(db, page(*many, title="大"))
    before = state(db)
    edited = [one.replace("霧が", "靄が") if n % 3 else one for n, one in enumerate(many)]
    added = clip("3106-050101", date="2031.05.01", headline="五月")
    text = page(added, *edited[10:], title="大")
    stopped(db, plan(db.conn, text))
    half = imports.runs(db.conn)[0]
    assert half.running
    assert 0 < half.changed < 3_994
    made = plan(db.conn, text)
    assert made.continues
    assert made.as_dict(applied=False)["continues"]
    run.apply_plan(db, made)
    whole = imports.runs(db.conn)[0]
    assert (whole.id, whole.running) == (half.id, False)
    assert (whole.added, whole.changed, whole.unchanged, whole.gone) == (1, 3_994, 1_996, 10)
    assert not plan(db.conn, text).continues
    run.take_back(db, whole.id)
    assert state(db) == before


def test_an_import_that_was_killed_can_be_taken_back(db: Any) -> None:
    bring(db, PAGE)
    before = state(db)
    stopped(db, plan(db.conn, LONG))
    run.take_back(db, latest(db))
    assert state(db) == before


def test_a_full_disk_in_the_middle(db: Any) -> None:
    bring(db, PAGE)
    before = state(db)
    large = page(*(clip(f"3106-04{n:04}", body=" 霧。" * 500) for n in range(1_200)), title="大")
    (pages,) = db.conn.execute("PRAGMA page_count").fetchone()
    db.conn.execute(f"PRAGMA max_page_count = {pages + 1_500}")
    with pytest.raises(UserError) as caught:
        bring(db, large)
    assert caught.value.code == "disk_full"
    assert state(db) == before


def test_where_there_is_no_room_nothing_is_begun(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(db, PAGE)
    before = state(db)
    made = plan(db.conn, LONG)
    room = shutil.disk_usage(".")._replace(free=made.stage.size() - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: room)
    with pytest.raises(UserError) as caught:
        run.apply_plan(db, made)
    assert caught.value.code == "disk_full"
    assert state(db) == before


def test_the_older_of_two_pages_that_share_a_clipping(db: Any) -> None:
    """Taking the newer one back afterwards failed, half done, and for good."""
    before = state(db)
    bring(db, page(clip("3105-040901"), title="甲"))
    other = clip("3105-040902", headline="港の祭り")
    bring(db, page(clip("3105-040901", body=" 霧が晴れたという。"), other, title="乙"))
    older, newer = sorted(one.id for one in imports.runs(db.conn))
    assert run.take_back(db, older) == 1  # as the newer one changed it
    assert clippings.count(db.conn) == 2
    assert run.take_back(db, newer) == 0
    (record,) = [clippings.record(db.conn, i) for i in find.find_ids(db.conn, "")]
    assert record is not None
    assert (record.text, record.collections) == ("霧が晴れた。", ("甲",))
    assert run.take_back(db, older) == 0
    assert state(db) == before


@pytest.mark.parametrize("is_known", [True, False])
def test_a_star_given_since_outlives_the_read_mark_that_came_with_the_import(
    db: Any, is_known: bool
) -> None:
    """Taking the import back took the star too, and then the clipping that nobody had starred."""
    text = page(clip("3105-040901"))
    if is_known:
        bring(db, text)
    made = plan(db.conn, text)
    stamp = "2031-05-01T00:00:00Z"
    (head,) = next(made.stage.groups())
    draft = replace(made.stage.draft(head.position), layer=Layer(read_at=stamp))
    number = run.apply_plan(db, staged_again(db, draft))
    layer.put_readings(db, [layer.Reading(1, stamp, 1)])
    run.take_back(db, number)
    record = clippings.record(db.conn, 1)
    assert record is not None
    assert (record.starred, record.read_at) == (True, None)


def test_a_read_mark_given_since_outlives_the_star_that_came_with_the_import(db: Any) -> None:
    bring(db, page(clip("3105-040901")))
    made = plan(db.conn, page(clip("3105-040901")))
    (head,) = next(made.stage.groups())
    draft = replace(made.stage.draft(head.position), layer=Layer(starred=True))
    number = run.apply_plan(db, staged_again(db, draft))
    stamp = "2031-05-01T00:00:00Z"
    layer.put_readings(db, [layer.Reading(1, stamp, 1)])
    run.take_back(db, number)
    assert layer.readings(db.conn, [1]) == [layer.Reading(1, stamp)]


def staged_again(db: Any, draft: Any) -> Plan:
    """The plan of a file that brings annotations."""
    reading = iter([draft, Summary("別の資料", {})])
    made = stage_page(reading, lambda: iter([]), file_name="x", sha256="x", is_page=False)
    assert made is not None
    made.compare(db.conn)
    return made


# ---- whatever two pages say --------------------------------------------------------------------

_CLIPS = st.lists(
    st.builds(
        lambda number, day, source, headline, body: clip(
            f"3105-04{day:02}{number:02}" if number else None,
            date=f"2031.04.{day:02}",
            source=source,
            headline=headline,
            body=f" {body}。\n【関連記事:3105-040{day % 9 + 1}01】",
        ),
        st.integers(0, 4),
        st.integers(1, 4),
        st.sampled_from(["朝日新聞", "時事通信"]),
        st.sampled_from(["灯台", "港の祭り", "氷の道"]),
        st.sampled_from(["霧", "波", "風"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150)
@given(st.lists(_CLIPS, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_importing_and_taking_back_restores_every_row(
    tmp_path_factory: pytest.TempPathFactory, pages: list[list[str]], by: random.Random
) -> None:
    path = tmp_path_factory.mktemp("library") / "l.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        states = []
        for clips in pages:
            states.append(state(db))
            bring(db, page(*clips))
            again = plan(db.conn, page(*clips))
            assert again.counts["unchanged"] == again.total
            if by.random() < 0.5:
                annotate(db, list(find.find_ids(db.conn, ""))[:0])
        for before in reversed(states):
            run.take_back(db, latest(db))
            assert state(db) == before


def annotate(db: Any, ids: Sequence[int]) -> None:
    for clipping_id in ids:
        EditNote(clipping_id, "註").do(db)


# ---- the real page -----------------------------------------------------------------------------


ADDED = "後から一文が加えられた。"


def edited(text: str, drafts: Page) -> tuple[str, dict[str, list[str]]]:
    """The page with 30 texts changed, 5 ids changed, 5 clippings removed and 10 added."""
    by = random.Random(7)
    chosen = [d for d in drafts.drafts if d.printed_id and len(d.printed_id) == 11]
    by.shuffle(chosen)
    words, ids, gone = chosen[:30], chosen[30:35], chosen[35:40]
    for draft in words:
        longest = max(draft.passages, key=lambda p: len(p.printed)).printed
        text = text.replace(longest, f"{longest}\n {ADDED}", 1)
    for number, draft in enumerate(ids):
        assert draft.printed_id is not None
        text = text.replace(f"<{draft.printed_id}>", f"<{draft.printed_id[:-2]}{90 + number}>")
    for draft in gone:
        text = text.replace(draft.printed + "\n", "", 1)
    new = [clip(f"2401-1231{n:02}", date="2023.12.31", headline=f"新着 {n}") for n in range(10)]
    title, _, rest = text.partition("\n2023.12.05")
    text = "\n".join([title, *new]) + "\n2023.12.05" + rest
    names = {"changed": words, "renamed": ids, "gone": gone}
    return text, {key: [d.printed_id or "" for d in found] for key, found in names.items()}


def test_annotations_survive_an_edited_page(db: Any, real_page: Path) -> None:
    text = real_page.read_text("utf-8")
    made = bring(db, text)
    assert made.added == 197
    ids = sorted(find.find_ids(db.conn, ""))
    by = random.Random(3)
    annotated = sorted(by.sample(ids, 100))
    quotes: dict[int, str] = {}
    for number, clipping_id in enumerate(annotated):
        AddTag((clipping_id,), ("国/甲", "国/乙", "要点")[number % 3]).do(db)
        EditNote(clipping_id, f"**メモ** {number}").do(db)
        record = clippings.record(db.conn, clipping_id)
        assert record is not None
        body = "\n".join(p.text for p in record.passages)
        start = by.randrange(max(1, len(body) - 12))
        AddHighlight(clipping_id, start, min(len(body), start + 12), "yellow").do(db)
        quotes[clipping_id] = body[start : start + 12]
    layer = ("tag", "clipping_tag", "note", "highlight", "reading")
    mine = {name: rows for name, rows in state(db).items() if name in layer}
    before = state(db)

    page_read = read_real(text)
    new_text, names = edited(text, page_read)
    again = plan(db.conn, new_text)
    kinds = {kind: n for kind, n in again.counts.items() if n and kind != "problems"}
    assert kinds == {"new": 10, "changed": 35, "unchanged": 157, "gone": 5}
    former = {entry.former_uid for entry in again.stage.entries("changed") if entry.former_uid}
    assert former == set(names["renamed"])
    assert {entry.uid for entry in again.stage.entries("gone")} == set(names["gone"])
    number = run.apply_plan(db, again)

    assert clippings.count(db.conn) == 207
    assert {name: rows for name, rows in state(db).items() if name in layer} == mine
    placed = {
        clipping_id: (start, end)
        for clipping_id, start, end in db.conn.execute(
            "SELECT h.clipping_id, p.start_at, p.end_at FROM highlight h"
            " JOIN highlight_place p ON p.highlight_id = h.id"
        )
    }
    assert set(placed) == set(annotated)  # every text still holds what was marked
    for clipping_id, (start, end) in placed.items():
        record = clippings.record(db.conn, clipping_id)
        assert record is not None
        body = "\n".join(p.text for p in record.passages)
        # One that ran over the end of a paragraph takes the new sentence in.
        assert body[start:end].replace(f"{ADDED}\n", "") == quotes[clipping_id]

    assert run.take_back(db, number) == 0
    assert state(db) == before


def read_real(text: str) -> Page:
    return read_page(text, SourceBook(), title_fallback="x")
