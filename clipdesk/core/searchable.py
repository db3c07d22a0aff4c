"""What of a clipping a search looks at, folded (core/text.py). Pure."""

from __future__ import annotations

from typing import NamedTuple

from clipdesk.core.model import Draft, PassageKind, Voice
from clipdesk.core.text import fold


class Searchable(NamedTuple):
    """The searched texts of a clipping, a line for each part, so that no hit spans two.

    Attributes:
        body: the article's voice.
        compiler: the 【註】 blocks.
        apparatus: the lines that cite other clippings.
    """

    headline: str
    body: str
    compiler: str
    apparatus: str


def searchable(draft: Draft) -> Searchable:
    """What a search looks at in a clipping. Source, route and id have fields of their own."""
    body: list[str] = []
    compiler: list[str] = []
    apparatus: list[str] = []
    for p in draft.passages:
        own = body if p.voice is Voice.ARTICLE else compiler
        (apparatus if p.kind is PassageKind.RELATED else own).append(fold(p.text))
    return Searchable(
        fold(draft.headline), "\n".join(body), "\n".join(compiler), "\n".join(apparatus)
    )
