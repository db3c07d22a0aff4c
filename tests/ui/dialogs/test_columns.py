"""The columns' dialog: what is proposed, changed, missing; and from the window to the settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from clipdesk.importing.mapping import Column, Mapping
from clipdesk.importing.tables import Table, look
from clipdesk.settings import Settings
from clipdesk.texts import t, use_language
from clipdesk.ui.dialogs import wording
from clipdesk.ui.dialogs.columns import ColumnsDialog
from clipdesk.ui.dialogs.importing import ImportDialog
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.notice import Notice
from tests.ui import desktop

Show = Callable[..., ColumnsDialog]

PLAIN = """掲載日,媒体名,見出し,要旨,整理用
2031-04-09,朝日新聞,灯台守の日誌,"霧の朝、
日誌が見つかった。",甲
2031-04-10,時事通信,<b>岬の灯台</b>,港湾局が直す。,乙
"""
UNSURE = "date,title\n05/04/2031,Fog\n06/04/2031,Ship\n"


def table_of(text: str) -> Table:
    found = look(text.split("\n"))
    assert found is not None
    return found


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Opens the dialog of a table."""
    parent = QWidget()
    parent.resize(1200, 800)
    qtbot.addWidget(parent)
    parent.show()

    def shown(text: str, mapping: Mapping | None = None) -> ColumnsDialog:
        table = table_of(text)
        dialog = ColumnsDialog(table, mapping or table.mapping, "table.csv", parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        with qtbot.waitExposed(dialog):
            dialog.open()
        return dialog

    return shown


def kinds(dialog: ColumnsDialog) -> list[str]:
    return [combo.currentText() for combo in dialog._combos]


def choose(combo: QComboBox, text: str) -> None:
    combo.setCurrentIndex(combo.findText(text))
    assert combo.currentText() == text


def apply_button(dialog: ColumnsDialog) -> QPushButton:
    return desktop.button(dialog, t("columns.apply"))


def test_what_is_guessed_is_proposed(show: Show, qtbot: QtBot) -> None:
    dialog = show(PLAIN)
    assert kinds(dialog) == ["日付", "出典", "標題", "本文", "—"]
    cells = [
        [item.text() if (item := dialog._cells.item(row, place)) else "" for place in range(5)]
        for row in range(1, dialog._cells.rowCount())
    ]
    assert cells == [
        ["掲載日", "媒体名", "見出し", "要旨", "整理用"],
        ["2031-04-09", "朝日新聞", "灯台守の日誌", "霧の朝、 日誌が見つかった。", "甲"],
        ["2031-04-10", "時事通信", "<b>岬の灯台</b>", "港湾局が直す。", "乙"],
    ]
    assert [combo.accessibleName() for combo in dialog._combos] == cells[0]
    assert not dialog._order.isVisible()
    choose(dialog._combos[4], "タグ")
    with qtbot.waitSignal(dialog.chosen) as chosen:
        desktop.click(apply_button(dialog))
    columns = (Column.DATE, Column.SOURCE, Column.HEADLINE, Column.TEXT, Column.TAGS)
    assert chosen.args == [Mapping(columns)]
    assert not dialog.isVisible()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_choice_is_cut_off(show: Show, lang: str) -> None:
    use_language(lang)
    dialog = show(PLAIN)
    combo = dialog._combos[4]
    before = dialog._cells.columnWidth(4)
    for index in range(combo.count()):
        combo.setCurrentIndex(index)
        QApplication.processEvents()
        room = combo.rect().width() - combo.fontMetrics().horizontalAdvance(combo.currentText())
        assert room >= combo.sizeHint().width() - max(
            combo.fontMetrics().horizontalAdvance(combo.itemText(i)) for i in range(combo.count())
        )
    combo.setCurrentIndex(0)
    assert dialog._cells.columnWidth(4) == before
    assert combo.view().minimumWidth() >= combo.sizeHint().width()


def test_what_was_said_before_is_proposed(show: Show) -> None:
    before = Mapping((Column.DATE, None, Column.TEXT, Column.TEXT, Column.MEMO))
    dialog = show(PLAIN, before)
    assert kinds(dialog) == ["日付", "—", "本文", "本文", "メモ"]
    assert dialog.mapping == before
    use_language("en")
    dialog.retranslate()
    assert kinds(dialog) == ["Date", "—", "Text", "Text", "My note"]


def test_there_is_one_date_only(show: Show) -> None:
    dialog = show(PLAIN)
    choose(dialog._combos[4], "日付")
    assert kinds(dialog) == ["—", "出典", "標題", "本文", "日付"]
    choose(dialog._combos[2], "本文")
    assert kinds(dialog) == ["—", "出典", "本文", "本文", "日付"]


def test_what_a_column_takes_from_another_is_said(show: Show) -> None:
    """The other one may stand out of sight, or the key was a slip."""
    dialog = show(PLAIN)
    assert kinds(dialog)[1:3] == ["出典", "標題"]
    name = dialog._combos[1].accessibleName()
    choose(dialog._combos[2], "出典")
    assert kinds(dialog)[1:3] == ["—", "出典"]
    said = t("columns.taken", kind="出典", column=name)
    assert said in desktop.words(dialog)
    choose(dialog._combos[1], "標題")
    assert said not in desktop.words(dialog)


def test_without_a_date_it_is_said_why_not(show: Show) -> None:
    dialog = show(PLAIN)
    assert dialog._why.text() == ""
    choose(dialog._combos[0], "—")
    assert dialog._why.text() == t("columns.no_date")
    assert not apply_button(dialog).isEnabled()
    dialog.accept()
    assert dialog.isVisible()
    choose(dialog._combos[0], "年")
    choose(dialog._combos[4], "月")
    assert apply_button(dialog).isEnabled()


def test_the_order_is_asked_where_dates_leave_a_choice(show: Show) -> None:
    dialog = show(UNSURE)
    assert dialog._order.isVisible()
    assert "05/04/2031" in dialog._order_asked.text()
    assert dialog._why.text() == t("columns.no_order")
    assert not apply_button(dialog).isEnabled()
    choose(dialog._order, t("columns.order_day"))
    assert dialog._why.text() == ""
    assert dialog.mapping == Mapping((Column.DATE, Column.HEADLINE), day_first=True)
    choose(dialog._order, t("columns.order_month"))
    assert dialog.mapping.day_first is False
    choose(dialog._combos[0], "—")
    assert not dialog._order.isVisible()
    assert dialog._why.text() == t("columns.no_date")


def test_dates_that_tell_their_order_are_not_asked_about(show: Show) -> None:
    dialog = show(UNSURE + "25/04/2031,Light\n")
    assert not dialog._order.isVisible()
    assert dialog.mapping.day_first is True


def test_a_table_without_names(show: Show) -> None:
    dialog = show("2031-04-09,朝日新聞,灯台守の日誌\n2031-04-10,朝日新聞,岬の灯台\n")
    assert dialog._combos[1].accessibleName() == "2 列目"
    first = dialog._cells.item(1, 0)
    assert first is not None
    assert first.text() == "2031-04-09"


def test_scrolling_over_a_choice_changes_nothing(show: Show) -> None:
    dialog = show(PLAIN)
    combo = dialog._combos[4]
    dialog._combos[0].setFocus()

    def turn() -> None:
        QApplication.sendEvent(
            combo,
            QWheelEvent(
                QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, -120),
                Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip

    turn()
    assert combo.currentText() == "—"
    combo.setFocus()
    turn()
    assert combo.currentText() == "日付"


def test_the_focus_brings_a_column_into_sight(show: Show) -> None:
    many = ",".join(["date", *(f"x{number}" for number in range(40))])
    dialog = show(f"{many}\n{','.join(['2031-04-09', *['y'] * 40])}\n")
    bar = dialog._cells.horizontalScrollBar()
    assert bar.value() == 0
    dialog._combos[30].setFocus()
    assert bar.value() > 0


def test_from_the_window_to_the_settings(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    file = desktop.page_file(tmp_path, PLAIN, "table.csv")
    window.import_pages(file)
    importing = desktop.previewed(qtbot, window)
    desktop.click(desktop.button(importing, t("desk.import_columns")))
    dialog = desktop.child(importing, ColumnsDialog)
    choose(dialog._combos[4], "タグ")
    desktop.click(apply_button(dialog))
    desktop.click(desktop.button(desktop.previewed(qtbot, window), t("desk.import_now")))
    desktop.ended(qtbot, window)
    (remembered,) = Settings.load().columns.values()
    assert remembered == {"columns": ["date", "source", "headline", "text", "tags"]}
    desk = desktop.desk_of(window)
    assert {"甲", "乙"} <= set(desk.session.tags())


# ---- what the preview says of them ---------------------------------------------------------------

NAMELESS = "a,b,c,d\n2031-04-09,朝日新聞,灯台守の日誌,甲\n2031-04-10,読売新聞,岬の灯台,乙\n"


def said(importing: QWidget) -> str:
    notice = desktop.child(importing, Notice)
    return notice.words if notice.isVisible() else ""


def test_the_preview_says_what_was_guessed_and_leads_to_the_columns(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.import_pages(desktop.page_file(tmp_path, NAMELESS, "table.csv"))
    importing = desktop.previewed(qtbot, window)
    mapping = table_of(NAMELESS).mapping
    assert t("columns.read_guessed", columns="").split(":")[0] in said(importing)
    for name, kind in zip("abcd", mapping.columns, strict=True):
        assert name in said(importing)
        assert kind is None or f"{name} → {t(f'columns.kind_{kind}')}" in said(importing)
    desktop.click(desktop.button(importing, t("desk.import_columns")))
    dialog = desktop.child(importing, ColumnsDialog)
    for combo, wanted in zip(dialog._combos, ("日付", "出典", "標題", "タグ"), strict=True):
        choose(combo, wanted)
    desktop.click(apply_button(dialog))
    qtbot.waitUntil(lambda: said(importing).startswith("列は、以前の指定のとおりに"))
    assert "b → 出典" in said(importing)
    desktop.click(desktop.button(importing, t("desk.import_now")))
    desktop.ended(qtbot, window)
    assert said(importing) == ""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_guess_is_told_from_names(language: str) -> None:
    use_language(language)
    named, is_guess = wording.columns(table_of(PLAIN), None)
    assert not is_guess
    assert named.startswith(t("columns.read_named", columns="\n").split("\n")[0])
    assert t("columns.read_none", names="整理用") in named
    guessed, is_guess = wording.columns(table_of(NAMELESS), None)
    assert is_guess
    told, is_guess = wording.columns(table_of(NAMELESS), table_of(NAMELESS).mapping)
    assert not is_guess
    assert len({named, guessed, told}) == 3
    bare = NAMELESS.split("\n", 1)[1]
    assert t("columns.column", n=1) in wording.columns(table_of(bare), None)[0]


def test_each_page_says_its_own_columns(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.import_pages(
        desktop.page_file(tmp_path, desktop.PAGE),
        desktop.page_file(tmp_path, NAMELESS.replace("a,b", "霧\u202e,b"), "table.csv"),
    )
    importing = desktop.previewed(qtbot, window)
    assert isinstance(importing, ImportDialog)
    assert said(importing) == ""
    importing._pages.setCurrentRow(1)
    assert "霧\ufffd → 日付" in said(importing)
    importing._pages.setCurrentRow(0)
    assert said(importing) == ""


def test_a_table_of_very_many_columns_leaves_the_preview_its_room(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    wide = ",".join(["date", *(f"column {n} " * 9 for n in range(300))])
    text = f"{wide}\n{','.join(['2031-04-09', *['x'] * 300])}\n"
    window.import_pages(desktop.page_file(tmp_path, text, "table.csv"))
    importing = desktop.previewed(qtbot, window)
    assert "date → 日付" in said(importing)
    assert desktop.child(importing, Notice).height() < 120
