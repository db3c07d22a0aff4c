"""Every text that the code names is there, in every language, with the values that it fills in."""

from __future__ import annotations

import ast
import errno
import os
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import clipdesk
from clipdesk import texts
from clipdesk.core.errors import REASONS, UserError, reason_of

PACKAGE = Path(clipdesk.__file__).parent
LANGUAGES = texts.LANGUAGES
CATALOGUES: dict[str, dict[str, str | dict[str, str]]] = {
    language: texts.catalogue(language) for language in LANGUAGES
}
# Each language writes dates with the parts that it wants, out of all that are given.
DATES = ("formats.", "dossier.date.")
KEYS = set().union(*CATALOGUES.values())


@cache
def trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text("utf-8")) for file in sorted(PACKAGE.rglob("*.py"))}


def calls(*names: str, under: str = "") -> Iterator[tuple[str, ast.Call]]:
    """Calls of functions or methods of these names, with the place where they stand."""
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not file.is_relative_to(PACKAGE / under):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in names:
                yield f"{file.relative_to(PACKAGE.parent)}:{node.lineno}", node


def constants(node: ast.expr | None) -> list[str]:
    """The literal texts that an expression may be: `"a"`, `"a" if x else "b"`."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def first(call: ast.Call) -> list[str]:
    return constants(call.args[0] if call.args else None)


def forms(language: str, key: str) -> list[str]:
    text = CATALOGUES[language][key]
    return list(text.values()) if isinstance(text, dict) else [text]


def placeholders(language: str, key: str) -> set[str]:
    return {
        name
        for text in forms(language, key)
        for _, name, _, _ in string.Formatter().parse(text)
        if name is not None
    }


def unfilled(key: str, call: ast.Call) -> set[str]:
    """What a text wants and a call does not give."""
    given = {keyword.arg for keyword in call.keywords}
    if None in given:  # **values
        return set()
    wanted = set().union(*(placeholders(language, key) for language in LANGUAGES))
    if any(isinstance(CATALOGUES[language][key], dict) for language in LANGUAGES):
        wanted.add("n")
    return wanted - given


# ---- the catalogues ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    assert KEYS - set(CATALOGUES[language]) == set()


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_text_is_whole(key: str) -> None:
    if not key.startswith(DATES):
        assert len({frozenset(placeholders(language, key)) for language in LANGUAGES}) == 1
    for language in LANGUAGES:
        text = CATALOGUES[language][key]
        assert all(form.strip() for form in forms(language, key))
        if isinstance(text, dict):
            assert set(text) <= {"one", "other"}
            assert "other" in text
        for name in placeholders(language, key):
            assert re.fullmatch("[a-z_]+", name), "values are filled in by name"


# ---- what the code names -----------------------------------------------------------------------


def test_every_text_that_the_code_names_is_there() -> None:
    missing = [(at, key) for at, call in calls("t") for key in first(call) if key not in KEYS]
    assert missing == []


def test_every_text_gets_its_values() -> None:
    wanting = [
        (at, key, names)
        for at, call in calls("t")
        for key in first(call)
        if key in KEYS and (names := unfilled(key, call))
    ]
    assert wanting == []


def test_no_text_is_left_over() -> None:
    """A text is used where its key stands, or by an f-string that its key fits."""
    named: set[str] = set()
    patterns: set[str] = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named.add(node.value)
            elif isinstance(node, ast.JoinedStr) and "." in "".join(
                part.value
                for part in node.values
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ):
                patterns.add(
                    "".join(
                        re.escape(str(part.value))
                        if isinstance(part, ast.Constant)
                        else "[a-z0-9_.]+"
                        for part in node.values
                    )
                )
    topics = {key.split(".")[0] for key in KEYS}
    patterns = {p for p in patterns if re.match(r"[a-z_]+", p.replace("\\", "")) is not None}
    tables = [re.compile(p) for p in patterns if p.replace("\\", "").split(".")[0] in topics]
    unused = {key for key in KEYS - named if not any(table.fullmatch(key) for table in tables)}
    assert unused == set()


def test_every_error_has_its_words() -> None:
    """And no words are left over; the codes that SQLite's answers stand for are in a table."""
    codes = {code for _, call in calls("UserError") for code in first(call)}
    from clipdesk.store import library

    codes |= set(library._CODES.values())
    reasons = {key for key in KEYS if key.startswith("errors.import_reason_")}
    assert {f"errors.{code}" for code in codes} | reasons == {
        key for key in KEYS if key.startswith("errors.")
    }
    wanting = [
        (at, code, names)
        for at, call in calls("UserError")
        for code in first(call)
        if (names := unfilled(f"errors.{code}", call))
    ]
    assert wanting == []


def test_every_problem_has_its_words() -> None:
    found = [
        code
        for _, call in calls("Problem", "_problem", "_report", "Slip", "_slip", under="importing")
        for code in first(call)
    ]
    assert {f"problems.{code}" for code in found} == {
        key for key in KEYS if key.startswith("problems.")
    }


def test_every_action_and_menu_has_its_name() -> None:
    """Read, not imported: this test needs no Qt."""
    names = {name for _, call in calls("Spec", under="ui") for name in first(call) if name}
    assert len(names) > 20
    menus = {
        f"menu_{name}"
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)
        if getattr(node.target, "id", "") == "MENUS"
        for key in node.value.keys
        for name in constants(key)
    }
    assert menus
    actions = {key.removeprefix("actions.") for key in KEYS if key.startswith("actions.")}
    assert names | menus == actions - {"step"}


# ---- finding and filling in --------------------------------------------------------------------


def test_numbers_choose_a_form() -> None:
    assert texts.t("cli.changed", n=1) == "1 clipping changed."
    assert texts.t("cli.changed", n=0) == "0 clippings changed."
    assert texts.t("cli.changed", lang="ja", n=1) == "1 件を変更しました。"


def test_values_are_no_format() -> None:
    error = UserError("library_missing", path="/{n}/{path!r}/{0}")
    assert "/{n}/{path!r}/{0}" in texts.describe(error)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("name", REASONS)
def test_why_the_system_refused_is_said_in_our_words(name: str, language: str) -> None:
    texts.use_language(language)
    theirs = os.strerror(getattr(errno, name))
    assert reason_of(OSError(getattr(errno, name), theirs)) == name
    for kept in (name, theirs):  # as we keep it, and as others hand it on
        for code in ("library_unwritable", "export_unwritable"):
            said = texts.describe(UserError(code, path="/x", reason=kept))
            assert texts.t(f"reasons.{name.lower()}") in said
            assert name not in said
            assert theirs not in said
    assert reason_of(OSError(errno.EXDEV, "cross")) == "cross"
    assert "cross" in texts.describe(UserError("import_unreadable", file="x", reason="cross"))


def test_a_text_that_nobody_wrote() -> None:
    with pytest.raises(KeyError):
        texts.t("cli.nothing")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"CLIPDESK_LANGUAGE": "ja", "LANG": "en_US.UTF-8"}, "ja"),
        ({"CLIPDESK_LANGUAGE": "en", "LANG": "ja_JP.UTF-8"}, "en"),
        ({"CLIPDESK_LANGUAGE": "fr", "LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
        ({"LC_MESSAGES": "ja_JP.UTF-8", "LANG": "en_US.UTF-8"}, "ja"),
        ({"LC_ALL": "", "LANG": "ja"}, "ja"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_system_language(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name in (texts.LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert texts.system_language() == language
    texts.use_language("")
    assert texts.language() == language
    texts.use_language("ja")
    assert texts.language() == "ja"
