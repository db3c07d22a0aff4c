"""Several files of one page in one import are one page; at separate imports they are editions."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.cli import cli
from clipdesk.importing import jobs, run
from clipdesk.importing.html import read_html
from clipdesk.importing.page import passing, read_page
from clipdesk.importing.plan import NOBODY, Plan, stage_page
from clipdesk.importing.together import join
from clipdesk.store import clippings, find, imports, library
from tests.html_pages import STYLES, render
from tests.pages import BOOK, TITLE, clip, dump, new_library, page

FIRST = [clip(f"3005-040{n}01", date=f"2030.04.0{n}", headline=f"前の年の{n}") for n in range(1, 4)]
SECOND = [
    clip(f"3105-040{n}01", date=f"2031.04.0{n}", headline=f"次の年の{n}") for n in range(1, 4)
]
BOTH = clip("3101-010101", date="2031.01.01", headline="年の変わり目")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        yield opened


def staged(*texts: str) -> list[Plan]:
    """Files of one import."""
    plans = []
    for number, text in enumerate(texts):
        read = read_html if "<html" in text else read_page
        made = stage_page(
            passing(read(text, BOOK, title_fallback=TITLE)),
            lambda: iter([]),
            file_name=f"{number}.txt",
            sha256=text,
        )
        assert made is not None
        plans.append(made)
    join(plans)
    return plans


def planned(db: Any, plans: Sequence[Plan]) -> list[dict[str, int]]:
    """What importing them would do."""
    for number, made in enumerate(plans):
        made.compare(db.conn, before=plans[:number])
    return [counts(made) for made in plans]


def counts(made: Plan) -> dict[str, int]:
    return {kind: n for kind, n in made.counts.items() if n and kind != "problems"}


def carried_out(db: Any, plans: Sequence[Plan]) -> list[dict[str, int]]:
    for made in plans:
        made.compare(db.conn)
        run.apply_plan(db, made)
    return [counts(made) for made in plans]


def imported(db: Any, *texts: str) -> list[dict[str, int]]:
    """Plan them together, then carry them out: both must say the same."""
    plans = staged(*texts)
    said = planned(db, plans)
    assert carried_out(db, plans) == said
    return said


def test_two_years_of_one_page(db: Any) -> None:
    """Each marked the other's clippings as gone, and every repetition did so again."""
    texts = page(*SECOND, BOTH), page(BOTH, *FIRST)
    assert imported(db, *texts) == [{"new": 4}, {"new": 3, "unchanged": 1}]
    assert imported(db, *texts) == [{"unchanged": 4}, {"unchanged": 4}]
    assert imported(db, *reversed(texts)) == [{"unchanged": 4}, {"unchanged": 4}]


def test_what_stands_in_none_of_them_is_gone_and_told_once(db: Any) -> None:
    imported(db, page(*SECOND), page(*FIRST))
    assert imported(db, page(*SECOND[1:]), page(*FIRST[1:])) == [
        {"unchanged": 2},
        {"unchanged": 2, "gone": 2},
    ]
    assert imported(db, page(*SECOND[1:]), page(*FIRST[1:])) == [{"unchanged": 2}] * 2


def test_at_separate_imports_the_later_file_is_the_page(db: Any) -> None:
    imported(db, page(*FIRST))
    assert imported(db, page(*SECOND)) == [{"new": 3, "gone": 3}]


def test_the_same_page_as_text_and_as_html(db: Any) -> None:
    text = page(*SECOND, *FIRST)
    html = render(read_page(text, BOOK, title_fallback=TITLE), STYLES["noise"])
    assert imported(db, text, html)[0] == {"new": 6}
    again = imported(db, text, html)
    assert sum(made.get("gone", 0) + made.get("new", 0) for made in again) == 0


