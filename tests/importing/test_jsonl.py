"""JSON Lines: what the library wrote is read back as it was, annotations included."""

from __future__ import annotations

import json
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk import texts
from clipdesk.core.anchors import COLOURS
from clipdesk.core.dates import Published
from clipdesk.core.errors import UserError
from clipdesk.core.model import (
    CitationRecord,
    Draft,
    Highlight,
    Layer,
    Mark,
    MarkKind,
    Page,
    Passage,
    PassageKind,
    Record,
    Split,
    Voice,
)
from clipdesk.exporting.records import record_dict, write_jsonl
from clipdesk.importing import files, links, run
from clipdesk.importing.division import UNKNOWN_SOURCE
from clipdesk.importing.html import read_html
from clipdesk.importing.jsonl import KEYS, is_jsonl, read_jsonl
from clipdesk.importing.records import citations
from clipdesk.store import clippings, highlights, layer, library
from tests import pages
from tests.html_pages import STYLES, render
from tests.readings import BOOK, codes, gather

STAMP = "2031-05-01T09:00:00Z"
HIGHLIGHT = Highlight("日誌", "古い", "が", 12, COLOURS[1], "どこに?", STAMP, STAMP)
SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "northern-seas.txt"


def as_record(draft: Draft, **changes: Any) -> Record:
    """A clipping as the library gives it out."""
    record = Record(
        id=draft.printed_id,
        uid=draft.uid,
        collections=(pages.TITLE,),
        published=draft.published,
        date_printed=draft.date_printed,
        source=draft.source,
        source_printed=draft.source_printed,
        via=draft.via,
        headline=draft.headline,
        passages=draft.passages,
        cites=tuple(CitationRecord(c.printed_id, c.hint, None) for c in draft.citations),
        cited=(),
        cited_by=(),
        tags=(),
        note=None,
        starred=False,
        read_at=None,
        printed=draft.printed,
        split=draft.split,
    )
    return replace(record, **changes)


def written(*records: Record) -> list[str]:
    """The lines of the file that the records are exported to."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.jsonl"
        write_jsonl(records, out)
        return out.read_text("utf-8").split("\n")


def read(*lines: str) -> Page:
    return gather(read_jsonl, lines)


def read_data(**data: object) -> Draft:
    (draft,) = read(json.dumps({"published": "2031-04-09", **data}, ensure_ascii=False)).drafts
    return draft


def assert_same(draft: Draft, original: Draft) -> None:
    """Everything of the archive's side, and the three hashes by which an import compares."""
    assert draft.passages == original.passages
    assert draft.citations == original.citations
    assert draft.fingerprint == original.fingerprint
    assert draft.reading == original.reading
    assert draft.uid == original.uid
    bare = replace(draft, line=original.line, given_uid="", layer=None, collections=())
    assert bare == original


def test_a_page_comes_back() -> None:
    page = pages.read(pages.PAGE)
    back = read(*written(*map(as_record, page.drafts)))
    for draft, original in zip(back.drafts, page.drafts, strict=True):
        assert_same(draft, original)
        assert draft.layer == Layer()
        assert draft.collections == (pages.TITLE,)
    assert [draft.line for draft in back.drafts] == [1, 2, 3, 4, 5]
    assert back.title == pages.TITLE
    assert back.problems == ()


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_marks_come_back(style: Any) -> None:
    page = read_html(render(pages.read(pages.PAGE), style), BOOK, title_fallback="無題")
    back = read(*written(*map(as_record, page.drafts)))
    for draft, original in zip(back.drafts, page.drafts, strict=True):
        assert_same(draft, original)


def test_the_sample_comes_back() -> None:
    page = pages.read(SAMPLE.read_text("utf-8"))
    back = read(*written(*map(as_record, page.drafts)))
    for draft, original in zip(back.drafts, page.drafts, strict=True):
        assert_same(draft, original)


def test_a_library_comes_back(tmp_path: Path) -> None:
    """From a real library with annotations, through a real file."""
    file = pages.new_library(tmp_path / "a.db", pages.PAGE)
    with closing(library.open_for_writing(file)) as db:
        with library.transaction(db):
            tag, _ = layer.ensure_tag(db, "海/灯台")
            layer.tag_clippings(db, [1, 2], tag, STAMP)
        ids = [i for (i,) in db.conn.execute("SELECT id FROM clipping ORDER BY id")]
        write_jsonl(clippings.records(db.conn, ids), tmp_path / "out.jsonl")
    back = read(*(tmp_path / "out.jsonl").read_text("utf-8").split("\n"))
    originals = {draft.uid: draft for draft in pages.read(pages.PAGE).drafts}
    assert {draft.uid for draft in back.drafts} == set(originals)
    for draft in back.drafts:
        assert_same(draft, originals[draft.uid])
    assert [d.layer and d.layer.tags for d in back.drafts].count(("海/灯台",)) == 2


