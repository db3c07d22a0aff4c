"""Highlights: how soon the list of all opens and filters, and how soon a new one is seen and safe.

    python -m tests.benchmarks.marks [CLIPPINGS] [HIGHLIGHTS] [FOLDER]

Makes a library of bare clippings (search.py) with highlights in FOLDER, or takes the one that lies
there. Offscreen, in a real window. Prints milliseconds: from the key to the list painted with all
its rows, the first time and the next; from each typed character to the list painted with its
answer; scrolling; and, on a clipping that has 50 highlights already, from H to the painted words
and to the highlight written (another connection can read it).
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QTextBrowser, QWidget

from clipdesk.app import SWITCH
from clipdesk.core import anchors
from clipdesk.settings import Settings
from clipdesk.store import library
from clipdesk.texts import use_language
from clipdesk.ui import theme
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs.highlights import HighlightsDialog
from clipdesk.ui.main_window import MainWindow
from tests.benchmarks.desk import turn, wait_until
from tests.benchmarks.search import make_library

_LONG: Final = 2_000
_MARKS_ON_ONE: Final = 50
_WORDS: Final = [
    "弾道ミサイル",
    "極超音速",
    "核実験",
    "経済制裁",
    "一帯一路",
    "無人機",
    "潜水艦",
    "空母",
    "灯台",
    "衛星",
    "港湾局",
    "合同演習",
    "半導体",
    "F-35A",
]
_TYPED: Final = ("制裁", "無人機 空母", "F-35A", "本当", "灯台")


def add_marks(path: Path, clippings: int, number: int) -> None:
    """Highlights on every other clipping, and one with a text of its own and fifty of them."""
    rng = random.Random(7)
    with closing(library.open_for_writing(path)) as db, library.transaction(db):
        text = "".join(rng.choice(_WORDS) + rng.choice("はがをに、。") for _ in range(_LONG))[
            :_LONG
        ]
        db.conn.execute(
            "INSERT INTO passage (clipping_id, position, kind, voice, printed, text, line)"
            " VALUES (1, 0, 'text', 'article', ?, ?, 1)",
            (text, text),
        )
        rows = []
        for at in range(number):
            quote = "は".join(rng.choices(_WORDS, k=4))
            comment = rng.choice(["", "", "本当か", "数字を確かめる"])
            made = f"20{20 + at % 7}-{1 + at % 12:02}-{1 + at % 28:02}T{at % 24:02}:00:00Z"
            colour = rng.choice(anchors.COLOURS)
            clipping = 2 + 2 * rng.randrange((clippings - 2) // 2)
            rows.append((clipping, quote, "", "", at % 900, colour, comment, made, made))
        for at in range(_MARKS_ON_ONE):
            start = 30 * at
            quote = text[start : start + 12]
            rows.append((1, quote, text[max(0, start - 40) : start], text[start + 12 : start + 52],
                         start, "green", "", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"))  # fmt: skip
        db.conn.executemany(
            "INSERT INTO highlight (clipping_id, quote, prefix, suffix, start, colour, comment,"
            " added_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        db.conn.execute(  # all but a few stand somewhere
            "INSERT INTO highlight_place SELECT id, start, start + length(quote) FROM highlight"
            " WHERE id % 1000 <> 7"
        )


class Paints(QObject):
    """Knows when a widget was last painted."""

    at = 0.0

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


def report(what: str, times: list[float]) -> None:
    """A line of figures."""
    times = sorted(1_000 * one for one in times)
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    sys.stdout.write(
        f"{what:<52}p50 {statistics.median(times):7.1f}   p95 {p95:7.1f}   max {times[-1]:7.1f} ms\n"
    )


def measure_list(desk: Desk) -> None:
    """Open it, twice; type into it; scroll."""
    for what in ("the list opens, for the first time", "and again"):
        begin = time.perf_counter()
        desk.marking.show_list()
        QApplication.processEvents()
        painted = time.perf_counter()
        (dialog,) = (d for d in desk.findChildren(HighlightsDialog) if d.isVisible())
        view = dialog.findChildren(QTableView, "marks")[0]
        paints = Paints(view.viewport())
        wait_until(lambda v=view: v.model().rowCount() > 0)  # type: ignore[misc]
        wait_until(lambda p=paints: p.at > 0)  # type: ignore[misc]
        report(f"{what}: the window", [painted - begin])
        report(f"{what}: with all its rows", [paints.at - begin])
        if what.startswith("the list"):
            dialog.close()
            turn(0.2)
    field = dialog.findChildren(QLineEdit)[0]
    sys.stdout.write(f"{view.model().rowCount():,} rows\n")
    for what in ("a key until the list is painted, the first word", "the same, other words"):
        times = []
        for word in _TYPED[:1] if "first" in what else _TYPED[1:]:
            for end in range(1, len(word) + 1):
                answers: list[object] = []
                view.model().modelReset.connect(lambda a=answers: a.append(1))
                begin = time.perf_counter()
                field.setText(word[:end])
                wait_until(lambda a=answers: bool(a))  # type: ignore[misc]
                answered = time.perf_counter()
                view.viewport().update()
                wait_until(lambda p=paints, a=answered: p.at > a)  # type: ignore[misc]
                times.append(paints.at - begin)
                turn(0.02)
        report(what, times)
    field.clear()
    turn(0.5)
    bar = view.verticalScrollBar()
    times = []
    for step in range(100):
        begin = time.perf_counter()
        bar.setValue(step * bar.maximum() // 100)
        view.viewport().repaint()
        times.append(time.perf_counter() - begin)
    report("scrolling anywhere", times)
    dialog.close()
    turn(0.2)


def measure_marking(desk: Desk, path: Path) -> None:
    """Press H on selected words."""
    desk._open(1)
    turn(0.5)
    browser = desk.article.browser
    desk.window().activateWindow()
    browser.setFocus()
    wait_until(browser.hasFocus)
    paints = Paints(browser.viewport())
    seen, safe = [], []
    with closing(library.open_for_reading(path)) as reader:
        for number in range(30):
            before = len(browser._placed)
            (count,) = reader.execute("SELECT count(*) FROM highlight").fetchone()
            cursor = QTextCursor(browser.document())
            block = next(b for b in _blocks(browser) if b.userState() == 0)
            cursor.setPosition(block.position() + 15 + 30 * number)
            cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, 9)
            browser.setTextCursor(cursor)
            turn(0.1)
            begin = time.perf_counter()
            QTest.keyClick(browser, Qt.Key.Key_H)
            safe_at = 0.0
            while len(browser._placed) == before or not safe_at:
                QApplication.processEvents()
                if time.perf_counter() - begin > 5:
                    raise TimeoutError
                now = reader.execute("SELECT count(*) FROM highlight").fetchone()[0]
                if not safe_at and now > count:
                    safe_at = time.perf_counter()
            wait_until(lambda b=begin: paints.at > b)  # type: ignore[misc]
            painted = time.perf_counter()
            wait_until(lambda p=painted: paints.at > p or time.perf_counter() - p > 0.005)  # type: ignore[misc]
            seen.append(paints.at - begin)
            safe.append(safe_at - begin)
            turn(0.05)
    for _ in seen:  # as it was, for the next time
        desk.undo()
    turn(2)
    report("H until the words are painted", seen)
    report("H until another connection reads it", safe)


def _blocks(browser: QTextBrowser) -> Iterator[QTextBlock]:
    block = browser.document().begin()
    while block.isValid():
        yield block
        block = block.next()


def main() -> None:
    """Make the library unless it is there, and measure."""
    clippings = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[3] if len(sys.argv) > 3 else made)
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = str(made)
        path = folder / f"marks-{clippings}-{number}.sqlite"
        if not path.exists():
            make_library(path, clippings, with_texts=False)
            add_marks(path, clippings, number)
        sys.setswitchinterval(SWITCH)  # as `app.run` does
        app = QApplication(sys.argv[:1])
        use_language("ja")
        theme.apply(app, "light")
        window = MainWindow(Settings(language="ja", appearance="light"), path)
        window.resize(1280, 800)
        window.open_wanted()
        window.show()
        wait_until(lambda: bool(window.findChildren(Desk)))
        turn(6)  # what waits for the first paint
        (desk,) = window.findChildren(Desk)
        measure_list(desk)
        measure_marking(desk, path)
        window.close()


if __name__ == "__main__":
    main()