def test_other_words_in_a_later_file_are_a_revision_and_stay(db: Any) -> None:
    older = page(BOTH, *FIRST)
    newer = page(*SECOND, BOTH.replace("霧が晴れた", "霧が晴れたという"))
    assert imported(db, older, newer) == [{"new": 4}, {"new": 3, "changed": 1}]
    records = ["import_run", "import_place"]
    before = dump(db.conn, without=records)
    assert imported(db, older, newer) == [{"unchanged": 4}, {"unchanged": 4}]
    assert dump(db.conn, without=records) == before
    (found,) = find.find_ids(db.conn, "という")
    record = clippings.record(db.conn, int(found))
    assert record is not None
    assert record.revisions == 1


def test_a_corrected_head_in_one_and_what_is_gone_in_the_other(db: Any) -> None:
    """Whom the first file goes on with under another name is not gone from the second."""
    imported(db, page(*SECOND), page(*FIRST))
    renamed = SECOND[0].replace("3105-040101", "3105-040177")
    assert imported(db, page(renamed, *SECOND[1:]), page(*FIRST)) == [
        {"changed": 1, "unchanged": 2},
        {"unchanged": 3},
    ]


def test_a_clipping_that_moved_to_the_other_file(db: Any) -> None:
    imported(db, page(BOTH, *SECOND), page(*FIRST))
    assert imported(db, page(*SECOND), page(BOTH, *FIRST)) == [{"unchanged": 3}, {"unchanged": 4}]


def test_they_are_taken_back_one_by_one(db: Any) -> None:
    empty = dump(db.conn)
    imported(db, page(*SECOND), page(*FIRST))
    for made in imports.runs(db.conn):
        run.take_back(db, made.id)
    assert dump(db.conn) == empty


_CLIPS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from("甲乙丙"), st.sampled_from("霧波風")),
    min_size=1,
    max_size=6,
)


@settings(max_examples=120)
@given(st.lists(_CLIPS, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_whatever_they_hold_the_plan_says_what_is_done(
    tmp_path_factory: pytest.TempPathFactory,
    pages: list[list[tuple[int, str, str]]],
    by: random.Random,
) -> None:
    texts = [
        page(
            *(
                clip(f"3105-04010{n}", date="2031.04.01", headline=f"{head}の報", body=f" {body}。")
                for n, head, body in clips
            )
        )
        for clips in pages
    ]
    path = tmp_path_factory.mktemp("library") / "l.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        imported(db, by.choice(texts))
        imported(db, *texts)
        again = imported(db, *texts)
        assert not any({"new", "gone", "changed"} & made.keys() for made in again)


# ---- through the doors -------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "pages"
    folder.mkdir()
    found = [folder / "2030.txt", folder / "2031.txt"]
    for path, clips in zip(found, (FIRST, SECOND), strict=True):
        path.write_text(page(*clips, BOTH), "utf-8")
    return found


def test_from_the_command_line(files: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "press.sqlite"

    def sums(*options: str) -> tuple[int, int, int]:
        command = ["import", *map(str, files), "--json", "--library", str(target), *options]
        result = CliRunner().invoke(cli, command, catch_exceptions=False)
        assert result.exit_code == 0
        report = json.loads(result.stdout)
        return report["added"], report["unchanged"], report["gone"]

    assert sums("--dry-run") == (7, 1, 0)
    assert sums() == (7, 1, 0)
    assert sums("--dry-run") == (0, 8, 0)
    assert sums() == (0, 8, 0)


def test_from_the_window(files: list[Path], tmp_path: Path) -> None:
    path = new_library(tmp_path / "press.sqlite")
    found: list[Plan] = []

    def tell(what: str, *values: Any) -> None:
        assert what == "planned"
        plan = values[0]
        found.append(Plan(**{name: getattr(plan, name) for name in plan.__slots__}))

    for expected in (7, 0):
        found.clear()
        assert jobs.read_pages(NOBODY, tell, path, [files[0].parent], {}) == 2
        assert [plan.counts["gone"] for plan in found] == [0, 0]
        assert sum(plan.added for plan in found) == expected
        for plan in found:
            plan.stage.__setstate__(plan.stage.__getstate__())  # as in another process
            plan.stage.take_over()
            _, _, done, _ = jobs.bring(NOBODY, tell, path, library.which_file(path), plan)
            assert done == plan.counts
            assert done["gone"] == 0
