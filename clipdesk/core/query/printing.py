"""From a tree to a text that means it. Pure; the other direction is parsing.py."""

from __future__ import annotations

import re
from typing import Final

from clipdesk.core.query.days import days_text
from clipdesk.core.query.tree import TEXT_FIELDS, All, Either, Field, Node, Not, Term

_BARE: Final = re.compile(r'[^\s"“”＂()（）:：=＝<>\-－−][^\s"“”＂()（）:：]*')
"""What is read as one word whatever stands around it. Folded texts have no capitals: no OR."""


def to_text(node: Node) -> str:
    """The query that `parse` understands as this tree, in the shortest words; '' for everything."""
    if isinstance(node, Term):
        return _term(node)
    if isinstance(node, Not):
        return f"-{_operand(node.part)}"
    if isinstance(node, All):
        return " ".join(
            f"({to_text(part)})" if isinstance(part, Either) else to_text(part)
            for part in node.parts
        )
    return " OR ".join(map(to_text, node.parts))


def quoted(value: str) -> str:
    """A value as it must be typed to be read as one."""
    # Of the quotes that folding makes equal, one that ends no phrase.
    return value if _BARE.fullmatch(value) else '"' + value.replace('"', "“") + '"'


def _operand(node: Node) -> str:
    return to_text(node) if isinstance(node, Term) else f"({to_text(node)})"


def _term(term: Term) -> str:
    if term.days is not None:
        return f"date:{days_text(term.days)}"
    value = quoted(term.value)
    if term.whole and term.value:
        value = f"={value}"
    if term.field is Field.ANY:
        return value
    if term.field in TEXT_FIELDS or term.value:
        return f"{term.field}:{value}"
    return f'{term.field}:""'
