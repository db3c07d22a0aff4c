"""The search index against the plain truth: what stands in the folded texts."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipdesk import paths
from clipdesk.commands import EditNote
from clipdesk.core import grams
from clipdesk.core.errors import Cancelled
from clipdesk.core.query import Field
from clipdesk.core.text import FOLDING_VERSION, fold
from clipdesk.store import find, index, library, rebuilding
from clipdesk.store.index import Standing, Text
from tests.benchmarks import archive as benchmark
from tests.pages import PAGE, bring, clip, page

if TYPE_CHECKING:
    import sqlite_utils

FIELDS = sorted(index.TEXT_FIELDS)
NOTES = [
    "要確認: 灯台のISを調べる。\n**強調**「核」",
    "Note with CAPE-Road 3,000㌧\n\n\n。",
    "𠮷野家😀",
]

ODD = [
    "米", "核", "IS", "is", "中国", "制裁", "F-35A", "35A", "ＵＡＶ", "uav", "UAV", "㌧", "トン", "①", "1",
    "𠮷", "𠮷野", "😀", "👩\u200d👩\u200d👧", "が", "か\u3099", "e\u0301", "é", "ǰ\u0327", "葛\U000e0100", "'", '"', '""', '"a"',
    "Jane's", "''", "*", "a*", "中*", "^", "^中", "-", "--", "- -", "+", "(", ")", "()", ":", "body:", "body : x",
    "AND", "OR", "NOT", "NEAR", "a AND b", "中国 AND ロシア", "NEAR(a b, 2)", "{body}", "\\", "%", "_", "100%",
    "a_b", ";", "'; DROP TABLE clipping; --", '" OR 1=1 --', "\x00", "\x00a", "\n", "a\nb", "\ud800", "\ufffd", "\u2581",
    "▁", "\x80", " ", "a b", "New York", "new  york", "明らか にした", "。", "。 ", "・", "【註】", "関連記事", "¼", "ﬁ",
    "ß", "SS", "İ", "ı", "Ω", "ж", "한국", "ไทย", "x" * 200, "あ" * 10_000, "灯台" * 5_000, "a b " * 2_500, "\U0010ffff",
]  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite_utils.Database]:
    """The invented page and some notes, with an index."""
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        bring(opened, PAGE)
        rebuilding.rebuild(opened.conn)
        yield opened


def test_text_after_the_rebuilding(db: sqlite_utils.Database) -> None:
    assert index.is_current(db.conn)


# ---- the oracle --------------------------------------------------------------------------------


def truth(connection: sqlite3.Connection) -> dict[int, dict[str, str]]:
    """Every clipping's folded texts, the note's too."""
    names = ("headline", "body", "compiler", "apparatus", "note")
    rows = connection.execute(
        "SELECT c.id, coalesce(st.headline, ''), coalesce(st.body, ''), coalesce(st.compiler, ''),"
        " coalesce(st.apparatus, ''), coalesce(n.body, '') FROM clipping c"
        " LEFT JOIN search_text st ON st.clipping_id = c.id"
        " LEFT JOIN note_search_text n ON n.clipping_id = c.id"
    )
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


COLUMNS = {
    Field.HEADLINE: ("headline",),
    Field.TEXT: ("body",),
    Field.COMPILER: ("compiler",),
    Field.NOTE: ("note",),
    Field.ANY: ("headline", "body", "compiler", "apparatus", "note"),
}


def expected(
    texts: dict[int, dict[str, str]], field: Field, value: str, *, whole: bool = False
) -> set[int]:
    holds: Callable[[str, str], bool] = grams.holds_word if whole else str.__contains__
    return {i for i, text in texts.items() if any(holds(text[c], value) for c in COLUMNS[field])}


def answer(
    connection: sqlite3.Connection, field: Field, value: str, *, whole: bool = False
) -> set[int]:
    condition, values = index.containing(connection, whole_words=whole)(field, value)
    rows = connection.execute(f"SELECT c.id FROM clipping c WHERE {condition}", values)
    found = [i for (i,) in rows]
    negated = connection.execute(f"SELECT c.id FROM clipping c WHERE NOT {condition}", values)
    assert sorted([*found, *(i for (i,) in negated)]) == sorted(
        i for (i,) in connection.execute("SELECT id FROM clipping")
    )
    return set(found)


def agree(connection: sqlite3.Connection, values: list[str], *, whole: bool = False) -> int:
    """Ask every field for some folded values; how many answers were not empty."""
    texts = truth(connection)
    found = 0
    for value in values:
        for field in FIELDS if value else ():
            told = answer(connection, field, value, whole=whole)
            assert told == expected(texts, field, value, whole=whole), (field, value)
            found += bool(told)
    return found


def drawn(connection: sqlite3.Connection, number: int, seed: int) -> list[str]:
    """Values that stand in the texts, nearly stand there, or run over the end of a line."""
    rng = random.Random(seed)
    texts = [text for fields in truth(connection).values() for text in fields.values() if text]
    values = []
    for _ in range(number):
        text = rng.choice(texts)
        start = rng.randrange(len(text))
        value = text[start : start + rng.choice([1, 1, 2, 2, 3, 4, 6, 10, 15, 16, 17, 18, 60])]
        match rng.randrange(6):
            case 0:
                other = rng.choice(texts)
                value = value[: len(value) // 2] + other[: rng.randint(1, 3)]
            case 1 if len(value) > 1:
                at = rng.randrange(len(value) - 1)
                value = value[:at] + value[at + 1] + value[at] + value[at + 2 :]
            case 2:
                value = value.replace("\n", "")  # runs over a line's end
            case _:
                value = value.replace("\n", " ")
        values.append(fold(value))
    return values


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The sample archive, a generated page, and notes, to read."""
    path = tmp_path_factory.mktemp("index") / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as opened:
        bring(opened, (paths.sample_page()).read_text("utf-8"))
        bring(opened, "".join(benchmark.generate(150)))
        bring(opened, PAGE)
        annotate(opened)
        rebuilding.rebuild(opened.conn)
    with closing(library.open_for_reading(path)) as reader:
        assert index.is_current(reader)
        yield reader


