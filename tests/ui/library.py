"""An invented library for the panes, which read it by plain functions."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from clipdesk.core.dates import Published, month_days
from clipdesk.core.query import READING_STATES, Facet, Filter, Found, month_index
from clipdesk.store.clippings import Row


def row(number: int, published: str, **changes: object) -> Row:
    """A clipping with nothing on it."""
    plain = Row(
        id=number,
        uid=f"2401-{number:06}",
        published=Published.from_iso(published),
        source="北洋新報",
        via=None,
        headline=f"見出し {number}",
        tags=(),
        is_read=True,
        starred=False,
        has_note=False,
        cited=False,
        highlighted=False,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def spans(
    shown: Mapping[int, int], every: Mapping[int, int]
) -> tuple[tuple[int, int, int, int], ...]:
    """The counts of an answer that knows clippings to their month only."""
    return tuple(
        (*month_days(*_year_and_month(month)), shown.get(month, 0), every[month])
        for month in sorted(every)
    )


def _year_and_month(index: int) -> tuple[int, int]:
    return index // 12, index % 12 + 1


class Library:
    """Rows, newest first, and the answers to filters that a test makes up.

    Attributes:
        reads: what was asked of `read`, call by call.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = {r.id: r for r in sorted(rows, key=lambda r: r.published.iso, reverse=True)}
        self.reads: list[list[int]] = []

    def read(self, ids: Sequence[int]) -> list[Row]:
        """What the store does."""
        self.reads.append(list(ids))
        return [self.rows[i] for i in ids if i in self.rows]

    def found(
        self, wanted: Filter | None = None, keep: Callable[[Row], bool] = lambda _: True
    ) -> Found:
        """The answer in which the clippings that `keep` holds for are shown."""
        kept = [r for r in self.rows.values() if keep(r)]
        months = Counter(month_index(r.published.iso) for r in kept)
        every_month = Counter(month_index(r.published.iso) for r in self.rows.values())
        facets = {
            Facet.READING: Counter(
                state
                for r in kept
                for state, has in zip(
                    READING_STATES,
                    (not r.is_read, r.is_read, r.starred, r.has_note, False),
                    strict=True,
                )
                if has
            ),
            Facet.SOURCE: Counter(r.source for r in kept),
            Facet.VIA: Counter(r.via or "" for r in kept),
            Facet.TAG: Counter(tag for r in kept for tag in r.tags or ("",)),
            Facet.YEAR: Counter(str(r.published.year) for r in kept),
        }
        return Found(
            wanted or Filter(),
            array("q", [r.id for r in kept]),
            array("l", [month_index(r.published.iso) for r in kept]),
            {facet: dict(counts) for facet, counts in facets.items()},
            dict(months),
            dict(every_month),
            len(self.rows),
            sum(not r.is_read for r in kept),
            spans=spans(months, every_month),
            shown_as=wanted or Filter(),
            unread_marks=bytes(not r.is_read for r in kept),
        )


def two_years() -> Library:
    """24 months with 1 to 12 clippings each; every third is unread."""
    rows: list[Row] = []
    for year in (2022, 2023):
        for month in range(1, 13):
            for day in range(1, month + 1):
                number = len(rows) + 1
                published = f"{year}-{month:02}-{day:02}"
                rows.append(row(number, published, is_read=number % 3 != 0))
    return Library(rows)


def endless(count: int) -> Found:
    """An answer of very many clippings over 20 years; its rows are never made."""
    newest = 2023 * 12 + 11
    months = array("l", [newest - i * 240 // count for i in range(count)])
    strip = dict(Counter(months))
    return Found(
        Filter(),
        array("q", range(1, count + 1)),
        months,
        {},
        strip,
        strip,
        count,
        count,
        spans=spans(strip, strip),
        unread_marks=b"\1" * count,
    )
