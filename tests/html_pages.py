"""Pages as HTML tables, in the ways in which such pages are really typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from clipdesk.core.model import Draft, Page

HEADS = ("年 月 日", "出   典", "標       題", "要             旨")


@dataclass(frozen=True)
class Style:
    """How a page is typed.

    Attributes:
        upper: whether tags are in upper case.
        closed: whether rows, cells and paragraphs are closed.
        table: whether the rows stand in a table at all.
        indent: what stands for the space before a paragraph.
        line_end: between two lines of a cell.
        paragraphs: whether each paragraph of the body is a `<p>`.
        links: whether words that a line break sets off in the text form are links here.
        layout: whether the table stands in the cell of another one.
        bare_ids: whether ids stand there as `<2401-120511>`.
        noise: comments, scripts, styles, fonts, images, handlers, controls.
    """

    upper: bool = False
    closed: bool = True
    table: bool = True
    indent: str = "&nbsp;"
    line_end: str = "<br>"
    paragraphs: bool = False
    links: bool = True
    layout: bool = False
    bare_ids: bool = False
    noise: bool = False


STYLES = {
    "plain": Style(),
    "upper, unclosed": Style(upper=True, closed=False, bare_ids=True),
    "no table": Style(table=False, closed=False, line_end="<br>\n"),
    "spaces": Style(indent=" ", line_end="<br />\n"),
    "wide, paragraphs": Style(indent="　", paragraphs=True),
    "unclosed paragraphs": Style(paragraphs=True, closed=False, upper=True),
    "broken lines": Style(links=False, line_end="<BR>"),
    "layout": Style(layout=True, line_end="\n<br>"),
    "noise": Style(noise=True, line_end="<br clear=all>"),
    "all at once": Style(
        upper=True, closed=False, layout=True, bare_ids=True, noise=True, line_end="<BR>\n"
    ),
}

NOISE = (
    "<!-- 2031.04.09 朝日新聞 <td> --><script>document.write('<tr><td>2031.04.09<td>')</script>"
    "<style>td { color: red }</style><img src='http://h.invalid/x.png' alt='2031.04.09' onload=x()>"
    "<select><option>2031.04.09</select><input value='霧'><textarea>霧 <b></textarea>"
)


def render(page: Page, style: Style, *, head: str = "") -> str:
    """The page as HTML."""
    rows = [_row([[escape(name)] for name in HEADS], style, cell="th")]
    rows += [_row(_cells(draft, style), style) for draft in page.drafts]
    body = "".join(rows)
    if style.table:
        body = f"<table border=1 width='100%'>\n<tbody>{body}</table>"
    if style.layout:
        body = f"<table><tr><td>\n{body}\n</td></tr></table>"
    if style.noise:
        body = f"{NOISE}<form onsubmit='go()'><font size=2>{body}</font></form>{NOISE}"
    title = f"<h1>{escape(page.title)}</h1>\n<p><a href='old.html'>前の年</a></p>\n"
    html = f"<html><head>{head}<title>x</title></head>\n<body onload='go()'>{title}{body}</body></html>\n"
    return _upper(html) if style.upper else html


def _upper(html: str) -> str:
    upper: Callable[[re.Match[str]], str] = lambda tag: tag[0].upper()  # noqa: E731
    return re.sub(r"</?[a-z][a-z0-9]*", upper, html)


def _row(cells: list[list[str]], style: Style, cell: str = "td") -> str:
    end = f"</{cell}>" if style.closed else ""
    filled = "".join(
        f"<{cell} valign=top>\n" + style.line_end.join(lines) + end + "\n" for lines in cells
    )
    return f"<tr bgcolor='#ffffff'>{filled}" + ("</tr>\n" if style.closed else "\n")


def _cells(draft: Draft, style: Style) -> list[list[str]]:
    date, *clock = draft.date_printed.split(" ", 1)
    older = f"{draft.via} {draft.source_printed}記事" in draft.printed
    if older:
        sources = [f"{draft.via} {escape(draft.source_printed)}記事"]
    else:
        bracketed = f"({draft.via})" in draft.printed
        via = [] if draft.via is None else ["", f"({draft.via})" if bracketed else draft.via]
        sources = [escape(draft.source_printed), *via]
    headline = escape(f"「{draft.headline}」" if older else draft.headline)
    if draft.printed_id is not None:
        shown = f"<{draft.printed_id}>" if style.bare_ids else f"&lt;{draft.printed_id}&gt;"
        headline += f" <a name='{draft.printed_id}'>{shown}</a>"
    body = [_paragraph(p.printed, style) for p in draft.passages]
    if style.paragraphs:
        end = "</p>" if style.closed else ""
        body = ["".join(f"<p>{text}{end}" for text in body)]
    if style.noise:
        body = [NOISE + f"<font color=black>{text}</font>" for text in body]
    return [[date, *(f"&nbsp;{time}" for time in clock)], sources, [headline], body]


def _paragraph(printed: str, style: Style) -> str:
    """A paragraph's lines; those that a lost link broke are one again where the link stands."""
    lines = printed.split("\n")
    text = _line(lines[0], style)
    for line in lines[1:]:
        mended = style.links and not line[:1].isspace() and "【註】" not in text
        if not mended:
            text += style.line_end + _line(line, style)
            continue
        word = re.match(r"[0-9A-Za-z]+|.", line)
        assert word is not None
        gap = (
            " "
            if re.search("[0-9A-Za-z]$", text) and word[0].isascii() and word[0].isalnum()
            else ""
        )
        linked = f"<a href='terms.html'>{escape(word[0])}</a>"
        text += gap + linked + _line(line[word.end() :], style, first=False)
    return text


def _line(line: str, style: Style, *, first: bool = True) -> str:
    bare = line.lstrip(" ")
    indent = style.indent * (len(line) - len(bare)) if first else line[: len(line) - len(bare)]
    return indent + escape(bare, quote=False).replace("  ", "&nbsp; ")
