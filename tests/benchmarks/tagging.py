"""Tags on 10,000 clippings at once: the command, its undo, and the window until it shows them.

    python -m tests.benchmarks.tagging [CLIPPINGS] [FOLDER]

Makes a library of bare clippings (search.py) in FOLDER, or takes the one that lies there; it is
as before afterwards. Prints milliseconds, the median of five: of bare rows of clipping_tag written
and deleted by `executemany`, in one transaction each, beside each command and its undo; and, in a
window that is offscreen, from the wish until list, sidebar and article show the answer, with the
longest time that the main thread did nothing else.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from clipdesk.commands import (
    AddTag,
    ColourTag,
    Command,
    DeleteTags,
    MergeTags,
    RemoveTag,
    RenameTag,
    SetTags,
)
from clipdesk.core.query import Filter
from clipdesk.store import library, tags
from clipdesk.texts import use_language
from clipdesk.ui import theme
from clipdesk.ui.desk import Desk
from clipdesk.ui.session import Session
from tests.benchmarks.search import make_library

_MANY: Final = 10_000
_TIMES: Final = 5
_STAMP: Final = "2031-01-01T00:00:00Z"


def milliseconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1_000


def report(what: str, *figures: list[float]) -> None:
    """A line of medians."""
    shown = "".join(f"{statistics.median(figure):10.1f}" for figure in figures)
    sys.stdout.write(f"{what:<44}{shown} ms\n")


def bare(db: Any, ids: tuple[int, ...]) -> tuple[list[float], list[float]]:
    """The same rows, written and deleted by themselves."""
    tag = tags.next_id(db.conn)
    db.conn.execute("INSERT INTO tag (id, name) VALUES (?, '目盛')", (tag,))
    rows = [(clipping_id, tag, _STAMP) for clipping_id in ids]

    def write() -> None:
        with library.transaction(db):
            db.conn.executemany("INSERT INTO clipping_tag VALUES (?, ?, ?)", rows)

    def delete() -> None:
        with library.transaction(db):
            db.conn.executemany(
                "DELETE FROM clipping_tag WHERE clipping_id = ? AND tag_id = ?",
                [row[:2] for row in rows],
            )

    times = [(milliseconds(write), milliseconds(delete)) for _ in range(_TIMES)]
    db.conn.execute("DELETE FROM tag WHERE id = ?", (tag,))
    written, deleted = zip(*times, strict=True)
    return list(written), list(deleted)


def measure_commands(db: Any, ids: tuple[int, ...]) -> None:
    """Each command, and its way back."""
    sys.stdout.write(f"{'':<44}{'do':>10}{'undo':>10}\n")
    report("bare rows, written and deleted", *bare(db, ids))

    def both(what: str, make: Callable[[], Command]) -> None:
        times = []
        for _ in range(_TIMES):
            command = make()
            done = milliseconds(lambda c=command: c.do(db))  # type: ignore[misc]
            times.append((done, milliseconds(lambda c=command: c.undo(db))))  # type: ignore[misc]
        report(what, *map(list, zip(*times, strict=True)))

    both("a tag is given", lambda: AddTag(ids, "試/一"))
    first, second = AddTag(ids, "試/一"), AddTag(ids[::2], "試/二")
    first.do(db)
    second.do(db)
    both("it is taken", lambda: RemoveTag(ids, "試/一"))
    both("one given, one taken", lambda: SetTags(ids, ("試/三",), ("試/一",)))
    both("it gets another name", lambda: RenameTag("試", "験"))
    both("it is merged", lambda: MergeTags("試/一", "試/二"))
    both("it is deleted", lambda: DeleteTags(("試",)))
    both("it gets a colour", lambda: ColourTag("試/一", "red"))
    report("the list of tags", [milliseconds(lambda: tags.listed(db.conn)) for _ in range(_TIMES)])
    report(
        "how many of them bear each tag",
        [milliseconds(lambda: tags.borne_by(db.conn, ids)) for _ in range(_TIMES)],
    )
    second.undo(db)
    first.undo(db)


class _Pulse:
    """How long the main thread was busy with one thing."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1_000)
        self._last = now


def measure_window(path: Path, ids: tuple[int, ...]) -> None:
    """The same in a window: until everything shows it, and the longest stop of the main thread."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    use_language("ja")
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    session = Session(path)
    desk = Desk(session)
    desk.resize(1280, 800)
    desk.show()
    session.show_now(Filter())
    desk.timeline.select(ids[0])
    answers: list[object] = []
    session.found_changed.connect(answers.append)

    def until_shown(ask: Callable[[], object]) -> tuple[float, float]:
        for _ in range(50):
            app.processEvents()
        answers.clear()
        pulse = _Pulse()

        def work() -> None:
            ask()
            while not answers:
                app.processEvents()
            for _ in range(3):
                app.processEvents()

        return milliseconds(work), pulse.longest

    sys.stdout.write(f"{'in the window':<44}{'shown':>10}{'longest':>10}\n")
    for what, ask in (
        ("a tag is given", lambda: session.write(AddTag(ids, "試/一"))),
        ("it gets another name", lambda: session.write(RenameTag("試", "験"))),
        ("it gets a colour", lambda: session.write(ColourTag("験/一", "red"))),
        ("undo", session.worker.undo),
        ("undo", session.worker.undo),
        ("undo", session.worker.undo),
    ):
        shown, longest = until_shown(ask)
        report(what, [shown], [longest])
    session.close()


def main() -> None:
    """Make the library unless it is there, and measure."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else made)
        path = folder / f"rows-{number}.sqlite"
        if not path.exists():
            make_library(path, number, with_texts=False)
        many = min(_MANY, number // 2)
        ids = tuple(range(2, 2 + many * 2, 2)) if many * 2 + 2 <= number else tuple(range(1, many))
        with closing(library.open_for_writing(path)) as db:
            measure_commands(db, ids)
        measure_window(path, ids)


if __name__ == "__main__":
    main()
