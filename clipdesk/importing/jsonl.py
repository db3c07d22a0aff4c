"""Our own JSON Lines, `exporting/records.py`, read back: a clipping a line, annotations included.

What a line says of the archive's side is taken as it stands: the passages with their marks, the
citations, the identity. Lines of older programs, which had no passages yet, are read from the
printed block, as pages are. Pure; any thread.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from clipdesk.core import fields
from clipdesk.core.anchors import COLOURS
from clipdesk.core.dates import Published
from clipdesk.core.errors import UserError
from clipdesk.core.model import (
    Citation,
    Draft,
    Highlight,
    Layer,
    Mark,
    MarkKind,
    Passage,
    PassageKind,
    Problem,
    Reading,
    Split,
    TagLook,
    Voice,
)
from clipdesk.core.text import printable
from clipdesk.importing import links
from clipdesk.importing.decode import UNREADABLE
from clipdesk.importing.division import UNKNOWN_SOURCE
from clipdesk.importing.page import read_page
from clipdesk.importing.records import Tally, Text, citations, compilers, paragraphs
from clipdesk.importing.sources import SourceBook
from clipdesk.store.layer import clean_tag_name

_BEGINNING: Final = re.compile(r"\ufeff?\s*\{\s*\"")
_IN_ARRAY: Final = re.compile(r"\ufeff?\s*\[\s*\{\s*\"")
_OURS: Final = re.compile(r"\"(?:uid|published|headline|source_printed)\"\s*:")
_AROUND: Final = frozenset({"[", "]", "],", ","})
"""Lines around the objects, where `search --json` printed them as an array."""
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYS: Final = 9
_LAYER: Final = (
    "tags", "note", "starred", "read_at", "highlights", "review_on", "note_changed_at", "tag_looks",
)  # fmt: skip
_TEXTS: Final = (
    "id", "uid", "collection", "source", "source_printed", "via", "headline", "text", "printed",
    "date_printed",
)  # fmt: skip
_LISTS: Final[dict[str, type]] = {"collections": str, "compiler_notes": str, "cites": dict}
"""The lists that are read, and what their members are; those of the layer are told apart below."""
KEYS: Final = frozenset(
    {*_TEXTS, *_LISTS, *_LAYER, "published", "precision", "cited_by", "places", "passages"}
    | {"citations", "split"}
)
"""All that a line may say; `exporting/records.py` writes them."""
_ELSEWHERE: Final = {"title": "headline", "titel": "headline", "date": "published", "body": "text"}
"""What other programs call the same."""
_MOST_STRANGE: Final = 100
"""Different unknown keys that are counted; those beyond are reported line by line."""
_LIKENESS: Final = 0.75
_LONGEST_EXCERPT: Final = 200
_LONGEST_KEY: Final = 60


def is_jsonl(text: str) -> bool:
    """Whether a text begins as our JSON Lines do, or as the array that `search --json` prints."""
    if _BEGINNING.match(text) is None and _IN_ARRAY.match(text) is None:
        return False
    first = next((line for line in text.split("\n") if "{" in line), "")
    return len(_OURS.findall(first)) > 1


def read_jsonl(lines: Iterable[str], book: SourceBook, *, title_fallback: str) -> Reading:
    """Read JSON Lines as they pass through; memory does not grow with the file.

    Args:
        lines: the file's; walked once.
        book: knows what a source is called, where a line says only what was printed.
        title_fallback: the title, where the clippings are not all of one collection.

    Yields:
        As `Reading`. A draft's `printed` is what the archive printed, not the line of the file;
        in the summary the characters of the lines are counted.

    Raises:
        UserError: `import_json_unknown` where it is JSON of something else.
    """
    tally = Tally()
    strange = _StrangeKeys()
    objects, dated = 0, False
    titles: set[tuple[str, ...]] = set()
    for line in tally.passing(lines):
        bare = line.strip()
        if not bare or bare in _AROUND:
            tally.count("furniture", line)
            continue
        reader = _LineReader(tally.line, line, book)
        draft = reader.read()
        objects += bool(reader.data)
        dated = dated or "published" in reader.data
        tally.count("problems" if draft is None else "clippings", line)
        if draft is not None:
            if len(titles) <= 1:
                titles.add(draft.collections)
            yield draft
        yield from reader.problems
        yield from strange.seen(reader)
        yield from tally.taken()
    if objects and not dated:
        raise UserError("import_json_unknown", file=title_fallback)
    yield from strange.told()
    one = titles.pop() if len(titles) == 1 else ()
    yield tally.summary(one[0] if len(one) == 1 else title_fallback)


class _StrangeKeys:
    """Keys that are none of ours: a misspelt one is in every line of a file, and told once."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[int, str]] = {}
        self._counts: Counter[str] = Counter()

    def seen(self, reader: _LineReader) -> Iterator[Problem]:
        """Count a line's; where a file has more than can be remembered, tell of them at once."""
        for key in reader.strange:
            if key not in self._first and len(self._first) >= _MOST_STRANGE:
                yield _strange(key, reader.line, _dumped({key: reader.data[key]}), 1)
                continue
            if key not in self._first:
                self._first[key] = reader.line, _dumped({key: reader.data[key]})
            self._counts[key] += 1

    def told(self) -> Iterator[Problem]:
        """A problem for each of those that were counted."""
        for key, (line, excerpt) in self._first.items():
            yield _strange(key, line, excerpt, self._counts[key])


