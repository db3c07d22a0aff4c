"""What changed between two texts, as a reader wants to see it.

Lines stand beside each other; where one of a pair changed, the changed words are told from the
rest. `compare` answers the same for the same texts, whatever the machine, and in bounded time: it
counts its steps and, when they are spent, calls what is left changed as a whole. That is why this
is no difflib (cubic at its worst) and no diff-match-patch (bounded by the clock).

How it goes: lines that are alike are found (`_matches`), the lines between them are laid beside
each other by the pairs of characters that they share (`_beside`), each pair is taken apart into
words and characters (`_tokens`) and compared again, and what two changes leave between them that
is too short to read is given to the change (`_readable`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

_STEPS: Final = 1_500_000
"""So many steps may a comparison take; a pair of clippings takes some thousands."""
_FARTHEST: Final = 600
"""Of two stretches with more tokens of difference than that nothing is left to be seen as alike."""
_ANCHORS: Final = (12, 4)
"""So many tokens that stand once on each side, in the same order, hold the two together."""
_CELLS: Final = 600_000
"""Laying lines beside each other may compare so many characters; above, they pair as they come."""
_MOST_SLIDE: Final = 200
_LITTLE: Final = 2
"""So few characters between two changes are no island to rest on."""


class RunKind(StrEnum):
    """What became of some characters."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one side that share a fate; never empty."""

    kind: RunKind
    text: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """What stands beside each other.

    Each side is one line, an empty tuple for an empty one, or None where the other side's line
    has no counterpart. Where lines were joined or parted, a side is several of them, and their
    newlines are in its runs. The SAME runs of both sides are the same, one by one.
    """

    before: tuple[Run, ...] | None
    after: tuple[Run, ...] | None

    @property
    def is_same(self) -> bool:
        """Whether nothing changed here."""
        return self.before == self.after

    @property
    def changes(self) -> list[tuple[str, str]]:
        """(removed, added) of every change in it, in order; of a blank line alone both are empty."""
        if self.before is None or self.after is None:
            return [(_text(self.before), _text(self.after))]
        found: list[list[str]] = [["", ""]]
        for side, runs in enumerate((self.before, self.after)):
            place = 0
            for run in runs:
                if run.kind is RunKind.SAME:
                    place += 1
                    if len(found) == place:
                        found.append(["", ""])
                else:
                    found[place][side] = run.text
        return [(removed, added) for removed, added in found if removed or added]


def compare(before: str, after: str) -> tuple[Aligned, ...]:
    """What changed from one text to the other.

    The lines of a side, joined by newlines, are that side's text; a text without a newline is one
    line. Spaces count: a change of them alone is a change.
    """
    lines = before.split("\n"), after.split("\n")
    budget = _Budget()
    aligned: list[Aligned] = []
    done_before = done_after = 0
    ends = _Match(len(lines[0]), len(lines[1]), 0)
    for match in [*_matches(*lines, (1,), budget), ends]:
        aligned += (
            _aligned(*pair, budget)
            for pair in _beside(
                lines[0][done_before : match.before], lines[1][done_after : match.after], budget
            )
        )
        done_before, done_after = match.before + match.length, match.after + match.length
        aligned += (_same(line) for line in lines[0][match.before : done_before])
    return tuple(aligned)


class _Budget:
    """The steps that are left."""

    def __init__(self) -> None:
        self.steps = _STEPS
        self.cells = _CELLS


class _Match(NamedTuple):
    """`length` tokens from `before` on that are those from `after` on."""

    before: int
    after: int
    length: int


def _text(runs: tuple[Run, ...] | None) -> str:
    return "".join(run.text for run in runs or ())


def _same(line: str) -> Aligned:
    runs = (Run(RunKind.SAME, line),) if line else ()
    return Aligned(runs, runs)


# ---- what two sequences share ---------------------------------------------------------------


def _matches(
    before: Sequence[Hashable], after: Sequence[Hashable], anchors: Sequence[int], budget: _Budget
) -> list[_Match]:
    """Stretches that stand on both sides, in the order of both.

    Args:
        before: tokens.
        after: tokens.
        anchors: lengths of stretches that are sought first, from long to short.
        budget: pays for what the anchors leave.
    """
    start, end = 0, 0
    most = min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    found = [_Match(0, 0, start)] if start else []
    inside = before[start : len(before) - end], after[start : len(after) - end]
    found += (
        _Match(start + i, start + j, length)
        for i, j, length in _inner_matches(*inside, anchors, budget)
    )
    if end:
        found.append(_Match(len(before) - end, len(after) - end, end))
    return found