def annotate(db: sqlite_utils.Database) -> None:
    for number, clipping_id in enumerate(find.find_ids(db.conn, "")):
        EditNote(clipping_id, NOTES[number % len(NOTES)]).do(db)


def test_thousands_of_values(sample: sqlite3.Connection) -> None:
    assert agree(sample, drawn(sample, 1_500, seed=11)) > 2_000


def test_odd_values(sample: sqlite3.Connection) -> None:
    assert agree(sample, [fold(value) for value in ODD]) > 50


def test_whole_words(sample: sqlite3.Connection) -> None:
    words = ["is", "uav", "nato", "f-35a", "35a", "mach 5", "a", "2", "cape-road", "核", "ndo"]
    assert agree(sample, words, whole=True) > 10
    agree(sample, drawn(sample, 300, seed=12), whole=True)


def test_what_is_no_folded_value_is_compared_as_it_is(sample: sqlite3.Connection) -> None:
    texts = truth(sample)
    for value in ("A", "UAV", "。\n", "\x80", "a\x00b"):
        assert answer(sample, Field.ANY, value) == expected(texts, Field.ANY, value)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text(max_size=40).map(fold))
def test_any_value(sample: sqlite3.Connection, value: str) -> None:
    agree(sample, [value])


def test_the_real_page(real_page: Path, tmp_path: Path) -> None:
    with closing(library.open_for_writing(tmp_path / "real.sqlite", create=True)) as db:
        bring(db, real_page.read_text("utf-8"))
        rebuilding.rebuild(db.conn)
        assert index.is_current(db.conn)
        assert agree(db.conn, drawn(db.conn, 1_000, seed=13)) > 1_000
        agree(db.conn, [fold(value) for value in ODD])
        agree(db.conn, ["is", "uav", "sco"], whole=True)