def test_a_library_comes_back_whole(tmp_path: Path) -> None:
    """Export, import into a new library, export: all that was written is written again."""
    guessed = pages.clip("3105-040905", source="岬 Times", headline="霧の海").replace(
        "岬 Times\n", "Cape Gull "
    )
    unknown = pages.clip("3105-040906", source="{x}", headline="霧").replace("{x}\n", "")
    pages.new_library(tmp_path / "a.db", pages.PAGE, pages.page(guessed, unknown, title="港"))
    with closing(library.open_for_writing(tmp_path / "a.db")) as db:
        with library.transaction(db):
            tag, _ = layer.ensure_tag(db, "海/灯台")
            layer.tag_clippings(db, [1, 2], tag, STAMP)
            layer.put_note(db, 3, ("**要**確認\n", STAMP))
            layer.put_readings(
                db,
                [
                    layer.Reading(1, STAMP, 0),
                    layer.Reading(2, None, 1),
                    layer.Reading(3, STAMP, 1, "2027-01-15"),
                ],
            )
            highlights.add(db, 3, replace(HIGHLIGHT, quote="日誌", comment="どこに?"))
            highlights.add(db, 3, replace(HIGHLIGHT, quote="どこにもない", colour=COLOURS[0]))
        splits = dict(db.conn.execute("SELECT uid, split FROM clipping"))
        assert set(splits.values()) == {"sure", "guessed", "unknown"}
    first = exported(tmp_path / "a.db", tmp_path / "a.jsonl")
    with (
        closing(library.open_for_writing(tmp_path / "b.db", create=True)) as db,
        files.stage_file(files.PageFile(tmp_path / "a.jsonl", "a.jsonl"), BOOK) as plan,
    ):
        plan.compare(db.conn)
        run.apply_plan(db, plan)
        assert list(plan.stage.problems()) == []
        assert dict(db.conn.execute("SELECT uid, split FROM clipping")) == splits
    assert exported(tmp_path / "b.db", tmp_path / "b.jsonl") == first


def exported(file: Path, out: Path) -> str:
    """The file that all clippings of a library are exported to, newest first."""
    with closing(library.open_for_reading(file)) as connection:
        ids = connection.execute("SELECT id FROM clipping ORDER BY published DESC, uid DESC")
        write_jsonl(clippings.records(connection, [i for (i,) in ids]), out)
    return out.read_text("utf-8")


def test_annotations_come_back() -> None:
    (original, *_) = pages.read(pages.PAGE).drafts
    record = as_record(
        original,
        uid="3105-041003-2",
        tags=("海/灯台", "霧"),
        note="# 要確認\n\n[[3105-040901]] と比べる\u2028。",
        starred=True,
        read_at=STAMP,
        highlights=(HIGHLIGHT, replace(HIGHLIGHT, comment="", colour=COLOURS[0])),
        collections=("岬の報道", "港の報道"),
    )
    (draft,) = read(*written(record)).drafts
    assert draft.layer == Layer(
        record.tags, record.note, starred=True, read_at=STAMP, highlights=record.highlights
    )
    assert draft.uid == draft.given_uid == "3105-041003-2"
    assert draft.collections == ("岬の報道", "港の報道")
    assert list(record_dict(record)["highlights"][0]) == [
        "quote", "prefix", "suffix", "start", "colour", "comment", "added_at", "changed_at",
    ]  # fmt: skip


def test_titles() -> None:
    one, other = (as_record(d) for d in pages.read(pages.PAGE).drafts[:2])
    assert read(*written(one, other)).title == pages.TITLE
    assert read(*written(one, replace(other, collections=("港",)))).title == "無題"
    assert read(*written(replace(one, collections=()))).title == "無題"


# ---- lines of older programs, of other programs, by hand ---------------------------------------


def older(record: Record) -> str:
    """The line as it was written before there were passages in it."""
    data = record_dict(record)
    for name in ("date_printed", "collections", "passages", "citations", "split"):
        del data[name]
    return json.dumps(data, ensure_ascii=False)


def test_older_lines_are_read_from_the_printed_block() -> None:
    page = pages.read(pages.PAGE)
    back = gather(read_jsonl, [older(as_record(draft)) for draft in page.drafts])
    for draft, original in zip(back.drafts, page.drafts, strict=True):
        placed = tuple(replace(p, line=p.line - original.line + 1) for p in original.passages)
        assert_same(draft, replace(original, passages=placed))


