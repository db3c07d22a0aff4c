"""What columns are: told by their names, else by what stands in them; remembered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.importing.mapping import Column, Mapping, guess, key, known_names, recall
from clipdesk.importing.tables import Table, look


def told(*header: str) -> list[str | None]:
    return [None if one is None else one.value for one in guess(header).columns]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("掲載日 媒体名 見出し 本文 備考", "date source headline text note"),
        ("年月日 出典 標題 要旨", "date source headline text"),
        ("日付 新聞名 面 タイトル 内容 タグ メモ", "date source detail headline text tags memo"),
        ("ID Date Time Newspaper Title Text URL", "id date time source headline text url"),
        ("published_at Source-Title headline Full-Text via", "date source headline text via"),
        ("【日付】 ＴＩＴＬＥ (出典)", "date headline source"),
        ("年 月 日 新聞 件名", "year month day source headline"),
        ("記事の見出し文 新聞の名前 掲載日(西暦)", "headline - date"),
        ("掲載日 掲載日 本文 本文", "date - text text"),
        ("発行元 新聞名 日付", "- source date"),
        ("更新日付 登録日 本文", "- - text"),
    ],
)
def test_names(header: str, columns: str) -> None:
    assert told(*header.split()) == [None if c == "-" else c for c in columns.split()]


def test_the_table_of_a_reference_manager() -> None:
    """Zotero's: three dates, of which one is the article's, and a year beside it."""
    header = [
        "Key", "Item Type", "Publication Year", "Author", "Title", "Publication Title", "ISSN",
        "DOI", "Url", "Abstract Note", "Date", "Date Added", "Date Modified", "Access Date",
        "Manual Tags", "Automatic Tags", "Library Catalog",
    ]  # fmt: skip
    assert told(*header) == [
        None, None, None, "detail", "headline", "source", None, "id", "url", "text",
        "date", None, None, None, "tags", "tags", "via",
    ]  # fmt: skip


LONG = "霧の海で灯台の灯が消えた。" * 8


def test_contents_where_there_are_no_names() -> None:
    rows = [
        [
            "3105-040901",
            "2031-04-09",
            "港湾新報",
            "灯台守の日誌が見つかる",
            LONG,
            "https://a.example",
        ],
        [
            "3105-041001",
            "2031-04-10",
            "港湾新報",
            "灯台を修理へ、港湾局が発表",
            LONG,
            "https://b.example",
        ],
    ]
    assert [one and one.value for one in guess([""] * 6, rows).columns] == [
        "id", "date", "source", "headline", LONG and "text", "url",
    ]  # fmt: skip


def test_short_texts_are_told_by_their_full_stops() -> None:
    """Else the headline, the shorter one, would not be read at all."""
    rows = [
        ["2031-04-09", "港湾新報", "灯台を修理", "今日から始まった。"],
        ["2031-04-10", "港湾新報", "霧の出港", "船は戻らなかった。"],
    ]
    assert [one and one.value for one in guess(list("abcd"), rows).columns] == [
        "date", "source", "headline", "text",
    ]  # fmt: skip


def test_contents_where_only_the_date_has_no_known_name() -> None:
    rows = [["13/04/2031", "A"], ["05/04/2031", "B"]]
    mapping = guess(["Datum", "Title"], rows)
    assert mapping == Mapping((Column.DATE, Column.HEADLINE), day_first=True)


def test_what_can_be_read() -> None:
    assert guess(["日付", "本文"]).dated
    assert guess(["年", "月"]).dated
    assert not guess(["年", "本文"]).dated
    assert not guess([]).dated
    assert known_names(["日付", "掲載日", "本文", "?"]) == 2


def test_the_key_is_of_the_names() -> None:
    assert key(["日付", "ＵＲＬ"]) == key([" 日 付", "url"])
    assert len({key(["日付"]), key(["日付", ""]), key(["", "日付"]), key([])}) == 4


COLUMNS = st.lists(st.none() | st.sampled_from(Column), max_size=9).map(tuple)


@given(COLUMNS, st.sampled_from([None, True, False]))
def test_it_is_remembered(columns: tuple[Column | None, ...], day_first: bool | None) -> None:
    mapping = Mapping(columns, day_first)
    assert Mapping.from_dict(json.loads(json.dumps(mapping.to_dict()))) == mapping


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@given(JSON | st.fixed_dictionaries({"columns": JSON, "day_first": JSON}))
def test_what_another_program_remembered(data: object) -> None:
    try:
        mapping = Mapping.from_dict(data)
    except ValueError:
        return
    assert Mapping.from_dict(mapping.to_dict()) == mapping


def test_columns_of_a_newer_program() -> None:
    data = {"columns": ["date", "sentiment", 3], "day_first": None}
    assert Mapping.from_dict(data).columns == (Column.DATE, None, None)


def table_of(text: str) -> Table:
    found = look(text.split("\n"))
    assert found is not None
    return found


def remembered(table: Table, mapping: Mapping | None = None) -> dict[str, Any]:
    return {key(table.header): (mapping or table.mapping).to_dict()}


ISO = table_of("date,title\n2031-04-05,Fog\n2031-04-06,Ship\n")
DAY_FIRST = table_of("Date, TITLE \n05/04/2031,Fog\n25/04/2031,Ship\n")
UNSURE = table_of("date,title\n05/04/2031,Fog\n06/04/2031,Ship\n")


def test_what_was_said_is_recalled_by_the_header() -> None:
    said_before = Mapping((Column.DATE, Column.TEXT))
    recalled = recall(remembered(ISO, said_before))
    assert recalled(ISO) == said_before
    assert recalled(table_of("date,titre\n2031-04-05,Fog\n")) is None
    assert recall({})(ISO) is None


def test_the_tables_own_dates_tell_their_order() -> None:
    told_nothing = recall(remembered(ISO))
    assert told_nothing(DAY_FIRST) == Mapping((Column.DATE, Column.HEADLINE), day_first=True)
    assert told_nothing(UNSURE) == Mapping((Column.DATE, Column.HEADLINE))
    month_first = Mapping((Column.DATE, Column.HEADLINE), day_first=False)
    told_otherwise = recall(remembered(UNSURE, month_first))
    assert told_otherwise(UNSURE) == month_first
    assert told_otherwise(DAY_FIRST) == Mapping((Column.DATE, Column.HEADLINE), day_first=True)


def test_a_table_without_names_may_be_quite_another_one() -> None:
    one = table_of("2031-04-05,霧の海,朝日新聞\n2031-04-06,港の犬,朝日新聞\n")
    same = table_of("2032-04-05,岬の猫,朝日新聞\n2032-04-06,港の犬,朝日新聞\n")
    other = table_of("朝日新聞,2031-04-05,霧の海\n朝日新聞,2031-04-06,港の犬\n")
    undated = table_of(",2031-04-05,霧の海\n,2031-04-06,港の犬\n")
    assert len({key(table.header) for table in (one, same, other, undated)}) == 1
    recalled = recall(remembered(one))
    assert recalled(same) == one.mapping
    assert recalled(other) is None
    assert recalled(undated) is None
    one = table_of("a,b\n2031-04-05,霧の海\n")
    assert (
        recall(remembered(one))(table_of("A,B\n霧の海,2031-04-05\n")) is None
    )  # such names say little
    in_parts = Mapping((Column.YEAR, Column.MONTH, Column.TEXT))
    parts = table_of("2031,4,霧の海\n2031,5,港の犬\n")
    assert recall(remembered(parts, in_parts))(parts) == in_parts


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "date",
        {},
        {"columns": "date"},
        {"columns": ["date", ""], "day_first": "yes"},
        {"columns": ["date"]},  # another number of columns
        {"columns": ["", "headline"]},  # no date: nobody could have chosen it
    ],
)
def test_what_is_damaged_was_not_said(entry: object) -> None:
    assert recall({key(ISO.header): entry})(ISO) is None


@given(JSON)
def test_whatever_is_remembered(found: object) -> None:
    assert recall(found)(ISO) is None
    recalled = recall({key(ISO.header): found})(ISO)
    assert recalled is None or recalled.dated


@given(
    st.lists(st.text(max_size=12), max_size=6), st.lists(st.lists(st.text(max_size=9), max_size=8))
)
def test_any_header_and_rows(header: list[str], rows: list[list[str]]) -> None:
    mapping = guess(header, rows)
    assert len(mapping.columns) == len(header)
    assert key(header) == key(header)
