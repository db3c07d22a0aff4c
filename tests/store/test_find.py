"""Finding: what each part of the query language means, and what an answer says beside its ids."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipdesk.commands import (
    AddHighlight,
    AddTag,
    EditNote,
    MergeSources,
    RenameSource,
    SetRead,
    SetStarred,
)
from clipdesk.core.model import Record
from clipdesk.core.query import (
    READING_STATES,
    Facet,
    Field,
    Filter,
    Pair,
    Sort,
    Term,
    advice,
    parse_days,
    written,
)
from clipdesk.core.text import fold
from clipdesk.store import clippings, find, index, library, rebuilding
from tests.pages import PAGE, bring, clip, page
from tests.store.oracle import Oracle

SOURCES = ["朝日新聞", "時事通信", "ロイタ通信"]
VIAS = [None, "Yahoo", "インターネット"]
WORDS = ["灯台", "霧", "海", "F-35A", "3,000㌧", "100%", "a_b", "Jane's", "𠮷野", "😀", "New York"]


def many() -> str:
    """Sixty clippings of many days, some known by the month alone, with words in a pattern."""
    clips = []
    for n in range(60):
        day = dt.date(2031, 4, 9) - dt.timedelta(days=n * 11)
        date = f"{day:%Y.%m}" if n % 7 == 3 else f"{day:%Y.%m.%d}"
        body = f" 本文{n}、{WORDS[n % len(WORDS)]}と{WORDS[(n * 3) % len(WORDS)]}。"
        if n % 5 == 0:
            body += f"\n\n【註】\n 編者の{WORDS[(n + 1) % len(WORDS)]}。"
        clips.append(
            clip(
                f"{day:%y%m}-{day:%m%d}{n:02}",
                date=date,
                source=SOURCES[n % 3],
                via=VIAS[n % 4 % 3],
                headline=f"見出し{n} {WORDS[(n * 5) % len(WORDS)]}",
                body=body,
            )
        )
    return page(*clips)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The sixty, some of them tagged, noted, starred and read."""
    path = tmp_path_factory.mktemp("find") / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, many())
        ids = list(find.find_ids(db.conn, ""))
        for command in (
            AddTag(tuple(ids[::3]), "国/灯台"),
            AddTag(tuple(ids[::4]), "国/海"),
            AddTag(tuple(ids[5:7]), "急"),
            SetStarred(tuple(ids[::6]), starred=True),
            SetRead(tuple(ids[::2]), read=True),
            *(EditNote(i, f"メモ {WORDS[i % len(WORDS)]}\n要確認") for i in ids[::9]),
            *(AddHighlight(i, 0, 2, "red", f"語釈{WORDS[i % 3]}") for i in ids[::11]),
            AddHighlight(ids[1], 0, 2, "blue"),
        ):
            command.do(db)
    with closing(library.open_for_reading(path)) as connection:
        yield connection


@pytest.fixture(scope="module")
def oracle(reader: sqlite3.Connection) -> Oracle:
    """What that library has."""
    return Oracle(reader)


def count(connection: sqlite3.Connection, query: str) -> int:
    return len(find.find_ids(connection, query))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("tag:国", ("国",)),
        ("-タグ:国 霧", ("国",)),
        ("国", ()),
        ("tag:国/*", ()),
        ("tag:国/海", ()),
        ("tag:急", ()),
        ("tag:無", ()),
        ('tag:""', ()),
    ],
)
def test_a_tag_that_only_others_are_below_of(
    reader: sqlite3.Connection, query: str, named: tuple[str, ...]
) -> None:
    assert find.find(reader, Filter(query)).only_below == named


def test_periods_and_sources_that_clash_are_told(reader: sqlite3.Connection) -> None:
    for query, code in (
        ("date:2030 date:2031", "no_common_day"),
        ("date:2031 -date:2031", "both_ways"),
        ("date:2031-04 -date:2031", "no_common_day"),
        ("source:朝日新聞 source:時事通信", "one_value"),
        ("source:朝日新聞 -source:朝日新聞", "both_ways"),
        ("is:read is:unread", "one_value"),
    ):
        found = find.find(reader, Filter(query))
        assert not found.ids
        assert [one.code for one in advice(found)] == [code], query


