"""What stands on the dossier's pages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk import texts
from clipdesk.core import anchors
from clipdesk.core.dates import Published
from clipdesk.core.model import Highlight, Passage, PassageKind, Record, Voice
from clipdesk.exporting import dates, passages
from clipdesk.exporting.dossier import DossierOptions, dossier_data, layout_from


def _entries(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for group in data["groups"] for entry in group["entries"]]


@pytest.mark.parametrize(
    ("published", "ja", "en"),
    [
        (Published(2024, 4, 12, 545), "2024年4月12日(金)09:05", "12 Apr 2024, 09:05"),
        (Published(2024, 4, 12), "2024年4月12日(金)", "12 Apr 2024"),
        (Published(2024, 4), "2024年4月", "April 2024"),
    ],
)
def test_a_date_is_as_precise_as_printed(published: Published, ja: str, en: str) -> None:
    assert dates.in_full(published, "ja") == ja
    assert dates.in_full(published, "en") == en


def test_a_month_is_never_shown_as_its_first_day() -> None:
    month = Published(2024, 4)
    for form in (dates.in_full, dates.brief, dates.within_year):
        for language in ("ja", "en"):
            assert "1" not in form(month, language)


def test_the_furniture_speaks_both_languages() -> None:
    keys = {
        language: {key for key in texts.catalogue(language) if key.startswith("dossier.")}
        for language in texts.LANGUAGES
    }
    assert keys["ja"] == keys["en"]


def test_the_kinds_of_passages_and_the_voices(make_record: Callable[..., Record]) -> None:
    body = passages.body(make_record())
    assert [part["kind"] for part in body] == [
        "text", "heading", "text", "bullets", "descriptor", "place", "compiler",
    ]  # fmt: skip
    first, heading, english, bullets, descriptor, place, note = body
    assert [run["voice"] for run in first["runs"]] == ["article", "compiler", "article"]
    assert first["runs"][0]["text"].endswith("発表した。船は来月から着く")
    assert (first["lang"], heading["lang"], english["lang"]) == ("ja", "en", "en")
    assert [item["runs"][0]["text"] for item in bullets["items"]] == [
        "岸壁の延長",
        "Crane capacity",
    ]
    assert descriptor["runs"][0]["text"] == "港湾の整備に関する3頁の記事"
    assert place["text"] == "青浜 · 白崎"
    # The label says 【註】; the citation line stays where the record has no citation for it.
    assert [part["runs"][0]["text"] for part in note["parts"]] == [
        "昨年の発表では完成は秋とされていた。",
        "【起工関連記事:2301-000001 (MN 2023.01)】",
    ]


@pytest.mark.parametrize(
    ("printed", "kind", "marks"),
    [
        (["・岸壁", "・防波堤"], "bullets", [None, None]),
        (["3. 岸壁", "4. 防波堤"], "numbers", [3, 4]),
        (["Pier-1: 120m", "Pier-2: 80m"], "lines", [None, None]),
    ],
)
def test_a_list_keeps_the_marks_that_were_printed(
    make_record: Callable[..., Record], printed: list[str], kind: str, marks: list[int | None]
) -> None:
    lines = tuple(
        Passage(PassageKind.BULLET, Voice.ARTICLE, text, text, line)
        for line, text in enumerate(printed, 1)
    )
    (part,) = passages.body(replace(make_record(), passages=lines))
    assert part["kind"] == kind
    assert [item.get("number") for item in part["items"]] == marks


def test_citation_lines_give_way_to_the_citations(three: list[Record]) -> None:
    (note,) = [part for part in passages.body(three[0]) if part["kind"] == "compiler"]
    assert len(note["parts"]) == 1
    assert passages.subjects(three[0]) == {"2301-000001": "起工"}


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("桟橋(註:木造)と倉庫(註:煉瓦 (旧館)造)。", ["(註:木造)", "(註:煉瓦 (旧館)造)"]),
        ("註のない文(括弧)。", []),
        ("閉じない(註:木造", []),
    ],
)
def test_inline_remarks_are_the_compilers(text: str, remarks: list[str]) -> None:
    runs = passages.runs(text, Voice.ARTICLE)
    assert "".join(run["text"] for run in runs) == text
    assert [run["text"] for run in runs if run["voice"] == "compiler"] == remarks


def test_links_lead_to_the_selection_only(three: list[Record], options: DossierOptions) -> None:
    first, middle, last = _entries(dossier_data(three, options))
    resolved, dangling = first["cites"]
    assert (resolved["target"], resolved["subject"]) == (last["anchor"], "起工")
    assert resolved["clipping"]["headline"] == "桟橋の起工"
    assert (dangling["target"], dangling["clipping"]) == (None, None)
    assert (dangling["id"], dangling["hint"]) == ("2212-010101", "MN 2022.12.01")
    assert last["cited_by"][0]["target"] == first["anchor"]
    known, unknown = (p for p in middle["note"][0]["content"] if p["kind"] == "reference")
    assert (known["target"], unknown["target"]) == (first["anchor"], None)
    alone = _entries(dossier_data(three[:1], options))[0]
    assert [item["target"] for item in alone["cites"]] == [None, None]


def test_sparse_clippings_stand_under_years_and_dense_ones_under_months(
    three: list[Record], options: DossierOptions, make_record: Callable[..., Record]
) -> None:
    by_year = dossier_data(three, options)["groups"]
    assert [group["title"] for group in by_year] == ["2024年", "2023年"]
    dense = [make_record(uid=str(n), published=Published(2024, 4, n)) for n in range(1, 7)]
    by_month = dossier_data(dense, replace(options, language="en"))["groups"]
    assert [group["title"] for group in by_month] == ["April 2024"]


def test_the_analysts_own_order_is_kept(three: list[Record], options: DossierOptions) -> None:
    mixed = [three[0], three[2], three[1]]
    (group,) = dossier_data(mixed, options)["groups"]
    assert group["title"] == "切り抜き"
    assert [entry["short_date"] for entry in group["entries"]] == [
        "2024.04.12", "2023.01", "2024.02.03",
    ]  # fmt: skip


def test_the_title_page(three: list[Record], options: DossierOptions) -> None:
    facts = {fact["name"]: fact["text"] for fact in dossier_data(three, options)["facts"]}
    assert facts == {
        "author": "試験 太郎",
        "made_on": "2026年11月23日(月)",
        "count_label": "切り抜き3件",
        "period": "2023年1月 – 2024年4月12日(金)",
        "sources_label": "2媒体",
        "query": "tag:港",
        "library": "港",
    }
    bare = replace(options, author="", selected_by=" ", library="")
    names = [fact["name"] for fact in dossier_data(three, bare)["facts"]]
    assert names == ["made_on", "count_label", "period", "sources_label"]


def test_the_data_is_json_and_valid_unicode(
    make_record: Callable[..., Record], options: DossierOptions
) -> None:
    record = make_record(headline="\ud800", note="\x00 [x](https://e.org/\ud800)", tags=("\udfff",))
    json.dumps(dossier_data([record], options), ensure_ascii=False).encode("utf-8")


STAMP, DAY = "2031-04-11T00:00:00Z", dt.date(2031, 4, 11)


def _marked(record: Record, *marked: tuple[int, int, str, str]) -> Record:
    """The record with highlights: from, to, colour, comment."""
    text = anchors.text_of(record.passages)
    made = [
        Highlight(*anchors.make(text, start, end), start, colour, comment, STAMP, STAMP)
        for start, end, colour, comment in marked
    ]
    return replace(record, highlights=tuple(made))


_WORDS = st.text(st.sampled_from("岬。、」 aZ𠮷が\u3099(註:)・="), min_size=1, max_size=30)
_KINDS = st.sampled_from([k for k in PassageKind if k is not PassageKind.PLACE])


@given(
    lines=st.lists(st.tuples(_WORDS, _KINDS, st.sampled_from(Voice)), min_size=1, max_size=5),
    data=st.data(),
)
def test_highlighted_runs_are_the_words_that_are_marked(
    lines: list[tuple[str, PassageKind, Voice]], data: st.DataObject
) -> None:
    """Marking changes no word, and what is marked is what was marked, but for white that is not set."""
    from tests.exporting.conftest import _PLAIN

    record = replace(
        _PLAIN,
        passages=tuple(Passage(kind, voice, text, text, 1) for text, kind, voice in lines),
    )
    text = anchors.text_of(record.passages)
    places = st.integers(0, len(text))
    marks = [
        (min(a, b), max(a, b), number)
        for number, (a, b) in enumerate(data.draw(st.lists(st.tuples(places, places), max_size=4)))
        if a != b
    ]
    plain = list(passages.runs_of(passages.body(record)))
    runs = list(passages.runs_of(passages.body(record, marks)))
    assert "".join(run["text"] for run in runs) == "".join(run["text"] for run in plain)
    assert all(run["text"] for run in runs)
    for start, end, number in marks:
        over = "".join(run["text"] for run in runs if number in run.get("marks", ()))
        said = iter(text[start:end])
        assert all(char in said for char in over)  # in their order, nothing that was not marked
        assert sum(number in run.get("ends", ()) for run in runs) == bool(over)
    everything = [(0, len(text), 0)]
    assert all(run["marks"] == [0] for run in passages.runs_of(passages.body(record, everything)))


def test_highlights_stand_on_their_words_and_the_rest_below(
    make_record: Callable[..., Record], options: DossierOptions
) -> None:
    record = make_record()
    text = anchors.text_of(record.passages)
    start = text.index("船は")
    record = _marked(record, (start - 5, start + 4, "green", " 本当か "))
    gone = Highlight("どこにもない\n語句", "", "", 0, "red", "", STAMP, STAMP)
    record = replace(record, highlights=(*record.highlights, gone))
    data = dossier_data([record], replace(options, meanings={"red": "疑わしい"}))
    (entry,) = _entries(data)
    (run,) = [r for r in passages.runs_of(entry["body"]) if "marks" in r]
    assert run["text"] == "表した。船は来月"  # a blank after 。 is not set
    assert (run["marks"], run["ends"]) == ([0], [0])
    assert entry["marks"][0] == {"colour": "green", "comment": "本当か"}
    assert entry["other_marks"] == [{"number": 1, "quote": "どこにもない 語句"}]
    assert data["legend"] == [
        {"colour": "green", "name": texts.t("highlights.meaning.green", lang="ja")},
        {"colour": "red", "name": "疑わしい"},
    ]


def test_what_is_left_out_leaves_no_trace(
    make_record: Callable[..., Record], options: DossierOptions
) -> None:
    record = _marked(make_record(note="秘密の 判断", tags=("秘密/札",)), (2, 8, "blue", "秘密の言"))
    bare = replace(options, selected_by="")
    for left, words in (
        ({"notes"}, ["判断"]),
        ({"tags"}, ["札"]),
        ({"highlights"}, ["秘密の言"]),
        ({"compiler"}, ["試験の寄港", "昨年の発表"]),
        ({"notes", "tags", "highlights"}, ["秘密"]),
    ):
        full = json.dumps(dossier_data([record], bare), ensure_ascii=False)
        without = replace(bare, without=frozenset(left))  # type: ignore[arg-type]
        said = json.dumps(dossier_data([record], without), ensure_ascii=False).replace("\u200b", "")
        assert all(word in full.replace("\u200b", "") for word in words)
        assert not [word for word in words if word in said]


def test_the_lists_at_the_end(three: list[Record], options: DossierOptions) -> None:
    register = dossier_data(three, options)["register"]
    assert sum(int(one["count"]) for one in register["sources"]) == 3
    assert [one["name"] for one in register["tags"]] == sorted({t for r in three for t in r.tags})
    assert register["chronology"] == []  # they are in that order already
    mixed = dossier_data([three[0], three[2], three[1]], options)["register"]
    assert [one["target"] for one in mixed["chronology"]] == [
        "clipping-1", "clipping-2", "clipping-0",
    ]  # fmt: skip
    left = replace(options, without=frozenset({"registers", "cover"}))
    assert dossier_data(three, left)["register"] is None


def test_the_chart_counts_every_clipping(
    make_record: Callable[..., Record], options: DossierOptions
) -> None:
    def chart(*months: tuple[int, int]) -> list[tuple[float, str]]:
        records = [make_record(published=Published(year, month)) for year, month in months]
        bars = dossier_data(records, options)["chart"]["bars"]
        return [(bar["share"], bar["label"]) for bar in bars]

    assert chart((2030, 12), (2031, 2), (2031, 2)) == [(0.5, "2030"), (0, "2031"), (1, "")]
    years = chart((2010, 1), (2019, 3), (2019, 4))
    assert [share for share, _ in years] == [0.5, *[0] * 8, 1]


@pytest.mark.parametrize(
    "saved",
    [
        {},
        {"without": "notes", "columns": "2", "short": 1},
        {"without": [["x"], "nothing"], "columns": 3},
    ],
)
def test_choices_that_cannot_be_used_have_their_defaults(saved: dict[str, Any]) -> None:
    plain = layout_from({})
    assert layout_from(saved) == plain
    assert DossierOptions("", DAY, **plain) == DossierOptions("", DAY)
