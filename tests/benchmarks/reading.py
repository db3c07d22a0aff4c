"""Opening a clipping: from the wish until its text, 50 highlights on it, is painted.

    python -m tests.benchmarks.reading [CLIPPINGS] [LIBRARY]

Makes a library of generated clippings (archive.py), or copies the one at LIBRARY; adds clippings of
some 2,000 characters with 50 highlights each, and opens one after the other in a real window,
offscreen. Prints p50 and p95 in milliseconds, by the clock and of work done (a machine that does other
things too tells more by that), and what parts of it take; beside the yardstick of the same run: a
plain QTextBrowser that is given the same words.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QTextBrowser

from clipdesk.app import SWITCH
from clipdesk.commands import AddHighlight
from clipdesk.core.anchors import COLOURS
from clipdesk.settings import Settings
from clipdesk.store import clippings, library, threads
from clipdesk.texts import use_language
from clipdesk.ui import theme
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from tests import pages
from tests.benchmarks.desk import make_library, turn, wait_until

_OPENED: Final = 60
_CHARACTERS: Final = 2_000
_HIGHLIGHTS: Final = 50
_SENTENCES: Final = (
    "港湾局は10日、岬の「灯台」を直すと発表した。",
    "費用は3,000トンの石の分で、北の採石場から運ばれる(註:戦前の石と同じ)。",
    "F-35Aの騒音が霧の朝の海を渡り、漁師は「静かな春」を待つと話す。",
    "ウミツバメ級の調査船が沖に出て、海底の地図を作り直した。",
)


def _identity(number: int) -> str:
    return f"3105-0409{number:02}"


def add_long(path: Path) -> list[int]:
    """Add clippings of the length that is measured, marked; their row ids."""
    clips = []
    for number in range(_OPENED):
        sentences = [_SENTENCES[(number + at) % len(_SENTENCES)] for at in range(200)]
        text: list[str] = []
        length = 0
        while length < _CHARACTERS:
            text.append("".join(sentences[len(text) : len(text) + 5]))
            length += len(text[-1])
        body = "\n\n".join(f" {paragraph}" for paragraph in text)
        clips.append(pages.clip(_identity(number), headline=f"長い記事 {number}", body=body))
    ids = []
    with closing(library.open_for_writing(path)) as db:
        pages.bring(db, pages.page(*clips))
        for number in range(_OPENED):
            found = clippings.row_id(db.conn, _identity(number))
            assert found is not None
            ids.append(found)
            for at in range(_HIGHLIGHTS):
                start = at * _CHARACTERS // _HIGHLIGHTS
                colour = COLOURS[at % len(COLOURS)]
                AddHighlight(found, start, start + 25, colour, "註" * (at % 3)).do(db)
    return ids


def measured(name: str, act: Callable[[int], object], ids: Sequence[int]) -> None:
    """Print how long something takes of each clipping."""
    taken, worked = [], []
    for one in ids:
        turn(0.03)  # what waits for idle moments is not part of it
        begin, working = time.perf_counter(), time.thread_time()
        act(one)
        taken.append(1_000 * (time.perf_counter() - begin))
        worked.append(1_000 * (time.thread_time() - working))
    figures = "   ".join(
        f"p50 {statistics.median(found):6.2f} p95 {sorted(found)[int(len(found) * 0.95)]:6.2f}"
        for found in (taken, worked)
    )
    print(f"{name:46}{figures} ms")  # noqa: T201


def main() -> None:
    """Measure on as many clippings as the command line says."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = scratch
        path = folder / "library.sqlite"
        if len(sys.argv) > 2:
            for end in ("", "-wal"):
                if (file := Path(sys.argv[2] + end)).exists():
                    shutil.copy(file, f"{path}{end}")
        else:
            make_library(path, number)
        library.open_for_writing(path).close()
        ids = add_long(path)
        sys.setswitchinterval(SWITCH)  # as `app.run` does
        app = QApplication([])
        use_language("ja")
        theme.apply(app, "light")
        settings = Settings(language="ja", appearance="light", mark_read="by_hand")
        window = MainWindow(settings, path)
        window.resize(1600, 1000)
        window.open_wanted()
        window.show()
        wait_until(lambda: bool(window.findChildren(Desk)))
        turn(4)  # what waits for the first paint
        measure(window.findChildren(Desk)[0], settings, ids)
        window.close()


def measure(desk: Desk, settings: Settings, ids: Sequence[int]) -> None:
    """Each part, the whole, and the yardstick."""
    browser, session = desk.article.browser, desk.session
    total = session.found.total
    print(f"{total:,} clippings; {_CHARACTERS:,} characters, {_HIGHLIGHTS} highlights")  # noqa: T201
    names = [_identity(number) for number in range(_OPENED)]
    uids = dict(zip(ids, names, strict=True))

    def opened(one: int) -> None:
        desk.go_to(uids[one])
        desk.article.repaint()
        browser.viewport().repaint()

    texts = {}
    for one in ids:
        if (record := session.record_named(uids[one])) is not None:
            texts[one] = record.text
    plain = QTextBrowser()
    plain.setFont(theme.reading_font(settings.text_size))
    plain.resize(browser.viewport().size())
    plain.show()

    def plainly(one: int) -> None:
        plain.setPlainText(texts[one])
        plain.viewport().repaint()

    measured("a plain QTextBrowser, painted (yardstick)", plainly, ids)
    measured("opening, painted", opened, ids)
    desk.use_settings(replace(settings, justify=False))
    measured("the same with lines as they come", opened, ids)
    desk.use_settings(settings)
    measured("  of it: reading the record", lambda one: session.record_named(uids[one]), ids)
    measured("the same source and day", session.same_day, ids)
    with closing(library.open_for_reading(session.path)) as connection:
        measured("a thread", lambda one: threads.thread(connection, one), ids)
        cited = connection.execute(
            "SELECT target_id FROM citation WHERE target_id IS NOT NULL LIMIT 60"
        ).fetchall()
        if cited:
            of = [one for (one,) in cited]
            measured("a thread of cited ones", lambda one: threads.thread(connection, one), of)


if __name__ == "__main__":
    main()
