"""The article view: header, tags, the article, my note. Main thread; asks for no data by itself.

It shows the `Record` that it is given and says what the user wishes; the window does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.core.anchors import COLOURS
from clipdesk.core.model import Mention, PlacedHighlight, Record
from clipdesk.core.query import Field, Term
from clipdesk.core.text import fold
from clipdesk.settings import Settings
from clipdesk.texts import t
from clipdesk.ui import formats, swatches, theme
from clipdesk.ui.article import highlights, page
from clipdesk.ui.article.browser import ArticleBrowser, Place
from clipdesk.ui.article.comment_dialog import CommentDialog
from clipdesk.ui.article.find_bar import FindBar
from clipdesk.ui.article.hits import Hits
from clipdesk.ui.article.look import Look
from clipdesk.ui.article.look_panel import LookPanel
from clipdesk.ui.article.mark_bar import MarkBar
from clipdesk.ui.article.note_editor import NoteEditor
from clipdesk.ui.article.note_hits import NoteHits
from clipdesk.ui.article.review_line import ReviewLine
from clipdesk.ui.article.tags_bar import TagsBar
from clipdesk.ui.chips import plain_hint
from clipdesk.ui.swatches import Names
from clipdesk.ui.tokens import Size, Space

_HEAD_SHARE = 0.5
"""Of the pane above the note: a longer headline scrolls."""
_LEAST_HEAD = 90
_MOST_SOUGHT = 60
"""So many selected characters are words to look for; more are a passage."""


class ArticlePane(QWidget):
    """What is read and written on one clipping.

    Signals:
        tag_requested(str), untag_requested(str): give or take a tag.
        star_requested(): star it, or take the star off.
        looks_requested(): choose how articles are set.
        back_requested(), forward_requested(): go along the way of what was read.
        revisions_requested(): show what the clipping said before.
        thread_requested(): show all that citations connect with it.
        review_requested(): ask on which day it is to be shown again.
        clipping_requested(str): follow a citation to this uid.
        journal_requested(int): go to the free note that mentions the clipping.
        page_end_reached(): Space was pressed where nothing is left to scroll.
        highlight_requested(int, int, str, str): mark the words between two offsets of the reading
            text; the words themselves; the colour.
        highlight_edit_requested(int, str, str): give a highlight a colour and a comment.
        highlight_move_requested(int, int, int, str): put a highlight on these words instead.
        highlight_remove_requested(int): take a highlight away.
        tag_step_requested(str), note_step_requested(str): "undo" or "redo" was asked for in a field
            that has nothing of its own for it.
        said(str): a quiet word to the user.
    """

    tag_requested = Signal(str)
    untag_requested = Signal(str)
    star_requested = Signal()
    looks_requested = Signal()
    back_requested = Signal()
    forward_requested = Signal()
    revisions_requested = Signal()
    thread_requested = Signal()
    review_requested = Signal()
    clipping_requested = Signal(str)
    journal_requested = Signal(int)
    page_end_reached = Signal()
    highlight_requested = Signal(int, int, str, str)
    highlight_edit_requested = Signal(int, str, str)
    highlight_move_requested = Signal(int, int, int, str)
    highlight_remove_requested = Signal(int)
    tag_step_requested = Signal(str)
    note_step_requested = Signal(str)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("articlePane")
        self._record: Record | None = None
        self._mentions: Sequence[Mention] = ()
        self._terms: Sequence[Term] = ()
        self._hits = Hits()
        self._found = Hits()  # of the words that are looked for in this article alone
        self._sought: tuple[Term, ...] = ()
        self._look = Look()
        self._places: dict[str, Place] = {}  # where it goes on in clippings read before
        self._writable = True
        self._commented: PlacedHighlight | None = None  # whose comment was edited last
        self._to_comment: tuple[int, int, str] | None = None  # place and colour, once it is marked
        self._named: Names = {}
        self._names: Names = {}
        self._header = _Header(self)
        self._header.star.clicked.connect(self.star_requested)
        self._header.looks.clicked.connect(self.looks_requested)
        self._header.back.clicked.connect(self.back_requested)
        self._header.forward.clicked.connect(self.forward_requested)
        self._header.review.linkActivated.connect(lambda _: self.review_requested.emit())
        self._header.revised.linkActivated.connect(lambda _: self.revisions_requested.emit())
        self.tags = TagsBar(self)
        self.tags.add_requested.connect(self.tag_requested)
        self.tags.remove_requested.connect(self.untag_requested)
        self.tags.step_requested.connect(self.tag_step_requested)
        self.browser = ArticleBrowser(self)
        self.browser.anchorClicked.connect(self._on_browser_anchor_clicked)
        self.browser.page_end_reached.connect(self.page_end_reached)
        self.browser.highlights_clicked.connect(self._on_browser_highlights_clicked)
        self.finder = FindBar(self)
        self.finder.sought.connect(self._on_find_sought)
        self.finder.step_requested.connect(self.step_found)
        self.finder.closed.connect(self._on_find_closed)
        self.note = NoteEditor(self)
        self._note_hits = NoteHits(self.note.field)
        self.note.step_requested.connect(self.note_step_requested)
        self._stack = QStackedWidget(self)
        self._empty = QLabel(self)
        self._empty.setObjectName("emptyState")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build_reading())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        theme.watcher().changed.connect(self._on_theme_changed)
        self.retranslate()

    def _build_reading(self) -> QWidget:
        top = self._paper = QWidget(self)
        top.setObjectName("articlePaper")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QWidget(top)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(24, 18, 24, 10)
        inner.setSpacing(10)
        inner.addWidget(self._header)
        inner.addWidget(self.tags)
        self._head = _Head(inside, top)
        column.addWidget(self._head)
        rule = QFrame(top)
        rule.setObjectName("hairline")
        rule.setFixedHeight(1)
        column.addWidget(rule)
        column.addWidget(self.browser, 1)
        column.addWidget(self.finder)
        self._bar = MarkBar(self.browser, self)
        self._bar.colour_chosen.connect(self.highlight)
        self._bar.comment_chosen.connect(self.highlight_and_comment)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setObjectName("articleSplitter")
        self.splitter.addWidget(top)
        self.splitter.addWidget(self.note)
        self.splitter.setStretchFactor(0, 4)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([600, 170])
        return self.splitter

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._empty.setText(t("article.empty"))
        self._header.retranslate()
        self.tags.retranslate()
        self.finder.retranslate()
        self.note.retranslate()
        self.name_colours(self._named)
        self.browser.setAccessibleName(t("article.text"))
        self._render()

    def show_record(
        self, clipping_id: int | None, record: Record | None, mentions: Sequence[Mention] = ()
    ) -> None:
        """Show a clipping with the notes that point to it, or say that none is open."""
        self._mentions = mentions
        is_new = record is None or self._record is None or record.uid != self._record.uid
        before, self._record = self._record, record
        if is_new and before is not None:
            self._places[before.uid] = self.browser.place
        if is_new or before is None or record is None or not _same_words(before, record):
            self._find_hits()
        if record is None:
            self.note.show_note(None, "")
            self._stack.setCurrentIndex(0)
            return
        self._render()
        if is_new:
            self.browser.go_to(self._places.get(record.uid, Place()))
            self._head.verticalScrollBar().setValue(0)
        elif self._to_comment is not None:
            self._comment_on_marked(record)
        if is_new:
            self._to_comment = None
        self.tags.show_tags(record.tags)
        self.note.show_note(clipping_id, record.note or "")
        self._stack.setCurrentIndex(1)

    def show_hits(self, terms: Sequence[Term]) -> None:
        """Mark where words that were searched for stand."""
        if tuple(terms) != tuple(self._terms):
            self._terms = terms
            self._find_hits()
            self._note_hits.show_hits(terms)
            self._show_hits()

    def step_hit(self, delta: int) -> tuple[int, int] | None:
        """Go to the next hit (1) or the previous one (-1): headline, text, my note.

        Returns:
            Which of how many it is; None where there is no more, and none is current any more.
        """
        self._hits.show_note(self._note_hits.count())
        went = self._hits.step(delta)
        self._show_hits()
        if self._hits.in_headline is not None:
            self._head.verticalScrollBar().setValue(0)
        return (self._hits.number or 0, len(self._hits)) if went else None

    def open_looks(self, settings: Settings) -> LookPanel:
        """Show how articles are set, for the analyst to choose."""
        panel = LookPanel(settings, self)
        panel.open_below(self._header.looks if self._stack.currentIndex() else self._stack)
        return panel

    def find_words(self) -> None:
        """Look for words in this article; those that are selected, if there are any."""
        chosen = self.browser.chosen
        words = "" if chosen is None else " ".join(chosen[2].split())
        self.finder.open_bar(words if len(words) <= _MOST_SOUGHT else "")

    def step_found(self, delta: int) -> bool:
        """Go to the next (1) or the previous (-1) place of the words that are looked for here.

        Returns:
            False when none are looked for: the keys of hits are the search's then.
        """
        if self.finder.is_on:
            self._found.turn(delta)
            self._show_hits()
        return self.finder.is_on

    def show_way(self, *, back: bool, forward: bool) -> None:
        """Whether the way of what was read goes on there."""
        self._header.back.setEnabled(back)
        self._header.forward.setEnabled(forward)

    def set_look(self, look: Look) -> None:
        """Set the text so, on what articles stand on now."""
        self._look = look
        with self.browser.in_place():
            theme.dress(self._paper, theme.page_tokens())
            self.browser.set_look(look)
            self._render()
        self.tags.retranslate()
        self.finder.retranslate()

    @property
    def place(self) -> Place:
        """How far the clipping that is open was read."""
        return self.browser.place

    def remember_place(self, uid: str, place: Place) -> None:
        """Go on there when that clipping is opened."""
        self._places[uid] = place

    def offer_tags(self, tags: Sequence[str]) -> None:
        """The tags that typing completes to."""
        self.tags.offer(tags)

    def focus_text(self) -> None:
        """Put the keys into the article."""
        self.browser.setFocus()

    def page_down(self) -> None:
        """Scroll one page, or say that the end is reached."""
        self.browser.page_down()

    def set_read_only(self, why: str) -> None:
        """Show everything but let nothing be changed.

        Args:
            why: nothing can be written; empty where it can be.
        """
        self._writable = not why
        self._bar.allow(not why)
        self._header.set_read_only(why)
        self.tags.set_read_only(why)
        self.note.set_read_only(why)
        self._render()

    def name_colours(self, named: Names) -> None:
        """Say what the colours of highlights mean, in the language in use.

        Args:
            named: the analyst's own meanings, by colour.
        """
        self._named, self._names = named, swatches.names(named)
        self._bar.name_colours(self._names)
        self.browser.name_colours(self._names)

    def highlight(self, colour: str = COLOURS[0]) -> None:
        """Ask to mark the selected words."""
        if self._writable and (chosen := self._chosen()) is not None:
            self._bar.leave()
            place = (*chosen[:2], colour)
            placed = () if self._record is None else self._record.placed
            if place not in {(one.start, one.end, one.highlight.colour) for one in placed}:
                self.browser.show_pending(*chosen, colour)  # it is seen before it is written
            self.highlight_requested.emit(*chosen, colour)

    def drop_pending(self) -> None:
        """Words could not be marked: they look as they are."""
        if self._record is not None:
            self.browser.show_highlights(self._record.passages, self._record.placed)

    def highlight_and_comment(self) -> None:
        """Ask to mark the selected words; once they are, their comment is written."""
        chosen = self.browser.chosen
        record = self._record
        if chosen is not None and record is not None and self._writable:
            self._to_comment = (chosen[0], chosen[1], COLOURS[0])
            if self._comment_on_marked(record):  # they were before
                return
        self.highlight()

    def toggle_caret(self) -> None:
        """Let keys walk through the text and select words with Shift, or scroll again."""
        self.browser.toggle_caret()
        self.focus_text()

    def show_highlight(self, highlight_id: int) -> None:
        """Bring a highlight of the open clipping into sight."""
        self.browser.point_at(highlight_id)

    def give_back_comment(self, highlight_id: int, typed: str) -> None:
        """It could not be saved: what was typed stands in the editor again."""
        one = self._commented
        if one is not None and one.id == highlight_id and one.highlight.comment != typed:
            self._edit_comment(one, typed)

    def _comment_on_marked(self, record: Record) -> bool:
        """Write the comment that was asked for on words, if they are marked by now."""
        for one in record.placed:
            if (one.start, one.end, one.highlight.colour) == self._to_comment:
                self._to_comment = None
                self._bar.leave()
                self._edit_comment(one)
                return True
        return False

    def _edit_comment(self, one: PlacedHighlight, typed: str | None = None) -> None:
        self._commented = one
        marked = one.highlight
        dialog = CommentDialog(
            marked.quote, marked.comment, marked.comment if typed is None else typed, self
        )
        dialog.edited.connect(
            lambda comment: self.highlight_edit_requested.emit(one.id, marked.colour, comment)
        )
        dialog.open()

    def _chosen(self) -> tuple[int, int, str] | None:
        """The selected words; without any it is said that there are none."""
        chosen = self.browser.chosen
        if chosen is None:
            self.said.emit(t("article.select_first"))
        return chosen

    def _render(self) -> None:
        if self._record is None:
            return
        record = self._record
        self._header.show_record(record, self._look)
        self.browser.show_html(
            page.page_html(
                record,
                theme.page_tokens(),
                self._look,
                writable=self._writable,
                mentions=self._mentions,
            )
        )
        self.browser.show_highlights(record.passages, record.placed)
        self._show_hits()

    def _find_hits(self) -> None:
        self._hits = Hits(self._record, self._terms)
        self._found = Hits(self._record, self._sought)

    def _show_hits(self) -> None:
        if self._record is not None:
            shown = self._found if self.finder.is_on else self._hits
            self._header.show_headline(self._record.headline, shown)
            self.browser.show_hits(shown)
            if shown.in_note is not None:
                self.note.show_text()
            self._note_hits.show_current(shown.in_note)
            self.finder.show_count(self._found.number, len(self._found))

    def _on_find_sought(self, words: str) -> None:
        folded = fold(words)
        self._sought = (Term(Field.ANY, folded),) if folded else ()
        self._found = Hits(self._record, self._sought)
        self._found.go_near(self.browser.offset_in_sight)
        self._show_hits()

    def _on_find_closed(self) -> None:
        self._show_hits()
        self.focus_text()

    def _on_theme_changed(self) -> None:
        self.set_look(self._look)  # a new stylesheet takes the font away
        self.name_colours(self._named)  # their icons have colours of the look

    def _on_browser_anchor_clicked(self, url: QUrl) -> None:
        href = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if href == page.THREAD:
            self.thread_requested.emit()
        elif (uid := page.link_uid(href)) is not None:
            self.clipping_requested.emit(uid)
        elif (journal_id := page.link_journal(href)) is not None:
            self.journal_requested.emit(journal_id)
        elif (wish := page.link_wish(href)) is not None and self._writable:
            name, highlight_id = wish
            if name == "remove":
                self.highlight_remove_requested.emit(highlight_id)
            elif (chosen := self._chosen()) is not None:
                self.highlight_move_requested.emit(highlight_id, *chosen)

    def _on_browser_highlights_clicked(self, placed: list[PlacedHighlight], where: QPoint) -> None:
        if not self._writable:
            return
        menu = highlights.menu(
            placed,
            self,
            self._names,
            recolour=lambda one, colour: self.highlight_edit_requested.emit(
                one.id, colour, one.highlight.comment
            ),
            comment=self._edit_comment,
            remove=lambda one: self.highlight_remove_requested.emit(one.id),
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)


def _same_words(one: Record, other: Record) -> bool:
    """Whether hits stand at the same places."""
    return one.headline == other.headline and one.passages == other.passages


class _Head(QScrollArea):
    """What stands above the text: as high as it is, up to a share of the pane; then it scrolls."""

    def __init__(self, inside: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)  # the paper shows through
        self.viewport().setAutoFillBackground(False)
        parent.installEventFilter(self)
        inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        inside, pane = self.widget(), self.parentWidget()
        if inside is not None and pane is not None:
            most = max(_LEAST_HEAD, round(pane.height() * _HEAD_SHARE))
            self.setFixedHeight(min(inside.heightForWidth(self.width()), most))


class _Header(QWidget):
    """Date, source, route and id above the headline; the way back and forward, and the star."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._meta = _selectable(QLabel(self))
        self._meta.setObjectName("quiet")
        self._headline = _selectable(QLabel(self))
        self._headline.setObjectName("headline")
        self.review = ReviewLine(self)
        self.revised = QLabel(self)
        self.revised.setObjectName("quiet")
        self.revised.setTextFormat(Qt.TextFormat.RichText)  # our own words and one link
        self.revised.setWordWrap(True)
        self.revised.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.looks, self.back, self.forward, self.star = (QToolButton(self) for _ in range(4))
        line = QHBoxLayout()
        line.addWidget(self._meta, 1)
        line.setSpacing(Space.S)
        for button in (self.looks, self.back, self.forward, self.star):
            button.setAutoRaise(True)
            button.setIconSize(QSize(20, 20))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self._headline)
        layout.addWidget(self.revised)
        layout.addWidget(self.review)

    def retranslate(self) -> None:
        for button, text in (
            (self.looks, t("article.looks")),
            (self.back, t("article.back")),
            (self.forward, t("article.forward")),
            (self.star, t("article.star")),
        ):
            button.setAccessibleName(text)
            button.setToolTip(text)

    def set_read_only(self, why: str) -> None:
        """Say why nothing can be starred; empty where it can be."""
        self.star.setEnabled(not why)
        self.star.setToolTip(plain_hint(why) if why else t("article.star"))

    def show_headline(self, headline: str, hits: Hits) -> None:
        """Show the headline with its hits; a headline without any stays plain text."""
        if not hits.headline:
            self._headline.setTextFormat(Qt.TextFormat.PlainText)
            self._headline.setText(headline)
            return
        self._headline.setTextFormat(Qt.TextFormat.RichText)  # escaped, and our own marks
        self._headline.setText(page.headline_html(headline, hits.headline, hits.in_headline))

    def show_record(self, record: Record, look: Look) -> None:
        origin = record.source
        if record.via:
            origin = t("article.via", source=record.source, via=record.via)
        if record.source_printed != record.source:
            origin = t("article.as_printed", source=origin, printed=record.source_printed)
        number = f"<{record.id}>" if record.id else t("article.no_id")
        parts = (formats.long_date(record.published), origin, number)
        self._meta.setFont(theme.scaled(theme.ui_font(), Size.SMALL))
        self._meta.setText("　·　".join(parts))
        font = look.font(Size.HEADLINE)
        font.setBold(True)
        self._headline.setFont(font)
        self.review.show_day(record.review_on)
        self.revised.setVisible(record.revised_at is not None)
        if record.revised_at is not None:
            day = formats.stamp_day(record.revised_at)
            said = escape(t("article.revised", n=record.revisions, day=day))
            link = f'<a href="revisions" style="color: {theme.page_tokens().accent}">'
            self.revised.setText(f"{said} — {link}{escape(t('article.compare'))}</a>")
        star = "star-filled" if record.starred else "star"
        for button, name in (
            (self.looks, "letters"),
            (self.back, "chevron-left"),
            (self.forward, "chevron-right"),
            (self.star, star),
        ):
            button.setIcon(theme.icon(name, theme.page_tokens()))


def _selectable(label: QLabel) -> QLabel:
    """A label of the archive's text: plain, so that it can run nothing, and copyable."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)  # a long word must not push the window wide
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
