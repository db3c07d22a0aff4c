"""What an import would do: a page staged, and compared with the library. Writes nothing there.

`stage_page` lets a page pass through its reader into a `Stage`; `Plan.compare` decides for each of
its clippings what becomes of it. A plan can be compared again, when the library has changed since.
Runs on any reading connection, in the reading lane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from clipdesk.core import anchors
from clipdesk.core.errors import Cancelled
from clipdesk.core.likeness import are_alike
from clipdesk.core.model import Draft, Problem, Reading, Summary
from clipdesk.importing.corrected import told_by_text
from clipdesk.importing.identity import (
    FEW,
    NEW,
    HeadKey,
    Rule,
    head_key,
    may_be,
    names_of,
    numbered_names,
    other_uid,
    owners,
    printed_uid,
    settle,
    spare_uids,
    strong,
)
from clipdesk.importing.together import Before
from clipdesk.store import archive, highlights, imports, layer
from clipdesk.store.staging import Decision, Entry, Head, Kind, Stage

if TYPE_CHECKING:
    import sqlite3

    from clipdesk.importing.tables import Table
    from clipdesk.store.archive import Known

LOST: Final = "highlight_lost"
"""The problem of a highlight that fits nowhere: foreseen, and told anew when it came to be."""
_BATCH: Final = 500
_QUOTE: Final = 40
"""Characters of a lost highlight that a message names."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches long work.

    Attributes:
        progress: called with clippings done, and in all (0 while nobody knows).
        is_cancelled: asked between two batches.
        give_way: called between two batches: others may write now.
    """

    progress: Callable[[int, int], None] = lambda _done, _total: None
    is_cancelled: Callable[[], bool] = lambda: False
    give_way: Callable[[], None] = lambda: None

    def check(self) -> None:
        """Raise `Cancelled` if the user gave up."""
        if self.is_cancelled():
            raise Cancelled


NOBODY: Final = Watch()


@dataclass(slots=True)
class Plan:
    """A page and what importing it would do.

    Attributes:
        stage: the page's clippings, problems and text; `close` removes them.
        file_name: without its folder.
        sha256: the file's.
        title: the page's: its collection.
        characters: as in `Page`.
        is_page: whether the file is all that its collection has; elsewhere nothing is ever gone.
        tells_gone: whether it is the last file of its title in the import (`together.py`).
        table: the form of a table, whose columns may be told otherwise; None for other files.
        counts: by `Kind`, and `gone` and `problems`.
        continues: whether it goes on with an import of this file that was stopped half-way: what
            that one has written counts as unchanged here.
    """

    stage: Stage
    file_name: str
    sha256: str
    title: str
    characters: dict[str, int]
    is_page: bool = True
    tells_gone: bool = True
    table: Table | None = None
    counts: dict[str, int] = field(default_factory=dict)
    continues: bool = False

    def close(self) -> None:
        """Throw it away."""
        self.stage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def total(self) -> int:
        """How many clippings the page has, those that stand on it twice counted once."""
        return sum(self.counts[kind] for kind in Kind if kind is not Kind.TWICE)

    @property
    def added(self) -> int:
        """How many clippings are new."""
        return self.counts[Kind.NEW]

    @property
    def changed(self) -> int:
        """How many clippings the library has with other words."""
        return self.counts[Kind.CHANGED]

    @property
    def unchanged(self) -> int:
        """How many clippings the library has as they are."""
        return self.counts[Kind.UNCHANGED]

    def compare(
        self,
        connection: sqlite3.Connection | None,
        watch: Watch = NOBODY,
        *,
        before: Iterable[Plan] = (),
    ) -> None:
        """Decide what becomes of every clipping.

        Args:
            connection: the library's; None for one that is not made yet.
            watch: is asked whether to go on.
            before: plans of the same import that are compared, but not carried out yet.
        """
        self.stage.forget_plan()
        same = [plan for plan in before if plan.title == self.title]
        _Comparison(self, Before(connection, same), watch).make()
        self.counts = self.stage.counts()
        self.continues = (
            connection is not None
            and imports.stopped_run(connection, self.sha256, self.title) is not None
        )

    def as_dict(self, *, applied: bool) -> dict[str, Any]:
        """The report as JSON-able data."""
        return {
            "file": self.file_name,
            "sha256": self.sha256,
            "collection": self.title,
            "applied": applied,
            "continues": self.continues,
            "clippings": self.total,
            "added": self.added,
            "changed": self.changed,
            "reread": self.counts["reread"],
            "unchanged": self.unchanged,
            "gone": self.counts["gone"],
            "characters": self.characters,
            "problems": [
                {"line": p.line, "code": p.code, "excerpt": p.excerpt, **p.values}
                for p in self.stage.problems()
            ],
        }


def highlight_lost(draft: Draft, quote: str) -> Problem:
    """A highlight's words are not in the text that a clipping gets, or got."""
    return Problem("highlight_lost", draft.line, quote, {"id": draft.uid, "quote": quote[:_QUOTE]})


