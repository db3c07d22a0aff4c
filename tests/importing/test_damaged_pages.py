"""A damaged page costs what is damaged and nothing else. The long run: tests/soak/fuzz_pages.py."""

from __future__ import annotations

from collections.abc import Callable

from clipdesk.core.model import Page
from tests.soak.fuzz_pages import ENCODINGS, damaged, original, sample, soak


def test_every_unharmed_clipping_is_read() -> None:
    outcome = soak(200, 20_310_409, workers=1)
    assert outcome.failures == []
    assert outcome.unharmed > 5_000  # the soak itself works


def test_the_soak_knows_every_clipping_of_an_unharmed_page() -> None:
    whole = {name: original(sample(), name).fingerprints for name in ENCODINGS}
    assert all(len(prints) == 89 for prints in whole.values())
    expected = [damaged(sample(), f"whole-{seed}")[1] for seed in range(30)]
    assert 89 in map(len, expected)  # some pages stay whole
    assert min(map(len, expected)) < 60  # and some do not


def test_unreadable_characters_are_reported_with_their_line(read: Callable[..., Page]) -> None:
    page = read(
        "岬の\ufffd報道\n2031.04.09 朝日新聞 灯台 <3105-040901>\n 霧。\n 霧\ufffdの\ufffd海。\n"
    )
    told = [(p.line, p.excerpt, p.values) for p in page.problems]
    assert told == [(1, "岬の\ufffd報道", {"n": 1}), (4, " 霧\ufffdの\ufffd海。", {"n": 2})]
    assert {p.code for p in page.problems} == {"characters_unreadable"}
