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

    def lines(voice: Voice) -> str:
        return "\n".join(
            fold(p.text)
            for p in draft.passages
            if p.voice is voice and p.kind is not PassageKind.RELATED
        )

    return Searchable(
        fold(draft.headline),
        lines(Voice.ARTICLE),
        lines(Voice.COMPILER),
        "\n".join(fold(p.text) for p in draft.passages if p.kind is PassageKind.RELATED),
    )
