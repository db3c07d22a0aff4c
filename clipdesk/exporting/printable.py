"""Making any text fit for a printed page: whatever was scraped or typed, it prints and breaks.

Nothing disappears without a trace: what has no shape becomes U+FFFD, the replacement character.
Only marks without a shape of their own (explicit text direction, emoji variants) are left out.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 24  # characters in a row without a place to break, before places are made
ZERO_WIDTH_SPACE: Final = "\u200b"

_NEWLINES: Final = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_NONCHARACTERS: Final = "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
# Controls (but the newline), surrogates left alone, noncharacters.
_SHAPELESS: Final = re.compile(
    rf"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]"
)
_INVISIBLE: Final = re.compile("[\u202a-\u202e\u2066-\u2069\ufe0e\ufe0f\ufeff]")
# Runs between whose characters a line may not be broken: no space, no kana, no kanji; or nothing
# but marks that may not begin a line (ーーーー, 」」」」, ……).
_UNBREAKABLE: Final = re.compile(
    r"[^\s\u200b\u3000-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]+"
    r"|[\u3001-\u301f\u30fb-\u30fe\uff01-\uff0f\uff1a-\uff65]+"
)
# Where a typesetter would break an address: after its punctuation.
_JOINTS: Final = re.compile(r"(?<=[/?&=#_.,;:+\-])(?=[^/?&=#_.,;:+\-])")


def clean(text: str) -> str:
    """The text with a visible character for everything that cannot be shown."""
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    paired = _NEWLINES.sub("\n", paired).replace("\t", "    ")
    return _SHAPELESS.sub("\ufffd", _INVISIBLE.sub("", paired))


def breakable(text: str, longest: int = LONGEST) -> str:
    """The text with zero-width spaces in its overlong words, so that none runs off the page.

    Addresses get theirs after punctuation; what is still longer than `longest` anywhere.
    """
    return _UNBREAKABLE.sub(lambda run: _with_places(run[0], longest), text)


def _with_places(run: str, longest: int) -> str:
    if len(run) <= longest:
        return run
    pieces = [
        ZERO_WIDTH_SPACE.join(piece) if len(piece) > longest else piece
        for piece in _JOINTS.split(run)
    ]
    return ZERO_WIDTH_SPACE.join(pieces)
