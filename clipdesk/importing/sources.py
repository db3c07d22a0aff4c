"""The book of sources: which names the press goes by, and what a printed name means.

Owns the reading of `resources/sources.toml`; names beside the shipped ones are handed in by the
caller (the user's own table comes with a later issue). Any thread: a book is never changed once
built.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from clipdesk import paths
from clipdesk.core.text import fold

_SEPARATORS: Final = " \t\u3000\u00a0:\uff1a"
_MARGIN: Final = 8
"""Characters that a printed name may be longer than every known one (doubled spaces)."""


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


def book_for(page: Path) -> SourceBook:
    """The book to read a page with: the program's; for the sample page its invented press too."""
    sample = paths.resource("sample")
    if page.resolve().is_relative_to(sample.resolve()):
        return SourceBook(shipped=(*shipped_sources(), *_table(sample / "sources.toml")))
    return SourceBook()


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
                They win over the shipped table.
            shipped: the table to start from; the program's own unless given.
        """
        self._meant: dict[str, str] = {}
        self._misprints: set[str] = set()
        known = tuple(shipped_sources() if shipped is None else shipped)
        for source in known:
            for name in (source.name, *source.aliases, *source.misprints):
                self._meant.setdefault(_key(name), source.name)
            self._misprints.update(map(_key, source.misprints))
        for name in {source.name for source in known}:
            self._meant[_key(name)] = name  # a name of its own is never another's alias
        for printed, name in (extra or {}).items():
            self._meant.setdefault(_key(name), name)
            self._meant[_key(printed)] = self._meant[_key(name)]
            self._misprints.discard(_key(printed))
        self._meant.pop("", None)
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

    def is_misprint(self, printed: str) -> bool:
        """Whether it is a known slip of the pen rather than another right name."""
        return len(printed) <= 2 * self._longest and _key(printed) in self._misprints

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


def _key(name: str) -> str:
    return fold(name).strip()
