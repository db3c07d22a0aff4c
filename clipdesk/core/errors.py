"""Errors that are the user's or the environment's, as opposed to our bugs."""

from __future__ import annotations

import errno
from typing import Final

REASONS: Final = (
    "ENOENT", "EACCES", "EPERM", "ENOTDIR", "EISDIR", "EROFS", "ENOSPC", "ENAMETOOLONG", "EIO",
    "EBUSY",
)  # fmt: skip
"""The reasons of the system that have words of ours, `reasons.<name>`."""


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

    def __reduce__(self) -> tuple[object, ...]:
        """It is told from one process to another."""
        return _again, (self.code, self.values)


def _again(code: str, values: dict[str, str | int]) -> UserError:
    return UserError(code, **values)


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """Long work was cancelled by the user; nothing half-done stays."""


def reason_of(error: OSError) -> str:
    """Why the system refused: a name of `REASONS`, which is said in words, else its own text."""
    name = errno.errorcode.get(error.errno or 0, "")
    return name if name in REASONS else error.strerror or type(error).__name__
