"""Annotations come back from the mirror, all of them, and harm nothing that is newer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.commands import (
    AddHighlight,
    AddTag,
    DeleteSearch,
    EditHighlight,
    EditNote,
    MoveSearch,
    RemoveHighlight,
    RemoveTag,
    RenameSource,
    SaveSearch,
    SetMeaning,
    SetRead,
    SetStarred,
    SetTagKeys,
)
from clipdesk.core.errors import Cancelled, UserError
from clipdesk.core.query import Filter, Sort
from clipdesk.exporting import mirror
from clipdesk.history import History
from clipdesk.importing import restoring, run
from clipdesk.importing.plan import Watch
from clipdesk.importing.restoring import Restored
from clipdesk.store import highlights, imports, layer, library
from clipdesk.store import restoring as stored
from tests.annotations import fill, side
from tests.pages import PAGE, bring, clip, new_library, page

PAGES = (
    PAGE,
    PAGE.replace("3,000㌧", "4,000㌧").replace("霧の朝、", "濃い霧の朝に"),
    PAGE.replace("四月の海", "四月の波"),
    PAGE.replace("3105-040902", "3105-040905"),
    PAGE.replace("歳末の港", "歳末の 港").replace("古い日誌が見つかった", "何もなかった"),
)

Bring = Callable[[str], Any]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(new_library(tmp_path / "a.sqlite", PAGE))) as opened:
        yield opened


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(new_library(tmp_path / "b.sqlite", PAGE))) as opened:
        yield opened


def mirrored(db: Any) -> Path:
    mirror.keep(db.conn)
    return mirror.path_of(library.path_of(db.conn))


def replay(db: Any, into: Any) -> Restored:
    return restoring.restore(into, mirrored(db))


def annotate(db: Any) -> None:
    fill(db)
    AddTag((1, 2, 5), "国/海").do(db)
    EditNote(1, "# メモ\n\n\x00𠮷😀\u2028終わり").do(db)
    SetStarred((2, 4), starred=True).do(db)
    SetRead((1, 5), read=True).do(db)
    SetTagKeys({3: "国/海"}).do(db)
    SaveSearch("灯台", Filter("灯台", sort=Sort.OLDEST, whole_words=True)).do(db)
    SaveSearch("港", Filter("港")).do(db)
    AddHighlight(1, 0, 5, "red", "重要").do(db)
    AddHighlight(1, 2, 8, "blue").do(db)
    AddHighlight(5, 0, 4, "green", "b").do(db)
    SetMeaning("北海", "北海タイムズ").do(db)


# ---- everything comes back ---------------------------------------------------------------------


def test_delete_the_library_import_again_and_replay(tmp_path: Path) -> None:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as db:
        annotate(db)
        highlights.add(db, 3, highlights.of_clipping(db.conn, 1)[0].highlight)  # fits nowhere
        before = side(db.conn)
        mirrored(db)
    for file in tmp_path.glob("library.sqlite*"):
        file.unlink()
    new_library(path, PAGE)
    with closing(library.open_for_writing(path)) as db:
        mirror.keep(db.conn)
        done = restoring.restore(db, mirror.path_of(path))
        assert (done.unplaced, done.problems, done.stay) == ([], [], [])
        assert side(db.conn) == before
        mirrored(db)
        assert restoring.restore(db, mirror.path_of(path)).steps == []


ids = st.lists(st.integers(1, 5), max_size=3).map(tuple)
tags = st.sampled_from(["国", "国/海", "急", "\udcff"])
bodies = st.sampled_from(["", " ", "メモ", "別のメモ", "a\r\nb", "\x00", "\udcff", "𠮷😀\u2028"])
colours = st.sampled_from(["yellow", "blue"])
made = st.one_of(
    st.builds(AddTag, ids, tags),
    st.builds(RemoveTag, ids, tags),
    st.builds(EditNote, st.integers(1, 5), bodies, st.integers(0, 2)),
    st.builds(SetStarred, ids, st.booleans()),
    st.builds(SetRead, ids, st.booleans()),
    st.builds(SetTagKeys, st.dictionaries(st.integers(1, 9), tags, max_size=3)),
    st.builds(
        lambda c, s, n, *rest: AddHighlight(c, s, s + n, *rest),
        st.sampled_from([1, 3, 5]),
        st.integers(0, 12),
        st.integers(1, 5),
        colours,
        st.sampled_from(["", "本当か"]),
    ),
    st.builds(RemoveHighlight, st.integers(1, 4)),
    st.builds(EditHighlight, st.integers(1, 4), colours, st.sampled_from(["", "ä", "\x00"])),
    st.builds(SaveSearch, st.sampled_from("ab"), st.builds(Filter, st.sampled_from("xy"))),
    st.builds(DeleteSearch, st.integers(1, 3)),
    st.builds(MoveSearch, st.integers(1, 3), st.integers(0, 3)),
    st.builds(RenameSource, st.sampled_from(["朝日新聞", "時事通信"]), st.sampled_from(["岬新報"])),
)
walks = st.lists(
    st.one_of(
        made,
        st.sampled_from(["undo", "redo", "take back"]),
        st.integers(0, len(PAGES) - 1),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A fresh import of each page."""
    folder = tmp_path_factory.mktemp("archives")
    paths = [folder / f"{number}.sqlite" for number in range(len(PAGES))]
    for path, text in zip(paths, PAGES, strict=True):
        with closing(library.open_for_writing(new_library(path, text))) as db:
            db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return paths


