"""The preview of an import, on real plans: every clipping and problem where it belongs."""

# ruff: noqa: ARG002 - what answers for a plan has the plan's methods

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTabBar
from pytestqt.qtbot import QtBot

from clipdesk.core.dates import Published
from clipdesk.core.model import Problem
from clipdesk.importing.plan import Plan
from clipdesk.store import clippings, library
from clipdesk.store.staging import Entry
from clipdesk.texts import t, use_language
from clipdesk.ui import theme
from clipdesk.ui.dialogs import preview
from clipdesk.ui.dialogs.preview import KINDS, PreviewPane
from clipdesk.ui.dialogs.source_text import SourceTextView
from clipdesk.ui.tokens import Space
from tests import pages
from tests.ui import desktop

BEFORE = pages.page(
    pages.clip("3105-040901", body=" 霧が晴れた。"),
    pages.clip("3105-040902", headline="岬への道"),
    pages.clip("3105-040903", headline="消えた船"),
)
AFTER = pages.page(
    pages.clip("3105-041001", date="2031.04:10", headline="新しい灯台"),
    pages.clip("3105-041002", date="2031.04.10", source="TBS News信", headline="<b>嵐</b>"),
    "2031.04.10 Gull 灯台{港} <3105-041004>\n\n 霧。\n",
    pages.clip("3105-040901", body=" 霧が出た。"),
    pages.clip("3105-040902", headline="岬への道"),
    pages.clip(None, date="2031.04.08", headline="番号のない記事"),
)


class Planned:
    """A real plan, asked as the dialog asks it."""

    def __init__(self, plan: Plan, path: Path) -> None:
        self.plan = plan
        self._path = path

    @property
    def counts(self) -> Mapping[str, int]:
        return self.plan.counts

    def entries(self, kind: str, start: int, limit: int) -> Sequence[preview.Entry]:
        return self.plan.stage.entries(kind, start, limit)

    def problems(self, start: int, limit: int) -> Sequence[Problem]:
        return self.plan.stage.problems(start, limit)

    def texts(self, kind: str, entry: preview.Entry) -> tuple[str, str]:
        after = "" if entry.position < 0 else self.plan.stage.draft(entry.position).printed
        with closing(library.open_for_reading(self._path)) as connection:
            known = clippings.row_id(connection, entry.former_uid or entry.uid)
            record = None if known is None else clippings.record(connection, known)
        return ("" if record is None else record.printed), after

    def analysts(self, kind: str, entry: preview.Entry) -> str:
        return ""

    def source_lines(self, first: int, last: int) -> Sequence[str]:
        return self.plan.stage.lines(first, last)


class Endless:
    """100,000 rows, of which only those that are seen are asked for."""

    counts: Mapping[str, int] = {"new": 100_000}

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def entries(self, kind: str, start: int, limit: int) -> Sequence[preview.Entry]:
        self.asked.append((start, limit))
        return [
            Entry(n, n + 1, f"3105-{n:06}", Published(2031, 4), "朝日新聞", f"記事 {n}", None, "")
            for n in range(start, min(start + limit, 100_000))
        ]

    def problems(self, start: int, limit: int) -> Sequence[Problem]:
        return []

    def texts(self, kind: str, entry: preview.Entry) -> tuple[str, str]:
        return "", f" {entry.headline}の文。"

    def analysts(self, kind: str, entry: preview.Entry) -> str:
        return ""

    def source_lines(self, first: int, last: int) -> Sequence[str]:
        return []


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Planned]:
    path = pages.new_library(tmp_path / "press.sqlite", BEFORE)
    with closing(library.open_for_reading(path)) as connection:
        plan = pages.plan(connection, AFTER)
    with plan:
        yield Planned(plan, path)


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[PreviewPane]:
    made = PreviewPane()
    qtbot.addWidget(made)
    made.resize(900, 640)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.hide()


def _tabs(pane: PreviewPane) -> list[tuple[str, bool]]:
    (bar,) = pane.findChildren(QTabBar)
    return [(bar.tabText(n), bar.isTabEnabled(n)) for n in range(bar.count())]


def _cells(pane: PreviewPane, row: int) -> list[str]:
    model = pane._table().model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def _text(pane: PreviewPane) -> SourceTextView:
    (found,) = pane.findChildren(SourceTextView)
    return found


def _correct(pane: PreviewPane) -> QPushButton:
    found = [b for b in pane.findChildren(QPushButton) if b.text() == t("preview.correct")]
    return found[0]


