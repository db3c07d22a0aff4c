"""JSON Lines: the fields are a promise, and any text survives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clipdesk.core.model import Record
from clipdesk.exporting.records import record_dict, write_jsonl


def test_the_fields_and_their_order(three: list[Record]) -> None:
    data = record_dict(three[0])
    assert list(data) == [
        "id", "uid", "collection", "published", "precision", "source", "source_printed", "via",
        "headline", "text", "compiler_notes", "cites", "cited_by", "places", "tags", "note",
        "highlights", "starred", "read_at", "printed", "date_printed", "collections", "passages",
        "citations", "split", "review_on", "note_changed_at", "tag_looks",
    ]  # fmt: skip
    assert data["published"] == "2024-04-12T09:05"
    assert data["precision"] == "minute"
    assert data["collection"] == "港湾の報道"
    assert data["cites"] == [
        {"id": "2301-000001", "resolved": True},
        {"id": "2212-010101", "resolved": False},
    ]
    assert data["places"] == ["青浜", "白崎"]
    assert data["highlights"] == []
    assert "昨年の発表" not in data["text"]
    assert "昨年の発表" in data["compiler_notes"][0]


def test_what_cites_a_clipping_is_named_by_its_printed_id_or_uid(three: list[Record]) -> None:
    assert record_dict(three[2])["cited_by"] == ["2405-041201"]


def test_a_month_stays_a_month(three: list[Record]) -> None:
    data = record_dict(three[2])
    assert (data["published"], data["precision"]) == ("2023-01", "month")


@pytest.mark.parametrize("text", ["日本語", "\ud800 alone", "a\u2028b\u0085c", 'q"\\\n\x00', "😀"])
def test_any_text_reads_back(text: str, tmp_path: Path, make_record: Callable[..., Record]) -> None:
    out = tmp_path / "out.jsonl"
    assert write_jsonl([make_record(headline=text), make_record()], out) == 2
    lines = out.read_bytes().decode("utf-8").splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0])["headline"] == text


def test_japanese_is_readable_in_the_file(three: list[Record], tmp_path: Path) -> None:
    write_jsonl(three, tmp_path / "out.jsonl")
    assert "桟橋" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_no_half_file_when_the_records_fail(three: list[Record], tmp_path: Path) -> None:
    def failing() -> Iterator[Record]:
        yield three[0]
        raise KeyError

    with pytest.raises(KeyError):
        write_jsonl(failing(), tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []
