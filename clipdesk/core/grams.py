"""The terms of the search index: pairs of characters, single characters, Latin words. Pure.

A folded text (core/text.py) holds a folded value of two or more characters exactly where the
value's pairs of neighbouring characters follow one another in the text's pairs. A value of one
character, or of one whole Latin word, is looked up among the text's single terms.

A space would end a term, so it is written as a character that no folded text holds; newlines do
end terms, and what is left of their pairs, lone characters, keeps a phrase from running over them.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import Final

VERSION: Final = 2
"""Raised with every change of the terms: the index is then made anew."""

_SPACE: Final = "\x80"  # control characters are folded away
_IN_HEADLINE: Final = "\x81"
_IN_COMPILER: Final = "\x82"
_NOT_IN_BODY: Final = "\x83"

_UNFIT: Final = re.compile("[\x00-\x1f\x7f-\x9fA-Z\ud800-\udfff]")
_LETTER: Final = "0-9a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_WORD: Final = re.compile(f"[{_LETTER}]+")
# Words of Latin-1 letters, nearly all there are, are cut by a table of bytes: four times as fast.
_CUT: Final = bytes(n if _WORD.fullmatch(chr(n)) else 0x20 for n in range(256))
_WIDER: Final = re.compile("[\u0100-\u024f\u1e00-\u1eff]")

_WIDE_SPACE: Final = array("I", " ".encode("utf-32-le"))


def is_fit(value: str) -> bool:
    """Whether the index can look a value up: whether it may be a folded one."""
    return bool(value) and _UNFIT.search(value) is None


def pairs(text: str) -> str:
    """Every two neighbouring characters of a folded text, in order, set apart by spaces."""
    if len(text) < 2:  # noqa: PLR2004 - a pair
        return ""
    # Three slices of an array do it ten times as fast as joining pairs of strings.
    codes = array("I", text.replace(" ", _SPACE).encode("utf-32-le"))
    paired = _WIDE_SPACE * (3 * len(codes) - 4)
    paired[0::3] = codes[:-1]
    paired[1::3] = codes[1:]
    return paired.tobytes().decode("utf-32-le")


def singles(body: str, headline: str = "", compiler: str = "", apparatus: str = "") -> str:
    """Every character and every Latin word of a clipping's folded texts, set apart by spaces.

    Those of headline and compiler, and those that the body does not have, come once more with a
    mark, so that a field can be asked for them. What the body has many times stands there as often:
    the index takes it once, and faster than a set of characters would.
    """
    in_body = _words(body)
    in_headline = _terms(headline)
    in_compiler = _terms(compiler)
    others = in_headline | in_compiler | _terms(apparatus)
    elsewhere = {term for term in others - in_body if len(term) > 1 or term not in body}
    return " ".join(
        (
            _spaced(body),
            " ".join(in_body),
            " ".join(elsewhere),
            _marked(in_headline, _IN_HEADLINE),
            _marked(in_compiler, _IN_COMPILER),
            _marked(elsewhere, _NOT_IN_BODY),
        )
    )


def _spaced(text: str) -> str:
    """Every character in order, set apart by spaces."""
    codes = array("I", text.encode("utf-32-le"))
    spaced = _WIDE_SPACE * (2 * len(codes))
    spaced[0::2] = codes
    return spaced.tobytes().decode("utf-32-le")


def _marked(terms: set[str], mark: str) -> str:
    return f"{mark} ".join(terms) + mark if terms else ""


def pairs_query(value: str) -> str:
    """The query for a value of two or more characters among pairs."""
    return _quoted(pairs(value))


def single_query(value: str, column: str | None = None) -> str:
    """The query for a value of one character among singles.

    Args:
        value: the character.
        column: headline, compiler or body, None for any text of a clipping.
    """
    if column == "body":
        return f"{_quoted(value)} NOT {_quoted(value + _NOT_IN_BODY)}"
    marks = {None: "", "headline": _IN_HEADLINE, "compiler": _IN_COMPILER}
    return _quoted(value + marks[column])


def word_query(word: str, column: str | None = None) -> str:
    """The query for a whole Latin word among singles; `column` as in `single_query`."""
    return single_query(_SPACE + word, column)


def is_word(value: str) -> bool:
    """Whether a folded value is one Latin word: letters and digits alone."""
    return _WORD.fullmatch(value) is not None


def holds_word(text: str, value: str) -> bool:
    """Whether a value stands in a text with no Latin letter or digit joined to its own."""
    return next(words_in(text, value), None) is not None


def words_in(text: str, value: str) -> Iterator[int]:
    """Where it stands so, one place after the end of the other."""
    before = f"(?<![{_LETTER}])" if is_word(value[:1]) else ""
    after = f"(?![{_LETTER}])" if is_word(value[-1:]) else ""
    return (found.start() for found in re.finditer(before + re.escape(value) + after, text))


def _terms(text: str) -> set[str]:
    return (set(text) - _BLANKS) | _words(text) if text else set()


def _words(text: str) -> set[str]:
    if _WIDER.search(text):
        words = _WORD.findall(text)
    else:
        words = text.encode("latin-1", "replace").translate(_CUT).decode("latin-1").split()
    return {_SPACE + word for word in words}


_BLANKS: Final = frozenset(" \n")


def _quoted(terms: str) -> str:
    return '"' + terms.replace('"', '""') + '"'
