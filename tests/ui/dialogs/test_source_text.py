"""A page's own lines: numbered as in the file, the one in question in sight and marked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk.texts import t, use_language
from clipdesk.ui import theme
from clipdesk.ui.dialogs.source_text import SourceTextView

LINES = [
    "2031.04:09",
    "時事 通信",
    "岬の灯台 を修理へ <3105-041003>",
    "",
    " 𠮷野家の港😀で嵐。",
    "\t<b>太字</b> &amp; <script>alert(1)</script>",
]


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[SourceTextView]:
    made = SourceTextView()
    qtbot.addWidget(made)
    made.resize(600, 300)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


@pytest.mark.parametrize(
    ("line", "excerpt", "marked"),
    [
        (101, "04:09", "04:09"),
        (102, "時事通信", ""),
        (102, "時事\n通信", "時事 通信"),
        (103, "岬の灯台　を修理 …", "岬の灯台 を修理"),
        (102, "通信 岬の灯台", "通信\n岬の灯台"),
        (105, "港😀", "港😀"),
        (105, "嵐。", "嵐。"),
        (106, "<script>", "<script>"),
        (106, "(.*)[", ""),
        (104, "", ""),
        (101, "時事", ""),
    ],
)
def test_the_excerpt_is_marked_where_it_stands(
    view: SourceTextView, line: int, excerpt: str, marked: str
) -> None:
    view.show_lines(101, LINES)
    assert view.go_to(line, excerpt)
    assert view.marked_line == line
    assert view.marked_excerpt == marked
    assert bool(view.extraSelections()) == bool(view.marked_excerpt)


def test_a_line_that_is_not_shown(view: SourceTextView) -> None:
    view.show_lines(101, LINES)
    assert view.go_to(103)
    for line in (100, 107, 0, -1):
        assert not view.go_to(line)
    assert view.marked_line == 103
    view.show_lines(1, [])
    assert not view.go_to(1)
    assert view.marked_line is None


def test_text_stands_as_it_is(view: SourceTextView) -> None:
    view.show_lines(1, LINES)
    assert view.document().blockCount() == len(LINES)
    assert view.toPlainText() == "\n".join(LINES)
    view.show_lines(1, ["a\u2029b\x00\ufdd0\ud800", "c\u00a0d"])
    assert view.document().blockCount() == 2
    view.selectAll()
    view.copy()
    assert QApplication.clipboard().text() == "a\nb\ufffd\ufffd\ufffd\nc\u00a0d"
    assert not view.createMimeDataFromSelection().hasHtml()


@pytest.mark.parametrize("where", ["始め", "終わり"])
def test_a_very_long_line_breaks_and_its_excerpt_comes_into_sight(
    view: SourceTextView, where: str
) -> None:
    view.show_lines(1, ["前"] * 50 + ["始め" + "長い行" * 3_400 + "終わり"] + ["後"] * 50)
    assert view.go_to(51, where)
    assert view.marked_excerpt == where
    rect = view.cursorRect()
    assert 0 <= rect.top() < rect.bottom() <= view.viewport().height()
    assert view.document().size().width() <= view.viewport().width()


def test_a_line_far_down_comes_into_sight(view: SourceTextView) -> None:
    view.show_lines(5_001, [f"{n} 行" for n in range(5_001, 7_001)])
    for line in (6_900, 5_001, 7_000, 6_000):
        assert view.go_to(line)
        assert view.textCursor().block().text() == f"{line} 行"
        assert view.viewport().rect().contains(view.cursorRect())


def test_the_gutter_is_as_wide_as_its_numbers(view: SourceTextView) -> None:
    view.show_lines(1, LINES)
    narrow = view.gutter_width()
    view.show_lines(1_234_567, LINES)
    assert view.gutter_width() > narrow
    assert view._gutter.width() == view.gutter_width()
    assert view.viewport().geometry().left() >= view._gutter.geometry().right()


def _colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(image.height())
    }


@pytest.mark.parametrize("look", ["light", "dark"])
def test_marks_are_drawn_in_the_colours_in_use(
    view: SourceTextView, qapp: QApplication, look: str
) -> None:
    view.show_lines(1, LINES)
    view.go_to(5, "港")
    theme.apply(qapp, "dark" if look == "dark" else "light")
    QApplication.processEvents()
    seen = _colours(view.grab().toImage())
    c = theme.tokens()
    assert {c.paper, c.sunken, c.selection, c.accent, c.hit} <= seen


def test_it_speaks_the_language_in_use(view: SourceTextView) -> None:
    use_language("en")
    view.retranslate()
    assert view.accessibleName() == t("source_text.name", lang="en")
