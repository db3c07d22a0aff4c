"""Digits that stand for tags, one each; chains of undone and redone commands: test_annotating.py."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipdesk.commands import AddTag, RemoveTag, SetTagKeys
from clipdesk.core.errors import UserError
from clipdesk.store import layer, library
from tests.pages import PAGE, new_library


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def test_a_tag_that_is_named_is_made(db: Any) -> None:
    AddTag((1,), "国/海").do(db)
    command = SetTagKeys({1: "国/海", 9: " 急 "})
    assert command.do(db).tags
    assert layer.tag_keys(db.conn) == {1: "国/海", 9: "急"}
    command.undo(db)
    assert layer.tag_keys(db.conn) == {}
    assert layer.tag_names(db.conn) == ["国/海"]
    assert SetTagKeys({}).do(db).is_empty


def test_keys_change_places(db: Any) -> None:
    SetTagKeys({1: "甲", 2: "乙"}).do(db)
    swap = SetTagKeys({1: "乙", 2: "甲"})
    swap.do(db)
    assert layer.tag_keys(db.conn) == {1: "乙", 2: "甲"}
    swap.undo(db)
    assert layer.tag_keys(db.conn) == {1: "甲", 2: "乙"}


def test_a_tag_has_one_key(db: Any) -> None:
    SetTagKeys({1: "甲", 4: "甲"}).do(db)
    assert layer.tag_keys(db.conn) == {4: "甲"}


@pytest.mark.parametrize("key", [0, 10])
def test_there_are_nine_keys(db: Any, key: int) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        SetTagKeys({key: "甲"}).do(db)


def test_a_tag_with_a_key_stays_when_no_clipping_bears_it(db: Any) -> None:
    AddTag((1,), "甲").do(db)
    SetTagKeys({1: "甲"}).do(db)
    RemoveTag((1,), "甲").do(db)
    assert layer.tag_keys(db.conn) == {1: "甲"}


def test_another_programs_keys_are_not_taken_back(db: Any) -> None:
    command = SetTagKeys({1: "甲"})
    command.do(db)
    SetTagKeys({1: "乙"}).do(db)
    with pytest.raises(UserError, match="undo_changed_elsewhere"):
        command.undo(db)
    assert layer.tag_keys(db.conn) == {1: "乙"}
