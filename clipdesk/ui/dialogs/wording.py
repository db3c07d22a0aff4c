"""What the dialogs make of an archive's words before they show them: numbers, messages, marks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from clipdesk.core.model import Problem
from clipdesk.importing.identity import printed_uid
from clipdesk.importing.mapping import Headed, Mapping, guess
from clipdesk.texts import t, tell

_TURNING: Final = (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_TURNS: Final = str.maketrans({chr(code): "\ufffd" for code in _TURNING})
_HASHED: Final = re.compile("x-[0-9a-f]{12}")
"""The identity of a clipping that printed none: see `core.model.hashed_uid`."""
_ABOUT_ONE: Final = {"id_of_two", "printed_twice", "note_kept", "annotations_away"}
_ABOUT_MARKS: Final = "highlight_lost"
_COLUMN: Final = 24
"""So many characters of a column's name name it in a message."""
_NAMED: Final = 40
"""So many characters of a headline name its clipping in a message."""


def seen(text: str) -> str:
    """The text with � for each character that turns the direction of writing; as long as before.

    Unseen, such a character would put the rest of its line into another order.
    """
    return text.translate(_TURNS)


def straight(text: str) -> str:
    """The text without these characters: a name to be proposed, which nobody sees them in."""
    return text.translate(dict.fromkeys(_TURNING))


def number(uid: str) -> str:
    """What the page printed as the number of the clipping of that identity; empty for none."""
    printed = printed_uid(uid)
    return "" if _HASHED.fullmatch(printed) else printed


def told(problem: Problem) -> str:
    """What is odd about a page, with the printed numbers in place of our identities."""
    values = problem.values
    if problem.code in _ABOUT_ONE:
        name = number(str(values["id"])) or " ".join(problem.excerpt.split())[:_NAMED]
        problem = replace(problem, values={**values, "id": name})
    elif problem.code == _ABOUT_MARKS:
        name = number(str(values["id"])) or t("preview.no_number")
        problem = replace(problem, values={**values, "id": name})
    return seen(tell(problem))


def columns(table: Headed, told: Mapping | None) -> tuple[str, bool]:
    """How the columns of a table were read, what is used first; and whether that rests on a guess.

    Args:
        table: its names, and the rows that are guessed by.
        told: what the columns were said to be before; None where nobody was asked.
    """
    read = (told or guess(table.header, table.rows)).columns
    names = [
        " ".join(seen(name).split())[:_COLUMN] or t("columns.column", n=number)
        for number, name in enumerate(table.header, 1)
    ]
    pairs = list(zip(names, read, strict=True))
    used = [
        t("columns.read_one", name=name, kind=t(f"columns.kind_{kind}"))
        for name, kind in pairs
        if kind is not None
    ]
    joint = t("columns.joint")
    parts = [joint.join(used)]
    if unused := [name for name, kind in pairs if kind is None]:
        parts.append(t("columns.read_none", names=joint.join(unused)))
    is_guess = told is None and read != guess(table.header).columns
    how = "told" if told is not None else "guessed" if is_guess else "named"
    return t(f"columns.read_{how}", columns=t("columns.parts").join(parts)), is_guess
