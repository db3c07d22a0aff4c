"""Folding with a way back: where each character of a folded text came from. Pure.

A text is folded cluster by cluster (a character with the marks that combine with it), so that each
folded character leads back to whole ones: ト leads to all of ㌧, が to か and its mark. `fold` gives
exactly what `core/text.py` gives; `squeeze` leaves out every space as well, for comparing texts
whose words may be broken otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from clipdesk.core import text as folding

_MOST_CUTS: Final = 64
"""So many places are tried where a text may be cut in two that fold each by itself."""


class Folded(NamedTuple):
    """A folded text and where it came from.

    Attributes:
        text: folded.
        starts, ends: for each folded character where its cluster starts and ends in the text that
            was folded, in code points; neither ever falls.
    """

    text: str
    starts: list[int]
    ends: list[int]

    def offset(self, start: int) -> int:
        """The first folded character that came from `start` or after it."""
        return bisect_left(self.starts, start)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text, never an empty one, that some folded characters came from."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """A text as a search compares it (`text.fold`), with the way back."""
    return _by_parts(text, folding.fold(text))


def squeeze(text: str) -> Folded:
    """A text folded cluster by cluster, without any space."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        if folded := _squeezed(text[start:end]):
            parts.append(folded)
            starts.extend([start] * len(folded))
            ends.extend([end] * len(folded))
    return Folded("".join(parts), starts, ends)


@lru_cache(maxsize=8_192)
def joins(char: str) -> bool:
    """Whether a character belongs to the one before it."""
    if char < "\u0300":
        return False
    first = unicodedata.normalize("NFKD", char)[0]
    return (
        unicodedata.category(first) in {"Mn", "Mc", "Me"}
        or "\u1160" <= first <= "\u11ff"  # vowels and final consonants of Hangul
        or not folding.fold(char)  # invisible: nothing of its own to mark
    )


def _clusters(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Where each character with its marks starts and ends."""
    size = len(text)
    while start < size:
        end = start + 1
        while end < size and joins(text[end]):
            end += 1
        yield start, end
        start = end


# ------------------------------------------------------------------ the exact way

_RUN: Final = re.compile(f"[{folding.PLAIN}]+(?![^{folding.PLAIN} ])")
"""Characters that fold each to one; none that a mark may follow."""


def _by_clusters(text: str) -> Folded:
    """As `fold`, where each cluster folds by itself, but for kanji and dashes (`_is_as_the_whole`)."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    space: int | None = None  # where spaces begin that what follows may need
    at, last, size = 0, "", len(text)
    while at < size:
        start = at
        if run := _RUN.match(text, at):
            at = run.end()
            piece = text[start:at].casefold()
        else:
            _, at = next(_clusters(text, start))
            if _is_space(text[start:at]):
                space = start if space is None else space
                continue
            piece = _folded_cluster(text[start:at])
            if not piece:
                continue
        if space is not None and _is_latin(last) and _is_latin(piece[0]):
            parts.append(" ")
            starts.append(space)
            ends.append(start)
        space = None
        parts.append(piece)
        if run:
            starts.extend(range(start, at))
            ends.extend(range(start + 1, at + 1))
        else:
            starts.extend([start] * len(piece))
            ends.extend([at] * len(piece))
        last = piece[-1]
    return Folded("".join(parts), starts, ends)


def _by_parts(text: str, whole: str) -> Folded:
    """As `fold`, whatever the text: cut where its parts fold each by itself, as far as they do."""
    made = _by_clusters(text)
    if _is_as_the_whole(made.text, whole):
        return Folded(whole, made.starts, made.ends)
    cuts = [end for _, end in _clusters(text)][:-1]
    middle = len(text) // 2
    for cut in sorted(cuts, key=lambda cut: abs(cut - middle))[:_MOST_CUTS]:
        head, tail = folding.fold(text[:cut]), folding.fold(text[cut:])
        if head + tail == whole:
            first, second = _by_parts(text[:cut], head), _by_parts(text[cut:], tail)
            return Folded(
                whole,
                first.starts + [cut + start for start in second.starts],
                first.ends + [cut + end for end in second.ends],
            )
    return Folded(whole, [0] * len(whole), [len(text)] * len(whole))


def _is_as_the_whole(parted: str, whole: str) -> bool:
    """Whether clusters that were folded each by itself stand in the whole, one after the other.

    Marks that stand alone may join with others, or change places with them (¨゛). Kanji, and vowel
    marks that are dashes, no space or mark hangs on: they are folded with the whole.
    """
    if parted == whole:
        return True
    return (
        len(parted) == len(whole)
        and folding.fold(parted) == whole
        and not any(a != b and unicodedata.combining(b) for a, b in zip(parted, whole, strict=True))
    )


def _is_latin(char: str) -> bool:
    return "0" <= char <= "9" or "a" <= char <= "z"


@lru_cache(maxsize=1_024)
def _is_space(cluster: str) -> bool:
    return folding.fold(f"a{cluster}a") == "a a"


@lru_cache(maxsize=8_192)
def _folded_cluster(cluster: str) -> str:
    return folding.fold(cluster)


def _squeezed(cluster: str) -> str:
    return _folded_cluster(cluster).replace(" ", "")
