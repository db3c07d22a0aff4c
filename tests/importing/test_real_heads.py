"""Every head of the real page against a list that was made by hand, by another than the reader.

`real_page_heads.tsv` was written by eye from the page: where source and headline part, what the
date and the id are. Of a headline it has the first and last characters and the length only, for
the page is somebody's work.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests.pages import read_file

LIST = Path(__file__).with_name("real_page_heads.tsv")


def test_no_head_is_split_wrongly(real_page: Path) -> None:
    with LIST.open(encoding="utf-8", newline="") as stream:
        by_hand = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    read = [
        {
            "line": str(draft.line),
            "id": draft.printed_id or "-",
            "date": draft.published.iso,
            "source": draft.source_printed,
            "via": draft.via or "-",
            "begins": draft.headline[:3],
            "ends": draft.headline[-3:],
            "length": str(len("".join(draft.headline.split()))),
        }
        for draft in read_file(real_page).drafts
    ]
    assert len(by_hand) == 197
    assert read == by_hand
