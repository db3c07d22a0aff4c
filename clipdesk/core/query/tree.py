"""What a query means: a tree of terms, and the names that the language has. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """What a term asks."""

    ANY = "any"  # a bare word: all texts, and ids
    HEADLINE = "headline"
    TEXT = "text"
    COMPILER = "compiler"
    NOTE = "note"  # the analyst's words: notes, and comments at highlights
    SOURCE = "source"
    VIA = "via"
    TAG = "tag"
    DATE = "date"
    ID = "id"
    COLLECTION = "collection"
    CITES = "cites"
    CITED_BY = "citedby"
    HAS = "has"
    IS = "is"
    REVIEW = "review"  # the day on which it is to be shown again


TEXT_FIELDS: Final = frozenset({Field.ANY, Field.HEADLINE, Field.TEXT, Field.COMPILER, Field.NOTE})
NAME_FIELDS: Final = frozenset({Field.SOURCE, Field.VIA, Field.TAG, Field.COLLECTION})
ID_FIELDS: Final = frozenset({Field.ID, Field.CITES, Field.CITED_BY})
NONE_FIELDS: Final = frozenset({Field.VIA, Field.TAG, Field.COLLECTION})
"""Those that a clipping may have none of: `tag:""`."""

_JAPANESE: Final = {
    Field.SOURCE: "出典",
    Field.VIA: "経由",
    Field.TAG: "タグ",
    Field.DATE: "日付",
    Field.ID: "番号",
    Field.HEADLINE: "標題",
    Field.TEXT: "本文",
    Field.NOTE: "メモ",
    Field.COMPILER: "註",
    Field.COLLECTION: "資料集",
    Field.CITES: "引用",
    Field.CITED_BY: "被引用",
    Field.HAS: "有",
    Field.IS: "状態",
    Field.REVIEW: "再読日",
}
DAY_FIELDS: Final = frozenset({Field.DATE, Field.REVIEW})
"""Those that ask for days."""

NAMES: Final = {known: (known.value, name) for known, name in _JAPANESE.items()}
"""How each field is called, in English and in Japanese."""

HAS: Final = {
    "note": "メモ",
    "highlight": "マーカー",
    "tag": "タグ",
    "citation": "引用",
    "compilernote": "註",
    "revision": "改訂",
    "review": "再読日",
}
"""The values of `has:`, and how else each is called."""

IS: Final = {"unread": "未読", "read": "既読", "starred": "スター", "due": "再読"}
"""The values of `is:`, and how else each is called."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition.

    Attributes:
        value: folded (core/text.py); of ids as typed; of `has:` and `is:` the English word; of
            dates nothing. A tag's is its whole name, or a branch, `国/*`: that tag and all below.
            Empty for a route, tag or collection: a clipping that has none.
        whole: of texts: no Latin letter or digit may be joined to the value's own. Of sources,
            routes and collections: the value is the whole name, not a part of it.
        days: the interval of a date (`date.toordinal`, inclusive; open ends are 1 and the
            calendar's end; where the last comes before the first, no day is meant).
    """

    field: Field
    value: str
    whole: bool = False
    days: tuple[int, int] | None = None

    @property
    def published(self) -> tuple[int, int] | None:
        """The days in which clippings are to have appeared; None where something else is asked."""
        return self.days if self.field is Field.DATE else None


@dataclass(frozen=True, slots=True)
class Not:
    """What does not meet a part; never another `Not`, nor everything."""

    part: Term | All | Either


@dataclass(frozen=True, slots=True)
class All:
    """What meets every part. Two or more, none of them an `All`; or no part at all: everything."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """What meets any part: two or more, none of them an `Either`."""

    parts: tuple[Node, ...]


Node = Term | Not | All | Either

EVERYTHING: Final = All()


def all_of(nodes: Iterable[Node]) -> Node:
    """What meets all of these; each of them counts once."""
    parts: dict[Node, None] = {}
    for node in nodes:
        parts.update(dict.fromkeys(node.parts if isinstance(node, All) else (node,)))
    return next(iter(parts)) if len(parts) == 1 else All(tuple(parts))


def any_of(nodes: Iterable[Node]) -> Node:
    """What meets any of these, of which there is one at least."""
    parts: dict[Node, None] = {}
    for node in nodes:
        parts.update(dict.fromkeys(node.parts if isinstance(node, Either) else (node,)))
    return next(iter(parts)) if len(parts) == 1 else Either(tuple(parts))


def none_of(node: Node) -> Node:
    """What does not meet this."""
    return node.part if isinstance(node, Not) else Not(node)


def leaves(node: Node) -> Iterator[tuple[Term, bool]]:
    """The terms of a tree in order, and whether each is asked for rather than excluded."""
    if isinstance(node, Term):
        yield node, True
    elif isinstance(node, Not):
        for term, wanted in leaves(node.part):
            yield term, not wanted
    else:
        for part in node.parts:
            yield from leaves(part)
