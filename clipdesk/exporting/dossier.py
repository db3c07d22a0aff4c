"""The dossier as data: what stands on its pages, in order, every word of it. Any thread.

`dossier_data` decides what is said; `resources/typst/dossier.typ` decides how it looks. The
template receives this as JSON and splices nothing into markup. The record's order is kept.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Any, Final, Literal, get_args

from clipdesk import __version__, texts
from clipdesk.core import anchors
from clipdesk.core.anchors import COLOURS
from clipdesk.core.dates import Published
from clipdesk.core.model import Highlight, LinkRecord, Record
from clipdesk.exporting import dates, markdown, passages, printable

Left = Literal["compiler", "tags", "highlights", "notes", "cover", "registers"]
"""What can be left out of a dossier; of the analyst's side no trace is left then."""

# Passed through as they are: addresses, names of things, and what is not set in lines.
_NOT_SET: Final = frozenset(
    {
        "kind",
        "url",
        "anchor",
        "target",
        "language",
        "lang",
        "voice",
        "paper",
        "align",
        "metadata",
        "colour",
    }
)
_FURNITURE: Final = (
    "kicker", "contents", "page", "see_page", "compiler_note", "analyst_note", "cites", "cited_by",
    "elsewhere", "place", "marks", "other_marks", "sources_register", "tags_register", "chronology",
    "made",
)  # fmt: skip
# Months make better headings than years where they are well filled and few enough to look over.
_MONTH_FILLED: Final = 3  # clippings in the average month
_MONTHS_LOOKED_OVER: Final = 24
_MOST_BARS: Final = 48  # of the chart on the title page
_FEWEST_FOR_A_CHART: Final = 3


@dataclass(frozen=True, slots=True)
class DossierOptions:
    """What the analyst chose for a dossier.

    Attributes:
        author: may be empty.
        language: of the furniture; the clippings stay as they are.
        made_on: stands on the title page and is the PDF's date; no clock is read, so that the
            same dossier is the same bytes on any day.
        library: name of the library, may be empty.
        selected_by: what selected the clippings, in words (`selection.in_words`); may be empty.
        without: what is left out.
        landscape: the paper lies on its side.
        columns: of text on a page.
        own_pages: every clipping begins a page.
        short: a chronology: a line for each clipping.
        meanings: what the analyst lets the colours of highlights mean, by colour.
    """

    title: str
    made_on: dt.date
    author: str = ""
    language: Literal["ja", "en"] = "ja"
    paper: Literal["a4", "jis-b5", "us-letter"] = "a4"
    library: str = ""
    selected_by: str = ""
    without: frozenset[Left] = frozenset()
    landscape: bool = False
    columns: Literal[1, 2] = 1
    own_pages: bool = False
    short: bool = False
    meanings: Mapping[str, str] = field(default_factory=dict)


