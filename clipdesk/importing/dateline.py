"""Date lines: where a clipping begins, and when its article appeared.

The page's form is `2023.12.05`, `2020.01` where only the month is known, with slips such as
`2023.05:26`; other pages write `2023/5/6` or `2023年5月6日`. Pure; any thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from clipdesk.core.dates import Published

_NARROW: Final = {0xFF10 + n: str(n) for n in range(10)} | {
    0xFF0E: ".",
    0xFF0F: "/",
    0xFF1A: ":",
    0xFF0D: "-",
    0x2212: "-",
}
"""Full-width digits and separators, one character for one, so that positions stay."""
_WEEKDAY: Final = r"(?: ?\([月火水木金土日]\))?"
_DAY: Final = re.compile(
    rf"([12][0-9]{{3}}) ?([./:年-]) ?([0-9]{{1,2}}) ?([./:月-]) ?([0-9]{{1,2}})日?{_WEEKDAY}(?=\s|$)"
)
_MONTH: Final = re.compile(r"([12][0-9]{3})(?:[./:-]([0-9]{2})|年 ?([0-9]{1,2})月)(?=\s|$)")
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?=\s|$)")
_REGULAR: Final = {("." * 2), ("/" * 2), ("-" * 2), "年月"}
_LAST_MONTH: Final = 12


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that begins with a date.

    Attributes:
        printed: the date's own characters.
        day: None for a month-only date.
        rest: what else stands on the line, stripped; may be empty.
        slip: whether the separators are not those of any regular form.
    """

    printed: str
    year: int
    month: int
    day: int | None
    rest: str
    slip: bool

    @property
    def possible(self) -> bool:
        """Whether at least the month is one of the calendar's."""
        return 1 <= self.month <= _LAST_MONTH

    def published(self, minute: int | None = None) -> tuple[Published, bool]:
        """The date as meant and whether its day is as printed.

        Where the calendar has no such day, the month alone is kept.
        """
        try:
            return Published(self.year, self.month, self.day, minute), True
        except ValueError:
            return Published(self.year, self.month), False


def read_date_line(line: str) -> DateLine | None:
    """The date that a line begins with, in its first column; None for any other line."""
    if not line[:1].isnumeric():
        return None
    head = line[:40].translate(_NARROW)
    found = _DAY.match(head)
    if found is not None:
        year, first, month, second, day = found.groups()
        slip = first + second not in _REGULAR
    else:
        found = _MONTH.match(head)
        if found is None:
            return None
        year, month, day = found[1], found[2] or found[3], None
        slip = found[0][4] == ":"
    return DateLine(
        printed=line[: found.end()],
        year=int(year),
        month=int(month),
        day=None if day is None else int(day),
        rest=line[found.end() :].strip(),
        slip=slip,
    )


@dataclass(frozen=True, slots=True)
class Clock:
    """A printed time of day, Japan's.

    Attributes:
        minute: minutes after midnight; None when there is no such time.
    """

    printed: str
    minute: int | None


def read_clock(text: str) -> Clock | None:
    """The time that a text begins with, such as ` 20:48`; None when it begins otherwise."""
    text = text.strip()
    found = _CLOCK.match(text[:10].translate(_NARROW))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    real = hour < 24 and minute < 60  # noqa: PLR2004 - a day's hours, an hour's minutes
    return Clock(text[: found.end()], hour * 60 + minute if real else None)
