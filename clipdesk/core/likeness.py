"""Whether two texts may be one article, before and after a correction. Pure.

An id alone does not tell: publishers of digests print one twice. Corrected texts share most of their
phrases; those of two articles, even of one subject and one day, share next to none.
"""

from __future__ import annotations

import hashlib
import re
from heapq import nsmallest
from typing import Final
from zlib import crc32

from clipdesk.core.text import fold

_PHRASE: Final = 5
"""Characters of a phrase: names and set phrases are about as long in Japanese, sentences are not."""
_ENOUGH: Final = 30
"""A shorter text may be half corrected: one phrase in common will do."""
_SOME: Final = 8
"""With fewer phrases a text tells no more than that it is another; else the headline has to."""
_SHARED: Final = 0.3
"""Of the shorter text's phrases so many are in the other one. Two articles on one subject share up
to a tenth."""
_HEADLINE: Final = 0.5
"""Of both headlines' pairs of characters so many are in the other one."""

_TELLING: Final = 20
"""So many characters, the same to the letter, are more than a set phrase."""
_NEARLY: Final = 40
"""A text with fewer phrases is told by its letters alone, or not at all."""
_CORRECTED: Final = 0.8
"""Of the longer text's phrases so many are in the other one, where only its misprints were mended."""
_FIGURES: Final = re.compile("[0-9〇一二三四五六七八九十百千万億兆]+")
_CLAUSE: Final = re.compile("[^\\s、。,.!?「」『』()・;:]+")
_END: Final = 6
"""Characters of a clause's beginning and end that are one piece of a sketch."""
_PIECES: Final = 16
"""A sketch has at most so many: enough to find its like among 100,000."""


def are_alike(headline: str, text: str, other_headline: str, other_text: str) -> bool:
    """Whether one may be a corrected form of the other.

    By their texts, where these are long enough to tell; else by their headlines.
    """
    one, other = _grams(text, _PHRASE), _grams(other_text, _PHRASE)
    fewer = min(len(one), len(other))
    if fewer >= _ENOUGH:
        return len(one & other) >= _SHARED * fewer
    if fewer >= _SOME:
        return not one.isdisjoint(other)
    one, other = _grams(text, 2), _grams(other_text, 2)
    if "" not in one | other and one.isdisjoint(other):
        return False
    one, other = _grams(headline, 2), _grams(other_headline, 2)
    return 2 * len(one & other) >= _HEADLINE * (len(one) + len(other))


def _grams(text: str, length: int) -> set[str]:
    """Every piece of that many characters; a shorter text is a piece."""
    folded = "".join(fold(text).split())
    return {folded[i : i + length] for i in range(max(1, len(folded) - length + 1))}


def words_key(text: str) -> str:
    """The same for texts that are the same to the letter, however spaced.

    Empty where a text is too short to tell an article.
    """
    words = "".join(text.split())
    if len(words) < _TELLING:
        return ""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def are_nearly_same(text: str, other: str) -> bool:
    """Whether one is the other with some misprints mended: sure enough without any headline.

    A report that comes again and again, of a market or of the weather, has the same words and other
    figures: it is another article, so all figures must be the same.
    """
    one, two = _grams(text, _PHRASE), _grams(other, _PHRASE)
    fewer, more = sorted((len(one), len(two)))
    return (
        fewer >= _NEARLY
        and len(one & two) >= _CORRECTED * more
        and _FIGURES.findall(fold(text)) == _FIGURES.findall(fold(other))
    )


def sketch(text: str) -> list[int]:
    """Some numbers of which nearly the same texts have most in common, and others next to none.

    They stand for how the text's clauses begin and end, so that a correction leaves the others.
    """
    clauses = ("".join(clause.split()) for clause in _CLAUSE.findall(fold(text)))
    pieces = {end for clause in clauses for end in (clause[:_END], clause[-_END:])}
    return nsmallest(_PIECES, {crc32(piece.encode()) for piece in pieces if len(piece) == _END})
