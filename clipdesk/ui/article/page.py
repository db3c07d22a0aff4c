"""A clipping as rich text: the article, the compiler's note set apart, its connections.

Every character from the archive is escaped; the only links are our own `clip:` ones, made here.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from urllib.parse import quote, unquote

from clipdesk.core.model import (
    CitationRecord,
    LinkRecord,
    Mark,
    MarkKind,
    Passage,
    PassageKind,
    Record,
    Voice,
    place_names,
    remarks,
)
from clipdesk.texts import t
from clipdesk.ui import formats
from clipdesk.ui.tokens import Tokens

_SCHEME = "clip:"


def link_uid(href: str) -> str | None:
    """The clipping that one of our links leads to, None for any other link."""
    return unquote(href.removeprefix(_SCHEME)) if href.startswith(_SCHEME) else None


def page_html(record: Record, tokens: Tokens, size: int) -> str:
    """The document below the header.

    Args:
        record: the clipping.
        tokens: the colours of the scheme in use.
        size: of the text, in points.
    """
    parts = [_style(tokens, size)]
    block: list[Passage] = []
    for passage in record.passages:
        if block and passage.block != block[-1].block:
            parts.append(_compiler_note(block, tokens))
            block = []
        if passage.voice is Voice.COMPILER and passage.kind is not PassageKind.RELATED:
            block.append(passage)
        elif passage.kind is not PassageKind.RELATED:
            parts.append(_paragraph(passage))
    if block:
        parts.append(_compiler_note(block, tokens))
    parts.append(_connections(record))
    return "".join(parts)


def _style(tokens: Tokens, size: int) -> str:
    small = size * 0.86
    return (
        f"<style>body {{ color: {tokens.ink}; font-size: {size}pt; }}"
        f" p {{ margin: 0 0 {size * 0.7:.0f}px 0; line-height: 125%; }}"
        f" p.text {{ text-indent: {size * 4 // 3}px; }}"
        f" p.heading {{ font-weight: bold; margin-top: {size}px; }}"
        f" p.bullet {{ margin-left: {size * 2}px; text-indent: -{size * 4 // 3}px; }}"
        f" p.quiet, p.label, td.when {{ color: {tokens.ink_soft}; }}"
        f" p.label {{ font-size: {small:.1f}pt; font-weight: bold;"
        f" margin: {size * 1.6:.0f}px 0 4px 0; }}"
        f" td {{ padding: 3px 12px 3px 0; font-size: {size * 0.93:.1f}pt; }}"
        f" span.source {{ color: {tokens.ink_soft}; font-size: {small:.1f}pt; }}"
        f" span.remark {{ color: {tokens.compiler}; }}"
        f" a {{ color: {tokens.accent}; text-decoration: none; }}</style>"
    )


def _paragraph(passage: Passage) -> str:
    text = _marked(passage).replace("\n", "<br>")
    if passage.kind is PassageKind.PLACE:
        names = "、".join(escape(name) for name in place_names(passage.text))
        return f'<p class="quiet">{escape(t("article.place"))} {names}</p>'
    return f'<p class="{_CLASSES[passage.kind]}">{text}</p>'


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
        part = escape(passage.text[start:end])
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


def _compiler_note(block: Iterable[Passage], tokens: Tokens) -> str:
    """Another voice: a tinted box with a rule at its side and its name above."""
    text = "".join(_paragraph(passage) for passage in block)
    return (
        '<table width="100%" cellspacing="0" cellpadding="0" style="margin: 6px 0 12px 0">'
        f'<tr><td width="3" style="padding: 0; background: {tokens.compiler}"></td>'
        f'<td style="padding: 10px 14px 4px 14px; background: {tokens.compiler_ground}">'
        f'<p style="color: {tokens.compiler}; font-weight: bold">'
        f"{escape(t('article.compiler_note'))}</p>{text}</td></tr></table>"
    )


def _connections(record: Record) -> str:
    by_uid = {link.uid: link for link in record.cited}
    cites = sorted(
        record.cites, key=lambda c: by_uid[c.uid].published.iso if c.uid in by_uid else "0"
    )
    rows = [_citation(citation, by_uid.get(citation.uid or "")) for citation in cites]
    html = _table("article.cites", rows)
    return html + _table("article.cited_by", [_link(link) for link in record.cited_by])


def _table(key: str, rows: list[str]) -> str:
    if not rows:
        return ""
    return f"<p class='label'>{escape(t(key))}</p><table cellspacing='0' cellpadding='0'>{''.join(rows)}</table>"


def _citation(citation: CitationRecord, target: LinkRecord | None) -> str:
    if target is not None:
        return _link(target)
    hint = f" ({escape(citation.hint)})" if citation.hint else ""
    return (
        f'<tr><td class="when">{escape(t("article.dangling"))}</td>'
        f"<td>&lt;{escape(citation.id)}&gt;{hint}</td></tr>"
    )


def _link(link: LinkRecord) -> str:
    href = _SCHEME + quote(link.uid, safe="")
    return (
        f'<tr><td class="when">{escape(formats.plain_date(link.published))}</td>'
        f'<td><a href="{href}">{escape(link.headline)}</a>'
        f"　<span class='source'>{escape(link.source)}</span></td></tr>"
    )
