"""CSL-JSON: items of reference managers, whole and broken."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk import texts
from clipdesk.core.errors import UserError
from clipdesk.core.model import Draft, Page
from clipdesk.importing.csl import is_csl, read_csl
from tests.readings import codes, gather

ITEM: dict[str, Any] = {
    "id": "3105-040901",
    "type": "article-newspaper",
    "title": "灯台守の<i>日誌</i>が見つかる",
    "container-title": "港湾新報",
    "author": [{"family": "岬", "given": "太郎"}, {"literal": "港湾局"}],
    "issued": {"date-parts": [[2031, 4, 9]]},
    "abstract": "<p>霧が晴れた。</p>\n【関連記事:3104-030101】",
    "note": "写真あり。",
    "keyword": "霧, 海",
    "URL": "https://gull.example/1",
    "source": "海の記事庫",
}


def read(text: str) -> Page:
    return gather(read_csl, text.split("\n"))


def read_one(**changes: object) -> Draft:
    (draft,) = read(json.dumps([ITEM | changes], ensure_ascii=False, indent=1)).drafts
    return draft


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array(indent: int | None) -> None:
    other = ITEM | {"id": "http://gull.example/items/7", "issued": {"date-parts": [["2031", "4"]]}}
    text = json.dumps([ITEM, other], ensure_ascii=False, indent=indent)
    page = read(text)
    draft, second = page.drafts
    assert (draft.printed_id, draft.published.iso, draft.date_printed) == (
        "3105-040901", "2031-04-09", "2031-04-09",
    )  # fmt: skip
    assert (draft.source, draft.via) == ("港湾新報", "海の記事庫")
    assert draft.headline == "灯台守の日誌が見つかる"
    assert [(p.kind.value, p.voice.value, p.text) for p in draft.passages] == [
        ("descriptor", "article", "岬, 太郎; 港湾局"),
        ("text", "article", "霧が晴れた。"),
        ("related", "article", "【関連記事:3104-030101】"),
        ("descriptor", "article", "https://gull.example/1"),
        ("text", "compiler", "写真あり。"),
    ]
    assert draft.layer is not None
    assert draft.layer.tags == ("霧", "海")
    tags = ITEM["keyword"]  # the analyst's, not the archive's
    assert json.loads(draft.printed) == {k: said for k, said in ITEM.items() if said != tags}
    assert (second.printed_id, second.published.iso) == ("http://gull.example/items/7", "2031-04")
    assert (draft.line, second.line > draft.line) == ((1, False) if indent is None else (2, True))
    assert page.problems == ()
    assert page.characters["furniture"] == 3


@pytest.mark.parametrize(
    ("issued", "iso"),
    [
        ({"date-parts": [[2031, 4]]}, "2031-04"),
        ({"date-parts": [["2031", "04", "09"]]}, "2031-04-09"),
        ({"raw": "2031-04-09T20:48"}, "2031-04-09T20:48"),
        ({"date-parts": [[2031]], "raw": "9 April 2031"}, "2031-04-09"),
        ({"literal": "令和5年12月"}, "2023-12"),
        ("2031-04-09", "2031-04-09"),
        ({"date-parts": [[2031, 4, 9], [2031, 4, 12]]}, "2031-04-09"),
    ],
)
def test_dates(issued: object, iso: str) -> None:
    assert read_one(issued=issued).published.iso == iso


@pytest.mark.parametrize(
    ("issued", "code"),
    [
        ({"date-parts": [[2031]]}, "date_year_only"),
        (None, "date_missing"),
        ({"date-parts": []}, "date_missing"),
        ({"date-parts": [[None]]}, "date_missing"),
        ({"date-parts": [[2031, 13]]}, "date_impossible"),
        ({"literal": "春"}, "date_unknown"),
        ({"date-parts": [[-44, 3, 15]]}, "date_unknown"),
        ([[2031, 4]], "date_missing"),
        (float("nan"), "date_missing"),
    ],
)
def test_items_that_cannot_be_dated_are_kept_whole(issued: object, code: str) -> None:
    page = read(json.dumps([ITEM | {"issued": issued}]))
    assert page.drafts == ()
    assert [problem.code for problem in page.problems] == [code]
    assert json.loads(page.problems[0].excerpt)["id"] == "3105-040901"


def test_ids_and_sources() -> None:
    draft = read_one(id="gull2031", DOI="10.1234/gull", **{"container-title": ["鴎", "G.P."]})
    assert (draft.printed_id, draft.source) == ("10.1234/gull", "Gull Post")
    assert read_one(id=7).printed_id is None


@pytest.mark.parametrize("indent", [None, 2])
def test_a_broken_item_harms_no_other(indent: int | None) -> None:
    items = [ITEM | {"title": f"霧 {number}"} for number in range(3)]
    text = json.dumps(items, ensure_ascii=False, indent=indent)
    page = read(text.replace("霧 1", '霧 " 1'))
    assert [d.headline for d in page.drafts] == ["霧 0", "霧 2"]
    assert [code for _, code in codes(page)] == ["item_unreadable"]
    assert '霧 " 1' in page.problems[0].excerpt


def test_an_array_that_was_cut_off() -> None:
    text = json.dumps([ITEM, ITEM], ensure_ascii=False)
    page = read(text[:-30])
    assert len(page.drafts) == 1
    assert [code for _, code in codes(page)] == ["item_unreadable"]


def test_what_is_odd_in_a_text_has_a_line_of_the_file() -> None:
    page = read(json.dumps([ITEM | {"abstract": "霧。\n海。\n【関連記事:前】"}]))
    assert codes(page) == [(1, "citation_without_id")]


def test_items_in_an_object_and_none_at_all() -> None:
    assert len(read('{"items": [' + json.dumps(ITEM) + "]}").drafts) == 1
    assert read("[]").problems == ()


def test_what_is_csl() -> None:
    assert is_csl(json.dumps([ITEM])[:60])
    assert is_csl("\ufeff[\n  {\n")
    assert is_csl("[]")
    for text in ("", "霧", "[1]", "[資料] 霧の海", '{"id": 1}', "[{霧}]"):
        assert not is_csl(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "霧", "[", "[1, 2]", "[" * 100_000, '[{"a":' * 100_000, '[{"id": ' + "9" * 5_000 + "}]",
        '[{"id": NaN, "issued": NaN}]', '[{"title": "\x00\ud800"}]', "[{]}" * 1_000, "]]]]", "[{}, {}]",
        '[{"author": {"family": []}, "keyword": [[1]], "issued": {"date-parts": [[[]]]}}]',
    ],
)  # fmt: skip
def test_garbage(text: str) -> None:
    with suppress(UserError):
        assert read(text).drafts == ()


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "霧"}',
        '{\n "published": "2031-04-09",\n "headline": "霧"\n}',
        '[{"name": "霧", "published_at": "2031"}]',
        "[1, 2]",
        "霧",
        "{}",
    ],
)
def test_json_of_another_kind(text: str) -> None:
    with pytest.raises(UserError) as raised:
        read(text)
    for language in texts.LANGUAGES:
        told = texts.t("errors.import_json_unknown", lang=language, **raised.value.values)
        assert all(
            word in told for word in ("無題", "JSON Lines", "CSL-JSON", "published", "issued")
        )


def test_a_large_field() -> None:
    assert len(read_one(abstract="霧" * 1_000_000).text) > 1_000_000


@given(st.data())
def test_damaged_arrays(data: st.DataObject) -> None:
    text = json.dumps([ITEM] * 3, ensure_ascii=False, indent=data.draw(st.sampled_from([None, 1])))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 40))
        text = text[:at] + data.draw(st.text(max_size=3)) + text[at + cut :]
    with suppress(UserError):
        for draft in read(text).drafts:
            left = iter(text)
            assert all(char in left for char in draft.printed)
    is_csl(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=9,
)


@given(st.lists(st.dictionaries(st.sampled_from([*ITEM, "DOI", "annote"]), JSON), max_size=3))
def test_any_items(items: list[dict[str, Any]]) -> None:
    items.append({"title": "霧"})
    page = read(json.dumps(items))
    assert "item_unreadable" not in [problem.code for problem in page.problems]
    assert page.characters["furniture"] <= 1 + len(items) + 1