def stage_page(
    reading: Reading,
    lines: Callable[[], Iterator[str]],
    *,
    file_name: str,
    sha256: str,
    is_page: bool = True,
    watch: Watch = NOBODY,
) -> Plan | None:
    """Let a page pass through its reader. None when it holds no clipping.

    Args:
        reading: the page.
        lines: walks the page's text.
        file_name: without its folder.
        sha256: the file's hash.
        is_page: see `Plan`.
        watch: sees the clippings pass.
    """
    stage = Stage()
    try:
        summary = _fill(stage, reading, watch)
        if summary is None:
            stage.close()
            return None
        stage.add_text(lines())
        stage.index()
    except BaseException:
        stage.close()
        raise
    return Plan(stage, file_name, sha256, summary.title, summary.characters, is_page)


def _fill(stage: Stage, reading: Reading, watch: Watch) -> Summary | None:
    drafts: list[Draft] = []
    problems: list[Problem] = []
    summary = None
    done = 0
    for found in reading:
        match found:
            case Draft():
                drafts.append(found)
            case Problem():
                problems.append(found)
            case Summary():
                summary = found
        if len(drafts) == _BATCH or len(problems) == _BATCH:
            watch.check()
            stage.add(drafts, done)
            stage.add_problems(problems, planned=False)
            done += len(drafts)
            watch.progress(done, 0)
            drafts, problems = [], []
    stage.add(drafts, done)
    stage.add_problems(problems, planned=False)
    return summary if done + len(drafts) else None


@dataclass(slots=True)
class _Group:
    """The clippings of a page that ask for one identity and still seek theirs.

    Attributes:
        known: what the library calls by one of the names.
        former: what it called so once: only who does not have its present name may claim it.
    """

    heads: list[Head]
    names: dict[int, list[str]]
    known: dict[str, Known] = field(default_factory=dict)
    former: dict[str, Known] = field(default_factory=dict)


