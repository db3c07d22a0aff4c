"""What the program is about: clippings, their passages and citations, and what an import found.

A `Draft` is a clipping as a reader found it on a page, before the library knows it. A `Record`
is a clipping as the library gives it out, with the analyst's layer; it is what JSON Lines and
the dossier are made of.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from clipdesk.core.dates import Published


class PassageKind(StrEnum):
    """What a printed paragraph is."""

    TEXT = "text"
    HEADING = "heading"
    BULLET = "bullet"
    DESCRIPTOR = "descriptor"  # = … に関する2頁の記事 =
    PLACE = "place"  # … の位置 (Google Map)】
    RELATED = "related"  # 【関連記事:…】


class Voice(StrEnum):
    """Who speaks. The analyst's own voice is never a passage: it is a note."""

    ARTICLE = "article"
    COMPILER = "compiler"  # a 【註】 block


class MarkKind(StrEnum):
    """What sets some words of a passage apart."""

    EMPHASIS = "emphasis"  # bold, underlined or in a colour of their own
    CITATION = "citation"  # a link to a clipping; its target is the printed id
    GLOSSARY = "glossary"  # a link to another page
    PLACE = "place"  # a link to a map


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page says about some words by other means than words; only HTML pages have any.

    Attributes:
        start: offset into the passage's text, in code points.
        end: offset after the last character; greater than `start`.
        target: where a link leads, as the page has it: never opened, only shown; empty for emphasis.
    """

    start: int
    end: int
    kind: MarkKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One printed paragraph.

    Attributes:
        printed: its lines verbatim, joined by newlines, with leading spaces, without the last
            newline.
        text: readable: hard wraps and lost links mended, marks kept.
        line: 1-based line in the page where it starts.
        block: number of the 【註】 block it belongs to (0, 1, …), None in the article's voice.
        marks: emphasis and links in `text`, in order.
    """

    kind: PassageKind
    voice: Voice
    printed: str
    text: str
    line: int
    block: int | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to another clipping, as printed.

    Attributes:
        printed_id: the id between 関連記事: and the bracket.
        hint: what stands in brackets after it, such as `JDW 2021.05.12`; may be empty.
        passage: index of the passage that holds it.
    """

    printed_id: str
    hint: str
    passage: int


class Split(StrEnum):
    """How the source was told from the headline."""

    SURE = "sure"  # a known name, or a line or cell of its own
    GUESSED = "guessed"
    UNKNOWN = "unknown"  # it could not be told


@dataclass(frozen=True, slots=True)
class Highlight:
    """Words that the analyst marked.

    Attributes:
        quote: the words as they stood when they were marked.
        prefix: up to 40 code points of the clipping's text before them (`core/anchors.py`).
        suffix: the same after them.
        start: where the quote stood then, in code points of the clipping's text.
        colour: the colour's name.
        comment: the analyst's, may be empty.
        added_at: UTC, ISO 8601 to the second.
        changed_at: the same.
    """

    quote: str
    prefix: str
    suffix: str
    start: int
    colour: str
    comment: str
    added_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class PlacedHighlight:
    """A highlight of a clipping in the library, and where it stands in the text as it is now.

    Attributes:
        id: the row id in the library.
        start: in code points of the clipping's text (`core/anchors.py`), None where it fits nowhere.
        end: after the last character, None where it fits nowhere.
    """

    id: int
    highlight: Highlight
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class TagLook:
    """What a tag was given besides its name.

    Attributes:
        colour: one of `anchors.COLOURS`, None for none.
        key: the digit that gives it and takes it away, None for none.
    """

    name: str
    colour: str | None = None
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """What an analyst added to a clipping, as a file brings it (JSON Lines).

    Attributes:
        note: Markdown, None without one.
        read_at: UTC, ISO 8601 to the second, None when unread.
        review_on: the day on which to show it again, `2027-01-15`, or None.
        note_changed_at: when the note came to say that, where the file tells.
        tag_looks: of its tags and of those above them that were given a colour or a digit.
    """

    tags: tuple[str, ...] = ()
    note: str | None = None
    starred: bool = False
    read_at: str | None = None
    highlights: tuple[Highlight, ...] = ()
    review_on: str | None = None
    note_changed_at: str | None = None
    tag_looks: tuple[TagLook, ...] = ()

    def joined(self, other: Layer) -> Layer:
        """What both say."""
        notes = [note for note in (self.note, other.note) if note]
        if len(notes) > 1 and notes[1] in notes[0]:
            notes.pop()
        return Layer(
            tags=tuple(dict.fromkeys((*self.tags, *other.tags))),
            note="\n\n".join(notes) or None,
            starred=self.starred or other.starred,
            read_at=self.read_at or other.read_at,
            highlights=tuple(dict.fromkeys((*self.highlights, *other.highlights))),
            tag_looks=tuple(dict.fromkeys((*self.tag_looks, *other.tag_looks))),
        )


class _Readable:
    """What can be read off a clipping's passages."""

    __slots__ = ()
    passages: tuple[Passage, ...]

    @property
    def words(self) -> str:
        """All that was printed below the head, readable: every voice, places and citations too."""
        return "\n".join(p.text for p in self.passages)

    @property
    def text(self) -> str:
        """The article's readable text: paragraphs, headings, lists; no notes, places, citations."""
        skipped = {PassageKind.PLACE, PassageKind.RELATED}
        return "\n".join(
            p.text for p in self.passages if p.voice is Voice.ARTICLE and p.kind not in skipped
        )

    @property
    def compiler_notes(self) -> tuple[str, ...]:
        """One readable text for each 【註】 block, paragraphs one a line."""
        blocks: dict[int, list[str]] = {}
        for p in self.passages:
            if p.block is not None and p.kind is not PassageKind.RELATED:
                blocks.setdefault(p.block, []).append(p.text)
        return tuple("\n".join(lines) for lines in blocks.values())

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the places that the page located on a map."""
        return tuple(
            name
            for p in self.passages
            if p.kind is PassageKind.PLACE
            for name in place_names(p.text)
        )


@dataclass(frozen=True, slots=True)
class Draft(_Readable):
    """A clipping as read from a page.

    Attributes:
        printed_id: as printed (even truncated), None where none was printed.
        date_printed: the date's own characters, slips included, with the time if one was printed.
        source: the source as meant.
        source_printed: the source as printed, lines joined.
        via: the route (`Yahoo`, `インターネット`) or None.
        headline: readable, in one line, without the id.
        printed: the whole block, verbatim, without the last newline.
        line: 1-based line of the date.
        split: how the source was told from the headline.
        given_uid: the identity, where the file says it (JSON Lines); empty elsewhere.
        layer: the analyst's side, where the file brings one; never part of the archive's.
        collections: those that it stands in, where the file says so (JSON Lines); elsewhere it
            stands in the one that is named by the page's title.
    """

    printed_id: str | None
    published: Published
    date_printed: str
    source: str
    source_printed: str
    via: str | None
    headline: str
    passages: tuple[Passage, ...]
    citations: tuple[Citation, ...]
    printed: str
    line: int
    split: Split = Split.SURE
    given_uid: str = ""
    layer: Layer | None = None
    collections: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A hash of the printed words: another fingerprint means that the page changed.

        Spaces do not count, for a page as text and as HTML breaks lines in other places.
        """
        return fingerprint(self.printed)

    @property
    def reading(self) -> str:
        """A hash of what was made of the words.

        The same words are read otherwise when a source was corrected or the reader learned
        something; that is no change of the page. Marks do not count, for a page as text has none.
        """
        parts = [
            "-" if self.printed_id is None else f"<{self.printed_id}>",
            self.published.iso,
            self.date_printed,
            self.source,
            self.source_printed,
            "-" if self.via is None else f"({self.via})",
            self.headline,
        ]
        for passage in self.passages:
            parts += (passage.kind, passage.voice, passage.text)
        for citation in self.citations:
            parts += (citation.printed_id, citation.hint)
        return _digest("\0".join(parts))

    @property
    def uid(self) -> str:
        """The identity: the given or the printed one, else a hash of date, source and headline."""
        if self.given_uid or self.printed_id is not None:
            return self.given_uid or self.printed_id or ""
        return hashed_uid(self.published.iso, self.source_printed, self.headline)


