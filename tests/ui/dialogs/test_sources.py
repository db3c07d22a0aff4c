"""The sources' dialog on a real library: looked through, corrected, undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.commands import RenameSource, SetMeaning
from clipdesk.importing.sources import SourceBook
from clipdesk.store import library
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.dialogs.naming import NameDialog
from clipdesk.ui.dialogs.sources import SourcesDialog, _items
from clipdesk.ui.dialogs.split import SplitDialog
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.worker import Worker
from tests import pages
from tests.ui import desktop

TURNED = "港\u202e報"
BODY = "\n 霧が晴れた。\n"
PAGE = pages.page(
    "2031.04.12 Harbour Gull Ship seen <3105-041201>" + BODY,
    "2031.04.11 Harbour Gull Light out <3105-041101>" + BODY,
    "2031.04.10 灯台が光る 霧の海 <3105-041001>" + BODY,
    pages.clip("3105-040901", source="朝日新聞", headline="灯台守の日誌"),
    pages.clip("3105-040902", source="読売新聞", via="Yahoo", headline="港の犬"),
    pages.clip("3105-040903", source="讀賣新聞", headline="港の猫"),
    pages.clip("3105-040904", source="朝日新間", via="Yahoo", headline="霧の夜"),
)


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    return pages.new_library(tmp_path / "press.sqlite", PAGE)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """A window that is wide enough for the dialog."""
    widget = QWidget()
    widget.resize(1280, 800)
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def worker(library_file: Path) -> Iterator[Worker]:
    made = Worker(library_file)
    yield made
    made.close()


@pytest.fixture
def dialog(parent: QWidget, worker: Worker, qtbot: QtBot) -> Iterator[SourcesDialog]:
    """As the desk shows it."""
    shown = SourcesDialog(worker.ask, worker.path, parent)
    shown.command_requested.connect(worker.write)
    worker.changed.connect(shown.show_changes)
    shown.show()
    qtbot.waitUntil(lambda: shown._list.topLevelItemCount() > 0)
    yield shown
    shown.reject()


def lines(table: QTreeWidget) -> list[tuple[str, ...]]:
    """The visible lines of a list."""
    found = []
    for row in range(table.topLevelItemCount()):
        item = table.topLevelItem(row)
        assert item is not None
        if not item.isHidden():
            found.append(tuple(item.text(column) for column in range(table.columnCount())))
    return found


def choose(table: QTreeWidget, name: str) -> None:
    for row in range(table.topLevelItemCount()):
        item = table.topLevelItem(row)
        assert item is not None
        if item.text(0) == name:
            table.setCurrentItem(item)
            return
    raise AssertionError(lines(table))


def standing(worker: Worker) -> dict[str, tuple[str, ...]]:
    """Source, printed form, headline and split of every clipping, by its printed id."""
    with closing(library.open_for_reading(worker.path)) as connection:
        rows = connection.execute(
            "SELECT c.printed_id, s.name, c.source_printed, c.headline, c.split FROM clipping c"
            " JOIN source s ON s.id = c.source_id"
        ).fetchall()
    return {printed_id: tuple(rest) for printed_id, *rest in rows}


def wait_until_shown(qtbot: QtBot, dialog: SourcesDialog, name: str) -> None:
    qtbot.waitUntil(lambda: name in [line[0] for line in lines(dialog._list)])


def is_listed(dialog: SourcesDialog, name: str, count: str) -> bool:
    return (name, count) in lines(dialog._list)


def answer(dialog: SourcesDialog, name: str) -> None:
    """Type a name into the dialog that asks for one."""
    asking = desktop.child(dialog, NameDialog)
    field = desktop.child(asking, QLineEdit)
    field.selectAll()
    field.insert(name)  # an input method does; the keys of QTest know Latin only
    desktop.click(desktop.button(asking, t("sources.name.apply")))


def test_the_list(dialog: SourcesDialog) -> None:
    assert lines(dialog._list) == [
        ("要確認", "4"),
        ("Harbour Gull", "2"),
        ("出典不明", "1"),
        ("朝日新聞", "1"),
        ("朝日新間", "1"),
        ("讀賣新聞", "2"),
    ]
    assert lines(dialog._doubts._table) == [
        ("(出典を読み取れない)", "", "1", "灯台が光る 霧の海"),
        ("Harbour Gull", "50%", "2", "Light out"),
        ("朝日新間 → 朝日新聞", "", "1", "霧の夜"),
    ]


def test_the_filter(dialog: SourcesDialog) -> None:
    dialog._filter.insert("新聞")
    assert [line[0] for line in lines(dialog._list)] == ["朝日新聞", "讀賣新聞"]
    QTest.keyClick(dialog._filter, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog._filter.clear()
    assert len(lines(dialog._list)) == 6


def test_one_source(dialog: SourcesDialog, qtbot: QtBot) -> None:
    choose(dialog._list, "讀賣新聞")
    qtbot.waitUntil(lambda: len(lines(dialog._source._forms)) == 2)
    assert lines(dialog._source._forms) == [
        ("読売新聞", "1", "港の犬", ""),
        ("讀賣新聞", "1", "港の猫", ""),
    ]
    assert "2 件" in desktop.words(dialog)
    choose(dialog._list, "出典不明")
    qtbot.waitUntil(lambda: len(lines(dialog._source._forms)) == 1)
    for text in ("sources.dialog.rename", "sources.dialog.merge", "sources.dialog.mean"):
        assert not desktop.button(dialog, t(text)).isEnabled()


def test_a_source_is_renamed_and_back(dialog: SourcesDialog, worker: Worker, qtbot: QtBot) -> None:
    choose(dialog._list, "讀賣新聞")
    desktop.click(desktop.button(dialog, t("sources.dialog.rename")))
    answer(dialog, "読売")
    wait_until_shown(qtbot, dialog, "読売")
    current = dialog._list.currentItem()
    assert current is not None
    assert current.text(0) == "読売"
    assert standing(worker)["3105-040902"][:2] == ("読売", "読売新聞")
    qtbot.waitUntil(lambda: "✓" in [line[3] for line in lines(dialog._source._forms)])
    undo, _ = worker.next_steps
    assert undo == ("desk.change.rename_source", {"old": "讀賣新聞", "new": "読売", "clipping": 0})
    worker.undo()
    wait_until_shown(qtbot, dialog, "讀賣新聞")
    assert standing(worker)["3105-040902"][:2] == ("讀賣新聞", "読売新聞")


def test_renaming_to_a_name_that_is_there_merges(
    dialog: SourcesDialog, worker: Worker, qtbot: QtBot
) -> None:
    choose(dialog._list, "讀賣新聞")
    desktop.click(desktop.button(dialog, t("sources.dialog.rename")))
    answer(dialog, "朝日新聞")
    qtbot.waitUntil(lambda: ("朝日新聞", "3") in lines(dialog._list))
    current = dialog._list.currentItem()
    assert current is not None
    assert current.text(0) == "朝日新聞"


def test_sources_are_merged(dialog: SourcesDialog, worker: Worker, qtbot: QtBot) -> None:
    choose(dialog._list, "朝日新間")
    desktop.click(desktop.button(dialog, t("sources.dialog.merge")))
    answer(dialog, "朝日新聞")
    qtbot.waitUntil(lambda: ("朝日新聞", "2") in lines(dialog._list))
    assert standing(worker)["3105-040904"][:2] == ("朝日新聞", "朝日新間")


def test_a_printed_form_means_another_source(
    dialog: SourcesDialog, worker: Worker, qtbot: QtBot
) -> None:
    choose(dialog._list, "讀賣新聞")
    qtbot.waitUntil(lambda: len(lines(dialog._source._forms)) == 2)
    choose(dialog._source._forms, "読売新聞")
    desktop.click(desktop.button(dialog, t("sources.dialog.mean")))
    answer(dialog, "港の新聞")
    wait_until_shown(qtbot, dialog, "港の新聞")
    assert ("讀賣新聞", "1") in lines(dialog._list)


def test_a_guess_is_taken_for_right(dialog: SourcesDialog, worker: Worker, qtbot: QtBot) -> None:
    choose(dialog._doubts._table, "Harbour Gull")
    assert any(t("sources.rule_repeated") in word for word in desktop.words(dialog))
    desktop.click(desktop.button(dialog, t("sources.dialog.accept")))
    qtbot.waitUntil(lambda: ("要確認", "2") in lines(dialog._list))
    assert standing(worker)["3105-041201"][3] == "sure"


def test_a_misprint_is_owned_to(dialog: SourcesDialog, worker: Worker, qtbot: QtBot) -> None:
    choose(dialog._doubts._table, "朝日新間 → 朝日新聞")
    desktop.click(desktop.button(dialog, t("sources.dialog.accept_near")))
    qtbot.waitUntil(lambda: ("朝日新聞", "2") in lines(dialog._list))
    assert standing(worker)["3105-040904"][:2] == ("朝日新聞", "朝日新間")


def test_a_name_that_only_looks_like_a_misprint(
    dialog: SourcesDialog, worker: Worker, qtbot: QtBot
) -> None:
    choose(dialog._doubts._table, "朝日新間 → 朝日新聞")
    desktop.click(desktop.button(dialog, t("sources.dialog.mean")))
    answer(dialog, "朝日新間")
    qtbot.waitUntil(lambda: ("要確認", "3") in lines(dialog._list))
    assert ("朝日新間", "1") in lines(dialog._list)


def test_a_cut_is_corrected(dialog: SourcesDialog, worker: Worker, qtbot: QtBot) -> None:
    choose(dialog._doubts._table, "(出典を読み取れない)")
    assert not desktop.button(dialog, t("sources.dialog.accept")).isEnabled()
    desktop.click(desktop.button(dialog, t("sources.dialog.correct")))
    asking = desktop.child(dialog, SplitDialog)
    assert asking.answer[0] == "灯台が光る"
    field = desktop.child(asking, QLineEdit)
    field.selectAll()
    field.insert("灯台新聞")
    desktop.click(desktop.button(asking, t("sources.split.apply")))
    wait_until_shown(qtbot, dialog, "灯台新聞")
    assert standing(worker)["3105-041001"] == ("灯台新聞", "灯台が光る", "霧の海", "sure")
    assert "出典不明" not in [line[0] for line in lines(dialog._list)]


def test_when_all_is_checked(dialog: SourcesDialog, worker: Worker, qtbot: QtBot) -> None:
    for left in ("3", "1"):
        choose(dialog._doubts._table, lines(dialog._doubts._table)[-1][0])
        desktop.click(dialog._doubts._accept)
        qtbot.waitUntil(partial(is_listed, dialog, "要確認", left))
    desktop.click(desktop.button(dialog, t("sources.dialog.correct")))
    desktop.click(desktop.button(desktop.child(dialog, SplitDialog), t("sources.split.apply")))
    qtbot.waitUntil(lambda: "要確認" not in [line[0] for line in lines(dialog._list)])
    assert dialog._page.currentWidget() is dialog._source


def test_an_answer_that_comes_too_late(parent: QWidget, library_file: Path) -> None:
    late: list[Callable[[], None]] = []

    def ask(_: str, question: Callable[[Any], Any], answered: Callable[[Any], None]) -> None:
        with closing(library.open_for_reading(library_file)) as connection:
            late.append(partial(answered, question(connection)))

    dialog = SourcesDialog(ask, library_file, parent)
    dialog.show()
    dialog.reject()
    for answer in late:
        answer()
    assert lines(dialog._list) == []


def test_an_empty_library(parent: QWidget, tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    library.open_for_writing(path, create=True).close()

    def ask(_: str, question: Callable[[Any], Any], answered: Callable[[Any], None]) -> None:
        with closing(library.open_for_reading(path)) as connection:
            answered(question(connection))

    dialog = SourcesDialog(ask, path, parent)
    dialog.show()
    assert t("sources.dialog.nothing") in desktop.words(dialog)
    dialog.reject()


def test_language_and_colours(dialog: SourcesDialog, qapp: QApplication) -> None:
    texts.use_language("en")
    dialog.retranslate()
    theme.apply(qapp, "dark")
    assert lines(dialog._list)[0] == ("To be checked", "4")
    assert desktop.button(dialog, "Where it ends…").isEnabled()
    assert not dialog.grab().isNull()


# ---- the question for a name -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purpose", "typed", "said", "possible"),
    [
        ("rename", "讀賣新聞", "", False),
        ("rename", "港の新聞", "sources.name.is_new", True),
        ("rename", "港報", "sources.name.will_merge", True),
        ("rename", "読売新聞", "", True),
        ("merge", "港の新聞", "sources.name.not_there", False),
        ("merge", "港報", "", True),
        ("merge", "読売新聞", "", False),
        ("mean", "港の新聞", "sources.name.is_new", True),
        ("mean", "讀賣新聞", "", True),
        ("mean", "  ", "", False),
    ],
)
def test_what_a_name_would_do(
    parent: QWidget, purpose: Any, typed: str, said: str, possible: bool
) -> None:
    dialog = NameDialog(purpose, "讀賣新聞", SourceBook(), {"港報", "讀賣新聞"}, parent)
    field = desktop.child(dialog, QLineEdit)
    field.setText(typed)
    assert dialog._said.text() == (t(said) if said else "")
    assert dialog._apply.isEnabled() is possible
    dialog.accept()
    assert dialog.result() == (
        QDialog.DialogCode.Accepted if possible else QDialog.DialogCode.Rejected
    )


def test_another_name_is_told(parent: QWidget) -> None:
    dialog = NameDialog("mean", "港報", SourceBook(), {"港報"}, parent)
    desktop.child(dialog, QLineEdit).setText("Reuters")
    assert dialog._said.text() == t("sources.name.is_known", name="ロイタ通信")


@pytest.mark.parametrize("purpose", ["rename", "merge", "mean"])
def test_a_question_shows_what_turns_a_line(parent: QWidget, purpose: Any) -> None:
    dialog = NameDialog(purpose, TURNED, SourceBook(), {TURNED}, parent)
    dialog.show()
    assert any("港\ufffd報" in text for text in desktop.words(dialog))
    assert not any("\u202e" in text for text in desktop.words(dialog))
    field = desktop.child(dialog, QLineEdit)
    assert field.text() == ("" if purpose == "merge" else "港報")  # nobody would see it there
    completer = field.completer()
    assert completer is not None
    completer.setCompletionPrefix("港")
    at = completer.completionModel().index(0, 0)
    assert at.data() == "港\ufffd報"
    assert at.data(completer.completionRole()) == TURNED  # what is taken is the name


def test_the_sources_show_what_turns_a_line(parent: QWidget, tmp_path: Path, qtbot: QtBot) -> None:
    made = pages.new_library(
        tmp_path / "turned.sqlite",
        pages.page(
            f"2031.04.12 {TURNED} 霧\u202dの海 <3105-041201>" + BODY,
            pages.clip("3105-040901", source="朝日新聞", headline="灯台守の日誌"),
        ),
    )
    worker = Worker(made)
    dialog = SourcesDialog(worker.ask, made, parent)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._list.topLevelItemCount() > 1)
    tables = dialog.findChildren(QTreeWidget)
    for chosen in _items(dialog._list):
        dialog._list.setCurrentItem(chosen)
        qtbot.waitUntil(lambda: any(lines(table) for table in tables if table is not dialog._list))
        shown = [
            (item.text(column), item.toolTip(column))
            for table in tables
            for item in _items(table)
            for column in range(table.columnCount())
        ]
        assert any("\ufffd" in text for text, _ in shown)
        assert not re.search("[\u202d\u202e]", str([*shown, *desktop.words(dialog)]))
    dialog.reject()
    worker.close()


# ---- beside the desk ---------------------------------------------------------------------------


@pytest.fixture
def beside(window: MainWindow, qtbot: QtBot) -> SourcesDialog:
    window.actions_["sources"].trigger()
    shown = desktop.child(window, SourcesDialog)
    qtbot.waitUntil(lambda: shown._list.topLevelItemCount() > 0)
    return shown


def test_the_desk_carries_out_and_takes_back(
    beside: SourcesDialog, window: MainWindow, qtbot: QtBot
) -> None:
    beside.command_requested.emit(RenameSource("讀賣新聞", "読売"))
    wait_until_shown(qtbot, beside, "読売")
    qtbot.waitUntil(lambda: "読売" in window.actions_["undo"].text())
    window.actions_["undo"].trigger()
    wait_until_shown(qtbot, beside, "讀賣新聞")


def test_what_cannot_be_is_said_by_the_window(
    beside: SourcesDialog, window: MainWindow, qtbot: QtBot
) -> None:
    beside.command_requested.emit(SetMeaning("読売新聞", "出典不明"))
    box = desktop.only_box(qtbot, window)
    assert "出典不明" in box.text() + box.informativeText()
    box.accept()


def test_there_is_one_dialog(beside: SourcesDialog, window: MainWindow) -> None:
    window.actions_["sources"].trigger()
    assert desktop.child(window, SourcesDialog) is beside
    beside.reject()
    window.actions_["sources"].trigger()
    (visible,) = [d for d in window.findChildren(SourcesDialog) if d.isVisible()]
    assert visible is not beside
