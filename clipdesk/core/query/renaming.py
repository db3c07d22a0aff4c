"""What a filter says of tags, when these get other names. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from clipdesk.core.query.filters import Facet, Filter, Pair
from clipdesk.core.query.parsing import parse
from clipdesk.core.query.printing import to_text
from clipdesk.core.query.tree import (
    All,
    Either,
    Field,
    Node,
    Not,
    Term,
    all_of,
    any_of,
    leaves,
    none_of,
)
from clipdesk.core.text import fold

_BRANCH: Final = "/*"


def names_tag(query: str, tags: Collection[str]) -> bool:
    """Whether a typed query asks for any of these tags, or for such a branch."""
    folded = {fold(tag) for tag in tags}
    return any(
        term.field is Field.TAG and term.value.removesuffix(_BRANCH) in folded
        for term, _ in leaves(parse(query).tree)
    )


def renamed_query(query: str, names: Mapping[str, str], stay: Collection[str] = ()) -> str:
    """A typed query that asks for tags by their new names; what names none of them stays as typed.

    Args:
        query: as typed.
        names: the new name of each tag, and of each branch, by the old one.
        stay: all other tags: one that is the same as compared as an old name is meant by it, too.
    """
    known = _Names(names, stay)
    said = parse(query)
    wanted = _mapped(said.tree, known)
    if wanted == said.tree:
        return query
    text = query
    for part in reversed(said.parts):
        node = _mapped(part.node, known)
        if node != part.node:
            is_alone = len(said.parts) == 1
            new = to_text(node)
            new = f"({new})" if isinstance(node, Either) and not is_alone else new
            text = f"{text[: part.start]}{new}{text[part.end :]}"
    # What was typed twice stands there still, and joined to its neighbour a part may say more.
    return text if parse(text).tree == wanted else to_text(wanted)


def renamed_filter(wanted: Filter, names: Mapping[str, str], stay: Collection[str] = ()) -> Filter:
    """The filter with tags by their new names, typed and chosen; `renamed_query` has the rest."""

    def renamed(pairs: frozenset[Pair]) -> frozenset[Pair]:
        return frozenset(
            (facet, names.get(value, value) if facet is Facet.TAG else value)
            for facet, value in pairs
        )

    return replace(
        wanted,
        query=renamed_query(wanted.query, names, stay),
        chosen=renamed(wanted.chosen),
        excluded=renamed(wanted.excluded),
    )


class _Names:
    """Tags and branches by their old names, as they are compared."""

    def __init__(self, names: Mapping[str, str], stay: Collection[str]) -> None:
        self._new: dict[str, list[str]] = {}
        for old, new in names.items():
            self._new.setdefault(fold(old), []).append(fold(new))
        for name in stay:
            if (folded := fold(name)) in self._new:
                self._new[folded].append(folded)

    def of(self, value: str) -> list[str]:
        """The new names of what a term asks for; as it is where that has none."""
        ending = _BRANCH if value.endswith(_BRANCH) else ""
        found = self._new.get(value.removesuffix(_BRANCH), [])
        return [f"{name}{ending}" for name in dict.fromkeys(found)] or [value]


def _mapped(node: Node, names: _Names) -> Node:
    if isinstance(node, Term):
        if node.field is not Field.TAG:
            return node
        return any_of(replace(node, value=value) for value in names.of(node.value))
    if isinstance(node, Not):
        return none_of(_mapped(node.part, names))
    parts = (_mapped(part, names) for part in node.parts)
    return all_of(parts) if isinstance(node, All) else any_of(parts)
