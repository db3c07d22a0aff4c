"""A clipping's passages as the page sets them: typed, in printed order, the voices apart.

Everything here is presentation: the library's text is not changed. Any thread.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, Final

from clipdesk.core.model import Passage, PassageKind, Record, Voice, place_names, remarks

_JAPANESE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_AFTER_STOP: Final = re.compile(r"(?<=[。、」』)】]) +(?=\S)")
_NUMBERED: Final = re.compile(r"(\d{1,3})[..))]\s*(.+)", re.DOTALL)
_SUBJECT: Final = re.compile(r"【?([^【】]*?)関連記事")


def language_of(text: str) -> str:
    """`ja` where any kana or kanji stands, else `en`: decides line breaking and indents."""
    return "ja" if _JAPANESE.search(text) else "en"


def body(record: Record) -> list[dict[str, Any]]:
    """The article and, where they were printed, the compiler's notes.

    Lines that only cite are left out where the record has citations: these have their own place
    under the article. Consecutive bullets come together as one list.
    """
    shown = [p for p in record.passages if p.kind is not PassageKind.RELATED or not record.cites]
    parts: list[dict[str, Any]] = []
    for block, passages in groupby(shown, key=lambda p: p.block):
        inside = _parts(tuple(passages))
        if block is None:
            parts += inside
        elif inside:
            parts.append({"kind": "compiler", "parts": inside})
    return parts


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


def runs(text: str, voice: Voice) -> list[dict[str, str]]:
    """The text cut where the compiler's inline remarks begin and end."""
    text = without_gaps(text)
    if voice is Voice.COMPILER:
        return [{"voice": str(voice), "text": text}] if text else []
    parts: list[dict[str, str]] = []
    end = 0
    for start, stop in remarks(text):
        parts.append({"voice": str(Voice.ARTICLE), "text": text[end:start]})
        parts.append({"voice": str(Voice.COMPILER), "text": text[start:stop]})
        end = stop
    parts.append({"voice": str(Voice.ARTICLE), "text": text[end:]})
    return [part for part in parts if part["text"]]


def _parts(passages: tuple[Passage, ...]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    for passage in passages:
        part = _part(passage)
        if "items" in part and parts and parts[-1]["kind"] == part["kind"]:
            parts[-1]["items"] += part["items"]
        elif part.get("runs") != []:
            parts.append(part)
    return parts


def _part(passage: Passage) -> dict[str, Any]:
    text = passage.text.strip()
    match passage.kind:
        case PassageKind.PLACE:
            names = place_names(text) or [text]
            return {"kind": "place", "text": " · ".join(names)}
        case PassageKind.BULLET:
            return _list_line(text, passage.voice)
        case PassageKind.DESCRIPTOR:
            return {"kind": "descriptor", **_runs(text.strip("=＝ "), passage.voice)}
        case PassageKind.HEADING:
            return {"kind": "heading", **_runs(text, passage.voice)}
        case _:
            if passage.voice is Voice.COMPILER:
                text = text.removeprefix("【註】").strip()  # the note's label says it
            return {"kind": "text", **_runs(text, passage.voice)}


def _list_line(text: str, voice: Voice) -> dict[str, Any]:
    """A list of one line, with the mark that was printed: a number, a dot, or none."""
    if numbered := _NUMBERED.fullmatch(text):
        number, item = int(numbered[1]), numbered[2]
        return {"kind": "numbers", "items": [{"number": number, **_runs(item, voice)}]}
    kind = "bullets" if text.startswith("・") else "lines"
    return {"kind": kind, "items": [_runs(text.removeprefix("・").strip(), voice)]}


def _runs(text: str, voice: Voice) -> dict[str, Any]:
    return {"lang": language_of(text), "runs": runs(text, voice)}
