"""Every text that the user sees, in Japanese and English, for the window, the command line and the PDF.

The texts stand in `resources/translations/<language>/<topic>.toml`; `t("topic.key", n=3)` finds
one and fills it in. A text that depends on a number is a table with `one` and `other`, chosen by
the value `n`. Any thread: the catalogue is read once and never changed; the language is one
variable for the process.

Qt's own catalogues are not used: the command line and the PDF need the same texts without Qt,
and plain TOML needs no compiler.
"""

from __future__ import annotations

import errno
import locale
import os
import tomllib
from functools import cache
from typing import Any, Final, Literal, get_args

from clipdesk import paths
from clipdesk.core.errors import REASONS, UserError
from clipdesk.core.model import Problem

Language = Literal["ja", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
LANGUAGE_VARIABLE: Final = "CLIPDESK_LANGUAGE"

_current: Language | Literal[""] = ""


def use_language(language: str) -> None:
    """Choose the language of every later text: `ja`, `en`, or empty for the system's."""
    global _current  # noqa: PLW0603 - one language for the process
    _current = next((known for known in LANGUAGES if known == language), system_language())


def start_language(chosen: str) -> None:
    """The language at start: `CLIPDESK_LANGUAGE` wins over what the user chose for good."""
    use_language(os.environ.get(LANGUAGE_VARIABLE) or chosen)


def language() -> Language:
    """The language in use."""
    return _current or system_language()


def system_language() -> Language:
    """`CLIPDESK_LANGUAGE`, else Japanese for a Japanese system, else English."""
    wanted = os.environ.get(LANGUAGE_VARIABLE, "")
    if wanted not in LANGUAGES:
        wanted = next(
            (
                os.environ[name]
                for name in ("LC_ALL", "LC_MESSAGES", "LANG")
                if os.environ.get(name)
            ),
            locale.getlocale()[0] or "",
        )
    return "ja" if wanted.lower().startswith(("ja", "japanese")) else "en"


def t(key: str, /, *, lang: str = "", **values: Any) -> str:
    """The text for `key` in the language in use (or `lang`), with `values` filled in.

    Raises:
        KeyError: there is no such text; a test finds every key that the code names.
    """
    text = catalogue(lang or language())[key]
    if isinstance(text, dict):
        text = text["one" if values["n"] == 1 and "one" in text else "other"]
    return text.format(**values) if values else text


@cache
def catalogue(language: str) -> dict[str, str | dict[str, str]]:
    """Every text of a language by its key."""
    texts: dict[str, str | dict[str, str]] = {}
    for file in sorted(paths.resource("translations", language).glob("*.toml")):
        with file.open("rb") as stream:
            _flatten(file.stem, tomllib.load(stream), texts)
    return texts


def _flatten(prefix: str, table: dict[str, Any], into: dict[str, str | dict[str, str]]) -> None:
    for key, value in table.items():
        if isinstance(value, dict) and "other" not in value:
            _flatten(f"{prefix}.{key}", value, into)
        else:
            into[f"{prefix}.{key}"] = value


def describe(error: UserError) -> str:
    """What is wrong, where, and what to do, in the language in use."""
    values: dict[str, Any] = dict(error.values)
    if "reason" in values:
        values["reason"] = _reason(str(values["reason"]))
    return t(f"errors.{error.code}", **values)


def tell(problem: Problem) -> str:
    """What is odd about a page and what was done about it, in the language in use.

    A guess says how sure it is and on what it rests; one of an older library has neither.
    """
    text = t(f"problems.{problem.code}", **problem.values)
    if not {"rule", "confidence"} <= problem.values.keys():
        return text
    rule = t(f"sources.rule_{problem.values['rule']}")
    joint = "" if language() == "ja" else " "
    return text + joint + t("sources.guess", confidence=problem.values["confidence"], rule=rule)


def _reason(said: str) -> str:
    """The system's reason, kept by its name (`ENOENT`) or in its own English, in our words."""
    for name in REASONS:
        if said in (name, os.strerror(getattr(errno, name))):
            return t(f"reasons.{name.lower()}")
    return said
