"""The lines of the mirror: the analyst's side as JSON objects, written and read. Pure; any thread.

A line has a `kind` and says all that is known of one thing: of a clipping its tags, note, marks;
of a tag its colour and digit. Of several lines of one thing the last one holds. A clipping is named
by its identity, and described (date, source, headline, hash of its words), so that a reader knows
what is meant and another library finds it again. `exporting/mirror.py` writes them,
`importing/restoring.py` brings them into a library.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

from clipdesk.core import fields
from clipdesk.core.anchors import COLOURS
from clipdesk.core.dates import Published
from clipdesk.core.model import Highlight
from clipdesk.core.query import Sort
from clipdesk.core.text import printable

VERSION: Final = 1
"""Raised when a line means something else than before; more keys are no other version."""

FORMAT: Final = "clipdesk annotations"

_DIGITS: Final = range(1, 10)
# Legal inside JSON, but some programs take them for the end of the line.
_LINE_ENDS: Final = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


class Key(NamedTuple):
    """What a line is of.

    Attributes:
        key: the clipping's or the free note's uid, the name of a tag, a search, a colour, a source.
        part: of a version the stamp, else empty.
    """

    kind: str
    key: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What a clipping is known by.

    Attributes:
        published: as in `Published.iso`.
        fingerprint: the hash of its printed words; empty where nobody knows.
    """

    uid: str
    printed_id: str | None
    published: str
    source: str
    source_printed: str
    headline: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ClippingLine:
    """All that the analyst added to a clipping, but for earlier versions of the note.

    Attributes:
        tags: names, each with when it was given.
        note: body and when it came to say that.
        read_at: UTC, ISO 8601 to the second, as all stamps.
        review_on: a day.
    """

    head: Head
    tags: tuple[tuple[str, str], ...] = ()
    note: tuple[str, str] | None = None
    starred: bool = False
    read_at: str | None = None
    review_on: str | None = None
    highlights: tuple[Highlight, ...] = ()

    @property
    def key(self) -> Key:
        """What the line is of."""
        return Key("clipping", self.head.uid)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """What a note said before, from one second on; a clipping's, or a free note's.

    Attributes:
        bodies: more than one where it was saved twice within the second.
    """

    kind: str
    uid: str
    changed_at: str
    bodies: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What the line is of."""
        return Key(self.kind, self.uid, self.changed_at)


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag; also one that no clipping bears."""

    name: str
    colour: str | None = None
    digit: int | None = None

    @property
    def key(self) -> Key:
        """What the line is of."""
        return Key("tag", self.name)


@dataclass(frozen=True, slots=True)
class SearchLine:
    """A saved search."""

    name: str
    query: str
    sort: str
    whole_words: bool
    position: int

    @property
    def key(self) -> Key:
        """What the line is of."""
        return Key("search", self.name)


@dataclass(frozen=True, slots=True)
class ColourLine:
    """What a colour of highlights means."""

    colour: str
    meaning: str

    @property
    def key(self) -> Key:
        """What the line is of."""
        return Key("colour", self.colour)


@dataclass(frozen=True, slots=True)
class SourceNameLine:
    """What a printed name of a source means, by the analyst's word."""

    printed: str
    source: str
    added_at: str

    @property
    def key(self) -> Key:
        """What the line is of."""
        return Key("source_name", self.printed)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A free note."""

    uid: str
    body: str
    added_at: str
    changed_at: str

    @property
    def key(self) -> Key:
        """What the line is of."""
        return Key("journal", self.uid)


Line = ClippingLine | VersionLine | TagLine | SearchLine | ColourLine | SourceNameLine | JournalLine

KINDS: Final = (
    "tag", "colour", "search", "source_name", "journal", "journal_version", "clipping", "version"
)  # fmt: skip
"""The kinds of lines, in the order in which a mirror is written whole."""


# ------------------------------------------------------------------ writing


def header(library: str, stamp: str) -> bytes:
    """A mirror's first line.

    Args:
        library: the library's identity.
        stamp: when it was begun.
    """
    return as_bytes({"kind": FORMAT, "version": VERSION, "library": library, "begun_at": stamp})


def line(one: Line) -> bytes:
    """A thing's line, with its end."""
    return as_bytes({"kind": one.key.kind, **_said(one)})


