"""Every test of the window starts in Japanese and by day."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from clipdesk import texts
from clipdesk.ui import theme


@pytest.fixture(autouse=True)
def _by_day_in_japanese(qapp: QApplication) -> None:
    texts.use_language("ja")
    theme.apply(qapp, "light")
