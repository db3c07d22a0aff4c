"""`clipdesk rebuild-index`: the search index made anew."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from clipdesk.cli.common import errors_explained, library_of, library_option
from clipdesk.texts import t


@click.command("rebuild-index", help=t("cli.rebuild_index_help"))
@library_option
@click.pass_context
def rebuild_index(context: click.Context, library_file: Path | None) -> None:
    """Make the search index anew."""
    from clipdesk.store import clippings, library, rebuilding

    path = library_of(context, library_file)
    with errors_explained(), closing(library.open_for_writing(path)) as db:
        with library.explained(path), _progress_bar() as on_progress:
            rebuilding.rebuild(db.conn, on_progress, anew=True)
        click.echo(t("cli.index_rebuilt", n=clippings.count(db.conn)))


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal's stderr, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=t("cli.rebuilding_index"), file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show
