"""What the user asks for: the typed query and the filter that it is a part of.

The query language (narrow for now): words are AND, are looked for in everything and match
anywhere in a word (an id finds its clipping and those that cite it); `"a phrase"`; `-word` excludes; `field:value` asks one field. Nothing that can be typed is an error: what is
no field is a word.
"""

from __future__ import annotations

import datetime as dt
import re
from array import array
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Self

from clipdesk.core.dates import month_days
from clipdesk.core.text import fold, printable


class Field(StrEnum):
    """What a term asks."""

    ANY = "any"  # everything: texts, notes, tags, sources, routes, ids, citations, places
    HEADLINE = "headline"
    TEXT = "text"
    COMPILER = "compiler"
    NOTE = "note"
    SOURCE = "source"
    VIA = "via"
    TAG = "tag"
    DATE = "date"
    ID = "id"
    COLLECTION = "collection"
    CITES = "cites"
    CITED_BY = "citedby"
    HAS = "has"
    IS = "is"


_NAMES: Final = {field.value: field for field in Field if field is not Field.ANY} | {
    "出典": Field.SOURCE,
    "経由": Field.VIA,
    "タグ": Field.TAG,
    "日付": Field.DATE,
    "標題": Field.HEADLINE,
    "本文": Field.TEXT,
    "メモ": Field.NOTE,
    "註": Field.COMPILER,
}
HAS: Final = ("note", "tag", "highlight", "citation", "compilernote", "revision")
IS: Final = ("unread", "read", "starred")


@dataclass(frozen=True, slots=True)
class Term:
    """One condition.

    Attributes:
        value: folded, but for dates, `has:` and `is:`, which are lower case.
        days: the interval of a date term (`date.toordinal`, inclusive, open ends are 1 and the
            calendar's end).
    """

    field: Field
    value: str
    negated: bool = False
    days: tuple[int, int] | None = None


_TOKEN: Final = re.compile(r'(-?)(?:([^\s":-][^\s":]*)[:：])?("[^"]*"?|[^\s"]+)')
_PRINTED_ID: Final = re.compile(r"<([^<>]+)>")
_FIRST_DAY: Final = dt.date.min.toordinal()
_LAST_DAY: Final = dt.date.max.toordinal()


def parse(query: str) -> tuple[Term, ...]:
    """The terms of a typed query; all of them must hold."""
    terms: dict[Term, None] = {}  # each once, in the order typed
    for minus, name, raw in _TOKEN.findall(query[:10_000]):
        term = _field_term(name, raw.strip('"'), bool(minus)) if name else None
        if term is None:
            word = f"{name}:{raw}" if name else raw
            term = _word(word, bool(minus))
        if term is not None:
            terms[term] = None
    return tuple(terms)


def _word(word: str, negated: bool) -> Term | None:
    if found := _PRINTED_ID.fullmatch(word):  # an id with its brackets, as lists show it
        word = found[1]
    folded = fold(word.replace('"', ""))
    return Term(Field.ANY, folded, negated) if folded else None


def _field_term(name: str, value: str, negated: bool) -> Term | None:
    known = _NAMES.get(name.casefold())
    value = value.strip()
    if known is None or not value:
        return None
    if known is Field.DATE:
        days = parse_days(value)
        return None if days is None else Term(known, value, negated, days)
    if known in (Field.HAS, Field.IS):
        allowed = HAS if known is Field.HAS else IS
        return Term(known, value.casefold(), negated) if value.casefold() in allowed else None
    if known in (Field.ID, Field.CITES, Field.CITED_BY):
        asked = printable(value.strip("<>"))
    else:
        asked = fold(value)
    return Term(known, asked, negated) if asked else None


_PART: Final = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")


