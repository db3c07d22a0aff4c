"""Highlights in generated texts: what is stored is what was selected, and no edit loses one.

    python -m tests.soak.highlights [CASES] [SEED]

SELECTIONS. Texts of surrogate pairs, combining marks, joined emoji, no-break and zero-width
characters, line ends of every kind and markup are shown in the real widget, offscreen, at changing
widths and sizes; a part is selected as keys and mouse do it, in Qt's UTF-16 positions; the words are
marked by the command, in a real library. The quote that the library has must be what Qt says is
selected, and what is painted afterwards must be the same words again.

EDITS. Highlights on invented articles whose texts are then changed as a page's next edition may
change them. Prints how many stand where they stood, moved with their words, stand on changed words,
or are listed as found nowhere; and how many stand at a wrong place, as far as that can be known.
None may be gone.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QWidget

from clipdesk.commands import AddHighlight
from clipdesk.core import anchors
from clipdesk.core.model import Passage, PassageKind, Record, Voice
from clipdesk.store import clippings, highlights, library
from clipdesk.ui import theme
from clipdesk.ui.article.browser import ArticleBrowser
from clipdesk.ui.article.look import Look
from clipdesk.ui.article.page import page_html, shown
from tests.pages import clip, new_library, page

_PIECES: Final = (
    "霧", "の", "朝", "灯台", "港湾局は", "、", "。", "㌧", "ー", "𠮷", "𠮷野家", "😀", "👨‍👩‍👧", "🇯🇵", "👍🏽", "𝒳",
    "か\u3099", "e\u0301\u0323", "ﾊﾞ", "葛\U000e0100", "café", "F-35A ", "3,000 ", " ", "\u3000", "\u00a0",
    "\u200b", "\u2028", "\n", "\r\n", "\t", "<b>", "&amp;", '"', "العربية", "\u202e", "\ufdd0", "\x0b", "\ufffc",
)  # fmt: skip
_KINDS: Final = (
    *[PassageKind.TEXT] * 5, PassageKind.HEADING, PassageKind.BULLET, PassageKind.RELATED,
    PassageKind.PLACE,
)  # fmt: skip
_EACH: Final = 5
"""So many selections are made in each text."""


# ---- selections --------------------------------------------------------------------------------


def some_passages(rng: random.Random) -> tuple[Passage, ...]:
    """A text of one to five passages."""
    made = []
    for _ in range(rng.randint(1, 5)):
        text = "".join(rng.choice(_PIECES) for _ in range(rng.randint(1, 40)))
        block = rng.choice((None, None, 0))
        voice = Voice.ARTICLE if block is None else Voice.COMPILER
        made.append(Passage(rng.choice(_KINDS), voice, f" {text}", text, 1, block))
    return tuple(made)


class Selecting:
    """The widget and the library of the cases."""

    def __init__(self, db: Any) -> None:
        self.db = db
        self.window = QWidget()
        self.browser = ArticleBrowser(self.window)
        self.browser.resize(640, 480)
        found = clippings.record(db.conn, 1)
        assert found is not None
        self.record: Record = found

    def show(self, passages: tuple[Passage, ...], rng: random.Random) -> None:
        """Let the clipping be this text, and show it in some width and size."""
        conn = self.db.conn
        with library.transaction(self.db):
            conn.execute("DELETE FROM highlight")
            conn.execute("DELETE FROM passage WHERE clipping_id = 1")
            conn.executemany(
                "INSERT INTO passage (clipping_id, position, kind, voice, printed, text, line,"
                " block, marks) VALUES (1, ?, ?, ?, ?, ?, 1, ?, '[]')",
                [
                    (at, p.kind, p.voice, p.printed, p.text, p.block)
                    for at, p in enumerate(passages)
                ],
            )
        stored = clippings.record(conn, 1)
        assert stored is not None
        self.record = replace(stored, placed=())
        self.flow(rng)

    def flow(self, rng: random.Random) -> None:
        """Set the lines anew."""
        size = rng.randint(9, 24)
        self.browser.resize(rng.randint(120, 900), 480)
        look = Look(size, justify=rng.random() < 0.5)
        self.browser.set_look(look)
        self.browser.show_html(page_html(self.record, theme.tokens(), look))
        self.browser.show_highlights(self.record.passages, self.record.placed)

    def select(self, rng: random.Random) -> None:
        """Select some of the document: from a place that a cursor can take to another."""
        document = self.browser.document()
        cursor = QTextCursor(document)
        last = document.characterCount() - 1
        cursor.setPosition(rng.randint(0, last))
        step = QTextCursor.MoveOperation
        cursor.movePosition(step.NextCharacter)  # such places only
        cursor.movePosition(step.PreviousCharacter)
        how = rng.choice(
            (step.NextCharacter, step.PreviousCharacter, step.NextWord, step.EndOfBlock, step.Down)
        )
        cursor.movePosition(how, QTextCursor.MoveMode.KeepAnchor, rng.choice((1, 2, 3, 8, 30)))
        self.browser.setTextCursor(cursor)

    def selected(self) -> list[str]:
        """What Qt says is selected of each passage that is shown, without spaces at its ends."""
        cursor, parts = self.browser.textCursor(), []
        block = self.browser.document().begin()
        while block.isValid():
            start = max(block.position(), cursor.selectionStart())
            end = min(block.position() + block.length() - 1, cursor.selectionEnd())
            if block.userState() >= 0 and start < end:
                one = QTextCursor(self.browser.document())
                one.setPosition(start)
                one.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                parts.append(one.selectedText().strip())
            block = block.next()
        return [part for part in parts if part]

    def told(self, start: int, end: int) -> list[str]:
        """The same part of the stored text, of each passage that is shown."""
        passages = self.record.passages
        parts = []
        spans = anchors.passage_spans(passages)
        for passage, (first, last) in zip(passages, spans, strict=True):
            if passage.kind not in {PassageKind.RELATED, PassageKind.PLACE}:
                text = anchors.text_of(passages)[max(start, first) : min(end, last)]
                parts.append(shown(text).strip())
        return [part for part in parts if part]

    def case(self, rng: random.Random) -> str | None:
        """One selection. Returns what is wrong, empty for nothing; None where it has no words."""
        self.select(rng)
        chosen, seen = self.browser.chosen, self.selected()
        if chosen is None:
            return None if not seen else f"selected {seen!r}, and nothing is chosen"
        start, end, words = chosen
        command = AddHighlight(1, start, end, "green", words=words)
        command.do(self.db)
        (row,) = highlights.of_clipping(self.db.conn, 1)
        stored = row.highlight
        if stored.quote != words:
            return f"chosen {words!r}, stored {stored.quote!r}"
        if (row.start, row.end) != (start, end):
            return f"chosen {start}:{end}, placed {row.start}:{row.end}"
        if self.told(start, end) != seen:
            return f"selected {seen!r}, stored {self.told(start, end)!r}"
        self.record = replace(self.record, placed=(row,))
        self.flow(rng)
        painted = [
            one.cursor.selectedText().strip()
            for one in self.browser.extraSelections()
            if one.cursor.selectedText().strip()
        ]
        command.undo(self.db)
        self.record = replace(self.record, placed=())
        self.browser.show_highlights(self.record.passages, ())
        return "" if painted == seen else f"selected {seen!r}, painted {painted!r}"


def selections(path: Path, cases: int, seed: int) -> tuple[int, list[str]]:
    """Make so many cases. Returns how many had words in them, and what went wrong."""
    rng = random.Random(seed)
    wrong: list[str] = []
    with_words = 0
    with closing(library.open_for_writing(path)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        selecting = Selecting(db)
        while with_words < cases:
            selecting.show(some_passages(rng), rng)
            for _ in range(_EACH):
                complaint = selecting.case(rng)
                with_words += complaint is not None
                if complaint:
                    wrong.append(complaint)
        selecting.window.deleteLater()
    return with_words, wrong


# ---- edits -------------------------------------------------------------------------------------

Edit = Callable[[random.Random, str], str]
_WORDS: Final = [
    "港湾局",
    "灯台",
    "日誌",
    "嵐",
    "霧",
    "船員",
    "補給艦",
    "防波堤",
    "海図",
    "無線",
    "岬",
    "潮位",
    "夜半",
    "早朝",
    "𠮷田",
    "😀",
    "F-35A",
    "3,000㌧",
    "がけ",
    "確認した",
    "閉鎖された",
    "発表した",
    "見つかった",
    "戻った",
    "述べた",
    "という",
    "として",
    "について",
]


def _sentence(rng: random.Random) -> str:
    return "".join(rng.choice(_WORDS) + rng.choice("はがをに") for _ in range(6))[:-1] + "。"


def _insert(rng: random.Random, text: str) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + _sentence(rng) + text[at:]


def _delete(rng: random.Random, text: str) -> str:
    at = rng.randint(0, max(0, len(text) - 1))
    return text[:at] + text[at + rng.randint(1, 30) :] or "空"


def _correct(rng: random.Random, text: str) -> str:
    at = rng.randint(0, max(0, len(text) - 1))
    return text[:at] + rng.choice(_WORDS)[:2] + text[at + 2 :]


def _wrap(rng: random.Random, text: str) -> str:
    size = rng.randint(18, 40)
    return " ".join(text[at : at + size] for at in range(0, len(text), size))


def _widen(_: random.Random, text: str) -> str:
    wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789,-ABCDEF"}
    return text.translate(wide)


def _swap(rng: random.Random, text: str) -> str:
    parts = text.split("\n")
    rng.shuffle(parts)
    return "\n".join(parts)


def _rewrite(rng: random.Random, text: str) -> str:
    return "\n".join("".join(_sentence(rng) for _ in range(3)) for _ in text.split("\n"))


def _many(rng: random.Random, text: str) -> str:
    for _ in range(5):
        text = rng.choice((_insert, _delete, _correct, _wrap, _swap))(rng, text)
    return text


def edits(path: Path, cases: int, seed: int) -> dict[str, Counter[str]]:
    """Highlights before and after each kind of edit, so many of each. What became of them."""
    rng = random.Random(seed)
    results = {name: Counter[str]() for name in EDITS}
    with closing(library.open_for_writing(path)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        for name, edit in EDITS.items():
            while results[name].total() < cases:
                _one_edit(db, rng, edit, results[name])
    return results


def _one_edit(db: Any, rng: random.Random, edit: Edit, counts: Counter[str]) -> None:
    text = "\n".join("".join(_sentence(rng) for _ in range(4)) for _ in range(4))
    with library.transaction(db):
        db.conn.execute("DELETE FROM highlight")
    _put(db, text)
    for _ in range(6):
        start = rng.randint(0, len(text) - 30)
        end = start + rng.choice((2, 5, 12, 25))
        if text[start:end].strip() == text[start:end]:
            AddHighlight(1, start, end, "yellow").do(db)
    before = {one.id: one for one in highlights.of_clipping(db.conn, 1)}
    new = edit(rng, text)
    _put(db, new)
    after = {one.id: one for one in highlights.of_clipping(db.conn, 1)}
    for number, old in before.items():
        now = after.get(number)
        quote = old.highlight.quote
        if now is None or now.highlight != old.highlight:
            counts["gone"] += 1
        elif now.start is None or now.end is None:
            counts["listed"] += 1
            # Words that stand in the text once, with what stood beside them, were there to be found.
            whole = old.highlight.prefix + quote + old.highlight.suffix
            counts["missed"] += whole in new
        elif new[now.start : now.end] != quote:
            counts["on changed words"] += 1
        elif now.start == old.start:
            counts["kept"] += 1
        else:
            counts["moved"] += 1
            whole = old.highlight.prefix + quote + old.highlight.suffix
            stands = new.count(whole) == 1
            at = new.find(whole) + len(old.highlight.prefix)
            counts["wrong place"] += stands and now.start != at


def _put(db: Any, text: str) -> None:
    """Let the first clipping be this text, as an import does."""
    with library.transaction(db):
        db.conn.execute("DELETE FROM passage WHERE clipping_id = 1")
        db.conn.executemany(
            "INSERT INTO passage (clipping_id, position, kind, voice, printed, text, line, block,"
            " marks) VALUES (1, ?, 'text', 'article', ?, ?, 1, NULL, '[]')",
            [(at, line, line) for at, line in enumerate(text.split("\n"))],
        )
        highlights.re_anchor(db.conn, [1])


EDITS: Final[dict[str, Edit]] = {
    "a sentence put in": _insert,
    "words taken out": _delete,
    "a word corrected": _correct,
    "lines wrapped otherwise": _wrap,
    "other widths of letters": _widen,
    "paragraphs in another order": _swap,
    "five of these one after the other": _many,
    "every word another": _rewrite,
}


_SHOWN: Final = ("kept", "moved", "on changed words", "listed", "missed", "wrong place", "gone")


def table(results: dict[str, Counter[str]]) -> str:
    """What became of the highlights, a line for each kind of edit."""
    head = f"{'':36}" + "".join(f"{name:>18}" for name in _SHOWN)
    lines = [
        f"{name:36}" + "".join(f"{counts[one]:>18,}" for one in _SHOWN)
        for name, counts in results.items()
    ]
    return "\n".join([head, *lines])


def library_of_one(folder: Path) -> Path:
    """A library with one clipping, whose text the cases replace."""
    return new_library(folder / "soak.sqlite", page(clip("3105-040901")))


def main() -> int:
    """Run both, as many cases as the command line says."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    app = QApplication(sys.argv[:1])
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        path = library_of_one(Path(folder))
        made, wrong = selections(path, cases, seed)
        sys.stdout.write(f"{made:,} selections, {len(wrong):,} stored or painted otherwise\n")
        for complaint in wrong[:10]:
            sys.stdout.write(f"  {complaint}\n")
        results = edits(path, max(100, cases // len(EDITS)), seed)
        sys.stdout.write(table(results) + "\n")
    gone = sum(counts["gone"] for counts in results.values())
    return 1 if wrong or gone else 0


if __name__ == "__main__":
    sys.exit(main())
