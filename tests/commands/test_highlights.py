"""Commands on highlights: do and undo restore every row exactly, also beside another program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.commands import (
    AddHighlight,
    Command,
    EditHighlight,
    MoveHighlight,
    RemoveHighlight,
)
from clipdesk.core import anchors
from clipdesk.core.errors import UserError
from clipdesk.history import History
from clipdesk.store import highlights, layer, library
from tests.pages import clip, dump, new_library, page

TEXT = "霧の朝、𠮷田は😀灯台へ行った。\n夜の霧は濃か\u3099った。"
PAGE = page(
    clip("3105-041001", body=" " + TEXT.replace("\n", "\n ")),
    clip("3105-041002", body=" 港の記事。\n\n【註】\n 編者の註。"),
)

colours = st.sampled_from(anchors.COLOURS)
comments = st.sampled_from(["", " ", "本当か", "a\r\nb", "\x00", "\udcff", "𠮷😀", "<b>&"])
offsets = st.integers(0, len(TEXT) - 6)
sizes = st.integers(1, 6)
ids = st.integers(1, 4)
commands = st.one_of(
    st.builds(lambda c, s, n, *rest: AddHighlight(c, s, s + n, *rest), st.just(1), offsets, sizes, colours, comments),
    st.builds(lambda s, *rest: AddHighlight(2, s, s + 1, *rest), st.integers(0, 5), colours, comments),
    st.builds(RemoveHighlight, ids),
    st.builds(EditHighlight, ids, colours, comments),
    st.builds(lambda i, s: MoveHighlight(i, s, s + 1), ids, st.integers(0, 5)),
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One library for many examples: each of them ends where it began."""
    path = new_library(tmp_path_factory.mktemp("commands") / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        yield db


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    path = new_library(tmp_path / "library.sqlite", PAGE)
    with closing(library.open_for_writing(path)) as opened:
        yield opened


def attempt(db: Any, command: Command) -> bool:
    """Whether it changed anything; a highlight that is not there is told, and nothing changes."""
    try:
        return not command.do(db).is_empty
    except UserError as error:
        if error.code != "highlight_gone":
            raise
        return False


def words(db: Any, clipping_id: int = 1) -> list[str | None]:
    text = highlights.text(db.conn, clipping_id)
    return [
        None if one.start is None else text[one.start : one.end]
        for one in highlights.of_clipping(db.conn, clipping_id)
    ]


def rewrite(db: Any, was: str, now: str) -> None:
    """Change the first clipping's text as an import does."""
    with library.transaction(db):
        db.conn.execute(
            "UPDATE passage SET text = replace(text, ?, ?) WHERE clipping_id = 1", (was, now)
        )
        highlights.re_anchor(db.conn, [1])


@given(st.lists(commands, max_size=12))
@settings(max_examples=60)
def test_undo_restores_every_row_and_redo_the_same_again(
    shared: Any, sequence: list[Command]
) -> None:
    states = [dump(shared.conn)]
    done = []
    for command in sequence:
        if attempt(shared, command):
            done.append(command)
            states.append(dump(shared.conn))
        assert dump(shared.conn) == states[-1]  # what says that nothing changed changed nothing
    for command, state in zip(reversed(done), reversed(states[:-1]), strict=True):
        command.undo(shared)
        assert dump(shared.conn) == state
    for command, state in zip(done, states[1:], strict=True):
        command.do(shared)
        assert dump(shared.conn) == state
    for command in reversed(done):
        command.undo(shared)
    assert dump(shared.conn) == states[0]


@given(st.integers(0, len(TEXT) - 1), st.data())
@settings(max_examples=60)
def test_the_quote_is_what_was_selected(shared: Any, start: int, data: st.DataObject) -> None:
    end = data.draw(st.integers(start + 1, len(TEXT)))
    adding = AddHighlight(1, start, end, "yellow", words=TEXT[start:end])
    assert adding.do(shared).clippings == {1}
    (made,) = highlights.of_clipping(shared.conn, 1)
    assert made.highlight.quote == TEXT[start:end]
    assert (made.start, made.end) == (start, end)
    adding.undo(shared)
    assert highlights.of_clipping(shared.conn, 1) == ()


def test_doing_again_later_writes_the_same_stamps(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Command] = [
        AddHighlight(1, 0, 3, "yellow", "メモ"),
        AddHighlight(1, 2, 8, "red"),
        EditHighlight(1, "blue", "別のメモ"),
        MoveHighlight(2, 4, 6),
        RemoveHighlight(1),
    ]
    for command in made:
        assert not command.do(db).is_empty
    after = dump(db.conn)
    for command in reversed(made):
        command.undo(db)
    assert dump(db.conn)["highlight"] == []
    monkeypatch.setattr(layer, "now", lambda: "2099-01-01T00:00:00Z")  # time passes
    for command in made:
        command.do(db)
    assert dump(db.conn) == after


def test_the_same_mark_is_made_once(db: Any) -> None:
    AddHighlight(1, 0, 3, "yellow").do(db)
    assert AddHighlight(1, 0, 3, "yellow").do(db).is_empty
    assert not AddHighlight(1, 0, 3, "red").do(db).is_empty
    assert not AddHighlight(1, 0, 3, "yellow", "理由").do(db).is_empty
    assert words(db) == ["霧の朝"] * 3


def test_a_blank_comment_is_none(db: Any) -> None:
    AddHighlight(1, 0, 3, "yellow", " \n").do(db)
    assert EditHighlight(1, "yellow", "  ").do(db).is_empty
    EditHighlight(1, "yellow", "\udcff").do(db)
    assert EditHighlight(1, "yellow", "\udcff").do(db).is_empty
    assert highlights.of_clipping(db.conn, 1)[0].highlight.comment == "\ufffd"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (AddHighlight(1, 0, 3, "pink"), "highlight_colour_unknown"),
        (EditHighlight(1, "pink", ""), "highlight_colour_unknown"),
        (AddHighlight(1, 3, 3, "red"), "highlight_text_changed"),
        (AddHighlight(1, -1, 3, "red"), "highlight_text_changed"),
        (AddHighlight(1, 0, 999, "red"), "highlight_text_changed"),
        (AddHighlight(99, 0, 1, "red"), "highlight_text_changed"),
        (AddHighlight(1, 0, 3, "red", words="霧の夜"), "highlight_text_changed"),
        (MoveHighlight(1, 0, 3, "霧の夜"), "highlight_text_changed"),
        (EditHighlight(99, "red", ""), "highlight_gone"),
        (MoveHighlight(99, 0, 3), "highlight_gone"),
    ],
)
def test_what_cannot_be_done_changes_nothing(db: Any, command: Command, code: str) -> None:
    AddHighlight(1, 4, 6, "yellow").do(db)
    before = dump(db.conn)
    with pytest.raises(UserError) as caught:
        command.do(db)
    assert caught.value.code == code
    assert dump(db.conn) == before


