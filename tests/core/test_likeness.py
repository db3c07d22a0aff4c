"""Whether two texts may be one article."""

from __future__ import annotations

from clipdesk.core.likeness import are_alike

LONG = (
    "海上保安庁は十日、岬の沖で漂う無人の艀を見つけ、最寄りの港へ曳いたと発表した。"
    "艀には積み荷がなく、持ち主はまだ分かっていない。航路の安全に支障はないという。"
)
OTHER = (
    "市場では円を売る動きが続き、午後には一時、前の日より二円ほど安い水準をつけた。"
    "輸入に頼る水産加工の会社からは、燃料の値上がりを心配する声が上がっている。"
)


def test_long_texts_tell_whatever_the_headlines_say() -> None:
    corrected = LONG.replace("十日", "九日").replace("分かっていない", "不明")
    assert are_alike("無人の艀を発見", LONG, "漂流船、港へ", corrected)
    assert are_alike("無人の艀を発見", LONG, "漂流船、港へ", LONG + OTHER)  # continued
    assert not are_alike("連載 海の十年 (3)", LONG, "連載 海の十年 (4)", OTHER)
    assert not are_alike("無題", LONG, "無題", OTHER)


def test_where_texts_are_too_short_the_headlines_tell() -> None:
    assert are_alike("無人の艀を発見", "短い文。", "無人の艀 を発見か", "短い別の文。")
    assert not are_alike("鯨が港に現れる", "甲の本文。", "円相場が急落した", "乙の本文。")
    assert are_alike("無人の艀を発見", LONG, "無人の艀を発見", "")
    assert not are_alike("", "", "円", "")


def test_spaces_and_width_do_not_matter() -> None:
    assert are_alike("甲", LONG, "乙", " ".join(LONG))
    assert are_alike("ＵＡＶを配備", "", "uavを 配備", "")


def test_two_parts_of_a_series_with_a_line_each() -> None:
    first, second = "北の港に新しい桟橋を造る計画 (上)", "北の港に新しい桟橋を造る計画 (下)"
    assert not are_alike(first, "工事は春に始まる。", second, "費用は国が出す。")
    assert are_alike(first, "工事は春に始まる。", second, "工事が春に始まる。")
