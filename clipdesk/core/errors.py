"""Errors that are the user's or the environment's, as opposed to our bugs."""

from __future__ import annotations

from typing import Final


class UserError(Exception):
    """Something the user or the environment did; shown in words that say what to do.

    Attributes:
        code: names the texts `errors.<code>` (what is wrong, where, what to do) in every language.
        values: what is filled into the text; only `str` and `int`.
    """

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code: Final = code
        self.values: Final = values


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """Long work was cancelled by the user; nothing half-done stays."""
