"""Read damaged pages by the thousand: whatever happens to a page, its other clippings are read.

    .venv/bin/python tests/soak/fuzz_pages.py [PAGES=20000] [SEED=1]

Each page is the sample page (or the real one, where it is at hand) in one of the encodings such
pages come in, damaged: lines dropped, doubled, swapped, joined, cut, stripped, repeated thousands
of times; foreign characters; the file cut off at any byte; broken bytes. Then it is read as an
import reads it, and compared with a library that has the unharmed page, and

- nothing crashes, and no page takes longer than `SLOWEST` seconds;
- every visible character is of one clipping, of the furniture, or of a reported problem;
- every unharmed clipping is read as before: one whose lines all stand together as they stood, with
  the next clipping's untouched date line (or the page's end) below them.

A failure is told with the page's seed: `damaged(page, SEED)` makes it again. Run by hand; a short
run is in `tests/importing/test_damaged_pages.py`.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Final

from clipdesk import paths
from clipdesk.core.errors import UserError
from clipdesk.core.model import Page, Reading, Summary
from clipdesk.importing import run
from clipdesk.importing.decode import decode
from clipdesk.importing.lines import visible
from clipdesk.importing.page import read_page
from clipdesk.importing.plan import stage_page
from clipdesk.importing.sources import SourceBook, book_for
from clipdesk.store import clippings, library

REAL: Final = Path(__file__).resolve().parents[3] / "shared" / "archives" / "central-asia.txt"
ENCODINGS: Final = ("utf-8", "utf-8", "utf-8-sig", "cp932", "euc_jis_2004", "iso2022_jp")
SLOWEST: Final = 2.0
_FOREIGN: Final = (
    "\0\t\v\f\x1b\x85\xa0\u2028\u3000\ufeff\U0001f600()<>「」【】:.・=註関連記事0123456789-"
)
_REPEATED: Final = 3_000
_BROKEN_IN: Final = 300
"""One byte in so many may be broken; a file with many more is no page (see decode.py)."""


@dataclass(frozen=True)
class Original:
    """A page as it was before the damage, in one encoding."""

    name: str
    encoding: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]  # where each clipping's lines begin, and where the last one's end
    fingerprints: tuple[str, ...]


@dataclass
class Line:
    """A line of a damaged page; `origin` is its place on the page it came from while unharmed."""

    data: bytes
    origin: int | None


@dataclass
class Outcome:
    """What came of some pages."""

    pages: int = 0
    refused: int = 0
    clippings: int = 0
    unharmed: int = 0
    problems: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Count other pages too."""
        self.pages += other.pages
        self.refused += other.refused
        self.clippings += other.clippings
        self.unharmed += other.unharmed
        self.problems += other.problems
        self.slowest = max(self.slowest, other.slowest)
        self.failures += other.failures


def sample() -> Path:
    """The program's own sample page."""
    return paths.resource("sample") / "northern-seas.txt"


@cache
def book(path: Path) -> SourceBook:
    """The sources that a page is read with."""
    return book_for(path)


@cache
def original(path: Path, encoding: str) -> Original:
    """The unharmed page as it is read in an encoding (which may lack some of its characters)."""
    text = decode(path.read_text("utf-8").encode(encoding, "replace"), path.name)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    page = read_page(text, book(path), title_fallback=path.stem)
    starts = (*(draft.line - 1 for draft in page.drafts), len(lines))
    prints = tuple(draft.fingerprint for draft in page.drafts)
    return Original(path.name, encoding, tuple(lines), starts, prints)


def damaged(path: Path, seed: str) -> tuple[bytes, list[str]]:
    """A damaged copy of a page as a file's bytes, and the fingerprints that must still be read."""
    harm = random.Random(seed)
    whole = original(path, harm.choice(ENCODINGS))
    encoding = whole.encoding.removesuffix("-sig")
    lines = [Line(line.encode(encoding, "replace"), at) for at, line in enumerate(whole.lines)]
    for _ in range(harm.choice((0, 1, 2, 5, 20, 100))):
        if lines:
            _harm(lines, harm, encoding)
    if harm.random() < 1 / 3:
        _break_bytes(lines, harm)
    data = b"\n".join(line.data for line in lines)
    if whole.encoding != encoding:
        data = b"\xef\xbb\xbf" + data
    return data + harm.choice((b"", b"\n", b"\n\n")), list(_unharmed(whole, lines))


