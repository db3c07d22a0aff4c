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
from clipdesk.texts import t, tell

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
        _print(done, file, dry_run=dry_run)
    if done.unplaced or done.problems:
        context.exit(1)


_COUNTED = {
    "clipping_tag": "taggings",
    "note": "notes",
    "note_revision": "versions",
    "highlight": "highlights",
    "reading": "marks",
    "tag": "tags",
    "saved_search": "searches",
    "colour_meaning": "colours",
    "source_name": "source_names",
    "journal": "free_notes",
    "journal_revision": "free_note_versions",
}
"""What rows of a table are called in a report."""


def _report(done: Restored, *, applied: bool) -> dict[str, Any]:
    return {
        "applied": applied,
        "things": done.things,
        "clippings": len(done.clippings),
        "restored": {name: done.counts[table] for table, name in _COUNTED.items()},
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


def _print(done: Restored, file: Path, *, dry_run: bool) -> None:
    total = sum(done.counts.values())
    key = "cli.restore_planned" if dry_run else "cli.restored"
    click.echo(t(key, n=total, clippings=len(done.clippings), file=file.name))
    for table, name in _COUNTED.items():
        if done.counts[table]:
            click.echo(f"{done.counts[table]:>8}  {t(f'cli.restored_kinds.{name}')}")
    if done.stay:
        click.echo(t("cli.restore_stay", n=len(done.stay)))
    if done.unplaced:
        click.echo(t("cli.restore_not_found", n=len(done.unplaced), file=file.name))
    for one in done.unplaced:
        head = one.head
        click.echo(f"  {head.published}  {head.source}  {head.headline}  <{head.uid}>")
    for problem in done.problems:
        click.echo(t("report.problem", line=problem.line, text=tell(problem)))