def test_the_tabs_say_how_many(pane: PreviewPane, planned: Planned) -> None:
    assert pane._empty.isVisible()
    pane.show_preview(planned)
    counts = planned.counts
    assert (counts["new"], counts["changed"], counts["unchanged"], counts["gone"]) == (4, 1, 1, 1)
    assert _tabs(pane) == [
        (t(f"preview.{kind}", figure=str(counts[kind])), counts[kind] > 0) for kind in KINDS
    ]
    assert pane.kind == "new"
    assert not pane._empty.isVisible()


def test_a_new_one_shows_its_printed_text_with_the_pages_lines(
    pane: PreviewPane, planned: Planned
) -> None:
    pane.show_preview(planned)
    assert _cells(pane, 0)[0] == "3"
    assert _cells(pane, 0)[3:] == ["新しい灯台", "3105-041001", ""]
    view = _text(pane)
    assert view.isVisible()
    assert view.toPlainText().startswith("2031.04:10")
    assert view.go_to(3, "04:10")
    assert "<b>嵐</b>" in _cells(pane, 1)[3]


def test_a_changed_one_shows_the_difference(
    pane: PreviewPane, planned: Planned, qtbot: QtBot
) -> None:
    pane.show_preview(planned)
    pane.show_kind("changed")
    assert pane.kind == "changed"
    assert pane._difference.isVisible()
    left, right = pane._difference._columns
    assert "霧が晴れた" in left.toPlainText()
    assert "霧が出た" in right.toPlainText()
    assert pane._difference.change_count == 1


def test_a_headline_without_end_leaves_the_preview_its_room(pane: PreviewPane) -> None:
    class Long(Endless):
        counts: Mapping[str, int] = {"new": 1, "problems": 1}

        def entries(self, kind: str, start: int, limit: int) -> Sequence[preview.Entry]:
            return [Entry(0, 1, "x", Published(2031, 4), "港報", "灯台" * 4_000, None, "x")]

        def problems(self, start: int, limit: int) -> Sequence[Problem]:
            return [Problem("id_malformed", 1, "霧", {"id": "霧" * 9_000})]

    pane.show_preview(Long())
    for kind in ("new", "problems"):
        pane.show_kind(kind)
        QApplication.processEvents()
        said = pane._said
        assert said.isVisible()
        assert said.text().endswith("…")
        assert said.height() <= 3 * said.fontMetrics().lineSpacing() + 2 * Space.S
        assert _text(pane).height() > said.height()
        assert "霧霧" in said.toolTip() or "灯台灯台" in said.toolTip()


def test_arrow_keys_go_from_tab_to_tab(pane: PreviewPane, planned: Planned) -> None:
    pane.show_preview(planned)
    (bar,) = pane.findChildren(QTabBar)
    filled = [kind for kind in KINDS if planned.counts[kind]]
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(0).center())
    for kind in filled[1:]:
        desktop.press_key(Qt.Key.Key_Right)
        assert pane.kind == kind
        assert bar.hasFocus()
    desktop.press_key(Qt.Key.Key_Left)
    assert pane.kind == filled[-2]


def test_one_that_is_gone_shows_the_librarys_text(pane: PreviewPane, planned: Planned) -> None:
    pane.show_preview(planned)
    pane.show_kind("gone")
    assert _cells(pane, 0)[0] == "—"
    assert "消えた船" in _text(pane).toPlainText()
    assert _text(pane).gutter_width() == 0


def test_an_empty_tab_cannot_be_shown(pane: PreviewPane, planned: Planned) -> None:
    pane.show_preview(planned)
    pane.show_kind("reread")
    assert pane.kind == "new"


