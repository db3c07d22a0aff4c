"""Mending printed lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.importing.lines import is_indented, join, readable, visible


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([" 沿岸警備機構 (", "KKJ) が船を出した。"], "沿岸警備機構 (KKJ) が船を出した。"),
        ([" 新型のMark 3", "SAMを積む。"], "新型のMark 3 SAMを積む。"),
        ([" Kappa/", "Beta-2を積む。"], "Kappa/Beta-2を積む。"),
        ([" 船が", "港に着いた。"], "船が港に着いた。"),
        ([], ""),
    ],
)
def test_join(lines: list[str], text: str) -> None:
    assert join(lines) == text


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (" 灯台を明らか にした。", "灯台を明らかにした。"),
        (" 港 、船 。", "港、船。"),
        (" 長さ5.4m 、幅3m", "長さ5.4m、幅3m"),
        (" 着いた。 翌日に出た。", "着いた。 翌日に出た。"),
        (" 「着いた。」 翌日に出た。", "「着いた。」 翌日に出た。"),
        (" 着いた。  翌日に出た。", "着いた。  翌日に出た。"),
        (" 対 GDP 比は TEL 2基", "対 GDP 比は TEL 2基"),
        (" あ い う え", "あいうえ"),
        (" 2万㌧ の荷", "2万㌧の荷"),
        (" なぜか\uff1f 霧だ", "なぜか\uff1f 霧だ"),
        (" 港  船", "港  船"),
    ],
)
def test_readable(printed: str, text: str) -> None:
    assert readable([printed]) == text


@given(st.lists(st.text(), max_size=6))
def test_mending_loses_no_visible_character(lines: list[str]) -> None:
    assert visible(readable(lines)) == visible("\n".join(lines))


def test_indentation() -> None:
    assert is_indented(" 港")
    assert is_indented("\u3000港")
    assert not is_indented("港")
    assert not is_indented("  ")
    assert not is_indented("")
