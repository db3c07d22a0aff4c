"""What could be meant by what is being typed: fields, and the values that they know. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clipdesk.core.query.parsing import MINUS, ending
from clipdesk.core.query.printing import quoted
from clipdesk.core.query.tree import HAS, IS, NAMES, Field
from clipdesk.core.text import fold

_MOST: Final = 50
_MARKS: Final = '=＝"“”＂'


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may take the place of what was typed.

    Attributes:
        text: what to put there; a field ends with its colon, a value is quoted where it must be.
        start: the first character that it replaces.
        end: after the last.
        field: the field that it names, or whose value it is.
        is_value: whether it is a value.
        label: how it is called, without quotes.
    """

    text: str
    start: int
    end: int
    field: Field
    is_value: bool
    label: str


def complete(
    text: str,
    cursor: int,
    known: Mapping[Field, Sequence[str]],
    *,
    japanese: bool = False,
) -> list[Candidate]:
    """What may be meant at the cursor, the likeliest first.

    Values that begin with what was typed come before those that hold it elsewhere, both in the
    order of `known`. Nothing typed yet means anything.

    Args:
        text: the typed text.
        cursor: where it is being typed; what stands behind stays.
        known: the names of sources, routes, tags and collections that the library has.
        japanese: fields and words are proposed in Japanese unless the English ones are being typed;
            without it the other way round.
    """
    before = text[:cursor]
    typed = ending(before)
    start = min(typed.start, len(before))
    if before[start:] in MINUS:  # nothing is excluded yet
        start = len(before)
    said = before[start:].lstrip(_MARKS)
    is_marked = len(said) < len(before) - start  # a phrase, or a whole word
    said = fold(said)
    if typed.field is Field.ANY:
        return [] if is_marked else _fields(said, start, len(before), japanese=japanese)
    found = [
        Candidate(quoted(value), start, len(before), typed.field, is_value=True, label=value)
        for value in _ranked(_values(typed.field, said, known, japanese=japanese), said)
    ]
    return found[:_MOST]


def _fields(said: str, start: int, end: int, *, japanese: bool) -> list[Candidate]:
    return [
        Candidate(f"{name}:", start, end, field, is_value=False, label=f"{name}:")
        for field, names in NAMES.items()
        if (name := _fitting(names, said, japanese=japanese))
    ]


def _fitting(names: tuple[str, str], said: str, *, japanese: bool) -> str | None:
    """Of an English and a Japanese name the one that begins with what was typed."""
    ordered = names[::-1] if japanese else names
    return next((name for name in ordered if fold(name).startswith(said)), None)


def _values(
    field: Field, said: str, known: Mapping[Field, Sequence[str]], *, japanese: bool
) -> Iterable[str]:
    if field in (Field.HAS, Field.IS):
        words = HAS if field is Field.HAS else IS
        return filter(None, (_fitting(names, said, japanese=japanese) for names in words.items()))
    named = known.get(field, ())
    return _with_branches(named) if field is Field.TAG else named


def _with_branches(tags: Sequence[str]) -> Iterator[str]:
    """The tags, and before the first of each branch the branch: `国/*` before `国/カザフスタン`."""
    told: set[str] = set()
    for tag in tags:
        parts = tag.split("/")
        for depth in range(1, len(parts)):
            branch = "/".join(parts[:depth]) + "/*"
            if branch not in told:
                told.add(branch)
                yield branch
        yield tag


def _ranked(values: Iterable[str], said: str) -> list[str]:
    folded = [(fold(value), value) for value in values]
    first = [value for key, value in folded if key.startswith(said)]
    return first + [value for key, value in folded if said in key and not key.startswith(said)]
