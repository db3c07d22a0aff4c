"""Tables: cells with line ends and separators, names of columns, rows that are odd."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.errors import UserError
from clipdesk.core.model import Draft, Page, Split
from clipdesk.importing.mapping import Column, Mapping
from clipdesk.importing.tables import look, read_table
from tests.readings import BOOK, codes, gather

HEAD = "日付,媒体,見出し,本文,番号"


def read(text: str, mapping: Mapping | None = None) -> Page:
    return gather(read_table, text.split("\n"), mapping=mapping)


def read_one(text: str) -> Draft:
    (draft,) = read(text).drafts
    return draft


def written(rows: list[list[str]], separator: str = ",") -> str:
    """A table as Python writes it, its line ends those that a decoded file has."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue().replace("\r\n", "\n").replace("\r", "\n")


def test_a_row_is_a_clipping() -> None:
    page = read(
        f'\ufeff{HEAD}\n2031-04-09,港湾新報,"灯台守の日誌, 見つかる","霧が晴れた。\n船が出た。",3105-040901\n'
    )
    (draft,) = page.drafts
    assert draft.published.iso == "2031-04-09"
    assert (draft.source, draft.headline) == ("港湾新報", "灯台守の日誌, 見つかる")
    assert (draft.printed_id, draft.uid) == ("3105-040901", "3105-040901")
    assert draft.text == "霧が晴れた。\n船が出た。"
    assert [(p.line, p.printed) for p in draft.passages] == [(2, "霧が晴れた。"), (3, "船が出た。")]
    assert draft.printed.startswith('2031-04-09,港湾新報,"灯台守')
    assert draft.printed.endswith('船が出た。",3105-040901')
    assert draft.line == 2
    assert page.problems == ()
    assert page.title == "無題"
    assert page.characters["furniture"] == len(HEAD) + 1


def test_everything_that_a_column_may_be() -> None:
    page = read(
        written(
            [
                [
                    "日付", "時刻", "出典", "経路", "標題", "面", "要旨", "URL", "註", "メモ", "タグ",
                    "DOI",
                ],
                [
                    "2031.04.09", "20:48", "鴎", "(Yahoo)", "灯台", "3", " 霧が出た。\n 晴れた。",
                    "https://gull.example/1", "灯台は岬に立つ。", "**要確認**", "海/灯台、 霧",
                    "https://doi.org/10.1234/gull.5",
                ],
            ]
        )
    )  # fmt: skip
    (draft,) = page.drafts
    assert draft.published.iso == "2031-04-09T20:48"
    assert draft.date_printed == "2031.04.09 20:48"
    assert (draft.source, draft.source_printed, draft.via) == ("Gull Post", "鴎", "Yahoo")
    assert [(p.kind.value, p.voice.value, p.text) for p in draft.passages] == [
        ("descriptor", "article", "面: 3"),
        ("text", "article", "霧が出た。"),
        ("text", "article", "晴れた。"),
        ("descriptor", "article", "https://gull.example/1"),
        ("text", "compiler", "灯台は岬に立つ。"),
    ]
    assert draft.compiler_notes == ("灯台は岬に立つ。",)
    assert draft.printed_id == "10.1234/gull.5"
    assert draft.layer is not None
    assert (draft.layer.note, draft.layer.tags) == ("**要確認**", ("海/灯台", "霧"))
    assert page.problems == ()


