"""Making the dossier's PDF in a process of its own. The parent's side may run on any thread.

The story: `prepare` writes the data into a new folder and gives a `Job`. Somebody runs
`job.command`: the window through QProcess, the command line through `write_pdf`. The child
(`main`, its work in `typesetting`) tells its progress as JSON lines on stdout and leaves the PDF and a report in
the folder. `job.finish` moves the PDF to its destination in one step; `job.discard` removes the
folder, and with it everything, at any time and as often as one likes.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clipdesk.core.errors import Cancelled, UserError
from clipdesk.core.model import Record
from clipdesk.exporting.dossier import DossierOptions, dossier_data
from clipdesk.exporting.files import as_user_error, replacing
from clipdesk.texts import t

DATA_FILE: Final = "data.json"
PDF_FILE: Final = "dossier.pdf"
REPORT_FILE: Final = "report.json"
FROZEN_OPTION: Final = "--typeset"

_NAMED: Final = 20  # replaced characters that are told one by one
_GLANCE: Final = 0.05  # seconds between two looks at the child
_PATIENCE: Final = 0.5  # seconds a cancelled child is given before it is killed


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the child is.

    Attributes:
        stage: `read`, `lay_out` or `write`: named when it begins. In words: `dossier.progress.<stage>`.
        done: stages that are finished.
        total: stages in all. The typesetter tells no pages while it works; nothing is invented.
    """

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TypesetReport:
    """What was made.

    Attributes:
        standards: kept by the file: `PDF/A-2a` and `PDF/UA-1`, or none.
        reason: why they are not kept, in the typesetter's own English; empty when they are.
        replaced: characters that no font of ours can draw; the page shows their code points.
        fonts_missing: our fonts are not installed: the system's were used, and the same dossier
            may look different elsewhere.
    """

    pages: int
    standards: tuple[str, ...]
    reason: str
    replaced: tuple[str, ...]
    fonts_missing: bool


class Job:
    """One dossier on its way to `destination`; `command` is the child to run (argv)."""

    def __init__(self, folder: Path, destination: Path) -> None:
        self.folder: Final = folder
        self.destination: Final = destination
        # Also when nobody ends it, as when the window is closed meanwhile.
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    @property
    def command(self) -> list[str]:
        """The child's argv; run it in `folder`. A frozen program has no `python -m`.

        `-P` and the folder keep what lies where the user stands (a `json.py`) from being run.
        """
        if getattr(sys, "frozen", False):
            return [sys.executable, FROZEN_OPTION, str(self.folder)]
        return [sys.executable, "-P", "-m", "clipdesk.exporting.typeset", str(self.folder)]

    def finish(self) -> TypesetReport:
        """Move the PDF to the destination and remove the folder. Call it when the child ended.

        Raises:
            UserError: the child or the destination met something of the environment's; or
                `export_stopped`: the child ended without a report (killed, out of memory).
            TypesettingError: the child met a bug of ours.
        """
        try:
            report = self._report()
            with replacing(self.destination) as stream, (self.folder / PDF_FILE).open("rb") as pdf:
                shutil.copyfileobj(pdf, stream)
        finally:
            self.discard()
        return TypesetReport(
            pages=report["pages"],
            standards=tuple(report["standards"]),
            reason=report["reason"],
            replaced=tuple(report["replaced"]),
            fonts_missing=report["fonts_missing"],
        )

    def discard(self) -> None:
        """Remove the folder; the destination stays as it is. End the child first."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _report(self) -> dict[str, Any]:
        try:
            text = (self.folder / REPORT_FILE).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise UserError("export_stopped", path=str(self.destination)) from None
        report: dict[str, Any] = json.loads(text)
        if "error" in report:
            raise UserError(report["error"], **report["values"])
        if "bug" in report:
            raise TypesettingError(report["bug"])
        return report


class TypesettingError(Exception):
    """The template or the typesetter failed: a bug, with the typesetter's words for the log."""


