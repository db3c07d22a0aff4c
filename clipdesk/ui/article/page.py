"""A clipping as rich text: the article, the compiler's note set apart, its connections.

Every character from the archive is escaped; the only links are our own, made here: `clip:` leads
to a clipping, `mark:` does something with a highlight that is no longer found in the text.

Each passage is one block of the document, with the passage's number as its state and, character
for character, its text (`shown`): so highlights find their words (`highlights.Places`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import Final, Literal
from urllib.parse import quote, unquote

from clipdesk.core import anchors
from clipdesk.core.hits import Range
from clipdesk.core.model import (
    CitationRecord,
    LinkRecord,
    Mark,
    MarkKind,
    Mention,
    Passage,
    PassageKind,
    PlacedHighlight,
    Record,
    Voice,
    place_names,
    remarks,
)
from clipdesk.exporting.passages import language_of
from clipdesk.texts import t
from clipdesk.ui import formats, theme
from clipdesk.ui.article.look import Look
from clipdesk.ui.tokens import Tokens

_SCHEME = "clip:"
MARK_SCHEME: Final = "mark:"
THREAD: Final = "thread:"
"""The link to all that citations connect with the clipping."""
_MOST_LINKS: Final = 60
"""So many connections are shown under an article; the thread has all."""
_JOURNAL_SCHEME: Final = "journal:"
LOST: Final = "lost"
"""The anchor at the list of highlights that fit nowhere."""
Wish = Literal["move", "remove"]
_WISHES: Final[tuple[Wish, ...]] = ("move", "remove")


def link_to(uid: str) -> str:
    """The link that leads to a clipping."""
    return _SCHEME + quote(uid, safe="")


def link_uid(href: str) -> str | None:
    """The clipping that one of our links leads to, None for any other link."""
    return unquote(href.removeprefix(_SCHEME)) if href.startswith(_SCHEME) else None


def link_journal(href: str) -> int | None:
    """The free note that one of our links leads to, None for any other link."""
    number = href.removeprefix(_JOURNAL_SCHEME)
    is_ours = href.startswith(_JOURNAL_SCHEME) and number.isascii() and number.isdigit()
    return int(number) if is_ours else None


def link_wish(href: str) -> tuple[Wish, int] | None:
    """What one of our links asks for, and of which highlight; None for any other link."""
    name, _, number = href.removeprefix(MARK_SCHEME).partition("/")
    wish = next((wish for wish in _WISHES if wish == name), None)
    if not href.startswith(MARK_SCHEME) or wish is None or not number.isascii():
        return None
    return (wish, int(number)) if number.isdigit() else None


_SPLITS: Final = str.maketrans("\n\r\u2029\ufdd0\ufdd1", "\u2028\u2028\u2028\ufffd\ufffd")


def shown(text: str) -> str:
    """A passage's text as its block has it: what would split the block is a line break in it."""
    return text.translate(_SPLITS)


def page_html(
    record: Record,
    tokens: Tokens,
    look: Look,
    *,
    writable: bool = True,
    mentions: Sequence[Mention] = (),
) -> str:
    """The document below the header.

    Args:
        record: the clipping.
        tokens: the colours of what it stands on.
        look: how the text is set.
        writable: whether something can be done with highlights that are not found.
        mentions: the analyst's notes that point to the clipping.
    """
    parts = [_style(tokens, look)]
    block: list[tuple[int, Passage]] = []
    for number, passage in enumerate(record.passages):
        if block and passage.block != block[-1][1].block:
            parts.append(_compiler_note(block, tokens))
            block = []
        if passage.voice is Voice.COMPILER and passage.kind is not PassageKind.RELATED:
            block.append((number, passage))
        elif passage.kind is not PassageKind.RELATED:
            parts.append(_paragraph(number, passage))
    if block:
        parts.append(_compiler_note(block, tokens))
    parts.append(_lost(record, tokens, writable=writable))
    parts.append(_connections(record))
    parts.append(_mentions(mentions, tokens))
    return "".join(parts)


def headline_html(headline: str, hits: Sequence[Range], current: Range | None) -> str:
    """A headline with its search hits marked; character for character the same words."""
    colours = theme.page_tokens()
    parts, at = [], 0
    for start, end in hits:
        style = f"background: {colours.hit}"
        if (start, end) == current:
            style = f"background: {colours.hit_line}; color: {colours.paper}"
        parts.append(escape(headline[at:start]))
        parts.append(f'<span style="{style}">{escape(headline[start:end])}</span>')
        at = end
    parts.append(escape(headline[at:]))
    return f'<span style="white-space: pre-wrap">{"".join(parts)}</span>'


