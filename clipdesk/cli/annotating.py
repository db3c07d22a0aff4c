"""`clipdesk tag` and `clipdesk note`: the analyst's layer from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
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
from clipdesk.core.errors import UserError
from clipdesk.texts import t

if TYPE_CHECKING:
    from clipdesk.commands import Command


@click.group(cls=Commands, help=t("cli.tag_help"))
def tag() -> None:
    """Tags from the command line."""


@tag.command("add", help=t("cli.tag_add_help"))
@click.argument("name")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@library_option
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
@library_option
@click.pass_context
def tag_remove(
    context: click.Context, name: str, ids: tuple[str, ...], library_file: Path | None
) -> None:
    """Take a tag off clippings."""
    from clipdesk.commands import RemoveTag

    _write(context, library_file, ids, lambda found: RemoveTag(found, name))


@tag.command("list", help=t("cli.tag_list_help"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.option_json_tags"))
@library_option
@click.pass_context
def tag_list(context: click.Context, as_json: bool, library_file: Path | None) -> None:
    """List the tags."""
    from clipdesk.store import library, tags

    with errors_explained(), closing(reader_of(context, library_file)) as connection:
        with library.explained(library_of(context, library_file)):
            listed = [one for one in tags.listed(connection) if one.is_tag or not as_json]
        if as_json:
            rows = [
                {
                    "name": one.name,
                    "clippings": one.own,
                    "with_below": one.whole,
                    "colour": one.colour,
                    "key": one.key,
                }
                for one in listed
            ]
            click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for one in listed:
            name = f"{'  ' * one.name.count('/')}{one.name}"
            marks = [str(one.key)] if one.key else []
            marks += [t(f"article.colour.{one.colour}")] if one.colour else []
            said = f"  [{', '.join(marks)}]" if marks else ""
            click.echo(f"{one.whole:>7}  {name}{said}")


@tag.command("rename", help=t("cli.tag_rename_help"))
@click.argument("old")
@click.argument("new")
@library_option
@click.pass_context
def tag_rename(context: click.Context, old: str, new: str, library_file: Path | None) -> None:
    """Give a tag another name."""
    from clipdesk.commands import RenameTag

    _write(context, library_file, (), lambda _: RenameTag(old, new))


@tag.command("merge", help=t("cli.tag_merge_help"))
@click.argument("name")
@click.argument("into")
@library_option
@click.pass_context
def tag_merge(context: click.Context, name: str, into: str, library_file: Path | None) -> None:
    """Let clippings bear one tag instead of another."""
    from clipdesk.commands import MergeTags

    _write(context, library_file, (), lambda _: MergeTags(name, into))


@tag.command("delete", help=t("cli.tag_delete_help"))
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@library_option
@click.pass_context
def tag_delete(context: click.Context, names: tuple[str, ...], library_file: Path | None) -> None:
    """Delete tags."""
    from clipdesk.commands import DeleteTags

    _write(context, library_file, (), lambda _: DeleteTags(names))


@click.command(help=t("cli.note_help"))
@click.argument("clipping", metavar="ID")
@click.option("--text", help=t("cli.option_note_text"))
@click.option("--file", "file", type=click.File("rb"), help=t("cli.option_note_file"))
@library_option
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
    with errors_explained():
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

    with errors_explained(), writing(library_of(context, library_file)) as db:
        with library.explained(library_of(context, library_file)):
            made = command(tuple(clippings.row_ids(db.conn, names)))
        changes = made.do(db)
        click.echo(t("cli.changed", n=len(changes.clippings)))
