"""Clippings whose heads a page corrected in several places at once: their text tells them.

Date and id go together on the printed page, and are corrected together; so are source and headline,
where the one was taken for the other. What the other rules (`identity.py`) leave as new on the page
is compared here with what is gone from it. Whoever has the very words of one that is gone, or nearly,
is that one, if nobody else has them. Reads only; the reading lane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from clipdesk.core.likeness import are_nearly_same, words_key
from clipdesk.importing.identity import head_key, is_same_day, printed_uid
from clipdesk.store import archive

if TYPE_CHECKING:
    import sqlite3

    from clipdesk.store.archive import Known
    from clipdesk.store.staging import Head, Stage

_BATCH: Final = 500
T = TypeVar("T")
_LONG: Final = 40
"""Characters of a text that tells an article even where nothing is left of its head."""


def told_by_text(
    stage: Stage,
    connection: sqlite3.Connection,
    heads: Mapping[int, Head],
    free: Iterable[int],
    check: Callable[[], None],
) -> list[tuple[int, Known]]:
    """Which of the page's clippings has the text of which that is gone.

    Args:
        stage: the page.
        connection: the library's.
        heads: by position, those on the page that are like none of the library.
        free: the row ids of those that would be gone.
        check: called between two batches; raises where the user gave up.

    Returns:
        Positions, and whose text they have.
    """
    left = sorted(free)
    same: dict[str, list[tuple[int, Known]]] = {}
    others: list[int] = []
    for batch in _batches(left):
        check()
        words = archive.words_of(connection, batch)
        keys = {i: words_key(words.get(i, "")) for i in batch}
        there = stage.with_words({*keys.values()} - {""})
        others += [i for i in batch if keys[i] and keys[i] not in there]
        for known in archive.clippings_by_id(connection, batch):
            key = keys[known.clipping_id]
            match there.get(key):
                case [position] if position in heads:
                    same.setdefault(key, []).append((position, known))
                case _:
                    pass  # of several that have it none is told by it
    alone = [pairs[0] for pairs in same.values() if len(pairs) == 1]
    found = [(at, known) for at, known in alone if _is_told(stage, heads[at], known)]
    seeking = heads.keys() - {position for pairs in same.values() for position, _ in pairs}
    if others and seeking:
        found += _nearly_told(stage, connection, {at: heads[at] for at in seeking}, others, check)
    return found


def _is_told(stage: Stage, head: Head, known: Known) -> bool:
    """Whether the same text is enough: where nothing is left of the head it may be a set phrase."""
    return (
        _resembles(head, known) or len("".join(stage.draft(head.position).words.split())) >= _LONG
    )


def _resembles(head: Head, known: Known) -> bool:
    """Whether anything of a head is as it was: its day, source, headline or id."""
    return (
        is_same_day(head, known)
        or known.source == head.source
        or head_key(known)[-1] == head_key(head)[-1]
        or printed_uid(known.uid) == head.uid
    )


def _nearly_told(
    stage: Stage,
    connection: sqlite3.Connection,
    heads: Mapping[int, Head],
    others: list[int],
    check: Callable[[], None],
) -> list[tuple[int, Known]]:
    """The same by texts in which something was corrected besides, where something of the head is left.

    Comparing each with each would take the square of their number: sketches find who is likely.
    """
    for positions in _batches(sorted(heads)):
        check()
        stage.add_sketches(stage.words_alone(positions), there=False)
    for ids in _batches(others):
        check()
        stage.add_sketches(archive.words_of(connection, ids).items(), there=True)
    pairs: list[tuple[int, Known]] = []
    for batch in _batches(stage.take_likely()):
        check()
        ids = [clipping_id for _, clipping_id in batch]
        known = {one.clipping_id: one for one in archive.clippings_by_id(connection, ids)}
        old = archive.words_of(connection, ids)
        new = dict(stage.words_alone({position for position, _ in batch}))
        pairs += [
            (position, known[clipping_id])
            for position, clipping_id in batch
            if are_nearly_same(new[position], old[clipping_id])
        ]
    here = _once(position for position, _ in pairs)
    there = _once(one.clipping_id for _, one in pairs)
    return [
        (position, one)
        for position, one in pairs
        if position in here and one.clipping_id in there and _resembles(heads[position], one)
    ]


def _once(numbers: Iterable[int]) -> set[int]:
    """Those that come only once."""
    seen: set[int] = set()
    again: set[int] = set()
    for number in numbers:
        (again if number in seen else seen).add(number)
    return seen - again


def _batches(every: Iterable[T]) -> Iterator[list[T]]:
    numbers = iter(every)
    while batch := list(islice(numbers, _BATCH)):
        yield batch
