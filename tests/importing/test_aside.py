"""Work in a process of its own: what is passed on, given up, refused, lost; and who removes what."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from clipdesk.core.errors import Cancelled, UserError
from clipdesk.importing import aside, jobs
from clipdesk.importing.aside import BugAsideError, Tell
from clipdesk.importing.plan import NOBODY, Plan, Watch
from clipdesk.store import clippings, imports, library
from clipdesk.store.staging import Stage
from clipdesk.texts import language, use_language
from tests import pages

# What is done aside is a function of a module: it is imported there.


def _who(_watch: Watch, _tell: Tell) -> tuple[int, str]:
    return os.getpid(), language()


def _steps(watch: Watch, tell: Tell, count: int) -> int:
    for step in range(count):
        watch.progress(step, count)
        tell("step", step)
        watch.give_way()
        watch.check()
    return count


def _refuse(_watch: Watch, _tell: Tell) -> NoReturn:
    raise UserError("import_missing", file="霧.txt")


def _fail(_watch: Watch, _tell: Tell) -> NoReturn:
    raise ZeroDivisionError("ours")


def _strange(_watch: Watch, _tell: Tell) -> object:
    return lambda: None  # cannot be told


def _die(_watch: Watch, _tell: Tell) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _wait(watch: Watch, _tell: Tell) -> None:
    while True:
        time.sleep(0.01)
        watch.check()


def test_it_is_another_process_which_stays_for_the_next_job_and_speaks_our_language() -> None:
    spoken = language()
    try:
        use_language("ja")
        first, said = aside.call(_who, watch=NOBODY)
        assert said == "ja"
        use_language("en")
        assert aside.call(_who, watch=NOBODY) == (first, "en")
    finally:
        use_language(spoken)
    assert first != os.getpid()


def test_all_is_passed_on_in_order_and_others_have_their_turn_where_it_is_given() -> None:
    heard: list[object] = []
    watch = Watch(
        lambda done, total: heard.append((done, total)), give_way=lambda: heard.append("turn")
    )
    assert aside.call(_steps, 2, watch=watch, tell=lambda *what: heard.append(what)) == 2
    assert heard == [(0, 2), ("step", 0), "turn", (1, 2), ("step", 1), "turn"]


def test_what_is_refused_is_told_in_our_words_and_the_process_goes_on() -> None:
    before = aside.call(_who, watch=NOBODY)
    with pytest.raises(UserError) as refused:
        aside.call(_refuse, watch=NOBODY)
    assert (refused.value.code, refused.value.values) == ("import_missing", {"file": "霧.txt"})
    assert aside.call(_who, watch=NOBODY) == before


def test_a_bug_of_ours_comes_with_the_trace_of_where_it_happened() -> None:
    with pytest.raises(BugAsideError, match=r"(?s)in _fail.*ZeroDivisionError: ours"):
        aside.call(_fail, watch=NOBODY)


def test_what_cannot_be_told_is_a_bug_and_the_process_goes_on() -> None:
    before = aside.call(_who, watch=NOBODY)
    with pytest.raises(BugAsideError, match="_strange"):
        aside.call(_strange, watch=NOBODY)
    assert aside.call(_who, watch=NOBODY) == before


def test_a_process_that_is_killed_is_said_to_be_lost_and_the_next_job_has_another() -> None:
    with pytest.raises(UserError, match="aside_lost"):
        aside.call(_die, watch=NOBODY)
    assert aside.call(_who, watch=NOBODY)[0] != os.getpid()


def _die_reading(_watch: Watch, tell: Tell) -> NoReturn:
    tell("made", str(Stage()._file.parent))
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _read_first(_watch: Watch, tell: Tell) -> None:
    made = Stage()
    tell("made", str(made._file.parent))
    made.let_go()


def test_one_that_is_killed_while_it_reads_leaves_no_folder() -> None:
    """But what it handed over before is somebody's."""
    folders: list[Path] = []

    def told(_name: str, folder: str) -> None:
        folders.append(Path(folder))

    aside.call(_read_first, watch=NOBODY, tell=told)
    with pytest.raises(UserError, match="aside_lost"):
        aside.call(_die_reading, watch=NOBODY, tell=told)
    assert [folder.exists() for folder in folders] == [True, False]
    shutil.rmtree(folders[0])


def _stop(watch: Watch, _tell: Tell) -> None:
    watch.progress(0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)


