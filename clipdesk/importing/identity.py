"""Which clipping of the library a clipping of a page is. Pure decisions; any thread.

A clipping's identity is its printed id. But ids are printed twice, corrected, and passed from one
clipping to another: what the library has word for word stays what it is, whatever the order on
the page; then come those whose date, source and headline it knows, also under another id; then
what may be a corrected form of the id's owner, if it is like it (core/likeness.py); at last those
of which nothing but the text is left (corrected.py). The annotations of one clipping never come to lie on another: where it is doubtful, both are kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count, islice
from typing import Final

from clipdesk.store.archive import Known
from clipdesk.store.staging import Head

HeadKey = tuple[str, str, str]
"""What tells a clipping where its id does not: date, source and headline."""

Rule = Callable[[Head, str, Known | None], bool]
"""Whether a head on the page may go by a name that the library gives to a clipping, or to none."""

Alike = Callable[[Head, Known], bool]
"""Whether a clipping of the page may be a corrected form of one of the library."""


def settle(
    heads: Iterable[Head],
    names: Mapping[int, list[str]],
    known: Mapping[str, Known],
    rules: Iterable[Rule],
    taken: set[str],
    claimed: set[int],
) -> dict[int, str]:
    """The names that rules give to the heads of one group; the stronger rule first.

    Args:
        heads: those that still seek their identity.
        names: by position, the identities that each may have, the best first.
        known: what the library has under these names.
        rules: as `strong`, `owners` and `NEW`.
        taken: names that are given already; those given now are added.
        claimed: the library's clippings that are given already, so too: one may have two names.

    Returns:
        The identity by position.
    """
    given: dict[int, str] = {}
    for rule in rules:
        for head in heads:
            if head.position in given:
                continue
            for name in names[head.position]:
                one = known.get(name)
                if name in taken or (one is not None and one.clipping_id in claimed):
                    continue
                if rule(head, name, one):
                    given[head.position] = name
                    taken.add(name)
                    if one is not None:
                        claimed.add(one.clipping_id)
                    break
    return given


def head_key(one: Head | Known) -> HeadKey:
    """The date, source and headline of a clipping, however the headline is spaced."""
    return one.published.iso, one.source, "".join(one.headline.split())


def _same_text(head: Head, _: str, known: Known | None) -> bool:
    return known is not None and known.fingerprint == head.fingerprint


def _is_free(_: Head, __: str, known: Known | None) -> bool:
    return known is None


NEW: tuple[Rule, ...] = (_is_free,)


def strong(alike: Alike) -> tuple[Rule, ...]:
    """The rules for those that the library has: word for word, or by date, source and headline.

    A newspaper has two editorials on one day, and both are called 社説.
    """

    def same_head(head: Head, _: str, known: Known | None) -> bool:
        return known is not None and head_key(known) == head_key(head) and alike(head, known)

    return _same_text, same_head


def owners(alike: Alike) -> tuple[Rule, ...]:
    """The rule for those that may be a corrected form of their id's owner."""

    def corrected(head: Head, name: str, known: Known | None) -> bool:
        return name == head.uid and known is not None and may_be(head, known, alike)

    return (corrected,)


def may_be(head: Head, known: Known, alike: Alike) -> bool:
    """Whether one that prints the same id had its headline corrected, or its date, or its source.

    One of them: with two it is another article, unless its text tells it (`corrected.py`).
    """
    same_source = known.source == head.source
    same_headline = known.headline == head.headline
    return same_source + is_same_day(head, known) + same_headline > 1 and alike(head, known)


def is_same_day(head: Head, known: Known) -> bool:
    """Whether both may be of one day, as precisely as they are dated."""
    return (
        head.published.first_day <= known.published.last_day
        and known.published.first_day <= head.published.last_day
    )


def printed_uid(name: str) -> str:
    """The identity that a clipping asks for, of the one that it got: see `names_of`."""
    return _OF_ITS_OWN.sub("", name)


_OF_ITS_OWN: Final = re.compile(r"~[0-9a-f]{6}(-[0-9]+|[0-9a-f]{10})?$")

FEW: Final = 20
"""So many clippings of one id, date, source and headline have numbers for names."""


def names_of(heads: list[Head]) -> dict[int, list[str]]:
    """The identities that each of the heads that print one id may have, by position.

    Its printed one first; then others of its own, made of date, source and headline, for those
    that come too late; then numbered ones, for those that have even these in common. Where these
    are many (a damaged page) the others are named by their words: each trying the names of all
    would take the square of their number.
    """
    others = {head.position: other_uid(head) for head in heads}
    times: dict[str, int] = {}
    for name in others.values():
        times[name] = times.get(name, 0) + 1
    return {
        head.position: [
            head.uid,
            others[head.position],
            *islice(numbered_names(head), min(times[others[head.position]], FEW) - 1),
            *([next(spare_uids(head))] if times[others[head.position]] > FEW else ()),
        ]
        for head in heads
    }


def other_uid(head: Head) -> str:
    """The identity of a clipping whose printed id belongs to another one already."""
    of_its_own = f"{head.published.iso}\n{head.source}\n{head.headline}"
    digest = hashlib.sha256(of_its_own.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{head.uid}~{digest[:6]}"


def numbered_names(head: Head) -> Iterator[str]:
    """What those are called after the first that have one id, date, source and headline."""
    return (f"{other_uid(head)}-{number}" for number in range(2, FEW + 1))


def spare_uids(head: Head) -> Iterator[str]:
    """Identities made of a clipping's words, without end, for one that finds every other taken."""
    for number in count(1):
        words = head.fingerprint
        if number > 1:
            words = hashlib.sha256(f"{words}\n{number}".encode()).hexdigest()
        yield f"{head.uid}~{words[:16]}"
