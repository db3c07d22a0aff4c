"""Export to PDF, end to end with the real typesetter in its own process."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QProcess, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from clipdesk.core.query import Facet, Filter
from clipdesk.exporting.typeset import Job
from clipdesk.settings import Settings
from clipdesk.texts import t
from clipdesk.ui.dialogs import choosing
from clipdesk.ui.dialogs.dossier_form import DossierForm
from clipdesk.ui.dialogs.export import ExportDialog
from clipdesk.ui.main_window import MainWindow
from tests.ui import desktop


@pytest.fixture
def dialog(window: MainWindow, tmp_path: Path) -> ExportDialog:
    window._remember(export_folder=str(tmp_path))
    window.actions_["export_pdf"].trigger()
    return desktop.child(window, ExportDialog)


def _type(dialog: ExportDialog, field: QLineEdit, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)


def _go(dialog: ExportDialog) -> None:
    desktop.click(desktop.button(dialog, t("export.go")))


def _typesetting(dialog: ExportDialog, qtbot: QtBot) -> tuple[QProcess, Job]:
    """The typesetter, once the clippings are read."""
    qtbot.waitUntil(lambda: dialog._process is not None)
    assert dialog._process is not None
    assert dialog._job is not None
    return dialog._process, dialog._job


def _done(dialog: ExportDialog) -> bool:
    return dialog._made is not None


def test_a_dossier_is_made_opened_and_shown(
    dialog: ExportDialog,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", asked.append)
    _type(dialog, dialog._title, "Lighthouse <b>file</b>")
    _type(dialog, dialog._author, "A. Nalyst")
    papers = dialog.findChildren(QComboBox)[0]
    papers.setCurrentIndex(papers.findData("jis-b5"))
    _type(dialog, dialog._destination, str(tmp_path / "lighthouse"))
    _go(dialog)
    qtbot.waitUntil(lambda: _done(dialog), timeout=30_000)
    made = tmp_path / "lighthouse.pdf"
    with pikepdf.open(made) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Lighthouse <b>file</b>"
        pages = len(pdf.pages)
    assert t("export.done", n=pages, file="lighthouse.pdf") in desktop.words(dialog)
    assert str(made) in desktop.words(dialog)
    opens = desktop.button(dialog, t("desk.open"))
    assert opens.isDefault()
    assert opens.hasFocus()
    QTest.keyClick(opens, Qt.Key.Key_Return)
    desktop.click(desktop.button(dialog, t("desk.show_folder")))
    assert [url.toLocalFile() for url in asked] == [str(made), str(tmp_path)]
    settings = Settings.load()
    assert (settings.author, settings.paper) == ("A. Nalyst", "jis-b5")
    assert settings.export_folder == str(tmp_path)
    desktop.click(desktop.button(dialog, t("desk.close")))
    assert not dialog.isVisible()


def test_what_is_chosen_for_the_pages_is_remembered(
    dialog: ExportDialog, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    form = desktop.child(dialog, DossierForm)
    form._parts["notes"].click()
    form._columns.setCurrentIndex(1)
    form._landscape.click()
    chosen = form.chosen
    assert (chosen["without"], chosen["columns"], chosen["landscape"]) == (["notes"], 2, True)
    _type(dialog, dialog._destination, str(tmp_path / "wide"))
    _go(dialog)
    qtbot.waitUntil(lambda: _done(dialog), timeout=30_000)
    with pikepdf.open(tmp_path / "wide.pdf") as pdf:
        width, height = list(pdf.pages[0].mediabox)[2:]
        assert width > height
    dialog.reject()
    assert Settings.load().dossier == chosen
    window.actions_["export_pdf"].trigger()
    (again,) = (one for one in window.findChildren(ExportDialog) if one.isVisible())
    assert desktop.child(again, DossierForm).chosen == chosen


def test_a_chronology_asks_for_no_notes(dialog: ExportDialog) -> None:
    form = desktop.child(dialog, DossierForm)
    form._form.setCurrentIndex(1)
    assert not form._parts["notes"].isEnabled()
    assert form._parts["cover"].isEnabled()


def test_what_is_selected_is_offered(window: MainWindow) -> None:
    desktop.desk_of(window).timeline.list.selectAll()
    window.actions_["export_pdf"].trigger()
    dialog = desktop.child(window, ExportDialog)
    chosen = [b.text() for b in dialog.findChildren(QRadioButton) if b.isChecked()]
    assert chosen == [t("export.selected", n=5)]
    dialog.reject()


def test_a_cancelled_export_writes_nothing(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    _type(dialog, dialog._destination, str(tmp_path / "never.pdf"))
    _go(dialog)
    process, job = _typesetting(dialog, qtbot)
    qtbot.waitUntil(lambda: process.state() is QProcess.ProcessState.Running)
    dialog.close()  # the same as Cancel and Escape
    qtbot.waitUntil(lambda: dialog._process is None)
    assert t("export.cancelled") in desktop.words(dialog)
    assert not (tmp_path / "never.pdf").exists()
    assert not job.folder.exists()
    desktop.click(desktop.button(dialog, t("desk.close")))
    assert not dialog.isVisible()


def test_cancelled_while_the_clippings_are_read(
    window: MainWindow, dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    """The main thread waits for no answer; what comes too late is thrown away."""
    worker = desktop.desk_of(window).session.worker
    free = threading.Event()
    worker.ask("slow", lambda _: free.wait(30), lambda _: None)
    _type(dialog, dialog._destination, str(tmp_path / "never.pdf"))
    _go(dialog)
    assert t("export.preparing") in desktop.words(dialog)
    dialog.close()
    assert t("export.cancelled") in desktop.words(dialog)
    late: list[object] = []
    worker.ask("after", lambda _: None, late.append)
    free.set()
    qtbot.waitUntil(lambda: bool(late))
    assert (dialog._process, dialog._job) == (None, None)
    assert not (tmp_path / "never.pdf").exists()
    dialog.close()
    assert not dialog.isVisible()


def test_the_title_follows_the_dossiers_language_until_one_is_typed(dialog: ExportDialog) -> None:
    def choose(language: str) -> str:
        dialog._language.setCurrentIndex(dialog._language.findData(language))
        return dialog._title.text()

    assert choose("en") == t("export.default_title", lang="en")
    assert choose("ja") == t("export.default_title", lang="ja")
    _type(dialog, dialog._title, "mine")
    assert choose("en") == "mine"


@pytest.mark.parametrize("by_hand", [True, False])
def test_the_title_page_says_what_was_selected(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, by_hand: bool
) -> None:
    window._remember(export_folder=str(tmp_path))
    desk = desktop.desk_of(window)
    with qtbot.waitSignal(desk.session.found_changed):
        desk.session.show(Filter("岬", frozenset({(Facet.SOURCE, "時事通信")})))
    if by_hand:
        desk.timeline.list.selectAll()
    window.actions_["export_pdf"].trigger()
    dialog = desktop.child(window, ExportDialog)
    dialog._only_selected.setChecked(by_hand)
    _go(dialog)
    _, job = _typesetting(dialog, qtbot)
    facts = json.loads((job.folder / "data.json").read_text())["facts"]
    said = {fact["name"]: fact["text"] for fact in facts}["query"]
    assert said == ("個別に選択" if by_hand else "検索: 岬、出典: 時事通信")
    dialog.reject()
    qtbot.waitUntil(lambda: dialog._process is None)


def test_a_typesetter_that_is_killed_is_no_cancel(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    _type(dialog, dialog._destination, str(tmp_path / "never.pdf"))
    _go(dialog)
    process, _ = _typesetting(dialog, qtbot)
    qtbot.waitUntil(lambda: process.state() is QProcess.ProcessState.Running)
    process.kill()  # as the system does when memory is short
    box = desktop.only_box(qtbot, dialog)
    assert "never.pdf" in box.text()
    box.accept()
    assert dialog._destination.isVisible()  # to try again
    assert desktop.button(dialog, t("export.go")).isVisible()


@pytest.mark.parametrize("replace", [True, False])
def test_a_file_that_exists_is_replaced_only_when_told_so(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, replace: bool
) -> None:
    old = tmp_path / "old.pdf"
    old.write_bytes(b"old")
    _type(dialog, dialog._destination, str(old))
    answer = t("export.replace") if replace else t("desk.cancel")
    said: list[str] = []

    def say(box: object) -> None:
        (shown,) = desktop.boxes(dialog)
        said.append(shown.text())
        desktop.click(desktop.button(shown, answer))

    desktop.when_box_opens(qtbot, dialog, say)
    _go(dialog)
    assert said == [t("export.exists", file="old.pdf")]
    if replace:
        qtbot.waitUntil(lambda: _done(dialog), timeout=30_000)
        assert old.read_bytes().startswith(b"%PDF")
    else:
        assert dialog._process is None
        assert old.read_bytes() == b"old"
        assert dialog._destination.isVisible()


def test_a_place_that_cannot_be_written_is_said_and_the_form_stays(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    for place in (tmp_path / "no folder" / "x.pdf", tmp_path / ("長" * 200), "/proc/x.pdf"):
        _type(dialog, dialog._title, "kept")
        dialog._destination.setText(str(place))
        _go(dialog)
        qtbot.waitUntil(lambda: bool(desktop.boxes(dialog)), timeout=30_000)
        (box,) = desktop.boxes(dialog)
        assert Path(place).name in box.text()
        box.accept()
        qtbot.waitUntil(lambda: not desktop.boxes(dialog))
        assert dialog._title.isVisible()
        assert dialog._title.text() == "kept"


def test_in_a_new_home_the_first_proposal_can_be_written(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path.home()
    home.mkdir(exist_ok=True)
    assert [f.name for f in home.iterdir() if not f.name.startswith("xdg")] == []  # no documents
    window.actions_["export_pdf"].trigger()
    dialog = desktop.child(window, ExportDialog)
    assert Path(dialog._destination.text()).parent == home
    _go(dialog)
    qtbot.waitUntil(lambda: _done(dialog), timeout=30_000)
    assert len(list(home.glob("*.pdf"))) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", "{proposed}"),
        ("  ", "{proposed}"),
        ("name", "{folder}/name.pdf"),
        ("name.PDF", "{folder}/name.PDF"),
        ("name.v2", "{folder}/name.v2.pdf"),
        ("{folder}", "{proposed}"),
        ("/", "/{name}"),
        ("~nobody-of-that-name/x", "{folder}/~nobody-of-that-name/x.pdf"),
    ],
)
def test_where_it_goes(dialog: ExportDialog, tmp_path: Path, typed: str, meant: str) -> None:
    from clipdesk.ui.dialogs.export import _destination

    proposed = Path(dialog._destination.text())
    values = {"folder": tmp_path, "proposed": proposed, "name": proposed.name}
    assert str(_destination(typed.format(**values), proposed)) == meant.format(**values)


def test_a_place_is_chosen(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = str(tmp_path / "chosen.pdf")
    monkeypatch.setattr(choosing, "ask", lambda *_, **__: ([chosen], ""))
    desktop.click(desktop.button(dialog, t("export.browse")))
    assert dialog._destination.text() == chosen
    monkeypatch.setattr(choosing, "ask", lambda *_, **__: ([], ""))
    desktop.click(desktop.button(dialog, t("export.browse")))
    assert dialog._destination.text() == chosen
