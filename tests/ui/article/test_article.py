"""The article: three voices apart, every printed character as itself, and nothing loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QPalette, QTextBlock, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTextBrowser
from pytestqt.qtbot import QtBot

from clipdesk.core.dates import Published
from clipdesk.core.model import (
    CitationRecord,
    LinkRecord,
    Passage,
    PassageKind,
    Record,
    Voice,
)
from clipdesk.settings import Ground
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.article.browser import Place
from clipdesk.ui.article.look import Look
from clipdesk.ui.article.page import THREAD, link_uid
from clipdesk.ui.article.pane import ArticlePane
from clipdesk.ui.chips import Chip
from tests.ui import desktop

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src="file:///etc/passwd">',
    "</style></p><h1>big</h1>",
    '<a href="clip:3105-040901">typed</a>',
    "&lt;&amp;&#65;",
    "{color: red}",
    "\"'>",
)


def _passage(text: str, kind: PassageKind = PassageKind.TEXT, block: int | None = None) -> Passage:
    voice = Voice.ARTICLE if block is None else Voice.COMPILER
    return Passage(kind, voice, " " + text, text, 1, block)


def _link(uid: str, headline: str = "引用された記事") -> LinkRecord:
    return LinkRecord(uid, uid, Published(2031, 4, 1), "時事通信", headline)


RECORD = Record(
    id="3105-041003",
    uid="3105-041003",
    collections=("岬の報道",),
    published=Published(2031, 4, 10, 20 * 60 + 48),
    date_printed="2031.04.10",
    source="時事通信",
    source_printed="時事 通信",
    via="Yahoo",
    headline="岬の灯台を修理へ",
    passages=(_passage("港湾局が発表した。"),),
    cites=(),
    cited=(),
    cited_by=(),
    tags=(),
    note=None,
    starred=False,
    read_at=None,
    printed="",
)


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ArticlePane]:
    made = ArticlePane()
    qtbot.addWidget(made)
    made.resize(900, 800)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def _anchors(browser: QTextBrowser) -> list[tuple[str, str]]:
    """(text, href) of everything that can be clicked."""
    found = []
    block: QTextBlock = browser.document().begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            link = fragment.charFormat().anchorHref()
            if fragment.charFormat().isAnchor() and link != THREAD:
                found.append((fragment.text(), fragment.charFormat().anchorHref()))
            iterator += 1
        block = block.next()
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_shows_as_itself(pane: ArticlePane, text: str) -> None:
    kinds = [k for k in PassageKind if k not in {PassageKind.RELATED, PassageKind.PLACE}]
    pane.show_record(
        1,
        replace(
            RECORD,
            headline=text,
            source=text,
            source_printed=text,
            via=None,
            passages=(
                *(_passage(text, kind) for kind in kinds),
                _passage(f"{text} の位置 (Google Map)】", PassageKind.PLACE),
                _passage(text, block=0),
            ),
            cites=(
                CitationRecord(text, text, None),
                CitationRecord("3105-040901", "", "3105-040901"),
            ),
            cited=(replace(_link("3105-040901"), headline=text, source=text),),
            tags=(text,),
        ),
    )
    plain = pane.browser.toPlainText()
    assert plain.count(text) == len(kinds) + 1 + 1 + 2 + 2
    labels = desktop.words(pane)
    assert labels.count(text) >= 2  # headline and tag
    for label in pane.findChildren(QLabel):
        if text in label.text():
            assert label.textFormat() is Qt.TextFormat.PlainText
    assert _anchors(pane.browser) == [(text, "clip:3105-040901")]
    (chip,) = (c for c in pane.tags.findChildren(Chip) if c.isVisible())
    for child in chip.findChildren(QLabel) + chip.children():
        hint = child.toolTip() if hasattr(child, "toolTip") else ""
        assert "<script" not in hint
        assert "<img" not in hint


def test_nothing_is_loaded(pane: ArticlePane) -> None:
    """Not even what our own HTML would ask for."""
    pane.show_record(1, RECORD)
    image = QTextDocument.ResourceType.ImageResource.value
    for url in ("file:///etc/passwd", "http://localhost/x.png", "clip:1"):
        assert pane.browser.loadResource(image, QUrl(url)) is None
    assert not pane.browser.openLinks()
    assert not pane.browser.openExternalLinks()


@pytest.mark.parametrize("uid", ["3105-040901", "x-0123456789ab", "3105-0409/1?#%41 &+あ~1-2"])
def test_a_citation_is_a_link(pane: ArticlePane, qtbot: QtBot, uid: str) -> None:
    cites = (CitationRecord(uid, "AS 2031.04.09", uid),)
    pane.show_record(1, replace(RECORD, cites=cites, cited=(_link(uid),), passages=()))
    ((text, _),) = _anchors(pane.browser)
    assert text == "引用された記事"
    viewport = pane.browser.viewport()
    place = next(
        QPoint(x, y)
        for y in range(0, viewport.height(), 4)
        for x in range(0, viewport.width(), 8)
        if pane.browser.anchorAt(QPoint(x, y))
    )
    with qtbot.waitSignal(pane.clipping_requested) as asked:
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert asked.args == [uid]


def test_other_links_lead_nowhere(pane: ArticlePane, qtbot: QtBot) -> None:
    pane.show_record(1, RECORD)
    assert link_uid("file:///etc/passwd") is None
    with qtbot.assertNotEmitted(pane.clipping_requested):
        pane.browser.anchorClicked.emit(QUrl("http://example.org"))


def test_a_dangling_citation_shows_its_hint(pane: ArticlePane) -> None:
    pane.show_record(
        1, replace(RECORD, cites=(CitationRecord("3001-010101", "AS 2030.01.01", None),))
    )
    plain = pane.browser.toPlainText()
    assert "<3001-010101> (AS 2030.01.01)" in plain
    assert t("article.dangling") in plain
    assert _anchors(pane.browser) == []


def test_connections_stand_in_the_order_of_their_dates(pane: ArticlePane) -> None:
    links = tuple(
        replace(_link(f"3105-04090{n}", f"第{n}報"), published=Published(2031, 4, n))
        for n in (3, 1, 2)
    )
    cites = tuple(CitationRecord(link.uid, "", link.uid) for link in links)
    pane.show_record(1, replace(RECORD, cites=cites, cited=links))
    assert [text for text, _ in _anchors(pane.browser)] == ["第1報", "第2報", "第3報"]


def test_the_compilers_voice_stands_apart(pane: ArticlePane) -> None:
    passages = (_passage("記事の言葉。"), _passage("編者の言葉。", block=0), _passage("続き。"))
    pane.show_record(1, replace(RECORD, passages=passages))
    document = pane.browser.document()
    grounds = {}
    for word in ("記事の言葉", "編者の言葉", "続き"):
        cursor = document.find(word)
        ground = ""
        if not cursor.atStart() and cursor.currentFrame() is not document.rootFrame():
            cell = cursor.currentTable().cellAt(0, 1)
            ground = cell.format().background().color().name()
        grounds[word] = ground
    assert grounds == {
        "記事の言葉": "",
        "編者の言葉": theme.tokens().compiler_ground,
        "続き": "",
    }
    assert t("article.compiler_note") in pane.browser.toPlainText()


def test_the_header_says_what_was_printed(pane: ArticlePane) -> None:
    pane.show_record(1, RECORD)
    header = "".join(desktop.words(pane))
    assert "時事 通信" in header
    assert "Yahoo" in header
    assert "<3105-041003>" in header
    pane.show_record(2, replace(RECORD, id=None, uid="x-1"))
    assert t("article.no_id") in "".join(desktop.words(pane))


def test_a_long_headline_scrolls_and_leaves_the_text_its_room(
    pane: ArticlePane, qtbot: QtBot
) -> None:
    pane.resize(480, 500)
    bar = pane._head.verticalScrollBar()
    pane.show_record(1, replace(RECORD, uid="x", headline="岬の灯台を修理へ" * 40))
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    assert pane.browser.height() > 100
    bar.setValue(50)
    pane.show_record(2, replace(RECORD, headline="岬"))
    qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_lines_are_no_longer_than_an_eye_follows(pane: ArticlePane) -> None:
    pane.show_record(1, replace(RECORD, passages=(_passage("長い文。" * 200),)))
    for width in (1600, 900, 400):
        pane.resize(width, 800)
        for size in (8, 12, 28):
            pane.set_look(Look(size))
            em = pane.browser.fontMetrics().horizontalAdvance("あ")
            assert pane.browser.viewport().width() <= em * 40 + 1
    pane.resize(1600, 800)
    assert pane.browser.viewport().width() >= em * 40


def test_the_text_size_is_that_of_the_text(pane: ArticlePane) -> None:
    pane.show_record(1, RECORD)
    sizes = []
    for size in (10, 20):
        pane.set_look(Look(size))
        sizes.append(pane.browser.document().defaultFont().pointSizeF())
    assert sizes == [10, 20]


def _long(pane: ArticlePane) -> int:
    pane.show_record(1, replace(RECORD, passages=tuple(_passage("文。" * 90) for _ in range(40))))
    bar = pane.browser.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    return bar.value()


def test_the_place_stays_when_something_around_it_changes(pane: ArticlePane) -> None:
    place = _long(pane)
    bar = pane.browser.verticalScrollBar()
    assert pane._record is not None
    pane.show_record(1, replace(pane._record, starred=True, tags=("港",)))
    assert bar.value() == place
    top = _top(pane)
    changes: list[Callable[[], None]] = [
        lambda: pane.set_look(Look(16)),
        lambda: pane.set_look(Look(12, leading=240, measure=24)),
        lambda: pane.resize(420, 700),
        pane.retranslate,
    ]
    for change in changes:
        change()
        assert abs(_top(pane) - top) < 45, "another line stands at the upper edge"
    record = pane._record
    place = bar.value()
    pane.show_record(2, replace(record, uid="another"))
    assert bar.value() == 0
    pane.show_record(1, record)
    assert bar.value() == place
    text = str(pane.browser.place)
    assert Place.from_text(text) == pane.browser.place != Place() == Place.from_text("x")


def _top(pane: ArticlePane) -> int:
    """The character at the upper edge."""
    return pane.browser.cursorForPosition(QPoint(0, 0)).position()


@pytest.mark.parametrize("ground", ["window", "day", "sepia", "night"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_article_stands_on_the_ground_that_was_chosen(
    pane: ArticlePane, qapp: QApplication, ground: Ground, scheme: Literal["light", "dark"]
) -> None:
    theme.apply(qapp, scheme)
    theme.use_ground(ground)
    pane.set_look(Look())
    pane.show_record(1, replace(RECORD, passages=(_passage("霧。" * 200),), tags=("港",)))
    colours = theme.page_tokens()
    image = pane.grab().toImage()
    for y in (4, pane.browser.y() + 4):
        assert image.pixelColor(3, y).name() == colours.paper
    pane.finder.open_bar("霧")
    (headline,) = (one for one in pane.findChildren(QLabel) if one.objectName() == "headline")
    for widget in (pane.browser, headline, desktop.child(pane.finder, QLineEdit)):
        widget.ensurePolished()
        role = QPalette.ColorRole.WindowText if widget is headline else QPalette.ColorRole.Text
        assert widget.palette().color(role).name() == colours.ink
    theme.use_ground("window")
    pane.set_look(Look())
    image = pane.grab().toImage()
    assert image.pixelColor(3, 4).name() == theme.tokens().paper


KINSOKU_START = "。、」』）)】〕》〉，．！？!?々ーゝァィゥェォッャュョぁぃぅぇぉっゃゅょ…"
KINSOKU_END = "「『（(【〔《〈"


@pytest.mark.parametrize("justify", [False, True])
def test_no_line_begins_or_ends_with_what_may_not(pane: ArticlePane, justify: bool) -> None:
    text = (
        "岬の局は10日、「灯台」を直すと言った。」費用は3,000トンで、カーターッチ級のF-35Aへ『知って』(註:別の"
        "日誌)…も、人々が「ショー」と呼ぶ。【霧】、《海》!"
    ) * 12
    pane.show_record(1, replace(RECORD, passages=(_passage(text),)))
    for measure in (20, 23, 27, 31, 40, 55):
        pane.set_look(Look(measure=measure, justify=justify))
        layout = pane.browser.document().firstBlock().layout()
        shown = pane.browser.document().firstBlock().text()
        lines = [layout.lineAt(n) for n in range(layout.lineCount())]
        assert len(lines) > 10
        for line in lines[1:]:
            assert shown[line.textStart()] not in KINSOKU_START
            assert shown[line.textStart() - 1] not in KINSOKU_END


def test_selected_words_stay_selected_when_it_counts_as_read(pane: ArticlePane) -> None:
    pane.show_record(1, RECORD)
    pane.browser.selectAll()
    chosen = pane.browser.textCursor().selectedText()
    pane.show_record(1, replace(RECORD, read_at="2031-04-11T00:00:00Z"))
    assert pane.browser.textCursor().selectedText() == chosen != ""


def test_space_pages_and_then_asks_for_the_next(pane: ArticlePane, qtbot: QtBot) -> None:
    _long(pane)
    bar = pane.browser.verticalScrollBar()
    before = bar.value()
    with qtbot.assertNotEmitted(pane.page_end_reached):
        pane.page_down()
    assert bar.value() > before
    bar.setValue(bar.maximum())
    with qtbot.waitSignal(pane.page_end_reached):
        pane.page_down()


def test_no_clipping_is_said(pane: ArticlePane) -> None:
    pane.show_record(1, RECORD)
    pane.show_record(None, None)
    assert t("article.empty") in desktop.words(pane)
    assert RECORD.headline not in desktop.words(pane)
