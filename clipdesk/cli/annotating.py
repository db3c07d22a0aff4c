"""`clipdesk tag` and `clipdesk note`: the analyst's layer from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clipdesk.cli.common import errors_explained, library_of, library_option, writing
from clipdesk.core.errors import UserError
from clipdesk.texts import t

if TYPE_CHECKING:
    from clipdesk.commands import Command


@click.group(help=t("cli.tag_help"))
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
