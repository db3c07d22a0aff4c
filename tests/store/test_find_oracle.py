"""Thousands of queries of the whole language, typed in every way, against a plain reading.

The queries are made as a condition and its text together, so that what is compared knows nothing of
the parser; texts are folded (core/text.py) and looked through, line by line.
"""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from clipdesk.commands import AddHighlight, AddTag, EditNote, SetRead, SetReview, SetStarred
from clipdesk.core.dates import month_days
from clipdesk.core.kanji import NEW_FORMS
from clipdesk.core.query import Field, parse, to_text
from clipdesk.core.text import fold
from clipdesk.store import find, highlights, index, layer, library, rebuilding
from tests.benchmarks import archive
from tests.pages import PAGE, bring, clip, page
from tests.store.oracle import Clipping, Oracle, contains

_QUERIES = 250  # by each seed
_ODD = page(
    clip("3106-051101", date="2031.05.11", source="讀賣新聞", headline="舊國會の圖書館", body=" 讀賣の記者。"),
    clip("3106-051102", date="2031.05", headline="Ｆー35Ａ と ㌧", body=" ﾚｰﾀﾞとアース、ロシア-スペイン。"),
    clip("3106-0511O3", date="2031.05.12", headline='5"砲 (試製) -- OR', body=" 𠮷野家で😀、e\u0301tude。"),
    clip("3106-051104", date="2031.05.12", via="Yahoo", headline="Jane's ‘IS’", body=" ISISとIS、is2、(IS)。"),
    clip(
        "3106-051105",
        date="2031.05.13",
        headline="題",
        body=" 本文。\n\n【関連記事:3106-051101 (YS 2031.05.11)】\n\n【註】\n 註の語。\n【関連記事:3106-051199】",
    ),
    title="五月",
)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 250 clippings, generated and odd ones, annotated."""
    rng = random.Random(5)
    path = tmp_path_factory.mktemp("oracle") / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        for text in (PAGE, _ODD, "".join(archive.generate(240, seed=3, length=150))):
            bring(db, text)
        bring(db, PAGE.replace("費用は", "費用の全部は"))
        ids = list(find.find_ids(db.conn, ""))
        for tag in ("国/日本", "国/日本/北海道", "国/中国", "急", "国", "Ｔａｇ (1)"):
            AddTag(tuple(rng.sample(ids, 30)), tag).do(db)
        SetRead(tuple(rng.sample(ids, 90)), read=True).do(db)
        for day in ("2031-05-11", "2027-01-15", layer.today().isoformat()):
            SetReview(tuple(rng.sample(ids, 25)), day).do(db)
        SetStarred(tuple(rng.sample(ids, 40)), starred=True).do(db)
        for clipping_id in rng.sample(ids, 40):
            words = highlights.text(db.conn, clipping_id)
            note = f"{words[:7]}について\n*要確認* ＩＳ {rng.randint(1, 99)}㌧ 讀賣"
            EditNote(clipping_id, note).do(db)
            AddHighlight(
                clipping_id, 0, 2, "red", rng.choice(("", "重要な語", f"cf. {words[3:9]}"))
            ).do(db)
    return path


@pytest.fixture(scope="module")
def reader(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(library.open_for_reading(path)) as connection:
        assert index.is_current(connection)
        yield connection


@pytest.fixture(scope="module")
def oracle(reader: sqlite3.Connection) -> Oracle:
    return Oracle(reader)


Holds = Callable[[Clipping], bool]


@dataclass(frozen=True)
class Asked:
    """A query: its text, what it means, and whether it is one operand."""

    text: str
    holds: Holds
    is_operand: bool = True


class Author:
    """Makes queries, of what the library has and of what it has not."""

    def __init__(self, rng: random.Random, oracle: Oracle) -> None:
        self.rng = rng
        self.oracle = oracle
        self.lines: dict[Field, list[str]] = {field: [] for field in TEXTS}
        for c in oracle.all:
            record = c.record
            own = [record.note or "", *(h.comment for h in record.highlights)]
            self.lines[Field.HEADLINE].append(record.headline)
            self.lines[Field.TEXT] += record.text.split("\n")
            self.lines[Field.COMPILER] += [
                x for note in record.compiler_notes for x in note.split("\n")
            ]
            self.lines[Field.NOTE] += [x for text in own for x in text.split("\n")]
            self.lines[Field.ANY] += [p.text for p in record.passages]
        for lines in self.lines.values():
            lines[:] = [line for line in lines if line]

    def query(self, depth: int = 2) -> Asked:
        """Conditions joined by spaces, `AND`, `OR` and brackets."""
        shape = self.rng.random() if depth else 0.0
        if shape < 0.5:
            return self.operand(depth)
        parts = [self.query(depth - 1) for _ in range(self.rng.choice((2, 2, 3)))]
        is_all = shape < 0.8
        joints = (" ", "　", "  ", " AND ") if is_all else (" OR ", " ＯＲ ", "　OR  ")
        texts = [
            part.text
            if part.is_operand or (not is_all and self.rng.random() < 0.5)
            else self.bracketed(part.text)
            for part in parts
        ]
        text = texts[0]
        for more in texts[1:]:
            text += self.rng.choice(joints) + more
        joined = all if is_all else any
        return Asked(text, lambda c: joined(part.holds(c) for part in parts), is_operand=False)

    def operand(self, depth: int) -> Asked:
        """A condition, or its opposite."""
        if depth and self.rng.random() < 0.2:
            inner = self.query(depth - 1)
            found = Asked(self.bracketed(inner.text), inner.holds)
        else:
            kinds = (
                self.word,
                self.word,
                self.word,
                self.text_field,
                self.name,
                self.named,
                self.tag,
                self.date,
            )
            found = self.rng.choice((*kinds, self.state, self.by_id))()
        if self.rng.random() < 0.25:
            return Asked(self.rng.choice("-－−") + found.text, lambda c: not found.holds(c))
        return found

    def bracketed(self, text: str) -> str:
        return f"({text})" if self.rng.random() < 0.8 else f"（ {text} ）"

    # ---- texts

    def word(self) -> Asked:
        return self.said(Field.ANY)

    def text_field(self) -> Asked:
        field = self.rng.choice([*TEXTS][1:])
        if self.rng.random() < 0.2:  # a field of a bracket
            first, second = self.said(field, named=False), self.said(field, named=False)
            text = f"{self.field(field)}({first.text} OR {second.text})"
            return Asked(text, lambda c: first.holds(c) or second.holds(c))
        return self.said(field)

    def said(self, field: Field, *, named: bool = True) -> Asked:
        """A part of a text, as somebody might type it."""
        raw = ""
        while not fold(raw):
            raw = self.part(self.rng.choice(self.lines[field]))
        is_whole = self.rng.random() < 0.15
        value = fold(raw)
        while field is Field.ANY and re.fullmatch("<.+>", value, re.DOTALL):
            value = value[1:-1]

        def holds(c: Clipping) -> bool:
            lines = (
                c.texts[field]
                if field is not Field.ANY
                else [x for its in c.texts.values() for x in its] + c.around
            )
            by_id = field is Field.ANY and (value in c.names or value in c.cites)
            return by_id or any(contains(line, value, whole=is_whole) for line in lines)

        text = self.rng.choice("=＝") * is_whole + self.typed(raw)
        return Asked(self.field(field) + text if named else text, holds)

    def part(self, line: str) -> str:
        length = self.rng.choice((1, 1, 2, 2, 2, 3, 4, 7, 12, 20, 45))
        start = self.rng.randrange(len(line))
        raw = line[start : start + length].replace('"', "").replace("＂", "")
        if self.rng.random() < 0.15:
            raw = raw[::-1]  # which stands nowhere, mostly
        return self.varied(raw) if self.rng.random() < 0.5 else raw

    def varied(self, raw: str) -> str:
        """The same in other characters."""
        kind = self.rng.randrange(5)
        if kind == 0:
            return raw.swapcase()
        if kind == 1:
            return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c != '"' else c for c in raw)
        if kind == 2:
            return "".join(OLD.get(c, c) for c in raw)
        if kind == 3:  # a space between two characters that are not Latin
            at = self.rng.randint(0, len(raw))
            return raw[:at] + " " + raw[at:] if at and not raw[at - 1].isascii() else raw
        return raw.replace("-", "−")

    def typed(self, raw: str) -> str:
        """As a bare word where it can be one."""
        is_plain = (
            re.fullmatch(r'[^\s"“”＂()（）:：=＝<＜\-－−][^\s"“”＂()（）:：]*', raw) is not None
        )
        is_plain &= fold(raw) not in ("or", "and")
        return raw if is_plain and self.rng.random() < 0.7 else f'"{raw}"'

    # ---- other fields

    def field(self, field: Field) -> str:
        name = self.rng.choice(NAMES[field]) if field is not Field.ANY else ""
        return name and self.rng.choice((name, name.upper())) + self.rng.choice(":：")

    def name(self) -> Asked:
        """A part of a name."""
        record = self.rng.choice(self.oracle.all).record
        field, names = self.rng.choice(
            (
                (Field.SOURCE, [record.source]),
                (Field.SOURCE, [record.source_printed]),
                (Field.VIA, [record.via or "直接"]),
                (Field.COLLECTION, list(record.collections)),
            )
        )
        raw = ""
        while not fold(raw):
            raw = self.part(self.rng.choice(names))
        value = fold(raw)
        return Asked(
            self.field(field) + self.typed(raw),
            lambda c: any(value in fold(name) for name in its_names(c, field)),
        )

    def named(self) -> Asked:
        """A whole name, or none."""
        record = self.rng.choice(self.oracle.all).record
        field, name = self.rng.choice(
            (
                (Field.SOURCE, record.source),
                (Field.SOURCE, record.source_printed),
                (Field.VIA, record.via or ""),
                (Field.COLLECTION, record.collections[0]),
            )
        )
        text = self.field(field) + ("=" + self.typed(name) if name else '""')
        return Asked(text, lambda c: fold(name) in map(fold, its_names(c, field)[:1] or [""]))

    def tag(self) -> Asked:
        raw = self.rng.choice((*self.oracle.tags, "国/*", "国/日本/*", "急/*", "無い", "日本", ""))
        value = fold(raw)
        text = self.field(Field.TAG) + (self.typed(raw) if raw else '""')
        if not raw:
            return Asked(text, lambda c: not c.record.tags)
        if raw.endswith("/*"):
            branch = raw[:-2]
            return Asked(
                text,
                lambda c: any(t == branch or t.startswith(branch + "/") for t in c.record.tags),
            )
        return Asked(text, lambda c: value in map(fold, c.record.tags))

    def date(self) -> Asked:
        one, two = (self.rng.choice(self.oracle.all).record.published for _ in range(2))
        precision = self.rng.randrange(3)
        month = month_days(one.year, one.month)
        day = (one.first_day, one.first_day) if one.day else month
        first, last = (
            (month_days(one.year, 1)[0], month_days(one.year, 12)[1]),
            month,
            day,
        )[precision]
        written = (
            self.rng.choice((f"{one.year}", f"{one.year}年")),
            self.rng.choice((f"{one.year}-{one.month:02}", f"{one.year}.{one.month}")),
            f"{one.year}/{one.month}/{one.day}" if one.day else f"{one.year}-{one.month}",
        )[precision]
        shape = self.rng.randrange(7)
        to = month_days(two.year, two.month)
        text, ends = (
            (written, (first, last)),
            (f"{written}..{two.year}-{two.month}", (min(first, to[0]), max(last, to[1]))),
            (f"{written}..", (first, 10**7)),
            (f"..{written}", (0, last)),
            (f">={written}", (first, 10**7)),
            (f"<{written}", (0, first - 1)),
            (f">{written}", (last + 1, 10**7)),
        )[shape]
        return Asked(self.field(Field.DATE) + text, lambda c: c.within(ends))

    def state(self) -> Asked:
        kind = self.rng.choice(STATES)
        english, japanese, holds = kind
        return Asked(self.rng.choice((english, english.title(), japanese)), holds)

    def by_id(self) -> Asked:
        clipping = self.rng.choice(self.oracle.all)
        cited = [x for c in self.oracle.all for x in c.record.cites]
        name = self.rng.choice((clipping.record.uid, self.rng.choice(cited).id, "3106-0511O3"))
        typed = self.rng.choice((name, f"<{name}>"))
        field = self.rng.choice((Field.ID, Field.CITES, Field.CITED_BY))
        return Asked(
            self.field(field) + typed,
            {
                Field.ID: lambda c: name in c.names,
                Field.CITES: lambda c: name in c.cites,
                Field.CITED_BY: lambda c: self.oracle.cited_by(c, name),
            }[field],
        )


def its_names(clipping: Clipping, field: Field) -> list[str]:
    """The names of a clipping in a field; the first is the one meant."""
    record = clipping.record
    if field is Field.SOURCE:
        return [record.source, record.source_printed]
    if field is Field.VIA:
        return [record.via] if record.via else []
    return list(record.collections)


TEXTS = (Field.ANY, Field.HEADLINE, Field.TEXT, Field.COMPILER, Field.NOTE)
OLD = {new: old for old, new in NEW_FORMS.items()}
NAMES = {
    Field.HEADLINE: ("headline", "標題"),
    Field.TEXT: ("text", "本文"),
    Field.COMPILER: ("compiler", "註"),
    Field.NOTE: ("note", "メモ"),
    Field.SOURCE: ("source", "出典"),
    Field.VIA: ("via", "経由"),
    Field.TAG: ("tag", "タグ"),
    Field.DATE: ("date", "日付"),
    Field.COLLECTION: ("collection", "資料集"),
    Field.ID: ("id", "番号"),
    Field.CITES: ("cites", "引用"),
    Field.CITED_BY: ("citedby", "被引用"),
}
STATES: list[tuple[str, str, Holds]] = [
    ("has:note", "有:メモ", lambda c: c.record.note is not None),
    ("has:highlight", "有:マーカー", lambda c: bool(c.record.highlights)),
    ("has:tag", "有:タグ", lambda c: bool(c.record.tags)),
    ("has:citation", "有:引用", lambda c: bool(c.record.cites)),
    ("has:compilernote", "有:註", lambda c: any(c.texts[Field.COMPILER])),
    ("has:revision", "有:改訂", lambda c: c.has_revision),
    ("is:unread", "状態:未読", lambda c: c.record.read_at is None),
    ("is:read", "状態:既読", lambda c: c.record.read_at is not None),
    ("is:starred", "状態:スター", lambda c: c.record.starred),
    ("is:due", "状態:再読", lambda c: (c.record.review_on or "9") <= layer.today().isoformat()),
    ("review:2027-01", "再読日:2027年1月", lambda c: c.record.review_on == "2027-01-15"),
    ("review:<=2027", "再読日:..2027-12-31", lambda c: (c.record.review_on or "9") < "2028"),
    ("has:review", "有:再読日", lambda c: c.record.review_on is not None),
]


@pytest.mark.parametrize("seed", range(16))
def test_queries(reader: sqlite3.Connection, oracle: Oracle, seed: int) -> None:
    author = Author(random.Random(seed), oracle)
    hits = 0
    for _ in range(_QUERIES):
        asked = author.query()
        expected = [c.id for c in oracle.all if asked.holds(c)]
        assert list(find.find_ids(reader, asked.text)) == expected, asked.text
        assert not parse(asked.text).remarks, asked.text
        again = to_text(parse(asked.text).tree)
        assert list(find.find_ids(reader, again)) == expected, (asked.text, again)
        hits += bool(expected)
    assert hits > _QUERIES / 3


@pytest.mark.parametrize("standing", ["missing", "unfolded"])
def test_queries_without_the_index(path: Path, oracle: Oracle, standing: str) -> None:
    """The texts are looked through then, to the same answers."""
    with closing(library.open_for_writing(path)) as db:
        what = "terms = 0" if standing == "missing" else "folded = 1"
        db.conn.execute(f"UPDATE index_state SET {what}")
        try:
            author = Author(random.Random(standing), oracle)
            for _ in range(60):
                asked = author.query()
                expected = [c.id for c in oracle.all if asked.holds(c)]
                assert list(find.find_ids(db.conn, asked.text)) == expected, asked.text
        finally:
            rebuilding.rebuild(db.conn)


def test_every_character_is_found(reader: sqlite3.Connection, oracle: Oracle) -> None:
    """Each alone, in every text that has it."""
    lines = {
        c.id: [line for its in c.texts.values() for line in its] + c.around for c in oracle.all
    }
    characters = sorted({char for its in lines.values() for line in its for char in line} - {" "})
    for char in characters[:: max(1, len(characters) // 400)]:
        quote = "“" if char == '"' else char
        expected = [i for i, its in lines.items() if any(char in line for line in its)]
        assert list(find.find_ids(reader, f'"{quote}"')) == expected, char
