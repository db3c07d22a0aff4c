"""Folding: the form in which texts and queries are compared.

`fold(query) in fold(text)` is what "the text contains the query" means everywhere. The rules
(measured in shared facts): widths and compatibility characters by NFKC (㌧ is トン, ① is 1),
case, old forms of kanji (讀賣 is 読売), dashes and quotation marks unified, invisible characters
dropped, and spaces kept only between two ASCII letters or digits, so that a space that a hard wrap
left inside a Japanese word changes nothing.

The long vowel mark is a dash where it follows a Latin letter or a digit (Fー35 is F-35), for there
it can be nothing else. After kana it is a letter, and a dash is none: アース does not stand in
ロシア-スペイン.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from clipdesk.core.kanji import NEW_FORMS

FOLDING_VERSION: Final = 2
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
_NO_VOWEL: Final = re.compile("([0-9a-z])ー")
_LONE_SPACE: Final = re.compile(r" (?:(?<![0-9a-z] )|(?![0-9a-z]))")
"""Begins with the space, which is sought: two alternatives that are tried at every character take
eight times as long."""
_TO_UNIFY: Final = re.compile(f"[{re.escape(''.join(map(chr, _UNIFY)))}]")
PLAIN: Final = r"!-_a-~\u3001-\u3003\u3005-\u3011\u3014-\u301b\u3041-\u3096\u30a1-\u30fe\u3400-\u4dbf\u4e00-\u9fff"
"""What most texts are made of, with spaces: characters that become one character each (ranges of a
regular expression)."""
_PLAIN: Final = re.compile(f"[ {PLAIN}]*")
"""Texts of these, that all the rules leave alone but those of case, spaces and the vowel mark."""


_NEW: Final = str.maketrans(NEW_FORMS)
_OLD: Final = re.compile(f"[{''.join(NEW_FORMS)}]")


def fold(text: str) -> str:
    """The text as it is compared. Folding a folded text changes nothing."""
    folded = fold_name(text)
    return folded.translate(_NEW) if _OLD.search(folded) else folded


def fold_name(text: str) -> str:
    """As `fold`, but old forms of kanji stay: whose name is written how is the analyst's to say."""
    if _PLAIN.fullmatch(text):
        text = text.casefold()
        return _dashed(_without_spaces(text) if " " in text else text)
    text = _SURROGATE.sub("\ufffd", text)
    text = _CONTROL.sub(" ", text)
    while True:
        folded = _INVISIBLE.sub("", text)
        # Before NFKC too: it would take ´ and ″ apart.
        folded = unicodedata.normalize("NFKC", _unified(folded))
        folded = _unified(folded).casefold()
        folded = _dashed(_without_spaces(unicodedata.normalize("NFKC", folded)))
        if folded == text or _PLAIN.fullmatch(folded):
            return folded
        text = folded


def _unified(text: str) -> str:
    return text.translate(_UNIFY) if _TO_UNIFY.search(text) else text


def _without_spaces(text: str) -> str:
    """The text with single spaces between ASCII letters or digits, and no others."""
    text = " ".join(text.split())
    return _LONE_SPACE.sub("", text) if " " in text else text


def _dashed(text: str) -> str:
    """The text without long vowel marks where no vowel can be."""
    return _NO_VOWEL.sub(r"\1-", text) if "ー" in text else text


def printable(text: str) -> str:
    """The text with lone surrogates made visible, so that it can be stored and shown."""
    return _SURROGATE.sub("\ufffd", text)
