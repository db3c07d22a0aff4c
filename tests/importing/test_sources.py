"""The book of sources."""

from __future__ import annotations

from collections import Counter

from clipdesk.core.text import fold
from clipdesk.importing.sources import KnownSource, SourceBook, prefixes, shipped_sources


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
