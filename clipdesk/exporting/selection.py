"""How the clippings of a dossier were selected, in words. Any thread."""

from __future__ import annotations

from clipdesk import texts
from clipdesk.core.query import Facet, Filter, parse_days
from clipdesk.exporting import dates


def in_words(wanted: Filter, language: str, *, by_hand: bool = False) -> str:
    """`search: 灯台; Sources: 朝日新聞 or 時事通信; Period: 2031`; nothing where all were taken.

    Args:
        wanted: what the list was filtered by.
        language: the dossier's.
        by_hand: the clippings were chosen one by one, whatever the filter showed.
    """

    def t(key: str, **values: str) -> str:
        return texts.t(key, lang=language, **values)

    if by_hand:
        return t("dossier.selection.by_hand")
    parts = []
    if query := " ".join(wanted.query.split()):
        parts.append(t("dossier.selection.query", query=query))
    for facet in Facet:
        if values := sorted(wanted.values(facet)):
            names = t("dossier.selection.or").join(_name(facet, v, language) for v in values)
            parts.append(t("desk.chip", facet=t(f"sidebar.section.{facet}"), value=names))
        for value in sorted(wanted.excluded_values(facet)):
            name = t("dossier.selection.without", value=_name(facet, value, language))
            parts.append(t("desk.chip", facet=t(f"sidebar.section.{facet}"), value=name))
    if wanted.days is not None:
        days = dates.days(*wanted.days, language)
        parts.append(t("desk.chip", facet=t("dossier.title_page.period"), value=days))
    return t("dossier.selection.and").join(parts)


def _name(facet: Facet, value: str, language: str) -> str:
    if facet is Facet.READING:
        return texts.t(f"sidebar.reading.{value}", lang=language)
    if facet is Facet.YEAR:
        days = parse_days(value)
        return dates.days(*days, language) if days is not None else value
    none = {Facet.VIA: "sidebar.direct", Facet.COLLECTION: "sidebar.no_collection"}.get(
        facet, "sidebar.untagged"
    )
    return value or texts.t(none, lang=language)
