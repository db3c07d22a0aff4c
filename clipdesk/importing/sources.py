"""The book of sources: which names the press goes by, and what a printed name means.

Owns the reading of `resources/sources.toml`; names beside the shipped ones are handed in by the
caller (the user's own stand in the library: `store/sources.py`). Any thread: a book is never
changed once built.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Final

from clipdesk import paths
from clipdesk.core.text import fold_name

_SEPARATORS: Final = " \t\u3000\u00a0:\uff1a"
_MARGIN: Final = 8
"""Characters that a printed name may be longer than every known one (doubled spaces)."""

PRESS_WORD: Final = re.compile(
    "(?:新聞|通信|ニュース|日報|新報|時報|放送|テレビ|タイムス|タイムズ|オンライン|(?<![A-Za-z])"
    "(?:News|Times|Post|Journal|Weekly|Daily|Review|Herald|Agency|Magazine|Tribune|Gazette"
    "|Monitor|Observer|Independent|Press|Today|Digest|Telegraph|Chronicle))$"
)
"""A last word that newspapers, agencies and stations bear."""

_FOLDED_PRESS_WORD: Final = re.compile(PRESS_WORD.pattern, re.IGNORECASE)

_LOOK_ALIKE: Final = str.maketrans("読売曰目間関口二一力工夕卜ズ", "讀賣日日聞聞ロニーカエタトス")
_ONE_SLIP: Final = 6
_TWO_SLIPS: Final = 14
_OWN_PART: Final = 4
_NEAR_CACHE: Final = 4096


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source of the shipped table.

    Attributes:
        name: the canonical name, under which its clippings stand.
        aliases: other right names: long forms, abbreviations, the other script.
        misprints: wrong forms that pages are known to print.
    """

    name: str
    aliases: tuple[str, ...] = ()
    misprints: tuple[str, ...] = ()


def book_for(page: Path, extra: Mapping[str, str] | None = None) -> SourceBook:
    """The book to read a page with: the program's; for the sample page its invented press too.

    Args:
        page: the file.
        extra: the user's own names, as `SourceBook` takes them.
    """
    sample = paths.resource("sample")
    if page.resolve().is_relative_to(sample.resolve()):
        return SourceBook(extra, shipped=(*shipped_sources(), *_table(sample / "sources.toml")))
    return SourceBook(extra)


@cache
def shipped_sources() -> tuple[KnownSource, ...]:
    """The sources that the program knows from the start."""
    return _table(paths.resource("sources.toml"))


def _table(file: Path) -> tuple[KnownSource, ...]:
    with file.open("rb") as stream:
        table = tomllib.load(stream)
    return tuple(
        KnownSource(
            entry["name"], tuple(entry.get("aliases", ())), tuple(entry.get("misprints", ()))
        )
        for entry in table["source"]
    )


