"""Threads of citations: everything that hangs together, circles and all, within bounds; a source's day."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.store import clippings, library, threads
from clipdesk.store.threads import Thread
from tests import pages


def _page(cites: dict[int, list[int]], count: int) -> str:
    """Clippings 1 to `count`, a day each; `cites` by number; 90 and more are nowhere."""
    clips = [
        pages.clip(
            f"3105-0401{n:02}",
            date=f"2031.04.{n:02}",
            headline=f"第{n}報",
            body=" 霧。\n"
            + "".join(f"【関連記事:3105-0401{to:02} (AS)】\n" for to in cites.get(n, [])),
        )
        for n in range(count, 0, -1)
    ]
    return pages.page(*clips)


def _thread(path: Path, start: int, most: int = 500) -> Thread:
    with closing(library.open_for_reading(path)) as connection:
        found = clippings.row_id(connection, f"3105-0401{start:02}")
        assert found is not None
        return threads.thread(connection, found, most)


def _numbers(thread: Thread) -> list[int]:
    return [int(knot.uid[-2:]) for knot in thread.knots]


def _links(thread: Thread) -> set[tuple[int, int]]:
    number = {knot.id: int(knot.uid[-2:]) for knot in thread.knots}
    return {(number[a], number[b]) for a, b in thread.links}


def test_both_ways_and_over_many_steps(tmp_path: Path) -> None:
    cites = {9: [5, 91], 5: [2], 7: [2, 2], 2: [9, 2], 8: [3]}
    path = pages.new_library(tmp_path / "l.sqlite", _page(cites, 9))
    for start in (9, 5, 2, 7):
        thread = _thread(path, start)
        assert _numbers(thread) == [2, 5, 7, 9]
        assert _links(thread) == {(9, 5), (5, 2), (7, 2), (2, 9)}
        assert not thread.more
        assert [k.dangling for k in thread.knots if k.dangling] == [(("3105-040191", "AS"),)]
    assert _numbers(_thread(path, 1)) == [1]


def test_the_nearest_come_first_where_there_are_too_many(tmp_path: Path) -> None:
    path = pages.new_library(tmp_path / "l.sqlite", _page({n: [n - 1] for n in range(2, 21)}, 20))
    thread = _thread(path, 10, most=5)
    assert _numbers(thread) == [8, 9, 10, 11, 12]
    assert thread.more
    assert not _thread(path, 10, most=20).more


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("threads")


@settings(max_examples=25)
@given(st.dictionaries(st.integers(1, 8), st.lists(st.integers(1, 9), max_size=3)), st.randoms())
def test_a_thread_is_what_hangs_together(
    folder: Path, cites: dict[int, list[int]], random: object
) -> None:
    path = folder / "any.sqlite"
    path.unlink(missing_ok=True)
    pages.new_library(path, _page(cites, 8))
    near: dict[int, set[int]] = {n: set() for n in range(1, 9)}
    for citing, cited in ((a, b) for a, bs in cites.items() for b in bs if b <= 8):
        near[citing].add(cited)
        near[cited].add(citing)
    for start in (1, 8):
        reached, edge = {start}, {start}
        while edge := set().union(*(near[n] for n in edge)) - reached:
            reached |= edge
        assert _numbers(_thread(path, start)) == sorted(reached)


def test_the_day_of_a_source(tmp_path: Path) -> None:
    def clip(number: int, date: str, source: str = "朝日新聞") -> str:
        return pages.clip(f"3105-0409{number:02}", date=date, source=source, headline=f"第{number}")

    path = pages.new_library(
        tmp_path / "l.sqlite",
        pages.page(
            clip(9, "2031.04.10"),
            clip(8, "2031.04.09\n 20:48"),
            clip(7, "2031.04.09\n 08:00"),
            clip(6, "2031.04.09"),
            clip(5, "2031.04.09", "読売新聞"),
            clip(4, "2031.04.09"),
            clip(3, "2031.04"),
            clip(2, "2031.04"),
            clip(1, "2031.04", "読売新聞"),
        ),
    )
    with closing(library.open_for_reading(path)) as connection:
        for day in ([4, 6, 7, 8], [2, 3], [5], [1], [9]):
            ids = [clippings.row_id(connection, f"3105-0409{n:02}") for n in day]
            for one in ids:
                assert one is not None
                assert clippings.same_day(connection, one) == ids
        assert clippings.same_day(connection, 999) == []
        ids_ = [one for one in ids if one is not None]
        assert [head.headline for head in clippings.heads(connection, [*ids_, 999])] == ["第9"]