def test_older_lines_whose_block_is_no_page() -> None:
    draft = read_data(
        headline="霧",
        source="港湾新報",
        printed="霧,海",
        text="霧が出た。\n晴れた。",
        compiler_notes=["昔の霧。\n今の霧。", "海。"],
        cites=[{"id": "3104-030101", "resolved": False}, {"id": None}, 3],
    )
    assert draft.text == "霧が出た。\n晴れた。"
    assert draft.compiler_notes == ("昔の霧。\n今の霧。", "海。")
    assert [c.printed_id for c in draft.citations] == ["3104-030101"]
    assert draft.date_printed == "2031-04-09"
    assert (draft.uid[:2], draft.layer) == ("x-", None)


def test_the_array_that_search_prints() -> None:
    records = [as_record(draft) for draft in pages.read(pages.PAGE).drafts]
    lines = [json.dumps(record_dict(record), ensure_ascii=False) for record in records]
    text = "[\n" + ",\n".join(lines) + "\n]\n"
    assert is_jsonl(text)
    assert len(read(*text.split("\n")).drafts) == len(records)


def test_what_is_ours() -> None:
    line = written(as_record(pages.read(pages.PAGE).drafts[0]))[0]
    assert is_jsonl(line)
    assert is_jsonl("\ufeff" + line)
    for text in ("", "霧", '{"a": 1}', '[{"id": 1, "type": "book"}]', '{"uid": ', '{"items": []}'):
        assert not is_jsonl(text)


def test_lines_that_are_none() -> None:
    lines = [
        "{",
        "[1]",
        '"霧"',
        "3",
        '{"uid": "x"}',
        '{"published": 3}',
        '{"published": "2031"}',
        "",
    ]
    page = read(*lines)
    assert page.drafts == ()
    assert [code for _, code in codes(page)] == [
        "line_unreadable",
        "line_unreadable",
        "line_unreadable",
        "line_unreadable",
        "date_missing",
        "date_missing",
        "date_unknown",
    ]
    assert [problem.excerpt for problem in page.problems] == lines[:-1]


def test_json_of_another_kind() -> None:
    with pytest.raises(UserError) as raised:
        read('{"name": "霧"}', '{"name": "海"}')
    assert raised.value.code == "import_json_unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"passages": 3},
        {"passages": [3]},
        {"passages": [{"kind": "poem", "voice": "article", "printed": "", "text": ""}]},
        {"passages": [{"kind": [], "voice": "article", "printed": "", "text": ""}]},
        {"passages": [{"kind": "text", "voice": "article", "printed": "", "text": "", "line": -1}]},
        {"passages": [{"kind": "text", "voice": "compiler", "printed": "", "text": ""}]},
        {
            "passages": [
                {"kind": "text", "voice": "article", "printed": "", "text": "", "line": 2**99}
            ]
        },
        {
            "passages": [
                {
                    "kind": "text",
                    "voice": "article",
                    "printed": "霧",
                    "text": "霧",
                    "marks": [{"start": 0, "end": 2, "kind": "emphasis"}],
                }
            ]
        },
    ],
)
def test_passages_that_are_none(changes: dict[str, object]) -> None:
    line = {"published": "2031-04-09", "headline": "霧", "text": "霧。", "source": "鴎"}
    page = read(json.dumps({**line, **changes}))
    assert codes(page) == [(1, "passages_unreadable")]
    assert page.drafts[0].text == "霧。"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tag_looks", [{"name": "霧", "colour": "pink"}]),
        ("tag_looks", [{"name": "霧", "key": 10}]),
        ("tag_looks", [{"colour": "red"}]),
        ("tags", "霧"),
        ("tags", [3]),
        ("tags", [" / "]),
        ("tags", ["長" * 201]),
        ("note", 3),
        ("starred", "yes"),
        ("starred", [1]),
        ("read_at", "yesterday"),
        ("highlights", {}),
        ("highlights", [{"quote": ""}]),
        ("highlights", [{"quote": "霧", "added_at": "yesterday"}]),
        ("highlights", [{"quote": "霧", "added_at": STAMP, "start": -1}]),
    ],
)
def test_annotations_that_cannot_be_read_are_kept_in_a_problem(name: str, value: object) -> None:
    page = read(
        json.dumps(
            {"published": "2031-04-09", name: value, "source": "鴎", "headline": "霧"},
            ensure_ascii=False,
        )
    )
    assert codes(page) == [(1, "layer_unreadable")]
    assert json.loads(page.problems[0].excerpt) == {name: value}
    assert page.drafts[0].layer == Layer()


