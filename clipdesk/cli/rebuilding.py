"""`clipdesk rebuild-index`: the search index made anew."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from clipdesk.cli.common import errors_explained, library_of, library_option, progress_bar
from clipdesk.texts import t


@click.command("rebuild-index", help=t("cli.rebuild_index_help"))
@library_option
@click.pass_context
def rebuild_index(context: click.Context, library_file: Path | None) -> None:
    """Make the search index anew."""
    from clipdesk.store import clippings, library, rebuilding

    path = library_of(context, library_file)
    with errors_explained(), closing(library.open_for_writing(path)) as db:
        with library.explained(path), progress_bar(t("cli.rebuilding_index")) as on_progress:
            rebuilding.rebuild(db.conn, on_progress, anew=True)
        click.echo(t("cli.index_rebuilt", n=clippings.count(db.conn)))
