"""Clippings for the clipboard: clean text, a citation, Markdown. Any thread.

What is copied is the archive's: the article and the compiler's note, each in its voice, and
nothing that the analyst wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from clipdesk import texts
from clipdesk.core.dates import Published
from clipdesk.core.model import Passage, PassageKind, Record, Voice
from clipdesk.exporting import printable
from clipdesk.exporting.passages import without_gaps
from clipdesk.settings import CitationStyle

_UNSEEN: Final = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060-\u2065]")
_SPACES: Final = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_SET_APART: Final = re.compile(r"([\\`*_\[\]<>#~|])")
_LIST_MARK: Final = re.compile(r"^(\s*)([-+=]|\d{1,9}[.)])")
_INNER: Final = str.maketrans("「」", "『』")
_SOURCE_INNER: Final = str.maketrans("『』", "「」")
_COMPILER: Final = "【註】"


class Cited(Protocol):
    """What a citation names: a `Record` or a `LinkRecord`-like head of one."""

    @property
    def id(self) -> str | None:
        """As printed, or None."""

    @property
    def published(self) -> Published:
        """No more precise than it was printed."""

    @property
    def source(self) -> str:
        """As meant."""

    @property
    def via(self) -> str | None:
        """The route, or None."""

    @property
    def headline(self) -> str:
        """Readable."""


def clean(text: str) -> str:
    """Readable text without what a page leaves in it: stray spaces, characters that nobody sees."""
    seen = _UNSEEN.sub("", printable.clean(text))
    lines = (without_gaps(_SPACES.sub(" ", line).strip()) for line in seen.split("\n"))
    return "\n".join(lines).strip()


def passages_text(passages: Iterable[tuple[Passage, str]]) -> str:
    """Parts of a clipping, each a passage and its words that are wanted, as clean text.

    An empty line stands between paragraphs, none between the lines of a list. The compiler's
    words begin with 【註】.
    """
    parts: list[str] = []
    before: Passage | None = None
    for passage, words in passages:
        if not (said := clean(words)):
            continue
        is_new = before is None or passage.block != before.block
        if passage.voice is Voice.COMPILER and is_new and not said.startswith(_COMPILER):
            said = _COMPILER + said
        if before is not None:
            both = before.kind is passage.kind is PassageKind.BULLET
            parts.append("\n" if both and not is_new else "\n\n")
        parts.append(said)
        before = passage
    return "".join(parts)


def text(record: Record) -> str:
    """The article and the compiler's note, without citations and places."""
    return passages_text((passage, passage.text) for passage in _said(record))


# ------------------------------------------------------------------ citations


def citation(cited: Cited, style: CitationStyle) -> str:
    """Source, date, headline and id, in one line.

    The form belongs to the style, not to the language in use: a Japanese newspaper is cited in
    Japanese, by the others in English. A date is as precise as it was printed.
    """
    headline = clean(cited.headline).replace("\n", " ")
    source = clean(cited.source).replace("\n", " ")
    via = clean(cited.via or "").replace("\n", " ")
    number = f"<{clean(cited.id)}>" if cited.id else ""
    when = cited.published
    match style:
        case "newspaper":
            name = source.translate(_SOURCE_INNER)
            route = f"({via} 経由)" if via else ""
            return f"「{headline.translate(_INNER)}」『{name}』{route}{_japanese(when)}{number and ' ' + number}"
        case "apa":
            clock = f", {when.clock}" if when.clock else ""
            day = f", {_month(when)}" + (f" {when.day}" if when.day else "")
            parts = [_sentence(headline), f"({when.year}{day}{clock}).", _sentence(source)]
            return " ".join([*parts, *([f"Via {via}."] if via else []), *([number] * bool(number))])
        case "chicago":
            day = (
                f"{_month(when)} {when.day}, {when.year}"
                if when.day
                else f"{_month(when)} {when.year}"
            )
            clock = f", {when.clock}" if when.clock else ""
            route = f", via {via}" if via else ""
            title = headline.replace("“", "‘").replace("”", "’")
            return f"“{title},” {source}{route}, {day}{clock}{number and ', ' + number}."
        case "plain":
            parts = [
                when.iso.replace("T", " "),
                source,
                f"({via})" if via else "",
                headline,
                number,
            ]
            return " ".join(part for part in parts if part)


def citations(cited: Iterable[Cited], style: CitationStyle) -> str:
    """Several, one a line."""
    return "\n".join(citation(one, style) for one in cited)


def _japanese(when: Published) -> str:
    if when.day is None:
        return f"{when.year}年{when.month}月"
    return f"{when.year}年{when.month}月{when.day}日" + (f"{when.clock}" if when.clock else "")


def _month(when: Published) -> str:
    return texts.t(f"dossier.month_in_full.{when.month}", lang="en")


def _sentence(words: str) -> str:
    return words if words.endswith((".", "。", "?", "!", "？", "！")) else f"{words}."


# ------------------------------------------------------------------ Markdown


def markdown(record: Record, style: CitationStyle) -> str:
    """The clipping: its headline, its citation, the article, and the compiler's note as a quote."""
    parts = [f"## {escaped(_one_line(record.headline))}", escaped(citation(record, style))]
    block: list[Passage] = []
    for passage in _said(record):
        if block and passage.block != block[-1].block:
            parts.append(_note(block))
            block = []
        if passage.voice is Voice.COMPILER:
            block.append(passage)
        else:
            parts.append(_paragraph(passage))
    if block:
        parts.append(_note(block))
    if record.places:
        parts.append(", ".join(escaped(name) for name in record.places))
    return _joined(parts) + "\n"


def quotation(words: str, cited: Cited, style: CitationStyle) -> str:
    """Words of a clipping as a quote, with its citation below."""
    lines = [escaped(line) for line in clean(words).split("\n")]
    return (
        "\n".join(
            f"> {line}".rstrip() for line in [*lines, "", f"— {escaped(citation(cited, style))}"]
        )
        + "\n"
    )


def escaped(words: str) -> str:
    """Text that Markdown shows as it is."""
    lines = (_LIST_MARK.sub(_shielded, _SET_APART.sub(r"\\\1", line)) for line in words.split("\n"))
    return "\n".join(line.replace("&", "&amp;") for line in lines)


def _shielded(found: re.Match[str]) -> str:
    mark = found[2]
    return f"{found[1]}{mark[:-1]}\\{mark[-1]}"


def _said(record: Record) -> list[Passage]:
    return [
        passage
        for passage in record.passages
        if passage.kind not in {PassageKind.RELATED, PassageKind.PLACE}
    ]


def _one_line(words: str) -> str:
    return clean(words).replace("\n", " ")


def _paragraph(passage: Passage) -> str:
    said = clean(passage.text)
    if passage.kind is PassageKind.HEADING:
        return f"### {escaped(_one_line(said))}"
    if passage.kind is PassageKind.BULLET:
        return f"- {escaped(said.removeprefix('・').strip())}".replace("\n", "\n  ")
    return escaped(said)


def _note(block: Sequence[Passage]) -> str:
    """The compiler's voice."""
    first = f"**{escaped(texts.t('article.compiler_note'))}**"
    inside = _joined([first, *(_paragraph(passage) for passage in block)])
    return "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))


def _joined(parts: Iterable[str]) -> str:
    """Paragraphs apart, the lines of a list together."""
    made: list[str] = []
    for part in parts:
        if made:
            made.append("\n" if part.startswith("- ") and made[-1].startswith("- ") else "\n\n")
        made.append(part)
    return "".join(made)