def removed(key: Key) -> bytes:
    """The line that says that a thing is no more."""
    said = {"kind": "removed", "of": key.kind, "key": key.key}
    return as_bytes({**said, "part": key.part} if key.part else said)


def as_bytes(said: Mapping[str, Any]) -> bytes:
    """An object as a line."""
    text = json.dumps(said, ensure_ascii=False, separators=(", ", ": ")).translate(_LINE_ENDS)
    return (text + "\n").encode("utf-8", "backslashreplace")


def _said(one: Line) -> dict[str, Any]:
    if isinstance(one, ClippingLine):
        return _said_of_clipping(one)
    said = asdict(one)
    said.pop("kind", None)
    return {name: value for name, value in said.items() if value is not None}


def _said_of_clipping(one: ClippingLine) -> dict[str, Any]:
    head = one.head
    said: dict[str, Any] = {
        "uid": head.uid,
        "id": head.printed_id,
        "published": head.published,
        "source": head.source,
        "source_printed": head.source_printed,
        "headline": head.headline,
        "fingerprint": head.fingerprint,
        "tags": [{"name": name, "added_at": added_at} for name, added_at in one.tags],
        "note": None if one.note is None else {"body": one.note[0], "changed_at": one.note[1]},
        "starred": one.starred,
        "read_at": one.read_at,
        "review_on": one.review_on,
        "highlights": [asdict(highlight) for highlight in one.highlights],
    }
    return {name: value for name, value in said.items() if value or name == "uid"}


# ------------------------------------------------------------------ reading