def _harm(lines: list[Line], harm: random.Random, encoding: str) -> None:
    """Do one thing to the lines of a page that a copyist, a mailer or a bad disk might do."""
    at, other = harm.randrange(len(lines)), harm.randrange(len(lines))
    line = lines[at]
    text = line.data.decode(encoding, "replace")
    match harm.randrange(9):
        case 0:
            del lines[at : at + harm.choice((1, 1, 1, 3, 30))]
        case 1:
            times = 1 if harm.random() < 59 / 60 else _REPEATED
            lines[at:at] = [Line(line.data, None)] * times
        case 2:
            lines[at], lines[other] = Line(lines[other].data, None), Line(line.data, None)
        case 3:
            below = lines.pop(at + 1).data if at + 1 < len(lines) else b""
            lines[at] = Line(line.data + below, None)
        case 4:
            lines[at] = Line(
                text[: harm.randrange(len(text) + 1)].encode(encoding, "replace"), None
            )
        case 5:
            lines[at] = Line(text.strip().encode(encoding, "replace"), None)
        case 6:
            middle = harm.randrange(len(text) + 1)
            foreign = "".join(harm.choices(_FOREIGN, k=harm.randrange(1, 4)))
            text = text[:middle] + foreign + text[middle:]
            lines[at] = Line(text.encode(encoding, "replace"), None)
        case 7:
            lines.insert(at, Line(lines[other].data, None))
        case _ if harm.random() < 1 / 8:  # the file ends here
            del lines[at + 1 :]
            lines[at] = Line(line.data[: harm.randrange(len(line.data) + 1)], None)
        case _:
            lines[at] = Line(b"", None)
            lines.insert(at, Line(text[::-1].encode(encoding, "replace"), None))


def _break_bytes(lines: list[Line], harm: random.Random) -> None:
    """Break some bytes, each within its line: replace, insert or drop it."""
    most = sum(len(line.data) for line in lines) // _BROKEN_IN
    for _ in range(harm.randrange(min(most, 30) + 1)):
        at = harm.randrange(len(lines))
        data = bytearray(lines[at].data)
        place = harm.randrange(len(data) + 1)
        data[place : place + harm.randrange(2)] = harm.randbytes(harm.randrange(2))
        lines[at] = Line(bytes(data), None)


def _unharmed(whole: Original, lines: list[Line]) -> Iterable[str]:
    """The fingerprints of the clippings that no damage touched."""
    origins = [line.origin for line in lines]
    begins = set(whole.starts[:-1])
    ends = dict(zip(whole.starts, whole.starts[1:], strict=False))
    prints = dict(zip(whole.starts, whole.fingerprints, strict=False))
    for at, origin in enumerate(origins):
        if origin is None or origin not in ends:
            continue
        after = at + ends[origin] - origin
        together = origins[at:after] == list(range(origin, ends[origin]))
        if together and (after == len(lines) or origins[after] in begins):
            yield prints[origin]


def read(path: Path, seed: str) -> Outcome:
    """Damage a page, read it, and say what went wrong."""
    outcome = Outcome(pages=1)
    data, expected = damaged(path, seed)
    outcome.unharmed = len(expected)
    started = time.process_time()
    try:
        text = decode(data, path.name)
        page = read_page(text, book(path), title_fallback="x")
    except UserError as error:
        outcome.refused = 1
        if expected:
            outcome.failures.append(f"refused ({error.code}) with {len(expected)} unharmed")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        outcome.failures.append(f"{type(error).__name__}: {error}")
    else:
        outcome.clippings = len(page.drafts)
        outcome.problems = len(page.problems)
        outcome.failures += _unaccounted(page, text)
        outcome.failures += _planned(path, page, text)
        missing = Counter(expected) - Counter(draft.fingerprint for draft in page.drafts)
        if missing:
            outcome.failures.append(f"{missing.total()} of {len(expected)} unharmed not read")
    outcome.slowest = time.process_time() - started
    if outcome.slowest > SLOWEST:
        outcome.failures.append(f"took {outcome.slowest:.1f} s")
    outcome.failures = [f"{path.name} {seed}: {failure}" for failure in outcome.failures]
    return outcome


