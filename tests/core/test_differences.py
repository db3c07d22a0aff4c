"""What changed between two texts: nothing is lost of either, and what is shown can be read."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.differences import Aligned, Run, RunKind, compare

KANJI = [chr(0x4E00 + n) for n in range(3000)]


def _joined(sides: Iterable[tuple[Run, ...] | None]) -> str:
    return "\n".join("".join(run.text for run in side) for side in sides if side is not None)


def _marked(side: tuple[Run, ...] | None) -> str | None:
    signs = {RunKind.SAME: "", RunKind.REMOVED: "-", RunKind.ADDED: "+"}
    if side is None:
        return None
    return "".join(
        f"[{signs[run.kind]}{run.text}]" if signs[run.kind] else run.text for run in side
    )


def _shown(before: str, after: str) -> list[tuple[str | None, str | None]]:
    """Both columns, changes in brackets."""
    return [(_marked(pair.before), _marked(pair.after)) for pair in compare(before, after)]


def _check(before: str, after: str) -> tuple[Aligned, ...]:
    """What holds of any two texts."""
    aligned = compare(before, after)
    assert _joined(pair.before for pair in aligned) == before
    assert _joined(pair.after for pair in aligned) == after
    for pair in aligned:
        assert pair.before is not None or pair.after is not None
        same = [
            [run.text for run in side or () if run.kind is RunKind.SAME]
            for side in (pair.before, pair.after)
        ]
        assert same[0] == same[1]
        for side, foreign in ((pair.before, RunKind.ADDED), (pair.after, RunKind.REMOVED)):
            kinds = [run.kind for run in side or ()]
            assert foreign not in kinds
            assert all(RunKind.SAME in following for following in pairwise(kinds))
            assert all(run.text for run in side or ())
        if pair.before is not None and pair.after is not None:
            assert pair.is_same == (not pair.changes)
    if before == after:
        assert all(pair.is_same for pair in aligned)
    return aligned


# ---- any two texts ----------------------------------------------------------------------------


_LETTERS = st.sampled_from(
    "あいう灯台港カナ abcé1.,。、\n\u3099\u0301\u200d👩🏽🇯🇵𠮷\ud83d\ude00\ufe0f\r\u2028\u0000"
)
_TEXTS = st.one_of(st.text(_LETTERS, max_size=60), st.text(max_size=30))


@given(_TEXTS, _TEXTS)
def test_nothing_is_lost_of_either(before: str, after: str) -> None:
    _check(before, after)


@given(_TEXTS)
def test_equal_texts_are_the_same_throughout(text: str) -> None:
    kinds = {run.kind for pair in _check(text, text) for run in pair.before or ()}
    assert kinds <= {RunKind.SAME}


@given(st.lists(_TEXTS, max_size=8), st.data())
def test_nothing_is_lost_where_lines_move(lines: list[str], data: st.DataObject) -> None:
    moved = data.draw(st.permutations(lines))
    taken = data.draw(st.integers(0, len(moved)))
    _check("\n".join(lines), "\n".join(moved[taken:] + lines[:1]))


@given(_TEXTS, _TEXTS, _TEXTS)
def test_what_is_seen_as_one_character_is_not_parted(start: str, middle: str, end: str) -> None:
    for pair in compare(start + end, start + middle + end):
        for side in (pair.before or (), pair.after or ()):
            for before, run in pairwise(side):
                leans = unicodedata.category(run.text[0]) in {"Mn", "Mc", "Me"}
                leans |= "\udc00" <= run.text[0] <= "\udfff"
                assert not leans or before.text.endswith("\n")


@given(st.text("あ灯台 a\n", max_size=40), st.text("あ灯台 a\n", max_size=40))
def test_the_same_texts_give_the_same_answer(before: str, after: str) -> None:
    assert compare(before, after) == compare(before, after)


# ---- what is to be read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("灯台は白い。", "灯台は赤い。", ("灯台は[-白]い。", "灯台は[+赤]い。")),
        ("灯台は白い。", "灯台は白い。霧の朝。", ("灯台は白い。", "灯台は白い。[+霧の朝。]")),
        (
            "費用は3,000㌧の石",
            "費用は3,500㌧の石",
            ("費用は[-3,000]㌧の石", "費用は[+3,500]㌧の石"),
        ),
        ("a white tower", "a whiter tower", ("a [-white] tower", "a [+whiter] tower")),
        ("the cape", "the the cape", ("the cape", "[+the ]the cape")),
        ("𠮷野の港", "𠮷田の港", ("𠮷[-野]の港", "𠮷[+田]の港")),
        ("😀港", "😁港", ("[-😀]港", "[+😁]港")),
        ("か\u3099港", "か港", ("[-か\u3099]港", "[+か]港")),
        ("👩🏽港", "👩🏿港", ("[-👩🏽]港", "[+👩🏿]港")),
        ("👩\u200d🚀港", "👩\u200d🎓港", ("[-👩\u200d🚀]港", "[+👩\u200d🎓]港")),
        ("🇯🇵🇫🇷港", "🇯🇵🇫🇮港", ("🇯🇵[-🇫🇷]港", "🇯🇵[+🇫🇮]港")),
        ("\ud83d\ude00港", "\ud83d\ude01港", ("[-\ud83d\ude00]港", "[+\ud83d\ude01]港")),
        ("カナリアの港", "カナリヤの港", ("[-カナリア]の港", "[+カナリヤ]の港")),
        ("港湾局", "", ("[-港湾局]", "")),
        ("", "港湾局", ("", "[+港湾局]")),
        ("", "", ("", "")),
        ("3月5日に", "4月6日に", ("[-3月5]日に", "[+4月6]日に")),
        ("a b", "a  b", ("a b", "a [+ ]b")),
    ],
)
def test_words_and_characters(before: str, after: str, shown: tuple[str, str]) -> None:
    assert _shown(before, after) == [shown]
    _check(before, after)


def test_a_sentence_written_anew_is_no_confetti() -> None:
    before = "霧の朝、灯台で古い日誌が見つかったと港湾局が伝えた。"
    after = "港の博物館によれば、灯台守の残した帳面が昨夜の嵐で失われた。"
    (pair,) = _check(before, after)
    assert len(pair.changes) <= 2


def test_sentences_keep_apart() -> None:
    before = "費用は三千である。港は閉じる。漁師は待つ。"
    after = "予算は五万になる。港は閉じる。船乗りは去る。"
    ((left, _),) = _shown(before, after)
    assert left is not None
    assert "。港は閉じる。" in left


def test_a_line_comes_and_a_line_goes() -> None:
    before = " 一の段落は霧の話。\n 二の段落は灯台の話。\n 三の段落は港の話。"
    after = " 一の段落は霧の話。\n 三の段落は港と船の話。\n 四は嵐。"
    assert _shown(before, after) == [
        (" 一の段落は霧の話。", " 一の段落は霧の話。"),
        ("[- 二の段落は灯台の話。]", None),
        (" 三の段落は港の話。", " 三の段落は港[+と船]の話。"),
        (None, "[+ 四は嵐。]"),
    ]


def test_a_broken_line_stands_beside_the_whole_one() -> None:
    before = " 港湾局は10日、岬の灯台を直すと\n発表した。費用は石の分である。\n 終わり。"
    after = " 港湾局は10日、岬の灯台を直すと発表した。費用は石の分である。\n 終わり。"
    assert _shown(before, after) == [
        (
            " 港湾局は10日、岬の灯台を直すと[-\n]発表した。費用は石の分である。",
            " 港湾局は10日、岬の灯台を直すと発表した。費用は石の分である。",
        ),
        (" 終わり。", " 終わり。"),
    ]
    assert [len(pair.changes) for pair in compare(before, after)] == [1, 0]


def test_a_blank_line_is_a_change() -> None:
    (first, blank, second) = compare("一\n\n二", "一\n二")
    assert (first.is_same, blank.is_same, second.is_same) == (True, False, True)
    assert blank == Aligned((), None)
    assert blank.changes == [("", "")]


def test_changes_are_told_in_order() -> None:
    (pair,) = compare("白い灯台と青い海が見える", "赤い灯台と青い海が今も見える。")
    assert pair.changes == [("白", "赤"), ("", "今も"), ("", "。")]


# ---- hostile texts ----------------------------------------------------------------------------


def _chosen(letters: Iterable[str], number: int, seed: int = 1) -> str:
    return "".join(random.Random(seed).choices(list(letters), k=number))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_chosen(KANJI[:1500], 100_000), _chosen(KANJI[1500:], 100_000)),
        ("あ" * 50_000, "あ" * 50_000),
        ("あ" * 50_000, "い" + "あ" * 49_000),
        (_chosen("あ灯", 100_000), _chosen("あ灯", 100_000, 2)),
        (_chosen(KANJI[:20], 100_000), _chosen(KANJI[:20], 100_000, 2)),
        ("ab " * 33_333, "ba " * 33_333),
        ("\n" * 100_000, "\n" * 99_000),
        (_chosen("abc\n", 100_000), _chosen("abc\n", 100_000, 2)),
        ("e" + "\u0301" * 99_999, "e" + "\u0301" * 99_998),
        ("x" * 100_000, "y" * 100_000),
    ],
    ids=["nothing shared", "equal", "one letter", "two letters", "twenty letters", "words",
         "newlines", "short lines", "combining", "one word"],
)  # fmt: skip
def test_hostile_texts_are_compared_at_all(before: str, after: str) -> None:
    _check(before, after)  # none takes two seconds on two slow cores; difflib takes hours


def test_many_small_changes_in_a_long_text_are_found() -> None:
    letters = list(_chosen(KANJI, 20_000))
    changed = list(letters)
    for place in range(50, 20_000, 100):
        changed[place] = "x"
    (pair,) = _check("".join(letters), "".join(changed))
    assert len(pair.changes) == 200