def test_what_can_be_read_of_annotations_is() -> None:
    page = read(
        json.dumps(
            {
                "published": "2031-04-09",
                "source": "鴎",
                "headline": "霧",
                "tags": ["霧", 3, "霧", " 海 "],
                "highlights": [{"quote": "霧", "added_at": STAMP, "colour": "mauve"}, 4],
                "note": "",
            }
        )
    )
    (draft,) = page.drafts
    assert draft.layer == Layer(
        ("霧", "海"), highlights=(Highlight("霧", "", "", 0, COLOURS[0], "", STAMP, STAMP),)
    )
    assert json.loads(page.problems[0].excerpt) == {"tags": [3], "highlights": [4]}


LINE_OF_OURS = {"published": "2031-04-09", "source": "鴎", "headline": "霧", "text": "霧。"}


@pytest.mark.parametrize("headline", [None, "", "\n"])
def test_a_line_without_a_headline_is_told(headline: str | None) -> None:
    page = read(json.dumps({**LINE_OF_OURS, "headline": headline}))
    assert codes(page) == [(1, "headline_missing")]
    assert page.drafts[0].text == "霧。"


def test_a_line_without_a_source_is_told() -> None:
    assert codes(read(json.dumps({**LINE_OF_OURS, "source": ""}))) == [(1, "source_missing")]
    assert codes(read(json.dumps({**LINE_OF_OURS, "source": UNKNOWN_SOURCE}))) == []


def test_keys_that_mean_nothing_are_told_once() -> None:
    line = {**LINE_OF_OURS, "headlin": "霧の海", "rating": 5}
    del line["headline"]
    page = read(*[json.dumps(one, ensure_ascii=False) for one in (LINE_OF_OURS, line, line)])
    assert codes(page) == [
        (2, "headline_missing"),
        (2, "key_misspelt"),
        (2, "key_unknown"),
        (3, "headline_missing"),
    ]
    misspelt, unknown = page.problems[1:3]
    assert misspelt.values == {"key": "headlin", "n": 2, "meant": "headline"}
    assert json.loads(misspelt.excerpt) == {"headlin": "霧の海"}
    assert unknown.values == {"key": "rating", "n": 2}
    assert json.loads(unknown.excerpt) == {"rating": 5}
    for language in texts.LANGUAGES:
        told = [
            texts.t(f"problems.{p.code}", lang=language, **p.values) for p in page.problems[1:3]
        ]
        assert "headline" in told[0]
        assert all("2" in text for text in told)


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("Headline", "headline"),
        ("source-printed", "source_printed"),
        ("title", "headline"),
        ("date", "published"),
        ("publishd", "published"),
        ("tag", "tags"),
        ("年月日", None),
        ("x" * 100_000, None),
    ],
)
def test_which_key_is_meant(key: str, meant: str | None) -> None:
    page = read(json.dumps({**LINE_OF_OURS, key: "霧"}))
    assert page.problems[0].values.get("meant") == meant
    assert len(page.problems[0].values["key"]) <= len("x" * 60)


def test_every_key_that_is_written_is_known() -> None:
    assert set(NAMES) == KEYS


def test_keys_without_end_are_told_without_holding_them() -> None:
    lines = [json.dumps({**LINE_OF_OURS, f"鍵{n}": n}) for n in range(150)]
    page = read(*lines, *lines)
    assert sum(problem.values["n"] for problem in page.problems) == 300
    assert len(page.problems) == 200


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("headline", 42, 42),
        ("source", ["鴎"], ["鴎"]),
        ("text", {"霧": 1}, {"霧": 1}),
        ("via", False, False),
        ("id", 3105, 3105),
        ("collections", "岬", "岬"),
        ("collections", ["岬", 3], [3]),
        ("compiler_notes", "霧。", "霧。"),
        ("cites", [3], [3]),
        ("split", "perhaps", "perhaps"),
        ("split", [], []),
    ],
)
def test_values_of_another_kind_are_kept_in_a_problem(
    name: str, value: object, kept: object
) -> None:
    page = read(json.dumps({**LINE_OF_OURS, "source_printed": "鴎", name: value}))
    assert codes(page) == [(1, "values_unreadable")]
    assert json.loads(page.problems[0].excerpt) == {name: kept}
    assert len(page.drafts) == 1