def test_a_text_is_read_as_on_a_page() -> None:
    draft = read_one(
        written(
            [
                ["date", "source", "title", "text", "note"],
                [
                    "2031-04", "Gull Post", "Fog <3105-040001>",
                    "霧が出た。\n【関連記事:3104-030101 (港報 2031.03.01)】\n"  # noqa: ISC004
                    "A の位置 (Google Map)】\n【註】 昔の霧。\n【註】 今の霧。",
                    "【註】 備考。\n【註】 その二。",
                ],
            ]
        )
    )  # fmt: skip
    assert (draft.headline, draft.printed_id) == ("Fog", "3105-040001")
    assert draft.text == "霧が出た。"
    assert draft.places == ("A",)
    assert [(c.printed_id, c.hint, c.passage) for c in draft.citations] == [
        ("3104-030101", "港報 2031.03.01", 1)
    ]
    assert draft.compiler_notes == ("昔の霧。", "今の霧。", "備考。", "その二。")


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_separators(separator: str) -> None:
    rows = [["日付", "出典", "標題"], ["2031/4/9", "港湾新報", "霧, 海; 灯 | 船\t"]]
    draft = read_one(written(rows, separator))
    assert draft.headline == "霧, 海; 灯 | 船"


def test_the_separator_that_a_spreadsheet_says() -> None:
    page = read("sep=;\ndate;source;title\n2031-04-09;Gull Post;Fog, sea, ships, light\n")
    assert [d.headline for d in page.drafts] == ["Fog, sea, ships, light"]
    assert page.characters["furniture"] == 5 + 17


def test_what_stands_above_the_names() -> None:
    page = read(f"検索語,霧 海\n検索日,2031-05-01\n\n{HEAD}\n2031-04-09,港湾新報,灯台,霧。,\n")
    assert [d.line for d in page.drafts] == [5]
    assert codes(page) == [(5, "id_missing")]


def test_without_names() -> None:
    text = "霧が晴れ、船が港を出た。灯台の灯は消えたままである。港湾局は岬の石を運ばせたという。"
    page = read(
        f"2031-04-09,港湾新報,灯台守の日誌が見つかる,{text * 2}\n"
        f"2031-04-10,港湾新報,灯台を修理へ、費用は三千,{text * 2}\n"
    )
    assert [(d.published.iso, d.source, d.text) for d in page.drafts] == [
        ("2031-04-09", "港湾新報", text * 2),
        ("2031-04-10", "港湾新報", text * 2),
    ]


def test_names_that_nobody_knows_above_dates() -> None:
    page = read(
        "Datum,Blatt,Kopf\n13/04/2031,Gull Post,Fog on the western sea\n14/04/2031,Gull Post,Sun\n"
    )
    assert [d.published.iso for d in page.drafts] == ["2031-04-13", "2031-04-14"]


def test_dates_in_three_columns() -> None:
    page = read(
        "年,月,日,出典,標題\n2031,4,9,港湾新報,霧\n令和13年,4月,,港湾新報,海\n2031,,,港湾新報,灯\n"
    )
    assert [d.published.iso for d in page.drafts] == ["2031-04-09", "2031-04"]
    assert codes(page) == [(4, "date_year_only")]


def test_rows_that_cannot_be_dated_are_kept_whole() -> None:
    rows = [
        "2031,港湾新報,年だけ,,",
        ",港湾新報,なし,,",
        "春,港湾新報,読めない,,",
        "2031-14-01,港湾新報,月,,",
    ]
    page = read("\n".join([HEAD, *rows]))
    assert page.drafts == ()
    assert codes(page) == [
        (2, "date_year_only"),
        (3, "date_missing"),
        (4, "date_unknown"),
        (5, "date_impossible"),
    ]
    assert [p.excerpt for p in page.problems] == rows


def test_odd_dates_are_reported_and_read() -> None:
    page = read(
        "日付,時刻,出典,標題\n2031-02-30,,港湾新報,日\n2031.04:09,,港湾新報,記号\n2031-04-09,25:00,港湾新報,時\n"
        "2031-04-09T20:48Z,,港湾新報,世界時\n2031-04,8:00,港湾新報,月の時刻\n"
    )
    assert [d.published.iso for d in page.drafts] == [
        "2031-02", "2031-04-09", "2031-04-09", "2031-04-09", "2031-04",
    ]  # fmt: skip
    assert codes(page) == [
        (2, "day_impossible"),
        (3, "date_slip"),
        (4, "time_impossible"),
        (5, "time_elsewhere"),
        (6, "time_impossible"),
    ]


