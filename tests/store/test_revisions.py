"""What a clipping said before: every text that a page replaced, and no other reading of the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.core.dates import Published
from clipdesk.store import clippings, library, revisions
from tests.pages import bring, clip, page


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        yield opened


def _id(db: Any, name: str = "3105-040901") -> int:
    found = clippings.row_id(db.conn, name)
    assert found is not None
    return found


def _record(db: Any) -> Any:
    return clippings.record(db.conn, _id(db))


def _date_runs(db: Any, *stamps: str) -> None:
    """Give the imports their times: the tests make them all within a second."""
    for number, stamp in enumerate(stamps, 1):
        db.conn.execute("UPDATE import_run SET started_at = ? WHERE id = ?", (stamp, number))


def test_a_clipping_that_never_changed(db: Any) -> None:
    bring(db, page(clip()))
    bring(db, page(clip()))
    assert revisions.of_clipping(db.conn, _id(db)) == []
    assert revisions.count(db.conn, [_id(db), 999]) == {}
    assert (_record(db).revisions, _record(db).revised_at) == (0, None)


def test_every_text_that_was_replaced_newest_first(db: Any) -> None:
    for body in (" 霧が晴れた。", " 霧が出た。", " 嵐が来た。"):
        bring(db, page(clip(body=body), clip("3105-040902", headline="別の記事")))
    _date_runs(db, "2031-04-10T01:00:00Z", "2031-05-10T01:00:00Z", "2031-06-10T01:00:00Z")
    found = revisions.of_clipping(db.conn, _id(db))
    assert [r.replaced_at for r in found] == ["2031-06-10T01:00:00Z", "2031-05-10T01:00:00Z"]
    assert [("霧が出た" in r.printed, "霧が晴れた" in r.printed) for r in found] == [
        (True, False),
        (False, True),
    ]
    assert {r.file_name for r in found} == {"page.txt"}
    assert {r.published for r in found} == {Published(2031, 4, 9)}
    assert {r.headline for r in found} == {"灯台守の日誌が見つかる"}
    assert "嵐が来た" in _record(db).printed
    assert (_record(db).revisions, _record(db).revised_at) == (2, "2031-06-10T01:00:00Z")
    assert revisions.count(db.conn, [_id(db), _id(db, "3105-040902")]) == {
        _id(db): (2, "2031-06-10T01:00:00Z")
    }


def test_another_headline_and_date_are_kept(db: Any) -> None:
    bring(db, page(clip(headline="灯台の日誌")))
    bring(db, page(clip(date="2031.04.09\n 20:48", headline="灯台守の日誌")))
    (found,) = revisions.of_clipping(db.conn, _id(db))
    assert (found.headline, found.published.iso) == ("灯台の日誌", "2031-04-09")
    assert found.printed.startswith("2031.04.09\n朝日新聞\n灯台の日誌")


def test_another_reading_is_no_revision(db: Any) -> None:
    bring(db, page(clip()))
    db.conn.execute(
        "INSERT INTO clipping_revision (clipping_id, run_id, published, headline, printed,"
        " fingerprint, kind, snapshot)"
        " SELECT id, run_id, published, headline, printed, fingerprint, 'reading', '' FROM clipping"
    )
    assert revisions.of_clipping(db.conn, _id(db)) == []
    assert _record(db).revisions == 0
