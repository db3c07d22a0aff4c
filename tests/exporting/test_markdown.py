"""The analyst's Markdown as a tree."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.exporting.markdown import (
    Bullets,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Link,
    Numbers,
    Paragraph,
    Quote,
    Reference,
    Rule,
    Strike,
    Strong,
    Table,
    Text,
    parse,
    tree,
)


def _line(markdown: str) -> tuple[object, ...]:
    (block,) = parse(markdown)
    assert isinstance(block, Paragraph)
    return block.content


def test_blocks() -> None:
    kinds = [
        type(block) for block in parse("# h\n\np\n\n- a\n\n1. b\n\n> q\n\n---\n\n```\nc\n```\n")
    ]
    assert kinds == [Heading, Paragraph, Bullets, Numbers, Quote, Rule, CodeBlock]


def test_emphasis_beside_japanese_brackets() -> None:
    assert _line("**「強調」**です") == (Strong((Text("「強調」"),)), Text("です"))
    assert _line("これは*「弱い」*。") == (
        Text("これは"),
        Emphasis((Text("「弱い」"),)),
        Text("。"),
    )


def test_a_line_break_is_a_space_only_between_words() -> None:
    assert _line("長い\n文") == (Text("長い文"),)
    assert _line("long\nline") == (Text("long line"),)


def test_inlines() -> None:
    assert _line("~~a~~ `b`") == (Strike((Text("a"),)), Text(" "), Code("b"))


def test_links_lead_into_the_web_only() -> None:
    assert _line("[x](https://example.org/a)") == (Link("https://example.org/a", (Text("x"),)),)
    for other in ("javascript:alert(1)", "file:///etc/passwd", "ftp://a.b", "data:text/html,x"):
        assert _line(f"[x]({other})") == (Text(f"[x]({other})"),)
        assert _line(f"<{other}>") == (Text(f"<{other}>"),)


def test_html_and_images_stay_text() -> None:
    assert _line("<b>x</b>") == (Text("<b>x</b>"),)
    assert parse("<div>\nx\n</div>")[0] == Paragraph((Text("<div> x </div>"),))
    assert _line("![i](https://a.b/i.png)") == (Text("!"), Link("https://a.b/i.png", (Text("i"),)))


def test_references() -> None:
    assert _line("見よ[[2107-051202]]。") == (
        Text("見よ"),
        Reference("2107-051202"),
        Text("。"),
    )
    assert _line("[[ ]] [[a\nb]]")[0] == Text("[[ ]] [[a b]]")
    assert _line("`[[x]]`") == (Code("[[x]]"),)


def test_a_table() -> None:
    (table,) = parse("|日付|確度|\n|:-|-:|\n|4月|**0.6**|\n")
    assert table == Table(
        align=("left", "right"),
        head=((Text("日付"),), (Text("確度"),)),
        rows=(((Text("4月"),), (Strong((Text("0.6"),)),)),),
    )


@pytest.mark.parametrize("mark", [">", "- ", "1. "])
def test_what_is_nested_too_deeply_is_kept_as_typed(mark: str) -> None:
    source = mark * 200 + "深い"
    assert parse(source) == (Paragraph((Text(source),)),)


def test_deep_emphasis_ends() -> None:
    assert "深い" in json.dumps(tree(parse("**" * 600 + "深い" + "**" * 600)), ensure_ascii=False)


def test_the_tree_is_json() -> None:
    assert tree(parse("*a*")) == [
        {
            "kind": "paragraph",
            "content": [{"kind": "emphasis", "content": [{"kind": "text", "text": "a"}]}],
        }
    ]


@given(st.text(alphabet="a漢「*_~`[]()<>|#-1. \n\\!&"))
def test_anything_can_be_read(markdown: str) -> None:
    json.dumps(tree(parse(markdown)))