def fingerprint(printed: str) -> str:
    """The hash of a verbatim block's visible characters."""
    return _digest("".join(printed.split()))


def hashed_uid(published: str, source_printed: str, headline: str) -> str:
    """The identity of a clipping without a printed id.

    Source and headline count together and as printed: where the one ends may be corrected later.
    """
    return "x-" + _digest(f"{published}\0{''.join(f'{source_printed}{headline}'.split())}")[:12]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something on a page that was not understood, or was understood against its letters.

    Attributes:
        code: names the text `problems.<code>`.
        line: 1-based line in the page.
        excerpt: the printed characters concerned.
        values: filled into the text.
    """

    code: str
    line: int
    excerpt: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page as read: its title, its clippings in printed order, and what went amiss.

    Attributes:
        characters: counts of non-space characters: `input` = `clippings` + `furniture` + `problems`.
    """

    title: str
    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    characters: dict[str, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a reader says last of a page, when all of it has passed through.

    Attributes:
        characters: as in `Page`.
    """

    title: str
    characters: dict[str, int]


Reading = Iterator[Draft | Problem | Summary]
"""A page passing through its reader: its clippings in printed order, problems in between (in any
order), and one `Summary` at the end. Nothing of it need be held in memory."""


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """A citation as the library knows it; `uid` is the clipping it leads to, None if dangling."""

    id: str
    hint: str
    uid: str | None

    @property
    def resolved(self) -> bool:
        """Whether the cited clipping is in the library."""
        return self.uid is not None


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """Another clipping that is connected with this one: enough to show and follow it."""

    uid: str
    id: str | None
    published: Published
    source: str
    headline: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A note of the analyst's that points to a clipping.

    Attributes:
        title: the note's first line that says something; may be empty.
        changed_at: when the note came to say what it says: UTC, ISO 8601 to the second.
        clipping: the one whose note it is; None for a free note.
        journal_id: the free note; None for a clipping's.
    """

    title: str
    changed_at: str
    clipping: LinkRecord | None = None
    journal_id: int | None = None


@dataclass(frozen=True, slots=True)
class Record(_Readable):
    """A clipping with all its layers, as the library gives it out.

    Attributes:
        uid: the identity in the library.
        cites: in printed order; `cited` holds the clippings that the resolved ones lead to.
        cited_by: the clippings that cite this one, in date order.
        note: the analyst's note in Markdown, or None.
        read_at: when the analyst read it (UTC, ISO 8601 to the second), or None.
        review_on: the day on which it is to be shown again, `2027-01-15`, or None.
        note_changed_at: when the note came to say that (UTC, ISO 8601 to the second), or None.
        highlights: in the order of the text, those that fit nowhere last.
        placed: the same, with where they stand.
        split: how the source was told from the headline.
        tag_looks: as in `Layer`.
        revisions: how many earlier texts of it are kept (`store/revisions.py`).
        revised_at: when an import last replaced its text (UTC, ISO 8601 to the second), or None.
    """

    id: str | None
    uid: str
    collections: tuple[str, ...]
    published: Published
    date_printed: str
    source: str
    source_printed: str
    via: str | None
    headline: str
    passages: tuple[Passage, ...]
    cites: tuple[CitationRecord, ...]
    cited: tuple[LinkRecord, ...]
    cited_by: tuple[LinkRecord, ...]
    tags: tuple[str, ...]
    note: str | None
    starred: bool
    read_at: str | None
    printed: str
    highlights: tuple[Highlight, ...] = ()
    revisions: int = 0
    revised_at: str | None = None
    placed: tuple[PlacedHighlight, ...] = ()
    split: Split = Split.SURE
    review_on: str | None = None
    note_changed_at: str | None = None
    tag_looks: tuple[TagLook, ...] = ()


def place_names(text: str) -> list[str]:
    """The names in a place line: `A の位置B の位置 (Google Map)】` gives A and B."""
    names = text.removeprefix("【").split("の位置")[:-1]
    return [name.strip(" 、,・") for name in names if name.strip(" 、,・")]


# The compiler's remark inside an article's sentence; brackets inside it may pair once.
_REMARK: Final = re.compile(r"[((]註[::](?:[^()()]|[((][^()()]*[))])*[))]")


def remarks(text: str) -> list[tuple[int, int]]:
    """Where the compiler's remarks stand inside an article's text: start and end of each."""
    return [found.span() for found in _REMARK.finditer(text)]