anything = st.text("ab1-'\" \n核か\u3099𠮷\u0304é▁。", max_size=12)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(anything, anything, anything, anything),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.text("ab1-'\" 核か\u3099𠮷\u0304é▁。", min_size=1, max_size=4), max_size=20),
)
def test_any_texts(texts: list[tuple[str, str, str, str]], values: list[str]) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in ("0001_library", "0002_importing", "0003_search_index"):
            connection.executescript((paths.migrations() / f"{statement}.sql").read_text("utf-8"))
        rebuilding.rebuild(connection)
        connection.execute("BEGIN")
        rows: list[Text] = [
            (
                number,
                index.folded_lines(a),
                index.folded_lines(b),
                index.folded_lines(c),
                index.folded_lines(d),
            )
            for number, (a, b, c, d) in enumerate(texts, 1)
        ]
        connection.executemany("INSERT INTO search_text VALUES (?, ?, ?, ?, ?)", rows)
        index.add(connection, rows)
        connection.execute("COMMIT")
        assert index.is_current(connection)
        names = ("headline", "body", "compiler", "apparatus")
        known = {row[0]: dict(zip(names, row[1:], strict=True)) | {"note": ""} for row in rows}
        ids = "(SELECT clipping_id AS id FROM search_text)"
        contains = index.containing(connection)
        for value in filter(None, map(fold, values)):
            for field in FIELDS:
                condition, parameters = contains(field, value)
                told = connection.execute(f"SELECT id FROM {ids} c WHERE {condition}", parameters)
                assert {i for (i,) in told} == expected(known, field, value)


# ---- keeping it --------------------------------------------------------------------------------


def put(db: sqlite_utils.Database, rows: list[Text]) -> None:
    """Let clippings have these texts, as an import does."""
    ids = [row[0] for row in rows]
    index.remove(db.conn, ids)
    db.conn.executemany("DELETE FROM search_text WHERE clipping_id = ?", [(i,) for i in ids])
    db.conn.executemany("INSERT INTO search_text VALUES (?, ?, ?, ?, ?)", rows)
    index.add(db.conn, rows)


def delete(db: sqlite_utils.Database, ids: list[int]) -> None:
    index.remove(db.conn, ids)
    db.conn.executemany("DELETE FROM search_text WHERE clipping_id = ?", [(i,) for i in ids])


SMALL = ["灯台 is", "核の灯台", "", "霧", "isis 3,000トン"]


def test_texts_come_change_and_go(db: sqlite_utils.Database) -> None:
    rng = random.Random(5)
    ids = [i for (i,) in db.conn.execute("SELECT id FROM clipping")]
    for _ in range(60):
        some = rng.sample(ids, rng.randint(1, len(ids)))
        with library.transaction(db):
            match rng.randrange(4):
                case 0:
                    delete(db, some)
                case 1:
                    note = rng.choice(["", *NOTES])
                    index.remove_notes(db.conn, some[:1])
                    db.conn.execute("DELETE FROM note_search_text WHERE clipping_id = ?", some[:1])
                    if note:
                        row = (some[0], index.folded_lines(note))
                        db.conn.execute("INSERT INTO note_search_text VALUES (?, ?)", row)
                        index.add_notes(db.conn, [row])
                case _:
                    rng.shuffle(some)
                    put(db, [(i, *(fold(rng.choice(SMALL)) for _ in range(4))) for i in some])
        assert index.is_current(db.conn)
        agree(db.conn, ["灯", "灯台", "is", "核", "3,000トン", "台is", "霧", "野", "note w"])


def test_notes_are_found_at_once(db: sqlite_utils.Database) -> None:
    first, second = list(find.find_ids(db.conn, ""))[:2]
    EditNote(first, "Wholly NEW\n核").do(db)
    assert index.is_current(db.conn)
    assert list(find.find_ids(db.conn, "メモ:核")) == [first]
    EditNote(first, "").do(db)
    EditNote(second, "new").do(db)
    assert index.is_current(db.conn)
    assert list(find.find_ids(db.conn, "note:new")) == [second]
    agree(db.conn, ["new", "n", "核", "wholly new"])


def test_a_clipping_goes_with_all_it_has(db: sqlite_utils.Database) -> None:
    (gone,) = db.conn.execute("SELECT min(id) FROM clipping").fetchone()
    with library.transaction(db):
        index.remove(db.conn, [gone, 999])
        db.conn.execute("DELETE FROM clipping WHERE id = ?", (gone,))
    assert index.is_current(db.conn)
    agree(db.conn, ["灯台", "灯"])


def test_what_is_rolled_back_was_never_there(db: sqlite_utils.Database) -> None:
    db.conn.execute("BEGIN IMMEDIATE")
    put(db, [(1, "新しい", "霧", "", "")])
    db.conn.execute("ROLLBACK")
    assert index.is_current(db.conn)
    agree(db.conn, ["新しい", "霧", "灯台"])