def _style(tokens: Tokens, look: Look) -> str:
    """Lengths are in Japanese characters, so that they grow with the text."""
    size, em = look.size, look.em
    small = size * 0.86
    return (
        f"<style>body {{ color: {tokens.ink}; font-size: {size}pt; }}"
        f" p {{ margin: 0 0 {em * 0.55:.0f}px 0; line-height: {look.line}%;"
        " white-space: pre-wrap; }"
        f" p.text {{ text-indent: {em:.0f}px; }}"
        f" p.latin {{ text-align: {'justify' if look.justify else 'left'}; }}"
        f" p.heading {{ font-weight: bold; margin-top: {em:.0f}px; }}"
        f" p.bullet {{ margin-left: {em * 2:.0f}px; text-indent: -{em:.0f}px; }}"
        f" p.quiet, p.label, td.when {{ color: {tokens.ink_soft}; }}"
        f" p.label {{ font-size: {small:.1f}pt; font-weight: bold;"
        f" margin: {em * 1.2:.0f}px 0 4px 0; }}"
        f" td {{ padding: 3px {em * 0.75:.0f}px 3px 0; font-size: {size * 0.93:.1f}pt; }}"
        f" td.when {{ white-space: nowrap; }}"
        f" span.source {{ color: {tokens.ink_soft}; font-size: {small:.1f}pt; }}"
        f" span.remark {{ color: {tokens.compiler}; }}"
        f" a {{ color: {tokens.accent}; text-decoration: none; }}</style>"
    )


def _paragraph(number: int, passage: Passage) -> str:
    if passage.kind is PassageKind.PLACE:
        names = "、".join(escape(name) for name in place_names(passage.text))
        return f'<p class="quiet">{escape(t("article.place"))} {names}</p>'
    text = _marked(passage)
    classes = _CLASSES[passage.kind]
    if language_of(passage.text) == "en":  # its spaces widen; Japanese is set even by `justify`
        classes += " latin"
    return f'<p class="{classes}" style="-qt-user-state: {number}">{text}</p>'


def _marked(passage: Passage) -> str:
    """The text with its emphasis and links; no character is added, so that offsets stay.

    Emphasis is bold, for Japanese has no italics. Links are underlined and say where they lead;
    they are not followed: nothing here opens a page. Remarks that the compiler put inside the
    article's sentences have the colour of that voice.
    """
    spans = remarks(passage.text) if passage.voice is Voice.ARTICLE else []
    opening, closing = {start for start, _ in spans}, {end for _, end in spans}
    begins: dict[int, list[Mark]] = {}
    ends: dict[int, list[Mark]] = {}
    for mark in passage.marks:
        begins.setdefault(mark.start, []).append(mark)
        ends.setdefault(mark.end, []).append(mark)
    active: list[Mark] = []
    parts = []
    in_remark = False
    cuts = sorted({0, *begins, *ends, *opening, *closing, len(passage.text)})
    for start, end in pairwise(cuts):
        active = [mark for mark in active if mark not in ends.get(start, ())]
        active += begins.get(start, [])
        part = escape(shown(passage.text[start:end])).replace("\u2028", "<br>")
        for mark in active:
            if mark.kind is MarkKind.EMPHASIS:
                part = f"<b>{part}</b>"
            elif mark.kind in {MarkKind.GLOSSARY, MarkKind.PLACE}:
                target = mark.target.replace("<", "%3C")  # a tooltip would take it for markup
                part = f'<u title="{escape(target)}">{part}</u>'
        in_remark = start in opening or (in_remark and start not in closing)
        if in_remark:
            part = f'<span class="remark">{part}</span>'
        parts.append(part)
    return "".join(parts)


_CLASSES = {
    PassageKind.TEXT: "text",
    PassageKind.HEADING: "heading",
    PassageKind.BULLET: "bullet",
    PassageKind.DESCRIPTOR: "quiet",
}


def _compiler_note(block: Iterable[tuple[int, Passage]], tokens: Tokens) -> str:
    """Another voice: a tinted box with a rule at its side and its name above."""
    text = "".join(_paragraph(number, passage) for number, passage in block)
    return _box(t("article.compiler_note"), text, tokens.compiler, tokens.compiler_ground)


def _box(title: str, html: str, colour: str, ground: str) -> str:
    return (
        '<table width="100%" cellspacing="0" cellpadding="0" style="margin: 6px 0 12px 0">'
        f'<tr><td width="3" style="padding: 0; background: {colour}"></td>'
        f'<td style="padding: 10px 14px 4px 14px; background: {ground}">'
        f'<p style="color: {colour}; font-weight: bold">{escape(title)}</p>{html}</td></tr></table>'
    )


