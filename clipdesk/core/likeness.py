"""Whether two texts may be one article, before and after a correction. Pure.

An id alone does not tell: publishers of digests print one twice. Corrected texts share most of their
phrases; those of two articles, even of one subject and one day, share next to none.
"""

from __future__ import annotations

from typing import Final

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
