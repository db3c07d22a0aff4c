"""The user's choices, kept as plain TOML in the configuration folder. Main thread.

An unreadable or strange file is no reason not to start: what cannot be used falls back to its
default, and the next change writes the file anew.
"""

from __future__ import annotations

import tomllib
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final, Literal, Self, get_args

from clipdesk import paths, texts

Appearance = Literal["light", "dark", "system"]
Paper = Literal["a4", "jis-b5", "us-letter"]
Rows = Literal["comfortable", "compact"]
MarkRead = Literal["delayed", "at_once", "by_hand"]
Face = Literal["sans", "serif"]
Ground = Literal["window", "day", "sepia", "night"]
CitationStyle = Literal["newspaper", "apa", "chicago", "plain"]
BOUNDS: Final = {"text_size": (8, 28), "leading": (130, 240), "measure": (20, 70)}
"""The least and the most of choices that are numbers."""
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "appearance": get_args(Appearance),
    "paper": get_args(Paper),
    "rows": get_args(Rows),
    "mark_read": get_args(MarkRead),
    "face": get_args(Face),
    "ground": get_args(Ground),
    "citation_style": get_args(CitationStyle),
    "language": ("", *texts.LANGUAGES),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice with its default.

    Attributes:
        language: `ja`, `en`, or empty for the system's.
        appearance: `light`, `dark` or `system`.
        text_size: of the article, in points.
        face: of the article: `sans` or `serif`.
        leading: from line to line of the article, in percent of the text's size.
        measure: the article's widest line, in Japanese characters.
        justify: whether the article's lines all end at its right edge.
        ground: what the article stands on: as the `window`, or always `day`, `sepia` or `night`.
        citation_style: in which form a citation is copied.
        library: the library opened last, empty for the default one.
        export_folder: where the last file was exported to, empty for the documents folder.
        author: printed on the dossier's title page.
        paper: of the dossier: `a4`, `jis-b5` or `us-letter`.
        dossier: what else was chosen for the last dossier (`exporting.dossier.layout_from`).
        rows: of the list of clippings: `comfortable` or `compact`.
        mark_read: a clipping that is open counts as read after a while (`delayed`), `at_once`, or
            only `by_hand`.
        columns: what the columns of tables are, by the key of their header (importing/mapping.py).
    """

    language: str = ""
    appearance: Appearance = "system"
    text_size: int = 12
    face: Face = "sans"
    leading: int = 180
    measure: int = 40
    justify: bool = True
    ground: Ground = "window"
    citation_style: CitationStyle = "newspaper"
    library: str = ""
    export_folder: str = ""
    author: str = ""
    paper: Paper = "a4"
    dossier: dict[str, Any] = field(default_factory=dict)
    rows: Rows = "comfortable"
    mark_read: MarkRead = "delayed"
    columns: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """Read the settings; what is missing or of the wrong kind has its default."""
        try:
            found: dict[str, Any] = tomllib.loads(paths.settings_file().read_text("utf-8"))
        except (OSError, ValueError):
            found = {}
        defaults = asdict(cls())
        usable = {
            f.name: found[f.name]
            for f in fields(cls)
            if type(found.get(f.name)) is type(defaults[f.name])
            and found[f.name] in _CHOICES.get(f.name, (found[f.name],))
            and (f.name not in BOUNDS or found[f.name] == bounded(f.name, found[f.name]))
        }
        return cls(**usable)

    def other_text_size(self, by: int) -> int:
        """So many points larger, within bounds; by 0 the default."""
        return bounded("text_size", self.text_size + by) if by else type(self)().text_size

    def changed(self, **choices: Any) -> Self:
        """The settings with some choices changed, written to the file.

        A file that cannot be written loses only the memory of the choice; the choice holds
        for this sitting.
        """
        import tomli_w  # noqa: PLC0415 - not needed to start

        # What the command line was told of tables since must not be forgotten.
        columns = type(self).load().columns | self.columns
        new = replace(self, **({"columns": columns} | choices))
        file = paths.settings_file()
        # A folder's name need not be Unicode, what TOML holds must be.
        with suppress(OSError, UnicodeEncodeError):
            data = tomli_w.dumps(asdict(new)).encode()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return new


def bounded(name: str, number: int) -> int:
    """A number as near as it may be for a choice."""
    least, most = BOUNDS[name]
    return max(least, min(most, number))
