"""`clipdesk import`: pages into the library, and the report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clipdesk.cli.common import library_of, library_option, progress_bar
from clipdesk.core.errors import UserError
from clipdesk.settings import Settings
from clipdesk.texts import describe, t, tell

if TYPE_CHECKING:
    from clipdesk.importing.files import PageFile
    from clipdesk.importing.mapping import Column, Mapping
    from clipdesk.importing.plan import Plan
    from clipdesk.importing.sources import SourceBook
    from clipdesk.importing.tables import Table
    from clipdesk.store.staging import Entry

    Columns = Callable[[Table], Mapping | None]


def _told(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> list[Column | None] | None:
    """What `--columns` says: kinds by their places, nothing or `-` for none."""
    from clipdesk.importing.mapping import REPEATED, Column, Mapping

    if value is None:
        return None
    names = [name.strip().lower() for name in value.split(",")]
    known = {str(kind): kind for kind in Column}
    for name in names:
        if name not in known and name not in {"", "-"}:
            text = t("cli.columns_unknown", name=name, known=", ".join(known))
            raise click.BadParameter(text)
    kinds = [known.get(name) for name in names]
    for kind in Column:
        if kind not in REPEATED and kinds.count(kind) > 1:
            raise click.BadParameter(t("cli.columns_twice", name=str(kind)))
    if not Mapping(tuple(kinds)).dated:
        raise click.BadParameter(t("cli.columns_undated"))
    return kinds


@click.command("import", help=t("cli.import_help"))
@click.argument(
    "files", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--columns", "told", metavar="NAME,...", callback=_told, help=t("cli.option_columns"))
@click.option("--dry-run", is_flag=True, help=t("cli.option_dry_run"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.option_json_report"))
@library_option
@click.pass_context
def import_command(
    context: click.Context,
    files: tuple[Path, ...],
    told: list[Column | None] | None,
    dry_run: bool,
    as_json: bool,
    library_file: Path | None,
) -> None:
    """Import pages; one report for each. It is done when any of them could be read."""
    library_file = library_of(context, library_file)
    columns = _columns(told)
    plans = []
    failed = False
    for found in _pages(files):
        try:
            plan = _import_one(found, library_file, columns, dry_run=dry_run)
        except UserError as error:
            click.echo(describe(error), err=True)
            if not error.code.startswith("import_"):
                failed = True
                break  # the library's trouble is every file's; what was imported is reported
        else:
            plans.append(plan)
            if told is not None and plan.table is not None and not dry_run:
                _remember(plan.table, columns)
    if as_json and plans:
        click.echo(json.dumps(_joint_report(plans, applied=not dry_run), ensure_ascii=False))
    elif not as_json:
        for plan in plans:
            _print_report(plan, dry_run=dry_run)
    if failed or not plans:
        context.exit(1)


def _columns(told: list[Column | None] | None) -> Columns:
    """What a table's columns are: as it is said now, else as it was said before."""
    from clipdesk.importing.mapping import recall, said

    recalled = recall(Settings.load().columns)
    if told is None:
        return recalled

    def columns(table: Table) -> Mapping:
        width = len(table.header)
        if len(told) > width:
            raise UserError("import_columns_surplus", told=len(told), width=width)
        before = recalled(table)
        return said(
            [*told, *[None] * (width - len(told))],
            table.rows,
            day_first=None if before is None else before.day_first,
        )

    return columns


def _remember(table: Table, columns: Columns) -> None:
    """The next table of these columns needs no option, nor does the window ask."""
    from clipdesk.importing.mapping import key

    mapping = columns(table)
    if mapping is not None:
        settings = Settings.load()
        settings.changed(columns={**settings.columns, key(table.header): mapping.to_dict()})


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


def _import_one(
    file: PageFile | UserError, library_file: Path, columns: Columns, *, dry_run: bool
) -> Plan:
    from clipdesk.importing import files, run
    from clipdesk.importing.plan import Watch
    from clipdesk.store import library, rebuilding

    if isinstance(file, UserError):
        raise file
    with progress_bar(t("cli.importing")) as show:
        book = _book(file.path, library_file)
        plan = files.stage_file(file, book, Watch(progress=show), columns=columns)
    if dry_run and library.is_missing(library_file):
        plan.compare(None)
        return plan
    if dry_run:
        with closing(library.open_for_reading(library_file)) as connection:
            plan.compare(connection)
        return plan
    is_new = library.is_missing(library_file) and not library_file.exists()
    try:
        with closing(library.open_for_writing(library_file, create=True)) as db:
            plan.compare(db.conn)
            with progress_bar(t("cli.importing")) as show:
                run.apply_plan(db, plan, Watch(progress=show))
            rebuilding.rebuild(db.conn)  # at once, unless the index was in doubt
    except BaseException:
        if is_new:
            library.discard(library_file)
        raise
    return plan


def _book(path: Path, library_file: Path) -> SourceBook:
    """The sources that a page is read with: the program's, and the library's own on top."""
    from clipdesk.importing.sources import book_for
    from clipdesk.store import library, sources

    if library.is_missing(library_file) or not library.is_current(library_file):
        return book_for(path)
    with library.explained(library_file), closing(library.open_for_reading(library_file)) as db:
        return book_for(path, sources.names(db))


def _joint_report(plans: list[Plan], *, applied: bool) -> dict[str, Any]:
    """The reports of several files with their sums on top."""
    reports = [plan.as_dict(applied=applied) for plan in plans]
    sums = {
        key: sum(report[key] for report in reports)
        for key in ("clippings", "added", "changed", "reread", "unchanged", "gone")
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
    counts = plan.counts
    click.echo(
        t(
            "report.planned" if dry_run else "report.done",
            file=plan.file_name,
            collection=plan.title,
            added=plan.added,
            changed=plan.changed,
            unchanged=plan.unchanged,
        )
    )
    for kind in ("reread", "gone"):
        if counts[kind]:
            click.echo(t(f"report.{kind}", n=counts[kind]))
    if dry_run:
        for kind in ("new", "changed", "reread", "gone"):
            for entry in plan.stage.entries(kind):
                click.echo(_entry_line(kind, entry))
    if counts["problems"]:
        click.echo(t("report.problems", n=counts["problems"]))
    for problem in plan.stage.problems():
        click.echo(t("report.problem", line=problem.line, text=tell(problem)))


def _entry_line(kind: str, entry: Entry) -> str:
    uid = f"<{entry.former_uid}> → <{entry.uid}>" if entry.former_uid else f"<{entry.uid}>"
    what = t(f"report.kind_{kind}")
    return f"  {what}  {entry.published.iso}  {entry.source}  {entry.headline}  {uid}"
