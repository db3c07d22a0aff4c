"""`clipdesk restore-annotations`: the analyst's layer brought back from a mirror."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clipdesk.cli.common import (
    errors_explained,
    library_of,
    library_option,
    progress_bar,
    reader_of,
    writing,
)
from clipdesk.texts import t

if TYPE_CHECKING:
    from clipdesk.importing.restoring import Restored


@click.command(
    "restore-annotations",
    help=t("cli.restore_help"),
    short_help=t("cli.restore_short_help"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=t("cli.option_dry_run"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.option_json_report"))
@library_option
@click.pass_context
def restore_annotations(
    context: click.Context, file: Path, dry_run: bool, as_json: bool, library_file: Path | None
) -> None:
    """Bring the annotations of a mirror into the library."""
    from clipdesk.importing import restoring
    from clipdesk.importing.plan import Watch
    from clipdesk.importing.restoring import in_words

    with errors_explained(), progress_bar(t("cli.restoring")) as show:
        if dry_run:
            with closing(reader_of(context, library_file)) as connection:
                done = restoring.look(connection, file, Watch(progress=show))
        else:
            with writing(library_of(context, library_file)) as db:
                done = restoring.restore(db, file, Watch(progress=show))
    if as_json:
        click.echo(json.dumps(_report(done, applied=not dry_run), ensure_ascii=False))
    else:
        for line in in_words(done, file.name, planned=dry_run):
            click.echo(line)
    if done.unplaced or done.problems:
        context.exit(1)


def _report(done: Restored, *, applied: bool) -> dict[str, Any]:
    from clipdesk.importing.restoring import COUNTED

    return {
        "applied": applied,
        "things": done.things,
        "clippings": len(done.clippings),
        "restored": {name: done.counts[table] for table, name in COUNTED.items()},
        "kept_as_they_are": [{"kind": key.kind, "key": key.key} for key in done.stay],
        "not_found": [
            {
                "line": one.line,
                "uid": one.head.uid,
                "id": one.head.printed_id,
                "published": one.head.published,
                "source": one.head.source,
                "headline": one.head.headline,
            }
            for one in done.unplaced
        ],
        "problems": [
            {"line": one.line, "code": one.code, "excerpt": one.excerpt} for one in done.problems
        ],
    }
