"""RIS: records of press databases and reference managers, whole, cut off and damaged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk import texts
from clipdesk.core.model import Draft, Page
from clipdesk.importing.ris import is_ris, read_ris
from tests.readings import BOOK, codes, gather

RECORD = """TY  - NEWS
AU  - 岬, 太郎
AU  - Gull, Anna
T1  - 灯台守の日誌が見つかる <3105-040901>
JF  - 港湾新報
DA  - 2031/04/09/朝刊
PY  - 2031
AB  - 霧が晴れた。
 船が出た。
【関連記事:3104-030101 (港報 2031.03.01)】
KW  - 霧; 海
KW  - 国/霧ヶ浦
N1  - 写真あり。
UR  - https://gull.example/1
DP  - 海の記事庫
ER  -
"""


def read(text: str) -> Page:
    return gather(read_ris, text.split("\n"))


def read_one(*lines: str) -> Draft:
    (draft,) = read("\n".join(["TY  - NEWS", *lines, "ER  - "])).drafts
    return draft


def test_a_record() -> None:
    page = read(RECORD)
    (draft,) = page.drafts
    assert draft.published.iso == "2031-04-09"
    assert draft.date_printed == "2031/04/09/朝刊"
    assert (draft.source, draft.via) == ("港湾新報", "海の記事庫")
    assert (draft.headline, draft.printed_id) == ("灯台守の日誌が見つかる", "3105-040901")
    assert [(p.line, p.kind.value, p.voice.value, p.text) for p in draft.passages] == [
        (2, "descriptor", "article", "岬, 太郎; Gull, Anna"),
        (8, "text", "article", "霧が晴れた。"),
        (9, "text", "article", "船が出た。"),
        (10, "related", "article", "【関連記事:3104-030101 (港報 2031.03.01)】"),
        (14, "descriptor", "article", "https://gull.example/1"),
        (13, "text", "compiler", "写真あり。"),
    ]
    assert [(c.printed_id, c.hint, c.passage) for c in draft.citations] == [
        ("3104-030101", "港報 2031.03.01", 3)
    ]
    assert draft.layer is not None
    assert draft.layer.tags == ("霧", "海", "国/霧ヶ浦")
    tags = ["KW  - 霧; 海", "KW  - 国/霧ヶ浦"]  # the analyst's, not the archive's
    lines = RECORD.rstrip("\n").split("\n")
    assert draft.printed.split("\n") == [line for line in lines if line not in tags]
    assert page.problems == ()


@pytest.mark.parametrize(
    ("dates", "iso"),
    [
        (("PY  - 2031/04//",), "2031-04"),
        (("PY  - 2031", "DA  - 2031/04/09/"), "2031-04-09"),
        (("Y1  - 2031/04/09/", "PY  - 2031/04"), "2031-04-09"),
        (("PY  - 2031", "DA  - Apr 9"), "2031-04-09"),
        (("PY  - 2031", "DA  - 4月9日"), "2031-04-09"),
        (("PY  - 2031", "Y1  - 2031 Apr 09", "Y2  - 2032/01/01/"), "2031-04-09"),
        (("DA  - 令和5年12月5日",), "2023-12-05"),
        (("DA  - 2031-04-09T20:48+09:00",), "2031-04-09T20:48"),
    ],
)
def test_dates(dates: tuple[str, ...], iso: str) -> None:
    assert read_one(*dates, "TI  - 霧", "T2  - 港湾新報").published.iso == iso


def test_records_without_a_month_are_kept_whole() -> None:
    record = "TY  - NEWS\nTI  - 霧\nPY  - 2031\nER  - "
    page = read(record)
    assert codes(page) == [(1, "date_year_only")]
    assert page.problems[0].excerpt == record
    assert codes(read("TY  - NEWS\nTI  - 霧\nER  - ")) == [(1, "date_missing")]
    assert codes(read("TY  - NEWS\nY2  - 2031/04/09/\nER  - ")) == [(1, "date_missing")]


@pytest.mark.parametrize(
    ("lines", "printed_id"),
    [
        (("ID  - 3105-040901", "DO  - 10.1234/gull"), "3105-040901"),
        (("ID  - 12", "DO  - https://doi.org/10.1234/gull"), "10.1234/gull"),
        (("AN  - NIK20310409-0007",), "NIK20310409-0007"),
        (("ID  - gull2031",), None),
        (("SN  - 1234-5678",), None),
    ],
)
def test_ids(lines: tuple[str, ...], printed_id: str | None) -> None:
    assert (
        read_one("PY  - 2031/04/09", "TI  - 霧", "JO  - 港湾新報", *lines).printed_id == printed_id
    )


def test_what_two_tags_say_alike_is_said_once() -> None:
    draft = read_one("PY  - 2031/04/09", "AB  - 霧。", "N2  - 霧。", "AU  - A", "A1  - A")
    assert draft.text == "A\n霧。"


def test_keywords_below_each_other_and_with_commas() -> None:
    draft = read_one("PY  - 2031/04/09", "KW  - Gull, Anna", "Fog", "Sea")
    assert draft.layer is not None
    assert draft.layer.tags == ("Gull, Anna", "Fog", "Sea")


def test_research_notes_are_a_memo_and_other_notes_the_compilers() -> None:
    """Whose the notes are nobody can tell; research notes are those of whose file it is."""
    draft = read_one("PY  - 2031/04/09", "TI  - 霧", "N1  - 写真あり。", "RN  - 要確認", "続き")
    assert draft.compiler_notes == ("写真あり。",)
    assert draft.layer is not None
    assert draft.layer.note == "要確認\n続き"
    assert "要確認" not in draft.printed
    assert "続き" not in draft.printed


def test_a_tag_that_is_too_long() -> None:
    page = read(
        "TY  - NEWS\nPY  - 2031/04\nTI  - 霧\nT2  - 港湾新報\nKW  - " + "長" * 201 + "\nER  - "
    )
    assert codes(page) == [(1, "tag_unusable")]
    assert "長" * 201 in page.drafts[0].printed
    assert page.drafts[0].layer is None


def test_lines_outside_of_records() -> None:
    page = read(f"\ufeffProvider: 海の記事庫\n\n{RECORD}\n余った行\nその次\n{RECORD}")
    assert [d.line for d in page.drafts] == [3, 22]
    assert codes(page) == [(19, "between_records")]
    assert page.problems[0].excerpt.split() == ["余った行", "その次"]
    assert page.characters["furniture"] == len("\ufeffProvider:海の記事庫")


def test_records_without_an_end() -> None:
    record = "TY  - NEWS\nTI  - 霧\nT2  - 港湾新報\nPY  - 2031/04/09\n"
    page = read(record + record)
    assert [d.line for d in page.drafts] == [1, 5]
    assert codes(page) == [(1, "record_unended"), (5, "record_unended")]


def test_a_record_that_breaks_off_is_told_once() -> None:
    record = "TY  - NEWS\nTI  - 霧\nT2  - 港湾新報"
    page = read(f"{RECORD}\n{record}")
    assert len(page.drafts) == 1
    assert codes(page) == [(18, "record_cut_off")]
    assert page.problems[0].excerpt == record
    assert codes(read(f"{record}\nPY  - 2031")) == [(1, "date_year_only")]
    for language in texts.LANGUAGES:
        assert "ER" in texts.t("problems.record_cut_off", lang=language)


def test_tags_with_one_space_too_few() -> None:
    page = read("TY - NEWS\nTI - 霧\nT2 - 港湾新報\nPY - 2031/04/09\nER -\n")
    assert [d.headline for d in page.drafts] == ["霧"]
    assert page.problems == ()
    draft = read_one("PY  - 2031/04/09", "AB  - The talks of", "US - Japan - Gull")
    assert draft.text == "The talks of\nUS - Japan - Gull"


def test_what_is_ris() -> None:
    assert is_ris(RECORD)
    assert is_ris("\ufeffProvider: X\n\nTY - NEWS\nTI - 霧")
    for text in ("", "霧", "TYphoon\nTI  - 霧", "TY  - NEWS\n霧の海", "TI  - 霧"):
        assert not is_ris(text)


def test_garbage() -> None:
    page = read(
        f"TY  - \ud800\x00\nPY  - 2031/04/09\nTI  - {'霧' * 1_000_000}\nKW  - \nER  - \n\ufffd"
    )
    assert len(page.drafts[0].headline) == 1_000_000
    assert {"source_missing", "characters_unreadable", "between_records"} == {
        code for _, code in codes(page)
    }


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [*RECORD.split("\n"), "TY - X", "TI - 霧", "ER -", "PY  - 2031", "\ufeffTY  - "]
        ),
        st.text(st.characters(exclude_characters="\n"), max_size=12),
    ),
    max_size=30,
)


@given(LINES)
def test_damaged_files(lines: list[str]) -> None:
    page = gather(read_ris, lines)
    is_ris("\n".join(lines))
    for draft in page.drafts:
        left = iter("\n".join(lines))  # in order, without the lines of the analyst's
        assert all(char in left for char in draft.printed)


def test_memory_does_not_grow_with_the_file() -> None:
    asked = 0

    def lines() -> Iterator[str]:
        nonlocal asked
        for _ in range(1_000):
            asked += 1
            yield from RECORD.split("\n")

    next(read_ris(lines(), BOOK, title_fallback="無題"))
    assert asked < 3
