"""A clipping's draft as JSON and back, exactly: what a revision keeps, what a plan stages. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from clipdesk.core.dates import Published
from clipdesk.core.model import (
    Citation,
    Draft,
    Highlight,
    Layer,
    Mark,
    MarkKind,
    Passage,
    PassageKind,
    Split,
    TagLook,
    Voice,
)

_in_one_line: Final = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes it each time


def to_json(draft: Draft) -> str:
    """The whole draft in one line; lone surrogates stay what they are."""
    return _in_one_line(
        [
            draft.printed_id,
            draft.published.iso,
            draft.date_printed,
            draft.source,
            draft.source_printed,
            draft.via,
            draft.headline,
            [
                (
                    p.kind,
                    p.voice,
                    p.printed,
                    p.text,
                    p.line,
                    p.block,
                    [(m.start, m.end, m.kind, m.target) for m in p.marks],
                )
                for p in draft.passages
            ],
            [(c.printed_id, c.hint, c.passage) for c in draft.citations],
            draft.printed,
            draft.line,
            draft.split,
            draft.given_uid,
            None if draft.layer is None else asdict(draft.layer),
            draft.collections,
        ]
    )


def from_json(text: str) -> Draft:
    """Read back what `to_json` wrote. Raises ValueError for anything else."""
    (
        printed_id,
        published,
        date_printed,
        source,
        source_printed,
        via,
        headline,
        passages,
        citations,
        printed,
        line,
        split,
        given_uid,
        layer,
        collections,
    ) = json.loads(text)
    return Draft(
        printed_id,
        Published.from_iso(published),
        date_printed,
        source,
        source_printed,
        via,
        headline,
        tuple(_passage(*values) for values in passages),
        tuple(Citation(*values) for values in citations),
        printed,
        line,
        Split(split),
        given_uid,
        None if layer is None else _layer(layer),
        tuple(collections),
    )


def _passage(
    kind: str,
    voice: str,
    printed: str,
    text: str,
    line: int,
    block: int | None,
    marks: list[tuple[int, int, str, str]],
) -> Passage:
    return Passage(
        _KINDS[kind],
        _VOICES[voice],
        printed,
        text,
        line,
        block,
        tuple(Mark(start, end, MarkKind(name), target) for start, end, name, target in marks)
        if marks
        else (),
    )


_KINDS: Final = {kind.value: kind for kind in PassageKind}  # faster than asking the enumeration
_VOICES: Final = {voice.value: voice for voice in Voice}


def _layer(values: dict[str, Any]) -> Layer:
    return Layer(
        tags=tuple(values["tags"]),
        note=values["note"],
        starred=values["starred"],
        read_at=values["read_at"],
        highlights=tuple(Highlight(**highlight) for highlight in values["highlights"]),
        review_on=values.get("review_on"),  # of a later version than the others
        note_changed_at=values.get("note_changed_at"),
        tag_looks=tuple(TagLook(**look) for look in values.get("tag_looks", ())),
    )
