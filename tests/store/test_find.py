"""Finding: every answer against a plain Python oracle."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipdesk.commands import AddTag, EditNote, SetRead, SetStarred
from clipdesk.core.model import Record
from clipdesk.core.query import Facet, Filter, Found
from clipdesk.core.text import fold
from clipdesk.store import clippings, find, library
from tests.pages import PAGE, bring, clip, page

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
        ):
            command.do(db)
    with closing(library.open_for_reading(path)) as connection:
        yield connection


# ---- the oracle --------------------------------------------------------------------------------


def everything(connection: sqlite3.Connection) -> list[tuple[int, Record]]:
    ids = [i for (i,) in connection.execute("SELECT id FROM clipping")]
    pairs = list(zip(ids, clippings.records(connection, ids), strict=True))
    return sorted(pairs, key=lambda pair: (pair[1].published.iso, pair[1].uid), reverse=True)


def values(record: Record, facet: Facet) -> set[str]:
    if facet is Facet.READING:
        states = {"read" if record.read_at else "unread"}
        states |= {"starred"} if record.starred else set()
        return states | ({"noted"} if record.note is not None else set())
    return {
        Facet.SOURCE: {record.source},
        Facet.VIA: {record.via or ""},
        Facet.TAG: set(record.tags) or {""},
        Facet.YEAR: {str(record.published.year)},
    }[facet]


def holds(record: Record, wanted: Filter, *, but: Facet | None = None, days: bool = True) -> bool:
    if days and wanted.days is not None:
        first, last = wanted.days
        if record.published.last_day < first or record.published.first_day > last:
            return False
    return all(
        facet is but or not wanted.values(facet) or wanted.values(facet) & values(record, facet)
        for facet in Facet
    )


def contains(record: Record, word: str) -> bool:
    texts = [record.headline, *record.compiler_notes, record.note or ""]
    texts += [record.id or "", record.source, record.source_printed, record.via or ""]
    texts += [text for citation in record.cites for text in (citation.id, citation.hint)]
    texts += record.tags
    lines = [line for text in texts for line in text.split("\n")]
    lines += [p.text for p in record.passages if p.kind != "related"]
    return any(fold(word) in fold(line) for line in lines)


def month(record: Record) -> int:
    return record.published.year * 12 + record.published.month - 1


def without_zeros(counts: dict[str, int]) -> dict[str, int]:
    return {value: count for value, count in counts.items() if count}


def check(connection: sqlite3.Connection, wanted: Filter, word: str = "") -> Found:
    """The whole answer is what the oracle says."""
    found = find.find(connection, wanted)
    library_ = everything(connection)
    queried = [(i, record) for i, record in library_ if not word or contains(record, word)]
    shown = [(i, record) for i, record in queried if holds(record, wanted)]
    assert list(found.ids) == [i for i, _ in shown]
    assert list(found.months) == [month(record) for _, record in shown]
    assert found.unread == sum(record.read_at is None for _, record in shown)
    assert found.total == len(library_)
    assert found.strip_all == Counter(month(record) for _, record in library_)
    assert found.strip == Counter(month(r) for _, r in queried if holds(r, wanted, days=False))
    for facet in Facet:
        expected = Counter(
            value for _, r in queried if holds(r, wanted, but=facet) for value in values(r, facet)
        )
        assert without_zeros(found.facets[facet]) == expected, facet
    return found


days = st.integers(dt.date(2029, 1, 1).toordinal(), dt.date(2031, 6, 1).toordinal())
choices = st.one_of(
    st.tuples(st.just(Facet.SOURCE), st.sampled_from([*SOURCES, "どこにもない"])),
    st.tuples(st.just(Facet.VIA), st.sampled_from(["", "Yahoo", "インターネット"])),
    st.tuples(st.just(Facet.TAG), st.sampled_from(["", "国/灯台", "国/海", "急"])),
    st.tuples(st.just(Facet.YEAR), st.sampled_from(["2029", "2030", "2031"])),
    st.tuples(st.just(Facet.READING), st.sampled_from(["unread", "read", "starred", "noted"])),
)
filters = st.builds(
    Filter,
    query=st.sampled_from(["", *WORDS, *SOURCES, "見出し1", "yahoo", "国/", "急", "3104-0409"]).map(
        lambda word: f'"{word}"' if word else ""
    ),
    chosen=st.frozensets(choices, max_size=4),
    days=st.one_of(st.none(), st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))),
)


@given(wanted=filters)
@settings(max_examples=60)
def test_any_filter(reader: sqlite3.Connection, wanted: Filter) -> None:
    check(reader, wanted, wanted.query.strip('"'))


def test_every_value_is_offered_even_with_none_left(reader: sqlite3.Connection) -> None:
    found = check(reader, Filter(days=(1, 1)))
    assert found.facets[Facet.READING] == dict.fromkeys(("unread", "read", "starred", "noted"), 0)
    assert set(found.facets[Facet.SOURCE]) == set(SOURCES)
    assert set(found.facets[Facet.VIA]) == {"", "Yahoo", "インターネット"}
    assert set(found.facets[Facet.TAG]) == {"国/灯台", "国/海", "急"}


# ---- the query language ------------------------------------------------------------------------


def count(connection: sqlite3.Connection, query: str) -> int:
    return len(find.find_ids(connection, query))


TERMS = [
    "灯台", "source:時事", "source:朝日", "via:Yahoo", "via:ヤフー", "tag:急", "tag:国/*", "tag:国",
    "has:note", "has:tag", "has:citation", "has:compilernote", "has:revision", "is:read",
    "is:unread", "is:starred", "note:要確認", "headline:灯台", "text:霧", "compiler:編者",
    "date:2030", "date:2030-05-10..2030-05-20", "id:3104-040900", "cites:1", "citedby:1",
    "collection:岬", "collection:山", '"New York"', "どこにもない",
]  # fmt: skip


@pytest.mark.parametrize("term", TERMS)
def test_a_term_and_its_negation_share_out_the_library(
    reader: sqlite3.Connection, term: str
) -> None:
    """With no route, note, tag or reading mark at all, too: NULL is neither true nor false."""
    yes, no = set(find.find_ids(reader, term)), set(find.find_ids(reader, f"-{term}"))
    assert yes.isdisjoint(no)
    assert len(yes | no) == 60


def test_fields(reader: sqlite3.Connection) -> None:
    records = [record for _, record in everything(reader)]
    rules: dict[str, Callable[[Record], object]] = {
        "source:時事": lambda r: r.source == "時事通信",
        "via:yahoo": lambda r: r.via == "Yahoo",
        "-via:Yahoo": lambda r: r.via != "Yahoo",
        "タグ:国/海": lambda r: "国/海" in r.tags,
        "tag:国/*": lambda r: any(tag.startswith("国/") for tag in r.tags),
        "tag:国": lambda _: False,
        "is:starred": lambda r: r.starred,
        "is:read is:starred": lambda r: r.starred and r.read_at is not None,
        "has:note": lambda r: r.note is not None,
        "has:compilernote": lambda r: r.compiler_notes,
        "compiler:霧": lambda r: any("霧" in note for note in r.compiler_notes),
        "本文:霧 -註:霧": lambda r: "霧" in r.text and "霧" not in "".join(r.compiler_notes),
        "headline:灯台": lambda r: "灯台" in r.headline,
        "note:灯台": lambda r: r.note is not None and "灯台" in r.note,
        "id:3104-040900": lambda r: r.id == "3104-040900",
        "<3104-040900>": lambda r: r.id == "3104-040900",
        "2030": lambda _: False,
        "collection:岬": lambda _: True,
        "\x00": lambda _: True,  # nothing that could be seen was typed
    }
    for query, rule in rules.items():
        assert count(reader, query) == sum(bool(rule(r)) for r in records), query


def test_a_month_is_shown_for_any_of_its_days(reader: sqlite3.Connection) -> None:
    records = [record for _, record in everything(reader)]
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


def test_a_word_is_looked_for_in_everything(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, PAGE)
        ids = list(find.find_ids(db.conn, ""))
        AddTag((ids[1], ids[3]), "国/海").do(db)
        EditNote(ids[4], "要確認").do(db)
        rows = {
            "時事通信": ids[:1],  # a source
            "時事通": ids[:1],
            "ｙａｈｏｏ": [ids[0], ids[4]],  # a route
            "国/海": [ids[1], ids[3]],  # a tag, and a part of one
            "海 -北海": [ids[1]],
            "3105-0409": ids[:3],  # a part of ids, printed and cited
            "3105-040901": [ids[0], ids[2]],  # a clipping and what cites it
            "<3105-040901>": [ids[0], ids[2]],
            "id:3105-040901": [ids[2]],
            "3001-010101": [ids[0]],  # cited, and nowhere in the library
            '"AS 2030.01.01"': [ids[0]],  # a citation's hint
            "戦前": [ids[2]],
            "要確認": [ids[4]],
            "text:時事通信": [],
            "tag:海": [],
        }
        for query, shown in rows.items():
            assert list(find.find_ids(db.conn, query)) == shown, query
        records = everything(db.conn)
        for word in ("時事", "yahoo", "海", "04", "AS", "岬"):
            assert count(db.conn, word) == sum(contains(r, word) for _, r in records) > 0, word


def test_what_a_page_changes_is_looked_for_as_it_is_now(tmp_path: Path) -> None:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as db:
        bring(db, page(clip(source="朝日新聞")))
        bring(db, page(clip(source="時事通信")))
        assert [count(db.conn, word) for word in ("朝日", "時事")] == [0, 1]


def test_wildcards_are_letters(reader: sqlite3.Connection) -> None:
    records = [record for _, record in everything(reader)]
    for word in ("100%", "a_b", "%", "_", "'", "😀", "𠮷", "a%b"):
        assert count(reader, word) == sum(contains(r, word) for r in records), word


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
    ],
)
def test_a_query_of_thousands_of_terms(reader: sqlite3.Connection, query: str) -> None:
    assert count(reader, query) in {0, 60}


# ---- every word that stands there is found, and no other ---------------------------------------

letters = st.text(st.sampled_from("灯台霧a1 　%_'\"-𠮷㌧ＡﾊABC、。"), min_size=1, max_size=12)


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
        records = everything(db.conn)
        where = data.draw(st.sampled_from([p.text for _, r in records for p in r.passages]))
        start = data.draw(st.integers(0, len(where)))
        part = where[start : start + data.draw(st.integers(1, 4))]
        for word in (part, data.draw(letters)):
            asked = word.replace('"', "")
            if fold(asked):
                check(db.conn, Filter(f'"{asked}"'), asked)


def test_hits_do_not_span_two_paragraphs(tmp_path: Path) -> None:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as db:
        bring(db, PAGE)
        assert count(db.conn, "closedonwednesday.道") == 0
        assert count(db.conn, "霧の朝、灯台") == 1
        assert count(db.conn, "灯台を修理") == 1  # the printed space is no obstacle