def _inner_matches(
    before: Sequence[Hashable], after: Sequence[Hashable], anchors: Sequence[int], budget: _Budget
) -> Iterator[_Match]:
    if not before or not after:
        return
    if not anchors:
        yield from _shortest(before, after, budget)
        return
    done_before = done_after = 0
    for match in [*_held(before, after, anchors[0]), _Match(len(before), len(after), 0)]:
        gap = before[done_before : match.before], after[done_after : match.after]
        for i, j, length in _matches(*gap, anchors[1:], budget):
            yield _Match(done_before + i, done_after + j, length)
        if match.length:
            yield match
        done_before, done_after = match.before + match.length, match.after + match.length


def _held(before: Sequence[Hashable], after: Sequence[Hashable], size: int) -> list[_Match]:
    """The longest chain of stretches of that size that stand once on each side."""
    places = _only_places(before, size), _only_places(after, size)
    pairs = [
        (place, places[1][stretch]) for stretch, place in places[0].items() if stretch in places[1]
    ]
    chain: list[_Match] = []
    for i, j in _rising(pairs):
        if chain and i - chain[-1].before == j - chain[-1].after:
            first = chain[-1]
            if i <= first.before + first.length:  # it overlaps, or goes on
                chain[-1] = _Match(first.before, first.after, i + size - first.before)
                continue
        if chain and (
            i < chain[-1].before + chain[-1].length or j < chain[-1].after + chain[-1].length
        ):
            continue
        chain.append(_Match(i, j, size))
    return chain