# ---- doubt -------------------------------------------------------------------------------------


def test_without_an_index_texts_are_found(tmp_path: Path) -> None:
    with closing(library.open_for_writing(tmp_path / "new.sqlite", create=True)) as db:
        db.conn.execute("UPDATE index_state SET terms = 0")
        bring(db, PAGE)
        annotate(db)
        assert index.standing(db.conn) is Standing.BEHIND
        agree(db.conn, ["灯台", "灯", "is", "3,000トン"])
        agree(db.conn, ["is", "cape"], whole=True)


FORGETFUL = {
    "a text is added": "INSERT INTO search_text VALUES (99, '核', '', '', '')",
    "a text goes": "DELETE FROM search_text WHERE clipping_id = 1",
    "a text changes": "UPDATE search_text SET body = '核の灯台' WHERE clipping_id = 2",
    "texts change places": (
        "UPDATE search_text SET body ="
        " (SELECT x.body FROM search_text x WHERE x.clipping_id = 3 - search_text.clipping_id)"
        " WHERE clipping_id IN (1, 2)"
    ),
    "a note changes": "UPDATE note_search_text SET body = '核' WHERE clipping_id = 2",
    "another version of the terms": "UPDATE index_state SET terms = terms + 1 WHERE id = 1",
    "another version of the folding": "UPDATE index_state SET folding = 0 WHERE id = 1",
    "not whole": "UPDATE index_state SET up_to = 2 WHERE id = 1",
    "no account": "DELETE FROM index_state WHERE id = 2",
    "no accounts": "DROP TABLE index_state",
}
DAMAGE = {
    f"{name} of {table}": sql.format(table)
    for table in ("search_pairs", "search_singles", "note_pairs", "note_singles")
    for name, sql in {
        "the table": "DROP TABLE {0}",
        "the data": "DROP TABLE {0}_data",
        "the rows": "DELETE FROM {0}_data",
        "the leaves": "DELETE FROM {0}_data WHERE id > 10",
        "the bytes": "UPDATE {0}_data SET block = zeroblob(length(block)) WHERE id > 10",
        "the order": "UPDATE {0}_data SET block = randomblob(length(block)) WHERE id > 10",
        "the structure": "UPDATE {0}_data SET block = x'00' WHERE id = 10",
        "the account": "UPDATE {0}_data SET block = x'7f' WHERE id = 1",
        "the leaves' index": "DELETE FROM {0}_idx",
        "the table of the leaves' index": "DROP TABLE {0}_idx",
        "the settings": "DROP TABLE {0}_config",
        "the version": "UPDATE {0}_config SET v = 99 WHERE k = 'version'",
        "the contents": "INSERT INTO {0}({0}) VALUES ('delete-all')",
    }.items()
}


@pytest.fixture
def noted(db: sqlite_utils.Database) -> sqlite_utils.Database:
    annotate(db)
    return db


def harm(db: sqlite_utils.Database, sql: str) -> sqlite_utils.Database:
    """Damage the library's index and open it anew."""
    path = Path(db.conn.execute("SELECT file FROM pragma_database_list").fetchone()[0])
    db.conn.execute("PRAGMA foreign_keys = OFF")
    db.conn.execute(sql)
    db.close()
    return library.open_for_writing(path)


