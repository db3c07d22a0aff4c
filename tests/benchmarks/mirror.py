"""The mirror of a large layer: what a write costs, its size, writing it whole, restoring it.

    python -m tests.benchmarks.mirror LIBRARY [FOLDER]

LIBRARY is one without annotations (an import of `archive.py`'s page); it is copied to FOLDER twice,
and one copy gets 20,000 notes, 50,000 highlights, 200 tags on 60,000 clippings and 60,000 reading
marks. Prints milliseconds (p50, p95, longest) of what is done often, seconds of what is not.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clipdesk.commands import AddHighlight, AddTag, EditNote, SetStarred
from clipdesk.core.anchors import COLOURS
from clipdesk.core.model import Highlight
from clipdesk.exporting import mirror
from clipdesk.importing import restoring
from clipdesk.store import find, highlights, layer, library

if TYPE_CHECKING:
    import sqlite_utils

_NOTES: Final = 20_000
_HIGHLIGHTS: Final = 50_000
_TAGS: Final = 200
_MARKED: Final = 60_000
_STAMP: Final = "2031-01-01T00:00:00Z"
_TIMES: Final = 100


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def say(what: str, value: object) -> None:
    """A line of figures."""
    sys.stdout.write(f"{what:<52}{value}\n")


def report(what: str, times: list[float]) -> None:
    """A line of milliseconds."""
    cuts = statistics.quantiles(times, n=20)
    said = f"{cuts[9] * 1_000:8.1f}{cuts[18] * 1_000:8.1f}{max(times) * 1_000:8.1f} ms"
    say(what, said)


def annotate(db: sqlite_utils.Database, ids: list[int]) -> None:
    """Fill the analyst's side."""
    rng = random.Random(1)
    with library.transaction(db):
        names = [f"分野{n % 20}/主題{n}" for n in range(_TAGS)]
        tags = [layer.ensure_tag(db, name)[0] for name in names]
        layer.put_taggings(db, [(i, rng.choice(tags), _STAMP) for i in rng.sample(ids, _MARKED)])
        layer.put_readings(
            db,
            [layer.Reading(i, _STAMP, int(rng.random() < 0.1)) for i in rng.sample(ids, _MARKED)],
        )
    noted = rng.sample(ids, _NOTES)
    with library.transaction(db):
        for i in noted:
            layer.put_note(
                db, i, ("# 所見\n\n" + "海氷の後退と航路の報告。" * rng.randint(5, 60), _STAMP)
            )
    with library.transaction(db):
        for i in rng.choices(ids, k=_HIGHLIGHTS):
            text = highlights.text(db.conn, i)
            start = rng.randrange(max(1, len(text) - 60))
            end = start + rng.randint(10, 50)
            quote = text[start:end]
            if quote:
                around = text[max(0, start - 40) : start], text[end : end + 40]
                one = Highlight(
                    quote, *around, start, rng.choice(COLOURS), "要確認", _STAMP, _STAMP
                )
                highlights.add(db, i, one)


def megabytes(path: Path) -> str:
    """A file's size."""
    return f"{path.stat().st_size / 1e6:.1f} MB"


def often(db: sqlite_utils.Database, what: str, command: Callable[[int], Any]) -> None:
    """Time a change, and the mirror after it."""
    changing, keeping = [], []
    for number in range(_TIMES):
        changing.append(seconds(partial(command(number).do, db)))
        keeping.append(seconds(lambda: mirror.keep(db.conn)))
    report(f"{what}: the change itself", changing)
    report(f"{what}: the mirror after it, on the disk", keeping)


def measure(path: Path, bare: Path) -> None:
    """Use the mirror."""
    with closing(library.open_for_writing(path)) as db:
        ids = list(find.find_ids(db.conn, ""))
        say("annotating", f"{seconds(lambda: annotate(db, ids)):.1f} s")
        file = mirror.path_of(path)
        say("written whole", f"{seconds(lambda: mirror.keep(db.conn)):.1f} s, {megabytes(file)}")
        look = [seconds(lambda: mirror.keep(db.conn)) for _ in range(_TIMES)]
        report("nothing to do (at opening)", look)
        look = [seconds(lambda: mirror.keep(db.conn, thoroughly=True)) for _ in range(10)]
        report("read through, to see whether it was edited", look)
        often(db, "a tag", lambda n: AddTag((ids[n],), "新しい"))
        often(db, "a star", lambda n: SetStarred((ids[n],), starred=n % 2 == 0))
        often(db, "a note of 2,000 characters", lambda n: EditNote(ids[7], "あ" * (2_000 + n)))
        often(db, "a highlight", lambda n: AddHighlight(ids[n], 3, 10 + n % 9, "red"))
        many = tuple(ids[:10_000])
        say("10,000 tagged at once", f"{seconds(lambda: AddTag(many, '大量').do(db)):.2f} s")
        say("the mirror after it", f"{seconds(lambda: mirror.keep(db.conn)):.2f} s")
        say("its size then", megabytes(file))
        file.unlink()
        say("written anew", f"{seconds(lambda: mirror.keep(db.conn)):.1f} s, {megabytes(file)}")
    with closing(library.open_for_writing(bare)) as db:
        took = seconds(lambda: restoring.look(db.conn, file))
        say("saying what restoring would do", f"{took:.1f} s")
        said: list[restoring.Restored] = []
        took = seconds(lambda: said.append(restoring.restore(db, file)))
        (done,) = said
        say(
            "restoring", f"{took:.1f} s, {done.counts.total()} rows, {len(done.unplaced)} not found"
        )
        again = seconds(lambda: said.append(restoring.restore(db, file)))
        say("restoring once more", f"{again:.1f} s, {said[1].counts.total()} rows")


def main() -> None:
    """Measure all of it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else temporary)
        for name in ("annotated", "bare"):
            shutil.copy(sys.argv[1], folder / f"{name}.sqlite")
        measure(folder / "annotated.sqlite", folder / "bare.sqlite")


if __name__ == "__main__":
    main()
