"""Words made to fit a row: nothing is lost but behind an ellipsis, and hits stay at their words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from clipdesk.ui import theme
from clipdesk.ui.timeline.row_text import Line, around, fitted

WORDS = st.text(st.sampled_from("港霧𠮷が、 ab"), max_size=80)


@pytest.fixture
def font(qapp: QApplication) -> QFont:
    return theme.ui_font()


def _marked(line: Line) -> list[str]:
    return [line.text[first:last] for first, last in line.ranges]


def _ranges(text: str) -> list[tuple[int, int]]:
    return [(at, at + 1) for at, sign in enumerate(text) if sign == "霧"]


@given(WORDS, st.integers(20, 400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_lines_have_the_text_in_order_and_its_hits(font: QFont, text: str, width: int) -> None:
    lines = fitted(text, font, [width, width], _ranges(text))
    assert len(lines) <= 2
    at = 0
    for line in lines:
        kept = line.text.removesuffix("…")
        assert set(_marked(line)) <= {"霧"}
        assert len(line.ranges) == kept.count("霧")
        at = text.index(kept, at) + len(kept)
    if lines and not lines[-1].text.endswith("…"):
        assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")


@given(WORDS, WORDS, st.integers(60, 400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_first_hit_is_in_sight(font: QFont, before: str, after: str, width: int) -> None:
    text = before + "霧" + after
    line = around(text, font, width, _ranges(text))
    assert line.ranges
    assert _marked(line) == ["霧"] * len(line.ranges)
    assert line.text.strip("…") in text
    assert QFontMetricsF(font).horizontalAdvance(line.text) <= width + 1


def test_a_text_without_hits_begins_at_its_beginning(font: QFont) -> None:
    assert around("港の朝", font, 400, ()) == Line("港の朝")
    assert around("港" * 100, font, 100, ()).text.startswith("港")
