"""Headings and rows by arithmetic, against a plain list."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from clipdesk.core.hits import Context, Where
from clipdesk.core.query import Filter, Found, Sort
from clipdesk.store.clippings import Row
from clipdesk.ui.timeline.list_model import Heading, ListModel
from tests.ui.library import Library, endless, row, two_years


def test_qt_accepts_the_model() -> None:
    library = two_years()
    model = ListModel(library.read)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_found(library.found())
    model.show_found(library.found(keep=lambda r: r.is_read))
    model.refresh_rows([3])
    model.show_found(Found(Filter()))
    assert tester.model() is model


@given(st.lists(st.integers(24_000, 24_030)), st.booleans())
def test_rows_are_as_a_plain_list_says(months: list[int], newest_first: bool) -> None:
    months.sort(reverse=newest_first)
    ids = array("q", range(100, 100 + len(months)))
    naive: list[int | Heading] = []
    years = Counter(month // 12 for month in months)
    told: set[int] = set()
    for month, group in groupby(zip(months, ids, strict=True), key=lambda pair: pair[0]):
        members = [clipping_id for _, clipping_id in group]
        year = month // 12
        naive += [Heading(month, len(members), years[year], year not in told), *members]
        told.add(year)
    model = ListModel(lambda wanted: [row(i, "2020-01-01") for i in wanted])
    model.show_found(Found(Filter(), ids, array("l", months)))
    shown = [model.item(r) for r in range(model.rowCount())]
    assert [item.id if isinstance(item, Row) else item for item in shown] == naive
    for at, item in enumerate(naive):
        assert model.is_heading(at) == isinstance(item, Heading)
        if isinstance(item, int):
            position = model.position_at(at)
            assert ids[position] == item
            assert model.row_at(position) == at
        else:
            assert model.position_at(at) == model.position_at(at + 1)
    assert model.position_at(len(naive)) == len(ids)


def test_a_million_clippings_are_shown_without_reading_them() -> None:
    reads: list[int] = []

    def read(ids: object) -> list[Row]:
        reads.append(1)
        return []

    model = ListModel(read)
    found = endless(1_000_000)
    model.show_found(found)
    assert model.rowCount() == 1_000_000 + 240
    assert not reads


def test_rows_are_read_in_chunks_and_kept() -> None:
    library = Library([row(i, "2020-01-01") for i in range(1, 1001)])
    model = ListModel(library.read)
    model.show_found(library.found())
    for position in (0, 10, 63, 0):
        model.clipping(position)
    assert [len(ids) for ids in library.reads] == [64]
    model.refresh_rows([model.ids[5]])
    model.clipping(5)
    assert library.reads[1:] == [[model.ids[5]]]
    model.refresh_rows([])
    model.clipping(5)
    assert len(library.reads[-1]) == 64


def test_a_clipping_that_vanished_is_an_empty_line() -> None:
    library = two_years()
    model = ListModel(library.read)
    found = library.found()
    del library.rows[found.ids[0]]
    model.show_found(found)
    assert model.data(model.index(1, 0)) == ""
    assert model.clipping(0) is None
    assert len(library.reads) == 1


def test_headings_cannot_be_selected_and_rows_speak() -> None:
    marked = row(
        1, "2023-12", headline="見出し", tags=("国/X",), is_read=False, starred=True,
        has_note=True, cited=True, highlighted=True,
    )  # fmt: skip
    library = Library([marked])
    model = ListModel(library.read)
    model.show_found(library.found())
    heading, clipping = model.index(0, 0), model.index(1, 0)
    assert model.flags(heading) == Qt.ItemFlag.NoItemFlags
    assert model.flags(clipping) & Qt.ItemFlag.ItemIsSelectable
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.data(heading, spoken) == "2023年12月、1件"
    assert (
        model.data(clipping, spoken)
        == "2023年12月、北洋新報、見出し、国/X、未読、スターつき、メモあり、マーカーあり、引用あり"
    )


def test_by_relevance_there_are_no_months_but_where_no_word_says_what_is_relevant() -> None:
    library = two_years()
    mixed = library.found(Filter("見出し", sort=Sort.RELEVANCE))
    months = array("l", [24_000, 24_100] * (len(mixed.ids) // 2))
    model = ListModel(library.read)
    model.show_found(replace(mixed, months=months))
    assert model.heading_rows == []
    assert model.rowCount() == len(mixed.ids)
    assert model.heading_of(3) is None
    model.show_found(library.found(Filter("is:unread", sort=Sort.RELEVANCE)))
    assert model.heading_rows != []
    model.show_found(library.found(Filter("見出し", sort=Sort.OLDEST)))
    assert model.heading_rows != []


def test_contexts_are_read_with_their_rows_and_spoken() -> None:
    asked: list[list[int]] = []

    def contexts(ids: Sequence[int]) -> dict[int, Context]:
        asked.append(list(ids))
        return {i: Context((), Where.TEXT, "港の霧", ((2, 3),)) for i in ids}

    library = Library([row(i, "2020-01-01") for i in range(1, 301)])
    model = ListModel(library.read, contexts)
    model.show_found(library.found())
    model.clipping(0)
    assert not asked
    assert not model.has_contexts
    model.show_found(library.found(Filter("霧")))
    model.item(1)
    model.item(9)
    assert asked == [list(model.ids[:16])]
    assert set(asked[0]) < set(library.reads[-1])
    assert model.context(model.ids[7]).text == "港の霧"
    spoken = model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert str(spoken).endswith("港の霧")
    model.refresh_rows([model.ids[7]])
    model.item(8)
    assert asked[1:] == [[model.ids[7]]]