@pytest.mark.parametrize("sql", [*FORGETFUL.values(), *DAMAGE.values()], ids=[*FORGETFUL, *DAMAGE])
def test_a_doubtful_index_is_not_asked_and_is_made_anew(
    noted: sqlite_utils.Database, sql: str
) -> None:
    with closing(harm(noted, sql)) as db:
        values = ["灯台", "灯", "核", "is", "要確認", "cape road", "どこにもない"]
        for _ in range(2):
            texts = truth(db.conn)
            if sql in FORGETFUL.values():
                assert not index.is_current(db.conn)
            for value in values:
                told = set(find.find_ids(db.conn, f'"{value}"'))
                assert told == expected(texts, Field.ANY, value)
        if sql != FORGETFUL["no accounts"]:
            rebuilding.rebuild(db.conn)
            assert index.is_current(db.conn)
            db.conn.execute("DELETE FROM search_text WHERE clipping_id = 99")
            rebuilding.rebuild(db.conn)
            agree(db.conn, values)
            for table in ("search_pairs", "search_singles", "note_pairs", "note_singles"):
                db.conn.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")
            assert db.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("sql", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_index_keeps_nobody_from_writing(noted: sqlite_utils.Database, sql: str) -> None:
    with closing(harm(noted, sql)) as db:
        bring(db, page(clip("3105-050101", date="2031.05.01", headline="新しい 核の話")))
        (new,) = find.find_ids(db.conn, "3105-050101")
        EditNote(new, "書けた").do(db)
        with library.transaction(db):
            put(db, [(1, "直した", "霧", "", "")])
        assert list(find.find_ids(db.conn, "書けた")) == [new]
        assert list(find.find_ids(db.conn, "標題:直した")) == [1]
        assert list(find.find_ids(db.conn, "核の話")) == [new]
        rebuilding.rebuild(db.conn)
        assert index.is_current(db.conn)
        agree(db.conn, ["書けた", "直した", "核", "灯台"])


def test_texts_of_an_older_folding(noted: sqlite_utils.Database) -> None:
    """They are folded anew for every question, until the rebuilding has folded all of them."""
    before = truth(noted.conn)
    noted.conn.execute("UPDATE search_text SET body = upper(body), headline = '　' || headline")
    noted.conn.execute("UPDATE note_search_text SET body = upper(body)")
    noted.conn.execute("UPDATE index_state SET folded = ?", (FOLDING_VERSION - 1,))
    assert index.standing(noted.conn) is Standing.UNFOLDED
    for value in ["cape road", "灯台", "closed", "note w", "c"]:
        for field in FIELDS:
            assert answer(noted.conn, field, value) == expected(before, field, value)
    assert answer(noted.conn, Field.TEXT, "the", whole=True) == expected(
        before, Field.TEXT, "the", whole=True
    )
    rebuilding.rebuild(noted.conn)
    assert index.is_current(noted.conn)
    assert truth(noted.conn) == before
    agree(noted.conn, ["cape road", "灯台", "note w"])


# ---- making it anew ----------------------------------------------------------------------------


@pytest.fixture
def in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "_BATCH", 2)


def test_progress_and_answers_on_the_way(noted: sqlite_utils.Database, in_steps: None) -> None:
    texts = truth(noted.conn)
    steps: list[tuple[int, int]] = []
    path = Path(noted.conn.execute("SELECT file FROM pragma_database_list").fetchone()[0])
    with closing(library.open_for_reading(path)) as reader:

        def on_progress(done: int, total: int) -> None:
            steps.append((done, total))
            for value in ("灯台", "灯", "cape road"):
                assert set(find.find_ids(reader, f'"{value}"')) == expected(texts, Field.ANY, value)

        rebuilding.rebuild(noted.conn, on_progress, anew=True)
        assert index.is_current(reader)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert {total for _, total in steps} == {10}
    assert (steps[0][0], steps[-1][0]) == (0, 10)
    assert len(steps) > 4


def test_a_current_index_is_left_alone(noted: sqlite_utils.Database) -> None:
    before = noted.conn.execute("SELECT block FROM search_pairs_data").fetchall()
    rebuilding.rebuild(noted.conn, lambda *_: pytest.fail("nothing is to be done"))
    assert noted.conn.execute("SELECT block FROM search_pairs_data").fetchall() == before


def test_cancelled_it_goes_on_later(noted: sqlite_utils.Database, in_steps: None) -> None:
    steps: list[int] = []
    with pytest.raises(Cancelled):
        rebuilding.rebuild(
            noted.conn,
            lambda done, _: steps.append(done),
            is_cancelled=lambda: steps[-1] >= 4,
            anew=True,
        )
    assert not index.is_current(noted.conn)
    agree(noted.conn, ["灯台", "灯"])
    EditNote(1, "待つ間に").do(noted)
    with library.transaction(noted):
        put(noted, [(1, "直した", "霧", "", ""), (5, "これも", "霧", "", "")])
    again: list[int] = []
    rebuilding.rebuild(noted.conn, lambda done, _: again.append(done))
    assert again[0] == 4
    assert index.is_current(noted.conn)
    agree(noted.conn, ["灯台", "灯", "直した", "これも", "待つ間に"])


