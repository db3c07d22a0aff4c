"""Any text becomes one that prints and breaks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.exporting.printable import LONGEST, ZERO_WIDTH_SPACE, breakable, clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b", "a\ufffdb"),
        ("\ud800", "\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("a\tb", "a    b"),
        ("\u202eevil\u202c", "evil"),
        ("\ufffe", "\ufffd"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("ふつうの 文", "ふつうの 文"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_short_words_stay_as_they_are() -> None:
    text = "A word of ordinary length、日本語の長い長い長い長い長い長い長い長い長い文章"
    assert breakable(text) == text


def test_an_address_breaks_after_its_punctuation() -> None:
    assert breakable("https://example.org/some/path").split(ZERO_WIDTH_SPACE) == [
        "https://", "example.", "org/", "some/", "path",
    ]  # fmt: skip


@given(st.text())
def test_nothing_is_lost_and_nothing_is_too_long(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    broken = breakable(cleaned)
    assert broken.replace(ZERO_WIDTH_SPACE, "") == cleaned.replace(ZERO_WIDTH_SPACE, "")
    assert all(len(word) <= LONGEST for word in re.split(r"[^A-Za-z0-9]", broken))
