"""The analyst's Markdown as a neutral tree, one parser for the PDF and the screen. Any thread.

`parse` gives blocks of inlines; `tree` turns them into JSON-able data for the typst template. The
text is data all the way: nothing that the analyst typed is ever spliced into another markup.

CommonMark with tables, ~~strikethrough~~ and links to clippings: `[[2107-051202]]`, or the id as it
is printed, `<2107-051202>`. No HTML (it stays text), no images (an offline program loads none: `!`
and a link remain), and no links but http and https (others stay as typed). Emphasis works beside
Japanese brackets and a line break between two Japanese characters is no space.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_cjk_friendly import cjk_friendly, is_cjk  # type: ignore[import-untyped]

from clipdesk.core.notes import REFERENCE, reference

_WEB: Final = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)
_NESTING: Final = 24  # tokens deep; what is deeper cannot be set on a page and stays plain text


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """`code` within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that was asked for."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """*emphasis*: Japanese has no italic; the page underlines."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """**strong**."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strike:
    """~~struck out~~."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link into the web; `url` is http or https."""

    url: str
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """`[[id]]` or `<id>`: another clipping, by its printed id or uid, whether or not there is one."""

    id: str


Inline = Text | Code | Break | Emphasis | Strong | Strike | Link | Reference


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 to 6."""

    level: int
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without numbers."""

    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A numbered list that begins with `start`."""

    start: int
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code, without the last newline; the language is not kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `align` holds left, center, right or an empty string for each column."""

    align: tuple[str, ...]
    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal rule."""


Block = Paragraph | Heading | Bullets | Numbers | Quote | CodeBlock | Table | Rule


def parse(markdown: str) -> tuple[Block, ...]:
    """Read Markdown. Never raises: everything that anybody can type means something."""
    tokens = _parser().parse(markdown)
    if max(_depth(tokens), *(_depth(token.children or ()) for token in tokens), 0) >= _NESTING:
        return _plain(markdown)
    return _blocks(SyntaxTreeNode(tokens).children)


def tree(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as JSON-able data: each a dict of its fields and `kind`, its lower-case name."""
    return [_data(block) for block in blocks]


def _data(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_data(item) for item in value]
    if dataclasses.is_dataclass(value):
        fields = {f.name: _data(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"kind": type(value).__name__.lower(), **fields}
    return value


def _depth(tokens: Iterable[Token]) -> int:
    deepest = depth = 0
    for token in tokens:
        depth += token.nesting
        deepest = max(deepest, depth)
    return deepest


def _plain(markdown: str) -> tuple[Block, ...]:
    """Every line as it was typed: the parser would drop what is nested too deeply."""
    lines = [line for line in markdown.splitlines() if line.strip()]
    return tuple(Paragraph((Text(line),)) for line in lines)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING})
    parser.use(cjk_friendly).enable(["table", "strikethrough"]).disable(["image", "html_inline"])
    parser.disable("html_block")
    parser.inline.ruler.before("link", "clipping_reference", _read_reference)
    # markdown-it calls this through the instance for links, autolinks and definitions alike.
    parser.validateLink = _is_web  # type: ignore[method-assign]
    return parser


def _is_web(url: str) -> bool:
    return _WEB.fullmatch(url) is not None


def _read_reference(state: StateInline, silent: bool) -> bool:
    found = REFERENCE.match(state.src, state.pos, state.posMax)
    name = "" if found is None else reference(found)
    if found is None or not name:
        return False
    if not silent:
        state.push("clipping_reference", "", 0).content = name
    state.pos = found.end()
    return True


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> tuple[Block, ...]:
    return tuple(_block(node) for node in nodes)


def _block(node: SyntaxTreeNode) -> Block:
    block: Block
    match node.type:
        case "heading":
            block = Heading(int(node.tag[1:]), _inline(node))
        case "bullet_list":
            block = Bullets(_items(node))
        case "ordered_list":
            block = Numbers(int(node.attrs.get("start", 1)), _items(node))
        case "blockquote":
            block = Quote(_blocks(node.children))
        case "fence" | "code_block":
            block = CodeBlock(node.content.removesuffix("\n"))
        case "table":
            block = _table(node)
        case "hr":
            block = Rule()
        case _:
            block = Paragraph(_inline(node))
    return block


def _items(node: SyntaxTreeNode) -> tuple[tuple[Block, ...], ...]:
    return tuple(_blocks(item.children) for item in node.children)


def _table(node: SyntaxTreeNode) -> Table:
    head = node.children[0].children[0].children
    rows = [row for body in node.children[1:] for row in body.children]
    return Table(
        align=tuple(str(cell.attrs.get("style", "")).removeprefix("text-align:") for cell in head),
        head=tuple(_inline(cell) for cell in head),
        rows=tuple(tuple(_inline(cell) for cell in row.children) for row in rows),
    )


def _inline(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    """What the inlines of a paragraph, heading or cell are."""
    return tuple(part for child in node.children for part in _inlines(child.children))


def _inlines(nodes: Sequence[SyntaxTreeNode]) -> tuple[Inline, ...]:
    parts: list[Inline] = []
    for before, node, after in zip([None, *nodes], nodes, [*nodes[1:], None], strict=False):
        part = Text(_joint(before, after)) if node.type == "softbreak" else _part(node)
        last = parts[-1] if parts else None
        if isinstance(part, Text) and isinstance(last, Text):
            parts[-1] = Text(last.text + part.text)
        elif part != Text(""):
            parts.append(part)
    return tuple(parts)


def _part(node: SyntaxTreeNode) -> Inline:
    part: Inline
    match node.type:
        case "em":
            part = Emphasis(_inlines(node.children))
        case "strong":
            part = Strong(_inlines(node.children))
        case "s":
            part = Strike(_inlines(node.children))
        case "link":
            part = Link(str(node.attrs["href"]), _inlines(node.children))
        case "clipping_reference":
            part = Reference(node.content)
        case "code_inline":
            part = Code(node.content)
        case "hardbreak":
            part = Break()
        case _:
            part = Text(node.content)
    return part


def _joint(before: SyntaxTreeNode | None, after: SyntaxTreeNode | None) -> str:
    """What a line break in the source becomes: nothing between two Japanese characters."""
    left, right = _characters(before)[-1:], _characters(after)[:1]
    return "" if is_cjk(left) and is_cjk(right) else " "


def _characters(node: SyntaxTreeNode | None) -> str:
    if node is None:
        return ""
    return "".join(leaf.content for leaf in node.walk() if not leaf.children)
