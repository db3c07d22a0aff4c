"""The child process that makes the PDF: the only code that loads typst. See `typeset`.

It reads `data.json` in its folder and leaves `dossier.pdf` and `report.json` there. It speaks in
JSON lines on stdout: `{"stage", "done", "total"}` as a stage begins and `{"error", "values"}` or
`{"bug"}` if it fails. It opens no network connection: the template imports no package.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import typst

from clipdesk import paths
from clipdesk.exporting.files import as_user_error
from clipdesk.exporting.typeset import DATA_FILE, PDF_FILE, REPORT_FILE

STANDARDS: Final[dict[typst.PDFStandard, str]] = {"a-2a": "PDF/A-2a", "ua-1": "PDF/UA-1"}
_STAGES: Final = ("read", "lay_out", "write")
_FONT_PACKAGES: Final = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")
_PROBES: Final = 300  # tiny compilations, some 5 ms each, to find what our fonts cannot draw


def typeset(folder: Path) -> int:
    """Make the PDF from the folder's data. Returns the exit code: 0, 1 (environment), 2 (bug)."""
    try:
        report: dict[str, Any] = _Typesetter(folder).make()
        code = 0
    except OSError as error:
        why = as_user_error(error, folder / PDF_FILE)
        report, code = {"error": why.code, "values": dict(why.values)}, 1
    except Exception:  # noqa: BLE001 - the report is this process's only way to tell its parent
        report, code = {"bug": traceback.format_exc()}, 2
    if code:
        _say(report)
    (folder / REPORT_FILE).write_text(json.dumps(report), encoding="ascii")
    return code


class _Typesetter:
    """One dossier, from its data to its PDF."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fonts = font_folders()

    def make(self) -> dict[str, Any]:
        self._begin("read")
        data = json.loads((self._folder / DATA_FILE).read_text(encoding="ascii"))
        year, month, day = data["made_on"]
        made_on = dt.datetime(year, month, day, tzinfo=dt.UTC)
        self._begin("lay_out")
        dossier = self._dossier(data)
        pages = _pages(dossier)
        self._begin("write")
        reason = self._write(dossier, made_on)
        replaced: tuple[str, ...] = ()
        if reason:
            replaced = self._undrawable(data)
            if replaced:
                dossier = self._dossier(_spelt_out(data, replaced))
                pages = _pages(dossier)
                reason = self._write(dossier, made_on)
        if reason:
            # Still tagged, with outline and links; only the promise to an archive is not kept.
            self._write(dossier, made_on, standards=())
        return {
            "pages": pages,
            "standards": [] if reason else list(STANDARDS.values()),
            "reason": reason,
            "replaced": list(replaced),
            "fonts_missing": not self._fonts,
        }

    def _begin(self, stage: str) -> None:
        _say({"stage": stage, "done": _STAGES.index(stage), "total": len(_STAGES)})

    def _dossier(self, data: dict[str, Any]) -> typst.Compiler:
        return self._compiler("dossier.typ", json.dumps(data))

    def _compiler(self, template: str, data: str) -> typst.Compiler:
        return typst.Compiler(
            paths.resource("typst", template),
            root=paths.resource("typst"),
            font_paths=self._fonts,
            # With ours at hand nothing of the machine's: the same dossier is the same everywhere.
            ignore_system_fonts=bool(self._fonts),
            sys_inputs={"data": data},
        )

    def _write(
        self,
        dossier: typst.Compiler,
        made_on: dt.datetime,
        standards: Sequence[typst.PDFStandard] = tuple(STANDARDS),
    ) -> str:
        """Write the PDF; returns why the standards cannot be kept, or nothing."""
        try:
            pdf = dossier.compile(format="pdf", pdf_standards=list(standards), timestamp=made_on)
        except typst.TypstError as error:
            if not standards:
                raise
            return error.message
        (self._folder / PDF_FILE).write_bytes(pdf)  # type: ignore[arg-type]  # bytes for a PDF
        return ""

    def _undrawable(self, data: dict[str, Any]) -> tuple[str, ...]:
        """The data's characters that no font at hand can draw, in code point order."""
        probe = self._compiler("probe.typ", "[]")
        budget = iter(range(_PROBES))

        def can_draw(characters: Sequence[str]) -> bool:
            if next(budget, None) is None:
                return True  # too many: the file falls back to plain PDF and shows boxes
            try:
                probe.compile(
                    format="pdf",
                    pdf_standards=list(STANDARDS),
                    sys_inputs={"data": json.dumps(characters)},
                )
            except typst.TypstError:
                return False
            return True

        characters = sorted({c for text in _texts(data) for c in text if c > "~"})
        return tuple(_failing(characters, can_draw))


def font_folders() -> list[Path]:
    """The folders of the fonts that we bring; empty if one of them is not installed."""
    folders = []
    for package in _FONT_PACKAGES:
        found = importlib.util.find_spec(package)
        if found is None or found.origin is None:
            return []
        folders.append(Path(found.origin).parent)
    return folders


def _pages(dossier: typst.Compiler) -> int:
    """Lay the dossier out (writing it then takes the layout from memory) and count its pages."""
    return int(json.loads(dossier.query("<pages>", field="value", one=True)))


def _failing(characters: list[str], passes: Callable[[Sequence[str]], bool]) -> list[str]:
    if not characters or passes(characters):
        return []
    if len(characters) == 1:
        return characters
    half = len(characters) // 2
    return _failing(characters[:half], passes) + _failing(characters[half:], passes)


def _texts(data: Any) -> list[str]:
    """Every text that is drawn."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for key, item in data.items() if key != "url" for text in _texts(item)]
    return [text for item in data for text in _texts(item)] if isinstance(data, list) else []


def _spelt_out(data: Any, characters: Sequence[str]) -> Any:
    """The data with these characters as their code points, `[U+1F600]`, which can be looked up."""
    table = str.maketrans({c: f"[U+{ord(c):04X}]" for c in characters})

    def spell(value: Any) -> Any:
        if isinstance(value, str):
            return value.translate(table)
        if isinstance(value, list):
            return [spell(item) for item in value]
        if isinstance(value, dict):
            return {key: item if key == "url" else spell(item) for key, item in value.items()}
        return value

    return spell(data)


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
