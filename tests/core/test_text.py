"""Folding: what counts as the same when a text is searched."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clipdesk.core.kanji import NEW_FORMS
from clipdesk.core.text import fold, fold_name, printable

anything = st.text(st.characters(codec=None))  # lone surrogates too
japanese = st.sampled_from("制裁国境中央アジア灯台、。「」カザフ")
mixed = st.one_of(japanese, st.sampled_from("abcXYZ019 -㌧①ＡＢｶ％讀賣國"))


@given(anything)
@example("\ud800")
@example("´ a")
@example("ǰ\u0327 ΐ")
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    folded.encode()  # can be stored


@given(st.text(mixed, max_size=30), st.data())
def test_every_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert fold(text[start:end]) in fold(text)


@given(st.text(japanese, min_size=1, max_size=20), st.data())
def test_spaces_that_hard_wraps_left_change_nothing(text: str, data: st.DataObject) -> None:
    spaces = st.sampled_from(["", "", " ", "\n ", "\u3000"])
    wrapped = "".join(char + data.draw(spaces) for char in text)
    assert fold(wrapped) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＦＵＬＬ Ｗｉｄｔｈ", "full width"),
        ("ﾊﾝｶｸ", "ハンカク"),
        ("3,000㌧", "3,000トン"),
        ("①", "1"),
        ("STRASSE ß", "strasse ss"),
        ("明らか にした", "明らかにした"),
        ("New  York", "new york"),
        ("F-35A 戦闘機", "f-35a戦闘機"),
        ("F−35 F–35 F－35", "f-35 f-35 f-35"),
        ("Jane’s ‘x’ Jane´s Jane`s", "jane's'x'jane's jane's"),
        ("“x” ″y″ 〝z〟", '"x""y""z"'),
        ("1〜2～3", "1~2~3"),
        ("讀賣新聞", "読売新聞"),
        ("舊字體 ﾃﾞ 臺灣\U000e0100", "旧字体デ台湾"),
        ("\ufa19社", "神社"),  # Unicode itself makes these equal
        ("F ー 35Aーｂｰ3", "f-35a-b-3"),
        ("アース レーダー らーめん ー", "アースレーダーらーめんー"),
        ("ロシア-スペイン", "ロシア-スペイン"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("か\u3099", "が"),
        ("葛\U000e0100", "葛"),
        ("\ud800", "\ufffd"),
        ("a\x00b", "a b"),
    ],
)
def test_what_is_the_same(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(anything)
def test_printable_can_be_stored(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    assert printable(text).encode().decode() == printable(text)


@given(
    st.text(
        alphabet="aZ09 -~`'\"、。〜「ー゛かが\u3099霧㌧①ー\u200b\u3000㐀鿿￥Ａｶﾞ讀賣龍一",
        max_size=12,
    )
)
def test_the_short_way_gives_the_same(text: str) -> None:
    """Most texts are folded by a shorter way; it must not be told from the long one."""
    whole = fold(text)
    assert whole == fold(f"{text}\u2060")  # a character that has no width keeps it from it
    assert fold(whole) == whole


def test_old_forms_of_kanji() -> None:
    assert len(NEW_FORMS) > 400
    assert NEW_FORMS.keys().isdisjoint(NEW_FORMS.values())
    for old, new in NEW_FORMS.items():
        assert (len(old), len(new), fold(old)) == (1, 1, new)


@given(anything)
def test_names_are_folded_alike_but_for_old_forms(text: str) -> None:
    name = fold_name(text)
    assert fold_name(name) == name
    assert fold(name) == fold(text)
    assert fold_name("讀賣 新聞") == "讀賣新聞"


def test_a_long_vowel_is_no_dash() -> None:
    assert fold("アース") not in fold("ロシア-スペイン")
    assert fold("ー") == "ー"  # a part of a word: what stands before it is not known
