"""Several files of one page in one import: two years of it, or the same page as text and as HTML.

Together they are the page: nothing is gone that stands in any of them. Files of the same title that
come in at separate imports are editions, of which the later one says what the page has now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Final

from clipdesk.store import archive

if TYPE_CHECKING:
    import sqlite3

    from clipdesk.core.model import Draft
    from clipdesk.importing.plan import Plan
    from clipdesk.store.archive import Known
    from clipdesk.store.staging import Decision

_APART: Final = 1 << 40
"""More than any page has clippings: what each plan brings has numbers of its own, below 0."""
_BATCH: Final = 500


def join(plans: Sequence[Plan]) -> None:
    """Tell the plans of one import, in the order in which they come in, of each other.

    The last page of a title tells what is gone; each is told what the others have.
    """
    by_title: dict[str, list[Plan]] = {}
    for plan in plans:
        by_title.setdefault(plan.title, []).append(plan)
    for together in by_title.values():
        for (at, plan), (other_at, other) in permutations(enumerate(together), 2):
            plan.stage.add_elsewhere(other.stage, later=other_at > at)
        for plan in [one for one in together if one.is_page][:-1]:
            plan.tells_gone = False


class Before:
    """The library as a plan will find it.

    With what the plans before it in the same import will have written: so what is shown before
    anything is written agrees with what is written then.
    """

    def __init__(self, connection: sqlite3.Connection | None, plans: Sequence[Plan]) -> None:
        """Look at it.

        Args:
            connection: the library's; None for one that is not made yet.
            plans: those before it that are not carried out yet.
        """
        self.connection = connection
        self._plans = plans
        for plan in plans:
            plan.stage.index_decisions()

    def known(self, names: Iterable[str]) -> dict[str, Known]:
        """As `archive.known_clippings`."""
        names = list(names)
        found = {}
        if self.connection is not None:
            found = archive.known_clippings(self.connection, names)
        for number, plan in enumerate(self._plans):
            ids = {one.clipping_id for one in found.values()}
            rewritten = {
                one.clipping_id: one
                for _, one in self._planned(number, plan.stage.decided("clipping_id", ids))
            }
            found = {name: rewritten.get(one.clipping_id, one) for name, one in found.items()}
            for decision, one in self._planned(number, plan.stage.decided("former_uid", names)):
                found.setdefault(decision.former_uid, one)
            for _, one in self._planned(number, plan.stage.decided("identity", names)):
                found[one.uid] = one
        return found

    def _planned(
        self, number: int, decided: Iterable[tuple[Decision, Known]]
    ) -> list[tuple[Decision, Known]]:
        return [
            (
                decision,
                one
                if decision.clipping_id is not None
                else replace(one, clipping_id=-number * _APART - decision.position - 1),
            )
            for decision, one in decided
        ]

    def draft(self, clipping_id: int) -> Draft | None:
        """A clipping as it is then; None where there is none."""
        for plan in reversed(self._plans):
            for decision, _ in plan.stage.decided("clipping_id", [clipping_id]):
                return plan.stage.draft(decision.position)
        if clipping_id < 0:
            number, position = divmod(-clipping_id - 1, _APART)
            return self._plans[number].stage.draft(position)
        return None if self.connection is None else archive.draft_of(self.connection, clipping_id)

    def standing(self, plan: Plan) -> set[int]:
        """What stands on a plan's page and in no other file of the import, by row id."""
        if self.connection is None or not plan.is_page:
            return set()
        found = set(archive.clippings_on_page(self.connection, plan.title))
        for other in self._plans:
            found -= other.stage.claimed()
        if plan.stage.has_others():
            ids = sorted(found)
            for start in range(0, len(ids), _BATCH):
                there = archive.clippings_by_id(self.connection, ids[start : start + _BATCH])
                names = {name for one in there for name in (one.uid, one.fingerprint)}
                held = plan.stage.stand_elsewhere(names)
                found -= {o.clipping_id for o in there if {o.uid, o.fingerprint} & held}
        return found

    def is_superseded(self, plan: Plan, fingerprint: str, known: Known) -> bool:
        """Whether a clipping has other words than these because a later file of the import has them.

        And these are kept already, as an earlier text: it would change to and fro for ever.
        """
        return bool(
            plan.stage.stand_elsewhere([known.fingerprint], later=True)
        ) and self._was_printed(known.clipping_id, fingerprint)

    def _was_printed(self, clipping_id: int, fingerprint: str) -> bool:
        """Whether a clipping had some words, which are kept as a revision then."""
        for plan in self._plans:
            for _, one in plan.stage.decided("clipping_id", [clipping_id]):
                if one.fingerprint == fingerprint:
                    return True
        if clipping_id < 0:
            number, position = divmod(-clipping_id - 1, _APART)
            return self._plans[number].stage.draft(position).fingerprint == fingerprint
        if self.connection is None:
            return False
        (there,) = archive.clippings_by_id(self.connection, [clipping_id])
        return there.fingerprint == fingerprint or archive.was_printed(
            self.connection, clipping_id, fingerprint
        )
