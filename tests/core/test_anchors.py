"""Anchors: words are found where they stand, after any change around them, and never elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clipdesk.core import anchors
from clipdesk.core.model import Passage, PassageKind, Voice
from clipdesk.core.text import fold

anything = st.text(st.characters(codec=None), max_size=60)  # lone surrogates too
# What a clipping has, and what shifts or joins: pairs of UTF-16, marks that combine, folded forms.
LETTERS = (
    *"霧海港灯台船岬嵐道夜朝石費用日誌𠮷😀かがeéA1ａ㌧ﾊ、。「」 \n\u3000",
    "か\u3099",
    "e\u0301",
    "葛\ufe0f",
    "ﾊﾟ",
)
letters = st.lists(st.sampled_from(LETTERS), max_size=120)
ARTICLE = (
    "港湾局は10日、岬の灯台を石で直すと発表した。費用は3,000㌧の石の分を含む。𠮷田局長は「霧の朝に船が迷わぬように」と話した。\n"
    "灯台守の日誌によると、前の嵐で北の壁が崩れていた😀。工事は夏に始まり、秋の祭りまでに終わる予定である。\n"
    "The harbour office said that the road to the cape would stay closed at night until then.\n"
    "漁協は「夜の閉鎖は困る」として、迂回路を求めている。局長は「検討する」と述べた。\n"
    "編者は別の日誌も知っている。前の嵐の記事は2月の紙面にある。"
)


def found(text: str, anchor: tuple[str, str, str], start: int) -> str | None:
    """The words that are found."""
    place = anchors.find(text, *anchor, start)
    return None if place is None else text[place[0] : place[1]]


def mark(text: str, words: str) -> tuple[tuple[str, str, str], int]:
    start = text.index(words)
    return anchors.make(text, start, start + len(words)), start


Parts = tuple[list[str], list[str], list[str]]


@st.composite
def parted(draw: st.DrawFn, texts: st.SearchStrategy[list[str]]) -> Parts:
    """The letters of a text before some words, of the words, and after them."""
    text = draw(texts.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return text[:start], text[start:end], text[end:]


def anchored(parts: Parts) -> tuple[tuple[str, str, str], int]:
    """The anchor of the words, and where they start."""
    before, words, after = map("".join, parts)
    return anchors.make(before + words + after, len(before), len(before + words)), len(before)


def edited(data: st.DataObject, text: list[str]) -> list[str]:
    """A text after some insertions and deletions."""
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(at, len(text)))
        text = [*text[:at], *data.draw(letters), *text[end:]]
    return text


def plain(words: str) -> str:
    return fold(words).replace(" ", "")


def same(one: str, other: str) -> bool:
    return one == other or plain(one) == plain(other)


def is_once(words: str, text: str) -> bool:
    """Whether words stand once in a text, however they are written."""
    there, sought = plain(text), plain(words)
    at = there.find(sought)
    return at >= 0 and there.find(sought, at + 1) < 0 and bool(sought)


# ---- the reading text --------------------------------------------------------------------------


@given(st.lists(anything, max_size=6))
def test_passages_have_their_places_in_the_reading_text(texts: list[str]) -> None:
    passages = [
        Passage(PassageKind.TEXT, Voice.COMPILER if n % 2 else Voice.ARTICLE, t, t, n)
        for n, t in enumerate(texts)
    ]
    text = anchors.text_of(passages)
    assert text == "\n".join(texts)
    assert [text[start:end] for start, end in anchors.passage_spans(passages)] == texts


@given(anything.flatmap(lambda text: st.tuples(st.just(text), st.integers(0, len(text)))))
@example(("𠮷😀か\u3099", 1))
def test_offsets_in_utf16_and_back(case: tuple[str, int]) -> None:
    text, offset = case
    units = anchors.to_utf16(text, offset)
    assert units == len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
    assert anchors.from_utf16(text, units) == offset


def test_an_offset_inside_a_pair_is_that_of_its_start() -> None:
    assert [anchors.from_utf16("a😀b", n) for n in range(7)] == [0, 1, 1, 2, 3, 3, 3]


# ---- finding again -----------------------------------------------------------------------------


any_parts = parted(st.one_of(letters, anything.map(list)))
article = parted(st.just(list(ARTICLE)))


@given(any_parts)
def test_words_are_found_where_they_were_marked(parts: Parts) -> None:
    before, words, after = map("".join, parts)
    (quote, prefix, suffix), start = anchored(parts)
    assert quote == words
    assert before.endswith(prefix)
    assert after.startswith(suffix)
    assert len(prefix) <= anchors.CONTEXT
    assert len(suffix) <= anchors.CONTEXT
    place = (start, start + len(words))
    assert anchors.find(before + words + after, quote, prefix, suffix, start) == place


@given(st.data())
def test_words_are_found_after_any_change_around_them(data: st.DataObject) -> None:
    parts = data.draw(parted(letters))
    anchor, start = anchored(parts)
    before, after = "".join(edited(data, parts[0])), "".join(edited(data, parts[2]))
    text = before + anchor[0] + after
    place = anchors.find(text, *anchor, start)
    expected = (len(before), len(before + anchor[0]))
    if not is_once(anchor[0], text):
        assert place is None or same(text[place[0] : place[1]], anchor[0])
    elif len(plain(anchor[1] + anchor[2])) >= 10:
        assert place == expected
    elif place is not None:  # with so few neighbours what is between them may be meant
        assert place[0] < expected[1]
        assert place[1] > expected[0]


@given(st.data())
def test_a_change_on_one_side_never_misleads(data: st.DataObject) -> None:
    """Also a short word that stands everywhere is the one beside the old neighbours."""
    parts = data.draw(article)
    anchor, start = anchored(parts)
    before, after = parts[0], parts[2]
    if data.draw(st.booleans()):
        before = edited(data, before)
    else:
        after = edited(data, after)
    text = "".join(before) + anchor[0] + "".join(after)
    place = anchors.find(text, *anchor, start)
    assert place is not None
    assert text[place[0] : place[1]] == anchor[0]
    # "The harbour" to "The e harbour": the change may have come before the space, or after it.
    old = "".join(parts[0]), "".join(parts[2])
    assert text[: place[0]] == old[0] or text[place[1] :] == old[1]


@given(st.data())
def test_words_that_changed_are_found_near_or_not_at_all(data: st.DataObject) -> None:
    """Near: where the old neighbours, which stand as they stood, have something between them."""
    parts = data.draw(st.one_of(parted(letters), article))
    before, words, after = map("".join, parts)
    anchor, start = anchored(parts)
    assume(is_once(words, before + words + after))
    now = "".join(edited(data, parts[1]))
    place = anchors.find(before + now + after, *anchor, start)
    if place is not None:
        assert place[0] < start + len(now)
        assert place[1] > start


@given(st.data())
def test_any_change_at_all_gives_a_place_or_none(data: st.DataObject) -> None:
    parts = data.draw(parted(letters))
    anchor, start = anchored(parts)
    text = "".join(edited(data, [*parts[0], *parts[1], *parts[2]]))
    place = anchors.find(text, *anchor, start)
    assert place == anchors.find(text, *anchor, start)
    if place is not None:
        assert 0 <= place[0] < place[1] <= len(text)


@given(anything, anything, anything, anything, st.integers(-5, 100))
def test_nothing_that_is_given_is_an_error(
    text: str, quote: str, prefix: str, suffix: str, start: int
) -> None:
    place = anchors.find(text, quote, prefix, suffix, start)
    if place is not None:
        assert 0 <= place[0] < place[1] <= len(text)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 2), (0, 4), (4, 5)])
def test_no_words_make_no_anchor(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        anchors.make("霧の朝", start, end)


# ---- what counts as the same -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "was", "now", "expected"),
    [
        ("霧の朝に船が", "に船", "に小舟", "霧の朝に小舟が"),
        ("前の嵐で北の壁が崩れていた", "北の壁", "北東の壁", "前の嵐で北東の壁が崩れていた"),
        ("工事は夏に始まり、秋の祭りまで", "夏に", "", "工事は始まり、秋の祭りまで"),
        ("3,000㌧の石", "3,000㌧", "3,000トン", "3,000トンの石"),
        ("3,000㌧の石", "3,000㌧の石の分", "3,500㌧の石の分", "3,500㌧の石"),
        ("夜の閉鎖は困る", "夜の閉鎖", "夜の\n閉鎖", "夜の\n閉鎖は困る"),
        ("road to the cape", "road to the cape", "road  to\nthe CAPE", "road  to\nthe CAPE"),
        ("予定である。\nThe harbour", "。\nThe", "。 The", "予定である。 The harbour"),
        ("迂回路を求めている", "迂回路を求めている", "反対している", None),
        ("検討する", "検討する", "白紙に戻す", None),
        ("検討する", "「検討する」と", "", None),
        ("灯台", "灯台を石で", "防波堤を石で", None),  # it stands elsewhere too
        ("嵐", "前の嵐で", "前の高潮で", None),
    ],
)
def test_words_that_were_changed(words: str, was: str, now: str, expected: str | None) -> None:
    anchor, start = mark(ARTICLE, words)
    assert found(ARTICLE.replace(was, now, 1), anchor, start) == expected


def test_words_that_moved_with_their_passage() -> None:
    anchor, start = mark(ARTICLE, "北の壁が崩れていた😀")
    turned = "\n".join(reversed(ARTICLE.split("\n")))
    assert found(turned, anchor, start) == "北の壁が崩れていた😀"


def test_a_whole_passage_that_moved() -> None:
    lines = ARTICLE.split("\n")
    anchor, start = mark(ARTICLE, lines[1])
    assert found("\n".join([*lines[2:], lines[1]]), anchor, start) == lines[1]


def test_of_the_same_words_those_with_the_same_neighbours_are_taken() -> None:
    text = "局長は認めた。霧が出た。漁協は認めた。嵐が来た。議会は認めた。船が出た。"
    start = text.index("認めた", text.index("漁協"))
    anchor = anchors.make(text, start, start + 3)
    for new in (
        f"速報。認めた。{text}",
        text[7:],
        text.replace("嵐が", "大嵐が").replace("霧が出た。", ""),
    ):
        place = anchors.find(new, *anchor, start)
        assert place is not None
        assert new[: place[0]].endswith("漁協は")


def test_words_very_like_the_old_ones_are_found_without_their_neighbours() -> None:
    anchor, _ = mark(ARTICLE, "工事は夏に始まり、秋の祭りまでに終わる予定である")
    new = "別の書き出し。工事は夏に始まり、秋の祭りまでには終わる予定である。別の結び。" + "霧" * 50
    assert found(new, anchor, 400) == "工事は夏に始まり、秋の祭りまでには終わる予定である"


def test_a_text_that_is_another_has_nothing_of_it() -> None:
    anchor, start = mark(ARTICLE, "工事は夏に始まり、秋の祭りまでに終わる予定である")
    other = (
        "市場では魚の値が下がった。去年の夏に始まり、今年の秋まで続いた不漁は終わったようである。"
    )
    assert found(other, anchor, start) is None
    assert found("", anchor, start) is None
    assert anchors.find(ARTICLE, "", "", "", 0) is None


def test_of_equal_places_the_nearest_is_taken() -> None:
    text = "霧。" * 60
    assert anchors.find(text, "霧", "×", "×", 40) == (40, 41)
    assert anchors.find(text, "霧", "×", "×", 41) == (40, 41)


def test_a_mark_that_combines_stays_with_its_letter() -> None:
    text = "か\u3099" + "き" * 39 + "霧" + "く" * 39 + "け\u3099"
    quote, prefix, suffix = anchors.make(text, 41, 42)
    assert (quote, prefix, suffix) == ("霧", "き" * 39, "く" * 39)
    assert anchors.find("が" + text[2:], quote, prefix, suffix, 41) == (40, 41)
    anchor, start = mark("朝、か\u3099けが崩れた。", "か\u3099けが")
    assert found("朝、がけが崩れた。", anchor, start) == "がけが"


# ---- long and hostile --------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 50, 1_024, 5_000])
@pytest.mark.parametrize("unit", ["a", "ab", "霧", "か\u3099", "😀", " ", "\u200b", "ab\n"])
def test_no_text_takes_long(unit: str, size: int) -> None:
    """100,000 code points that are all the same are answered like any others."""
    text = unit * (100_000 // len(unit))
    quote, prefix, suffix = anchors.make(text, 50_000, 50_000 + size)
    assert anchors.find(text, quote, prefix, suffix, 50_000) == (50_000, 50_000 + size)
    half = len(quote) // 2
    for words in (f"{quote}x", f"{quote[:half]}x{quote[half:]}", "x" * size):
        for before, after in ((prefix, suffix), (f"{prefix}y", f"z{suffix}")):
            place = anchors.find(text, words, before, after, 50_000)
            assert place is None or 0 <= place[0] < place[1] <= len(text)


def test_a_long_quote_in_a_long_text() -> None:
    sentences = [f"第{n}報は{n * 7 % 1000}隻の船が港を出たと伝えた。" for n in range(5_000)]
    text = "".join(sentences)[:100_000]
    start = text.index(sentences[2_000])
    end = start + 5_000
    anchor = anchors.make(text, start, end)
    moved = f"{'霧' * 3_000}{text}"
    assert anchors.find(moved, *anchor, start) == (start + 3_000, end + 3_000)
    inside = f"{text[: start + 2_000]}追記。{text[start + 2_100 :]}"
    assert anchors.find(inside, *anchor, start) == (start, end - 97)
    around = f"{text[: start - 30]}追記。{inside[start:end]}訂正。{inside[end + 30 :]}"
    place = anchors.find(around, *anchor, start)
    assert place is not None
    assert abs(place[0] - (start - 27)) < 20
    assert abs(place[1] - (end - 124)) < 60
    assert anchors.find("市場では魚の値が下がった。" * 8_000, *anchor, start) is None
