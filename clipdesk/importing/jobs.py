"""What is done aside (`aside.py`): reading pages, bringing them in, taking an import back.

Annotations of a mirror are brought in and taken back here, too.

Each opens the library by its name, on a connection of its own, and is watched. What writes sees
first that the name still stands for the file that was meant (`aside.work_on`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clipdesk.core.errors import UserError
from clipdesk.importing import files, restoring, run
from clipdesk.importing.aside import Tell
from clipdesk.importing.mapping import recall
from clipdesk.importing.plan import Plan, Watch
from clipdesk.importing.sources import book_for
from clipdesk.importing.together import join
from clipdesk.store import library, rebuilding, sources, steps
from clipdesk.store.restoring import Step

if TYPE_CHECKING:
    import sqlite3

    import sqlite_utils


def read_pages(
    watch: Watch,
    tell: Tell,
    path: Path,
    named: Sequence[Path | files.PageFile],
    columns: dict[str, Any],
) -> int:
    """Stage every page, then compare each with the library. How many there were.

    Tells `planned(Plan)`, `passed_over(str, str)`, `unreadable(str, UserError)` and
    `unmapped(str, Table)`, as they are said in `ui/tasks.py`.

    Args:
        watch: sees the clippings pass.
        tell: takes what was found.
        path: the library's.
        named: files, folders, zips, pasted text.
        columns: what tables' columns were said to be, as `mapping.recall` takes it.
    """
    plans: list[Plan] = []
    try:
        with closing(library.open_for_reading(path)) as connection, library.explained(path):
            for source in named:
                _read(watch, tell, connection, source, columns, plans)
            join(plans)
            for number, plan in enumerate(plans):
                plan.compare(connection, watch, before=plans[:number])
    except BaseException:
        for plan in plans:
            plan.close()
        raise
    for plan in plans:
        tell("planned", plan)
        plan.stage.let_go()
    return len(plans)


def _read(
    watch: Watch,
    tell: Tell,
    connection: sqlite3.Connection,
    source: Path | files.PageFile,
    columns: dict[str, Any],
    plans: list[Plan],
) -> None:
    try:
        for found in [source] if isinstance(source, files.PageFile) else files.page_files(source):
            watch.check()
            if not isinstance(found, files.PageFile):
                tell("passed_over", found.name, found.reason)
                continue
            try:
                book = book_for(found.path, sources.names(connection))
                plans.append(files.stage_file(found, book, watch, columns=recall(columns)))
            except UserError as error:
                if error.code == "import_no_clipping" and not found.is_named:
                    tell("passed_over", found.name, "skipped_no_clipping")
                    continue
                if error.code == "import_columns_unknown":
                    tell("unmapped", found.name, files.table_in(found))
                tell("unreadable", found.name, error)
    except UserError as error:
        tell("unreadable", str(source), error)


def bring(
    watch: Watch, _tell: Tell, path: Path, meant: library.WhichFile, plan: Plan
) -> tuple[int, int, dict[str, int], bool]:
    """Compare a plan with the library once more, and carry it out.

    The step that takes it back is written with the last of it: nothing can come between.

    Returns:
        The import's number, its step's; the plan's `counts` and `continues` as it was carried out.

    Raises:
        Cancelled: nothing of it stays.
        UserError: as `run.bring`; library_gone.
    """
    with _opened(path, meant) as db:
        step = 0

        def keep(run_id: int) -> None:
            nonlocal step
            step = steps.add_import(db.conn, run_id)

        run_id = run.bring(db, plan, watch, keep)
        return run_id, step, plan.counts, plan.continues


def take_back(watch: Watch, _tell: Tell, path: Path, meant: library.WhichFile, run_id: int) -> int:
    """Take an import back; how many clippings stay. Raises as `run.take_back`, and library_gone."""
    with _opened(path, meant) as db:
        return run.take_back(db, run_id, watch)


def restore_annotations(
    watch: Watch, _tell: Tell, path: Path, meant: library.WhichFile, file: Path
) -> restoring.Restored:
    """Bring the annotations of a mirror in.

    Raises:
        Cancelled: nothing of it stays.
        UserError: as `restoring.restore`; nothing of it stays, unless even that is impossible.
    """
    with _opened(path, meant) as db:
        done = restoring.Restored()
        try:
            return restoring.restore(db, file, watch, done)
        except BaseException:
            restoring.take_back(db, done.steps)
            raise


def take_back_annotations(
    watch: Watch, _tell: Tell, path: Path, meant: library.WhichFile, steps: Sequence[Step]
) -> None:
    """Take annotations back that were brought in."""
    with _opened(path, meant) as db:
        restoring.take_back(db, steps, watch)


def put_annotations_again(
    watch: Watch, _tell: Tell, path: Path, meant: library.WhichFile, steps: Sequence[Step]
) -> list[Step]:
    """Bring annotations in once more that were taken back."""
    with _opened(path, meant) as db:
        return restoring.put_again(db, steps, watch)


@contextmanager
def _opened(path: Path, meant: library.WhichFile) -> Iterator[sqlite_utils.Database]:
    with closing(library.open_for_writing(path)) as db:
        if library.which_file(path) != meant:
            raise UserError("library_gone", path=str(path))
        yield db


def heal_index(watch: Watch, _tell: Tell, path: Path) -> None:
    """Make the search index anew where it is missing, behind or in doubt; others come first."""

    def give_way(_done: int, _total: int) -> None:
        watch.give_way()

    with closing(library.open_for_writing(path)) as db, library.explained(path):
        rebuilding.rebuild(db.conn, give_way, watch.is_cancelled)
