"""What of a clipping a search looks at, folded (core/text.py). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from clipdesk.core.model import Draft, PassageKind, Voice
from clipdesk.core.text import fold


class Searchable(NamedTuple):
    """The searched texts of a clipping, a line for each part, so that no hit spans two.

    Attributes:
        body: the article's voice.
        compiler: the 【註】 blocks.
        apparatus: what stands around the text: id, source as meant and as printed, route,
            citations.
    """

    headline: str
    body: str
    compiler: str
    apparatus: str


def searchable(draft: Draft) -> Searchable:
    """What a search looks at in a clipping."""

    def lines(voice: Voice) -> str:
        return "\n".join(
            fold(p.text)
            for p in draft.passages
            if p.voice is voice and p.kind is not PassageKind.RELATED
        )

    names = (draft.printed_id, draft.source, draft.source_printed, draft.via)
    cited = ((citation.printed_id, citation.hint) for citation in draft.citations)
    return Searchable(
        fold(draft.headline),
        lines(Voice.ARTICLE),
        lines(Voice.COMPILER),
        searchable_apparatus(names, cited),
    )


def searchable_apparatus(names: Iterable[str | None], cited: Iterable[tuple[str, str]]) -> str:
    """What stands around a clipping's text.

    Args:
        names: id, source as meant and as printed, route; what is missing is left out.
        cited: printed id and hint of each citation, in their order.
    """

    def parts() -> Iterator[str | None]:
        yield from names
        for printed_id, hint in cited:
            yield from (printed_id, hint)

    return "\n".join(fold(part) for part in parts() if part)
