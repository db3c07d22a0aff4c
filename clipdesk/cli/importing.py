"""`clipdesk import`: pages into the library, and the report."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clipdesk.cli.common import library_of, library_option
from clipdesk.core.errors import UserError
from clipdesk.texts import describe, t

if TYPE_CHECKING:
    from clipdesk.importing.files import PageFile
    from clipdesk.importing.run import Plan


@click.command("import", help=t("cli.import_help"))
@click.argument(
    "files", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--dry-run", is_flag=True, help=t("cli.option_dry_run"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.option_json_report"))
@library_option
@click.pass_context
def import_command(
    context: click.Context,
    files: tuple[Path, ...],
    dry_run: bool,
    as_json: bool,
    library_file: Path | None,
) -> None:
    """Import pages; one report for each. It is done when any of them could be read."""
    library_file = library_of(context, library_file)
    plans = []
    failed = False
    for found in _pages(files):
        try:
            plans.append(_import_one(found, library_file, dry_run=dry_run))
        except UserError as error:
            click.echo(describe(error), err=True)
            if not error.code.startswith("import_"):
                failed = True
                break  # the library's trouble is every file's; what was imported is reported
    if as_json and plans:
        click.echo(json.dumps(_joint_report(plans, applied=not dry_run), ensure_ascii=False))
    elif not as_json:
        for plan in plans:
            _print_report(plan, dry_run=dry_run)
    if failed or not plans:
        context.exit(1)


def _pages(paths: tuple[Path, ...]) -> Iterator[PageFile | UserError]:
    """The pages in all that was named; what was passed over is said on stderr."""
    from clipdesk.importing import files

    for path in paths:
        try:
            for found in files.page_files(path):
                if isinstance(found, files.PageFile):
                    yield found
                else:
                    reason = t(f"report.{found.reason}")
                    click.echo(t("report.skipped", file=found.name, reason=reason), err=True)
        except UserError as error:
            yield error


def _import_one(file: PageFile | UserError, library_file: Path, *, dry_run: bool) -> Plan:
    from clipdesk.importing import run, sources
    from clipdesk.store import archive, library

    if isinstance(file, UserError):
        raise file
    page, sha256 = file.read(sources.book_for(file.path))
    if dry_run and library.is_missing(library_file):
        return run.make_plan(page, file_name=file.name, sha256=sha256, known=lambda _: {})
    if dry_run:
        with closing(library.open_for_reading(library_file)) as connection:
            return run.make_plan(
                page,
                file_name=file.name,
                sha256=sha256,
                known=lambda uids: archive.known_clippings(connection, uids),
            )
    is_new = library.is_missing(library_file) and not library_file.exists()
    try:
        with closing(library.open_for_writing(library_file, create=True)) as db:
            plan = run.make_plan(
                page,
                file_name=file.name,
                sha256=sha256,
                known=lambda uids: archive.known_clippings(db.conn, uids),
            )
            with _progress_bar(len(plan.clippings)) as on_progress:
                run.apply_plan(db, plan, on_progress=on_progress)
    except BaseException:
        if is_new:
            library.discard(library_file)
        raise
    return plan


@contextmanager
def _progress_bar(total: int) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal's stderr, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=total, label=t("cli.importing"), file=sys.stderr) as bar:
        yield lambda done, _: bar.update(done - bar.pos)


def _joint_report(plans: list[Plan], *, applied: bool) -> dict[str, Any]:
    """The reports of several files with their sums on top."""
    reports = [plan.as_dict(applied=applied) for plan in plans]
    sums = {
        key: sum(report[key] for report in reports)
        for key in ("clippings", "added", "changed", "unchanged")
    }
    characters = {
        key: sum(report["characters"][key] for report in reports)
        for key in reports[0]["characters"]
    }
    problems = [{"file": r["file"], **problem} for r in reports for problem in r["problems"]]
    return {
        **sums,
        "applied": applied,
        "characters": characters,
        "problems": problems,
        "files": reports,
    }


def _print_report(plan: Plan, *, dry_run: bool) -> None:
    click.echo(
        t(
            "report.planned" if dry_run else "report.done",
            file=plan.file_name,
            collection=plan.page.title,
            added=plan.added,
            changed=plan.changed,
            unchanged=plan.unchanged,
        )
    )
    if plan.problems:
        click.echo(t("report.problems", n=len(plan.problems)))
    for problem in plan.problems:
        text = t(f"problems.{problem.code}", **problem.values)
        click.echo(t("report.problem", line=problem.line, text=text))
