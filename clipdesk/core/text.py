"""Folding: the form in which texts and queries are compared.

`fold(query) in fold(text)` is what "the text contains the query" means everywhere. The rules
(measured in shared facts): widths and compatibility characters by NFKC (㌧ is トン, ① is 1),
case, dashes and quotation marks unified, invisible characters dropped, and spaces kept only
between two ASCII letters or digits, so that a space that a hard wrap left inside a Japanese
word changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

FOLDING_VERSION: Final = 1
"""Raised with every change of the rules: stored folded texts are then made anew."""

_DASHES: Final = "‐‑‒–—―−﹣－"
_SINGLE_QUOTES: Final = "‘’‚‛′`´"
_DOUBLE_QUOTES: Final = "“”„‟″〝〞〟"
_WAVES: Final = "〜～∼"
_UNIFY: Final = {
    **{ord(c): "-" for c in _DASHES},
    **{ord(c): "'" for c in _SINGLE_QUOTES},
    **{ord(c): '"' for c in _DOUBLE_QUOTES},
    **{ord(c): "~" for c in _WAVES},
}
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACES: Final = re.compile(r"\s+")
_LONE_SPACE: Final = re.compile(r"(?<![0-9a-z]) | (?![0-9a-z])")
_TO_UNIFY: Final = re.compile(f"[{re.escape(''.join(map(chr, _UNIFY)))}]")
_PLAIN: Final = re.compile(
    r"[ -_a-~\u3001-\u3003\u3005-\u3011\u3014-\u301b\u3041-\u3096\u30a1-\u30fe\u3400-\u4dbf\u4e00-\u9fff]*"
)
"""What most texts are made of: characters that all the rules leave alone but case and spaces."""


def fold(text: str) -> str:
    """The text as it is compared. Folding a folded text changes nothing."""
    if _PLAIN.fullmatch(text):
        return _without_spaces(text.casefold())
    text = _SURROGATE.sub("\ufffd", text)
    text = _CONTROL.sub(" ", text)
    while True:
        folded = _INVISIBLE.sub("", text)
        # Before NFKC too: it would take ´ and ″ apart.
        folded = unicodedata.normalize("NFKC", _unified(folded))
        folded = _unified(folded).casefold()
        folded = _without_spaces(unicodedata.normalize("NFKC", folded))
        if folded == text or _PLAIN.fullmatch(folded):
            return folded
        text = folded


def _unified(text: str) -> str:
    return text.translate(_UNIFY) if _TO_UNIFY.search(text) else text


def _without_spaces(text: str) -> str:
    """The text with single spaces between ASCII letters or digits, and no others."""
    if not _SPACES.search(text):
        return text
    return _LONE_SPACE.sub("", _SPACES.sub(" ", text))


def printable(text: str) -> str:
    """The text with lone surrogates made visible, so that it can be stored and shown."""
    return _SURROGATE.sub("\ufffd", text)