def prepare(records: Sequence[Record], options: DossierOptions, destination: Path) -> Job:
    """Write the data that the child needs, and nothing yet beside the destination.

    Raises:
        UserError: `export_nothing`, `export_folder_missing`, `export_disk_full` (the temporary
            folder's disk) or `export_unwritable`: known before the work, not after it.
    """
    if not records:
        raise UserError("export_nothing")
    if not os.path.isdir(destination.parent):  # noqa: PTH112 - Path.is_dir raises where a name is too long
        raise as_user_error(FileNotFoundError(), destination)
    data = json.dumps(dossier_data(records, options), ensure_ascii=True)
    try:
        folder = Path(tempfile.mkdtemp(prefix="clipdesk-dossier-"))
        job = Job(folder, destination)
        try:
            (folder / DATA_FILE).write_text(data, encoding="ascii")
        except BaseException:
            job.discard()
            raise
    except OSError as error:
        raise as_user_error(error, Path(tempfile.gettempdir()) / DATA_FILE) from error
    return job


def write_pdf(
    records: Sequence[Record],
    options: DossierOptions,
    destination: Path,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> TypesetReport:
    """Make the PDF and wait for it; `is_cancelled` is asked some twenty times a second.

    Raises:
        Cancelled: the child has ended, nothing was written.
        UserError: see `prepare` and `Job.finish`.
    """
    job = prepare(records, options, destination)
    try:
        _run(job, on_progress or (lambda _: None), is_cancelled or (lambda: False))
        return job.finish()
    finally:
        job.discard()


def remarks(report: TypesetReport) -> list[str]:
    """What the user should know of a PDF that was made: a line each, in the language in use."""
    said = []
    if report.replaced:
        named = [_named(character) for character in report.replaced[:_NAMED]]
        named += ["…"] if len(report.replaced) > _NAMED else []
        said.append(t("export.replaced", n=len(report.replaced), characters=", ".join(named)))
    if report.fonts_missing:
        said.append(t("export.fonts_missing"))
    if report.reason:
        said.append(t("export.plain", reason=report.reason))
    return said


def _named(character: str) -> str:
    """`[U+1F600] 😀`; what would not be seen alone is not shown."""
    point = f"[U+{ord(character):04X}]"
    return point if unicodedata.category(character)[0] in "CMZ" else f"{point} {character}"


def read_progress(line: str) -> Progress | None:
    """A line of the child's stdout; None for a line that is no progress."""
    try:
        said = json.loads(line)
        return Progress(said["stage"], said["done"], said["total"])
    except (ValueError, KeyError, TypeError):
        return None


def _run(
    job: Job, on_progress: Callable[[Progress], None], is_cancelled: Callable[[], bool]
) -> None:
    # Through files, not pipes: a pipe that nobody reads would need a thread or block the child.
    said = job.folder / "stdout"
    with (
        said.open("wb") as stdout,
        (job.folder / "stderr").open("wb") as stderr,
        said.open(encoding="utf-8") as lines,
        subprocess.Popen(
            job.command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, cwd=job.folder
        ) as child,
    ):
        try:
            _watch(child, lines, on_progress, is_cancelled)
        finally:
            _end(child)


def _watch(
    child: subprocess.Popen[bytes],
    lines: Any,
    on_progress: Callable[[Progress], None],
    is_cancelled: Callable[[], bool],
) -> None:
    rest = ""
    while True:
        ended = child.poll() is not None
        *whole, rest = (rest + lines.read()).split("\n")
        for line in whole:
            progress = read_progress(line)
            if progress is not None:
                on_progress(progress)
        if is_cancelled():
            raise Cancelled
        if ended:
            return
        time.sleep(_GLANCE)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE)
    if child.poll() is None:
        child.kill()
        child.wait()


def main(arguments: Sequence[str]) -> int:
    """The child: `python -m clipdesk.exporting.typeset FOLDER`, or `clipdesk --typeset FOLDER`.

    Returns the exit code: 0 made, 1 the environment's error, 2 a bug of ours; 64 wrong usage.
    """
    if len(arguments) != 1:
        sys.stderr.write("usage: typeset FOLDER\n")
        return 64
    # Not above: the parent must not load the typesetter (100 ms, and its memory).
    from clipdesk.exporting import typesetting  # noqa: PLC0415

    return typesetting.typeset(Path(arguments[0]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
