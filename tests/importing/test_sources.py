"""The book of sources."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.text import fold
from clipdesk.importing.sources import (
    KnownSource,
    SourceBook,
    cut_after,
    prefixes,
    shipped_sources,
)


def test_the_shipped_table_is_sound() -> None:
    sources = shipped_sources()
    assert len(sources) >= 80
    keys = Counter(fold(name) for s in sources for name in {s.name, *s.aliases, *s.misprints})
    owners: dict[str, set[str]] = {}
    for source in sources:
        for name in (source.name, *source.aliases, *source.misprints):
            owners.setdefault(fold(name), set()).add(source.name)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}
    assert keys


def test_meant() -> None:
    book = SourceBook()
    assert book.meant("Kyin Independent") == "Kyiv Independent"
    assert book.meant("Jane\u2019s  Defence Weekly") == "Jane's Defence Weekly"
    assert book.meant("読売新聞") == "讀賣新聞"
    assert book.meant("乗りもの ニュース") == "乗りものニュース"
    assert book.meant("\uff22\uff22\uff23 news") == "BBC News"
    assert book.meant("港湾  新報") == "港湾 新報"
    assert book.meant("") == ""


def test_misprints_are_told_from_aliases() -> None:
    book = SourceBook()
    assert book.is_misprint("TBS News信")
    assert not book.is_misprint("TBS")
    assert not book.is_misprint("TBS News")


def test_the_longest_known_name_is_split_off() -> None:
    book = SourceBook()
    assert book.split("BBC News 霧の海峡") == ("BBC News", "霧の海峡")
    assert book.split("BBC 霧の海峡") == ("BBC", "霧の海峡")
    assert book.split("共同通信: 霧の海峡") == ("共同通信", "霧の海峡")
    assert book.split("共同通信\uff1a霧の海峡") == ("共同通信", "霧の海峡")
    assert book.split("Jane's  360 Ship seen") == ("Jane's  360", "Ship seen")
    assert book.split("Kyin Independent Kyiv Post: Ship seen") == (
        "Kyin Independent",
        "Kyiv Post: Ship seen",
    )
    assert book.split("共同通信が報じた") is None
    assert book.split("共同通信") is None
    assert book.split("") is None


def test_the_users_own_names_win() -> None:
    book = SourceBook({"港湾新報": "港湾新報", "港報": "港湾新報", "AP": "秋田Press"})
    assert book.meant("港報") == "港湾新報"
    assert book.split("港報 霧") == ("港報", "霧")
    assert book.meant("AP") == "秋田Press"
    assert SourceBook({"Reuters JP": "Reuters"}).meant("Reuters JP") == "ロイタ通信"
    assert not SourceBook({"TBS News信": "TBS News"}).is_misprint("TBS News信")


def test_a_name_is_never_anothers_alias() -> None:
    shipped = [KnownSource("港報", aliases=("海報",)), KnownSource("海報")]
    assert SourceBook(shipped=shipped).meant("海報") == "海報"


def test_prefixes_are_bounded() -> None:
    assert list(prefixes("a b: c", 60)) == [("a", "b: c"), ("a b", "c")]
    assert list(prefixes("a b c", 2)) == [("a", "b c")]
    assert list(prefixes("a ", 60)) == []


def test_a_misprint_is_near_a_known_name() -> None:
    book = SourceBook({"波止場だより": "波止場だより"})
    for printed, meant in {
        "Kyiv Indepedent": "Kyiv Independent",  # a letter lost
        "Kyiv Indepenndent": "Kyiv Independent",  # added
        "Kyiv Indepandent": "Kyiv Independent",  # changed
        "Kyiv Indepenednt": "Kyiv Independent",  # swapped
        "Internatonal Defence Reviev": "International Defence Review",  # two
        "BBC Nwes": "BBC News",
        "TBS News新": "TBS News",
        "朝日新間": "朝日新聞",
        "讀売新聞": "讀賣新聞",
        "沖縄タイムズ": "沖縄タイムス",
        "乗リものニュース": "乗りものニュース",
        "波止場だよい": "波止場だより",
        "Defence News": "Defense News",
    }.items():
        assert book.near(printed) == meant, printed
        assert not book.knows(printed)
        assert book.meant(printed) == printed  # proposed, not applied


def test_what_is_not_near() -> None:
    book = SourceBook()
    known = ["BBC News", "朝日新聞", "TBS News信"]
    other = ["QBC News", "テレ北 News", "朝月新聞", "朝日新報", "日刊工業新報", "日刊工業タイムス"]
    far = ["", "   ", "波止場だより", "Kyiv", "Kyyv Indepnedant", "AP2", "x" * 5000]
    for printed in (*known, *other, *far):
        assert book.near(printed) is None, printed


def test_two_sources_equally_near_are_no_proposal() -> None:
    shipped = [KnownSource("Harbour Gull"), KnownSource("Harbour Gulf")]
    assert SourceBook(shipped=shipped).near("Harbour Gulp") is None
    assert SourceBook(shipped=shipped[:1]).near("Harbour Gulp") == "Harbour Gull"


def test_no_shipped_name_is_near_another_but_by_its_spelling() -> None:
    """What the table tells apart, the measure of nearness would mostly tell apart as well."""
    near = set()
    for source in shipped_sources():
        rest = [other for other in shipped_sources() if other != source]
        if (found := SourceBook(shipped=rest).near(source.name)) is not None:
            near.add((source.name, found))
    assert near == set()


@given(st.text(max_size=40), st.text(max_size=40))
def test_nearness_is_told_of_any_text(a: str, b: str) -> None:
    book = SourceBook({a: b}, shipped=())
    assert book.near(a) is None
    assert book.near(b) is None
    found = book.split_near(f"{b} {a}")
    assert found is None or book.near(found[0]) is not None


def test_the_users_own_names_in_any_order() -> None:
    names = {"ロイタ通信": "Reuters", "Reuters": "Reuters", "港報": "Reuters", "Reuters JP": "海報"}
    for order in (list(names), list(reversed(names))):
        book = SourceBook({name: names[name] for name in order})
        assert book.meant("ロイタ通信") == book.meant("reuters") == book.meant("港報") == "Reuters"
        assert book.meant("ロイター") == "ロイタ通信"  # its own name, of which nothing was said
        assert book.meant("Reuters JP") == "海報"
        assert book.knows("海報")


def test_what_one_name_means_does_not_drag_along_what_means_it() -> None:
    book = SourceBook({"港報": "海報", "海報": "霧報"})
    assert (book.meant("港報"), book.meant("海報")) == ("海報", "霧報")


def test_every_form_of_a_source() -> None:
    book = SourceBook({"Kyiv  Ind.": "Kyiv Independent", "港報": "港湾新報"})
    assert set(book.forms("Kyiv Independent")) > {
        "Kyiv Independent",
        "Kyin Independent",
        "Kyiv Ind.",
    }
    assert set(book.forms("港湾新報")) == {"港報", "港湾新報"}
    assert book.forms("無い新聞") == []


def test_a_line_is_cut_after_a_name() -> None:
    assert cut_after("Harbour  Gull: Ship seen", "harbour gull") == ("Harbour  Gull", "Ship seen")
    assert cut_after("港湾 新報 灯台", "港湾新報") == ("港湾 新報", "灯台")
    assert cut_after(" 港湾新報 ", "港湾新報") == ("港湾新報", "")
    for line, printed in (("港湾新報灯台", "港湾新報"), ("霧 灯台", "灯台"), ("霧", ""), ("", "")):
        assert cut_after(line, printed) is None