def test_every_value_is_offered_even_with_none_left(reader: sqlite3.Connection) -> None:
    found = find.find(reader, Filter(days=(1, 1)))
    assert found.facets[Facet.READING] == dict.fromkeys(READING_STATES, 0)
    assert set(found.facets[Facet.SOURCE]) == set(SOURCES)
    assert set(found.facets[Facet.VIA]) == {"", "Yahoo", "インターネット"}
    assert set(found.facets[Facet.TAG]) == {"国", "国/灯台", "国/海", "急"}
    assert set(found.facets[Facet.COLLECTION]) == {"岬の報道"}


# ---- the query language ------------------------------------------------------------------------

TERMS = [
    "灯台", "source:時事", "source:朝日", "via:Yahoo", "via:ヤフー", "tag:急", "tag:国/*", "tag:国",
    "has:note", "has:tag", "has:citation", "has:compilernote", "has:revision", "is:read",
    "is:unread", "is:starred", "note:要確認", "headline:灯台", "text:霧", "compiler:編者",
    "date:2030", "date:2030-05-10..2030-05-20", "id:3104-040900", "cites:1", "citedby:1",
    "collection:岬", "collection:山", '"New York"', "どこにもない", "has:highlight", "=York", "(霧 OR 海)",
    'via:""', 'tag:""',
]  # fmt: skip


@pytest.mark.parametrize("term", TERMS)
def test_a_term_and_its_negation_share_out_the_library(
    reader: sqlite3.Connection, term: str
) -> None:
    """With no route, note, tag or reading mark at all, too: NULL is neither true nor false."""
    yes, no = set(find.find_ids(reader, term)), set(find.find_ids(reader, f"-{term}"))
    assert yes.isdisjoint(no)
    assert len(yes | no) == 60


def test_fields(reader: sqlite3.Connection, oracle: Oracle) -> None:
    records = [c.record for c in oracle.all]
    rules: dict[str, Callable[[Record], object]] = {
        "source:時事": lambda r: r.source == "時事通信",
        "source:=時事": lambda _: False,
        "出典:=時事通信": lambda r: r.source == "時事通信",
        "source:(時事 OR 朝日)": lambda r: r.source in {"時事通信", "朝日新聞"},
        "via:yahoo": lambda r: r.via == "Yahoo",
        'via:""': lambda r: r.via is None,
        "-via:Yahoo": lambda r: r.via != "Yahoo",
        "タグ:国/海": lambda r: "国/海" in r.tags,
        "tag:国/*": lambda r: any(tag.startswith("国/") for tag in r.tags),
        "tag:国": lambda _: False,
        'tag:""': lambda r: not r.tags,
        "is:starred": lambda r: r.starred,
        "is:read is:starred": lambda r: r.starred and r.read_at is not None,
        "has:note": lambda r: r.note is not None,
        "has:highlight": lambda r: r.highlights,
        "has:compilernote": lambda r: r.compiler_notes,
        "compiler:霧": lambda r: any("霧" in note for note in r.compiler_notes),
        "本文:霧 -註:霧": lambda r: "霧" in r.text and "霧" not in "".join(r.compiler_notes),
        "headline:灯台": lambda r: "灯台" in r.headline,
        "note:灯台": lambda r: "灯台" in own_words(r),
        "メモ:語釈": lambda r: any("語釈" in h.comment for h in r.highlights),
        "語釈霧": lambda r: any("語釈霧" in h.comment for h in r.highlights),
        "id:3104-040900": lambda r: r.id == "3104-040900",
        "<3104-040900>": lambda r: r.id == "3104-040900",
        "2030": lambda _: False,
        "collection:岬": lambda _: True,
        "\x00": lambda _: True,  # nothing that could be seen was typed
    }
    for query, rule in rules.items():
        assert count(reader, query) == sum(bool(rule(r)) for r in records), query


def own_words(record: Record) -> str:
    return "\n".join([record.note or "", *(h.comment for h in record.highlights)])