class _Comparison:
    """Compares a staged page with the library, some groups at a time."""

    def __init__(self, plan: Plan, library: Before, watch: Watch) -> None:
        self.plan = plan
        self.stage = plan.stage
        self.library = library
        self.connection = library.connection
        self.watch = watch
        self.standing = library.standing(plan)
        self.claimed: set[int] = set()
        self.taken: set[str] = set()
        self.waiting: list[_Group] = []
        self.found: list[Problem] = []
        self.annotated: list[int] = []  # lines of what was there and gets annotations
        self.changing: dict[int, int] = {}  # where the new texts of the library's clippings stand
        self.seen = 0

    def make(self) -> None:
        batch: list[list[Head]] = []
        for heads in self.stage.groups():
            batch.append(heads)
            if len(batch) == _BATCH:
                self._compare(batch)
                batch = []
        self._compare(batch)
        if self.waiting:
            self._settle_waiting()
        gone = sorted(self.standing - self.claimed) if self.plan.tells_gone else []
        for start in range(0, len(gone), _BATCH):
            self.stage.add_gone(map(_gone_entry, self._by_id(gone[start : start + _BATCH])))
        if self.annotated:
            values = {"n": len(self.annotated)}
            self.found.append(Problem("annotations_brought", min(self.annotated), "", values))
        self.stage.add_problems(self.found, planned=True)
        self.stage.tell_anew(LOST, self._lost())

    def _lost(self) -> Iterator[Problem]:
        """The highlights that will fit nowhere in the new texts."""
        if self.connection is None:
            return
        ids = sorted(self.changing)
        for start in range(0, len(ids), _BATCH):
            self.watch.check()
            batch = ids[start : start + _BATCH]
            for clipping_id, marks in highlights.sought_in(self.connection, batch).items():
                draft = self.stage.draft(self.changing[clipping_id])
                text = anchors.text_of(draft.passages)
                for _, one in marks:
                    if anchors.find(text, one.quote, one.prefix, one.suffix, one.start) is None:
                        yield highlight_lost(draft, one.quote)

    def _compare(self, batch: list[list[Head]]) -> None:
        """Settle what is sure; where the page may have given a clipping another id, wait."""
        self.watch.check()
        groups = [self._group(heads) for heads in batch]
        names = {name for group in groups for each in group.names.values() for name in each}
        have = self._known(names)
        decisions: list[Decision] = []
        for group in groups:
            for name in {name for each in group.names.values() for name in each} & have.keys():
                into = group.known if have[name].uid == name else group.former
                into[name] = have[name]
        self._offer_numbered_names(groups)
        for group in groups:
            waits = self.standing or group.former
            rules = strong(self._alike)
            if not waits:
                rules = (*rules, *owners(self._alike), *NEW)
            decisions += self._decided(group, rules)
            if group.heads:
                self.waiting.append(group)
        self.stage.decide(decisions)
        self.seen += sum(map(len, batch))
        self.watch.progress(self.seen, 0)

    def _offer_numbered_names(self, groups: list[_Group]) -> None:
        """Who stood beside another one of its head is known by its number, also where it is alone."""
        seeking: dict[str, list[tuple[_Group, Head]]] = {}
        for group in groups:
            for head in group.heads if group.known else ():
                for name in numbered_names(head) if other_uid(head) in group.known else ():
                    if name not in group.names[head.position]:
                        seeking.setdefault(name, []).append((group, head))
        for name, known in self._known(set(seeking)).items() if seeking else ():
            for group, head in seeking[name]:
                if known.uid == name and known.fingerprint == head.fingerprint:
                    group.names[head.position].append(name)
                    group.known[name] = known

    def _group(self, heads: list[Head]) -> _Group:
        """Those that stand there twice, word for word, are taken once."""
        first: dict[str, Head] = {}
        twice = [h for h in heads if first.setdefault(h.fingerprint, h) is not h]
        if twice:
            self.stage.decide(Decision(head.position, Kind.TWICE, head.uid) for head in twice)
            self.stage.drop_repeated([(head.line, head.last_line) for head in twice])
            self.found += [_problem("printed_twice", head) for head in twice]
            for head in twice:
                if head.has_layer:
                    once = first[head.fingerprint]
                    self.stage.join_layer(once.position, head.position)
                    first[head.fingerprint] = replace(once, has_layer=True)
        members = list(first.values())
        return _Group(members, names_of(members))

    def _decided(self, group: _Group, rules: tuple[Rule, ...]) -> list[Decision]:
        """Decide what the rules tell; the others stay in the group."""
        given = settle(group.heads, group.names, group.known, rules, self.taken, self.claimed)
        decisions = []
        for head in group.heads:
            if head.position in given:
                name = given[head.position]
                decisions.append(self._decision(head, name, group.known.get(name)))
        group.heads = [head for head in group.heads if head.position not in given]
        return decisions

    def _decision(self, head: Head, name: str, known: Known | None) -> Decision:
        if name != head.uid and not self.stage.says_repeated(head.line, head.last_line):
            self.found.append(_problem("id_of_two", head))
        if known is None:
            return Decision(head.position, Kind.NEW, name)
        self.claimed.add(known.clipping_id)
        former = "" if known.uid == name else known.uid
        is_same = known.fingerprint == head.fingerprint
        if not is_same and self.library.is_superseded(self.plan, head.fingerprint, known):
            kind, former, name = Kind.UNCHANGED, "", known.uid
            self.taken.add(name)
        elif not is_same:
            kind = Kind.CHANGED
        elif former or self._reading(known) != head.reading:
            kind = Kind.REREAD
        else:
            kind = Kind.UNCHANGED
        if kind is not Kind.UNCHANGED and known.clipping_id > 0:
            self.changing[known.clipping_id] = head.position
        if head.has_layer:
            self._look_at_layer(head, known)
        return Decision(head.position, kind, name, known.clipping_id, former)

    def _reading(self, known: Known) -> str:
        """The hash of what the library made of the words; computed where it is not known."""
        if known.reading:
            return known.reading
        there = self.library.draft(known.clipping_id)
        return "" if there is None else there.reading

    def _look_at_layer(self, head: Head, known: Known) -> None:
        """Report what cannot come in: a note where the analyst wrote another, what was taken away.

        And what comes in: nobody can know whether the analyst had it once and removed it, for what
        is removed leaves no trace, and a file does not say when it was written.
        """
        brought = self.stage.draft(head.position).layer
        if brought is None or self.connection is None or known.clipping_id < 0:
            return
        there = layer.note(self.connection, known.clipping_id)
        if brought.note and there is not None and not layer.same_note(there, brought.note):
            self.found.append(_problem("note_kept", head))
        if imports.is_taken_away(self.connection, known.clipping_id, brought):
            self.found.append(_problem("annotations_away", head))
        if imports.would_annotate(self.connection, known.clipping_id, brought):
            self.annotated.append(head.line)

    def _settle_waiting(self) -> None:
        """First those whose id alone the page changed; then those that it corrected; then others.

        The more of its head is as it was, the earlier it is settled.
        """
        for group in self.waiting:
            group.known |= group.former
        self._offer_spare_names()
        decisions = self._settled(strong(self._alike))
        heads = _alone((head_key(h), (group, h)) for group in self.waiting for h in group.heads)
        left = _alone(
            (head_key(known), known)
            for known in self._left()
            if head_key(known) in heads and self._alike(heads[head_key(known)][1], known)
        )
        for known in left.values():
            self.claimed.add(known.clipping_id)
        decisions += self._all_moved([(*heads[key], known) for key, known in left.items()])
        decisions += self._settled(owners(self._alike))
        decisions += self._corrected_twins()
        decisions += self._corrected_heads()
        decisions += self._settled(NEW)
        for group in self.waiting:  # whose every name others have, who may be gone from the page
            decisions += [self._decision(h, self._spare_name(h, group), None) for h in group.heads]
        self.stage.decide(decisions)

    def _offer_spare_names(self) -> None:
        """Who got a name of its words at an earlier import, for want of another, is known by it."""
        spare: dict[str, _Group] = {}
        for group in self.waiting:
            for head in group.heads:
                name = next(spare_uids(head))
                if name not in group.names[head.position]:
                    group.names[head.position].append(name)
                spare[name] = group
        for name, known in self._known(set(spare)).items():
            spare[name].known[name] = known

    def _settled(self, rules: tuple[Rule, ...]) -> list[Decision]:
        decisions = []
        for group in self.waiting:
            # What another clipping of the page has claimed gives its name away.
            group.known = {
                name: known
                for name, known in group.known.items()
                if known.clipping_id not in self.claimed
            }
            decisions += self._decided(group, rules)
        return decisions

    def _corrected_twins(self) -> list[Decision]:
        """Of two that print one id the one that does not own it may have been corrected, too.

        Where very many print it (a damaged page) nobody compares each with each.
        """
        groups = {g.heads[0].uid: g for g in self.waiting if 0 < len(g.heads) <= FEW}
        decisions = []
        for known in self._left() if groups else ():
            if (group := groups.get(printed_uid(known.uid))) is None:
                continue
            head = next((h for h in group.heads if may_be(h, known, self._alike)), None)
            if head is not None:
                self.claimed.add(known.clipping_id)
                group.heads.remove(head)
                decisions.append(self._moved(group, head, known))
        return decisions

    def _corrected_heads(self) -> list[Decision]:
        """Several parts of a head may have been corrected, and its text still tells it."""
        seeking = {h.position: (group, h) for group in self.waiting for h in group.heads}
        free = self.standing - self.claimed
        if self.connection is None or not seeking or not free:
            return []
        heads = {position: head for position, (_, head) in seeking.items()}
        found = told_by_text(self.stage, self.connection, heads, free, self.watch.check)
        self.claimed.update(known.clipping_id for _, known in found)
        return self._all_moved([(*seeking[position], known) for position, known in found])

    def _all_moved(self, found: list[tuple[_Group, Head, Known]]) -> list[Decision]:
        """As `_moved`; of many in one group, too."""
        positions = {head.position for _, head, _ in found}
        for group in {id(group): group for group, *_ in found}.values():
            group.heads = [head for head in group.heads if head.position not in positions]
        return [self._moved(*one) for one in found]

    def _moved(self, group: _Group, head: Head, known: Known) -> Decision:
        """The page goes on with a clipping of the library under another name."""
        names = (n for n in group.names[head.position] if self._is_free(n, group))
        name = next(names, None) or self._spare_name(head, group)
        self.taken.add(name)
        return self._decision(head, name, known)

    def _spare_name(self, head: Head, group: _Group) -> str:
        """A name that nothing has, for one whose every name others have."""
        for name in spare_uids(head):
            group.known |= self._known({name})
            if self._is_free(name, group):
                self.taken.add(name)
                return name
        raise AssertionError

    def _left(self) -> Iterator[Known]:
        """What stood on the page and is not claimed yet."""
        free = sorted(self.standing - self.claimed)
        for start in range(0, len(free), _BATCH):
            yield from self._by_id(free[start : start + _BATCH])

    def _alike(self, head: Head, known: Known) -> bool:
        new = self.stage.draft(head.position)
        old = self.library.draft(known.clipping_id)
        return old is not None and are_alike(new.headline, new.words, old.headline, old.words)

    def _is_free(self, name: str, group: _Group) -> bool:
        holder = group.known.get(name)
        return name not in self.taken and (holder is None or holder.clipping_id in self.claimed)

    def _known(self, names: set[str]) -> dict[str, Known]:
        return self.library.known(names)

    def _by_id(self, ids: list[int]) -> list[Known]:
        return [] if self.connection is None else archive.clippings_by_id(self.connection, ids)


def _alone(pairs: Iterable[tuple[HeadKey, T]]) -> dict[HeadKey, T]:
    """Those that have their date, source and headline for themselves: only these tell them."""
    found: dict[HeadKey, T] = {}
    shared: set[HeadKey] = set()
    for key, value in pairs:
        if found.setdefault(key, value) is not value:
            shared.add(key)
    return {key: value for key, value in found.items() if key not in shared}


def _gone_entry(known: Known) -> Entry:
    return Entry(
        -1, 0, known.uid, known.published, known.source, known.headline, known.clipping_id, ""
    )


def _problem(code: str, head: Head) -> Problem:
    return Problem(code, head.line, head.headline, {"id": head.uid})
