"""What the colours of highlights mean: named, unnamed, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import SetColourMeanings
from clipdesk.core.errors import UserError
from clipdesk.store import library, meanings
from tests.pages import PAGE, new_library


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def test_colours_are_named_in_one_line_and_a_blank_is_none(db: Any) -> None:
    command = SetColourMeanings({"red": " 要\n確認 ", "yellow": "事実", "blue": " \t"})
    assert command.do(db).meanings
    assert list(meanings.of_colours(db.conn).items()) == [("yellow", "事実"), ("red", "要 確認")]
    assert SetColourMeanings({"yellow": "事実", "red": "要 確認"}).do(db).is_empty
    second = SetColourMeanings({"green": "𠮷" * 60})
    second.do(db)
    assert meanings.of_colours(db.conn) == {"green": "𠮷" * 40}
    second.undo(db)
    command.undo(db)
    assert meanings.of_colours(db.conn) == {}
    command.do(db)
    assert meanings.of_colours(db.conn) == {"yellow": "事実", "red": "要 確認"}


def test_other_colours_have_no_meaning(db: Any) -> None:
    with pytest.raises(UserError, match="highlight_colour_unknown"):
        SetColourMeanings({"pink": "桃"}).do(db)
    assert meanings.of_colours(db.conn) == {}


def test_what_another_program_named_is_not_overwritten_by_an_undo(db: Any) -> None:
    command = SetColourMeanings({"red": "疑問"})
    command.do(db)
    SetColourMeanings({"red": "別"}).do(db)
    with pytest.raises(UserError, match="undo_changed_elsewhere"):
        command.undo(db)
    assert meanings.of_colours(db.conn) == {"red": "別"}
