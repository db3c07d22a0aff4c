"""From a tree to a text that means it. Pure; the other direction is parsing.py."""

from __future__ import annotations

import re
from typing import Final

from clipdesk.core.query.days import days_text
from clipdesk.core.query.tree import (
    HAS,
    IS,
    NAMES,
    TEXT_FIELDS,
    All,
    Either,
    Field,
    Node,
    Not,
    Term,
)

_BARE: Final = re.compile(r'[^\s"“”＂()（）:：=＝<>\-－−][^\s"“”＂()（）:：]*')
"""What is read as one word whatever stands around it. Folded texts have no capitals: no OR."""


def to_text(node: Node, *, in_japanese: bool = False) -> str:
    """The query that `parse` understands as this tree, in the shortest words; '' for everything.

    Args:
        node: the tree.
        in_japanese: with the Japanese names of fields and of their values.
    """
    if isinstance(node, Term):
        return _term(node, in_japanese=in_japanese)
    if isinstance(node, Not):
        part = to_text(node.part, in_japanese=in_japanese)
        return f"-{part}" if isinstance(node.part, Term) else f"-({part})"
    parts = [(part, to_text(part, in_japanese=in_japanese)) for part in node.parts]
    if isinstance(node, All):
        return " ".join(f"({text})" if isinstance(part, Either) else text for part, text in parts)
    return " OR ".join(text for _, text in parts)


def quoted(value: str) -> str:
    """A value as it must be typed to be read as one."""
    # Of the quotes that folding makes equal, one that ends no phrase.
    return value if _BARE.fullmatch(value) else '"' + value.replace('"', "“") + '"'


def _term(term: Term, *, in_japanese: bool) -> str:
    name = NAMES[term.field][in_japanese] if term.field in NAMES else ""
    if term.days is not None:
        return f"{name}:{days_text(term.days)}"
    value = quoted(term.value)
    if in_japanese:
        value = _VALUES.get(term.field, {}).get(term.value, value)
    if term.whole and term.value:
        value = f"={value}"
    if term.field is Field.ANY:
        return value
    if term.field in TEXT_FIELDS or term.value:
        return f"{name}:{value}"
    return f'{name}:""'


_VALUES: Final = {Field.HAS: HAS, Field.IS: IS}
"""Fields whose values have names, too."""
