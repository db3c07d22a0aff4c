"""HTML pages: the same table, read to the same clippings as the text form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.model import Draft, MarkKind, Page
from clipdesk.importing import tags
from clipdesk.importing.decode import decode
from clipdesk.importing.html import is_html, read_html
from clipdesk.importing.page import read_page
from clipdesk.importing.sources import SourceBook
from tests.html_pages import STYLES, Style, render
from tests.pages import PAGE, clip, read_file

BOOK = SourceBook({"北海タイムズ": "北海タイムズ"})
FIELDS = (
    "uid", "published", "date_printed", "source", "source_printed", "via", "headline", "text",
    "compiler_notes", "citations", "places", "fingerprint", "reading",
)  # fmt: skip
HEAD = "<tr><td>2031.04.09<td>朝日新聞<td>灯台 &lt;3105-040901&gt;<td>"


def read(html: str) -> Page:
    page = read_html(html, BOOK, title_fallback="無題")
    counts = page.characters
    assert counts["input"] == counts["clippings"] + counts["furniture"] + counts["problems"]
    return page


def read_one(html: str) -> Draft:
    (draft,) = read(html).drafts
    return draft


def body(html: str) -> Draft:
    """The clipping whose text is some HTML."""
    return read_one(f"<table>{HEAD}{html}</table>")


def told(page: Page, fields: tuple[str, ...] = FIELDS) -> list[list[object]]:
    return [[getattr(draft, name) for name in fields] for draft in page.drafts]


# ---- the same page in both forms ---------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_the_same_page_gives_the_same_clippings(style: Style) -> None:
    text = read_page(PAGE, BOOK, title_fallback="無題")
    html = render(text, style)
    assert is_html(html)
    page = read(html)
    assert told(page) == told(text)
    assert page.title == text.title
    assert [p.code for p in page.problems] == [p.code for p in text.problems]
    lines = html.split("\n")
    for draft in page.drafts:
        assert draft.date_printed.split(" ")[0] in lines[draft.line - 1]
        for passage in draft.passages:
            assert passage.printed.strip()[:1] in lines[passage.line - 1]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_what_follows_a_list_in_a_note_is_read_alike(style: Style) -> None:
    """With `<p>` an empty line stands above it: that made a subheading of it."""
    note = "【註】\n 岬では、\n  1. 灯台の霧笛\nに加え、ここで新たに\n  2. 港の鐘\nが鳴る。"
    text = read_page("岬の報道\n\n" + clip(body=f" 霧。\n{note}"), BOOK, title_fallback="無題")
    page = read(render(text, style))
    kinds = [str(passage.kind) for passage in page.drafts[0].passages]
    assert kinds == ["text", "text", "bullet", "text", "bullet", "text"]
    assert told(page) == told(text)


ENCODINGS = ("cp932", "euc_jp", "iso2022_jp", "utf-8", "utf-8-sig")
DECLARED = ("", "Shift_JIS", "EUC-JP", "utf-8", "windows-1252")
PAIRS = [(encoding, declared) for encoding in ENCODINGS for declared in DECLARED]


@pytest.mark.parametrize("number", range(2 * len(PAIRS)))
def test_the_real_page(real_page: Path, tmp_path: Path, number: int) -> None:
    encoding, declared = PAIRS[number % len(PAIRS)]
    style = [*STYLES.values()][(number + number // 5) % len(STYLES)]
    text = read_file(real_page)
    head = f'<meta http-equiv=Content-Type content="text/html; charset={declared}">'
    file = tmp_path / "page.txt"
    html = render(text, style, head=head if declared else "")
    file.write_bytes(html.encode(encoding, "xmlcharrefreplace"))
    page = read_file(file)
    assert told(page) == told(text)
    assert [p.code for p in page.problems] == [p.code for p in text.problems]
    counts = page.characters
    assert counts["clippings"] + counts["furniture"] == counts["input"]


WORDS = st.text(alphabet="あ海霧船灯台、。aZ12 <>&\"'()", min_size=1, max_size=30)
LINES = st.lists(WORDS.filter(lambda text: text.strip() != ""), min_size=1, max_size=4)


@given(st.lists(LINES, min_size=1, max_size=4), st.sampled_from([*STYLES.values()]))
def test_any_page_in_any_style(bodies: list[list[str]], style: Style) -> None:
    clips = [
        f"2031.04.09 朝日新聞 灯台 <3105-0409{n:02}>\n"
        + "\n".join(f" {line.strip()}" for line in lines)
        for n, lines in enumerate(bodies)
    ]
    text = read_page("\n".join(["岬の報道", *clips]), BOOK, title_fallback="無題")
    assert told(read(render(text, style))) == told(text)


def test_a_declaration_decides_only_between_equals() -> None:
    data = "ﾏﾎ".encode("cp932") + b" <table>"
    page = b"<meta charset=%s><td>" + data
    assert decode(page % b"Shift_JIS", "p") != decode(page % b"EUC-JP", "p")
    long = f"<meta charset=EUC-JP><td>{PAGE}"
    assert decode(long.encode("cp932"), "p") == long


# ---- sloppy tables -----------------------------------------------------------------------------


def test_content_decides_what_a_file_is() -> None:
    assert not is_html(PAGE)
    assert not is_html("2031.04.09 朝日新聞 <b> と <td> <3105-040901>")
    assert is_html("<!-- x -->\n<HTML><BODY>" + PAGE)
    assert is_html("HTTP/1.0 200 OK\n\n<!DOCTYPE html>")


def test_a_text_in_a_wrapper_of_html() -> None:
    text = read_page(PAGE, BOOK, title_fallback="無題")
    shown = PAGE.replace("<", "&lt;")
    for html in (f"<html><body><pre>{shown}</pre>", f"<html><body>\n{shown}</body></html>"):
        assert told(read(html)) == told(text)
        assert read(html).title == text.title
    lines = "<br>\n".join(shown.split("\n"))
    assert told(read(f"<html><body>{lines}")) == told(text)
    assert told(read(f"<table><tr><td>{lines}</td></tr></table>")) == told(text)


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td>2031.04.09 20:48<td>朝日新聞 (Yahoo)<td>灯台 &lt;3105-040901&gt;<td>霧。",
        "<tr><td>2031.04.09<br>20:48<td>Yahoo 朝日新聞記事<td>「灯台」<br>&lt;3105-040901&gt;<td>霧。",
        "<tr><td>2031.04.09<br>20:48<td>朝日<br>新聞<br>(Yahoo)<td>灯台<3105-040901><td>霧。<td>",
        "<tr><td>2031.04.09<br>20:48<td colspan=2>朝日新聞<br>(Yahoo)<br>灯台 &lt;3105-040901&gt;<td>霧。",
        "<tr><td>2031.04.09<br>20:48<td>朝日新聞<br>(Yahoo)<td colspan=2>灯台 &lt;3105-040901&gt;<br>霧。",
        "<tr><th>2031.04.09<br>20:48<th>朝日新聞<br>(Yahoo)<td>灯台 &lt;3105-040901&gt;<td><p>霧。<p>",
        "<tr><td><b>2031.04.09</b><br>20:48</td> <td>朝日新聞<p>(Yahoo)<td>灯台 &lt;3105-040901&gt;</b><td>霧。",
    ],
)
def test_rows_typed_in_many_ways(row: str) -> None:
    draft = read_one(f"<table>{row}</table>")
    assert draft.published.iso == "2031-04-09T20:48"
    assert (draft.source, draft.via, draft.headline) == ("朝日新聞", "Yahoo", "灯台")
    assert (draft.printed_id, draft.text) == ("3105-040901", "霧。")


def test_cells_tell_the_source_that_text_could_only_guess() -> None:
    page = read(
        "<table><tr><td>2031.04.09<td>岬 便り<td>霧 の 海 &lt;3105-040901&gt;<td>霧。</table>"
    )
    assert (page.drafts[0].source, page.drafts[0].headline) == ("岬 便り", "霧 の 海")
    assert page.problems == ()


def test_cells_that_reach_down() -> None:
    page = read(
        "<table><tr><td rowspan=2>2031.04.09<td rowspan=3>朝日新聞<br>(Yahoo)<td>灯台 &lt;3105-040901&gt;"
        "<td>霧。<tr><td>港 &lt;3105-040902&gt;<td>船。<tr><td>2031.04.08<td>岬 &lt;3105-040801&gt;<td>波。"
        "<tr><td>2031.04.07<td>時事通信<td>雲 &lt;3105-040701&gt;<td>風。"
        "<tr><td>&nbsp;<td>共同通信<td>空 &lt;3105-040702&gt;<td>雨。</table>"
    )
    assert [(d.published.iso, d.source, d.via, d.headline, d.text) for d in page.drafts] == [
        ("2031-04-09", "朝日新聞", "Yahoo", "灯台", "霧。"),
        ("2031-04-09", "朝日新聞", "Yahoo", "港", "船。"),
        ("2031-04-08", "朝日新聞", "Yahoo", "岬", "波。"),
        ("2031-04-07", "時事通信", None, "雲", "風。"),
        ("2031-04-07", "共同通信", None, "空", "雨。"),
    ]
    assert "2031" not in page.drafts[1].printed
    assert page.problems == ()


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ("<td>2031.04.08", ["text_outside"]),
        ("<td>2031.04.08<td>", ["text_outside"]),
        ("<td>", []),
        ("<td>&nbsp;<td>", []),
        ("<td>船も着いた。", ["row_undated"]),
    ],
)
def test_a_row_that_has_no_words_but_those_of_the_row_above(row: str, problems: list[str]) -> None:
    page = read(
        "<table><tr><td>2031.04.09<td rowspan=2>朝日新聞<td rowspan=2>灯台 &lt;3105-040901&gt;"
        f"<td rowspan=2>霧。<tr>{row}</table>"
    )
    assert [draft.published.iso for draft in page.drafts] == ["2031-04-09"]
    assert [problem.code for problem in page.problems] == problems
    assert all(problem.excerpt in row for problem in page.problems)


def test_lines_are_paragraphs_where_nothing_is_set_in() -> None:
    draft = body("霧が出た<br>船が着い\n  た。<br><br>灯台が光る")
    assert draft.text == "霧が出た\n船が着いた。\n灯台が光る"
    assert body("<p>霧が出た<p>船が着いた").text == "霧が出た\n船が着いた"
    assert body("&nbsp;霧が出<br>た。<br>&nbsp;船").text == "霧が出た。\n船"


def test_rows_without_a_date_and_text_outside() -> None:
    page = read(
        f"<h1>岬の報道</h1><table><tr><th>年月日<th>出典<th>標題<th>要旨{HEAD}霧。"
        "<tr><td colspan=4>船も着いた。<tr><td>年月日<td>出典<td>標題<td>要旨<tr><td colspan=4>四月"
        "</table>\n<p>誤りはご連絡ください。<p><a href=top.html>戻る</a>"
    )
    (draft,) = page.drafts
    assert draft.text == "霧。\n船も着いた。"
    assert [(p.code, p.line) for p in page.problems] == [("row_undated", 1), ("text_outside", 2)]
    assert page.problems[1].excerpt.startswith("誤りはご連絡ください。")
    assert page.characters["problems"] == 13


def test_what_is_no_text_is_not_shown() -> None:
    page = read(
        "<script>2031</script><style>a</style><!-- 2031 --><title>岬</title><table>"
        f"{HEAD}霧<img alt=海 src=http://h.invalid onerror=x()><script>波</script><svg><text>雲</text></svg>"
        "<select><option>雨</select><button>風</button><span hidden>雪</span><div style='display: none'>星"
        "</div>。<textarea>月</textarea><iframe src=x>日</iframe><noscript>空</noscript></table>"
    )
    assert page.drafts[0].text == "霧。"
    assert page.title == "岬"


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("岬の <b>報道</b>", "岬の 報道"),
        ("<FONT color='red'>岬</FONT><br>港", "岬 港"),
        ("岬&lt;b&gt;の&lt;/b&gt;報道", "岬の報道"),
        ("<!-- 2031 -->岬", "岬"),
        ("岬 &lt;3105-040901&gt; &amp; 3 < 4 <b", "岬 <3105-040901> & 3 < 4 <b"),
        ("岬<img src='x.png' onerror=x()>", "岬"),
    ],
)
def test_tags_in_a_title_are_not_its_words(title: str, meant: str) -> None:
    page = read(f"<title>{title}</title><table>{HEAD}霧。</table>")
    assert page.title == meant
    assert page.drafts[0].text == "霧。"


def test_a_table_inside_a_text() -> None:
    draft = body("霧。<table><tr><td>船<td>3<tr><td>灯台<td>2</table>港。")
    assert draft.text.split("\n") == ["霧。", "船", "3", "灯台", "2", "港。"]


# ---- marks -------------------------------------------------------------------------------------


def marks(draft: Draft) -> list[tuple[str, str, str]]:
    return [
        (p.text[m.start : m.end], m.kind.value, m.target) for p in draft.passages for m in p.marks
    ]


def test_emphasis_and_links() -> None:
    draft = body(
        "&nbsp;𠮷村の<b>霧</b><font color=red>と 海</font>、<a href='terms.html#gull'>カモ メ</a>と"
        "<span style='color: #000'>船</span>。<br>&nbsp;<u>【註】港<a href='https://maps.google.com/?q=1'>岬</a></u>"
        "<br>【関連記事:<a href='old.html#3104-030101'>3104-030101</a> (港報)】"
    )
    assert marks(draft) == [
        ("霧と海", "emphasis", ""),
        ("カモメ", "glossary", "terms.html#gull"),
        ("港岬", "emphasis", ""),
        ("岬", "place", "https://maps.google.com/?q=1"),
        ("3104-030101", "citation", "3104-030101"),
    ]
    assert [(c.printed_id, c.hint) for c in draft.citations] == [("3104-030101", "港報")]


def test_a_citation_that_only_a_link_tells() -> None:
    draft = body("昨年の<a href='../2104.html#3104-030101'>衝突</a>に続く。")
    assert [(c.printed_id, c.hint, c.passage) for c in draft.citations] == [
        ("3104-030101", "衝突", 0)
    ]
    page = read(f"<table>{HEAD}霧。<br>【<a href='#3104-030101'>関連記事:港報</a>】</table>")
    assert page.problems == ()
    assert body("<a href=old.html>3104-030101</a>").citations[0].printed_id == "3104-030101"


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", " java\nscript:x", "data:text/html,x", "mailto:a@b", "#top", "",
             "file:///etc/passwd", "x" * 3000]
)  # fmt: skip
def test_links_that_lead_nowhere(href: str) -> None:
    assert marks(body(f'霧の<a href="{href}">海</a>')) == []


def test_places_keep_their_maps() -> None:
    draft = body("霧。<br>【<a href='https://example.org/m?q=a'>岬 の位置</a> (Google Map)】")
    assert draft.places == ("岬",)
    assert marks(draft) == [("岬の位置", "place", "https://example.org/m?q=a")]


# ---- hostile -----------------------------------------------------------------------------------

MANY = 30_000


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * MANY + "霧", "<div><p>" * MANY, "<p><b>" * MANY, "<ul><li>" * MANY, "<a href=x>" * MANY,
        "<table><tr><td>" * MANY + "霧", "<div>" * MANY + "</p>" * MANY, "<b><p>" * MANY + "</b>" * MANY,
        HEAD + "<br>x<i>k</i>" * MANY, HEAD * (MANY // 30), "<td " + " ".join(f"a{i}=1" for i in range(MANY)),
        f'<td title="{"x" * 1_000_000}">霧', "<!--" * MANY, "<" * MANY, "<a " * MANY, "<title>" * MANY + HEAD,
        HEAD + "\0霧\0\ud800" * MANY, "&" * MANY, "&#0;&#x110000;" * MANY, "<svg>" * MANY + "<td>" * MANY,
        "<table>x<b>" * MANY, HEAD + "<tr><td>霧。<td>海" * (MANY // 10), "<tr><td rowspan=999>2031.04.09<td>" * 999,
        "<select>" * MANY + "霧", "<html>" + "</" * MANY, '<a b="' * MANY + HEAD, "<a" + "=" * MANY,
        HEAD + "<span style='color:red;color:blue;;;'>x" * MANY, "<pre>" * MANY + PAGE, "<x>\n" * MANY,
    ],
)  # fmt: skip
def test_no_page_hangs(html: str) -> None:
    read(html)  # pytest's faulthandler_timeout says where, should it wait for ever


def parted(html: str, piece: int) -> Page:
    """A page whose markup is parted at every row after so many characters."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tags, "PIECE", piece)
        return read(html)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("<center><font color=red><b>", "</b></font></center><p>終わり"),
        ("<table><tr><td>甲<td>", "</table>乙"),
        ("<div><table><tr><td><div>甲<p>", "</div></table>乙"),
        ("<div hidden>丙", "</div>乙"),
    ],
)
def test_a_page_in_pieces_is_the_same_page(style: Style, before: str, after: str) -> None:
    html = render(read_page(PAGE * 3, BOOK, title_fallback="無題"), style)
    html = html.replace("</h1>", f"</h1>{before}", 1).replace("</body>", f"{after}</body>")
    assert parted(html, 1) == parted(html, len(html))


TAGS = st.sampled_from([
    "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=2>", "<th colspan=3>", "<b>", "</b>",
    "<p>", "</p>", "<br>", "<div>", "</div>", "<a href='#3105-040901'>", "</a>", "<script>", "</script>", "<!--",
    "-->", "<pre>", "</pre>", "<h1>", "</h1>", "<li>", "<font color=red>", "</font>", "<select>", "</select>",
    "2031.04.09", "2031.04", " 20:48", "朝日新聞", "(Yahoo)", "灯台 &lt;3105-040901&gt;", "<3105-040902>", "\n",
    "&nbsp;霧。", "【註】", "【関連記事:3104-030101】", "海", " ", "\0", "&", "<", HEAD, "<span hidden>", "\u3000岬",
])  # fmt: skip


@given(st.lists(st.one_of(TAGS, st.text(max_size=8)), max_size=60))
def test_any_markup_loses_nothing(pieces: list[str]) -> None:
    page = read("<html>" + "".join(pieces))
    for draft in page.drafts:
        for passage in draft.passages:
            for mark in passage.marks:
                assert 0 <= mark.start < mark.end <= len(passage.text)
                assert mark.kind in MarkKind
        for citation in draft.citations:
            assert citation.passage < len(draft.passages)
