"""The mirror follows the library, whatever becomes of either; what is not its own it never harms."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import (
    AddTag,
    ColourTag,
    DeleteTags,
    EditNote,
    MergeTags,
    NestTag,
    RemoveTag,
    RenameTag,
    SetStarred,
    SetTags,
)
from clipdesk.core.errors import UserError
from clipdesk.exporting import mirror
from clipdesk.importing import restoring
from clipdesk.store import annotated, library
from tests.annotations import fill, side
from tests.pages import PAGE, new_library


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "岬.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def path_of(db: Any) -> Path:
    return mirror.path_of(library.path_of(db.conn))


def lines(db: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path_of(db).read_text("utf-8").splitlines()]


def others(db: Any) -> list[Path]:
    return sorted(set(path_of(db).parent.glob("*.jsonl")) - {path_of(db)})


def is_right(db: Any) -> bool:
    """Whether the mirror replayed onto a fresh import gives the library's layer."""
    fresh = path_of(db).with_name("fresh.sqlite")
    for file in fresh.parent.glob("fresh*"):
        file.unlink()
    with closing(library.open_for_writing(new_library(fresh, PAGE))) as other:
        done = restoring.restore(other, path_of(db))
        return not done.problems and not done.unplaced and side(other.conn) == side(db.conn)


def test_nothing_to_keep_leaves_nothing(db: Any) -> None:
    mirror.keep(db.conn)
    assert list(path_of(db).parent.glob("*.jsonl")) == []
    assert not list(path_of(db).parent.glob("*lock*"))


def test_it_is_written_whole_then_goes_on(db: Any) -> None:
    AddTag((1, 2), "国/海").do(db)
    assert mirror.keep(db.conn).seq == annotated.state(db.conn).seq
    assert path_of(db).name == "岬.annotations.jsonl"
    head, *_, mark = lines(db)
    assert (head["kind"], head["version"], mark["kind"]) == ("clipdesk annotations", 1, "mark")
    inode = path_of(db).stat().st_ino
    before = path_of(db).read_bytes()
    EditNote(1, "メモ").do(db)
    mirror.keep(db.conn)
    assert path_of(db).stat().st_ino == inode
    after = path_of(db).read_bytes()
    assert after.startswith(before)
    added = [json.loads(line) for line in after[len(before) :].splitlines()]
    assert [one["kind"] for one in added] == ["clipping", "mark"]
    assert (added[0]["note"]["body"], added[0]["tags"][0]["name"]) == ("メモ", "国/海")
    mirror.keep(db.conn)
    assert path_of(db).read_bytes() == after  # nothing changed, nothing written
    assert is_right(db)


def test_what_is_taken_away_is_said(db: Any) -> None:
    AddTag((1,), "国").do(db)
    mirror.keep(db.conn)
    RemoveTag((1,), "国").do(db)
    mirror.keep(db.conn)
    assert [one["of"] for one in lines(db) if one["kind"] == "removed"] == ["tag", "clipping"]
    assert is_right(db)


def test_everything_that_there_can_be(db: Any) -> None:
    fill(db)
    mirror.keep(db.conn)
    assert is_right(db)
    with library.transaction(db):
        db.conn.execute("DELETE FROM journal")
        db.conn.execute("DELETE FROM note_revision WHERE clipping_id = 1")
        db.conn.execute("UPDATE tag SET name = '改名'")
        db.conn.execute("DELETE FROM colour_meaning WHERE colour = 'red'")
    mirror.keep(db.conn)
    assert is_right(db)