def test_ids() -> None:
    page = read(
        f"{HEAD}\n2031-04-09,港湾新報,短い番号,,12\n2031-04-09,港湾新報,番号なし,,\n"
        "2031-04-09,港湾新報,別の日,,<3105-041001>\n2031-04-09,港湾新報,受入番号,,NIK20310409-77\n"
    )
    assert [d.printed_id for d in page.drafts] == [None, None, "3105-041001", "NIK20310409-77"]
    assert [d.uid[:2] for d in page.drafts] == ["x-", "x-", "31", "NI"]
    assert codes(page) == [(3, "id_missing"), (4, "id_disagrees")]


def test_sources_and_headlines_that_are_missing() -> None:
    page = read("日付,出典,標題\n2031-04-09,,灯台\n2031-04-09,港湾新報,\n")
    assert codes(page) == [(2, "source_missing"), (3, "headline_missing")]
    assert [d.split for d in page.drafts] == [Split.UNKNOWN, Split.SURE]
    assert page.drafts[0].source_printed == ""


def test_rows_that_are_too_wide() -> None:
    page = read("日付,出典,標題,本文\n2031-04-09,港湾新報,灯台,霧が出た,晴れた,船が出た。\n")
    assert page.drafts[0].text == "霧が出た,晴れた,船が出た。"
    assert codes(page) == [(2, "row_too_wide")]
    assert page.drafts[0].printed.endswith("灯台,霧が出た,晴れた,船が出た。")


def test_rows_that_are_too_narrow() -> None:
    page = read("日付,出典,標題,本文\n2031-04-09,港湾新報,灯台\n2031-04-10\n")
    assert [d.headline for d in page.drafts] == ["灯台", ""]
    assert codes(page) == [(3, "source_missing"), (3, "headline_missing")]


def test_empty_rows_are_furniture() -> None:
    page = read(f"{HEAD}\n,,,,\n\n2031-04-09,港湾新報,灯台,霧。,3105-040901\n , , , ,\n")
    assert len(page.drafts) == 1
    assert page.problems == ()


def test_a_mark_that_is_never_closed_costs_its_row_alone() -> None:
    page = read(
        f'{HEAD}\n2031-04-09,港湾新報,"霧,霧。,3105-040901\n2031-04-10,港湾新報,灯台,晴。,3105-041001\n'
        "2031-04-11,港湾新報,船,雨。,3105-041101\n"
    )
    assert [d.headline for d in page.drafts] == ['"霧', "灯台", "船"]
    assert [d.line for d in page.drafts] == [2, 3, 4]
    assert codes(page) == [(2, "row_unclosed")]


def test_a_mark_that_only_the_next_rows_closes_swallows_no_row() -> None:
    page = read(
        f'{HEAD}\n2031-04-09,港湾新報,"霧,霧。,3105-040901\n2031-04-10,港湾新報,"灯台" 消える,晴。,3105-041001\n'
        '2031-04-11,"港湾新報,船,雨。\n2031-04-12,港湾新報,海",晴。,3105-041201\n'
    )
    assert [d.headline for d in page.drafts] == ['"霧', '"灯台" 消える', '海"']
    assert codes(page) == [(2, "row_unclosed"), (4, "row_unreadable")]
    assert page.problems[1].excerpt == '2031-04-11,"港湾新報,船,雨。'


def test_marks_inside_of_a_text_are_characters() -> None:
    row = '"2031-04-09",鴎,"Storm" closes,"The ""Gull"" said.",'
    page = read(f"{HEAD}\n{row}\n")
    assert [(d.headline, d.text) for d in page.drafts] == [('"Storm" closes', 'The "Gull" said.')]
    assert codes(page) == [(2, "id_missing")]


def test_a_file_that_was_cut_off() -> None:
    page = read(f'{HEAD}\n2031-04-09,港湾新報,霧,"霧が出た。\n船は')
    assert page.drafts[0].text == "霧が出た。\n船は"
    assert (2, "row_unclosed") in codes(page)