def _only_places(tokens: Sequence[Hashable], size: int) -> dict[Hashable, int]:
    """Where each stretch of that size stands, of those that stand once; in order."""
    places: dict[Hashable, int] = {}
    often: set[Hashable] = set()
    for place in range(len(tokens) - size + 1):
        stretch = tuple(tokens[place : place + size])
        if stretch in places:
            often.add(stretch)
        places[stretch] = place
    return {stretch: place for stretch, place in places.items() if stretch not in often}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs, which rise in the first, that rises in the second too."""
    ends: list[int] = []  # the lowest end of a rising part of each length
    at: list[int] = []  # which pair that is
    previous: list[int] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        previous.append(at[length - 1] if length else -1)
        if length == len(ends):
            ends.append(j)
            at.append(number)
        else:
            ends[length], at[length] = j, number
    chain = []
    number = at[-1] if at else -1
    while number >= 0:
        chain.append(pairs[number])
        number = previous[number]
    return chain[::-1]


def _shortest(
    before: Sequence[Hashable], after: Sequence[Hashable], budget: _Budget
) -> Iterator[_Match]:
    """What the shortest way from one to the other leaves alone (Myers); nothing, if that is far.

    Tokens of one side alone can match nothing: the way is sought without them.
    """
    shared = set(before) & set(after)
    kept = (
        [i for i, token in enumerate(before) if token in shared],
        [j for j, token in enumerate(after) if token in shared],
    )
    way = _way([before[i] for i in kept[0]], [after[j] for j in kept[1]], budget)
    first: _Match | None = None
    for x, y in way:
        i, j = kept[0][x], kept[1][y]
        if first is not None and i - first.before == j - first.after == first.length:
            first = _Match(first.before, first.after, first.length + 1)
        else:
            if first is not None:
                yield first
            first = _Match(i, j, 1)
    if first is not None:
        yield first


def _way(
    before: Sequence[Hashable], after: Sequence[Hashable], budget: _Budget
) -> list[tuple[int, int]]:
    """Pairs of places that match on the shortest way; none when it is too far."""
    rows, columns = len(before), len(after)
    reached = {1: 0}
    trace: list[dict[int, int]] = []
    for distance in range(min(rows + columns, _FARTHEST) + 1):
        budget.steps -= distance + 1
        if budget.steps < 0:
            return []
        trace.append(reached)
        reached = dict(reached)
        for diagonal in range(-distance, distance + 1, 2):
            if _came_down(reached, diagonal, distance):
                x = start = reached[diagonal + 1]
            else:
                x = start = reached[diagonal - 1] + 1
            y = x - diagonal
            while x < rows and y < columns and before[x] == after[y]:
                x += 1
                y += 1
            budget.steps -= x - start
            reached[diagonal] = x
            if x >= rows and y >= columns:
                return _walked(trace, rows, columns)
    return []


def _walked(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    """The matches of a way, from its end back to its start."""
    matches: list[tuple[int, int]] = []
    for distance in range(len(trace) - 1, -1, -1):
        reached, diagonal = trace[distance], x - y
        came_from = diagonal + (1 if _came_down(reached, diagonal, distance) else -1)
        start_x, start_y = reached[came_from], reached[came_from] - came_from
        while x > start_x and y > start_y:
            x, y = x - 1, y - 1
            matches.append((x, y))
        x, y = start_x, start_y
    return matches[::-1]


def _came_down(reached: dict[int, int], diagonal: int, distance: int) -> bool:
    """Whether the farthest step onto a diagonal adds a token, not removes one."""
    return diagonal == -distance or (
        diagonal != distance and reached[diagonal - 1] < reached[diagonal + 1]
    )


# ---- lines beside each other ----------------------------------------------------------------


_Pair = tuple[list[str] | None, list[str] | None]

_GROUPS: Final = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (1, 3), (3, 1))
"""How many lines may stand beside how many: a line may have been broken, or mended."""


def _beside(before: Sequence[str], after: Sequence[str], budget: _Budget) -> list[_Pair]:
    """Lines laid beside each other, in order, so that they share as much as they can."""
    if not before or not after:
        return [*(([line], None) for line in before), *((None, [line]) for line in after)]
    if len(before) == len(after) == 1:
        return [([before[0]], [after[0]])]
    budget.cells -= len(after) * sum(map(len, before)) + len(before) * sum(map(len, after))
    budget.cells -= len(before) * len(after) * 16
    if budget.cells < 0:
        both = min(len(before), len(after))
        pairs: list[_Pair] = [([before[n]], [after[n]]) for n in range(both)]
        return [*pairs, *_beside(before[both:], after[both:], budget)]
    best = _best_groups([_digrams(line) for line in before], [_digrams(line) for line in after])
    pairs = []
    i = j = 0
    while (i, j) != (len(before), len(after)):
        rows, columns = best[i, j]
        pairs.append((list(before[i : i + rows]) or None, list(after[j : j + columns]) or None))
        i, j = i + rows, j + columns
    return pairs


def _best_groups(
    before: Sequence[frozenset[str]], after: Sequence[frozenset[str]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Which group to take at each place, so that the whole shares the most."""
    rows, columns = len(before), len(after)
    scores = {(rows, columns): 0.0}
    best: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            options = [
                (
                    _shared(before[i : i + n], after[j : j + m]) + scores[i + n, j + m],
                    (n, m),
                )
                for n, m in _GROUPS
                if i + n <= rows and j + m <= columns
            ]
            if options:
                scores[i, j], best[i, j] = max(options, key=lambda option: option[0])
    return best


def _shared(before: Sequence[frozenset[str]], after: Sequence[frozenset[str]]) -> float:
    """What a group is worth. A further line must be found, half of it at least, on the other side."""
    if not before or not after:
        return 0
    if len(before) == len(after) == 1:
        # Lines that share nothing stand beside each other too, rather than one below the other.
        return len(before[0] & after[0]) + (0.1 if before[0] and after[0] else 0)
    sizes = sorted(map(len, before if len(before) > 1 else after))
    return len(_union(before) & _union(after)) - sum(sizes[:-1]) / 2 - 1


