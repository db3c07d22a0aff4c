"""Dates with a precision. An article appeared at a minute, on a day, or in a month.

The times are Japan's, as printed; no conversion is ever made. A month-only date is the
interval of its days and is never shown or sorted as "the 1st".
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from dateutil.relativedelta import relativedelta


class Precision(StrEnum):
    """How precisely the date was printed."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


_ISO = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-5][0-9]))?)?")


@dataclass(frozen=True, slots=True)
class Published:
    """When an article appeared, no more precise than printed (Japan time).

    Attributes:
        day: day of the month, None for a month-only date.
        minute: minutes after midnight, None where no time was printed.

    Raises:
        ValueError: on construction, when the calendar has no such date or time.
    """

    year: int
    month: int
    day: int | None = None
    minute: int | None = None

    def __post_init__(self) -> None:
        dt.date(self.year, self.month, self.day or 1)
        if self.day == 0:
            raise ValueError("day 0")
        if self.minute is not None and (self.day is None or not 0 <= self.minute < 24 * 60):
            raise ValueError("a time needs a day and lies between 00:00 and 23:59")

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """Read back what `iso` wrote. Raises ValueError for anything else."""
        found = _ISO.fullmatch(text)
        if found is None:
            raise ValueError(f"not a date of ours: {text!r}")
        year, month, day, hour, minute = found.groups()
        return cls(
            int(year),
            int(month),
            None if day is None else int(day),
            None if hour is None else int(hour) * 60 + int(minute),
        )

    @property
    def precision(self) -> Precision:
        """The precision that was printed."""
        if self.day is None:
            return Precision.MONTH
        return Precision.DAY if self.minute is None else Precision.MINUTE

    @property
    def iso(self) -> str:
        """`2023-12-05T20:48`, `2022-02-05` or `2020-01`.

        The strings sort as the dates do: what is less precise comes before what it contains.
        """
        text = f"{self.year:04}-{self.month:02}"
        if self.day is not None:
            text += f"-{self.day:02}"
        if self.minute is not None:
            text += f"T{self.minute // 60:02}:{self.minute % 60:02}"
        return text

    @property
    def clock(self) -> str | None:
        """`20:48`, or None where no time was printed."""
        if self.minute is None:
            return None
        return f"{self.minute // 60:02}:{self.minute % 60:02}"

    @property
    def first_day(self) -> int:
        """The first day that the date may mean, in days (`date.toordinal`)."""
        return dt.date(self.year, self.month, self.day or 1).toordinal()

    @property
    def last_day(self) -> int:
        """The last day that the date may mean, in days (`date.toordinal`), inclusive."""
        if self.day is not None:
            return self.first_day
        return month_days(self.year, self.month)[1]

    @property
    def weekday(self) -> int | None:
        """Monday is 0; None for a month-only date."""
        if self.day is None:
            return None
        return dt.date(self.year, self.month, self.day).weekday()


def month_days(year: int, month: int) -> tuple[int, int]:
    """The first and the last day of a month, in days (`date.toordinal`), inclusive."""
    first = dt.date(year, month, 1)
    last: dt.date = first + relativedelta(day=31)
    return first.toordinal(), last.toordinal()
