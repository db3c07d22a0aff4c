"""`clipdesk import`: pages into the library, and the report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clipdesk.cli.common import library_of, library_option, progress_bar, writing
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
    """Import pages; one report for each. One that cannot be read keeps no other from coming in."""
    library_file = library_of(context, library_file)
    columns = _columns(told)
    done: list[_Done] = []
    failed: list[_Failed] = []
    for one in _imported(files, library_file, columns, dry_run=dry_run):
        if isinstance(one, _Failed):
            failed.append(one)
            click.echo(describe(one.error), err=True)
            continue
        done.append(one)
        if told is None and not as_json:
            _tell_columns(one.plan, columns)
        elif told is not None and one.plan.table is not None and not dry_run:
            _remember(one.plan.table, columns)
    if as_json:
        report = _joint_report(done, failed, applied=not dry_run)
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for one in done:
            _print_report(one.plan, dry_run=dry_run)
    unread = sum(one.is_of_the_file for one in failed)
    if done and unread:
        text = "report.failed_planned" if dry_run else "report.failed"
        click.echo(t(text, n=unread), err=True)
    if failed or not done:
        context.exit(1)


@dataclass(frozen=True, slots=True)
class _Done:
    """A file that was read, and what the columns of its table were taken for."""

    plan: Plan
    mapping: Mapping | None


@dataclass(frozen=True, slots=True)
class _Failed:
    """What could not be imported, by the name that its report would have, and why."""

    name: str
    error: UserError

    @property
    def is_of_the_file(self) -> bool:
        """Whether only this file is concerned, not the library."""
        return self.error.code.startswith("import_")

    def as_dict(self) -> dict[str, str]:
        return {"file": self.name, "code": self.error.code, "reason": describe(self.error)}


def _imported(
    paths: tuple[Path, ...], library_file: Path, columns: Columns, *, dry_run: bool
) -> Iterator[_Done | _Failed]:
    """Read all that was named, then import it; the library's trouble is every file's and ends it."""
    from clipdesk.importing.together import join

    plans: list[Plan] = []
    for found in _pages(paths):
        try:
            plans.append(_stage(found, library_file, columns))
        except UserError as error:
            if _is_no_page(found, error):
                _tell_skipped(_name(found), "skipped_no_clipping")
                continue
            failed = _Failed(_name(found), error)
            yield failed
            if not failed.is_of_the_file:
                return
    join(plans)
    for number, plan in enumerate(plans):
        try:
            if dry_run:
                _compare(plan, plans[:number], library_file)
            else:
                _bring(plan, library_file)
        except UserError as error:
            failed = _Failed(plan.file_name, error)
            yield failed
            if not failed.is_of_the_file:
                return
        else:
            yield _Done(plan, _mapping(plan.table, columns))


def _is_no_page(found: PageFile | UserError, error: UserError) -> bool:
    """Whether something else than a page lies in a folder or a zip: an index, a picture's page."""
    return (
        error.code == "import_no_clipping"
        and not isinstance(found, UserError)
        and not found.is_named
    )


def _tell_skipped(name: str, reason: str) -> None:
    click.echo(t("report.skipped", file=name, reason=t(f"report.{reason}")), err=True)


def _name(found: PageFile | UserError) -> str:
    return str(found.values.get("file", "")) if isinstance(found, UserError) else found.name


def _mapping(table: Table | None, columns: Columns) -> Mapping | None:
    """What the columns of a table were taken for; None for a file that is none."""
    return None if table is None else columns(table) or table.mapping


def _named(table: Table, mapping: Mapping) -> Iterator[tuple[str, Column | None]]:
    """Each column's name, or its number where it has none, and what it is."""
    for number, (name, kind) in enumerate(zip(table.header, mapping.columns, strict=True), 1):
        yield name.strip() or t("report.column_number", n=number), kind


def _tell_columns(plan: Plan, columns: Columns) -> None:
    """Say on stderr how a table was read that nobody was asked about, and how to say otherwise."""
    table, mapping = plan.table, _mapping(plan.table, columns)
    if table is None or mapping is None:
        return
    named = (
        t("report.column", name=name, kind=kind or t("report.column_unused"))
        for name, kind in _named(table, mapping)
    )
    text = t(
        "report.columns" if columns(table) is None else "report.columns_before",
        file=plan.file_name,
        columns=t("report.columns_joint").join(named),
        told=",".join(kind or "-" for kind in mapping.columns),
    )
    click.echo(text, err=True)


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
                    _tell_skipped(found.name, found.reason)
        except UserError as error:
            yield error


def _stage(file: PageFile | UserError, library_file: Path, columns: Columns) -> Plan:
    from clipdesk.importing import files
    from clipdesk.importing.plan import Watch

    if isinstance(file, UserError):
        raise file
    with progress_bar(t("cli.importing")) as show:
        book = _book(file.path, library_file)
        return files.stage_file(file, book, Watch(progress=show), columns=columns)


def _compare(plan: Plan, before: list[Plan], library_file: Path) -> None:
    """See what importing would do, after what those before it would do."""
    from clipdesk.store import library

    if library.is_missing(library_file):
        plan.compare(None, before=before)
        return
    with closing(library.open_for_reading(library_file)) as connection:
        plan.compare(connection, before=before)


def _bring(plan: Plan, library_file: Path) -> None:
    from clipdesk.importing import run
    from clipdesk.importing.plan import Watch
    from clipdesk.store import library, rebuilding

    is_new = library.is_missing(library_file) and not library_file.exists()
    try:
        with writing(library_file, create=True) as db:
            with progress_bar(t("cli.importing")) as show:
                run.bring(db, plan, Watch(progress=show))
            rebuilding.rebuild(db.conn)  # at once, unless the index was in doubt
    except BaseException:
        if is_new:
            library.discard(library_file)
        raise


def _book(path: Path, library_file: Path) -> SourceBook:
    """The sources that a page is read with: the program's, and the library's own on top."""
    from clipdesk.importing.sources import book_for
    from clipdesk.store import library, sources

    if library.is_missing(library_file) or not library.is_current(library_file):
        return book_for(path)
    with library.explained(library_file), closing(library.open_for_reading(library_file)) as db:
        return book_for(path, sources.names(db))


def _joint_report(done: list[_Done], failed: list[_Failed], *, applied: bool) -> dict[str, Any]:
    """The reports of several files with their sums on top, and those that could not be read."""
    reports = [
        {**one.plan.as_dict(applied=applied), "columns": _columns_report(one)} for one in done
    ]
    sums = {
        key: sum(report[key] for report in reports)
        for key in ("clippings", "added", "changed", "reread", "unchanged", "gone")
    }
    characters = {
        key: sum(report["characters"][key] for report in reports)
        for key in ("input", "clippings", "furniture", "problems")
    }
    problems = [{"file": r["file"], **problem} for r in reports for problem in r["problems"]]
    return {
        **sums,
        "applied": applied,
        "characters": characters,
        "problems": problems,
        "files": reports,
        "failed": [one.as_dict() for one in failed],
    }


def _columns_report(done: _Done) -> list[dict[str, str | None]] | None:
    """What each column of a table was taken for, by its name; None for a file that is none."""
    table, mapping = done.plan.table, done.mapping
    if table is None or mapping is None:
        return None
    return [
        {"name": name, "kind": kind}
        for name, kind in zip(table.header, mapping.columns, strict=True)
    ]


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
    if plan.continues:
        click.echo(t("report.continues"))
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