def _strange(key: str, line: int, excerpt: str, count: int) -> Problem:
    """What is said of a key: which one is probably meant, where it resembles one."""
    values = {"key": printable(key)[:_LONGEST_KEY], "n": count}
    bare = key.strip().lower().replace("-", "_").replace(" ", "_")[:_LONGEST_KEY]
    near = difflib.get_close_matches(bare, sorted(KEYS), n=1, cutoff=_LIKENESS)
    meant = _ELSEWHERE.get(bare) or next(iter(near), None)
    if meant:
        return Problem("key_misspelt", line, excerpt, {**values, "meant": meant})
    return Problem("key_unknown", line, excerpt, values)


@dataclass(slots=True)
class _LineReader:
    """Makes one draft of a line and notes what is odd about it.

    Attributes:
        data: what the line says; empty where it is no object.
        strange: its keys that mean nothing here.
    """

    line: int
    printed: str
    book: SourceBook
    problems: list[Problem] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)

    def read(self) -> Draft | None:
        """The draft; None where the line is none: then a problem keeps the whole of it."""
        data = self._data()
        if data is None:
            self.problems.append(Problem("line_unreadable", self.line, self.printed))
            return None
        self.data = data
        self.strange = [key for key in data if key not in KEYS]
        published = self._published(data)
        if published is None:
            return None
        printed = _text(data, "printed") or self.printed
        odd = _odd(data)
        source_printed = _line(data, "source_printed")
        source = _line(data, "source") or self.book.meant(source_printed) or UNKNOWN_SOURCE
        named = _strings(data.get("collections")) or [_line(data, "collection")]
        draft = Draft(
            printed_id=_line(data, "id") or None,
            published=published,
            date_printed=_line(data, "date_printed") or published.iso,
            source=source,
            source_printed=source_printed,
            via=_line(data, "via") or None,
            headline=_line(data, "headline"),
            passages=(),
            citations=(),
            printed=printed,
            line=self.line,
            split=_split(data, told=bool(source_printed) or source != UNKNOWN_SOURCE),
            given_uid=_line(data, "uid"),
            layer=self._layer(data),
            collections=tuple(name for name in named if name.strip()),
        )
        draft = self._with_passages(draft, data, odd)
        if not draft.headline and "headline" not in odd:
            self._report("headline_missing", draft.date_printed)
        if source == UNKNOWN_SOURCE != _line(data, "source") and "source" not in odd:
            values = {"meant": UNKNOWN_SOURCE}
            self.problems.append(Problem("source_missing", self.line, draft.headline, values))
        if odd:
            self._report("values_unreadable", _dumped(odd))
        return draft

    def _report(self, code: str, excerpt: str) -> None:
        self.problems.append(Problem(code, self.line, excerpt))

    def _data(self) -> dict[str, Any] | None:
        try:
            data = json.loads(self.printed.strip().removesuffix(","))
        except (ValueError, RecursionError):  # ValueError: a number of too many digits, too
            return None
        return data if isinstance(data, dict) else None

    def _published(self, data: dict[str, Any]) -> Published | None:
        said = _line(data, "published")
        if not said:
            self._report("date_missing", self.printed)
            return None
        try:
            return Published.from_iso(said)
        except ValueError:
            values = {"printed": said[:_LONGEST_EXCERPT]}
            self.problems.append(Problem("date_unknown", self.line, self.printed, values))
            return None

    # ---- the archive's side -------------------------------------------------------------------

    def _with_passages(self, draft: Draft, data: dict[str, Any], odd: dict[str, Any]) -> Draft:
        """The draft with its passages and citations, as written or read anew."""
        if "passages" in data:
            try:
                passages = tuple(_passage(one) for one in _members(data["passages"]))
            except ValueError:
                self._report("passages_unreadable", _dumped(data["passages"]))
            else:
                cited = _cited(data, passages, odd)
                return replace(draft, passages=passages, citations=cited)
        return self._read_anew(draft, data)

    def _read_anew(self, draft: Draft, data: dict[str, Any]) -> Draft:
        """What older lines lack, from the printed block; where that is no page's, from the texts."""
        text = _text(data, "text")
        page = read_page(draft.printed, self.book, title_fallback="")
        if len(page.drafts) == 1:
            (read,) = page.drafts
            if (read.published, read.text) == (draft.published, text):
                return replace(
                    draft,
                    passages=read.passages,
                    citations=read.citations,
                    date_printed=_line(data, "date_printed") or read.date_printed,
                )
        written = paragraphs(Text(text, self.line, escaped=True)) if text.strip() else ()
        notes = [
            Text(note, self.line, escaped=True) for note in _strings(data.get("compiler_notes"))
        ]
        passages = (*written, *compilers([note for note in notes if note.text.strip()], 0))
        found = tuple(citations(passages))
        known = {citation.printed_id for citation in found}
        more = [
            Citation(cited, "", 0)
            for one in (data["cites"] if isinstance(data.get("cites"), list) else ())
            if isinstance(one, dict) and (cited := _line(one, "id")) and cited not in known
        ]
        return replace(draft, passages=passages, citations=(*found, *more))

    # ---- the analyst's side -------------------------------------------------------------------

    def _layer(self, data: dict[str, Any]) -> Layer | None:
        """What the analyst added; what of it cannot be read is kept whole in a problem."""
        if not any(name in data for name in _LAYER):
            return None
        odd: dict[str, Any] = {}
        layer = Layer(
            tags=tuple(dict.fromkeys(fields.kept("tags", data, _tag, odd))),
            note=fields.one("note", data, _note, odd),
            starred=bool(fields.one("starred", data, _flag, odd)),
            read_at=fields.one("read_at", data, fields.stamp, odd),
            highlights=tuple(fields.kept("highlights", data, _highlight, odd)),
            review_on=fields.one("review_on", data, _day, odd),
            note_changed_at=fields.one("note_changed_at", data, fields.stamp, odd),
            tag_looks=tuple(dict.fromkeys(fields.kept("tag_looks", data, _look, odd))),
        )
        if odd:
            self._report("layer_unreadable", _dumped(odd))
        return layer


