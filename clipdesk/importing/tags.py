"""HTML made plain before it is parsed: only telling tags, each with its line in the source.

Pages of this kind were typed by hand over twenty years, and any file may be hostile. The parser
mends what is unclosed, but it forgets line numbers, moves text that stands between two cells in
front of the table, ignores rows outside a table, and takes quadratic time where elements nest
100,000 deep or a tag has 200,000 attributes. So the tags are rewritten first, in one pass:
scripts, styles, comments and forms' controls go, handlers and all other attributes go, nesting
is bounded, and cells end where the next one begins. Pure; any thread; never recursive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final
from urllib.parse import unquote

LINE: Final = "l"
"""The attribute with the line of the source; it stands on every tag that begins a line."""
EMPHATIC: Final = "e"
"""The attribute of a font or span whose colour or weight sets it apart."""
HIDDEN: Final = "x-hidden"
"""The element that stands for all that a page does not print."""

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PARAGRAPHS: Final = HEADINGS | {"p", "pre", "blockquote", "ul", "ol", "dl", "hr"}
"""Elements with room above and below: whatever their text is, it is a paragraph of its own."""
LINES: Final = PARAGRAPHS | {"br", "div", "li", "dt", "dd", "center", "address", "section"}
EMPHASIS: Final = frozenset({"b", "strong", "em", "u", "i", "mark"})
_CONTAINERS: Final = frozenset({
    "div", "center", "blockquote", "ul", "ol", "dl", "pre", "address", "section", HIDDEN
})  # fmt: skip
_FORMATTING: Final = EMPHASIS | {"a", "font", "span"}
_ACTIVE: Final = _FORMATTING - {"mark", "span"}
"""Those that a parser opens again where what they stood in was ended before them."""
_BLOCKS: Final = _CONTAINERS - {HIDDEN}
_KEPT: Final = LINES | _FORMATTING | {HIDDEN}
_RENAMED: Final = (
    {"xmp": "pre", "listing": "pre", "plaintext": "pre", "caption": "div", "article": "section"}
    | dict.fromkeys(("header", "footer", "main", "nav", "form", "fieldset"), "section")
    | dict.fromkeys(
        ("svg", "math", "template", "select", "datalist", "button", "noscript", "object",
         "video", "audio", "canvas", "noframes", "frameset", "applet"),
        HIDDEN,
    )
)  # fmt: skip
_RAW: Final = frozenset({"script", "style", "textarea", "title", "iframe", "noembed"})
"""Elements whose content is no markup. None of it is shown."""
_VOID: Final = frozenset({"br", "hr"})
_MOST_NESTED: Final = 200
PIECE: Final = 1 << 20
"""Characters of a page's source after which its markup is parted at the next row that allows it."""
_LONGEST_VALUE: Final = 2_000

