"""The command line: argv -> a job. The same engine as the desk, without a window.

Exit codes: 0 done, 1 it could not be done (the reason is on stderr), 2 wrong usage. Modules that
cost time are imported by the command that needs them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from clipdesk import __version__, paths
from clipdesk.core.errors import UserError
from clipdesk.settings import Paper, Settings
from clipdesk.texts import LANGUAGES, describe, language, start_language, t

if TYPE_CHECKING:
    from clipdesk.commands import Command
    from clipdesk.core.model import Record
    from clipdesk.importing.files import PageFile
    from clipdesk.importing.run import Plan

F = TypeVar("F", bound=Callable[..., Any])


def main() -> None:
    """The entry point of `clipdesk`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:2] == ["--typeset"]:
        # A frozen program has no `python -m`: the desk starts itself as the typesetting child.
        from clipdesk.exporting import typeset

        sys.exit(typeset.main(sys.argv[2:]))
    cli(prog_name="clipdesk")


def _library_option(command: F) -> F:
    return click.option(
        "--library",
        "library_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help=t("cli.option_library"),
    )(command)


start_language(Settings.load().language)

_CLICK = (
    "usage", "options", "commands", "arguments", "help", "version", "aborted", "error", "try_help",
    "invalid", "invalid_for", "missing_command", "missing_argument", "missing_option", "no_option",
    "no_command", "no_value", "range", "not_number", "is_folder", "cannot_open",
)  # fmt: skip


def _click_word(message: str) -> str:
    """What click says by itself, in the language in use; what we have no words for stays."""
    if language() == "en":
        return message
    own = next((n for n in _CLICK if t(f"click.{n}", lang="en") == message), None)
    return message if own is None else t(f"click.{own}")


for _module in (
    click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types,
):  # fmt: skip
    vars(_module)["_"] = _click_word  # there is no other way in but gettext's compiled files


@click.group(invoke_without_command=True, help=t("cli.help"))
@_library_option
@click.version_option(__version__)
@click.pass_context
def cli(context: click.Context, library_file: Path | None) -> None:
    """Open the desk when no command is given."""
    context.obj = library_file
    if context.invoked_subcommand is None:
        with _errors_explained():
            try:
                from clipdesk import app
            except ModuleNotFoundError as error:
                if (error.name or "").partition(".")[0] != "PySide6":
                    raise
                raise UserError("desk_missing") from error
        context.exit(app.run(library_file))


@cli.command("import", help=t("cli.import_help"))
@click.argument(
    "files", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--dry-run", is_flag=True, help=t("cli.option_dry_run"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.option_json_report"))
@_library_option
@click.pass_context
def import_command(
    context: click.Context,
    files: tuple[Path, ...],
    dry_run: bool,
    as_json: bool,
    library_file: Path | None,
) -> None:
    """Import pages; one report for each. It is done when any of them could be read."""
    library_file = _library(context, library_file)
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


@cli.command(help=t("cli.search_help"))
@click.argument("query", nargs=-1)
@click.option("--count", "mode", flag_value="count", help=t("cli.option_count"))
@click.option("--ids", "mode", flag_value="ids", help=t("cli.option_ids"))
@click.option("--json", "mode", flag_value="json", help=t("cli.option_json_records"))
@click.option("--limit", type=click.IntRange(min=0), help=t("cli.option_limit"))
@_library_option
@click.pass_context
def search(
    context: click.Context,
    query: tuple[str, ...],
    mode: str | None,
    limit: int | None,
    library_file: Path | None,
) -> None:
    """List clippings, newest first."""
    from clipdesk.store import clippings, find, library

    with _errors_explained(), closing(_reader(context, library_file)) as connection:
        with library.explained(_library(context, library_file)):
            ids = find.find_ids(connection, " ".join(query))
        if mode == "count":
            click.echo(len(ids))
            return
        ids = ids[:limit]
        if mode == "json":
            _print_json(_records(context, library_file, connection, ids))
            return
        with library.explained(_library(context, library_file)):
            rows = clippings.rows(connection, ids)
        for row in rows:
            if mode == "ids":
                click.echo(row.uid)
            else:
                click.echo(f"{row.published.iso:<16}  {row.source}  {row.headline}  <{row.uid}>")


def _records(
    context: click.Context, library_file: Path | None, connection: Any, ids: Sequence[int]
) -> Iterator[Record]:
    """Whole records; what SQLite says of the library while they are read is explained."""
    from clipdesk.store import clippings, library

    with library.explained(_library(context, library_file)):
        yield from clippings.records(connection, ids)


def _print_json(records: Iterator[Record]) -> None:
    """A JSON array with a record a line."""
    from clipdesk.exporting.records import record_dict

    lines = (json.dumps(record_dict(record), ensure_ascii=False) for record in records)
    click.echo("[", nl=False)
    for number, line in enumerate(lines):
        click.echo(f"{',' if number else ''}\n{line}", nl=False)
    click.echo("\n]")


@cli.group(help=t("cli.tag_help"))
def tag() -> None:
    """Tags from the command line."""


@tag.command("add", help=t("cli.tag_add_help"))
@click.argument("name")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@_library_option
@click.pass_context
def tag_add(
    context: click.Context, name: str, ids: tuple[str, ...], library_file: Path | None
) -> None:
    """Give clippings a tag."""
    from clipdesk.commands import AddTag

    _write(context, library_file, ids, lambda found: AddTag(found, name))


@tag.command("remove", help=t("cli.tag_remove_help"))
@click.argument("name")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@_library_option
@click.pass_context
def tag_remove(
    context: click.Context, name: str, ids: tuple[str, ...], library_file: Path | None
) -> None:
    """Take a tag off clippings."""
    from clipdesk.commands import RemoveTag

    _write(context, library_file, ids, lambda found: RemoveTag(found, name))


