"""Unknown sources that share a line with their headline: learned, guessed, always reported."""

from __future__ import annotations

from collections.abc import Callable

from clipdesk.core.model import Page
from clipdesk.importing.division import UNKNOWN_SOURCE

Read = Callable[..., Page]


def clipping(head: str, number: int = 1) -> str:
    return f"2031.04.09 {head} <3105-0409{number:02}>\n 霧が晴れた。\n"


def told(page: Page) -> list[tuple[str, str]]:
    return [(draft.source, draft.headline) for draft in page.drafts]


def codes(page: Page) -> list[str]:
    return [problem.code for problem in page.problems]


def test_the_users_name_decides(read: Read) -> None:
    page = read(clipping("波止場だより 灯台が光る"), 波止場だより="波止場だより")
    assert told(page) == [("波止場だより", "灯台が光る")]
    assert codes(page) == []


def test_a_name_that_stands_alone_elsewhere(read: Read) -> None:
    alone = "2031.04.09 波止場だより\n\n(Yahoo)\n\n霧 <3105-040901>\n 晴れた。\n"
    page = read(alone + clipping("波止場だより 灯台が光る", 2))
    assert told(page)[1] == ("波止場だより", "灯台が光る")
    assert codes(page) == ["source_guessed"]
    assert page.problems[0].values == {"source": "波止場だより", "headline": "灯台が光る"}


def test_a_beginning_that_several_lines_share(read: Read) -> None:
    heads = ["Harbour Gull Ship seen", "Harbour Gull Light out", "Harbour Gull Storm near"]
    page = read("".join(clipping(head, n) for n, head in enumerate(heads, 1)))
    assert {source for source, _ in told(page)} == {"Harbour Gull"}
    assert codes(page) == ["source_guessed"] * 3


def test_papers_of_one_house(read: Read) -> None:
    heads = [f"Gull's {paper} {word} seen" for paper in ("Sea", "Sky") for word in "ABC"]
    page = read("".join(clipping(head, n) for n, head in enumerate(heads, 1)))
    assert {source for source, _ in told(page)} == {"Gull's Sea", "Gull's Sky"}


def test_among_equals_a_press_word_decides(read: Read) -> None:
    heads = ["Harbour Herald Ship seen", "Harbour Herald Ship lost"]
    page = read("".join(clipping(head, n) for n, head in enumerate(heads, 1)))
    assert told(page) == [("Harbour Herald", "Ship seen"), ("Harbour Herald", "Ship lost")]


def test_the_change_of_script(read: Read) -> None:
    page = read(clipping("Harbour Gull 灯台が光る"))
    assert told(page) == [("Harbour Gull", "灯台が光る")]
    assert codes(page) == ["source_guessed"]


def test_a_press_word(read: Read) -> None:
    assert told(read(clipping("港湾新報 灯台が光る"))) == [("港湾新報", "灯台が光る")]
    assert told(read(clipping("Harbour Weekly News Light seen"))) == [
        ("Harbour Weekly News", "Light seen")
    ]


def test_nothing_tells(read: Read) -> None:
    page = read(clipping("灯台が光る 霧の海"))
    (draft,) = page.drafts
    assert (draft.source, draft.source_printed) == (UNKNOWN_SOURCE, "")
    assert draft.headline == "灯台が光る 霧の海"
    assert codes(page) == ["source_unknown"]
    assert page.problems[0].line == 1


def test_misprints_are_shown_as_meant(read: Read) -> None:
    page = read(clipping("Kyin Independent Light seen"))
    assert told(page) == [("Kyiv Independent", "Light seen")]
    assert page.drafts[0].source_printed == "Kyin Independent"
    assert codes(page) == ["source_misprint"]


def test_an_unknown_source_in_its_own_place_is_believed(read: Read) -> None:
    page = read("2031.04.09\n波止場 だより\n灯台 <3105-040901>\n 霧。\n")
    assert told(page) == [("波止場 だより", "灯台")]
    assert codes(page) == []
