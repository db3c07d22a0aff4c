"""Carry a plan out, and take an import back. Writer lane.

A page of one batch is one transaction: it comes in whole or not at all. A longer one is written
batch by batch and gives way to the analyst's edits in between; when it fails or is cancelled, what
came in is taken back. If even that is impossible (a full disk, a power cut) the import stays
`running` in the library's record of imports: importing the same file again goes on with it, and it
can be taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from clipdesk.core.errors import UserError
from clipdesk.core.model import Draft, Problem
from clipdesk.importing.plan import LOST, NOBODY, Plan, Watch, highlight_lost
from clipdesk.store import archive, highlights, imports, layer, library, turns
from clipdesk.store.staging import Due, Kind

if TYPE_CHECKING:
    import sqlite_utils

_ONE_STEP: Final = 500
"""A page of so many clippings is written in one transaction: it takes some tenths of a second."""


_REVISIONS: Final[dict[Kind, Literal["page", "reading"]]] = {
    Kind.CHANGED: "page",
    Kind.REREAD: "reading",
}


def apply_plan(
    db: sqlite_utils.Database,
    plan: Plan,
    watch: Watch = NOBODY,
    also: Callable[[int], None] | None = None,
) -> int:
    """Write a plan, which was compared with this library just now. Returns the import's number.

    Args:
        db: the library.
        plan: what to write.
        watch: sees it come in.
        also: given the import's number in the last transaction, to write something beside it.

    Raises:
        Cancelled: nothing of it stays.
        UserError: as `library.transaction`; nothing of it stays, or `import_stopped`: see above.
    """
    writer = _Writer(db, plan, also)
    steps = writer.steps()
    if plan.total <= _ONE_STEP:
        with library.transaction(db):
            for done in steps:
                watch.progress(done, plan.total)
            watch.check()
        return writer.run_id
    library.need_room(db, plan.stage.size())
    started = False
    try:
        while True:
            with library.transaction(db):
                step = next(steps, None)
            if step is None:
                return writer.run_id
            started = True
            watch.progress(step, plan.total)
            watch.give_way()
            watch.check()
    except BaseException as error:
        if started and not _is_taken_back(db, writer.run_id):
            path = str(library.path_of(db.conn))
            raise UserError("import_stopped", file=plan.file_name, path=path) from error
        raise


def _is_taken_back(db: sqlite_utils.Database, run_id: int) -> bool:
    """Take back what came in of an import that failed; False where even that is impossible."""
    try:
        _take_back(db, run_id)
    except UserError:
        return False
    return True


@dataclass(slots=True)
class _Writer:
    """Writes a plan step by step, each to be one transaction."""

    db: sqlite_utils.Database
    plan: Plan
    also: Callable[[int], None] | None = None
    run_id: int = 0
    collection_id: int = 0
    stamp: str = field(default_factory=layer.now)
    collections: dict[str, int] = field(default_factory=dict)
    lost: list[Problem] = field(default_factory=list)
    foot: int = 0

    def steps(self) -> Iterator[int]:
        """Do the next step; how many clippings are done."""
        plan = self.plan
        self.foot = plan.stage.total() - 1
        self.run_id, self.collection_id = imports.start_run(
            self.db,
            file_name=plan.file_name,
            sha256=plan.sha256,
            collection=plan.title,
            started_at=self.stamp,
        )
        renamed = plan.stage.due(-1, renamed=True)
        self._write(renamed)
        done = len(renamed)
        yield done
        last = -1
        while batch := plan.stage.due(last, renamed=False):
            self._write(batch)
            last = batch[-1].position
            done += len(batch)
            yield done
        self._finish()
        yield done

    def _write(self, batch: list[Due]) -> None:
        new = [one for one in batch if one.kind is Kind.NEW]
        added = archive.insert_clippings(self.db, [one.written for one in new], self.run_id)
        ids = dict(zip((one.position for one in new), added, strict=True))
        ids |= {one.position: one.clipping_id for one in batch if one.clipping_id is not None}
        for kind, revision in _REVISIONS.items():
            replaced = [(ids[one.position], one.written) for one in batch if one.kind is kind]
            archive.replace_clippings(self.db, replaced, self.run_id, kind=revision)
            self._re_anchor({i: written.draft for i, written in replaced})
        unchanged = [one for one in batch if one.kind is Kind.UNCHANGED]
        marked = {ids[one.position]: one.written.draft for one in unchanged}
        archive.mark_passages(self.db, marked, self.run_id)
        imports.keep_former_uids(
            self.db,
            self.run_id,
            [(one.former_uid, ids[one.position]) for one in batch if one.former_uid],
        )
        self._place(batch, ids, added)
        kinds = Counter(one.kind for one in batch)
        imports.count_written_now(
            self.db, self.run_id, changed=kinds[Kind.CHANGED], reread=kinds[Kind.REREAD]
        )
        for one in batch:
            if (layer_brought := one.written.draft.layer) is not None:
                imports.bring_layer(
                    self.db, self.run_id, ids[one.position], layer_brought, self.stamp
                )

    def _re_anchor(self, drafts: dict[int, Draft]) -> None:
        """Find the highlights in the changed texts; those that fit nowhere are reported."""
        for _, clipping_id, lost in highlights.rows(
            self.db.conn, highlights.re_anchor(self.db.conn, drafts)
        ):
            self.lost.append(highlight_lost(drafts[clipping_id], lost.quote))

    def _place(self, batch: list[Due], ids: Mapping[int, int], added: Sequence[int]) -> None:
        """Say where the clippings stand; a file may say of each in which collections."""
        by_collection: dict[int, dict[int, int]] = {}
        for one in batch:
            for title in one.written.draft.collections or (self.plan.title,):
                places = by_collection.setdefault(self._collection(title), {})
                places[ids[one.position]] = self.foot - one.position
        for collection_id, positions in by_collection.items():
            imports.place_on_page(self.db, self.run_id, collection_id, positions, added=added)

    def _collection(self, title: str) -> int:
        if title == self.plan.title:
            return self.collection_id
        if title not in self.collections:
            self.collections[title] = archive.lookup(self.db.conn, "collection", "title", title)
        return self.collections[title]

    def _finish(self) -> None:
        imports.mark_gone(self.db, self.run_id, self.collection_id, self.plan.stage.gone_ids())
        archive.resolve_citations(self.db)
        self.plan.stage.tell_anew(LOST, self.lost)  # the analyst may have marked words since
        self.plan.counts["problems"] = self.plan.stage.counts()["problems"]
        imports.save_problems(self.db, self.run_id, self.plan.stage.problems())
        imports.finish_run(
            self.db, self.run_id, total=self.plan.total, gone=self.plan.counts["gone"]
        )
        if self.also is not None:
            self.also(self.run_id)


def _alone(db: sqlite_utils.Database) -> AbstractContextManager[None]:
    path = library.path_of(db.conn)
    return turns.alone(turns.importing(path), UserError("import_busy", path=str(path)))


def bring(
    db: sqlite_utils.Database,
    plan: Plan,
    watch: Watch = NOBODY,
    also: Callable[[int], None] | None = None,
) -> int:
    """Compare a plan with the library once more, and write it; nobody else imports meanwhile.

    Raises:
        UserError: import_busy; the rest is as in `apply_plan`.
    """
    with _alone(db):
        plan.compare(db.conn, watch)
        return apply_plan(db, plan, watch, also)


def take_back(db: sqlite_utils.Database, run_id: int, watch: Watch = NOBODY) -> int:
    """Take an import back. What was annotated since, or changed by a later import, stays.

    Stopped half-way, the import counts as one that was: the record of imports says so.

    Returns:
        How many clippings stay.

    Raises:
        UserError: `import_not_latest` when a later import of the same page is there: that one is
            to be taken back first; import_busy. As `library.transaction`; calling it again goes on.
    """
    with _alone(db):
        return _take_back(db, run_id, watch)


def _take_back(db: sqlite_utils.Database, run_id: int, watch: Watch = NOBODY) -> int:
    if imports.has_later(db.conn, run_id):
        raise UserError("import_not_latest")
    total = imports.count_written(db.conn, run_id)
    done = 0

    def step(write: Callable[[], int]) -> int:
        nonlocal done
        with library.transaction(db):
            count = write()
        done += count
        watch.progress(min(done, total), total)
        watch.give_way()
        return count

    step(lambda: imports.begin_taking_back(db, run_id))
    while step(lambda: imports.take_back_layers(db, run_id)):
        pass
    last = 0

    def remove() -> int:
        nonlocal last
        last, removed, stay = imports.remove_added(db, run_id, last)
        return removed + stay

    while step(remove):
        pass
    step(lambda: len(imports.restore_replaced(db, run_id, renamed=True)))
    while step(lambda: len(imports.restore_replaced(db, run_id, renamed=False))):
        pass
    with library.transaction(db):
        imports.restore_places(db, run_id)
        return imports.end_taking_back(db, run_id)
