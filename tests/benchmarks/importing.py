"""An import of many clippings against a bare `executemany` of the same rows, in one run.

    python -m tests.benchmarks.importing [CLIPPINGS=100000] [--memory MEGABYTES]

Each is a process of its own. The import reads a page in the printed form (generated, fixed seed),
plans it and writes it with its search index, as `clipdesk import` does. The yardstick writes the
very same rows, made beforehand, into the same schema with the same settings and the same index.
Prints seconds, clippings a second, peak memory, and the ratio; with `--memory` also the peak memory
of importing a page of so many megabytes, and of one a tenth as large.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from clipdesk.core import grams
from clipdesk.importing import files, run
from clipdesk.importing.sources import SourceBook
from clipdesk.store import library, rebuilding
from tests.benchmarks.archive import generate

TABLES: Final = (
    "collection",
    "source",
    "import_run",
    "clipping",
    "passage",
    "citation",
    "search_text",
    "collection_clipping",
)
_SEED: Final = 11


def write_page(path: Path, clippings: int) -> None:
    """Write a page of so many clippings."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(generate(clippings, _SEED))


def import_page(page: Path, target: Path) -> dict[str, float]:
    """Import it, as the command line does; seconds for each part."""
    started = time.perf_counter()
    with closing(library.open_for_writing(target, create=True)) as db:
        plan = files.stage_file(files.PageFile(page, page.name), SourceBook())
        staged = time.perf_counter()
        plan.compare(db.conn)
        compared = time.perf_counter()
        run.apply_plan(db, plan)
        ended = time.perf_counter()
        total = plan.total
        plan.close()
    return {
        "clippings": total,
        "read": staged - started,
        "compare": compared - staged,
        "write": ended - compared,
        "seconds": ended - started,
    }


def write_rows(source: Path, target: Path) -> dict[str, float]:
    """Write the rows of one library into a new one, bare."""
    with closing(sqlite3.connect(source)) as there:
        rows = {name: there.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}
    texts = rows["search_text"]
    pairs = [
        (i, grams.pairs(body), grams.pairs(compiler), grams.pairs(headline), grams.pairs(around))
        for i, headline, body, compiler, around in texts
    ]
    singles = [(i, grams.singles(b, h, c, a)) for i, h, b, c, a in texts]
    with closing(library.open_for_writing(target, create=True)) as db:
        rebuilding.rebuild(db.conn)
        started = time.perf_counter()
        db.conn.execute("BEGIN IMMEDIATE")
        for name in TABLES:
            slots = ", ".join("?" * len(rows[name][0]))
            db.conn.executemany(f"INSERT INTO {name} VALUES ({slots})", rows[name])
        db.conn.executemany(
            "INSERT INTO search_pairs (rowid, body, compiler, headline, apparatus)"
            " VALUES (?, ?, ?, ?, ?)",
            pairs,
        )
        db.conn.executemany("INSERT INTO search_singles (rowid, terms) VALUES (?, ?)", singles)
        db.conn.execute("COMMIT")
        ended = time.perf_counter()
    return {"clippings": len(rows["clipping"]), "seconds": ended - started}


def measured(what: str, *paths: Path) -> dict[str, Any]:
    """Run one part in a process of its own; what it says of itself, with its peak memory."""
    command = [sys.executable, "-m", "tests.benchmarks.importing", what, *map(str, paths)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def report(name: str, found: dict[str, Any]) -> None:
    """Print a line of the table."""
    parts = "  ".join(
        f"{key} {found[key]:.1f} s" for key in ("read", "compare", "write") if key in found
    )
    rate = found["clippings"] / found["seconds"]
    sys.stdout.write(
        f"{name:<12} {found['clippings']:>9,} clippings  {found['seconds']:>7.1f} s"
        f"  {rate:>8,.0f}/s  {found['peak'] / 1024:>6.0f} MB  {parts}\n"
    )


def main(arguments: list[str]) -> None:
    """Measure, or be the process that is measured."""
    if arguments[:1] in (["import"], ["bare"]):
        part = import_page if arguments[0] == "import" else write_rows
        found = part(Path(arguments[1]), Path(arguments[2]))
        found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sys.stdout.write(json.dumps(found))
        return
    clippings = int(arguments[0]) if arguments[:1] and arguments[0].isdigit() else 100_000
    with tempfile.TemporaryDirectory() as folder:
        page, ours, bare = (Path(folder) / name for name in ("page.txt", "ours", "bare"))
        write_page(page, clippings)
        sys.stdout.write(f"page: {page.stat().st_size / 1e6:.0f} MB\n")
        imported = measured("import", page, ours)
        report("import", imported)
        written = measured("bare", ours, bare)
        report("executemany", written)
        sys.stdout.write(f"ratio {imported['seconds'] / written['seconds']:.2f}\n")
        if "--memory" in arguments:
            megabytes = int(arguments[arguments.index("--memory") + 1])
            size = page.stat().st_size / clippings
            for share in (10, 1):
                count = int(megabytes * 1e6 / share / size)
                write_page(page, count)
                ours.unlink(missing_ok=True)
                found = measured("import", page, ours)
                report(f"{megabytes / share:.0f} MB", found)


if __name__ == "__main__":
    main(sys.argv[1:])
