"""Where a highlight stands in a clipping's text: making its anchor, and finding it again.

A highlight is anchored by its words, by what stood around them, and by where they stood, in code
points of THE READING TEXT: the readable texts of all of a clipping's passages, in every voice,
each on a line of its own (`text_of`). Nothing else counts offsets in any other text.

When the text changed, the words are looked for as a reader would: at their place, elsewhere,
spelt or broken otherwise, between the words that stood around them, and at last as words that
are very like them. Of several places the one with the better surroundings is taken, then the
nearer. What is not likely enough is not found: a highlight at a wrong place says something that
the analyst never said.

Likeness is a Levenshtein distance computed with one bit for each character of the words
(Myers 1999): its time depends on the lengths alone, so that no text, however repetitive, takes
long. difflib would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from clipdesk.core.folded import Folded, joins, squeeze
from clipdesk.core.model import Passage

COLOURS: Final = ("yellow", "green", "blue", "red", "violet")
"""The names of the colours that a highlight may have."""

CONTEXT: Final = 40
"""So many code points before and after a highlight's words are kept."""


# ------------------------------------------------------------------ the reading text


def text_of(passages: Iterable[Passage]) -> str:
    """The reading text of a clipping, in which highlights count their offsets."""
    return join(passage.text for passage in passages)


def join(texts: Iterable[str]) -> str:
    """The reading text of a clipping whose passages, all of them, have these texts."""
    return "\n".join(texts)


def passage_spans(passages: Sequence[Passage]) -> list[tuple[int, int]]:
    """Where each passage starts and ends in the reading text, in code points."""
    ends = accumulate(len(passage.text) + 1 for passage in passages)
    return [(end - 1 - len(p.text), end - 1) for p, end in zip(passages, ends, strict=True)]


def to_utf16(text: str, offset: int) -> int:
    """An offset in code points as one in UTF-16 units, in which Qt counts."""
    head = text[:offset]
    return offset - len(head) + len(head.encode("utf-16-le", "surrogatepass")) // 2


def from_utf16(text: str, units: int) -> int:
    """An offset in UTF-16 units as one in code points; inside a pair it is that of its start.

    What lies beyond the text is its end.
    """
    for offset, char in enumerate(text):
        units -= 2 if char > "\uffff" else 1
        if units < 0:
            return offset
    return len(text)


# ------------------------------------------------------------------ making and finding


