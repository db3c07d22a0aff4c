"""Whatever a page holds: no crash, nothing lost, linear time."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.model import Draft, Page
from clipdesk.importing.lines import visible
from clipdesk.importing.page import read_page
from clipdesk.importing.sources import SourceBook

BOOK = SourceBook()
PIECES = [
    "2031.04.09", "2031.04:09", "2031.04", "2031.13.40", "2031.02.30", "2031/4/9 港湾新報 霧",
    "2031.04.09 朝日新聞", "2031.04.09 Jane's 360 Light seen <3105-040901>",
    "2031.04.09 Yahoo 毎日新聞記事", "「霧の海」", "<3105-040901>", "<3105-0409", " 20:48", " 99:99",
    "朝日新聞", "乗りもの", " ニュース", "(Yahoo)", "インターネット", "", "  ", "\u3000",
    "灯台守の 日誌 <3105-040901>", "Kyiv Independent Media: Light", " 沿岸警備機構 (", "KKJ) が出た。",
    " 霧が 晴れ た。", "= 港に関する2頁の記事 =", " ・帆", "  1. 波", "Gull-1: 翼長 1m", "今後",
    "A の位置B の位置 (Google Map)】", "霧ヶ浦の位置", "【註】", "【註", "註】 波", " 【註】 風", "【関連記事:3104-030101 (港",
    "報)】", "【海難関連記事:3104-030101, 3104-030201 (港報)】", " 霧(註:海", "として、", "海の便り",
]  # fmt: skip
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=40)


def check(page: Page, text: str) -> None:
    counts = page.characters
    assert counts["input"] == visible(text)
    assert counts["input"] == counts["clippings"] + counts["furniture"] + counts["problems"]
    lines = text.split("\n")
    for draft in page.drafts:
        assert draft.printed in text
        assert lines[draft.line - 1].startswith(draft.date_printed.split(" ")[0])
        assert "\n" not in draft.headline
        check_draft(draft, lines)
    for problem in page.problems:
        assert 1 <= problem.line <= len(lines)


def check_draft(draft: Draft, lines: list[str]) -> None:
    """Every visible character of a block is in its head's parts or in one of its passages."""
    last = draft.line
    for passage in draft.passages:
        first = passage.printed.split("\n", 1)[0]
        assert lines[passage.line - 1] == first
        assert passage.line > last or passage is draft.passages[0]
        last = passage.line
        if passage.block is None:
            assert visible(passage.text) == visible(passage.printed)
    for citation in draft.citations:
        assert citation.printed_id in draft.passages[citation.passage].text
    parts = [
        draft.date_printed,
        draft.source_printed,
        draft.via or "",
        draft.headline,
        draft.printed_id or "",
        *(passage.printed for passage in draft.passages),
    ]
    left = Counter(draft.printed)
    left.subtract(Counter("".join(parts)))
    lost = {char for char, count in left.items() if count > 0 and not char.isspace()}
    assert lost <= set("()\uff08\uff09<>\uff1c\uff1e:\uff1a「」記事")
    assert not {char for char, count in left.items() if count < 0 and not char.isspace()}


@given(LINES)
def test_random_pages(lines: list[str]) -> None:
    text = "\n".join(lines)
    check(read_page(text, BOOK, title_fallback="無題"), text)


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.data())
def test_damaged_pages(lines: list[str], data: st.DataObject) -> None:
    damaged = []
    for line in lines:
        harm = data.draw(st.sampled_from(["none", "none", "drop", "double", "cut", "join"]))
        if harm == "double":
            damaged += [line, line]
        elif harm == "cut":
            damaged.append(line[: len(line) // 2])
        elif harm == "join" and damaged:
            damaged[-1] += line
        elif harm != "drop":
            damaged.append(line)
    text = "\n".join(damaged)
    check(read_page(text, BOOK, title_fallback="無題"), text)


@given(st.text())
def test_any_text(text: str) -> None:
    check(read_page(text, BOOK, title_fallback="無題"), text)


HEAD = "2031.04.09 朝日新聞 灯台 <3105-040901>\n"


@pytest.mark.parametrize(
    "text",
    [
        " " * 200_000,
        "(" * 200_000,
        HEAD + "【" * 200_000,
        HEAD + "【関連記事" * 40_000,
        HEAD + "関連記事:" * 40_000,
        HEAD + " (註" * 60_000,
        HEAD + " 霧 " * 60_000,
        HEAD + " の位置 " * 40_000,
        HEAD + "霧\n" * 60_000,
        HEAD + "【関連記事:1 (\n" * 20_000,
        HEAD + "Gull: \n" * 30_000,
        "2031.04.09 " + "Gull " * 40_000,
        "2031.04.09 " + "<3105-040901> " * 20_000,
        "2031.04.09 " + "「" * 100_000,
        "2031.04.09 Gull\n" * 5_000,
        "2031.04.09 Gull a b c d e f g h i j k l m n o p q r s t u v\n" * 2_000,
        "<1-" * 60_000,
        HEAD + "1" * 200_000,
        "2031." * 40_000,
    ],
)
def test_no_page_hangs(text: str) -> None:
    check(read_page(text, BOOK, title_fallback="無題"), text)
