"""Tags and memos of a record are the analyst's: where only they changed, the clipping did not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.importing import run
from clipdesk.importing.files import PageFile, stage_file
from clipdesk.importing.plan import Plan
from clipdesk.importing.sources import SourceBook
from clipdesk.importing.tables import read_table
from clipdesk.store import clippings, find, library
from tests.readings import gather

HEAD = ["日付", "出典", "標題", "本文", "番号", "タグ", "メモ"]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        yield opened


def table(*rows: list[str], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows([HEAD, *rows])
    return out.getvalue()


def row(tags: str, memo: str) -> list[str]:
    return ["2031-04-09", "港湾新報", "灯台", "霧が、\n晴れた。", "3105-040901", tags, memo]


def bring(db: Any, text: str, name: str) -> Plan:
    made = stage_file(PageFile(Path(name), name, text.encode()), SourceBook())
    made.compare(db.conn)
    run.apply_plan(db, made)
    counts = made.characters
    assert counts["input"] == len("".join(text.split()))
    assert counts["input"] == counts["clippings"] + counts["furniture"] + counts["problems"]
    return made


RIS = """TY  - NEWS
TI  - 灯台
JF  - 港湾新報
DA  - 2031/04/09
AB  - 霧が晴れた。
LB  - 3105-040901
{}ER  -
"""


def ris(tags: str, memo: str) -> str:
    keywords = "".join(f"KW  - {tag}\n" for tag in tags.split(";") if tag)
    return RIS.format(keywords + (f"RN  - {memo}\n" if memo else ""))


def csl(tags: str, memo: str) -> str:
    """Has no memos: the note is the compiler's."""
    item = {
        "id": "3105-040901",
        "type": "article-newspaper",
        "title": "灯台",
        "container-title": "港湾新報",
        **({"keyword": tags} if tags else {}),
        "issued": {"date-parts": [["2031", 4, 9]]},
        "abstract": f'霧が晴れた。「"keyword": "{memo[:0]}x"」',
    }
    return json.dumps([item], ensure_ascii=False)


FORMS = {
    "a.csv": lambda tags, memo: table(row(tags, memo)),
    "a.tsv": lambda tags, memo: table(row(tags, memo), separator="\t"),
    "a.ris": ris,
    "a.json": csl,
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("first", [("", ""), ("海", "初めの\nメモ")])
def test_only_tags_and_memo_changed(db: Any, name: str, first: tuple[str, str]) -> None:
    assert bring(db, FORMS[name](*first), name).added == 1
    made = bring(db, FORMS[name]("海;国/霧ヶ浦", "初めの\nメモ"), name)
    assert (made.unchanged, made.changed, made.added) == (1, 0, 0)
    record = clippings.record(db.conn, 1)
    assert record is not None
    assert record.tags == ("国/霧ヶ浦", "海")
    assert record.note == (None if name == "a.json" else "初めの\nメモ")
    assert record.revisions == 0
    assert "国/霧ヶ浦" not in record.printed
    assert list(find.find_ids(db.conn, "has:revision")) == []


@pytest.mark.parametrize("name", FORMS)
def test_changed_words_are_a_change_still(db: Any, name: str) -> None:
    text = FORMS[name]("海", "メモ")
    bring(db, text, name)
    assert bring(db, text.replace("晴れた", "晴れたという"), name).changed == 1


def test_a_column_that_is_no_tag_is_a_change(db: Any) -> None:
    bring(db, table(row("海", "")).replace("タグ", "整理票"), "a.csv")
    assert bring(db, table(row("山", "")).replace("タグ", "整理票"), "a.csv").changed == 1


def test_two_rows_that_differ_in_tags_and_memos_are_one_clipping_with_all_of_them(db: Any) -> None:
    text = table(row("海", "一つ目"), row("山;海", "二つ目"), row("", ""))
    made = bring(db, text, "a.csv")
    assert (made.added, made.counts["twice"]) == (1, 2)
    record = clippings.record(db.conn, 1)
    assert record is not None
    assert (record.tags, record.note) == (("山", "海"), "一つ目\n\n二つ目")
    again = bring(db, text, "a.csv")
    assert (again.unchanged, again.counts["twice"]) == (1, 2)
    assert clippings.record(db.conn, 1) == record


CELL = st.text(st.sampled_from('霧海 ",;|\t\n-1'), max_size=8)


@given(st.tuples(*[CELL] * 4), st.tuples(CELL, CELL), st.sampled_from(",\t;|"))
def test_what_is_printed_has_every_other_cell(
    cells: tuple[str, ...], own: tuple[str, str], separator: str
) -> None:
    """And is the same whatever the tags and the memo are."""

    def printed(*own: str) -> list[str]:
        text = table(["2031-04-09", *cells, *own], separator=separator)
        return [d.printed for d in gather(read_table, text.split("\n")).drafts]

    plain = table(["2031-04-09", *cells, "", ""], separator=separator).split("\n", 1)[1]
    assert printed(*own) == printed("", "")
    assert printed(*own) == [plain.removesuffix("\n").removesuffix(separator * 2)]
