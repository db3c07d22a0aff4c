"""Commands as JSON and back: how the library keeps a step beyond the sitting.

A command is its class's name and the fields of its dataclass, by name; how a field is read follows
from its annotation. A field that is missing has its default, so that later versions may add some.
"""

from __future__ import annotations

import importlib
import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from inspect import isabstract
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from clipdesk.commands.base import Command
from clipdesk.core.query import Filter
from clipdesk.store import steps

_LATE: Final = {steps.IMPORT: "clipdesk.commands.importing"}
"""Commands whose modules are imported when they are needed: they bring the readers with them."""

_NAMES: Final = {"Filter": Filter, "Command": Command}
"""What modules import for the annotations of their fields only."""


def dumps(command: Command) -> str:
    """The command in one line of ASCII: lone surrogates, too, are its escapes."""
    return json.dumps(_command_out(command), separators=(",", ":"))


def loads(text: str) -> Command:
    """Read back what `dumps` wrote.

    Raises:
        ValueError: it is none of ours, or one of another version that says something else.
    """
    try:
        return _command_in(json.loads(text))
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no command of ours: {text[:100]!r}") from error


def known() -> dict[str, type[Command]]:
    """Every command by its name, as far as its module is imported."""
    found: dict[str, type[Command]] = {}
    waiting: list[type[Command]] = [*Command.__subclasses__()]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if not isabstract(kind):
            found[kind.__name__] = kind
    return found


def _command_out(command: Command) -> list[Any]:
    return [type(command).__name__, _fields_out(command)]


def _fields_out(value: Any) -> dict[str, Any]:
    return {
        field.name: _out(getattr(value, field.name)) for field in fields(value) if _is_kept(field)
    }


def _out(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, Command):
        return _command_out(value)
    if is_dataclass(value):
        return _fields_out(value)
    if isinstance(value, Mapping):
        value = value.items()
    elif isinstance(value, frozenset):
        value = sorted(value)  # the same always
    return [_out(one) for one in value]


def _command_in(value: Any) -> Command:
    name, said = value
    if name in _LATE:
        importlib.import_module(_LATE[name])
    kind = known()[name]
    command = object.__new__(kind)
    for field in fields(kind):  # type: ignore[arg-type]  # every command is a dataclass
        if field.name in said and _is_kept(field):
            value = _in(_hints(kind)[field.name], said[field.name])
        else:
            value = _default(field)
        object.__setattr__(command, field.name, value)
    return command


def _is_kept(field: Field[Any]) -> bool:
    return bool(field.metadata.get("kept", True))


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    raise ValueError(f"no {field.name}")


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, localns=_NAMES)


def _in(hint: Any, value: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is None:
        return _plain_in(hint, value)
    if origin in (Union, types.UnionType):
        others = [one for one in inner if one is not type(None)]
        if value is None and len(others) < len(inner):
            return None
        (other,) = others
        return _in(other, value)
    given = _list(value)
    if origin in (dict, Mapping):
        return {_in(inner[0], key): _in(inner[1], one) for key, one in given}
    if origin is tuple and inner[-1] is not Ellipsis:
        return tuple(_in(one, part) for one, part in zip(inner, given, strict=True))
    made = {tuple: tuple, frozenset: frozenset}.get(origin, list)
    return made(_in(inner[0], one) for one in given)


def _plain_in(hint: Any, value: Any) -> Any:
    if not isinstance(hint, type):
        raise TypeError(f"no field of a command: {hint!r}")
    if issubclass(hint, Enum):
        return hint(value)
    if issubclass(hint, Command):
        return _command_in(value)
    if is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: _in(hints[name], one) for name, one in value.items()})
    if issubclass(hint, tuple):  # a named one
        given = _list(value)
        return hint(
            *(_in(one, part) for one, part in zip(_hints(hint).values(), given, strict=True))
        )
    if not isinstance(value, hint):
        raise TypeError(f"{value!r} is no {hint.__name__}")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value
