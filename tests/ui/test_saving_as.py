"""Clippings saved for other programs, from a real desk."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clipdesk.exporting import interchange
from clipdesk.texts import t
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs import choosing
from clipdesk.ui.main_window import MainWindow
from tests.ui import desktop


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    return desktop.desk_of(window)


def _chosen(monkeypatch: pytest.MonkeyPatch, file: Path, kind: str = "(*.csv)") -> None:
    monkeypatch.setattr(choosing, "ask", lambda *_, **__: ([str(file)], kind))


def test_all_that_are_listed_or_several_that_are_selected(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _chosen(monkeypatch, tmp_path / "out")
    listed = list(desk.session.found.ids)
    rows = {row.id: row.headline for row in desk.session.rows(listed)}

    def saved() -> list[str]:
        with qtbot.waitSignal(
            desk.saving_as.said, check_params_cb=lambda text: "out.csv" in text and "…" not in text
        ):
            window.actions_["save_as"].trigger()
        text = (tmp_path / "out.csv").read_text("utf-8-sig")
        return [row[t("export.column.headline")] for row in csv.DictReader(io.StringIO(text))]

    assert saved() == [rows[i] for i in listed]
    desk.timeline.list.selectAll()
    desk.timeline.select(listed[0])  # one is what is read, not what is chosen
    assert len(saved()) == len(listed)
    desk.timeline._select_runs([(1, 3)])
    assert saved() == [rows[i] for i in listed[1:3]]


@pytest.mark.parametrize("ending", [*interchange.FORMS, ".jsonl"])
def test_every_kind_can_be_chosen(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    _chosen(monkeypatch, tmp_path / "out.1", f"{t(f'saving.kind_{ending[1:]}')} (*{ending})")
    desk.saving_as.ask()
    qtbot.waitUntil((tmp_path / f"out.1{ending}").exists)


def test_a_place_that_cannot_be_written_is_said(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "clipdesk.ui.dialogs.messages.show_error", lambda _, error: said.append(error.code)
    )
    desk.saving_as.save([1], tmp_path / "nowhere" / "out.csv")
    qtbot.waitUntil(lambda: said == ["export_folder_missing"])