def _union(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    return sets[0].union(*sets[1:])


def _digrams(line: str) -> frozenset[str]:
    dense = "".join(line.split())
    return frozenset(map("".join, pairwise(dense))) if len(dense) > 1 else frozenset(dense)


# ---- inside a pair of lines -----------------------------------------------------------------


class _Stretch(NamedTuple):
    """Tokens of both sides that are the same, or stand in each other's place."""

    before: int
    before_end: int
    after: int
    after_end: int
    is_same: bool

    def text(self, side: Sequence[str], *, is_after: bool) -> str:
        """Its characters on one side."""
        if is_after:
            return "".join(side[self.after : self.after_end])
        return "".join(side[self.before : self.before_end])


def _aligned(before: list[str] | None, after: list[str] | None, budget: _Budget) -> Aligned:
    if before is None or after is None:
        return Aligned(_whole(RunKind.REMOVED, before), _whole(RunKind.ADDED, after))
    tokens = _tokens("\n".join(before)), _tokens("\n".join(after))
    stretches = _stretches(_matches(*tokens, _ANCHORS, budget), *tokens)
    stretches = _slid(_readable(stretches, *tokens), *tokens)
    return Aligned(
        _runs(stretches, tokens[0], RunKind.REMOVED), _runs(stretches, tokens[1], RunKind.ADDED)
    )


def _whole(kind: RunKind, lines: list[str] | None) -> tuple[Run, ...] | None:
    if lines is None:
        return None
    text = "\n".join(lines)
    return (Run(kind, text),) if text else ()


def _runs(stretches: Sequence[_Stretch], side: Sequence[str], kind: RunKind) -> tuple[Run, ...]:
    texts = (
        (
            RunKind.SAME if stretch.is_same else kind,
            stretch.text(side, is_after=kind is RunKind.ADDED),
        )
        for stretch in stretches
    )
    return tuple(Run(kind, text) for kind, text in texts if text)


def _stretches(
    matches: Sequence[_Match], before: Sequence[str], after: Sequence[str]
) -> list[_Stretch]:
    """Same and changed ones by turns."""
    made: list[_Stretch] = []
    i = j = 0
    for match in [*matches, _Match(len(before), len(after), 0)]:
        if i < match.before or j < match.after:
            made.append(_Stretch(i, match.before, j, match.after, is_same=False))
        i, j = match.before + match.length, match.after + match.length
        if not match.length:
            continue
        if made and made[-1].is_same:
            made[-1] = made[-1]._replace(before_end=i, after_end=j)
        else:
            made.append(_Stretch(match.before, i, match.after, j, is_same=True))
    return made


def _readable(
    stretches: Sequence[_Stretch], before: Sequence[str], after: Sequence[str]
) -> list[_Stretch]:
    """Without the islands: what is alike between two changes, and shorter than both, is chance."""
    sizes = _sizes(before), _sizes(after)
    stops = _sizes(before, _ENDS)
    kept: list[_Stretch] = []
    for stretch in stretches:
        kept.append(stretch)
        while len(kept) > 2 and not stretch.is_same:  # noqa: PLR2004
            first, island, last = kept[-3:]
            around = min(
                max(
                    sizes[0][s.before_end] - sizes[0][s.before],
                    sizes[1][s.after_end] - sizes[1][s.after],
                )
                for s in (first, last)
            )
            if stops[island.before_end] > stops[island.before]:
                around = 0
            if sizes[0][island.before_end] - sizes[0][island.before] > max(_LITTLE, around):
                break
            kept[-3:] = [
                _Stretch(first.before, last.before_end, first.after, last.after_end, is_same=False)
            ]
    return kept


_ENDS: Final = frozenset("\n。．.!?！？")


def _sizes(tokens: Sequence[str], only: frozenset[str] = frozenset()) -> list[int]:
    """How many characters stand before each token: all but spaces, or those tokens `only`."""
    return [
        0,
        *accumulate(
            (token in only) if only else 0 if token.isspace() else len(token) for token in tokens
        ),
    ]


def _slid(
    stretches: Sequence[_Stretch], before: Sequence[str], after: Sequence[str]
) -> list[_Stretch]:
    """With what was only added, or only removed, moved to where words begin and end.

    Of `the cape` and `the the cape` either `the` may be the new one, or `he t`.
    """
    slid = list(stretches)
    for place in range(1, len(slid) - 1):
        first, change, last = slid[place - 1 : place + 2]
        is_added = change.before == change.before_end
        if change.is_same or not (is_added or change.after == change.after_end):
            continue
        tokens = after if is_added else before
        start, end = (
            (change.after, change.after_end) if is_added else (change.before, change.before_end)
        )
        step = _best_slide(
            tokens,
            start,
            end,
            most_left=first.before_end - first.before - (place > 1),
            most_right=last.before_end - last.before - (place < len(slid) - 2),
        )
        slid[place - 1] = first._replace(
            before_end=first.before_end + step, after_end=first.after_end + step
        )
        slid[place] = _Stretch(
            change.before + step,
            change.before_end + step,
            change.after + step,
            change.after_end + step,
            is_same=False,
        )
        slid[place + 1] = last._replace(before=last.before + step, after=last.after + step)
    return [s for s in slid if s.before < s.before_end or s.after < s.after_end]


def _best_slide(
    tokens: Sequence[str], start: int, end: int, *, most_left: int, most_right: int
) -> int:
    """How far to move `tokens[start:end]`, to the right, for the best places of its ends."""
    left = right = 0
    while left < min(most_left, _MOST_SLIDE) and tokens[start - left - 1] == tokens[end - left - 1]:
        left += 1
    while right < min(most_right, _MOST_SLIDE) and tokens[start + right] == tokens[end + right]:
        right += 1
    return max(
        range(-left, right + 1),
        key=lambda step: (
            _cut(tokens, start + step) + _cut(tokens, end + step),
            -abs(step),
        ),
    )


def _cut(tokens: Sequence[str], place: int) -> int:
    """How well a text may be cut before that token."""
    if place in {0, len(tokens)}:
        return 5
    left, right = _Script.of(tokens[place - 1]), _Script.of(tokens[place])
    if _Script.LINE in {left, right}:
        return 5
    if left is _Script.STOP:
        return 4
    if left is not right and (left is _Script.SPACE or right is _Script.SPACE):
        return 3
    if left is _Script.HIRAGANA and right > _Script.HIRAGANA:
        return 2  # after a particle or an ending a word begins
    return 1 if left is not right else 0


# ---- words and characters -------------------------------------------------------------------


class _Script(IntEnum):
    """What a token is written in; the later ones begin words in Japanese."""

    LINE = 0
    SPACE = 1
    STOP = 2
    HIRAGANA = 3
    KATAKANA = 4
    WORD = 5
    OTHER = 6

    @staticmethod
    def of(token: str) -> _Script:
        return _script(token[0])


# In what is written without spaces each character is a token: Thai, Lao, Burmese and Khmer too.
_SCRIPTS: Final = (
    (_Script.LINE, re.compile(r"\n")),
    (_Script.SPACE, re.compile(r"\s")),
    (_Script.STOP, re.compile(r"[。、．，.,!?！？」』）】)\]・]")),
    (_Script.HIRAGANA, re.compile("[\u3041-\u309f]")),
    (_Script.KATAKANA, re.compile("[\u30a1-\u30ff\uff66-\uff9f]")),
    (
        _Script.OTHER,
        re.compile(
            "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3400-\u9fff"
            "\uf900-\ufaff\U00020000-\U0003ffff]|[\\W_]"
        ),
    ),
)


@lru_cache(maxsize=8192)
def _script(char: str) -> _Script:
    """The script of a token that begins so; tokens of WORD and KATAKANA have more than one of it."""
    return next((script for script, form in _SCRIPTS if form.match(char)), _Script.WORD)


@lru_cache(maxsize=8192)
def _leans(char: str) -> bool:
    """Whether a character belongs to the one before it."""
    return (
        unicodedata.category(char) in {"Mn", "Mc", "Me"}
        or char in "\u200c\u200d\uff9e\uff9f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\u1160" <= char <= "\u11ff"  # the vowels and finals of Hangul syllables
        or "\udc00" <= char <= "\udfff"
    )


def _tokens(text: str) -> list[str]:
    """The words and, where nothing parts words, the characters of a text, as a reader tells them.

    What is seen as one character is never parted: what leans on the one before it, flags, and
    what is joined by U+200D.
    """
    tokens: list[str] = []
    last = _Script.LINE  # of the token that may go on
    joined = False
    for char in text:
        script = _script(char)
        leans = tokens and tokens[-1] != "\n" and (_leans(char) or joined)
        goes_on = script is last and script in {_Script.WORD, _Script.KATAKANA}
        if leans or goes_on or _is_second_of_flag(tokens, char):
            tokens[-1] += char
        else:
            tokens.append(char)
            last = script
        joined = char == "\u200d"
    return _with_figures(tokens)


def _is_second_of_flag(tokens: Sequence[str], char: str) -> bool:
    first, last = "\U0001f1e6", "\U0001f1ff"
    return (
        first <= char <= last
        and bool(tokens)
        and len(tokens[-1]) == 1
        and first <= tokens[-1] <= last
    )


def _with_figures(tokens: list[str]) -> list[str]:
    """With 3,000 and 0.5 in one piece."""
    if "," not in tokens and "." not in tokens:
        return tokens
    made: list[str] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if (
            token in {",", "."}
            and made
            and made[-1][-1:].isdecimal()
            and place + 1 < len(tokens)
            and tokens[place + 1][:1].isdecimal()
        ):
            made[-1] += token + tokens[place + 1]
            place += 2
        else:
            made.append(token)
            place += 1
    return made
