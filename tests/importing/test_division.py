"""Unknown sources that share a line with their headline: learned, guessed, always reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from clipdesk import texts
from clipdesk.core.model import Page, Split
from clipdesk.importing import division
from clipdesk.importing.dateline import read_date_line
from clipdesk.importing.division import UNKNOWN_SOURCE, Divider, Division
from clipdesk.importing.header import Header
from clipdesk.importing.sources import SourceBook
from clipdesk.texts import LANGUAGES, t

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
    assert page.problems[0].values == {
        "source": "波止場だより",
        "headline": "灯台が光る",
        "confidence": 95,
        "rule": "alone",
    }


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


# ---- how sure, and why --------------------------------------------------------------------------


def head(line: str) -> Header:
    date = read_date_line("2031.04.09")
    assert date is not None
    return Header(date, before=[line])


def divided(line: str, *others: str, alone: str = "", **extra: str) -> Division:
    """How a line is divided on a page with other lines, and with a source that stands alone."""
    heads = [head(other) for other in (line, *others)]
    if alone:
        lone = head(alone)
        lone.after = ["霧"]
        heads.append(lone)
    return Divider(SourceBook(extra), heads).divide(head(line))


def told_by(rule: str, found: Division) -> tuple[str, str, int]:
    assert (found.rule, found.split) == (rule, Split.GUESSED)
    assert found.guessed
    return found.source_printed, found.headline, found.confidence


def test_what_is_sure() -> None:
    assert divided("朝日新聞 灯台") == Division("朝日新聞", "灯台", Split.SURE, 100, "known")
    placed = head("波止場")
    placed.after = ["灯台"]
    assert Divider(SourceBook(), []).divide(placed) == Division("波止場", "灯台")
    assert Division("波止場", "灯台").rule == "place"


def test_what_cannot_be_told() -> None:
    found = divided("灯台が光る 霧の海")
    assert found == Division("", "灯台が光る 霧の海", Split.UNKNOWN, 0, "none")
    assert not found.guessed
    assert not found.known
    assert Divider(SourceBook(), []).divide(Header(head("").date)).split is Split.UNKNOWN


def test_a_name_alone_is_nearly_sure() -> None:
    found = divided("波止場だより 灯台", alone="波止場だより")
    assert told_by("alone", found) == ("波止場だより", "灯台", 95)


def test_lines_and_ways_to_go_on_raise_the_confidence() -> None:
    def sure(*words: str) -> int:
        lines = [f"Harbour Gull {word} seen" for word in words]
        name, _, confidence = told_by("repeated", divided(*lines))
        assert name == "Harbour Gull"
        return confidence

    assert sure("Ship", "Light") == 50
    assert sure("Ship", "Light", "Storm") == 66
    assert sure(*"ABCDEFGHIJ") == 90
    assert sure("Ship", "Light", "Storm", "A", "B") > sure("Ship", "Light", "Storm")
    lines = ["Harbour Gull Ship seen", "Harbour Gull Ship lost", "Harbour Gull Light out"]
    few = divided(lines[2], *lines)
    assert told_by("repeated", few) == ("Harbour Gull", "Light out", 33)
    herald = divided("Harbour Herald Ship seen", "Harbour Herald Light out")
    assert told_by("repeated", herald) == ("Harbour Herald", "Ship seen", 72)


def test_lines_that_go_on_alike_teach_nothing() -> None:
    """Two reports of one thing: what they share is no name."""
    lines = ["霧の海に 灯台 光る", "霧の海に 灯台 消える"]
    assert divided(lines[0], lines[1]).source_printed == "霧の海に 灯台"
    one = ["X-9 墜落 港で", "X-9 墜落 沖で"]
    assert told_by("script", divided(one[0], one[1])) == ("X-9", "墜落 港で", 40)


def test_the_change_of_script_is_less_sure_after_a_digit() -> None:
    assert told_by("script", divided("Harbour Gull 灯台")) == ("Harbour Gull", "灯台", 60)
    assert told_by("script", divided("Gull 7 灯台"))[2] == 40
    assert told_by("script", divided("Harbour Herald 灯台"))[2] == 77


def test_a_press_word_is_half_sure() -> None:
    assert told_by("word", divided("港湾新報 灯台が光る")) == ("港湾新報", "灯台が光る", 50)


def test_a_misprint_of_a_known_name() -> None:
    assert told_by("near", divided("Kyvi Independent Media: Light seen")) == (
        "Kyvi Independent",
        "Media: Light seen",
        88,
    )
    assert told_by("near", divided("Wall Stret Journall 灯台"))[2] == 79  # two slips
    assert told_by("near", divided("朝日新間 灯台"))[:2] == ("朝日新間", "灯台")
    own = divided("波止場だよい 灯台", 波止場だより="波止場だより")
    assert told_by("near", own)[:2] == ("波止場だよい", "灯台")


def test_a_short_known_name_does_not_hide_the_misprint_of_a_longer_one() -> None:
    for line in ("Jane's Defence Weeky Ship seen", "Jane's Missile & Rockets Ship seen"):
        found = divided(line)
        assert told_by("near", found)[1] == "Ship seen"
    assert divided("NHK New ship seen").source_printed == "NHK"
    assert divided("Jane's Light seen").source_printed == "Jane's"
    assert divided("BBC News 霧の海").source_printed == "BBC News"


def test_a_page_teaches_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(division, "_LEARNT_MOST", 3)
    heads = []
    for number in range(9):
        lone = head(f"波止場{number}")
        lone.after = ["霧"]
        heads += [head(f"Harbour Gull {number} seen"), lone]
    divider = Divider(SourceBook(), heads)
    divider.divide(head("灯台が光る 霧の海"))  # the first that must be guessed
    assert len(divider._lines) == len(divider._alone) == 3
    assert told_by("repeated", divider.divide(head("Harbour Gull 8 seen")))[2] == 66
    assert divider.divide(head("波止場8 灯台")).split is Split.UNKNOWN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "rule", ["alone", "known", "near", "none", "place", "repeated", "script", "word"]
)
def test_every_rule_has_its_words(rule: str, language: str) -> None:
    assert t(f"sources.rule_{rule}", lang=language)


def test_a_guess_is_told_with_its_confidence_and_its_reason(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    (problem,) = read(clipping("港湾新報 灯台が光る")).problems
    for language in LANGUAGES:
        monkeypatch.setattr(texts, "_current", language)
        told = texts.tell(problem)
        assert "50%" in told
        assert t("sources.rule_word") in told
        older = replace(problem, values={"source": "港湾新報", "headline": "灯台が光る"})
        assert told.startswith(texts.tell(older))
        assert "%" not in texts.tell(older)
