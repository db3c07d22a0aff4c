"""A short run of tests/soak/highlights.py: what is stored is what was selected; no edit loses one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.soak import highlights as soak


def test_what_is_stored_is_what_was_selected(qapp: QApplication, tmp_path: Path) -> None:
    made, wrong = soak.selections(soak.library_of_one(tmp_path), 150, 31)
    assert made >= 150
    assert wrong == []


def test_no_edit_loses_a_highlight(tmp_path: Path) -> None:
    results = soak.edits(soak.library_of_one(tmp_path), 40, 31)
    assert all(counts["gone"] == 0 for counts in results.values())
    gentle = results["a sentence put in"]
    assert gentle["kept"] + gentle["moved"] >= 0.9 * gentle.total()
    assert sum(counts["wrong place"] + counts["missed"] for counts in results.values()) == 0
