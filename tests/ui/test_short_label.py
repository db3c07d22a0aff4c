"""Long words in few lines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from clipdesk.ui.short_label import ShortLabel


def made(qtbot: QtBot, text: str, lines: int = 3, width: int = 300) -> ShortLabel:
    label = ShortLabel(lines)
    qtbot.addWidget(label)
    label.resize(width, 100)
    label.say(text)
    return label


def test_what_has_room_is_shown_as_it_is(qtbot: QtBot) -> None:
    label = made(qtbot, "岬の灯台を修理へ\n二行目")
    assert label.text() == label.whole == "岬の灯台を修理へ\n二行目"
    assert label.toolTip() == ""


@pytest.mark.parametrize(
    "text", ["灯台" * 3_000, "a" * 6_000, "harbour " * 900, "霧\n" * 40, "𠮷" * 900]
)
def test_what_is_too_long_ends_with_three_dots(qtbot: QtBot, text: str) -> None:
    label = made(qtbot, text)
    assert label.text().count("\n") == 2
    assert label.text().endswith("…")
    assert label.whole == text
    assert text[:100] in label.toolTip().replace("<p>", "")
    room = 3 * label.fontMetrics().lineSpacing()
    assert label.heightForWidth(300) <= room
    assert label.sizeHint().height() <= room
    for line in label.text().split("\n"):
        assert label.fontMetrics().horizontalAdvance(line) <= 300
    shown = label.text().rstrip("…")
    assert "".join(text.split()).startswith("".join(shown.split()))


def test_it_follows_its_width(qtbot: QtBot) -> None:
    label = made(qtbot, "霧が晴れた。" * 30, width=200)
    with qtbot.waitExposed(label):
        label.show()
    narrow = len(label.text())
    label.resize(500, 100)
    assert len(label.text()) > narrow
    label.resize(4_000, 100)
    assert label.text() == label.whole
    assert label.toolTip() == ""


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=400), st.integers(1, 4), st.integers(1, 400))
def test_it_takes_any_text(qtbot: QtBot, text: str, lines: int, width: int) -> None:
    label = ShortLabel(lines)
    label.resize(width, 40)
    label.say(text)
    assert label.whole == text
    assert label.heightForWidth(width) <= lines * label.fontMetrics().lineSpacing()
    label.deleteLater()