def test_problems_are_walked_through_by_keys(pane: PreviewPane, planned: Planned) -> None:
    pane.show_preview(planned)
    problems = planned.problems(0, 100)
    seen = []
    for _ in range(len(problems) + 1):
        QTest.keyClick(pane._table(), Qt.Key.Key_F4)
        seen.append(_text(pane).marked_line)
    lines = [problem.line for problem in problems]
    assert seen == [*lines, lines[0]]
    QTest.keyClick(pane._table(), Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    assert _text(pane).marked_line == lines[-1]
    assert t("preview.problem_place", place=str(len(lines)), all=str(len(lines))) in desktop.words(
        pane
    )
    said = [label.text() for label in pane.findChildren(QLabel)]
    assert t(f"problems.{problems[-1].code}", **problems[-1].values) in said


def test_an_odd_place_is_marked_in_the_page(pane: PreviewPane, planned: Planned) -> None:
    pane.show_preview(planned)
    pane.show_kind("problems")
    slip = next(p for p in planned.problems(0, 100) if p.code == "date_slip")
    assert _text(pane).marked_line == slip.line
    assert _text(pane).marked_excerpt == slip.excerpt


def test_a_source_can_be_corrected(pane: PreviewPane, planned: Planned, qtbot: QtBot) -> None:
    pane.show_preview(planned)
    corrected: list[str] = []
    for problem in planned.problems(0, 100):
        pane.next_problem()
        assert _correct(pane).isVisible() == (problem.code in preview.CORRECTABLE)
        if problem.code in preview.CORRECTABLE:
            corrected.append(problem.code)
            with qtbot.waitSignal(pane.correction_requested) as asked:
                _correct(pane).click()
            assert asked.args == [problem]
    assert corrected
    pane.show_kind("new")
    assert not _correct(pane).isVisible()


def test_tab_and_row_stay_when_the_plan_is_made_anew(
    pane: PreviewPane, planned: Planned, qtbot: QtBot
) -> None:
    pane.show_preview(planned)
    pane.next_problem()
    pane.next_problem()
    pane.show_preview(planned)
    assert pane.kind == "problems"
    assert pane._table().currentIndex().row() == 1
    pane.clear()
    assert pane._empty.isVisible()
    pane.next_problem()
    assert pane.kind == ""


def test_nothing_to_import(pane: PreviewPane) -> None:
    nothing = Endless()
    nothing.counts = dict.fromkeys(KINDS, 0)
    pane.show_preview(nothing)
    assert pane._empty.isVisible()
    assert not any(enabled for _, enabled in _tabs(pane))


def test_only_rows_in_sight_are_read(pane: PreviewPane, qtbot: QtBot) -> None:
    endless = Endless()
    pane.show_preview(endless)
    QApplication.processEvents()
    table = pane._table()
    assert table.model().rowCount() == 100_000
    assert len(endless.asked) == 1
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert table.currentIndex().row() == 99_999
    qtbot.waitUntil(lambda: "記事 99999" in _text(pane).toPlainText())
    assert len(endless.asked) <= 3
    bar = table.verticalScrollBar()
    for place in range(0, bar.maximum(), bar.maximum() // 100):
        bar.setValue(place)
        table.viewport().repaint()
    assert len(endless.asked) < 300
    assert max(limit for _, limit in endless.asked) <= 100


def test_a_key_that_is_held_down_compares_nothing_on_its_way(
    pane: PreviewPane, qtbot: QtBot
) -> None:
    endless = Endless()
    pane.show_preview(endless)
    for _ in range(30):
        QTest.keyClick(pane._table(), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "記事 30の文" in _text(pane).toPlainText())


@pytest.mark.parametrize("text", ["<b>嵐</b>", "<img src='file:///etc/passwd'>", "a\nb\x00"])
def test_hostile_text_is_text(pane: PreviewPane, text: str) -> None:
    class Hostile(Endless):
        counts: Mapping[str, int] = {"new": 1, "problems": 1}

        def entries(self, kind: str, start: int, limit: int) -> Sequence[preview.Entry]:
            return [Entry(0, 1, text, Published(2031, 4), text, text, None, text)]

        def problems(self, start: int, limit: int) -> Sequence[Problem]:
            return [Problem("id_malformed", 1, text, {"id": text})]

        def analysts(self, kind: str, entry: preview.Entry) -> str:
            return ""

        def source_lines(self, first: int, last: int) -> Sequence[str]:
            return [text]

    pane.show_preview(Hostile())
    for kind in ("new", "problems"):
        pane.show_kind(kind)
        model = pane._table().model()
        for column in range(model.columnCount()):
            assert "\n" not in model.index(0, column).data()
            assert "<img" not in model.index(0, column).data(Qt.ItemDataRole.ToolTipRole)
        for label in pane.findChildren(QLabel):
            assert text not in label.text() or label.textFormat() is Qt.TextFormat.PlainText


def test_it_follows_language_and_look(
    pane: PreviewPane, planned: Planned, qapp: QApplication
) -> None:
    pane.show_preview(planned)
    pane.next_problem()
    use_language("en")
    pane.retranslate()
    theme.apply(qapp, "dark")
    assert _tabs(pane)[0][0] == "New 4"
    header = pane._table().model().headerData(0, Qt.Orientation.Horizontal)
    assert header == "Line"
    problem = planned.problems(0, 1)[0]
    assert t(f"problems.{problem.code}", lang="en", **problem.values) in desktop.words(pane)
    assert _correct(pane).text() == "Correct…"


def test_it_fits_into_a_small_window(pane: PreviewPane, planned: Planned) -> None:
    for language in ("ja", "en"):
        use_language(language)
        pane.retranslate()
        pane.show_preview(planned)
        for kind in KINDS:
            pane.show_kind(kind)
            assert pane.minimumSizeHint().width() <= 700
            assert pane.minimumSizeHint().height() <= 480


TURNED = "灯台\u202e港\u2066岬"
MARKED = "灯台\ufffd港\ufffd岬"


def test_what_turns_a_line_is_shown_as_a_mark(pane: PreviewPane) -> None:
    """A line that is read from the right is not what stands in the file."""

    class Turned(Endless):
        counts: Mapping[str, int] = {"new": 1, "changed": 1, "problems": 1}

        def entries(self, kind: str, start: int, limit: int) -> Sequence[preview.Entry]:
            return [Entry(0, 1, "3105-040901", Published(2031, 4), TURNED, TURNED, None, "")]

        def problems(self, start: int, limit: int) -> Sequence[Problem]:
            return [Problem("id_malformed", 1, TURNED, {"id": TURNED})]

        def texts(self, kind: str, entry: preview.Entry) -> tuple[str, str]:
            return TURNED, f"{TURNED}。"

        def analysts(self, kind: str, entry: preview.Entry) -> str:
            return ""

        def source_lines(self, first: int, last: int) -> Sequence[str]:
            return [TURNED]

    pane.show_preview(Turned())
    for kind in ("new", "changed", "problems"):
        pane.show_kind(kind)
        model = pane._table().model()
        cells = [
            model.index(0, column).data(role)
            for column in range(model.columnCount())
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        ]
        texts = [pane._said.text(), _text(pane).toPlainText(), *cells]
        texts += [column.toPlainText() for column in pane._difference._columns]
        assert not any("\u202e" in text or "\u2066" in text for text in texts)
        assert MARKED in cells
        assert any(MARKED in text for text in texts if text not in cells)
    assert _text(pane).marked_excerpt == MARKED


def test_the_number_is_the_printed_one_and_a_changed_one_is_read_whole(pane: PreviewPane) -> None:
    class Renamed(Endless):
        counts: Mapping[str, int] = {"new": 1, "changed": 2, "reread": 1}

        def entries(self, kind: str, start: int, limit: int) -> Sequence[preview.Entry]:
            names = {
                "new": [("x-0123456789ab", "")],
                "changed": [
                    ("3105-040901", "3105-041001~12ab34"),
                    ("3105-041001~12ab34", "x-0123456789ab"),
                ],
                "reread": [("3105-040901~12ab34", "3105-040901")],
            }[kind]
            return [
                Entry(n, n + 1, uid, Published(2031, 4), "朝日新聞", "岬", n, former)
                for n, (uid, former) in enumerate(names)
            ]

        def texts(self, kind: str, entry: preview.Entry) -> tuple[str, str]:
            return "霧", "雨"

    pane.show_preview(Renamed())
    for kind, numbers in (
        ("new", ["—"]),
        ("changed", ["3105-041001 → 3105-040901", "— → 3105-041001"]),
        ("reread", ["3105-040901"]),
    ):
        pane.show_kind(kind)
        assert [_cells(pane, row)[4] for row in range(len(numbers))] == numbers
        table = pane._tables["entries"]
        for row, number in enumerate(numbers):
            room = table.visualRect(table.model().index(row, 4)).width()
            assert table.fontMetrics().horizontalAdvance(number) + 2 * Space.M < room
        assert table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_chosen_row_looks_like_that_of_other_lists(
    pane: PreviewPane, planned: Planned, qapp: QApplication, look: str
) -> None:
    theme.apply(qapp, "dark" if look == "dark" else "light")
    pane.show_preview(planned)
    table = pane._table()
    table.setFocus()
    QApplication.processEvents()
    rect = table.visualRect(table.model().index(0, 3))
    image = table.viewport().grab().toImage()
    ground = image.pixelColor(rect.right() - 3, rect.center().y()).name()
    assert ground == theme.tokens().selection
