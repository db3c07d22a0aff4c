"""`clipdesk imports`: what was imported, and taking it back."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clipdesk.cli.common import (
    Commands,
    errors_explained,
    library_of,
    library_option,
    progress_bar,
    reader_of,
    writing,
)
from clipdesk.core.errors import UserError
from clipdesk.texts import t

if TYPE_CHECKING:
    from clipdesk.store.imports import Run


@click.group(cls=Commands, invoke_without_command=True, help=t("cli.imports_help"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.option_json_imports"))
@library_option
@click.pass_context
def imports(context: click.Context, as_json: bool, library_file: Path | None) -> None:
    """List the imports unless a command is given."""
    if context.invoked_subcommand is not None:
        return
    from clipdesk.store import imports as stored
    from clipdesk.store import library

    with errors_explained(), closing(reader_of(context, library_file)) as connection:
        with library.explained(library_of(context, library_file)):
            runs = stored.runs(connection)
        if as_json:
            told = [{**asdict(run), "running": bool(run.running)} for run in runs]
            click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        elif not runs:
            click.echo(t("cli.imports_none"))
        else:
            for run in runs:
                click.echo(_line(run))


# The short help that click makes ends at a space, which Japanese has seldom.
@imports.command(
    "undo", help=t("cli.imports_undo_help"), short_help=t("cli.imports_undo_short_help")
)
@click.argument("run_id", metavar="N", type=int)
@library_option
@click.pass_context
def undo(context: click.Context, run_id: int, library_file: Path | None) -> None:
    """Take an import back."""
    from clipdesk.importing import run
    from clipdesk.importing.plan import Watch
    from clipdesk.store import imports as stored
    from clipdesk.store import library, rebuilding

    # `clipdesk imports --library FILE undo …` names it for the command, too.
    above: Path | None = context.parent.params["library_file"] if context.parent else None
    path = library_of(context, library_file or above)
    with errors_explained(), writing(path) as db:
        with library.explained(path):
            found = next((one for one in stored.runs(db.conn) if one.id == run_id), None)
        if found is None:
            raise UserError("import_unknown", id=run_id)
        with progress_bar(t("cli.taking_back")) as show:
            stay = run.take_back(db, run_id, Watch(progress=show))
        with library.explained(path):
            rebuilding.rebuild(db.conn)  # at once, unless the index was in doubt
    click.echo(t("cli.taken_back", file=found.file_name))
    if stay:
        click.echo(t("cli.imports_stay", n=stay))


def _line(run: Run) -> str:
    when = dt.datetime.fromisoformat(run.started_at).astimezone().strftime("%Y-%m-%d %H:%M")
    if run.running:
        counts = t("cli.imports_unfinished", id=run.id)
    else:
        counts = t(
            "cli.imports_counts",
            added=run.added,
            changed=run.changed,
            reread=run.reread,
            unchanged=run.unchanged,
            gone=run.gone,
            problems=run.problems,
        )
    return t(
        "cli.imports_line",
        id=run.id,
        when=when,
        file=run.file_name,
        collection=run.collection,
        counts=counts,
    )