@cli.command(help=t("cli.note_help"))
@click.argument("clipping", metavar="ID")
@click.option("--text", help=t("cli.option_note_text"))
@click.option("--file", "file", type=click.File("rb"), help=t("cli.option_note_file"))
@_library_option
@click.pass_context
def note(
    context: click.Context,
    clipping: str,
    text: str | None,
    file: Any,
    library_file: Path | None,
) -> None:
    """Write a clipping's note."""
    from clipdesk.commands import EditNote

    if (text is None) == (file is None):
        raise click.UsageError(t("cli.note_one_of"))
    with _errors_explained():
        body = text if text is not None else _note_text(file.read(), getattr(file, "name", "-"))
    _write(context, library_file, (clipping,), lambda found: EditNote(found[0], body))


def _note_text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("note_not_utf8", file=name) from error


def _write(
    context: click.Context,
    library_file: Path | None,
    names: tuple[str, ...],
    command: Callable[[tuple[int, ...]], Command],
) -> None:
    """Run one of the analyst's commands on clippings named by their ids."""
    from clipdesk.store import clippings, library

    with (
        _errors_explained(),
        closing(library.open_for_writing(_library(context, library_file))) as db,
    ):
        with library.explained(_library(context, library_file)):
            made = command(tuple(clippings.row_ids(db.conn, names)))
        changes = made.do(db)
        click.echo(t("cli.changed", n=len(changes.clippings)))


@cli.command(help=t("cli.export_help"))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("query", nargs=-1)
@click.option("--ids", help=t("cli.option_export_ids"))
@click.option("--title", help=t("cli.option_title"))
@click.option("--author", help=t("cli.option_author"))
@click.option("--paper", type=click.Choice(get_args(Paper)), help=t("cli.option_paper"))
@click.option("--language", "lang", type=click.Choice(LANGUAGES), help=t("cli.option_language"))
@_library_option
@click.pass_context
def export(
    context: click.Context,
    out: Path,
    query: tuple[str, ...],
    ids: str | None,
    title: str | None,
    author: str | None,
    paper: str | None,
    lang: str | None,
    library_file: Path | None,
) -> None:
    """Write clippings to a file; its ending chooses the format."""
    from clipdesk.store import clippings, find, library

    typed = " ".join(query)
    with _errors_explained(), closing(_reader(context, library_file)) as connection:
        with library.explained(_library(context, library_file)):
            found = list(find.find_ids(connection, typed))
            if ids is not None:
                named = clippings.row_ids(connection, [i for i in ids.split(",") if i.strip()])
                shown = set(found)
                found = [i for i in dict.fromkeys(named) if i in shown]
        if not found:
            raise UserError("export_nothing")
        records = _records(context, library_file, connection, found)
        if out.suffix.lower() == ".jsonl":
            from clipdesk.exporting.records import write_jsonl

            count = write_jsonl(records, out)
            click.echo(t("cli.exported", n=count, file=str(out)))
        elif out.suffix.lower() == ".pdf":
            name = _library(context, library_file).stem
            _export_pdf(
                out, list(records), typed, title, author, paper, lang, name, by_hand=ids is not None
            )
        elif out.suffix.lower() == ".txt":
            _export_page(out, list(records), title or typed)
        else:
            raise UserError("export_unknown_format", ending=out.suffix or out.name)


def _export_pdf(
    out: Path,
    records: list[Record],
    query: str,
    title: str | None,
    author: str | None,
    paper: Any,
    lang: Any,
    library_name: str,
    *,
    by_hand: bool,
) -> None:
    import datetime as dt

    from clipdesk.core.query import Filter
    from clipdesk.exporting.dossier import DossierOptions
    from clipdesk.exporting.selection import in_words
    from clipdesk.exporting.typeset import remarks, write_pdf

    settings = Settings.load()
    lang = lang or language()
    options = DossierOptions(
        title=title or query or t("export.default_title", lang=lang),
        made_on=dt.datetime.now().astimezone().date(),
        author=settings.author if author is None else author,
        language=lang,
        paper=paper or settings.paper,
        library=library_name,
        selected_by=in_words(Filter(query), lang, by_hand=by_hand),
    )
    report = write_pdf(records, options, out)
    click.echo(t("cli.exported", n=len(records), file=str(out)))
    for remark in remarks(report):
        click.echo(remark, err=True)


def _export_page(out: Path, records: list[Record], title: str) -> None:
    """Write the archive's own printed form; a whole collection keeps its name."""
    from clipdesk.exporting.printed import write_page
    from clipdesk.importing.page import read_page
    from clipdesk.importing.sources import book_for

    book = book_for(out)
    shared = set.intersection(*(set(record.collections) for record in records))
    if not title and len(shared) == 1:
        title = shared.pop()
    count = write_page(
        records,
        out,
        title=title or t("export.default_title"),
        read=lambda text: read_page(text, book, title_fallback=out.stem),
    )
    click.echo(t("cli.exported", n=count, file=str(out)))


def _library(context: click.Context, named: Path | None) -> Path:
    """The library meant: named on the command, on the program, else the default one."""
    return named or context.find_root().obj or paths.default_library()


def _reader(context: click.Context, named: Path | None) -> Any:
    """A reading connection, after bringing an older library to this version."""
    from clipdesk.store import library

    path = _library(context, named)
    try:
        return library.open_for_reading(path)
    except UserError as error:
        if error.code != "library_older":
            raise
    library.open_for_writing(path).close()
    return library.open_for_reading(path)


@contextmanager
def _errors_explained() -> Iterator[None]:
    """Say a user's error on stderr and end with 1."""
    try:
        yield
    except UserError as error:
        click.echo(describe(error), err=True)
        sys.exit(1)