# ---- values: a ValueError says that one is not what it should be ----------------------------------


def _odd(data: dict[str, Any]) -> dict[str, Any]:
    """What is no text, or no list of what it should be: it cannot be read."""
    odd = {name: data[name] for name in _TEXTS if not isinstance(data.get(name), (str, type(None)))}
    for name, kind in _LISTS.items():
        value = data.get(name)
        members = value if isinstance(value, list) else []
        wrong = [one for one in members if not isinstance(one, kind)]
        if not isinstance(value, list) and value is not None:
            odd[name] = value
        elif wrong:
            odd[name] = wrong
    said = data.get("split")
    if said is not None and (not isinstance(said, str) or said not in set(Split)):
        odd["split"] = said
    return odd


def _split(data: dict[str, Any], *, told: bool) -> Split:
    """How the source was told; where the line does not say, by whether there is one."""
    said = data.get("split")
    if isinstance(said, str) and said in set(Split):
        return Split(said)
    return Split.SURE if told else Split.UNKNOWN


def _string(value: Any) -> str:
    """A text as it can be stored: SQLite and Qt take NUL for its end."""
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 - one error for whatever is wrong
    return value.replace("\0", UNREADABLE)


def _members(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(value)  # noqa: TRY004
    return value


def _member(value: Any, name: str) -> Any:
    if not isinstance(value, dict) or name not in value:
        raise ValueError(value)
    return value[name]


def _tag(value: Any) -> str:
    try:
        return clean_tag_name(_string(value))
    except UserError as error:
        raise ValueError(value) from error


def _look(value: Any) -> TagLook:
    name = _tag(_member(value, "name"))
    colour, key = value.get("colour"), value.get("key")
    if colour not in (None, *COLOURS) or (key is not None and not 1 <= fields.number(key) <= _KEYS):
        raise ValueError(value)
    return TagLook(name, colour, key)


def _note(value: Any) -> str | None:
    return _string(value) or None


def _flag(value: Any) -> bool:
    if not isinstance(value, int) or value not in {0, 1}:  # True and False are these
        raise ValueError(value)
    return bool(value)


def _day(value: Any) -> str:
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise ValueError(value)
    return dt.date.fromisoformat(value).isoformat()


def _highlight(value: Any) -> Highlight:
    quote = _string(_member(value, "quote"))
    if not quote:
        raise ValueError(value)
    colour = value.get("colour")
    added_at = fields.stamp(_member(value, "added_at"))
    return Highlight(
        quote=quote,
        prefix=_string(value.get("prefix", "")),
        suffix=_string(value.get("suffix", "")),
        start=fields.number(value.get("start", 0)),
        colour=colour if colour in COLOURS else COLOURS[0],
        comment=_string(value.get("comment", "")),
        added_at=added_at,
        changed_at=fields.stamp(value.get("changed_at", added_at)),
    )


def _passage(value: Any) -> Passage:
    text = _string(_member(value, "text"))
    block, voice = value.get("block"), Voice(_member(value, "voice"))
    if (voice is Voice.COMPILER) != (block is not None):
        raise ValueError(value)
    return Passage(
        kind=PassageKind(_member(value, "kind")),
        voice=voice,
        printed=_string(_member(value, "printed")),
        text=text,
        line=fields.number(value.get("line", 0)),
        block=None if block is None else fields.number(block),
        marks=tuple(_mark(one, len(text)) for one in _members(value.get("marks", []))),
    )


def _mark(value: Any, length: int) -> Mark:
    start, end = fields.number(_member(value, "start")), fields.number(_member(value, "end"))
    if not start < end <= length:
        raise ValueError(value)
    return Mark(start, end, MarkKind(_member(value, "kind")), _string(value.get("target", "")))


def _citation(value: Any, passages: int) -> Citation:
    passage = fields.number(value.get("passage", 0)) if isinstance(value, dict) else 0
    cited = _string(_member(value, "id"))
    if not cited or passage > max(0, passages - 1):
        raise ValueError(value)
    return Citation(cited, _string(value.get("hint", "")), passage)


def _cited(
    data: dict[str, Any], passages: tuple[Passage, ...], odd: dict[str, Any]
) -> tuple[Citation, ...]:
    """The citations of a line; where they are those of the text, they stand where it has them.

    Those that cannot be read go to `odd`; the text's are taken instead.
    """
    found = tuple(links.citations(passages, tuple(citations(passages))))
    value = data.get("citations")
    if value is None:
        return found
    try:
        written = tuple(_citation(one, len(passages)) for one in _members(value))
    except ValueError:
        odd["citations"] = value
        return found
    told = [(cite.printed_id, cite.hint) for cite in found]
    return found if told == [(cite.printed_id, cite.hint) for cite in written] else written


def _text(data: dict[str, Any], name: str) -> str:
    """A field's text; empty where it has none."""
    value = data.get(name)
    return _string(value) if isinstance(value, str) else ""


def _line(data: dict[str, Any], name: str) -> str:
    """A field's text in one line."""
    text = _text(data, name)
    return " ".join(filter(None, map(str.strip, text.split("\n")))) if "\n" in text else text


def _strings(value: Any) -> list[str]:
    """The texts in a list."""
    return (
        [_string(one) for one in value if isinstance(one, str)] if isinstance(value, list) else []
    )


def _dumped(value: Any) -> str:
    """A value for a problem's excerpt, whole; of one that is nested beyond measure, its beginning."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return repr(value)[:_LONGEST_EXCERPT]
