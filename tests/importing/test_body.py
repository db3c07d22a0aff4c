"""Bodies of clippings: lost links, notes, lists, places, citations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clipdesk.core.model import Citation, Draft, Page, Passage, Voice
from clipdesk.importing.lines import visible

Read = Callable[[str], Draft]


def told(draft: Draft) -> list[tuple[str, str]]:
    return [(p.kind.value, p.text) for p in draft.passages]


def test_a_line_where_a_link_was_lost(read_body: Read) -> None:
    draft = read_body(" 沿岸警備機構 (\nKKJ) が船を出した。\n 帰港は\n夜になった。\n")
    assert told(draft) == [
        ("text", "沿岸警備機構 (KKJ) が船を出した。"),
        ("text", "帰港は夜になった。"),
    ]
    assert draft.passages[0].printed == " 沿岸警備機構 (\nKKJ) が船を出した。"
    assert [p.line for p in draft.passages] == [2, 4]


def test_the_rest_of_a_line_after_a_full_stop(read_body: Read) -> None:
    draft = read_body(" 霧が晴れた。\n両国を後ろ盾としており、海は荒れるとみられる。\n 次の段。\n")
    assert [p.text for p in draft.passages] == [
        "霧が晴れた。両国を後ろ盾としており、海は荒れるとみられる。",
        "次の段。",
    ]


def test_subheadings(read_body: Read) -> None:
    draft = read_body(
        "= 港に関する2頁の記事 =\n 海は凪だ。\n灯台の維持費\n 費用は嵩む。\n今後\n 未定。\n"
    )
    assert told(draft) == [
        ("descriptor", "= 港に関する2頁の記事 ="),
        ("text", "海は凪だ。"),
        ("heading", "灯台の維持費"),
        ("text", "費用は嵩む。"),
        ("heading", "今後"),
        ("text", "未定。"),
    ]


def test_a_short_line_that_continues_is_no_subheading(read_body: Read) -> None:
    assert told(read_body(" 船は北の\n小さな港\n 次の段。\n"))[0] == ("text", "船は北の小さな港")
    assert told(read_body(" 霧が晴れた。\nKKJ\n"))[0] == ("text", "霧が晴れた。KKJ")


def test_lists(read_body: Read) -> None:
    draft = read_body(" 三種ある。\nGull-1: 翼長 1m\nGull-2: 翼長 2m\nTern: 小型\n ・帆\n ・櫂\n")
    assert told(draft) == [
        ("text", "三種ある。"),
        ("bullet", "Gull-1: 翼長 1m"),
        ("bullet", "Gull-2: 翼長 2m"),
        ("bullet", "Tern: 小型"),
        ("bullet", "・帆"),
        ("bullet", "・櫂"),
    ]


def test_a_list_under_an_unfinished_line(read_body: Read) -> None:
    draft = read_body(" 装備は\nGull-1: 翼長\nTern: 小型\n")
    assert [kind for kind, _ in told(draft)] == ["text", "bullet", "bullet"]


def test_a_link_lost_in_a_list(read_body: Read) -> None:
    assert told(read_body(" ・帆と\n櫂\n")) == [("bullet", "・帆と櫂")]
    assert told(read_body(" 甲国\n・乙国の首脳\n")) == [("text", "甲国・乙国の首脳")]


def test_places(read_body: Read) -> None:
    draft = read_body(
        " 船が出た。\nNorthhavn の位置 (Google Map)】\n 戻った。\n霧ヶ浦州の位置\n"
        " また出た。\nA の位置B の位置 (GoogleMap)】\n【C の位置 (Google Map)】\n"
    )
    assert [kind for kind, _ in told(draft)] == [
        "text",
        "place",
        "text",
        "place",
        "text",
        "place",
        "place",
    ]
    assert draft.text == "船が出た。\n戻った。\nまた出た。"


def test_a_position_in_the_text_is_no_place(read_body: Read) -> None:
    assert told(read_body(" 両国の立ち位置を\n示す船の位置が分かった。\n")) == [
        ("text", "両国の立ち位置を示す船の位置が分かった。")
    ]


def test_citations(read_body: Read) -> None:
    draft = read_body(
        " 霧が出た。\n【海難関連記事:3104-030101 (港報 2031.03.01)】\n"
        "【関連記事:3104-030201, 3104-030301 (海報)】\n 晴れた【関連記事:3104-030401】。\n"
    )
    assert [p.kind.value for p in draft.passages] == ["text", "related", "related", "text"]
    assert draft.citations == (
        Citation("3104-030101", "港報 2031.03.01", 1),
        Citation("3104-030201", "", 2),
        Citation("3104-030301", "海報", 2),
        Citation("3104-030401", "", 3),
    )
    assert draft.text == "霧が出た。\n晴れた【関連記事:3104-030401】。"


def test_a_citation_over_two_lines(read_body: Read) -> None:
    draft = read_body(" 霧。\n【関連記事:3104-030101 (\n港報 2031.03.01)】\n 晴。\n")
    assert draft.citations == (Citation("3104-030101", "港報 2031.03.01", 1),)
    assert len(draft.passages) == 3


def test_odd_citations_are_reported(codes: Callable[[str], list[tuple[int, str]]]) -> None:
    head = "2031.04.09 朝日新聞 灯台 <3105-040901>\n 霧。\n"
    assert codes(head + "【関連記事:前号】\n") == [(3, "citation_without_id")]
    assert codes(head + "【関連記事:3121-030101】\n") == [(3, "citation_malformed")]


def test_the_compilers_note(read_body: Read) -> None:
    draft = read_body(
        " 霧が出た。\n【註】\n 最近の海は、\n  1. 波が高く\n  2. 風が強い\nと言われるが\n"
        "  3. 霧\nもある。\n 次の段。\n【関連記事:3104-030101】\n"
    )
    assert [(p.kind.value, p.voice, p.block) for p in draft.passages] == [
        ("text", Voice.ARTICLE, None),
        ("text", Voice.COMPILER, 0),
        ("bullet", Voice.COMPILER, 0),
        ("bullet", Voice.COMPILER, 0),
        ("text", Voice.COMPILER, 0),
        ("bullet", Voice.COMPILER, 0),
        ("text", Voice.COMPILER, 0),
        ("text", Voice.COMPILER, 0),
        ("related", Voice.COMPILER, 0),
    ]
    note = draft.passages[1]
    assert (note.printed, note.text, note.line) == ("【註】\n 最近の海は、", "最近の海は、", 3)
    assert draft.compiler_notes == (
        "最近の海は、\n1. 波が高く\n2. 風が強い\nと言われるが\n3. 霧\nもある。\n次の段。",
    )
    assert draft.text == "霧が出た。"


@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_subheading_below_a_list_in_a_note(read_body: Read, gap: str) -> None:
    """A text follows it; where another list does, the sentence above the list goes on."""
    note = f" 霧。\n【註】 海は\n ・波\n{gap}今後の見通し\n 未定だ。\n ・風\n{gap}に加え、新たに\n ・霧\n"
    assert told(read_body(note))[2:] == [
        ("bullet", "・波"),
        ("heading", "今後の見通し"),
        ("text", "未定だ。"),
        ("bullet", "・風"),
        ("text", "に加え、新たに"),
        ("bullet", "・霧"),
    ]


def test_two_notes_and_one_on_the_marks_line(read_body: Read) -> None:
    draft = read_body(" 霧。\n【註】 波の話。\n 続き。\n【註】\n風の話。\n")
    assert draft.compiler_notes == ("波の話。\n続き。", "風の話。")


def test_an_empty_note(read_body: Read, codes: Callable[[str], list[tuple[int, str]]]) -> None:
    assert read_body(" 霧。\n【註】\n").passages[-1].printed == "【註】"
    assert codes("2031.04.09 朝日新聞 灯台 <3105-040901>\n 霧。\n【註】\n") == [(3, "note_empty")]


def test_inline_notes_stay_in_the_article(
    read_body: Read, codes: Callable[[str], list[tuple[int, str]]]
) -> None:
    draft = read_body(" 甲板 (註:船の床) を洗った。\n")
    assert told(draft) == [("text", "甲板 (註:船の床) を洗った。")]
    assert draft.compiler_notes == ()
    open_note = "2031.04.09 朝日新聞 灯台 <3105-040901>\n 霧(註:海の霧(夏)が出た。\n"
    assert codes(open_note) == [(2, "inline_note_unclosed")]


@pytest.mark.parametrize(
    ("body", "slips"),
    [
        (" 霧。\n【註 海の霧。\n", [(3, "note_mark_unclosed")]),
        (" 霧が\n晴れ\n【註\n 海の霧。\n", [(4, "note_mark_unclosed")]),
        (" 霧。\n 【註:海の霧。\n", [(3, "note_mark_unclosed")]),
        (" 霧。\n【注 海の霧。\n", [(3, "note_mark_unclosed")]),
        (" 霧。\n【註 海の霧。\n【註】\n 風。\n", [(3, "note_mark_unclosed")]),
        (" 霧。\n【註 海の霧。\n霧ヶ浦の位置 (Google Map)】\n", [(3, "note_mark_unclosed")]),
        (" 霧。\n註】 海の霧。\n", [(3, "note_mark_unopened")]),
        (" 霧。\n 注】 海の霧。\n", [(3, "note_mark_unopened")]),
        (" 霧。\n【註 海。\n 註】 霧。\n", [(3, "note_mark_unclosed"), (4, "note_mark_unopened")]),
        (" 霧。\n【註】 【註\n", [(3, "note_mark_unclosed")]),
        # none is lost here
        (" 霧。\n【註】 海。\n【注】 霧。\n", []),
        (" 霧。\n【註:海の\n霧。】\n", []),
        (" 霧。\n【註:海の霧。\n 風も出た【写真:港】。】\n", []),
        (" 霧。\n【註釈】と【脚註】と【注目】。\n", []),
        (" 霧。\n【注目の海\n", []),
        (" 船を発注】した。\n", []),
    ],
)
def test_a_mark_of_a_note_that_lost_a_bracket_is_reported_and_kept(
    read: Callable[[str], Page], body: str, slips: list[tuple[int, str]]
) -> None:
    page = read("2031.04.09 朝日新聞 灯台 <3105-040901>\n" + body)
    assert [(problem.line, problem.code) for problem in page.problems] == slips
    (draft,) = page.drafts
    assert visible("".join(p.printed for p in draft.passages)) == visible(body)
    assert page.characters["input"] == page.characters["clippings"]


def test_a_broken_mark_is_no_part_of_what_stands_above(read: Callable[[str], Page]) -> None:
    """Neither of a headline without an id, nor of an article's paragraph."""
    (draft,) = read("2031.04.09\n朝日新聞\n灯台\n【註\n 海の霧。\n").drafts
    assert (draft.headline, told(draft)) == ("灯台", [("text", "【註"), ("text", "海の霧。")])
    (draft,) = read("2031.04.09 朝日新聞 灯台 <3105-040901>\n 霧。\n註】 海の霧。\n").drafts
    assert told(draft) == [("text", "霧。"), ("text", "註】海の霧。")]


def test_a_bracketed_line_stands_by_itself(read_body: Read) -> None:
    assert told(read_body(" 霧が\n【写真: 灯台】\n 晴れた。\n"))[1] == ("text", "【写真: 灯台】")
    assert told(read_body(" 霧が\n【海】で晴れた。\n")) == [("text", "霧が【海】で晴れた。")]


def test_after_a_marked_line_a_paragraph_begins(read_body: Read) -> None:
    assert [kind for kind, _ in told(read_body(" 霧。\n【関連記事:3104-030101】\n晴れた。\n"))] == [
        "text",
        "related",
        "text",
    ]


def test_a_blank_line_ends_a_paragraph(read_body: Read) -> None:
    assert [p.text for p in read_body(" 霧が\n\n晴れた。\n").passages] == ["霧が", "晴れた。"]


def test_wide_indentation(read_body: Read) -> None:
    passages: tuple[Passage, ...] = read_body("\u3000霧が出た。\n\u3000晴れた。\n").passages
    assert [p.text for p in passages] == ["霧が出た。", "晴れた。"]