def parsed(text: bytes) -> dict[str, Any]:
    """A line as an object.

    Raises:
        ValueError: it is none.
    """
    try:
        data = json.loads(text.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError(text) from error
    if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
        raise ValueError(text)  # noqa: TRY004 - one error for whatever is wrong
    return data


def key_of(data: Mapping[str, Any]) -> tuple[Key, bool]:
    """What an object is of, and whether it says that this is no more.

    Raises:
        ValueError: that cannot be told.
    """
    kind = data["kind"]
    if kind == "removed":
        return Key(_kind(data), _text(data["key"]), _text(data.get("part", ""))), True
    if kind not in _NAMES:
        raise ValueError(kind)
    part = fields.stamp(data.get("changed_at")) if kind.endswith("version") else ""
    return Key(kind, _full(data.get(_NAMES[kind])), part), False


def _kind(data: Mapping[str, Any]) -> str:
    if data.get("of") not in KINDS or "key" not in data:
        raise ValueError(data)
    return str(data["of"])


_NAMES: Final = {
    "clipping": "uid",
    "version": "uid",
    "journal": "uid",
    "journal_version": "uid",
    "tag": "name",
    "search": "name",
    "colour": "colour",
    "source_name": "printed",
}
"""What names a thing of each kind."""


def read(data: Mapping[str, Any]) -> tuple[Line, dict[str, Any]]:
    """The thing that an object says, and what of the object cannot be read.

    Args:
        data: `key_of` can tell what it is of, and that it is there.

    Raises:
        ValueError: nothing of it can be used.
    """
    odd: dict[str, Any] = {}
    return _READERS[data["kind"]](data, odd), odd


def _clipping(data: Mapping[str, Any], odd: dict[str, Any]) -> ClippingLine:
    head = Head(
        uid=_full(data["uid"]),
        printed_id=fields.one("id", data, _full, odd),
        published=fields.one("published", data, _published, odd) or "",
        source=fields.one("source", data, _text, odd) or "",
        source_printed=fields.one("source_printed", data, _text, odd) or "",
        headline=fields.one("headline", data, _text, odd) or "",
        fingerprint=fields.one("fingerprint", data, _text, odd) or "",
    )
    return ClippingLine(
        head,
        tags=tuple(fields.kept("tags", data, _tagging, odd)),
        note=fields.one("note", data, _note, odd),
        starred=bool(fields.one("starred", data, _flag, odd)),
        read_at=fields.one("read_at", data, fields.stamp, odd),
        review_on=fields.one("review_on", data, _day, odd),
        highlights=tuple(fields.kept("highlights", data, _highlight, odd)),
    )


def _version(data: Mapping[str, Any], odd: dict[str, Any]) -> VersionLine:
    bodies = tuple(fields.kept("bodies", data, _text, odd))
    return VersionLine(data["kind"], _full(data["uid"]), fields.stamp(data["changed_at"]), bodies)


def _tag(data: Mapping[str, Any], odd: dict[str, Any]) -> TagLine:
    colour = fields.one("colour", data, _colour, odd)
    return TagLine(_full(data["name"]), colour, fields.one("digit", data, _digit, odd))


def _search(data: Mapping[str, Any], odd: dict[str, Any]) -> SearchLine:
    return SearchLine(
        _full(data["name"]),
        _text(data.get("query")),
        fields.one("sort", data, _sort, odd) or Sort.NEWEST.value,
        bool(fields.one("whole_words", data, _flag, odd)),
        fields.one("position", data, fields.number, odd) or 0,
    )


def _meaning(data: Mapping[str, Any], _: dict[str, Any]) -> ColourLine:
    return ColourLine(_colour(data["colour"]), _full(data.get("meaning")))


def _source_name(data: Mapping[str, Any], _: dict[str, Any]) -> SourceNameLine:
    source, added_at = _full(data.get("source")), fields.stamp(data.get("added_at"))
    return SourceNameLine(_full(data["printed"]), source, added_at)


def _journal(data: Mapping[str, Any], _: dict[str, Any]) -> JournalLine:
    body, changed_at = _text(data.get("body")), fields.stamp(data.get("changed_at"))
    return JournalLine(
        _full(data["uid"]), body, fields.stamp(data.get("added_at", changed_at)), changed_at
    )


_READERS: Final[dict[str, Callable[[Mapping[str, Any], dict[str, Any]], Line]]] = {
    "clipping": _clipping,
    "version": _version,
    "journal": _journal,
    "journal_version": _version,
    "tag": _tag,
    "search": _search,
    "colour": _meaning,
    "source_name": _source_name,
}


# ---- values: a ValueError says that one is not what it should be ----------------------------------


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 - one error for whatever is wrong
    return printable(value)


def _full(value: Any) -> str:
    if not (text := _text(value)):
        raise ValueError(value)
    return text


def _digit(value: Any) -> int:
    if fields.number(value) not in _DIGITS:
        raise ValueError(value)
    return int(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004
    return value


def _day(value: Any) -> str:
    return dt.date.fromisoformat(_text(value)).isoformat()


def _published(value: Any) -> str:
    return Published.from_iso(_text(value)).iso


def _sort(value: Any) -> str:
    return Sort(_text(value)).value


def _colour(value: Any) -> str:
    if value not in COLOURS:
        raise ValueError(value)
    return str(value)


def _member(value: Any, name: str) -> Any:
    if not isinstance(value, dict) or name not in value:
        raise ValueError(value)
    return value[name]


def _tagging(value: Any) -> tuple[str, str]:
    return _full(_member(value, "name")), fields.stamp(_member(value, "added_at"))


def _note(value: Any) -> tuple[str, str]:
    return _full(_member(value, "body")), fields.stamp(_member(value, "changed_at"))


def _highlight(value: Any) -> Highlight:
    quote, added_at = _full(_member(value, "quote")), fields.stamp(_member(value, "added_at"))
    colour = value.get("colour")
    return Highlight(
        quote=quote,
        prefix=_text(value.get("prefix", "")),
        suffix=_text(value.get("suffix", "")),
        start=fields.number(value.get("start", 0)),
        colour=colour if colour in COLOURS else COLOURS[0],
        comment=_text(value.get("comment", "")),
        added_at=added_at,
        changed_at=fields.stamp(value.get("changed_at", added_at)),
    )