class SourceBook:
    """Every known name of a source; names are compared without width, case and stray spaces."""

    def __init__(
        self,
        extra: Mapping[str, str] | None = None,
        *,
        shipped: Iterable[KnownSource] | None = None,
    ) -> None:
        """Build the book.

        Args:
            extra: the user's own: printed name -> name as meant (a new source: its name twice).
                They win over the shipped table. A name as meant that the shipped table knows as
                another's alias means that other, unless it is given twice too.
            shipped: the table to start from; the program's own unless given.
        """
        self._meant: dict[str, str] = {}
        self._spelt: dict[str, str] = {}
        self._misprints: set[str] = set()
        known = tuple(shipped_sources() if shipped is None else shipped)
        for source in known:
            for name in (source.name, *source.aliases, *source.misprints):
                self._meant.setdefault(self._spell(name), source.name)
            self._misprints.update(map(_key, source.misprints))
        for name in {source.name for source in known}:
            self._meant[_key(name)] = name  # a name of its own is never another's alias
        own = {self._spell(printed): name for printed, name in (extra or {}).items()}
        for key, name in own.items():
            if key == _key(name):
                self._meant[key] = name
        told = {key: self._meant.setdefault(self._spell(name), name) for key, name in own.items()}
        self._meant.update(told)
        self._misprints.difference_update(own)
        self._meant.pop("", None)
        self._nearest = lru_cache(_NEAR_CACHE)(self._seek_nearest)
        self._longest = max(map(len, self._meant), default=0) + _MARGIN

    def knows(self, printed: str) -> bool:
        """Whether the whole text is a known name or alias."""
        return len(printed) <= 2 * self._longest and _key(printed) in self._meant

    def meant(self, printed: str) -> str:
        """The canonical name; an unknown one stays as printed, its space made single."""
        tidy = " ".join(printed.split())
        if len(tidy) > 2 * self._longest:
            return tidy
        return self._meant.get(_key(tidy), tidy)

    def forms(self, name: str) -> list[str]:
        """Every known name, right or misprinted, that means the source of the canonical `name`."""
        return [self._spelt[key] for key, meant in self._meant.items() if meant == name]

    def names(self) -> list[str]:
        """The canonical name of every known source."""
        return sorted(set(self._meant.values()))

    def is_misprint(self, printed: str) -> bool:
        """Whether it is a known slip of the pen rather than another right name."""
        return len(printed) <= 2 * self._longest and _key(printed) in self._misprints

    def near(self, printed: str) -> str | None:
        """The known source of whose name an unknown one is probably a misprint.

        To be proposed, never applied: two papers may differ by a letter. None for a known name,
        where nothing known is near, and where two sources are equally near.
        """
        return self.slips(printed)[0]

    def slips(self, printed: str) -> tuple[str | None, int]:
        """As `near`, and how many characters were lost, added, changed or swapped (1 or 2)."""
        if len(printed) > 2 * self._longest or self.knows(printed):
            return None, 0
        return self._nearest(_key(printed))

    def _spell(self, name: str) -> str:
        """The key of a name, whose own spelling is kept."""
        key = _key(name)
        self._spelt.setdefault(key, " ".join(name.split()))
        return key

    @cached_property
    def _shapes(self) -> dict[int, list[_Shape]]:
        """The known names by their length."""
        shapes: dict[int, list[_Shape]] = {}
        for key in self._meant:
            shapes.setdefault(len(key), []).append(_Shape.of(key))
        return shapes

    @cached_property
    def _beginnings(self) -> dict[str, int]:
        """What known names begin with, and the length of the longest that begins so."""
        beginnings: dict[str, int] = {}
        for key in sorted(self._meant, key=len):
            beginnings.update((key[:at].strip(), len(key)) for at in range(1, len(key)))
        return beginnings

    def _seek_nearest(self, key: str) -> tuple[str | None, int]:
        best = 2 if len(key) >= _TWO_SLIPS else 1
        found: set[str] = set()
        shape = _Shape.of(key)
        for length in range(len(key) - best, len(key) + best + 1):
            for known in self._shapes.get(length, ()):
                slips = shape.slips(known, best)
                if slips is None:
                    continue
                if slips < best:
                    best, found = slips, set()
                found.add(self._meant[known.key])
        return (found.pop(), best) if len(found) == 1 else (None, 0)

    def split(self, line: str) -> tuple[str, str] | None:
        """The source as printed and the headline, where one line holds both.

        The longest known name that ends at a space or colon wins. None when no known name begins
        the line or nothing follows it.
        """
        found = None
        for name, rest in prefixes(line, self._longest):
            if _key(name) in self._meant:
                found = name, rest
        return found

    def split_near(self, line: str, known: str = "") -> tuple[str, str] | None:
        """As `split`, by a misprint of a known name; the one with the fewest slips, the longest.

        Args:
            line: begins with a name.
            known: the known name that begins the line; the misprinted one must be of the same
                family (`Jane's Defence Weeky` after `Jane's`) and be more than a beginning of it
                (`NHK New` is no `NHK News`).
        """
        longest = self._beginnings.get(_key(known), 0) if known else self._longest
        best: tuple[int, int, tuple[str, str]] | None = None
        for name, rest in prefixes(line, min(longest + _MARGIN, self._longest) if longest else 0):
            if len(name) <= len(known):
                continue
            meant, slips = self.slips(name)
            if meant is None or (known and _key(name) in self._beginnings):
                continue
            if best is None or (-slips, len(name)) > best[:2]:
                best = -slips, len(name), (name, rest)
        return None if best is None else best[2]


def cut_after(line: str, printed: str) -> tuple[str, str] | None:
    """The line cut where a printed name ends, None where the line does not begin with it.

    Names are compared as the book does; a name ends at a space, a colon, or with the line.
    """
    key = _key(printed)
    if key and _key(line) == key:
        return line.strip(), ""
    return next(
        (cut for cut in prefixes(line, 2 * len(printed) + _MARGIN) if _key(cut[0]) == key), None
    )


def prefixes(line: str, most: int) -> Iterator[tuple[str, str]]:
    """Each way to cut a line in two at a space or colon, shortest first.

    Args:
        line: a line that begins with a name.
        most: the greatest length of the first part, in characters.
    """
    line = line.strip()
    for at, char in enumerate(line[: most + 1]):
        if at and char in _SEPARATORS and line[at - 1] not in _SEPARATORS:
            rest = line[at:].lstrip(_SEPARATORS)
            if rest:
                yield line[:at], rest


@dataclass(frozen=True, slots=True)
class _Shape:
    """A folded name, ready to be compared with many.

    Attributes:
        seen: its characters with the look-alikes made one (読/讀, 間/聞).
        letters: a bit for each of its characters (modulo 64): two names that are few slips apart
            differ in few bits, which is told much sooner than the slips.
        own: how much of it stands before its press word.
    """

    key: str
    seen: str
    letters: int
    own: int

    @classmethod
    def of(cls, key: str) -> _Shape:
        letters = 0
        for char in key:
            letters |= 1 << (ord(char) & 63)
        own = len(_FOLDED_PRESS_WORD.sub("", key).rstrip())
        return cls(key, key.translate(_LOOK_ALIKE), letters, own)

    def slips(self, known: _Shape, most: int) -> int | None:
        """How many slips away a known name is; None where it is not near.

        Look-alikes are one slip in any name. Else both need `_ONE_SLIP` characters; a slip in the
        name's own part counts only where that part has `_OWN_PART` (ABC News is no BBC News), and
        another press word makes another paper.
        """
        if self.seen == known.seen:
            return 1
        if len(self.key) < _ONE_SLIP or len(known.key) < _ONE_SLIP:
            return None
        if (self.letters ^ known.letters).bit_count() > 2 * most:
            return None
        spared = self.key.startswith(known.key[: known.own])
        if not spared and known.own < _OWN_PART:
            return None
        if spared and self.own < len(self.key) and known.own < len(known.key):
            return None
        slips = _distance(self.key, known.key)
        return slips if slips <= most else None


def _distance(a: str, b: str) -> int:
    """How many characters are lost, added, changed or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


@lru_cache(maxsize=8_192)  # the same names come again and again
def _key(name: str) -> str:
    return fold_name(name).strip()
