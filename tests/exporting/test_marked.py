"""Highlights as files: whole, in their order, and nothing of the archive's runs in them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk import texts
from clipdesk.core.anchors import COLOURS
from clipdesk.core.dates import Published
from clipdesk.core.errors import UserError
from clipdesk.core.marks import ListedMark
from clipdesk.core.model import Highlight
from clipdesk.exporting import markdown, marked

NAMES = {colour: colour.upper() for colour in COLOURS}
STAMP = "2031-04-11T00:00:00Z"


def mark(
    number: int, quote: str, comment: str = "", *, clipping: int = 1, start: int | None = 3
) -> ListedMark:
    one = Highlight(quote, "", "", 3, "red", comment, STAMP, STAMP)
    end = None if start is None else start + len(quote)
    return ListedMark(
        number, clipping, f"3105-04090{clipping}", f"3105-04090{clipping}", Published(2031, 4, 9),
        "朝日新聞", "灯台 *守*", ("国/海", "急"), one, start, end,
    )  # fmt: skip


MARKS = [
    mark(1, "霧の𠮷田\n😀は", "本当か\r\n**要確認**"),
    mark(2, "=1+1", start=None),
    mark(3, "# 見出し\r<b>&amp;", "", clipping=2),
]


def test_markdown_has_a_heading_for_each_clipping(tmp_path: Path) -> None:
    texts.use_language("ja")
    file = tmp_path / "marks.md"
    assert marked.write(MARKS, file, NAMES) == 3
    assert file.read_text("utf-8") == (
        "## 2031年4月9日(水) · 朝日新聞 · 灯台 \\*守\\* [[3105-040901]]\n"
        "\n> 霧の𠮷田\n> 😀は\n\n**RED**\n\n本当か\n**要確認**\n"
        "\n> \\=1\\+1\n\n**RED** (本文に見つからなくなったマーカー)\n"
        "\n## 2031年4月9日(水) · 朝日新聞 · 灯台 \\*守\\* [[3105-040902]]\n"
        "\n> \\# 見出し\n> \\<b\\>\\&amp;\n\n**RED**\n"
    )


@given(st.text(min_size=1, max_size=40))
def test_words_of_the_archive_stay_words(quote: str) -> None:
    made = marked.markdown([mark(1, f"x{quote}x")], NAMES)
    kinds = [type(block).__name__ for block in markdown.parse(made)]
    assert kinds == ["Heading", "Quote", "Paragraph"]
    (_, quoted, _) = markdown.parse(made)
    assert isinstance(quoted, markdown.Quote)
    for block in quoted.blocks:
        assert isinstance(block, markdown.Paragraph)
        assert all(isinstance(part, markdown.Text | markdown.Break) for part in block.content)


def test_a_table_for_spreadsheets_runs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "marks.csv"
    marked.write(MARKS, file, NAMES)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        first, second, third = csv.DictReader(stream)
    assert first["quote"] == "霧の𠮷田\n😀は"
    assert (first["meaning"], first["tags"], first["found"]) == ("RED", "国/海; 急", "True")
    assert (second["quote"], second["start"], second["found"]) == ("'=1+1", "", "False")
    assert third["id"] == "3105-040902"
    marked.write([], file, NAMES)
    assert file.read_text("utf-8-sig").startswith("quote,comment,colour,meaning,published")


def test_lines_of_json_have_everything_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "marks.JSONL"
    marked.write([*MARKS, mark(4, "a\u2028b\ud800c")], file, NAMES)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["quote"] for line in lines] == [
        "霧の𠮷田\n😀は", "=1+1", "# 見出し\r<b>&amp;", "a\u2028b\ud800c",
    ]  # fmt: skip
    assert lines[0]["tags"] == ["国/海", "急"]
    assert lines[1]["start"] is None
    assert lines[0]["comment"] == "本当か\r\n**要確認**"


def test_an_export_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="export_folder_missing"):
        marked.write(MARKS, tmp_path / "none" / "marks.md", NAMES)
    file = tmp_path / "marks.md"
    file.write_text("before", "utf-8")

    def breaking() -> list[ListedMark]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        marked.write((one for one in breaking()), file, NAMES)
    assert file.read_text("utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["marks.md"]