def parse_days(text: str) -> tuple[int, int] | None:
    """`2022`, `2022-01`, `2022-01-05`, `A..B`, `A..`, `..B`, `>=A`, `<=B`, `>A`, `<B` in days.

    Returns:
        First and last day (`date.toordinal`, inclusive), or None when it is no date.
    """
    for sign in (">=", "<=", ">", "<"):
        if text.startswith(sign):
            days = _part_days(text[len(sign) :])
            if days is None:
                return None
            return {
                ">=": (days[0], _LAST_DAY),
                "<=": (_FIRST_DAY, days[1]),
                ">": (days[1] + 1, _LAST_DAY),
                "<": (_FIRST_DAY, days[0] - 1),
            }[sign]
    if ".." in text:
        start, _, end = text.partition("..")
        first = (_FIRST_DAY, _FIRST_DAY) if not start else _part_days(start)
        last = (_LAST_DAY, _LAST_DAY) if not end else _part_days(end)
        if first is None or last is None:
            return None
        # The wrong way round means the same days: nobody asks for none.
        return min(first[0], last[0]), max(first[1], last[1])
    return _part_days(text)


def _part_days(text: str) -> tuple[int, int] | None:
    found = _PART.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if year is None:
            return None
        if month is None:
            return month_days(year, 1)[0], month_days(year, 12)[1]
        if day is None:
            return month_days(year, month)
        ordinal = dt.date(year, month, day).toordinal()
    except ValueError:
        return None
    return ordinal, ordinal


class Facet(StrEnum):
    """The groups of the filter sidebar."""

    READING = "reading"
    SOURCE = "source"
    VIA = "via"
    TAG = "tag"
    YEAR = "year"


READING_STATES: Final = ("unread", "read", "starred", "noted")
"""The values of the reading facet; the other facets' values are names ('' is "none")."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown: the typed query AND the chosen facet values AND the range of days.

    Attributes:
        chosen: (facet, value) pairs; OR within a facet, AND between facets.
        days: first and last day (`date.toordinal`, inclusive); a month-only clipping matches a
            range that it overlaps.
    """

    query: str = ""
    chosen: frozenset[tuple[Facet, str]] = frozenset()
    days: tuple[int, int] | None = None

    def toggled(self, facet: Facet, value: str) -> Self:
        """With one facet value switched on or off."""
        return replace(self, chosen=self.chosen ^ {(facet, value)})

    def only(self, facet: Facet, value: str) -> Self:
        """With one value of a facet alone; switched off when it already stood alone."""
        others = {pair for pair in self.chosen if pair[0] is not facet}
        mine = self.chosen - others
        return replace(
            self,
            chosen=frozenset(others if mine == {(facet, value)} else {*others, (facet, value)}),
        )

    def values(self, facet: Facet) -> frozenset[str]:
        """The chosen values of a facet."""
        return frozenset(value for f, value in self.chosen if f is facet)

    @property
    def is_empty(self) -> bool:
        """Whether everything is shown."""
        return not self.query.strip() and not self.chosen and self.days is None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a filter.

    Attributes:
        ids: row ids of the clippings, newest first.
        months: for each of them `year * 12 + month - 1`.
        facets: for each facet the count of every value under the filter's other facets, so that
            the counts of an active facet show what choosing would give.
        strip: clippings by month (`year * 12 + month - 1`) under the filter without its days.
        strip_all: clippings by month of the whole library.
        total: clippings in the library.
        unread: unread ones among `ids`.
        first_day: the day (`date.toordinal`) that `days` and `every_day` begin with.
        days: clippings by day under the filter without its days; of those known to the day.
        every_day: the same of the whole library.
        spans: of each month that has clippings known to it only: its first day, its last, how
            many the filter without its days shows, and how many the library has.
    """

    filter: Filter
    ids: array[int] = field(default_factory=lambda: array("q"))
    months: array[int] = field(default_factory=lambda: array("l"))
    facets: dict[Facet, dict[str, int]] = field(default_factory=dict)
    strip: dict[int, int] = field(default_factory=dict)
    strip_all: dict[int, int] = field(default_factory=dict)
    total: int = 0
    unread: int = 0
    first_day: int = 1
    days: array[int] = field(default_factory=lambda: array("q"))
    every_day: array[int] = field(default_factory=lambda: array("q"))
    spans: tuple[tuple[int, int, int, int], ...] = ()


def month_index(published: str) -> int:
    """`year * 12 + month - 1` of an ISO date of ours."""
    return int(published[:4]) * 12 + int(published[5:7]) - 1
