"""Which form a file has: by what stands in it, and by its name where that is silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk import texts
from clipdesk.core.model import Page, Problem
from clipdesk.exporting.records import record_dict
from clipdesk.importing.csl import read_csl
from clipdesk.importing.formats import Format, format_of
from clipdesk.importing.jsonl import read_jsonl
from clipdesk.importing.ris import read_ris
from clipdesk.importing.tables import read_table
from tests import pages
from tests.html_pages import STYLES, Style, render
from tests.importing.test_jsonl import as_record
from tests.readings import gather

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "northern-seas.txt"
REAL = Path(__file__).resolve().parents[3] / "shared" / "archives" / "central-asia.txt"
ENDINGS = ["", ".txt", ".html", ".csv", ".tsv", ".json", ".jsonl", ".ris", ".PDF"]
LINES = "\n".join(
    json.dumps(record_dict(as_record(draft)), ensure_ascii=False)
    for draft in pages.read(pages.PAGE).drafts
)
TABLE = "日付,出典,標題,本文\n2031-04-09,港湾新報,灯台,霧。\n2031-04-10,港湾新報,海,<td>晴<td>。\n"
RIS = "TY  - NEWS\nTI  - 灯台 <table>\nPY  - 2031/04/09\nER  - \n"
CSL = '[\n  {\n    "id": "gull2031",\n    "title": "<table>\\n<tr>"'


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("form", "head"),
    [
        (Format.PAGE, pages.PAGE),
        (Format.PAGE, SAMPLE.read_text("utf-8")),
        (Format.JSONL, LINES),
        (Format.JSONL, "\ufeff[\n" + LINES.replace("\n", ",\n") + "\n]"),
        (Format.JSONL, LINES[:300]),
        (Format.CSV, TABLE),
        (Format.CSV, "\ufeff" + TABLE.replace(",", "\t")),
        (Format.CSV, "検索結果\n\n" + TABLE),
        (Format.CSV, "2031-04-09;港湾新報;灯台\n2031-04-10;港湾新報;海\n2031-04-11;鴎;海\n"),
        (Format.CSV, "Key,Date,Title,Publication Title\nX,2031-04-09,Fog,Gull\nY,2031,Sea,Gull\n"),
        (Format.RIS, RIS),
        (Format.RIS, "Provider: X\nContent: Y\n\n" + RIS),
        (Format.CSL, CSL),
        (Format.CSL, '[{"type": "article", "title": "published, headline, uid"}]'),
    ],
)
def test_what_stands_in_it_decides(form: Format, head: str, ending: str) -> None:
    assert format_of(f"海の記事{ending}", head) is form


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
@pytest.mark.parametrize("ending", ENDINGS)
def test_pages_as_html(style: Style, ending: str) -> None:
    assert format_of(f"page{ending}", render(pages.read(pages.PAGE), style)) is Format.HTML


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_real_page(ending: str) -> None:
    if not REAL.exists():
        pytest.skip("the real page is not beside this checkout")
    text = REAL.read_text("utf-8")
    for head in (text, text[:4_000], "\n".join(text.split("\n")[200:2_200])):
        assert format_of(f"page{ending}", head) is Format.PAGE


@pytest.mark.parametrize(
    ("name", "head", "form"),
    [
        ("a.csv", "Kopf,Blatt\n霧,2031-04-09\n", Format.CSV),
        ("a.csv", "霧の海。", Format.CSV),
        ("a.JSON", "霧", Format.CSL),
        ("a.jsonl", '{"uid": 1}', Format.JSONL),
        ("a.ris", "霧", Format.RIS),
        ("a.htm", "霧", Format.HTML),
        ("a.txt", "霧, 海, 灯\n海, 船", Format.PAGE),
        ("a", "", Format.PAGE),
        ("a.txt", "日付は,出典は,標題は\nと書く。", Format.PAGE),
        ("a.txt", "{霧}", Format.PAGE),
        ("a.txt", "[資料] 霧", Format.PAGE),
        ("a.txt", "2031.04.09\t朝日新聞\t灯台 <3105-040901>\n 霧。\n", Format.PAGE),
    ],
)
def test_the_ending_decides_where_the_text_is_silent(name: str, head: str, form: Format) -> None:
    assert format_of(name, head) is form


def test_a_page_in_one_line_each() -> None:
    """A page whose dates, sources and headlines share a line, with commas and tabs among them."""
    block = "2031.04.{:02} 朝日新聞 灯台, 船, 海 <3105-04{:02}01>\n 霧, 海, 船。\n"
    text = "岬の報道\n\n年月日\t出典\t標題\t要旨\n" + "".join(
        block.format(i, i) for i in range(1, 29)
    )
    assert format_of("page.csv", text) is Format.PAGE


@given(st.text(), st.sampled_from(ENDINGS))
def test_any_text(text: str, ending: str) -> None:
    format_of(f"a{ending}", text)


# ---- what is odd about them, in words ------------------------------------------------------------


def every() -> list[Problem]:
    """Every problem that is not one of pages."""
    tables = [
        "日付,時刻,出典,標題,タグ,番号\n,,鴎,霧,,\n春,,鴎,霧,,\n2031,,鴎,霧,,\n2031-14,,鴎,霧,,\n"
        "2031-04-09,8:00Z,鴎,霧,,1\n2031-04-09,,,霧,,1\n2031-04-09,,鴎,霧," + "長" * 201 + ",1,余り\n"
        '2031-04-09,霧\rの海,鴎,霧,,1\n2031-04-09,,鴎,"霧,,1\n2031-04-09,,鴎,霧,,1'
    ]  # fmt: skip
    found: list[Page] = [gather(read_table, text.split("\n")) for text in tables]
    found.append(
        gather(read_ris, ["TY  - X", "ER  -", "霧", "TY  - X", "PY  - 2031/04", "TY  - X"])
    )
    found.append(gather(read_csl, ['[{"]']))
    line = {"published": "2031-04", "passages": 3, "tags": [3], "via": 3, "rating": 3, "titel": 3}
    found.append(gather(read_jsonl, ["{", json.dumps(line)]))
    return [problem for page in found for problem in page.problems]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_problem_in_words(language: str) -> None:
    problems = every()
    assert {problem.code for problem in problems} >= {
        "date_missing", "date_unknown", "date_year_only", "time_elsewhere", "source_missing",
        "tag_unusable", "row_unreadable", "row_unclosed", "row_too_wide", "record_unended", "record_cut_off",
        "between_records", "item_unreadable", "line_unreadable", "passages_unreadable",
        "layer_unreadable", "values_unreadable", "key_unknown", "key_misspelt", "headline_missing",
    }  # fmt: skip
    for problem in problems:
        told = texts.t(f"problems.{problem.code}", lang=language, **problem.values)
        assert all(str(value) in told for value in problem.values.values())
