"""Which encoding a file is in."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.errors import UserError
from clipdesk.importing.decode import UNREADABLE, decode

TEXT = "2031.04.09 港湾新報\n 灯台の光が、霧の夜に遠くまで届いた。\n ・カモメ\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-8-sig"])
@pytest.mark.parametrize("text", [TEXT, "霧\n", "北の海へ", TEXT * 50])
def test_every_encoding_of_such_pages(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "p") == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding), "p") == TEXT


def test_makers_characters() -> None:
    text = "㌧①の荷を運ぶ船\n"
    assert decode(text.encode("cp932"), "p") == text
    assert decode(text.encode("euc_jis_2004"), "p") == text
    seven_bits = bytes(byte & 0x7F for byte in "㌧①の荷".encode("euc_jis_2004"))
    jis = b"\x1b$B" + seven_bits + b"\x1b(B\n"
    assert decode(jis, "p") == "㌧①の荷\n"


def test_half_width_kana_in_jis() -> None:
    assert decode(b"\x1b(I6@R\x1b(B \x1b$B3$\x1b(B\n", "p") == "ｶﾀﾒ 海\n"


def test_only_line_ends_change() -> None:
    assert decode("a\r\nb\rc\n\n d\t\u3000".encode(), "p") == "a\nb\nc\n\n d\t\u3000"


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8, "\u3000\n".encode()])
def test_empty(data: bytes) -> None:
    with pytest.raises(UserError) as caught:
        decode(data, "港.txt")
    assert (caught.value.code, caught.value.values) == ("import_empty", {"file": "港.txt"})


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\x10JFIF",
        b"\x80\x81\xfe\xff" * 40,
        b"abc\x01\x02\x03\x04\x05",
        codecs.BOM_UTF8 + b"\xff\xfe\xfd",
    ],
)
def test_binary(data: bytes) -> None:
    with pytest.raises(UserError) as caught:
        decode(data, "image")
    assert caught.value.code == "import_binary"


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_an_error_in_words(data: bytes) -> None:
    try:
        text = decode(data, "p")
    except UserError as error:
        assert error.code in {"import_empty", "import_binary"}  # noqa: PT017
    else:
        assert "\r" not in text
        assert text.strip()


@given(st.text(alphabet="あいうえお海霧船灯台、。「」12aZ \n", min_size=8))
def test_utf8_is_always_told(text: str) -> None:
    if text.strip():
        assert decode(text.encode(), "p") == text


# A page with a broken byte was refused as binary, all 197 clippings of it.
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp"])
@pytest.mark.parametrize("byte", [b"\xff", b"\x00", b"\x80", b"\xe3"])
def test_a_broken_byte_harms_its_own_line_only(encoding: str, byte: bytes) -> None:
    plain = encoding.removesuffix("-sig")
    before, harmed, after = (TEXT * 50).encode(encoding), "霧の港".encode(plain), TEXT * 50
    for at in range(len(harmed)):
        data = before + harmed[:at] + byte + harmed[at:] + b"\n" + after.encode(plain)
        text = decode(data, "p")
        assert text.startswith(TEXT * 50)
        assert text.endswith("\n" + TEXT * 50)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
def test_a_file_cut_off_inside_a_character(encoding: str) -> None:
    assert decode((TEXT + "霧").encode(encoding)[:-1], "p") == TEXT + UNREADABLE


def test_a_lost_escape_of_jis_harms_one_line() -> None:
    lines = [line.encode("iso2022_jp") for line in TEXT.splitlines(keepends=True) * 20]
    lines[21] = lines[21].replace(b"\x1b(B", b"")
    text = decode(b"".join(lines), "p").splitlines()
    assert text[:21] + text[22:] == (TEXT * 20).splitlines()[:21] + (TEXT * 20).splitlines()[22:]


def test_a_replacement_character_that_stands_in_the_file_is_no_damage() -> None:
    text = f"霧{UNREADABLE}{UNREADABLE}{UNREADABLE}\n"
    assert decode(text.encode(), "p") == text


def test_the_makers_private_characters_in_utf8() -> None:
    text = "\ue000\ue001\ue002の海\n"
    assert decode(text.encode(), "p") == text
    assert decode(text.encode("utf-8-sig"), "p") == text
