"""Real PDFs, made by the real child, read back with pikepdf."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from clipdesk import texts
from clipdesk.core import anchors
from clipdesk.core.errors import Cancelled, UserError
from clipdesk.core.model import Highlight, Passage, PassageKind, Record, Voice
from clipdesk.exporting import typeset
from clipdesk.exporting.dossier import DossierOptions
from clipdesk.exporting.typeset import Progress, TypesetReport, prepare, write_pdf


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Jobs' folders go here; none may be left behind."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "資料.pdf"


def _links(pdf: pikepdf.Pdf) -> tuple[list[pikepdf.Object], list[str]]:
    """Links inside the document, and addresses of the web."""
    inside, web = [], []
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            action = annotation.get("/A", pikepdf.Dictionary())
            if "/URI" in action:
                web.append(str(action.URI))
            else:
                inside.append(annotation)
    return inside, web


def _outline(pdf: pikepdf.Pdf) -> list[tuple[str, list[str]]]:
    with pdf.open_outline() as outline:
        return [(item.title, [child.title for child in item.children]) for item in outline.root]


def test_the_document(three: list[Record], options: DossierOptions, out: Path) -> None:
    seen: list[Progress] = []
    report = write_pdf(three, options, out, on_progress=seen.append)
    assert report.standards == ("PDF/A-2a", "PDF/UA-1")
    assert (report.reason, report.replaced, report.fonts_missing) == ("", (), False)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        ("read", 0, 3), ("lay_out", 1, 3), ("write", 2, 3),
    ]  # fmt: skip
    with pikepdf.open(out) as pdf:
        assert report.pages == len(pdf.pages)
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "ja-JP"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "桟橋の記録"
            assert metadata["dc:creator"] == ["試験 太郎"]
            assert metadata.pdfa_status == "2A"
        assert _outline(pdf) == [
            ("2024年", ["港の「新しい桟橋」が完成", "Harbour office promises an early opening"]),
            ("2023年", ["桟橋の起工"]),
            *((t, []) for t in ("出典一覧", "タグ索引", "この資料について")),
        ]
        inside, web = _links(pdf)
        # The contents' two groups and three clippings; one citation, one citing, one in a note.
        assert len({str(link.get("/Contents", "")) for link in inside}) >= 1
        assert len(inside) >= 2 + 3 + 3
        assert web == []
        programs = [
            font.DescendantFonts[0].FontDescriptor
            for page in pdf.pages
            for font in page.obj.Resources.get("/Font", {}).values()
        ]
        assert programs
        assert all("/FontFile3" in program or "/FontFile2" in program for program in programs)


@pytest.mark.parametrize(
    "layout",
    [
        {"columns": 2},
        {"columns": 2, "landscape": True, "paper": "jis-b5", "language": "en"},
        {"own_pages": True},
        {"short": True},
        {"short": True, "columns": 2, "without": frozenset({"cover"})},
        {"without": frozenset({"compiler", "tags", "highlights", "notes", "cover", "registers"})},
    ],
)
def test_every_layout_keeps_the_standards(
    layout: dict[str, Any], three: list[Record], options: DossierOptions, out: Path
) -> None:
    text = anchors.text_of(three[0].passages)
    marks = [
        Highlight(*anchors.make(text, at, at + 12), at, colour, comment, "", "")
        for at, colour, comment in (
            (2, "red", "#text(\\[ $x$"),
            (8, "blue", ""),
            (40, "green", "語"),
        )
    ]
    marked = [replace(three[0], highlights=tuple(marks)), *three[1:]]
    report = write_pdf(marked, replace(options, **layout), out)
    assert report.standards == ("PDF/A-2a", "PDF/UA-1")
    with pikepdf.open(out) as pdf:
        width, height = (float(side) for side in list(pdf.pages[0].mediabox)[2:])
        assert (width > height) == layout.get("landscape", False)
        assert len(pdf.pages) > len(three) * layout.get("own_pages", False)


def test_links_follow_the_selection(
    three: list[Record], options: DossierOptions, out: Path
) -> None:
    def inside(records: list[Record]) -> int:
        write_pdf(records, options, out)
        with pikepdf.open(out) as pdf:
            return len(_links(pdf)[0])

    assert inside([three[0], three[2]]) > inside([three[0]]) > 0


@pytest.mark.parametrize("paper", ["a4", "jis-b5", "us-letter"])
def test_the_papers_and_the_languages(
    paper: str, three: list[Record], options: DossierOptions, out: Path
) -> None:
    write_pdf(three, replace(options, paper=paper, language="en"), out)  # type: ignore[arg-type]
    sizes = {"a4": (210, 297), "jis-b5": (182, 257), "us-letter": (215.9, 279.4)}
    with pikepdf.open(out) as pdf:
        box = [float(side) / 72 * 25.4 for side in pdf.pages[0].mediabox]
        assert box[2:] == pytest.approx(sizes[paper], abs=0.1)
        assert str(pdf.Root.Lang) == "en"


def test_the_same_dossier_is_the_same_bytes(
    three: list[Record], options: DossierOptions, out: Path
) -> None:
    write_pdf(three, options, out)
    first = out.read_bytes()
    write_pdf(three, options, out)
    assert out.read_bytes() == first


_HOSTILE = (
    '#import "/etc/passwd"',
    '#panic("x") $a^b$ *a* _b_ `c` = h \\ // /* @ref <label> ~ \\u{41}',
    "{title} {0} %s [[x]] <script>",
    "\x00\x01\x1b\x7f\x85\u2028\ufffe",
    "\ud800 \udfff",
    "\u202eevil\u202c \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "か\u309a a" + "\u0301" * 30,
    "\U0001f600\U0001f1ef\U0001f1f5 \ue000",
    "A" * 10_000,
    "ー" * 300 + "」" * 300,
)


@pytest.mark.parametrize("text", _HOSTILE, ids=range(len(_HOSTILE)))
def test_hostile_text_prints_in_every_place(
    text: str, make_record: Callable[..., Record], options: DossierOptions, out: Path
) -> None:
    passages = tuple(
        Passage(kind, voice, text, text, 1, None if voice is Voice.ARTICLE else 0)
        for voice in Voice
        for kind in (*PassageKind,)
    )
    # A table with such a word takes typst many seconds; it is tried once by hand, not every day.
    table = f"|{text}|b|\n|-|-|\n|{text}|\n" if len(text) < 1000 else ""
    note = f"# {text}\n\n- *{text}*\n\n`{text}`\n\n{table}\n[[{text[:60]}]]"
    record = make_record(
        id=text, source=text, via=text, headline=text, passages=passages, tags=(text,), note=note
    )
    named = replace(options, title=text, author=text, selected_by=text, library=text)
    report = write_pdf([record], named, out)
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == report.pages >= 3
        assert "/StructTreeRoot" in pdf.Root


def test_what_no_font_can_draw_is_spelt_out(
    make_record: Callable[..., Record], options: DossierOptions, out: Path
) -> None:
    report = write_pdf([make_record(headline="晴れ\U0001f600")], options, out)
    assert report.replaced == ("\U0001f600",)
    assert report.standards == ("PDF/A-2a", "PDF/UA-1")
    (said,) = typeset.remarks(report)
    assert "[U+1F600] \U0001f600" in said
    with pikepdf.open(out) as pdf:
        assert _outline(pdf)[0][1] == ["晴れ[U+1F600]"]


def test_what_was_not_as_it_should_be_is_said() -> None:
    many = tuple(chr(0xE000 + n) for n in range(30))
    replaced, fonts, plain = typeset.remarks(TypesetReport(1, (), "the reason", many, True))
    assert "30" in replaced
    assert "[U+E013], …" in replaced
    assert fonts == texts.t("export.fonts_missing")
    assert "the reason" in plain
    assert typeset.remarks(TypesetReport(1, ("PDF/A-2a",), "", (), False)) == []


def test_a_job_that_nobody_ended_leaves_nothing(
    three: list[Record], options: DossierOptions, out: Path
) -> None:
    job = prepare(three, options, out)
    folder = job.folder
    assert folder.is_dir()
    del job
    gc.collect()
    assert not folder.exists()


def test_where_the_standard_cannot_be_kept_the_file_is_plain_and_says_why(
    make_record: Callable[..., Record], options: DossierOptions, out: Path
) -> None:
    # PDF/A forbids strings of more than 32,767 bytes, and a keyword is one string.
    report = write_pdf([make_record(tags=("k" * 40_000,))], options, out)
    assert report.standards == ()
    assert "string" in report.reason
    with pikepdf.open(out) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == ""


def test_cancelling_leaves_no_file_and_no_process(
    make_record: Callable[..., Record], options: DossierOptions, out: Path
) -> None:
    out.write_bytes(b"old")
    children: list[int] = []
    real = subprocess.Popen

    class Watched(real):  # type: ignore[misc, valid-type]
        def __init__(self, *arguments: object, **named: object) -> None:
            super().__init__(*arguments, **named)
            children.append(self.pid)

    many = [make_record(uid=str(n), tags=()) for n in range(2000)]
    reached: list[bool] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Watched)
        with pytest.raises(Cancelled):
            write_pdf(
                many,
                options,
                out,
                on_progress=lambda p: reached.append(True) if p.done == 1 else None,
                is_cancelled=lambda: bool(reached),
            )
    assert out.read_bytes() == b"old"
    assert [item.name for item in out.parent.iterdir()] == [out.name]
    with pytest.raises(ProcessLookupError):
        os.kill(children[0], 0)


def test_a_missing_folder_is_told_before_the_work(
    three: list[Record], options: DossierOptions, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        write_pdf(three, options, tmp_path / "none" / "out.pdf")
    assert caught.value.code == "export_folder_missing"
    assert str(tmp_path / "none") in texts.describe(caught.value)


def test_a_destination_that_cannot_be_written(
    three: list[Record], options: DossierOptions, out: Path
) -> None:
    out.mkdir()
    with pytest.raises(UserError) as caught:
        write_pdf(three, options, out)
    assert caught.value.code == "export_unwritable"
    assert [item.name for item in out.parent.iterdir()] == [out.name]


def test_nothing_to_export(options: DossierOptions, out: Path) -> None:
    with pytest.raises(UserError) as caught:
        write_pdf([], options, out)
    assert caught.value.code == "export_nothing"


def test_a_child_that_died_without_a_word(
    three: list[Record], options: DossierOptions, out: Path
) -> None:
    with pytest.raises(UserError) as caught:
        prepare(three, options, out).finish()
    assert caught.value.code == "export_stopped"
    assert not out.exists()


def test_the_childs_errors_come_back(
    three: list[Record], options: DossierOptions, out: Path
) -> None:
    job = prepare(three, options, out)
    broken = json.loads((job.folder / typeset.DATA_FILE).read_text())
    broken["paper"] = "papyrus"
    (job.folder / typeset.DATA_FILE).write_text(json.dumps(broken))
    child = subprocess.run(job.command, capture_output=True, text=True, check=False)
    assert child.returncode == 2
    assert "papyrus" in json.loads(child.stdout.splitlines()[-1])["bug"]
    with pytest.raises(typeset.TypesettingError, match="papyrus"):
        job.finish()


def test_nothing_of_the_current_folder_is_run(
    three: list[Record], options: DossierOptions, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = out.parent / "ran"
    (out.parent / "json.py").write_text(f"open({str(trap)!r}, 'w')\nfrom nowhere import nothing\n")
    monkeypatch.chdir(out.parent)
    assert write_pdf(three, options, out).pages
    assert not trap.exists()


def test_a_frozen_program_answers_by_itself(
    three: list[Record], options: DossierOptions, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = prepare(three, options, out)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert job.command == [sys.executable, "--typeset", str(job.folder)]
    job.discard()
    job.discard()


def test_the_child_says_how_it_is_used() -> None:
    assert typeset.main([]) == 64
