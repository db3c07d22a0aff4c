"""The search bar: each condition that is on has a chip in words."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.core.query import READING_STATES, Facet, Filter
from clipdesk.ui.chips import Chip
from clipdesk.ui.search_bar import SearchBar, value_name

VALUES = {
    Facet.READING: READING_STATES,
    Facet.SOURCE: ("朝日新聞",),
    Facet.VIA: ("Yahoo", ""),
    Facet.TAG: ("国/海", ""),
    Facet.YEAR: ("2031",),
}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_value_of_every_facet_has_a_chip(qtbot: QtBot, language: str) -> None:
    texts.use_language(language)
    bar = SearchBar()
    qtbot.addWidget(bar)
    for facet in Facet:
        for value in VALUES[facet]:
            assert value_name(facet, value)
            bar.show_filter(Filter(chosen=frozenset({(facet, value)}), days=(1, 2)))
            assert len(bar.findChildren(Chip)) >= 2
