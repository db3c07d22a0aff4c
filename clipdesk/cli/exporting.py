"""`clipdesk export`: a dossier, records or a printed page; the ending chooses."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from clipdesk.cli.common import errors_explained, library_of, library_option, reader_of, records_of
from clipdesk.core.errors import UserError
from clipdesk.settings import Paper, Settings
from clipdesk.texts import LANGUAGES, language, t

if TYPE_CHECKING:
    from clipdesk.core.model import Record
    from clipdesk.exporting.dossier import DossierOptions


def _parts(_context: click.Context, _option: click.Parameter, typed: str | None) -> list[str]:
    """`notes,highlights`: parts of a dossier, each of which there is."""
    from clipdesk.exporting.dossier import Left

    parts = [part.strip() for part in (typed or "").split(",") if part.strip()]
    for part in parts:
        if part not in get_args(Left):
            known = ", ".join(get_args(Left))
            raise click.BadParameter(t("cli.without_unknown", part=part, known=known))
    return parts


@click.command(help=t("cli.export_help"))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("query", nargs=-1)
@click.option("--ids", help=t("cli.option_export_ids"))
@click.option("--title", help=t("cli.option_title"))
@click.option("--author", help=t("cli.option_author"))
@click.option("--paper", type=click.Choice(get_args(Paper)), help=t("cli.option_paper"))
@click.option("--language", "lang", type=click.Choice(LANGUAGES), help=t("cli.option_language"))
@click.option("--without", callback=_parts, help=t("cli.option_without"))
@click.option("--columns", type=click.IntRange(1, 2), default=1, help=t("cli.option_text_columns"))
@click.option("--landscape", is_flag=True, help=t("cli.option_landscape"))
@click.option("--own-pages", is_flag=True, help=t("cli.option_own_pages"))
@click.option("--short", is_flag=True, help=t("cli.option_short"))
@library_option
@click.pass_context
def export(
    context: click.Context,
    /,
    out: Path,
    query: tuple[str, ...],
    ids: str | None,
    title: str | None,
    author: str | None,
    paper: str | None,
    lang: str | None,
    library_file: Path | None,
    **layout: Any,
) -> None:
    """Write clippings to a file; its ending chooses the format."""
    from clipdesk.exporting import interchange
    from clipdesk.exporting.dossier import layout_from
    from clipdesk.store import clippings, find, library, meanings, sources

    typed = " ".join(query)
    with errors_explained(), closing(reader_of(context, library_file)) as connection:
        with library.explained(library_of(context, library_file)):
            found = list(find.find_ids(connection, typed))
            if ids is not None:
                named = clippings.row_ids(connection, [i for i in ids.split(",") if i.strip()])
                shown = set(found)
                found = [i for i in dict.fromkeys(named) if i in shown]
        if not found:
            raise UserError("export_nothing")
        records = records_of(context, library_file, connection, found)
        if out.suffix.lower() == ".jsonl":
            from clipdesk.exporting.records import write_jsonl

            count = write_jsonl(records, out)
            click.echo(t("cli.exported", n=count, file=str(out)))
        elif out.suffix.lower() == ".pdf":
            options = _dossier_options(typed, title, author, paper, lang, by_hand=ids is not None)
            options = replace(
                options,
                library=library_of(context, library_file).stem,
                meanings=meanings.of_colours(connection),
                **layout_from(layout),
            )
            _export_pdf(out, list(records), options)
        elif out.suffix.lower() == ".txt":
            _export_page(out, list(records), title or typed, sources.names(connection))
        elif out.suffix.lower() in interchange.FORMS:
            count = interchange.write(records, out, Settings.load().citation_style)
            click.echo(t("cli.exported", n=count, file=str(out)))
        else:
            raise UserError("export_unknown_format", ending=out.suffix or out.name)


def _dossier_options(
    query: str, title: str | None, author: str | None, paper: Any, lang: Any, *, by_hand: bool
) -> DossierOptions:
    """What was said on the command line; what was not, as the analyst's settings say."""
    import datetime as dt

    from clipdesk.core.query import Filter
    from clipdesk.exporting.dossier import DossierOptions
    from clipdesk.exporting.selection import in_words

    settings = Settings.load()
    lang = lang or language()
    return DossierOptions(
        title=title or query or t("export.default_title", lang=lang),
        made_on=dt.datetime.now().astimezone().date(),
        author=settings.author if author is None else author,
        language=lang,
        paper=paper or settings.paper,
        selected_by=in_words(Filter(query), lang, by_hand=by_hand),
    )


def _export_pdf(out: Path, records: list[Record], options: DossierOptions) -> None:
    from clipdesk.exporting.typeset import remarks, write_pdf

    report = write_pdf(records, options, out)
    click.echo(t("cli.exported", n=len(records), file=str(out)))
    for remark in remarks(report):
        click.echo(remark, err=True)


def _export_page(out: Path, records: list[Record], title: str, names: Mapping[str, str]) -> None:
    """Write the archive's own printed form; a whole collection keeps its name."""
    from clipdesk.exporting.printed import write_page
    from clipdesk.importing.page import read_page
    from clipdesk.importing.sources import book_for

    book = book_for(out, names)
    shared = set.intersection(*(set(record.collections) for record in records))
    if not title and len(shared) == 1:
        title = shared.pop()
    count = write_page(
        records,
        out,
        title=title or t("export.default_title"),
        read=lambda text: read_page(text, book, title_fallback=out.stem),
    )
    click.echo(t("cli.exported", n=count, file=str(out)))
