"""Source and headline: which part of a head's lines is which.

Where they share a line nothing separates them. Known names decide; for an unknown one the page
itself is asked (does the name stand alone elsewhere, do several lines begin with it), then the
script or the kind of word. Every division that a known name did not decide is a guess and is
reported by the caller. Pure; any thread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from clipdesk.core.text import fold
from clipdesk.importing.header import Header
from clipdesk.importing.lines import join
from clipdesk.importing.sources import SourceBook, prefixes

UNKNOWN_SOURCE: Final = "出典不明"
"""Stands for the source where none could be told; `source_printed` is then empty."""

_LONGEST_NAME: Final = 60
_LONGEST_LONE_NAME: Final = 40
_JAPANESE: Final = re.compile("[ぁ-ヿ㐀-鿿「『]")
_PRESS: Final = re.compile(
    "(?:新聞|通信|ニュース|日報|新報|時報|放送|テレビ|タイムス|タイムズ|オンライン"
    r"|\b(?:News|Times|Post|Journal|Weekly|Daily|Review|Herald|Agency|Magazine|Tribune|Gazette"
    r"|Monitor|Observer|Independent|Press|Today|Digest|Telegraph|Chronicle))$"
)


@dataclass(frozen=True, slots=True)
class Division:
    """A head's source and headline.

    Attributes:
        source_printed: lines joined; empty where none could be told.
        guessed: no known name and no line of its own told the source.
    """

    source_printed: str
    headline: str
    guessed: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a source at all."""
        return bool(self.source_printed)


class Divider:
    """Divides the heads of one page; learns from all of them first."""

    def __init__(self, book: SourceBook, headers: Iterable[Header]) -> None:
        self._book = book
        alone: dict[str, str] = {}
        shared: list[str] = []
        for header in headers:
            sure = self._sure(header)
            if sure is None:
                shared.append(_shared_line(header))
            elif sure.source_printed and not book.knows(sure.source_printed):
                alone.setdefault(sure.source_printed, sure.source_printed)
        self._alone = SourceBook(alone, shipped=())
        self._lines: Counter[str] = Counter()
        self._next_words: dict[str, set[str]] = {}
        for line in set(shared):
            for name, rest in _cuts(line):
                key = fold(name)
                self._lines[key] += 1
                self._next_words.setdefault(key, set()).add(rest.split(maxsplit=1)[0])

    def divide(self, header: Header) -> Division:
        """The source and the headline of a head."""
        sure = self._sure(header)
        if sure is not None:
            return sure
        line = _shared_line(header)
        found = (
            self._alone.split(line) or self._repeated(line) or _by_script(line) or _by_word(line)
        )
        if found is None:
            return Division("", line)
        return Division(*found, guessed=True)

    def _sure(self, header: Header) -> Division | None:
        """What place or a known name tells, None where it must be guessed."""
        before, after = header.before, header.after
        if header.older:
            return Division(before[0], _unquoted(join([*before[1:], *after])))
        if after and before and len(join(before)) <= _LONGEST_NAME:
            return Division(join(before), join(after))
        lines = [*before, *after]
        if not lines:
            return Division("", "")
        found = self._by_book(lines)
        if found is not None:
            return Division(*found)
        lone = len(lines) > 1 or (bool(before) and header.via is not None)
        if lone and len(lines[0]) <= _LONGEST_LONE_NAME:
            return Division(lines[0], join(lines[1:]))
        return None

    def _by_book(self, lines: list[str]) -> tuple[str, str] | None:
        """What the known names tell of lines that hold the source and the headline."""
        whole = join(lines)
        if self._book.knows(lines[0]):
            return lines[0], join(lines[1:])
        return (whole, "") if self._book.knows(whole) else self._book.split(whole)

    def _repeated(self, line: str) -> tuple[str, str] | None:
        """The beginning that other lines share and after which they differ most.

        A name is followed by ever other words, a part of a name by few: `Jane's` by three, each
        of its papers by many. A press word comes before this measure, among equals the longest.
        """
        shared = [cut for cut in _cuts(line) if self._lines[fold(cut[0])] > 1]
        return max(shared, key=self._weight, default=None)

    def _weight(self, cut: tuple[str, str]) -> tuple[bool, int, int]:
        name = cut[0]
        return bool(_PRESS.search(name)), len(self._next_words[fold(name)]), len(name)


def _shared_line(header: Header) -> str:
    return join([*header.before, *header.after])


def _cuts(line: str) -> list[tuple[str, str]]:
    """The ways to cut a line, none beyond the first change from Latin to Japanese."""
    script = _by_script(line)
    most = _LONGEST_NAME if script is None else len(script[0])
    return [cut for cut in prefixes(line, _LONGEST_NAME) if len(cut[0]) <= most]


def _by_script(line: str) -> tuple[str, str] | None:
    """Latin words before a Japanese headline."""
    for name, rest in prefixes(line, _LONGEST_NAME):
        if _JAPANESE.search(name):
            return None
        if _JAPANESE.match(rest):
            return name, rest
    return None


def _by_word(line: str) -> tuple[str, str] | None:
    """A beginning whose last word is one that newspapers and agencies bear."""
    found = None
    for name, rest in prefixes(line, _LONGEST_NAME):
        if _PRESS.search(name):
            found = name, rest
        elif found is not None:
            break
    return found


def _unquoted(headline: str) -> str:
    """The headline without the 「」 that enclose the whole of it."""
    if not (headline.startswith("「") and headline.endswith("」")):
        return headline
    depth = 0
    for char in headline[:-1]:
        depth += (char == "「") - (char == "」")
        if depth == 0:
            return headline
    return headline[1:-1].strip() if depth == 1 else headline
