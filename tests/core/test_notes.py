"""What notes point to, and how they are called in a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core import notes
from clipdesk.exporting.markdown import Paragraph, Reference, parse


def test_links_are_found_in_both_forms_each_once() -> None:
    body = "見よ [[3105-040901]]、<3105-040902> と [[ 3105-040901 ]]。<b>太字</b> [[]] [[ ]] <1>"
    assert notes.links(body) == ("3105-040901", "3105-040902")


@given(st.from_regex(r"[0-9]{4}-[0-9]{6}", fullmatch=True), st.booleans())
def test_what_is_kept_is_what_is_shown(name: str, printed: bool) -> None:
    body = f"前{'<' + name + '>' if printed else '[[' + name + ']]'}後"
    (block,) = parse(body)
    assert isinstance(block, Paragraph)
    assert Reference(name) in block.content
    assert notes.links(body) == (name,)


@given(st.text())
def test_any_text_has_links_and_a_title(body: str) -> None:
    assert all(name == name.strip() != "" for name in notes.links(body))
    assert "\n" not in notes.title(body)
    assert "\n" not in notes.excerpt(body)


@pytest.mark.parametrize(
    ("body", "title", "excerpt"),
    [
        ("# 灯台\n\n修理は **秋** から\n- [ ] 港湾局", "灯台", "修理は 秋 から 港湾局"),
        ("\n\n- 一\n- 二", "一", "二"),
        ("> 引用", "引用", ""),
        ("", "", ""),
        ("---", "---", ""),
        ("2031年", "2031年", ""),
    ],
)
def test_the_title_is_the_first_line_that_says_something(
    body: str, title: str, excerpt: str
) -> None:
    assert (notes.title(body), notes.excerpt(body)) == (title, excerpt)
