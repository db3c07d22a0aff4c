"""Where clippings stand, and what values of a facet they have, as arrays. No SQL; any thread.

A mask says of each clipping whether it counts; rows are the places of those that do. Imported by
the first search: numpy takes 80 ms.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from clipdesk.core.query import READING_STATES

Mask = NDArray[np.bool_]
Numbers = NDArray[np.signedinteger]
Codes = NDArray[np.int32]

_SPARSE: Final = 8
"""Ids may be so many times as high as there are clippings before their places are sought."""


class Places:
    """Where the clippings stand, by their ids."""

    def __init__(self, ids: Numbers) -> None:
        """Take the ids in the order of their places; each is there once."""
        self._count = len(ids)
        self._order = np.argsort(ids)
        self._sorted = ids[self._order]
        self._table: Codes | None = None
        if len(ids) and self._sorted[-1] <= _SPARSE * len(ids) + 1_000 and self._sorted[0] >= 0:
            self._table = np.full(int(self._sorted[-1]) + 1, self._count, dtype=np.int32)
            self._table[ids] = np.arange(self._count, dtype=np.int32)

    def __len__(self) -> int:
        """How many clippings there are."""
        return self._count

    def of(self, ids: Numbers) -> Numbers:
        """The places of ids, in their order; those that no clipping has are left out."""
        found = self.sought(ids)
        return found[found < self._count]

    def mask(self, ids: Numbers) -> Mask:
        """The mask of these ids."""
        mask = np.zeros(self._count + 1, dtype=np.bool_)
        mask[self.sought(ids)] = True
        return mask[:-1]

    def sought(self, ids: Numbers) -> Numbers:
        """The place of each id; where no clipping has it, the place after the last."""
        if not self._count or not len(ids):
            return np.full(len(ids), self._count, dtype=np.int64)
        table = self._table
        if table is None or ids.min() < 0:
            at = np.searchsorted(self._sorted, ids)
            at[at == self._count] = 0
            return np.where(self._sorted[at] == ids, self._order[at], self._count)
        found: Numbers
        if ids.max() < len(table):
            found = table[ids]
        else:
            known = table[np.minimum(ids, len(table) - 1)]
            found = np.where(ids < len(table), known, self._count)
        return found


@dataclass(frozen=True, slots=True)
class Coded:
    """A facet of which every clipping has one value.

    Attributes:
        codes: for each clipping the place of its value in `names`.
        names: the values that the library has, each once.
    """

    codes: Codes
    names: Sequence[str]

    def bearing(self, values: frozenset[str]) -> Mask:
        """Those with any of these values."""
        wanted = np.array([name in values for name in self.names], dtype=np.bool_)
        return wanted[self.codes]

    def counted(self, mask: Mask, rows: Numbers) -> list[int]:
        """How many there are of each value."""
        del mask
        found: list[int] = np.bincount(self.codes[rows], minlength=len(self.names)).tolist()
        return found

    def pairs(self, mask: Mask, rows: Numbers) -> tuple[Numbers, Codes]:
        """The clippings and their values."""
        del mask
        return rows, self.codes[rows]


@dataclass(frozen=True, slots=True)
class Linked:
    """A facet of which a clipping may have several values, and '' is none.

    Attributes:
        at: for each value that a clipping has the clipping's place; each pair is there once,
        codes: and the value's place in `names`.
        names: every value, borne or not; the last is '', which nothing is linked with.
        none: the clippings that have none.
    """

    at: Numbers
    codes: Codes
    names: Sequence[str]
    none: Mask

    def bearing(self, values: frozenset[str]) -> Mask:
        """Those with any of these values."""
        mask = self.none.copy() if "" in values else np.zeros_like(self.none)
        wanted = np.array([name in values for name in self.names], dtype=np.bool_)
        if wanted.any():
            mask[self.at[wanted[self.codes]]] = True
        return mask

    def counted(self, mask: Mask, rows: Numbers) -> list[int]:
        """How many there are of each value, and last of those that have none."""
        del rows
        counts: list[int] = np.bincount(
            self.codes[mask[self.at]], minlength=len(self.names)
        ).tolist()
        counts[-1] = int(np.count_nonzero(mask & self.none))
        return counts

    def pairs(self, mask: Mask, rows: Numbers) -> tuple[Numbers, Codes]:
        """The clippings and their values."""
        del rows
        linked = mask[self.at]
        none = np.flatnonzero(mask & self.none)
        return (
            np.concatenate((self.at[linked], none)),
            np.concatenate(
                (
                    self.codes[linked],
                    np.full(len(none), len(self.names) - 1, dtype=np.int32),
                )
            ),
        )


@dataclass(frozen=True, slots=True)
class States:
    """What the analyst did with the clippings.

    Attributes:
        masks: for each of `names` those that are in that state; a clipping may be in several.
        names: `READING_STATES`.
    """

    masks: tuple[Mask, ...]
    names: Sequence[str] = READING_STATES

    def bearing(self, values: frozenset[str]) -> Mask:
        """Those in any of these states."""
        mask = np.zeros_like(self.masks[0])
        for name, its in zip(self.names, self.masks, strict=True):
            if name in values:
                mask |= its
        return mask

    def counted(self, mask: Mask, rows: Numbers) -> list[int]:
        """How many there are in each state."""
        del rows
        return [int(np.count_nonzero(mask & its)) for its in self.masks]

    def pairs(self, mask: Mask, rows: Numbers) -> tuple[Numbers, Codes]:
        """The clippings and their states."""
        del rows
        found = [np.flatnonzero(mask & its) for its in self.masks]
        codes = np.repeat(np.arange(len(found), dtype=np.int32), [len(its) for its in found])
        return np.concatenate(found), codes


Values = Coded | Linked | States


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags as the clippings bear them.

    Attributes:
        at: for each tag that a clipping bears the clipping's place,
        ids: and the tag's row id.
        names: every tag's name by its row id, in the order of the ids.
    """

    at: Numbers
    ids: Numbers
    names: Mapping[int, str]

    def own(self, count: int) -> Linked:
        """Of so many clippings, those that bear each tag itself."""
        codes = np.searchsorted(np.array(list(self.names), dtype=np.int64), self.ids)
        return Linked(
            self.at, codes.astype(np.int32), [*self.names.values(), ""], without(count, self.at)
        )

    def branches(self, count: int) -> Linked:
        """Of so many clippings, those that bear each tag or one below it: 国 has 国/日本."""
        names: dict[str, int] = {}
        for name in self.names.values():
            parts = name.split("/")
            for depth in range(1, len(parts) + 1):
                if path := "/".join(parts[:depth]):
                    names.setdefault(path, len(names))
        codes = np.array([names[name] for name in self.names.values()], dtype=np.int32)
        above = np.array([names.get(name.rpartition("/")[0], -1) for name in names], dtype=np.int32)
        own = self.own(count)
        at, mine = own.at, codes[own.codes]
        found = [(at, mine)]
        is_above = np.zeros(len(names), dtype=np.bool_)
        is_above[above[above >= 0]] = True
        while len(mine):
            up = above[mine]
            at, mine = at[up >= 0], up[up >= 0]
            found.append((at, mine))
        at = np.concatenate([at for at, _ in found])
        mine = np.concatenate([mine for _, mine in found])
        # A clipping may come to the same branch by several tags.
        doubtful = is_above[mine]
        width = max(1, len(names))
        keys = np.unique(at[doubtful] * width + mine[doubtful])
        return Linked(
            np.concatenate((at[~doubtful], keys // width)),
            np.concatenate((mine[~doubtful], (keys % width).astype(np.int32))),
            [*names, ""],
            own.none,
        )


def in_order(numbers: Codes, name: Callable[[int], str]) -> Coded:
    """What numbers that only rise, or only fall, are called, as a facet."""
    is_other = np.ones(len(numbers), dtype=np.bool_)
    is_other[1:] = numbers[1:] != numbers[:-1]
    codes = np.cumsum(is_other, dtype=np.int32) - np.int32(1)
    return Coded(codes, [name(number) for number in numbers[is_other].tolist()])


def grouped(groups: Mapping[str, Numbers], places: Places, count: int, rest: str = "") -> Coded:
    """Clippings by their one value.

    Args:
        groups: the ids of those that have each value.
        places: where they are.
        count: how many there are in all.
        rest: the value of those that no group has.
    """
    names = list(groups)
    others = names.index(rest) if rest in groups else len(names)
    codes = np.full(count, others, dtype=np.int32)
    for code, ids in enumerate(groups.values()):
        codes[places.of(ids)] = code
    if others == len(names) and (codes == others).any():
        names.append(rest)
    return Coded(codes, names)


def linked(groups: Mapping[str, Numbers], places: Places, count: int) -> Linked:
    """Clippings by their values, of which one may have several or none; arguments as above."""
    found = [places.of(ids) for ids in groups.values()]
    at = np.concatenate([np.zeros(0, dtype=np.int64), *found]).astype(np.int64)
    codes = np.repeat(np.arange(len(found), dtype=np.int32), [len(rows) for rows in found])
    return Linked(at, codes, [*groups, ""], without(count, at))


def without(count: int, at: Numbers) -> Mask:
    """The mask of the clippings, of so many, that stand at none of these places."""
    mask = np.ones(count, dtype=np.bool_)
    mask[at] = False
    return mask


def to_array(code: Literal["l", "q"], numbers: Numbers) -> array[int]:
    """Numbers as an array of Python's."""
    return array(code, numbers.astype(code).tobytes())
