"""Headings and rows by arithmetic, against a plain list."""

from __future__ import annotations

from array import array
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from clipdesk.core.query import Filter, Found
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
    for month, group in groupby(zip(months, ids, strict=True), key=lambda pair: pair[0]):
        members = [clipping_id for _, clipping_id in group]
        naive += [Heading(month, len(members)), *members]
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
    for position in (0, 10, 199, 0):
        model.clipping(position)
    assert [len(ids) for ids in library.reads] == [200]
    model.refresh_rows([model.ids[5]])
    model.clipping(5)
    assert library.reads[1:] == [[model.ids[5]]]
    model.refresh_rows([])
    model.clipping(5)
    assert len(library.reads[-1]) == 200


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
        has_note=True, cited=True,
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
        == "2023年12月、北洋新報、見出し、国/X、未読、スターつき、メモあり、引用あり"
    )
