"""The search index: which clippings hold a text, exactly, for any length from one character.

Disposable: whatever is in doubt, the texts themselves (`search_text`, `note_search_text`) are
looked through instead, and `rebuilding.py` makes the index anew. What is in doubt: another version
of the folding or of the terms; texts that came or went and of which the index was not told
(`index_state`, kept by triggers); tables that are missing, empty or damaged; an index that does not
find what is known to be in it.

Contentless FTS5 tables of terms (core/grams.py): to take a text out, they must be given it as it
was put in. Writes: writer lane only, inside a transaction. Questions: any connection, inside one
transaction with the `standing` that allowed them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Final

from clipdesk.core import grams
from clipdesk.core.query import Field
from clipdesk.core.text import FOLDING_VERSION, fold

Text = tuple[int, str, str, str, str]
"""A clipping's folded texts as search_text has them: id, headline, body, compiler, apparatus."""

NoteText = tuple[int, str]
"""A note's folded text as note_search_text has it: clipping id, body."""

Row = tuple[int, str] | tuple[int, str, str, str, str]
"""A row of a part: the id, and the texts in the order of the part's columns."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table of texts with its index.

    Attributes:
        id: its row in index_state.
        texts: the table of folded texts.
        columns: the index's, the longest first: places in the first take no mark.
        pairs: the table of pairs of neighbouring characters, with their places.
        singles: the table of single characters and Latin words, without places.
    """

    id: int
    texts: str
    columns: tuple[str, ...]
    pairs: str
    singles: str

    @property
    def tables(self) -> tuple[str, str]:
        """The tables of FTS5."""
        return self.pairs, self.singles


TEXTS: Final = Part(
    1,
    "search_text",
    ("body", "compiler", "headline", "apparatus"),
    "search_pairs",
    "search_singles",
)
NOTES: Final = Part(2, "note_search_text", ("body",), "note_pairs", "note_singles")
PARTS: Final = (TEXTS, NOTES)

# ---- writing -----------------------------------------------------------------------------------


def add(connection: sqlite3.Connection, rows: Iterable[Text]) -> None:
    """Take new texts in, which search_text has by now (or will have when the transaction ends).

    Fastest for many at once: every call writes down a piece of index of its own.
    """
    _add(
        connection,
        TEXTS,
        [(i, body, compiler, headline, around) for i, headline, body, compiler, around in rows],
    )


