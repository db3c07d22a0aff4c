"""Bring a page into the library: first a plan that writes nothing, then its application.

`make_plan` may run on any reading connection; `apply_plan` runs in the writer lane, in one
transaction: after an error, a full disk or a cancel the library is as it was before.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from clipdesk.core.errors import Cancelled
from clipdesk.core.model import Draft, Page, Problem
from clipdesk.store import archive, layer, library

if TYPE_CHECKING:
    import sqlite_utils

_BATCH: Final = 200

Progress = Callable[[int, int], None]
"""Called with clippings done and clippings in all."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One clipping of the page and what the library knows of it.

    Attributes:
        uid: the identity under which it is kept.
        known: the library's clipping of this identity, None when it is new.
    """

    uid: str
    draft: Draft
    position: int
    known: archive.Known | None

    @property
    def is_changed(self) -> bool:
        """Whether the library has it with other words."""
        return self.known is not None and self.known.fingerprint != self.draft.fingerprint


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. Nothing was written yet.

    Attributes:
        sha256: the file's hash, for the import's record.
        problems: the page's, and those that only the library could show.
    """

    file_name: str
    sha256: str
    page: Page
    clippings: tuple[Planned, ...]
    problems: tuple[Problem, ...]

    @property
    def added(self) -> int:
        """How many clippings are new."""
        return sum(p.known is None for p in self.clippings)

    @property
    def changed(self) -> int:
        """How many clippings the library has with other words."""
        return sum(p.is_changed for p in self.clippings)

    @property
    def unchanged(self) -> int:
        """How many clippings the library has as they are."""
        return len(self.clippings) - self.added - self.changed

    def as_dict(self, *, applied: bool) -> dict[str, Any]:
        """The report as JSON-able data."""
        return {
            "file": self.file_name,
            "sha256": self.sha256,
            "collection": self.page.title,
            "applied": applied,
            "clippings": len(self.clippings),
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "characters": self.page.characters,
            "problems": [
                {"line": p.line, "code": p.code, "excerpt": p.excerpt, **p.values}
                for p in self.problems
            ],
        }


def make_plan(
    page: Page,
    *,
    file_name: str,
    sha256: str,
    known: Callable[[list[str]], Mapping[str, archive.Known]],
) -> Plan:
    """Compare a page with the library.

    Args:
        page: the page as read.
        file_name: without its folder.
        sha256: the file's hash.
        known: gives what the library has under some uids (`archive.known_clippings`).
    """
    prints = [draft.fingerprint for draft in page.drafts]
    others = Counter(_other_uid(draft) for draft in page.drafts)
    have = known(
        [draft.uid for draft in page.drafts]
        + [name for uid, times in others.items() for name in _numbered(uid, times)]
    )
    groups: dict[str, dict[str, int]] = {}  # uid -> fingerprint -> position, each text once
    for position, draft in enumerate(page.drafts):
        groups.setdefault(draft.uid, {}).setdefault(prints[position], position)
    identities: dict[int, str] = {}
    for uid, members in groups.items():
        candidates = [
            _Candidate(at, page.drafts[at], print_, [uid, *_numbered(other, others[other])])
            for print_, at in members.items()
            for other in (_other_uid(page.drafts[at]),)
        ]
        identities |= _identities(candidates, have)
    planned = []
    found: list[Problem] = []
    said = {p.line for p in page.problems if p.code == "id_repeated"}
    taken_back: set[int] = set()  # the page says that both were imported
    for position, draft in enumerate(page.drafts):
        identity = identities.get(position)
        if identity is None:
            found.append(_problem("printed_twice", draft))
            taken_back |= said & _lines(draft)
            continue
        if identity != draft.uid and not said & _lines(draft):
            found.append(_problem("id_of_two", draft))
        planned.append(Planned(identity, draft, position, have.get(identity)))
    found += [p for p in page.problems if p.code != "id_repeated" or p.line not in taken_back]
    found.sort(key=lambda problem: problem.line)
    return Plan(file_name, sha256, page, tuple(planned), tuple(found))