def test_citations_that_are_none_are_kept_in_a_problem() -> None:
    noted = {"kind": "text", "voice": "article", "printed": "霧", "text": "霧"}
    page = read(json.dumps({**LINE_OF_OURS, "passages": [noted], "citations": [{"hint": "霧"}]}))
    assert codes(page) == [(1, "values_unreadable")]
    assert json.loads(page.problems[0].excerpt) == {"citations": [{"hint": "霧"}]}


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"published": ' + "9" * 5_000 + "}",
        '{"published": "2031-04-09", "starred": NaN, "highlights": [NaN], "note": Infinity}',
        '{"published": "2031-04-09", "headline": "\\u0000\\ud800\\n\\n霧", "uid": "\\ud800"}',
        '{"published": "2031-04-09", "text": "' + "霧" * 1_000_000 + '"}',
        '{"published": "2031-04-09", "published": "2031-04"}',
        "\ufeff\x00",
    ],
    ids=lambda line: line[:12],
)
def test_garbage(line: str) -> None:
    for draft in read(line).drafts:
        assert "\x00" not in draft.headline


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=9,
)
NAMES = sorted(record_dict(as_record(pages.read(pages.PAGE).drafts[0])))


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_any_values(data: dict[str, object]) -> None:
    read(json.dumps({"published": "2031-04-09", **data}))


@given(st.data())
def test_damaged_lines(data: st.DataObject) -> None:
    text = "\n".join(LINES)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 40))
        text = text[:at] + data.draw(st.text(max_size=3)) + text[at + cut :]
    read(*text.split("\n"))
    is_jsonl(text)


LINES = written(*map(as_record, pages.read(pages.PAGE).drafts))

WORDS = st.text(st.characters(exclude_characters="\x00"), max_size=20)
LINE = WORDS.map(lambda text: " ".join(text.split()))
NOTED = st.sampled_from(
    ["【関連記事:3104-030101 (港報 2031.03.01)】", "【関連記事:3104-030101, 3104-030201】"]
)


@st.composite
def passage(draw: st.DrawFn) -> Passage:
    """A passage with any words and marks, some of which cite."""
    text = draw(WORDS | NOTED)
    block = draw(st.none() | st.integers(0, 3))
    marks = []
    if text:
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        target = draw(WORDS | st.sampled_from(["3104-030101", "3104-030301"]))
        marks.append(Mark(start, end, draw(st.sampled_from(MarkKind)), target))
    return Passage(
        kind=draw(st.sampled_from(PassageKind)),
        voice=Voice.ARTICLE if block is None else Voice.COMPILER,
        printed=draw(WORDS),
        text=text,
        line=draw(st.integers(0, 10**6)),
        block=block,
        marks=tuple(marks),
    )


@st.composite
def any_draft(draw: st.DrawFn) -> Draft:
    """A clipping with any words."""
    drawn = draw(st.lists(passage(), max_size=5))
    written = tuple(sorted(drawn, key=lambda p: -1 if p.block is None else p.block))
    return Draft(
        printed_id=draw(st.none() | LINE.filter(bool)),
        published=draw(st.sampled_from([Published(2031, 4), Published(2031, 4, 9, 1248)])),
        date_printed=draw(LINE.filter(bool)),
        source=draw(LINE.filter(bool)),
        source_printed=draw(LINE.filter(bool)),
        via=draw(st.none() | LINE.filter(bool)),
        headline=draw(LINE),
        passages=written,
        citations=tuple(links.citations(written, tuple(citations(written)))),
        printed=draw(WORDS.filter(bool)),
        line=1,
        split=draw(st.sampled_from(Split)),
    )


HIGHLIGHTS = st.builds(
    Highlight, WORDS.filter(bool), WORDS, WORDS, st.integers(0, 10**6), st.sampled_from(COLOURS),
    WORDS, st.just(STAMP), st.just(STAMP),
)  # fmt: skip


@given(
    any_draft(),
    st.none() | WORDS.filter(bool),
    st.booleans(),
    st.sampled_from([None, STAMP]),
    st.lists(HIGHLIGHTS, max_size=3).map(tuple),
)
def test_any_record_comes_back(
    original: Draft,
    note: str | None,
    starred: bool,
    read_at: str | None,
    highlights: tuple[Highlight, ...],
) -> None:
    record = as_record(original, note=note, starred=starred, read_at=read_at, highlights=highlights)
    (draft,) = read(*written(record)).drafts
    assert_same(draft, original)
    assert draft.layer == Layer((), note, starred, read_at, highlights)
    data = [(one["id"], one["passage"]) for one in record_dict(record)["citations"]]
    assert data == [(cite.printed_id, cite.passage) for cite in original.citations]