def remove(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Take texts out, before they change or go from search_text; those not there do not matter."""
    _remove(connection, TEXTS, ids)


def add_notes(connection: sqlite3.Connection, rows: Iterable[NoteText]) -> None:
    """As `add`, for notes and note_search_text."""
    _add(connection, NOTES, list(rows))


def remove_notes(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """As `remove`, for notes and note_search_text."""
    _remove(connection, NOTES, ids)


def _add(connection: sqlite3.Connection, part: Part, rows: Sequence[Row]) -> None:
    state = state_of(connection, part)
    if rows and state is not None and state.is_known:
        with _told(connection, part, [row[0] for row in rows]):
            insert(connection, part, [row for row in rows if state.reaches(row[0])])


def _remove(connection: sqlite3.Connection, part: Part, ids: Iterable[int]) -> None:
    state = state_of(connection, part)
    if state is None or not state.is_known:
        return
    rows = connection.execute(
        f"SELECT clipping_id, {', '.join(part.columns)} FROM {part.texts}"
        " WHERE clipping_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    ).fetchall()
    if rows:
        with _told(connection, part, [row[0] for row in rows]):
            _delete(connection, part, [row for row in rows if state.reaches(row[0])])


def insert(connection: sqlite3.Connection, part: Part, rows: Sequence[Row]) -> None:
    """Put rows into a part's tables; `add` and the rebuilding alone know when."""
    rows = sorted(rows, key=_id_of)  # FTS5 writes down all it holds back when an id is no higher
    columns = f"rowid, {', '.join(part.columns)}"
    slots = ", ?" * len(part.columns)
    connection.executemany(
        f"INSERT INTO {part.pairs} ({columns}) VALUES (?{slots})", map(_pairs, rows)
    )
    connection.executemany(
        f"INSERT INTO {part.singles} (rowid, terms) VALUES (?, ?)", map(_singles, rows)
    )
    _resize(connection, part, len(rows))


def _delete(connection: sqlite3.Connection, part: Part, rows: Sequence[Row]) -> None:
    rows = sorted(rows, key=_id_of)
    columns = f"rowid, {', '.join(part.columns)}"
    slots = ", ?" * len(part.columns)
    connection.executemany(
        f"INSERT INTO {part.pairs} ({part.pairs}, {columns}) VALUES ('delete', ?{slots})",
        map(_pairs, rows),
    )
    connection.executemany(
        f"INSERT INTO {part.singles} ({part.singles}, rowid, terms) VALUES ('delete', ?, ?)",
        map(_singles, rows),
    )
    _resize(connection, part, -len(rows))


def _id_of(row: Row) -> int:
    return row[0]


def _pairs(row: Row) -> tuple[int | str, ...]:
    return row[0], *map(grams.pairs, row[1:])


def _singles(row: Row) -> tuple[int, str]:
    if len(row) == 2:  # noqa: PLR2004 - a note
        return row[0], grams.singles(row[1])
    clipping_id, body, compiler, headline, apparatus = row
    return clipping_id, grams.singles(body, headline, compiler, apparatus)


def _resize(connection: sqlite3.Connection, part: Part, by: int) -> None:
    connection.execute("UPDATE index_state SET size = size + ? WHERE id = ?", (by, part.id))


@contextmanager
def _told(connection: sqlite3.Connection, part: Part, ids: Sequence[int]) -> Iterator[None]:
    """Change the index by some texts; where that fails, give the index up and go on without it."""
    connection.execute("SAVEPOINT telling_index")
    try:
        yield
        connection.execute(
            "UPDATE index_state SET due = due - ?, due_ids = due_ids - ? WHERE id = ?",
            (len(ids), sum(ids), part.id),
        )
        # Makes FTS5 write down what it holds back: else the damage would show at COMMIT, too late.
        connection.execute("SAVEPOINT index_told")
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        connection.execute("ROLLBACK TO telling_index")
        connection.execute("UPDATE index_state SET terms = 0 WHERE id = ?", (part.id,))
    connection.execute("RELEASE telling_index")


# ---- what it is worth --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class State:
    """A row of index_state."""

    folded: int
    folding: int
    terms: int
    up_to: int | None
    size: int
    due: int
    due_ids: int

    @property
    def is_known(self) -> bool:
        """Whether the index is of these versions, be it whole or not."""
        return (self.folding, self.terms) == (FOLDING_VERSION, grams.VERSION)

    @property
    def is_balanced(self) -> bool:
        """Whether the index was told of all that came and went."""
        return not self.due and not self.due_ids

    def reaches(self, clipping_id: int) -> bool:
        """Whether a text with this id belongs into the index by now."""
        return self.up_to is None or clipping_id <= self.up_to


class Standing(Enum):
    """What the index is worth."""

    CURRENT = auto()
    BEHIND = auto()  # it is missing, not whole, or in doubt: the texts must be looked through
    UNFOLDED = auto()  # so must they, and are of another folding themselves


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the index can be asked. Where it cannot, the rebuilding is due.

    Tries the index in more places than a search does.
    """
    return standing(connection, tries=_MANY) is Standing.CURRENT


_MANY: Final = 20


def standing(connection: sqlite3.Connection, *, tries: int = 1) -> Standing:
    """What the index is worth now; takes the same time whatever the library's size."""
    states = [state_of(connection, part) for part in PARTS]
    if any(state is None or state.folded != FOLDING_VERSION for state in states):
        return Standing.UNFOLDED
    is_good = all(is_whole(connection, part, tries=tries) for part in PARTS)
    return Standing.CURRENT if is_good else Standing.BEHIND


def is_whole(connection: sqlite3.Connection, part: Part, *, tries: int = _MANY) -> bool:
    """Whether a part's index has all its texts, and is found to be sound."""
    state = state_of(connection, part)
    return (
        state is not None
        and state.is_known
        and state.is_balanced
        and state.up_to is None
        and is_sound(connection, part, state, tries=tries)
    )


def is_sound(
    connection: sqlite3.Connection, part: Part, state: State, *, tries: int = _MANY
) -> bool:
    """Whether a part's tables have what their account says, as far as a few trials can tell."""
    if is_suspected(connection):
        return False
    try:
        return all(rows_in(connection, table) == state.size for table in part.tables) and all(
            _finds_what_it_has(connection, part, state) for _ in range(tries)
        )
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False


def state_of(connection: sqlite3.Connection, part: Part) -> State | None:
    """The account of a part; None where it is lost."""
    try:
        row = connection.execute(
            "SELECT folded, folding, terms, up_to, size, due, due_ids FROM index_state WHERE id = ?",
            (part.id,),
        ).fetchone()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return None
    return None if row is None else State(*row)


def rows_in(connection: sqlite3.Connection, table: str) -> int:
    """How many texts a table of FTS5 has by its own account.

    Its record of averages begins with that number, seven bits a byte, the highest first.
    """
    found = connection.execute(f"SELECT block FROM {table}_data WHERE id = 1").fetchone()
    number = 0
    for byte in b"" if found is None else found[0]:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the last of a number
            break
    return number


def _finds_what_it_has(connection: sqlite3.Connection, part: Part, state: State) -> bool:
    """Try the index on a text chosen at random, by two of its neighbouring characters."""
    row = connection.execute(
        f"SELECT abs(random() / 2), clipping_id, {', '.join(part.columns)} FROM {part.texts}"
        " WHERE clipping_id >="
        f" abs(random() / 2) % (SELECT max(clipping_id) FROM {part.texts}) + 1"
        " ORDER BY clipping_id LIMIT 1"
    ).fetchone()
    if row is None:
        return True
    at, clipping_id, *texts = row
    lines = [line for text in texts for line in text.split("\n") if len(line) > 1]
    if not lines or not state.reaches(clipping_id):
        return True
    line = lines[at % len(lines)]
    pair = line[at % (len(line) - 1) :][:2]
    asked = [(part.pairs, grams.pairs_query(pair))]
    asked += [(part.singles, grams.single_query(char)) for char in pair if char != " "]
    return all(
        connection.execute(
            f"SELECT 1 FROM {table} WHERE {table} MATCH ? AND rowid = ?", (query, clipping_id)
        ).fetchone()
        for table, query in asked
    )


_ENVIRONMENT: Final = frozenset({
    sqlite3.SQLITE_OK,  # said by the module, not by SQLite
    sqlite3.SQLITE_ABORT, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY,
})  # fmt: skip


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether an error tells of missing or damaged tables, not of the environment.

    FTS5 says what it stumbles over: "malformed" or "constraint failed" or "no such table".
    """
    return getattr(error, "sqlite_errorcode", 0) & 0xFF not in _ENVIRONMENT


_suspected: Final[set[str]] = set()
"""Files of libraries whose index failed when it was asked, until it is made anew."""


def suspect(connection: sqlite3.Connection, error: sqlite3.DatabaseError) -> bool:
    """Whether a search may have failed by a damaged index; this process then asks it no more."""
    if not is_damage(error):
        return False
    _suspected.add(_file(connection))
    return True


def is_suspected(connection: sqlite3.Connection) -> bool:
    """Whether a search of this process found the index damaged."""
    return _file(connection) in _suspected


def trust(connection: sqlite3.Connection) -> None:
    """The index was made anew."""
    _suspected.discard(_file(connection))


def _file(connection: sqlite3.Connection) -> str:
    # As bytes: a folder's name need not be UTF-8.
    (name,) = connection.execute(
        "SELECT hex(CAST(file AS BLOB)) FROM pragma_database_list WHERE name = 'main'"
    ).fetchone()
    return str(name)


# ---- asking ------------------------------------------------------------------------------------

Condition = tuple[str, list[str | int]]
"""A condition on `c.id`, a clipping's id, that is true or false, never NULL; its parameters."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How to ask a table of the index how well clippings fit.

    Attributes:
        table: it has a row for each clipping, with its id.
        match: what the rows must match.
        rank: SQL for the BM25 of a row; the lower, the better.
    """

    table: str
    match: str
    rank: str


Contains = Callable[[Field, str], Condition]
"""Says which clippings hold a folded text in a field: headline, text, compiler, note, or, for ANY,
any of them and the lines that cite."""

_ASKED: Final[dict[Field, tuple[tuple[Part, str | None], ...]]] = {
    Field.HEADLINE: ((TEXTS, "headline"),),
    Field.TEXT: ((TEXTS, "body"),),
    Field.COMPILER: ((TEXTS, "compiler"),),
    Field.NOTE: ((NOTES, None),),
    Field.ANY: ((TEXTS, None), (NOTES, None)),
}
"""Where a field's text is: in parts, in one of their columns or in any."""

TEXT_FIELDS: Final = frozenset(_ASKED)
"""The fields that `Contains` knows."""

_LONGEST: Final = 16
"""Characters of a value that are looked up; what holds them is then compared with the whole."""


def containing(connection: sqlite3.Connection, *, whole_words: bool = False) -> Contains:
    """How to find texts in this transaction: by the index where it is current, else without it.

    Args:
        connection: the one that will ask.
        whole_words: a value counts only where no Latin letter or digit is joined to its own.
    """
    if whole_words:
        know_words(connection)
    found = standing(connection)
    if found is Standing.CURRENT:
        return partial(_matching, whole_words=whole_words)
    if found is Standing.UNFOLDED:
        connection.create_function("folded_anew", 1, folded_lines, deterministic=True)
    return partial(_scanning, whole_words=whole_words, unfolded=found is Standing.UNFOLDED)


def know_words(connection: sqlite3.Connection) -> None:
    """Let a connection know what whole words are, before it is asked for any."""
    connection.create_function("holds_word", 2, grams.holds_word, deterministic=True)


def folded_lines(text: str) -> str:
    """A text folded line by line, so that no hit spans two."""
    return "\n".join(fold(line) for line in text.split("\n"))


def selection(field: Field, value: str, *, whole_words: bool = False) -> Condition:
    """A SELECT of the ids of the clippings that hold a folded value, by the index.

    To be asked only where the index is current. A clipping whose note holds it too comes twice.
    """
    selects, values = zip(*selections(field, value, whole_words=whole_words), strict=True)
    return " UNION ALL ".join(selects), [value for some in values for value in some]


def selections(field: Field, value: str, *, whole_words: bool = False) -> list[Condition]:
    """`selection` by the tables that are asked: what any of them gives holds the value.

    Asked each by itself they are faster, where SQLite is to sum up the ids.
    """
    return [_select(part, column, value, whole_words=whole_words) for part, column in _ASKED[field]]


def rankings(field: Field, value: str, *, headline: float) -> list[Ranking]:
    """How well clippings fit that hold a folded value.

    Of a long value the first characters count. The value has two characters or more, and is fit for
    the index, which is current.

    Args:
        field: where it is looked for.
        value: what.
        headline: so many times as much counts a place in the headline.
    """
    query = grams.pairs_query(value[:_LONGEST])
    found: list[Ranking] = []
    for part, column in _ASKED[field]:
        weights = [headline if name == "headline" else 1 for name in part.columns]
        rank = f"bm25({part.pairs}, {', '.join(map(str, weights))})"
        found.append(Ranking(part.pairs, query if column is None else f"{column} : {query}", rank))
    return found


def _matching(field: Field, value: str, *, whole_words: bool) -> Condition:
    """By the index."""
    select, values = selection(field, value, whole_words=whole_words)
    return f"c.id IN ({select})", values


def _select(part: Part, column: str | None, value: str, *, whole_words: bool) -> Condition:
    """The ids of a part's texts that hold a value."""
    is_fit = grams.is_fit(value)
    if is_fit and whole_words and grams.is_word(value):
        return _lookup(part.singles), [grams.word_query(value, column)]
    if is_fit and len(value) == 1:
        return _lookup(part.singles), [grams.single_query(value, column)]
    query = grams.pairs_query(value[:_LONGEST])
    if column is not None:
        query = f"{column} : {query}"
    if is_fit and len(value) <= _LONGEST and not whole_words:
        return _lookup(part.pairs), [query]
    held, values = _held(part, column, value, whole_words=whole_words, unfolded=False)
    scan = f"SELECT x.clipping_id FROM {part.texts} x WHERE ({held})"
    if not is_fit:
        return scan, values
    return f"{scan} AND x.clipping_id IN ({_lookup(part.pairs)})", [*values, query]


def _lookup(table: str) -> str:
    return f"SELECT rowid FROM {table} WHERE {table} MATCH ?"


def _scanning(field: Field, value: str, *, whole_words: bool, unfolded: bool) -> Condition:
    """Without the index: the texts themselves are looked through."""
    parts: list[str] = []
    values: list[str | int] = []
    for part, column in _ASKED[field]:
        held, its_values = _held(part, column, value, whole_words=whole_words, unfolded=unfolded)
        parts.append(
            f"EXISTS (SELECT 1 FROM {part.texts} x WHERE x.clipping_id = c.id AND ({held}))"
        )
        values += its_values
    return f"({' OR '.join(parts)})", values


def _held(
    part: Part, column: str | None, value: str, *, whole_words: bool, unfolded: bool
) -> Condition:
    """Whether a text of `x` holds a value."""
    columns = [f"x.{name}" for name in (part.columns if column is None else (column,))]
    if unfolded:
        columns = [f"folded_anew({name})" for name in columns]
    held = "holds_word({}, ?)" if whole_words else "instr({}, ?) > 0"
    return " OR ".join(map(held.format, columns)), [value] * len(columns)
