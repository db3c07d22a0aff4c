"""Source and headline: which part of a head's lines is which.

Where they share a line nothing separates them. Known names decide; for an unknown one the page
itself is asked (does the name stand alone elsewhere, do several lines begin with it), then the
known names again (is it a misprint of one), the script, and the kind of word. Every division that
a known name did not decide is a guess with a confidence and is reported by the caller. Pure; a
divider belongs to one page and one thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from clipdesk.core.model import Split
from clipdesk.core.text import fold_name
from clipdesk.importing.header import Header
from clipdesk.importing.lines import join
from clipdesk.importing.sources import PRESS_WORD, SourceBook, prefixes

UNKNOWN_SOURCE: Final = "出典不明"
"""Stands for the source where none could be told; `source_printed` is then empty."""

_LONGEST_NAME: Final = 60
_LONGEST_LONE_NAME: Final = 40
_JAPANESE: Final = re.compile("[ぁ-ヿ㐀-鿿「『]")
_DIGIT: Final = re.compile("[0-9]")

_LEARNT_MOST: Final = 5_000
"""Distinct shared lines, and names that stand alone, after which a page teaches nothing more."""


@dataclass(frozen=True, slots=True)
class Division:
    """A head's source and headline.

    Attributes:
        source_printed: lines joined; empty where none could be told.
        split: how they were told apart.
        confidence: that the cut is right, in percent: 100 where it is sure, 0 where there is none.
        rule: what told them apart; the text `sources.rule_<rule>` says it in words.
    """

    source_printed: str
    headline: str
    split: Split = Split.SURE
    confidence: int = 100
    rule: str = "place"

    @property
    def guessed(self) -> bool:
        """Whether no known name and no line of its own told the source."""
        return self.split is Split.GUESSED

    @property
    def known(self) -> bool:
        """Whether there is a source at all."""
        return bool(self.source_printed)


class Divider:
    """Divides the heads of one page; learns from all of them where one must be guessed.

    What it holds is bounded (`_LEARNT_MOST`), so that a page may be longer than the memory.
    """

    def __init__(self, book: SourceBook, heads: Iterable[Header]) -> None:
        """Prepare.

        Args:
            book: the known sources.
            heads: all of the page's; walked once, and only if one of them must be guessed.
        """
        self._book = book
        self._heads: Iterable[Header] | None = heads
        self._alone: set[str] = set()
        self._lines: set[str] = set()
        self._after: dict[str, _Following] = {}

    def _learn(self, header: Header) -> None:
        sure = self._sure(header)
        if sure is None:
            line = _shared_line(header)
            if len(self._lines) < _LEARNT_MOST and line not in self._lines:
                self._lines.add(line)
                for name, rest in _cuts(line):
                    self._after.setdefault(fold_name(name), _Following()).add(rest)
        elif len(self._alone) < _LEARNT_MOST and not self._book.knows(sure.source_printed):
            self._alone.add(fold_name(sure.source_printed))

    def divide(self, header: Header) -> Division:
        """The source and the headline of a head."""
        sure = self._sure(header)
        if sure is not None:
            return sure
        if self._heads is not None:
            heads, self._heads = self._heads, None
            for head in heads:
                self._learn(head)
        line = _shared_line(header)
        return (
            self._standing_alone(line)
            or self._near(line)
            or self._repeated(line)
            or _by_script(line)
            or _by_word(line)
            or Division("", line, Split.UNKNOWN, 0, "none")
        )

    def _sure(self, header: Header) -> Division | None:
        """What place or a known name tells, None where it must be guessed."""
        before, after = header.before, header.after
        if header.older:
            return Division(before[0], _unquoted(join([*before[1:], *after])))
        if after and before and len(join(before)) <= _LONGEST_NAME:
            return Division(join(before), join(after))
        lines = [*before, *after]
        if not lines:
            return Division("", "", Split.UNKNOWN, 0, "none")
        found = self._by_book(lines)
        known = "" if found is None else found[0]
        if (found is None or found[1]) and self._book.split_near(lines[0], known) is not None:
            return None
        lone = len(lines) > 1 or (bool(before) and header.via is not None)
        if found is None and lone and len(lines[0]) <= _LONGEST_LONE_NAME:
            return Division(lines[0], join(lines[1:]))
        return None if found is None else Division(*found, rule="known")

    def _by_book(self, lines: list[str]) -> tuple[str, str] | None:
        """What the known names tell of lines that hold the source and the headline."""
        whole = join(lines)
        if self._book.knows(lines[0]):
            return lines[0], join(lines[1:])
        return (whole, "") if self._book.knows(whole) else self._book.split(whole)

    def _standing_alone(self, line: str) -> Division | None:
        """The longest beginning that is the whole source of another clipping: nearly sure."""
        found = [cut for cut in prefixes(line, _LONGEST_NAME) if fold_name(cut[0]) in self._alone]
        return Division(*found[-1], Split.GUESSED, 95, "alone") if found else None

    def _near(self, line: str) -> Division | None:
        """A misprint of a known name: the surer, the fewer of its characters are slips."""
        known = self._book.split(line)
        found = self._book.split_near(line, "" if known is None else known[0])
        if found is None:
            return None
        slips = self._book.slips(found[0])[1]
        return Division(*found, Split.GUESSED, 100 - 200 * slips // len(found[0]), "near")

    def _repeated(self, line: str) -> Division | None:
        """The beginning that other lines share and after which they differ most.

        A name is followed by ever other words, a part of a name by few: `Jane's` by three, each
        of its papers by many. A press word comes before this measure, among equals the longest.
        Of n lines that go on in m ways, m/n speak for a name, and more lines speak louder:
        m/n - 1/n of 100, so that two lines that differ give 50 and ten give 90.
        """
        shared = [cut for cut in _cuts(line) if self._is_shared(cut[0])]
        best = max(shared, key=self._weight, default=None)
        if best is None:
            return None
        after = self._following(best[0])
        share = 100 * (after.ways - 1) // after.lines
        return Division(*best, Split.GUESSED, _with_word(best[0], share), "repeated")

    def _weight(self, cut: tuple[str, str]) -> tuple[bool, int, int]:
        name = cut[0]
        return bool(PRESS_WORD.search(name)), self._following(name).ways, len(name)

    def _is_shared(self, name: str) -> bool:
        after = self._following(name)
        return after.ways > 1 or (after.lines > 1 and PRESS_WORD.search(name) is not None)

    def _following(self, name: str) -> _Following:
        return self._after.get(fold_name(name), _NOTHING)


class _Following:
    """What follows one beginning in the lines that share it."""

    __slots__ = ("_words", "lines")

    def __init__(self) -> None:
        self.lines = 0
        self._words: set[str] | str = ""  # most beginnings are of one line

    def add(self, rest: str) -> None:
        word = rest.split(maxsplit=1)[0]
        if not self.lines:
            self._words = word
        elif isinstance(self._words, set):
            self._words.add(word)
        else:
            self._words = {self._words, word}
        self.lines += 1

    @property
    def ways(self) -> int:
        """How many different words follow."""
        return len(self._words) if isinstance(self._words, set) else min(self.lines, 1)


_NOTHING: Final = _Following()


def _with_word(name: str, confidence: int) -> int:
    """A press word at the name's end halves the doubt."""
    return confidence + (95 - confidence) // 2 if PRESS_WORD.search(name) else confidence


