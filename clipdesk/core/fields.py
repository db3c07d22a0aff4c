"""Fields of JSON objects that somebody else may have written: what can be read, and what is odd. Pure.

A `value_of` gives a field's value as it is kept, or raises `ValueError`. What is only one format's
stands with that format: `annotation_lines.py`, `importing/jsonl.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

_STAMP: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_GREATEST: Final = 2**31

Value = TypeVar("Value")


def one(
    name: str, data: Mapping[str, Any], value_of: Callable[[Any], Value], odd: dict[str, Any]
) -> Value | None:
    """A field as it is read; one that cannot be goes to `odd`."""
    value = data.get(name)
    if value is None:
        return None
    try:
        return value_of(value)
    except ValueError:
        odd[name] = value
        return None


def kept(
    name: str, data: Mapping[str, Any], value_of: Callable[[Any], Value], odd: dict[str, Any]
) -> Iterator[Value]:
    """The members of a list that can be read; the others go to `odd`."""
    value = data.get(name)
    if value is not None and not isinstance(value, list):
        odd[name] = value
        return
    for member in value or ():
        try:
            yield value_of(member)
        except ValueError:
            odd.setdefault(name, []).append(member)


def number(value: Any) -> int:
    """A whole number from 0 that SQLite and Qt both hold."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _GREATEST:
        raise ValueError(value)
    return value


def stamp(value: Any) -> str:
    """A time as `layer.now` writes it: UTC, to the second."""
    if not isinstance(value, str) or _STAMP.fullmatch(value) is None:
        raise ValueError(value)
    return value