def test_tags_that_are_moved_about(db: Any) -> None:
    AddTag((1, 2), "国/海").do(db)
    AddTag((2,), "急").do(db)
    AddTag((3,), "海").do(db)
    mirror.keep(db.conn)
    changes = [
        RenameTag("国", "海/国"),
        NestTag("海/国/海", "急"),
        MergeTags("急", "海"),
        ColourTag("海", "red"),
        SetTags((1, 4), ("新",), ("海",)),
        DeleteTags(("海",)),
    ]
    for command in changes:
        command.do(db)
        mirror.keep(db.conn)
        assert is_right(db)
    for command in reversed(changes):
        command.undo(db)
        mirror.keep(db.conn)
        assert is_right(db)
    assert not any(str(value).startswith("/") for one in lines(db) for value in one.values())


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_crash_in_the_middle_of_a_line(db: Any, cut: int) -> None:
    AddTag((1,), "国").do(db)
    mirror.keep(db.conn)
    EditNote(2, "長いメモ" * 100).do(db)
    mirror.keep(db.conn)
    os.truncate(path_of(db), path_of(db).stat().st_size - cut)
    EditNote(3, "別").do(db)
    mirror.keep(db.conn)
    assert is_right(db)
    assert others(db) == []


def test_behind_after_a_crash_before_writing(db: Any) -> None:
    AddTag((1,), "国").do(db)
    mirror.keep(db.conn)
    older = path_of(db).read_bytes()
    EditNote(1, "a").do(db)
    mirror.keep(db.conn)
    path_of(db).write_bytes(older)
    mirror.keep(db.conn)
    assert is_right(db)
    assert others(db) == []


def test_so_far_behind_that_nobody_knows(db: Any) -> None:
    AddTag((1,), "国").do(db)
    mirror.keep(db.conn)
    EditNote(1, "a").do(db)
    EditNote(1, "b").do(db)
    with library.transaction(db):
        annotated.forget(db, annotated.state(db.conn).seq)
    state = annotated.state(db.conn)
    assert state.known == state.seq - 1
    mirror.keep(db.conn)
    assert is_right(db)
    EditNote(1, "c").do(db)
    mirror.keep(db.conn)
    assert is_right(db)


def test_deleted(db: Any) -> None:
    AddTag((1,), "国").do(db)
    mirror.keep(db.conn)
    path_of(db).unlink()
    mirror.keep(db.conn)
    assert is_right(db)


def test_edited_by_the_user(db: Any) -> None:
    AddTag((1,), "国").do(db)
    EditNote(1, "書いた").do(db)
    mirror.keep(db.conn)
    edited = path_of(db).read_text("utf-8").replace("書いた", "変えた")
    path_of(db).write_text(edited, "utf-8")
    kept = mirror.keep(db.conn, thoroughly=True)
    assert others(db) == [kept.set_aside]
    assert kept.set_aside is not None
    assert kept.set_aside.read_text("utf-8") == edited
    assert is_right(db)


def test_edited_to_another_length_is_seen_at_once(db: Any) -> None:
    AddTag((1,), "国").do(db)
    mirror.keep(db.conn)
    path_of(db).write_text(path_of(db).read_text("utf-8").replace("国", "くに"), "utf-8")
    assert mirror.keep(db.conn).set_aside is not None
    assert is_right(db)


@pytest.mark.parametrize("text", ["", "買い物\n", "{}\n", '{"kind": "mark"}\n', "[[[[" * 9_000])
def test_another_file_of_that_name(db: Any, text: str) -> None:
    path_of(db).write_text(text, "utf-8")
    mirror.keep(db.conn)
    assert path_of(db).read_text("utf-8") == text  # nothing to keep
    AddTag((1,), "国").do(db)
    aside = mirror.keep(db.conn).set_aside
    assert (aside.read_text("utf-8") if aside else "") == text
    assert is_right(db)


def test_what_is_left_of_a_library_that_is_gone_stays(db: Any, tmp_path: Path) -> None:
    AddTag((1,), "国").do(db)
    mirror.keep(db.conn)
    precious = path_of(db).read_bytes()
    folder = tmp_path / "new"
    folder.mkdir()
    with closing(library.open_for_writing(new_library(folder / "岬.sqlite", PAGE))) as other:
        path_of(other).write_bytes(precious)
        mirror.keep(other.conn)
        assert path_of(other).read_bytes() == precious
        EditNote(1, "新しい").do(other)
        aside = mirror.keep(other.conn).set_aside
        assert aside is not None
        assert aside.read_bytes() == precious
        assert is_right(other)


