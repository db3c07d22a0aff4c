"""What every command needs: the language, the library meant, errors in words.

Imported first: the help texts of the commands are made in the language that it starts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from clipdesk import paths
from clipdesk.core.errors import UserError
from clipdesk.settings import Settings
from clipdesk.texts import describe, language, start_language, t

if TYPE_CHECKING:
    from clipdesk.core.model import Record


F = TypeVar("F", bound=Callable[..., Any])

start_language(Settings.load().language)

_CLICK = (
    "usage", "options", "commands", "arguments", "help", "version", "aborted", "error", "try_help",
    "invalid", "invalid_for", "missing_command", "missing_argument", "missing_option", "no_option",
    "no_command", "no_value", "range", "not_number", "is_folder", "cannot_open",
)  # fmt: skip

_SENTENCE_END = re.compile(r"(?<=。)|(?<=[^.]\.)(?=\s)")
"""Not the dots of `ID...`."""


def _click_word(message: str) -> str:
    """What click says by itself, in the language in use; what we have no words for stays."""
    if language() == "en":
        return message
    own = next((n for n in _CLICK if t(f"click.{n}", lang="en") == message), None)
    return message if own is None else t(f"click.{own}")


for _module in (
    click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types,
):  # fmt: skip
    vars(_module)["_"] = _click_word  # there is no other way in but gettext's compiled files


class Commands(click.Group):
    """A group whose list says the whole first sentence of each command's help.

    click cuts at so many words, which Japanese does not part by spaces.
    """

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Take a command, its help's first sentence as the short one."""
        if cmd.short_help is None and cmd.help:
            cmd.short_help = _SENTENCE_END.split(cmd.help, maxsplit=1)[0]
        super().add_command(cmd, name)


def library_option(command: F) -> F:
    """Let a command take `--library FILE`."""
    return click.option(
        "--library",
        "library_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help=t("cli.option_library"),
    )(command)


def library_of(context: click.Context, named: Path | None) -> Path:
    """The library meant: named on the command, on the program, else the default one."""
    return named or context.find_root().obj or paths.default_library()


def reader_of(context: click.Context, named: Path | None) -> Any:
    """A reading connection, after bringing an older library to this version."""
    from clipdesk.store import library

    path = library_of(context, named)
    try:
        return library.open_for_reading(path)
    except UserError as error:
        if error.code != "library_older":
            raise
    library.open_for_writing(path).close()
    return library.open_for_reading(path)


@contextmanager
def writing(path: Path, *, create: bool = False) -> Iterator[Any]:
    """The library, open for writing; at the end the mirror of the annotations follows.

    That it cannot is said on stderr: what was written into the library stays.
    """
    from clipdesk.exporting import mirror
    from clipdesk.store import library

    with closing(library.open_for_writing(path, create=create)) as db:
        try:
            yield db
        finally:
            try:
                kept = mirror.keep_after(db)
            except UserError as error:
                click.echo(describe(error), err=True)
            else:
                if kept.set_aside is not None:
                    click.echo(t("cli.mirror_set_aside", file=str(kept.set_aside)), err=True)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal's stderr, nothing elsewhere; it is told (done, total)."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, done, 1)
            bar.update(done - bar.pos)

        yield show


@contextmanager
def errors_explained() -> Iterator[None]:
    """Say a user's error on stderr and end with 1."""
    try:
        yield
    except UserError as error:
        click.echo(describe(error), err=True)
        sys.exit(1)


def records_of(
    context: click.Context, library_file: Path | None, connection: Any, ids: Sequence[int]
) -> Iterator[Record]:
    """Whole records; what SQLite says of the library while they are read is explained."""
    from clipdesk.store import clippings, library

    with library.explained(library_of(context, library_file)):
        yield from clippings.records(connection, ids)