@pytest.mark.skipif(sys.platform == "win32", reason="no process is stopped there")
def test_one_that_hangs_is_ended_and_said_to_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody could cancel it, and notes would wait for it for ever."""
    monkeypatch.setattr(aside, "_SILENCE_S", 2.0)
    monkeypatch.setattr(aside, "_GRACE_S", 0.2)
    with pytest.raises(UserError, match="aside_lost"):
        aside.call(_stop, watch=NOBODY)
    assert aside.call(_who, watch=NOBODY)[0] != os.getpid()


def _long(_watch: Watch, _tell: Tell) -> str:
    time.sleep(3)
    return "done"


def test_one_that_works_long_and_says_nothing_does_not_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aside, "_SILENCE_S", 2.0)
    assert aside.call(_long, watch=NOBODY) == "done"


def test_one_that_died_in_its_sleep_is_not_used() -> None:
    pid, _ = aside.call(_who, watch=NOBODY)
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)
    assert aside.call(_who, watch=NOBODY)[0] != pid


def test_giving_up_ends_it_while_it_works() -> None:
    looks = iter([False, False, True])
    with pytest.raises(Cancelled):
        aside.call(_wait, watch=Watch(is_cancelled=lambda: next(looks, True)))
    with pytest.raises(Cancelled):
        aside.call(_steps, 1_000, watch=Watch(is_cancelled=lambda: True))
    assert aside.call(_steps, 3, watch=NOBODY) == 3


def test_what_was_said_to_one_job_is_not_for_the_next() -> None:
    """It may end at the moment at which it is given up."""
    before, _ = aside.call(_who, watch=NOBODY)
    for _ in range(20):
        assert aside.call(_who, watch=Watch(is_cancelled=lambda: True))[0] == before
    assert aside.call(_steps, 3, watch=NOBODY) == 3


def test_who_fails_while_he_is_told_ends_the_job() -> None:
    before, _ = aside.call(_who, watch=NOBODY)

    def fail() -> None:
        raise UserError("disk_full", path="x")

    with pytest.raises(UserError, match="disk_full"):
        aside.call(_steps, 3, watch=Watch(give_way=fail))
    assert aside.call(_who, watch=NOBODY)[0] != before


def test_a_page_that_was_read_there_is_removed_here(tmp_path: Path) -> None:
    path, file = tmp_path / "library.sqlite", tmp_path / "page.txt"
    library.open_for_writing(path, create=True).close()
    file.write_text(pages.PAGE, "utf-8")
    plans: list[Plan] = []

    def tell(what: str, plan: Plan) -> None:
        assert what == "planned"
        plan.stage.take_over()
        plans.append(plan)

    assert aside.call(jobs.read_pages, path, [file], {}, watch=NOBODY, tell=tell) == 1
    (plan,) = plans
    staged = plan.stage.__getstate__()
    assert plan.stage.draft(0).headline
    meant = library.which_file(path)
    with pytest.raises(UserError, match="library_gone"):  # another came to lie there
        aside.call(jobs.bring, path, (0, 0), plan, watch=NOBODY)
    run_id, _, counts, continues = aside.call(jobs.bring, path, meant, plan, watch=NOBODY)
    assert (counts, continues) == (plan.counts, False)
    assert staged.exists()
    assert plan.stage.draft(0).headline  # it was only lent
    plan.close()
    assert not staged.parent.exists()
    with closing(library.open_for_reading(path)) as connection:
        assert clippings.count(connection) == counts["new"] > 0
        assert [run.id for run in imports.runs(connection)] == [run_id]
    assert aside.call(jobs.take_back, path, meant, run_id, watch=NOBODY) == 0


_PARENT = """
import sys, time
from pathlib import Path
from clipdesk.importing import aside
from clipdesk.importing.plan import Watch
from tests.importing.test_aside import _steps
if __name__ == "__main__":
    def turn():
        print("turn", flush=True)
        time.sleep(60)
    aside.call(_steps, 5, watch=Watch(give_way=turn))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups to look at")
def test_it_ends_with_the_program_that_was_killed() -> None:
    """Whatever it does: it would go on writing into a library that is opened anew."""
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, start_new_session=True, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "turn\n"
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 20
    while _has_members(parent.pid):
        assert time.monotonic() < until, "it outlives the program"
        time.sleep(0.05)


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