def apply_plan(
    db: sqlite_utils.Database,
    plan: Plan,
    *,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write a plan into the library. Returns the import's number.

    Raises:
        Cancelled: nothing was written.
        UserError: as `library.transaction`; nothing was written.
    """
    total = len(plan.clippings)
    with library.transaction(db):
        run_id, collection_id = archive.start_run(
            db,
            file_name=plan.file_name,
            sha256=plan.sha256,
            collection=plan.page.title,
            started_at=layer.now(),
        )
        for start in range(0, total, _BATCH):
            if is_cancelled is not None and is_cancelled():
                raise Cancelled
            batch = plan.clippings[start : start + _BATCH]
            _write(db, batch, run_id, collection_id)
            if on_progress is not None:
                on_progress(start + len(batch), total)
        archive.resolve_citations(db)
        archive.save_problems(db, run_id, plan.problems)
        archive.finish_run(
            db, run_id, added=plan.added, changed=plan.changed, unchanged=plan.unchanged
        )
        if is_cancelled is not None and is_cancelled():
            raise Cancelled
    return run_id


def _write(
    db: sqlite_utils.Database, batch: tuple[Planned, ...], run_id: int, collection_id: int
) -> None:
    new = [p for p in batch if p.known is None]
    ids = archive.insert_clippings(db, [(p.uid, p.draft) for p in new], run_id)
    places = [(clipping_id, p.position) for clipping_id, p in zip(ids, new, strict=True)]
    for p in batch:
        if p.known is None:
            continue
        if p.is_changed:
            archive.replace_clipping(db, p.known.clipping_id, p.draft, run_id)
        else:
            archive.mark_passages(db, p.known.clipping_id, p.draft)
        places.append((p.known.clipping_id, p.position))
    archive.place_on_page(db, collection_id, places)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A draft that seeks its identity: its printed one before others of its own."""

    position: int
    draft: Draft
    fingerprint: str
    names: list[str]


def _identities(candidates: list[_Candidate], have: Mapping[str, archive.Known]) -> dict[int, str]:
    """The identity of each of the clippings on a page that print one id, by position.

    What the library has word for word stays what it is, whatever the order on the page; then
    come those whose date, source and headline it knows, then what may be a corrected form of
    the id's first owner. The annotations of one clipping never come to lie on another.
    """
    given: dict[int, str] = {}
    taken: set[str] = set()
    for rule in (_same_text, _same_head, _same_headline, _same_day, _is_free):
        for one in candidates:
            if one.position in given:
                continue
            for name in one.names:
                if name not in taken and rule(one, name, have.get(name)):
                    given[one.position] = name
                    taken.add(name)
                    break
    return given


def _same_text(one: _Candidate, _: str, known: archive.Known | None) -> bool:
    return known is not None and known.fingerprint == one.fingerprint


def _same_head(one: _Candidate, _: str, known: archive.Known | None) -> bool:
    draft = one.draft
    return known is not None and (known.published, known.source, known.headline) == (
        draft.published,
        draft.source,
        draft.headline,
    )


def _same_headline(one: _Candidate, name: str, known: archive.Known | None) -> bool:
    """Whether the id's first owner may have had its date or source corrected."""
    return known is not None and name == one.draft.uid and known.headline == one.draft.headline


def _same_day(one: _Candidate, name: str, known: archive.Known | None) -> bool:
    """Whether the id's first owner may have had its headline corrected."""
    draft = one.draft
    return (
        known is not None
        and name == draft.uid
        and known.source == draft.source
        and draft.published.first_day <= known.published.last_day
        and known.published.first_day <= draft.published.last_day
    )


def _is_free(_: _Candidate, __: str, known: archive.Known | None) -> bool:
    return known is None


def _other_uid(draft: Draft) -> str:
    """The identity of a clipping whose printed id belongs to another one already."""
    of_its_own = f"{draft.published.iso}\n{draft.source}\n{draft.headline}"
    digest = hashlib.sha256(of_its_own.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{draft.uid}~{digest[:6]}"


def _numbered(uid: str, times: int) -> list[str]:
    """Identities for several clippings that have even date, source and headline in common."""
    return [uid, *(f"{uid}-{number}" for number in range(2, times + 1))]


def _lines(draft: Draft) -> set[int]:
    """The lines of the page that the clipping stands on."""
    return set(range(draft.line, draft.line + draft.printed.count("\n") + 1))


def _problem(code: str, draft: Draft) -> Problem:
    return Problem(code, draft.line, draft.headline, {"id": draft.uid})