def _planned(path: Path, page: Page, text: str) -> Iterable[str]:
    """What is wrong with the plan of importing a page over the unharmed one."""
    if not page.drafts:
        return
    reading: Reading = iter([*page.drafts, *page.problems, Summary(page.title, page.characters)])
    made = stage_page(reading, lambda: iter(text.split("\n")), file_name="x", sha256="x")
    assert made is not None
    with made:
        made.compare(unharmed_library(path))
        if made.total + made.counts["twice"] != len(page.drafts):
            yield f"{len(page.drafts)} clippings, planned {made.counts}"
        known = made.changed + made.unchanged + made.counts["reread"]
        gone = clippings.count(unharmed_library(path)) - known
        # Nothing is gone from the page of another title.
        if made.counts["gone"] != (gone if page.title == title_of(path) else 0):
            yield f"not all of the library is accounted for: {made.counts}"


@cache
def title_of(path: Path) -> str:
    """The unharmed page's title."""
    return read_page(path.read_text("utf-8"), book(path), title_fallback="x").title


@cache
def unharmed_library(path: Path) -> sqlite3.Connection:
    """A library that has the unharmed page."""
    db = library.open_for_writing(Path(tempfile.mkdtemp()) / "library.sqlite", create=True)
    page = read_page(path.read_text("utf-8"), book(path), title_fallback="x")
    reading: Reading = iter([*page.drafts, *page.problems, Summary(page.title, page.characters)])
    made = stage_page(reading, lambda: iter([]), file_name="x", sha256="x")
    assert made is not None
    with made:
        made.compare(db.conn)
        run.apply_plan(db, made)
    return db.conn


def _unaccounted(page: Page, text: str) -> Iterable[str]:
    """Characters that are nowhere, or twice, counted by the blocks' own places on the page."""
    counts = page.characters
    if counts["input"] != visible(text):
        yield "input miscounted"
    if counts["input"] != counts["clippings"] + counts["furniture"] + counts["problems"]:
        yield f"characters unaccounted: {counts}"
    kept = [(draft.line, draft.printed) for draft in page.drafts]
    kept += [(p.line, p.excerpt) for p in page.problems if p.code == "date_impossible"]
    kept.sort()
    first = kept[0][0] - 1 if kept else text.count("\n") + 1
    lines = text.split("\n")
    if visible("\n".join(lines[:first])) != counts["furniture"]:
        yield "furniture miscounted"
    ends = [*(line - 1 for line, _ in kept[1:]), len(lines)][: len(kept)]
    for (line, printed), end in zip(kept, ends, strict=True):
        if printed.split() != "\n".join(lines[line - 1 : end]).split():
            yield f"the block of line {line} is not verbatim"


def soak(pages: int, seed: int, *, workers: int) -> Outcome:
    """Read many damaged pages."""
    files = [sample(), *([REAL] if REAL.is_file() else [])]
    sums = Outcome()
    for file in files:
        seeds = [f"{seed}-{number}" for number in range(pages // len(files))]
        if workers == 1:
            outcomes: Iterable[Outcome] = map(partial(read, file), seeds)
            for outcome in outcomes:
                sums.add(outcome)
            continue
        with ProcessPoolExecutor(workers) as pool:
            for outcome in pool.map(partial(read, file), seeds, chunksize=50):
                sums.add(outcome)
    return sums


def main(arguments: list[str]) -> int:
    """Run the soak and print its figures; 1 when something failed."""
    pages = int(arguments[0]) if arguments else 20_000
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    started = time.perf_counter()
    outcome = soak(pages, seed, workers=os.cpu_count() or 1)
    sys.stdout.write(
        f"pages {outcome.pages}  refused {outcome.refused}  clippings {outcome.clippings}"
        f"  unharmed {outcome.unharmed}  problems {outcome.problems}"
        f"  slowest {outcome.slowest:.2f} s  failures {len(outcome.failures)}"
        f"  in {time.perf_counter() - started:.0f} s\n"
    )
    for failure in outcome.failures[:20]:
        sys.stdout.write(f"  {failure}\n")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