def test_a_month_is_shown_for_any_of_its_days(reader: sqlite3.Connection, oracle: Oracle) -> None:
    records = [c.record for c in oracle.all]
    (months, *_) = sorted({r.published for r in records if r.published.day is None}, key=str)[::-1]
    year, number = months.year, months.month
    inside = f"date:{year}-{number:02}-15..{year}-{number:02}-16"
    assert count(reader, inside) >= 1
    assert count(reader, f"date:<{year}-{number:02}-01") + count(
        reader, f"date:>={year}-{number:02}-01"
    ) == len(records)
    assert count(reader, "date:2031-04-09") == 1
    assert count(reader, "date:2031-04-10") == 0


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE clipping; --",
        '" OR 1=1',
        "%",
        "_",
        "\\",
        "*",
        "NULL",
        "中国 AND",
        "NEAR(",
        "\udcff",
        "id:\udcff",
        "id:\x00",
        "cites:\ud800 citedby:\ud800",
        'source:"',
        "tag:*",
        "tag:/*",
        "date:>9999-12-31",
        "date:<0001-01-01",
    ],
)
def test_strange_queries(reader: sqlite3.Connection, query: str) -> None:
    assert count(reader, query) < 60
    assert clippings.count(reader) == 60


def test_where_a_word_is_looked_for(tmp_path: Path) -> None:
    """In texts and the analyst's words; not in sources, routes, tags and ids, which have fields."""
    path = tmp_path / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, PAGE)
        ids = list(find.find_ids(db.conn, ""))
        AddTag((ids[1], ids[3]), "国/海").do(db)
        EditNote(ids[4], "要確認").do(db)
        AddHighlight(ids[4], 0, 2, "red", "comment for\nＩＳ only").do(db)
        rows = {
            "時事通信": [],
            "yahoo": [],
            "国/海": [],
            "source:時事通": ids[:1],
            "via:ｙａｈｏｏ": [ids[0], ids[4]],
            "tag:国/海": [ids[1], ids[3]],
            "tag:海": [],
            "3105-040901": [ids[0], ids[2]],  # a clipping and what cites it
            "<3105-040901>": [ids[0], ids[2]],
            "３１０５－０４０９０１": [ids[0], ids[2]],
            "id:3105-040901": [ids[2]],
            "cites:3105-040901": [ids[0]],
            "citedby:3105-041003": [ids[2]],
            "3105-0409": ids[:1],  # a part of an id, where it is printed in a text
            "3001-010101": ids[:1],  # cited, and nowhere in the library
            '"AS 2030.01.01"': ids[:1],  # what stands beside a citation
            "日誌の発見": ids[:1],  # and before it
            "戦前": [ids[2]],
            "要確認": [ids[4]],
            "note:要": [ids[4]],
            '"for is"': [],  # two lines
            "=IS comment": [ids[4]],
            "text:comment": [],
            "岬": [ids[0], ids[2]],
        }
        for query, shown in rows.items():
            assert list(find.find_ids(db.conn, query)) == shown, query
            db.conn.execute("UPDATE index_state SET terms = 0")  # without the index
            assert list(find.find_ids(db.conn, query)) == shown, query
            rebuilding.rebuild(db.conn)
            assert index.is_current(db.conn)


def test_what_a_page_changes_is_looked_for_as_it_is_now(tmp_path: Path) -> None:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as db:
        bring(db, page(clip(body=" 朝の港。")))
        bring(db, page(clip(body=" 夜の港。", source="時事通信")))
        queries = ("朝", "夜", "source:朝日", "source:時事")
        assert [count(db.conn, query) for query in queries] == [0, 1, 0, 1]


def test_wildcards_are_letters(reader: sqlite3.Connection, oracle: Oracle) -> None:
    for word in ("100%", "a_b", "%", "_", "'", "😀", "𠮷", "a%b"):
        assert list(find.find_ids(reader, word)) == oracle.ids(Term(Field.ANY, fold(word))), word


@given(query=st.text(st.characters(codec=None), max_size=40))
@settings(max_examples=150)
def test_anything_can_be_typed(reader: sqlite3.Connection, query: str) -> None:
    find.find(reader, Filter(query))


@pytest.mark.parametrize(
    "query",
    [
        " ".join(chr(0x4E00 + n) for n in range(5_000)),
        " ".join(f"-{chr(0x4E00 + n)}" for n in range(3_300)),
        " ".join(f"出典:{n}" for n in range(1_400)),
        " ".join(f"tag:{n}" for n in range(1_000)),
        " OR ".join(f"-{chr(0x4E00 + n)}" for n in range(1_500)),
        "(どこにもない OR " * 1_000,
    ],
)
def test_a_query_of_thousands_of_terms(reader: sqlite3.Connection, query: str) -> None:
    assert count(reader, query) in {0, 60}


