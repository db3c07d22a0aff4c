"""`clipdesk search`: clippings as lines, ids, a count or whole records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clipdesk.cli.common import errors_explained, library_of, library_option, reader_of, records_of
from clipdesk.texts import t

if TYPE_CHECKING:
    from clipdesk.core.model import Record


@click.command(help=t("cli.search_help"))
@click.argument("query", nargs=-1)
@click.option("--count", "mode", flag_value="count", help=t("cli.option_count"))
@click.option("--ids", "mode", flag_value="ids", help=t("cli.option_ids"))
@click.option("--json", "mode", flag_value="json", help=t("cli.option_json_records"))
@click.option(
    "--order",
    type=click.Choice(("newest", "oldest", "relevance")),
    default="newest",
    help=t("cli.option_order"),
)
@click.option("--whole-words", is_flag=True, help=t("cli.option_whole_words"))
@click.option("--limit", type=click.IntRange(min=0), help=t("cli.option_limit"))
@library_option
@click.pass_context
def search(
    context: click.Context,
    query: tuple[str, ...],
    mode: str | None,
    order: str,
    whole_words: bool,
    limit: int | None,
    library_file: Path | None,
) -> None:
    """List clippings, newest first unless asked otherwise."""
    from clipdesk.core.query import Filter, Sort, parse
    from clipdesk.store import clippings, find, library

    wanted = Filter(" ".join(query), sort=Sort(order), whole_words=whole_words)
    for remark in parse(wanted.query).remarks:
        click.echo(t(f"query.remark.{remark.code}", excerpt=remark.excerpt), err=True)
    with errors_explained(), closing(reader_of(context, library_file)) as connection:
        with library.explained(library_of(context, library_file)):
            ids = find.find(connection, wanted).ids
        if mode == "count":
            click.echo(len(ids))
            return
        ids = ids[:limit]
        if mode == "json":
            _print_json(records_of(context, library_file, connection, ids))
            return
        with library.explained(library_of(context, library_file)):
            rows = clippings.rows(connection, ids)
        for row in rows:
            if mode == "ids":
                click.echo(row.uid)
            else:
                click.echo(f"{row.published.iso:<16}  {row.source}  {row.headline}  <{row.uid}>")


def _print_json(records: Iterator[Record]) -> None:
    """A JSON array with a record a line."""
    from clipdesk.exporting.records import record_dict

    lines = (json.dumps(record_dict(record), ensure_ascii=False) for record in records)
    click.echo("[", nl=False)
    for number, line in enumerate(lines):
        click.echo(f"{',' if number else ''}\n{line}", nl=False)
    click.echo("\n]")
