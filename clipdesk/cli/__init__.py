"""The command line: argv -> a job. The same engine as the desk, without a window.

Exit codes: 0 done, 1 it could not be done, or not all of it (the reason is on stderr), 2 wrong
usage. Modules that cost time are imported by the command that needs them.

This module has the program itself; each other one a command, `common` what they share.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from clipdesk import __version__
from clipdesk.cli import (
    annotating,
    exporting,
    finding,
    importing,
    imports,
    rebuilding,
    restoring,
    sources,
)
from clipdesk.cli.common import Commands, errors_explained, library_option
from clipdesk.core.errors import UserError
from clipdesk.texts import t


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


@click.group(cls=Commands, invoke_without_command=True, help=t("cli.help"))
@library_option
@click.version_option(__version__)
@click.pass_context
def cli(context: click.Context, library_file: Path | None) -> None:
    """Open the desk when no command is given."""
    context.obj = library_file
    if context.invoked_subcommand is None:
        with errors_explained():
            try:
                from clipdesk import app
            except ModuleNotFoundError as error:
                if (error.name or "").partition(".")[0] != "PySide6":
                    raise
                raise UserError("desk_missing") from error
        context.exit(app.run(library_file))


for _command in (
    importing.import_command,
    finding.search,
    annotating.tag,
    annotating.note,
    exporting.export,
    rebuilding.rebuild_index,
    sources.sources,
    imports.imports,
    restoring.restore_annotations,
):
    cli.add_command(_command)
