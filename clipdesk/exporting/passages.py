"""A clipping's passages as the page sets them: typed, in printed order, the voices apart.

Everything here is presentation: the library's text is not changed. Any thread.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Final

from clipdesk.core import anchors
from clipdesk.core.model import Passage, PassageKind, Record, Voice, place_names, remarks

Mark = tuple[int, int, int]
"""Words that are highlighted: from, to (code points of a text), and which highlight it is."""

_JAPANESE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_AFTER_STOP: Final = re.compile(r"(?<=[。、」』)】]) +(?=\S)")
_NUMBERED: Final = re.compile(r"(\d{1,3})[..))]\s*(.+)", re.DOTALL)
_SUBJECT: Final = re.compile(r"【?([^【】]*?)関連記事")


def language_of(text: str) -> str:
    """`ja` where any kana or kanji stands, else `en`: decides line breaking and indents."""
    return "ja" if _JAPANESE.search(text) else "en"


def body(record: Record, marks: Sequence[Mark] = ()) -> list[dict[str, Any]]:
    """The article and, where they were printed, the compiler's notes.

    Lines that only cite are left out where the record has citations: these have their own place
    under the article. Consecutive bullets come together as one list.

    Args:
        record: the clipping.
        marks: its highlights, in the clipping's text (`anchors.text_of`). A run of words names
            those that it is a part of (`marks`), and those that end with it (`ends`).
    """
    shown = [
        (passage, _within(marks, *span))
        for passage, span in zip(
            record.passages, anchors.passage_spans(record.passages), strict=True
        )
        if passage.kind is not PassageKind.RELATED or not record.cites
    ]
    parts: list[dict[str, Any]] = []
    for block, passages in groupby(shown, key=lambda one: one[0].block):
        inside = _parts(passages)
        if block is None:
            parts += inside
        elif inside:
            parts.append({"kind": "compiler", "parts": inside})
    last = {number: run for run in runs_of(parts) for number in run.get("marks", ())}
    for number, run in last.items():
        run.setdefault("ends", []).append(number)
    return parts


def runs_of(parts: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every run of some parts, in printed order."""
    for part in parts:
        yield from part.get("runs", ())
        yield from runs_of(part.get("items", ()))
        yield from runs_of(part.get("parts", ()))


def subjects(record: Record) -> dict[str, str]:
    """What stands before 関連記事 in a citation line, by the cited id (`憲法改正` …)."""
    found: dict[str, str] = {}
    for passage in record.passages:
        subject = _SUBJECT.search(passage.text) if passage.kind is PassageKind.RELATED else None
        for citation in record.cites:
            if subject is not None and subject[1].strip() and citation.id in passage.text:
                found[citation.id] = subject[1].strip()
    return found


def without_gaps(text: str) -> str:
    """The text without the blanks after Japanese stops and brackets, which bring their own white."""
    return _AFTER_STOP.sub("", text)


def runs(text: str, voice: Voice, marks: Sequence[Mark] = ()) -> list[dict[str, Any]]:
    """The text cut where the compiler's inline remarks, and highlights, begin and end."""
    gaps = {at for gap in _AFTER_STOP.finditer(text) for at in range(*gap.span())}
    kept = [at for at in range(len(text)) if at not in gaps] if marks and gaps else None
    shown = without_gaps(text)
    said = [] if voice is Voice.COMPILER else remarks(shown)
    placed = [
        (start, end, number)
        if kept is None
        else (bisect_left(kept, start), bisect_left(kept, end), number)
        for start, end, number in marks
    ]
    cuts = {
        0,
        len(shown),
        *(at for span in said for at in span),
        *(at for m in placed for at in m[:2]),
    }
    parts: list[dict[str, Any]] = []
    for start, end in pairwise(sorted(cuts)):
        remarked = voice is Voice.COMPILER or any(a <= start and end <= b for a, b in said)
        spoken = Voice.COMPILER if remarked else Voice.ARTICLE
        part: dict[str, Any] = {"voice": str(spoken), "text": shown[start:end]}
        if over := [number for a, b, number in placed if a <= start and end <= b]:
            part["marks"] = over
        parts.append(part)
    return parts


@dataclass(frozen=True, slots=True)
class _Words:
    """A passage's words, or some of them, with the highlights in them."""

    text: str
    marks: tuple[Mark, ...] = ()

    def between(self, start: int, end: int) -> _Words:
        return _Words(self.text[start:end], _within(self.marks, start, end))

    def strip(self, chars: str | None = None) -> _Words:
        start = len(self.text) - len(self.text.lstrip(chars))
        return self.between(start, max(start, len(self.text.rstrip(chars))))

    def after(self, prefix: str) -> _Words:
        start = len(self.text) - len(self.text.removeprefix(prefix))
        return self.between(start, len(self.text))

    def runs(self, voice: Voice) -> dict[str, Any]:
        return {"lang": language_of(self.text), "runs": runs(self.text, voice, self.marks)}


def _within(marks: Iterable[Mark], first: int, last: int) -> tuple[Mark, ...]:
    """The parts of highlights between two places, counted from the first."""
    return tuple(
        (max(start, first) - first, min(end, last) - first, number)
        for start, end, number in marks
        if start < last and end > first
    )


def _parts(passages: Iterable[tuple[Passage, tuple[Mark, ...]]]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    for passage, marks in passages:
        part = _part(passage, marks)
        if "items" in part and parts and parts[-1]["kind"] == part["kind"]:
            parts[-1]["items"] += part["items"]
        elif part.get("runs") != []:
            parts.append(part)
    return parts


def _part(passage: Passage, marks: tuple[Mark, ...]) -> dict[str, Any]:
    words = _Words(passage.text, marks).strip()
    match passage.kind:
        case PassageKind.PLACE:
            names = place_names(words.text) or [words.text]
            return {"kind": "place", "text": " · ".join(names)}
        case PassageKind.BULLET:
            return _list_line(words, passage.voice)
        case PassageKind.DESCRIPTOR:
            return {"kind": "descriptor", **words.strip("=＝ ").runs(passage.voice)}
        case PassageKind.HEADING:
            return {"kind": "heading", **words.runs(passage.voice)}
        case _:
            if passage.voice is Voice.COMPILER:
                words = words.after("【註】").strip()  # the note's label says it
            return {"kind": "text", **words.runs(passage.voice)}


def _list_line(words: _Words, voice: Voice) -> dict[str, Any]:
    """A list of one line, with the mark that was printed: a number, a dot, or none."""
    if numbered := _NUMBERED.fullmatch(words.text):
        item = words.between(*numbered.span(2))
        return {"kind": "numbers", "items": [{"number": int(numbered[1]), **item.runs(voice)}]}
    kind = "bullets" if words.text.startswith("・") else "lines"
    return {"kind": kind, "items": [words.after("・").strip().runs(voice)]}
