"""Steps that outlast the sitting: what is taken over, what is forgotten, and a killed program."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk import history as histories
from clipdesk.commands import AddTag, Command, EditNote, SaveSearch, SetStarred, toggle_starred
from clipdesk.commands.importing import ImportPage, TakeBackImport
from clipdesk.core.errors import UserError
from clipdesk.core.query import Filter
from clipdesk.history import STEPS, History
from clipdesk.importing.plan import NOBODY
from clipdesk.store import imports, layer, library, steps
from tests.pages import PAGE, clip, dump, new_library, page, plan

NOW = dt.datetime(2031, 4, 9, 12, tzinfo=dt.UTC).astimezone()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_library(tmp_path / "library.sqlite", PAGE)


@pytest.fixture
def db(path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(path)) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


def loaded(db: Any, now: dt.datetime | None = None) -> History:
    history = History()
    history.load(db, now)
    return history


def states(db: Any) -> list[str]:
    return [row.state for row in steps.rows(db.conn)]


def test_the_next_sitting_undoes_and_redoes_what_this_one_did(db: Any) -> None:
    first = dump(db.conn)
    history = History()
    history.do(db, toggle_starred((1, 2)))
    history.do(db, AddTag((1,), "国"))
    history.do(db, EditNote(1, "メ", 1))
    history.do(db, EditNote(1, "メモ", 1))
    after = dump(db.conn)
    history.undo(db)
    history = loaded(db)
    assert isinstance(history.next_undo, AddTag)
    assert isinstance(history.next_redo, EditNote)
    assert history.next_redo.body == "メモ"
    history.redo(db)
    assert dump(db.conn) == after
    history = loaded(db)
    while history.next_undo is not None:
        history.undo(db)
    assert dump(db.conn) == first
    assert states(db) == ["undone"] * 3


def test_typing_goes_on_in_a_step_of_its_own_after_a_restart(db: Any) -> None:
    History().do(db, EditNote(1, "朝", 1))
    history = loaded(db)
    history.do(db, EditNote(1, "朝と夜", 1))  # sessions count from one again
    history.undo(db)
    assert layer.note(db.conn, 1) is not None


def test_what_another_window_did_is_not_undone_here(db: Any) -> None:
    mine, other = History(), History()
    mine.do(db, AddTag((1,), "国"))
    other.do(db, AddTag((2,), "急"))
    (_, foreign) = [row.id for row in steps.rows(db.conn)]
    with pytest.raises(UserError, match="take_back_elsewhere"):
        mine.take_back(db, foreign)
    mine.undo(db)
    assert mine.next_undo is None
    mine.do(db, AddTag((3,), "別"))
    assert [row.id for row in steps.rows(db.conn)] == [foreign, foreign + 1]


def test_what_was_written_over_elsewhere_is_not_undone_after_a_restart(db: Any) -> None:
    history = History()
    history.do(db, AddTag((2,), "国"))
    history.do(db, EditNote(1, "私"))
    EditNote(1, "他").do(db)
    history = loaded(db)
    with pytest.raises(UserError, match="undo_changed_elsewhere"):
        history.undo(db)
    assert layer.note(db.conn, 1) is not None
    assert not history.undo(db).is_empty  # that one is gone for good, the one before is not
    assert states(db) == ["undone"]


def made(db: Any, *hours_ago: float) -> None:
    """Steps of so long ago, done each."""
    for hours in hours_ago:
        History().do(db, AddTag((1,), f"{hours}"))
        stamp = (NOW - dt.timedelta(hours=hours)).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        db.conn.execute(
            "UPDATE step SET made_at = ? WHERE id = (SELECT max(id) FROM step)", (stamp,)
        )


@pytest.mark.parametrize(
    ("hours_ago", "kept"),
    [
        ((), 0),
        ((400, 399), 2),  # the last sitting, whenever it was
        ((400, 300, 299), 2),
        ((90, 0.2, 0.1), 2),
        ((NOW.hour + 1, NOW.hour - 1, 0), 3),  # over midnight without a pause
        ((60, NOW.hour - 0.1, 0.1), 2),  # today, whatever the pause
    ],
)
def test_the_days_work_is_kept(db: Any, hours_ago: tuple[float, ...], kept: int) -> None:
    made(db, *hours_ago)
    history = loaded(db, NOW)
    assert len(steps.rows(db.conn)) == kept
    count = 0
    while history.next_undo is not None:
        history.undo(db)
        count += 1
    assert count == kept


def test_a_thousand_are_kept(db: Any) -> None:
    history = History()
    for n in range(STEPS + 3):
        history.do(db, SetStarred((1,), starred=n % 2 == 0))
    assert len(steps.rows(db.conn)) == STEPS


def test_what_is_too_large_lasts_as_long_as_the_sitting(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "_LARGEST", 300)
    history = History()
    history.do(db, AddTag((1,), "国"))
    history.do(db, AddTag((1, 2, 3, 4, 5), "急" * 30))
    assert [bool(row.is_kept) for row in steps.listed(db.conn)] == [False, True]
    assert isinstance(loaded(db).next_undo, AddTag)
    history.undo(db)
    history.undo(db)
    assert history.next_undo is None


def test_all_that_is_kept_has_a_bound(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "_ALL", 1_000)
    history = History()
    for n in range(20):
        history.do(db, AddTag((1,), f"{n}"))
    sizes = [len(row.command) for row in steps.rows(db.conn)]
    assert 500 < sum(sizes) <= 1_000
    assert (sizes[0], sizes[-1] > 0) == (0, True)
    while history.next_undo is not None:
        history.undo(db)
    assert layer.tag_names(db.conn) == []


def test_a_full_disk_leaves_library_stacks_and_commands_as_they_were(db: Any) -> None:
    history = History()
    history.do(db, EditNote(1, "朝", 1))
    before = dump(db.conn), [tuple(row) for row in steps.rows(db.conn)]
    tried: list[Command] = [EditNote(1, "朝と", 1), AddTag((1,), "国"), toggle_starred((1,))]
    db.conn.execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON step BEGIN SELECT raise(ABORT, 'x'); END"
    )
    db.conn.execute(
        "CREATE TEMP TRIGGER full2 BEFORE UPDATE ON step BEGIN SELECT raise(ABORT, 'x'); END"
    )
    for command in tried:
        with pytest.raises(Exception, match="x"):
            history.do(db, command)
        assert (dump(db.conn), [tuple(row) for row in steps.rows(db.conn)]) == before
    db.conn.execute("DROP TRIGGER full")
    db.conn.execute("DROP TRIGGER full2")
    for command in tried:
        assert not history.do(db, command).is_empty
    for _ in range(3):
        history.undo(db)
    assert history.next_undo is None
    assert layer.note(db.conn, 1) is None


def test_taking_back_from_the_middle_is_a_step(db: Any) -> None:
    history = History()
    history.do(db, AddTag((1, 2), "国"))
    history.do(db, SaveSearch("霧", Filter("霧")))
    history.do(db, EditNote(1, "メモ"))
    before = dump(db.conn)
    first, second, third = (row.id for row in steps.rows(db.conn))
    history.take_back(db, first)
    assert layer.tag_names(db.conn) == []
    assert layer.note(db.conn, 1) is not None
    history = loaded(db)
    history.undo(db)
    assert dump(db.conn) == before
    with pytest.raises(UserError, match="take_back_undone"):
        history.take_back(db, max(row.id for row in steps.rows(db.conn)))
    EditNote(1, "他").do(db)
    with pytest.raises(UserError, match="take_back_changed"):
        history.take_back(db, third)
    history.take_back(db, second)
    with pytest.raises(UserError, match=r"take_back_(nothing|changed)"):
        history.take_back(db, second)


SECOND = page(clip("3106-010101", headline="六月の記事"), clip("3106-010202", headline="次の記事"))


def test_an_import_can_be_taken_back_at_the_next_sitting_but_not_made_again(db: Any) -> None:
    before = dump(db.conn)
    history = History()
    history.do(db, ImportPage(plan(db.conn, SECOND), NOBODY))
    history = loaded(db)
    assert history.next_undo is not None
    assert history.next_undo.text == ("desk.change.import", {"file": "page.txt", "clipping": 0})
    history.undo(db)
    assert dump(db.conn) == before
    assert history.next_redo is None
    assert steps.rows(db.conn) == []


def test_an_import_is_undone_and_made_again_in_its_sitting(db: Any) -> None:
    history = History()
    history.do(db, ImportPage(plan(db.conn, SECOND), NOBODY))
    history.undo(db)
    assert steps.rows(db.conn) == []
    history.redo(db)
    assert states(db) == ["done"]
    history = loaded(db)
    assert not history.undo(db).is_empty


def test_an_import_that_its_record_took_back_is_no_step_any_more(db: Any) -> None:
    history = History()
    history.do(db, AddTag((1,), "国"))
    history.do(db, ImportPage(plan(db.conn, SECOND), NOBODY))
    history.do(db, TakeBackImport(imports.runs(db.conn)[0].id), undoable=False)
    assert isinstance(history.next_undo, AddTag)
    assert len(steps.rows(db.conn)) == 1


_CHILD = """
import sys
from pathlib import Path
from clipdesk.commands import AddTag, EditNote, toggle_starred
from clipdesk.history import History
from clipdesk.store import library

