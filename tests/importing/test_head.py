"""Heads of clippings: every form, on pages of our own invention."""

from __future__ import annotations

from collections.abc import Callable

from clipdesk.core.model import Draft, Page

One = Callable[..., Draft]
Codes = Callable[..., list[tuple[int, str]]]
BODY = "\n 灯台の光が霧の夜に届いた。\n"


def told(draft: Draft) -> tuple[str, str | None, str, str | None]:
    assert [p.text for p in draft.passages] == ["灯台の光が霧の夜に届いた。"]
    return draft.source_printed, draft.via, draft.headline, draft.printed_id


def test_the_long_form(read_one: One, codes: Codes) -> None:
    text = "2031.04.09\n 20:48\n朝日新聞\n\n(Yahoo)\n\n灯台守の 日誌 <3105-040901>" + BODY
    draft = read_one(text)
    assert told(draft) == ("朝日新聞", "Yahoo", "灯台守の 日誌", "3105-040901")
    assert draft.published.iso == "2031-04-09T20:48"
    assert draft.date_printed == "2031.04.09 20:48"
    assert draft.printed == text.rstrip("\n")
    assert codes(text) == []


def test_blank_lines_do_not_matter(read_one: One) -> None:
    text = "2031.04.09\n\n 20:48\n\n朝日新聞\n(Yahoo)\n灯台 <3105-040901>\n" + BODY
    assert told(read_one(text)) == ("朝日新聞", "Yahoo", "灯台", "3105-040901")
    assert read_one(text).published.minute == 20 * 60 + 48


def test_a_source_over_two_lines(read_one: One) -> None:
    text = "2031.04.09\n 20:48\n乗りもの\n ニュース\n\n(Yahoo)\n\n灯台 <3105-040901>" + BODY
    assert told(read_one(text))[0] == "乗りものニュース"
    assert read_one(text).source == "乗りものニュース"


def test_an_unknown_source_over_two_lines(read_one: One) -> None:
    text = "2031.04.09\n港湾\n 新報\n\n(Yahoo)\n\n灯台 <3105-040901>" + BODY
    assert told(read_one(text)) == ("港湾新報", "Yahoo", "灯台", "3105-040901")
    text = "2031.04.09\n港湾\n 新報\n\n灯台 <3105-040901>" + BODY
    assert told(read_one(text)) == ("港湾新報", None, "灯台", "3105-040901")


def test_source_on_the_dates_line(read_one: One) -> None:
    text = "2031.04.09 朝日新聞\n\nインターネット\n\n灯台 <3105-040901>" + BODY
    assert told(read_one(text)) == ("朝日新聞", "インターネット", "灯台", "3105-040901")


def test_route_beside_the_source(read_one: One) -> None:
    text = "2031.04.09 朝日新聞 (Yahoo)\n灯台 <3105-040901>" + BODY
    assert told(read_one(text)) == ("朝日新聞", "Yahoo", "灯台", "3105-040901")


def test_source_and_headline_in_one_line(read_one: One) -> None:
    for text in (
        "2031.04.09 Kyiv Independent Media: Light seen <3105-040901>" + BODY,
        "2031.04.09\n 20:48\nKyiv Independent Media: Light seen <3105-040901>" + BODY,
        "2031.04.09 20:48 Kyiv Independent Media: Light seen <3105-040901>" + BODY,
        "2031.04.09 Kyiv Independent Media: Light\nseen <3105-040901>" + BODY,
    ):
        assert told(read_one(text)) == (
            "Kyiv Independent",
            None,
            "Media: Light seen",
            "3105-040901",
        )


def test_the_older_form(read_one: One) -> None:
    for gap in ("\n", "\n\n"):
        text = gap.join(["2031.04.09 Yahoo 毎日新聞記事", "「霧の海」", "<3105-040901>"]) + BODY
        assert told(read_one(text)) == ("毎日新聞", "Yahoo", "霧の海", "3105-040901")
    inner = "2031.04.09 Yahoo 港湾新報記事\n\n「霧『深い』海」\n\n<3105-040901>" + BODY
    assert told(read_one(inner))[2] == "霧『深い』海"
    half = "2031.04.09 Yahoo 港湾新報記事\n\n「霧」の海「灯」\n\n<3105-040901>" + BODY
    assert told(read_one(half))[2] == "「霧」の海「灯」"


def test_quotes_of_other_forms_stay(read_one: One) -> None:
    text = "2031.04.09 朝日新聞\n\n(Yahoo)\n\n「霧の海」 <3105-040901>" + BODY
    assert told(read_one(text))[2] == "「霧の海」"


