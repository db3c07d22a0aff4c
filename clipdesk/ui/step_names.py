"""What a step is called, in the language in use. Main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from clipdesk.core.dates import Published
from clipdesk.texts import t
from clipdesk.ui import formats

_SHORT: Final = 24
"""So many characters of a headline name its clipping in a menu."""


def step_name(key: str, values: dict[str, Any], headline_of: Callable[[int], str]) -> str:
    """The name of a step, with its clipping's headline.

    Args:
        key: of its text.
        values: of its text; `clipping` is a row id, 0 where none is meant.
        headline_of: gives the headline of a row id; empty where the clipping is gone.
    """
    said = dict(values)
    if "change" in said:  # a step that was taken back
        inner_key, inner = said["change"]
        said["change"] = step_name(inner_key, inner, headline_of)
    if said.get("day"):
        said["day"] = formats.plain_date(Published.from_iso(said["day"]))
    clipping = said["clipping"]
    headline = " ".join(headline_of(clipping).split()) if clipping else ""
    if len(headline) > _SHORT:
        headline = headline[: _SHORT - 1].rstrip() + "…"
    return t(key, **{**said, "clipping": headline or "?"})
