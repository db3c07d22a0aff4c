"""Even lines: full to the edge, broken nowhere else, with no character changed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF, QTextDocument
from PySide6.QtWidgets import QApplication

from clipdesk.ui import theme
from clipdesk.ui.article.justify import justify

WORDS = (
    "岬の灯台を",
    "直した。",
    "「霧」",
    "(註:石)",
    "F-35A",
    "3,000トン",
    "𠮷野",
    "が",
    "、",
    "ウクライナ",
    "っ",
    "…",
    " ",
)


def _document(text: str, ems: int) -> tuple[QTextDocument, float]:
    document = QTextDocument()
    font = theme.reading_font(12)
    document.setDefaultFont(font)
    em = QFontMetricsF(font).horizontalAdvance("あ")
    document.setDocumentMargin(0)
    document.setHtml(f'<p style="-qt-user-state: 0; white-space: pre-wrap">{text}</p>')
    document.setTextWidth(ems * em)
    return document, em


def _lines(document: QTextDocument) -> list[tuple[int, float]]:
    """(first character, room left) of each line."""
    document.size()
    layout = document.begin().layout()
    lines = [layout.lineAt(number) for number in range(layout.lineCount())]
    return [(line.textStart(), line.width() - line.naturalTextWidth()) for line in lines]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=40, max_size=160), st.integers(12, 50))
def test_lines_break_where_they_did(words: list[str], ems: int) -> None:
    document, em = _document("".join(words), ems)
    before = _lines(document)
    text = document.toPlainText()
    justify(document, em, wanted=True)
    after = _lines(document)
    assert [start for start, _ in after] == [start for start, _ in before]
    assert document.toPlainText() == text
    assert all(room >= 0 for _, room in after)


def test_japanese_lines_end_evenly(qapp: QApplication) -> None:
    document, em = _document(
        "港湾局は10日、岬の「灯台」を直すと発表した。費用は3,000トンの石の分で、" * 20, 30
    )
    before = _lines(document)
    assert max(room for _, room in before[:-1]) > em * 0.5
    justify(document, em, wanted=True)
    assert max(room for _, room in _lines(document)[:-1]) < em * 0.2
    justify(document, em, wanted=False)
    assert _lines(document) == before


def test_it_is_set_anew_for_another_width(qapp: QApplication) -> None:
    document, em = _document("港湾局は10日、岬の「灯台」を直すと発表した。" * 20, 30)
    fresh, _ = _document("港湾局は10日、岬の「灯台」を直すと発表した。" * 20, 23)
    justify(document, em, wanted=True)
    document.setTextWidth(23 * em)
    justify(document, em, wanted=True)
    justify(fresh, em, wanted=True)
    assert _lines(document) == _lines(fresh)