_NAME: Final = re.compile(r"[a-zA-Z][^\s/>]{0,20}+")
_ATTRIBUTE: Final = re.compile(
    r"[\s/]*+([^\s/>=]?[^\s/>=]*+)(?:\s*+=\s*+(\"[^\"]*\"|'[^']*'|[^\s>]*+))?+"
)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ID: Final = re.compile(r"[^0-9]{0,8}([0-9]{4}-[0-9]{5,6})")
_MAPS: Final = re.compile(
    r"https?://(?:maps?\.|www\.google\.[a-z.]+/maps|goo\.gl/maps|maps\.app\.goo\.gl"
    r"|www\.bing\.com/maps|www\.openstreetmap\.org|osm\.org|google\.[a-z.]+/maps)"
)
_STYLE: Final = re.compile(
    r"(?:^|;)\s*(?:(display)\s*:\s*none|font-weight\s*:\s*(?:bold|[6-9]00)"
    r"|text-decoration[a-z-]*\s*:[^;]*underline|(?:color|background(?:-color)?)\s*:\s*([^;!]+))",
    re.IGNORECASE,
)
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TITLE_TAG: Final = re.compile(
    "</?("
    + "|".join(
        sorted(
            LINES | _FORMATTING | _RENAMED.keys() | _RAW
            | {"big", "small", "sub", "sup", "tt", "code", "s", "strike", "del", "ins", "ruby", "rb",
               "rt", "rp", "img", "nobr", "wbr", "blink", "table", "tbody", "tr", "td", "th", "html",
               "head", "body", "meta", "link"}
        )
    )
    + r")(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)  # fmt: skip
_PLAIN_COLOURS: Final = frozenset({
    "black", "#000", "#000000", "000000", "#111", "#111111", "#222", "#222222", "#333", "#333333",
    "white", "#fff", "#ffffff", "ffffff", "inherit", "transparent", "initial", "windowtext", "",
})  # fmt: skip


@dataclass(slots=True)
class _Table:
    """An open table: whether its tags were written yet, and how deep its surroundings are.

    Attributes:
        opened: how many elements were open when its tag was written.
        cells: those that the row which is being read has so far.
    """

    written: bool
    containers: int
    row_waits: str = ""
    opened: int = 0
    cells: int = 0


@dataclass(slots=True)
class Tidier:
    """Rewrites a page's tags; its visible text stays as it is.

    Attributes:
        title: what the page's head names so (may be empty); known when all pieces were given.
        opened: names and tags of the elements that are open: the next piece begins with those
            around its table.
        ready: pieces that are whole.
    """

    html: str
    out: list[str] = field(default_factory=list)
    title: str = ""
    opened: list[tuple[str, str]] = field(default_factory=list)
    parted_at: int = 0
    ready: list[str] = field(default_factory=list)
    line: int = 1
    counted: int = 0
    containers: int = 0
    formatting: int = 0
    tables: list[_Table] = field(default_factory=list)
    unclosed: set[str] = field(default_factory=set)

    def pieces(self) -> Iterator[str]:
        """The markup made plain, parted between rows: a tree of the whole of it takes much room."""
        html, at = self.html, 0
        while at < len(html):
            opening = html.find("<", at)
            self.out.append(html[at : opening if opening >= 0 else len(html)])
            if opening < 0:
                break
            at = self._markup(opening)
            yield from self.ready
            self.ready.clear()
        yield "".join(self.out)

    def _part(self, at: int) -> None:
        """End a piece above a row; the table and what it stands in begin again in the next one.

        Not where it would have to begin beside another cell, for the table may be within a
        clipping, whose row must stay whole; nor where something is hidden, which must not spread.
        """
        alone = all(table.written and table.cells <= 1 for table in self.tables[:-1])
        around = "".join(tag for _, tag in self.opened[: self.tables[-1].opened + 1])
        if alone and self.tables[-1].written and "hidden" not in around:
            self.ready.append("".join(self.out))
            self.out = [around]
            self.parted_at = at

    def _markup(self, at: int) -> int:
        """Take what begins with the < at `at`; where it ends."""
        html = self.html
        if html.startswith("<!--", at):
            end = html.find("-->", at + 2)
            return self._dropped(at, len(html) if end < 0 else end + 3)
        name = _NAME.match(html, at + 1)
        if name is not None:
            return self._start(name[0].lower(), at, name.end())
        if html.startswith("</", at) and (name := _NAME.match(html, at + 2)) is not None:
            end = html.find(">", name.end())
            self._end(name[0].lower())
            return self._dropped(at, len(html) if end < 0 else end + 1)
        if html.startswith(("<!", "<?", "</"), at):
            end = html.find(">", at)
            return self._dropped(at, len(html) if end < 0 else end + 1)
        self.out.append("&lt;")
        return at + 1

    def _line_at(self, at: int) -> int:
        self.line += self.html.count("\n", self.counted, at)
        self.counted = max(self.counted, at)
        return self.line

    def _dropped(self, start: int, end: int) -> int:
        if self.html.find("\n", start, end) >= 0:
            self.out.append(f'<wbr {LINE}="{self._line_at(end)}">')
        return end

    def _start(self, name: str, opening: int, at: int) -> int:
        """Write a start tag; where it ends, with its content if that is not markup."""
        html = self.html
        values: dict[str, str] = {}
        while at < len(html) and html[at] != ">":
            found = _ATTRIBUTE.match(html, at)
            if found is None or found.end() == at:
                at += 1
                continue
            at = found.end()
            if found[2] is not None and len(found[2]) <= _LONGEST_VALUE and len(values) < 50:  # noqa: PLR2004
                values.setdefault(found[1].lower(), found[2].strip("\"'"))
            elif found[1].lower() == "hidden":
                values["hidden"] = ""
        at = min(at + 1, len(html))
        if name in _RAW:
            return self._dropped(opening, self._raw(name, at))
        name = _RENAMED.get(name, name)
        if name in {"table", "tr", "td", "th"}:
            self._table_tag(name, values, at)
        elif name in _KEPT:
            self._kept_tag(name, values, at)
        else:
            self._dropped(opening, at)
        return at

    def _raw(self, name: str, at: int) -> int:
        """Where an element that is no markup ends."""
        found = None
        if name not in self.unclosed:  # else each of many would search the rest of the page
            found = re.compile(rf"</{name}\b[^>]*>?", re.IGNORECASE).search(self.html, at)
        if found is None:
            self.unclosed.add(name)
            return at if name in {"title", "textarea"} else len(self.html)
        if name == "title" and not self.title:
            self.title = _title(self.html[at : found.start()])
        return found.end()

    def _kept_tag(self, name: str, values: dict[str, str], at: int) -> None:
        if name in _CONTAINERS:
            if self.containers >= _MOST_NESTED and name != HIDDEN:
                self.out.append("<br>")
                return
            self.containers += 1
        if name in _FORMATTING:
            if self.formatting >= _MOST_NESTED:
                return
            self.formatting += 1
        if name == "pre" and self.html.startswith("\n", at):
            at += 1  # the parser drops a line end there
        tag = f'<{name} {LINE}="{self._line_at(at)}"{_told(name, values)}>'
        self.out.append(tag)
        if name in _CONTAINERS or name in _FORMATTING:
            self.opened.append((name, tag))

    def _table_tag(self, name: str, values: dict[str, str], at: int) -> None:
        """Write a table's tags when its first cell begins: until then text stands before it."""
        tables = self.tables
        if name == "table":
            if len(tables) < _MOST_NESTED:
                tables.append(_Table(written=False, containers=self.containers))
            self.out.append("<br>")
            return
        if not tables:
            tables.append(_Table(written=False, containers=self.containers))
        table = tables[-1]
        tag = f'<tr {LINE}="{self._line_at(at)}">'
        if name == "tr":
            table.row_waits, table.cells = tag, 0
            return
        if table.row_waits and at - self.parted_at >= PIECE:
            self._part(at)
        for waiting in tables:
            if not waiting.written:
                waiting.written = True
                waiting.opened = len(self.opened)
                self.out.append("<table>")
                self.opened.append(("table", "<table>"))
                if waiting is not table:
                    self.out.append("<tr><td>")
                    self.opened.append(("td", "<tr><td>"))
                    waiting.cells = 1
        self.out.append(table.row_waits)
        table.row_waits = ""
        span = values.get("rowspan", "")
        rows = f' rowspan="{span}"' if span.isdecimal() and span.isascii() and len(span) < 4 else ""  # noqa: PLR2004
        self.out.append(f'<{name} {LINE}="{self._line_at(at)}"{rows}>')
        self.containers, self.formatting = table.containers, 0
        self.opened[table.opened + 1 :] = [("td", "<tr><td>")]
        table.cells += 1

    def _end(self, name: str) -> None:
        name = _RENAMED.get(name, name)
        if name == "table":
            if self.tables and (table := self.tables.pop()).written:
                self.out.append("</table>")
                del self.opened[table.opened :]
        elif name == "br":
            self.out.append("<br>")
        elif name in _CONTAINERS:
            self.containers = max(0, self.containers - 1)
            self._close(name)
        elif name in _FORMATTING:
            self.formatting = max(0, self.formatting - 1)
            self._close(name)
        elif name in _KEPT:
            self.out.append(f"</{name}>")

    def _close(self, name: str) -> None:
        """Write an end tag; it ends the last element of its name in the cell that is being read."""
        self.out.append(f"</{name}>")
        within = next((one.opened + 2 for one in reversed(self.tables) if one.written), 0)
        lowest = max(within, len(self.opened) - 2 * _MOST_NESTED)
        blocked = False
        for at in range(len(self.opened) - 1, lowest - 1, -1):
            one = self.opened[at][0]
            if one == name:
                if not blocked or name in _ACTIVE | _BLOCKS:
                    kept = [x for x in self.opened[at + 1 :] if x[0] in _ACTIVE]
                    self.opened[at:] = (
                        self.opened[at + 1 :] if blocked and name in _ACTIVE else kept
                    )
                return
            blocked |= one in _BLOCKS


def _title(printed: str) -> str:
    """The words of a title.

    By the standard its content is text, tags and all; but whoever wrote tags into it meant none
    of them to be read, be they escaped or not.
    """
    printed = printed[:_LONGEST_VALUE]
    bare = _COMMENT.sub("", _TITLE_TAG.sub(_gap, printed))
    return " ".join(_TITLE_TAG.sub(_gap, unescape(bare)).split())


def _gap(tag: re.Match[str]) -> str:
    """What stands for a tag in a title: it parts words where it would end a line."""
    name = tag[1].lower()
    return " " if name in LINES or name in _RENAMED else ""


def _told(name: str, values: dict[str, str]) -> str:
    """The attributes that are kept: hidden, emphatic, and where a link leads."""
    is_hidden = "hidden" in values
    emphatic = values.get("color", "").strip().lower() not in _PLAIN_COLOURS
    for found in _STYLE.finditer(unescape(values.get("style", ""))):
        is_hidden |= found[1] is not None
        colour = (found[2] or "").strip().lower()
        emphatic |= found[1] is None and (found[2] is None or colour not in _PLAIN_COLOURS)
    told = ""
    if is_hidden and name not in _VOID:
        told += ' hidden=""'
    if emphatic and name in {"font", "span"}:
        told += f' {EMPHATIC}=""'
    if name == "a" and "href" in values:
        told += f' href="{escape(unescape(values["href"]))}"'
    return told


def link_of(href: str) -> tuple[str, str]:
    """What a link is and where it leads: a citation's id, a map, another page, or nothing."""
    href = "".join(href.split())
    scheme = _SCHEME.match(href)
    if not href or (scheme is not None and scheme[0].lower() not in {"http:", "https:"}):
        return "", ""
    page, _, fragment = href.partition("#")
    found = _ID.fullmatch(unquote(fragment))
    if found is not None:
        return "citation", found[1]
    if _MAPS.match(href):
        return "place", href
    return ("glossary", href) if page else ("", "")