def _shared_line(header: Header) -> str:
    return join([*header.before, *header.after])


def _cuts(line: str) -> list[tuple[str, str]]:
    """The ways to cut a line, none beyond the first change from Latin to Japanese."""
    script = _script_change(line)
    most = _LONGEST_NAME if script is None else len(script[0])
    return [cut for cut in prefixes(line, _LONGEST_NAME) if len(cut[0]) <= most]


def _script_change(line: str) -> tuple[str, str] | None:
    """Latin words before a Japanese headline."""
    for name, rest in prefixes(line, _LONGEST_NAME):
        if _JAPANESE.search(name):
            return None
        if _JAPANESE.match(rest):
            return name, rest
    return None


def _by_script(line: str) -> Division | None:
    """The change of script; it may be within the headline (`F-35A 墜落`), so with a digit less."""
    cut = _script_change(line)
    if cut is None:
        return None
    confidence = 40 if _DIGIT.search(cut[0]) else 60
    return Division(*cut, Split.GUESSED, _with_word(cut[0], confidence), "script")


def _by_word(line: str) -> Division | None:
    """A beginning whose last word is one that newspapers and agencies bear: one fact, no second."""
    found = None
    for name, rest in prefixes(line, _LONGEST_NAME):
        if PRESS_WORD.search(name):
            found = name, rest
        elif found is not None:
            break
    return Division(*found, Split.GUESSED, 50, "word") if found else None


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
