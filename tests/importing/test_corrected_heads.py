"""Heads that a page corrects in several places at once: the note stays with its words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.core.model import Record
from clipdesk.importing import run
from clipdesk.store import clippings, find, layer, library
from tests.pages import bring, clip, dump, page, plan

TEXTS = (
    "港湾局は十日、岬の灯台の壁が崩れたため、来月から三か月をかけて積み直すと発表した。費用は国が出す。",
    "島の議会選挙は九日に投票が行われ、漁業権の見直しを掲げた新人の三人が、いずれも初めて議席を得た。",
    "沖の艀から油が流れ出し、巡視船が囲いを張って広がりを止めた。岸の生け簀に害は出ていないという。",
    "冬の便が減る航路をめぐり、船会社と町は運賃の一部を町が負うことで折り合い、春まで週二便を残す。",
    "博物館は寄せられた航海日誌を読み解き、百年前の嵐の日に港を出た七隻の行方を初めて明らかにした。",
    "The harbour board said the new quay would open in spring, once the last piles had been driven.",
)
HEADLINES = (
    "灯台を積み直しへ",
    "島の議会に新人",
    "油の流出を止める",
    "冬の便を残す",
    "嵐の日の七隻",
    "New quay",
)
SOURCES = ("朝日新聞", "時事通信", "毎日新聞")


@dataclass(frozen=True)
class Article:
    """One on a page; its text tells which it is."""

    number: int
    date: str
    source: str
    headline: str
    printed_id: str | None

    def printed(self) -> str:
        return clip(
            self.printed_id,
            date=self.date,
            source=self.source,
            headline=self.headline,
            body=f" {TEXTS[self.number]}",
        )

    def corrected(self, parts: frozenset[str]) -> Article:
        """The same with some parts of its head corrected."""
        other: dict[str, Any] = {
            "date": f"2031.03.{self.number + 11}",
            "source": SOURCES[(SOURCES.index(self.source) + 1) % 3],
            "headline": f"正しくは{self.number}番の見出し",
            "printed_id": None if self.number == 5 else f"3104-03{self.number + 11}01",
        }
        return replace(self, **{part: other[part] for part in parts})


ARTICLES = tuple(
    Article(n, f"2031.04.{n + 1:02}", SOURCES[n % 3], HEADLINES[n], f"3105-04{n + 1:02}01")
    for n in range(6)
)
PARTS = ("date", "source", "headline", "printed_id")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with closing(library.open_for_writing(tmp_path / "library.sqlite", create=True)) as opened:
        yield opened


def printed(*articles: Article) -> str:
    return page(*(article.printed() for article in articles))


def noted(db: Any) -> None:
    """Say in each clipping's note which text it is."""
    for clipping_id, record in every(db).items():
        layer.put_note(db, clipping_id, (record.text, layer.now()))


def notes_are_with_their_texts(db: Any) -> None:
    for record in every(db).values():
        assert record.note in {None, record.text}


def every(db: Any) -> dict[int, Record]:
    ids = find.find_ids(db.conn, "").tolist()
    return dict(zip(ids, clippings.records(db.conn, ids), strict=True))


CORRECTIONS = st.frozensets(st.sampled_from(PARTS))


@pytest.mark.parametrize(
    "parts",
    [
        {"date", "printed_id"},
        {"source", "headline"},
        {"date", "source", "printed_id"},
        {"date", "source", "headline"},
        {"source", "headline", "printed_id"},
    ],
)
def test_several_parts_of_a_head_corrected_at_once(db: Any, parts: set[str]) -> None:
    """The corrected one came in as new, and the note stayed with a twin that was gone."""
    bring(db, printed(*ARTICLES))
    noted(db)
    before = dump(db.conn)
    corrected = ARTICLES[0].corrected(frozenset(parts))
    made = bring(db, printed(corrected, *ARTICLES[1:]))
    assert (made.added, made.changed, made.unchanged, made.counts["gone"]) == (0, 1, 5, 0)
    (entry,) = made.stage.entries("changed")
    assert (entry.uid, entry.headline) == (corrected.printed_id, corrected.headline)
    record = clippings.record(db.conn, 1)
    assert record is not None
    assert (record.headline, record.note) == (corrected.headline, TEXTS[0])
    assert clippings.row_id(db.conn, "3105-040101") == 1  # links still lead there
    assert plan(db.conn, printed(corrected, *ARTICLES[1:])).unchanged == 6
    run.take_back(db, 2)
    assert dump(db.conn) == before


@settings(max_examples=150)
@given(
    st.lists(CORRECTIONS, min_size=6, max_size=6),
    st.sets(st.integers(0, 5), max_size=2),
    st.sets(st.integers(0, 5), max_size=2),
    st.permutations(range(6)),
)
def test_heads_corrected_in_any_combination(
    tmp_path_factory: pytest.TempPathFactory,
    corrections: list[frozenset[str]],
    late: set[int],
    dropped: set[int],
    order: list[int],
) -> None:
    """Some articles come only later, some go; each text keeps its note, whatever its head says."""
    path = tmp_path_factory.mktemp("library") / "l.sqlite"
    with closing(library.open_for_writing(path, create=True)) as db:
        first = [one for one in ARTICLES if one.number not in late]
        bring(db, printed(*first))
        noted(db)
        second = [ARTICLES[n].corrected(corrections[n]) for n in order if n not in dropped - late]
        made = bring(db, printed(*second))
        assert made.added == len(late)
        assert made.counts["gone"] == len(dropped - late)
        assert made.unchanged == sum(
            not corrections[one.number] for one in second if one.number not in late
        )
        notes_are_with_their_texts(db)
        assert plan(db.conn, printed(*second)).unchanged == len(second)