db = library.open_for_writing(Path(sys.argv[1]))
history = History()
print("ready", flush=True)
for n in range(10_000):
    history.do(db, AddTag((1, 2, 3), f"{n}"))
    history.do(db, EditNote(n % 5 + 1, f"{n}", n // 3))
    history.do(db, toggle_starred((n % 5 + 1,)))
    if n % 3 == 2:
        history.undo(db)
        history.undo(db)
        history.redo(db)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("wait_ms", [5, 23, 51, 88, 140])
def test_a_killed_program_neither_loses_nor_doubles_a_step(
    path: Path, tmp_path: Path, wait_ms: int
) -> None:
    """Whatever was done is undone by the steps that are kept, and nothing else is."""
    with closing(library.open_for_writing(path)) as db:
        before = dump(db.conn)
    environment = {**os.environ, "HOME": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path)], stdout=subprocess.PIPE, env=environment
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"ready"
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(wait_ms / 1000)
        child.send_signal(signal.SIGKILL)
    with closing(library.open_for_writing(path)) as db:
        history = loaded(db)
        after = dump(db.conn)
        count = 0
        while history.next_undo is not None:
            assert not history.undo(db).is_empty
            count += 1
        assert dump(db.conn) == before
        for _ in range(count):
            history.redo(db)
        assert dump(db.conn) == after