def test_no_id(read_one: One, codes: Codes) -> None:
    text = "2031.04.09 Jane's 360 Light seen" + BODY
    assert told(read_one(text)) == ("Jane's 360", None, "Light seen", None)
    assert read_one(text).uid.startswith("x-")
    assert codes(text) == [(1, "id_missing")]
    text = "2031.04.09 朝日新聞\n\n(Yahoo)\n\n灯台" + BODY
    assert told(read_one(text)) == ("朝日新聞", "Yahoo", "灯台", None)


def test_odd_ids_are_kept_and_reported(read_one: One, codes: Codes) -> None:
    for printed, code in (
        ("3105-0409", "id_malformed"),
        ("3113-040901", "id_malformed"),
        ("3105-041001", "id_disagrees"),
        ("3005-040901", "id_disagrees"),
    ):
        text = f"2031.04.09 朝日新聞 灯台 <{printed}>" + BODY
        assert told(read_one(text))[3] == printed
        assert codes(text) == [(1, code)]


def test_a_repeated_id(read: Callable[..., Page], codes: Codes) -> None:
    one = "2031.04.09 朝日新聞 灯台 <3105-040901>" + BODY
    two = "2031.04.09 毎日新聞 霧 <3105-040901>" + BODY
    assert codes(one + two) == [(3, "id_repeated")]
    assert len(read(one + two).drafts) == 2


def test_month_only(read_one: One, codes: Codes) -> None:
    text = "2031.04 Jane's 360 Light seen <3105-040001>" + BODY
    assert read_one(text).published.iso == "2031-04"
    assert codes(text) == []


def test_slips_of_dates(read_one: One, codes: Codes) -> None:
    text = "2031.04:09 朝日新聞 灯台 <3105-040901>" + BODY
    assert (read_one(text).date_printed, read_one(text).published.iso) == (
        "2031.04:09",
        "2031-04-09",
    )
    assert codes(text) == [(1, "date_slip")]
    lacking = "2031.04.31 朝日新聞 灯台 <3105-040001>" + BODY
    assert read_one(lacking).published.iso == "2031-04"
    assert codes(lacking) == [(1, "day_impossible")]
    late = "2031.04.09\n 25:10\n朝日新聞\n\n(Yahoo)\n\n灯台 <3105-040901>" + BODY
    assert read_one(late).published.iso == "2031-04-09"
    assert read_one(late).date_printed == "2031.04.09 25:10"
    assert codes(late) == [(1, "time_impossible")]


def test_a_date_beyond_the_calendar_is_kept_whole(read: Callable[..., Page]) -> None:
    good = "2031.04.09 朝日新聞 灯台 <3105-040901>" + BODY
    bad = "2031.14.09 毎日新聞 霧 <3105-040902>" + BODY
    page = read(good + bad + good.replace("01>", "03>"))
    assert [draft.source for draft in page.drafts] == ["朝日新聞", "朝日新聞"]
    (problem,) = page.problems
    assert (problem.code, problem.line) == ("date_impossible", 3)
    assert problem.excerpt == bad.rstrip("\n")
    counts = page.characters
    assert counts["problems"] == len("".join(bad.split()))
    assert counts["input"] == counts["clippings"] + counts["problems"] + counts["furniture"]


def test_a_number_in_the_text_is_no_date(read_body: Callable[[str], Draft]) -> None:
    draft = read_body(" 水深は\n2031.12 を超えた。\n 次の\n2031.44 は誤り。\n")
    assert [p.text for p in draft.passages] == ["水深は2031.12 を超えた。", "次の2031.44 は誤り。"]


def test_hiragana_names_after_a_date(read_one: One) -> None:
    text = "2031.04.09 まいどなニュース\n\n(Yahoo)\n\n灯台 <3105-040901>" + BODY
    assert told(read_one(text))[0] == "まいどなニュース"


def test_a_date_and_nothing_else(read_one: One, codes: Codes) -> None:
    draft = read_one("2031.04.09\n")
    assert (draft.source_printed, draft.headline, draft.passages) == ("", "", ())
    assert [code for _, code in codes("2031.04.09\n")] == [
        "source_unknown",
        "id_missing",
        "headline_missing",
    ]


def test_furniture_and_title(read: Callable[..., Page]) -> None:
    page = read("\n海の便り\n\n年月日\n出典\n2031.04.09 朝日新聞 灯台 <3105-040901>" + BODY)
    assert page.title == "海の便り"
    assert page.characters["furniture"] == 9
    assert page.drafts[0].line == 6
    assert read("2031.04.09 朝日新聞 灯台 <3105-040901>").title == "無題"


def test_no_clipping(read: Callable[..., Page]) -> None:
    page = read("海の便り\n ただの文。\n")
    assert page.drafts == ()
    assert page.characters == {"input": 9, "clippings": 0, "furniture": 9, "problems": 0}