# ---- what is another article stays another -----------------------------------------------------


def brought_over(db: Any, first: str, second: str) -> dict[str, int]:
    """What a second page does to the notes of the first."""
    bring(db, page(first))
    noted(db)
    made = bring(db, page(second))
    notes_are_with_their_texts(db)
    return {"new": made.added, "changed": made.changed, "gone": made.counts["gone"]}


APART = {"new": 1, "changed": 0, "gone": 1}


def test_a_few_words_in_common_are_no_evidence(db: Any) -> None:
    first = clip("3105-040901", body=" 写真だけの記事。")
    second = clip("3105-051001", date="2031.05.10", body=" 写真だけの記事。", headline="港の祭り")
    assert brought_over(db, first, second) == APART


def test_where_nothing_of_the_head_is_left_the_text_must_be_long(db: Any) -> None:
    stock = " この記事の全文は有料版で読むことができる。"
    first = clip("3105-040901", body=stock)
    second = clip(
        "3105-051001", date="2031.05.10", source="時事通信", headline="港の祭り", body=stock
    )
    assert brought_over(db, first, second) == APART


def test_what_many_have_tells_nobody(db: Any) -> None:
    """A set phrase in place of the text: one such article goes, another one comes."""
    stock = f" {TEXTS[0]}"
    many = [
        clip(f"3105-04{n:02}01", date=f"2031.04.{n:02}", headline=f"記事{n}", body=stock)
        for n in range(1, 5)
    ]
    bring(db, page(*many[:3]))
    made = bring(db, page(*many[1:]))
    assert (made.added, made.changed, made.counts["gone"]) == (1, 0, 1)


def test_two_that_are_gone_with_the_same_text_are_not_told_apart(db: Any) -> None:
    one = ARTICLES[0]
    two = replace(one, date="2031.04.20", headline="別", printed_id="3105-042001")
    bring(db, printed(one, two))
    made = bring(db, printed(one.corrected(frozenset({"date", "printed_id"}))))
    assert (made.added, made.changed, made.counts["gone"]) == (1, 0, 2)


MARKET = (
    "本日の港の魚市場は、鰯が一箱三千二百円、鯖が一箱四千円で取引された。前の週と比べて入荷はやや少ない。"
    "市場は明日も朝五時から開かれる。仲買人の組合によれば、値動きは穏やかで、月末まで大きくは変わらない。"
)


def test_a_text_that_was_corrected_too(db: Any) -> None:
    bring(db, page(clip("3105-040901", body=f" {MARKET}")))
    noted(db)
    mended = MARKET.replace("やや少ない", "やや少なかった")
    made = bring(db, page(clip("3105-040801", date="2031.04.08", body=f" {mended}")))
    assert (made.added, made.changed, made.counts["gone"]) == (0, 1, 0)
    (record,) = every(db).values()
    assert (record.id, record.text, record.note) == ("3105-040801", mended, MARKET)


def test_a_report_that_comes_again_with_other_figures_is_another(db: Any) -> None:
    first = clip("3105-040901", body=f" {MARKET}")
    later = clip("3105-041001", date="2031.04.10", body=f" {MARKET.replace('四千円', '五千円')}")
    assert brought_over(db, first, later) == APART


def test_of_a_corrected_text_something_of_the_head_must_be_left(db: Any) -> None:
    first = clip("3105-040901", body=f" {MARKET}")
    other = clip(
        "3105-051001",
        date="2031.05.10",
        source="時事通信",
        headline="市場の便り",
        body=f" {MARKET.replace('やや少ない', 'やや少なかった')}",
    )
    assert brought_over(db, first, other) == APART


def test_of_two_that_are_like_it_neither_is_it(db: Any) -> None:
    bring(db, page(clip("3105-040901", body=f" {MARKET}")))
    two = [
        clip(f"3105-04{day}01", date=f"2031.04.{day}", body=f" {MARKET.replace('やや', word)}")
        for day, word in (("11", "少し"), ("12", "かなり"))
    ]
    made = bring(db, page(*two))
    assert (made.added, made.changed, made.counts["gone"]) == (2, 0, 1)


def test_a_page_that_changed_throughout_is_compared_in_linear_time(db: Any) -> None:
    """Every text has a clause that all have; none is looked up for the sake of it."""
    first = [
        clip(f"3105-{n:04}01", headline=f"第{n}報", body=f" 港の電報によれば、{n:05}隻が通った。")
        for n in range(600)
    ]
    bring(db, page(*first))
    second = [
        clip(f"3106-{n:04}01", date="2031.05.09", source="時事通信", headline=f"其の{n}",
             body=f" 港の電報によれば、{n:05}隻が戻った。")
        for n in range(600)
    ]  # fmt: skip
    made = plan(db.conn, page(*second))
    assert (made.added, made.counts["gone"]) == (600, 600)
    made.stage.add_sketches(
        ((n, "港の電報によれば、船が通った。") for n in range(600)), there=False
    )
    made.stage.add_sketches(((n, "港の電報によれば、船が戻った。") for n in range(600)), there=True)
    assert made.stage.take_likely() == []