def test_others_write_while_it_is_made(noted: sqlite_utils.Database, in_steps: None) -> None:
    path = Path(noted.conn.execute("SELECT file FROM pragma_database_list").fetchone()[0])
    with closing(library.open_for_writing(path)) as other:
        count = iter(range(1, 100))

        def on_progress(_done: int, _total: int) -> None:
            number = next(count)
            with library.transaction(other):
                put(other, [(number % 5 + 1, f"直した{number}", "霧", "", "")])
            EditNote(number % 4 + 1, f"書いた{number}").do(other)
            bring(other, page(clip(f"3105-0502{number:02}", date="2031.05.02", headline="次")))

        rebuilding.rebuild(noted.conn, on_progress, anew=True)
        assert index.is_current(other.conn)
        agree(other.conn, ["直した", "直", "書いた1", "次", "灯台", "霧"])


def test_somebody_writes_and_does_not_tell(noted: sqlite_utils.Database, in_steps: None) -> None:
    steps: list[int] = []

    def on_progress(done: int, _total: int) -> None:
        steps.append(done)
        if len(steps) == 4:
            noted.conn.execute("UPDATE search_text SET body = '黙って直した' WHERE clipping_id = 1")

    rebuilding.rebuild(noted.conn, on_progress, anew=True)
    assert steps.count(0) == 2  # it was made twice
    assert index.is_current(noted.conn)
    agree(noted.conn, ["黙って直した", "灯台"])


def test_two_make_it_together(noted: sqlite_utils.Database, in_steps: None) -> None:
    path = Path(noted.conn.execute("SELECT file FROM pragma_database_list").fetchone()[0])
    with closing(library.open_for_writing(path)) as other:
        asked: list[int] = []

        def on_progress(done: int, _total: int) -> None:
            if not asked:
                asked.append(done)
                rebuilding.rebuild(other.conn)

        rebuilding.rebuild(noted.conn, on_progress, anew=True)
        assert index.is_current(other.conn)
    agree(noted.conn, ["灯台", "灯", "要確認"])


# ---- in a search -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_anything_can_be_typed(sample: sqlite3.Connection, text: str) -> None:
    """The same with the index and without it."""
    for query in (text, f"-{text}", f'"{text}"', f"標題:{text}", f"{text} 中国"):
        told = list(find.find_ids(sample, query))
        assert index.is_current(sample)
        index.suspect(sample, damaged())
        assert list(find.find_ids(sample, query)) == told
        index.trust(sample)


def test_thousands_of_words_can_be_typed(sample: sqlite3.Connection) -> None:
    query = " ".join(f"-{n:x}語" for n in range(2_000))
    assert len(find.find_ids(sample, query)) == len(find.find_ids(sample, ""))
    assert index.is_current(sample)


def damaged() -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT_VTAB
    return error


def test_lines_that_cite_are_looked_through_too(db: sqlite_utils.Database) -> None:
    first = next(iter(find.find_ids(db.conn, "")))
    assert list(find.find_ids(db.conn, '"AS 2030"')) == [first]
    assert first not in find.find_ids(db.conn, '-"AS 2030"')
    assert len(find.find_ids(db.conn, "3105-040901")) == 2
    assert len(find.find_ids(db.conn, "本文:3105-040901")) == 0


def test_other_troubles_are_told(sample: sqlite3.Connection) -> None:
    error = sqlite3.OperationalError("interrupted")
    error.sqlite_errorcode = sqlite3.SQLITE_INTERRUPT
    assert not index.suspect(sample, error)
    assert index.is_current(sample)


def test_a_revision_is_a_change_of_the_page(db: sqlite_utils.Database) -> None:
    ids = list(find.find_ids(db.conn, ""))[:2]
    for clipping_id, kind in zip(ids, ("page", "reading"), strict=True):
        db.conn.execute(
            "INSERT INTO clipping_revision (clipping_id, run_id, published, headline, printed,"
            " fingerprint, kind) SELECT id, run_id, published, headline, printed, fingerprint, ?"
            " FROM clipping WHERE id = ?",
            (kind, clipping_id),
        )
    assert list(find.find_ids(db.conn, "has:revision")) == ids[:1]