def test_an_older_copy_of_the_library_put_back(db: Any, tmp_path: Path) -> None:
    AddTag((1,), "国").do(db)
    path = library.path_of(db.conn)
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(path, tmp_path / "older")
    EditNote(1, "後で").do(db)
    mirror.keep(db.conn)
    newer = path_of(db).read_bytes()
    db.conn.close()
    shutil.copy(tmp_path / "older", path)
    with closing(library.open_for_writing(path)) as again:
        aside = mirror.keep(again.conn).set_aside
        assert aside is not None
        assert aside.read_bytes() == newer
        assert is_right(again)
        restoring.restore(again, aside)
        assert "後で" in repr(side(again.conn)["note"])


def test_a_copy_of_the_library_has_a_mirror_of_its_own(db: Any, tmp_path: Path) -> None:
    AddTag((1,), "国").do(db)
    mirror.keep(db.conn)
    before = path_of(db).read_bytes()
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(library.path_of(db.conn), tmp_path / "copy.sqlite")
    with closing(library.open_for_writing(tmp_path / "copy.sqlite")) as copy:
        EditNote(1, "写し").do(copy)
        mirror.keep(copy.conn)
        assert is_right(copy)
    assert path_of(db).read_bytes() == before


def test_it_is_written_anew_when_most_of_it_is_superseded(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "_SLACK", 5_000)
    sizes = []
    for n in range(60):
        # One stretch of typing, which leaves no versions.
        EditNote(1, f"メモ {n} " * 20, 1, "2000-01-01T00:00:00Z").do(db)
        mirror.keep(db.conn)
        sizes.append(path_of(db).stat().st_size)
    assert max(sizes) < 10_000
    assert sum(b < a for a, b in itertools.pairwise(sizes)) > 2
    assert is_right(db)


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may all")
def test_a_folder_that_cannot_be_written(db: Any) -> None:
    AddTag((1,), "国").do(db)
    path_of(db).parent.chmod(0o500)
    try:
        with pytest.raises(UserError) as told:
            mirror.keep(db.conn)
    finally:
        path_of(db).parent.chmod(0o700)
    assert told.value.code == "mirror_unwritable"


def test_what_cannot_be_written_is_told_and_harms_nothing(db: Any) -> None:
    AddTag((1,), "国").do(db)
    path_of(db).mkdir()
    with pytest.raises(UserError) as told:
        mirror.keep(db.conn)
    assert told.value.code == "mirror_unwritable"
    assert not db.conn.in_transaction
    path_of(db).rmdir()
    mirror.keep(db.conn)
    assert is_right(db)


def test_a_full_disk_while_appending_leaves_what_was_there(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    AddTag((1,), "国").do(db)
    mirror.keep(db.conn)
    before = path_of(db).read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    EditNote(1, "a").do(db)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(UserError, match="mirror_unwritable"):
            mirror.keep(db.conn)
    assert path_of(db).read_bytes() == before
    mirror.keep(db.conn)
    assert is_right(db)


def test_many_changes_are_forgotten(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "_FORGET", 20)
    for n in range(30):
        SetStarred((1,), starred=n % 2 == 0).do(db)
        mirror.keep_after(db)
    (left,) = db.conn.execute("SELECT count(*) FROM layer_change").fetchone()
    assert left <= 21
    assert is_right(db)


def _write(path: Path, number: int) -> None:
    with closing(library.open_for_writing(path)) as db:
        for n in range(15):
            AddTag((1 + n % 5,), f"{number}/{n}").do(db)
            mirror.keep_after(db)


def test_two_programs_at_once(db: Any) -> None:
    context = multiprocessing.get_context("spawn")
    path = library.path_of(db.conn)
    programs = [context.Process(target=_write, args=(path, number)) for number in range(2)]
    for program in programs:
        program.start()
    lanes = [threading.Thread(target=_write, args=(path, number)) for number in (2, 3)]
    for lane in lanes:
        lane.start()
    for program in programs:
        program.join()
    for lane in lanes:
        lane.join()
    assert [program.exitcode for program in programs] == [0, 0]
    assert annotated.changed(db.conn, mirror.keep(db.conn).seq) == []
    assert others(db) == []
    assert is_right(db)