def _lost(record: Record, tokens: Tokens, *, writable: bool) -> str:
    """The analyst's highlights whose words are not in the text any more: none is ever dropped."""
    spans = [
        span
        for span, passage in zip(
            anchors.passage_spans(record.passages), record.passages, strict=True
        )
        if passage.kind not in {PassageKind.RELATED, PassageKind.PLACE}
    ]
    rows = [
        _lost_one(one, tokens, writable=writable)
        for one in record.placed
        if not _is_seen(one, spans)
    ]
    title = t("article.lost")
    html = _box(title, "".join(rows), tokens.analyst, tokens.analyst_ground)
    return f'<a name="{LOST}"></a>{html}' if rows else ""


def _is_seen(one: PlacedHighlight, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether some of a highlight's words stand in a passage that is shown as it is."""
    if one.start is None or one.end is None:
        return False
    return any(one.start < end and one.end > start for start, end in spans)


def _lost_one(one: PlacedHighlight, tokens: Tokens, *, writable: bool) -> str:
    ground = theme.mark_ground([one.highlight.colour], tokens)
    words = escape(shown(one.highlight.quote)).replace("\u2028", "<br>")
    parts = [f'<span style="background: {ground}">{words}</span>']
    if one.highlight.comment:
        comment = escape(shown(one.highlight.comment)).replace("\u2028", "<br>")
        parts.append(f'<span style="color: {tokens.analyst}">{comment}</span>')
    if writable:
        wishes = "　".join(
            f'<a href="{MARK_SCHEME}{wish}/{one.id}">{escape(t(f"article.lost_{wish}"))}</a>'
            for wish in _WISHES
        )
        parts.append(f'<span class="source">{wishes}</span>')
    return f"<p>{'<br>'.join(parts)}</p>"


def _connections(record: Record) -> str:
    """What it cites and what cites it, each in the order of dates; last what nobody has."""
    by_uid = {link.uid: link for link in record.cited}
    cites = sorted(
        dict.fromkeys(record.cites),  # a page may cite one clipping twice
        key=lambda c: by_uid[c.uid].published.iso if c.uid in by_uid else "~",
    )
    rows = [_citation(citation, by_uid.get(citation.uid or "")) for citation in cites]
    rows = list(dict.fromkeys(rows))  # the same target by another hint
    html = _table("article.cites", rows)
    html += _table("article.cited_by", [_link(link) for link in record.cited_by])
    if record.cited or record.cited_by:
        html += f"<p class='label'><a href='{THREAD}'>{escape(t('article.thread'))}</a></p>"
    return html


def _mentions(mentions: Sequence[Mention], tokens: Tokens) -> str:
    """What the analyst wrote elsewhere about it: in that voice, with the way there."""
    rows = "".join(_mention(one) for one in mentions)
    html = f"<table cellspacing='0' cellpadding='0'>{rows}</table>"
    title = t("article.mentioned")
    return _box(title, html, tokens.analyst, tokens.analyst_ground) if rows else ""


def _mention(mention: Mention) -> str:
    words = escape(shown(mention.title))
    if mention.clipping is None:
        href = f"{_JOURNAL_SCHEME}{mention.journal_id}"
        said = f'<a href="{href}">{words or escape(t("notes.untitled"))}</a>'
    else:
        headline = escape(shown(mention.clipping.headline))
        said = f'<a href="{link_to(mention.clipping.uid)}">{headline}</a>'
        said += f"<br><span class='source'>{words}</span>" if words else ""
    day = escape(formats.stamp_day(mention.changed_at))
    return f'<tr><td class="when">{day}</td><td>{said}</td></tr>'


def _table(key: str, rows: list[str]) -> str:
    if not rows:
        return ""
    more = ""
    if len(rows) > _MOST_LINKS:
        more = escape(t("article.more_links", n=len(rows) - _MOST_LINKS))
        more = f"<p class='quiet'>{more}</p>"
    table = "".join(rows[:_MOST_LINKS])
    title = f"<p class='label'>{escape(t(key))}</p>"
    return f"{title}<table cellspacing='0' cellpadding='0'>{table}</table>{more}"


def _citation(citation: CitationRecord, target: LinkRecord | None) -> str:
    if target is not None:
        return _link(target)
    hint = f" ({escape(citation.hint)})" if citation.hint else ""
    return (
        f'<tr><td class="when">{escape(t("article.dangling"))}</td>'
        f"<td>&lt;{escape(citation.id)}&gt;{hint}</td></tr>"
    )


def _link(link: LinkRecord) -> str:
    return (
        f'<tr><td class="when">{escape(formats.plain_date(link.published))}</td>'
        f'<td><a href="{link_to(link.uid)}">{escape(link.headline)}</a>'
        f"　<span class='source'>{escape(link.source)}</span></td></tr>"
    )