# ---- the answer --------------------------------------------------------------------------------


def test_the_clipping_of_an_id(reader: sqlite3.Connection) -> None:
    (wanted,) = find.find_ids(reader, "id:3104-040900")
    for query in ("3104-040900", " <3104-040900> ", "id:３１０４-040900"):
        assert find.find(reader, Filter(query)).target == wanted
    for query in ("-3104-040900", "3104-040900 灯台", "3104-0409", "灯台", "", "3104-040900 OR x"):
        assert find.find(reader, Filter(query)).target is None, query


def pairs(facet: Facet, *values: str) -> frozenset[Pair]:
    return frozenset((facet, value) for value in values)


@pytest.mark.parametrize(
    ("typed", "shown_as"),
    [
        ("灯台 source:時事 date:2030..", Filter("灯台", pairs(Facet.SOURCE, "時事通信"), parse_days("2030.."))),
        ("date:2030 OR date:2031-04", Filter("", pairs(Facet.YEAR, "2030", "2031-04"))),
        ("-date:2030", Filter(excluded=pairs(Facet.YEAR, "2030"))),
        ("source:通信", Filter("", pairs(Facet.SOURCE, "時事通信", "ロイタ通信"))),
        ("source:どこ", Filter("source:どこ")),
        ("-出典:=朝日新聞", Filter(excluded=pairs(Facet.SOURCE, "朝日新聞"))),
        ('via:"" is:unread', Filter("", pairs(Facet.VIA, "") | pairs(Facet.READING, "unread"))),
        ("tag:国/* -tag:急", Filter("", pairs(Facet.TAG, "国"), excluded=pairs(Facet.TAG, "急"))),
        ("tag:国/海", Filter("", pairs(Facet.TAG, "国/海"))),
        ("tag:国", Filter("tag:国")),
        ("has:note OR is:starred", Filter("", pairs(Facet.READING, "noted", "starred"))),
        ("collection:岬", Filter("", pairs(Facet.COLLECTION, "岬の報道"))),
        ("has:tag 霧 -has:highlight", Filter("has:tag 霧 -has:highlight")),
        ('tag:"" OR tag:急', Filter("", pairs(Facet.TAG, "", "急"))),
    ],
)  # fmt: skip
def test_what_is_typed_shows_in_the_sidebar(
    reader: sqlite3.Connection, typed: str, shown_as: Filter
) -> None:
    found = find.find(reader, Filter(typed))
    assert found.shown_as == shown_as
    assert find.find(reader, shown_as).ids == found.ids


def test_a_source_is_found_by_the_name_that_it_had(tmp_path: Path) -> None:
    """A saved search names sources as they were called when it was saved."""
    with closing(library.open_for_writing(tmp_path / "renamed.sqlite", create=True)) as db:
        bring(db, many())
        kept = Filter(written(Filter(chosen=pairs(Facet.SOURCE, "朝日新聞", "時事通信"))))
        without = Filter(written(Filter(excluded=pairs(Facet.SOURCE, "朝日新聞"))))
        before, others = find.find(db.conn, kept).ids, find.find(db.conn, without).ids
        for command in (RenameSource("朝日新聞", "曙光"), RenameSource("曙光", "曙光新聞")):
            command.do(db)
        found = find.find(db.conn, kept)
        assert found.ids == before
        assert found.shown_as == Filter(chosen=pairs(Facet.SOURCE, "曙光新聞", "時事通信"))
        assert find.find(db.conn, without).ids == others
        MergeSources("曙光新聞", "時事通信").do(db)
        assert find.find(db.conn, kept).shown_as.chosen == pairs(Facet.SOURCE, "時事通信")
        assert find.find(db.conn, kept).ids == before
        assert not find.find(db.conn, Filter("source:=どこ")).ids


def test_whole_words(reader: sqlite3.Connection) -> None:
    typed = find.find(reader, Filter("=yor OR =york")).ids
    assert typed
    assert find.find(reader, Filter("yor OR york", whole_words=True)).ids == typed
    assert len(find.find(reader, Filter("yor")).ids) == len(typed)
    assert not find.find(reader, Filter("yor", whole_words=True)).ids


