"""From bytes to text: which of the encodings of Japanese pages a file is in.

A short guess among the encodings that these pages are really found in beats a general detector
here (measured: a general one took 4 of 192 pages for Korean). A page with a few broken bytes, or
cut off inside a character, is still a page: each of them becomes `UNREADABLE`, which the page's
reader reports with its line. Pure; any thread.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from clipdesk.core.errors import UserError

UNREADABLE: Final = "\ufffd"
"""Stands where bytes are no character of the page's encoding."""

_BOMS: Final = (  # UTF-32 first: its little-endian mark begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JIS_ESCAPE: Final = re.compile(rb"\x1b(\$[@B]|\$\(D|\([BJI])")
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_HEAD: Final = 4_096
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_REPLACED: Final = re.compile(UNREADABLE)
_HALF_KANA: Final = re.compile("[｡-ﾟ]")
_UNLIKELY: Final = re.compile("[\u0300-\u036f\u0530-\u1fff]")
"""Lone accents and far scripts: a few words of EUC-JP can be valid UTF-8, and look like this."""
_ODD: Final = (_CONTROL, _PRIVATE, _REPLACED, _HALF_KANA, _UNLIKELY)
_HIRAGANA: Final = re.compile("[ぁ-ん]")
_SPACE: Final = 0x20
_FEW: Final = 100
"""A text may hold one control, private or unreadable character in so many; with more it is binary."""


def decode(data: bytes, name: str) -> str:
    r"""The file's text, with every `\r\n` and `\r` made `\n`.

    Nothing else is changed, but that broken bytes and NULs become `UNREADABLE`.

    Args:
        data: the whole file.
        name: the file's name, for the message.

    Raises:
        UserError: `import_empty` when nothing but space is there, `import_binary` when it is no text.
    """
    if not data.strip():
        raise UserError("import_empty", file=name)
    text = _strict(data)
    if text is None or _looks_binary(text, data):
        text = _damaged(data)
    if text is None:
        raise UserError("import_binary", file=name)
    if not text.strip():
        raise UserError("import_empty", file=name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _strict(data: bytes) -> str | None:
    """The text of a file without a broken byte."""
    marked = _mark(data)
    if marked is not None:
        return _decoded(data, marked)
    if b"\0" in data:
        return None
    if _JIS_ESCAPE.search(data):
        return _jis(data)
    text = _decoded(data, "utf-8")
    if text is not None and not _UNLIKELY.search(text):
        return text
    told = {"utf": text, "euc": _euc(data), "cp932": _decoded(data, "cp932")}
    first = _declared(data)  # of two readings that are equally good, the one that the page names
    return _likeliest([told.pop(first, None), *told.values()])


def _damaged(data: bytes) -> str | None:
    """The text of a page with a few broken bytes, None where they are too many for a page.

    Every encoding of these pages finds its way again at the end of a line at the latest.
    """
    marked = _mark(data)
    if marked is not None:
        text = _decoded(data, marked, "replace")
    elif _JIS_ESCAPE.search(data):
        text = _jis(data, "replace")
    else:
        encodings = ("utf-8", "euc_jp", "euc_jis_2004", "cp932")
        text = _likeliest([_decoded(data, encoding, "replace") for encoding in encodings])
    if text is None:
        return None
    text = text.replace("\0", UNREADABLE)  # SQLite and Qt would take it for the text's end
    return text if _oddities(text) <= max(1, len(text) // _FEW) else None


def _mark(data: bytes) -> str | None:
    """The encoding that a byte order mark announces."""
    return next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None)


def _declared(data: bytes) -> str:
    """What an HTML page says of itself: a hint only, for such pages are often wrong."""
    found = _CHARSET.search(data[:_HEAD])
    name = "" if found is None else found[1].decode("ascii").lower()
    sjis = name.startswith(("shift", "x-sjis", "sjis", "ms932", "windows-31j", "cp932"))
    return "cp932" if sjis else "euc" if "euc" in name else "utf" if "utf" in name else ""


def _likeliest(candidates: list[str | None]) -> str | None:
    return min((text for text in candidates if text is not None), key=_implausible, default=None)


def _implausible(text: str) -> tuple[int, int]:
    """How unlike Japanese it is: EUC-JP read as cp932 is full of half-width kana."""
    odd = sum(len(found.findall(text)) for found in _ODD)
    return odd, -len(_HIRAGANA.findall(text))


def _looks_binary(text: str, data: bytes) -> bool:
    most = max(2, len(text) // _FEW)
    if _oddities(text) - text.count(UNREADABLE) <= most:
        return False
    # Private characters of valid UTF-8 are meant: those of old pages, exported from a library.
    return len(_CONTROL.findall(text)) > most or text.encode() not in data


def _oddities(text: str) -> int:
    return sum(len(found.findall(text)) for found in (_CONTROL, _PRIVATE, _REPLACED))


def _decoded(data: bytes, encoding: str, errors: str = "strict") -> str | None:
    try:
        return data.decode(encoding, errors)
    except UnicodeDecodeError:
        return None


def _euc(data: bytes, errors: str = "strict") -> str | None:
    """EUC-JP; the later standard also knows the makers' characters (①, ㌧)."""
    text = _decoded(data, "euc_jp")
    return text if text is not None else _decoded(data, "euc_jis_2004", errors)


def _jis(data: bytes, errors: str = "strict") -> str | None:
    """ISO-2022-JP. Its segments become EUC-JP, which also covers ① and half-width kana.

    Every line begins in ASCII, as the standard wants it: a lost escape harms one line.
    """
    euc = bytearray()
    for line in data.splitlines(keepends=True):
        parts = _JIS_ESCAPE.split(line)
        euc += parts[0]
        for escape, segment in zip(parts[1::2], parts[2::2], strict=True):
            if escape in {b"(B", b"(J"}:
                euc += segment
            elif escape == b"(I":
                for byte in segment:
                    euc += bytes((0x8E, byte | 0x80)) if byte > _SPACE else bytes((byte,))
            else:
                euc += _high(segment, b"\x8f" if escape == b"$(D" else b"")
    return _euc(bytes(euc), errors)


def _high(segment: bytes, prefix: bytes) -> bytes:
    """Two-byte characters of ISO-2022-JP as EUC-JP; line ends among them stay."""
    euc = bytearray()
    at = 0
    while at < len(segment):
        if segment[at] <= _SPACE or at + 1 == len(segment) or segment[at + 1] <= _SPACE:
            euc.append(segment[at])
            at += 1
        else:
            euc += prefix + bytes(byte | 0x80 for byte in segment[at : at + 2])
            at += 2
    return bytes(euc)