def make(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The anchor of some words of a text: the words, what stands before, what stands after.

    Args:
        text: the reading text.
        start: of the words, in code points.
        end: after the words.

    Raises:
        ValueError: there are no words between these offsets.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no words at {start}:{end} of {len(text)} code points")
    before = max(0, start - CONTEXT)
    after = min(len(text), end + CONTEXT)
    # No character is cut apart from the marks that combine with it.
    while before < start and joins(text[before]):
        before += 1
    while end < after < len(text) and joins(text[after]):
        after -= 1
    return text[start:end], text[before:start], text[end:after]


def find(text: str, quote: str, prefix: str, suffix: str, start: int) -> tuple[int, int] | None:
    """Where the words of an anchor stand in a text now: start and end in code points.

    Args:
        text: the reading text as it is now.
        quote: the words.
        prefix: what stood before them.
        suffix: what stood after them.
        start: where they stood.

    Returns:
        The place, never an empty one; None when they fit nowhere.
    """
    if not quote or not text:
        return None
    whole = prefix + quote + suffix
    at = start - len(prefix)
    if at < 0 or not text.startswith(whole, at):
        at = next(iter(_nearest(text, whole, at, 1)), -1)
    end = at + len(whole)
    if at >= 0 and (suffix or end == len(text) or not joins(text[end])):
        return at + len(prefix), at + len(prefix) + len(quote)
    return _find(text, _Sought(quote, prefix, suffix, start))


# ------------------------------------------------------------------ what counts as likely
# Context and likeness go from 0 to 1.

_AT_HOME: Final = 0.45
"""So much of the context says that words stand where they stood: most of one side of it."""
_STANDS: Final = 10
"""So many characters on a side must stand, where the words between them are no longer the same."""
_SPEAKS_FOR_ITSELF: Final = 8
"""So many characters are the same words wherever they stand."""
_REWRITTEN: Final = 0.4
"""Words between the old context that are less like the old words are others."""
_LIKE: Final = 0.6
"""Words that are so like, beside most of one side of their context, are the same, reworded."""
_VERY_LIKE: Final = 0.9
"""The same, wherever they stand, if they are `_TELLING` or more characters."""
_TELLING: Final = 16
_MOST_PLACES: Final = 256
"""So many places on each side of the old one are looked at."""
_LONGEST: Final = 1_024
"""Longer words are compared by their ends, each half as long."""


@dataclass(frozen=True, slots=True)
class _Sought:
    """An anchor, as printed or folded; `start` counts in the text that is looked at."""

    quote: str
    prefix: str
    suffix: str
    start: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that may be the one.

    Attributes:
        context: how much of the context stands around it.
        likeness: of the words there to the words that are sought.
    """

    start: int
    end: int
    context: float
    likeness: float = 1.0


def _find(text: str, sought: _Sought) -> tuple[int, int] | None:
    """The place in a text as printed, where the words do not stand with all of their context."""
    words = squeeze(sought.quote)
    folded = _folded(text)
    cut = joins(sought.quote[0]) or (sought.suffix != "" and joins(sought.suffix[0]))
    if cut or not words.text:  # they are parts of characters, or folding leaves nothing of them
        exact = _exact(text, sought)
        return None if exact is None else (exact.start, exact.end)
    before, after = squeeze(sought.prefix).text, squeeze(sought.suffix).text
    start = folded.offset(sought.start)
    found = _likeliest(folded.text, _Sought(words.text, before, after, start))
    if found is None:
        return None
    place = folded.starts[found.start], folded.ends[found.end - 1]
    # Spaces at their ends count, where the very words stand there.
    printed = place[0] - words.starts[0]
    if printed >= 0 and text.startswith(sought.quote, printed):
        return printed, printed + len(sought.quote)
    return place


def _likeliest(text: str, sought: _Sought) -> _Place | None:
    """The place in folded text."""
    if not sought.quote:
        return None
    exact = _exact(text, sought)
    if exact is not None and exact.context == 1:
        return exact
    between = _between(text, sought)
    few = len(sought.prefix) + len(sought.suffix) < _STANDS
    if between is None or (few and between.likeness < _REWRITTEN):
        best = exact
    elif between.likeness >= _REWRITTEN:
        best = _best(sought, [between, *([exact] if exact is not None else [])])
    else:
        # Other words took their place. A short word is found anywhere: it is not that one.
        told = exact is not None and exact.context > between.context
        best = exact if told or len(sought.quote) >= _SPEAKS_FOR_ITSELF else None
    return best or _approximate(text, sought, between)


def _exact(text: str, sought: _Sought) -> _Place | None:
    """The very words: where most of their context stands, then where they are nearest."""
    quote, prefix, suffix = sought.quote, sought.prefix, sought.suffix
    starts: dict[int, None] = {}
    # With a side of their context, then alone: what is rarer is found however far it moved.
    for before, after in ((prefix, suffix), (prefix, ""), ("", suffix), ("", "")):
        found = _nearest(text, before + quote + after, sought.start - len(before))
        starts.update((at + len(before), None) for at in found)
        if found and before == prefix and after == suffix:
            break
    ends = ((at, at + len(quote)) for at in starts)
    return _best(sought, (_Place(at, end, _context(text, at, end, sought)) for at, end in ends))


def _between(text: str, sought: _Sought) -> _Place | None:
    """The words, whatever they are now, between what stood before and after the old ones."""
    quote = sought.quote
    places: dict[_Place, None] = {}
    for start in _ends_of(text, sought.prefix, sought.start):
        limit = start + 2 * len(quote) + 2 * CONTEXT
        for end in _starts_of(text, sought.suffix, start, limit):
            context = _context(text, start, end, sought)
            exact = _forwards(text, quote, start, end, most=4)
            for at in exact:  # something was put in beside them
                near = _context(text, at, at + len(quote), sought)
                places[_Place(at, at + len(quote), 0.9 * context + 0.1 * near)] = None
            if not exact:
                likeness = _likeness(quote, text[start:end])
                places[_Place(start, end, context, likeness)] = None
    return _best(sought, places)


def _approximate(text: str, sought: _Sought, rewritten: _Place | None) -> _Place | None:
    """Words that are like the old ones; only there, where other words took their place."""
    quote = sought.quote
    if len(quote) > _LONGEST:
        return _by_ends(text, sought) if rewritten is None else None
    first, last = (0, len(text)) if rewritten is None else (rewritten.start, rewritten.end)
    places = []
    for start, end, distance in _like(text[first:last], quote, sought.start - first):
        context = _context(text, first + start, first + end, sought)
        likeness = 1 - distance / len(quote)
        is_telling = likeness >= _VERY_LIKE and len(quote) >= _TELLING
        if is_telling or context >= _AT_HOME:
            places.append(_Place(first + start, first + end, context, likeness))
    return _best(sought, places)


def _by_ends(text: str, sought: _Sought) -> _Place | None:
    """The place of many words by their first and their last ones."""
    half, quote = _LONGEST // 2, sought.quote
    before, after = quote[:-half][-CONTEXT:], quote[half:][:CONTEXT]
    last = sought.start + len(quote) - half
    head = _likeliest(text, _Sought(quote[:half], sought.prefix, after, sought.start))
    tail = _likeliest(text, _Sought(quote[-half:], before, sought.suffix, last))
    if head is None or tail is None or not head.start < tail.start:
        return None
    if not len(quote) / 2 <= tail.end - head.start <= len(quote) * 2:
        return None
    return _Place(head.start, tail.end, _context(text, head.start, tail.end, sought), _LIKE)


def _best(sought: _Sought, places: Iterable[_Place]) -> _Place | None:
    """The likeliest, then the nearest, then the first."""
    return max(
        places,
        key=lambda p: (p.likeness + p.context, -abs(p.start - sought.start), -p.start),
        default=None,
    )


def _context(text: str, start: int, end: int, sought: _Sought) -> float:
    """How much of the context stands around some words."""
    size = 2 * CONTEXT
    prefix, suffix = sought.prefix, sought.suffix
    before = _side(text[max(0, start - size) : start][::-1], prefix[::-1])
    after = _side(text[end : end + size], suffix)
    # A side says as much as it has characters; that there were none says a little.
    left, right = (max(len(side), 4) for side in (prefix, suffix))
    return (before * left + after * right) / (left + right)


def _side(there: str, wanted: str) -> float:
    """How much of what stood beside the words is there: in a run from them on, and in pieces.

    Where nothing stood there was the text's edge, which says little.
    """
    if not wanted:
        return 0.0 if there else 0.5
    if there.startswith(wanted):
        return 1.0
    run = next((i for i, (a, b) in enumerate(zip(there, wanted, strict=False)) if a != b), -1)
    run = min(len(there), len(wanted)) if run < 0 else run
    pieces = [wanted[i : i + 4] in there for i in range(len(wanted) - 3)] or [False]
    return (run / len(wanted) + sum(pieces) / len(pieces)) / 2


# ------------------------------------------------------------------ looking in strings
# Only `str.find` looks: forwards it takes linear time for any words, which `rfind` does not.


def _nearest(text: str, words: str, at: int, most: int = _MOST_PLACES) -> list[int]:
    """Where words stand, nearest to `at` first: at most so many on each side of it."""
    if not words:
        return []
    at = max(0, min(at, len(text)))
    size = len(text) - len(words)
    found = _forwards(text, words, at, most=most)
    # Turned round, the last place before `at` is the first one after its mirror image.
    mirrored = _forwards(text[::-1], words[::-1], max(0, size - at + 1), most=most)
    found += [size - there for there in mirrored]
    return sorted(found, key=lambda there: (abs(there - at), there))


def _forwards(text: str, words: str, at: int, limit: int | None = None, *, most: int) -> list[int]:
    """The first places of words from `at` on; they end before `limit`."""
    found: list[int] = []
    while len(found) < most and (at := text.find(words, at, limit)) >= 0:
        found.append(at)
        at += 1
    return found


def _parts(words: str) -> Iterator[str]:
    """A side of the context, and ever less of it from its start on."""
    yield words
    for size in (CONTEXT // 2, _STANDS):
        if len(words) > size:
            yield words[:size]


def _ends_of(text: str, prefix: str, start: int) -> list[int]:
    """Where what stood before the words ends now: as much of it as stands, nearest first."""
    if len(prefix) < _STANDS:  # the words stood at the text's edge: only there it says something
        return [len(prefix)] if text.startswith(prefix) else []
    for part in _parts(prefix[::-1]):
        if found := _nearest(text, part[::-1], start - len(part), _STANDS):
            return [at + len(part) for at in found[:_STANDS]]
    return []


def _starts_of(text: str, suffix: str, start: int, limit: int) -> list[int]:
    """Where what stood after the words begins now, between two places, first to last."""
    if len(suffix) < _STANDS:
        at = len(text) - len(suffix)
        return [at] if start <= at <= limit and text.endswith(suffix) else []
    for part in _parts(suffix):
        if found := _forwards(text, part, start, limit + len(part), most=4):
            return found
    return []


# ------------------------------------------------------------------ likeness


def _likeness(quote: str, words: str) -> float:
    """How like two texts are: 1 the same, 0 nothing alike."""
    longer = max(len(quote), len(words))
    if not quote or not words:
        return 0.0
    if min(len(quote), len(words)) / longer < _REWRITTEN:  # it can be no more than that
        return 0.0
    if longer > _LONGEST:
        half = _LONGEST // 2
        return min(_likeness(quote[:half], words[:half]), _likeness(quote[-half:], words[-half:]))
    *_, distance = _distances(quote, words, anchored=True)
    return 1 - distance / longer


def _like(text: str, quote: str, at: int) -> list[tuple[int, int, int]]:
    """The parts of a text that differ least from some words; of equal ones the nearest to `at`.

    Returns:
        Start, end and distance of each; those of one place are one.
    """
    size = len(quote)
    most = int(size * (1 - _LIKE))
    ends = sorted(
        (distance, abs(end - size - at), end)
        for end, distance in enumerate(_distances(quote, text), 1)
        if distance <= most
    )
    found: list[tuple[int, int, int]] = []
    for distance, _, end in ends:
        if len(found) == _STANDS:
            break
        if any(abs(end - other) <= size // 2 for _, other, _ in found):
            continue
        mirrored = text[max(0, end - size - most) : end][::-1]
        lengths = enumerate(_distances(quote[::-1], mirrored, anchored=True), 1)
        *_, length = min((d, abs(length - size), length) for length, d in lengths)
        found.append((end - length, end, distance))
    return found


def _distances(words: str, text: str, *, anchored: bool = False) -> Iterator[int]:
    """After each character of a text: by how many changes the words differ from what ends there.

    What ends there begins at the text's start if `anchored`, else wherever it differs least.
    Myers' bit vectors in the form of Hyyrö (2003); the names are theirs: `pv` and `mv` have a bit
    for each character of the words where the distance grows or falls by one.
    """
    masks: dict[str, int] = {}
    for at, char in enumerate(words):
        masks[char] = masks.get(char, 0) | 1 << at
    all_ones = (1 << len(words)) - 1
    last = 1 << (len(words) - 1)
    pv, mv, distance = all_ones, 0, len(words)
    for char in text:
        equal = masks.get(char, 0)
        xv = equal | mv
        xh = ((((equal & pv) + pv) ^ pv) | equal) & all_ones
        ph = mv | (all_ones & ~(xh | pv))
        mh = pv & xh
        if ph & last:
            distance += 1
        elif mh & last:
            distance -= 1
        ph = (ph << 1 | anchored) & all_ones
        mh = mh << 1 & all_ones
        pv = mh | (all_ones & ~(xv | ph))
        mv = ph & xv
        yield distance


@lru_cache(maxsize=1)
def _folded(text: str) -> Folded:
    """The text of a clipping is folded once for all of its highlights."""
    return squeeze(text)