@given(walks)
@settings(max_examples=60)
def test_after_whatever_was_done_the_mirror_replayed_gives_the_same(
    archives: Sequence[Path], tmp_path_factory: pytest.TempPathFactory, walk: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("walk")
    shutil.copy(archives[0], folder / "a.sqlite")
    with closing(library.open_for_writing(folder / "a.sqlite")) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        annotate(db)
        mirror.keep(db.conn)
        history, pages = History(), [0]
        for step in walk:
            with suppress(UserError):
                _take(db, history, pages, step)
            shutil.copy(archives[pages[-1]], folder / "b.sqlite")
            with closing(library.open_for_writing(folder / "b.sqlite")) as other:
                other.conn.execute("PRAGMA synchronous = OFF")
                done = replay(db, other)
                assert (done.unplaced, done.problems) == ([], [])
                assert side(other.conn) == side(db.conn)
                with library.transaction(other):
                    stored.take_back(other, done.steps)
                assert not any(side(other.conn).values())
            assert len(list(folder.glob("a.*jsonl"))) <= 1
    shutil.rmtree(folder)


def _take(db: Any, history: History, pages: list[int], step: Any) -> None:
    if step == "undo":
        history.undo(db)
    elif step == "redo":
        history.redo(db)
    elif step == "take back":
        if len(pages) > 1:
            run.take_back(db, imports.runs(db.conn)[0].id)
            pages.pop()
    elif isinstance(step, int):
        bring(db, PAGES[step])
        pages.append(step)
    else:
        history.do(db, step)


# ---- what is in the library already ------------------------------------------------------------


def versions(db: Any, clipping_id: int = 1) -> list[str]:
    return [
        body
        for (body,) in db.conn.execute(
            "SELECT body FROM note_revision WHERE clipping_id = ? ORDER BY id", (clipping_id,)
        )
    ]


def note(db: Any, body: str, stamp: str) -> None:
    with library.transaction(db):
        layer.put_note(db, 1, (body, stamp))


@pytest.mark.parametrize(("there", "stays"), [("2031-01-02", True), ("2030-12-31", False)])
def test_the_newer_note_is_the_note_and_the_older_one_a_version(
    db: Any, fresh: Any, there: str, stays: bool
) -> None:
    note(db, "写しのメモ", "2031-01-01T00:00:00Z")
    note(fresh, "ここのメモ", f"{there}T00:00:00Z")
    before = side(fresh.conn)
    done = replay(db, fresh)
    found = layer.note(fresh.conn, 1)
    assert found is not None
    assert found[0] == ("ここのメモ" if stays else "写しのメモ")
    assert versions(fresh) == ["写しのメモ" if stays else "ここのメモ"]
    assert bool(done.stay) == stays
    assert replay(db, fresh).steps == []  # doing it twice adds nothing
    with library.transaction(fresh):
        stored.take_back(fresh, done.steps)
    assert side(fresh.conn) == before


def test_nothing_of_the_library_is_taken_away(db: Any, fresh: Any) -> None:
    annotate(db)
    AddTag((1, 3), "ここ").do(fresh)
    SetTagKeys({3: "ここ"}).do(fresh)
    SetStarred((1,), starred=True).do(fresh)
    SetRead((5,), read=True).do(fresh)
    AddHighlight(1, 0, 5, "green", "別").do(fresh)
    SaveSearch("灯台", Filter("別")).do(fresh)
    with library.transaction(fresh):
        fresh.conn.execute("INSERT INTO colour_meaning VALUES ('yellow', 'ここの意味')")
    before = side(fresh.conn)
    done = replay(db, fresh)
    after = side(fresh.conn)
    for table in ("clipping_tag", "highlight", "saved_search", "colour_meaning"):
        assert set(before[table]) <= set(after[table]), table
    assert "'灯台 (2)'" in repr(after["saved_search"])
    assert layer.tag_keys(fresh.conn) == {3: "ここ"}
    assert {key.kind for key in done.stay} >= {"tag", "search", "colour"}
    assert replay(db, fresh).steps == []
    with library.transaction(fresh):
        stored.take_back(fresh, done.steps)
    assert side(fresh.conn) == before


def test_the_newer_state_of_a_highlight(db: Any, fresh: Any) -> None:
    AddHighlight(1, 0, 5, "red", "前").do(db)
    replay(db, fresh)
    with library.transaction(db):
        db.conn.execute("UPDATE highlight SET comment = '後', changed_at = '2099-01-01T00:00:00Z'")
    done = replay(db, fresh)
    assert [one.highlight.comment for one in highlights.of_clipping(fresh.conn, 1)] == ["後"]
    with library.transaction(fresh):
        stored.take_back(fresh, done.steps)
    assert [one.highlight.comment for one in highlights.of_clipping(fresh.conn, 1)] == ["前"]


def test_what_was_changed_since_is_not_taken_back(db: Any, fresh: Any) -> None:
    annotate(db)
    done = replay(db, fresh)
    EditNote(1, "seither").do(fresh)
    with library.transaction(fresh):
        stored.take_back(fresh, done.steps)
    found = layer.note(fresh.conn, 1)
    assert found is not None
    assert found[0] == "seither"


def test_saying_first_what_would_be_done(db: Any, fresh: Any) -> None:
    annotate(db)
    before = side(fresh.conn)
    with closing(library.open_for_reading(library.path_of(fresh.conn))) as reader:
        said = restoring.look(reader, mirrored(db))
    assert side(fresh.conn) == before
    done = replay(db, fresh)
    assert (said.counts, said.clippings, said.things) == (done.counts, done.clippings, done.things)
    assert said.counts["note"] == 1


def test_giving_up_half_way_goes_on_later(
    db: Any, fresh: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "_BATCH", 1)
    annotate(db)
    half = Restored()
    count = 0

    def gave_up() -> bool:
        nonlocal count
        count += 1
        return count > 4

    with pytest.raises(Cancelled):
        restoring.restore(fresh, mirrored(db), Watch(is_cancelled=gave_up), half)
    assert half.steps
    replay(db, fresh)
    assert side(fresh.conn) == side(db.conn)


# ---- whose they are ----------------------------------------------------------------------------


def test_a_clipping_that_is_not_there_is_told_and_comes_later(db: Any, tmp_path: Path) -> None:
    EditNote(1, "a").do(db)
    EditNote(2, "b").do(db)
    with library.transaction(db):
        db.conn.execute(
            "INSERT INTO note_revision (clipping_id, body, changed_at) VALUES (1, 'x', '2031-01-01T00:00:00Z')"
        )
    half = page(*PAGE.split("\n\n2031.04.10")[:1], title="")
    rest = PAGE[PAGE.index("2031.04.09") :]
    path = new_library(tmp_path / "less.sqlite", f"{half}\n{rest}")
    with closing(library.open_for_writing(path)) as other:
        done = replay(db, other)
        (one,) = done.unplaced
        assert (one.head.uid, one.head.headline) == ("3105-041003", "岬の灯台 を修理へ")
        assert side(other.conn)["note"] == side(db.conn)["note"][:1]
        bring(other, PAGE)
        assert replay(db, other).unplaced == []
        assert side(other.conn) == side(db.conn)


def test_an_id_that_is_another_clippings_now(db: Any, tmp_path: Path) -> None:
    EditNote(3, "灯台のメモ").do(db)
    other_page = page(clip("3105-040901", date="2031.05.20", source="時事通信", headline="市場"))
    path = new_library(tmp_path / "other.sqlite", other_page)
    with closing(library.open_for_writing(path)) as other:
        assert [one.head.uid for one in replay(db, other).unplaced] == ["3105-040901"]
        assert side(other.conn)["note"] == []


def test_two_editorials_of_one_day_are_told_by_their_words(tmp_path: Path) -> None:
    one, two = (
        clip(None, headline="社説", body=f" {body}")
        for body in ("漁の話である。", "雪の話である。")
    )
    first = new_library(tmp_path / "first.sqlite", page(one, two))
    second = new_library(tmp_path / "second.sqlite", page(two, one))
    with (
        closing(library.open_for_writing(first)) as db,
        closing(library.open_for_writing(second)) as other,
    ):
        for clipping_id in (1, 2):
            words = highlights.text(db.conn, clipping_id)
            EditNote(clipping_id, f"{words}へのメモ").do(db)
        assert replay(db, other).unplaced == []
        for clipping_id in (1, 2):
            words = highlights.text(other.conn, clipping_id)
            assert layer.note(other.conn, clipping_id) is not None
            assert (layer.note(other.conn, clipping_id) or ("",))[0] == f"{words}へのメモ"


def test_a_corrected_source_and_headline(db: Any, fresh: Any) -> None:
    EditNote(5, "無番号").do(db)
    RenameSource("朝日新聞", "岬新報").do(db)
    assert replay(db, fresh).unplaced == []
    assert side(fresh.conn) == side(db.conn)


# ---- damaged and hostile files -----------------------------------------------------------------


def refused(fresh: Any, path: Path) -> str:
    with pytest.raises(UserError) as told:
        restoring.restore(fresh, path)
    return told.value.code


def test_files_that_are_none(fresh: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    assert refused(fresh, path) == "annotations_missing"
    assert refused(fresh, tmp_path) == "annotations_unreadable"
    for text in ("", "hello\n", '{"uid": "x", "published": "2031-01-01"}\n', "\x00\xff" * 99):
        path.write_text(text, "utf-8")
        assert refused(fresh, path) == "annotations_unknown"
    path.write_text('{"kind": "clipdesk annotations", "version": 2}\n')
    assert refused(fresh, path) == "annotations_newer"


def test_a_damaged_line_is_told_and_the_others_come(db: Any, fresh: Any) -> None:
    annotate(db)
    path = mirrored(db)
    lines = path.read_bytes().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if b"3105-041003" in line)
    lines[at] = lines[at][:100] + b"\n"
    path.write_bytes(b"".join([*lines, b'{"kind": "clipping", "uid": "half']))
    done = restoring.restore(fresh, path)
    assert [(one.code, one.line) for one in done.problems] == [
        ("annotation_unreadable", at + 1),
        ("annotation_unreadable", len(lines) + 1),
    ]
    assert side(fresh.conn)["saved_search"] == side(db.conn)["saved_search"]
    assert len(side(fresh.conn)["reading"]) == len(side(db.conn)["reading"]) - 1


junk = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=4),
        st.just("x" * 300),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=4,
)
said = st.fixed_dictionaries(
    {"kind": st.sampled_from(["clipping", "tag", "search", "colour", "journal", "version",
        "journal_version", "source_name", "removed", "mark", "x"])},
    optional={
        "uid": st.one_of(st.just("3105-040901"), junk),
        "name": st.one_of(st.just("国"), junk),
        "colour": st.one_of(st.just("red"), junk),
        "printed": junk, "source": junk, "meaning": junk, "query": junk, "sort": junk, "digit": junk,
        "tags": st.one_of(junk, st.lists(st.fixed_dictionaries({"name": junk, "added_at": junk}))),
        "note": st.one_of(junk, st.fixed_dictionaries({"body": junk, "changed_at": junk})),
        "highlights": junk, "starred": junk, "read_at": junk, "review_on": junk, "position": junk,
        "body": junk, "bodies": junk, "of": junk, "key": junk, "part": junk,
        "changed_at": st.one_of(st.just("2031-01-01T00:00:00Z"), junk),
        "added_at": st.one_of(st.just("2031-01-01T00:00:00Z"), junk),
        "published": junk, "headline": junk, "id": junk, "whole_words": junk,
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = new_library(tmp_path_factory.mktemp("hostile") / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        yield db


@given(st.lists(st.one_of(said.map(json.dumps), st.text(max_size=20)), max_size=6))
@settings(max_examples=200)
def test_whatever_the_lines_say_nothing_breaks(shared: Any, lines: list[str]) -> None:
    path = library.path_of(shared.conn).with_name("hostile.jsonl")
    text = "\n".join(['{"kind": "clipdesk annotations", "version": 1}', *lines])
    path.write_text(text, "utf-8", errors="surrogatepass", newline="")
    done = restoring.restore(shared, path)
    assert side(shared.conn)  # and it can be read
    mirror.keep(shared.conn)
    with library.transaction(shared):
        stored.take_back(shared, done.steps)
