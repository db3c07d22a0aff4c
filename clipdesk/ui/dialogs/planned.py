"""What the preview of an import asks of a plan, before it is carried out and afterwards. Main thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from clipdesk.core.model import Draft, Layer, Problem, Record, fingerprint
from clipdesk.core.text import printable
from clipdesk.texts import t
from clipdesk.ui.dialogs.preview import Entry

if TYPE_CHECKING:
    from clipdesk.importing.plan import Plan
    from clipdesk.store.clippings import Row
    from clipdesk.ui.session import Session

_NOTE: Final = 200
"""So many characters of a note are shown in a row."""
_READINGS: Final = 1_500
"""So many readings are kept for the report before an import replaces them: a third of a second."""


class Planned:
    """A plan, asked as the preview asks it, before it is carried out and afterwards."""

    def __init__(self, plan: Plan, session: Session) -> None:
        self._plan = plan
        self._session = session
        self._is_written = False
        self._readings: dict[int, str] = {}  # what was made of the words before, by position

    def begin_writing(self) -> None:
        """From now on the library may have the new texts: keep what is known nowhere else then."""
        self._is_written = True
        self._readings = {
            entry.position: _as_read(there)
            for entry in self._plan.stage.entries("reread", 0, _READINGS)
            if (there := self._there(entry)) is not None
        }

    @property
    def counts(self) -> Mapping[str, int]:
        return self._plan.counts

    def entries(self, kind: str, start: int, limit: int) -> Sequence[Entry]:
        return self._plan.stage.entries(kind, start, limit)

    def problems(self, start: int, limit: int) -> Sequence[Problem]:
        return self._plan.stage.problems(start, limit)

    def source_lines(self, first: int, last: int) -> Sequence[str]:
        return self._plan.stage.lines(first, last)

    def texts(self, kind: str, entry: Entry) -> tuple[str, str]:
        there = self._there(entry)
        if entry.position < 0:
            return "" if there is None else there.printed, ""
        draft = self._plan.stage.draft(entry.position)
        if there is None or kind in {"new", "unchanged"}:
            return "", draft.printed
        if kind != "reread":
            return self._printed_before(entry, there, draft), draft.printed
        if self._is_written:
            return self._readings.get(entry.position, ""), _as_read(draft)
        return _as_read(there), _as_read(draft)

    def analysts(self, kind: str, entry: Entry) -> str:
        if kind == "new":
            brought = self._plan.stage.draft(entry.position).layer
            return "" if brought is None else _brought(brought)
        rows = [] if entry.clipping_id is None else self._session.rows([entry.clipping_id])
        return " · ".join(word for row in rows for word in _on(row))

    def _there(self, entry: Entry) -> Record | None:
        """The library's clipping, whatever it is called just now."""
        if entry.clipping_id is None:
            return None
        rows = self._session.rows([entry.clipping_id])
        return self._session.record_named(rows[0].uid) if rows else None

    def _printed_before(self, entry: Entry, there: Record, draft: Draft) -> str:
        """What this import replaced, or would.

        That is the revision that the page's words took the place of. Taking the import back
        removes it: then the library itself says what was there before.
        """
        if self._is_written and entry.clipping_id is not None:
            name = printable(self._plan.file_name)
            said = there.printed
            for revision in self._session.revisions(entry.clipping_id):
                if revision.file_name == name and fingerprint(said) == draft.fingerprint:
                    return revision.printed
                said = revision.printed
        return there.printed


def _on(row: Row) -> list[str]:
    """What the analyst has on a clipping of the library."""
    marks = {"star": row.starred, "note": row.has_note, "highlights": row.highlighted}
    return [*(t(f"preview.mine_{name}") for name, has in marks.items() if has), *row.tags]


def _brought(layer: Layer) -> str:
    """What a file says that an analyst had on a clipping."""
    words = [t("preview.mine_star")] if layer.starred else []
    if layer.note and layer.note.strip():
        words.append(t("preview.mine_note_of", text=" ".join(layer.note.split())[:_NOTE]))
    if layer.highlights:
        words.append(t("preview.mine_highlights"))
    return " · ".join([*words, *layer.tags])


def _as_read(one: Record | Draft) -> str:
    """What was made of a clipping's words."""
    number = one.id if isinstance(one, Record) else one.printed_id
    head = (
        ("preview.date", one.published.iso),
        ("preview.source", one.source),
        ("preview.route", one.via or "—"),
        ("preview.headline", one.headline),
        ("preview.id", number or "—"),
    )
    lines = [t("preview.field", name=t(key), value=value) for key, value in head]
    return "\n".join([*lines, "", *(passage.text for passage in one.passages)])
