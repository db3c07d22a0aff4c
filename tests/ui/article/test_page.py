"""A clipping as rich text: emphasis and links over the text, everything escaped."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QColor, QTextDocument
from pytestqt.qtbot import QtBot

from clipdesk.core.dates import Published
from clipdesk.core.model import Mark, MarkKind, Passage, PassageKind, Record, Voice
from clipdesk.ui.article.look import Look
from clipdesk.ui.article.page import page_html
from clipdesk.ui.tokens import LIGHT

TEXT = "𠮷村の<b>霧</b>とカモメ&船。"
RECORD = Record(
    id=None, uid="x-1", collections=(), published=Published(2031, 4, 9), date_printed="2031.04.09",
    source="港報", source_printed="港報", via=None, headline="霧",
    passages=(Passage(PassageKind.TEXT, Voice.ARTICLE, TEXT, TEXT, 1),), cites=(), cited=(),
    cited_by=(), tags=(), note=None, starred=False, read_at=None, printed=TEXT,
)  # fmt: skip


def shown(*marks: Mark) -> QTextDocument:
    passage = replace(RECORD.passages[0], marks=marks)
    document = QTextDocument()
    document.setHtml(page_html(replace(RECORD, passages=(passage,)), LIGHT, Look()))
    assert document.toPlainText().strip() == TEXT
    return document


def formats(document: QTextDocument) -> list[tuple[str, bool, bool, str]]:
    """Each stretch of the text: bold, underlined, its tooltip; and that none is a link."""
    found = []
    block = document.begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            fragment = at.fragment()
            form = fragment.charFormat()
            assert not form.isAnchor()
            bold = form.fontWeight() > 400
            found.append((fragment.text(), bold, form.fontUnderline(), form.toolTip()))
            at += 1
        block = block.next()
    return found


def test_marks_lie_over_their_words(qtbot: QtBot) -> None:
    hostile = 'gull.html?"><script>&lt;b'
    document = shown(
        Mark(3, 11, MarkKind.EMPHASIS),
        Mark(7, 8, MarkKind.CITATION, "3104-030101"),
        Mark(12, 15, MarkKind.GLOSSARY, hostile),
        Mark(14, 17, MarkKind.EMPHASIS),
    )
    stretches = [one for one in formats(document) if one[1] or one[2]]
    assert "".join(text for text, bold, _, _ in stretches if bold) == "<b>霧</b>メ&船"
    linked = [(text, tip) for text, _, underlined, tip in stretches if underlined]
    assert "".join(text for text, _ in linked) == "カモメ"
    assert {tip for _, tip in linked} == {hostile.replace("<", "%3C")}  # a tooltip reads markup


def test_the_compilers_remarks_have_a_colour_of_their_own(qtbot: QtBot) -> None:
    text = "霧(註:<b>濃い</b> (朝)もの)、(註:A)(註:B&C)船(註:閉じない"
    for voice in Voice:
        passage = Passage(
            PassageKind.TEXT, voice, text, text, 1, 0 if voice is Voice.COMPILER else None,
            marks=(Mark(0, 6, MarkKind.EMPHASIS),),
        )  # fmt: skip
        document = QTextDocument()
        document.setHtml(page_html(replace(RECORD, passages=(passage,)), LIGHT, Look()))
        assert text in document.toPlainText()
        coloured = ""
        block = document.find("霧").block()
        at = block.begin()
        while not at.atEnd():
            fragment = at.fragment()
            if fragment.charFormat().foreground().color() == QColor(LIGHT.compiler):
                coloured += fragment.text()
            at += 1
        expected = "(註:<b>濃い</b> (朝)もの)(註:A)(註:B&C)"
        assert coloured == (expected if voice is Voice.ARTICLE else "")


def test_many_marks_are_quick(qtbot: QtBot) -> None:
    text = "霧海" * 20_000
    marks = tuple(Mark(at, at + 1, MarkKind.EMPHASIS) for at in range(0, len(text), 2))
    passage = Passage(PassageKind.TEXT, Voice.ARTICLE, text, text, 1, marks=marks)
    made = page_html(replace(RECORD, passages=(passage,)), LIGHT, Look())
    assert made.count("<b>") == 20_000
