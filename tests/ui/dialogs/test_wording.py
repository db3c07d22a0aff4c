"""Numbers, messages and marks as the dialogs show them."""

from __future__ import annotations

import pytest

from clipdesk.core.model import Problem, hashed_uid
from clipdesk.texts import t, use_language
from clipdesk.ui.dialogs import wording

TURNED = "\u202e\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def test_what_turns_a_line_is_a_mark() -> None:
    assert wording.seen(f"灯台{TURNED}港") == "灯台" + "\ufffd" * len(TURNED) + "港"
    assert wording.seen("か\u3099\u200b\n\tא") == "か\u3099\u200b\n\tא"


@pytest.mark.parametrize(
    ("uid", "number"),
    [
        ("3105-040901", "3105-040901"),
        ("3105-040901~12ab34", "3105-040901"),
        ("3105-040901~12ab34-2", "3105-040901"),
        ("3105-040901~0123456789abcdef", "3105-040901"),
        (hashed_uid("2031-04-09", "朝日新聞", "灯台"), ""),
        (f"{hashed_uid('2031-04-09', '朝日新聞', '灯台')}~12ab34", ""),
        ("x-ray 3", "x-ray 3"),
    ],
)
def test_the_number_is_the_printed_one(uid: str, number: str) -> None:
    assert wording.number(uid) == number


def test_a_message_names_a_clipping_by_what_was_printed() -> None:
    hashed = hashed_uid("2031-04-09", "朝日新聞", "灯台")
    for code in ("id_of_two", "printed_twice", "note_kept", "annotations_away"):
        for uid, name in ((f"{hashed}~12ab34", "灯台の夜"), ("3105-040901~12ab34", "3105-040901")):
            text = wording.told(Problem(code, 3, "灯台の夜", {"id": uid}))
            assert name in text
            assert "~" not in text
            assert hashed not in text
    lost = Problem("highlight_lost", 3, "霧", {"id": hashed, "quote": "霧\u202e"})
    for language in ("ja", "en"):
        use_language(language)
        text = wording.told(lost)
        assert t("preview.no_number") in text
        assert hashed not in text
        assert "霧\ufffd" in text
    malformed = Problem("id_malformed", 3, "<A~12ab34>", {"id": "A~12ab34"})
    assert "A~12ab34" in wording.told(malformed)  # that is what was printed
