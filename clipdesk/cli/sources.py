"""`clipdesk sources`: the sources of the library, and what the analyst says of them."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clipdesk.cli.common import (
    Commands,
    errors_explained,
    library_of,
    library_option,
    reader_of,
    writing,
)
from clipdesk.texts import t

if TYPE_CHECKING:
    import sqlite3

    from clipdesk.commands import Command
    from clipdesk.store.sources import Doubt


@click.group(cls=Commands, invoke_without_command=True, help=t("cli.sources_help"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.option_json_sources"))
@library_option
@click.pass_context
def sources(context: click.Context, as_json: bool, library_file: Path | None) -> None:
    """List the sources unless a command is given."""
    if context.invoked_subcommand is not None:
        return
    from clipdesk.store import library

    with errors_explained(), closing(reader_of(context, library_file)) as connection:
        with library.explained(library_of(context, library_file)):
            listed = _listed(connection)
        if as_json:
            click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        else:
            _print(listed)


@sources.command("rename", help=t("cli.sources_rename_help"))
@click.argument("old")
@click.argument("new")
@library_option
@click.pass_context
def rename(context: click.Context, old: str, new: str, library_file: Path | None) -> None:
    """Give a source another name."""
    from clipdesk.commands import RenameSource

    _write(context, library_file, RenameSource(old, new))


@sources.command("merge", help=t("cli.sources_merge_help"))
@click.argument("old")
@click.argument("into")
@library_option
@click.pass_context
def merge(context: click.Context, old: str, into: str, library_file: Path | None) -> None:
    """Let a source be another one."""
    from clipdesk.commands import MergeSources

    _write(context, library_file, MergeSources(old, into))


@sources.command("mean", help=t("cli.sources_mean_help"))
@click.argument("printed")
@click.argument("name")
@library_option
@click.pass_context
def mean(context: click.Context, printed: str, name: str, library_file: Path | None) -> None:
    """Say what a printed name means."""
    from clipdesk.commands import SetMeaning

    _write(context, library_file, SetMeaning(printed, name))


def _write(context: click.Context, library_file: Path | None, command: Command) -> None:
    # `clipdesk sources --library FILE rename …` names it for the command, too.
    above: Path | None = context.parent.params["library_file"] if context.parent else None
    path = library_of(context, library_file or above)
    with errors_explained(), writing(path) as db:
        changes = command.do(db)
        click.echo(t("cli.changed", n=len(changes.clippings)))


def _listed(connection: sqlite3.Connection) -> dict[str, Any]:
    from clipdesk.store import sources as stored

    return {
        "sources": [
            {
                "name": source.name,
                "clippings": source.clippings,
                "own": source.own,
                "forms": [
                    {"printed": form.printed, "clippings": form.clippings, "own": form.own}
                    for form in stored.forms(connection, source.name)
                ],
            }
            for source in stored.listed(connection)
        ],
        "doubts": [_doubt(doubt) for doubt in stored.doubts(connection)],
        "names": stored.names(connection),
    }


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {
        "uid": doubt.uid,
        "split": doubt.split,
        "source": doubt.source,
        "source_printed": doubt.source_printed,
        "headline": doubt.headline,
        "confidence": doubt.confidence,
        "rule": doubt.rule or None,
    }


def _print(listed: dict[str, Any]) -> None:
    for source in listed["sources"]:
        click.echo(f"{source['clippings']:>7}  {source['name']}")
        others = [form for form in source["forms"] if form["printed"] not in ("", source["name"])]
        for form in others:
            told = t("cli.sources_printed", printed=form["printed"], n=form["clippings"])
            click.echo(f"{'':>9}{told}")
    if listed["doubts"]:
        click.echo(t("cli.sources_doubts", n=len(listed["doubts"])))
    for doubt in listed["doubts"]:
        cut = f"{doubt['source_printed']} | {doubt['headline']}"
        sure = "" if doubt["confidence"] is None else f"{doubt['confidence']}%"
        click.echo(f"{sure:>7}  {cut.removeprefix(' | ')}  <{doubt['uid']}>")
