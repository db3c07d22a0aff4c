"""Corrections of sources: clippings follow, the next import agrees, undo restores every row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.commands import (
    AddTag,
    Command,
    CorrectSplit,
    EditNote,
    MergeSources,
    RenameSource,
    SetMeaning,
)
from clipdesk.core.errors import UserError
from clipdesk.core.text import fold
from clipdesk.importing import run
from clipdesk.importing.division import UNKNOWN_SOURCE
from clipdesk.importing.page import read_lines, read_page
from clipdesk.importing.plan import stage_page
from clipdesk.importing.sources import SourceBook
from clipdesk.store import find, layer, library, sources
from tests.pages import clip, dump, page

BODY = "\n 霧が晴れた。\n"
GUESSED = [
    "2031.04.12 Harbour Gull Ship seen <3105-041201>",
    "2031.04.11 Harbour Gull Light out <3105-041101>",
    "2031.04.11 灯台が光る 霧の海 <3105-041102>",
    "2031.04.10 港湾新報 岬の灯台 <3105-041001>",
    "2031.04.10 Harbour Weekly 霧の海 <3105-041002>",
]
HEADS = page(
    *(head + BODY for head in GUESSED),
    clip("3105-040901", source="朝日新聞", headline="灯台守の日誌"),
    clip("3105-040902", source="読売新聞", via="Yahoo", headline="港の猫"),
    clip("3105-040903", source="讀賣新聞", headline="港の犬"),
    clip("3105-040904", source="波止場だより", via="Yahoo", headline="霧の朝"),
    clip("3105-040905", source="波止場 だより", via="Yahoo", headline="霧の夜"),
    clip("3105-040906", source="TBS News信", headline="霧の昼"),
)
LATER = page(
    clip("3106-050101", date="2031.05.01", source="波止場だより", via="Yahoo", headline="五月"),
    "2031.05.01 Harbour Gull Storm near <3106-050102>" + BODY,
    clip("3106-050103", date="2031.05.01", source="読売新聞", headline="五月の猫"),
    title="五月の報道",
)


def bring(db: Any, text: str) -> None:
    """Import a page with the library's own names of sources."""
    lines = text.split("\n")
    book = SourceBook(sources.names(db.conn))
    made = stage_page(
        read_lines(lines, book, title_fallback="x"),
        lambda: iter(lines),
        file_name="page.txt",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    assert made is not None
    with made:
        made.compare(db.conn)
        run.apply_plan(db, made)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        bring(opened, HEADS)
        yield opened


def stand(db: Any) -> dict[str, tuple[str, str, str, str]]:
    """Source, printed form, headline and split of every clipping, by its printed id."""
    rows = db.conn.execute(
        "SELECT c.printed_id, s.name, c.source_printed, c.headline, c.split"
        " FROM clipping c JOIN source s ON s.id = c.source_id"
    )
    return {printed_id: tuple(rest) for printed_id, *rest in rows}


def row_id(db: Any, printed_id: str) -> int:
    (found,) = db.conn.execute(
        "SELECT id FROM clipping WHERE printed_id = ?", (printed_id,)
    ).fetchone()
    return int(found)


def untouched(db: Any) -> list[Any]:
    """What no correction may change."""
    rows: list[Any] = db.conn.execute(
        "SELECT id, uid, printed_id, published, date_printed, via, printed, fingerprint, run_id"
        " FROM clipping"
    ).fetchall()
    return rows


def done(db: Any, command: Command) -> None:
    """Do, check what holds of every correction, undo, compare, and do again."""
    before, kept = dump(db.conn), untouched(db)
    changes = command.do(db)
    after = dump(db.conn)
    assert changes.archive
    assert after != before
    assert untouched(db) == kept
    command.undo(db)
    assert dump(db.conn) == before
    command.do(db)
    assert dump(db.conn) == after
    sought_as_stored(db)
    next_import_agrees(db)


def sought_as_stored(db: Any) -> None:
    """The searched texts say what the rows say."""
    for clipping_id, headline, folded in db.conn.execute(
        "SELECT c.id, c.headline, t.headline FROM clipping c"
        " JOIN search_text t ON t.clipping_id = c.id"
    ):
        assert folded == fold(headline), clipping_id


def next_import_agrees(db: Any) -> None:
    """The page read with what the analyst said gives what the correction made of the library.

    Of what is still guessed, the page may teach otherwise: fewer of its lines are in doubt.
    """
    drafts = {
        draft.printed_id: draft
        for draft in read_page(HEADS, SourceBook(sources.names(db.conn)), title_fallback="x").drafts
    }
    readings = dict(db.conn.execute("SELECT printed_id, reading FROM clipping"))
    for printed_id, (*told, split) in stand(db).items():
        draft = drafts[printed_id]
        assert split == draft.split, printed_id
        if split == "sure":
            assert told == [draft.source, draft.source_printed, draft.headline]
            assert readings[printed_id] in ("", draft.reading)


# ---- what a printed form means -------------------------------------------------------------------


def test_the_page_as_it_was_read(db: Any) -> None:
    assert stand(db)["3105-041201"] == ("Harbour Gull", "Harbour Gull", "Ship seen", "guessed")
    assert stand(db)["3105-041102"] == (UNKNOWN_SOURCE, "", "灯台が光る 霧の海", "unknown")
    assert stand(db)["3105-040902"] == ("讀賣新聞", "読売新聞", "港の猫", "sure")


def test_a_printed_form_means_a_source(db: Any) -> None:
    done(db, SetMeaning("波止場だより", "波止場通信"))
    assert stand(db)["3105-040904"] == ("波止場通信", "波止場だより", "霧の朝", "sure")
    assert stand(db)["3105-040905"] == ("波止場通信", "波止場 だより", "霧の夜", "sure")
    assert sources.names(db.conn) == {"波止場だより": "波止場通信"}
    names = {name for (name,) in db.conn.execute("SELECT name FROM source")}
    assert names.isdisjoint({"波止場だより", "波止場 だより"})
    assert "波止場通信" in names
    assert len(find.find_ids(db.conn, "source:=波止場通信")) == 2
    assert len(find.find_ids(db.conn, "source:波止場だより")) == 2  # as printed


def test_a_name_is_meant_by_any_of_its_names(db: Any) -> None:
    done(db, SetMeaning(" 波止場だより ", "Reuters"))
    assert stand(db)["3105-040904"][0] == "ロイタ通信"


def test_a_shipped_alias_becomes_a_source_of_its_own(db: Any) -> None:
    done(db, SetMeaning("読売新聞", "読売新聞"))
    assert stand(db)["3105-040902"][0] == "読売新聞"
    assert stand(db)["3105-040903"][0] == "讀賣新聞"


def test_a_shipped_misprint_means_something_else(db: Any) -> None:
    done(db, SetMeaning("TBS News信", "TBS通信"))
    assert stand(db)["3105-040906"][:2] == ("TBS通信", "TBS News信")
    done(db, SetMeaning("TBS News信", "TBS News"))
    assert stand(db)["3105-040906"][:2] == ("TBS News", "TBS News信")
    assert sources.names(db.conn) == {"TBS News信": "TBS News"}


def test_a_guess_is_taken_for_right(db: Any) -> None:
    done(db, SetMeaning("Harbour Gull", "Harbour Gull"))
    assert stand(db)["3105-041201"] == ("Harbour Gull", "Harbour Gull", "Ship seen", "sure")
    assert stand(db)["3105-041101"][3] == "sure"
    readings = dict(db.conn.execute("SELECT printed_id, reading FROM clipping"))
    assert readings["3105-041201"]  # it is read as before


def test_lines_that_begin_with_a_new_name_follow(db: Any) -> None:
    done(db, SetMeaning("灯台が光る", "灯台新聞"))
    assert stand(db)["3105-041102"] == ("灯台新聞", "灯台が光る", "霧の海", "sure")


def test_what_is_so_already_is_no_change(db: Any) -> None:
    command = SetMeaning("波止場だより", "波止場通信")
    command.do(db)
    before = dump(db.conn)
    for printed in ("波止場だより", "波止場 だより", " 波止場だより"):
        assert SetMeaning(printed, "波止場通信").do(db).is_empty
    assert dump(db.conn) == before


def test_a_meaning_is_said_anew(db: Any) -> None:
    done(db, SetMeaning("波止場だより", "波止場通信"))
    done(db, SetMeaning("波止場 だより", "波止場新聞"))
    assert sources.names(db.conn) == {"波止場 だより": "波止場新聞"}
    assert stand(db)["3105-040904"][0] == "波止場新聞"


# ---- where a source ends -------------------------------------------------------------------------


def test_an_unknown_line_is_cut(db: Any) -> None:
    done(db, CorrectSplit(row_id(db, "3105-041102"), "灯台が光る", "灯台新聞"))
    assert stand(db)["3105-041102"] == ("灯台新聞", "灯台が光る", "霧の海", "sure")
    names = {name for (name,) in db.conn.execute("SELECT name FROM source")}
    assert UNKNOWN_SOURCE not in names


def test_a_wrong_guess_is_cut_anew_everywhere(db: Any) -> None:
    done(db, CorrectSplit(row_id(db, "3105-041201"), "Harbour", "The Harbour"))
    assert stand(db)["3105-041201"] == ("The Harbour", "Harbour", "Gull Ship seen", "sure")
    assert stand(db)["3105-041101"] == ("The Harbour", "Harbour", "Gull Light out", "sure")
    assert stand(db)["3105-041002"] == ("The Harbour", "Harbour", "Weekly 霧の海", "sure")
    assert stand(db)["3105-041001"][3] == "guessed"
    assert len(find.find_ids(db.conn, "headline:gull")) == 2


def test_a_cut_is_compared_as_names_are(db: Any) -> None:
    done(db, CorrectSplit(row_id(db, "3105-041201"), "harbour  gull ship", "Harbour Gull Ship"))
    assert stand(db)["3105-041201"] == ("Harbour Gull Ship", "Harbour Gull Ship", "seen", "sure")
    assert stand(db)["3105-041101"][3] == "guessed"


def test_a_cut_taken_for_right_by_mistake(db: Any) -> None:
    done(db, CorrectSplit(row_id(db, "3105-041201"), "Harbour Gull Ship", "Harbour Gull Ship"))
    done(db, CorrectSplit(row_id(db, "3105-041201"), "Harbour Gull", "Harbour Gull"))
    assert sources.names(db.conn) == {"Harbour Gull": "Harbour Gull"}
    assert stand(db)["3105-041201"] == ("Harbour Gull", "Harbour Gull", "Ship seen", "sure")
    done(db, CorrectSplit(row_id(db, "3105-041201"), "Harbour Gull Ship", "Gull Ship"))
    assert len(sources.names(db.conn)) == 2  # the longer one wins
    assert stand(db)["3105-041201"][0] == "Gull Ship"
    assert stand(db)["3105-041101"][0] == "Harbour Gull"


def test_a_whole_line_may_be_the_source(db: Any) -> None:
    CorrectSplit(row_id(db, "3105-041102"), "灯台が光る 霧の海", "灯台").do(db)
    assert stand(db)["3105-041102"] == ("灯台", "灯台が光る 霧の海", "", "sure")


def test_a_cut_that_is_not_there(db: Any) -> None:
    before = dump(db.conn)
    for printed in ("Harbour G", "Gull", "Harbour Gull Ship seen at last"):
        with pytest.raises(UserError, match="split_not_there"):
            CorrectSplit(row_id(db, "3105-041201"), printed, "Gull").do(db)
    with pytest.raises(UserError, match="clipping_unknown"):
        CorrectSplit(999, "Harbour", "Gull").do(db)
    assert dump(db.conn) == before


# ---- other names ---------------------------------------------------------------------------------


def test_a_source_is_renamed(db: Any) -> None:
    done(db, RenameSource("波止場だより", "波止場通信"))
    assert stand(db)["3105-040904"] == ("波止場通信", "波止場だより", "霧の朝", "sure")


def test_a_shipped_source_is_renamed_with_all_its_names(db: Any) -> None:
    done(db, RenameSource("讀賣新聞", "讀賣"))
    assert stand(db)["3105-040902"][:2] == ("讀賣", "読売新聞")
    assert stand(db)["3105-040903"][:2] == ("讀賣", "讀賣新聞")
    book = SourceBook(sources.names(db.conn))
    assert book.meant("読売新聞オンライン") == book.meant("讀賣") == "讀賣"
    done(db, RenameSource("讀賣", "讀賣新聞"))
    assert stand(db)["3105-040902"][0] == "讀賣新聞"


def test_an_alias_becomes_the_name(db: Any) -> None:
    done(db, RenameSource("讀賣新聞", "読売新聞"))
    assert {stand(db)[i][0] for i in ("3105-040902", "3105-040903")} == {"読売新聞"}
    assert SourceBook(sources.names(db.conn)).meant("讀賣新聞オンライン") == "読売新聞"


def test_the_spelling_is_changed(db: Any) -> None:
    done(db, RenameSource("Harbour Gull", "HARBOUR GULL"))
    assert stand(db)["3105-041201"] == ("HARBOUR GULL", "Harbour Gull", "Ship seen", "sure")


def test_a_source_is_named_by_any_of_its_names(db: Any) -> None:
    done(db, RenameSource("読売新聞オンライン", "讀賣"))
    assert stand(db)["3105-040903"][0] == "讀賣"


def test_a_source_without_clippings_is_renamed_for_later(db: Any) -> None:
    done(db, RenameSource("Reuters", "ロイター"))
    assert SourceBook(sources.names(db.conn)).meant("ロイタ通信") == "ロイター"


def test_sources_are_merged(db: Any) -> None:
    done(db, MergeSources("波止場だより", "朝日新聞"))
    assert stand(db)["3105-040904"] == ("朝日新聞", "波止場だより", "霧の朝", "sure")
    done(db, MergeSources("朝日新聞", "Harbour Gull"))
    assert stand(db)["3105-040904"][0] == "Harbour Gull"
    assert SourceBook(sources.names(db.conn)).meant("朝日新聞デジタル") == "Harbour Gull"


def test_a_shipped_source_is_merged_into_another(db: Any) -> None:
    done(db, MergeSources("TBS", "朝日新聞デジタル"))
    assert stand(db)["3105-040906"] == ("朝日新聞", "TBS News信", "霧の昼", "sure")


def test_what_cannot_be(db: Any) -> None:
    before = dump(db.conn)
    for command, code in (
        (RenameSource("波止場だより", "朝日新聞"), "source_exists"),
        (RenameSource("波止場だより", "Reuters"), "source_exists"),
        (RenameSource("波止場だより", "Harbour Gull"), "source_exists"),
        (RenameSource("無い新聞", "有る新聞"), "source_missing"),
        (MergeSources("波止場だより", "無い新聞"), "source_missing"),
        (RenameSource(UNKNOWN_SOURCE, "有る新聞"), "source_placeholder"),
        (MergeSources("波止場だより", UNKNOWN_SOURCE), "source_placeholder"),
        (SetMeaning("波止場だより", UNKNOWN_SOURCE), "source_placeholder"),
        (SetMeaning("", "朝日新聞"), "source_empty"),
        (SetMeaning("波止場だより", " \u200b"), "source_empty"),
        (RenameSource("波止場だより", "x" * 201), "source_too_long"),
    ):
        with pytest.raises(UserError, match=code):
            command.do(db)
        assert dump(db.conn) == before
    assert RenameSource("波止場だより", " 波止場だより ").do(db).is_empty
    assert MergeSources("讀賣新聞", "読売新聞").do(db).is_empty
    assert dump(db.conn) == before


# ---- others write meanwhile ----------------------------------------------------------------------


def test_a_page_that_came_since_follows_the_undo(db: Any) -> None:
    before = stand(db)
    command = RenameSource("讀賣新聞", "讀賣")
    command.do(db)
    bring(db, LATER)
    assert stand(db)["3106-050103"][0] == "讀賣"
    command.undo(db)
    assert stand(db)["3106-050103"][0] == "讀賣新聞"
    assert {i: value for i, value in stand(db).items() if i in before} == before
    sought_as_stored(db)


def test_the_same_page_again_changes_nothing(db: Any) -> None:
    for command in (SetMeaning("波止場だより", "波止場通信"), RenameSource("讀賣新聞", "讀賣")):
        command.do(db)
    after = stand(db)
    bring(db, HEADS)
    assert stand(db) == after
    command.undo(db)
    assert stand(db)["3105-040903"][0] == "讀賣新聞"
    sought_as_stored(db)


def test_what_others_changed_since_stays_theirs(db: Any) -> None:
    mine = SetMeaning("波止場だより", "波止場通信")
    mine.do(db)
    SetMeaning("波止場だより", "波止場新聞").do(db)  # the command line
    theirs = dump(db.conn)
    mine.undo(db)
    assert dump(db.conn) == theirs


def test_a_source_that_others_deleted_comes_back(db: Any) -> None:
    mine = SetMeaning("読売新聞", "港の新聞")
    mine.do(db)
    RenameSource("讀賣新聞", "讀賣").do(db)
    mine.undo(db)
    assert stand(db)["3105-040902"][:2] == ("讀賣新聞", "読売新聞")
    sought_as_stored(db)


def test_the_analysts_side_stays(db: Any) -> None:
    clipping = row_id(db, "3105-040904")
    AddTag((clipping,), "港").do(db)
    EditNote(clipping, "メモ").do(db)
    side = {name: rows for name, rows in dump(db.conn).items() if name in ("clipping_tag", "note")}
    done(db, MergeSources("波止場だより", "朝日新聞"))
    now = dump(db.conn)
    assert {name: now[name] for name in side} == side


def test_doing_again_later_writes_the_same_stamps(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    command = SetMeaning("波止場だより", "波止場通信")
    command.do(db)
    after = dump(db.conn)
    command.undo(db)
    monkeypatch.setattr(layer, "now", lambda: "2099-01-01T00:00:00Z")  # time passes
    command.do(db)
    assert dump(db.conn) == after


# ---- any walk ------------------------------------------------------------------------------------

forms = ["Harbour Gull", "harbour  gull", "Harbour", "Harbour Gull Ship", "灯台が光る", "港湾新報"]
forms += ["波止場だより", "波止場 だより", "読売新聞", "讀賣新聞", "TBS News信", "x", " "]
printed = st.sampled_from(forms)
named = st.one_of(
    printed, st.sampled_from(["朝日新聞", "Reuters", "ロイタ通信", "讀賣", "別名", "TBS"])
)
commands = st.one_of(
    st.builds(SetMeaning, printed, named),
    st.builds(CorrectSplit, st.integers(1, 12), printed, named),
    st.builds(RenameSource, named, named),
    st.builds(MergeSources, named, named),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One library for many examples: each of them ends where it began."""
    path = tmp_path_factory.mktemp("sources") / "library.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        bring(db, HEADS)
        db.conn.execute("PRAGMA synchronous = OFF")
        yield db


@given(st.lists(commands, max_size=6))
@settings(max_examples=60)
def test_undo_restores_every_row_and_redo_the_same_again(
    shared: Any, sequence: list[Command]
) -> None:
    states = [dump(shared.conn)]
    made = []
    for command in sequence:
        try:
            changes = command.do(shared)
        except UserError:
            assert dump(shared.conn) == states[-1]
            continue
        if not changes.is_empty:
            made.append(command)
            states.append(dump(shared.conn))
        assert dump(shared.conn) == states[-1]  # what says that nothing changed changed nothing
    sought_as_stored(shared)
    for command, state in zip(reversed(made), reversed(states[:-1]), strict=True):
        command.undo(shared)
        assert dump(shared.conn) == state
    for command, state in zip(made, states[1:], strict=True):
        command.do(shared)
        assert dump(shared.conn) == state
    for command in reversed(made):
        command.undo(shared)
    assert dump(shared.conn) == states[0]