def test_orders(reader: sqlite3.Connection) -> None:
    newest = find.find(reader, Filter("灯台"))
    oldest = find.find(reader, Filter("灯台", sort=Sort.OLDEST))
    assert oldest.ids == newest.ids[::-1]
    assert oldest.months == newest.months[::-1]
    assert oldest.facets == newest.facets
    best = find.find(reader, Filter("灯台", sort=Sort.RELEVANCE))
    assert sorted(best.ids) == sorted(newest.ids)
    assert (
        find.find(reader, Filter("is:read", sort=Sort.RELEVANCE)).ids
        == find.find(reader, Filter("is:read")).ids
    )


def test_relevance(tmp_path: Path) -> None:
    """Rare words, many hits, short texts, and headlines come first; else the newest."""
    filler = "".join(f"何もない{n}日。" for n in range(40))
    bodies = {
        "01": ("題", f" {filler}灯台。"),
        "02": ("灯台の題", f" {filler}"),
        "03": ("題", " 灯台。"),
        "04": ("題", f" {filler}灯台と灯台と灯台。"),
        "05": ("題", f" {filler}灯台。"),
        "06": ("題", f" {filler}霧。"),
        "07": ("題", f" {filler}ＩＳとISIS。"),
        **{f"{n:02}": ("題", f" {filler}") for n in range(10, 24)},
    }
    text = page(
        *(
            clip(f"3105-04{n}01", date=f"2031.04.{n}", headline=headline, body=body)
            for n, (headline, body) in sorted(bodies.items(), reverse=True)
        )
    )
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as db:
        bring(db, text)

        def days(query: str) -> list[str]:
            ids = find.find_ids(db.conn, query, Sort.RELEVANCE)
            return [row.uid[7:9] for row in clippings.rows(db.conn, ids)]

        assert days("灯台") == ["02", "03", "04", "05", "01"]
        assert days("灯") == ["02", "05", "04", "03", "01"]  # single characters are not counted
        assert days("灯台 OR 霧")[:3] == ["06", "02", "03"]
        assert days("headline:灯台 OR 題")[0] == "02"
        assert days("=IS OR 灯台")[-1] != "07"
        assert days("灯台 -霧") == days("灯台")
        assert days("何もない")[0] == "23"  # everybody says so
        everyone = days("")
        assert everyone == sorted(everyone, reverse=True)
        EditNote(find.find_ids(db.conn, "id:3105-041001")[0], "灯台").do(db)
        assert "10" in days("灯台")
        db.conn.execute("UPDATE index_state SET terms = 0")  # without the index
        assert set(days("灯台")) == {"01", "02", "03", "04", "05", "10"}


# ---- every word that stands there is found, and no other ---------------------------------------

letters = st.text(st.sampled_from("灯台霧a1 　%_'\"-𠮷㌧ＡﾊABC、。讀"), min_size=1, max_size=12)


@given(
    bodies=st.lists(st.tuples(letters, letters, letters), min_size=1, max_size=4),
    data=st.data(),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_all_that_stands_there_is_found_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[tuple[str, str, str]], data: Any
) -> None:
    text = page(
        *(
            clip(
                f"3105-0409{n:02}",
                headline=f"題{headline}",
                body=f" 文{body}。\n\n【註】\n 注{note}。",
            )
            for n, (headline, body, note) in enumerate(bodies)
        )
    )
    path = tmp_path_factory.mktemp("words") / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        bring(db, text)
        oracle = Oracle(db.conn)
        lines = [p.text for c in oracle.all for p in c.record.passages]
        where = data.draw(st.sampled_from(lines))
        start = data.draw(st.integers(0, len(where)))
        part = where[start : start + data.draw(st.integers(1, 4))]
        for word in (part, data.draw(letters)):
            asked = word.replace('"', "")
            if fold(asked):
                found = list(find.find_ids(db.conn, f'"{asked}"'))
                assert found == oracle.ids(Term(Field.ANY, fold(asked)))


def test_hits_do_not_span_two_paragraphs(tmp_path: Path) -> None:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as db:
        bring(db, PAGE)
        assert count(db.conn, "closedonwednesday.道") == 0
        assert count(db.conn, "霧の朝、灯台") == 1
        assert count(db.conn, "灯台を修理") == 1  # the printed space is no obstacle
