"""Choosing where a source ends, by mouse and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from clipdesk.importing.sources import SourceBook
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.dialogs.split import CutLine, SplitDialog
from tests.ui import desktop

LINE = "Harbour Gull Media: 灯台が光る 霧の海"


def shown(qtbot: QtBot, line: str = LINE, printed: str = "Harbour Gull") -> SplitDialog:
    dialog = SplitDialog(line, printed, SourceBook(), names=["港湾新報"])
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def name_field(dialog: SplitDialog) -> QLineEdit:
    return desktop.child(dialog, QLineEdit)


def gap(line: CutLine, cut: int) -> QPoint:
    place: QPoint = line._gap(cut).center().toPoint()
    return place


def test_the_guess_is_shown(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    assert dialog.answer == ("Harbour Gull", "Harbour Gull")
    assert {"Harbour Gull", "Media: 灯台が光る 霧の海"} <= set(desktop.words(dialog))
    assert dialog.cut_line.hasFocus()


def test_keys_move_the_mark(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    for key, printed in (
        (Qt.Key.Key_Right, "Harbour Gull Media"),
        (Qt.Key.Key_Right, "Harbour Gull Media: 灯台が光る"),
        (Qt.Key.Key_Right, "Harbour Gull Media: 灯台が光る"),
        (Qt.Key.Key_Home, "Harbour"),
        (Qt.Key.Key_Left, "Harbour"),
        (Qt.Key.Key_End, "Harbour Gull Media: 灯台が光る"),
        (Qt.Key.Key_Left, "Harbour Gull Media"),
    ):
        QTest.keyClick(dialog.cut_line, key)
        assert dialog.answer[0] == printed
    assert "灯台が光る 霧の海" in desktop.words(dialog)


def test_a_click_puts_the_mark_into_the_nearest_gap(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    line = dialog.cut_line
    for cut, printed in ((0, "Harbour"), (2, "Harbour Gull Media"), (1, "Harbour Gull")):
        place = gap(line, cut) + QPoint(3, 2)
        QTest.mouseClick(line.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert dialog.answer[0] == printed
    QTest.mouseClick(line.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert dialog.answer[0] == "Harbour"
    QTest.mouseClick(line.viewport(), Qt.MouseButton.RightButton, pos=gap(line, 2))
    assert dialog.answer[0] == "Harbour"


def test_a_click_finds_the_gap_in_its_own_line(qtbot: QtBot) -> None:
    words = " ".join(["Harbour"] * 40)
    dialog = shown(qtbot, words, "")
    line = dialog.cut_line
    QTest.mouseClick(line.viewport(), Qt.MouseButton.LeftButton, pos=gap(line, 20))
    assert dialog.answer[0] == " ".join(["Harbour"] * 21)
    assert line.height() > 2 * line.fontMetrics().height()  # all of it is seen
    place = QPointF(gap(line, 25))
    for buttons, cut in ((Qt.MouseButton.NoButton, 20), (Qt.MouseButton.LeftButton, 25)):
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            place,
            Qt.MouseButton.NoButton,
            buttons,
            Qt.KeyboardModifier.NoModifier,
        )
        line.mouseMoveEvent(event)
        assert dialog.answer[0] == " ".join(["Harbour"] * (cut + 1))


def test_the_name_is_proposed_until_it_is_typed(qtbot: QtBot) -> None:
    dialog = shown(qtbot, "Kyvi Independent Ship seen", "Kyvi")
    assert dialog.answer == ("Kyvi", "Kyvi")
    assert t("sources.split.new") in desktop.words(dialog)
    QTest.keyClick(dialog.cut_line, Qt.Key.Key_Right)
    assert dialog.answer == ("Kyvi Independent", "Kyiv Independent")
    assert t("sources.split.resembles", name="Kyiv Independent") in desktop.words(dialog)
    field = name_field(dialog)
    field.selectAll()
    QTest.keyClicks(field, "Reuters")
    assert t("sources.split.known", name="ロイタ通信") in desktop.words(dialog)
    QTest.keyClick(dialog.cut_line, Qt.Key.Key_Left)
    assert dialog.answer == ("Kyvi", "Reuters")
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert dialog.answer == ("Kyvi", "Kyvi")
    QTest.keyClick(dialog.cut_line, Qt.Key.Key_Right)
    assert field.text() == "Kyiv Independent"


def test_typing_completes_to_known_sources(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    field = name_field(dialog)
    for typed, name in (("独立", ""), ("港湾", "港湾新報"), ("kyiv", "Kyiv Independent")):
        completer = field.completer()
        assert completer is not None
        completer.setCompletionPrefix(typed)
        assert completer.currentCompletion() == name


def test_the_answer_is_given_once(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    QTest.keyClick(dialog.cut_line, Qt.Key.Key_Left)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        QTest.keyClick(dialog.cut_line, Qt.Key.Key_Return)
    assert chosen.args == ["Harbour", "Harbour"]
    assert not dialog.isVisible()


def test_escape_gives_none(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    with qtbot.assertNotEmitted(dialog.chosen):
        QTest.keyClick(dialog.cut_line, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("line", ["", "灯台が光る", "  "])
def test_nothing_to_cut(qtbot: QtBot, line: str) -> None:
    dialog = shown(qtbot, line, "")
    assert dialog.answer == ("", "")
    assert t("sources.split.no_gap") in desktop.words(dialog)
    assert not desktop.button(dialog, t("sources.split.apply")).isEnabled()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Return):
        QTest.keyClick(dialog.cut_line, key)
    QTest.mouseClick(dialog.cut_line.viewport(), Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    dialog.reject()


def test_characters_of_two_units_and_odd_ones(qtbot: QtBot) -> None:
    """Qt counts UTF-16; some characters mean something to it."""
    dialog = shown(qtbot, "𠮷野\u2029😀新報 霧\x00の <b>海</b>", "𠮷野\u2029😀新報")
    line = dialog.cut_line
    assert line.toPlainText().startswith("𠮷野")
    place = gap(line, 1)
    QTest.mouseClick(line.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.answer[0].startswith("𠮷野\u2029😀新報 霧")
    dialog.reject()


def test_the_colours_follow_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    dialog = shown(qtbot)
    for look in ("dark", "light"):
        theme.apply(qapp, look)
        (selection,) = dialog.cut_line.extraSelections()
        assert selection.format.background().color().name() == theme.tokens().selection
        assert not dialog.grab().isNull()


@pytest.mark.parametrize("line", ["灯台 " * 1700, "海" * 5000, "Harbour " + "海" * 5000])
def test_a_line_that_never_ends_stays_on_the_screen(qtbot: QtBot, line: str) -> None:
    dialog = shown(qtbot, line, "")
    dialog.adjustSize()
    QApplication.processEvents()
    assert dialog.minimumSizeHint().height() <= 600
    assert dialog.height() <= 700
    assert desktop.button(dialog, t("sources.split.cancel")).isVisible()
    dialog.reject()


def test_in_a_long_line_the_mark_stays_in_sight(qtbot: QtBot) -> None:
    dialog = shown(qtbot, "灯台 " * 1700, "")
    line = dialog.cut_line
    for key in (Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(line, key)
        mark = line._gap(line._at)
        assert 0 <= mark.top() < mark.bottom() <= line.viewport().height()
        assert dialog.answer[0] == " ".join(["灯台"] * (line._at + 1))
    QTest.keyClick(line, Qt.Key.Key_PageUp)
    seen = line._first_in_sight()
    place = gap(line, seen + 30)
    assert line.viewport().rect().contains(place)
    QTest.mouseClick(line.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.answer[0] == " ".join(["灯台"] * (seen + 31))
    dialog.reject()
