"""Search hits on the article: where they stand, beside highlights, and in the note."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from clipdesk.core.hits import Range, sought
from clipdesk.core.query import Term, parse
from clipdesk.ui import theme
from clipdesk.ui.article.hits import Hits
from clipdesk.ui.article.pane import ArticlePane
from clipdesk.ui.tokens import DARK, LIGHT
from tests.ui import desktop
from tests.ui.article.test_highlights import RECORD, pane, placed, record

__all__ = ["pane"]


def terms(typed: str) -> tuple[Term, ...]:
    return sought(parse(typed))


def painted(pane: ArticlePane) -> list[tuple[str, str, bool]]:
    """The painted words with their ground and whether they are underlined by a line."""
    return [
        (
            one.cursor.selectedText(),
            one.format.background().color().name(),
            one.format.fontUnderline(),
        )
        for one in pane.browser.extraSelections()
    ]


@pytest.mark.parametrize(
    ("typed", "headline", "text"),
    [
        ("灯台", 1, 1),
        ("headline:灯台", 1, 0),
        ("text:夜は静か", 0, 1),
        ("text:編者", 0, 0),
        ("compiler:編者", 0, 1),
        ("3105", 0, 0),  # citations are shown in other words
        ("Google", 0, 0),  # places, too
        ("がけ 静か", 0, 2),
        ("note:霧", 0, 0),
    ],
)
def test_what_is_shown_as_it_is_has_hits(typed: str, headline: int, text: int) -> None:
    hits = Hits(RECORD, terms(typed))
    assert (len(hits.headline), len(hits.text)) == (headline, text)
    assert len(hits) == headline + text


def here(hits: Hits) -> tuple[int | None, Range | None, Range | None]:
    """Where the reader is."""
    return hits.number, hits.in_headline, hits.in_text


def test_the_way_through_them() -> None:
    hits = Hits(RECORD, terms("灯台 静か"))
    assert [hits.step(1) for _ in range(4)] == [True, True, True, False]
    assert here(hits) == (None, None, None)
    assert hits.step(-1)  # from the end
    assert here(hits) == (3, None, hits.text[1])
    assert hits.step(-1)
    assert hits.step(-1)
    assert here(hits) == (1, hits.headline[0], None)
    assert not hits.step(-1)
    assert not Hits().step(1)


def test_hits_are_told_from_highlights(pane: ArticlePane) -> None:
    pane.show_record(1, record(placed(1, "霧の朝、𠮷田", "green", "なぜ")))
    pane.show_hits(terms("𠮷田は😀 夜"))
    ground = theme.mark_ground(["green"])
    assert painted(pane) == [
        ("霧の朝、", ground, False),
        ("𠮷田", ground, True),
        ("は😀", LIGHT.hit, True),
        ("夜", LIGHT.hit, True),
    ]
    assert pane.step_hit(1) == (1, 2)
    assert [words for words, colour, _ in painted(pane) if colour == LIGHT.hit_line] == [
        "𠮷田",
        "は😀",
    ]
    pane.show_hits(())
    assert painted(pane) == [("霧の朝、𠮷田", ground, False)]


def test_annotating_keeps_the_hit_that_the_reader_is_at(pane: ArticlePane) -> None:
    pane.show_record(1, record())
    pane.show_hits(terms("夜 星"))
    assert pane.step_hit(1) == (1, 2)
    pane.show_record(1, record(placed(1, "霧の朝")))
    assert pane.step_hit(1) == (2, 2)


def test_a_text_that_an_import_replaced_has_its_own_hits(pane: ArticlePane) -> None:
    pane.show_record(1, record())
    pane.show_hits(terms("夜"))
    first, *rest = RECORD.passages
    pane.show_record(
        1, replace(RECORD, passages=(replace(first, text="夜の夜。", marks=()), *rest))
    )
    assert [words for words, _, _ in painted(pane)] == ["夜", "夜", "夜"]


def test_another_clipping_begins_anew(pane: ArticlePane) -> None:
    pane.show_hits(terms("夜"))
    pane.show_record(1, record())
    assert pane.step_hit(1) == (1, 1)
    pane.show_record(2, replace(record(), uid="other"))
    assert pane.step_hit(1) == (1, 1)
    pane.show_record(None, None)
    assert pane.step_hit(1) is None


def test_a_hit_out_of_sight_is_scrolled_to(pane: ArticlePane) -> None:
    first, *rest = RECORD.passages
    long = replace(first, text="港の話。" * 2_000, marks=())
    pane.show_record(1, replace(RECORD, passages=(long, *rest)))
    pane.show_hits(terms("編者"))
    bar = pane.browser.verticalScrollBar()
    assert bar.value() == 0
    assert pane.step_hit(1) == (1, 1)
    assert bar.value() > bar.maximum() // 2


def test_a_hostile_headline_is_text(pane: ArticlePane) -> None:
    headline = "<b>灯台</b> & <img src=file:///x>灯  台"
    pane.show_record(1, replace(RECORD, headline=headline))
    pane.show_hits(terms("灯台"))
    label = pane._header._headline
    assert "<b>" not in label.text()
    assert "<img" not in label.text()
    assert label.text().count(LIGHT.hit) == 2
    pane.step_hit(1)
    assert label.text().count(LIGHT.hit_line) == 1
    pane.show_hits(())
    assert label.text() == headline


def test_the_note_is_marked_too(pane: ArticlePane, qtbot: QtBot, qapp: QApplication) -> None:
    field = desktop.child(pane.note, QPlainTextEdit)

    def marked() -> list[str]:
        return [one.cursor.selectedText() for one in field.extraSelections()]

    pane.show_record(1, replace(RECORD, note="😀灯 台を見る\n台"))
    pane.show_hits(terms("note:灯台"))
    assert marked() == ["灯 台"]
    field.appendPlainText("灯台")
    qtbot.waitUntil(lambda: marked() == ["灯 台", "灯台"])
    theme.apply(qapp, "dark")
    assert field.extraSelections()[0].format.background().color().name() == DARK.hit
    pane.show_hits(terms("text:灯台"))
    assert marked() == []


def test_f3_goes_on_through_the_note(pane: ArticlePane, qtbot: QtBot) -> None:
    field = desktop.child(pane.note, QPlainTextEdit)
    pane.resize(600, 500)
    lines = [f"{n}" for n in range(60)]
    pane.show_record(1, replace(RECORD, note="\n".join([*lines, "灯台", "と灯台"])))
    pane.show_hits(terms("灯台"))

    def current() -> list[int]:
        """Which of the marks in the note is the reader's."""
        marks = field.extraSelections()
        return [
            number
            for number, one in enumerate(marks)
            if one.format.background().color().name() == theme.tokens().hit_line
        ]

    before = field.textCursor().position()
    steps = [(pane.step_hit(1), current()) for _ in range(5)]
    assert steps == [((1, 4), []), ((2, 4), []), ((3, 4), [0]), ((4, 4), [1]), (None, [])]
    assert field.verticalScrollBar().value() > 0
    assert field.textCursor().position() == before  # who writes stays where they were
    assert (pane.step_hit(-1), current()) == ((4, 4), [1])
    field.setPlainText("灯台")  # what is typed counts at once
    assert (pane.step_hit(-1), current()) == ((2, 3), [])
    pane.show_record(2, replace(RECORD, uid="other", note="霧"))
    assert current() == []
    assert pane.step_hit(-1) == (2, 2)


def test_words_that_only_the_note_has(pane: ArticlePane) -> None:
    pane.show_record(1, replace(RECORD, note="灯台"))
    pane.show_hits(terms("note:灯台"))
    assert [pane.step_hit(1), pane.step_hit(1)] == [(1, 1), None]