def test_a_lost_one_is_placed_anew_and_undone(db: Any) -> None:
    AddHighlight(1, 4, 6, "green", "誰").do(db)
    rewrite(db, "𠮷田は😀灯台へ行った", "嵐が来た")
    assert words(db) == [None]
    before = dump(db.conn)
    moving = MoveHighlight(1, 4, 8, "嵐が来た")
    moving.do(db)
    assert words(db) == ["嵐が来た"]
    (moved,) = highlights.of_clipping(db.conn, 1)
    assert (moved.highlight.colour, moved.highlight.comment) == ("green", "誰")
    moving.undo(db)
    assert dump(db.conn) == before
    assert MoveHighlight(1, 4, 8).do(db).highlights


def test_an_import_between_do_and_undo_costs_nothing(db: Any) -> None:
    history = History()
    history.do(db, AddHighlight(1, 4, 6, "green"))
    history.do(db, RemoveHighlight(1))
    rewrite(db, "霧の朝、", "4月、霧の深い朝のこと、")
    history.undo(db)
    assert words(db) == ["𠮷田"]
    history.undo(db)
    assert words(db) == []
    history.redo(db)
    assert words(db) == ["𠮷田"]


def test_the_name_of_a_change_names_its_clipping(db: Any) -> None:
    removing = RemoveHighlight(1)
    assert removing.text[1] == {"clipping": 0}
    AddHighlight(2, 0, 3, "green").do(db)
    removing.do(db)
    assert removing.text[1] == {"clipping": 2}
    assert EditHighlight(1, "red", "", clipping_id=2).text[1] == {"clipping": 2}


# ---- beside another program (each command that no history has seen is one of its own)


def test_a_comment_written_elsewhere_is_never_undone(db: Any) -> None:
    history = History()
    history.do(db, AddHighlight(1, 0, 3, "yellow"))
    history.do(db, EditHighlight(1, "red", "窓で"))
    EditHighlight(1, "red", "よそで").do(db)
    before = dump(db.conn)
    for _ in range(2):  # each step is dropped; neither takes the other's words away
        with pytest.raises(UserError) as caught:
            history.undo(db)
        assert caught.value.code == "undo_changed_elsewhere"
    assert history.next_undo is None
    assert dump(db.conn) == before


def test_what_was_changed_elsewhere_is_not_removed_again(db: Any) -> None:
    history = History()
    AddHighlight(1, 0, 3, "yellow").do(db)
    history.do(db, RemoveHighlight(1))
    history.undo(db)
    EditHighlight(1, "yellow", "よそで").do(db)
    with pytest.raises(UserError):
        history.redo(db)
    assert highlights.of_clipping(db.conn, 1)[0].highlight.comment == "よそで"


def test_a_highlight_comes_back_also_when_its_id_is_taken(db: Any) -> None:
    history = History()
    AddHighlight(1, 0, 3, "yellow", "大事").do(db)
    history.do(db, RemoveHighlight(1))
    AddHighlight(1, 4, 6, "red").do(db)  # takes the id
    history.undo(db)
    assert words(db) == ["霧の朝", "𠮷田"]
    history.redo(db)
    assert words(db) == ["𠮷田"]
    assert RemoveHighlight(1).do(db).highlights
    assert RemoveHighlight(1).do(db).is_empty
