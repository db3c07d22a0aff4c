"""A note as rich text: what Markdown means, in the analyst's voice. Any thread.

Every character that was typed is escaped; the only links are our own (`page.link_to`) and those
that lead to http and https, which nothing follows before it was shown where they lead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from clipdesk.core.model import LinkRecord
from clipdesk.exporting import markdown
from clipdesk.exporting.markdown import Block, Inline
from clipdesk.texts import t
from clipdesk.ui import plain
from clipdesk.ui.article import page
from clipdesk.ui.tokens import Tokens

_SIZES: Final = (1.35, 1.2, 1.1, 1.0, 1.0, 1.0)
"""Of headings, in the text's size."""


def references(blocks: Iterable[Block]) -> list[str]:
    """The clippings that a note names, as written."""
    return [
        one.id for block in blocks for one in _walk(block) if isinstance(one, markdown.Reference)
    ]


def note_html(
    blocks: Sequence[Block], known: Mapping[str, LinkRecord], tokens: Tokens, size: float
) -> str:
    """The document.

    Args:
        blocks: the note.
        known: the clippings that it names, as far as they are there.
        tokens: the colours of the scheme in use.
        size: of the text, in points.
    """
    page_of = _Page(known, tokens, size)
    return page_of.style() + "".join(page_of.block(block) for block in blocks)


def _walk(value: object) -> Iterator[object]:
    """Everything in a block, itself too."""
    yield value
    if isinstance(value, tuple):
        inner: Iterable[object] = value
    else:
        inner = (getattr(value, name) for name in getattr(value, "__slots__", ()))
    for one in inner:
        if not isinstance(one, str | int):
            yield from _walk(one)


class _Page:
    """Makes one document."""

    def __init__(self, known: Mapping[str, LinkRecord], tokens: Tokens, size: float) -> None:
        self._known = known
        self._tokens = tokens
        self._size = size

    def style(self) -> str:
        c, size = self._tokens, self._size
        return (
            f"<style>body {{ color: {c.ink}; font-size: {size}pt; }}"
            f" p, li {{ line-height: 125%; }} p {{ margin: 0 0 {size * 0.6:.0f}px 0; }}"
            f" p.heading {{ font-weight: bold; margin-top: {size * 0.5:.0f}px; }}"
            f" ul, ol {{ margin: 0 0 {size * 0.6:.0f}px 0; }}"
            f" a {{ color: {c.accent}; text-decoration: none; }}"
            f" a.web {{ text-decoration: underline; }}"
            f" span.lost, p.empty {{ color: {c.ink_soft}; }}"
            f" code, pre {{ background: {c.sunken}; font-family: monospace; }}"
            f" pre {{ margin: 0 0 {size * 0.6:.0f}px 0; white-space: pre-wrap; }}"
            f" td, th {{ padding: 3px 8px; }}</style>"
        )

    def block(self, block: Block) -> str:
        match block:
            case markdown.Heading(level, content):
                size = self._size * _SIZES[level - 1]
                html = (
                    f'<p class="heading" style="font-size: {size:.1f}pt">{self._line(content)}</p>'
                )
            case markdown.Paragraph(content):
                html = f"<p>{self._line(content)}</p>"
            case markdown.Bullets(items):
                html = f"<ul>{self._items(items)}</ul>"
            case markdown.Numbers(start, items):
                html = f'<ol start="{start}">{self._items(items)}</ol>'
            case markdown.Quote(blocks):
                html = self._quote(blocks)
            case markdown.CodeBlock(text):
                html = f"<pre>{escape(plain.shown(text))}</pre>"
            case markdown.Table():
                html = self._table(block)
            case markdown.Rule():
                html = "<hr>"
        return html

    def _items(self, items: Sequence[Sequence[Block]]) -> str:
        return "".join(f"<li>{self._item(item)}</li>" for item in items)

    def _item(self, blocks: Sequence[Block]) -> str:
        """What an item says; its first paragraph stands beside its mark."""
        if blocks and isinstance(blocks[0], markdown.Paragraph):
            rest = "".join(self.block(block) for block in blocks[1:])
            return self._line(blocks[0].content) + rest
        return "".join(self.block(block) for block in blocks)

    def _quote(self, blocks: Sequence[Block]) -> str:
        inside = "".join(self.block(block) for block in blocks)
        return (
            '<table cellspacing="0" cellpadding="0" style="margin: 0 0 6px 0"><tr>'
            f'<td width="3" style="padding: 0; background: {self._tokens.line_strong}"></td>'
            f'<td style="padding: 2px 0 0 12px; color: {self._tokens.ink_soft}">{inside}</td>'
            "</tr></table>"
        )

    def _table(self, table: markdown.Table) -> str:
        rows = [("th", table.head), *(("td", row) for row in table.rows)]
        html = "".join(
            "<tr>"
            + "".join(
                f'<{tag} align="{align or "left"}">{self._line(cell)}</{tag}>'
                for align, cell in zip(table.align, cells, strict=True)
            )
            + "</tr>"
            for tag, cells in rows
        )
        line = self._tokens.line_strong
        return (
            f'<table border="1" cellspacing="0" style="border-collapse: collapse;'
            f' border-color: {line}; margin: 0 0 8px 0">{html}</table>'
        )

    def _line(self, content: Sequence[Inline]) -> str:
        return "".join(self._inline(one) for one in content)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case markdown.Text(text):
                html = escape(plain.shown(text))
            case markdown.Code(text):
                html = f"<code>{escape(plain.shown(text))}</code>"
            case markdown.Break():
                html = "<br>"
            case markdown.Emphasis(content):  # Japanese has no italics; the PDF underlines, too
                html = f"<u>{self._line(content)}</u>"
            case markdown.Strong(content):
                html = f"<b>{self._line(content)}</b>"
            case markdown.Strike(content):
                html = f"<s>{self._line(content)}</s>"
            case markdown.Link(url, content):
                html = f'<a class="web" href="{escape(url)}">{self._line(content)}</a>'
            case markdown.Reference(name):
                html = self._reference(name)
        return html

    def _reference(self, name: str) -> str:
        target = self._known.get(name)
        if target is None:
            said = t("article.link_lost", id=plain.shown(name))
            return f'<span class="lost">{escape(said)}</span>'
        headline = " ".join(plain.shown(target.headline).split())
        return f'<a href="{page.link_to(target.uid)}">{escape(headline)}</a>'