def layout_from(saved: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a dossier as they were remembered; what cannot be used has its default.

    Returns:
        `without`, `landscape`, `columns`, `own_pages` and `short` for `DossierOptions`.
    """
    left, columns = saved.get("without"), saved.get("columns")
    switches = {name: saved.get(name) is True for name in ("landscape", "own_pages", "short")}
    return switches | {
        "without": frozenset(get_args(Left)).intersection(
            [part for part in left if isinstance(part, str)] if isinstance(left, list) else []
        ),
        "columns": columns if columns in (1, 2) else 1,
    }


def dossier_data(records: Sequence[Record], options: DossierOptions) -> dict[str, Any]:
    """Everything on the dossier's pages, JSON-able, in valid Unicode that can be printed."""
    records = [_without(record, options.without) for record in records]
    tags = Counter(tag for record in records for tag in record.tags)
    title = " ".join(options.title.split()) or _t("gathered", options)
    book = _Book(records, options)
    data = {
        "language": options.language,
        "paper": options.paper,
        "made_on": [options.made_on.year, options.made_on.month, options.made_on.day],
        "metadata": {
            "title": title,
            "author": options.author,
            "keywords": [tag for tag, _ in tags.most_common()],
        },
        "title": title,
        "facts": _facts(records, options),
        "furniture": {key: _t(key, options) for key in _FURNITURE},
        "layout": {
            "cover": "cover" not in options.without,
            "landscape": options.landscape,
            "columns": options.columns,
            "own_pages": options.own_pages,
            "short": options.short,
        },
        "legend": _legend(records, options),
        "chart": _chart([record.published for record in records]),
        "groups": book.groups(),
        "register": None if "registers" in options.without else book.register(),
    }
    fit: dict[str, Any] = _fit(data)
    return fit


class _Book:
    """The clippings of one dossier, which may refer to each other."""

    def __init__(self, records: Sequence[Record], options: DossierOptions) -> None:
        self._records = records
        self._options = options
        # A clipping is reached by its uid from the library and by its printed id from a note.
        self._anchors: dict[str, str] = {}
        for number, record in enumerate(records):
            self._anchors.setdefault(record.uid, f"clipping-{number}")
        for number, record in enumerate(records):
            if record.id is not None:
                self._anchors.setdefault(record.id, f"clipping-{number}")

    def groups(self) -> list[dict[str, Any]]:
        """Clippings under month or year headings; under one heading if not in date order."""
        language = self._options.language
        numbered = list(enumerate(self._records))
        months = [(r.published.year, r.published.month) for r in self._records]
        if not _in_order(months):
            return [self._group(_t("gathered", self._options), numbered, by_date=False)]
        distinct = len(set(months))
        if distinct <= _MONTHS_LOOKED_OVER and len(months) >= _MONTH_FILLED * distinct:
            by_month = groupby(numbered, key=lambda n: dates.month(n[1].published, language))
            return [self._group(title, list(group)) for title, group in by_month]
        by_year = groupby(numbered, key=lambda n: dates.year(n[1].published, language))
        return [self._group(title, list(group)) for title, group in by_year]

    def _group(
        self, title: str, numbered: list[tuple[int, Record]], *, by_date: bool = True
    ) -> dict[str, Any]:
        short = dates.within_year if by_date else dates.brief
        return {
            "title": title,
            "entries": [
                self._entry(record, f"clipping-{number}")
                | {"short_date": short(record.published, self._options.language)}
                for number, record in numbered
            ],
        }

    def _entry(self, record: Record, anchor: str) -> dict[str, Any]:
        subjects = passages.subjects(record)
        body = passages.body(record, _placed(record))
        if "compiler" in self._options.without:
            body = _article_only(body)
        shown = {number for run in passages.runs_of(body) for number in run.get("ends", ())}
        cited = {link.uid: link for link in record.cited}
        headline = record.headline.strip() or _t("untitled", self._options)
        return {
            "anchor": anchor,
            "id": record.id or "",
            "date": dates.in_full(record.published, self._options.language),
            "source": record.source,
            "origin": self._origin(record),
            "headline": headline,
            "lang": passages.language_of(headline),
            "tags": list(record.tags),
            "body": body,
            "marks": [
                {"colour": h.colour, "comment": h.comment.strip()} for h in record.highlights
            ],
            "other_marks": [
                {"number": number, "quote": " ".join(h.quote.split())}
                for number, h in enumerate(record.highlights)
                if number not in shown
            ],
            "cites": [
                self._link(c.id, c.uid, cited.get(c.uid or ""), c.hint)
                | {"subject": subjects.get(c.id, "")}
                for c in record.cites
            ],
            "cited_by": [
                self._link(link.id or link.uid, link.uid, link, "") for link in record.cited_by
            ],
            "note": self._note(record.note),
        }

    def register(self) -> dict[str, Any]:
        """What stands behind the clippings: sources, tags, the order of time, how it was made."""
        sources = Counter(record.source for record in self._records)
        tagged: dict[str, list[str]] = {}
        for number, record in enumerate(self._records):
            for tag in record.tags:
                tagged.setdefault(tag, []).append(f"clipping-{number}")
        months = [(r.published.year, r.published.month) for r in self._records]
        in_time = (
            []
            if _in_order(months)
            else sorted(enumerate(self._records), key=lambda n: (n[1].published.first_day, n[0]))
        )
        return {
            "sources": [
                {"name": name, "count": str(count)}
                for name, count in sorted(sources.items(), key=lambda one: (-one[1], one[0]))
            ],
            "tags": [{"name": tag, "targets": tagged[tag]} for tag in sorted(tagged)],
            "chronology": [
                {
                    "date": dates.brief(record.published, self._options.language),
                    "headline": record.headline.strip() or _t("untitled", self._options),
                    "target": f"clipping-{number}",
                }
                for number, record in in_time
            ],
            "made": _made(self._records, self._options),
        }

    def _origin(self, record: Record) -> str:
        if not record.via:
            return record.source
        language = self._options.language
        return texts.t("dossier.source_via", lang=language, source=record.source, via=record.via)

    def _link(
        self, shown: str, uid: str | None, link: LinkRecord | None, hint: str
    ) -> dict[str, Any]:
        """A line under the article: where it leads, or what was printed where it leads nowhere."""
        described = None
        if link is not None:
            date = dates.brief(link.published, self._options.language)
            described = {"date": date, "source": link.source, "headline": link.headline}
        return {
            "id": shown,
            "hint": hint,
            "target": self._anchors.get(uid) if uid is not None else None,
            "clipping": described,
        }

    def _note(self, note: str | None) -> list[dict[str, Any]]:
        if note is None or not note.strip():
            return []
        # Cleaned before it is read: the parser turns NUL into something of its own.
        blocks = markdown.tree(markdown.parse(printable.clean(note)))
        for reference in _references(blocks):
            reference["target"] = self._anchors.get(reference["id"])
        return blocks


def _facts(records: Sequence[Record], options: DossierOptions) -> list[dict[str, str]]:
    """The lines of the title page; what is empty is left out."""
    language = options.language
    sources = len({record.source for record in records})
    facts = {
        "author": options.author,
        "made_on": dates.calendar_day(options.made_on, language),
        "count_label": texts.t("dossier.title_page.count", lang=language, n=len(records)),
        "period": _period([record.published for record in records], language),
        "sources_label": texts.t("dossier.title_page.sources", lang=language, n=sources),
        "query": options.selected_by,
        "library": options.library,
    }
    return [
        {"name": key, "label": _t(f"title_page.{key}", options), "text": text}
        for key, text in facts.items()
        if text.strip()
    ]


def _made(records: Sequence[Record], options: DossierOptions) -> list[dict[str, str]]:
    """How it was made, so that somebody else can make it again."""
    language = options.language
    left = [_t(f"left.{part}", options) for part in get_args(Left) if part in options.without]
    facts = {
        "program": f"clipdesk {__version__}",
        "made_on": dates.calendar_day(options.made_on, language),
        "library": options.library,
        "query": options.selected_by or _t("everything", options),
        "count_label": texts.t("dossier.title_page.count", lang=language, n=len(records)),
        "collections": _listed({c for record in records for c in record.collections}, options),
        "left_out": _listed(left, options),
    }
    return [
        {"name": key, "label": _t(f"title_page.{key}", options), "text": text}
        for key, text in facts.items()
        if text.strip()
    ]


def _listed(names: Iterable[str], options: DossierOptions) -> str:
    return _t("listed", options).join(names if isinstance(names, list) else sorted(names))


def _without(record: Record, left: frozenset[Left]) -> Record:
    """The record without what shall leave no trace."""
    return replace(
        record,
        tags=() if "tags" in left else record.tags,
        highlights=() if "highlights" in left else record.highlights,
        note=None if "notes" in left else record.note,
    )


def _article_only(parts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts, or the lines of a list, without the compiler's notes and inline remarks."""
    kept = []
    for part in parts:
        left = dict(part)
        if "runs" in left:
            left["runs"] = [run for run in left["runs"] if run["voice"] != "compiler"]
        if "items" in left:
            left["items"] = _article_only(left["items"])
        if part.get("kind") != "compiler" and left.get("runs") != [] and left.get("items") != []:
            kept.append(left)
    return kept


def _placed(record: Record) -> list[passages.Mark]:
    """Where the clipping's highlights stand in its text; those that fit nowhere are not named."""
    text = anchors.text_of(record.passages)
    found = [(number, _find(text, one)) for number, one in enumerate(record.highlights)]
    return [(*place, number) for number, place in found if place is not None]


def _find(text: str, one: Highlight) -> tuple[int, int] | None:
    return anchors.find(text, one.quote, one.prefix, one.suffix, one.start)


def _legend(records: Sequence[Record], options: DossierOptions) -> list[dict[str, str]]:
    """The colours that stand in the dossier, and what they mean."""
    used = {highlight.colour for record in records for highlight in record.highlights}
    return [
        {
            "colour": colour,
            "name": options.meanings.get(colour)
            or texts.t(f"highlights.meaning.{colour}", lang=options.language),
        }
        for colour in COLOURS
        if colour in used and not options.short
    ]


def _chart(published: Sequence[Published]) -> dict[str, Any] | None:
    """Bars of how many clippings there are of each month, or, over longer times, of each year."""
    if len(published) < _FEWEST_FOR_A_CHART:
        return None
    months = Counter(p.year * 12 + p.month - 1 for p in published)
    first, last = min(months), max(months)
    if last - first < _MOST_BARS:
        bars = [(month // 12, month % 12 + 1, months[month]) for month in range(first, last + 1)]
    else:
        years = Counter(p.year for p in published)
        bars = [(year, 0, years[year]) for year in range(min(years), max(years) + 1)]
    if not 1 < len(bars) <= _MOST_BARS:
        return None
    most = max(count for _, _, count in bars)
    labels = {
        at: str(year) for at, (year, month, _) in enumerate(bars) if month in {0, 1} or not at
    }
    shown = _apart(labels, len(bars))
    return {
        "most": str(most),
        "bars": [
            {"share": count / most, "label": shown.get(at, "")}
            for at, (_, _, count) in enumerate(bars)
        ],
    }


def _apart(labels: Mapping[int, str], bars: int) -> dict[int, str]:
    """Labels that leave each other room: an eighth of the width at least."""
    shown: dict[int, str] = {}
    last = -bars
    for at, label in sorted(labels.items()):
        if (at - last) * 8 >= bars:
            shown[at] = label
            last = at
    return shown


def _period(published: Sequence[Published], language: str) -> str:
    if not published:
        return ""
    first = min(published, key=lambda p: (p.first_day, p.last_day))
    last = max(published, key=lambda p: (p.last_day, p.first_day))
    names = [_day_or_month(p, language) for p in (first, last)]
    if names[0] == names[1]:
        return names[0]
    return texts.t("dossier.title_page.span", lang=language, first=names[0], last=names[1])


def _day_or_month(published: Published, language: str) -> str:
    return dates.in_full(Published(published.year, published.month, published.day), language)


def _in_order(months: Sequence[tuple[int, int]]) -> bool:
    pairs = list(pairwise(months))
    return all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)


def _references(tree: Any) -> Iterable[dict[str, Any]]:
    if isinstance(tree, list):
        for item in tree:
            yield from _references(item)
    elif isinstance(tree, dict):
        if tree.get("kind") == "reference":
            yield tree
        for value in tree.values():
            yield from _references(value)


def _fit(value: Any, *, set_in_lines: bool = True) -> Any:
    """The data with every text printable, and breakable where it is set in lines."""
    if isinstance(value, str):
        text = printable.clean(value)
        return printable.breakable(text) if set_in_lines else text
    if isinstance(value, list):
        return [_fit(item, set_in_lines=set_in_lines) for item in value]
    if isinstance(value, dict):
        return {
            key: _fit(item, set_in_lines=set_in_lines and key not in _NOT_SET)
            for key, item in value.items()
        }
    return value


def _t(key: str, options: DossierOptions) -> str:
    return texts.t(f"dossier.{key}", lang=options.language)