def test_marks_that_are_never_closed_take_no_time() -> None:
    rows = ['2031-04-09,港湾新報,"a","b\n'] * 20_000
    page = read(HEAD + "\n" + "".join(rows))
    assert len(page.drafts) + len(page.problems) > 0


def test_a_given_mapping_comes_before_the_guess() -> None:
    mapping = Mapping((Column.HEADLINE, Column.SOURCE, None, Column.DATE))
    page = read("date,source,title,text\n霧,港湾新報,?,2031-04-09\n", mapping)
    assert [(d.headline, d.published.iso) for d in page.drafts] == [("霧", "2031-04-09")]


@pytest.mark.parametrize("text", ["", "霧", "霧,海\n灯,船\n", "出典,標題\n港湾新報,霧\n", "\ufeff"])
def test_what_is_no_table_of_clippings(text: str) -> None:
    with pytest.raises(UserError, match="import_columns_unknown"):
        read(text)


def test_the_columns_that_were_not_known_are_named() -> None:
    for text, named in (("出典,標題\n鴎,霧", "出典 / 標題"), ("霧,\n灯,船", "霧"), ("霧", "-")):
        with pytest.raises(UserError) as raised:
            read(text)
        assert raised.value.values == {"file": "無題", "columns": named}


def test_garbage() -> None:
    big = "霧" * 1_000_000
    page = read(f"{HEAD}\n2031-04-09,港湾新報,灯台,{big},3105-040901\n")
    assert page.drafts[0].text == big
    page = read(
        f"{HEAD}\n2031-04-09,港\x00湾新報,\ud800,霧\rの海,\x00\n2031-04-10,港湾新報,灯\ufffd台,,\n"
    )
    assert "row_unreadable" in [code for _, code in codes(page)]
    assert "characters_unreadable" in [code for _, code in codes(page)]


CELL = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=30)
ANY_CELL = st.one_of(
    CELL, st.sampled_from(["2031-04-09", "令和5年4月", "3105-040901", '"', '""', ",\n"])
)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6), st.sampled_from(",\t;|"))
def test_any_text_is_read_back_whole(rows: list[tuple[str, str, str]], separator: str) -> None:
    table = [
        ["日付", "出典", "標題", "本文"],
        *([f"2031-04-{i + 1:02}", *row] for i, row in enumerate(rows)),
    ]
    text = written(table, separator)
    page = read(text)
    assert len(page.drafts) == len(rows)
    head = text.split("\n", 1)[0]
    assert "".join(f"{part}\n" for part in (head, *(d.printed for d in page.drafts))) == text
    for draft, (source, headline, body) in zip(page.drafts, rows, strict=True):
        assert draft.source_printed == " ".join(source.split())
        shown = "".join(p.text for p in draft.passages) + draft.headline + (draft.printed_id or "")
        kept = set("".join(f"{headline}{body}".split())) - set("<>＜＞【】註注 ")
        assert kept <= set(shown)


@given(
    st.lists(st.lists(ANY_CELL, max_size=6), max_size=6),
    st.integers(0, 200),
    st.text(max_size=3),
    st.integers(0, 9),
)
def test_damaged_tables(rows: list[list[str]], at: int, put: str, cut: int) -> None:
    text = written([["日付", "出典", "標題", "本文", "番号"], *rows])
    text = text[:at] + put + text[at + cut :]
    lines = text.split("\n")
    table = look(lines)
    if table is None or not table.mapping.dated:
        return
    gather(read_table, lines)


def test_memory_does_not_grow_with_the_table() -> None:
    """Rows are read as they are asked for."""
    asked = 0

    class Lines:
        def __iter__(self) -> Iterator[str]:
            nonlocal asked
            yield HEAD
            for _ in range(10_000):
                asked += 1
                yield "2031-04-09,港湾新報,灯台,霧。,3105-040901"

    next(read_table(Lines(), BOOK, title_fallback="無題"))
    assert asked < 1_000
